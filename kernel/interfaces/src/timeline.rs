//! The states that cells have led to, and the ways between them: back, forward, and to those that have a name.
//!
//! Knows nothing of what a state is.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use base::suggest::nearest;

/// How many cells can be undone.
pub const KEPT: usize = 20;
/// How many states can have a name.
const NAMED: usize = 10;

/// Tells states apart, also those of different timelines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u64);

/// What led to a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing: it is the first one.
    Start,
    /// The cell of that number; 0 for one without.
    Cell(u32),
    /// A return to the checkpoint of that name.
    Return(String),
}

/// Where to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jump<'a> {
    Back(usize),
    Forward(usize),
    To(&'a str),
}

/// What going somewhere did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// The steps undone, in the order in which they had been taken.
    Back(Vec<Step>),
    /// The steps taken again, in order.
    Forward(Vec<Step>),
    /// To a checkpoint, which was made after this step.
    At(Step),
}

/// Why a jump leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JumpError {
    /// So many steps can be undone, and the earliest of them is this.
    Back(usize, Option<Step>),
    /// So many undone steps are left.
    Forward(usize),
    To {
        name: String,
        nearest: Option<String>,
    },
}

/// What there is in a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// The last step that was taken.
    pub last: Step,
    /// How many steps can be undone.
    pub past: usize,
    /// How many undone steps can be taken again.
    pub future: usize,
    /// The names, with the step that each was given after.
    pub named: Vec<(String, Step)>,
    /// Of all these states.
    pub ids: BTreeSet<Id>,
}

/// The past, present and undone future of a notebook.
#[derive(Clone, Debug)]
pub struct Timeline<T> {
    /// The oldest first.
    past: VecDeque<Moment<T>>,
    present: Moment<T>,
    /// The nearest last.
    future: Vec<Moment<T>>,
    named: BTreeMap<String, Moment<T>>,
}

#[derive(Clone, Debug)]
struct Moment<T> {
    id: Id,
    step: Step,
    state: T,
}

impl<T> Moment<T> {
    fn new(step: Step, state: T) -> Moment<T> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let id = Id(NEXT.fetch_add(1, Ordering::Relaxed));
        Moment { id, step, state }
    }
}

impl<T: Clone + Default> Default for Timeline<T> {
    fn default() -> Timeline<T> {
        Timeline::new(T::default())
    }
}

impl<T: Clone> Timeline<T> {
    pub fn new(state: T) -> Timeline<T> {
        Timeline {
            past: VecDeque::new(),
            present: Moment::new(Step::Start, state),
            future: Vec::new(),
            named: BTreeMap::new(),
        }
    }

    pub fn present(&self) -> &T {
        &self.present.state
    }

    pub fn id(&self) -> Id {
        self.present.id
    }

    /// Takes a step to a new state. What was undone is gone for good.
    pub fn advance(&mut self, step: Step, state: T) {
        self.enter(Moment::new(step, state));
    }

    /// The state that `jump` leads to.
    ///
    /// # Errors
    /// If it leads nowhere.
    pub fn target(&self, jump: Jump<'_>) -> Result<&T, JumpError> {
        let moment = match jump {
            Jump::Back(steps) => self.past.len().checked_sub(steps).and_then(|at| self.past.get(at)),
            Jump::Forward(steps) => self.future.len().checked_sub(steps).and_then(|at| self.future.get(at)),
            Jump::To(name) => self.named.get(name),
        };
        moment.map(|moment| &moment.state).ok_or_else(|| self.no_such(jump))
    }

    /// # Errors
    /// If `jump` leads nowhere.
    pub fn go(&mut self, jump: Jump<'_>) -> Result<Arrival, JumpError> {
        self.target(jump)?;
        Ok(match jump {
            Jump::Back(steps) => Arrival::Back(self.back(steps)),
            Jump::Forward(steps) => {
                let taken = (0..steps).filter_map(|_| {
                    let next = self.future.pop()?;
                    let step = next.step.clone();
                    self.past.push_back(std::mem::replace(&mut self.present, next));
                    Some(step)
                });
                Arrival::Forward(taken.collect())
            }
            Jump::To(name) => {
                let Some(moment) = self.named.get(name).cloned() else {
                    return Err(self.no_such(jump));
                };
                let made_after = moment.step;
                self.enter(Moment {
                    step: Step::Return(name.to_owned()),
                    ..moment
                });
                Arrival::At(made_after)
            }
        })
    }

    /// Leaves a present that is lost for the youngest state that `is_alive`. Returns the steps undone by that, or nothing
    /// if there is no such state.
    pub fn fall_back(&mut self, is_alive: impl Fn(&T) -> bool) -> Option<Vec<Step>> {
        let back = self.past.iter().rev().position(|moment| is_alive(&moment.state))? + 1;
        let undone = self.back(back);
        self.future.clear();
        Some(undone)
    }

    /// Forgets what could be undone, and returns these states.
    pub fn forget_past(&mut self) -> Vec<T> {
        self.past.drain(..).map(|moment| moment.state).collect()
    }

    /// Gives the present state a name. Whether there was another one of that name.
    ///
    /// # Errors
    /// If there are too many names; see [`NAMED`].
    pub fn name(&mut self, name: &str) -> Result<bool, Full> {
        if self.named.len() >= NAMED && !self.named.contains_key(name) {
            return Err(Full);
        }
        Ok(self.named.insert(name.to_owned(), self.present.clone()).is_some())
    }

    pub fn overview(&self) -> Overview {
        let moments = self.past.iter().chain(&self.future).chain(self.named.values());
        let named = self.named.iter();
        Overview {
            last: self.present.step.clone(),
            past: self.past.len(),
            future: self.future.len(),
            named: named
                .map(|(name, moment)| (name.clone(), moment.step.clone()))
                .collect(),
            ids: moments.map(|moment| moment.id).chain([self.present.id]).collect(),
        }
    }

    fn enter(&mut self, moment: Moment<T>) {
        self.future.clear();
        self.past.push_back(std::mem::replace(&mut self.present, moment));
        if self.past.len() > KEPT {
            self.past.pop_front();
        }
    }

    fn back(&mut self, steps: usize) -> Vec<Step> {
        let mut undone = Vec::new();
        while undone.len() < steps
            && let Some(before) = self.past.pop_back()
        {
            let moment = std::mem::replace(&mut self.present, before);
            undone.insert(0, moment.step.clone());
            self.future.push(moment);
        }
        undone
    }

    fn no_such(&self, jump: Jump<'_>) -> JumpError {
        match jump {
            Jump::Back(_) => {
                let second = self.past.get(1).unwrap_or(&self.present);
                JumpError::Back(self.past.len(), (!self.past.is_empty()).then(|| second.step.clone()))
            }
            Jump::Forward(_) => JumpError::Forward(self.future.len()),
            Jump::To(name) => JumpError::To {
                name: name.to_owned(),
                nearest: nearest(name, self.named.keys().map(String::as_str)).map(str::to_owned),
            },
        }
    }
}

/// There are as many names as there can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Start => write!(f, "the start"),
            Step::Cell(0) => write!(f, "a cell without a number"),
            Step::Cell(number) => write!(f, "cell [{number}]"),
            Step::Return(name) => write!(f, "the return to `{name}`"),
        }
    }
}

impl JumpError {
    /// Why `jump` leads nowhere as long as there is no timeline at all.
    pub fn without_states(jump: Jump<'_>) -> JumpError {
        match jump {
            Jump::Back(_) => JumpError::Back(0, None),
            Jump::Forward(_) => JumpError::Forward(0),
            Jump::To(name) => JumpError::To {
                name: name.to_owned(),
                nearest: None,
            },
        }
    }
}

impl fmt::Display for JumpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JumpError::Back(0, _) | JumpError::Back(_, None) => write!(f, "there is nothing to undo"),
            JumpError::Back(1, Some(first)) => {
                write!(f, "only one step can be undone: `%undo` goes back before {first}")
            }
            JumpError::Back(steps, Some(first)) => {
                write!(
                    f,
                    "only {steps} steps can be undone: `%undo {steps}` goes back before {first}"
                )
            }
            JumpError::Forward(0) => write!(
                f,
                "there is nothing to redo: nothing was undone, or a cell has run since"
            ),
            JumpError::Forward(1) => write!(f, "only one step can be redone: `%redo`"),
            JumpError::Forward(steps) => write!(f, "only {steps} steps can be redone: `%redo {steps}`"),
            JumpError::To { name, nearest } => {
                write!(f, "there is no checkpoint `{name}`; ")?;
                match nearest {
                    Some(nearest) => write!(f, "did you mean `{nearest}`?"),
                    None => write!(
                        f,
                        "`%checkpoint` lists those that there are, `%checkpoint {name}` makes one"
                    ),
                }
            }
        }
    }
}

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "there are {NAMED} checkpoints, as many as are kept: give one of their names to replace it (`%checkpoint` lists \
             them), or forget all with `%reset`"
        )
    }
}

/// The cells among `steps`, as a sentence names them: `cells [3], [5] and [6]`.
pub fn list(steps: &[Step]) -> String {
    match steps {
        [] => "nothing".to_owned(),
        [step] => step.to_string(),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(Step::to_string).collect();
            format!("{} and {last}", first.join(", "))
        }
    }
}

#[cfg(test)]
mod tests;

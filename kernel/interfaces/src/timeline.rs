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
    /// The state before the step `before` was given up. The furthest that is left is so many steps back, before that step.
    GivenUpBefore {
        before: Step,
        furthest: Option<(usize, Step)>,
    },
    /// The state after the step was given up.
    GivenUpAfter(Step),
    /// The state of that name was given up.
    GivenUp(String),
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

/// The past, present and undone future of a notebook. Each state but the present one may have been given up.
#[derive(Clone, Debug)]
pub struct Timeline<T> {
    /// The oldest first.
    past: VecDeque<Moment<Option<T>>>,
    present: Moment<T>,
    /// The nearest last.
    future: Vec<Moment<Option<T>>>,
    named: BTreeMap<String, Moment<T>>,
    /// The names whose states were given up.
    unnamed: BTreeSet<String>,
}

/// What a timeline has given up of late, to be told once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenUp {
    /// Of the states that `%undo` led to, the youngest one, and the step that it is before.
    before: Option<(Id, Step)>,
    /// Whether `%redo` led to some.
    undone: bool,
    names: Vec<String>,
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

    fn map<U>(self, change: impl FnOnce(T) -> U) -> Moment<U> {
        Moment {
            id: self.id,
            step: self.step,
            state: change(self.state),
        }
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
            unnamed: BTreeSet::new(),
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
        let state = match jump {
            Jump::Back(steps) => self.past.len().checked_sub(steps).and_then(|at| self.past.get(at)),
            Jump::Forward(steps) => self.future.len().checked_sub(steps).and_then(|at| self.future.get(at)),
            Jump::To(name) => {
                return self
                    .named
                    .get(name)
                    .map(|moment| &moment.state)
                    .ok_or_else(|| self.no_such(jump));
            }
        };
        state
            .and_then(|moment| moment.state.as_ref())
            .ok_or_else(|| self.no_such(jump))
    }

    /// # Errors
    /// If `jump` leads nowhere.
    pub fn go(&mut self, jump: Jump<'_>) -> Result<Arrival, JumpError> {
        let state = self.target(jump)?.clone();
        Ok(match jump {
            Jump::Back(steps) => Arrival::Back(self.back(steps, state)),
            Jump::Forward(steps) => Arrival::Forward(self.forward(steps, state)),
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
        let states = self.past.iter().rev().enumerate();
        let (back, state) = states
            .filter_map(|(back, moment)| Some((back, moment.state.as_ref()?)))
            .find(|(_, state)| is_alive(state))?;
        let state = state.clone();
        let undone = self.back(back + 1, state);
        self.future.clear();
        Some(undone)
    }

    /// The states beside the present one, in the order in which to give them up: those without a name first, of each kind
    /// the oldest first; but of those that were undone the farthest first, which is reached by way of the others. Says of
    /// each whether it has a name.
    pub fn expendable(&self) -> Vec<(Id, bool)> {
        let there = |moment: &&Moment<Option<T>>| moment.state.is_some();
        let others = self.past.iter().filter(there).chain(self.future.iter().filter(there));
        let mut others: Vec<Id> = others.map(|moment| moment.id).collect();
        let mut named: Vec<Id> = self.named.values().map(|moment| moment.id).collect();
        others.retain(|id| !named.contains(id));
        named.sort();
        let others = others.into_iter().map(|id| (id, false));
        let all = others.chain(named.into_iter().map(|id| (id, true)));
        all.filter(|(id, _)| *id != self.present.id).collect()
    }

    /// The state that is called `id`.
    pub fn state(&self, id: Id) -> Option<&T> {
        let others = self.past.iter().chain(&self.future);
        let others = others.filter_map(|moment| Some((moment.id, moment.state.as_ref()?)));
        let named = self.named.values().map(|moment| (moment.id, &moment.state));
        let mut all = others.chain(named).chain([(self.present.id, &self.present.state)]);
        all.find(|(known, _)| *known == id).map(|(_, state)| state)
    }

    /// Gives up a state, wherever it is kept beside the present, and notes in `told` what of it to tell.
    pub fn give_up(&mut self, id: Id, told: &mut GivenUp) {
        let steps_after = self
            .past
            .iter()
            .skip(1)
            .map(|moment| &moment.step)
            .chain([&self.present.step]);
        let youngest = self
            .past
            .iter()
            .zip(steps_after)
            .filter(|(moment, _)| moment.id == id)
            .last();
        if let Some((_, before)) = youngest
            && told.before.as_ref().is_none_or(|(known, _)| *known < id)
        {
            told.before = Some((id, before.clone()));
        }
        for moment in self.past.iter_mut().filter(|moment| moment.id == id) {
            moment.state = None;
        }
        for moment in self.future.iter_mut().filter(|moment| moment.id == id) {
            moment.state = None;
            told.undone = true;
        }
        let named: Vec<String> = self
            .named
            .extract_if(.., |_, moment| moment.id == id)
            .map(|(name, _)| name)
            .collect();
        for name in named {
            if !told.names.contains(&name) {
                told.names.push(name.clone());
            }
            self.unnamed.insert(name);
        }
    }

    /// Gives the present state a name. Whether there was another one of that name.
    ///
    /// # Errors
    /// If there are too many names; see [`NAMED`].
    pub fn name(&mut self, name: &str) -> Result<bool, Full> {
        if self.named.len() >= NAMED && !self.named.contains_key(name) {
            return Err(Full);
        }
        self.unnamed.remove(name);
        Ok(self.named.insert(name.to_owned(), self.present.clone()).is_some())
    }

    pub fn overview(&self) -> Overview {
        let others = self.past.iter().chain(&self.future);
        let others = others.filter(|moment| moment.state.is_some()).map(|moment| moment.id);
        let named = self.named.iter();
        Overview {
            last: self.present.step.clone(),
            past: self.furthest_back().map_or(0, |(steps, _)| steps),
            future: self.furthest_forward(),
            ids: others
                .chain(named.clone().map(|(_, moment)| moment.id))
                .chain([self.present.id])
                .collect(),
            named: named
                .map(|(name, moment)| (name.clone(), moment.step.clone()))
                .collect(),
        }
    }

    fn enter(&mut self, moment: Moment<T>) {
        self.future.clear();
        let before = std::mem::replace(&mut self.present, moment);
        self.past.push_back(before.map(Some));
        if self.past.len() > KEPT {
            self.past.pop_front();
        }
    }

    /// Goes back to `state`, which is so many steps away. Returns these.
    fn back(&mut self, steps: usize, state: T) -> Vec<Step> {
        let mut undone = VecDeque::new();
        let mut between = self.past.split_off(self.past.len().saturating_sub(steps));
        if let Some(target) = between.pop_front() {
            let before = std::mem::replace(&mut self.present, target.map(|_| state));
            let left = between.into_iter().chain([before.map(Some)]);
            for moment in left.rev() {
                undone.push_front(moment.step.clone());
                self.future.push(moment);
            }
        }
        undone.into()
    }

    /// Goes forward to `state`, which is so many steps away. Returns these.
    fn forward(&mut self, steps: usize, state: T) -> Vec<Step> {
        let mut taken = Vec::new();
        let mut between = self.future.split_off(self.future.len().saturating_sub(steps));
        between.reverse();
        if let Some(target) = between.pop() {
            let before = std::mem::replace(&mut self.present, target.map(|_| state));
            let left: Vec<_> = [before.map(Some)].into_iter().chain(between).collect();
            taken.extend(left.iter().skip(1).map(|moment| moment.step.clone()));
            taken.push(self.present.step.clone());
            self.past.extend(left);
        }
        taken
    }

    /// How many steps can be undone, and the first of them.
    fn furthest_back(&self) -> Option<(usize, Step)> {
        let at = self.past.iter().position(|moment| moment.state.is_some())?;
        let after = self.past.get(at + 1).map_or(&self.present.step, |moment| &moment.step);
        Some((self.past.len() - at, after.clone()))
    }

    /// How many undone steps can be taken again.
    fn furthest_forward(&self) -> usize {
        let at = self.future.iter().position(|moment| moment.state.is_some());
        at.map_or(0, |at| self.future.len() - at)
    }

    fn no_such(&self, jump: Jump<'_>) -> JumpError {
        match jump {
            Jump::Back(steps) => {
                let furthest = self.furthest_back();
                // Of a way that is too long, the oldest state is told of.
                let at = self.past.len().saturating_sub(steps);
                match self.past.get(at) {
                    Some(Moment { state: None, .. }) => {
                        let after = self.past.get(at + 1).map_or(&self.present.step, |moment| &moment.step);
                        let before = after.clone();
                        JumpError::GivenUpBefore { before, furthest }
                    }
                    _ => JumpError::Back(self.past.len(), furthest.map(|(_, step)| step)),
                }
            }
            Jump::Forward(steps) => match self.future.len().checked_sub(steps).and_then(|at| self.future.get(at)) {
                Some(Moment { state: None, step, .. }) => JumpError::GivenUpAfter(step.clone()),
                _ => JumpError::Forward(self.furthest_forward()),
            },
            Jump::To(name) if self.unnamed.contains(name) => JumpError::GivenUp(name.to_owned()),
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
            JumpError::GivenUpBefore { before, furthest } => {
                write!(f, "the state before {before} was given up, to make room in memory; ")?;
                match furthest {
                    Some((1, step)) => write!(f, "`%undo` goes back before {step}, and that is all that is left"),
                    Some((steps, step)) => {
                        write!(f, "`%undo {steps}` goes back before {step}, the furthest that is left")
                    }
                    None => write!(f, "nothing is left that can be undone"),
                }
            }
            JumpError::GivenUpAfter(step) => {
                write!(
                    f,
                    "the state after {step} was given up, to make room in memory: run it again"
                )
            }
            JumpError::GivenUp(name) => write!(
                f,
                "checkpoint `{name}` was given up, to make room in memory; `%checkpoint` lists those that are left"
            ),
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

impl GivenUp {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        *self == GivenUp::default()
    }
}

impl fmt::Display for GivenUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut what = Vec::new();
        if let Some((_, before)) = &self.before {
            what.push(format!("the states before {before} and all earlier cells"));
        }
        if self.undone {
            what.push("states of cells that were undone".to_owned());
        }
        what.extend(self.names.iter().map(|name| format!("checkpoint `{name}`")));
        match what.split_last() {
            None => Ok(()),
            Some((last, [])) => write!(
                f,
                "{last} {}",
                if last.starts_with("checkpoint") { "was" } else { "were" }
            ),
            Some((last, first)) => write!(f, "{} and {last} were", first.join(", ")),
        }?;
        write!(f, " given up, to make room in memory")
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

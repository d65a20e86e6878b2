//! Back to earlier states, and forward again.

use super::{AnswerState, Notebook, show};
use backend::Backend;
use interfaces::evaluator::{Frontend, MimeBundle, prose};
use interfaces::failure::Failure;
use interfaces::timeline::{self, Arrival, Jump, Overview, Step};

impl<B: Backend> Notebook<B> {
    pub(super) fn go(&mut self, jump: Jump<'_>, frontend: &dyn Frontend) -> Result<(), Failure> {
        let arrival = self.backend.go(jump)?;
        self.record.went(jump, &arrival);
        // Of a state that no cell has led to, nothing is known.
        self.follow(|_| AnswerState::default());
        say(arrived(jump, &arrival), frontend)
    }

    pub(super) fn name_state(&mut self, name: &str, frontend: &dyn Frontend) -> Result<(), Failure> {
        let is_replaced = self.backend.name_state(name, frontend)?;
        self.follow(AnswerState::clone);
        let last = self.backend.overview().map_or(Step::Start, |overview| overview.last);
        let instead = if is_replaced {
            ", in place of the one before"
        } else {
            ""
        };
        say(
            format!(
                "Checkpoint `{name}` is set {}{instead}. `%restore {name}` comes back here.",
                place(&last)
            ),
            frontend,
        )
    }

    /// Has what is kept beside the Rust belong to the backend's present state. Where that is new, it is made by `begin`
    /// from what belonged to the state before.
    pub(super) fn follow(&mut self, begin: impl Fn(&AnswerState) -> AnswerState) {
        let now = self.backend.state();
        if now == self.at {
            return;
        }
        let there = now.and_then(|id| self.elsewhere.get(&id).cloned());
        let there = there.unwrap_or_else(|| begin(&self.answers));
        let before = std::mem::replace(&mut self.answers, there);
        if let Some(at) = self.at {
            self.elsewhere.insert(at, before);
        }
        self.at = now;
        let ids = self.backend.overview().map(|overview| overview.ids).unwrap_or_default();
        self.elsewhere.retain(|id, _| ids.contains(id));
    }
}

/// What there is to go back to.
pub(super) fn list(overview: Option<&Overview>) -> MimeBundle {
    let Some(overview) = overview else {
        let nothing = "There are no checkpoints, and there is nothing to undo: no cell has run yet.".to_owned();
        return prose(nothing.clone(), nothing);
    };
    let steps = |count: usize| match count {
        0 => "nothing".to_owned(),
        1 => "one step".to_owned(),
        count => format!("{count} steps"),
    };
    let reach = format!(
        "This is the state {}. `%undo` can go back {}, `%redo` forward {}.",
        place(&overview.last),
        steps(overview.past),
        steps(overview.future)
    );
    if overview.named.is_empty() {
        let text = format!("There are no checkpoints: `%checkpoint NAME` makes one. {reach}");
        return prose(text.clone(), text);
    }
    let names = overview.named.iter();
    let width = names.clone().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let plain: String = names
        .clone()
        .map(|(name, step)| format!("  {name:width$}  {}\n", place(step)))
        .collect();
    let rows: String = names
        .map(|(name, step)| format!("| `{name}` | {} |\n", place(step)))
        .collect();
    prose(
        format!("Checkpoints:\n{plain}{reach}"),
        format!("| checkpoint | made |\n|---|---|\n{rows}\n{reach}"),
    )
}

fn arrived(jump: Jump<'_>, arrival: &Arrival) -> String {
    match arrival {
        Arrival::Back(steps) => {
            let before = steps.first().map_or_else(|| "it".to_owned(), Step::to_string);
            match steps.len() {
                0 | 1 => format!("Back before {before}. `%redo` takes you forward again."),
                count => format!(
                    "Back before {before}: {} are undone. `%redo {count}` takes you forward again.",
                    timeline::list(steps)
                ),
            }
        }
        Arrival::Forward(steps) => {
            let last = steps.last().cloned().unwrap_or(Step::Start);
            format!("Forward again: this is the state {}.", place(&last))
        }
        Arrival::At(step) => {
            let name = match jump {
                Jump::To(name) => name,
                Jump::Back(_) | Jump::Forward(_) => "",
            };
            format!(
                "Back at checkpoint `{name}`, {}. `%undo` takes you to where you were.",
                place(step)
            )
        }
    }
}

fn place(step: &Step) -> String {
    match step {
        Step::Start => "before all cells".to_owned(),
        step => format!("after {step}"),
    }
}

fn say(text: String, frontend: &dyn Frontend) -> Result<(), Failure> {
    show(prose(text.clone(), text), frontend)
}

//! From one engine to another.

use super::{AnswerState, Notebook, show};
use backend::Backend;
use interfaces::evaluator::{Frontend, MimeBundle, prose};
use interfaces::failure::Failure;
use interfaces::timeline::Id;
use std::collections::BTreeMap;
use std::mem;

/// What is known of the answers in the states of an engine that is not at work.
#[derive(Clone, Default)]
pub(super) struct Parked {
    answers: AnswerState,
    at: Option<Id>,
    elsewhere: BTreeMap<Id, AnswerState>,
}

impl<B: Backend> Notebook<B> {
    /// Has the engine `name` evaluate the cells to come. What was found out about answers, and which hints are open, belongs
    /// to the learner and stays.
    pub(super) fn use_engine(&mut self, name: &str, frontend: &dyn Frontend) -> Result<(), Failure> {
        let before = self.backend.engine();
        self.backend.use_engine(name)?;
        let now = self.backend.engine();
        if now == before {
            return show(shown(now), frontend);
        }
        let there = self.parked.remove(now).unwrap_or_default();
        let parked = Parked {
            answers: mem::replace(&mut self.answers, there.answers),
            at: mem::replace(&mut self.at, there.at),
            elsewhere: mem::replace(&mut self.elsewhere, there.elsewhere),
        };
        self.parked.insert(before, parked);
        let text = format!(
            "`{now}` evaluates the cells from here on. Variables and items do not go over: those of `{before}` are there again \
             after `%engine {before}`. What `%exercises` lists and which hints are open stays."
        );
        show(prose(text.clone(), text), frontend)
    }
}

/// Which engine is at work.
pub(super) fn shown(engine: &str) -> MimeBundle {
    let text = format!("`{engine}` evaluates the cells. `%help engine` tells what each engine gives.");
    prose(text.clone(), text)
}

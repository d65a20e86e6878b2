//! Goes back to earlier states and forward again. Each state is kept with what it has defined and the processes that hold
//! its values.

use super::Engine;
use crate::failures;
use crate::readiness::Readiness;
use crate::snapshot::Snapshot;
use crate::state::State;
use crate::state_handle::StateHandle;
use interfaces::evaluator::Frontend;
use interfaces::failure::Failure;
use interfaces::timeline::{Arrival, Jump, JumpError, Step, Timeline};
use std::sync::Arc;

impl Engine {
    /// The states that there are; `None` as long as no cell could run yet.
    pub(crate) fn timeline(&self) -> Option<&Timeline<Arc<Snapshot>>> {
        match &self.readiness {
            Readiness::Ready { timeline, .. } => Some(timeline),
            Readiness::Preparing { .. } | Readiness::Failed => None,
        }
    }

    /// Goes to another state.
    ///
    /// # Errors
    /// If the jump leads to no state; the present one stays.
    pub(crate) fn go(&mut self, jump: Jump<'_>) -> Result<Arrival, Failure> {
        let refused = |error: JumpError| failures::no_such_state(&error.to_string());
        let Readiness::Ready { timeline, .. } = &mut self.readiness else {
            return Err(refused(JumpError::without_states(jump)));
        };
        if !timeline.target(jump).map_err(refused)?.held.is_alive() {
            return Err(failures::state_gone());
        }
        let arrival = timeline.go(jump).map_err(refused)?;
        let present = timeline.present();
        present.held.wake();
        let left = std::mem::replace(&mut self.state, Arc::clone(&present.state));
        for name in left
            .names()
            .filter(|name| !self.state.names().any(|here| here == *name))
        {
            self.unmade.insert(name.to_owned(), failures::undone(name));
        }
        self.settle();
        Ok(arrival)
    }

    /// Gives the present state a name, to go back to it later. Whether there was another one of that name.
    ///
    /// # Errors
    /// If there are too many names, or no cell could run here.
    pub(crate) fn name_state(&mut self, name: &str, frontend: &dyn Frontend) -> Result<bool, Failure> {
        self.make_ready(frontend)?;
        match &mut self.readiness {
            Readiness::Ready { timeline, .. } => timeline
                .name(name)
                .map_err(|full| failures::no_such_state(&full.to_string())),
            Readiness::Preparing { .. } | Readiness::Failed => Err(failures::internal("there is no worker")),
        }
    }

    /// Makes `state`, whose variables are `held`, the present one.
    pub(super) fn advance(&mut self, execution: u32, state: State, held: Option<StateHandle>) -> Result<(), Failure> {
        let (Readiness::Ready { timeline, .. }, Some(held)) = (&mut self.readiness, held) else {
            return Err(failures::internal("the state after the cell did not arrive"));
        };
        for name in state.names() {
            self.unmade.remove(name);
        }
        let state = Arc::new(state);
        self.state = Arc::clone(&state);
        timeline.advance(Step::Cell(execution), Arc::new(Snapshot { state, held }));
        Ok(())
    }
}

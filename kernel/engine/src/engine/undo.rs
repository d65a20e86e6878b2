//! The states that the notebook can go back to: what each has defined, and the process that holds its values.

use super::capped::Capped;
use super::channel::Held;
use super::stage::Stage;
use super::state::State;
use super::worker::{Ended, Ending, Job, Left, Reached};
use super::{Engine, failures, memory};
use interfaces::evaluator::Frontend;
use interfaces::failure::Failure;
use interfaces::limits::{Limits, Memory};
use interfaces::timeline::{Arrival, NoWay, Step, Timeline, Way};
use std::sync::Arc;

/// A state: one value for what the notebook has defined, one for the process with the variables.
#[derive(Debug)]
pub struct Kept {
    pub state: State,
    pub held: Held,
}

impl Engine {
    /// The states there are; `None` as long as no cell could run yet.
    pub fn timeline(&self) -> Option<&Timeline<Arc<Kept>>> {
        match &self.stage {
            Stage::Ready { timeline, .. } => Some(timeline),
            Stage::Preparing { .. } | Stage::Failed => None,
        }
    }

    /// Goes to another state.
    ///
    /// # Errors
    /// If there is none there; the state stays as it is.
    pub fn go(&mut self, way: Way<'_>) -> Result<Arrival, Failure> {
        let Stage::Ready { timeline, .. } = &mut self.stage else {
            let no_way = match way {
                Way::Back(_) => NoWay::Back(0, None),
                Way::Forward(_) => NoWay::Forward(0),
                Way::To(name) => NoWay::To {
                    name: name.to_owned(),
                    nearest: None,
                },
            };
            return Err(failures::no_way(&no_way.to_string()));
        };
        let no_way = |no_way: NoWay| failures::no_way(&no_way.to_string());
        if !timeline.target(way).map_err(no_way)?.held.is_alive() {
            return Err(failures::state_gone());
        }
        let arrival = timeline.go(way).map_err(no_way)?;
        let present = timeline.present();
        present.held.wake();
        let left = std::mem::replace(&mut self.state, present.state.clone());
        for name in left
            .names()
            .filter(|name| !self.state.names().any(|here| here == *name))
        {
            self.unmade.insert(name.to_owned(), failures::undone(name));
        }
        Ok(arrival)
    }

    /// Gives the present state a name, to go back to it later. Whether there was another one of that name.
    ///
    /// # Errors
    /// If there are too many names, or no cell could run here.
    pub fn name_state(&mut self, name: &str, frontend: &dyn Frontend) -> Result<bool, Failure> {
        self.make_ready(frontend)?;
        match &mut self.stage {
            Stage::Ready { timeline, .. } => timeline.name(name).map_err(|full| failures::no_way(&full.to_string())),
            Stage::Preparing { .. } | Stage::Failed => Err(failures::internal("there is no worker")),
        }
    }

    /// What a cell may use, to look at and to set.
    pub fn limits(&mut self) -> &mut Limits {
        &mut self.limits
    }

    /// Bytes that a cell that starts now may add.
    pub(super) fn memory_limit(&self) -> Option<u64> {
        /// Below this not even an ordinary cell could run; then the system decides who goes.
        const LEAST: u64 = 64 << 20;
        match self.limits.memory {
            Memory::Unlimited => None,
            // A little is left to the state, which is to outlive the cell.
            Memory::Available => memory::available().map(|bytes| (bytes - bytes / 16).max(LEAST)),
            Memory::Bytes(bytes) => Some(bytes),
        }
    }

    /// Runs a compiled cell on the present state. If the state turns out to be lost, the youngest one that lives takes its
    /// place.
    pub(super) fn run_on_present(&mut self, job: Job<'_>, frontend: &dyn Frontend) -> Result<Ended, Failure> {
        let Stage::Ready { worker, timeline, .. } = &mut self.stage else {
            return Err(failures::internal("there is no worker"));
        };
        let frontend = &Capped::new(frontend, self.limits.output);
        let error = match worker.run(&timeline.present().held, job, frontend, &self.interrupter) {
            Ok(ended) => return Ok(ended),
            Err(error) => error,
        };
        tracing::error!("a state is lost: {error}");
        let undone = timeline.fall_back(|kept| kept.held.is_alive());
        if undone.is_some() {
            self.state = timeline.present().state.clone();
        } else {
            self.state.variables.clear();
            self.state.checks.clear();
            self.restart()?;
        }
        Ok(Ended {
            ending: Ending::StateLost {
                undone: undone.unwrap_or_default(),
            },
            next: None,
            left: Left::default(),
            reached: Reached::default(),
        })
    }

    /// Makes `state`, whose variables are `held`, the present one.
    pub(super) fn advance(&mut self, execution: u32, state: State, held: Option<Held>) -> Result<(), Failure> {
        let (Stage::Ready { timeline, .. }, Some(held)) = (&mut self.stage, held) else {
            return Err(failures::internal("the state after the cell did not arrive"));
        };
        for name in state.names() {
            self.unmade.remove(name);
        }
        self.state = state.clone();
        timeline.advance(Step::Cell(execution), Arc::new(Kept { state, held }));
        Ok(())
    }
}

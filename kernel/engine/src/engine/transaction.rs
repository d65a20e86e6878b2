//! Takes back what the magics of a cell have changed, if the cell then fails.

use super::Engine;
use super::checkpoints::Kept;
use super::source::SourceMap;
use super::stage::Stage;
use super::state::State;
use super::worker::Worker;
use interfaces::timeline::Timeline;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What a cell goes back to if it fails.
pub(super) struct Savepoint {
    state: State,
    maps: HashMap<String, Arc<SourceMap>>,
    unmade: BTreeMap<String, String>,
    /// The states there were, which live as long as this does; `None` as long as no cell could run yet.
    timeline: Option<Timeline<Arc<Kept>>>,
    /// What runs cells on these states, where something else has taken its place.
    worker: Option<Worker>,
}

impl Savepoint {
    /// Keeps `worker`, which holds the states, until the cell has ended.
    pub(super) fn keep(&mut self, worker: Worker) {
        self.worker.get_or_insert(worker);
    }
}

impl Engine {
    /// Keeps the present state, so that what changes it until [`Engine::commit`] can be taken back.
    pub fn begin(&mut self) {
        self.savepoint = Some(Savepoint {
            state: self.state.clone(),
            maps: self.maps.clone(),
            unmade: self.unmade.clone(),
            timeline: self.timeline().cloned(),
            worker: None,
        });
    }

    /// What has changed since [`Engine::begin`] stays.
    pub fn commit(&mut self) {
        self.savepoint = None;
    }

    /// All variables and items, and all ways to other states, are as they were at [`Engine::begin`].
    pub fn roll_back(&mut self) {
        let Some(savepoint) = self.savepoint.take() else {
            return;
        };
        self.state = savepoint.state;
        self.maps = savepoint.maps;
        self.unmade = savepoint.unmade;
        if let (Stage::Ready { worker, timeline, .. }, Some(former)) = (&mut self.stage, savepoint.timeline) {
            **timeline = former;
            if let Some(former) = savepoint.worker {
                *worker = former;
            }
            timeline.present().held.wake();
        }
    }
}

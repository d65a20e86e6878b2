//! Takes back what the magics of a cell have changed, if the cell then fails.

use super::Engine;
use crate::readiness::Readiness;
use crate::savepoint::Savepoint;
use std::sync::Arc;

impl Engine {
    /// Keeps the present state, so that what changes it until [`Engine::commit`] can be taken back.
    pub(crate) fn begin(&mut self) {
        self.savepoint = Some(Savepoint {
            state: Arc::clone(&self.state),
            maps: self.maps.clone(),
            unmade: self.unmade.clone(),
            timeline: self.timeline().cloned(),
            worker: None,
        });
    }

    /// What has changed since [`Engine::begin`] stays.
    pub(crate) fn commit(&mut self) {
        self.savepoint = None;
    }

    /// All variables and items, and all ways to other states, are as they were at [`Engine::begin`].
    pub(crate) fn roll_back(&mut self) {
        let Some(savepoint) = self.savepoint.take() else {
            return;
        };
        self.state = savepoint.state;
        self.maps = savepoint.maps;
        self.unmade = savepoint.unmade;
        if let (Readiness::Ready { worker, timeline, .. }, Some(former)) = (&mut self.readiness, savepoint.timeline) {
            **timeline = former;
            if let Some(former) = savepoint.worker {
                *worker = former;
            }
            timeline.present().held.wake();
        }
    }
}

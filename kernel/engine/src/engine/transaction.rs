//! Takes back what the magics of a cell have changed, if the cell then fails.

use super::Engine;
use crate::failures;
use crate::readiness::Readiness;
use crate::savepoint::Savepoint;
use crate::worker::Loss;
use interfaces::failure::Failure;
use interfaces::timeline::Timeline;
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
    ///
    /// # Errors
    /// If what was there is lost, and no worker can be started in its place.
    pub(crate) fn roll_back(&mut self) -> Result<(), Failure> {
        let Some(savepoint) = self.savepoint.take() else {
            return Ok(());
        };
        self.state = savepoint.state;
        self.maps = savepoint.maps;
        self.unmade = savepoint.unmade;
        let Readiness::Ready { worker, timeline, .. } = &mut self.readiness else {
            return Ok(());
        };
        match savepoint.timeline {
            Some(former) => **timeline = former,
            // There were no states, and hence no names of states. The first one is there by now, and has nothing in it.
            None => **timeline = Timeline::new(Arc::clone(timeline.present())),
        }
        if let Some(former) = savepoint.worker {
            *worker = former;
        }
        if timeline.present().held.is_alive() {
            timeline.present().held.wake();
            return Ok(());
        }
        self.lose().map(|_| ())
    }

    /// Does without the present state, whose processes were killed: goes to the youngest one that lives, or begins anew with
    /// the items. Within a transaction it is what the cell goes back to that counts. Says what is lost.
    ///
    /// # Errors
    /// If no worker can be started.
    pub(super) fn lose(&mut self) -> Result<Loss, Failure> {
        if let Some(savepoint) = &mut self.savepoint {
            let Some(former) = &mut savepoint.timeline else {
                return Ok(Loss::Cell);
            };
            if former.present().held.is_alive() {
                return Ok(Loss::Cell);
            }
            let undone = former.fall_back(|snapshot| snapshot.held.is_alive());
            savepoint.state = match undone {
                Some(_) => Arc::clone(&former.present().state),
                // The worker is started anew when the cell is taken back.
                None => Arc::new(savepoint.state.without_variables()),
            };
            return Ok(undone.map_or(Loss::Variables, Loss::Steps));
        }
        let Readiness::Ready { timeline, .. } = &mut self.readiness else {
            return Err(failures::internal("there is no worker"));
        };
        match timeline.fall_back(|snapshot| snapshot.held.is_alive()) {
            Some(undone) => {
                self.state = Arc::clone(&timeline.present().state);
                Ok(Loss::Steps(undone))
            }
            None => {
                self.state = Arc::new(self.state.without_variables());
                self.restart()?;
                Ok(Loss::Variables)
            }
        }
    }
}

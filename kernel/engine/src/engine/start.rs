//! Makes compiler and worker ready before the first cell, and starts anew when they are lost.

use super::Engine;
use crate::compiler::Compiler;
use crate::failures;
use crate::prelude::Progress;
use crate::readiness::Readiness;
use crate::snapshot::Snapshot;
use crate::state_handle::StateHandle;
use crate::worker::Worker;
use interfaces::evaluator::{Activity, Frontend};
use interfaces::failure::Failure;
use interfaces::timeline::Timeline;
use std::mem;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

impl Engine {
    /// Waits until cells can be compiled and run, showing how far the preparations are.
    pub(super) fn make_ready(&mut self, frontend: &dyn Frontend) -> Result<(), Failure> {
        if matches!(self.readiness, Readiness::Failed) {
            self.readiness = Readiness::prepare(self.sources, None);
        }
        if let Readiness::Preparing { progress, .. } = &self.readiness {
            show_progress(progress, frontend);
            self.take_tools()?;
        }
        Ok(())
    }

    /// Does what can be done before the next cell, without keeping it waiting. Tells whether there may be more to do
    /// after a while.
    pub(crate) fn idle(&mut self) -> bool {
        match &mut self.readiness {
            Readiness::Preparing { result, .. } if !result.is_finished() => return true,
            // If the preparations have failed, the first cell tries again and tells why.
            Readiness::Preparing { .. } => drop(self.take_tools()),
            Readiness::Ready { compiler, .. } => {
                compiler.start_due();
                return self.await_pause();
            }
            Readiness::Failed => {}
        }
        false
    }

    /// Starts anew with the items of the present state, and forgets the variables.
    ///
    /// # Errors
    /// If no worker can be started.
    pub(crate) fn restart_process(&mut self) -> Result<(), Failure> {
        self.state = Arc::new(self.state.without_variables());
        self.restart()
    }

    /// Starts anew with the items of the present state, and without variables.
    pub(super) fn restart(&mut self) -> Result<(), Failure> {
        if let (
            Readiness::Ready {
                compiler,
                worker,
                timeline,
            },
            Some(savepoint),
        ) = (&mut self.readiness, &mut self.savepoint)
        {
            // The cell may go back to the states that the old worker holds.
            let (next, held) = start_worker(compiler, self.folder.path())?;
            savepoint.keep(mem::replace(worker, next));
            let state = Arc::clone(&self.state);
            **timeline = Timeline::new(Arc::new(Snapshot { state, held }));
            return Ok(());
        }
        match mem::replace(&mut self.readiness, Readiness::Failed) {
            Readiness::Ready {
                compiler,
                worker,
                timeline,
            } => {
                // The old worker ends before the new one starts.
                drop(timeline);
                drop(worker);
                self.start(compiler)
            }
            other => {
                self.readiness = other;
                Ok(())
            }
        }
    }

    /// Takes over the toolchain and the prelude, once they are prepared.
    fn take_tools(&mut self) -> Result<(), Failure> {
        let Readiness::Preparing { result, .. } = mem::replace(&mut self.readiness, Readiness::Failed) else {
            return Ok(());
        };
        let (toolchain, prelude) = result
            .join()
            .unwrap_or_else(|_| Err("preparing the prelude panicked".to_owned()))
            .map_err(|message| failures::unprepared(&message))?;
        let mut compiler = Compiler::new(toolchain, prelude, self.folder.path(), self.interrupter.clone());
        compiler.start_due();
        self.start(Box::new(compiler))
    }

    /// Starts a worker, which has no variables yet; of the present state it is the items that count.
    fn start(&mut self, compiler: Box<Compiler>) -> Result<(), Failure> {
        let (worker, held) = start_worker(&compiler, self.folder.path())?;
        let state = Arc::clone(&self.state);
        let timeline = Box::new(Timeline::new(Arc::new(Snapshot { state, held })));
        self.readiness = Readiness::Ready {
            compiler,
            worker,
            timeline,
        };
        Ok(())
    }
}

fn start_worker(compiler: &Compiler, folder: &Path) -> Result<(Worker, StateHandle), Failure> {
    Worker::start(compiler.toolchain(), compiler.prelude(), folder)
        .map_err(|error| failures::internal(&format!("the process that runs cells can't be started: {error}")))
}

/// Tells each step of the preparations in place of the one before.
fn show_progress(progress: &Receiver<Progress>, frontend: &dyn Frontend) {
    let activity = Activity::new(frontend);
    for step in progress {
        activity.is(step.activity());
    }
}

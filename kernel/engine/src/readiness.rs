//! What cells need besides themselves, and how it comes to be there.

use super::channel::Held;
use super::checkpoints::Kept;
use super::compiler::Compiler;
use super::prelude::{Prelude, Progress};
use super::worker::Worker;
use super::{Engine, failures, folder};
use base::toolchain::Toolchain;
use interfaces::evaluator::{Frontend, MimeBundle, Output};
use interfaces::failure::Failure;
use interfaces::timeline::Timeline;
use serde_json::json;
use std::env;
use std::mem;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};

/// What cells need, as far as it is there.
pub enum Stage {
    Preparing {
        progress: Receiver<Progress>,
        result: JoinHandle<Result<(Toolchain, Prelude), String>>,
    },
    Ready {
        compiler: Box<Compiler>,
        worker: Worker,
        /// The states that the worker holds; [`Engine::state`] is a copy of the present one.
        timeline: Box<Timeline<Arc<Kept>>>,
    },
    /// The next cell tries again.
    Failed,
}

impl Stage {
    /// Starts preparing, with `toolchain` or the one that it finds, and returns at once.
    pub fn prepare(toolchain: Option<Toolchain>) -> Stage {
        let (sender, progress) = channel();
        let result = thread::spawn(move || {
            folder::sweep(&env::temp_dir());
            let toolchain = match toolchain {
                Some(toolchain) => toolchain,
                None => Toolchain::locate().map_err(|error| error.to_string())?,
            };
            // Whoever watches may stop watching.
            let mut report = |step| drop(sender.send(step));
            let prelude = Prelude::prepare(&toolchain, &mut report).map_err(|error| error.to_string())?;
            Ok((toolchain, prelude))
        });
        Stage::Preparing { progress, result }
    }
}

impl Engine {
    /// Waits for what cells need, showing how it comes along.
    pub(super) fn make_ready(&mut self, frontend: &dyn Frontend) -> Result<(), Failure> {
        if matches!(self.stage, Stage::Failed) {
            self.stage = Stage::prepare(None);
        }
        if let Stage::Preparing { progress, .. } = &self.stage {
            show_progress(progress, frontend);
            self.take_tools()?;
        }
        Ok(())
    }

    /// Does what can be done before the next cell, without keeping it waiting. Tells whether there may be more to do
    /// after a while.
    pub fn idle(&mut self) -> bool {
        match &mut self.stage {
            Stage::Preparing { result, .. } if !result.is_finished() => return true,
            // What is wrong is for the first cell to tell.
            Stage::Preparing { .. } => drop(self.take_tools()),
            Stage::Ready { compiler, .. } => {
                compiler.start_due();
                return self.await_pause();
            }
            Stage::Failed => {}
        }
        false
    }

    /// Starts anew with the items of the present state, and without variables.
    pub(super) fn restart(&mut self) -> Result<(), Failure> {
        if let (
            Stage::Ready {
                compiler,
                worker,
                timeline,
            },
            Some(savepoint),
        ) = (&mut self.stage, &mut self.savepoint)
        {
            // The cell may go back to the states that the old worker holds.
            let (next, held) = start_worker(compiler, self.folder.path())?;
            savepoint.keep(mem::replace(worker, next));
            let state = self.state.clone();
            **timeline = Timeline::new(Arc::new(Kept { state, held }));
            return Ok(());
        }
        match mem::replace(&mut self.stage, Stage::Failed) {
            Stage::Ready {
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
                self.stage = other;
                Ok(())
            }
        }
    }

    /// Takes over what was prepared, once that has come to an end.
    fn take_tools(&mut self) -> Result<(), Failure> {
        let Stage::Preparing { result, .. } = mem::replace(&mut self.stage, Stage::Failed) else {
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
        let state = self.state.clone();
        let timeline = Box::new(Timeline::new(Arc::new(Kept { state, held })));
        self.stage = Stage::Ready {
            compiler,
            worker,
            timeline,
        };
        Ok(())
    }
}

fn start_worker(compiler: &Compiler, folder: &Path) -> Result<(Worker, Held), Failure> {
    Worker::start(compiler.toolchain(), compiler.prelude(), folder)
        .map_err(|error| failures::internal(&format!("the process that runs cells can't be started: {error}")))
}

/// Shows each step in one place, and takes it away at the end.
fn show_progress(progress: &Receiver<Progress>, frontend: &dyn Frontend) {
    const ID: &str = "meno-prelude";
    let mut shown = false;
    for step in progress {
        let text = format!("Preparing Rust for the first time, which takes a minute or two: {step} …");
        let data = MimeBundle::from_iter([("text/plain".to_owned(), json!(text))]);
        frontend.show(if shown {
            Output::Update {
                data,
                id: ID.to_owned(),
            }
        } else {
            Output::Display {
                data,
                id: Some(ID.to_owned()),
            }
        });
        shown = true;
    }
    if shown {
        frontend.show(Output::Clear { wait: false });
    }
}

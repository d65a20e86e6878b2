//! Prepares what cells need besides themselves, and tells how far it is there: the toolchain, the prelude, a compiler and a
//! worker.

use crate::compiler::Compiler;
use crate::folder;
use crate::prelude::{Prelude, Progress, Sources};
use crate::snapshot::Snapshot;
use crate::worker::Worker;
use base::toolchain::Toolchain;
use interfaces::timeline::Timeline;
use std::env;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};

/// What cells need, as far as it is there.
pub(crate) enum Readiness {
    Preparing {
        progress: Receiver<Progress>,
        result: JoinHandle<Result<(Toolchain, Prelude), String>>,
    },
    Ready {
        compiler: Box<Compiler>,
        /// The states that the worker holds. The engine's own is the present one of them.
        timeline: Box<Timeline<Arc<Snapshot>>>,
        /// Ends after its states, which leave nothing to it that way.
        worker: Worker,
    },
    /// The next cell tries again.
    Failed,
}

impl Readiness {
    /// Starts preparing, with `toolchain` or the one that it finds, and returns at once.
    pub(crate) fn prepare(sources: &'static Sources, toolchain: Option<Toolchain>) -> Readiness {
        let (sender, progress) = channel();
        let result = thread::spawn(move || {
            folder::sweep(&env::temp_dir());
            let toolchain = match toolchain {
                Some(toolchain) => toolchain,
                None => Toolchain::locate().map_err(|error| error.to_string())?,
            };
            // The engine, which watches, may be gone.
            let mut report = |step| drop(sender.send(step));
            let prelude = Prelude::prepare(sources, &toolchain, &mut report).map_err(|error| error.to_string())?;
            Ok((toolchain, prelude))
        });
        Readiness::Preparing { progress, result }
    }
}

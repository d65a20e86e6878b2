//! Stopping a cell from outside, wherever it is.

use interfaces::evaluator::Interrupt;
use std::process;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use worker_protocol::processes::{Status, descendants, kill};

/// What is running for a cell right now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A process and what it started, by its process group.
    Group(u32),
    /// Every cargo and rustc below this process, where another one has started them.
    Compilers,
}

/// Shared by the engine and whoever interrupts it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interrupter {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// How many guards say that a cell is being worked on.
    busy: usize,
    interrupted: bool,
    target: Option<Target>,
}

impl Interrupter {
    /// A cell, or a part of one, starts: from here to the drop of the first guard, an interrupt counts.
    pub(crate) fn cell(&self) -> CellGuard {
        self.lock().busy += 1;
        CellGuard(self.clone())
    }

    /// Names what an interrupt has to end; if there was an interrupt already, ends it now.
    pub(crate) fn enter(&self, target: Target) -> TargetGuard {
        let mut state = self.lock();
        state.target = Some(target);
        if state.interrupted {
            target.end();
        }
        TargetGuard(self.clone())
    }

    /// Whether the cell was interrupted.
    pub(crate) fn interrupted(&self) -> bool {
        self.lock().interrupted
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Interrupt for Interrupter {
    fn interrupt(&self) {
        let mut state = self.lock();
        if state.busy > 0 {
            state.interrupted = true;
            if let Some(target) = state.target {
                target.end();
            }
        }
    }
}

impl Target {
    /// Kills what is meant.
    pub(crate) fn end(self) {
        match self {
            Target::Group(leader) => {
                if let Some(pid) = i32::try_from(leader).ok().filter(|&pid| pid > 1) {
                    // SAFETY: plain system calls. The leader may not have made its group yet.
                    unsafe {
                        libc::killpg(pid, libc::SIGKILL);
                        libc::kill(pid, libc::SIGKILL);
                    }
                }
            }
            Target::Compilers => end_compilers(),
        }
    }
}

/// Kills the compilers below this process, and the compilers that these have started, which go first.
fn end_compilers() {
    const COMPILERS: [&str; 3] = ["cargo", "rustc", "build-script"];
    let is_compiler = |status: &Status| COMPILERS.iter().any(|known| status.name().starts_with(known));
    for compiler in descendants(process::id(), &is_compiler).into_iter().rev() {
        kill(compiler);
    }
}

pub(crate) struct CellGuard(Interrupter);

impl Drop for CellGuard {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.busy -= 1;
        if state.busy == 0 {
            *state = State::default();
        }
    }
}

/// The target stays named until this is dropped, which is before its process is reaped for good.
pub(crate) struct TargetGuard(Interrupter);

impl Drop for TargetGuard {
    fn drop(&mut self) {
        self.0.lock().target = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interrupt_counts_until_the_cell_is_over() {
        let interrupter = Interrupter::default();
        interrupter.interrupt();
        assert!(!interrupter.interrupted(), "no cell was running");
        let cell = interrupter.cell();
        drop(interrupter.cell());
        // Between two parts of it.
        interrupter.interrupt();
        let part = interrupter.cell();
        assert!(interrupter.interrupted());
        drop(part);
        assert!(interrupter.interrupted());
        drop(cell);
        assert!(!interrupter.interrupted());
        let _next = interrupter.cell();
        assert!(!interrupter.interrupted());
    }
}

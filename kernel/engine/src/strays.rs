//! Ends what cells have left running that holds no state, from outside of the worker, where no cell can get in the way.
//!
//! What a process calls itself says nothing: a cell's may call itself as the worker's do. It is known which processes hold
//! states; below a worker all others that are not below these are strays, and so is whatever has come to this process
//! because all that was above it has been killed.

use crate::state_handle::holders;
use std::time::{Duration, Instant};
use std::{ptr, thread};
use worker_protocol::processes::{Status, children_of_main_thread, descendants, kill};

/// How long to wait for processes that were killed: one that waits for a disk may take a while.
const PATIENCE: Duration = Duration::from_secs(5);

/// Kills what cells have left below `reaper`, and what has come to this process, whose main thread starts none itself.
/// Returns when they are gone.
pub(crate) fn end(reaper: u32) {
    let start = Instant::now();
    loop {
        let holders = holders();
        let is_stray = |status: &Status| status.process().is_some_and(|process| !holders.contains(&process));
        let mut strays = descendants(reaper, &is_stray);
        for orphan in children_of_main_thread() {
            if orphan != reaper && !holders.contains(&orphan) {
                strays.extend(descendants(orphan, &is_stray));
                strays.push(orphan);
                reap(orphan);
            }
        }
        if strays.is_empty() || start.elapsed() > PATIENCE {
            return;
        }
        for stray in strays {
            kill(stray);
        }
        // Their children come up when the system has seen to them.
        thread::yield_now();
    }
}

fn reap(orphan: u32) {
    // SAFETY: no status is asked for; the process is a child that nothing else waits for.
    unsafe { libc::waitpid(orphan.cast_signed(), ptr::null_mut(), libc::WNOHANG) };
}

//! The worker: processes that hold the states of the notebook and run its cells.
//!
//! The kernel starts a [`reaper`], which runs no learner's code. Each state that the kernel can go back to is held by
//! a process of its own, a [`holder`], with a socket to the kernel. It forks a [`runner`], which waits for a cell and runs
//! it. A runner whose cell has ended well becomes the holder of the state after it, with a socket of its own, and the
//! former holder waits, without a runner, until the kernel comes back to it. Whatever else a runner comes to, its holder
//! still has the state as it was, and forks the next one.
//!
//! ```text
//! reaper ── holder ── holder ── holder ── runner
//!           past      past      present
//! ```
//!
//! What a cell has left running when it ends, ends too: processes are killed, and of a runner with threads only the main
//! thread goes on, as a fork.
//!
//! The kernel forgets a state by closing its socket, upon which its processes end. When the kernel is gone, the
//! reaper, to which orphans return, ends everything below it.

mod arena;
mod descendants;
pub mod evcxr;
mod faults;
mod holder;
mod panics;
mod reaper;
mod runner;

pub use reaper::main;

/// Ends the process without running anything of the learner's: no destructor, no exit handler.
fn exit_now(code: i32) -> ! {
    // SAFETY: does not return.
    unsafe { libc::_exit(code) }
}

//! A process that holds a state, and forks the ones that run cells on it.

use super::descendants::{self, Name};
use super::{arena, exit_now, runner};
use crate::shared_page::{Phase, SharedPage};
use crate::store::Store;
use crate::{channel, descriptors, output};
use std::{fs, io, process};
use worker_protocol::descriptors::CONTROL;
use worker_protocol::{Response, Run};

/// The exit code of a runner that found no kernel to listen to.
pub(super) const KERNEL_GONE: i32 = 77;
/// The exit code of a runner whose cell has closed or replaced a descriptor of the worker's.
pub(super) const CUT_OFF: i32 = 78;

/// Holds `store`, while forks of this process run cells on copies of it.
pub(super) fn hold(mut store: Store) -> ! {
    let mut pending = None;
    let mut is_parked = false;
    let mut was_killed = false;
    // The processes that this one has forked, and that hold states of their own by now.
    let mut successors = Vec::new();
    let Some(mut page) = SharedPage::new() else { exit_now(1) };
    loop {
        Name::State.take();
        if is_parked {
            await_message();
            arena::renew();
        } else if was_killed && pending.is_none() {
            // Its memory may be there still, since the kernel was reading how much that is, and where memory is short a fork
            // would have the system end this process. The kernel that sends a cell has heard of the end of the last one.
            await_message();
        }
        let holder = process::id();
        page.reset();
        // SAFETY: the process has one thread: what a cell has started has ended, or was left to another process.
        match unsafe { libc::fork() } {
            0 => {
                Name::Ready.take();
                lead_group();
                let (nonce, run) = pending.take().unwrap_or_else(|| next_cell(page));
                is_parked = false;
                successors.clear();
                if is_child_of(holder) {
                    // Returns as the holder of the state after the cell.
                    let fresh = runner::run(&mut store, nonce, &run, page);
                    // SAFETY: this process is no runner any more.
                    unsafe { page.release() };
                    page = fresh;
                    let _ = fs::write("/proc/self/oom_score_adj", "0");
                } else {
                    // The holder was killed, but this process has the same state: it takes over, and a fork runs the cell.
                    pending = Some((nonce, run));
                }
            }
            -1 => {
                let message = format!("there is no process for the cell: {}", io::Error::last_os_error());
                let (nonce, _) = pending.take().unwrap_or_else(|| next_cell(page));
                // A kernel that is gone is found out when the next cell does not come.
                let _ = output::mark_end(nonce).and_then(|()| channel::send(nonce, &Response::Unloadable { message }));
            }
            runner => {
                was_killed = watch(runner, page);
                is_parked = page.phase() == Phase::Kept;
                if is_parked {
                    successors.push(runner.cast_unsigned());
                }
                // A cell can make a process a child of this one.
                descendants::end_others(&successors);
                // A runner that was killed before it began has left the cell to the next one.
                pending = pending.filter(|_| page.phase() == Phase::Waiting);
            }
        }
    }
}

/// Waits until `runner` has ended or gone its own way, and says what became of its cell. Whether it was killed.
fn watch(runner: libc::pid_t, page: &SharedPage) -> bool {
    let event = await_event(runner);
    if event == Event::Parted {
        return false;
    }
    // The cell ran in a process group of its own; what it started ends with it.
    if event == Event::Forgotten {
        // Also what has left the group, since the reaper may have been killed.
        descendants::end_below(runner.cast_unsigned());
        kill_group(runner);
    }
    let mut status = 0;
    // SAFETY: `status` is valid for the write.
    while unsafe { libc::waitpid(runner, &raw mut status, 0) } != runner {}
    kill_group(runner);
    let exit = libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status));
    let phase = page.phase();
    if event == Event::Forgotten || (phase == Phase::Waiting && exit == Some(KERNEL_GONE)) {
        exit_now(0);
    }
    let was_killed = libc::WIFSIGNALED(status) && libc::WTERMSIG(status) == libc::SIGKILL;
    if phase == Phase::Waiting {
        return was_killed;
    }
    if !page.marked() {
        // This process's own copies are untouched by any cell.
        let _ = output::mark_end(page.nonce());
    }
    if phase == Phase::Running {
        let response = Response::Died {
            exit,
            signal: libc::WIFSIGNALED(status).then(|| libc::WTERMSIG(status)),
            overflow: page.overflow(),
            cut_off: exit == Some(CUT_OFF),
            probe: page.probe(),
        };
        if channel::send(page.nonce(), &response).is_err() {
            exit_now(0);
        }
    }
    was_killed
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Event {
    Ended,
    /// The runner holds a state itself now.
    Parted,
    /// The kernel has forgotten this state, or is gone.
    Forgotten,
}

fn await_event(runner: libc::pid_t) -> Event {
    // SAFETY: plain system calls; `watched` holds three entries, and the handle is this function's own.
    unsafe {
        let Ok(handle @ 0..) = i32::try_from(libc::syscall(libc::SYS_pidfd_open, runner, 0)) else {
            return Event::Ended;
        };
        let watch = |fd, events| libc::pollfd { fd, events, revents: 0 };
        let mut watched = [
            watch(descriptors::parting(), libc::POLLIN),
            watch(handle, libc::POLLIN),
            watch(CONTROL, 0),
        ];
        while libc::poll(watched.as_mut_ptr(), 3, -1) <= 0 {}
        libc::close(handle);
        match watched.map(|entry| entry.revents != 0) {
            [true, ..] => {
                descriptors::see_off();
                Event::Parted
            }
            [_, true, _] => Event::Ended,
            _ => Event::Forgotten,
        }
    }
}

/// Waits, without a runner, until the kernel comes back to this state, or has forgotten it.
fn await_message() {
    let mut control = libc::pollfd {
        fd: CONTROL,
        events: libc::POLLIN,
        revents: 0,
    };
    loop {
        // SAFETY: there is one entry.
        let ready = unsafe { libc::poll(&raw mut control, 1, -1) };
        // Runners that have gone their own way, and have ended since.
        // SAFETY: no status is asked for.
        while unsafe { libc::waitpid(-1, std::ptr::null_mut(), libc::WNOHANG) } > 0 {}
        match control.revents {
            _ if ready <= 0 => {}
            revents if revents & libc::POLLHUP != 0 => exit_now(0),
            _ => return,
        }
    }
}

fn kill_group(leader: libc::pid_t) {
    // SAFETY: plain system call.
    unsafe { libc::killpg(leader, libc::SIGKILL) };
}

/// Makes this process the leader of a process group, so that all a cell starts can be ended at once.
fn lead_group() {
    // SAFETY: plain system call on this process.
    unsafe { libc::setpgid(0, 0) };
    // Where memory runs out, the cell goes before the state.
    let _ = fs::write("/proc/self/oom_score_adj", "500");
}

fn is_child_of(process: u32) -> bool {
    // SAFETY: plain system call.
    u32::try_from(unsafe { libc::getppid() }).is_ok_and(|parent| parent == process)
}

/// Waits for a cell. `page` knows of it before it is taken, since a cell that has been taken by a process that is then
/// killed would stay unanswered.
fn next_cell(page: &SharedPage) -> (u64, Run) {
    loop {
        match channel::peek() {
            Ok(Some((nonce, run))) if nonce != page.nonce() => {
                page.begin(nonce);
                let _ = channel::skip();
                return (nonce, run);
            }
            // For a cell that was killed while it waited for it, or for this process to be there at all; or a cell whose
            // process was killed before it could take it, which has been told.
            Ok(_) if channel::skip().is_ok() => {}
            _ => exit_now(KERNEL_GONE),
        }
    }
}

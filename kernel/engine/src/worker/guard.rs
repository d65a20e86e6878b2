//! Watches over the reaper, which a cell can stop or kill like any process of the same user.

use crate::state_handle::Process;
use crate::strays;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;
use std::{mem, thread};
use worker_protocol::processes::{descendants, kill, resume};

/// As long as a reaper is watched over.
pub(super) struct Guard {
    dismissal: Option<Sender<()>>,
}

impl Guard {
    /// Has the reaper go on whenever something stops it. Where something kills it, takes over its duty.
    pub(super) fn over(reaper: u32) -> Guard {
        /// How soon a process is ended that a cell leaves behind when there is no reaper.
        const LOOK: Duration = Duration::from_millis(100);
        let (dismissal, dismissed) = channel::<()>();
        thread::spawn(move || {
            while wait_until_stopped(reaper) {
                resume(reaper);
            }
            while dismissed.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
                strays::end(reaper);
            }
        });
        Guard {
            dismissal: Some(dismissal),
        }
    }

    /// The reaper is about to end.
    pub(super) fn dismiss(&mut self) {
        self.dismissal = None;
    }
}

/// Waits until the child `reaper` is stopped. `false` once it has ended.
fn wait_until_stopped(reaper: u32) -> bool {
    loop {
        // SAFETY: all-zero bytes are a valid `siginfo_t`, and it is valid for the write.
        unsafe {
            let mut information: libc::siginfo_t = mem::zeroed();
            // Its end is left to whoever waits for it.
            let events = libc::WSTOPPED | libc::WEXITED | libc::WNOWAIT;
            match libc::waitid(libc::P_PID, reaper, &raw mut information, events) {
                0 if information.si_code == libc::CLD_STOPPED || information.si_code == libc::CLD_TRAPPED => {
                    // That it was stopped is told again as long as nobody has taken note.
                    libc::waitid(
                        libc::P_PID,
                        reaper,
                        &raw mut information,
                        libc::WSTOPPED | libc::WNOHANG,
                    );
                    return true;
                }
                0 => return false,
                _ if std::io::Error::last_os_error().kind() == std::io::ErrorKind::Interrupted => {}
                _ => return false,
            }
        }
    }
}

/// Waits until the reaper, which was dismissed, has ended. Where something keeps it from that, kills it and all below it.
pub(super) fn see_off(reaper: u32) {
    const ATTEMPTS: usize = 20;
    const PATIENCE: Duration = Duration::from_millis(100);
    let Ok(process) = Process::open(reaper) else { return };
    for _ in 0..ATTEMPTS {
        resume(reaper);
        if process.has_ended(PATIENCE) {
            return;
        }
    }
    for below in descendants(reaper, &|_| true) {
        kill(below);
    }
    process.kill();
}

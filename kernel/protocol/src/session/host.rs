//! What the operating system tells the kernel: signals, and the end of the Jupyter server.

use anyhow::{Context, Result};
use signal_hook::consts::{SIGINT, SIGTERM};
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd, FromRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signal {
    Interrupt,
    Terminate,
}

/// Ends a wait for [`Host::descriptors`], from any thread.
#[derive(Clone)]
pub(super) struct Waker(Arc<UnixStream>);

pub(super) struct Host {
    wakeups: UnixStream,
    interrupted: Arc<AtomicBool>,
    terminated: Arc<AtomicBool>,
    /// Becomes readable when the Jupyter server ends.
    parent: Option<OwnedFd>,
}

/// A waker, and the stream that it makes readable.
///
/// # Errors
/// If the operating system refuses.
pub(super) fn wake_pair() -> Result<(Waker, UnixStream)> {
    let pair = || -> io::Result<_> {
        let (sender, receiver) = UnixStream::pair()?;
        sender.set_nonblocking(true)?;
        receiver.set_nonblocking(true)?;
        Ok((Waker(Arc::new(sender)), receiver))
    };
    pair().context("cannot make a socket pair")
}

impl Waker {
    pub(super) fn wake(&self) {
        // A full pipe wakes as well as one more byte.
        let _ = (&*self.0).write(&[0]);
    }
}

impl Host {
    /// Takes over SIGINT and SIGTERM, and watches the process that `JPY_PARENT_PID` names.
    ///
    /// # Errors
    /// If the operating system refuses a signal handler.
    pub(super) fn watch(waker: &Waker, wakeups: UnixStream) -> Result<Self> {
        let host = Self {
            wakeups,
            interrupted: Arc::default(),
            terminated: Arc::default(),
            parent: parent(std::env::var("JPY_PARENT_PID").ok().as_deref()),
        };
        // The flag first: whoever is woken finds it set.
        for (signal, flag) in [(SIGINT, &host.interrupted), (SIGTERM, &host.terminated)] {
            let register = || -> io::Result<()> {
                signal_hook::flag::register(signal, flag.clone())?;
                signal_hook::low_level::pipe::register(signal, waker.0.try_clone()?)?;
                Ok(())
            };
            register().context("cannot handle signals")?;
        }
        Ok(host)
    }

    /// The next signal that has arrived; termination goes first.
    pub(super) fn signal(&self) -> Option<Signal> {
        if self.terminated.swap(false, Ordering::SeqCst) {
            return Some(Signal::Terminate);
        }
        self.interrupted
            .swap(false, Ordering::SeqCst)
            .then_some(Signal::Interrupt)
    }

    pub(super) fn has_signal(&self) -> bool {
        self.terminated.load(Ordering::SeqCst) || self.interrupted.load(Ordering::SeqCst)
    }

    /// What becomes readable by a wake-up, and by the end of the Jupyter server.
    pub(super) fn descriptors(&self) -> [Option<BorrowedFd<'_>>; 2] {
        [Some(self.wakeups.as_fd()), self.parent.as_ref().map(AsFd::as_fd)]
    }

    /// To be called before looking for the reason of a wake-up: one that comes later is then not lost.
    pub(super) fn clear_wakeups(&self) {
        let mut bytes = [0; 4096];
        while matches!((&self.wakeups).read(&mut bytes), Ok(1..)) {}
    }
}

/// A descriptor of the process with this number, if it can be had.
fn parent(pid: Option<&str>) -> Option<OwnedFd> {
    let pid: libc::pid_t = pid?.parse().ok().filter(|pid| *pid > 0)?;
    // SAFETY: pidfd_open takes a process number and flags, and touches no memory.
    let opened = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) };
    match i32::try_from(opened) {
        // SAFETY: the descriptor was opened just now, and nothing else owns it.
        Ok(descriptor @ 0..) => Some(unsafe { OwnedFd::from_raw_fd(descriptor) }),
        _ => {
            let error = io::Error::last_os_error();
            tracing::warn!("cannot watch process {pid}, the Jupyter server: {error}");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    #[test]
    fn a_wakeup_lasts_until_it_is_cleared() {
        let (waker, wakeups) = wake_pair().unwrap();
        let host = Host {
            wakeups,
            interrupted: Arc::default(),
            terminated: Arc::default(),
            parent: None,
        };
        assert!(!readable(host.descriptors()[0]));
        // More than the pipe holds: waking never blocks.
        (0..100_000).for_each(|_| waker.wake());
        assert!(readable(host.descriptors()[0]));
        host.clear_wakeups();
        assert!(!readable(host.descriptors()[0]));
    }

    #[test]
    fn the_end_of_the_parent_can_be_seen() {
        let mut child = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
        let watched = parent(Some(&child.id().to_string())).unwrap();
        assert!(!readable(Some(watched.as_fd())));
        drop(child.stdin.take());
        child.wait().unwrap();
        assert!(readable(Some(watched.as_fd())));
    }

    #[test]
    fn parents_that_cannot_be_watched() {
        for pid in [None, Some(""), Some("0"), Some("-1"), Some("x")] {
            assert!(parent(pid).is_none(), "{pid:?}");
        }
    }

    fn readable(descriptor: Option<BorrowedFd<'_>>) -> bool {
        use std::os::fd::AsRawFd;
        let descriptor = descriptor.unwrap().as_raw_fd();
        let mut item = libc::pollfd {
            fd: descriptor,
            events: libc::POLLIN,
            revents: 0,
        };
        // SAFETY: one item, which outlives the call.
        unsafe { libc::poll(&raw mut item, 1, 0) == 1 }
    }
}

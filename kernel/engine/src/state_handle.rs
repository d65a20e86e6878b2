//! The kernel's ends of the sockets to the processes that hold states.

use std::collections::BTreeSet;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use worker_protocol::processes;
use worker_protocol::socket::{self, Incoming, Mode, Piece};
use worker_protocol::{Request, Response};

/// A state of the variables, held by processes of its own. They end when this is dropped.
#[derive(Debug)]
pub(crate) struct StateHandle {
    socket: OwnedFd,
    holder: Mutex<Option<u32>>,
}

/// The processes that hold states of this kernel's, as far as they have said so.
static HOLDERS: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// The processes that hold states: what else is left below a worker between cells, a cell has left.
pub(crate) fn holders() -> BTreeSet<u32> {
    lock(&HOLDERS).clone()
}

/// What came through a socket.
#[derive(Debug)]
pub(crate) enum Received {
    /// Where a cell's changes are to stay, the state after it comes along.
    Response(Response, Option<StateHandle>),
    /// Part of a response, or one about an earlier cell, which was killed after it had responded.
    Nothing,
    /// What only the cell itself can have written.
    Foreign,
}

impl StateHandle {
    /// A socket to a state, and the end for the process that holds it.
    pub(crate) fn pair() -> io::Result<(StateHandle, OwnedFd)> {
        let [socket, theirs] = socket::pair()?;
        Ok((StateHandle::new(socket), theirs))
    }

    fn new(socket: OwnedFd) -> StateHandle {
        let holder = Mutex::default();
        StateHandle { socket, holder }
    }

    /// Takes note of the process that holds the state.
    pub(crate) fn held_by(&self, process: u32) {
        let former = lock(&self.holder).replace(process);
        let mut holders = lock(&HOLDERS);
        if let Some(former) = former {
            holders.remove(&former);
        }
        holders.insert(process);
    }

    /// The process that holds the state, if it is known: no cell has run yet on a state of which it is not.
    pub(crate) fn holder(&self) -> Option<u32> {
        *lock(&self.holder)
    }

    /// Has the process that holds the state go on, if something has stopped it.
    pub(crate) fn resume(&self) {
        if let Some(holder) = self.holder() {
            processes::resume(holder);
        }
    }

    /// Forgets the state, and waits until its process is gone, and its memory with it.
    pub(crate) fn end(self) {
        /// As long as a process takes to end, on a busy machine.
        const PATIENCE: Duration = Duration::from_secs(2);
        let process = self.holder().and_then(|holder| Process::open(holder).ok());
        drop(self);
        if let Some(process) = process
            && !process.has_ended(PATIENCE)
        {
            process.kill();
            process.has_ended(PATIENCE);
        }
    }

    /// Whether there is a process left that holds the state.
    pub(crate) fn is_alive(&self) -> bool {
        is_open(&self.socket)
    }

    /// Has the state get ready for a cell.
    pub(crate) fn wake(&self) {
        // One that is dead is found out when it is needed.
        let _ = self.send(0, &Request::Wake);
    }

    /// Asks something about the cell `nonce`.
    ///
    /// # Errors
    /// If nobody holds the state any more.
    pub(crate) fn send(&self, nonce: u64, request: &Request) -> io::Result<()> {
        request.send(self.socket.as_raw_fd(), nonce)
    }

    /// Reads a piece, which must be there, of what is said about the cell `nonce`.
    ///
    /// # Errors
    /// If nobody holds the state any more.
    pub(crate) fn receive(&self, nonce: u64, incoming: &mut Incoming) -> io::Result<Received> {
        let Some(piece) = Piece::receive(self.socket.as_raw_fd(), Mode::Ready)? else {
            return Ok(Received::Foreign);
        };
        if piece.nonce() != nonce {
            return Ok(match Response::read(piece.content()) {
                Ok(_) => Received::Nothing,
                Err(_) => Received::Foreign,
            });
        }
        let Some((message, passed)) = incoming.add(piece) else {
            return Ok(Received::Nothing);
        };
        let next = passed.map(StateHandle::new);
        Ok(Received::Response(Response::read(&message)?, next))
    }
}

impl Drop for StateHandle {
    fn drop(&mut self) {
        if let Some(holder) = self.holder() {
            lock(&HOLDERS).remove(&holder);
        }
    }
}

/// A process, whose number is no other's as long as this lives.
pub(crate) struct Process(OwnedFd);

impl Process {
    /// # Errors
    /// If there is no such process.
    pub(crate) fn open(process: u32) -> io::Result<Process> {
        // SAFETY: plain system call; the descriptor that it makes is nobody else's.
        unsafe {
            match libc::syscall(libc::SYS_pidfd_open, process, 0) {
                fd @ 0.. => Ok(Process(OwnedFd::from_raw_fd(fd as RawFd))),
                _ => Err(io::Error::last_os_error()),
            }
        }
    }

    /// Waits until it has ended, or so long. Whether it has.
    pub(crate) fn has_ended(&self, patience: Duration) -> bool {
        let mut watched = libc::pollfd {
            fd: self.0.as_raw_fd(),
            events: libc::POLLIN,
            revents: 0,
        };
        let milliseconds = i32::try_from(patience.as_millis()).unwrap_or(i32::MAX);
        // SAFETY: there is one entry.
        unsafe { libc::poll(&raw mut watched, 1, milliseconds) > 0 }
    }

    pub(crate) fn kill(&self) {
        // SAFETY: plain system call.
        unsafe { libc::syscall(libc::SYS_pidfd_send_signal, self.0.as_raw_fd(), libc::SIGKILL, 0, 0) };
    }
}

/// Whether someone has the other end of a socket.
pub(crate) fn is_open(socket: &OwnedFd) -> bool {
    let mut watched = libc::pollfd {
        fd: socket.as_raw_fd(),
        events: 0,
        revents: 0,
    };
    // One that is interrupted has found nothing.
    // SAFETY: there is one entry.
    unsafe { libc::poll(&raw mut watched, 1, 0) <= 0 }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl AsRawFd for StateHandle {
    fn as_raw_fd(&self) -> RawFd {
        self.socket.as_raw_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONCE: u64 = 7;

    /// What comes of these messages, written one by one by the other side.
    #[track_caller]
    fn check(messages: &[(u64, u8, &str)], expected: &[&str]) {
        let (held, theirs) = StateHandle::pair().expect("there are sockets");
        let mut incoming = Incoming::default();
        let received: Vec<String> = messages
            .iter()
            .map(|(nonce, last, content)| {
                let mut piece = nonce.to_le_bytes().to_vec();
                piece.push(*last);
                piece.extend(content.as_bytes());
                // SAFETY: the piece is valid for reads of its length.
                unsafe { libc::send(theirs.as_raw_fd(), piece.as_ptr().cast(), piece.len(), 0) };
                match held.receive(NONCE, &mut incoming) {
                    Ok(Received::Response(Response::Returned { error }, None)) => error,
                    Ok(Received::Nothing) => "nothing".to_owned(),
                    Ok(Received::Foreign) => "foreign".to_owned(),
                    other => panic!("{other:?}"),
                }
            })
            .collect();
        assert_eq!(received, expected);
    }

    #[test]
    fn responses_come_whole_or_in_pieces() {
        check(&[(NONCE, 1, r#"{"returned":{"error":"e"}}"#)], &["e"]);
        check(
            &[(NONCE, 0, r#"{"returned":{"er"#), (NONCE, 1, r#"ror":"e"}}"#)],
            &["nothing", "e"],
        );
    }

    #[test]
    fn what_is_about_another_cell_does_not_count() {
        check(
            &[
                (8, 1, r#"{"returned":{"error":"late"}}"#),
                (8, 1, "nonsense"),
                (NONCE, 1, r#"{"returned":{"error":"e"}}"#),
            ],
            &["nothing", "foreign", "e"],
        );
    }

    #[test]
    fn a_state_that_is_ended_takes_its_process_along() {
        let (held, _theirs) = StateHandle::pair().expect("there are sockets");
        // It does not listen to the socket, and is stopped besides.
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .expect("there is `sleep`");
        held.held_by(child.id());
        assert!(holders().contains(&child.id()));
        // SAFETY: plain system call.
        unsafe { libc::kill(child.id().cast_signed(), libc::SIGSTOP) };
        held.end();
        assert!(!holders().contains(&child.id()));
        assert!(!child.wait().expect("it has ended").success());
    }

    #[test]
    fn a_state_is_alive_as_long_as_someone_holds_it() {
        let (held, theirs) = StateHandle::pair().expect("there are sockets");
        assert!(held.is_alive());
        drop(theirs);
        assert!(!held.is_alive());
        assert!(held.receive(NONCE, &mut Incoming::default()).is_err());
    }

    #[test]
    fn a_signal_takes_no_state_for_dead() {
        extern "C" fn heed(_: libc::c_int) {}
        let (held, _theirs) = StateHandle::pair().expect("there are sockets");
        let handler: extern "C" fn(libc::c_int) = heed;
        // SAFETY: the handler does nothing; the thread that is signalled waits for the one that signals it.
        unsafe {
            libc::signal(libc::SIGUSR2, handler as libc::sighandler_t);
            let looking = libc::pthread_self();
            let interrupted = std::sync::atomic::AtomicBool::new(false);
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    for _ in 0..20_000 {
                        libc::pthread_kill(looking, libc::SIGUSR2);
                    }
                    interrupted.store(true, std::sync::atomic::Ordering::Relaxed);
                });
                while !interrupted.load(std::sync::atomic::Ordering::Relaxed) {
                    assert!(held.is_alive());
                }
            });
        }
    }
}

//! The kernel's ends of the sockets to the processes that hold states.

use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use worker_protocol::socket::{self, Incoming, Mode, Piece};
use worker_protocol::{Request, Response};

/// A state of the variables, held by processes of its own. They end when this is dropped.
#[derive(Debug)]
pub(crate) struct StateHandle {
    socket: OwnedFd,
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
        Ok((StateHandle { socket }, theirs))
    }

    /// Whether there is a process left that holds the state.
    pub(crate) fn is_alive(&self) -> bool {
        let mut watched = libc::pollfd {
            fd: self.socket.as_raw_fd(),
            events: 0,
            revents: 0,
        };
        // SAFETY: there is one entry.
        unsafe { libc::poll(&raw mut watched, 1, 0) == 0 }
    }

    /// Ends the processes that hold the state, and waits until the one is gone that has made the socket, which is the holder
    /// unless a thread was still running.
    pub(crate) fn end(self) {
        /// It has nothing to do but to end.
        const PATIENCE: libc::c_int = 1000;
        // SAFETY: plain system calls, on descriptors that are open and structures that are valid for the calls.
        unsafe {
            let mut maker: libc::ucred = std::mem::zeroed();
            let mut length = size_of::<libc::ucred>() as libc::socklen_t;
            let (socket, option) = (self.socket.as_raw_fd(), libc::SO_PEERCRED);
            libc::getsockopt(
                socket,
                libc::SOL_SOCKET,
                option,
                (&raw mut maker).cast(),
                &raw mut length,
            );
            // The first state's socket is the kernel's own, and that state has nothing open.
            let is_other = maker.pid > 0 && maker.pid.cast_unsigned() != std::process::id();
            let process = is_other.then(|| libc::syscall(libc::SYS_pidfd_open, maker.pid, 0));
            drop(self);
            if let Some(Ok(fd @ 0..)) = process.map(libc::c_int::try_from) {
                let mut watched = libc::pollfd {
                    fd,
                    events: libc::POLLIN,
                    revents: 0,
                };
                libc::poll(&raw mut watched, 1, PATIENCE);
                libc::close(fd);
            }
        }
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
        let next = passed.map(|socket| StateHandle { socket });
        Ok(Received::Response(Response::read(&message)?, next))
    }
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
    fn a_state_is_alive_as_long_as_someone_holds_it() {
        let (held, theirs) = StateHandle::pair().expect("there are sockets");
        assert!(held.is_alive());
        drop(theirs);
        assert!(!held.is_alive());
        assert!(held.receive(NONCE, &mut Incoming::default()).is_err());
    }
}

//! The kernel's end of the sockets to its workers; the prelude's `channel` is the other one.
//!
//! Messages carry the nonce of the cell that they are about, so that what the cell itself writes to the worker's socket is
//! recognised.

use super::worker::Location;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::path::Path;
use std::{io, mem, ptr};

/// A longer message goes in pieces, each after the nonce and a byte that is 1 for the last piece.
const PIECE: usize = 32 << 10;
const HEADER: usize = 9;

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Message<'a> {
    Run {
        library: &'a Path,
        entry: &'a str,
        keep: bool,
        memory: Option<u64>,
    },
    /// There may be a cell soon.
    Wake,
    Input(Option<String>),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Started {
        runner: u32,
    },
    Done {
        report: Option<Value>,
        threads: usize,
        processes: usize,
    },
    Panicked {
        message: String,
        location: Option<Location>,
        /// Return addresses inside the cell's library, innermost first.
        frames: Vec<u64>,
    },
    Returned {
        error: String,
    },
    Unloadable {
        message: String,
    },
    Known {
        verdict: Value,
    },
    Died {
        exit: Option<i32>,
        signal: Option<i32>,
        overflow: bool,
        cut_off: bool,
        probe: Option<usize>,
    },
    Input {
        prompt: String,
        password: bool,
    },
}

/// A state of the variables, held by processes of its own. They end when this is dropped.
#[derive(Debug)]
pub struct Held {
    socket: OwnedFd,
}

/// What came through a socket.
#[derive(Debug)]
pub enum Received {
    /// Where a cell's changes are to stay, the state after it comes along.
    Answer(Answer, Option<Held>),
    /// Part of an answer, or one about an earlier cell, which was killed after it had answered.
    Nothing,
    /// What only the cell itself can have written.
    Foreign,
}

/// The pieces of a message that have come so far.
#[derive(Debug, Default)]
pub struct Incoming {
    content: Vec<u8>,
    passed: Option<OwnedFd>,
}

impl Held {
    /// A socket to a state, and the end for the process that holds it.
    pub fn pair() -> io::Result<(Held, OwnedFd)> {
        let mut ends = [0; 2];
        let kind = libc::SOCK_SEQPACKET | libc::SOCK_CLOEXEC;
        // SAFETY: the array has room for two descriptors, which nothing else owns.
        unsafe {
            if libc::socketpair(libc::AF_UNIX, kind, 0, ends.as_mut_ptr()) != 0 {
                return Err(io::Error::last_os_error());
            }
            let [ours, theirs] = ends.map(|fd| OwnedFd::from_raw_fd(fd));
            Ok((Held { socket: ours }, theirs))
        }
    }

    /// Whether there is a process left that holds the state.
    pub fn is_alive(&self) -> bool {
        let mut watched = libc::pollfd {
            fd: self.socket.as_raw_fd(),
            events: 0,
            revents: 0,
        };
        // SAFETY: there is one entry.
        unsafe { libc::poll(&raw mut watched, 1, 0) == 0 }
    }

    /// Has the state get ready for a cell.
    pub fn wake(&self) {
        // One that is dead is found out when it is needed.
        let _ = self.send(0, &Message::Wake);
    }

    pub fn send(&self, nonce: u64, message: &Message<'_>) -> io::Result<()> {
        let message = serde_json::to_vec(message)?;
        let mut pieces = message.chunks(PIECE).peekable();
        while let Some(content) = pieces.next() {
            let mut piece = nonce.to_le_bytes().to_vec();
            piece.push(u8::from(pieces.peek().is_none()));
            piece.extend_from_slice(content);
            // SAFETY: the piece is valid for reads of its length.
            while unsafe {
                libc::send(
                    self.socket.as_raw_fd(),
                    piece.as_ptr().cast(),
                    piece.len(),
                    libc::MSG_NOSIGNAL,
                )
            } < 0
            {
                let error = io::Error::last_os_error();
                if error.kind() != io::ErrorKind::Interrupted {
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Reads a piece, which must be there, of what is said about the cell `nonce`.
    ///
    /// # Errors
    /// If nobody holds the state any more.
    pub fn receive(&self, nonce: u64, incoming: &mut Incoming) -> io::Result<Received> {
        let mut piece = vec![0_u8; HEADER + PIECE];
        let (length, passed) = self.receive_piece(&mut piece)?;
        let (header, content) = match piece[..length].split_first_chunk::<HEADER>() {
            Some(split) => split,
            None if length == 0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            None => return Ok(Received::Foreign),
        };
        let [about @ .., last] = header;
        if *about != nonce.to_le_bytes() {
            return Ok(match serde_json::from_slice::<Answer>(content) {
                Ok(_) => Received::Nothing,
                Err(_) => Received::Foreign,
            });
        }
        incoming.content.extend_from_slice(content);
        incoming.passed = passed.or(incoming.passed.take());
        if *last != 1 {
            return Ok(Received::Nothing);
        }
        let Incoming { content, passed } = mem::take(incoming);
        let answer = serde_json::from_slice(&content)?;
        Ok(Received::Answer(answer, passed.map(|socket| Held { socket })))
    }

    fn receive_piece(&self, piece: &mut [u8]) -> io::Result<(usize, Option<OwnedFd>)> {
        let mut content = libc::iovec {
            iov_base: piece.as_mut_ptr().cast(),
            iov_len: piece.len(),
        };
        // Aligned for the header inside.
        let mut control = [0_u64; 8];
        // SAFETY: the message names one buffer for content and one, aligned, for control, both of which outlive the call; a
        // descriptor that arrives is nobody else's.
        unsafe {
            let mut message: libc::msghdr = mem::zeroed();
            message.msg_iov = &raw mut content;
            message.msg_iovlen = 1;
            message.msg_control = control.as_mut_ptr().cast();
            message.msg_controllen = size_of_val(&control);
            let flags = libc::MSG_CMSG_CLOEXEC | libc::MSG_DONTWAIT;
            let length = libc::recvmsg(self.socket.as_raw_fd(), &raw mut message, flags);
            let length = usize::try_from(length).map_err(|_| io::Error::last_os_error())?;
            let header = libc::CMSG_FIRSTHDR(&raw const message);
            let is_passed = !header.is_null()
                && (*header).cmsg_level == libc::SOL_SOCKET
                && (*header).cmsg_type == libc::SCM_RIGHTS;
            let passed = is_passed.then(|| {
                let fd = ptr::read_unaligned(libc::CMSG_DATA(header).cast::<RawFd>());
                OwnedFd::from_raw_fd(fd)
            });
            Ok((length, passed))
        }
    }
}

impl AsRawFd for Held {
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
        let (held, theirs) = Held::pair().expect("there are sockets");
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
                    Ok(Received::Answer(Answer::Returned { error }, None)) => error,
                    Ok(Received::Nothing) => "nothing".to_owned(),
                    Ok(Received::Foreign) => "foreign".to_owned(),
                    other => panic!("{other:?}"),
                }
            })
            .collect();
        assert_eq!(received, expected);
    }

    #[test]
    fn answers_come_whole_or_in_pieces() {
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
        let (held, theirs) = Held::pair().expect("there are sockets");
        assert!(held.is_alive());
        drop(theirs);
        assert!(!held.is_alive());
        assert!(held.receive(NONCE, &mut Incoming::default()).is_err());
    }
}

//! How messages travel: over one socket for each state, which the processes that hold it share, and of which exactly one
//! talks at a time.
//!
//! The socket keeps messages apart. A long one goes in pieces, each after the nonce of the cell that it is about and a byte
//! that is 1 for the last piece.

use std::os::fd::{FromRawFd, OwnedFd, RawFd};
use std::{io, mem, ptr};

/// Bytes of a message in one piece.
const CONTENT: usize = 32 << 10;
const HEADER: usize = 9;

/// The two ends of a new socket, which no program that is started inherits.
///
/// # Errors
/// If there is no descriptor or memory left.
pub fn pair() -> io::Result<[OwnedFd; 2]> {
    let mut ends = [0; 2];
    let kind = libc::SOCK_SEQPACKET | libc::SOCK_CLOEXEC;
    // SAFETY: the array has room for two descriptors, which nothing else owns.
    unsafe {
        if libc::socketpair(libc::AF_UNIX, kind, 0, ends.as_mut_ptr()) != 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(ends.map(|fd| OwnedFd::from_raw_fd(fd)))
    }
}

/// Sends a message about the cell `nonce`, and, with its last piece, a copy of the descriptor `passed`.
///
/// # Errors
/// If there is nobody at the other end, or the socket is closed.
pub fn send(socket: RawFd, nonce: u64, message: &[u8], passed: Option<RawFd>) -> io::Result<()> {
    let mut contents = message.chunks(CONTENT).peekable();
    while let Some(content) = contents.next() {
        let is_last = contents.peek().is_none();
        let mut piece = Vec::with_capacity(HEADER + content.len());
        piece.extend_from_slice(&nonce.to_le_bytes());
        piece.push(u8::from(is_last));
        piece.extend_from_slice(content);
        send_piece(socket, &mut piece, passed.filter(|_| is_last))?;
    }
    Ok(())
}

fn send_piece(socket: RawFd, piece: &mut [u8], passed: Option<RawFd>) -> io::Result<()> {
    let mut content = libc::iovec {
        iov_base: piece.as_mut_ptr().cast(),
        iov_len: piece.len(),
    };
    // Aligned for the header inside.
    let mut control = [0_u64; 4];
    // SAFETY: the message names one buffer and, with a descriptor to pass, a control buffer that is aligned and large
    // enough for one; both outlive the call.
    unsafe {
        let mut message: libc::msghdr = mem::zeroed();
        message.msg_iov = &raw mut content;
        message.msg_iovlen = 1;
        if let Some(passed) = passed {
            let size = size_of::<RawFd>() as u32;
            message.msg_control = control.as_mut_ptr().cast();
            message.msg_controllen = libc::CMSG_SPACE(size) as usize;
            let header = libc::CMSG_FIRSTHDR(&raw const message);
            (*header).cmsg_level = libc::SOL_SOCKET;
            (*header).cmsg_type = libc::SCM_RIGHTS;
            (*header).cmsg_len = libc::CMSG_LEN(size) as usize;
            ptr::write_unaligned(libc::CMSG_DATA(header).cast(), passed);
        }
        while libc::sendmsg(socket, &raw const message, libc::MSG_NOSIGNAL) < 0 {
            let error = io::Error::last_os_error();
            if error.kind() != io::ErrorKind::Interrupted {
                return Err(error);
            }
        }
    }
    Ok(())
}

/// How a piece is received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Once it comes.
    Wait,
    /// Once it comes, and it stays there.
    Peek,
    /// At once, since it is there.
    Ready,
}

impl Mode {
    fn flags(self) -> libc::c_int {
        match self {
            Mode::Wait => 0,
            Mode::Peek => libc::MSG_PEEK,
            Mode::Ready => libc::MSG_DONTWAIT,
        }
    }
}

/// A piece of a message.
#[derive(Debug)]
pub struct Piece {
    nonce: u64,
    is_last: bool,
    /// With the header.
    bytes: Vec<u8>,
    passed: Option<OwnedFd>,
}

impl Piece {
    /// The next piece that comes through `socket`; `None` if what comes is too short to be one.
    ///
    /// # Errors
    /// If there is nobody at the other end.
    pub fn receive(socket: RawFd, mode: Mode) -> io::Result<Option<Piece>> {
        let mut bytes = vec![0_u8; HEADER + CONTENT];
        let (length, passed) = receive(socket, mode, &mut bytes)?;
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.truncate(length);
        let Some(&[ref nonce @ .., last]) = bytes.first_chunk::<HEADER>() else {
            return Ok(None);
        };
        Ok(Some(Piece {
            nonce: u64::from_le_bytes(*nonce),
            is_last: last == 1,
            bytes,
            passed,
        }))
    }

    /// The cell that it is about.
    pub fn nonce(&self) -> u64 {
        self.nonce
    }

    /// Its part of the message.
    pub fn content(&self) -> &[u8] {
        &self.bytes[HEADER..]
    }
}

fn receive(socket: RawFd, mode: Mode, bytes: &mut [u8]) -> io::Result<(usize, Option<OwnedFd>)> {
    let mut content = libc::iovec {
        iov_base: bytes.as_mut_ptr().cast(),
        iov_len: bytes.len(),
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
        let flags = libc::MSG_CMSG_CLOEXEC | mode.flags();
        let length = loop {
            match usize::try_from(libc::recvmsg(socket, &raw mut message, flags)) {
                Ok(length) => break length,
                Err(_) => {
                    let error = io::Error::last_os_error();
                    if error.kind() != io::ErrorKind::Interrupted {
                        return Err(error);
                    }
                }
            }
        };
        let header = libc::CMSG_FIRSTHDR(&raw const message);
        let is_passed =
            !header.is_null() && (*header).cmsg_level == libc::SOL_SOCKET && (*header).cmsg_type == libc::SCM_RIGHTS;
        let passed = is_passed.then(|| {
            let fd = ptr::read_unaligned(libc::CMSG_DATA(header).cast::<RawFd>());
            OwnedFd::from_raw_fd(fd)
        });
        Ok((length, passed))
    }
}

/// A message, as far as its pieces have come.
#[derive(Debug, Default)]
pub struct Incoming {
    content: Vec<u8>,
    passed: Option<OwnedFd>,
}

impl Incoming {
    /// Adds a piece. If it is the last one, returns the message and the descriptor that came along, and begins anew.
    pub fn add(&mut self, piece: Piece) -> Option<(Vec<u8>, Option<OwnedFd>)> {
        self.content.extend_from_slice(piece.content());
        self.passed = piece.passed.or(self.passed.take());
        piece.is_last.then(|| {
            let Incoming { content, passed } = mem::take(self);
            (content, passed)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::io::{Read, Write};
    use std::os::fd::AsRawFd;

    const NONCE: u64 = 7;

    /// The messages that come through `socket`, once all are there.
    #[track_caller]
    fn received(socket: &OwnedFd, count: usize) -> Vec<(Vec<u8>, Option<OwnedFd>)> {
        let mut incoming = Incoming::default();
        let mut messages = Vec::new();
        while messages.len() < count {
            let piece = Piece::receive(socket.as_raw_fd(), Mode::Ready)
                .expect("there is a piece")
                .expect("it has a header");
            assert_eq!(piece.nonce(), NONCE);
            messages.extend(incoming.add(piece));
        }
        messages
    }

    #[track_caller]
    fn check(message: &[u8]) {
        let [ours, theirs] = pair().expect("there are sockets");
        send(theirs.as_raw_fd(), NONCE, message, None).expect("someone listens");
        send(theirs.as_raw_fd(), NONCE, b"next", None).expect("someone listens");
        let contents: Vec<Vec<u8>> = received(&ours, 2).into_iter().map(|(content, _)| content).collect();
        assert!(contents == [message, b"next"], "a message of {} bytes", message.len());
    }

    #[test]
    fn messages_arrive_whole_whatever_their_length() {
        for length in [1, CONTENT - 1, CONTENT, CONTENT + 1, 3 * CONTENT] {
            check(&vec![b'x'; length]);
        }
    }

    #[test]
    fn a_descriptor_comes_with_the_last_piece() {
        let [ours, theirs] = pair().expect("there are sockets");
        let (mut reader, writer) = io::pipe().expect("there are pipes");
        send(
            theirs.as_raw_fd(),
            NONCE,
            &[b'x'; CONTENT + 1],
            Some(writer.as_raw_fd()),
        )
        .expect("someone listens");
        drop(writer);
        let passed = received(&ours, 1).into_iter().find_map(|(_, passed)| passed);
        File::from(passed.expect("a descriptor came along"))
            .write_all(b"through")
            .expect("the pipe is open");
        let mut text = String::new();
        reader.read_to_string(&mut text).expect("the pipe ends with its writer");
        assert_eq!(text, "through");
    }

    #[test]
    fn a_piece_that_is_peeked_at_stays() {
        let [ours, theirs] = pair().expect("there are sockets");
        send(theirs.as_raw_fd(), NONCE, b"x", None).expect("someone listens");
        for mode in [Mode::Peek, Mode::Peek, Mode::Wait] {
            let piece = Piece::receive(ours.as_raw_fd(), mode).expect("there is a piece");
            assert_eq!(piece.expect("it has a header").content(), b"x");
        }
        assert!(Piece::receive(ours.as_raw_fd(), Mode::Ready).is_err());
    }

    #[test]
    fn what_is_too_short_is_no_piece() {
        let [ours, theirs] = pair().expect("there are sockets");
        // SAFETY: the text is valid for reads of its length.
        unsafe { libc::send(theirs.as_raw_fd(), b"short".as_ptr().cast(), 5, 0) };
        assert!(
            Piece::receive(ours.as_raw_fd(), Mode::Wait)
                .expect("something came")
                .is_none()
        );
        drop(theirs);
        assert!(Piece::receive(ours.as_raw_fd(), Mode::Wait).is_err());
    }
}

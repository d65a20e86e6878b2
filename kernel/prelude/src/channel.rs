//! The control channel to the kernel: one socket for each state, shared by the processes that hold it, of which exactly
//! one talks at a time.
//!
//! The socket keeps messages apart, and each says which cell it is about, so that what a cell writes to a descriptor
//! that is not its own is recognised and does no harm.

use crate::descriptors::CONTROL_FD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::os::fd::RawFd;
use std::{io, mem, ptr};

/// A longer message goes in pieces, each after the nonce and a byte that is 1 for the last piece.
const PIECE: usize = 32 << 10;
const HEADER: usize = 9;

/// What the kernel asks.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    Run(Run),
    /// There may be a cell soon: a process to run it should be ready.
    Wake,
    /// The line the learner typed, or `None` where no input is to be had.
    Input(Option<String>),
}

#[derive(Debug, Deserialize)]
pub struct Run {
    /// The compiled cell.
    pub library: String,
    /// Its function.
    pub entry: String,
    /// Whether the cell's changes stay.
    pub keep: bool,
    /// Bytes of address space that the cell may add.
    pub memory: Option<u64>,
}

/// What the worker answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// A process of its own runs the cell now.
    Started { runner: u32 },
    /// The cell ran to its end. Where its changes are to stay, the socket of the state after it comes along.
    Done {
        report: Option<Value>,
        /// How many threads and processes of the cell were still running, and ended with it.
        threads: usize,
        processes: usize,
    },
    Panicked {
        message: String,
        location: Option<Location>,
        /// The return addresses inside the cell, from the start of its library, innermost first.
        frames: Vec<u64>,
    },
    /// `?` ended the cell.
    Returned { error: String },
    /// The compiled cell could not be loaded, or there was no process for it.
    Unloadable { message: String },
    /// What the verdict of a check would be by what is known so far.
    Known { verdict: Value },
    /// The process of the cell ended by itself or was killed.
    Died {
        exit: Option<i32>,
        signal: Option<i32>,
        overflow: bool,
        /// The cell has closed a descriptor of the worker's.
        cut_off: bool,
        /// The number of the input on which a check has tried the answer last.
        probe: Option<usize>,
    },
    /// The cell reads from standard input.
    Input { prompt: String, password: bool },
}

#[derive(Clone, Debug, Serialize)]
pub struct Location {
    pub file: String,
    pub line: u32,
    pub column: u32,
}

/// A request, with the nonce of the cell that it is about: unknown to the cell, it marks what the worker itself writes.
///
/// # Errors
/// If the kernel is gone or speaks another language.
pub fn receive() -> io::Result<(u64, Request)> {
    let mut message = Vec::new();
    loop {
        let (nonce, is_last, content) = receive_piece(0)?;
        message.extend_from_slice(&content);
        if is_last {
            return Ok((nonce, serde_json::from_slice(&message)?));
        }
    }
}

/// Waits for a piece of a request, and leaves it there. Returns the cell if it is one, since these come in one piece.
///
/// # Errors
/// If the kernel is gone.
pub fn peek() -> io::Result<Option<(u64, Run)>> {
    let (nonce, _, content) = receive_piece(libc::MSG_PEEK)?;
    Ok(match serde_json::from_slice(&content) {
        Ok(Request::Run(run)) => Some((nonce, run)),
        _ => None,
    })
}

/// Takes a piece of a request, and forgets it.
///
/// # Errors
/// If the kernel is gone.
pub fn skip() -> io::Result<()> {
    receive_piece(0).map(|_| ())
}

/// The nonce of a piece, whether it is the last one of a message, and what it holds.
fn receive_piece(flags: libc::c_int) -> io::Result<(u64, bool, Vec<u8>)> {
    let mut piece = vec![0_u8; HEADER + PIECE];
    // SAFETY: the buffer is valid for writes of its length.
    let received = loop {
        match unsafe { libc::recv(CONTROL_FD, piece.as_mut_ptr().cast(), piece.len(), flags) } {
            -1 if io::Error::last_os_error().kind() == io::ErrorKind::Interrupted => {}
            received => break received,
        }
    };
    piece.truncate(usize::try_from(received).map_err(|_| io::Error::last_os_error())?);
    let Some((&[ref nonce @ .., last], content)) = piece.split_first_chunk::<HEADER>() else {
        return Err(io::ErrorKind::UnexpectedEof.into());
    };
    Ok((u64::from_le_bytes(*nonce), last == 1, content.to_vec()))
}

/// # Errors
/// If the kernel is gone, or the cell has closed the socket.
pub fn send(nonce: u64, answer: &Answer) -> io::Result<()> {
    send_with(nonce, answer, None)
}

/// Sends an answer, and a descriptor along with it.
///
/// # Errors
/// If the kernel is gone, or the cell has closed the socket.
pub fn send_with(nonce: u64, answer: &Answer, passed: Option<RawFd>) -> io::Result<()> {
    let message = serde_json::to_vec(answer)?;
    let mut pieces = message.chunks(PIECE).peekable();
    while let Some(content) = pieces.next() {
        let is_last = pieces.peek().is_none();
        let mut piece = nonce.to_le_bytes().to_vec();
        piece.push(u8::from(is_last));
        piece.extend_from_slice(content);
        send_piece(&mut piece, passed.filter(|_| is_last))?;
    }
    Ok(())
}

fn send_piece(piece: &mut [u8], passed: Option<RawFd>) -> io::Result<()> {
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
        while libc::sendmsg(CONTROL_FD, &raw const message, libc::MSG_NOSIGNAL) < 0 {
            let error = io::Error::last_os_error();
            if error.kind() != io::ErrorKind::Interrupted {
                return Err(error);
            }
        }
    }
    Ok(())
}

/// A new socket's two ends, which no program that is started inherits.
///
/// # Errors
/// If there is no descriptor or memory left.
pub fn pair() -> io::Result<[RawFd; 2]> {
    let mut ends = [0; 2];
    let kind = libc::SOCK_SEQPACKET | libc::SOCK_CLOEXEC;
    // SAFETY: the array has room for two descriptors.
    match unsafe { libc::socketpair(libc::AF_UNIX, kind, 0, ends.as_mut_ptr()) } {
        0 => Ok(ends),
        _ => Err(io::Error::last_os_error()),
    }
}

//! The worker's end of the control channel: one socket for each state, shared by the processes that hold it, of which
//! exactly one talks at a time.

use std::io;
use std::os::fd::RawFd;
use worker_protocol::descriptors::CONTROL;
use worker_protocol::socket::{Incoming, Mode, Piece};
use worker_protocol::{Request, Response, Run};

/// A request, with the nonce of the cell that it is about: unknown to the cell, it marks what the worker itself writes.
///
/// # Errors
/// If the kernel is gone or speaks another language.
pub(crate) fn receive() -> io::Result<(u64, Request)> {
    let mut incoming = Incoming::default();
    loop {
        let piece = receive_piece(Mode::Wait)?;
        let nonce = piece.nonce();
        if let Some((message, _)) = incoming.add(piece) {
            return Ok((nonce, Request::read(&message)?));
        }
    }
}

/// A request that is there already.
pub(crate) fn receive_ready() -> Option<(u64, Request)> {
    let piece = receive_piece(Mode::Ready).ok()?;
    Request::read(piece.content())
        .ok()
        .map(|request| (piece.nonce(), request))
}

/// Waits for a piece of a request, and leaves it there. Returns the cell if it is one, since these come in one piece.
///
/// # Errors
/// If the kernel is gone.
pub(crate) fn peek() -> io::Result<Option<(u64, Run)>> {
    let piece = receive_piece(Mode::Peek)?;
    Ok(match Request::read(piece.content()) {
        Ok(Request::Run(run)) => Some((piece.nonce(), run)),
        _ => None,
    })
}

/// Takes a piece of a request, and forgets it.
///
/// # Errors
/// If the kernel is gone.
pub(crate) fn skip() -> io::Result<()> {
    receive_piece(Mode::Wait).map(|_| ())
}

fn receive_piece(mode: Mode) -> io::Result<Piece> {
    Piece::receive(CONTROL, mode)?.ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// # Errors
/// If the kernel is gone, or the cell has closed the socket.
pub(crate) fn send(nonce: u64, response: &Response) -> io::Result<()> {
    response.send(CONTROL, nonce, None)
}

/// Sends a response, and a descriptor along with it.
///
/// # Errors
/// If the kernel is gone, or the cell has closed the socket.
pub(crate) fn send_with(nonce: u64, response: &Response, passed: Option<RawFd>) -> io::Result<()> {
    response.send(CONTROL, nonce, passed)
}

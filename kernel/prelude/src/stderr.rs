//! Standard error: in order with standard output. And both streams: silent where a check wants them so.
//!
//! Two pipes would not keep it: what a cell writes to standard error therefore goes down the pipe of standard output, in
//! marks that the kernel takes out again. As [`input`](crate::input) defines `read`, this module defines `write` and
//! `writev`, which everything in the learner's process goes through but libc itself. What libc writes, and what the
//! programs write that a cell starts, comes by the pipe of standard error, in no order with the rest.

use crate::worker::evcxr;
use crate::{descriptors, output};
use std::{ptr, slice};
use worker_protocol::descriptors::STREAM_COPIES;
use worker_protocol::marks::{self, STDERR_CHUNK, STDERR_LINE};

/// # Safety
/// As for POSIX `write`: `buffer` is valid for reads of `count` bytes.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn write(
    fd: libc::c_int,
    buffer: *const libc::c_void,
    count: libc::size_t,
) -> libc::ssize_t {
    if count > 0 && output::is_muted(fd) {
        return count as libc::ssize_t;
    }
    if count > 0 && is_redirected(fd) {
        // SAFETY: by contract of this function.
        return write_marked(unsafe { slice::from_raw_parts(buffer.cast(), count) });
    }
    if count > 0 && fd == libc::STDOUT_FILENO {
        // SAFETY: by contract of this function.
        let text = unsafe { slice::from_raw_parts(buffer.cast(), count) };
        if let Some(rest) = evcxr::overhear(text) {
            return write_rest(&rest, count);
        }
    }
    // SAFETY: by contract of this function.
    unsafe { libc::syscall(libc::SYS_write, fd, buffer, count) as libc::ssize_t }
}

/// # Safety
/// As for POSIX `writev`: there are `count` vectors, each of which names a buffer valid for reads of its length.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn writev(
    fd: libc::c_int,
    vectors: *const libc::iovec,
    count: libc::c_int,
) -> libc::ssize_t {
    if count > 0 && output::is_muted(fd) {
        // SAFETY: by contract of this function; `count` is positive.
        let vectors = unsafe { slice::from_raw_parts(vectors, count as usize) };
        return vectors.iter().map(|vector| vector.iov_len).sum::<usize>() as libc::ssize_t;
    }
    if count <= 0 || !is_redirected(fd) {
        // SAFETY: by contract of this function.
        return unsafe { libc::syscall(libc::SYS_writev, fd, vectors, count) as libc::ssize_t };
    }
    // SAFETY: by contract of this function; `count` is positive.
    let vectors = unsafe { slice::from_raw_parts(vectors, count as usize) };
    let mut total = 0;
    for vector in vectors.iter().filter(|vector| vector.iov_len > 0) {
        // SAFETY: by contract of this function.
        let written = write_marked(unsafe { slice::from_raw_parts(vector.iov_base.cast(), vector.iov_len) });
        if written < 0 {
            return if total > 0 { total } else { written };
        }
        total += written;
        if (written as usize) < vector.iov_len {
            break;
        }
    }
    total
}

/// Writes what is left of `count` bytes for standard output. Returns as `write` does.
fn write_rest(mut rest: &[u8], count: usize) -> libc::ssize_t {
    while !rest.is_empty() {
        // SAFETY: the rest is valid for reads of its length.
        let written = unsafe { libc::syscall(libc::SYS_write, libc::STDOUT_FILENO, rest.as_ptr(), rest.len()) };
        let Some(left) = usize::try_from(written).ok().and_then(|written| rest.get(written..)) else {
            return -1;
        };
        rest = left;
    }
    count as libc::ssize_t
}

/// Whether what is written to `fd` is a cell's, and meant for the notebook: a cell may have put a file there.
fn is_redirected(fd: libc::c_int) -> bool {
    fd == libc::STDERR_FILENO && output::nonce() != 0 && descriptors::is_stderr_the_notebooks()
}

/// Writes `text`, which is not empty. Returns as `write` does. Allocates nothing, since the allocator's own last words come
/// this way.
fn write_marked(text: &[u8]) -> libc::ssize_t {
    let mut written = 0;
    for chunk in text.chunks(STDERR_CHUNK) {
        let mut line = [0; STDERR_LINE];
        let length = marks::write_stderr(output::nonce(), chunk, &mut line);
        // SAFETY: the line is valid for reads of its length.
        let result = unsafe { libc::syscall(libc::SYS_write, STREAM_COPIES[0], ptr::from_ref(&line), length) };
        match result {
            0.. => written += chunk.len(),
            _ if written == 0 => return -1,
            _ => break,
        }
    }
    written as libc::ssize_t
}

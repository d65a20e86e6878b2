//! Standard input: a cell that reads it asks the notebook.
//!
//! This library defines `read`, which the dynamic linker finds before libc's, because the worker lists this library
//! first. Every read of descriptor 0 in the learner's process, the standard library's included, so becomes a question to
//! the kernel; all other descriptors go straight to the system call. Nothing polls, and nothing guesses whether a
//! process waits for input.

use crate::{channel, output};
use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use worker_protocol::{Request, Response};

/// What was typed and not yet read; `None` outside a cell.
static PENDING: Mutex<Option<Vec<u8>>> = Mutex::new(None);

/// Whether a thread waits for the kernel's answer. No lock: one that ends with its cell would leave it locked.
static ASKING: AtomicBool = AtomicBool::new(false);

/// Lets the cell read from now on.
pub(crate) fn open() {
    ASKING.store(false, Ordering::Relaxed);
    *lock() = Some(Vec::new());
}

/// # Safety
/// As for POSIX `read`: `buffer` is valid for writes of `count` bytes.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn read(fd: libc::c_int, buffer: *mut libc::c_void, count: libc::size_t) -> libc::ssize_t {
    if fd == 0 && count > 0 {
        let is_dry = lock().as_ref().is_some_and(Vec::is_empty);
        // Two threads that ask at once: the second one finds the end of input.
        let typed = if is_dry && !ASKING.swap(true, Ordering::Relaxed) {
            let typed = ask();
            ASKING.store(false, Ordering::Relaxed);
            typed
        } else {
            Vec::new()
        };
        if let Some(pending) = lock().as_mut() {
            pending.extend(typed);
            let n = pending.len().min(count);
            // SAFETY: `n <= count`, and `pending` holds at least `n` bytes.
            unsafe { std::ptr::copy_nonoverlapping(pending.as_ptr(), buffer.cast::<u8>(), n) };
            pending.drain(..n);
            return n as libc::ssize_t;
        }
    }
    // SAFETY: by contract of this function.
    unsafe { libc::syscall(libc::SYS_read, fd, buffer, count) as libc::ssize_t }
}

/// One line from the notebook with its newline; empty, which reads as the end of input, where there is none.
fn ask() -> Vec<u8> {
    // What was printed without a newline is the question, and belongs before it.
    let _ = io::stdout().flush();
    let question = Response::Input {
        prompt: String::new(),
        password: false,
    };
    match channel::send(output::nonce(), &question).and_then(|()| channel::receive()) {
        Ok((_, Request::Input(Some(line)))) => format!("{line}\n").into_bytes(),
        _ => Vec::new(),
    }
}

fn lock() -> std::sync::MutexGuard<'static, Option<Vec<u8>>> {
    PENDING.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

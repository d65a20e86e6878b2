//! What the worker adds to the output streams, and what a cell reports besides its output.

use grading::Verdict;
use grading::value::CellValue;
use serde_json::Value;
use std::fs::File;
use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::os::fd::FromRawFd;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use worker_protocol::descriptors::STREAM_COPIES;
use worker_protocol::marks::Mark;

static NONCE: AtomicU64 = AtomicU64::new(0);
static REPORT: Mutex<Option<Value>> = Mutex::new(None);

/// The call by which the answer has printed what is shown of it, while all else that it prints goes nowhere.
static HEARD: Mutex<Option<String>> = Mutex::new(None);
/// Whether what is printed goes nowhere, and whether there was something.
static MUTED: AtomicU8 = AtomicU8::new(AUDIBLE);
const AUDIBLE: u8 = 0;
const SILENT: u8 = 1;
const SILENCED: u8 = 2;

/// From here to [`report`], what is printed goes nowhere: an answer that is checked is called again and again. What it has
/// printed up to now, it printed when called as in `example`.
pub(crate) fn mute(example: String) {
    let _ = io::stdout().flush();
    *lock(&HEARD) = Some(example);
    MUTED.store(SILENT, Ordering::Relaxed);
}

/// Whether what is written to this descriptor goes nowhere. Allocates nothing.
pub(crate) fn is_muted(fd: libc::c_int) -> bool {
    let is_silent =
        [libc::STDOUT_FILENO, libc::STDERR_FILENO].contains(&fd) && MUTED.load(Ordering::Relaxed) != AUDIBLE;
    if is_silent {
        MUTED.store(SILENCED, Ordering::Relaxed);
    }
    is_silent
}

/// Sets `verdict` as what this cell reports to the kernel. Not generic, so that no cell has to compile it.
pub fn report(verdict: &Verdict) {
    unmute();
    let value = serde_json::to_value(verdict).unwrap_or(Value::Null);
    *lock(&REPORT) = Some(value);
}

/// Sets what the last expression of this cell came to as what the cell reports.
pub(crate) fn report_value(value: &CellValue) {
    let value = serde_json::to_value(value).unwrap_or(Value::Null);
    *lock(&REPORT) = Some(value);
}

/// Sets what inputs have said of an answer as what this cell reports.
pub fn report_refutation() {
    let value = serde_json::to_value(grading::refutation::take()).unwrap_or(Value::Null);
    *lock(&REPORT) = Some(value);
}

fn unmute() {
    let _ = io::stdout().flush();
    if MUTED.swap(AUDIBLE, Ordering::Relaxed) == SILENCED
        && let Some(example) = lock(&HEARD).take()
    {
        // A closed standard error loses the note as it loses the answer's own text.
        let _ = writeln!(
            io::stderr(),
            "note: your code prints whenever it is called; shown is what it printed on the first call of the check, `{example}`"
        );
    }
}

pub(crate) fn take_report() -> Option<Value> {
    lock(&REPORT).take()
}

/// The nonce of the cell that runs in this process.
pub(crate) fn nonce() -> u64 {
    NONCE.load(Ordering::Relaxed)
}

pub(crate) fn set_nonce(nonce: u64) {
    NONCE.store(nonce, Ordering::Relaxed);
}

/// Writes `mark` into standard output, in order with what the cell prints.
pub(crate) fn announce(mark: &Mark) {
    // A closed standard output loses the cell's value as it loses its text.
    let _ = io::stdout().write_all(mark.line(nonce()).as_bytes());
}

/// Tells the kernel, on both streams, that a cell's output is complete.
///
/// # Errors
/// If the cell has closed the copies of the streams.
pub(crate) fn mark_end(nonce: u64) -> io::Result<()> {
    let _ = io::stdout().flush();
    let line = Mark::End.line(nonce);
    for copy in STREAM_COPIES {
        // SAFETY: the copy stays open for the life of the process: it is never dropped as a `File`.
        let mut stream = ManuallyDrop::new(unsafe { File::from_raw_fd(copy) });
        stream.write_all(line.as_bytes())?;
    }
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Held by a test from its report until it has taken that: the report is one for the process.
#[cfg(test)]
pub(crate) fn lock_for_test() -> std::sync::MutexGuard<'static, ()> {
    static TESTS: Mutex<()> = Mutex::new(());
    lock(&TESTS)
}

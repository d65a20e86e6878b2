//! Runs the cells that evcxr compiles, in the place of evcxr's own runtime: one process, which holds the variables from cell
//! to cell, with all the threads that cells have left running.
//!
//! evcxr asks for a run with a line on standard input, and reads on standard output what came of it. Here both are moved
//! away: a cell writes into pipes of the kernel's, in marks as any other cell, and reads from the kernel. What evcxr's code
//! around a cell tells evcxr there ([`overhear`]) is kept from the notebook and passed on.
//!
//! A cell that is to leave nothing behind, such as a check, runs in a fork.

use super::{exit_now, faults, panics, runner};
use crate::shared_page::{Phase, SharedPage};
use crate::{channel, descriptors, input, output, show};
use std::collections::hash_map::RandomState;
use std::ffi::{CStr, CString, c_void};
use std::fs::File;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, BufRead, BufReader, Write};
use std::mem;
use std::os::fd::{FromRawFd, OwnedFd};
use std::process;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use worker_protocol::descriptors::CELL_STREAMS;
use worker_protocol::evcxr::{COMPLETE, ERROR, LOAD_AND_RUN, LOST, PANIC};
use worker_protocol::{Request, Response, Run};

/// What evcxr makes of a cell. The store is evcxr's own affair.
type Entry = extern "C" fn(*mut c_void) -> *mut c_void;

static PLAYS: AtomicBool = AtomicBool::new(false);

/// What the code around the cell has said to evcxr.
static SAID: Mutex<Said> = Mutex::new(Said {
    panicked: false,
    returned: false,
    lost: Vec::new(),
});

struct Said {
    panicked: bool,
    returned: bool,
    /// Variables whose type is another one now.
    lost: Vec<Vec<u8>>,
}

/// Plays evcxr's runtime, and ends the process when evcxr is gone.
pub fn main() -> ! {
    // SAFETY: there is only one thread yet, and the call is on this process alone: an interrupt of its group spares the
    // kernel's. A program that the learner starts must not inherit where the libraries are from.
    unsafe {
        std::env::remove_var("LD_LIBRARY_PATH");
        libc::setpgid(0, 0);
    }
    let Ok([questions, mut answers]) = move_streams() else {
        exit_now(1)
    };
    let Some(page) = SharedPage::new() else { exit_now(1) };
    let mut store = std::ptr::null_mut();
    panics::record();
    let nonce = RandomState::new().build_hasher().finish();
    output::set_nonce(nonce);
    PLAYS.store(true, Ordering::Relaxed);
    for line in BufReader::new(questions).lines().map_while(Result::ok) {
        let Some((library, entry)) = line
            .strip_prefix(LOAD_AND_RUN)
            .and_then(|rest| rest.trim_start().rsplit_once(' '))
        else {
            exit_now(1)
        };
        match requested() {
            Some(run) if !run.keep => run_apart(nonce, library, entry, store, &run, page),
            _ => store = run_here(nonce, library, entry, store, &mut answers),
        }
        if writeln!(answers, "{COMPLETE}").is_err() {
            break;
        }
    }
    exit_now(0)
}

/// Puts the kernel's pipes in the place of the standard streams. Returns what evcxr asks by, and what it is answered by.
fn move_streams() -> io::Result<[File; 2]> {
    let moved = [0, 1].map(|stream| {
        // SAFETY: plain system call; the number is above all reserved ones, and owned by nothing else.
        let copy = unsafe { libc::fcntl(stream, libc::F_DUPFD_CLOEXEC, 20) };
        // SAFETY: as above.
        (copy >= 0).then(|| File::from(unsafe { OwnedFd::from_raw_fd(copy) }))
    });
    let [Some(questions), Some(answers)] = moved else {
        return Err(io::Error::last_os_error());
    };
    // SAFETY: plain system calls. A cell reads through `input`, and finds the end of its input if it goes past that.
    unsafe {
        let nothing = libc::open(c"/dev/null".as_ptr(), libc::O_RDONLY | libc::O_CLOEXEC);
        libc::dup2(nothing, 0);
        libc::close(nothing);
        for (pipe, stream) in CELL_STREAMS.into_iter().zip([1, 2]) {
            libc::dup2(pipe, stream);
            libc::close(pipe);
        }
    }
    descriptors::set_up();
    Ok([questions, answers])
}

/// What the kernel has asked last, if it has asked something of the cell that is about to run.
fn requested() -> Option<Run> {
    let mut last = None;
    while let Some((_, request)) = channel::receive_ready() {
        if let Request::Run(run) = request {
            last = Some(run);
        }
    }
    last
}

/// Runs a cell on the variables. Returns the store after it.
fn run_here(nonce: u64, library: &str, entry: &str, store: *mut c_void, answers: &mut File) -> *mut c_void {
    let (response, store) = execute(nonce, library, entry, store);
    tell(nonce, &response);
    let said = take_said();
    for (is_said, line) in [(said.panicked, PANIC), (said.returned, ERROR)] {
        if is_said {
            // An evcxr that is gone is found out at the end of the cell.
            let _ = writeln!(answers, "{line}");
        }
    }
    for name in said.lost {
        let _ = answers.write_all(&[LOST.as_bytes(), &name, b"\n"].concat());
    }
    store
}

/// Runs a cell in a fork, and leaves everything here as it is.
fn run_apart(nonce: u64, library: &str, entry: &str, store: *mut c_void, run: &Run, page: &'static SharedPage) {
    page.reset();
    // What is left in a buffer would be written by both.
    let _ = io::stdout().flush();
    // SAFETY: the fork has this thread alone, runs the cell, and ends. Should another thread hold a lock at this moment, the
    // fork waits until its time is over, and is killed.
    match unsafe { libc::fork() } {
        0 => {
            // SAFETY: plain system call on this process.
            unsafe { libc::setpgid(0, 0) };
            page.begin(nonce);
            faults::catch_overflow(page);
            grading::progress::observe(page);
            runner::limit_memory(run.memory);
            let (response, _) = execute(nonce, library, entry, store);
            runner::limit_memory(None);
            tell(nonce, &response);
            page.enter(Phase::Reported);
            exit_now(0)
        }
        -1 => {
            let message = format!("there is no process for the cell: {}", io::Error::last_os_error());
            tell(nonce, &Response::Unloadable { message });
        }
        fork => {
            let mut status = 0;
            // SAFETY: plain system calls; `status` is valid for the write.
            unsafe {
                while libc::waitpid(fork, &raw mut status, 0) != fork {}
                libc::killpg(fork, libc::SIGKILL);
            }
            if page.phase() != Phase::Reported {
                let died = Response::Died {
                    exit: libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status)),
                    signal: libc::WIFSIGNALED(status).then(|| libc::WTERMSIG(status)),
                    overflow: page.overflow(),
                    cut_off: false,
                    probe: page.probe(),
                };
                tell(nonce, &died);
            }
        }
    }
}

/// Loads a cell and runs it. Returns what there is to say of it, and the store after it.
fn execute(nonce: u64, library: &str, entry: &str, store: *mut c_void) -> (Response, *mut c_void) {
    let runner = process::id();
    // A kernel that is gone has taken evcxr with it.
    let _ = channel::send(nonce, &Response::Started { runner, holder: runner });
    descriptors::reopen_streams();
    input::open();
    drop((take_said(), output::take_report()));
    panics::forget();
    show::set_digits(show::DIGITS);
    let entry = match load(library, entry) {
        Ok(entry) => entry,
        Err(message) => {
            let message = format!("the compiled cell can't be loaded: {message}");
            return (Response::Unloadable { message }, store);
        }
    };
    let store = entry(store);
    let _ = io::stdout().flush();
    if process::id() != runner {
        // A fork that the cell has made came to the cell's end as well: that is its own end.
        exit_now(0);
    }
    let said = lock(&SAID);
    let response = match (said.panicked, said.returned) {
        (true, _) => panics::last(&()),
        (false, true) => Response::Returned { error: String::new() },
        (false, false) => Response::Done {
            report: output::take_report(),
            exit: 0,
            threads: 0,
            processes: 0,
            tasks: 0,
            holder: None,
        },
    };
    (response, store)
}

/// Says what came of the cell, once its output is complete.
fn tell(nonce: u64, response: &Response) {
    // A kernel that is gone has taken evcxr with it.
    let _ = output::mark_end(nonce);
    let _ = channel::send(nonce, response);
}

fn load(library: &str, entry: &str) -> Result<Entry, String> {
    let [path, name] = [library, entry].map(|text| CString::new(text).map_err(|error| error.to_string()));
    let (path, name) = (path?, name?);
    panics::enter(library.as_ref());
    // SAFETY: the library is a cell of evcxr's, so that `entry` has the type `Entry`. It stays loaded, since threads and
    // destructors may go on in it.
    unsafe {
        let handle = libc::dlopen(path.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL);
        let function = match handle.is_null() {
            true => handle,
            false => libc::dlsym(handle, name.as_ptr()),
        };
        if function.is_null() {
            let error = libc::dlerror();
            return Err(match error.is_null() {
                true => format!("no function `{entry}` in the compiled cell"),
                false => CStr::from_ptr(error).to_string_lossy().into_owned(),
            });
        }
        Ok(mem::transmute::<*mut c_void, Entry>(function))
    }
}

/// Takes out of `text`, which goes to standard output, what is meant for evcxr. Returns the rest if there was any such.
pub(crate) fn overhear(text: &[u8]) -> Option<Vec<u8>> {
    const START: &[u8] = b"EVCXR_";
    if !PLAYS.load(Ordering::Relaxed) || find(text, START).is_none() {
        return None;
    }
    let mut said = lock(&SAID);
    let mut rest = text.to_vec();
    for (message, is_said) in [(PANIC, 0), (ERROR, 1), (LOST, 2)] {
        while let Some(at) = find(&rest, message.as_bytes()) {
            let Some(length) = rest[at..].iter().position(|&byte| byte == b'\n') else {
                break;
            };
            let line: Vec<u8> = rest.drain(at..=at + length).collect();
            match is_said {
                0 => said.panicked = true,
                1 => said.returned = true,
                _ => said.lost.push(line[message.len()..length].to_vec()),
            }
        }
    }
    (rest.len() < text.len()).then_some(rest)
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    // SAFETY: both are valid for reads of their length. This crate is not optimised, and libc is.
    let found = unsafe { libc::memmem(text.as_ptr().cast(), text.len(), part.as_ptr().cast(), part.len()) };
    (!found.is_null()).then(|| found as usize - text.as_ptr() as usize)
}

fn take_said() -> Said {
    let mut said = lock(&SAID);
    Said {
        panicked: mem::take(&mut said.panicked),
        returned: mem::take(&mut said.returned),
        lost: mem::take(&mut said.lost),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

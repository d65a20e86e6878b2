//! Panics: recorded where they happen, for the kernel to tell.

use std::ffi::CStr;
use std::os::unix::ffi::OsStrExt;
use std::panic::{self, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::{mem, ptr};
use worker_protocol::{Location, Response};

/// The library of the cell that runs.
static LIBRARY: Mutex<PathBuf> = Mutex::new(PathBuf::new());

struct Panicked {
    message: String,
    location: Option<Location>,
    frames: Vec<u64>,
}

static LAST_PANIC: Mutex<Option<Panicked>> = Mutex::new(None);

/// Names the library of the cell that runs from now on.
pub(super) fn enter(library: &Path) {
    library.clone_into(&mut lock(&LIBRARY));
}

/// Keeps a panic of the cell for the kernel to tell; one in a thread that the cell started is printed, since it does not
/// end the cell.
pub(super) fn record() {
    let main = std::thread::current().id();
    panic::set_hook(Box::new(move |info: &PanicHookInfo| {
        let message = match is_of_join(info) {
            true => GONE.to_owned(),
            false => info.payload_as_str().unwrap_or("a value that is not text").to_owned(),
        };
        let location = info.location().map(|at| Location {
            file: at.file().to_owned(),
            line: at.line() as usize,
            column: at.column() as usize,
        });
        let thread = std::thread::current();
        if thread.id() == main {
            let frames = frames_in(&lock(&LIBRARY));
            *lock(&LAST_PANIC) = Some(Panicked {
                message,
                location,
                frames,
            });
        } else {
            eprintln!("thread `{}` panicked: {message}", thread.name().unwrap_or("unnamed"));
        }
    }));
}

/// What there is to say where a thread is joined that is no longer there.
const GONE: &str = "the thread was still running when the cell that started it ended, and ended with it, so there is nothing to \
                    join: join it in the cell that starts it";

/// Whether the standard library panics since a thread it is to join has come to no end: it was one of another process,
/// of which this one is a fork.
fn is_of_join(info: &PanicHookInfo<'_>) -> bool {
    const SAID: [&str; 2] = ["failed to join thread", "threads should not terminate unexpectedly"];
    let is_in_thread = info
        .location()
        .is_some_and(|at| at.file().contains("/std/src/") && at.file().contains("/thread/"));
    let said = info.payload_as_str().unwrap_or_default();
    is_in_thread && SAID.iter().any(|known| said.starts_with(known))
}

/// The return addresses on the stack that are inside `library`, from its start, innermost first.
fn frames_in(library: &Path) -> Vec<u64> {
    let mut addresses = [ptr::null_mut(); 128];
    // SAFETY: the array has room for as many addresses as are asked for.
    let count = unsafe { libc::backtrace(addresses.as_mut_ptr(), addresses.len() as libc::c_int) };
    let count = usize::try_from(count).unwrap_or(0);
    let offset = |&address: &*mut libc::c_void| {
        // SAFETY: `information` is valid for the write; the name it gets lives as long as the library is loaded.
        unsafe {
            let mut information: libc::Dl_info = mem::zeroed();
            let found = libc::dladdr(address, &raw mut information) != 0 && !information.dli_fname.is_null();
            let inside = found && CStr::from_ptr(information.dli_fname).to_bytes() == library.as_os_str().as_bytes();
            inside.then(|| (address as u64).wrapping_sub(information.dli_fbase as u64))
        }
    };
    addresses[..count].iter().filter_map(offset).collect()
}

/// Forgets a panic that an earlier cell has caught itself.
pub(super) fn forget() {
    *lock(&LAST_PANIC) = None;
}

pub(super) fn last(payload: &(dyn std::any::Any + Send)) -> Response {
    let Panicked {
        message,
        location,
        frames,
    } = lock(&LAST_PANIC).take().unwrap_or_else(|| {
        // The cell has set a hook of its own.
        let text = payload
            .downcast_ref::<String>()
            .map(String::as_str)
            .or(payload.downcast_ref::<&str>().copied());
        Panicked {
            message: text.unwrap_or("a value that is not text").to_owned(),
            location: None,
            frames: Vec::new(),
        }
    });
    Response::Panicked {
        message,
        location,
        frames,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

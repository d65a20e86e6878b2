//! A process that runs one cell, and ends with it.

use super::descendants::{self, Name};
use super::holder::{CUT_OFF, KERNEL_GONE};
use super::{arena, exit_now, faults, panics};
use crate::channel;
use crate::descriptors::{self, Equipment};
use crate::failure::CellError;
use crate::shared_page::{Phase, SharedPage};
use crate::store::Store;
use crate::{block_on, input, output, show};
use std::ffi::{CStr, CString};
use std::io::{self, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::panic::{self, AssertUnwindSafe};
use std::{fs, mem, process, ptr};
use worker_protocol::memory;
use worker_protocol::processes::adopt_orphans;
use worker_protocol::{Response, Run, socket};

/// What a compiled cell exports.
type Entry = fn(&mut Store) -> Result<(), CellError>;

/// A cell whose library is loaded.
struct Cell {
    entry: Entry,
    is_from_memory: bool,
}

/// Runs a cell. Returns, with a page of its own, in the process that is to hold the state after it, if the cell succeeded
/// and its changes stay: this one, or a fork if the cell has left threads. Else the process ends.
pub(super) fn run(store: &mut Store, nonce: u64, run: &Run, page: &'static SharedPage) -> &'static SharedPage {
    let runner = process::id();
    begin(nonce, run, page);
    let cell = load(run);
    let response = match &cell {
        Ok(cell) => execute(store, cell.entry),
        Err(message) => Response::Unloadable {
            message: format!("the compiled cell can't be loaded: {message}"),
        },
    };
    if process::id() != runner {
        // A fork that the cell has made came to the cell's end as well: that is its own end.
        let _ = io::stdout().flush();
        exit_now(0);
    }
    limit_memory(None);
    let (threads, processes) = (descendants::threads(), descendants::end());
    if !descriptors::are_intact() {
        exit_now(CUT_OFF);
    }
    let (mut response, mut successor) = conclude(response, threads, processes, run);
    if threads > 0 {
        // The state goes on without the threads, in a fork.
        if let Some(next) = &mut successor {
            match fork_alone() {
                Ok(0) => return next.begin(cell.ok()),
                Ok(fork) => name_holder(&mut response, fork.cast_unsigned()),
                Err(error) => {
                    response = unkept(&error);
                    successor = None;
                }
            }
        }
        // Threads may print as long as this process lives, so it is the holder that marks the end.
        let _ = io::stdout().flush();
    } else if output::mark_end(nonce).is_ok() {
        page.set_marked();
    }
    let socket = successor.as_ref().and_then(|next| next.kernels_end.as_ref());
    if channel::send_with(nonce, &response, socket.map(AsRawFd::as_raw_fd)).is_err() {
        exit_now(CUT_OFF);
    }
    let Some(mut next) = successor else {
        page.enter(Phase::Reported);
        exit_now(0)
    };
    page.enter(Phase::Kept);
    if threads > 0 {
        exit_now(0);
    }
    descriptors::part();
    next.begin(cell.ok())
}

/// Makes this process the one that runs the cell.
fn begin(nonce: u64, run: &Run, page: &'static SharedPage) {
    page.begin(nonce);
    Name::Cell.take();
    adopt_orphans(true);
    let runner = process::id();
    // SAFETY: plain system call.
    let holder = unsafe { libc::getppid() }.cast_unsigned();
    if channel::send(nonce, &Response::Started { runner, holder }).is_err() {
        exit_now(KERNEL_GONE);
    }
    output::set_nonce(nonce);
    descriptors::reopen_streams();
    faults::catch_overflow(page);
    grading::progress::observe(page);
    limit_memory(run.memory);
    input::open();
}

/// What there is to say of a cell that has ended, and what the holder of the state after it needs, if there is to be one.
fn conclude(mut response: Response, left: usize, below: usize, run: &Run) -> (Response, Option<Successor>) {
    let Response::Done { threads, processes, .. } = &mut response else {
        return (response, None);
    };
    (*threads, *processes) = (left, below);
    if run.memory.is_some_and(|limit| memory::exceeds(process::id(), limit)) {
        return (Response::TooLarge, None);
    }
    match run.keep.then(Successor::new) {
        None => (response, None),
        Some(Ok(next)) => {
            name_holder(&mut response, process::id());
            (response, Some(next))
        }
        Some(Err(error)) => (unkept(&error), None),
    }
}

/// Tells which process holds the state after the cell.
fn name_holder(response: &mut Response, process: u32) {
    if let Response::Done { holder, .. } = response {
        *holder = Some(process);
    }
}

fn unkept(error: &io::Error) -> Response {
    let message = format!("there is no process to keep the state after the cell: {error}");
    Response::Unloadable { message }
}

/// What the holder of the next state needs, made while it can still be refused.
struct Successor {
    kernels_end: Option<OwnedFd>,
    equipment: Option<Equipment>,
    page: &'static SharedPage,
}

impl Successor {
    fn new() -> io::Result<Successor> {
        let page = SharedPage::new().ok_or_else(io::Error::last_os_error)?;
        let [kernels_end, own_end] = socket::pair()?;
        Ok(Successor {
            kernels_end: Some(kernels_end),
            equipment: Some(Equipment::new(own_end)?),
            page,
        })
    }

    /// Makes this process, which has one thread and has run `cell`, the holder.
    fn begin(&mut self, cell: Option<Cell>) -> &'static SharedPage {
        // It is the kernel's now.
        drop(self.kernels_end.take());
        if let Some(equipment) = self.equipment.take() {
            equipment.put_on();
        }
        adopt_orphans(false);
        if let Some(cell) = cell.filter(|cell| cell.is_from_memory) {
            // SAFETY: a cell's library stays loaded, and there is no other thread.
            unsafe { arena::take_in(cell.entry as *const libc::c_void) };
        }
        self.page
    }
}

/// Forks this process, without its other threads. Returns as `fork` does.
fn fork_alone() -> io::Result<libc::pid_t> {
    // No other thread may hold these locks at the fork: nobody would ever give them back.
    let locks = (io::stdout().lock(), io::stderr().lock());
    // What is left in a buffer would be written by both.
    let _ = io::stdout().flush();
    Name::State.take();
    // SAFETY: of this process only this thread goes on in the fork, and it holds the locks that the cells to come need;
    // libc sees to its own.
    match unsafe { libc::fork() } {
        0 => {
            // SAFETY: plain system call on this process.
            unsafe { libc::setpgid(0, 0) };
            Ok(0)
        }
        -1 => Err(io::Error::last_os_error()),
        holder => {
            // What threads write from here on would be out of place.
            mem::forget(locks);
            // SAFETY: plain system call. The group of this process is about to be ended.
            unsafe { libc::setpgid(holder, holder) };
            Ok(holder)
        }
    }
}

fn execute(store: &mut Store, entry: Entry) -> Response {
    // Those of the cell before are in the memory that it has left behind.
    show::set_digits(show::DIGITS);
    match panic::catch_unwind(AssertUnwindSafe(|| entry(store))) {
        Ok(Ok(())) => match store.take_exit() {
            Some(exit) => Response::Done {
                report: output::take_report(),
                exit,
                threads: 0,
                processes: 0,
                tasks: block_on::take_left(),
                holder: None,
            },
            None => Response::Unfinished,
        },
        Ok(Err(CellError(error))) => Response::Returned { error },
        Err(payload) => panics::last(payload.as_ref()),
    }
}

fn load(run: &Run) -> Result<Cell, String> {
    let in_memory = arena::from_memory(&run.library).ok();
    let library = CString::new(run.library.as_os_str().as_bytes()).map_err(|error| error.to_string())?;
    panics::enter(&run.library);
    let entry = CString::new(run.entry.as_str()).map_err(|error| error.to_string())?;
    // SAFETY: the library is a cell that the kernel compiled against this very library, so that `entry` has the type
    // `Entry`; it stays loaded as long as the process lives.
    unsafe {
        let scope = if run.exports {
            libc::RTLD_GLOBAL
        } else {
            libc::RTLD_LOCAL
        };
        let handle = libc::dlopen(library.as_ptr(), libc::RTLD_NOW | scope);
        let function = if handle.is_null() {
            ptr::null_mut()
        } else {
            libc::dlsym(handle, entry.as_ptr())
        };
        if function.is_null() {
            let error = libc::dlerror();
            return Err(if error.is_null() {
                format!("no function `{}` in the compiled cell", run.entry)
            } else {
                CStr::from_ptr(error).to_string_lossy().into_owned()
            });
        }
        Ok(Cell {
            entry: mem::transmute::<*mut libc::c_void, Entry>(function),
            is_from_memory: in_memory.is_some(),
        })
    }
}

/// Allows `more` bytes of address space beyond what is in use, or lifts the limit.
pub(super) fn limit_memory(more: Option<u64>) {
    // SAFETY: `limit` is valid for the write and the read.
    unsafe {
        let mut limit: libc::rlimit = mem::zeroed();
        libc::getrlimit(libc::RLIMIT_AS, &raw mut limit);
        limit.rlim_cur = more.map_or(limit.rlim_max, |more| (address_space() + more).min(limit.rlim_max));
        libc::setrlimit(libc::RLIMIT_AS, &raw const limit);
    }
}

/// Bytes of address space in use; 0 where the system doesn't say.
fn address_space() -> u64 {
    let statm = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: u64 = statm
        .split(' ')
        .next()
        .and_then(|pages| pages.parse().ok())
        .unwrap_or(0);
    // SAFETY: plain system call.
    pages * u64::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(4096)
}

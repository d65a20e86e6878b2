//! The worker: processes that hold the state of the notebook and run its cells.
//!
//! The kernel starts a *supervisor*, which runs no learner's code. It forks a *holder*, a process with the (empty) store
//! of variables, and the holder forks a *runner*, which waits for a cell. A runner whose cell succeeds becomes the holder
//! of the new state, and the former holder ends. Whatever else a runner comes to, its holder still has the state as it
//! was, and forks the next one.
//!
//! ```text
//! supervisor ── holder ── runner
//! ```
//!
//! All share one control socket ([`crate::channel`]), of which the deepest process is the one that talks. When the kernel
//! is gone, the supervisor, to which orphans return, ends everything below it.

use crate::channel::{self, Answer, CONTROL_FD, Location, Request, Run};
use crate::failure::CellError;
use crate::note::{Note, Phase};
use crate::store::Store;
use crate::{input, output};
use std::ffi::{CStr, CString};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::path::Path;
use std::sync::Mutex;
use std::{fs, mem, process, ptr};

/// What a compiled cell exports.
type Entry = fn(&mut Store) -> Result<(), CellError>;

/// The exit code of a runner that found no kernel to listen to.
const KERNEL_GONE: i32 = 77;

/// Becomes the supervisor; see the module's documentation. Takes the path of the kernel's runtime folder, to remove it
/// if the kernel dies without doing so.
pub fn main() {
    // The libraries are loaded; a program that the learner starts must not inherit where from.
    // SAFETY: there is only one thread yet.
    unsafe { std::env::remove_var("LD_LIBRARY_PATH") };
    let runtime_folder = std::env::args_os().nth(1);
    output::keep_copies();
    // SAFETY: plain system calls on this process.
    unsafe {
        libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1);
        libc::fcntl(CONTROL_FD, libc::F_SETFD, libc::FD_CLOEXEC);
        // An interrupt of the terminal is for the kernel to handle.
        libc::signal(libc::SIGINT, libc::SIG_IGN);
        // Orphans that return to this process leave no zombies.
        libc::signal(libc::SIGCHLD, libc::SIG_IGN);
    }
    record_panics();
    let mut first = true;
    loop {
        let Some(life) = spawn_holder(first) else {
            process::exit(1)
        };
        first = false;
        let end = wait_for_end(life);
        kill_descendants();
        match end {
            End::StateLost => {}
            End::Dismissed => process::exit(0),
            End::KernelGone => {
                if let Some(folder) = &runtime_folder {
                    let _ = fs::remove_dir_all(Path::new(folder));
                }
                process::exit(0);
            }
        }
    }
}

/// Forks the holder of an empty state. The returned descriptor reads end of file once it and all its forks are gone.
fn spawn_holder(first: bool) -> Option<libc::c_int> {
    let mut pipe = [0; 2];
    // SAFETY: `pipe` has room for two descriptors; the process has one thread when it forks.
    unsafe {
        if libc::pipe2(pipe.as_mut_ptr(), libc::O_CLOEXEC) != 0 {
            return None;
        }
        match libc::fork() {
            0 => {
                libc::close(pipe[0]);
                libc::signal(libc::SIGCHLD, libc::SIG_DFL);
                if !first {
                    let _ = channel::send(0, &Answer::Lost {});
                }
                hold(Store::default())
            }
            -1 => None,
            _ => {
                libc::close(pipe[1]);
                Some(pipe[0])
            }
        }
    }
}

#[derive(PartialEq, Eq)]
enum End {
    /// The kernel has closed its side for writing, and lives on: it wants another worker, or removes its folder itself.
    Dismissed,
    KernelGone,
    StateLost,
}

fn wait_for_end(life: libc::c_int) -> End {
    let mut watched = [
        libc::pollfd {
            fd: CONTROL_FD,
            events: libc::POLLRDHUP,
            revents: 0,
        },
        libc::pollfd {
            fd: life,
            events: 0,
            revents: 0,
        },
    ];
    loop {
        // SAFETY: `watched` holds two entries.
        let ready = unsafe { libc::poll(watched.as_mut_ptr(), 2, -1) };
        if ready > 0 && watched[0].revents != 0 {
            // A kernel that dies closes both directions at once.
            return match watched[0].revents & !libc::POLLRDHUP {
                0 => End::Dismissed,
                _ => End::KernelGone,
            };
        }
        if ready > 0 && watched[1].revents != 0 {
            // SAFETY: the descriptor is this function's own.
            unsafe { libc::close(life) };
            return End::StateLost;
        }
    }
}

/// Kills every process below this one: the children, then their orphans, which return to this process as their
/// subreaper.
fn kill_descendants() {
    // With its signal ignored, a wait would return only once there are no children at all.
    // SAFETY: plain system call.
    unsafe { libc::signal(libc::SIGCHLD, libc::SIG_DFL) };
    loop {
        let children = fs::read_to_string("/proc/thread-self/children").unwrap_or_default();
        for pid in children.split_whitespace().filter_map(|pid| pid.parse().ok()) {
            // SAFETY: plain system call.
            unsafe { libc::kill(pid, libc::SIGKILL) };
        }
        // One that was killed is worth waiting for. The list may miss a child that comes back to this process just now.
        let flags = if children.is_empty() { libc::WNOHANG } else { 0 };
        // SAFETY: no status is asked for.
        if unsafe { libc::waitpid(-1, ptr::null_mut(), flags) } < 0 {
            break;
        }
    }
    // SAFETY: plain system call.
    unsafe { libc::signal(libc::SIGCHLD, libc::SIG_IGN) };
}

/// Holds `store`, while forks of this process run cells on copies of it.
fn hold(mut store: Store) -> ! {
    let mut pending = None;
    loop {
        let holder = process::id();
        let Some(note) = Note::new() else { exit_now(1) };
        // SAFETY: the cells run on this thread; threads that a cell left behind stay with their process.
        match unsafe { libc::fork() } {
            0 => {
                lead_group();
                let run = pending.take().unwrap_or_else(next_cell);
                if is_child_of(holder) {
                    run_cell(&mut store, &run, note);
                    succeed(holder);
                } else {
                    // The holder was killed, but this process has the same state: it takes over, and a fork runs the cell.
                    pending = Some(run);
                }
            }
            -1 => exit_now(1),
            runner => {
                watch(runner, note);
                pending = None;
            }
        }
    }
}

/// Waits for the end of `runner` and says what became of its cell.
fn watch(runner: libc::pid_t, note: &Note) {
    let mut status = 0;
    // SAFETY: `status` is valid for the write.
    while unsafe { libc::waitpid(runner, &raw mut status, 0) } != runner {}
    // The cell ran in a process group of its own; what it started ends with it.
    // SAFETY: plain system call.
    unsafe { libc::killpg(runner, libc::SIGKILL) };
    match note.phase() {
        Phase::Waiting if libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == KERNEL_GONE => exit_now(0),
        Phase::Waiting | Phase::Reported => {}
        Phase::Running => {
            if !note.marked() {
                output::mark_end(note.nonce());
            }
            let answer = Answer::Died {
                exit: libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status)),
                signal: libc::WIFSIGNALED(status).then(|| libc::WTERMSIG(status)),
                overflow: note.overflow(),
            };
            if channel::send(note.nonce(), &answer).is_err() {
                exit_now(0);
            }
        }
    }
}

/// Makes this process the leader of a process group, so that all a cell starts can be ended at once.
fn lead_group() {
    // SAFETY: plain system call on this process.
    unsafe { libc::setpgid(0, 0) };
    // Where memory runs out, the cell goes before the state.
    let _ = fs::write("/proc/self/oom_score_adj", "500");
}

fn is_child_of(process: u32) -> bool {
    // SAFETY: plain system call.
    u32::try_from(unsafe { libc::getppid() }).is_ok_and(|parent| parent == process)
}

/// Makes this process the holder of the state after its cell; the former holder ends.
fn succeed(former: u32) {
    let _ = fs::write("/proc/self/oom_score_adj", "0");
    if is_child_of(former)
        && let Ok(former) = libc::pid_t::try_from(former)
    {
        // SAFETY: plain system call; the process exists, since this one is its child.
        unsafe { libc::kill(former, libc::SIGKILL) };
    }
}

fn next_cell() -> Run {
    loop {
        match channel::receive() {
            Ok(Request::Run(run)) => return run,
            // For a cell that was killed while it waited for them.
            Ok(Request::Input(_) | Request::Commit) => {}
            Err(_) => exit_now(KERNEL_GONE),
        }
    }
}

/// Runs a cell. Returns if it succeeded and its changes stay; else ends the process.
fn run_cell(store: &mut Store, run: &Run, note: &'static Note) {
    note.set_nonce(run.nonce);
    note.enter(Phase::Running);
    if channel::send(run.nonce, &Answer::Started { runner: process::id() }).is_err() {
        exit_now(KERNEL_GONE);
    }
    output::set_nonce(run.nonce);
    catch_overflow(note);
    limit_memory(run.memory);
    input::open();
    let answer = match load(run) {
        Ok(entry) => match panic::catch_unwind(AssertUnwindSafe(|| entry(store))) {
            Ok(Ok(())) => Answer::Done {
                report: output::take_report(),
            },
            Ok(Err(CellError(error))) => Answer::Returned { error },
            Err(payload) => last_panic(payload.as_ref()),
        },
        Err(message) => Answer::Unloadable { message },
    };
    limit_memory(None);
    output::mark_end(run.nonce);
    note.set_marked();
    let sent = channel::send(run.nonce, &answer);
    let keep = run.keep && sent.is_ok() && matches!(answer, Answer::Done { .. });
    // An interrupt that comes before the kernel says so still undoes the cell.
    if !keep || !matches!(channel::receive(), Ok(Request::Commit)) {
        note.enter(Phase::Reported);
        exit_now(0);
    }
}

/// Ends the process without running anything of the learner's: no destructor, no exit handler.
fn exit_now(code: i32) -> ! {
    // SAFETY: does not return.
    unsafe { libc::_exit(code) }
}

fn load(run: &Run) -> Result<Entry, String> {
    let library = CString::new(run.library.as_str()).map_err(|error| error.to_string())?;
    run.library.clone_into(&mut lock(&LIBRARY));
    let entry = CString::new(run.entry.as_str()).map_err(|error| error.to_string())?;
    // SAFETY: the library is a cell that the kernel compiled against this very library, so that `entry` has the type
    // `Entry`; it stays loaded as long as the process lives.
    unsafe {
        let handle = libc::dlopen(library.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL);
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
        Ok(mem::transmute::<*mut libc::c_void, Entry>(function))
    }
}

/// Allows `more` bytes of address space beyond what is in use, or lifts the limit.
fn limit_memory(more: Option<u64>) {
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

/// The library of the cell that runs.
static LIBRARY: Mutex<String> = Mutex::new(String::new());

struct Panicked {
    message: String,
    location: Option<Location>,
    frames: Vec<u64>,
}

static LAST_PANIC: Mutex<Option<Panicked>> = Mutex::new(None);

/// Keeps a panic of the cell for the kernel to tell; one in a thread that the cell started is printed, since it does not
/// end the cell.
fn record_panics() {
    let main = std::thread::current().id();
    panic::set_hook(Box::new(move |info: &PanicHookInfo| {
        let message = info.payload_as_str().unwrap_or("a value that is not text").to_owned();
        let location = info.location().map(|at| Location {
            file: at.file().to_owned(),
            line: at.line(),
            column: at.column(),
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

/// The return addresses on the stack that are inside `library`, from its start, innermost first.
fn frames_in(library: &str) -> Vec<u64> {
    let mut addresses = [ptr::null_mut(); 128];
    // SAFETY: the array has room for as many addresses as are asked for.
    let count = unsafe { libc::backtrace(addresses.as_mut_ptr(), addresses.len() as libc::c_int) };
    let count = usize::try_from(count).unwrap_or(0);
    let offset = |&address: &*mut libc::c_void| {
        // SAFETY: `information` is valid for the write; the name it gets lives as long as the library is loaded.
        unsafe {
            let mut information: libc::Dl_info = mem::zeroed();
            let found = libc::dladdr(address, &raw mut information) != 0 && !information.dli_fname.is_null();
            let inside = found && CStr::from_ptr(information.dli_fname).to_bytes() == library.as_bytes();
            inside.then(|| (address as u64).wrapping_sub(information.dli_fbase as u64))
        }
    };
    addresses[..count].iter().filter_map(offset).collect()
}

fn last_panic(payload: &(dyn std::any::Any + Send)) -> Answer {
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
    Answer::Panicked {
        message,
        location,
        frames,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// What the signal handler needs: the note to write, the lower end of the stack, the handler before.
struct Overflow {
    note: &'static Note,
    stack_end: usize,
    previous: libc::sigaction,
}

static mut OVERFLOW: Option<Overflow> = None;

/// Records in `note` a fault at the end of this thread's stack, before it ends the process.
fn catch_overflow(note: &'static Note) {
    // SAFETY: the process has one thread when a cell starts; all structures are valid for the calls that fill them.
    unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        action.sa_sigaction = on_fault as extern "C" fn(_, _, _) as usize;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
        let mut previous: libc::sigaction = mem::zeroed();
        libc::sigaction(libc::SIGSEGV, &raw const action, &raw mut previous);
        // A runner that became a holder has passed the handler on to its forks.
        if let Some(overflow) = (&raw const OVERFLOW).as_ref().and_then(Option::as_ref) {
            previous = overflow.previous;
        }
        OVERFLOW = Some(Overflow {
            note,
            stack_end: stack_end(),
            previous,
        });
    }
}

/// The lowest address of this thread's stack; 0 if it can't be told.
fn stack_end() -> usize {
    // SAFETY: `attributes` is initialised by the first call before the others read it.
    unsafe {
        let mut attributes: libc::pthread_attr_t = mem::zeroed();
        if libc::pthread_getattr_np(libc::pthread_self(), &raw mut attributes) != 0 {
            return 0;
        }
        let (mut address, mut size) = (ptr::null_mut(), 0);
        libc::pthread_attr_getstack(&raw const attributes, &raw mut address, &raw mut size);
        libc::pthread_attr_destroy(&raw mut attributes);
        address as usize
    }
}

extern "C" fn on_fault(signal: libc::c_int, info: *mut libc::siginfo_t, _context: *mut libc::c_void) {
    /// A frame may skip this much of the stack before it touches it.
    const REACH: usize = 1 << 20;
    // SAFETY: only async-signal-safe calls; `OVERFLOW` was set before the handler was installed for this cell.
    unsafe {
        let Some(overflow) = (&raw const OVERFLOW).as_ref().and_then(Option::as_ref) else {
            exit_now(1)
        };
        let address = (*info).si_addr() as usize;
        if address.abs_diff(overflow.stack_end) < REACH {
            overflow.note.set_overflow();
            libc::signal(signal, libc::SIG_DFL);
        } else {
            // The standard library's own handler knows the stacks of threads, and the default for the rest. The faulting
            // instruction runs again.
            libc::sigaction(signal, &raw const overflow.previous, ptr::null_mut());
        }
    }
}

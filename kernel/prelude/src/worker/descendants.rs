//! Threads and processes that a cell has started, and how they end.

use std::ffi::CStr;
use std::time::{Duration, Instant};
use std::{fs, io, process, ptr, thread};
use worker_protocol::processes::{Status, descendants, kill};

/// What the processes of a worker are called, so that what a cell leaves behind can be told from them: it is called as the
/// cell, or as the program that it is.
#[derive(Clone, Copy)]
pub(super) enum Name {
    /// Holds a state.
    State,
    /// Waits for a cell to run.
    Ready,
    Cell,
}

impl Name {
    fn text(self) -> &'static CStr {
        match self {
            Name::State => c"meno-state",
            Name::Ready => c"meno-ready",
            Name::Cell => c"meno-cell",
        }
    }

    /// Gives this process the name.
    pub(super) fn take(self) {
        // SAFETY: the name ends with a null byte.
        unsafe { libc::prctl(libc::PR_SET_NAME, self.text().as_ptr()) };
    }
}

/// Whether orphans below this process become its children.
pub(super) fn adopt(orphans: bool) {
    // SAFETY: plain system call on this process.
    unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, libc::c_ulong::from(orphans)) };
}

/// How many threads go on beside the one that calls.
pub(super) fn threads() -> usize {
    /// A scope ends when its threads have done their work, which is a moment before they are gone.
    const GRACE: Duration = Duration::from_millis(20);
    let start = Instant::now();
    loop {
        let count = other_threads();
        if count == 0 || start.elapsed() > GRACE {
            return count;
        }
        thread::sleep(Duration::from_micros(200));
    }
}

fn other_threads() -> usize {
    /// Among the flags of a task in `/proc`: it ends. One that was joined may still be listed.
    const EXITING: u64 = 0x4;
    let entries = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let tasks: Vec<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    if tasks.len() < 2 {
        return 0;
    }
    let is_running = |task: &String| {
        // State, parent, group, session, terminal, its group, flags.
        Status::of_thread(task)
            .and_then(|status| status.fields().nth(6)?.parse::<u64>().ok())
            .is_some_and(|flags| flags & EXITING == 0)
    };
    tasks.iter().filter(|task| is_running(task)).count().saturating_sub(1)
}

/// Kills every process below this one, which adopts orphans. Returns how many there were at first.
pub(super) fn end() -> usize {
    if has_no_children() {
        return 0;
    }
    let me = process::id();
    let count = descendants(me, &|_| true).len();
    loop {
        let alive = descendants(me, &|_| true);
        for &process in &alive {
            kill(process);
        }
        // One that was killed is worth waiting for. The list may miss a child that comes back to this process just now.
        let flags = if alive.is_empty() { libc::WNOHANG } else { 0 };
        // SAFETY: no status is asked for.
        if unsafe { libc::waitpid(-1, ptr::null_mut(), flags) } < 0
            && io::Error::last_os_error().kind() != io::ErrorKind::Interrupted
        {
            return count;
        }
    }
}

/// Kills what a cell has left behind that has got out of its process group: the children of `reaper`, to which
/// orphans return, that hold no state.
pub(super) fn end_strays(reaper: u32) {
    // The number could be another process's by now.
    let mut above = process::id();
    while above != reaper {
        match Status::of(above).and_then(|status| status.parent()) {
            Some(parent) if parent > 1 => above = parent,
            _ => return,
        }
    }
    loop {
        let strays = descendants(reaper, &holds_no_state);
        if strays.is_empty() {
            return;
        }
        for &process in &strays {
            kill(process);
        }
        // They are gone, or their children have come up, only when the reaper has seen to them.
        // SAFETY: plain system call.
        unsafe { libc::sched_yield() };
    }
}

/// Those that hold states, and what is below these, apart.
fn holds_no_state(status: &Status) -> bool {
    [Name::State, Name::Ready]
        .iter()
        .all(|known| known.text().to_bytes() != status.name().as_bytes())
}

fn has_no_children() -> bool {
    // SAFETY: no status is asked for.
    unsafe { libc::waitpid(-1, ptr::null_mut(), libc::WNOHANG) < 0 }
}

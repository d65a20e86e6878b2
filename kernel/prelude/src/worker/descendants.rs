//! Threads and processes that a cell has started, and how they end. Where a cell has died, the kernel ends what is left.

use std::ffi::CStr;
use std::time::{Duration, Instant};
use std::{fs, io, process, ptr, thread};
use worker_protocol::processes::{Status, children, descendants, kill};

/// What the processes of a worker are called, for those who look at them: nothing depends on it, since a cell may call
/// itself as it likes.
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

/// Kills every process below `runner`, as long as it has any, so that none is left when it is killed itself.
pub(super) fn end_below(runner: u32) {
    /// One that starts others faster than they are killed is left to the reaper.
    const ATTEMPTS: usize = 100;
    for _ in 0..ATTEMPTS {
        let alive = descendants(runner, &|_| true);
        if alive.is_empty() {
            return;
        }
        for process in alive {
            kill(process);
        }
    }
}

/// Kills the children of this process, but for these.
pub(super) fn end_others(spared: &[u32]) {
    for child in children(process::id()) {
        if !spared.contains(&child) {
            kill(child);
            // SAFETY: no status is asked for.
            unsafe { libc::waitpid(child.cast_signed(), ptr::null_mut(), 0) };
        }
    }
}

fn has_no_children() -> bool {
    // SAFETY: no status is asked for.
    unsafe { libc::waitpid(-1, ptr::null_mut(), libc::WNOHANG) < 0 }
}

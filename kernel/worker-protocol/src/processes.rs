//! The processes below another one, by what `/proc` tells.

use std::path::{Path, PathBuf};
use std::{fs, process, str};

/// What the system says of a process or a thread.
#[derive(Debug)]
pub struct Status(String);

impl Status {
    /// Of a process; `None` if it is gone.
    pub fn of(process: u32) -> Option<Status> {
        Status::read(&format!("/proc/{process}/stat"))
    }

    /// Of a thread of this process.
    pub fn of_thread(thread: &str) -> Option<Status> {
        Status::read(&format!("/proc/self/task/{thread}/stat"))
    }

    fn read(file: &str) -> Option<Status> {
        fs::read_to_string(file).ok().map(Status)
    }

    /// Its number.
    pub fn process(&self) -> Option<u32> {
        self.0.split(' ').next()?.parse().ok()
    }

    /// The first 15 bytes of what it is called.
    pub fn name(&self) -> &str {
        let (before, _) = self.0.rsplit_once(')').unwrap_or_default();
        before.split_once('(').unwrap_or_default().1
    }

    /// What follows the name: the state, the parent, and so on, as in `proc(5)` from the third field on.
    pub fn fields(&self) -> str::SplitAsciiWhitespace<'_> {
        let (_, after) = self.0.rsplit_once(')').unwrap_or_default();
        after.split_ascii_whitespace()
    }

    /// Whether it has not ended yet.
    pub fn is_alive(&self) -> bool {
        self.fields().next().is_some_and(|state| !["Z", "X"].contains(&state))
    }

    pub fn parent(&self) -> Option<u32> {
        self.fields().nth(1)?.parse().ok()
    }
}

/// The living processes below `process`, parents before their children. Those that are not `meant` are left out, and so is
/// what is below these.
pub fn descendants(process: u32, meant: &dyn Fn(&Status) -> bool) -> Vec<u32> {
    let mut found = Vec::new();
    let mut pending = children(process);
    while let Some(child) = pending.pop() {
        if Status::of(child).is_some_and(|status| status.is_alive() && meant(&status)) {
            found.push(child);
            pending.extend(children(child));
        }
    }
    found
}

/// The children of all threads of `process`.
pub fn children(process: u32) -> Vec<u32> {
    let mut children = Vec::new();
    for thread in fs::read_dir(format!("/proc/{process}/task"))
        .into_iter()
        .flatten()
        .flatten()
    {
        children.extend(listed(&thread.path().join("children")));
    }
    children
}

/// The children of the main thread of this process. Those that have lost their parent, and come to this process, are among
/// them.
pub fn children_of_main_thread() -> Vec<u32> {
    let process = process::id();
    listed(&PathBuf::from(format!("/proc/{process}/task/{process}/children")))
}

fn listed(file: &Path) -> Vec<u32> {
    let list = fs::read_to_string(file).unwrap_or_default();
    let children = list.split_ascii_whitespace();
    children.filter_map(|child| child.parse().ok()).collect()
}

/// Kills a process.
pub fn kill(process: u32) {
    signal(process, libc::SIGKILL);
}

/// Has a process go on that was stopped.
pub fn resume(process: u32) {
    signal(process, libc::SIGCONT);
}

fn signal(process: u32, signal: libc::c_int) {
    // Lower numbers would be groups, or the system's first process.
    if let Some(process) = libc::pid_t::try_from(process).ok().filter(|&process| process > 1) {
        // SAFETY: plain system call.
        unsafe { libc::kill(process, signal) };
    }
}

/// Makes orphans below this process its children, or no longer.
pub fn adopt_orphans(adopts: bool) {
    // SAFETY: plain system call on this process.
    unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, libc::c_ulong::from(adopts)) };
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{self, Command, Stdio};

    #[test]
    fn processes_are_found_below_their_ancestors() {
        let mut shell = Command::new("sh")
            .args(["-c", "sleep 60 & sleep 60; true"])
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell");
        let below = || descendants(shell.id(), &|_| true);
        while below().len() < 2 {
            std::thread::yield_now();
        }
        assert!(descendants(process::id(), &|_| true).contains(&shell.id()));
        let is_no_shell = |status: &Status| status.name() != "sh";
        assert!(!descendants(process::id(), &is_no_shell).contains(&shell.id()));
        for child in below() {
            let status = Status::of(child).expect("it sleeps");
            assert_eq!(status.parent(), Some(shell.id()));
            kill(child);
        }
        shell.wait().expect("the shell ends");
    }

    #[test]
    fn a_name_may_have_any_characters() {
        let status = Status("12 (a) b (c) S 3 4\n".to_owned());
        assert_eq!(status.process(), Some(12));
        assert_eq!(status.name(), "a) b (c");
        assert_eq!(status.fields().collect::<Vec<_>>(), ["S", "3", "4"]);
        assert!(status.is_alive());
        assert!(!Status("12 (a) Z 3 4\n".to_owned()).is_alive());
    }
}

//! What a running cell takes of the processor, and how many processes it has.

use std::fs;
use std::time::Duration;

/// The living processes below `process`.
pub fn descendants(process: u32) -> Vec<u32> {
    let mut found = Vec::new();
    let mut pending = children(process);
    while let Some(child) = pending.pop() {
        if fields(child).is_some_and(|fields| !fields.starts_with(['Z', 'X'])) {
            found.push(child);
            pending.extend(children(child));
        }
    }
    found
}

/// The processor time that `processes` and the children they have waited for have taken.
pub fn processor_time(processes: impl IntoIterator<Item = u32>) -> Duration {
    /// Of the fields after the name: user and system time, of the process and of its children.
    const TIMES: std::ops::Range<usize> = 11..15;
    let ticks: u64 = processes
        .into_iter()
        .filter_map(fields)
        .flat_map(|fields| {
            let numbers = fields.split_whitespace().take(TIMES.end).skip(TIMES.start);
            numbers.filter_map(|number| number.parse().ok()).collect::<Vec<u64>>()
        })
        .sum();
    // SAFETY: plain system call.
    let frequency = u64::try_from(unsafe { libc::sysconf(libc::_SC_CLK_TCK) }).unwrap_or(100);
    Duration::from_millis(ticks * 1000 / frequency.max(1))
}

fn children(process: u32) -> Vec<u32> {
    let tasks = fs::read_dir(format!("/proc/{process}/task"));
    let lists = tasks
        .into_iter()
        .flatten()
        .flatten()
        .map(|task| fs::read_to_string(task.path().join("children")).unwrap_or_default());
    lists
        .flat_map(|list| {
            list.split_whitespace()
                .filter_map(|pid| pid.parse().ok())
                .collect::<Vec<_>>()
        })
        .collect()
}

/// What the system says of a process after its name: its state first.
fn fields(process: u32) -> Option<String> {
    let status = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    Some(status.rsplit_once(") ")?.1.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{self, Command};

    #[test]
    fn processes_are_found_below_their_ancestors() {
        let mut shell = Command::new("sh")
            .args(["-c", "sleep 60 & sleep 60; true"])
            .spawn()
            .expect("a shell");
        let below = || descendants(shell.id());
        while below().len() < 2 {
            std::thread::yield_now();
        }
        assert!(descendants(process::id()).contains(&shell.id()));
        for child in below() {
            // SAFETY: sends a signal to a process that this test has started.
            unsafe { libc::kill(child.cast_signed(), libc::SIGTERM) };
        }
        shell.wait().expect("the shell ends");
    }

    #[test]
    fn work_takes_time() {
        let before = processor_time([process::id()]);
        while processor_time([process::id()]) == before {
            std::hint::spin_loop();
        }
    }
}

//! What a running cell takes of the processor.

use std::time::Duration;
use worker_protocol::processes::Status;

/// The processor time that `processes` and the children they have waited for have taken.
pub(crate) fn processor_time(processes: impl IntoIterator<Item = u32>) -> Duration {
    /// Of the fields after the name: user and system time, of the process and of its children.
    const TIMES: std::ops::Range<usize> = 11..15;
    let ticks: u64 = processes
        .into_iter()
        .filter_map(Status::of)
        .map(|status| {
            let numbers = status.fields().take(TIMES.end).skip(TIMES.start);
            numbers.filter_map(|number| number.parse::<u64>().ok()).sum::<u64>()
        })
        .sum();
    // SAFETY: plain system call.
    let frequency = u64::try_from(unsafe { libc::sysconf(libc::_SC_CLK_TCK) }).unwrap_or(100);
    Duration::from_millis(ticks * 1000 / frequency.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process;

    #[test]
    fn work_takes_time() {
        let before = processor_time([process::id()]);
        while processor_time([process::id()]) == before {
            std::hint::spin_loop();
        }
    }
}

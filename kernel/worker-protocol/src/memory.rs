//! How much memory processes have, by what `/proc` tells.

use std::fs;

/// Bytes of a process's memory that are no file's: its variables and its stack, whether or not it shares them with a fork.
/// Cheap to ask; 0 if the process is gone.
pub fn anonymous(process: u32) -> u64 {
    let statm = fs::read_to_string(format!("/proc/{process}/statm")).unwrap_or_default();
    let mut pages = statm.split_ascii_whitespace().map(|pages| pages.parse().unwrap_or(0));
    // The whole, what of it is resident, and what of that is files' or shared.
    let (resident, shared): (u64, u64) = (pages.nth(1).unwrap_or(0), pages.next().unwrap_or(0));
    resident.saturating_sub(shared) * page()
}

/// Bytes of memory that a process has to itself: for a fork, what it has changed or made. Takes a millisecond for every 100
/// MB that the process has; 0 if it is gone.
pub fn private(process: u32) -> u64 {
    rollup(process, &["Private_Dirty:", "Swap:"])
}

/// A process's share of the memory that is no file's: of what it shares with others, an equal part. The shares of all of
/// them are what they have together. Takes as long as [`private`].
pub fn share(process: u32) -> u64 {
    rollup(process, &["Pss_Anon:", "SwapPss:"])
}

/// Whether a process has more than so many bytes to itself.
pub fn exceeds(process: u32, bytes: u64) -> bool {
    anonymous(process) > bytes && private(process) > bytes
}

fn rollup(process: u32, names: &[&str]) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    let kilobytes = text.lines().filter_map(|line| {
        let (name, rest) = line.split_once(char::is_whitespace)?;
        let number = rest.split_ascii_whitespace().next()?.parse::<u64>().ok()?;
        names.contains(&name).then_some(number)
    });
    kilobytes.sum::<u64>() * 1024
}

fn page() -> u64 {
    // SAFETY: plain system call.
    u64::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(4096)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hint::black_box;
    use std::process;

    #[test]
    fn what_a_process_makes_is_its_own() {
        const SIZE: u64 = 64 << 20;
        let me = process::id();
        let before = [anonymous(me), private(me), share(me)];
        let made = black_box(vec![1_u8; SIZE as usize]);
        for (before, after) in before.into_iter().zip([anonymous(me), private(me), share(me)]) {
            // Other tests make and free a little at the same time.
            assert!((after - before).abs_diff(SIZE) < SIZE / 4, "{before} {after}");
        }
        assert!(exceeds(me, SIZE / 2) && !exceeds(me, 1 << 50));
        drop(made);
    }

    #[test]
    fn a_process_that_is_gone_has_none() {
        assert_eq!([anonymous(0), private(0), share(0)], [0; 3]);
    }
}

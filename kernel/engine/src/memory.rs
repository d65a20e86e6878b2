//! Tells how much memory the machine, or the container that this process is in, has left.

use std::fs;
use std::path::{Path, PathBuf};

/// Below this not even an ordinary cell could run.
pub(crate) const LEAST: u64 = 64 << 20;
/// What a cell may take before it is looked at again, and what compilers may while it runs.
pub(crate) const RESERVE: u64 = 2 * LEAST;
/// With less than this, a running cell may soon have taken all.
const NEAR: u64 = 8 * LEAST;
/// With less than this, the system may soon end a process.
pub(crate) const LAST: u64 = LEAST / 2;

/// Bytes that can be had before something has to go; `None` where nobody says.
pub(crate) fn available() -> Option<u64> {
    available_in(Path::new("/"))
}

/// Bytes that the machine, or the container that this process is in, has in all; `None` where nobody says.
pub(crate) fn total() -> Option<u64> {
    let root = Path::new("/");
    let limits = groups(root).into_iter().map(|group| group.limit);
    limits.chain(machine(root, "MemTotal:")).min()
}

/// Whether memory may soon be short.
pub(crate) fn is_near_its_end() -> bool {
    available().is_some_and(|bytes| bytes < NEAR)
}

/// How many processes the system has ended because memory ran out: on this machine, or in the groups around this process.
pub(crate) fn shortages() -> u64 {
    shortages_in(Path::new("/"))
}

fn available_in(root: &Path) -> Option<u64> {
    let left = groups(root).into_iter().map(|group| group.left);
    left.chain(machine(root, "MemAvailable:")).min()
}

fn shortages_in(root: &Path) -> u64 {
    let events = |group: Group| number_after(&group.events, "oom_kill");
    let groups = groups(root).into_iter().filter_map(events).sum::<u64>();
    groups + number_after(&root.join("proc/vmstat"), "oom_kill").unwrap_or(0)
}

fn machine(root: &Path, what: &str) -> Option<u64> {
    number_after(&root.join("proc/meminfo"), what).map(|kilobytes| kilobytes * 1024)
}

/// A control group around this process that bounds memory.
struct Group {
    /// Bytes.
    limit: u64,
    /// Bytes of it that can still be had.
    left: u64,
    /// The file that tells what has happened in it.
    events: PathBuf,
}

fn groups(root: &Path) -> Vec<Group> {
    let mut found = Vec::new();
    for line in fs::read_to_string(root.join("proc/self/cgroup"))
        .unwrap_or_default()
        .lines()
    {
        let mut fields = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(path)) = (fields.next(), fields.next()) else {
            continue;
        };
        let (hierarchy, limit, usage, caches, events) = match controllers {
            "" => (
                "",
                "memory.max",
                "memory.current",
                ["inactive_file", "active_file"],
                "memory.events",
            ),
            "memory" => (
                "memory",
                "memory.limit_in_bytes",
                "memory.usage_in_bytes",
                ["total_inactive_file", "total_active_file"],
                "memory.oom_control",
            ),
            _ => continue,
        };
        let hierarchy = root.join("sys/fs/cgroup").join(hierarchy);
        // A container sees its own group at the top, whatever the path says.
        let inner = hierarchy.join(path.trim_start_matches('/'));
        for folder in inner.ancestors().take_while(|folder| folder.starts_with(&hierarchy)) {
            let (Some(limit), Some(usage)) = (number(&folder.join(limit)), number(&folder.join(usage))) else {
                continue;
            };
            // Memory that only caches files is given up first. Of what was used of late, a part is needed again at once.
            let [inactive, active] = caches.map(|name| number_after(&folder.join("memory.stat"), name).unwrap_or(0));
            let cached = inactive + active / 2;
            found.push(Group {
                limit,
                left: limit.saturating_sub(usage.saturating_sub(cached)),
                events: folder.join(events),
            });
        }
    }
    found
}

fn number(path: &Path) -> Option<u64> {
    fs::read_to_string(path).ok()?.trim().parse().ok()
}

/// The number after the word `name`, which begins a line.
fn number_after(path: &Path, name: &str) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.split_whitespace().next() == Some(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: Option<u64>) {
        let root = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        assert_eq!(available_in(root.path()), expected);
    }

    const MACHINE: (&str, &str) = ("proc/meminfo", "MemTotal: 9000 kB\nMemAvailable:    1000 kB\n");

    #[test]
    fn the_machine_has_what_it_says() {
        check(&[], None);
        check(&[MACHINE], Some(1_024_000));
    }

    #[test]
    fn a_group_has_its_limit_less_what_is_in_use_and_not_only_cached() {
        check(
            &[
                MACHINE,
                ("proc/self/cgroup", "0::/a/b\n"),
                ("sys/fs/cgroup/a/b/memory.max", "max\n"),
                ("sys/fs/cgroup/a/b/memory.current", "5\n"),
                ("sys/fs/cgroup/a/memory.max", "500000\n"),
                ("sys/fs/cgroup/a/memory.current", "400000\n"),
                (
                    "sys/fs/cgroup/a/memory.stat",
                    "anon 1\ninactive_file 60000\nactive_file 80000\n",
                ),
            ],
            Some(200_000),
        );
    }

    #[test]
    fn the_first_version_of_groups_counts_as_well() {
        check(
            &[
                MACHINE,
                ("proc/self/cgroup", "4:memory:/docker/x\n3:cpu:/\n0::/\n"),
                ("sys/fs/cgroup/memory/memory.limit_in_bytes", "600000\n"),
                ("sys/fs/cgroup/memory/memory.usage_in_bytes", "100000\n"),
            ],
            Some(500_000),
        );
    }

    #[test]
    fn what_was_ended_for_want_of_memory_is_counted() {
        let root = tempfile::tempdir().expect("a folder");
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        };
        assert_eq!(shortages_in(root.path()), 0);
        write("proc/vmstat", "oom_kill_x 9\noom_kill 2\n");
        assert_eq!(shortages_in(root.path()), 2);
        write("proc/self/cgroup", "0::/a\n");
        write("sys/fs/cgroup/a/memory.max", "600000\n");
        write("sys/fs/cgroup/a/memory.current", "100000\n");
        write("sys/fs/cgroup/a/memory.events", "oom 3\noom_kill 3\n");
        assert_eq!(shortages_in(root.path()), 5);
    }
}

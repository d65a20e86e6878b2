//! Tells how much memory the machine, or the container that this process is in, has left.

use std::fs;
use std::path::{Path, PathBuf};

/// Bytes that can be had before something has to go; `None` where nobody says.
pub(crate) fn available() -> Option<u64> {
    available_in(Path::new("/"))
}

fn available_in(root: &Path) -> Option<u64> {
    let machine = number_after(&root.join("proc/meminfo"), "MemAvailable:").map(|kilobytes| kilobytes * 1024);
    groups(root).into_iter().chain(machine).min()
}

/// The bytes that each control group around this process has left.
fn groups(root: &Path) -> Vec<u64> {
    let mut left = Vec::new();
    for line in fs::read_to_string(root.join("proc/self/cgroup"))
        .unwrap_or_default()
        .lines()
    {
        let mut fields = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(path)) = (fields.next(), fields.next()) else {
            continue;
        };
        let (hierarchy, limit, usage, cache) = match controllers {
            "" => ("", "memory.max", "memory.current", "inactive_file"),
            "memory" => (
                "memory",
                "memory.limit_in_bytes",
                "memory.usage_in_bytes",
                "total_inactive_file",
            ),
            _ => continue,
        };
        let hierarchy = root.join("sys/fs/cgroup").join(hierarchy);
        // A container sees its own group at the top, whatever the path says.
        let inner = hierarchy.join(path.trim_start_matches('/'));
        for folder in inner
            .ancestors()
            .take_while(|folder| folder.starts_with(&hierarchy))
            .map(PathBuf::from)
        {
            let (Some(limit), Some(usage)) = (number(&folder.join(limit)), number(&folder.join(usage))) else {
                continue;
            };
            // Memory that only caches files is given up first.
            let cached = number_after(&folder.join("memory.stat"), cache).unwrap_or(0);
            left.push(limit.saturating_sub(usage.saturating_sub(cached)));
        }
    }
    left
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
                ("sys/fs/cgroup/a/memory.stat", "anon 1\ninactive_file 100000\n"),
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
}

//! What a cell has closed that others wait for. As long as any process has it open, the address of a socket is in use, the
//! reader of a pipe waits, and a file stays locked; and the states before the cell are processes that have it open.

use crate::descriptors;
use std::collections::HashSet;
use std::{fs, mem};
use worker_protocol::Closed;
use worker_protocol::descriptors::LINK;

/// The sockets, pipes and locked files that are open, by device and number of the file.
#[derive(Default)]
pub(super) struct Awaited {
    sockets: HashSet<(u64, u64)>,
    pipes: HashSet<(u64, u64)>,
    locks: HashSet<(u64, u64)>,
}

impl Awaited {
    /// Those of this process, but for the worker's own and the standard streams.
    pub(super) fn now() -> Awaited {
        let mut found = Awaited::default();
        let entries = fs::read_dir("/proc/self/fd").into_iter().flatten().flatten();
        let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
        for fd in numbers.filter(|fd| *fd > 2 && *fd != LINK && !descriptors::is_own(*fd)) {
            // SAFETY: `status` is valid for the write.
            let status = unsafe {
                let mut status: libc::stat = mem::zeroed();
                if libc::fstat(fd, &raw mut status) != 0 {
                    continue;
                }
                status
            };
            let file = (status.st_dev, status.st_ino);
            match status.st_mode & libc::S_IFMT {
                libc::S_IFSOCK => found.sockets.insert(file),
                libc::S_IFIFO => found.pipes.insert(file),
                libc::S_IFREG => is_locked(fd) && found.locks.insert(file),
                _ => false,
            };
        }
        found
    }

    /// How many of these are open no more.
    pub(super) fn closed_since(&self) -> Closed {
        let now = Awaited::now();
        let count = |before: &HashSet<_>, now: &HashSet<_>| before.difference(now).count();
        Closed {
            sockets: count(&self.sockets, &now.sockets),
            pipes: count(&self.pipes, &now.pipes),
            locks: count(&self.locks, &now.locks),
        }
    }
}

/// Whether a lock was taken through this descriptor or a copy of it.
fn is_locked(fd: i32) -> bool {
    let information = fs::read_to_string(format!("/proc/self/fdinfo/{fd}")).unwrap_or_default();
    information.lines().any(|line| line.starts_with("lock:"))
}

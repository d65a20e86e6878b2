//! A page that a process shares with the child it forks, to know afterwards how far the child came.

use std::ptr;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Phase {
    /// Waits for a cell.
    Waiting,
    /// Runs one.
    Running,
    /// The outcome was reported; nothing of the cell stays.
    Reported,
}

#[repr(C)]
pub struct Note {
    phase: AtomicU8,
    overflow: AtomicU8,
    marked: AtomicU8,
    nonce: AtomicU64,
}

impl Note {
    /// A fresh page, shared with every child forked from now on; `None` if memory is short.
    pub fn new() -> Option<&'static Note> {
        // SAFETY: a new anonymous mapping aliases nothing; zeroed bytes are a valid `Note`.
        unsafe {
            let page = libc::mmap(
                ptr::null_mut(),
                size_of::<Note>(),
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED | libc::MAP_ANONYMOUS,
                -1,
                0,
            );
            (page != libc::MAP_FAILED).then(|| &*page.cast::<Note>())
        }
    }

    pub fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Acquire) {
            0 => Phase::Waiting,
            1 => Phase::Running,
            _ => Phase::Reported,
        }
    }

    pub fn enter(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::Release);
    }

    /// Records that the stack overflowed. Async-signal-safe.
    pub fn set_overflow(&self) {
        self.overflow.store(1, Ordering::Release);
    }

    pub fn overflow(&self) -> bool {
        self.overflow.load(Ordering::Acquire) != 0
    }

    /// Records that the end of the cell's output is marked.
    pub fn set_marked(&self) {
        self.marked.store(1, Ordering::Release);
    }

    pub fn marked(&self) -> bool {
        self.marked.load(Ordering::Acquire) != 0
    }

    /// The nonce of the cell that runs.
    pub fn nonce(&self) -> u64 {
        self.nonce.load(Ordering::Acquire)
    }

    pub fn set_nonce(&self, nonce: u64) {
        self.nonce.store(nonce, Ordering::Release);
    }
}

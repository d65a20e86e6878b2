//! A page that a process shares with the child it forks, to know afterwards how far the child came.

use crate::{channel, output};
use grading::Verdict;
use grading::progress::Observer;
use std::ptr;
use std::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize, Ordering};
use worker_protocol::Response;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Phase {
    /// Waits for a cell.
    Waiting,
    /// Runs one.
    Running,
    /// The outcome was reported; nothing of the cell stays.
    Reported,
    /// The outcome was reported, and a process of its own holds the state after the cell.
    Kept,
}

#[repr(C)]
pub(crate) struct SharedPage {
    phase: AtomicU8,
    overflow: AtomicU8,
    marked: AtomicU8,
    nonce: AtomicU64,
    /// One more than the number of the last input that a check has tried; 0 before the first.
    probes: AtomicUsize,
}

impl SharedPage {
    /// A fresh page, shared with every child forked from now on; `None` if memory is short.
    pub(crate) fn new() -> Option<&'static SharedPage> {
        // SAFETY: a new anonymous mapping aliases nothing; zeroed bytes are a valid `SharedPage`.
        unsafe {
            let page = libc::mmap(
                ptr::null_mut(),
                size_of::<SharedPage>(),
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED | libc::MAP_ANONYMOUS,
                -1,
                0,
            );
            (page != libc::MAP_FAILED).then(|| &*page.cast::<SharedPage>())
        }
    }

    /// Forgets the child before, for the next one.
    pub(crate) fn reset(&self) {
        self.enter(Phase::Waiting);
        for flag in [&self.overflow, &self.marked] {
            flag.store(0, Ordering::Release);
        }
        self.probes.store(0, Ordering::Release);
    }

    /// Gives the page back, in this process alone.
    ///
    /// # Safety
    /// Nothing in this process uses the page from now on.
    pub(crate) unsafe fn release(&'static self) {
        // SAFETY: by contract; the page was mapped in `new`.
        unsafe { libc::munmap(ptr::from_ref(self).cast_mut().cast(), size_of::<SharedPage>()) };
    }

    pub(crate) fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Acquire) {
            0 => Phase::Waiting,
            1 => Phase::Running,
            2 => Phase::Reported,
            _ => Phase::Kept,
        }
    }

    pub(crate) fn enter(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::Release);
    }

    /// Records that the stack overflowed. Async-signal-safe.
    pub(crate) fn set_overflow(&self) {
        self.overflow.store(1, Ordering::Release);
    }

    pub(crate) fn overflow(&self) -> bool {
        self.overflow.load(Ordering::Acquire) != 0
    }

    /// Records that the end of the cell's output is marked.
    pub(crate) fn set_marked(&self) {
        self.marked.store(1, Ordering::Release);
    }

    pub(crate) fn marked(&self) -> bool {
        self.marked.load(Ordering::Acquire) != 0
    }

    /// The number of the input that a check has tried last.
    pub(crate) fn probe(&self) -> Option<usize> {
        self.probes.load(Ordering::Acquire).checked_sub(1)
    }

    /// The nonce of the cell that runs, or of the last one.
    pub(crate) fn nonce(&self) -> u64 {
        self.nonce.load(Ordering::Acquire)
    }

    /// Records that the cell of this nonce begins.
    pub(crate) fn begin(&self, nonce: u64) {
        self.nonce.store(nonce, Ordering::Release);
        self.enter(Phase::Running);
    }
}

impl Observer for SharedPage {
    fn asks(&self, probe: usize) {
        self.probes.store(probe + 1, Ordering::Release);
    }

    fn has_called(&self, example: String) {
        output::mute(example);
    }

    fn knows(&self, verdict: &Verdict) {
        let verdict = serde_json::to_value(verdict).unwrap_or_default();
        // A kernel that is gone is found out at the end of the cell.
        let _ = channel::send(self.nonce(), &Response::Known { verdict });
    }
}

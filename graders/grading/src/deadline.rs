//! How long an answer that is known to be wrong is tried further.

use std::time::{Duration, Instant};

/// The one clock of a judge. An answer that takes its time would else be stopped from outside before anything was said of
/// it, for the sake of a still smaller example.
pub(crate) struct Deadline {
    end: Instant,
}

impl Deadline {
    /// Half of the time that the kernel gives a check, in which the rest is done a hundred times over.
    pub(crate) fn new() -> Deadline {
        Deadline {
            end: Instant::now() + Duration::from_millis(2_500),
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        Instant::now() >= self.end
    }
}

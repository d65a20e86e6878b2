//! How long an answer that is known to be wrong is tried further.

use std::time::{Duration, Instant};

/// The one clock in here. An answer that takes its time would else be stopped from outside before anything was said of it,
/// for the sake of a still smaller example.
pub(crate) struct Patience {
    end: Instant,
}

impl Patience {
    /// Half of the time that the kernel gives a check, in which the rest is done a hundred times over.
    pub(crate) fn new() -> Patience {
        Patience {
            end: Instant::now() + Duration::from_millis(2_500),
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        Instant::now() >= self.end
    }
}

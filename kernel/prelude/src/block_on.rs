//! Running a cell that awaits: without a runtime, and what there is to say of one.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

/// How long the tasks and the threads of a runtime may take to end with their cell.
pub const GRACE: Duration = Duration::from_millis(20);

/// Tasks that ended with the runtime of the cell that runs.
static LEFT: AtomicUsize = AtomicUsize::new(0);

/// Notes how many tasks end with the runtime of the cell: those `alive` after a moment, since one that was awaited may be
/// about to go.
pub fn leave_tasks(alive: impl Fn() -> usize) {
    const PAUSE: Duration = Duration::from_millis(1);
    let end = Instant::now() + GRACE;
    while alive() > 0 && Instant::now() < end {
        thread::sleep(PAUSE);
    }
    LEFT.fetch_add(alive(), Ordering::Relaxed);
}

/// The tasks that have been noted since this was asked before.
pub(crate) fn take_left() -> usize {
    LEFT.swap(0, Ordering::Relaxed)
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Polls `future` on this thread until it is ready, parking in between.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}

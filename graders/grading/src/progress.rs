//! How far a check has come: all that is left of it if the answer does not let it come to an end.

use std::cell::Cell;

use crate::verdict::Verdict;

/// Is told about a check while it goes on, often: what it does must take next to no time.
pub trait Observer {
    /// The answer is about to be called on the input of that number.
    fn asks(&self, probe: usize);

    /// The answer has been called once, with this example: what it prints from now on, it prints again.
    fn has_called(&self, example: String);

    /// What the verdict would be by what is known now. Called only where that becomes worse.
    fn knows(&self, verdict: &Verdict);
}

/// Has `observer` follow the checks of this thread, in place of the one before.
pub fn observe(observer: &'static dyn Observer) {
    OBSERVER.set(observer);
}

pub(crate) fn observer() -> &'static dyn Observer {
    OBSERVER.get()
}

thread_local! {
    static OBSERVER: Cell<&'static dyn Observer> = const { Cell::new(&NoObserver) };
}

pub(crate) struct NoObserver;

impl Observer for NoObserver {
    fn asks(&self, _: usize) {}

    fn has_called(&self, _: String) {}

    fn knows(&self, _: &Verdict) {}
}

/// An input on which answers are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The call, as Rust to paste.
    pub example: String,
    /// What a right answer gives there, where that may be shown.
    pub expected: Option<String>,
}

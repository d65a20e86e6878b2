//! Writes beside the cells: none waits for a disk that is slow, full or not there.
//!
//! What can't be written is kept, and tried again with what comes next and every few seconds.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::entry::Entry;
use crate::store::Store;

/// What was not written is tried again after so long.
const AGAIN: Duration = Duration::from_secs(3);

/// What was written is made to outlive a loss of power when nothing has come for so long.
const SYNC: Duration = Duration::from_secs(1);

/// Bytes that are kept as long as they can't be written, and entries that may wait.
const KEPT: usize = 32 << 20;
const WAITING: u64 = 50_000;

/// How long the end of a kernel may wait for the last lines.
const AT_THE_END: Duration = Duration::from_secs(1);

pub(crate) struct Writer {
    entries: Option<Sender<Entry>>,
    sent: u64,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    progress: Mutex<Progress>,
    changed: Condvar,
}

#[derive(Default)]
struct Progress {
    /// How many entries were written or given up.
    done: u64,
    trouble: Option<String>,
    has_ended: bool,
}

impl Writer {
    pub(crate) fn new(store: Store) -> Writer {
        let (entries, received) = mpsc::channel();
        let state = Arc::new(State::default());
        let shared = state.clone();
        let work = move || {
            write(&store, &received, &shared);
            shared.progress().has_ended = true;
            shared.changed.notify_all();
        };
        let begun = thread::Builder::new().name("journal".to_owned()).spawn(work);
        if let Err(error) = &begun {
            state.report(&anyhow::anyhow!("no thread to write: {error}"));
        }
        Writer {
            entries: begun.is_ok().then_some(entries),
            sent: 0,
            state,
        }
    }

    pub(crate) fn add(&mut self, entry: Entry) {
        let Some(entries) = &self.entries else { return };
        if self.sent - self.state.progress().done > WAITING {
            self.state
                .report(&anyhow::anyhow!("what holds the files does not let go of them"));
            return;
        }
        if entries.send(entry).is_ok() {
            self.sent += 1;
        }
    }

    /// Waits until all is written, and no longer than that.
    pub(crate) fn settle(&self, patience: Duration) {
        let is_behind = |progress: &mut Progress| progress.done < self.sent && !progress.has_ended;
        let waited = self
            .state
            .changed
            .wait_timeout_while(self.state.progress(), patience, is_behind);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    /// What is in the way of writing, if anything has been so far.
    pub(crate) fn trouble(&self) -> Option<String> {
        self.state.progress().trouble.clone()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if self.entries.take().is_none() {
            return;
        }
        let goes_on = |progress: &mut Progress| !progress.has_ended;
        let waited = self
            .state
            .changed
            .wait_timeout_while(self.state.progress(), AT_THE_END, goes_on);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }
}

impl State {
    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn report(&self, error: &anyhow::Error) {
        tracing::warn!("the journal is not written: {error:#}");
        self.progress()
            .trouble
            .get_or_insert_with(|| error.root_cause().to_string());
    }
}

fn write(store: &Store, entries: &Receiver<Entry>, state: &State) {
    let mut pending: Vec<u8> = Vec::new();
    let mut count = 0;
    let mut is_unsafe = false;
    loop {
        let received = match (pending.is_empty(), is_unsafe) {
            (false, _) => entries.recv_timeout(AGAIN),
            (true, true) => entries.recv_timeout(SYNC),
            (true, false) => entries.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        let has_ended = received == Err(RecvTimeoutError::Disconnected);
        for entry in received.iter().chain(entries.try_iter().collect::<Vec<_>>().iter()) {
            count += 1;
            match pending.len() < KEPT {
                true => pending.append(&mut entry.line()),
                false => tracing::warn!("an entry of the journal is lost: too many could not be written"),
            }
        }
        if !pending.is_empty() {
            match store.append(&pending) {
                Ok(()) => {
                    pending.clear();
                    is_unsafe = true;
                }
                Err(error) => state.report(&error),
            }
        } else if is_unsafe {
            store.sync();
            is_unsafe = false;
        }
        state.progress().done += std::mem::take(&mut count);
        state.changed.notify_all();
        if has_ended {
            break;
        }
    }
    if is_unsafe {
        store.sync();
    }
}

//! What the journal promises, from the outside.

mod past;
mod schema;
mod torture;

use std::path::Path;

use journal::event::{Code, Judgement, Session, Verdict};
use journal::{Entry, Event, Journal, Place, Store};

fn store(folder: &Path) -> Store {
    Store::at(folder.join("journal"))
}

/// The journal of a kernel whose notebook is at `path`, in a store below `folder`.
fn journal(folder: &Path, path: &str) -> Journal {
    let place = Place::of(Some(path.as_ref()), folder, None);
    let versions = Session {
        meno: "0.1.0".to_owned(),
        ..Session::default()
    };
    Journal::new(Some(store(folder)), place, versions)
}

fn verdict(exercise: &str, question: &str) -> Event {
    Event::Verdict(Verdict {
        exercise: exercise.to_owned(),
        verdict: Judgement::Failed,
        flag: None,
        question: Some(question.to_owned()),
        misconception: None,
        counterexample: None,
        expected: None,
        got: None,
        code: Code::default(),
    })
}

/// Records `event` in an attended cell of that number.
fn record(journal: &mut Journal, cell: u32, event: Event) {
    journal.begin(cell, true);
    journal.record(event);
    journal.end();
}

/// The questions of the verdicts among `entries`.
fn questions<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Vec<String> {
    let question = |entry: &Entry| match &entry.event {
        Event::Verdict(verdict) => verdict.question.clone(),
        _ => None,
    };
    entries.into_iter().filter_map(question).collect()
}

/// The questions in the files, once the journals that wrote there are dropped.
fn written(folder: &Path) -> Vec<String> {
    questions(&store(folder).entries().unwrap())
}

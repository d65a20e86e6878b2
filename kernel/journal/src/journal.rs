//! What a kernel records, and what it knows of earlier ones.
//!
//! The past speaks, and what happens is written, only in cells behind which somebody is. What runs notebooks by itself, a grader or
//! a test, neither sees what a learner did before nor adds to it: what it prints is a function of the notebook alone.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::entry::{self, Entry, VERSION};
use crate::event::{Event, Session};
use crate::place::{self, Place};
use crate::store::Store;
use crate::writer::Writer;

/// A cell waits so long at most for what it recorded to be written: as a rule it is then in the hands of the system, and outlives a
/// kernel that is killed.
const PATIENCE: Duration = Duration::from_micros(150);

pub struct Journal {
    place: Place,
    session: String,
    versions: Session,
    /// Whether the session's beginning is recorded.
    has_begun: bool,
    /// `None` where there is no place to write to.
    files: Option<(Store, Writer)>,
    cell: Option<u32>,
    is_attended: bool,
    /// What was recorded beside cells in the notebooks of this folder, before and in this session.
    known: Vec<Entry>,
    /// The names by which this notebook was known: its own, and those from before it was moved.
    names: BTreeSet<String>,
    has_past: bool,
    has_told: bool,
}

impl Journal {
    /// A journal of the notebook at `place`, in `store`. Nothing is read or written before there is something to record.
    pub fn new(store: Option<Store>, place: Place, versions: Session) -> Journal {
        let names = BTreeSet::from([place.name().to_owned()]);
        let mut session = uuid::Uuid::new_v4().simple().to_string();
        session.truncate(12);
        Journal {
            place,
            session,
            versions,
            has_begun: false,
            files: store.map(|store| (store.clone(), Writer::new(store))),
            cell: None,
            is_attended: false,
            known: Vec::new(),
            names,
            has_past: false,
            has_told: false,
        }
    }

    /// One that writes nothing and knows of this session alone.
    pub fn nowhere() -> Journal {
        Journal::new(None, Place::of(None, "/".as_ref(), None), Session::default())
    }

    /// A cell of that number begins; `is_attended` says whether somebody is behind it. The past comes in with the first such
    /// cell: returns whether it has now.
    pub fn begin(&mut self, cell: u32, is_attended: bool) -> bool {
        // What has no number is a client's own.
        self.cell = (cell > 0).then_some(cell);
        self.is_attended = is_attended && cell > 0;
        let comes_in = self.is_attended && !self.has_past;
        if comes_in {
            self.has_past = true;
            self.take_in_past();
        }
        comes_in
    }

    /// Records what has happened in the present cell.
    pub fn record(&mut self, event: Event) {
        let entry = self.entry(event);
        if self.is_attended {
            if !self.has_begun {
                self.has_begun = true;
                let beginning = self.entry(Event::Session(self.versions.clone()));
                self.write(Entry {
                    at: entry.at.clone(),
                    cell: None,
                    ..beginning
                });
            }
            self.write(entry.clone());
        }
        if !matches!(entry.event, Event::Cell(_)) {
            self.known.push(entry);
        }
    }

    /// The present cell ends. Says, once, in what way recording fails, if it does.
    pub fn end(&mut self) -> Option<String> {
        let (_, writer) = self.files.as_ref().filter(|_| self.is_attended)?;
        writer.settle(PATIENCE);
        let trouble = writer.trouble().filter(|_| !self.has_told)?;
        self.has_told = true;
        Some(trouble)
    }

    /// What was recorded beside cells in this notebook, oldest first: before, if somebody is there, and in this session.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.known.iter().filter(|entry| self.names.contains(&entry.notebook))
    }

    /// The same of the exercise of that id.
    pub fn of_exercise(&self, id: &str) -> impl Iterator<Item = &Entry> {
        self.entries().filter(move |entry| entry.event.exercise() == Some(id))
    }

    /// What was recorded beside cells in all notebooks of this one's folder, oldest first, and in this session. Reads what other
    /// kernels have added by now.
    pub fn of_course(&mut self) -> &[Entry] {
        if self.is_attended {
            self.take_in_past();
        }
        &self.known
    }

    /// What compiles and runs the cells.
    pub fn versions(&self) -> &Session {
        &self.versions
    }

    /// The name of the notebook's file, where it is known.
    pub fn file(&self) -> &str {
        Place::file(self.place.name())
    }

    fn entry(&self, event: Event) -> Entry {
        Entry {
            v: VERSION,
            at: entry::now(),
            notebook: self.place.name().to_owned(),
            session: self.session.clone(),
            cell: self.cell,
            event: event.bounded(),
        }
    }

    fn write(&mut self, entry: Entry) {
        if let Some((_, writer)) = &mut self.files {
            writer.add(entry);
        }
    }

    /// Reads what is there of earlier sessions, and keeps what is new of this one.
    fn take_in_past(&mut self) {
        let Some((store, _)) = &self.files else { return };
        let mut past = store.entries_beside_cells().unwrap_or_else(|error| {
            tracing::warn!("hints and progress begin anew: {error:#}");
            Vec::new()
        });
        past.retain(|entry| entry.session != self.session);
        self.take_in_names(&past);
        let folders: BTreeSet<&str> = self.names.iter().map(|name| Place::folder(name)).collect();
        past.retain(|entry| folders.contains(Place::folder(&entry.notebook)));
        past.extend(self.known.drain(..).filter(|entry| entry.session == self.session));
        self.known = past;
    }

    /// The names that this notebook had before. One of which nothing is recorded yet was moved or renamed if another one, which
    /// lay in the same folder or was called the same, is gone.
    fn take_in_names(&mut self, past: &[Entry]) {
        let own = self.place.name();
        let is_known = past.iter().any(|entry| entry.notebook == own);
        // Where it can't be seen itself, as on a server that keeps notebooks elsewhere, nothing tells that others are gone.
        let can_tell = !Place::file(own).is_empty() && !place::is_gone(own);
        if !is_known && self.names.len() == 1 && can_tell {
            let is_alike = |name: &str| Place::file(name) == Place::file(own);
            let is_near = |name: &str| Place::folder(name) == Place::folder(own) && !Place::file(name).is_empty();
            // What another notebook has taken over is that one's.
            let taken: BTreeSet<&str> = past.iter().filter_map(formerly).collect();
            let newest = |is_meant: &dyn Fn(&str) -> bool| {
                let mut names = past.iter().rev().map(|entry| entry.notebook.as_str());
                let found = names.find(|name| is_meant(name) && !taken.contains(name) && place::is_gone(name));
                found.map(str::to_owned)
            };
            let formerly = newest(&is_alike).or_else(|| newest(&is_near));
            self.versions.formerly.clone_from(&formerly);
            self.names.extend(formerly);
        }
        // A notebook may have been moved more than once.
        loop {
            let own = past.iter().filter(|entry| self.names.contains(&entry.notebook));
            let former: Vec<String> = own
                .filter_map(formerly)
                .filter(|name| !self.names.contains(*name))
                .map(str::to_owned)
                .collect();
            if former.is_empty() {
                return;
            }
            self.names.extend(former);
        }
    }
}

/// Where a notebook was before, where an entry tells of it.
fn formerly(entry: &Entry) -> Option<&str> {
    match &entry.event {
        Event::Session(session) => session.formerly.as_deref(),
        _ => None,
    }
}

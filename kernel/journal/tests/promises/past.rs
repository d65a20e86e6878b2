//! Whose past speaks, and when.

use std::fs;
use std::path::Path;

use journal::event::Session;
use journal::{Event, Journal};

use crate::{journal, questions, record, store, verdict, written};

/// A kernel whose notebook is at `path` asks `question`, and ends.
fn ask(folder: &Path, path: &Path, question: &str) {
    record(
        &mut journal(folder, path.to_str().unwrap()),
        1,
        verdict("shapes", question),
    );
}

/// What a kernel whose notebook is at `path` knows in its first cell.
fn known(folder: &Path, path: &Path) -> Vec<String> {
    let mut journal = journal(folder, path.to_str().unwrap());
    journal.begin(1, true);
    questions(journal.entries())
}

#[test]
fn a_notebook_finds_its_own_again_in_another_session() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b] = ["a.ipynb", "b.ipynb"].map(|name| folder.path().join(name));
    fs::write(&a, "").unwrap();
    ask(folder.path(), &a, "Why?");
    assert_eq!(known(folder.path(), &a), ["Why?"]);
    assert!(known(folder.path(), &b).is_empty());
}

#[test]
fn the_notebooks_of_a_folder_are_one_course() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b, other] = ["a.ipynb", "b.ipynb", "other/a.ipynb"].map(|name| folder.path().join(name));
    fs::create_dir(folder.path().join("other")).unwrap();
    for path in [&a, &b, &other] {
        fs::write(path, "").unwrap();
        ask(folder.path(), path, path.to_str().unwrap());
    }
    let mut journal = journal(folder.path(), b.to_str().unwrap());
    journal.begin(1, true);
    assert_eq!(
        questions(journal.of_course()),
        [a.to_str().unwrap(), b.to_str().unwrap()]
    );
    // What another kernel adds meanwhile is seen, and what this one adds comes once.
    record(&mut journal, 2, verdict("shapes", "mine"));
    ask(folder.path(), &a, "theirs");
    journal.begin(3, true);
    let all = questions(journal.of_course());
    assert_eq!(
        (all.len(), &all[2..]),
        (4, &["theirs".to_owned(), "mine".to_owned()][..])
    );
}

#[test]
fn where_nobody_is_nothing_is_known_and_nothing_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let a = folder.path().join("a.ipynb");
    ask(folder.path(), &a, "Why?");
    let mut run = journal(folder.path(), a.to_str().unwrap());
    for cell in 1..4 {
        assert!(!run.begin(cell, false));
        run.record(verdict("shapes", "not asked"));
        assert_eq!(run.end(), None);
    }
    // Its own session it does know.
    assert_eq!(questions(run.entries()), ["not asked"; 3]);
    assert_eq!(questions(run.of_course()), ["not asked"; 3]);
    drop(run);
    assert_eq!(written(folder.path()), ["Why?"]);
}

#[test]
fn a_cell_without_a_number_is_a_clients_own() {
    let folder = tempfile::tempdir().unwrap();
    let mut run = journal(folder.path(), "a.ipynb");
    assert!(!run.begin(0, true));
    run.record(verdict("shapes", "hidden"));
    assert!(run.begin(1, true) && !run.begin(2, true));
    drop(run);
    assert!(!store(folder.path()).folder().join("journal.jsonl").exists());
}

#[test]
fn a_notebook_that_was_moved_or_renamed_keeps_its_past() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["one", "two", "three"] {
        fs::create_dir(at(name)).unwrap();
    }
    fs::write(at("one/a.ipynb"), "").unwrap();
    ask(folder.path(), &at("one/a.ipynb"), "1");
    // A copy is another notebook.
    fs::copy(at("one/a.ipynb"), at("two/a.ipynb")).unwrap();
    assert!(known(folder.path(), &at("two/a.ipynb")).is_empty());
    fs::remove_file(at("two/a.ipynb")).unwrap();
    // Moved to another folder.
    fs::rename(at("one/a.ipynb"), at("two/a.ipynb")).unwrap();
    ask(folder.path(), &at("two/a.ipynb"), "2");
    // Moved on, and known by both names before.
    fs::rename(at("two/a.ipynb"), at("three/a.ipynb")).unwrap();
    ask(folder.path(), &at("three/a.ipynb"), "3");
    // Renamed where it is.
    fs::rename(at("three/a.ipynb"), at("three/b.ipynb")).unwrap();
    assert_eq!(known(folder.path(), &at("three/b.ipynb")), ["1", "2", "3"]);
    // Another one that is neither called so nor lies there has nothing to do with it.
    assert!(known(folder.path(), &at("one/c.ipynb")).is_empty());
}

#[test]
fn a_session_tells_the_versions_and_begins_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut run = journal(folder.path(), "a.ipynb");
    (1..4).for_each(|cell| record(&mut run, cell, verdict("shapes", "Why?")));
    drop(run);
    let entries = store(folder.path()).entries().unwrap();
    assert!(matches!(&entries[0].event, Event::Session(Session { meno, .. }) if meno == "0.1.0"));
    assert_eq!(questions(&entries[1..]).len(), entries.len() - 1);
}

#[test]
fn without_a_place_to_write_to_a_session_knows_itself() {
    let mut run = Journal::nowhere();
    record(&mut run, 1, verdict("shapes", "Why?"));
    assert_eq!(questions(run.of_exercise("shapes")), ["Why?"]);
    assert_eq!(run.of_exercise("projector").count(), 0);
    assert_eq!(run.end(), None);
}

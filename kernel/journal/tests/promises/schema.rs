//! The schema, as the README documents it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use journal::event::{Cell, Code, MAX_CODE, MAX_TEXT, Outcome, Said};
use journal::{Entry, Event};
use serde_json::Value;

use crate::{journal, record, store, verdict};

const README: &str = include_str!("../../README.md");
const EVENTS: &str = include_str!("../../src/event.rs");

/// The lines of the examples.
fn examples() -> Vec<&'static str> {
    let lines = README.lines().filter(|line| line.starts_with("{\"v\":"));
    lines.collect()
}

#[test]
fn every_example_is_an_entry_and_is_written_as_it_stands() {
    for line in examples() {
        let entry = Entry::parse(line.as_bytes()).expect(line);
        assert!(!matches!(entry.event, Event::Later(_)), "{line}");
        assert_eq!(serde_json::to_string(&entry).unwrap(), line);
    }
}

#[test]
fn every_kind_has_an_example() {
    let kind = |line: &&str| {
        serde_json::from_str::<Value>(line).unwrap()["kind"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let shown: BTreeSet<String> = examples().iter().map(kind).collect();
    let variants = EVENTS
        .split("pub enum Event {")
        .nth(1)
        .unwrap()
        .split('}')
        .next()
        .unwrap();
    let variants = variants.lines().filter_map(|line| line.trim().split_once('('));
    let kinds: BTreeSet<String> = variants
        .filter(|(name, _)| *name != "Later" && !name.starts_with('#'))
        .map(|(name, _)| name.to_lowercase())
        .collect();
    assert_eq!(shown, kinds);
}

/// Each field of an example has a row in its section or among those of every line, and each row of a section is in an example.
#[test]
fn every_field_is_documented_and_shown() {
    let (head, sections) = README.split_once("\n### ").unwrap();
    let rows = |text: &str| -> BTreeSet<String> {
        let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
        rows.filter_map(|row| Some(row.split_once('`')?.0.to_owned())).collect()
    };
    let everywhere = rows(head);
    for section in sections.split("\n### ") {
        let documented = rows(section);
        let mut shown = BTreeSet::new();
        for line in section.lines().filter(|line| line.starts_with('{')) {
            fields(&serde_json::from_str(line).unwrap(), &mut shown);
        }
        shown.remove("failed");
        let beyond: Vec<_> = shown
            .iter()
            .filter(|field| !documented.contains(*field) && !everywhere.contains(*field))
            .collect();
        assert!(beyond.is_empty(), "no word on {beyond:?} in\n{section}");
        let unseen: Vec<_> = documented
            .iter()
            .filter(|field| !shown.contains(*field) && *field != "cut")
            .collect();
        assert!(unseen.is_empty(), "no example of {unseen:?} in\n{section}");
    }
}

fn fields(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                into.insert(name.clone());
                fields(value, into);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| fields(value, into)),
        _ => {}
    }
}

#[test]
fn what_a_later_version_writes_is_skipped_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let later = [
        r#"{"v":2,"at":"2027-01-01T00:00:00.000Z","notebook":"n","session":"s","kind":"gaze","x":1}"#,
        r#"{"v":2,"at":"2027-01-01T00:00:01.000Z","notebook":"n","session":"s","kind":"undone","by":"magic"}"#,
        r#"{"v":2,"at":"2027-01-01T00:00:02.000Z","notebook":"n","session":"s","kind":"keep","about":3,"mood":"good"}"#,
    ];
    let no_entries = [
        r#"{"notebook":"kernel-1","exercise":"shapes","attempt":"passed"}"#,
        "1",
        "{",
        "[]",
    ];
    record(&mut journal(folder.path(), "a.ipynb"), 1, verdict("shapes", "Why?"));
    let file = store(folder.path()).folder().join("journal.jsonl");
    let ours = fs::read_to_string(&file).unwrap();
    let all = format!("{}\n{ours}{}\n", no_entries.join("\n"), later.join("\n"));
    fs::write(&file, &all).unwrap();
    let events: Vec<Event> = store(folder.path())
        .entries()
        .unwrap()
        .into_iter()
        .map(|entry| entry.event)
        .collect();
    assert!(matches!(
        &events[..],
        [Event::Session(_), Event::Verdict(_), Event::Later(gaze), Event::Later(undone), Event::Keep(Said { about: Some(3), .. })]
            if gaze == "gaze" && undone == "undone"
    ));
    let forgotten = store(folder.path()).forget(|entry| entry.v == 1).unwrap();
    assert_eq!(forgotten, 2);
    let left = fs::read_to_string(&file).unwrap();
    assert_eq!(left, format!("{}\n{}\n", no_entries.join("\n"), later.join("\n")));
}

#[test]
fn what_is_long_is_cut_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = journal(folder.path(), "a.ipynb");
    // Three bytes a letter, so that the limit falls into one.
    let long = "∂".repeat(MAX_CODE);
    let cell = Cell {
        code: Code::from(long.as_str()),
        outcome: Outcome::Ok,
        ms: 1,
        exercises: Vec::new(),
    };
    record(&mut journal, 1, Event::Cell(cell));
    let said = Said {
        text: Some(long.clone()),
        about: None,
    };
    record(&mut journal, 2, Event::Why(said));
    drop(journal);
    let entries = store(folder.path()).entries().unwrap();
    let [_, cell, why] = &entries[..] else {
        panic!("{} entries", entries.len())
    };
    let Event::Cell(cell) = &cell.event else {
        panic!("{cell:?}")
    };
    assert_eq!(cell.code.cut, Some(long.len() as u64));
    assert!(cell.code.code.len() <= MAX_CODE && long.starts_with(&cell.code.code));
    let Event::Why(why) = &why.event else { panic!("{why:?}") };
    let text = why.text.as_deref().unwrap();
    assert!(text.len() <= MAX_TEXT + 3 && text.ends_with("∂…"));
}

#[test]
fn any_text_survives() {
    let folder = tempfile::tempdir().unwrap();
    let texts = [
        "",
        "\n",
        "\u{0}\u{1b}[1m",
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \u{2028}\u{2029}",
        "\"kind\":\"cell\"",
        "}\n{\"v\":1",
    ];
    let mut journal = journal(folder.path(), "a.ipynb");
    for text in texts {
        record(&mut journal, 1, verdict("shapes", text));
    }
    drop(journal);
    assert_eq!(crate::written(folder.path()), texts);
    let mut next = crate::journal(folder.path(), "a.ipynb");
    next.begin(1, true);
    assert_eq!(crate::questions(next.entries()), texts);
}

#[test]
fn times_are_in_order_as_text() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = journal(folder.path(), "a.ipynb");
    (1..50).for_each(|cell| record(&mut journal, cell, verdict("shapes", "Why?")));
    drop(journal);
    let entries = store(folder.path()).entries().unwrap();
    let times: Vec<&str> = entries.iter().map(|entry| entry.at.as_str()).collect();
    assert!(times.is_sorted());
    assert!(
        times.iter().all(|at| at.len() == "2026-11-30T20:15:07.123Z".len()),
        "{times:?}"
    );
    let numbers: BTreeMap<Option<u32>, usize> = entries.iter().fold(BTreeMap::new(), |mut all, entry| {
        *all.entry(entry.cell).or_default() += 1;
        all
    });
    assert_eq!((numbers[&None], numbers[&Some(1)], numbers.len()), (1, 1, 50));
}

//! The boundaries between the parts that Cargo can't hold, which are absences, and what else keeps the sources readable.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::python::repository;

#[test]
fn only_engine_names_evcxr() {
    absent(
        &["evcxr::", "use evcxr", "extern crate evcxr", "ra_ap_"],
        &["kernel/src", "graders/src"],
        &["kernel/src/engine"],
    );
}

#[test]
fn only_protocol_names_zmq() {
    absent(
        &["zmq::", "use zmq"],
        &["kernel/src", "graders/src"],
        &["kernel/src/protocol"],
    );
}

#[test]
fn magics_is_pure() {
    absent(&IMPURE, &["kernel/src/magics", "kernel/src/magics.rs"], &[]);
}

#[test]
fn graders_does_no_input_or_output() {
    let tests = ["graders/src/tests", "graders/src/tests.rs"];
    let but_for_a_clock = [tests.as_slice(), &["graders/src/patience.rs"]].concat();
    absent(&IMPURE, &["graders/src"], &but_for_a_clock);
    absent(&["println!", "print!", "dbg!"], &["graders/src"], &tests);
    let manifest = fs::read_to_string(repository("graders/Cargo.toml")).unwrap();
    for dependency in ["evcxr", "zmq", "jupyter", "meno ="] {
        assert!(!manifest.contains(dependency), "graders depends on {dependency}");
    }
}

/// Where an author of exercises looks for one.
#[test]
fn every_comparison_is_in_the_table_of_them() {
    let module = fs::read_to_string(repository("graders/src/compare/mod.rs")).unwrap();
    let rows: String = module.lines().filter(|line| line.starts_with("//! |")).collect();
    for file in sources(&["graders/src/compare"]) {
        let name = Path::new(&file).file_stem().unwrap().to_str().unwrap();
        assert!(
            name == "mod" || rows.contains(&format!("`{name}`")),
            "the table at the top of graders/src/compare/mod.rs leaves out `{name}`"
        );
    }
}

#[test]
fn files_are_short_enough_to_read() {
    const LIMIT: usize = 600;
    /// Files that are longer, each with its reason.
    const LONGER: [(&str, &str); 1] = [(
        "graders/src/probability/run_gd.rs",
        "an exercise stands in one file, and this one has thirteen misconceptions",
    )];
    for file in sources(&["kernel", "graders", "tests"]) {
        let lines = fs::read_to_string(repository(&file)).unwrap().lines().count();
        let excused = LONGER.iter().any(|(path, _)| *path == file);
        assert!(lines <= LIMIT || excused, "{file} has {lines} lines");
    }
}

/// What a pure function never touches.
const IMPURE: [&str; 9] = [
    "std::fs",
    "std::io",
    "std::env",
    "std::net",
    "std::process",
    "std::time",
    "std::thread",
    "libc::",
    "crate::engine",
];

/// None of `words` is in the files below `folders`, apart from those below `allowed`.
#[track_caller]
fn absent(words: &[&str], folders: &[&str], allowed: &[&str]) {
    let files = sources(folders);
    assert!(!files.is_empty(), "there are no files in {folders:?}");
    for file in files
        .iter()
        .filter(|file| !allowed.iter().any(|path| Path::new(file).starts_with(path)))
    {
        let text = fs::read_to_string(repository(file)).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for (number, line) in code.enumerate() {
            for word in words {
                assert!(
                    !line.contains(word),
                    "{file}: `{word}` in code line {}: {line}",
                    number + 1
                );
            }
        }
    }
}

/// The Rust and Python files in `folders`, relative to the repository.
fn sources(folders: &[&str]) -> Vec<String> {
    files(folders, &["rs", "py"])
}

/// The files in `folders` with one of these extensions, relative to the repository.
pub fn files(folders: &[&str], extensions: &[&str]) -> Vec<String> {
    let root = repository("");
    let mut files = Vec::new();
    let mut pending: Vec<PathBuf> = folders
        .iter()
        .map(|folder| root.join(folder))
        .filter(|path| path.exists())
        .collect();
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            pending.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path
            .extension()
            .is_some_and(|extension| extensions.iter().any(|one| extension == *one))
        {
            files.push(path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned());
        }
    }
    files
}

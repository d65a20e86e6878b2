//! The boundaries between the parts that Cargo can't hold, which are absences, and what else keeps the sources readable.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::python::{repository, shown};

/// What a part doesn't know is what it doesn't depend on: each library, and who alone may.
#[test]
fn a_library_belongs_to_one_part() {
    const ALONE: [(&str, &[&str]); 10] = [
        ("evcxr", &["meno-engine"]),
        ("ra_ap_", &["meno-engine"]),
        ("ra-ap-rustc_lexer", &["meno-base"]),
        ("addr2line", &["meno-engine"]),
        ("zmq", &["meno-protocol"]),
        ("clap", &["meno"]),
        ("plotters", &["meno-prelude"]),
        ("resvg", &["meno-notebook"]),
        ("meno-engine", &["meno"]),
        ("meno-protocol", &["meno"]),
    ];
    for (package, dependencies) in dependencies() {
        for dependency in dependencies {
            let found = ALONE.iter().find(|(name, _)| match name.strip_suffix('_') {
                Some(_) => dependency.starts_with(name),
                None => dependency == *name,
            });
            if let Some((_, alone)) = found {
                assert!(alone.contains(&package.as_str()), "{package} depends on {dependency}");
            }
        }
    }
}

#[test]
fn lessons_know_syntax_and_names_and_nothing_else() {
    let expected = ["meno-base", "proc-macro2", "quote", "syn"].map(String::from);
    assert_eq!(dependencies()["meno-lessons"], BTreeSet::from(expected));
}

/// What it records are names and text.
#[test]
fn the_journal_knows_no_exercise_and_no_cell() {
    let ours = dependencies()["meno-journal"].clone();
    let ours: BTreeSet<String> = ours.into_iter().filter(|name| name.starts_with("meno-")).collect();
    assert_eq!(ours, BTreeSet::from(["meno-base".to_owned()]));
}

#[test]
fn the_protocol_knows_no_rust() {
    let ours = |name: &String| name.starts_with("meno-");
    let known: BTreeSet<String> = dependencies()["meno-protocol"]
        .iter()
        .filter(|name| ours(name) || ["syn", "proc-macro2", "quote"].contains(&name.as_str()))
        .cloned()
        .collect();
    assert_eq!(
        known,
        BTreeSet::from(["meno-base", "meno-interfaces"].map(String::from))
    );
}

/// Each crate of several modules opens with a line on each, in the order in which to read them.
#[test]
fn every_crate_tells_of_its_modules() {
    for package in packages() {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        let text = fs::read_to_string(manifest.with_file_name("src/lib.rs")).unwrap();
        let modules: Vec<&str> = text
            .lines()
            .filter_map(|line| {
                line.strip_prefix("pub ")
                    .unwrap_or(line)
                    .strip_prefix("mod ")?
                    .strip_suffix(';')
            })
            .filter(|name| *name != "tests" && *name != "properties")
            .collect();
        for module in modules.iter().filter(|_| modules.len() > 2) {
            let is_told = |line: &str| line.starts_with("//! - ") && line.contains(&format!("`{module}`"));
            assert!(
                text.lines().any(is_told),
                "the first lines of {} leave out `{module}`",
                manifest.display()
            );
        }
    }
}

#[test]
fn magics_is_pure() {
    absent(
        &IMPURE,
        &["kernel/notebook/src/magics", "kernel/notebook/src/magics.rs"],
        &[],
    );
}

#[test]
fn graders_does_no_input_or_output() {
    let grading = "graders/grading/src";
    // A judge has a clock, and the gates take the time of two checks at once.
    let but_for_clocks = ["deadline.rs", "gates.rs"].map(|file| format!("{grading}/{file}"));
    let but_for_clocks = but_for_clocks.each_ref().map(String::as_str);
    let sources = [grading, "graders/course/src"];
    absent(&IMPURE, &sources, &but_for_clocks);
    absent(&["println!", "print!", "dbg!"], &sources, &[]);
    for manifest in ["graders/grading/Cargo.toml", "graders/course/Cargo.toml"] {
        let manifest = fs::read_to_string(repository(manifest)).unwrap();
        for dependency in ["evcxr", "zmq", "jupyter", "meno ="] {
            assert!(!manifest.contains(dependency), "graders depends on {dependency}");
        }
    }
}

/// What a part of a crate uses, a file with those below it, comes before that part in some order of reading.
#[test]
fn no_part_of_a_crate_uses_what_uses_it() {
    for package in packages() {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        let folder = manifest.with_file_name("src");
        let folder = folder.strip_prefix(repository("").canonicalize().unwrap()).unwrap();
        let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for file in sources(&[folder.to_str().unwrap()]) {
            let part = Path::new(&file).strip_prefix(folder).unwrap().to_str().unwrap();
            let part = part.split(['/', '.']).next().unwrap();
            if ["lib", "main", "tests"].contains(&part) || file.ends_with("tests.rs") || file.contains("/tests/") {
                continue;
            }
            let text = fs::read_to_string(repository(&file)).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap().lines();
            let code = code.filter(|line| !line.trim_start().starts_with("//") && !line.contains("$crate"));
            let named = code.flat_map(|line| line.split("crate::").skip(1));
            let named = named.map(|rest| {
                rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                    .next()
                    .unwrap()
                    .to_owned()
            });
            uses.entry(part.to_owned())
                .or_default()
                .extend(named.filter(|name| name != part));
        }
        while let Some(part) = uses
            .keys()
            .find(|part| uses[*part].iter().all(|used| !uses.contains_key(used)))
            .cloned()
        {
            uses.remove(&part);
        }
        assert!(
            uses.is_empty(),
            "in {}, these use each other, in a circle: {uses:#?}",
            folder.display()
        );
    }
}

/// Where an author of exercises looks for one.
#[test]
fn every_comparison_is_in_the_table_of_them() {
    let module = fs::read_to_string(repository("graders/grading/src/compare.rs")).unwrap();
    let rows: String = module.lines().filter(|line| line.starts_with("//! |")).collect();
    for file in sources(&["graders/grading/src/compare"]) {
        let name = Path::new(&file).file_stem().unwrap().to_str().unwrap();
        assert!(
            rows.contains(&format!("`{name}`")),
            "the table at the top of graders/grading/src/compare.rs leaves out `{name}`"
        );
    }
}

#[test]
fn files_are_short_enough_to_read() {
    const LIMIT: usize = 600;
    for file in sources(&["kernel", "graders", "tests"]) {
        let lines = fs::read_to_string(repository(&file)).unwrap().lines().count();
        assert!(lines <= LIMIT, "{file} has {lines} lines");
    }
}

/// What a pure function never touches.
const IMPURE: [&str; 10] = [
    "std::fs",
    "std::io",
    "std::env",
    "std::net",
    "std::process",
    "std::time",
    "std::thread",
    "libc::",
    "crate::notebook::",
    "crate::notebook;",
];

/// The packages of the workspace, each with what it depends on, tests aside.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let name = |value: &Value| value["name"].as_str().unwrap().to_owned();
    packages()
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap().iter();
            let kept = dependencies.filter(|dependency| dependency["kind"].is_null());
            (name(package), kept.map(name).collect())
        })
        .collect()
}

/// The packages of the workspace, as cargo tells of them.
pub(crate) fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .current_dir(repository(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", shown(&output));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

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
pub(crate) fn files(folders: &[&str], extensions: &[&str]) -> Vec<String> {
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

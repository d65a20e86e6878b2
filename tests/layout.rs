//! The boundaries of the code map in the README, which are absences, and what else keeps the sources readable.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use crate::python::repository;

#[test]
fn only_engine_names_evcxr() {
    absent(
        &["evcxr::", "use evcxr", "extern crate evcxr", "ra_ap_"],
        &["kernel/src", "graders"],
        &["kernel/src/engine"],
    );
}

#[test]
fn only_protocol_names_zmq() {
    absent(
        &["zmq::", "use zmq"],
        &["kernel/src", "graders"],
        &["kernel/src/protocol"],
    );
}

#[test]
fn magics_is_pure() {
    absent(&IMPURE, &["kernel/src/magics", "kernel/src/magics.rs"], &[]);
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

/// What a file of `grading` uses comes before it in some order of reading.
#[test]
fn no_file_of_grading_uses_what_uses_it() {
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in sources(&["graders/grading/src"]) {
        let text = fs::read_to_string(repository(&file)).unwrap();
        let part = file.strip_prefix("graders/grading/src/").unwrap();
        let part = part.split(['/', '.']).next().unwrap();
        if part == "lib" {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap().lines();
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
    assert!(uses.is_empty(), "these use each other, in a circle: {uses:#?}");
}

/// Where an author of exercises looks for one.
#[test]
fn every_comparison_is_in_the_table_of_them() {
    let module = fs::read_to_string(repository("graders/grading/src/compare/mod.rs")).unwrap();
    let rows: String = module.lines().filter(|line| line.starts_with("//! |")).collect();
    for file in sources(&["graders/grading/src/compare"]) {
        let name = Path::new(&file).file_stem().unwrap().to_str().unwrap();
        assert!(
            name == "mod" || rows.contains(&format!("`{name}`")),
            "the table at the top of graders/grading/src/compare/mod.rs leaves out `{name}`"
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

#[test]
fn the_code_map_is_true() {
    let readme = fs::read_to_string(repository("README.md")).unwrap();
    let (_, map) = readme.split_once("## Code map").expect("the README has a code map");
    let map = map.split("\n## ").next().unwrap();
    let rows = map
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let mapped: BTreeSet<String> = rows.map(str::to_owned).collect();
    for path in &mapped {
        assert!(repository(path).exists(), "the code map names `{path}`, which is gone");
    }
    let existing = modules("kernel/src")
        .into_iter()
        .chain(["graders", "notebooks", "binder", "tests"].map(String::from));
    for path in existing {
        assert!(mapped.contains(&path), "the code map leaves out `{path}`");
    }
}

#[test]
fn the_readme_names_every_variable() {
    /// What the kernel tells its own children.
    const INTERNAL: [&str; 3] = ["MENO_ANALYSIS", "MENO_BINARY", "MENO_RUSTC_RECORD"];
    let readme = fs::read_to_string(repository("README.md")).unwrap();
    for file in sources(&["kernel/src"]) {
        let text = fs::read_to_string(repository(&file)).unwrap();
        for rest in text.split("\"MENO_").skip(1) {
            let name = format!(
                "MENO_{}",
                rest.split(|c: char| c != '_' && !c.is_ascii_uppercase())
                    .next()
                    .unwrap()
            );
            assert!(
                readme.contains(&format!("`{name}`")) || INTERNAL.contains(&name.as_str()),
                "{file} reads `{name}`, of which the README says nothing"
            );
        }
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
            .is_some_and(|extension| extension == "rs" || extension == "py")
        {
            files.push(path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned());
        }
    }
    files
}

/// `folder`'s modules: a folder stands for its file of the same name too.
fn modules(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(repository(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let all: Vec<PathBuf> = entries.collect();
    all.iter()
        .filter(|path| path.is_dir() || !path.with_extension("").is_dir())
        .map(|path| format!("{folder}/{}", path.file_name().unwrap().to_str().unwrap()))
        .collect()
}

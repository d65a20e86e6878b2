//! What the pages say: their tables, links, paths and walks, held against the code that they describe.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use notebook::magics::MAGICS;
use serde_json::Value;

use crate::{
    layout::{files, packages},
    python::{meno, repository, shown},
};

const ARCHITECTURE: &str = "kernel/README.md";
const COMMAND_LINE: &str = "kernel/meno/README.md";
const REFERENCE: &str = "kernel/notebook/README.md";

#[test]
fn the_readme_is_soon_read() {
    let length = read("README.md").len();
    assert!(length <= 8 * 1024, "README.md has {length} bytes");
}

/// `cargo run --release -- lab`: of the programs in the workspace, one is the one that is meant.
#[test]
fn the_readmes_first_command_names_no_program() {
    assert!(read("README.md").contains("\ncargo run --release -- lab "));
    let packages = packages();
    let named: Vec<&str> = packages
        .iter()
        .filter_map(|package| package["default_run"].as_str())
        .collect();
    assert_eq!(named, ["meno"]);
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for page in pages() {
        let text = read(&page);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match path {
                "" => page.clone(),
                _ => Path::new(&page).with_file_name(path).to_str().unwrap().to_owned(),
            };
            if !repository(&target).exists() || !anchor.is_empty() && !anchors(&read(&target)).contains(anchor) {
                broken.push(format!("{page}: {link}"));
            }
        }
    }
    assert!(broken.is_empty(), "these links lead nowhere:\n{}", broken.join("\n"));
}

/// Code in a page that begins like a path of this repository is one, apart from patterns and what `ID` and `NAME` stand for.
#[test]
fn every_path_is_there() {
    const TOP: [&str; 7] = [
        ".ci/",
        ".github/",
        "binder/",
        "graders/",
        "kernel/",
        "notebooks/",
        "tests/",
    ];
    /// What authors make while they follow a page.
    const MADE: &str = "unit_vector";
    let mut missing = Vec::new();
    for page in pages() {
        for code in code(&read(&page)) {
            let path = code.split_whitespace().next().unwrap_or_default();
            let path = path.split("::").next().unwrap_or_default();
            let is_pattern =
                path.contains(['*', '…']) || ["ID", "NAME", "NOTEBOOK"].iter().any(|word| path.contains(word));
            let is_path = TOP.iter().any(|folder| path.starts_with(folder));
            if is_path && !is_pattern && !path.contains(MADE) && !repository(path).exists() {
                missing.push(format!("{page}: {path}"));
            }
        }
    }
    assert!(missing.is_empty(), "there are no such paths:\n{}", missing.join("\n"));
}

#[test]
fn pictures_are_small() {
    for picture in files(
        &["binder", "graders", "kernel", "notebooks", "tests"],
        &["png", "gif", "jpg"],
    ) {
        let length = fs::metadata(repository(&picture)).unwrap().len();
        assert!(length <= 100_000, "{picture} has {length} bytes");
    }
}

#[test]
fn the_table_of_magics_is_the_kernels() {
    let rows: Vec<String> = MAGICS
        .iter()
        .map(|entry| format!("| `{}` | {} |", entry.usage.replace('|', "\\|"), entry.summary))
        .collect();
    let table = format!("| magic | what it does |\n|---|---|\n{}\n\n", rows.join("\n"));
    assert!(
        read(REFERENCE).contains(&table),
        "{REFERENCE} lacks this table:\n\n{table}"
    );
}

#[test]
fn every_variable_is_explained() {
    /// What the kernel tells its own children.
    const INTERNAL: [&str; 7] = [
        "MENO_ANALYSIS",
        "MENO_BINARY",
        "MENO_EVCXR_PACKAGES",
        "MENO_EVCXR_PRELUDE",
        "MENO_EVCXR_RUNTIME",
        "MENO_EVCXR_RUSTC",
        "MENO_RUSTC_RECORD",
    ];
    let explained = code(&read(REFERENCE));
    let mut named = BTreeSet::new();
    for file in files(&["kernel"], &["rs", "py"]) {
        let text = read(&file);
        for rest in text.split("\"MENO_").skip(1) {
            let end = rest.find(|c: char| c != '_' && !c.is_ascii_uppercase()).unwrap();
            let name = format!("MENO_{}", &rest[..end]);
            assert!(
                explained.contains(&name) || INTERNAL.contains(&name.as_str()),
                "{file} reads `{name}`, of which {REFERENCE} says nothing"
            );
            named.insert(name);
        }
    }
    for name in explained
        .iter()
        .filter(|name| name.starts_with("MENO_") && !name.contains('…'))
    {
        assert!(
            named.contains(name),
            "{REFERENCE} explains `{name}`, which nothing reads"
        );
    }
}

#[test]
fn the_table_of_commands_is_the_command_lines() {
    let rows: BTreeMap<String, String> = table(&read(COMMAND_LINE), "| command |")
        .into_iter()
        .map(|row| {
            let name = row[0].split_whitespace().nth(1).unwrap_or_default().trim_matches('`');
            (name.to_owned(), row.join(" "))
        })
        .collect();
    let help = help(&["--help"]);
    let commands = help.split_once("Commands:\n").unwrap().1.split("\n\n").next().unwrap();
    let commands: BTreeSet<&str> = commands
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert_eq!(
        rows.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        commands,
        "the table in {COMMAND_LINE}"
    );
    for (command, row) in &rows {
        let help = self::help(&[command, "--help"]);
        let options = help
            .lines()
            .filter(|line| line.trim_start().starts_with('-'))
            .flat_map(words);
        for option in options.filter(|word| word.starts_with("--") && *word != "--help") {
            assert!(
                row.contains(option),
                "{COMMAND_LINE} leaves out `{option}` of `meno {command}`"
            );
        }
        for option in words(row).filter(|word| word.starts_with("--")) {
            assert!(
                help.contains(option),
                "{COMMAND_LINE}: `meno {command}` has no `{option}`"
            );
        }
    }
}

/// What the drawing shows is what Cargo enforces: each solid arrow is a dependency, and each dependency a way along arrows.
#[test]
fn the_drawing_and_the_table_of_crates_are_cargos() {
    let dependencies = workspace();
    let page = read(ARCHITECTURE);
    let arrows: BTreeSet<(String, String)> = page
        .lines()
        .filter_map(|line| {
            let (from, to) = line.trim().split_once(" --> ")?;
            Some((package(from), package(to.split('[').next().unwrap())))
        })
        .collect();
    let depends = |from: &String, to: &String| dependencies.get(from).is_some_and(|all| all.contains(to));
    let mut wrong: Vec<String> = arrows
        .iter()
        .filter(|(from, to)| !depends(from, to))
        .map(|(from, to)| format!("an arrow from {from} to {to}, on which it does not depend"))
        .collect();
    for (from, all) in &dependencies {
        let mut reached = BTreeSet::from([from]);
        while let Some((_, to)) = arrows.iter().find(|(a, b)| reached.contains(a) && !reached.contains(b)) {
            reached.insert(to);
        }
        let unreached = all.iter().filter(|to| !reached.contains(to));
        wrong.extend(unreached.map(|to| format!("no way from {from} to {to}, on which it depends")));
    }
    assert!(wrong.is_empty(), "{ARCHITECTURE} draws\n{}", wrong.join("\n"));
    let folders = |row: Vec<String>| row[0].trim_matches('`').to_owned();
    let rows: BTreeSet<String> = table(&page, "| crate |").into_iter().map(folders).collect();
    let drawn: BTreeSet<String> = rows
        .iter()
        .map(|folder| package(folder.rsplit('/').next().unwrap()))
        .collect();
    assert_eq!(
        drawn.iter().collect::<BTreeSet<_>>(),
        dependencies.keys().collect(),
        "the table in {ARCHITECTURE}"
    );
    for folder in rows {
        assert!(
            repository(&folder).join("Cargo.toml").exists(),
            "{ARCHITECTURE} names `{folder}`, where there is no crate"
        );
    }
}

#[test]
fn the_table_of_tests_is_whole() {
    let page = read("tests/README.md");
    let named: BTreeSet<String> = table(&page, "| file | what it holds")
        .iter()
        .flat_map(|row| code(&row[0]))
        .collect();
    let named: BTreeSet<&str> = named
        .iter()
        .map(String::as_str)
        .filter(|name| name.ends_with(".rs"))
        .collect();
    let all = files(&["tests"], &["rs"]);
    let names = all.iter().map(|file| file.trim_start_matches("tests/"));
    let at_top: BTreeSet<&str> = names.filter(|name| !name.contains('/') && *name != "main.rs").collect();
    assert_eq!(named, at_top, "the table in tests/README.md");
}

#[test]
fn the_walk_through_the_code_is_true() {
    let walk = table(&read(ARCHITECTURE), "| file | function |");
    assert!(!walk.is_empty(), "{ARCHITECTURE} has a walk through the code");
    let mut astray = Vec::new();
    for row in walk {
        let [file, function] = [&row[0], &row[1]].map(|cell| cell.trim_matches('`'));
        let text = fs::read_to_string(repository(file)).unwrap_or_default();
        let is_there = ["(", "<"]
            .iter()
            .any(|end| text.contains(&format!("fn {function}{end}")));
        if !is_there {
            astray.push(format!("`{function}` of {file}"));
        }
    }
    assert!(
        astray.is_empty(),
        "{ARCHITECTURE} walks through functions that are not there:\n{}",
        astray.join("\n")
    );
}

/// The package whose folder, or whose node in the drawing, is called so.
fn package(name: &str) -> String {
    match name.trim() {
        "meno" => "meno".to_owned(),
        name => format!("meno-{}", name.replace('_', "-")),
    }
}

/// The packages of the workspace, each with those of them that it depends on, tests aside.
fn workspace() -> BTreeMap<String, BTreeSet<String>> {
    let name = |value: &Value| value["name"].as_str().unwrap().to_owned();
    packages()
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap().iter();
            let ours = dependencies.filter(|one| one["path"].is_string() && one["kind"].is_null());
            (name(package), ours.map(name).collect())
        })
        .collect()
}

fn help(arguments: &[&str]) -> String {
    let output = meno().args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", shown(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn read(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap()
}

fn pages() -> Vec<String> {
    let top = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(str::to_owned);
    let folders = ["binder", "graders", "kernel", "notebooks", "tests"];
    top.into_iter().chain(files(&folders, &["md"])).collect()
}

/// The words of a text that may be options.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c != '-' && !c.is_ascii_alphanumeric())
}

/// What stands between backticks, outside of blocks of code.
fn code(page: &str) -> BTreeSet<String> {
    let prose = page.split("```").step_by(2);
    let lines = prose.flat_map(str::lines);
    lines
        .flat_map(|line| line.split('`').skip(1).step_by(2).map(str::to_owned))
        .collect()
}

/// The rows of the table below the heading that starts so, as cells.
fn table(page: &str, heading: &str) -> Vec<Vec<String>> {
    let rows = page.lines().skip_while(|line| !line.starts_with(heading)).skip(2);
    rows.take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells = line.trim_matches('|').replace("\\|", "\u{2223}");
            cells.split('|').map(|cell| cell.trim().to_owned()).collect()
        })
        .collect()
}

/// The headings of a page, as links name them.
fn anchors(page: &str) -> BTreeSet<String> {
    page.lines()
        .filter_map(|line| {
            line.trim_start_matches('#')
                .strip_prefix(' ')
                .filter(|_| line.starts_with('#'))
        })
        .map(|heading| {
            let kept = |c: &char| c.is_alphanumeric() || [' ', '-', '_'].contains(c);
            heading
                .to_lowercase()
                .chars()
                .filter(kept)
                .collect::<String>()
                .replace(' ', "-")
        })
        .collect()
}

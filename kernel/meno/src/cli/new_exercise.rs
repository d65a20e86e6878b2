//! `meno new-exercise`: what an author of the course starts from.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use course::COURSE;
use grading::{Kind, Notebook, notebooks, skeleton};
use serde_json::Value;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Run it in a checkout of Meno. It adds graders/course/src/NOTEBOOK/ID.rs, names it in the notebook's module, and puts the
cells into the notebook. What is left to fill in says `TODO`; `cargo exercise ID` lists it, and graders/AUTHORING.md
explains it.")]
pub(super) struct Arguments {
    /// The name of what learners define: a name of Rust in snake case.
    id: String,
    /// The notebook that it belongs to.
    #[arg(long, value_parser = PossibleValuesParser::new(names()).try_map(|name| named(&name)))]
    notebook: &'static Notebook,
    /// Whether learners write a function or give a value.
    #[arg(long)]
    kind: What,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    Function,
    Variable,
}

/// The notebooks as they are named on a command line: after their folders, with hyphens.
fn names() -> impl Iterator<Item = &'static str> {
    let all = COURSE.notebooks().iter();
    // A few names, once a process.
    all.map(|notebook| &*notebook.folder.replace('_', "-").leak())
}

fn named(name: &str) -> Result<&'static Notebook> {
    let mut named = names().zip(COURSE.notebooks());
    let found = named.find(|(other, _)| *other == name);
    found
        .map(|(_, &notebook)| notebook)
        .context("there is no such notebook")
}

impl From<What> for Kind {
    fn from(what: What) -> Kind {
        match what {
            What::Function => Kind::Function,
            What::Variable => Kind::Variable,
        }
    }
}

/// Exit code 2 if the id can't be that of a new exercise.
///
/// # Errors
/// If this is no checkout of Meno, or its files can't be read and written.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let (id, notebook) = (arguments.id.as_str(), arguments.notebook);
    if let Err(error) = is_new(id) {
        eprintln!("error: {error}");
        return Ok(ExitCode::from(2));
    }
    let root = checkout(&env::current_dir()?)?;
    let written = add(&root, id, notebook, arguments.kind.into())?;
    let mut out = io::stdout().lock();
    for path in written {
        writeln!(out, "wrote {}", path.display())?;
    }
    writeln!(out, "`cargo exercise {id}` lists what is left to fill in")?;
    Ok(ExitCode::SUCCESS)
}

fn is_new(id: &str) -> Result<()> {
    let plain = id.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_'));
    ensure!(
        plain && syn::parse_str::<syn::Ident>(id).is_ok() && id != "checks",
        "`{id}` can't be the name of what learners define: take a name of Rust in snake case, such as `unit_vector`"
    );
    ensure!(
        course::find(id).is_none(),
        "there is an exercise `{id}` already: take another id, or edit that one's file"
    );
    Ok(())
}

/// The checkout of Meno that `inside` is in.
fn checkout(inside: &Path) -> Result<PathBuf> {
    inside
        .ancestors()
        .find(|folder| folder.join("graders/course/src/lib.rs").is_file() && folder.join("notebooks").is_dir())
        .map(Path::to_path_buf)
        .with_context(|| {
            format!(
                "`{}` is not in a checkout of Meno, where exercises are kept: change into one first",
                inside.display()
            )
        })
}

/// Writes the exercise's file, and what names it. All is made before anything is written.
fn add(root: &Path, id: &str, notebook: &Notebook, kind: Kind) -> Result<[PathBuf; 3]> {
    let folder = Path::new("graders/course/src").join(notebook.folder);
    let paths = [
        folder.join(id).with_extension("rs"),
        folder.with_extension("rs"),
        Path::new("notebooks").join(notebook.file_stem).with_extension("ipynb"),
    ];
    let [file, module, cells] = paths.each_ref().map(|path| root.join(path));
    if file.exists() {
        bail!(
            "`{}` is there already: remove it, or take another id",
            paths[0].display()
        );
    }
    let read = |path: &Path| fs::read_to_string(path).with_context(|| format!("`{}` can't be read", path.display()));
    let module_after = skeleton::module(&read(&module)?, id)?;
    let learners: Value =
        serde_json::from_str(&read(&cells)?).with_context(|| format!("`{}` is no notebook", cells.display()))?;
    let cells_after = notebooks::to_text(&skeleton::notebook(&learners, id, kind)?)?;
    for (path, text) in [
        (&file, skeleton::file(id, notebook, kind)),
        (&module, module_after),
        (&cells, cells_after),
    ] {
        path.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(path, text))
            .with_context(|| format!("`{}` can't be written", path.display()))?;
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_new_name_of_rust() {
        #[track_caller]
        fn check(id: &str, expected: Option<&str>) {
            let error = is_new(id).err().map(|error| error.to_string());
            let matches = match (&error, expected) {
                (Some(error), Some(expected)) => error.contains(expected),
                (error, expected) => error.is_none() && expected.is_none(),
            };
            assert!(matches, "{id}: {error:?}");
        }
        check("unit_vector", None);
        check("l2_norm", None);
        for bad in [
            "",
            "fn",
            "_",
            "checks",
            "Norm",
            "2d",
            "unit-vector",
            "a b",
            "../x",
            "größe",
        ] {
            check(bad, Some("can't be the name"));
        }
        check("projector", Some("there is an exercise `projector` already"));
    }
}

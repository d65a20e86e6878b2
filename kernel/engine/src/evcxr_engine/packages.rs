//! The crates of the prelude as packages for cargo, so that evcxr, and the rust-analyzer inside it, find them as they find
//! any other dependency.
//!
//! rust-analyzer reads the sources that are kept beside the prelude. Nothing is compiled: where cargo calls rustc for one of
//! these packages, [`rustc`](super::rustc) puts what the prelude has in the place of what rustc would write.

use crate::prelude::Prelude;
use crate::project::{Crate, Project};
use std::fs;
use std::io;
use std::path::Path;
use toml::{Table, Value};

/// nalgebra's macros, for rust-analyzer, which does not run the real ones: they take what those take, and have its type.
const MACROS: &str = include_str!("macros.rs");
const MACROS_CRATE: &str = "nalgebra_macros";

/// Writes a package below `folder` for each crate of the prelude. Returns the lines by which evcxr comes to depend on those
/// that cells name.
///
/// # Errors
/// If the prelude has no list of its crates, or there is no room.
pub(super) fn write(prelude: &Prelude, folder: &Path) -> io::Result<String> {
    let project = Project::open(prelude.folder())?;
    for krate in &project.crates {
        let root = prelude.folder().join(&krate.root);
        let manifest = manifest(prelude, krate, &project.crates, &root);
        write_manifest(&folder.join(&krate.name), &manifest)?;
    }
    let macros = folder.join(MACROS_CRATE);
    let root = macros.join("lib.rs");
    let package = table([
        ("package", package(MACROS_CRATE, "2024", Table::new())),
        ("lib", library(MACROS_CRATE, &root, "lib")),
    ]);
    write_manifest(&macros, &package)?;
    fs::write(root, MACROS)?;
    let named = prelude
        .crates()
        .filter(|krate| project.crates.iter().any(|known| known.name == *krate));
    let lines = named.map(|krate| {
        let path = Value::from(folder.join(krate).to_string_lossy().into_owned());
        format!(":dep {} = {{ path = {path} }}\n", prelude.package(krate))
    });
    Ok(lines.collect())
}

fn manifest(prelude: &Prelude, krate: &Crate, crates: &[Crate], root: &Path) -> Table {
    let kind = if krate.name == Prelude::CRATE { "dylib" } else { "lib" };
    let features = krate.features.iter().filter(|feature| *feature != "default");
    let default: Vec<Value> = features.clone().map(|feature| Value::from(feature.as_str())).collect();
    let mut declared: Table = features
        .map(|feature| (feature.clone(), Value::Array(Vec::new())))
        .collect();
    declared.insert("default".to_owned(), Value::Array(default));
    let depend = |name: &str, on: &str| {
        let path = format!("../{on}");
        let dependency = table([("path", path.into()), ("package", prelude.package(on).into())]);
        (name.to_owned(), Value::from(dependency))
    };
    let dependencies = krate.dependencies.iter();
    let mut dependencies: Table = dependencies
        .map(|(name, place)| depend(name, &crates[*place].name))
        .collect();
    if krate.name == "nalgebra" {
        dependencies.extend([depend(MACROS_CRATE, MACROS_CRATE)]);
    }
    table([
        (
            "package",
            package(prelude.package(&krate.name), &krate.edition, Table::new()),
        ),
        ("lib", library(&krate.name, root, kind)),
        ("features", declared.into()),
        ("dependencies", dependencies.into()),
    ])
}

fn package(name: &str, edition: &str, mut more: Table) -> Value {
    more.extend(table([
        ("name", name.into()),
        ("version", "0.0.0".into()),
        ("edition", edition.into()),
        ("build", false.into()),
    ]));
    more.into()
}

fn library(name: &str, root: &Path, kind: &str) -> Value {
    Value::from(table([
        ("name", name.into()),
        ("path", root.to_string_lossy().into_owned().into()),
        ("crate-type", vec![Value::from(kind)].into()),
    ]))
}

fn write_manifest(folder: &Path, manifest: &Table) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("Cargo.toml"), manifest.to_string())
}

fn table<const N: usize>(entries: [(&str, Value); N]) -> Table {
    entries
        .map(|(key, value)| (key.to_owned(), value))
        .into_iter()
        .collect()
}

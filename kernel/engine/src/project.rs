//! Records which crates rust-analyzer reads, when the prelude is built.
//!
//! Their sources are copied beside it, so that completing needs neither cargo nor its registry, and nothing is written.

use base::toolchain::Toolchain;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

const FILE: &str = "project.json";
/// The folder of the sources of crates from a registry, a folder each.
pub(crate) const CRATES: &str = "crates";

/// The packages whose names cells see, and those that their signatures are made of. Each further crate takes memory and
/// time: `glam` alone, which nalgebra only converts to, is four times as large as nalgebra.
pub(crate) const PACKAGES: [&str; 14] = [
    "approx",
    "meno-course",
    "meno-figures",
    "meno-grading",
    "meno-prelude",
    "nalgebra",
    "num-complex",
    "num-dual",
    "num-traits",
    "plotters",
    "plotters-backend",
    "plotters-svg",
    "simba",
    "typenum",
];

/// What rust-analyzer has to know of a set of crates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Project {
    /// As `rustc --print cfg` writes them.
    pub cfgs: Vec<String>,
    /// Each after its dependencies.
    pub crates: Vec<Crate>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Crate {
    pub name: String,
    /// Relative to the project's folder, unless it is absolute.
    pub root: PathBuf,
    pub edition: String,
    pub features: Vec<String>,
    /// The names by which it knows others, and their places in the list.
    pub dependencies: Vec<(String, usize)>,
}

impl Project {
    /// The project in `folder`.
    ///
    /// # Errors
    /// If there is none, or it can't be read.
    pub(crate) fn open(folder: &Path) -> io::Result<Project> {
        Ok(serde_json::from_slice(&fs::read(folder.join(FILE))?)?)
    }

    /// Records the project of the workspace `source` in `folder`, where `source` will be in the folder `name`.
    ///
    /// # Errors
    /// If cargo or rustc tell nothing, or the sources can't be copied.
    pub(crate) fn record(toolchain: &Toolchain, source: &Path, folder: &Path, name: &str) -> io::Result<()> {
        let metadata: Value = serde_json::from_slice(&ask(Command::new(&toolchain.cargo)
            .current_dir(source)
            // Crates that are not for this host were never downloaded.
            .args([
                "metadata",
                "--format-version",
                "1",
                "--locked",
                "--offline",
                "--filter-platform",
            ])
            .arg(&toolchain.host)
            .env("RUSTC", &toolchain.rustc))?)?;
        let cfgs = ask(Command::new(&toolchain.rustc).args(["--print", "cfg"]))?;
        let mut project = Project {
            cfgs: String::from_utf8_lossy(&cfgs).lines().map(str::to_owned).collect(),
            crates: crates(&metadata, |package| PACKAGES.contains(&package)),
        };
        for krate in &mut project.crates {
            krate.root = match krate.root.strip_prefix(source) {
                Ok(own) => Path::new(name).join(own),
                Err(_) => copy_sources(&krate.root, folder)?,
            };
        }
        fs::write(folder.join(FILE), serde_json::to_vec(&project)?)
    }
}

fn ask(command: &mut Command) -> io::Result<Vec<u8>> {
    let output = command.stdin(Stdio::null()).process_group(0).output()?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(io::Error::other(
            String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        )),
    }
}

/// The library crates of the packages that are `wanted` by name, each after its dependencies.
fn crates(metadata: &Value, wanted: impl Fn(&str) -> bool) -> Vec<Crate> {
    let list = |value: &'_ Value| value.as_array().cloned().unwrap_or_default();
    let id = |value: &Value| value["id"].as_str().unwrap_or_default().to_owned();
    let packages: HashMap<String, Value> = list(&metadata["packages"])
        .into_iter()
        .map(|it| (id(&it), it))
        .collect();
    let nodes: HashMap<String, Value> = list(&metadata["resolve"]["nodes"])
        .into_iter()
        .map(|it| (id(&it), it))
        .collect();
    let mut search = Search {
        packages: &packages,
        nodes: &nodes,
        wanted: &wanted,
        places: HashMap::new(),
        crates: Vec::new(),
    };
    let mut ids: Vec<&String> = packages.keys().collect();
    ids.sort();
    for id in ids {
        search.visit(id);
    }
    search.crates
}

struct Search<'a> {
    packages: &'a HashMap<String, Value>,
    nodes: &'a HashMap<String, Value>,
    wanted: &'a dyn Fn(&str) -> bool,
    /// By the package's id; `None` if it is left out.
    places: HashMap<String, Option<usize>>,
    crates: Vec<Crate>,
}

impl Search<'_> {
    fn visit(&mut self, id: &str) -> Option<usize> {
        if let Some(place) = self.places.get(id) {
            return *place;
        }
        // cargo allows no cycles but by development dependencies, which are left out.
        self.places.insert(id.to_owned(), None);
        let place = self.add(id);
        self.places.insert(id.to_owned(), place);
        place
    }

    fn add(&mut self, id: &str) -> Option<usize> {
        let package = self.packages.get(id)?;
        let target = package["targets"]
            .as_array()?
            .iter()
            .find(|target| is_library(target))?;
        if !(self.wanted)(package["name"].as_str()?) {
            return None;
        }
        let node = self.nodes.get(id)?;
        let mut dependencies = Vec::new();
        for dependency in node["deps"].as_array()? {
            let kinds = dependency["dep_kinds"].as_array()?;
            if kinds.iter().any(|kind| kind["kind"].is_null())
                && let Some(place) = self.visit(dependency["pkg"].as_str()?)
            {
                dependencies.push((dependency["name"].as_str()?.to_owned(), place));
            }
        }
        let features = node["features"].as_array()?.iter().filter_map(Value::as_str);
        self.crates.push(Crate {
            name: target["name"].as_str()?.replace('-', "_"),
            root: target["src_path"].as_str()?.into(),
            edition: target["edition"].as_str()?.to_owned(),
            features: features.map(str::to_owned).collect(),
            dependencies,
        });
        Some(self.crates.len() - 1)
    }
}

fn is_library(target: &Value) -> bool {
    let kinds = target["kind"].as_array().into_iter().flatten();
    let mut kinds = kinds.filter_map(Value::as_str);
    kinds.any(|kind| ["lib", "rlib", "dylib"].contains(&kind))
}

/// Copies the sources of the crate with this `root` into `folder`. Returns the root of the copy, relative to it.
fn copy_sources(root: &Path, folder: &Path) -> io::Result<PathBuf> {
    let src = root.parent().unwrap_or(root);
    let package = src.parent().and_then(Path::file_name).unwrap_or_default();
    let copy = Path::new(CRATES).join(package);
    for file in rust_files(src)? {
        let target = folder.join(&copy).join(file.strip_prefix(src).unwrap_or(&file));
        fs::create_dir_all(target.parent().unwrap_or(folder))?;
        fs::copy(&file, target)?;
    }
    Ok(copy.join(root.file_name().unwrap_or_default()))
}

/// The Rust files below `folder` that are no tests.
pub(crate) fn rust_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    const LEFT_OUT: [&str; 4] = ["benches", "examples", "tests", "tests.rs"];
    let mut files = Vec::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
            match LEFT_OUT.contains(&name) {
                true => {}
                false if path.is_dir() => pending.push(path),
                false if name.ends_with(".rs") => files.push(path),
                false => {}
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn crates_come_after_their_dependencies_under_the_names_they_use() {
        let package = |name: &str, kind: &str| {
            json!({"id": name, "name": name, "targets": [
                {"kind": ["bin"], "name": "program", "src_path": "/main.rs", "edition": "2015"},
                {"kind": [kind], "name": name, "src_path": format!("/{name}/src/lib.rs"), "edition": "2021"},
            ]})
        };
        let on = |name: &str, package: &str, kind: Value| json!({"name": name, "pkg": package, "dep_kinds": [{"kind": kind}]});
        let metadata = json!({
            "packages": [package("a", "dylib"), package("b-c", "lib"), package("large", "lib"), package("derive", "proc-macro")],
            "resolve": {"nodes": [
                {"id": "a", "features": [], "deps": [
                    on("renamed", "b-c", Value::Null),
                    on("large", "large", Value::Null),
                    on("derive", "derive", Value::Null),
                ]},
                {"id": "b-c", "features": ["std"], "deps": [on("a", "a", json!("dev"))]},
                {"id": "large", "features": [], "deps": []},
                {"id": "derive", "features": [], "deps": []},
            ]},
        });
        let found = crates(&metadata, |package| package != "large");
        let names: Vec<&str> = found.iter().map(|krate| krate.name.as_str()).collect();
        assert_eq!(names, ["b_c", "a"]);
        assert_eq!(found[0].root, Path::new("/b-c/src/lib.rs"));
        assert_eq!(found[0].features, ["std"]);
        assert_eq!(found[0].dependencies, []);
        assert_eq!(found[1].dependencies, [("renamed".to_owned(), 0)]);
    }
}

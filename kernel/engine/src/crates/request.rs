//! One line of `:dep`: a crate, as Cargo's `[dependencies]` would name it.

use super::Complaint;
use crate::prelude::Part;
use semver::VersionReq;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// A crate that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Request {
    /// The name that cells know it by, as it was written.
    name: String,
    /// A version, or a table that says more.
    value: Value,
    source: Source,
}

#[derive(Clone, Debug, PartialEq)]
enum Source {
    /// cargo builds it.
    Cargo,
    /// Cells see it anyway.
    Names(String),
    /// The prelude holds it, under this name of a crate and in this file.
    Part(String, PathBuf),
}

impl Request {
    /// Reads what stands behind `:dep`: a name, a line of `[dependencies]`, or the path of a crate's folder.
    ///
    /// # Errors
    /// If it is neither.
    pub(super) fn read(text: &str) -> Result<Request, Complaint> {
        let text = without_comment(text).trim();
        if text.starts_with(['.', '/']) {
            return Request::of_folder(text);
        }
        if !text.contains('=') {
            return match text.split_once(['@', ' ']) {
                None => Ok(Request::new(text, Value::from("*"))),
                Some((name, version)) => Err(Complaint::new(format!(
                    "a version stands behind `=`, in quotes: `:dep {name} = \"{}\"`",
                    version.trim_matches([' ', '"', '@'])
                ))),
            };
        }
        let mut entries = text.parse::<Table>().unwrap_or_default().into_iter();
        let (Some((name, value)), None) = (entries.next(), entries.next()) else {
            return Err(unreadable(text));
        };
        match value {
            Value::String(_) => Ok(Request::new(&name, value)),
            Value::Table(mut table) => {
                if let Some(path) = table.get("path").and_then(Value::as_str) {
                    let path = folder(path)?;
                    table.insert("path".to_owned(), Value::from(path));
                }
                Ok(Request::new(&name, Value::from(table)))
            }
            _ => Err(unreadable(text)),
        }
    }

    fn new(name: &str, value: Value) -> Request {
        Request {
            name: name.to_owned(),
            value,
            source: Source::Cargo,
        }
    }

    /// The crate in a folder, by the name that its manifest gives.
    fn of_folder(path: &str) -> Result<Request, Complaint> {
        let path = folder(path)?;
        let manifest = Path::new(&path).join("Cargo.toml");
        let read = fs::read_to_string(&manifest)
            .map_err(|error| Complaint::new(format!("`{}` can't be read: {error}", manifest.display())))?;
        let table: Option<Table> = read.parse().ok();
        let name = table
            .as_ref()
            .and_then(|table| table.get("package")?.get("name")?.as_str());
        let Some(name) = name else {
            let manifest = manifest.display();
            return Err(Complaint::new(format!(
                "`{manifest}` names no package: name the folder of one"
            )));
        };
        let value = Table::from_iter([("path".to_owned(), Value::from(path.as_str()))]);
        Ok(Request::new(name, Value::from(value)))
    }

    /// Looks whether one of the prelude's `parts` is what is asked for.
    ///
    /// # Errors
    /// If cells see another version of it, or less of it than is asked for.
    pub(super) fn of_the_prelude(self, parts: &[Part]) -> Result<Request, Complaint> {
        let is_visible = |part: &&Part| part.is_visible && part.krate == self.name.replace('-', "_");
        if self.package() != self.name {
            return match parts.iter().find(is_visible) {
                Some(part) => Err(Complaint::new(format!(
                    "`{}` is the name of a crate that is part of Meno: give `{}` another one",
                    part.krate,
                    self.package()
                ))),
                None => Ok(self),
            };
        }
        let Some(part) = parts.iter().find(|part| part.package == self.name) else {
            return Ok(self);
        };
        let source = match self.lacking(part) {
            None if part.is_visible => {
                Source::Names(format!("`{}` {} is part of Meno already", part.package, part.version))
            }
            None => Source::Part(part.krate.clone(), part.file.clone()),
            Some(reason) if part.is_visible => return Err(self.refusal(part, &reason)),
            Some(_) => return Ok(self),
        };
        Ok(Request { source, ..self })
    }

    /// What `part` is not of what is asked for.
    fn lacking(&self, part: &Part) -> Option<String> {
        if self.is_from_elsewhere() {
            return Some("what you ask for comes from elsewhere".to_owned());
        }
        let requirement = self.version();
        match VersionReq::parse(requirement) {
            Ok(wanted) if wanted.matches(&part.version) => {}
            _ => return Some(format!("`{requirement}` asks for another version")),
        }
        let missing: Vec<String> = self
            .features()
            .filter(|feature| !part.features.iter().any(|known| known == feature))
            .map(|feature| format!("`{feature}`"))
            .collect();
        match &missing[..] {
            [] => None,
            [feature] => Some(format!("it is built without the feature {feature}")),
            features => Some(format!("it is built without the features {}", features.join(", "))),
        }
    }

    fn refusal(&self, part: &Part, reason: &str) -> Complaint {
        let other = format!("other_{}", part.krate);
        let mut value = match &self.value {
            Value::Table(table) => table.clone(),
            version => Table::from_iter([("version".to_owned(), version.clone())]),
        };
        value.insert("package".to_owned(), Value::from(part.package.as_str()));
        Complaint::new(format!(
            "`{}` {} is part of Meno, where every cell sees it, and {reason}. To have the other one beside it, give that \
             another name: `:dep {}`",
            part.package,
            part.version,
            Request::new(&other, Value::from(value))
        ))
    }

    /// The name that cells know it by.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The name that its package has.
    fn package(&self) -> &str {
        self.entry("package").and_then(Value::as_str).unwrap_or(&self.name)
    }

    /// What it asks of the version, as it was written.
    fn version(&self) -> &str {
        let version = match &self.value {
            Value::String(version) => Some(version.as_str()),
            _ => self.entry("version").and_then(Value::as_str),
        };
        version.unwrap_or("*")
    }

    fn features(&self) -> impl Iterator<Item = &str> {
        let features = self.entry("features").and_then(Value::as_array);
        features.into_iter().flatten().filter_map(Value::as_str)
    }

    /// Whether it asks for whatever version is newest.
    pub(super) fn is_open(&self) -> bool {
        self.version() == "*" && !self.is_from_elsewhere()
    }

    /// Whether it is not a crate of a registry.
    fn is_from_elsewhere(&self) -> bool {
        ["path", "git", "registry", "workspace"]
            .iter()
            .any(|key| self.entry(key).is_some())
    }

    /// Whether its sources may change from one build to the next.
    pub(super) fn is_local(&self) -> bool {
        self.entry("path").is_some()
    }

    /// Whether cargo builds it.
    pub(super) fn is_built(&self) -> bool {
        self.source == Source::Cargo
    }

    /// The part of the prelude that it is, if cells don't see that anyway: its name and its file.
    pub(super) fn part(&self) -> Option<(&str, &Path)> {
        match &self.source {
            Source::Part(name, file) => Some((name, file)),
            Source::Cargo | Source::Names(_) => None,
        }
    }

    /// What to say of a crate that is there anyway, and of which something was asked.
    pub(super) fn note(&self) -> Option<String> {
        match &self.source {
            Source::Names(note) if self.value.as_str() != Some("*") => Some(note.clone()),
            _ => None,
        }
    }

    fn entry(&self, key: &str) -> Option<&Value> {
        self.value.as_table()?.get(key)
    }

    /// The line of a manifest: its name and what is asked of it.
    pub(super) fn manifest_entry(&self) -> (String, Value) {
        (self.name.clone(), self.value.clone())
    }
}

/// As a line of `[dependencies]`.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", self.name, self.value)
    }
}

/// `path`, which may be relative to the folder of the notebook.
fn folder(path: &str) -> Result<String, Complaint> {
    match fs::canonicalize(path) {
        Ok(absolute) => Ok(absolute.to_string_lossy().into_owned()),
        Err(error) => Err(Complaint::new(format!("there is no crate in `{path}`: {error}"))),
    }
}

/// `text` up to a `//` that is not in quotes, where Rust has its comments.
fn without_comment(text: &str) -> &str {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if text[at..].starts_with("//") => return &text[..at],
            _ => {}
        }
    }
    text
}

fn unreadable(text: &str) -> Complaint {
    let name = text.split('=').next().unwrap_or_default().trim();
    Complaint::new(format!(
        "`{text}` is no line of Cargo's `[dependencies]`: write `:dep {name} = \"1.0\"`, or \
         `:dep {name} = {{ version = \"1.0\", features = [\"…\"] }}`"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use semver::Version;

    #[test]
    fn a_line_is_read_as_cargo_would() {
        #[track_caller]
        fn check(text: &str, expected: Result<&str, &str>) {
            let read = Request::read(text).map(|request| request.to_string());
            match expected {
                Ok(line) => assert_eq!(read.as_deref(), Ok(line)),
                Err(start) => {
                    let complaint = read.expect_err("it is no line");
                    assert!(complaint.sentence.starts_with(start), "{complaint:?}");
                }
            }
        }
        check("rand", Ok("rand = \"*\""));
        check("rand = \"0.9\" // for dice", Ok("rand = \"0.9\""));
        check("rand='0.9'", Ok("rand = \"0.9\""));
        check(
            "a = { git = \"https://host/a\", branch = \"main\" }",
            Ok("a = { branch = \"main\", git = \"https://host/a\" }"),
        );
        check("serde.version = \"1\"", Ok("serde = { version = \"1\" }"));
        check("a = { path = \"/tmp\" }", Ok("a = { path = \"/tmp\" }"));
        check(
            "a = { path = \"/nonexistent\" }",
            Err("there is no crate in `/nonexistent`"),
        );
        check("./nonexistent", Err("there is no crate in `./nonexistent`"));
        check("/tmp", Err("`/tmp/Cargo.toml` can't be read"));
        check(
            "rand = 0.9",
            Err("`rand = 0.9` is no line of Cargo's `[dependencies]`: write `:dep rand = \"1.0\"`"),
        );
        check("a = \"1\"\nb = \"2\"", Err("`a = \"1\""));
        check(
            "rand@0.9",
            Err("a version stands behind `=`, in quotes: `:dep rand = \"0.9\"`"),
        );
        check(
            "rand \"0.9\"",
            Err("a version stands behind `=`, in quotes: `:dep rand = \"0.9\"`"),
        );
    }

    fn parts() -> Vec<Part> {
        let part = |package: &str, is_visible, features: &[&str]| Part {
            package: package.to_owned(),
            krate: package.replace('-', "_"),
            version: Version::new(0, 35, 2),
            features: features.iter().map(|feature| (*feature).to_owned()).collect(),
            file: PathBuf::from("/prelude/lib.rlib"),
            is_visible,
        };
        vec![
            part("nalgebra", true, &["std", "macros"]),
            part("num-dual", true, &[]),
            part("approx", false, &["std"]),
        ]
    }

    /// What becomes of a request: of Meno's own with a note, of Meno's own, built, or refused.
    #[test]
    fn what_the_prelude_holds_is_taken_from_it_or_refused() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            let request = Request::read(text).expect("it is a line");
            let found = match request.of_the_prelude(&parts()) {
                Ok(request) if request.is_built() => "built".to_owned(),
                Ok(request) => match (request.note(), request.part()) {
                    (Some(note), _) => note,
                    (None, Some((name, _))) => format!("the prelude's {name}"),
                    (None, None) => "there".to_owned(),
                },
                Err(complaint) => complaint.sentence,
            };
            assert!(found.starts_with(expected), "{found}");
        }
        check("nalgebra = \"0.35\"", "`nalgebra` 0.35.2 is part of Meno already");
        check("nalgebra", "there");
        check(
            "nalgebra = { version = \"0.35\", features = [\"macros\"] }",
            "`nalgebra` 0.35.2 is part of Meno already",
        );
        check(
            "nalgebra = \"0.33\"",
            "`nalgebra` 0.35.2 is part of Meno, where every cell sees it, and `0.33` asks for another version. To have the \
             other one beside it, give that another name: `:dep other_nalgebra = { package = \"nalgebra\", version = \"0.33\" }`",
        );
        check(
            "nalgebra = { version = \"0.35\", features = [\"rand\", \"serde\"] }",
            "`nalgebra` 0.35.2 is part of Meno, where every cell sees it, and it is built without the features `rand`, `serde`.",
        );
        check(
            "nalgebra = { git = \"https://host/a\" }",
            "`nalgebra` 0.35.2 is part of Meno, where every cell sees it, and what",
        );
        check("older = { package = \"nalgebra\", version = \"0.33\" }", "built");
        check(
            "num_dual = { package = \"other\", version = \"1\" }",
            "`num_dual` is the name of a crate that is part of Meno",
        );
        check("num-dual = \"0.35\"", "`num-dual` 0.35.2 is part of Meno already");
        check("approx = \"0.35\"", "the prelude's approx");
        check("approx = \"0.4\"", "built");
        check("rand = \"0.9\"", "built");
    }
}

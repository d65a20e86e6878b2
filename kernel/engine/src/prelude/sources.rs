//! What the prelude is built from: a few packages of this workspace, as far as they are compiled into it.
//!
//! The binary holds them. What is built is made of [`Sources::files`] and of nothing else, and so is what names it: an edit
//! of a test, of a page or of a package that the prelude does without changes neither.

use include_dir::Dir;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use toml::{Table, Value};

/// The package that is built; the others are what it depends on.
pub(super) const PACKAGE: &str = "meno-prelude";

/// The packages of this workspace that the prelude is built from.
pub struct Sources {
    /// The workspace's `Cargo.toml`.
    pub manifest: &'static str,
    /// The workspace's `Cargo.lock`.
    pub lock: &'static str,
    pub packages: &'static [Package],
}

/// A package of this workspace.
pub struct Package {
    /// Its folder, from the workspace's root.
    pub folder: &'static str,
    /// Its `Cargo.toml`.
    pub manifest: &'static str,
    pub src: Dir<'static>,
}

impl Sources {
    /// The files of a workspace of these packages alone, without what is not compiled into the prelude, by their paths.
    pub(super) fn files(&self) -> BTreeMap<PathBuf, Cow<'static, [u8]>> {
        let mut files = BTreeMap::new();
        let members = self.members();
        let workspace = self.workspace(&members).to_string().into_bytes();
        files.insert(PathBuf::from("Cargo.toml"), Cow::from(workspace));
        for (package, member) in self.packages.iter().zip(members) {
            let folder = Path::new(package.folder);
            let manifest = member.to_string().into_bytes();
            files.insert(folder.join("Cargo.toml"), Cow::from(manifest));
            collect(&package.src, &folder.join("src"), &mut files);
        }
        files
    }

    /// Adds what the files and the packages from elsewhere are to a name.
    pub(super) fn hash(&self, hash: &mut Sha256) {
        for (path, content) in self.files() {
            for part in [path.as_os_str().as_encoded_bytes(), content.as_ref()] {
                hash.update(part.len().to_le_bytes());
                hash.update(part);
            }
        }
        hash.update(self.locked());
    }

    /// The manifests of the packages, without what says nothing about the code that is compiled.
    fn members(&self) -> Vec<Table> {
        let manifests = self.packages.iter().map(|package| parse(package.manifest));
        manifests.map(compiled).collect()
    }

    /// The workspace's manifest, as far as the `members` go by it.
    fn workspace(&self, members: &[Table]) -> Table {
        let given = parse(self.manifest);
        let shared = table(&given, "workspace");
        let part = |name: &str, kept: BTreeSet<String>| {
            let mut part = table(shared, name).clone();
            part.retain(|key, _| kept.contains(key));
            (name.to_owned(), Value::from(part))
        };
        let folders = self.packages.iter().map(|package| Value::from(package.folder));
        let mut workspace = Table::from_iter([
            ("members".to_owned(), Value::from(folders.collect::<Vec<_>>())),
            part(
                "package",
                inherited(members.iter().map(|member| table(member, "package"))),
            ),
            part("dependencies", inherited(members.iter().flat_map(dependency_tables))),
        ]);
        let resolver = shared.get("resolver").cloned();
        workspace.extend(resolver.map(|resolver| ("resolver".to_owned(), resolver)));
        // It is built in this profile.
        let release = table(table(&given, "profile"), "release").clone();
        let profile = Table::from_iter([("release".to_owned(), Value::from(release))]);
        Table::from_iter([
            ("workspace".to_owned(), Value::from(workspace)),
            ("profile".to_owned(), Value::from(profile)),
        ])
    }

    /// The packages that the prelude is built from, itself included, a line each: those of the lock file that something
    /// else needs change nothing about it.
    fn locked(&self) -> String {
        let lock = parse(self.lock);
        let own = self.needs();
        let mut found = BTreeSet::new();
        let mut pending = vec![PACKAGE];
        while let Some(wanted) = pending.pop() {
            // A dependency is a name, followed by a version where the name alone would not do.
            let mut words = wanted.split(' ');
            let (name, version) = (words.next().unwrap_or_default(), words.next());
            let is_wanted = |package: &&Value| {
                field(package, "name") == name && version.is_none_or(|version| field(package, "version") == version)
            };
            for package in list(lock.get("package")).filter(is_wanted) {
                let line = ["name", "version", "checksum"].map(|key| field(package, key)).join(" ");
                if found.insert(line) {
                    let dependencies = list(package.get("dependencies")).filter_map(Value::as_str);
                    // Of a package of this workspace, what its tests need is listed as well.
                    pending.extend(dependencies.filter(|dependency| {
                        let dependency = dependency.split(' ').next().unwrap_or_default();
                        own.get(name).is_none_or(|needs| needs.contains(dependency))
                    }));
                }
            }
        }
        found.into_iter().collect::<Vec<_>>().join("\n")
    }

    /// By the names of the packages here, the names of those that each is built from.
    fn needs(&self) -> BTreeMap<String, BTreeSet<String>> {
        let given = parse(self.manifest);
        let shared = table(table(&given, "workspace"), "dependencies");
        let renamed = |value: &Value| value.get("package").and_then(Value::as_str).map(str::to_owned);
        let needs = |member: &Table| -> BTreeSet<String> {
            let entries = dependency_tables(member).flat_map(Table::iter);
            let names = entries.map(|(name, value)| {
                let shared = shared.get(name).and_then(renamed);
                renamed(value).or(shared).unwrap_or_else(|| name.clone())
            });
            names.collect()
        };
        let members = self.members();
        let named = members.iter().filter_map(|member| {
            let name = table(member, "package").get("name")?.as_str()?;
            Some((name.to_owned(), needs(member)))
        });
        named.collect()
    }
}

/// A manifest without what says nothing about the code that is compiled.
fn compiled(mut manifest: Table) -> Table {
    const LEFT_OUT: [&str; 6] = ["badges", "bench", "dev-dependencies", "example", "lints", "test"];
    /// Fields of a package that are for people.
    const PROSE: [&str; 9] = [
        "authors",
        "categories",
        "description",
        "documentation",
        "homepage",
        "keywords",
        "license",
        "readme",
        "repository",
    ];
    manifest.retain(|key, _| !LEFT_OUT.contains(&key));
    if let Some(package) = manifest.get_mut("package").and_then(Value::as_table_mut) {
        package.retain(|key, _| !PROSE.contains(&key));
    }
    manifest
}

/// The tables of what a package is built from.
fn dependency_tables(manifest: &Table) -> impl Iterator<Item = &Table> {
    const TABLES: [&str; 2] = ["dependencies", "build-dependencies"];
    let targets = table(manifest, "target").values().filter_map(Value::as_table);
    let places = std::iter::once(manifest).chain(targets);
    places.flat_map(|place| TABLES.map(|name| table(place, name)))
}

/// The names of the entries that the workspace's manifest says more of.
fn inherited<'t>(tables: impl Iterator<Item = &'t Table>) -> BTreeSet<String> {
    let entries = tables.flat_map(Table::iter);
    let inherited = entries.filter(|(_, value)| value.get("workspace").is_some());
    inherited.map(|(name, _)| name.clone()).collect()
}

/// Adds the files below `dir`, which is the folder `path`, that are no tests.
fn collect(dir: &Dir<'static>, path: &Path, files: &mut BTreeMap<PathBuf, Cow<'static, [u8]>>) {
    const TESTS: [&str; 2] = ["tests", "tests.rs"];
    for file in dir.files() {
        let name = file.path().file_name().unwrap_or_default();
        if TESTS.iter().all(|tests| name != *tests) {
            files.insert(path.join(name), Cow::from(file.contents()));
        }
    }
    for dir in dir.dirs() {
        let name = dir.path().file_name().unwrap_or_default();
        if TESTS.iter().all(|tests| name != *tests) {
            collect(dir, &path.join(name), files);
        }
    }
}

/// The entries of a list; none if there is no such list.
fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// The text of that name in a table; empty if there is none.
fn field<'v>(table: &'v Value, name: &str) -> &'v str {
    table.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A file of this workspace, which cargo has read before.
fn parse(text: &str) -> Table {
    text.parse().unwrap_or_default()
}

/// The table of that name in another one; empty if there is none.
fn table<'t>(outer: &'t Table, name: &str) -> &'t Table {
    static NONE: LazyLock<Table> = LazyLock::new(Table::new);
    outer.get(name).and_then(Value::as_table).unwrap_or_else(|| &NONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use include_dir::{DirEntry, File};

    const WORKSPACE: &str = r#"
        [workspace]
        resolver = "3"
        members = ["prelude", "engine"]
        [workspace.package]
        version = "1.0.0"
        license = "MIT"
        [workspace.dependencies]
        a = "0.1"
        other = "1"
        [workspace.lints.rust]
        unused = "deny"
        [profile.release]
        opt-level = 2
        [profile.dev]
        opt-level = 0
    "#;
    const MANIFEST: &str = r#"
        [package]
        name = "meno-prelude"
        version.workspace = true
        license.workspace = true
        description = "What every cell sees"
        [dependencies]
        a.workspace = true
        bee = { package = "b", version = "2" }
        [dev-dependencies]
        d = "1"
        [lints]
        workspace = true
    "#;
    const LOCK: &str = r#"
        [[package]]
        name = "meno-prelude"
        version = "1.0.0"
        dependencies = ["a", "b 2.0.0", "d"]
        [[package]]
        name = "a"
        version = "0.1.0"
        checksum = "aa"
        dependencies = ["c"]
        [[package]]
        name = "b"
        version = "1.0.0"
        [[package]]
        name = "b"
        version = "2.0.0"
        [[package]]
        name = "c"
        version = "3.0.0"
        [[package]]
        name = "d"
        version = "1.0.0"
        [[package]]
        name = "other"
        version = "1.0.0"
        dependencies = ["c"]
    "#;
    const FILES: [(&str, &str); 3] = [
        ("lib.rs", "mod a; #[cfg(test)] mod tests;"),
        ("a.rs", "code"),
        ("tests.rs", "fn test() {}"),
    ];

    fn sources(
        manifest: &'static str,
        lock: &'static str,
        package: &'static str,
        files: &[(&'static str, &'static str)],
    ) -> Sources {
        let entries = files
            .iter()
            .map(|&(path, content)| DirEntry::File(File::new(path, content.as_bytes())));
        let package = Package {
            folder: "kernel/prelude",
            manifest: package,
            src: Dir::new("", entries.collect::<Vec<_>>().leak()),
        };
        Sources {
            manifest,
            lock,
            packages: vec![package].leak(),
        }
    }

    fn name(sources: &Sources) -> String {
        let mut hash = Sha256::new();
        sources.hash(&mut hash);
        format!("{:x?}", hash.finalize())
    }

    /// Whether the sources are another prelude's when `text` stands for `old` in one of their files.
    #[track_caller]
    fn check(old: &str, text: &str, is_another: bool) {
        let replaced = |file: &str| -> &'static str { file.replace(old, text).leak() };
        let [manifest, lock, package] = [WORKSPACE, LOCK, MANIFEST].map(replaced);
        let files = FILES.map(|(path, content)| (path, replaced(content)));
        let texts = |files: &[(&str, &str)]| files.iter().map(|(_, content)| *content).collect::<String>();
        let before = [WORKSPACE, LOCK, MANIFEST].concat() + &texts(&FILES);
        assert_ne!(
            [manifest, lock, package].concat() + &texts(&files),
            before,
            "there is no {old:?}"
        );
        let before = name(&sources(WORKSPACE, LOCK, MANIFEST, &FILES));
        let after = name(&sources(manifest, lock, package, &files));
        assert_eq!(before != after, is_another, "{text:?} in the place of {old:?}");
    }

    #[test]
    fn what_is_compiled_makes_another_prelude() {
        check("\"3\"", "\"2\"", true);
        check("version = \"1.0.0\"", "version = \"1.0.1\"", true);
        check("a = \"0.1\"", "a = { version = \"0.1\", features = [\"f\"] }", true);
        check("opt-level = 2", "opt-level = 3", true);
        check("version = \"2\"", "version = \"3\"", true);
        check("checksum = \"aa\"", "checksum = \"bb\"", true);
        check("\"3.0.0\"", "\"3.0.1\"", true);
        check("code", "other code", true);
    }

    #[test]
    fn what_is_not_compiled_makes_none() {
        check("\"engine\"", "\"engine\", \"more\"", false);
        check("license = \"MIT\"", "license = \"Apache-2.0\"", false);
        check("other = \"1\"", "other = \"2\"", false);
        check("unused = \"deny\"", "unused = \"warn\"", false);
        check("opt-level = 0", "opt-level = 1", false);
        check("every cell sees", "cells see", false);
        check("d = \"1\"", "d = \"2\"\ne = \"1\"", false);
        check(
            "name = \"d\"\n        version = \"1.0.0\"",
            "name = \"d\"\n        version = \"1.0.1\"",
            false,
        );
        check("fn test()", "fn other_test()", false);
    }

    #[test]
    fn only_packages_that_are_compiled_count() {
        let sources = sources(WORKSPACE, LOCK, MANIFEST, &FILES);
        assert_eq!(sources.locked(), "a 0.1.0 aa\nb 2.0.0 \nc 3.0.0 \nmeno-prelude 1.0.0 ");
    }
}

//! The crates of a registry that the prelude holds, in the versions and with the features that they have there.

use super::{CRATES, Prelude};
use crate::project::{CRATES as CRATES_FOLDER, Project};
use semver::Version;
use std::fs;
use std::path::PathBuf;

/// A crate of a registry that the prelude holds.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) package: String,
    /// Its name in code.
    pub(crate) krate: String,
    pub(crate) version: Version,
    pub(crate) features: Vec<String>,
    /// What rustc reads of it.
    pub(crate) file: PathBuf,
    /// Whether cells name it without more ado.
    pub(crate) is_visible: bool,
}

impl Prelude {
    /// The crates of a registry that it holds and that signatures of what cells see are made of.
    pub(crate) fn parts(&self) -> Vec<Part> {
        let Ok(project) = Project::open(&self.folder) else {
            return Vec::new();
        };
        let parts = project.crates.into_iter().filter_map(|krate| {
            // Sources are kept in folders of the packages' names and versions, as the registry has them.
            let folder = krate.root.strip_prefix(CRATES_FOLDER).ok()?.iter().next()?.to_str()?;
            let (package, version) = folder
                .match_indices('-')
                .find_map(|(at, _)| Some((&folder[..at], Version::parse(&folder[at + 1..]).ok()?)))?;
            Some(Part {
                is_visible: CRATES.iter().any(|(_, name)| *name == krate.name),
                file: self.library(&krate.name)?,
                package: package.to_owned(),
                krate: krate.name,
                version,
                features: krate.features,
            })
        });
        parts.collect()
    }

    /// The library of the crate of that name, if it is the only one.
    fn library(&self, krate: &str) -> Option<PathBuf> {
        let prefix = format!("lib{krate}-");
        let files = fs::read_dir(&self.folder).ok()?.flatten().map(|entry| entry.path());
        let mut found = files.filter(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(&prefix) && name.ends_with(".rlib")
        });
        match (found.next(), found.next()) {
            (Some(file), None) => Some(file),
            _ => None,
        }
    }
}

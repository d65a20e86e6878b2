//! The crates that a notebook has added with `:dep`: what was asked for, and what cargo has built of it.
//!
//! All that is asked for is written as the dependencies of one empty crate, as evcxr does it, and cargo resolves and builds
//! them. How cargo would then call rustc for the empty crate tells how cells find them.
//!
//! - `request`: one line of `:dep`, read
//! - `cargo`: builds
//! - `complaint`: what cargo says, put into words

mod cargo;
mod complaint;
mod request;

use crate::interrupt::Interrupter;
use crate::prelude::Prelude;
use backend::CrateSettings;
use base::crate_cache::CrateCache;
use base::toolchain::Toolchain;
use cargo::{Built, Cargo};
use request::Request;
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

pub(crate) use cargo::play_role;
pub(crate) use complaint::Complaint;

/// The crates of one notebook.
#[derive(Debug, Default)]
pub(crate) struct Crates {
    /// By the names that cells know them by.
    requested: BTreeMap<String, Request>,
    /// What cargo has built, as it is for the present requests.
    built: Option<Built>,
    libraries: Libraries,
}

/// How rustc finds the crates that were added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Libraries {
    pub(crate) arguments: Vec<OsString>,
    /// Whether cells have to be linked with them: what is part of the prelude, the worker has loaded.
    pub(crate) are_linked: bool,
    pub(crate) builds: Arc<Builds>,
}

/// Tells builds of crates apart, by the crate's name. Types of a crate that was built anew are other types.
pub(crate) type Builds = BTreeMap<String, u64>;

/// What crates are built with.
pub(crate) struct Tools<'a> {
    pub(crate) toolchain: &'a Toolchain,
    pub(crate) prelude: &'a Prelude,
    /// Of the kernel alone.
    pub(crate) folder: &'a Path,
    pub(crate) settings: &'a CrateSettings,
    pub(crate) interrupter: &'a Interrupter,
}

impl Crates {
    /// Adds crates, each given as after `:dep`, all of them or none. Tells of crates that are there already, a sentence
    /// each. `progress` hears what cargo is at.
    ///
    /// # Errors
    /// Why they can't be added.
    pub(crate) fn add(
        &mut self,
        lines: &[String],
        tools: &Tools<'_>,
        progress: &mut dyn FnMut(&str),
    ) -> Result<Vec<String>, Complaint> {
        let parts = tools.prelude.parts();
        let mut requested = self.requested.clone();
        let mut notes = Vec::new();
        for line in lines {
            let request = Request::read(line)?.of_the_prelude(&parts)?;
            notes.extend(request.note());
            requested.insert(request.name().to_owned(), request);
        }
        let is_known = requested == self.requested && !requested.values().any(Request::is_local);
        let built = match requested.values().any(Request::is_built) {
            true if is_known => self.built.take(),
            true => Some(build(&requested, tools, progress)?),
            false => None,
        };
        let unusable = |fault: io::Error| Complaint::new(format!("what cargo has built can't be used: {fault}"));
        self.libraries = libraries(&requested, built.as_ref(), &tools.folder.join("crates")).map_err(unusable)?;
        self.requested = requested;
        self.built = built;
        Ok(notes)
    }

    /// Each as a line of `[dependencies]`.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.requested.values().map(Request::to_string).collect()
    }

    pub(crate) fn libraries(&self) -> &Libraries {
        &self.libraries
    }
}

fn build(
    requested: &BTreeMap<String, Request>,
    tools: &Tools<'_>,
    progress: &mut dyn FnMut(&str),
) -> Result<Built, Complaint> {
    let cache = CrateCache::enter(tools.settings.cache, &tools.folder.join("target"));
    let cargo = Cargo {
        toolchain: tools.toolchain,
        folder: &tools.folder.join("dependencies"),
        target: cache.folder(),
        settings: tools.settings,
        interrupter: tools.interrupter,
    };
    let wanted = requested.values().filter(|request| request.is_built());
    cargo.build(&wanted.collect::<Vec<_>>(), progress)
}

/// Takes what cargo has built into `folder`, where no other kernel changes it.
fn libraries(requested: &BTreeMap<String, Request>, built: Option<&Built>, folder: &Path) -> io::Result<Libraries> {
    let mut libraries = Libraries::default();
    let mut builds = Builds::new();
    for (name, file) in requested.values().filter_map(Request::part) {
        libraries.add(&mut builds, name, file)?;
    }
    let Some(built) = built else {
        libraries.builds = Arc::new(builds);
        return Ok(libraries);
    };
    fs::create_dir_all(folder)?;
    let mut taken: HashMap<&Path, PathBuf> = HashMap::new();
    for file in built.files() {
        taken.insert(file, take(file, folder)?);
    }
    for (name, file) in built.externs() {
        let own = match taken.get(file) {
            Some(own) => own.clone(),
            None => take(file, folder)?,
        };
        libraries.add(&mut builds, name, &own)?;
    }
    let mut search = OsString::from("dependency=");
    search.push(folder);
    libraries.arguments.extend(["-L".into(), search]);
    libraries.arguments.extend(built.native().iter().map(OsString::from));
    libraries.are_linked = true;
    libraries.builds = Arc::new(builds);
    Ok(libraries)
}

impl Libraries {
    fn add(&mut self, builds: &mut Builds, name: &str, file: &Path) -> io::Result<()> {
        let mut argument = OsString::from(format!("{name}="));
        argument.push(file);
        self.arguments.extend(["--extern".into(), argument]);
        let mut hasher = DefaultHasher::new();
        hasher.write(&fs::read(file)?);
        builds.insert(name.to_owned(), hasher.finish());
        Ok(())
    }
}

/// Links `file` into `folder`, or copies it where that is another disk. cargo never changes a file, but puts another one in
/// its place.
fn take(file: &Path, folder: &Path) -> io::Result<PathBuf> {
    let own = folder.join(file.file_name().unwrap_or_default());
    match fs::remove_file(&own) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::hard_link(file, &own).or_else(|_| fs::copy(file, &own).map(|_| ()))?;
    Ok(own)
}

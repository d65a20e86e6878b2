//! The prelude: what every cell is compiled against, built once for all kernels of a user.
//!
//! Its sources are part of the binary. They are built in a folder of the user's cache, named by everything that the
//! result depends on, and moved in place when they are complete: a half-built prelude is never seen, and two kernels that
//! start at once build it once.

mod build;
mod error;
mod parts;
mod sources;

use base::storage;
use base::toolchain::Toolchain;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::{env, fmt};

pub use error::Error;
pub(crate) use parts::Part;
pub use sources::{Package, Sources};

/// The crates that a cell names directly, by the names their packages have.
const CRATES: [(&str, &str); 5] = [
    ("nalgebra", "nalgebra"),
    ("plotters", "plotters"),
    ("num-dual", "num_dual"),
    ("meno-course", "course"),
    ("meno-grading", "grading"),
];

/// A built prelude.
#[derive(Clone, Debug)]
pub struct Prelude {
    folder: PathBuf,
    externs: Externs,
}

/// File names in the prelude's folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Externs {
    /// By crate name, as for rustc's `--extern`.
    crates: Vec<(String, String)>,
    /// Bytes of every other file beside this list: what a crash or a full disk has cut short is of no use.
    sizes: BTreeMap<String, u64>,
}

/// A step of a build, for people to watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Another kernel is building.
    Waiting,
    /// What cargo is at.
    Building(String),
}

impl Progress {
    /// What a cell that waits for it is busy with.
    pub(crate) fn activity(&self) -> String {
        format!("Preparing Rust, this first time only: {self}")
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Progress::Waiting => write!(f, "another process is at it"),
            Progress::Building(work) => f.write_str(work),
        }
    }
}

impl Prelude {
    /// The crate that is one library with all the others.
    pub(crate) const CRATE: &str = "meno_prelude";

    /// Bytes that a build takes at its height, which was measured at 170 MB, and some to spare.
    pub const SPACE: u64 = 300 << 20;

    /// Finds the prelude for `toolchain`, building it first where there is none yet.
    ///
    /// # Errors
    /// If it can't be built or stored; see [`Error`].
    pub fn prepare(
        sources: &Sources,
        toolchain: &Toolchain,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Prelude, Error> {
        let key = key(sources, toolchain);
        if let Some(prelude) = shared_folders()
            .iter()
            .find_map(|folder| Prelude::open(&folder.join(&key)))
        {
            return Ok(prelude);
        }
        let cache = own_folder()?;
        let folder = cache.join(&key);
        if let Some(prelude) = Prelude::open(&folder) {
            return Ok(prelude);
        }
        fs::create_dir_all(&cache).map_err(|cause| Error::Io {
            path: cache.clone(),
            cause,
        })?;
        let lock_path = cache.join(format!("{key}.lock"));
        let lock = File::create(&lock_path).map_err(|cause| Error::Io {
            path: lock_path.clone(),
            cause,
        })?;
        if lock.try_lock().is_err() {
            progress(Progress::Waiting);
            lock.lock().map_err(|cause| Error::Io { path: lock_path, cause })?;
        }
        match Prelude::open(&folder) {
            Some(prelude) => Ok(prelude),
            None => build::build_or_clear(sources, toolchain, &cache, &folder, progress),
        }
    }

    /// Whether a prelude for `toolchain` is there already.
    pub fn is_ready(sources: &Sources, toolchain: &Toolchain) -> bool {
        let key = key(sources, toolchain);
        let folders = shared_folders().into_iter().chain(own_folder());
        folders
            .into_iter()
            .any(|folder| Prelude::open(&folder.join(&key)).is_some())
    }

    /// The prelude in `folder`, if it is there whole.
    pub(crate) fn open(folder: &Path) -> Option<Prelude> {
        let text = fs::read_to_string(folder.join(EXTERNS)).ok()?;
        let externs: Externs = serde_json::from_str(&text).ok()?;
        if sizes(folder).ok()? != externs.sizes {
            tracing::warn!("`{}` is damaged, and passed over", folder.display());
            return None;
        }
        Some(Prelude {
            folder: folder.to_owned(),
            externs,
        })
    }

    /// What rustc needs to compile a cell against it.
    pub fn rustc_arguments(&self) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = vec!["-L".into(), joined("dependency=", &self.folder)];
        for (name, file) in &self.externs.crates {
            arguments.push("--extern".into());
            arguments.push(joined(&format!("{name}="), &self.folder.join(file)));
        }
        arguments
    }

    /// The names of the crates that cells see.
    pub fn crates(&self) -> impl Iterator<Item = &str> {
        self.externs.crates.iter().map(|(name, _)| name.as_str())
    }

    /// The program that runs cells.
    pub fn worker(&self) -> PathBuf {
        self.folder.join(WORKER)
    }

    /// The package of the crate `name`, as cargo calls it.
    pub(crate) fn package<'n>(&self, name: &'n str) -> &'n str {
        match CRATES.iter().find(|(_, krate)| *krate == name) {
            // The course's packages are nobody else's, and their crates have shorter names.
            Some((package, _)) if !package.starts_with("meno-") => package,
            _ => name,
        }
    }

    /// The library of the crate `name`, if it is one that cells name.
    pub(crate) fn named_library(&self, name: &str) -> Option<PathBuf> {
        let (_, file) = self.externs.crates.iter().find(|(krate, _)| krate == name)?;
        Some(self.folder.join(file))
    }

    /// Where its libraries are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

const SOURCE: &str = "source";
const EXTERNS: &str = "externs.json";
const WORKER: &str = "meno-worker";
const LIBRARY: &str = "libmeno_prelude.so";

fn joined(prefix: &str, path: &Path) -> OsString {
    let mut joined = OsString::from(prefix);
    joined.push(path);
    joined
}

/// Preludes built for all users of the machine; read only.
fn shared_folders() -> Vec<PathBuf> {
    env::var_os("MENO_SHARED_DIR")
        .map(PathBuf::from)
        .into_iter()
        .map(|folder| folder.join("prelude"))
        .collect()
}

fn own_folder() -> Result<PathBuf, Error> {
    storage::cache_dir()
        .map(|folder| folder.join("prelude"))
        .map_err(Error::NoFolder)
}

/// Changes with what is kept in a prelude's folder beside what is compiled.
const LAYOUT: &str = "sources of crates, sizes of files";

/// Names everything that a built prelude depends on.
fn key(sources: &Sources, toolchain: &Toolchain) -> String {
    let mut hash = Sha256::new();
    let made_with = [LAYOUT, env!("CARGO_PKG_VERSION"), &toolchain.version, &toolchain.host];
    // The sources that rust-analyzer reads are kept beside it.
    for part in made_with.into_iter().chain(crate::project::PACKAGES) {
        hash.update(part);
        hash.update([0]);
    }
    hash.update(toolchain.sysroot.as_os_str().as_encoded_bytes());
    sources.hash(&mut hash);
    let digest: String = hash
        .finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{}-{digest}", toolchain.version)
}

/// Bytes of each file of a prelude but the list that tells them.
fn sizes(folder: &Path) -> io::Result<BTreeMap<String, u64>> {
    let mut sizes = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (name, metadata) = (entry.file_name().to_string_lossy().into_owned(), entry.metadata()?);
        if metadata.is_file() && name != EXTERNS {
            sizes.insert(name, metadata.len());
        }
    }
    Ok(sizes)
}

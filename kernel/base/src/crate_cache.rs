//! The folder in which the builds of all notebooks meet, so that a crate is built once.
//!
//! cargo itself tells the builds in it apart, and has one kernel at a time write. A lock beside it keeps it from being cleared
//! while a build is under way. What a notebook uses is linked into a folder of its kernel, so that clearing takes nothing away
//! from it.

use crate::storage;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// A folder to build in, which nothing clears until this is dropped.
#[derive(Debug)]
pub struct CrateCache {
    folder: PathBuf,
    _lock: Option<File>,
}

impl CrateCache {
    /// The folder that all kernels share, cleared first if it takes more than so many megabytes. If there is to be none, or
    /// there can be none, `own` takes its place.
    pub fn enter(megabytes: u64, own: &Path) -> CrateCache {
        let shared = match megabytes {
            0 => None,
            megabytes => CrateCache::shared(megabytes).ok(),
        };
        shared.unwrap_or_else(|| CrateCache {
            folder: own.to_owned(),
            _lock: None,
        })
    }

    fn shared(megabytes: u64) -> io::Result<CrateCache> {
        let parent = storage::cache_dir()?;
        if size_in(&parent) >> 20 > megabytes {
            clear_in(&parent)?;
        }
        CrateCache::enter_in(&parent)
    }

    fn enter_in(parent: &Path) -> io::Result<CrateCache> {
        let folder = parent.join(FOLDER);
        fs::create_dir_all(&folder)?;
        let lock = lock_in(parent)?;
        lock.lock_shared()?;
        Ok(CrateCache {
            folder,
            _lock: Some(lock),
        })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Bytes of what is kept for all notebooks.
///
/// # Errors
/// No folder for it is known.
pub fn size() -> io::Result<u64> {
    storage::cache_dir().map(|parent| size_in(&parent))
}

/// Removes what is kept for all notebooks, and tells how many bytes that were; `None` while another kernel builds there.
///
/// # Errors
/// It can't be removed.
pub fn clear() -> io::Result<Option<u64>> {
    clear_in(&storage::cache_dir()?)
}

const FOLDER: &str = "crates";

fn lock_in(parent: &Path) -> io::Result<File> {
    File::create(parent.join(format!("{FOLDER}.lock")))
}

fn clear_in(parent: &Path) -> io::Result<Option<u64>> {
    let size = size_in(parent);
    if size == 0 {
        return Ok(Some(0));
    }
    // Held until the end of this.
    let lock = lock_in(parent)?;
    match lock.try_lock() {
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error),
        Ok(()) => {}
    }
    fs::remove_dir_all(parent.join(FOLDER))?;
    Ok(Some(size))
}

/// Bytes of all files. What can't be read counts nothing.
fn size_in(parent: &Path) -> u64 {
    let mut bytes = 0;
    let mut pending = vec![parent.join(FOLDER)];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(metadata) if metadata.is_dir() => pending.push(entry.path()),
                Ok(metadata) => bytes += metadata.len(),
                Err(_) => {}
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_kernel_builds_in_is_not_cleared() {
        let parent = tempfile::tempdir().unwrap();
        let one = CrateCache::enter_in(parent.path()).unwrap();
        let other = CrateCache::enter_in(parent.path()).unwrap();
        fs::create_dir(one.folder().join("debug")).unwrap();
        fs::write(one.folder().join("debug/library"), "0123456789").unwrap();
        assert_eq!(size_in(parent.path()), 10);
        assert_eq!(clear_in(parent.path()).unwrap(), None);
        drop(one);
        assert_eq!(clear_in(parent.path()).unwrap(), None);
        drop(other);
        assert_eq!(clear_in(parent.path()).unwrap(), Some(10));
        assert_eq!(clear_in(parent.path()).unwrap(), Some(0));
    }

    #[test]
    fn without_a_cache_a_kernel_builds_in_a_folder_of_its_own() {
        let own = Path::new("/nonexistent/own");
        assert_eq!(CrateCache::enter(0, own).folder(), own);
    }
}

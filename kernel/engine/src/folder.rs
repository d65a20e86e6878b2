//! Makes the kernel's runtime folder, and removes those that other kernels have left.
//!
//! A kernel removes its folder when it ends, and the worker does if the kernel was killed. One that was killed before it had
//! a worker leaves its folder to the next kernel. Whose owner lives is told by a lock on the folder itself, which the
//! system gives back whatever the owner's end.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tempfile::TempDir;

const PREFIX: &str = "meno-kernel-";

/// A folder that only this user can read.
#[derive(Debug)]
pub(crate) struct RuntimeFolder {
    folder: TempDir,
    _lock: File,
}

impl RuntimeFolder {
    /// Makes a runtime folder in `parent`.
    ///
    /// # Errors
    /// If there is no room, or no right to.
    pub(crate) fn new(parent: &Path) -> io::Result<RuntimeFolder> {
        loop {
            let folder = tempfile::Builder::new()
                .prefix(PREFIX)
                .permissions(Permissions::from_mode(0o700))
                .tempdir_in(parent)?;
            // Until the folder is locked, another kernel may take it for left behind, and remove it.
            let lock = match File::open(folder.path()) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                opened => opened?,
            };
            // Where the file system has no locks, no kernel gets a lock, and no folder is swept.
            let _ = lock.lock();
            if folder.path().exists() {
                return Ok(RuntimeFolder { folder, _lock: lock });
            }
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes the folders in `parent` whose owners are gone.
pub(crate) fn sweep(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if !is_folder || !entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes()) {
            continue;
        }
        // Folders of other users can't be opened.
        if let Ok(lock) = File::open(entry.path())
            && lock.try_lock().is_ok()
        {
            // A folder that can't be removed now is left to the next kernel.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn only_folders_whose_owner_is_gone_are_swept() {
        let parent = tempfile::tempdir().expect("a folder");
        let folder = |name: &str| -> PathBuf {
            let path = parent.path().join(name);
            fs::create_dir(&path).expect("a folder");
            fs::write(path.join("file"), "").expect("a file");
            path
        };
        let own = RuntimeFolder::new(parent.path()).expect("a folder");
        let (left, other) = (folder("meno-kernel-left"), folder("meno-other"));
        sweep(parent.path());
        assert!(own.path().exists() && other.exists());
        assert!(!left.exists());
        let path = own.path().to_owned();
        drop(own);
        assert!(!path.exists());
    }

    #[test]
    fn only_its_user_can_look_into_it() {
        let parent = tempfile::tempdir().expect("a folder");
        let folder = RuntimeFolder::new(parent.path()).expect("a folder");
        let mode = fs::metadata(folder.path()).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}

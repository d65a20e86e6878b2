//! The folder for sources and compiled cells: only its user can read it, and it goes with the kernel.
//!
//! A kernel that is killed leaves its folder to its worker, which removes it. Where both are killed, the next kernel does:
//! each holds a lock in its folder as long as it lives.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::{env, io};
use tempfile::TempDir;

const PREFIX: &str = "meno-";
const LOCK: &str = "lock";

pub struct RuntimeFolder {
    folder: TempDir,
    _lock: File,
}

impl RuntimeFolder {
    /// # Errors
    /// If there is no place for it.
    pub fn new() -> io::Result<RuntimeFolder> {
        sweep(&env::temp_dir());
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .permissions(Permissions::from_mode(0o700))
            .tempdir()?;
        let lock = File::create(folder.path().join(LOCK))?;
        lock.lock()?;
        Ok(RuntimeFolder { folder, _lock: lock })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes the folders in `parent` whose kernels are gone. What can't be removed, such as another user's, stays.
fn sweep(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        // Without a lock it is another's, or about to have one.
        if is_ours
            && let Ok(lock) = File::open(entry.path().join(LOCK))
            && lock.try_lock().is_ok()
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_dead_kernel_has_left_goes_and_what_lives_stays() {
        let parent = tempfile::tempdir().unwrap();
        let folder = |name: &str| {
            let path = parent.path().join(name);
            fs::create_dir(&path).unwrap();
            path
        };
        let dead = folder("meno-dead");
        File::create(dead.join(LOCK)).unwrap();
        let alive = folder("meno-alive");
        let lock = File::create(alive.join(LOCK)).unwrap();
        lock.lock().unwrap();
        let [without, other] = [folder("meno-new"), folder("other")];
        File::create(other.join(LOCK)).unwrap();
        sweep(parent.path());
        assert!(!dead.exists());
        assert!(alive.exists() && without.exists() && other.exists());
    }

    #[test]
    fn only_its_user_can_look_into_it() {
        let folder = RuntimeFolder::new().unwrap();
        let mode = fs::metadata(folder.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}

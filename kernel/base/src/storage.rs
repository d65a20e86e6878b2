//! Where Meno keeps what it makes: Python environments and logs as data, compiled preludes as a cache.

use std::{
    env,
    ffi::CString,
    fs::{self, File, OpenOptions, Permissions},
    io,
    os::unix::{
        ffi::OsStrExt,
        fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    },
    path::{Path, PathBuf},
};

/// What only the user may do with a folder, and with a file: all.
const FOLDER: u32 = 0o700;
const FILE: u32 = 0o600;

/// `MENO_DATA_DIR`, or `meno` in the user's data directory.
///
/// # Errors
/// Neither is known, for want of a home directory.
pub fn data_dir() -> io::Result<PathBuf> {
    if let Some(named) = env::var_os("MENO_DATA_DIR").filter(|value| !value.is_empty()) {
        return std::path::absolute(named);
    }
    dirs::data_dir().map(|base| base.join("meno")).ok_or_else(|| {
        io::Error::new(
            io::ErrorKind::NotFound,
            "no home directory is known: set `HOME`, or `MENO_DATA_DIR`",
        )
    })
}

/// What can be made again: `MENO_CACHE_DIR`, or `meno` in the user's cache directory.
///
/// # Errors
/// Neither is known, for want of a home directory.
pub fn cache_dir() -> io::Result<PathBuf> {
    if let Some(named) = env::var_os("MENO_CACHE_DIR").filter(|value| !value.is_empty()) {
        return std::path::absolute(named);
    }
    dirs::cache_dir().map(|base| base.join("meno")).ok_or_else(|| {
        io::Error::new(
            io::ErrorKind::NotFound,
            "no home directory is known: set `HOME`, or `MENO_CACHE_DIR`",
        )
    })
}

/// Where evcxr looks for its user's configuration: `EVCXR_CONFIG_DIR`, or `evcxr` in the user's folder for such.
pub fn evcxr_config_dir() -> Option<PathBuf> {
    let named = env::var_os("EVCXR_CONFIG_DIR").map(PathBuf::from);
    named.or_else(|| dirs::config_dir().map(|base| base.join("evcxr")))
}

/// Makes a folder that is the user's alone, whatever the umask. One that is there already, and is the user's, becomes so.
///
/// # Errors
/// It can't be made. One that belongs to someone else is left as it is.
pub fn private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)?;
    let found = fs::metadata(path)?;
    // SAFETY: plain system call.
    let is_own = found.uid() == unsafe { libc::geteuid() };
    match is_own && found.mode() & 0o777 != FOLDER {
        true => fs::set_permissions(path, Permissions::from_mode(FOLDER)),
        false => Ok(()),
    }
}

/// Opens a file as `options` say, which is then the user's alone, whatever the umask and whatever it was.
///
/// # Errors
/// It can't be opened, or belongs to someone else.
pub fn private_file(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let file = options.mode(FILE).open(path)?;
    if file.metadata()?.mode() & 0o777 != FILE {
        file.set_permissions(Permissions::from_mode(FILE))?;
    }
    Ok(file)
}

/// Bytes that an unprivileged user may still write on the file system that holds, or would hold, `path`.
///
/// # Errors
/// The file system does not tell.
pub fn free_space(path: &Path) -> io::Result<u64> {
    let name = CString::new(existing(path).as_os_str().as_bytes())?;
    // SAFETY: all-zero bytes are a valid `statvfs`, which is plain numbers.
    let mut figures: libc::statvfs = unsafe { std::mem::zeroed() };
    // SAFETY: `name` ends in a zero byte, and `figures` is writable; both outlive the call.
    if unsafe { libc::statvfs(name.as_ptr(), &raw mut figures) } != 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(figures.f_bavail as u64 * figures.f_frsize as u64)
}

/// Writes a file in `path`, or in the directory in which it would be made, and takes it away again.
///
/// # Errors
/// The directory can't be written in.
pub fn try_write(path: &Path) -> io::Result<()> {
    tempfile::tempfile_in(existing(path)).map(drop)
}

fn existing(path: &Path) -> &Path {
    path.ancestors()
        .find(|ancestor| ancestor.exists())
        .unwrap_or(Path::new("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_yet_to_be_made_has_the_space_of_its_parent() {
        let parent = tempfile::tempdir().unwrap();
        let (here, there) = (
            free_space(parent.path()).unwrap(),
            free_space(&parent.path().join("a/b")).unwrap(),
        );
        assert!(here > 0);
        assert!(there > 0);
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o777
    }

    #[test]
    fn what_is_private_is_so_whatever_it_was() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a");
        let file = folder.join("file");
        for (folder_mode, file_mode) in [(0o755, 0o644), (0o777, 0o666), (0o700, 0o600)] {
            private_folder(&folder).unwrap();
            private_file(OpenOptions::new().append(true).create(true), &file).unwrap();
            assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
            fs::set_permissions(&file, Permissions::from_mode(file_mode)).unwrap();
            fs::set_permissions(&folder, Permissions::from_mode(folder_mode)).unwrap();
        }
    }
}

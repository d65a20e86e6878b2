//! Where Meno keeps what it makes: Python environments and logs as data, compiled preludes as a cache.

use std::{
    env,
    ffi::CString,
    io,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
};

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
}

//! Files of one JSON value a line, which several kernels share.
//!
//! They are the user's alone: they say what someone has tried, and what came of it.
//!
//! A line is appended under a lock, in one write; a line that a crash has torn is skipped.

use crate::storage;
use anyhow::{Context, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

/// A file while other kernels are kept out of it.
pub struct Locked<'f> {
    file: &'f Path,
    _lock: File,
}

/// Waits for the file, and makes its folder if there is none.
///
/// # Errors
/// If nothing can be written there.
pub fn lock(file: &Path) -> Result<Locked<'_>> {
    if let Some(directory) = file.parent() {
        storage::private_folder(directory).with_context(|| format!("cannot create `{}`", directory.display()))?;
    }
    // A file of its own, since [`Locked::replace`] swaps the one that it is about.
    let path = file.with_extension("lock");
    let lock = || -> std::io::Result<File> {
        let mut options = OpenOptions::new();
        let lock = storage::private_file(options.create(true).truncate(false).write(true), &path)?;
        lock.lock()?;
        Ok(lock)
    };
    let lock = lock().with_context(|| format!("cannot lock `{}`", path.display()))?;
    Ok(Locked { file, _lock: lock })
}

impl Locked<'_> {
    /// The lines that are values; none if there is no file.
    ///
    /// # Errors
    /// If it can't be read.
    pub fn read<T: DeserializeOwned>(&self) -> Result<Vec<T>> {
        let text = match fs::read(self.file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            read => read.with_context(|| format!("cannot read `{}`", self.file.display()))?,
        };
        let lines = text.split(|byte| *byte == b'\n');
        Ok(lines.filter_map(|line| serde_json::from_slice(line).ok()).collect())
    }

    /// # Errors
    /// If it can't be written.
    pub fn append(&self, line: &impl Serialize) -> Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.append_text(&text)
    }

    /// Adds whole lines. Where they can't be written, none of them is there afterwards.
    ///
    /// # Errors
    /// If they can't be written.
    pub fn append_text(&self, lines: &[u8]) -> Result<()> {
        let write = || -> std::io::Result<()> {
            let mut options = OpenOptions::new();
            let mut opened = storage::private_file(options.read(true).append(true).create(true), self.file)?;
            let before = opened.metadata()?.len();
            let written = match ends_a_line(&mut opened)? {
                true => write_within_limits(&mut opened, lines),
                false => write_within_limits(&mut opened, &[b"\n", lines].concat()),
            };
            written.inspect_err(|_| drop(opened.set_len(before)))
        };
        write().with_context(|| format!("cannot write to `{}`", self.file.display()))
    }

    /// Writes the file anew beside the old one and swaps the two, so that a crash leaves one of them whole.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn replace(&self, lines: &[impl Serialize]) -> Result<()> {
        let new = self.file.with_extension("new");
        let write = || -> Result<()> {
            let mut text = Vec::new();
            for line in lines {
                serde_json::to_writer(&mut text, line)?;
                text.push(b'\n');
            }
            let mut options = OpenOptions::new();
            let mut opened = storage::private_file(options.write(true).create(true).truncate(true), &new)?;
            write_within_limits(&mut opened, &text)?;
            Ok(fs::rename(&new, self.file)?)
        };
        write().with_context(|| format!("cannot write to `{}`", new.display()))
    }
}

/// Writes to a file that may not grow beyond a limit: the signal that says so would end the kernel, while an error costs what is
/// not written.
fn write_within_limits(file: &mut File, text: &[u8]) -> std::io::Result<()> {
    // SAFETY: plain system calls on two sets of signals of this function's own; the signal is held back from this thread alone, is
    // taken away if the write has caused it, and is let through again after that.
    unsafe {
        let mut held: libc::sigset_t = std::mem::zeroed();
        let mut before: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut held);
        libc::sigaddset(&raw mut held, libc::SIGXFSZ);
        libc::pthread_sigmask(libc::SIG_BLOCK, &raw const held, &raw mut before);
        let written = file.write_all(text);
        if written
            .as_ref()
            .is_err_and(|error| error.raw_os_error() == Some(libc::EFBIG))
        {
            let at_once: libc::timespec = std::mem::zeroed();
            libc::sigtimedwait(&raw const held, std::ptr::null_mut(), &raw const at_once);
        }
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const before, std::ptr::null_mut());
        written
    }
}

/// Whether the last line is whole: a crash or a full disk can have torn it.
fn ends_a_line(file: &mut File) -> std::io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    #[test]
    fn files_and_their_folder_are_the_users_alone() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("data");
        let file = folder.join("history.jsonl");
        let modes = || -> Vec<u32> {
            let files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
            let all = files.chain([folder.clone()]);
            all.map(|path| fs::metadata(path).unwrap().mode() & 0o777).collect()
        };
        // Made by an earlier version.
        fs::create_dir(&folder).unwrap();
        fs::write(&file, "1\n").unwrap();
        for path in [&file, &folder] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        lock(&file).unwrap().append(&2).unwrap();
        assert_eq!(modes(), [0o600, 0o600, 0o700]);
        lock(&file).unwrap().replace(&[3]).unwrap();
        assert_eq!(modes(), [0o600, 0o600, 0o700]);
        assert_eq!(lock(&file).unwrap().read::<u32>().unwrap(), [3]);
    }
}

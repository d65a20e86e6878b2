//! Files of one JSON value a line, which several kernels share.
//!
//! A line is appended under a lock, in one write; a line that a crash has torn is skipped.

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
        fs::create_dir_all(directory).with_context(|| format!("cannot create `{}`", directory.display()))?;
    }
    // A file of its own, since [`Locked::replace`] swaps the one that it is about.
    let path = file.with_extension("lock");
    let lock = || -> std::io::Result<File> {
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)?;
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
        let write = || -> Result<()> {
            let mut opened = OpenOptions::new()
                .read(true)
                .append(true)
                .create(true)
                .open(self.file)?;
            let mut text = serde_json::to_vec(line)?;
            text.push(b'\n');
            if !ends_a_line(&mut opened)? {
                text.insert(0, b'\n');
            }
            Ok(opened.write_all(&text)?)
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
            fs::write(&new, text)?;
            Ok(fs::rename(&new, self.file)?)
        };
        write().with_context(|| format!("cannot write to `{}`", new.display()))
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

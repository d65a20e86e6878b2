//! The files of the journal, in one folder, for all kernels of a user.
//!
//! What is new goes to the end of `journal.jsonl`. A file that has become long is put aside whole, as `journal-1.jsonl` and so on,
//! so that none is ever rewritten for its length, and nothing is thrown away.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base::{jsonl, storage};

use crate::entry::{self, Entry};

/// A file that is longer is put aside: what a learner does in a few months of daily use.
const LONG: u64 = 32 << 20;

#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// The journal in the user's data folder.
    ///
    /// # Errors
    /// There is none, for want of a home directory.
    pub fn of_user() -> io::Result<Store> {
        Ok(Store::at(storage::data_dir()?.join("journal")))
    }

    pub fn at(folder: PathBuf) -> Store {
        Store { folder }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Adds whole lines at the end, under the lock. Either all of them are there then, or, after a crash, the last one that is
    /// may be torn.
    ///
    /// # Errors
    /// If they can't be written.
    pub(crate) fn append(&self, lines: &[u8]) -> Result<()> {
        let current = self.current();
        let locked = jsonl::lock(&current)?;
        if fs::metadata(&current).is_ok_and(|found| found.len() > LONG) {
            let last = self.numbers()?.last().copied().unwrap_or(0);
            let aside = self.folder.join(format!("journal-{}.jsonl", last + 1));
            fs::rename(&current, &aside).with_context(|| format!("cannot rename `{}`", current.display()))?;
        }
        locked.append_text(lines)
    }

    /// Has what was written outlive a loss of power.
    pub(crate) fn sync(&self) {
        // Whatever is wrong with the file is told where it is written.
        let _ = File::open(self.current()).and_then(|file| file.sync_data());
    }

    /// The entries, oldest first. What is no whole entry is skipped.
    ///
    /// # Errors
    /// If a file can't be read. That there is none is no error.
    pub fn entries(&self) -> Result<Vec<Entry>> {
        self.read(|_| true)
    }

    /// The entries that are not about cells: these are few.
    ///
    /// # Errors
    /// As [`Store::entries`].
    pub(crate) fn entries_beside_cells(&self) -> Result<Vec<Entry>> {
        self.read(|line| !entry::is_cell(line))
    }

    fn read(&self, is_wanted: impl Fn(&[u8]) -> bool) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        self.each_line(|line| {
            if is_wanted(line) {
                entries.extend(Entry::parse(line));
            }
            Ok(())
        })?;
        Ok(entries)
    }

    /// Gives every line that is an entry to `take`, as it stands in the file, those of later versions included.
    ///
    /// # Errors
    /// If a file can't be read, or `take` fails.
    pub fn each_entry(&self, mut take: impl FnMut(&[u8], Entry) -> Result<()>) -> Result<()> {
        self.each_line(|line| match Entry::parse(line) {
            Some(entry) => take(line, entry),
            None => Ok(()),
        })
    }

    fn each_line(&self, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        for path in self.files()? {
            let text = match fs::read(&path) {
                // It was put aside just now: it is read under its new name, or was.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                read => read.with_context(|| format!("cannot read `{}`", path.display()))?,
            };
            text.split(|byte| *byte == b'\n')
                .filter(|line| !line.is_empty())
                .try_for_each(&mut take)?;
        }
        Ok(())
    }

    /// Takes out the entries that `is_forgotten` names, under the lock, and says how many. Of a file either all of them go or,
    /// where that fails, none. Lines that are no entries stay as they are.
    ///
    /// # Errors
    /// If a file can't be read, or can't be written anew.
    pub fn forget(&self, is_forgotten: impl Fn(&Entry) -> bool) -> Result<usize> {
        if self.files()?.is_empty() {
            return Ok(0);
        }
        let current = self.current();
        let _locked = jsonl::lock(&current)?;
        let mut forgotten = 0;
        for path in self.files()? {
            let text = fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
            let (mut kept, mut gone) = (Vec::with_capacity(text.len()), 0);
            for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                match Entry::parse(line).is_some_and(|entry| is_forgotten(&entry)) {
                    true => gone += 1,
                    false => {
                        kept.extend_from_slice(line);
                        kept.push(b'\n');
                    }
                }
            }
            if gone > 0 {
                swap(&path, &kept)?;
                forgotten += gone;
            }
        }
        Ok(forgotten)
    }

    /// Takes everything out, also what is no entry, and says how many entries there were.
    ///
    /// # Errors
    /// If a file can't be removed.
    pub fn forget_all(&self) -> Result<usize> {
        if self.files()?.is_empty() {
            return Ok(0);
        }
        let current = self.current();
        let _locked = jsonl::lock(&current)?;
        let mut forgotten = 0;
        self.each_entry(|_, _| {
            forgotten += 1;
            Ok(())
        })?;
        for path in self.files()? {
            fs::remove_file(&path).with_context(|| format!("cannot remove `{}`", path.display()))?;
        }
        Ok(forgotten)
    }

    fn current(&self) -> PathBuf {
        self.folder.join("journal.jsonl")
    }

    /// Those that there are, oldest first.
    fn files(&self) -> Result<Vec<PathBuf>> {
        let aside = |number| self.folder.join(format!("journal-{number}.jsonl"));
        let mut files: Vec<PathBuf> = self.numbers()?.into_iter().map(aside).collect();
        files.extend(Some(self.current()).filter(|current| current.exists()));
        Ok(files)
    }

    /// The numbers of those that were put aside, in order.
    fn numbers(&self) -> Result<Vec<u32>> {
        let read = |error| format!("cannot read `{}`: {error}", self.folder.display());
        let listed = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            listed => listed.map_err(read).map_err(anyhow::Error::msg)?,
        };
        let number = |entry: fs::DirEntry| {
            let name = entry.file_name();
            let digits = name.to_str()?.strip_prefix("journal-")?.strip_suffix(".jsonl")?;
            digits.parse().ok()
        };
        let mut numbers: Vec<u32> = listed.flatten().filter_map(number).collect();
        numbers.sort_unstable();
        Ok(numbers)
    }
}

/// Has `text` take the place of what is in the file, so that a crash leaves one of them whole.
fn swap(path: &Path, text: &[u8]) -> Result<()> {
    let new = path.with_extension("new");
    let write = || -> io::Result<()> {
        let mut options = OpenOptions::new();
        let mut file = storage::private_file(options.write(true).create(true).truncate(true), &new)?;
        file.write_all(text)?;
        file.sync_data()?;
        fs::rename(&new, path)
    };
    write()
        .inspect_err(|_| drop(fs::remove_file(&new)))
        .with_context(|| format!("cannot write `{}` anew", path.display()))
}

//! Finds the files that cells name where their author means them: in the notebook's folder, which is the kernel's when it
//! starts. What an item is made of is looked at again before each cell, since a file can change while values of its types are
//! kept.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use syntax::{Cell, CellItem, Edit, ItemKey};

/// Files that an item is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Files {
    paths: Vec<PathBuf>,
    /// A hash of what is in them.
    content: u64,
    /// The names that they define in the notebook, where the item itself has none.
    names: Vec<String>,
}

impl Files {
    fn read(paths: Vec<PathBuf>, is_nameless: bool) -> Files {
        let mut hasher = DefaultHasher::new();
        paths.iter().for_each(|path| add(path, &mut hasher));
        let names = paths.iter().filter(|_| is_nameless).flat_map(|path| {
            let text = fs::read_to_string(path).unwrap_or_default();
            let cell = Cell::read(&text).unwrap_or_default();
            cell.items
                .iter()
                .flat_map(CellItem::names)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        });
        Files {
            content: hasher.finish(),
            names: names.collect(),
            paths,
        }
    }

    /// The files as they are now, if they have changed, and the names of what they define and did define.
    pub(crate) fn changed(&self) -> Option<(Files, Vec<String>)> {
        let now = Files::read(self.paths.clone(), !self.names.is_empty());
        let names = self.names.iter().chain(&now.names).cloned().collect();
        (now.content != self.content).then_some((now, names))
    }
}

/// Adds what is in a file, or in the Rust of a folder at any depth.
fn add(path: &Path, hasher: &mut DefaultHasher) {
    if let Ok(content) = fs::read(path) {
        hasher.write(&content);
        return;
    }
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let mut inside: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    inside.sort();
    let is_rust = |path: &&PathBuf| path.is_dir() || path.extension().is_some_and(|ending| ending == "rs");
    inside.iter().filter(is_rust).for_each(|path| add(path, hasher));
}

/// How to write what stands at `range` of `cell` so that its files are found.
pub(crate) fn edits(cell: &Cell, range: &Range<usize>) -> Vec<Edit> {
    let is_inside = |at: &Range<usize>| range.start <= at.start && at.end <= range.end;
    let files = cell.files.iter().filter(|file| is_inside(&file.range()));
    files.flat_map(|file| file.edits(folder())).collect()
}

/// The files that `item` of `cell` is made of.
pub(crate) fn of(cell: &Cell, item: &CellItem) -> Option<Files> {
    let is_inside = |at: &Range<usize>| item.range.start <= at.start && at.end <= item.range.end;
    let files = cell.files.iter().filter(|file| is_inside(&file.range()));
    let paths: Vec<PathBuf> = files.flat_map(|file| file.paths(folder())).collect();
    let is_nameless = item.keys.iter().all(|key| matches!(key, ItemKey::Unnamed(_)));
    (!paths.is_empty()).then(|| Files::read(paths, is_nameless))
}

/// The notebook's folder.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| std::env::current_dir().unwrap_or_default())
}

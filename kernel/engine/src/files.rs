//! Finds the files that cells name where their author means them: in the notebook's folder, which is the kernel's when it
//! starts. What an item is made of is looked at again before each cell, since a file can change while values of its types are
//! kept.

use base::tokens;
use std::collections::BTreeSet;
use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use syntax::{Cell, CellItem, Definition, Edit, ItemKey, Makeup, Part, Role};

/// Files that an item is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Files {
    paths: Vec<PathBuf>,
    /// A hash of what is in them; `None` if they name further files, which are not looked at.
    content: Option<u64>,
    /// The names that they define in the notebook, where the item itself has none.
    names: Vec<String>,
    /// All words in them.
    words: BTreeSet<String>,
    /// Whether the item, or one of the files, names files that are not among these.
    names_others: bool,
}

/// The macros that put a file in their place.
const INCLUDING: [&str; 3] = ["include", "include_bytes", "include_str"];

impl Files {
    fn read(paths: Vec<PathBuf>, is_nameless: bool, names_others: bool) -> Files {
        let mut hasher = DefaultHasher::new();
        let (mut words, mut names, mut is_whole) = (BTreeSet::new(), Vec::new(), true);
        for path in &paths {
            let mut texts = Vec::new();
            read(path, &mut texts);
            // The modules of a module are looked for in the folder of its name.
            let has_folder = path.is_dir() || (path.extension().is_some() && paths.contains(&path.with_extension("")));
            for text in &texts {
                hasher.write(text.as_bytes());
                words.extend(tokens::words(text).map(str::to_owned));
                is_whole &= !names_files(text, has_folder);
            }
            if is_nameless {
                let cell = texts.first().and_then(|text| Cell::read(text).ok()).unwrap_or_default();
                names.extend(cell.items.iter().flat_map(CellItem::names).map(str::to_owned));
            }
        }
        Files {
            content: is_whole.then(|| hasher.finish()),
            names,
            words,
            names_others: names_others || !is_whole,
            paths,
        }
    }

    /// The files as they are now, if they may have changed, and the names of what they define and did define.
    pub(crate) fn changed(&self, is_nameless: bool) -> Option<(Files, Vec<String>)> {
        let now = Files::read(self.paths.clone(), is_nameless, self.names_others);
        let names = self.names.iter().chain(&now.names).cloned().collect();
        (now.content.is_none() || now.content != self.content).then_some((now, names))
    }

    /// What the item is made of, if it is `alone` without the files: anything that they name may be a part of anything that
    /// they define.
    pub(crate) fn makeup(&self, alone: &Makeup) -> Makeup {
        let mut makeup = alone.clone();
        if !self.names.is_empty() {
            makeup.definitions.push(Definition {
                code: alone.code.clone(),
                names: self.names.clone(),
                ..Definition::default()
            });
        }
        let is_known = |part: &Part| part.role == Role::Macro && INCLUDING.contains(&part.name.as_str());
        for definition in &mut makeup.definitions {
            if !self.names_others {
                definition.parts.retain(|part| !is_known(part));
            }
            definition.code.push_str(&format!("{:?}", self.content));
            definition.parts.extend(self.words.iter().map(|word| Part {
                name: word.clone(),
                role: if word.ends_with("env") {
                    Role::Macro
                } else {
                    Role::First
                },
            }));
        }
        makeup
    }
}

/// Adds what is in a file, or in the Rust of a folder at any depth.
fn read(path: &Path, texts: &mut Vec<String>) {
    if let Ok(content) = fs::read(path) {
        texts.push(String::from_utf8_lossy(&content).into_owned());
        return;
    }
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let mut inside: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    inside.sort();
    let is_rust = |path: &&PathBuf| path.is_dir() || path.extension().is_some_and(|ending| ending == "rs");
    inside.iter().filter(is_rust).for_each(|path| read(path, texts));
}

/// Whether a file, if it is one of Rust, names others than those that are in the folder of its name.
fn names_files(text: &str, has_folder: bool) -> bool {
    const NAMED: [&str; 5] = ["include!", "include_str!", "include_bytes!", "[path=", ",path=\""];
    let dense: String = text.split_whitespace().collect();
    NAMED.iter().any(|named| dense.contains(named)) || (!has_folder && text.split(';').any(is_module))
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
    let paths: Vec<PathBuf> = files.clone().flat_map(|file| file.paths(folder())).collect();
    if paths.is_empty() {
        return None;
    }
    let text = &cell.text()[item.range.clone()];
    let included = tokens::words(text).filter(|word| INCLUDING.contains(word)).count();
    let modules = text.split(';').filter(|statement| is_module(statement)).count();
    Some(Files::read(
        paths,
        is_nameless(&item.keys),
        included + modules > files.count(),
    ))
}

/// Whether a statement without its semicolon is a module that is in a file.
fn is_module(statement: &str) -> bool {
    statement.split_whitespace().rev().nth(1) == Some("mod")
}

/// Whether an item with these `keys` has no name of its own.
pub(crate) fn is_nameless(keys: &[ItemKey]) -> bool {
    keys.iter().all(|key| matches!(key, ItemKey::Unnamed(_)))
}

/// The notebook's folder.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| std::env::current_dir().unwrap_or_default())
}

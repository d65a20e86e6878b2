//! An item that some cell has defined, and how a later one takes its place.

use crate::files::{self, Files};
use base::tokens::words;
use std::ops::Range;
use std::sync::Arc;
use syntax::{Cell, CellItem, Definition, Edit, ItemKey, Makeup, Part, Rewritten, Role, Static};

/// The text of a cell, and the number shown beside it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    pub execution: u32,
    pub text: String,
}

impl Origin {
    /// The line and the column (in characters) of byte `at`, both from 1.
    pub(crate) fn line_and_column(&self, at: usize) -> (usize, usize) {
        let before = &self.text[..self.text.floor_char_boundary(at)];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
    }

    /// How the cell is called in messages to someone who has run `current`.
    pub(crate) fn name(&self, current: &Origin) -> String {
        match self.execution {
            0 if std::ptr::eq(self, current) => "cell".to_owned(),
            execution => earlier_cell(execution),
        }
    }
}

/// How a cell is called in a sentence about what it did.
pub(crate) fn earlier_cell(execution: u32) -> String {
    match execution {
        0 => "an earlier cell".to_owned(),
        execution => format!("cell [{execution}]"),
    }
}

/// Whether these are the keys of an `impl` with `name` in its header.
pub(super) fn are_of_impl(keys: &[ItemKey], name: &str) -> bool {
    let names_it = |key: &ItemKey| matches!(key, ItemKey::Impl(header) if words(header).any(|word| word == name));
    keys.iter().any(names_it)
}

/// An item that some cell has defined.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub origin: Arc<Origin>,
    /// Where the item stands in the cell.
    pub range: Range<usize>,
    pub keys: Vec<ItemKey>,
    members: Vec<(String, Range<usize>)>,
    /// Members that a later `impl` has replaced.
    pub removed: Vec<Range<usize>>,
    pub rewritten: Option<Rewritten>,
    /// How to write it so that the files that it names are found.
    pub file_edits: Vec<Edit>,
    /// What is in them, if the item is made of them.
    pub files: Option<Files>,
    /// Those of its statics that may change.
    pub statics: Vec<Static>,
    /// What the symbols of these begin with, once a cell has defined them. Later cells have them from its library.
    pub home: Option<String>,
    is_trait: bool,
    pub makeup: Arc<Makeup>,
}

impl Item {
    /// An item of `cell`.
    pub(crate) fn new(item: &CellItem, cell: &Cell, origin: &Arc<Origin>) -> Item {
        let files = files::of(cell, item);
        let makeup = match &files {
            Some(files) => Arc::new(files.makeup(&item.makeup)),
            None => Arc::clone(&item.makeup),
        };
        Item {
            origin: Arc::clone(origin),
            range: item.range.clone(),
            keys: item.keys.clone(),
            members: item.members.clone(),
            removed: Vec::new(),
            rewritten: item.rewritten.clone(),
            file_edits: files::edits(cell, &item.range),
            files,
            statics: item.statics.clone(),
            home: None,
            is_trait: item.is_trait,
            makeup,
        }
    }

    pub(crate) fn text(&self) -> &str {
        self.rewritten
            .as_ref()
            .map_or(&self.origin.text[self.range.clone()], |rewritten| &rewritten.text)
    }

    /// How to write it so that its statics are found by symbols that begin with `home`.
    pub(crate) fn exports(&self, home: &str) -> Vec<Edit> {
        self.with_symbols(home, Static::exported)
    }

    /// How to write it so that its statics are those that are found by symbols that begin with `home`.
    pub(crate) fn imports(&self, home: &str) -> Vec<Edit> {
        self.with_symbols(home, Static::imported)
    }

    /// This item, its statics with their first values.
    pub(crate) fn anew(self) -> Item {
        Item { home: None, ..self }
    }

    fn with_symbols(&self, home: &str, write: impl Fn(&Static, &str) -> Vec<Edit>) -> Vec<Edit> {
        let numbered = self.statics.iter().enumerate();
        numbered
            .flat_map(|(number, found)| write(found, &format!("{home}_static_{number}")))
            .collect()
    }

    /// The name it defines, if it has one.
    pub(crate) fn name(&self) -> Option<&str> {
        self.keys.iter().find_map(ItemKey::name)
    }

    /// How it is called in a sentence.
    pub(crate) fn title(&self) -> String {
        let key = self.keys.first();
        key.map_or("an item", |key| key.text()).to_owned()
    }

    /// What it defines, but for members that a later `impl` has replaced.
    pub(crate) fn definitions(&self) -> impl Iterator<Item = &Definition> {
        let is_there = |definition: &&Definition| {
            let is_member = definition.is_member && !self.removed.is_empty();
            !is_member
                || definition
                    .inner
                    .iter()
                    .any(|name| self.member_names().any(|member| member == name))
        };
        self.makeup.definitions.iter().filter(is_there)
    }

    /// Whether `place` is in it. Several leaves of a `use` share one range.
    pub(crate) fn holds(&self, origin: &Arc<Origin>, place: &Range<usize>) -> bool {
        let is_in = |range: Range<usize>| range.start <= place.start && place.start < range.end;
        Arc::ptr_eq(&self.origin, origin)
            && match &self.rewritten {
                Some(rewritten) => {
                    let mut parts = rewritten.parts.iter().skip(1);
                    parts.any(|(part, start)| is_in(*start..start + part.len()))
                }
                None => is_in(self.range.clone()),
            }
    }

    /// The names of the functions of an inherent `impl`.
    pub(crate) fn member_names(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|(name, _)| name.as_str())
    }

    /// Whether it is an `impl` with `name` in its header.
    pub(super) fn is_impl_of(&self, name: &str) -> bool {
        are_of_impl(&self.keys, name)
    }

    /// Whether what it is made of has the `name`, which may be that of something inside of it as well.
    pub(super) fn mentions(&self, name: &str) -> bool {
        let defines_it = self
            .definitions()
            .any(|definition| definition.inner.iter().any(|inner| inner == name));
        match defines_it {
            true => self.definitions().any(|definition| {
                let is_it = |part: &Part| part.role == Role::First && part.name == name;
                definition.parts.iter().any(is_it)
            }),
            false => words(self.text()).any(|word| word == name),
        }
    }

    pub(crate) fn is_trait(&self) -> bool {
        self.is_trait
    }

    pub(crate) fn is_macro(&self) -> bool {
        self.keys.iter().any(|key| matches!(key, ItemKey::Macro(_)))
    }

    /// Whether nothing of `self` stays beside `newer`, which a later cell defines. Takes out members of the same name.
    pub(crate) fn gives_way_to(&mut self, newer: &Item) -> bool {
        let has_its_key = self.keys.iter().any(|key| newer.keys.contains(key));
        (has_its_key && newer.members.is_empty())
            || newer.name().is_some_and(|name| self.conflicts(name, newer))
            || (self.keys == newer.keys && !self.keep_other_members(newer))
    }

    /// Whether both can't be there, since one of them imports the `name` that the other one has.
    fn conflicts(&self, name: &str, newer: &Item) -> bool {
        let imports = |item: &Item| item.keys.iter().any(|key| matches!(key, ItemKey::Import(_)));
        (imports(self) || imports(newer)) && self.name() == Some(name)
    }

    /// Takes out the members that `newer` defines again; tells whether any are left.
    fn keep_other_members(&mut self, newer: &Item) -> bool {
        let (gone, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.members)
            .into_iter()
            .partition(|(name, _)| newer.members.iter().any(|(newer, _)| newer == name));
        self.removed.extend(gone.into_iter().map(|(_, range)| range));
        self.members = kept;
        !self.members.is_empty()
    }
}

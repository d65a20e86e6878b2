//! The key by which an item is known from cell to cell, and the item's text where it is not the cell's own.

use std::borrow::Cow;
use std::ops::Range;
use syn::Ident;
use syn::ext::IdentExt;

/// What an item defines. A later item with the same key takes its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ItemKey {
    Type(String),
    Value(String),
    Macro(String),
    /// A name imported by `use`, in every namespace.
    Import(String),
    /// A glob import or another item without a name, by its text.
    Unnamed(String),
    /// An `impl`, by its text up to the brace.
    Impl(String),
}

impl ItemKey {
    /// The name that the item defines, if it has one.
    pub fn name(&self) -> Option<&str> {
        match self {
            ItemKey::Type(name) | ItemKey::Value(name) | ItemKey::Macro(name) | ItemKey::Import(name) => Some(name),
            ItemKey::Unnamed(_) | ItemKey::Impl(_) => None,
        }
    }

    /// The name, or the text of an item without one. Items in whose keys it differs have nothing to do with each other.
    pub fn text(&self) -> &str {
        match self {
            ItemKey::Type(text)
            | ItemKey::Value(text)
            | ItemKey::Macro(text)
            | ItemKey::Import(text)
            | ItemKey::Unnamed(text)
            | ItemKey::Impl(text) => text,
        }
    }
}

/// What `ident` names, without the `r#` that a keyword needs to be a name.
pub(crate) fn name(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// `name` as Rust writes it: a keyword needs an `r#` to be a name.
pub fn identifier(name: &str) -> Cow<'_, str> {
    match syn::parse_str::<Ident>(name) {
        Ok(_) => Cow::Borrowed(name),
        Err(_) => Cow::Owned(format!("r#{name}")),
    }
}

/// An item in other words than the cell's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rewritten {
    pub text: String,
    /// The parts of `text` that stand in the cell, in order, and where each begins there.
    pub parts: Vec<(Range<usize>, usize)>,
}

impl Rewritten {
    /// Adds a part that stands in the cell at `at`.
    pub fn add(&mut self, part: &str, at: usize) {
        let start = self.text.len();
        self.text.push_str(part);
        self.parts.push((start..self.text.len(), at));
    }
}

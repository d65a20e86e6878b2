//! Splits a `use` into its leaves, so that a later cell can replace each by itself.

use crate::item::{self, ItemKey, Rewritten};
use syn::spanned::Spanned;
use syn::{Ident, ItemUse, UseTree};

/// A path on the way to its leaf.
#[derive(Clone)]
struct Path {
    so_far: Rewritten,
    /// Where it begins, behind attributes, visibility and `use`.
    start: usize,
}

/// The leaves of an import in `cell`: what each defines, and the leaf written out as an item of its own.
pub(crate) fn leaves(import: &ItemUse, cell: &str) -> Vec<(ItemKey, Rewritten)> {
    let head = import.span().byte_range().start..import.use_token.span().byte_range().end;
    let mut so_far = Rewritten::default();
    so_far.add(&cell[head.clone()], head.start);
    so_far.text.push(' ');
    let start = so_far.text.len();
    if import.leading_colon.is_some() {
        so_far.text.push_str("::");
    }
    let mut leaves = Vec::new();
    collect(&Path { so_far, start }, &import.tree, &mut leaves);
    leaves
}

fn collect(path: &Path, tree: &UseTree, leaves: &mut Vec<(ItemKey, Rewritten)>) {
    match tree {
        UseTree::Path(part) => collect(&path.with(&part.ident).then("::"), &part.tree, leaves),
        UseTree::Group(group) => group.items.iter().for_each(|tree| collect(path, tree, leaves)),
        UseTree::Glob(star) => {
            let mut leaf = path.clone();
            leaf.so_far.add("*", star.star_token.span().byte_range().start);
            leaves.push((ItemKey::Unnamed(format!("use {}", leaf.text())), leaf.end()));
        }
        UseTree::Name(name) if name.ident == "self" => {
            let module = path.text().trim_end_matches("::");
            let last = module.rsplit("::").next().unwrap_or_default();
            let bound = last.strip_prefix("r#").unwrap_or(last).to_owned();
            let leaf = path.clone().then("{").with(&name.ident).then("}");
            leaves.push((ItemKey::Import(bound), leaf.end()));
        }
        UseTree::Name(name) => leaves.push((ItemKey::Import(item::name(&name.ident)), path.with(&name.ident).end())),
        UseTree::Rename(rename) => {
            let is_module = rename.ident == "self";
            let (open, close) = if is_module { ("{", "}") } else { ("", "") };
            let leaf = path
                .clone()
                .then(open)
                .with(&rename.ident)
                .then(" as ")
                .with(&rename.rename)
                .then(close);
            let key = match rename.rename == "_" {
                true => ItemKey::Unnamed(format!("use {}", leaf.text())),
                false => ItemKey::Import(item::name(&rename.rename)),
            };
            leaves.push((key, leaf.end()));
        }
    }
}

impl Path {
    fn with(&self, part: &Ident) -> Path {
        let mut longer = self.clone();
        longer.so_far.add(&part.to_string(), part.span().byte_range().start);
        longer
    }

    fn then(mut self, sign: &str) -> Path {
        self.so_far.text.push_str(sign);
        self
    }

    fn text(&self) -> &str {
        &self.so_far.text[self.start..]
    }

    fn end(self) -> Rewritten {
        self.then(";").so_far
    }
}

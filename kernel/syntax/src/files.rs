//! Finds where a cell names files. What is compiled for a cell is written elsewhere, and the author means the notebook's folder.

use crate::item::name;
use crate::statics::Edit;
use proc_macro2::{TokenStream, TokenTree};
use std::ops::Range;
use std::path::{Path, PathBuf};
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, Item, ItemMod, Lit, LitStr, Meta};

/// A file that a cell names. All places are in the text of the cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileUse {
    /// Where it is named: the path as a string, or the whole of `mod name;`.
    range: Range<usize>,
    path: String,
    module: Option<Module>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Module {
    name: String,
    visibility: Range<usize>,
    visibility_text: String,
}

impl FileUse {
    /// Where it is named.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// How to write it so that the file is looked for in `folder`.
    pub fn edits(&self, folder: &Path) -> Vec<Edit> {
        let Some(Module {
            name,
            visibility,
            visibility_text,
        }) = &self.module
        else {
            return vec![edit(
                self.range.clone(),
                format!("{:?}", folder.join(&self.path).to_string_lossy()),
            )];
        };
        // A module around it has the folder, so that modules of the file's own are looked for beside it as ever.
        let (folder, written) = (folder.to_string_lossy(), crate::identifier(name));
        let head = format!("#[path = {folder:?}] mod meno_file_{name} {{ #[allow(unused_imports)] use super::*; ");
        let Range { start, end } = self.range;
        vec![
            edit(start..start, head),
            edit(visibility.clone(), "pub ".to_owned()),
            edit(
                end..end,
                format!(" }} {visibility_text} use meno_file_{name}::{written};"),
            ),
        ]
    }

    /// The files and folders that what is defined depends on, if the file is looked for in `folder`: those that there may be.
    pub fn paths(&self, folder: &Path) -> Vec<PathBuf> {
        match self.module {
            Some(_) => vec![folder.join(format!("{}.rs", self.path)), folder.join(&self.path)],
            None => vec![folder.join(&self.path)],
        }
    }
}

fn edit(range: Range<usize>, text: String) -> Edit {
    Edit { range, text }
}

/// The files that `text`, the cell, names in what is included, at any depth.
pub(crate) fn included(text: &str) -> Vec<FileUse> {
    let mut found = Vec::new();
    if text.contains("include")
        && let Ok(tokens) = text.parse()
    {
        collect(tokens, &mut found);
    }
    found
}

fn collect(tokens: TokenStream, found: &mut Vec<FileUse>) {
    const MACROS: [&str; 3] = ["include", "include_str", "include_bytes"];
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let called = match &tokens[..at] {
            [.., TokenTree::Ident(called), TokenTree::Punct(mark)] if mark.as_char() == '!' => Some(called),
            _ => None,
        };
        match called.filter(|called| MACROS.iter().any(|known| called == known)) {
            Some(_) => found.extend(syn::parse2::<LitStr>(group.stream()).ok().map(|path| FileUse {
                range: path.span().byte_range(),
                path: path.value(),
                module: None,
            })),
            None => collect(group.stream(), found),
        }
    }
}

/// The file of `item`, if it is a module that is in a file.
pub(crate) fn module(item: &Item, cell: &str) -> Option<FileUse> {
    let Item::Mod(ItemMod {
        ident,
        vis,
        attrs,
        mod_token,
        content: None,
        ..
    }) = item
    else {
        return None;
    };
    // Which file that is depends on what rustc is asked to compile for.
    if attrs.iter().any(|attribute| attribute.path().is_ident("cfg_attr")) {
        return None;
    }
    if let Some(path) = attrs.iter().find_map(path) {
        return Some(FileUse {
            range: path.span().byte_range(),
            path: path.value(),
            module: None,
        });
    }
    let keyword = mod_token.span.byte_range().start;
    let visibility = match vis {
        syn::Visibility::Inherited => keyword..keyword,
        vis => vis.span().byte_range(),
    };
    Some(FileUse {
        range: item.span().byte_range(),
        path: name(ident),
        module: Some(Module {
            name: name(ident),
            visibility_text: cell[visibility.clone()].to_owned(),
            visibility,
        }),
    })
}

/// What a `#[path = "…"]` says.
fn path(attribute: &Attribute) -> Option<LitStr> {
    match &attribute.meta {
        Meta::NameValue(value) if value.path.is_ident("path") => match &value.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(path), ..
            }) => Some(path.clone()),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cell;

    #[test]
    fn files_are_looked_for_in_the_folder() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            let mut written = text.to_owned();
            let mut edits: Vec<Edit> = Cell::of(text)
                .files
                .iter()
                .flat_map(|file| file.edits(Path::new("/f")))
                .collect();
            edits.sort_by_key(|edit| edit.range.start);
            for Edit { range, text } in edits.into_iter().rev() {
                written.replace_range(range, &text);
            }
            assert_eq!(written, expected);
        }
        check(
            "println!(\"{}\", include_str!(\"a.txt\")); let b = include_bytes!(r\"/b\");",
            "println!(\"{}\", include_str!(\"/f/a.txt\")); let b = include_bytes!(\"/b\");",
        );
        check(
            "include_str!(concat!(\"a\", \"b\")); include!(x)",
            "include_str!(concat!(\"a\", \"b\")); include!(x)",
        );
        check("#[path = \"a/b.rs\"] mod m;", "#[path = \"/f/a/b.rs\"] mod m;");
        check(
            "/// doc\npub(crate) mod m;",
            "#[path = \"/f\"] mod meno_file_m { #[allow(unused_imports)] use super::*; /// doc\npub  mod m; } \
             pub(crate) use meno_file_m::m;",
        );
        check("mod m { fn f() {} }", "mod m { fn f() {} }");
    }
}

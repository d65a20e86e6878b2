//! How a struct of matrices is shown: by its fields. Its own `Debug` would print how nalgebra stores them, which of a matrix
//! of fixed size is column by column.

use crate::state::Item;
use base::tokens::words;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Field, Fields, ItemStruct};

/// The text that has the prelude show the struct that `item` defines by its fields, if that differs from its `Debug`.
pub(super) fn by_its_fields(item: &Item) -> Option<String> {
    let text = item.text();
    if !text.contains("Debug") || !words(text).any(is_algebraic) {
        return None;
    }
    let defined: ItemStruct = syn::parse_str(text).ok()?;
    let is_plain = defined.generics.params.is_empty() && defined.generics.where_clause.is_none();
    let fields = match &defined.fields {
        Fields::Named(fields) if is_plain && derives_debug(&defined) => &fields.named,
        _ => return None,
    };
    let type_of = |field: &Field| text.get(field.ty.span().byte_range()).unwrap_or_default();
    if !fields.iter().any(|field| words(type_of(field)).any(is_algebraic)) {
        return None;
    }
    let name = &defined.ident;
    let fields: Vec<String> = fields
        .iter()
        .filter_map(|field| field.ident.as_ref())
        .map(|field| {
            let shown = field.unraw().to_string();
            format!("({shown:?}, ::meno_prelude::part_of_field!(self.{field}, depth))")
        })
        .collect();
    let shown = name.unraw().to_string();
    Some(format!(
        "impl ::meno_prelude::show::Part for {name} {{ \
         fn part_at(&self, depth: usize) -> ::meno_prelude::show::View {{ \
         ::meno_prelude::show::View::Fields {{ name: {shown:?}, fields: ::std::vec![{}] }} }} }}\n",
        fields.join(", ")
    ))
}

/// Whether a type of this name is shown otherwise than its `Debug` prints it.
fn is_algebraic(name: &str) -> bool {
    const ENDS: [&str; 5] = ["Vector", "Matrix", "Rotation", "Point", "Complex"];
    let without_size = |name: &'_ str| name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    // `Matrix2`, `Matrix2x3`
    let stem = &name[..without_size(name)];
    let rows = stem
        .strip_suffix('x')
        .filter(|rows| rows.ends_with(|c: char| c.is_ascii_digit()));
    let stem = rows.map_or(stem, |rows| &rows[..without_size(rows)]);
    ENDS.iter().any(|end| stem.ends_with(end))
        || ["SVD", "LU", "QR", "Cholesky", "SymmetricEigen", "Dual64"].contains(&name)
}

fn derives_debug(defined: &ItemStruct) -> bool {
    let derives = defined
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"));
    let mut listed = derives.filter_map(|attribute| match &attribute.meta {
        syn::Meta::List(list) => Some(list.tokens.to_string()),
        _ => None,
    });
    listed.any(|list| words(&list).any(|word| word == "Debug"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Origin;
    use std::sync::Arc;
    use syntax::Cell;

    fn shown(text: &str) -> Option<String> {
        let cell = Cell::of(text);
        let origin = Arc::new(Origin {
            execution: 1,
            text: text.to_owned(),
        });
        let item = cell.items.first().expect("it defines something");
        by_its_fields(&Item::new(item, &cell, &origin))
    }

    #[test]
    fn a_struct_of_matrices_is_shown_by_its_fields() {
        let text = shown("#[derive(Clone, Debug)] struct Layer { weights: SMatrix<f64, 2, 3>, r#type: String }");
        let text = text.expect("it has a matrix");
        assert!(text.contains("name: \"Layer\""), "{text}");
        assert!(
            text.contains("(\"type\", ::meno_prelude::part_of_field!(self.r#type, depth))"),
            "{text}"
        );
    }

    #[test]
    fn types_of_nalgebra_are_known_by_their_names() {
        for name in [
            "Matrix2",
            "Matrix2x3",
            "DMatrix",
            "SVector",
            "RowVector3",
            "Rotation2",
            "Point3",
            "Complex",
            "SVD",
        ] {
            assert!(is_algebraic(name), "{name}");
        }
        for name in ["f64", "Vec", "Matrixx", "2x3", "x", ""] {
            assert!(!is_algebraic(name), "{name}");
        }
    }

    #[test]
    fn what_is_shown_as_it_prints_is_left_to_its_debug() {
        for text in [
            "#[derive(Debug)] struct P { x: f64 }",
            "#[derive(Clone)] struct P { m: DMatrix<f64> }",
            "#[derive(Debug)] struct P<T> { m: DMatrix<T> }",
            "#[derive(Debug)] struct P(DMatrix<f64>);",
            "#[derive(Debug)] enum E { M { m: DMatrix<f64> } }",
            "fn f() -> DMatrix<f64> { todo!(\"Debug\") }",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}

//! How structs and enums are shown: by their parts, each as it is shown elsewhere, and in a list as the rows of a table. Their
//! own `Debug` would print how nalgebra stores a matrix, which of one of fixed size is column by column.

use crate::state::Item;
use base::tokens::words;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, Field, Fields, GenericParam, Generics, Ident, Item as Definition};

/// The text that has the prelude show by its parts what `item` defines, if that derives its `Debug`: who writes it by hand
/// says how it is shown. The text must compile wherever that derive does.
pub(super) fn by_its_parts(item: &Item) -> Option<String> {
    let text = item.text();
    if !text.contains("Debug") {
        return None;
    }
    let (name, generics, attributes, view) = match &syn::parse_str(text).ok()? {
        Definition::Struct(defined) => {
            let view = Shape::of("fields", &defined.ident, &defined.fields)?;
            let arm = format!("let Self{} = self; {}", view.pattern, view.built);
            (
                defined.ident.clone(),
                defined.generics.clone(),
                defined.attrs.clone(),
                arm,
            )
        }
        Definition::Enum(defined) if !defined.variants.is_empty() => {
            let mut arms = String::new();
            for variant in &defined.variants {
                if !is_plain(&variant.attrs) {
                    return None;
                }
                let Shape { pattern, built } = Shape::of("variant", &variant.ident, &variant.fields)?;
                arms += &format!("Self::{}{pattern} => {built}, ", variant.ident);
            }
            let view = format!("match self {{ {arms}}}");
            (
                defined.ident.clone(),
                defined.generics.clone(),
                defined.attrs.clone(),
                view,
            )
        }
        _ => return None,
    };
    if !derives_debug(&attributes) || !is_plain(&attributes) || names_associated_type(text, &generics) {
        return None;
    }
    let (own, arguments, bounds) = bounded(generics);
    Some(format!(
        "impl {own} ::meno_prelude::show::Part for {name} {arguments} {bounds} {{ \
         fn part_at(&self, depth: usize) -> ::meno_prelude::show::View {{ \
         if let ::std::option::Option::Some(view) = \
         ::meno_prelude::show::deep(depth, ::std::format_args!(\"{{self:?}}\")) {{ return view; }} \
         let depth = depth + 1; {view} }} }}\n"
    ))
}

/// A struct or a variant, by its fields.
struct Shape {
    /// What stands behind its name to bind them.
    pattern: String,
    /// The expression of its view.
    built: String,
}

impl Shape {
    /// Named fields are shown by the prelude's function `by`. `None` where a field has an attribute that may change what there is, or how it is printed.
    fn of(by: &str, name: &Ident, fields: &Fields) -> Option<Shape> {
        if !fields.iter().all(|field| is_plain(&field.attrs)) {
            return None;
        }
        let name = name.unraw().to_string();
        // No name of a cell's own, which might be that of a constant.
        let bound = |number: usize| format!("meno_part_{number}");
        let part = |number: usize| format!("::meno_prelude::part_of_field!(*{}, depth)", bound(number));
        let each = |one: &dyn Fn(usize, &Field) -> String| -> String {
            let parts: Vec<String> = fields
                .iter()
                .enumerate()
                .map(|(number, field)| one(number, field))
                .collect();
            parts.join(", ")
        };
        let named = |field: &Field| field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
        let shown = |field: &Field| {
            field
                .ident
                .as_ref()
                .map(|ident| ident.unraw().to_string())
                .unwrap_or_default()
        };
        Some(match fields {
            _ if fields.is_empty() => Shape {
                pattern: " { .. }".to_owned(),
                built: format!("{{ let _ = depth; ::meno_prelude::show::name({name:?}) }}"),
            },
            Fields::Named(_) => Shape {
                pattern: format!(
                    " {{ {} }}",
                    each(&|number, field| format!("{}: {}", named(field), bound(number)))
                ),
                built: format!(
                    "::meno_prelude::show::{by}({name:?}, ::std::vec![{}])",
                    each(&|number, field| format!("({:?}, {})", shown(field), part(number)))
                ),
            },
            _ => Shape {
                pattern: format!("({})", each(&|number, _| bound(number))),
                built: format!(
                    "::meno_prelude::show::tuple({name:?}, ::std::vec![{}])",
                    each(&|number, _| part(number))
                ),
            },
        })
    }
}

/// The parameters of an `impl`, the type's arguments and its bounds, where what a type parameter stands for is shown by its
/// parts as well. With another argument the type is shown by its `Debug`.
fn bounded(mut generics: Generics) -> (String, String, String) {
    for parameter in generics.type_params_mut() {
        parameter.bounds.push(syn::parse_quote!(::meno_prelude::show::Part));
        parameter.bounds.push(syn::parse_quote!(::std::fmt::Debug));
    }
    let (own, arguments, bounds) = generics.split_for_impl();
    (
        own.to_token_stream().to_string(),
        arguments.to_token_stream().to_string(),
        bounds.to_token_stream().to_string(),
    )
}

/// Whether a type such as `T::Item` is in it, for which the derived `Debug` has bounds of its own.
fn names_associated_type(text: &str, generics: &Generics) -> bool {
    let names = generics.params.iter().filter_map(|parameter| match parameter {
        GenericParam::Type(parameter) => Some(parameter.ident.to_string()),
        _ => None,
    });
    let mut names = names.peekable();
    names.peek().is_some() && (text.contains(" as ") || names.any(|name| text.contains(&format!("{name}::"))))
}

/// Whether these attributes neither leave something out nor change how it is laid out or printed.
fn is_plain(attributes: &[Attribute]) -> bool {
    const HARMLESS: [&str; 9] = [
        "derive",
        "doc",
        "allow",
        "expect",
        "warn",
        "default",
        "must_use",
        "non_exhaustive",
        "deprecated",
    ];
    attributes
        .iter()
        .all(|attribute| HARMLESS.iter().any(|name| attribute.path().is_ident(name)))
}

fn derives_debug(attributes: &[Attribute]) -> bool {
    let derives = attributes
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
        by_its_parts(&Item::new(item, &cell, &origin))
    }

    #[track_caller]
    fn check(text: &str, parts: &[&str]) {
        let written = shown(text).expect("it is shown by its parts");
        let _: syn::ItemImpl = syn::parse_str(&written).expect("it is Rust");
        for part in parts {
            assert!(written.contains(part), "{written}");
        }
    }

    #[test]
    fn a_struct_is_shown_by_its_fields() {
        check(
            "#[derive(Clone, Debug)] struct Layer { weights: SMatrix<f64, 2, 3>, r#type: String }",
            &[
                "let Self { weights: meno_part_0, r#type: meno_part_1 } = self;",
                "fields(\"Layer\", ",
                "(\"type\", ::meno_prelude::part_of_field!(*meno_part_1, depth))",
            ],
        );
        check(
            "#[derive(Debug)] struct P(f64, i32);",
            &["let Self(meno_part_0, meno_part_1) = self; ", "tuple(\"P\", "],
        );
        check("#[derive(Debug)] struct U;", &["name(\"U\")"]);
        check("#[derive(Debug)] struct U {}", &["name(\"U\")"]);
    }

    #[test]
    fn an_enum_is_shown_by_the_fields_of_its_variant() {
        check(
            "#[derive(Debug)] enum E { A(Matrix2<f64>), B { m: f64 }, #[default] C }",
            &[
                "Self::A(meno_part_0) => ",
                "Self::B { m: meno_part_0 } => ::meno_prelude::show::variant(",
                "Self::C { .. } => { let _ = depth; ",
            ],
        );
    }

    #[test]
    fn a_generic_type_is_shown_by_its_parts_where_its_arguments_are() {
        check(
            "#[derive(Debug)] struct P<'a, T: Clone = f64, const N: usize = 2> where T: Copy { m: &'a [T; N] }",
            &[
                "impl < 'a , T : Clone + :: meno_prelude :: show :: Part + :: std :: fmt :: Debug , const N : usize >",
                "for P < 'a , T , N > where T : Copy",
            ],
        );
    }

    #[test]
    fn what_may_print_otherwise_or_not_compile_is_left_to_its_debug() {
        for text in [
            "#[derive(Clone)] struct P { m: DMatrix<f64> }",
            "#[derive(Debug)] struct P<T: Iterator> { m: T::Item }",
            "#[derive(Debug)] struct P<T: Iterator> { m: <T as Iterator>::Item }",
            "#[derive(Debug)] #[repr(packed)] struct P { x: f64 }",
            "#[derive(Debug)] struct P { #[cfg(any())] x: f64 }",
            "#[derive(Debug)] enum E { #[cfg(any())] A, B }",
            "#[derive(Debug)] enum E {}",
            "fn f() -> DMatrix<f64> { todo!(\"Debug\") }",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}

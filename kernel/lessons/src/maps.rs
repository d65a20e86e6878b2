//! Maps: what `[…]` does of them, and what it does not.

use super::complaint::{Complaint, quoted};
use super::types::Type;
use super::wording::written;
use quote::ToTokens;
use syn::{Expr, ExprIndex};

/// `map["v"] = 1;`, `map["v"] += 1;`, `map["v"].push(1);`
pub(super) fn changed_through_index(complaint: &Complaint) -> Option<String> {
    let place = complaint.message.strip_prefix("cannot ")?;
    let (_, of) = place.split_once(" data in an index of ")?;
    let of = Type::parse(quoted(of).next()?);
    let Type::Named { name, arguments } = &of else {
        return None;
    };
    let [key, value, ..] = &arguments[..] else { return None };
    const WHY: &str = "`[…]` of a map only looks up what is there";
    if !["HashMap", "BTreeMap"].contains(&name.as_str()) {
        return None;
    }
    let entry = |index: &ExprIndex| -> Option<(String, String)> {
        let source = |part: &Expr| text_of(complaint.text(), part);
        let map = source(&index.expr)?;
        Some((map.clone(), owned_key(key, &source(&index.index)?)))
    };
    let change = syn::parse_str::<Expr>(complaint.text()).ok()?;
    Some(match &change {
        Expr::Assign(assignment) => {
            let Expr::Index(index) = &*assignment.left else {
                return None;
            };
            let (map, key) = entry(index)?;
            let value = text_of(complaint.text(), &assignment.right)?;
            format!(
                "{WHY}: {} puts an entry in, or in the place of an older one.",
                written(&format!("{map}.insert({key}, {value})"), "`map.insert(key, value)`")
            )
        }
        Expr::Binary(binary) if has_default(value) => {
            let Expr::Index(index) = &*binary.left else { return None };
            let (map, key) = entry(index)?;
            let (operator, by) = (binary.op.to_token_stream(), text_of(complaint.text(), &binary.right)?);
            format!(
                "{WHY}: {} changes an entry, and begins with {} where there is none.",
                written(
                    &format!("*{map}.entry({key}).or_default() {operator} {by}"),
                    "`*map.entry(key).or_default() += 1`"
                ),
                default(value)
            )
        }
        Expr::Index(index) if has_default(value) => {
            let (map, key) = entry(index)?;
            format!(
                "{WHY}: {} can be changed, and is {} where there was none.",
                written(
                    &format!("{map}.entry({key}).or_default()"),
                    "`map.entry(key).or_default()`"
                ),
                default(value)
            )
        }
        _ => return None,
    })
}

/// The text of `part` of the expression `text`.
fn text_of(text: &str, part: &Expr) -> Option<String> {
    use syn::spanned::Spanned;
    text.get(part.span().byte_range()).map(str::to_owned)
}

/// The key to hand over, where `looked_up` is what is lent to look one up.
fn owned_key(of: &Type, looked_up: &str) -> String {
    let lent = looked_up.strip_prefix('&').map(str::trim_start);
    let is_copied = of.is_integer() || of.is("char") || of.is("bool");
    match lent {
        Some(key) if is_copied => key.to_owned(),
        None if is_copied => format!("*{looked_up}"),
        Some(key) if of.is("String") => format!("{key}.clone()"),
        None if of.is("String") => format!("{looked_up}.to_owned()"),
        Some(key) if !matches!(of, Type::Reference { .. }) => key.to_owned(),
        _ => looked_up.to_owned(),
    }
}

/// Whether the type has a value to begin with that everyone would expect.
fn has_default(of: &Type) -> bool {
    !default(of).is_empty()
}

fn default(of: &Type) -> &'static str {
    match of {
        of if of.is_integer() => "0",
        of if of.is_float() => "0.0",
        of if of.is("Vec") => "an empty list",
        of if of.is("String") => "an empty text",
        of if ["HashMap", "BTreeMap"].iter().any(|name| of.is(name)) => "an empty map",
        of if ["HashSet", "BTreeSet"].iter().any(|name| of.is(name)) => "an empty set",
        _ => "",
    }
}

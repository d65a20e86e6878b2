//! Values that are lent, given away or not to be changed.

use super::types::Type;
use super::{Complaint, Label, Scope, code, is_name, quoted, shown};

/// An operand, an argument or a variable that was given away is used once more.
pub fn moved(it: &Complaint) -> Option<String> {
    let name = quoted(it.message.split_once("moved value: ")?.1).next()?;
    if !is_name(name) {
        return None;
    }
    let places = it.places();
    let labelled = |part: &str| places.iter().find(|place| place.label.contains(part));
    let what = kind(&places);
    if let Some(place) = labelled("moved due to usage in operator") {
        let lent = match syn::parse_str::<syn::ExprBinary>(&place.text) {
            Ok(binary) if is_path(&binary.left) && is_path(&binary.right) => {
                format!("`{}`", lend_operands(&place.text))
            }
            _ => format!("`&{name}` in its place"),
        };
        return Some(format!(
            "{} uses `{name}` up: an operator takes the {what} that it is given. Lend them to it, {lent}, and `{name}` stays \
             yours.",
            shown(&place.text, "The operator")
        ));
    }
    if labelled("implicit call to `.into_iter()`").is_some() {
        return Some(format!(
            "A `for` over `{name}` uses it up: each element is handed out. `for … in &{name}` lends them instead."
        ));
    }
    if labelled("in previous iteration of loop").is_some() {
        return Some(format!(
            "The first round of the loop takes `{name}`, so there is none for the second. Lend it, `&{name}`, or give a copy \
             each time, `{name}.clone()`."
        ));
    }
    let place = labelled("value moved here")?;
    if place.label != "value moved here" {
        return None;
    }
    let lend = match takes_by_parameter(it) {
        true => format!("let the function borrow (`&` before the parameter's type) and call it with `&{name}`, or "),
        false => format!("lend it where it is enough to look at it, `&{name}`, or "),
    };
    Some(format!(
        "Who takes a value owns it, and `{name}` was given away before this: {lend}give a copy, `{name}.clone()`."
    ))
}

fn takes_by_parameter(it: &Complaint) -> bool {
    it.notes
        .iter()
        .any(|note| note.starts_with("consider changing this parameter type in function"))
}

fn is_path(expression: &syn::Expr) -> bool {
    matches!(expression, syn::Expr::Path(_))
}

/// `a * b` as `&a * &b`.
fn lend_operands(text: &str) -> String {
    let parts: Vec<String> = text
        .split_whitespace()
        .map(|part| match is_name(part) {
            true => format!("&{part}"),
            false => part.to_owned(),
        })
        .collect();
    parts.join(" ")
}

/// What is moved, in a word.
fn kind(places: &[Label]) -> &'static str {
    let of = places.iter().find_map(|place| {
        let (_, rest) = place.label.split_once("has type `")?;
        Some(Type::parse(rest.split('`').next()?))
    });
    match of {
        Some(Type::Matrix { .. }) => "matrices",
        _ => "values",
    }
}

/// `*m` of an `m` that is borrowed, or an element of a list.
pub fn taken_from_a_loan(it: &Complaint) -> Option<String> {
    let place = it.message.strip_prefix("cannot move out of ")?;
    if place.starts_with("index of") {
        let text = shown(it.text(), "this");
        return Some(format!(
            "The element belongs to the list, and {text} would take it out and leave a hole. A `&` before it looks at it, and \
             `.clone()` behind it makes a copy."
        ));
    }
    let name = quoted(place).next()?.trim_start_matches('*');
    (place.contains("which is behind a shared reference") && is_name(name)).then(|| {
        format!(
            "`{name}` is only lent (`&`), and what is lent can be looked at but not taken. `{name}.clone()` is a copy of your \
             own: do you need one here?"
        )
    })
}

/// An argument whose `&` is missing.
pub fn borrow_missing(it: &Complaint) -> Option<String> {
    let (expected, found) = it.expected_and_found()?;
    let Type::Reference { mutable, to } = &expected else {
        return None;
    };
    let (text, ampersand) = (it.text(), if *mutable { "&mut " } else { "&" });
    let is_argument = it
        .others
        .iter()
        .any(|other| other.label.starts_with("arguments to this"));
    let fits =
        !matches!(found, Type::Unknown | Type::Reference { .. }) && (to.agrees_with(&found) || is_view(to, &found));
    // A literal is rather the wrong number than the right one without its `&`.
    let is_literal = matches!(found, Type::Integer | Type::Float);
    (is_argument && fits && !is_literal && *to != Box::new(Type::Unknown)).then(|| {
        let written = match needs_parentheses(text) {
            true => format!("{ampersand}({text})"),
            false => format!("{ampersand}{text}"),
        };
        format!(
            "A reference is asked for, `{expected}`: to be lent the value, not given it. Write {} to lend it.",
            shown(&written, &format!("`{}` before it", ampersand.trim_end()))
        )
    })
}

/// A slice can be lent from a list.
fn is_view(slice: &Type, list: &Type) -> bool {
    let Type::Other(slice) = slice else { return false };
    let Some(element) = slice.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        return false;
    };
    let element = Type::parse(element);
    match list {
        Type::Named { name, arguments } if name == "Vec" => {
            arguments.first().is_some_and(|own| own.agrees_with(&element))
        }
        Type::Other(array) => array
            .strip_prefix('[')
            .and_then(|rest| rest.split(';').next())
            .is_some_and(|own| array.contains(';') && Type::parse(own).agrees_with(&element)),
        _ => false,
    }
}

fn needs_parentheses(text: &str) -> bool {
    matches!(
        syn::parse_str(text),
        Ok(syn::Expr::Binary(_) | syn::Expr::Range(_) | syn::Expr::Cast(_))
    )
}

/// A `&` where the value itself is asked for.
pub fn borrow_to_spare(it: &Complaint) -> Option<String> {
    let (expected, found) = it.expected_and_found()?;
    let Type::Reference { to, .. } = &found else {
        return None;
    };
    if matches!(expected, Type::Reference { .. } | Type::Unknown) || !expected.agrees_with(to.value()) {
        return None;
    }
    let text = it.text();
    if text.starts_with('&') {
        return Some(format!(
            "`{expected}` is asked for, the value itself, and {} is a reference to one: leave the `&` out.",
            shown(text, "this")
        ));
    }
    let is_number = expected.is_float() || expected.is_integer();
    let advice = match (is_number, is_name(text)) {
        (true, true) => format!("`*{text}` is the number that it points at"),
        (true, false) => "a `*` before it is the number that it points at".to_owned(),
        (false, true) => format!("`{text}.clone()` is a copy to give away"),
        (false, false) => "`.clone()` behind it makes a copy to give away".to_owned(),
    };
    Some(format!(
        "`{expected}` is asked for, and this is a reference to one, `{found}`: {advice}."
    ))
}

/// `&v` where `&mut v` is asked for.
pub fn lent_for_reading(it: &Complaint) -> Option<String> {
    (it.label == "types differ in mutability").then(|| {
        let name = it.text().trim_start_matches('&');
        let advice = match is_name(name) {
            true => format!("`&mut {name}`, of a variable that is made with `let mut {name}`,"),
            false => "`&mut`".to_owned(),
        };
        format!("`&` lends a value for reading, and here it is to be changed: {advice} lends it for that.")
    })
}

/// A variable without `mut`, or behind a `&`, is to be changed.
pub fn not_mutable(it: &Complaint, scope: &Scope<'_>) -> Option<String> {
    let name = quoted(&it.message).next()?.trim_start_matches('*');
    if !is_name(name) {
        return None;
    }
    if it.message.contains("behind a `&` reference") {
        return Some(format!(
            "`{name}` is lent for reading (`&`), so nothing can be changed through it. Do you mean to change the caller's \
             value, which `&mut` allows, or a copy, `let mut changed = {name}.clone()`?"
        ));
    }
    let is_immutable = ["not declared as mutable", "immutable variable", "immutable argument"]
        .iter()
        .any(|part| it.message.contains(part));
    let is_of_the_notebook = scope.variables.contains(&name)
        && !scope.bindings.contains(&name)
        && code::function_around(&it.source, it.range.start).is_none();
    is_immutable.then(|| match is_of_the_notebook {
        true => format!(
            "A variable keeps its value unless it is made with `let mut`, and `{name}` is not. Either the cell that makes it \
             says `let mut {name}`, or this one begins with `let mut {name} = {name};`."
        ),
        false => format!("A variable keeps its value unless it is made with `mut`, and `{name}` is not: write `mut {name}` there."),
    })
}

/// A list that changes while it is gone through.
pub fn lent_while_it_changes(it: &Complaint) -> Option<String> {
    let name = quoted(it.message.strip_prefix("cannot borrow ")?)
        .next()?
        .trim_start_matches('*');
    let is_conflict = it
        .message
        .contains("as mutable because it is also borrowed as immutable");
    (is_conflict && is_name(name)).then(|| {
        format!(
            "As long as `{name}` is lent (`&`) nobody may change it, since what was lent could move. Can the change wait until \
             that is over, or go by a copy?"
        )
    })
}

/// A value that is given away while a loan of it is still in use.
pub fn given_away_while_lent(it: &Complaint) -> Option<String> {
    let name = quoted(it.message.strip_prefix("cannot move out of ")?).next()?;
    (it.message.ends_with("because it is borrowed") && is_name(name)).then(|| {
        format!(
            "`{name}` is lent (`&`), and the loan is used once more further down: until then `{name}` can't be given away. Give \
             a copy, `{name}.clone()`, or do so when the loan is over."
        )
    })
}

/// A reference that would outlive what it leads to.
pub fn outlived(it: &Complaint) -> Option<String> {
    if it.message == "temporary value dropped while borrowed" {
        return Some(format!(
            "Nobody owns what {} makes, so it is gone at the end of the line, and a reference to it would lead nowhere. Give it a \
             name with `let` first, and lend that.",
            shown(it.text(), "this expression")
        ));
    }
    let name = quoted(it.message.strip_suffix(" does not live long enough")?).next()?;
    is_name(name).then(|| {
        format!(
            "`{name}` is gone at the end of the block `{{ … }}` that makes it, and the reference to it is used after that. Make \
             `{name}` before the block, or let the block return the value itself."
        )
    })
}

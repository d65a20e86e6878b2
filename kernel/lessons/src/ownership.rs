//! Values that are lent, given away or not to be changed.

use super::Scope;
use super::code::{is_name, needs_parentheses};
use super::complaint::{Complaint, Label, quoted};
use super::types::Type;
use super::wording::shown;

/// `let c = a * b;`, and `a` once more.
pub(super) fn used_up_by_operator(complaint: &Complaint) -> Option<String> {
    let name = moved_value(complaint)?;
    let labels = complaint.labels();
    let operator = label_with(&labels, "moved due to usage in operator")?;
    let lent = match syn::parse_str::<syn::ExprBinary>(&operator.text) {
        Ok(binary) if is_path(&binary.left) && is_path(&binary.right) => {
            format!("`{}`", lend_operands(&operator.text))
        }
        _ => format!("`&{name}` in its place"),
    };
    Some(format!(
        "{} uses `{name}` up: an operator takes the {} that it is given. Lend them to it, {lent}, and `{name}` stays yours.",
        shown(&operator.text, "The operator"),
        kind_of_moved(&labels)
    ))
}

/// `for x in v`, and `v` once more.
pub(super) fn used_up_by_for(complaint: &Complaint) -> Option<String> {
    let name = moved_value(complaint)?;
    label_with(&complaint.labels(), "implicit call to `.into_iter()`")?;
    Some(format!(
        "A `for` over `{name}` uses it up: each element is handed out. `for … in &{name}` lends them instead."
    ))
}

/// A value that each round of a loop gives away.
pub(super) fn moved_in_loop(complaint: &Complaint) -> Option<String> {
    let name = moved_value(complaint)?;
    label_with(&complaint.labels(), "in previous iteration of loop")?;
    Some(format!(
        "The first round of the loop takes `{name}`, so there is none for the second. Lend it, `&{name}`, or give a copy each \
         time, `{name}.clone()`."
    ))
}

/// `let u = v;`, and `v` once more.
pub(super) fn used_after_move(complaint: &Complaint) -> Option<String> {
    let name = moved_value(complaint)?;
    let labels = complaint.labels();
    if label_with(&labels, "value moved here")?.label != "value moved here" {
        return None;
    }
    let is_argument = complaint
        .note("consider changing this parameter type in function")
        .is_some();
    let lend = match is_argument {
        true => format!("let the function borrow (`&` before the parameter's type) and call it with `&{name}`, or "),
        false => format!("lend it where it is enough to look at it, `&{name}`, or "),
    };
    Some(format!(
        "Who takes a value owns it, and `{name}` was given away before this: {lend}give a copy, `{name}.clone()`."
    ))
}

/// The variable of `use of moved value: …`.
fn moved_value(complaint: &Complaint) -> Option<&str> {
    let (_, value) = complaint.message.split_once("moved value: ")?;
    quoted(value).next().filter(|name| is_name(name))
}

fn label_with<'l>(labels: &'l [Label], part: &str) -> Option<&'l Label> {
    labels.iter().find(|label| label.label.contains(part))
}

/// The kind of the moved value, in the plural.
fn kind_of_moved(labels: &[Label]) -> &'static str {
    let of = labels.iter().find_map(|label| {
        let (_, rest) = label.label.split_once("has type `")?;
        Some(Type::parse(rest.split('`').next()?))
    });
    match of {
        Some(Type::Matrix { .. }) => "matrices",
        _ => "values",
    }
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

/// `list[0]` as a value, of a type that is not copied.
pub(super) fn moved_out_of_list(complaint: &Complaint) -> Option<String> {
    let text = shown(complaint.text(), "this");
    complaint.message.starts_with("cannot move out of index of").then(|| {
        format!(
            "The element belongs to the list, and {text} would take it out and leave a hole. A `&` before it looks at it, and \
             `.clone()` behind it makes a copy."
        )
    })
}

/// `*m` of an `m` that is borrowed.
pub(super) fn moved_out_of_reference(complaint: &Complaint) -> Option<String> {
    let place = complaint.message.strip_prefix("cannot move out of ")?;
    let name = quoted(place).next()?.trim_start_matches('*');
    (place.contains("which is behind a shared reference") && is_name(name)).then(|| {
        format!(
            "`{name}` is only lent (`&`), and what is lent can be looked at but not taken. `{name}.clone()` is a copy of your \
             own: do you need one here?"
        )
    })
}

/// `f(v)` of a function that takes `&v`.
pub(super) fn reference_missing(complaint: &Complaint) -> Option<String> {
    let (expected, found) = complaint.expected_and_found()?;
    let Type::Reference { mutable, to } = &expected else {
        return None;
    };
    let (text, ampersand) = (complaint.text(), if *mutable { "&mut " } else { "&" });
    let fits =
        !matches!(found, Type::Unknown | Type::Reference { .. }) && (to.agrees_with(&found) || is_view(to, &found));
    // A literal is rather the wrong number than the right one without its `&`.
    let is_literal = matches!(found, Type::Integer | Type::Float);
    let is_argument = complaint.has_other_label("arguments to this");
    (is_argument && fits && !is_literal && **to != Type::Unknown).then(|| {
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

/// Whether the slice can be lent from the list or array.
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

/// `f(&v)` of a function that takes `v`.
pub(super) fn reference_for_value(complaint: &Complaint) -> Option<String> {
    let (expected, found) = complaint.expected_and_found()?;
    let Type::Reference { to, .. } = &found else {
        return None;
    };
    if matches!(expected, Type::Reference { .. } | Type::Unknown) || !expected.agrees_with(to.value()) {
        return None;
    }
    let text = complaint.text();
    if expected.is("str") {
        return Some(
            "A text of type `str` has no length that is known beforehand: `&str` lends one, `String` owns one."
                .to_owned(),
        );
    }
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
pub(super) fn shared_for_mutable_reference(complaint: &Complaint) -> Option<String> {
    (complaint.label == "types differ in mutability").then(|| {
        let name = complaint.text().trim_start_matches('&');
        let advice = match is_name(name) {
            true => format!("`&mut {name}`, of a variable that is made with `let mut {name}`,"),
            false => "`&mut`".to_owned(),
        };
        format!("`&` lends a value for reading, and here it is to be changed: {advice} lends it for that.")
    })
}

/// A change through a `&`.
pub(super) fn changed_through_shared_reference(complaint: &Complaint) -> Option<String> {
    let name = changed_variable(complaint)?;
    complaint.message.contains("behind a `&` reference").then(|| {
        format!(
            "`{name}` is lent for reading (`&`), so nothing can be changed through it. Do you mean to change the caller's \
             value, which `&mut` allows, or a copy, `let mut changed = {name}.clone()`?"
        )
    })
}

/// A change of a variable without `mut`.
pub(super) fn not_mutable(complaint: &Complaint, scope: &Scope<'_>) -> Option<String> {
    let name = changed_variable(complaint)?;
    let is_immutable = ["not declared as mutable", "immutable variable", "immutable argument"]
        .iter()
        .any(|part| complaint.message.contains(part));
    let is_of_the_notebook =
        scope.variables.contains(&name) && !scope.bindings.contains(&name) && complaint.function_around().is_none();
    is_immutable.then(|| match is_of_the_notebook {
        true => format!(
            "A variable keeps its value unless it is made with `let mut`, and `{name}` is not. Either the cell that makes it \
             says `let mut {name}`, or this one begins with `let mut {name} = {name};`."
        ),
        false => format!("A variable keeps its value unless it is made with `mut`, and `{name}` is not: write `mut {name}` there."),
    })
}

/// The variable that can't be changed.
fn changed_variable(complaint: &Complaint) -> Option<&str> {
    let place = quoted(&complaint.message).next()?;
    Some(place.trim_start_matches('*')).filter(|name| is_name(name))
}

/// A list that changes while a loop goes through it.
pub(super) fn changed_while_borrowed(complaint: &Complaint) -> Option<String> {
    let place = complaint.message.strip_prefix("cannot borrow ")?;
    let name = quoted(place).next()?.trim_start_matches('*');
    let is_conflict = place.contains("as mutable because it is also borrowed as immutable");
    (is_conflict && is_name(name)).then(|| {
        format!(
            "As long as `{name}` is lent (`&`) nobody may change it, since what was lent could move. Can the change wait until \
             that is over, or go by a copy?"
        )
    })
}

/// A value that is given away while a loan of it is still in use.
pub(super) fn moved_while_borrowed(complaint: &Complaint) -> Option<String> {
    let name = quoted(complaint.message.strip_prefix("cannot move out of ")?).next()?;
    // Where nothing in the cell gives it away, the notebook would, to keep it.
    let is_own = complaint.label.starts_with("move out of") && !complaint.text().is_empty();
    (complaint.message.ends_with("because it is borrowed") && is_own && is_name(name)).then(|| {
        format!(
            "`{name}` is lent (`&`), and the loan is used once more further down: until then `{name}` can't be given away. Give \
             a copy, `{name}.clone()`, or do so when the loan is over."
        )
    })
}

/// `let s = String::from("a").as_str();`
pub(super) fn temporary_dropped(complaint: &Complaint) -> Option<String> {
    let is_own = complaint.has_other_label("temporary value is freed at the end of this statement");
    (complaint.message == "temporary value dropped while borrowed" && (is_own || complaint.label.contains("is freed"))).then(|| {
        format!(
            "Nobody owns what {} makes, so it is gone at the end of the line, and a reference to it would lead nowhere. Give it \
             a name with `let` first, and lend that.",
            shown(complaint.text(), "this expression")
        )
    })
}

/// A reference that is used after the block of the variable that it leads to.
pub(super) fn variable_dropped(complaint: &Complaint) -> Option<String> {
    let name = quoted(complaint.message.strip_suffix(" does not live long enough")?).next()?;
    let is_own = complaint
        .others
        .iter()
        .any(|other| other.label.ends_with("dropped here while still borrowed"));
    (is_own && is_name(name)).then(|| {
        format!(
            "`{name}` is gone at the end of the block `{{ … }}` that makes it, and the reference to it is used after that. Make \
             `{name}` before the block, or let the block return the value itself."
        )
    })
}

/// `fn f() -> &DVector<f64> { &dvector![1.0] }`
pub(super) fn reference_returned(complaint: &Complaint) -> Option<String> {
    let message = &complaint.message;
    let is_own = message.starts_with("cannot return reference to") || message.contains("returns a value referencing");
    let is_without_source = complaint.has_note_with("there is no value for it to be borrowed from");
    (is_own || is_without_source).then(|| {
        "What a function makes is gone when it returns, so it can't return a reference (`&`) to it. Return the value itself: \
         the return type without `&`, and the last line too."
            .to_owned()
    })
}

//! Operators and forms that Rust has not, or writes otherwise; often they are Python's.

use super::code::is_name;
use super::complaint::{Complaint, quoted};
use super::types::Type;
use super::wording::shown;

/// `x ** 2`.
pub(super) fn power_of_stars(complaint: &Complaint) -> Option<String> {
    (complaint.text().starts_with('*') && complaint.before().ends_with('*')).then(power)
}

/// `x ^ 2.0`.
pub(super) fn power_of_caret(complaint: &Complaint) -> Option<String> {
    let (left, operator, right) = complaint.operation()?;
    let is_number = |of: &Type| of.is_float() || of.is_integer() || of.is_dual();
    let has_float = !left.is_integer() || !right.is_integer();
    (operator == "^" && is_number(left.value()) && is_number(right.value()) && has_float)
        .then(|| format!("`^` is the exclusive or of bits. {}", power()))
}

fn power() -> String {
    "A power is a method in Rust: `x.powi(2)` for whole exponents, `x.powf(0.5)` for any; of integers `n.pow(2)`."
        .to_owned()
}

/// `a + &b` of two texts.
pub(super) fn texts_added(complaint: &Complaint) -> Option<String> {
    let mut types = quoted(complaint.message.strip_prefix("cannot add ")?);
    let is_text = |name: &str| ["str", "String"].contains(&name.trim_start_matches('&'));
    if !is_text(types.next()?) || !is_text(types.next()?) {
        return None;
    }
    let (left, right) = complaint.operands()?;
    let joined = match is_name(&left) && is_name(&right) {
        true => format!("`format!(\"{{{left}}}{{{right}}}\")`"),
        false => shown(
            &format!("format!(\"{{}}{{}}\", {left}, {right})"),
            "`format!(\"{}{}\", …, …)`",
        ),
    };
    Some(format!(
        "`+` lengthens the text on its left, which would have to be a `String` of its own for that: {joined} joins any two."
    ))
}

/// A closure, a function or a value without `Debug` at the end of a cell, which shows it.
pub(super) fn not_shown(complaint: &Complaint) -> Option<String> {
    let value = complaint.message.strip_suffix("has no form to be shown in")?;
    let is_callable = ["{closure}", "fn(", "fn item"].iter().any(|part| value.contains(part));
    Some(match is_callable {
        true => "Call it to see what it returns, or end the line with `;` if there is nothing to see.".to_owned(),
        false => "Put `#[derive(Debug)]` above its definition, or end the line with `;` if there is nothing to see."
            .to_owned(),
    })
}

/// `fn f(x: f64) -> f64 { x * x`.
pub(super) fn bracket_unclosed(complaint: &Complaint) -> Option<String> {
    match complaint.message.as_str() {
        "this file contains an unclosed delimiter" => {
            Some("A bracket was opened and never closed: does each `{`, `(` and `[` have its partner?".to_owned())
        }
        "unclosed delimiter" => {
            Some("A bracket was opened and never closed: count them from the one that is marked.".to_owned())
        }
        _ => None,
    }
}

/// `a @ b`.
pub(super) fn python_matrix_product(complaint: &Complaint) -> Option<String> {
    (complaint.text() == "@")
        .then(|| "`@` is Python's product of matrices; here it is `*`, as in `&a * &b`.".to_owned())
}

/// `m[0, 1]`.
pub(super) fn index_without_pair(complaint: &Complaint) -> Option<String> {
    let is_comma = complaint.text() == "," && complaint.message.starts_with("expected one of");
    (is_comma && opens_index(line_before(complaint)))
        .then(|| "Row and column go together as a pair, in parentheses of their own: `m[(i, j)]`.".to_owned())
}

/// Whether the line so far has opened `m[` and not closed it.
fn opens_index(line: &str) -> bool {
    let open = line.rfind('[');
    let closed = line.rfind(']');
    open.is_some_and(|open| {
        closed.is_none_or(|closed| closed < open)
            && line[..open].ends_with(|c: char| c.is_alphanumeric() || c == '_')
            && !line[open..].contains(['(', '{'])
    })
}

/// `def f(x): return x`.
pub(super) fn python_function(complaint: &Complaint) -> Option<String> {
    (line_before(complaint).trim_start() == "def ").then(|| {
        "A function is written `fn f(x: f64) -> f64 { x * x }`: with types, in braces, and its last expression is what it \
         returns."
            .to_owned()
    })
}

/// `lambda x: x`.
pub(super) fn python_lambda(complaint: &Complaint) -> Option<String> {
    line_before(complaint)
        .ends_with("lambda ")
        .then(|| "A function without a name is written `|x| x * x`.".to_owned())
}

/// `f"{x}"`.
pub(super) fn python_formatted_text(complaint: &Complaint) -> Option<String> {
    let is_prefix = complaint.text() == "f" && complaint.after().starts_with('"');
    (is_prefix && complaint.message.starts_with("prefix `f`"))
        .then(|| "Text is formatted without an `f`: `println!(\"{x}\")` and `format!(\"{x}\")`.".to_owned())
}

/// The line of the primary place, up to there.
fn line_before(complaint: &Complaint) -> &str {
    complaint.before().rsplit('\n').next().unwrap_or_default()
}

//! Operators and forms that Rust has not, or writes otherwise; often they are Python's.

use super::Scope;
use super::code::{self, is_name};
use super::complaint::{Complaint, quoted};
use super::python::line_before;
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

/// `let v: Vec<f64 = vec![1.0];`
pub(super) fn angle_bracket_unclosed(complaint: &Complaint) -> Option<String> {
    let is_it = complaint.message.starts_with("expected one of `,` or `>`")
        || complaint.message.starts_with("expected one of `,`, `:`, `=`, or `>`");
    let line = line_before(complaint);
    let (start, written) = line.rsplit_once(": ")?;
    let of = written.split(" =").next()?;
    let is_open = of.matches('<').count() > of.matches('>').count();
    (is_it && is_open && start.trim_start().starts_with("let ")).then(|| {
        let closed = format!("{of}{}", ">".repeat(of.matches('<').count() - of.matches('>').count()));
        format!(
            "A `<` of the type is never closed: {}.",
            shown(&closed, "each `<` has its `>`")
        )
    })
}

/// `m[0, 1]`.
pub(super) fn index_without_pair(complaint: &Complaint) -> Option<String> {
    let is_comma = complaint.text() == "," && complaint.message.starts_with("expected one of");
    (is_comma && opens_index(line_before(complaint)))
        .then(|| {
            "Row and column of a matrix go together as a pair, in parentheses of their own: `m[(i, j)]`. In a list of lists each \
             has its own brackets: `rows[i][j]`."
                .to_owned()
        })
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

/// `let x = 1`, and another statement in the next line.
pub(super) fn semicolon_missing(complaint: &Complaint) -> Option<String> {
    let is_at_end = complaint.message.starts_with("expected `;`, found ") && complaint.has_note_with("add `;` here");
    // What is missed there is marked on the last character before it.
    let line = match is_at_end {
        true => {
            let up_to = complaint.source.get(..complaint.range.end).unwrap_or_default();
            up_to.rsplit('\n').next().unwrap_or_default()
        }
        false => line_before(complaint),
    };
    let is_between = complaint.message.starts_with("expected one of ")
        && complaint.message.contains("`;`")
        && ["let", "fn", "for", "while", "if", "println", "use", "struct"]
            .iter()
            .any(|word| complaint.message.ends_with(&format!("found keyword `{word}`")))
        && line.trim_start().starts_with("let ");
    if !is_at_end && !is_between {
        return None;
    }
    // `5 // 2;`, which Python rounds down.
    let rest = complaint.after().split('\n').next().unwrap_or_default().trim();
    if let Some(divisor) = rest.strip_prefix("//")
        && rest.ends_with(';')
        && line.trim_end().ends_with(|c: char| c.is_alphanumeric() || c == ')')
    {
        return Some(format!(
            "`//` begins a comment here, so that the rest of the line, {}, is none of the statement: integers are divided with `/`, \
             which leaves out what is behind the point.",
            shown(divisor.trim(), "behind it")
        ));
    }
    Some(format!(
        "A statement ends with a `;`, and {} has none: only the last line of a cell or a function goes without, to be its \
         value.",
        shown(
            format!("{};", line.trim()).replace(";;", ";").trim_end_matches(';'),
            "the one before this place"
        )
    ))
}

/// `2x`.
pub(super) fn product_without_sign(complaint: &Complaint, scope: &Scope<'_>) -> Option<String> {
    let rest = complaint.message.strip_prefix("invalid suffix ")?;
    let suffix = quoted(rest).next()?;
    let text = complaint.text();
    let number = text.strip_suffix(suffix)?;
    let is_used = scope.variables.contains(&suffix) || code::mentions(&complaint.source, suffix);
    let factor = match number.contains('.') {
        true => number.to_owned(),
        false => format!("{number}.0"),
    };
    (is_name(suffix) && is_used).then(|| {
        format!(
            "A product is written with its sign: `{factor} * {suffix}`{}.",
            match number.contains('.') {
                true => String::new(),
                false => format!(", or `{number} * {suffix}` where `{suffix}` is an integer"),
            }
        )
    })
}

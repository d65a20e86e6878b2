//! Dual numbers, which carry their derivative along: where a plain number, or a function of plain numbers, can't stand.

use super::code::{is_name, is_one_term};
use super::complaint::Complaint;
use super::numbers::{Arithmetic, LONG, arithmetic, as_float};
use super::types::Type;
use super::wording::{capitalised, shown};

/// `2.0 * dual`: num_dual has `dual * 2.0` alone.
pub(super) fn dual_on_the_right(complaint: &Complaint) -> Option<String> {
    let Arithmetic { left, operator, right } = arithmetic(complaint)?;
    if !(left.of.is_float() || left.of.is_integer())
        || !right.of.is_dual()
        || !matches!(operator, "+" | "-" | "*" | "/")
    {
        return None;
    }
    let is_literal = left.of == Type::Integer && left.text.chars().all(|c| c.is_ascii_digit());
    let number = match () {
        () if left.of.is_float() => left.text,
        () if is_literal => format!("{}.0", left.text),
        () if is_one_term(&left.text) => format!("{} as f64", left.text),
        () => return None,
    };
    let dual = right.text;
    let start = format!(
        "A dual number carries its derivative along, and a plain number can stand only to the right of one, as in `x {operator} 2.0`"
    );
    let is_short = number.len() + dual.len() <= LONG && is_one_term(&dual);
    Some(match operator {
        "+" | "*" if is_short && number.contains(' ') => format!("{start}: write `{dual} {operator} ({number})`."),
        "+" | "*" if is_short => format!("{start}: write `{dual} {operator} {number}`."),
        "+" | "*" => format!("{start}: turn the two around."),
        _ if number.len() <= LONG => format!("{start}: make the first one dual too, `Dual64::from({number})`."),
        _ => format!("{start}: make the first one dual too, with `Dual64::from(…)`."),
    })
}

/// `dual + 2`.
pub(super) fn dual_and_integer(complaint: &Complaint) -> Option<String> {
    let message = complaint.message.as_str();
    let is_resolved = message.contains("as DualNum")
        && message
            .rsplit_once("::Primitive == ")
            .is_some_and(|(_, of)| Type::parse(of.trim_end_matches('`')).is_integer());
    let is_bound = message == "the trait bound `{integer}: DualNumFloat` is not satisfied";
    if !is_resolved && !is_bound {
        return None;
    }
    let (_, integer) = complaint.operands()?;
    Some(format!(
        "{} is an integer, and a dual number goes together with floats only: {}.",
        shown(&integer, "The right side"),
        as_float(&integer)
    ))
}

/// `f(1.0)` of a function of dual numbers.
pub(super) fn float_for_dual(complaint: &Complaint) -> Option<String> {
    let (expected, found) = complaint.expected_and_found()?;
    if !expected.is_dual() || !found.is_float() {
        return None;
    }
    let text = complaint.text();
    let number = if text.len() <= LONG { text } else { "…" };
    let start = format!(
        "A dual number is asked for, which carries its derivative along, and {} is a plain one: ",
        shown(text, "this")
    );
    Some(match complaint.after().starts_with(").eps") {
        // What a constant turns into has derivative 0, and so has all that is made of it.
        true => {
            format!("{start}`Dual64::from({number}).derivative()` is the one to derive by, whose own derivative is 1.")
        }
        false => format!(
            "{start}`Dual64::from({number})` makes a dual number of it, with derivative 0, and \
             `Dual64::from({number}).derivative()` the one to derive by, with derivative 1."
        ),
    })
}

/// `f(dual)` of a function of floats, `x.powf(dual)`.
pub(super) fn dual_for_float(complaint: &Complaint) -> Option<String> {
    let (expected, found) = complaint.expected_and_found()?;
    if !expected.is_float() || !found.is_dual() {
        return None;
    }
    Some(match complaint.callee().as_deref() {
        Some("powf") => {
            "The exponent of `powf` is a plain number. A dual one that is raised to a dual power is `x.powd(y)`: \
                         should the derivative depend on the exponent?"
                .to_owned()
        }
        _ => format!(
            "{} is a dual number, which carries its derivative along, and a plain one is asked for. Taking `.re` of it leaves \
             the derivative behind: do you want that, or should what asks for `f64` take `Dual64`?",
            capitalised(&shown(complaint.text(), "this"))
        ),
    })
}

/// A function of floats for one of dual numbers, where a closure would do as well.
pub(super) fn function_of_floats(complaint: &Complaint) -> Option<String> {
    let note = complaint
        .notes
        .iter()
        .find(|note| note.starts_with("expected ") && note.contains("Dual<"))?;
    let found = note.split_once("found ").map(|(_, found)| found)?;
    if !complaint.message.starts_with("type mismatch in ") || !found.contains("(f64)") {
        return None;
    }
    const WHY: &str = "The derivative is computed along, in dual numbers";
    let has_types = |text: &str| text.starts_with('|') && text.contains(": f64");
    if complaint.labels().iter().any(|label| has_types(&label.text)) {
        return Some(format!(
            "{WHY}, and this closure asks for `f64`: leave the type out, as in `|x| x * x`."
        ));
    }
    let text = complaint.text();
    if let Some(method) = text.strip_prefix("f64::").filter(|method| is_name(method)) {
        return Some(format!(
            "{WHY}, and `{text}` is one of `f64`: `|x| x.{method}()` takes either."
        ));
    }
    is_name(text).then(|| {
        format!(
            "{WHY}, and `{text}` takes `f64`. Define it with `Dual64` in place of `f64`, for its argument and for what it \
             returns: does every step of it work with dual numbers, too?"
        )
    })
}

/// A closure of dual numbers where one of floats is asked for.
pub(super) fn function_of_duals(complaint: &Complaint) -> Option<String> {
    let note = complaint.notes.iter().find(|note| note.starts_with("expected "))?;
    let (asked, found) = note.split_once("found ")?;
    let is_written = complaint.labels().iter().any(|label| label.text.contains(": Dual64"));
    (complaint.message.starts_with("type mismatch in ")
        && asked.contains("(f64)")
        && found.contains("(Dual<")
        && is_written)
        .then(|| {
            "Plain numbers go in here, and this closure asks for dual ones: leave the type out, as in `|x| x * x`."
                .to_owned()
        })
}

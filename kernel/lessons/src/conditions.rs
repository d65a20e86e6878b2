//! Conditions and cases: `if`, `while` and `match`.

use super::complaint::{Complaint, quoted};
use super::wording::shown;

/// `if n = 1`.
pub(super) fn assignment_as_condition(complaint: &Complaint) -> Option<String> {
    let (expected, found) = complaint.expected_and_found()?;
    let is_assignment = matches!(syn::parse_str(complaint.text()), Ok(syn::Expr::Assign(_)));
    (expected.is("bool") && found.is_unit() && is_assignment)
        .then(|| "`=` gives a variable a value; `==` asks whether two are equal.".to_owned())
}

/// `if n` of a number.
pub(super) fn number_as_condition(complaint: &Complaint) -> Option<String> {
    let (expected, found) = complaint.expected_and_found()?;
    let text = complaint.text();
    let before = complaint.before().trim_end();
    let is_condition = ["if", "while"].iter().any(|word| before.ends_with(word));
    (expected.is("bool") && found.is_integer() && is_condition).then(|| {
        format!(
            "A condition is true or false, and {} is a number: {} asks whether it differs from 0.",
            shown(text, "this"),
            shown(&format!("{text} != 0"), "`… != 0`")
        )
    })
}

/// An `if` without `else` that is to have a value.
pub(super) fn else_left_out(complaint: &Complaint) -> Option<String> {
    complaint.message.contains("may be missing an `else` clause").then(|| {
        "An `if` whose value is used needs an `else`: what is the value when the condition does not hold?".to_owned()
    })
}

/// A `match` that leaves something out.
pub(super) fn case_left_out(complaint: &Complaint) -> Option<String> {
    let (_, rest) = complaint.message.split_once("non-exhaustive patterns: ")?;
    let patterns: Vec<&str> = quoted(rest).collect();
    if rest.contains(" more not covered") || patterns.is_empty() {
        return None;
    }
    let is_range = patterns.iter().any(|pattern| pattern.contains(".."));
    Some(match is_range {
        true => "A `match` says what comes out in every case, and some numbers have none here. `_ => …` at the end is for all \
                 that is left: what should come out for those?"
            .to_owned(),
        false => {
            let patterns: Vec<String> = patterns.iter().map(|pattern| format!("`{pattern}`")).collect();
            format!(
                "A `match` says what comes out in every case, and there is none for {}. What should come out there?",
                patterns.join(" and ")
            )
        }
    })
}

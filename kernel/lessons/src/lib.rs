//! Lessons: what stands above the compiler's own words, or a panic's, for someone who learns mathematics and not Rust.
//!
//! A lesson recognises a message by rustc's code, by the types that it names and by the learner's text that it is about.
//! Where any of that is not as expected it says nothing: no lesson is better than a wrong one. Tests provoke every one of
//! them with a real cell, so that another wording of rustc's shows.

mod code;
mod forms;
mod names;
mod numbers;
mod numpy;
mod ownership;
pub mod panics;
mod shapes;
pub mod signature;
mod types;

use std::collections::BTreeMap;
use std::ops::Range;

use types::Type;

/// A message of rustc's about a cell.
#[derive(Clone, Debug, Default)]
pub struct Complaint {
    /// `E0308`; empty where it has none.
    pub code: String,
    pub message: String,
    /// The cell that it is chiefly about, which may be an earlier one.
    pub source: String,
    /// What it is chiefly about in there.
    pub range: Range<usize>,
    /// What rustc writes beside that.
    pub label: String,
    /// What rustc writes beside other places.
    pub others: Vec<Label>,
    /// What it writes below.
    pub notes: Vec<String>,
}

/// A word beside a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub label: String,
    /// The learner's text there.
    pub text: String,
}

/// What the notebook knows.
#[derive(Clone, Debug, Default)]
pub struct Scope<'a> {
    pub variables: Vec<&'a str>,
    /// What the cell itself binds.
    pub bindings: Vec<&'a str>,
    /// Why a name that was bound is no variable.
    pub gone: BTreeMap<&'a str, &'a str>,
    /// How to define what the exercise of a name asks for, if there is such an exercise: "define `fn f() -> f64`".
    pub exercise: Option<fn(&str) -> Option<String>>,
}

/// Recognises a complaint, and says what is behind it.
type Lesson = fn(&Complaint, &Scope<'_>) -> Option<String>;

/// The lessons on complaints with these codes; the first that recognises one is given.
const LESSONS: [(&[&str], Lesson); 52] = [
    (&["E0277"], |it, _| shapes::product(it)),
    (&["E0277"], |it, _| shapes::sum(it)),
    (&["E0277"], |it, _| shapes::pairing(it)),
    (&["E0308"], |it, _| shapes::other_size(it)),
    (&["E0308"], |it, _| shapes::other_kind(it)),
    (&["E0614"], |it, _| forms::power_of_stars(it)),
    (&["E0277"], |it, _| forms::power_of_caret(it)),
    (&["E0277", "E0369"], |it, _| forms::option_in_arithmetic(it)),
    (&["E0277", "E0369"], |it, _| numbers::mixed_arithmetic(it)),
    (&["E0369"], |it, _| forms::texts_added(it)),
    (&["E0271"], |it, _| numbers::dual_and_integer(it)),
    (&["E0277"], |it, _| numbers::mixed_comparison(it)),
    (&["E0277"], |it, _| numbers::floats_have_no_order(it)),
    (&["E0277"], |it, _| numbers::index(it)),
    (&["E0277"], |it, _| numbers::sum_of_others(it)),
    (&["E0600"], |it, _| numbers::negative_count(it)),
    (&["E0308"], |it, _| ownership::borrow_missing(it)),
    (&["E0308"], |it, _| ownership::borrow_to_spare(it)),
    (&["E0308"], |it, _| ownership::lent_for_reading(it)),
    (&["E0308"], |it, _| forms::value_thrown_away(it)),
    (&["E0308"], |it, _| forms::nothing_behind_the_loop(it)),
    (&["E0308"], |it, _| forms::closure_that_captures(it)),
    (&["E0308"], |it, _| forms::function_of_other_types(it)),
    (&["E0308"], |it, _| forms::assignment_as_condition(it)),
    (&["E0308"], |it, _| forms::number_as_condition(it)),
    (&["E0308"], |it, _| forms::append(it)),
    (&["E0308"], |it, _| forms::option_unopened(it)),
    (&["E0308"], |it, _| forms::arguments_swapped(it)),
    (&["E0308"], |it, _| numbers::other_number(it)),
    (&["E0382"], |it, _| ownership::moved(it)),
    (&["E0502"], |it, _| ownership::lent_while_it_changes(it)),
    (&["E0505"], |it, _| ownership::given_away_while_lent(it)),
    (&["E0597", "E0716"], |it, _| ownership::outlived(it)),
    (&["E0507"], |it, _| ownership::taken_from_a_loan(it)),
    (&["E0384", "E0594", "E0596"], ownership::not_mutable),
    (&["E0425"], names::gone),
    (&["E0425", "E0434"], names::outside_of_function),
    (&["E0425", "E0433", "E0423"], |it, _| names::python(it)),
    (&["E0425"], names::exercise),
    (&["E0425"], names::near),
    (&["E0599", "E0609", "E0615", "E0616"], |it, _| names::member(it)),
    (&["E0608"], |it, _| numbers::index_of_entry(it)),
    (&["E0277"], |it, _| forms::not_iterable(it)),
    (&["E0277"], |it, _| forms::collected_otherwise(it)),
    (&["E0277"], |it, _| forms::not_written_by_braces(it)),
    (&["E0282", "E0283", "E0284"], |it, _| forms::type_left_open(it)),
    (&["E0061"], |it, _| forms::number_of_arguments(it)),
    (&["E0106", "E0515"], |it, _| forms::reference_to_nothing(it)),
    (&["E0004"], |it, _| forms::case_left_out(it)),
    (&["E0317"], |it, _| forms::else_left_out(it)),
    (&["", "E0599"], |it, _| forms::not_rust(it)),
    (&["arithmetic_overflow", "unconditional_panic"], |it, _| {
        forms::known_to_panic(it)
    }),
];

/// What to say above this complaint, if anything is sure.
pub fn on(complaint: &Complaint, scope: &Scope<'_>) -> Option<String> {
    LESSONS
        .iter()
        .filter(|(codes, _)| codes.contains(&complaint.code.as_str()))
        .find_map(|(_, lesson)| lesson(complaint, scope))
}

impl Complaint {
    /// The learner's text that it is chiefly about.
    fn text(&self) -> &str {
        self.source.get(self.range.clone()).unwrap_or_default()
    }

    /// All places with a word beside them.
    fn places(&self) -> Vec<Label> {
        let main = Label {
            label: self.label.clone(),
            text: self.text().to_owned(),
        };
        std::iter::once(main).chain(self.others.iter().cloned()).collect()
    }

    /// What stands before and behind that.
    fn around(&self) -> (&str, &str) {
        (
            self.source.get(..self.range.start).unwrap_or_default(),
            self.source.get(self.range.end..).unwrap_or_default(),
        )
    }

    /// What stands left and right of the operator that it is about.
    fn operands(&self) -> Option<(String, String)> {
        code::operands(&self.source, &self.range)
    }

    /// The types of `expected X, found Y`, from the label or from a note that tells more.
    fn expected_and_found(&self) -> Option<(Type, Type)> {
        let (expected, found) = self.label.strip_prefix("expected ")?.split_once(", found ")?;
        Some((Type::parse(unquoted(expected)), Type::parse(unquoted(found))))
    }

    /// The types of an operator that is not implemented, with the operator.
    fn operation(&self) -> Option<(Type, &str, Type)> {
        const OPERATORS: [&str; 10] = [" + ", " - ", " * ", " / ", " % ", " ^ ", " += ", " -= ", " *= ", " /= "];
        let text = quoted(self.label.strip_prefix("no implementation for ")?).next()?;
        // The first one: later ones may be inside a type.
        let (at, operator) = OPERATORS
            .iter()
            .filter_map(|operator| Some((text.find(operator)?, *operator)))
            .min()?;
        let (left, right) = (&text[..at], &text[at + operator.len()..]);
        Some((Type::parse(left), operator.trim(), Type::parse(right)))
    }
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches('`')
}

/// `text` as code in a sentence, or `otherwise` where it is too long to be read there.
fn shown(text: &str, otherwise: &str) -> String {
    const LENGTH: usize = 32;
    match text.chars().count() <= LENGTH && !text.contains(['\n', '`']) && !text.is_empty() {
        true => format!("`{text}`"),
        false => otherwise.to_owned(),
    }
}

/// What a `&` that stands alone before it lends.
fn referent(text: &str) -> &str {
    match syn::parse_str(text) {
        Ok(syn::Expr::Reference(_)) => text.trim_start_matches('&').trim_start(),
        _ => text,
    }
}

/// Whether `text` is a name.
fn is_name(text: &str) -> bool {
    syn::parse_str::<syn::Ident>(text).is_ok()
}

#[cfg(test)]
mod tests;

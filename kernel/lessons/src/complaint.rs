//! A message of rustc's, and what can be read off it.

use std::ops::Range;

use super::code;
use super::types::Type;

/// A message of rustc's about a cell.
#[derive(Clone, Debug, Default)]
pub struct Complaint {
    /// `E0308`, or a lint's name; empty for errors of syntax and others without a code.
    pub code: String,
    pub message: String,
    /// The text of the cell with the message's primary place, which may be an earlier cell.
    pub source: String,
    /// The primary place, as bytes of `source`.
    pub range: Range<usize>,
    /// rustc's label at the primary place.
    pub label: String,
    /// rustc's labels at other places of the learner's text.
    pub others: Vec<Label>,
    /// The messages of rustc's notes and helps.
    pub notes: Vec<String>,
}

/// What rustc writes beside a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub label: String,
    /// The learner's text at the place.
    pub text: String,
}

impl Complaint {
    /// The learner's text at the primary place.
    pub(super) fn text(&self) -> &str {
        self.source.get(self.range.clone()).unwrap_or_default()
    }

    /// The learner's text before the primary place.
    pub(super) fn before(&self) -> &str {
        self.source.get(..self.range.start).unwrap_or_default()
    }

    /// The learner's text behind the primary place.
    pub(super) fn after(&self) -> &str {
        self.source.get(self.range.end..).unwrap_or_default()
    }

    /// All labels, that of the primary place first.
    pub(super) fn labels(&self) -> Vec<Label> {
        let primary = Label {
            label: self.label.clone(),
            text: self.text().to_owned(),
        };
        std::iter::once(primary).chain(self.others.iter().cloned()).collect()
    }

    /// The rest of the first note that begins with `start`.
    pub(super) fn note(&self, start: &str) -> Option<&str> {
        self.notes.iter().find_map(|note| note.strip_prefix(start))
    }

    /// Whether a note has `part` in it.
    pub(super) fn has_note_with(&self, part: &str) -> bool {
        self.notes.iter().any(|note| note.contains(part))
    }

    /// Whether a label beside another place begins with `start`.
    pub(super) fn has_other_label(&self, start: &str) -> bool {
        self.others.iter().any(|other| other.label.starts_with(start))
    }

    /// The learner's texts left and right of the operator at the primary place.
    pub(super) fn operands(&self) -> Option<(String, String)> {
        code::operands(&self.source, &self.range)
    }

    /// The expression whose method or field is at the primary place.
    pub(super) fn receiver(&self) -> Option<String> {
        code::receiver(&self.source, &self.range)
    }

    /// The function or method whose argument is at the primary place.
    pub(super) fn callee(&self) -> Option<String> {
        code::callee(&self.source, &self.range)
    }

    /// The expression whose method has its argument at the primary place.
    pub(super) fn receiver_of_argument(&self) -> Option<String> {
        code::receiver_of_argument(&self.source, &self.range)
    }

    /// The `fn` in whose body the primary place is.
    pub(super) fn function_around(&self) -> Option<String> {
        code::function_around(&self.source, self.range.start)
    }

    /// The types of `expected X, found Y` at the primary place.
    pub(super) fn expected_and_found(&self) -> Option<(Type, Type)> {
        expected_and_found(&self.label)
    }

    /// The operator that is not implemented, between its types.
    pub(super) fn operation(&self) -> Option<(Type, &str, Type)> {
        const OPERATORS: [&str; 14] = [
            " + ", " - ", " * ", " / ", " % ", " ^ ", " & ", " | ", " += ", " -= ", " *= ", " /= ", " %= ", " ^= ",
        ];
        let Some(text) = [&self.label, &self.message]
            .iter()
            .find_map(|text| quoted(text.strip_prefix("no implementation for ")?).next())
        else {
            return self.operation_in_words();
        };
        // The first one: later ones may be inside a type.
        let (at, operator) = OPERATORS
            .iter()
            .filter_map(|operator| Some((text.find(operator)?, *operator)))
            .min()?;
        let (left, right) = (&text[..at], &text[at + operator.len()..]);
        Some((Type::parse(left), operator.trim(), Type::parse(right)))
    }

    /// The same, of a message like "cannot add `{float}` to `Vec<f64>`".
    fn operation_in_words(&self) -> Option<(Type, &str, Type)> {
        let words = self.message.strip_prefix("cannot ")?;
        let mut types = quoted(words).map(Type::parse);
        let (first, second) = (types.next()?, types.next()?);
        Some(match words.split_whitespace().next()? {
            "add" => (second, "+", first),
            "subtract" => (second, "-", first),
            "multiply" => (first, "*", second),
            "divide" => (first, "/", second),
            _ => return None,
        })
    }

    /// The list, map or matrix, and the index, of the innermost `list[index]` whose index the primary place is in.
    pub(super) fn indexing(&self) -> Option<(String, String)> {
        code::indexing(&self.source, &self.range)
    }

    /// Left side, operator and right side of the comparison that has one of its sides at the primary place.
    pub(super) fn comparison(&self) -> Option<[String; 3]> {
        code::comparison(&self.source, &self.range)
    }
}

/// The types of a label `expected X, found Y`.
pub(super) fn expected_and_found(label: &str) -> Option<(Type, Type)> {
    let (expected, found) = label.strip_prefix("expected ")?.split_once(", found ")?;
    Some((Type::parse(unquoted(expected)), Type::parse(unquoted(found))))
}

/// The parts of `text` that stand between backticks.
pub(super) fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// `text` without the backticks around it.
pub(super) fn unquoted(text: &str) -> &str {
    text.trim().trim_matches('`')
}

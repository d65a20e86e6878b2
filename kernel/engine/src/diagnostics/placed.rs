//! Messages about cells: all of their places are in the learner's own text.

use super::fixes::{self, Fix};
use super::rustc::{Diagnostic, Span, speaks_of_ours};
use crate::source::{Place, SourceMap};
use crate::state::Origin;
use lessons::{Complaint, Label};
use std::ops::Range;
use std::sync::Arc;
use syntax::faults::Fault;

/// A message about a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) title: String,
    /// rustc's.
    pub(crate) code: Option<String>,
    /// The chief one first.
    pub(crate) marks: Vec<Mark>,
    pub(super) notes: Vec<Note>,
    pub(super) fixes: Vec<Fix>,
    /// All that rustc says beside the title, what is not shown included: lessons go by it.
    said: Vec<String>,
}

/// A marked place, and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) place: Place,
    pub(crate) label: Option<String>,
    pub(crate) is_primary: bool,
}

/// What else is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) is_help: bool,
    pub(super) text: String,
    pub(super) marks: Vec<Mark>,
}

impl Message {
    /// `title`, about one place.
    pub(crate) fn marked(title: &str, mark: Mark) -> Message {
        Message {
            title: title.to_owned(),
            code: None,
            marks: vec![mark],
            notes: Vec::new(),
            fixes: Vec::new(),
            said: Vec::new(),
        }
    }

    /// What rustc says with `diagnostic`, as it concerns `current` and the cells before.
    pub(super) fn of(diagnostic: &Diagnostic, map: &SourceMap, current: &Arc<Origin>) -> Message {
        let is_at_end = diagnostic.ranges().any(|range| map.is_end(&range));
        let title = match is_at_end {
            true => at_the_end(&diagnostic.message),
            false => diagnostic.message.clone(),
        };
        let marks = marks(&diagnostic.spans, map);
        let mut notes = Vec::new();
        let mut fixes = Vec::new();
        for child in &diagnostic.children {
            if child.is_fix() {
                fixes.extend(fixes::fix(child, map, current));
            } else {
                notes.extend(note(child, map));
            }
        }
        Message {
            title,
            code: diagnostic.code().map(str::to_owned),
            marks,
            notes,
            fixes,
            said: diagnostic.children.iter().map(|child| child.message.clone()).collect(),
        }
    }

    /// The fault of the text of `origin`.
    pub(crate) fn of_fault(fault: &Fault, origin: &Arc<Origin>) -> Message {
        let mark = |(range, label): &(Range<usize>, String), is_primary: bool| Mark {
            place: Place {
                origin: Arc::clone(origin),
                range: range.clone(),
            },
            label: Some(label.clone()),
            is_primary,
        };
        let others = fault.others.iter().map(|other| mark(other, false));
        let fixes: Vec<Fix> = fault.fix.iter().map(|fix| Fix::of_fault(fix, origin)).collect();
        Message {
            title: fault.message.clone(),
            code: None,
            marks: std::iter::once(mark(&fault.place, true)).chain(others).collect(),
            notes: Vec::new(),
            said: fixes.iter().map(|fix| fix.title.clone()).collect(),
            fixes,
        }
    }

    /// The message as lessons look at it.
    pub(crate) fn complaint(&self) -> Complaint {
        let primary = self.marks.first().filter(|mark| mark.is_primary);
        let others = self.marks.iter().skip(usize::from(primary.is_some()));
        let others = others.chain(self.notes.iter().flat_map(|note| &note.marks));
        Complaint {
            code: self.code.clone().unwrap_or_default(),
            message: self.title.clone(),
            source: primary.map(|mark| mark.place.origin.text.clone()).unwrap_or_default(),
            range: primary.map(|mark| mark.place.range.clone()).unwrap_or_default(),
            label: primary.and_then(|mark| mark.label.clone()).unwrap_or_default(),
            others: others
                .filter_map(|mark| {
                    Some(Label {
                        label: mark.label.clone()?,
                        text: mark.place.origin.text.get(mark.place.range.clone())?.to_owned(),
                    })
                })
                .collect(),
            notes: self.said.clone(),
        }
    }
}

/// The places of `spans` in cells, the chief ones first.
fn marks(spans: &[Span], map: &SourceMap) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let (chief, others): (Vec<&Span>, Vec<&Span>) = spans.iter().partition(|span| span.is_primary);
    for span in chief.into_iter().chain(others) {
        let Some(Place { origin, range }) = map.place(&span.range()) else {
            continue;
        };
        let is_end = map.is_end(&span.range());
        let label = span.label.as_deref().filter(|label| !speaks_of_ours(label));
        let mark = Mark {
            place: Place {
                range: visible(&origin.text, range),
                origin,
            },
            label: label.map(|label| if is_end { at_the_end(label) } else { label.to_owned() }),
            is_primary: span.is_primary,
        };
        // What stands outside of the text is moved onto it, where there may be a mark already.
        if is_end && marks.iter().any(|other| other.place == mark.place) {
            continue;
        }
        marks.push(mark);
    }
    marks
}

/// What rustc says of the insides of libraries, which the learner can't change.
const NOISE: [&str; 6] = [
    "the following other types implement trait ",
    "the following types implement trait ",
    "only implements `Iterator` for select types",
    "the nightly-only, unstable trait ",
    "required for `ShapeConstraint` to implement ",
    "required for `std::ops::Range<{float}>` to implement ",
];

fn note(child: &Diagnostic, map: &SourceMap) -> Option<Note> {
    let marks = marks(&child.spans, map);
    // A note on a place in a library would name a file that the learner doesn't have.
    let is_elsewhere = marks.is_empty() && !child.spans.is_empty();
    let is_help = child.level == "help";
    // Help that neither shows nor names anything is of none.
    let is_empty = is_help && marks.is_empty() && !child.message.contains('`');
    let is_noise = NOISE.iter().any(|words| child.message.contains(words));
    (!is_elsewhere && !is_empty && !is_noise && !speaks_of_ours(&child.message)).then(|| Note {
        is_help,
        text: child.message.clone(),
        marks,
    })
}

/// The closing brace behind the cell is ours, and stands for the cell's end.
fn at_the_end(text: &str) -> String {
    match text {
        "unexpected token" => "unexpected end of the cell".to_owned(),
        text => text.replace("found `}`", "found the end of the cell"),
    }
}

/// `range`, moved onto characters of `text` that can be seen.
fn visible(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(range.start);
    let end = text.ceil_char_boundary(range.end.max(start));
    if !text[start..end].trim().is_empty() {
        return start..end;
    }
    let length = |from: usize| text[from..].chars().next().map_or(0, char::len_utf8);
    if text[start..].starts_with(|c: char| !c.is_whitespace()) {
        return start..start + length(start);
    }
    // What is missing at the end of a line is missed behind its last character.
    match text[..start].rfind(|c: char| !c.is_whitespace()) {
        Some(last) => last..last + length(last),
        None => {
            let first = text.find(|c: char| !c.is_whitespace()).unwrap_or(0);
            first..first + length(first)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_on_something_that_can_be_seen() {
        #[track_caller]
        fn check(text: &str, range: Range<usize>, expected: &str) {
            assert_eq!(&text[visible(text, range)], expected);
        }
        check("let x = 1", 9..9, "1");
        check("let x = 1\nlet", 9..10, "1");
        check("f(π)", 3..3, "π");
        check("f(π)", 2..2, "π");
        check("  x", 0..0, "x");
        check("x ", 2..99, "x");
        check("", 0..0, "");
        check(" \n", 0..2, " ");
        check("ab", 0..2, "ab");
    }
}

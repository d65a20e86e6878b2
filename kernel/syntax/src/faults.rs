//! What is wrong with a text before it can be parsed: brackets without a partner, strings, characters and comments without
//! an end, and signs that only look like Rust's.
//!
//! A parser that meets such a fault is at the end of the text, or far behind the cause, when it notices. Here the text is
//! read with the question where a reader would say that the fault is: the reading with the fewest faults is taken, and of
//! those the one that agrees with how lines are indented.

mod closing;
mod lexemes;
mod pairing;

use lexemes::Lexed;
use pairing::Unpaired;
use std::ops::Range;

/// A fault of a text. All ranges are byte ranges of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// In rustc's words, where it has some.
    pub message: String,
    /// Where the fault is, and what is said of that place.
    pub place: (Range<usize>, String),
    /// What else helps to see it.
    pub others: Vec<(Range<usize>, String)>,
    /// How to mend it, where that is plain.
    pub fix: Option<Fix>,
}

/// A way to mend a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub message: String,
    /// What to put in place of which range, in order.
    pub edits: Vec<(Range<usize>, String)>,
}

/// More than these are not told: mending the first ones changes the rest.
const MOST: usize = 5;

/// The faults of `text`, in order; none of a text whose tokens are whole and whose brackets match.
pub fn faults(text: &str) -> Vec<Fault> {
    let Reading { mut faults, count } = Reading::of(text);
    for fault in &mut faults {
        let mends = |fix: &Fix| Reading::of(&applied(text, &fix.edits)).count < count;
        fault.fix = fault.fix.take().filter(mends);
    }
    faults
}

struct Reading {
    /// The first ones, in order.
    faults: Vec<Fault>,
    /// How many there are.
    count: usize,
}

impl Reading {
    fn of(text: &str) -> Reading {
        let Lexed {
            lexemes,
            mut faults,
            is_cut,
        } = lexemes::read(text);
        let mut unpaired = pairing::unpaired(text, &lexemes);
        // What would close it may be in the part that could not be read.
        unpaired.retain(|unpaired| !(is_cut && matches!(unpaired, Unpaired::Opening { .. })));
        unpaired.sort_by_key(Unpaired::at);
        let count = faults.len() + unpaired.len();
        faults.extend(unpaired.into_iter().take(MOST).map(|unpaired| match unpaired {
            Unpaired::Opening { at, before } => closing::unclosed(text, &lexemes, at, before),
            Unpaired::Closing(at) => closing::unopened(text, &lexemes[at]),
            Unpaired::Mismatched { opening, closing } => closing::mismatched(&lexemes[opening], &lexemes[closing]),
        }));
        faults.sort_by_key(|fault| fault.place.0.start);
        faults.truncate(MOST);
        Reading { faults, count }
    }
}

/// `text` with `edits` made, which are in order and don't overlap.
pub fn applied(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let mut edited = String::with_capacity(text.len());
    let mut at = 0;
    for (range, replacement) in edits {
        edited.push_str(&text[at..range.start.max(at)]);
        edited.push_str(replacement);
        at = range.end.max(at);
    }
    edited.push_str(&text[at..]);
    edited
}

#[cfg(test)]
mod tests;

//! Finds the brackets that have no partner: of all ways to pair them, one with the fewest faults, and among those the one
//! that agrees with how lines are indented.

use super::lexemes::{Bracket, Kind, Lexeme};
use std::rc::Rc;

/// A bracket without its partner; brackets are told by their numbers among the lexemes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unpaired {
    /// Nothing closes the bracket `at`, which would have to happen before the bracket `before`, or else before the end.
    Opening { at: usize, before: Option<usize> },
    /// Nothing has opened this one.
    Closing(usize),
    /// They are partners, and of different kinds.
    Mismatched { opening: usize, closing: usize },
}

impl Unpaired {
    /// The bracket where the fault is.
    pub(super) fn at(&self) -> usize {
        match self {
            Unpaired::Opening { at, .. } | Unpaired::Closing(at) => *at,
            Unpaired::Mismatched { closing, .. } => *closing,
        }
    }
}

/// A missing bracket, or one too many.
const FAULT: u32 = 20;
/// A bracket of the wrong kind is rarer than a missing one, and likelier than two faults,
const MISMATCH: u32 = 25;
/// but not where a statement has ended in between.
const DISTANT_MISMATCH: u32 = 45;
/// A closing brace stands below the beginning of the line that has opened it.
const INDENT: u32 = 3;
/// How many lexemes are looked through for the end of a statement.
const FAR: usize = 500;
/// How many ways to pair the brackets so far are looked at,
const WIDTH: usize = 12;
/// unless the best one has this cost, and the text is no code.
const HOPELESS: u32 = 50 * FAULT;

/// A way to pair the brackets so far.
#[derive(Clone, Default)]
struct Pairing {
    cost: u32,
    open: Option<Rc<Open>>,
    faults: Option<Rc<Faults>>,
}

/// The brackets that are open, innermost first.
struct Open {
    at: usize,
    bracket: Bracket,
    outer: Option<Rc<Open>>,
}

/// The faults so far, last first.
struct Faults {
    last: Unpaired,
    earlier: Option<Rc<Faults>>,
}

// Long chains of these would be dropped by recursion, on a stack of any size.
impl Drop for Open {
    fn drop(&mut self) {
        let mut outer = self.outer.take();
        while let Some(open) = outer.and_then(Rc::into_inner) {
            let mut open = open;
            outer = open.outer.take();
        }
    }
}

impl Drop for Faults {
    fn drop(&mut self) {
        let mut earlier = self.earlier.take();
        while let Some(faults) = earlier.and_then(Rc::into_inner) {
            let mut faults = faults;
            earlier = faults.earlier.take();
        }
    }
}

/// The brackets among `lexemes` that have no partner, in no particular order.
pub(super) fn unpaired(text: &str, lexemes: &[Lexeme]) -> Vec<Unpaired> {
    let mut pairings = vec![Pairing::default()];
    for (at, lexeme) in lexemes.iter().enumerate() {
        match lexeme.kind {
            Kind::Open(bracket) => {
                for pairing in &mut pairings {
                    pairing.push(at, bracket);
                }
            }
            Kind::Close(bracket) => {
                let next = pairings
                    .iter()
                    .flat_map(|pairing| pairing.close(text, lexemes, at, bracket));
                pairings = best(next.collect());
            }
            _ => {}
        }
    }
    let ended = pairings.into_iter().map(Pairing::end);
    let best = ended.min_by_key(|pairing| pairing.cost).unwrap_or_default();
    let mut faults = Vec::new();
    let mut rest = best.faults.as_ref();
    while let Some(fault) = rest {
        faults.push(fault.last);
        rest = fault.earlier.as_ref();
    }
    faults
}

/// The cheapest of `pairings`, and of those that have the same brackets open the first alone.
fn best(mut pairings: Vec<Pairing>) -> Vec<Pairing> {
    pairings.sort_by_key(|pairing| pairing.cost);
    let is_hopeless = pairings.first().is_some_and(|best| best.cost > HOPELESS);
    let width = if is_hopeless { 1 } else { WIDTH };
    let mut kept: Vec<Pairing> = Vec::new();
    for pairing in pairings {
        let same = |other: &Pairing| match (&other.open, &pairing.open) {
            (Some(one), Some(other)) => Rc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        };
        if kept.len() < width && !kept.iter().any(same) {
            kept.push(pairing);
        }
    }
    kept
}

impl Pairing {
    fn push(&mut self, at: usize, bracket: Bracket) {
        let outer = self.open.take();
        self.open = Some(Rc::new(Open { at, bracket, outer }));
    }

    /// With the innermost bracket no longer open.
    fn popped(&self) -> Pairing {
        Pairing {
            open: self.open.as_ref().and_then(|open| open.outer.clone()),
            ..self.clone()
        }
    }

    fn with(mut self, fault: Unpaired, cost: u32) -> Pairing {
        let earlier = self.faults.take();
        self.faults = Some(Rc::new(Faults { last: fault, earlier }));
        self.cost += cost;
        self
    }

    /// The ways to go on with a closing bracket.
    fn close(&self, text: &str, lexemes: &[Lexeme], at: usize, bracket: Bracket) -> Vec<Pairing> {
        let superfluous = || self.clone().with(Unpaired::Closing(at), FAULT);
        let mut ways = Vec::new();
        // With brackets left open on the way to the partner.
        let mut inner = self.clone();
        while let Some(open) = inner.open.clone() {
            if open.bracket == bracket {
                let indent = match agree(text, &lexemes[open.at], &lexemes[at]) {
                    true => 0,
                    false => INDENT,
                };
                let mut paired = inner.popped();
                paired.cost += indent;
                ways.push(paired);
                if indent == 0 {
                    break;
                }
            } else if ways.is_empty() && inner.cost == self.cost {
                let fault = Unpaired::Mismatched {
                    opening: open.at,
                    closing: at,
                };
                let mut between = lexemes[open.at..at].iter().take(FAR);
                let is_distant =
                    lexemes[open.at].line != lexemes[at].line && between.any(|lexeme| lexeme.kind == Kind::Semicolon);
                let cost = if is_distant { DISTANT_MISMATCH } else { MISMATCH };
                ways.push(inner.popped().with(fault, cost));
            }
            if inner.cost > self.cost + 3 * FAULT {
                break;
            }
            let fault = Unpaired::Opening {
                at: open.at,
                before: Some(at),
            };
            inner = inner.popped().with(fault, FAULT);
        }
        let is_plain = matches!(&ways[..], [paired] if paired.cost == self.cost);
        if !is_plain {
            ways.push(superfluous());
        }
        ways
    }

    /// With all that is still open as faults.
    fn end(mut self) -> Pairing {
        while let Some(open) = self.open.clone() {
            let fault = Unpaired::Opening {
                at: open.at,
                before: None,
            };
            self = self.popped().with(fault, FAULT);
        }
        self
    }
}

/// Whether the lines of a pair are indented alike, or say nothing of it.
fn agree(text: &str, opening: &Lexeme, closing: &Lexeme) -> bool {
    let is_brace = closing.kind == Kind::Close(Bracket::Brace);
    let says_nothing = !is_brace || opening.line == closing.line || !leads(text, closing);
    says_nothing || indent(text, opening.line) == indent(text, closing.line)
}

/// Whether `lexeme` is the first one on its line.
pub(super) fn leads(text: &str, lexeme: &Lexeme) -> bool {
    text[lexeme.line..lexeme.range.start].chars().all(char::is_whitespace)
}

/// The white space at the beginning of the line at `start`.
pub(super) fn indent(text: &str, start: usize) -> &str {
    let line = &text[start..];
    let end = line
        .find(|c: char| c == '\n' || !c.is_whitespace())
        .unwrap_or(line.len());
    &line[..end]
}

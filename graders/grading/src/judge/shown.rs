//! What a verdict shows of values: what a person would write, as far as that is right.

use crate::literal;
use crate::observed::Observed;
use crate::spec::Spec;
use crate::trial::{Outcome, Trial};

use super::outcome;

/// What a right answer gives, where that may be shown.
pub(super) fn expected<A, I, O: Observed>(spec: &Spec<A, I, O>, probe: &I) -> Option<String> {
    let right = reference(spec, probe).filter(|_| spec.shows_right())?;
    written(spec, probe, &right).unwrap_or(right).show_as_right().map(cut)
}

/// What a right answer gives, where that may be shown, and what came: alike only if they are.
pub(super) fn pair<A, I, O: Observed>(spec: &Spec<A, I, O>, trial: &Trial<I, O>) -> (Option<String>, String) {
    let expected = expected(spec, &trial.probe);
    let value = match &trial.outcome {
        Outcome::Value(value) => value,
        Outcome::Panicked(message) if message.is_empty() => return (expected, "a panic without a message".to_owned()),
        Outcome::Panicked(message) => return (expected, cut(format!("a panic: {message}"))),
    };
    let got = plain(value);
    if expected.as_ref() != Some(&got) {
        return (expected, got);
    }
    // They differ in what nobody would write.
    let got = cut(value.show());
    let right = reference(spec, &trial.probe);
    match right.filter(|_| expected.as_ref() == Some(&got)) {
        Some(right) => (right.show_as_right().map(cut), got),
        None => (expected, got),
    }
}

/// Whether what came looks other than what should have come, even to those who don't look at the last digits.
pub(super) fn is_visible<A, I, O: Observed>(spec: &Spec<A, I, O>, trial: &Trial<I, O>) -> bool {
    match &trial.outcome {
        Outcome::Value(value) => expected(spec, &trial.probe).is_none_or(|expected| expected != plain(value)),
        Outcome::Panicked(_) => true,
    }
}

/// A learner's value, without what rounding has left in it.
fn plain<O: Observed>(value: &O) -> String {
    let plain = value.with_numbers(&|x, largest| literal::plain(x, largest, literal::ALL));
    cut(plain.as_ref().unwrap_or(value).show())
}

/// How far what came lies from what the solution gives; infinity where nothing came. What is not zero is far from zero, but
/// for rounding.
pub(super) fn distance<A, I, O: Observed>(spec: &Spec<A, I, O>, trial: &Trial<I, O>) -> f64 {
    match (&trial.outcome, reference(spec, &trial.probe)) {
        (Outcome::Value(value), Some(right)) => right.distance(value, 1e-7),
        _ => f64::INFINITY,
    }
}

/// Text that a learner's answer has a part in, which may be of any length.
pub(super) fn cut(text: String) -> String {
    const READABLE: usize = 1_500;
    match text.char_indices().nth(READABLE) {
        Some((end, _)) => format!("{} … (cut)", &text[..end]),
        None => text,
    }
}

pub(super) fn reference<A, I, O: Observed>(spec: &Spec<A, I, O>, probe: &I) -> Option<O> {
    match outcome(spec, &(spec.solution.answer)(), probe) {
        Outcome::Value(value) => Some(value),
        Outcome::Panicked(_) => None,
    }
}

/// The right value as a person would write it: without what rounding, or an approximation, has left in the reference, as long
/// as it is right then, too. A small number may be rounding beside a large one, or as right as that.
fn written<A, I, O: Observed>(spec: &Spec<A, I, O>, probe: &I, right: &O) -> Option<O> {
    let is_right = |value: &O| {
        spec.properties
            .iter()
            .all(|property| (property.holds)(probe, value).is_ok())
    };
    [8, 12, literal::ALL].into_iter().find_map(|digits| {
        let beside_others = right.with_numbers(&|x, largest| literal::plain(x, largest, digits));
        let by_itself = || right.with_numbers(&|x, _| literal::plain(x, x.abs(), digits));
        beside_others.filter(is_right).or_else(|| by_itself().filter(is_right))
    })
}

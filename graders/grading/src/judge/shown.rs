//! What a verdict shows of values: what a person would write, as far as that is right.

use crate::literal;
use crate::observed::Observed;
use crate::spec::Spec;
use crate::trial::{Outcome, Trial};

use super::outcome;

/// The digits to which numbers are shown: the fewest of these that are enough.
const DIGITS: [usize; 3] = [8, 12, literal::ALL];

/// What a right answer gives, where that may be shown.
pub(super) fn expected<A, I, O: Observed>(spec: &Spec<A, I, O>, probe: &I) -> Option<String> {
    expected_of(spec, probe, shown_right(spec, reference(spec, probe)))
}

fn expected_of<A, I, O: Observed>(spec: &Spec<A, I, O>, probe: &I, right: Option<O>) -> Option<String> {
    let right = right?;
    let written = DIGITS
        .into_iter()
        .find_map(|digits| written(spec, probe, &right, digits));
    written.unwrap_or(right).show_as_right().map(cut)
}

/// What a right answer gives, where that may be shown, and what came: alike only if they are.
pub(super) fn pair<A, I, O: Observed>(spec: &Spec<A, I, O>, trial: &Trial<I, O>) -> (Option<String>, String) {
    pair_with(spec, trial, reference(spec, &trial.probe))
}

/// The same where the solution gives `right`.
pub(super) fn pair_with<A, I, O: Observed>(
    spec: &Spec<A, I, O>,
    trial: &Trial<I, O>,
    right: Option<O>,
) -> (Option<String>, String) {
    let right = shown_right(spec, right);
    let value = match &trial.outcome {
        Outcome::Value(value) => value,
        Outcome::Panicked(message) if message.is_empty() => {
            return (
                expected_of(spec, &trial.probe, right),
                "a panic without a message".to_owned(),
            );
        }
        Outcome::Panicked(message) => {
            return (
                expected_of(spec, &trial.probe, right),
                cut(format!("a panic: {message}")),
            );
        }
    };
    told_apart(spec, &trial.probe, right.as_ref(), value).unwrap_or_else(|| {
        // They differ in what nobody would write.
        let as_right = right.as_ref().and_then(O::show_as_right).map(cut);
        let (expected, got) = (expected_of(spec, &trial.probe, right), cut(value.show()));
        match expected.as_ref() == Some(&got) {
            true => (as_right, got),
            false => (expected, got),
        }
    })
}

/// Whether what came looks other than what should have come, even to those who don't look at the last digits.
pub(super) fn is_visible<A, I, O: Observed>(spec: &Spec<A, I, O>, trial: &Trial<I, O>) -> bool {
    match &trial.outcome {
        Outcome::Value(value) => {
            let right = shown_right(spec, reference(spec, &trial.probe));
            told_apart(spec, &trial.probe, right.as_ref(), value).is_some()
        }
        Outcome::Panicked(_) => true,
    }
}

/// What is right, where that may be shown, and what came, both to the fewest digits with which the one is still right and the
/// two look different. `None` where they never do.
fn told_apart<A, I, O: Observed>(
    spec: &Spec<A, I, O>,
    probe: &I,
    right: Option<&O>,
    value: &O,
) -> Option<(Option<String>, String)> {
    let Some(right) = right else {
        return Some((None, plain(value, literal::ALL)));
    };
    let to = |digits| {
        let right = written(spec, probe, right, digits)?;
        Some((right.show_as_right().map(cut), plain(value, digits)))
    };
    let mut texts: Vec<_> = DIGITS.into_iter().filter_map(to).collect();
    if texts.is_empty() {
        texts.push((right.show_as_right().map(cut), cut(value.show())));
    }
    texts.into_iter().find(|(right, got)| right.as_ref() != Some(got))
}

/// A learner's value, without what rounding has left in it.
fn plain<O: Observed>(value: &O, digits: usize) -> String {
    let plain = value.with_numbers(&|x, largest| literal::plain(x, largest, digits));
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

/// What the solution gives, if one value is right and a learner may see it.
fn shown_right<A, I, O: Observed>(spec: &Spec<A, I, O>, right: Option<O>) -> Option<O> {
    right.filter(|right| spec.shows_right() && right.show_as_right().is_some())
}

/// The right value as a person would write it to so many digits: without what rounding, or an approximation, has left in the
/// reference. A small number may be rounding beside a large one, or as right as that. `None` if it is not right then.
fn written<A, I, O: Observed>(spec: &Spec<A, I, O>, probe: &I, right: &O, digits: usize) -> Option<O> {
    let is_right = |value: &O| {
        spec.properties
            .iter()
            .all(|property| (property.holds)(probe, value).is_ok())
    };
    let beside_others = right.with_numbers(&|x, largest| literal::plain(x, largest, digits));
    let by_itself = || right.with_numbers(&|x, _| literal::plain(x, x.abs(), digits));
    beside_others.filter(is_right).or_else(|| by_itself().filter(is_right))
}

//! Answers that are near what is right, and not near enough: the idea is right, and digits get lost on the way.

use crate::exercise::Misconception;
use crate::observed::Observed;
use crate::trial::{Outcome, Trial};

/// Values nearer than this, in units of their size, differ in digits; others differ in what they say.
pub(crate) const NEAR: f64 = 1e-3;

/// Each number is one that an `f32` can hold.
static SINGLE: Misconception = Misconception {
    tag: "single-precision",
    code: "",
    compiles: true,
    ask: "Every number that you return is one that an `f32` can hold, which keeps seven digits. Where on the way does an \
          `f64` become an `f32`, and what happens to its other nine digits?",
    tell: "Somewhere an `f64` becomes an `f32` and back. That keeps 7 of its 16 digits, and none of them returns. Compute \
           in `f64` from beginning to end.",
};

/// Some other loss.
static DIGITS: Misconception = Misconception {
    tag: "digits-lost",
    code: "",
    compiles: true,
    ask: "Your values are near the right ones, and not as near as numbers of 16 digits allow. Print what you have after each \
          step with `{:.17}`: after which one are digits gone?",
    tell: "The idea is right; digits get lost on the way. What loses most: the difference of two numbers that are nearly \
           equal, a step or a tolerance that is the same whatever the size of the numbers, something small that is added \
           to be safe, a constant with few digits. Look for one of these.",
};

/// The misconception of that tag, which any exercise may meet.
pub(crate) fn misconception(tag: &str) -> Option<&'static Misconception> {
    [&SINGLE, &DIGITS]
        .into_iter()
        .find(|misconception| misconception.tag == tag)
}

/// How digits got lost, if that is all that is wrong: if what came is near what is right wherever it is wrong, and that is
/// more than an accident or two. `right` gives what is right on an input.
pub(crate) fn recognise<I, O: Observed>(
    trials: &[Trial<I, O>],
    right: impl Fn(&I) -> Option<O>,
) -> Option<&'static Misconception> {
    let wrong = trials.iter().filter(|trial| trial.fault.is_some());
    let pairs = wrong.map(|trial| match &trial.outcome {
        Outcome::Value(value) => Some((value, right(&trial.probe)?)),
        Outcome::Panicked(_) => None,
    });
    let pairs: Vec<(&O, O)> = pairs.collect::<Option<_>>()?;
    let is_within = |bound: f64, value: &O, right: &O| right.distance(value, FROM_ZERO) < bound;
    let is_held = |(value, _): &(&O, O)| value.numbers().into_iter().all(|x| x.is_nan() || single(x) == x);
    // An `f32` has less room for what is tiny or huge, too.
    let is_rounded = |(value, right): &&(&O, O)| {
        let right = right.with_numbers(&|x, _| single(x));
        right.is_some_and(|right| is_within(ROUNDED_TO_SINGLE, value, &right))
    };
    // The problem may magnify what an `f32` loses early, here and there.
    let is_single = || pairs.iter().all(is_held) && pairs.iter().filter(is_rounded).count() * 2 > pairs.len();
    if pairs.len() < 3 {
        None
    } else if is_single() {
        Some(&SINGLE)
    } else if pairs.iter().all(|(value, right)| is_within(NEAR, value, right)) {
        Some(&DIGITS)
    } else {
        None
    }
}

/// What a hundred roundings to an `f32` leave.
const ROUNDED_TO_SINGLE: f64 = 1e-5;

/// What is left of a number that should vanish is compared with numbers of everyday size.
const FROM_ZERO: f64 = 1e-3;

/// The nearest number of an `f32`.
fn single(x: f64) -> f64 {
    f64::from(x as f32)
}

/// To how many digits values at that distance agree, as a clause of a sentence.
pub(crate) fn agreement(distance: f64) -> String {
    match -distance.log10().ceil() {
        digits @ 1.0..15.5 => format!("it agrees with what is right to {digits} digits"),
        _ => "it agrees with what is right but for the last digits".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_is_in_digits() {
        #[track_caller]
        fn check(distance: f64, expected: &str) {
            assert_eq!(agreement(distance), format!("it agrees with what is right {expected}"));
        }
        check(5e-4, "to 3 digits");
        check(3e-8, "to 7 digits");
        check(1e-16, "but for the last digits");
        check(0.0, "but for the last digits");
    }

    #[test]
    fn what_any_exercise_may_meet_is_known_by_its_tag() {
        for tag in ["single-precision", "digits-lost"] {
            assert_eq!(misconception(tag).map(|misconception| misconception.tag), Some(tag));
        }
        assert_eq!(misconception("transpose"), None);
    }
}

//! Answers that no exercise lists: right ones that go by another way, wrong ones that are nearly right.

mod calculus;
mod corners;
mod likelihood;
mod linear_algebra;
mod manners;
mod precision;
mod probability;
mod svd;

use grading::{Failed, Verdict};

#[track_caller]
fn passes(verdict: Verdict) {
    match verdict {
        Verdict::Passed { established } => assert!(!established.is_empty()),
        verdict => panic!("a right answer does not pass: {verdict:#?}"),
    }
}

/// The answer fails, on no worse an example than this.
#[track_caller]
fn fails(verdict: Verdict, counterexample: &str, expected: &str, got: &str) -> Failed {
    let Verdict::Failed(failed) = verdict else {
        panic!("a wrong answer does not fail: {verdict:#?}")
    };
    let said = [&failed.counterexample, &failed.expected, &failed.got];
    let said = said.map(|text| text.as_deref().unwrap_or_default());
    assert_eq!(said, [counterexample, expected, got], "{failed:#?}");
    assert!(failed.question.ends_with('?'));
    failed
}

#[track_caller]
fn not_attempted(verdict: Verdict) {
    assert!(matches!(verdict, Verdict::NotAttempted { .. }), "{verdict:#?}");
}

//! Answers that no exercise can be blamed for: slow ones, forgetful ones, those that have too much to say.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use graders::{Failed, Verdict, check};
use nalgebra::{DMatrix, DVector};

use crate::passes;

#[track_caller]
fn failed(verdict: Verdict) -> Failed {
    match verdict {
        Verdict::Failed(failed) => failed,
        verdict => panic!("a wrong answer does not fail: {verdict:#?}"),
    }
}

/// The kernel ends a check after five seconds, and would say then that it took too long.
#[test]
fn a_slow_wrong_answer_hears_that_it_is_wrong() {
    fn slow(u: &DVector<f64>) -> DMatrix<f64> {
        thread::sleep(Duration::from_millis(30));
        u * u.transpose()
    }
    let start = Instant::now();
    let failed = failed(check::projector(slow));
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
    assert!(failed.counterexample.is_some(), "{failed:#?}");
    assert_eq!(failed.misconception.as_deref(), Some("not-normalised"));
}

#[test]
fn a_slow_right_answer_passes() {
    fn slow(u: &DVector<f64>) -> DMatrix<f64> {
        thread::sleep(Duration::from_millis(30));
        u * u.transpose() / u.norm_squared()
    }
    passes(check::projector(slow));
}

#[test]
fn an_answer_that_is_wrong_once_is_told_that_it_is_no_function() {
    fn forgetful(u: &DVector<f64>) -> DMatrix<f64> {
        static CALLS: AtomicUsize = AtomicUsize::new(0);
        match CALLS.fetch_add(1, Ordering::Relaxed) {
            0 => DMatrix::zeros(1, 1),
            _ => u * u.transpose() / u.norm_squared(),
        }
    }
    let failed = failed(check::projector(forgetful));
    assert_eq!(failed.counterexample.as_deref(), Some("projector(&dvector![1.0])"));
    assert_eq!(failed.got.as_deref(), Some("dmatrix![0.0]"));
    assert!(
        failed
            .flag
            .contains("Called again with the same input it did something else"),
        "{}",
        failed.flag
    );
}

#[test]
fn what_a_panic_says_is_shown_as_far_as_it_can_be_read() {
    #[track_caller]
    fn check(answer: fn(&DVector<f64>) -> DMatrix<f64>, got: &str) {
        let said = failed(graders::check::projector(answer)).got.unwrap();
        assert!(said.starts_with(got), "{said}");
        assert!(said.chars().count() < 2_000, "{} characters", said.chars().count());
    }
    check(|_| panic!(), "a panic: explicit panic");
    check(|_| panic!("{}", ""), "a panic without a message");
    check(|_| std::panic::panic_any(7), "a panic without a message");
    check(|_| panic!("{}", "ä".repeat(1_000_000)), "a panic: ää");
}

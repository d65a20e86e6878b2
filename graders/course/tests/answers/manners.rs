//! Answers that no exercise can be blamed for: slow ones, forgetful ones, those that have too much to say.

#![expect(clippy::todo, clippy::unimplemented, reason = "some answers are not there yet")]

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use course::asked;
use course::check;
use grading::progress::{Observer, observe};
use grading::{Failed, Verdict};
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
        let said = failed(course::check::projector(answer)).got.unwrap();
        assert!(said.starts_with(got), "{said}");
        assert!(said.chars().count() < 2_000, "{} characters", said.chars().count());
    }
    check(|_| panic!(), "a panic: explicit panic");
    check(|_| panic!("{}", ""), "a panic without a message");
    check(|_| std::panic::panic_any(7), "a panic without a message");
    check(|_| panic!("{}", "ä".repeat(1_000_000)), "a panic: ää");
}

#[derive(Default)]
struct Log {
    asked: Mutex<Vec<usize>>,
    known: Mutex<Vec<Verdict>>,
    called: Mutex<Vec<String>>,
}

impl Observer for Log {
    fn asks(&self, probe: usize) {
        self.asked.lock().expect("no test panics here").push(probe);
    }

    fn has_called(&self, example: String) {
        self.called.lock().expect("no test panics here").push(example);
    }

    fn knows(&self, verdict: &Verdict) {
        self.known.lock().expect("no test panics here").push(verdict.clone());
    }
}

/// Nobody could ask afterwards, where an answer does not come to an end.
#[test]
fn an_observer_learns_what_is_asked_and_what_is_known_by_then() {
    let log: &Log = Box::leak(Box::default());
    observe(log);
    let right_for_one = |u: &DVector<f64>| match u.len() {
        1 => DMatrix::identity(1, 1),
        _ => u * u.transpose(),
    };
    check::projector(right_for_one);
    let numbers = log.asked.lock().expect("no test panics here");
    assert!(numbers.iter().copied().eq(0..numbers.len()), "{numbers:?}");
    assert_eq!(
        *log.called.lock().expect("no test panics here"),
        ["projector(&dvector![1.0])"]
    );
    let known = log.known.lock().expect("no test panics here");
    let examples = known.iter().map(|verdict| failed(verdict.clone()).counterexample);
    let examples: Vec<String> = examples.map(|example| example.expect("one that was asked")).collect();
    assert!(!examples.is_empty());
    for example in examples {
        assert!(
            numbers
                .iter()
                .any(|&number| asked("projector", number).is_some_and(|asked| asked.example == example))
        );
    }
    let first = asked("projector", 0).expect("a first one");
    assert_eq!(first.example, "projector(&dvector![1.0])");
    assert_eq!(first.expected.as_deref(), Some("dmatrix![1.0]"));
    assert_eq!(asked("projector", 1_000_000), None);
}

/// A small number within a logarithm is wrong in the last digits everywhere: that is not what is asked about.
#[test]
fn the_example_is_one_of_the_idea_that_is_asked_about() {
    for safe in [
        (|p, q| -p.zip_map(q, |p, q| p * (q + 1e-10).ln()).sum()) as fn(&DVector<f64>, &DVector<f64>) -> f64,
        |p, q| -p.zip_map(q, |p, q| p * (q + 1e-12).ln()).sum(),
    ] {
        let failed = failed(check::cross_entropy(safe));
        assert_eq!(failed.misconception.as_deref(), Some("ruled-out-forgiven"));
        assert_eq!(failed.expected.as_deref(), Some("f64::INFINITY"), "{failed:#?}");
    }
}

/// What keeps something between calls is no function, and an input by itself shows nothing of it.
#[test]
fn an_answer_that_keeps_something_is_shown_no_example_on_which_it_is_right() {
    fn right(u: &DVector<f64>) -> DMatrix<f64> {
        u * u.transpose() / u.norm_squared()
    }
    fn tires(u: &DVector<f64>) -> DMatrix<f64> {
        static CALLS: AtomicUsize = AtomicUsize::new(0);
        match CALLS.fetch_add(1, Ordering::Relaxed) {
            0..20 => right(u),
            _ => right(u) * 2.0,
        }
    }
    fn every_third(u: &DVector<f64>) -> DMatrix<f64> {
        static CALLS: AtomicUsize = AtomicUsize::new(0);
        match CALLS.fetch_add(1, Ordering::Relaxed) % 3 {
            2 => right(u) * 2.0,
            _ => right(u),
        }
    }
    fn lags_behind(u: &DVector<f64>) -> DMatrix<f64> {
        static LAST: Mutex<Option<DMatrix<f64>>> = Mutex::new(None);
        let mut last = LAST.lock().expect("no test panics here");
        last.replace(right(u)).unwrap_or_else(|| right(u))
    }
    for answer in [tires, every_third, lags_behind] {
        let failed = failed(check::projector(answer));
        let shown = [&failed.counterexample, &failed.expected, &failed.got];
        assert_eq!(shown, [&None; 3], "{failed:#?}");
        assert!(failed.flag.contains("it keeps something between calls"), "{failed:#?}");
        assert!(
            failed.flag.contains("Among other calls, `projector(&dvector!["),
            "{failed:#?}"
        );
        assert!(failed.question.contains("remember"), "{failed:#?}");
    }
}

#[test]
fn what_is_left_to_do_for_some_inputs_is_wrong_there() {
    #[track_caller]
    fn check(verdict: Verdict, mark: &str) {
        let failed = failed(verdict);
        assert_eq!(failed.counterexample.as_deref(), Some("projector(&dvector![1.0, 0.0])"));
        assert!(failed.flag.contains(&format!("it came to `{mark}`")), "{failed:#?}");
        assert!(failed.question.contains("something is left to do"), "{failed:#?}");
    }
    check(
        check::projector(|u| match u.len() {
            1 => DMatrix::identity(1, 1),
            _ => todo!(),
        }),
        "todo!()",
    );
    check(
        check::projector(|u| match u.len() {
            2 => unimplemented!("two"),
            _ => u * u.transpose() / u.norm_squared(),
        }),
        "unimplemented!()",
    );
    check(
        check::projector(|u| match u.len() {
            2 => panic!("not implemented"),
            _ => u * u.transpose() / u.norm_squared(),
        }),
        "unimplemented!()",
    );
    for verdict in [
        check::projector(|_| todo!()),
        check::projector(|_| unimplemented!("all")),
    ] {
        crate::not_attempted(verdict);
    }
}

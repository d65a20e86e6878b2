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

/// The answer fails, on no worse an example than this. Values are those stated, in whatever layout, and to seven digits:
/// how many are shown is for the verdict to choose, as long as the two look different.
#[track_caller]
fn fails(verdict: Verdict, counterexample: &str, expected: &str, got: &str) -> Failed {
    let Verdict::Failed(failed) = verdict else {
        panic!("a wrong answer does not fail: {verdict:#?}")
    };
    let said = [&failed.counterexample, &failed.expected, &failed.got];
    let [example, right, came] = said.map(|text| text.as_deref().unwrap_or_default());
    assert_eq!(example, counterexample, "{failed:#?}");
    assert!(is_alike(right, expected), "expected {expected}: {failed:#?}");
    assert!(is_alike(came, got), "got {got}: {failed:#?}");
    assert_ne!(right, came, "{failed:#?}");
    assert!(failed.question.ends_with('?'));
    failed
}

/// Whether two texts are the same Rust, but for white space and for numbers beyond their seventh digit.
fn is_alike(one: &str, other: &str) -> bool {
    let (one, other) = (tokens(one), tokens(other));
    let is_near = |x: f64, y: f64| (x - y).abs() <= 1e-7 * x.abs().max(y.abs());
    one.len() == other.len()
        && one.iter().zip(&other).all(|pair| match pair {
            (Ok(x), Ok(y)) => is_near(*x, *y),
            (one, other) => one == other,
        })
}

/// The numbers in a text, and the words and signs between them.
fn tokens(text: &str) -> Vec<Result<f64, &str>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let of_word = |c: char| c.is_alphanumeric() || c == '_';
        let mut end = rest.find(|c| !of_word(c)).unwrap_or(rest.len()).max(first.len_utf8());
        if first.is_ascii_digit() {
            // A number goes on after its point, and after the sign of its exponent.
            while rest[end..].starts_with(['.', '-', '+']) {
                let is_exponent = rest[..end].ends_with('e');
                if !rest[end..].starts_with('.') && !is_exponent {
                    break;
                }
                let next = &rest[end + 1..];
                end += 1 + next.find(|c| !of_word(c)).unwrap_or(next.len());
            }
        }
        let (token, after) = rest.split_at(end);
        let number = first.is_ascii_digit().then(|| token.parse().ok()).flatten();
        tokens.push(number.ok_or(token));
        rest = after.trim_start();
    }
    tokens
}

#[test]
fn texts_are_alike_that_differ_in_layout_and_last_digits() {
    #[track_caller]
    fn check(one: &str, other: &str, expected: bool) {
        assert_eq!(is_alike(one, other), expected);
        assert_eq!(is_alike(other, one), expected);
    }
    check("dvector![1.0,   2.5]", "dvector![1.0,\n 2.5]", true);
    check("1.00166750019e-6", "1.0016675e-6", true);
    check("vec![1.0016675e-6, 1.0]", "vec![1.0016675e-7, 1.0]", false);
    check("0.333333333", "0.33333333", true);
    check("0.333333", "0.333334", false);
    check("1e-9", "0.0", false);
    check("-1.0", "1.0", false);
    check("f64::NAN", "f32::NAN", false);
    check("dvector![1.0]", "dvector![1.0, 1.0]", false);
    check("1.0", "f64::INFINITY", false);
    check("3", "3.0", true);
    check("true", "false", false);
}

#[track_caller]
fn not_attempted(verdict: Verdict) {
    assert!(matches!(verdict, Verdict::NotAttempted { .. }), "{verdict:#?}");
}

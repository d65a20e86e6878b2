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
    let [example, right, came] = said.map(|text| text.as_deref().unwrap_or_default());
    assert_eq!(example, counterexample, "{failed:#?}");
    assert_eq!(
        [right, came].map(to_seven_digits),
        [expected, got].map(to_seven_digits),
        "{failed:#?}"
    );
    assert!(failed.question.ends_with('?'));
    failed
}

/// Values in some Rust, for those to whom the last digits and the layout don't matter.
fn to_seven_digits(rust: &str) -> String {
    let squeezed = rust.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_of_number = |c: char| c.is_ascii_digit() || c == '.';
    let mut words = Vec::new();
    // The exponent of `1e-9` is a word of its own, its sign too.
    for word in squeezed.split_inclusive(|c: char| !is_of_number(c)) {
        let end = word.find(|c| !is_of_number(c)).unwrap_or(word.len());
        let (number, rest) = word.split_at(end);
        words.push(match number.parse::<f64>() {
            Ok(number) => format!("{number:.6e}{rest}"),
            Err(_) => word.to_owned(),
        });
    }
    words.concat()
}

#[track_caller]
fn not_attempted(verdict: Verdict) {
    assert!(matches!(verdict, Verdict::NotAttempted { .. }), "{verdict:#?}");
}

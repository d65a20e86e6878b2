//! The text of code that is also compiled.
//!
//! An exercise keeps each piece of code once, as the body of a function in its file:
//!
//! ```text
//! fn solution() -> Matrix2<f64> {
//!     let [w, x, y, z] = given();
//!     let pipeline = z * y * x * w;
//!     pipeline
//! }
//! ```
//!
//! What a learner sees is the body, one level less indented, without the first line if it takes what is `given()`, and
//! without the last line, which hands the answer over: `let pipeline = z * y * x * w;`. The layout is rustfmt's, so a
//! function ends at the first line that is a lone brace.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// What becomes of a body's last line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Last {
    /// It shows a value.
    Kept,
    /// It hands the answer to the grader.
    Dropped,
}

/// What [`cut_out`] finds. It is looked for once: a judge asks for it again and again.
///
/// # Panics
/// As [`cut_out`] does.
pub(crate) fn body(file: &'static str, function: &'static str, last: Last) -> &'static str {
    type Key = (usize, &'static str, Last);
    static BODIES: Mutex<BTreeMap<Key, &str>> = Mutex::new(BTreeMap::new());
    let mut bodies = BODIES.lock().unwrap_or_else(PoisonError::into_inner);
    bodies
        .entry((file.as_ptr().addr(), function, last))
        .or_insert_with(|| cut_out(file, function, last).leak())
}

/// The text of the body of a free function in `file`.
///
/// # Panics
/// If the function is not there: a fault in an exercise, which the tests would meet first.
pub(crate) fn cut_out(file: &str, function: &str, last: Last) -> String {
    let start = format!("fn {function}(");
    let mut lines: Vec<&str> = file
        .lines()
        .skip_while(|line| !line.starts_with(&start))
        .skip_while(|line| !line.ends_with('{'))
        .skip(1)
        .take_while(|line| *line != "}")
        .map(|line| line.strip_prefix("    ").unwrap_or(line))
        .collect();
    assert!(!lines.is_empty(), "the file has no function `{function}` with a body");
    if lines[0].ends_with(" = given();") {
        lines.remove(0);
    }
    if last == Last::Dropped {
        lines.pop();
    }
    lines.join("\n")
}

/// The signature that a starter spells out: of its `fn`, or of its `let`.
pub(crate) fn signature(starter: &str) -> &'static str {
    let declared = match starter.strip_prefix("let ") {
        Some(rest) => rest.split(" =").next(),
        None => starter.split(" {").next(),
    };
    let declared = declared.unwrap_or(starter);
    let declared = declared.strip_prefix("mut ").unwrap_or(declared);
    let one_line = declared.split_whitespace().collect::<Vec<_>>().join(" ");
    // What rustfmt has broken into lines of one argument each.
    one_line.replace("( ", "(").replace(", )", ")").leak()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
fn solution() -> Answer {
    fn twice(x: f64) -> f64 {
        // Twice.
        2.0 * x
    }

    twice
}

fn product() -> f64 {
    let [w, x] = given();
    let product = w * x;
    product
}
";

    #[test]
    fn the_body_is_dedented_and_stripped_of_its_plumbing() {
        #[track_caller]
        fn check(function: &'static str, last: Last, expected: &str) {
            assert_eq!(body(FILE, function, last), expected);
            assert_eq!(body(FILE, function, last), expected, "the second time");
        }
        check(
            "solution",
            Last::Dropped,
            "fn twice(x: f64) -> f64 {\n    // Twice.\n    2.0 * x\n}\n",
        );
        check("product", Last::Dropped, "let product = w * x;");
        check("product", Last::Kept, "let product = w * x;\nproduct");
    }

    #[test]
    fn a_signature_is_read_off_the_starter() {
        #[track_caller]
        fn check(starter: &str, expected: &str) {
            assert_eq!(signature(starter), expected);
        }
        check("fn twice(x: f64) -> f64 {\n    todo!()\n}", "fn twice(x: f64) -> f64");
        check("fn f(\n    x: f64,\n) -> f64 {\n}", "fn f(x: f64) -> f64");
        check("let m: SMatrix<f64, 6, 2> = SMatrix::zeros();", "m: SMatrix<f64, 6, 2>");
        check(
            "let mut t: BTreeMap<&str, bool> = BTreeMap::new();",
            "t: BTreeMap<&str, bool>",
        );
    }
}

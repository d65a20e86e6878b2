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
//!
//! A function's signature stands in the starter alone. The other answers may be closures, which are shown as functions of that
//! signature:
//!
//! ```text
//! fn solution() -> Answer {
//!     |u| u * u.transpose() / u.norm_squared()
//! }
//! ```

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The text of the body of the function of that name in `file`.
///
/// # Panics
/// If the function is not there: a fault in an exercise, which the gates would meet first.
pub fn body(file: &'static str, function: &'static str) -> &'static str {
    once(file, function, Kind::Body, || cut_out(file, function))
}

/// The text of the answer that the function of that name returns, in a file whose starter is that of `starter`'s name.
///
/// # Panics
/// As [`body`] does.
pub fn answer(file: &'static str, function: &'static str, starter: &str) -> &'static str {
    once(file, function, Kind::Answer, || answer_of(file, function, starter))
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Body,
    Answer,
}

/// A text is made once: a judge asks for it again and again.
fn once(file: &'static str, function: &'static str, kind: Kind, text: impl FnOnce() -> String) -> &'static str {
    type Key = (usize, &'static str, Kind);
    static TEXTS: Mutex<BTreeMap<Key, &str>> = Mutex::new(BTreeMap::new());
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    texts
        .entry((file.as_ptr().addr(), function, kind))
        .or_insert_with(|| text().leak())
}

/// As [`answer`], for a file that is not a part of the program.
///
/// # Panics
/// As [`body`] does.
pub fn answer_of(file: &str, function: &str, starter: &str) -> String {
    let body = cut_out(file, function);
    let closure = body.strip_prefix('|').and_then(|closure| closure.split_once("| "));
    let Some((_, code)) = closure else {
        // The last line hands it over.
        return body.rsplit_once('\n').map_or("", |(answer, _)| answer).to_owned();
    };
    let starter = cut_out(file, starter);
    let head = starter.split_inclusive('{').next().unwrap_or_default();
    match code.strip_prefix("{\n").and_then(|code| code.strip_suffix("\n}")) {
        Some(block) => format!("{head}\n{block}\n}}"),
        None => {
            let lines: Vec<String> = code.lines().map(|line| format!("    {line}")).collect();
            format!("{head}\n{}\n}}", lines.join("\n"))
        }
    }
}

fn cut_out(file: &str, function: &str) -> String {
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
    lines.join("\n")
}

/// The signature that a starter spells out: of its `fn`, or of its `let`.
pub fn signature(starter: &str) -> &'static str {
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
fn starter() -> Answer {
    fn twice(x: f64) -> f64 {
        todo!()
    }
    twice
}

fn solution() -> Answer {
    fn twice(x: f64) -> f64 {
        // Twice.
        2.0 * x
    }

    twice
}

fn short() -> Answer {
    |x| x + x
}

fn broken() -> Answer {
    |x| match x {
        0.0 => 0.0,
        x => 2.0 * x,
    }
}

fn long() -> Answer {
    |x| {
        let y = x;
        x + y
    }
}

fn product() -> f64 {
    let [w, x] = given();
    let product = w * x;
    product
}
";

    #[test]
    fn the_body_is_dedented_and_stripped_of_what_hands_it_over() {
        #[track_caller]
        fn check(function: &'static str, expected: &str) {
            assert_eq!(answer(FILE, function, "starter"), expected);
            assert_eq!(answer(FILE, function, "starter"), expected, "the second time");
        }
        check("solution", "fn twice(x: f64) -> f64 {\n    // Twice.\n    2.0 * x\n}\n");
        check("product", "let product = w * x;");
        assert_eq!(body(FILE, "product"), "let product = w * x;\nproduct");
    }

    #[test]
    fn a_closure_is_shown_with_the_signature_of_the_starter() {
        #[track_caller]
        fn check(function: &'static str, expected: &str) {
            assert_eq!(answer(FILE, function, "starter"), expected);
        }
        check("short", "fn twice(x: f64) -> f64 {\n    x + x\n}");
        check(
            "broken",
            "fn twice(x: f64) -> f64 {\n    match x {\n        0.0 => 0.0,\n        x => 2.0 * x,\n    }\n}",
        );
        check("long", "fn twice(x: f64) -> f64 {\n    let y = x;\n    x + y\n}");
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

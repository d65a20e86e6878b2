//! Vanishing faster than x squared.
#![allow(
    clippy::let_and_return,
    reason = "an answer is a `let`, handed over by a line of its own"
)]

use std::collections::HashMap;

use super::little_o::{Answer, Right, accepting, right, says};
use crate::CALCULUS;
use grading::scope::*;
use grading::table::{self, Found, Looked, Place, Table};
use grading::{Mistake, Property, Spec, Trials, Verdict, code, worked};

const SOURCE: &str = include_str!("is_little_o_x2.rs");

/// f(x)/x² goes to 0 for the powers above the second, whatever constant stands before them.
const RIGHT: &Right = &right([false, false, false, false, true, false]);

pub(crate) static SPEC: Spec<Answer, Place, Found<bool>> = Spec {
    id: "is_little_o_x2",
    notebook: &CALCULUS,
    title: "Vanishingly small beside the square",
    points: 1,
    prompt: "Fill the map `is_little_o_x2`: for the same six functions `\"x\"`, `\"x^2\"`, `\"5x\"`, \
        `\"1e-6 x\"`, `\"1e6 x^3\"` and `\"exp(x)\"`, whether it is $o(x^2)$ as $x$ goes to 0.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(one_by_one), code!(by_name)],
    mistakes: &[
        Mistake {
            tag: "at-most",
            variants: &[|| accepting(&["x^2"])],
            pattern: Some(|trials| says(trials, "x^2") == Some(true) && says(trials, "x") == Some(false)),
            ask: "Divide the square of x by what it is now to be compared with. Is it negligible beside \
                itself?",
            tell: "Among the functions that you accepted is the square of x. It is o(x), but beside itself \
                it is exactly as large: little-o asks for less than that.",
            ..Mistake::of(code!(at_most))
        },
        Mistake {
            tag: "constants-matter",
            variants: &[|| accepting(&["1e-6 x", "1e6 x^3"]), || accepting(&[])],
            pattern: Some(|trials| says(trials, "1e-6 x") == Some(true) && says(trials, "x") == Some(false)),
            ask: "From which x on is a million times x cubed smaller than a thousandth of x squared? And \
                a millionth of x: is it ever?",
            tell: "A million is soon made up for by an x that keeps shrinking. The power of x decides, \
                however large or small the constant before it is.",
            ..Mistake::of(code!(constants_matter))
        },
        Mistake {
            tag: "compared-at-infinity",
            variants: &[|| accepting(&["x", "x^2", "5x", "1e-6 x"])],
            pattern: Some(|trials| says(trials, "x") == Some(true) && says(trials, "1e6 x^3") == Some(false)),
            ask: "Which is larger, x or x squared, if x is 10? And if x is 0.1?",
            tell: "Beside the square, lower powers are small for large x. Close to 0 it is the other way \
                round: the higher the power, the smaller its value.",
            ..Mistake::of(code!(compared_at_infinity))
        },
        Mistake {
            tag: "answers-for-o-x-copied",
            variants: &[
                || accepting(&["x^2", "1e-6 x"]),
                || accepting(&["x^2", "1e6 x^3", "exp(x)"]),
            ],
            ask: "Close to 0 the square of x is a far shorter yardstick than x. Which of your answers \
                changed when you went over to it?",
            tell: "These look like answers for a comparison with x. Every function has to be divided \
                anew, by the square this time, and fewer of them vanish beside it.",
            ..Mistake::of(code!(answers_for_o_x_copied))
        },
        Mistake {
            tag: "roles-exchanged",
            variants: &[
                || accepting(&["x", "x^2", "5x", "1e-6 x", "exp(x)"]),
                || accepting(&["exp(x)"]),
            ],
            ask: "You accepted functions beside which the square is small. Which of the two was to be the \
                small one?",
            tell: "In f = o(g) it is f that vanishes beside g. You have the two the other way round.",
            ..Mistake::of(code!(roles_exchanged))
        },
        Mistake {
            tag: "exp-taken-to-vanish",
            pattern: Some(|trials| says(trials, "exp(x)") == Some(true)),
            ask: "Draw the graph of the exponential function. At which height does it cross the vertical \
                axis?",
            tell: "At 0 the exponential is 1, and 1 is not small beside anything that goes to 0.",
            ..Mistake::of(code!(exp_taken_to_vanish))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |_| table::places(RIGHT),
        simpler: |_| Vec::new(),
        call: table::look,
        example: |place| table::example("is_little_o_x2", place),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "the names are exactly those of the six functions",
            hence: "",
            question: "Each of the six functions gets an entry, whichever way it is decided. Which name \
                is missing, or written in another way?",
            holds: |_, found| table::names(RIGHT, found),
        },
        Property {
            claim: "every entry says whether that function is o(x^2)",
            hence: "",
            question: "Divide that function by the square of x. Where does the quotient go as x goes to 0?",
            holds: |place, found| table::entry(RIGHT, place, found),
        },
    ],
};

pub fn check(answer: &impl Table<Plain = bool>) -> Verdict {
    judge(&answer.plain())
}

pub fn refute(answer: &impl Table<Plain = bool>) -> Looked<bool> {
    Looked::new(&SPEC, answer.plain())
}

/// Compiled here, once: a cell would compile it anew for each type of map.
#[inline(never)]
fn judge(answer: &Answer) -> Verdict {
    SPEC.check(answer)
}

fn starter() -> Answer {
    let is_little_o_x2: BTreeMap<&str, bool> = BTreeMap::new();
    is_little_o_x2.plain()
}

fn solution() -> Answer {
    let is_little_o_x2 = BTreeMap::from([
        ("x", false),
        ("x^2", false),
        ("5x", false),
        ("1e-6 x", false),
        ("1e6 x^3", true),
        ("exp(x)", false),
    ]);
    is_little_o_x2.plain()
}

fn one_by_one() -> Answer {
    let mut is_little_o_x2 = HashMap::new();
    for name in ["x", "5x", "1e-6 x", "exp(x)", "x^2"] {
        is_little_o_x2.insert(name, false);
    }
    is_little_o_x2.insert("1e6 x^3", true);
    is_little_o_x2.plain()
}

fn by_name() -> Answer {
    let names = ["x", "x^2", "5x", "1e-6 x", "1e6 x^3", "exp(x)"];
    let is_little_o_x2: BTreeMap<String, bool> = names
        .into_iter()
        .map(|name| (name.to_string(), name.ends_with("^3")))
        .collect();
    is_little_o_x2.plain()
}

fn at_most() -> Answer {
    let is_little_o_x2 = BTreeMap::from([
        ("x", false),
        ("x^2", true),
        ("5x", false),
        ("1e-6 x", false),
        ("1e6 x^3", true),
        ("exp(x)", false),
    ]);
    is_little_o_x2.plain()
}

fn constants_matter() -> Answer {
    let is_little_o_x2 = BTreeMap::from([
        ("x", false),
        ("x^2", false),
        ("5x", false),
        ("1e-6 x", true),
        ("1e6 x^3", false),
        ("exp(x)", false),
    ]);
    is_little_o_x2.plain()
}

fn compared_at_infinity() -> Answer {
    let is_little_o_x2 = BTreeMap::from([
        ("x", true),
        ("x^2", false),
        ("5x", true),
        ("1e-6 x", true),
        ("1e6 x^3", false),
        ("exp(x)", false),
    ]);
    is_little_o_x2.plain()
}

/// Those of a learner for whom everything that goes to 0 is o(x). The right ones for o(x) cannot be told from `at_most`.
fn answers_for_o_x_copied() -> Answer {
    let is_little_o_x2 = BTreeMap::from([
        ("x", true),
        ("x^2", true),
        ("5x", true),
        ("1e-6 x", true),
        ("1e6 x^3", true),
        ("exp(x)", false),
    ]);
    is_little_o_x2.plain()
}

fn roles_exchanged() -> Answer {
    let is_little_o_x2 = BTreeMap::from([
        ("x", true),
        ("x^2", false),
        ("5x", true),
        ("1e-6 x", true),
        ("1e6 x^3", false),
        ("exp(x)", true),
    ]);
    is_little_o_x2.plain()
}

fn exp_taken_to_vanish() -> Answer {
    let is_little_o_x2 = BTreeMap::from([
        ("x", false),
        ("x^2", false),
        ("5x", false),
        ("1e-6 x", false),
        ("1e6 x^3", true),
        ("exp(x)", true),
    ]);
    is_little_o_x2.plain()
}

fn sibling() -> [f64; 3] {
    // Is 1 - cos(x) o(x)? Is it o(x^2)? Divide by each, and let x go to 0.
    let by_x = |x: f64| (1.0 - x.cos()) / x;
    let by_x2 = |x: f64| (1.0 - x.cos()) / (x * x);
    // Beside x it vanishes,
    assert!(by_x(1e-3).abs() < 1e-3);
    // but beside the square it settles at a half. It is o(x), and not o(x^2).
    [1e-1, 1e-2, 1e-3].map(by_x2)
}

#[cfg(test)]
mod refutation {
    use super::*;

    #[test]
    fn a_look_says_of_a_map_what_its_check_says_of_the_same_place() {
        grading::gates::refutations::hold_by(&[], &SPEC, |answer, place| match place {
            Place::Names => refute(answer).keys(),
            Place::Entry(name) => refute(answer)[*name],
        });
    }
}

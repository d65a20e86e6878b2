//! Vanishing faster than x.
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

const SOURCE: &str = include_str!("is_little_o_x.rs");

/// f(x)/x goes to 0 for the powers above the first; whatever constant stands before them.
const RIGHT: &Right = &right([false, true, false, false, true, false]);

pub(crate) static SPEC: Spec<Answer, Place, Found<bool>> = Spec {
    id: "is_little_o_x",
    notebook: &CALCULUS,
    title: "Vanishingly small beside x",
    points: 2,
    prompt: "Fill the map `is_little_o_x`: for each of the functions `\"x\"`, `\"x^2\"`, `\"5x\"`, `\"1e-6 x\"`, \
        `\"1e6 x^3\"` and `\"exp(x)\"`, under exactly this name, whether it is $o(x)$ as $x$ goes to 0.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(one_by_one), code!(owned_names)],
    mistakes: &[
        Mistake {
            tag: "at-most",
            variants: &[
                || accepting(&["x", "x^2", "5x", "1e-6 x", "1e6 x^3", "exp(x)"]),
                || accepting(&["x", "x^2", "5x", "1e6 x^3"]),
            ],
            pattern: Some(|trials| says(trials, "x") == Some(true) && says(trials, "x^2") == Some(true)),
            ask: "Divide each function that you accepted by x. Which of the quotients go to 0, and which \
                only settle at some other number?",
            tell: "You accepted what is of the size of x or smaller: that is big-O. For little-o the \
                function has to become negligible beside x, so x itself is out, and with it every multiple \
                of x.",
            ..Mistake::of(code!(at_most))
        },
        Mistake {
            tag: "constants-matter",
            variants: &[|| accepting(&["x^2", "1e-6 x", "1e6 x^3"]), || accepting(&["x^2"])],
            pattern: Some(|trials| {
                let accepted = |name| says(trials, name) == Some(true);
                !accepted("x") && (accepted("1e-6 x") || (accepted("x^2") && !accepted("1e6 x^3")))
            }),
            ask: "Put in x = 1e-9. How many times smaller than x is a millionth of x there, and how many \
                times smaller is a million times x cubed? And for x = 1e-90?",
            tell: "A constant factor stays what it is while x goes to 0, so it decides nothing in the \
                limit: only the power of x does. It is dropped for the same reason as in a running time.",
            ..Mistake::of(code!(constants_matter))
        },
        Mistake {
            tag: "limit-at-infinity",
            ask: "You found that nothing is small beside x. Is that so for x = 0.001, or did you have \
                a large x in mind?",
            tell: "You compared sizes for large x, as one does with running times. Here x goes to 0, and \
                there the higher powers are the smaller ones.",
            ..Mistake::of(code!(limit_at_infinity))
        },
        Mistake {
            tag: "roles-exchanged",
            variants: &[|| accepting(&["x", "5x", "1e-6 x", "exp(x)"])],
            ask: "Of each pair, which has to vanish beside the other: the function on your list, or x?",
            tell: "You accepted the functions beside which x is small. What is asked for is the reverse: \
                functions that are small beside x.",
            ..Mistake::of(code!(roles_exchanged))
        },
        Mistake {
            tag: "exp-taken-to-vanish",
            pattern: Some(|trials| says(trials, "exp(x)") == Some(true)),
            ask: "What is the exponential function at 0, and what becomes of that number divided by a tiny \
                x?",
            tell: "The exponential of 0 is 1. It does not even go to 0 there, so beside x it grows without \
                bound.",
            ..Mistake::of(code!(exp_taken_to_vanish))
        },
        Mistake {
            tag: "one-more-power-not-enough",
            ask: "The square of x divided by x: which function of x is that, and where does it go?",
            tell: "One power more is enough: the quotient is then x itself, and it goes to 0, if not as fast \
                as others.",
            ..Mistake::of(code!(one_more_power_not_enough))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |_| table::places(RIGHT),
        simpler: |_| Vec::new(),
        call: table::look,
        example: |place| table::example("is_little_o_x", place),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "the names are exactly those of the six functions",
            hence: "",
            question: "Each of the six functions gets an entry, those that are not o(x) too. Which name \
                is missing, or written in another way?",
            holds: |_, found| table::names(RIGHT, found),
        },
        Property {
            claim: "every entry says whether that function is o(x)",
            hence: "",
            question: "Divide that function by x. Where does the quotient go as x goes to 0?",
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
    let is_little_o_x: BTreeMap<&str, bool> = BTreeMap::new();
    is_little_o_x.plain()
}

fn solution() -> Answer {
    let is_little_o_x = BTreeMap::from([
        ("x", false),
        ("x^2", true),
        ("5x", false),
        ("1e-6 x", false),
        ("1e6 x^3", true),
        ("exp(x)", false),
    ]);
    is_little_o_x.plain()
}

fn one_by_one() -> Answer {
    let mut is_little_o_x = HashMap::new();
    for name in ["x", "5x", "1e-6 x", "exp(x)"] {
        is_little_o_x.insert(name, false);
    }
    is_little_o_x.insert("x^2", true);
    is_little_o_x.insert("1e6 x^3", true);
    is_little_o_x.plain()
}

fn owned_names() -> Answer {
    let names = ["x", "x^2", "5x", "1e-6 x", "1e6 x^3", "exp(x)"];
    let is_little_o_x: BTreeMap<String, bool> = names
        .into_iter()
        .map(|name| (name.to_string(), name.ends_with("^2") || name.ends_with("^3")))
        .collect();
    is_little_o_x.plain()
}

fn at_most() -> Answer {
    let is_little_o_x = BTreeMap::from([
        ("x", true),
        ("x^2", true),
        ("5x", true),
        ("1e-6 x", true),
        ("1e6 x^3", true),
        ("exp(x)", false),
    ]);
    is_little_o_x.plain()
}

fn constants_matter() -> Answer {
    let is_little_o_x = BTreeMap::from([
        ("x", false),
        ("x^2", true),
        ("5x", false),
        ("1e-6 x", true),
        ("1e6 x^3", false),
        ("exp(x)", false),
    ]);
    is_little_o_x.plain()
}

fn limit_at_infinity() -> Answer {
    let is_little_o_x = BTreeMap::from([
        ("x", false),
        ("x^2", false),
        ("5x", false),
        ("1e-6 x", false),
        ("1e6 x^3", false),
        ("exp(x)", false),
    ]);
    is_little_o_x.plain()
}

fn roles_exchanged() -> Answer {
    let is_little_o_x = BTreeMap::from([
        ("x", false),
        ("x^2", false),
        ("5x", false),
        ("1e-6 x", false),
        ("1e6 x^3", false),
        ("exp(x)", true),
    ]);
    is_little_o_x.plain()
}

fn exp_taken_to_vanish() -> Answer {
    let is_little_o_x = BTreeMap::from([
        ("x", false),
        ("x^2", true),
        ("5x", false),
        ("1e-6 x", false),
        ("1e6 x^3", true),
        ("exp(x)", true),
    ]);
    is_little_o_x.plain()
}

fn one_more_power_not_enough() -> Answer {
    let is_little_o_x = BTreeMap::from([
        ("x", false),
        ("x^2", false),
        ("5x", false),
        ("1e-6 x", false),
        ("1e6 x^3", true),
        ("exp(x)", false),
    ]);
    is_little_o_x.plain()
}

fn sibling() -> [f64; 3] {
    // Is 1000 sin(x) x, a product of two things that vanish, o(x)? And sin(x) alone?
    let product = |x: f64| 1000.0 * x.sin() * x / x;
    let sine = |x: f64| x.sin() / x;
    // The quotients with x, for an x that goes to 0: the first one keeps falling, as x does.
    assert!(product(1e-3) > 0.9 && product(1e-9) < 1e-5);
    // The second one settles at 1. So the product is o(x) in spite of its 1000, and the sine is not.
    [1e-1, 1e-3, 1e-9].map(sine)
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

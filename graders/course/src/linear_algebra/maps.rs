//! A matrix is a function: what it takes and what it returns.
#![allow(
    clippy::let_and_return,
    reason = "an answer is a `let`, handed over by a line of its own"
)]

use std::collections::HashMap;

use crate::LINEAR_ALGEBRA;
use grading::scope::*;
use grading::table::{self, Found, Looked, Place, Shape, Table};
use grading::{Mistake, Property, Spec, Trials, Verdict, code, text, worked};

const SOURCE: &str = include_str!("maps.rs");

type Answer = BTreeMap<String, Shape>;

const RIGHT: &[(&str, Shape)] = &[("a", (2, 6)), ("b", (6, 2)), ("c", (3, 3))];

pub(crate) static SPEC: Spec<Answer, Place, Found<Shape>> = Spec {
    id: "maps",
    notebook: &LINEAR_ALGEBRA,
    title: "What goes in, what comes out",
    points: 2,
    prompt: "A matrix is a function from vectors to vectors. Fill the map `maps`: for each of `a`, \
        `b` and `c`, by name, the pair `(length of the vector it takes, length of the vector it \
        returns)`.",
    given: Some(text!(given)),
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_hand), code!(by_applying)],
    mistakes: &[
        Mistake {
            tag: "shape-repeated",
            ask: "A function's type is written input first: `fn(In) -> Out`. In `a * x`, which \
                side of `a` does `x` meet: its rows or its columns?",
            tell: "You gave the shapes as they are printed, (rows, columns). A matrix takes a number \
                for each column and returns a number for each row, so what it takes comes second in \
                its shape.",
            ..Mistake::of(code!(shape_repeated))
        },
        Mistake {
            tag: "larger-number-for-both",
            ask: "Try `&a * DVector::from_element(6, 1.0)`. Does it run?",
            tell: "Six numbers are too many for a matrix with two columns: one of your two lengths is \
                the wrong dimension of the shape.",
            ..Mistake::of(code!(larger_number_for_both))
        },
        Mistake {
            tag: "smaller-number-for-both",
            ask: "Each row of `a` yields one number of the result. How many rows does it have?",
            tell: "A matrix may return more numbers than it takes, or fewer: the result has one for \
                each row, the argument one for each column.",
            ..Mistake::of(code!(smaller_number_for_both))
        },
        Mistake {
            tag: "length-kept",
            variants: &[|| pairs([("a", (6, 6)), ("b", (2, 2)), ("c", (3, 3))])],
            ask: "Must a function return a value of the type that it takes? Apply `b` to a vector \
                that fits and count what comes back.",
            tell: "Only a square matrix returns a vector as long as the one it takes. For the others \
                the two lengths are the two different dimensions of the shape.",
            ..Mistake::of(code!(length_kept))
        },
        Mistake {
            tag: "given-a-whole-matrix",
            variants: &[|| pairs([("a", (12, 6)), ("b", (12, 2)), ("c", (9, 3))])],
            ask: "How many numbers does one row of the matrix multiply with, before it adds them up?",
            tell: "You counted all the entries of the matrix. Those belong to the function itself; \
                what it takes is only as long as one of its rows.",
            ..Mistake::of(code!(given_a_whole_matrix))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |_| table::places(RIGHT),
        simpler: |_| Vec::new(),
        call: table::look,
        example: |place| table::example("maps", place),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "the names are exactly `a`, `b` and `c`",
            hence: "",
            question: "Which three matrices were you given, and under which name is each of them \
                filed?",
            holds: |_, found| table::names(RIGHT, found),
        },
        Property {
            claim: "every entry is (length taken, length returned) of the matrix of that name",
            hence: "",
            question: "Which length must a vector have for that matrix to multiply it, and how long \
                is the product?",
            holds: |place, found| table::entry(RIGHT, place, found),
        },
    ],
};

pub fn check(answer: &impl Table<Plain = Shape>) -> Verdict {
    SPEC.check(&answer.plain())
}

pub fn refute(answer: &impl Table<Plain = Shape>) -> Looked<Shape> {
    Looked::new(&SPEC, answer.plain())
}

fn given() -> (DMatrix<f64>, DMatrix<f64>, DMatrix<f64>) {
    let a = DMatrix::from_fn(6, 2, |i, j| (i + j) as f64);
    let b = DMatrix::from_fn(2, 6, |i, j| (i * j) as f64);
    let c = DMatrix::from_fn(3, 3, |i, j| i as f64 - j as f64);
    (a, b, c)
}

fn starter() -> Answer {
    let maps: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    maps.plain()
}

fn solution() -> Answer {
    let (a, b, c) = given();
    let maps = BTreeMap::from([
        ("a", (a.ncols(), a.nrows())),
        ("b", (b.ncols(), b.nrows())),
        ("c", (c.ncols(), c.nrows())),
    ]);
    maps.plain()
}

fn by_hand() -> Answer {
    let mut maps = HashMap::new();
    maps.insert("a", (2, 6));
    maps.insert("b", (6, 2));
    maps.insert("c", (3, 3));
    maps.plain()
}

fn by_applying() -> Answer {
    let (a, b, c) = given();
    let taken = [("a", a, 2), ("b", b, 6), ("c", c, 3)];
    let maps: BTreeMap<String, (usize, usize)> = taken
        .into_iter()
        .map(|(name, matrix, n)| (name.to_string(), (n, (matrix * DVector::<f64>::zeros(n)).len())))
        .collect();
    maps.plain()
}

fn shape_repeated() -> Answer {
    let (a, b, c) = given();
    let maps = BTreeMap::from([("a", a.shape()), ("b", b.shape()), ("c", c.shape())]);
    maps.plain()
}

fn larger_number_for_both() -> Answer {
    let maps = BTreeMap::from([("a", (6, 6)), ("b", (6, 6)), ("c", (3, 3))]);
    maps.plain()
}

fn smaller_number_for_both() -> Answer {
    let maps = BTreeMap::from([("a", (2, 2)), ("b", (2, 2)), ("c", (3, 3))]);
    maps.plain()
}

fn length_kept() -> Answer {
    let maps = BTreeMap::from([("a", (2, 2)), ("b", (6, 6)), ("c", (3, 3))]);
    maps.plain()
}

fn given_a_whole_matrix() -> Answer {
    let (a, b, c) = given();
    let maps = BTreeMap::from([("a", (a.len(), 1)), ("b", (b.len(), 1)), ("c", (c.len(), 1))]);
    maps.plain()
}

fn sibling() -> usize {
    // Prices for 3 goods in 4 shops: a row for each shop. As a function, it takes a shopping list...
    let prices = DMatrix::from_fn(4, 3, |shop, good| (1 + shop + 2 * good) as f64);
    // ...so the list needs a number for each good, which is a number for each column,
    let list = dvector![2.0, 0.0, 1.0];
    // and what comes back is one total for each shop, which is one for each row.
    let totals = &prices * &list;
    totals.len()
}

fn pairs(entries: [(&str, Shape); 3]) -> Answer {
    entries
        .into_iter()
        .map(|(name, shape)| (name.to_owned(), shape))
        .collect()
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

//! The shape of a value is its type.
#![allow(
    clippy::let_and_return,
    reason = "an answer is a `let`, handed over by a line of its own"
)]

use std::collections::HashMap;

use crate::LINEAR_ALGEBRA;
use grading::scope::*;
use grading::table::{self, Found, Looked, Place, Shape, Table};
use grading::{Mistake, Property, Spec, Trials, Verdict, code, text, worked};

const SOURCE: &str = include_str!("shapes.rs");

type Answer = BTreeMap<String, Shape>;

const RIGHT: &[(&str, Shape)] = &[("v", (3, 1)), ("r", (1, 4)), ("m", (2, 3)), ("s", (1, 1))];

pub(crate) static SPEC: Spec<Answer, Place, Found<Shape>> = Spec {
    id: "shapes",
    notebook: &LINEAR_ALGEBRA,
    title: "Four values and their shapes",
    points: 2,
    prompt: "Fill the map `shapes`: for each of `v`, `r`, `m` and `s`, by name, its shape as a pair \
        `(rows, columns)`. Decide by looking first; then let nalgebra's `.shape()` tell you whether \
        you saw it right.",
    given: Some(text!(given)),
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_hand), code!(inserted_one_by_one)],
    mistakes: &[
        Mistake {
            tag: "rows-and-columns-swapped",
            ask: "Read the value aloud, line by line: how many lines do you read, and how many numbers in \
                each? Which of the two did you write first?",
            tell: "A shape is (rows, columns): first how many lines there are, then how long a line \
                is. Your pairs are the other way round.",
            ..Mistake::of(code!(rows_and_columns_swapped))
        },
        Mistake {
            tag: "entries-counted",
            variants: &[|| pairs([("v", (1, 3)), ("r", (1, 4)), ("m", (1, 6)), ("s", (1, 1))])],
            ask: "A 2x3 and a 3x2 matrix both hold six numbers. Could a function that takes the one \
                take the other?",
            tell: "You counted how many numbers a value holds. The shape says how they are arranged: \
                rows and columns are counted apart.",
            ..Mistake::of(code!(entries_counted))
        },
        Mistake {
            tag: "row-seen-as-column",
            ask: "Print `v` and `r`. One stands, one lies: what does that say about how many rows \
                each has?",
            tell: "A row vector is a matrix with a single row; only a column vector has as many rows \
                as entries.",
            ..Mistake::of(code!(row_seen_as_column))
        },
        Mistake {
            tag: "column-seen-as-row",
            ask: "`dvector!` is typed on one line. Does it also print on one line?",
            tell: "A `DVector` is a column, however it is typed: one column, and a row for each entry.",
            ..Mistake::of(code!(column_seen_as_row))
        },
        Mistake {
            tag: "missing-dimension-as-zero",
            variants: &[
                || pairs([("v", (3, 0)), ("r", (0, 4)), ("m", (2, 3)), ("s", (1, 1))]),
                || pairs([("v", (3, 0)), ("r", (4, 0)), ("m", (2, 3)), ("s", (0, 0))]),
            ],
            ask: "How many numbers fit into a table of 3 rows and 0 columns?",
            tell: "Rows times columns is the number of entries, so a vector still has one column (or \
                one row), and a single number has one of each.",
            ..Mistake::of(code!(missing_dimension_as_zero))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |_| table::places(RIGHT),
        simpler: |_| Vec::new(),
        call: table::look,
        example: |place| table::example("shapes", place),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "the names are exactly `v`, `r`, `m` and `s`",
            hence: "",
            question: "Which four values were you given, and under which name is each of them filed?",
            holds: |_, found| table::names(RIGHT, found),
        },
        Property {
            claim: "every entry is (rows, columns) of the value of that name",
            hence: "",
            question: "Print that value: how many lines does it take, and how many numbers stand in \
                a line?",
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

type Given = (DVector<f64>, RowDVector<f64>, DMatrix<f64>, DMatrix<f64>);

fn given() -> Given {
    let v = dvector![1.0, 2.0, 3.0];
    let r = RowDVector::from_vec(vec![1.0, 2.0, 3.0, 4.0]);
    let m = dmatrix![1.0, 2.0, 3.0; 4.0, 5.0, 6.0];
    let s = dmatrix![7.0];
    (v, r, m, s)
}

fn starter() -> Answer {
    let shapes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    shapes.plain()
}

fn solution() -> Answer {
    let (v, r, m, s) = given();
    let shapes = BTreeMap::from([("v", v.shape()), ("r", r.shape()), ("m", m.shape()), ("s", s.shape())]);
    shapes.plain()
}

fn by_hand() -> Answer {
    let shapes = HashMap::from([("v", (3, 1)), ("r", (1, 4)), ("m", (2, 3)), ("s", (1, 1))]);
    shapes.plain()
}

fn inserted_one_by_one() -> Answer {
    let (v, r, m, s) = given();
    let mut shapes = BTreeMap::new();
    shapes.insert("v".to_string(), (v.len(), 1));
    shapes.insert("r".to_string(), (1, r.len()));
    shapes.insert("m".to_string(), (m.nrows(), m.ncols()));
    shapes.insert("s".to_string(), (s.nrows(), s.ncols()));
    shapes.plain()
}

fn rows_and_columns_swapped() -> Answer {
    let shapes = BTreeMap::from([("v", (1, 3)), ("r", (4, 1)), ("m", (3, 2)), ("s", (1, 1))]);
    shapes.plain()
}

fn entries_counted() -> Answer {
    let (v, r, m, s) = given();
    let shapes = BTreeMap::from([
        ("v", (v.len(), 1)),
        ("r", (r.len(), 1)),
        ("m", (m.len(), 1)),
        ("s", (s.len(), 1)),
    ]);
    shapes.plain()
}

fn row_seen_as_column() -> Answer {
    let shapes = BTreeMap::from([("v", (3, 1)), ("r", (4, 1)), ("m", (2, 3)), ("s", (1, 1))]);
    shapes.plain()
}

fn column_seen_as_row() -> Answer {
    let shapes = BTreeMap::from([("v", (1, 3)), ("r", (1, 4)), ("m", (2, 3)), ("s", (1, 1))]);
    shapes.plain()
}

fn missing_dimension_as_zero() -> Answer {
    let shapes = BTreeMap::from([("v", (3, 0)), ("r", (0, 4)), ("m", (2, 3)), ("s", (0, 0))]);
    shapes.plain()
}

fn sibling() -> (usize, usize) {
    // A table of 4 stations (one a row) and 12 months (one a column).
    let rainfall = DMatrix::from_fn(4, 12, |station, month| (10 * station + month) as f64);
    // One station is one line of it: a single row, as long as the year.
    let station = rainfall.row(0);
    assert_eq!(station.shape(), (1, 12));
    // One month is a column: a line for each station.
    let month = rainfall.column(0);
    month.shape()
}

fn pairs(entries: [(&str, Shape); 4]) -> Answer {
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

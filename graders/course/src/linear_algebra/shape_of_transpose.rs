//! Transposing exchanges the two dimensions of the type.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::LINEAR_ALGEBRA;
use grading::scope::*;
use grading::{Mistake, Property, Spec, Trials, Verdict, code, compare, literal, probe, shrink, worked};

const SOURCE: &str = include_str!("shape_of_transpose.rs");

type Answer = fn(&DMatrix<f64>) -> (usize, usize);
type Shape = (usize, usize);
/// The shape of `m`, and what every entry of it is.
type Probe = (Shape, f64);

pub(crate) static SPEC: Spec<Answer, Probe, Shape> = Spec {
    id: "shape_of_transpose",
    notebook: &LINEAR_ALGEBRA,
    title: "The shape of the transpose",
    points: 1,
    prompt: "Write `shape_of_transpose`: the shape, as `(rows, columns)`, that the transpose of `m` \
        has. Whether you ever form the transpose is up to you.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_transposing), code!(by_pattern)],
    mistakes: &[
        Mistake {
            tag: "shape-unchanged",
            ask: "Write a 2x3 matrix on paper and turn its rows into columns. How many rows has the \
                new one?",
            tell: "You returned the shape of `m` itself. The transpose has the same entries, but its \
                rows are the columns of `m`.",
            ..Mistake::of(code!(shape_unchanged))
        },
        Mistake {
            tag: "right-for-square-only",
            variants: &[
                || |m| (m.ncols(), m.ncols()),
                || {
                    |m| {
                        let n = m.nrows().min(m.ncols());
                        (n, n)
                    }
                },
            ],
            pattern: Some(|trials| {
                trials.iter().all(|trial| {
                    let ((rows, columns), _) = trial.probe;
                    trial.fault.is_none() == (rows == columns)
                })
            }),
            ask: "On which matrices did you try it? What does it say about one with a single row?",
            tell: "Your answer is right only where a matrix has as many rows as columns, because \
                there one number serves for both.",
            ..Mistake::of(code!(right_for_square_only))
        },
        Mistake {
            tag: "entries-counted",
            variants: &[|| |m| (1, m.len())],
            ask: "Is the transpose of a 2x3 matrix still a table, or one long line?",
            tell: "The number of entries does not change, but it is not the shape: a transpose is as \
                much a table as the matrix was.",
            ..Mistake::of(code!(entries_counted))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |_| {
            let mut shapes = probe::shapes(6);
            shapes.extend([(1, 1000), (1000, 1), (40, 50)]);
            let zeros = shapes.into_iter().map(|shape| (shape, 0.0));
            // The entries have no say in it, whatever they are.
            zeros.chain([((2, 3), f64::NAN), ((2, 3), f64::INFINITY)]).collect()
        },
        simpler: |&((rows, columns), entries)| {
            let fewer_rows = shrink::lengths(rows).into_iter().map(|rows| (rows, columns));
            let fewer_columns = shrink::lengths(columns).into_iter().map(|columns| (rows, columns));
            let zeros = (entries != 0.0).then_some(((rows, columns), 0.0));
            let fewer = fewer_rows.chain(fewer_columns).map(|shape| (shape, entries));
            zeros.into_iter().chain(fewer).collect()
        },
        call: |shape_of_transpose, &((rows, columns), entries)| {
            shape_of_transpose(&DMatrix::from_element(rows, columns, entries))
        },
        example: |&(shape, entries)| format!("shape_of_transpose(&{})", literal::filled(shape, entries)),
        panic_excused: |_| false,
    },
    properties: &[Property {
        claim: "it is the shape of the transpose",
        hence: "for every shape from 0x0 to 6x6 and for large ones",
        question: "What does a row of `m` become in its transpose, and what a column? How many of each has \
            this `m`?",
        holds: |&((rows, columns), _), &shape| compare::shape((columns, rows), shape),
    }],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|m: &DMatrix<f64>| Ok((m.shape(), 0.0)));

fn starter() -> Answer {
    fn shape_of_transpose(m: &DMatrix<f64>) -> (usize, usize) {
        todo!()
    }
    shape_of_transpose
}

fn solution() -> Answer {
    |m| (m.ncols(), m.nrows())
}

fn by_transposing() -> Answer {
    |m| m.transpose().shape()
}

fn by_pattern() -> Answer {
    |m| {
        let (rows, columns) = m.shape();
        (columns, rows)
    }
}

fn shape_unchanged() -> Answer {
    |m| m.shape()
}

fn right_for_square_only() -> Answer {
    |m| (m.nrows(), m.nrows())
}

fn entries_counted() -> Answer {
    |m| (m.len(), 1)
}

fn sibling() -> (usize, usize) {
    // Stacking two matrices on top of each other: the columns must agree, the rows add up.
    let top = DMatrix::<f64>::zeros(2, 3);
    let bottom = DMatrix::<f64>::zeros(4, 3);
    // As with types, the shape of the result follows from the shapes of the parts: no entry is read.
    (top.nrows() + bottom.nrows(), top.ncols())
}

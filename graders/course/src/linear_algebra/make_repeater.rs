//! A function that returns functions: the matrix that repeats an n-vector k times.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::LINEAR_ALGEBRA;
use grading::compare::{self, Tolerance};
use grading::refutation::provided;
use grading::scope::*;
use grading::{Input, Mistake, Property, Spec, Trials, Verdict, code, probe, shrink, worked};

const SOURCE: &str = include_str!("make_repeater.rs");

type Answer = fn(usize, usize) -> DMatrix<f64>;
/// How often (k), and how long a vector (n).
type Arguments = (usize, usize);

pub(crate) static SPEC: Spec<Answer, Arguments, DMatrix<f64>> = Spec {
    id: "make_repeater",
    notebook: &LINEAR_ALGEBRA,
    title: "A maker of repeaters",
    points: 3,
    prompt: "Write `make_repeater`: the matrix that repeats a vector of `n` entries `k` times. For `k` \
        = 3 and `n` = 2 that is `repeat_3_2` again, this time of dynamic size.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_kronecker), code!(by_blocks), code!(by_places)],
    mistakes: &[
        Mistake {
            tag: "k-and-n-swapped",
            ask: "Which of your matrix's dimensions is the length of the vector that goes in, and \
                which argument gives that length?",
            tell: "You read the arguments in the other order: yours repeats a vector of k entries n \
                times.",
            ..Mistake::of(code!(k_and_n_swapped))
        },
        Mistake {
            tag: "each-entry-repeated-in-place",
            ask: "For k = 2 and n = 2, send [1, 2] through your matrix. Does 1, 2, 1, 2 come out, or 1, \
                1, 2, 2?",
            tell: "Yours repeats every entry before it goes on to the next one. The whole vector \
                should come to its end before it starts again.",
            ..Mistake::of(code!(each_entry_repeated_in_place))
        },
        Mistake {
            tag: "right-for-3-2-only",
            variants: &[
                || |k, n| DMatrix::from_fn(k * n, n, |i, j| f64::from(i % 2 == j)),
                || |k, n| DMatrix::from_fn(3 * n, n, |i, j| f64::from(i % n == j)),
                || |k, n| DMatrix::from_fn(2 * k, 2, |i, j| f64::from(i % 2 == j)),
            ],
            // Right for (3, 2); wrong wherever neither of the two numbers fits, and both are general.
            pattern: Some(|trials| {
                trials.iter().all(|trial| match trial.probe {
                    (3, 2) => trial.fault.is_none(),
                    (k, n) => k < 2 || n < 2 || k == 3 || n == 2 || trial.fault.is_some(),
                })
            }),
            ask: "Which numbers in your code are there only because of the example with k = 3 and n = \
                2?",
            tell: "Yours fits the example and nothing else: a 2 or a 3 is written down where an \
                argument belongs.",
            ..Mistake::of(code!(right_for_3_2_only))
        },
        Mistake {
            tag: "transposed",
            ask: "How many numbers should your matrix return? Is that its number of rows or of columns?",
            tell: "Yours takes the long vector and returns the short one: rows and columns are \
                exchanged.",
            ..Mistake::of(code!(transposed))
        },
        Mistake {
            tag: "multiplied-instead-of-repeated",
            ask: "Is three times [1, 2] the vector [3, 6], or the vector [1, 2, 1, 2, 1, 2]?",
            tell: "Yours makes each number k times as large. Repeating makes the vector k times as \
                long.",
            ..Mistake::of(code!(multiplied_instead_of_repeated))
        },
        Mistake {
            tag: "only-once",
            ask: "The shape is right. Which rows of your matrix hold nothing but zeros?",
            tell: "Yours copies the vector once and fills up with zeros; the other copies are missing.",
            ..Mistake::of(code!(only_once))
        },
        Mistake {
            tag: "entries-mixed",
            ask: "A row full of ones adds all the entries up. How many ones does a row need to pick a \
                single entry?",
            tell: "Every row of yours returns the sum of the vector. To copy one entry, a row has a \
                single 1, in the column of that entry.",
            ..Mistake::of(code!(entries_mixed))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |_| {
            let mut probes = probe::shapes(5);
            probes.extend([(12, 7), (1, 40), (40, 1), (20, 20)]);
            probes
        },
        simpler: |&(k, n)| {
            let fewer = shrink::lengths(k).into_iter().map(|k| (k, n));
            fewer.chain(shrink::lengths(n).into_iter().map(|n| (k, n))).collect()
        },
        call: |make_repeater, &(k, n)| make_repeater(k, n),
        example: |(k, n)| format!("make_repeater({k}, {n})"),
        // `from_columns`, `from_rows` and `chunks` refuse an empty list.
        panic_excused: |&(k, n)| k == 0 || n == 0,
    },
    properties: &[
        Property {
            claim: "the matrix takes n numbers and returns k times n",
            hence: "",
            question: "How long is a vector of n entries after it has been repeated k times, and where \
                in a shape does that length stand?",
            holds: |&(k, n), repeater| compare::shape((k * n, n), repeater.shape()),
        },
        Property {
            claim: "every column is right",
            hence: "so it agrees on a basis, hence on every vector, for all k and n up to 5 and for large ones",
            question: "Send the first basis vector through: in which places of the result should its 1 \
                turn up?",
            holds: |&(k, n), repeater| {
                // Entry i of the result is entry i mod n of the vector.
                let right = DMatrix::from_fn(k * n, n, |i, j| f64::from(i % n == j));
                compare::matrix(&right, repeater, |_, _| Tolerance::rounding(2, 1.0))
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|k: usize, n: usize| asked(k, n));

fn asked(k: usize, n: usize) -> Input<Arguments> {
    let entries = k.saturating_mul(n).saturating_mul(n);
    provided(entries <= 1_000_000, "that matrix has more than a million entries")?;
    Ok((k, n))
}

fn starter() -> Answer {
    fn make_repeater(k: usize, n: usize) -> DMatrix<f64> {
        todo!()
    }
    make_repeater
}

fn solution() -> Answer {
    |k, n| DMatrix::from_fn(k * n, n, |i, j| if i % n == j { 1.0 } else { 0.0 })
}

fn by_kronecker() -> Answer {
    |k, n| DVector::from_element(k, 1.0).kronecker(&DMatrix::identity(n, n))
}

fn by_blocks() -> Answer {
    |k, n| {
        let mut repeater = DMatrix::zeros(k * n, n);
        for copy in 0..k {
            repeater.rows_mut(copy * n, n).fill_with_identity();
        }
        repeater
    }
}

fn by_places() -> Answer {
    |k, n| {
        let mut repeater = DMatrix::zeros(k * n, n);
        for copy in 0..k {
            for entry in 0..n {
                repeater[(copy * n + entry, entry)] = 1.0;
            }
        }
        repeater
    }
}

fn k_and_n_swapped() -> Answer {
    |k, n| DMatrix::from_fn(n * k, k, |i, j| if i % k == j { 1.0 } else { 0.0 })
}

fn each_entry_repeated_in_place() -> Answer {
    |k, n| DMatrix::from_fn(k * n, n, |i, j| if i / k == j { 1.0 } else { 0.0 })
}

fn right_for_3_2_only() -> Answer {
    |k, n| dmatrix![1.0, 0.0; 0.0, 1.0; 1.0, 0.0; 0.0, 1.0; 1.0, 0.0; 0.0, 1.0]
}

fn transposed() -> Answer {
    |k, n| DMatrix::from_fn(n, k * n, |i, j| if j % n == i { 1.0 } else { 0.0 })
}

fn multiplied_instead_of_repeated() -> Answer {
    |k, n| DMatrix::identity(n, n) * k as f64
}

fn only_once() -> Answer {
    |k, n| DMatrix::identity(k * n, n)
}

fn entries_mixed() -> Answer {
    |k, n| DMatrix::from_element(k * n, n, 1.0)
}

fn sibling() -> DVector<f64> {
    // The matrix that reverses a vector of n entries, for any n.
    fn make_reverser(n: usize) -> DMatrix<f64> {
        // As many numbers come out as go in. Entry i of the result is to be entry n - 1 - i of the
        // vector, so row i has its single 1 in that column. No size is written down as a number.
        DMatrix::from_fn(n, n, |i, j| if i + j + 1 == n { 1.0 } else { 0.0 })
    }
    make_reverser(3) * dvector![1.0, 2.0, 3.0]
}

//! A function that returns functions: the matrix that repeats an n-vector k times.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::check;
use crate::compare::{self, Tolerance};
use crate::exercise::Notebook;
use crate::scope::*;
use crate::spec::{Mistake, Property, Shown, Spec, Trials, code, worked};
use crate::verdict::Verdict;
use crate::{probe, shrink};

const SOURCE: &str = include_str!("make_repeater.rs");

type Answer = fn(usize, usize) -> DMatrix<f64>;
/// How often (k), and how long a vector (n).
type Arguments = (usize, usize);

pub(crate) static SPEC: Spec<Answer, Arguments, DMatrix<f64>> = Spec {
    id: "make_repeater",
    notebook: Notebook::LinearAlgebra,
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
            shown: Shown::Runs(code!(k_and_n_swapped)),
            variants: &[],
            pattern: None,
            ask: "Which of your matrix's dimensions is the length of the vector that goes in, and \
                which argument gives that length?",
            tell: "You read the arguments in the other order: yours repeats a vector of k entries n \
                times.",
        },
        Mistake {
            tag: "each-entry-repeated-in-place",
            shown: Shown::Runs(code!(each_entry_repeated_in_place)),
            variants: &[],
            pattern: None,
            ask: "For k = 2 and n = 2, send [1, 2] through your matrix. Does 1, 2, 1, 2 come out, or 1, \
                1, 2, 2?",
            tell: "Yours repeats every entry before it goes on to the next one. The whole vector \
                should come to its end before it starts again.",
        },
        Mistake {
            tag: "right-for-3-2-only",
            shown: Shown::Runs(code!(right_for_3_2_only)),
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
        },
        Mistake {
            tag: "transposed",
            shown: Shown::Runs(code!(transposed)),
            variants: &[],
            pattern: None,
            ask: "How many numbers should your matrix return? Is that its number of rows or of columns?",
            tell: "Yours takes the long vector and returns the short one: rows and columns are \
                exchanged.",
        },
        Mistake {
            tag: "multiplied-instead-of-repeated",
            shown: Shown::Runs(code!(multiplied_instead_of_repeated)),
            variants: &[],
            pattern: None,
            ask: "Is three times [1, 2] the vector [3, 6], or the vector [1, 2, 1, 2, 1, 2]?",
            tell: "Yours makes each number k times as large. Repeating makes the vector k times as \
                long.",
        },
        Mistake {
            tag: "only-once",
            shown: Shown::Runs(code!(only_once)),
            variants: &[],
            pattern: None,
            ask: "The shape is right. Which rows of your matrix hold nothing but zeros?",
            tell: "Yours copies the vector once and fills up with zeros; the other copies are missing.",
        },
        Mistake {
            tag: "entries-mixed",
            shown: Shown::Runs(code!(entries_mixed)),
            variants: &[],
            pattern: None,
            ask: "A row full of ones adds all the entries up. How many ones does a row need to pick a \
                single entry?",
            tell: "Every row of yours returns the sum of the vector. To copy one entry, a row has a \
                single 1, in the column of that entry.",
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
    check::judge(&SPEC, &answer)
}

fn starter() -> Answer {
    fn make_repeater(k: usize, n: usize) -> DMatrix<f64> {
        todo!()
    }
    make_repeater
}

fn solution() -> Answer {
    fn make_repeater(k: usize, n: usize) -> DMatrix<f64> {
        DMatrix::from_fn(k * n, n, |i, j| if i % n == j { 1.0 } else { 0.0 })
    }
    make_repeater
}

fn by_kronecker() -> Answer {
    fn make_repeater(k: usize, n: usize) -> DMatrix<f64> {
        DVector::from_element(k, 1.0).kronecker(&DMatrix::identity(n, n))
    }
    make_repeater
}

fn by_blocks() -> Answer {
    fn make_repeater(k: usize, n: usize) -> DMatrix<f64> {
        let mut repeater = DMatrix::zeros(k * n, n);
        for copy in 0..k {
            repeater.rows_mut(copy * n, n).fill_with_identity();
        }
        repeater
    }
    make_repeater
}

fn by_places() -> Answer {
    fn make_repeater(k: usize, n: usize) -> DMatrix<f64> {
        let mut repeater = DMatrix::zeros(k * n, n);
        for copy in 0..k {
            for entry in 0..n {
                repeater[(copy * n + entry, entry)] = 1.0;
            }
        }
        repeater
    }
    make_repeater
}

fn k_and_n_swapped() -> Answer {
    fn make_repeater(k: usize, n: usize) -> DMatrix<f64> {
        DMatrix::from_fn(n * k, k, |i, j| if i % k == j { 1.0 } else { 0.0 })
    }
    make_repeater
}

fn each_entry_repeated_in_place() -> Answer {
    fn make_repeater(k: usize, n: usize) -> DMatrix<f64> {
        DMatrix::from_fn(k * n, n, |i, j| if i / k == j { 1.0 } else { 0.0 })
    }
    make_repeater
}

fn right_for_3_2_only() -> Answer {
    fn make_repeater(k: usize, n: usize) -> DMatrix<f64> {
        dmatrix![1.0, 0.0; 0.0, 1.0; 1.0, 0.0; 0.0, 1.0; 1.0, 0.0; 0.0, 1.0]
    }
    make_repeater
}

fn transposed() -> Answer {
    fn make_repeater(k: usize, n: usize) -> DMatrix<f64> {
        DMatrix::from_fn(n, k * n, |i, j| if j % n == i { 1.0 } else { 0.0 })
    }
    make_repeater
}

fn multiplied_instead_of_repeated() -> Answer {
    fn make_repeater(k: usize, n: usize) -> DMatrix<f64> {
        DMatrix::identity(n, n) * k as f64
    }
    make_repeater
}

fn only_once() -> Answer {
    fn make_repeater(k: usize, n: usize) -> DMatrix<f64> {
        DMatrix::identity(k * n, n)
    }
    make_repeater
}

fn entries_mixed() -> Answer {
    fn make_repeater(k: usize, n: usize) -> DMatrix<f64> {
        DMatrix::from_element(k * n, n, 1.0)
    }
    make_repeater
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

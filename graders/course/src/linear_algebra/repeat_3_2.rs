//! A matrix written down column by column: repeat a vector of two entries three times.
#![allow(
    clippy::let_and_return,
    reason = "an answer is a `let`, handed over by a line of its own"
)]

use crate::LINEAR_ALGEBRA;
use grading::compare::{self, Tolerance};
use grading::refutation::Applied;
use grading::scope::*;
use grading::{Mistake, Observed, Outcome, Property, Shown, Spec, Trials, Verdict, code, worked};

const SOURCE: &str = include_str!("repeat_3_2.rs");

type Answer = SMatrix<f64, 6, 2>;
/// What becomes of a vector.
type Column = SVector<f64, 6>;

/// A vector to apply the matrix to.
type Plane = SVector<f64, 2>;

pub(crate) static SPEC: Spec<Answer, Plane, Column> = Spec {
    id: "repeat_3_2",
    notebook: &LINEAR_ALGEBRA,
    title: "Repeat three times, as a matrix",
    points: 2,
    prompt: "Write down the matrix `repeat_3_2` that repeats a vector of two entries three times: it \
        maps $[x, y]$ to $[x, y, x, y, x, y]$. Its type is its signature: two numbers in, six out.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_formula), code!(by_columns), code!(by_blocks)],
    mistakes: &[
        Mistake {
            tag: "each-entry-repeated-in-place",
            ask: "Apply your matrix to `vector![1.0, 2.0]` and read what comes out from top to \
                bottom. Is it the list repeated, or each entry of it?",
            tell: "Your matrix returns [x, x, x, y, y, y]: it repeats each entry before it goes on to \
                the next. The whole of [x, y] should come round three times.",
            ..Mistake::of(code!(each_entry_repeated_in_place))
        },
        Mistake {
            tag: "transposed",
            shown: Shown::Uncompilable(
                "let repeat_3_2: SMatrix<f64, 2, 6> =\n    matrix![1.0, 0.0, 1.0, 0.0, 1.0, 0.0;\n            \
                0.0, 1.0, 0.0, 1.0, 0.0, 1.0];",
            ),
            variants: &[],
            pattern: None,
            ask: "How many numbers does a 2x6 matrix take, and how many does it return? Which of the \
                two should be the six?",
            tell: "Yours takes six numbers and returns two: it is the transpose of what is wanted. A \
                matrix has a row for each number that it returns.",
        },
        Mistake {
            tag: "right-on-one-vector-only",
            // Wrong on both basis vectors, yet the two errors cancel along some line.
            pattern: Some(|trials| {
                let errors: Vec<Column> = trials
                    .iter()
                    .filter_map(|trial| match &trial.outcome {
                        Outcome::Value(column) => Some(column - right() * trial.probe),
                        Outcome::Panicked(_) => None,
                    })
                    .collect();
                let [first, second] = errors.as_slice() else {
                    return false;
                };
                let (lengths, inner) = (first.norm_squared() * second.norm_squared(), first.dot(second).powi(2));
                // Cauchy and Schwarz: equal only if the two are parallel.
                lengths > 1e-12 && (lengths - inner).abs() <= 1e-12 * lengths
            }),
            ask: "There is a vector that your matrix repeats correctly. What does it make of [1, 0], \
                and of [0, 1]?",
            tell: "One vector does not pin a matrix down, two that point different ways do: yours is \
                right along one line and wrong everywhere else.",
            ..Mistake::of(code!(right_on_one_vector_only))
        },
        Mistake {
            tag: "entries-exchanged",
            ask: "Apply your matrix to [1, 0]. In which places should the 1 turn up: first, third and \
                fifth, or second, fourth and sixth?",
            tell: "Yours returns y before x each time round: its two columns have changed places.",
            ..Mistake::of(code!(entries_exchanged))
        },
        Mistake {
            tag: "entries-mixed",
            ask: "A row that holds two ones returns x + y. Which of its entries must be 0 for it to \
                return x alone?",
            tell: "Every row of yours adds the two numbers up. A row that is to pick one of them has a \
                0 for the other.",
            ..Mistake::of(code!(entries_mixed))
        },
        Mistake {
            tag: "only-once",
            ask: "What are the last four entries of `repeat_3_2 * vector![1.0, 2.0]`, and what should \
                they be?",
            tell: "Yours copies the vector once and fills up with zeros. The block that copies it has \
                to stand there three times.",
            ..Mistake::of(code!(only_once))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |_| vec![vector![1.0, 0.0], vector![0.0, 1.0]],
        simpler: |_| Vec::new(),
        call: |repeat_3_2, v| repeat_3_2 * v,
        example: |v| format!("repeat_3_2 * {}", v.show()),
        panic_excused: |_| false,
    },
    properties: &[Property {
        claim: "it is right on [1, 0] and on [0, 1]",
        hence: "a basis, hence on every vector",
        question: "Column 0 is what the matrix makes of [1, 0], column 1 what it makes of [0, 1]. What \
            should those be?",
        holds: |v, column| compare::matrix(&(right() * v), column, |_, _| Tolerance::rounding(2, v.lp_norm(1))),
    }],
};

pub fn check(answer: &Answer) -> Verdict {
    SPEC.check(answer)
}

pub fn refute(answer: &Answer) -> Applied<6, 2> {
    Applied::new(&SPEC, answer)
}

fn right() -> Answer {
    Answer::from_fn(|i, j| f64::from(i % 2 == j))
}

fn starter() -> Answer {
    let repeat_3_2: SMatrix<f64, 6, 2> = SMatrix::zeros();
    repeat_3_2
}

#[rustfmt::skip]
fn solution() -> Answer {
    let repeat_3_2: SMatrix<f64, 6, 2> = matrix![
        1.0, 0.0;
        0.0, 1.0;
        1.0, 0.0;
        0.0, 1.0;
        1.0, 0.0;
        0.0, 1.0
    ];
    repeat_3_2
}

fn by_formula() -> Answer {
    let repeat_3_2 = SMatrix::<f64, 6, 2>::from_fn(|i, j| if i % 2 == j { 1.0 } else { 0.0 });
    repeat_3_2
}

fn by_columns() -> Answer {
    let of_x = vector![1.0, 0.0, 1.0, 0.0, 1.0, 0.0];
    let of_y = vector![0.0, 1.0, 0.0, 1.0, 0.0, 1.0];
    let repeat_3_2 = SMatrix::<f64, 6, 2>::from_columns(&[of_x, of_y]);
    repeat_3_2
}

fn by_blocks() -> Answer {
    let mut repeat_3_2 = SMatrix::<f64, 6, 2>::zeros();
    for block in 0..3 {
        repeat_3_2
            .fixed_view_mut::<2, 2>(2 * block, 0)
            .copy_from(&Matrix2::identity());
    }
    repeat_3_2
}

#[rustfmt::skip]
fn each_entry_repeated_in_place() -> Answer {
    let repeat_3_2: SMatrix<f64, 6, 2> = matrix![
        1.0, 0.0;
        1.0, 0.0;
        1.0, 0.0;
        0.0, 1.0;
        0.0, 1.0;
        0.0, 1.0
    ];
    repeat_3_2
}

#[rustfmt::skip]
fn right_on_one_vector_only() -> Answer {
    let repeat_3_2: SMatrix<f64, 6, 2> = matrix![
        1.0, 0.0;
        2.0, 0.0;
        1.0, 0.0;
        2.0, 0.0;
        1.0, 0.0;
        2.0, 0.0
    ];
    repeat_3_2
}

#[rustfmt::skip]
fn entries_exchanged() -> Answer {
    let repeat_3_2: SMatrix<f64, 6, 2> = matrix![
        0.0, 1.0;
        1.0, 0.0;
        0.0, 1.0;
        1.0, 0.0;
        0.0, 1.0;
        1.0, 0.0
    ];
    repeat_3_2
}

fn entries_mixed() -> Answer {
    let repeat_3_2 = SMatrix::<f64, 6, 2>::repeat(1.0);
    repeat_3_2
}

fn only_once() -> Answer {
    let repeat_3_2 = SMatrix::<f64, 6, 2>::identity();
    repeat_3_2
}

fn sibling() -> SVector<f64, 3> {
    // The matrix that maps [x, y] to [y, x, x + y], found by asking what becomes of a basis.
    // [1, 0] has x = 1 and y = 0, so it goes to [0, 1, 1]: that is the first column.
    let of_x = vector![0.0, 1.0, 1.0];
    // [0, 1] goes to [1, 0, 1]: the second.
    let of_y = vector![1.0, 0.0, 1.0];
    let swap_and_add = SMatrix::<f64, 3, 2>::from_columns(&[of_x, of_y]);
    // Any other vector is a sum of multiples of these two, and so is what becomes of it.
    swap_and_add * vector![5.0, 7.0]
}

#[cfg(test)]
mod refutation {
    use super::*;

    #[test]
    fn a_product_says_of_a_matrix_what_its_check_says_of_the_same_vector() {
        grading::gates::refutations::hold_by(&[], &SPEC, |answer, v| refute(answer) * *v);
    }
}

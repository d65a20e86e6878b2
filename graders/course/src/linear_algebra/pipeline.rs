//! Four steps in one matrix.
#![allow(
    clippy::let_and_return,
    reason = "an answer is a `let`, handed over by a line of its own"
)]

use crate::LINEAR_ALGEBRA;
use grading::compare::{self, Tolerance};
use grading::refutation::Applied;
use grading::scope::*;
use grading::{Mistake, Observed, Property, Spec, Trials, Verdict, code, text, worked};

const SOURCE: &str = include_str!("pipeline.rs");

type Answer = Matrix2<f64>;

/// A vector to apply the matrix to.
type Plane = SVector<f64, 2>;

pub(crate) static SPEC: Spec<Answer, Plane, SVector<f64, 2>> = Spec {
    id: "pipeline",
    notebook: &LINEAR_ALGEBRA,
    title: "A pipeline of four",
    points: 2,
    prompt: "Make one matrix, `pipeline`, that does four things to the plane in this order: `w` turns \
        it by a quarter, then `x` stretches it, then `y` shears it, and last `z` reflects it.",
    given: Some(text!(given)),
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(folded), code!(by_following_the_axes)],
    mistakes: &[
        Mistake {
            tag: "product-in-reading-order",
            ask: "A vector stands to the right of the product. Which of your four factors does it \
                meet first?",
            tell: "You wrote the factors in the order in which the steps are told. A product applies \
                the factor next to the vector first, and that is the last one written.",
            ..Mistake::of(code!(product_in_reading_order))
        },
        Mistake {
            tag: "step-left-out",
            variants: &[
                || step([1, 2, 3]),
                || step([0, 2, 3]),
                || step([0, 1, 3]),
                || step([0]),
                || step([1]),
                || step([2]),
                || step([3]),
            ],
            ask: "Count the factors in your product. Which of the four steps has none?",
            tell: "The steps that are there come in the right order, but not all four of them are \
                there.",
            ..Mistake::of(code!(step_left_out))
        },
        Mistake {
            tag: "neighbours-exchanged",
            variants: &[|| step([1, 0, 2, 3]), || step([0, 1, 3, 2])],
            ask: "Read your product from the right, as a vector meets it, and name the step at each factor. \
                Which two of the steps did the exercise put the other way round?",
            tell: "Two steps that follow each other have changed places; matrices, like functions, may \
                not be reordered.",
            ..Mistake::of(code!(neighbours_exchanged))
        },
        Mistake {
            tag: "elementwise-product",
            ask: "What becomes of [1, 0] under your matrix, and what under the four steps taken one by \
                one?",
            tell: "Multiplying entry by entry does not run one function after another; the product of \
                matrices, rows against columns, does.",
            ..Mistake::of(code!(elementwise_product))
        },
        Mistake {
            tag: "summed",
            ask: "If f doubles and g triples, is doing one after the other the same as f(x) + g(x)?",
            tell: "A sum of matrices adds four separate results up. In a pipeline each step works on \
                what the one before it returned.",
            ..Mistake::of(code!(summed))
        },
        Mistake {
            tag: "undone",
            ask: "Send [1, 0] through the four steps, and apply your matrix to what comes out. What do \
                you get?",
            tell: "Yours undoes the four steps: it leads from the end of the pipeline back to its \
                beginning.",
            ..Mistake::of(code!(undone))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |_| vec![vector![1.0, 0.0], vector![0.0, 1.0]],
        simpler: |_| Vec::new(),
        call: |pipeline, v| pipeline * v,
        example: |v| format!("pipeline * {}", v.show()),
        panic_excused: |_| false,
    },
    properties: &[Property {
        claim: "it is right on [1, 0] and on [0, 1]",
        hence: "a basis, hence on the whole plane",
        question: "Follow that vector by hand: where is it after `w`, after `x`, after `y`, after `z`?",
        // The quarter turn sends [1, 0] to [0, 1], which is stretched to itself, sheared to [1, 1] and
        // reflected to [1, -1]; [0, 1] goes by [-1, 0], [-2, 0] and [-2, 0] to [-2, 0].
        holds: |v, column| {
            let right = matrix![1.0, -2.0; -1.0, 0.0] * v;
            // Three products of 2x2 matrices with entries of at most 2: no sum of terms exceeds 8.
            compare::matrix(&right, column, |_, _| Tolerance::rounding(6, 8.0 * v.lp_norm(1)))
        },
    }],
};

pub fn check(answer: &Answer) -> Verdict {
    SPEC.check(answer)
}

pub fn refute(answer: &Answer) -> Applied<2, 2> {
    Applied::new(&SPEC, answer)
}

fn given() -> [Matrix2<f64>; 4] {
    let w = Matrix2::new(0.0, -1.0, 1.0, 0.0);
    let x = Matrix2::new(2.0, 0.0, 0.0, 1.0);
    let y = Matrix2::new(1.0, 1.0, 0.0, 1.0);
    let z = Matrix2::new(1.0, 0.0, 0.0, -1.0);
    [w, x, y, z]
}

/// No step yet: the identity leaves everything where it is.
fn starter() -> Answer {
    let pipeline: Matrix2<f64> = Matrix2::identity();
    pipeline
}

fn solution() -> Answer {
    let [w, x, y, z] = given();
    let pipeline = z * y * x * w;
    pipeline
}

fn folded() -> Answer {
    let [w, x, y, z] = given();
    let pipeline = [w, x, y, z]
        .iter()
        .fold(Matrix2::identity(), |so_far, step| step * so_far);
    pipeline
}

fn by_following_the_axes() -> Answer {
    let [w, x, y, z] = given();
    let follow = |start: SVector<f64, 2>| z * (y * (x * (w * start)));
    let pipeline = Matrix2::from_columns(&[follow(vector![1.0, 0.0]), follow(vector![0.0, 1.0])]);
    pipeline
}

fn product_in_reading_order() -> Answer {
    let [w, x, y, z] = given();
    let pipeline = w * x * y * z;
    pipeline
}

fn step_left_out() -> Answer {
    let [w, x, y, _] = given();
    let pipeline = y * x * w;
    pipeline
}

fn neighbours_exchanged() -> Answer {
    let [w, x, y, z] = given();
    let pipeline = z * x * y * w;
    pipeline
}

fn elementwise_product() -> Answer {
    let [w, x, y, z] = given();
    let pipeline = w.component_mul(&x).component_mul(&y).component_mul(&z);
    pipeline
}

fn summed() -> Answer {
    let [w, x, y, z] = given();
    let pipeline = w + x + y + z;
    pipeline
}

fn undone() -> Answer {
    let pipeline = Matrix2::new(0.0, -1.0, -0.5, -0.5);
    pipeline
}

fn sibling() -> SVector<f64, 2> {
    // First reflect at the diagonal, then squash to half the width.
    let reflect = Matrix2::new(0.0, 1.0, 1.0, 0.0);
    let squash = Matrix2::new(0.5, 0.0, 0.0, 1.0);
    // Read it from the vector outwards: reflect stands next to it, so reflect acts first.
    let both = squash * reflect;
    // [4, 2] is reflected to [2, 4] and then squashed to [1, 4].
    both * vector![4.0, 2.0]
}

/// The steps of those numbers, in the order in which they are applied.
fn step<const N: usize>(steps: [usize; N]) -> Answer {
    steps
        .into_iter()
        .fold(Matrix2::identity(), |so_far, step| given()[step] * so_far)
}

#[cfg(test)]
mod refutation {
    use super::*;

    #[test]
    fn a_product_says_of_a_matrix_what_its_check_says_of_the_same_vector() {
        grading::gates::refutations::hold_by(&[], &SPEC, |answer, v| refute(answer) * *v);
    }
}

//! Composition is multiplication, from right to left.
#![allow(
    clippy::let_and_return,
    reason = "an answer is a `let`, handed over by a line of its own"
)]

use crate::LINEAR_ALGEBRA;
use grading::compare::{self, Tolerance};
use grading::refutation::Applied;
use grading::scope::*;
use grading::{Mistake, Observed, Property, Shown, Spec, Trials, Verdict, code, text, worked};

const SOURCE: &str = include_str!("zero_second_and_repeat_3.rs");

type Answer = SMatrix<f64, 6, 2>;
/// What becomes of a vector.
type Column = SVector<f64, 6>;

/// A vector to apply the matrix to.
type Plane = SVector<f64, 2>;

pub(crate) static SPEC: Spec<Answer, Plane, Column> = Spec {
    id: "zero_second_and_repeat_3",
    notebook: &LINEAR_ALGEBRA,
    title: "One after the other",
    points: 2,
    prompt: "Make one matrix, `zero_second_and_repeat_3`, of two steps: first `zero_second`, which \
        maps $[x, y]$ to $[x, 0]$, then `repeat_3_2`, which repeats three times. So $[x, y]$ goes to \
        $[x, 0, x, 0, x, 0]$.",
    given: Some(text!(given)),
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_hand), code!(by_formula)],
    mistakes: &[
        Mistake {
            tag: "composed-in-the-wrong-order",
            shown: Shown::Uncompilable("let zero_second_and_repeat_3 = zero_second * repeat_3_2;"),
            variants: &[],
            pattern: None,
            ask: "In f(g(x)), which of the two functions runs first, and on which side is it \
                written? How many numbers come out of `repeat_3_2`, and how many does `zero_second` \
                take?",
            tell: "A product applies its right factor first. The six numbers that come out of \
                `repeat_3_2` do not fit into a matrix that takes two.",
        },
        Mistake {
            tag: "one-entry-zeroed-after-repeating",
            ask: "Apply your matrix to [1, 2]. How many twos are left, and how many would be left if \
                the second entry had been gone before it was copied?",
            tell: "Yours repeats first and then clears one of the three copies. Cleared first, all \
                three copies of it are zero.",
            ..Mistake::of(code!(one_entry_zeroed_after_repeating))
        },
        Mistake {
            tag: "first-entry-zeroed",
            ask: "Which column of a matrix meets the second entry of a vector? Which of yours is all \
                zeros?",
            tell: "Yours forgets x and keeps y. It is the second entry that should not matter.",
            ..Mistake::of(code!(first_entry_zeroed))
        },
        Mistake {
            tag: "nothing-zeroed",
            ask: "Does what your matrix returns still depend on y?",
            tell: "Yours repeats and does nothing else: the step that clears the second entry is \
                missing.",
            ..Mistake::of(code!(nothing_zeroed))
        },
        Mistake {
            tag: "entry-dropped-instead-of-zeroed",
            ask: "After `zero_second`, is the vector shorter, or does it still have two entries?",
            tell: "Yours leaves the second entry out and repeats x six times. Zeroing keeps its place: \
                a 0 is repeated along with the x.",
            ..Mistake::of(code!(entry_dropped_instead_of_zeroed))
        },
        Mistake {
            tag: "built-on-entries-repeated-in-place",
            ask: "You may well have composed the right way. What does your `repeat_3_2` make of [1, \
                2], and what does its own check say?",
            tell: "The second step repeats each entry in place of the whole vector. Mend `repeat_3_2`, \
                or write the six rows down by hand.",
            ..Mistake::of(code!(built_on_entries_repeated_in_place))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |_| vec![vector![1.0, 0.0], vector![0.0, 1.0]],
        simpler: |_| Vec::new(),
        call: |zero_second_and_repeat_3, v| zero_second_and_repeat_3 * v,
        example: |v| format!("zero_second_and_repeat_3 * {}", v.show()),
        panic_excused: |_| false,
    },
    properties: &[Property {
        claim: "it is right on [1, 0] and on [0, 1]",
        hence: "a basis, hence on every vector",
        question: "Follow [1, 0] and then [0, 1] through the two steps, one after the other. What comes \
            out at the end?",
        holds: |v, column| {
            let right = Column::from_fn(|i, _| if i % 2 == 0 { v[0] } else { 0.0 });
            compare::matrix(&right, column, |_, _| Tolerance::rounding(2, v.lp_norm(1)))
        },
    }],
};

pub fn check(answer: &Answer) -> Verdict {
    SPEC.check(answer)
}

pub fn refute(answer: &Answer) -> Applied<6, 2> {
    Applied::new(&SPEC, answer)
}

fn given() -> (Matrix2<f64>, Answer) {
    let zero_second = Matrix2::new(1.0, 0.0, 0.0, 0.0);
    let repeat_3_2 = SMatrix::<f64, 6, 2>::from_fn(|i, j| f64::from(i % 2 == j));
    (zero_second, repeat_3_2)
}

fn starter() -> Answer {
    let zero_second_and_repeat_3: SMatrix<f64, 6, 2> = SMatrix::zeros();
    zero_second_and_repeat_3
}

fn solution() -> Answer {
    let (zero_second, repeat_3_2) = given();
    let zero_second_and_repeat_3 = repeat_3_2 * zero_second;
    zero_second_and_repeat_3
}

#[rustfmt::skip]
fn by_hand() -> Answer {
    let zero_second_and_repeat_3: SMatrix<f64, 6, 2> = matrix![
        1.0, 0.0;
        0.0, 0.0;
        1.0, 0.0;
        0.0, 0.0;
        1.0, 0.0;
        0.0, 0.0
    ];
    zero_second_and_repeat_3
}

fn by_formula() -> Answer {
    let zero_second_and_repeat_3 = SMatrix::<f64, 6, 2>::from_fn(|i, j| if i % 2 == 0 && j == 0 { 1.0 } else { 0.0 });
    zero_second_and_repeat_3
}

fn one_entry_zeroed_after_repeating() -> Answer {
    let (_, repeat_3_2) = given();
    let mut zero_second_and_repeat_3 = repeat_3_2;
    zero_second_and_repeat_3[(1, 1)] = 0.0;
    zero_second_and_repeat_3
}

fn first_entry_zeroed() -> Answer {
    let (_, repeat_3_2) = given();
    let zero_second_and_repeat_3 = repeat_3_2 * Matrix2::new(0.0, 0.0, 0.0, 1.0);
    zero_second_and_repeat_3
}

fn nothing_zeroed() -> Answer {
    let (_, repeat_3_2) = given();
    let zero_second_and_repeat_3 = repeat_3_2;
    zero_second_and_repeat_3
}

fn entry_dropped_instead_of_zeroed() -> Answer {
    let zero_second_and_repeat_3 = SMatrix::<f64, 6, 2>::from_fn(|_, j| if j == 0 { 1.0 } else { 0.0 });
    zero_second_and_repeat_3
}

#[rustfmt::skip]
fn built_on_entries_repeated_in_place() -> Answer {
    let zero_second_and_repeat_3: SMatrix<f64, 6, 2> = matrix![
        1.0, 0.0;
        1.0, 0.0;
        1.0, 0.0;
        0.0, 0.0;
        0.0, 0.0;
        0.0, 0.0
    ];
    zero_second_and_repeat_3
}

fn sibling() -> SMatrix<f64, 1, 2> {
    // First double both entries, then add them up: 2 numbers in, 2 in between, 1 out.
    let double: Matrix2<f64> = matrix![2.0, 0.0; 0.0, 2.0];
    let add: SMatrix<f64, 1, 2> = matrix![1.0, 1.0];
    // Step by step, on one vector:
    let x = vector![3.0, 4.0];
    assert_eq!(add * (double * x), vector![14.0]);
    // The brackets may move, and then the two steps have become one matrix. The other order is not
    // a slower way to the same thing: 1 number does not fit into a matrix that takes 2.
    let double_and_add = add * double;
    double_and_add
}

#[cfg(test)]
mod refutation {
    use super::*;

    #[test]
    fn a_product_says_of_a_matrix_what_its_check_says_of_the_same_vector() {
        grading::gates::refutations::hold_by(&[], &SPEC, |answer, v| refute(answer) * *v);
    }
}

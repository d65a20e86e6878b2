//! One check an exercise, named by its id: a function exercise takes a function of exactly its type, a variable exercise
//! a reference to the value.

use nalgebra::{DMatrix, DVector, Matrix2, SMatrix};

use crate::judge::judge;
use crate::linear_algebra;
use crate::random::seed_of;
use crate::spec::{Observed, Spec};
use crate::table::{Shape, Table};
use crate::verdict::Verdict;

pub fn shapes(answer: &impl Table<Plain = Shape>) -> Verdict {
    check(&linear_algebra::shapes::SPEC, &answer.plain())
}

pub fn maps(answer: &impl Table<Plain = Shape>) -> Verdict {
    check(&linear_algebra::maps::SPEC, &answer.plain())
}

pub fn shape_of_transpose(answer: fn(&DMatrix<f64>) -> (usize, usize)) -> Verdict {
    check(&linear_algebra::shape_of_transpose::SPEC, &answer)
}

pub fn repeat_3_2(answer: &SMatrix<f64, 6, 2>) -> Verdict {
    check(&linear_algebra::repeat_3_2::SPEC, answer)
}

pub fn are_compatible(answer: fn(&DMatrix<f64>, &DMatrix<f64>) -> bool) -> Verdict {
    check(&linear_algebra::are_compatible::SPEC, &answer)
}

pub fn zero_second_and_repeat_3(answer: &SMatrix<f64, 6, 2>) -> Verdict {
    check(&linear_algebra::zero_second_and_repeat_3::SPEC, answer)
}

pub fn pipeline(answer: &Matrix2<f64>) -> Verdict {
    check(&linear_algebra::pipeline::SPEC, answer)
}

pub fn apply_to_batch(answer: fn(&DMatrix<f64>, &DMatrix<f64>) -> DMatrix<f64>) -> Verdict {
    check(&linear_algebra::apply_to_batch::SPEC, &answer)
}

pub fn make_repeater(answer: fn(usize, usize) -> DMatrix<f64>) -> Verdict {
    check(&linear_algebra::make_repeater::SPEC, &answer)
}

pub fn projector(answer: fn(&DVector<f64>) -> DMatrix<f64>) -> Verdict {
    check(&linear_algebra::projector::SPEC, &answer)
}

fn check<A, I: Clone, O: Observed>(spec: &Spec<A, I, O>, answer: &A) -> Verdict {
    judge(spec, answer, seed_of(spec.id))
}

//! One check an exercise, named by its id: a function exercise takes a function of exactly its type, a variable exercise
//! a reference to the value.

use nalgebra::{DMatrix, DVector};

use crate::judge::judge;
use crate::linear_algebra;
use crate::random::seed_of;
use crate::spec::{Observed, Spec};
use crate::table::{Shape, Table};
use crate::verdict::Verdict;

pub fn shapes(answer: &impl Table<Plain = Shape>) -> Verdict {
    check(&linear_algebra::shapes::SPEC, &answer.plain())
}

pub fn projector(answer: fn(&DVector<f64>) -> DMatrix<f64>) -> Verdict {
    check(&linear_algebra::projector::SPEC, &answer)
}

fn check<A, I: Clone, O: Observed>(spec: &Spec<A, I, O>, answer: &A) -> Verdict {
    judge(spec, answer, seed_of(spec.id))
}

//! One check an exercise, named by its id: a function exercise takes a function of exactly its type, a variable exercise
//! a reference to the value.

pub use crate::calculus::checks::*;
pub use crate::linear_algebra::checks::*;
pub use crate::probability::checks::*;
pub use crate::svd::checks::*;

use crate::progress;
use crate::random::seed_of;
use crate::spec::{Observed, Spec};
use crate::verdict::Verdict;

/// Judges what a learner defined, on the probes that every learner meets.
pub(crate) fn judge<A, I: Clone, O: Observed>(spec: &Spec<A, I, O>, answer: &A) -> Verdict {
    crate::judge::judge(spec, answer, seed_of(spec.id), progress::observer())
}

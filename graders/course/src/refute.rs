//! One function an exercise, named by its id, that tries an answer on an input of a learner's choosing: see
//! [`grading::refutation`]. Of a function exercise it takes the answer and the arguments of a call; of a variable exercise a
//! reference to the value, and returns what is looked at in its place.

pub use crate::calculus::refutations::*;
pub use crate::linear_algebra::refutations::*;
pub use crate::probability::refutations::*;
pub use crate::svd::refutations::*;

//! One check an exercise, named by its id: a function exercise takes a function of exactly its type, a variable exercise
//! a reference to the value.

pub use crate::calculus::checks::*;
pub use crate::linear_algebra::checks::*;
pub use crate::probability::checks::*;
pub use crate::svd::checks::*;

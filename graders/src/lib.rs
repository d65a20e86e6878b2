//! The exercises of the Meno course, and how their answers are judged.
//!
//! An exercise is one module that reads like a specification, such as `linear_algebra/projector.rs`: its prompt, its
//! starter, its solution and other right answers, the misconceptions with their hints, and the properties that a right
//! answer has. Everything else here turns that into an [`Exercise`] to show, and into a [`Verdict`] on an answer.
//!
//! This crate knows nothing of Jupyter or of how cells are compiled. It does no I/O (one clock, in `patience`, aside), and no value or panic of a
//! learner's makes it panic.

pub mod check;
pub mod exercise;
pub mod notebooks;
pub mod progress;
pub mod skeleton;
pub mod table;
pub mod verdict;

mod calculus;
mod linear_algebra;
mod probability;
mod svd;

mod compare;
mod judge;
mod literal;
mod patience;
mod probe;
mod random;
mod shrink;
mod source;
mod spec;

#[cfg(test)]
mod tests;

pub use exercise::{Exercise, Kind, Misconception, Notebook, exercises, find};
pub use verdict::{Failed, Verdict};

/// What a cell has in scope without any set-up: the code of every exercise is written against these names.
mod scope {
    pub(crate) use nalgebra::{
        DMatrix, DVector, Matrix2, RowDVector, SMatrix, SVector, dmatrix, dvector, matrix, vector,
    };
    pub(crate) use num_dual::{Dual64, DualNum};
    pub(crate) use std::collections::BTreeMap;
}

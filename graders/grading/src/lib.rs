//! What a course of exercises in Rust needs: what an exercise states, and a judge that turns it into verdicts with hints.
//!
//! An exercise is one module that reads like a specification: its prompt, its starter, its solution and other right
//! answers, the misconceptions with their hints, and the properties that a right answer has. It is a [`Spec`]; a
//! [`Course`] is a list of them. The judge turns a specification and an answer into a [`Verdict`], and [`gates`] are what
//! every exercise has to pass before it is shown to anyone.
//!
//! This crate knows no course, and nothing of Jupyter or of how cells are compiled. It does no I/O (clocks in `deadline` and
//! in [`gates`] aside), and no value or panic of a learner's makes it panic.
//!
//! # A whole exercise
//! ```
#![cfg_attr(doc, doc = include_str!("../examples/hypotenuse.rs"))]
//! ```

#![warn(missing_docs)]

mod course;
mod exercise;
mod spec;
mod specification;
mod trial;
mod verdict;

mod deadline;
mod judge;
mod observed;

pub mod compare;
pub mod gates;
pub mod literal;
pub mod notebooks;
pub mod probe;
pub mod progress;
pub mod random;
pub mod shrink;
pub mod skeleton;
pub mod source;
pub mod table;

pub use course::Course;
pub use exercise::{Exercise, Kind, Misconception, Notebook};
pub use observed::{Observed, UpToSign};
pub use random::Random;
pub use spec::{Code, Mistake, Pattern, Property, Shown, Spec, Text, Trials, Worked};
pub use specification::{Own, Specification};
pub use trial::{Fault, Outcome, Trial};
pub use verdict::{Failed, Verdict};

/// What a cell has in scope without any set-up: the code of every exercise is written against these names.
pub mod scope {
    pub use nalgebra::{DMatrix, DVector, Matrix2, RowDVector, SMatrix, SVector, dmatrix, dvector, matrix, vector};
    pub use num_dual::{Dual64, DualNum};
    pub use std::collections::BTreeMap;
    // The macros among these go by the name of their crate, which a course need not depend on by itself.
    pub use {nalgebra, num_dual};
}

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
//! What is stated:
//!
//! - `exercise`: all that is shown of an exercise, as data.
//! - `misconception`: a wrong answer that learners really give.
//! - [`source`]: the text of code that is also compiled.
//! - `trial`: what an answer did on one input.
//! - `spec`: what an exercise's module states.
//! - `specification`: an exercise of any type, for those who hold many of them.
//! - `course`: a list of exercises.
//! - `question`: what a lesson asks before a cell is run.
//!
//! What it is stated with:
//!
//! - [`compare`]: comparisons of what an answer gave with what is right, and how near is near enough.
//! - [`probe`]: inputs to try answers on.
//! - [`shrink`]: simpler values in place of a given one.
//! - [`literal`]: values as Rust to paste.
//! - [`table`]: answers that are maps, whichever their types.
//! - `observed`: what judges need of the values that answers give.
//! - [`random`]: random numbers that are the same everywhere.
//!
//! What comes of it:
//!
//! - `judge`: from an answer to a verdict.
//! - `precision`: answers that are near what is right, and not near enough.
//! - [`refutation`]: one input of a learner's own choosing.
//! - `deadline`: how long an answer that is known to be wrong is tried further.
//! - [`progress`]: how far a check has come.
//! - `verdict`: what a check says, and what one input does.
//! - [`value`]: what a cell came to, for those who have predicted it.
//! - [`gates`]: what every exercise is held to.
//! - [`notebooks`]: solved and wrong notebooks, and what an exercise says of itself in the learner's.
//! - [`skeleton`]: what a new exercise starts from.
//!
//! # A whole exercise
//! ```
#![cfg_attr(doc, doc = include_str!("../examples/hypotenuse.rs"))]
//! ```

#![warn(missing_docs)]

mod exercise;
pub mod source;
mod trial;

mod spec;
mod specification;

mod course;
mod question;

pub mod compare;
pub mod literal;
pub mod probe;
pub mod shrink;
pub mod table;

mod observed;
pub mod random;

mod deadline;
mod judge;
mod misconception;
mod precision;
pub mod progress;
pub mod refutation;
pub mod value;
mod verdict;

pub mod gates;
pub mod notebooks;
pub mod skeleton;

pub use course::Course;
pub use exercise::{Exercise, Kind, Notebook};
pub use misconception::Misconception;
pub use observed::{Observed, UpToSign};
pub use question::Question;
pub use random::Random;
pub use refutation::Input;
pub use spec::{Code, Mistake, Pattern, Property, Shown, Spec, Text, Trials, Worked};
pub use specification::{Own, Specification};
pub use trial::{Fault, Outcome, Trial};
pub use verdict::{Failed, Refutation, Verdict};

/// What a cell has in scope without any set-up: the code of every exercise is written against these names.
pub mod scope {
    pub use nalgebra::{DMatrix, DVector, Matrix2, RowDVector, SMatrix, SVector, dmatrix, dvector, matrix, vector};
    pub use num_dual::{Dual64, DualNum};
    pub use std::collections::BTreeMap;
    // The macros among these go by the name of their crate, which a course need not depend on by itself.
    pub use {nalgebra, num_dual};
}

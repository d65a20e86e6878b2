//! The exercises of the Meno course.
//!
//! An exercise is one module that reads like a specification, such as `linear_algebra/projector.rs`. What turns that into
//! something to show, and into a verdict on an answer, is the crate `grading`, which knows none of them.
//!
//! - `check`: the check of each exercise, under its id.
//! - `refute`: what tries an answer to each on one input, under its id.
//! - `linear_algebra`: shapes, products, projections.
//! - `calculus`: little-o, derivatives, gradients, descent.
//! - `probability`: distributions, surprise and its averages, likelihood.
//! - `svd`: finite functions and matrices, taken apart.
//! - `questions`: what the lessons ask before a cell is run.

pub mod check;
pub mod refute;

mod linear_algebra;

mod calculus;

mod probability;

mod svd;

mod questions;

pub use questions::{question, questions};

use grading::progress::Asked;
use grading::{Course, Exercise, Notebook};

/// The course.
pub static COURSE: Course = Course::new(
    &[&LINEAR_ALGEBRA, &CALCULUS, &PROBABILITY, &SVD],
    &[
        linear_algebra::SPECIFICATIONS,
        calculus::SPECIFICATIONS,
        probability::SPECIFICATIONS,
        svd::SPECIFICATIONS,
    ],
);

/// Matrices as functions.
pub static LINEAR_ALGEBRA: Notebook = Notebook {
    file_stem: "01_linear_algebra",
    folder: "linear_algebra",
    title: "Linear algebra as programming",
};

/// Derivatives and where they lead.
pub static CALCULUS: Notebook = Notebook {
    file_stem: "02_calculus",
    folder: "calculus",
    title: "Calculus: limits, gradients, descent",
};

/// Surprise, and what it averages to.
pub static PROBABILITY: Notebook = Notebook {
    file_stem: "03_probability",
    folder: "probability",
    title: "Probability: surprise and what it averages to",
};

/// Finite functions and matrices, taken apart.
pub static SVD: Notebook = Notebook {
    file_stem: "04_svd_of_any_function",
    folder: "svd",
    title: "The SVD of any function",
};

/// Every exercise, in the order of the course.
pub fn exercises() -> &'static [Exercise] {
    COURSE.exercises()
}

/// The exercise of that id.
pub fn find(id: &str) -> Option<&'static Exercise> {
    COURSE.find(id)
}

/// The input of that number in the check of an exercise: see [`Course::asked`].
pub fn asked(id: &str, probe: usize) -> Option<Asked> {
    COURSE.asked(id, probe)
}

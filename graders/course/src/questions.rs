//! What the lessons ask before a cell is run, by notebook.
//!
//! A question stands in a cell whose outcome is definite, and which defines nothing: `%predict ID ?` above it leaves the cell
//! unrun until there is a prediction. The tests run each cell, and hold what is said here of it.

mod calculus;
mod linear_algebra;
mod probability;

use grading::Question;

/// Every question, in the order of the course.
pub fn questions() -> impl Iterator<Item = &'static Question> {
    [linear_algebra::QUESTIONS, calculus::QUESTIONS, probability::QUESTIONS]
        .into_iter()
        .flatten()
}

/// The question of that id.
pub fn question(id: &str) -> Option<&'static Question> {
    questions().find(|question| question.id == id)
}

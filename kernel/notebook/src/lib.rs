//! Carries out cells. It knows Rust's syntax and the course, and neither sockets nor how code is compiled and run: that is
//! behind [`backend::Backend`].

/// Which code of a notebook answers which exercise.
pub mod answer;
/// Verdicts, also where an answer does not compile or does not survive.
pub mod check;
/// Whether a cell could run as it stands.
mod completeness;
/// Names for the text before the cursor.
mod completion;
/// Exercises by name, with the nearest for a wrong one.
pub mod exercise;
/// The hints on an exercise, one by one.
mod hints;
/// What there is to say of the name under the cursor.
mod inspection;
/// What learners were asked and told, for a kernel that restarts.
pub mod journal;
/// What a cell's text asks for.
pub mod magics;
/// From an `execute_request` to its reply: the cell's magics here, its Rust in the backend.
mod notebook;
/// Verdicts, hints, help and lists as MIME bundles.
pub mod render;
/// Back to earlier states, and forward again.
mod undo;

pub use notebook::Notebook;

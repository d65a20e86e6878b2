//! Carries out cells. It knows Rust's syntax and the course, and neither sockets nor how code is compiled and run: that is
//! behind [`backend::Backend`].
//!
//! In reading order:
//! - `notebook`: from the text of a cell to its outcome: magics here, Rust in the backend, checks after it; below it, the ways
//!   to other states
//! - `magics`: what a cell asks for: the table of magics and commands, and what comes of their lines
//! - `answer`: which code of a notebook answers which exercise
//! - `check`: verdicts, also where an answer does not compile or does not survive
//! - `predictions`: what people say will come out of a cell, and whether it did
//! - `tricks`: answers laid before someone who is to say whether they are right
//! - `hints`: the ladder of hints on an exercise
//! - `exercise`: exercises by name, with the nearest to a wrong one
//! - `completion`: names for the text before the cursor
//! - `inspection`: what there is to say of the name under the cursor
//! - `glossary`: names that every cell knows, with a line on each
//! - `completeness`: whether a cell could run as it stands
//! - `render`: verdicts, hints, help and lists as MIME bundles

mod answer;
pub mod check;
mod completeness;
mod completion;
pub mod exercise;
mod glossary;
mod hints;
mod inspection;
pub mod magics;
mod notebook;
mod predictions;
pub mod render;
mod tricks;

pub use notebook::Notebook;

//! What people say will come out of a cell, before it runs: how that is written, and whether it came out so.
//!
//! A prediction belongs to one run of one cell. It is no part of the state: what is undone, or fails, was predicted all the
//! same.
//!
//! - `line`: what stands behind `%predict`
//! - `votes`: how an audience has voted, before a discussion and after it
//! - `guess`: a prediction, and how it is read
//! - `reader`: values, as Rust writes them; `written`: what comes of that
//! - `outcome`: what came of a cell, and what that says of its prediction
//! - `comparison`: whether a value is what was predicted, within rounding

mod comparison;
pub(crate) mod guess;
pub(crate) mod line;
mod outcome;
mod reader;
#[cfg(test)]
mod tests;
pub(crate) mod votes;
mod written;

pub(crate) use line::Prediction;
pub(crate) use outcome::{Judgement, Outcome};
pub(crate) use votes::{Poll, Votes};

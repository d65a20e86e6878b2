//! The types between the notebook protocol, what carries cells out, and what runs Rust. They know none of the three.
//!
//! In reading order:
//! - `evaluator`: what the protocol needs of whatever carries cells out, and the other way round
//! - `failure`: why a cell did not succeed
//! - `limits`: what a cell may use, as it is written and set
//! - `timeline`: the states that cells have led to, and the ways between them

pub mod evaluator;
pub mod failure;
pub mod limits;
pub mod timeline;

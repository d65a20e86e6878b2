//! The types between the notebook protocol, what carries cells out, and what runs Rust. They know none of the three.

pub mod evaluator;
pub mod failure;
pub mod limits;
pub mod timeline;

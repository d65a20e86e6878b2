//! Meno: a Jupyter kernel for livecoding mathematics in Rust.

pub mod backend;
pub mod completeness;
pub mod evaluator;
pub mod magics;
pub mod suggest;

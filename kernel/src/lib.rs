//! Meno: a Jupyter kernel for livecoding mathematics in Rust.

pub mod answer;
pub mod backend;
pub mod completeness;
pub mod engine;
pub mod evaluator;
pub mod grading;
pub mod magics;
pub mod suggest;
pub mod toolchain;

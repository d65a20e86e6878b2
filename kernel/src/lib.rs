//! Meno: a Jupyter kernel for livecoding mathematics in Rust.

pub mod engine;
pub mod evaluator;
pub mod toolchain;

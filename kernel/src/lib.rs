//! Meno: a Jupyter kernel for livecoding mathematics in Rust.

pub mod evaluator;

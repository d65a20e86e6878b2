//! Meno: a Jupyter kernel for livecoding mathematics in Rust.

pub mod evaluator;
pub mod history;
pub mod protocol;
pub mod session;

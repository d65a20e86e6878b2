//! Meno: a Jupyter kernel for livecoding mathematics in Rust.

pub mod cli;
pub mod engine;
pub mod evaluator;
pub mod jupyter;
pub mod kernelspec;
pub mod progress;
pub mod python;
pub mod storage;
pub mod supervisor;
pub mod toolchain;

//! Meno: a Jupyter kernel for livecoding mathematics in Rust.

pub mod answer;
pub mod backend;
pub mod bounds;
pub mod cli;
pub mod completeness;
pub mod engine;
pub mod evaluator;
pub mod exercise;
pub mod grading;
pub mod history;
pub mod jupyter;
pub mod kernelspec;
pub mod limits;
pub mod magics;
pub mod notebook;
pub mod progress;
pub mod protocol;
pub mod python;
pub mod render;
pub mod session;
pub mod storage;
pub mod suggest;
pub mod supervisor;
pub mod timeline;
pub mod tokens;
pub mod toolchain;

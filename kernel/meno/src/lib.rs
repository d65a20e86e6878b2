//! Meno: a Jupyter kernel for livecoding mathematics in Rust. This crate is its command line, and finds, installs and starts
//! Jupyter.

pub mod cli;
pub mod jupyter;
pub mod kernelspec;
mod prelude_sources;
pub mod progress;
pub mod python;
pub mod supervisor;

//! Meno: a Jupyter kernel for livecoding mathematics in Rust. This crate is its command line, and finds, installs and starts
//! Jupyter.
//!
//! In reading order:
//! - `cli`: one module a subcommand
//! - `kernelspec`: how Jupyter finds the kernel
//! - `jupyter`: JupyterLab: found or installed, started, stopped
//! - `python`: Python found, and private environments made
//! - `supervisor`: child processes that end when their parent is told to
//! - `progress`: which long step is under way, and for how long
//! - `prelude_sources`: the sources of the prelude, inside the binary

pub mod cli;
pub mod jupyter;
pub mod kernelspec;
mod prelude_sources;
pub mod progress;
pub mod python;
pub mod supervisor;

//! The command line: one module a subcommand.

pub mod check;
pub mod exercises;

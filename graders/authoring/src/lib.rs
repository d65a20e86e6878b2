//! What is tried of an exercise beyond its gates, for its author: answers and mutants as text, compiled without a kernel.

pub mod answers;
pub mod mutants;

//! What the kernel and the process of rust-analyzer tell each other, one JSON value a line.

use interfaces::evaluator::Completions;
use serde::{Deserialize, Serialize};

/// What the kernel asks.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Query {
    Complete { text: String, cursor: usize },
    Hover { text: String, cursor: usize },
}

/// What rust-analyzer has found.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Findings {
    Completed(Completions),
    Explained { plain: String, markdown: String },
    None,
}

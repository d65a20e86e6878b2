//! How the check of an answer is made ready along with the cell that defines the answer.

use std::path::PathBuf;

/// A check that is to be compiled along with a cell.
#[derive(Clone, Debug)]
pub(crate) struct Preparation {
    /// The name of what is checked.
    pub(crate) name: &'static str,
    /// A statement that leaves the check in `meno_store`.
    pub(crate) statement: String,
}

impl Preparation {
    /// The function that runs the check, in the library of the cell that `entry` runs.
    pub(crate) fn entry(&self, entry: &str) -> String {
        format!("{entry}_{}", self.name)
    }
}

/// A check that has been compiled along with a cell, and is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Prepared {
    /// The library of that cell. The file is gone; the loader knows it by its name.
    pub(crate) library: PathBuf,
    pub(crate) entry: String,
}

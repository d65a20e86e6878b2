//! How a cell ends early.

use std::fmt::Debug;

/// The error that `?` returned from a cell, as text: the cell's own types are gone when it is shown.
pub struct CellError(pub(crate) String);

impl<E: Debug> From<E> for CellError {
    fn from(error: E) -> Self {
        Self(format!("{error:?}"))
    }
}

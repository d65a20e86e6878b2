//! Questions that a lesson asks before a cell is run.

use crate::exercise::Notebook;

/// A cell of a lesson whose outcome is to be predicted. Predictions are written as behind `%predict`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    /// What the cell calls it.
    pub id: &'static str,
    /// Where it is asked.
    pub notebook: &'static Notebook,
    /// The id of the cell.
    pub cell: &'static str,
    /// What is asked, in a sentence that ends with a question mark. Code stands between backticks.
    pub prompt: &'static str,
    /// The prediction that is right.
    pub outcome: &'static str,
    /// Predictions that are wrong, the likeliest first, each with a sentence on what it shows.
    pub wrong: &'static [(&'static str, &'static str)],
}

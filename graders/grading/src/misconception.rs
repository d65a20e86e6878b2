//! A wrong answer, with what is asked and said of it.

/// A wrong answer that learners really give.
#[derive(Clone, Debug, PartialEq)]
pub struct Misconception {
    /// Unique within its exercise: `rows-and-columns-swapped`.
    pub tag: &'static str,
    /// A whole wrong answer.
    pub code: &'static str,
    /// Whether `code` compiles. Where it does not, the compiler's error is what the learner meets.
    pub compiles: bool,
    /// A question that makes the learner see it.
    pub ask: &'static str,
    /// A statement that says it.
    pub tell: &'static str,
}

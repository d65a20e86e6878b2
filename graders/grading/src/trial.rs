//! What an answer did on one input.

use crate::compare::Difference;

/// One probe, what the answer did with it, and what is wrong with that.
pub struct Trial<I, O> {
    /// The input.
    pub probe: I,
    /// What came of it.
    pub outcome: Outcome<O>,
    /// Nothing where every property holds.
    pub fault: Option<Fault>,
}

/// What a call of an answer ends with.
pub enum Outcome<O> {
    /// It returned.
    Value(O),
    /// The message of a panic.
    Panicked(String),
}

/// The first claim that an outcome breaks.
pub struct Fault {
    pub(crate) claim: Claim,
    /// Where it breaks, with the numbers.
    pub(crate) detail: Difference,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Claim {
    /// It returns at all.
    Returns,
    /// The index of the property.
    Property(usize),
}

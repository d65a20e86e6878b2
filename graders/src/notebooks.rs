//! Solved and wrong notebooks, derived from the learner's.

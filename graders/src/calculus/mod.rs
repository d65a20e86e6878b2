//! Calculus: limits, gradients, descent: the second notebook.

crate::spec::in_order![];

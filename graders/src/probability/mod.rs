//! Probability, surprise and what it averages to: the third notebook.

crate::spec::in_order![];

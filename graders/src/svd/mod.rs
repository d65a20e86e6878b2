//! The SVD of any function: the fourth notebook.

crate::spec::in_order![];

//! The SVD of any function: the fourth notebook.

mod decompose;
mod fibers;
mod image;

mod function;

crate::spec::in_order![fibers, image, decompose];

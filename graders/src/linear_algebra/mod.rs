//! Linear algebra as programming: the first notebook.

pub(crate) mod projector;
pub(crate) mod shapes;

use crate::spec::Specification;

pub(crate) const SPECIFICATIONS: &[&dyn Specification] = &[&shapes::SPEC, &projector::SPEC];

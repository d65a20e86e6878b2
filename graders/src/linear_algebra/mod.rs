//! Linear algebra as programming: the first notebook.

pub(crate) mod apply_to_batch;
pub(crate) mod are_compatible;
pub(crate) mod make_repeater;
pub(crate) mod maps;
pub(crate) mod pipeline;
pub(crate) mod projector;
pub(crate) mod repeat_3_2;
pub(crate) mod shape_of_transpose;
pub(crate) mod shapes;
pub(crate) mod zero_second_and_repeat_3;

use crate::spec::Specification;

/// In the order of the notebook.
pub(crate) const SPECIFICATIONS: &[&dyn Specification] = &[
    &shapes::SPEC,
    &maps::SPEC,
    &shape_of_transpose::SPEC,
    &repeat_3_2::SPEC,
    &are_compatible::SPEC,
    &zero_second_and_repeat_3::SPEC,
    &pipeline::SPEC,
    &apply_to_batch::SPEC,
    &make_repeater::SPEC,
    &projector::SPEC,
];

//! Linear algebra as programming: the first notebook.

mod apply_to_batch;
mod are_compatible;
mod make_repeater;
mod maps;
mod pipeline;
mod projector;
mod repeat_3_2;
mod shape_of_transpose;
mod shapes;
mod zero_second_and_repeat_3;

grading::in_order![
    shapes,
    maps,
    shape_of_transpose,
    repeat_3_2,
    are_compatible,
    zero_second_and_repeat_3,
    pipeline,
    apply_to_batch,
    make_repeater,
    projector
];

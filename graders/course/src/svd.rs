//! The SVD of any function: the fourth notebook.

mod decompose;
mod fibers;
mod image;
mod low_rank;
mod pseudo_inverse;
mod rank;
mod solve_least_squares;

mod cuts;
mod function;
mod matrices;
mod memo;

grading::in_order![
    fibers,
    image,
    decompose,
    rank,
    low_rank,
    pseudo_inverse,
    solve_least_squares
];

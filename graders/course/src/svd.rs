//! The SVD of any function: the fourth notebook.

mod compact_svd;
mod decompose;
mod fibers;
mod image;
mod low_rank;
mod pseudo_inverse;
mod rank;
mod solve_least_squares;

mod cuts;
mod factors;
mod function;
mod matrices;
mod memo;
mod mending;

grading::in_order![
    fibers,
    image,
    decompose,
    compact_svd,
    rank,
    low_rank,
    pseudo_inverse,
    solve_least_squares
];

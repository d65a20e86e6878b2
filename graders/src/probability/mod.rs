//! Probability, surprise and what it averages to: the third notebook.

mod cross_entropy;
mod divergence;
mod entropy;
mod is_pmf;
mod my_pdf;
mod softmax;
mod softmax_cross_entropy;
mod surprise;

mod pmf;

crate::spec::in_order![
    is_pmf,
    my_pdf,
    surprise,
    softmax,
    entropy,
    cross_entropy,
    divergence,
    softmax_cross_entropy,
];

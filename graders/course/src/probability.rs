//! Probability, surprise and what it averages to: the third notebook.

mod cross_entropy;
mod divergence;
mod entropy;
mod gaussian_surprise;
mod is_pmf;
mod mle_gaussian;
mod my_pdf;
mod run_gd;
mod sample;
mod softmax;
mod softmax_cross_entropy;
mod sum_squared_error;
mod surprise;

mod observations;
mod pmf;

grading::in_order![
    is_pmf,
    my_pdf,
    surprise,
    softmax,
    entropy,
    cross_entropy,
    divergence,
    softmax_cross_entropy,
    gaussian_surprise,
    sum_squared_error,
    run_gd,
    sample,
    mle_gaussian,
];

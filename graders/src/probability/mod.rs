//! Probability, surprise and what it averages to: the third notebook.

mod gaussian_surprise;
mod mle_gaussian;
mod run_gd;
mod sample;
mod sum_squared_error;

mod observations;

crate::spec::in_order![gaussian_surprise, sum_squared_error, run_gd, sample, mle_gaussian];

//! Probability, surprise and what it averages to: the third notebook.

mod gaussian_surprise;
mod run_gd;
mod sample;
mod sum_squared_error;

mod observations;

crate::spec::in_order![gaussian_surprise, sum_squared_error, run_gd, sample];

//! Answers to the second notebook.

mod differences;
mod gradients;
mod little_o;
mod loss;
mod tangents;

//! Calculus: limits, gradients, descent: the second notebook.

mod central_difference;
mod gd_step;
mod gradient;
mod is_little_o_x;
mod is_little_o_x2;
mod linear_approx;
mod mse_gradient;

mod fields;
mod functions;
mod little_o;

grading::in_order![
    is_little_o_x,
    is_little_o_x2,
    linear_approx,
    central_difference,
    gradient,
    mse_gradient,
    gd_step
];

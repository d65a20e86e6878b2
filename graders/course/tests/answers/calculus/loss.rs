//! The gradient of the mean squared error.

use course::check;
use nalgebra::{DMatrix, DVector};
use num_dual::{DualNum, DualVec64};

use crate::{fails, passes};

fn formula(a: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
    a.tr_mul(&(a * x - b)) * (2.0 / a.nrows() as f64)
}

#[test]
fn every_way_to_the_gradient_passes() {
    passes(check::mse_gradient(formula));
    passes(check::mse_gradient(|a, b, x| {
        { 2.0 / b.len() as f64 * (a * x - b).transpose() * a }.transpose()
    }));
    passes(check::mse_gradient(|a, b, x| {
        let mut gradient = vec![0.0; a.ncols()];
        for i in 0..a.nrows() {
            let mut error = -b[i];
            for j in 0..a.ncols() {
                error += a[(i, j)] * x[j];
            }
            for j in 0..a.ncols() {
                gradient[j] += 2.0 * error * a[(i, j)] / a.nrows() as f64;
            }
        }
        gradient.into()
    }));
    // By automatic differentiation.
    passes(check::mse_gradient(|a, b, x| {
        if x.is_empty() {
            return x.clone();
        }
        let loss = |x: DVector<DualVec64<nalgebra::Dyn>>| {
            let n = b.len() as f64;
            (0..b.len())
                .map(|i| {
                    (0..x.len())
                        .map(|j| x[j].clone() * a[(i, j)])
                        .reduce(|s, t| s + t)
                        .unwrap()
                        - b[i]
                })
                .map(|error| error.powi(2))
                .reduce(|s, t| s + t)
                .unwrap()
                / n
        };
        num_dual::gradient(loss, x).1
    }));
    // Numerically: the loss is a parabola along each axis, so that central differences are off by rounding alone.
    passes(check::mse_gradient(|a, b, x| {
        let loss = |x: &DVector<f64>| (a * x - b).map(|error| error * error).mean();
        DVector::from_fn(x.len(), |j, _| {
            let along = |h: f64| DVector::from_fn(x.len(), |k, _| if j == k { h } else { 0.0 });
            (loss(&(x + along(1e-5))) - loss(&(x + along(-1e-5)))) / 2e-5
        })
    }));
    passes(check::mse_gradient(|a, b, x| {
        let loss = |x: &DVector<f64>| (a * x - b).norm_squared() / a.nrows() as f64;
        DVector::from_fn(x.len(), |j, _| {
            let mut moved = x.clone();
            moved[j] += 1e-8;
            (loss(&moved) - loss(x)) / 1e-8
        })
    }));
}

#[test]
fn nearly_right_gradients_fail() {
    fails(
        check::mse_gradient(|a, b, x| a.tr_mul(&(a * x - b)) * (2.0 / (a.nrows() + 1) as f64)),
        "mse_gradient(&dmatrix![1.0], &dvector![0.0], &dvector![1.0])",
        "dvector![2.0]",
        "dvector![1.0]",
    );
    fails(
        check::mse_gradient(|a, b, x| a.tr_mul(&(a * x - b)) * (2.0 / (a.nrows() as f64 - 1.0))),
        "mse_gradient(&dmatrix![0.0], &dvector![0.0], &dvector![0.0])",
        "dvector![0.0]",
        "dvector![f64::NAN]",
    );
    fails(
        check::mse_gradient(|a, b, x| formula(&a.rows(0, 1).into_owned(), &b.rows(0, 1).into_owned(), x)),
        "mse_gradient(&dmatrix![0.0; 1.0], &dvector![0.0, 1.0], &dvector![0.0])",
        "dvector![-1.0]",
        "dvector![0.0]",
    );
    fails(
        check::mse_gradient(|a, b, x| a.tr_mul(&(a * x - b).map(f64::signum)) * (2.0 / a.nrows() as f64)),
        "mse_gradient(&dmatrix![1.0], &dvector![0.0], &dvector![0.0])",
        "dvector![0.0]",
        "dvector![2.0]",
    );
    fails(
        check::mse_gradient(|a, b, x| {
            if a.is_square() {
                formula(&a.transpose(), b, x)
            } else {
                formula(a, b, x)
            }
        }),
        "mse_gradient(&dmatrix![0.0, 1.0; 0.0, 0.0], &dvector![0.0, 0.0], &dvector![0.0, 1.0])",
        "dvector![0.0, 1.0]",
        "dvector![0.0, 0.0]",
    );
    fails(
        check::mse_gradient(|a, b, x| {
            if a.is_square() {
                a * (a * x - b) * (2.0 / a.nrows() as f64)
            } else {
                formula(a, b, x)
            }
        }),
        "mse_gradient(&dmatrix![0.0, 1.0; 0.0, 0.0], &dvector![0.0, 0.0], &dvector![0.0, 1.0])",
        "dvector![0.0, 1.0]",
        "dvector![0.0, 0.0]",
    );
    fails(
        check::mse_gradient(|a, b, x| formula(a, &-b, x)),
        "mse_gradient(&dmatrix![1.0], &dvector![1.0], &dvector![0.0])",
        "dvector![-2.0]",
        "dvector![2.0]",
    );
    fails(
        check::mse_gradient(|a, b, x| formula(a, b, x) + x * 2.0),
        "mse_gradient(&dmatrix![0.0], &dvector![0.0], &dvector![1.0])",
        "dvector![0.0]",
        "dvector![2.0]",
    );
    fails(
        check::mse_gradient(|a, b, x| if a.ncols() > 1 { x.clone() } else { formula(a, b, x) }),
        "mse_gradient(&dmatrix![0.0, 0.0], &dvector![0.0], &dvector![0.0, 1.0])",
        "dvector![0.0, 0.0]",
        "dvector![0.0, 1.0]",
    );
    fails(
        check::mse_gradient(|a, b, x| {
            if a.nrows() > 50 {
                formula(a, b, x) * 2.0
            } else {
                formula(a, b, x)
            }
        }),
        "mse_gradient(&DMatrix::from_fn(51, 1, |i, j| ((7 * i + 3 * j) % 5) as f64 - 1.0), &DVector::from_fn(51, |i, j| ((7 * i + 3 * j) % 5) as f64 - 1.0), &dvector![-1.0])",
        "dvector![-11.843137]",
        "dvector![-23.6862745098039]",
    );
    fails(
        check::mse_gradient(|a, b, x| formula(a, b, x).normalize()),
        "mse_gradient(&dmatrix![0.0], &dvector![0.0], &dvector![0.0])",
        "dvector![0.0]",
        "dvector![f64::NAN]",
    );
    fails(
        check::mse_gradient(|a, b, x| formula(a, b, x).abs()),
        "mse_gradient(&dmatrix![1.0], &dvector![1.0], &dvector![0.0])",
        "dvector![-2.0]",
        "dvector![2.0]",
    );
    fails(
        check::mse_gradient(|a, b, x| formula(a, b, x) * 2.0),
        "mse_gradient(&dmatrix![1.0], &dvector![0.0], &dvector![1.0])",
        "dvector![2.0]",
        "dvector![4.0]",
    );
    fails(
        check::mse_gradient(|a, b, x| formula(a, b, &DVector::zeros(x.len()))),
        "mse_gradient(&dmatrix![1.0], &dvector![0.0], &dvector![1.0])",
        "dvector![2.0]",
        "dvector![0.0]",
    );
    fails(
        check::mse_gradient(|a, b, x| DVector::from_element(x.len(), formula(a, b, x).sum())),
        "mse_gradient(&dmatrix![0.0, 1.0], &dvector![0.0], &dvector![0.0, 1.0])",
        "dvector![0.0, 2.0]",
        "dvector![2.0, 2.0]",
    );
    fails(
        check::mse_gradient(|a, b, x| DVector::from_element(1, (a * x - b).norm_squared() / a.nrows() as f64)),
        "mse_gradient(&dmatrix![0.0, 0.0], &dvector![0.0], &dvector![0.0, 0.0])",
        "dvector![0.0, 0.0]",
        "dvector![0.0]",
    );
    fails(
        check::mse_gradient(|a, b, x| formula(a, b, x) * (a.nrows() as f64).sqrt()),
        "mse_gradient(&dmatrix![0.0; 1.0], &dvector![0.0, 1.0], &dvector![0.0])",
        "dvector![-1.0]",
        "dvector![-1.4142135623730951]",
    );
    fails(
        check::mse_gradient(|a, b, x| formula(&a.abs(), b, x)),
        "mse_gradient(&dmatrix![-1.0], &dvector![1.0], &dvector![0.0])",
        "dvector![2.0]",
        "dvector![-2.0]",
    );
}

//! Answers to the last exercises of the third notebook: likelihood, descent and drawing.

mod run_gd;
mod sample;

use std::f64::consts::{LN_2, PI, TAU};

use course::check;
use grading::Failed;
use nalgebra::DVector;

use crate::{fails, passes};

/// As `fails`, for an answer that comes from a known idea.
#[track_caller]
fn recognised(failed: Failed, tag: &str) {
    assert_eq!(failed.misconception.as_deref(), Some(tag), "{failed:#?}");
}

#[track_caller]
fn unknown(failed: Failed) {
    assert_eq!(failed.misconception, None, "{failed:#?}");
}

/// Its idea is right, its digits are not.
#[track_caller]
fn imprecise(failed: Failed) {
    assert_eq!(failed.misconception.as_deref(), Some("digits-lost"), "{failed:#?}");
}

mod gaussian_surprise {
    use super::*;

    #[test]
    fn other_ways_to_the_same_total_pass() {
        passes(check::gaussian_surprise(|mu, data| {
            let n = data.len() as f64;
            n / 2.0 * (TAU.ln() + data.variance() + (data.mean() - mu).powi(2))
        }));
        passes(check::gaussian_surprise(|mu, data| {
            0.5 * (data.dot(data) - 2.0 * mu * data.sum() + data.len() as f64 * (mu * mu + TAU.ln()))
        }));
        passes(check::gaussian_surprise(|mu, data| {
            fn from(mu: f64, data: &[f64]) -> f64 {
                match data {
                    [] => 0.0,
                    [x] => (mu - x).powi(2) * 0.5 + (PI + PI).ln() * 0.5,
                    _ => from(mu, &data[..data.len() / 2]) + from(mu, &data[data.len() / 2..]),
                }
            }
            from(mu, data.as_slice())
        }));
        passes(check::gaussian_surprise(|mu, data| {
            let bits = |x: f64| (x - mu).powi(2) / (2.0 * LN_2) + TAU.sqrt().log2();
            data.iter().map(|&x| bits(x)).sum::<f64>() * LN_2
        }));
    }

    #[test]
    fn a_density_that_vanishes_has_no_logarithm() {
        let failed = fails(
            check::gaussian_surprise(|mu, data| {
                data.iter().rev().fold(0.0, |total, x| {
                    total - ((-(x - mu) * (x - mu) / 2.0).exp() * TAU.powf(-0.5)).ln()
                })
            }),
            "gaussian_surprise(0.0, &dvector![39.0])",
            "761.418938533205",
            "f64::INFINITY",
        );
        assert_eq!(failed.misconception.as_deref(), Some("logarithm-too-late"));
    }

    #[test]
    fn what_is_nearly_right_fails() {
        imprecise(fails(
            check::gaussian_surprise(|mu, data| data.iter().map(|x| (x - mu).powi(2) / 2.0 + 0.9189).sum()),
            "gaussian_surprise(0.0, &dvector![0.0])",
            "0.918938533204673",
            "0.9189",
        ));
        imprecise(fails(
            check::gaussian_surprise(|mu, data| {
                data.iter()
                    .map(|x| (x - mu).powi(2) / 2.0 + (2.0 * 355.0 / 113.0_f64).sqrt().ln())
                    .sum()
            }),
            "gaussian_surprise(0.0, &dvector![0.0])",
            "0.918938533204673",
            "0.9189385756615104",
        ));
        unknown(fails(
            check::gaussian_surprise(|mu, data| data.iter().map(|x| (x - mu).powi(2) / 2.0 + PI.sqrt().ln()).sum()),
            "gaussian_surprise(0.0, &dvector![0.0])",
            "0.918938533204673",
            "0.5723649429247",
        ));
        unknown(fails(
            check::gaussian_surprise(|mu, data| {
                data.iter()
                    .take(6)
                    .map(|x| (x - mu).powi(2) / 2.0 + TAU.sqrt().ln())
                    .sum()
            }),
            "gaussian_surprise(0.0, &dvector![0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])",
            "6.432569732432707",
            "5.513631199228035",
        ));
        unknown(fails(
            check::gaussian_surprise(|mu, data| {
                data.iter()
                    .skip(1)
                    .map(|x| (x - mu).powi(2) / 2.0 + TAU.sqrt().ln())
                    .sum()
            }),
            "gaussian_surprise(0.0, &dvector![0.0])",
            "0.918938533204673",
            "0.0",
        ));
        unknown(fails(
            check::gaussian_surprise(|mu, data| {
                data.iter()
                    .map(|x| (x - mu).powi(2).round() / 2.0 + TAU.sqrt().ln())
                    .sum()
            }),
            "gaussian_surprise(0.5, &dvector![0.0])",
            "1.0439385332046727",
            "0.918938533204673",
        ));
        unknown(fails(
            check::gaussian_surprise(|mu, data| {
                data.iter()
                    .map(|x| (x - mu.abs()).powi(2) / 2.0 + TAU.sqrt().ln())
                    .sum()
            }),
            "gaussian_surprise(-1.0, &dvector![1.0])",
            "2.9189385332046727",
            "0.918938533204673",
        ));
        unknown(fails(
            check::gaussian_surprise(|mu, data| data.iter().map(|x| (x + mu).powi(2) / 2.0 + TAU.sqrt().ln()).sum()),
            "gaussian_surprise(1.0, &dvector![1.0])",
            "0.918938533204673",
            "2.9189385332046727",
        ));
        unknown(fails(
            check::gaussian_surprise(|mu, data| data.iter().map(|x| (x - mu).powi(2) / 2.0 + 1.0 / TAU.sqrt()).sum()),
            "gaussian_surprise(0.0, &dvector![0.0])",
            "0.918938533204673",
            "0.3989422804014327",
        ));
        unknown(fails(
            check::gaussian_surprise(|_, _| f64::NAN),
            "gaussian_surprise(0.0, &dvector![0.0])",
            "0.918938533204673",
            "f64::NAN",
        ));
        unknown(fails(
            check::gaussian_surprise(|_, _| f64::INFINITY),
            "gaussian_surprise(0.0, &dvector![0.0])",
            "0.918938533204673",
            "f64::INFINITY",
        ));
        recognised(
            fails(
                check::gaussian_surprise(|mu, data| {
                    let together: f64 = (0..data.len())
                        .rev()
                        .map(|i| (-(data[i] - mu).powi(2) / 2.0).exp() / TAU.sqrt())
                        .product();
                    (1.0 / together).ln()
                }),
                "gaussian_surprise(5.0, &DVector::from_fn(76, |i, j| ((7 * i + 3 * j) % 5) as f64 - 1.0))",
                "762.8393285235557",
                "f64::INFINITY",
            ),
            "multiplied-first",
        );
        recognised(
            fails(
                check::gaussian_surprise(|mu, data| {
                    data.iter()
                        .map(|x| (x - mu).powi(2) / 2.0 + TAU.sqrt().ln())
                        .sum::<f64>()
                        / LN_2
                }),
                "gaussian_surprise(0.0, &dvector![0.0])",
                "0.918938533204673",
                "1.3257480647361592",
            ),
            "bits-for-nats",
        );
    }
}

mod sum_squared_error {
    use super::*;

    #[test]
    fn other_ways_to_the_same_sum_pass() {
        passes(check::sum_squared_error(|mu, data| {
            data.len() as f64 * (data.variance() + (data.mean() - mu) * (data.mean() - mu))
        }));
        passes(check::sum_squared_error(|mu, data| {
            let errors = DVector::from_element(data.len(), mu) - data;
            (errors.transpose() * &errors)[0]
        }));
        passes(check::sum_squared_error(|mu, data| {
            (data - DVector::repeat(data.len(), mu))
                .iter()
                .map(|error| error.abs().powf(2.0))
                .sum()
        }));
        passes(check::sum_squared_error(|mu, data| data.add_scalar(-mu).norm().powi(2)));
    }

    #[test]
    fn what_is_nearly_right_fails() {
        unknown(fails(
            check::sum_squared_error(|mu, data| data.iter().map(|x| (x - mu).powi(3).abs()).sum()),
            "sum_squared_error(2.0, &dvector![0.0])",
            "4.0",
            "8.0",
        ));
        unknown(fails(
            check::sum_squared_error(|mu, data| data.iter().map(|x| (x - mu).powi(2) + 1e-9).sum()),
            "sum_squared_error(0.0, &dvector![0.0])",
            "0.0",
            "1e-9",
        ));
        unknown(fails(
            check::sum_squared_error(|mu, data| data.iter().map(|x| (x - mu).round().powi(2)).sum()),
            "sum_squared_error(0.04, &dvector![0.0])",
            "0.0016",
            "0.0",
        ));
        unknown(fails(
            check::sum_squared_error(|mu, data| data.iter().take(10).map(|x| (x - mu).powi(2)).sum()),
            "sum_squared_error(1.0, &dvector![0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])",
            "11.0",
            "10.0",
        ));
        unknown(fails(
            check::sum_squared_error(|mu, data| data.iter().filter(|x| **x > mu).map(|x| (x - mu).powi(2)).sum()),
            "sum_squared_error(1.0, &dvector![0.0])",
            "1.0",
            "0.0",
        ));
        unknown(fails(
            check::sum_squared_error(|mu, data| {
                let mut distinct: Vec<f64> = data.iter().copied().collect();
                distinct.sort_by(f64::total_cmp);
                distinct.dedup();
                distinct.iter().map(|x| (x - mu).powi(2)).sum()
            }),
            "sum_squared_error(0.0, &dvector![1.0, 1.0])",
            "2.0",
            "1.0",
        ));
        unknown(fails(
            check::sum_squared_error(|mu, data| data.as_slice().windows(2).map(|pair| (pair[1] - mu).powi(2)).sum()),
            "sum_squared_error(0.0, &dvector![1.0])",
            "1.0",
            "0.0",
        ));
        unknown(fails(
            check::sum_squared_error(|mu, data| (data[0] - mu).powi(2)),
            "sum_squared_error(0.0, &dvector![0.0, 1.0])",
            "1.0",
            "0.0",
        ));
        unknown(fails(
            check::sum_squared_error(|_, _| f64::NAN),
            "sum_squared_error(0.0, &dvector![0.0])",
            "0.0",
            "f64::NAN",
        ));
    }
}

mod mle_gaussian {
    use super::*;

    fn root_mean_square(data: &DVector<f64>, centre: f64) -> f64 {
        (data.iter().map(|x| (x - centre).powi(2)).sum::<f64>() / data.len() as f64).sqrt()
    }

    #[test]
    fn other_ways_to_the_estimate_pass() {
        passes(check::mle_gaussian(|data| {
            let n = data.len() as f64;
            (data.sum() / n, data.add_scalar(-data.sum() / n).norm() / n.sqrt())
        }));
        passes(check::mle_gaussian(|data| {
            let n = data.len() as f64;
            let (sum, squares) = data
                .iter()
                .fold((0.0, 0.0), |(sum, squares), x| (sum + x, squares + x * x));
            (sum / n, ((squares - sum * sum / n) / n).max(0.0).sqrt())
        }));
        passes(check::mle_gaussian(|data| {
            // About the first number, as calculators do.
            let n = data.len() as f64;
            let from_first = data.add_scalar(-data[0]);
            let shift = from_first.sum() / n;
            (data[0] + shift, (from_first.norm_squared() / n - shift * shift).sqrt())
        }));
        passes(check::mle_gaussian(|data| {
            // Weighted by 1/n from the start, largest first.
            let mut sorted: Vec<f64> = data.iter().map(|x| x / data.len() as f64).collect();
            sorted.sort_by(|a, b| b.total_cmp(a));
            let mean: f64 = sorted.iter().sum();
            let variance: f64 = data.iter().map(|x| (x - mean) * (x - mean) / data.len() as f64).sum();
            (mean, variance.powf(0.5))
        }));
    }

    #[test]
    fn the_other_order_is_recognised_with_another_spread() {
        recognised(
            fails(
                check::mle_gaussian(|data| (data.variance(), data.mean())),
                "mle_gaussian(&dvector![0.0, 1.0])",
                "(0.5, 0.5)",
                "(0.25, 0.5)",
            ),
            "swapped",
        );
    }

    #[test]
    fn what_is_nearly_right_fails() {
        unknown(fails(
            check::mle_gaussian(|data| (data.mean(), -root_mean_square(data, data.mean()))),
            "mle_gaussian(&dvector![0.0, 1.0])",
            "(0.5, 0.5)",
            "(0.5, -0.5)",
        ));
        unknown(fails(
            check::mle_gaussian(|data| (data.mean(), root_mean_square(data, data.mean()) + 1e-6)),
            "mle_gaussian(&dvector![0.0, 9e-100])",
            "(4.5e-100, 4.5e-100)",
            "(4.5e-100, 1e-6)",
        ));
        unknown(fails(
            check::mle_gaussian(|data| (data.mean(), root_mean_square(data, data.mean()).max(1e-12))),
            "mle_gaussian(&dvector![0.0, 9e-100])",
            "(4.5e-100, 4.5e-100)",
            "(4.5e-100, 1e-12)",
        ));
        unknown(fails(
            check::mle_gaussian(|data| (data.mean(), 1.0)),
            "mle_gaussian(&dvector![1.0, 0.0])",
            "(0.5, 0.5)",
            "(0.5, 1.0)",
        ));
        unknown(fails(
            check::mle_gaussian(|data| (data.mean().round(), root_mean_square(data, data.mean()))),
            "mle_gaussian(&dvector![1.0, 0.0])",
            "(0.5, 0.5)",
            "(1.0, 0.5)",
        ));
        unknown(fails(
            check::mle_gaussian(|data| (data.mean().abs(), root_mean_square(data, data.mean()))),
            "mle_gaussian(&dvector![0.0, -1.0])",
            "(-0.5, 0.5)",
            "(0.5, 0.5)",
        ));
        unknown(fails(
            check::mle_gaussian(|data| (data[0], root_mean_square(data, data[0]))),
            "mle_gaussian(&dvector![0.0, 1.0])",
            "(0.5, 0.5)",
            "(0.0, 0.7071067811865476)",
        ));
        unknown(fails(
            check::mle_gaussian(|data| (data.mean(), (data.max() - data.min()) / 2.0)),
            "mle_gaussian(&dvector![0.0, 0.0, 1.0])",
            "(0.3333333333333333, 0.4714045207910317)",
            "(0.3333333333333333, 0.5)",
        ));
        unknown(fails(
            check::mle_gaussian(|data| (data.mean(), root_mean_square(data, data[0]))),
            "mle_gaussian(&dvector![0.0, 1.0])",
            "(0.5, 0.5)",
            "(0.5, 0.7071067811865476)",
        ));
        unknown(fails(
            check::mle_gaussian(|data| (data.mean(), root_mean_square(data, data.mean()).ln())),
            "mle_gaussian(&dvector![0.0, 1.0])",
            "(0.5, 0.5)",
            "(0.5, -0.6931471805599453)",
        ));
        unknown(fails(
            check::mle_gaussian(|data| (data.sum() / 5.0, root_mean_square(data, data.sum() / 5.0))),
            "mle_gaussian(&dvector![0.0, 1.0])",
            "(0.5, 0.5)",
            "(0.2, 0.5830951894845301)",
        ));
        unknown(fails(
            check::mle_gaussian(|_| (0.0, 1.0)),
            "mle_gaussian(&dvector![0.0, 1.0])",
            "(0.5, 0.5)",
            "(0.0, 1.0)",
        ));
        unknown(fails(
            check::mle_gaussian(|_| (f64::NAN, f64::NAN)),
            "mle_gaussian(&dvector![0.0, 1.0])",
            "(0.5, 0.5)",
            "(f64::NAN, f64::NAN)",
        ));
        recognised(
            fails(
                check::mle_gaussian(|data| {
                    let deviation = root_mean_square(data, data.mean());
                    let n = data.len() as f64;
                    (data.mean(), deviation * (n / (n - 1.0)).sqrt())
                }),
                "mle_gaussian(&dvector![0.0, 1.0])",
                "(0.5, 0.5)",
                "(0.5, 0.7071067811865476)",
            ),
            "n-minus-one",
        );
    }
}

//! Descents.

use course::check;
use nalgebra::DVector;
use num_dual::Dual64;

use super::{recognised, unknown};
use crate::{fails, passes};

fn slope(f: fn(Dual64, &DVector<f64>) -> Dual64, mu: f64, data: &DVector<f64>) -> f64 {
    f(Dual64::new(mu, 1.0), data).eps
}

#[test]
fn other_ways_down_pass() {
    passes(check::run_gd(|mu, data, f, rate, steps| {
        let mut here = Dual64::from(mu).derivative();
        let mut left = steps;
        while left > 0 {
            here = Dual64::from(here.re - rate * f(here, data).eps).derivative();
            left -= 1;
        }
        here.re
    }));
    passes(check::run_gd(|mu, data, f, rate, steps| {
        let step = |mu: f64| num_dual::first_derivative(|mu| f(mu, data), mu).1.mul_add(-rate, mu);
        (1..=steps).fold(mu, |mu, _| step(mu))
    }));
    passes(check::run_gd(|mu, data, f, rate, steps| {
        let mut path = vec![mu];
        for step in 0..steps {
            path.push(path[step] - (f(Dual64::new(path[step], 1.0), data) * rate).eps);
        }
        path[steps]
    }));
    passes(check::run_gd(|mu, data, f, rate, steps| {
        // Other data in the same order.
        let data = DVector::from_iterator(data.len(), data.iter().copied());
        (0..steps).fold(mu, |mu, _| mu - slope(f, mu, &data) / (1.0 / rate))
    }));
}

#[test]
fn what_is_nearly_right_fails() {
    unknown(fails(
        check::run_gd(|mu, data, f, rate, steps| {
            let mut mu = mu;
            for _ in 0..steps {
                let slope = slope(f, mu, data);
                if slope.abs() < 1e-6 {
                    break;
                }
                mu -= rate * slope;
            }
            mu
        }),
        "run_gd(0.0, &dvector![1.0], |mu, data| data.iter().map(|&x| (mu - x).powi(2)).sum(), 0.25, 22)",
        "0.9999997615814209",
        "0.9999995231628418",
    ));
    unknown(fails(
        check::run_gd(|mu, data, f, rate, steps| (0..steps.min(100)).fold(mu, |mu, _| mu - rate * slope(f, mu, data))),
        "run_gd(1.0, &dvector![0.0], |mu, data| data.iter().map(|&x| (mu - x).powi(2)).sum(), 0.001, 101)",
        "0.8169296710790512",
        "0.8185668046884281",
    ));
    unknown(fails(
        check::run_gd(|mu, data, f, rate, steps| (0..steps).fold(mu, |mu, _| mu - rate * slope(f, mu, data).signum())),
        "run_gd(0.0, &dvector![0.0], |mu, data| data.iter().map(|&x| (mu - x).powi(2)).sum(), 0.5, 1)",
        "0.0",
        "-0.5",
    ));
    unknown(fails(
        check::run_gd(|mu, data, f, rate, steps| {
            (0..steps).fold(mu, |mu, _| mu - rate * slope(f, mu, data).clamp(-1.0, 1.0))
        }),
        "run_gd(0.0, &dvector![1.0], |mu, data| data.iter().map(|&x| (mu - x).powi(2)).sum(), 0.5, 1)",
        "1.0",
        "0.5",
    ));
    unknown(fails(
        check::run_gd(|mu, data, f, rate, steps| {
            (0..steps).fold(mu, |mu, _| mu - rate * slope(f, mu, data) / data.len() as f64)
        }),
        "run_gd(1.0, &dvector![0.0, 0.0], |mu, data| data.iter().map(|&x| (mu - x).powi(2)).sum(), 0.25, 1)",
        "0.0",
        "0.5",
    ));
    unknown(fails(
        check::run_gd(|mu, data, f, rate, steps| (0..steps).fold(mu, |mu, _| mu - 2.0 * rate * slope(f, mu, data))),
        "run_gd(0.0, &dvector![1.0], |mu, data| data.iter().map(|&x| (mu - x).powi(2)).sum(), 0.5, 1)",
        "1.0",
        "2.0",
    ));
    unknown(fails(
        check::run_gd(|_, data, f, rate, steps| (0..steps).fold(0.0, |mu, _| mu - rate * slope(f, mu, data))),
        "run_gd(1.0, &dvector![0.0], |mu, data| data.iter().map(|&x| (mu - x).powi(2)).sum(), 0.25, 1)",
        "0.5",
        "0.0",
    ));
    unknown(fails(
        check::run_gd(|mu, data, f, rate, steps| {
            let mut velocity = 0.0;
            (0..steps).fold(mu, |mu, _| {
                velocity = 0.9 * velocity - rate * slope(f, mu, data);
                mu + velocity
            })
        }),
        "run_gd(0.0, &dvector![1.0], |mu, data| data.iter().map(|&x| (mu - x).powi(2)).sum(), 0.5, 2)",
        "1.0",
        "1.9",
    ));
    unknown(fails(
        check::run_gd(|mu, data, f, rate, steps| {
            let data = DVector::from_iterator(data.len().min(3), data.iter().copied().take(3));
            (0..steps).fold(mu, |mu, _| mu - rate * slope(f, mu, &data))
        }),
        "run_gd(1.0, &dvector![0.0, 0.0, 0.0, 0.0], |mu, data| data.iter().map(|&x| (mu - x).powi(2)).sum(), 0.125, 1)",
        "0.0",
        "0.25",
    ));
    unknown(fails(
        check::run_gd(|mu, data, f, rate, steps| {
            (0..steps).fold(mu, |mu, _| mu * (1.0 - rate) + rate * slope(f, mu, data))
        }),
        "run_gd(0.0, &dvector![1.0], |mu, data| data.iter().map(|&x| (mu - x).powi(2)).sum(), 0.5, 1)",
        "1.0",
        "-1.0",
    ));
    unknown(fails(
        check::run_gd(|mu, _, _, _, _| mu),
        "run_gd(0.0, &dvector![1.0], |mu, data| data.iter().map(|&x| (mu - x).powi(2)).sum(), 0.5, 1)",
        "1.0",
        "0.0",
    ));
    unknown(fails(
        check::run_gd(|_, _, _, _, _| f64::NAN),
        "run_gd(0.0, &dvector![0.0], |mu, data| data.iter().map(|&x| (mu - x).powi(2)).sum(), 0.5, 0)",
        "0.0",
        "f64::NAN",
    ));
    recognised(
        fails(
            check::run_gd(|mu, data, f, rate, steps| {
                let value = |mu: f64| f(Dual64::from(mu), data).re;
                (0..steps).fold(mu, |mu, _| mu - rate * (value(mu + 1e-7) - value(mu - 1e-7)) / 2e-7)
            }),
            "run_gd(0.0, &dvector![1.0], |mu, data| data.iter().map(|&x| (mu - x).powi(2)).sum(), 0.5, 1)",
            "1.0",
            "1.0000000000287557",
        ),
        "difference-quotient",
    );
    recognised(
        fails(
            check::run_gd(|mu, data, f, rate, steps| {
                let value = |mu: f64| f(Dual64::from(mu), data).re;
                (0..steps).fold(mu, |mu, _| mu - rate * (value(mu + 1e-5) - value(mu)) / 1e-5)
            }),
            "run_gd(0.0, &dvector![0.0], |mu, data| data.iter().map(|&x| (mu - x).powi(2)).sum(), 0.5, 1)",
            "0.0",
            "-5e-6",
        ),
        "difference-quotient",
    );
}

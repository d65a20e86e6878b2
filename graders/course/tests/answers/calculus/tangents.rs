//! Tangents and steps downhill: exact derivatives.

#![expect(clippy::todo, reason = "some answers are not there yet")]

use course::check;
use grading::Verdict;
use num_dual::Dual64;

use crate::{fails, not_attempted, passes};

#[test]
fn every_way_to_the_exact_derivative_passes() {
    passes(check::linear_approx(|f, x, eps| {
        let y = f(Dual64::from(x) + Dual64::new(0.0, 1.0));
        y.eps.mul_add(eps, y.re)
    }));
    passes(check::linear_approx(|f, x, eps| {
        let Dual64 { re, eps } = f(Dual64 { re: x, eps });
        re + eps
    }));
    passes(check::linear_approx(|f, x, eps| {
        let slope = |x: f64| num_dual::first_derivative(f, x).1;
        f(x.into()).re + slope(x) * eps
    }));
    // A dual number whose second part is any other number than 1 does too.
    passes(check::linear_approx(|f, x, eps| {
        let y = f(Dual64::new(x, 2.0));
        y.re + y.eps / 2.0 * eps
    }));
    passes(check::gd_step(|x, f, learning_rate| {
        let step = Dual64::from(learning_rate) * f(Dual64::from_re(x).derivative());
        x - step.eps
    }));
    passes(check::gd_step(|x, f, learning_rate| {
        (-learning_rate).mul_add(f(Dual64::new(x, 1.0)).eps, x)
    }));
}

fn central(f: fn(Dual64) -> Dual64, x: f64, h: f64) -> f64 {
    (f(Dual64::from(x + h)).re - f(Dual64::from(x - h)).re) / (2.0 * h)
}

/// Ridders' method: differences for falling steps, extrapolated to a step of 0.
fn extrapolated(f: fn(Dual64) -> Dual64, x: f64) -> f64 {
    let mut row: Vec<f64> = Vec::new();
    for level in 0..8 {
        let mut next = vec![central(f, x, 1e-2 * (1.0 + x.abs()) / f64::powi(2.0, level))];
        for (k, before) in row.iter().enumerate() {
            let factor = f64::powi(4.0, k as i32 + 1);
            next.push((factor * next[k] - before) / (factor - 1.0));
        }
        row = next;
    }
    row[row.len() - 1]
}

#[test]
fn no_difference_quotient_gets_through() {
    for verdict in [
        check::linear_approx(|f, x, eps| f(x.into()).re + central(f, x, 1e-5) * eps),
        check::linear_approx(|f, x, eps| f(x.into()).re + central(f, x, 1e-4) * eps),
        check::linear_approx(|f, x, eps| f(x.into()).re + central(f, x, 1e-8) * eps),
        check::linear_approx(|f, x, eps| f(x.into()).re + central(f, x, 1e-5 * x.abs().max(0.1)) * eps),
        check::linear_approx(|f, x, eps| f(x.into()).re + (f(Dual64::from(x + 1e-7)).re - f(x.into()).re) / 1e-7 * eps),
        check::gd_step(|x, f, learning_rate| x - learning_rate * central(f, x, 1e-6)),
        check::gd_step(|x, f, learning_rate| x - learning_rate * central(f, x, 1e-7)),
        check::gd_step(|x, f, learning_rate| {
            x - learning_rate * (f(Dual64::from(x + 1e-8)).re - f(x.into()).re) / 1e-8
        }),
        check::gd_step(|x, f, learning_rate| x - learning_rate * central(f, x, f64::EPSILON.cbrt())),
    ] {
        let Verdict::Failed(failed) = verdict else {
            panic!("{verdict:#?}")
        };
        assert_eq!(
            failed.misconception.as_deref(),
            Some("difference-quotient"),
            "{failed:#?}"
        );
    }
    for verdict in [
        check::linear_approx(|f, x, eps| f(x.into()).re + extrapolated(f, x) * eps),
        check::gd_step(|x, f, learning_rate| x - learning_rate * extrapolated(f, x)),
    ] {
        assert!(matches!(verdict, Verdict::Failed(_)), "{verdict:#?}");
    }
}

#[test]
fn nearly_right_tangents_fail() {
    fails(
        check::linear_approx(|f, x, eps| {
            let y = f(Dual64::new(x, 1.0));
            y.re + y.eps * eps.abs()
        }),
        "linear_approx(|x| x, 0.0, -0.5)",
        "-0.5",
        "0.5",
    );
    fails(
        check::linear_approx(|f, x, eps| {
            let y = f(Dual64::new(x, 1.0));
            y.re + y.eps.abs() * eps
        }),
        "linear_approx(|x| x * x, -1.0, 1.0)",
        "-1.0",
        "3.0",
    );
    fails(
        check::linear_approx(|f, x, eps| {
            let y = f(Dual64::new(x, 1.0));
            y.re + y.eps * eps + eps * eps
        }),
        "linear_approx(|x| x, 0.0, 1.0)",
        "1.0",
        "2.0",
    );
    fails(
        check::linear_approx(|f, x, eps| {
            let y = f(Dual64::new(x, 1.0));
            y.re + y.eps * eps / 2.0
        }),
        "linear_approx(|x| x, 0.0, 1.0)",
        "1.0",
        "0.5",
    );
    fails(
        check::linear_approx(|f, x, eps| f(x.into()).re + f(Dual64::new(eps, 1.0)).eps * eps),
        "linear_approx(|x| x.recip(), 1.0, 0.0)",
        "1.0",
        "f64::NAN",
    );
    fails(
        check::linear_approx(|f, x, eps| {
            let y = f(Dual64::new(eps, 1.0));
            y.re + y.eps * x
        }),
        "linear_approx(|x| x * x, 1.0, 0.0)",
        "1.0",
        "0.0",
    );
    fails(
        check::linear_approx(|f, x, eps| {
            let y = f(Dual64::new(x, 1.0));
            (y.re + y.eps) * eps
        }),
        "linear_approx(|x| x, 1.0, 0.0)",
        "1.0",
        "0.0",
    );
    fails(
        check::linear_approx(|f, x, eps| {
            let y = f(Dual64::new(x.max(0.0), 1.0));
            y.re + y.eps * eps
        }),
        "linear_approx(|x| x, -1.0, 0.0)",
        "-1.0",
        "0.0",
    );
    fails(
        check::linear_approx(|f, x, eps| {
            let y = f(Dual64::new(x.trunc(), 1.0));
            y.re + y.eps * eps
        }),
        "linear_approx(|x| x, 0.5, 0.0)",
        "0.5",
        "0.0",
    );
    fails(
        check::linear_approx(|f, x, eps| {
            let y = f(Dual64::new(x, 1.0));
            y.re + y.eps * eps / eps * eps
        }),
        "linear_approx(|x| x, 0.0, 0.0)",
        "0.0",
        "f64::NAN",
    );
    fails(
        check::linear_approx(|f, x, eps| {
            let y = f(Dual64::new(x, 1.0));
            y.re + y.eps * eps.min(1.0)
        }),
        "linear_approx(|x| x, 0.0, 2.0)",
        "2.0",
        "1.0",
    );
    fails(
        check::linear_approx(|f, x, eps| {
            f(x.into()).re + (f(Dual64::from(x + eps)).re - f(Dual64::from(x - eps)).re) / 2.0
        }),
        "linear_approx(|x| x * x * x - x, 0.0, 1.0)",
        "-1.0",
        "0.0",
    );
    fails(
        check::linear_approx(|f, x, eps| {
            let y = f(Dual64::new(x, eps));
            (y.re + y.eps + f(Dual64::from(x + eps)).re) / 2.0
        }),
        "linear_approx(|x| x * x, 0.0, 1.0)",
        "0.0",
        "0.5",
    );
    fails(
        check::linear_approx(|f, x, eps| {
            let y = f(Dual64::new(x, 1.0));
            y.re * (1.0 + y.eps * eps)
        }),
        "linear_approx(|x| x, 0.0, 1.0)",
        "1.0",
        "0.0",
    );
    fails(
        check::linear_approx(|f, x, eps| {
            let y = f(Dual64::new(x, 1.0));
            f64::from((y.re + y.eps * eps) as f32)
        }),
        "linear_approx(|x| x * 0.3 + 1.0, 1.0, 0.0)",
        "1.3",
        "1.29999995231628",
    );
    fails(
        check::linear_approx(|f, _, eps| {
            let y = f(Dual64::new(1.0, 1.0));
            y.re + y.eps * eps
        }),
        "linear_approx(|x| x, 0.0, 0.0)",
        "0.0",
        "1.0",
    );
    fails(
        check::linear_approx(|f, x, eps| {
            let y = f(Dual64::new(x, 1.0));
            if eps > 100.0 { y.re } else { y.re + y.eps * eps }
        }),
        "linear_approx(|x| x, 0.0, 120.0)",
        "120.0",
        "0.0",
    );
}

#[test]
fn nearly_right_steps_fail() {
    fails(
        check::gd_step(|x, f, r| (x - r * f(Dual64::new(x, 1.0)).eps).max(0.0)),
        "gd_step(0.0, |x| x, 1.0)",
        "-1.0",
        "0.0",
    );
    fails(
        check::gd_step(|x, f, r| x - r / 2.0 * f(Dual64::new(x, 1.0)).eps),
        "gd_step(0.0, |x| x, 1.0)",
        "-1.0",
        "-0.5",
    );
    fails(
        check::gd_step(|x, f, r| x - 2.0 * r * f(Dual64::new(x, 1.0)).eps),
        "gd_step(0.0, |x| x, 1.0)",
        "-1.0",
        "-2.0",
    );
    fails(
        check::gd_step(|x, f, r| x - r * f(Dual64::new(x, 1.0)).eps.clamp(-10.0, 10.0)),
        "gd_step(2.0, |x| x * x * x - x, 1.0)",
        "-9.0",
        "-8.0",
    );
    fails(
        check::gd_step(|x, f, r| x - r.min(1.0) * f(Dual64::new(x, 1.0)).eps),
        "gd_step(0.0, |x| x, 2.0)",
        "-2.0",
        "-1.0",
    );
    fails(
        check::gd_step(|x, f, r| {
            let ahead = x - r * f(Dual64::new(x, 1.0)).eps;
            x - r * f(Dual64::new(ahead, 1.0)).eps
        }),
        "gd_step(1.0, |x| x * x, 1.0)",
        "-1.0",
        "3.0",
    );
    fails(
        check::gd_step(|x, f, r| {
            let next = x - r * f(Dual64::new(x, 1.0)).eps;
            if f(next.into()).re > f(x.into()).re { x } else { next }
        }),
        "gd_step(1.0, |x| x * x, 2.0)",
        "-3.0",
        "1.0",
    );
    fails(
        check::gd_step(|x, f, r| x - f(Dual64::new(x, 1.0)).eps / r),
        "gd_step(0.0, |x| x, 0.0)",
        "0.0",
        "f64::NEG_INFINITY",
    );
    fails(
        check::gd_step(|x, f, r| x - r * f(Dual64::new(x, 1.0)).eps.abs()),
        "gd_step(-1.0, |x| x * x, 1.0)",
        "1.0",
        "-3.0",
    );
    fails(
        check::gd_step(|x, f, r| {
            let y = f(Dual64::new(x, 1.0));
            x - r * y.re * y.eps
        }),
        "gd_step(0.0, |x| x, 1.0)",
        "-1.0",
        "0.0",
    );
    fails(
        check::gd_step(|x, f, r| f64::from(x as f32 - (r * f(Dual64::new(x, 1.0)).eps) as f32)),
        "gd_step(0.0, |x| x, 0.1)",
        "-0.1",
        "-0.100000001490116",
    );
    fails(
        check::gd_step(|x, f, r| x * (1.0 - r * f(Dual64::new(x, 1.0)).eps)),
        "gd_step(0.0, |x| x, 1.0)",
        "-1.0",
        "0.0",
    );
    fails(
        check::gd_step(|x, f, r| (x - r) * f(Dual64::new(x, 1.0)).eps),
        "gd_step(1.0, |x| x * x, 0.0)",
        "1.0",
        "2.0",
    );
    fails(
        check::gd_step(|x, f, r| x - r * f(Dual64::new(r, 1.0)).eps),
        "gd_step(0.0, |x| x * x, 1.0)",
        "0.0",
        "-2.0",
    );
    fails(
        check::gd_step(|x, f, r| x - r * f(Dual64::new(x, x)).eps),
        "gd_step(0.0, |x| x, 1.0)",
        "-1.0",
        "0.0",
    );
    fails(
        check::gd_step(|x, f, _| if f(x.into()).re.is_nan() { x } else { f64::NAN }),
        "gd_step(0.0, |x| x, 0.0)",
        "0.0",
        "f64::NAN",
    );
}

#[test]
fn what_is_still_to_do_is_not_attempted() {
    not_attempted(check::linear_approx(|_, _, _| todo!()));
    not_attempted(check::gd_step(|_, _, _| todo!("tomorrow")));
    not_attempted(check::gradient(|_, _| todo!()));
    not_attempted(check::central_difference(|_, _, _| todo!()));
    not_attempted(check::mse_gradient(|_, _, _| todo!()));
}

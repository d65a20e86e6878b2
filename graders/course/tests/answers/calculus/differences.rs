//! Derivatives from differences, and their order.

use std::sync::atomic::{AtomicUsize, Ordering};

use course::check;
use grading::Verdict;
use nalgebra::{DMatrix, DVector};

use crate::{fails, passes};

#[test]
fn every_formula_of_order_two_or_more_passes() {
    passes(check::central_difference(|f, x, h| {
        (f(x + h / 2.0) - f(x - h / 2.0)) / h
    }));
    passes(check::central_difference(|f, x, h| {
        (f(x + 2.0 * h) - f(x - 2.0 * h)) / (4.0 * h)
    }));
    passes(check::central_difference(|f, x, h| (f(x - h) - f(x + h)) / (-2.0 * h)));
    passes(check::central_difference(|f, x, h| {
        f(x + h) / 2.0 / h - f(x - h) / 2.0 / h
    }));
    passes(check::central_difference(|f, x, h| {
        (-3.0 * f(x) + 4.0 * f(x + h) - f(x + 2.0 * h)) / (2.0 * h)
    }));
    passes(check::central_difference(|f, x, h| {
        let weights = [-1.0, 9.0, -45.0, 0.0, 45.0, -9.0, 1.0];
        let sum: f64 = (-3..=3).zip(weights).map(|(k, w)| w * f(x + f64::from(k) * h)).sum();
        sum / (60.0 * h)
    }));
    // The slope of the parabola through three points.
    passes(check::central_difference(|f, x, h| {
        let a = DMatrix::from_fn(3, 3, |i, j| (i as f64 - 1.0).powi(j as i32));
        let values = DVector::from_fn(3, |i, _| f(x + (i as f64 - 1.0) * h));
        a.lu().solve(&values).unwrap()[1] / h
    }));
    // Forward differences, extrapolated once.
    passes(check::central_difference(|f, x, h| {
        let forward = |h: f64| (f(x + h) - f(x)) / h;
        2.0 * forward(h / 2.0) - forward(h)
    }));
    // The step that one really takes.
    passes(check::central_difference(|f, x, h| {
        let (ahead, behind) = (x + h, x - h);
        (f(ahead) - f(behind)) / (ahead - behind)
    }));
}

#[test]
fn the_verdict_shows_how_the_error_falls() {
    let failed = fails(
        check::central_difference(|f, x, h| (f(x + h) - f(x)) / h),
        "[0.1, 0.01, 0.001].map(|h| central_difference(&|x| x * x, 0.0, h))",
        "vec![0.0, 0.0, 0.0]",
        "vec![0.10000000000000002, 0.01, 0.001]",
    );
    let falls =
        "from h = 0.1 to h = 0.001 its error goes from 1.0e-1 to 1.0e-3, about as h to the power of 1.0, not 2 or more";
    assert!(failed.flag.contains(falls), "{}", failed.flag);
}

#[test]
fn nearly_right_formulas_fail() {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    fails(
        check::central_difference(|f, x, h| {
            let h = h.max(1e-3);
            (f(x + h) - f(x - h)) / (2.0 * h)
        }),
        "[0.0001, 1e-5, 1e-6].map(|h| central_difference(&|x| (x * 1e3).sin(), 0.0, h))",
        "vec![998.3341664682815, 999.9833334166664, 999.9998333333417]",
        "vec![841.4709848078965, 841.4709848078965, 841.4709848078965]",
    );
    fails(
        check::central_difference(|f, x, h| {
            let h = h.min(1e-3);
            (f(x + h) - f(x - h)) / (2.0 * h)
        }),
        "[0.1, 0.01, 0.001].map(|h| central_difference(&|x| x * x * x - x, 0.0, h))",
        "vec![-0.99, -0.9999000000000001, -0.9999990000000001]",
        "vec![-0.9999990000000001, -0.9999990000000001, -0.9999990000000001]",
    );
    fails(
        check::central_difference(|f, x, h| {
            let h = h.sqrt();
            (f(x + h) - f(x - h)) / (2.0 * h)
        }),
        "[0.0001, 1e-5, 1e-6].map(|h| central_difference(&|x| (x * 1e3).sin(), 0.0, h))",
        "vec![998.3341664682815, 999.9833334166664, 999.9998333333417]",
        "vec![-54.40211108893698, -6.540706968938701, 841.4709848078965]",
    );
    fails(
        check::central_difference(|f, x, h| (-3.0 * f(x) + 4.0 * f(x + h) - f(x + 2.0 * h)) / h),
        "[0.1, 0.01, 0.001].map(|h| central_difference(&|x| x, 0.0, h))",
        "vec![1.0, 1.0, 1.0]",
        "vec![2.0, 2.0, 2.0]",
    );
    fails(
        check::central_difference(|f, x, h| (0.6 * f(x + h) - 0.2 * f(x) - 0.4 * f(x - h)) / h),
        "[0.1, 0.01, 0.001].map(|h| central_difference(&|x| x * x, 0.0, h))",
        "vec![0.0, 0.0, 0.0]",
        "vec![0.02, 0.0019999999999999996, 0.00019999999999999998]",
    );
    fails(
        check::central_difference(|f, x, h| ((f(x + h) - f(x - h)) / (2.0 * h)).abs()),
        "[0.1, 0.01, 0.001].map(|h| central_difference(&|x| x * x, -1.0, h))",
        "vec![-2.0000000000000004, -2.0000000000000018, -1.9999999999998352]",
        "vec![2.0000000000000004, 2.0000000000000018, 1.9999999999998352]",
    );
    fails(
        check::central_difference(|f, _, h| (f(h) - f(-h)) / (2.0 * h)),
        "[0.1, 0.01, 0.001].map(|h| central_difference(&|x| x * x, 1.0, h))",
        "vec![2.0000000000000004, 2.0000000000000018, 1.9999999999998352]",
        "vec![0.0, 0.0, 0.0]",
    );
    fails(
        check::central_difference(|f, x, h| (f(x + h * x) - f(x - h * x)) / (2.0 * h * x)),
        "[0.1, 0.01, 0.001].map(|h| central_difference(&|x| x, 0.0, h))",
        "vec![1.0, 1.0, 1.0]",
        "vec![f64::NAN, f64::NAN, f64::NAN]",
    );
    fails(
        check::central_difference(|f, x, h| ((f(x + h) - f(x - h)) / (2.0 * h) * 1000.0).round() / 1000.0),
        "[100000.0, 10000.0, 1000.0].map(|h| central_difference(&|x| (x * 1e-6).exp(), 0.0, h))",
        "vec![1.0016675001984405e-6, 1.000016666749992e-6, 1.0000001666666813e-6]",
        "vec![0.0, 0.0, 0.0]",
    );
    fails(
        check::central_difference(|f, x, h| f64::from(((f(x + h) - f(x - h)) / (2.0 * h)) as f32)),
        "[0.1, 0.01, 0.001].map(|h| central_difference(&|x| x * 0.3 + 1.0, 0.0, h))",
        "vec![0.30000000000000027, 0.2999999999999947, 0.29999999999996696]",
        "vec![0.30000001192092896, 0.30000001192092896, 0.30000001192092896]",
    );
    fails(
        check::central_difference(|f, x, h| (f(x + h) - f(x - h)) / (2.0 * h) + h),
        "[100000.0, 10000.0, 1000.0].map(|h| central_difference(&|x| (x * 1e-6).exp(), 0.0, h))",
        "vec![1.0016675001984405e-6, 1.000016666749992e-6, 1.0000001666666813e-6]",
        "vec![100000.00000100167, 10000.000001000017, 1000.0000010000001]",
    );
    fails(
        check::central_difference(|f, x, h| (f(x + h) - f(x - h)) / (2.0 * h) + 1e-6),
        "[100000.0, 10000.0, 1000.0].map(|h| central_difference(&|x| (x * 1e-6).exp(), 0.0, h))",
        "vec![1.0016675001984405e-6, 1.000016666749992e-6, 1.0000001666666813e-6]",
        "vec![2.0016675001984404e-6, 2.000016666749992e-6, 2.0000001666666813e-6]",
    );
    fails(
        check::central_difference(|f, x, h| (f(x + h) - f(x - h)) / (2.0 * h + h * h)),
        "[100000.0, 10000.0, 1000.0].map(|h| central_difference(&|x| (x * 1e-6).exp(), 0.0, h))",
        "vec![1.0016675001984405e-6, 1.000016666749992e-6, 1.0000001666666813e-6]",
        "vec![2.0032949344981908e-11, 1.9996334068186205e-10, 1.996008316699963e-9]",
    );
    fails(
        check::central_difference(|f, x, h| (f(x + h) - f(x - 2.0 * h)) / (3.0 * h)),
        "[0.1, 0.01, 0.001].map(|h| central_difference(&|x| x * x, 0.0, h))",
        "vec![0.0, 0.0, 0.0]",
        "vec![-0.1, -0.010000000000000002, -0.001]",
    );
    fails(
        check::central_difference(|f, x, h| (f(x + 2.0 * h) - f(x)) / (2.0 * h)),
        "[0.1, 0.01, 0.001].map(|h| central_difference(&|x| x * x, 0.0, h))",
        "vec![0.0, 0.0, 0.0]",
        "vec![0.20000000000000004, 0.02, 0.002]",
    );
    fails(
        check::central_difference(|f, x, h| {
            let h = h * (1.0 + x.abs());
            (f(x + h) - f(x)) / h
        }),
        "[0.001, 0.0001, 1e-5].map(|h| central_difference(&|x| (x * 100.0).cos(), 100.0, h))",
        "vec![30.510528619257293, 30.560929534724224, 30.56143380147924]",
        "vec![14.894524425005821, 69.75696276441262, 35.31380431590614]",
    );
    fails(
        check::central_difference(|f, x, h| {
            if x < 0.0 {
                (f(x) - f(x - h)) / h
            } else {
                (f(x + h) - f(x - h)) / (2.0 * h)
            }
        }),
        "[0.1, 0.01, 0.001].map(|h| central_difference(&|x| x * x, -1.0, h))",
        "vec![-2.0000000000000004, -2.0000000000000018, -1.9999999999998352]",
        "vec![-2.100000000000002, -2.0100000000000007, -2.0009999999996975]",
    );
    // What was right on the first calls is no function, and no input an example.
    let failed = fails(
        check::central_difference(|f, x, h| {
            let again = CALLS.fetch_add(1, Ordering::Relaxed) > 20;
            (f(x + h) - f(x - h)) / if again { h } else { 2.0 * h }
        }),
        "",
        "",
        "",
    );
    assert!(failed.flag.contains("keeps something between calls"), "{failed:#?}");
    fails(
        check::central_difference(|_, _, _| f64::NAN),
        "[0.1, 0.01, 0.001].map(|h| central_difference(&|x| x, 0.0, h))",
        "vec![1.0, 1.0, 1.0]",
        "vec![f64::NAN, f64::NAN, f64::NAN]",
    );
    fails(
        check::central_difference(|_, x, _| 2.0 * x),
        "[0.1, 0.01, 0.001].map(|h| central_difference(&|x| x, 0.0, h))",
        "vec![1.0, 1.0, 1.0]",
        "vec![0.0, 0.0, 0.0]",
    );
}

/// Which step is written down does not matter: it suits no function that changes over a millionth of it.
#[test]
fn a_step_of_ones_own_is_recognised() {
    for verdict in [
        check::central_difference(|f, x, _| (f(x + 1e-3) - f(x - 1e-3)) / 2e-3),
        check::central_difference(|f, x, _| (f(x + 1e-6) - f(x - 1e-6)) / 2e-6),
        check::central_difference(|f, x, _| (f(x + 1e-8) - f(x)) / 1e-8),
    ] {
        let Verdict::Failed(failed) = verdict else {
            panic!("{verdict:#?}")
        };
        assert_eq!(failed.misconception.as_deref(), Some("h-ignored"), "{failed:#?}");
    }
}

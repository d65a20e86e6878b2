//! Densities on (0, 1).

use std::f64::consts::{LN_2, PI};

use course::check;
use grading::Verdict;

use crate::{fails, passes};

const AREA: &str = "(0..1000).map(|i| my_pdf((f64::from(i) + 0.5) / 1000.0)).sum::<f64>() / 1000.0";

#[test]
fn any_density_passes() {
    let densities: &[fn(f64) -> f64] = &[
        |x| PI / 2.0 * (PI * x).sin(),
        |x| 1.0 + (2.0 * PI * x).cos(),
        |x| 1.0 / (LN_2 * (1.0 + x)),
        |x| 3.0 * (-3.0 * x).exp() / (1.0 - f64::exp(-3.0)),
        |x: f64| 21.0 * x.powi(20),
        |x: f64| 12.0 * (x * x - x + 0.25),
        // Without bound, at either end, at both, and inside.
        |x: f64| x.powf(-0.9) / 10.0,
        |x: f64| (1.0 - x).powf(-0.99) / 100.0,
        |x: f64| 1.0 / (PI * (x * (1.0 - x)).sqrt()),
        |x: f64| -(1.0 - x).ln(),
        |x: f64| 1.0 / (8.0 * (x - 0.5).abs()).sqrt(),
        // In pieces.
        |x| if (0.2..0.4).contains(&x) { 5.0 } else { 0.0 },
        |x| if x == 0.5 { 1e9 } else { 1.0 },
        |x: f64| [0.5, 1.5, 0.0, 2.0, 1.0, 0.25, 1.75, 0.5, 1.5, 1.0][(10.0 * x) as usize],
        |x: f64| if x < 1.0 / 3.0 { 6.0 * x } else { 3.0 * (1.0 - x) },
        // Narrow.
        |x| if (0.1234..0.1244).contains(&x) { 1000.0 } else { 0.0 },
        |x: f64| (-(x - 0.7).powi(2) / 2e-8).exp() / (1e-4 * (2.0 * PI).sqrt()),
        |x: f64| (-x / 1e-6).exp() / 1e-6,
        // Rounded to four digits, and normalised by a sum.
        |x: f64| 0.3989 / 0.05 * (-(x - 0.5).powi(2) / 0.005).exp(),
        |x| {
            let shape = |x: f64| (-x * x).exp();
            shape(x) * 100.0 / (0..100).map(|i| shape((f64::from(i) + 0.5) / 100.0)).sum::<f64>()
        },
    ];
    for density in densities {
        passes(check::my_pdf(*density));
    }
}

#[test]
fn an_area_that_is_off_by_a_thousandth_fails() {
    fails(check::my_pdf(|_| 1.001), AREA, "1.0000", "1.0010");
    fails(check::my_pdf(|x| 1.998 * x), AREA, "1.0000", "0.9990");
    fails(check::my_pdf(|x| 1.001 / (2.0 * x.sqrt())), AREA, "1.0000", "1.0010");
    fails(check::my_pdf(|x| -0.999 * x.ln()), AREA, "1.0000", "0.9990");
    fails(check::my_pdf(|x| x.powf(-0.9) / 10.01), AREA, "1.0000", "0.9990");
    fails(
        check::my_pdf(|x| if x < 0.5 { 1.5 } else { 0.498 }),
        AREA,
        "1.0000",
        "0.9990",
    );
    // A thousandth of it lies outside.
    fails(
        check::my_pdf(|x| (-(x - 0.5).powi(2) / 0.0464).exp() / (0.0464 * PI).sqrt()),
        AREA,
        "1.0000",
        "0.9990",
    );
}

#[test]
fn what_is_no_density_fails_with_its_own_hint() {
    #[track_caller]
    fn check(answer: fn(f64) -> f64, counterexample: &str, got: &str, misconception: Option<&str>) {
        let expected = if counterexample == AREA { "1.0000" } else { "" };
        let failed = fails(course::check::my_pdf(answer), counterexample, expected, got);
        assert_eq!(failed.misconception.as_deref(), misconception);
    }
    // The area is one, all the same.
    check(
        |x| 3.0 - 4.0 * x,
        "my_pdf(0.8)",
        "-0.20000000000000018",
        Some("negative-somewhere"),
    );
    check(|x| 2.0 * x - 1.0, "my_pdf(0.25)", "-0.5", Some("negative-somewhere"));
    check(|x| 0.5 / x, AREA, "f64::INFINITY", Some("infinite-area"));
    check(|x| (1.0 - x).powi(-2), AREA, "f64::INFINITY", Some("infinite-area"));
    check(|x| x.powi(3), AREA, "0.2500", Some("cumulative"));
    check(|x| (PI * x / 2.0).sin(), AREA, "0.6366", Some("cumulative"));
    check(|_| 0.25, AREA, "0.2500", Some("values-under-one-wanted"));
    check(|x| (1.5 - x).min(1.0), AREA, "0.8750", Some("values-under-one-wanted"));
    check(|x| (1.0 - x).powi(2), AREA, "0.3333", Some("area-is-not-one"));
    check(
        |x| if x < 0.5 { 1.0 } else { 0.0 },
        AREA,
        "0.5000",
        Some("area-is-not-one"),
    );
    // No shape to divide by its area.
    check(|_| 0.0, AREA, "0.0000", None);
    check(|x| (x - 0.5).sqrt(), "my_pdf(0.25)", "f64::NAN", None);
    check(|_| f64::NAN, "my_pdf(0.5)", "f64::NAN", None);
    check(|_| f64::INFINITY, AREA, "f64::INFINITY", Some("infinite-area"));
}

#[test]
fn a_negative_stretch_between_the_round_numbers_is_found() {
    let dips = |x: f64| {
        if (0.3331..0.3335).contains(&x) {
            -1.0
        } else {
            1.0 + 8e-4 / 0.9996
        }
    };
    let failed = fails(check::my_pdf(dips), AREA, "1.0000", "1.0000");
    assert_eq!(failed.misconception.as_deref(), Some("negative-somewhere"));
    assert!(failed.flag.contains("at 0.333"), "{}", failed.flag);
}

#[test]
fn what_values_cannot_tell_counts_for_nothing() {
    #[track_caller]
    fn check(answer: fn(f64) -> f64) {
        let Verdict::GraderError { message } = course::check::my_pdf(answer) else {
            panic!()
        };
        assert!(message.starts_with("`my_pdf` was not judged: the area"), "{message}");
    }
    check(|x| 2.0 * (1e9 * x).sin().powi(2));
    check(|x| 1.0 / (x * (1.0 - x.ln()).powi(2)));
}

//! Answers that are right but for digits: they are told so, and asked where the digits go. What is wrong by more is not.

#![expect(clippy::approx_constant, reason = "the digits that are left out are the fault")]

use course::check;
use grading::{Failed, Verdict};
use nalgebra::{DMatrix, DVector};

use crate::passes;

#[track_caller]
fn failed(verdict: Verdict) -> Failed {
    match verdict {
        Verdict::Failed(failed) => failed,
        verdict => panic!("a wrong answer does not fail: {verdict:#?}"),
    }
}

/// It is told that digits get lost, and shown where that is seen.
#[track_caller]
fn loses_digits(verdict: Verdict, tag: &str) {
    let failed = failed(verdict);
    assert_eq!(failed.misconception.as_deref(), Some(tag), "{failed:#?}");
    assert!(failed.flag.contains("it agrees with what is right"), "{failed:#?}");
    assert_ne!(failed.expected, failed.got, "{failed:#?}");
    assert!(failed.counterexample.is_some(), "{failed:#?}");
}

#[track_caller]
fn keeps_digits(verdict: Verdict) {
    let failed = failed(verdict);
    let tag = failed.misconception.as_deref();
    assert!(!matches!(tag, Some("single-precision" | "digits-lost")), "{failed:#?}");
}

fn single(x: f64) -> f64 {
    f64::from(x as f32)
}

#[test]
fn what_passes_through_an_f32_is_told_so() {
    let tag = "single-precision";
    loses_digits(
        check::projector(|u| (u * u.transpose() / u.norm_squared()).map(single)),
        tag,
    );
    loses_digits(check::apply_to_batch(|a, batch| (a * batch).map(single)), tag);
    loses_digits(
        check::sum_squared_error(|mu, data| single(data.iter().map(|x| (x - mu).powi(2)).sum())),
        tag,
    );
    loses_digits(check::surprise(|p, i| single(-p[i].ln())), tag);
    loses_digits(
        check::softmax(|z| {
            let e = z.map(|x| (x - z.max()).exp());
            (&e / e.sum()).map(single)
        }),
        tag,
    );
    loses_digits(
        check::entropy(|p| single(p.iter().filter(|&&x| x > 0.0).map(|x| -x * x.ln()).sum())),
        tag,
    );
    loses_digits(
        check::pseudo_inverse(|m| {
            let cut = 1e-9 * m.singular_values()[0];
            m.clone().pseudo_inverse(cut).unwrap().map(single)
        }),
        tag,
    );
}

#[test]
fn digits_that_get_lost_in_some_other_way_are_asked_for() {
    let tag = "digits-lost";
    loses_digits(
        check::projector(|u| u * u.transpose() / u.norm_squared() * 0.999_999_999),
        tag,
    );
    loses_digits(check::surprise(|p, i| -p[i].log10() * 2.302585), tag);
    loses_digits(
        check::gaussian_surprise(|mu, data| data.iter().map(|x| (x - mu).powi(2) / 2.0 + 0.918938).sum()),
        tag,
    );
    loses_digits(
        check::entropy(|p| p.iter().filter(|&&x| x > 0.0).map(|x| -x * x.log2() * 0.693147).sum()),
        tag,
    );
    loses_digits(
        check::solve_least_squares(|a, b| {
            let svd = a.clone().svd(true, true);
            let cut = 1e-9 * svd.singular_values.max();
            svd.solve(b, cut).unwrap() * (1.0 + 1e-7)
        }),
        tag,
    );
}

#[test]
fn what_is_wrong_by_more_than_digits_is_not_taken_for_a_loss_of_digits() {
    keeps_digits(check::projector(|u| u * u.transpose()));
    // Right to nine digits, and nothing but zeros for a vector in small units.
    keeps_digits(check::projector(|u| u * u.transpose() / (u.norm_squared() + 1e-9)));
    keeps_digits(check::projector(|u| DMatrix::zeros(u.len(), u.len())));
    keeps_digits(check::softmax(|z| z.map(|x| x.exp())));
    keeps_digits(check::entropy(|p| p.sum() * 1e-9));
    keeps_digits(check::surprise(|p, i| 1.0 - p[i]));
    keeps_digits(check::pseudo_inverse(|m| m.clone().pseudo_inverse(1e-6).unwrap()));
    keeps_digits(check::mle_gaussian(|data| (data.mean(), 1.0)));
}

/// It fails, told that.
#[track_caller]
fn mistakes(verdict: Verdict, tag: &str) -> Failed {
    let failed = failed(verdict);
    assert_eq!(failed.misconception.as_deref(), Some(tag), "{failed:#?}");
    failed
}

#[test]
fn a_cut_for_singular_values_is_a_part_of_the_largest() {
    // In every way to measure the largest that is sound.
    passes(check::pseudo_inverse(|m| {
        m.clone().pseudo_inverse(1e-9 * m.norm()).unwrap()
    }));
    passes(check::pseudo_inverse(|m| {
        m.clone().pseudo_inverse(1e-9 * m.amax()).unwrap()
    }));
    passes(check::pseudo_inverse(|m| {
        m.clone().pseudo_inverse(1e-9 * m.singular_values().sum()).unwrap()
    }));
    type Inverse = fn(&DMatrix<f64>) -> DMatrix<f64>;
    let absolute: [Inverse; 9] = [
        |m| m.clone().pseudo_inverse(1e-5).unwrap(),
        |m| m.clone().pseudo_inverse(1e-6).unwrap(),
        |m| m.clone().pseudo_inverse(1e-8).unwrap(),
        |m| m.clone().pseudo_inverse(1e-9).unwrap(),
        |m| m.clone().pseudo_inverse(1e-10).unwrap(),
        |m| m.clone().pseudo_inverse(1e-12).unwrap(),
        |m| m.clone().pseudo_inverse(1e-9 * m.norm().max(1.0)).unwrap(),
        |m| m.clone().pseudo_inverse(1e-9 * m.norm().min(1.0)).unwrap(),
        |m| m.clone().pseudo_inverse(1e-9 + 1e-9 * m.norm()).unwrap(),
    ];
    for answer in absolute {
        mistakes(check::pseudo_inverse(answer), "absolute-cut");
    }
    let fine: [Inverse; 3] = [
        |m| m.clone().pseudo_inverse(1e-11 * m.norm()).unwrap(),
        |m| m.clone().pseudo_inverse(1e-14 * m.singular_values()[0]).unwrap(),
        |m| {
            let cut = f64::EPSILON * m.nrows().max(m.ncols()) as f64 * m.singular_values()[0];
            m.clone().pseudo_inverse(cut).unwrap()
        },
    ];
    for answer in fine {
        mistakes(check::pseudo_inverse(answer), "cut-too-fine");
    }
    let coarse: [Inverse; 2] = [
        |m| m.clone().pseudo_inverse(1e-4 * m.norm()).unwrap(),
        |m| m.clone().pseudo_inverse(1e-3 * m.singular_values()[0]).unwrap(),
    ];
    for answer in coarse {
        mistakes(check::pseudo_inverse(answer), "small-values-dropped");
    }
    let failed = mistakes(check::pseudo_inverse(absolute[3]), "absolute-cut");
    let shown = "dmatrix![100000000.0, 0.0;\n                 0.0, 0.0]";
    assert_eq!(failed.got.as_deref(), Some(shown), "{failed:#?}");
}

#[test]
fn a_cut_in_least_squares_is_a_part_of_the_largest() {
    type Solve = fn(&DMatrix<f64>, &DVector<f64>) -> DVector<f64>;
    passes(check::solve_least_squares(|a, b| {
        a.clone().svd(true, true).solve(b, 1e-9 * a.norm()).unwrap()
    }));
    passes(check::solve_least_squares(|a, b| {
        a.clone().svd(true, true).solve(b, 1e-9 * a.amax()).unwrap()
    }));
    let absolute: [Solve; 4] = [
        |a, b| a.clone().svd(true, true).solve(b, 1e-6).unwrap(),
        |a, b| a.clone().svd(true, true).solve(b, 1e-9).unwrap(),
        |a, b| a.clone().svd(true, true).solve(b, 1e-12).unwrap(),
        |a, b| a.clone().pseudo_inverse(1e-10).unwrap() * b,
    ];
    for answer in absolute {
        mistakes(check::solve_least_squares(answer), "absolute-cut");
    }
    let fine: [Solve; 2] = [
        |a, b| a.clone().svd(true, true).solve(b, 1e-12 * a.norm()).unwrap(),
        |a, b| a.clone().svd(true, true).solve(b, 1e-15 * a.norm()).unwrap(),
    ];
    for answer in fine {
        mistakes(check::solve_least_squares(answer), "cut-too-fine");
    }
    mistakes(
        check::solve_least_squares(|a, b| a.clone().svd(true, true).solve(b, 1e-3 * a.norm()).unwrap()),
        "small-values-dropped",
    );
}

/// `r` alone says what is left out, not the size of what is kept.
#[test]
fn an_approximation_of_low_rank_has_no_cut() {
    type Approximation = fn(&DMatrix<f64>, usize) -> DMatrix<f64>;
    let cut: [Approximation; 4] = [
        |m, r| cut_at(m, r, 1e-6),
        |m, r| cut_at(m, r, 1e-9),
        |m, r| cut_at(m, r, 1e-12),
        |m, r| cut_at(m, r, 1e-4 * m.norm()),
    ];
    for answer in cut {
        failed(check::low_rank(answer));
    }
    passes(check::low_rank(|m, r| cut_at(m, r, 1e-15 * m.norm())));
}

fn cut_at(m: &DMatrix<f64>, r: usize, cut: f64) -> DMatrix<f64> {
    let mut svd = m.clone().svd(true, true);
    for (k, value) in svd.singular_values.iter_mut().enumerate() {
        if k >= r || *value < cut {
            *value = 0.0;
        }
    }
    svd.recompose().unwrap()
}

#[test]
fn a_vector_in_any_unit_has_its_line() {
    failed(check::projector(|u| match u.norm() {
        ..1e-6 => DMatrix::zeros(u.len(), u.len()),
        norm => u * u.transpose() / norm.powi(2),
    }));
    failed(check::projector(|u| match u.norm() {
        ..1e-12 => DMatrix::zeros(u.len(), u.len()),
        norm => u * u.transpose() / norm.powi(2),
    }));
    passes(check::projector(|u| {
        let unit = u / u.norm();
        &unit * unit.transpose()
    }));
}

/// What is right is written as a person would write it, however the reference came to it.
#[test]
fn what_is_expected_shows_no_rounding_of_the_reference() {
    #[track_caller]
    fn check(verdict: Verdict, counterexample: &str, expected: &str, got: &str) {
        crate::fails(verdict, counterexample, expected, got);
    }
    check(
        check::softmax(|z| z.map(|x| (x - z.max()).exp()) / z.map(|x| (x - z.max()).exp()).sum() * 2.0),
        "softmax(&dvector![0.0])",
        "dvector![1.0]",
        "dvector![2.0]",
    );
    check(
        check::projector(|u| u * u.transpose() / u.norm_squared() * 1.5),
        "projector(&dvector![1.0])",
        "dmatrix![1.0]",
        "dmatrix![1.5]",
    );
    let failed = failed(check::solve_least_squares(|a, b| {
        if b.len() < 3 {
            return a.clone().svd(true, true).solve(b, 1e-9 * a.norm()).unwrap();
        }
        DVector::zeros(a.ncols())
    }));
    for shown in [&failed.expected, &failed.counterexample].into_iter().flatten() {
        let digits = |number: &str| number.bytes().filter(u8::is_ascii_digit).count();
        let longest = shown.split(['[', ',', ']', ';']).map(digits).max();
        assert!(longest <= Some(16), "{shown}");
    }
}

/// An error that is only in the last digits is no example of what is wrong by far.
#[test]
fn an_example_is_of_the_fault_and_not_of_rounding() {
    // Wrong by a part in a billion for one entry, by half for more.
    let failed = failed(check::projector(|u| {
        let right = u * u.transpose() / u.norm_squared();
        match u.len() {
            1 => right * (1.0 + 1e-9),
            _ => right * 0.5,
        }
    }));
    assert_ne!(failed.misconception.as_deref(), Some("digits-lost"), "{failed:#?}");
    let example = failed.counterexample.as_deref().unwrap_or_default();
    assert!(example.contains(", "), "one entry is no example: {example}");
}

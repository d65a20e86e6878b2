//! Answers that are right but for a corner: what is small is taken for nothing, what is far away for near.

use course::check;
use grading::Verdict;
use nalgebra::{DMatrix, DVector};

#[track_caller]
fn is_caught(verdict: Verdict) {
    assert!(
        matches!(verdict, Verdict::Failed(_)),
        "a wrong answer does not fail: {verdict:#?}"
    );
}

#[test]
fn an_entry_that_is_hardly_negative_is_negative() {
    is_caught(check::is_pmf(|p| {
        p.iter().all(|&x| x > -1e-4) && (p.sum() - 1.0).abs() < 1e-6
    }));
    is_caught(check::is_pmf(|p| {
        p.iter().all(|&x| x > -1e-6) && (p.sum() - 1.0).abs() < 1e-6
    }));
}

#[test]
fn what_is_rare_may_happen() {
    is_caught(check::cross_entropy(|p, q| {
        let counted = p.iter().zip(q).filter(|(p, q)| **p > 0.0 && (**q > 0.0 || **p > 0.2));
        counted.map(|(p, q)| -p * q.ln()).sum()
    }));
    is_caught(check::cross_entropy(|p, q| {
        let counted = p.iter().zip(q).filter(|(p, _)| **p > 1e-12);
        counted.map(|(p, q)| -p * q.ln()).sum()
    }));
    is_caught(check::divergence(|p, q| {
        let counted = p.iter().zip(q).filter(|(p, q)| **p > 0.0 && (**q > 0.0 || **p > 0.01));
        counted.map(|(p, q)| p * (p / q).ln()).sum()
    }));
    fn search(p: &DVector<f64>, u: f64, least: f64) -> usize {
        let mut sum = 0.0;
        let mut last = 0;
        for (outcome, &p) in p.iter().enumerate().filter(|(_, p)| **p > least) {
            sum += p;
            last = outcome;
            if u < sum {
                break;
            }
        }
        last
    }
    is_caught(check::sample(|p, u| search(p, u, 1e-9)));
    is_caught(check::sample(|p, u| search(p, u.max(1e-6), 0.0)));
}

#[test]
fn surprise_grows_however_far_away() {
    is_caught(check::gaussian_surprise(|mu, data| {
        let half = data.map(|x| (x - mu).clamp(-30.0, 30.0)).norm_squared() / 2.0;
        half + data.len() as f64 * std::f64::consts::TAU.sqrt().ln()
    }));
}

#[test]
fn a_small_singular_value_is_not_rounding() {
    fn least(m: &DMatrix<f64>) -> f64 {
        m.singular_values().max() * 2e-3
    }
    is_caught(check::pseudo_inverse(|m| m.clone().pseudo_inverse(least(m)).unwrap()));
    is_caught(check::solve_least_squares(|a, b| {
        a.clone().svd(true, true).solve(b, least(a)).unwrap()
    }));
    is_caught(check::low_rank(|m, r| {
        let mut svd = m.clone().svd(true, true);
        for k in 0..svd.singular_values.len() {
            if k >= r || svd.singular_values[k] < least(m) {
                svd.singular_values[k] = 0.0;
            }
        }
        svd.recompose().unwrap()
    }));
}

#[test]
fn a_determinant_does_not_measure_rank() {
    is_caught(check::rank(|m| match m.is_square() && m.determinant().abs() > 1e-9 {
        true => m.nrows(),
        false => m.rank(1e-9 * m.norm()),
    }));
}

#[test]
fn the_largest_entry_may_be_zero() {
    is_caught(check::projector(|u| {
        let direction = u / u.max();
        &direction * direction.transpose() / direction.norm_squared()
    }));
}

//! Answers to the third notebook, on single distributions and what they average to.

mod averages;
mod densities;
mod logits;

use course::check;
use grading::Verdict;

use crate::passes;

/// The answer fails, on no worse an example than this. What it gives there depends on the last digits of logarithms.
#[track_caller]
fn fails_on(counterexample: &str, verdict: Verdict) {
    let Verdict::Failed(failed) = verdict else {
        panic!("a wrong answer does not fail: {verdict:#?}")
    };
    assert_eq!(failed.counterexample.as_deref(), Some(counterexample), "{failed:#?}");
}

mod is_pmf {
    use super::*;

    #[test]
    fn other_ways_to_the_same_answer_pass() {
        passes(check::is_pmf(|p| {
            (p.sum() - 1.0).abs() <= 1e-8 && p.iter().copied().fold(f64::INFINITY, f64::min) >= 0.0
        }));
        passes(check::is_pmf(|p| {
            let mut left = 1.0;
            for &x in p {
                if x.is_sign_negative() && x != 0.0 {
                    return false;
                }
                left -= x;
            }
            -1e-6 < left && left < 1e-6
        }));
        passes(check::is_pmf(|p| {
            p.iter().all(|x| (0.0..=1.0).contains(x)) && p.iter().sum::<f64>().ln().abs() < 1e-7
        }));
        passes(check::is_pmf(|p| {
            !p.is_empty() && !p.iter().any(|&x| x < 0.0) && (p.lp_norm(1) - 1.0).abs() < 9e-4
        }));
    }

    #[test]
    fn nearly_right_is_wrong() {
        // The first entry's sign only.
        fails_on(
            "is_pmf(&dvector![1.5, -0.5])",
            check::is_pmf(|p| p.iter().take(1).all(|&x| x >= 0.0) && (p.sum() - 1.0).abs() < 1e-6),
        );
        // The last entry's sign only.
        fails_on(
            "is_pmf(&dvector![-0.5, 1.5])",
            check::is_pmf(|p| p.iter().next_back().is_some_and(|&x| x >= 0.0) && (p.sum() - 1.0).abs() < 1e-6),
        );
        // A half percent forgiven.
        fails_on(
            "is_pmf(&dvector![0.9989])",
            check::is_pmf(|p| p.iter().all(|&x| x >= 0.0) && (p.sum() - 1.0).abs() < 5e-3),
        );
        // Single precision's rounding.
        fails_on(
            "is_pmf(&dvector![0.5, 0.4999999991])",
            check::is_pmf(|p| p.iter().all(|&x| x >= 0.0) && (p.sum() - 1.0).abs() < 1e-11),
        );
        // Small negative entries forgiven.
        fails_on(
            "is_pmf(&dvector![-0.001, 0.501, 0.25, 0.25])",
            check::is_pmf(|p| p.iter().all(|&x| x > -0.01) && (p.sum() - 1.0).abs() < 1e-6),
        );
        // Nothing certain.
        fails_on(
            "is_pmf(&dvector![1.0])",
            check::is_pmf(|p| p.iter().all(|&x| (0.0..1.0).contains(&x)) && (p.sum() - 1.0).abs() < 1e-6),
        );
        // The empty one.
        fails_on(
            "is_pmf(&DVector::<f64>::zeros(0))",
            check::is_pmf(|p| p.is_empty() || (p.iter().all(|&x| x >= 0.0) && (p.sum() - 1.0).abs() < 1e-6)),
        );
        // The mean.
        fails_on(
            "is_pmf(&dvector![1.0, 0.0])",
            check::is_pmf(|p| p.iter().all(|&x| x >= 0.0) && (p.mean() - 1.0).abs() < 1e-6),
        );
        // Two entries only.
        fails_on(
            "is_pmf(&dvector![0.5, 0.0, 0.5])",
            check::is_pmf(|p| p.iter().all(|&x| x >= 0.0) && (p.iter().take(2).sum::<f64>() - 1.0).abs() < 1e-6),
        );
        // Any for all.
        fails_on(
            "is_pmf(&dvector![-0.5, 1.5])",
            check::is_pmf(|p| p.iter().any(|&x| x >= 0.0) && (p.sum() - 1.0).abs() < 1e-6),
        );
        // A long one refused.
        fails_on(
            "is_pmf(&DVector::from_element(1000, 0.001))",
            check::is_pmf(|p| p.len() < 100 && p.iter().all(|&x| x >= 0.0) && (p.sum() - 1.0).abs() < 1e-6),
        );
    }
}

mod surprise {
    use super::*;

    #[test]
    fn other_ways_to_the_same_answer_pass() {
        passes(check::surprise(|p, i| -(p[i].log10() * std::f64::consts::LN_10)));
        passes(check::surprise(|p, i| {
            p.iter().skip(i).map(|x| -x.ln()).next().unwrap()
        }));
        passes(check::surprise(|p, i| -0.5 * (p[i].ln() + p[i].ln())));
    }

    #[test]
    fn nearly_right_is_wrong() {
        // Zero has none.
        fails_on(
            "surprise(&dvector![1.0, 0.0], 1)",
            check::surprise(|p, i| if p[i] == 0.0 { 0.0 } else { -p[i].ln() }),
        );
        // A guard against zero.
        fails_on(
            "surprise(&(dvector![1e-12, 1.0] / 1.000000000001), 0)",
            check::surprise(|p, i| -(p[i] + 1e-12).ln()),
        );
        // Absolute value of log10.
        fails_on(
            "surprise(&dvector![0.5, 0.5], 0)",
            check::surprise(|p, i| p[i].log10().abs()),
        );
        // Only small probabilities.
        fails_on(
            "surprise(&dvector![1e-100, 1.0], 0)",
            check::surprise(|p, i| if p[i] < 1e-50 { f64::INFINITY } else { -p[i].ln() }),
        );
        // Single precision.
        fails_on(
            "surprise(&dvector![0.5, 0.5], 0)",
            check::surprise(|p, i| f64::from(-(p[i] as f32).ln())),
        );
        // From the back.
        fails_on(
            "surprise(&dvector![1.0, 0.0], 0)",
            check::surprise(|p, i| -p[p.len() - 1 - i].ln()),
        );
        // Relative to the likeliest.
        fails_on(
            "surprise(&dvector![0.5, 0.5], 0)",
            check::surprise(|p, i| p.max().ln() - p[i].ln()),
        );
        // Squared.
        fails_on(
            "surprise(&dvector![0.5, 0.5], 0)",
            check::surprise(|p, i| p[i].ln().powi(2)),
        );
        // Log of odds.
        fails_on(
            "surprise(&dvector![1.0], 0)",
            check::surprise(|p, i| ((1.0 - p[i]) / p[i]).ln()),
        );
    }
}

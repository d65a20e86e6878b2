//! From logits to probabilities and to a loss.

use course::check;
use grading::Verdict;
use nalgebra::DVector;

use super::fails_on;
use crate::passes;

fn stable_softmax(logits: &DVector<f64>) -> DVector<f64> {
    let raised = logits.map(|x| (x - logits.max()).exp());
    &raised / raised.sum()
}

fn logsumexp(logits: &DVector<f64>) -> f64 {
    logits.max() + logits.map(|x| (x - logits.max()).exp()).sum().ln()
}

mod softmax {
    use super::*;

    #[test]
    fn other_ways_to_the_same_answer_pass() {
        passes(check::softmax(|x| x.map(|y| (y - logsumexp(x)).exp())));
        passes(check::softmax(|x| {
            let largest = x[x.imax()];
            let raised: Vec<f64> = x.iter().map(|y| std::f64::consts::E.powf(y - largest)).collect();
            let total: f64 = raised.iter().sum();
            DVector::from_iterator(x.len(), raised.into_iter().map(|y| y / total))
        }));
        passes(check::softmax(|x| {
            x.add_scalar(-x.max())
                .map(f64::exp)
                .scale(1.0 / x.add_scalar(-x.max()).map(f64::exp).sum())
        }));
    }

    #[test]
    fn nearly_right_is_wrong() {
        // One too many in the sum.
        fails_on(
            "softmax(&dvector![0.0])",
            check::softmax(|x| {
                let raised = x.map(|y| (y - x.max()).exp());
                &raised / (raised.sum() + 1.0)
            }),
        );
        // Denominator guarded by too much.
        fails_on(
            "softmax(&dvector![0.0])",
            check::softmax(|x| {
                let raised = x.map(|y| (y - x.max()).exp());
                &raised / (raised.sum() + 1e-8)
            }),
        );
        // Sorted.
        fails_on(
            "softmax(&dvector![1.0, 0.0])",
            check::softmax(|x| {
                let mut p = stable_softmax(x).as_slice().to_vec();
                p.sort_by(f64::total_cmp);
                DVector::from_vec(p)
            }),
        );
        // Temperature two.
        fails_on(
            "softmax(&dvector![1.0, 0.0])",
            check::softmax(|x| stable_softmax(&(x / 2.0))),
        );
        // Standardised first.
        fails_on(
            "softmax(&dvector![1.0, 0.0])",
            check::softmax(|x| stable_softmax(&x.map(|y| y / (1.0 + x.amax())))),
        );
        // Right for two.
        fails_on(
            "softmax(&dvector![0.0])",
            check::softmax(|x| {
                if x.len() == 2 {
                    return stable_softmax(x);
                }
                x.map(|y| (y - x.max()).exp()) / 2.0
            }),
        );
        // Single precision.
        fails_on(
            "softmax(&dvector![0.0, 0.2])",
            check::softmax(|x| stable_softmax(&x.map(|y| f64::from(y as f32)))),
        );
        // Single precision of the result.
        fails_on(
            "softmax(&dvector![1.0, 0.0])",
            check::softmax(|x| stable_softmax(x).map(|y| f64::from(y as f32))),
        );
        // Squared exponent.
        fails_on(
            "softmax(&dvector![-1.0, 0.0])",
            check::softmax(|x| stable_softmax(&x.map(|y| y * y))),
        );
        // Row sums of another length.
        fails_on(
            "softmax(&dvector![0.0])",
            check::softmax(|x| stable_softmax(x).push(0.0)),
        );
        // Large logits given up.
        fails_on(
            "softmax(&dvector![700.0, 700.0])",
            check::softmax(|x| {
                if x.amax() > 500.0 {
                    x.map(|y| f64::from(y == x.max()))
                } else {
                    stable_softmax(x)
                }
            }),
        );
        // Shift by 700.
        fails_on(
            "softmax(&dvector![-46.0])",
            check::softmax(|x| {
                let raised = x.map(|y| (y - 700.0).exp());
                &raised / raised.sum()
            }),
        );
    }
}

mod softmax_cross_entropy {
    use super::*;

    #[test]
    fn other_ways_to_the_same_answer_pass() {
        passes(check::softmax_cross_entropy(|x, p| logsumexp(x) * p.sum() - p.dot(x)));
        passes(check::softmax_cross_entropy(|x, p| {
            let shifted = x.add_scalar(-x.max());
            let log_sum = shifted.map(f64::exp).sum().log2() * std::f64::consts::LN_2;
            let terms = shifted.zip_map(p, |x, p| p * (log_sum - x));
            terms.sum()
        }));
        passes(check::softmax_cross_entropy(|x, p| {
            p.iter()
                .enumerate()
                .map(|(i, p)| p * logsumexp(&x.add_scalar(-x[i])))
                .sum()
        }));
    }

    #[test]
    fn nearly_right_is_wrong() {
        // Mean for the shift.
        fails_on(
            "softmax_cross_entropy(&dvector![1000.0, 0.0, 0.0, 0.0], &dvector![0.0, 0.0, 0.0, 1.0])",
            check::softmax_cross_entropy(|x, p| {
                let mean = x.mean();
                mean + x.map(|y| (y - mean).exp()).sum().ln() - p.dot(x)
            }),
        );
        // Shift not given back.
        fails_on(
            "softmax_cross_entropy(&dvector![1.0], &dvector![1.0])",
            check::softmax_cross_entropy(|x, p| x.map(|y| (y - x.max()).exp()).sum().ln() - p.dot(x)),
        );
        // Largest logit for log-sum-exp.
        fails_on(
            "softmax_cross_entropy(&dvector![0.0, 0.0], &dvector![1.0, 0.0])",
            check::softmax_cross_entropy(|x, p| x.max() - p.dot(x)),
        );
        // Log-sum-exp without the maximum's own term.
        fails_on(
            "softmax_cross_entropy(&dvector![0.0], &dvector![1.0])",
            check::softmax_cross_entropy(|x, p| (x.map(|y| (y - x.max()).exp()).sum() + 1.0).ln() + x.max() - p.dot(x)),
        );
        // Probability of the likeliest.
        fails_on(
            "softmax_cross_entropy(&dvector![0.0, 0.0], &dvector![1.0, 0.0])",
            check::softmax_cross_entropy(|x, p| 1.0 - stable_softmax(x)[p.imax()]),
        );
        // Squared error.
        fails_on(
            "softmax_cross_entropy(&dvector![0.0, 0.0], &dvector![1.0, 0.0])",
            check::softmax_cross_entropy(|x, p| (stable_softmax(x) - p).norm_squared()),
        );
        // Largest by size.
        fails_on(
            "softmax_cross_entropy(&dvector![0.0, -1000.0], &dvector![1.0, 0.0])",
            check::softmax_cross_entropy(|x, p| {
                let most = x.amax();
                most + x.map(|y| (y - most).exp()).sum().ln() - p.dot(x)
            }),
        );
        // Sigmoid cross-entropy.
        fails_on(
            "softmax_cross_entropy(&dvector![0.0], &dvector![1.0])",
            check::softmax_cross_entropy(|x, p| {
                x.iter()
                    .zip(p)
                    .map(|(x, p)| x.max(0.0) - x * p + (-x.abs()).exp().ln_1p())
                    .sum()
            }),
        );
        // Clipped.
        fails_on(
            "softmax_cross_entropy(&dvector![-8.0, 9.0], &dvector![1.0, 0.0])",
            check::softmax_cross_entropy(|x, p| -p.dot(&stable_softmax(x).map(|q| q.clamp(1e-7, 1.0).ln()))),
        );
        // A base of two in the sum.
        fails_on(
            "softmax_cross_entropy(&dvector![1.0, 0.0], &dvector![1.0, 0.0])",
            check::softmax_cross_entropy(|x, p| x.max() + x.map(|y| (y - x.max()).exp2()).sum().ln() - p.dot(x)),
        );
        // Temperature.
        fails_on(
            "softmax_cross_entropy(&dvector![1.0, 0.0], &dvector![1.0, 0.0])",
            check::softmax_cross_entropy(|x, p| logsumexp(&(x / 2.0)) - p.dot(x) / 2.0),
        );
        // Logits cut.
        fails_on(
            "softmax_cross_entropy(&dvector![1000.0, 0.0], &dvector![0.0, 1.0])",
            check::softmax_cross_entropy(|x, p| {
                let x = x.map(|y| y.clamp(-500.0, 500.0));
                logsumexp(&x) - p.dot(&x)
            }),
        );
        // Single precision.
        fails_on(
            "softmax_cross_entropy(&dvector![0.0, 0.3], &dvector![0.0, 1.0])",
            check::softmax_cross_entropy(|x, p| {
                let x = x.map(|y| f64::from(y as f32));
                logsumexp(&x) - p.dot(&x)
            }),
        );
    }
    #[track_caller]
    fn recognised(tag: &str, verdict: Verdict) {
        let Verdict::Failed(failed) = verdict else {
            panic!("a wrong answer does not fail: {verdict:#?}")
        };
        assert_eq!(failed.misconception.as_deref(), Some(tag), "{failed:#?}");
    }

    #[test]
    fn a_hint_is_true_of_the_answer() {
        // Adding 5 to all logits changes nothing here.
        recognised(
            "largest-for-the-sum",
            check::softmax_cross_entropy(|x, p| x.max() - p.dot(x)),
        );
        recognised("not-normalised", check::softmax_cross_entropy(|x, p| -p.dot(x)));
        recognised(
            "logarithm-of-nothing",
            check::softmax_cross_entropy(|x, p| -p.dot(&stable_softmax(x).map(|q| q.max(1e-300).ln()))),
        );
        recognised(
            "logarithm-of-nothing",
            check::softmax_cross_entropy(|x, p| {
                p.zip_map(&stable_softmax(x), |p, q| if q > 0.0 { -p * q.ln() } else { 0.0 })
                    .sum()
            }),
        );
    }
}

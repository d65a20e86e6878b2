//! Entropy and what is measured like it.

use course::check;
use nalgebra::DVector;

use super::fails_on;
use crate::passes;

mod entropy {
    use super::*;

    #[test]
    fn other_ways_to_the_same_answer_pass() {
        passes(check::entropy(|p| {
            p.iter().map(|&x| x * (1.0 / x.max(f64::MIN_POSITIVE)).ln()).sum()
        }));
        passes(check::entropy(|p| {
            let terms = p.map(|x| x * x.ln());
            -terms.iter().filter(|x| !x.is_nan()).sum::<f64>()
        }));
        passes(check::entropy(|p| {
            let n = p.len() as f64;
            let possible = p.iter().filter(|&&x| x > 0.0);
            n.ln() - possible.map(|x| x * (x * n).ln()).sum::<f64>()
        }));
        passes(check::entropy(|p| {
            p.iter().map(|&x| -x * (x + f64::EPSILON).ln()).sum()
        }));
        passes(check::entropy(|p| {
            -p.iter()
                .fold(0.0, |sum, &x| if x == 0.0 { sum } else { x.mul_add(x.ln(), sum) })
        }));
    }

    #[test]
    fn nearly_right_is_wrong() {
        // Small taken for zero.
        fails_on(
            "entropy(&(dvector![1e-6, 1.0] / 1.000001))",
            check::entropy(|p| p.iter().filter(|&&x| x > 1e-5).map(|x| -x * x.ln()).sum()),
        );
        // A visible guard.
        fails_on(
            "entropy(&dvector![1.0])",
            check::entropy(|p| -p.iter().map(|x| x * (x + 1e-6).ln()).sum::<f64>()),
        );
        // Perplexity.
        fails_on(
            "entropy(&dvector![1.0])",
            check::entropy(|p| p.iter().filter(|&&x| x > 0.0).map(|x| -x * x.ln()).sum::<f64>().exp()),
        );
        // Normalised.
        fails_on(
            "entropy(&dvector![0.5, 0.5])",
            check::entropy(|p| {
                let h: f64 = p.iter().filter(|&&x| x > 0.0).map(|x| -x * x.ln()).sum();
                if p.len() > 1 { h / (p.len() as f64).ln() } else { h }
            }),
        );
        // Binary entropy of the first.
        fails_on(
            "entropy(&dvector![0.0, 0.5, 0.5])",
            check::entropy(|p| {
                [p[0], 1.0 - p[0]]
                    .iter()
                    .filter(|&&x| x > 0.0)
                    .map(|x| -x * x.ln())
                    .sum()
            }),
        );
        // Both sides.
        fails_on(
            "entropy(&dvector![0.5, 0.5])",
            check::entropy(|p| {
                p.iter()
                    .flat_map(|&x| [x, 1.0 - x])
                    .filter(|&x| x > 0.0)
                    .map(|x| -x * x.ln())
                    .sum()
            }),
        );
        // The last left out.
        fails_on(
            "entropy(&dvector![0.5, 0.5])",
            check::entropy(|p| {
                p.iter()
                    .take(p.len() - 1)
                    .filter(|&&x| x > 0.0)
                    .map(|x| -x * x.ln())
                    .sum()
            }),
        );
        // Stops at a zero.
        fails_on(
            "entropy(&dvector![0.5, 0.0, 0.5])",
            check::entropy(|p| p.iter().take_while(|&&x| x > 0.0).map(|x| -x * x.ln()).sum()),
        );
        // Zero if anything is impossible.
        fails_on(
            "entropy(&dvector![0.5, 0.5, 0.0])",
            check::entropy(|p| if p.min() == 0.0 { 0.0 } else { -p.dot(&p.map(f64::ln)) }),
        );
        // Log of 1 + p.
        fails_on(
            "entropy(&dvector![1.0])",
            check::entropy(|p| -p.iter().map(|x| x * x.ln_1p()).sum::<f64>()),
        );
        // Single precision of each probability: beside one of a billionth, the other is certain.
        fails_on(
            "entropy(&(dvector![1e-9, 1.0] / 1.000000001))",
            check::entropy(|p| {
                p.iter()
                    .map(|&x| x as f32)
                    .filter(|&x| x > 0.0)
                    .map(|x| f64::from(-x * x.ln()))
                    .sum()
            }),
        );
    }
}

mod cross_entropy {
    use super::*;

    #[test]
    fn other_ways_to_the_same_answer_pass() {
        passes(check::cross_entropy(|p, q| {
            let terms = p.iter().zip(q).map(|(p, q)| -p * q.ln());
            terms.filter(|x| !x.is_nan()).sum()
        }));
        passes(check::cross_entropy(|p, q| {
            fn from(p: &[f64], q: &[f64]) -> f64 {
                match (p, q) {
                    ([0.0, p @ ..], [_, q @ ..]) => from(p, q),
                    ([x, p @ ..], [y, q @ ..]) => from(p, q) - x * y.ln(),
                    _ => 0.0,
                }
            }
            from(p.as_slice(), q.as_slice())
        }));
        passes(check::cross_entropy(|p, q| {
            -p.iter().zip(q).map(|(p, q)| q.powf(*p)).map(f64::ln).sum::<f64>()
        }));
    }

    #[test]
    fn nearly_right_is_wrong() {
        // Where both are possible.
        fails_on(
            "cross_entropy(&dvector![1.0, 0.0], &dvector![0.0, 1.0])",
            check::cross_entropy(|p, q| {
                let both = p.iter().zip(q).filter(|(p, q)| **p > 0.0 && **q > 0.0);
                both.map(|(p, q)| -p * q.ln()).sum()
            }),
        );
        // NaN made infinite.
        fails_on(
            "cross_entropy(&dvector![1.0, 0.0], &dvector![1.0, 0.0])",
            check::cross_entropy(|p, q| {
                let h = -p.dot(&q.map(f64::ln));
                if h.is_nan() { f64::INFINITY } else { h }
            }),
        );
        // Infinite if q has a zero.
        fails_on(
            "cross_entropy(&dvector![1.0, 0.0], &dvector![1.0, 0.0])",
            check::cross_entropy(|p, q| {
                if q.min() == 0.0 {
                    f64::INFINITY
                } else {
                    -p.dot(&q.map(f64::ln))
                }
            }),
        );
        // One-hot only.
        fails_on(
            "cross_entropy(&dvector![0.5, 0.5], &(dvector![2.0, 1.0] / 3.0))",
            check::cross_entropy(|p, q| -q[p.imax()].ln()),
        );
        // Binary cross-entropy.
        fails_on(
            "cross_entropy(&dvector![1.0, 0.0], &dvector![0.5, 0.5])",
            check::cross_entropy(|p, q| {
                let term = |p: f64, q: f64| if p > 0.0 { -p * q.ln() } else { 0.0 };
                p.iter()
                    .zip(q)
                    .map(|(&p, &q)| term(p, q) + term(1.0 - p, 1.0 - q))
                    .sum()
            }),
        );
        // Log of the mean.
        fails_on(
            "cross_entropy(&dvector![0.5, 0.5], &(dvector![2.0, 1.0] / 3.0))",
            check::cross_entropy(|p, q| -p.dot(q).ln()),
        );
        // Squared error.
        fails_on(
            "cross_entropy(&dvector![1.0, 0.0], &dvector![0.5, 0.5])",
            check::cross_entropy(|p, q| (p - q).norm_squared()),
        );
        // Average of both directions.
        fails_on(
            "cross_entropy(&dvector![1.0, 0.0], &dvector![0.5, 0.5])",
            check::cross_entropy(|p, q| {
                let h = |p: &DVector<f64>, q: &DVector<f64>| -> f64 {
                    p.iter()
                        .zip(q)
                        .filter(|(p, _)| **p > 0.0)
                        .map(|(p, q)| -p * q.ln())
                        .sum()
                };
                (h(p, q) + h(q, p)) / 2.0
            }),
        );
        // Capped at 100.
        fails_on(
            "cross_entropy(&dvector![0.0, 1.0], &dvector![1.0, 1e-100])",
            check::cross_entropy(|p, q| {
                let capped = |q: f64| q.ln().max(-100.0);
                -p.iter().zip(q).map(|(p, &q)| p * capped(q)).sum::<f64>()
            }),
        );
    }
}

mod divergence {
    use super::*;

    #[test]
    fn other_ways_to_the_same_answer_pass() {
        passes(check::divergence(|p, q| {
            let surprise = |p: f64, x: f64| if p == 0.0 { 0.0 } else { -p * x.ln() };
            p.zip_map(q, surprise).sum() - p.map(|p| surprise(p, p)).sum()
        }));
        passes(check::divergence(|p, q| {
            let ratio = |(p, q): (&f64, &f64)| p * (p / q).ln();
            p.iter().zip(q).map(ratio).filter(|x| !x.is_nan()).sum::<f64>().max(0.0)
        }));
        passes(check::divergence(|p, q| {
            p.iter()
                .zip(q)
                .fold(0.0, |d, (p, q)| if *p > 0.0 { d - p * (q / p).ln() } else { d })
        }));
    }

    #[test]
    fn nearly_right_is_wrong() {
        // Total variation.
        fails_on(
            "divergence(&dvector![1.0, 0.0], &dvector![0.5, 0.5])",
            check::divergence(|p, q| (p - q).lp_norm(1) / 2.0),
        );
        // Second-order approximation.
        fails_on(
            "divergence(&dvector![1.0, 0.0], &dvector![0.5, 0.5])",
            check::divergence(|p, q| {
                let both = p.iter().zip(q).filter(|(p, q)| **p > 0.0 || **q > 0.0);
                both.map(|(p, q)| (p - q).powi(2) / (2.0 * q)).sum()
            }),
        );
        // Absolute value of the difference of entropies.
        fails_on(
            "divergence(&dvector![1.0, 0.0], &(dvector![2.0, 1.0] / 3.0))",
            check::divergence(|p, q| {
                let h = |p: &DVector<f64>| -> f64 { p.iter().filter(|&&x| x > 0.0).map(|x| -x * x.ln()).sum() };
                (h(p) - h(q)).abs()
            }),
        );
        // Plus instead of minus.
        fails_on(
            "divergence(&dvector![0.5, 0.5], &dvector![0.5, 0.5])",
            check::divergence(|p, q| {
                let possible = p.iter().zip(q).filter(|(p, _)| **p > 0.0);
                possible.map(|(p, q)| -p * (p.ln() + q.ln())).sum()
            }),
        );
        // p ln p missing where p is small.
        fails_on(
            "divergence(&(dvector![1.0, 1e-13] / 1.0000000000001), &dvector![1.0, 0.0])",
            check::divergence(|p, q| {
                let possible = p.iter().zip(q).filter(|(p, _)| **p > 1e-4);
                possible.map(|(p, q)| p * (p / q).ln()).sum()
            }),
        );
        // Infinite if q has a zero.
        fails_on(
            "divergence(&dvector![1.0, 0.0], &dvector![1.0, 0.0])",
            check::divergence(|p, q| {
                if q.min() == 0.0 {
                    return f64::INFINITY;
                }
                p.iter()
                    .zip(q)
                    .filter(|(p, _)| **p > 0.0)
                    .map(|(p, q)| p * (p / q).ln())
                    .sum()
            }),
        );
        // Ratio not in a logarithm.
        fails_on(
            "divergence(&dvector![1.0, 0.0], &dvector![0.5, 0.5])",
            check::divergence(|p, q| {
                let possible = p.iter().zip(q).filter(|(p, _)| **p > 0.0);
                possible.map(|(p, q)| p * (p / q - 1.0)).sum()
            }),
        );
        // Hellinger.
        fails_on(
            "divergence(&dvector![1.0, 0.0], &dvector![0.5, 0.5])",
            check::divergence(|p, q| (p.map(f64::sqrt) - q.map(f64::sqrt)).norm_squared() / 2.0),
        );
        // Chi-squared over two.
        fails_on(
            "divergence(&dvector![1.0, 0.0], &dvector![1.0, 0.0])",
            check::divergence(|p, q| {
                p.iter()
                    .zip(q)
                    .map(|(p, q)| {
                        if *q > 0.0 {
                            (p - q).powi(2) / (2.0 * q)
                        } else {
                            f64::INFINITY
                        }
                    })
                    .sum()
            }),
        );
    }
}

//! From any numbers to a distribution.

#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::PROBABILITY;
use grading::compare::{self, Tolerance};
use grading::refutation::{numbers, provided};
use grading::scope::*;
use grading::{Input, Mistake, Outcome, Property, Spec, Trials, Verdict, code, literal, probe, shrink, worked};

const SOURCE: &str = include_str!("softmax.rs");

type Answer = fn(&DVector<f64>) -> DVector<f64>;

pub(crate) static SPEC: Spec<Answer, DVector<f64>, DVector<f64>> = Spec {
    id: "softmax",
    notebook: &PROBABILITY,
    title: "Numbers into probabilities",
    points: 3,
    prompt: "Write `softmax`: it turns any numbers (logits, as they are called) into the probabilities of a \
        distribution. Each is the exponential of its logit, divided by the sum of all those exponentials. \
        It has to work for large logits too, 1000 and more, where `exp` alone overflows: what \
        happens to the result if you subtract the same number from all logits?",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_log_sum_exp), code!(by_loop), code!(by_differences)],
    mistakes: &[
        Mistake {
            tag: "overflow",
            variants: &[
                || |x| x.map(|x| std::f64::consts::E.powf(x)) / x.map(|x| std::f64::consts::E.powf(x)).sum(),
                || {
                    |x| {
                        x.map(|x| x.exp() / x.exp())
                            .component_mul(&(x.map(f64::exp) / x.map(f64::exp).sum()))
                    }
                },
            ],
            // Right wherever the plain formula is, and no number anywhere else.
            pattern: Some(|trials| {
                trials.iter().all(|trial| match &trial.outcome {
                    Outcome::Value(p) if !is_plain(&trial.probe) => p.iter().any(|x| x.is_nan()),
                    _ => trial.fault.is_none(),
                })
            }),
            ask: "What is the exponential of 1000, in floating-point numbers, and what is infinity over infinity? \
                Which shift of all logits would leave the probabilities alone?",
            tell: "Your formula is right on paper, but for large logits the exponentials overflow, and for very \
                negative ones all of them vanish. Keep the largest exponent at zero.",
            ..Mistake::of(code!(overflow))
        },
        Mistake {
            tag: "not-normalised",
            variants: &[
                || |x| x.map(f64::exp),
                || |x| x.map(|y| (y - x.max()).exp()) / x.len() as f64,
                || |x| x.map(f64::exp) / x.len() as f64,
            ],
            ask: "Everything you return is positive. What does it add up to, and what should it?",
            tell: "You take the exponentials and stop. To be probabilities they still have to share one whole.",
            ..Mistake::of(code!(not_normalised))
        },
        Mistake {
            tag: "normalised-without-exp",
            variants: &[
                || |x| x.abs() / x.abs().sum(),
                || |x| x.map(|y| y * y) / x.norm_squared(),
                || {
                    |x| {
                        let above = x.add_scalar(-x.min());
                        &above / above.sum()
                    }
                },
                || {
                    |x| {
                        let above = x.map(|y| y.max(0.0));
                        &above / above.sum()
                    }
                },
                || |x| x / x.norm(),
            ],
            ask: "What becomes of a negative logit in your function, or of logits that add up to zero?",
            tell: "You divide the logits themselves by their sum. First each has to become positive, and that is what \
                the exponential is for.",
            ..Mistake::of(code!(normalised_without_exp))
        },
        Mistake {
            tag: "euclidean-norm",
            variants: &[|| |x| x.map(f64::exp).normalize()],
            ask: "You made a vector of length one. Do its entries, or their squares, add up to one?",
            tell: "You divide by the Euclidean length. Probabilities are shares of a sum, without squares and roots.",
            ..Mistake::of(code!(euclidean_norm))
        },
        Mistake {
            tag: "another-base",
            variants: &[
                || |x| x.map(|y| 10_f64.powf(y - x.max())) / x.map(|y| 10_f64.powf(y - x.max())).sum(),
                || |x| x.map(f64::exp2) / x.map(f64::exp2).sum(),
            ],
            ask: "One logit is larger by 1 than another. By which factor is its probability larger, in your function?",
            tell: "You raise another number than e to the logits. A step of 1 between logits should be a factor of e \
                between probabilities.",
            ..Mistake::of(code!(another_base))
        },
        Mistake {
            tag: "sign-reversed",
            variants: &[|| |x| x.map(|y| (-y).exp()) / x.map(|y| (-y).exp()).sum()],
            ask: "Which logit gets the largest probability from your function: the largest or the smallest?",
            tell: "The smallest logit wins in yours. Physics has a minus sign there, for energies; logits have none.",
            ..Mistake::of(code!(sign_reversed))
        },
        Mistake {
            tag: "logarithm-returned",
            variants: &[|| |x| x.add_scalar(-x.map(f64::exp).sum().ln())],
            ask: "Can a probability be negative? Which function would bring your numbers back?",
            tell: "You return the logarithms of the probabilities. That is what a loss needs, and one step short of \
                what was asked.",
            ..Mistake::of(code!(logarithm_returned))
        },
        Mistake {
            tag: "hard-maximum",
            variants: &[|| {
                |x| {
                    let most = x.map(|y| f64::from(y == x.max()));
                    &most / most.sum()
                }
            }],
            ask: "If two logits are nearly the same, should one of them get everything?",
            tell: "You give all to the largest. The soft maximum leaves every logit a share, be it small.",
            ..Mistake::of(code!(hard_maximum))
        },
        Mistake {
            tag: "shifted-above-only",
            variants: &[|| |x| x.map(f64::exp) / x.map(|y| (y - x.max()).exp()).sum()],
            ask: "You subtract the maximum in one place. Is the fraction still the same if it stays in the other?",
            tell: "The shift cancels only if numerator and denominator have it both.",
            ..Mistake::of(code!(shifted_above_only))
        },
        Mistake {
            tag: "shift-too-small",
            variants: &[
                || |x| shifted_by(x, x[0]),
                || |x| shifted_by(x, x.min()),
                || |x| shifted_by(x, x[x.len() - 1]),
                || |x| shifted_by(x, x.norm()),
                || |x| shifted_by(x, x.amax()),
            ],
            ask: "After your shift, how large can the largest exponent still be, or how small may all of them \
                become? Try logits 2000 apart, and negative ones.",
            tell: "A shift is the right idea, but by yours the largest exponent does not come to zero for all \
                logits, and exponentials overflow or vanish again.",
            ..Mistake::of(code!(shift_too_small))
        },
        Mistake {
            tag: "maximum-from-zero",
            variants: &[
                || |x| shifted_by(x, x.iter().copied().fold(f64::MIN_POSITIVE, f64::max)),
                || |x| shifted_by(x, x.iter().copied().fold(1.0, f64::max)),
                || |x| shifted_by(x, x.iter().copied().fold(-1.0, f64::max)),
            ],
            ask: "All logits are near -1000. What does your code subtract from them, and what do the exponentials come to?",
            tell: "What you subtract may lie far above all the logits, and then the exponentials all vanish. Subtract \
                the largest logit, always: a search for it starts from a logit, or from minus infinity.",
            ..Mistake::of(code!(maximum_from_zero))
        },
        Mistake {
            tag: "clamped",
            variants: &[
                || |x| shifted_by(&x.map(|y| y.clamp(-500.0, 500.0)), 0.0),
                || |x| shifted_by(&x.map(|y| y.min(700.0)), 0.0),
                || |x| shifted_by(&x.map(|y| y.clamp(-100.0, 100.0)), 0.0),
            ],
            ask: "What becomes of the difference between 1000 and 1001 in your function?",
            tell: "You cut large logits off, and with them what tells them apart. A shift keeps every difference.",
            ..Mistake::of(code!(clamped))
        },
        Mistake {
            tag: "each-by-itself",
            variants: &[
                || {
                    |x| {
                        let shares = x.map(|y| 1.0 / (1.0 + (-y).exp()));
                        &shares / shares.sum()
                    }
                },
                || |x| x.map(f64::tanh),
            ],
            ask: "If one outcome becomes likelier, what must happen to the others? Do they know of each other in your \
                function?",
            tell: "You squeeze every logit between 0 and 1 by itself, as for questions that have nothing to do with \
                each other. Here the outcomes exclude one another.",
            ..Mistake::of(code!(each_by_itself))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut probes = vec![
                dvector![0.0],
                dvector![0.0, 0.0],
                dvector![1.0, 0.0],
                dvector![0.0, 1.0],
                dvector![-1.0, 1.0],
                dvector![2.0, 1.0, 0.0],
            ];
            for n in 1..=6 {
                probes.extend((0..3).map(|_| probe::vector(random, n)));
                // Tenths are rounded otherwise in single precision.
                probes.push(probe::vector(random, n) / 10.0);
                probes.push(probe::vector(random, n) * 30.0);
            }
            // Where `exp` overflows, where all of it vanishes, and where only the sum is too large.
            for large in [700.0, 709.5, 1000.0, 1e4, 1e6] {
                for (first, second) in [(large, 0.0), (0.0, large), (large, large + 1.0), (-large, 1.0 - large)] {
                    probes.extend([dvector![first, second], dvector![second, first, first, second]]);
                }
            }
            probes.extend([-1000.0, 1000.0, 3000.0].map(|x| dvector![0.0, 0.0, x, 1.0, 0.0, 2.0]));
            probes.extend([dvector![-1e4, 0.0, 1e4], dvector![-2000.0, -2000.0], dvector![-1e5]]);
            probes.push(probe::large_vector(50));
            probes
        },
        simpler: shrink::vector,
        call: |softmax, logits| softmax(logits),
        example: |logits| format!("softmax(&{})", literal::vector(logits)),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "there is a probability for each logit",
            hence: "",
            question: "How many numbers go in, and how many should come out?",
            holds: |logits, p| compare::shape(logits.shape(), p.shape()),
        },
        Property {
            claim: "all of them are numbers",
            hence: "however large the logits",
            question: "How large do the numbers get on the way, and what do you divide by what?",
            holds: |_, p| match p.iter().position(|x| x.is_nan()) {
                Some(i) => Err(format!("entry {i} is NaN").into()),
                None => Ok(()),
            },
        },
        Property {
            claim: "none is negative, and they sum to one",
            hence: "",
            question: "Add up what you return. Which step is there to make that one?",
            holds: |logits, p| {
                if let Some(i) = p.iter().position(|&x| x < 0.0) {
                    return Err(format!("entry {i} is {:?}", p[i]).into());
                }
                compare::number(1.0, p.sum(), tolerance(logits, 1.0))
                    .map_err(|difference| difference.inside("of the sum"))
            },
        },
        Property {
            claim: "a logit that is larger by d gets e to the power d times the probability",
            hence: "also where logits are thousands apart",
            question: "Take two of the logits. By which factor should their probabilities differ, and by which do \
                yours?",
            holds: |logits, p| {
                let right = reference(logits);
                compare::matrix(&right, p, |i, j| tolerance(logits, right[(i, j)]))
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|logits: &DVector<f64>| asked(logits));

fn asked(logits: &DVector<f64>) -> Input<DVector<f64>> {
    provided(
        !logits.is_empty(),
        "without any logits there is no outcome to be probable",
    )?;
    numbers("`logits`", logits)?;
    Ok(logits.clone())
}

/// By log-sum-exp: max x + ln Σ exp(xᵢ - max x).
fn reference(logits: &DVector<f64>) -> DVector<f64> {
    let max = logits.max();
    let log_sum = logits.map(|x| (x - max).exp()).sum().ln();
    logits.map(|x| (x - max - log_sum).exp())
}

/// A sum of n terms, a quotient, and an exponential, of which the exponent is rounded as numbers of the logits' size are;
/// that becomes a relative error. What is below the smallest normal number has fewer digits.
fn tolerance(logits: &DVector<f64>, right: f64) -> Tolerance {
    let rounding = Tolerance::rounding(logits.len() + 4, right * (1.0 + logits.amax()));
    rounding.and(Tolerance::within(f64::MIN_POSITIVE))
}

/// Whether the formula without a shift works.
fn is_plain(logits: &DVector<f64>) -> bool {
    let sum = logits.map(f64::exp).sum();
    sum.is_finite() && sum > 0.0
}

fn shifted_by(logits: &DVector<f64>, shift: f64) -> DVector<f64> {
    let raised = logits.map(|x| (x - shift).exp());
    &raised / raised.sum()
}

fn starter() -> Answer {
    fn softmax(logits: &DVector<f64>) -> DVector<f64> {
        todo!()
    }
    softmax
}

fn solution() -> Answer {
    |logits| {
        let max = logits.max();
        let raised = logits.map(|x| (x - max).exp());
        &raised / raised.sum()
    }
}

fn by_log_sum_exp() -> Answer {
    |logits| {
        let max = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let log_sum_exp = max + logits.iter().map(|x| (x - max).exp()).sum::<f64>().ln();
        logits.map(|x| (x - log_sum_exp).exp())
    }
}

fn by_loop() -> Answer {
    |logits| {
        let mut p = logits.clone();
        let mut sum = 0.0;
        for i in 0..p.len() {
            p[i] = (logits[i] - logits.max()).exp();
            sum += p[i];
        }
        for i in 0..p.len() {
            p[i] /= sum;
        }
        p
    }
}

fn by_differences() -> Answer {
    |logits| {
        // Divide numerator and denominator by the numerator.
        logits.map(|x| 1.0 / logits.iter().map(|y| (y - x).exp()).sum::<f64>())
    }
}

fn overflow() -> Answer {
    |logits| {
        let raised = logits.map(|x| x.exp());
        &raised / raised.sum()
    }
}

fn not_normalised() -> Answer {
    |logits| logits.map(|x| (x - logits.max()).exp())
}

fn normalised_without_exp() -> Answer {
    |logits| logits / logits.sum()
}

fn euclidean_norm() -> Answer {
    |logits| logits.map(|x| (x - logits.max()).exp()).normalize()
}

fn another_base() -> Answer {
    |logits| {
        let raised = logits.map(|x| (x - logits.max()).exp2());
        &raised / raised.sum()
    }
}

fn sign_reversed() -> Answer {
    |logits| {
        let raised = logits.map(|x| (logits.min() - x).exp());
        &raised / raised.sum()
    }
}

fn logarithm_returned() -> Answer {
    |logits| {
        let max = logits.max();
        let log_sum = logits.map(|x| (x - max).exp()).sum().ln();
        logits.map(|x| x - max - log_sum)
    }
}

fn hard_maximum() -> Answer {
    |logits| {
        let mut p = DVector::zeros(logits.len());
        p[logits.imax()] = 1.0;
        p
    }
}

fn shifted_above_only() -> Answer {
    |logits| {
        let max = logits.max();
        logits.map(|x| (x - max).exp()) / logits.map(|x| x.exp()).sum()
    }
}

fn shift_too_small() -> Answer {
    |logits| {
        let raised = logits.map(|x| (x - logits.mean()).exp());
        &raised / raised.sum()
    }
}

fn maximum_from_zero() -> Answer {
    |logits| {
        let max = logits.iter().copied().fold(0.0, f64::max);
        let raised = logits.map(|x| (x - max).exp());
        &raised / raised.sum()
    }
}

fn clamped() -> Answer {
    |logits| {
        let raised = logits.map(|x| x.clamp(-700.0, 700.0).exp());
        &raised / raised.sum()
    }
}

fn each_by_itself() -> Answer {
    |logits| logits.map(|x| 1.0 / (1.0 + (-x).exp()))
}

fn sibling() -> f64 {
    // The length of a long arrow: squares overflow, though the length itself would fit.
    let arrow: DVector<f64> = dvector![3e200, 4e200];
    assert!(arrow.map(|x| x * x).sum().sqrt().is_infinite());
    // Measured in units of its largest entry, everything is of moderate size. A factor taken out of the
    // sum has to be put back at the end, unless it cancels.
    let unit = arrow.amax();
    let length = unit * arrow.map(|x| (x / unit) * (x / unit)).sum().sqrt();
    assert!((length / 5e200 - 1.0).abs() < 1e-12);
    length
}

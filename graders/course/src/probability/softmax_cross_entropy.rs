//! The usual loss of a classifier, in one stable step.

#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::PROBABILITY;
use crate::probability::pmf::Pmf;
use grading::compare::{self, Tolerance};
use grading::refutation::{numbers, provided};
use grading::scope::*;
use grading::{Input, Mistake, Property, Spec, Trials, Verdict, code, literal, probe, shrink, worked};

const SOURCE: &str = include_str!("softmax_cross_entropy.rs");

type Answer = fn(&DVector<f64>, &DVector<f64>) -> f64;

/// Logits, and what really happens.
#[derive(Clone)]
pub(crate) struct Case {
    logits: DVector<f64>,
    p: Pmf,
}

pub(crate) static SPEC: Spec<Answer, Case, f64> = Spec {
    id: "softmax_cross_entropy",
    notebook: &PROBABILITY,
    title: "The loss of a classifier",
    points: 3,
    prompt: "Write `softmax_cross_entropy`: the cross-entropy, in nats, of someone who believes in \
        softmax(`logits`) while things happen by `p`. It has to be finite and accurate for logits that are \
        1000 apart. There a probability of softmax is too small for a floating-point number, but its \
        logarithm is not: work that out on paper before you compute.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_loop), code!(by_log_sum_exp), code!(by_differences)],
    mistakes: &[
        Mistake {
            tag: "overflow",
            variants: &[
                || |x, p| -p.dot(&(x.map(f64::exp) / x.map(f64::exp).sum()).map(f64::ln)),
                || |x, p| x.map(f64::exp).sum().ln() - p.dot(x),
                || {
                    |x, p| {
                        let log_sum = x.map(f64::exp).sum().ln();
                        p.iter()
                            .zip(x)
                            .filter(|(p, _)| **p > 0.0)
                            .map(|(p, x)| p * (log_sum - x))
                            .sum()
                    }
                },
            ],
            ask: "How large is the exponential of a logit of 1000? What remains of your result after that?",
            tell: "The exponentials overflow before anything is divided. Shift the logits first, as softmax does.",
            ..Mistake::of(code!(overflow))
        },
        Mistake {
            tag: "logarithm-of-nothing",
            variants: &[
                || |x, p| -p.dot(&stable_softmax(x).map(f64::ln)),
                || |x, p| -p.dot(&stable_softmax(x).map(|q| (q + 1e-12).ln())),
                || |x, p| -p.dot(&stable_softmax(x).map(|q| (q + 1e-10).ln())),
                || |x, p| -p.dot(&stable_softmax(x).map(|q| (q + 1e-15).ln())),
                || |x, p| -p.dot(&stable_softmax(x).map(|q| (q + f64::EPSILON).ln())),
                || |x, p| -p.dot(&stable_softmax(x).map(|q| (q + f64::MIN_POSITIVE).ln())),
                || |x, p| -p.dot(&stable_softmax(x).map(|q| q.max(1e-12).ln())),
                || |x, p| -p.dot(&stable_softmax(x).map(|q| q.max(1e-15).ln())),
                || |x, p| -p.dot(&stable_softmax(x).map(|q| q.max(f64::EPSILON).ln())),
                || |x, p| -p.dot(&stable_softmax(x).map(|q| q.max(f64::MIN_POSITIVE).ln())),
                || |x, p| -p.dot(&stable_softmax(x).map(|q| (q + 1e-300).ln())),
                || |x, p| -p.dot(&stable_softmax(x).map(|q| q.max(1e-300).ln())),
                || |x, p| -p.dot(&stable_softmax(x).map(|q| if q > 0.0 { q.ln() } else { 0.0 })),
            ],
            ask: "With logits 1000 apart, what do the exponentials come to in floating-point numbers, and what do you \
                then take the logarithm of?",
            tell: "The small probability has become 0 before you take its logarithm, and a small number put there \
                instead is a guess. On paper, the logarithm and the exponential cancel.",
            ..Mistake::of(code!(logarithm_of_nothing))
        },
        Mistake {
            tag: "order",
            variants: &[
                || |x, p| -stable_softmax(x).dot(&p.map(f64::ln)),
                || |x, p| -x.dot(&log_softmax(p)),
            ],
            ask: "Which of the two is a belief, and which one is what happens? By which are the surprises weighted?",
            tell: "You have the roles exchanged: the surprise is by softmax of the logits, and `p` says how often.",
            ..Mistake::of(code!(order))
        },
        Mistake {
            tag: "softmax-twice",
            ask: "What goes into your logarithm of softmax: the logits, or something that has already been through \
                softmax?",
            tell: "You apply softmax to probabilities. They are all between 0 and 1, so a second round makes them \
                nearly equal.",
            ..Mistake::of(code!(softmax_twice))
        },
        Mistake {
            tag: "softmax-missing",
            variants: &[
                || |x, p| -p.iter().zip(x).map(|(p, x)| p * x.ln()).sum::<f64>(),
                || |x, p| -p.dot(&(x / x.sum()).map(f64::ln)),
            ],
            ask: "Logits may be negative, and need not sum to one. Can you take them for probabilities?",
            tell: "You take the logarithm of the logits themselves. Softmax has to make probabilities of them first.",
            ..Mistake::of(code!(softmax_missing))
        },
        Mistake {
            tag: "not-normalised",
            variants: &[|| |x, p| p.dot(x)],
            ask: "Add 5 to all logits. The probabilities stay the same: does your result, too? What was divided by in \
                softmax?",
            tell: "The logits are logarithms of probabilities only up to a shift. What softmax divides by is missing, \
                and its logarithm with it.",
            ..Mistake::of(code!(not_normalised))
        },
        Mistake {
            tag: "largest-for-the-sum",
            ask: "Two equal logits, as for a fair coin: is no surprise left when it comes down? How many terms has the \
                sum in softmax?",
            tell: "You subtract the largest logit from each, and stop there. The exponentials of what is left have to \
                be summed still, and the logarithm of that sum taken off.",
            ..Mistake::of(code!(largest_for_the_sum))
        },
        Mistake {
            tag: "right-for-one-hot-only",
            ask: "What if `p` is half and half? How many outcomes does your result look at?",
            tell: "You take the surprise at the likeliest outcome alone. That is the same if `p` is certain, and too \
                little of it otherwise.",
            ..Mistake::of(code!(right_for_one_hot_only))
        },
        Mistake {
            tag: "entropy-of-softmax",
            ask: "Change `p`. Does the loss stay the same, whatever really happens?",
            tell: "You average by softmax's own probabilities: that is the surprise it expects, not the one it gets.",
            ..Mistake::of(code!(entropy_of_softmax))
        },
        Mistake {
            tag: "divergence",
            ask: "Believe exactly what happens, a fair coin: is no surprise left? What is subtracted in your function?",
            tell: "You take the entropy of `p` off. That gives the divergence; the loss asked for is the whole \
                surprise.",
            ..Mistake::of(code!(divergence))
        },
        Mistake {
            tag: "sign-missing",
            ask: "Should a loss be smallest where the belief is worst? Which sign has yours?",
            tell: "You average the logarithms of the probabilities. What should be small for good beliefs is their \
                opposite.",
            ..Mistake::of(code!(sign_missing))
        },
        Mistake {
            tag: "bits",
            ask: "Equal logits for two outcomes: does your function say 1, or 0.693?",
            tell: "You count in bits. With natural logarithms, a coin toss is 0.693 nats.",
            ..Mistake::of(code!(bits))
        },
        Mistake {
            tag: "not-weighted",
            variants: &[
                || |x, _| -log_softmax(x).mean(),
                || |x, p| -p.dot(&log_softmax(x)) / p.len() as f64,
            ],
            ask: "How often does each of the surprises come about, and what do those weights sum to?",
            tell: "The weights are not those of `p`: each outcome counts as often as it comes, and that is all there \
                is to the average.",
            ..Mistake::of(code!(not_weighted))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut cases = Vec::new();
            let small = [
                dvector![0.0, 0.0],
                dvector![1.0, 0.0],
                dvector![0.0, 2.0],
                dvector![-1.0, 1.0],
            ];
            for logits in small {
                cases.extend(Pmf::all(2, 2).map(|p| Case {
                    logits: logits.clone(),
                    p,
                }));
            }
            cases.push(Case {
                logits: dvector![3.0],
                p: Pmf::new(dvector![1.0]),
            });
            for n in 2..=6 {
                // Tenths are rounded otherwise in single precision.
                for scale in [1.0, 0.1, 3.0] {
                    let logits = probe::vector(random, n) * scale;
                    cases.push(Case {
                        logits: logits.clone(),
                        p: Pmf::random(random, n),
                    });
                    cases.push(Case {
                        logits,
                        p: Pmf::positive(random, n),
                    });
                }
            }
            // 1000 apart, and large together.
            let apart = [
                dvector![1000.0, 0.0],
                dvector![0.0, 1000.0],
                dvector![0.0, -1000.0],
                dvector![-500.0, 500.0],
                dvector![1e4, 1e4 + 1.0],
                dvector![-1e4, 2.0 - 1e4],
                dvector![40.0, 0.0],
            ];
            for logits in apart {
                cases.extend(Pmf::all(2, 1).map(|p| Case {
                    logits: logits.clone(),
                    p,
                }));
            }
            for (place, large) in [(0, 1000.0), (3, 1000.0), (5, 1000.0), (2, -1000.0)] {
                let mut logits = DVector::zeros(6);
                logits[place] = large;
                cases.push(Case {
                    logits: logits.clone(),
                    p: Pmf::positive(random, 6),
                });
                cases.push(Case {
                    logits,
                    p: Pmf::random(random, 6),
                });
            }
            cases.push(Case {
                logits: probe::large_vector(60),
                p: Pmf::large(60, 1),
            });
            cases
        },
        simpler: Case::simpler,
        call: |loss, case| loss(&case.logits, &case.p.probabilities()),
        example: |case| {
            let logits = literal::vector(&case.logits);
            format!("softmax_cross_entropy(&{logits}, &{})", case.p.literal())
        },
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "it is finite",
            hence: "with logits 1000 apart as well",
            question: "Which step in your code overflows, or takes the logarithm of zero? Can it be avoided by \
                doing something on paper first?",
            holds: |_, found| match found.is_finite() {
                true => Ok(()),
                false => Err(format!("it is {found:?}").into()),
            },
        },
        Property {
            claim: "it is the surprise by softmax of the logits, averaged by `p`",
            hence: "to the last digits",
            question: "What is the logarithm of one of softmax's probabilities, simplified on paper? And by what is it \
                weighted?",
            holds: |case, &found| {
                let p = case.p.probabilities();
                let right = -p.dot(&log_softmax(&case.logits));
                // Two sums of n terms, each as large as the logits at most; the logarithm of n times a rounding is less
                // than the rounding of n.
                let magnitude = 1.0 + 2.0 * case.logits.amax();
                compare::number(right, found, Tolerance::rounding(2 * p.len() + 4, magnitude))
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|logits: &DVector<f64>, p: &DVector<f64>| asked(logits, p));

fn asked(logits: &DVector<f64>, p: &DVector<f64>) -> Input<Case> {
    let (outcomes, p) = (logits.len(), Pmf::asked("p", p)?);
    numbers("`logits`", logits)?;
    let why = format!(
        "there is a logit for each outcome, and here are {outcomes} for {} outcomes",
        p.len()
    );
    provided(outcomes == p.len(), why)?;
    Ok(Case {
        logits: logits.clone(),
        p,
    })
}

impl Case {
    fn simpler(&self) -> Vec<Case> {
        let len = self.p.len();
        let mut simpler: Vec<Case> = self
            .p
            .shorter()
            .into_iter()
            .map(|(kept, p)| Case {
                logits: self.logits.select_rows(&kept),
                p,
            })
            .collect();
        let logits = shrink::vector(&self.logits)
            .into_iter()
            .filter(|logits| logits.len() == len);
        simpler.extend(logits.map(|logits| Case {
            logits,
            p: self.p.clone(),
        }));
        let p = self.p.simpler().into_iter().filter(|p| p.len() == len);
        simpler.extend(p.map(|p| Case {
            logits: self.logits.clone(),
            p,
        }));
        simpler
    }
}

/// xᵢ - max x - ln Σ exp(xⱼ - max x)
fn log_softmax(logits: &DVector<f64>) -> DVector<f64> {
    let max = logits.max();
    let log_sum = logits.map(|x| (x - max).exp()).sum().ln();
    logits.map(|x| x - max - log_sum)
}

fn stable_softmax(logits: &DVector<f64>) -> DVector<f64> {
    let raised = logits.map(|x| (x - logits.max()).exp());
    &raised / raised.sum()
}

fn starter() -> Answer {
    fn softmax_cross_entropy(logits: &DVector<f64>, p: &DVector<f64>) -> f64 {
        todo!()
    }
    softmax_cross_entropy
}

fn solution() -> Answer {
    |logits, p| {
        let max = logits.max();
        let log_sum_exp = max + logits.map(|x| (x - max).exp()).sum().ln();
        p.dot(&logits.map(|x| log_sum_exp - x))
    }
}

fn by_loop() -> Answer {
    |logits, p| {
        let mut max = logits[0];
        for &x in logits.iter() {
            if x > max {
                max = x;
            }
        }
        let mut sum = 0.0;
        let mut expected = 0.0;
        for i in 0..logits.len() {
            sum += (logits[i] - max).exp();
            expected += p[i] * (logits[i] - max);
        }
        sum.ln() - expected
    }
}

fn by_log_sum_exp() -> Answer {
    fn log_sum_exp(x: &DVector<f64>) -> f64 {
        let max = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        max + x.iter().map(|x| f64::exp(x - max)).sum::<f64>().ln()
    }

    fn softmax_cross_entropy(logits: &DVector<f64>, p: &DVector<f64>) -> f64 {
        log_sum_exp(logits) - logits.dot(p)
    }
    softmax_cross_entropy
}

fn by_differences() -> Answer {
    |logits, p| {
        // ln(e^a + e^b), one logit at a time, from the larger of the two.
        let add = |a: f64, b: f64| a.max(b) + (-(a - b).abs()).exp().ln_1p();
        let total = logits.iter().copied().reduce(add).unwrap_or(0.0);
        p.iter().zip(logits.iter()).map(|(p, x)| p * (total - x)).sum()
    }
}

fn overflow() -> Answer {
    |logits, p| {
        let raised = logits.map(|x| x.exp());
        let q = &raised / raised.sum();
        p.iter()
            .zip(&q)
            .filter(|(p, _)| **p > 0.0)
            .map(|(p, q)| -p * q.ln())
            .sum()
    }
}

fn logarithm_of_nothing() -> Answer {
    |logits, p| {
        let raised = logits.map(|x| (x - logits.max()).exp());
        let q = &raised / raised.sum();
        p.iter()
            .zip(&q)
            .filter(|(p, _)| **p > 0.0)
            .map(|(p, q)| -p * q.ln())
            .sum()
    }
}

fn order() -> Answer {
    |logits, p| {
        let raised = logits.map(|x| (x - logits.max()).exp());
        let q = &raised / raised.sum();
        q.iter()
            .zip(p)
            .filter(|(q, _)| **q > 0.0)
            .map(|(q, p)| -q * p.ln())
            .sum()
    }
}

fn softmax_twice() -> Answer {
    fn softmax(logits: &DVector<f64>) -> DVector<f64> {
        let raised = logits.map(|x| (x - logits.max()).exp());
        &raised / raised.sum()
    }

    fn softmax_cross_entropy(logits: &DVector<f64>, p: &DVector<f64>) -> f64 {
        -p.dot(&softmax(&softmax(logits)).map(|q| q.ln()))
    }
    softmax_cross_entropy
}

fn softmax_missing() -> Answer {
    |logits, p| {
        p.iter()
            .zip(logits)
            .filter(|(p, _)| **p > 0.0)
            .map(|(p, x)| -p * x.ln())
            .sum()
    }
}

fn not_normalised() -> Answer {
    |logits, p| -p.dot(logits)
}

fn largest_for_the_sum() -> Answer {
    |logits, p| {
        let shifted = logits.add_scalar(-logits.max());
        -p.dot(&shifted)
    }
}

fn right_for_one_hot_only() -> Answer {
    |logits, p| {
        let max = logits.max();
        let log_sum_exp = max + logits.map(|x| (x - max).exp()).sum().ln();
        log_sum_exp - logits[p.imax()]
    }
}

fn entropy_of_softmax() -> Answer {
    |logits, p| {
        let max = logits.max();
        let log_sum_exp = max + logits.map(|x| (x - max).exp()).sum().ln();
        logits.iter().map(|x| (x - log_sum_exp).exp() * (log_sum_exp - x)).sum()
    }
}

fn divergence() -> Answer {
    |logits, p| {
        let max = logits.max();
        let log_sum_exp = max + logits.map(|x| (x - max).exp()).sum().ln();
        let possible = p.iter().zip(logits).filter(|(p, _)| **p > 0.0);
        possible.map(|(p, x)| p * (p.ln() + log_sum_exp - x)).sum()
    }
}

fn sign_missing() -> Answer {
    |logits, p| {
        let max = logits.max();
        let log_sum_exp = max + logits.map(|x| (x - max).exp()).sum().ln();
        p.dot(&logits.map(|x| x - log_sum_exp))
    }
}

fn bits() -> Answer {
    |logits, p| {
        let max = logits.max();
        let log_sum_exp = max + logits.map(|x| (x - max).exp()).sum().ln();
        p.dot(&logits.map(|x| log_sum_exp - x)) / std::f64::consts::LN_2
    }
}

fn not_weighted() -> Answer {
    |logits, p| {
        let max = logits.max();
        let log_sum_exp = max + logits.map(|x| (x - max).exp()).sum().ln();
        logits.iter().map(|x| log_sum_exp - x).sum()
    }
}

fn sibling() -> f64 {
    // The geometric mean of many numbers: their product underflows long before the mean does.
    let numbers: DVector<f64> = DVector::from_element(500, 1e-3);
    assert_eq!(numbers.product(), 0.0);
    // On paper, the logarithm of a product is a sum of logarithms, and nothing in that is small.
    let mean = (numbers.map(|x| x.ln()).sum() / 500.0).exp();
    assert!((mean - 1e-3).abs() < 1e-12);
    mean
}

//! The surprise of one who expects q where p is what happens.

#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::PROBABILITY;
use crate::probability::pmf::Pair;
use grading::compare::{self, Tolerance};
use grading::scope::*;
use grading::{Mistake, Outcome, Property, Spec, Trials, Verdict, code, worked};

const SOURCE: &str = include_str!("cross_entropy.rs");

type Answer = fn(&DVector<f64>, &DVector<f64>) -> f64;

pub(crate) static SPEC: Spec<Answer, Pair, f64> = Spec {
    id: "cross_entropy",
    notebook: &PROBABILITY,
    title: "Surprised by someone else's world",
    points: 2,
    prompt: "Write `cross_entropy`: the expected surprise, in nats, of someone who believes in `q` while things \
        happen by `p`. The surprise of an outcome is by `q`, how often it comes is by `p`. An outcome that \
        never comes (`p` is 0) adds nothing, whatever `q` says of it. One that comes though `q` rules it \
        out makes the whole infinite.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_loop), code!(from_bits), code!(entropy_and_divergence)],
    mistakes: &[
        Mistake {
            tag: "arguments-swapped",
            variants: &[|| |p, q| -q.iter().zip(p).map(|(q, p)| q * p.ln()).sum::<f64>()],
            ask: "Two people: one holds beliefs, the other throws the dice. Which of the two is surprised, and which \
                decides how often?",
            tell: "You measure surprise by `p` and weigh it by `q`. It is the believer in `q` who is surprised, at \
                what `p` deals out.",
            ..Mistake::of(code!(arguments_swapped))
        },
        Mistake {
            tag: "entropy-of-p",
            variants: &[|| |p, _| -p.iter().map(|p| p * p.ln()).sum::<f64>()],
            ask: "Change `q` and leave `p` alone. Should a wrong belief surprise no more than a right one?",
            tell: "`q` does not enter your result: that is the entropy of `p`, the surprise of one who knows.",
            ..Mistake::of(code!(entropy_of_p))
        },
        Mistake {
            tag: "entropy-of-q",
            variants: &[|| |_, q| -q.iter().map(|q| q * q.ln()).sum::<f64>()],
            ask: "Change `p` and leave `q` alone. Does it make no difference to the believer what really happens?",
            tell: "`p` does not enter your result: that is the entropy of `q`, the surprise expected if the belief \
                were true.",
            ..Mistake::of(code!(entropy_of_q))
        },
        Mistake {
            tag: "bits",
            variants: &[|| |p, q| -p.iter().zip(q).map(|(p, q)| p * q.log2()).sum::<f64>()],
            ask: "One fair coin, seen rightly, gives exactly 1 by your function. Is that nats?",
            tell: "Your logarithm is to base 2, so your unit is the bit; the course counts in nats.",
            ..Mistake::of(code!(bits))
        },
        Mistake {
            tag: "sign-missing",
            variants: &[|| |p, q| p.iter().zip(q).map(|(p, q)| p * q.ln()).sum()],
            ask: "Your believer is less than not surprised at all. What did the logarithm do to numbers below one?",
            tell: "You average the logarithm of `q`, which is negative. Surprise is its opposite.",
            ..Mistake::of(code!(sign_missing))
        },
        Mistake {
            tag: "nan-at-zero",
            variants: &[
                || |p, q| -p.dot(&q.map(|q| q.ln())),
                || |p, q| p.iter().zip(q).map(|(p, q)| p * (1.0 / q).ln()).sum(),
            ],
            ask: "Some outcome is impossible for both. What is zero times an infinite surprise, in floating-point \
                numbers, and what should it count here?",
            tell: "Where both probabilities are 0 your sum becomes NaN. What never comes surprises nobody.",
            ..Mistake::of(code!(nan_at_zero))
        },
        Mistake {
            tag: "ruled-out-forgiven",
            variants: &[
                || {
                    |p, q| {
                        p.iter()
                            .zip(q)
                            .map(|(p, q)| if *q > 0.0 && *p > 0.0 { -p * q.ln() } else { 0.0 })
                            .sum()
                    }
                },
                || |p, q| -p.iter().zip(q).map(|(p, q)| p * (q + 1e-12).ln()).sum::<f64>(),
                || |p, q| -p.iter().zip(q).map(|(p, q)| p * (q + 1e-10).ln()).sum::<f64>(),
                || |p, q| -p.iter().zip(q).map(|(p, q)| p * (q + 1e-15).ln()).sum::<f64>(),
                || |p, q| -p.iter().zip(q).map(|(p, q)| p * (q + f64::EPSILON).ln()).sum::<f64>(),
                || |p, q| -p.iter().zip(q).map(|(p, q)| p * q.max(1e-12).ln()).sum::<f64>(),
                || |p, q| -p.iter().zip(q).map(|(p, q)| p * q.max(1e-15).ln()).sum::<f64>(),
                || |p, q| -p.iter().zip(q).map(|(p, q)| p * q.max(f64::EPSILON).ln()).sum::<f64>(),
                || {
                    |p, q| {
                        -p.iter()
                            .zip(q)
                            .map(|(p, q)| p * q.max(f64::MIN_POSITIVE).ln())
                            .sum::<f64>()
                    }
                },
            ],
            pattern: Some(|trials| {
                trials.iter().all(|trial| match trial.outcome {
                    Outcome::Value(found) if trial.probe.is_ruled_out() => found.is_finite(),
                    _ => trial.fault.is_none(),
                })
            }),
            ask: "Someone swears that a thing is impossible, and it happens. How surprised are they, and how \
                surprised does your function say they are?",
            tell: "Where `q` is 0 and `p` is not, you keep the surprise finite. No finite bet pays off for an \
                outcome that was called impossible.",
            ..Mistake::of(code!(ruled_out_forgiven))
        },
        Mistake {
            tag: "infinite-at-any-zero",
            ask: "The believer calls an outcome impossible, and it is: it never comes. Does anything infinite happen?",
            tell: "You return infinity as soon as `q` holds a 0. It is infinite only where `p` lets that outcome \
                happen; where `p` is 0 as well, nobody is ever surprised.",
            ..Mistake::of(code!(infinite_at_any_zero))
        },
        Mistake {
            tag: "average-instead-of-expectation",
            variants: &[|| |p, q| -q.iter().map(|q| q.ln()).sum::<f64>() / p.len() as f64],
            ask: "Does each of the believer's surprises come up equally often?",
            tell: "You give every outcome the same weight. How often each comes is what `p` says.",
            ..Mistake::of(code!(average_instead_of_expectation))
        },
        Mistake {
            tag: "divided-by-n-as-well",
            ask: "After weighing by `p`, what is there to divide by? What do the weights come to?",
            tell: "The weights in `p` sum to one, so what you have is an average before you divide.",
            ..Mistake::of(code!(divided_by_n_as_well))
        },
        Mistake {
            tag: "divergence",
            ask: "Believe the truth about a fair coin: are you never surprised? What does your function say?",
            tell: "You return only what the wrong belief costs on top. Even the right belief leaves the surprise of \
                `p` itself.",
            ..Mistake::of(code!(divergence))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: Pair::probes,
        simpler: Pair::simpler,
        call: |cross_entropy, pair| {
            let (p, q) = pair.probabilities();
            cross_entropy(&p, &q)
        },
        example: |pair| format!("cross_entropy({})", pair.literals()),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "it is a number, whatever is impossible",
            hence: "",
            question: "Which outcomes have probability 0 here, and what do your operations make of a zero?",
            holds: |_, found| match found.is_nan() {
                true => Err("it is NaN".to_owned().into()),
                false => Ok(()),
            },
        },
        Property {
            claim: "it is the surprise by `q`, averaged by `p`",
            hence: "for beliefs that are right, wrong and nearly sure",
            question: "Take one outcome: its surprise comes from one of the vectors, how often it comes from the \
                other. Which is which in your code?",
            holds: |pair, &found| {
                if pair.is_ruled_out() {
                    return Ok(());
                }
                let (p, q) = pair.probabilities();
                let possible = || p.iter().zip(&q).filter(|&(&p, _)| p > 0.0);
                let right = possible().map(|(p, q)| -p * q.ln()).sum();
                // The sum of n products, or those of the entropy and the divergence, in which the logarithms of p occur
                // twice; 1 for a quotient of probabilities, whose rounding the logarithm keeps.
                let magnitude = 1.0 + possible().map(|(p, q)| -p * (q.ln() + 2.0 * p.ln())).sum::<f64>();
                compare::number(right, found, Tolerance::rounding(3 * p.len() + 4, magnitude))
            },
        },
        Property {
            claim: "it is infinite where something happens that `q` rules out",
            hence: "",
            question: "Is there an outcome that comes by `p` and never by `q`? How surprising is it to one who \
                believes `q`?",
            holds: |pair, &found| match pair.is_ruled_out() {
                true => compare::number(f64::INFINITY, found, Tolerance::within(0.0)),
                false => Ok(()),
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|p: &DVector<f64>, q: &DVector<f64>| Pair::asked(p, q));

fn starter() -> Answer {
    fn cross_entropy(p: &DVector<f64>, q: &DVector<f64>) -> f64 {
        todo!()
    }
    cross_entropy
}

fn solution() -> Answer {
    |p, q| {
        p.iter()
            .zip(q)
            .filter(|(p, _)| **p > 0.0)
            .map(|(p, q)| -p * q.ln())
            .sum()
    }
}

fn by_loop() -> Answer {
    |p, q| {
        let mut total = 0.0;
        for i in 0..p.len() {
            if p[i] == 0.0 {
                continue;
            }
            total += p[i] * (1.0 / q[i]).ln();
        }
        total
    }
}

fn from_bits() -> Answer {
    |p, q| {
        let bits = p.zip_map(q, |p, q| if p > 0.0 { p * q.log2() } else { 0.0 });
        -bits.sum() * std::f64::consts::LN_2
    }
}

fn entropy_and_divergence() -> Answer {
    |p, q| {
        let possible: Vec<usize> = (0..p.len()).filter(|&i| p[i] > 0.0).collect();
        let entropy: f64 = possible.iter().map(|&i| -p[i] * p[i].ln()).sum();
        let divergence: f64 = possible.iter().map(|&i| p[i] * (p[i] / q[i]).ln()).sum();
        entropy + divergence
    }
}

fn arguments_swapped() -> Answer {
    |p, q| {
        q.iter()
            .zip(p)
            .filter(|(q, _)| **q > 0.0)
            .map(|(q, p)| -q * p.ln())
            .sum()
    }
}

fn entropy_of_p() -> Answer {
    |p, q| p.iter().filter(|p| **p > 0.0).map(|p| -p * p.ln()).sum()
}

fn entropy_of_q() -> Answer {
    |p, q| q.iter().filter(|q| **q > 0.0).map(|q| -q * q.ln()).sum()
}

fn bits() -> Answer {
    |p, q| {
        p.iter()
            .zip(q)
            .filter(|(p, _)| **p > 0.0)
            .map(|(p, q)| -p * q.log2())
            .sum()
    }
}

fn sign_missing() -> Answer {
    |p, q| {
        p.iter()
            .zip(q)
            .filter(|(p, _)| **p > 0.0)
            .map(|(p, q)| p * q.ln())
            .sum()
    }
}

fn nan_at_zero() -> Answer {
    |p, q| -p.iter().zip(q).map(|(p, q)| p * q.ln()).sum::<f64>()
}

fn ruled_out_forgiven() -> Answer {
    |p, q| {
        p.iter()
            .zip(q)
            .filter(|(_, q)| **q > 0.0)
            .map(|(p, q)| -p * q.ln())
            .sum()
    }
}

fn infinite_at_any_zero() -> Answer {
    |p, q| {
        if q.iter().any(|&q| q == 0.0) {
            return f64::INFINITY;
        }
        p.iter().zip(q).map(|(p, q)| p * -q.ln()).sum()
    }
}

fn average_instead_of_expectation() -> Answer {
    |p, q| {
        let surprises = p.iter().zip(q).filter(|(p, _)| **p > 0.0).map(|(_, q)| -q.ln());
        surprises.sum::<f64>() / p.len() as f64
    }
}

fn divided_by_n_as_well() -> Answer {
    |p, q| {
        let terms = p.iter().zip(q).filter(|(p, _)| **p > 0.0).map(|(p, q)| -p * q.ln());
        terms.sum::<f64>() / p.len() as f64
    }
}

fn divergence() -> Answer {
    |p, q| {
        p.iter()
            .zip(q)
            .filter(|(p, _)| **p > 0.0)
            .map(|(p, q)| p * (p / q).ln())
            .sum()
    }
}

fn sibling() -> f64 {
    // A shop packs by what it believes customers take. What do its parcels cost by what they really take?
    let cost = dvector![1.0, 2.0, 8.0];
    let believed = dvector![0.5, 0.25, 0.25];
    let real = dvector![0.25, 0.25, 0.5];
    // The costs were fixed by the belief; how often each is paid is up to the customers.
    let expected = believed.dot(&cost);
    let paid = real.dot(&cost);
    assert!(paid > expected);
    paid
}

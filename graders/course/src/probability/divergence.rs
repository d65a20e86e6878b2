//! What a wrong belief costs, on top of what the truth costs anyway.

#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::PROBABILITY;
use crate::probability::pmf::Pair;
use grading::compare::{self, Tolerance};
use grading::scope::*;
use grading::{Mistake, Outcome, Property, Spec, Trials, Verdict, code, worked};

const SOURCE: &str = include_str!("divergence.rs");

type Answer = fn(&DVector<f64>, &DVector<f64>) -> f64;

pub(crate) static SPEC: Spec<Answer, Pair, f64> = Spec {
    id: "divergence",
    notebook: &PROBABILITY,
    title: "The price of being wrong",
    points: 2,
    prompt: "Write `divergence`: how much more surprised, in nats, someone who believes in `q` is than someone who \
        knows that things happen by `p`. This is the Kullback-Leibler divergence of `q` from `p`: both \
        averages are taken by `p`. Zeros count as in `cross_entropy`: an outcome that never comes adds \
        nothing, and one that comes though `q` rules it out makes the whole infinite.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_loop), code!(as_a_difference), code!(from_bits)],
    mistakes: &[
        Mistake {
            tag: "arguments-swapped",
            variants: &[|| |p, q| q.iter().zip(p).map(|(q, p)| q * (q / p).ln()).sum()],
            ask: "What if `p` never shows what `q` half expects: is that ruinous, or only a pity? And what does your \
                function say?",
            tell: "You average by `q`, as if `q` were the truth. The divergence is not symmetric, so the order \
                counts.",
            ..Mistake::of(code!(arguments_swapped))
        },
        Mistake {
            tag: "cross-entropy-returned",
            variants: &[|| |p, q| -p.iter().zip(q).map(|(p, q)| p * q.ln()).sum::<f64>()],
            ask: "Put the same distribution in twice. How much more does one of two equal believers know?",
            tell: "You return the whole surprise of the believer in `q`. What the one who knows `p` feels as well is \
                still to come off.",
            ..Mistake::of(code!(cross_entropy_returned))
        },
        Mistake {
            tag: "doubled",
            ask: "Is there a 2 in what was asked for? Where does yours come from?",
            tell: "Your result is twice too large. The factor belongs to a statistic for tests, not to the \
                divergence.",
            ..Mistake::of(code!(doubled))
        },
        Mistake {
            tag: "bits",
            variants: &[|| |p, q| p.iter().zip(q).map(|(p, q)| p * (p / q).log2()).sum()],
            ask: "Know for sure what another takes for a coin toss: your function calls that exactly 1. One of \
                which unit?",
            tell: "That is the divergence in bits. The logarithm to take here is the natural one.",
            ..Mistake::of(code!(bits))
        },
        Mistake {
            tag: "symmetrised",
            variants: &[
                || |p, q| kullback_leibler(p, q) + kullback_leibler(q, p),
                || {
                    |p, q| {
                        let middle = (p + q) / 2.0;
                        (kullback_leibler(p, &middle) + kullback_leibler(q, &middle)) / 2.0
                    }
                },
                || {
                    |p, q| {
                        let middle = (p + q) / 2.0;
                        kullback_leibler(p, &middle) + kullback_leibler(q, &middle)
                    }
                },
                || |p, q| kullback_leibler(p, &((p + q) / 2.0)),
            ],
            ask: "Exchange the two distributions. Does your result change? Does it matter which of two people is \
                wrong?",
            tell: "You treat both alike, as a distance would. Here one is the truth and the other a belief, and \
                their roles differ.",
            ..Mistake::of(code!(symmetrised))
        },
        Mistake {
            tag: "sign-reversed",
            variants: &[|| |p, q| p.iter().zip(q).map(|(p, q)| p * (q / p).ln()).sum()],
            ask: "Can a wrong belief spare you surprise, on average? What sign should its price have?",
            tell: "Yours is never above zero: the surprise of the one who knows, less that of the believer. It \
                should be the other way round.",
            ..Mistake::of(code!(sign_reversed))
        },
        Mistake {
            tag: "entropies-subtracted",
            variants: &[
                || |p, q| entropy(p) - entropy(q),
                || |p, q| (entropy(q) - entropy(p)).abs(),
            ],
            ask: "Two coins bent the opposite way have the same entropy. Is one a good belief about the other?",
            tell: "You compare how surprising each is to those who know it. What counts is the surprise by `q` at \
                what comes by `p`.",
            ..Mistake::of(code!(entropies_subtracted))
        },
        Mistake {
            tag: "nan-at-zero",
            variants: &[|| |p, q| p.iter().zip(q).map(|(p, q)| p * (p.ln() - q.ln())).sum()],
            ask: "What does your code compute for an outcome that never comes, with `p` at 0? Is that still a \
                number?",
            tell: "Zero times the logarithm of zero is NaN to the computer. An outcome that never comes adds \
                nothing.",
            ..Mistake::of(code!(nan_at_zero))
        },
        Mistake {
            tag: "ruled-out-forgiven",
            variants: &[
                || |p, q| p.iter().zip(q).map(|(p, q)| p * ((p + 1e-12) / (q + 1e-12)).ln()).sum(),
                || |p, q| p.iter().zip(q).map(|(p, q)| p * ((p + 1e-10) / (q + 1e-10)).ln()).sum(),
                || {
                    |p, q| {
                        p.iter()
                            .zip(q)
                            .map(|(p, q)| if *p > 0.0 { p * (p / (q + 1e-12)).ln() } else { 0.0 })
                            .sum()
                    }
                },
            ],
            pattern: Some(|trials| {
                trials.iter().all(|trial| match trial.outcome {
                    Outcome::Value(found) if trial.probe.is_ruled_out() => found.is_finite(),
                    _ => trial.fault.is_none(),
                })
            }),
            ask: "The believer has ruled out what then happens. Which price is high enough, and which one do you \
                charge?",
            tell: "You leave out what `q` rules out, or soften it. If it happens, the divergence is infinite.",
            ..Mistake::of(code!(ruled_out_forgiven))
        },
        Mistake {
            tag: "infinite-at-any-zero",
            ask: "`q` says that an outcome never comes, and `p` says so, too. Is that belief worth an infinite price?",
            tell: "You return infinity as soon as `q` holds a 0. The price is infinite only where `p` lets that \
                outcome happen; where `p` is 0 as well, it costs nothing.",
            ..Mistake::of(code!(infinite_at_any_zero))
        },
        Mistake {
            tag: "not-weighted",
            variants: &[
                || {
                    |p, q| {
                        let possible = p.iter().zip(q).filter(|(p, _)| **p > 0.0);
                        possible.map(|(p, q)| (p / q).ln()).sum::<f64>() / p.len() as f64
                    }
                },
                || |p, q| p.iter().zip(q).map(|(p, q)| (p / q).ln()).sum(),
            ],
            ask: "You add up how much each outcome tells the two apart. Does each of them come equally often?",
            tell: "Every outcome has the same weight in yours. The average is over what happens, which is what `p` \
                says.",
            ..Mistake::of(code!(not_weighted))
        },
        Mistake {
            tag: "absolute-terms",
            ask: "Some outcomes surprise the believer in `q` less than the one who knows. Should those be held \
                against the belief?",
            tell: "You make every term positive. Terms of both signs belong there; it is their sum that is never \
                negative.",
            ..Mistake::of(code!(absolute_terms))
        },
        Mistake {
            tag: "probabilities-subtracted",
            variants: &[
                || |p, q| (p - q).abs().sum() / 2.0,
                || |p, q| (p - q).norm(),
                || |p, q| (p - q).norm_squared(),
            ],
            ask: "How far is a belief of one in a thousand from one in a million, by your measure? And how far by \
                surprise?",
            tell: "You compare the probabilities, where a small one hardly counts. The divergence compares their \
                surprises, and those of rare outcomes differ most.",
            ..Mistake::of(code!(probabilities_subtracted))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: Pair::probes,
        simpler: Pair::simpler,
        call: |divergence, pair| {
            let (p, q) = pair.probabilities();
            divergence(&p, &q)
        },
        example: |pair| format!("divergence({})", pair.literals()),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "it is a number, whatever is impossible",
            hence: "",
            question: "Look for the zeros in both vectors. Which quotient or logarithm in your code do they spoil?",
            holds: |_, found| match found.is_nan() {
                true => Err("it is NaN".to_owned().into()),
                false => Ok(()),
            },
        },
        Property {
            claim: "it is the surprise by `q` less the surprise by `p`, averaged by `p`",
            hence: "so a right belief costs nothing, and a wrong one something",
            question: "How surprised is the believer in `q` at each outcome, how surprised the one who knows `p`, and \
                by which of the two is the average taken?",
            holds: |pair, &found| {
                if pair.is_ruled_out() {
                    return Ok(());
                }
                let (p, q) = pair.probabilities();
                let possible = || p.iter().zip(&q).filter(|&(&p, _)| p > 0.0);
                let right = kullback_leibler(&p, &q);
                // Terms that cancel: their magnitudes count. The rounding of a quotient p/q is kept by its logarithm, and
                // the sum over it is at most one rounding of 1.
                let magnitude = 1.0 + possible().map(|(p, q)| -p * (q.ln() + p.ln())).sum::<f64>();
                compare::number(right, found, Tolerance::rounding(3 * p.len() + 4, magnitude))
            },
        },
        Property {
            claim: "it is infinite where something happens that `q` rules out",
            hence: "",
            question: "Which outcome has probability 0 by `q`? Does it come by `p`?",
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

fn kullback_leibler(p: &DVector<f64>, q: &DVector<f64>) -> f64 {
    let possible = p.iter().zip(q).filter(|(p, _)| **p > 0.0);
    possible.map(|(p, q)| p * (p.ln() - q.ln())).sum()
}

fn entropy(p: &DVector<f64>) -> f64 {
    p.iter().filter(|p| **p > 0.0).map(|p| -p * p.ln()).sum()
}

fn starter() -> Answer {
    fn divergence(p: &DVector<f64>, q: &DVector<f64>) -> f64 {
        todo!()
    }
    divergence
}

fn solution() -> Answer {
    |p, q| {
        p.iter()
            .zip(q)
            .filter(|(p, _)| **p > 0.0)
            .map(|(p, q)| p * (p / q).ln())
            .sum()
    }
}

fn by_loop() -> Answer {
    |p, q| {
        let mut total = 0.0;
        for i in 0..p.len() {
            if p[i] > 0.0 {
                total += p[i] * (p[i].ln() - q[i].ln());
            }
        }
        total
    }
}

fn as_a_difference() -> Answer {
    fn cross_entropy(p: &DVector<f64>, q: &DVector<f64>) -> f64 {
        let terms = p.zip_map(q, |p, q| if p == 0.0 { 0.0 } else { p * q.ln() });
        -terms.sum()
    }

    fn divergence(p: &DVector<f64>, q: &DVector<f64>) -> f64 {
        cross_entropy(p, q) - cross_entropy(p, p)
    }
    divergence
}

fn from_bits() -> Answer {
    |p, q| {
        let bit = |(p, q): (&f64, &f64)| if *p == 0.0 { 0.0 } else { p * (q / p).log2() };
        let bits: f64 = p.iter().zip(q.iter()).map(bit).sum();
        -bits / std::f64::consts::LOG2_E
    }
}

fn arguments_swapped() -> Answer {
    |p, q| {
        q.iter()
            .zip(p)
            .filter(|(q, _)| **q > 0.0)
            .map(|(q, p)| q * (q / p).ln())
            .sum()
    }
}

fn cross_entropy_returned() -> Answer {
    |p, q| {
        p.iter()
            .zip(q)
            .filter(|(p, _)| **p > 0.0)
            .map(|(p, q)| -p * q.ln())
            .sum()
    }
}

fn doubled() -> Answer {
    |p, q| {
        2.0 * p
            .iter()
            .zip(q)
            .filter(|(p, _)| **p > 0.0)
            .map(|(p, q)| p * (p / q).ln())
            .sum::<f64>()
    }
}

fn bits() -> Answer {
    |p, q| {
        p.iter()
            .zip(q)
            .filter(|(p, _)| **p > 0.0)
            .map(|(p, q)| p * (p / q).log2())
            .sum()
    }
}

fn symmetrised() -> Answer {
    fn one_way(p: &DVector<f64>, q: &DVector<f64>) -> f64 {
        p.iter()
            .zip(q)
            .filter(|(p, _)| **p > 0.0)
            .map(|(p, q)| p * (p / q).ln())
            .sum()
    }

    fn divergence(p: &DVector<f64>, q: &DVector<f64>) -> f64 {
        (one_way(p, q) + one_way(q, p)) / 2.0
    }
    divergence
}

fn sign_reversed() -> Answer {
    |p, q| {
        p.iter()
            .zip(q)
            .filter(|(p, _)| **p > 0.0)
            .map(|(p, q)| p * (q / p).ln())
            .sum()
    }
}

fn entropies_subtracted() -> Answer {
    fn entropy(p: &DVector<f64>) -> f64 {
        p.iter().filter(|p| **p > 0.0).map(|p| -p * p.ln()).sum()
    }

    fn divergence(p: &DVector<f64>, q: &DVector<f64>) -> f64 {
        entropy(q) - entropy(p)
    }
    divergence
}

fn nan_at_zero() -> Answer {
    |p, q| p.iter().zip(q).map(|(p, q)| p * (p / q).ln()).sum()
}

fn ruled_out_forgiven() -> Answer {
    |p, q| {
        let both = p.iter().zip(q).filter(|(p, q)| **p > 0.0 && **q > 0.0);
        both.map(|(p, q)| p * (p / q).ln()).sum()
    }
}

fn infinite_at_any_zero() -> Answer {
    |p, q| {
        if q.iter().any(|&q| q == 0.0) {
            return f64::INFINITY;
        }
        let possible = p.iter().zip(q).filter(|(p, _)| **p > 0.0);
        possible.map(|(p, q)| p * (p / q).ln()).sum()
    }
}

fn not_weighted() -> Answer {
    |p, q| {
        p.iter()
            .zip(q)
            .filter(|(p, _)| **p > 0.0)
            .map(|(p, q)| (p / q).ln())
            .sum()
    }
}

fn absolute_terms() -> Answer {
    |p, q| {
        p.iter()
            .zip(q)
            .filter(|(p, _)| **p > 0.0)
            .map(|(p, q)| p * (p / q).ln().abs())
            .sum()
    }
}

fn probabilities_subtracted() -> Answer {
    |p, q| p.iter().zip(q).map(|(p, q)| (p - q).abs()).sum()
}

fn sibling() -> f64 {
    // How much longer does someone wait who trusts an old timetable, seen over a real day?
    let trains = dvector![0.5, 0.5];
    let wait_by_new = dvector![2.0, 6.0];
    let wait_by_old = dvector![7.0, 3.0];
    // Both waits are averaged over the trains that really come. One train is even caught sooner by the
    // old timetable: what counts is the average of the differences, signs and all.
    let extra = trains.dot(&(&wait_by_old - &wait_by_new));
    assert_eq!(extra, trains.dot(&wait_by_old) - trains.dot(&wait_by_new));
    extra
}

//! The surprise to be expected.

#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::PROBABILITY;
use crate::probability::pmf::Pmf;
use grading::compare::{self, Tolerance};
use grading::scope::*;
use grading::{Mistake, Property, Spec, Trials, Verdict, code, worked};

const SOURCE: &str = include_str!("entropy.rs");

type Answer = fn(&DVector<f64>) -> f64;

pub(crate) static SPEC: Spec<Answer, Pmf, f64> = Spec {
    id: "entropy",
    notebook: &PROBABILITY,
    title: "Surprise on average",
    points: 2,
    prompt: "Write `entropy`: the expected surprise of a distribution, in nats. Every outcome's surprise counts as \
        often as that outcome comes. One that never comes adds nothing: read 0 · ln 0 as 0.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[
        code!(by_filter),
        code!(by_powers),
        code!(from_bits),
        code!(with_a_guard),
    ],
    mistakes: &[
        Mistake {
            tag: "nan-at-zero",
            variants: &[|| |p| p.iter().map(|x| x * (1.0 / x).ln()).sum()],
            ask: "What do floating-point numbers make of zero times minus infinity? Which outcomes of a \
                distribution bring that about?",
            tell: "An outcome of probability 0 turns your sum into NaN. It never comes, so it should add nothing.",
            ..Mistake::of(code!(nan_at_zero))
        },
        Mistake {
            tag: "sign-missing",
            variants: &[|| |p| p.iter().map(|x| x * x.ln()).sum()],
            ask: "Can surprise be below zero? Which sign do logarithms of probabilities have?",
            tell: "All your terms are negative: you average the logarithms, and surprise is minus that.",
            ..Mistake::of(code!(sign_missing))
        },
        Mistake {
            tag: "bits",
            variants: &[|| |p| -p.iter().map(|x| x * x.log2()).sum::<f64>()],
            ask: "A fair coin comes to exactly 1 by your function. What is the unit in which a coin toss is 1, and \
                which unit was asked for?",
            tell: "You count bits, which is how storage is measured. Nats come from the natural logarithm; they are \
                0.693 to a bit.",
            ..Mistake::of(code!(bits))
        },
        Mistake {
            tag: "average-instead-of-expectation",
            variants: &[
                || |p| -p.iter().map(|x| x.ln()).sum::<f64>() / p.len() as f64,
                || {
                    |p| {
                        let possible = p.iter().filter(|&&x| x > 0.0);
                        -possible.clone().map(|x| x.ln()).sum::<f64>() / possible.count() as f64
                    }
                },
            ],
            ask: "One outcome comes 99 times in 100, the other once. Should both surprises count half?",
            tell: "You average over the list of outcomes, each counted once. What is expected is an average over \
                what happens, where the likely comes up more often.",
            ..Mistake::of(code!(average_instead_of_expectation))
        },
        Mistake {
            tag: "divided-by-n-as-well",
            ask: "Your weights are probabilities. What do they sum to, and is there anything left to divide by?",
            tell: "The weights already sum to one, so the weighted sum is the average. You divide once too often.",
            ..Mistake::of(code!(divided_by_n_as_well))
        },
        Mistake {
            tag: "not-weighted",
            variants: &[|| |p| -p.iter().map(|x| x.ln()).sum::<f64>()],
            ask: "You add all the surprises up. How often does each of them come about?",
            tell: "A sum of surprises is what you feel if every outcome happens. Only one does, and each with its \
                own probability.",
            ..Mistake::of(code!(not_weighted))
        },
        Mistake {
            tag: "surprise-of-the-likeliest",
            ask: "You look at a single outcome. Do the others never happen?",
            tell: "You return the surprise of the likeliest outcome, which is the smallest there is. The others \
                happen too.",
            ..Mistake::of(code!(surprise_of_the_likeliest))
        },
        Mistake {
            tag: "gini-impurity",
            ask: "Which measure of surprise do you average: one minus the probability, or its logarithm?",
            tell: "You average 1 - p. That is the Gini impurity, which also measures disorder, but does not add up \
                over independent events.",
            ..Mistake::of(code!(gini_impurity))
        },
        Mistake {
            tag: "uniform-assumed",
            variants: &[|| |p| (p.iter().filter(|&&x| x > 0.0).count() as f64).ln()],
            ask: "Does your result depend on the probabilities, or only on how many of them there are?",
            tell: "The logarithm of the number of outcomes is the entropy if all are equally likely, and the most \
                it can be. Any preference lowers it.",
            ..Mistake::of(code!(uniform_assumed))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut pmfs: Vec<Pmf> = Pmf::all(2, 4).chain(Pmf::all(1, 1)).chain(Pmf::all(3, 2)).collect();
            for n in 3..=6 {
                pmfs.extend([Pmf::positive(random, n), Pmf::random(random, n), Pmf::random(random, n)]);
            }
            // Small is not zero, and nearly certain not certain.
            for rare in [1e-3, 1e-6, 1e-9, 1e-300] {
                pmfs.push(Pmf::new(dvector![rare, 1.0]));
                pmfs.push(Pmf::new(dvector![1.0, 0.0, rare, rare]));
            }
            pmfs.push(Pmf::large(60, 1));
            pmfs
        },
        simpler: Pmf::simpler,
        call: |entropy, pmf| entropy(&pmf.probabilities()),
        example: |pmf| format!("entropy(&{})", pmf.literal()),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "it is a number, whatever is impossible",
            hence: "",
            question: "How does your code treat an outcome of probability 0, and what do floating-point numbers do \
                with that?",
            holds: |_, found| match found.is_nan() {
                true => Err("it is NaN".to_owned().into()),
                false => Ok(()),
            },
        },
        Property {
            claim: "it is the surprise of each outcome, weighted by its probability",
            hence: "from certainty, which has none, to the uniform distribution, which has most",
            question: "Write the surprise of each outcome down, and how often it comes. What is their average, and \
                where does your code do something else?",
            holds: |pmf, &found| {
                let p = pmf.probabilities();
                let right: f64 = p.iter().filter(|&&x| x > 0.0).map(|x| -x * x.ln()).sum();
                compare::number(right, found, tolerance(p.len(), right))
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|p: &DVector<f64>| Pmf::asked("p", p));

/// A sum of n products, each with a logarithm; the 1 is for ways that lead over probabilities rounded once more, such as
/// the logarithm of a product of powers. To keep the logarithm from zero, some add a little to each probability: up to
/// 1e-12 is sound, since it moves x ln x by no more than itself.
fn tolerance(len: usize, entropy: f64) -> Tolerance {
    let rounding = Tolerance::rounding(2 * len + 4, 1.0 + entropy);
    rounding.and(Tolerance::within(len as f64 * 1e-12))
}

fn starter() -> Answer {
    fn entropy(p: &DVector<f64>) -> f64 {
        todo!()
    }
    entropy
}

fn solution() -> Answer {
    |p| p.iter().map(|&x| if x > 0.0 { -x * x.ln() } else { 0.0 }).sum()
}

fn by_filter() -> Answer {
    |p| {
        let possible = p.iter().filter(|&&x| x != 0.0);
        possible.fold(0.0, |total, x| total - x * x.ln())
    }
}

fn by_powers() -> Answer {
    |p| {
        // 0 to the power 0 is 1, of which the logarithm is 0.
        -p.iter().map(|x| x.powf(*x)).product::<f64>().ln()
    }
}

fn from_bits() -> Answer {
    |p| {
        let mut bits = 0.0;
        for i in 0..p.len() {
            if p[i] == 0.0 {
                continue;
            }
            bits += p[i] * (1.0 / p[i]).log2();
        }
        bits * 2.0_f64.ln()
    }
}

fn with_a_guard() -> Answer {
    |p| -p.dot(&p.map(|x| (x + 1e-12).ln()))
}

fn nan_at_zero() -> Answer {
    |p| -p.iter().map(|x| x * x.ln()).sum::<f64>()
}

fn sign_missing() -> Answer {
    |p| p.iter().filter(|&&x| x > 0.0).map(|x| x * x.ln()).sum()
}

fn bits() -> Answer {
    |p| p.iter().filter(|&&x| x > 0.0).map(|x| -x * x.log2()).sum()
}

fn average_instead_of_expectation() -> Answer {
    |p| p.iter().filter(|&&x| x > 0.0).map(|x| -x.ln()).sum::<f64>() / p.len() as f64
}

fn divided_by_n_as_well() -> Answer {
    |p| p.iter().filter(|&&x| x > 0.0).map(|x| -x * x.ln()).sum::<f64>() / p.len() as f64
}

fn not_weighted() -> Answer {
    |p| p.iter().filter(|&&x| x > 0.0).map(|x| -x.ln()).sum()
}

fn surprise_of_the_likeliest() -> Answer {
    |p| -p.max().ln()
}

fn gini_impurity() -> Answer {
    |p| p.iter().map(|x| x * (1.0 - x)).sum()
}

fn uniform_assumed() -> Answer {
    |p| (p.len() as f64).ln()
}

fn sibling() -> f64 {
    // The expected winnings of a game: what each outcome pays, as often as it comes.
    let probabilities = [0.5, 0.25, 0.25];
    let payments = [0.0, 4.0, 8.0];
    let mut expected = 0.0;
    for (p, payment) in probabilities.iter().zip(payments) {
        // No division by three: the probabilities are the weights, and sum to one by themselves.
        expected += p * payment;
    }
    assert_eq!(expected, 3.0);
    expected
}

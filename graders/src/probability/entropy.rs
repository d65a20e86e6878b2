//! The surprise to be expected.

#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::check;
use crate::compare::{self, Tolerance};
use crate::exercise::Notebook;
use crate::probability::pmf::Pmf;
use crate::scope::*;
use crate::spec::{Mistake, Property, Shown, Spec, Trials, code, worked};
use crate::verdict::Verdict;

const SOURCE: &str = include_str!("entropy.rs");

type Answer = fn(&DVector<f64>) -> f64;

pub(crate) static SPEC: Spec<Answer, Pmf, f64> = Spec {
    id: "entropy",
    notebook: Notebook::Probability,
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
            shown: Shown::Runs(code!(nan_at_zero)),
            variants: &[|| |p| p.iter().map(|x| x * (1.0 / x).ln()).sum()],
            pattern: None,
            ask: "What do floating-point numbers make of zero times minus infinity? Which outcomes of a \
                distribution bring that about?",
            tell: "An outcome of probability 0 turns your sum into NaN. It never comes, so it should add nothing.",
        },
        Mistake {
            tag: "sign-missing",
            shown: Shown::Runs(code!(sign_missing)),
            variants: &[|| |p| p.iter().map(|x| x * x.ln()).sum()],
            pattern: None,
            ask: "Can surprise be below zero? Which sign do logarithms of probabilities have?",
            tell: "All your terms are negative: you average the logarithms, and surprise is minus that.",
        },
        Mistake {
            tag: "bits",
            shown: Shown::Runs(code!(bits)),
            variants: &[|| |p| -p.iter().map(|x| x * x.log2()).sum::<f64>()],
            pattern: None,
            ask: "A fair coin comes to exactly 1 by your function. What is the unit in which a coin toss is 1, and \
                which unit was asked for?",
            tell: "You count bits, which is how storage is measured. Nats come from the natural logarithm; they are \
                0.693 to a bit.",
        },
        Mistake {
            tag: "average-instead-of-expectation",
            shown: Shown::Runs(code!(average_instead_of_expectation)),
            variants: &[
                || |p| -p.iter().map(|x| x.ln()).sum::<f64>() / p.len() as f64,
                || {
                    |p| {
                        let possible = p.iter().filter(|&&x| x > 0.0);
                        -possible.clone().map(|x| x.ln()).sum::<f64>() / possible.count() as f64
                    }
                },
            ],
            pattern: None,
            ask: "One outcome comes 99 times in 100, the other once. Should both surprises count half?",
            tell: "You average over the list of outcomes, each counted once. What is expected is an average over \
                what happens, where the likely comes up more often.",
        },
        Mistake {
            tag: "divided-by-n-as-well",
            shown: Shown::Runs(code!(divided_by_n_as_well)),
            variants: &[],
            pattern: None,
            ask: "Your weights are probabilities. What do they sum to, and is there anything left to divide by?",
            tell: "The weights already sum to one, so the weighted sum is the average. You divide once too often.",
        },
        Mistake {
            tag: "not-weighted",
            shown: Shown::Runs(code!(not_weighted)),
            variants: &[|| |p| -p.iter().map(|x| x.ln()).sum::<f64>()],
            pattern: None,
            ask: "You add all the surprises up. How often does each of them come about?",
            tell: "A sum of surprises is what you feel if every outcome happens. Only one does, and each with its \
                own probability.",
        },
        Mistake {
            tag: "surprise-of-the-likeliest",
            shown: Shown::Runs(code!(surprise_of_the_likeliest)),
            variants: &[],
            pattern: None,
            ask: "You look at a single outcome. Do the others never happen?",
            tell: "You return the surprise of the likeliest outcome, which is the smallest there is. The others \
                happen too.",
        },
        Mistake {
            tag: "gini-impurity",
            shown: Shown::Runs(code!(gini_impurity)),
            variants: &[],
            pattern: None,
            ask: "Which measure of surprise do you average: one minus the probability, or its logarithm?",
            tell: "You average 1 - p. That is the Gini impurity, which also measures disorder, but does not add up \
                over independent events.",
        },
        Mistake {
            tag: "uniform-assumed",
            shown: Shown::Runs(code!(uniform_assumed)),
            variants: &[|| |p| (p.iter().filter(|&&x| x > 0.0).count() as f64).ln()],
            pattern: None,
            ask: "Does your result depend on the probabilities, or only on how many of them there are?",
            tell: "The logarithm of the number of outcomes is the entropy if all are equally likely, and the most \
                it can be. Any preference lowers it.",
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
    check::judge(&SPEC, &answer)
}

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
    fn entropy(p: &DVector<f64>) -> f64 {
        p.iter().map(|&x| if x > 0.0 { -x * x.ln() } else { 0.0 }).sum()
    }
    entropy
}

fn by_filter() -> Answer {
    fn entropy(p: &DVector<f64>) -> f64 {
        let possible = p.iter().filter(|&&x| x != 0.0);
        possible.fold(0.0, |total, x| total - x * x.ln())
    }
    entropy
}

fn by_powers() -> Answer {
    fn entropy(p: &DVector<f64>) -> f64 {
        // 0 to the power 0 is 1, of which the logarithm is 0.
        -p.iter().map(|x| x.powf(*x)).product::<f64>().ln()
    }
    entropy
}

fn from_bits() -> Answer {
    fn entropy(p: &DVector<f64>) -> f64 {
        let mut bits = 0.0;
        for i in 0..p.len() {
            if p[i] == 0.0 {
                continue;
            }
            bits += p[i] * (1.0 / p[i]).log2();
        }
        bits * 2.0_f64.ln()
    }
    entropy
}

fn with_a_guard() -> Answer {
    fn entropy(p: &DVector<f64>) -> f64 {
        -p.dot(&p.map(|x| (x + 1e-12).ln()))
    }
    entropy
}

fn nan_at_zero() -> Answer {
    fn entropy(p: &DVector<f64>) -> f64 {
        -p.iter().map(|x| x * x.ln()).sum::<f64>()
    }
    entropy
}

fn sign_missing() -> Answer {
    fn entropy(p: &DVector<f64>) -> f64 {
        p.iter().filter(|&&x| x > 0.0).map(|x| x * x.ln()).sum()
    }
    entropy
}

fn bits() -> Answer {
    fn entropy(p: &DVector<f64>) -> f64 {
        p.iter().filter(|&&x| x > 0.0).map(|x| -x * x.log2()).sum()
    }
    entropy
}

fn average_instead_of_expectation() -> Answer {
    fn entropy(p: &DVector<f64>) -> f64 {
        p.iter().filter(|&&x| x > 0.0).map(|x| -x.ln()).sum::<f64>() / p.len() as f64
    }
    entropy
}

fn divided_by_n_as_well() -> Answer {
    fn entropy(p: &DVector<f64>) -> f64 {
        p.iter().filter(|&&x| x > 0.0).map(|x| -x * x.ln()).sum::<f64>() / p.len() as f64
    }
    entropy
}

fn not_weighted() -> Answer {
    fn entropy(p: &DVector<f64>) -> f64 {
        p.iter().filter(|&&x| x > 0.0).map(|x| -x.ln()).sum()
    }
    entropy
}

fn surprise_of_the_likeliest() -> Answer {
    fn entropy(p: &DVector<f64>) -> f64 {
        -p.max().ln()
    }
    entropy
}

fn gini_impurity() -> Answer {
    fn entropy(p: &DVector<f64>) -> f64 {
        p.iter().map(|x| x * (1.0 - x)).sum()
    }
    entropy
}

fn uniform_assumed() -> Answer {
    fn entropy(p: &DVector<f64>) -> f64 {
        (p.len() as f64).ln()
    }
    entropy
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

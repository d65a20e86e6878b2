//! The currency of probability: how surprising an outcome is.

#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::PROBABILITY;
use crate::probability::pmf::Pmf;
use grading::compare::{self, Tolerance};
use grading::refutation::provided;
use grading::scope::*;
use grading::{Input, Mistake, Property, Spec, Trials, Verdict, code, worked};

const SOURCE: &str = include_str!("surprise.rs");

type Answer = fn(&DVector<f64>, usize) -> f64;
/// A distribution, and one of its outcomes.
type Outcome = (Pmf, usize);

pub(crate) static SPEC: Spec<Answer, Outcome, f64> = Spec {
    id: "surprise",
    notebook: &PROBABILITY,
    title: "How surprising?",
    points: 1,
    prompt: "Write `surprise`: the surprise of outcome `i`, whose probability is `p[i]`. It is the negative \
        natural logarithm of that probability. What is certain surprises nobody, and what is impossible \
        is infinitely surprising.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[
        code!(of_the_inverse),
        code!(from_bits),
        code!(with_the_impossible_apart),
    ],
    mistakes: &[
        Mistake {
            tag: "bits",
            ask: "Your unit is the coin toss: half and half gives exactly 1. Which logarithm has that unit, and \
                which one was asked for?",
            tell: "You measure in bits, to base 2. In this course the unit is the nat, to base e: a coin toss is \
                worth 0.693 of them.",
            ..Mistake::of(code!(bits))
        },
        Mistake {
            tag: "decimal-logarithm",
            ask: "Your function calls a chance of one in ten exactly 1. To which base is your logarithm?",
            tell: "That is the logarithm to base 10. Elsewhere `log` often means the natural one; in Rust that one \
                has a name of its own.",
            ..Mistake::of(code!(decimal_logarithm))
        },
        Mistake {
            tag: "sign-missing",
            ask: "Which sign does the logarithm of a number below one have? Can less likely things then be more \
                surprising by your measure?",
            tell: "Your surprise is never above zero and sinks as outcomes get rarer. Turn it round.",
            ..Mistake::of(code!(sign_missing))
        },
        Mistake {
            tag: "one-minus",
            ask: "Two coins both show heads, with probability 1/4. Is that twice the surprise of one coin, by your \
                measure?",
            tell: "One minus the probability falls as it should, but it does not add up over independent events: \
                only a logarithm turns products into sums.",
            ..Mistake::of(code!(one_minus))
        },
        Mistake {
            tag: "logarithm-of-the-complement",
            variants: &[|| |p, i| -(1.0 - p[i]).ln(), || |p, i| (-p[i]).ln_1p()],
            ask: "What does your function say of an outcome that is certain? Whose surprise would that be?",
            tell: "You take the surprise of everything but `i`, so that the likely surprises most.",
            ..Mistake::of(code!(logarithm_of_the_complement))
        },
        Mistake {
            tag: "inverse-without-logarithm",
            ask: "One in four and one in four again is one in sixteen. Do your two fours add up to that?",
            tell: "One over the probability grows for rare outcomes, but over independent events it multiplies. \
                Surprises should add.",
            ..Mistake::of(code!(inverse_without_logarithm))
        },
        Mistake {
            tag: "weighted",
            ask: "Is the surprise of a rare outcome smaller for happening rarely? What did you multiply by that \
                only an average needs?",
            tell: "You weigh the surprise by how often it comes. That is one term of the average surprise, not the \
                surprise itself.",
            ..Mistake::of(code!(weighted))
        },
        Mistake {
            tag: "counted-from-one",
            variants: &[
                || |p, i| -p[i.saturating_sub(1)].ln(),
                || |p, i| -p[(i + 1) % p.len()].ln(),
            ],
            ask: "Which entry of a vector does index 0 name, and which one do you read for it?",
            tell: "You read a neighbour of entry `i`. Outcomes are counted from zero, as indices are.",
            ..Mistake::of(code!(counted_from_one))
        },
        Mistake {
            tag: "index-ignored",
            variants: &[
                || |p, _| -p.iter().map(|x| x.ln()).sum::<f64>(),
                || |p, _| -p[0].ln(),
                || |p, _| -p.max().ln(),
            ],
            ask: "Call your function with another `i`. Does anything change?",
            tell: "Your result is the same for every outcome. One outcome was asked for.",
            ..Mistake::of(code!(index_ignored))
        },
        Mistake {
            tag: "probability-returned",
            ask: "How surprising is something that is certain, and what does your function say?",
            tell: "You return the probability. Surprise goes the other way: certainty has none of it.",
            ..Mistake::of(code!(probability_returned))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut pmfs: Vec<Pmf> = Pmf::all(2, 4).chain(Pmf::all(1, 1)).chain(Pmf::all(3, 2)).collect();
            pmfs.extend((4..=6).flat_map(|n| [Pmf::positive(random, n), Pmf::random(random, n)]));
            // Small is not zero, and nearly one not one.
            pmfs.extend([1e-6, 1e-12, 1e-100, 1e-300].map(|rare| Pmf::new(dvector![rare, 1.0])));
            pmfs.push(Pmf::large(60, 1));
            let outcomes = |pmf: Pmf| (0..pmf.len()).map(move |i| (pmf.clone(), i));
            pmfs.into_iter().flat_map(outcomes).collect()
        },
        simpler: |(pmf, i)| {
            let earlier = (0..*i).map(|i| (pmf.clone(), i));
            let fewer = pmf
                .simpler()
                .into_iter()
                .filter(|pmf| *i < pmf.len())
                .map(|pmf| (pmf, *i));
            fewer.chain(earlier).collect()
        },
        call: |surprise, (pmf, i)| surprise(&pmf.probabilities(), *i),
        example: |(pmf, i)| format!("surprise(&{}, {i})", pmf.literal()),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "what can happen has the surprise that its probability gives it",
            hence: "in nats, from the certain to one in 1e300",
            question: "Halve a probability. By how much should the surprise grow, and by how much does yours?",
            holds: |(pmf, i), &found| {
                let right = -pmf.probabilities()[*i].ln();
                match right.is_finite() {
                    // A probability that is rounded once more, as in 1/p, moves its logarithm by the rounding of 1.
                    true => compare::number(right, found, Tolerance::rounding(4, 1.0 + right)),
                    false => Ok(()),
                }
            },
        },
        Property {
            claim: "what is impossible has an infinite one",
            hence: "",
            question: "Where does the logarithm go as a probability goes to zero?",
            holds: |(pmf, i), &found| match pmf.probabilities()[*i] {
                0.0 => compare::number(f64::INFINITY, found, Tolerance::within(0.0)),
                _ => Ok(()),
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|p: &DVector<f64>, i: usize| asked(p, i));

fn asked(p: &DVector<f64>, i: usize) -> Input<Outcome> {
    let pmf = Pmf::asked("p", p)?;
    provided(
        i < pmf.len(),
        format!(
            "`p` has {} outcomes, counted from 0: there is no outcome {i}",
            pmf.len()
        ),
    )?;
    Ok((pmf, i))
}

fn starter() -> Answer {
    fn surprise(p: &DVector<f64>, i: usize) -> f64 {
        todo!()
    }
    surprise
}

fn solution() -> Answer {
    |p, i| -p[i].ln()
}

fn of_the_inverse() -> Answer {
    |p, i| (1.0 / p[i]).ln()
}

fn from_bits() -> Answer {
    |p, i| -std::f64::consts::LN_2 * p[i].log2()
}

fn with_the_impossible_apart() -> Answer {
    |p, i| match p[i] {
        0.0 => f64::INFINITY,
        x => 0.0 - x.log(std::f64::consts::E),
    }
}

fn bits() -> Answer {
    |p, i| -p[i].log2()
}

fn decimal_logarithm() -> Answer {
    |p, i| -p[i].log10()
}

fn sign_missing() -> Answer {
    |p, i| p[i].ln()
}

fn one_minus() -> Answer {
    |p, i| 1.0 - p[i]
}

fn logarithm_of_the_complement() -> Answer {
    |p, i| (1.0 - p[i]).ln()
}

fn inverse_without_logarithm() -> Answer {
    |p, i| 1.0 / p[i]
}

fn weighted() -> Answer {
    |p, i| -p[i] * p[i].ln()
}

fn counted_from_one() -> Answer {
    |p, i| -p[i - 1].ln()
}

fn index_ignored() -> Answer {
    |p, i| -p.dot(&p.map(|x| x.ln()))
}

fn probability_returned() -> Answer {
    |p, i| p[i]
}

fn sibling() -> f64 {
    // How many halvings does it take to get from 1 down to x? Such a count turns products into sums.
    let halvings = |x: f64| x.log(0.5);
    assert_eq!(halvings(0.25), 2.0);
    assert_eq!(halvings(0.25 * 0.125), halvings(0.25) + halvings(0.125));
    // A logarithm to another base counts other steps, and differs by a factor.
    let tenths = |x: f64| x.log(0.1);
    halvings(0.03) / tenths(0.03)
}

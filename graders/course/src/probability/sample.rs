//! Drawing an outcome: the inverse of the cumulative distribution.

#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::PROBABILITY;
use grading::compare::{self, Difference};
use grading::refutation::{numbers, provided};
use grading::scope::*;
use grading::{Input, Mistake, Outcome, Property, Random, Spec, Trials, Verdict, code, literal, worked};

const SOURCE: &str = include_str!("sample.rs");

type Answer = fn(&DVector<f64>, f64) -> usize;

/// What an answer is tried on.
#[derive(Clone)]
pub(crate) struct Draw {
    p: DVector<f64>,
    u: f64,
}

pub(crate) static SPEC: Spec<Answer, Draw, usize> = Spec {
    id: "sample",
    notebook: &PROBABILITY,
    title: "Drawing an outcome",
    points: 3,
    prompt: "Write `sample`: turn `u`, which is at least 0 and less than 1, into an outcome of the pmf `p`. \
        It is the first outcome `i` for which `p[0] + … + p[i]` exceeds `u`. Never return an outcome of \
        probability 0. Rounding may leave the sum of all of `p` a little short of 1, so that no partial sum \
        exceeds `u`: return the last outcome of positive probability then.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(used_up), code!(last_to_begin), code!(by_bisection)],
    mistakes: &[
        Mistake {
            tag: "one-too-far",
            variants: &[
                || |p, u| (first(p, u) + 1).min(p.len() - 1),
                || |p, u| first(p, u) + 1,
                // The length where nothing was found, and the same tried before the outcome's own probability is added.
                || |p, u| if p.sum() > u { first(p, u) + 1 } else { p.len() },
                || |p, u| if p.sum() > u { first(p, u) + 1 } else { p.len() - 1 },
                || {
                    |p, u| {
                        let next = first(p, u) + 1;
                        if p.sum() > u && next < p.len() { next } else { last(p) }
                    }
                },
            ],
            ask: "With u = 0, which outcome should come out if all are possible? Which one does yours return?",
            tell: "Yours stops one outcome late: its own probability belongs to the sum it is compared by.",
            ..Mistake::of(code!(one_too_far))
        },
        Mistake {
            tag: "one-too-early",
            ask: "The first partial sum that exceeds `u` ends with some outcome. Do you return that one, or \
                the one before?",
            tell: "Yours is the outcome before the one whose probability lifts the sum above `u`.",
            ..Mistake::of(code!(one_too_early))
        },
        Mistake {
            tag: "most-likely-always",
            variants: &[|| |p, _| last_of(p, p.max())],
            ask: "A loaded die shows six half of the time. What should it show the other half? What does \
                yours show?",
            tell: "Yours always returns the most likely outcome, so the others would never be drawn.",
            ..Mistake::of(code!(most_likely_always))
        },
        Mistake {
            tag: "u-ignored",
            variants: &[
                || |_, _| 0,
                || |p, _| last(p),
                || |p, _| p.len() - 1,
                || |p, _| first(p, 0.5),
            ],
            ask: "Where does the randomness come from? If `u` changes, what else can?",
            tell: "Your outcome is the same for every `u`, so it would be drawn each time.",
            ..Mistake::of(code!(u_ignored))
        },
        Mistake {
            tag: "reaches-instead-of-exceeds",
            ask: "With `u` = 0 and a first outcome that is impossible, the sum so far equals `u`. Does it \
                exceed it?",
            tell: "Yours stops as soon as the sum equals `u`. An outcome of probability 0 adds nothing to the \
                sum, so it can be returned that way.",
            ..Mistake::of(code!(reaches_instead_of_exceeds))
        },
        Mistake {
            tag: "short-sum-out-of-range",
            // Right except where the sum is short, and there it returned what is no outcome.
            pattern: Some(|trials| {
                trials.iter().all(|trial| {
                    let Draw { p, u } = &trial.probe;
                    let out_of_range = matches!(trial.outcome, Outcome::Value(outcome) if outcome >= p.len());
                    trial.fault.is_none() || (p.sum() <= *u && out_of_range)
                })
            }),
            ask: "Ten times 0.1 should be 1. Add it up in `f64`: is there room for a `u` above the result?",
            tell: "Where rounding leaves the sum below `u`, your search runs off the end and returns an index \
                that isn't there.",
            ..Mistake::of(code!(short_sum_out_of_range))
        },
        Mistake {
            tag: "short-sum-impossible-outcome",
            ask: "When the search comes to its end without a result, what do you return? Might that outcome \
                have probability 0?",
            tell: "Where rounding leaves the sum short, you return the last outcome even if it can't happen.",
            ..Mistake::of(code!(short_sum_impossible_outcome))
        },
        Mistake {
            tag: "short-sum-first-outcome",
            variants: &[
                || |p, u| if p.sum() > u { first(p, u) } else { last_of(p, p.max()) },
                || |p, u| if p.sum() > u { first(p, u) } else { first(p, 0.0) },
            ],
            ask: "A `u` just below 1 lies at one end of the pmf. At which end is the outcome that you return \
                when nothing was found?",
            tell: "Where rounding leaves the sum short, you return an outcome from somewhere else. The nearest \
                to such a `u` is the last that is possible.",
            ..Mistake::of(code!(short_sum_first_outcome))
        },
        Mistake {
            tag: "not-cumulated",
            ask: "Four outcomes, each of probability one quarter, and `u` = 0.6. Is any single probability \
                larger than `u`?",
            tell: "You compare `u` with each probability by itself. It is the sum so far that has to exceed \
                it.",
            ..Mistake::of(code!(not_cumulated))
        },
        Mistake {
            tag: "all-equally-likely",
            ask: "Does your result change if the probabilities do?",
            tell: "You cut the line from 0 to 1 into equal pieces. The pieces should be as long as the \
                outcomes are likely.",
            ..Mistake::of(code!(all_equally_likely))
        },
        Mistake {
            tag: "from-the-end",
            variants: &[|| |p, u| first(p, 1.0 - u)],
            ask: "For a `u` near 0, from which end of the pmf does your outcome come?",
            tell: "Yours starts to add at the last outcome. Every outcome does come as often as it should, but \
                not for the `u` that was asked for.",
            ..Mistake::of(code!(from_the_end))
        },
        Mistake {
            tag: "sorted-first",
            variants: &[|| {
                |p, u| {
                    let mut sorted = p.as_slice().to_vec();
                    sorted.sort_by(f64::total_cmp);
                    first(&DVector::from_vec(sorted), u)
                }
            }],
            ask: "After sorting, is the outcome at position 0 still outcome 0?",
            tell: "You put the probabilities in order first, and so lost track of which outcome each belongs \
                to. The order doesn't matter for drawing.",
            ..Mistake::of(code!(sorted_first))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut probes = Vec::new();
            for p in exact() {
                for u in [0.0, 0.125, 0.25, 0.4375, BELOW_HALF, 0.5, 0.625, 0.75, 0.875, BELOW_ONE] {
                    probes.push(Draw { p: p.clone(), u });
                }
            }
            for n in 1..=6 {
                probes.extend((0..6).map(|_| draw(random, n)));
            }
            probes.extend(short());
            // Rare, not impossible.
            for rare in [1e-3, 1e-7, 1e-10] {
                let p = dvector![rare, 1.0 - rare];
                probes.push(Draw { p, u: 0.0 });
            }
            let p = DVector::repeat(1000, 0.001);
            probes.extend([0.0005, 0.1235, 0.5005, 0.9995].map(|u| Draw { p: p.clone(), u }));
            probes
        },
        simpler,
        call: |sample, Draw { p, u }| sample(p, *u),
        example: |Draw { p, u }| format!("sample(&{}, {})", literal::vector(p), literal::number(*u)),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "what is drawn is one of the outcomes",
            hence: "even where rounding leaves the sum short",
            question: "Outcomes are counted from 0. Which is the last, and what does your search return for this `u`, or \
                when no partial sum exceeds it?",
            holds: |Draw { p, .. }, &outcome| match outcome < p.len() {
                true => Ok(()),
                false => Err(Difference::from(format!("it is {outcome}, of {} outcomes", p.len()))),
            },
        },
        Property {
            claim: "it is never one of probability 0",
            hence: "",
            question: "How long is the piece of the line from 0 to 1 that belongs to an impossible outcome, and \
                can `u` fall into it?",
            holds: |Draw { p, .. }, &outcome| match p[outcome] > 0.0 {
                true => Ok(()),
                false => Err(Difference::from(format!("outcome {outcome} has probability 0"))),
            },
        },
        Property {
            claim: "it is the first outcome whose cumulative sum exceeds `u`",
            hence: "",
            question: "Lay the probabilities end to end on the line from 0 to 1. In which of the pieces does `u` \
                fall?",
            holds: |Draw { p, u }, &outcome| compare::index(first(p, *u), outcome),
        },
    ],
};

/// The largest number less than one half, and that less than one.
const BELOW_HALF: f64 = 0.5 - f64::EPSILON / 4.0;
const BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;

/// Pmfs of which every sum is exact in whatever order, so that `u` may fall on the very end of an outcome.
fn exact() -> Vec<DVector<f64>> {
    vec![
        dvector![0.5, 0.5],
        dvector![1.0],
        dvector![0.25, 0.75],
        dvector![0.75, 0.25],
        dvector![0.25, 0.25, 0.5],
        dvector![0.25, 0.5, 0.25],
        dvector![0.0, 1.0],
        dvector![1.0, 0.0],
        dvector![0.0, 0.5, 0.5],
        dvector![0.5, 0.0, 0.5],
        dvector![0.5, 0.5, 0.0],
        dvector![0.0, 0.0, 0.25, 0.0, 0.75, 0.0],
        dvector![0.125, 0.125, 0.25, 0.5],
        dvector![0.5, 0.25, 0.125, 0.125],
        dvector![0.25, 0.25, 0.25, 0.25],
    ]
}

/// Weights of one digit, some of them 0, divided by their sum; `u` in the middle half of some outcome, where no rounding
/// matters.
fn draw(random: &mut Random, n: usize) -> Draw {
    let weights = loop {
        let weights = DVector::from_fn(n, |_, _| random.integer(-2, 9).max(0.0));
        if weights.sum() > 0.0 {
            break weights;
        }
    };
    let p = &weights / weights.sum();
    let drawn = first(&p, random.unit());
    let before = p.rows(0, drawn).sum();
    let u = before + p[drawn] * (0.25 + 0.5 * random.unit());
    Draw { p, u }
}

/// Pmfs whose sum comes to less than 1, and the largest `u` there is.
fn short() -> impl Iterator<Item = Draw> {
    let tenths = |zeros: usize| DVector::from_fn(10 + zeros, |i, _| if i < 10 { 0.1 } else { 0.0 });
    // As printed to twelve places: off by more than the last bit, and still by rounding.
    let thirds = dvector![0.333333333333, 0.333333333333, 0.333333333333];
    let likely_first = dvector![0.666666666666, 0.333333333333];
    let last_impossible = dvector![0.0, 0.333333333333, 0.666666666666, 0.0, 0.0];
    [tenths(0), tenths(1), tenths(3), thirds, likely_first, last_impossible]
        .into_iter()
        .map(|p| Draw { p, u: BELOW_ONE })
}

/// Two neighbours made one, impossible outcomes left out, a rounder `u`: whatever that does to the sums, it leaves `u` as far
/// from the end of an outcome as it was, or the sums are exact.
fn simpler(Draw { p, u }: &Draw) -> Vec<Draw> {
    let n = p.len();
    let merged = |i: usize| {
        let mut merged = p.clone().remove_row(i);
        merged[i] += p[i];
        Draw { p: merged, u: *u }
    };
    // A large pmf is tried as it is.
    let few = if n <= literal::READABLE { n } else { 0 };
    let mut simpler: Vec<Draw> = (1..few).map(|i| merged(i - 1)).collect();
    let possible = (0..few).filter(|&i| p[i] == 0.0 && n > 1);
    simpler.extend(possible.map(|i| Draw {
        p: p.clone().remove_row(i),
        u: *u,
    }));
    let is_exact = p.iter().all(|x| (x * 16.0).fract() == 0.0);
    let rounder = [0.0, 0.5, 0.25, 0.75].into_iter().take_while(|rounder| rounder != u);
    simpler.extend(rounder.filter(|_| is_exact).map(|u| Draw { p: p.clone(), u }));
    simpler
}

/// The right answer.
fn first(p: &DVector<f64>, u: f64) -> usize {
    let mut sum = 0.0;
    let exceeds = p.iter().position(|x| {
        sum += x;
        sum > u
    });
    exceeds.unwrap_or_else(|| last(p))
}

/// The last outcome of positive probability.
fn last(p: &DVector<f64>) -> usize {
    p.iter().rposition(|&x| x > 0.0).unwrap_or(0)
}

fn last_of(p: &DVector<f64>, probability: f64) -> usize {
    p.iter().rposition(|&x| x == probability).unwrap_or(0)
}

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|p: &DVector<f64>, u: f64| asked(p, u));

fn asked(p: &DVector<f64>, u: f64) -> Input<Draw> {
    numbers("`p`", p)?;
    provided((0.0..1.0).contains(&u), "`u` is to be at least 0 and less than 1")?;
    provided(
        p.iter().all(|&x| x >= 0.0),
        "a probability is not negative, and `p` holds one that is",
    )?;
    let why = format!(
        "probabilities sum to 1, and those in `p` sum to {}",
        literal::number(p.sum())
    );
    provided((p.sum() - 1.0).abs() <= 1e-9, why)?;
    Ok(Draw { p: p.clone(), u })
}

fn starter() -> Answer {
    fn sample(p: &DVector<f64>, u: f64) -> usize {
        todo!()
    }
    sample
}

fn solution() -> Answer {
    |p, u| {
        let mut sum = 0.0;
        let mut last = 0;
        for i in 0..p.len() {
            sum += p[i];
            if sum > u {
                return i;
            }
            if p[i] > 0.0 {
                last = i;
            }
        }
        last
    }
}

fn used_up() -> Answer {
    |p, u| {
        let mut rest = u;
        let mut outcome = 0;
        for (i, &probability) in p.iter().enumerate().filter(|(_, probability)| **probability > 0.0) {
            outcome = i;
            if rest < probability {
                break;
            }
            rest -= probability;
        }
        outcome
    }
}

fn last_to_begin() -> Answer {
    |p, u| {
        // The last possible outcome whose piece begins no later than `u`.
        let begins = |i: usize| p.rows(0, i).sum();
        (0..p.len()).rfind(|&i| p[i] > 0.0 && begins(i) <= u).unwrap_or(0)
    }
}

fn by_bisection() -> Answer {
    |p, u| {
        let sums = p.iter().scan(0.0, |sum, probability| {
            *sum += probability;
            Some(*sum)
        });
        let sums: Vec<f64> = sums.collect();
        let possible = p.iter().rposition(|&probability| probability > 0.0);
        sums.partition_point(|&sum| sum <= u).min(possible.unwrap_or(0))
    }
}

fn one_too_far() -> Answer {
    |p, u| {
        let mut sum = 0.0;
        for i in 0..p.len() {
            if sum > u {
                return i;
            }
            sum += p[i];
        }
        p.len() - 1
    }
}

fn one_too_early() -> Answer {
    |p, u| {
        let mut sum = 0.0;
        let mut before = 0;
        for i in 0..p.len() {
            sum += p[i];
            if sum > u {
                break;
            }
            before = i;
        }
        before
    }
}

fn most_likely_always() -> Answer {
    |p, u| p.imax()
}

fn u_ignored() -> Answer {
    |p, u| p.iter().position(|&probability| probability > 0.0).unwrap_or(0)
}

fn reaches_instead_of_exceeds() -> Answer {
    |p, u| {
        let mut sum = 0.0;
        let mut last = 0;
        for i in 0..p.len() {
            sum += p[i];
            if sum >= u {
                return i;
            }
            if p[i] > 0.0 {
                last = i;
            }
        }
        last
    }
}

fn short_sum_out_of_range() -> Answer {
    |p, u| {
        let mut sum = 0.0;
        let mut i = 0;
        while i < p.len() {
            sum += p[i];
            if sum > u {
                break;
            }
            i += 1;
        }
        i
    }
}

fn short_sum_impossible_outcome() -> Answer {
    |p, u| {
        let mut sum = 0.0;
        for i in 0..p.len() {
            sum += p[i];
            if sum > u {
                return i;
            }
        }
        p.len() - 1
    }
}

fn short_sum_first_outcome() -> Answer {
    |p, u| {
        let mut sum = 0.0;
        for i in 0..p.len() {
            sum += p[i];
            if sum > u {
                return i;
            }
        }
        0
    }
}

fn not_cumulated() -> Answer {
    |p, u| p.iter().position(|&probability| probability > u).unwrap_or(p.len() - 1)
}

fn all_equally_likely() -> Answer {
    |p, u| (u * p.len() as f64) as usize
}

fn from_the_end() -> Answer {
    |p, u| {
        let mut sum = 0.0;
        for i in (0..p.len()).rev() {
            sum += p[i];
            if sum > u {
                return i;
            }
        }
        0
    }
}

fn sorted_first() -> Answer {
    |p, u| {
        let mut sorted: Vec<f64> = p.iter().copied().collect();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let mut sum = 0.0;
        for (i, probability) in sorted.iter().enumerate() {
            sum += probability;
            if sum > u {
                return i;
            }
        }
        p.len() - 1
    }
}

fn sibling() -> Option<usize> {
    // Months laid end to end on the line of the days of a year: in which month is day 100?
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let day = 100;
    // Counted from 0, January has days 0 to 30: day 31 is the first that isn't in it any more.
    let mut end = 0;
    lengths.iter().position(|length| {
        end += length;
        end > day
    })
}

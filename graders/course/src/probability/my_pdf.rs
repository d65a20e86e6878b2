//! A density: what takes the place of probabilities where outcomes can't be counted.

#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use std::cell::Cell;

use crate::PROBABILITY;
use grading::compare::Difference;
use grading::compare::quadrature::{self, Integral};
use grading::refutation::{self, provided};
use grading::{Input, Mistake, Observed, Outcome, Property, Spec, Trial, Trials, Verdict, code, literal, worked};

const SOURCE: &str = include_str!("my_pdf.rs");

type Answer = fn(f64) -> f64;

/// Where an answer is looked at.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Look {
    At(f64),
    /// Everywhere, for the area below it.
    Everywhere,
}

/// What is seen there.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Seen {
    Value(f64),
    /// The area, and the lowest point on the way, with its value.
    Area {
        area: Integral,
        lowest: (f64, f64),
    },
}

pub(crate) static SPEC: Spec<Answer, Look, Seen> = Spec {
    id: "my_pdf",
    notebook: &PROBABILITY,
    title: "A density of your own",
    points: 2,
    prompt: "Write `my_pdf`: a probability density on the interval from 0 to 1, any one you like. It is nowhere \
        negative, and the area below it is one. It is asked for its values inside the interval only, \
        never at 0 or 1, and may grow without bound as long as the area stays one.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[
        code!(uniform),
        code!(two_steps),
        code!(triangle),
        code!(without_bound),
        code!(logarithmic),
        code!(bump),
    ],
    mistakes: &[
        Mistake {
            tag: "negative-somewhere",
            variants: &[
                || |x| 1.0 + 2.0 * (2.0 * std::f64::consts::PI * x).sin(),
                || |x| std::f64::consts::PI * (2.0 * std::f64::consts::PI * x).sin(),
                || f64::ln,
                || |x| -2.0 * x,
            ],
            pattern: Some(|trials| trials.iter().any(|trial| lowest(trial) < -ROUNDING)),
            ask: "Add up your density over a stretch where it is below zero. What would it mean to land there with \
                that probability?",
            tell: "Your function dips below zero. That the area comes out right does not help: the probability of \
                every stretch is the area above it, and none may be negative.",
            ..Mistake::of(code!(negative_somewhere))
        },
        Mistake {
            tag: "infinite-area",
            variants: &[|| |x| 1.0 / (1.0 - x), || |x| x.powi(-2), || |x| 1e-3 / x],
            pattern: Some(|trials| trials.iter().any(|trial| area(trial) == Some(Integral::Infinite))),
            ask: "How large is the area below your function from 0.1 to 1, from 0.01 to 1, from 0.001 to 1, or the \
                same from the other end? Does it settle?",
            tell: "Your function grows so fast that the area below it has no limit. A density may grow without \
                bound, but slower than one over the distance.",
            ..Mistake::of(code!(infinite_area))
        },
        Mistake {
            tag: "cumulative",
            variants: &[|| |x| x * x, || f64::sqrt, || |x| x * x * (3.0 - 2.0 * x)],
            pattern: Some(is_cumulative),
            ask: "Your function climbs from 0 to 1. Is that the probability of landing below x, or how densely \
                probability lies at x?",
            tell: "What rises from 0 to 1 is a cumulative distribution: all the area to the left of x. A density is \
                its slope.",
            ..Mistake::of(code!(cumulative))
        },
        Mistake {
            tag: "values-under-one-wanted",
            variants: &[
                || |_| 0.1,
                || |_| 0.01,
                || |_| 1e-3,
                || |x| (2.0 * x).min(1.0),
                || |x| (6.0 * x * (1.0 - x)).min(1.0),
                || |x| (1.0 / (2.0 * x.sqrt())).min(1.0),
            ],
            pattern: Some(stays_under_one),
            ask: "Your values stay at or below one, as probabilities do. How large can the area below them get, on an \
                interval of length one?",
            tell: "A value of a density is not a probability; areas are. If it is below one in some places, it has \
                to be above one in others.",
            ..Mistake::of(code!(values_under_one_wanted))
        },
        Mistake {
            tag: "spread-beyond-the-interval",
            variants: &[
                || |x| (-x).exp(),
                || |x| 2.0 * (-2.0 * x).exp(),
                || |x| (-(x - 0.5) * (x - 0.5) / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt(),
                || |x| 1.0 / (std::f64::consts::PI * (1.0 + x * x)),
                || |x| 2.0 * (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt(),
            ],
            ask: "On which interval does your density have area one? How much of that lies between 0 and 1?",
            tell: "Yours is a density on a longer line. Only a part of its area lies in this interval, and that part \
                has to be scaled up to the whole.",
            ..Mistake::of(code!(spread_beyond_the_interval))
        },
        Mistake {
            tag: "area-is-not-one",
            variants: &[
                || |_| 2.0,
                || |x| 3.0 * x,
                || |x| x.powf(-0.5),
                || |x| 6.0 * x * (1.0 - x) * 1.001,
                || |x| 6.0 * x * (1.0 - x) * 0.999,
            ],
            // Nothing can be divided by an area of zero.
            pattern: Some(|trials| {
                let scaled = |area| is_clearly_not_one(area) && !is_nothing(area);
                trials.iter().any(|trial| area(trial).is_some_and(scaled))
            }),
            ask: "The shape will do. What is the area below it, and by what would you divide to make it one?",
            tell: "Nothing is negative, but the area is not one. Any such shape becomes a density when it is divided \
                by its own area.",
            ..Mistake::of(code!(area_is_not_one))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |_| {
            let mut places = vec![0.5, 0.25, 0.75];
            places.extend((1..10).map(|i| f64::from(i) / 10.0));
            places.extend((1..100).map(|i| f64::from(i) / 100.0));
            places.extend((1..64).map(|i| f64::from(i) / 64.0));
            for near in [1e-3, 1e-6, 1e-9] {
                places.extend([near, 1.0 - near]);
            }
            places.into_iter().map(Look::At).chain([Look::Everywhere]).collect()
        },
        simpler: |_| Vec::new(),
        call: |my_pdf, look| match *look {
            Look::At(x) => Seen::Value(my_pdf(x)),
            Look::Everywhere => Seen::everywhere(my_pdf),
        },
        example: |look| match look {
            Look::At(x) => format!("my_pdf({})", literal::number(*x)),
            // The midpoint rule is near enough for a look.
            Look::Everywhere => {
                "(0..1000).map(|i| my_pdf((f64::from(i) + 0.5) / 1000.0)).sum::<f64>() / 1000.0".to_owned()
            }
        },
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "it is a number everywhere inside the interval",
            hence: "",
            question: "Which operation in your code has no answer for some numbers between 0 and 1?",
            holds: |look, seen| match (look, seen) {
                (Look::At(at), Seen::Value(y)) if y.is_nan() => Err(is_nan(*at)),
                (
                    _,
                    Seen::Area {
                        area: Integral::Undefined { at },
                        ..
                    },
                ) => Err(is_nan(*at)),
                _ => Ok(()),
            },
        },
        Property {
            claim: "it is nowhere negative",
            hence: "",
            question: "Where is your function lowest, and how low is it there?",
            holds: |look, seen| {
                let (at, y) = match (look, *seen) {
                    (Look::At(at), Seen::Value(y)) => (*at, y),
                    (_, Seen::Area { lowest, .. }) => lowest,
                    _ => return Ok(()),
                };
                match y < -ROUNDING {
                    true => Err(format!("at {at:?} it is {y:?}").into()),
                    false => Ok(()),
                }
            },
        },
        Property {
            claim: "the area below it is one",
            hence: "so the probabilities of all stretches add up",
            question: "What is the integral of your function from 0 to 1? Which factor would make it one?",
            holds: |_, seen| match *seen {
                Seen::Value(_) => Ok(()),
                Seen::Area { area, .. } => expect_one(area),
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

/// Tries an answer on the argument of one call; where there is more than one, as in a sum, on the area, too. What it returns
/// is of no account.
pub fn refute(answer: Answer, x: f64) -> f64 {
    let is_second = refutation::inputs() == 1;
    SPEC.refute(&answer, asked(x), |my_pdf| Seen::Value(my_pdf(x)));
    if is_second {
        SPEC.refute(&answer, Ok(Look::Everywhere), Seen::everywhere);
    }
    0.0
}

fn asked(x: f64) -> Input<Look> {
    provided(
        0.0 < x && x < 1.0,
        "a density on the interval from 0 to 1 is asked for its values inside, and not at 0 or 1",
    )?;
    Ok(Look::At(x))
}

/// A value of terms that cancel, such as x² - x + 1/4 where that is zero, may round to just below zero: by no more than
/// 16 operations do on terms of up to 1000.
const ROUNDING: f64 = 16.0 * 1000.0 * f64::EPSILON;

/// A density that is scaled by a number with four digits, such as 0.3989, is off by at most half a unit in the fourth of
/// them: by 5e-4 of it, where the number starts with 1.000.
const FOUR_DIGITS: f64 = 5e-4;

fn is_nothing(area: Integral) -> bool {
    matches!(area, Integral::About { value: 0.0, .. })
}

fn is_clearly_not_one(area: Integral) -> bool {
    match area {
        Integral::About { value, error } => (value - 1.0).abs() - error > FOUR_DIGITS,
        Integral::Infinite => true,
        Integral::Undefined { .. } => false,
    }
}

fn expect_one(area: Integral) -> Result<(), Difference> {
    match area {
        Integral::Infinite => Err("it is infinite".to_owned().into()),
        Integral::About { value, .. } if is_clearly_not_one(area) => Err(format!("it is {value:.4}").into()),
        Integral::About { value, error } if (value - 1.0).abs() + error > FOUR_DIGITS => {
            Err(Difference::undecided(format!(
                "the area below it is {value:.4}, give or take {error:.1e}, as far as values can tell; a density that is \
                 smooth in pieces can be judged"
            )))
        }
        Integral::About { .. } | Integral::Undefined { .. } => Ok(()),
    }
}

fn is_nan(at: f64) -> Difference {
    format!("at {at:?} it is NaN").into()
}

impl Seen {
    fn everywhere(density: &Answer) -> Seen {
        let lowest = Cell::new((f64::NAN, f64::INFINITY));
        let area = quadrature::over_unit_interval(|x| {
            let y = density(x);
            if y < lowest.get().1 {
                lowest.set((x, y));
            }
            y
        });
        Seen::Area {
            area,
            lowest: lowest.get(),
        }
    }
}

impl Observed for Seen {
    fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Seen::Value(one), Seen::Value(other)) => one.agrees(other),
            // The values have been compared.
            (Seen::Area { area: one, .. }, Seen::Area { area: other, .. }) => match (one, other) {
                (Integral::About { value, error }, Integral::About { value: v, error: e }) => {
                    (value - v).abs() <= error + e + ROUNDING
                }
                (one, other) => one == other,
            },
            _ => false,
        }
    }

    fn show(&self) -> String {
        match *self {
            Seen::Value(y) => literal::number(y),
            Seen::Area { area, .. } => match area {
                Integral::About { value, .. } => format!("{value:.4}"),
                Integral::Infinite => literal::number(f64::INFINITY),
                Integral::Undefined { .. } => literal::number(f64::NAN),
            },
        }
    }

    fn show_as_right(&self) -> Option<String> {
        match self {
            // That of some density: no other needs to have it.
            Seen::Value(_) => None,
            Seen::Area { .. } => Some(self.show()),
        }
    }
}

fn value(trial: &Trial<Look, Seen>) -> Option<(f64, f64)> {
    match (trial.probe, &trial.outcome) {
        (Look::At(x), Outcome::Value(Seen::Value(y))) => Some((x, *y)),
        _ => None,
    }
}

fn area(trial: &Trial<Look, Seen>) -> Option<Integral> {
    match trial.outcome {
        Outcome::Value(Seen::Area { area, .. }) => Some(area),
        _ => None,
    }
}

/// The lowest value that a trial has met.
fn lowest(trial: &Trial<Look, Seen>) -> f64 {
    match trial.outcome {
        Outcome::Value(Seen::Value(y)) => y,
        Outcome::Value(Seen::Area { lowest, .. }) => lowest.1,
        Outcome::Panicked(_) => f64::INFINITY,
    }
}

/// From 0 to 1, never falling, and not level.
fn is_cumulative(trials: &[Trial<Look, Seen>]) -> bool {
    let mut values: Vec<(f64, f64)> = trials.iter().filter_map(value).collect();
    values.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (Some(first), Some(last)) = (values.first(), values.last()) else {
        return false;
    };
    // As far as values at 1e-9 from the ends can tell of one as steep as a root.
    let reaches = |y: f64, end: f64| (y - end).abs() < 1e-4;
    let climbs = values.windows(2).all(|pair| pair[0].1 <= pair[1].1);
    reaches(first.1, 0.0) && reaches(last.1, 1.0) && climbs
}

/// The same value below one everywhere, or cut off at one.
fn stays_under_one(trials: &[Trial<Look, Seen>]) -> bool {
    let values: Vec<f64> = trials.iter().filter_map(value).map(|(_, y)| y).collect();
    let is_level = values.iter().all(|&y| y == values[0] && y < 1.0);
    let is_too_much = |area| matches!(area, Integral::About { value, .. } if value > 1.0);
    if trials.iter().filter_map(area).any(is_too_much) {
        return false;
    }
    let is_cut = values.iter().all(|&y| y <= 1.0) && values.iter().filter(|&&y| y == 1.0).count() > 2;
    (is_level || is_cut) && lowest_of_all(&values) > 0.0
}

fn lowest_of_all(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

fn starter() -> Answer {
    fn my_pdf(x: f64) -> f64 {
        todo!()
    }
    my_pdf
}

fn solution() -> Answer {
    |x| 2.0 * x
}

fn uniform() -> Answer {
    fn my_pdf(_: f64) -> f64 {
        1.0
    }
    my_pdf
}

fn two_steps() -> Answer {
    |x| {
        if x < 0.3 { 2.0 } else { 4.0 / 7.0 }
    }
}

fn triangle() -> Answer {
    |x| 2.0 - (4.0 * x - 2.0).abs()
}

fn without_bound() -> Answer {
    |x| 1.0 / (2.0 * x.sqrt())
}

fn logarithmic() -> Answer {
    |x| -x.ln()
}

fn bump() -> Answer {
    |x| {
        let z = (x - 0.5) / 0.01;
        // 0.3989 is one over the root of 2π.
        0.3989 / 0.01 * (-z * z / 2.0).exp()
    }
}

fn negative_somewhere() -> Answer {
    |x| 4.0 * x - 1.0
}

fn infinite_area() -> Answer {
    |x| 1.0 / x
}

fn cumulative() -> Answer {
    |x| x
}

fn values_under_one_wanted() -> Answer {
    fn my_pdf(_: f64) -> f64 {
        0.5
    }
    my_pdf
}

fn spread_beyond_the_interval() -> Answer {
    |x| (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

fn area_is_not_one() -> Answer {
    |x| x * (1.0 - x)
}

fn sibling() -> f64 {
    // How far does a car get in a second if its speed is t squared? Chop the second up, and add the parts.
    let speed = |t: f64| t * t;
    let parts = 1000;
    let distance: f64 = (0..parts).map(|i| speed((f64::from(i) + 0.5) / 1000.0) / 1000.0).sum();
    assert!((distance - 1.0 / 3.0).abs() < 1e-6);
    // To get one metre far, go three times as fast all the way: the speed may then be above one.
    let scaled = |t: f64| speed(t) / distance;
    scaled(1.0)
}

#[cfg(test)]
mod refutation_tests {
    use super::*;

    thread_local! {
        static TRIED: Cell<Option<Answer>> = const { Cell::new(None) };
    }

    #[test]
    fn a_call_says_of_an_answer_what_its_check_says_of_the_same_input() {
        let relay: Answer = |x| refute(TRIED.get().expect("an answer is set"), x);
        grading::gates::refutations::hold(&SPEC, &relay, |answer| TRIED.set(Some(*answer)));
    }
}

//! One step downhill.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use super::functions::{At, Made, everywhere, nearly_right_slopes};
use crate::CALCULUS;
use grading::compare::{self, Tolerance};
use grading::refutation::provided;
use grading::scope::*;
use grading::{Input, Mistake, Outcome, Property, Spec, Trials, Verdict, code, literal, shrink, worked};

const SOURCE: &str = include_str!("gd_step.rs");

type Answer = fn(f64, fn(Dual64) -> Dual64, f64) -> f64;

/// What an answer is tried on.
#[derive(Clone, Copy)]
pub(crate) struct Arguments {
    at: At,
    learning_rate: f64,
}

pub(crate) static SPEC: Spec<Answer, Arguments, f64> = Spec {
    id: "gd_step",
    notebook: &CALCULUS,
    title: "One step downhill",
    points: 2,
    prompt: "Write `gd_step`: where one step of gradient descent on `f` leads from `x`. The step goes \
        downhill, and is as long as the slope times the learning rate. Take the slope from dual numbers, \
        exactly.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(one_call), code!(by_the_library), code!(with_a_helper)],
    mistakes: &[
        Mistake {
            tag: "ascent",
            ask: "Where `f` rises to the right, on which side of `x` is it lower? Which way did you go?",
            tell: "You follow the slope uphill. To make `f` smaller, go against it.",
            ..Mistake::of(code!(ascent))
        },
        Mistake {
            tag: "learning-rate-ignored",
            variants: &[
                || |x, f, learning_rate| x - 0.1 * f(Dual64::new(x, 1.0)).eps,
                || |x, f, learning_rate| x - 0.01 * f(Dual64::new(x, 1.0)).eps,
            ],
            ask: "With a learning rate of 0 nothing can be learned, and one should stay where one is. Does \
                yours?",
            tell: "The learning rate does not enter your step. It says how far to trust the slope.",
            ..Mistake::of(code!(learning_rate_ignored))
        },
        Mistake {
            tag: "value-for-slope",
            ask: "Lift the whole graph of `f` by 10. Should the step change? Does yours?",
            tell: "Your step depends on how high `f` is. It is how steep `f` is that says where down is.",
            ..Mistake::of(code!(value_for_slope))
        },
        Mistake {
            tag: "position-left-out",
            variants: &[|| |x, f, learning_rate| learning_rate * f(Dual64::new(x, 1.0)).eps],
            ask: "Where does a step begin?",
            tell: "You return the step by itself. What is asked for is where it leads from `x`.",
            ..Mistake::of(code!(position_left_out))
        },
        Mistake {
            tag: "slope-left-out",
            variants: &[|| |x, f, learning_rate| x + learning_rate],
            ask: "Does your function ever ask `f` anything?",
            tell: "You move by the learning rate, whatever the function. It is only the factor before the \
                slope, and the slope has to be asked for.",
            ..Mistake::of(code!(slope_left_out))
        },
        Mistake {
            tag: "slope-of-a-constant",
            ask: "In which part of a dual number does the derivative come out, and what has to be put into that \
                part at the start?",
            tell: "You never get away from `x`: a number that starts without an infinitesimal part is a \
                constant, and has slope 0.",
            ..Mistake::of(code!(slope_of_a_constant))
        },
        Mistake {
            tag: "direction-only",
            ask: "On a gentle slope and on a steep one: are your steps of the same length?",
            tell: "You keep only the sign of the slope. The step should be the longer the steeper it is.",
            ..Mistake::of(code!(direction_only))
        },
        Mistake {
            tag: "newton",
            variants: &[|| {
                |x, f, learning_rate| {
                    let y = f(Dual64::new(x, 1.0));
                    x - y.re / y.eps
                }
            }],
            ask: "Are you looking for where `f` is 0, or for where it is lowest?",
            tell: "That is Newton's step, which leads to a zero of `f`. Descent needs no value, and divides by \
                nothing.",
            ..Mistake::of(code!(newton))
        },
        Mistake {
            tag: "several-steps",
            variants: &[
                || |x, f, learning_rate| descend(x, f, learning_rate, 2),
                || |x, f, learning_rate| descend(x, f, learning_rate, 10),
                || |x, f, learning_rate| descend(x, f, learning_rate, 1000),
            ],
            ask: "How often does your function ask for a slope?",
            tell: "You go on to the next step and the one after. One step was asked for; whoever calls may \
                repeat it.",
            ..Mistake::of(code!(several_steps))
        },
        Mistake {
            tag: "value-at-the-new-place",
            ask: "Do you return a place, or how high `f` is there?",
            tell: "The step is right, but then you return the value of `f` in place of where you are.",
            ..Mistake::of(code!(value_at_the_new_place))
        },
        Mistake {
            tag: "difference-quotient",
            variants: &[
                || |x, f, learning_rate| x - learning_rate * central(f, x, 1e-5),
                || |x, f, learning_rate| x - learning_rate * central(f, x, 1e-3),
                || |x, f, learning_rate| x - learning_rate * central(f, x, 1e-6 * (1.0 + x.abs())),
            ],
            pattern: Some(|trials| {
                let places = trials
                    .iter()
                    .all(|trial| trial.probe.learning_rate != 0.0 || trial.fault.is_none());
                let made = trials.iter().map(|trial| Made {
                    at: trial.probe.at,
                    exact: trial.probe.at.x,
                    weight: -trial.probe.learning_rate,
                    got: match trial.outcome {
                        Outcome::Value(value) => value,
                        Outcome::Panicked(_) => f64::NAN,
                    },
                });
                places && nearly_right_slopes(made)
            }),
            ask: "Your step is nearly right. Which small number in your code would have to be smaller still, \
                and what happens when it gets too small?",
            tell: "An estimated slope has an error that no choice of its step removes. Dual numbers give the \
                slope itself, with a single call of `f`.",
            ..Mistake::of(code!(difference_quotient))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut probes: Vec<Arguments> = everywhere()
                .flat_map(|at| [1.0, 0.1, 0.0, 2.5, 1e-3, 1e3].map(|learning_rate| Arguments { at, learning_rate }))
                .collect();
            probes.extend(everywhere().map(|at| Arguments {
                at,
                learning_rate: random.integer(1, 40) / 16.0,
            }));
            probes
        },
        simpler: |&Arguments { at, learning_rate }| {
            let functions = at.simpler().into_iter().map(|at| Arguments { at, learning_rate });
            let rates = shrink::number(learning_rate).into_iter();
            functions
                .chain(rates.map(|learning_rate| Arguments { at, learning_rate }))
                .collect()
        },
        call: |gd_step, Arguments { at, learning_rate }| gd_step(at.x, at.function.of, *learning_rate),
        example: |Arguments { at, learning_rate }| {
            let [x, learning_rate] = [at.x, *learning_rate].map(literal::number);
            format!("gd_step({x}, {}, {learning_rate})", at.function.text)
        },
        panic_excused: |_| false,
    },
    properties: &[Property {
        claim: "the step goes against the slope, and is as long as the slope times the learning rate",
        hence: "up to rounding, on curves of very different scales",
        question: "How steep is `f` at `x`, in which direction is it lower, and how far does the learning rate \
            let you go?",
        holds: |&Arguments { at, learning_rate }, &next| {
            let step = learning_rate * at.slope();
            // The slope comes out of four operations of `f` at most; then there are a product and a difference.
            compare::number(at.x - step, next, Tolerance::rounding(6, at.x.abs() + step.abs()))
        },
    }],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|x: f64, f: fn(Dual64) -> Dual64, learning_rate: f64| asked(x, f, learning_rate));

fn asked(x: f64, f: fn(Dual64) -> Dual64, learning_rate: f64) -> Input<Arguments> {
    let at = At::asked(f, x)?;
    let is_rate = learning_rate.is_finite() && learning_rate >= 0.0;
    provided(is_rate, "a learning rate is a number, and not negative")?;
    Ok(Arguments { at, learning_rate })
}

fn starter() -> Answer {
    fn gd_step(x: f64, f: fn(Dual64) -> Dual64, learning_rate: f64) -> f64 {
        todo!()
    }
    gd_step
}

fn solution() -> Answer {
    |x, f, learning_rate| {
        let slope = f(Dual64::from(x).derivative()).eps;
        x - learning_rate * slope
    }
}

fn one_call() -> Answer {
    |x, f, learning_rate| x + f(Dual64::new(x, -learning_rate)).eps
}

fn by_the_library() -> Answer {
    |x, f, learning_rate| {
        let (_, slope) = num_dual::first_derivative(f, x);
        x - slope * learning_rate
    }
}

fn with_a_helper() -> Answer {
    fn gd_step(x: f64, f: fn(Dual64) -> Dual64, learning_rate: f64) -> f64 {
        let downhill = -derivative(f, x);
        x + downhill * learning_rate
    }

    fn derivative(f: fn(Dual64) -> Dual64, x: f64) -> f64 {
        f(Dual64::new(x, 1.0)).eps
    }
    gd_step
}

fn ascent() -> Answer {
    |x, f, learning_rate| {
        let slope = f(Dual64::from(x).derivative()).eps;
        x + learning_rate * slope
    }
}

fn learning_rate_ignored() -> Answer {
    |x, f, learning_rate| x - f(Dual64::from(x).derivative()).eps
}

fn value_for_slope() -> Answer {
    |x, f, learning_rate| x - learning_rate * f(Dual64::from(x)).re
}

fn position_left_out() -> Answer {
    |x, f, learning_rate| -learning_rate * f(Dual64::from(x).derivative()).eps
}

fn slope_left_out() -> Answer {
    |x, f, learning_rate| x - learning_rate
}

fn slope_of_a_constant() -> Answer {
    |x, f, learning_rate| x - learning_rate * f(Dual64::from(x)).eps
}

fn direction_only() -> Answer {
    |x, f, learning_rate| {
        let slope = f(Dual64::from(x).derivative()).eps;
        x - learning_rate * slope.signum()
    }
}

fn newton() -> Answer {
    |x, f, learning_rate| {
        let y = f(Dual64::from(x).derivative());
        x - learning_rate * y.re / y.eps
    }
}

fn several_steps() -> Answer {
    |x, f, learning_rate| {
        let mut x = x;
        for _ in 0..100 {
            x -= learning_rate * f(Dual64::from(x).derivative()).eps;
        }
        x
    }
}

fn descend(mut x: f64, f: fn(Dual64) -> Dual64, learning_rate: f64, steps: usize) -> f64 {
    for _ in 0..steps {
        x -= learning_rate * f(Dual64::new(x, 1.0)).eps;
    }
    x
}

fn value_at_the_new_place() -> Answer {
    |x, f, learning_rate| {
        let slope = f(Dual64::from(x).derivative()).eps;
        f(Dual64::from(x - learning_rate * slope)).re
    }
}

fn difference_quotient() -> Answer {
    |x, f, learning_rate| {
        let h = 1e-6;
        let slope = (f(Dual64::from(x + h)).re - f(Dual64::from(x)).re) / h;
        x - learning_rate * slope
    }
}

fn central(f: fn(Dual64) -> Dual64, x: f64, h: f64) -> f64 {
    (f(Dual64::from(x + h)).re - f(Dual64::from(x - h)).re) / (2.0 * h)
}

fn sibling() -> f64 {
    // Uphill on a hill with its top at 3, by steps of a fixed length.
    let hill = |x: Dual64| -(x - 3.0) * (x - 3.0);
    let mut x = 0.0;
    for _ in 0..100 {
        // The second part of the dual number starts as 1, and comes back as the slope.
        let slope = hill(Dual64::from(x).derivative()).eps;
        // Only its sign is used here, so that every step is a tenth long.
        x += 0.1 * slope.signum();
    }
    // Steps that don't shorten where the ground gets flat never come to rest: they go on around the top.
    assert!((x - 3.0).abs() < 0.11);
    x
}

//! The best linear approximation of a function at a place.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use super::functions::{At, Made, everywhere, nearly_right_slopes};
use crate::CALCULUS;
use grading::compare::{self, Tolerance};
use grading::refutation::provided;
use grading::scope::*;
use grading::{Input, Mistake, Outcome, Property, Spec, Trials, Verdict, code, literal, shrink, worked};

const SOURCE: &str = include_str!("linear_approx.rs");

type Answer = fn(fn(Dual64) -> Dual64, f64, f64) -> f64;

/// What an answer is tried on.
#[derive(Clone, Copy)]
pub(crate) struct Arguments {
    at: At,
    eps: f64,
}

pub(crate) static SPEC: Spec<Answer, Arguments, f64> = Spec {
    id: "linear_approx",
    notebook: &CALCULUS,
    title: "A straight line in place of a curve",
    points: 2,
    prompt: "Write `linear_approx`: the value at `x + eps` of the line that touches the graph of `f` at \
        `x`, which is $f(x) + f'(x)\\,\\varepsilon$. `f` takes and returns dual numbers, so its derivative \
        can be had exactly: use that.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(one_call), code!(by_the_library), code!(by_lifting)],
    mistakes: &[
        Mistake {
            tag: "returns-f-at-x-plus-eps",
            ask: "Plot your result over `eps` for the square. Is what you see a straight line?",
            tell: "You return the function itself at `x + eps`. The line leaves the curve as soon as the \
                curve bends, and it is the line that is asked for.",
            ..Mistake::of(code!(returns_f_at_x_plus_eps))
        },
        Mistake {
            tag: "derivative-at-x-plus-eps",
            variants: &[
                || |f, x, eps| f(Dual64::from(x)).re + f(Dual64::new(x + eps / 2.0, 1.0)).eps * eps,
                || |f, x, eps| f(Dual64::from(x + eps)).re + f(Dual64::new(x + eps, 1.0)).eps * eps,
            ],
            ask: "The line is to touch the curve at `x`. Which slope does the curve have there, and where \
                did you take yours?",
            tell: "Your slope depends on `eps`, since it is not taken at `x`. What you draw over `eps` then \
                is no straight line.",
            ..Mistake::of(code!(derivative_at_x_plus_eps))
        },
        Mistake {
            tag: "value-left-out",
            ask: "With `eps` = 0 nothing moves. What should come out then, and what comes out of yours?",
            tell: "You return the change alone. The approximation starts from the value at `x` and adds the \
                change to it.",
            ..Mistake::of(code!(value_left_out))
        },
        Mistake {
            tag: "eps-left-out",
            ask: "Does your result change at all when `eps` does?",
            tell: "A slope is a change per unit of length. How far one goes along it has to enter as well.",
            ..Mistake::of(code!(eps_left_out))
        },
        Mistake {
            tag: "slope-left-out",
            variants: &[|| |f, x, eps| f(Dual64::from(x)).re + eps],
            ask: "On a steep curve and on a flat one the same step leads to very different values. Where \
                does your result take the steepness into account?",
            tell: "The slope at `x` is missing. A dual number that starts with a 1 in its second part brings \
                it along.",
            ..Mistake::of(code!(slope_left_out))
        },
        Mistake {
            tag: "parts-exchanged",
            ask: "A dual number has a real part and an infinitesimal one. In which of the two does `f` return how \
                high it is, and in which how steep?",
            tell: "You take the steepness for the height and the height for the steepness: the two parts of \
                the result are exchanged.",
            ..Mistake::of(code!(parts_exchanged))
        },
        Mistake {
            tag: "sign",
            ask: "On a rising curve, a step to the right leads up. Where does yours lead?",
            tell: "You go down where the slope goes up: the change is to be added.",
            ..Mistake::of(code!(sign))
        },
        Mistake {
            tag: "eps-taken-for-a-place",
            ask: "Is `eps` the place where the step ends, or the length of the step?",
            tell: "You use `eps` as if it were the new place. It is the distance from `x` to it already, so \
                nothing needs to be subtracted.",
            ..Mistake::of(code!(eps_taken_for_a_place))
        },
        Mistake {
            tag: "line-through-the-origin",
            ask: "The slope times the whole of `x + eps`: at which point does a line like that cross the \
                vertical axis?",
            tell: "Yours is a line through the origin with the right slope. The one asked for goes through \
                the point of the curve above `x`.",
            ..Mistake::of(code!(line_through_the_origin))
        },
        Mistake {
            tag: "difference-quotient",
            variants: &[
                || |f, x, eps| f(Dual64::from(x)).re + central(f, x, 1e-6) * eps,
                || |f, x, eps| f(Dual64::from(x)).re + central(f, x, 1e-3) * eps,
                || |f, x, eps| f(Dual64::from(x)).re + central(f, x, 1e-6 * (1.0 + x.abs())) * eps,
                || |f, x, eps| f(Dual64::from(x)).re + (4.0 * central(f, x, 5e-4) - central(f, x, 1e-3)) / 3.0 * eps,
            ],
            pattern: Some(|trials| {
                let values = trials
                    .iter()
                    .all(|trial| trial.probe.eps != 0.0 || trial.fault.is_none());
                let made = trials.iter().map(|trial| Made {
                    at: trial.probe.at,
                    exact: trial.probe.at.value(),
                    weight: trial.probe.eps,
                    got: match trial.outcome {
                        Outcome::Value(value) => value,
                        Outcome::Panicked(_) => f64::NAN,
                    },
                });
                values && nearly_right_slopes(made)
            }),
            ask: "Your slope is close, but how many of its digits are right? What does a dual number do \
                that needs no small step at all?",
            tell: "A difference quotient is an estimate of the slope, good to some digits at best, and to \
                none on a curve that bends within its step. Dual numbers carry the derivative along \
                by its rules, exactly.",
            ..Mistake::of(code!(difference_quotient))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut probes: Vec<Arguments> = everywhere()
                .flat_map(|at| [1.0, 0.0, -0.5, 3.0, 1e-3, 1e3].map(|eps| Arguments { at, eps }))
                .collect();
            probes.extend(everywhere().map(|at| Arguments {
                at,
                eps: random.nonzero(-40, 40) / 8.0,
            }));
            probes
        },
        simpler: |&Arguments { at, eps }| {
            let functions = at.simpler().into_iter().map(|at| Arguments { at, eps });
            let steps = shrink::number(eps).into_iter().map(|eps| Arguments { at, eps });
            functions.chain(steps).collect()
        },
        call: |linear_approx, Arguments { at, eps }| linear_approx(at.function.of, at.x, *eps),
        example: |Arguments { at, eps }| {
            let [x, eps] = [at.x, *eps].map(literal::number);
            format!("linear_approx({}, {x}, {eps})", at.function.text)
        },
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "without a step it is the value at `x`",
            hence: "",
            question: "The line touches the curve at `x`. How high is it there?",
            holds: |probe, &value| match probe.eps {
                0.0 => compare::number(right(probe), value, tolerance(probe)),
                _ => Ok(()),
            },
        },
        Property {
            claim: "it is the value of the tangent at `x + eps`",
            hence: "up to rounding, for short steps and long ones, on curves of very different scales",
            question: "By how much does the height of the line change over a step of `eps`, and what decides \
                that?",
            holds: |probe, &value| compare::number(right(probe), value, tolerance(probe)),
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|f: fn(Dual64) -> Dual64, x: f64, eps: f64| asked(f, x, eps));

fn asked(f: fn(Dual64) -> Dual64, x: f64, eps: f64) -> Input<Arguments> {
    let at = At::asked(f, x)?;
    provided(eps.is_finite(), "`eps` is to be a number")?;
    Ok(Arguments { at, eps })
}

fn right(&Arguments { at, eps }: &Arguments) -> f64 {
    at.value() + at.slope() * eps
}

/// Both terms come out of four operations of `f` at most, a product and a sum.
fn tolerance(&Arguments { at, eps }: &Arguments) -> Tolerance {
    Tolerance::rounding(6, at.value().abs() + (at.slope() * eps).abs())
}

fn starter() -> Answer {
    fn linear_approx(f: fn(Dual64) -> Dual64, x: f64, eps: f64) -> f64 {
        todo!()
    }
    linear_approx
}

fn solution() -> Answer {
    |f, x, eps| {
        let y = f(Dual64::from(x).derivative());
        y.re + y.eps * eps
    }
}

fn one_call() -> Answer {
    |f, x, eps| {
        let y = f(Dual64::new(x, eps));
        y.re + y.eps
    }
}

fn by_the_library() -> Answer {
    |f, x, eps| {
        let (value, slope) = num_dual::first_derivative(f, x);
        value + slope * eps
    }
}

fn by_lifting() -> Answer {
    |f, x, eps| {
        let constant = Dual64::from_re(x);
        let variable = Dual64 { re: x, eps: 1.0 };
        f(constant).re + eps * f(variable).eps
    }
}

fn returns_f_at_x_plus_eps() -> Answer {
    |f, x, eps| f(Dual64::from(x + eps)).re
}

fn derivative_at_x_plus_eps() -> Answer {
    |f, x, eps| f(Dual64::from(x)).re + f(Dual64::from(x + eps).derivative()).eps * eps
}

fn value_left_out() -> Answer {
    |f, x, eps| f(Dual64::from(x).derivative()).eps * eps
}

fn eps_left_out() -> Answer {
    |f, x, eps| {
        let y = f(Dual64::from(x).derivative());
        y.re + y.eps
    }
}

fn slope_left_out() -> Answer {
    |f, x, eps| {
        let y = f(Dual64::from(x));
        y.re + y.eps * eps
    }
}

fn parts_exchanged() -> Answer {
    |f, x, eps| {
        let y = f(Dual64::from(x).derivative());
        y.eps + y.re * eps
    }
}

fn sign() -> Answer {
    |f, x, eps| {
        let y = f(Dual64::from(x).derivative());
        y.re - y.eps * eps
    }
}

fn eps_taken_for_a_place() -> Answer {
    |f, x, eps| {
        let y = f(Dual64::from(x).derivative());
        y.re + y.eps * (eps - x)
    }
}

fn line_through_the_origin() -> Answer {
    |f, x, eps| f(Dual64::from(x).derivative()).eps * (x + eps)
}

fn difference_quotient() -> Answer {
    |f, x, eps| {
        let h = 1e-8;
        let value = f(Dual64::from(x)).re;
        let slope = (f(Dual64::from(x + h)).re - value) / h;
        value + slope * eps
    }
}

fn central(f: fn(Dual64) -> Dual64, x: f64, h: f64) -> f64 {
    (f(Dual64::from(x + h)).re - f(Dual64::from(x - h)).re) / (2.0 * h)
}

fn sibling() -> f64 {
    // Newton's method: where does the tangent of the curve cross zero?
    fn parabola(x: Dual64) -> Dual64 {
        x * x - 2.0
    }
    let mut x = 1.5;
    for _ in 0..4 {
        // One call gives the height of the curve at x, and how steep it is there.
        let y = parabola(Dual64::from(x).derivative());
        // A line of that steepness comes down to zero after going back this far.
        x -= y.re / y.eps;
    }
    // The square root of two, to the last digits, after four steps.
    assert!((x * x - 2.0).abs() < 1e-12);
    x
}

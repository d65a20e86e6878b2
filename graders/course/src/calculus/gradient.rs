//! A gradient from values of the function: one derivative for each axis.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use super::fields::{self, Bend, FIELDS, Field};
use crate::CALCULUS;
use grading::compare::{self, Tolerance};
use grading::scope::*;
use grading::{Mistake, Outcome, Property, Spec, Trial, Trials, Verdict, code, literal, probe, shrink, worked};

const SOURCE: &str = include_str!("gradient.rs");

/// Up to as many axes every function is tried at the zero vector, among other places.
const FEW: usize = 6;

type Answer = fn(&dyn Fn(&DVector<f64>) -> f64, &DVector<f64>) -> DVector<f64>;

/// What an answer is tried on.
#[derive(Clone)]
pub(crate) struct Arguments {
    field: &'static Field,
    x: DVector<f64>,
}

pub(crate) static SPEC: Spec<Answer, Arguments, DVector<f64>> = Spec {
    id: "gradient",
    notebook: &CALCULUS,
    title: "Which way is up?",
    points: 3,
    prompt: "Write `gradient`: the gradient of `f` at `x`, from values of `f` alone. Entry `i` is the \
        derivative along axis `i`, with all the other entries of `x` held fast. It should be right to about \
        six digits; which step is good for that is for you to find out.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(forward), code!(in_place), code!(relative_step)],
    mistakes: &[
        Mistake {
            tag: "shared-step",
            // Along the diagonal, which may have been given length 1.
            pattern: Some(|trials| {
                let all = |share: fn(usize) -> f64| {
                    are_near(
                        trials,
                        FINE,
                        |_, right| right.map(|_| right.sum() * share(right.len())),
                        |_| false,
                    )
                };
                all(|_| 1.0) || all(|n| 1.0 / (n as f64).sqrt())
            }),
            ask: "If all the entries move at once, whose share of the change do you see in one difference?",
            tell: "You move along all axes together, so every entry holds the sum of the derivatives. Each \
                axis needs a step of its own.",
            ..Mistake::of(code!(shared_step))
        },
        Mistake {
            tag: "first-axis-only",
            pattern: Some(|trials| {
                let others_are = |share: f64| {
                    let meant = |_: &Arguments, right: &DVector<f64>| {
                        DVector::from_fn(right.len(), |i, _| right[0] * if i == 0 { 1.0 } else { share })
                    };
                    are_near(trials, FINE, meant, |_| false)
                };
                others_are(0.0) || others_are(1.0)
            }),
            ask: "Along how many axes can one leave `x`, and along how many have you gone?",
            tell: "Only the first axis is ever stepped along. A function of n numbers has n slopes, one a \
                direction.",
            ..Mistake::of(code!(first_axis_only))
        },
        Mistake {
            tag: "steps-not-taken-back",
            pattern: Some(|trials| {
                let meant = |_: &Arguments, right: &DVector<f64>| {
                    DVector::from_fn(right.len(), |i, _| right.rows(0, i + 1).sum())
                };
                are_near(trials, FINE, meant, |_| false)
            }),
            ask: "After the step along the first axis, where do you stand when the second one begins?",
            tell: "The earlier steps are still in place when you take the next one, so their changes are \
                counted again. Start each axis from `x` itself.",
            ..Mistake::of(code!(steps_not_taken_back))
        },
        Mistake {
            tag: "left-one-step-behind",
            ask: "You take a step ahead along an axis, then two back. Where along that axis do you stand when the next \
                one begins?",
            tell: "The first slope is right. From the second on, the entries before it still lie a step behind `x`: put \
                each back before you go on.",
            ..Mistake::of(code!(left_one_step_behind))
        },
        Mistake {
            tag: "stepped-from-the-origin",
            variants: &[|| {
                |f, x| {
                    let h = 1e-6;
                    let along =
                        |i: usize, h: f64| DVector::from_fn(x.len(), |j, _| if i == j { x[i] + h } else { 0.0 });
                    DVector::from_fn(x.len(), |i, _| (f(&along(i, h)) - f(&along(i, -h))) / (2.0 * h))
                }
            }],
            pattern: Some(|trials| {
                let meant = |probe: &Arguments, _: &DVector<f64>| (probe.field.gradient)(&(&probe.x * 0.0));
                are_near(trials, FINE, meant, |_| false)
            }),
            ask: "While one entry moves, what should the others be: 0, or what they are in `x`?",
            tell: "You leave from a vector of zeros, so what you find is the slope somewhere else than at \
                `x`.",
            ..Mistake::of(code!(stepped_from_the_origin))
        },
        Mistake {
            tag: "sign",
            pattern: Some(|trials| are_multiples(trials, -1.0)),
            ask: "A gradient points to where `f` grows. Take a small step along yours: does it?",
            tell: "Yours points downhill. The value before the step is what is taken away from the value \
                after it.",
            ..Mistake::of(code!(sign))
        },
        Mistake {
            tag: "divided-by-one-step",
            variants: &[|| |f, x| 2.0 * differences(f, x, 1e-4, 1.0, 1.0)],
            pattern: Some(|trials| are_multiples(trials, 2.0)),
            ask: "How far is it from the one place to the other, in steps?",
            tell: "You look to both sides but divide by one step: every entry is twice as large as it \
                should be.",
            ..Mistake::of(code!(divided_by_one_step))
        },
        Mistake {
            tag: "divided-by-two-steps",
            pattern: Some(|trials| are_multiples(trials, 0.5)),
            ask: "You ask `f` at two places. Are they one step apart, or two?",
            tell: "One of your two values is that at `x` itself, so there is only one step between them. \
                Every entry is half of what it should be.",
            ..Mistake::of(code!(divided_by_two_steps))
        },
        Mistake {
            tag: "not-divided-by-the-step",
            variants: &[|| |f, x| differences(f, x, 1e-5, 1.0, 1.0) * 1e-10],
            pattern: Some(|trials| {
                let is_something = |trial: &Trial<Arguments, DVector<f64>>| match &trial.outcome {
                    Outcome::Value(gradient) => gradient.norm() > 0.0,
                    Outcome::Panicked(_) => false,
                };
                are_multiples(trials, 0.0) && trials.iter().any(is_something)
            }),
            ask: "Your numbers are tiny. What would they tend to with an even smaller step, and is that a \
                slope?",
            tell: "What you return is by how much `f` changes over a step. A slope is that for a step of \
                length 1.",
            ..Mistake::of(code!(not_divided_by_the_step))
        },
        Mistake {
            tag: "step-far-too-small",
            variants: &[
                || |f, x| differences(f, x, 1e-12, 0.0, 1.0),
                || |f, x| differences(f, x, 1e-12, 1.0, 1.0),
                || |f, x| differences(f, x, 1e-14, 1.0, 1.0),
                || |f, x| differences(f, x, f64::EPSILON, 0.0, 1.0),
                || |f, x| differences(f, x, f64::EPSILON, 1.0, 1.0),
                || |f, x| differences(f, x, 1e-16, 0.0, 1.0),
                || |f, x| differences(f, x, 1e-16, 1.0, 1.0),
                || |f, x| differences(f, x, 1e-20, 1.0, 1.0),
                || |f, x| differences(f, x, f64::MIN_POSITIVE, 1.0, 1.0),
            ],
            // From 0, with a value of 0, even a tiny step is exact.
            pattern: Some(|trials| {
                let is_exact = |Arguments { field, x }: &Arguments| x.norm() == 0.0 && (field.of)(x) == 0.0;
                let as_expected = |trial: &Trial<Arguments, DVector<f64>>| match trial.probe.field.bend {
                    Bend::Nowhere => trial.fault.is_none() || !is_exact(&trial.probe),
                    Bend::Somewhere | Bend::Everywhere => true,
                };
                // Of as many axes as these, one that has been forgotten shows at the zero vector, too.
                let is_rounded = |trial: &Trial<Arguments, DVector<f64>>| {
                    trial.probe.field.bend == Bend::Nowhere && trial.probe.x.len() <= FEW && trial.fault.is_some()
                };
                // A step so small that nothing changes finds no slope at all.
                are_roughly_right(trials, |slope| slope == 0.0)
                    && trials.iter().any(is_rounded)
                    && trials.iter().all(as_expected)
            }),
            ask: "A number has some 16 digits. If `x` changes in its 15th, how many digits can you trust in \
                the difference of two values of `f`?",
            tell: "With so small a step the two values agree in nearly all their digits, and what is left of \
                their difference is rounding. A longer step has more to show: a square root or a cube \
                root of the precision is about right.",
            ..Mistake::of(code!(step_far_too_small))
        },
        Mistake {
            tag: "no-step-from-zero",
            pattern: Some(|trials| {
                let is_stuck_at_zero = |Trial { probe, outcome, .. }: &Trial<Arguments, DVector<f64>>| match outcome {
                    Outcome::Value(gradient) => {
                        let mut entries = probe.x.iter().zip(gradient);
                        entries.all(|(&x, got)| (x == 0.0) == got.is_nan())
                    }
                    Outcome::Panicked(_) => probe.x.is_empty(),
                };
                are_near(trials, FINE, |_, right| right.clone(), |got| got.is_nan())
                    && trials.iter().all(is_stuck_at_zero)
            }),
            ask: "Where an entry of `x` is 0, how long is your step along its axis?",
            tell: "Your step is a share of the entry, so that from 0 there is no step at all, and you divide 0 \
                by 0. Set a least length for it.",
            ..Mistake::of(code!(no_step_from_zero))
        },
        Mistake {
            tag: "step-too-large",
            variants: &[
                || |f, x| differences(f, x, 0.1, 0.0, 1.0),
                || |f, x| differences(f, x, 1e-3, 0.0, 1.0),
                || |f, x| differences(f, x, 1e-4, 0.0, 1.0),
                || |f, x| differences(f, x, 0.1, 1.0, 1.0),
                || |f, x| differences(f, x, 0.01, 1.0, 1.0),
            ],
            pattern: Some(|trials| {
                let as_expected = |trial: &Trial<Arguments, DVector<f64>>, is_close: bool| match trial.probe.field.bend
                {
                    _ if trial.probe.x.is_empty() => true,
                    Bend::Nowhere => trial.fault.is_none(),
                    Bend::Somewhere => true,
                    Bend::Everywhere => is_close || trial.fault.is_some(),
                };
                // A slip other than that of the step leaves a larger error on some function than a short step does.
                let is_close = are_near(trials, FINE, |_, right| right.clone(), |_| false);
                are_roughly_right(trials, |_| false) && trials.iter().all(|trial| as_expected(trial, is_close))
            }),
            ask: "On a straight line any step will do; on a curve yours goes wrong. How much does the curve \
                bend within one step?",
            tell: "Over a step that long the slope changes, and you get an average of it. Take a shorter \
                step, or look to both sides.",
            ..Mistake::of(code!(step_too_large))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut probes = Vec::new();
            for n in 1..=FEW {
                let mut point = || DVector::from_fn(n, |_, _| random.integer(-8, 8) / 4.0);
                let points = [point(), DVector::zeros(n), point() * 1.1];
                for x in points {
                    probes.extend(FIELDS.iter().map(|field| Arguments { field, x: x.clone() }));
                }
            }
            probes.extend((0..4).map(|field| Arguments {
                field: &FIELDS[field],
                x: probe::large_vector(40),
            }));
            // A vector without entries is as good as any other for functions that can take it.
            probes.extend((0..4).map(|field| Arguments {
                field: &FIELDS[field],
                x: DVector::zeros(0),
            }));
            probes
        },
        simpler: |Arguments { field, x }| {
            let fields = FIELDS.iter().take_while(|simpler| simpler.text != field.text);
            let fields = fields.map(|field| Arguments { field, x: x.clone() });
            // Its entries would make a large vector unreadable.
            let places = shrink::vector(x)
                .into_iter()
                .filter(|x| x.len() < 20 || *x == probe::large_vector(x.len()))
                .map(|x| Arguments { field, x });
            fields.chain(places).collect()
        },
        call: |gradient, Arguments { field, x }| gradient(&field.of, x),
        example: |Arguments { field, x }| format!("gradient(&{}, &{})", field.text, literal::vector(x)),
        // Some constructors refuse an empty list.
        panic_excused: |Arguments { x, .. }| x.is_empty(),
    },
    properties: &[
        Property {
            claim: "it has an entry for each axis",
            hence: "",
            question: "How many numbers does `f` take, and along how many axes can one go from `x`?",
            holds: |Arguments { x, .. }, gradient| compare::shape(x.shape(), gradient.shape()),
        },
        Property {
            claim: "every entry is the derivative along its axis",
            hence: "to about six digits",
            question: "Move one entry of `x` by a little, and leave the others alone. By how much, for a step \
                of length 1, does `f` change?",
            holds: |probe, gradient| {
                let right = (probe.field.gradient)(&probe.x);
                compare::matrix(&right, gradient, |_, _| tolerance(probe))
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|f: &dyn Fn(&DVector<f64>) -> f64, x: &DVector<f64>| {
    let x = x.clone();
    fields::asked(f, &x).map(|field| Arguments { field, x })
});

/// What has been promised of the exercise. A forward difference with a step h errs by h/2 |f''|, by ε |f| / h (the two values
/// are each rounded by half an ε) and by ε |x| |f'| / 2h (so is `x + h`). With these functions, and `x` no farther out than 3,
/// that is allowed for h from 1e-6 down to some 1e-9, and with a central difference from 1e-3 down to the same.
fn tolerance(Arguments { field, x }: &Arguments) -> Tolerance {
    let size = 1.0 + (field.gradient)(x).norm() + (field.of)(x).abs();
    Tolerance::within(1e-6 * size)
}

/// Whether every entry is that many times the right one, as far as a step of a sensible length shows.
fn are_multiples(trials: &[Trial<Arguments, DVector<f64>>], factor: f64) -> bool {
    are_near(trials, FINE, |_, right| right * factor, |_| false)
}

/// Whether every entry is roughly right, or else one that is excused.
fn are_roughly_right(trials: &[Trial<Arguments, DVector<f64>>], is_excused: fn(f64) -> bool) -> bool {
    are_near(trials, 0.3, |_, right| right.clone(), is_excused)
}

/// The error of a step of a sensible length, in the units of [`are_near`].
const FINE: f64 = 1e-3;

/// Whether all entries that are not excused are those of what is meant, given the probe and the right gradient, up to this
/// share of what the function is about.
fn are_near(
    trials: &[Trial<Arguments, DVector<f64>>],
    share: f64,
    meant: impl Fn(&Arguments, &DVector<f64>) -> DVector<f64>,
    is_excused: fn(f64) -> bool,
) -> bool {
    trials.iter().all(|Trial { probe, outcome, .. }| match outcome {
        Outcome::Value(gradient) => {
            let right = (probe.field.gradient)(&probe.x);
            let bound = share * (1.0 + right.norm() + (probe.field.of)(&probe.x).abs());
            let meant = meant(probe, &right);
            let mut entries = meant.iter().zip(gradient);
            right.shape() == gradient.shape()
                && entries.all(|(meant, &got)| is_excused(got) || (got - meant).abs() <= bound)
        }
        Outcome::Panicked(_) => probe.x.is_empty(),
    })
}

/// Difference quotients from `back` steps before `x` to `ahead` steps after it.
fn differences(f: &dyn Fn(&DVector<f64>) -> f64, x: &DVector<f64>, h: f64, back: f64, ahead: f64) -> DVector<f64> {
    let moved = |i: usize, by: f64| {
        let mut moved = x.clone();
        moved[i] += by;
        moved
    };
    DVector::from_fn(x.len(), |i, _| {
        let rise = f(&moved(i, ahead * h)) - f(&moved(i, -back * h));
        rise / ((ahead + back) * h)
    })
}

fn starter() -> Answer {
    fn gradient(f: &dyn Fn(&DVector<f64>) -> f64, x: &DVector<f64>) -> DVector<f64> {
        todo!()
    }
    gradient
}

fn solution() -> Answer {
    |f, x| {
        let h = 1e-5;
        DVector::from_fn(x.len(), |i, _| {
            let mut ahead = x.clone();
            let mut behind = x.clone();
            ahead[i] += h;
            behind[i] -= h;
            (f(&ahead) - f(&behind)) / (2.0 * h)
        })
    }
}

fn forward() -> Answer {
    |f, x| {
        let h = 1e-8;
        let here = f(x);
        let slopes = (0..x.len()).map(|i| {
            let mut moved = x.clone();
            moved[i] += h;
            (f(&moved) - here) / h
        });
        DVector::from_vec(slopes.collect())
    }
}

fn in_place() -> Answer {
    |f, x| {
        let h = 1e-6;
        let mut moving = x.clone();
        let mut slopes = DVector::zeros(x.len());
        for i in 0..x.len() {
            moving[i] = x[i] + h;
            slopes[i] = f(&moving);
            moving[i] = x[i] - h;
            slopes[i] -= f(&moving);
            moving[i] = x[i];
        }
        slopes / (2.0 * h)
    }
}

fn relative_step() -> Answer {
    |f, x| {
        DVector::from_fn(x.len(), |i, _| {
            let axis = DVector::from_fn(x.len(), |j, _| if i == j { 1.0 } else { 0.0 });
            // What is added is exactly representable, so that the step is the one divided by.
            let h = (x[i] + f64::EPSILON.cbrt() * x[i].abs().max(1.0)) - x[i];
            (f(&(x + &axis * h)) - f(&(x - &axis * h))) / h / 2.0
        })
    }
}

fn shared_step() -> Answer {
    |f, x| {
        let h = 1e-6;
        let slope = (f(&x.add_scalar(h)) - f(&x.add_scalar(-h))) / (2.0 * h);
        DVector::from_element(x.len(), slope)
    }
}

fn first_axis_only() -> Answer {
    |f, x| {
        let h = 1e-6;
        let mut slopes = DVector::zeros(x.len());
        let mut moved = x.clone();
        moved[0] += h;
        slopes[0] = (f(&moved) - f(x)) / h;
        slopes
    }
}

fn steps_not_taken_back() -> Answer {
    |f, x| {
        let h = 1e-6;
        let mut moved = x.clone();
        let mut slopes = DVector::zeros(x.len());
        for i in 0..x.len() {
            moved[i] += h;
            slopes[i] = (f(&moved) - f(x)) / h;
        }
        slopes
    }
}

fn left_one_step_behind() -> Answer {
    |f, x| {
        let (h, mut moved) = (1e-5, x.clone());
        DVector::from_fn(x.len(), |i, _| {
            moved[i] += h;
            let ahead = f(&moved);
            moved[i] -= 2.0 * h;
            (ahead - f(&moved)) / (2.0 * h)
        })
    }
}

fn stepped_from_the_origin() -> Answer {
    |f, x| {
        let h = 1e-6;
        DVector::from_fn(x.len(), |i, _| {
            let mut step = DVector::zeros(x.len());
            step[i] = h;
            (f(&step) - f(&-&step)) / (2.0 * h)
        })
    }
}

fn sign() -> Answer {
    |f, x| {
        let h = 1e-5;
        DVector::from_fn(x.len(), |i, _| {
            let mut ahead = x.clone();
            let mut behind = x.clone();
            ahead[i] += h;
            behind[i] -= h;
            (f(&behind) - f(&ahead)) / (2.0 * h)
        })
    }
}

fn divided_by_one_step() -> Answer {
    |f, x| {
        let h = 1e-6;
        DVector::from_fn(x.len(), |i, _| {
            let mut ahead = x.clone();
            let mut behind = x.clone();
            ahead[i] += h;
            behind[i] -= h;
            (f(&ahead) - f(&behind)) / h
        })
    }
}

fn divided_by_two_steps() -> Answer {
    |f, x| {
        let h = 1e-6;
        DVector::from_fn(x.len(), |i, _| {
            let mut moved = x.clone();
            moved[i] += h;
            (f(&moved) - f(x)) / (2.0 * h)
        })
    }
}

fn not_divided_by_the_step() -> Answer {
    |f, x| {
        let h = 1e-6;
        DVector::from_fn(x.len(), |i, _| {
            let mut moved = x.clone();
            moved[i] += h;
            f(&moved) - f(x)
        })
    }
}

fn step_far_too_small() -> Answer {
    |f, x| {
        let h = 1e-15;
        DVector::from_fn(x.len(), |i, _| {
            let mut ahead = x.clone();
            let mut behind = x.clone();
            ahead[i] += h;
            behind[i] -= h;
            (f(&ahead) - f(&behind)) / (2.0 * h)
        })
    }
}

fn no_step_from_zero() -> Answer {
    |f, x| {
        DVector::from_fn(x.len(), |i, _| {
            let h = 1e-6 * x[i];
            let mut moved = x.clone();
            moved[i] += h;
            (f(&moved) - f(x)) / h
        })
    }
}

fn step_too_large() -> Answer {
    |f, x| {
        let h = 0.01;
        DVector::from_fn(x.len(), |i, _| {
            let mut moved = x.clone();
            moved[i] += h;
            (f(&moved) - f(x)) / h
        })
    }
}

fn sibling() -> f64 {
    // The slope of a landscape in one direction, which need not be that of an axis.
    let height = |p: &DVector<f64>| p[0] * p[0] + 3.0 * p[1];
    let here = dvector![1.0, 2.0];
    // North-east, as a vector of length 1.
    let direction = dvector![1.0, 1.0].normalize();
    // Walk a little ahead and a little back, always from the same place. The step is the cube root
    // of the precision: long enough for digits to remain, and short enough for the slope to be the same.
    let step = 1e-5;
    let ahead = height(&(&here + &direction * step));
    let back = height(&(&here - &direction * step));
    let slope = (ahead - back) / (2.0 * step);
    // In closed form it is (2 + 3)/√2.
    assert!((slope - 5.0 / 2_f64.sqrt()).abs() < 1e-9);
    slope
}

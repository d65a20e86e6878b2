//! A derivative from two values of the function, one on each side.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use super::fields::slope;
use super::functions::{At, everywhere};
use crate::CALCULUS;
use grading::compare::convergence::{self, Sample};
use grading::compare::{self, Tolerance};
use grading::refutation::{self, provided};
use grading::{Input, Mistake, Outcome, Property, Spec, Trials, Verdict, code, literal, worked};

const SOURCE: &str = include_str!("central_difference.rs");

type Answer = fn(&dyn Fn(f64) -> f64, f64, f64) -> f64;

/// A function at a place.
#[derive(Clone)]
pub(crate) struct Curve {
    /// Where it is one of the course's, and can be written down.
    at: Option<At>,
    x: f64,
    /// The distance over which it changes.
    scale: f64,
    value: f64,
    slope: f64,
    /// For each of the [`steps`], the sizes of the values there, on both sides and at the place, added up.
    sizes: [f64; 3],
    /// How far `slope` may be off.
    unsure: f64,
}

/// An answer is called with three steps on each function at each place: the observation is how its error falls.
pub(crate) static SPEC: Spec<Answer, Curve, Vec<f64>> = Spec {
    id: "central_difference",
    notebook: &CALCULUS,
    title: "One step to each side",
    points: 2,
    prompt: "Write `central_difference`: an estimate of the derivative of `f` at `x` from values of `f` a \
        step `h` away on *both* sides of `x`. When `h` goes to 0, its error should go as $O(h^2)$: with a \
        tenth of the step, a hundredth of the error.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(mean_of_two), code!(five_points), code!(extrapolated)],
    mistakes: &[
        Mistake {
            tag: "forward-difference",
            variants: &[
                || |f, x, h| (f(x) - f(x - h)) / h,
                || |f, x, h| (f(x + 2.0 * h) - f(x)) / (2.0 * h),
                || |f, x, h| (f(x + h / 2.0) - f(x)) / (h / 2.0),
            ],
            ask: "Let `h` shrink to a tenth. Does your error shrink to a tenth too, or to a hundredth? And \
                how many of the two sides of `x` do you look at?",
            tell: "Stepping to one side only, you have an error that falls as `h` itself. With \
                a step to either side the bends to the left and to the right cancel.",
            ..Mistake::of(code!(forward_difference))
        },
        Mistake {
            tag: "divided-by-h",
            ask: "How far apart are the two places at which you ask for a value?",
            tell: "From one side to the other it is twice the step, so what you return is twice the \
                derivative.",
            ..Mistake::of(code!(divided_by_h))
        },
        Mistake {
            tag: "sign",
            variants: &[|| |f, x, h| (f(x) - f(x + h)) / h],
            ask: "For a function that rises, which of the two values is the larger one? Does your \
                difference come out positive?",
            tell: "You subtract the right value from the left one, and get the negative of the derivative.",
            ..Mistake::of(code!(sign))
        },
        Mistake {
            tag: "half-of-one-side",
            variants: &[|| |f, x, h| (f(x) - f(x - h)) / (2.0 * h)],
            ask: "Between the two places where you ask for a value, how many steps are there: one, or two?",
            tell: "You divide by two steps where you have gone only one, so yours is half the derivative.",
            ..Mistake::of(code!(half_of_one_side))
        },
        Mistake {
            tag: "not-divided-by-h",
            variants: &[|| |f, x, h| f(x + h) - f(x - h), || |f, x, h| f(x + h) - f(x)],
            ask: "Make `h` smaller and smaller: what does your result tend to, on any function?",
            tell: "A difference of two values goes to 0 with the step. The derivative is that difference \
                for a step, in proportion to the step.",
            ..Mistake::of(code!(not_divided_by_h))
        },
        Mistake {
            tag: "precedence",
            variants: &[
                || |f, x, h| f(x + h) - f(x - h) / (2.0 * h),
                || |f, x, h| f(x + h) - f(x - h) / 2.0 * h,
            ],
            ask: "In 12 / 2 * 3, what is done first? And in 12 - 6 / 2?",
            tell: "The formula is right on paper, but Rust computes products and quotients from left to \
                right, before sums. A pair of brackets is missing.",
            ..Mistake::of(code!(precedence))
        },
        Mistake {
            tag: "values-added",
            variants: &[|| |f, x, h| (f(x + h) + f(x - h)) / 2.0],
            ask: "A constant function has slope 0 everywhere. What does yours say about it?",
            tell: "You add the values of the two sides. The slope is in how they differ.",
            ..Mistake::of(code!(values_added))
        },
        Mistake {
            tag: "second-derivative",
            ask: "A straight line that rises has a slope, but no bend. Which of the two do you measure?",
            tell: "That is the change of the slope, the second derivative. The value in the middle is \
                not needed for the first.",
            ..Mistake::of(code!(second_derivative))
        },
        Mistake {
            tag: "h-ignored",
            pattern: Some(|trials| {
                trials.iter().all(|trial| match &trial.outcome {
                    Outcome::Value(slopes) => slopes.iter().all(|slope| *slope == slopes[0]),
                    Outcome::Panicked(_) => false,
                })
            }),
            ask: "Does your result change when `h` does?",
            tell: "The step is written down in your code. It comes as an argument since no step suits \
                every function: one of these changes over a thousandth, another over a million.",
            ..Mistake::of(code!(h_ignored))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut places: Vec<At> = everywhere().collect();
            places.extend(everywhere().filter(|at| at.function.scale == 1.0).map(|at| At {
                // Away from where the function is, in one direction: it stays defined.
                x: at.x + at.x.signum() * random.integer(1, 8) / 8.0,
                ..at
            }));
            places.into_iter().map(Curve::known).collect()
        },
        simpler: |curve| curve.at.into_iter().flat_map(At::simpler).map(Curve::known).collect(),
        call: |central_difference, curve| {
            let f = |x| curve.at.map_or(f64::NAN, |at| At { x, ..at }.value());
            steps(curve.scale).map(|h| central_difference(&f, curve.x, h)).to_vec()
        },
        example: |curve| {
            let steps = steps(curve.scale).map(literal::number).join(", ");
            let (f, x) = (curve.at.map_or("f", |at| at.function.text), literal::number(curve.x));
            format!("[{steps}].map(|h| central_difference(&{f}, {x}, h))")
        },
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "for small steps it comes close to the derivative",
            hence: "",
            question: "Try it on a straight line, where any step should do. Is the slope that comes out the \
                slope of the line?",
            holds: |curve, slopes| {
                let [.., last] = slopes.as_slice() else {
                    return Err("there is no result".to_owned().into());
                };
                // A method of order one, with a step of a thousandth of where the function bends, is off by a few
                // thousandths of its slope there or of its size: a factor of two or a sign is more.
                let size = curve.slope.abs() + (1.0 + curve.value.abs()) / curve.scale;
                compare::number(curve.slope, *last, Tolerance::within(0.02 * size))
                    .map_err(|difference| difference.inside("for the smallest step"))
            },
        },
        Property {
            claim: "its error falls as the square of the step, or faster",
            hence: "as far as rounding lets one see it",
            question: "With a tenth of the step, your error should be a hundredth. What of it cancels if you \
                look to both sides?",
            holds: |curve, slopes| {
                let steps = steps(curve.scale).into_iter().zip(curve.sizes);
                let samples: Vec<Sample> = steps
                    .zip(slopes)
                    .map(|((step, size), slope)| Sample {
                        step,
                        error: (slope - curve.slope).abs(),
                        noise: curve.noise(step, size),
                    })
                    .collect();
                convergence::at_least(2.0, &samples)
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

/// Tries an answer on the arguments of one call, with a tenth and a hundredth of the step as well: one step says nothing of how
/// errors fall. Calls after that, with smaller steps as in an example, belong to it.
pub fn refute(answer: Answer, f: &dyn Fn(f64) -> f64, x: f64, h: f64) {
    if refutation::inputs() == 0 {
        SPEC.refute(&answer, Curve::asked(f, x, h), |central_difference| {
            steps(10.0 * h).map(|h| central_difference(f, x, h)).to_vec()
        });
    }
}

/// A tenth, a hundredth and a thousandth of the distance over which the function changes.
fn steps(scale: f64) -> [f64; 3] {
    [10.0, 100.0, 1000.0].map(|part| scale / part)
}

impl Curve {
    fn of(f: impl Fn(f64) -> f64, x: f64, scale: f64) -> Curve {
        Curve {
            at: None,
            x,
            scale,
            value: f(x),
            slope: f64::NAN,
            sizes: steps(scale).map(|step| [-step, 0.0, step].map(|by| f(x + by).abs()).iter().sum()),
            unsure: 0.0,
        }
    }

    fn known(at: At) -> Curve {
        Curve {
            at: Some(at),
            slope: at.slope(),
            ..Curve::of(|x| At { x, ..at }.value(), at.x, at.function.scale)
        }
    }

    /// A learner's own function. `h` is the first of the steps that it is tried with.
    fn asked(f: &dyn Fn(f64) -> f64, x: f64, h: f64) -> Input<Curve> {
        provided(x.is_finite(), "`x` is to be a number")?;
        provided(h.is_finite() && h > 0.0, "a step `h` is a number above 0")?;
        let curve = Curve {
            slope: slope(|by| f(x + by), x),
            ..Curve::of(f, x, 10.0 * h)
        };
        let is_smooth = curve.slope.is_finite() && curve.sizes.iter().all(|size| size.is_finite());
        provided(
            is_smooth,
            "`f` is to have values around `x` and a slope there, and one of these is no number",
        )?;
        Ok(Curve {
            unsure: 1e-12 * (curve.slope.abs() + curve.sizes[0] / curve.scale),
            ..curve
        })
    }

    /// The rounding of a difference quotient: the values are rounded, and so are the places, which counts as much as the
    /// function is steep; a division by the step magnifies both. A formula of higher order adds up more values, with factors:
    /// eight roundings' worth, and as much again for what `f` itself rounds.
    fn noise(&self, step: f64, size: f64) -> f64 {
        let places = self.slope.abs() * (self.x.abs() + self.scale);
        self.unsure + 8.0 * 8.0 * (f64::EPSILON / 2.0) * (size + places) / step
    }
}

fn starter() -> Answer {
    fn central_difference(f: &dyn Fn(f64) -> f64, x: f64, h: f64) -> f64 {
        todo!()
    }
    central_difference
}

fn solution() -> Answer {
    |f, x, h| (f(x + h) - f(x - h)) / (2.0 * h)
}

fn mean_of_two() -> Answer {
    |f, x, h| {
        let forward = (f(x + h) - f(x)) / h;
        let backward = (f(x) - f(x - h)) / h;
        (forward + backward) / 2.0
    }
}

fn five_points() -> Answer {
    |f, x, h| {
        let [near, far] = [1.0, 2.0].map(|steps| f(x + steps * h) - f(x - steps * h));
        (8.0 * near - far) / (12.0 * h)
    }
}

fn extrapolated() -> Answer {
    |f, x, h| {
        let slope = |h: f64| (f(x + h) - f(x - h)) / h / 2.0;
        (4.0 * slope(h / 2.0) - slope(h)) / 3.0
    }
}

fn forward_difference() -> Answer {
    |f, x, h| (f(x + h) - f(x)) / h
}

fn divided_by_h() -> Answer {
    |f, x, h| (f(x + h) - f(x - h)) / h
}

fn sign() -> Answer {
    |f, x, h| (f(x - h) - f(x + h)) / (2.0 * h)
}

fn half_of_one_side() -> Answer {
    |f, x, h| (f(x + h) - f(x)) / (2.0 * h)
}

fn not_divided_by_h() -> Answer {
    |f, x, h| (f(x + h) - f(x - h)) / 2.0
}

fn precedence() -> Answer {
    |f, x, h| (f(x + h) - f(x - h)) / 2.0 * h
}

fn values_added() -> Answer {
    |f, x, h| (f(x + h) + f(x - h)) / (2.0 * h)
}

fn second_derivative() -> Answer {
    |f, x, h| (f(x + h) - 2.0 * f(x) + f(x - h)) / (h * h)
}

fn h_ignored() -> Answer {
    |f, x, h| {
        let step = 1e-5;
        (f(x + step) - f(x - step)) / (2.0 * step)
    }
}

fn sibling() -> [f64; 2] {
    // The area below a curve between 0 and 1, from n strips: how fast does the error fall?
    let curve = |x: f64| x.exp();
    let area = 1_f64.exp() - 1.0;
    // The height of a strip can be taken at its left edge, on one side, or in the middle.
    let left = |n: usize| (0..n).map(|i| curve(i as f64 / n as f64) / n as f64).sum::<f64>();
    let middle = |n: usize| {
        (0..n)
            .map(|i| curve((i as f64 + 0.5) / n as f64) / n as f64)
            .sum::<f64>()
    };
    // Ten times as many strips make the first error some 10 times smaller, order 1,
    assert!((left(10) - area).abs() < 11.0 * (left(100) - area).abs());
    // and the second one 100 times, order 2: what is too much on one half of a strip is
    // too little on the other.
    assert!((middle(10) - area).abs() > 99.0 * (middle(100) - area).abs());
    [left(100) - area, middle(100) - area]
}

#[cfg(test)]
mod refutation_tests {
    use super::*;

    thread_local! {
        static TRIED: std::cell::Cell<Option<Answer>> = const { std::cell::Cell::new(None) };
    }

    #[test]
    fn a_call_says_of_an_answer_what_its_check_says_of_the_same_input() {
        let relay: Answer = |f, x, h| {
            refute(TRIED.get().expect("an answer is set"), f, x, h);
            0.0
        };
        // With a step of its own it is right to eleven digits, and the slope of a closure is not known better.
        grading::gates::refutations::hold_but(&["h-ignored"], &SPEC, &relay, |answer| TRIED.set(Some(*answer)));
    }
}

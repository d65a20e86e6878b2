//! A derivative from two values of the function, one on each side.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use super::functions::{At, everywhere};
use crate::CALCULUS;
use grading::compare::convergence::{self, Sample};
use grading::compare::{self, Tolerance};
use grading::{Mistake, Outcome, Property, Spec, Trials, Verdict, code, literal, worked};

const SOURCE: &str = include_str!("central_difference.rs");

type Answer = fn(&dyn Fn(f64) -> f64, f64, f64) -> f64;

/// An answer is called with three steps on each function at each place: the observation is how its error falls.
pub(crate) static SPEC: Spec<Answer, At, Vec<f64>> = Spec {
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
            let mut probes: Vec<At> = everywhere().collect();
            probes.extend(everywhere().filter(|at| at.function.scale == 1.0).map(|at| At {
                // Away from where the function is, in one direction: it stays defined.
                x: at.x + at.x.signum() * random.integer(1, 8) / 8.0,
                ..at
            }));
            probes
        },
        simpler: |at| at.simpler(),
        call: |central_difference, at| {
            steps(at)
                .map(|h| central_difference(&|x| At { x, ..*at }.value(), at.x, h))
                .to_vec()
        },
        example: |at| {
            let steps = steps(at).map(literal::number).join(", ");
            let (f, x) = (at.function.text, literal::number(at.x));
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
            holds: |at, slopes| {
                let [.., last] = slopes.as_slice() else {
                    return Err("there is no result".to_owned().into());
                };
                // A method of order one, with a step of a thousandth of where the function bends, is off by a few
                // thousandths of its slope there or of its size: a factor of two or a sign is more.
                let size = at.slope().abs() + (1.0 + at.value().abs()) / at.function.scale;
                compare::number(at.slope(), *last, Tolerance::within(0.02 * size))
                    .map_err(|difference| difference.inside("for the smallest step"))
            },
        },
        Property {
            claim: "its error falls as the square of the step, or faster",
            hence: "as far as rounding lets one see it",
            question: "With a tenth of the step, your error should be a hundredth. What of it cancels if you \
                look to both sides?",
            holds: |at, slopes| {
                let samples: Vec<Sample> = steps(at)
                    .into_iter()
                    .zip(slopes)
                    .map(|(step, slope)| Sample {
                        step,
                        error: (slope - at.slope()).abs(),
                        noise: noise(at, step),
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

/// A tenth, a hundredth and a thousandth of the distance over which the function changes.
fn steps(at: &At) -> [f64; 3] {
    [10.0, 100.0, 1000.0].map(|part| at.function.scale / part)
}

/// The rounding of a difference quotient: the values are rounded, and so are the places, which counts as much as the
/// function is steep; a division by the step magnifies both. A formula of higher order adds up more values, with factors:
/// eight roundings' worth, and as much again for what `f` itself rounds.
fn noise(at: &At, step: f64) -> f64 {
    let values: f64 = [-step, 0.0, step]
        .map(|by| At { x: at.x + by, ..*at }.value().abs())
        .iter()
        .sum();
    let places = at.slope().abs() * (at.x.abs() + at.function.scale);
    8.0 * 8.0 * (f64::EPSILON / 2.0) * (values + places) / step
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

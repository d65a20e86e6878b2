//! Gradient descent on a loss of data.

#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::PROBABILITY;
use grading::compare::{self, Tolerance};
use grading::refutation::{Input, numbers, provided};
use grading::scope::*;
use grading::{Mistake, Outcome, Property, Random, Spec, Trial, Trials, Verdict, code, literal, probe, shrink, worked};

const SOURCE: &str = include_str!("run_gd.rs");

type Function = fn(Dual64, &DVector<f64>) -> Dual64;
type Answer = fn(f64, &DVector<f64>, Function, f64, usize) -> f64;

/// What an answer is tried on.
#[derive(Clone)]
pub(crate) struct Descent {
    mu: f64,
    data: DVector<f64>,
    loss: Loss,
    learning_rate: f64,
    steps: usize,
}

#[derive(Clone, Copy)]
enum Loss {
    /// Σ (μ - x)², of slope 2 Σ (μ - x)
    Squares,
    /// Σ √((μ - x)² + 1), of slope Σ (μ - x) / √((μ - x)² + 1): nearly the distance, and smooth
    Distances,
    /// μ Σ x, of slope Σ x everywhere
    Line,
    /// A learner's own.
    Asked(Function),
}

pub(crate) static SPEC: Spec<Answer, Descent, f64> = Spec {
    id: "run_gd",
    notebook: &PROBABILITY,
    title: "Down to the least surprise",
    points: 3,
    prompt: "Write `run_gd`: gradient descent on `f`, as a function of its first argument, with `data` as the \
        second. Start at `mu` and take `steps` steps, each against the exact derivative of `f` where you are, \
        times `learning_rate`. Return where that leads; without any steps that is `mu`.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_recursion), code!(by_folding), code!(scaled_seed)],
    mistakes: &[
        Mistake {
            tag: "one-step-only",
            variants: &[|| |mu, data, f, rate, _| mu - rate * slope(f, mu, data)],
            ask: "Does your answer change if `steps` goes from 1 to 100?",
            tell: "You take a single step, however many were asked for.",
            ..Mistake::of(code!(one_step_only))
        },
        Mistake {
            tag: "one-step-too-many",
            ask: "How many times does your loop run if `steps` is 0?",
            tell: "You take one step more than were asked for.",
            ..Mistake::of(code!(one_step_too_many))
        },
        Mistake {
            tag: "one-step-too-few",
            ask: "How many times does your loop run if `steps` is 1?",
            tell: "You take one step fewer than were asked for.",
            ..Mistake::of(code!(one_step_too_few))
        },
        Mistake {
            tag: "ascent",
            ask: "Where the derivative is positive, `f` grows to the right. To which side do you go?",
            tell: "You walk uphill. The derivative points to where `f` grows, and descent goes the other \
                way.",
            ..Mistake::of(code!(ascent))
        },
        Mistake {
            tag: "learning-rate-ignored",
            variants: &[
                || |mu, data, f, _, steps| walk(steps, mu, |mu| mu - 0.1 * slope(f, mu, data)),
                || |mu, data, f, _, steps| walk(steps, mu, |mu| mu - 0.01 * slope(f, mu, data)),
            ],
            ask: "What would change in your result if the learning rate were ten times smaller?",
            tell: "Your steps don't depend on the learning rate. It scales each of them.",
            ..Mistake::of(code!(learning_rate_ignored))
        },
        Mistake {
            tag: "divided-by-the-learning-rate",
            ask: "Should a smaller learning rate make for smaller steps or for larger ones?",
            tell: "You divide by the learning rate, so that a careful one makes giant steps.",
            ..Mistake::of(code!(divided_by_the_learning_rate))
        },
        Mistake {
            tag: "value-for-slope",
            ask: "At the lowest point of `f` the walk should come to rest. Is it the value of `f` that is zero \
                there?",
            tell: "You step by the value of `f`, and it is the slope that says which way is down. A dual \
                number holds both.",
            ..Mistake::of(code!(value_for_slope))
        },
        Mistake {
            tag: "slope-at-the-start",
            ask: "After the first step you stand somewhere else. Is the slope there still the one you use?",
            tell: "You take the slope once, at the start, and walk straight on. Each step needs the slope of \
                the place where it begins.",
            ..Mistake::of(code!(slope_at_the_start))
        },
        Mistake {
            tag: "difference-quotient",
            variants: &[
                || |mu, data, f, rate, steps| walk(steps, mu, |mu| mu - rate * quotient(f, mu, mu + 1e-6, data)),
                || |mu, data, f, rate, steps| walk(steps, mu, |mu| mu - rate * quotient(f, mu, mu + 1e-8, data)),
                || |mu, data, f, rate, steps| walk(steps, mu, |mu| mu - rate * quotient(f, mu, mu + 1e-4, data)),
                || |mu, data, f, rate, steps| walk(steps, mu, |mu| mu - rate * quotient(f, mu, mu + 1e-3, data)),
                || |mu, data, f, rate, steps| walk(steps, mu, |mu| mu - rate * quotient(f, mu - 1e-6, mu + 1e-6, data)),
                || |mu, data, f, rate, steps| walk(steps, mu, |mu| mu - rate * quotient(f, mu - 1e-4, mu + 1e-4, data)),
            ],
            // Nearly right everywhere, but not even after one step exactly so: one that stops early is, and needs another hint.
            pattern: Some(|trials| {
                let nearly_right = |trial: &Trial<Descent, f64>| match trial.outcome {
                    Outcome::Value(value) => {
                        let (right, size) = trial.probe.walk();
                        (value - right).abs() <= 1e-3 * size
                    }
                    Outcome::Panicked(_) => false,
                };
                let off_after_one = |trial: &Trial<Descent, f64>| trial.probe.steps == 1 && trial.fault.is_some();
                trials.iter().all(nearly_right) && trials.iter().any(off_after_one)
            }),
            ask: "You come close, but not all the way. Where does your slope come from, and what does a dual \
                number know of it?",
            tell: "Yours differs from the right result by a little, as a slope from two values of `f` does. \
                A dual number brings the derivative along exactly.",
            ..Mistake::of(code!(difference_quotient))
        },
        Mistake {
            tag: "minimum-returned",
            ask: "With one short step, do you arrive at the bottom already?",
            tell: "You return where the descent on squared errors would end. How far the steps get was asked \
                for, and for any `f`.",
            ..Mistake::of(code!(minimum_returned))
        },
        Mistake {
            tag: "f-ignored",
            variants: &[
                || |mu, data, _, rate, steps| walk(steps, mu, |mu| mu - rate * (mu * data.len() as f64 - data.sum())),
                || |mu, data, _, rate, steps| walk(steps, mu, |mu| mu - rate * 2.0 * (mu - data.mean())),
            ],
            ask: "Where in your code is `f` called?",
            tell: "You use the slope of one loss that you have in mind. The function to descend on is an \
                argument.",
            ..Mistake::of(code!(f_ignored))
        },
        Mistake {
            tag: "value-returned",
            ask: "Is your result a place on the axis of `mu`, or a height above it?",
            tell: "You return the value of `f` at the end of the walk. The place itself was asked for.",
            ..Mistake::of(code!(value_returned))
        },
        Mistake {
            tag: "rate-decays",
            ask: "Is the learning rate of your second step the one that was given?",
            tell: "Your learning rate changes from step to step; here it is the same for all.",
            ..Mistake::of(code!(rate_decays))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes,
        simpler,
        call: |run_gd, descent| {
            let Descent {
                mu,
                data,
                loss,
                learning_rate,
                steps,
            } = descent;
            run_gd(*mu, data, loss.function(), *learning_rate, *steps)
        },
        example: |descent| {
            let [mu, learning_rate] = [descent.mu, descent.learning_rate].map(literal::number);
            let (data, f) = (literal::vector(&descent.data), descent.loss.code());
            format!("run_gd({mu}, &{data}, {f}, {learning_rate}, {})", descent.steps)
        },
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "without any steps it stays where it is",
            hence: "",
            question: "What does your function return if its loop never runs?",
            holds: |descent, &got| match descent.steps {
                0 => compare::number(descent.mu, got, Tolerance::within(0.0)),
                _ => Ok(()),
            },
        },
        Property {
            claim: "the steps lead to the right place",
            hence: "for different functions, learning rates and numbers of steps",
            question: "Follow the steps by hand, one by one: what is the slope where you stand, and where does that \
                lead you?",
            holds: |descent, &got| {
                let (right, size) = descent.walk();
                // No step moves two places apart (see `Descent::rate`), so the errors of the steps add up; of the three
                // steps that double a distance, at most sevenfold. Each sums over the data, and the functions take up to
                // eight operations for a number.
                let operations = descent.steps * (descent.data.len() + 8);
                compare::number(right, got, Tolerance::rounding(operations, size))
            },
        },
    ],
};

impl Loss {
    const ALL: [Loss; 3] = [Loss::Squares, Loss::Distances, Loss::Line];

    fn function(self) -> Function {
        match self {
            Loss::Squares => |mu, data| data.iter().map(|&x| (mu - x).powi(2)).sum(),
            Loss::Distances => |mu, data| data.iter().map(|&x| ((mu - x).powi(2) + 1.0).sqrt()).sum(),
            Loss::Line => |mu, data| mu * data.sum(),
            Loss::Asked(f) => f,
        }
    }

    /// As Rust to paste.
    fn code(self) -> &'static str {
        match self {
            Loss::Squares => "|mu, data| data.iter().map(|&x| (mu - x).powi(2)).sum()",
            Loss::Distances => "|mu, data| data.iter().map(|&x| ((mu - x).powi(2) + 1.0).sqrt()).sum()",
            Loss::Line => "|mu, data| mu * data.sum()",
            Loss::Asked(_) => "f",
        }
    }
}

impl Descent {
    /// The same with the learning rate r for which r n is `share`. Up to a share of 1 no step moves two places apart: it leads
    /// from μ to μ - r f'(μ), of slope 1 - r f''(μ), and f'' lies between 0 and 2n for every loss here.
    fn rate(mut self, share: f64) -> Descent {
        self.learning_rate = share / self.data.len() as f64;
        self
    }

    /// Where it leads, and how large the numbers on the way are, up to which rounding errors count.
    fn walk(&self) -> (f64, f64) {
        let f = self.loss.function();
        let (mut mu, mut size) = (self.mu, self.mu.abs());
        for _ in 0..self.steps {
            let terms: f64 = self.data.iter().map(|x| 2.0 * (x.abs() + mu.abs()) + 1.0).sum();
            let slope = slope(f, mu, &self.data);
            size = size.max(mu.abs() + self.learning_rate.abs() * terms.max(slope.abs()));
            mu -= self.learning_rate * slope;
        }
        (mu, size.max(mu.abs()))
    }
}

fn probes(random: &mut Random) -> Vec<Descent> {
    let simple = |loss, steps| Descent {
        mu: 0.0,
        data: dvector![1.0],
        loss,
        learning_rate: 0.25,
        steps,
    };
    let mut probes: Vec<Descent> = (0..4).map(|steps| simple(Loss::Squares, steps)).collect();
    for loss in Loss::ALL {
        probes.extend([1, 2].map(|steps| simple(loss, steps)));
        for n in 1..=5 {
            for steps in [1, 2, 3, 10] {
                let descent = Descent {
                    mu: random.integer(-9, 9),
                    data: probe::vector(random, n),
                    loss,
                    learning_rate: 0.0,
                    steps,
                };
                probes.push(descent.rate(0.05 + 0.7 * random.unit()));
            }
        }
        // Whole numbers hide answers that round.
        let between = Descent {
            mu: 0.3,
            data: dvector![-1.7, 2.9],
            loss,
            learning_rate: 0.15,
            steps: 4,
        };
        // Long enough for the slope to become tiny, and a walk that is far from its end after many steps.
        let halving = Descent {
            steps: 40,
            ..simple(loss, 0)
        };
        let slow = Descent {
            mu: 8.0,
            data: dvector![1.0, -2.0],
            learning_rate: 0.001,
            steps: 300,
            loss,
        };
        // Data that are large in number.
        let many = Descent {
            mu: 3.0,
            data: probe::large_vector(200),
            ..between.clone()
        };
        probes.extend([between, halving, slow, many.rate(0.3)]);
    }
    // Each step leads to the other side of the mean, twice as far away.
    for n in 1..=3 {
        let diverging = Descent {
            mu: random.integer(-9, 9),
            data: probe::vector(random, n),
            loss: Loss::Squares,
            learning_rate: 0.0,
            steps: 3,
        };
        probes.push(diverging.rate(1.5));
    }
    probes
}

fn simpler(descent: &Descent) -> Vec<Descent> {
    let with = |data: DVector<f64>, mu: f64| Descent {
        data,
        mu,
        ..descent.clone()
    };
    let data = shrink::vector(&descent.data).into_iter();
    let mut simpler: Vec<Descent> = data.map(|data| with(data, descent.mu)).collect();
    let mu = shrink::vector(&dvector![descent.mu]).into_iter();
    simpler.extend(mu.map(|mu| with(descent.data.clone(), mu[0])));
    let steps = shrink::lengths(descent.steps).into_iter();
    simpler.extend(steps.map(|steps| Descent {
        steps,
        ..descent.clone()
    }));
    let rates = [0.5, 0.25, 0.125]
        .into_iter()
        .take_while(|&rate| rate != descent.learning_rate);
    let gentle = rates.filter(|rate| rate * descent.data.len() as f64 <= 0.5);
    simpler.extend(gentle.map(|learning_rate| Descent {
        learning_rate,
        ..descent.clone()
    }));
    if !matches!(descent.loss, Loss::Squares) && descent.learning_rate * descent.data.len() as f64 <= 1.0 {
        let loss = Loss::Squares;
        simpler.push(Descent {
            loss,
            ..descent.clone()
        });
    }
    simpler
}

fn slope(f: Function, mu: f64, data: &DVector<f64>) -> f64 {
    f(Dual64::from(mu).derivative(), data).eps
}

fn quotient(f: Function, from: f64, to: f64, data: &DVector<f64>) -> f64 {
    (f(Dual64::from(to), data).re - f(Dual64::from(from), data).re) / (to - from)
}

fn walk(steps: usize, mu: f64, step: impl Fn(f64) -> f64) -> f64 {
    (0..steps).fold(mu, |mu, _| step(mu))
}

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(
    |mu: f64, data: &DVector<f64>, f: Function, rate: f64, steps: usize| asked(mu, data, f, rate, steps)
);

fn asked(mu: f64, data: &DVector<f64>, f: Function, rate: f64, steps: usize) -> Input<Descent> {
    numbers("`data` with `mu`", data.iter().chain([&mu]))?;
    let is_rate = (0.0..f64::INFINITY).contains(&rate);
    provided(is_rate, "a learning rate is a number, and not negative")?;
    let descent = Descent {
        mu,
        data: data.clone(),
        loss: Loss::Asked(f),
        learning_rate: rate,
        steps,
    };
    let why = "the steps lead to no number, so no place is the right one";
    provided(descent.walk().0.is_finite(), why).map(|()| descent)
}

fn starter() -> Answer {
    fn run_gd(
        mu: f64,
        data: &DVector<f64>,
        f: fn(Dual64, &DVector<f64>) -> Dual64,
        learning_rate: f64,
        steps: usize,
    ) -> f64 {
        todo!()
    }
    run_gd
}

fn solution() -> Answer {
    |mu, data, f, learning_rate, steps| {
        let mut mu = mu;
        for _ in 0..steps {
            let slope = f(Dual64::from(mu).derivative(), data).eps;
            mu -= learning_rate * slope;
        }
        mu
    }
}

fn by_recursion() -> Answer {
    fn run_gd(
        mu: f64,
        data: &DVector<f64>,
        f: fn(Dual64, &DVector<f64>) -> Dual64,
        learning_rate: f64,
        steps: usize,
    ) -> f64 {
        if steps == 0 {
            return mu;
        }
        let here = f(Dual64::new(mu, 1.0), data);
        run_gd(mu - learning_rate * here.eps, data, f, learning_rate, steps - 1)
    }
    run_gd
}

fn by_folding() -> Answer {
    |mu, data, f, learning_rate, steps| {
        let step = |mu: f64| mu + -learning_rate * f(Dual64::from(mu).derivative(), data).eps;
        (0..steps).fold(mu, |mu, _| step(mu))
    }
}

fn scaled_seed() -> Answer {
    |mu, data, f, learning_rate, steps| {
        // A derivative with respect to something that `mu` moves along with, against the slope, at that rate.
        let step = |&mu: &f64| Some(mu + f(Dual64::new(mu, -learning_rate), data).eps);
        std::iter::successors(Some(mu), step).nth(steps).unwrap_or(mu)
    }
}

fn one_step_only() -> Answer {
    |mu, data, f, learning_rate, steps| {
        if steps == 0 {
            return mu;
        }
        mu - learning_rate * f(Dual64::from(mu).derivative(), data).eps
    }
}

fn one_step_too_many() -> Answer {
    |mu, data, f, learning_rate, steps| {
        let mut mu = mu;
        for _ in 0..=steps {
            let slope = f(Dual64::from(mu).derivative(), data).eps;
            mu -= learning_rate * slope;
        }
        mu
    }
}

fn one_step_too_few() -> Answer {
    |mu, data, f, learning_rate, steps| {
        let mut mu = mu;
        for _ in 1..steps {
            let slope = f(Dual64::from(mu).derivative(), data).eps;
            mu -= learning_rate * slope;
        }
        mu
    }
}

fn ascent() -> Answer {
    |mu, data, f, learning_rate, steps| {
        let mut mu = mu;
        for _ in 0..steps {
            let slope = f(Dual64::from(mu).derivative(), data).eps;
            mu += learning_rate * slope;
        }
        mu
    }
}

fn learning_rate_ignored() -> Answer {
    |mu, data, f, learning_rate, steps| {
        let mut mu = mu;
        for _ in 0..steps {
            let slope = f(Dual64::from(mu).derivative(), data).eps;
            mu -= slope;
        }
        mu
    }
}

fn divided_by_the_learning_rate() -> Answer {
    |mu, data, f, learning_rate, steps| {
        let mut mu = mu;
        for _ in 0..steps {
            let slope = f(Dual64::from(mu).derivative(), data).eps;
            mu -= slope / learning_rate;
        }
        mu
    }
}

fn value_for_slope() -> Answer {
    |mu, data, f, learning_rate, steps| {
        let mut mu = mu;
        for _ in 0..steps {
            mu -= learning_rate * f(Dual64::from(mu), data).re;
        }
        mu
    }
}

fn slope_at_the_start() -> Answer {
    |mu, data, f, learning_rate, steps| {
        let slope = f(Dual64::from(mu).derivative(), data).eps;
        let mut mu = mu;
        for _ in 0..steps {
            mu -= learning_rate * slope;
        }
        mu
    }
}

fn difference_quotient() -> Answer {
    |mu, data, f, learning_rate, steps| {
        let value = |mu: f64| f(Dual64::from(mu), data).re;
        let h = 1e-5;
        let mut mu = mu;
        for _ in 0..steps {
            mu -= learning_rate * (value(mu + h) - value(mu - h)) / (2.0 * h);
        }
        mu
    }
}

fn minimum_returned() -> Answer {
    |mu, data, f, learning_rate, steps| data.mean()
}

fn f_ignored() -> Answer {
    |mu, data, f, learning_rate, steps| {
        let mut mu = mu;
        for _ in 0..steps {
            let slope = 2.0 * data.iter().map(|x| mu - x).sum::<f64>();
            mu -= learning_rate * slope;
        }
        mu
    }
}

fn value_returned() -> Answer {
    |mu, data, f, learning_rate, steps| {
        let mut mu = mu;
        for _ in 0..steps {
            let slope = f(Dual64::from(mu).derivative(), data).eps;
            mu -= learning_rate * slope;
        }
        f(Dual64::from(mu), data).re
    }
}

fn rate_decays() -> Answer {
    |mu, data, f, learning_rate, steps| {
        let mut mu = mu;
        for step in 0..steps {
            let slope = f(Dual64::from(mu).derivative(), data).eps;
            mu -= learning_rate / (step + 1) as f64 * slope;
        }
        mu
    }
}

fn sibling() -> f64 {
    // Newton's method looks for a zero of `f` the way descent looks for a minimum: step by step, from the
    // value and the slope where it stands.
    fn newton(x: f64, f: fn(Dual64) -> Dual64, steps: usize) -> f64 {
        let mut x = x;
        for _ in 0..steps {
            // One call gives both. They belong to this x, so the call stands inside the loop.
            let here = f(Dual64::from(x).derivative());
            x -= here.re / here.eps;
        }
        x
    }
    let root = newton(1.0, |x| x * x - 2.0, 6);
    assert!((root - 2.0_f64.sqrt()).abs() < 1e-12);
    root
}

//! The squared error, which is the surprise of a Gaussian up to constants.

#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use super::observations::Observations;
use crate::PROBABILITY;
use grading::compare::{self, Tolerance};
use grading::scope::*;
use grading::{Mistake, Property, Spec, Trials, Verdict, code, worked};

const SOURCE: &str = include_str!("sum_squared_error.rs");

type Answer = fn(f64, &DVector<f64>) -> f64;

pub(crate) static SPEC: Spec<Answer, Observations, f64> = Spec {
    id: "sum_squared_error",
    notebook: &PROBABILITY,
    title: "The error, squared and summed",
    points: 1,
    prompt: "Write `sum_squared_error`: how far the numbers in `data` are from `mu`, each distance squared, \
        all of them added up. `data` holds at least one number.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(in_a_loop), code!(by_the_norm), code!(expanded)],
    mistakes: &[
        Mistake {
            tag: "mean-for-sum",
            ask: "Let every number occur twice. Should the sum of their squared errors change? Does yours?",
            tell: "You divided by how many numbers there are, which makes it the mean squared error.",
            ..Mistake::of(code!(mean_for_sum))
        },
        Mistake {
            tag: "divided-by-n-minus-one",
            ask: "What does your answer divide by, and did anybody ask for an estimate of a variance?",
            tell: "Dividing by one less than the number of data belongs to the variance of a sample. A sum \
                isn't divided by anything.",
            ..Mistake::of(code!(divided_by_n_minus_one))
        },
        Mistake {
            tag: "halved",
            ask: "A single number lies 2 away from `mu`. What is that squared, and what do you return?",
            tell: "The factor one half is part of the surprise of a Gaussian. The squared error has no \
                such factor.",
            ..Mistake::of(code!(halved))
        },
        Mistake {
            tag: "absolute-values",
            variants: &[|| |mu, data| data.iter().map(|x| x - mu).sum()],
            ask: "Which counts for more: one distance of 10, or ten distances of 1? What would squaring say?",
            tell: "You added the distances as they are. Squaring comes first, and makes the far ones count \
                for more.",
            ..Mistake::of(code!(absolute_values))
        },
        Mistake {
            tag: "square-of-the-sum",
            ask: "One number lies 1 above `mu`, another 1 below. Is that no error at all?",
            tell: "You squared after adding, so errors of opposite sign cancel. Square each of them, then \
                add.",
            ..Mistake::of(code!(square_of_the_sum))
        },
        Mistake {
            tag: "root-taken",
            variants: &[|| |mu, data| (data.add_scalar(-mu).norm_squared() / data.len() as f64).sqrt()],
            ask: "If all the distances double, by which factor should a sum of squares grow? By which one \
                does yours?",
            tell: "You took a square root at the end. That gives a length, not a sum of squares.",
            ..Mistake::of(code!(root_taken))
        },
        Mistake {
            tag: "own-mean-for-mu",
            ask: "What happens to your result if `mu` changes and the data do not?",
            tell: "You measured from the mean of the data, whatever `mu` says. That is the smallest error \
                that any `mu` could have.",
            ..Mistake::of(code!(own_mean_for_mu))
        },
        Mistake {
            tag: "mu-ignored",
            ask: "From where do you measure: from `mu`, or from zero?",
            tell: "You squared the numbers themselves. It is their distance from `mu` that has to be \
                squared.",
            ..Mistake::of(code!(mu_ignored))
        },
        Mistake {
            tag: "difference-of-squares",
            ask: "Is the square of a difference the same as the difference of the squares? Try 3 and 1.",
            tell: "You squared both numbers and then subtracted. Subtract first.",
            ..Mistake::of(code!(difference_of_squares))
        },
        Mistake {
            tag: "added-instead-of-subtracted",
            ask: "A number that equals `mu` has no error. What do you get for it?",
            tell: "You added `mu` where a distance needs a difference.",
            ..Mistake::of(code!(added_instead_of_subtracted))
        },
        Mistake {
            tag: "surprise-returned",
            ask: "Data that all equal `mu` show no error. What does your function return for them?",
            tell: "That is the surprise of a Gaussian again: the squared error without its factor and its \
                constant is what is asked for here.",
            ..Mistake::of(code!(surprise_returned))
        },
        Mistake {
            tag: "negated",
            ask: "Can a sum of squares be less than zero?",
            tell: "Your result has the wrong sign. An error is something to make small, so it counts \
                upwards from zero.",
            ..Mistake::of(code!(negated))
        },
        Mistake {
            tag: "largest-only",
            ask: "How many of the numbers does your result depend on?",
            tell: "You kept the largest squared error and dropped the others.",
            ..Mistake::of(code!(largest_only))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut probes = Observations::probes(random);
            // The squares of these neither vanish nor overflow.
            let scales = [1e-100, 1e-6, 0.1, 1e6, 1e100].into_iter();
            let plain = Observations {
                mu: random.nonzero(-5, 5),
                data: dvector![3.0, -1.0, 4.0],
            };
            probes.extend(scales.map(|scale| plain.scaled(scale)));
            probes
        },
        simpler: Observations::simpler,
        call: |sum_squared_error, Observations { mu, data }| sum_squared_error(*mu, data),
        example: |observations| format!("sum_squared_error({})", observations.arguments()),
        panic_excused: |_| false,
    },
    properties: &[Property {
        claim: "the sum of the squared errors is right",
        hence: "for one number and for a hundred, tiny and huge",
        question: "Take a single number. How far is it from `mu`, and what is the square of that?",
        holds: |Observations { mu, data }, &sum| {
            // A formula that expands the square works with the squares of `mu` and of the data.
            let terms = data.iter().map(|x| (x.abs() + mu.abs()).powi(2));
            let tolerance = Tolerance::rounding(data.len() + 6, terms.sum());
            compare::number(data.iter().map(|x| (x - mu).powi(2)).sum(), sum, tolerance)
        },
    }],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|mu: f64, data: &DVector<f64>| Observations::asked(mu, data));

fn starter() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        todo!()
    }
    sum_squared_error
}

fn solution() -> Answer {
    |mu, data| data.iter().map(|x| (x - mu).powi(2)).sum()
}

fn in_a_loop() -> Answer {
    |mu, data| {
        let mut total = 0.0;
        for i in 0..data.len() {
            let error = data[i] - mu;
            total += error * error;
        }
        total
    }
}

fn by_the_norm() -> Answer {
    |mu, data| data.add_scalar(-mu).norm_squared()
}

fn expanded() -> Answer {
    |mu, data| data.dot(data) - 2.0 * mu * data.sum() + data.len() as f64 * mu * mu
}

fn mean_for_sum() -> Answer {
    |mu, data| data.map(|x| (x - mu).powi(2)).mean()
}

fn divided_by_n_minus_one() -> Answer {
    |mu, data| data.map(|x| (x - mu).powi(2)).sum() / (data.len() as f64 - 1.0)
}

fn halved() -> Answer {
    |mu, data| data.iter().map(|x| (x - mu).powi(2) / 2.0).sum()
}

fn absolute_values() -> Answer {
    |mu, data| data.iter().map(|x| (x - mu).abs()).sum()
}

fn square_of_the_sum() -> Answer {
    |mu, data| data.iter().map(|x| x - mu).sum::<f64>().powi(2)
}

fn root_taken() -> Answer {
    |mu, data| data.add_scalar(-mu).norm()
}

fn own_mean_for_mu() -> Answer {
    |mu, data| {
        let mean = data.mean();
        data.iter().map(|x| (x - mean).powi(2)).sum()
    }
}

fn mu_ignored() -> Answer {
    |mu, data| data.norm_squared()
}

fn difference_of_squares() -> Answer {
    |mu, data| data.iter().map(|x| x.powi(2) - mu.powi(2)).sum()
}

fn added_instead_of_subtracted() -> Answer {
    |mu, data| data.iter().map(|x| (x + mu).powi(2)).sum()
}

fn surprise_returned() -> Answer {
    |mu, data| {
        let at_the_mean = std::f64::consts::TAU.sqrt().ln();
        data.iter().map(|x| (x - mu).powi(2) / 2.0 + at_the_mean).sum()
    }
}

fn negated() -> Answer {
    |mu, data| -data.add_scalar(-mu).norm_squared()
}

fn largest_only() -> Answer {
    |mu, data| data.iter().map(|x| (x - mu).powi(2)).fold(0.0, f64::max)
}

fn sibling() -> f64 {
    // The error of a straight line, cubed and summed, to see where each step stands.
    fn cubed_error(slope: f64, x: &DVector<f64>, y: &DVector<f64>) -> f64 {
        // One error a point: what was measured minus what the line says there. Whatever is done to an
        // error is done to each one by itself; only then are they added up.
        x.iter().zip(y.iter()).map(|(x, y)| (y - slope * x).powi(3)).sum()
    }
    cubed_error(2.0, &dvector![1.0, 2.0], &dvector![3.0, 3.0])
}

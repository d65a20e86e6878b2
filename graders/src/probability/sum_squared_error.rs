//! The squared error, which is the surprise of a Gaussian up to constants.

#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use super::observations::Observations;
use crate::check;
use crate::compare::{self, Tolerance};
use crate::exercise::Notebook;
use crate::scope::*;
use crate::spec::{Mistake, Property, Shown, Spec, Trials, code, worked};
use crate::verdict::Verdict;

const SOURCE: &str = include_str!("sum_squared_error.rs");

type Answer = fn(f64, &DVector<f64>) -> f64;

pub(crate) static SPEC: Spec<Answer, Observations, f64> = Spec {
    id: "sum_squared_error",
    notebook: Notebook::Probability,
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
            shown: Shown::Runs(code!(mean_for_sum)),
            variants: &[],
            pattern: None,
            ask: "Let every number occur twice. Should the sum of their squared errors change? Does yours?",
            tell: "You divided by how many numbers there are, which makes it the mean squared error.",
        },
        Mistake {
            tag: "divided-by-n-minus-one",
            shown: Shown::Runs(code!(divided_by_n_minus_one)),
            variants: &[],
            pattern: None,
            ask: "What does your answer divide by, and did anybody ask for an estimate of a variance?",
            tell: "Dividing by one less than the number of data belongs to the variance of a sample. A sum \
                isn't divided by anything.",
        },
        Mistake {
            tag: "halved",
            shown: Shown::Runs(code!(halved)),
            variants: &[],
            pattern: None,
            ask: "A single number lies 2 away from `mu`. What is that squared, and what do you return?",
            tell: "The factor one half is part of the surprise of a Gaussian. The squared error has no \
                such factor.",
        },
        Mistake {
            tag: "absolute-values",
            shown: Shown::Runs(code!(absolute_values)),
            variants: &[|| |mu, data| data.iter().map(|x| x - mu).sum()],
            pattern: None,
            ask: "Which counts for more: one distance of 10, or ten distances of 1? What would squaring say?",
            tell: "You added the distances as they are. Squaring comes first, and makes the far ones count \
                for more.",
        },
        Mistake {
            tag: "square-of-the-sum",
            shown: Shown::Runs(code!(square_of_the_sum)),
            variants: &[],
            pattern: None,
            ask: "One number lies 1 above `mu`, another 1 below. Is that no error at all?",
            tell: "You squared after adding, so errors of opposite sign cancel. Square each of them, then \
                add.",
        },
        Mistake {
            tag: "root-taken",
            shown: Shown::Runs(code!(root_taken)),
            variants: &[|| |mu, data| (data.add_scalar(-mu).norm_squared() / data.len() as f64).sqrt()],
            pattern: None,
            ask: "If all the distances double, by which factor should a sum of squares grow? By which one \
                does yours?",
            tell: "You took a square root at the end. That gives a length, not a sum of squares.",
        },
        Mistake {
            tag: "own-mean-for-mu",
            shown: Shown::Runs(code!(own_mean_for_mu)),
            variants: &[],
            pattern: None,
            ask: "What happens to your result if `mu` changes and the data do not?",
            tell: "You measured from the mean of the data, whatever `mu` says. That is the smallest error \
                that any `mu` could have.",
        },
        Mistake {
            tag: "mu-ignored",
            shown: Shown::Runs(code!(mu_ignored)),
            variants: &[],
            pattern: None,
            ask: "From where do you measure: from `mu`, or from zero?",
            tell: "You squared the numbers themselves. It is their distance from `mu` that has to be \
                squared.",
        },
        Mistake {
            tag: "difference-of-squares",
            shown: Shown::Runs(code!(difference_of_squares)),
            variants: &[],
            pattern: None,
            ask: "Is the square of a difference the same as the difference of the squares? Try 3 and 1.",
            tell: "You squared both numbers and then subtracted. Subtract first.",
        },
        Mistake {
            tag: "added-instead-of-subtracted",
            shown: Shown::Runs(code!(added_instead_of_subtracted)),
            variants: &[],
            pattern: None,
            ask: "A number that equals `mu` has no error. What do you get for it?",
            tell: "You added `mu` where a distance needs a difference.",
        },
        Mistake {
            tag: "surprise-returned",
            shown: Shown::Runs(code!(surprise_returned)),
            variants: &[],
            pattern: None,
            ask: "Data that all equal `mu` show no error. What does your function return for them?",
            tell: "That is the surprise of a Gaussian again: the squared error without its factor and its \
                constant is what is asked for here.",
        },
        Mistake {
            tag: "negated",
            shown: Shown::Runs(code!(negated)),
            variants: &[],
            pattern: None,
            ask: "Can a sum of squares be less than zero?",
            tell: "Your result has the wrong sign. An error is something to make small, so it counts \
                upwards from zero.",
        },
        Mistake {
            tag: "largest-only",
            shown: Shown::Runs(code!(largest_only)),
            variants: &[],
            pattern: None,
            ask: "How many of the numbers does your result depend on?",
            tell: "You kept the largest squared error and dropped the others.",
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
    check::judge(&SPEC, &answer)
}

fn starter() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        todo!()
    }
    sum_squared_error
}

fn solution() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        data.iter().map(|x| (x - mu).powi(2)).sum()
    }
    sum_squared_error
}

fn in_a_loop() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        let mut total = 0.0;
        for i in 0..data.len() {
            let error = data[i] - mu;
            total += error * error;
        }
        total
    }
    sum_squared_error
}

fn by_the_norm() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        data.add_scalar(-mu).norm_squared()
    }
    sum_squared_error
}

fn expanded() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        data.dot(data) - 2.0 * mu * data.sum() + data.len() as f64 * mu * mu
    }
    sum_squared_error
}

fn mean_for_sum() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        data.map(|x| (x - mu).powi(2)).mean()
    }
    sum_squared_error
}

fn divided_by_n_minus_one() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        data.map(|x| (x - mu).powi(2)).sum() / (data.len() as f64 - 1.0)
    }
    sum_squared_error
}

fn halved() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        data.iter().map(|x| (x - mu).powi(2) / 2.0).sum()
    }
    sum_squared_error
}

fn absolute_values() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        data.iter().map(|x| (x - mu).abs()).sum()
    }
    sum_squared_error
}

fn square_of_the_sum() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        data.iter().map(|x| x - mu).sum::<f64>().powi(2)
    }
    sum_squared_error
}

fn root_taken() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        data.add_scalar(-mu).norm()
    }
    sum_squared_error
}

fn own_mean_for_mu() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        let mean = data.mean();
        data.iter().map(|x| (x - mean).powi(2)).sum()
    }
    sum_squared_error
}

fn mu_ignored() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        data.norm_squared()
    }
    sum_squared_error
}

fn difference_of_squares() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        data.iter().map(|x| x.powi(2) - mu.powi(2)).sum()
    }
    sum_squared_error
}

fn added_instead_of_subtracted() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        data.iter().map(|x| (x + mu).powi(2)).sum()
    }
    sum_squared_error
}

fn surprise_returned() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        let at_the_mean = std::f64::consts::TAU.sqrt().ln();
        data.iter().map(|x| (x - mu).powi(2) / 2.0 + at_the_mean).sum()
    }
    sum_squared_error
}

fn negated() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        -data.add_scalar(-mu).norm_squared()
    }
    sum_squared_error
}

fn largest_only() -> Answer {
    fn sum_squared_error(mu: f64, data: &DVector<f64>) -> f64 {
        data.iter().map(|x| (x - mu).powi(2)).fold(0.0, f64::max)
    }
    sum_squared_error
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

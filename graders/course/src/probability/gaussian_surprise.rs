//! The surprise of data under a Gaussian of unit variance.

#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use super::observations::Observations;
use crate::PROBABILITY;
use grading::compare::{self, Tolerance};
use grading::scope::*;
use grading::{Mistake, Outcome, Property, Spec, Trials, Verdict, code, worked};

const SOURCE: &str = include_str!("gaussian_surprise.rs");

type Answer = fn(f64, &DVector<f64>) -> f64;

pub(crate) static SPEC: Spec<Answer, Observations, f64> = Spec {
    id: "gaussian_surprise",
    notebook: &PROBABILITY,
    title: "Surprised by a bell curve",
    points: 3,
    prompt: "Write `gaussian_surprise`: the total surprise, in nats, of all the numbers in `data` under a \
        Gaussian with mean `mu` and variance 1, where the surprise of one number is minus the natural \
        logarithm of the density there. `data` holds at least one number, and may hold thousands.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(in_a_loop), code!(constant_once_for_all)],
    mistakes: &[
        Mistake {
            tag: "mean-for-sum",
            ask: "Two independent surprises, one after the other: how surprised are you in all? And if \
                every number turned up twice, should the total stay as it is?",
            tell: "Yours is the surprise of an average number. The total grows with every number that is \
                added.",
            ..Mistake::of(code!(mean_for_sum))
        },
        Mistake {
            tag: "constant-left-out",
            ask: "A number that falls right on the mean: is the density there 1, so that nothing is left \
                to be surprised at?",
            tell: "Your surprise is 0 at the mean. The factor in front of the exponential makes the area \
                under the curve 1, and its logarithm belongs to the surprise as well.",
            ..Mistake::of(code!(constant_left_out))
        },
        Mistake {
            tag: "constant-once",
            ask: "How often does the factor in front of the exponential occur in the product of all the \
                densities?",
            tell: "Yours is right for a single number. Each number brings the constant along, and you \
                counted it once for all of them.",
            ..Mistake::of(code!(constant_once))
        },
        Mistake {
            tag: "constant-subtracted",
            ask: "The density at the mean is about 0.4. Is minus the logarithm of that above zero or \
                below?",
            tell: "Your constant has the wrong sign: you divide by it in the density, so it lowers the \
                density and raises the surprise.",
            ..Mistake::of(code!(constant_subtracted))
        },
        Mistake {
            tag: "root-in-constant-missing",
            ask: "In front of the exponential, is it 2π that is divided by, or its square root? What does \
                a square root turn into under a logarithm?",
            tell: "Your constant is twice what it should be: the square root was lost on the way through \
                the logarithm.",
            ..Mistake::of(code!(root_in_constant_missing))
        },
        Mistake {
            tag: "half-missing",
            ask: "Write the exponent of the density down once more. What is the squared distance divided \
                by?",
            tell: "The squared distances count twice as much as they should; the constant is right.",
            ..Mistake::of(code!(half_missing))
        },
        Mistake {
            tag: "doubled",
            ask: "Compare yours with minus the logarithm of the density of one number. Is every part of \
                it off by the same factor?",
            tell: "Yours is twice the surprise. That is a common quantity, called the deviance, and has \
                its minimum in the same place, but it isn't the surprise.",
            ..Mistake::of(code!(doubled))
        },
        Mistake {
            tag: "sign",
            ask: "Should a number far away from the mean leave you more surprised, or less?",
            tell: "Yours is the log-likelihood, which is the better the larger it is. Surprise is its \
                negative.",
            ..Mistake::of(code!(sign))
        },
        Mistake {
            tag: "bits-for-nats",
            variants: &[
                || |mu, data| nats(mu, data) / 10.0_f64.ln(),
                || |mu, data| data.iter().map(|x| -density(mu, *x).log2()).sum(),
                || |mu, data| data.iter().map(|x| -density(mu, *x).log10()).sum(),
            ],
            ask: "Which base of the logarithm undoes the exponential in the density without leaving a \
                factor behind?",
            tell: "You measured in another unit, with another base of the logarithm. Nats use the natural \
                one.",
            ..Mistake::of(code!(bits))
        },
        Mistake {
            tag: "multiplied-first",
            // Infinite where all the densities together come to less than e^-700, and right elsewhere.
            pattern: Some(|trials| {
                trials.iter().all(|trial| {
                    let Observations { mu, data } = &trial.probe;
                    let infinite = matches!(trial.outcome, Outcome::Value(f64::INFINITY));
                    trial.fault.is_none() || (nats(*mu, data) > 700.0 && infinite)
                })
            }),
            ask: "Multiply a thousand densities below one half. How small is the result, and what does an \
                `f64` make of it?",
            tell: "The formula is right, but the product of many densities is too small for an `f64` and \
                becomes 0, whose surprise is infinite. Logarithms turn a product into a sum before that \
                happens.",
            ..Mistake::of(code!(multiplied_first))
        },
        Mistake {
            tag: "logarithm-too-late",
            ask: "A number that lies 40 away from `mu`: what does an `f64` make of the exponential of -800, and what \
                is minus the logarithm of that?",
            tell: "Near the mean yours is right. Far from it the density is too small for an `f64` and becomes 0 \
                before its logarithm is taken. On paper, the logarithm undoes the exponential.",
            ..Mistake::of(code!(logarithm_too_late))
        },
        Mistake {
            tag: "density-returned",
            variants: &[
                || |mu, data| data.iter().map(|x| density(mu, *x)).sum(),
                || |mu, data| -data.iter().map(|x| density(mu, *x)).sum::<f64>().ln(),
            ],
            ask: "Densities of independent numbers multiply. What do you have to do to each of them so \
                that you may add?",
            tell: "You put the densities themselves together. Each one has to become a surprise first, and \
                surprises are what adds up.",
            ..Mistake::of(code!(density_returned))
        },
        Mistake {
            tag: "mu-ignored",
            variants: &[|| |_, data| nats(0.0, data)],
            ask: "Whose mean is `mu`: that of the data, or that of the Gaussian you compare them with? Does \
                your answer change at all when it does?",
            tell: "Your total doesn't depend on `mu`. The distances are measured from there, wherever the \
                data may lie.",
            ..Mistake::of(code!(mu_ignored))
        },
        Mistake {
            tag: "variance-of-the-data",
            ask: "You measured how widely the data are spread. How wide is the Gaussian that was asked \
                for?",
            tell: "The Gaussian has variance 1, whatever the spread of the data.",
            ..Mistake::of(code!(variance_of_the_data))
        },
        Mistake {
            tag: "absolute-distance",
            variants: &[|| |mu, data| data.iter().map(|x| (x - mu).abs() + CONSTANT).sum()],
            ask: "Three steps away from the mean instead of one: is that three times as surprising, or \
                more?",
            tell: "You took the distance from the mean as it is. In a Gaussian it stands squared.",
            ..Mistake::of(code!(absolute_distance))
        },
        Mistake {
            tag: "square-of-the-sum",
            ask: "One number lies 1 above the mean, another 1 below. Do their surprises cancel?",
            tell: "You added the distances first and squared their sum, so that those above and below the \
                mean cancel. Each has to be squared by itself.",
            ..Mistake::of(code!(square_of_the_sum))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut probes = Observations::probes(random);
            // The densities there are smaller than the smallest positive number.
            probes.extend([40.0, 60.0].map(|x| Observations::new(0.0, dvector![x])));
            probes
        },
        simpler: Observations::simpler,
        call: |gaussian_surprise, Observations { mu, data }| gaussian_surprise(*mu, data),
        example: |observations| format!("gaussian_surprise({})", observations.arguments()),
        panic_excused: |_| false,
    },
    properties: &[Property {
        claim: "the total surprise is right",
        hence: "for one number and for a hundred",
        question: "Take a single number that falls right on the mean. What is the density there, and what \
            is minus the logarithm of that?",
        holds: |Observations { mu, data }, &total| {
            // A formula that expands the square works with the squares of `mu` and of the data.
            let terms = data.iter().map(|x| (x.abs() + mu.abs()).powi(2) / 2.0 + CONSTANT);
            // A hundred, since a density that is barely a number has few digits left.
            let tolerance = Tolerance::rounding(data.len() + 100, terms.sum());
            compare::number(nats(*mu, data), total, tolerance)
        },
    }],
};

/// ln √(2π)
const CONSTANT: f64 = 0.918_938_533_204_672_8;

fn nats(mu: f64, data: &DVector<f64>) -> f64 {
    data.iter().map(|x| (x - mu).powi(2) / 2.0 + CONSTANT).sum()
}

fn density(mu: f64, x: f64) -> f64 {
    (-(x - mu).powi(2) / 2.0 - CONSTANT).exp()
}

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|mu: f64, data: &DVector<f64>| Observations::asked(mu, data));

fn starter() -> Answer {
    fn gaussian_surprise(mu: f64, data: &DVector<f64>) -> f64 {
        todo!()
    }
    gaussian_surprise
}

fn solution() -> Answer {
    |mu, data| {
        let at_the_mean = std::f64::consts::TAU.sqrt().ln();
        data.iter().map(|x| (x - mu).powi(2) / 2.0 + at_the_mean).sum()
    }
}

fn in_a_loop() -> Answer {
    |mu, data| {
        let mut total = 0.0;
        for x in data {
            let distance = x - mu;
            total += 0.5 * distance * distance + 0.5 * (2.0 * std::f64::consts::PI).ln();
        }
        total
    }
}

fn logarithm_too_late() -> Answer {
    |mu, data| {
        let density = |x: f64| (-0.5 * (x - mu) * (x - mu)).exp() / (2.0 * std::f64::consts::PI).sqrt();
        data.map(|x| -density(x).ln()).sum()
    }
}

fn constant_once_for_all() -> Answer {
    |mu, data| {
        let n = data.len() as f64;
        (data.add_scalar(-mu).norm_squared() + n * std::f64::consts::TAU.ln()) / 2.0
    }
}

fn mean_for_sum() -> Answer {
    |mu, data| {
        let at_the_mean = std::f64::consts::TAU.sqrt().ln();
        data.map(|x| (x - mu).powi(2) / 2.0 + at_the_mean).mean()
    }
}

fn constant_left_out() -> Answer {
    |mu, data| data.iter().map(|x| (x - mu).powi(2) / 2.0).sum()
}

fn constant_once() -> Answer {
    |mu, data| {
        let squares: f64 = data.iter().map(|x| (x - mu).powi(2)).sum();
        squares / 2.0 + std::f64::consts::TAU.sqrt().ln()
    }
}

fn constant_subtracted() -> Answer {
    |mu, data| {
        let at_the_mean = std::f64::consts::TAU.sqrt().ln();
        data.iter().map(|x| (x - mu).powi(2) / 2.0 - at_the_mean).sum()
    }
}

fn root_in_constant_missing() -> Answer {
    |mu, data| {
        let at_the_mean = std::f64::consts::TAU.ln();
        data.iter().map(|x| (x - mu).powi(2) / 2.0 + at_the_mean).sum()
    }
}

fn half_missing() -> Answer {
    |mu, data| {
        let at_the_mean = std::f64::consts::TAU.sqrt().ln();
        data.iter().map(|x| (x - mu).powi(2) + at_the_mean).sum()
    }
}

fn doubled() -> Answer {
    |mu, data| data.iter().map(|x| (x - mu).powi(2) + std::f64::consts::TAU.ln()).sum()
}

fn sign() -> Answer {
    |mu, data| {
        let at_the_mean = std::f64::consts::TAU.sqrt().ln();
        -data.iter().map(|x| (x - mu).powi(2) / 2.0 + at_the_mean).sum::<f64>()
    }
}

fn bits() -> Answer {
    |mu, data| {
        let at_the_mean = std::f64::consts::TAU.sqrt().ln();
        let nats: f64 = data.iter().map(|x| (x - mu).powi(2) / 2.0 + at_the_mean).sum();
        nats / std::f64::consts::LN_2
    }
}

fn multiplied_first() -> Answer {
    |mu, data| {
        let density = |x: f64| (-(x - mu).powi(2) / 2.0).exp() / std::f64::consts::TAU.sqrt();
        let together: f64 = data.iter().map(|&x| density(x)).product();
        -together.ln()
    }
}

fn density_returned() -> Answer {
    |mu, data| {
        let density = |x: f64| (-(x - mu).powi(2) / 2.0).exp() / std::f64::consts::TAU.sqrt();
        data.iter().map(|&x| density(x)).product()
    }
}

fn mu_ignored() -> Answer {
    |mu, data| {
        let mean = data.mean();
        let at_the_mean = std::f64::consts::TAU.sqrt().ln();
        data.iter().map(|x| (x - mean).powi(2) / 2.0 + at_the_mean).sum()
    }
}

fn variance_of_the_data() -> Answer {
    |mu, data| {
        let variance = data.variance();
        let at_the_mean = (std::f64::consts::TAU * variance).sqrt().ln();
        data.iter()
            .map(|x| (x - mu).powi(2) / (2.0 * variance) + at_the_mean)
            .sum()
    }
}

fn absolute_distance() -> Answer {
    |mu, data| {
        let at_the_mean = std::f64::consts::TAU.sqrt().ln();
        data.iter().map(|x| (x - mu).abs() / 2.0 + at_the_mean).sum()
    }
}

fn square_of_the_sum() -> Answer {
    |mu, data| {
        let n = data.len() as f64;
        let together: f64 = data.iter().map(|x| x - mu).sum();
        together.powi(2) / 2.0 + n * std::f64::consts::TAU.sqrt().ln()
    }
}

fn sibling() -> f64 {
    // Waiting times are often exponential: with a rate r, the density of waiting for t is r exp(-r t).
    // Minus its logarithm takes the product apart: the exponential gives r t, the factor in front -ln r.
    fn waiting_surprise(rate: f64, times: &DVector<f64>) -> f64 {
        times.iter().map(|t| rate * t - rate.ln()).sum()
    }
    // Every time brings both parts along, and the surprises of independent times add up.
    let one_by_one = waiting_surprise(2.0, &dvector![0.5]) + waiting_surprise(2.0, &dvector![3.0]);
    let together = waiting_surprise(2.0, &dvector![0.5, 3.0]);
    assert!((together - one_by_one).abs() < 1e-12);
    together
}

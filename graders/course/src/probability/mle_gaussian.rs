//! The Gaussian that is least surprised by the data.

#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::PROBABILITY;
use grading::compare::{self, Tolerance};
use grading::refutation::{numbers, provided};
use grading::scope::*;
use grading::{Input, Mistake, Property, Random, Spec, Trials, Verdict, code, literal, probe, shrink, worked};

const SOURCE: &str = include_str!("mle_gaussian.rs");

type Answer = fn(&DVector<f64>) -> (f64, f64);

pub(crate) static SPEC: Spec<Answer, DVector<f64>, (f64, f64)> = Spec {
    id: "mle_gaussian",
    notebook: &PROBABILITY,
    title: "The least surprised Gaussian",
    points: 3,
    prompt: "Write `mle_gaussian`: the pair `(mean, standard deviation)` of that Gaussian, among all of \
        them, under which the total surprise of `data` is smallest. It is known as the maximum-likelihood \
        estimate. `data` holds at least two distinct values.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_moments), code!(in_one_pass), code!(by_pairs), code!(library)],
    mistakes: &[
        Mistake {
            tag: "n-minus-one",
            ask: "You divide by one less than the number of data. Does that make the surprise any smaller? \
                How large is it for 0 and 2, with your width and with 1?",
            tell: "Dividing by n - 1 makes the variance right on average over many samples. The surprise of \
                this sample is smallest with n.",
            ..Mistake::of(code!(n_minus_one))
        },
        Mistake {
            tag: "variance-returned",
            variants: &[|| |data| (data.mean(), squares(data) / (data.len() as f64 - 1.0))],
            ask: "If the data are lengths in metres, what is the unit of your second number?",
            tell: "You returned the variance, a squared quantity. The standard deviation is in the unit of \
                the data.",
            ..Mistake::of(code!(variance_returned))
        },
        Mistake {
            tag: "swapped",
            variants: &[
                || |data| (data.variance(), data.mean()),
                || |data| ((squares(data) / (data.len() as f64 - 1.0)).sqrt(), data.mean()),
                || |data| (squares(data) / (data.len() as f64 - 1.0), data.mean()),
            ],
            ask: "Which of the two says where the bell stands, and which how wide it is? In what order were \
                they asked for?",
            tell: "The mean comes first, then the standard deviation. Yours come in the other order.",
            ..Mistake::of(code!(swapped))
        },
        Mistake {
            tag: "not-divided",
            ask: "Let every number occur twice. Does the bell get any wider? Does yours?",
            tell: "Your spread grows with the number of data, since the squares were added up and never \
                averaged.",
            ..Mistake::of(code!(not_divided))
        },
        Mistake {
            tag: "sum-for-mean",
            variants: &[|| |data| (data.sum(), (squares(data) / data.len() as f64).sqrt())],
            ask: "Where is the middle of 4, 5 and 6? Is it anywhere near your first number?",
            tell: "Your first number is the sum of the data. The mean is that, shared out among them.",
            ..Mistake::of(code!(sum_for_mean))
        },
        Mistake {
            tag: "not-centred",
            variants: &[|| |data| (data.mean(), data.norm_squared() / data.len() as f64)],
            ask: "Move all the data by 100. Are they any wider spread than before? What does your second \
                number say?",
            tell: "You averaged the squares of the data themselves. The spread is about how far they are \
                from their mean.",
            ..Mistake::of(code!(not_centred))
        },
        Mistake {
            tag: "absolute-deviation",
            ask: "In the surprise of a Gaussian, what is done to the distance from the mean?",
            tell: "You averaged the distances themselves, which fits another distribution, that of Laplace. \
                A Gaussian goes by their squares.",
            ..Mistake::of(code!(absolute_deviation))
        },
        Mistake {
            tag: "standard-error",
            variants: &[
                || {
                    |data| {
                        let n = data.len() as f64;
                        (data.mean(), (squares(data) / (n - 1.0) / n).sqrt())
                    }
                },
                || |data| (data.mean(), squares(data).sqrt() / data.len() as f64),
            ],
            ask: "With more and more data of the same kind, does the bell that fits them become a needle?",
            tell: "You divided by the number of data once too often. That tells how well the mean is known, \
                not how wide the data are spread.",
            ..Mistake::of(code!(standard_error))
        },
        Mistake {
            tag: "median-for-mean",
            variants: &[
                || |data| (median(data), (squares(data) / data.len() as f64).sqrt()),
                || {
                    |data| {
                        (
                            (data.max() + data.min()) / 2.0,
                            (squares(data) / data.len() as f64).sqrt(),
                        )
                    }
                },
            ],
            ask: "Move one of three numbers a little. How far does their mean move with it, and how far your middle?",
            tell: "Your middle is another one than the mean. The sum of the squared distances is smallest \
                at the mean.",
            ..Mistake::of(code!(median_for_mean))
        },
        Mistake {
            tag: "inverse-spread",
            variants: &[|| |data| (data.mean(), data.len() as f64 / squares(data))],
            ask: "If the data are spread twice as wide, should your second number double or halve?",
            tell: "Your second number is a precision, one over a spread: it is large where the data are \
                close together.",
            ..Mistake::of(code!(inverse_spread))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut probes = vec![
                dvector![0.0, 2.0],
                dvector![-3.0, -1.0],
                dvector![1.0, 3.0],
                dvector![1.0, 2.0, 6.0],
                dvector![7.0, 1.0, 1.0, 2.0],
            ];
            let spread = |random: &mut Random, n: usize| loop {
                let data = probe::vector(random, n);
                if well_conditioned(&data) {
                    return data;
                }
            };
            for n in 2..=6 {
                probes.extend((0..3).map(|_| spread(random, n)));
            }
            // Whole numbers hide answers that round; tiny and huge ones show answers that don't scale. The squares of these
            // neither vanish nor overflow.
            probes.extend([1e-100, 1e-6, 0.1, 1e6, 1e100].map(|scale| spread(random, 5) * scale));
            // All on one side of zero.
            probes.push(spread(random, 4).map(|x| x + 20.5));
            probes.push(spread(random, 4).map(|x| x - 20.5));
            probes.push(probe::large_vector(1000));
            probes
        },
        simpler: |data| {
            let mut simpler = shrink::vector(data);
            simpler.retain(well_conditioned);
            simpler
        },
        call: |mle_gaussian, data| mle_gaussian(data),
        example: |data| format!("mle_gaussian(&{})", literal::vector(data)),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "the first number is the mean that makes the surprise smallest",
            hence: "",
            question: "Where does the slope of the sum of squared errors become zero? What does that say \
                about the errors above and below?",
            holds: |data, &(mean, _)| {
                let tolerance = Tolerance::rounding(data.len() + 2, data.lp_norm(1) / data.len() as f64);
                compare::number(data.mean(), mean, tolerance)
            },
        },
        Property {
            claim: "the second is the standard deviation that does",
            hence: "for two numbers and for a thousand, tiny and huge",
            question: "With the mean in place, a wide bell is low everywhere and a narrow one misses the \
                data. Which average of the distances strikes the balance?",
            holds: |data, &(_, deviation)| {
                let n = data.len() as f64;
                let expected = (squares(data) / n).sqrt();
                // Squares of the data less the square of the mean: rounding errors of the variance are those of numbers as
                // large as the mean square. With an error of e in the variance, the deviation s is off by at most
                // e/s, as √(s² + e) - s = e / (√(s² + e) + s), and by √e where s is smaller than that.
                let operations = 2 * data.len() + 8;
                let square = 2.0 * data.norm_squared() / n;
                let least = (8.0 * operations as f64 * f64::EPSILON / 2.0 * square).sqrt();
                let tolerance = Tolerance::rounding(operations, square / expected.max(least));
                compare::number(expected, deviation, tolerance)
            },
        },
    ],
};

/// Whether the spread of the data shows in the first digits of their squares, so that no formula for it loses many. Data
/// without any spread are never tried: under a bell on top of them, the surprise falls without end as the bell gets narrower.
fn well_conditioned(data: &DVector<f64>) -> bool {
    squares(data) > data.norm_squared() / 1000.0
}

/// Σ (x - x̄)²
fn squares(data: &DVector<f64>) -> f64 {
    let mean = data.mean();
    data.iter().map(|x| (x - mean).powi(2)).sum()
}

fn median(data: &DVector<f64>) -> f64 {
    let mut sorted = data.as_slice().to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0
}

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|data: &DVector<f64>| asked(data));

fn asked(data: &DVector<f64>) -> Input<DVector<f64>> {
    numbers("`data`", data)?;
    let is_spread = data.iter().any(|&x| x != data[0]);
    provided(
        is_spread,
        "`data` is to hold two distinct values at least: a Gaussian has some width",
    )?;
    let why = "the values in `data` are so near to each other, beside their size, that rounding decides on the width";
    provided(well_conditioned(data), why)?;
    Ok(data.clone())
}

fn starter() -> Answer {
    fn mle_gaussian(data: &DVector<f64>) -> (f64, f64) {
        todo!()
    }
    mle_gaussian
}

fn solution() -> Answer {
    |data| {
        let n = data.len() as f64;
        let mean = data.sum() / n;
        let variance = data.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
        (mean, variance.sqrt())
    }
}

fn by_moments() -> Answer {
    |data| {
        let mean = data.mean();
        let mean_of_squares = data.map(|x| x * x).mean();
        (mean, (mean_of_squares - mean * mean).sqrt())
    }
}

fn in_one_pass() -> Answer {
    |data| {
        // Welford: each number moves the mean, and adds what it is away from the old mean and the new one.
        let (mut count, mut mean, mut squares) = (0.0, 0.0, 0.0);
        for x in data {
            count += 1.0;
            let before = x - mean;
            mean += before / count;
            squares += before * (x - mean);
        }
        (mean, (squares / count).sqrt())
    }
}

fn by_pairs() -> Answer {
    |data| {
        // The variance is half the mean squared distance of two numbers drawn from the data.
        let n = data.len() as f64;
        let pairs = data.iter().flat_map(|x| data.iter().map(move |y| (x - y).powi(2)));
        (data.mean(), pairs.sum::<f64>().sqrt() / (2.0_f64.sqrt() * n))
    }
}

fn library() -> Answer {
    |data| (data.mean(), data.variance().sqrt())
}

fn n_minus_one() -> Answer {
    |data| {
        let n = data.len() as f64;
        let mean = data.sum() / n;
        let variance = data.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
        (mean, variance.sqrt())
    }
}

fn variance_returned() -> Answer {
    |data| (data.mean(), data.variance())
}

fn swapped() -> Answer {
    |data| (data.variance().sqrt(), data.mean())
}

fn not_divided() -> Answer {
    |data| {
        let mean = data.mean();
        (mean, data.add_scalar(-mean).norm())
    }
}

fn sum_for_mean() -> Answer {
    |data| {
        let mean = data.sum();
        let variance = data.map(|x| (x - mean).powi(2)).mean();
        (mean, variance.sqrt())
    }
}

fn not_centred() -> Answer {
    |data| (data.mean(), data.map(|x| x * x).mean().sqrt())
}

fn absolute_deviation() -> Answer {
    |data| {
        let mean = data.mean();
        (mean, data.map(|x| (x - mean).abs()).mean())
    }
}

fn standard_error() -> Answer {
    |data| {
        let n = data.len() as f64;
        (data.mean(), (data.variance() / n).sqrt())
    }
}

fn median_for_mean() -> Answer {
    |data| {
        let mut sorted: Vec<f64> = data.iter().copied().collect();
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len();
        let middle = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0;
        let variance = data.map(|x| (x - middle).powi(2)).mean();
        (middle, variance.sqrt())
    }
}

fn inverse_spread() -> Answer {
    |data| (data.mean(), 1.0 / data.variance().sqrt())
}

fn sibling() -> f64 {
    // Waiting times: under a rate r, the total surprise of n of them is r (t1 + ... + tn) - n ln r.
    let times: DVector<f64> = dvector![1.0, 4.0, 2.5, 0.5];
    let surprise = |rate: f64| rate * times.sum() - times.len() as f64 * rate.ln();
    // Its slope in r is (t1 + ... + tn) - n/r. Where it is zero lies the smallest surprise, and there
    // the rate is one over the mean time.
    let rate = times.len() as f64 / times.sum();
    assert!(surprise(rate) < surprise(rate * 1.01) && surprise(rate) < surprise(rate * 0.99));
    rate
}

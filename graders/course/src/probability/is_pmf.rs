//! What makes a vector a distribution.

#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::PROBABILITY;
use crate::probability::pmf::Pmf;
use grading::refutation::provided;
use grading::scope::*;
use grading::{Input, Mistake, Property, Spec, Trial, Trials, Verdict, code, compare, literal, shrink, worked};

const SOURCE: &str = include_str!("is_pmf.rs");

type Answer = fn(&DVector<f64>) -> bool;

pub(crate) static SPEC: Spec<Answer, DVector<f64>, bool> = Spec {
    id: "is_pmf",
    notebook: &PROBABILITY,
    title: "Is it a distribution?",
    points: 2,
    prompt: "Write `is_pmf`: whether the entries of a vector are the probabilities of a probability mass \
        function. None of them is negative, and together they sum to one. Floating-point numbers round, so a \
        sum that is off by 1e-9 still counts as one. A sum that is off by 1e-3 does not.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_loop), code!(by_minimum), code!(generous), code!(strict)],
    mistakes: &[
        Mistake {
            tag: "exact-equality",
            variants: &[
                || |p| p.iter().all(|&x| x >= 0.0) && p.iter().sum::<f64>() == 1.0,
                || |p| p.iter().all(|&x| x >= 0.0) && (p.sum() - 1.0).abs() < f64::EPSILON,
                || |p| p.iter().all(|&x| x >= 0.0) && (p.sum() - 1.0).abs() < 1e-12,
                || |p| p.iter().all(|&x| x >= 0.0) && (p.sum() - 1.0).abs() < 1e-10,
            ],
            pattern: Some(only_rounded_sums_are_refused),
            ask: "What does the computer say to `0.1 + 0.2 == 0.3`? And how does your function compare the sum \
                with one?",
            tell: "You leave the sum hardly any room. Every addition rounds, and a vector that is off by 1e-9 is \
                still a distribution.",
            ..Mistake::of(code!(exact_equality))
        },
        Mistake {
            tag: "sign-not-checked",
            variants: &[|| |p| p.iter().all(|&x| x <= 1.0) && (p.sum() - 1.0).abs() < 1e-6],
            ask: "The entries 1.5 and -0.5 sum to one. What would it mean for something to happen in minus half of \
                all cases?",
            tell: "You look at the sum alone. It can be one although some entries are negative, and a probability \
                never is.",
            ..Mistake::of(code!(sign_not_checked))
        },
        Mistake {
            tag: "sum-not-checked",
            variants: &[
                || |p| p.iter().all(|&x| (0.0..=1.0).contains(&x)),
                || |p| !p.is_empty() && p.iter().all(|&x| x >= 0.0),
                || |p| !p.is_empty() && p.iter().all(|&x| (0.0..=1.0).contains(&x)),
            ],
            ask: "If rain has probability 0.9 and no rain has 0.9 as well, what is wrong, although each number \
                looks fine?",
            tell: "You look at each entry by itself. One of the outcomes has to happen, so all of them together \
                have to come to one.",
            ..Mistake::of(code!(sum_not_checked))
        },
        Mistake {
            tag: "only-sums-above-one-refused",
            variants: &[
                || |p| p.iter().all(|&x| x >= 0.0) && p.sum() <= 1.0 + 1e-6,
                || |p| p.iter().all(|&x| x >= 0.0) && p.sum() <= 1.0,
            ],
            ask: "Your test of the sum is passed by 0.2. On which side of one does it look?",
            tell: "You stop sums that are too large and let those pass that are too small: a difference of -0.8 is \
                below any tolerance, until you take away its sign.",
            ..Mistake::of(code!(only_sums_above_one_refused))
        },
        Mistake {
            tag: "only-sums-below-one-refused",
            ask: "Your test of the sum is passed by 3. Should all outcomes together be more certain than certain?",
            tell: "You stop sums that are too small and let those pass that are too large. The difference from one \
                counts on both sides.",
            ..Mistake::of(code!(only_sums_below_one_refused))
        },
        Mistake {
            tag: "zero-refused",
            variants: &[|| |p| !p.is_empty() && p.iter().all(|&x| x > 0.0 && x < 1.0) && (p.sum() - 1.0).abs() < 1e-6],
            ask: "A die with seven listed on it as well: which probability does the seven get, and may it be in the \
                list?",
            tell: "You ask for more than zero. An impossible outcome has probability zero and may be listed: zero \
                is not negative.",
            ..Mistake::of(code!(zero_refused))
        },
        Mistake {
            tag: "absolute-values-summed",
            ask: "Which vectors with a negative entry does your test let pass, and what has become of the minus \
                sign there?",
            tell: "You take the signs away before you look at them, so that -0.5 counts as 0.5.",
            ..Mistake::of(code!(absolute_values_summed))
        },
        Mistake {
            tag: "squares-summed",
            variants: &[|| |p| p.iter().all(|&x| x >= 0.0) && (p.norm_squared() - 1.0).abs() < 1e-6],
            ask: "What has length one here: the arrow that the vector is, or the bar that all probabilities make up \
                when they are put end to end?",
            tell: "You test the vector's length, the root of its summed squares. Probabilities are added as they \
                are.",
            ..Mistake::of(code!(squares_summed))
        },
        Mistake {
            tag: "tolerance-too-wide",
            variants: &[
                || |p| p.iter().all(|&x| x >= 0.0) && (p.sum() - 1.0).abs() < 0.05,
                || |p| p.iter().all(|&x| x >= 0.0) && (p.sum() - 1.0).abs() < 0.1,
                || |p| p.iter().all(|&x| x >= 0.0) && (p.sum() * 100.0).round() == 100.0,
                || |p| p.iter().all(|&x| x >= 0.0) && p.sum().round() == 1.0,
            ],
            ask: "How far off may a sum be before your function minds? Does rounding ever make that much of a \
                difference?",
            tell: "Rounding is off in the ninth digit at worst here. You also forgive an error in the third, which \
                is a probability that somebody forgot.",
            ..Mistake::of(code!(tolerance_too_wide))
        },
        Mistake {
            tag: "negated",
            ask: "What should `true` mean here, and what does your function say of a coin, half and half?",
            tell: "You find the right vectors and return the opposite of what was asked.",
            ..Mistake::of(code!(negated))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut probes: Vec<DVector<f64>> = (1..=3).flat_map(halves).collect();
            // Rounding is allowed to show, on both sides of one.
            probes.extend([0.5 - 9e-10, 0.5 + 9e-10].map(|x| dvector![0.5, x]));
            probes.extend([0.4 - 9e-10, 0.4 + 9e-10].map(|x| dvector![0.1, x, 0.2, 0.3]));
            probes.extend([5, 6, 7, 10, 1000].map(|n| DVector::from_element(n, 1.0 / n as f64)));
            probes.extend([dvector![0.7, 0.2, 0.1], dvector![1.0, 1e-300]]);
            // A little too much or too little is not rounding.
            for off in [-0.0011, 0.0011, -0.02, 0.02, -0.2, 0.2] {
                probes.extend([
                    dvector![1.0 + off],
                    dvector![0.5, 0.5 + off],
                    dvector![0.25 + off, 0.25, 0.5],
                ]);
            }
            // A negative entry, wherever it is and however small.
            for negative in [-0.001, -0.3, -1e-9] {
                for place in 0..4 {
                    let mut p = dvector![0.25, 0.25, 0.25, 0.25];
                    p[place] = negative;
                    p[(place + 1) % 4] = 0.5 - negative;
                    probes.push(p);
                }
            }
            for n in 2..=6 {
                for _ in 0..3 {
                    let p = Pmf::random(random, n).probabilities();
                    probes.extend([&p * 0.9, &p * 1.1, &p * -1.0]);
                    probes.push(p);
                }
            }
            probes.extend([0.0005, 0.002].map(|x| DVector::from_element(1000, x)));
            probes.extend([dvector![f64::INFINITY], dvector![1.0, f64::INFINITY], DVector::zeros(0)]);
            probes
        },
        simpler: |p| {
            let mut simpler = match p.len() {
                n if n > literal::READABLE => shrink::lengths(n)
                    .into_iter()
                    .map(|n| p.rows(0, n).into_owned())
                    .collect(),
                _ => shrink::vector(p),
            };
            simpler.retain(is_settled);
            simpler
        },
        call: |is_pmf, p| is_pmf(p),
        example: |p| format!("is_pmf(&{})", literal::vector(p)),
        // The smallest of no entries: some ways to ask for it panic.
        panic_excused: |p| p.is_empty(),
    },
    properties: &[
        Property {
            claim: "a distribution is recognised, also where its sum is rounded",
            hence: "",
            question: "This one is a distribution. Which of your conditions does it break, and is that a condition \
                on probabilities?",
            holds: |p, &found| expect(p, true, found),
        },
        Property {
            claim: "what is none is refused",
            hence: "with one entry below zero as with a sum off by 1e-3",
            question: "This is no distribution: something is negative, or the whole is not one. Which of the two, \
                and where does your code look for it?",
            holds: |p, &found| expect(p, false, found),
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|p: &DVector<f64>| asked(p));

fn asked(p: &DVector<f64>) -> Input<DVector<f64>> {
    let off = sum_is_off(p);
    let is_clear = !(1.005e-9..0.995e-3).contains(&off);
    provided(
        is_clear,
        "the sum is off by more than 1e-9 and less than 1e-3, of which the exercise says nothing",
    )?;
    provided(
        !p.iter().any(|x| x.is_nan()),
        "`p` holds NaN, which is neither negative nor not",
    )?;
    Ok(p.clone())
}

/// All vectors of `n` halves, from -1/2 to 3/2.
fn halves(n: u32) -> impl Iterator<Item = DVector<f64>> {
    let digit = |number: usize, i: usize| number / 5_usize.pow(i as u32) % 5;
    // The plain ones come first.
    (0..5_usize.pow(n))
        .map(move |number| DVector::from_fn(n as usize, |i, _| [0.0, 0.5, 1.0, 1.5, -0.5][digit(number, i)]))
}

fn sum_is_off(p: &DVector<f64>) -> f64 {
    (p.sum() - 1.0).abs()
}

fn is_right(p: &DVector<f64>) -> bool {
    p.iter().all(|&x| x >= 0.0) && sum_is_off(p) < 1e-6
}

/// Whether the exercise says what is right: a sum that is nearly one may pass or not, and so may an entry that is above
/// one, or below zero, by no more than rounding. Half a percent to spare, since rounding moves 1e-9 and 1e-3 themselves.
fn is_settled(p: &DVector<f64>) -> bool {
    let sum_is_clear = !(0.995e-9..1.005e-3).contains(&sum_is_off(p));
    let entries_are_clear = p.iter().all(|&x| x <= -1e-3 || (0.0..=1.0).contains(&x) || x > 1.001);
    sum_is_clear && entries_are_clear
}

fn expect(p: &DVector<f64>, right: bool, found: bool) -> Result<(), compare::Difference> {
    if is_right(p) != right || found == right {
        return Ok(());
    }
    Err(match right {
        true => "it says `false` of a distribution".to_owned().into(),
        false => "it says `true` of what is none".to_owned().into(),
    })
}

fn only_rounded_sums_are_refused(trials: &[Trial<DVector<f64>, bool>]) -> bool {
    trials.iter().filter(|trial| trial.fault.is_some()).all(|trial| {
        let p = &trial.probe;
        is_right(p) && (p.sum() != 1.0 || p.iter().sum::<f64>() != 1.0)
    })
}

fn starter() -> Answer {
    fn is_pmf(p: &DVector<f64>) -> bool {
        todo!()
    }
    is_pmf
}

fn solution() -> Answer {
    |p| p.iter().all(|&x| x >= 0.0) && (p.sum() - 1.0).abs() < 1e-6
}

fn by_loop() -> Answer {
    |p| {
        let mut total = 0.0;
        for i in 0..p.len() {
            if p[i] < 0.0 {
                return false;
            }
            total += p[i];
        }
        if total < 1.0 - 1e-5 {
            return false;
        }
        total < 1.0 + 1e-5
    }
}

fn by_minimum() -> Answer {
    |p| p.min() >= 0.0 && (1.0 - p.iter().sum::<f64>()).powi(2) <= 1e-14
}

fn generous() -> Answer {
    |p| {
        let slack = 1e-3;
        p.iter().all(|x| (0.0..=1.0).contains(x)) && (p.sum() - 1.0).abs() < slack
    }
}

fn strict() -> Answer {
    |p| p.iter().fold(true, |fine, &x| fine & (x >= 0.0)) && (p.sum() - 1.0).abs() <= 1e-9
}

fn exact_equality() -> Answer {
    |p| p.iter().all(|&x| x >= 0.0) && p.sum() == 1.0
}

fn sign_not_checked() -> Answer {
    |p| (p.sum() - 1.0).abs() < 1e-6
}

fn sum_not_checked() -> Answer {
    |p| p.iter().all(|&x| x >= 0.0)
}

fn only_sums_above_one_refused() -> Answer {
    |p| p.iter().all(|&x| x >= 0.0) && p.sum() - 1.0 < 1e-6
}

fn only_sums_below_one_refused() -> Answer {
    |p| p.iter().all(|&x| x >= 0.0) && 1.0 - p.sum() < 1e-6
}

fn zero_refused() -> Answer {
    |p| p.iter().all(|&x| x > 0.0) && (p.sum() - 1.0).abs() < 1e-6
}

fn absolute_values_summed() -> Answer {
    |p| (p.abs().sum() - 1.0).abs() < 1e-6
}

fn squares_summed() -> Answer {
    |p| p.iter().all(|&x| x >= 0.0) && (p.norm() - 1.0).abs() < 1e-6
}

fn tolerance_too_wide() -> Answer {
    |p| p.iter().all(|&x| x >= 0.0) && (p.sum() - 1.0).abs() < 0.01
}

fn negated() -> Answer {
    |p| p.iter().any(|&x| x < 0.0) || (p.sum() - 1.0).abs() > 1e-6
}

fn sibling() -> bool {
    // Does every row of a table of percentages come to a hundred? Percentages are computed, so they round.
    let table = dmatrix![33.4, 33.3, 33.3; 70.1, 20.2, 9.7];
    // Compared with `==`, an innocent row may fail. What counts is how far off it is, whichever way.
    let is_hundred = |row: f64| f64::abs(row - 100.0) < 1e-6;
    (0..table.nrows()).all(|i| is_hundred(table.row(i).sum()))
}

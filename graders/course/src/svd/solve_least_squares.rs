//! The best answer to a question that may have none, or many.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use super::cuts::{self, Cutting};
use super::matrices;
use crate::SVD;
use grading::compare::Difference;
use grading::compare::moore_penrose::{is_minimiser, is_shortest};
use grading::refutation::{numbers, provided};
use grading::scope::*;
use grading::{Input, Mistake, Outcome, Property, Spec, Trial, Trials, Verdict, code, literal, probe, shrink, worked};

const SOURCE: &str = include_str!("solve_least_squares.rs");

type Answer = fn(&DMatrix<f64>, &DVector<f64>) -> DVector<f64>;
/// `a` and `b`.
type System = (DMatrix<f64>, DVector<f64>);

pub(crate) static SPEC: Spec<Answer, System, DVector<f64>> = Spec {
    id: "solve_least_squares",
    notebook: &SVD,
    title: "The shortest best answer",
    points: 3,
    prompt: "Write `solve_least_squares`: the vector `x` for which `a * x` is as near to `b` as it can be. \
        Where there are several, return the shortest of them. `a` may have any shape and any rank; \
        singular values below a billionth of the largest are zeros.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[
        code!(by_the_pseudo_inverse),
        code!(by_eigenvectors),
        code!(by_the_sum),
        code!(by_cases),
    ],
    mistakes: &[
        Mistake {
            tag: "exact-solve-only",
            variants: &[|| {
                |a, b| match a.is_square() {
                    true => a
                        .clone()
                        .try_inverse()
                        .map_or_else(|| DVector::zeros(a.ncols()), |inverse| inverse * b),
                    false => DVector::zeros(a.ncols()),
                }
            }],
            ask: "Three equations for two unknowns contradict each other, as a rule. What would you like to \
                get instead of nothing?",
            tell: "You solve only what can be solved exactly. Least squares asks for the best there is, \
                exact or not.",
            ..Mistake::of(code!(exact_solve_only))
        },
        Mistake {
            tag: "independent-columns-wanted",
            ask: "With more unknowns than equations, what is the rank of the Gram matrix that you \
                solve with?",
            tell: "The normal equations have one solution only if the columns are independent. Otherwise \
                they have many, and your method finds none of them.",
            ..Mistake::of(code!(independent_columns_wanted))
        },
        Mistake {
            tag: "absolute-cut",
            variants: &[
                || |a, b| a.clone().svd(true, true).solve(b, 1e-6).unwrap(),
                || |a, b| a.clone().pseudo_inverse(1e-12).unwrap() * b,
            ],
            pattern: Some(|trials| cutting(trials).is_some_and(|trials| cuts::is_absolute(&trials))),
            ask: "Write your equations in another unit, so that every entry of `a` is 1e8 times as large, or as small. \
                Which of its singular values are zeros then, and which does your code take for zeros?",
            tell: "Your cut is a fixed number, whatever the size of `a`. It is the largest singular value that tells which \
                of the others are zeros, so the cut has to be a part of that.",
            ..Mistake::of(code!(absolute_cut))
        },
        Mistake {
            tag: "cut-too-fine",
            variants: &[|| |a, b| a.clone().svd(true, true).solve(b, 1e-12 * a.norm()).unwrap()],
            pattern: Some(|trials| cutting(trials).is_some_and(|trials| cuts::is_too_fine(&trials))),
            ask: "A direction that is shrunk to 1e-10 of what the strongest one keeps: is it there or is it lost, by what was \
                asked for? How far does your `x` go along it?",
            tell: "Your cut is below the billionth of the largest that was asked for, so that `x` goes far along directions \
                that are to count as lost.",
            ..Mistake::of(code!(cut_too_fine))
        },
        Mistake {
            tag: "small-values-dropped",
            variants: &[|| |a, b| a.clone().svd(true, true).solve(b, 1e-4 * a.norm()).unwrap()],
            pattern: Some(|trials| cutting(trials).is_some_and(|trials| cuts::is_too_coarse(&trials))),
            ask: "Solve 1 x = 1 together with 0.00001 y = 1. Does your `y` go as far as it has to?",
            tell: "Your cut is above the billionth of the largest that was asked for: you give up directions that still \
                have a say in `a * x`.",
            ..Mistake::of(code!(small_values_dropped))
        },
        Mistake {
            tag: "not-the-shortest",
            // A minimiser everywhere, the shortest one not everywhere.
            pattern: Some(|trials| {
                trials.iter().all(|trial| match &trial.outcome {
                    Outcome::Value(x) => {
                        let (a, b) = &trial.probe;
                        x.len() == a.ncols() && (trial.fault.is_none() || is_minimiser(a, b, x).is_ok())
                    }
                    Outcome::Panicked(_) => false,
                })
            }),
            ask: "x + y = 2 is solved by [2, 0] and by [1, 1]. Which of the two is shorter?",
            tell: "You found an answer that fits best, but not the shortest one. Part of it is in the \
                kernel: `a` sends that part to zero, so it only adds length.",
            ..Mistake::of(code!(not_the_shortest))
        },
        Mistake {
            tag: "transpose-for-inverse",
            variants: &[|| |a, b| a.transpose() * b * -1.0],
            ask: "Solve 2 x = 2 with your function. Does 4 fit?",
            tell: "You stopped halfway: the transpose takes `b` back to the space of `x`, but what was \
                stretched on the way still has to be shrunk.",
            ..Mistake::of(code!(transpose_for_inverse))
        },
        Mistake {
            tag: "multiplied-instead",
            variants: &[|| {
                |a, b| match a.is_square() {
                    true => a * b,
                    false => DVector::zeros(a.ncols()),
                }
            }],
            ask: "Is `b` what goes into `a`, or what should come out of it?",
            tell: "You apply `a` to `b`. But `b` is the output that is wanted, and the input is what you \
                are looking for.",
            ..Mistake::of(code!(multiplied_instead))
        },
        Mistake {
            tag: "fitted-values-returned",
            variants: &[|| |a, b| b - a * solution()(a, b)],
            ask: "How many unknowns are there, and how many numbers do you return?",
            tell: "You return what comes out of `a` at the best answer, or what is then left over. What was \
                asked for is the answer itself: what goes in.",
            ..Mistake::of(code!(fitted_values_returned))
        },
        Mistake {
            tag: "zeros-inverted",
            variants: &[
                || |a, b| a.clone().svd(true, true).solve(b, 0.0).unwrap(),
                || |a, b| a.clone().pseudo_inverse(0.0).unwrap() * b,
                || |a, b| divided_by_values(a, b),
            ],
            // A minimiser or not, it is huge where a singular value vanishes.
            pattern: Some(|trials| {
                let is_fine = cutting(trials).is_some_and(|trials| cuts::is_too_fine(&trials));
                !is_fine
                    && trials.iter().all(|trial| match &trial.outcome {
                        Outcome::Value(x) => {
                            let (a, b) = &trial.probe;
                            let unit = a.amax() / b.amax();
                            trial.fault.is_none() || x.iter().any(|x| !x.is_finite() || x.abs() * unit > 1e9)
                        }
                        Outcome::Panicked(_) => false,
                    })
            }),
            ask: "If changing `x` in some direction changes nothing in `a * x`, how far should the shortest \
                answer go in that direction?",
            tell: "You divide by singular values that are zero, or nothing but rounding. Along such a \
                direction the shortest answer does not move at all.",
            ..Mistake::of(code!(zeros_inverted))
        },
        Mistake {
            tag: "regularised",
            variants: &[
                || |a, b| ridge(a, b, 0.1),
                || |a, b| ridge(a, b, 1e-3),
                || |a, b| ridge(a, b, 1e-6),
            ],
            ask: "Solve 1 x = 1 with your function. Is the answer 1, or a little less?",
            tell: "Adding to the diagonal makes the matrix invertible, and pulls every answer towards zero \
                by a little. The best fit is then missed.",
            ..Mistake::of(code!(regularised))
        },
        Mistake {
            tag: "first-equations-only",
            ask: "If the last equation changes, should the best answer change, too?",
            tell: "You use as many equations as there are unknowns and drop the others. All of them have a \
                say in what fits best.",
            ..Mistake::of(code!(first_equations_only))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut probes = Vec::new();
            let matrices = matrices::probes(random);
            for a in matrices {
                // Some right-hand sides can be reached, as a rule others can't.
                let reached = &a * probe::vector(random, a.ncols());
                let any = match a.len() > 40 {
                    true => probe::large_vector(a.nrows()),
                    false => probe::vector(random, a.nrows()),
                };
                probes.push((a.clone(), any));
                if a.len() <= 40 {
                    probes.push((a, reached));
                }
            }
            for (m, n) in [(1, 1), (2, 2), (3, 2), (2, 4)] {
                let a = matrices::of_rank(random, (m, n, m.min(n)), 1.0);
                let b = probe::vector(random, m);
                probes.extend([(a.clone(), &b / 3.0), (a, b * 0.0)]);
            }
            for a in cuts::in_other_units(random) {
                let b = probe::vector(random, a.nrows());
                probes.push((a, b));
            }
            // Small beside the largest, and far from a billionth of it.
            probes.extend([1e-2, 1e-3].map(|small| (dmatrix![1.0, 0.0; 0.0, small], dvector![0.0, 1.0])));
            probes.extend(cuts::stretched().into_iter().map(|a| {
                let b = DVector::repeat(a.nrows(), 1.0);
                (a, b)
            }));
            probes
        },
        simpler: |(a, b)| {
            let fewer = shrink::droppable(a.nrows()).filter(|_| a.nrows() <= 12);
            let fewer = fewer.map(|i| (a.clone().remove_row(i), b.clone().remove_row(i)));
            let narrower = shrink::droppable(a.ncols()).filter(|_| a.ncols() <= 12);
            let narrower = narrower.map(|j| (a.clone().remove_column(j), b.clone()));
            let plainer = shrink::matrix_entries(a).into_iter().map(|a| (a, b.clone()));
            let same_length = shrink::vector(b).into_iter().filter(|c| c.len() == b.len());
            let easier = same_length.map(|b| (a.clone(), b));
            let simpler = fewer.chain(narrower).chain(plainer).chain(easier);
            simpler.filter(|(a, _)| cuts::is_settled(a)).collect()
        },
        call: |solve, (a, b)| solve(a, b),
        example: |(a, b)| format!("solve_least_squares(&{}, &{})", literal::matrix(a), literal::vector(b)),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "`x` has an entry for each column of `a`",
            hence: "",
            question: "How long a vector does `a` take?",
            holds: |(a, _), x| match x.len() == a.ncols() {
                true => Ok(()),
                false => Err(format!("it has {}, for {} columns", x.len(), a.ncols()).into()),
            },
        },
        Property {
            claim: "what is left of `b` is orthogonal to every column of `a`",
            hence: "so no `x` comes nearer",
            question: "If the rest `b - a * x` still has something in common with a column, which way \
                should `x` move?",
            holds: |(a, b), x| holds(is_minimiser, a, b, x),
        },
        Property {
            claim: "no other answer that good is shorter",
            hence: "for matrices of every shape and rank up to 4x4 and for larger ones",
            question: "Is there a vector that `a` sends to zero? What happens to the length of `x`, and to `a * \
                x`, when you take as much of it out of `x` as there is?",
            holds: |(a, b), x| holds(is_shortest, a, b, x),
        },
        Property {
            claim: "singular values are zeros below a billionth of the largest, and count above",
            hence: "in small units and in large ones",
            question: "Divide each singular value of `a` by the largest. Which of them are zeros by what was asked for, and \
                along which directions does your `x` go too far, or not far enough?",
            holds: |(a, b), x| match cuts::inverse_of_stretched(a) {
                Some(inverse) => as_stretched(&inverse, b, x),
                None => Ok(()),
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|a: &DMatrix<f64>, b: &DVector<f64>| asked(a, b));

fn asked(a: &DMatrix<f64>, b: &DVector<f64>) -> Input<System> {
    let a = cuts::asked("a", a)?;
    numbers("`b`", b)?;
    let why = format!(
        "`a` returns vectors of length {}, and `b` has length {}",
        a.nrows(),
        b.len()
    );
    provided(a.nrows() == b.len(), why)?;
    Ok((a, b.clone()))
}

/// What is claimed of a system and a solution.
type Claim = fn(&DMatrix<f64>, &DVector<f64>, &DVector<f64>) -> Result<(), Difference>;

/// Whether a claim holds. Of a stretched matrix it would tell nothing: its tolerance grows with the condition, and what is
/// to count as zero is left in `a`.
fn holds(claim: Claim, a: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> Result<(), Difference> {
    match cuts::inverse_of_stretched(a) {
        Some(_) => Ok(()),
        None => matrices::unless_untrusted(a, claim(a, b, x)),
    }
}

/// Each entry of `x` is one of `b` times one of the inverse, so that they are compared as those are.
fn as_stretched(inverse: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> Result<(), Difference> {
    let (right, got) = (inverse * b, x);
    cuts::as_stretched(
        &DMatrix::from_column_slice(right.len(), 1, right.as_slice()),
        &DMatrix::from_column_slice(got.len(), 1, got.as_slice()),
    )
}

fn cutting(trials: &[Trial<System, DVector<f64>>]) -> Option<Vec<Cutting<'_>>> {
    fn of(trial: &Trial<System, DVector<f64>>) -> Option<Cutting<'_>> {
        let (a, b) = &trial.probe;
        Cutting::of(trial, a, |x| (solution()(a, b).norm(), x.norm()))
    }
    trials.iter().map(of).collect()
}

/// Without the places where a singular value is exactly zero: those come out as not a number.
fn divided_by_values(a: &DMatrix<f64>, b: &DVector<f64>) -> DVector<f64> {
    let svd = a.clone().svd(true, true);
    svd.v_t.unwrap().transpose() * (svd.u.unwrap().transpose() * b).component_div(&svd.singular_values)
}

fn ridge(a: &DMatrix<f64>, b: &DVector<f64>, penalty: f64) -> DVector<f64> {
    let gram = a.transpose() * a + DMatrix::identity(a.ncols(), a.ncols()) * penalty;
    gram.try_inverse().unwrap() * a.transpose() * b
}

fn starter() -> Answer {
    fn solve_least_squares(a: &DMatrix<f64>, b: &DVector<f64>) -> DVector<f64> {
        todo!()
    }
    solve_least_squares
}

fn solution() -> Answer {
    |a, b| {
        let svd = a.clone().svd(true, true);
        let tolerance = 1e-9 * svd.singular_values.max();
        svd.solve(b, tolerance).unwrap()
    }
}

fn by_the_pseudo_inverse() -> Answer {
    |a, b| a.clone().pseudo_inverse(1e-9 * a.singular_values()[0]).unwrap() * b
}

fn by_eigenvectors() -> Answer {
    |a, b| {
        let eigen = (a.transpose() * a).symmetric_eigen();
        let tolerance = 1e-12 * eigen.eigenvalues.max();
        let mut x = eigen.eigenvectors.transpose() * (a.transpose() * b);
        for (entry, &square) in x.iter_mut().zip(eigen.eigenvalues.iter()) {
            *entry = if square > tolerance { *entry / square } else { 0.0 };
        }
        eigen.eigenvectors * x
    }
}

fn by_the_sum() -> Answer {
    |a, b| {
        let svd = a.clone().svd(true, true);
        let (u, v_t) = (svd.u.unwrap(), svd.v_t.unwrap());
        let mut x = DVector::zeros(a.ncols());
        for (k, &value) in svd.singular_values.iter().enumerate() {
            if value > 1e-9 * a.norm() {
                x += v_t.row(k).transpose() * (u.column(k).dot(b) / value);
            }
        }
        x
    }
}

fn by_cases() -> Answer {
    |a, b| {
        let a_t = a.transpose();
        let rank = a.rank(1e-9 * a.norm());
        if rank == a.ncols() {
            (&a_t * a).lu().solve(&(a_t * b)).unwrap()
        } else if rank == a.nrows() {
            &a_t * (a * &a_t).lu().solve(b).unwrap()
        } else {
            a.clone().svd(true, true).solve(b, 1e-9 * a.norm()).unwrap()
        }
    }
}

fn exact_solve_only() -> Answer {
    |a, b| {
        let zeros = DVector::zeros(a.ncols());
        if a.is_square() {
            a.clone().lu().solve(b).unwrap_or(zeros)
        } else {
            zeros
        }
    }
}

fn independent_columns_wanted() -> Answer {
    |a, b| {
        let gram = a.transpose() * a;
        gram.lu()
            .solve(&(a.transpose() * b))
            .unwrap_or_else(|| DVector::zeros(a.ncols()))
    }
}

fn not_the_shortest() -> Answer {
    |a, b| {
        let mut x = a.clone().svd(true, true).solve(b, 1e-9 * a.norm()).unwrap();
        // Whatever is sent to zero can be added.
        let kernel = DMatrix::identity(a.ncols(), a.ncols()) - a.clone().pseudo_inverse(1e-9 * a.norm()).unwrap() * a;
        x += kernel * DVector::from_element(a.ncols(), 1.0);
        x
    }
}

fn transpose_for_inverse() -> Answer {
    |a, b| a.transpose() * b
}

fn multiplied_instead() -> Answer {
    |a, b| a * b
}

fn fitted_values_returned() -> Answer {
    |a, b| {
        let x = a.clone().svd(true, true).solve(b, 1e-9 * a.norm()).unwrap();
        a * x
    }
}

fn zeros_inverted() -> Answer {
    |a, b| a.clone().svd(true, true).solve(b, 1e-30).unwrap()
}

fn regularised() -> Answer {
    |a, b| {
        let gram = a.transpose() * a + DMatrix::identity(a.ncols(), a.ncols());
        gram.try_inverse().unwrap() * a.transpose() * b
    }
}

fn absolute_cut() -> Answer {
    |a, b| a.clone().svd(true, true).solve(b, 1e-9).unwrap()
}

fn cut_too_fine() -> Answer {
    |a, b| {
        let svd = a.clone().svd(true, true);
        let cut = f64::EPSILON * a.nrows().max(a.ncols()) as f64 * svd.singular_values.max();
        svd.solve(b, cut).unwrap()
    }
}

fn small_values_dropped() -> Answer {
    |a, b| {
        let svd = a.clone().svd(true, true);
        let cut = 1e-3 * svd.singular_values.max();
        svd.solve(b, cut).unwrap()
    }
}

fn first_equations_only() -> Answer {
    |a, b| {
        let n = a.nrows().min(a.ncols());
        let first = a.rows(0, n).into_owned();
        let cut = 1e-9 * first.norm();
        first.svd(true, true).solve(&b.rows(0, n), cut).unwrap()
    }
}

fn sibling() -> DVector<f64> {
    // One unknown, three measurements of it: x = 1, x = 2, x = 6. No x fits all of them.
    let measured = dvector![1.0, 2.0, 6.0];
    // The best in the sense of least squares is the mean: what is left over then sums to zero.
    let x = measured.mean();
    assert_eq!(measured.add_scalar(-x).sum(), 0.0);
    // Two unknowns, one equation: x + y = 4. All [2 + t, 2 - t] fit, and their squared length,
    // 8 + 2 t t, is least at t = 0.
    let shortest = dvector![2.0, 2.0];
    assert!(
        [-1.0, 1.0]
            .iter()
            .all(|t| dvector![2.0 + t, 2.0 - t].norm() > shortest.norm())
    );
    shortest
}

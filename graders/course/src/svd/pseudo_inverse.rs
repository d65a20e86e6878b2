//! The way back, as far as there is one.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use super::cuts::{self, Cutting};
use super::matrices;
use crate::SVD;
use grading::compare::Difference;
use grading::compare::approximation::finite_of_shape;
use grading::compare::moore_penrose::{Identity, identity};
use grading::compare::spectrum::Spectrum;
use grading::scope::*;
use grading::{Mistake, Outcome, Property, Spec, Trial, Trials, Verdict, code, compare, literal, shrink, worked};

const SOURCE: &str = include_str!("pseudo_inverse.rs");

type Answer = fn(&DMatrix<f64>) -> DMatrix<f64>;

pub(crate) static SPEC: Spec<Answer, DMatrix<f64>, DMatrix<f64>> = Spec {
    id: "pseudo_inverse",
    notebook: &SVD,
    title: "The way back",
    points: 3,
    prompt: "Write `pseudo_inverse`: the Moore-Penrose inverse of `m`, for any `m`: tall, wide, square, \
        invertible or not. It undoes the three steps of `m` one by one, the last one first. What `m` has \
        thrown away stays lost: singular values below a billionth of the largest are zeros.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[
        code!(by_the_library),
        code!(sum_of_outer_products),
        code!(by_eigenvectors),
        code!(by_full_rank_factors),
    ],
    mistakes: &[
        Mistake {
            tag: "transpose",
            variants: &[|| {
                |m| {
                    let svd = m.clone().svd(true, true);
                    let (u, v_t) = (svd.u.unwrap(), svd.v_t.unwrap());
                    v_t.transpose() * DMatrix::from_diagonal(&svd.singular_values) * u.transpose()
                }
            }],
            ask: "What does your matrix make of [[2]]: does it halve, or double once more?",
            tell: "The transpose goes the right way and undoes the rotations, but it stretches where it \
                should shrink.",
            ..Mistake::of(code!(transpose))
        },
        Mistake {
            tag: "zeros-inverted",
            variants: &[
                || |m| m.clone().pseudo_inverse(0.0).unwrap(),
                || |m| m.clone().pseudo_inverse(1e-30).unwrap(),
            ],
            // Right wherever all singular values count, and somewhere else beyond all measure.
            pattern: Some(|trials| {
                let is_fine = cutting(trials).is_some_and(|trials| cuts::is_too_fine(&trials));
                !is_fine
                    && trials.iter().all(|trial| {
                        let (rows, columns) = trial.probe.shape();
                        let is_huge = |x: &f64| !x.is_finite() || x.abs() * trial.probe.amax() > 1e9;
                        let is_full = Spectrum::of(&trial.probe).rank() == rows.min(columns);
                        match &trial.outcome {
                            Outcome::Value(x) => trial.fault.is_none() || (!is_full && x.iter().any(is_huge)),
                            Outcome::Panicked(_) => false,
                        }
                    })
            }),
            ask: "Where should a vector go back to that no vector was ever sent to? What does your matrix \
                do with the reciprocal of a singular value of 1e-17?",
            tell: "You invert singular values that are zero, or nothing but rounding. What was thrown away \
                can't be brought back; 0 stays 0.",
            ..Mistake::of(code!(zeros_inverted))
        },
        Mistake {
            tag: "factors-in-the-wrong-order",
            variants: &[
                || |m| with_inverted(m, |u, s, v_t| u * s * v_t.transpose()),
                || |m| with_inverted(m, |u, s, v_t| u.transpose() * s * v_t.transpose()),
                || |m| with_inverted(m, |u, s, v_t| v_t * s * u),
                || |m| with_inverted(m, |u, s, v_t| v_t.transpose() * s * u),
                || |m| with_inverted(m, |u, s, v_t| v_t * s * u.transpose()),
            ],
            ask: "Shoes go on after socks. In which order do they come off, and in which order do your \
                three factors act?",
            tell: "You inverted the three steps and put them together wrongly. The step that `m` does last \
                has to be undone first, and a rotation is undone by its transpose.",
            ..Mistake::of(code!(factors_in_the_wrong_order))
        },
        Mistake {
            tag: "entries-inverted",
            variants: &[
                || |m| m.map(|x| if x == 0.0 { 0.0 } else { 1.0 / x }),
                || |m| m.map(|x| 1.0 / x).transpose(),
            ],
            ask: "Multiply [[1, 1], [0, 1]] by what you return for it. Is that the identity?",
            tell: "You inverted each number by itself. A matrix acts with all of its entries together, and \
                so does its inverse.",
            ..Mistake::of(code!(entries_inverted))
        },
        Mistake {
            tag: "tall-only",
            variants: &[|| {
                |m| match (m.transpose() * m).try_inverse() {
                    Some(inverse) => inverse * m.transpose(),
                    None => m.transpose(),
                }
            }],
            ask: "For a 2x3 matrix, how large is the Gram matrix that you invert, and what is the most its rank \
                can be?",
            tell: "Your formula needs columns that are independent. With a wide matrix, or one that throws \
                something away, what you invert has no inverse.",
            ..Mistake::of(code!(tall_only))
        },
        Mistake {
            tag: "invertible-only",
            variants: &[
                || {
                    |m| match m.is_square() {
                        true => m
                            .clone()
                            .try_inverse()
                            .unwrap_or_else(|| DMatrix::zeros(m.nrows(), m.nrows())),
                        false => m.transpose(),
                    }
                },
                || {
                    |m| match m.is_square() {
                        true => m.clone().try_inverse().unwrap_or_else(|| m.transpose()),
                        false => m.transpose(),
                    }
                },
            ],
            ask: "What do you return for [[2, 0], [0, 0]]? One of its two directions could be undone.",
            tell: "Where there is no inverse you give up altogether. The part that survives can still be \
                undone.",
            ..Mistake::of(code!(invertible_only))
        },
        Mistake {
            tag: "divided-by-the-norm",
            variants: &[|| |m| m.transpose() * squared_or_zero(m.singular_values()[0])],
            ask: "Your answer is right for a single column. What if one direction is stretched by 2 and \
                another by 3: is there one number that undoes both?",
            tell: "You scale the transpose by a single number. Each direction was stretched by a factor of \
                its own, and needs its own to go back.",
            ..Mistake::of(code!(divided_by_the_norm))
        },
        Mistake {
            tag: "absolute-cut",
            variants: &[
                || |m| m.clone().pseudo_inverse(1e-6).unwrap(),
                || |m| m.clone().pseudo_inverse(1e-12).unwrap(),
            ],
            pattern: Some(|trials| cutting(trials).is_some_and(|trials| cuts::is_absolute(&trials))),
            ask: "The same `m` may be written in kilometres or in nanometres. Which unit does your cut take for granted, \
                and what becomes of a matrix of which every entry is near 1e-8?",
            tell: "Your cut is the same number for every matrix. Which singular values are zeros is told by the largest of \
                them, in whatever unit, so the cut has to scale with it.",
            ..Mistake::of(code!(absolute_cut))
        },
        Mistake {
            tag: "cut-too-fine",
            variants: &[|| |m| m.clone().pseudo_inverse(1e-12 * m.norm()).unwrap()],
            pattern: Some(|trials| cutting(trials).is_some_and(|trials| cuts::is_too_fine(&trials))),
            ask: "Beside a singular value of 1, is one of 1e-10 a value or a zero, by what was asked for? What does \
                your matrix do with its reciprocal?",
            tell: "Your cut is lower than the billionth of the largest that was asked for: you invert values that are to \
                count as zeros.",
            ..Mistake::of(code!(cut_too_fine))
        },
        Mistake {
            tag: "small-values-dropped",
            variants: &[
                || |m| m.clone().pseudo_inverse(1.0).unwrap(),
                || |m| m.clone().pseudo_inverse(1e-2).unwrap(),
                || |m| m.clone().pseudo_inverse(1e-3 * m.norm()).unwrap(),
            ],
            pattern: Some(|trials| cutting(trials).is_some_and(|trials| cuts::is_too_coarse(&trials))),
            ask: "Is a singular value of 0.01 a rounding error? What if all the others are of that size, too?",
            tell: "Your tolerance is so large that it drops directions that `m` keeps. A value is rounding \
                only if it is tiny against the largest.",
            ..Mistake::of(code!(small_values_dropped))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let mut probes = matrices::probes(random);
            // Small beside the largest, and far from a billionth of it.
            probes.push(dmatrix![1.0, 0.0; 0.0, 1e-3]);
            probes.extend(cuts::in_other_units(random));
            probes.extend(cuts::stretched());
            probes
        },
        simpler: |m| shrink::only(shrink::matrix(m), cuts::is_settled),
        call: |pseudo_inverse, m| pseudo_inverse(m),
        example: |m| format!("pseudo_inverse(&{})", literal::matrix(m)),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "the matrix has the shape of the transpose, and finite entries",
            hence: "",
            question: "The way back takes what `m` returns. How long is that, and how long is what it should \
                give back?",
            holds: |m, x| {
                let shape = (m.ncols(), m.nrows());
                matrices::unless_untrusted(
                    m,
                    compare::shape(shape, x.shape()).and_then(|()| finite_of_shape(shape, x)),
                )
            },
        },
        Property {
            claim: "there, back and there again is the same as there: `m x m` is `m`",
            hence: "",
            question: "Send a vector through `m`, back through your matrix, and through `m` again. Why should \
                the last step end where the first one did?",
            holds: |m, x| holds(Identity::Restores, m, x),
        },
        Property {
            claim: "back, there and back again is the same as back: `x m x` is `x`",
            hence: "",
            question: "What should the way back make of a vector that `m` can't reach: does yours leave \
                anything of it?",
            holds: |m, x| holds(Identity::NothingMore, m, x),
        },
        Property {
            claim: "`m x` is symmetric",
            hence: "",
            question: "Going back and there again should be a shadow on what `m` can reach, cast at right \
                angles. Is yours slanted?",
            holds: |m, x| holds(Identity::ProjectsOntoRange, m, x),
        },
        Property {
            claim: "`x m` is symmetric",
            hence: "and the four identities together leave no other matrix",
            question: "What comes back from `m` should have no part that `m` throws away. Has yours?",
            holds: |m, x| holds(Identity::ProjectsOntoRows, m, x),
        },
        Property {
            claim: "singular values are zeros below a billionth of the largest, and inverted above",
            hence: "in small units and in large ones",
            question: "Divide each singular value of this matrix by the largest. Which of them are zeros by what was asked \
                for, and which did you take for zeros?",
            holds: |m, x| match cuts::inverse_of_stretched(m) {
                Some(right) => cuts::as_stretched(&right, x),
                None => Ok(()),
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|m: &DMatrix<f64>| cuts::asked("m", m));

/// Whether an identity holds. Of a stretched matrix it would tell nothing: its tolerance grows with the condition, and what
/// is to count as zero is left in `m`.
fn holds(of: Identity, m: &DMatrix<f64>, x: &DMatrix<f64>) -> Result<(), Difference> {
    match cuts::inverse_of_stretched(m) {
        Some(_) => Ok(()),
        None => matrices::unless_untrusted(m, identity(of, m, x)),
    }
}

fn cutting(trials: &[Trial<DMatrix<f64>, DMatrix<f64>>]) -> Option<Vec<Cutting<'_>>> {
    fn of(trial: &Trial<DMatrix<f64>, DMatrix<f64>>) -> Option<Cutting<'_>> {
        let m = &trial.probe;
        Cutting::of(trial, m, |x| (solution()(m).norm(), x.norm()))
    }
    trials.iter().map(of).collect()
}

/// The factors of an SVD, the singular values inverted, arranged in some order.
fn with_inverted(
    m: &DMatrix<f64>,
    arrange: fn(DMatrix<f64>, DMatrix<f64>, DMatrix<f64>) -> DMatrix<f64>,
) -> DMatrix<f64> {
    let svd = m.clone().svd(true, true);
    let inverted = inverted(&svd.singular_values);
    arrange(svd.u.unwrap(), DMatrix::from_diagonal(&inverted), svd.v_t.unwrap())
}

fn inverted(values: &DVector<f64>) -> DVector<f64> {
    let cut = 1e-9 * values.max();
    values.map(|s| if s > cut { 1.0 / s } else { 0.0 })
}

fn squared_or_zero(norm: f64) -> f64 {
    if norm == 0.0 { 0.0 } else { norm.powi(-2) }
}

fn starter() -> Answer {
    fn pseudo_inverse(m: &DMatrix<f64>) -> DMatrix<f64> {
        todo!()
    }
    pseudo_inverse
}

fn solution() -> Answer {
    |m| {
        let svd = m.clone().svd(true, true);
        let (u, v_t) = (svd.u.unwrap(), svd.v_t.unwrap());
        let tolerance = 1e-9 * svd.singular_values.max();
        let inverted = svd.singular_values.map(|s| if s > tolerance { 1.0 / s } else { 0.0 });
        v_t.transpose() * DMatrix::from_diagonal(&inverted) * u.transpose()
    }
}

fn by_the_library() -> Answer {
    |m| m.clone().pseudo_inverse(1e-9 * m.singular_values().max()).unwrap()
}

fn sum_of_outer_products() -> Answer {
    |m| {
        let svd = m.clone().svd(true, true);
        let (u, v_t) = (svd.u.unwrap(), svd.v_t.unwrap());
        let mut sum = DMatrix::zeros(m.ncols(), m.nrows());
        for (k, &value) in svd.singular_values.iter().enumerate() {
            if value > 1e-9 * svd.singular_values[0] {
                sum += v_t.row(k).transpose() * u.column(k).transpose() / value;
            }
        }
        sum
    }
}

fn by_eigenvectors() -> Answer {
    |m| {
        // The Gram matrix is symmetric, and each of its eigenvalues is the square of a singular value.
        let eigen = (m.transpose() * m).symmetric_eigen();
        let tolerance = 1e-12 * eigen.eigenvalues.max();
        let inverted = eigen
            .eigenvalues
            .map(|square| if square > tolerance { 1.0 / square } else { 0.0 });
        let v = eigen.eigenvectors;
        &v * DMatrix::from_diagonal(&inverted) * v.transpose() * m.transpose()
    }
}

fn by_full_rank_factors() -> Answer {
    |m| {
        let rank = m.rank(1e-9 * m.norm());
        if rank == 0 {
            return DMatrix::zeros(m.ncols(), m.nrows());
        }
        // m = q r with independent columns in q and independent rows in r.
        let qr = m.clone().col_piv_qr();
        let q = qr.q().columns(0, rank).into_owned();
        let mut r = qr.r().rows(0, rank).into_owned();
        qr.p().inv_permute_columns(&mut r);
        let r_t = r.transpose();
        &r_t * (r * &r_t).try_inverse().unwrap() * q.transpose()
    }
}

fn transpose() -> Answer {
    |m| m.transpose()
}

fn zeros_inverted() -> Answer {
    |m| {
        let svd = m.clone().svd(true, true);
        let inverted = svd.singular_values.map(|s| 1.0 / s);
        svd.v_t.unwrap().transpose() * DMatrix::from_diagonal(&inverted) * svd.u.unwrap().transpose()
    }
}

fn factors_in_the_wrong_order() -> Answer {
    |m| {
        let svd = m.clone().svd(true, true);
        let (u, v_t) = (svd.u.unwrap(), svd.v_t.unwrap());
        let cut = 1e-9 * svd.singular_values[0];
        let inverted = svd.singular_values.map(|s| if s > cut { 1.0 / s } else { 0.0 });
        u * DMatrix::from_diagonal(&inverted) * v_t
    }
}

fn entries_inverted() -> Answer {
    |m| m.transpose().map(|x| if x == 0.0 { 0.0 } else { 1.0 / x })
}

fn tall_only() -> Answer {
    |m| match (m.transpose() * m).try_inverse() {
        Some(inverse) => inverse * m.transpose(),
        None => DMatrix::zeros(m.ncols(), m.nrows()),
    }
}

fn invertible_only() -> Answer {
    |m| {
        let zeros = DMatrix::zeros(m.ncols(), m.nrows());
        if m.is_square() {
            m.clone().try_inverse().unwrap_or(zeros)
        } else {
            zeros
        }
    }
}

fn divided_by_the_norm() -> Answer {
    |m| {
        let square = m.norm_squared();
        if square == 0.0 {
            m.transpose()
        } else {
            m.transpose() / square
        }
    }
}

fn absolute_cut() -> Answer {
    |m| m.clone().pseudo_inverse(1e-9).unwrap()
}

fn cut_too_fine() -> Answer {
    |m| {
        let tolerance = f64::EPSILON * m.nrows().max(m.ncols()) as f64 * m.singular_values()[0];
        m.clone().pseudo_inverse(tolerance).unwrap()
    }
}

fn small_values_dropped() -> Answer {
    |m| m.clone().pseudo_inverse(0.1).unwrap()
}

fn sibling() -> DMatrix<f64> {
    // A diagonal matrix shows its steps openly: it doubles the first number, drops the second.
    let m = dmatrix![2.0, 0.0;
                     0.0, 0.0;
                     0.0, 0.0];
    // It takes two numbers and returns three, so the way back takes three and returns two. What was
    // doubled is halved; what was dropped stays 0, and the third number is one that m never uses.
    let back = dmatrix![0.5, 0.0, 0.0;
                        0.0, 0.0, 0.0];
    assert_eq!(&m * &back * &m, m);
    assert_eq!(&back * &m * &back, back);
    back
}

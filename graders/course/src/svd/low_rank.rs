//! The best that can be done with fewer directions.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use super::matrices;
use crate::SVD;
use grading::compare::approximation::{best_approximation, finite_of_shape};
use grading::scope::*;
use grading::{Mistake, Property, Spec, Trials, Verdict, code, compare, literal, shrink, worked};

const SOURCE: &str = include_str!("low_rank.rs");

type Answer = fn(&DMatrix<f64>, usize) -> DMatrix<f64>;
/// The matrix, and how much may be kept of it.
type Arguments = (DMatrix<f64>, usize);

pub(crate) static SPEC: Spec<Answer, Arguments, DMatrix<f64>> = Spec {
    id: "low_rank",
    notebook: &SVD,
    title: "As near as rank r gets",
    points: 3,
    prompt: "Write `low_rank`: the matrix of rank at most `r` that is nearest to `m` in the Frobenius norm. \
        With `r` = 0 only the zero matrix is left; with `r` at the rank of `m` or beyond, it is `m` \
        itself.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[
        code!(sum_of_outer_products),
        code!(by_projection),
        code!(sorted_by_hand),
        code!(rest_taken_away),
    ],
    mistakes: &[
        Mistake {
            tag: "smallest-kept",
            variants: &[|| {
                |m, r| {
                    let mut svd = m.clone().svd(true, true);
                    for value in svd.singular_values.iter_mut().take(r) {
                        *value = 0.0;
                    }
                    svd.recompose().unwrap()
                }
            }],
            ask: "A term costs you its singular value if you leave it out. Which ones can you afford to \
                lose?",
            tell: "You keep the terms of the smallest singular values and drop those that weigh most.",
            ..Mistake::of(code!(smallest_kept))
        },
        Mistake {
            tag: "first-columns-kept",
            variants: &[|| |m, r| DMatrix::from_fn(m.nrows(), m.ncols(), |i, j| if i < r { m[(i, j)] } else { 0.0 })],
            ask: "If you keep the first column, or the first row, and zero the others, what becomes of a matrix \
                whose only entries are in its last one?",
            tell: "You keep columns or rows of `m` itself. Its best directions are rarely its axes: they are \
                what the SVD is there to find.",
            ..Mistake::of(code!(first_columns_kept))
        },
        Mistake {
            tag: "leading-block-kept",
            ask: "What is special about the upper left corner of a matrix, if its rows might have come in \
                any order?",
            tell: "You keep a corner of `m` and zero the rest. All entries matter alike, wherever they \
                stand.",
            ..Mistake::of(code!(leading_block_kept))
        },
        Mistake {
            tag: "taken-for-sorted",
            variants: &[|| {
                |m, r| {
                    let eigen = (m.transpose() * m).symmetric_eigen();
                    let v = eigen.eigenvectors.columns(0, r.min(m.ncols())).into_owned();
                    m * &v * v.transpose()
                }
            }],
            ask: "Print the values that your decomposition returns. Do they come from large to small?",
            tell: "You keep the first `r` values of a decomposition that does not sort them. The first ones \
                need not be the largest.",
            ..Mistake::of(code!(taken_for_sorted))
        },
        Mistake {
            tag: "one-too-many",
            ask: "How many terms are left when `r` is 0, and how many do you keep?",
            tell: "You keep r + 1 terms, which is one more than a matrix of rank `r` can have.",
            ..Mistake::of(code!(one_too_many))
        },
        Mistake {
            tag: "one-too-few",
            ask: "With `r` = 1 one term may stay. How many do you keep?",
            tell: "You stop one term short: a matrix of rank `r` has room for another one.",
            ..Mistake::of(code!(one_too_few))
        },
        Mistake {
            tag: "stretch-forgotten",
            ask: "With nothing left out, your factors should multiply to `m` again. What do they give for a \
                `m` that doubles everything?",
            tell: "You multiply the singular vectors without their singular values: the directions are \
                right, the stretch is missing.",
            ..Mistake::of(code!(stretch_forgotten))
        },
        Mistake {
            tag: "factor-not-transposed",
            ask: "The right singular vectors are the rows of `v_t`. Which way round does your product use \
                them?",
            tell: "One of your orthogonal factors is turned the wrong way round: nalgebra hands the right \
                one out transposed already.",
            ..Mistake::of(code!(factor_not_transposed))
        },
        Mistake {
            tag: "r-ignored",
            ask: "Does your function ever look at `r`?",
            tell: "What you return does not depend on `r`; it has the full rank of `m`.",
            ..Mistake::of(code!(r_ignored))
        },
        Mistake {
            tag: "largest-entries-kept",
            ask: "A matrix full of ones has rank 1. How much of it is left if you keep a single entry?",
            tell: "You keep the largest entries. A matrix of rank 1 may have entries everywhere: what has to \
                be few is directions, not entries.",
            ..Mistake::of(code!(largest_entries_kept))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: |random| {
            let with_ranks = |m: DMatrix<f64>| {
                let most = m.nrows().min(m.ncols());
                let few = if most > 5 {
                    vec![0, 1, 3, 5]
                } else {
                    (0..=most + 1).collect()
                };
                few.into_iter().chain([100]).map(move |r| (m.clone(), r))
            };
            let mut probes: Vec<Arguments> = matrices::probes(random).into_iter().flat_map(with_ranks).collect();
            // Small beside the largest, or by themselves, and far from rounding.
            probes.extend([1e-3, 1e-6].map(|small| (dmatrix![1.0, 0.0; 0.0, small], 2)));
            probes.extend([1e-8, 1e-14, 1e-100].map(|small| (dmatrix![small], 1)));
            for scale in [1e-3, 1e3] {
                let full = [(3, 3, 3), (4, 3, 3), (2, 4, 2)].map(|kind| matrices::of_rank(random, kind, scale));
                probes.extend(full.into_iter().flat_map(|m| [(m.clone(), 1), (m, 2)]));
            }
            probes
        },
        simpler: |(m, r)| {
            let lower = [1, r / 2, r.saturating_sub(1)].into_iter().filter(|lower| lower < r);
            let lower = lower.map(|r| (m.clone(), r));
            lower.chain(shrink::matrix(m).into_iter().map(|m| (m, *r))).collect()
        },
        call: |low_rank, (m, r)| low_rank(m, *r),
        example: |(m, r)| format!("low_rank(&{}, {r})", literal::matrix(m)),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "the matrix has the shape of `m`, and finite entries",
            hence: "",
            question: "Which shapes do the factors of your product have?",
            holds: |(m, _), low| compare::shape(m.shape(), low.shape()).and_then(|()| finite_of_shape(m.shape(), low)),
        },
        Property {
            claim: "no matrix of rank `r` is nearer to `m`",
            hence: "for matrices of every shape and rank up to 4x4 and for larger ones, whatever `r`",
            question: "Write `m` as a sum of terms, one for each singular value. Which terms does yours keep, \
                and what do the others weigh?",
            holds: |(m, r), low| matrices::unless_untrusted(m, best_approximation(m, *r, low)),
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|m: &DMatrix<f64>, r: usize| matrices::asked("m", m).map(|m| (m, r)));

fn starter() -> Answer {
    fn low_rank(m: &DMatrix<f64>, r: usize) -> DMatrix<f64> {
        todo!()
    }
    low_rank
}

fn solution() -> Answer {
    |m, r| {
        let mut svd = m.clone().svd(true, true);
        for value in svd.singular_values.iter_mut().skip(r) {
            *value = 0.0;
        }
        svd.recompose().unwrap()
    }
}

fn sum_of_outer_products() -> Answer {
    |m, r| {
        let svd = m.clone().svd(true, true);
        let (u, v_t) = (svd.u.unwrap(), svd.v_t.unwrap());
        let mut sum = DMatrix::zeros(m.nrows(), m.ncols());
        for k in 0..r.min(svd.singular_values.len()) {
            sum += svd.singular_values[k] * u.column(k) * v_t.row(k);
        }
        sum
    }
}

fn by_projection() -> Answer {
    |m, r| {
        let u = m.clone().svd(true, false).u.unwrap();
        let kept = u.columns(0, r.min(u.ncols()));
        kept * (kept.transpose() * m)
    }
}

fn sorted_by_hand() -> Answer {
    |m, r| {
        // The eigenvectors of the Gram matrix are the right singular vectors.
        let eigen = (m.transpose() * m).symmetric_eigen();
        let mut order: Vec<usize> = (0..m.ncols()).collect();
        order.sort_by(|&i, &j| eigen.eigenvalues[j].total_cmp(&eigen.eigenvalues[i]));
        let mut projector = DMatrix::zeros(m.ncols(), m.ncols());
        for &k in order.iter().take(r) {
            let v = eigen.eigenvectors.column(k);
            projector += v * v.transpose();
        }
        m * projector
    }
}

fn rest_taken_away() -> Answer {
    |m, r| {
        let svd = m.clone().svd(true, true);
        let (u, v_t) = (svd.u.unwrap(), svd.v_t.unwrap());
        (r..svd.singular_values.len()).fold(m.clone(), |low, k| {
            low - u.column(k) * svd.singular_values[k] * v_t.row(k)
        })
    }
}

fn smallest_kept() -> Answer {
    |m, r| {
        let mut svd = m.clone().svd(true, true);
        for value in svd.singular_values.iter_mut().rev().skip(r) {
            *value = 0.0;
        }
        svd.recompose().unwrap()
    }
}

fn first_columns_kept() -> Answer {
    |m, r| DMatrix::from_fn(m.nrows(), m.ncols(), |i, j| if j < r { m[(i, j)] } else { 0.0 })
}

fn leading_block_kept() -> Answer {
    |m, r| {
        DMatrix::from_fn(
            m.nrows(),
            m.ncols(),
            |i, j| if i < r && j < r { m[(i, j)] } else { 0.0 },
        )
    }
}

fn taken_for_sorted() -> Answer {
    |m, r| {
        let mut svd = m.clone().svd_unordered(true, true);
        for value in svd.singular_values.iter_mut().skip(r) {
            *value = 0.0;
        }
        svd.recompose().unwrap()
    }
}

fn one_too_many() -> Answer {
    |m, r| {
        let mut svd = m.clone().svd(true, true);
        for (k, value) in svd.singular_values.iter_mut().enumerate() {
            if k > r {
                *value = 0.0;
            }
        }
        svd.recompose().unwrap()
    }
}

fn one_too_few() -> Answer {
    |m, r| {
        let mut svd = m.clone().svd(true, true);
        for (k, value) in svd.singular_values.iter_mut().enumerate() {
            if k + 1 >= r {
                *value = 0.0;
            }
        }
        svd.recompose().unwrap()
    }
}

fn stretch_forgotten() -> Answer {
    |m, r| {
        let svd = m.clone().svd(true, true);
        let (u, v_t) = (svd.u.unwrap(), svd.v_t.unwrap());
        let r = r.min(svd.singular_values.len());
        u.columns(0, r) * v_t.rows(0, r)
    }
}

fn factor_not_transposed() -> Answer {
    |m, r| {
        let svd = m.clone().svd(true, true);
        let (u, v_t) = (svd.u.unwrap(), svd.v_t.unwrap());
        let mut values = svd.singular_values;
        for value in values.iter_mut().skip(r) {
            *value = 0.0;
        }
        u * DMatrix::from_diagonal(&values) * v_t.transpose()
    }
}

fn r_ignored() -> Answer {
    |m, r| m.clone()
}

fn largest_entries_kept() -> Answer {
    |m, r| {
        let mut places: Vec<usize> = (0..m.len()).collect();
        places.sort_by(|&i, &j| m[j].abs().total_cmp(&m[i].abs()));
        let mut kept = DMatrix::zeros(m.nrows(), m.ncols());
        for &place in places.iter().take(r) {
            kept[place] = m[place];
        }
        kept
    }
}

fn sibling() -> f64 {
    // The nearest multiple of one direction to a cloud of points: here the direction is given.
    let points = dmatrix![2.0, 4.0, 6.0;
                          1.0, 2.0, 4.0];
    let u: DVector<f64> = dvector![2.0, 1.0] / 5.0_f64.sqrt();
    // Every point is replaced by its shadow on the line through u. One direction: rank 1.
    let shadows = &u * (u.transpose() * &points);
    assert_eq!(shadows.rank(1e-9), 1);
    // What was lost is how far the points are from their shadows: the first two lie on the line.
    let lost = (&points - &shadows).norm();
    assert!((lost - 2.0 / 5.0_f64.sqrt()).abs() < 1e-12);
    lost
}

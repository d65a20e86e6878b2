//! The three steps of any matrix, each with a single job.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use super::factors::{self, Factors};
use super::mending::{are_mended, cutting, have_terms};
use super::{cuts, matrices};
use crate::SVD;
use grading::scope::*;
use grading::{Mistake, Outcome, Property, Spec, Trials, Verdict, code, literal, shrink, worked};

const SOURCE: &str = include_str!("compact_svd.rs");

type Answer = fn(&DMatrix<f64>) -> (DMatrix<f64>, DVector<f64>, DMatrix<f64>);

pub(crate) static SPEC: Spec<Answer, DMatrix<f64>, Factors> = Spec {
    id: "compact_svd",
    notebook: &SVD,
    title: "Onto, rename, into, for any matrix",
    points: 3,
    prompt: "Write `compact_svd`: the factors `(u, sigma, v_t)` of the compact SVD of `m`, for any `m`: tall, wide, \
        square, whatever it throws away. If r singular values of `m` are not zero, `sigma` holds these r, the largest \
        first; `u` has r columns, of length 1 and at right angles to each other, and `v_t` has r such rows. Their product, \
        with `sigma` as a diagonal matrix, is `m`: any factors of which this holds will do. What should be zero comes out \
        of a computer as a little rounding, so values below a billionth of the largest are zeros. Of a zero matrix \
        nothing is left: r is 0, and there are no columns, no values and no rows.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_a_filter), code!(by_eigenvectors), code!(by_the_transpose)],
    mistakes: &[
        Mistake {
            tag: "square-factors",
            pattern: Some(|trials| {
                trials.iter().all(|trial| match &trial.outcome {
                    Outcome::Value(Factors { u, v_t, .. }) => {
                        let (rows, columns) = trial.probe.shape();
                        u.shape() == (rows, rows) && v_t.shape() == (columns, columns)
                    }
                    Outcome::Panicked(_) => false,
                })
            }),
            ask: "A 3x1 matrix gets three columns in your `u`. How many of them can a single value be multiplied with?",
            tell: "Your outer factors are square, as in the full SVD: they lose nothing, and the middle one has to throw \
                away. Each term needs one column of `u`, one value and one row of `v_t`.",
            ..Mistake::of(code!(square_factors))
        },
        Mistake {
            tag: "zeros-kept",
            pattern: Some(|trials| {
                have_terms(trials, |m| m.nrows().min(m.ncols()))
                    && are_mended(trials, |_, factors| factors.without_zeros(1e-9).sorted())
            }),
            ask: "Your middle step for [[1, 1], [1, 1]] multiplies two numbers by two values. Which ones, and can that be \
                undone?",
            tell: "You keep terms whose value is zero, so it is the middle step that throws away. In the compact SVD \
                the last factor has done that before, and nothing is lost any more.",
            ..Mistake::of(code!(zeros_kept))
        },
        Mistake {
            tag: "zero-matrix-kept",
            pattern: Some(|trials| {
                trials
                    .iter()
                    .all(|trial| trial.fault.is_none() || trial.probe.amax() == 0.0)
            }),
            ask: "A zero matrix sends everything to 0. How many numbers must get from its first step to its last, and by \
                which value do you stretch them?",
            tell: "For a zero matrix you keep a term, and its value is 0. There is none that counts: r is 0, and a \
                matrix may well have no columns.",
            ..Mistake::of(code!(zero_matrix_kept))
        },
        Mistake {
            tag: "squared-values",
            variants: &[|| {
                |m| {
                    let (u, values, v_t) = solution()(m);
                    (u, values.map(|value| value * value), v_t)
                }
            }],
            pattern: Some(|trials| are_mended(trials, |_, factors| factors.unsquared())),
            ask: "[[3]] stretches by 3. What do you return for it, and what do your three factors multiply to?",
            tell: "Your values are those of the Gram matrix, which stretches twice: there and back. A singular value is the \
                length of `m * v` for its `v`, not the square of that.",
            ..Mistake::of(code!(squared_values))
        },
        Mistake {
            tag: "not-sorted",
            variants: &[|| |m| Factors::from(solution()(m)).reversed().into_parts()],
            pattern: Some(|trials| are_mended(trials, |_, factors| factors.sorted())),
            ask: "Which value of [[1, 0], [0, 5]] do you put first? If there were room for a single term, would your first \
                one be the term to keep?",
            tell: "Your terms are right and come in another order: the largest value goes first, along with its column and \
                its row.",
            ..Mistake::of(code!(not_sorted))
        },
        Mistake {
            tag: "values-sorted-alone",
            pattern: Some(|trials| are_mended(trials, |m, factors| factors.with_values_moved(m))),
            ask: "You put the values of [[1, 0], [0, 5]] in order. Does the 5 still meet the direction that is stretched by 5?",
            tell: "You sort the values and leave the vectors where they are. A value, its column of `u` and its row of `v_t` \
                are one term: they move together.",
            ..Mistake::of(code!(values_sorted_alone))
        },
        Mistake {
            tag: "v-not-transposed",
            pattern: Some(|trials| are_mended(trials, |_, factors| factors.with_rows())),
            ask: "The third factor is the first to meet a vector. How many numbers does a 1x3 matrix take, and how many does \
                your third factor take for it?",
            tell: "Your third factor holds the right vectors as columns. To look along them, it needs them as rows.",
            ..Mistake::of(code!(v_not_transposed))
        },
        Mistake {
            tag: "values-cut-alone",
            pattern: Some(|trials| are_mended(trials, |_, factors| factors.with_vectors_cut())),
            ask: "How many columns has your `u` for [[1, 1], [1, 1]], and how many values are there to stretch them?",
            tell: "You leave out the values that are zero, and keep their vectors. A value goes with its column of `u` and \
                its row of `v_t`.",
            ..Mistake::of(code!(values_cut_alone))
        },
        Mistake {
            tag: "cut-across-the-terms",
            ask: "A term is a column of `u`, a value and a row of `v_t`. Which lines of your factors are gone when one term \
                is?",
            tell: "You cut one of the factors across: from every singular vector some entries are missing, and no vector is \
                left out.",
            ..Mistake::of(code!(cut_across_the_terms))
        },
        Mistake {
            tag: "parts-swapped",
            variants: &[|| {
                |m| {
                    let (u, sigma, v_t) = solution()(m);
                    (v_t.transpose(), sigma, u.transpose())
                }
            }],
            ask: "Of your three factors, which one is as tall as `m`, and which one as wide? Where do these two stand in a \
                product?",
            tell: "Your outer factors stand in each other's place. The step that is done first is written last: `u` is as \
                tall as `m`, `v_t` as wide.",
            ..Mistake::of(code!(parts_swapped))
        },
        Mistake {
            tag: "not-of-length-one",
            variants: &[|| {
                |m| {
                    let (u, sigma, v_t) = solution()(m);
                    (u * DMatrix::from_diagonal(&sigma), sigma.map(|_| 1.0), v_t)
                }
            }],
            pattern: Some(|trials| are_mended(trials, |_, factors| factors.normalised())),
            ask: "How long is the first column of your `u` for [[3]]? Which of the three factors is there to stretch?",
            tell: "One of your outer factors stretches too. Its vectors have length 1, and all of the stretch is in the \
                values.",
            ..Mistake::of(code!(not_of_length_one))
        },
        Mistake {
            tag: "signs-drawn-apart",
            pattern: Some(|trials| are_mended(trials, |m, factors| factors.with_images(m))),
            ask: "Where does `m` send the first row of your `v_t`: to the first column of your `u`, or to the opposite \
                side? May one of the two be turned round without the other?",
            tell: "You look for the left and the right vectors apart from each other, so each comes with a sign of its own. \
                Once the right ones are chosen, `m` says what the left ones are.",
            ..Mistake::of(code!(signs_drawn_apart))
        },
        Mistake {
            tag: "eigenvalues-of-m",
            variants: &[|| {
                |m| {
                    let (u, sigma, v_t) = eigenvalues_of_m()(m);
                    (u, sigma.abs(), v_t)
                }
            }],
            ask: "A quarter turn, [[0, -1], [1, 0]], leaves every length as it is, so both of its values are 1. Has it \
                real eigenvalues at all? Which eigenvalues has a 1x3 matrix?",
            tell: "You take the eigenvalues of `m` for its singular values. They are the same for symmetric matrices \
                without negative eigenvalues, and for no others.",
            ..Mistake::of(code!(eigenvalues_of_m))
        },
        Mistake {
            tag: "size-for-rank",
            ask: "How many singular values can a 3x1 matrix have? How many of them are not zero if all of its entries are?",
            tell: "You keep a term for each row, or for each column, of `m`. How many there are is for the values to say.",
            ..Mistake::of(code!(size_for_rank))
        },
        Mistake {
            tag: "absolute-cut",
            variants: &[|| |m| above(m, 1e-6), || |m| above(m, 1e-12)],
            pattern: Some(|trials| cutting(trials).is_some_and(|trials| cuts::is_absolute(&trials))),
            ask: "If the entries of `m` are near 1e-8, how many terms does your cut leave? And does that depend on the unit in \
                which they are written?",
            tell: "Your cut is the same number for all matrices. All values change with the unit, so what counts as zero is a \
                share of the largest one.",
            ..Mistake::of(code!(absolute_cut))
        },
        Mistake {
            tag: "cut-too-fine",
            variants: &[|| |m| above(m, 1e-12 * m.norm())],
            pattern: Some(|trials| cutting(trials).is_some_and(|trials| cuts::is_too_fine(&trials))),
            ask: "By what was asked for, is 1e-10 a value beside a 1? How many terms do you make of [[1, 0], [0, 1e-10]]?",
            tell: "Your cut scales as it should, and is too low: values below a billionth of the largest are to count as \
                zeros.",
            ..Mistake::of(code!(cut_too_fine))
        },
        Mistake {
            tag: "exact-zero-test",
            variants: &[|| |m| above(m, 1e-300)],
            pattern: Some(|trials| are_mended(trials, |_, factors| factors.without_zeros(1e-9))),
            ask: "A row that is the sum of two others adds no direction. Does the value that should vanish come out as \
                exactly 0?",
            tell: "You leave out the values that are exactly 0, and no others. Rounding makes 1e-16 of the largest out of \
                many a zero, and you keep a term for it.",
            ..Mistake::of(code!(exact_zero_test))
        },
        Mistake {
            tag: "rounding-of-squares-kept",
            pattern: Some(|trials| are_mended(trials, |_, factors| factors.without_zeros(1e-6))),
            ask: "Rounding leaves 1e-16 of the largest eigenvalue where there should be 0. What is the root of that, and is \
                it above your cut?",
            tell: "The root of a small number is less small: by way of squares, a value that should be zero comes out as \
                1e-8 of the largest. Cut before you take the roots, or do without the squares.",
            ..Mistake::of(code!(rounding_of_squares_kept))
        },
        Mistake {
            tag: "small-values-dropped",
            variants: &[|| |m| above(m, 1e-3 * m.norm()), || |m| above(m, 0.1)],
            pattern: Some(|trials| cutting(trials).is_some_and(|trials| cuts::is_too_coarse(&trials))),
            ask: "What is your product for [[1, 0], [0, 0.001]]? Is the difference from `m` rounding?",
            tell: "Your cut is so high that it takes away directions which `m` keeps, if weakly.",
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
        call: |compact_svd, m| Factors::from(compact_svd(m)),
        example: |m| format!("compact_svd(&{})", literal::matrix(m)),
        // Of a zero matrix no column is left, and nalgebra makes no matrix from a list of none.
        panic_excused: |m| m.amax() == 0.0,
    },
    properties: &[
        Property {
            claim: "the factors fit each other and `m`, and their entries are finite",
            hence: "",
            question: "Send a vector through your factors, the third one first. How many numbers does each of them take, and \
                how many does it return?",
            holds: |m, factors| matrices::unless_untrusted(m, factors::fit(m, factors)),
        },
        Property {
            claim: "there is a term for each singular value that counts, and for no other",
            hence: "",
            question: "Divide each singular value of this matrix by the largest. How many of them count, by what was asked \
                for, and how many columns has your first factor?",
            holds: |m, factors| matrices::unless_untrusted(m, factors::have_the_rank(m, factors)),
        },
        Property {
            claim: "the values are positive, the largest first",
            hence: "so that the middle step can be undone",
            question: "How long is the image of a vector of length 1? Can that be what your values say, and do they come from \
                large to small?",
            holds: |m, factors| matrices::unless_untrusted(m, factors::descend(m, factors)),
        },
        Property {
            claim: "the columns of the first factor have length 1 and stand at right angles",
            hence: "so that the last step loses nothing",
            question: "Multiply the transpose of your first factor with the factor. Which matrix should that be, if its columns \
                have length 1 and stand at right angles?",
            holds: |m, factors| matrices::unless_untrusted(m, factors::have_orthonormal_columns(m, factors)),
        },
        Property {
            claim: "the rows of the third factor have length 1 and stand at right angles",
            hence: "so that the first step throws away what `m` does, and nothing else",
            question: "Multiply your third factor with its transpose. Which matrix should that be, if its rows have length 1 \
                and stand at right angles?",
            holds: |m, factors| matrices::unless_untrusted(m, factors::have_orthonormal_rows(m, factors)),
        },
        Property {
            claim: "the product of the three is `m`",
            hence: "tall, wide or square, in small units and in large ones: the three steps of any matrix",
            question: "Where does `m` send each row of your third factor? How should the values and the columns of the first \
                one say so?",
            holds: |m, factors| matrices::unless_untrusted(m, factors::multiply_to(m, factors)),
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|m: &DMatrix<f64>| cuts::asked("m", m));

fn above(m: &DMatrix<f64>, cut: f64) -> (DMatrix<f64>, DVector<f64>, DMatrix<f64>) {
    let svd = m.clone().svd(true, true);
    let kept: Vec<usize> = (0..svd.rank(cut)).collect();
    let factors = Factors::from((svd.u.unwrap(), svd.singular_values, svd.v_t.unwrap()));
    factors.select(&kept).into_parts()
}

fn starter() -> Answer {
    fn compact_svd(m: &DMatrix<f64>) -> (DMatrix<f64>, DVector<f64>, DMatrix<f64>) {
        todo!()
    }
    compact_svd
}

fn solution() -> Answer {
    |m| {
        let svd = m.clone().svd(true, true);
        let (u, v_t) = (svd.u.unwrap(), svd.v_t.unwrap());
        let cut = 1e-9 * svd.singular_values.max();
        let r = svd.singular_values.iter().filter(|&&value| value > cut).count();
        let sigma = svd.singular_values.rows(0, r).into_owned();
        (u.columns(0, r).into_owned(), sigma, v_t.rows(0, r).into_owned())
    }
}

fn by_a_filter() -> Answer {
    |m| {
        let svd = m.clone().try_svd(true, true, 1e-13, 0).unwrap();
        let values = svd.singular_values;
        let kept: Vec<usize> = (0..values.len()).filter(|&k| values[k] > 1e-9 * values[0]).collect();
        let u = svd.u.unwrap().select_columns(&kept);
        (u, values.select_rows(&kept), svd.v_t.unwrap().select_rows(&kept))
    }
}

fn by_eigenvectors() -> Answer {
    |m| {
        // The eigenvalues of the Gram matrix are the squares of the singular values, and so is their cut.
        let eigen = (m.transpose() * m).symmetric_eigen();
        let squares = &eigen.eigenvalues;
        let mut kept: Vec<usize> = (0..m.ncols()).filter(|&k| squares[k] > 1e-12 * squares.max()).collect();
        kept.sort_by(|&i, &j| squares[j].total_cmp(&squares[i]));
        let v = eigen.eigenvectors.select_columns(&kept);
        let sigma = squares.select_rows(&kept).map(f64::sqrt);
        let u = m * &v * DMatrix::from_diagonal(&sigma.map(f64::recip));
        (u, sigma, v.transpose())
    }
}

fn by_the_transpose() -> Answer {
    |m| {
        let svd = m.transpose().svd(true, true);
        let r = svd.rank(1e-9 * svd.singular_values[0]);
        let (v, u_t) = (svd.u.unwrap().columns(0, r).into_owned(), svd.v_t.unwrap());
        (
            u_t.rows(0, r).transpose(),
            svd.singular_values.rows(0, r).into_owned(),
            v.transpose(),
        )
    }
}

fn square_factors() -> Answer {
    |m| {
        let left = (m * m.transpose()).symmetric_eigen().eigenvectors;
        let right = (m.transpose() * m).symmetric_eigen().eigenvectors;
        (left, m.singular_values(), right.transpose())
    }
}

fn zeros_kept() -> Answer {
    |m| {
        let svd = m.clone().svd(true, true);
        (svd.u.unwrap(), svd.singular_values, svd.v_t.unwrap())
    }
}

fn zero_matrix_kept() -> Answer {
    |m| {
        let svd = m.clone().svd(true, true);
        let r = svd.rank(1e-9 * svd.singular_values[0]).max(1);
        let sigma = svd.singular_values.rows(0, r).into_owned();
        let u = svd.u.unwrap().columns(0, r).into_owned();
        (u, sigma, svd.v_t.unwrap().rows(0, r).into_owned())
    }
}

fn squared_values() -> Answer {
    |m| {
        let eigen = (m.transpose() * m).symmetric_eigen();
        let squares = &eigen.eigenvalues;
        let mut kept: Vec<usize> = (0..m.ncols()).filter(|&k| squares[k] > 1e-12 * squares.max()).collect();
        kept.sort_by(|&i, &j| squares[j].total_cmp(&squares[i]));
        let v = eigen.eigenvectors.select_columns(&kept);
        let sigma = squares.select_rows(&kept);
        let u = m * &v * DMatrix::from_diagonal(&sigma.map(f64::recip));
        (u, sigma, v.transpose())
    }
}

fn not_sorted() -> Answer {
    |m| {
        let svd = m.clone().svd_unordered(true, true);
        let values = svd.singular_values;
        let kept: Vec<usize> = (0..values.len()).filter(|&k| values[k] > 1e-9 * values.max()).collect();
        let u = svd.u.unwrap().select_columns(&kept);
        (u, values.select_rows(&kept), svd.v_t.unwrap().select_rows(&kept))
    }
}

fn values_sorted_alone() -> Answer {
    |m| {
        let svd = m.clone().svd_unordered(true, true);
        let values = svd.singular_values;
        let kept: Vec<usize> = (0..values.len()).filter(|&k| values[k] > 1e-9 * values.max()).collect();
        let mut sigma = values.select_rows(&kept);
        sigma.as_mut_slice().sort_by(|a, b| b.total_cmp(a));
        (
            svd.u.unwrap().select_columns(&kept),
            sigma,
            svd.v_t.unwrap().select_rows(&kept),
        )
    }
}

fn v_not_transposed() -> Answer {
    |m| {
        let svd = m.clone().svd(true, true);
        let r = svd.rank(1e-9 * svd.singular_values[0]);
        let (u, v) = (svd.u.unwrap(), svd.v_t.unwrap().transpose());
        let sigma = svd.singular_values.rows(0, r).into_owned();
        (u.columns(0, r).into_owned(), sigma, v.columns(0, r).into_owned())
    }
}

fn values_cut_alone() -> Answer {
    |m| {
        let svd = m.clone().svd(true, true);
        let r = svd.rank(1e-9 * svd.singular_values[0]);
        (
            svd.u.unwrap(),
            svd.singular_values.rows(0, r).into_owned(),
            svd.v_t.unwrap(),
        )
    }
}

fn cut_across_the_terms() -> Answer {
    |m| {
        let svd = m.clone().svd(true, true);
        let r = svd.rank(1e-9 * svd.singular_values[0]);
        let (u, v_t) = (svd.u.unwrap(), svd.v_t.unwrap());
        let sigma = svd.singular_values.rows(0, r).into_owned();
        (u.columns(0, r).into_owned(), sigma, v_t.columns(0, r).into_owned())
    }
}

fn parts_swapped() -> Answer {
    |m| {
        let svd = m.clone().svd(true, true);
        let r = svd.rank(1e-9 * svd.singular_values[0]);
        let (u, v_t) = (svd.u.unwrap(), svd.v_t.unwrap());
        let sigma = svd.singular_values.rows(0, r).into_owned();
        (v_t.rows(0, r).into_owned(), sigma, u.columns(0, r).into_owned())
    }
}

fn not_of_length_one() -> Answer {
    |m| {
        let svd = m.clone().svd(true, true);
        let r = svd.rank(1e-9 * svd.singular_values[0]);
        let v_t = svd.v_t.unwrap().rows(0, r).into_owned();
        let u = m * v_t.transpose();
        (u, svd.singular_values.rows(0, r).into_owned(), v_t)
    }
}

fn signs_drawn_apart() -> Answer {
    |m| {
        let vectors = |gram: DMatrix<f64>| {
            let eigen = gram.symmetric_eigen();
            let squares = &eigen.eigenvalues;
            let mut kept: Vec<usize> = (0..squares.len())
                .filter(|&k| squares[k] > 1e-12 * squares.max())
                .collect();
            kept.sort_by(|&i, &j| squares[j].total_cmp(&squares[i]));
            (
                eigen.eigenvectors.select_columns(&kept),
                squares.select_rows(&kept).map(f64::sqrt),
            )
        };
        let (u, sigma) = vectors(m * m.transpose());
        let (v, _) = vectors(m.transpose() * m);
        (u, sigma, v.transpose())
    }
}

fn eigenvalues_of_m() -> Answer {
    |m| {
        let eigen = m.clone().symmetric_eigen();
        let values = &eigen.eigenvalues;
        let mut kept: Vec<usize> = (0..m.ncols())
            .filter(|&k| values[k].abs() > 1e-9 * values.amax())
            .collect();
        kept.sort_by(|&i, &j| values[j].abs().total_cmp(&values[i].abs()));
        let u = eigen.eigenvectors.select_columns(&kept);
        let v_t = u.transpose();
        (u, values.select_rows(&kept), v_t)
    }
}

fn size_for_rank() -> Answer {
    |m| {
        let svd = m.clone().svd(true, true);
        let (u, v_t) = (svd.u.unwrap(), svd.v_t.unwrap());
        let r = m.nrows();
        let sigma = svd.singular_values.rows(0, r).into_owned();
        (u.columns(0, r).into_owned(), sigma, v_t.rows(0, r).into_owned())
    }
}

fn absolute_cut() -> Answer {
    |m| {
        let svd = m.clone().svd(true, true);
        let r = svd.rank(1e-9);
        let sigma = svd.singular_values.rows(0, r).into_owned();
        let u = svd.u.unwrap().columns(0, r).into_owned();
        (u, sigma, svd.v_t.unwrap().rows(0, r).into_owned())
    }
}

fn cut_too_fine() -> Answer {
    |m| {
        let svd = m.clone().svd(true, true);
        let r = svd.rank(f64::EPSILON * m.nrows().max(m.ncols()) as f64 * svd.singular_values[0]);
        let sigma = svd.singular_values.rows(0, r).into_owned();
        let u = svd.u.unwrap().columns(0, r).into_owned();
        (u, sigma, svd.v_t.unwrap().rows(0, r).into_owned())
    }
}

fn exact_zero_test() -> Answer {
    |m| {
        let svd = m.clone().svd(true, true);
        let r = svd.rank(0.0);
        let sigma = svd.singular_values.rows(0, r).into_owned();
        let u = svd.u.unwrap().columns(0, r).into_owned();
        (u, sigma, svd.v_t.unwrap().rows(0, r).into_owned())
    }
}

fn rounding_of_squares_kept() -> Answer {
    |m| {
        let eigen = (m.transpose() * m).symmetric_eigen();
        let values = eigen.eigenvalues.map(|square| square.max(0.0).sqrt());
        let mut kept: Vec<usize> = (0..m.ncols()).filter(|&k| values[k] > 1e-9 * values.max()).collect();
        kept.sort_by(|&i, &j| values[j].total_cmp(&values[i]));
        let v = eigen.eigenvectors.select_columns(&kept);
        let sigma = values.select_rows(&kept);
        let u = m * &v * DMatrix::from_diagonal(&sigma.map(f64::recip));
        (u, sigma, v.transpose())
    }
}

fn small_values_dropped() -> Answer {
    |m| {
        let svd = m.clone().svd(true, true);
        let r = svd.rank(1e-2 * svd.singular_values[0]);
        let sigma = svd.singular_values.rows(0, r).into_owned();
        let u = svd.u.unwrap().columns(0, r).into_owned();
        (u, sigma, svd.v_t.unwrap().rows(0, r).into_owned())
    }
}

fn sibling() -> f64 {
    // A matrix of rank 1 needs no algorithm. This one is made as a column times a row.
    let (column, row) = (dvector![3.0, 4.0], dvector![2.0, 1.0, 2.0]);
    let m: DMatrix<f64> = &column * row.transpose();
    // Its column and its row, each at length 1. What that takes from them goes into the value between.
    let (u, v_t) = (&column / column.norm(), row.transpose() / row.norm());
    let sigma = column.norm() * row.norm();
    assert_eq!(sigma, 15.0);
    assert!((&u * sigma * &v_t - &m).norm() < 1e-12);
    // Three numbers go in, one gets through, two come out. What gets lost on the way is at right angles to the row.
    let lost = dvector![1.0, -2.0, 0.0];
    assert_eq!(&v_t * &lost, dvector![0.0]);
    assert_eq!(&m * &lost, dvector![0.0, 0.0]);
    sigma
}

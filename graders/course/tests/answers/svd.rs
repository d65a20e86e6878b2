use super::{fails, passes};
use course::check;
use grading::Verdict;
use nalgebra::{DMatrix, DVector};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// It fails, and its idea is that one, or none that is known.
#[track_caller]
fn wrong(verdict: Verdict, misconception: impl Into<Option<&'static str>>) {
    let Verdict::Failed(failed) = verdict else {
        panic!("a wrong answer does not fail: {verdict:#?}")
    };
    assert_eq!(failed.misconception.as_deref(), misconception.into(), "{failed:#?}");
    assert!(failed.counterexample.is_some_and(|example| !example.contains("/*")));
}

mod compact_svds;
mod finite_functions;

mod ranks {
    use super::*;

    fn above(m: &DMatrix<f64>, tolerance: f64) -> usize {
        m.singular_values().iter().filter(|&&value| value > tolerance).count()
    }

    #[test]
    fn any_tolerance_that_scales_passes() {
        passes(check::rank(|m| above(m, 1e-11 * m.norm())));
        passes(check::rank(|m| above(m, 1e-7 * m.amax())));
        passes(check::rank(|m| above(m, 1e-6 * m.singular_values()[0])));
        passes(check::rank(|m| {
            above(m, 1e-15 * m.singular_values().sum() * m.len() as f64)
        }));
        passes(check::rank(|m| m.transpose().rank(1e-10 * m.norm())));
        passes(check::rank(|m| m.clone().svd(true, true).rank(1e-9 * m.norm())));
        passes(check::rank(|m| {
            let values = m.singular_values();
            let largest = values.max();
            values.iter().filter(|&&value| value / largest > 1e-10).count()
        }));
        passes(check::rank(|m| {
            let r = m.clone().col_piv_qr().r();
            (0..r.nrows()).filter(|&i| r[(i, i)].abs() > 1e-10 * m.norm()).count()
        }));
        passes(check::rank(|m| {
            let u = m.clone().full_piv_lu().u();
            (0..u.nrows()).filter(|&i| u[(i, i)].abs() > 1e-10 * m.norm()).count()
        }));
        passes(check::rank(|m| {
            let squares = (m * m.transpose()).symmetric_eigenvalues();
            squares
                .iter()
                .filter(|&&square| square.max(0.0).sqrt() > 1e-6 * squares.max().sqrt())
                .count()
        }));
    }

    #[test]
    fn tolerances_that_do_not_scale_fail() {
        for verdict in [
            check::rank(|m| above(m, 1e-6)),
            check::rank(|m| above(m, 1e-10)),
            check::rank(|m| above(m, f64::EPSILON)),
            check::rank(|m| above(m, 1e-9 / m.norm())),
        ] {
            assert!(matches!(verdict, Verdict::Failed(_)), "{verdict:#?}");
        }
        wrong(check::rank(|m| above(m, 1e-10)), "absolute-tolerance");
        wrong(check::rank(|m| above(m, 1e-9 * m.len() as f64)), "absolute-tolerance");
        fails(check::rank(|m| above(m, 1e-9)), "rank(&dmatrix![3e-100])", "1", "0");
    }

    #[test]
    fn what_is_no_rank_fails() {
        wrong(check::rank(|m| above(m, 0.0)), "exact-zero-test");
        wrong(check::rank(|m| above(m, 1e-5 * m.norm())), "too-coarse");
        wrong(check::rank(|m| above(m, 1e-9 * m.norm()).max(1)), None);
        wrong(check::rank(|m| above(m, 1e-9 * m.norm()).min(3)), None);
        wrong(check::rank(|m| above(m, 1e-9 * m[(0, 0)].abs())), None);
        wrong(check::rank(|m| above(m, 1e-9 * m.sum().abs())), None);
        wrong(check::rank(|m| above(m, 1e-9 * m.norm()) / 2 * 2), None);
        wrong(check::rank(|m| m.ncols()), "rows-counted");
        wrong(
            check::rank(|m| {
                m.clone()
                    .qr()
                    .r()
                    .diagonal()
                    .iter()
                    .filter(|x| x.abs() > 1e-10 * m.norm())
                    .count()
            }),
            None,
        );
        wrong(
            check::rank(|m| m.diagonal().iter().filter(|&&x| x != 0.0).count()),
            None,
        );
        fails(
            check::rank(|m| above(m, 1e-9 * m.max())),
            "rank(&dmatrix![-1.0, -1.0; -1.0, -1.0])",
            "1",
            "2",
        );
    }
}

mod low_ranks {
    use super::*;

    fn terms(m: &DMatrix<f64>, kept: impl Fn(usize) -> bool) -> DMatrix<f64> {
        let svd = m.clone().svd(true, true);
        let (u, v_t) = (svd.u.unwrap(), svd.v_t.unwrap());
        let kept = (0..svd.singular_values.len()).filter(|&k| kept(k));
        kept.fold(m * 0.0, |sum, k| {
            sum + svd.singular_values[k] * u.column(k) * v_t.row(k)
        })
    }

    #[test]
    fn other_ways_to_the_best_approximation_pass() {
        passes(check::low_rank(|m, r| terms(m, |k| k < r)));
        passes(check::low_rank(|m, r| terms(&m.transpose(), |k| k < r).transpose()));
        passes(check::low_rank(|m, r| m - terms(m, |k| k >= r)));
        passes(check::low_rank(|m, r| {
            let v_t = m.clone().svd(false, true).v_t.unwrap();
            let kept = v_t.rows(0, r.min(v_t.nrows()));
            m * kept.transpose() * kept
        }));
        passes(check::low_rank(|m, r| {
            let svd = m.clone().svd_unordered(true, true);
            let mut order: Vec<usize> = (0..svd.singular_values.len()).collect();
            order.sort_by(|&i, &j| svd.singular_values[j].total_cmp(&svd.singular_values[i]));
            let (u, v_t) = (svd.u.unwrap(), svd.v_t.unwrap());
            order.iter().take(r).fold(m * 0.0, |sum, &k| {
                sum + svd.singular_values[k] * u.column(k) * v_t.row(k)
            })
        }));
        passes(check::low_rank(|m, r| {
            let mut svd = m.clone().try_svd(true, true, 1e-13, 0).unwrap();
            let kept = r.min(svd.singular_values.len());
            svd.singular_values.rows_range_mut(kept..).fill(0.0);
            svd.recompose().unwrap()
        }));
    }

    #[test]
    fn every_other_choice_of_terms_fails() {
        wrong(check::low_rank(|m, r| terms(m, |k| k <= r)), "one-too-many");
        wrong(check::low_rank(|m, r| terms(m, |k| k + 1 < r)), "one-too-few");
        wrong(check::low_rank(|m, r| terms(m, |k| 0 < k && k <= r)), None);
        wrong(check::low_rank(|m, r| terms(m, |k| k < r.max(1))), None);
        wrong(check::low_rank(|m, r| terms(m, |k| k < r.min(2))), None);
        wrong(check::low_rank(|m, r| terms(m, |k| k < r && r <= m.ncols())), None);
        wrong(check::low_rank(|m, _| terms(m, |k| k < 1)), None);
        wrong(check::low_rank(|m, _| m.clone()), "r-ignored");
        wrong(check::low_rank(|m, _| m * 0.0), None);
        wrong(
            check::low_rank(|m, r| terms(m, |k| k < r) * (1.0 + 1e-6)),
            "digits-lost",
        );
        wrong(
            check::low_rank(|m, r| terms(m, |k| k < r).map(|x| f64::from(x as f32))),
            "single-precision",
        );
        wrong(check::low_rank(|m, r| terms(m, |k| k < r).map(f64::abs)), None);
        wrong(check::low_rank(|m, r| -terms(m, |k| k < r)), None);
        wrong(check::low_rank(|m, r| terms(m, |k| k < r).transpose()), None);
        wrong(check::low_rank(|m, r| terms(m, |k| k < r) * f64::NAN), None);
        let panics = check::low_rank(|m, r| {
            let svd = m.clone().svd(true, true);
            let values = DMatrix::from_diagonal(&svd.singular_values.rows(0, r).into_owned());
            svd.u.unwrap().columns(0, r) * values * svd.v_t.unwrap().rows(0, r)
        });
        wrong(panics, None);
        fails(
            check::low_rank(|m, r| if r == 0 { m.clone() } else { terms(m, |k| k < r) }),
            "low_rank(&dmatrix![1.0], 0)",
            "dmatrix![0.0]",
            "dmatrix![1.0]",
        );
    }
}

mod inverses {
    use super::*;

    fn right(m: &DMatrix<f64>) -> DMatrix<f64> {
        m.clone().pseudo_inverse(1e-9 * m.norm()).unwrap()
    }

    #[test]
    fn other_ways_to_the_pseudo_inverse_pass() {
        passes(check::pseudo_inverse(right));
        passes(check::pseudo_inverse(|m| right(&m.transpose()).transpose()));
        passes(check::pseudo_inverse(|m| {
            (m.transpose() * m).pseudo_inverse(1e-12 * m.norm_squared()).unwrap() * m.transpose()
        }));
        passes(check::pseudo_inverse(|m| {
            m.transpose() * (m * m.transpose()).pseudo_inverse(1e-12 * m.norm_squared()).unwrap()
        }));
        passes(check::pseudo_inverse(|m| {
            let svd = m.clone().svd(true, true);
            let cut = 1e-9 * svd.singular_values[0];
            svd.pseudo_inverse(cut).unwrap()
        }));
    }

    #[test]
    fn what_breaks_one_identity_fails() {
        wrong(
            check::pseudo_inverse(|m| m.clone().pseudo_inverse(1e-40).unwrap()),
            "zeros-inverted",
        );
        wrong(check::pseudo_inverse(|m| right(m) * 2.0), None);
        wrong(check::pseudo_inverse(|m| -right(m)), None);
        wrong(check::pseudo_inverse(|m| right(m) * (1.0 + 1e-6)), "digits-lost");
        wrong(
            check::pseudo_inverse(|m| right(m).map(|x| f64::from(x as f32))),
            "single-precision",
        );
        wrong(check::pseudo_inverse(|m| right(m).map(f64::abs)), None);
        wrong(
            check::pseudo_inverse(|m| right(m).transpose()),
            "factors-in-the-wrong-order",
        );
        // A generalised inverse with something in the kernel.
        wrong(
            check::pseudo_inverse(|m| {
                let kernel = DMatrix::identity(m.ncols(), m.ncols()) - right(m) * m;
                right(m) + kernel * DMatrix::from_element(m.ncols(), m.nrows(), 1.0)
            }),
            None,
        );
        wrong(
            check::pseudo_inverse(|m| {
                let unreached = DMatrix::identity(m.nrows(), m.nrows()) - m * right(m);
                right(m) + DMatrix::from_element(m.ncols(), m.nrows(), 1.0) * unreached
            }),
            None,
        );
        wrong(
            check::pseudo_inverse(|m| m.clone().pseudo_inverse(0.05).unwrap()),
            "small-values-dropped",
        );
        wrong(
            check::pseudo_inverse(|m| (m.transpose() * m).try_inverse().unwrap() * m.transpose()),
            None,
        );
        wrong(check::pseudo_inverse(|m| m.clone().try_inverse().unwrap()), None);
        wrong(
            check::pseudo_inverse(|m| m.map(|x| if x == 0.0 { 0.0 } else { x.recip() })),
            "entries-inverted",
        );
        fails(
            check::pseudo_inverse(|m| if m.amax() == 0.0 { m.clone() } else { right(m) }),
            "pseudo_inverse(&dmatrix![0.0, 0.0])",
            "dmatrix![0.0;\n         0.0]",
            "dmatrix![0.0, 0.0]",
        );
    }
}

mod least_squares {
    use super::*;

    fn right(a: &DMatrix<f64>, b: &DVector<f64>) -> DVector<f64> {
        a.clone().svd(true, true).solve(b, 1e-9 * a.norm()).unwrap()
    }

    #[test]
    fn other_ways_to_the_shortest_minimiser_pass() {
        passes(check::solve_least_squares(right));
        passes(check::solve_least_squares(|a, b| {
            a.clone().pseudo_inverse(1e-9 * a.norm()).unwrap() * b
        }));
        passes(check::solve_least_squares(|a, b| {
            let svd = a.clone().try_svd(true, true, 1e-13, 0).unwrap();
            svd.solve(b, 1e-9 * a.norm()).unwrap()
        }));
        passes(check::solve_least_squares(|a, b| {
            let gram = a.transpose() * a;
            let tolerance = 1e-12 * gram.norm();
            gram.svd(true, true).solve(&(a.transpose() * b), tolerance).unwrap()
        }));
        passes(check::solve_least_squares(|a, b| {
            let gram = a * a.transpose();
            let tolerance = 1e-12 * gram.norm();
            a.transpose() * gram.pseudo_inverse(tolerance).unwrap() * b
        }));
        passes(check::solve_least_squares(|a, b| {
            // Any minimiser, then without its part in the kernel.
            let x = right(a, b)
                + (DMatrix::identity(a.ncols(), a.ncols()) - a.clone().pseudo_inverse(1e-9 * a.norm()).unwrap() * a)
                    * DVector::repeat(a.ncols(), right(a, b).norm());
            a.clone().pseudo_inverse(1e-9 * a.norm()).unwrap() * (a * x)
        }));
    }

    #[test]
    fn what_is_no_shortest_minimiser_fails() {
        wrong(
            check::solve_least_squares(|a, b| {
                // A basic solution: as many unknowns as possible are left at zero.
                let rank = a.rank(1e-9 * a.norm());
                let mut kept: Vec<usize> = Vec::new();
                for j in 0..a.ncols() {
                    let mut more = kept.clone();
                    more.push(j);
                    if a.select_columns(&more).rank(1e-9 * a.norm()) == more.len() {
                        kept = more;
                    }
                }
                assert_eq!(kept.len(), rank);
                let mut x = DVector::zeros(a.ncols());
                if rank > 0 {
                    let basic = right(&a.select_columns(&kept), b);
                    kept.iter().zip(basic.iter()).for_each(|(&j, &value)| x[j] = value);
                }
                x
            }),
            "not-the-shortest",
        );
        wrong(check::solve_least_squares(|a, b| right(a, b) * 2.0), None);
        wrong(check::solve_least_squares(|a, b| -right(a, b)), None);
        wrong(
            check::solve_least_squares(|a, b| right(a, b) * (1.0 + 1e-6)),
            "digits-lost",
        );
        wrong(
            check::solve_least_squares(|a, b| right(a, b).map(|x| f64::from(x as f32))),
            "single-precision",
        );
        wrong(check::solve_least_squares(|a, b| right(a, b).map(f64::round)), None);
        wrong(check::solve_least_squares(|a, b| right(a, &b.map(f64::abs))), None);

        wrong(
            check::solve_least_squares(|a, b| {
                // Conjugate gradients on the normal equations, from zero: never leaves the span of the rows, and finds what is
                // to count as lost.
                let mut x = DVector::zeros(a.ncols());
                let mut rest = a.transpose() * b;
                let (mut direction, start) = (rest.clone(), rest.norm());
                for _ in 0..60 {
                    let square = rest.norm_squared();
                    if square.sqrt() <= 1e-15 * start {
                        break;
                    }
                    let image = a * &direction;
                    let step = square / image.norm_squared();
                    x += step * &direction;
                    rest = a.transpose() * (b - a * &x);
                    direction = &rest + direction * (rest.norm_squared() / square);
                }
                x
            }),
            "cut-too-fine",
        );
        wrong(check::solve_least_squares(|_, b| b.clone()), None);
        wrong(check::solve_least_squares(|a, _| DVector::zeros(a.ncols())), None);
        wrong(
            check::solve_least_squares(|a, b| a.clone().lu().solve(b).unwrap()),
            None,
        );
        wrong(
            check::solve_least_squares(|a, b| a.clone().qr().solve(b).unwrap()),
            None,
        );
        wrong(
            check::solve_least_squares(|a, b| a.clone().svd(true, true).solve(b, 0.0).unwrap()),
            "zeros-inverted",
        );
        wrong(
            check::solve_least_squares(|a, b| a.clone().svd(true, true).solve(b, 0.05).unwrap()),
            None,
        );
        wrong(
            check::solve_least_squares(|a, b| (a.transpose() * a).try_inverse().unwrap() * a.transpose() * b),
            None,
        );
        wrong(
            check::solve_least_squares(|a, b| a.transpose() * b),
            "transpose-for-inverse",
        );
        wrong(
            check::solve_least_squares(|a, b| a.transpose() * b / a.norm_squared().max(1e-300)),
            None,
        );
    }
}

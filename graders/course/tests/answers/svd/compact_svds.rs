use super::*;

type Parts = (DMatrix<f64>, DVector<f64>, DMatrix<f64>);

fn right(m: &DMatrix<f64>) -> Parts {
    let svd = m.clone().svd(true, true);
    let r = svd.rank(1e-9 * svd.singular_values[0]);
    first(svd.u.unwrap(), svd.singular_values, svd.v_t.unwrap(), r)
}

fn first(u: DMatrix<f64>, sigma: DVector<f64>, v_t: DMatrix<f64>, r: usize) -> Parts {
    (u.columns(0, r).into(), sigma.rows(0, r).into(), v_t.rows(0, r).into())
}

fn above(m: &DMatrix<f64>, cut: f64) -> Parts {
    let svd = m.clone().svd(true, true);
    let r = svd.rank(cut);
    first(svd.u.unwrap(), svd.singular_values, svd.v_t.unwrap(), r)
}

/// What the library finds, zeros among it.
fn all(m: &DMatrix<f64>) -> Parts {
    let svd = m.clone().svd(true, true);
    (svd.u.unwrap(), svd.singular_values, svd.v_t.unwrap())
}

/// The eigenvectors of a symmetric matrix, that of the largest eigenvalue first, and the eigenvalues.
fn eigen(m: DMatrix<f64>) -> (DMatrix<f64>, DVector<f64>) {
    let eigen = m.symmetric_eigen();
    let mut order: Vec<usize> = (0..eigen.eigenvalues.len()).collect();
    order.sort_by(|&i, &j| eigen.eigenvalues[j].total_cmp(&eigen.eigenvalues[i]));
    (
        eigen.eigenvectors.select_columns(&order),
        eigen.eigenvalues.select_rows(&order),
    )
}

#[test]
fn other_ways_to_the_three_factors_pass() {
    passes(check::compact_svd(right));
    // By the library's smaller pieces.
    passes(check::compact_svd(|m| {
        let svd = m.clone().try_svd(true, true, f64::EPSILON, 0).unwrap();
        let r = m.rank(1e-9 * m.norm());
        first(svd.u.unwrap(), svd.singular_values, svd.v_t.unwrap(), r)
    }));
    passes(check::compact_svd(|m| {
        let (u, sigma, v_t) = right(&m.transpose());
        (v_t.transpose(), sigma, u.transpose())
    }));
    passes(check::compact_svd(|m| {
        let svd = m.clone().svd(true, false);
        let r = svd.rank(1e-9 * svd.singular_values[0]);
        let u = svd.u.unwrap().columns(0, r).into_owned();
        let sigma = svd.singular_values.rows(0, r).into_owned();
        let v_t = DMatrix::from_diagonal(&sigma.map(|x| 1.0 / x)) * u.transpose() * m;
        (u, sigma, v_t)
    }));
    // By the other Gram matrix.
    passes(check::compact_svd(|m| {
        let (u, squares) = eigen(m * m.transpose());
        let r = squares.iter().filter(|&&square| square > 1e-12 * squares[0]).count();
        let u = u.columns(0, r).into_owned();
        let sigma = squares.rows(0, r).map(f64::sqrt);
        let v_t = DMatrix::from_diagonal(&sigma.map(f64::recip)) * u.transpose() * m;
        (u, sigma, v_t)
    }));
    // By columns of which the lengths are the values.
    passes(check::compact_svd(|m| {
        let (v, squares) = eigen(m.transpose() * m);
        let r = squares.iter().filter(|&&square| square > 1e-12 * squares[0]).count();
        let v = v.columns(0, r).into_owned();
        let mut u = m * &v;
        let sigma = DVector::from_iterator(r, u.column_iter().map(|column| column.norm()));
        u.column_iter_mut()
            .zip(&sigma)
            .for_each(|(mut column, value)| column /= *value);
        (u, sigma, v.transpose())
    }));
    // By an orthonormal basis of the range, in which the matrix has full rank.
    passes(check::compact_svd(|m| {
        let r = m.rank(1e-9 * m.norm());
        if r == 0 {
            return (
                DMatrix::zeros(m.nrows(), 0),
                DVector::zeros(0),
                DMatrix::zeros(0, m.ncols()),
            );
        }
        let qr = m.clone().col_piv_qr();
        let mut rest = qr.r().rows(0, r).into_owned();
        qr.p().inv_permute_columns(&mut rest);
        let svd = rest.svd(true, true);
        (
            qr.q().columns(0, r) * svd.u.unwrap(),
            svd.singular_values,
            svd.v_t.unwrap(),
        )
    }));
}

/// One-sided Jacobi: columns are turned until they stand at right angles to each other.
#[test]
fn an_algorithm_of_ones_own_passes() {
    passes(check::compact_svd(|m| {
        let (mut images, mut v) = (m.clone(), DMatrix::<f64>::identity(m.ncols(), m.ncols()));
        for _ in 0..30 {
            for j in 1..m.ncols() {
                for i in 0..j {
                    let (a, b) = (images.column(i).into_owned(), images.column(j).into_owned());
                    let angle = 0.5 * (2.0 * a.dot(&b)).atan2(a.norm_squared() - b.norm_squared());
                    for turned in [&mut images, &mut v] {
                        let (a, b) = (turned.column(i).into_owned(), turned.column(j).into_owned());
                        turned.set_column(i, &(angle.cos() * &a + angle.sin() * &b));
                        turned.set_column(j, &(angle.cos() * b - angle.sin() * a));
                    }
                }
            }
        }
        let lengths: Vec<f64> = images.column_iter().map(|image| image.norm()).collect();
        let largest = lengths.iter().copied().fold(0.0, f64::max);
        let mut kept: Vec<usize> = (0..m.ncols()).filter(|&k| lengths[k] > 1e-9 * largest).collect();
        kept.sort_by(|&i, &j| lengths[j].total_cmp(&lengths[i]));
        let sigma = DVector::from_iterator(kept.len(), kept.iter().map(|&k| lengths[k]));
        let u = images.select_columns(&kept) * DMatrix::from_diagonal(&sigma.map(f64::recip));
        (u, sigma, v.select_columns(&kept).transpose())
    }));
}

#[test]
fn signs_and_rotations_are_open() {
    passes(check::compact_svd(|m| {
        let (u, sigma, v_t) = right(m);
        (-u, sigma, -v_t)
    }));
    passes(check::compact_svd(|m| {
        let (mut u, sigma, mut v_t) = right(m);
        for k in 1..sigma.len() {
            // A quarter turn among two vectors of one value.
            if sigma[k - 1] - sigma[k] < 1e-9 * sigma[0] {
                u.swap_columns(k - 1, k);
                v_t.swap_rows(k - 1, k);
                u.column_mut(k).neg_mut();
                v_t.row_mut(k).neg_mut();
            }
        }
        (u, sigma, v_t)
    }));
}

#[test]
fn any_cut_between_zeros_and_values_passes() {
    passes(check::compact_svd(|m| above(m, 1e-9 * m.norm())));
    passes(check::compact_svd(|m| above(m, 1e-9 * m.amax())));
    passes(check::compact_svd(|m| above(m, 1e-8 * m.singular_values()[0])));
}

/// nalgebra can't make a matrix from a list of no columns, and a zero matrix leaves none.
#[test]
fn a_zero_matrix_may_be_too_little_for_the_library_and_not_wrong() {
    passes(check::compact_svd(|m| {
        let (u, sigma, v_t) = right(m);
        let columns: Vec<DVector<f64>> = u.column_iter().map(|column| column.into_owned()).collect();
        (DMatrix::from_columns(&columns), sigma, v_t)
    }));
    wrong(
        check::compact_svd(|m| match m.amax() {
            0.0 => (
                DMatrix::zeros(m.nrows(), 1),
                DVector::zeros(1),
                DMatrix::zeros(1, m.ncols()),
            ),
            _ => right(m),
        }),
        "zero-matrix-kept",
    );
    // As many terms as there are values at or above a cut of zero.
    wrong(
        check::compact_svd(|m| {
            let svd = m.clone().svd(true, true);
            let cut = 1e-9 * svd.singular_values.max();
            let r = svd.singular_values.iter().filter(|&&value| value >= cut).count();
            first(svd.u.unwrap(), svd.singular_values, svd.v_t.unwrap(), r)
        }),
        "zero-matrix-kept",
    );
}

#[test]
fn terms_that_do_not_count_are_known_by_why_they_are_kept() {
    wrong(check::compact_svd(all), "zeros-kept");
    wrong(check::compact_svd(|m| above(m, 0.0)), "exact-zero-test");
    wrong(check::compact_svd(|m| above(m, f64::MIN_POSITIVE)), "exact-zero-test");
    wrong(check::compact_svd(|m| above(m, 1e-6)), "absolute-cut");
    wrong(check::compact_svd(|m| above(m, 1e-10)), "absolute-cut");
    wrong(check::compact_svd(|m| above(m, 1e-11 * m.norm())), "cut-too-fine");
    wrong(check::compact_svd(|m| above(m, 1e-14 * m.norm())), "cut-too-fine");
    wrong(
        check::compact_svd(|m| above(m, 1e-4 * m.norm())),
        "small-values-dropped",
    );
    wrong(
        check::compact_svd(|m| above(m, 2e-2 * m.norm())),
        "small-values-dropped",
    );
    // All terms, in an order of its own.
    wrong(
        check::compact_svd(|m| {
            let svd = m.clone().svd_unordered(true, true);
            (svd.u.unwrap(), svd.singular_values, svd.v_t.unwrap())
        }),
        "zeros-kept",
    );
    wrong(
        check::compact_svd(|m| {
            let (u, squares) = eigen(m * m.transpose());
            let sigma = squares.map(|square| square.max(0.0).sqrt());
            let r = sigma.iter().filter(|&&value| value > 1e-9 * sigma[0]).count();
            let sigma = sigma.rows(0, r).into_owned();
            let u = u.columns(0, r).into_owned();
            let v_t = DMatrix::from_diagonal(&sigma.map(f64::recip)) * u.transpose() * m;
            (u, sigma, v_t)
        }),
        "rounding-of-squares-kept",
    );
}

#[test]
fn a_term_is_a_column_a_value_and_a_row() {
    wrong(
        check::compact_svd(|m| {
            let (u, sigma, v_t) = right(m);
            (u, sigma, v_t.transpose())
        }),
        "v-not-transposed",
    );
    wrong(
        check::compact_svd(|m| {
            let (u, sigma, v_t) = right(m);
            (v_t, sigma, u)
        }),
        "parts-swapped",
    );
    wrong(
        check::compact_svd(|m| {
            let (u, sigma, v_t) = right(m);
            (u.transpose(), sigma, v_t)
        }),
        None,
    );
    wrong(
        check::compact_svd(|m| {
            let (u, sigma, v_t) = right(m);
            let order: Vec<usize> = (0..sigma.len()).rev().collect();
            (
                u.select_columns(&order),
                sigma.select_rows(&order),
                v_t.select_rows(&order),
            )
        }),
        "not-sorted",
    );
    wrong(
        check::compact_svd(|m| {
            let (u, sigma, v_t) = right(m);
            let order: Vec<usize> = (0..sigma.len()).rev().collect();
            (u, sigma.select_rows(&order), v_t)
        }),
        "values-sorted-alone",
    );
    // The first term alone, as in the example; all but the last.
    wrong(
        check::compact_svd(|m| {
            let svd = m.clone().svd(true, true);
            first(svd.u.unwrap(), svd.singular_values, svd.v_t.unwrap(), 1)
        }),
        None,
    );
    wrong(
        check::compact_svd(|m| {
            let (u, sigma, v_t) = right(m);
            let r = sigma.len().saturating_sub(1);
            first(u, sigma, v_t, r)
        }),
        None,
    );
    // The values cut, and the vectors left as they were.
    wrong(
        check::compact_svd(|m| {
            let svd = m.clone().svd(true, true);
            (svd.u.unwrap(), right(m).1, svd.v_t.unwrap())
        }),
        "values-cut-alone",
    );
}

#[test]
fn each_factor_has_a_single_job() {
    wrong(
        check::compact_svd(|m| {
            let (u, sigma, v_t) = right(m);
            (u, sigma.map(|value| value * value), v_t)
        }),
        "squared-values",
    );
    wrong(
        check::compact_svd(|m| {
            let (u, sigma, v_t) = right(m);
            let stretch = DMatrix::from_diagonal(&sigma);
            (u, sigma, stretch * v_t)
        }),
        "not-of-length-one",
    );
    wrong(
        check::compact_svd(|m| {
            let (u, sigma, v_t) = right(m);
            let root = DMatrix::from_diagonal(&sigma.map(f64::sqrt));
            (u * &root, sigma, root * v_t)
        }),
        "not-of-length-one",
    );
    wrong(
        check::compact_svd(|m| {
            let (u, sigma, v_t) = right(m);
            (u, sigma.map(f64::recip), v_t)
        }),
        None,
    );
    wrong(
        check::compact_svd(|m| {
            let (u, sigma, v_t) = right(m);
            (u, -sigma, -v_t)
        }),
        None,
    );
    wrong(
        check::compact_svd(|m| {
            let (u, sigma, v_t) = right(m);
            (-u, sigma, v_t)
        }),
        "signs-drawn-apart",
    );
    wrong(
        check::compact_svd(|m| {
            let (u, sigma, v_t) = right(m);
            (u.abs(), sigma, v_t.abs())
        }),
        None,
    );
    // Another factorisation.
    wrong(
        check::compact_svd(|m| {
            let qr = m.clone().qr();
            (qr.q(), qr.r().diagonal().abs(), qr.r())
        }),
        None,
    );
    wrong(
        check::compact_svd(|m| {
            let (u, sigma, v_t) = right(m);
            (
                u.map(|x| f64::from(x as f32)),
                sigma.map(|x| f64::from(x as f32)),
                v_t.map(|x| f64::from(x as f32)),
            )
        }),
        "single-precision",
    );
    wrong(
        check::compact_svd(|m| {
            let (u, sigma, v_t) = right(m);
            (u, sigma * (1.0 + 1e-7), v_t)
        }),
        "digits-lost",
    );
    wrong(
        check::compact_svd(|m| {
            let (u, sigma, v_t) = right(m);
            (u * f64::NAN, sigma, v_t)
        }),
        None,
    );
}

/// What nobody listed, and somebody might write.
#[test]
fn other_ideas_fail() {
    // The values are all there, and the vectors are not.
    wrong(
        check::compact_svd(|m| {
            let (u, _, v_t) = right(m);
            (u, m.singular_values(), v_t)
        }),
        None,
    );
    // Each value once.
    wrong(
        check::compact_svd(|m| {
            let (u, sigma, v_t) = right(m);
            let is_new = |&k: &usize| k == 0 || sigma[k - 1] - sigma[k] > 1e-9 * sigma[0];
            let kept: Vec<usize> = (0..sigma.len()).filter(is_new).collect();
            (
                u.select_columns(&kept),
                sigma.select_rows(&kept),
                v_t.select_rows(&kept),
            )
        }),
        None,
    );
    // As many terms as make up 99 % of the squares, as when data is compressed.
    let most = check::compact_svd(|m| {
        let (u, sigma, v_t) = right(m);
        let whole = sigma.norm_squared();
        let enough = |r: &usize| sigma.rows(0, *r).norm_squared() >= 0.99 * whole;
        let r = (0..=sigma.len()).find(enough).unwrap_or(sigma.len());
        first(u, sigma, v_t, r)
    });
    wrong(most, "small-values-dropped");
    // Columns are centred first, as for principal components.
    wrong(
        check::compact_svd(|m| {
            let mut m = m.clone();
            for mut column in m.column_iter_mut() {
                let mean = column.mean();
                column.add_scalar_mut(-mean);
            }
            right(&m)
        }),
        None,
    );
    // A wide matrix is made tall, and never wide again.
    wrong(
        check::compact_svd(|m| match m.nrows() < m.ncols() {
            true => right(&m.transpose()),
            false => right(m),
        }),
        None,
    );
    // The unit is taken out, and not put back.
    wrong(check::compact_svd(|m| right(&(m / m.amax().max(1e-300)))), None);
    // The left vectors are divided by the squares of the values.
    wrong(
        check::compact_svd(|m| {
            let (_, sigma, v_t) = right(m);
            let u = m * v_t.transpose() * DMatrix::from_diagonal(&sigma.map(|value| value.powi(-2)));
            (u, sigma, v_t)
        }),
        "not-of-length-one",
    );
    // Square matrices have everything, others nothing.
    wrong(
        check::compact_svd(|m| match m.is_square() {
            true => right(m),
            false => (
                DMatrix::zeros(m.nrows(), 0),
                DVector::zeros(0),
                DMatrix::zeros(0, m.ncols()),
            ),
        }),
        None,
    );
    // Two terms, whatever comes.
    wrong(
        check::compact_svd(|m| {
            let (u, sigma, v_t) = right(m);
            let r = sigma.len().min(2);
            first(u, sigma, v_t, r)
        }),
        None,
    );
    // What nalgebra knows of the smallest number takes the place of a cut.
    wrong(check::compact_svd(|m| above(m, f64::EPSILON)), "exact-zero-test");
}

#[test]
fn an_example_shows_the_factors_line_by_line_and_none_as_the_right_ones() {
    let Verdict::Failed(failed) = check::compact_svd(all) else {
        panic!("a wrong answer does not fail")
    };
    assert_eq!(failed.counterexample.as_deref(), Some("compact_svd(&dmatrix![0.0])"));
    assert_eq!(failed.expected, None);
    assert_eq!(
        failed.got.as_deref(),
        Some("(dmatrix![1.0],\n dvector![0.0],\n dmatrix![1.0])")
    );
}

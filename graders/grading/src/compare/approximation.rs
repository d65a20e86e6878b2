//! Whether a matrix is as near to another one as its rank allows.

use nalgebra::DMatrix;

use super::spectrum::Spectrum;
use super::{Difference, Tolerance, shape};

/// Compares an approximation of rank `r` with the best one there is, by its rank and by its distance in the Frobenius norm.
/// Entries are not looked at: where the singular values r and r + 1 tie, several matrices are best.
///
/// The error may be 1e-9 of the best one larger. That is nothing where the best error is zero, so the rounding of an answer
/// comes on top: ε times the norm for one by an SVD, κ² as much for one that takes singular vectors from AᵀA (the
/// eigenvectors of the smallest value kept are off by εκ²; Golub and Van Loan, *Matrix Computations*, 4th ed., §8.6).
///
/// # Errors
/// The shape, an entry that is not finite, the rank, or the two errors, in this order.
pub fn best_approximation(a: &DMatrix<f64>, r: usize, got: &DMatrix<f64>) -> Result<(), Difference> {
    finite_of_shape(a.shape(), got)?;
    let right = Spectrum::of(a);
    // Of a matrix with one entry a row and column at most, the singular vectors are axes: nobody rounds those.
    let vectors = match has_sparse_lines(a) {
        true => 1.0,
        false => right.condition().powi(2),
    };
    let rounding = Tolerance::rounding(a.nrows() + a.ncols() + 4, vectors * right.best_error(0));
    let excess = Spectrum::of(got).best_error(r);
    if !rounding.allows(0.0, excess) {
        return Err(format!("its rank is more than {r}").into());
    }
    let (best, error) = (right.best_error(r), (a - got).norm());
    if error <= best * (1.0 + 1e-9) || rounding.allows(best, error) {
        return Ok(());
    }
    let right = match rounding.allows(0.0, best) {
        true => "zero".to_owned(),
        false => format!("{best:.6}"),
    };
    Err(Difference::new(format!("its distance is {error:.6}"), right))
}

/// Whether no row and no column has two entries that are not zero: then the singular values are the sizes of the entries.
pub fn has_sparse_lines(m: &DMatrix<f64>) -> bool {
    let is_sparse = |line: Vec<f64>| line.iter().filter(|&&x| x != 0.0).count() <= 1;
    m.row_iter().all(|row| is_sparse(row.iter().copied().collect()))
        && m.column_iter()
            .all(|column| is_sparse(column.iter().copied().collect()))
}

/// A shape, and that no entry is NaN or infinite: an SVD of such a matrix would not come to an end.
///
/// # Errors
/// The two shapes, or the first entry that is not finite.
pub fn finite_of_shape(expected: (usize, usize), got: &DMatrix<f64>) -> Result<(), Difference> {
    shape(expected, got.shape())?;
    match got.iter().find(|x| !x.is_finite()) {
        Some(x) => Err(format!("an entry is {x}").into()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::*;

    #[track_caller]
    fn check(a: DMatrix<f64>, r: usize, got: DMatrix<f64>, result: Result<(), &str>) {
        let found = best_approximation(&a, r, &got).map_err(|difference| difference.with_right());
        assert_eq!(found, result.map_err(str::to_owned));
    }

    #[test]
    fn the_rank_and_the_distance_decide() {
        let a = dmatrix![4.0, 0.0; 0.0, 3.0];
        check(a.clone(), 1, dmatrix![4.0, 0.0; 0.0, 0.0], Ok(()));
        check(a.clone(), 1, a.clone(), Err("its rank is more than 1"));
        check(
            a.clone(),
            1,
            dmatrix![0.0, 0.0; 0.0, 3.0],
            Err("its distance is 4.000000, not 3.000000"),
        );
        check(a.clone(), 7, a.clone(), Ok(()));
        check(a.clone(), 2, &a * 0.5, Err("its distance is 2.500000, not zero"));
        check(a.clone(), 0, DMatrix::zeros(2, 2), Ok(()));
        check(a.clone(), 0, &a * 1e-6, Err("its rank is more than 0"));
        check(a.clone(), 1, DMatrix::zeros(1, 2), Err("it is 1x2, not 2x2"));
        check(a.clone(), 1, &a * f64::NAN, Err("an entry is NaN"));
        check(
            a.clone(),
            1,
            dmatrix![f64::INFINITY, 0.0; 0.0, 0.0],
            Err("an entry is inf"),
        );
    }

    #[test]
    fn a_small_value_is_missed_where_it_is_plain() {
        let a = dmatrix![1.0, 0.0; 0.0, 1e-6];
        check(a.clone(), 2, a.clone(), Ok(()));
        check(
            a,
            2,
            dmatrix![1.0, 0.0; 0.0, 0.0],
            Err("its distance is 0.000001, not zero"),
        );
    }

    #[test]
    fn where_singular_values_tie_any_of_the_best_will_do() {
        let half = dmatrix![0.5, 0.5; 0.5, 0.5];
        for best in [dmatrix![1.0, 0.0; 0.0, 0.0], dmatrix![0.0, 0.0; 0.0, 1.0], half] {
            check(DMatrix::identity(2, 2), 1, best, Ok(()));
        }
    }

    #[test]
    fn an_error_slightly_above_the_best_is_the_best() {
        let a = dmatrix![4.0, 0.0; 0.0, 3.0];
        // The error is that of the right one times √(1 + (x/3)²).
        check(a.clone(), 1, dmatrix![4.0 - 1e-4, 0.0; 0.0, 0.0], Ok(()));
        check(
            a,
            1,
            dmatrix![4.0 - 1e-3, 0.0; 0.0, 0.0],
            Err("its distance is 3.000000, not 3.000000"),
        );
    }
}

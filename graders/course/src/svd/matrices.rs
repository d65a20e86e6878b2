//! Matrices of known rank on which the library can be trusted.
//!
//! nalgebra 0.35 computes wrong singular vectors for about one rank-deficient matrix in a hundred, and for a few others of
//! which two singular values are close (its issue 1172). Whoever uses it by the book is right all the same, so none of
//! these is such a matrix, and a fault on one that shrinking came across counts for nothing.

use nalgebra::{DMatrix, Dyn, SVD};

use super::memo::Memo;
use grading::compare::Difference;
use grading::compare::spectrum::Spectrum;
use grading::refutation::{numbers, provided};
use grading::{Input, Random, probe};

/// The largest condition of a probe: a sound way to a result may square it, and should keep ten digits then.
const CONDITION: f64 = 30.0;

/// Matrices that tell algorithms on them apart: by hand the smallest and the degenerate ones, then random ones of every shape
/// up to 4 by 4 and of every rank, and larger ones.
pub(crate) fn probes(random: &mut Random) -> Vec<DMatrix<f64>> {
    let mut probes: Vec<DMatrix<f64>> = [
        (1, 1, &[2.0][..]),
        (1, 1, &[-1.0]),
        (1, 1, &[0.0]),
        (1, 2, &[1.0, 1.0]),
        (2, 1, &[0.0, -2.0]),
        (2, 2, &[0.0, 1.0, 0.0, 0.0]),
        (2, 2, &[1.0, 0.0, 0.0, 3.0]),
        (2, 2, &[0.0, 0.0, 0.0, 2.0]),
        (2, 2, &[1.0, 1.0, 1.0, 1.0]),
        (2, 2, &[-1.0, -1.0, -1.0, -1.0]),
        (2, 2, &[0.0, -1.0, 1.0, 0.0]),
        (2, 3, &[0.0; 6]),
        (3, 3, &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]),
        (3, 3, &[1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 5.0]),
        (3, 3, &[0.0, 0.0, 1.0, 4.0, 0.0, 0.0, 0.0, -2.0, 0.0]),
        (3, 4, &[0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 4.0]),
        (3, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]),
        (3, 3, &[0.0, 3.0, 5.0, 4.0, 3.0, 5.0, 4.0, 9.0, 15.0]),
        (2, 2, &[0.1, 0.2, 0.3, 0.6]),
        (3, 2, &[0.1, 0.7, 0.2, 1.4, 0.3, 2.1]),
    ]
    .into_iter()
    .map(|(rows, columns, entries)| DMatrix::from_row_slice(rows, columns, entries))
    .collect();
    for (rows, columns) in probe::shapes(4) {
        let ranks = 1..=rows.min(columns);
        probes.extend(ranks.map(|rank| of_rank(random, (rows, columns, rank), 1.0)));
    }
    probes.extend([(5, 5, 3), (6, 3, 3), (3, 6, 3), (7, 5, 5)].map(|kind| of_rank(random, kind, 1.0)));
    // Whole numbers hide the rounding of the entries.
    probes.extend([(3, 3, 3), (3, 2, 1), (2, 4, 2), (4, 4, 2)].map(|kind| of_rank(random, kind, 1.0 / 7.0)));
    probes.extend([(3, 3, 2), (3, 4, 2)].map(|kind| noisy(random, kind)));
    probes.extend([(13, 9), (9, 13)].map(|(rows, columns)| probe::large_matrix(rows, columns)));
    probes
}

/// A random matrix of that many rows and columns and that rank: small whole numbers, times `scale`.
pub(crate) fn of_rank(random: &mut Random, kind: (usize, usize, usize), scale: f64) -> DMatrix<f64> {
    type Search = (Random, (usize, usize, usize), u64);
    static FOUND: Memo<Search, (DMatrix<f64>, Random)> = Memo::new();
    let (m, after) = FOUND.recall((random.clone(), kind, scale.to_bits()), || {
        let mut random = random.clone();
        (search(&mut random, kind, scale), random)
    });
    *random = after;
    m
}

fn search(random: &mut Random, (rows, columns, rank): (usize, usize, usize), scale: f64) -> DMatrix<f64> {
    loop {
        let mut factor = |rows, columns| DMatrix::from_fn(rows, columns, |_, _| random.integer(-3, 3));
        let whole = match rank == rows.min(columns) {
            true => factor(rows, columns),
            false => factor(rows, rank) * factor(rank, columns),
        };
        // 3 divided by 1e8 is 3e-8, 3 times 1e-8 is not.
        let m = match scale < 1.0 {
            true => whole / scale.recip(),
            false => whole * scale,
        };
        let spectrum = Spectrum::of(&m);
        let is_clean = spectrum.rank() == rank && spectrum.condition() <= CONDITION;
        if is_clean && [&m, &m.transpose()].into_iter().all(has_little_noise) && is_trusted(&m) {
            return m;
        }
    }
}

/// As [`of_rank`], with singular values that should vanish, and that rounding leaves near 1e-16 of the largest: whoever takes
/// those for values is found out.
fn noisy(random: &mut Random, kind: (usize, usize, usize)) -> DMatrix<f64> {
    loop {
        let m = of_rank(random, kind, 1.0 / 7.0);
        if noise(&m).any(|value| value > 1e-18) {
            return m;
        }
    }
}

/// Whether what the library makes of vanishing singular values is below the thresholds in use: ε times the larger dimension
/// and the largest value (Golub and Van Loan, *Matrix Computations*, 4th ed., §5.4), 1e-15 times the largest.
fn has_little_noise(m: &DMatrix<f64>) -> bool {
    let spectrum = Spectrum::of(m);
    let mut alone = spectrum.relative().skip(spectrum.rank());
    alone.all(|value| value <= 2.0 * f64::EPSILON) && noise(m).all(|value| value <= 2.0 * f64::EPSILON)
}

/// What the library makes of vanishing singular values where it computes the vectors, too, in units of the largest.
fn noise(m: &DMatrix<f64>) -> impl Iterator<Item = f64> {
    let values = m.clone().svd(true, true).singular_values;
    (Spectrum::of(m).rank()..values.len()).map(move |k| values[k] / values[0])
}

/// The matrix that a learner has written, as the argument `name`.
pub(crate) fn asked(name: &str, m: &DMatrix<f64>) -> Input<DMatrix<f64>> {
    numbers(&format!("`{name}`"), m)?;
    provided(!m.is_empty(), format!("`{name}` is to have an entry at least"))?;
    provided(m.len() <= 2_500, format!("`{name}` has more entries than 50 times 50"))?;
    let why = "nalgebra's own SVD of this matrix is wrong (its issue 1172), so that right answers may be, too";
    provided(is_trusted(m), why)?;
    Ok(m.clone())
}

/// A fault found with `m`, unless the library fails there, and with it perhaps an answer that is right.
pub(crate) fn unless_untrusted(m: &DMatrix<f64>, held: Result<(), Difference>) -> Result<(), Difference> {
    held.or_else(|difference| if is_trusted(m) { Err(difference) } else { Ok(()) })
}

/// Whether the library's factors of `m` are right: of itself, of its transpose, and of their products, also by other
/// thresholds of convergence than the default.
pub(crate) fn is_trusted(m: &DMatrix<f64>) -> bool {
    static TRUSTED: Memo<(usize, Vec<u64>), bool> = Memo::new();
    let key = (m.nrows(), m.iter().map(|x| x.to_bits()).collect());
    TRUSTED.recall(key, || are_factors_right(m))
}

fn are_factors_right(m: &DMatrix<f64>) -> bool {
    let transpose = m.transpose();
    let by_default = |m: &DMatrix<f64>| is_product(m, &m.clone().svd(true, true));
    let until = |m: &DMatrix<f64>, eps| {
        let svd = m.clone().try_svd(true, true, eps, 1_000);
        svd.is_some_and(|svd| is_product(m, &svd))
    };
    [m, &transpose]
        .into_iter()
        .all(|m| by_default(m) && [f64::EPSILON, 1e-13].into_iter().all(|eps| until(m, eps)))
        && by_default(&(m * &transpose))
        && by_default(&(&transpose * m))
}

/// Whether the factors multiply to `m`, up to rounding.
fn is_product(m: &DMatrix<f64>, svd: &SVD<f64, Dyn, Dyn>) -> bool {
    let product = svd.clone().recompose();
    product.is_ok_and(|product| (product - m).norm() <= 1e-14 * m.norm())
}

#[cfg(test)]
mod tests {
    use super::*;
    use grading::scope::*;

    #[test]
    fn the_library_is_right_on_every_probe() {
        for seed in 0..50 {
            for m in probes(&mut Random::new(seed)) {
                assert!(is_trusted(&m) && Spectrum::of(&m).condition() <= CONDITION, "{m}");
            }
        }
    }

    #[test]
    fn every_shape_has_a_probe_of_every_rank() {
        let probes = probes(&mut Random::new(1));
        for (rows, columns) in probe::shapes(4) {
            for rank in 1..=rows.min(columns) {
                assert!(
                    probes
                        .iter()
                        .any(|m| m.shape() == (rows, columns) && Spectrum::of(m).rank() == rank)
                );
            }
        }
    }

    #[test]
    fn a_matrix_on_which_the_library_fails_is_known() {
        let untrusted = dmatrix![-1.0, -2.0; -2.0, -4.0; -2.0, -4.0; -1.0, -2.0; 2.0, 4.0];
        assert!(!is_trusted(&untrusted));
        let fault = || Err("it is off".to_owned().into());
        assert!(unless_untrusted(&untrusted, fault()).is_ok());
        assert!(unless_untrusted(&dmatrix![1.0, 2.0], fault()).is_err());
    }
}

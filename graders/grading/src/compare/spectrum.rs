//! What singular values alone tell of a matrix: its rank, its condition, how well lower ranks can come near it.

use nalgebra::DMatrix;

/// Singular values, descending.
///
/// Found without singular vectors: where nalgebra computes the vectors as well, some of the factors come out wrong (its
/// issue 1172); the values alone don't.
pub struct Spectrum {
    values: Vec<f64>,
}

impl Spectrum {
    /// That of a matrix of finite entries, with at least one row and column.
    pub fn of(m: &DMatrix<f64>) -> Spectrum {
        Spectrum {
            values: m.singular_values().as_slice().to_vec(),
        }
    }

    /// The values in units of the largest; none for a zero matrix.
    pub fn relative(&self) -> impl Iterator<Item = f64> {
        let largest = self.largest();
        self.values
            .iter()
            .filter(move |_| largest > 0.0)
            .map(move |value| value / largest)
    }

    /// How many count: the probes have none between rounding and a millionth of the largest.
    pub fn rank(&self) -> usize {
        self.relative().filter(|&value| value > 1e-9).count()
    }

    /// The spectral norm.
    pub fn largest(&self) -> f64 {
        self.values[0]
    }

    /// The smallest that counts, the reciprocal of the norm of the pseudo-inverse; 1 for a zero matrix, which is as good as any.
    pub fn smallest(&self) -> f64 {
        match self.rank() {
            0 => 1.0,
            rank => self.values[rank - 1],
        }
    }

    /// The condition number for inversion on the range: the largest over the smallest that counts; 1 for a zero matrix.
    pub fn condition(&self) -> f64 {
        match self.rank() {
            0 => 1.0,
            _ => self.largest() / self.smallest(),
        }
    }

    /// The least distance, in the Frobenius norm, to a matrix of rank `r` or less: the root of the sum of the squares of all
    /// values but the first r (Eckart and Young, "The approximation of one matrix by another of lower rank", 1936).
    pub fn best_error(&self, r: usize) -> f64 {
        let rest = self.values.iter().skip(r);
        rest.fold(0.0, |norm: f64, value| norm.hypot(*value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::*;

    #[test]
    fn small_values_count_relative_to_the_largest() {
        #[track_caller]
        fn check(m: DMatrix<f64>, rank: usize, condition: f64) {
            let spectrum = Spectrum::of(&m);
            assert_eq!(spectrum.rank(), rank);
            assert!((spectrum.condition() / condition - 1.0).abs() < 1e-12);
        }
        check(DMatrix::zeros(2, 3), 0, 1.0);
        check(dmatrix![3e-200, 0.0; 0.0, 1e-200], 2, 3.0);
        check(dmatrix![2e100, 0.0; 0.0, 1e80], 1, 1.0);
        check(dmatrix![1.0, 2.0; 2.0, 4.0; 3.0, 6.0], 1, 1.0);
    }

    #[test]
    fn the_best_error_is_what_the_left_out_values_weigh() {
        let spectrum = Spectrum::of(&dmatrix![3.0, 0.0, 0.0; 0.0, 0.0, -4.0]);
        let errors: Vec<f64> = (0..4).map(|r| spectrum.best_error(r)).collect();
        assert_eq!(errors, [5.0, 3.0, 0.0, 0.0]);
    }
}

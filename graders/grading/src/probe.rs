//! Inputs to try answers on.

use nalgebra::{DMatrix, DVector};

use crate::random::Random;

/// Every shape with at most `most` rows and `most` columns, zero included, smallest first.
pub fn shapes(most: usize) -> Vec<(usize, usize)> {
    let mut shapes: Vec<(usize, usize)> = (0..=most)
        .flat_map(|rows| (0..=most).map(move |columns| (rows, columns)))
        .collect();
    // A shape without entries is a corner case: a plain one makes the better example.
    shapes.sort_by_key(|&(rows, columns)| (rows == 0 || columns == 0, rows + columns, rows));
    shapes
}

/// Whole numbers of one digit: easy to follow by hand, and products of them are exact.
pub fn matrix(random: &mut Random, rows: usize, columns: usize) -> DMatrix<f64> {
    DMatrix::from_fn(rows, columns, |_, _| random.integer(-9, 9))
}

/// As [`matrix`]; no entry is zero.
pub fn vector(random: &mut Random, len: usize) -> DVector<f64> {
    DVector::from_fn(len, |_, _| random.nonzero(-9, 9))
}

/// Positive whole numbers of one digit.
pub fn positive_vector(random: &mut Random, len: usize) -> DVector<f64> {
    DVector::from_fn(len, |_, _| random.integer(1, 9))
}

/// As [`matrix`]; equal to its transpose.
pub fn symmetric_matrix(random: &mut Random, n: usize) -> DMatrix<f64> {
    let mut m = matrix(random, n, n);
    m.fill_lower_triangle_with_upper_triangle();
    m
}

/// The entries of [`large_matrix`] and [`large_vector`]: a formula, so that they can be shown as Rust whatever their size.
pub const LARGE: &str = "|i, j| ((7 * i + 3 * j) % 5) as f64 - 1.0";

/// A matrix with the entries of [`LARGE`].
pub fn large_matrix(rows: usize, columns: usize) -> DMatrix<f64> {
    DMatrix::from_fn(rows, columns, |i, j| ((7 * i + 3 * j) % 5) as f64 - 1.0)
}

/// A vector with the entries of [`LARGE`].
pub fn large_vector(len: usize) -> DVector<f64> {
    DVector::from_fn(len, |i, j| ((7 * i + 3 * j) % 5) as f64 - 1.0)
}

/// The matrix that is 1 at one place and 0 elsewhere: these are a basis of the matrices of a shape.
pub fn unit_matrix(shape: (usize, usize), place: (usize, usize)) -> DMatrix<f64> {
    DMatrix::from_fn(shape.0, shape.1, |i, j| if (i, j) == place { 1.0 } else { 0.0 })
}

/// All the places of a matrix.
pub fn places((rows, columns): (usize, usize)) -> impl Iterator<Item = (usize, usize)> {
    (0..rows).flat_map(move |i| (0..columns).map(move |j| (i, j)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positive_and_symmetric_are_what_they_are_called() {
        let mut random = Random::new(5);
        for n in 1..6 {
            assert!(positive_vector(&mut random, n).min() >= 1.0);
            let m = symmetric_matrix(&mut random, n);
            assert_eq!((m.shape(), &m), ((n, n), &m.transpose()));
        }
    }
}

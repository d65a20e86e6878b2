//! What functions of figures take: points and lists of numbers, in whatever form they are at hand.

use nalgebra::{Dim, Matrix, RawStorage, Scalar};
use std::borrow::Cow;

/// A number that can be drawn: floats and integers.
pub trait Real: Copy {
    /// The nearest `f64`.
    fn real(self) -> f64;
}

macro_rules! real {
    ($($number:ty),*) => {
        $(impl Real for $number {
            fn real(self) -> f64 {
                self as f64
            }
        })*
    };
}

real!(f32, f64, i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

/// A list of numbers: a `Vec`, slice or array of floats or integers, a vector or matrix of nalgebra (its entries column by
/// column), and references to these.
pub trait Numbers {
    /// The numbers, in order.
    fn numbers(&self) -> Vec<f64>;
}

impl<T: Real> Numbers for [T] {
    fn numbers(&self) -> Vec<f64> {
        self.iter().map(|x| x.real()).collect()
    }
}

impl<T: Real> Numbers for Vec<T> {
    fn numbers(&self) -> Vec<f64> {
        self.as_slice().numbers()
    }
}

impl<T: Real, const N: usize> Numbers for [T; N] {
    fn numbers(&self) -> Vec<f64> {
        self.as_slice().numbers()
    }
}

impl<T: Real + Scalar, R: Dim, C: Dim, S: RawStorage<T, R, C>> Numbers for Matrix<T, R, C, S> {
    fn numbers(&self) -> Vec<f64> {
        Grid::of(self).by_columns().collect()
    }
}

impl<N: Numbers + ?Sized> Numbers for &N {
    fn numbers(&self) -> Vec<f64> {
        (**self).numbers()
    }
}

/// A point or vector of the plane: a pair, an array of two, or a vector of nalgebra, of which the first two entries
/// count (those that it lacks are NaN, which is left out of figures).
pub trait Point {
    /// Its coordinates.
    fn xy(&self) -> (f64, f64);
}

impl<X: Real, Y: Real> Point for (X, Y) {
    fn xy(&self) -> (f64, f64) {
        (self.0.real(), self.1.real())
    }
}

impl<T: Real> Point for [T; 2] {
    fn xy(&self) -> (f64, f64) {
        (self[0].real(), self[1].real())
    }
}

impl<T: Real + Scalar, R: Dim, C: Dim, S: RawStorage<T, R, C>> Point for Matrix<T, R, C, S> {
    fn xy(&self) -> (f64, f64) {
        let mut entries = Grid::of(self).by_columns();
        let mut next = || entries.next().unwrap_or(f64::NAN);
        (next(), next())
    }
}

impl<P: Point + ?Sized> Point for &P {
    fn xy(&self) -> (f64, f64) {
        (**self).xy()
    }
}

/// Points of the plane: a `Vec`, slice or array of [`Point`]s; a 2×n matrix, whose columns are the points (an n×2 matrix
/// with n ≠ 2 is read by rows); a pair `(xs, ys)` of [`Numbers`], of which the longer is cut; and references to these.
pub trait Points {
    /// The points, in order.
    fn points(&self) -> Vec<(f64, f64)>;
}

impl<P: Point> Points for [P] {
    fn points(&self) -> Vec<(f64, f64)> {
        self.iter().map(Point::xy).collect()
    }
}

impl<P: Point> Points for Vec<P> {
    fn points(&self) -> Vec<(f64, f64)> {
        self.as_slice().points()
    }
}

impl<P: Point, const N: usize> Points for [P; N] {
    fn points(&self) -> Vec<(f64, f64)> {
        self.as_slice().points()
    }
}

impl<X: Numbers, Y: Numbers> Points for (X, Y) {
    fn points(&self) -> Vec<(f64, f64)> {
        self.0.numbers().into_iter().zip(self.1.numbers()).collect()
    }
}

impl<T: Real + Scalar, R: Dim, C: Dim, S: RawStorage<T, R, C>> Points for Matrix<T, R, C, S> {
    fn points(&self) -> Vec<(f64, f64)> {
        Grid::of(self).points()
    }
}

impl<P: Points + ?Sized> Points for &P {
    fn points(&self) -> Vec<(f64, f64)> {
        (**self).points()
    }
}

/// An arrow of a graph: a pair `(from, to)` of nodes, counted from 0, and maybe a label.
pub trait Link {
    /// From, to, and the label, which is empty where there is none.
    fn link(self) -> (usize, usize, String);
}

impl Link for (usize, usize) {
    fn link(self) -> (usize, usize, String) {
        (self.0, self.1, String::new())
    }
}

impl<L: Into<String>> Link for (usize, usize, L) {
    fn link(self) -> (usize, usize, String) {
        (self.0, self.1, self.2.into())
    }
}

/// The entries of a matrix, without the type of its storage.
#[derive(Clone, Debug)]
pub(crate) struct Grid<'e> {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    entries: Cow<'e, [f64]>,
    /// How far the entries of a row, and those of a column, are from each other.
    steps: (usize, usize),
}

impl<'e> Grid<'e> {
    pub(crate) fn of<T: Real + Scalar, R: Dim, C: Dim, S: RawStorage<T, R, C>>(matrix: &Matrix<T, R, C, S>) -> Self {
        let (rows, columns) = matrix.shape();
        Self::new(rows, columns, &|i, j| matrix[(i, j)].real())
    }

    pub(crate) fn new(rows: usize, columns: usize, entry: &dyn Fn(usize, usize) -> f64) -> Self {
        let entries = (0..rows * columns).map(|k| entry(k / columns, k % columns)).collect();
        Self {
            rows,
            columns,
            entries: Cow::Owned(entries),
            steps: (1, columns),
        }
    }

    /// The matrix of so many rows with these entries, column by column.
    pub(crate) fn from_columns(rows: usize, entries: &'e [f64]) -> Self {
        Self {
            rows,
            columns: entries.len().checked_div(rows).unwrap_or(0),
            entries: Cow::Borrowed(entries),
            steps: (rows, 1),
        }
    }

    pub(crate) fn at(&self, row: usize, column: usize) -> f64 {
        self.entries[row * self.steps.1 + column * self.steps.0]
    }

    pub(crate) fn by_rows(&self) -> impl Iterator<Item = f64> {
        (0..self.rows).flat_map(move |i| (0..self.columns).map(move |j| self.at(i, j)))
    }

    /// All entries, in the order in which they lie.
    pub(crate) fn entries(&self) -> &[f64] {
        &self.entries
    }

    fn by_columns(self) -> impl Iterator<Item = f64> {
        (0..self.rows * self.columns).map(move |k| self.at(k % self.rows, k / self.rows))
    }

    fn points(&self) -> Vec<(f64, f64)> {
        match (self.rows, self.columns) {
            (2, n) => (0..n).map(|j| (self.at(0, j), self.at(1, j))).collect(),
            (n, 2) => (0..n).map(|i| (self.at(i, 0), self.at(i, 1))).collect(),
            // No points of the plane: as many as there are columns, each without a place.
            (_, n) => vec![(f64::NAN, f64::NAN); n],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{DMatrix, Matrix2x3, dvector, vector};

    #[track_caller]
    fn check(points: impl Points) {
        assert_eq!(points.points(), [(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)]);
    }

    #[test]
    fn points_come_in_any_form() {
        let pairs = vec![(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)];
        check(&pairs);
        check(&pairs[..]);
        check(pairs);
        check([(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)]);
        check([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
        check([(1, 2), (3, 4), (5, 6)]);
        check([vector![1.0, 2.0], vector![3.0, 4.0], vector![5.0, 6.0]]);
        check([&vector![1.0, 2.0], &vector![3.0, 4.0], &vector![5.0, 6.0]]);
        check(vec![dvector![1.0, 2.0], dvector![3.0, 4.0], dvector![5.0, 6.0]]);
        check(Matrix2x3::new(1.0, 3.0, 5.0, 2.0, 4.0, 6.0));
        check(DMatrix::from_row_slice(3, 2, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
        check((vec![1.0, 3.0, 5.0], [2, 4, 6, 8]));
        check((&dvector![1.0, 3.0, 5.0], &[2.0, 4.0, 6.0]));
    }

    #[test]
    fn numbers_come_in_any_form() {
        let expected = [1.0, 2.0];
        assert_eq!(vec![1.0, 2.0].numbers(), expected);
        assert_eq!([1_u8, 2].numbers(), expected);
        assert_eq!([1_i64, 2].as_slice().numbers(), expected);
        assert_eq!(dvector![1.0, 2.0].numbers(), expected);
        assert_eq!(vector![1.0_f32, 2.0].transpose().numbers(), expected);
    }

    #[test]
    fn a_vector_of_one_entry_is_no_point_of_the_plane() {
        assert!([vector![1.0]].points()[0].1.is_nan());
    }
}

//! Columns that are right up to what leaves them open: sign, scale, order, or a change of basis.

use nalgebra::{DMatrix, DVector};

use super::approximation::finite_of_shape;
use super::spectrum::Spectrum;
use super::{Difference, Tolerance, matrix};

/// Singular values that differ by less, in units of the largest, are equal: the threshold of [`Spectrum::rank`].
const EQUAL: f64 = 1e-9;

/// Compares columns, each of which may be multiplied by -1.
///
/// # Errors
/// The shape, an entry that is not finite, or the worst entry with the sign that suits its column best.
pub fn up_to_sign(expected: &DMatrix<f64>, got: &DMatrix<f64>, tolerance: Tolerance) -> Result<(), Difference> {
    finite_of_shape(expected.shape(), got)?;
    let signed = columns(got, |j, column| match column.dot(&expected.column(j)) < 0.0 {
        true => -column,
        false => column,
    });
    matrix(expected, &signed, |_, _| tolerance).map_err(|difference| difference.inside("up to sign"))
}

/// Compares columns, each of which may be multiplied by any number but 0. The tolerance is that of columns of length 1.
///
/// # Errors
/// As [`up_to_sign`], of columns of length 1.
pub fn up_to_scale(expected: &DMatrix<f64>, got: &DMatrix<f64>, tolerance: Tolerance) -> Result<(), Difference> {
    finite_of_shape(expected.shape(), got)?;
    let unit = |m| columns(m, |_, column| direction(column));
    up_to_sign(&unit(expected), &unit(got), tolerance).map_err(|difference| difference.inside("at length 1"))
}

/// Compares columns that may come in any order. Each right one takes the nearest of those that are left.
///
/// # Errors
/// The shape, an entry that is not finite, or the worst entry in the order that suits.
pub fn up_to_order(expected: &DMatrix<f64>, got: &DMatrix<f64>, tolerance: Tolerance) -> Result<(), Difference> {
    finite_of_shape(expected.shape(), got)?;
    let mut left: Vec<usize> = (0..got.ncols()).collect();
    let ordered = columns(expected, |_, column| {
        let distance = |j: usize| (got.column(j) - &column).norm();
        let nearest = (0..left.len()).min_by(|&i, &j| distance(left[i]).total_cmp(&distance(left[j])));
        nearest.map_or(column.clone(), |i| got.column(left.swap_remove(i)).into_owned())
    });
    matrix(expected, &ordered, |_, _| tolerance).map_err(|difference| difference.inside("in the order that suits best"))
}

/// Compares singular vectors, a column for each of the descending singular `values`. Those of equal values may be rotated
/// among each other; those of the value 0 may be anything at right angles to the others. Whether left and right vectors were
/// rotated alike shows in the product of the factors.
///
/// The error of the space that the vectors of one value span is the sine of the largest principal angle. Rounding, of size
/// ‖A‖ε, turns it by at most ‖A‖ε over the gap to the next value, 0 included (Wedin, "Perturbation bounds in connection
/// with singular value decomposition", BIT 12, 1972).
///
/// # Errors
/// The shape, an entry that is not finite, two columns that are not orthonormal, or the first space that is wrong.
pub fn up_to_rotation(values: &[f64], expected: &DMatrix<f64>, got: &DMatrix<f64>) -> Result<(), Difference> {
    finite_of_shape(expected.shape(), got)?;
    let operations = operations(got);
    orthonormal(got, Tolerance::rounding(operations, 1.0))
        .map_err(|difference| difference.inside("in the products of the columns with each other"))?;
    let largest = values.first().copied().unwrap_or_default();
    let mut from = 0;
    for space in values.chunk_by(|one, next| one - next <= EQUAL * largest) {
        let (first, last) = (space[0], space[space.len() - 1]);
        let start = from;
        from += space.len();
        if last <= EQUAL * largest {
            break;
        }
        let above = start.checked_sub(1).map_or(f64::INFINITY, |i| values[i] - first);
        let gap = above.min(last - values.get(from).copied().unwrap_or_default());
        let part = |m: &DMatrix<f64>| m.columns(start, space.len()).into_owned();
        let sine = sine(&part(expected), &part(got));
        if !Tolerance::rounding(operations, largest / gap).allows(0.0, sine) {
            let vectors = match space.len() {
                1 => format!("column {start} is"),
                _ => format!("columns {start} to {} are", from - 1),
            };
            return Err(format!("{vectors} off by an angle of sine {sine:.1e}").into());
        }
    }
    Ok(())
}

/// Whether columns have length 1 and stand at right angles: whether their products with each other are those of an identity.
///
/// # Errors
/// The worst of these products.
pub fn orthonormal(columns: &DMatrix<f64>, tolerance: Tolerance) -> Result<(), Difference> {
    let identity = DMatrix::identity(columns.ncols(), columns.ncols());
    matrix(&identity, &(columns.transpose() * columns), |_, _| tolerance)
}

/// Compares two bases, by the spaces that they span. The angle between the spaces is off by rounding times the conditions
/// of the bases (Björck and Golub, "Numerical methods for computing angles between linear subspaces", 1973).
///
/// # Errors
/// The shape, an entry that is not finite, columns that depend on each other, or the largest principal angle.
pub fn same_span(expected: &DMatrix<f64>, got: &DMatrix<f64>) -> Result<(), Difference> {
    finite_of_shape(expected.shape(), got)?;
    if got.is_empty() {
        return Ok(());
    }
    let (right, spectrum) = (Spectrum::of(expected), Spectrum::of(got));
    if spectrum.rank() < got.ncols() {
        return Err(Difference::new(
            format!("its columns span {} dimensions", spectrum.rank()),
            got.ncols().to_string(),
        ));
    }
    let sine = sine(&expected.clone().qr().q(), &got.clone().qr().q());
    match Tolerance::rounding(operations(got), right.condition() + spectrum.condition()).allows(0.0, sine) {
        true => Ok(()),
        false => Err(format!("it spans a space that is off by an angle of sine {sine:.1e}").into()),
    }
}

/// That of the largest principal angle between the spans of orthonormal columns, as many in both: the norm of what is left
/// of one without the other. It is accurate for small angles, as the cosine is not.
fn sine(one: &DMatrix<f64>, other: &DMatrix<f64>) -> f64 {
    Spectrum::of(&(other - one * (one.transpose() * other))).largest()
}

/// The roundings behind an entry of a factor.
fn operations(m: &DMatrix<f64>) -> usize {
    4 * (m.nrows() + m.ncols() + 4)
}

fn columns(m: &DMatrix<f64>, mut change: impl FnMut(usize, DVector<f64>) -> DVector<f64>) -> DMatrix<f64> {
    let mut changed = m.clone();
    for j in 0..m.ncols() {
        changed.set_column(j, &change(j, m.column(j).into_owned()));
    }
    changed
}

/// At length 1, unless it is 0; by way of the largest entry, since squares may overflow or vanish.
fn direction(column: DVector<f64>) -> DVector<f64> {
    match column.amax() {
        0.0 => column,
        largest => (column / largest).normalize(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::*;

    const NEAR: Tolerance = Tolerance(1e-12);

    #[track_caller]
    fn check(found: Result<(), Difference>, result: Result<(), &str>) {
        let found = found.map_err(|difference| difference.with_right());
        assert_eq!(found, result.map_err(str::to_owned));
    }

    fn turned(m: &DMatrix<f64>, angle: f64) -> DMatrix<f64> {
        let (sin, cos) = angle.sin_cos();
        let mut turn = DMatrix::identity(m.ncols(), m.ncols());
        turn.view_mut((0, 0), (2, 2)).copy_from(&dmatrix![cos, -sin; sin, cos]);
        m * turn
    }

    #[test]
    fn a_column_may_have_either_sign() {
        let m = dmatrix![1.0, 2.0; 3.0, -4.0];
        check(up_to_sign(&m, &dmatrix![-1.0, 2.0; -3.0, -4.0], NEAR), Ok(()));
        check(
            up_to_sign(&m, &dmatrix![-1.0, 2.0; 3.0, -4.0], NEAR),
            Err("up to sign, 1 of 4 entries is wrong, the worst at (0, 0): -1.0, not 1.0"),
        );
    }

    #[test]
    fn a_column_may_have_any_length() {
        let m = dmatrix![3.0, 0.0; 4.0, 0.0];
        for scale in [1.0, -2.0, 1e200, 1e-200] {
            check(up_to_scale(&m, &(&m * scale), NEAR), Ok(()));
        }
        check(
            up_to_scale(&m, &DMatrix::zeros(2, 2), NEAR),
            Err("at length 1, up to sign, 2 of 4 entries are wrong, the worst at (1, 0): 0.0, not 0.8"),
        );
    }

    #[test]
    fn columns_may_come_in_any_order_each_once() {
        let m = dmatrix![1.0, 2.0, 3.0; 0.0, 1.0, 0.0];
        check(up_to_order(&m, &dmatrix![3.0, 1.0, 2.0; 0.0, 0.0, 1.0], NEAR), Ok(()));
        check(
            up_to_order(&m, &dmatrix![1.0, 2.0, 1.0; 0.0, 1.0, 0.0], NEAR),
            Err("in the order that suits best, 1 of 6 entries is wrong, the worst at (0, 2): 1.0, not 3.0"),
        );
    }

    #[test]
    fn orthonormal_columns_have_the_products_of_an_identity() {
        let tall = dmatrix![0.6, 0.0; 0.8, 0.0; 0.0, -1.0];
        check(orthonormal(&tall, NEAR), Ok(()));
        check(orthonormal(&DMatrix::zeros(3, 0), NEAR), Ok(()));
        check(
            orthonormal(&tall.transpose(), NEAR),
            Err("4 of 9 entries are wrong, the worst at (0, 0): 0.36, not 1.0"),
        );
    }

    #[test]
    fn singular_vectors_turn_among_those_of_equal_value() {
        let i = DMatrix::identity(3, 3);
        check(up_to_rotation(&[2.0, 2.0, 1.0], &i, &turned(&i, 0.7)), Ok(()));
        check(up_to_rotation(&[0.0; 3], &i, &turned(&i, 0.7)), Ok(()));
        check(up_to_rotation(&[2.0, 1.0, 1.0], &i, &-&i), Ok(()));
        check(
            up_to_rotation(&[2.0, 1.0, 1.0], &i, &turned(&i, 0.1)),
            Err("column 0 is off by an angle of sine 1.0e-1"),
        );
        check(
            up_to_rotation(&[1.0; 3], &i, &(2.0 * &i)),
            Err(
                "in the products of the columns with each other, 3 of 9 entries are wrong, the worst at (0, 0): 4.0, not 1.0",
            ),
        );
        // Tall: no column is left over for what the two should not reach.
        let tall = dmatrix![1.0, 0.0; 0.0, 1.0; 0.0, 0.0];
        let other = dmatrix![1.0, 0.0; 0.0, 0.0; 0.0, 1.0];
        check(up_to_rotation(&[1.0, 0.0], &tall, &other), Ok(()));
        check(
            up_to_rotation(&[1.0, 1.0], &tall, &other),
            Err("columns 0 to 1 are off by an angle of sine 1.0e0"),
        );
    }

    #[test]
    fn a_small_gap_lets_rounding_turn_more() {
        let i = DMatrix::identity(2, 2);
        let slightly = turned(&i, 1e-9);
        check(up_to_rotation(&[1.0, 1.0 - 1e-6], &i, &slightly), Ok(()));
        assert!(up_to_rotation(&[1.0, 0.5], &i, &slightly).is_err());
    }

    #[test]
    fn bases_of_one_space_are_equal() {
        let m = dmatrix![1.0, 0.0; 1.0, 1.0; 0.0, 2.0];
        check(same_span(&m, &(&m * dmatrix![1.0, 2.0; -3.0, 4.0])), Ok(()));
        check(
            same_span(&m, &dmatrix![1.0, 2.0; 1.0, 2.0; 0.0, 0.0]),
            Err("its columns span 1 dimensions, not 2"),
        );
        check(
            same_span(&dmatrix![1.0; 0.0], &dmatrix![0.0; 3.0]),
            Err("it spans a space that is off by an angle of sine 1.0e0"),
        );
    }

    #[test]
    fn shapes_numbers_and_empty_matrices() {
        type Compared = fn(&DMatrix<f64>, &DMatrix<f64>) -> Result<(), Difference>;
        let all: [Compared; 5] = [
            |one, other| up_to_sign(one, other, NEAR),
            |one, other| up_to_scale(one, other, NEAR),
            |one, other| up_to_order(one, other, NEAR),
            |one, other| up_to_rotation(&vec![1.0; one.ncols()], one, other),
            same_span,
        ];
        for compare in all {
            let i = DMatrix::identity(2, 2);
            check(compare(&i, &i), Ok(()));
            check(compare(&i, &DMatrix::zeros(2, 1)), Err("it is 2x1, not 2x2"));
            check(compare(&i, &(&i * f64::NAN)), Err("an entry is NaN"));
            check(
                compare(&i, &dmatrix![1.0, 0.0; 0.0, f64::INFINITY]),
                Err("an entry is inf"),
            );
            for (rows, columns) in [(0, 0), (3, 0)] {
                let none = DMatrix::zeros(rows, columns);
                check(compare(&none, &none), Ok(()));
            }
        }
    }
}

//! Panics of nalgebra's, about matrices: shapes that don't fit, and places outside of a matrix.
//!
//! Some of them have no words of their own, as `assertion failed: m.is_square()`, or the sizes alone. What such a message is
//! about shows only by the library that it comes from.

use super::Shapes::{Hidden, Told};
use super::Wording::{Anywhere, AtStart};
use super::{Site, Table};
use crate::code::referent;
use crate::shapes::{Factor, factors_do_not_compose, unequal_shapes};
use crate::wording::{capitalised, dimensions, shown};

/// The lessons on panics that say what they are about, one a row; the first that has something to say is given.
#[rustfmt::skip]
pub(super) const WITH_WORDS: Table = &[
    (Anywhere("Gemv: dimensions mismatch"), Hidden, product),
    (Anywhere("Gemm: dimensions mismatch"), Hidden, product),
    (Anywhere("gemm: dimensions mismatch"), Hidden, product),
    // Other products, whose operands are in another order: `y.sygemv(…)`.
    (Anywhere("emv: dimensions mismatch"), Told, product),
    (Anywhere("emm: dimensions mismatch"), Told, product),
    (Anywhere("Matrix addition/subtraction dimensions mismatch"), Told, sum),
    (Anywhere("Matrix comparison error: dimensions mismatch"), Told, comparison),
    (Anywhere("Axpy: mismatched vector shapes"), Told, lengths),
    (Anywhere("Axcpy: mismatched vector shapes"), Told, lengths),
    (Anywhere("Transposed dot product dimension mismatch"), Told, entry_by_entry),
    (Anywhere("Componentwise mul/div: mismatched matrix dimensions"), Told, entry_by_entry),
    (Anywhere("Matrix simultaneous traversal error"), Told, entry_by_entry),
    (Anywhere("Dot product dimensions mismatch for shapes"), Told, dot_product),
    (Anywhere("Matrix multiplication dimensions mismatch"), Told, transposed_product),
    (Anywhere(" solve matrix dimension mismatch"), Told, solve),
    (Anywhere("unable to solve a non-square system"), Hidden, solve_of_non_square),
    (Anywhere("Vector cross product dimension mismatch"), Told, cross_product),
    (Anywhere("Matrix init. error: the slice did not contain the right number of elements"), Told, number_of_entries),
    (
        Anywhere("Allocation from iterator error: the iterator did not yield the correct number of elements"),
        Told, number_of_entries,
    ),
    (Anywhere("iterator not long enough"), Told, number_of_entries),
    (Anywhere("Data storage buffer dimension mismatch"), Told, number_of_entries),
    (Anywhere("The slice must contain the same number of elements as the matrix"), Told, number_of_entries),
    (Anywhere("The rows provided must all have the same dimension"), Told, rows_of_unequal_length),
    (Anywhere("The provided rows must all have the same dimension"), Told, rows_of_unequal_length),
    (Anywhere("At least one row must be given"), Told, no_rows),
    (Anywhere("Invalid number of rows provided to build this matrix"), Told, number_of_parts),
    (Anywhere("Invalid number of columns provided to build this matrix"), Told, number_of_parts),
    (Anywhere("The columns provided must all have the same dimension"), Told, columns_of_unequal_length),
    (Anywhere("At least one column must be given"), Told, no_columns),
    (Anywhere("Unable to copy from a matrix with a different shape"), Hidden, copy_of_other_shape),
    (Anywhere("of a non-square matrix"), Hidden, not_square),
    (Anywhere("of non-square matrix"), Hidden, not_square),
    (Anywhere("a non-square matrix"), Hidden, not_square),
    (Anywhere("unable to invert a rectangular matrix"), Hidden, not_square),
    (Anywhere("The input matrix must be square"), Hidden, not_square),
    (Anywhere("The input matrix should be square"), Hidden, not_square),
    (Anywhere("Matrix index out of bounds"), Hidden, outside_of_matrix),
    (Anywhere("Matrix slicing out of bounds"), Hidden, outside_of_matrix),
    (Anywhere("Matrix elements swap index out of bounds"), Hidden, outside_of_matrix),
    (Anywhere("Row index out of"), Hidden, outside_of_matrix),
    (Anywhere("Column index out of"), Hidden, outside_of_matrix),
    (Anywhere("insertion index out of range"), Hidden, outside_of_matrix),
    (Anywhere("of an empty matrix"), Told, empty),
    (Anywhere("The input matrix must not be empty"), Told, empty),
    (Anywhere("The input vector must not be empty"), Told, empty),
    (Anywhere("Cannot compute `sum` of empty iterator"), Told, empty),
];

/// The lessons on panics that are assertions without words.
#[rustfmt::skip]
pub(super) const WITHOUT_WORDS: Table = &[
    (AtStart("assertion failed: self.shape() == other.shape()"), Hidden, comparison),
    (AtStart("assertion failed: m.is_square()"), Hidden, not_square),
    (AtStart("assertion failed: matrix.is_square()"), Hidden, not_square),
    (AtStart("assertion failed: irow1 < self.nrows()"), Hidden, outside_of_matrix),
    (AtStart("assertion failed: icol1 < self.ncols()"), Hidden, outside_of_matrix),
    (AtStart("assertion `left == right` failed\n  left: "), Hidden, sizes),
];

/// `a * x`.
fn product(_: &str, site: &Site) -> Option<String> {
    Some(
    match (site.matrix(0), site.matrix(1)) {
        (Some((left, left_shape)), Some((right, right_shape))) if left_shape.1 != right_shape.0 => {
            factors_do_not_compose(
                &Factor::new(left, "the left factor", left_shape),
                &Factor::new(right, "the right factor", right_shape),
            )
        }
        _ => "In a product of matrices the right factor acts first, and the left one has to take what it returns: the left \
              one needs as many columns as the right one has rows. What are their shapes here? `println!(\"{:?}\", \
              m.shape())` on the line above tells."
            .to_owned(),
    }
    )
}

/// `a + b`.
fn sum(message: &str, site: &Site) -> Option<String> {
    entrywise("A sum or difference", message, site)
}

/// `a.component_mul(&b)`, `a.zip_map(&b, …)`.
fn entry_by_entry(message: &str, site: &Site) -> Option<String> {
    entrywise("This", message, site)
}

/// An operation whose panic has `left: (2, 1)` and `right: (3, 1)`.
fn entrywise(operation: &str, message: &str, site: &Site) -> Option<String> {
    let [left, right] = pairs(message)[..] else {
        return None;
    };
    Some(unequal_shapes(operation, (site.text(0), left), (site.text(1), right)))
}

/// `u.dot(&v)`.
fn dot_product(message: &str, _: &Site) -> Option<String> {
    let [left, right] = pairs(message)[..] else {
        return None;
    };
    Some(match left.1 == 1 && right.1 == 1 {
        true => format!(
            "A dot product pairs the entries of two vectors of equal length, and these have {} and {}. Do both belong to the \
             same space?",
            left.0, right.0
        ),
        false => format!(
            "`dot` pairs entries and adds up their products, so both need the same shape, and here are shape {} and shape {}. \
             It does not multiply matrices, as Python's does: that is `*`. Which of the two do you mean?",
            dimensions(left),
            dimensions(right)
        ),
    })
}

/// `a.tr_mul(&x)`.
fn transposed_product(message: &str, _: &Site) -> Option<String> {
    let [left, right] = pairs(message)[..] else {
        return None;
    };
    Some(format!(
        "`tr_mul` transposes the left matrix first, {} into {}, and the right one is {}: the columns of the former and the \
         rows of the latter differ. Which of the two has the shape that you meant?",
        dimensions(left),
        dimensions((left.1, left.0)),
        dimensions(right)
    ))
}

/// `a == b` of other shapes, as `a < b` and `a.relative_eq(&b, …)`.
fn comparison(message: &str, site: &Site) -> Option<String> {
    let told = pairs(message);
    let shapes = match (&told[..], site.matrix(0), site.matrix(1)) {
        (&[left, right], ..) => Some(((site.text(0), left), (site.text(1), right))),
        (_, Some(left), Some(right)) => Some((left, right)),
        _ => None,
    };
    Some(match shapes {
        Some((left, right)) => unequal_shapes("A comparison", left, right),
        None => {
            "A comparison goes entry by entry, so both sides need the same shape, and here they have not. What are the \
                 shapes of both?"
                .to_owned()
        }
    })
}

/// `y.axpy(a, &x, b)`.
fn lengths(message: &str, site: &Site) -> Option<String> {
    let [left, right] = asserted_equal(message)?;
    let (to, from) = (
        shown(referent(site.text(0)), "the vector"),
        shown(referent(site.text(2)), "the other"),
    );
    Some(format!(
        "What is added to a vector has to be as long as the vector, and {to} has {left} entries and {from} {right}. Which of \
         them has the length that you meant?"
    ))
}

/// Sizes that an assertion compares, without a word on what they are.
fn sizes(message: &str, site: &Site) -> Option<String> {
    let operation = match site.operation.as_str() {
        "+" | "+=" => Some("A sum"),
        "-" | "-=" => Some("A difference"),
        _ => None,
    };
    if let (Some(operation), Some(left), Some(right)) = (operation, site.matrix(0), site.matrix(1))
        && left.1 != right.1
    {
        return Some(unequal_shapes(operation, left, right));
    }
    let [left, right] = asserted_equal(message)?;
    Some(format!(
        "Two sizes have to be the same here, and they are {left} and {right}.{} Which of them did you mean?",
        shapes_of_all(site)
    ))
}

/// A sentence on the shapes that are known.
fn shapes_of_all(site: &Site) -> String {
    let shapes: Vec<String> = (0..site.operands.len())
        .filter_map(|number| site.matrix(number))
        .map(|(text, shape)| format!("{} is {}", shown(text, "one matrix"), dimensions(shape)))
        .collect();
    match shapes.is_empty() {
        true => String::new(),
        false => format!(" {}.", capitalised(&shapes.join(", "))),
    }
}

/// `a.lu().solve(&b)`.
fn solve(message: &str, _: &Site) -> Option<String> {
    let [rows, entries] = asserted_equal(message)?;
    Some(format!(
        "The matrix has {rows} rows, so it returns vectors of length {rows}, and the right-hand side has {entries} entries: \
         which `x` could lead there?"
    ))
}

/// `a.lu().solve(&b)` of an `a` with more equations than unknowns.
fn solve_of_non_square(_: &str, _: &Site) -> Option<String> {
    Some(
        "`solve` finds the one `x` of a system with as many equations as unknowns, and this one has more of one than of the \
         other. The `x` that comes nearest, by least squares, is `a.svd(true, true).solve(&b, 1e-12)`: is it that which you \
         mean?"
            .to_owned(),
    )
}

/// `u.cross(&v)`.
fn cross_product(message: &str, _: &Site) -> Option<String> {
    let found = *pairs(message).last()?;
    Some(format!(
        "The cross product is one of vectors in three dimensions, and this one is {}. Which product do you need?",
        dimensions(found)
    ))
}

/// `DMatrix::from_vec(2, 2, vec![1.0])`.
fn number_of_entries(_: &str, _: &Site) -> Option<String> {
    Some(
    "A matrix of so many rows and columns needs rows times columns numbers, and there were more or fewer. How many are there?"
        .to_owned()
    )
}

/// `DMatrix::from_columns(&[…])`.
fn columns_of_unequal_length(_: &str, _: &Site) -> Option<String> {
    Some("Columns that stand side by side in one matrix are equally long, and these are not.".to_owned())
}

/// `DMatrix::from_columns(&[])`.
fn no_columns(_: &str, _: &Site) -> Option<String> {
    Some(
    "A matrix of no columns would not know how many rows it has, so at least one is needed. What should happen for an empty \
     list?"
        .to_owned()
    )
}

/// `DMatrix::from_rows(&[…])`.
fn rows_of_unequal_length(_: &str, _: &Site) -> Option<String> {
    Some("Rows that stand below one another in one matrix are equally long, and these are not.".to_owned())
}

/// `DMatrix::from_rows(&[])`.
fn no_rows(_: &str, _: &Site) -> Option<String> {
    Some(
        "A matrix of no rows would not know how many columns it has, so at least one is needed. What should happen for an \
         empty list?"
            .to_owned(),
    )
}

/// `Matrix2::from_rows(&[…])` of three rows.
fn number_of_parts(_: &str, _: &Site) -> Option<String> {
    Some(
        "The type says how many rows and columns there are, and this list has more or fewer. How many does each of them say?"
            .to_owned(),
    )
}

/// `DMatrix::<f64>::zeros(0, 0).svd(true, true)`.
fn empty(_: &str, site: &Site) -> Option<String> {
    let which = site
        .operands
        .first()
        .map_or(String::new(), |operand| operand.text.clone());
    Some(format!(
        "{} has no entries, and without any there is no such thing. Should it be empty?",
        capitalised(&shown(&which, "this matrix"))
    ))
}

/// `a.copy_from(&b)`, `a.set_column(0, &v)`.
fn copy_of_other_shape(_: &str, site: &Site) -> Option<String> {
    const WHY: &str = "What is put into a matrix has to have the shape of the place that it goes to";
    Some(match (site.matrix(0), site.matrix(1)) {
        (Some((place, place_shape)), Some((matrix, shape))) => format!(
            "{WHY}: {} is {} and {} is {}. Which of them has the shape that you meant?",
            shown(place, "the former"),
            dimensions(place_shape),
            shown(matrix, "the latter"),
            dimensions(shape)
        ),
        (Some((place, shape)), None) if site.operands.len() == 2 => format!(
            "{WHY}, and {} is {}. What is the shape of what goes there?",
            shown(place, "that"),
            dimensions(shape)
        ),
        _ => format!("{WHY}, and these two differ. What are the shapes of both?"),
    })
}

/// `a.determinant()`, `a.try_inverse()`.
fn not_square(_: &str, site: &Site) -> Option<String> {
    let which = match site.matrix(0) {
        Some((text, shape)) => format!("{} is {}", shown(text, "this one"), dimensions(shape)),
        None => "this one is not".to_owned(),
    };
    Some(format!(
        "Only a square matrix, which maps a space to itself, has that, and {which}. What is it that you want to know of this \
         map?"
    ))
}

/// `m[(2, 0)]`, `m.row(2)`, `m.view((0, 0), (3, 1))`.
pub(super) fn outside_of_matrix(_: &str, site: &Site) -> Option<String> {
    let Some((text, (rows, columns))) = site.matrix(0) else {
        return Some(
"That is outside of the matrix: rows count from 0 to `nrows() - 1`, columns from 0 to `ncols() - 1`. Which \
                index is too large?"
            .to_owned());
    };
    let matrix = shown(text, "The matrix");
    // A part of a matrix is asked for by where it starts and how large it is.
    let asked = match site.operands.len() {
        2 => format!(", and {} is outside", shown(site.text(1), "this")),
        _ => ", and the part that is asked for reaches beyond".to_owned(),
    };
    Some(match (rows, columns) {
        (0, _) | (_, 0) => format!(
            "{matrix} is {}, without any entries{asked}. Should it be empty?",
            dimensions((rows, columns))
        ),
        (rows, 1) => format!(
            "{matrix} has {rows} entries, which count from 0 to {}{asked}. Which one do you mean?",
            rows - 1
        ),
        _ => format!(
            "{matrix} is {}: rows count from 0 to {}, columns from 0 to {}{asked}. Which entries do you mean?",
            dimensions((rows, columns)),
            rows - 1,
            columns - 1
        ),
    })
}

/// All pairs of numbers in `message`, such as `(2, 3)`.
fn pairs(message: &str) -> Vec<(usize, usize)> {
    message
        .split('(')
        .skip(1)
        .filter_map(|rest| {
            let (left, right) = rest.split(')').next()?.split_once(',')?;
            Some((left.trim().parse().ok()?, right.trim().parse().ok()?))
        })
        .collect()
}

/// The numbers that an assertion found to be unequal.
fn asserted_equal(message: &str) -> Option<[usize; 2]> {
    let number = |side: &str| {
        let line = message.lines().find_map(|line| line.trim().strip_prefix(side))?;
        line.trim().parse().ok()
    };
    Some([number("left:")?, number("right:")?])
}

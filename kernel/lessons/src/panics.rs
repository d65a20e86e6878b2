//! What is behind a panic.
//!
//! The table `LESSONS` has a row for each message: the words that it is recognised by, whether nalgebra leaves the shapes
//! out of it, and the function that says what is behind it. The rows are tried in order.

use super::code::referent;
use super::complaint::Complaint;
use super::shapes::{Factor, factors_do_not_compose, unequal_shapes};
use super::wording::{dimensions, shown};
use Shapes::{Hidden, Told};
use Wording::{Anywhere, AtStart};

/// The expression that panicked, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// The two sides of an operator, or what a method is called on and its arguments.
    pub operands: Vec<Operand>,
}

#[derive(Clone, Debug)]
pub struct Operand {
    pub text: String,
    /// Rows and columns, if the operand is a matrix and they are known.
    pub shape: Option<(usize, usize)>,
}

impl Site {
    /// The text and the shape of the operand with this number, if it is a matrix.
    fn matrix(&self, number: usize) -> Option<(&str, (usize, usize))> {
        let operand = self.operands.get(number)?;
        Some((referent(&operand.text), operand.shape?))
    }

    fn text(&self, number: usize) -> &str {
        self.operands.get(number).map_or("", |operand| operand.text.as_str())
    }
}

/// What to say above a panic with this message, if anything is sure.
pub fn on(message: &str, site: &Site) -> Option<String> {
    LESSONS
        .iter()
        .filter(|(wording, ..)| wording.is_in(message))
        .find_map(|(_, _, lesson)| lesson(message, site))
}

/// Whether this panic is about shapes that nalgebra does not tell, so that the lesson needs those of the [`Site`].
pub fn hides_shapes(message: &str) -> bool {
    LESSONS
        .iter()
        .any(|(wording, shapes, _)| *shapes == Hidden && wording.is_in(message))
}

/// Arithmetic or an index that rustc has found to panic before it ran.
pub(super) fn foreseen(complaint: &Complaint) -> Option<String> {
    [&complaint.label, &complaint.message]
        .into_iter()
        .find_map(|text| on(text, &Site::default()))
}

/// The words that a kind of panic is recognised by.
enum Wording {
    Anywhere(&'static str),
    AtStart(&'static str),
}

impl Wording {
    fn is_in(&self, message: &str) -> bool {
        match self {
            Anywhere(words) => message.contains(words),
            AtStart(words) => message.starts_with(words),
        }
    }
}

/// The shapes that a panic is about.
#[derive(PartialEq, Eq)]
enum Shapes {
    /// The message leaves them out.
    Hidden,
    /// The message has them, or it is about other things.
    Told,
}

/// Says what is behind a panic with this message at this site.
type Lesson = fn(&str, &Site) -> Option<String>;

/// The lessons on panics, one a row; the first that has something to say is given.
#[rustfmt::skip]
const LESSONS: &[(Wording, Shapes, Lesson)] = &[
    // Shapes of matrices.
    (Anywhere("Gemv: dimensions mismatch"), Hidden, product),
    (Anywhere("Gemm: dimensions mismatch"), Hidden, product),
    (Anywhere("gemm: dimensions mismatch"), Hidden, product),
    // Other products, whose operands are in another order: `y.sygemv(…)`.
    (Anywhere("emv: dimensions mismatch"), Told, product),
    (Anywhere("emm: dimensions mismatch"), Told, product),
    (Anywhere("Matrix addition/subtraction dimensions mismatch"), Told, sum),
    (Anywhere("Componentwise mul/div: mismatched matrix dimensions"), Told, entry_by_entry),
    (Anywhere("Matrix simultaneous traversal error"), Told, entry_by_entry),
    (Anywhere("Dot product dimensions mismatch for shapes"), Told, dot_product),
    (Anywhere("Matrix multiplication dimensions mismatch"), Told, transposed_product),
    (Anywhere("LU solve matrix dimension mismatch"), Told, solve),
    (Anywhere("Vector cross product dimension mismatch"), Told, cross_product),
    (Anywhere("Matrix init. error: the slice did not contain the right number of elements"), Told, number_of_entries),
    (
        Anywhere("Allocation from iterator error: the iterator did not yield the correct number of elements"),
        Told, number_of_entries,
    ),
    (Anywhere("The columns provided must all have the same dimension"), Told, columns_of_unequal_length),
    (Anywhere("At least one column must be given"), Told, no_columns),
    (Anywhere("Unable to copy from a matrix with a different shape"), Hidden, copy_of_other_shape),
    (Anywhere("of a non-square matrix"), Hidden, not_square),
    (Anywhere("Unable to invert a non-square matrix"), Hidden, not_square),
    (Anywhere("trace of non-square matrix"), Hidden, not_square),
    (Anywhere("Matrix index out of bounds"), Hidden, outside_of_matrix),
    (Anywhere("Matrix slicing out of bounds"), Hidden, outside_of_matrix),
    // Numbers.
    (Anywhere("with overflow"), Told, overflow),
    (Anywhere("which would overflow"), Told, overflow),
    (Anywhere("divide by zero"), Told, division_by_zero),
    (Anywhere("divisor of zero"), Told, division_by_zero),
    // Lists.
    (Anywhere("index out of bounds: the "), Told, outside_of_list),
    (AtStart("range end index "), Told, range_outside_of_list),
    (AtStart("range start index "), Told, range_outside_of_list),
    // Values that are missing, or lent already.
    (AtStart("called `Option::unwrap()` on a `None` value"), Told, unwrapped_none),
    (AtStart("called `Result::unwrap()` on an `Err` value"), Told, unwrapped_error),
    (AtStart("not yet implemented"), Told, to_do),
    (AtStart("not implemented"), Told, to_do),
    (AtStart("already borrowed"), Told, already_borrowed),
    (AtStart("already mutably borrowed"), Told, already_borrowed),
    (AtStart("RefCell already borrowed"), Told, already_borrowed),
    (AtStart("RefCell already mutably borrowed"), Told, already_borrowed),
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

/// `a.lu().solve(&b)`.
fn solve(message: &str, _: &Site) -> Option<String> {
    let [rows, entries] = asserted_equal(message)?;
    Some(format!(
        "The matrix has {rows} rows, so it returns vectors of length {rows}, and the right-hand side has {entries} entries: \
         which `x` could lead there?"
    ))
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
fn outside_of_matrix(_: &str, site: &Site) -> Option<String> {
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

/// `n - 1` of a `usize` that is 0.
fn overflow(message: &str, _: &Site) -> Option<String> {
    let is_subtraction = message.contains("subtract") || message.contains(" - ");
    Some(match is_subtraction {
        true => {
            "The result does not fit into the type of its operands: a `usize`, which counts, has nothing below 0, and \
                 other integers end somewhere too. Which type is it here, and can the result be negative?"
                .to_owned()
        }
        false => {
            "The result does not fit into the type of its operands: an `i32` ends at 2 147 483 647, and every integer \
                  type ends somewhere. Which type is it here, and how large can the result become?"
                .to_owned()
        }
    })
}

/// `1 / n` of an integer that is 0.
fn division_by_zero(_: &str, _: &Site) -> Option<String> {
    Some(
    "An integer can't be divided by 0; a float can, and gives an infinity or NaN. What should the result be where the divisor \
     is 0?"
        .to_owned()
    )
}

/// `v[2]` of a list of two elements.
fn outside_of_list(message: &str, _: &Site) -> Option<String> {
    let (_, rest) = message.split_once("index out of bounds: the ")?;
    let mut numbers = numbers(rest);
    let (length, index): (usize, &str) = (numbers.next()?.parse().ok()?, numbers.next()?);
    Some(match length {
        0 => format!("There is no element at {index}: the list is empty. Should it be?"),
        1 => format!("There is no element at {index}: the only one is at 0. Where does the {index} come from?"),
        _ => format!(
            "There is no element at {index}: {length} elements count from 0 to {}. Where does the {index} come from?",
            length - 1
        ),
    })
}

/// `v[1..5]` of a list of two elements.
fn range_outside_of_list(message: &str, _: &Site) -> Option<String> {
    let [end, length] = numbers(message).collect::<Vec<_>>()[..] else {
        return None;
    };
    Some(format!(
        "The range goes to {end}, and the list has {length} elements: a range may end at {length} at most, since its end is left out."
    ))
}

fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
}

/// `m.try_inverse().unwrap()`.
fn unwrapped_none(_: &str, _: &Site) -> Option<String> {
    Some(
    "`unwrap` takes out a value, and there is none: what stands before it has returned `None`. When does it do that, and what \
     should happen then?"
        .to_owned()
    )
}

/// `"x".parse::<f64>().unwrap()`.
fn unwrapped_error(_: &str, _: &Site) -> Option<String> {
    Some(
        "`unwrap` takes out a value, and there is an error in its place, which the message names. What was it given?"
            .to_owned(),
    )
}

/// `todo!()`.
fn to_do(_: &str, _: &Site) -> Option<String> {
    Some(
        "`todo!()` marks what is still to be written, and the code has come to one: put the answer in its place."
            .to_owned(),
    )
}

/// A `RefCell` that is asked for the value that it has lent out already.
fn already_borrowed(_: &str, _: &Site) -> Option<String> {
    Some(
    "A `RefCell` lends its value to one writer or to any number of readers, and here one has it still: what `borrow` or \
     `borrow_mut` returned is given back only where the variable that holds it ends. Which one lives too long?"
        .to_owned()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(operands: &[(&str, Option<(usize, usize)>)]) -> Site {
        let operand = |(text, shape): &(&str, _)| Operand {
            text: (*text).to_owned(),
            shape: *shape,
        };
        Site {
            operands: operands.iter().map(operand).collect(),
        }
    }

    #[track_caller]
    fn check(message: &str, operands: &[(&str, Option<(usize, usize)>)], expected: &str) {
        let lesson = on(message, &site(operands)).unwrap_or_default();
        assert!(lesson.contains(expected), "{lesson:?}");
    }

    #[test]
    fn a_product_tells_which_lengths_do_not_fit() {
        const GEMV: &str = "Gemv: dimensions mismatch.";
        check(
            GEMV,
            &[("&a", Some((2, 3))), ("&x", Some((2, 1)))],
            "`a` takes vectors of length 3 and returns vectors of length 2, and `x` has length 2.",
        );
        check(
            GEMV,
            &[("a", Some((2, 3))), ("a", Some((2, 3)))],
            "The left one takes vectors of length 3",
        );
        check(
            GEMV,
            &[("&u", Some((2, 1))), ("&u", Some((2, 1)))],
            "a column times a column is no product",
        );
        check(
            GEMV,
            &[],
            "the left one needs as many columns as the right one has rows",
        );
    }

    #[test]
    fn shapes_that_the_message_has_are_told() {
        check(
            "assertion `left == right` failed: Matrix addition/subtraction dimensions mismatch.\n  left: (1, 2)\n right: (2, 1)",
            &[("&a", None), ("&b", None)],
            "`a` is 1×2 and `b` is 2×1",
        );
        check(
            "Dot product dimensions mismatch for shapes (2, 2) and (2, 1): left cols != right cols.",
            &[],
            "here are shape 2×2 and shape 2×1",
        );
        check(
            "assertion `left == right` failed: LU solve matrix dimension mismatch.\n  left: 2\n right: 3",
            &[],
            "has 2 rows",
        );
    }

    #[test]
    fn shapes_are_asked_for_where_the_message_leaves_them_out() {
        for message in [
            "Gemv: dimensions mismatch.",
            "gemm: dimensions mismatch for multiplication.",
            "Matrix index out of bounds.",
            "Unable to copy from a matrix with a different shape.",
            "LU: unable to compute the inverse of a non-square matrix.",
            "Cannot compute the trace of non-square matrix.",
        ] {
            assert!(hides_shapes(message), "{message}");
        }
        for message in [
            "Symmetric cgemv: dimensions mismatch.",
            "Matrix addition/subtraction dimensions mismatch.\n  left: (1, 2)\n right: (2, 1)",
            "index out of bounds: the len is 2 but the index is 2",
            "mine",
        ] {
            assert!(!hides_shapes(message), "{message}");
        }
    }

    #[test]
    fn words_that_must_begin_a_message_are_not_looked_for_inside_of_it() {
        check(
            "not yet implemented: the rest",
            &[],
            "`todo!()` marks what is still to be written",
        );
        assert_eq!(on("this case is not implemented", &Site::default()), None);
        check(
            "range end index 5 out of range for slice of length 2",
            &[],
            "The range goes to 5, and the list has 2",
        );
    }

    #[test]
    fn a_row_that_recognises_a_message_but_not_its_numbers_says_nothing() {
        assert_eq!(on("Dot product dimensions mismatch for shapes", &Site::default()), None);
        assert_eq!(on("index out of bounds: the end is near", &Site::default()), None);
    }

    #[test]
    fn an_index_is_told_with_the_range_that_it_misses() {
        check(
            "Matrix index out of bounds.",
            &[("m", Some((2, 3))), ("(2, 0)", None)],
            "`m` is 2×3: rows count from 0 to 1",
        );
        check(
            "index out of bounds: the len is 2 but the index is 2",
            &[],
            "2 elements count from 0 to 1",
        );
        check(
            "index out of bounds: the len is 0 but the index is 0",
            &[],
            "the list is empty",
        );
    }

    #[test]
    fn a_cell_that_is_lent_out_lends_no_more() {
        let cell = std::cell::RefCell::new(1);
        let writer = cell.borrow_mut();
        let refused = cell.try_borrow().expect_err("there is a writer");
        check(&refused.to_string(), &[], "one writer or to any number of readers");
        drop(writer);
        let reader = cell.borrow();
        let refused = cell.try_borrow_mut().expect_err("there is a reader");
        check(&refused.to_string(), &[], "Which one lives too long?");
        drop(reader);
    }

    #[test]
    fn a_panic_of_the_learners_own_has_no_lesson() {
        assert_eq!(on("there is one", &Site::default()), None);
        assert_eq!(
            on(
                "assertion `left == right` failed\n  left: 1\n right: 2",
                &Site::default()
            ),
            None
        );
    }
}

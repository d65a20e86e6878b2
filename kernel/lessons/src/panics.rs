//! What stands behind a panic.

use super::shapes::{Factor, mismatched_product, unequal_shapes};
use super::{referent, shown};

/// The expression that panicked, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// What takes part in it, in its order: the sides of an operator, or what a method is called on and its arguments.
    pub operands: Vec<Operand>,
}

#[derive(Clone, Debug)]
pub struct Operand {
    pub text: String,
    /// Rows and columns, if it is a matrix.
    pub shape: Option<(usize, usize)>,
}

impl Site {
    /// The operand at that place, if it is a matrix.
    fn matrix(&self, at: usize) -> Option<(&str, (usize, usize))> {
        let operand = self.operands.get(at)?;
        Some((referent(&operand.text), operand.shape?))
    }

    fn text(&self, at: usize) -> &str {
        self.operands.get(at).map_or("", |operand| operand.text.as_str())
    }
}

/// Whether nalgebra has this to say of shapes that it does not tell.
pub fn hides_shapes(message: &str) -> bool {
    const HIDING: [&str; 9] = [
        "Gemv: dimensions mismatch",
        "Gemm: dimensions mismatch",
        "gemm: dimensions mismatch",
        "Matrix index out of bounds",
        "Matrix slicing out of bounds",
        "Unable to copy from a matrix with a different shape",
        "of a non-square matrix",
        "Unable to invert a non-square matrix",
        "trace of non-square matrix",
    ];
    HIDING.iter().any(|hiding| message.contains(hiding))
}

/// What to say above a panic with this message, if anything is sure.
pub fn on(message: &str, site: &Site) -> Option<String> {
    shapes(message, site)
        .or_else(|| arithmetic(message))
        .or_else(|| index(message))
        .or_else(|| missing_value(message))
        .or_else(|| borrowed(message))
}

/// nalgebra's panics about shapes.
fn shapes(message: &str, site: &Site) -> Option<String> {
    let says = |part: &str| message.contains(part);
    if says("emv: dimensions mismatch") || says("emm: dimensions mismatch") {
        return Some(product(site));
    }
    if says("Matrix addition/subtraction dimensions mismatch") {
        return entrywise("A sum or difference", message, site);
    }
    if says("Componentwise mul/div: mismatched matrix dimensions") || says("Matrix simultaneous traversal error") {
        return entrywise("This", message, site);
    }
    if says("Dot product dimensions mismatch for shapes") {
        let [one, other] = pairs(message)[..] else { return None };
        let both = format!("shape {} and shape {}", times(one), times(other));
        return Some(match one.1 == 1 && other.1 == 1 {
            true => format!(
                "A dot product pairs the entries of two vectors of equal length, and these have {} and {}. Do both belong to \
                 the same space?",
                one.0, other.0
            ),
            false => format!(
                "`dot` pairs entries and adds up their products, so both need the same shape, and here are {both}. It does not \
                 multiply matrices, as Python's does: that is `*`. Which of the two do you mean?"
            ),
        });
    }
    if says("Matrix multiplication dimensions mismatch") {
        let [one, other] = pairs(message)[..] else { return None };
        return Some(format!(
            "`tr_mul` transposes the left matrix first, {} into {}, and the right one is {}: the columns of the former and \
             the rows of the latter differ. Which of the two has the shape that you meant?",
            times(one),
            times((one.1, one.0)),
            times(other)
        ));
    }
    if says("LU solve matrix dimension mismatch") {
        let [one, other] = sides(message)?;
        return Some(format!(
            "The matrix has {one} rows, so it returns vectors of length {one}, and the right-hand side has {other} entries: \
             which `x` could lead there?"
        ));
    }
    if says("Vector cross product dimension mismatch") {
        let found = *pairs(message).last()?;
        return Some(format!(
            "The cross product is one of vectors in three dimensions, and this one is {}. Which product do you need?",
            times(found)
        ));
    }
    if says("Matrix init. error: the slice did not contain the right number of elements")
        || says("Allocation from iterator error: the iterator did not yield the correct number of elements")
    {
        return Some(
            "A matrix of so many rows and columns needs rows times columns numbers, and there were more or fewer. How many \
             are there?"
                .to_owned(),
        );
    }
    if says("The columns provided must all have the same dimension") {
        return Some("Columns that stand side by side in one matrix are equally long, and these are not.".to_owned());
    }
    if says("At least one column must be given") {
        return Some(
            "A matrix of no columns would not know how many rows it has, so at least one is needed. What should happen for an \
             empty list?"
                .to_owned(),
        );
    }
    if says("Unable to copy from a matrix with a different shape") {
        const WHY: &str = "What is put into a matrix has to have the shape of the place that it goes to";
        return Some(match (site.matrix(0), site.matrix(1)) {
            (Some((place, shape)), Some((matrix, other))) => format!(
                "{WHY}: {} is {} and {} is {}. Which of them has the shape that you meant?",
                shown(place, "the former"),
                times(shape),
                shown(matrix, "the latter"),
                times(other)
            ),
            (Some((place, shape)), None) if site.operands.len() == 2 => {
                format!(
                    "{WHY}, and {} is {}. What is the shape of what goes there?",
                    shown(place, "that"),
                    times(shape)
                )
            }
            _ => format!("{WHY}, and these two differ. What are the shapes of both?"),
        });
    }
    if says("of a non-square matrix")
        || says("Unable to invert a non-square matrix")
        || says("trace of non-square matrix")
    {
        let which = match site.matrix(0) {
            Some((text, shape)) => format!("{} is {}", shown(text, "this one"), times(shape)),
            None => "this one is not".to_owned(),
        };
        return Some(format!(
            "Only a square matrix, which maps a space to itself, has that, and {which}. What is it that you want to know of \
             this map?"
        ));
    }
    if says("Matrix index out of bounds") || says("Matrix slicing out of bounds") {
        return Some(outside(site));
    }
    None
}

fn product(site: &Site) -> String {
    match (site.matrix(0), site.matrix(1)) {
        (Some((left, (rows, columns))), Some((right, (r, c)))) if columns != r => mismatched_product(
            &Factor::new(left, "the left factor", rows, columns),
            &Factor::new(right, "the right factor", r, c),
        ),
        _ => "In a product of matrices the right factor acts first, and the left one has to take what it returns: the left \
              one needs as many columns as the right one has rows. What are their shapes here? `println!(\"{:?}\", \
              m.shape())` on the line above tells."
            .to_owned(),
    }
}

fn outside(site: &Site) -> String {
    let Some((text, (rows, columns))) = site.matrix(0) else {
        return "That is outside of the matrix: rows count from 0 to `nrows() - 1`, columns from 0 to `ncols() - 1`. Which \
                index is too large?"
            .to_owned();
    };
    let what = shown(text, "The matrix");
    // A part is asked for by where it starts and how large it is.
    let asked = match site.operands.len() {
        2 => format!(", and {} is outside", shown(site.text(1), "this")),
        _ => ", and the part that is asked for reaches beyond".to_owned(),
    };
    match (rows, columns) {
        (0, _) | (_, 0) => format!(
            "{what} is {}, without any entries{asked}. Should it be empty?",
            times((rows, columns))
        ),
        (rows, 1) => format!(
            "{what} has {rows} entries, which count from 0 to {}{asked}. Which one do you mean?",
            rows - 1
        ),
        _ => format!(
            "{what} is {}: rows count from 0 to {}, columns from 0 to {}{asked}. Which entries do you mean?",
            times((rows, columns)),
            rows - 1,
            columns - 1
        ),
    }
}

/// What goes entry by entry, with the shapes from `left: (2, 1)` and `right: (3, 1)`.
fn entrywise(what: &str, message: &str, site: &Site) -> Option<String> {
    let [left, right] = pairs(message)[..] else {
        return None;
    };
    Some(unequal_shapes(what, (site.text(0), left), (site.text(1), right)))
}

fn times((rows, columns): (usize, usize)) -> String {
    format!("{rows}×{columns}")
}

/// All pairs of numbers such as `(2, 3)`.
fn pairs(message: &str) -> Vec<(usize, usize)> {
    message
        .split('(')
        .skip(1)
        .filter_map(|rest| {
            let (one, other) = rest.split(')').next()?.split_once(',')?;
            Some((one.trim().parse().ok()?, other.trim().parse().ok()?))
        })
        .collect()
}

/// The numbers of an assertion that two are equal.
fn sides(message: &str) -> Option<[usize; 2]> {
    let number = |side: &str| {
        let line = message.lines().find_map(|line| line.trim().strip_prefix(side))?;
        line.trim().parse().ok()
    };
    Some([number("left:")?, number("right:")?])
}

/// Numbers that don't fit.
pub fn arithmetic(message: &str) -> Option<String> {
    if message.contains("with overflow") || message.contains("which would overflow") {
        let is_subtraction = message.contains("subtract") || message.contains(" - ");
        return Some(match is_subtraction {
            true => "The result does not fit into the type of its operands: a `usize`, which counts, has nothing below 0, and \
                     other integers end somewhere too. Which type is it here, and can the result be negative?"
                .to_owned(),
            false => "The result does not fit into the type of its operands: an `i32` ends at 2 147 483 647, and every integer \
                      type ends somewhere. Which type is it here, and how large can the result become?"
                .to_owned(),
        });
    }
    if message.contains("divide by zero") || message.contains("divisor of zero") {
        return Some(
            "An integer can't be divided by 0; a float can, and gives an infinity or NaN. What should the result be where the \
             divisor is 0?"
                .to_owned(),
        );
    }
    None
}

/// Places that a list does not have.
pub fn index(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("index out of bounds: the ")?;
    let mut numbers = rest
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty());
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

/// `unwrap` of what is not there.
fn missing_value(message: &str) -> Option<String> {
    if message.starts_with("called `Option::unwrap()` on a `None` value") {
        return Some(
            "`unwrap` takes out a value, and there is none: what stands before it has returned `None`. When does it do that, \
             and what should happen then?"
                .to_owned(),
        );
    }
    if message.starts_with("called `Result::unwrap()` on an `Err` value") {
        return Some(
            "`unwrap` takes out a value, and there is an error in its place, which the message names. What was it given?"
                .to_owned(),
        );
    }
    let is_to_do = ["not yet implemented", "not implemented"]
        .iter()
        .any(|start| message.starts_with(start));
    if is_to_do {
        return Some(
            "`todo!()` marks what is still to be written, and the code has come to one: put the answer in its place."
                .to_owned(),
        );
    }
    if let Some(rest) = message
        .strip_prefix("range end index ")
        .or_else(|| message.strip_prefix("range start index "))
    {
        let numbers: Vec<&str> = rest
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .collect();
        let [end, length] = numbers[..] else { return None };
        return Some(format!(
            "The range goes to {end}, and the list has {length} elements: a range may end at {length} at most, since its end is left out."
        ));
    }
    None
}

/// A `RefCell` that is asked for what it has lent out already.
fn borrowed(message: &str) -> Option<String> {
    let message = message.strip_prefix("RefCell ").unwrap_or(message);
    (message.starts_with("already borrowed") || message.starts_with("already mutably borrowed")).then(|| {
        "A `RefCell` lends its value to one writer or to any number of readers, and here one has it still: what \
         `borrow` or `borrow_mut` returned is given back only where the variable that holds it ends. Which one lives too \
         long?"
            .to_owned()
    })
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

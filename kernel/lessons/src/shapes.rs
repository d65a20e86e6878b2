//! Shapes that are part of a type, and don't fit; and the sentences on shapes, which panics share.

use super::code::referent;
use super::complaint::{Complaint, quoted, unquoted};
use super::types::{Size, Type};
use super::wording::{capitalised, dimensions, shown};

/// `SMatrix<f64, 6, 2> * SMatrix<f64, 6, 2>`.
pub(super) fn matrix_product(complaint: &Complaint) -> Option<String> {
    let sizes = complaint.notes.iter().find_map(|note| {
        let (_, sizes) = note.split_once("AreMultipliable<")?;
        <[usize; 4]>::try_from(constants(sizes)).ok()
    })?;
    let [rows, taken, given, columns] = sizes;
    if taken == given {
        return None;
    }
    let (left, right) = complaint.operands().unwrap_or_default();
    Some(factors_do_not_compose(
        &Factor::new(&left, "the left factor", (rows, taken)),
        &Factor::new(&right, "the right factor", (given, columns)),
    ))
}

/// The numbers of `Const<6>, Const<2>`, with whatever closes behind them.
fn constants(text: &str) -> Vec<usize> {
    let constant = |text: &str| {
        let name = text.trim().rsplit("::").next()?;
        name.strip_prefix("Const<")?.split('>').next()?.parse().ok()
    };
    text.split(',').filter_map(constant).collect()
}

/// A factor of a product, with its shape.
pub(super) struct Factor {
    name: String,
    rows: usize,
    columns: usize,
}

impl Factor {
    /// The factor that is written as `text`; a sentence calls it `otherwise` where that is too long.
    pub(super) fn new(text: &str, otherwise: &str, (rows, columns): (usize, usize)) -> Factor {
        Factor {
            name: shown(referent(text), otherwise),
            rows,
            columns,
        }
    }

    fn is_column(&self) -> bool {
        self.columns == 1 && self.rows != 1
    }
}

/// Why two factors don't compose, told by the spaces that they map from and to.
pub(super) fn factors_do_not_compose(left: &Factor, right: &Factor) -> String {
    let Factor { name, rows, columns } = left;
    let (left_name, right_name) = match *name == right.name {
        true => ("the left one", "the right one"),
        false => (name.as_str(), right.name.as_str()),
    };
    if left.is_column() && right.is_column() {
        return format!(
            "Both factors are columns, of lengths {rows} and {}, and a column times a column is no product. Do you want a \
             number or a matrix of them, and which of the two has to lie down as a row for that?",
            right.rows
        );
    }
    if left.is_column() {
        return format!(
            "{} has shape {rows}×1: it is a vector of length {rows}, and {right_name} has shape {}. A matrix acts on what \
             stands to its right: which of the two should act on the other?",
            capitalised(left_name),
            dimensions((right.rows, right.columns))
        );
    }
    let takes = format!(
        "{} takes vectors of length {columns} and returns vectors of length {rows}",
        capitalised(left_name)
    );
    if right.columns == 1 {
        return format!(
            "{takes}, and {right_name} has length {}. A matrix needs as many columns as the vector has entries: which of the \
             two has the shape that you meant?",
            right.rows
        );
    }
    format!(
        "{takes}; {right_name} takes vectors of length {} and returns vectors of length {}. In a product the right factor \
         acts first, and the left one has to take what it returns: {} is not {columns}. Which of the two should come first, \
         or be transposed?",
        right.columns, right.rows, right.rows
    )
}

/// `Matrix2 + Matrix3`.
pub(super) fn matrix_sum(complaint: &Complaint) -> Option<String> {
    if !complaint.message.contains("ShapeConstraint: SameNumberOf") {
        return None;
    }
    let (left, operation, right) = complaint.notes.iter().find_map(|note| {
        let mut parts = quoted(note.strip_prefix("required for ")?);
        let (left, implemented) = (parts.next()?, parts.next()?);
        let (operation, right) = implemented.strip_suffix('>')?.split_once('<')?;
        Some((Type::parse(left), operation, Type::parse(right)))
    })?;
    let (left_shape, right_shape) = (left.shape()?, right.shape()?);
    let operation = match operation {
        "Add" | "AddAssign" => "A sum",
        "Sub" | "SubAssign" => "A difference",
        _ => return None,
    };
    let (left, right) = complaint.operands().unwrap_or_default();
    Some(unequal_shapes(operation, (&left, left_shape), (&right, right_shape)))
}

/// Why an `operation` that goes entry by entry needs equal shapes. Each side has its text and its shape.
pub(super) fn unequal_shapes(
    operation: &str,
    (left, left_shape): (&str, (usize, usize)),
    (right, right_shape): (&str, (usize, usize)),
) -> String {
    format!(
        "{operation} goes entry by entry, so both sides need the same shape: {} is {} and {} is {}. Which of them has the \
         shape that you meant?",
        shown(referent(left), "the left one"),
        dimensions(left_shape),
        shown(referent(right), "the right one"),
        dimensions(right_shape),
    )
}

/// `Vector2::dot(&Vector3)`.
pub(super) fn dot_product(complaint: &Complaint) -> Option<String> {
    if !unquoted(complaint.note("required by a bound in ")?).ends_with("::dot") {
        return None;
    }
    let (_, sizes) = complaint.message.split_once("ShapeConstraint: DimEq<")?;
    let [left, right] = constants(sizes)[..] else {
        return None;
    };
    Some(format!(
        "A dot product pairs the entries of two vectors of equal length, and these shapes have {left} against {right}. Do \
         both belong to the same space?"
    ))
}

/// `let a: Matrix2<f64> = Matrix3::zeros();`
pub(super) fn other_size_in_type(complaint: &Complaint) -> Option<String> {
    let (expected, found) = whole_types(complaint)?;
    let (
        Type::Matrix { rows, columns, .. },
        Type::Matrix {
            rows: found_rows,
            columns: found_columns,
            ..
        },
    ) = (expected, found)
    else {
        return None;
    };
    let is_kept = |asked: Size, given: Size| asked == given || (asked.fixed().is_some() && given.fixed().is_some());
    if !is_kept(rows, found_rows) || !is_kept(columns, found_columns) {
        return None;
    }
    let difference = |side: &str, asked: Size, given: Size| match (asked.fixed(), given.fixed()) {
        (Some(asked), Some(given)) if asked != given => {
            Some(format!("{asked} {side} are asked for, and this has {given}"))
        }
        _ => None,
    };
    let differences: Vec<String> = [
        difference("rows", rows, found_rows),
        difference("columns", columns, found_columns),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!differences.is_empty()).then(|| {
        format!(
            "The shape is part of the type: {}. Which of the two did you mean?",
            differences.join("; ")
        )
    })
}

/// Expected and found, from the note that tells the whole types, or else from the label.
fn whole_types(complaint: &Complaint) -> Option<(Type, Type)> {
    let from_note = complaint.notes.iter().find_map(|note| {
        let (expected, found) = note.split_once('\n')?;
        if !expected.starts_with("expected ") || !found.trim_start().starts_with("found ") {
            return None;
        }
        Some((
            Type::parse(quoted(expected).next()?),
            Type::parse(quoted(found).next()?),
        ))
    });
    from_note.or_else(|| complaint.expected_and_found())
}

/// A vector for a matrix, or a shape in the type for one that is known when the cell runs, and the reverse.
pub(super) fn other_kind_of_matrix(complaint: &Complaint) -> Option<String> {
    use Size::{Dynamic, Fixed};
    let (expected, found) = complaint.expected_and_found()?;
    let text = shown(referent(complaint.text()), "it");
    match (expected.value().sizes()?, found.value().sizes()?) {
        ((Dynamic, Dynamic), (Dynamic, Fixed(1))) => Some(format!(
            "A `DVector` is a single column, and that is part of its type; a `DMatrix` is asked for. \
             `DMatrix::from_columns(&[…])` makes a matrix of columns: is {text} meant to be one of them?"
        )),
        ((Dynamic, Fixed(1)), (Dynamic, Dynamic)) => Some(format!(
            "A `DVector` is asked for, and {text} is a `DMatrix`, whatever number of columns it has. \
             `.column(0).into_owned()` is its first one: is that what you mean?"
        )),
        ((Fixed(_), Fixed(_)), (Dynamic, _) | (_, Dynamic)) => Some(
            "A type with its shape in it is asked for, such as `SMatrix<f64, 2, 3>`, and a `DMatrix` or `DVector` has its \
             shape only when the cell runs. `matrix![…]` and `vector![…]` make the former, `dmatrix![…]` and `dvector![…]` \
             the latter: which does this need to be?"
                .to_owned(),
        ),
        ((Dynamic, _) | (_, Dynamic), (Fixed(_), Fixed(_))) => Some(
            "A `DMatrix` or `DVector` is asked for, whose shape is known only when the cell runs, and this one has its shape \
             in its type. `dmatrix![…]` and `dvector![…]` make the former, `matrix![…]` and `vector![…]` the latter: which \
             does this need to be?"
                .to_owned(),
        ),
        _ => None,
    }
}

/// `let v: DVector<f64> = [1.0, 2.0];`
pub(super) fn list_for_vector(complaint: &Complaint) -> Option<String> {
    let (expected, found) = complaint.expected_and_found()?;
    let is_list = match found.value() {
        Type::Other(text) => text.starts_with('['),
        found => found.is("Vec"),
    };
    (is_list && expected.value().sizes() == Some((Size::Dynamic, Size::Fixed(1)))).then(|| {
        "A list of numbers is no vector yet, which can be added and multiplied: `dvector![…]` writes one, and \
         `DVector::from_vec(…)` makes one of a `Vec`."
            .to_owned()
    })
}

//! Shapes that are part of a type, and don't fit.

use super::types::{Size, Type};
use super::{Complaint, quoted, referent, shown, unquoted};

/// `SMatrix<f64, 6, 2> * SMatrix<f64, 6, 2>`.
pub fn product(it: &Complaint) -> Option<String> {
    let sizes = it.notes.iter().find_map(|note| {
        let (_, sizes) = note.split_once("AreMultipliable<")?;
        let sizes: Vec<usize> = sizes.split(',').filter_map(constant).collect();
        <[usize; 4]>::try_from(sizes).ok()
    })?;
    let [rows, taken, given, columns] = sizes;
    if taken == given {
        return None;
    }
    let (left, right) = it.operands().unwrap_or_default();
    Some(mismatched_product(
        &Factor::new(&left, "the left factor", rows, taken),
        &Factor::new(&right, "the right factor", given, columns),
    ))
}

/// `Const<6>` with whatever closes behind it.
fn constant(text: &str) -> Option<usize> {
    text.trim()
        .rsplit("::")
        .next()?
        .strip_prefix("Const<")?
        .split('>')
        .next()?
        .parse()
        .ok()
}

/// A factor of a product, with its shape.
pub struct Factor {
    name: String,
    rows: usize,
    columns: usize,
}

impl Factor {
    pub fn new(text: &str, otherwise: &str, rows: usize, columns: usize) -> Factor {
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
pub fn mismatched_product(left: &Factor, right: &Factor) -> String {
    let Factor { name, rows, columns } = left;
    let other = &right.name;
    let (left_name, right_name) = match name == other {
        true => ("the left one".to_owned(), "the right one".to_owned()),
        false => (name.clone(), other.clone()),
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
            "{} has shape {rows}×1: it is a vector of length {rows}, and {right_name} has shape {}×{}. A matrix acts on what \
             stands to its right: which of the two should act on the other?",
            capitalised(&left_name),
            right.rows,
            right.columns
        );
    }
    let takes = format!(
        "{} takes vectors of length {columns} and returns vectors of length {rows}",
        capitalised(&left_name)
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

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// `Matrix2 + Matrix3`.
pub fn sum(it: &Complaint) -> Option<String> {
    if !it.message.contains("ShapeConstraint: SameNumberOf") {
        return None;
    }
    let (left, operation, right) = it.notes.iter().find_map(|note| {
        let mut parts = quoted(note.strip_prefix("required for ")?);
        let (left, implemented) = (parts.next()?, parts.next()?);
        let (operation, right) = implemented.strip_suffix('>')?.split_once('<')?;
        Some((Type::parse(left), operation, Type::parse(right)))
    })?;
    let (left_shape, right_shape) = (shape(&left)?, shape(&right)?);
    let what = match operation {
        "Add" | "AddAssign" => "A sum",
        "Sub" | "SubAssign" => "A difference",
        _ => return None,
    };
    let (left, right) = it.operands().unwrap_or_default();
    Some(unequal_shapes(what, (&left, left_shape), (&right, right_shape)))
}

/// Why what goes entry by entry needs equal shapes.
pub fn unequal_shapes(
    what: &str,
    (left, (rows, columns)): (&str, (usize, usize)),
    right: (&str, (usize, usize)),
) -> String {
    let (right, (other_rows, other_columns)) = right;
    format!(
        "{what} goes entry by entry, so both sides need the same shape: {} is {rows}×{columns} and {} is \
         {other_rows}×{other_columns}. Which of them has the shape that you meant?",
        shown(referent(left), "the left one"),
        shown(referent(right), "the right one"),
    )
}

/// `Vector2::dot(&Vector3)`.
pub fn pairing(it: &Complaint) -> Option<String> {
    let note = it
        .notes
        .iter()
        .find_map(|note| note.strip_prefix("required by a bound in "))?;
    if !unquoted(note).ends_with("::dot") {
        return None;
    }
    let (_, sizes) = it.message.split_once("ShapeConstraint: DimEq<")?;
    let sizes: Vec<usize> = sizes.split(',').filter_map(constant).collect();
    let [one, other] = sizes[..] else { return None };
    Some(format!(
        "A dot product pairs the entries of two vectors of equal length, and these shapes have {one} against {other}. Do both \
         belong to the same space?"
    ))
}

/// The right kind of matrix, of another size than is asked for.
pub fn other_size(it: &Complaint) -> Option<String> {
    let (expected, found) = mismatched_types(it)?;
    let (
        Type::Matrix { rows, columns, .. },
        Type::Matrix {
            rows: r, columns: c, ..
        },
    ) = (&expected, &found)
    else {
        return None;
    };
    let difference = |side: &str, asked: Size, given: Size| match (asked.fixed(), given.fixed()) {
        (Some(asked), Some(given)) if asked != given => {
            Some(format!("{asked} {side} are asked for, and this has {given}"))
        }
        _ => None,
    };
    let is_kept = |one: Size, other: Size| one == other || (one.fixed().is_some() && other.fixed().is_some());
    if !is_kept(*rows, *r) || !is_kept(*columns, *c) {
        return None;
    }
    let differences: Vec<String> = [difference("rows", *rows, *r), difference("columns", *columns, *c)]
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

/// A vector for a matrix, a list for a vector, a shape in the type for one that is known when the cell runs.
pub fn other_kind(it: &Complaint) -> Option<String> {
    let (expected, found) = it.expected_and_found()?;
    let (expected, found) = (expected.value(), found.value());
    let text = shown(referent(it.text()), "it");
    let Type::Matrix { rows, columns, .. } = expected else {
        return None;
    };
    let asked = (*rows, *columns);
    match found {
        Type::Matrix { rows: r, columns: c, .. } => match (asked, (*r, *c)) {
            ((Size::Dynamic, Size::Dynamic), (Size::Dynamic, Size::Fixed(1))) => Some(format!(
                "A `DVector` is a single column, and that is part of its type; a `DMatrix` is asked for. \
                 `DMatrix::from_columns(&[…])` makes a matrix of columns: is {text} meant to be one of them?"
            )),
            ((Size::Dynamic, Size::Fixed(1)), (Size::Dynamic, Size::Dynamic)) => Some(format!(
                "A `DVector` is asked for, and {text} is a `DMatrix`, whatever number of columns it has. \
                 `.column(0).into_owned()` is its first one: is that what you mean?"
            )),
            ((Size::Fixed(_), Size::Fixed(_)), (Size::Dynamic, _) | (_, Size::Dynamic)) => Some(
                "A type with its shape in it is asked for, such as `SMatrix<f64, 2, 3>`, and a `DMatrix` or `DVector` has its \
                 shape only when the cell runs. `matrix![…]` and `vector![…]` make the former, `dmatrix![…]` and \
                 `dvector![…]` the latter: which does this need to be?"
                    .to_owned(),
            ),
            ((Size::Dynamic, _) | (_, Size::Dynamic), (Size::Fixed(_), Size::Fixed(_))) => Some(
                "A `DMatrix` or `DVector` is asked for, whose shape is known only when the cell runs, and this one has its \
                 shape in its type. `dmatrix![…]` and `dvector![…]` make the former, `matrix![…]` and `vector![…]` the \
                 latter: which does this need to be?"
                    .to_owned(),
            ),
            _ => None,
        },
        _ if is_list(found) && asked == (Size::Dynamic, Size::Fixed(1)) => Some(
            "A list of numbers is no vector yet, which can be added and multiplied: `dvector![…]` writes one, and \
             `DVector::from_vec(…)` makes one of a `Vec`."
                .to_owned(),
        ),
        _ => None,
    }
}

fn is_list(found: &Type) -> bool {
    found.is("Vec") || matches!(found, Type::Other(text) if text.starts_with('['))
}

/// Expected and found, from the note that tells the whole types, or else from the label.
fn mismatched_types(it: &Complaint) -> Option<(Type, Type)> {
    let from_note = it.notes.iter().find_map(|note| {
        let (expected, found) = note.split_once('\n')?;
        if !expected.starts_with("expected ") || !found.trim_start().starts_with("found ") {
            return None;
        }
        Some((
            Type::parse(quoted(expected).next()?),
            Type::parse(quoted(found).next()?),
        ))
    });
    from_note.or_else(|| it.expected_and_found())
}

/// Rows and columns of a matrix whose type has both.
pub fn shape(matrix: &Type) -> Option<(usize, usize)> {
    match matrix.value() {
        Type::Matrix { rows, columns, .. } => rows.fixed().zip(columns.fixed()),
        _ => None,
    }
}

//! Lists, iterators and `Option`: what they hold, and how it comes out.

use super::code::is_name;
use super::complaint::{Complaint, quoted, unquoted};
use super::types::{Size, Type};
use super::wording::shown;

/// `let t: f64 = None;`
pub(super) fn none_for_value(complaint: &Complaint) -> Option<String> {
    let expected = content_of_option(complaint)?;
    (complaint.text() == "None").then(|| {
        format!(
            "`{expected}` is always there, and `None` says that there is none: what may be missing has the type \
             `Option<{expected}>`."
        )
    })
}

/// `fn f() -> f64 { Some(1.0) }`
pub(super) fn some_for_value(complaint: &Complaint) -> Option<String> {
    let expected = content_of_option(complaint)?;
    complaint.text().starts_with("Some(").then(|| {
        format!(
            "`{expected}` is asked for, and `Some(…)` wraps one in an `Option`. Can it be missing? Then the type is \
             `Option<{expected}>`; otherwise leave `Some` out."
        )
    })
}

/// `let x: f64 = v.pop();`
pub(super) fn option_for_value(complaint: &Complaint) -> Option<String> {
    content_of_option(complaint)?;
    Some(format!(
        "{} is an `Option`: a value, or `None` where there is none. `.unwrap()` takes the value out, and panics without one; \
         `match` and `if let Some(value) = …` ask first. Can it be `None` here?",
        shown(complaint.text(), "This")
    ))
}

/// The type that is asked for where an `Option` of it is found.
fn content_of_option(complaint: &Complaint) -> Option<Type> {
    let (expected, found) = complaint.expected_and_found()?;
    let Type::Named { name, arguments } = &found else {
        return None;
    };
    let content = arguments.first()?;
    (name == "Option" && expected != Type::Unknown && content.value().agrees_with(expected.value())).then_some(expected)
}

/// `m.try_inverse() * v`.
pub(super) fn option_in_arithmetic(complaint: &Complaint) -> Option<String> {
    let is_option = |of: &str| Type::parse(of).value().is("Option");
    if !complaint.message.starts_with("cannot ") || !quoted(&complaint.message).any(is_option) {
        return None;
    }
    let option = complaint.others.iter().find(|other| is_option(&other.label));
    Some(format!(
        "{} is an `Option`: a value, or `None` where there is none, and only the value can be calculated with. `.unwrap()` \
         takes it out, and panics without one; `if let Some(value) = …` asks first. Can it be `None` here?",
        option.map_or("One side".to_owned(), |option| shown(&option.text, "One side"))
    ))
}

/// `v.append(2)`.
pub(super) fn append(complaint: &Complaint) -> Option<String> {
    let (expected, found) = complaint.expected_and_found()?;
    let is_append = complaint.callee().as_deref() == Some("append");
    (is_append && expected.value().is("Vec") && !found.value().is("Vec")).then(|| {
        "`append` moves all of another list to the end of this one; one more element goes there with `.push(…)`."
            .to_owned()
    })
}

/// `for i in 3`.
pub(super) fn loop_over_number(complaint: &Complaint) -> Option<String> {
    looped_over(complaint)?.is_integer().then(|| {
        format!(
            "A number is nothing to go through: the range from 0 up to it, itself left out, is {}.",
            shown(&format!("0..{}", complaint.text()), "`0..n`")
        )
    })
}

/// `for t in 0.0..1.0`, `for t in 0..1.0`.
pub(super) fn loop_over_floats(complaint: &Complaint) -> Option<String> {
    let is_range = match looped_over(complaint) {
        Some(Type::Named { name, arguments }) => name.starts_with("Range") && arguments.iter().any(Type::is_float),
        _ => {
            let (start, range) = complaint.before().rsplit_once(" in ")?;
            let (expected, found) = complaint.expected_and_found()?;
            let is_end = range.trim_end().ends_with("..") || range.trim_end().ends_with("..=");
            let opens_loop = start
                .rsplit([';', '{', '}', '\n'])
                .next()?
                .trim_start()
                .starts_with("for ");
            is_end && opens_loop && expected.is_integer() && found.is_float()
        }
    };
    is_range.then(|| {
        "A loop goes through whole numbers; steps between them are made of those: `for i in 0..=10 { let t = i as f64 / 10.0; … }` \
         goes from 0 to 1 in steps of 0.1."
            .to_owned()
    })
}

/// `for x in m`.
pub(super) fn loop_over_matrix(complaint: &Complaint) -> Option<String> {
    let of = looped_over(complaint)?;
    matches!(of.value(), Type::Matrix { .. }).then(|| {
        let text = complaint.text();
        let name = if is_name(text) { text } else { "m" };
        format!(
            "A matrix can be gone through in several ways, so say which: `{name}.iter()` is its entries, column by column, \
             `{name}.column_iter()` its columns and `{name}.row_iter()` its rows."
        )
    })
}

/// The type that a `for` can't go through.
fn looped_over(complaint: &Complaint) -> Option<Type> {
    let of = complaint.message.strip_suffix(" is not an iterator")?;
    complaint
        .before()
        .trim_end()
        .ends_with(" in")
        .then(|| Type::parse(unquoted(of)))
}

/// An iterator that is collected into a vector or a matrix.
pub(super) fn collected_into_matrix(complaint: &Complaint) -> Option<String> {
    let (wanted, _) = collected(complaint)?;
    let Type::Matrix { rows, columns, .. } = wanted else {
        return None;
    };
    match (rows, columns) {
        (Size::Dynamic, Size::Fixed(1)) => Some(
            "A vector has to know its length beforehand: `DVector::from_iterator(n, …)` takes it along, or collect into a \
             `Vec` and make it `DVector::from_vec(…)`."
                .to_owned(),
        ),
        (Size::Dynamic, Size::Dynamic) if complaint.receiver().is_some_and(|of| of.contains("column_iter()")) => Some(
            "Columns are put together by `DMatrix::from_columns(&columns)`, where `columns` is a list of them: `.collect::<Vec<_>>()`."
                .to_owned(),
        ),
        (Size::Dynamic, Size::Dynamic) if complaint.receiver().is_some_and(|of| of.contains("row_iter()")) => Some(
            "Rows are put together by `DMatrix::from_rows(&rows)`, where `rows` is a list of them: `.collect::<Vec<_>>()`."
                .to_owned(),
        ),
        (Size::Dynamic, Size::Dynamic) => Some(
            "A matrix has to know its shape beforehand: `DMatrix::from_iterator(rows, columns, …)` takes it along, and fills \
             column by column."
                .to_owned(),
        ),
        _ => None,
    }
}

/// An iterator of other elements than those of the list that it is collected into.
pub(super) fn collected_into_other_list(complaint: &Complaint) -> Option<String> {
    let (wanted, elements) = collected(complaint)?;
    let Type::Named { name, arguments } = &wanted else {
        return None;
    };
    let wanted = arguments.first().filter(|_| name == "Vec")?;
    match &elements {
        Type::Reference { to, .. } if wanted.agrees_with(to) => Some(format!(
            "`.iter()` lends its elements, so these are `{elements}`, and a list of `{wanted}` is asked for: `.copied()`, or \
             `.cloned()` for what is larger than a number, makes values of them."
        )),
        value if wanted.is_float() && value.is_integer() => Some(
            "These are integers, and a list of floats is asked for: `.map(|i| i as f64)` before `.collect()` converts each."
                .to_owned(),
        ),
        _ => None,
    }
}

/// The type to collect into, and that of the elements.
fn collected(complaint: &Complaint) -> Option<(Type, Type)> {
    let rest = complaint.message.strip_prefix("a value of type ")?;
    if !rest.contains("cannot be built from an iterator") && !rest.contains("cannot be built since") {
        return None;
    }
    let mut types = quoted(rest).map(Type::parse);
    Some((types.next()?, types.next()?))
}

/// `DMatrix::from(vec![vec![1.0, 2.0], vec![3.0, 4.0]])`.
pub(super) fn matrix_of_lists(complaint: &Complaint) -> Option<String> {
    let bound = quoted(complaint.message.strip_prefix("the trait bound ")?).next()?;
    let (matrix, of) = bound.split_once(": From<")?;
    let (Some((Size::Dynamic, Size::Dynamic)), Some(rows)) = (
        Type::parse(matrix).sizes(),
        Type::parse(of.strip_suffix('>')?).element(),
    ) else {
        return None;
    };
    if rows.element().is_none() {
        return Some(
            "A list does not say how many rows and columns there are: `DMatrix::from_row_slice(rows, columns, &list)` takes it row \
             by row, and `DVector::from_vec(list)` makes a single column of it."
                .to_owned(),
        );
    }
    Some(
        "A matrix is not made of a list of lists: `dmatrix![1.0, 2.0; 3.0, 4.0]` writes one, and \
         `DMatrix::from_row_slice(rows.len(), rows[0].len(), &rows.concat())` makes one of `rows`, a list of rows."
            .to_owned(),
    )
}

/// `println!("{v}")` of a list.
pub(super) fn not_printed_by_braces(complaint: &Complaint) -> Option<String> {
    const LISTS: [&str; 7] = [
        "Vec", "VecDeque", "BTreeMap", "HashMap", "BTreeSet", "HashSet", "Option",
    ];
    let of = complaint
        .message
        .strip_suffix("doesn't implement `std::fmt::Display`")?;
    let of = Type::parse(quoted(of).next()?);
    let is_list = LISTS.iter().any(|name| of.value().is(name));
    (is_list || matches!(of.value(), Type::Other(_))).then(|| {
        format!(
            "`{{}}` can write numbers, text and matrices, but no `{of}`; `{{:?}}` writes it as code would: `{{x:?}}`."
        )
    })
}

//! Places in lists and matrices: what counts them, from which end, and how a part is asked for.

use super::code::{is_name, is_one_term};
use super::complaint::{Complaint, quoted, unquoted};
use super::types::Type;
use super::wording::{shown, written};

/// `v[-1]`, `v[..-1]`, `m[(-1, 0)]`.
pub(super) fn counted_from_the_end(complaint: &Complaint) -> Option<String> {
    let is_list = complaint
        .message
        .starts_with("negative integers cannot be used to index");
    let is_matrix = complaint.message == "the trait bound `usize: Neg` is not satisfied";
    let is_row = complaint.message == "cannot apply unary operator `-` to type `usize`";
    if !is_list && !is_matrix && !is_row {
        return None;
    }
    const WHY: &str = "Places count from 0, and none lies before";
    let number = complaint.text().strip_prefix('-')?.trim();
    number.parse::<usize>().ok()?;
    if is_row {
        let method = complaint.callee()?;
        let (receiver, size) = (
            complaint.receiver_of_argument()?,
            match method.as_str() {
                "row" => "nrows",
                "column" => "ncols",
                _ => return None,
            },
        );
        return Some(format!(
            "{WHY}: from the end, write {}.",
            shown(
                &format!("{receiver}.{method}({receiver}.{size}() - {number})"),
                "`m.row(m.nrows() - 1)`"
            )
        ));
    }
    let (list, index) = complaint.indexing()?;
    if !is_one_term(&list) {
        return None;
    }
    if index.starts_with('(') {
        let counted = |place: &str, size: &str| match place.trim().strip_prefix('-') {
            Some(number) => format!("{list}.{size}() - {}", number.trim()),
            None => place.trim().to_owned(),
        };
        let (row, column) = index.trim_matches(['(', ')']).split_once(',')?;
        let place = format!("{list}[({}, {})]", counted(row, "nrows"), counted(column, "ncols"));
        return Some(format!(
            "{WHY}: from the end, write {}.",
            written(&place, "`m[(m.nrows() - 1, 0)]`")
        ));
    }
    if let Some(start) = index
        .strip_suffix(complaint.text())
        .filter(|start| start.ends_with(".."))
    {
        let part = format!("{list}[{start}{list}.len() - {number}]");
        return Some(format!(
            "{WHY}: from the end, write {}.",
            written(&part, "`v[..v.len() - 1]`")
        ));
    }
    let place = written(&format!("{list}[{list}.len() - {number}]"), "`v[v.len() - 1]`");
    Some(match (number, is_list) {
        ("1", true) => format!(
            "{WHY}: the last element is {place}, or {}, an `Option`, since there may be none.",
            shown(&format!("{list}.last()"), "`v.last()`")
        ),
        ("1", false) => format!("{WHY}: the last entry is {place}."),
        _ => format!("{WHY}: from the end, write {place}."),
    })
}

/// `v[1:3]`.
pub(super) fn part_with_colon(complaint: &Complaint) -> Option<String> {
    let is_colon = complaint.text() == ":" && complaint.message.ends_with("found `:`");
    let line = complaint.before().rsplit('\n').next().unwrap_or_default();
    let (before, start) = line.rsplit_once('[')?;
    let list = before
        .rsplit(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
        .next()?;
    let (end, _) = complaint.after().split_once(']')?;
    let is_simple = |text: &str| text.is_empty() || is_one_term(text) || text.parse::<usize>().is_ok();
    let (start, end) = (start.trim(), end.trim());
    (is_colon && is_one_term(list) && is_simple(start) && is_simple(end)).then(|| {
        format!(
            "A range is written `..`, and a part of a list is lent: {}. Of a vector or matrix there are `.rows(first, count)` \
             and `.columns(first, count)`.",
            shown(&format!("&{list}[{start}..{end}]"), "`&v[1..3]`")
        )
    })
}

/// `m[:, 0]`, `m[0, :]`.
pub(super) fn row_or_column_with_colon(complaint: &Complaint) -> Option<String> {
    let line = complaint.before().rsplit('\n').next().unwrap_or_default();
    let (before, start) = line.rsplit_once('[')?;
    let matrix = before
        .rsplit(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
        .next()?;
    let index = format!("{start}{}{}", complaint.text(), complaint.after().split_once(']')?.0);
    let (row, column) = index.split_once(',')?;
    let part = match (row.trim(), column.trim()) {
        (":", column) => format!("{matrix}.column({column})"),
        (row, ":") => format!("{matrix}.row({row})"),
        _ => return None,
    };
    (is_one_term(matrix) && is_one_term(&part) && complaint.message.starts_with("expected")).then(|| {
        format!(
            "A row or a column of a matrix is a method's: {}.",
            written(&part, "`m.column(0)`")
        )
    })
}

/// `m.shape()[0]`.
pub(super) fn pair_indexed(complaint: &Complaint) -> Option<String> {
    let index = complaint
        .message
        .strip_prefix("the type `(usize, usize)` cannot be indexed by ")?;
    index.contains("integer").then(|| {
        "A pair is not indexed: its parts are `.0` and `.1`. For a matrix there are `.nrows()` and `.ncols()` as well."
            .to_owned()
    })
}

/// `v[i]` of an `i32`.
pub(super) fn index_of_other_integer(complaint: &Complaint) -> Option<String> {
    const LONG: usize = 24;
    let index = index_type(complaint)?;
    let text = complaint.text();
    // `m[i][j]`, whose second index is the next to be refused.
    let is_of_matrix = complaint.message.contains("Matrix<");
    if is_of_matrix && index.is_integer() && is_name(text) && complaint.after().starts_with("][") {
        let second = complaint
            .after()
            .strip_prefix("][")
            .and_then(|rest| rest.split(']').next())?;
        return is_name(second).then(|| {
            format!(
                "Row and column of a matrix go together as a pair, and what counts them is a `usize`: \
                 `[({text} as usize, {second} as usize)]`, or make both a `usize` from the start."
            )
        });
    }
    (index.is_integer() && index != Type::Integer && is_one_term(text) && text.len() <= LONG).then(|| {
        format!(
            "What counts places is a `usize`, and `{text}` is of type `{index}`: write `[{text} as usize]`, or make it a \
             `usize` from the start."
        )
    })
}

/// `v[x]` of an `f64`.
pub(super) fn index_of_float(complaint: &Complaint) -> Option<String> {
    index_type(complaint)?.is_float().then(|| {
        format!(
            "What counts places is a `usize`, a whole number, and {} is a float. Should it be one?",
            shown(complaint.text(), "this")
        )
    })
}

/// `v[i..j]` of an `i32`.
pub(super) fn index_of_other_range(complaint: &Complaint) -> Option<String> {
    let Type::Named { name, arguments } = index_type(complaint)? else {
        return None;
    };
    if !name.starts_with("Range") || !arguments.iter().all(Type::is_integer) {
        return None;
    }
    let is_matrix = complaint.message.starts_with("the type `Matrix") || complaint.message.contains("::Matrix<");
    Some(match is_matrix {
        true => {
            "A range takes no part out of a matrix by brackets: `m.rows(0, 2)` is two rows from the first on, `m.columns(0, 2)` two \
             columns, and of a vector `v.rows(0, 2)` two entries."
        }
        false => {
            "What counts places is a `usize`, and the ends of this range are of another integer type: make them `usize`."
        }
    }
    .to_owned())
}

/// The type that a list or a matrix can't be indexed by.
fn index_type(complaint: &Complaint) -> Option<Type> {
    let types = complaint.message.strip_prefix("the type ")?;
    let (indexed, index) = types.split_once(" cannot be indexed by ")?;
    let is_list = indexed.starts_with("`[");
    let is_matrix = matches!(Type::parse(unquoted(indexed)), Type::Matrix { .. });
    (is_list || is_matrix).then(|| Type::parse(unquoted(index)))
}

/// `m[0][1]`.
pub(super) fn matrix_indexed_twice(complaint: &Complaint) -> Option<String> {
    let entry = Type::parse(quoted(&complaint.message).next()?);
    let text = complaint.text();
    let ends_with_index = text.ends_with(']') && (text.contains("][") || complaint.before().ends_with(']'));
    (ends_with_index && (entry.is_float() || entry.is_integer())).then(|| {
        "One index gives an entry of a matrix already, counted column by column, and a number has no entries. Row and column \
         go together: `m[(i, j)]`."
            .to_owned()
    })
}

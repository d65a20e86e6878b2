//! Matrices that are written as Rust: their rows, so that two of them can be compared entry by entry.

/// The rows of `code`, if that is one matrix or vector written by a macro, and nothing else.
pub(super) fn rows(code: &str) -> Option<Vec<Vec<&str>>> {
    let code = code.trim();
    let (name, rest) = code.split_once("![")?;
    let inside = rest.strip_suffix(']')?;
    if inside.contains(['[', ']', '{', '}', '"']) || inside.trim().is_empty() {
        return None;
    }
    let is_column = match name {
        "dvector" | "vector" => true,
        "dmatrix" | "matrix" => false,
        _ => return None,
    };
    // An entry that is a call has commas of its own.
    if inside.contains('(') {
        return None;
    }
    let rows: Vec<Vec<&str>> = match is_column {
        true => inside.split(',').map(|entry| vec![entry.trim()]).collect(),
        false => inside
            .split(';')
            .map(|row| row.split(',').map(str::trim).collect())
            .collect(),
    };
    let width = rows.first()?.len();
    let is_regular = rows
        .iter()
        .all(|row| row.len() == width && row.iter().all(|entry| !entry.is_empty()));
    is_regular.then_some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_is_read_by_rows_and_a_vector_by_entries() {
        assert_eq!(
            rows("dmatrix![1.0, 2.0;\n         3.0, 4.0]"),
            Some(vec![vec!["1.0", "2.0"], vec!["3.0", "4.0"]])
        );
        assert_eq!(rows("vector![1.0, -2.0]"), Some(vec![vec!["1.0"], vec!["-2.0"]]));
        assert_eq!(rows("dmatrix![1.0]"), Some(vec![vec!["1.0"]]));
    }

    #[test]
    fn what_is_no_single_matrix_is_left_as_it_is() {
        for code in [
            "",
            "1.0",
            "[1.0, 2.0]",
            "vec![1.0, 2.0]",
            "(dvector![1.0], 2.0)",
            "dmatrix![1.0, 2.0; 3.0]",
            "dmatrix![]",
            "dvector![f(1, 2), 3.0]",
            "panicked: `m![1]`",
        ] {
            assert_eq!(rows(code), None, "{code}");
        }
    }
}

//! Values in the words of their `Debug`, cut where these go on for too long.

use super::view::View;
use std::fmt::{self, Debug, Write as _};

/// Texts of more characters than this are cut.
const LONGEST: usize = 4000;

/// That of values far inside of others.
const LONGEST_INSIDE: usize = 200;

/// A value of which no more is known.
pub(super) fn view(value: fmt::Arguments<'_>) -> View {
    View::Text(as_written(cut(value, LONGEST)))
}

/// As [`view`], of a value far inside of others.
pub(super) fn view_inside(value: fmt::Arguments<'_>) -> View {
    View::Text(as_written(cut(value, LONGEST_INSIDE)))
}

/// A value whose `Debug` is how it is written.
pub(super) fn word(value: &dyn Debug) -> View {
    View::Text(cut(format_args!("{value:?}"), LONGEST))
}

fn cut(value: fmt::Arguments<'_>, longest: usize) -> String {
    let mut text = Text {
        text: String::new(),
        left: longest,
        is_cut: false,
    };
    // What is beyond the limit is not written at all.
    let _ = text.write_fmt(value);
    text.finish()
}

/// A text that takes no more than it may.
struct Text {
    text: String,
    /// How many characters it has room for.
    left: usize,
    is_cut: bool,
}

impl Text {
    fn finish(mut self) -> String {
        if self.is_cut {
            self.text.push('…');
        }
        self.text
    }
}

impl fmt::Write for Text {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        for c in part.chars() {
            if self.left == 0 {
                self.is_cut = true;
                return Err(fmt::Error);
            }
            self.text.push(c);
            self.left -= 1;
        }
        Ok(())
    }
}

/// Rewrites the matrices of dynamic size in `debug` as they are written in `dmatrix!`. nalgebra prints how they are stored:
/// column by column, with the names of its own types.
fn as_written(debug: String) -> String {
    const START: &str = "VecStorage { data: [";
    let Some((before, rest)) = debug.split_once(START) else {
        return debug;
    };
    let written = || {
        let (data, rest) = rest.split_once("], nrows: Dyn(")?;
        let (rows, rest) = rest.split_once("), ncols: ")?;
        let (_, after) = rest.split_once(" }")?;
        let entries: Vec<&str> = data.split(", ").collect();
        let rows: usize = rows.parse().ok().filter(|&rows| rows > 0)?;
        let is_plain = !data.contains(['(', '{', '[', '"']) && entries.len().is_multiple_of(rows);
        let row = |i| {
            entries
                .iter()
                .skip(i)
                .step_by(rows)
                .copied()
                .collect::<Vec<_>>()
                .join(", ")
        };
        is_plain.then(|| ((0..rows).map(row).collect::<Vec<_>>().join("; "), after))
    };
    match written() {
        Some((matrix, after)) => format!("{before}[{matrix}]{}", as_written(after.to_owned())),
        None => debug,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_where_it_becomes_too_long() {
        let View::Text(text) = view(format_args!("{:?}", "π".repeat(LONGEST))) else {
            panic!("it is a text");
        };
        assert_eq!(text.chars().count(), LONGEST + 1);
        assert!(text.ends_with("π…"));
    }

    #[test]
    fn matrices_inside_values_of_other_types_are_shown_as_they_are_written() {
        let m = nalgebra::dmatrix![1.0, 2.0; 3.0, 4.0];
        let v = nalgebra::dvector![5.0, 6.0];
        assert_eq!(as_written(format!("{:?}", (&m, 1))), "([1.0, 2.0; 3.0, 4.0], 1)");
        assert_eq!(
            as_written(format!("{:?}", Some(vec![&v, &v]))),
            "Some([[5.0; 6.0], [5.0; 6.0]])"
        );
        assert_eq!(
            as_written("\"VecStorage { data: [\"".to_owned()),
            "\"VecStorage { data: [\""
        );
        let none = format!("{:?}", nalgebra::DMatrix::<f64>::zeros(0, 2));
        assert_eq!(as_written(none.clone()), none);
    }
}

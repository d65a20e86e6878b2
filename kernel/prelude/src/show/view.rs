//! A value as it is to be shown: its parts, and the numbers in it, shortened where there are too many.

use nalgebra::DMatrix;
use std::fmt::{self, Debug, Write as _};

/// A value, taken apart as far as that helps.
#[derive(Clone, Debug)]
pub enum View {
    /// As code would write it.
    Text(String),
    /// What has no value to look at.
    Unit,
    Matrix(Grid),
    Figure(Picture),
    /// Elements between brackets, some of which may be left out.
    List {
        brackets: (&'static str, &'static str),
        elements: Vec<Element>,
        /// How many there are in all.
        length: usize,
        /// What they are where all are numbers and some are left out.
        numbers: Option<Vec<f64>>,
    },
    /// What stands behind a name, in parentheses: `Some(…)`; a tuple has no name.
    Tuple {
        name: &'static str,
        parts: Vec<View>,
    },
    /// Parts with names, under the name of their type.
    Fields {
        name: &'static str,
        fields: Vec<(&'static str, View)>,
    },
}

/// What stands in a list.
#[derive(Clone, Debug)]
pub enum Element {
    One(View),
    Entry(View, View),
    /// Elements that are left out.
    Gap,
}

/// A figure in its forms.
#[derive(Clone, Debug)]
pub struct Picture {
    /// For a page whose theme it follows.
    pub(super) html: String,
    /// On its own.
    pub(super) svg: String,
    /// What it shows.
    pub(super) description: String,
}

/// The entries of a matrix, without those in the middle of a long dimension.
#[derive(Clone, Debug)]
pub struct Grid {
    pub(super) shape: (usize, usize),
    pub(super) rows: Vec<Vec<Number>>,
    /// All entries, or evenly chosen ones of more than can be told apart, where some are left out and all are real numbers.
    pub(super) picture: Option<DMatrix<f64>>,
}

/// An entry of a matrix.
#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) text: String,
    pub(super) latex: String,
}

/// Rows and columns beyond this many are left out of the middle.
pub(super) const SHOWN: usize = 16;

/// Texts of more characters than this are cut.
const LONGEST: usize = 4000;

impl View {
    /// The value in the words of its `Debug`, cut where they go on for too long.
    pub(super) fn of_debug(value: fmt::Arguments<'_>) -> View {
        let mut text = Text::default();
        // What is beyond the limit is not written at all.
        let _ = text.write_fmt(value);
        View::Text(text.finish())
    }

    /// Whether a matrix is somewhere in it.
    pub(super) fn has_matrix(&self) -> bool {
        match self {
            View::Matrix(_) => true,
            other => other.parts().any(View::has_matrix),
        }
    }

    /// The figures in it, in order.
    pub(super) fn figures(&self) -> Vec<&Picture> {
        match self {
            View::Figure(picture) => vec![picture],
            other => other.parts().flat_map(View::figures).collect(),
        }
    }

    fn parts(&self) -> Box<dyn Iterator<Item = &View> + '_> {
        match self {
            View::Text(_) | View::Unit | View::Matrix(_) | View::Figure(_) => Box::new(std::iter::empty()),
            View::List { elements, .. } => Box::new(elements.iter().flat_map(Element::parts)),
            View::Tuple { parts, .. } => Box::new(parts.iter()),
            View::Fields { fields, .. } => Box::new(fields.iter().map(|(_, view)| view)),
        }
    }
}

impl Element {
    fn parts(&self) -> impl Iterator<Item = &View> {
        let parts = match self {
            Element::One(view) => [Some(view), None],
            Element::Entry(key, value) => [Some(key), Some(value)],
            Element::Gap => [None, None],
        };
        parts.into_iter().flatten()
    }
}

impl Grid {
    /// The entries that `entry` tells, and `real` as far as they are real numbers.
    pub(super) fn new(
        shape @ (rows, columns): (usize, usize),
        entry: &dyn Fn(usize, usize) -> Number,
        real: &dyn Fn(usize, usize) -> Option<f64>,
    ) -> Grid {
        let row = |row| {
            let entry = |column| match (row, column) {
                (Some(i), Some(j)) => entry(i, j),
                (None, Some(_)) => Number::sign("⋮", r"\vdots"),
                (Some(_), None) => Number::sign("…", r"\cdots"),
                (None, None) => Number::sign("⋱", r"\ddots"),
            };
            sample(columns, SHOWN).map(entry).collect()
        };
        let grid = Grid {
            shape,
            rows: sample(rows, SHOWN).map(row).collect(),
            picture: None,
        };
        match grid.is_whole() || rows == 0 || columns == 0 {
            true => grid,
            false => Grid {
                picture: picture(shape, real),
                ..grid
            },
        }
    }

    /// Whether all entries are there.
    pub(super) fn is_whole(&self) -> bool {
        self.shape.0 <= SHOWN && self.shape.1 <= SHOWN
    }
}

/// The entries of a matrix of this shape, or evenly chosen ones of those in a dimension that is longer than a picture is wide;
/// `None` if some are no real numbers.
fn picture((rows, columns): (usize, usize), real: &dyn Fn(usize, usize) -> Option<f64>) -> Option<DMatrix<f64>> {
    const LONGEST: usize = 400;
    real(0, 0)?;
    let chosen = |length: usize| -> Vec<usize> {
        let shown = length.min(LONGEST);
        (0..shown).map(|i| i * length / shown).collect()
    };
    let (rows, columns) = (chosen(rows), chosen(columns));
    let entries: Option<Vec<f64>> = columns
        .iter()
        .flat_map(|&j| rows.iter().map(move |&i| (i, j)))
        .map(|(i, j)| real(i, j))
        .collect();
    Some(DMatrix::from_vec(rows.len(), columns.len(), entries?))
}

/// The indices to show of `length`, at most `most`; `None` stands for those left out.
pub(super) fn sample(length: usize, most: usize) -> impl Iterator<Item = Option<usize>> {
    let cut = length > most;
    let head = if cut { most / 2 } else { length };
    let tail = if cut { length - most / 2 } else { length };
    (0..head)
        .map(Some)
        .chain(cut.then_some(None))
        .chain((tail..length).map(Some))
}

/// A text that takes no more than it may.
#[derive(Default)]
struct Text {
    text: String,
    /// How many characters it has.
    length: usize,
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
            if self.length == LONGEST {
                self.is_cut = true;
                return Err(fmt::Error);
            }
            self.text.push(c);
            self.length += 1;
        }
        Ok(())
    }
}

/// The text of a value that is no more than a word.
pub(super) fn word(value: &dyn Debug) -> View {
    View::of_debug(format_args!("{value:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_dimensions_lose_their_middle() {
        assert_eq!(sample(3, SHOWN).collect::<Vec<_>>(), [Some(0), Some(1), Some(2)]);
        let shown: Vec<_> = sample(100, SHOWN).collect();
        assert_eq!(shown.len(), SHOWN + 1);
        assert_eq!((shown[7], shown[8], shown[9]), (Some(7), None, Some(92)));
    }

    #[test]
    fn a_long_text_is_cut_where_it_becomes_too_long() {
        let View::Text(text) = View::of_debug(format_args!("{:?}", "π".repeat(LONGEST))) else {
            panic!("it is a text");
        };
        assert_eq!(text.chars().count(), LONGEST + 1);
        assert!(text.ends_with("π…"));
    }
}

//! A value as it is to be shown: its parts, and the numbers in it, shortened where there are too many.

use super::memory::Memory;
use super::number::Real;

/// A value, taken apart as far as that helps.
#[derive(Clone, Debug)]
pub enum View {
    /// As code would write it.
    Text(String),
    /// A number with a point.
    Real(Real),
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
    /// Parts with names, under the name of their type or variant.
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
    /// All entries column by column, where some are left out above and all are real numbers.
    pub(super) numbers: Option<Vec<f64>>,
}

/// An entry of a matrix.
#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) text: String,
    pub(super) latex: String,
}

/// Rows and columns beyond this many are left out of the middle.
pub(super) const SHOWN: usize = 16;

/// The course of more numbers than these is not drawn.
pub(super) const MOST_IN_LINE: usize = 1_000_000;

impl View {
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
            View::Text(_) | View::Real(_) | View::Unit | View::Matrix(_) | View::Figure(_) => {
                Box::new(std::iter::empty())
            }
            View::List { elements, .. } => Box::new(elements.iter().flat_map(Element::parts)),
            View::Tuple { parts, .. } => Box::new(parts.iter()),
            View::Fields { fields, .. } => Box::new(fields.iter().map(|(_, view)| view)),
        }
    }
}

impl Element {
    /// The element, or the value of an entry.
    pub(super) fn value(&self) -> Option<&View> {
        match self {
            Element::One(value) | Element::Entry(_, value) => Some(value),
            Element::Gap => None,
        }
    }

    pub(super) fn value_mut(&mut self) -> Option<&mut View> {
        match self {
            Element::One(value) | Element::Entry(_, value) => Some(value),
            Element::Gap => None,
        }
    }

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
    /// The entries that `entry` tells, and all of them from `memory`, if they may be drawn.
    pub(super) fn new(
        shape @ (rows, columns): (usize, usize),
        entry: &dyn Fn(usize, usize) -> Number,
        memory: Option<&Memory<'_>>,
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
        let mut grid = Grid {
            shape,
            rows: sample(rows, SHOWN).map(row).collect(),
            numbers: None,
        };
        if !grid.is_whole() && (1..=most(shape)).contains(&rows.saturating_mul(columns)) {
            grid.numbers = memory.and_then(Memory::numbers);
        }
        grid
    }

    /// Whether all entries are there.
    pub(super) fn is_whole(&self) -> bool {
        self.shape.0 <= SHOWN && self.shape.1 <= SHOWN
    }
}

/// How many entries of a matrix of this shape are drawn: a copy of more might not find room.
fn most((rows, columns): (usize, usize)) -> usize {
    /// Of a matrix, which is drawn by blocks.
    const MOST: usize = 8_000_000;
    match rows == 1 || columns == 1 {
        true => MOST_IN_LINE,
        false => MOST,
    }
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
}

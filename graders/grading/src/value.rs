//! What the last expression of a cell came to, taken apart, so that it can be compared with what was predicted.

use serde::{Deserialize, Serialize};

/// A value of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellValue {
    /// What it is made of.
    pub tree: ValueTree,
    /// As a terminal shows it.
    pub text: String,
}

/// A value as the tree of its parts. Floating-point numbers are written as Rust prints them, which tells them exactly.
///
/// No part has the name of a type that cells use: rustc would write that type with its whole path in its messages, since it
/// shortens names that are there once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueTree {
    /// `()`.
    Unit,
    /// A truth value.
    Bool(bool),
    /// A number of an integer type, in decimal digits.
    Integer(String),
    /// An `f64`.
    Real(String),
    /// An `f32`.
    Single(String),
    /// Its real and its imaginary part.
    ComplexNumber(String, String),
    /// Its value and its rate.
    DualNumber(String, String),
    /// A `char`.
    Character(char),
    /// A text.
    Text(String),
    /// An array, a slice, a `Vec`.
    List(Vec<ValueTree>),
    /// A matrix or a vector of nalgebra's.
    Grid {
        /// Its rows and columns.
        shape: (usize, usize),
        /// Row by row.
        entries: Vec<ValueTree>,
    },
    /// What stands in parentheses.
    Tuple(Vec<ValueTree>),
    /// What stands in parentheses behind a name, as in `Some(…)`; nothing where there are none.
    Named(String, Vec<ValueTree>),
    /// A list of so many elements, too long to be told.
    Long(usize),
    /// A matrix of that shape, too large to be told.
    Large((usize, usize)),
    /// A value of another type: only its text is known.
    Opaque,
}

/// How many numbers and the like may still be told of a value.
#[derive(Debug)]
pub struct Room(usize);

impl Default for Room {
    /// More than anyone predicts.
    fn default() -> Room {
        Room(4096)
    }
}

impl Room {
    /// Takes room for so many parts, if there is enough.
    pub fn take(&mut self, parts: usize) -> bool {
        let left = self.0.checked_sub(parts);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

impl ValueTree {
    /// The list of the elements that `at` tells.
    pub fn list(length: usize, room: &mut Room, at: &dyn Fn(usize, &mut Room) -> ValueTree) -> ValueTree {
        match room.take(length) {
            true => ValueTree::List((0..length).map(|index| at(index, room)).collect()),
            false => ValueTree::Long(length),
        }
    }

    /// The matrix of the entries that `at` tells by row and column.
    pub fn matrix(
        shape @ (rows, columns): (usize, usize),
        room: &mut Room,
        at: &dyn Fn(usize, usize) -> ValueTree,
    ) -> ValueTree {
        if !room.take(rows.saturating_mul(columns)) {
            return ValueTree::Large(shape);
        }
        let places = (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j)));
        ValueTree::Grid {
            shape,
            entries: places.map(|(i, j)| at(i, j)).collect(),
        }
    }

    /// An `f64`, exactly.
    pub fn real(x: f64) -> ValueTree {
        ValueTree::Real(exact(x))
    }

    /// A complex number of `f64`.
    pub fn complex(re: f64, im: f64) -> ValueTree {
        ValueTree::ComplexNumber(exact(re), exact(im))
    }

    /// A dual number of `f64`.
    pub fn dual(re: f64, eps: f64) -> ValueTree {
        ValueTree::DualNumber(exact(re), exact(eps))
    }
}

fn exact(x: f64) -> String {
    format!("{x:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floating_point_numbers_are_told_exactly() {
        for x in [1.0 / 3.0, -0.0, 5e-324, f64::MAX, f64::INFINITY] {
            let ValueTree::Real(text) = ValueTree::real(x) else {
                panic!("it is a real number");
            };
            assert_eq!(text.parse::<f64>().unwrap().to_bits(), x.to_bits());
        }
        assert_eq!(ValueTree::real(f64::NAN), ValueTree::Real("NaN".to_owned()));
    }

    #[test]
    fn what_is_too_large_is_told_by_its_size() {
        let one = || ValueTree::Integer("1".to_owned());
        let matrix = |rows, columns| ValueTree::matrix((rows, columns), &mut Room::default(), &|_, _| one());
        assert!(matches!(matrix(64, 64), ValueTree::Grid { entries, .. } if entries.len() == 4096));
        assert_eq!(matrix(64, 65), ValueTree::Large((64, 65)));
        assert_eq!(
            matrix(usize::MAX, usize::MAX),
            ValueTree::Large((usize::MAX, usize::MAX))
        );
        // What is inside of a list takes of the same room.
        let inner = |_, room: &mut Room| ValueTree::list(3000, room, &|_, _| one());
        let ValueTree::List(lists) = ValueTree::list(2, &mut Room::default(), &inner) else {
            panic!("two are not many");
        };
        assert!(matches!(&lists[0], ValueTree::List(whole) if whole.len() == 3000));
        assert_eq!(lists[1], ValueTree::Long(3000));
    }

    #[test]
    fn a_value_is_read_as_it_was_written() {
        let value = CellValue {
            tree: ValueTree::Tuple(vec![
                ValueTree::Grid {
                    shape: (1, 2),
                    entries: vec![ValueTree::real(0.5), ValueTree::complex(1.0, f64::NAN)],
                },
                ValueTree::Named("Some".to_owned(), vec![ValueTree::Character('π')]),
                ValueTree::Unit,
                ValueTree::Large((2, 3)),
            ]),
            text: "…".to_owned(),
        };
        let json = serde_json::to_value(&value).unwrap();
        assert_eq!(serde_json::from_value::<CellValue>(json).unwrap(), value);
    }
}

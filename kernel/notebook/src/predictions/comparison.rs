//! Whether a value is what was predicted, within rounding.
//!
//! What is near enough, the prediction's own digits say. A number with decimals is right if the value rounds to it: 0.33 and
//! 0.3333 for a third, 0.34 not. A whole number, `3` or `3.0`, is meant exactly, but for what rounding does to an `f64`; of
//! an integer type it has to be that integer.

use grading::value::{CellValue, ValueTree};

use super::guess::Guess;
use super::written::{Number, Written};

/// How a value stands to its prediction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Same,
    Differs,
    /// Nothing is known of the value that could be compared.
    Unknown,
}

/// What rounding does to numbers, beside their size, and beside 0.
const ROUNDING: (f64, f64) = (1e-9, 1e-12);

/// The same for `f32`.
const SINGLE: (f64, f64) = (1e-5, 1e-7);

impl Guess {
    /// Compares a value with this, where it is about one.
    pub(crate) fn compare(&self, value: &CellValue) -> Comparison {
        match self {
            Guess::Value(written) => written.compare(&value.tree, &value.text),
            Guess::Shape(rows, columns) => compare_shape((*rows, *columns), &value.tree),
            Guess::Refused | Guess::Code(_) | Guess::Panics | Guess::Passes | Guess::Fails => Comparison::Differs,
        }
    }
}

impl From<bool> for Comparison {
    fn from(is_same: bool) -> Comparison {
        match is_same {
            true => Comparison::Same,
            false => Comparison::Differs,
        }
    }
}

/// A shape is that of a matrix, or a pair of numbers.
fn compare_shape(shape: (usize, usize), tree: &ValueTree) -> Comparison {
    match tree {
        ValueTree::Grid { shape: found, .. } | ValueTree::Large(found) => (*found == shape).into(),
        ValueTree::Tuple(parts) => match &parts[..] {
            [ValueTree::Integer(rows), ValueTree::Integer(columns)] => {
                (rows.parse() == Ok(shape.0) && columns.parse() == Ok(shape.1)).into()
            }
            _ => Comparison::Differs,
        },
        ValueTree::Opaque => Comparison::Unknown,
        _ => Comparison::Differs,
    }
}

impl Written {
    /// `text` is how the value is shown, with which a predicted text is compared where the value is none itself.
    fn compare(&self, tree: &ValueTree, text: &str) -> Comparison {
        match (self, tree) {
            (Written::Text(predicted), ValueTree::Text(found)) => (predicted == found).into(),
            (Written::Text(_), _) if text.is_empty() => Comparison::Unknown,
            (Written::Text(predicted), _) => squeezed(predicted).eq(&squeezed(text)).into(),
            (_, ValueTree::Opaque) => Comparison::Unknown,
            _ => self.is(tree).into(),
        }
    }

    fn is(&self, tree: &ValueTree) -> bool {
        match (self, tree) {
            (Written::Bool(predicted), ValueTree::Bool(found)) => predicted == found,
            (Written::Character(predicted), ValueTree::Character(found)) => predicted == found,
            (Written::Text(predicted), ValueTree::Text(found)) => predicted == found,
            (Written::Number(predicted), ValueTree::Integer(found)) => predicted.is_integer(found),
            (Written::Number(predicted), ValueTree::Real(found)) => predicted.is_near(found, ROUNDING),
            (Written::Number(predicted), ValueTree::Single(found)) => predicted.is_near(found, SINGLE),
            (Written::Complex(re, im), ValueTree::ComplexNumber(found_re, found_im)) => {
                re.is_near(found_re, ROUNDING) && im.is_near(found_im, ROUNDING)
            }
            (Written::Dual(re, eps), ValueTree::DualNumber(found_re, found_eps)) => {
                re.is_near(found_re, ROUNDING) && eps.is_near(found_eps, ROUNDING)
            }
            (Written::Tuple(predicted), ValueTree::Tuple(found))
            | (Written::List(predicted), ValueTree::List(found)) => are(predicted, found),
            (Written::Named(predicted, parts), ValueTree::Named(found, found_parts)) => {
                predicted == found && are(parts, found_parts)
            }
            (
                Written::Matrix { shape, entries },
                ValueTree::Grid {
                    shape: found_shape,
                    entries: found,
                },
            ) => shape == found_shape && are(entries, found),
            (Written::List(predicted), ValueTree::Grid { shape, entries }) => is_matrix(predicted, *shape, entries),
            // `dvector![1, 2]` for a list of two.
            (Written::Matrix { shape: (_, 1), entries }, ValueTree::List(found)) => are(entries, found),
            _ => false,
        }
    }
}

fn are(predicted: &[Written], found: &[ValueTree]) -> bool {
    predicted.len() == found.len()
        && predicted
            .iter()
            .zip(found)
            .all(|(predicted, found)| predicted.is(found))
}

/// Whether a list is a vector, upright or lying, or the list of its rows a matrix.
fn is_matrix(predicted: &[Written], shape @ (rows, columns): (usize, usize), found: &[ValueTree]) -> bool {
    if (rows == 1 || columns == 1) && are(predicted, found) {
        return true;
    }
    let is_row = |(number, row): (usize, &Written)| match row {
        Written::List(entries) => are(entries, &found[number * columns..(number + 1) * columns]),
        _ => false,
    };
    predicted.len() == shape.0 && columns > 0 && predicted.iter().enumerate().all(is_row)
}

impl Number {
    fn is_integer(&self, found: &str) -> bool {
        self.whole.as_deref() == Some(found)
            // Written with an exponent, as `1e3` is.
            || (self.half_unit == 0.0 && self.whole.is_none() && found.parse() == Ok(self.value))
    }

    fn is_near(&self, found: &str, (of_size, of_zero): (f64, f64)) -> bool {
        let Ok(found) = found.parse::<f64>() else {
            return false;
        };
        let predicted = self.value;
        if !predicted.is_finite() || !found.is_finite() {
            return predicted == found || (predicted.is_nan() && found.is_nan());
        }
        (predicted - found).abs() <= self.half_unit + of_size * predicted.abs() + of_zero
    }
}

/// A text without white space, which differs between forms of a value.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

impl Written {
    /// The value that someone had in mind who wrote this, if all numbers in it are floating-point ones where `is_real`.
    pub(super) fn meant(&self, is_real: bool) -> ValueTree {
        let all = |parts: &[Written]| parts.iter().map(|part| part.meant(is_real)).collect();
        match self {
            Written::Bool(value) => ValueTree::Bool(*value),
            Written::Number(Number {
                whole: Some(digits), ..
            }) if !is_real => ValueTree::Integer(digits.clone()),
            Written::Number(number) => ValueTree::real(number.value),
            Written::Complex(re, im) => ValueTree::complex(re.value, im.value),
            Written::Dual(re, eps) => ValueTree::dual(re.value, eps.value),
            Written::Character(value) => ValueTree::Character(*value),
            Written::Text(value) => ValueTree::Text(value.clone()),
            Written::List(parts) => ValueTree::List(all(parts)),
            Written::Tuple(parts) => ValueTree::Tuple(all(parts)),
            Written::Named(name, parts) => ValueTree::Named(name.clone(), all(parts)),
            Written::Matrix { shape, entries } => ValueTree::Grid {
                shape: *shape,
                entries: all(entries),
            },
        }
    }
}

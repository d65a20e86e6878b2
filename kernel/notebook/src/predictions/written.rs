//! Values as people write them, with what their digits leave open.

/// A value as it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    Bool(bool),
    Number(Number),
    /// `1 - 2i`: the two parts.
    Complex(Number, Number),
    /// `9 + 6ε`: the value and the rate.
    Dual(Number, Number),
    Character(char),
    Text(String),
    List(Vec<Written>),
    Matrix {
        shape: (usize, usize),
        /// Row by row.
        entries: Vec<Written>,
    },
    Tuple(Vec<Written>),
    /// `Some(3)`, `None`.
    Named(String, Vec<Written>),
}

/// A number, with what its digits leave open.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    pub value: f64,
    /// Its digits, where it is a whole number.
    pub whole: Option<String>,
    /// Half a unit of its last decimal; 0 for a whole number, which is meant exactly.
    pub half_unit: f64,
}

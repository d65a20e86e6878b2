//! What judges need of the values that answers give.

use nalgebra::{DMatrix, DVector, SVector};

use crate::compare::{self, Tolerance};
use crate::literal;

/// What the values that answers give must offer.
pub trait Observed: Sized {
    /// Whether two answers cannot be told apart here: equal up to rounding, NaN equal to NaN.
    fn agrees(&self, other: &Self) -> bool;

    /// As Rust, shortened where it is too large to read.
    fn show(&self) -> String;

    /// What to show of this as what is right. `None` where other values are as right.
    fn show_as_right(&self) -> Option<String> {
        Some(self.show())
    }

    /// How far another value lies from this one, in units of the largest number in the two, and from zero in units of at least
    /// `from_zero`. Infinity where it is no number that differs.
    fn distance(&self, other: &Self, _from_zero: f64) -> f64 {
        if self.agrees(other) { 0.0 } else { f64::INFINITY }
    }

    /// The floating-point numbers in it.
    fn numbers(&self) -> Vec<f64> {
        Vec::new()
    }

    /// The same with other numbers: `change` takes each together with the largest that stands beside it. `None` where
    /// numbers can't be changed.
    fn with_numbers(&self, _change: &dyn Fn(f64, f64) -> f64) -> Option<Self> {
        None
    }
}

/// The distance between lists of numbers that belong together.
fn distance(one: &[f64], other: &[f64], from_zero: f64) -> f64 {
    let unit = match largest(one) {
        0.0 => largest(other).max(from_zero),
        largest_one => largest_one.max(largest(other)),
    };
    let apart = |(&x, &y): (&f64, &f64)| match (x - y).abs() {
        _ if x == y || (x.is_nan() && y.is_nan()) => 0.0,
        apart if apart.is_finite() => apart / unit,
        _ => f64::INFINITY,
    };
    one.iter().zip(other).map(apart).fold(0.0, f64::max)
}

/// The largest magnitude among the numbers that are finite.
fn largest(numbers: &[f64]) -> f64 {
    let finite = numbers.iter().filter(|x| x.is_finite());
    finite.fold(0.0, |largest, x| largest.max(x.abs()))
}

/// What a vector or matrix of numbers needs beside `agrees` and `show`.
macro_rules! of_entries {
    () => {
        fn distance(&self, other: &Self, from_zero: f64) -> f64 {
            match self.shape() == other.shape() {
                true => distance(self.as_slice(), other.as_slice(), from_zero),
                false => f64::INFINITY,
            }
        }

        fn numbers(&self) -> Vec<f64> {
            self.as_slice().to_vec()
        }

        fn with_numbers(&self, change: &dyn Fn(f64, f64) -> f64) -> Option<Self> {
            let largest = largest(self.as_slice());
            Some(self.map(|x| change(x, largest)))
        }
    };
}

impl Observed for DMatrix<f64> {
    fn agrees(&self, other: &Self) -> bool {
        compare::indistinguishable(self, other)
    }

    fn show(&self) -> String {
        literal::aligned_matrix(self)
    }

    of_entries!();
}

impl Observed for DVector<f64> {
    fn agrees(&self, other: &Self) -> bool {
        compare::indistinguishable(self, other)
    }

    fn show(&self) -> String {
        literal::vector(self)
    }

    of_entries!();
}

impl<const N: usize> Observed for SVector<f64, N> {
    fn agrees(&self, other: &Self) -> bool {
        compare::indistinguishable(self, other)
    }

    fn show(&self) -> String {
        let entries: Vec<String> = self.iter().map(|&x| literal::number(x)).collect();
        format!("vector![{}]", entries.join(", "))
    }

    of_entries!();
}

impl Observed for f64 {
    fn agrees(&self, other: &Self) -> bool {
        // Sums of a hundred numbers, in whatever order.
        let tolerance = Tolerance::rounding(100, self.abs());
        tolerance.allows(*self, *other) || (self.is_nan() && other.is_nan())
    }

    fn show(&self) -> String {
        literal::number(*self)
    }

    fn distance(&self, other: &Self, from_zero: f64) -> f64 {
        distance(&[*self], &[*other], from_zero)
    }

    fn numbers(&self) -> Vec<f64> {
        vec![*self]
    }

    fn with_numbers(&self, change: &dyn Fn(f64, f64) -> f64) -> Option<Self> {
        Some(change(*self, self.abs()))
    }
}

impl<A: Observed, B: Observed> Observed for (A, B) {
    fn agrees(&self, other: &Self) -> bool {
        self.0.agrees(&other.0) && self.1.agrees(&other.1)
    }

    fn show(&self) -> String {
        format!("({}, {})", self.0.show(), self.1.show())
    }

    fn distance(&self, other: &Self, from_zero: f64) -> f64 {
        self.0
            .distance(&other.0, from_zero)
            .max(self.1.distance(&other.1, from_zero))
    }

    fn numbers(&self) -> Vec<f64> {
        [self.0.numbers(), self.1.numbers()].concat()
    }

    fn with_numbers(&self, change: &dyn Fn(f64, f64) -> f64) -> Option<Self> {
        Some((self.0.with_numbers(change)?, self.1.with_numbers(change)?))
    }
}

impl<A: Observed, B: Observed, C: Observed> Observed for (A, B, C) {
    fn agrees(&self, other: &Self) -> bool {
        self.0.agrees(&other.0) && self.1.agrees(&other.1) && self.2.agrees(&other.2)
    }

    fn show(&self) -> String {
        format!("({}, {}, {})", self.0.show(), self.1.show(), self.2.show())
    }

    fn distance(&self, other: &Self, from_zero: f64) -> f64 {
        let parts = [
            self.0.distance(&other.0, from_zero),
            self.1.distance(&other.1, from_zero),
            self.2.distance(&other.2, from_zero),
        ];
        parts.into_iter().fold(0.0, f64::max)
    }

    fn numbers(&self) -> Vec<f64> {
        [self.0.numbers(), self.1.numbers(), self.2.numbers()].concat()
    }

    fn with_numbers(&self, change: &dyn Fn(f64, f64) -> f64) -> Option<Self> {
        Some((
            self.0.with_numbers(change)?,
            self.1.with_numbers(change)?,
            self.2.with_numbers(change)?,
        ))
    }
}

impl<T: Observed> Observed for Vec<T> {
    fn agrees(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().zip(other).all(|(one, other)| one.agrees(other))
    }

    fn show(&self) -> String {
        let shown: Vec<String> = self.iter().take(literal::READABLE).map(Observed::show).collect();
        let rest = match self.len() - shown.len() {
            0 => String::new(),
            rest => format!(", /* and {rest} more */"),
        };
        format!("vec![{}{rest}]", shown.join(", "))
    }

    fn distance(&self, other: &Self, from_zero: f64) -> f64 {
        match self.len() == other.len() {
            true => self
                .iter()
                .zip(other)
                .map(|(one, other)| one.distance(other, from_zero))
                .fold(0.0, f64::max),
            false => f64::INFINITY,
        }
    }

    fn numbers(&self) -> Vec<f64> {
        self.iter().flat_map(Observed::numbers).collect()
    }

    fn with_numbers(&self, change: &dyn Fn(f64, f64) -> f64) -> Option<Self> {
        self.iter().map(|part| part.with_numbers(change)).collect()
    }
}

/// An answer whose sign is free: two that differ in nothing else cannot be told apart, and none is shown as the right one.
#[derive(Clone, Debug, PartialEq)]
pub struct UpToSign(pub DVector<f64>);

impl Observed for UpToSign {
    fn agrees(&self, other: &Self) -> bool {
        compare::indistinguishable(&self.0, &other.0) || compare::indistinguishable(&self.0, &-&other.0)
    }

    fn show(&self) -> String {
        literal::vector(&self.0)
    }

    fn show_as_right(&self) -> Option<String> {
        None
    }

    fn distance(&self, other: &Self, from_zero: f64) -> f64 {
        self.0
            .distance(&other.0, from_zero)
            .min(self.0.distance(&-&other.0, from_zero))
    }

    fn numbers(&self) -> Vec<f64> {
        self.0.numbers()
    }

    fn with_numbers(&self, change: &dyn Fn(f64, f64) -> f64) -> Option<Self> {
        self.0.with_numbers(change).map(UpToSign)
    }
}

/// Values that are either the same or not.
macro_rules! exact {
    ($($t:ty)*) => {
        $(impl Observed for $t {
            fn agrees(&self, other: &Self) -> bool {
                self == other
            }

            fn show(&self) -> String {
                format!("{self:?}")
            }

            fn with_numbers(&self, _: &dyn Fn(f64, f64) -> f64) -> Option<Self> {
                Some(*self)
            }
        })*
    };
}

exact!(bool usize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_agree_up_to_rounding() {
        assert!(1.0.agrees(&(1.0 + f64::EPSILON)));
        assert!(!1.0.agrees(&1.000_001));
        assert!(f64::NAN.agrees(&f64::NAN));
        assert!(f64::INFINITY.agrees(&f64::INFINITY));
        for other in [1.0, f64::NAN, f64::NEG_INFINITY] {
            assert!(!f64::INFINITY.agrees(&other), "{other}");
            assert!(!other.agrees(&f64::INFINITY), "{other}");
        }
    }

    #[test]
    fn a_distance_is_in_units_of_the_largest_number() {
        #[track_caller]
        fn check<T: Observed>(one: T, other: T, expected: f64) {
            let distance = one.distance(&other, 1.0);
            assert!(
                distance == expected || (distance - expected).abs() < 1e-25,
                "{distance}"
            );
        }
        check(4.0, 3.0, 0.25);
        check(3.0, 4.0, 0.25);
        check(0.0, 1e-20, 1e-20);
        check(0.0, 1e20, 1.0);
        check(1e-20, 0.0, 1.0);
        check(f64::NAN, f64::NAN, 0.0);
        check(f64::INFINITY, 1.0, f64::INFINITY);
        let v = DVector::from_vec;
        check(v(vec![1.0, 8.0]), v(vec![3.0, 8.0]), 0.25);
        check(v(vec![1.0]), v(vec![1.0, 1.0]), f64::INFINITY);
        check((1.0, 200.0), (1.5, 100.0), 0.5);
        check(vec![1.0], vec![], f64::INFINITY);
        check((true, 8.0), (false, 8.0), f64::INFINITY);
        check(UpToSign(v(vec![1.0, -8.0])), UpToSign(v(vec![-1.0, 7.0])), 0.125);
    }

    #[test]
    fn vectors_of_which_either_sign_is_right_agree_with_their_negatives() {
        let one = UpToSign(DVector::from_vec(vec![3.0, -4.0]));
        assert!(one.agrees(&UpToSign(DVector::from_vec(vec![-3.0, 4.0]))));
        assert!(!one.agrees(&UpToSign(DVector::from_vec(vec![3.0, 4.0]))));
        assert_eq!(
            (one.show().as_str(), one.show_as_right()),
            ("dvector![3.0, -4.0]", None)
        );
    }
}

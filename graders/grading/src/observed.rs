//! What judges need of the values that answers give.

use nalgebra::{DMatrix, DVector, SVector};

use crate::compare::{self, Tolerance};
use crate::literal;

/// What the values that answers give must offer.
pub trait Observed {
    /// Whether two answers cannot be told apart here: equal up to rounding, NaN equal to NaN.
    fn agrees(&self, other: &Self) -> bool;

    /// As Rust, shortened where it is too large to read.
    fn show(&self) -> String;

    /// What to show of this as what is right. `None` where other values are as right.
    fn show_as_right(&self) -> Option<String> {
        Some(self.show())
    }
}

impl Observed for DMatrix<f64> {
    fn agrees(&self, other: &Self) -> bool {
        compare::indistinguishable(self, other)
    }

    fn show(&self) -> String {
        literal::aligned_matrix(self)
    }
}

impl Observed for DVector<f64> {
    fn agrees(&self, other: &Self) -> bool {
        compare::indistinguishable(self, other)
    }

    fn show(&self) -> String {
        literal::vector(self)
    }
}

impl<const N: usize> Observed for SVector<f64, N> {
    fn agrees(&self, other: &Self) -> bool {
        compare::indistinguishable(self, other)
    }

    fn show(&self) -> String {
        let entries: Vec<String> = self.iter().map(|&x| literal::number(x)).collect();
        format!("vector![{}]", entries.join(", "))
    }
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
}

impl<A: Observed, B: Observed> Observed for (A, B) {
    fn agrees(&self, other: &Self) -> bool {
        self.0.agrees(&other.0) && self.1.agrees(&other.1)
    }

    fn show(&self) -> String {
        format!("({}, {})", self.0.show(), self.1.show())
    }
}

impl<A: Observed, B: Observed, C: Observed> Observed for (A, B, C) {
    fn agrees(&self, other: &Self) -> bool {
        self.0.agrees(&other.0) && self.1.agrees(&other.1) && self.2.agrees(&other.2)
    }

    fn show(&self) -> String {
        format!("({}, {}, {})", self.0.show(), self.1.show(), self.2.show())
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

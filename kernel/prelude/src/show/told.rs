//! Tells the kernel what the last expression of a cell came to, where someone has predicted it.
//!
//! `tell!(value)` is in the code of such a cell alone. It compiles for a value of any type: method lookup prefers what is
//! known by its parts, next what can be printed, and takes anything else last. Each of these stands one borrow further out.

use super::part::Part;
use super::view::View;
use super::{debug, plain};
use crate::output;
use grading::value::{CellValue, Room, ValueTree};
use std::fmt::Debug;

/// Tells what a value is, which comes as a reference.
#[doc(hidden)]
#[macro_export]
macro_rules! tell {
    ($value:expr) => {{
        #[allow(unused_imports, reason = "the first that fits is taken")]
        use $crate::show::{TellAnything as _, TellByDebug as _, TellByParts as _};
        (&&&$crate::show::Told($value)).tell();
    }};
}

/// A value that is to be told.
pub struct Told<'a, T: ?Sized>(pub &'a T);

pub trait TellByParts {
    fn tell(&self);
}

impl<T: Part + ?Sized> TellByParts for &&Told<'_, T> {
    fn tell(&self) {
        tell(self.0.tree(&mut Room::default()), &self.0.part());
    }
}

pub trait TellByDebug {
    fn tell(&self);
}

impl<T: Debug + ?Sized> TellByDebug for &Told<'_, T> {
    fn tell(&self) {
        tell(ValueTree::Opaque, &debug::view(format_args!("{:?}", self.0)));
    }
}

pub trait TellAnything {
    fn tell(&self);
}

impl<T: ?Sized> TellAnything for Told<'_, T> {
    fn tell(&self) {
        tell(ValueTree::Opaque, &View::Text(String::new()));
    }
}

fn tell(tree: ValueTree, view: &View) {
    let text = plain::text(view);
    output::report_value(&CellValue { tree, text });
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{Complex, DMatrix, dmatrix, dvector, matrix};
    use num_dual::Dual64;

    /// What a cell with this value tells.
    macro_rules! told {
        ($value:expr) => {{
            let _only_here = output::lock_for_test();
            match &$value {
                value => crate::tell!(value),
            }
            let report = output::take_report().expect("it is told");
            serde_json::from_value::<CellValue>(report).expect("it can be read")
        }};
    }

    fn real(x: f64) -> ValueTree {
        ValueTree::real(x)
    }

    fn integer(digits: &str) -> ValueTree {
        ValueTree::Integer(digits.to_owned())
    }

    #[test]
    fn values_are_told_by_their_parts() {
        assert_eq!(told!(3_usize).tree, integer("3"));
        assert_eq!(told!(2 + 2).tree, integer("4"));
        assert_eq!(told!(1.0 / 3.0).tree, real(1.0 / 3.0));
        assert_eq!(told!(0.1_f32).tree, ValueTree::Single("0.1".to_owned()));
        assert_eq!(
            told!(u128::MAX).tree,
            integer("340282366920938463463374607431768211455")
        );
        assert_eq!(told!("a").tree, ValueTree::Text("a".to_owned()));
        assert_eq!(told!(&&String::from("a")).tree, ValueTree::Text("a".to_owned()));
        assert_eq!(told!(()).tree, ValueTree::Unit);
        assert_eq!(told!(Complex::new(1.0, -2.0)).tree, ValueTree::complex(1.0, -2.0));
        assert_eq!(told!(Dual64::new(9.0, 6.0)).tree, ValueTree::dual(9.0, 6.0));
        assert_eq!(
            told!((Some(true), None::<f64>, [1, 2])).tree,
            ValueTree::Tuple(vec![
                ValueTree::Named("Some".to_owned(), vec![ValueTree::Bool(true)]),
                ValueTree::Named("None".to_owned(), Vec::new()),
                ValueTree::List(vec![integer("1"), integer("2")]),
            ])
        );
    }

    #[test]
    fn matrices_are_told_row_by_row_whatever_their_storage() {
        let expected = ValueTree::Grid {
            shape: (2, 2),
            entries: [1.0, 2.0, 3.0, 4.0].map(real).to_vec(),
        };
        let m = dmatrix![1.0, 2.0; 3.0, 4.0];
        assert_eq!(told!(m).tree, expected);
        assert_eq!(told!(matrix![1.0, 2.0; 3.0, 4.0]).tree, expected);
        assert_eq!(told!(m.view((0, 0), (2, 2))).tree, expected);
        assert_eq!(
            told!(dvector![1, 2]).tree,
            ValueTree::Grid {
                shape: (2, 1),
                entries: vec![integer("1"), integer("2")],
            }
        );
        assert_eq!(
            told!(DMatrix::<f64>::zeros(100, 100)).tree,
            ValueTree::Large((100, 100))
        );
        assert_eq!(told!(m).text, "[ 1  2 ]\n[ 3  4 ]");
    }

    #[test]
    fn whatever_else_a_value_is_its_text_is_told_if_it_has_one() {
        #[derive(Debug)]
        struct Printed;
        struct Silent;
        assert_eq!(told!(Printed), value("Printed"));
        assert_eq!(told!(vec![Printed]), value("[Printed]"));
        assert_eq!(told!(Silent), value(""));
        assert_eq!(told!(std::collections::BTreeMap::from([(1, 2)])), value("{1: 2}"));

        fn value(text: &str) -> CellValue {
            CellValue {
                tree: ValueTree::Opaque,
                text: text.to_owned(),
            }
        }
    }
}

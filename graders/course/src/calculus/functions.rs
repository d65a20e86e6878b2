//! Functions of one variable to try answers on.

use grading::refutation::provided;
use grading::scope::*;
use grading::{Input, shrink};

/// A function that learners can paste: its text is a closure that takes an `f64` as well as a `Dual64`.
#[derive(Debug)]
pub(crate) struct Function {
    pub text: &'static str,
    pub of: fn(Dual64) -> Dual64,
    /// The distance over which it changes.
    pub scale: f64,
    /// Where it is tried.
    pub places: &'static [f64],
}

macro_rules! function {
    ($of:expr, $scale:expr, $places:expr) => {
        Function {
            text: stringify!($of),
            of: $of,
            scale: $scale,
            places: &$places,
        }
    };
}

/// Simplest first. The places are such that the sums inside are exact, or of terms of one sign: nothing cancels.
///
/// The last ones change over a thousandth and over a million: no step suits both, nor do steps in proportion to the place suit
/// the one in between, which oscillates far from 0.
static FUNCTIONS: [Function; 14] = [
    function!(|x| x, 1.0, [0.0, 1.0, -2.0, 7.5]),
    function!(|x| x * x, 1.0, [0.0, 1.0, -1.5, 3.0]),
    function!(|x| x * 0.3 + 1.0, 1.0, [0.0, 1.0, -2.0]),
    function!(|x| x * 0.0 + 4.0, 1.0, [0.0, 2.0]),
    function!(|x| x * x * x - x, 1.0, [0.0, 1.0, -2.0]),
    function!(|x| x.exp(), 1.0, [0.0, 1.0, -1.25]),
    function!(|x| x.sin(), 1.0, [0.0, 1.0, -2.5]),
    function!(|x| x.recip(), 1.0, [1.0, -2.0]),
    function!(|x| x.ln(), 1.0, [1.0, 3.0]),
    function!(|x| x.sqrt(), 1.0, [1.0, 4.0]),
    function!(|x| (x * x + 1.0).ln(), 1.0, [0.0, 1.0, -0.5]),
    function!(|x| (x * 1e3).sin(), 1e-3, [1e-3, -2e-3]),
    function!(|x| (x * 100.0).cos(), 0.01, [1.0, 100.0]),
    function!(|x| (x * 1e-6).exp(), 1e6, [1e6, -1e6]),
];

/// A function and a place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At {
    pub function: &'static Function,
    pub x: f64,
}

/// Every function at each of its places.
pub(crate) fn everywhere() -> impl Iterator<Item = At> {
    FUNCTIONS
        .iter()
        .flat_map(|function| function.places.iter().map(move |&x| At { function, x }))
}

impl At {
    /// A learner's own function, which lives as long as the process, at a place of theirs.
    pub(crate) fn asked(of: fn(Dual64) -> Dual64, x: f64) -> Input<At> {
        let function = Box::leak(Box::new(Function {
            text: "f",
            of,
            scale: 1.0,
            places: &[],
        }));
        let at = At { function, x };
        provided(x.is_finite(), "`x` is to be a number")?;
        let is_smooth = at.value().is_finite() && at.slope().is_finite();
        provided(
            is_smooth,
            "`f` is to have a value and a slope at `x`, and one of the two is no number there",
        )?;
        Ok(at)
    }

    pub(crate) fn value(self) -> f64 {
        (self.function.of)(Dual64::from(self.x)).re
    }

    /// The derivative, exact up to rounding.
    pub(crate) fn slope(self) -> f64 {
        (self.function.of)(Dual64::from(self.x).derivative()).eps
    }

    /// Simpler functions, then simpler places.
    pub(crate) fn simpler(self) -> Vec<At> {
        let functions = everywhere().take_while(|at| at.function.text != self.function.text);
        let places = shrink::number(self.x).into_iter().map(|x| At { x, ..self });
        functions
            .chain(places)
            .filter(|at| at.value().is_finite() && at.slope().is_finite())
            .collect()
    }
}

/// An answer that is made of something exact and of a multiple of a derivative.
pub(crate) struct Made {
    pub at: At,
    pub exact: f64,
    /// By which the derivative is multiplied.
    pub weight: f64,
    pub got: f64,
}

/// Whether the answers all have a derivative that is nearly right and never off where it counts for nothing, as those of a
/// difference quotient with a sensible step. Where the function changes fast, any step may be too long.
pub(crate) fn nearly_right_slopes(answers: impl Iterator<Item = Made>) -> bool {
    answers.filter(|made| made.at.function.scale == 1.0).all(|made| {
        let slope = made.at.slope();
        (made.got - made.exact - made.weight * slope).abs() <= 0.01 * (1.0 + slope.abs()) * made.weight.abs()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_are_closures_on_one_line() {
        assert_eq!(FUNCTIONS[10].text, "|x| (x * x + 1.0).ln()");
        assert!(FUNCTIONS.iter().all(|function| function.text.starts_with("|x| ")));
    }

    #[test]
    fn every_function_is_finite_at_its_places() {
        for at in everywhere() {
            assert!(at.value().is_finite() && at.slope().is_finite(), "{at:?}");
        }
    }

    #[test]
    fn shrinking_stays_where_the_function_is_defined() {
        let at = everywhere().find(|at| at.function.text == "|x| x.ln()").unwrap();
        assert!(at.simpler().iter().all(|at| at.value().is_finite()));
    }
}

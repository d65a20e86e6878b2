//! Comparisons of what an answer gave with what is right.
//!
//! | what the answer is | compare with | and mind |
//! |---|---|---|
//! | `bool`, counts in a table | `==`, [`table::entry`](crate::table::entry) | |
//! | an index, a count | `index` | |
//! | a number | [`number`] | the magnitude of the *terms* that it is a sum of, which cancel |
//! | a vector or matrix | [`matrix`], which looks at the [`shape`] first | a tolerance for each entry |
//! | a matrix of low rank, a pseudo-inverse, a least-squares solution | `approximation`, `moore_penrose` | they state what makes it right, since others are as right |
//! | singular values, a rank | `spectrum` | nalgebra's singular *vectors* can be wrong |
//! | singular vectors, a basis, columns up to sign, scale or order | `factors` | equal singular values leave a rotation open |
//! | one vector of which either sign is right | [`up_to_sign`], of module `sign` | [`UpToSign`](crate::UpToSign), so that no sign is shown as the right one |
//! | draws of a random number or outcome | `sampling` | a right answer may fail, by a chance that is stated |
//! | an approximation with a step h | `convergence` | over a range of h: one h shows an error, not an order |
//! | a density | `quadrature` | what it does at the ends; where it is negative |
//! | a map, in whichever type | [`table`](crate::table) | |
//! | one of many right ones | what makes it right, such as `a * x - b` perpendicular to `a`: a [`Property`](crate::Property) each | signs, order, scale |
//!
//! A comparison returns `Err` with the [`Difference`]: where the two differ and by how much. Matrices are compared by shape
//! first, then by the entry that is worst off. NaN equals nothing, not even NaN; an infinity equals itself alone; matrices
//! without entries are equal if their shapes are.
//!
//! How near is near enough is derived, never guessed. [`Tolerance::rounding`] takes how many roundings lie behind a number
//! and how large the terms are that go into it: a looser formula of the same order passes, a missing term does not. If the
//! problem magnifies errors (a condition number), or an approximation is asked for, derive the bound where the property
//! is, in a comment, and say [`Tolerance::within`].
//!
//! Whether two *answers* are the same, so that the idea behind one is that behind the other, is another question:
//! [`Observed::agrees`](crate::Observed::agrees), for which NaN is NaN.

pub mod approximation;
pub mod convergence;
pub mod factors;
mod index;
pub mod moore_penrose;
pub mod quadrature;
pub mod sampling;
mod sign;
pub mod spectrum;

pub use index::index;
pub use sign::up_to_sign;

use std::fmt;

use nalgebra::{Dim, Matrix, RawStorage};

/// How far a computed number may lie from the exact one: an absolute bound, derived from the work behind the number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance(f64);

impl Tolerance {
    /// Rounding errors of an answer that takes about `operations` roundings to a number, on terms whose magnitudes add up
    /// to `magnitude`.
    ///
    /// A sum of n products, in any order, is off by at most γₙ Σ|xᵢyᵢ| with γₙ = nu / (1 - nu) and u = ε/2 (Higham,
    /// *Accuracy and Stability of Numerical Algorithms*, 2nd ed., §3.1). Backward stable methods that go by
    /// another way (a QR or SVD in place of the formula) have the same bound with cn for n and a small integer c (§19.3,
    /// γ̃). We take c = 8.
    pub fn rounding(operations: usize, magnitude: f64) -> Tolerance {
        let nu = 8.0 * operations as f64 * (f64::EPSILON / 2.0);
        Tolerance(nu / (1.0 - nu) * magnitude)
    }

    /// A bound that comes from something else than rounding: its derivation stands where this is called.
    pub fn within(bound: f64) -> Tolerance {
        Tolerance(bound)
    }

    /// The bound on the sum of two errors.
    pub fn and(self, other: Tolerance) -> Tolerance {
        Tolerance(self.0 + other.0)
    }

    /// Whether `got` may stand for `expected`.
    pub fn allows(self, expected: f64, got: f64) -> bool {
        // An infinity equals itself, though their difference is NaN, and nothing else, though its tolerance be infinite.
        expected == got || (expected.is_finite() && (expected - got).abs() <= self.0)
    }
}

impl fmt::Display for Tolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1e}", self.0)
    }
}

/// Where an answer is wrong: what is there, and what should be, which not every learner is to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// A clause: `the entry at (1, 0) is 7.0`.
    got: String,
    right: Option<String>,
    undecided: bool,
}

impl Difference {
    /// Not known to be one: what keeps it from being told, and what would help, as a clause.
    pub fn undecided(why: String) -> Difference {
        Difference {
            undecided: true,
            ..Difference::from(why)
        }
    }

    /// Whether it is not known to be one.
    pub fn is_undecided(&self) -> bool {
        self.undecided
    }

    fn new(got: String, right: String) -> Difference {
        Difference {
            right: Some(right),
            ..Difference::from(got)
        }
    }

    /// The clause alone.
    pub fn without_right(&self) -> String {
        self.got.clone()
    }

    /// The clause, and what would be right.
    pub fn with_right(&self) -> String {
        match &self.right {
            Some(right) => format!("{}, not {right}", self.got),
            None => self.got.clone(),
        }
    }

    /// The same of a value that `place` names.
    pub fn inside(self, place: &str) -> Difference {
        Difference {
            got: format!("{place}, {}", self.got),
            ..self
        }
    }
}

impl From<String> for Difference {
    fn from(got: String) -> Difference {
        Difference {
            got,
            right: None,
            undecided: false,
        }
    }
}

/// Compares a shape with the right one.
///
/// # Errors
/// The two shapes.
pub fn shape(expected: (usize, usize), got: (usize, usize)) -> Result<(), Difference> {
    if expected == got {
        return Ok(());
    }
    Err(Difference::new(
        format!("it is {}x{}", got.0, got.1),
        format!("{}x{}", expected.0, expected.1),
    ))
}

/// Compares a number with the right one.
///
/// # Errors
/// The two numbers.
pub fn number(expected: f64, got: f64, tolerance: Tolerance) -> Result<(), Difference> {
    if tolerance.allows(expected, got) {
        return Ok(());
    }
    let [expected, got] = told_apart(expected, got);
    Err(Difference::new(format!("it is {got}"), expected))
}

/// Compares a matrix with the right one: shapes, then every entry. `tolerance` is a function of the place.
///
/// # Errors
/// The shapes if they differ, else the entry that is worst off.
pub fn matrix<R: Dim, C: Dim, S, T>(
    expected: &Matrix<f64, R, C, S>,
    got: &Matrix<f64, R, C, T>,
    tolerance: impl Fn(usize, usize) -> Tolerance,
) -> Result<(), Difference>
where
    S: RawStorage<f64, R, C>,
    T: RawStorage<f64, R, C>,
{
    shape(expected.shape(), got.shape())?;
    let places = (0..got.ncols()).flat_map(|j| (0..got.nrows()).map(move |i| (i, j)));
    let wrong: Vec<(usize, usize)> = places
        .filter(|&place| !tolerance(place.0, place.1).allows(expected[place], got[place]))
        .collect();
    let Some(&worst) = wrong.iter().reduce(|worst, place| {
        if error(expected[*place], got[*place]) > error(expected[*worst], got[*worst]) {
            place
        } else {
            worst
        }
    }) else {
        return Ok(());
    };
    let [right, found] = told_apart(expected[worst], got[worst]);
    let words = match (wrong.len(), got.nrows() * got.ncols()) {
        (_, 1) => format!("the only entry is {found}"),
        (wrong, entries) => format!(
            "{wrong} of {entries} {} wrong, the worst at ({}, {}): {found}",
            if wrong == 1 { "entries is" } else { "entries are" },
            worst.0,
            worst.1,
        ),
    };
    Err(Difference::new(words, right))
}

/// Two numbers to twelve digits, or as many as it takes to tell them apart: what rounding leaves in the last ones is no
/// part of a mistake.
fn told_apart(one: f64, other: f64) -> [String; 2] {
    let all = [one, other].map(|x| format!("{x:?}"));
    if !(one.is_finite() && other.is_finite()) {
        return all;
    }
    let rounded = |digits: usize| {
        [one, other].map(|x| {
            let rounded = format!("{x:.*e}", digits - 1).parse::<f64>();
            format!("{:?}", rounded.unwrap_or(x))
        })
    };
    (12..=16).map(rounded).find(|[one, other]| one != other).unwrap_or(all)
}

/// How bad a wrong entry is; NaN is the worst of all.
fn error(expected: f64, got: f64) -> f64 {
    let error = (expected - got).abs();
    if error.is_nan() { f64::INFINITY } else { error }
}

/// Whether two answers give the same matrix, up to the rounding of numbers of their size. NaN is the same as NaN.
pub fn indistinguishable<R: Dim, C: Dim, S>(one: &Matrix<f64, R, C, S>, other: &Matrix<f64, R, C, S>) -> bool
where
    S: RawStorage<f64, R, C>,
{
    let magnitude = one
        .iter()
        .filter(|x| x.is_finite())
        .fold(0.0, |most: f64, x| most.max(x.abs()));
    let tolerance = Tolerance::rounding(one.nrows() + one.ncols() + 4, magnitude);
    one.shape() == other.shape()
        && one
            .iter()
            .zip(other.iter())
            .all(|(&x, &y)| tolerance.allows(x, y) || (x.is_nan() && y.is_nan()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::*;

    #[test]
    fn the_shape_is_compared_before_the_worst_entry() {
        #[track_caller]
        fn check(expected: DMatrix<f64>, got: DMatrix<f64>, result: Result<(), &str>) {
            let tolerance = |_, _| Tolerance::rounding(2, 1.0);
            let found = matrix(&expected, &got, tolerance).map_err(|difference| difference.with_right());
            assert_eq!(found, result.map_err(str::to_owned));
        }
        let m = dmatrix![1.0, 2.0; 3.0, 4.0];
        check(m.clone(), m.clone(), Ok(()));
        check(m.clone(), &m * (1.0 + f64::EPSILON), Ok(()));
        check(m.clone(), DMatrix::zeros(2, 3), Err("it is 2x3, not 2x2"));
        check(
            m.clone(),
            dmatrix![1.0, 2.5; 7.0, 4.0],
            Err("2 of 4 entries are wrong, the worst at (1, 0): 7.0, not 3.0"),
        );
        check(
            m.clone(),
            dmatrix![9.0, f64::NAN; 3.0, 4.0],
            Err("2 of 4 entries are wrong, the worst at (0, 1): NaN, not 2.0"),
        );
        check(
            m,
            dmatrix![1.0, 2.0; 3.0, f64::INFINITY],
            Err("1 of 4 entries is wrong, the worst at (1, 1): inf, not 4.0"),
        );
        check(dmatrix![f64::INFINITY], dmatrix![f64::INFINITY], Ok(()));
        check(dmatrix![4.0], dmatrix![5.0], Err("the only entry is 5.0, not 4.0"));
        check(DMatrix::zeros(0, 3), DMatrix::zeros(0, 3), Ok(()));
        check(DMatrix::zeros(0, 3), DMatrix::zeros(3, 0), Err("it is 3x0, not 0x3"));
    }

    #[test]
    fn a_difference_may_keep_what_is_right_to_itself() {
        let Err(difference) = shape((2, 3), (3, 2)) else {
            panic!()
        };
        assert_eq!(difference.without_right(), "it is 3x2");
        assert_eq!(difference.inside("in `m`").with_right(), "in `m`, it is 3x2, not 2x3");
    }

    #[test]
    fn numbers_have_the_digits_that_tell_them_apart() {
        #[track_caller]
        fn check(expected: f64, got: f64, words: &str) {
            let Err(difference) = number(expected, got, Tolerance::within(0.0)) else {
                panic!()
            };
            assert_eq!(difference.with_right(), words);
        }
        check(0.7, 0.1 + 0.2, "it is 0.3, not 0.7");
        check(2.0, 1.9999999, "it is 1.9999999, not 2.0");
        check(1.0, 1.0 + f64::EPSILON, "it is 1.0000000000000002, not 1.0");
        check(1234.5, 12345.0, "it is 12345.0, not 1234.5");
        check(f64::INFINITY, 1.0 / 3.0, "it is 0.3333333333333333, not inf");
        check(1e300, -1.0 / 3.0, "it is -0.333333333333, not 1e300");
    }

    #[test]
    fn rounding_grows_with_the_work_and_with_the_numbers() {
        #[track_caller]
        fn check(operations: usize, magnitude: f64, error: f64, allowed: bool) {
            assert_eq!(
                Tolerance::rounding(operations, magnitude).allows(1.0, 1.0 + error),
                allowed
            );
        }
        check(1, 1.0, 4.0 * f64::EPSILON, true);
        check(1, 1.0, 5.0 * f64::EPSILON, false);
        check(100, 1.0, 5.0 * f64::EPSILON, true);
        check(1, 1e9, 1e-7, true);
        check(1, 1.0, f64::NAN, false);
    }

    #[test]
    fn an_infinity_equals_itself_and_nothing_else() {
        #[track_caller]
        fn check(expected: f64, got: f64, allowed: bool) {
            for magnitude in [1.0, f64::INFINITY] {
                let tolerance = Tolerance::rounding(4, magnitude);
                assert_eq!(tolerance.allows(expected, got), allowed);
            }
        }
        check(f64::INFINITY, f64::INFINITY, true);
        check(f64::INFINITY, f64::NEG_INFINITY, false);
        check(f64::INFINITY, 1.0, false);
        check(f64::INFINITY, f64::NAN, false);
        assert!(!Tolerance::rounding(4, 1.0).allows(1.0, f64::INFINITY));
    }

    #[test]
    fn answers_that_are_nan_together_are_indistinguishable() {
        let nan = dvector![f64::NAN, 1.0];
        assert!(indistinguishable(&nan, &nan));
        assert!(!indistinguishable(&nan, &dvector![0.0, 1.0]));
        assert!(!indistinguishable(&dvector![1.0], &dvector![1.0, 2.0]));
    }
}

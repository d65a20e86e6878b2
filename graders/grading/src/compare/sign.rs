//! Values of which either sign is right: a singular vector, a normal, a root.

use nalgebra::DVector;

use super::{Difference, Tolerance, matrix};

/// Compares a vector with one that is right, as its negative is.
///
/// # Errors
/// How it differs from the nearer of the two.
pub fn up_to_sign(
    expected: &DVector<f64>,
    got: &DVector<f64>,
    tolerance: impl Fn(usize) -> Tolerance,
) -> Result<(), Difference> {
    let is_opposite = expected.len() == got.len() && expected.dot(got) < 0.0;
    let nearer = if is_opposite { -expected } else { expected.clone() };
    matrix(&nearer, got, |i, _| tolerance(i))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::*;

    #[test]
    fn either_sign_is_right_and_a_mixture_is_not() {
        #[track_caller]
        fn check(got: DVector<f64>, result: Result<(), &str>) {
            let found = up_to_sign(&dvector![3.0, -4.0], &got, |_| Tolerance::rounding(2, 4.0));
            let found = found.map_err(|difference| difference.with_right());
            assert_eq!(found, result.map_err(str::to_owned));
        }
        check(dvector![3.0, -4.0], Ok(()));
        check(dvector![-3.0, 4.0], Ok(()));
        check(
            dvector![3.0, 4.0],
            Err("1 of 2 entries is wrong, the worst at (0, 0): 3.0, not -3.0"),
        );
        check(
            dvector![f64::NAN, 4.0],
            Err("2 of 2 entries are wrong, the worst at (0, 0): NaN, not 3.0"),
        );
        check(dvector![3.0], Err("it is 1x1, not 2x1"));
    }
}

//! The pseudo-inverse and least squares, by the identities that define them.
//!
//! Tolerances come from the size and the condition κ = σ₁/σᵣ of the matrix, of rank r. The least accurate sound way to a
//! pseudo-inverse goes by AᵀA, of condition κ²: its result X is off by up to cεκ²‖A⁺‖, with a c that grows like the
//! dimensions (Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., §20.4). Each identity passes that on,
//! multiplied by the norms of the factors around X.

use nalgebra::{DMatrix, DVector};

use super::approximation::finite_of_shape;
use super::spectrum::Spectrum;
use super::{Difference, Tolerance, matrix};

/// One of the four identities that X, the pseudo-inverse of A, satisfies, and no other matrix (Penrose, "A generalized inverse
/// for matrices", 1955).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// A X A = A
    Restores,
    /// X A X = X
    NothingMore,
    /// A X is symmetric.
    ProjectsOntoRange,
    /// X A is symmetric.
    ProjectsOntoRows,
}

/// Whether the identity holds between `a` and `x`, whose shapes must be the transposes of each other.
///
/// # Errors
/// The shape of `x`, an entry of it that is not finite, or the worst entry of the product that should be another.
pub fn identity(identity: Identity, a: &DMatrix<f64>, x: &DMatrix<f64>) -> Result<(), Difference> {
    finite_of_shape((a.ncols(), a.nrows()), x)?;
    let spectrum = Spectrum::of(a);
    let cube = spectrum.condition().powi(3);
    let operations = operations(a);
    // Learners know A as `m`.
    // The products are rounded too, at the size of the factors that were given: one that is off grows its own error only.
    let (magnitude, left, right, place) = match identity {
        Identity::Restores => (
            cube * spectrum.largest(),
            a * x * a,
            a.clone(),
            "in `m x m`, which should be `m`",
        ),
        Identity::NothingMore => (
            cube / spectrum.smallest(),
            x * a * x,
            x.clone(),
            "in `x m x`, which should be `x`",
        ),
        Identity::ProjectsOntoRange => symmetric(cube, a * x, "in `m x`, which should equal its transpose"),
        Identity::ProjectsOntoRows => symmetric(cube, x * a, "in `x m`, which should equal its transpose"),
    };
    let tolerance = Tolerance::rounding(operations, magnitude);
    matrix(&right, &left, |_, _| tolerance).map_err(|difference| difference.inside(place))
}

/// The roundings behind an entry of X: an SVD multiplies by a few orthogonal factors of these dimensions, and so does what
/// puts its factors together again.
fn operations(a: &DMatrix<f64>) -> usize {
    4 * (a.nrows() + a.ncols() + 4)
}

fn symmetric(magnitude: f64, product: DMatrix<f64>, place: &str) -> (f64, DMatrix<f64>, DMatrix<f64>, &str) {
    let transpose = product.transpose();
    (magnitude, product, transpose, place)
}

/// Whether `x` makes ‖a x - b‖ least: whether the residual is orthogonal to every column, aᵀ(a x - b) = 0. `x` must have an
/// entry for each column of `a`.
///
/// # Errors
/// The worst entry of aᵀ(a x - b).
pub fn is_minimiser(a: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> Result<(), Difference> {
    let spectrum = Spectrum::of(a);
    let magnitude = spectrum.condition().powi(3) * spectrum.largest() * b.norm();
    let tolerance = Tolerance::rounding(operations(a), magnitude);
    let products = a.transpose() * (a * x - b);
    matrix(&DVector::zeros(a.ncols()), &products, |_, _| tolerance)
        .map_err(|difference| difference.inside("in the products of the columns with the residual"))
}

/// Whether no other minimiser is shorter than the minimiser `x`: whether nothing of it is in the kernel of `a`.
///
/// # Errors
/// The worst entry of the part of `x` that `a` sends to zero.
pub fn is_shortest(a: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> Result<(), Difference> {
    let spectrum = Spectrum::of(a);
    let magnitude = spectrum.condition().powi(2) / spectrum.smallest() * b.norm();
    let tolerance = Tolerance::rounding(operations(a), magnitude);
    matrix(
        &DVector::zeros(a.ncols()),
        &(kernel_projector(a, &spectrum) * x),
        |_, _| tolerance,
    )
    .map_err(|difference| difference.inside("in the part of `x` that `a` sends to zero"))
}

/// The orthogonal projection onto the vectors that `a` sends to zero: what is left of the identity without the directions
/// that count, by the eigenvectors of aᵀa.
fn kernel_projector(a: &DMatrix<f64>, spectrum: &Spectrum) -> DMatrix<f64> {
    let eigen = (a.transpose() * a).symmetric_eigen();
    let mut order: Vec<usize> = (0..a.ncols()).collect();
    order.sort_by(|&i, &j| eigen.eigenvalues[j].total_cmp(&eigen.eigenvalues[i]));
    let identity = DMatrix::identity(a.ncols(), a.ncols());
    order.iter().take(spectrum.rank()).fold(identity, |rest, &i| {
        let v = eigen.eigenvectors.column(i);
        rest - v * v.transpose()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::*;

    const IDENTITIES: [Identity; 4] = [
        Identity::Restores,
        Identity::NothingMore,
        Identity::ProjectsOntoRange,
        Identity::ProjectsOntoRows,
    ];

    #[track_caller]
    fn check(a: &DMatrix<f64>, x: &DMatrix<f64>, broken: &[Identity]) {
        let found: Vec<Identity> = IDENTITIES.into_iter().filter(|&i| identity(i, a, x).is_err()).collect();
        assert_eq!(found, broken);
    }

    #[test]
    fn each_identity_rules_something_out() {
        use Identity::*;
        let a = dmatrix![1.0, 0.0; 0.0, 0.0];
        check(&a, &a, &[]);
        check(&a, &DMatrix::zeros(2, 2), &[Restores]);
        check(&a, &DMatrix::identity(2, 2), &[NothingMore]);
        check(&a, &dmatrix![1.0, 3.0; 0.0, 0.0], &[ProjectsOntoRange]);
        check(&a, &dmatrix![1.0, 0.0; 3.0, 0.0], &[ProjectsOntoRows]);
        check(&DMatrix::zeros(2, 3), &DMatrix::zeros(3, 2), &[]);
        check(&a, &DMatrix::zeros(2, 3), &IDENTITIES);
        check(&a, &(&a * f64::NAN), &IDENTITIES);
    }

    #[test]
    fn a_broken_identity_is_told_with_the_name_that_the_exercise_gives_the_matrix() {
        let m = dmatrix![1.0, 1.0; 0.0, 0.0];
        let places = [
            "in `m x m`, which should be `m`",
            "in `x m x`, which should be `x`",
            "in `m x`, which should equal its transpose",
            "in `x m`, which should equal its transpose",
        ];
        for (broken, place) in IDENTITIES.into_iter().zip(places) {
            let difference = identity(broken, &m, &(2.0 * &m)).unwrap_err();
            assert!(difference.got.starts_with(place), "{broken:?}: {}", difference.got);
        }
    }

    #[test]
    fn rounding_is_forgiven_in_proportion_to_the_condition() {
        let a = dmatrix![1.0, 0.0; 0.0, 1e-3];
        let off = |error: f64| dmatrix![1.0, 0.0; 0.0, 1e3 * (1.0 + error)];
        check(&a, &off(1e-10), &[]);
        check(&a, &off(1e-4), &[Identity::NothingMore]);
        check(
            &dmatrix![1.0],
            &dmatrix![1.0 + 1e-12],
            &[Identity::Restores, Identity::NothingMore],
        );
    }

    #[test]
    fn a_minimiser_leaves_a_residual_at_right_angles_and_the_shortest_has_no_useless_part() {
        #[track_caller]
        fn check(x: DVector<f64>, minimiser: bool, shortest: bool) {
            let (a, b) = (dmatrix![1.0, 1.0; 1.0, 1.0; 0.0, 0.0], dvector![1.0, 3.0, 5.0]);
            assert_eq!(is_minimiser(&a, &b, &x).is_ok(), minimiser);
            assert_eq!(is_shortest(&a, &b, &x).is_ok(), shortest);
        }
        check(dvector![1.0, 1.0], true, true);
        check(dvector![2.0, 0.0], true, false);
        check(dvector![2.0, 2.0], false, true);
        check(dvector![1.0, 0.0], false, false);
        check(dvector![f64::NAN, 1.0], false, false);
    }
}

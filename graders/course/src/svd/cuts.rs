//! Where an answer draws the line between a singular value and a zero: at a billionth of the largest, in any units.

use super::matrices;
use grading::compare::approximation::has_sparse_lines;
use grading::compare::spectrum::Spectrum;
use grading::compare::{self, Difference, Tolerance};
use grading::refutation::provided;
use grading::scope::*;
use grading::{Input, Outcome, Random, Trial};

/// What the prompts call a zero is below that much of the largest value.
const CUT: f64 = 1e-9;
/// The smallest values that count, and the largest that don't: between them nothing is tried. Above, there is room for those who
/// go by the eigenvalues of the Gram matrix, which keeps half of the digits; below, for those who go by some norm.
const COUNTS: f64 = 2e-6;
const VANISHES: f64 = 1e-10;
/// A matrix is stretched if a value that is not zero is below that much of the largest.
const STRETCHED: f64 = 1e-3;

/// In units so small and so large, and in between.
const UNITS: [i32; 3] = [0, -8, 8];

/// Stretched matrices in all units: one entry a row and a column at most, so that the singular values are the sizes of the
/// entries and no sound algorithm rounds.
pub(crate) fn stretched() -> Vec<DMatrix<f64>> {
    let number = |(digit, exponent): (i32, i32)| format!("{digit}e{exponent}").parse::<f64>().unwrap_or_default();
    let of_unit = |unit: i32| {
        let x = |digit, exponent| number((digit, exponent + unit));
        let (one, counts, vanishes) = (x(1, 0), x(2, -6), x(1, -10));
        [
            dmatrix![one, 0.0; 0.0, counts],
            dmatrix![one, 0.0; 0.0, vanishes],
            dmatrix![counts, 0.0; 0.0, -one],
            dmatrix![vanishes, 0.0; 0.0, -one],
            dmatrix![0.0, 0.0, one; counts, 0.0, 0.0],
            dmatrix![0.0, 0.0; vanishes, 0.0; 0.0, one],
            dmatrix![-one, 0.0, 0.0; 0.0, one, 0.0; 0.0, 0.0, vanishes],
        ]
    };
    UNITS.into_iter().flat_map(of_unit).collect()
}

/// Well-conditioned matrices in small and large units, of full rank and of less.
pub(crate) fn in_other_units(random: &mut Random) -> Vec<DMatrix<f64>> {
    let kinds = [(1, 1, 1), (2, 2, 2), (3, 2, 2), (2, 4, 2), (3, 3, 2), (3, 2, 1)];
    let scales = [1e-8, 1e8].into_iter();
    scales
        .flat_map(|scale| kinds.map(|kind| matrices::of_rank(random, kind, scale)))
        .collect()
}

/// The pseudo-inverse of a stretched matrix as [`stretched`] makes them; `None` for all others.
pub(crate) fn inverse_of_stretched(m: &DMatrix<f64>) -> Option<DMatrix<f64>> {
    let largest = m.amax();
    let is_stretched = m.iter().any(|&x| x != 0.0 && x.abs() < STRETCHED * largest);
    let inverted = |x: f64| if x.abs() > CUT * largest { x.recip() } else { 0.0 };
    (is_stretched && has_sparse_lines(m)).then(|| m.transpose().map(inverted))
}

/// A matrix without the values that are to count as zeros: those of a matrix with one entry a row and column at most are the sizes of
/// its entries, and others have none but rounding.
pub(crate) fn without_zeros(m: &DMatrix<f64>) -> DMatrix<f64> {
    match has_sparse_lines(m) {
        true => m.map(|x| if x.abs() > CUT * m.amax() { x } else { 0.0 }),
        false => m.clone(),
    }
}

/// Whether it is plain of each singular value if it counts: else an answer may be right though it is not the reference's.
pub(crate) fn is_settled(m: &DMatrix<f64>) -> bool {
    let (zero, counts) = match inverse_of_stretched(m) {
        Some(_) => (VANISHES, COUNTS),
        None => (1e-13, 1e-4),
    };
    // What the two are multiplied with is rounding of the entries.
    Spectrum::of(m)
        .relative()
        .all(|value| value < zero * 1.01 || value > counts * 0.99)
}

/// The matrix that a learner has written, as the argument `name`.
pub(crate) fn asked(name: &str, m: &DMatrix<f64>) -> Input<DMatrix<f64>> {
    let m = matrices::asked(name, m)?;
    provided(
        is_settled(&m),
        "some singular values are neither clearly zero nor clearly not, by what the exercise calls a zero",
    )?;
    Ok(m)
}

/// Compares what came of a stretched matrix, of condition κ at most 1 / [`COUNTS`], with what is right: to what is left of
/// εκ², which those lose who go by the Gram matrix, each entry by itself. A value that is dropped or kept by mistake is
/// wrong altogether.
pub(crate) fn as_stretched(right: &DMatrix<f64>, got: &DMatrix<f64>) -> Result<(), Difference> {
    let share = |entry: f64| match entry {
        0.0 => right.amax(),
        entry => entry.abs(),
    };
    let operations = 4 * (right.nrows() + right.ncols() + 4);
    compare::matrix(right, got, |i, j| {
        Tolerance::rounding(operations, COUNTS.powi(-2) * share(right[(i, j)]))
    })
}

/// What an answer does where it is wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slip {
    /// What comes is smaller: it takes a value for a zero.
    Drops,
    /// What comes is larger: it takes a zero for a value.
    Keeps,
}

/// A trial, as far as cuts go: its matrix, and how long what came is beside what is right.
pub(crate) struct Cutting<'t> {
    pub(crate) matrix: &'t DMatrix<f64>,
    slip: Option<Slip>,
}

impl<'t> Cutting<'t> {
    /// `None` if nothing came. `lengths` gives that of what is right, and that of what came.
    pub(crate) fn of<I, O>(
        trial: &'t Trial<I, O>,
        matrix: &'t DMatrix<f64>,
        lengths: impl Fn(&O) -> (f64, f64),
    ) -> Option<Cutting<'t>> {
        let Outcome::Value(value) = &trial.outcome else {
            return None;
        };
        let slip = trial.fault.as_ref().map(|_| {
            let (right, got) = lengths(value);
            if got < right { Slip::Drops } else { Slip::Keeps }
        });
        Some(Cutting { matrix, slip })
    }

    fn is_stretched(&self) -> bool {
        inverse_of_stretched(self.matrix).is_some()
    }
}

/// Whether an answer has a cut that is the same for all matrices: too high for those in small units, too low for those in
/// large ones, and right on everyday ones, stretched ones aside.
pub(crate) fn is_absolute(trials: &[Cutting<'_>]) -> bool {
    trials.iter().all(|trial| match (trial.slip, trial.matrix.amax()) {
        (None, _) => true,
        (Some(slip), ..1e-2) => slip == Slip::Drops,
        (Some(slip), 1e3..) => slip == Slip::Keeps,
        (Some(_), _) => trial.is_stretched(),
    })
}

/// Whether all that is wrong with an answer is that it keeps what is below a billionth of the largest value.
pub(crate) fn is_too_fine(trials: &[Cutting<'_>]) -> bool {
    trials.iter().all(|trial| {
        trial
            .slip
            .is_none_or(|slip| slip == Slip::Keeps && trial.is_stretched())
    })
}

/// Whether all that is wrong with an answer is that it drops values well above a billionth of the largest.
pub(crate) fn is_too_coarse(trials: &[Cutting<'_>]) -> bool {
    let is_uneven = |m: &DMatrix<f64>| Spectrum::of(m).condition() > 5.0;
    trials.iter().all(|trial| {
        trial
            .slip
            .is_none_or(|slip| slip == Slip::Drops && is_uneven(trial.matrix))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretched_matrices_are_plain_in_all_units() {
        for m in stretched() {
            assert!(inverse_of_stretched(&m).is_some() && is_settled(&m), "{m}");
            assert!(matrices::is_trusted(&m), "{m}");
        }
        assert!(!is_settled(&dmatrix![1.0, 0.0; 0.0, 1e-7]));
        assert!(!is_settled(&dmatrix![1.0, 1.0; 1.0, 1.0 + 1e-7]));
        assert!(is_settled(&DMatrix::zeros(2, 3)));
    }

    #[test]
    fn a_matrix_is_left_without_what_counts_as_zero() {
        #[track_caller]
        fn check(m: DMatrix<f64>, expected: DMatrix<f64>) {
            assert_eq!(without_zeros(&m), expected);
        }
        check(dmatrix![0.0, 1e-10; -1.0, 0.0], dmatrix![0.0, 0.0; -1.0, 0.0]);
        check(dmatrix![2e-14, 0.0; 0.0, 1e-8], dmatrix![2e-14, 0.0; 0.0, 1e-8]);
        check(dmatrix![1.0, 1e-10; 0.0, 1.0], dmatrix![1.0, 1e-10; 0.0, 1.0]);
        check(DMatrix::zeros(2, 1), DMatrix::zeros(2, 1));
    }

    #[test]
    fn a_value_counts_from_a_billionth_of_the_largest() {
        #[track_caller]
        fn check(m: DMatrix<f64>, expected: Option<DMatrix<f64>>) {
            assert_eq!(inverse_of_stretched(&m), expected);
        }
        check(dmatrix![1e8, 0.0; 0.0, 0.01], Some(dmatrix![1e-8, 0.0; 0.0, 0.0]));
        check(
            dmatrix![0.0, 4.0, 0.0; -0.001, 0.0, 0.0],
            Some(dmatrix![0.0, -1000.0; 0.25, 0.0; 0.0, 0.0]),
        );
        check(dmatrix![2.0, 0.0; 0.0, 3.0], None);
        check(dmatrix![1.0, 1e-9; 0.0, 1.0], None);
    }
}

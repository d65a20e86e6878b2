//! The three factors of a compact SVD: what makes them right, whichever of the right ones they are.

use super::cuts;
use grading::Observed;
use grading::compare::approximation::{finite_of_shape, has_sparse_lines};
use grading::compare::factors::orthonormal;
use grading::compare::spectrum::Spectrum;
use grading::compare::{self, Difference, Tolerance};
use grading::literal;
use grading::scope::*;

/// Values that differ by less, in units of the largest, are equal.
const EQUAL: f64 = 1e-9;

/// Left vectors as columns, values, right vectors as rows. Signs are open, and so are rotations among vectors of one value: no
/// factors are shown as the right ones.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Factors {
    pub(crate) u: DMatrix<f64>,
    pub(crate) sigma: DVector<f64>,
    pub(crate) v_t: DMatrix<f64>,
}

impl From<(DMatrix<f64>, DVector<f64>, DMatrix<f64>)> for Factors {
    fn from((u, sigma, v_t): (DMatrix<f64>, DVector<f64>, DMatrix<f64>)) -> Factors {
        Factors { u, sigma, v_t }
    }
}

impl Factors {
    pub(crate) fn into_parts(self) -> (DMatrix<f64>, DVector<f64>, DMatrix<f64>) {
        (self.u, self.sigma, self.v_t)
    }

    pub(crate) fn terms(&self) -> usize {
        self.sigma.len()
    }

    /// Whether each term has its column, its value and its row.
    pub(crate) fn are_whole(&self) -> bool {
        self.u.ncols() == self.terms() && self.v_t.nrows() == self.terms()
    }

    /// These terms, in this order; where they aren't whole, the factors as they are.
    pub(crate) fn select(&self, terms: &[usize]) -> Factors {
        match self.are_whole() {
            true => Factors {
                u: self.u.select_columns(terms),
                sigma: self.sigma.select_rows(terms),
                v_t: self.v_t.select_rows(terms),
            },
            false => self.clone(),
        }
    }

    fn product(&self) -> DMatrix<f64> {
        &self.u * DMatrix::from_diagonal(&self.sigma) * &self.v_t
    }

    /// What right factors have in common, whatever their signs and rotations: their product, and for each of `values` the
    /// shadows on the spaces of its left and of its right vectors.
    fn invariants(&self, values: &DVector<f64>) -> Vec<DMatrix<f64>> {
        let mut invariants = vec![self.product()];
        let largest = values.amax();
        let mut from = 0;
        for space in values.as_slice().chunk_by(|one, next| one - next <= EQUAL * largest) {
            let (u, v_t) = (self.u.columns(from, space.len()), self.v_t.rows(from, space.len()));
            invariants.extend([u * u.transpose(), v_t.transpose() * v_t]);
            from += space.len();
        }
        invariants
    }

    fn shapes(&self) -> [(usize, usize); 3] {
        [self.u.shape(), self.sigma.shape(), self.v_t.shape()]
    }
}

/// Whether it holds of a matrix and its factors.
type Claim = fn(&DMatrix<f64>, &Factors) -> Result<(), Difference>;

/// What makes factors of a matrix right, in the order in which it is worth knowing. Each claim takes those before it for granted.
pub(crate) const CLAIMS: [Claim; 6] = [
    fit,
    have_the_rank,
    descend,
    have_orthonormal_columns,
    have_orthonormal_rows,
    multiply_to,
];

/// Whether the factors can be multiplied, to a matrix of the shape of `m`.
pub(crate) fn fit(m: &DMatrix<f64>, factors: &Factors) -> Result<(), Difference> {
    let sigma = DMatrix::from_column_slice(factors.terms(), 1, factors.sigma.as_slice());
    let left = finite_of_shape((m.nrows(), factors.terms()), &factors.u);
    let right = finite_of_shape((factors.terms(), m.ncols()), &factors.v_t);
    left.map_err(|difference| difference.inside("for the first factor"))?;
    finite_of_shape(sigma.shape(), &sigma).map_err(|difference| difference.inside("for the values"))?;
    right.map_err(|difference| difference.inside("for the third factor"))
}

/// Whether there are as many terms as singular values of `m` that count.
pub(crate) fn have_the_rank(m: &DMatrix<f64>, factors: &Factors) -> Result<(), Difference> {
    let right = (m.nrows(), Spectrum::of(m).rank());
    compare::shape(right, factors.u.shape()).map_err(|difference| difference.inside("for the first factor"))
}

/// Whether the values are positive, and the largest is first. Two that are equal may come in either order, but for rounding.
pub(crate) fn descend(m: &DMatrix<f64>, factors: &Factors) -> Result<(), Difference> {
    let slack = rounding(m, Spectrum::of(m).largest());
    let mut last: Option<f64> = None;
    for (term, &value) in factors.sigma.iter().enumerate() {
        if value <= 0.0 {
            return Err(format!("value {term} is {value:?}").into());
        }
        if let Some(last) = last.filter(|&last| value > last && !slack.allows(last, value)) {
            return Err(format!("value {term} is {value:?}, after {last:?}").into());
        }
        last = Some(value);
    }
    Ok(())
}

/// Whether the left vectors are orthonormal.
pub(crate) fn have_orthonormal_columns(m: &DMatrix<f64>, factors: &Factors) -> Result<(), Difference> {
    orthonormal(&factors.u, rounding(m, 1.0))
        .map_err(|difference| difference.inside("in the products of its columns with each other"))
}

/// Whether the right vectors are orthonormal.
pub(crate) fn have_orthonormal_rows(m: &DMatrix<f64>, factors: &Factors) -> Result<(), Difference> {
    orthonormal(&factors.v_t.transpose(), rounding(m, 1.0))
        .map_err(|difference| difference.inside("in the products of its rows with each other"))
}

/// Whether the product is `m`, without what is to count as zero.
pub(crate) fn multiply_to(m: &DMatrix<f64>, factors: &Factors) -> Result<(), Difference> {
    let tolerance = rounding(m, Spectrum::of(m).largest());
    compare::matrix(&cuts::without_zeros(m), &factors.product(), |_, _| tolerance)
        .map_err(|difference| difference.inside("in the product"))
}

/// What rounding may leave of a number of that magnitude in the factors of `m`, of condition κ. The least accurate sound way
/// to them takes the eigenvectors v of mᵀm, which are off by εκ² (Golub and Van Loan, *Matrix Computations*, 4th ed., §8.6), and
/// m v / σ for the left vectors: of these, two have a product of ε‖m‖² over the product of their values, up to εκ². Of a
/// matrix with one entry a row and column at most, the vectors are axes: nobody rounds those.
fn rounding(m: &DMatrix<f64>, magnitude: f64) -> Tolerance {
    let vectors = match has_sparse_lines(m) {
        true => 1.0,
        false => Spectrum::of(m).condition().powi(2),
    };
    Tolerance::rounding(4 * (m.nrows() + m.ncols() + 4), vectors * magnitude)
}

/// Whether two matrices differ in the signs of their columns at most, or in those of their rows.
fn same_up_to_sign(one: &DMatrix<f64>, other: &DMatrix<f64>) -> bool {
    let by_columns = |one: &DMatrix<f64>, other: &DMatrix<f64>| {
        let mut signed = other.clone();
        for (mut column, right) in signed.column_iter_mut().zip(one.column_iter()) {
            if column.dot(&right) < 0.0 {
                column.neg_mut();
            }
        }
        compare::indistinguishable(one, &signed)
    };
    one.shape() == other.shape() && (by_columns(one, other) || by_columns(&one.transpose(), &other.transpose()))
}

impl Observed for Factors {
    fn agrees(&self, other: &Self) -> bool {
        self.sigma.agrees(&other.sigma)
            && same_up_to_sign(&self.u, &other.u)
            && same_up_to_sign(&self.v_t, &other.v_t)
            // A left and a right vector change their signs together.
            && (!self.are_whole() || self.product().agrees(&other.product()))
    }

    fn show(&self) -> String {
        let (u, v_t) = (literal::matrix(&self.u), literal::matrix(&self.v_t));
        format!("({u},\n {},\n {v_t})", literal::vector(&self.sigma))
    }

    fn show_as_right(&self) -> Option<String> {
        None
    }

    fn distance(&self, other: &Self, from_zero: f64) -> f64 {
        if self.shapes() != other.shapes() || !self.are_whole() {
            return f64::INFINITY;
        }
        let [mine, its] = [self, other].map(|factors| factors.invariants(&self.sigma));
        let apart = mine.iter().zip(&its).map(|(one, other)| one.distance(other, from_zero));
        apart.fold(self.sigma.distance(&other.sigma, from_zero), f64::max)
    }

    fn numbers(&self) -> Vec<f64> {
        [self.u.numbers(), self.sigma.numbers(), self.v_t.numbers()].concat()
    }

    fn with_numbers(&self, change: &dyn Fn(f64, f64) -> f64) -> Option<Self> {
        Some(Factors {
            u: self.u.with_numbers(change)?,
            sigma: self.sigma.with_numbers(change)?,
            v_t: self.v_t.with_numbers(change)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factors(u: DMatrix<f64>, sigma: DVector<f64>, v_t: DMatrix<f64>) -> Factors {
        Factors::from((u, sigma, v_t))
    }

    /// Of [[0, 2], [3, 0], [0, 0]].
    fn example() -> (DMatrix<f64>, Factors) {
        let u = dmatrix![0.0, 1.0; 1.0, 0.0; 0.0, 0.0];
        let right = factors(u, dvector![3.0, 2.0], DMatrix::identity(2, 2));
        (dmatrix![0.0, 2.0; 3.0, 0.0; 0.0, 0.0], right)
    }

    /// The first claim that does not hold, and what it says.
    #[track_caller]
    fn check(m: &DMatrix<f64>, factors: &Factors, expected: Option<(usize, &str)>) {
        let broken = CLAIMS.iter().enumerate().find_map(|(number, claim)| {
            let difference = claim(m, factors).err()?;
            Some((number, difference.with_right()))
        });
        let expected = expected.map(|(number, words)| (number, words.to_owned()));
        assert_eq!(broken, expected);
    }

    #[test]
    fn signs_and_rotations_among_equal_values_are_open() {
        let (m, right) = example();
        check(&m, &right, None);
        check(&m, &factors(-&right.u, right.sigma.clone(), -&right.v_t), None);
        let turn = dmatrix![0.6, -0.8; 0.8, 0.6];
        let twice = DMatrix::identity(2, 2) * 2.0;
        check(
            &twice,
            &factors(turn.clone(), dvector![2.0, 2.0], turn.transpose()),
            None,
        );
        let zero = DMatrix::zeros(2, 3);
        let nothing = factors(DMatrix::zeros(2, 0), DVector::zeros(0), DMatrix::zeros(0, 3));
        check(&zero, &nothing, None);
    }

    #[test]
    fn each_claim_rules_something_out() {
        let (m, right) = example();
        let (u, sigma, v_t) = (&right.u, &right.sigma, &right.v_t);
        check(
            &m,
            &factors(u.transpose(), sigma.clone(), v_t.clone()),
            Some((0, "for the first factor, it is 2x3, not 3x2")),
        );
        check(
            &m,
            &factors(u.clone(), sigma * f64::NAN, v_t.clone()),
            Some((0, "for the values, an entry is NaN")),
        );
        check(
            &m,
            &right.select(&[0]),
            Some((1, "for the first factor, it is 3x1, not 3x2")),
        );
        check(&m, &right.select(&[1, 0]), Some((2, "value 1 is 3.0, after 2.0")));
        check(
            &m,
            &factors(u.clone(), dvector![3.0, 0.0], v_t.clone()),
            Some((2, "value 1 is 0.0")),
        );
        let [of_columns, of_rows] = ["columns", "rows"].map(|lines| {
            format!(
                "in the products of its {lines} with each other, 2 of 4 entries are wrong, the worst at (0, 0): 4.0, not 1.0"
            )
        });
        check(
            &m,
            &factors(u * 2.0, sigma.clone(), v_t.clone()),
            Some((3, &of_columns)),
        );
        check(&m, &factors(u.clone(), sigma.clone(), v_t * 2.0), Some((4, &of_rows)));
        check(
            &m,
            &factors(-u, sigma.clone(), v_t.clone()),
            Some((
                5,
                "in the product, 2 of 6 entries are wrong, the worst at (1, 0): -3.0, not 3.0",
            )),
        );
    }

    #[test]
    fn what_counts_as_zero_is_left_out() {
        let m = dmatrix![1e-10, 0.0; 0.0, 1.0];
        let swap = dmatrix![0.0, 1.0; 1.0, 0.0];
        let whole = factors(swap.clone(), dvector![1.0, 1e-10], swap);
        check(&m, &whole, Some((1, "for the first factor, it is 2x2, not 2x1")));
        check(&m, &whole.select(&[0]), None);
    }

    #[test]
    fn factors_are_as_far_apart_as_what_right_ones_share() {
        let (_, right) = example();
        let near = |other: &Factors, expected: f64| assert!((right.distance(other, 1.0) - expected).abs() < 1e-12);
        let signed = factors(-&right.u, right.sigma.clone(), -&right.v_t);
        near(&signed, 0.0);
        assert!(right.agrees(&signed));
        near(
            &factors(right.u.clone(), dvector![3.0, 1.0], right.v_t.clone()),
            1.0 / 3.0,
        );
        // One sign is wrong: that shows in the product alone.
        let turned = factors(-&right.u, right.sigma.clone(), right.v_t.clone());
        near(&turned, 2.0);
        assert!(!right.agrees(&turned));
        assert_eq!(right.distance(&right.select(&[0]), 1.0), f64::INFINITY);
        let equal = factors(DMatrix::identity(2, 2), dvector![1.0, 1.0], DMatrix::identity(2, 2));
        let turn = dmatrix![0.6, -0.8; 0.8, 0.6];
        let turned = factors(turn.clone(), dvector![1.0, 1.0], turn.transpose());
        assert!(equal.distance(&turned, 1.0) < 1e-12);
        assert!(!equal.agrees(&turned));
    }
}

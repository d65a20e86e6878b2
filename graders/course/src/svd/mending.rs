//! What is behind wrong factors, told by what mends them.

use super::cuts::Cutting;
use super::factors::{CLAIMS, Factors};
use super::matrices;
use grading::compare::factors::up_to_rotation;
use grading::compare::spectrum::Spectrum;
use grading::scope::*;
use grading::{Outcome, Trial};

/// A trial of factors.
pub(crate) type Tried = Trial<DMatrix<f64>, Factors>;

/// Whether each fault is gone once the factors are mended in this way.
pub(crate) fn are_mended(trials: &[Tried], mend: impl Fn(&DMatrix<f64>, &Factors) -> Factors) -> bool {
    trials.iter().all(|trial| match &trial.outcome {
        Outcome::Value(factors) => trial.fault.is_none() || are_right(&trial.probe, &mend(&trial.probe, factors)),
        Outcome::Panicked(_) => trial.fault.is_none(),
    })
}

fn are_right(m: &DMatrix<f64>, factors: &Factors) -> bool {
    let holds = |claim: &fn(&DMatrix<f64>, &Factors) -> _| matrices::unless_untrusted(m, claim(m, factors)).is_ok();
    CLAIMS.iter().all(holds)
}

/// Whether all factors have that many terms, wrong or not.
pub(crate) fn have_terms(trials: &[Tried], terms: impl Fn(&DMatrix<f64>) -> usize) -> bool {
    trials.iter().all(|trial| match &trial.outcome {
        Outcome::Value(factors) => factors.terms() == terms(&trial.probe),
        Outcome::Panicked(_) => false,
    })
}

/// The trials, as far as cuts go. Nothing unless every fault is one of how many terms there are.
pub(crate) fn cutting(trials: &[Tried]) -> Option<Vec<Cutting<'_>>> {
    fn of(trial: &Tried) -> Option<Cutting<'_>> {
        let m = &trial.probe;
        let rank = Spectrum::of(m).rank();
        match &trial.outcome {
            Outcome::Value(factors) if trial.fault.is_some() && factors.terms() == rank => None,
            _ => Cutting::of(trial, m, |factors| (rank as f64, factors.terms() as f64)),
        }
    }
    trials.iter().map(of).collect()
}

impl Factors {
    /// Without the terms whose value is at most that much of the largest.
    pub(crate) fn without_zeros(&self, cut: f64) -> Factors {
        let least = cut * self.sigma.amax();
        let counts = |&term: &usize| self.sigma[term] > least;
        self.select(&(0..self.terms()).filter(counts).collect::<Vec<_>>())
    }

    /// With as many columns and rows as there are values, if there are more.
    pub(crate) fn with_vectors_cut(&self) -> Factors {
        let (columns, rows) = (self.terms().min(self.u.ncols()), self.terms().min(self.v_t.nrows()));
        Factors {
            u: self.u.columns(0, columns).into_owned(),
            sigma: self.sigma.clone(),
            v_t: self.v_t.rows(0, rows).into_owned(),
        }
    }

    /// The largest value first.
    pub(crate) fn sorted(&self) -> Factors {
        let mut terms: Vec<usize> = (0..self.terms()).collect();
        terms.sort_by(|&i, &j| self.sigma[j].total_cmp(&self.sigma[i]));
        self.select(&terms)
    }

    /// The last term first.
    pub(crate) fn reversed(&self) -> Factors {
        self.select(&(0..self.terms()).rev().collect::<Vec<_>>())
    }

    /// With vectors of length 1.
    pub(crate) fn normalised(&self) -> Factors {
        let unit = |mut m: DMatrix<f64>| {
            for mut column in m.column_iter_mut() {
                column.normalize_mut();
            }
            m
        };
        Factors {
            u: unit(self.u.clone()),
            sigma: self.sigma.clone(),
            v_t: unit(self.v_t.transpose()).transpose(),
        }
    }

    /// With the roots of the values, and vectors of length 1.
    pub(crate) fn unsquared(&self) -> Factors {
        let sigma = self.sigma.map(f64::sqrt);
        Factors {
            sigma,
            ..self.normalised()
        }
    }

    /// With the third factor transposed.
    pub(crate) fn with_rows(&self) -> Factors {
        let v_t = self.v_t.transpose();
        Factors { v_t, ..self.clone() }
    }

    /// With each value at the vector that `m` stretches by it, if the values are right and somewhere else.
    pub(crate) fn with_values_moved(&self, m: &DMatrix<f64>) -> Factors {
        let Some(images) = self.images(m) else {
            return self.clone();
        };
        let lengths = images.column_iter().map(|image| image.norm());
        let sigma = DVector::from_iterator(self.terms(), lengths);
        let moved = Factors { sigma, ..self.clone() }.sorted();
        let is_same = (&moved.sigma - &self.sorted().sigma).amax() <= 1e-9 * moved.sigma.amax();
        if is_same { moved } else { self.clone() }
    }

    /// With the left vectors to which `m` sends the right ones, if those that are there differ in signs and rotations alone.
    pub(crate) fn with_images(&self, m: &DMatrix<f64>) -> Factors {
        let Some(images) = self.images(m) else {
            return self.clone();
        };
        let u = images * DMatrix::from_diagonal(&self.sigma.map(f64::recip));
        let is_turned = up_to_rotation(self.sigma.as_slice(), &u, &self.u).is_ok();
        if is_turned {
            Factors { u, ..self.clone() }
        } else {
            self.clone()
        }
    }

    /// Where `m` sends the right vectors, if there is one for each value.
    fn images(&self, m: &DMatrix<f64>) -> Option<DMatrix<f64>> {
        (self.v_t.shape() == (self.terms(), m.ncols())).then(|| m * self.v_t.transpose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SWAP: fn() -> DMatrix<f64> = || dmatrix![0.0, 1.0; 1.0, 0.0];

    /// A matrix, and factors of it.
    fn example() -> (DMatrix<f64>, Factors) {
        let u = dmatrix![0.0, 1.0; 1.0, 0.0; 0.0, 0.0];
        let right = Factors::from((u, dvector![3.0, 2.0], DMatrix::identity(2, 2)));
        (dmatrix![0.0, 2.0; 3.0, 0.0; 0.0, 0.0], right)
    }

    #[test]
    fn each_fault_has_its_remedy() {
        #[track_caller]
        fn check(spoil: impl Fn(Factors) -> Factors, mend: impl Fn(&DMatrix<f64>, &Factors) -> Factors) {
            let (m, right) = example();
            let wrong = spoil(right);
            assert!(!are_right(&m, &wrong), "{wrong:?}");
            assert!(are_right(&m, &mend(&m, &wrong)), "{wrong:?}");
        }
        check(|right| right.select(&[1, 0]), |_, wrong| wrong.sorted());
        check(
            |right| Factors {
                u: right.u * 3.0,
                v_t: right.v_t * 0.5,
                ..right
            },
            |_, wrong| wrong.normalised(),
        );
        check(
            |right| Factors {
                u: right.u * 9.0,
                sigma: right.sigma.map(|x| x * x),
                ..right
            },
            |_, wrong| wrong.unsquared(),
        );
        check(
            |right| Factors { u: -right.u, ..right },
            |m, wrong| wrong.with_images(m),
        );
        check(
            |right| Factors {
                u: right.u.insert_column(2, 1.0),
                ..right
            },
            |_, wrong| wrong.with_vectors_cut(),
        );
        check(
            |right| Factors {
                sigma: dvector![2.0, 3.0],
                ..right
            },
            |m, wrong| wrong.with_values_moved(m),
        );
        // Of [[0, 1], [1, 0]] turned by a right angle.
        let quarter = Factors::from((
            DMatrix::identity(2, 2),
            dvector![1.0, 1.0],
            dmatrix![0.0, 1.0; -1.0, 0.0],
        ));
        let m = dmatrix![0.0, -1.0; 1.0, 0.0];
        assert!(!are_right(&m, &quarter) && are_right(&m, &quarter.with_rows()));
    }

    #[test]
    fn zeros_are_a_share_of_the_largest() {
        let swap = SWAP();
        let whole = Factors::from((swap.clone(), dvector![1e8, 1e-2], swap));
        assert_eq!(whole.without_zeros(1e-9).terms(), 1);
        assert_eq!(whole.without_zeros(1e-11).terms(), 2);
        assert_eq!(whole.select(&[]).without_zeros(1e-9).terms(), 0);
    }

    #[test]
    fn what_has_another_fault_is_left_as_it_is() {
        let (m, right) = example();
        let squared = Factors {
            sigma: dvector![9.0, 4.0],
            ..right.clone()
        };
        assert_eq!(squared.with_values_moved(&m), squared);
        let elsewhere = Factors {
            u: dmatrix![1.0, 0.0; 0.0, 0.0; 0.0, 1.0],
            ..right.clone()
        };
        assert_eq!(elsewhere.with_images(&m), elsewhere);
        let odd = Factors {
            v_t: DMatrix::zeros(1, 5),
            ..right
        };
        assert_eq!([odd.with_images(&m), odd.with_values_moved(&m)], [odd.clone(), odd]);
    }
}

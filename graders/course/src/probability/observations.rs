//! What a guess at the mean of some data is tried on.

use grading::refutation::{numbers, provided};
use grading::scope::*;
use grading::{Input, Random, literal, probe, shrink};

/// Measurements of one quantity, at least one, and a guess at their mean.
#[derive(Clone)]
pub(crate) struct Observations {
    pub mu: f64,
    pub data: DVector<f64>,
}

impl Observations {
    /// No guess is further than 14 from a measurement, so that the smallest density is above 1e-43, and that of six
    /// measurements together above the smallest positive number.
    pub(crate) fn probes(random: &mut Random) -> Vec<Observations> {
        let mut probes = vec![
            Observations::new(0.0, dvector![1.0]),
            Observations::new(0.0, dvector![0.0]),
            Observations::new(1.0, dvector![0.0]),
            Observations::new(-2.0, dvector![1.0]),
            Observations::new(0.0, dvector![1.0, -1.0]),
            Observations::new(2.0, dvector![3.0, 3.0]),
        ];
        for n in 1..=6 {
            probes.extend((0..3).map(|_| Observations::new(random.integer(-5, 5), probe::vector(random, n))));
        }
        // Whole numbers hide answers that round; small ones show those that treat a distance below 1 in another way.
        for scale in [0.01, 0.37, 1.13] {
            let mu = scale * random.nonzero(-5, 5);
            probes.push(Observations::new(mu, probe::vector(random, 4) * scale));
        }
        // In order, and in reverse.
        probes.push(Observations::new(2.5, dvector![1.0, 2.0, 3.0, 5.0]));
        probes.push(Observations::new(-2.5, dvector![5.0, 3.0, 2.0, 1.0]));
        // Densities of which the product is smaller than the smallest positive number.
        probes.push(Observations::new(5.0, probe::large_vector(100)));
        probes
    }

    /// What a learner has written.
    pub(crate) fn asked(mu: f64, data: &DVector<f64>) -> Input<Observations> {
        provided(!data.is_empty(), "`data` is to hold a number at least")?;
        numbers("`mu`", [&mu])?;
        numbers("`data`", data)?;
        Ok(Observations::new(mu, data.clone()))
    }

    /// The same in units that are smaller, or larger, by that factor.
    pub(crate) fn scaled(&self, scale: f64) -> Observations {
        Observations::new(self.mu * scale, &self.data * scale)
    }

    pub(crate) fn simpler(&self) -> Vec<Observations> {
        let data = shrink::vector(&self.data).into_iter();
        let data = data.map(|data| Observations::new(self.mu, data));
        let mu = shrink::vector(&dvector![self.mu]).into_iter();
        data.chain(mu.map(|mu| Observations::new(mu[0], self.data.clone())))
            .collect()
    }

    /// The arguments of a function of both.
    pub(crate) fn arguments(&self) -> String {
        format!("{}, &{}", literal::number(self.mu), literal::vector(&self.data))
    }

    pub(crate) fn new(mu: f64, data: DVector<f64>) -> Observations {
        Observations { mu, data }
    }
}

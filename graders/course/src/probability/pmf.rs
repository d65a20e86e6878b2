//! Distributions to try answers on.

use grading::refutation::{numbers, provided};
use grading::scope::*;
use grading::{Input, Random, literal, shrink};

/// A probability mass function, kept as weights: probabilities are weights over their sum. So a smaller one is again one,
/// and thirds can be written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pmf {
    weights: DVector<f64>,
    /// Whether the weights are the probabilities, as a learner has written them, and to be left alone.
    is_exact: bool,
}

impl Pmf {
    /// The distribution that a learner has written, as the argument `name`.
    pub(crate) fn asked(name: &str, p: &DVector<f64>) -> Input<Pmf> {
        numbers(&format!("`{name}`"), p)?;
        provided(
            !p.is_empty(),
            format!("`{name}` has no outcomes, so its probabilities can't sum to 1"),
        )?;
        let negative = p.iter().find(|&&x| x < 0.0);
        let why = |x: &f64| {
            format!(
                "a probability is not negative, and `{name}` holds {}",
                literal::number(*x)
            )
        };
        provided(negative.is_none(), negative.map(why).unwrap_or_default())?;
        let sum = p.sum();
        let rounding = 4.0 * f64::EPSILON * p.len() as f64;
        let why = format!(
            "probabilities sum to 1, and those in `{name}` sum to {}",
            literal::number(sum)
        );
        provided((sum - 1.0).abs() <= rounding, why)?;
        let is_exact = true;
        Ok(Pmf {
            weights: p.clone(),
            is_exact,
        })
    }

    /// Of weights that are not negative, nor all zero.
    pub(crate) fn new(weights: DVector<f64>) -> Pmf {
        let is_exact = false;
        Pmf { weights, is_exact }
    }

    /// Whole weights up to 9, zeros among them.
    pub(crate) fn random(random: &mut Random, len: usize) -> Pmf {
        let mut weights = DVector::from_fn(len, |_, _| random.integer(0, 9));
        weights[len / 2] = random.integer(1, 9);
        Pmf::new(weights)
    }

    /// As [`Pmf::random`], with no zero.
    pub(crate) fn positive(random: &mut Random, len: usize) -> Pmf {
        Pmf::new(DVector::from_fn(len, |_, _| random.integer(1, 9)))
    }

    /// Written as a formula, whatever its length. For every `step` from 1 to 4, the same fifth of the outcomes is impossible.
    pub(crate) fn large(len: usize, step: usize) -> Pmf {
        Pmf::new(DVector::from_fn(len, |i, _| (step * i % 5) as f64))
    }

    /// All those with `len` whole weights from 0 to `most`.
    pub(crate) fn all(len: u32, most: usize) -> impl Iterator<Item = Pmf> {
        let base = most + 1;
        (1..base.pow(len)).map(move |number| {
            let digit = |i: usize| (number / base.pow(i as u32) % base) as f64;
            Pmf::new(DVector::from_fn(len as usize, |i, _| digit(i)))
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.weights.len()
    }

    pub(crate) fn probabilities(&self) -> DVector<f64> {
        match self.is_exact {
            true => self.weights.clone(),
            false => &self.weights / self.weights.sum(),
        }
    }

    /// An expression to follow a `&`: `dvector![0.25, 0.75]`, `(dvector![1.0, 2.0] / 3.0)`.
    pub(crate) fn literal(&self) -> String {
        /// What is longer is easier to read as a quotient.
        const DIGITS: usize = 6;
        let p = self.probabilities();
        let sum = literal::number(self.weights.sum());
        if let Some(step) = self.step() {
            let len = self.len();
            return format!("(DVector::from_fn({len}, |i, _| ({step} * i % 5) as f64) / {sum})");
        }
        match p.iter().all(|&x| literal::number(x).len() <= DIGITS) || p == self.weights {
            true => literal::vector(&p),
            false => format!("({} / {sum})", literal::vector(&self.weights)),
        }
    }

    /// The step of a large one.
    fn step(&self) -> Option<usize> {
        let is_long = self.len() > literal::READABLE;
        (1..5).find(|&step| is_long && *self == Pmf::large(self.len(), step))
    }

    /// Fewer outcomes, then rounder weights.
    pub(crate) fn simpler(&self) -> Vec<Pmf> {
        let mut simpler: Vec<Pmf> = self.shorter().into_iter().map(|(_, pmf)| pmf).collect();
        if self.step().is_none() {
            simpler.extend(shrink::vector(&self.weights).into_iter().map(Pmf::new));
            simpler.retain(Pmf::is_possible);
        }
        simpler
    }

    /// Fewer outcomes: those that are kept, and what they come to.
    pub(crate) fn shorter(&self) -> Vec<(Vec<usize>, Pmf)> {
        let len = self.len();
        // A large one can be written only for as long as it follows its formula.
        let kept: Vec<Vec<usize>> = match self.step() {
            Some(_) => shrink::lengths(len).into_iter().map(|len| (0..len).collect()).collect(),
            None => shrink::droppable(len)
                .map(|i| (0..len).filter(|&j| j != i).collect())
                .collect(),
        };
        let mut shorter: Vec<(Vec<usize>, Pmf)> = kept
            .into_iter()
            .map(|kept| {
                let pmf = self.only(&kept);
                (kept, pmf)
            })
            .collect();
        shorter.retain(|(_, pmf)| pmf.is_possible());
        shorter
    }

    fn only(&self, kept: &[usize]) -> Pmf {
        Pmf::new(self.weights.select_rows(kept))
    }

    /// Whether any outcome is left.
    fn is_possible(&self) -> bool {
        self.weights.sum() > 0.0
    }
}

/// Two distributions of the same outcomes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pair {
    pub p: Pmf,
    pub q: Pmf,
}

impl Pair {
    /// What tells apart the functions of two distributions, simplest first. Some have outcomes that `q` rules out and `p`
    /// does not.
    pub(crate) fn probes(random: &mut Random) -> Vec<Pair> {
        let mut pairs = Vec::new();
        let few: Vec<Pmf> = Pmf::all(1, 1).chain(Pmf::all(2, 2)).chain(Pmf::all(3, 1)).collect();
        for p in &few {
            let q = few.iter().filter(|q| q.len() == p.len());
            pairs.extend(q.map(|q| Pair {
                p: p.clone(),
                q: q.clone(),
            }));
        }
        for len in 2..=6 {
            for _ in 0..4 {
                pairs.push(Pair {
                    p: Pmf::random(random, len),
                    q: Pmf::positive(random, len),
                });
            }
            // Impossible by both, once in front and once at the end.
            for place in [0, len - 1] {
                let [mut p, mut q] = [(); 2].map(|()| Pmf::positive(random, len));
                p.weights[place] = 0.0;
                q.weights[place] = 0.0;
                pairs.push(Pair { p, q });
            }
        }
        // Rare, not impossible: whoever takes small for zero is wrong here.
        for rare in [1e-6, 1e-9, 1e-100] {
            let [one, other] = [dvector![1.0, rare], dvector![1.0, 1.0]].map(Pmf::new);
            pairs.push(Pair {
                p: other.clone(),
                q: one.clone(),
            });
            pairs.push(Pair { p: one, q: other });
        }
        // Possible by one and not by the other, however rare.
        for rare in [0.1, 1e-3, 1e-13] {
            let [p, q] = [dvector![1.0, rare], dvector![1.0, 0.0]].map(Pmf::new);
            pairs.push(Pair { p, q });
        }
        pairs.push(Pair {
            p: Pmf::large(60, 1),
            q: Pmf::large(60, 2),
        });
        pairs
    }

    /// The distributions that a learner has written, as arguments of these names.
    pub(crate) fn asked(p: &DVector<f64>, q: &DVector<f64>) -> Input<Pair> {
        let (p, q) = (Pmf::asked("p", p)?, Pmf::asked("q", q)?);
        let why = format!(
            "`p` has {} outcomes and `q` has {}: they are to be the same ones",
            p.len(),
            q.len()
        );
        provided(p.len() == q.len(), why)?;
        Ok(Pair { p, q })
    }

    /// The probabilities.
    pub(crate) fn probabilities(&self) -> (DVector<f64>, DVector<f64>) {
        (self.p.probabilities(), self.q.probabilities())
    }

    /// `&dvector![0.5, 0.5], &dvector![0.25, 0.75]`
    pub(crate) fn literals(&self) -> String {
        format!("&{}, &{}", self.p.literal(), self.q.literal())
    }

    /// Whether an outcome that `p` allows is impossible by `q`.
    pub(crate) fn is_ruled_out(&self) -> bool {
        let (p, q) = self.probabilities();
        p.iter().zip(&q).any(|(&p, &q)| p > 0.0 && q == 0.0)
    }

    pub(crate) fn simpler(&self) -> Vec<Pair> {
        let len = self.p.len();
        let mut simpler: Vec<Pair> = self
            .p
            .shorter()
            .into_iter()
            .map(|(kept, p)| Pair {
                p,
                q: self.q.only(&kept),
            })
            .filter(|pair| pair.q.is_possible())
            .collect();
        let same_len = |pmf: &Pmf| pmf.simpler().into_iter().filter(move |pmf| pmf.len() == len);
        simpler.extend(same_len(&self.p).map(|p| Pair { p, q: self.q.clone() }));
        simpler.extend(same_len(&self.q).map(|q| Pair { p: self.p.clone(), q }));
        simpler
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distribution_is_written_as_rust() {
        #[track_caller]
        fn check(weights: DVector<f64>, expected: &str) {
            assert_eq!(Pmf::new(weights).literal(), expected);
        }
        check(dvector![1.0, 3.0], "dvector![0.25, 0.75]");
        check(dvector![1.0, 9.0], "dvector![0.1, 0.9]");
        check(dvector![1.0, 2.0], "(dvector![1.0, 2.0] / 3.0)");
        check(dvector![0.0, 7.0], "dvector![0.0, 1.0]");
        assert_eq!(
            Pmf::large(60, 2).literal(),
            "(DVector::from_fn(60, |i, _| (2 * i % 5) as f64) / 120.0)"
        );
    }

    #[test]
    fn what_is_simpler_is_a_distribution_again() {
        let mut waiting = vec![Pmf::new(dvector![0.0, 3.0, 1e-9])];
        while let Some(pmf) = waiting.pop() {
            assert!((pmf.probabilities().sum() - 1.0).abs() < 1e-15);
            waiting.extend(pmf.simpler());
        }
    }

    #[test]
    fn all_are_there_once() {
        assert_eq!(Pmf::all(2, 3).count(), 15);
        let literals: std::collections::BTreeSet<String> = Pmf::all(2, 2)
            .map(|pmf| format!("{:?}", pmf.weights.as_slice()))
            .collect();
        assert_eq!(literals.len(), 8);
    }
}

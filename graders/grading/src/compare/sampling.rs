//! Whether samples come from a distribution, by a test whose two error rates are known beforehand.
//!
//! The share of n independent samples that are at most x differs from its probability by more than ε, for any x at all,
//! with probability at most 2 exp(-2nε²), whatever the distribution (Massart, "The tight constant in the
//! Dvoretzky-Kiefer-Wolfowitz inequality", *Annals of Probability* 18, 1990). That is the rate of false alarms. An answer
//! that draws from another distribution, one that is off by d > ε at some x, is missed with probability at most
//! exp(-2n(d - ε)²) (Hoeffding, "Probability inequalities for sums of bounded random variables", 1963). A single outcome
//! whose probability is off by 2d makes a difference of d next to it.
//!
//! With 10 000 samples, ε = 0.033, and what is off by 0.065 passes once in 10⁹ seeds.

use nalgebra::DVector;

use super::Difference;

/// How often a right answer fails, over all seeds, at most.
const FALSE_ALARM: f64 = 1e-9;

/// The ε that chance exceeds at that rate of false alarms.
fn reach(samples: usize, false_alarm: f64) -> f64 {
    ((2.0 / false_alarm).ln() / (2.0 * samples as f64)).sqrt()
}

/// Whether real numbers are samples from the distribution with this continuous distribution function.
///
/// # Errors
/// A sample that is no real number, or the number up to which samples are most too many or too few. Undecided where there
/// are so few that every answer would pass.
pub fn continuous(cumulative: impl Fn(f64) -> f64, samples: &[f64]) -> Result<(), Difference> {
    continuous_at(FALSE_ALARM, cumulative, samples)
}

fn continuous_at(false_alarm: f64, cumulative: impl Fn(f64) -> f64, samples: &[f64]) -> Result<(), Difference> {
    if let Some(sample) = samples.iter().find(|sample| !sample.is_finite()) {
        return Err(format!("a sample is {sample:?}").into());
    }
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let share = |count: usize| count as f64 / samples.len() as f64;
    // The share jumps at a sample: its distance is greatest right before or at one.
    let places = sorted.iter().enumerate().flat_map(|(index, &x)| {
        let right = cumulative(x);
        let before = (format!("less than {x:.6}"), right, share(index));
        [before, (format!("at most {x:.6}"), right, share(index + 1))]
    });
    near(samples.len(), false_alarm, places)
}

/// Whether outcomes, numbered from 0, are samples from a probability mass function.
///
/// # Errors
/// An outcome that is none, or is impossible; the outcome up to which samples are most too many or too few. Undecided where
/// there are so few that every answer would pass.
pub fn discrete(p: &DVector<f64>, samples: &[usize]) -> Result<(), Difference> {
    let mut counts = vec![0; p.len()];
    for &outcome in samples {
        match p.get(outcome) {
            None => return Err(format!("a sample is {outcome}, of {} outcomes", p.len()).into()),
            Some(0.0) => return Err(format!("a sample is outcome {outcome}, which has probability 0").into()),
            Some(_) => counts[outcome] += 1,
        }
    }
    let (mut right, mut count) = (0.0, 0);
    let places = p.iter().zip(counts).enumerate().map(|(outcome, (probability, more))| {
        right += probability;
        count += more;
        let share = count as f64 / samples.len() as f64;
        (format!("at most {outcome}"), right, share)
    });
    near(samples.len(), FALSE_ALARM, places)
}

/// Whether all shares are as near to their probabilities as chance leaves them.
fn near(samples: usize, false_alarm: f64, places: impl Iterator<Item = (String, f64, f64)>) -> Result<(), Difference> {
    let reach = reach(samples, false_alarm);
    if reach >= 1.0 {
        return Err(Difference::undecided(format!(
            "{samples} samples are too few to tell: draw hundreds"
        )));
    }
    let worst = places.max_by(|(_, right, share), (_, other_right, other_share)| {
        (right - share).abs().total_cmp(&(other_right - other_share).abs())
    });
    match worst {
        Some((place, right, share)) if (right - share).abs() > reach => Err(Difference::new(
            format!("a share of {share:.3} of {samples} samples is {place}"),
            format!("{right:.3} within {reach:.3}"),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use crate::scope::*;

    fn uniform(x: f64) -> f64 {
        x.clamp(0.0, 1.0)
    }

    fn draws<T>(seed: u64, samples: usize, draw: impl Fn(f64) -> T) -> Vec<T> {
        let mut random = Random::new(seed);
        (0..samples).map(|_| draw(random.unit())).collect()
    }

    fn outcome(p: &[f64], u: f64) -> usize {
        let mut sum = 0.0;
        p.iter().take_while(|&x| (sum += x, sum <= u).1).count()
    }

    #[test]
    fn no_right_answer_is_refused_in_a_thousand_seeds() {
        let p = dvector![0.5, 0.0, 0.2, 0.3];
        for seed in 0..1_000 {
            assert_eq!(continuous(uniform, &draws(seed, 1_000, |u| u)), Ok(()));
            assert_eq!(discrete(&p, &draws(seed, 1_000, |u| outcome(p.as_slice(), u))), Ok(()));
        }
    }

    /// The bound holds at other rates too, where it can be measured: here at one in ten.
    #[test]
    fn false_alarms_are_as_rare_as_stated() {
        let alarms = (0..2_000).filter(|&seed| continuous_at(0.1, uniform, &draws(seed, 500, |u| u)).is_err());
        // 200 are expected at most, with a standard deviation of 14; far fewer would be a test that sees nothing.
        let alarms = alarms.count();
        assert!((120..=250).contains(&alarms), "{alarms}");
    }

    #[test]
    fn what_is_off_by_enough_never_passes() {
        let samples = 10_000;
        assert!(reach(samples, FALSE_ALARM) < 0.033);
        for seed in 0..200 {
            // Squared: off by 0.25 at 1/4. Shifted: off by 0.065.
            assert!(continuous(uniform, &draws(seed, samples, |u| u * u)).is_err());
            assert!(continuous(uniform, &draws(seed, samples, |u| u + 0.065)).is_err());
            let loaded = |u| outcome(&[0.565, 0.435], u);
            assert!(discrete(&dvector![0.5, 0.5], &draws(seed, samples, loaded)).is_err());
        }
    }

    #[test]
    fn a_difference_is_told_where_it_is_largest() {
        #[track_caller]
        fn check(found: Result<(), Difference>, result: Result<(), &str>) {
            assert_eq!(
                found.map_err(|difference| difference.with_right()),
                result.map_err(str::to_owned)
            );
        }
        check(
            continuous(uniform, &[0.25; 1_000]),
            Err("a share of 1.000 of 1000 samples is at most 0.250000, not 0.250 within 0.103"),
        );
        check(
            discrete(&dvector![0.25, 0.75], &[0; 1_000]),
            Err("a share of 1.000 of 1000 samples is at most 0, not 0.250 within 0.103"),
        );
        check(continuous(uniform, &[0.5, f64::NAN]), Err("a sample is NaN"));
        check(continuous(uniform, &[f64::INFINITY]), Err("a sample is inf"));
        check(discrete(&dvector![1.0], &[1]), Err("a sample is 1, of 1 outcomes"));
        check(
            discrete(&dvector![1.0, 0.0], &[1]),
            Err("a sample is outcome 1, which has probability 0"),
        );
    }

    #[test]
    fn too_few_samples_tell_nothing() {
        for samples in [0, 1, 10] {
            assert!(continuous(uniform, &vec![0.5; samples]).is_err_and(|difference| difference.is_undecided()));
            assert!(discrete(&dvector![1.0], &vec![0; samples]).is_err_and(|difference| difference.is_undecided()));
        }
        assert!(discrete(&DVector::zeros(0), &[]).is_err_and(|difference| difference.is_undecided()));
    }
}

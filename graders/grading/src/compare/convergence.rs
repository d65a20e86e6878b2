//! How fast approximations approach what they approximate, as their step h goes to 0.

use super::Difference;

/// What came out for one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// The step h.
    pub step: f64,
    /// The distance to the exact value. NaN and infinities are errors like any other, and never small.
    pub error: f64,
    /// The error that rounding alone explains at this step.
    pub noise: f64,
}

/// Whether errors fall at least as fast as h to the power of `order`, from the first of the samples, which come in order
/// of falling steps.
///
/// The order of convergence is the slope of the error over h on logarithmic axes (LeVeque, *Finite Difference Methods*,
/// §A.6.1). Small steps show rounding, which grows as 1/h, in place of the method's own error; so it is measured between
/// the first sample and the last whose error is above its noise. It is a whole number up to the next term of the expansion
/// in h: half a power is allowed for that.
///
/// # Errors
/// The two errors, and the power of h that they show.
pub fn at_least(order: f64, samples: &[Sample]) -> Result<(), Difference> {
    let Some((first, rest)) = samples.split_first() else {
        return Ok(());
    };
    if let Some(sample) = samples.iter().find(|sample| !sample.error.is_finite()) {
        return Err(format!("for h = {:?} its error is {:?}", sample.step, sample.error).into());
    }
    let Some(last) = rest.iter().rev().find(|sample| sample.error > sample.noise) else {
        // From the second step on, nothing but rounding is left: no order is too high for that.
        return Ok(());
    };
    let start = first.error.max(first.noise);
    let measured = (start / last.error).log10() / (first.step / last.step).log10();
    if measured >= order - 0.5 {
        return Ok(());
    }
    Err(Difference::new(
        format!(
            "from h = {:?} to h = {:?} its error goes from {:.1e} to {:.1e}, about as h to the power of {measured:.1}",
            first.step, last.step, first.error, last.error
        ),
        format!("{order} or more"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(error: fn(f64) -> f64) -> Vec<Sample> {
        [0.1, 0.01, 0.001, 1e-4, 1e-5]
            .map(|step| Sample {
                step,
                error: error(step),
                noise: 1e-15 / step,
            })
            .to_vec()
    }

    #[test]
    fn the_order_is_read_off_the_errors() {
        #[track_caller]
        fn check(error: fn(f64) -> f64, measured: Option<&str>) {
            let found = at_least(2.0, &samples(error)).map_err(|difference| difference.with_right());
            match (found, measured) {
                (Ok(()), None) => (),
                (Err(found), Some(measured)) => assert!(found.ends_with(measured), "{found}"),
                (found, _) => panic!("{found:?}, not {measured:?}"),
            }
        }
        check(|h| 3.0 * h, Some("about as h to the power of 1.0, not 2 or more"));
        check(|h| 3.0 * h * h, None);
        check(|h| 1e-3 * h * h, None);
        check(|h| h * h + h * h * h, None);
        check(|h| h.powi(4), None);
        check(|_| 0.0, None);
        check(|_| 1.0, Some("the power of 0.0, not 2 or more"));
        check(|h| 1.0 / h, Some("the power of -1.0, not 2 or more"));
        check(|h| h.sqrt(), Some("the power of 0.5, not 2 or more"));
        check(|_| f64::NAN, Some("for h = 0.1 its error is NaN"));
        check(
            |h| if h < 0.1 { h * h } else { f64::INFINITY },
            Some("for h = 0.1 its error is inf"),
        );
    }

    #[test]
    fn rounding_at_small_steps_is_no_lack_of_order() {
        let noisy = samples(|h| h * h + 0.9e-15 / h);
        assert_eq!(at_least(2.0, &noisy), Ok(()));
        // A constant error is none of rounding's, however small.
        assert!(at_least(2.0, &samples(|_| 1e-9)).is_err());
    }

    #[test]
    fn one_sample_must_at_least_be_a_number() {
        let sample = |error| Sample {
            step: 0.1,
            error,
            noise: 0.0,
        };
        assert!(at_least(2.0, &[sample(f64::NAN)]).is_err());
        assert!(at_least(2.0, &[sample(1.0)]).is_ok());
        assert!(at_least(2.0, &[]).is_ok());
    }
}

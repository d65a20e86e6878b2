//! The integral of a density over (0, 1), from its values alone.
//!
//! The interval is cut into [`CELLS`] cells. A cell in which two rules disagree is halved, worst first. Towards either end,
//! where a density may grow without bound, cells shrink by halves, and what they leave out is extrapolated: where a density
//! goes as a power of the distance to the end, their integrals are in geometric progression.
//!
//! Neither 0 nor 1 is ever asked for. Details between the places that are asked for go unseen: a bump is found for sure if
//! it is wider than 0.23 of a cell, which is 2.2e-4.

use std::cell::Cell;
use std::collections::BinaryHeap;

/// What is known of an integral.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Integral {
    /// Off by no more than `error`.
    About {
        /// The integral, nearly.
        value: f64,
        /// How far it may be off.
        error: f64,
    },
    /// It grows beyond every bound.
    Infinite,
    /// The integrand is not a number there.
    Undefined {
        /// A place where the integrand is NaN.
        at: f64,
    },
}

/// The error that is small enough, for as long as [`CALLS`] last.
const GOAL: f64 = 1e-5;
/// Of equal width, at first.
const CELLS: usize = 1024;
/// Of the integrand. One that is smooth takes some 8,000.
const CALLS: usize = 200_000;
/// A cell this narrow, as a fraction of where it lies, has too few floating-point numbers in it to be halved.
const NARROW: f64 = 1.0 / (1_u64 << 44) as f64;

/// The integral of `density` over (0, 1).
pub fn over_unit_interval(density: impl Fn(f64) -> f64) -> Integral {
    let undefined = Cell::new(None);
    let density = |x: f64| {
        let value = density(x);
        if value.is_nan() && undefined.get().is_none() {
            undefined.set(Some(x));
        }
        value
    };
    let integral = finite_part(&density);
    match (undefined.get(), integral) {
        (Some(at), _) => Integral::Undefined { at },
        (None, Some(Part { value, error })) => Integral::About { value, error },
        (None, None) => Integral::Infinite,
    }
}

/// An integral and a bound on its error.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    value: f64,
    error: f64,
}

impl Part {
    fn and(self, other: Part) -> Part {
        Part {
            value: self.value + other.value,
            error: self.error + other.error,
        }
    }
}

/// `None` if the integral is infinite.
fn finite_part(density: &impl Fn(f64) -> f64) -> Option<Part> {
    // Borders off the round numbers, at which a density is likely to jump or to be infinite: an irrational part of a cell.
    let border = |i: usize| (i as f64 + 0.618_034) / CELLS as f64;
    let halves = |from: f64, count: i32| (0..count).map(move |k| from * 0.5_f64.powi(k));
    // Down to 2^-64. Below that a density has no details, only its growth.
    let (left, left_cells) = (border(0), 53);
    // Numbers next to 1 are 2^-53 apart, so that a cell any closer would not hold enough of them.
    let (right, right_cells) = (1.0 - border(CELLS - 1), 5);

    let even = (1..CELLS).map(|i| (border(i - 1), border(i)));
    let to_the_left = halves(left, left_cells).map(|x| (x / 2.0, x));
    let to_the_right = halves(right, right_cells).map(|x| (1.0 - x, 1.0 - x / 2.0));
    let body = adaptive(density, even.chain(to_the_left).chain(to_the_right))?;
    let left = end(density, left * 0.5_f64.powi(left_cells), 900)?;
    let right = end(&|x| density(1.0 - x), right * 0.5_f64.powi(right_cells), 16)?;
    Some(body.and(left).and(right))
}

/// The integral over all the cells together, which are halved where that helps.
fn adaptive(density: &impl Fn(f64) -> f64, cells: impl Iterator<Item = (f64, f64)>) -> Option<Part> {
    let mut calls = 0;
    let mut measure = |from: f64, to: f64| {
        calls += NODES.len();
        Some((calls, Panel::of(density, from, to)?))
    };
    let mut open: BinaryHeap<Panel> = cells
        .map(|(from, to)| measure(from, to).map(|(_, panel)| panel))
        .collect::<Option<_>>()?;
    let mut whole = Part::default();
    while let Some(worst) = open.pop() {
        // Then all of them together stay below the goal.
        if worst.part.error * open.len() as f64 <= GOAL {
            open.push(worst);
            break;
        }
        let middle = worst.from + (worst.to - worst.from) / 2.0;
        if worst.to - worst.from < NARROW * worst.to {
            whole = whole.and(worst.part);
            continue;
        }
        open.push(measure(worst.from, middle)?.1);
        let (calls, panel) = measure(middle, worst.to)?;
        open.push(panel);
        if calls > CALLS {
            break;
        }
    }
    Some(open.iter().fold(whole, |sum, panel| sum.and(panel.part)))
}

/// The integral from 0 to `from` over a function that has no details there: over up to `most` cells, each half as long as
/// the one before, and over the rest by extrapolation.
fn end(density: &impl Fn(f64) -> f64, from: f64, most: usize) -> Option<Part> {
    /// The ratio of neighbours is taken over this many of them, to even out rounding.
    const SPAN: usize = 4;
    let mut cells: Vec<f64> = Vec::new();
    let mut whole = Part::default();
    let ratio = |cells: &[f64], last: usize| match cells[last] / cells[last - SPAN] {
        // Nothing left: 0/0.
        growth if growth.is_nan() => 0.0,
        growth => growth.powf(1.0 / SPAN as f64),
    };
    let rest = |cells: &[f64], ratio: f64| cells[cells.len() - 1] * ratio / (1.0 - ratio);
    for k in 0..most {
        let to = from * 0.5_f64.powi(k as i32);
        // Two panels to a cell see a power of x to nine digits.
        let far = Panel::of(density, 0.75 * to, to)?.part;
        let near = Panel::of(density, 0.5 * to, 0.75 * to)?.part;
        whole = whole.and(far).and(near);
        cells.push(far.value + near.value);
        if k >= 2 * SPAN {
            let ratio = ratio(&cells, k);
            if ratio < 1.0 && rest(&cells, ratio).abs() < GOAL / 1e4 {
                return Some(whole);
            }
        }
    }
    let late = ratio(&cells, most - 1);
    let middle = ratio(&cells, most / 2);
    // For 1/x the ratio is 1. Below, 1e-5 is twenty times the rounding of the cells next to 1.
    if late > 1.0 - 1e-5 {
        return None;
    }
    let rest = rest(&cells, late);
    // A ratio that still changes, as logarithms make it do: integrals that go as k^-m leave k/(m - 1) of the last one, which
    // is taken for k/m, where the ratios differ by m/k. Twice the change covers that from m = 2 on.
    let error = 2.0 * rest * (late - middle).abs() / (1.0 - late);
    Some(whole.and(Part { value: rest, error }))
}

/// A cell with the integral over it.
struct Panel {
    from: f64,
    to: f64,
    part: Part,
}

/// Of the rules of Lobatto with 4 points and of Kronrod, its extension, with 7 (Gander and Gautschi, "Adaptive quadrature,
/// revisited", BIT 40, 2000): exact for polynomials up to degree 5 and 9. Place in [-1, 1], weights of both.
const NODES: [(f64, f64, f64); 7] = {
    const OUTER: f64 = 0.816_496_580_927_726; // √(2/3)
    const INNER: f64 = 0.447_213_595_499_957_9; // 1/√5
    [
        (-1.0, 1.0 / 6.0, 77.0 / 1470.0),
        (-OUTER, 0.0, 432.0 / 1470.0),
        (-INNER, 5.0 / 6.0, 625.0 / 1470.0),
        (0.0, 0.0, 672.0 / 1470.0),
        (INNER, 5.0 / 6.0, 625.0 / 1470.0),
        (OUTER, 0.0, 432.0 / 1470.0),
        (1.0, 1.0 / 6.0, 77.0 / 1470.0),
    ]
};

impl Panel {
    /// `None` if the density is infinite wherever it is asked.
    ///
    /// The error is four times the difference of the rules. For a smooth density it is far smaller. With one jump, anywhere
    /// in the panel, it is at most 1.15 times the difference. At a pole such as 1/√|x - c| it is of the same order, in a
    /// panel that is halved until it holds some 1e-7.
    fn of(density: &impl Fn(f64) -> f64, from: f64, to: f64) -> Option<Panel> {
        let half = (to - from) / 2.0;
        let values = NODES.map(|(place, ..)| match place {
            -1.0 => density(from),
            1.0 => density(to),
            place => density(from + half * (1.0 + place)),
        });
        let highest = values.iter().copied().filter(|y| y.is_finite()).reduce(f64::max);
        // One point weighs nothing; but what is next to it has to be looked at.
        let is_pole = values.contains(&f64::INFINITY);
        let highest = match highest {
            None if is_pole => return None,
            highest => highest.unwrap_or_default(),
        };
        let (mut four, mut seven) = (0.0, 0.0);
        for ((_, weight_of_four, weight_of_seven), y) in NODES.into_iter().zip(values) {
            let y = if y.is_finite() { y } else { highest };
            four += weight_of_four * y * half;
            seven += weight_of_seven * y * half;
        }
        let error = match is_pole && half > NARROW * to {
            true => f64::INFINITY,
            false => 4.0 * (seven - four).abs(),
        };
        Some(Panel {
            from,
            to,
            part: Part { value: seven, error },
        })
    }
}

/// By error, so that the worst comes first.
impl Ord for Panel {
    fn cmp(&self, other: &Panel) -> std::cmp::Ordering {
        self.part.error.total_cmp(&other.part.error)
    }
}

impl PartialOrd for Panel {
    fn partial_cmp(&self, other: &Panel) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Panel {
    fn eq(&self, other: &Panel) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Panel {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    fn normal(x: f64, mean: f64, spread: f64) -> f64 {
        let z = (x - mean) / spread;
        (-z * z / 2.0).exp() / (spread * (2.0 * PI).sqrt())
    }

    #[track_caller]
    fn check(density: impl Fn(f64) -> f64, right: f64) {
        let calls = Cell::new(0);
        let counted = |x: f64| {
            calls.set(calls.get() + 1);
            assert!(0.0 < x && x < 1.0, "asked for {x:?}");
            density(x)
        };
        match over_unit_interval(counted) {
            Integral::About { value, error } => {
                assert!(
                    (value - right).abs() <= error.max(GOAL / 10.0),
                    "{value} ± {error:e}, not {right}"
                );
                assert!(error < 1e-4, "{value} ± {error:e}");
            }
            other => panic!("{other:?}"),
        }
        assert!(calls.get() < 60_000, "{} calls", calls.get());
    }

    #[test]
    fn the_rules_are_exact_for_polynomials() {
        for degree in 0..10 {
            let panel = Panel::of(&|x: f64| x.powi(degree), 1.0, 3.0).unwrap();
            let right = (3.0_f64.powi(degree + 1) - 1.0) / f64::from(degree + 1);
            assert!((panel.part.value - right).abs() < 1e-13 * right, "{degree}");
            assert_eq!(panel.part.error < 1e-11 * right, degree <= 5, "{degree}");
        }
    }

    #[test]
    fn smooth_densities() {
        check(|_| 1.0, 1.0);
        check(|_| 0.0, 0.0);
        check(|x| 2.0 * x, 1.0);
        check(|x| 6.0 * x * (1.0 - x), 1.0);
        check(|x| 1.0 + (20.0 * PI * x).sin(), 1.0);
        check(|x| 2.0 * (500.0 * PI * x).sin().powi(2), 1.0);
        check(|x| x.exp() / (1.0_f64.exp() - 1.0), 1.0);
        check(|x| 1e6 * x.powi(999_999), 1.0);
    }

    #[test]
    fn densities_without_bound() {
        check(|x| 1.0 / (2.0 * x.sqrt()), 1.0);
        check(|x| 1.0 / (2.0 * (1.0 - x).sqrt()), 1.0);
        check(|x| 1.0 / (PI * (x * (1.0 - x)).sqrt()), 1.0);
        check(|x| -x.ln(), 1.0);
        check(|x| -(1.0 - x).ln(), 1.0);
        check(|x| x.ln().powi(2) / 2.0, 1.0);
        check(|x| x.powf(-0.9) / 10.0, 1.0);
        check(|x| (1.0 - x).powf(-0.9) / 10.0, 1.0);
        check(|x| x.powf(-0.99) / 100.0, 1.0);
        check(|x| -x.powf(-0.9) * x.ln() / 100.0, 1.0);
        check(|x| ((x - 0.5).abs() * 8.0).sqrt().recip(), 1.0);
        check(
            |x| ((x - 0.3).abs() * 4.0).sqrt().recip(),
            0.3_f64.sqrt() + 0.7_f64.sqrt(),
        );
        check(|x| -(2.0 * x - 1.0).abs().ln(), 1.0);
    }

    #[test]
    fn densities_in_pieces() {
        check(|x| if x < 0.5 { 2.0 } else { 0.0 }, 1.0);
        check(|x| if x <= 0.3 { 0.5 } else { 0.85 / 0.7 }, 1.0);
        check(|x| if x < 0.25 { 4.0 * x } else { 4.0 * (1.0 - x) / 3.0 }, 0.5);
        check(|x| 4.0 * x.min(1.0 - x), 1.0);
        check(|x| 0.2 * (10.0 * x).floor() + 0.1, 1.0);
        check(|x| 0.02 * (100.0 * x).floor() + 0.01, 1.0);
    }

    #[test]
    fn narrow_bumps() {
        for spread in [1e-1, 1e-2, 1e-3, 1e-4] {
            check(
                |x| normal(x, 0.4, spread),
                if spread == 0.1 { 0.999_968_327_8 } else { 1.0 },
            );
        }
        check(|x| normal(x, 1e-6, 1e-7), 1.0);
        // Wherever it lies, in a cell or on a border.
        for i in 0..200 {
            let from = 0.4 + f64::from(i) * 1.7e-5;
            for width in [2.3e-4, 1e-3] {
                check(|x| if from < x && x < from + width { 1.0 / width } else { 0.0 }, 1.0);
            }
        }
    }

    #[test]
    fn negative_values_count_against_it() {
        check(|x| 2.0 * PI * (2.0 * PI * x).sin(), 0.0);
        check(|x| x.ln(), -1.0);
    }

    #[test]
    fn what_is_no_integral_is_said_so() {
        let infinite = Integral::Infinite;
        assert_eq!(over_unit_interval(|x| 1.0 / x), infinite);
        assert_eq!(over_unit_interval(|x| 1e-3 / x), infinite);
        assert_eq!(over_unit_interval(|x| 1.0 / (1.0 - x)), infinite);
        assert_eq!(over_unit_interval(|x| x.powi(-2)), infinite);
        assert_eq!(over_unit_interval(|x| (1.0 / x).exp()), infinite);
        assert_eq!(over_unit_interval(|_| f64::INFINITY), infinite);
        assert_eq!(
            over_unit_interval(|x| if x < 0.4 { f64::INFINITY } else { 1.0 }),
            infinite
        );
        let undefined = over_unit_interval(|x| (x - 0.4).sqrt());
        assert!(
            matches!(undefined, Integral::Undefined { at } if at < 0.4),
            "{undefined:?}"
        );
    }

    #[test]
    fn what_cannot_be_told_has_an_error_that_says_so() {
        #[track_caller]
        fn check(density: impl Fn(f64) -> f64, right: f64) {
            match over_unit_interval(density) {
                Integral::About { value, error } => {
                    assert!(error > 1e-3, "{value} ± {error:e}");
                    assert!((value - right).abs() <= error, "{value} ± {error:e}, not {right}");
                }
                other => panic!("{other:?}"),
            }
        }
        // Some 1e-3 of it lie below the smallest floating-point number.
        check(|x| 1.0 / (x * (1.0 - x.ln()).powi(2)), 1.0);
        check(|x| (2.0 * (x - 0.5).abs()).powf(-0.9) / 10.0, 1.0);
        // Noise.
        check(|x| 2.0 * (x * 1e9).sin().powi(2), 1.0);
    }
}

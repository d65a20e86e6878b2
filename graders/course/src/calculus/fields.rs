//! Functions of a vector to try answers on, with their gradients.

use grading::Input;
use grading::refutation::{numbers, provided};
use grading::scope::*;

/// A function of a vector that learners can paste.
pub(crate) struct Field {
    pub text: &'static str,
    pub of: Of<f64>,
    /// In closed form.
    pub gradient: Of<DVector<f64>>,
    pub bend: Bend,
}

type Of<T> = &'static (dyn Fn(&DVector<f64>) -> T + Sync);

/// What a step that is too long does to a difference quotient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bend {
    /// Nothing: the function is linear.
    Nowhere,
    /// It depends on the place, or on how many sides one looks to.
    Somewhere,
    /// It makes it wrong, wherever one is: no derivative vanishes.
    Everywhere,
}

macro_rules! field {
    ($bend:ident, $of:expr, $gradient:expr) => {
        Field {
            text: stringify!($of),
            of: &$of,
            gradient: &$gradient,
            bend: Bend::$bend,
        }
    };
}

/// Simplest first. Their second derivatives are at most 1 + their size + that of the gradient, so that a forward
/// difference with a step of 1e-6, off by half the step times the second derivative, is as good as has been promised.
pub(crate) static FIELDS: [Field; 12] = [
    field!(Nowhere, |x| x.sum(), |x| x.map(|_| 1.0)),
    field!(Somewhere, |x| x.dot(x) / 2.0, |x| x.clone()),
    field!(Nowhere, |_| 3.0, |x| x.map(|_| 0.0)),
    field!(
        Nowhere,
        |x| x.iter().enumerate().map(|(i, x)| (i + 1) as f64 * x).sum(),
        |x| { DVector::from_fn(x.len(), |i, _| (i + 1) as f64) }
    ),
    field!(Somewhere, |x| x.product(), |x| DVector::from_fn(x.len(), |i, _| {
        (0..x.len()).filter(|&j| j != i).map(|j| x[j]).product()
    })),
    field!(Somewhere, |x| x[0].cos(), |x| only(0, x, -x[0].sin())),
    field!(Everywhere, |x| x[x.len() - 1].exp(), |x| {
        let last = x.len() - 1;
        only(last, x, x[last].exp())
    }),
    field!(Somewhere, |x| x.map(f64::sin).sum(), |x| x.map(f64::cos)),
    field!(Somewhere, |x| x.sum().sin(), |x| x.map(|_| x.sum().cos())),
    field!(Somewhere, |x| x.map(f64::exp).sum().ln(), |x| {
        let exp = x.map(f64::exp);
        let sum = exp.sum();
        exp / sum
    }),
    field!(Somewhere, |x| (x.dot(x) + 1.0).sqrt(), |x| x / (x.dot(x) + 1.0).sqrt()),
    field!(Nowhere, |x| x.sum() + 1000.0, |x| x.map(|_| 1.0)),
];

/// A learner's own function at a place of theirs: one that is known there and nowhere else, and lives as long as the process.
pub(crate) fn asked(f: &dyn Fn(&DVector<f64>) -> f64, x: &DVector<f64>) -> Input<&'static Field> {
    numbers("`x`", x)?;
    let along = |i: usize, step: f64| {
        let mut moved = x.clone();
        moved[i] += step;
        f(&moved)
    };
    let value = f(x);
    let gradient = DVector::from_fn(x.len(), |i, _| slope(|step| along(i, step), x[i]));
    let is_smooth = value.is_finite() && gradient.iter().all(|slope| slope.is_finite());
    provided(
        is_smooth,
        "`f` is to have a value and slopes at `x`, and some of them are no numbers",
    )?;
    Ok(Box::leak(Box::new(Field {
        text: "f",
        of: Box::leak(Box::new(move |_: &DVector<f64>| value)),
        gradient: Box::leak(Box::new(move |_: &DVector<f64>| gradient.clone())),
        bend: Bend::Somewhere,
    })))
}

/// The derivative at 0 of a function of a step from `x`, by central differences extrapolated to a step of 0 (Ridders,
/// "Accurate computation of F'(x) and F'(x)F''(x)", 1982): right to some ten digits of smooth functions.
pub(crate) fn slope(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    const ROWS: usize = 8;
    let central = |step: f64| (f(step) - f(-step)) / (2.0 * step);
    let mut best = (f64::INFINITY, f64::NAN);
    // Where a function changes fast, a long step leads nowhere.
    for start in [0.1, 1e-2, 1e-3, 1e-4] {
        let mut step = start * x.abs().max(1.0);
        let mut before: Vec<f64> = Vec::new();
        for _ in 0..ROWS {
            let mut row = vec![central(step)];
            for (k, &coarser) in before.iter().enumerate() {
                // The error of a central difference has even powers of the step alone, and the step is halved.
                let weight = 4_f64.powi(k as i32 + 1);
                let finer = row[k];
                row.push((weight * finer - coarser) / (weight - 1.0));
                let error = (row[k + 1] - finer).abs().max((row[k + 1] - coarser).abs());
                if error < best.0 {
                    best = (error, row[k + 1]);
                }
            }
            before = row;
            step /= 2.0;
        }
    }
    best.1
}

/// The gradient of a function of one entry.
fn only(entry: usize, x: &DVector<f64>, partial: f64) -> DVector<f64> {
    DVector::from_fn(x.len(), |i, _| if i == entry { partial } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closed_forms_are_the_gradients() {
        let x = dvector![0.5, -1.0, 0.75];
        for field in &FIELDS {
            let h = 1e-5;
            let differences = DVector::from_fn(3, |i, _| {
                let along = DVector::from_fn(3, |j, _| if i == j { h } else { 0.0 });
                ((field.of)(&(&x + &along)) - (field.of)(&(&x - &along))) / (2.0 * h)
            });
            // Truncation h²/6 f''', and rounding ε |f| / h.
            let bound = 1e-9 * (1.0 + (field.of)(&x).abs());
            let error = ((field.gradient)(&x) - differences).amax();
            assert!(error <= bound, "{}: {error}", field.text);
        }
    }

    #[test]
    fn a_slope_is_right_to_nine_digits_without_a_closed_form() {
        let x = dvector![0.5, -1.0, 0.75];
        for field in &FIELDS {
            let asked = asked(&field.of, &x).expect("it is smooth");
            let error = ((asked.gradient)(&x) - (field.gradient)(&x)).amax();
            let size = 1.0 + (field.of)(&x).abs();
            assert!(error <= 1e-9 * size, "{}: {error}", field.text);
        }
    }

    #[test]
    fn the_texts_are_closures_on_one_line() {
        assert_eq!(
            FIELDS[3].text,
            "|x| x.iter().enumerate().map(|(i, x)| (i + 1) as f64 * x).sum()"
        );
    }
}

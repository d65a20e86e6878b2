//! Histograms: how often numbers fall where.

use super::Shape;
use super::bars::{rise, span_from_zero};
use crate::axis::{Scale, Span};
use crate::layer::{Layer, Wishes};
use crate::numbers::{counted, short};
use crate::plane::{Look, Plane};

/// More bins than this are only asked for by `bins`.
const MOST: usize = 100;

/// How many of the numbers fall into which bin.
pub(crate) fn histogram(data: Vec<f64>) -> Shape {
    Shape::Histogram(Histogram::new(data))
}

#[derive(Clone, Debug)]
pub(crate) struct Histogram {
    /// Sorted and finite.
    data: Vec<f64>,
    /// Where the first bin begins and the last ends.
    span: Span,
    counts: Vec<f64>,
}

impl Histogram {
    fn new(data: Vec<f64>) -> Self {
        let mut data: Vec<f64> = data.into_iter().filter(|x| x.is_finite()).collect();
        data.sort_by(f64::total_cmp);
        let span = Span::of(data.iter().copied()).unwrap_or(Span::new(0.0, 1.0));
        let is_whole = data.iter().all(|x| x.fract() == 0.0 && x.abs() < 1e15);
        let (least, most) = (
            data.first().copied().unwrap_or(0.0),
            data.last().copied().unwrap_or(0.0),
        );
        let (span, bins) = if is_whole && most - least <= 40.0 {
            let (low, high) = (least - 0.5, most + 0.5);
            (Span::new(low, high), (high - low) as usize)
        } else {
            (span, bins_for(&data, span))
        };
        let counts = counted_in(&data, span, bins);
        Self { data, span, counts }
    }

    /// The same with another number of bins, at least one, from the least number to the greatest.
    pub(crate) fn rebinned(self, bins: usize) -> Self {
        let span = Span::of(self.data.iter().copied()).unwrap_or(self.span);
        let counts = counted_in(&self.data, span, bins.clamp(1, 2000));
        Self { span, counts, ..self }
    }
}

/// How many bins sorted numbers are told in.
fn bins_for(data: &[f64], span: Span) -> usize {
    let quantile = |q: f64| data[(q * (data.len() - 1) as f64).round() as usize];
    let sturges = (data.len().max(1) as f64).log2().ceil() as usize + 1;
    if data.len() < 2 {
        return 1;
    }
    let half_spread = quantile(0.75) / 2.0 - quantile(0.25) / 2.0;
    let width = 2.0 * half_spread / (data.len() as f64).cbrt();
    let bins = (span.half() / width).ceil();
    match bins.is_finite() && bins >= 1.0 {
        true if bins <= MOST as f64 => bins as usize,
        true => MOST,
        false => sturges,
    }
}

fn counted_in(data: &[f64], span: Span, bins: usize) -> Vec<f64> {
    let mut counts = vec![0.0; bins];
    if let Some(last) = bins.checked_sub(1) {
        for &x in data {
            counts[((span.share(x) * bins as f64) as usize).min(last)] += 1.0;
        }
    }
    counts
}

impl Layer for Histogram {
    fn spans(&self, x: Scale, y: Scale) -> Option<(Span, Span)> {
        if self.data.is_empty() {
            return None;
        }
        Some((x.admitted(self.span.padded(0.02))?, span_from_zero(&self.counts, y)?))
    }

    fn draw(&self, plane: &mut Plane, look: Look) {
        let edge = |i: usize| self.span.at(i as f64 / self.counts.len() as f64);
        let bars = self.counts.iter().enumerate().map(|(i, &n)| (edge(i), edge(i + 1), n));
        rise(plane, bars, look, 1.0);
    }

    fn noun(&self) -> (&'static str, &'static str) {
        ("A histogram", "histograms")
    }

    fn details(&self) -> String {
        let numbers = counted(self.data.len(), "number");
        match (self.data.first(), self.data.last()) {
            (Some(&least), Some(&most)) => format!(
                "of {numbers} from {} to {}, in {}, at most {} in one",
                short(least),
                short(most),
                counted(self.counts.len(), "bin"),
                short(self.counts.iter().copied().fold(0.0, f64::max))
            ),
            _ => format!("of {numbers}"),
        }
    }

    fn wishes(&self) -> Wishes {
        Wishes {
            y_label: Some("count"),
            ..Wishes::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(data: &[f64], expected: &[f64]) {
        assert_eq!(Histogram::new(data.to_vec()).counts, expected);
    }

    #[test]
    fn dice_have_a_bin_for_each_face() {
        check(&[1.0, 2.0, 2.0, 6.0], &[1.0, 2.0, 0.0, 0.0, 0.0, 1.0]);
    }

    #[test]
    fn bins_are_as_wide_as_freedman_and_diaconis_say() {
        let data: Vec<f64> = (0..700).map(|i| f64::from(i) / 700.0).collect();
        assert_eq!(Histogram::new(data).counts.len(), 9);
    }

    #[test]
    fn numbers_of_which_half_are_the_same_are_told_as_sturges_says() {
        let mut data = vec![0.5; 60];
        data.extend([0.0, 10.0, 0.1, 7.3]);
        assert_eq!(Histogram::new(data).counts.len(), 7);
    }

    #[test]
    fn every_finite_number_is_counted_once() {
        let data = vec![0.1, 0.7, f64::NAN, 1e300, -1e300, f64::INFINITY, 3.5];
        let histogram = Histogram::new(data);
        assert_eq!(histogram.counts.iter().sum::<f64>(), 5.0);
        assert_eq!(histogram.rebinned(3).counts.iter().sum::<f64>(), 5.0);
    }

    #[test]
    fn no_numbers_and_one_number_are_no_trouble() {
        check(&[], &[0.0]);
        check(&[0.25], &[1.0]);
    }
}

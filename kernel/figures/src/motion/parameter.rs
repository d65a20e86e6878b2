//! Parameters: what they are called, their values, and in how many steps these go from start to end.

use crate::axis::Span;
use crate::numbers::{counted, short};
use crate::svg::fitted;
use std::ops::Range;

#[derive(Clone, Debug)]
pub(super) struct Parameter {
    name: String,
    /// The only value, unless there is a span.
    start: f64,
    span: Option<Span>,
    /// What it is set to at first, instead of its start.
    pub(super) at_first: Option<f64>,
}

impl Parameter {
    pub(super) fn new(name: &str, range: Range<f64>) -> Self {
        let is_proper = range.start.is_finite() && range.end.is_finite() && range.start < range.end;
        let ends = [range.start, range.end];
        let name = match name.trim() {
            "" => "parameter",
            name => name,
        };
        Self {
            name: fitted(name, 13.0, 200.0),
            start: ends.into_iter().find(|end| end.is_finite()).unwrap_or(0.0),
            span: is_proper.then(|| Span::new(range.start, range.end)),
            at_first: None,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// How many steps there are to be, asked for `steps`.
    pub(super) fn wished(&self, steps: usize) -> usize {
        if self.span.is_some() { steps } else { 0 }
    }

    /// Which of its values it is set to at first: the nearest to what was asked for.
    pub(super) fn first(&self, steps: usize) -> usize {
        match (self.span, self.at_first) {
            (Some(span), Some(value)) => (span.share(value).clamp(0.0, 1.0) * steps as f64).round() as usize,
            _ => 0,
        }
    }

    /// The `i`-th value, from 0 to the number of steps.
    pub(super) fn value(&self, i: usize, steps: usize) -> f64 {
        match self.span {
            Some(span) if steps > 0 => {
                let value = span.at(i as f64 / steps as f64);
                // What rounding leaves of zero.
                let is_zero = value.abs() < 1e-14 * span.low.abs().max(span.high.abs());
                if is_zero { 0.0 } else { value }
            }
            _ => self.start,
        }
    }

    /// All values as they are shown: with as many decimals as tell them apart, if these are few.
    pub(super) fn values_told(&self, steps: usize) -> Vec<String> {
        const MOST: usize = 6;
        let values: Vec<f64> = (0..=steps).map(|i| self.value(i, steps)).collect();
        let step = self.span.map_or(0.0, |span| 2.0 * span.half() / steps.max(1) as f64);
        let largest = values.iter().fold(0.0, |a: f64, v| a.max(v.abs()));
        let needed = (1.0 - step.log10().floor()).max(0.0);
        if steps == 0 || needed > MOST as f64 || largest >= 1e6 {
            return values.into_iter().map(short).collect();
        }
        let rounded = |v: f64, decimals: usize| format!("{v:.decimals$}");
        let is_exact = |decimals: usize| {
            let error = |v: f64| {
                rounded(v, decimals)
                    .parse()
                    .map_or(f64::INFINITY, |r: f64| (r - v).abs())
            };
            values.iter().all(|&v| error(v) < 1e-6 * step)
        };
        let most = needed as usize;
        let decimals = (0..most).find(|&decimals| is_exact(decimals)).unwrap_or(most);
        let told = |&v: &f64| match rounded(v, decimals) {
            zero if zero.bytes().all(|b| matches!(b, b'-' | b'0' | b'.')) => zero.trim_start_matches('-').to_owned(),
            number => number.replace('-', "−"),
        };
        values.iter().map(told).collect()
    }

    /// What it is set to at first, in words, unless that is the start of its range.
    pub(super) fn first_told(&self, steps: usize) -> Option<String> {
        let first = self.first(steps);
        (first > 0).then(|| format!("{} = {}", self.name, short(self.value(first, steps))))
    }

    /// Its range and steps in words.
    pub(super) fn told(&self, steps: usize) -> String {
        let name = &self.name;
        match self.span {
            Some(span) if steps > 0 => {
                let (low, high, steps) = (short(span.low), short(span.high), counted(steps, "step"));
                format!("{name} from {low} to {high} in {steps}")
            }
            _ => format!("{name} at {} alone", short(self.start)),
        }
    }
}

/// How many combinations of values there are.
pub(super) fn combinations(steps: &[usize]) -> usize {
    let values = steps.iter().map(|steps| steps.saturating_add(1));
    values.fold(1, usize::saturating_mul)
}

/// As many steps as `most` combinations allow: those of which there are most are reduced first, to even numbers, so that
/// the middle of a range is among the values.
pub(super) fn reduced(mut steps: Vec<usize>, most: usize) -> Vec<usize> {
    while combinations(&steps) > most {
        let Some(largest) = steps.iter_mut().max().filter(|steps| **steps > 0) else {
            break;
        };
        *largest = match *largest {
            n if n > most => most,
            n @ 0..=4 => n.saturating_sub(1),
            n => (n - 1) & !1,
        };
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(range: Range<f64>, steps: usize, expected: &str) {
        let parameter = Parameter::new("a", range);
        assert_eq!(parameter.values_told(parameter.wished(steps)).join(" "), expected);
    }

    #[test]
    fn values_are_told_apart_by_few_decimals() {
        check(0.0..4.0, 4, "0 1 2 3 4");
        check(-1.0..1.0, 4, "−1.0 −0.5 0.0 0.5 1.0");
        check(0.0..1.0, 3, "0.00 0.33 0.67 1.00");
        check(1.0..1.001, 2, "1.0000 1.0005 1.0010");
        check(0.0..2e9, 2, "0 1·10⁹ 2·10⁹");
    }

    #[test]
    fn a_range_that_leads_nowhere_has_one_value() {
        check(2.0..2.0, 5, "2");
        check(3.0..1.0, 5, "3");
        check(f64::NAN..1.0, 5, "1");
        check(1.0..f64::INFINITY, 5, "1");
        check(f64::NEG_INFINITY..f64::INFINITY, 5, "0");
        check(0.0..1.0, 0, "0");
    }

    #[test]
    fn the_widest_range_has_finite_values() {
        let parameter = Parameter::new("a", f64::MIN..f64::MAX);
        assert!((0..=7).all(|i| parameter.value(i, 7).is_finite()));
        assert_eq!(parameter.values_told(2).len(), 3);
    }

    #[test]
    fn steps_shrink_until_their_combinations_are_few() {
        assert_eq!(reduced(vec![40], 400), [40]);
        assert_eq!(reduced(vec![usize::MAX], 400), [398]);
        assert_eq!(reduced(vec![40, 40], 400), [20, 18]);
        assert_eq!(reduced(vec![40, 2], 400), [40, 2]);
        assert_eq!(reduced(vec![40; 3], 400), [6, 6, 6]);
        assert_eq!(reduced(vec![5, 0], 1), [0, 0]);
        assert_eq!(combinations(&reduced(vec![40; 20], 400)), 256);
    }
}

//! Curves: functions, sampled where they bend, and lines through points.

use super::Shape;
use crate::axis::{Scale, Span};
use crate::layer::{Key, Layer, Sign};
use crate::numbers::{counted, short};
use crate::plane::{Look, Plane};
use std::ops::Range;

/// Samples before it is known where a function bends.
const FIRST: usize = 200;

/// Samples at most.
const MOST: usize = 5000;

/// How often an interval is halved to find where a function jumps or is defined.
const HALVINGS: usize = 20;

/// The graph of a function.
pub(crate) fn curve(f: &dyn Fn(f64) -> f64, range: Range<f64>) -> Shape {
    match Span::between(range.start, range.end) {
        Some(span) => Shape::Curve(Curve::sampled(f, span)),
        None => Shape::Nothing("the range of x has no finite ends".to_owned()),
    }
}

/// A line through points.
pub(crate) fn line(points: Vec<(f64, f64)>) -> Shape {
    Shape::Curve(Curve {
        points,
        domain: None,
        window: None,
    })
}

#[derive(Clone, Debug)]
pub(crate) struct Curve {
    points: Vec<(f64, f64)>,
    /// Where a function was asked for.
    domain: Option<Span>,
    /// Where a function with a pole is most of the time.
    window: Option<Span>,
}

impl Curve {
    fn sampled(f: &dyn Fn(f64) -> f64, domain: Span) -> Self {
        let first: Vec<(f64, f64)> = places(domain).into_iter().map(|x| (x, f(x))).collect();
        let window = has_pole(f, &first).then(|| usual(&first)).flatten();
        let seen = window.or_else(|| Span::of(first.iter().map(|p| p.1)));
        Self {
            points: seen.map_or_else(Vec::new, |seen| refined(f, first, seen)),
            domain: Some(domain),
            window,
        }
    }
}

/// Where to look first: unevenly, since what repeats itself may look constant at even distances; and in proportion too,
/// if the domain spans decades.
fn places(domain: Span) -> Vec<f64> {
    let mut shares: Vec<f64> = (1..FIRST)
        .map(|i| (i as f64 + 0.5 * ((i as f64 * 0.618_034).fract() - 0.5)) / FIRST as f64)
        .collect();
    shares.extend([0.0, 1.0]);
    let mut places: Vec<f64> = shares.iter().map(|&share| domain.at(share)).collect();
    if domain.low > 0.0 && domain.high / domain.low > 30.0 {
        let (low, high) = (domain.low.ln(), domain.high.ln());
        let proportional = shares.iter().map(|share| (low + share * (high - low)).exp());
        places.extend(proportional.filter(|&x| domain.contains(x)));
    }
    places.sort_by(f64::total_cmp);
    places.dedup();
    places
}

/// Whether the function keeps growing beside where it is greatest.
fn has_pole(f: &dyn Fn(f64) -> f64, samples: &[(f64, f64)]) -> bool {
    let size = |y: f64| if y.is_nan() { 0.0 } else { y.abs() };
    let Some(peak) = (0..samples.len()).max_by(|&i, &j| size(samples[i].1).total_cmp(&size(samples[j].1))) else {
        return false;
    };
    let height = size(samples[peak].1);
    let mut low = samples[peak.saturating_sub(1)].0;
    let mut high = samples[(peak + 1).min(samples.len() - 1)].0;
    let mut greatest = height;
    for _ in 0..2 * HALVINGS {
        let (a, b) = (0.6 * low + 0.4 * high, 0.4 * low + 0.6 * high);
        let (at_a, at_b) = (size(f(a)), size(f(b)));
        greatest = greatest.max(at_a).max(at_b);
        if at_a > at_b {
            high = b;
        } else {
            low = a;
        }
    }
    greatest.is_infinite() || greatest > 20.0 * height
}

/// Where the values are but for the lowest and highest, when these are far away.
fn usual(samples: &[(f64, f64)]) -> Option<Span> {
    let mut values: Vec<f64> = samples.iter().map(|p| p.1).filter(|y| y.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    let all = Span::of(values.iter().copied())?;
    let quantile = |q: f64| values[(q * (values.len() - 1) as f64).round() as usize];
    let middle = Span::between(quantile(0.08), quantile(0.92))?;
    (all.half() > 3.0 * middle.half()).then(|| middle.padded(0.25))
}

/// Halves the intervals in which the function isn't as straight as it would be drawn.
fn refined(f: &dyn Fn(f64) -> f64, first: Vec<(f64, f64)>, seen: Span) -> Vec<(f64, f64)> {
    let tolerance = seen.half() / 2000.0;
    let hidden = |ys: [f64; 3]| ys.iter().all(|&y| y > seen.high) || ys.iter().all(|&y| y < seen.low);
    let is_straight = |a: f64, middle: f64, b: f64| match (a.is_finite(), middle.is_finite(), b.is_finite()) {
        (true, true, true) => (middle - (a / 2.0 + b / 2.0)).abs() < tolerance || hidden([a, middle, b]),
        (false, false, false) => true,
        _ => false,
    };
    let mut samples = first;
    let mut bends = vec![true; samples.len()];
    for _ in 0..HALVINGS {
        let mut finer = Vec::with_capacity(2 * samples.len());
        let mut still = Vec::with_capacity(2 * samples.len());
        for (i, pair) in samples.windows(2).enumerate() {
            let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
            finer.push((x0, y0));
            let x = x0 / 2.0 + x1 / 2.0;
            if bends[i] && x0 < x && x < x1 {
                let y = f(x);
                let bent = !is_straight(y0, y, y1);
                still.extend([bent, bent]);
                finer.push((x, y));
            } else {
                still.push(false);
            }
        }
        finer.extend(samples.last());
        still.push(false);
        (samples, bends) = (finer, still);
        if samples.len() > MOST || !bends.contains(&true) {
            return samples;
        }
    }
    broken(&samples, &bends, seen.half() / 50.0)
}

/// With a gap in the intervals where the function has jumped by more than `jump`.
fn broken(samples: &[(f64, f64)], bends: &[bool], jump: f64) -> Vec<(f64, f64)> {
    let mut points = Vec::with_capacity(samples.len());
    for (i, &(x, y)) in samples.iter().enumerate() {
        points.push((x, y));
        if bends[i] && samples.get(i + 1).is_some_and(|next| (next.1 - y).abs() > jump) {
            points.push((x, f64::NAN));
        }
    }
    points
}

impl Layer for Curve {
    fn spans(&self, x: Scale, y: Scale) -> Option<(Span, Span)> {
        let drawn = || {
            let has_place = |v: f64, scale| v.is_finite() && (scale == Scale::Linear || v > 0.0);
            self.points
                .iter()
                .filter(move |p| has_place(p.0, x) && has_place(p.1, y))
        };
        let xs = match self.domain {
            Some(domain) => x.admitted(domain)?,
            None => x.span(drawn().map(|p| p.0), 0.03)?,
        };
        let ys = match self.window {
            Some(window) if y == Scale::Linear => window,
            _ => y.span(drawn().map(|p| p.1), 0.05)?,
        };
        Some((xs, ys))
    }

    fn draw(&self, plane: &mut Plane, look: Look) {
        plane.line(&self.points, &look.stroke(2.0));
        if let [point] = self.points[..] {
            plane.dots(&[point], 6.0, look);
        }
    }

    fn noun(&self) -> (&'static str, &'static str) {
        match self.domain {
            Some(_) => ("A curve", "curves"),
            None => ("A line", "lines"),
        }
    }

    fn details(&self) -> String {
        let ys = Span::of(self.points.iter().map(|p| p.1));
        let height = match (self.window, ys) {
            (Some(window), _) => format!(
                "mostly from y = {} to {}, with a pole",
                short(window.low),
                short(window.high)
            ),
            (None, Some(ys)) if ys.contains(0.0) && self.points.iter().all(|p| p.1 == 0.0) => "at y = 0".to_owned(),
            (None, Some(ys)) => extremes(ys, &self.points),
            (None, None) => "with no finite value".to_owned(),
        };
        match self.domain {
            Some(domain) => format!("over x from {} to {}, {height}", short(domain.low), short(domain.high)),
            None => format!("through {}, {height}", counted(self.points.len(), "point")),
        }
    }

    fn keys(&self, label: Option<&str>) -> Vec<Key> {
        label.map(|label| Key::new(Sign::Line, label)).into_iter().collect()
    }
}

/// `y from a to b`, of values that may all be the same.
fn extremes(ys: Span, points: &[(f64, f64)]) -> String {
    let finite = || points.iter().map(|p| p.1).filter(|y| y.is_finite());
    let (low, high) = finite().fold((ys.high, ys.low), |(low, high), y| (low.min(y), high.max(y)));
    match low == high {
        true => format!("at y = {}", short(low)),
        false => format!("y from {} to {}", short(low), short(high)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sampled(f: impl Fn(f64) -> f64, domain: Range<f64>) -> Curve {
        Curve::sampled(&f, Span::between(domain.start, domain.end).unwrap())
    }

    fn height(curve: &Curve) -> Span {
        curve.spans(Scale::Linear, Scale::Linear).unwrap().1
    }

    fn gaps(curve: &Curve) -> usize {
        curve.points.iter().filter(|p| p.1.is_nan()).count()
    }

    #[test]
    fn a_straight_line_needs_few_samples() {
        assert!(sampled(|x| 2.0 * x + 1.0, 0.0..1.0).points.len() < 3 * FIRST);
    }

    #[test]
    fn a_narrow_peak_is_found_and_shown_whole() {
        let peak = sampled(|x: f64| (-(x / 0.02).powi(2)).exp(), -1.0..1.0);
        assert!(height(&peak).high > 1.0);
        assert_eq!(peak.window, None);
    }

    #[test]
    fn a_pole_breaks_the_curve_and_does_not_flatten_it() {
        let hyperbola = sampled(|x| 1.0 / x, -3.0..3.0);
        assert!(gaps(&hyperbola) >= 1);
        assert!((1.0..10.0).contains(&height(&hyperbola).high));
        let double = sampled(|x| 1.0 / (x * x), -3.0..3.0);
        assert!((2.0..60.0).contains(&height(&double).high));
    }

    #[test]
    fn jumps_are_gaps() {
        assert_eq!(gaps(&sampled(f64::floor, -1.5..1.5)), 3);
    }

    #[test]
    fn a_steep_curve_is_no_jump() {
        assert_eq!(gaps(&sampled(|x| (1000.0 * x).tanh(), -3.0..3.0)), 0);
    }

    #[test]
    fn an_end_of_the_domain_is_found() {
        let root = sampled(f64::sqrt, -1.0..1.0);
        let start = root.points.iter().find(|p| p.1.is_finite()).unwrap();
        assert!(start.0 < 1e-6 && start.1 < 1e-3);
    }

    #[test]
    fn what_repeats_itself_is_not_taken_for_constant() {
        let wave = sampled(|x| (std::f64::consts::PI * x).sin(), -100.0..100.0);
        assert!(height(&wave).high > 0.9);
    }

    #[test]
    fn growth_is_no_pole() {
        assert_eq!(sampled(f64::exp, 0.0..10.0).window, None);
        assert_eq!(sampled(f64::ln, 0.0..10.0).window, None);
    }
}

//! Axes: which numbers they span, where these are drawn, and which of them are named.

use crate::numbers::{power_of_ten, short};

/// The largest number that an axis reaches, so that margins beside it are finite.
const LARGEST: f64 = 1e308;

/// From one number to a greater one, both finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Span {
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// The only number of all that it was made of: how far it reaches to either side says nothing of them.
    pub(crate) only: Option<f64>,
}

impl Span {
    pub(crate) const fn new(low: f64, high: f64) -> Self {
        let only = None;
        Self { low, high, only }
    }

    /// From `a` to `b` in either order, when both are finite; widened when they are too close to tell apart.
    pub(crate) fn between(a: f64, b: f64) -> Option<Self> {
        let span = Self::new(a.min(b).max(-LARGEST), a.max(b).min(LARGEST));
        (a.is_finite() && b.is_finite()).then(|| span.widened())
    }

    /// From the least to the greatest of the finite values.
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.into_iter().filter(|v| v.is_finite()) {
            (low, high) = (low.min(value), high.max(value));
        }
        Self::between(low, high)
    }

    /// What both contain; of the span of one number, only that number, with a margin.
    pub(crate) fn union(self, other: Self) -> Self {
        match (self.only, other.only) {
            (Some(a), Some(b)) if a == b => self,
            (Some(a), Some(b)) => Self::new(a, a).reaching(b).widened(),
            (Some(only), None) => other.reaching(only),
            (None, Some(only)) => self.reaching(only),
            (None, None) => Self::new(self.low.min(other.low), self.high.max(other.high)),
        }
    }

    /// As far as a number, and a margin beyond it that doesn't change the sign.
    fn reaching(self, number: f64) -> Self {
        let all = Self::new(self.low.min(number), self.high.max(number));
        let padded = all.padded(0.05);
        let kept = |end: f64, padded: f64| {
            if (end < 0.0) == (padded < 0.0) {
                padded
            } else {
                end / 2.0
            }
        };
        match number {
            _ if number < self.low => Self::new(kept(all.low, padded.low), self.high),
            _ if number > self.high => Self::new(self.low, kept(all.high, padded.high)),
            _ => self,
        }
    }

    pub(crate) fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Half of its length, which is finite even where its length isn't.
    pub(crate) fn half(self) -> f64 {
        self.high / 2.0 - self.low / 2.0
    }

    /// The number at a share of the way from low (0) to high (1).
    pub(crate) fn at(self, share: f64) -> f64 {
        self.low * (1.0 - share) + self.high * share
    }

    /// Where a number lies: 0 at low, 1 at high.
    pub(crate) fn share(self, value: f64) -> f64 {
        (value / 2.0 - self.low / 2.0) / self.half()
    }

    /// With a margin on both sides, a share of the length.
    pub(crate) fn padded(self, share: f64) -> Self {
        let margin = 2.0 * share * self.half();
        Self {
            low: (self.low - margin).max(-LARGEST),
            high: (self.high + margin).min(LARGEST),
            ..self
        }
    }

    /// At least as wide as floats near its ends can resolve; the span of one number alone is a tenth of it to each side.
    fn widened(self) -> Self {
        let size = self.low.abs().max(self.high.abs());
        let only = (self.low == self.high).then_some(self.low);
        if size < 1e-300 {
            let (low, high) = (-1.0, 1.0);
            return Self { low, high, only };
        }
        if self.half() > size * 1e-12 {
            return self;
        }
        let margin = size * if only.is_some() { 0.1 } else { 1e-11 };
        Self {
            low: (self.low - margin).max(-LARGEST),
            high: (self.high + margin).min(LARGEST),
            only,
        }
    }
}

/// How an axis is divided.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Scale {
    #[default]
    Linear,
    /// Equal ratios are equally long; only positive numbers have a place, but for the subnormal.
    Log,
}

impl Scale {
    /// The number by which a value is placed, if it has a place.
    fn measure(self, value: f64) -> Option<f64> {
        match self {
            Scale::Linear => value.is_finite().then_some(value),
            Scale::Log => (value.is_finite() && value >= f64::MIN_POSITIVE).then(|| value.log10()),
        }
    }

    /// The span of those values that have a place, with a margin on each side.
    pub(crate) fn span(self, values: impl IntoIterator<Item = f64>, margin: f64) -> Option<Span> {
        let measured = values.into_iter().filter_map(|v| self.measure(v));
        Some(self.values(Span::of(measured)?.padded(margin)))
    }

    /// The part of a span that has a place; below it, six decades on a log axis that would begin at zero or less.
    pub(crate) fn admitted(self, span: Span) -> Option<Span> {
        match self {
            Scale::Linear => Some(span),
            Scale::Log if span.low >= f64::MIN_POSITIVE => Some(span),
            Scale::Log => {
                let high = self.measure(span.high)?;
                let low = (high - 6.0).max(f64::MIN_POSITIVE.log10());
                Some(self.values(Span::between(low, high)?))
            }
        }
    }

    fn values(self, measures: Span) -> Span {
        match self {
            Scale::Linear => measures,
            Scale::Log => Span {
                low: 10_f64.powf(measures.low).max(f64::MIN_POSITIVE),
                high: 10_f64.powf(measures.high).clamp(2.0 * f64::MIN_POSITIVE, LARGEST),
                only: measures.only.map(|only| 10_f64.powf(only)),
            },
        }
    }
}

/// Where numbers lie on the page, along one of its directions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Axis {
    pub(crate) scale: Scale,
    pub(crate) span: Span,
    /// The span as it is measured: that of the logarithms on a log axis.
    measures: Span,
    /// Where its low end lies, in pixels, and where its high end.
    pixels: (f64, f64),
}

/// A number that is named beside an axis.
#[derive(Clone, Debug)]
pub(crate) struct Tick {
    pub(crate) value: f64,
    pub(crate) name: String,
}

impl Axis {
    pub(crate) fn new(scale: Scale, span: Span, pixels: (f64, f64)) -> Self {
        let measured = |v| scale.measure(v).unwrap_or(0.0);
        let measures = Span::between(measured(span.low), measured(span.high)).unwrap_or(span);
        Self {
            scale,
            span,
            measures,
            pixels,
        }
    }

    /// Where a value is drawn, in pixels; far outside of the axis, no further than 10⁶ from its ends.
    pub(crate) fn pixel(&self, value: f64) -> Option<f64> {
        let (start, end) = self.pixels;
        let share = self.measures.share(self.scale.measure(value)?);
        Some((start + share * (end - start)).clamp(-1e6, 1e6))
    }

    /// Where its low and its high end lie, in pixels.
    pub(crate) fn ends(&self) -> (f64, f64) {
        self.pixels
    }

    pub(crate) fn at(self, pixels: (f64, f64)) -> Self {
        Self { pixels, ..self }
    }

    /// How many pixels a unit takes.
    pub(crate) fn unit(&self) -> f64 {
        (self.pixels.1 - self.pixels.0).abs() / 2.0 / self.span.half()
    }

    /// The lower end of bars: zero, or the end of a log axis.
    pub(crate) fn base(&self) -> f64 {
        match self.scale {
            Scale::Linear => 0.0,
            Scale::Log => self.span.low,
        }
    }

    /// About `count` round numbers within the axis.
    pub(crate) fn ticks(&self, count: usize) -> Vec<Tick> {
        match self.scale {
            Scale::Linear => linear_ticks(self.span, count),
            Scale::Log => log_ticks(self.span, self.measures, count),
        }
    }
}

/// About `count` multiples of 1, 2 or 5 times a power of ten within the span.
pub(crate) fn round_numbers(span: Span, count: usize) -> Vec<f64> {
    match round_step(span, count) {
        Some((first, step, exponent)) => (0..3 * count)
            .map(|i| multiple(first + i as f64, step, exponent))
            .take_while(|&v| v <= span.high + 1e-9 * span.half())
            .map(|v| v.clamp(span.low, span.high))
            .collect(),
        None => Vec::new(),
    }
}

/// The first multiple, what it multiplies (1, 2 or 5), and by which power of ten.
fn round_step(span: Span, count: usize) -> Option<(f64, f64, i32)> {
    let rough = span.half() / (count as f64 / 2.0);
    let exponent = rough.log10().floor();
    let mantissa = rough / 10_f64.powf(exponent);
    let (step, exponent) = match mantissa {
        m if m < 1.5 => (1.0, exponent),
        m if m < 3.5 => (2.0, exponent),
        m if m < 7.5 => (5.0, exponent),
        _ => (1.0, exponent + 1.0),
    };
    let first = (span.low / multiple(1.0, step, exponent as i32) - 1e-9).ceil();
    first.is_finite().then_some((first, step, exponent as i32))
}

/// `k · step · 10^exponent`, rounded once where that is possible, so that three tenths are 0.3.
fn multiple(k: f64, step: f64, exponent: i32) -> f64 {
    let power = 10_f64.powi(exponent.abs());
    if exponent < 0 && power.is_finite() {
        k * step / power
    } else {
        k * step * 10_f64.powi(exponent)
    }
}

fn linear_ticks(span: Span, count: usize) -> Vec<Tick> {
    let values = round_numbers(span, count);
    let Some((_, _, exponent)) = round_step(span, count) else {
        return Vec::new();
    };
    let size = values.iter().fold(0.0, |a: f64, v| a.max(v.abs()));
    let magnitude = if size > 0.0 { size.log10().floor() as i32 } else { 0 };
    let tick = |value: f64| {
        let name = if value == 0.0 {
            "0".to_owned()
        } else if (-4..6).contains(&magnitude) {
            signed(format!("{value:.*}", (-exponent).max(0) as usize))
        } else {
            let decimals = (magnitude - exponent).clamp(0, 12) as usize;
            let mantissa = signed(format!("{:.*}", decimals, value / 10_f64.powi(magnitude)));
            match mantissa.as_str() {
                "1" => power_of_ten(magnitude),
                "−1" => format!("−{}", power_of_ten(magnitude)),
                _ => format!("{mantissa}·{}", power_of_ten(magnitude)),
            }
        };
        Tick { value, name }
    };
    values.into_iter().map(tick).collect()
}

fn log_ticks(span: Span, measures: Span, count: usize) -> Vec<Tick> {
    let decades = 2.0 * measures.half();
    if decades < 1.0 {
        return linear_ticks(span, count);
    }
    let stride = (decades / count as f64).ceil().max(1.0) as i32;
    let multiples: &[f64] = if decades < 2.0 { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let name = |value: f64, exponent: i32| match exponent {
        -3..=3 => short(value),
        _ => power_of_ten(exponent),
    };
    let (first, last) = (measures.low.floor() as i32, measures.high.ceil() as i32);
    (first..=last)
        .filter(|exponent| exponent.rem_euclid(stride) == 0)
        .flat_map(|exponent| multiples.iter().map(move |&k| (multiple(k, 1.0, exponent), exponent)))
        .filter(|&(value, _)| span.contains(value))
        .map(|(value, exponent)| Tick {
            value,
            name: name(value, exponent),
        })
        .collect()
}

fn signed(number: String) -> String {
    number.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(scale: Scale, low: f64, high: f64, expected: &str) {
        let axis = Axis::new(scale, Span::between(low, high).unwrap(), (0.0, 100.0));
        let names: Vec<String> = axis.ticks(5).into_iter().map(|tick| tick.name).collect();
        assert_eq!(names.join(" "), expected);
    }

    #[test]
    fn ticks_are_few_and_round() {
        check(Scale::Linear, -3.0, 3.0, "−3 −2 −1 0 1 2 3");
        check(Scale::Linear, 0.0, 1.0, "0 0.2 0.4 0.6 0.8 1.0");
        check(Scale::Linear, 0.13, 0.17, "0.13 0.14 0.15 0.16 0.17");
        check(Scale::Linear, 0.0, 250_000.0, "0 50000 100000 150000 200000 250000");
    }

    #[test]
    fn ticks_of_large_and_small_numbers_share_a_power_of_ten() {
        check(Scale::Linear, 0.0, 4e6, "0 10⁶ 2·10⁶ 3·10⁶ 4·10⁶");
        check(
            Scale::Linear,
            -1e300,
            1e300,
            "−1.0·10³⁰⁰ −0.5·10³⁰⁰ 0 0.5·10³⁰⁰ 1.0·10³⁰⁰",
        );
        check(Scale::Linear, 0.0, 2e-7, "0 0.5·10⁻⁷ 1.0·10⁻⁷ 1.5·10⁻⁷ 2.0·10⁻⁷");
    }

    #[test]
    fn log_axes_have_powers_of_ten() {
        check(Scale::Log, 1.0, 1e4, "1 10 100 1000 10⁴");
        check(Scale::Log, 1e-12, 1.0, "10⁻¹² 10⁻⁹ 10⁻⁶ 0.001 1");
        check(Scale::Log, 1.0, 50.0, "1 2 5 10 20 50");
        check(Scale::Log, 2.0, 3.0, "2.0 2.2 2.4 2.6 2.8 3.0");
    }

    #[test]
    fn one_number_alone_gets_a_span_around_it() {
        let ends = |values: [f64; 1]| Span::of(values).map(|span| (span.low, span.high));
        assert_eq!(ends([5.0]), Some((4.5, 5.5)));
        assert_eq!(ends([0.0]), Some((-1.0, 1.0)));
        assert_eq!(Span::of([f64::NAN, f64::INFINITY]), None);
    }

    #[test]
    fn a_span_around_one_number_makes_others_no_wider_than_that_number() {
        let union = |a: &[f64], b: &[f64]| {
            let span = |values: &[f64]| Span::of(values.iter().copied()).unwrap();
            assert_eq!(span(a).union(span(b)), span(b).union(span(a)));
            let union = span(a).union(span(b));
            (union.low, union.high)
        };
        assert_eq!(union(&[0.0], &[-0.001, 0.001]), (-0.001, 0.001));
        assert_eq!(union(&[3.0], &[1.0, 2.0]), (1.0, 3.1));
        assert_eq!(union(&[0.0], &[0.0]), (-1.0, 1.0));
        assert_eq!(union(&[0.01], &[1.0, 2.0]), (0.005, 2.0));
    }

    #[test]
    fn the_widest_span_has_finite_pixels() {
        let axis = Axis::new(Scale::Linear, Span::between(-f64::MAX, f64::MAX).unwrap(), (0.0, 100.0));
        assert_eq!(axis.pixel(0.0), Some(50.0));
        assert!((axis.pixel(LARGEST).unwrap() - 100.0).abs() < 1e-6);
        assert!(!axis.ticks(5).is_empty());
    }

    #[test]
    fn the_tiniest_numbers_have_a_log_axis() {
        for high in [f64::MIN_POSITIVE, 3.0 * f64::MIN_POSITIVE, 1e-300] {
            let span = Scale::Log.admitted(Span::new(0.0, high)).unwrap();
            assert!(0.0 < span.low && span.low < span.high, "{span:?}");
            Axis::new(Scale::Log, span, (0.0, 100.0)).ticks(5);
        }
        assert_eq!(Scale::Log.span([5e-324], 0.05), None);
    }

    #[test]
    fn numbers_that_are_not_positive_have_no_place_on_a_log_axis() {
        let axis = Axis::new(Scale::Log, Span::between(1.0, 100.0).unwrap(), (0.0, 100.0));
        assert_eq!(axis.pixel(10.0), Some(50.0));
        assert_eq!(axis.pixel(0.0), None);
        assert_eq!(axis.pixel(-1.0), None);
    }
}

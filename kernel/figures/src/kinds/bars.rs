//! Bars: one a number, named or counted from 0.

use super::Shape;
use crate::axis::{Scale, Span};
use crate::layer::{Layer, Wishes};
use crate::numbers::{counted, short};
use crate::plane::{Look, Plane};
use crate::svg::Pen;

/// More bars than this are thinner than a pixel: of neighbours, the longest is shown.
const MOST: usize = 400;

/// A bar for each number.
pub(crate) fn bars(values: Vec<f64>) -> Shape {
    Shape::Bars(Bars {
        values,
        names: Vec::new(),
        place: (0, 1),
    })
}

#[derive(Clone, Debug)]
pub(crate) struct Bars {
    values: Vec<f64>,
    pub(crate) names: Vec<String>,
    /// Which of how many lists of bars in the figure it is.
    pub(crate) place: (usize, usize),
}

impl Layer for Bars {
    fn spans(&self, x: Scale, y: Scale) -> Option<(Span, Span)> {
        if self.values.is_empty() {
            return None;
        }
        let all = Span::between(-0.6, self.values.len() as f64 - 0.4)?;
        Some((x.admitted(all)?, span_from_zero(&self.values, y)?))
    }

    fn draw(&self, plane: &mut Plane, look: Look) {
        let (index, count) = self.place;
        let run = self.values.len().div_ceil(MOST).max(1);
        let width = 0.76 / count as f64;
        let longest = |run: &[f64]| {
            let finite = run.iter().copied().filter(|v| !v.is_nan());
            finite.max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(f64::NAN)
        };
        let rectangles = self.values.chunks(run).enumerate().map(|(i, values)| {
            let left = (i * run) as f64 - 0.38 + index as f64 * width;
            let right = left + width * run as f64 * if count > 1 { 0.94 } else { 1.0 };
            (left, right, longest(values))
        });
        rise(plane, rectangles, look, 0.0);
    }

    fn noun(&self) -> (&'static str, &'static str) {
        ("A bar chart", "bar charts")
    }

    fn details(&self) -> String {
        const TOLD: usize = 8;
        let bar = |(i, value): (usize, &f64)| match self.names.get(i) {
            Some(name) => format!("{name} {}", short(*value)),
            None => short(*value),
        };
        let told: Vec<String> = self.values.iter().enumerate().take(TOLD).map(bar).collect();
        let rest = if self.values.len() > TOLD { ", …" } else { "" };
        let colon = if told.is_empty() { "" } else { ": " };
        format!(
            "of {}{colon}{}{rest}",
            counted(self.values.len(), "value"),
            told.join(", ")
        )
    }

    fn wishes(&self) -> Wishes {
        Wishes {
            whole: true,
            names: self.names.clone(),
            ..Wishes::default()
        }
    }
}

/// What bars of these lengths span: from 0, with a margin at their ends.
pub(crate) fn span_from_zero(values: &[f64], scale: Scale) -> Option<Span> {
    let span = scale.span(values.iter().copied(), 0.0)?;
    if scale == Scale::Log {
        return scale.span([span.low / 2.0, span.high], 0.03);
    }
    let (least, most) = values
        .iter()
        .filter(|v| v.is_finite())
        .fold((0.0_f64, 0.0_f64), |(a, b), &v| (a.min(v), b.max(v)));
    let span = Span::between(least, most)?.padded(0.06);
    Some(Span {
        low: if least < 0.0 { span.low } else { 0.0 },
        high: if most > 0.0 || least == most { span.high } else { 0.0 },
        ..span
    })
}

/// Bars from the base of the plane to their values, given by left and right end, with a gap in pixels between them.
pub(crate) fn rise(plane: &mut Plane, bars: impl Iterator<Item = (f64, f64, f64)>, look: Look, gap: f64) {
    let frame = plane.frame();
    let mut pen = Pen::default();
    for (left, right, value) in bars {
        let base = plane.place((left, plane.y.base()));
        let (Some(a), Some(b)) = (base, plane.place((right, value))) else {
            continue;
        };
        let (a, b) = (frame.nearest(a), frame.nearest(b));
        let gap = if b.0 - a.0 > 3.0 * gap { gap } else { 0.0 };
        if a.0 < b.0 && a.1 != b.1 {
            pen.rectangle((a.0 + gap / 2.0, b.1), (b.0 - gap / 2.0, a.1));
        }
    }
    plane.svg.path(&pen, &look.fill());
}

//! Points, and the steps from one to the next.

use super::Shape;
use crate::axis::{Scale, Span};
use crate::layer::{Key, Layer, Sign};
use crate::numbers::{counted, short};
use crate::palette::hex;
use crate::plane::{Look, Plane};
use crate::svg::Pen;

/// Points as dots.
pub(crate) fn scatter(points: Vec<(f64, f64)>) -> Shape {
    Shape::Scatter(Scatter { points })
}

/// Steps from point to point.
pub(crate) fn path(points: Vec<(f64, f64)>) -> Shape {
    Shape::Path(Path { points })
}

#[derive(Clone, Debug)]
pub(crate) struct Scatter {
    points: Vec<(f64, f64)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Path {
    points: Vec<(f64, f64)>,
}

impl Layer for Scatter {
    fn spans(&self, x: Scale, y: Scale) -> Option<(Span, Span)> {
        spans_of(&self.points, x, y)
    }

    fn draw(&self, plane: &mut Plane, look: Look) {
        let diameter = match self.points.len() {
            0..=60 => 7.0,
            61..=300 => 5.5,
            301..=2000 => 3.5,
            _ => 2.2,
        };
        plane.dots(&self.points, diameter, look);
    }

    fn noun(&self) -> (&'static str, &'static str) {
        ("A scatter plot", "scatter plots")
    }

    fn details(&self) -> String {
        format!("of {}", extent_of(&self.points))
    }

    fn keys(&self, label: Option<&str>) -> Vec<Key> {
        label.map(|label| Key::new(Sign::Dot, label)).into_iter().collect()
    }
}

impl Layer for Path {
    fn spans(&self, x: Scale, y: Scale) -> Option<(Span, Span)> {
        spans_of(&self.points, x, y)
    }

    fn draw(&self, plane: &mut Plane, look: Look) {
        plane.line(&self.points, &look.stroke(1.6));
        let places = plane.places(&self.points);
        let (Some(&start), Some(&end)) = (places.first(), places.last()) else {
            return;
        };
        if places.len() <= 200 {
            plane.dots(&self.points, 4.5, look);
        }
        let (x, y) = start;
        plane.svg.raw(&format!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"6\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>",
            hex(look.color)
        ));
        let (x, y) = end;
        let mut cross = Pen::default();
        cross.polyline(&[(x - 5.5, y - 5.5), (x + 5.5, y + 5.5)]);
        cross.polyline(&[(x - 5.5, y + 5.5), (x + 5.5, y - 5.5)]);
        plane.svg.path(&cross, &look.stroke(2.8));
    }

    fn noun(&self) -> (&'static str, &'static str) {
        ("A path", "paths")
    }

    fn details(&self) -> String {
        let finite: Vec<_> = finite(&self.points).collect();
        match (finite.first(), finite.last()) {
            (Some(a), Some(b)) => format!(
                "of {} from ({}, {}) to ({}, {})",
                counted(self.points.len(), "point"),
                short(a.0),
                short(a.1),
                short(b.0),
                short(b.1)
            ),
            _ => "of no finite points".to_owned(),
        }
    }

    fn keys(&self, label: Option<&str>) -> Vec<Key> {
        label.map(|label| Key::new(Sign::Line, label)).into_iter().collect()
    }
}

/// What points span, with a margin for their dots.
fn spans_of(points: &[(f64, f64)], x: Scale, y: Scale) -> Option<(Span, Span)> {
    let admits = |scale: Scale, v: f64| v.is_finite() && (scale == Scale::Linear || v > 0.0);
    let drawn = || points.iter().filter(|p| admits(x, p.0) && admits(y, p.1));
    Some((x.span(drawn().map(|p| p.0), 0.05)?, y.span(drawn().map(|p| p.1), 0.05)?))
}

/// `n points, x from a to b, y from c to d`.
fn extent_of(points: &[(f64, f64)]) -> String {
    let range = |name: &str, values: Vec<f64>| {
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        format!("{name} from {} to {}", short(least), short(most))
    };
    let count = counted(points.len(), "point");
    let (xs, ys): (Vec<f64>, Vec<f64>) = finite(points).unzip();
    if xs.is_empty() {
        return count;
    }
    format!("{count}, {}, {}", range("x", xs), range("y", ys))
}

fn finite(points: &[(f64, f64)]) -> impl Iterator<Item = (f64, f64)> {
    points.iter().copied().filter(|p| p.0.is_finite() && p.1.is_finite())
}

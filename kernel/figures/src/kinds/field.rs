//! Vector fields: an arrow at each point of a grid.

use super::Shape;
use crate::axis::{Scale, Span};
use crate::layer::{Key, Layer, Sign, Wishes};
use crate::numbers::short;
use crate::plane::{Look, Plane};
use std::ops::Range;

/// Arrows to a side.
const SIDE: usize = 15;

/// Arrows at the points of a grid.
pub(crate) fn field(f: &dyn Fn(f64, f64) -> (f64, f64), xs: Range<f64>, ys: Range<f64>) -> Shape {
    let (Some(xs), Some(ys)) = (Span::between(xs.start, xs.end), Span::between(ys.start, ys.end)) else {
        return Shape::Nothing("a range has no finite ends".to_owned());
    };
    let share = |i: usize| i as f64 / (SIDE - 1) as f64;
    let vectors = (0..SIDE * SIDE)
        .map(|k| (xs.at(share(k % SIDE)), ys.at(share(k / SIDE))))
        .map(|(x, y)| ((x, y), f(x, y)))
        .filter(|(_, v)| v.0.is_finite() && v.1.is_finite())
        .collect();
    Shape::Field(Field { vectors, xs, ys })
}

#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Places, and the vectors there.
    vectors: Vec<((f64, f64), (f64, f64))>,
    xs: Span,
    ys: Span,
}

impl Layer for Field {
    fn spans(&self, x: Scale, y: Scale) -> Option<(Span, Span)> {
        let margin = 0.5 / (SIDE - 1) as f64;
        Some((x.admitted(self.xs.padded(margin))?, y.admitted(self.ys.padded(margin))?))
    }

    fn draw(&self, plane: &mut Plane, look: Look) {
        // Scaled first, so that the squares below stay finite.
        let greatest = self.vectors.iter().map(|(_, v)| v.0.abs().max(v.1.abs()));
        let greatest = greatest.fold(0.0, f64::max);
        let (ux, uy) = (plane.x.unit(), plane.y.unit());
        let aspect = (uy / ux).clamp(1e-6, 1e6);
        let placed: Vec<_> = self
            .vectors
            .iter()
            .filter_map(|&(at, v)| Some((plane.place(at)?, (v.0 / greatest, -v.1 / greatest * aspect))))
            .filter(|(_, v)| v.0.is_finite() && v.1.is_finite())
            .collect();
        let mut lengths: Vec<f64> = placed.iter().map(|(_, v)| v.0.hypot(v.1)).collect();
        lengths.sort_by(f64::total_cmp);
        let (Some(&longest), Some(&usual)) = (lengths.last(), lengths.get(lengths.len() * 9 / 10)) else {
            return;
        };
        let full = if longest > 4.0 * usual && usual > 0.0 {
            usual
        } else {
            longest
        };
        let frame = plane.frame();
        let room = 0.92 * (frame.width().min(frame.height()) / SIDE as f64);
        let arrows: Vec<_> = placed
            .iter()
            .map(|&((x, y), v)| {
                let length = v.0.hypot(v.1);
                let factor = if length > full { room / length } else { room / full };
                let factor = if factor.is_finite() { factor / 2.0 } else { 0.0 };
                let (dx, dy) = (v.0 * factor, v.1 * factor);
                ((x - dx, y - dy), (x + dx, y + dy))
            })
            .collect();
        plane.cut(|plane| plane.arrows(&arrows, 1.2, look));
    }

    fn noun(&self) -> (&'static str, &'static str) {
        ("A vector field", "vector fields")
    }

    fn details(&self) -> String {
        let longest = self.vectors.iter().map(|(_, v)| v.0.hypot(v.1)).fold(0.0, f64::max);
        format!(
            "over x from {} to {} and y from {} to {}, {SIDE} by {SIDE} arrows, the longest vector of length {}",
            short(self.xs.low),
            short(self.xs.high),
            short(self.ys.low),
            short(self.ys.high),
            short(longest)
        )
    }

    fn keys(&self, label: Option<&str>) -> Vec<Key> {
        label.map(|label| Key::new(Sign::Arrow, label)).into_iter().collect()
    }

    fn wishes(&self) -> Wishes {
        Wishes {
            fills_frame: true,
            ..Wishes::default()
        }
    }
}

//! Vectors as arrows.

use super::Shape;
use crate::axis::{Scale, Span};
use crate::layer::{Key, Layer, Sign, Wishes};
use crate::numbers::{counted, short};
use crate::plane::{Look, Plane};

/// More arrows than this can't be told apart.
const MOST: usize = 1000;

/// Vectors from the origin.
pub(crate) fn arrows(vectors: Vec<(f64, f64)>) -> Shape {
    let tails = vec![(0.0, 0.0)];
    Shape::Arrows(Arrows { vectors, tails })
}

#[derive(Clone, Debug)]
pub(crate) struct Arrows {
    vectors: Vec<(f64, f64)>,
    /// Where the arrows begin; the last also stands for those that it lacks.
    pub(crate) tails: Vec<(f64, f64)>,
}

impl Arrows {
    /// The tail and the tip of each arrow that has both.
    fn ends(&self) -> impl Iterator<Item = ((f64, f64), (f64, f64))> {
        let origin = (0.0, 0.0);
        let last = self.tails.last().copied().unwrap_or(origin);
        self.vectors
            .iter()
            .enumerate()
            .take(MOST)
            .map(move |(i, v)| {
                let tail = self.tails.get(i).copied().unwrap_or(last);
                (tail, (tail.0 + v.0, tail.1 + v.1))
            })
            .filter(|(tail, tip)| [tail.0, tail.1, tip.0, tip.1].iter().all(|x| x.is_finite()))
    }
}

impl Layer for Arrows {
    fn spans(&self, x: Scale, y: Scale) -> Option<(Span, Span)> {
        let xs = self.ends().flat_map(|(tail, tip)| [tail.0, tip.0]);
        let ys = self.ends().flat_map(|(tail, tip)| [tail.1, tip.1]);
        Some((x.span(xs, 0.08)?, y.span(ys, 0.08)?))
    }

    fn draw(&self, plane: &mut Plane, look: Look) {
        let placed = |(tail, tip)| plane.place(tail).zip(plane.place(tip));
        let arrows: Vec<_> = self.ends().filter_map(placed).collect();
        plane.cut(|plane| plane.arrows(&arrows, 2.2, look));
    }

    fn noun(&self) -> (&'static str, &'static str) {
        ("Arrows", "sets of arrows")
    }

    fn details(&self) -> String {
        const TOLD: usize = 6;
        let told: Vec<String> = self
            .vectors
            .iter()
            .take(TOLD)
            .map(|v| format!("({}, {})", short(v.0), short(v.1)))
            .collect();
        let rest = if self.vectors.len() > TOLD { ", …" } else { "" };
        let colon = if told.is_empty() { "" } else { ": " };
        format!(
            "for {}{colon}{}{rest}",
            counted(self.vectors.len(), "vector"),
            told.join(", ")
        )
    }

    fn keys(&self, label: Option<&str>) -> Vec<Key> {
        label.map(|label| Key::new(Sign::Arrow, label)).into_iter().collect()
    }

    fn wishes(&self) -> Wishes {
        Wishes {
            equal: true,
            ..Wishes::default()
        }
    }
}

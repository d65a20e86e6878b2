//! The plane that series are drawn in: numbers in, pixels out.

use crate::axis::Axis;
use crate::palette::{Rgb, SERIES, hex};
use crate::polyline::{Place, Rect, clipped, distance, merged, simplified_to, thinned};
use crate::svg::{Anchor, FINE, Pen, Svg};

/// More places than this don't make a line clearer, and its figure too large.
const PLACES: usize = 4800;

/// The two axes, and what is being drawn over them.
pub(crate) struct Plane {
    pub(crate) x: Axis,
    pub(crate) y: Axis,
    pub(crate) svg: Svg,
}

/// How one series is told from others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    pub(crate) color: Rgb,
    /// Beyond the number of colours, lines are dashed.
    dashed: bool,
}

impl Look {
    /// That of the `i`-th series.
    pub(crate) fn of(i: usize) -> Self {
        Self {
            color: SERIES[i % SERIES.len()],
            dashed: (i / SERIES.len()) % 2 == 1,
        }
    }

    /// The attributes of a line of this width in pixels.
    pub(crate) fn stroke(&self, width: f64) -> String {
        let dash = if self.dashed { " stroke-dasharray=\"6 4\"" } else { "" };
        format!(
            "fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\" stroke-linejoin=\"round\" stroke-linecap=\"round\"{dash}",
            hex(self.color)
        )
    }

    pub(crate) fn fill(&self) -> String {
        format!("fill=\"{}\"", hex(self.color))
    }

    /// The attributes of [dots](Pen::dot) of this diameter.
    pub(crate) fn dots(&self, diameter: f64) -> String {
        format!(
            "fill=\"none\" stroke=\"{}\" stroke-width=\"{diameter}\" stroke-linecap=\"round\"",
            hex(self.color)
        )
    }
}

impl Plane {
    pub(crate) fn frame(&self) -> Rect {
        let ((left, right), (a, b)) = (self.x.ends(), self.y.ends());
        let (top, bottom) = (a.min(b), a.max(b));
        Rect {
            left,
            top,
            right,
            bottom,
        }
    }

    pub(crate) fn place(&self, (x, y): (f64, f64)) -> Option<Place> {
        Some((self.x.pixel(x)?, self.y.pixel(y)?))
    }

    /// The places of those points that have one inside the frame.
    pub(crate) fn places(&self, points: &[(f64, f64)]) -> Vec<Place> {
        let frame = self.frame();
        points
            .iter()
            .filter_map(|&point| self.place(point))
            .filter(|&place| frame.contains(place))
            .collect()
    }

    /// A line through points, broken where one has no place.
    pub(crate) fn line(&mut self, points: &[(f64, f64)], style: &str) {
        let points = thinned(points, 10 * PLACES);
        let parts = clipped(points.iter().map(|&point| self.place(point)), &self.frame());
        let mut pen = Pen::default();
        for part in simplified_to(&parts, PLACES) {
            pen.polyline(&part);
        }
        self.svg.path(&pen, style);
    }

    /// Dots of a diameter in pixels.
    pub(crate) fn dots(&mut self, points: &[(f64, f64)], diameter: f64, look: Look) {
        let mut pen = Pen::default();
        for place in merged(&self.places(points), PLACES) {
            pen.dot(place);
        }
        self.svg.path(&pen, &look.dots(diameter));
    }

    /// Arrows, given by the places of their ends. One shorter than its head has a smaller head.
    pub(crate) fn arrows(&mut self, arrows: &[(Place, Place)], width: f64, look: Look) {
        let (mut shafts, mut heads) = (Pen::fine(), Pen::fine());
        for &(tail, tip) in arrows {
            arrow(tail, tip, width, &mut shafts, &mut heads);
        }
        self.svg.raw(&format!("<g {FINE}>"));
        self.svg.path(&shafts, &look.stroke(10.0 * width));
        self.svg.path(&heads, &look.fill());
        self.svg.raw("</g>");
    }

    /// What `draw` draws, cut to the frame.
    pub(crate) fn cut(&mut self, draw: impl FnOnce(&mut Self)) {
        self.cut_to(self.frame(), draw);
    }

    /// What `draw` draws, cut to a part of the frame.
    pub(crate) fn cut_to(&mut self, part: Rect, draw: impl FnOnce(&mut Self)) {
        let Rect { left, top, .. } = part;
        let (width, height) = (part.width(), part.height());
        self.svg.raw(&format!(
            "<svg x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" \
             viewBox=\"{left:.1} {top:.1} {width:.1} {height:.1}\">"
        ));
        draw(self);
        self.svg.raw("</svg>");
    }

    /// Text at a place, in the figure's ink.
    pub(crate) fn text(&mut self, place: Place, anchor: Anchor, text: &str) {
        self.svg.text(place, anchor, "", text);
    }
}

/// One arrow: its shaft, which ends inside its head, and its head, a triangle with the tip where the arrow ends.
pub(crate) fn arrow(tail: Place, tip: Place, width: f64, shafts: &mut Pen, heads: &mut Pen) {
    let length = distance(tail, tip);
    if length < 0.5 {
        return shafts.dot(tail);
    }
    let (ux, uy) = ((tip.0 - tail.0) / length, (tip.1 - tail.1) / length);
    let head = (2.5 + 3.5 * width).min(0.6 * length);
    let half = 0.42 * head;
    let back = (tip.0 - head * ux, tip.1 - head * uy);
    shafts.polyline(&[tail, (back.0 + 0.3 * head * ux, back.1 + 0.3 * head * uy)]);
    heads.polygon(&[
        tip,
        (back.0 - half * uy, back.1 + half * ux),
        (back.0 + half * uy, back.1 - half * ux),
    ]);
}

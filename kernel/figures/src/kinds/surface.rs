//! Surfaces over the plane, seen from above and from the side.

use super::Shape;
use crate::axis::{Axis, Scale, Span, Tick};
use crate::layer::Layer;
use crate::numbers::short;
use crate::palette::{hex, sequential};
use crate::plane::{Look, Plane};
use crate::polyline::Rect;
use crate::svg::{Anchor, FINE, Pen, Svg};
use std::ops::Range;

/// Patches to a side.
const SIDE: usize = 20;

/// Colours from the lowest to the highest patch.
const COLORS: usize = 14;

/// How far the surface is turned, and how far the view is tilted from the horizontal, in radians.
const TURN: f64 = 0.62;
const TILT: f64 = 0.5;

/// The graph of a function of two variables.
pub(crate) fn surface(f: &dyn Fn(f64, f64) -> f64, xs: Range<f64>, ys: Range<f64>) -> Shape {
    let (Some(xs), Some(ys)) = (Span::between(xs.start, xs.end), Span::between(ys.start, ys.end)) else {
        return Shape::Nothing("a range has no finite ends".to_owned());
    };
    let share = |i: usize| i as f64 / SIDE as f64;
    let heights: Vec<f64> = (0..(SIDE + 1) * (SIDE + 1))
        .map(|k| f(xs.at(share(k % (SIDE + 1))), ys.at(share(k / (SIDE + 1)))))
        .collect();
    Shape::Surface(Surface {
        zs: usual(&heights),
        heights,
        xs,
        ys,
    })
}

#[derive(Clone, Debug)]
pub(crate) struct Surface {
    /// Row by row, from the least y.
    heights: Vec<f64>,
    xs: Span,
    ys: Span,
    /// What is shown of the heights.
    pub(super) zs: Option<Span>,
}

/// From the lowest height to the highest, but for a few that are very far away.
fn usual(heights: &[f64]) -> Option<Span> {
    let mut sorted: Vec<f64> = heights.iter().copied().filter(|z| z.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let all = Span::of(sorted.iter().copied())?;
    let quantile = |q: f64| sorted[(q * (sorted.len() - 1) as f64).round() as usize];
    let middle = Span::between(quantile(0.02), quantile(0.98))?;
    Some(if all.half() > 6.0 * middle.half() && quantile(0.02) < quantile(0.98) {
        middle
    } else {
        all
    })
}

impl Surface {
    /// Draws the box, its names and the surface.
    pub(crate) fn draw_in(&self, svg: &mut Svg, room: Rect, labels: [Option<&str>; 3]) {
        let Some(zs) = self.zs else { return };
        let view = View::within(room);
        self.draw_box(svg, &view, zs, labels);
        self.draw_patches(svg, &view, zs);
    }

    /// The floor and the two walls behind the surface, with a grid, and the numbers along their edges.
    fn draw_box(&self, svg: &mut Svg, view: &View, zs: Span, labels: [Option<&str>; 3]) {
        let ticks = |span: Span, count: usize| -> Vec<(f64, Tick)> {
            let axis = Axis::new(Scale::Linear, span, (0.0, 1.0));
            let placed = |tick: Tick| Some((axis.pixel(tick.value)?, tick));
            axis.ticks(count).into_iter().filter_map(placed).collect()
        };
        let (xs, ys, zs) = (ticks(self.xs, 4), ticks(self.ys, 4), ticks(zs, 4));
        let mut grid = Pen::default();
        let mut line = |points: &[[f64; 3]]| {
            let places: Vec<_> = points.iter().map(|&point| view.place(point)).collect();
            grid.polyline(&places);
        };
        for &(t, _) in &xs {
            line(&[[t, 0.0, 0.0], [t, 1.0, 0.0], [t, 1.0, 1.0]]);
        }
        for &(t, _) in &ys {
            line(&[[0.0, t, 0.0], [1.0, t, 0.0], [1.0, t, 1.0]]);
        }
        for &(t, _) in &zs {
            line(&[[0.0, 1.0, t], [1.0, 1.0, t], [1.0, 0.0, t]]);
        }
        svg.path(
            &grid,
            "fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".15\" stroke-width=\".8\"",
        );
        let mut edges = Pen::default();
        let outline = [[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 1.0, 1.0]];
        edges.polyline(&outline.map(|point| view.place(point)));
        svg.path(&edges, "fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".5\"");
        let mut name = |point: [f64; 3], (dx, dy): (f64, f64), anchor, style: &str, text: &str| {
            let (x, y) = view.place(point);
            svg.text((x + dx, y + dy), anchor, style, text);
        };
        for (t, tick) in &xs {
            name([*t, 0.0, 0.0], (6.0, 13.0), Anchor::Start, "", &tick.name);
        }
        for (t, tick) in &ys {
            name([0.0, *t, 0.0], (-6.0, 15.0), Anchor::End, "", &tick.name);
        }
        for (t, tick) in &zs {
            name([0.0, 1.0, *t], (-8.0, 1.0), Anchor::End, "", &tick.name);
        }
        let italic = " font-style=\"italic\"";
        name(
            [0.5, 0.0, 0.0],
            (26.0, 32.0),
            Anchor::Start,
            italic,
            labels[0].unwrap_or("x"),
        );
        name(
            [0.0, 0.5, 0.0],
            (-26.0, 32.0),
            Anchor::End,
            italic,
            labels[1].unwrap_or("y"),
        );
        if let Some(label) = labels[2] {
            name([0.0, 1.0, 1.0], (-7.0, -12.0), Anchor::Start, italic, label);
        }
    }

    /// From back to front; neighbours of one colour make one path.
    fn draw_patches(&self, svg: &mut Svg, view: &View, zs: Span) {
        svg.raw(&format!(
            "<g stroke=\"#000\" stroke-opacity=\".3\" stroke-width=\"6\" stroke-linejoin=\"round\" {FINE}>"
        ));
        let mut pen = Pen::fine();
        let mut color = 0;
        let mut flush = |pen: &mut Pen, color: usize| {
            let fill = hex(sequential(color as f64 / (COLORS - 1) as f64));
            svg.path(pen, &format!("fill=\"{fill}\""));
            *pen = Pen::fine();
        };
        for i in (0..SIDE).rev() {
            for j in (0..SIDE).rev() {
                let Some((corners, height)) = self.patch(i, j, view, zs) else {
                    continue;
                };
                let its = (height * (COLORS - 1) as f64).round() as usize;
                if its != color {
                    flush(&mut pen, color);
                    color = its;
                }
                pen.polygon(&corners);
            }
            flush(&mut pen, color);
        }
        svg.raw("</g>");
    }

    /// The corners of a patch on the page, and its height as a share of all.
    fn patch(&self, i: usize, j: usize, view: &View, zs: Span) -> Option<([(f64, f64); 4], f64)> {
        let share = |i: usize| i as f64 / SIDE as f64;
        let corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)];
        let heights = corners.map(|(i, j)| self.heights[j * (SIDE + 1) + i]);
        if heights.iter().any(|z| !z.is_finite()) {
            return None;
        }
        let levels = heights.map(|z| zs.share(z).clamp(0.0, 1.0));
        let is_cut = heights.iter().all(|&z| z > zs.high) || heights.iter().all(|&z| z < zs.low);
        let mut places = [(0.0, 0.0); 4];
        for (place, ((i, j), level)) in places.iter_mut().zip(corners.into_iter().zip(levels)) {
            *place = view.place([share(i), share(j), level]);
        }
        (!is_cut).then(|| (places, levels.iter().sum::<f64>() / 4.0))
    }
}

/// Where points of the unit cube lie on the page.
struct View {
    scale: (f64, f64),
    shift: (f64, f64),
}

impl View {
    fn within(room: Rect) -> Self {
        let corners = (0..8).map(|k| [k & 1, k >> 1 & 1, k >> 2].map(f64::from));
        let places: Vec<(f64, f64)> = corners.map(projected).collect();
        let range = |values: Vec<f64>| {
            values
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &v| (a.min(v), b.max(v)))
        };
        let (left, right) = range(places.iter().map(|p| p.0).collect());
        let (top, bottom) = range(places.iter().map(|p| p.1).collect());
        let scale = (room.width() / (right - left), room.height() / (bottom - top));
        Self {
            scale,
            shift: (room.left - left * scale.0, room.top - top * scale.1),
        }
    }

    fn place(&self, point: [f64; 3]) -> (f64, f64) {
        let (x, y) = projected(point);
        (x * self.scale.0 + self.shift.0, y * self.scale.1 + self.shift.1)
    }
}

/// A point of the unit cube from far away: to the right, and down.
fn projected([x, y, z]: [f64; 3]) -> (f64, f64) {
    let (x, y) = (x - 0.5, y - 0.5);
    let (right, away) = (x * TURN.cos() - y * TURN.sin(), x * TURN.sin() + y * TURN.cos());
    (right, -away * TILT.sin() - 0.75 * z * TILT.cos())
}

impl Layer for Surface {
    fn spans(&self, _: Scale, _: Scale) -> Option<(Span, Span)> {
        self.zs?;
        Some((self.xs, self.ys))
    }

    /// Its box has no plane: see [`Surface::draw_in`].
    fn draw(&self, _: &mut Plane, _: Look) {}

    fn noun(&self) -> (&'static str, &'static str) {
        ("A surface", "surfaces")
    }

    fn details(&self) -> String {
        let heights = match self.zs {
            Some(zs) => format!("z from {} to {}", short(zs.low), short(zs.high)),
            None => "where the function has no finite value".to_owned(),
        };
        format!(
            "over x from {} to {} and y from {} to {}, {heights}",
            short(self.xs.low),
            short(self.xs.high),
            short(self.ys.low),
            short(self.ys.high)
        )
    }
}

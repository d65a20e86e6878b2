//! What a figure can show: one type a kind.
//!
//! In reading order:
//! - `curve`, `scatter`, `bars`, `hist`, `arrows`, `field`, `surface`: each a kind or two
//! - `contour`, and `level_sets`, its lines
//! - `heatmap`, and `png`, in which large matrices are written
//! - `plane_map`: what a 2×2 matrix does
//! - `graph`, and `graph_layout`, the places of its boxes

mod arrows;
mod bars;
mod contour;
mod curve;
mod field;
mod graph;
mod graph_layout;
mod heatmap;
mod hist;
mod level_sets;
mod plane_map;
mod png;
mod scatter;
mod surface;

use crate::axis::{Scale, Span};
use crate::layer::Layer;
use crate::plane::{Look, Plane};

pub(crate) use arrows::{Arrows, arrows};
pub(crate) use bars::{Bars, bars};
pub(crate) use contour::{Contour, contour};
pub(crate) use curve::{Curve, curve, line};
pub(crate) use field::{Field, field};
pub(crate) use graph::{Graph, graph};
pub(crate) use heatmap::{Heatmap, heatmap};
pub(crate) use hist::{Histogram, histogram};
pub(crate) use plane_map::{PlaneMap, plane_map};
pub(crate) use scatter::{Path, Scatter, path, scatter};
pub(crate) use surface::{Surface, surface};

#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Curve(Curve),
    Scatter(Scatter),
    Path(Path),
    Bars(Bars),
    Histogram(Histogram),
    Arrows(Arrows),
    Field(Field),
    Contour(Contour),
    Surface(Surface),
    Heatmap(Heatmap),
    PlaneMap(PlaneMap),
    Graph(Graph),
    /// What can't be drawn, and why.
    Nothing(String),
}

impl Shape {
    pub(crate) fn layer(&self) -> &dyn Layer {
        match self {
            Shape::Curve(curve) => curve,
            Shape::Scatter(scatter) => scatter,
            Shape::Path(path) => path,
            Shape::Bars(bars) => bars,
            Shape::Histogram(histogram) => histogram,
            Shape::Arrows(arrows) => arrows,
            Shape::Field(field) => field,
            Shape::Contour(contour) => contour,
            Shape::Surface(surface) => surface,
            Shape::Heatmap(heatmap) => heatmap,
            Shape::PlaneMap(map) => map,
            Shape::Graph(graph) => graph,
            Shape::Nothing(reason) => reason,
        }
    }

    /// The least and the greatest number that its third dimension shows, height or colour.
    pub(crate) fn depth(&self) -> Option<Span> {
        match self {
            Shape::Surface(surface) => surface.zs,
            Shape::Heatmap(heatmap) => Span::between(heatmap.range.0, heatmap.range.1),
            _ => None,
        }
    }

    /// Has the third dimension, if there is one, show that much.
    pub(crate) fn show_depth(&mut self, depth: Span) {
        match self {
            Shape::Surface(surface) => surface.zs = surface.zs.and(Some(depth)),
            Shape::Heatmap(heatmap) if heatmap.has_entries() => {
                heatmap.range = depth.only.map_or((depth.low, depth.high), |only| (only, only));
            }
            _ => {}
        }
    }
}

impl Layer for String {
    fn spans(&self, _: Scale, _: Scale) -> Option<(Span, Span)> {
        None
    }

    fn draw(&self, _: &mut Plane, _: Look) {}

    fn noun(&self) -> (&'static str, &'static str) {
        ("An empty figure", "empty figures")
    }

    fn details(&self) -> String {
        self.clone()
    }
}

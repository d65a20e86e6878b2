//! Figures by one call, for cells of a notebook: `plot(|x| x.sin(), -3.0..3.0)` is all that a curve takes.
//!
//! Each function makes a [`Figure`], options are chained, and [`Figure::and`] lays one figure over another:
//! `contour(f, -2.0..2.0, -1.0..3.0).and(path(steps)).title("Descent")`. Numbers and points come in whatever form they
//! are at hand: [`Numbers`], [`Points`]. A figure is SVG, [for a page](Figure::html) whose theme it follows or
//! [on its own](Figure::svg), and [a sentence](Figure::description). The same figure gives the same bytes; whatever the
//! input, nothing panics, and what can't be drawn says why.
//!
//! What is generic does no more than to hand its arguments on, so that a cell compiles next to nothing.
//!
//! In reading order:
//! - `figure`: a figure, its options and its forms
//! - `inputs`: what the functions take
//! - `shape`: what kinds of series have in common
//! - `curve`, `scatter`, `bars`, `hist`, `arrows`, `field`, `contour`, `surface`, `heatmap`, `plane_map`: each kind
//! - `level_sets`: the lines of a contour plot
//! - `page`: the parts of a figure around its series: title, legend, axes
//! - `plane`: numbers in, pixels out
//! - `axis`: ranges and ticks
//! - `polyline`: lines cut to the frame, and reduced to what is seen
//! - `palette`: colours
//! - `numbers`: numbers as people read them
//! - `svg`, `png`: how it is written

mod figure;
mod inputs;
mod shape;

mod arrows;
mod bars;
mod contour;
mod curve;
mod field;
mod heatmap;
mod hist;
mod level_sets;
mod plane_map;
mod scatter;
mod surface;

mod axis;
mod numbers;
mod page;
mod palette;
mod plane;
mod png;
mod polyline;
mod svg;

pub use arrows::arrows;
pub use bars::bars;
pub use contour::contour;
pub use curve::{line, plot};
pub use field::field;
pub use figure::Figure;
pub use heatmap::heatmap;
pub use hist::hist;
pub use inputs::{Numbers, Point, Points, Real};
pub use plane_map::map_of;
pub use scatter::{path, scatter};
pub use surface::surface;

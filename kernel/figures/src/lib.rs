//! Figures by one call, for cells of a notebook: `plot(|x| x.sin(), -3.0..3.0)` is all that a curve takes.
//!
//! Each function makes a [`Figure`], options are chained, and [`Figure::and`] lays one figure over another:
//! `contour(f, -2.0..2.0, -1.0..3.0).and(path(steps)).title("Descent")`. Numbers and points come in whatever form they
//! are at hand: [`Numbers`], [`Points`]. [`animate`] and [`slider`] make a [`Motion`] of many figures. A figure is SVG, [for a page](Figure::html) whose theme it follows or
//! [on its own](Figure::svg), and [a sentence](Figure::description). The same figure gives the same bytes; whatever the
//! input, nothing panics, and what can't be drawn says why.
//!
//! In reading order:
//! - `functions`: what a cell calls; generic, and so does no more than to hand its arguments on
//! - `motion`: figures that move or have sliders
//! - `figure`: a figure, its options and its forms
//! - `inputs`: what the functions take
//! - `run`: numbers as they lie in memory
//! - `content`: what a figure consists of, and its words
//! - `kinds`: what it can show
//! - `page`: what is around the series: title, legend, axes
//! - `layer`: what the page and the kinds know of each other
//! - `plane`: numbers in, pixels out
//! - `axis`: ranges and ticks
//! - `polyline`: lines cut to the frame, and reduced to what is seen
//! - `palette`: colours
//! - `numbers`: numbers as people read them
//! - `svg`: how it is written
//! - `image`: how it stands in HTML
//!
//! Layout and paths are its own: plotters places everything on whole pixels, on which curves wobble.

mod functions;

mod motion;

mod figure;
mod inputs;
mod run;

mod content;
mod kinds;
mod page;

mod layer;
mod plane;

mod axis;
mod image;
mod numbers;
mod palette;
mod polyline;
mod svg;

pub use figure::Figure;
pub use functions::{
    animate, arrows, bars, contour, field, graph, heatmap, heatmap_of_columns, hist, line, map_of, path, plot, scatter,
    slider, sliders, surface,
};
pub use inputs::{Link, Numbers, Point, Points, Real};
pub use motion::Motion;
pub use numbers::{extent, order};
pub use run::Run;

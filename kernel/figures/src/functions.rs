//! The functions that make figures. What is generic in them hands its arguments on at once, so that a cell that calls
//! them compiles next to nothing.

use crate::figure::Figure;
use crate::inputs::{Grid, Link, Numbers, Points, Real};
use crate::kinds;
use crate::motion::Motion;
use nalgebra::{Dim, Matrix, RawStorage, Scalar};
use std::ops::Range;

/// The graph of a function: `plot(|x| x.sin(), -3.0..3.0)`.
///
/// The function is sampled more often where it bends, and its graph is broken where it jumps or isn't finite. Near a
/// pole the vertical axis keeps to where the function is most of the time; [`Figure::y_range`] shows another part.
/// A range without finite ends gives an empty figure.
pub fn plot<F: Fn(f64) -> f64>(f: F, range: Range<f64>) -> Figure {
    Figure::of(kinds::curve(&f, range))
}

/// A line through points, in their order. Points that aren't finite break it.
pub fn line(points: impl Points) -> Figure {
    Figure::of(kinds::line(points.points()))
}

/// Points as dots. Those that aren't finite are left out; of many thousands, those that would cover each other are merged.
pub fn scatter(points: impl Points) -> Figure {
    Figure::of(kinds::scatter(points.points()))
}

/// Steps from point to point, as those of gradient descent: dots joined by lines, an open ring at the start and a cross
/// at the end. To be laid over contours: `contour(f, -2.0..2.0, -1.0..3.0).and(path(steps))`.
pub fn path(points: impl Points) -> Figure {
    Figure::of(kinds::path(points.points()))
}

/// A bar for each number, from 0 up or down. They are counted from 0, or named by [`Figure::names`]; several lists, laid
/// over each other by [`Figure::and`], stand side by side.
pub fn bars(values: impl Numbers) -> Figure {
    Figure::of(kinds::bars(values.numbers()))
}

/// How often numbers fall into each of a row of equal bins: from an edge up to the next, which belongs to the next bin.
///
/// Whole numbers that are close together (dice, counts) have a bin each. Else the width of a bin is 2·IQR·n^(−1/3)
/// (Freedman and Diaconis, 1981), or, where half of the numbers are the same, there are ⌈log₂ n⌉ + 1 bins (Sturges, 1926);
/// [`Figure::bins`] sets their number. Numbers that aren't finite are left out.
pub fn hist(data: impl Numbers) -> Figure {
    Figure::of(kinds::histogram(data.numbers()))
}

/// Vectors as arrows from the origin, or from where [`Figure::tails`] says; one unit is as long on both axes. Those that
/// aren't finite are left out, and all beyond the first thousand.
pub fn arrows(vectors: impl Points) -> Figure {
    Figure::of(kinds::arrows(vectors.points()))
}

/// A vector field, as 15 × 15 arrows whose middles are where the vectors belong. They are as long in proportion as the
/// vectors, up to the longest, which just doesn't touch its neighbours (near a pole, up to nine tenths of them).
/// Vectors that aren't finite are left out.
pub fn field<F: Fn(f64, f64) -> (f64, f64)>(f: F, x_range: Range<f64>, y_range: Range<f64>) -> Figure {
    Figure::of(kinds::field(&f, x_range, y_range))
}

/// Contours of a function of two variables, at about eight round levels, named in their lines; the higher the function,
/// the darker the ground.
///
/// Where most of the plane is far below the highest values, as for Rosenbrock's function, the levels grow as 1, 2, 5, 10…
/// Where the function isn't finite, there are none.
pub fn contour<F: Fn(f64, f64) -> f64>(f: F, x_range: Range<f64>, y_range: Range<f64>) -> Figure {
    Figure::of(kinds::contour(&f, x_range, y_range))
}

/// The graph of a function of two variables, as a surface of 20 × 20 patches, coloured by height. Patches where the
/// function isn't finite are left out; near a pole, the surface is cut off. The figure shows no other series.
pub fn surface<F: Fn(f64, f64) -> f64>(f: F, x_range: Range<f64>, y_range: Range<f64>) -> Figure {
    Figure::of(kinds::surface(&f, x_range, y_range))
}

/// A matrix, each entry a coloured cell; rows and columns are counted from 0, and rows go down, as the matrix is written.
///
/// The colours run from the least entry to the greatest, or, where entries have both signs, from blue over white at 0 to
/// red. Up to 8×8, the numbers stand in the cells; beyond 160 rows or columns, cells are means of blocks. Entries that
/// aren't finite are left blank.
pub fn heatmap<T: Real + Scalar, R: Dim, C: Dim, S: RawStorage<T, R, C>>(matrix: &Matrix<T, R, C, S>) -> Figure {
    Figure::of(kinds::heatmap(&Grid::of(matrix)))
}

/// [`heatmap`] of a matrix of so many rows with these entries, column by column: not generic, so that millions of entries are
/// read by code that is optimised.
pub fn heatmap_of_columns(rows: usize, entries: &[f64]) -> Figure {
    Figure::of(kinds::heatmap(&Grid::from_columns(rows, entries)))
}

/// What a 2×2 matrix does to the plane: the unit grid before (faint) and after, the images of e₁ and e₂ as arrows, the
/// image of the unit square with its signed area, the determinant, and the lines that are kept: those of the
/// eigenvectors, or, where these aren't real, the axes of the ellipse that the unit circle becomes, with its singular
/// values. Of any other shape, or with entries that aren't finite, the figure is empty and says so.
pub fn map_of<T: Real + Scalar, R: Dim, C: Dim, S: RawStorage<T, R, C>>(matrix: &Matrix<T, R, C, S>) -> Figure {
    Figure::of(kinds::plane_map(&Grid::of(matrix)))
}

/// A directed graph: a box for each name, of one line or several, and an arrow for each pair `(from, to)` of nodes, counted
/// from 0: `graph(["x", "x²", "y"], [(0, 1), (1, 2)])`. A third part of an arrow is its label: `(0, 1, "2x")`.
///
/// Without cycles, all arrows lead from left to right, and the figure takes the room that it needs; with cycles, nodes
/// stand on a circle. An arrow to a node that isn't there gives an empty figure that says so. The figure shows no other
/// series.
pub fn graph<N: Into<String>, L: Link>(
    names: impl IntoIterator<Item = N>,
    arrows: impl IntoIterator<Item = L>,
) -> Figure {
    let names = names.into_iter().map(Into::into).collect();
    Figure::of(kinds::graph(names, arrows.into_iter().map(Link::link).collect()))
}

/// A figure that changes in time: `animate(0.0..TAU, |t| plot(move |x| (x + t).sin(), -3.0..3.0))`.
///
/// It stands still until it is played, once from start to end, and has a slider. [`Motion::steps`] and
/// [`Motion::seconds`] say how many steps it has and how long it takes; a range without finite ends gives one figure.
pub fn animate<'a, F: Fn(f64) -> Figure + 'a>(range: Range<f64>, frame: F) -> Motion<'a> {
    Motion::animation(range, Box::new(move |values| frame(values[0])))
}

/// A figure with a slider: `slider("a", 0.0..2.0, |a| plot(move |x| a * x * x, -1.0..1.0))`.
///
/// The figures are made beforehand, [one for each step](Motion::steps).
pub fn slider<'a, F: Fn(f64) -> Figure + 'a>(name: impl Into<String>, range: Range<f64>, figure: F) -> Motion<'a> {
    Motion::sliders(vec![(name.into(), range)], Box::new(move |values| figure(values[0])))
}

/// A figure with several sliders, each with its name and range:
/// `sliders([("a", 0.0..2.0), ("b", -1.0..1.0)], |[a, b]| plot(move |x| a * x + b, -1.0..1.0))`.
///
/// There is a figure for each combination of their values, and so each has fewer steps than one alone would have.
pub fn sliders<'a, N: Into<String>, const COUNT: usize, F: Fn([f64; COUNT]) -> Figure + 'a>(
    ranges: [(N, Range<f64>); COUNT],
    figure: F,
) -> Motion<'a> {
    let ranges = ranges.into_iter().map(|(name, range)| (name.into(), range)).collect();
    Motion::sliders(
        ranges,
        Box::new(move |values| figure(std::array::from_fn(|i| values[i]))),
    )
}

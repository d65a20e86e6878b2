//! Matrices as coloured cells.

use super::Shape;
use super::png;
use crate::axis::{Scale, Span};
use crate::inputs::Grid;
use crate::layer::{ColorBar, Layer, Wishes};
use crate::numbers::{extent, short};
use crate::palette::{Rgb, diverging, hex, luminance, sequential};
use crate::plane::{Look, Plane};
use crate::svg::{Anchor, Pen};

/// Colours on the scale, and as many of an image's.
const COLORS: usize = 128;

/// A side with more cells than this is averaged.
const MOST: usize = 160;

/// Matrices of up to this many cells are drawn cell by cell, larger ones as an image.
const DRAWN: usize = 900;

/// Cells to a side at most that have room for their number.
const NUMBERED: usize = 8;

/// The cells of a matrix.
pub(crate) fn heatmap(grid: &Grid<'_>) -> Shape {
    if grid.rows == 0 || grid.columns == 0 {
        let reason = format!("a matrix of shape {}×{} has no entries", grid.rows, grid.columns);
        return Shape::Nothing(reason);
    }
    Shape::Heatmap(Heatmap {
        cells: averaged(grid),
        shape: (grid.rows, grid.columns),
        range: extent(grid.entries()),
    })
}

#[derive(Clone, Debug)]
pub(crate) struct Heatmap {
    /// The matrix, or the means of its blocks.
    cells: Grid<'static>,
    /// That of the matrix.
    shape: (usize, usize),
    /// The least and the greatest finite entry; infinite where there is none.
    pub(super) range: (f64, f64),
}

impl Heatmap {
    /// Whether any entry is finite.
    pub(super) fn has_entries(&self) -> bool {
        self.range.0 <= self.range.1
    }

    fn color_bar(&self) -> Option<ColorBar> {
        let (least, most) = self.range;
        let span = Span::between(least, most)?;
        Some(if least < 0.0 && most > 0.0 {
            let reach = span.low.abs().max(span.high);
            ColorBar {
                span: Span::new(-reach, reach),
                color: diverging,
            }
        } else {
            ColorBar {
                span,
                color: sequential,
            }
        })
    }

    /// The number of the colour for each cell, row by row; `None` for those that aren't finite.
    fn colors(&self, bar: &ColorBar) -> Vec<Option<usize>> {
        let number = |x: f64| (bar.span.share(x).clamp(0.0, 1.0) * (COLORS - 1) as f64).round() as usize;
        self.cells.by_rows().map(|x| x.is_finite().then(|| number(x))).collect()
    }

    fn draw_cells(&self, plane: &mut Plane, bar: &ColorBar) {
        let mut pens: Vec<Pen> = (0..COLORS).map(|_| Pen::default()).collect();
        let (rows, columns) = (self.cells.rows, self.cells.columns);
        let colors = self.colors(bar);
        for i in 0..rows {
            let mut j = 0;
            while j < columns {
                let color = colors[i * columns + j];
                let same = (j..columns).take_while(|&k| colors[i * columns + k] == color).count();
                if let Some(color) = color {
                    let corner = |i: usize, j: usize| self.corner(plane, i, j);
                    let ends = corner(i, j).zip(corner(i + 1, j + same));
                    if let Some((a, b)) = ends {
                        pens[color].rectangle(a, b);
                    }
                }
                j += same;
            }
        }
        // Else the page shines through between neighbours.
        plane.svg.raw("<g shape-rendering=\"crispEdges\" stroke-width=\".5\">");
        for (color, pen) in pens.iter().enumerate() {
            let fill = format!("fill=\"{0}\" stroke=\"{0}\"", hex(shade(bar, color)));
            plane.svg.path(pen, &fill);
        }
        plane.svg.raw("</g>");
    }

    fn draw_image(&self, plane: &mut Plane, bar: &ColorBar) {
        let palette: Vec<Rgb> = (0..COLORS).map(|color| shade(bar, color)).collect();
        let colors = self.colors(bar);
        let image = png::image(self.cells.columns, &palette, &colors);
        let corners = self
            .corner(plane, 0, 0)
            .zip(self.corner(plane, self.cells.rows, self.cells.columns));
        if let Some(((left, top), (right, bottom))) = corners {
            plane.svg.raw(&format!(
                "<image x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" preserveAspectRatio=\"none\" \
                 style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{image}\"/>",
                right - left,
                bottom - top
            ));
        }
    }

    fn draw_numbers(&self, plane: &mut Plane, bar: &ColorBar) {
        let (rows, columns) = self.shape;
        for (i, j) in (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j))) {
            let value = self.cells.at(i, j);
            let color = (bar.color)(bar.span.share(value));
            let ink = if luminance(color) > 0.18 { "#000" } else { "#fff" };
            if let Some((x, y)) = plane.place((j as f64, i as f64)).filter(|_| value.is_finite()) {
                let style = format!(" style=\"fill:{ink}\"");
                plane.svg.text((x, y + 4.0), Anchor::Middle, &style, &short(value));
            }
        }
    }

    /// Where the upper left corner of a cell lies.
    fn corner(&self, plane: &Plane, i: usize, j: usize) -> Option<(f64, f64)> {
        let scaled = |k: usize, all: usize, cells: usize| k as f64 * all as f64 / cells as f64 - 0.5;
        plane.place((
            scaled(j, self.shape.1, self.cells.columns),
            scaled(i, self.shape.0, self.cells.rows),
        ))
    }
}

fn shade(bar: &ColorBar, color: usize) -> Rgb {
    (bar.color)(color as f64 / (COLORS - 1) as f64)
}

/// The means of blocks of the matrix, as many as are shown.
fn averaged(grid: &Grid<'_>) -> Grid<'static> {
    let (rows, columns) = (grid.rows.min(MOST), grid.columns.min(MOST));
    Grid::new(rows, columns, &|i, j| {
        let block = |k: usize, all: usize, shown: usize| k * all / shown..(k + 1) * all / shown;
        let columns = block(j, grid.columns, columns);
        let entries: Vec<f64> = block(i, grid.rows, rows)
            .flat_map(|i| columns.clone().map(move |j| grid.at(i, j)))
            .filter(|x| x.is_finite())
            .collect();
        entries.iter().map(|x| x / entries.len() as f64).sum::<f64>() + if entries.is_empty() { f64::NAN } else { 0.0 }
    })
}

impl Layer for Heatmap {
    fn spans(&self, x: Scale, y: Scale) -> Option<(Span, Span)> {
        self.color_bar()?;
        let span = |count: usize| Span::between(-0.5, count as f64 - 0.5);
        Some((x.admitted(span(self.shape.1)?)?, y.admitted(span(self.shape.0)?)?))
    }

    fn draw(&self, plane: &mut Plane, _: Look) {
        let Some(bar) = self.color_bar() else { return };
        let (rows, columns) = self.shape;
        plane.cut(|plane| {
            match rows * columns {
                0..=DRAWN => self.draw_cells(plane, &bar),
                _ => self.draw_image(plane, &bar),
            }
            if rows.max(columns) <= NUMBERED {
                self.draw_numbers(plane, &bar);
            }
        });
    }

    fn noun(&self) -> (&'static str, &'static str) {
        ("A heatmap", "heatmaps")
    }

    fn details(&self) -> String {
        let (rows, columns) = self.shape;
        let means = match (self.cells.rows, self.cells.columns) == self.shape {
            true => String::new(),
            false => format!(
                ", shown as the means of {} by {} blocks",
                self.cells.rows, self.cells.columns
            ),
        };
        match self.color_bar() {
            Some(_) => format!(
                "of a matrix of shape {rows}×{columns}, entries from {} to {}{means}",
                short(self.range.0),
                short(self.range.1)
            ),
            None => format!("of a matrix of shape {rows}×{columns} without a finite entry"),
        }
    }

    fn wishes(&self) -> Wishes {
        let (rows, columns) = (self.shape.0 as f64, self.shape.1 as f64);
        Wishes {
            fills_frame: true,
            equal: (0.25..=4.0).contains(&(rows / columns)),
            matrix: true,
            whole: true,
            color_bar: self.color_bar(),
            ..Wishes::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_matrices_are_averaged_in_blocks() {
        let grid = Grid::new(320, 2, &|i, j| if j == 0 { i as f64 } else { f64::NAN });
        let cells = averaged(&grid);
        assert_eq!((cells.rows, cells.columns), (160, 2));
        assert_eq!((cells.at(0, 0), cells.at(159, 0)), (0.5, 318.5));
        assert!(cells.at(0, 1).is_nan());
    }
}

//! The two axes: their frame, their grid, and the numbers and names along them.

use super::{LETTERS, MARGIN, SMALL};
use crate::axis::{Axis, Span, Tick};
use crate::content::Options;
use crate::layer::Wishes;
use crate::plane::Plane;
use crate::polyline::Rect;
use crate::svg::{Anchor, Pen, Svg, fitted, width_of};

/// Between the frame and the numbers along it, in pixels.
const GAP: f64 = 7.0;

pub(super) struct Axes {
    pub(super) frame: Rect,
    x: Axis,
    y: Axis,
    x_label: Option<String>,
    /// Those of a matrix have no grid, since cells are drawn over it, and the vertical axis counts downwards.
    is_matrix: bool,
    is_whole: bool,
    has_own_grid: bool,
    /// One unit is as long on both, so that both have the same step.
    are_equal: bool,
    names: Names,
}

/// Names of bars.
struct Names {
    names: Vec<String>,
    /// Too wide to stand side by side.
    are_turned: bool,
}

impl Axes {
    pub(super) fn new(
        options: &Options,
        wishes: &Wishes,
        (xs, ys): (Span, Span),
        (width, height): (f64, f64),
        top: f64,
        right: f64,
    ) -> Self {
        let names: Vec<String> = wishes.names.iter().map(|name| fitted(name, SMALL, 110.0)).collect();
        let widest = names.iter().map(|name| width_of(name, SMALL)).fold(0.0, f64::max);
        let are_turned = widest + 6.0 > (width - 60.0) / (2.0 * xs.half());
        let names_height = if are_turned { 0.66 * widest } else { 0.0 };
        let label_height = if options.x_label.is_some() { 18.0 } else { 0.0 };
        let mut axes = Self {
            frame: Rect {
                left: 0.0,
                top: top + 8.0,
                right: width - right.max(14.0),
                bottom: height - 22.0 - names_height - label_height - MARGIN / 2.0,
            },
            x: Axis::new(options.x_scale, xs, (0.0, width)),
            y: Axis::new(options.y_scale, ys, (height, top)),
            x_label: options
                .x_label
                .as_ref()
                .map(|label| fitted(label, LETTERS, width - 60.0)),
            is_matrix: wishes.matrix,
            is_whole: wishes.whole,
            has_own_grid: wishes.own_grid,
            are_equal: false,
            names: Names { names, are_turned },
        };
        axes.frame.bottom = axes.frame.bottom.max(axes.frame.top + 20.0);
        let numbers = axes.y_ticks();
        let widest = numbers
            .iter()
            .map(|tick| width_of(&tick.name, SMALL))
            .fold(0.0, f64::max);
        axes.frame.left = (MARGIN + widest + GAP).max(24.0).min(width / 2.0);
        axes.fit();
        axes.leave_room_at_the_ends(width, right);
        axes
    }

    /// Moves the frame's sides inwards by as much as the first or last name along the horizontal axis would be cut.
    fn leave_room_at_the_ends(&mut self, width: f64, right: f64) {
        let ticks = placed(&self.x, self.x_ticks());
        if let Some((tick, x)) = ticks
            .first()
            .filter(|_| self.names.are_turned && !self.names.names.is_empty())
        {
            self.frame.left += (0.77 * width_of(&tick.name, SMALL) + 8.0 - x).max(0.0).min(width / 3.0);
        }
        if let Some((tick, x)) = ticks.last().filter(|_| right == 0.0) {
            let over = x + width_of(&tick.name, SMALL) / 2.0 + 2.0 - width;
            self.frame.right -= over.clamp(0.0, width / 3.0);
        }
        self.fit();
    }

    /// Makes one unit as long on both axes: the frame smaller, or else the numbers that it shows more.
    pub(super) fn make_units_equal(&mut self, by_frame: bool) {
        const LEAST: f64 = 40.0;
        let (x, y) = (self.x.unit(), self.y.unit());
        let unit = x.min(y);
        self.are_equal = true;
        let (width, height) = (2.0 * self.x.span.half() * unit, 2.0 * self.y.span.half() * unit);
        if by_frame && width >= LEAST && height >= LEAST {
            self.frame.right = self.frame.left + width;
            self.frame.bottom = self.frame.top + height;
        } else if !by_frame && unit > 0.0 {
            let stretched = |axis: &Axis, pixels: f64| {
                let (middle, half) = (axis.span.at(0.5), pixels / unit / 2.0);
                let span = Span::between(middle - half, middle + half).unwrap_or(axis.span);
                Axis::new(axis.scale, span, axis.ends())
            };
            self.x = stretched(&self.x, self.frame.width());
            self.y = stretched(&self.y, self.frame.height());
        }
        self.fit();
    }

    pub(super) fn plane(&self) -> Plane {
        Plane {
            x: self.x,
            y: self.y,
            svg: Svg::default(),
        }
    }

    fn fit(&mut self) {
        let frame = self.frame;
        self.x = self.x.at((frame.left, frame.right));
        self.y = self.y.at(match self.is_matrix {
            true => (frame.top, frame.bottom),
            false => (frame.bottom, frame.top),
        });
    }

    /// Thin lines at the ticks, and firmer ones at zero.
    pub(super) fn draw_grid(&self, plane: &mut Plane) {
        if self.is_matrix {
            return;
        }
        let frame = self.frame;
        let (mut grid, mut zero) = (Pen::default(), Pen::default());
        if !self.is_whole {
            for (tick, x) in placed(&self.x, self.x_ticks()) {
                let pen = if tick.value == 0.0 { &mut zero } else { &mut grid };
                if tick.value == 0.0 || !self.has_own_grid {
                    pen.polyline(&[(x, frame.top), (x, frame.bottom)]);
                }
            }
        }
        for (tick, y) in placed(&self.y, self.y_ticks()) {
            let pen = if tick.value == 0.0 { &mut zero } else { &mut grid };
            if tick.value == 0.0 || !self.has_own_grid {
                pen.polyline(&[(frame.left, y), (frame.right, y)]);
            }
        }
        let style = |opacity: &str| format!("fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"{opacity}\"");
        plane.svg.path(&grid, &style(".14"));
        plane.svg.path(&zero, &style(".5"));
    }

    /// Numbers and names along the axes, and what the horizontal one shows.
    pub(super) fn draw_names(&self, plane: &mut Plane) {
        let frame = self.frame;
        plane.svg.raw(&format!("<g font-size=\"{SMALL}\">"));
        for (tick, y) in placed(&self.y, self.y_ticks()) {
            plane.text((frame.left - GAP, y + 4.0), Anchor::End, &tick.name);
        }
        for (tick, x) in placed(&self.x, self.x_ticks()) {
            let y = frame.bottom + 16.0;
            if self.names.are_turned && !self.names.names.is_empty() {
                let (x, y) = (x + 4.0, y - 3.0);
                let turn = format!(" transform=\"rotate(-40 {x:.1} {y:.1})\"");
                plane.svg.text((x, y), Anchor::End, &turn, &tick.name);
            } else {
                plane.text((x, y), Anchor::Middle, &tick.name);
            }
        }
        plane.svg.raw("</g>");
        if let Some(label) = &self.x_label {
            let below = if self.names.are_turned {
                widest(&self.names.names) * 0.66
            } else {
                0.0
            };
            let place = ((frame.left + frame.right) / 2.0, frame.bottom + 34.0 + below);
            plane.text(place, Anchor::Middle, label);
        }
    }

    fn y_ticks(&self) -> Vec<Tick> {
        let ticks = self.y.ticks(self.y_count());
        if self.is_matrix { whole(ticks) } else { ticks }
    }

    fn y_count(&self) -> usize {
        ((self.frame.height() / 42.0) as usize).clamp(2, 10)
    }

    fn x_ticks(&self) -> Vec<Tick> {
        let names = &self.names.names;
        if !names.is_empty() {
            let slot = self.frame.width() / (2.0 * self.x.span.half());
            let stride = (13.0 / slot).ceil().max(1.0) as usize;
            let tick = |(i, name): (usize, &String)| Tick {
                value: i as f64,
                name: name.clone(),
            };
            return names.iter().enumerate().step_by(stride).map(tick).collect();
        }
        let ticks = |count| {
            let ticks = self.x.ticks(count);
            if self.is_whole { whole(ticks) } else { ticks }
        };
        let has_room = |ticks: &Vec<Tick>| {
            let width: f64 = ticks.iter().map(|tick| width_of(&tick.name, SMALL) + 12.0).sum();
            width <= self.frame.width()
        };
        if self.are_equal {
            let share = self.x.span.half() / self.y.span.half();
            let count = (self.y_count() as f64 * share).round() as usize;
            let same = self.x.ticks(count.clamp(1, 20));
            if has_room(&same) {
                return if self.is_whole { whole(same) } else { same };
            }
        }
        // Fewer, as long as they would touch each other.
        let most = ((self.frame.width() / 60.0) as usize).clamp(2, 12);
        (2..=most).rev().map(ticks).find(has_room).unwrap_or_else(|| ticks(2))
    }
}

/// Ticks within the frame, each with its pixel.
fn placed(axis: &Axis, ticks: Vec<Tick>) -> Vec<(Tick, f64)> {
    let placed = |tick: Tick| Some((axis.pixel(tick.value)?, tick)).filter(|(_, tick)| axis.span.contains(tick.value));
    ticks
        .into_iter()
        .filter_map(placed)
        .map(|(pixel, tick)| (tick, pixel))
        .collect()
}

/// Those at whole numbers, which are written without decimals.
fn whole(ticks: Vec<Tick>) -> Vec<Tick> {
    let is_whole = |tick: &Tick| tick.value.fract() == 0.0;
    let written = |tick: Tick| Tick {
        name: match tick.value.abs() < 1e6 {
            true => (tick.value as i64).to_string().replace('-', "−"),
            false => tick.name,
        },
        ..tick
    };
    ticks.into_iter().filter(is_whole).map(written).collect()
}

fn widest(names: &[String]) -> f64 {
    names.iter().map(|name| width_of(name, SMALL)).fold(0.0, f64::max)
}

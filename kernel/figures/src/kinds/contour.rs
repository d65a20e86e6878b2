//! Contours: lines along which a function of two variables is constant.

use super::Shape;
use super::level_sets::Samples;
use crate::axis::{Scale, Span, round_numbers};
use crate::layer::{Key, Layer, Sign, Wishes};
use crate::numbers::{counted, short};
use crate::palette::hex;
use crate::plane::{Look, Plane};
use crate::polyline::{Place, Rect, distance, simplified};
use crate::svg::{Anchor, FINE, Pen, width_of};
use std::ops::Range;

/// Samples to a side.
const SIDE: usize = 81;

/// About how many levels there are.
const LEVELS: usize = 8;

/// The size of the letters in lines, in pixels.
const LETTERS: f64 = 10.0;

/// The contours of a function.
pub(crate) fn contour(f: &dyn Fn(f64, f64) -> f64, xs: Range<f64>, ys: Range<f64>) -> Shape {
    match (Span::between(xs.start, xs.end), Span::between(ys.start, ys.end)) {
        (Some(xs), Some(ys)) => Shape::Contour(Contour::new(f, xs, ys)),
        _ => Shape::Nothing("a range has no finite ends".to_owned()),
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Contour {
    xs: Span,
    ys: Span,
    /// The least and the greatest finite value.
    values: Option<(f64, f64)>,
    levels: Vec<Level>,
}

#[derive(Clone, Debug)]
struct Level {
    value: f64,
    /// The edges of the region in which the function is at least that much, closed, beside the ranges where it reaches them.
    loops: Vec<Vec<(f64, f64)>>,
}

impl Contour {
    fn new(f: &dyn Fn(f64, f64) -> f64, xs: Span, ys: Span) -> Self {
        let share = |i: f64| i / (SIDE - 1) as f64;
        let at = |(i, j): (f64, f64)| (xs.at(share(i)), ys.at(share(j)));
        let values: Vec<f64> = (0..SIDE * SIDE)
            .map(|k| at(((k % SIDE) as f64, (k / SIDE) as f64)))
            .map(|(x, y)| f(x, y))
            .collect();
        let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let samples = Samples {
            columns: SIDE,
            rows: SIDE,
            values,
        };
        let levels = levels(&sorted).into_iter().map(|value| Level {
            value,
            loops: samples
                .loops(value)
                .into_iter()
                .map(|places| places.into_iter().map(at).collect())
                .collect(),
        });
        Self {
            xs,
            ys,
            values: sorted.first().copied().zip(sorted.last().copied()),
            levels: levels.filter(|level| !level.loops.is_empty()).collect(),
        }
    }
}

/// Round levels between the least and the greatest of the sorted values.
fn levels(sorted: &[f64]) -> Vec<f64> {
    let quantile = |q: f64| sorted[(q * (sorted.len() - 1) as f64).round() as usize];
    let (Some(&least), Some(&most)) = (sorted.first(), sorted.last()) else {
        return Vec::new();
    };
    if least == most {
        return Vec::new();
    }
    let Some(middle) = Span::between(quantile(0.01), quantile(0.99)) else {
        return Vec::new();
    };
    let is_skewed = middle.share(quantile(0.5)) < 0.12;
    if is_skewed && least >= 0.0 {
        let from = quantile(0.03).max(most * 1e-9).max(f64::MIN_POSITIVE).log10().floor() as i32;
        let growing: Vec<f64> = (from..=most.log10().ceil() as i32)
            .flat_map(|exponent| [1.0, 2.0, 5.0].map(|k| k * 10_f64.powi(exponent)))
            .filter(|&level| quantile(0.01) < level && level < most)
            .collect();
        let stride = growing.len().div_ceil(LEVELS + 4).max(1);
        return growing.into_iter().step_by(stride).collect();
    }
    let mut levels = round_numbers(middle, LEVELS);
    levels.retain(|&level| least < level && level < most);
    levels
}

impl Contour {
    /// The part of the frame that its ranges take up: the axes may go on beyond, where other series do.
    fn part_of(&self, plane: &Plane) -> Rect {
        let frame = plane.frame();
        let corners = [(self.xs.low, self.ys.low), (self.xs.high, self.ys.high)].map(|corner| plane.place(corner));
        let [Some((x, y)), Some((to_x, to_y))] = corners else {
            return frame;
        };
        let part = Rect {
            left: x.min(to_x).max(frame.left),
            top: y.min(to_y).max(frame.top),
            right: x.max(to_x).min(frame.right),
            bottom: y.max(to_y).min(frame.bottom),
        };
        match part.width() > 0.0 && part.height() > 0.0 {
            true => part,
            false => frame,
        }
    }
}

impl Layer for Contour {
    fn spans(&self, x: Scale, y: Scale) -> Option<(Span, Span)> {
        self.values?;
        Some((x.admitted(self.xs)?, y.admitted(self.ys)?))
    }

    fn draw(&self, plane: &mut Plane, look: Look) {
        let shade = 0.6 / self.levels.len().max(4) as f64;
        let style = format!(
            "fill=\"{0}\" fill-opacity=\"{shade:.2}\" fill-rule=\"evenodd\" stroke=\"{0}\" stroke-width=\"11\" \
             stroke-linejoin=\"round\" {FINE}",
            hex(look.color)
        );
        let mut labels: Vec<Label> = Vec::new();
        let own = self.part_of(plane);
        plane.cut_to(own, |plane| {
            plane.svg.raw(&format!("<g {style}>"));
            for level in &self.levels {
                draw_level(plane, own, level, &mut labels);
            }
            plane.svg.raw("</g>");
        });
        for label in labels {
            let (x, y) = label.middle;
            let turn = format!(
                " font-size=\"{LETTERS}\" transform=\"rotate({:.0} {x:.1} {y:.1})\"",
                label.angle
            );
            let place = (x, y + 0.35 * LETTERS);
            plane.svg.text(place, Anchor::Middle, &turn, &label.text);
        }
    }

    fn noun(&self) -> (&'static str, &'static str) {
        ("A contour plot", "contour plots")
    }

    fn details(&self) -> String {
        let ranges = format!(
            "over x from {} to {} and y from {} to {}",
            short(self.xs.low),
            short(self.xs.high),
            short(self.ys.low),
            short(self.ys.high)
        );
        let levels = match (self.levels.first(), self.levels.last()) {
            (Some(first), Some(last)) => format!(
                ", {} from {} to {}",
                counted(self.levels.len(), "level"),
                short(first.value),
                short(last.value)
            ),
            _ => String::new(),
        };
        match self.values {
            Some((least, most)) if least < most => {
                format!("{ranges}, values from {} to {}{levels}", short(least), short(most))
            }
            Some((value, _)) => format!("{ranges}, where the function is {} everywhere", short(value)),
            None => format!("{ranges}, where the function has no finite value"),
        }
    }

    fn keys(&self, label: Option<&str>) -> Vec<Key> {
        label.map(|label| Key::new(Sign::Line, label)).into_iter().collect()
    }

    fn wishes(&self) -> Wishes {
        Wishes {
            fills_frame: true,
            ..Wishes::default()
        }
    }
}

/// What names a level, in a gap of its line.
struct Label {
    middle: (f64, f64),
    /// Clockwise from the horizontal, in degrees.
    angle: f64,
    text: String,
}

/// Draws the region and its edges; the longest of them has a gap with a label, if there is room for it.
fn draw_level(plane: &mut Plane, own: Rect, level: &Level, labels: &mut Vec<Label>) {
    let mut loops: Vec<Vec<(f64, f64)>> = level
        .loops
        .iter()
        .map(|points| points.iter().filter_map(|&point| plane.place(point)).collect())
        .filter(|places: &Vec<_>| places.len() > 2)
        .collect();
    let text = short(level.value);
    let width = width_of(&text, LETTERS) + 6.0;
    let is_seen = |&(x, y): &Place| own.left < x && x < own.right && own.top < y && y < own.bottom;
    let seen: Vec<(usize, f64)> = (0..loops.len())
        .filter(|&i| loops[i].iter().any(is_seen))
        .map(|i| (i, length(&loops[i])))
        .collect();
    let drawn = seen.iter().map(|edge| edge.1).fold(0.0, f64::max) - width;
    // The dashes are those of each edge in the path: all that are long enough for the gap need a label.
    let long: Vec<usize> = seen.iter().filter(|edge| edge.1 > drawn).map(|edge| edge.0).collect();
    let mut found = Vec::new();
    for &i in &long {
        if let Some((start, label)) = room_for_label(own, &loops[i], width, &text, labels) {
            found.push((i, start));
            labels.push(label);
        }
    }
    let mut gap = String::new();
    if !found.is_empty() && found.len() == long.len() {
        for (i, start) in found {
            loops[i].rotate_left(start);
        }
        gap = format!("stroke-dasharray=\"{:.0} {:.0}\"", 10.0 * drawn, 10.0 * width);
    } else {
        labels.truncate(labels.len() - found.len());
    }
    let mut pen = Pen::fine();
    for places in loops {
        let first = places[0];
        let closed: Vec<_> = places.into_iter().chain([first]).collect();
        let mut simple = simplified(&closed, 0.25);
        simple.pop();
        pen.polygon(&simple);
    }
    plane.svg.path(&pen, &gap);
}

/// Where a closed line is to begin so that its last `width` pixels are the gap for a label: in the frame, where the line
/// is straight, far from other labels, and level rather than steep.
fn room_for_label(
    own: Rect,
    places: &[(f64, f64)],
    width: f64,
    text: &str,
    others: &[Label],
) -> Option<(usize, Label)> {
    let margin = width / 2.0 + 4.0;
    let is_inside = |(x, y): (f64, f64)| {
        (own.left + margin..=own.right - margin).contains(&x) && (own.top + 10.0..=own.bottom - 10.0).contains(&y)
    };
    if length(places) < 5.0 * width {
        return None;
    }
    let n = places.len();
    let candidate = |start: usize| {
        // Backwards from where the line begins, over the width of the gap.
        let (mut end, mut along) = (start, 0.0);
        let mut middle = places[start];
        while along < width {
            let before = (end + n - 1) % n;
            let step = distance(places[end], places[before]);
            if along < width / 2.0 && along + step >= width / 2.0 {
                let share = (width / 2.0 - along) / step;
                let mix = |a: f64, b: f64| a + (b - a) * share;
                middle = (
                    mix(places[end].0, places[before].0),
                    mix(places[end].1, places[before].1),
                );
            }
            (end, along) = (before, along + step);
        }
        let chord = (places[start].0 - places[end].0, places[start].1 - places[end].1);
        let bend = along - chord.0.hypot(chord.1);
        let angle = (chord.1 / chord.0).atan().to_degrees();
        let apart = others
            .iter()
            .map(|other| distance(other.middle, middle))
            .fold(90.0, f64::min);
        let is_free = is_inside(middle) && bend < 2.0 && apart > 26.0 && angle.is_finite();
        let score = apart - 0.35 * angle.abs() - 8.0 * bend;
        is_free.then_some((score, start, middle, angle))
    };
    let step = (n / 120).max(1);
    let best = (0..n)
        .step_by(step)
        .filter_map(candidate)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, start, middle, angle)| {
        let text = text.to_owned();
        (start, Label { middle, angle, text })
    })
}

/// That of a closed line.
fn length(places: &[(f64, f64)]) -> f64 {
    let next = places.iter().cycle().skip(1);
    places.iter().zip(next).map(|(&a, &b)| distance(a, b)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(f: impl Fn(f64, f64) -> f64, expected: &[f64]) {
        let side = Span::new(-2.0, 2.0);
        let values: Vec<f64> = Contour::new(&f, side, side).levels.iter().map(|l| l.value).collect();
        assert_eq!(values, expected);
    }

    #[test]
    fn levels_are_round() {
        check(|x, _| x, &[-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5]);
        check(|x, y| x * x + y * y, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
    }

    #[test]
    fn levels_grow_where_most_of_the_plane_is_low() {
        let rosenbrock = |x: f64, y: f64| (1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2);
        check(
            rosenbrock,
            &[1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0],
        );
    }

    #[test]
    fn lines_end_where_the_ranges_do_though_the_axes_go_on() {
        let width = |figure: crate::Figure| {
            let svg = figure.svg();
            let cut = svg.split("<svg x=").nth(1).expect("something is cut");
            let width = cut.split("width=\"").nth(1).and_then(|rest| rest.split('"').next());
            width
                .and_then(|width| width.parse::<f64>().ok())
                .expect("it has a width")
        };
        let bowl = || crate::contour(|x, y| x * x + y * y, -1.0..1.0, -1.0..1.0);
        let beside = bowl().and(crate::scatter([(3.0, 3.0)]));
        assert!(width(beside) < 0.6 * width(bowl()));
    }

    #[test]
    fn constant_functions_have_no_levels() {
        check(|_, _| 1.0, &[]);
        check(|_, _| f64::NAN, &[]);
    }
}

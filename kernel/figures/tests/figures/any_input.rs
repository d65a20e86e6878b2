//! Whatever numbers come, a figure is drawn: nothing panics, and nothing is drawn nowhere.

use crate::well_formed::check;
use figures::{Figure, arrows, bars, contour, field, graph, heatmap, hist, line, map_of, path, plot, scatter, surface};
use nalgebra::{DMatrix, Matrix2};
use proptest::collection::vec;
use proptest::prelude::*;

/// Any float: infinite, not a number, huge, tiny, or one of a few that meet each other.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        3 => any::<f64>(),
        3 => -10.0..10.0,
        1 => prop_oneof![
            Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY), Just(f64::MAX), Just(f64::MIN),
            Just(f64::MIN_POSITIVE), Just(5e-324), Just(1e300), Just(-1e300), Just(1e-300)
        ],
        2 => prop_oneof![Just(0.0), Just(-0.0), Just(1.0), Just(-1.0), Just(0.3)],
    ]
}

fn point() -> impl Strategy<Value = (f64, f64)> {
    (number(), number())
}

/// Options of all kinds, some of which make no sense.
#[derive(Clone, Debug)]
struct Options {
    log: [bool; 2],
    equal: bool,
    size: Option<(u32, u32)>,
    ranges: [Option<(f64, f64)>; 2],
    text: String,
}

impl Options {
    fn any() -> impl Strategy<Value = Self> {
        let range = || proptest::option::weighted(0.3, point());
        let size = proptest::option::of((0..5000_u32, 0..5000_u32));
        (
            any::<[bool; 2]>(),
            any::<bool>(),
            size,
            [range(), range()],
            any::<String>(),
        )
            .prop_map(|(log, equal, size, ranges, text)| Self {
                log,
                equal,
                size,
                ranges,
                text,
            })
    }

    fn of(&self, mut figure: Figure) -> Figure {
        let text = &self.text;
        figure = if self.log[0] { figure.log_x() } else { figure };
        figure = if self.log[1] { figure.log_y() } else { figure };
        figure = if self.equal { figure.equal() } else { figure };
        if let Some((width, height)) = self.size {
            figure = figure.size(width, height);
        }
        if let Some((a, b)) = self.ranges[0] {
            figure = figure.x_range(a..b);
        }
        if let Some((a, b)) = self.ranges[1] {
            figure = figure.y_range(a..b);
        }
        figure.title(text).label(text).x_label(text).y_label(text)
    }
}

/// A function of two numbers that takes any values anywhere.
fn function([a, b, c]: [f64; 3]) -> impl Fn(f64, f64) -> f64 {
    move |x, y| a * x * x + b / y + c
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn points_make_figures(points in vec(point(), 0..30), tails in vec(point(), 0..3), options in Options::any()) {
        for figure in [scatter(&points), line(&points), path(&points), arrows(&points), arrows(&points).tails(tails)] {
            check(&figure);
            check(&options.of(figure));
        }
    }

    #[test]
    fn numbers_make_figures(
        data in vec(number(), 0..40),
        names in vec(any::<String>(), 0..5),
        bins in any::<usize>(),
        options in Options::any(),
    ) {
        for figure in [bars(&data), bars(&data).names(names).and(bars(&data)), hist(&data), hist(&data).bins(bins)] {
            check(&figure);
            check(&options.of(figure));
        }
    }

    #[test]
    fn functions_make_figures(a in number(), b in number(), c in number(), (from, to) in point(), options in Options::any()) {
        for figure in [
            plot(|x| a * x + b, from..to),
            plot(|x| a / (x - b) + c, from..to),
            plot(|x| (a * x).sin().powf(b), from..to),
        ] {
            check(&figure);
            check(&options.of(figure));
        }
    }

    #[test]
    fn names_and_arrows_make_figures(
        names in vec(any::<String>(), 0..9),
        arrows in vec((0..9_usize, 0..9_usize, any::<String>()), 0..20),
        options in Options::any(),
    ) {
        let inside = arrows.iter().filter(|arrow| arrow.0.max(arrow.1) < names.len()).cloned();
        let forwards = inside.clone().filter(|arrow| arrow.0 < arrow.1);
        for figure in [graph(names.clone(), arrows.clone()), graph(names.clone(), inside), graph(names.clone(), forwards)] {
            check(&figure);
            check(&options.of(figure));
        }
    }

    #[test]
    fn matrices_make_figures(entries in vec(number(), 12), rows in 0..4_usize, columns in 0..4_usize, options in Options::any()) {
        let matrix = DMatrix::from_fn(rows, columns, |i, j| entries[i * columns + j]);
        let square = Matrix2::from_fn(|i, j| entries[2 * i + j]);
        for figure in [heatmap(&matrix), map_of(&matrix), map_of(&square), scatter(&matrix)] {
            check(&figure);
            check(&options.of(figure));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn functions_of_the_plane_make_figures(
        coefficients in [number(), number(), number()],
        (x0, x1) in point(),
        (y0, y1) in point(),
        steps in vec(point(), 0..5),
        options in Options::any(),
    ) {
        let f = function(coefficients);
        for figure in [
            contour(&f, x0..x1, y0..y1),
            contour(&f, x0..x1, y0..y1).and(path(steps)),
            surface(&f, x0..x1, y0..y1),
            field(|x, y| (f(x, y), f(y, x)), x0..x1, y0..y1),
        ] {
            check(&figure);
            check(&options.of(figure));
        }
    }
}

//! Writes a page with a figure of every kind, on white and on a dark ground, to look at:
//! `cargo run --release -p meno-figures --example gallery > gallery.html`.

use figures::{
    Figure, Motion, animate, arrows, bars, contour, field, graph, heatmap, hist, line, map_of, path, plot, scatter,
    slider, sliders, surface,
};
use nalgebra::{DMatrix, dmatrix, matrix};
use std::time::Instant;

fn main() {
    let figures = gallery();
    for (name, figure) in &figures {
        let (start, bytes) = (Instant::now(), figure.html().len());
        eprintln!("{bytes:>7} bytes, {:>7.1?}  {name}", start.elapsed());
    }
    let motions = motions();
    for (_, motion) in &motions {
        let (start, bytes) = (Instant::now(), motion.html().len());
        eprintln!("{bytes:>7} bytes, {:>7.1?}  {}", start.elapsed(), motion.description());
    }
    let start = Instant::now();
    let sine = plot(|x| x.sin(), -3.0..3.0).html().len();
    eprintln!("a sine curve from call to SVG: {sine} bytes in {:.1?}", start.elapsed());
    println!("<!doctype html><meta charset=utf-8><style>body{{margin:0;font:13px sans-serif}}");
    println!("section{{display:flex;flex-wrap:wrap;gap:14px;padding:14px}}.dark{{background:#111;color:#ddd}}</style>");
    for class in ["light", "dark"] {
        println!("<section class={class}>");
        for (name, figure) in &figures {
            println!("<div>{name}<br>{}</div>", figure.html());
        }
        for (name, motion) in &motions {
            println!("<div>{name}<br>{}</div>", motion.html());
        }
        println!("</section>");
    }
}

/// Noise that is the same in every run, about normal: sums of a linear congruential generator's numbers.
fn noise(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        let sum: f64 = (0..12)
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                (state >> 11) as f64 / (1_u64 << 53) as f64
            })
            .sum();
        sum - 6.0
    }
}

fn motions() -> Vec<(&'static str, Motion<'static>)> {
    let bowl = |x: f64, y: f64| x * x + 3.0 * y * y + x * y;
    let descent = move |rate: f64| {
        let steps: Vec<(f64, f64)> = std::iter::successors(Some((-2.6, 1.7)), |&(x, y)| {
            Some((x - rate * (2.0 * x + y), y - rate * (6.0 * y + x)))
        })
        .take(25)
        .collect();
        contour(bowl, -3.0..3.0, -2.0..2.0).and(path(steps))
    };
    vec![
        (
            "animation",
            animate(0.0..std::f64::consts::TAU, |t| plot(move |x| (x + t).sin(), -3.0..3.0)),
        ),
        ("slider", slider("rate", 0.01..0.33, descent).steps(32)),
        (
            "two sliders",
            sliders([("slope", -2.0..2.0), ("intercept", -1.0..1.0)], |[a, b]| {
                plot(move |x| a * x + b, -1.0..1.0).title(format!("y = {a:.1} x + {b:.1}"))
            }),
        ),
        (
            "rotation",
            animate(0.0..std::f64::consts::TAU, |t| {
                map_of(&matrix![t.cos(), -t.sin(); t.sin(), t.cos()])
            }),
        ),
        (
            "a moving contour",
            animate(0.0..2.0, |t| {
                contour(move |x, y| (x + t).sin() * y.cos(), -3.0..3.0, -3.0..3.0)
            }),
        ),
        (
            "a moving surface",
            animate(0.0..std::f64::consts::TAU, |t| {
                surface(move |x, y| (x + t).sin() * y.cos(), -3.0..3.0, -3.0..3.0)
            }),
        ),
    ]
}

fn gallery() -> Vec<(&'static str, Figure)> {
    let mut normal = noise(7);
    let cloud: Vec<(f64, f64)> = (0..200)
        .map(|_| (normal(), normal()))
        .map(|(x, e)| (x, 0.8 * x + 0.5 * e))
        .collect();
    let samples: Vec<f64> = (0..1000).map(|_| normal()).collect();
    let crowd: Vec<(f64, f64)> = (0..10_000).map(|_| (normal(), normal())).collect();
    let mut total = 0.0;
    let walk: Vec<(f64, f64)> = (0..10_000)
        .map(|i| {
            total += normal();
            (f64::from(i), total)
        })
        .collect();
    let mut die = || ((normal() + 6.0) * 1e6) as i32 % 6 + 1;
    let dice: Vec<i32> = (0..600).map(|_| die() + die()).collect();
    let rosenbrock = |x: f64, y: f64| (1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2);
    let bowl = |x: f64, y: f64| x * x + 3.0 * y * y + x * y;
    let steps: Vec<(f64, f64)> = std::iter::successors(Some((-2.6, 1.7)), |&(x, y)| {
        Some((x - 0.14 * (2.0 * x + y), y - 0.14 * (6.0 * y + x)))
    })
    .take(25)
    .collect();
    let gauss = |m: f64, s: f64| move |x: f64| (-(x - m).powi(2) / (2.0 * s * s)).exp() / (s * 2.5066);
    vec![
        ("sine", plot(|x| x.sin(), -3.0..3.0)),
        (
            "three curves",
            plot(gauss(0.0, 1.0), -4.0..4.0)
                .label("σ = 1")
                .and(plot(gauss(0.0, 0.5), -4.0..4.0).label("σ = 0.5"))
                .and(plot(gauss(1.0, 1.5), -4.0..4.0).label("μ = 1, σ = 1.5"))
                .title("Normal densities")
                .x_label("x")
                .y_label("density"),
        ),
        ("pole", plot(|x| 1.0 / x, -3.0..3.0)),
        ("tangent", plot(f64::tan, -5.0..5.0)),
        (
            "scatter",
            scatter(&cloud)
                .and(plot(|x| 0.8 * x, -3.0..3.0))
                .x_label("height")
                .y_label("weight"),
        ),
        ("histogram", hist(&samples).title("1000 samples").x_label("value")),
        ("dice", hist(&dice).x_label("sum of two dice")),
        (
            "contour",
            contour(bowl, -3.0..3.0, -2.0..2.0)
                .and(path(&steps))
                .title("Gradient descent"),
        ),
        (
            "rosenbrock",
            contour(rosenbrock, -2.0..2.0, -1.0..3.0).and(scatter([(1.0, 1.0)]).label("minimum")),
        ),
        (
            "saddle",
            contour(|x, y| x.sin() * y.cos(), -3.0..3.0, -3.0..3.0).equal(),
        ),
        ("field", field(|x, y| (-y, x), -2.0..2.0, -2.0..2.0).equal()),
        (
            "field",
            field(|x, y| (y, -x.sin() - 0.3 * y), -5.0..5.0, -3.0..3.0)
                .x_label("angle")
                .y_label("speed"),
        ),
        ("map", map_of(&matrix![2.0, 1.0; 0.5, 1.5])),
        ("rotation", map_of(&matrix![0.8, -0.9; 0.6, 0.8])),
        ("reflection", map_of(&matrix![0.0, 1.0; 1.0, 0.0])),
        ("singular", map_of(&matrix![1.0, 2.0; 0.5, 1.0])),
        (
            "computational graph",
            graph(
                ["x\n0.5", "a = x²\n0.25", "b = sin x\n0.48", "y = a b\n0.12"],
                [
                    (0, 1, "2x = 1"),
                    (0, 2, "cos x = 0.88"),
                    (1, 3, "b = 0.48"),
                    (2, 3, "a = 0.25"),
                ],
            ),
        ),
        (
            "graph with an arrow past others",
            graph(
                ["a", "b", "c", "d", "e"],
                [(0, 1), (1, 2), (2, 3), (0, 3), (0, 2), (4, 3), (1, 3)],
            ),
        ),
        (
            "graph with cycles",
            graph(
                ["a", "b", "c", "d"],
                [(0, 1), (1, 0), (1, 2), (2, 3), (3, 0), (3, 3), (0, 2)],
            )
            .title("Roads"),
        ),
        ("arrows", arrows([(2.0, 1.0), (-1.0, 1.5), (1.0, -0.5)])),
        (
            "sum",
            arrows([(2.0, 1.0)])
                .label("v")
                .and(arrows([(-1.0, 1.5)]).tails([(2.0, 1.0)]).label("w"))
                .and(arrows([(1.0, 2.5)]).label("v + w")),
        ),
        (
            "heatmap",
            heatmap(&dmatrix![1.0, 0.5, -0.2; 0.5, 1.0, 0.3; -0.2, 0.3, 1.0]),
        ),
        (
            "large",
            heatmap(&DMatrix::from_fn(60, 80, |i, j| {
                ((i as f64) / 9.0).sin() * (j as f64 / 11.0).cos() + 1.0
            }))
            .title("60×80"),
        ),
        (
            "huge",
            heatmap(&DMatrix::from_fn(500, 500, |i, j| {
                ((i * i + j * j) as f64 / 9000.0).sin()
            })),
        ),
        (
            "surface",
            surface(|x, y| (x * x + y * y).sqrt().sin(), -6.0..6.0, -6.0..6.0),
        ),
        (
            "saddle",
            surface(|x, y| x * x - y * y, -1.0..1.0, -1.0..1.0).title("A saddle"),
        ),
        (
            "bars",
            bars([3, 5, 2, 4])
                .names(["red", "green", "blue", "grey"])
                .y_label("votes"),
        ),
        (
            "two",
            bars([3.0, -1.0, 2.0])
                .label("before")
                .and(bars([2.0, 1.5, -2.0]).label("after"))
                .names(["spring meadow", "summer", "autumn"]),
        ),
        (
            "long names",
            bars([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
                .names([
                    "a rather long name",
                    "another one",
                    "short",
                    "x",
                    "something else",
                    "last of all",
                ])
                .x_label("kind"),
        ),
        (
            "log",
            line((1..40).map(|n| (n, f64::from(n).powi(3) * 2.0)).collect::<Vec<_>>())
                .log_x()
                .log_y(),
        ),
        ("decay", plot(|x| (-x).exp(), 0.0..20.0).log_y()),
        (
            "circle",
            line(
                (0..=60)
                    .map(|i| f64::from(i) / 60.0 * std::f64::consts::TAU)
                    .map(|t| (t.cos(), t.sin()))
                    .collect::<Vec<_>>(),
            )
            .equal(),
        ),
        ("crowd", scatter(&crowd)),
        ("walk", line(&walk)),
        ("empty", scatter(Vec::<(f64, f64)>::new()).title("Nothing here")),
        ("wrong", map_of(&dmatrix![1.0, 2.0, 3.0])),
        ("tiny", plot(|x| x * x, 1e-300..2e-300)),
        ("huge range", plot(|x| x, -1e300..1e300)),
        ("constant", plot(|_| 5.0, 0.0..1.0)),
        (
            "many",
            (0..9)
                .map(|k| plot(move |x| (x + f64::from(k) * 0.3).sin(), 0.0..6.0).label(format!("k = {k}")))
                .reduce(Figure::and)
                .unwrap_or_else(|| plot(f64::sin, 0.0..1.0)),
        ),
    ]
}

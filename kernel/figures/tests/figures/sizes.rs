//! Figures stay small: they are saved in the notebook with every run.

use figures::{Figure, contour, field, graph, heatmap, hist, line, map_of, plot, scatter, surface};
use nalgebra::{DMatrix, matrix};

#[track_caller]
fn check(figure: Figure, most_kilobytes: usize) {
    let bytes = figure.html().len();
    assert!(bytes <= 1000 * most_kilobytes, "{bytes} bytes");
}

/// Evenly spread over 0 to 1, and different at each place.
fn spread(i: usize) -> f64 {
    (i as f64 * 0.754_877_666).fract()
}

#[test]
fn curves_take_less_than_10_kilobytes() {
    check(plot(|x| x.sin(), -3.0..3.0), 3);
    let wave = |k: f64| plot(move |x| (k * x).sin(), -3.0..3.0);
    check(wave(1.0).and(wave(2.0)).and(wave(3.0)), 10);
}

#[test]
fn points_and_bars_take_less_than_10_kilobytes() {
    let cloud: Vec<(f64, f64)> = (0..200).map(|i| (spread(i), spread(i * i))).collect();
    check(scatter(cloud), 5);
    check(
        hist((0..1000).map(|i| spread(i) + spread(i * i)).collect::<Vec<_>>()),
        5,
    );
}

#[test]
fn functions_of_the_plane_take_less_than_10_kilobytes() {
    check(contour(|x, y| x * x + x * y + 3.0 * y * y, -3.0..3.0, -2.0..2.0), 10);
    check(field(|x, y| (-y, x), -2.0..2.0, -2.0..2.0), 10);
    check(map_of(&matrix![2.0, 1.0; 0.5, 1.5]), 5);
}

#[test]
fn graphs_take_less_than_10_kilobytes() {
    let names = (0..14).map(|i| format!("a{i}\n{i}.00\nslope {i}.50"));
    let arrows = (0..14)
        .flat_map(|i| [(i, i + 3), (i, i + 2)])
        .filter(|arrow| arrow.1 < 14);
    check(graph(names.clone(), arrows.clone()), 10);
    check(
        graph(
            names,
            arrows.map(|(from, to)| (from, to, "2x")).chain([(15, 0, "back")]),
        ),
        10,
    );
}

#[test]
fn ten_thousand_points_take_less_than_60_kilobytes() {
    let cloud: Vec<(f64, f64)> = (0..10_000).map(|i| (spread(i), spread(i * i))).collect();
    check(scatter(&cloud), 60);
    check(line(&cloud), 60);
}

#[test]
fn large_matrices_take_less_than_60_kilobytes() {
    check(heatmap(&DMatrix::from_fn(30, 30, |i, j| spread(i * 30 + j))), 60);
    check(heatmap(&DMatrix::from_fn(500, 500, |i, j| spread(i * 500 + j))), 60);
}

#[test]
fn a_surface_takes_less_than_30_kilobytes() {
    check(surface(|x, y| x.sin() * y.cos(), -3.0..3.0, -3.0..3.0), 30);
}

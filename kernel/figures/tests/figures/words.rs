//! What figures say to those who don't see them.

use figures::{Figure, arrows, bars, contour, field, graph, heatmap, hist, line, map_of, path, plot, scatter, surface};
use nalgebra::{DMatrix, matrix};

#[track_caller]
fn check(figure: Figure, expected: &str) {
    assert_eq!(figure.description(), expected);
}

#[test]
fn each_kind_is_told_in_a_sentence() {
    check(
        plot(|x| 2.0 * x, -3.0..3.0),
        "A curve over x from −3 to 3, y from −6 to 6.",
    );
    check(
        line([(0.0, 1.0), (1.0, 3.0)]),
        "A line through 2 points, y from 1 to 3.",
    );
    check(
        scatter([(0.0, 1.0), (1.0, 3.0)]),
        "A scatter plot of 2 points, x from 0 to 1, y from 1 to 3.",
    );
    check(
        bars([3, 5]).names(["red", "green"]),
        "A bar chart of 2 values: red 3, green 5.",
    );
    check(
        hist([1, 2, 2, 6]),
        "A histogram of 4 numbers from 1 to 6, in 6 bins, at most 2 in one.",
    );
    check(arrows([(1.0, 0.5)]), "Arrows for 1 vector: (1, 0.5).");
    check(
        field(|x, y| (-y, x), -1.0..1.0, -1.0..1.0),
        "A vector field over x from −1 to 1 and y from −1 to 1, 15 by 15 arrows, the longest vector of length 1.414.",
    );
    check(
        contour(|x, _| x, 0.0..1.0, 0.0..1.0),
        "A contour plot over x from 0 to 1 and y from 0 to 1, values from 0 to 1, 9 levels from 0.1 to 0.9.",
    );
    check(
        surface(|x, y| x * y, 0.0..1.0, 0.0..2.0),
        "A surface over x from 0 to 1 and y from 0 to 2, z from 0 to 2.",
    );
    check(
        heatmap(&matrix![1.0, -2.0]),
        "A heatmap of a matrix of shape 1×2, entries from −2 to 1.",
    );
    check(
        map_of(&matrix![2.0, 0.0; 0.0, 3.0]),
        "A map of the plane that takes e₁ to (2, 0) and e₂ to (0, 3), det = 6, eigenvectors, λ = 3, λ = 2.",
    );
    check(
        path([(1.0, 1.0), (0.0, 0.0)]),
        "A path of 2 points from (1, 1) to (0, 0).",
    );
}

#[test]
fn a_graph_is_told_box_by_box_and_arrow_by_arrow() {
    check(
        graph(["x\n3", "x²\n9", "y"], [(0, 1, "6"), (1, 2, "")]),
        "A graph of 3 nodes: x, 3; x², 9; y. 2 arrows: x to x² (6); x² to y.",
    );
    check(
        graph(["a"], [] as [(usize, usize); 0]),
        "A graph of 1 node: a, without arrows.",
    );
}

#[test]
fn titles_and_labels_are_told() {
    check(
        plot(|_| 5.0, 0.0..1.0).label("f").title("A constant").x_label("time"),
        "A constant: “f”, a curve over x from 0 to 1, at y = 5. The x axis shows time.",
    );
}

#[test]
fn several_series_are_told_together() {
    let figure = plot(f64::sin, 0.0..1.0).and(scatter([(0.0, 0.0)]));
    assert!(figure.description().starts_with("A curve and a scatter plot: "));
    let figure = plot(f64::sin, 0.0..1.0).and(plot(f64::cos, 0.0..1.0));
    assert!(figure.description().starts_with("2 curves: "));
}

#[test]
fn what_cannot_be_drawn_is_told_in_the_figure() {
    #[track_caller]
    fn check(figure: Figure, expected: &str) {
        let svg = figure.size(900, 300).svg();
        assert!(svg.contains(expected), "{svg}");
    }
    check(
        scatter(Vec::<(f64, f64)>::new()),
        "Nothing to draw: a scatter plot of 0 points",
    );
    check(plot(|_| f64::NAN, 0.0..1.0), "with no finite value");
    check(plot(f64::sin, f64::NAN..1.0), "the range of x has no finite ends");
    check(
        map_of(&matrix![1.0, 2.0, 3.0]),
        "`map_of` takes a matrix of shape 2×2, and this has 1×3",
    );
    check(
        heatmap(&DMatrix::<f64>::zeros(0, 3)),
        "a matrix of shape 0×3 has no entries",
    );
    check(
        graph(["a", "b"], [(0, 2)]),
        "an arrow leads from 0 to 2, and there are 2 nodes, counted from 0",
    );
    check(graph([] as [&str; 0], [] as [(usize, usize); 0]), "a graph of 0 nodes");
    check(
        graph(vec!["a"; 101], [(0, 1)]),
        "a graph of 101 nodes and 1 arrow: there is room for 100 and 400",
    );
    check(
        line([(-1.0, 1.0), (0.0, 2.0)]).log_x(),
        "A log axis has room for positive numbers alone",
    );
}

#[test]
fn readers_of_screens_get_a_title_and_a_description() {
    let svg = plot(f64::sin, 0.0..1.0).title("a < b").svg();
    assert!(svg.contains("role=\"img\"") && svg.contains(">a &lt; b</title>"));
    assert!(svg.contains("-desc\">A curve over x from 0 to 1"));
}

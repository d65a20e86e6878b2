//! What the crate promises of its figures, from outside.

mod any_input;
mod motion;
mod sizes;
mod well_formed;
mod words;

use figures::{Figure, contour, path, plot, scatter};

#[test]
fn the_same_figure_gives_the_same_bytes() {
    let figure = || plot(|x| x.sin(), -3.0..3.0).title("Sine").svg();
    assert_eq!(figure(), figure());
}

#[test]
fn ids_differ_between_figures() {
    let id = |figure: Figure| {
        let svg = figure.svg();
        svg.split("id=\"")
            .nth(1)
            .unwrap_or_default()
            .split('"')
            .next()
            .map(str::to_owned)
    };
    assert_ne!(id(plot(f64::sin, 0.0..1.0)), id(plot(f64::cos, 0.0..1.0)));
}

#[test]
fn a_figure_is_an_image_that_takes_on_the_ink_of_its_page() {
    let html = plot(f64::sin, 0.0..1.0).title("50% of 'a' & #1").html();
    assert!(html.starts_with("<img ") && !html[1..].contains('<'));
    assert!(html.contains("style=\"max-width:100%;height:auto;color:var(--jp-content-font-color1,"));
    assert!(html.contains("50%25 of %27a%27 %26amp; %231"), "{html}");
}

#[test]
fn the_ink_of_a_figure_on_its_own_is_a_grey() {
    let svg = plot(f64::sin, 0.0..1.0).svg();
    assert!(svg.contains("color=\"#767676\"") && !svg.contains("var("));
}

#[test]
fn no_ground_is_painted() {
    assert!(!plot(f64::sin, 0.0..1.0).svg().contains("<rect"));
}

#[test]
fn a_figure_has_the_size_that_it_is_given() {
    let svg = plot(f64::sin, 0.0..1.0).size(600, 400).svg();
    assert!(svg.contains("width=\"600\" height=\"400\" viewBox=\"0 0 600 400\""));
}

#[test]
fn a_figure_laid_over_another_keeps_the_options_of_both() {
    let svg = contour(|x, y| x * x + y * y, -1.0..1.0, -1.0..1.0)
        .and(path([(1.0, 1.0), (0.0, 0.0)]).title("Descent").x_label("weight"))
        .svg();
    assert!(svg.contains(">Descent</text>") && svg.contains(">weight</text>"));
}

#[test]
fn names_of_series_stand_in_the_legend() {
    let svg = plot(f64::sin, 0.0..1.0)
        .label("sine")
        .and(scatter([(0.5, 0.5)]).label("data"))
        .svg();
    assert!(svg.contains(">sine</text>") && svg.contains(">data</text>"));
}

#[test]
fn figures_can_be_kept_and_sent_to_other_threads() {
    fn is_kept<T: Send + Sync + Clone + 'static>() {}
    is_kept::<Figure>();
}

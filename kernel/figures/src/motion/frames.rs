//! The figures of a motion, one for each combination of its parameters' values.

use super::parameter::{Parameter, combinations};
use crate::axis::{Scale, Span};
use crate::content::Content;
use crate::figure::Figure;
use crate::page;

pub(super) struct Frames {
    /// At least one. The values of the last parameter follow each other.
    pub(super) figures: Vec<Figure>,
    /// Which of them is shown at first.
    pub(super) first: usize,
    /// What that one shows, as it would without the others.
    pub(super) description: String,
}

impl Frames {
    pub(super) fn new(parameters: &[Parameter], steps: &[usize], figure: &dyn Fn(&[f64]) -> Figure) -> Self {
        let values = |mut i: usize| {
            let mut values = vec![0.0; parameters.len()];
            for (value, (parameter, &steps)) in values.iter_mut().zip(parameters.iter().zip(steps)).rev() {
                *value = parameter.value(i % (steps + 1), steps);
                i /= steps + 1;
            }
            values
        };
        let mut figures: Vec<Figure> = (0..combinations(steps)).map(|i| figure(&values(i))).collect();
        let places = parameters.iter().zip(steps);
        let first = places.fold(0, |i, (parameter, &steps)| i * (steps + 1) + parameter.first(steps));
        let description = figures[first].description();
        share_axes(&mut figures);
        Self {
            figures,
            first,
            description,
        }
    }
}

/// Has all axes show what each of the figures needs, except where a figure says what it shows, and begin at one height.
fn share_axes(figures: &mut [Figure]) {
    let spans: Vec<Option<(Span, Span)>> = figures.iter().map(|figure| page::spans(&figure.content)).collect();
    for scale in [Scale::Linear, Scale::Log] {
        let xs = union(figures, &spans, |content, (xs, _)| {
            (content.options.x_range.is_none() && content.options.x_scale == scale).then_some(xs)
        });
        let ys = union(figures, &spans, |content, (_, ys)| {
            (content.options.y_range.is_none() && content.options.y_scale == scale).then_some(ys)
        });
        for options in figures.iter_mut().map(|figure| &mut figure.content.options) {
            if options.x_scale == scale {
                options.x_range = options.x_range.or(xs);
            }
            if options.y_scale == scale {
                options.y_range = options.y_range.or(ys);
            }
        }
    }
    let headings = figures.iter().map(|figure| page::heading_height(&figure.content));
    let heading = headings.fold(0.0, f64::max);
    for figure in figures.iter_mut() {
        figure.content.options.heading = heading;
    }
    let series = || figures.iter().flat_map(|figure| &figure.content.series);
    let depth = series().filter_map(|series| series.shape.depth()).reduce(Span::union);
    if let Some(depth) = depth {
        for series in figures.iter_mut().flat_map(|figure| &mut figure.content.series) {
            series.shape.show_depth(depth);
        }
    }
}

/// Of those spans that are to be shared.
fn union(
    figures: &[Figure],
    spans: &[Option<(Span, Span)>],
    shared: impl Fn(&Content, (Span, Span)) -> Option<Span>,
) -> Option<Span> {
    let spans = figures.iter().zip(spans);
    spans
        .filter_map(|(figure, &spans)| shared(&figure.content, spans?))
        .reduce(Span::union)
}

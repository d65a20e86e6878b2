//! A figure as a whole: where its title, legend, axes and series are, and the element around them.

mod axes;
mod heading;

use crate::axis::{Axis, Scale, Span};
use crate::content::{Content, Series};
use crate::kinds::Shape;
use crate::layer::{ColorBar, Wishes};
use crate::plane::{Look, Plane};
use crate::polyline::Rect;
use crate::svg::{Anchor, Svg, escaped, width_of};
use axes::Axes;
use heading::Heading;

pub(crate) const FONTS: &str = "system-ui,'Segoe UI',Roboto,Arial,sans-serif";

/// The sizes of letters, in pixels: of labels, and of numbers along axes.
const LETTERS: f64 = 12.0;
const SMALL: f64 = 11.0;

/// Around the content, in pixels.
const MARGIN: f64 = 6.0;

/// Around a graph, in pixels.
const GRAPH_MARGIN: f64 = 8.0;

/// The colour of text in the notebook's theme, as CSS.
pub(crate) const INK: &str = "color:var(--jp-content-font-color1,var(--vscode-editor-foreground,currentColor))";

/// What an `<svg>` element contains, and its width and height in pixels.
#[derive(Clone, Debug)]
pub(crate) struct Drawing {
    pub(crate) body: String,
    pub(crate) size: (f64, f64),
}

/// A figure without the element around it.
pub(crate) fn drawn(content: &Content) -> Drawing {
    let series = content.drawn_series();
    let wishes = merged(&series);
    let surface = series.iter().find_map(|series| match &series.shape {
        Shape::Surface(surface) if series.shape.layer().spans(Scale::Linear, Scale::Linear).is_some() => Some(surface),
        _ => None,
    });
    let graph = series.iter().find_map(|series| match &series.shape {
        Shape::Graph(graph) if graph.has_nodes() => Some(graph),
        _ => None,
    });
    let has_axes = surface.is_none() && graph.is_none();
    let (width, height) = content.options.size.unwrap_or(match graph {
        Some(graph) => around(graph.size(), content, &series),
        None if surface.is_some() || wishes.fills_frame => (480.0, 380.0),
        None => (480.0, 320.0),
    });
    let heading = Heading::new(content, &series, &wishes, has_axes, width);
    let mut svg = Svg::default();
    let mut size = (width, height);
    if let Some(graph) = graph {
        let room = Rect {
            left: GRAPH_MARGIN,
            top: heading.height + GRAPH_MARGIN,
            right: width - GRAPH_MARGIN,
            bottom: height - GRAPH_MARGIN,
        };
        graph.draw_in(&mut svg, room);
    } else if let Some(surface) = surface {
        let room = Rect {
            left: 56.0,
            top: heading.height + 22.0,
            right: width - 40.0,
            bottom: height - 40.0,
        };
        let options = &content.options;
        let labels = [options.x_label.as_deref(), options.y_label.as_deref(), None];
        surface.draw_in(&mut svg, room, labels);
    } else if let Some(spans) = spans_of(content, &series) {
        let (plane, needed) = plane_for(content, &series, &wishes, spans, size, &heading);
        (svg, size) = (plane.svg, needed);
    } else {
        draw_reason(&mut svg, &series, content, size, heading.height);
    }
    heading.draw(&mut svg);
    let body = svg.body;
    Drawing { body, size }
}

/// The size of a figure without axes whose content takes that much, and which has room for its heading.
fn around((width, height): (f64, f64), content: &Content, series: &[Series]) -> (f64, f64) {
    let heading = |width: f64| Heading::new(content, series, &Wishes::default(), false, width);
    let needed = heading(480.0).width.min(480.0);
    let width = (width + 2.0 * GRAPH_MARGIN).max(needed).clamp(160.0, 4000.0);
    let height = heading(width).height + height + 2.0 * GRAPH_MARGIN;
    (width, height.clamp(60.0, 4000.0))
}

/// How high what stands above the axes is, in pixels.
pub(crate) fn heading_height(content: &Content) -> f64 {
    let series = content.drawn_series();
    let is_drawn_without_axes = |series: &Series| matches!(series.shape, Shape::Surface(_) | Shape::Graph(_));
    let has_axes = !series.iter().any(is_drawn_without_axes);
    let width = content.options.size.map_or(480.0, |size| size.0);
    Heading::new(content, &series, &merged(&series), has_axes, width).height
}

/// What the axes show; `None` when no series has anything to show.
pub(crate) fn spans(content: &Content) -> Option<(Span, Span)> {
    spans_of(content, &content.drawn_series())
}

/// The plane with everything in it, and the size that the figure needs.
fn plane_for(
    content: &Content,
    series: &[Series],
    wishes: &Wishes,
    spans: (Span, Span),
    size: (f64, f64),
    heading: &Heading,
) -> (Plane, (f64, f64)) {
    let options = &content.options;
    let bar_room = if wishes.color_bar.is_some() { 62.0 } else { 0.0 };
    let mut axes = Axes::new(options, wishes, spans, size, heading.height, bar_room);
    let is_linear = options.x_scale == Scale::Linear && options.y_scale == Scale::Linear;
    let mut needed = size;
    if (options.equal || wishes.equal) && is_linear {
        let before = axes.frame;
        axes.make_units_equal(wishes.fills_frame);
        let narrower = size.0 - (before.width() - axes.frame.width());
        let lower = size.1 - (before.height() - axes.frame.height());
        needed = (narrower.max(heading.width).min(size.0), lower);
    }
    let mut plane = axes.plane();
    axes.draw_grid(&mut plane);
    for (i, series) in series.iter().enumerate() {
        series.shape.layer().draw(&mut plane, Look::of(i));
    }
    axes.draw_names(&mut plane);
    if let Some(bar) = &wishes.color_bar {
        draw_color_bar(&mut plane, bar);
    }
    (plane, needed)
}

/// What was asked for, or what all series need.
fn spans_of(content: &Content, series: &[Series]) -> Option<(Span, Span)> {
    let options = &content.options;
    let (xs, ys) = series
        .iter()
        .filter_map(|series| series.shape.layer().spans(options.x_scale, options.y_scale))
        .reduce(|a, b| (a.0.union(b.0), a.1.union(b.1)))?;
    let asked = |scale: Scale, range: Option<Span>| range.and_then(|range| scale.admitted(range));
    Some((
        asked(options.x_scale, options.x_range).unwrap_or(xs),
        asked(options.y_scale, options.y_range).unwrap_or(ys),
    ))
}

fn merged(series: &[Series]) -> Wishes {
    let wishes = series.iter().map(|series| series.shape.layer().wishes());
    wishes.fold(Wishes::default(), |mut all, its| {
        all.fills_frame |= its.fills_frame;
        all.equal |= its.equal;
        all.matrix |= its.matrix;
        all.whole |= its.whole;
        all.own_grid |= its.own_grid;
        if all.names.is_empty() {
            all.names = its.names;
        }
        all.y_label = all.y_label.or(its.y_label);
        all.color_bar = all.color_bar.or(its.color_bar);
        all
    })
}

/// An empty frame that says why.
fn draw_reason(svg: &mut Svg, series: &[Series], content: &Content, (width, height): (f64, f64), top: f64) {
    let reasons: Vec<String> = series
        .iter()
        .map(|series| match &series.shape {
            Shape::Nothing(reason) => reason.clone(),
            shape => format!("{} {}", shape.layer().noun().0.to_lowercase(), shape.layer().details()),
        })
        .collect();
    let mut text = format!("Nothing to draw: {}", reasons.join("; "));
    if content.options.x_scale == Scale::Log || content.options.y_scale == Scale::Log {
        text.push_str(". A log axis has room for positive numbers alone");
    }
    let (left, right, bottom) = (MARGIN, width - MARGIN, height - MARGIN);
    svg.raw(&format!(
        "<rect x=\"{left}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"4\" fill=\"none\" stroke=\"currentColor\" \
         stroke-opacity=\".3\" stroke-dasharray=\"4 4\"/>",
        top + MARGIN,
        right - left,
        (bottom - top - MARGIN).max(0.0)
    ));
    let lines = wrapped(&text, width - 60.0);
    let middle = (top + height) / 2.0 - 8.0 * (lines.len() as f64 - 1.0) + 4.0;
    for (i, line) in lines.iter().enumerate() {
        svg.text((width / 2.0, middle + 16.0 * i as f64), Anchor::Middle, "", line);
    }
}

/// Lines of whole words, none wider than `room` pixels, and no more than five.
fn wrapped(text: &str, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width_of(line, LETTERS) + width_of(word, LETTERS) < room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.truncate(5);
    lines
        .iter()
        .map(|line| crate::svg::fitted(line, LETTERS, room))
        .collect()
}

/// Beside the frame, with the numbers that its colours stand for.
fn draw_color_bar(plane: &mut Plane, bar: &ColorBar) {
    const STEPS: usize = 32;
    let frame = plane.frame();
    let (left, right) = (frame.right + 14.0, frame.right + 26.0);
    let axis = Axis::new(Scale::Linear, bar.span, (frame.bottom, frame.top));
    plane.svg.raw("<g shape-rendering=\"crispEdges\">");
    for i in 0..STEPS {
        let share = |i: usize| frame.bottom - frame.height() * i as f64 / STEPS as f64;
        let mut pen = crate::svg::Pen::default();
        pen.rectangle((left, share(i + 1)), (right, share(i)));
        let color = (bar.color)((i as f64 + 0.5) / STEPS as f64);
        plane
            .svg
            .path(&pen, &format!("fill=\"{}\"", crate::palette::hex(color)));
    }
    plane.svg.raw("</g>");
    let count = ((frame.height() / 45.0) as usize).clamp(2, 6);
    for tick in axis.ticks(count) {
        if let Some(y) = axis.pixel(tick.value) {
            let small = format!(" font-size=\"{SMALL}\"");
            plane
                .svg
                .text((right + 5.0, y + 4.0), Anchor::Start, &small, &tick.name);
        }
    }
}

impl Drawing {
    /// The `<svg>` element with its name and its description. `ink` are the attributes that set its colour.
    pub(crate) fn element(&self, name: &str, description: &str, ink: &str) -> String {
        let (title, description, body) = (escaped(name), escaped(description), &self.body);
        let id = name_of(&[body, &title, &description]);
        let (width, height) = (self.size.0.ceil(), self.size.1.ceil());
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" \
             font-family=\"{FONTS}\" font-size=\"{LETTERS}\" fill=\"currentColor\" {ink}>\
             <title id=\"{id}-title\">{title}</title><desc id=\"{id}-desc\">{description}</desc>{body}</svg>"
        )
    }
}

/// A name for ids that depends on nothing but the content (FNV-1a, 32 bits).
fn name_of(parts: &[&str]) -> String {
    let bytes = parts.iter().flat_map(|part| part.bytes());
    let hash = bytes.fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    format!("figure-{hash:08x}")
}

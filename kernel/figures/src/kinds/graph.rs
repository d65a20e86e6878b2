//! Directed graphs: boxes with names, and arrows between them.

use super::Shape;
use super::graph_layout::{Layout, Links};
use crate::axis::{Scale, Span};
use crate::layer::{Layer, Wishes};
use crate::numbers::counted;
use crate::palette::hex;
use crate::plane::{Look, Plane, arrow};
use crate::polyline::{Place, Rect, distance, simplified};
use crate::svg::{Anchor, Pen, Svg, fitted, width_of};

/// More boxes and arrows than these can't be told apart.
const MOST_NODES: usize = 100;
const MOST_ARROWS: usize = 400;

/// The sizes of letters, and the height of a line of them, in pixels.
const LETTERS: f64 = 12.0;
const SMALL: f64 = 11.0;
const LINE: f64 = 15.0;

/// No line of a name is wider, in pixels.
const WIDEST: f64 = 220.0;

/// The width of an arrow's shaft, in pixels.
const SHAFT: f64 = 1.6;

/// A graph; each arrow leads from one node to another, counted from 0, and has a label, which may be empty.
pub(crate) fn graph(names: Vec<String>, arrows: Vec<(usize, usize, String)>) -> Shape {
    let count = names.len();
    if count > MOST_NODES || arrows.len() > MOST_ARROWS {
        let (nodes, arrows) = (counted(count, "node"), counted(arrows.len(), "arrow"));
        return Shape::Nothing(format!(
            "a graph of {nodes} and {arrows}: there is room for {MOST_NODES} and {MOST_ARROWS}"
        ));
    }
    if let Some(&(from, to, _)) = arrows.iter().find(|arrow| arrow.0.max(arrow.1) >= count) {
        let nodes = counted(count, "node");
        return Shape::Nothing(format!(
            "an arrow leads from {from} to {to}, and there are {nodes}, counted from 0"
        ));
    }
    let boxes: Vec<Node> = names.iter().map(|name| Node::named(name)).collect();
    let links: Links = arrows.iter().map(|&(from, to, _)| (from, to)).collect();
    let labels: Vec<String> = arrows
        .into_iter()
        .map(|(.., label)| fitted(label.trim(), SMALL, WIDEST))
        .collect();
    let sizes: Vec<(f64, f64)> = boxes.iter().map(Node::size).collect();
    let label_widths: Vec<f64> = labels.iter().map(|label| width_of(label, SMALL)).collect();
    Shape::Graph(Graph {
        layout: Layout::of(sizes, links, &label_widths),
        nodes: boxes,
        labels,
    })
}

#[derive(Clone, Debug)]
pub(crate) struct Graph {
    nodes: Vec<Node>,
    /// One an arrow.
    labels: Vec<String>,
    layout: Layout,
}

/// The lines in a box.
#[derive(Clone, Debug)]
struct Node {
    lines: Vec<String>,
}

impl Node {
    fn named(name: &str) -> Self {
        const LINES: usize = 5;
        let lines = name
            .lines()
            .take(LINES)
            .map(|line| fitted(line.trim(), LETTERS, WIDEST));
        Self { lines: lines.collect() }
    }

    fn size(&self) -> (f64, f64) {
        // Letters of the first line are bold.
        let widths = self.lines.iter().map(|line| 1.05 * width_of(line, LETTERS));
        let width = widths.fold(8.0, f64::max);
        (width + 18.0, LINE * self.lines.len().max(1) as f64 + 11.0)
    }

    fn draw(&self, svg: &mut Svg, (x, y): Place) {
        let first = y - LINE * (self.lines.len() as f64 - 1.0) / 2.0 + 4.2;
        for (i, line) in self.lines.iter().enumerate() {
            let style = if i == 0 { " font-weight=\"600\"" } else { "" };
            svg.text((x, first + LINE * i as f64), Anchor::Middle, style, line);
        }
    }
}

impl Graph {
    /// Whether there is anything to draw.
    pub(crate) fn has_nodes(&self) -> bool {
        !self.nodes.is_empty()
    }

    /// The room that it needs, in pixels.
    pub(crate) fn size(&self) -> (f64, f64) {
        self.layout.size
    }

    pub(crate) fn draw_in(&self, svg: &mut Svg, room: Rect) {
        let layout = self.layout.fitted_to(room);
        let (mut shafts, mut heads) = (Pen::default(), Pen::default());
        let middles = layout.label_places();
        for ((curve, label), &middle) in layout.curves().iter().zip(&self.labels).zip(&middles) {
            draw_arrow(curve, &gap_for(label, middle), &mut shafts, &mut heads);
        }
        svg.path(
            &shafts,
            &format!("fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".6\" stroke-width=\"{SHAFT}\""),
        );
        svg.path(&heads, "fill=\"currentColor\" fill-opacity=\".75\"");
        let color = hex(Look::of(0).color);
        svg.raw(&format!(
            "<g fill=\"{color}\" fill-opacity=\".14\" stroke=\"{color}\" stroke-width=\"1.5\">"
        ));
        for (node, (x, y)) in self.nodes.iter().zip(layout.places()) {
            let (width, height) = node.size();
            svg.raw(&format!(
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"7\"/>",
                x - width / 2.0,
                y - height / 2.0
            ));
        }
        svg.raw("</g><g>");
        for (node, place) in self.nodes.iter().zip(layout.places()) {
            node.draw(svg, place);
        }
        svg.raw("</g>");
        svg.raw(&format!("<g font-size=\"{SMALL}\">"));
        for (label, (x, y)) in self.labels.iter().zip(middles) {
            if !label.is_empty() {
                svg.text((x, y + 4.0), Anchor::Middle, "", label);
            }
        }
        svg.raw("</g>");
    }
}

/// The part of an arrow that its label takes.
fn gap_for(label: &str, (x, y): Place) -> Option<Rect> {
    let half = width_of(label, SMALL) / 2.0 + 3.0;
    (!label.is_empty()).then_some(Rect {
        left: x - half,
        top: y - 7.0,
        right: x + half,
        bottom: y + 7.0,
    })
}

/// A curve with a gap, and with a head at its end, which points along the last pixels of it.
fn draw_arrow(curve: &[Place], gap: &Option<Rect>, shafts: &mut Pen, heads: &mut Pen) {
    const HEAD: f64 = 13.5;
    let Some(&tip) = curve.last() else { return };
    let before = curve.iter().rposition(|&place| distance(place, tip) > HEAD);
    let rest = &curve[..=before.unwrap_or(0)];
    let is_free = |place: &Place| !gap.is_some_and(|gap| gap.contains(*place));
    let finer: Vec<Place> = rest
        .windows(2)
        .flat_map(|pair| between(pair[0], pair[1]))
        .chain(rest.last().copied())
        .collect();
    for part in finer.split(|place| !is_free(place)).filter(|part| part.len() > 1) {
        shafts.polyline(&simplified(part, 0.25));
    }
    if let Some(&tail) = rest.last() {
        arrow(tail, tip, SHAFT, shafts, heads);
    }
}

/// Places from one to just before the other, about two pixels apart.
fn between(a: Place, b: Place) -> impl Iterator<Item = Place> {
    let count = (distance(a, b) / 2.0).ceil().clamp(1.0, 1000.0);
    let at = move |i: usize| {
        let share = i as f64 / count;
        (a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share)
    };
    (0..count as usize).map(at)
}

impl Layer for Graph {
    /// It has no axes.
    fn spans(&self, _: Scale, _: Scale) -> Option<(Span, Span)> {
        None
    }

    fn draw(&self, _: &mut Plane, _: Look) {}

    fn noun(&self) -> (&'static str, &'static str) {
        ("A graph", "graphs")
    }

    fn details(&self) -> String {
        const TOLD: usize = 12;
        let name = |i: usize| self.nodes[i].lines.join(", ");
        let listed = |all: Vec<String>| {
            let rest = if all.len() > TOLD { "; …" } else { "" };
            format!("{}{rest}", all.into_iter().take(TOLD).collect::<Vec<_>>().join("; "))
        };
        let nodes = counted(self.nodes.len(), "node");
        if self.nodes.is_empty() {
            return format!("of {nodes}");
        }
        let names = listed((0..self.nodes.len()).map(name).collect());
        let links = self.layout.links.iter().zip(&self.labels);
        let title = |i: usize| self.nodes[i].lines.first().cloned().unwrap_or_default();
        let arrows = links.map(|(&(from, to), label)| match label.as_str() {
            "" => format!("{} to {}", title(from), title(to)),
            label => format!("{} to {} ({label})", title(from), title(to)),
        });
        let arrows: Vec<String> = arrows.collect();
        match arrows.len() {
            0 => format!("of {nodes}: {names}, without arrows"),
            count => format!("of {nodes}: {names}. {}: {}", counted(count, "arrow"), listed(arrows)),
        }
    }

    fn wishes(&self) -> Wishes {
        Wishes::default()
    }
}

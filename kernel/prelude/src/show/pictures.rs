//! Figures among values, still or in motion.

use super::RichForEvcxr;
use super::part::Part;
use super::view::{Picture, View};
use figures::{Figure, Motion};

impl Part for Figure {
    fn part_at(&self, _: usize) -> View {
        View::Figure(Picture {
            html: self.html(),
            svg: self.svg(),
            description: self.description(),
        })
    }
}

impl Part for Motion<'_> {
    fn part_at(&self, _: usize) -> View {
        View::Figure(Picture {
            html: self.html(),
            svg: self.svg(),
            description: self.description(),
        })
    }
}

/// Several figures as one SVG document, one below the other.
pub(super) fn stacked(figures: &[&Picture]) -> String {
    let side = |svg: &str, name: &str| -> f64 {
        let value = svg.split_once(name).and_then(|(_, rest)| rest.split('"').next());
        value.and_then(|value| value.parse().ok()).unwrap_or(0.0)
    };
    let (mut width, mut height) = (0.0_f64, 0.0);
    let mut elements = String::new();
    for Picture { svg, .. } in figures {
        elements.push_str(&svg.replacen("<svg ", &format!("<svg y=\"{height}\" "), 1));
        width = width.max(side(svg, " width=\""));
        height += side(svg, " height=\"");
    }
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\">{elements}</svg>")
}

impl RichForEvcxr for Figure {
    fn evcxr_display(&self) {
        super::show(&self.part());
    }
}

impl RichForEvcxr for Motion<'_> {
    fn evcxr_display(&self) {
        super::show(&self.part());
    }
}

//! What a figure consists of: its series, and how it is to look; and both in words.

use crate::axis::{Scale, Span};
use crate::kinds::Shape;

#[derive(Clone, Debug)]
pub(crate) struct Content {
    pub(crate) series: Vec<Series>,
    pub(crate) options: Options,
}

#[derive(Clone, Debug)]
pub(crate) struct Series {
    pub(crate) shape: Shape,
    pub(crate) label: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) title: Option<String>,
    pub(crate) x_label: Option<String>,
    pub(crate) y_label: Option<String>,
    pub(crate) size: Option<(f64, f64)>,
    pub(crate) x_scale: Scale,
    pub(crate) y_scale: Scale,
    pub(crate) x_range: Option<Span>,
    pub(crate) y_range: Option<Span>,
    pub(crate) equal: bool,
    /// How high what stands above the axes is at least, in pixels.
    pub(crate) heading: f64,
}

impl Content {
    /// The title, or what is shown.
    pub(crate) fn name(&self) -> String {
        if let Some(title) = self.options.title.as_deref().filter(|title| !title.trim().is_empty()) {
            return title.to_owned();
        }
        let nouns: Vec<_> = self.series.iter().map(|s| s.shape.layer().noun()).collect();
        match nouns[..] {
            [] => "An empty figure".to_owned(),
            [(one, _)] => one.to_owned(),
            [(_, several), ..] if nouns.iter().all(|noun| noun.1 == several) => format!("{} {several}", nouns.len()),
            [(first, _), .., (last, _)] => format!("{first} and {}", last.to_lowercase()),
        }
    }

    /// What is shown, a sentence for each series.
    pub(crate) fn sentences(&self) -> String {
        const TOLD: usize = 6;
        let sentence = |series: &Series| {
            let layer = series.shape.layer();
            let label = series.label.as_ref().map(|label| format!("“{label}”, "));
            let noun = match &label {
                Some(_) => layer.noun().0.to_lowercase(),
                None => layer.noun().0.to_owned(),
            };
            format!("{}{noun} {}.", label.unwrap_or_default(), layer.details())
        };
        let mut sentences: Vec<String> = self.series.iter().take(TOLD).map(sentence).collect();
        if self.series.len() > TOLD {
            sentences.push(format!("And {} more.", self.series.len() - TOLD));
        }
        let labels = [("x", &self.options.x_label), ("y", &self.options.y_label)];
        for (axis, label) in labels {
            sentences.extend(label.as_ref().map(|label| format!("The {axis} axis shows {label}.")));
        }
        sentences.join(" ")
    }

    /// The series as they are drawn, lists of bars side by side.
    pub(crate) fn drawn_series(&self) -> Vec<Series> {
        let is_bars = |series: &&Series| matches!(series.shape, Shape::Bars(_));
        let count = self.series.iter().filter(is_bars).count();
        let mut series = self.series.clone();
        let bars = series.iter_mut().filter_map(|series| match &mut series.shape {
            Shape::Bars(bars) => Some(bars),
            _ => None,
        });
        for (i, bars) in bars.enumerate() {
            bars.place = (i, count);
        }
        series
    }
}

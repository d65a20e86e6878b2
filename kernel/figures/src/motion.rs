//! Figures that move: one for each value of a parameter, in one piece of HTML that shows them by turns.
//!
//! In reading order:
//! - `parameter`: what a slider sets, and in how many steps
//! - `frames`: the figures, with axes that they share
//! - `overlay`: the figures in one, with what they have in common once
//! - `player`: the element that shows one of them, and its controls

mod frames;
mod overlay;
mod parameter;
mod player;

use crate::figure::Figure;
use crate::image;
use crate::inputs::Numbers;
use crate::kinds::Shape;
use crate::numbers::{counted, short};
use crate::page::{Drawing, INK};
use frames::Frames;
use overlay::Overlay;
use parameter::Parameter;
use player::Control;
use std::cell::OnceCell;
use std::ops::Range;

/// What the HTML may take, in bytes.
const MOST_BYTES: usize = 300_000;

/// Frames at most, whatever they take.
const MOST_FRAMES: usize = 400;

/// Unless said otherwise.
const STEPS: usize = 40;
const SECONDS: f64 = 4.0;

/// A figure that moves or has sliders, made by [`animate`](crate::animate), [`slider`](crate::slider) or
/// [`sliders`](crate::sliders), and changed by chained options:
///
/// ```
/// use figures::{animate, plot};
/// use std::f64::consts::TAU;
///
/// let wave = animate(0.0..TAU, |t| plot(move |x| (x + t).sin(), -3.0..3.0)).steps(20).seconds(2.0);
/// assert!(wave.html().contains("<button "));
/// ```
///
/// All its figures are made when it is first shown, and have the same axes: where they leave a range open, it is what all
/// of them need. So are the heights of surfaces and the colours of heatmaps. A range that is empty, or without finite
/// ends, gives one figure alone, for its start.
pub struct Motion<'a> {
    kind: Kind,
    parameters: Vec<Parameter>,
    figure: Box<Frame<'a>>,
    steps: usize,
    seconds: f64,
    shown: OnceCell<Shown>,
}

/// The figure for a value of each parameter.
type Frame<'a> = dyn Fn(&[f64]) -> Figure + 'a;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Animation,
    Sliders,
}

/// The forms of a motion.
#[derive(Debug)]
struct Shown {
    html: String,
    svg: String,
    description: String,
}

impl<'a> Motion<'a> {
    pub(crate) fn animation(range: Range<f64>, figure: Box<Frame<'a>>) -> Self {
        Self::new(Kind::Animation, vec![Parameter::new("t", range)], figure)
    }

    pub(crate) fn sliders(parameters: Vec<(String, Range<f64>)>, figure: Box<Frame<'a>>) -> Self {
        let parameter = |(name, range): (String, Range<f64>)| Parameter::new(&name, range);
        Self::new(Kind::Sliders, parameters.into_iter().map(parameter).collect(), figure)
    }

    fn new(kind: Kind, parameters: Vec<Parameter>, figure: Box<Frame<'a>>) -> Self {
        Self {
            kind,
            parameters,
            figure,
            steps: STEPS,
            seconds: SECONDS,
            shown: OnceCell::new(),
        }
    }

    /// How many equal steps there are from the start of each range to its end, both of which have a figure: 40, unless
    /// said otherwise. There are fewer where there would be more than 400 figures in all, or more than 300 KB; the
    /// [description](Motion::description) says so.
    pub fn steps(mut self, steps: usize) -> Self {
        self.steps = steps;
        self.shown = OnceCell::new();
        self
    }

    /// How long an animation takes from start to end, in seconds: 4, unless said otherwise, and between 0.1 and 600. Of
    /// sliders, nothing changes.
    pub fn seconds(mut self, seconds: f64) -> Self {
        if !seconds.is_nan() {
            self.seconds = seconds.clamp(0.1, 600.0);
            self.shown = OnceCell::new();
        }
        self
    }

    /// What its sliders, or that of an animation, are set to at first: for each the nearest of its values. Without it, and
    /// where a number isn't finite, that is the start of the range.
    ///
    /// ```
    /// use figures::{plot, sliders};
    ///
    /// let bell = |m: f64, s: f64| plot(move |x| (-((x - m) / s).powi(2) / 2.0).exp() / s, -4.0..4.0);
    /// let moved = sliders([("mean", -2.0..2.0), ("spread", 0.5..2.0)], |[m, s]| bell(m, s)).start([0.0, 1.0]);
    /// assert!(moved.description().contains("at first mean = 0, spread = 1"));
    /// ```
    pub fn start(self, values: impl Numbers) -> Self {
        self.with_start(values.numbers())
    }

    fn with_start(mut self, values: Vec<f64>) -> Self {
        for (parameter, value) in self.parameters.iter_mut().zip(values) {
            parameter.at_first = value.is_finite().then_some(value);
        }
        self.shown = OnceCell::new();
        self
    }

    /// As one HTML element of at most 300 KB that needs nothing else: an image of the first figure, and what takes its
    /// place where handlers of events are allowed: the first figure, what is different in the others in attributes, and
    /// controls, usable by keyboard and not printed.
    pub fn html(&self) -> String {
        self.shown().html.clone()
    }

    /// The first figure, as a document of its own, of type `image/svg+xml`.
    pub fn svg(&self) -> String {
        self.shown().svg.clone()
    }

    /// What moves, over which range and in how many steps, and what the first figure shows: plain text.
    pub fn description(&self) -> String {
        self.shown().description.clone()
    }

    fn shown(&self) -> &Shown {
        self.shown.get_or_init(|| self.made())
    }

    fn made(&self) -> Shown {
        let wished: Vec<usize> = self.parameters.iter().map(|p| p.wished(self.steps)).collect();
        let mut steps = parameter::reduced(wished.clone(), MOST_FRAMES);
        loop {
            let frames = Frames::new(&self.parameters, &steps, &self.figure);
            let overlay = Overlay::of(&frames.figures, frames.first);
            let shown = self.laid_out(&frames, &overlay, &wished, &steps);
            let bytes = shown.html.len();
            if bytes <= MOST_BYTES {
                return shown;
            }
            let count = frames.figures.len();
            if count == 1 {
                return self.too_large(bytes);
            }
            let fixed = bytes - overlay.varying;
            let room = count * MOST_BYTES.saturating_sub(fixed) / overlay.varying.max(1);
            steps = parameter::reduced(steps, room.clamp(1, count - 1));
        }
    }

    /// Instead of figures that have no room.
    fn too_large(&self, bytes: usize) -> Shown {
        let none = vec![0; self.parameters.len()];
        let reason = format!(
            "a single figure takes {} KB with an image of it, and what moves has room for {}",
            bytes.div_ceil(1000),
            MOST_BYTES / 1000
        );
        let frames = Frames::new(&[], &[], &|_| Figure::of(Shape::Nothing(reason.clone())));
        self.laid_out(&frames, &Overlay::of(&frames.figures, 0), &none, &none)
    }

    fn laid_out(&self, frames: &Frames, overlay: &Overlay, wished: &[usize], steps: &[usize]) -> Shown {
        let description = self.told(frames, wished, steps);
        let first = &frames.figures[frames.first];
        let drawing = Drawing {
            body: overlay.body.clone(),
            size: overlay.size,
        };
        let ink = format!("style=\"display:block;max-width:100%;height:auto;{INK}\"");
        let picture = drawing.element(&first.content.name(), &description, &ink);
        let controls = self.parameters.iter().zip(steps).map(|(parameter, &steps)| Control {
            name: parameter.name(),
            values: parameter.values_told(steps),
            first: parameter.first(steps),
        });
        let controls: Vec<Control> = controls.collect();
        let seconds = (self.kind == Kind::Animation).then_some(self.seconds);
        let element = player::html(&picture, overlay.size.0, &controls, seconds);
        let (svg, size) = first.document();
        Shown {
            html: image::standing_in(&svg, size, &description, &element),
            svg,
            description,
        }
    }

    fn told(&self, frames: &Frames, wished: &[usize], steps: &[usize]) -> String {
        let parameters = self.parameters.iter().zip(steps);
        let parameters: Vec<String> = parameters.map(|(parameter, &steps)| parameter.told(steps)).collect();
        let mut told = match (self.kind, parameters.len()) {
            (Kind::Animation, _) => format!("An animation, {}", parameters.join("; ")),
            (Kind::Sliders, 0) => "A figure without sliders".to_owned(),
            (Kind::Sliders, 1) => format!("A figure with a slider, {}", parameters.join("; ")),
            (Kind::Sliders, count) => format!("A figure with {}: {}", counted(count, "slider"), parameters.join("; ")),
        };
        if self.kind == Kind::Animation && steps.iter().any(|&steps| steps > 0) {
            told.push_str(&format!(", of {}", counted_seconds(self.seconds)));
        }
        if steps != wished {
            let asked = wished.iter().max().copied().unwrap_or(0);
            told.push_str(&match parameter::reduced(wished.to_vec(), MOST_FRAMES) == steps {
                true => format!(" (not {asked}, so that there are at most {MOST_FRAMES} figures)"),
                false => format!(" (not {asked}, so that all takes at most {} KB)", MOST_BYTES / 1000),
            });
        }
        let set: Vec<String> = self
            .parameters
            .iter()
            .zip(steps)
            .filter_map(|(p, &steps)| p.first_told(steps))
            .collect();
        if !set.is_empty() {
            told.push_str(&format!(", at first {}", set.join(", ")));
        }
        format!("{told}. At first: {}", frames.description)
    }
}

fn counted_seconds(seconds: f64) -> String {
    match seconds == 1.0 {
        true => "1 second".to_owned(),
        false => format!("{} seconds", short(seconds)),
    }
}

impl std::fmt::Debug for Motion<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Motion")
            .field("kind", &self.kind)
            .field("parameters", &self.parameters)
            .field("steps", &self.steps)
            .field("seconds", &self.seconds)
            .finish_non_exhaustive()
    }
}

//! What all kinds of series have in common: what they span, how they are drawn, and how they are told in words.

use crate::axis::{Scale, Span};
use crate::palette::Rgb;
use crate::plane::{Look, Plane};

/// A series of one kind.
pub(crate) trait Layer {
    /// The numbers that the axes must show, with margins; `None` when nothing has a place.
    fn spans(&self, x: Scale, y: Scale) -> Option<(Span, Span)>;

    fn draw(&self, plane: &mut Plane, look: Look);

    /// What it is, with its article, and without for several.
    fn noun(&self) -> (&'static str, &'static str);

    /// A sentence's worth of what is seen, without the noun: ranges and numbers.
    fn details(&self) -> String;

    /// What the legend says of it, given the label that it has been named by.
    fn keys(&self, label: Option<&str>) -> Vec<Key> {
        label.map(|label| Key::new(Sign::Square, label)).into_iter().collect()
    }

    /// What it would like of the axes.
    fn wishes(&self) -> Wishes {
        Wishes::default()
    }
}

/// An entry of the legend, in the colour of its series unless another is given.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) sign: Sign,
    pub(crate) text: String,
    pub(crate) look: Option<Look>,
}

impl Key {
    pub(crate) fn new(sign: Sign, text: &str) -> Self {
        let (text, look) = (text.to_owned(), None);
        Self { sign, text, look }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Sign {
    Line,
    Dashes,
    Dot,
    Square,
    Arrow,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Wishes {
    /// Nothing of the frame stays free: where units are to be equal, the frame is made to fit.
    pub(crate) fills_frame: bool,
    /// One unit is as long on both axes.
    pub(crate) equal: bool,
    /// The vertical axis counts downwards from the top, and both name whole numbers alone.
    pub(crate) matrix: bool,
    /// The horizontal axis names whole numbers alone, and has no grid.
    pub(crate) whole: bool,
    /// The series brings a grid of its own.
    pub(crate) own_grid: bool,
    /// Names at 0, 1, 2… of the horizontal axis.
    pub(crate) names: Vec<String>,
    pub(crate) y_label: Option<&'static str>,
    pub(crate) color_bar: Option<ColorBar>,
}

/// Which colours stand for which numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ColorBar {
    pub(crate) span: Span,
    pub(crate) color: fn(f64) -> Rgb,
}

//! Figures: series over a pair of axes, and how they are to look.

use crate::axis::{Scale, Span};
use crate::content::{Content, Options, Series};
use crate::image;
use crate::inputs::Points;
use crate::kinds::Shape;
use crate::page;
use crate::palette::{GREY, hex};
use std::ops::Range;

/// A figure, made by one of this crate's functions and changed by chained options:
///
/// ```
/// use figures::{plot, scatter};
///
/// let figure = plot(|x| x.sin(), -3.0..3.0)
///     .label("sine")
///     .and(plot(|x| x.cos(), -3.0..3.0).label("cosine"))
///     .and(scatter([(0.0, 0.0), (0.0, 1.0)]))
///     .title("Two waves")
///     .x_label("angle");
/// assert!(figure.svg().starts_with("<svg "));
/// ```
#[derive(Clone, Debug)]
pub struct Figure {
    pub(crate) content: Content,
}

impl Figure {
    pub(crate) fn of(shape: Shape) -> Self {
        let label = None;
        let (series, options) = (vec![Series { shape, label }], Options::default());
        Self {
            content: Content { series, options },
        }
    }

    /// What stands above the figure.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.content.options.title = Some(title.into());
        self
    }

    /// What the horizontal axis shows.
    pub fn x_label(mut self, label: impl Into<String>) -> Self {
        self.content.options.x_label = Some(label.into());
        self
    }

    /// What the vertical axis shows.
    pub fn y_label(mut self, label: impl Into<String>) -> Self {
        self.content.options.y_label = Some(label.into());
        self
    }

    /// Width and height in pixels: 480 by 320, unless said otherwise, and between 160 by 120 and 4000 by 4000. Where one
    /// unit is as long on both axes, it may be narrower or lower.
    pub fn size(mut self, width: u32, height: u32) -> Self {
        let (width, height) = (width.clamp(160, 4000), height.clamp(120, 4000));
        self.content.options.size = Some((f64::from(width), f64::from(height)));
        self
    }

    /// Names the series added last, in the legend.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        if let Some(series) = self.content.series.last_mut() {
            series.label = Some(label.into());
        }
        self
    }

    /// A horizontal axis on which equal ratios are equally long. What isn't positive is left out.
    pub fn log_x(mut self) -> Self {
        self.content.options.x_scale = Scale::Log;
        self
    }

    /// A vertical axis on which equal ratios are equally long. What isn't positive is left out.
    pub fn log_y(mut self) -> Self {
        self.content.options.y_scale = Scale::Log;
        self
    }

    /// What the horizontal axis shows. A range without finite ends changes nothing.
    pub fn x_range(mut self, range: Range<f64>) -> Self {
        self.content.options.x_range = Span::between(range.start, range.end).or(self.content.options.x_range);
        self
    }

    /// What the vertical axis shows. A range without finite ends changes nothing.
    pub fn y_range(mut self, range: Range<f64>) -> Self {
        self.content.options.y_range = Span::between(range.start, range.end).or(self.content.options.y_range);
        self
    }

    /// One unit is as long on both axes, so that circles are round. Nothing changes on log axes.
    pub fn equal(mut self) -> Self {
        self.content.options.equal = true;
        self
    }

    /// Lays the series of another figure over this one. Options that this figure doesn't have come from the other.
    pub fn and(mut self, other: Figure) -> Self {
        let (mine, its) = (&mut self.content.options, other.content.options);
        mine.title = mine.title.take().or(its.title);
        mine.x_label = mine.x_label.take().or(its.x_label);
        mine.y_label = mine.y_label.take().or(its.y_label);
        mine.size = mine.size.or(its.size);
        mine.x_range = mine.x_range.or(its.x_range);
        mine.y_range = mine.y_range.or(its.y_range);
        mine.equal |= its.equal;
        for (scale, its) in [(&mut mine.x_scale, its.x_scale), (&mut mine.y_scale, its.y_scale)] {
            if its == Scale::Log {
                *scale = its;
            }
        }
        self.content.series.extend(other.content.series);
        self
    }

    /// Names for the bars of the series added last, which otherwise are counted from 0. Of other series, nothing changes.
    pub fn names<N: Into<String>>(self, names: impl IntoIterator<Item = N>) -> Self {
        self.with_names(names.into_iter().map(Into::into).collect())
    }

    fn with_names(mut self, names: Vec<String>) -> Self {
        if let Some(Series {
            shape: Shape::Bars(bars),
            ..
        }) = self.content.series.last_mut()
        {
            bars.names = names;
        }
        self
    }

    /// How many bins the histogram added last has, from 1 to 2000. Of other series, nothing changes.
    pub fn bins(mut self, bins: usize) -> Self {
        if let Some(Series {
            shape: Shape::Histogram(histogram),
            ..
        }) = self.content.series.last_mut()
        {
            *histogram = histogram.clone().rebinned(bins);
        }
        self
    }

    /// Where the arrows added last begin, one point for each; the last point also stands for those that are missing. Of
    /// other series, nothing changes.
    pub fn tails(self, points: impl Points) -> Self {
        self.with_tails(points.points())
    }

    fn with_tails(mut self, tails: Vec<(f64, f64)>) -> Self {
        if let Some(Series {
            shape: Shape::Arrows(arrows),
            ..
        }) = self.content.series.last_mut()
        {
            arrows.tails = tails;
        }
        self
    }

    /// As one HTML element: an image, which becomes an `<svg>` element in the ink of the notebook's theme where handlers of
    /// events are allowed. Transparent.
    pub fn html(&self) -> String {
        let (svg, size) = self.document();
        image::inlined(&svg, size, &self.description())
    }

    /// As a document of its own, of type `image/svg+xml`: transparent, and in a grey that is legible on white and on black.
    pub fn svg(&self) -> String {
        self.document().0
    }

    /// The document, and its width and height in pixels.
    pub(crate) fn document(&self) -> (String, (f64, f64)) {
        let content = &self.content;
        let drawing = page::drawn(content);
        let ink = format!("color=\"{}\"", hex(GREY));
        (
            drawing.element(&content.name(), &content.sentences(), &ink),
            drawing.size,
        )
    }

    /// What the figure shows, in one or two lines of plain text.
    pub fn description(&self) -> String {
        let (name, sentences) = (self.content.name(), self.content.sentences());
        let name = name.trim_end_matches(':');
        // A name that was made says what the first sentence does.
        match sentences.starts_with(name) {
            true => sentences,
            false => format!("{name}: {sentences}"),
        }
    }
}

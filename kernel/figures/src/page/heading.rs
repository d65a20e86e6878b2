//! What stands above the axes: title, legend, and what the vertical axis shows.

use super::{LETTERS, MARGIN};
use crate::content::{Content, Series};
use crate::layer::{Key, Sign, Wishes};
use crate::palette::hex;
use crate::plane::{Look, arrow};
use crate::svg::{Anchor, Pen, Svg, fitted, width_of};

const TITLE: f64 = 15.0;
const SWATCH: f64 = 20.0;
const ROW: f64 = 18.0;

pub(super) struct Heading {
    pub(super) height: f64,
    /// How wide it is, with a margin.
    pub(super) width: f64,
    title: Option<String>,
    y_label: Option<String>,
    /// Where the entries of the legend begin, from the left and from the top.
    keys: Vec<((f64, f64), Key, Look)>,
    y_label_at: f64,
}

impl Heading {
    pub(super) fn new(content: &Content, series: &[Series], wishes: &Wishes, has_axes: bool, width: f64) -> Self {
        let room = width - 2.0 * MARGIN;
        let title = content.options.title.as_ref().filter(|title| !title.trim().is_empty());
        let title = title.map(|title| fitted(title, TITLE, room));
        let y_label = content.options.y_label.as_deref().or(wishes.y_label);
        let y_label = y_label.filter(|_| has_axes).map(|label| fitted(label, LETTERS, room));
        let mut height = MARGIN + if title.is_some() { 20.0 } else { 0.0 };
        let mut widest = title.as_deref().map_or(0.0, |title| width_of(title, 1.05 * TITLE));
        let keys = laid_out(keys(series), room, &mut height, &mut widest);
        if let Some(label) = &y_label {
            height += 17.0;
            widest = widest.max(width_of(label, LETTERS));
        }
        let height = height.max(content.options.heading);
        let y_label_at = height - 5.0;
        Self {
            height,
            width: widest + 2.0 * MARGIN,
            title,
            y_label,
            keys,
            y_label_at,
        }
    }

    pub(super) fn draw(&self, svg: &mut Svg) {
        if let Some(title) = &self.title {
            let style = format!(" font-size=\"{TITLE}\" font-weight=\"600\"");
            svg.text((MARGIN, MARGIN + 13.0), Anchor::Start, &style, title);
        }
        for ((x, y), key, look) in &self.keys {
            draw_sign(svg, (*x, *y), key.sign, *look);
            svg.text((x + SWATCH + 5.0, y + 4.0), Anchor::Start, "", &key.text);
        }
        if let Some(label) = &self.y_label {
            svg.text((MARGIN, self.y_label_at), Anchor::Start, "", label);
        }
    }
}

/// In rows, as many entries in each as have room.
fn laid_out(keys: Vec<(Key, Look)>, room: f64, height: &mut f64, widest: &mut f64) -> Vec<((f64, f64), Key, Look)> {
    /// Further rows would leave no room for the plot.
    const ROWS: usize = 4;
    let (mut x, mut row) = (0.0, 0);
    let mut placed = Vec::new();
    for (mut key, look) in keys {
        key.text = fitted(&key.text, LETTERS, room - SWATCH - 6.0);
        let width = SWATCH + 6.0 + width_of(&key.text, LETTERS);
        if x > 0.0 && x + width > room {
            (x, row) = (0.0, row + 1);
        }
        if row == ROWS {
            break;
        }
        placed.push(((MARGIN + x, *height + ROW * row as f64 + ROW / 2.0), key, look));
        *widest = widest.max(x + width);
        x += width + 16.0;
    }
    if !placed.is_empty() {
        *height += ROW * (row.min(ROWS - 1) + 1) as f64 + 2.0;
    }
    placed
}

fn keys(series: &[Series]) -> Vec<(Key, Look)> {
    series
        .iter()
        .enumerate()
        .flat_map(|(i, series)| {
            let keys = series.shape.layer().keys(series.label.as_deref());
            keys.into_iter().map(move |key| {
                let look = key.look.unwrap_or(Look::of(i));
                (key, look)
            })
        })
        .collect()
}

fn draw_sign(svg: &mut Svg, (x, y): (f64, f64), sign: Sign, look: Look) {
    let mut pen = Pen::default();
    match sign {
        Sign::Line | Sign::Dashes => {
            pen.polyline(&[(x + 1.0, y), (x + SWATCH - 1.0, y)]);
            let dashes = if matches!(sign, Sign::Dashes) {
                " stroke-dasharray=\"2 5\""
            } else {
                ""
            };
            svg.path(&pen, &format!("{}{dashes}", look.stroke(2.0)));
        }
        Sign::Dot => {
            pen.dot((x + SWATCH / 2.0, y));
            svg.path(&pen, &look.dots(7.0));
        }
        Sign::Square => {
            pen.rectangle((x + 4.0, y - 5.5), (x + 15.0, y + 5.5));
            svg.path(&pen, &format!("fill=\"{}\"", hex(look.color)));
        }
        Sign::Arrow => {
            let mut head = Pen::default();
            arrow((x, y), (x + SWATCH, y), 2.0, &mut pen, &mut head);
            svg.path(&pen, &look.stroke(2.0));
            svg.path(&head, &look.fill());
        }
    }
}

//! SVG, written as briefly as it can be: coordinates in tenths of a pixel, relative to the last.

use std::fmt::Write as _;

/// Elements in the order of drawing.
#[derive(Default)]
pub(crate) struct Svg {
    pub(crate) body: String,
}

/// The attribute of a group in which coordinates and lengths are tenths of a pixel.
pub(crate) const FINE: &str = "transform=\"scale(.1)\"";

/// Which part of a text its place is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    /// A path, unless it is empty. `style` are further attributes.
    pub(crate) fn path(&mut self, pen: &Pen, style: &str) {
        if !pen.d.is_empty() {
            let _ = write!(self.body, "<path d=\"{}\" {style}/>", pen.d);
        }
    }

    /// Text whose baseline is at `y`. `style` are further attributes, each with a space before it.
    pub(crate) fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, style: &str, text: &str) {
        let (x, y) = (decimal(tenths(x)), decimal(tenths(y)));
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let text = escaped(text);
        let _ = write!(self.body, "<text x=\"{x}\" y=\"{y}\"{anchor}{style}>{text}</text>");
    }

    /// Whatever else there is to be said.
    pub(crate) fn raw(&mut self, element: &str) {
        self.body.push_str(element);
    }
}

/// What a path is made of. Numbers that are no place are left to the caller: they would be drawn at the origin.
#[derive(Default)]
pub(crate) struct Pen {
    d: String,
    /// Whether it writes tenths of a pixel as whole numbers, which takes a fifth less.
    is_fine: bool,
    /// Where it is, in tenths.
    at: (i64, i64),
    /// The command that a further pair of numbers continues.
    command: char,
}

impl Pen {
    /// A pen whose paths are to stand in a group that has [`FINE`] among its attributes.
    pub(crate) fn fine() -> Self {
        Self {
            is_fine: true,
            ..Self::default()
        }
    }

    pub(crate) fn move_to(&mut self, place: (f64, f64)) -> &mut Self {
        let (to, (dx, dy)) = self.step(place);
        // A pair that follows `m` without a command is a line, relative as well; one that follows `M` is not.
        let (command, continued) = if self.d.is_empty() { ('M', 'M') } else { ('m', 'l') };
        self.d.push(command);
        self.push(dx);
        self.push(dy);
        (self.at, self.command) = (to, continued);
        self
    }

    /// A line, unless it is shorter than a tenth of a pixel.
    pub(crate) fn line_to(&mut self, place: (f64, f64)) -> &mut Self {
        let (to, (dx, dy)) = self.step(place);
        match (dx, dy) {
            (0, 0) => {}
            (_, 0) => self.say('h', &[dx]),
            (0, _) => self.say('v', &[dy]),
            _ => self.say('l', &[dx, dy]),
        }
        self.at = to;
        self
    }

    /// A dot, when the path is stroked with round ends.
    pub(crate) fn dot(&mut self, place: (f64, f64)) {
        self.move_to(place);
        self.say('h', &[0]);
    }

    pub(crate) fn polyline(&mut self, places: &[(f64, f64)]) -> &mut Self {
        if let Some((&first, rest)) = places.split_first() {
            self.move_to(first);
            for &place in rest {
                self.line_to(place);
            }
        }
        self
    }

    pub(crate) fn polygon(&mut self, places: &[(f64, f64)]) {
        if places.len() > 2 {
            self.polyline(places).close(places[0]);
        }
    }

    pub(crate) fn rectangle(&mut self, (x0, y0): (f64, f64), (x1, y1): (f64, f64)) {
        self.polygon(&[(x0, y0), (x1, y0), (x1, y1), (x0, y1)]);
    }

    fn close(&mut self, start: (f64, f64)) {
        self.d.push('z');
        (self.at, self.command) = ((tenths(start.0), tenths(start.1)), 'z');
    }

    fn step(&self, (x, y): (f64, f64)) -> ((i64, i64), (i64, i64)) {
        let to = (tenths(x), tenths(y));
        (to, (to.0 - self.at.0, to.1 - self.at.1))
    }

    fn say(&mut self, command: char, numbers: &[i64]) {
        if self.command != command {
            self.d.push(command);
            self.command = command;
        }
        for &number in numbers {
            self.push(number);
        }
    }

    fn push(&mut self, number: i64) {
        let number = match self.is_fine {
            true => number.to_string(),
            false => decimal(number),
        };
        let follows_a_number = self.d.ends_with(|c: char| c.is_ascii_digit());
        if follows_a_number && !number.starts_with('-') {
            self.d.push(' ');
        }
        self.d.push_str(&number);
    }
}

/// Tenths of a pixel, the resolution of figures.
fn tenths(pixels: f64) -> i64 {
    (pixels * 10.0).round() as i64
}

/// A number of tenths: `12`, `1.2`, `-.2`.
fn decimal(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, tenth) = (tenths.abs() / 10, tenths.abs() % 10);
    match (whole, tenth) {
        (_, 0) if whole == 0 => "0".to_owned(),
        (_, 0) => format!("{sign}{whole}"),
        (0, _) => format!("{sign}.{tenth}"),
        _ => format!("{sign}{whole}.{tenth}"),
    }
}

/// Text as it stands in XML, without the characters that can't stand there.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// About how wide a text is, in pixels, in a usual sans-serif of this size.
pub(crate) fn width_of(text: &str, size: f64) -> f64 {
    let em = |c: char| match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' | 't' | 'f' | 'r' | '·' | '(' | ')' => 0.31,
        'm' | 'w' | 'M' | 'W' | '—' => 0.87,
        'A'..='Z' => 0.68,
        '⁰'..='⁹' | '⁻' | '¹' | '²' | '³' => 0.37,
        c if c as u32 >= 0x2e80 => 1.0,
        _ => 0.56,
    };
    // Some systems' letters are wider.
    1.06 * text.chars().map(em).sum::<f64>() * size
}

/// The text, or as much of its beginning as is no wider than `room` pixels.
pub(crate) fn fitted(text: &str, size: f64, room: f64) -> String {
    if width_of(text, size) <= room {
        return text.to_owned();
    }
    let mut fitted = String::new();
    for c in text.chars() {
        if width_of(&fitted, size) + 2.0 * size > room {
            break;
        }
        fitted.push(c);
    }
    format!("{}…", fitted.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(draw: impl Fn(&mut Pen), expected: &str) {
        let mut pen = Pen::default();
        draw(&mut pen);
        assert_eq!(pen.d, expected);
    }

    #[test]
    fn paths_are_relative_and_brief() {
        check(
            |pen| {
                pen.polyline(&[(1.0, 2.5), (1.5, 2.25), (2.0, 2.0), (10.0, 2.0), (10.0, 0.0)]);
            },
            "M1 2.5l.5-.2 .5-.3h8v-2",
        );
        check(|pen| pen.rectangle((0.0, 0.0), (2.0, 1.0)), "M0 0h2v1h-2z");
        check(
            |pen| {
                *pen = Pen::fine();
                pen.polyline(&[(1.0, 2.5), (1.5, 2.25)]);
            },
            "M10 25l5-2",
        );
        check(
            |pen| {
                pen.dot((1.0, 1.0));
                pen.dot((2.0, 0.0));
            },
            "M1 1h0m1-1h0",
        );
    }

    #[test]
    fn a_path_goes_on_from_where_it_was_closed() {
        check(
            |pen| {
                pen.rectangle((0.0, 0.0), (2.0, 1.0));
                pen.rectangle((3.0, 0.0), (5.0, 1.0));
            },
            "M0 0h2v1h-2zm3 0h2v1h-2z",
        );
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(
            escaped("a < b & \"c\"\u{0}\u{1b}\n>"),
            "a &lt; b &amp; &quot;c&quot; &gt;"
        );
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(fitted("short", 10.0, 100.0), "short");
        assert_eq!(fitted("a text that is far too long", 10.0, 60.0), "a text th…");
    }
}

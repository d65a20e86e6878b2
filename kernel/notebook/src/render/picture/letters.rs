//! Text as paths, in letters that are part of the kernel.
//!
//! The letters are those of DejaVu Sans Condensed, about as wide as what browsers take for sans-serif, with the signs of
//! mathematics; their licence stands beside them. A line has a character's number in hexadecimal, how far it moves the
//! next one, and its outline; there are 500 units to an em.

use resvg::usvg::roxmltree::Node;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

const LETTERS: &str = include_str!("../../../fonts/letters.txt");
const UNITS: f64 = 500.0;

/// What stands for a character that has no outline here.
const UNKNOWN: char = '□';

struct Letter {
    advance: f64,
    outline: &'static str,
}

static BY_CHARACTER: LazyLock<HashMap<char, Letter>> = LazyLock::new(|| {
    let letter = |line: &'static str| {
        let mut fields = line.splitn(3, ' ');
        let character = char::from_u32(u32::from_str_radix(fields.next()?, 16).ok()?)?;
        let advance = fields.next()?.parse().ok()?;
        let outline = fields.next().unwrap_or("");
        Some((character, Letter { advance, outline }))
    };
    LETTERS.lines().filter_map(letter).collect()
});

/// Writes the text as paths. `svg` is the document that it is part of.
pub(super) fn draw(drawn: &mut String, svg: &str, text: Node<'_, '_>) {
    let inherited = |name: &str| text.ancestors().find_map(|node| node.attribute(name));
    let size = inherited("font-size")
        .and_then(|size| size.trim_end_matches("px").parse().ok())
        .unwrap_or(16.0);
    let number = |name: &str| {
        let value = text.attribute(name)?;
        match value.strip_suffix("em") {
            Some(ems) => ems.parse::<f64>().ok().map(|ems| ems * size),
            None => value.parse().ok(),
        }
    };
    let number = |name: &str| number(name).unwrap_or(0.0);
    let characters: String = text
        .descendants()
        .filter(|node| node.is_text())
        .filter_map(|node| node.text())
        .collect();
    let letters: Vec<&Letter> = characters
        .trim()
        .chars()
        .filter_map(|c| BY_CHARACTER.get(&c).or_else(|| BY_CHARACTER.get(&UNKNOWN)))
        .collect();
    let width: f64 = letters.iter().map(|letter| letter.advance).sum();
    let before = match inherited("text-anchor") {
        Some("middle") => width / 2.0,
        Some("end") => width,
        _ => 0.0,
    };
    drawn.push_str("<g");
    for attribute in text.attributes() {
        let is_of_text = ["x", "y", "dx", "dy", "text-anchor"].contains(&attribute.name())
            || attribute.name().starts_with("font-")
            || attribute.namespace().is_some();
        if !is_of_text {
            let _ = write!(drawn, " {}", &svg[attribute.range()]);
        }
    }
    let scale = size / UNITS;
    let (x, y) = (number("x") + number("dx"), number("y") + number("dy"));
    // There is one weight and one posture of the letters.
    let slant = if inherited("font-style") == Some("italic") {
        " skewX(-11)"
    } else {
        ""
    };
    let is_bold = matches!(inherited("font-weight"), Some("bold" | "600" | "700"));
    let weight = if is_bold {
        " stroke=\"currentColor\" stroke-width=\"24\""
    } else {
        ""
    };
    let _ = write!(
        drawn,
        "><g transform=\"translate({x} {y}) scale({scale}){slant}\"{weight}>"
    );
    let mut at = -before;
    for letter in letters {
        if !letter.outline.is_empty() {
            let _ = write!(drawn, "<path transform=\"translate({at})\" d=\"{}\"/>", letter.outline);
        }
        at += letter.advance;
    }
    drawn.push_str("</g></g>");
}

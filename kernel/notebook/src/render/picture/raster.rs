//! SVG as PNG: on white, in dark ink, at twice the size of the figure.
//!
//! On white, since what takes PNG is paper or close to it, and black on nothing can't be read on a dark page. The same
//! figure gives the same bytes on every machine: no font of the system is asked for.

use super::{images, letters};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use png::{BitDepth, ColorType, Compression, Encoder};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree, roxmltree};
use std::cmp::Reverse;
use std::collections::HashMap;

/// Pixels of the image to one of the figure, as far as there are no more than [`MOST_PIXELS`].
const SCALE: f32 = 2.0;
const MOST_PIXELS: f32 = 4e6;

/// A figure that is longer, in bytes, would take long to draw.
const LONGEST: usize = 1_000_000;

/// Colours at most, up to 256: each that is not needed makes the file larger.
const COLORS: usize = 64;

const INK: &str = "color=\"#212121\"";

/// The image, in base64; `None` where the SVG can't be read, or is too large.
pub(super) fn png(svg: &str) -> Option<String> {
    if svg.len() > LONGEST {
        return None;
    }
    let svg = as_paths(&in_ink(svg)?)?;
    let tree = Tree::from_str(&svg, &Options::default()).ok()?;
    let size = tree.size();
    let scale = SCALE.min((MOST_PIXELS / (size.width() * size.height())).sqrt());
    let pixels = |length: f32| (length * scale).ceil() as u32;
    let mut image = Pixmap::new(pixels(size.width()), pixels(size.height()))?;
    image.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut image.as_mut());
    encoded(&image).map(|png| STANDARD.encode(png))
}

/// With texts and images as paths: what draws the rest knows neither fonts nor files of images. `None` where the SVG isn't
/// well-formed.
fn as_paths(svg: &str) -> Option<String> {
    let document = roxmltree::Document::parse(svg).ok()?;
    let mut drawn = String::with_capacity(2 * svg.len());
    let mut end = 0;
    for node in document.descendants() {
        let name = node.tag_name().name();
        if ["text", "image"].contains(&name) && node.range().start >= end {
            drawn.push_str(&svg[end..node.range().start]);
            end = node.range().end;
            match name {
                "text" => letters::draw(&mut drawn, svg, node),
                // One that can't be read is left out.
                _ => images::draw(&mut drawn, node).unwrap_or_default(),
            }
        }
    }
    drawn.push_str(&svg[end..]);
    Some(drawn)
}

/// With the ink of paper in place of the grey that a figure on its own has, and so has each of several in one.
fn in_ink(svg: &str) -> Option<String> {
    let document = roxmltree::Document::parse(svg).ok()?;
    let figures = document.descendants().filter(|node| node.tag_name().name() == "svg");
    let mut inked = String::with_capacity(svg.len());
    let mut end = 0;
    for color in figures.filter_map(|figure| figure.attribute_node("color")) {
        inked.push_str(&svg[end..color.range().start]);
        inked.push_str(INK);
        end = color.range().end;
    }
    inked.push_str(&svg[end..]);
    Some(inked)
}

fn encoded(image: &Pixmap) -> Option<Vec<u8>> {
    // All pixels are opaque, since they lie on white.
    let pixels: Vec<[u8; 3]> = image.pixels().iter().map(|p| [p.red(), p.green(), p.blue()]).collect();
    let (palette, numbers) = indexed(&pixels);
    let mut png = Vec::new();
    let mut encoder = Encoder::new(&mut png, image.width(), image.height());
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(Compression::Balanced);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&numbers).ok()?;
    writer.finish().ok()?;
    Some(png)
}

/// Colours, and which of them each pixel has. Where there are more than [`COLORS`], those that most pixels have stand for
/// the others, each for those that are nearest: areas keep theirs, and on the edges of lines there are more than one sees.
fn indexed(pixels: &[[u8; 3]]) -> (Vec<[u8; 3]>, Vec<u8>) {
    let mut counts: HashMap<[u8; 3], u32> = HashMap::new();
    for alike in pixels.chunk_by(|a, b| a == b) {
        *counts.entry(alike[0]).or_default() += alike.len() as u32;
    }
    let mut colors: Vec<([u8; 3], u32)> = counts.into_iter().collect();
    // The order of a map is another in each run.
    colors.sort_by_key(|&(color, count)| (Reverse(count), color));
    let palette: Vec<[u8; 3]> = colors.iter().take(COLORS).map(|(color, _)| *color).collect();
    let numbers: HashMap<[u8; 3], u8> = colors
        .iter()
        .map(|(color, _)| (*color, nearest(&palette, *color)))
        .collect();
    let mut indices = Vec::with_capacity(pixels.len());
    for alike in pixels.chunk_by(|a, b| a == b) {
        indices.resize(indices.len() + alike.len(), numbers[&alike[0]]);
    }
    (palette, indices)
}

fn nearest(palette: &[[u8; 3]], color: [u8; 3]) -> u8 {
    let distance = |other: &[u8; 3]| -> u32 {
        let channels = color.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2));
        channels.sum()
    };
    let numbered = (0..=u8::MAX).zip(palette);
    numbered
        .min_by_key(|(_, other)| distance(other))
        .map_or(0, |(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::io::Cursor;

    fn figure(body: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\" fill=\"currentColor\" color=\"#767676\">{body}</svg>"
        )
    }

    /// The width of the image, and its pixels.
    #[track_caller]
    fn drawn(svg: &str) -> (usize, Vec<[u8; 3]>) {
        let png = STANDARD
            .decode(png(svg).expect("it has a picture"))
            .expect("it is base64");
        let mut decoder = png::Decoder::new(Cursor::new(png));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("it is PNG");
        let mut bytes = vec![0; reader.output_buffer_size().expect("it is small")];
        reader.next_frame(&mut bytes).expect("it is whole");
        (reader.info().width as usize, bytes.as_chunks::<3>().0.to_vec())
    }

    #[test]
    fn a_figure_is_drawn_in_dark_ink_on_white_at_twice_its_size() {
        let (width, pixels) = drawn(&figure("<path d=\"M0 0h20v20h-20z\"/>"));
        assert_eq!((width, pixels.len()), (80, 80 * 40));
        assert_eq!(
            (pixels[0], pixels[39], pixels[40], pixels[79]),
            ([0x21; 3], [0x21; 3], [255; 3], [255; 3])
        );
    }

    #[test]
    fn several_figures_in_one_have_the_same_ink() {
        let one = figure("<path d=\"M0 0h40v10h-40z\"/>");
        let two = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\">{one}</svg>");
        assert_eq!(drawn(&two).1[0], [0x21; 3]);
    }

    #[test]
    fn the_same_figure_is_the_same_bytes() {
        let figure = figure("<circle r=\"15\" fill=\"#2079bd\"/><text x=\"4\" y=\"15\">x² ∈ ℝ</text>");
        assert_eq!(png(&figure), png(&figure));
    }

    #[test]
    fn letters_are_dark_and_have_their_place() {
        let ink = |style: &str| {
            let (width, pixels) = drawn(&figure(&format!("<text y=\"16\" font-size=\"12\" {style}>HH</text>")));
            let columns = pixels
                .iter()
                .zip(0..)
                .filter(|(pixel, _)| pixel[0] < 0x40)
                .map(|(_, i)| i % width);
            (
                columns.clone().min().expect("there is ink"),
                columns.max().expect("there is ink"),
            )
        };
        let (start, end) = ink("x=\"2\"");
        assert!(
            (4..10).contains(&start) && (30..40).contains(&end),
            "from {start} to {end}"
        );
        let (start, end) = ink("x=\"38\" text-anchor=\"end\"");
        assert!(
            (40..50).contains(&start) && (66..77).contains(&end),
            "from {start} to {end}"
        );
        let (start, end) = ink("x=\"20\" text-anchor=\"middle\"");
        assert!((39..=40).contains(&((start + end) / 2)), "from {start} to {end}");
    }

    #[test]
    fn a_character_without_a_letter_is_a_box() {
        let text = |text: &str| drawn(&figure(&format!("<text y=\"16\">{text}</text>"))).1;
        assert_eq!(text("\u{4e2d}"), text("□"));
        assert_ne!(text("□"), text(" "));
    }

    /// An image of two pixels beside each other: none, and red.
    fn two_pixels() -> String {
        let mut png = Vec::new();
        let mut encoder = Encoder::new(&mut png, 2, 1);
        encoder.set_color(ColorType::Indexed);
        encoder.set_palette(vec![0, 0, 0, 255, 0, 0]);
        encoder.set_trns(vec![0]);
        let mut writer = encoder.write_header().expect("the header is right");
        writer.write_image_data(&[0, 1]).expect("there is room");
        drop(writer);
        STANDARD.encode(png)
    }

    #[test]
    fn an_image_is_drawn_pixel_by_pixel() {
        let image = format!(
            "<image x=\"0\" y=\"0\" width=\"40\" height=\"20\" preserveAspectRatio=\"none\" href=\"data:image/png;base64,{}\"/>",
            two_pixels()
        );
        let (_, pixels) = drawn(&figure(&image));
        assert_eq!(
            (pixels[0], pixels[39], pixels[40], pixels[79]),
            ([255; 3], [255; 3], [255, 0, 0], [255, 0, 0])
        );
    }

    #[test]
    fn areas_keep_their_colours_where_there_are_too_many() {
        let squares: String = (0..100)
            .map(|i| {
                format!(
                    "<path d=\"M{}.1 {}h.3v.3h-.3z\" fill=\"rgb({i} 0 {})\"/>",
                    i % 40,
                    i / 40,
                    2 * i
                )
            })
            .collect();
        let (_, pixels) = drawn(&figure(&format!(
            "{squares}<path d=\"M0 10h40v10h-40z\" fill=\"#2079bd\"/>"
        )));
        assert_eq!(pixels[80 * 30], [0x20, 0x79, 0xbd]);
        assert!(pixels.iter().collect::<HashSet<_>>().len() <= COLORS);
    }

    #[test]
    fn a_large_figure_has_fewer_pixels_and_what_is_no_figure_none() {
        let large = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4000\" height=\"4000\"/>";
        assert_eq!(drawn(large).0, 2000);
        assert_eq!(png("<svg"), None);
        assert_eq!(png("<b>bold</b>"), None);
        assert_eq!(png(&" ".repeat(LONGEST + 1)), None);
    }
}

//! Images inside of a figure as paths: a large matrix is one, a pixel for each entry.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use png::{Decoder, Transformations};
use resvg::usvg::roxmltree::Node;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Cursor;

/// An image of more pixels than these is left out.
const MOST_PIXELS: usize = 100_000;

/// Writes the image as squares, all those of one colour in one path.
pub(super) fn draw(drawn: &mut String, image: Node<'_, '_>) -> Option<()> {
    let number = |name: &str| image.attribute(name)?.parse::<f64>().ok();
    let (x, y, width, height) = (number("x")?, number("y")?, number("width")?, number("height")?);
    let png = STANDARD
        .decode(image.attribute("href")?.strip_prefix("data:image/png;base64,")?)
        .ok()?;
    let mut decoder = Decoder::new(Cursor::new(png));
    decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
    let mut reader = decoder.read_info().ok()?;
    let (columns, rows) = (reader.info().width, reader.info().height);
    if columns as usize * rows as usize > MOST_PIXELS {
        return None;
    }
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut pixels).ok()?;
    let (pixels, _) = pixels.get(..info.buffer_size())?.as_chunks::<4>();
    let mut squares: BTreeMap<[u8; 3], String> = BTreeMap::new();
    for (row, pixels) in pixels.chunks(columns as usize).enumerate() {
        let mut column = 0;
        for alike in pixels.chunk_by(|a, b| a == b) {
            if let [red, green, blue, 1..=255] = alike[0] {
                let path = squares.entry([red, green, blue]).or_default();
                let _ = write!(path, "M{column} {row}h{0}v1h-{0}z", alike.len());
            }
            column += alike.len();
        }
    }
    let (wide, high) = (width / f64::from(columns), height / f64::from(rows));
    // Else what is behind shines through between neighbours.
    let _ = write!(
        drawn,
        "<g transform=\"translate({x} {y}) scale({wide} {high})\" shape-rendering=\"crispEdges\">"
    );
    for ([red, green, blue], path) in squares {
        let _ = write!(drawn, "<path fill=\"#{red:02x}{green:02x}{blue:02x}\" d=\"{path}\"/>");
    }
    drawn.push_str("</g>");
    Some(())
}

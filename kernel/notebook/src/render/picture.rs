//! Figures as PNG, for all that shows no HTML: LaTeX and PDF, Markdown by file, terminals, mail.
//!
//! The PNG takes the place of the SVG on its own. What shows HTML has that already, and nbconvert's LaTeX fails at an SVG
//! where there is no Inkscape, whatever else there is beside it.

mod images;
mod letters;
mod raster;

use interfaces::evaluator::{Frontend, InputError, MimeBundle, Output};
use serde_json::Value;

const SVG: &str = "image/svg+xml";
const PNG: &str = "image/png";

/// Shows figures with their pictures, and all else as it is.
pub(crate) struct WithPictures<'a> {
    frontend: &'a dyn Frontend,
}

impl<'a> WithPictures<'a> {
    pub(crate) fn of(frontend: &'a dyn Frontend) -> Self {
        Self { frontend }
    }
}

impl Frontend for WithPictures<'_> {
    fn show(&self, output: Output) {
        self.frontend.show(match output {
            Output::Result(data) => Output::Result(with_picture(data)),
            Output::Display { data, id } => Output::Display {
                data: with_picture(data),
                id,
            },
            Output::Update { data, id } => Output::Update {
                data: with_picture(data),
                id,
            },
            other => other,
        });
    }

    fn input(&self, prompt: &str, password: bool) -> Result<String, InputError> {
        self.frontend.input(prompt, password)
    }

    fn is_attended(&self) -> bool {
        self.frontend.is_attended()
    }
}

/// A figure in SVG with HTML beside it gets its PNG instead of that SVG, and one that is SVG within HTML, as those of
/// plotters, gets it as well. Where none can be made, it stays as it is.
pub(crate) fn with_picture(mut data: MimeBundle) -> MimeBundle {
    let form = |mime: &str| data.get(mime).and_then(Value::as_str);
    let Some(html) = form("text/html").filter(|_| !data.contains_key(PNG)) else {
        return data;
    };
    if let Some(png) = form(SVG).or_else(|| svg_within(html)).and_then(raster::png) {
        data.remove(SVG);
        data.insert(PNG.to_owned(), Value::String(png));
    }
    data
}

/// The SVG element, if there is one alone in one division.
fn svg_within(html: &str) -> Option<&str> {
    let (_, inner) = html
        .trim()
        .strip_suffix("</div>")?
        .strip_prefix("<div")?
        .split_once('>')?;
    let inner = inner.trim();
    (inner.starts_with("<svg ") && inner.ends_with("</svg>") && inner.matches("<svg").count() == 1).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::bundle;

    const CIRCLE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><circle r=\"5\"/></svg>";

    #[track_caller]
    fn check<const N: usize>(forms: [(&str, &str); N], expected: &[&str]) {
        let shown = with_picture(bundle(forms.map(|(mime, text)| (mime, text.to_owned()))));
        assert_eq!(shown.keys().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_figure_has_a_png_in_place_of_its_svg() {
        check([("text/html", "<b/>"), (SVG, CIRCLE)], &[PNG, "text/html"]);
        let within = CIRCLE.replace("/></svg>", "><title>a</title></circle></svg>");
        check(
            [("text/html", &format!("<div style=\"display:flex\">{within}</div>"))],
            &[PNG, "text/html"],
        );
    }

    #[test]
    fn what_is_no_figure_of_ours_stays_as_it_is() {
        check([(SVG, CIRCLE)], &[SVG]);
        check([("text/html", "<b/>")], &["text/html"]);
        check(
            [("text/html", &format!("<div><b>two</b>{CIRCLE}</div>"))],
            &["text/html"],
        );
        check([("text/html", "<b/>"), (SVG, "<svg")], &[SVG, "text/html"]);
        check(
            [("text/html", "<b/>"), (PNG, "x"), (SVG, CIRCLE)],
            &[PNG, SVG, "text/html"],
        );
    }
}

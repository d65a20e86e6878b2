//! All figures of a motion in one drawing: what they have in common once, and the rest of the first; that of the
//! others is kept beside it.

use crate::figure::Figure;
use crate::page;
use std::collections::HashMap;

pub(super) struct Overlay {
    pub(super) body: String,
    /// That of the largest figure.
    pub(super) size: (f64, f64),
    /// How many bytes of the body grow with the number of figures.
    pub(super) varying: usize,
}

impl Overlay {
    /// `first` is the figure that is shown at first.
    pub(super) fn of(figures: &[Figure], first: usize) -> Self {
        let drawings: Vec<page::Drawing> = figures.iter().map(|figure| page::drawn(&figure.content)).collect();
        let size = drawings
            .iter()
            .fold((0.0, 0.0), |(width, height): (f64, f64), drawing| {
                (width.max(drawing.size.0), height.max(drawing.size.1))
            });
        let bodies: Vec<Vec<&str>> = drawings.iter().map(|drawing| elements(&drawing.body)).collect();
        let (body, varying) = overlaid(&bodies, first);
        Self { body, size, varying }
    }
}

/// The body, and how many bytes of it vary.
fn overlaid(bodies: &[Vec<&str>], first: usize) -> (String, usize) {
    let least = bodies.iter().map(Vec::len).min().unwrap_or(0);
    let most = bodies.iter().map(Vec::len).max().unwrap_or(0);
    let are_same = |element: &dyn Fn(&Vec<&str>) -> usize| {
        let first = &bodies[0];
        bodies.iter().all(|body| body[element(body)] == first[element(first)])
    };
    let before = (0..least).take_while(|&i| are_same(&|_| i)).count();
    let after = (0..least - before)
        .take_while(|&i| are_same(&|body| body.len() - 1 - i))
        .count();
    // Else which element of one figure is which of another isn't known.
    let are_alike = least == most;
    let mut body = String::new();
    let mut varying = 0;
    let mut vary = |body: &mut String, variants: Vec<String>| {
        let start = body.len();
        alternate(body, &variants, first);
        varying += body.len() - start;
    };
    for element in bodies.iter().take(1).flat_map(|first| &first[..before]) {
        body.push_str(element);
    }
    if are_alike {
        for i in before..least - after {
            match are_same(&|_| i) {
                true => body.push_str(bodies[0][i]),
                false => vary(&mut body, bodies.iter().map(|body| body[i].to_owned()).collect()),
            }
        }
    } else {
        let middle = |body: &Vec<&str>| body[before..body.len() - after].concat();
        vary(&mut body, bodies.iter().map(middle).collect());
    }
    for element in bodies.iter().take(1).flat_map(|first| &first[first.len() - after..]) {
        body.push_str(element);
    }
    (body, varying)
}

/// The variant of the frame that is shown at first, and in attributes of the group around it which of them belongs to which frame, and the
/// others, each in a hidden group. As elements, they would leave their texts on a page that strips SVG.
fn alternate(body: &mut String, variants: &[String], first: usize) {
    let mut numbers: HashMap<&str, usize> = HashMap::from([(variants[first].as_str(), 0)]);
    let mut others = String::new();
    let mut frames: Vec<String> = Vec::new();
    for variant in variants {
        let next = numbers.len();
        let number = *numbers.entry(variant).or_insert_with(|| {
            others.push_str(&format!("<g display=\"none\">{variant}</g>"));
            next
        });
        frames.push(number.to_string());
    }
    body.push_str(&format!(
        "<g data-frames=\"{}\" data-others='{}'><g>{}</g></g>",
        frames.join(" "),
        within_quotes(&others),
        variants[first]
    ));
}

/// Elements as the value of an attribute in single quotes, since they have many double ones.
fn within_quotes(elements: &str) -> String {
    let escaped = elements.replace('&', "&amp;").replace('\'', "&#39;");
    escaped.replace('<', "&lt;").replace('>', "&gt;")
}

/// The outermost elements of a figure, whose `<` and `>` all belong to tags.
fn elements(body: &str) -> Vec<&str> {
    let mut elements = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (end, _) in body.match_indices('>') {
        let tag = body[..end].rfind('<').map_or("", |open| &body[open..end]);
        match tag {
            _ if tag.starts_with("</") => depth = depth.saturating_sub(1),
            _ if tag.ends_with('/') => {}
            _ => depth += 1,
        }
        if depth == 0 {
            elements.push(&body[start..=end]);
            start = end + 1;
        }
    }
    elements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bodies: &[&str], expected: &str) {
        let bodies: Vec<Vec<&str>> = bodies.iter().map(|body| elements(body)).collect();
        assert_eq!(overlaid(&bodies, 0).0, expected);
    }

    #[test]
    fn what_is_common_stands_once() {
        check(&["<a/><b>1</b><c/>"], "<a/><b>1</b><c/>");
        check(
            &["<a/><b>1</b><c/>", "<a/><b>2</b><c/>"],
            "<a/><g data-frames=\"0 1\" data-others='&lt;g display=\"none\"&gt;&lt;b&gt;2&lt;/b&gt;&lt;/g&gt;'><g><b>1</b></g></g><c/>",
        );
        let (alike, _) = overlaid(&[elements("<a/><b/><c/><d/>"), elements("<a/><p/><c/><q/>")], 0);
        let [b, d] =
            ["p", "q"].map(|name| format!("data-others='&lt;g display=\"none\"&gt;&lt;{name}/&gt;&lt;/g&gt;'"));
        let expected =
            format!("<a/><g data-frames=\"0 1\" {b}><g><b/></g></g><c/><g data-frames=\"0 1\" {d}><g><d/></g></g>");
        assert_eq!(alike, expected);
    }

    #[test]
    fn the_frame_that_is_shown_at_first_is_on_the_page() {
        let (body, _) = overlaid(&[elements("<a/>"), elements("<b/>")], 1);
        let other = "data-others='&lt;g display=\"none\"&gt;&lt;a/&gt;&lt;/g&gt;'";
        assert_eq!(body, format!("<g data-frames=\"1 0\" {other}><g><b/></g></g>"));
    }

    #[test]
    fn what_comes_back_stands_once() {
        check(
            &["<a/>", "<b/>", "<a/>"],
            "<g data-frames=\"0 1 0\" data-others='&lt;g display=\"none\"&gt;&lt;b/&gt;&lt;/g&gt;'><g><a/></g></g>",
        );
    }

    #[test]
    fn elements_that_only_some_figures_have_are_shown_with_these() {
        check(
            &["<a/><c/>", "<a/><b/><c/>"],
            "<a/><g data-frames=\"0 1\" data-others='&lt;g display=\"none\"&gt;&lt;b/&gt;&lt;/g&gt;'><g></g></g><c/>",
        );
    }

    #[test]
    fn outermost_elements_are_found() {
        assert_eq!(
            elements("<g x=\"1\"><p/><t>a</t></g><p d=\"M0 0\"/>"),
            ["<g x=\"1\"><p/><t>a</t></g>", "<p d=\"M0 0\"/>"]
        );
    }
}

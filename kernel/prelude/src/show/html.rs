//! A value as HTML, where a page shows more of it than text does: figures, long lists and large matrices as pictures, maps as
//! tables.

use super::plain;
use super::view::{Element, Grid, Picture, View};
use figures::{Figure, heatmap, line};
use nalgebra::DMatrix;

/// `view` as HTML, if there is more to see than in its text.
pub(super) fn html(view: &View) -> Option<String> {
    match (view, &view.figures()[..]) {
        (View::Matrix(grid), _) => grid.picture.as_ref().map(|entries| matrix(grid, entries)),
        (_, [figure]) => Some(figure.html.clone()),
        (_, figures @ [_, ..]) => Some(beside(figures)),
        (
            View::List {
                numbers: Some(numbers), ..
            },
            _,
        ) => Some(under_text(view, &course(numbers))),
        (View::List { elements, length, .. }, _) if elements.len() > 1 => table(elements, *length),
        _ => None,
    }
}

fn beside(figures: &[&Picture]) -> String {
    let figures: String = figures.iter().map(|figure| figure.html.as_str()).collect();
    format!("<div style=\"display:flex;flex-wrap:wrap;gap:1em\">{figures}</div>")
}

/// The text of a value, and a picture of it.
fn under_text(view: &View, figure: &Figure) -> String {
    format!(
        "<pre style=\"margin:0;white-space:pre-wrap\">{}</pre>{}",
        escaped(&plain::text(view)),
        figure.html()
    )
}

/// How numbers go on from the first to the last.
fn course(numbers: &[f64]) -> Figure {
    let points: Vec<(f64, f64)> = numbers.iter().enumerate().map(|(i, &x)| (i as f64, x)).collect();
    line(points).size(480, 130)
}

/// A matrix that is too large to be written whole, with the entries that its text has in a fold.
fn matrix(grid: &Grid, entries: &DMatrix<f64>) -> String {
    let (rows, columns) = grid.shape;
    let figure = match rows == 1 || columns == 1 {
        true => course(entries.as_slice()),
        false => heatmap(entries),
    };
    let view = View::Matrix(grid.clone());
    format!(
        "<div><div>{rows}×{columns}, {}</div>{}<details><summary>entries</summary>\
         <pre tabindex=\"0\" style=\"margin:0;overflow-x:auto\">{}</pre></details></div>",
        range(entries.as_slice()),
        figure.html(),
        escaped(&plain::text(&view))
    )
}

/// From which to which number these go.
fn range(numbers: &[f64]) -> String {
    let finite = || numbers.iter().copied().filter(|x| x.is_finite());
    let (least, most) = (
        finite().fold(f64::INFINITY, f64::min),
        finite().fold(f64::NEG_INFINITY, f64::max),
    );
    match least <= most {
        true => format!(
            "from {} to {}",
            super::number::significant(least),
            super::number::significant(most)
        ),
        false => "without a finite entry".to_owned(),
    }
}

/// A map, an entry in each row; none of other lists.
fn table(elements: &[Element], length: usize) -> Option<String> {
    let mut rows = String::new();
    for element in elements {
        match element {
            Element::Entry(key, value) if !key.has_matrix() && !value.has_matrix() => rows.push_str(&format!(
                "<tr><td style=\"text-align:left\">{}</td><td style=\"text-align:right\">{}</td></tr>",
                escaped(&plain::text(key)),
                escaped(&plain::text(value))
            )),
            Element::Gap => rows.push_str(&format!(
                "<tr><td colspan=\"2\" style=\"text-align:left\">… ({length} entries)</td></tr>"
            )),
            _ => return None,
        }
    }
    Some(format!("<table><tbody>{rows}</tbody></table>"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::super::Part;
    use super::*;
    use std::collections::BTreeMap;

    fn shown(value: impl Part) -> Option<String> {
        html(&value.part())
    }

    #[test]
    fn what_text_shows_whole_has_no_html() {
        for view in [
            vec![1, 2].part(),
            DMatrix::<f64>::zeros(16, 16).part(),
            Some("a").part(),
            DMatrix::<f64>::zeros(0, 40).part(),
            BTreeMap::from([("a", 1)]).part(),
        ] {
            assert!(html(&view).is_none(), "{view:?}");
        }
    }

    #[test]
    fn a_large_matrix_is_a_picture_with_its_shape_and_range() {
        let text = shown(DMatrix::from_fn(20, 30, |i, j| i as f64 - j as f64)).expect("it has a picture");
        assert!(text.starts_with("<div><div>20×30, from -29 to 19</div><svg "), "{text}");
        let huge = shown(DMatrix::from_element(2000, 3000, 1_i32)).expect("it has a picture");
        assert!(huge.len() < 60_000, "{}", huge.len());
        assert!(shown(DMatrix::from_element(20, 20, "a")).is_none());
    }

    #[test]
    fn a_long_list_of_numbers_shows_how_it_goes_on() {
        let text = shown((0..300).map(f64::from).collect::<Vec<_>>()).expect("it has a picture");
        assert!(text.contains("(300 elements)</pre><svg "), "{text}");
        let vector = nalgebra::DVector::from_fn(300, |i, _| i as f64);
        assert!(
            shown(vector)
                .expect("it has a picture")
                .starts_with("<div><div>300×1, from 0 to 299</div><svg ")
        );
    }

    #[test]
    fn a_map_is_a_table() {
        let text = shown(BTreeMap::from([("<a>", (1, 2)), ("b", (3, 4))])).expect("it is a table");
        assert!(
            text.contains("\"&lt;a&gt;\"</td><td style=\"text-align:right\">(1, 2)</td>"),
            "{text}"
        );
    }
}

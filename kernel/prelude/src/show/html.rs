//! A value as HTML, where a page shows more of it than text does: figures, long lists and large matrices as pictures, maps as
//! tables.

use super::number::significant;
use super::plain;
use super::table::{Row, Table};
use super::view::{Element, Grid, Picture, View};
use figures::{Figure, extent, heatmap_of_columns, line};

/// `view` as HTML, if there is more to see than in its text.
pub(super) fn html(view: &View) -> Option<String> {
    match (view, &view.figures()[..]) {
        (View::Matrix(grid), _) => matrix(view, grid, ""),
        (View::Tuple { name, parts }, _) if let [View::Matrix(grid)] = &parts[..] => matrix(view, grid, name),
        (_, [figure]) => Some(figure.html.clone()),
        (_, figures @ [_, ..]) => Some(beside(figures)),
        (
            View::List {
                numbers: Some(numbers), ..
            },
            _,
        ) => Some(under_text(view, &course(numbers))),
        _ => Table::of(view)
            .or_else(|| Table::of_map(view))
            .map(|table| html_of(&table, probabilities(view).as_deref()))
            .or_else(|| bars(view)),
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

/// A matrix that is too large to be written whole, with the entries that its text has in a fold. It may stand in something
/// of that name.
fn matrix(view: &View, grid: &Grid, inside_of: &str) -> Option<String> {
    let numbers = grid.numbers.as_deref()?;
    let (rows, columns) = grid.shape;
    let figure = match rows == 1 || columns == 1 {
        true => course(numbers),
        false => heatmap_of_columns(rows, numbers),
    };
    let of = if inside_of.is_empty() { "" } else { " of a matrix " };
    Some(format!(
        "<div><div>{inside_of}{of}{rows}×{columns}, {}</div>{}<details><summary>entries</summary>\
         <pre tabindex=\"0\" style=\"margin:0;overflow-x:auto\">{}</pre></details></div>",
        range(numbers),
        figure.html(),
        escaped(&plain::text(view))
    ))
}

/// From which to which number these go.
fn range(numbers: &[f64]) -> String {
    match extent(numbers) {
        (least, most) if least <= most => format!("from {} to {}", significant(least), significant(most)),
        _ => "without a finite entry".to_owned(),
    }
}

/// A table whose first column tells the elements apart; beside it, a bar for the probability of each.
fn html_of(table: &Table, probabilities: Option<&[f64]>) -> String {
    let mut head = String::new();
    if !table.heads.is_empty() {
        let heads = table.heads.iter().zip(&table.of_numbers);
        let heads: String = heads
            .map(|(name, &of_numbers)| cell("th scope=\"col\"", of_numbers, name))
            .collect();
        head = format!(
            "<thead><tr>{}{heads}</tr></thead>",
            cell("th scope=\"col\"", false, table.corner)
        );
    }
    let mut bars = probabilities.into_iter().flatten();
    let row = |row: &Row| match row {
        Row::Cells(head, cells) => {
            let cells = cells.iter().zip(&table.of_numbers);
            let cells: String = cells.map(|(text, &of_numbers)| cell("td", of_numbers, text)).collect();
            let bar = bars.next().map(|&x| bar(x)).unwrap_or_default();
            format!("<tr>{}{cells}{bar}</tr>", cell("th scope=\"row\"", false, head))
        }
        Row::Gap(said) => format!(
            "<tr><td colspan=\"{}\" style=\"text-align:left\">{said}</td></tr>",
            table.of_numbers.len() + 1
        ),
    };
    let rows: String = table.rows.iter().map(row).collect();
    format!("<table>{head}<tbody>{rows}</tbody></table>")
}

fn cell(tag: &str, of_numbers: bool, text: &str) -> String {
    let side = if of_numbers { "right" } else { "left" };
    let name = tag.split(' ').next().unwrap_or(tag);
    format!("<{tag} style=\"text-align:{side}\">{}</{name}>", escaped(text))
}

/// A list of probabilities, each with a bar.
fn bars(view: &View) -> Option<String> {
    let probabilities = probabilities(view)?;
    let View::List { elements, .. } = view else { return None };
    let numbers = elements.iter().filter_map(Element::value).map(plain::inside);
    let table = Table {
        corner: "",
        heads: Vec::new(),
        rows: numbers
            .enumerate()
            .map(|(i, number)| Row::Cells(i.to_string(), vec![number]))
            .collect(),
        of_numbers: vec![true],
    };
    Some(html_of(&table, Some(&probabilities)))
}

/// The numbers of a list or a map that gives each of its elements a probability. A list of two may be a point, and where one
/// of them is certain, a unit vector. Vectors and matrices are for linear algebra, and none of these.
fn probabilities(view: &View) -> Option<Vec<f64>> {
    const SUM: f64 = 1e-9;
    let View::List { elements, brackets, .. } = view else {
        return None;
    };
    let least = if brackets.0 == "[" { 3 } else { 2 };
    let number = |element: &Element| match element.value()? {
        View::Real(number) => number.exact.parse::<f64>().ok(),
        _ => None,
    };
    let numbers: Vec<f64> = elements.iter().map(number).collect::<Option<_>>()?;
    let is_one = (numbers.iter().sum::<f64>() - 1.0).abs() <= SUM;
    let is_spread = numbers.iter().all(|x| (0.0..1.0 - SUM).contains(x));
    (is_one && is_spread && (least..=40).contains(&numbers.len())).then_some(numbers)
}

/// A bar beside its number, which says the same to those who can't see it.
fn bar(share: f64) -> String {
    format!(
        "<td aria-hidden=\"true\" style=\"text-align:left;min-width:10em\"><span style=\"display:inline-block;\
         width:{:.2}em;height:.8em;background:#2079bd\"></span></td>",
        share * 10.0
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::super::Part;
    use super::*;
    use nalgebra::DMatrix;
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
        assert!(text.starts_with("<div><div>20×30, from -29 to 19</div><img "), "{text}");
        let huge = shown(DMatrix::from_element(2000, 3000, 1_i32)).expect("it has a picture");
        assert!(huge.len() < 60_000, "{}", huge.len());
        assert!(shown(DMatrix::from_element(20, 20, "a")).is_none());
    }

    #[test]
    fn a_long_list_of_numbers_shows_how_it_goes_on() {
        let text = shown((0..300).map(f64::from).collect::<Vec<_>>()).expect("it has a picture");
        assert!(text.contains("(300 elements)</pre><img "), "{text}");
        let vector = nalgebra::DVector::from_fn(300, |i, _| i as f64);
        assert!(
            shown(vector)
                .expect("it has a picture")
                .starts_with("<div><div>300×1, from 0 to 299</div><img ")
        );
    }

    #[test]
    fn a_map_is_a_table_with_its_keys_as_heads() {
        let text = shown(BTreeMap::from([("<a>", 1), ("b", 23)])).expect("it is a table");
        let row = "<tr><th scope=\"row\" style=\"text-align:left\">\"&lt;a&gt;\"</th><td style=\"text-align:right\">1</td></tr>";
        assert!(text.contains(row), "{text}");
        let text = shown(BTreeMap::from([(1, "a"), (2, "b")])).expect("it is a table");
        assert!(text.contains("<td style=\"text-align:left\">\"a\"</td>"), "{text}");
    }

    #[test]
    fn long_tables_tell_their_length_in_the_gap() {
        let text = shown((0..90).map(|n| (n, n)).collect::<BTreeMap<_, _>>()).expect("it is a table");
        assert!(
            text.contains("<td colspan=\"2\" style=\"text-align:left\">… (90 entries)</td>"),
            "{text}"
        );
    }

    #[test]
    fn probabilities_have_bars() {
        let text = shown([0.5, 0.25, 0.25]).expect("they have bars");
        assert!(text.contains(">0.25</td><td aria-hidden=\"true\" "), "{text}");
        assert!(
            text.contains("width:5.00em") && text.matches("width:2.50em").count() == 2,
            "{text}"
        );
        assert!(shown(vec![0.1; 10]).expect("they have bars").contains("width:1.00em"));
        let map = shown(BTreeMap::from([("heads", 0.7), ("tails", 0.3)])).expect("it is a table");
        assert!(map.contains("width:7.00em"), "{map}");
    }

    #[test]
    fn points_and_unit_vectors_have_no_bars() {
        for view in [
            [0.5, 0.5].part(),
            [1.0, 0.0, 0.0].part(),
            [0.5, 0.6, -0.1].part(),
            [0.2, 0.3, 0.4].part(),
            nalgebra::vector![0.2, 0.3, 0.5].part(),
            vec![1.0 / 41.0; 41].part(),
            (0.2, 0.3, 0.5).part(),
        ] {
            assert!(html(&view).is_none(), "{view:?}");
        }
        assert!(
            !shown(BTreeMap::from([("a", 0.7), ("b", 0.4)]))
                .expect("a table")
                .contains("aria-hidden")
        );
    }

    #[test]
    fn a_large_matrix_in_an_option_is_a_picture() {
        let text = shown(Some(DMatrix::<f64>::zeros(20, 30))).expect("it has a picture");
        assert!(
            text.starts_with("<div><div>Some of a matrix 20×30, from 0 to 0</div><img "),
            "{text}"
        );
    }
}

//! A value as LaTeX, where matrices are in it.

use super::number::verbatim;
use super::plain::{self, in_rows};
use super::view::{Element, Grid, View};

/// A line of a cell's output has room for about as many characters.
const WIDEST: usize = 60;

/// `view` as LaTeX of its own.
pub(super) fn latex(view: &View) -> String {
    format!("$${}$$", inner(view))
}

fn inner(view: &View) -> String {
    match view {
        View::Text(text) => verbatim(text),
        View::Real(number) => verbatim(&number.short),
        View::Unit => "()".to_owned(),
        View::Matrix(grid) => matrix(grid),
        View::Figure(picture) => verbatim(&picture.description),
        View::List {
            brackets: (open, close),
            elements,
            length,
            ..
        } => {
            let parts: Vec<String> = elements.iter().map(element).collect();
            let is_cut = elements.iter().any(|element| matches!(element, Element::Gap));
            let length = match is_cut {
                true => format!(r"\ ({length}\ \mathrm{{elements}})"),
                false => String::new(),
            };
            format!(
                r"\left{} {} \right{}{length}",
                delimiter(open),
                parts.join(r",\; "),
                delimiter(close)
            )
        }
        View::Tuple { name, parts } => {
            let parts: Vec<String> = parts.iter().map(inner).collect();
            let name = if name.is_empty() { String::new() } else { verbatim(name) };
            format!(r"{name}\left( {} \right)", parts.join(r",\; "))
        }
        View::Fields { .. } if !view.has_matrix() => verbatim(&plain::inside(view)),
        View::Fields { fields, .. } => {
            let part = |(name, view): &(&str, View)| format!("{} = {}", verbatim(name), inner(view));
            let lines: Vec<String> = in_rows(fields, WIDEST)
                .into_iter()
                .map(|row| row.iter().map(part).collect::<Vec<_>>().join(r",\quad "))
                .collect();
            match &lines[..] {
                [line] => line.clone(),
                lines => format!(r"\begin{{aligned}} & {} \end{{aligned}}", lines.join(r" \\[1ex] & ")),
            }
        }
    }
}

fn element(element: &Element) -> String {
    match element {
        Element::One(view) => inner(view),
        Element::Entry(key, value) => format!(r"{} \mapsto {}", inner(key), inner(value)),
        Element::Gap => r"\ldots".to_owned(),
    }
}

fn delimiter(bracket: &str) -> String {
    match bracket {
        "{" | "}" => format!(r"\{bracket}"),
        other => other.to_owned(),
    }
}

fn matrix(grid: &Grid) -> String {
    let (rows, columns) = grid.shape;
    if rows == 0 || columns == 0 {
        return format!(r"[\,]\ ({rows} \times {columns})");
    }
    let line = |row: &Vec<super::view::Number>| {
        row.iter()
            .map(|number| number.latex.as_str())
            .collect::<Vec<_>>()
            .join(" & ")
    };
    let lines: Vec<String> = grid.rows.iter().map(line).collect();
    let size = match grid.is_whole() {
        true => String::new(),
        false => format!(r"\ ({rows} \times {columns})"),
    };
    format!(r"\begin{{bmatrix}} {} \end{{bmatrix}}{size}", lines.join(r" \\ "))
}

#[cfg(test)]
mod tests {
    use super::super::Part;
    use super::*;
    use nalgebra::{DMatrix, Matrix2, dmatrix, dvector};
    use std::collections::BTreeMap;

    #[track_caller]
    fn check(value: impl Part, expected: &str) {
        assert_eq!(latex(&value.part()), format!("$${expected}$$"));
    }

    #[test]
    fn matrices_are_written_row_by_row_wherever_they_are() {
        const M: &str = r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}";
        let m = Matrix2::new(1.0, 2.0, 3.0, 4.0);
        check(m, M);
        check(dmatrix![1, 2; 3, 4], M);
        check(Some(&m), &format!(r"\mathrm{{Some}}\left( {M} \right)"));
        check(vec![m], &format!(r"\left[ {M} \right]"));
        check((m, 1), &format!(r"\left( {M},\; \mathrm{{1}} \right)"));
        check(
            BTreeMap::from([("a_1", dvector![5.0])]),
            r#"\left\{ \mathrm{\text{"}a\_1\text{"}} \mapsto \begin{bmatrix} 5 \end{bmatrix} \right\}"#,
        );
    }

    #[test]
    fn factors_for_which_a_line_has_no_room_stand_below_each_other() {
        let narrow = latex(&dmatrix![3.0, 0.0; 0.0, 1.0].qr().part());
        assert!(!narrow.contains("aligned"), "{narrow}");
        let wide = latex(&dmatrix![1.0, 2.0; 3.0, 4.0].svd(true, true).part());
        assert!(wide.starts_with(r"$$\begin{aligned} & \mathrm{u} = "), "{wide}");
        assert!(wide.contains(r" \\[1ex] & \mathrm{v\_t} = "), "{wide}");
    }

    #[test]
    fn a_matrix_without_its_middle_tells_its_shape() {
        let text = latex(&DMatrix::<f64>::zeros(20, 2).part());
        assert!(text.ends_with(r"\end{bmatrix}\ (20 \times 2)$$"), "{text}");
    }
}

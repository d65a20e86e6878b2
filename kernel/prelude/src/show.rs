//! How a cell shows values: that of its last expression, and others along the way.
//!
//! The kernel ends a cell with `value.evcxr_display()` between [`begin_result`] and [`end`]. Method lookup prefers the
//! type's own `evcxr_display` (evcxr's convention for figures), next [`Rich`], last [`ByDebug`], which is one reference
//! further away.
//!
//! What is generic here is compiled anew in every cell that shows such a value, so it does no more than reach for the
//! parts of the value; all the rest is compiled once, in this library.

use crate::output::announce;
use nalgebra::{Dim, Matrix, RawStorage, Scalar};
use serde_json::{Map, Value};
use std::any::Any;
use std::fmt::{self, Debug};
use worker_protocol::marks::{Destination, Mark};

/// Rows and columns beyond this many are left out of the middle.
const SHOWN: usize = 16;

/// What is printed from here to [`end`] is the result of the cell.
pub fn begin_result() {
    announce(&Mark::Begin(Destination::Result));
}

/// What is printed from here to [`end`] is a display, which `id` names for updates.
pub fn begin_display(id: Option<&str>) {
    announce(&Mark::Begin(Destination::Display(id.map(str::to_owned))));
}

/// What is printed from here to [`end`] is the new content of the display `id`.
pub fn begin_update(id: &str) {
    announce(&Mark::Begin(Destination::Update(id.to_owned())));
}

/// Ends what the last of the functions above has begun.
pub fn end() {
    announce(&Mark::EndContent);
}

/// Removes what the cell has shown so far: at once, or, with `wait`, when the next output comes, so that nothing flickers.
pub fn clear_output(wait: bool) {
    announce(&Mark::Clear(wait));
}

/// Shows a value along the way, in the form that it has at the end of a cell: `display!(m)`. With a name,
/// `display!(m, "plot")`, it can be replaced later; see [`update_display!`](crate::update_display).
#[macro_export]
macro_rules! display {
    ($value:expr) => {
        $crate::display!(@ None, $value)
    };
    ($value:expr, $id:expr) => {
        $crate::display!(@ Some($id), $value)
    };
    (@ $id:expr, $value:expr) => {{
        use $crate::show::{ByDebug as _, Rich as _};
        match &$value {
            value => {
                $crate::show::begin_display($id);
                value.evcxr_display();
                $crate::show::end();
            }
        }
    }};
}

/// Replaces what the display of that name shows: `update_display!(m, "plot")`.
#[macro_export]
macro_rules! update_display {
    ($value:expr, $id:expr) => {{
        use $crate::show::{ByDebug as _, Rich as _};
        match &$value {
            value => {
                $crate::show::begin_update($id);
                value.evcxr_display();
                $crate::show::end();
            }
        }
    }};
}

/// Values with a form of their own.
pub trait Rich {
    fn evcxr_display(&self);
}

impl Rich for () {
    fn evcxr_display(&self) {}
}

impl<T: Scalar, R: Dim, C: Dim, S: RawStorage<T, R, C>> Rich for Matrix<T, R, C, S> {
    /// Aligned text, and LaTeX.
    fn evcxr_display(&self) {
        show_matrix(self.shape(), &|i, j| {
            let entry = &self[(i, j)];
            Cell::of(entry, entry)
        });
    }
}

fn show_matrix((rows, columns): (usize, usize), entry: &dyn Fn(usize, usize) -> Cell) {
    if rows == 0 || columns == 0 {
        return show_text(format_args!("[] ({rows}×{columns})"));
    }
    let cells: Vec<Vec<Cell>> = sample(rows)
        .map(|row| {
            sample(columns)
                .map(|column| match (row, column) {
                    (Some(i), Some(j)) => entry(i, j),
                    (None, Some(_)) => Cell::same("⋮", r"\vdots"),
                    (Some(_), None) => Cell::same("…", r"\cdots"),
                    (None, None) => Cell::same("⋱", r"\ddots"),
                })
                .collect()
        })
        .collect();
    let mut text = aligned(&cells);
    if rows > SHOWN || columns > SHOWN {
        text.push_str(&format!("\n({rows}×{columns})"));
    }
    announce_content(vec![("text/plain", text), ("text/latex", latex(&cells))]);
}

fn show_text(text: fmt::Arguments<'_>) {
    announce_content(vec![("text/plain", as_written(text.to_string()))]);
}

fn announce_content(forms: Vec<(&str, String)>) {
    let content = forms
        .into_iter()
        .map(|(mime, text)| (mime.to_owned(), Value::String(text)));
    announce(&Mark::Content(Map::from_iter(content)));
}

/// Rewrites the matrices of dynamic size in `debug` as they are written in `dmatrix!`. nalgebra prints how they are stored:
/// column by column, with the names of its own types.
fn as_written(debug: String) -> String {
    const START: &str = "VecStorage { data: [";
    let Some((before, rest)) = debug.split_once(START) else {
        return debug;
    };
    let written = || {
        let (data, rest) = rest.split_once("], nrows: Dyn(")?;
        let (rows, rest) = rest.split_once("), ncols: ")?;
        let (_, after) = rest.split_once(" }")?;
        let entries: Vec<&str> = data.split(", ").collect();
        let rows: usize = rows.parse().ok().filter(|&rows| rows > 0)?;
        let is_plain = !data.contains(['(', '{', '[', '"']) && entries.len().is_multiple_of(rows);
        let row = |i| {
            entries
                .iter()
                .skip(i)
                .step_by(rows)
                .copied()
                .collect::<Vec<_>>()
                .join(", ")
        };
        is_plain.then(|| ((0..rows).map(row).collect::<Vec<_>>().join("; "), after))
    };
    match written() {
        Some((matrix, after)) => format!("{before}[{matrix}]{}", as_written(after.to_owned())),
        None => debug,
    }
}

/// Everything else that can be printed for a programmer.
pub trait ByDebug {
    fn evcxr_display(&self);
}

impl<T: Debug + ?Sized> ByDebug for &T {
    fn evcxr_display(&self) {
        show_text(format_args!("{self:?}"));
    }
}

/// The indices to show of `length`; `None` stands for those left out.
fn sample(length: usize) -> impl Iterator<Item = Option<usize>> {
    let cut = length > SHOWN;
    let head = if cut { SHOWN / 2 } else { length };
    let tail = if cut { length - SHOWN / 2 } else { length };
    (0..head)
        .map(Some)
        .chain(cut.then_some(None))
        .chain((tail..length).map(Some))
}

struct Cell {
    text: String,
    latex: String,
}

impl Cell {
    /// The form of one value, which comes as its type and as what it prints.
    fn of(value: &dyn Any, printed: &dyn Debug) -> Self {
        let number = value
            .downcast_ref::<f64>()
            .copied()
            .or_else(|| value.downcast_ref::<f32>().map(|&x| f64::from(x)));
        match number {
            Some(x) => {
                let text = significant(x);
                let latex = match text.split_once('e') {
                    Some((mantissa, exponent)) => format!(r"{mantissa} \cdot 10^{{{exponent}}}"),
                    None if x.is_nan() => r"\mathrm{NaN}".to_owned(),
                    None if x.is_infinite() => text.replace("inf", r"\infty"),
                    None => text.clone(),
                };
                Self { text, latex }
            }
            None => {
                let text = format!("{printed:?}");
                let latex = if text.parse::<f64>().is_ok() {
                    text.clone()
                } else {
                    verbatim(&text)
                };
                Self { text, latex }
            }
        }
    }

    fn same(text: &str, latex: &str) -> Self {
        Self {
            text: text.to_owned(),
            latex: latex.to_owned(),
        }
    }
}

/// `x` to six significant digits, without trailing zeros.
fn significant(x: f64) -> String {
    const DIGITS: i32 = 6;
    if x == 0.0 || !x.is_finite() {
        return if x == 0.0 { "0".to_owned() } else { x.to_string() };
    }
    let scientific = format!("{x:.*e}", DIGITS as usize - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trim = |digits: &str| -> String {
        if digits.contains('.') {
            digits.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            digits.to_owned()
        }
    };
    if (-4..DIGITS).contains(&exponent) {
        trim(&format!("{x:.*}", (DIGITS - 1 - exponent) as usize))
    } else {
        format!("{}e{exponent}", trim(mantissa))
    }
}

fn verbatim(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '\\' => r"\backslash ".to_owned(),
            '{' | '}' | '$' | '&' | '#' | '%' | '_' => format!("\\{c}"),
            '^' => r"\hat{}".to_owned(),
            '~' => r"\sim ".to_owned(),
            c => c.to_string(),
        })
        .collect();
    format!(r"\mathrm{{{escaped}}}")
}

fn aligned(cells: &[Vec<Cell>]) -> String {
    let columns = cells.first().map_or(0, Vec::len);
    let width = |j: usize| cells.iter().map(|row| row[j].text.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<Cell>| {
        let entries: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, &width)| format!("{:>width$}", cell.text))
            .collect();
        format!("[ {} ]", entries.join("  "))
    };
    cells.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn latex(cells: &[Vec<Cell>]) -> String {
    let line = |row: &Vec<Cell>| {
        row.iter()
            .map(|cell| cell.latex.as_str())
            .collect::<Vec<_>>()
            .join(" & ")
    };
    let lines: Vec<String> = cells.iter().map(line).collect();
    format!("$$\\begin{{bmatrix}} {} \\end{{bmatrix}}$$", lines.join(r" \\ "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(x: f64, expected: &str) {
        assert_eq!(significant(x), expected);
    }

    #[test]
    fn numbers_keep_six_significant_digits() {
        check(0.0, "0");
        check(-0.0, "0");
        check(1.0, "1");
        check(-2.5, "-2.5");
        check(1.0 / 3.0, "0.333333");
        check(100_000.0, "100000");
        check(1_234_567.0, "1.23457e6");
        check(0.1 + 0.2, "0.3");
        check(1e-12, "1e-12");
        check(f64::NAN, "NaN");
        check(f64::NEG_INFINITY, "-inf");
    }

    fn number(x: f64) -> Cell {
        Cell::of(&x, &x)
    }

    #[test]
    fn columns_align() {
        let cells = vec![vec![number(1.0), number(-10.0)], vec![number(2.25), number(3.0)]];
        assert_eq!(aligned(&cells), "[    1  -10 ]\n[ 2.25    3 ]");
        assert_eq!(latex(&cells), r"$$\begin{bmatrix} 1 & -10 \\ 2.25 & 3 \end{bmatrix}$$");
    }

    #[test]
    fn matrices_inside_other_values_are_shown_as_they_are_written() {
        let m = nalgebra::dmatrix![1.0, 2.0; 3.0, 4.0];
        let v = nalgebra::dvector![5.0, 6.0];
        assert_eq!(as_written(format!("{:?}", (&m, 1))), "([1.0, 2.0; 3.0, 4.0], 1)");
        assert_eq!(
            as_written(format!("{:?}", Some(vec![&v, &v]))),
            "Some([[5.0; 6.0], [5.0; 6.0]])"
        );
        assert_eq!(
            as_written("\"VecStorage { data: [\"".to_owned()),
            "\"VecStorage { data: [\""
        );
        let none = format!("{:?}", nalgebra::DMatrix::<f64>::zeros(0, 2));
        assert_eq!(as_written(none.clone()), none);
    }

    #[test]
    fn long_dimensions_lose_their_middle() {
        assert_eq!(sample(3).collect::<Vec<_>>(), [Some(0), Some(1), Some(2)]);
        let shown: Vec<_> = sample(100).collect();
        assert_eq!(shown.len(), SHOWN + 1);
        assert_eq!((shown[7], shown[8], shown[9]), (Some(7), None, Some(92)));
    }
}

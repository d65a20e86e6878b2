//! A value as text: on one line as code would write it, where matrices are in it, with each of them as it is written, and
//! as a table where it is one.

use super::number::only_number;
use super::table::Table;
use super::view::{Element, Grid, View};

/// Lines of one width, which other blocks can stand beside.
struct Block {
    lines: Vec<String>,
}

/// Wider than this, parts with names stand below each other.
const WIDEST: usize = 100;

/// `view` as text.
pub(super) fn text(view: &View) -> String {
    if only_number(view).is_some() {
        return exactly(view);
    }
    let lines = match (Table::of(view), view) {
        (Some(table), _) => table.lines(),
        (None, View::Fields { name, fields }) if view.has_matrix() => {
            [vec![(*name).to_owned()], named(fields).lines].concat()
        }
        _ => return inside(view),
    };
    joined(&lines)
}

/// `view` as a part of something else.
pub(super) fn inside(view: &View) -> String {
    joined(&block(view).lines)
}

/// A number that stands by itself.
fn exactly(view: &View) -> String {
    match view {
        View::Real(number) => number.exact.clone(),
        View::Tuple { name, parts } => format!("{name}({})", parts.iter().map(exactly).collect::<String>()),
        other => inside(other),
    }
}

fn joined(lines: &[String]) -> String {
    let trimmed: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    trimmed.join("\n")
}

fn block(view: &View) -> Block {
    match view {
        View::Text(text) => Block::of(text),
        View::Real(number) => Block::of(&number.short),
        View::Unit => Block::of("()"),
        View::Matrix(grid) => matrix(grid),
        View::Figure(picture) => Block::of(&picture.description),
        View::List {
            brackets: (open, close),
            elements,
            length,
            ..
        } => {
            let is_cut = elements.iter().any(|element| matches!(element, Element::Gap));
            let close = match is_cut {
                true => format!("{close} ({length} elements)"),
                false => (*close).to_owned(),
            };
            enclosed(open, elements.iter().map(element).collect(), &close)
        }
        View::Tuple { name, parts } => {
            // A tuple of one has a comma of its own.
            let close = if name.is_empty() && parts.len() == 1 { ",)" } else { ")" };
            enclosed(&format!("{name}("), parts.iter().map(block).collect(), close)
        }
        // The name would part what stands before it from the fields.
        View::Fields { fields, .. } if view.has_matrix() => named(fields),
        View::Fields { name, fields } => {
            let field = |(name, view): &(&str, View)| beside(vec![Block::of(&format!("{name}: ")), block(view)]);
            enclosed(&format!("{name} {{ "), fields.iter().map(field).collect(), " }")
        }
    }
}

fn element(element: &Element) -> Block {
    match element {
        Element::One(view) => block(view),
        Element::Entry(key, value) => beside(vec![block(key), Block::of(": "), block(value)]),
        Element::Gap => Block::of("…"),
    }
}

/// Blocks between brackets, with commas.
fn enclosed(open: &str, blocks: Vec<Block>, close: &str) -> Block {
    let mut parts = vec![Block::of(open)];
    for (number, block) in blocks.into_iter().enumerate() {
        if number > 0 {
            parts.push(Block::of(", "));
        }
        parts.push(block);
    }
    parts.push(Block::of(close));
    beside(parts)
}

/// Fields beside each other, as far as there is room.
fn named(fields: &[(&'static str, View)]) -> Block {
    let line = |row: &[(&'static str, View)]| {
        let mut parts = Vec::new();
        for field in row {
            if !parts.is_empty() {
                parts.push(Block::of("   "));
            }
            parts.push(field_of(field));
        }
        beside(parts)
    };
    Block {
        lines: in_rows(fields, WIDEST)
            .into_iter()
            .flat_map(|row| line(row).lines)
            .collect(),
    }
}

fn field_of((name, view): &(&'static str, View)) -> Block {
    beside(vec![Block::of(&format!("{name} = ")), block(view)])
}

/// `fields` in rows of no more than `widest` characters, but for those of one field.
pub(super) fn in_rows<'v>(fields: &'v [(&'static str, View)], widest: usize) -> Vec<&'v [(&'static str, View)]> {
    let mut rows = Vec::new();
    let (mut start, mut width) = (0, 0);
    for (at, field) in fields.iter().enumerate() {
        let more = field_of(field).width() + 3;
        if at > start && width + more > widest + 3 {
            rows.push(&fields[start..at]);
            (start, width) = (at, 0);
        }
        width += more;
    }
    rows.push(&fields[start..]);
    rows
}

/// Blocks beside each other, with their first lines at one height.
fn beside(blocks: Vec<Block>) -> Block {
    let height = blocks.iter().map(|block| block.lines.len()).max().unwrap_or(0);
    let mut lines = vec![String::new(); height];
    for block in blocks {
        let width = block.width();
        for (number, line) in lines.iter_mut().enumerate() {
            let part = block.lines.get(number).map_or("", String::as_str);
            line.push_str(part);
            line.extend(std::iter::repeat_n(' ', width - part.chars().count()));
        }
    }
    Block { lines }
}

fn matrix(grid: &Grid) -> Block {
    let (rows, columns) = grid.shape;
    if rows == 0 || columns == 0 {
        return Block::of(&format!("[] ({rows}×{columns})"));
    }
    let width = |j: usize| {
        grid.rows
            .iter()
            .map(|row| row[j].text.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..grid.rows.first().map_or(0, Vec::len)).map(width).collect();
    let mut lines: Vec<String> = Vec::new();
    for row in &grid.rows {
        let entries: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(number, &width)| format!("{:>width$}", number.text))
            .collect();
        lines.push(format!("[ {} ]", entries.join("  ")));
    }
    if !grid.is_whole() {
        lines.push(format!("({rows}×{columns})"));
    }
    Block { lines }
}

impl Block {
    fn of(text: &str) -> Block {
        Block {
            lines: text.split('\n').map(str::to_owned).collect(),
        }
    }

    fn width(&self) -> usize {
        self.lines.iter().map(|line| line.chars().count()).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Part;
    use super::*;
    use nalgebra::{Matrix2, dmatrix, dvector};

    #[track_caller]
    fn check(value: impl Part, expected: &[&str]) {
        assert_eq!(text(&value.part()).split('\n').collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_has_no_matrix_is_written_as_code_is() {
        check(Some(vec![1, 2]), &["Some([1, 2])"]);
        check(("a", 1.5, ()), &["(\"a\", 1.5, ())"]);
        check((1,), &["(1,)"]);
        check(Ok::<_, String>('x'), &["Ok('x')"]);
    }

    #[test]
    fn columns_align() {
        check(dmatrix![1.0, -10.0; 2.25, 3.0], &["[    1  -10 ]", "[ 2.25    3 ]"]);
    }

    #[test]
    fn a_matrix_inside_something_is_written_as_it_is_outside() {
        let m = Matrix2::new(1.0, 2.0, 3.0, 4.0);
        check(Some(m), &["Some([ 1  2 ])", "     [ 3  4 ]"]);
        check((m, dvector![5.0], "a"), &["([ 1  2 ], [ 5 ], \"a\")", " [ 3  4 ]"]);
    }

    #[test]
    fn named_parts_stand_beside_each_other() {
        let eigen = dmatrix![2.0, 0.0; 0.0, 1.0].symmetric_eigen();
        check(
            eigen,
            &[
                "SymmetricEigen",
                "eigenvectors = [ 1  0 ]   eigenvalues = [ 2 ]",
                "               [ 0  1 ]                 [ 1 ]",
            ],
        );
    }

    #[test]
    fn named_parts_inside_something_stand_without_their_name() {
        let isometry = nalgebra::Isometry2::<f64>::identity();
        check(
            Some(isometry),
            &[
                "Some(rotation = 1 + 0i   translation = [ 0 ])",
                "                                       [ 0 ]",
            ],
        );
    }

    #[test]
    fn a_long_list_tells_its_length() {
        let text = text(&(0..300).collect::<Vec<_>>().part());
        assert!(text.starts_with("[0, 1, 2, "), "{text}");
        assert!(text.ends_with(", 299] (300 elements)"), "{text}");
    }
}

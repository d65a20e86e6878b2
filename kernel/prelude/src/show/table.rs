//! Lists of structs and of tuples, and maps, as tables.

use super::number::tell_apart;
use super::plain;
use super::view::{Element, View};

/// A list whose elements have the same parts, one row each.
pub(super) struct Table {
    /// What the elements are.
    pub(super) corner: &'static str,
    /// The names of the parts; none where each element has only one.
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Row>,
    /// Which columns are of numbers, and aligned as such.
    pub(super) of_numbers: Vec<bool>,
}

pub(super) enum Row {
    /// The texts of an element's key or number, and of its parts.
    Cells(String, Vec<String>),
    /// What is said of elements that are left out.
    Gap(String),
}

/// What fits into so many characters is no table, but for structs.
const A_LINE: usize = 72;

impl Table {
    /// A list or a map of structs, or a list of tuples, if it would not be read as well on one line.
    pub(super) fn of(view: &View) -> Option<Table> {
        let table = Table::of_any(view)?;
        let is_of_structs = !table.corner.is_empty();
        let is_of_tuples = || !table.heads.is_empty() && plain::inside(view).chars().count() > A_LINE;
        (is_of_structs || is_of_tuples()).then_some(table)
    }

    /// A map whatever its values are, or what [`Table::of`] takes.
    pub(super) fn of_map(view: &View) -> Option<Table> {
        Table::of_any(view).filter(|table| table.heads.is_empty() || !table.corner.is_empty())
    }

    /// A list or a map of two elements or more, without a picture or a matrix in it.
    fn of_any(view: &View) -> Option<Table> {
        let View::List {
            brackets,
            elements,
            length,
            ..
        } = view
        else {
            return None;
        };
        let is_map = elements.iter().any(|element| matches!(element, Element::Entry(..)));
        if *length < 2 || view.has_matrix() || !view.figures().is_empty() || (brackets.0 != "[" && !is_map) {
            return None;
        }
        let values: Vec<&View> = elements.iter().filter_map(Element::value).collect();
        let Parts { of, heads, columns } = Parts::of(&values, is_map)?;
        let of_numbers = columns.iter().map(|column| are_numbers(column)).collect();
        let columns: Vec<Vec<String>> = columns.into_iter().map(texts).collect();
        let mut rows = Vec::new();
        let (mut at, mut number) = (0, 0);
        for element in elements {
            let head = match element {
                Element::Entry(key, _) => plain::inside(key),
                Element::One(_) => number.to_string(),
                Element::Gap => {
                    let noun = if is_map { "entries" } else { "elements" };
                    rows.push(Row::Gap(format!("… ({length} {noun})")));
                    number = length - (values.len() - at);
                    continue;
                }
            };
            rows.push(Row::Cells(
                head,
                columns.iter().map(|column| column[at].clone()).collect(),
            ));
            (at, number) = (at + 1, number + 1);
        }
        Some(Table {
            corner: of,
            heads,
            rows,
            of_numbers,
        })
    }

    /// Columns that are aligned.
    pub(super) fn lines(&self) -> Vec<String> {
        let head = self.corner.to_owned();
        let mut lines = vec![[vec![head], self.heads.clone()].concat()];
        for row in &self.rows {
            lines.push(match row {
                Row::Cells(head, cells) => [vec![head.clone()], cells.clone()].concat(),
                Row::Gap(_) => Vec::new(),
            });
        }
        let width = |column: usize| {
            let texts = lines.iter().filter_map(|line| line.get(column));
            texts.map(|text| text.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..=self.heads.len()).map(width).collect();
        let line = |cells: &Vec<String>| {
            let cells = cells.iter().enumerate().map(|(column, text)| {
                let width = widths[column];
                match column > 0 && self.of_numbers[column - 1] {
                    true => format!("{text:>width$}"),
                    false => format!("{text:<width$}"),
                }
            });
            cells.collect::<Vec<_>>().join("  ")
        };
        let mut rows = lines.iter();
        let head = rows.next().map(&line);
        let body = self.rows.iter().zip(rows).map(|(row, cells)| match row {
            Row::Cells(..) => line(cells),
            Row::Gap(said) => said.clone(),
        });
        head.into_iter().chain(body).collect()
    }
}

/// The parts that all elements have.
struct Parts<'v> {
    of: &'static str,
    heads: Vec<String>,
    columns: Vec<Vec<&'v View>>,
}

impl<'v> Parts<'v> {
    fn of(values: &[&'v View], is_map: bool) -> Option<Parts<'v>> {
        match **values.first()? {
            View::Fields { name, ref fields } if !fields.is_empty() => {
                let heads: Vec<String> = fields.iter().map(|(name, _)| (*name).to_owned()).collect();
                let parts = |value: &&'v View| match value {
                    View::Fields { name: other, fields } if *other == name => {
                        let is_same = fields
                            .iter()
                            .map(|(name, _)| *name)
                            .eq(heads.iter().map(String::as_str));
                        is_same.then(|| fields.iter().map(|(_, view)| view).collect())
                    }
                    _ => None,
                };
                let rows: Option<Vec<_>> = values.iter().map(parts).collect();
                rows.map(|rows| Parts {
                    of: name,
                    columns: transposed(&rows),
                    heads,
                })
            }
            View::Tuple { name: "", ref parts } if parts.len() > 1 && !is_map => {
                let row = |value: &&'v View| match value {
                    View::Tuple { parts, .. } => parts.iter().collect(),
                    _ => Vec::new(),
                };
                Some(Parts {
                    of: "",
                    // As code reaches for them.
                    heads: (0..parts.len()).map(|number| format!(".{number}")).collect(),
                    columns: transposed(&values.iter().map(row).collect::<Vec<_>>()),
                })
            }
            _ if is_map => Some(Parts {
                of: "",
                heads: Vec::new(),
                columns: vec![values.to_vec()],
            }),
            _ => None,
        }
    }
}

fn transposed<'v>(rows: &[Vec<&'v View>]) -> Vec<Vec<&'v View>> {
    let column = |number: usize| rows.iter().map(|row| row[number]).collect();
    (0..rows.first().map_or(0, Vec::len)).map(column).collect()
}

/// What a column says. Of its numbers, those that differ look so.
fn texts(column: Vec<&View>) -> Vec<String> {
    let mut column: Vec<View> = column.into_iter().cloned().collect();
    tell_apart(column.iter_mut());
    column.iter().map(plain::inside).collect()
}

/// Whether a column is of numbers, some of which may be missing.
fn are_numbers(column: &[&View]) -> bool {
    let is_missing = |view: &View| matches!(view, View::Text(text) if text == "None");
    column.iter().all(|view| is_missing(view) || is_number(view)) && !column.iter().all(|view| is_missing(view))
}

fn is_number(view: &View) -> bool {
    match view {
        View::Real(_) => true,
        View::Text(text) => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            digits.starts_with(|c: char| c.is_ascii_digit())
        }
        View::Tuple { name: "Some", parts } => parts.iter().all(is_number),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Part;
    use super::super::plain::text;
    use super::*;
    use std::collections::BTreeMap;

    struct City {
        name: &'static str,
        people: Option<u32>,
        area: f64,
    }

    impl Part for City {
        fn part_at(&self, depth: usize) -> View {
            View::Fields {
                name: "City",
                fields: vec![
                    ("name", self.name.part_at(depth + 1)),
                    ("people", self.people.part_at(depth + 1)),
                    ("area", self.area.part_at(depth + 1)),
                ],
            }
        }
    }

    const ULM: City = City {
        name: "Ulm",
        people: Some(126_000),
        area: 118.69,
    };

    const EZE: City = City {
        name: "Èze",
        people: None,
        area: 9.470_000_000_1,
    };

    #[track_caller]
    fn check(value: impl Part, expected: &[&str]) {
        assert_eq!(text(&value.part()).split('\n').collect::<Vec<_>>(), expected);
    }

    #[test]
    fn structs_are_rows_of_their_fields() {
        check(
            [ULM, EZE],
            &[
                "City  name         people    area",
                "0     \"Ulm\"  Some(126000)  118.69",
                "1     \"Èze\"          None    9.47",
            ],
        );
        check(
            BTreeMap::from([("b", EZE), ("a", ULM)]),
            &[
                "City  name         people    area",
                "\"a\"   \"Ulm\"  Some(126000)  118.69",
                "\"b\"   \"Èze\"          None    9.47",
            ],
        );
    }

    #[test]
    fn one_struct_and_structs_inside_of_something_are_written_as_code_is() {
        check([EZE], &["[City { name: \"Èze\", people: None, area: 9.47 }]"]);
        check(
            Some([EZE]),
            &["Some([City { name: \"Èze\", people: None, area: 9.47 }])"],
        );
    }

    #[test]
    fn tuples_are_a_table_where_a_line_has_no_room_for_them() {
        check([(1, 2.5), (3, 4.0)], &["[(1, 2.5), (3, 4.0)]"]);
        let many: Vec<(usize, f64)> = (0..90).map(|n| (n, n as f64 / 4.0)).collect();
        let text = text(&many.part());
        let lines: Vec<&str> = text.split('\n').collect();
        assert_eq!(lines[..2], ["    .0     .1", "0    0    0.0"]);
        assert_eq!(lines[6..9], ["5    5   1.25", "… (90 elements)", "84  84   21.0"]);
    }

    #[test]
    fn numbers_of_a_column_that_differ_look_so() {
        let mut near = EZE;
        near.area += 1e-9;
        let text = text(&[EZE, ULM, near].part());
        assert!(
            text.contains("  9.4700000001\n") && text.ends_with("  9.4700000011"),
            "{text}"
        );
        assert!(text.contains("        118.69\n"), "{text}");
    }
}

//! Help on magics and commands, all of it from their table.

use super::indented;
use crate::magics::{Entry, MAGICS};
use interfaces::evaluator::{MimeBundle, prose};

/// A line on each magic.
pub(crate) fn magics() -> MimeBundle {
    prose(plain_list(), table())
}

/// One magic in full.
pub(crate) fn magic(entry: &Entry) -> MimeBundle {
    let Entry {
        usage, summary, help, ..
    } = entry;
    prose(
        format!("{usage}: {summary}\n\n{}", indented(help, 2)),
        format!("**`{usage}`**: {summary}\n\n{help}"),
    )
}

/// How to get about.
pub(crate) fn overview() -> MimeBundle {
    prose(
        format!("{INTRODUCTION}\n\n{}\n\n{MORE}", plain_list()),
        format!("{INTRODUCTION}\n\n{}\n{MORE}", table()),
    )
}

const INTRODUCTION: &str = "\
Write Rust in a cell and run it: what it defines stays for later cells, and the value of its last expression is shown. \
Lines that begin with `%`, above the Rust, speak to the notebook itself:";

const MORE: &str = "`%help NAME` says more about one of them, or shows an exercise. Figures are values: \
                    `plot(|x| x.sin(), -3.0..3.0)`, `scatter(points)`, `map_of(&m)`; `:doc plot` says more about one of them.";

/// The magics as a markdown table.
pub(crate) fn table() -> String {
    let rows: String = MAGICS
        .iter()
        .map(|entry| format!("| `{}` | {} |\n", entry.usage.replace('|', "\\|"), entry.summary))
        .collect();
    format!("| magic | what it does |\n|---|---|\n{rows}")
}

fn plain_list() -> String {
    let lengths = MAGICS.iter().map(|entry| entry.usage.chars().count());
    let width = lengths.max().unwrap_or(0);
    let lines: Vec<String> = MAGICS
        .iter()
        .map(|entry| format!("  {:width$}  {}", entry.usage, entry.summary))
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_magic_is_listed_and_has_a_page() {
        for entry in &MAGICS {
            for shown in [magics(), overview(), magic(entry)] {
                for form in ["text/plain", "text/markdown"] {
                    let text = shown[form].as_str().expect("forms are text");
                    // In a table, a bar would end a cell.
                    let usage = entry.usage.replace('|', "\\|");
                    assert!(text.contains(entry.usage) || text.contains(&usage), "{usage}");
                    assert!(text.contains(entry.summary));
                }
            }
        }
    }
}

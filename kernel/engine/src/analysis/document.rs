//! Writes the notebook as rust-analyzer sees it: one file, with the cell at hand as the body of a function.

use crate::state::{Item, State};

/// The text of that file, and where in it the cell begins.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Document {
    pub text: String,
    pub start: usize,
}

/// In the place of procedural macros, which nothing expands here: what tells the type of their value. A macro that is
/// defined in the file goes before one that is imported.
const MACROS: &str = "\
macro_rules! dmatrix { ($($($x:expr),*);* $(;)?) => { ::meno_prelude::nalgebra::DMatrix::from_row_slice(0, 0, &[$($($x),*),*]) }; }
macro_rules! dvector { ($($x:expr),* $(,)?) => { ::meno_prelude::nalgebra::DVector::from_row_slice(&[$($x),*]) }; }
macro_rules! vector { ($($x:expr),* $(,)?) => { ::meno_prelude::nalgebra::SVector::from_array_storage(::meno_prelude::nalgebra::ArrayStorage([[$($x),*]])) }; }
macro_rules! matrix { ($($($x:expr),*);* $(;)?) => { ::meno_prelude::nalgebra::SMatrix::from_array_storage(::meno_prelude::nalgebra::ArrayStorage([$([$($x),*]),*])).transpose() }; }
";

impl Document {
    pub(crate) fn new(state: &State, cell: &str) -> Document {
        let mut text =
            String::from("use ::meno_prelude::names::*;\nuse ::meno_prelude::{nalgebra, num_dual, plotters};\n");
        text.push_str(MACROS);
        // A `macro_rules` is in scope only below its definition.
        let (macros, others): (Vec<&Item>, Vec<&Item>) = state.items.iter().partition(|item| item.is_macro());
        for item in macros.into_iter().chain(others) {
            text.push_str(item.text());
            text.push('\n');
        }
        text.push_str("async fn meno_cell(");
        for (name, variable) in &state.variables {
            let mutable = if variable.mutable { "mut " } else { "" };
            text.push_str(&format!("{mutable}{name}: {}, ", variable.type_name));
        }
        text.push_str(") {\n");
        let start = text.len();
        text.push_str(&without_commands(cell));
        text.push_str("\n}\n");
        Document { text, start }
    }
}

/// `cell` with spaces for the lines at its head that are no Rust: magics, and commands such as `:dep`.
fn without_commands(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut is_head = true;
    for line in cell.split_inclusive('\n') {
        let word = line.trim_start();
        let is_command = word.starts_with(['%', ':']);
        is_head &= is_command || word.is_empty() || word.starts_with("//");
        match is_head && is_command {
            true => text.extend(line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' })),
            false => text.push_str(line),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Variable;

    #[test]
    fn commands_are_blank_and_all_else_keeps_its_place() {
        let check = |cell: &str, expected: &str| assert_eq!(without_commands(cell), expected);
        check("let a = 1;\n", "let a = 1;\n");
        check("%%check a\nlet a = 1;", "         \nlet a = 1;");
        check("// 𝔸\n%time 𝔸\n:dep x\n1", "// 𝔸\n          \n      \n1");
        check("1\n% 2\n::f()", "1\n% 2\n::f()");
    }

    #[test]
    fn variables_are_parameters_of_the_cell() {
        let mut state = State::default();
        for (name, mutable) in [("a", false), ("b", true)] {
            let type_name = "Vec<f64>".to_owned();
            state.keep(name, Variable { type_name, mutable });
        }
        let document = Document::new(&state, "a.le");
        assert_eq!(&document.text[document.start..], "a.le\n}\n");
        assert!(document.text[..document.start].ends_with("(a: Vec<f64>, mut b: Vec<f64>, ) {\n"));
    }
}

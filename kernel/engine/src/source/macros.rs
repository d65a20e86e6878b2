//! `line!()`, `column!()` and `file!()` in cells: they tell of the cell, not of the generated source.
//!
//! In a cell's own text they become what they stand for. In a macro's body they stand for where the macro is called, which
//! the compiler finds in a table of the pieces of the generated source.

use super::map::SourceMap;
use crate::state::Origin;
use base::tokens::{Token, placed_tokens};
use std::fmt::Write;
use std::ops::Range;

/// A call of one of the macros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PlaceCall {
    pub(super) range: Range<usize>,
    pub(super) name: &'static str,
}

const NAMES: [&str; 3] = ["line", "column", "file"];

/// The calls in `range` of `text`.
pub(super) fn place_calls(text: &str, range: &Range<usize>) -> Vec<PlaceCall> {
    let code = &text[range.clone()];
    // Few cells have any.
    if !NAMES.iter().any(|name| code.contains(name)) {
        return Vec::new();
    }
    let tokens: Vec<(Range<usize>, Token<'_>)> = placed_tokens(code).collect();
    let mut calls = Vec::new();
    for (at, window) in tokens.windows(4).enumerate() {
        let [
            (first, Token::Word(word)),
            (_, Token::Sign('!')),
            (_, Token::Sign('(' | '[' | '{')),
            (last, Token::Sign(')' | ']' | '}')),
        ] = window
        else {
            continue;
        };
        let Some(name) = NAMES.iter().find(|name| *name == word) else {
            continue;
        };
        let start = match &tokens[..at] {
            [
                ..,
                (path, Token::Word("std" | "core")),
                (_, Token::Sign(':')),
                (_, Token::Sign(':')),
            ] => path.start,
            // Of another path, and so another macro.
            [.., (_, Token::Sign(':')), (_, Token::Sign(':'))] | [.., (_, Token::Sign('$'))] => continue,
            _ => first.start,
        };
        calls.push(PlaceCall {
            range: range.start + start..range.start + last.end,
            name,
        });
    }
    calls
}

impl PlaceCall {
    /// What the call stands for in `origin`.
    pub(super) fn literal(&self, origin: &Origin) -> String {
        let (line, column) = origin.line_and_column(self.range.start);
        match self.name {
            "line" => format!("{line}u32"),
            "column" => format!("{column}u32"),
            _ => format!("{:?}", origin.name(origin)),
        }
    }

    /// An expression for what it stands for where a macro with it is called.
    pub(super) fn looked_up(&self) -> String {
        format!("crate::meno_places::{}(::core::line!(), ::core::column!())", self.name)
    }
}

/// The module that [`PlaceCall::looked_up`] refers to.
pub(super) fn table(map: &SourceMap) -> String {
    let mut rows = String::new();
    for piece in &map.pieces {
        let (line, column) = map.line_and_column(piece.generated.start);
        let (own_line, own_column) = piece.origin.line_and_column(piece.start);
        let name = piece.origin.name(&piece.origin);
        let _ = write!(rows, "({line}, {column}, {own_line}, {own_column}, {name:?}), ");
    }
    format!(
        "mod meno_places {{\n\
         const PIECES: &[(u32, u32, u32, u32, &str)] = &[{rows}];\n\
         const fn piece(line: u32, column: u32) -> (u32, u32, u32, u32, &'static str) {{\n\
         let mut found = (1, 1, 1, 1, \"cell\");\n\
         let mut at = 0;\n\
         while at < PIECES.len() {{\n\
         let piece = PIECES[at];\n\
         if piece.0 < line || piece.0 == line && piece.1 <= column {{ found = piece; }}\n\
         at += 1;\n\
         }}\n\
         found\n\
         }}\n\
         pub const fn line(line: u32, column: u32) -> u32 {{ let it = piece(line, column); line - it.0 + it.2 }}\n\
         pub const fn column(line: u32, column: u32) -> u32 {{\n\
         let it = piece(line, column);\n\
         if line == it.0 {{ column - it.1 + it.3 }} else {{ column }}\n\
         }}\n\
         pub const fn file(line: u32, column: u32) -> &'static str {{ piece(line, column).4 }}\n\
         }}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_told_from_what_is_called_alike() {
        #[track_caller]
        fn check(text: &str, expected: &[&str]) {
            let calls = place_calls(text, &(0..text.len()));
            assert_eq!(
                calls.iter().map(|call| &text[call.range.clone()]).collect::<Vec<_>>(),
                expected
            );
        }
        check("line!() + column ! []", &["line!()", "column ! []"]);
        check("P { at: line!() }", &["line!()"]);
        check("std::file!(); core::line!{}", &["std::file!()", "core::line!{}"]);
        check(
            "line(); my::line!(); line!(x); \"line!()\"; outline!(); // line!()",
            &[],
        );
    }

    #[test]
    fn a_call_stands_for_its_place_in_the_cell() {
        let origin = Origin {
            execution: 7,
            text: "let π = 1;\nlet é = (line!(), column!(), file!());".to_owned(),
        };
        let calls = place_calls(&origin.text, &(0..origin.text.len()));
        let literals: Vec<String> = calls.iter().map(|call| call.literal(&origin)).collect();
        assert_eq!(literals, ["2u32", "19u32", "\"cell [7]\""]);
    }
}

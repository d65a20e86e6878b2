//! What to write instead, and where.
//!
//! rustc tells a fix as the places of its parts, each with what is to stand there. Several alternatives come as one list.

use super::rustc::{Diagnostic, Span, speaks_of_ours};
use crate::source::{Editable, Place, SourceMap};
use crate::state::Origin;
use base::tokens::{Token, placed_tokens};
use std::ops::Range;
use std::sync::Arc;
use syntax::faults;

/// What to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fix {
    pub(super) title: String,
    /// Each by itself; at least one.
    pub(super) alternatives: Vec<Alternative>,
    /// How many more there are than are shown.
    pub(super) more: usize,
}

/// One way to change a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alternative {
    pub(super) origin: Arc<Origin>,
    /// In order, and apart from each other.
    pub(super) edits: Vec<(Range<usize>, String)>,
}

/// A part of a fix.
struct Edit {
    place: Place,
    replacement: String,
    /// Whether it stands outside of the parentheses of ours around the cell's value.
    is_beside_value: bool,
}

/// More alternatives than these help nobody.
const MOST: usize = 4;

impl Fix {
    pub(super) fn of_fault(fix: &faults::Fix, origin: &Arc<Origin>) -> Fix {
        Fix {
            title: fix.message.clone(),
            alternatives: vec![Alternative {
                origin: Arc::clone(origin),
                edits: fix.edits.clone(),
            }],
            more: 0,
        }
    }
}

/// The fix that `child` tells, as far as it can be made in a cell.
pub(super) fn fix(child: &Diagnostic, map: &SourceMap, current: &Arc<Origin>) -> Option<Fix> {
    let mut alternatives: Vec<Alternative> = Vec::new();
    for parts in alternatives_of(&child.spans) {
        let alternative = alternative(parts, map, current).filter(Alternative::changes_something);
        alternatives.extend(alternative.filter(|alternative| !alternatives.contains(alternative)));
    }
    if is_misleading(&child.message) {
        return None;
    }
    let more = alternatives.len().saturating_sub(MOST);
    alternatives.truncate(MOST);
    (!alternatives.is_empty() && !speaks_of_ours(&child.message)).then(|| Fix {
        title: child.message.clone(),
        alternatives,
        more,
    })
}

/// Whether nobody means what rustc offers with these words.
fn is_misleading(title: &str) -> bool {
    const STARTS: [&str; 4] = [
        // It takes what is called and is no function for a statement of its own.
        "consider using a semicolon here to finish the statement",
        // A type that is not found is no variant of an enum.
        "there is an enum variant ",
        // A whole number that is asked for a method of floats is to be a float.
        "you must specify a concrete type for this numeric value, like `i32`",
        // Behind `let x: …`, what is there is a type.
        "use `=` if you meant to assign",
    ];
    // What a dual number is made of in this way is a constant.
    let is_constant = title.starts_with("call `Into::into` ") && title.contains(" into `Dual<");
    is_constant || STARTS.iter().any(|start| title.starts_with(start))
}

/// Whether it leaves a part to be filled in, or writes `f32` where nothing in the cell speaks of it.
fn is_of_no_use(replacement: &str, cell: &str) -> bool {
    let has_placeholder = replacement.contains("/* ") || replacement.starts_with(": ") && replacement.contains("<T");
    has_placeholder || replacement.contains("f32") && !cell.contains("f32")
}

/// The parts of each alternative. Alternatives are about the same places: where all are apart from each other, there is one,
/// in whatever order. Else those of one are in order, so the next alternative begins where a part does not follow the one
/// before.
fn alternatives_of(spans: &[Span]) -> Vec<&[Span]> {
    let follows =
        |one: &Span, next: &Span| one.range().start < next.range().start && one.range().end <= next.range().start;
    let are_apart = |(at, one): (usize, &Span)| {
        spans[..at]
            .iter()
            .all(|other| follows(one, other) || follows(other, one))
    };
    match spans.iter().enumerate().all(are_apart) {
        true => vec![spans],
        false => spans.chunk_by(follows).collect(),
    }
}

fn alternative(parts: &[Span], map: &SourceMap, current: &Arc<Origin>) -> Option<Alternative> {
    let mut edits: Vec<Edit> = Vec::new();
    for part in parts {
        let replacement = part.suggested_replacement.as_deref()?;
        if speaks_of_ours(replacement) {
            return None;
        }
        let edit = edit(&part.range(), replacement, map, current)?;
        if is_of_no_use(replacement, &edit.place.origin.text) {
            return None;
        }
        edits.push(edit);
    }
    let origin = Arc::clone(&edits.first()?.place.origin);
    if edits.iter().any(|edit| !Arc::ptr_eq(&edit.place.origin, &origin)) {
        return None;
    }
    edits.sort_by_key(|edit| (edit.place.range.start, edit.place.range.end));
    if edits.iter().any(|edit| edit.is_beside_value) {
        map.value().and_then(|value| keep_together(&value, &mut edits))?;
    }
    let parts: Vec<(Range<usize>, String)> = edits
        .into_iter()
        .map(|edit| (edit.place.range, edit.replacement))
        .collect();
    let is_apart = parts.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start);
    let is_inside = parts.iter().all(|(range, _)| origin.text.get(range.clone()).is_some());
    (is_apart && is_inside).then_some(Alternative { origin, edits: parts })
}

/// Puts parentheses around the cell's value where `edits`, which are in order, count on those of ours.
fn keep_together(value: &Place, edits: &mut Vec<Edit>) -> Option<()> {
    let Place { origin, range } = value;
    if is_compound(origin.text.get(range.clone())?) {
        let parenthesis = |at: usize, sign: &str| Edit {
            place: Place {
                origin: Arc::clone(origin),
                range: at..at,
            },
            replacement: sign.to_owned(),
            is_beside_value: true,
        };
        let before = edits.partition_point(|edit| edit.is_beside_value && edit.place.range.end <= range.start);
        edits.insert(before, parenthesis(range.start, "("));
        let after = edits.partition_point(|edit| !edit.is_beside_value || edit.place.range.end <= range.start);
        edits.insert(after, parenthesis(range.end, ")"));
    }
    Some(())
}

/// What `replacement` at `range` of the generated source is in a cell.
fn edit(range: &Range<usize>, replacement: &str, map: &SourceMap, current: &Arc<Origin>) -> Option<Edit> {
    let editable = map.editable(range);
    if range.is_empty() && is_import(replacement) {
        // An import stands at the head of its module, which for a cell is anywhere in our source.
        let is_in_module =
            |it: &Editable| Arc::ptr_eq(&it.place.origin, current) && is_in_block(&current.text, it.place.range.start);
        if !editable.as_ref().is_some_and(is_in_module) {
            return Some(import(replacement, current));
        }
    }
    let Editable { place, is_beside_value } = editable?;
    Some(Edit {
        place,
        replacement: replacement.to_owned(),
        is_beside_value,
    })
}

fn is_import(replacement: &str) -> bool {
    let line = replacement.trim();
    line.starts_with("use ") && line.ends_with(';') && !line.contains('\n')
}

/// `replacement`, an import, as a line at the top of the cell.
fn import(replacement: &str, current: &Arc<Origin>) -> Edit {
    let text = &current.text;
    let first = text.find(|c: char| !c.is_whitespace()).unwrap_or(text.len());
    // Attributes of the crate stay first.
    let attributes = text[first..].lines().take_while(|line| line.starts_with("#!["));
    let after: usize = attributes.map(|line| line.len() + 1).sum();
    let at = (first + after).min(text.len());
    let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
    Edit {
        place: Place {
            origin: Arc::clone(current),
            range: line..line,
        },
        replacement: format!("{}\n", replacement.trim()),
        is_beside_value: false,
    }
}

/// Whether a brace is open at `at`.
fn is_in_block(text: &str, at: usize) -> bool {
    let before = placed_tokens(text).take_while(|(range, _)| range.end <= at);
    let depth = before.fold(0, |depth, (_, token)| match token {
        Token::Sign('{') => depth + 1,
        Token::Sign('}') => depth - 1,
        _ => depth,
    });
    depth > 0
}

/// Whether `expression` has an operator, so that a method called behind it would be called on its last operand.
fn is_compound(expression: &str) -> bool {
    let mut depth = 0;
    placed_tokens(expression).any(|(_, token)| match token {
        Token::Sign('(' | '[' | '{') => {
            depth += 1;
            false
        }
        Token::Sign(')' | ']' | '}') => {
            depth -= 1;
            false
        }
        Token::Sign(sign) => depth == 0 && !".:!?".contains(sign),
        Token::Word(word) => depth == 0 && word == "as",
        _ => false,
    })
}

impl Alternative {
    fn changes_something(&self) -> bool {
        self.applied() != self.origin.text
    }

    /// The cell as it would be.
    pub(super) fn applied(&self) -> String {
        faults::applied(&self.origin.text, &self.edits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{CellCrate, Source};
    use crate::state::{Item, State};
    use syntax::Cell;

    fn write(text: &str) -> (Source, Arc<Origin>) {
        let cell = Cell::of(text);
        let origin = Arc::new(Origin {
            execution: 1,
            text: text.to_owned(),
        });
        let state = State::default().with_items(&cell, &origin).next;
        let items: Vec<&Item> = state.items.iter().collect();
        let source = CellCrate::new(&state, &items, &cell, &origin).write("meno_cell_1");
        (source, origin)
    }

    /// The cells that a fix of rustc's leads to. Each part of it replaces a text that follows another one in the generated
    /// source.
    #[track_caller]
    fn check(text: &str, parts: &[(&str, &str, &str)], expected: &[&str]) {
        let (source, origin) = write(text);
        let span = |(before, replaced, replacement): &(&str, &str, &str)| {
            let whole = format!("{before}{replaced}");
            let start = source.text.find(&whole).expect("it is in the source") + before.len();
            serde_json::json!({
                "file_name": "cell.rs", "byte_start": start, "byte_end": start + replaced.len(), "is_primary": true,
                "label": null, "suggested_replacement": replacement, "expansion": null,
            })
        };
        let spans: Vec<_> = parts.iter().map(span).collect();
        let child =
            serde_json::json!({"message": "write", "code": null, "level": "help", "spans": spans, "children": []});
        let all =
            serde_json::json!({"message": "no", "code": null, "level": "error", "spans": [], "children": [child]});
        let diagnostic = Diagnostic::parse_errors(&all.to_string(), "cell.rs").remove(0);
        let fix = fix(&diagnostic.children[0], &source.map, &origin);
        let cells: Vec<String> = fix
            .iter()
            .flat_map(|fix| fix.alternatives.iter().map(Alternative::applied))
            .collect();
        assert_eq!(cells, expected);
    }

    #[test]
    fn a_fix_is_made_where_it_belongs_at_the_ends_of_a_cell_too() {
        check("let x = y;", &[("let x = ", "y", "z")], &["let x = z;"]);
        check("let x = 1;", &[("let x = 1", "", "u8")], &["let x = 1u8;"]);
        check("a.shape", &[("a.shape", "", "()")], &["a.shape()"]);
        check("a.shape", &[("a.shape\n)", "", "()")], &["a.shape()"]);
        check("a + b.shape", &[("b.shape\n", "", "()")], &["a + b.shape()"]);
        check("v.norm(2)", &[("v.norm", "(2)", "()")], &["v.norm()"]);
        check("v.norm(2)", &[("v.norm(", "2)\n", "")], &["v.norm()"]);
        check("x", &[("match &", "", "*")], &["*x"]);
        check("a + b", &[("a + b\n)", "", ".norm()")], &["(a + b).norm()"]);
        check(
            "a + b",
            &[("match &", "", "-"), ("a + b\n)", "", ".abs()")],
            &["-(a + b).abs()"],
        );
        check("a + b", &[("match &", "(\na + b\n)", "c")], &["c"]);
    }

    #[test]
    fn the_parts_of_a_fix_belong_together_and_alternatives_do_not() {
        check("f(a, b)", &[("f(", "a", "x"), ("a, ", "b", "y")], &["f(x, y)"]);
        check("f(a)", &[("f(", "a", "x"), ("f(", "a", "y")], &["f(x)", "f(y)"]);
        check(
            "f(a)",
            &[
                ("f(", "", "&"),
                ("f(a", "", ".g()"),
                ("f(", "", "*"),
                ("f(a", "", ".h()"),
            ],
            &["f(&a.g())", "f(*a.h())"],
        );
        check("f(a)", &[("f(", "a", "x"), ("f(", "a", "x")], &["f(x)"]);
        check("f(a)", &[("f(", "a", "a")], &[]);
    }

    #[test]
    fn an_import_goes_to_the_top_of_the_cell_and_what_is_nowhere_in_it_nowhere() {
        check(
            "let x = 1;\nRc::new(x)",
            &[("", "", "use std::rc::Rc;\n")],
            &["use std::rc::Rc;\nlet x = 1;\nRc::new(x)"],
        );
        check(
            "\n  Rc::new(1)",
            &[("", "", "use std::rc::Rc;\n")],
            &["\nuse std::rc::Rc;\n  Rc::new(1)"],
        );
        check(
            "#![allow(unused)]\nRc::new(1)",
            &[("", "", "use std::rc::Rc;\n")],
            &["#![allow(unused)]\nuse std::rc::Rc;\nRc::new(1)"],
        );
        check(
            "let x = 1;\nmod m { fn f() { Rc::new(1); } }",
            &[("mod m { ", "", "use std::rc::Rc;\n")],
            &["let x = 1;\nmod m { use std::rc::Rc;\nfn f() { Rc::new(1); } }"],
        );
        check("let x = 1;", &[("pub fn ", "meno_cell_1", "f")], &[]);
        check(
            "let x = 1;",
            &[("pub fn ", "meno_cell_1", "f"), ("let ", "x", "y")],
            &[],
        );
        check("let x = 1;", &[("let x = ", "1", "meno_store.take()")], &[]);
    }

    #[test]
    fn what_is_offered_is_no_more_than_can_be_read() {
        let (source, origin) = write("f(a)");
        let at = source.text.find("(a)").expect("it is there") + 1;
        let span = |name: &str| {
            serde_json::json!({
                "file_name": "cell.rs", "byte_start": at, "byte_end": at + 1, "is_primary": true, "label": null,
                "suggested_replacement": name, "expansion": null,
            })
        };
        let spans: Vec<_> = ["b", "c", "d", "e", "g", "h"].map(span).to_vec();
        let child =
            serde_json::json!({"message": "write", "code": null, "level": "help", "spans": spans, "children": []});
        let all =
            serde_json::json!({"message": "no", "code": null, "level": "error", "spans": [], "children": [child]});
        let diagnostic = Diagnostic::parse_errors(&all.to_string(), "cell.rs").remove(0);
        let fix = fix(&diagnostic.children[0], &source.map, &origin).expect("there is one");
        assert_eq!((fix.alternatives.len(), fix.more), (4, 2));
    }
}

//! What there is to say of the name under the cursor.

use std::ops::Range;

use serde_json::Value;

use crate::completion::{is_member, is_word};
use crate::glossary;
use crate::magics::{Topic, magic_before, topic};
use crate::render::{self, markdown};
use backend::{Backend, NameKind, Need};
use interfaces::evaluator::{MimeBundle, prose};

pub(crate) fn inspect(backend: &mut dyn Backend, code: &str, cursor: usize) -> Option<MimeBundle> {
    let cursor = code.floor_char_boundary(cursor);
    if magic_before(code, end_of_line(code, cursor)).is_some() {
        let word = range_at(code, cursor, |c| !c.is_whitespace() && c != ',')?;
        return match topic(&code[word]).ok()? {
            Topic::Magic(entry) => Some(render::help::magic(entry)),
            Topic::Exercise(exercise) => Some(render::exercises::page(exercise)),
            Topic::Overview => None,
        };
    }
    let Range { start, end } = range_at(code, cursor, is_word).or_else(|| callee(&code[..cursor]))?;
    let word = &code[start..end];
    if is_member(&code[..start]) {
        return hover(backend, code, end, Need::All);
    }
    if let Some(exercise) = course::find(word) {
        return Some(render::exercises::page(exercise));
    }
    let own = backend.names().into_iter().find(|name| name.name == word);
    match own {
        Some(name) if name.kind == NameKind::Variable => {
            let text = format!("{}: {}", name.name, name.signature);
            let markdown = markdown::code(&format!("let {text}"));
            Some(prose(text, markdown))
        }
        Some(name) if name.kind == NameKind::Function => {
            let markdown = markdown::code(&name.signature);
            Some(prose(name.signature, markdown))
        }
        // Of a type, rust-analyzer also tells the fields.
        Some(name) if !name.signature.is_empty() => {
            let markdown = markdown::code(&name.signature);
            hover(backend, code, end, Need::More).or_else(|| Some(prose(name.signature, markdown)))
        }
        _ => match glossary::find(word) {
            Some((form, line)) => hover(backend, code, end, Need::More).or_else(|| {
                let markdown = format!("{}\n{line}", markdown::code(form));
                Some(prose(format!("{form}\n{line}").replace('`', ""), markdown))
            }),
            None => hover(backend, code, end, Need::All),
        },
    }
}

/// What the backend knows of the name. It quotes doc comments, which may be those of a cell that nobody has run.
fn hover(backend: &mut dyn Backend, code: &str, cursor: usize, need: Need) -> Option<MimeBundle> {
    let mut found = backend.hover(code, cursor, need)?;
    if let Some(Value::String(text)) = found.get_mut("text/markdown") {
        *text = markdown::harmless(text);
    }
    Some(found)
}

fn end_of_line(code: &str, cursor: usize) -> usize {
    let rest = &code[cursor..];
    cursor + rest.find(['\r', '\n']).unwrap_or(rest.len())
}

/// The word that the cursor is in, or at either end of.
fn range_at(code: &str, cursor: usize, is_part: impl Fn(char) -> bool) -> Option<Range<usize>> {
    let (before, after) = code.split_at(cursor);
    let start = before.trim_end_matches(&is_part).len();
    let end = code.len() - after.trim_start_matches(&is_part).len();
    (start < end).then_some(start..end)
}

/// The function in whose arguments `before` ends.
fn callee(before: &str) -> Option<Range<usize>> {
    let mut closed = 0_usize;
    for (at, c) in before.char_indices().rev() {
        match c {
            ')' => closed += 1,
            '(' if closed > 0 => closed -= 1,
            '(' => return range_at(before, at, is_word),
            ';' | '{' | '}' => return None,
            _ => {}
        }
    }
    None
}

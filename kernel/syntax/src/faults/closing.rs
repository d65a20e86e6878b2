//! Tells of brackets without a partner, and where a missing one was probably to stand.

use super::lexemes::{Bracket, Kind, Lexeme};
use super::pairing::{indent, leads};
use super::{Fault, Fix};
use std::ops::Range;

/// Words that begin a statement or an item.
const BEGINNINGS: [&str; 17] = [
    "let", "fn", "pub", "use", "struct", "enum", "impl", "trait", "mod", "const", "static", "type", "for", "while",
    "loop", "return", "println",
];

/// Nothing closes the bracket `at`, which would have to happen before the bracket `before`, or else before the end.
pub(super) fn unclosed(text: &str, lexemes: &[Lexeme], at: usize, before: Option<usize>) -> Fault {
    let opening = &lexemes[at];
    let Kind::Open(bracket) = opening.kind else {
        return unopened(text, opening);
    };
    let limit = before.unwrap_or(lexemes.len());
    let edits = match bracket {
        Bracket::Brace => vec![closing_brace(text, lexemes, at, limit)],
        _ => {
            let end = end_of_group(text, lexemes, at, limit);
            rescued(text, lexemes, end, bracket).unwrap_or_else(|| vec![(end..end, bracket.close().to_string())])
        }
    };
    let swallowed = lexemes[at..limit]
        .iter()
        .filter_map(|lexeme| swallowed(text, lexeme, bracket));
    Fault {
        message: "unclosed delimiter".to_owned(),
        place: (
            opening.range.clone(),
            format!("this `{}` is never closed", bracket.open()),
        ),
        others: swallowed
            .take(1)
            .map(|place| (place, format!("this `{}` is part of the comment", bracket.close())))
            .collect(),
        fix: Some(Fix {
            message: "close it".to_owned(),
            edits,
        }),
    }
}

/// Nothing has opened the closing bracket `closing`.
pub(super) fn unopened(text: &str, closing: &Lexeme) -> Fault {
    let range = closing.range.clone();
    let sign = text[range.clone()].to_owned();
    // A line with nothing else on it goes as a whole.
    let line_start = closing.line;
    let line_end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
    let is_alone = text[line_start..range.start].trim().is_empty() && text[range.end..line_end].trim().is_empty();
    let removed = match is_alone {
        // With a line break, that before it at the end of the text.
        true if line_end == text.len() => line_start.saturating_sub(1)..line_end,
        true => line_start..line_end,
        false => range.clone(),
    };
    Fault {
        message: format!("unexpected closing delimiter: `{sign}`"),
        place: (range, format!("there is nothing open that this `{sign}` would close")),
        others: Vec::new(),
        fix: Some(Fix {
            message: "remove it".to_owned(),
            edits: vec![(removed, String::new())],
        }),
    }
}

/// A bracket is closed by one of another kind.
pub(super) fn mismatched(opening: &Lexeme, closing: &Lexeme) -> Fault {
    let (Kind::Open(open), Kind::Close(close)) = (opening.kind, closing.kind) else {
        // Nothing else is paired.
        return unopened("", closing);
    };
    Fault {
        message: format!("mismatched closing delimiter: `{}`", close.close()),
        place: (
            closing.range.clone(),
            format!("this closes a `{}`, which takes `{}`", open.open(), open.close()),
        ),
        others: vec![(opening.range.clone(), "it was opened here".to_owned())],
        fix: Some(Fix {
            message: format!("write `{}`", open.close()),
            edits: vec![(closing.range.clone(), open.close().to_string())],
        }),
    }
}

/// Where what the parenthesis or square bracket `at` has opened ends, before the lexeme `limit`.
fn end_of_group(text: &str, lexemes: &[Lexeme], at: usize, limit: usize) -> usize {
    let line_start = lexemes[at].line;
    let words = lexemes[..at]
        .iter()
        .rev()
        .take_while(|lexeme| lexeme.range.start >= line_start);
    let words: Vec<&str> = words.map(|lexeme| &text[lexeme.range.clone()]).collect();
    // `if (x > 1 {` and `fn f(x: f64 -> f64 {`
    let is_head = ["if", "while", "for", "match", "fn"]
        .iter()
        .any(|word| words.contains(word));
    let is_square = lexemes[at].kind == Kind::Open(Bracket::Square);
    let mut depth = 0;
    // The last code, and the last semicolon if that is all there is behind it.
    let (mut end, mut semicolon) = (lexemes[at].range.end, None);
    for (number, lexeme) in lexemes.iter().enumerate().take(limit).skip(at + 1) {
        if lexeme.kind == Kind::Comment {
            continue;
        }
        let word = &text[lexeme.range.clone()];
        if depth == 0 {
            let is_arrow = word == "-" && text[lexeme.range.end..].starts_with('>') && words.contains(&"fn");
            let is_body = is_head && lexeme.kind == Kind::Open(Bracket::Brace);
            let begins = leads(text, lexeme) && (BEGINNINGS.contains(&word) || word == "#");
            let ends = lexeme.kind == Kind::Semicolon && !is_square;
            if is_arrow || is_body || begins || ends {
                break;
            }
        }
        match lexeme.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close(_) => depth -= 1,
            _ => {}
        }
        if lexeme.kind == Kind::Semicolon && depth == 0 {
            let is_last = lexemes
                .get(number + 1)
                .is_none_or(|next| next.kind == Kind::Comment || leads(text, next));
            semicolon = is_last.then_some(end);
        } else {
            semicolon = None;
        }
        end = lexeme.range.end;
    }
    semicolon.unwrap_or(end)
}

/// The closing bracket that a line comment has taken in, if `lexeme` is such a comment.
fn swallowed(text: &str, lexeme: &Lexeme, bracket: Bracket) -> Option<Range<usize>> {
    let comment = &text[lexeme.range.clone()];
    let (open, close) = (bracket.open(), bracket.close());
    let is_open = lexeme.kind == Kind::Comment && comment.matches(close).count() > comment.matches(open).count();
    let at = lexeme.range.start + comment.rfind(close).filter(|_| is_open)?;
    Some(at..at + 1)
}

/// Moves the bracket that is missing at `end` out of the comment there, if it is the comment's end.
fn rescued(text: &str, lexemes: &[Lexeme], end: usize, bracket: Bracket) -> Option<Vec<(Range<usize>, String)>> {
    let comment = lexemes.iter().find(|lexeme| lexeme.range.start >= end)?;
    if text[end..comment.range.start].contains('\n') {
        return None;
    }
    swallowed(text, comment, bracket)?;
    let comment_text = text[comment.range.clone()].trim_end();
    let kept = comment_text.trim_end_matches([bracket.close(), ';', ' ']);
    let tail = comment_text[kept.len()..].trim();
    if kept.len() <= "//".len() || tail.trim_end_matches(';').chars().count() != 1 {
        return None;
    }
    let rest = comment.range.start + kept.len()..comment.range.start + comment_text.len();
    Some(vec![(end..end, tail.to_owned()), (rest, String::new())])
}

/// The brace that closes the one `at`, before the lexeme `limit`: above the first line that is indented no further than
/// the opening one.
fn closing_brace(text: &str, lexemes: &[Lexeme], at: usize, limit: usize) -> (Range<usize>, String) {
    let own_line = lexemes[at].line;
    let own_indent = indent(text, own_line);
    let mut depth = 0;
    let mut end = lexemes[at].range.end;
    for lexeme in lexemes.iter().take(limit).skip(at + 1) {
        let line = lexeme.line;
        let is_outside = depth == 0 && line > own_line && leads(text, lexeme);
        if is_outside && indent(text, line).len() <= own_indent.len() && !matches!(lexeme.kind, Kind::Close(_)) {
            return (line..line, format!("{own_indent}}}\n"));
        }
        match lexeme.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close(_) => depth -= 1,
            _ => {}
        }
        end = lexeme.range.end;
    }
    let is_one_line = !text[lexemes[at].range.end..end].contains('\n');
    let ends_in_comment = lexemes
        .iter()
        .rfind(|lexeme| lexeme.range.end <= end)
        .is_some_and(|lexeme| lexeme.kind == Kind::Comment && text[lexeme.range.clone()].starts_with("//"));
    match lexemes.get(limit) {
        Some(outer) if leads(text, outer) => {
            let line = outer.line;
            (line..line, format!("{own_indent}}}\n"))
        }
        Some(outer) => (outer.range.start..outer.range.start, "} ".to_owned()),
        None if is_one_line && !ends_in_comment => (end..end, " }".to_owned()),
        None => (end..end, format!("\n{own_indent}}}")),
    }
}

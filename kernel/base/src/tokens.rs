//! Rust by its outermost layer: words, signs, strings and comments. Any text has one, also where a lexer proper would only
//! say that it failed.

/// A piece of a text. White space is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// A name, keyword, number or lifetime.
    Word(&'a str),
    Sign(char),
    /// A string or a character.
    Text,
    Comment,
    /// One that goes on beyond the end of the text, and so is the last.
    Unfinished(Long),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Long {
    Text,
    LineComment,
    BlockComment,
}

pub fn tokens(source: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = source;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let (token, length) = first(rest)?;
        rest = &rest[length..];
        Some(token)
    })
}

/// Everything in `text` that could be an identifier.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_word(c)).filter(|word| !word.is_empty())
}

/// The token that `text` starts with, and its length.
fn first(text: &str) -> Option<(Token<'_>, usize)> {
    let finished = |token, length: Option<usize>, long| match length {
        Some(length) => (token, length),
        None => (Token::Unfinished(long), text.len()),
    };
    let next = text.chars().next()?;
    Some(if text.starts_with("//") {
        finished(Token::Comment, text.find('\n'), Long::LineComment)
    } else if text.starts_with("/*") {
        finished(Token::Comment, block_comment(text), Long::BlockComment)
    } else if let Some(length) = quoted(text) {
        finished(Token::Text, length, Long::Text)
    } else if is_word(next) || next == '\'' {
        let end = |(at, c): (usize, char)| (at > 0 && !is_word(c)).then_some(at);
        let length = text.char_indices().find_map(end).unwrap_or(text.len());
        (Token::Word(&text[..length]), length)
    } else {
        (Token::Sign(next), next.len_utf8())
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of the block comment that `text` starts with, if it ends. Block comments nest.
fn block_comment(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
        } else {
            at += rest.chars().next()?.len_utf8();
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

/// The length of the string or character that `text` starts with, `Some(None)` where it has no end; `None` where
/// `text` starts with neither.
fn quoted(text: &str) -> Option<Option<usize>> {
    // No prefix is longer; to look further would take the square of the text's length.
    let start = text.bytes().take(3).position(|byte| b"\"#'".contains(&byte))?;
    let (prefix, body) = text.split_at(start);
    match prefix {
        "r" | "br" | "cr" => raw_string(body).map(|length| length.map(|length| start + length)),
        "" | "b" | "c" if body.starts_with('"') => Some(escaped(&body[1..], '"').map(|length| start + 1 + length)),
        "" | "b" if body.starts_with('\'') => character(&body[1..]).map(|length| Some(start + 1 + length)),
        _ => None,
    }
}

/// `text` is what follows an `r`. With hashes but no quote it is a raw identifier.
fn raw_string(text: &str) -> Option<Option<usize>> {
    let hashes = text.len() - text.trim_start_matches('#').len();
    let body = text[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(body.find(&end).map(|at| hashes + 1 + at + end.len()))
}

/// The length of what stands before the unescaped `quote`, and of the quote.
fn escaped(text: &str, quote: char) -> Option<usize> {
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' => {
                characters.next();
            }
            c if c == quote => return Some(at + c.len_utf8()),
            _ => {}
        }
    }
    None
}

/// The length of a character and the quote after it; `None` for what is a lifetime or a label.
fn character(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    match first {
        '\\' => escaped(text, '\''),
        _ => text[first.len_utf8()..].starts_with('\'').then(|| first.len_utf8() + 1),
    }
}

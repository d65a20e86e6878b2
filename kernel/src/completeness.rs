//! Whether Rust could run as it stands, or goes on: what a console asks on Enter.

use syn::parse::Parser;

use crate::evaluator::Completeness;
use crate::magics::is_command;

/// Spaces that one level of nesting is indented by.
const INDENT: usize = 4;

/// Judges the Rust of a cell.
pub fn completeness(source: &str) -> Completeness {
    match scan(source) {
        Scan::Unmatched => Completeness::Invalid,
        // In a string, an indent would become part of its value.
        Scan::Ends(Inside::Text | Inside::BlockComment) => incomplete(0),
        Scan::Ends(Inside::Delimiters(depth)) => incomplete(depth),
        Scan::Ends(Inside::Nothing | Inside::LineComment) => judge_syntax(source),
    }
}

/// How Rust begins after the text before the cursor: in a string or comment there is nothing to complete.
pub fn is_in_text_or_comment(before: &str) -> bool {
    matches!(
        scan(before),
        Scan::Ends(Inside::Text | Inside::BlockComment | Inside::LineComment)
    )
}

fn incomplete(depth: usize) -> Completeness {
    Completeness::Incomplete {
        indent: " ".repeat(INDENT * depth),
    }
}

fn judge_syntax(source: &str) -> Completeness {
    match syn::Block::parse_within.parse_str(&without_commands(source)) {
        Ok(_) => Completeness::Complete,
        Err(error) if error.to_string().starts_with("unexpected end of input") => incomplete(0),
        Err(_) => Completeness::Invalid,
    }
}

/// evcxr's commands are lines of their own, and no Rust.
fn without_commands(source: &str) -> String {
    let rust: Vec<&str> = source.lines().filter(|line| !is_command(line)).collect();
    rust.join("\n")
}

enum Scan {
    /// A delimiter closes what it did not open.
    Unmatched,
    Ends(Inside),
}

/// What the end of a text is inside of.
enum Inside {
    Nothing,
    /// So many of them.
    Delimiters(usize),
    /// A string.
    Text,
    LineComment,
    BlockComment,
}

/// Follows delimiters, strings and comments to the end of `source`. A lexer proper would only say that it failed, where
/// it matters what is still open.
fn scan(source: &str) -> Scan {
    let mut open = Vec::new();
    let mut rest = source;
    while let Some(next) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            match rest.find('\n') {
                Some(end) => end,
                None => return Scan::Ends(Inside::LineComment),
            }
        } else if rest.starts_with("/*") {
            match block_comment(rest) {
                Some(end) => end,
                None => return Scan::Ends(Inside::BlockComment),
            }
        } else if let Some(quoted) = quoted(rest) {
            match quoted {
                Some(end) => end,
                None => return Scan::Ends(Inside::Text),
            }
        } else if is_word(next) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else {
            match next {
                '(' | '[' | '{' => open.push(closing(next)),
                ')' | ']' | '}' if open.pop() != Some(next) => return Scan::Unmatched,
                _ => {}
            }
            next.len_utf8()
        };
        rest = &rest[length..];
    }
    Scan::Ends(match open.len() {
        0 => Inside::Nothing,
        depth => Inside::Delimiters(depth),
    })
}

fn closing(opening: char) -> char {
    match opening {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
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
    let start = text.find(['"', '#', '\'']).filter(|&start| start <= 2)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unfinished_rust_is_told_from_finished() {
        #[track_caller]
        fn check(source: &str, expected: Completeness) {
            assert_eq!(completeness(source), expected, "{source}");
        }
        let goes_on = |indent: &str| Completeness::Incomplete {
            indent: indent.to_owned(),
        };

        check("", Completeness::Complete);
        check("1 + 1", Completeness::Complete);
        check("let x = 1;", Completeness::Complete);
        check("let x = 1;\nx", Completeness::Complete);
        check("fn f() {}", Completeness::Complete);
        check("#[derive(Debug)]\nstruct A;", Completeness::Complete);
        check("println!(\"({[\")", Completeness::Complete);
        check("let c = '(';", Completeness::Complete);
        check("let c = '\\''; let d = b'\"';", Completeness::Complete);
        check("fn f<'a>(x: &'a str) -> &'a str { x }", Completeness::Complete);
        check("r#\"(\"#", Completeness::Complete);
        check("let r#type = br\"[\";", Completeness::Complete);
        check("/* ( /* */ */ 1", Completeness::Complete);
        check("1 // (", Completeness::Complete);
        check("// (", Completeness::Complete);
        check(":dep rand = \"0.9\"\nuse rand::Rng;", Completeness::Complete);

        check("fn f() {", goes_on("    "));
        check("fn f() {\n    if true {", goes_on("        "));
        check("g(vec![", goes_on("        "));
        check("fn f()", goes_on(""));
        check("fn f() -> f64", goes_on(""));
        check("struct A", goes_on(""));
        check("#[derive(Debug)]", goes_on(""));
        check("let x =", goes_on(""));
        check("1 +", goes_on(""));
        check("let s = \"abc", goes_on(""));
        check("let s = \"abc\\\"", goes_on(""));
        check("let s = r#\"abc\"", goes_on(""));
        check("f(\"abc", goes_on(""));
        check("/* abc", goes_on(""));
        check("/* /* */", goes_on(""));

        check(")", Completeness::Invalid);
        check("f(1))", Completeness::Invalid);
        check("fn f( }", Completeness::Invalid);
        check("let = 3;", Completeness::Invalid);
        check("1 1", Completeness::Invalid);
        check("% 2", Completeness::Invalid);
    }

    #[test]
    fn strings_and_comments_are_recognised_from_their_start() {
        #[track_caller]
        fn check(before: &str, expected: bool) {
            assert_eq!(is_in_text_or_comment(before), expected, "{before}");
        }
        check("let x = \"so", true);
        check("// so", true);
        check("/* so", true);
        check("// so\nfo", false);
        check("f(\"a\", so", false);
    }

    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 4_000,
            failure_persistence: None,
            rng_seed: proptest::test_runner::RngSeed::Fixed(2),
            ..ProptestConfig::default()
        })]

        #[test]
        fn any_text_is_judged(fragments in prop::collection::vec(prop_oneof![
            prop::sample::select(vec![
                "(", ")", "{", "}", "\"", "'", "\\", "r", "b", "#", "/", "*", "//", "\n", "fn f", "let x", "=", ";", "é",
            ]).prop_map(str::to_owned),
            any::<char>().prop_map(String::from),
        ], 0..24)) {
            let source = fragments.concat();
            completeness(&source);
            is_in_text_or_comment(&source);
        }
    }
}

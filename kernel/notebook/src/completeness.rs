//! Whether Rust could run as it stands, or goes on: what a console asks on Enter.

use syn::parse::Parser;

use base::tokens::{Long, Token, tokens};
use interfaces::evaluator::Completeness;

/// Spaces that one level of nesting is indented by.
const INDENT: usize = 4;

/// Judges the Rust of a cell.
pub(crate) fn completeness(source: &str) -> Completeness {
    match scan(source) {
        Scan::Unmatched => Completeness::Invalid,
        // In a string, an indent would become part of its value.
        Scan::Ends(Inside::Text | Inside::BlockComment) => incomplete(0),
        Scan::Ends(Inside::Delimiters(depth)) => incomplete(depth),
        Scan::Ends(Inside::Nothing | Inside::LineComment) => judge_syntax(source),
    }
}

/// Whether `before` ends inside a string or a comment, where there is nothing to complete.
pub(crate) fn is_in_text_or_comment(before: &str) -> bool {
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
    match syn::Block::parse_within.parse_str(source) {
        Ok(_) => Completeness::Complete,
        Err(error) if error.to_string().starts_with("unexpected end of input") => incomplete(0),
        Err(_) => Completeness::Invalid,
    }
}

enum Scan {
    /// A delimiter closes what it did not open.
    Unmatched,
    Ends(Inside),
}

/// What the end of a text is inside of.
enum Inside {
    Nothing,
    /// How many delimiters are open.
    Delimiters(usize),
    /// A string.
    Text,
    LineComment,
    BlockComment,
}

/// Follows delimiters, strings and comments to the end of `source`.
fn scan(source: &str) -> Scan {
    let mut open = Vec::new();
    for token in tokens(source) {
        match token {
            Token::Unfinished(Long::Text) => return Scan::Ends(Inside::Text),
            Token::Unfinished(Long::LineComment) => return Scan::Ends(Inside::LineComment),
            Token::Unfinished(Long::BlockComment) => return Scan::Ends(Inside::BlockComment),
            Token::Sign(sign @ ('(' | '[' | '{')) => open.push(closing(sign)),
            Token::Sign(sign @ (')' | ']' | '}')) if open.pop() != Some(sign) => return Scan::Unmatched,
            Token::Sign(_) | Token::Word(_) | Token::Text | Token::Comment => {}
        }
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

//! Rust by its outermost layer: words, signs, strings and comments. Any text has one, since rustc's own lexer never fails.

use ra_ap_rustc_lexer::{Cursor, FrontmatterAllowed, LiteralKind, RawStrError, TokenKind, validate_raw_str};
use std::ops::Range;

/// A piece of a text. White space is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// A name, keyword, number or lifetime.
    Word(&'a str),
    Sign(char),
    /// A string or a character.
    Text,
    Comment,
    /// A string or comment that goes on beyond the end of the text, and so is the last token.
    Unfinished(Long),
}

/// What can go on beyond the end of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Long {
    Text,
    LineComment,
    BlockComment,
}

/// The tokens of `source`, in order.
pub fn tokens(source: &str) -> impl Iterator<Item = Token<'_>> {
    placed_tokens(source).map(|(_, token)| token)
}

/// The tokens of `source`, in order, each with its bytes.
pub fn placed_tokens(source: &str) -> impl Iterator<Item = (Range<usize>, Token<'_>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = &source[at..];
            let token = Cursor::new(rest, FrontmatterAllowed::No).advance_token();
            let length = match token.kind {
                TokenKind::Eof => return None,
                // The lexer sets `#"` and `##` apart for an edition to come; the quote begins a string all the same.
                TokenKind::GuardedStrPrefix => 1,
                _ => token.len as usize,
            };
            let range = at..at + length;
            at += length;
            if let Some(token) = classify(token.kind, &rest[..length], at == source.len()) {
                return Some((range, token));
            }
        }
    })
}

/// The code of `source` without white space and comments: the same for two texts that differ in nothing else. Comments that
/// document stay, since macros can read them.
pub fn code(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    loop {
        let token = Cursor::new(rest, FrontmatterAllowed::No).advance_token();
        let (text, after) = rest.split_at(token.len as usize);
        match token.kind {
            TokenKind::Eof => return code,
            TokenKind::Whitespace
            | TokenKind::LineComment { doc_style: None }
            | TokenKind::BlockComment { doc_style: None, .. } => {}
            _ => {
                code.push_str(text);
                code.push(' ');
            }
        }
        rest = after;
    }
}

/// Everything in `text` that could be an identifier.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
}

/// The token that is `text`, which the lexer calls `kind`; `None` for white space.
fn classify(kind: TokenKind, text: &str, is_last: bool) -> Option<Token<'_>> {
    Some(match kind {
        TokenKind::Whitespace => return None,
        TokenKind::LineComment { .. } if is_last => Token::Unfinished(Long::LineComment),
        TokenKind::BlockComment { terminated: false, .. } => Token::Unfinished(Long::BlockComment),
        TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } => Token::Comment,
        TokenKind::Literal { kind, .. } => match kind {
            LiteralKind::Int { .. } | LiteralKind::Float { .. } => Token::Word(text),
            kind if goes_on(kind, text) => Token::Unfinished(Long::Text),
            _ => Token::Text,
        },
        TokenKind::Ident
        | TokenKind::InvalidIdent
        | TokenKind::RawIdent
        | TokenKind::UnknownPrefix
        | TokenKind::Lifetime { .. }
        | TokenKind::RawLifetime
        | TokenKind::UnknownPrefixLifetime => Token::Word(text),
        // White space elsewhere, such as a space that doesn't break, and none in Rust.
        TokenKind::Unknown if text.starts_with(char::is_whitespace) => return None,
        _ => Token::Sign(text.chars().next()?),
    })
}

/// Whether a string, `text`, goes on beyond the end of the text that it is in. A character ends with its line at the latest.
fn goes_on(kind: LiteralKind, text: &str) -> bool {
    let has_no_end = |prefix| matches!(validate_raw_str(text, prefix), Err(RawStrError::NoTerminator { .. }));
    match kind {
        LiteralKind::Str { terminated } | LiteralKind::ByteStr { terminated } | LiteralKind::CStr { terminated } => {
            !terminated
        }
        LiteralKind::RawStr { n_hashes: None } => has_no_end(1),
        LiteralKind::RawByteStr { n_hashes: None } | LiteralKind::RawCStr { n_hashes: None } => has_no_end(2),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Token::{Comment, Sign, Text, Unfinished, Word};

    #[test]
    fn any_text_has_tokens_and_tells_what_has_no_end() {
        #[track_caller]
        fn check(source: &str, expected: &[Token<'_>]) {
            assert_eq!(tokens(source).collect::<Vec<_>>(), expected);
        }
        check("f(\")\") // )\n", &[Word("f"), Sign('('), Text, Sign(')'), Comment]);
        check(
            "r#type 'a 'b' 1.5\u{a0}é",
            &[Word("r#type"), Word("'a"), Text, Word("1.5"), Word("é")],
        );
        check("// (", &[Unfinished(Long::LineComment)]);
        check("/* /* */", &[Unfinished(Long::BlockComment)]);
        check("b\"(", &[Unfinished(Long::Text)]);
        check("r##\"(\"#", &[Unfinished(Long::Text)]);
        check("#\"(", &[Sign('#'), Unfinished(Long::Text)]);
        check("№ \\", &[Sign('№'), Sign('\\')]);
    }

    #[test]
    fn every_token_has_its_bytes() {
        let placed: Vec<_> = placed_tokens("π = (#\"x").collect();
        let expected = [
            (0..2, Word("π")),
            (3..4, Sign('=')),
            (5..6, Sign('(')),
            (6..7, Sign('#')),
            (7..9, Unfinished(Long::Text)),
        ];
        assert_eq!(placed, expected);
    }

    #[test]
    fn code_is_the_same_whatever_stands_between_its_tokens() {
        #[track_caller]
        fn check(one: &str, other: &str, expected: bool) {
            assert_eq!(code(one) == code(other), expected, "{one:?} and {other:?}");
        }
        check("struct P{x:f64}", "struct P { // a point\n    x: f64\n}", true);
        check("struct P { x: f64 }", "struct P { x: f32 }", false);
        check("const S: &str = \"a b\";", "const S: &str = \"a  b\";", false);
        check("struct PQ;", "struct P Q;", false);
        check("/// one\nstruct P;", "/// two\nstruct P;", false);
    }
}

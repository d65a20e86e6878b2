//! Reads a text into lexemes, beyond strings and characters that have no end: such a literal is taken to end where its
//! author probably meant it to.

use super::{Fault, Fix};
use base::tokens::{Long, Token, placed_tokens};
use std::ops::Range;

/// A token with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lexeme {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
    /// Where its line begins.
    pub(super) line: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Open(Bracket),
    Close(Bracket),
    Semicolon,
    Word,
    Comment,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bracket {
    Parenthesis,
    Square,
    Brace,
}

impl Bracket {
    pub(super) fn open(self) -> char {
        match self {
            Bracket::Parenthesis => '(',
            Bracket::Square => '[',
            Bracket::Brace => '{',
        }
    }

    pub(super) fn close(self) -> char {
        match self {
            Bracket::Parenthesis => ')',
            Bracket::Square => ']',
            Bracket::Brace => '}',
        }
    }
}

/// A text that has been read.
#[derive(Debug, Default)]
pub(super) struct Lexed {
    pub(super) lexemes: Vec<Lexeme>,
    /// The faults of its literals and comments.
    pub(super) faults: Vec<Fault>,
    /// Whether it could not be read to its end, since nobody knows where a literal or comment ends.
    pub(super) is_cut: bool,
}

/// Signs that look like a bracket or a quotation mark, with what they look like: editors and web pages put them there.
const LOOKALIKES: [(char, char); 21] = [
    ('“', '"'),
    ('”', '"'),
    ('„', '"'),
    ('‟', '"'),
    ('«', '"'),
    ('»', '"'),
    ('″', '"'),
    ('＂', '"'),
    ('‘', '\''),
    ('’', '\''),
    ('‚', '\''),
    ('‛', '\''),
    ('′', '\''),
    ('＇', '\''),
    ('（', '('),
    ('）', ')'),
    ('［', '['),
    ('］', ']'),
    ('｛', '{'),
    ('｝', '}'),
    ('﹛', '{'),
];

/// The sign of Rust's that `sign` looks like.
fn lookalike(sign: char) -> Option<char> {
    LOOKALIKES.iter().find(|(other, _)| *other == sign).map(|(_, own)| *own)
}

pub(super) fn read(text: &str) -> Lexed {
    let mut reader = Reader {
        text,
        lexed: Lexed::default(),
        long_strings: Vec::new(),
    };
    let mut at = 0;
    while let Some(next) = reader.read_from(at) {
        at = next;
    }
    reader.lexed
}

struct Reader<'t> {
    text: &'t str,
    lexed: Lexed,
    /// Strings that go on over the end of a line, as few are meant to.
    long_strings: Vec<Range<usize>>,
}

impl Reader<'_> {
    /// Reads on from `start` up to a literal that has no end; returns where to go on behind it.
    fn read_from(&mut self, start: usize) -> Option<usize> {
        for (range, token) in placed_tokens(&self.text[start..]) {
            let range = range.start + start..range.end + start;
            match token {
                Token::Unfinished(Long::Text) => return self.unfinished_string(range.start),
                Token::Unfinished(Long::BlockComment) => {
                    let fault = unfinished_comment(self.text, range);
                    self.lexed.faults.push(fault);
                    self.lexed.is_cut = true;
                    return None;
                }
                Token::Text if is_unfinished_character(&self.text[range.clone()]) => {
                    return self.unfinished_character(&range);
                }
                Token::Sign(sign) if let Some(own) = lookalike(sign) => {
                    if let Some(next) = self.lookalike(range, sign, own) {
                        return Some(next);
                    }
                }
                token => self.push(range, token),
            }
        }
        None
    }

    fn push(&mut self, range: Range<usize>, token: Token<'_>) {
        let kind = match token {
            Token::Sign('(') => Kind::Open(Bracket::Parenthesis),
            Token::Sign('[') => Kind::Open(Bracket::Square),
            Token::Sign('{') => Kind::Open(Bracket::Brace),
            Token::Sign(')') => Kind::Close(Bracket::Parenthesis),
            Token::Sign(']') => Kind::Close(Bracket::Square),
            Token::Sign('}') => Kind::Close(Bracket::Brace),
            Token::Sign(';') => Kind::Semicolon,
            Token::Word(_) => Kind::Word,
            Token::Comment | Token::Unfinished(_) => Kind::Comment,
            Token::Sign(_) | Token::Text => Kind::Other,
        };
        let text = &self.text[range.clone()];
        if token == Token::Text && text.contains('\n') && !text.contains("\\\n") && text.starts_with('"') {
            self.long_strings.push(range.clone());
        }
        self.add(range, kind);
    }

    fn add(&mut self, range: Range<usize>, kind: Kind) {
        let (line, read) = self
            .lexed
            .lexemes
            .last()
            .map_or((0, 0), |last| (last.line, last.range.start));
        let line = self.text[read..range.start]
            .rfind('\n')
            .map_or(line, |at| read + at + 1);
        self.lexed.lexemes.push(Lexeme { range, kind, line });
    }

    /// Puts a literal in place of what was read from its start on.
    fn literal(&mut self, range: Range<usize>) {
        self.lexed.lexemes.retain(|lexeme| lexeme.range.start < range.start);
        self.add(range, Kind::Other);
    }

    /// A string that begins at `start` and has no end.
    fn unfinished_string(&mut self, start: usize) -> Option<usize> {
        let quote = start + self.text[start..].find('"').unwrap_or(0);
        if self.text[start..quote].contains(['r', '#']) {
            return self.unfinished_raw_string(start, quote);
        }
        // One quotation mark too few turns all later strings inside out: the first one that goes on over the end of its
        // line, and without which the rest is whole, is the one.
        let earlier = std::mem::take(&mut self.long_strings);
        let candidates = earlier.iter().map(|range| range.start).chain([quote]);
        for quote in candidates {
            let end = end_of_string(self.text, quote);
            let is_last = quote >= start;
            if !is_last && !is_whole(&self.text[end..]) {
                continue;
            }
            let content = &self.text[quote + 1..end];
            let line_end = end_of_line(self.text, quote);
            let edit = match content.trim().is_empty() {
                // Rather this one is too much.
                true => (quote..quote + 1, String::new()),
                false => (end..end, "\"".to_owned()),
            };
            let closing = self.text[quote + 1..line_end].char_indices();
            let typographic = closing
                .filter(|(_, sign)| lookalike(*sign) == Some('"'))
                .map(|(at, sign)| quote + 1 + at..quote + 1 + at + sign.len_utf8())
                .next();
            let (end, edit) = match typographic {
                Some(sign) => (sign.end, (sign, "\"".to_owned())),
                None => (end, edit),
            };
            self.lexed.faults.push(Fault {
                message: "unterminated double quote string".to_owned(),
                place: (
                    quote..self.text[..line_end].trim_end().len().min(end).max(quote + 1),
                    "this string is never closed".to_owned(),
                ),
                others: Vec::new(),
                fix: Some(Fix {
                    message: match edit.1.is_empty() {
                        true => "remove the quotation mark",
                        false => "close it",
                    }
                    .to_owned(),
                    edits: vec![edit],
                }),
            });
            self.literal(quote..end);
            return Some(end);
        }
        None
    }

    /// A raw string that begins at `start`, with its quotation mark at `quote`.
    fn unfinished_raw_string(&mut self, start: usize, quote: usize) -> Option<usize> {
        let hashes = self.text[start..quote].matches('#').count();
        let end = format!("\"{}", "#".repeat(hashes));
        let after = quote + 1;
        // The end is there but for some of its signs.
        let short = self.text[after..].find('"').map(|at| {
            let at = after + at + 1;
            let found = self.text[at..].bytes().take_while(|byte| *byte == b'#').count();
            (at + found, "#".repeat(hashes.saturating_sub(found)))
        });
        self.lexed.faults.push(Fault {
            message: "unterminated raw string".to_owned(),
            place: (
                start..after,
                format!("this string ends with `{end}`, which does not follow"),
            ),
            others: Vec::new(),
            fix: short.clone().map(|(at, missing)| Fix {
                message: "close it".to_owned(),
                edits: vec![(at..at, missing)],
            }),
        });
        match short {
            Some((at, _)) => {
                self.literal(start..at);
                Some(at)
            }
            None => {
                self.lexed.is_cut = true;
                None
            }
        }
    }

    /// A quotation mark of characters, at `range` with what follows it up to the end of its line.
    fn unfinished_character(&mut self, range: &Range<usize>) -> Option<usize> {
        let quote = range.start + self.text[range.clone()].find('\'').unwrap_or(0);
        // `'two words'` begins like the name of a lifetime.
        let line_start = self.text[..quote].rfind('\n').map_or(0, |at| at + 1);
        let lexemes = self.lexed.lexemes.iter().rev();
        let opening = lexemes
            .take_while(|lexeme| lexeme.range.start >= line_start)
            .filter(|lexeme| lexeme.kind == Kind::Word && self.text[lexeme.range.clone()].starts_with('\''))
            .map(|lexeme| lexeme.range.start)
            .find(|start| self.text[..*start].trim_end().ends_with(['(', '[', '=']));
        let message = "unterminated character literal".to_owned();
        if let Some(opening) = opening {
            let end = quote + 1;
            self.lexed.faults.push(Fault {
                message,
                place: (
                    opening..end,
                    "`'` is for one character; text stands between `\"`".to_owned(),
                ),
                others: Vec::new(),
                fix: Some(Fix {
                    message: "use double quotation marks".to_owned(),
                    edits: vec![(opening..opening + 1, "\"".to_owned()), (quote..end, "\"".to_owned())],
                }),
            });
            self.literal(opening..end);
            return Some(end);
        }
        let content = self.text[quote + 1..range.end].trim_end();
        let one = content.chars().next().map_or(0, char::len_utf8);
        let end = quote + 1 + one;
        let is_one = self.text[end..]
            .chars()
            .next()
            .is_none_or(|next| !next.is_alphanumeric());
        self.lexed.faults.push(Fault {
            message,
            place: (quote..end, "this character is never closed".to_owned()),
            others: Vec::new(),
            fix: (one > 0 && is_one).then(|| Fix {
                message: "close it".to_owned(),
                edits: vec![(end..end, "'".to_owned())],
            }),
        });
        self.literal(quote..end);
        Some(end)
    }

    /// The `sign` at `range`, which looks like Rust's `own`; returns where to go on if that is behind a literal.
    fn lookalike(&mut self, range: Range<usize>, sign: char, own: char) -> Option<usize> {
        let mut end = range.end;
        let mut edits = vec![(range.clone(), own.to_string())];
        let is_quote = own == '"' || own == '\'';
        if is_quote {
            let line = &self.text[range.end..end_of_line(self.text, range.start)];
            let closing = line
                .char_indices()
                .find(|(_, c)| *c == own || lookalike(*c) == Some(own));
            if let Some((at, c)) = closing {
                let closing = range.end + at..range.end + at + c.len_utf8();
                end = closing.end;
                if c != own {
                    edits.push((closing, own.to_string()));
                }
            }
        }
        let label = match is_quote {
            true => format!("this is no quotation mark of Rust's, which is `{own}`"),
            false => format!("this is no bracket of Rust's, which is `{own}`"),
        };
        self.lexed.faults.push(Fault {
            message: format!("unknown start of token: `{sign}`"),
            place: (range.start..end, label),
            others: Vec::new(),
            fix: Some(Fix {
                message: format!("write `{own}`"),
                edits,
            }),
        });
        if is_quote {
            self.literal(range.start..end);
            return Some(end);
        }
        self.push(range, Token::Sign(own));
        None
    }
}

/// Whether the tokens of `text` have their ends.
fn is_whole(text: &str) -> bool {
    placed_tokens(text).all(|(_, token)| !matches!(token, Token::Unfinished(Long::Text | Long::BlockComment)))
}

/// Where the string that begins at `quote` was probably meant to end: on its line, before the brackets and the semicolon
/// at the end of that, and before what is put into its braces.
fn end_of_string(text: &str, quote: usize) -> usize {
    let line = &text[quote + 1..end_of_line(text, quote)];
    let content = line.trim_end_matches(|c: char| c.is_whitespace() || ");,]}".contains(c));
    let arguments = content.rfind('}').filter(|at| content[at + 1..].starts_with(','));
    quote + 1 + arguments.map_or(content.len(), |at| at + 1)
}

fn end_of_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |length| at + length)
}

/// Whether `text`, a string or a character, is a character that has no end.
fn is_unfinished_character(text: &str) -> bool {
    let inside = text.strip_prefix('b').unwrap_or(text).strip_prefix('\'');
    inside.is_some_and(|inside| !inside.contains('\'') || inside.replace("\\\\", "").ends_with("\\'"))
}

/// The block comment at `range`, which goes on to the end of `text`.
fn unfinished_comment(text: &str, range: Range<usize>) -> Fault {
    let comment = &text[range.clone()];
    let mut open: Vec<usize> = Vec::new();
    let mut inner = None;
    let mut at = 0;
    while at < comment.len() {
        if comment[at..].starts_with("/*") {
            open.push(range.start + at);
            at += 2;
        } else if comment[at..].starts_with("*/") {
            inner = open.pop();
            at += 2;
        } else {
            at += comment[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    let start = open.first().copied().unwrap_or(range.start);
    let inner = inner.filter(|inner| *inner != start);
    let end = text.trim_end().len();
    Fault {
        message: "unterminated block comment".to_owned(),
        place: (start..start + 2, "this comment is never closed".to_owned()),
        others: inner
            .map(|inner| {
                let label = "the `*/` closes this comment inside of it: comments nest".to_owned();
                (inner..inner + 2, label)
            })
            .into_iter()
            .collect(),
        // Where it was to end is plain if there is nothing else.
        fix: (!comment.trim_end().contains('\n')).then(|| Fix {
            message: "close it".to_owned(),
            edits: vec![(end..end, " */".to_owned())],
        }),
    }
}

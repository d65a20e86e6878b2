//! Glob patterns, as `history_request` uses them.

use regex::Regex;

/// `*` stands for any text, `?` for one character, `[a-z]` and `[^a-z]` for one of a set.
pub(super) struct Glob(Regex);

impl Glob {
    pub(super) fn new(pattern: &str) -> Self {
        let regex = Regex::new(&format!("(?s)^(?:{})$", translate(pattern)));
        // A set such as `[z-a]` is none: the pattern is then text like any other.
        Self(regex.or_else(|_| literal(pattern)).unwrap_or_else(|_| never()))
    }

    /// Whether all of `text` matches.
    pub(super) fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

fn translate(pattern: &str) -> String {
    let mut regex = String::new();
    let mut rest = pattern;
    while let Some(character) = rest.chars().next() {
        let (piece, length) = match (character, set(rest)) {
            ('*', _) => (".*".to_owned(), 1),
            ('?', _) => (".".to_owned(), 1),
            ('[', Some((piece, length))) => (piece, length),
            _ => (regex::escape(character.encode_utf8(&mut [0; 4])), character.len_utf8()),
        };
        regex.push_str(&piece);
        rest = &rest[length..];
    }
    regex
}

/// The set that `pattern` begins with, as a regular expression, and its length in the pattern.
fn set(pattern: &str) -> Option<(String, usize)> {
    let inner = pattern.strip_prefix('[')?;
    let (negation, members) = match inner.strip_prefix(['^', '!']) {
        Some(members) => ("^", members),
        None => ("", inner),
    };
    // A bracket right after the opening one is a member.
    let close = members
        .char_indices()
        .skip(1)
        .find(|(_, character)| *character == ']')?
        .0;
    let escaped: String = members[..close]
        .chars()
        .map(|character| match character {
            '-' => "-".to_owned(),
            other => regex::escape(other.encode_utf8(&mut [0; 4])),
        })
        .collect();
    let length = pattern.len() - members.len() + close + 1;
    Some((format!("[{negation}{escaped}]"), length))
}

fn literal(pattern: &str) -> Result<Regex, regex::Error> {
    Regex::new(&format!("^{}$", regex::escape(pattern)))
}

/// For a pattern too long to compile.
fn never() -> Regex {
    Regex::new(r"[^\s\S]").unwrap_or_else(|_| unreachable!("an empty set compiles"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        #[track_caller]
        fn check(pattern: &str, text: &str, expected: bool) {
            assert_eq!(Glob::new(pattern).matches(text), expected, "{pattern} {text}");
        }
        check("let x", "let x", true);
        check("let", "let x", false);
        check("let*", "let x\n+ 1", true);
        check("*x*", "let x = 1", true);
        check("l?t", "l𝔸t", true);
        check("l?t", "lt", false);
        check("x[0-9]", "x7", true);
        check("x[^0-9]", "x7", false);
        check("x[!0-9]", "xy", true);
        check("[]]", "]", true);
        check("v[0", "v[0", true);
        check("[z-a]", "[z-a]", true);
        check("a.b(c)|\\", "a.b(c)|\\", true);
        check("a.b", "axb", false);
        check("[&&a]", "&", true);
        check("", "", true);
    }
}

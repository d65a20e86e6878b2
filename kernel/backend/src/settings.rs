//! How the cells of a notebook are compiled and shown, and how crates are added: what is set stays, whatever is undone.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// How much cells are optimised, from 0 to 3.
    pub opt_level: u8,
    /// How the value of a cell's last expression is written.
    pub value_format: Format,
    /// Whether its type stands before it.
    pub shows_types: bool,
    /// How many digits numbers have inside of that value.
    pub digits: Digits,
    /// How the error is written with which `?` ends a cell.
    pub error_format: Format,
    /// What cells find in their environment, beside what the kernel has.
    pub environment: Arc<BTreeMap<String, String>>,
    pub crates: CrateSettings,
}

/// How crates are added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrateSettings {
    /// Whether only what is downloaded already is used.
    pub offline: bool,
    /// What builds of crates find in their environment.
    pub environment: BTreeMap<String, String>,
    /// Megabytes of built crates that are kept for other notebooks; 0 to keep and use none.
    pub cache: u64,
}

impl Default for CrateSettings {
    fn default() -> CrateSettings {
        CrateSettings {
            offline: false,
            environment: BTreeMap::new(),
            cache: 4096,
        }
    }
}

/// How exactly numbers are shown inside of other values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    /// From 1 to 17, with which numbers that differ look so.
    Significant(u8),
    /// As Rust prints them.
    Exact,
}

impl Default for Digits {
    fn default() -> Digits {
        Digits::Significant(6)
    }
}

impl Digits {
    /// Reads a number of digits, or `exact`.
    pub fn parse(text: &str) -> Option<Digits> {
        match text.parse() {
            Ok(digits @ 1..=17) => Some(Digits::Significant(digits)),
            _ => (text == "exact").then_some(Digits::Exact),
        }
    }
}

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Digits::Significant(1) => f.write_str("one significant digit"),
            Digits::Significant(digits) => write!(f, "{digits} significant digits"),
            Digits::Exact => f.write_str("all digits that they are told apart by"),
        }
    }
}

/// A format string of `format!` with one argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    text: String,
    /// By its path.
    bound: &'static str,
}

impl Default for Format {
    fn default() -> Format {
        Format {
            text: "{:?}".to_owned(),
            bound: "::std::fmt::Debug",
        }
    }
}

impl Format {
    /// Reads a format string that has exactly one argument, which stands for the value.
    pub fn parse(text: &str) -> Option<Format> {
        let mut spec = None;
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            if rest[at..].starts_with("{{") || rest[at..].starts_with("}}") {
                rest = &rest[at + 2..];
                continue;
            }
            let (inside, after) = rest[at..].strip_prefix('{')?.split_once('}')?;
            if spec.replace(inside).is_some() {
                return None;
            }
            rest = after;
        }
        Some(Format {
            text: text.to_owned(),
            bound: bound(spec?)?,
        })
    }

    /// The trait by which the value is written, by its path.
    pub fn bound(&self) -> &'static str {
        self.bound
    }

    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The trait that stands for the end of what is between the braces; `None` if that names another argument, or is no format.
fn bound(spec: &str) -> Option<&'static str> {
    const TRAITS: [(&str, &str); 10] = [
        ("x?", "::std::fmt::Debug"),
        ("X?", "::std::fmt::Debug"),
        ("?", "::std::fmt::Debug"),
        ("x", "::std::fmt::LowerHex"),
        ("X", "::std::fmt::UpperHex"),
        ("o", "::std::fmt::Octal"),
        ("b", "::std::fmt::Binary"),
        ("e", "::std::fmt::LowerExp"),
        ("E", "::std::fmt::UpperExp"),
        ("", "::std::fmt::Display"),
    ];
    let options = match spec {
        "" => "",
        spec => spec.strip_prefix(':')?.trim_end(),
    };
    let (ending, bound) = TRAITS.iter().find(|(ending, _)| options.ends_with(ending))?;
    let options = &options[..options.len() - ending.len()];
    // A fill may be any character, but stands before an alignment.
    let mut characters = options.chars();
    let second = characters.nth(1);
    let options = match second {
        Some('<' | '^' | '>') => characters.as_str(),
        _ => options.trim_start_matches(['<', '^', '>']),
    };
    let is_plain = options.chars().all(|c| c.is_ascii_digit() || "+-#.".contains(c));
    is_plain.then_some(bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_has_one_argument_and_names_a_trait() {
        #[track_caller]
        fn check(text: &str, expected: Option<&str>) {
            let bound = Format::parse(text).map(|format| format.bound().trim_start_matches("::std::fmt::"));
            assert_eq!(bound, expected);
        }
        check("{:?}", Some("Debug"));
        check("{:#?}", Some("Debug"));
        check("{:.3?}", Some("Debug"));
        check("{}", Some("Display"));
        check("{:.3}", Some("Display"));
        check("{:*^12}", Some("Display"));
        check("{:>+08.2}", Some("Display"));
        check("{:#010x}", Some("LowerHex"));
        check("{:e}", Some("LowerExp"));
        check("value: {:?} {{}}", Some("Debug"));
        check("{:?} {:?}", None);
        check("", None);
        check("{x}", None);
        check("{0}", None);
        check("{:width$}", None);
        check("{:?", None);
        check("}", None);
        check("{{}}", None);
    }

    #[test]
    fn the_default_is_what_a_programmer_sees() {
        assert_eq!(Format::parse("{:?}"), Some(Format::default()));
    }

    #[test]
    fn digits_are_a_number_or_exact() {
        assert_eq!(Digits::parse("17"), Some(Digits::Significant(17)));
        assert_eq!(Digits::parse("exact"), Some(Digits::Exact));
        for text in ["0", "18", "-1", "six", ""] {
            assert_eq!(Digits::parse(text), None, "{text}");
        }
        assert_eq!(Digits::default().to_string(), "6 significant digits");
    }
}

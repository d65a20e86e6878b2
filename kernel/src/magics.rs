//! From the text of a cell to a [`Plan`]: what to do before its Rust, the Rust, and what to do after it.
//!
//! Magics stand at the top of a cell, one a line. Blank lines, `//` comments, evcxr's commands (`:dep …`) and
//! `# NBVAL_…` markers may stand between them; the first other line begins the Rust, and from there on nothing is a
//! magic. A magic is `%` or `%%` and a letter, with nothing between: a line such as `% 2`, which no cell of valid Rust
//! begins with, is left to the compiler.

mod table;

use std::borrow::Cow;
use std::fmt;

use crate::suggest::nearest;
pub use table::{Entry, MAGICS, Magic, entry};

/// What a cell asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan<'a> {
    /// What the magics ask for before the Rust runs, in the order of their lines.
    pub before: Vec<Step>,
    /// The cell's Rust, on the lines and in the columns where it stands in the cell. Without magics and markers it is
    /// the cell, byte for byte.
    pub source: Cow<'a, str>,
    /// Whether there is anything in `source` but blank lines and comments.
    pub has_rust: bool,
    /// Whether to tell how long the Rust took.
    pub timed: bool,
    /// The exercises to check once the Rust has run.
    pub after: Vec<String>,
}

/// One thing to do. Names are as the learner wrote them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Without an id: every exercise that has been attempted.
    Check(Vec<String>),
    Hint(Option<String>),
    ListMagics,
    Help(Option<String>),
    ListExercises,
    Undo(usize),
    Redo(usize),
    /// Without a name: list them.
    Checkpoint(Option<String>),
    Restore(String),
    /// As they were written, such as `memory=512MB`; without any: show them.
    Limits(Vec<String>),
    /// From 0 to 3; without a level: show it.
    Opt(Option<u8>),
    Reset,
}

/// Why a magic can't be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MagicError {
    Unknown {
        /// With its `%`.
        name: String,
        nearest: Option<&'static str>,
    },
    /// Its arguments are not what its usage says.
    Misused(Magic),
    /// Its argument is no number of cells.
    NotACount { magic: Magic, word: String },
}

/// Reads a cell.
///
/// # Errors
/// If a magic is unknown, or its arguments are not as its usage says.
pub fn parse(cell: &str) -> Result<Plan<'_>, MagicError> {
    let mut plan = Plan {
        before: Vec::new(),
        source: Cow::Borrowed(cell),
        has_rust: false,
        timed: false,
        after: Vec::new(),
    };
    let mut top = String::new();
    let mut rest = cell;
    while let Some(text) = rest.split_inclusive('\n').next() {
        let (line, end) = split_terminator(text);
        match Line::of(line) {
            Line::Rust => break,
            Line::Blank => top.push_str(text),
            Line::Command => {
                plan.has_rust = true;
                top.push_str(text);
            }
            Line::Marker => top.push_str(end),
            Line::Magic => match plan.add(line)? {
                None => top.push_str(end),
                Some(column) => {
                    // Spaces for the magic keep the columns of what follows it.
                    let indent = line.len() - line.trim_start().len();
                    top.push_str(&line[..indent]);
                    top.extend(std::iter::repeat_n(' ', column - indent));
                    rest = &rest[column..];
                    break;
                }
            },
        }
        rest = &rest[text.len()..];
    }
    plan.has_rust |= !rest.is_empty();
    if top != cell[..cell.len() - rest.len()] {
        plan.source = Cow::Owned(top + rest);
    }
    Ok(plan)
}

/// The text from the start of a magic's line to `cursor`, if the cursor stands on the line of a magic or of what could
/// become one.
pub fn magic_before(cell: &str, cursor: usize) -> Option<&str> {
    let mut start = 0;
    for text in cell.split_inclusive('\n') {
        let (line, _) = split_terminator(text);
        let could_be_magic = line.trim_start().starts_with('%');
        if cursor <= start + line.len() {
            return could_be_magic
                .then(|| cell.get(start..cursor))
                .flatten()
                .filter(|before| before.trim_start().starts_with('%'));
        }
        if Line::of(line) == Line::Rust {
            return None;
        }
        start += text.len();
    }
    None
}

impl Plan<'_> {
    /// Takes in the magic on `line`. Returns the column where Rust goes on, if the magic leaves some of the line to it.
    fn add(&mut self, line: &str) -> Result<Option<usize>, MagicError> {
        let (words, _) = line.split_once("//").unwrap_or((line, ""));
        let mut words = words.split_whitespace();
        let name = words.next().unwrap_or_default();
        let arguments: Vec<&str> = words
            .flat_map(|word| word.split(','))
            .filter(|id| !id.is_empty())
            .collect();
        let entry = MAGICS
            .iter()
            .find(|entry| entry.name == name)
            .ok_or_else(|| MagicError::unknown(name))?;
        let step = match (entry.magic, arguments.as_slice()) {
            (Magic::Check, ids) => Step::Check(owned(ids)),
            (Magic::CheckAfter, [_, ..]) => {
                self.after.extend(owned(&arguments));
                return Ok(None);
            }
            (Magic::Hint, []) => Step::Hint(None),
            (Magic::Hint, [id]) => Step::Hint(Some((*id).to_owned())),
            (Magic::ListMagics, []) => Step::ListMagics,
            (Magic::Help, []) => Step::Help(None),
            (Magic::Help, [name]) => Step::Help(Some((*name).to_owned())),
            (Magic::ListExercises, []) => Step::ListExercises,
            (Magic::Time, arguments) => {
                self.timed = true;
                return Ok((!arguments.is_empty()).then(|| column_after(line, name)));
            }
            (Magic::Undo, arguments @ ([] | [_])) => Step::Undo(count(Magic::Undo, arguments)?),
            (Magic::Redo, arguments @ ([] | [_])) => Step::Redo(count(Magic::Redo, arguments)?),
            (Magic::Checkpoint, []) => Step::Checkpoint(None),
            (Magic::Checkpoint, [name]) => Step::Checkpoint(Some((*name).to_owned())),
            (Magic::Restore, [name]) => Step::Restore((*name).to_owned()),
            (Magic::Limits, settings) => Step::Limits(owned(settings)),
            (Magic::Opt, []) => Step::Opt(None),
            (Magic::Opt, [level @ ("0" | "1" | "2" | "3")]) => Step::Opt(level.parse().ok()),
            (Magic::Reset, []) => Step::Reset,
            // What the same notebook needs where Python runs its cells.
            (Magic::Pip | Magic::LoadExtension | Magic::Rust | Magic::RustCell, _) => return Ok(None),
            (misused, _) => return Err(MagicError::Misused(misused)),
        };
        self.before.push(step);
        Ok(None)
    }
}

impl MagicError {
    /// The class of the failure, as a notebook shows it.
    pub fn name(&self) -> &'static str {
        match self {
            MagicError::Unknown { .. } => "UnknownMagic",
            MagicError::Misused(_) | MagicError::NotACount { .. } => "UsageError",
        }
    }

    fn unknown(name: &str) -> MagicError {
        MagicError::Unknown {
            name: name.to_owned(),
            nearest: nearest(name, MAGICS.iter().map(|entry| entry.name)),
        }
    }
}

impl fmt::Display for MagicError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MagicError::Unknown { name, nearest } => {
                write!(f, "unknown magic `{name}`; ")?;
                match nearest {
                    Some(nearest) => write!(f, "did you mean `{nearest}`?"),
                    None => write!(f, "`%lsmagic` lists them"),
                }
            }
            MagicError::Misused(magic) => write!(f, "usage: `{}`", entry(*magic).usage),
            MagicError::NotACount { magic, word } => {
                write!(f, "`{word}` is no number of cells; usage: `{}`", entry(*magic).usage)
            }
        }
    }
}

impl std::error::Error for MagicError {}

/// What a line is, as long as no Rust has come before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// Also a comment.
    Blank,
    /// One of evcxr's.
    Command,
    /// Speaks to a tool that runs notebooks, and is no Rust.
    Marker,
    Magic,
    Rust,
}

impl Line {
    fn of(line: &str) -> Line {
        let line = line.trim();
        if line.is_empty() || line.starts_with("//") {
            Line::Blank
        } else if is_command(line) {
            Line::Command
        } else if line
            .strip_prefix('#')
            .is_some_and(|rest| rest.trim_start().starts_with("NBVAL_"))
        {
            Line::Marker
        } else if line
            .strip_prefix('%')
            .map(|rest| rest.strip_prefix('%').unwrap_or(rest))
            .is_some_and(begins_with_letter)
        {
            Line::Magic
        } else {
            Line::Rust
        }
    }
}

/// Takes evcxr's commands, such as `:dep …`, from the head of a cell's Rust. Returns them without their colon, and the
/// Rust on the lines and in the columns where it stood.
pub fn split_commands(source: &str) -> (Vec<&str>, String) {
    let mut commands = Vec::new();
    let mut rust = String::with_capacity(source.len());
    let mut lines = source.split_inclusive('\n');
    for text in &mut lines {
        let (line, end) = split_terminator(text);
        match Line::of(line) {
            Line::Command => {
                commands.push(&line.trim()[1..]);
                rust.push_str(end);
            }
            Line::Blank => rust.push_str(text),
            Line::Marker | Line::Magic | Line::Rust => {
                rust.push_str(text);
                break;
            }
        }
    }
    rust.extend(lines);
    (commands, rust)
}

fn is_command(line: &str) -> bool {
    line.strip_prefix(':').is_some_and(begins_with_letter)
}

fn begins_with_letter(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn split_terminator(text: &str) -> (&str, &str) {
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    text.split_at(line.len())
}

/// The column, in bytes, of the first word after `name`.
fn column_after(line: &str, name: &str) -> usize {
    let end = line.len() - line.trim_start().len() + name.len();
    line.len() - line[end..].trim_start().len()
}

/// How many cells `arguments`, which are one at most, ask for.
fn count(magic: Magic, arguments: &[&str]) -> Result<usize, MagicError> {
    let Some(word) = arguments.first() else { return Ok(1) };
    word.parse()
        .ok()
        .filter(|&count| count > 0)
        .ok_or_else(|| MagicError::NotACount {
            magic,
            word: (*word).to_owned(),
        })
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

#[cfg(test)]
mod tests;

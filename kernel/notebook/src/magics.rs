//! From the text of a cell to a [`Plan`]: what to do before its Rust, the Rust, and what to do after it.
//!
//! Magics and commands stand at the top of a cell, one a line. Blank lines, `//` comments and `# NBVAL_…` markers may stand
//! between them; the first other line begins the Rust, and from there on nothing is a magic or a command. A magic is `%` or
//! `%%` and a letter, a command `:` and a letter, with nothing between: a line such as `% 2`, which no cell of valid Rust
//! begins with, is left to the compiler.
//!
//! Every name is looked up here, so that nothing of a cell runs if one of them is unknown.

mod action;
mod arguments;
mod error;
mod table;

use std::borrow::Cow;

use grading::Exercise;

pub use action::{Action, Request, Topic, topic};
pub use error::MagicError;
pub use table::{Argument, Entry, MAGICS};

use crate::predictions::line::Said;

/// What a cell asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan<'a> {
    /// What the magics and commands ask for before the Rust runs, in the order of their lines.
    pub before: Vec<Action>,
    /// The cell's Rust, on the lines and in the columns where it stands in the cell. Without magics, commands and markers
    /// it is the cell, byte for byte.
    pub source: Cow<'a, str>,
    /// Whether there is anything in `source` but blank lines and comments.
    pub has_rust: bool,
    /// Whether to tell how long the Rust took.
    pub timed: bool,
    /// The exercises to check once the Rust has run.
    pub after: Vec<&'static Exercise>,
    /// What someone says will come of the cell.
    pub said: Option<Said>,
}

/// Reads a cell.
///
/// # Errors
/// If a magic, a command or an exercise is unknown, or what stands behind it is not as its usage says.
pub fn parse(cell: &str) -> Result<Plan<'_>, MagicError> {
    parse_for(cell, false)
}

/// As [`parse`], for an engine that carries out commands itself or that does not.
///
/// # Errors
/// As [`parse`].
pub fn parse_for(cell: &str, has_commands: bool) -> Result<Plan<'_>, MagicError> {
    let mut plan = Plan {
        before: Vec::new(),
        source: Cow::Borrowed(cell),
        has_rust: false,
        timed: false,
        after: Vec::new(),
        said: None,
    };
    let mut top = String::new();
    let mut rest = cell;
    while let Some(text) = rest.split_inclusive('\n').next() {
        let (line, end) = split_terminator(text);
        if has_commands && is_own_command(line) {
            plan.add_own_command(line);
            top.push_str(end);
            rest = &rest[text.len()..];
            continue;
        }
        match Line::of(line) {
            Line::Rust => break,
            Line::Blank => top.push_str(text),
            Line::Marker => top.push_str(end),
            Line::Magic => match plan.add(line, &top)? {
                None => top.push_str(end),
                Some(column) => {
                    // Spaces for the magic keep the columns of what follows it.
                    let indent = line.len() - line.trim_start().len();
                    top.push_str(&line[..indent]);
                    top.extend(std::iter::repeat_n(' ', column - indent));
                    rest = &rest[column..];
                    match is_command(rest.trim_start()) || (has_commands && is_own_command(rest)) {
                        true => continue,
                        false => break,
                    }
                }
            },
        }
        rest = &rest[text.len()..];
    }
    plan.has_rust = !rest.is_empty();
    if top != cell[..cell.len() - rest.len()] {
        plan.source = Cow::Owned(top + rest);
    }
    Ok(plan)
}

/// The text from the start of a magic's line to `cursor`, if the cursor stands on the line of a magic or of what could
/// become one.
pub(crate) fn magic_before(cell: &str, cursor: usize) -> Option<&str> {
    let mut start = 0;
    for text in cell.split_inclusive('\n') {
        let (line, _) = split_terminator(text);
        if cursor <= start + line.len() {
            let before = cell.get(start..cursor)?;
            return could_be_magic(before).then_some(before);
        }
        if Line::of(line) == Line::Rust {
            return None;
        }
        start += text.len();
    }
    None
}

impl Plan<'_> {
    /// Takes in a line that the engine is to carry out. Those that follow each other are one.
    fn add_own_command(&mut self, line: &str) {
        match self.before.last_mut() {
            Some(Action::Command(lines)) => {
                lines.push('\n');
                lines.push_str(line);
            }
            _ => self.before.push(Action::Command(line.to_owned())),
        }
    }

    /// Takes in the magic or command on `line`, above which the cell has `top`. Returns the column where Rust goes on, if it leaves some of the line to it.
    fn add(&mut self, line: &str, top: &str) -> Result<Option<usize>, MagicError> {
        let text = line.trim();
        let (words, _) = text.split_once("//").unwrap_or((text, ""));
        let name = words.split_whitespace().next().unwrap_or_default();
        let entry = table::find(name).ok_or_else(|| MagicError::unknown(name))?;
        let call = Call::new(text[name.len()..].trim_start());
        let action = (entry.read)(&call).map_err(|misuse| misuse.of(entry))?;
        match action {
            Action::Nothing => {}
            Action::Time => {
                self.timed = true;
                return Ok((!call.words.is_empty()).then(|| column_after(line, name)));
            }
            Action::CheckAfter(exercises) => self.after.extend(exercises),
            Action::AddCrates(lines) => self.add_crates(lines),
            Action::Predict(said) => {
                if self.said.replace(said).is_some() {
                    let two = "a cell takes one prediction, and here are two: leave one of them out";
                    return Err(MagicError::BadPrediction(two.to_owned()));
                }
            }
            Action::Refute(call) => {
                // What the compiler says of it points at where it stands.
                let lines = "\n".repeat(top.matches('\n').count());
                let columns = " ".repeat(line.find(&call).unwrap_or(0));
                self.before.push(Action::Refute(format!("{lines}{columns}{call}")));
            }
            action => self.before.push(action),
        }
        Ok(None)
    }
}

impl Plan<'_> {
    /// Whether it asks for something that is about Rust.
    pub(crate) fn wants_rust(&self) -> bool {
        !self.after.is_empty() || (self.said.is_some() && self.before.is_empty())
    }

    /// Adds crates to those that the cell asks for. All are built in one go, where the last of them is asked for.
    pub(crate) fn add_crates(&mut self, lines: Vec<String>) {
        if lines.is_empty() {
            return;
        }
        let mut all = Vec::new();
        self.before.retain_mut(|action| match action {
            Action::AddCrates(lines) => {
                all.append(lines);
                false
            }
            _ => true,
        });
        all.extend(lines);
        self.before.push(Action::AddCrates(all));
    }
}

/// What stands behind a name.
pub(crate) struct Call<'a> {
    /// Its words, which white space or commas part, without a comment.
    pub(crate) words: Vec<&'a str>,
    /// All of it, as it was written.
    pub(crate) text: &'a str,
}

impl<'a> Call<'a> {
    fn new(text: &'a str) -> Call<'a> {
        let (words, _) = text.split_once("//").unwrap_or((text, ""));
        let words = words.split_whitespace().flat_map(|word| word.split(','));
        Call {
            words: words.filter(|word| !word.is_empty()).collect(),
            text,
        }
    }
}

/// What a line is, as long as no Rust has come before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// Also a comment.
    Blank,
    /// Speaks to a tool that runs notebooks, and is no Rust.
    Marker,
    /// A magic's or a command's.
    Magic,
    Rust,
}

impl Line {
    fn of(line: &str) -> Line {
        let line = line.trim();
        if line.is_empty() || line.starts_with("//") {
            Line::Blank
        } else if line
            .strip_prefix('#')
            .is_some_and(|rest| rest.trim_start().starts_with("NBVAL_"))
        {
            Line::Marker
        } else if is_magic(line) {
            Line::Magic
        } else {
            Line::Rust
        }
    }
}

fn is_magic(line: &str) -> bool {
    let name = line.strip_prefix("%%").or_else(|| line.strip_prefix('%'));
    name.is_some_and(begins_with_letter) || is_command(line)
}

fn is_command(line: &str) -> bool {
    line.strip_prefix(':').is_some_and(begins_with_letter)
}

/// Whether an engine with commands of its own takes a line for one: also for one of the shell's.
fn is_own_command(line: &str) -> bool {
    is_command(line.trim_start()) || line.starts_with('!')
}

fn begins_with_letter(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Whether a line that begins like this is a magic's or a command's, or could become so.
fn could_be_magic(before: &str) -> bool {
    let before = before.trim_start();
    before.starts_with('%') || before == ":" || is_command(before)
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

#[cfg(test)]
mod tests;

//! The boundary between the notebook protocol and what evaluates cells.
//!
//! The session of the crate `protocol` speaks Jupyter and knows nothing of Rust code; an [`Evaluator`] runs cells and knows nothing of
//! Jupyter's sockets. They share the types below.

use crate::failure::Failure;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One value in several representations, keyed by MIME type.
pub type MimeBundle = Map<String, Value>;

/// Text that reads well as it is, with the Markdown that says the same.
pub fn prose(plain: String, markdown: String) -> MimeBundle {
    [("text/plain", plain), ("text/markdown", markdown)]
        .map(|(mime, text)| (mime.to_owned(), Value::String(text)))
        .into_iter()
        .collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stream {
    Stdout,
    Stderr,
}

/// Something a cell shows before its reply.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Text printed by the cell.
    Text(Stream, String),
    /// The value of the cell's last expression.
    Result(MimeBundle),
    /// A figure or another rich value shown along the way. `id` names it for later updates.
    Display { data: MimeBundle, id: Option<String> },
    /// New content for the display of that `id`.
    Update { data: MimeBundle, id: String },
    /// Remove what the cell has shown so far, at once or (`wait`) when the next output arrives.
    Clear { wait: bool },
    /// Nothing to show: the kernel is to end once the cell has its reply.
    Exit,
    /// What the cell is busy with from now on, for people who wait, and never part of what it shows. `None`: its own code.
    Activity(Option<String>),
    /// What the next cell may say. It comes with the reply of a cell that succeeds, and a frontend that can lays it before the
    /// user in a cell of its own.
    NextCell(String),
}

/// The side a running cell talks to.
pub trait Frontend: Sync {
    /// Shows `output`. Waits only where a cell prints faster than its clients can be told.
    fn show(&self, output: Output);

    /// Asks the user for a line, and waits for it.
    ///
    /// # Errors
    /// [`InputError`] if the client does not allow input, or the wait was interrupted.
    fn input(&self, prompt: &str, password: bool) -> Result<String, InputError>;

    /// Whether somebody is there, who could be asked. Nobody is where a program runs a whole notebook.
    fn is_attended(&self) -> bool {
        true
    }
}

/// Tells people who wait what a cell is busy with, until it is dropped.
pub struct Activity<'a>(&'a dyn Frontend);

impl<'a> Activity<'a> {
    pub fn new(frontend: &'a dyn Frontend) -> Activity<'a> {
        Activity(frontend)
    }

    /// It is this from now on: a few words that a time may follow.
    pub fn is(&self, words: String) {
        self.0.show(Output::Activity(Some(words)));
    }
}

impl Drop for Activity<'_> {
    fn drop(&mut self) {
        self.0.show(Output::Activity(None));
    }
}

/// Nobody: shows nothing, and answers nothing.
pub struct Silent;

impl Frontend for Silent {
    fn show(&self, _: Output) {}

    fn input(&self, _: &str, _: bool) -> Result<String, InputError> {
        Err(InputError::NotAllowed)
    }

    fn is_attended(&self) -> bool {
        false
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputError {
    /// The request said `allow_stdin: false`.
    NotAllowed,
    Interrupted,
}

/// Completions for the text between two byte offsets of the code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completions {
    pub start: usize,
    pub end: usize,
    pub matches: Vec<Completion>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// What replaces the text between the offsets.
    pub text: String,
    /// `function`, `keyword`, `magic`, … as shown beside the entry.
    pub kind: String,
    /// The signature or type; may be empty.
    pub signature: String,
}

/// Whether a cell could run as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Completeness {
    Complete,
    /// More lines are needed; the next one starts with `indent`.
    Incomplete {
        indent: String,
    },
    Invalid,
}

/// Runs cells, one at a time, on a thread of its own.
///
/// Offsets are in bytes of the UTF-8 code and lie on character boundaries.
pub trait Evaluator: Send {
    /// Runs one cell, magics included. `execution` is the number shown beside it, 0 where it has none.
    ///
    /// # Errors
    /// The [`Failure`] to show; all that the cell changed has been undone.
    fn execute(&mut self, code: &str, execution: u32, frontend: &dyn Frontend) -> Result<(), Failure>;

    /// The value of one expression, for `user_expressions`. Changes nothing, whatever the expression does.
    ///
    /// # Errors
    /// As [`Evaluator::execute`].
    fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, Failure>;

    fn complete(&mut self, code: &str, cursor: usize) -> Completions;

    /// Documentation of the name at `cursor`; `None` where there is none.
    fn inspect(&mut self, code: &str, cursor: usize, detailed: bool) -> Option<MimeBundle>;

    fn is_complete(&mut self, code: &str) -> Completeness;

    /// Called when there is nothing to do: what prepares for the next cell, and is over at once. Tells whether to call
    /// again after a while, if there is still nothing to do then.
    fn idle(&mut self) -> bool {
        false
    }
}

/// Stops whatever the [`Evaluator`] is doing, from another thread.
pub trait Interrupt: Send + Sync {
    /// Makes the running cell, if there is one, fail with the name `Interrupted`. Harmless while idle, and called again
    /// every 100 ms while the cell goes on.
    fn interrupt(&self);
}

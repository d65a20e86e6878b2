//! What notebooks and the command line need of whatever compiles and runs Rust.
//!
//! - `settings`: how cells are compiled and shown
//! - `fake`: a backend for tests

pub mod fake;
mod settings;

use std::any::Any;
use std::sync::Arc;

use grading::value::CellValue;
use grading::{Exercise, Refutation, Verdict};

use interfaces::evaluator::{Completions, Frontend, Interrupt, MimeBundle};
use interfaces::failure::{Failure, FailureKind};
use interfaces::limits::Limits;
use interfaces::timeline::{Arrival, Id, Jump, Overview};
use syntax::Cell;

pub use settings::{CrateSettings, Digits, Format, Settings};

/// Compiles and runs Rust, and keeps what it defines. Knows nothing of magics.
pub trait Backend: Send {
    /// A cell begins. Until what is returned is dropped, an interrupt ends the cell, wherever it is: also between what its
    /// magics ask for and its Rust.
    fn cell(&mut self) -> Box<dyn Any> {
        Box::new(())
    }

    /// Runs the Rust of a cell. It succeeds, or every variable and item is as it was before. It defines the answers to
    /// `exercises`, which are likely to be checked next; what they are given is in scope, though nothing else defines it.
    ///
    /// # Errors
    /// The [`Failure`] to show.
    fn run(
        &mut self,
        cell: &Cell,
        execution: u32,
        exercises: &[&'static Exercise],
        frontend: &dyn Frontend,
    ) -> Result<(), Failure>;

    /// As [`Backend::run`], for a cell whose value was predicted: returns what its last expression came to, if that could be
    /// told. Not called where the backend can't do [`Ability::Values`].
    ///
    /// # Errors
    /// As [`Backend::run`].
    fn run_telling(
        &mut self,
        cell: &Cell,
        execution: u32,
        exercises: &[&'static Exercise],
        frontend: &dyn Frontend,
    ) -> Result<Option<CellValue>, Failure> {
        self.run(cell, execution, exercises, frontend).map(|()| None)
    }

    /// Adds crates for the cells to come, all of them or none. Each is given as after `:dep`: by its name, by a line of
    /// Cargo's `[dependencies]`, or by the path of its folder. They stay, whatever is undone.
    ///
    /// # Errors
    /// The [`Failure`] to show.
    fn add_crates(&mut self, dependencies: &[String], frontend: &dyn Frontend) -> Result<(), Failure>;

    /// The crates that were added, each as a line of Cargo's `[dependencies]`, in order of their names.
    fn crates(&self) -> Vec<String>;

    /// Which engine evaluates the cells, where there are several.
    fn engine(&self) -> &'static str {
        "meno"
    }

    /// Has another engine evaluate the cells to come. What the one before has defined stays with that.
    ///
    /// # Errors
    /// If there is none of that name; nothing changes.
    fn use_engine(&mut self, name: &str) -> Result<(), Failure> {
        let message = format!("there is no engine `{name}` here: there is one, `{}`", self.engine());
        Err(Failure::plain(FailureKind::Usage, &message))
    }

    /// Whether it can do what not every engine can.
    ///
    /// # Errors
    /// If not: a sentence that says what can.
    fn can(&self, _what: Ability) -> Result<(), Failure> {
        Ok(())
    }

    /// Whether it carries out commands, lines that start with `:` or `!`, itself.
    fn has_commands(&self) -> bool {
        false
    }

    /// Carries out commands of its own, one a line.
    ///
    /// # Errors
    /// The [`Failure`] to show.
    fn command(&mut self, lines: &str, _frontend: &dyn Frontend) -> Result<(), Failure> {
        let message = format!("`{lines}` is no command of this engine's");
        Err(Failure::plain(FailureKind::Command, &message))
    }

    /// Keeps the present state, so that what changes it until [`Backend::commit`] can be taken back as a whole.
    fn begin(&mut self);

    /// What has changed since [`Backend::begin`] stays.
    fn commit(&mut self);

    /// Every variable and item, every state that there is a way to, and every name of one is as it was at
    /// [`Backend::begin`].
    fn roll_back(&mut self);

    /// The value of one expression. Changes nothing.
    ///
    /// # Errors
    /// The [`Failure`] to show.
    fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, Failure>;

    /// Judges what is defined under the exercise's id, apart from the session and in bounded time. Called only if
    /// [`Backend::names`] has the id.
    ///
    /// # Errors
    /// If the check comes to no verdict.
    fn check(&mut self, exercise: &Exercise, frontend: &dyn Frontend) -> Result<Verdict, Unjudged>;

    /// The verdict on `code`, an answer to the exercise, with what the exercise is given in scope, whatever the session has
    /// under these names. Changes nothing, shows nothing, in bounded time.
    ///
    /// # Errors
    /// If the check comes to no verdict.
    fn check_as_given(&mut self, exercise: &Exercise, code: &str) -> Result<Verdict, Unjudged>;

    /// Runs `call` with an answer tried on what it is called with there: the answer that `code` defines, with what the exercise is
    /// given in scope, or the one that the session has under the exercise's id. `None` if `call` does not call it. In bounded
    /// time; changes nothing.
    ///
    /// # Errors
    /// If `call` is refused or does not come to its end. How far it came tells whether the answer was at work.
    fn refute(
        &mut self,
        exercise: &Exercise,
        code: Option<&str>,
        call: &Cell,
        execution: u32,
        frontend: &dyn Frontend,
    ) -> Result<Option<Refutation>, Unjudged>;

    /// The variables and items that are in scope now, each once.
    fn names(&self) -> Vec<Name>;

    /// Forgets every variable and item.
    ///
    /// # Errors
    /// The [`Failure`] to show.
    fn reset(&mut self) -> Result<(), Failure>;

    /// Starts the process anew in which cells run: forgets every variable, and keeps the items.
    ///
    /// # Errors
    /// The [`Failure`] to show.
    fn restart(&mut self) -> Result<(), Failure>;

    /// Goes to another state, with all variables and items as they were there.
    ///
    /// # Errors
    /// If there is none there; nothing changes.
    fn go(&mut self, jump: Jump<'_>) -> Result<Arrival, Failure>;

    /// Gives the present state a name. Whether another one had it before.
    ///
    /// # Errors
    /// If there are too many names.
    fn name_state(&mut self, name: &str, frontend: &dyn Frontend) -> Result<bool, Failure>;

    /// The states there are; `None` before the first one.
    fn overview(&self) -> Option<Overview>;

    /// Tells the present state from others.
    fn state(&self) -> Option<Id>;

    /// What a cell may use, to look at and to set.
    fn limits(&mut self) -> &mut Limits;

    /// How cells are compiled and shown, to look at and to set.
    fn settings(&mut self) -> &mut Settings;

    /// The compiler, by name and version.
    ///
    /// # Errors
    /// The [`Failure`] to show.
    fn compiler(&mut self, frontend: &dyn Frontend) -> Result<String, Failure>;

    /// The compiler's own page on the errors with this code, as Markdown.
    ///
    /// # Errors
    /// The [`Failure`] to show.
    fn explain(&mut self, code: &str, frontend: &dyn Frontend) -> Result<String, Failure>;

    /// What a language server proposes at `cursor`; nothing where there is none.
    fn complete(&mut self, _code: &str, _cursor: usize, _need: Need) -> Completions {
        Completions::default()
    }

    /// What a language server knows of the name at `cursor`.
    fn hover(&mut self, _code: &str, _cursor: usize, _need: Need) -> Option<MimeBundle> {
        None
    }

    /// As [`Evaluator::idle`](interfaces::evaluator::Evaluator::idle).
    fn idle(&mut self) -> bool {
        false
    }

    /// Stops what is running.
    fn interrupter(&self) -> Arc<dyn Interrupt>;
}

/// What not every engine can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ability {
    /// Going back to earlier states, and naming them.
    States,
    /// Bounding what a cell may use.
    Limits,
    /// Taking back what magics have changed if the Rust below them fails.
    Transactions,
    /// Telling what the last expression of a cell came to.
    Values,
    /// Trying an answer on one input.
    Refutations,
}

/// What a language server is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// There is nothing else to propose: it is worth waiting for.
    All,
    /// There is something already.
    More,
}

/// Something in scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub name: String,
    pub kind: NameKind,
    /// The type of a variable, the signature of a function; may be empty.
    pub signature: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    Variable,
    Function,
    Type,
    Other,
}

/// Why a check came to no verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unjudged {
    /// What is defined doesn't fit the exercise's signature. The compiler's words.
    Refused(Failure),
    /// The answer's process ran too long, crashed or ended itself. What happened, and how far the check came.
    Stopped(Failure, Box<Progress>),
    /// The learner interrupted it.
    Interrupted(Failure),
    /// Neither the answer's nor the learner's doing: no compiler, no memory, no disk.
    Fault(Failure),
}

/// How far a check came that did not come to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The number of the input on which the answer was tried last, as [`course::asked`] knows it.
    pub probe: Option<usize>,
    /// What the verdict would have been by then, if something was wrong already.
    pub verdict: Option<Verdict>,
}

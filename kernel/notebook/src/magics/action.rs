//! What magics and commands ask for.

use backend::{Ability, Digits, Format};
use base::suggest::nearest;
use grading::Exercise;
use interfaces::limits::Setting;

use super::error::MagicError;
use super::table::{Entry, MAGICS};
use crate::predictions::line::Said;
use crate::predictions::votes::Votes;

/// One thing to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Without an exercise: every one that has been attempted.
    Check(Vec<&'static Exercise>),
    /// As `Check`, after the cell's Rust has run.
    CheckAfter(Vec<&'static Exercise>),
    /// Without an exercise: the one that the learner is at.
    Hint(Option<&'static Exercise>),
    ListExercises,
    /// Looks back at what was recorded, or adds to it.
    Journal(Request),
    /// Lock in what someone says will come of the cell.
    Predict(Said),
    /// Show how an audience has voted.
    Vote(Votes),
    /// Lay an answer before the learner: the next one, or that of a misconception. Without an exercise: of the notebook's next.
    Trick {
        exercise: Option<&'static Exercise>,
        tag: Option<String>,
    },
    /// Try an answer on the input that it is called with here. The call stands where it does in the cell.
    Refute(String),
    /// Tell the next thing about the answer that was laid.
    Reveal,
    /// Measure how long the rest of the cell takes.
    Time,
    Undo(usize),
    Redo(usize),
    Checkpoint(String),
    ListCheckpoints,
    Restore(String),
    ShowLimits,
    SetLimits(Vec<Setting>),
    ShowOptLevel,
    SetOptLevel(u8),
    /// Forget every variable and item.
    Reset,
    /// Each as it stands behind `:dep`.
    AddCrates(Vec<String>),
    ListCrates,
    SetOffline(bool),
    SetBuildEnvironment(String, String),
    ShowCache,
    /// Megabytes.
    SetCache(u64),
    ClearCache,
    LoadConfiguration {
        is_quiet: bool,
    },
    ListVariables,
    /// Of a variable, an item or an expression.
    ShowType(String),
    Document(String),
    /// The errors with that code, or those that the last one belongs to.
    ExplainError(Option<String>),
    ToggleTypes,
    SetFormat(Format),
    ShowDigits,
    SetDigits(Digits),
    /// For its own cell.
    SetDigitsHere(Digits),
    /// Without a format: show it.
    SetErrorFormat(Option<Format>),
    ToggleOptLevel,
    ToggleTiming,
    SetEnvironment(String, String),
    /// Forget every variable.
    Restart,
    Quit,
    ShowVersion,
    ShowCompiler,
    ShowEngine,
    UseEngine(String),
    /// Lines that the engine carries out itself.
    Command(String),
    ListMagics,
    Help(Topic),
    /// A sentence.
    Say(&'static str),
    /// The line is for Colab, where Python runs the cells.
    Nothing,
}

/// What is asked of the journal.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Without an exercise: the one that the learner is at.
    Attempts(Option<&'static Exercise>),
    Progress,
    /// As for `Attempts`.
    Ask(Option<&'static Exercise>),
    Why(String),
    Mark(String),
    Keep,
    Drop,
}

/// What there is help on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Topic {
    /// How to get about.
    Overview,
    Magic(&'static Entry),
    Exercise(&'static Exercise),
}

impl Action {
    /// Whether it changes what variables and items there are, or the ways to other states, so that it is taken back if its
    /// cell fails.
    pub(crate) fn changes_state(&self) -> bool {
        match self {
            Action::Undo(_)
            | Action::Redo(_)
            | Action::Restore(_)
            | Action::Checkpoint(_)
            | Action::Reset
            | Action::Restart
            | Action::LoadConfiguration { .. }
            | Action::UseEngine(_) => true,
            Action::Check(_)
            | Action::CheckAfter(_)
            | Action::Hint(_)
            | Action::ListExercises
            | Action::Journal(_)
            | Action::Predict(_)
            | Action::Vote(_)
            | Action::Trick { .. }
            | Action::Refute(_)
            | Action::Reveal
            | Action::Time
            | Action::ListCheckpoints
            | Action::ShowLimits
            | Action::SetLimits(_)
            | Action::ShowOptLevel
            | Action::SetOptLevel(_)
            | Action::AddCrates(_)
            | Action::ListCrates
            | Action::SetOffline(_)
            | Action::SetBuildEnvironment(..)
            | Action::ShowCache
            | Action::SetCache(_)
            | Action::ClearCache
            | Action::ListVariables
            | Action::ShowType(_)
            | Action::Document(_)
            | Action::ExplainError(_)
            | Action::ToggleTypes
            | Action::SetFormat(_)
            | Action::ShowDigits
            | Action::SetDigits(_)
            | Action::SetDigitsHere(_)
            | Action::SetErrorFormat(_)
            | Action::ToggleOptLevel
            | Action::ToggleTiming
            | Action::SetEnvironment(..)
            | Action::Quit
            | Action::ShowVersion
            | Action::ShowCompiler
            | Action::Say(_)
            | Action::ShowEngine
            | Action::Command(_)
            | Action::ListMagics
            | Action::Help(_)
            | Action::Nothing => false,
        }
    }
}

impl Action {
    /// Whether crates may be built for it, with a live line that takes along what the cell has shown before.
    pub(crate) fn may_build(&self) -> bool {
        matches!(self, Action::AddCrates(_) | Action::LoadConfiguration { .. })
    }

    /// What an engine must be able to do for it, if not every engine is.
    pub(crate) fn needs(&self, has_rust: bool) -> Option<Ability> {
        match self {
            Action::Undo(_)
            | Action::Redo(_)
            | Action::Restore(_)
            | Action::Checkpoint(_)
            | Action::ListCheckpoints => Some(Ability::States),
            Action::ShowLimits | Action::SetLimits(_) => Some(Ability::Limits),
            Action::Refute(_) => Some(Ability::Refutations),
            Action::UseEngine(_) => None,
            action => (has_rust && action.changes_state()).then_some(Ability::Transactions),
        }
    }
}

/// A magic or a command, with or without its sign, or an exercise.
///
/// # Errors
/// If there is nothing of that name, with the one that was probably meant.
pub fn topic(name: &str) -> Result<Topic, MagicError> {
    let magic = MAGICS
        .iter()
        .find(|entry| entry.name == name)
        .or_else(|| MAGICS.iter().find(|entry| entry.bare_name() == name));
    if let Some(entry) = magic {
        return Ok(Topic::Magic(entry));
    }
    if let Some(exercise) = course::find(name) {
        return Ok(Topic::Exercise(exercise));
    }
    let magics = MAGICS.iter().map(Entry::bare_name);
    let ids = course::exercises().iter().map(|exercise| exercise.id);
    Err(MagicError::NoHelp {
        name: name.to_owned(),
        nearest: nearest(name.trim_start_matches(['%', ':']), magics.chain(ids)),
    })
}

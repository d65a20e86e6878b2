//! What a cell's magics ask for, with every name looked up, so that nothing runs if one is unknown.

use grading::Exercise;

use crate::evaluator::Failure;
use crate::exercise;
use crate::limits::Setting;
use crate::magics::{Entry, MAGICS, Step};
use crate::suggest::nearest;

pub enum Task {
    Check(Vec<&'static Exercise>),
    CheckAttempted,
    /// Without an exercise: the one that the learner is at.
    Hint(Option<&'static Exercise>),
    ListMagics,
    Help(Topic),
    ListExercises,
    Undo(usize),
    Redo(usize),
    Checkpoint(String),
    ListCheckpoints,
    Restore(String),
    SetLimits(Vec<Setting>),
    ShowLimits,
    SetOptLevel(u8),
    ShowOptLevel,
    Reset,
}

pub enum Topic {
    Overview,
    Magic(&'static Entry),
    Exercise(&'static Exercise),
}

/// # Errors
/// If a name is that of nothing.
pub fn resolve(steps: &[Step]) -> Result<Vec<Task>, Failure> {
    steps.iter().map(task).collect()
}

/// # Errors
/// If an id is that of no exercise.
pub fn exercises(ids: &[String]) -> Result<Vec<&'static Exercise>, Failure> {
    ids.iter().map(|id| find(id)).collect()
}

fn task(step: &Step) -> Result<Task, Failure> {
    Ok(match step {
        Step::Check(ids) if ids.is_empty() => Task::CheckAttempted,
        Step::Check(ids) => Task::Check(exercises(ids)?),
        Step::Hint(id) => Task::Hint(id.as_deref().map(find).transpose()?),
        Step::ListMagics => Task::ListMagics,
        Step::Help(name) => Task::Help(match name {
            Some(name) => topic(name)?,
            None => Topic::Overview,
        }),
        Step::ListExercises => Task::ListExercises,
        Step::Undo(steps) => Task::Undo(*steps),
        Step::Redo(steps) => Task::Redo(*steps),
        Step::Checkpoint(Some(name)) => Task::Checkpoint(name.clone()),
        Step::Checkpoint(None) => Task::ListCheckpoints,
        Step::Restore(name) => Task::Restore(name.clone()),
        Step::Opt(Some(level)) => Task::SetOptLevel(*level),
        Step::Opt(None) => Task::ShowOptLevel,
        Step::Limits(settings) if settings.is_empty() => Task::ShowLimits,
        Step::Limits(settings) => Task::SetLimits(settings.iter().map(|text| setting(text)).collect::<Result<_, _>>()?),
        Step::Reset => Task::Reset,
    })
}

fn setting(text: &str) -> Result<Setting, Failure> {
    Setting::parse(text).map_err(|message| Failure::plain("UsageError", &message))
}

fn find(id: &str) -> Result<&'static Exercise, Failure> {
    exercise::find(id).map_err(|unknown| {
        let message = format!("{unknown} (`%exercises` lists them)");
        Failure::plain("UnknownExercise", &message)
    })
}

/// A magic, with or without its `%`, or an exercise.
pub fn topic(name: &str) -> Result<Topic, Failure> {
    let bare = |entry: &&Entry| entry.name.trim_start_matches('%') == name;
    let magic = MAGICS
        .iter()
        .find(|entry| entry.name == name)
        .or_else(|| MAGICS.iter().find(bare));
    if let Some(entry) = magic {
        return Ok(Topic::Magic(entry));
    }
    if let Some(exercise) = course::find(name) {
        return Ok(Topic::Exercise(exercise));
    }
    let magics = MAGICS.iter().map(|entry| entry.name.trim_start_matches('%'));
    let ids = course::exercises().iter().map(|exercise| exercise.id);
    let suggestion = match nearest(name.trim_start_matches('%'), magics.chain(ids)) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => "`%lsmagic` and `%exercises` list what there is".to_owned(),
    };
    let message = format!("there is no help on `{name}`; {suggestion}");
    Err(Failure::plain("UnknownName", &message))
}

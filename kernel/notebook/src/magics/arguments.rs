//! Reads what stands behind the name of a magic or a command.

use backend::{Digits, Format};
use grading::Exercise;
use interfaces::limits::Setting;

use super::Call;
use super::action::Action;
use super::error::{MagicError, Misuse};
use crate::exercise::find as exercise;
use crate::predictions::line::{self, Line};

pub(super) fn exercises(ids: &[&str]) -> Result<Vec<&'static Exercise>, Misuse> {
    Ok(ids.iter().map(|id| exercise(id)).collect::<Result<_, _>>()?)
}

/// How many cells a call asks for; one if it doesn't say.
pub(super) fn count(call: &Call<'_>) -> Result<usize, Misuse> {
    match call.words[..] {
        [] => Ok(1),
        [word] => match word.parse() {
            Ok(count) if count > 0 => Ok(count),
            _ => Err(Misuse::NotACount(word.to_owned())),
        },
        _ => Err(Misuse::Usage),
    }
}

/// One exercise, or none.
pub(super) fn one_exercise(call: &Call<'_>) -> Result<Option<&'static Exercise>, Misuse> {
    match call.words[..] {
        [] => Ok(None),
        [id] => Ok(Some(exercise(id)?)),
        _ => Err(Misuse::Usage),
    }
}

/// Some text, in quotation marks or without.
pub(super) fn text(call: &Call<'_>) -> Result<String, Misuse> {
    let text = call.text.trim();
    let inside = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inside.unwrap_or(text).trim() {
        "" => Err(Misuse::Usage),
        text => Ok(text.to_owned()),
    }
}

pub(super) fn limit(text: &str) -> Result<Setting, MagicError> {
    Setting::parse(text).map_err(MagicError::BadLimit)
}

/// For what takes no words.
pub(super) fn alone(call: &Call<'_>, action: Action) -> Result<Action, Misuse> {
    match call.words.is_empty() {
        true => Ok(action),
        false => Err(Misuse::Usage),
    }
}

pub(super) fn prediction(call: &Call<'_>) -> Result<Action, Misuse> {
    match line::read(call.text) {
        Ok(Line::Said(said)) => Ok(Action::Predict(said)),
        Ok(Line::Votes(votes)) => Ok(Action::Vote(votes)),
        Err(fault) => Err(MagicError::BadPrediction(fault).into()),
    }
}

/// The exercise and the tag of a misconception, as far as a call names them.
pub(super) fn trick(call: &Call<'_>) -> Result<Action, Misuse> {
    let (id, tag) = match call.words[..] {
        [] => (None, None),
        [id] => (Some(id), None),
        [id, tag] => (Some(id), Some(tag.to_owned())),
        _ => return Err(Misuse::Usage),
    };
    let exercise = id.map(exercise).transpose()?;
    Ok(Action::Trick { exercise, tag })
}

pub(super) fn refute(call: &Call<'_>) -> Result<Action, Misuse> {
    match call.text.trim() {
        "" => Err(Misuse::Usage),
        call => Ok(Action::Refute(call.to_owned())),
    }
}

pub(super) fn opt_level(word: &str) -> Result<u8, Misuse> {
    match word.parse() {
        Ok(level @ 0..=3) => Ok(level),
        _ => Err(Misuse::Usage),
    }
}

pub(super) fn digits(word: &str) -> Result<Digits, Misuse> {
    Digits::parse(word).ok_or(Misuse::Usage)
}

/// A format string with one argument, if there is one.
pub(super) fn format(call: &Call<'_>) -> Result<Option<Format>, Misuse> {
    match call.text.trim() {
        "" => Ok(None),
        text => Format::parse(text)
            .map(Some)
            .ok_or_else(|| MagicError::BadFormat(text.to_owned()).into()),
    }
}

/// `NAME=VALUE`, as the environment of a process takes it.
pub(super) fn setting(call: &Call<'_>) -> Result<(String, String), Misuse> {
    match call.text.trim().split_once('=') {
        Some((name, value)) if !name.is_empty() && !call.text.contains('\0') => {
            Ok((name.trim_end().to_owned(), value.trim_start().to_owned()))
        }
        _ => Err(Misuse::Usage),
    }
}

pub(super) fn show_type(call: &Call<'_>) -> Result<Action, Misuse> {
    match call.text.trim() {
        "" => Err(Misuse::Usage),
        expression => Ok(Action::ShowType(expression.to_owned())),
    }
}

//! Why a magic or a command can't be carried out.

use std::fmt;

use base::suggest::nearest;
use interfaces::failure::{Failure, FailureKind};

use super::table::{Entry, MAGICS};
use crate::exercise::UnknownExercise;

#[derive(Clone, Debug, PartialEq)]
pub enum MagicError {
    Unknown {
        /// With its `%`.
        name: String,
        nearest: Option<&'static str>,
    },
    UnknownCommand {
        /// With its colon.
        name: String,
        nearest: Option<&'static str>,
    },
    UnknownExercise(UnknownExercise),
    NoHelp {
        name: String,
        nearest: Option<&'static str>,
    },
    /// What stands behind it is not what its usage says.
    Misused(&'static Entry),
    /// What stands behind it is no number of cells.
    NotACount {
        entry: &'static Entry,
        word: String,
    },
    /// It names no limit, or no value that it can have; in a sentence.
    BadLimit(String),
    /// What is no format with one argument.
    BadFormat(String),
    NoCrate,
    /// What is wrong with a prediction, in a sentence.
    BadPrediction(String),
}

/// What is wrong with what stands behind a name.
pub(super) enum Misuse {
    Usage,
    NotACount(String),
    Other(MagicError),
}

impl Misuse {
    pub(super) fn of(self, entry: &'static Entry) -> MagicError {
        match self {
            Misuse::Usage => MagicError::Misused(entry),
            Misuse::NotACount(word) => MagicError::NotACount { entry, word },
            Misuse::Other(error) => error,
        }
    }
}

impl From<UnknownExercise> for Misuse {
    fn from(unknown: UnknownExercise) -> Misuse {
        Misuse::Other(MagicError::UnknownExercise(unknown))
    }
}

impl From<MagicError> for Misuse {
    fn from(error: MagicError) -> Misuse {
        Misuse::Other(error)
    }
}

impl MagicError {
    pub(super) fn unknown(name: &str) -> MagicError {
        let sign = &name[..1];
        let nearest = nearest(
            name,
            MAGICS
                .iter()
                .map(|entry| entry.name)
                .filter(|known| known.starts_with(sign)),
        );
        let name = name.to_owned();
        match sign {
            ":" => MagicError::UnknownCommand { name, nearest },
            _ => MagicError::Unknown { name, nearest },
        }
    }

    pub fn kind(&self) -> FailureKind {
        match self {
            MagicError::Unknown { .. } => FailureKind::UnknownMagic,
            MagicError::UnknownExercise(_) => FailureKind::UnknownExercise,
            MagicError::NoHelp { .. } => FailureKind::UnknownName,
            MagicError::UnknownCommand { .. } | MagicError::NoCrate => FailureKind::Command,
            MagicError::Misused(_)
            | MagicError::NotACount { .. }
            | MagicError::BadLimit(_)
            | MagicError::BadFormat(_)
            | MagicError::BadPrediction(_) => FailureKind::Usage,
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
            MagicError::UnknownCommand { name, nearest } => {
                write!(f, "unknown command `{name}`; ")?;
                match nearest {
                    Some(nearest) => write!(f, "did you mean `{nearest}`?"),
                    None => write!(f, "`:help` lists them"),
                }
            }
            MagicError::UnknownExercise(unknown) => write!(f, "{unknown} (`%exercises` lists them)"),
            MagicError::NoHelp { name, nearest } => {
                write!(f, "there is no help on `{name}`; ")?;
                match nearest {
                    Some(nearest) => write!(f, "did you mean `{nearest}`?"),
                    None => write!(f, "`%lsmagic` and `%exercises` list what there is"),
                }
            }
            MagicError::Misused(entry) => write!(f, "usage: `{}`", entry.usage),
            MagicError::NotACount { entry, word } => {
                write!(f, "`{word}` is no number of cells; usage: `{}`", entry.usage)
            }
            MagicError::BadLimit(sentence) | MagicError::BadPrediction(sentence) => write!(f, "{sentence}"),
            MagicError::BadFormat(text) => write!(
                f,
                "`{text}` is no format of one value: write `{{:?}}`, `{{}}`, `{{:#?}}` or `{{:.3}}`, say"
            ),
            MagicError::NoCrate => write!(f, "`:dep` needs a crate: `:dep rand = \"0.9\"`"),
        }
    }
}

impl std::error::Error for MagicError {}

impl From<MagicError> for Failure {
    fn from(error: MagicError) -> Failure {
        Failure::plain(error.kind(), &error.to_string())
    }
}

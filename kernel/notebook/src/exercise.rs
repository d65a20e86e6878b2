//! Exercises by the names that people type.

use std::fmt;

use grading::Exercise;

use base::suggest::nearest;

/// The exercise of that id.
///
/// # Errors
/// If there is none, with the id that was probably meant.
pub fn find(id: &str) -> Result<&'static Exercise, UnknownExercise> {
    course::find(id).ok_or_else(|| UnknownExercise {
        id: id.to_owned(),
        nearest: nearest(id, course::exercises().iter().map(|exercise| exercise.id)),
    })
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownExercise {
    id: String,
    nearest: Option<&'static str>,
}

impl fmt::Display for UnknownExercise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no exercise `{}`", self.id)?;
        match self.nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnknownExercise {}

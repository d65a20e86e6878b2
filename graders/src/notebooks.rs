//! Solved and wrong notebooks, derived from the learner's.
//!
//! A learner's answer goes into the cell whose metadata says `{"meno": {"exercise": "<id>"}}`. These functions take a
//! notebook as the JSON of nbformat 4 and return another; they read and write no files.

use std::fmt;

use serde_json::Value;

use crate::exercise::{Exercise, Misconception};

/// The notebook with the solution in place of every starter.
///
/// # Errors
/// [`NotebookError`] if one of the exercises has no cell in it, or more than one.
pub fn solved<'e>(learner: &Value, exercises: impl IntoIterator<Item = &'e Exercise>) -> Result<Value, NotebookError> {
    let mut notebook = learner.clone();
    for exercise in exercises {
        answer(&mut notebook, exercise, exercise.solution)?;
    }
    Ok(notebook)
}

/// The notebook with one wrong answer; the other exercises are solved.
///
/// # Errors
/// As [`solved`].
pub fn wrong<'e>(
    learner: &Value,
    exercises: impl IntoIterator<Item = &'e Exercise>,
    exercise: &Exercise,
    misconception: &Misconception,
) -> Result<Value, NotebookError> {
    let mut notebook = solved(learner, exercises)?;
    answer(&mut notebook, exercise, misconception.code)?;
    Ok(notebook)
}

/// The source of the cell in which an exercise is answered.
///
/// # Errors
/// As [`solved`].
pub fn source_of(notebook: &Value, exercise: &Exercise) -> Result<String, NotebookError> {
    let index = cell_of(notebook, exercise)?;
    Ok(text(&notebook["cells"][index]["source"]))
}

/// The exercise that is answered in a cell, by its metadata.
pub fn exercise_of(cell: &Value) -> Option<&str> {
    cell["metadata"]["meno"]["exercise"].as_str()
}

/// A notebook in which an exercise cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotebookError {
    /// No cell's metadata names the exercise.
    Missing { exercise: &'static str },
    /// More than one cell's metadata names it.
    Repeated { exercise: &'static str },
}

impl fmt::Display for NotebookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotebookError::Missing { exercise } => {
                write!(f, "no cell answers `{exercise}`: give one the metadata `meno.exercise`")
            }
            NotebookError::Repeated { exercise } => write!(
                f,
                "more than one cell answers `{exercise}`: leave the metadata `meno.exercise` to one"
            ),
        }
    }
}

impl std::error::Error for NotebookError {}

fn answer(notebook: &mut Value, exercise: &Exercise, code: &str) -> Result<(), NotebookError> {
    let index = cell_of(notebook, exercise)?;
    let cell = &mut notebook["cells"][index];
    cell["source"] = Value::from(code);
    // They came from another source.
    cell["outputs"] = Value::Array(Vec::new());
    cell["execution_count"] = Value::Null;
    Ok(())
}

fn cell_of(notebook: &Value, exercise: &Exercise) -> Result<usize, NotebookError> {
    let cells = notebook["cells"].as_array().map_or(&[][..], Vec::as_slice);
    let mut indices = (0..cells.len()).filter(|&index| exercise_of(&cells[index]) == Some(exercise.id));
    match (indices.next(), indices.next()) {
        (Some(index), None) => Ok(index),
        (None, _) => Err(NotebookError::Missing { exercise: exercise.id }),
        (Some(_), Some(_)) => Err(NotebookError::Repeated { exercise: exercise.id }),
    }
}

/// A cell's source is a string, or a list of strings that each end in a line break.
fn text(source: &Value) -> String {
    match source {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        source => source.as_str().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::exercise::{Notebook, exercises, find};

    const NOTEBOOKS: &[(Notebook, &str)] = &[
        (
            Notebook::LinearAlgebra,
            include_str!("../../notebooks/01_linear_algebra.ipynb"),
        ),
        (Notebook::Calculus, include_str!("../../notebooks/02_calculus.ipynb")),
        (
            Notebook::Probability,
            include_str!("../../notebooks/03_probability.ipynb"),
        ),
        (
            Notebook::Svd,
            include_str!("../../notebooks/04_svd_of_any_function.ipynb"),
        ),
    ];

    fn notebooks() -> impl Iterator<Item = (Notebook, Value)> {
        NOTEBOOKS
            .iter()
            .map(|(notebook, text)| (*notebook, serde_json::from_str(text).unwrap()))
    }

    fn notebook() -> Value {
        notebooks().next().unwrap().1
    }

    fn exercises_of(notebook: Notebook) -> impl Iterator<Item = &'static Exercise> + Clone {
        exercises().iter().filter(move |exercise| exercise.notebook == notebook)
    }

    fn of_notebook() -> impl Iterator<Item = &'static Exercise> {
        exercises_of(Notebook::LinearAlgebra)
    }

    fn sources(notebook: &Value, kind: &str) -> Vec<String> {
        let cells = notebook["cells"].as_array().unwrap().iter();
        cells
            .filter(|cell| cell["cell_type"] == kind)
            .map(|cell| text(&cell["source"]))
            .collect()
    }

    /// One file serves Colab, where Python runs the cells until they are sent on, and Meno's own kernel.
    #[test]
    fn each_notebook_begins_with_what_colab_needs() {
        for (of, notebook) in notebooks() {
            let title = text(&notebook["cells"][0]["source"]);
            assert!(title.starts_with("# "), "{of:?} has no title");
            let intro = text(&notebook["cells"][1]["source"]);
            assert_eq!(intro, "In Colab, run this first; elsewhere it does nothing.", "{of:?}");
            let set_up = &notebook["cells"][2];
            assert_eq!(
                (&set_up["cell_type"], &set_up["id"]),
                (&json!("code"), &json!("set-up"))
            );
            assert_eq!(
                text(&set_up["source"]),
                "%pip install -q meno-kernel\n%load_ext meno\n%rust on",
                "{of:?}"
            );
        }
    }

    #[test]
    fn each_answer_cell_holds_its_starter_and_a_check_follows() {
        for (of, notebook) in notebooks() {
            let code = sources(&notebook, "code");
            let mut answered = Vec::new();
            for exercise in exercises_of(of) {
                let id = exercise.id;
                let starter = exercise.starter;
                assert!(
                    source_of(&notebook, exercise).unwrap() == starter,
                    "in {}.ipynb, the cell that answers `{id}` should hold its starter:\n{starter}",
                    of.file_stem()
                );
                let place = code.iter().position(|source| source == exercise.starter).unwrap();
                assert_eq!(code[place + 1], format!("%check {id}"));
                answered.push((place, id));
            }
            assert!(answered.is_sorted(), "the exercises are in another order: {answered:?}");
            let named = notebook["cells"].as_array().unwrap().iter().filter_map(exercise_of);
            assert_eq!(
                named.count(),
                answered.len(),
                "a cell of {of:?} names an exercise of another notebook"
            );
        }
    }

    #[test]
    fn prompts_are_those_of_the_exercises() {
        for (of, notebook) in notebooks() {
            let prose = sources(&notebook, "markdown").join("\n");
            for exercise in exercises_of(of) {
                let Exercise {
                    id,
                    title,
                    signature,
                    points,
                    prompt,
                    ..
                } = exercise;
                let points = if *points == 1 {
                    "1 point".to_owned()
                } else {
                    format!("{points} points")
                };
                let cell = format!("### Exercise: {title}\n\n`{signature}` ({points})\n\n{prompt}");
                assert!(
                    prose.contains(&cell),
                    "in {}.ipynb, the cell above the answer to `{id}` should say\n{cell}",
                    of.file_stem()
                );
            }
        }
    }

    /// `repeat_3_2` is given as the learner's own.
    #[test]
    fn what_an_exercise_is_given_is_in_a_cell() {
        for (of, notebook) in notebooks() {
            let code = sources(&notebook, "code").join("\n");
            for exercise in exercises_of(of) {
                let given = exercise
                    .given
                    .lines()
                    .filter(|line| !line.starts_with("let repeat_3_2"));
                for line in given {
                    assert!(code.contains(line), "`{}` is not given: {line}", exercise.id);
                }
            }
        }
    }

    #[test]
    fn a_solved_notebook_differs_in_its_answers_only() {
        let learner = notebook();
        let solved = solved(&learner, of_notebook()).unwrap();
        for exercise in of_notebook() {
            assert_eq!(source_of(&solved, exercise).unwrap(), exercise.solution);
        }
        let others = |notebook: &Value| -> Vec<Value> {
            let cells = notebook["cells"].as_array().unwrap().iter();
            cells.filter(|cell| exercise_of(cell).is_none()).cloned().collect()
        };
        assert_eq!(others(&solved), others(&learner));
    }

    #[test]
    fn a_wrong_notebook_has_one_wrong_answer() {
        let learner = notebook();
        let projector = find("projector").unwrap();
        let misconception = projector.misconception("not-normalised").unwrap();
        let wrong = wrong(&learner, of_notebook(), projector, misconception).unwrap();
        for exercise in of_notebook() {
            let expected = if exercise.id == "projector" {
                misconception.code
            } else {
                exercise.solution
            };
            assert_eq!(source_of(&wrong, exercise).unwrap(), expected);
        }
    }

    #[test]
    fn a_notebook_without_the_cell_is_refused() {
        let cell = json!({"cell_type": "code", "metadata": {"meno": {"exercise": "shapes"}}, "source": []});
        #[track_caller]
        fn check(cells: &[&Value], expected: &str) {
            let error = solved(&json!({ "cells": cells }), find("shapes")).unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
        check(&[], "no cell answers `shapes`: give one the metadata `meno.exercise`");
        check(
            &[&cell, &cell],
            "more than one cell answers `shapes`: leave the metadata `meno.exercise` to one",
        );
        let no_notebook = solved(&json!(7), find("shapes")).unwrap_err();
        assert_eq!(no_notebook, NotebookError::Missing { exercise: "shapes" });
    }
}

//! Solved and wrong notebooks, derived from the learner's.
//!
//! A learner's answer goes into the cell whose metadata says `{"meno": {"exercise": "<id>"}}`. These functions take a
//! notebook as the JSON of nbformat 4 and return another; they read and write no files.

use std::fmt;

use serde_json::Value;

use crate::course::Course;
use crate::exercise::{Exercise, Notebook};
use crate::misconception::Misconception;

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

/// The notebook with what an exercise says of itself: its prompt, and its starter. What stands in the prompt's cell below
/// as many paragraphs is left alone.
///
/// # Errors
/// As [`solved`], or [`NotebookError::Unprompted`].
pub fn updated(learner: &Value, exercise: &Exercise) -> Result<Value, NotebookError> {
    let mut notebook = learner.clone();
    answer(&mut notebook, exercise, exercise.starter)?;
    let index = cell_of(&notebook, exercise)?;
    let cells = notebook["cells"].as_array_mut().map_or(&mut [][..], Vec::as_mut_slice);
    let is_prompt = |cell: &&mut Value| cell["cell_type"] == "markdown" && text(&cell["source"]).starts_with(PROMPT);
    let above = cells.iter_mut().take(index).rev().find(is_prompt);
    let cell = above.ok_or(NotebookError::Unprompted { exercise: exercise.id })?;
    let prompt = prompt(exercise);
    let paragraphs = prompt.matches(PARAGRAPH).count() + 1;
    let old = text(&cell["source"]);
    let below = old.split(PARAGRAPH).skip(paragraphs);
    let whole: Vec<&str> = [prompt.as_str()].into_iter().chain(below).collect();
    cell["source"] = lines(&whole.join(PARAGRAPH));
    Ok(notebook)
}

const PROMPT: &str = "### Exercise: ";
const PARAGRAPH: &str = "\n\n";

/// What the cell above an exercise's answer says, in Markdown.
pub fn prompt(exercise: &Exercise) -> String {
    let Exercise {
        title,
        signature,
        points,
        prompt,
        ..
    } = exercise;
    let points = match points {
        1 => "1 point".to_owned(),
        points => format!("{points} points"),
    };
    format!("{PROMPT}{title}{PARAGRAPH}`{signature}` ({points}){PARAGRAPH}{prompt}")
}

/// A map of `course`, in Markdown: its exercises by notebook, each with a link to the cell above its answer.
pub fn map(course: &Course) -> String {
    let link = |exercise: &Exercise| {
        let title = exercise.title;
        // JupyterLab knows a heading by its text.
        let heading = format!("{}{title}", PROMPT.trim_start_matches('#').trim_start()).replace(' ', "-");
        format!("[{title}]({}.ipynb#{heading})", exercise.notebook.file_stem)
    };
    let section = |notebook: &&Notebook| {
        let exercises = course
            .exercises()
            .iter()
            .filter(|exercise| exercise.notebook == *notebook);
        let links: Vec<String> = exercises.map(link).collect();
        let Notebook { title, file_stem, .. } = notebook;
        format!("**[{title}]({file_stem}.ipynb)**  \n{}", links.join(" · "))
    };
    let sections: Vec<String> = course.notebooks().iter().map(section).collect();
    sections.join(PARAGRAPH)
}

/// The text of a notebook's file, as Jupyter writes it: keys in alphabetical order, indented by one.
///
/// # Errors
/// None in practice: what is JSON can be written.
pub fn to_text(notebook: &Value) -> serde_json::Result<String> {
    let mut text = Vec::new();
    let style = serde_json::ser::PrettyFormatter::with_indent(b" ");
    serde::Serialize::serialize(notebook, &mut serde_json::Serializer::with_formatter(&mut text, style))?;
    Ok(String::from_utf8_lossy(&text).into_owned() + "\n")
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

/// A notebook that an exercise has no proper place in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotebookError {
    /// No cell's metadata names the exercise.
    Missing {
        /// Its id.
        exercise: &'static str,
    },
    /// No cell above the answer's has the exercise's prompt.
    Unprompted {
        /// Its id.
        exercise: &'static str,
    },
    /// More than one cell's metadata names it.
    Repeated {
        /// Its id.
        exercise: &'static str,
    },
}

impl fmt::Display for NotebookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotebookError::Missing { exercise } => {
                write!(f, "no cell answers `{exercise}`: give one the metadata `meno.exercise`")
            }
            NotebookError::Unprompted { exercise } => {
                write!(
                    f,
                    "no cell above the answer to `{exercise}` begins with `{PROMPT}…`: add one"
                )
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
    cell["source"] = lines(code);
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

/// A source as Jupyter writes it: a list of lines, each but the last with its break.
pub(crate) fn lines(text: &str) -> Value {
    text.split_inclusive('\n').collect()
}

/// A cell's source as text: it is a string, or a list of strings that each end in a line break.
pub fn text(source: &Value) -> String {
    match source {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        source => source.as_str().unwrap_or_default().to_owned(),
    }
}

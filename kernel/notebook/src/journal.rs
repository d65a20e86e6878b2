//! What a learner has been asked and told about each exercise, and how it stands, so that a kernel that restarts goes on
//! from there.
//!
//! One file for all kernels of a user, one line an attempt. A notebook is known by its connection file, which Jupyter keeps
//! when it restarts the kernel.

use crate::answer::Code;
use anyhow::Result;
use base::jsonl;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// When the file is opened with more lines than twice this, the oldest go.
const KEPT: usize = 2_000;

/// What happened to an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "attempt", rename_all = "kebab-case")]
pub enum Attempt {
    /// A check found a mistake, and asked about it.
    Failed { question: String },
    /// A hint was opened for this code.
    Hinted { question: String, code: Code },
    /// A check passed that had not passed before.
    Passed,
}

pub struct Journal {
    /// `None` where there is no place to write to: a restart then begins with the first hint.
    file: Option<PathBuf>,
    notebook: String,
}

#[derive(Serialize, Deserialize)]
struct Line {
    notebook: String,
    exercise: String,
    #[serde(flatten)]
    attempt: Attempt,
}

impl Journal {
    /// The journal in `file`, as far as it is about `notebook`.
    pub fn new(file: Option<PathBuf>, notebook: &str) -> Journal {
        let notebook = notebook.to_owned();
        Journal { file, notebook }
    }

    /// The attempts so far, each with its exercise. Trouble with the file is logged, never fatal.
    pub fn attempts(&self) -> Vec<(String, Attempt)> {
        let lines = self.file.as_deref().map(read).transpose().unwrap_or_else(|error| {
            tracing::warn!("hints begin anew: {error:#}");
            None
        });
        let own = |line: Line| (line.notebook == self.notebook).then_some((line.exercise, line.attempt));
        lines.into_iter().flatten().filter_map(own).collect()
    }

    pub fn add(&self, exercise: &str, attempt: Attempt) {
        let line = Line {
            notebook: self.notebook.clone(),
            exercise: exercise.to_owned(),
            attempt,
        };
        let append = |file: &PathBuf| jsonl::lock(file)?.append(&line);
        if let Some(Err(error)) = self.file.as_ref().map(append) {
            tracing::warn!("an attempt is missing from the journal: {error:#}");
        }
    }
}

fn read(file: &Path) -> Result<Vec<Line>> {
    let file = jsonl::lock(file)?;
    let mut lines: Vec<Line> = file.read()?;
    if lines.len() > 2 * KEPT {
        lines.drain(..lines.len() - KEPT);
        file.replace(&lines)?;
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::OpenOptions;
    use std::io::Write;
    use std::thread;

    fn failed(question: &str) -> Attempt {
        let question = question.to_owned();
        Attempt::Failed { question }
    }

    #[test]
    fn a_notebook_finds_its_own_attempts_again() {
        let folder = tempfile::tempdir().unwrap();
        let journal = |notebook| Journal::new(Some(folder.path().join("journal.jsonl")), notebook);
        journal("a").add("projector", failed("Why?"));
        journal("b").add("shapes", failed("How?"));
        assert_eq!(journal("a").attempts(), [("projector".to_owned(), failed("Why?"))]);
        assert!(Journal::new(None, "a").attempts().is_empty());
    }

    #[test]
    fn a_torn_line_costs_only_itself() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("journal.jsonl");
        let journal = Journal::new(Some(file.clone()), "a");
        journal.add("projector", failed("1"));
        let mut opened = OpenOptions::new().append(true).open(&file).unwrap();
        opened.write_all(b"{\"notebook\": \"a\", \"exer").unwrap();
        journal.add("projector", failed("2"));
        let questions: Vec<Attempt> = journal.attempts().into_iter().map(|(_, attempt)| attempt).collect();
        assert_eq!(questions, [failed("1"), failed("2")]);
    }

    #[test]
    fn two_kernels_at_once_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let journal = |notebook| Journal::new(Some(folder.path().join("journal.jsonl")), notebook);
        thread::scope(|scope| {
            for notebook in ["a", "b"] {
                scope.spawn(move || (0..100).for_each(|i| journal(notebook).add("shapes", failed(&i.to_string()))));
            }
        });
        assert_eq!(
            (journal("a").attempts().len(), journal("b").attempts().len()),
            (100, 100)
        );
    }
}

//! The list of exercises, and one of them in full.

use std::collections::BTreeMap;

use grading::{Exercise, Kind, Notebook, Verdict};

use super::indented;
use interfaces::evaluator::{MimeBundle, prose};

/// What the last check of an exercise came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    NotAttempted,
    NotYetRight,
    Passed,
}

impl Standing {
    /// What a verdict says of it; nothing where the grader is at fault.
    pub fn of(verdict: &Verdict) -> Option<Standing> {
        match verdict {
            Verdict::NotAttempted { .. } => Some(Standing::NotAttempted),
            Verdict::Failed(_) => Some(Standing::NotYetRight),
            Verdict::Passed { .. } => Some(Standing::Passed),
            Verdict::GraderError { .. } => None,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Standing::NotAttempted => "not attempted",
            Standing::NotYetRight => "not yet right",
            Standing::Passed => "passed",
        }
    }
}

/// By the exercise's id; an exercise that is not there was not attempted.
pub(crate) type Standings = BTreeMap<&'static str, Standing>;

/// All of them, by notebook, with how the learner stands.
pub fn list(standings: &Standings) -> MimeBundle {
    prose(plain_table(standings), markdown_table(standings))
}

/// As a terminal shows them, by themselves.
pub fn plain_list() -> String {
    let width = width();
    let lines = |exercise: &&'static Exercise| {
        let Exercise { id, title, .. } = *exercise;
        let points = in_points(exercise);
        format!(
            "  {id:width$}  {title} ({points})\n  {:width$}  {}",
            "", exercise.signature
        )
    };
    by_notebook(|notebook, exercises| {
        let lines: Vec<String> = exercises.iter().map(lines).collect();
        format!("{}\n{}", notebook.title, lines.join("\n"))
    })
}

fn plain_table(standings: &Standings) -> String {
    let width = width();
    let lines = |exercise: &&'static Exercise| {
        let Exercise { id, title, .. } = *exercise;
        let stands = standing(standings, exercise).words();
        format!(
            "  {id:width$}  {stands:13}  {}\n  {:width$}  {title}",
            in_points(exercise),
            ""
        )
    };
    by_notebook(|notebook, exercises| {
        let lines: Vec<String> = exercises.iter().map(lines).collect();
        format!(
            "{}: {}\n{}",
            notebook.title,
            tally(standings, exercises),
            lines.join("\n")
        )
    })
}

fn markdown_table(standings: &Standings) -> String {
    let row = |exercise: &&'static Exercise| {
        let Exercise { id, title, points, .. } = *exercise;
        let standing = standing(standings, exercise);
        let stands = match standing {
            Standing::NotAttempted => standing.words().to_owned(),
            Standing::NotYetRight | Standing::Passed => format!("**{}**", standing.words()),
        };
        format!("| `{id}` | {stands} | {points} | {title} |\n")
    };
    by_notebook(|notebook, exercises| {
        let rows: String = exercises.iter().map(row).collect();
        let tally = tally(standings, exercises);
        format!(
            "**{}**: {tally}\n\n| exercise | last check | points | title |\n|---|---|---:|---|\n{rows}",
            notebook.title
        )
    })
}

/// The course, notebook by notebook, as `section` writes each.
fn by_notebook(section: impl Fn(&Notebook, &[&'static Exercise]) -> String) -> String {
    let sections: Vec<String> = notebooks()
        .map(|(notebook, exercises)| section(notebook, &exercises))
        .collect();
    sections.join("\n\n")
}

/// Of the longest id.
pub(super) fn width() -> usize {
    let lengths = course::exercises().iter().map(|exercise| exercise.id.len());
    lengths.max().unwrap_or(0)
}

pub(super) fn standing(standings: &Standings, exercise: &Exercise) -> Standing {
    standings.get(exercise.id).copied().unwrap_or(Standing::NotAttempted)
}

fn tally(standings: &Standings, exercises: &[&'static Exercise]) -> String {
    let passed = exercises
        .iter()
        .filter(|exercise| standing(standings, exercise) == Standing::Passed)
        .count();
    format!("{passed} of {} passed", exercises.len())
}

/// One exercise: title, signature, prompt, and what it is given.
pub fn page(exercise: &Exercise) -> MimeBundle {
    let Exercise { id, title, prompt, .. } = exercise;
    let points = in_points(exercise);
    let declared = declaration(exercise);
    let mut plain = format!(
        "{id}: {title} ({points})\n\n{}\n\n{}",
        indented(&declared, 6),
        indented(prompt, 2)
    );
    let mut markdown = format!("**`{id}`: {title}** ({points})\n\n```rust\n{declared}\n```\n\n{prompt}");
    let given = exercise.given;
    if !given.is_empty() {
        plain += &format!("\n\n  Given:\n{}", indented(given, 6));
        markdown += &format!("\n\nGiven:\n\n```rust\n{given}\n```");
    }
    prose(plain, markdown)
}

/// The signature, with the keyword that it is defined by.
pub(crate) fn declaration(exercise: &Exercise) -> String {
    match exercise.kind {
        Kind::Function => exercise.signature.to_owned(),
        Kind::Variable => format!("let {}", exercise.signature),
    }
}

/// A kind in a word.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Variable => "variable",
        Kind::Function => "function",
    }
}

pub(super) fn in_points(exercise: &Exercise) -> String {
    match exercise.points {
        1 => "1 point".to_owned(),
        points => format!("{points} points"),
    }
}

/// The notebooks that have exercises, in the order of the course, with these.
pub(super) fn notebooks() -> impl Iterator<Item = (&'static Notebook, Vec<&'static Exercise>)> {
    course::COURSE
        .notebooks()
        .iter()
        .map(|&notebook| {
            let own = |exercise: &&Exercise| exercise.notebook == notebook;
            let exercises: Vec<_> = course::exercises().iter().filter(own).collect();
            (notebook, exercises)
        })
        .filter(|(_, exercises)| !exercises.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exercise_is_listed_with_its_title() {
        let standings = Standings::new();
        for form in [plain_list(), plain_table(&standings), markdown_table(&standings)] {
            for exercise in course::exercises() {
                assert!(form.contains(exercise.id));
                assert!(form.contains(exercise.title));
            }
        }
    }

    #[test]
    fn a_list_is_no_wider_than_a_page() {
        let standings = course::exercises()
            .iter()
            .map(|exercise| (exercise.id, Standing::NotAttempted))
            .collect();
        let lengths = plain_table(&standings);
        let longest = lengths.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(76), "{longest:?}");
    }

    #[test]
    fn a_page_shows_what_to_write_and_never_the_solution() {
        for exercise in course::exercises() {
            let page = page(exercise);
            for form in ["text/plain", "text/markdown"] {
                let text = page[form].as_str().expect("forms are text");
                assert!(text.contains(exercise.title));
                assert!(text.contains(&declaration(exercise)));
                assert!(!text.contains(exercise.solution));
            }
        }
    }
}

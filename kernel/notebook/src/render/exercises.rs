//! The list of exercises, and one of them in full.

use std::collections::BTreeMap;

use graders::{Exercise, Kind, Notebook, Verdict};

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
    prose(plain_table(Some(standings)), markdown_table(standings))
}

/// As a terminal shows them, by themselves.
pub fn plain_list() -> String {
    plain_table(None)
}

fn plain_table(standings: Option<&Standings>) -> String {
    let lengths = graders::exercises().iter().map(|exercise| exercise.id.len());
    let width = lengths.max().unwrap_or(0);
    let lines = |exercise: &&'static Exercise| {
        let Exercise {
            id, title, signature, ..
        } = *exercise;
        let points = in_points(exercise);
        let stands = standings.map_or_else(String::new, |all| format!("{:13}  ", standing(all, exercise).words()));
        format!(
            "  {id:width$}  {stands}{title} ({points})\n  {:width$}  {signature}",
            ""
        )
    };
    let sections: Vec<String> = notebooks()
        .map(|(notebook, exercises)| {
            let lines: Vec<String> = exercises.iter().map(lines).collect();
            let tally = standings.map_or_else(String::new, |all| format!(": {}", tally(all, &exercises)));
            format!("{}{tally}\n{}", notebook.title(), lines.join("\n"))
        })
        .collect();
    sections.join("\n\n")
}

fn markdown_table(standings: &Standings) -> String {
    let row = |exercise: &&'static Exercise| {
        let Exercise { id, title, points, .. } = *exercise;
        // A bar would end the table's cell, even in code.
        let signature = exercise.signature.replace('|', "\\|");
        let standing = standing(standings, exercise);
        let stands = match standing {
            Standing::NotAttempted => standing.words().to_owned(),
            Standing::NotYetRight | Standing::Passed => format!("**{}**", standing.words()),
        };
        format!("| `{id}` | {stands} | {title} | {points} | `{signature}` |\n")
    };
    let sections: Vec<String> = notebooks()
        .map(|(notebook, exercises)| {
            let title = notebook.title();
            let rows: String = exercises.iter().map(row).collect();
            let tally = tally(standings, &exercises);
            format!(
                "**{title}**: {tally}\n\n| exercise | last check | title | points | signature |\n|---|---|---|---:|---|\n{rows}"
            )
        })
        .collect();
    sections.join("\n")
}

fn standing(standings: &Standings, exercise: &Exercise) -> Standing {
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

fn in_points(exercise: &Exercise) -> String {
    match exercise.points {
        1 => "1 point".to_owned(),
        points => format!("{points} points"),
    }
}

/// The notebooks that have exercises, in the order of the course, with these.
fn notebooks() -> impl Iterator<Item = (Notebook, Vec<&'static Exercise>)> {
    Notebook::ALL
        .into_iter()
        .map(|notebook| {
            let own = |exercise: &&Exercise| exercise.notebook == notebook;
            let exercises: Vec<_> = graders::exercises().iter().filter(own).collect();
            (notebook, exercises)
        })
        .filter(|(_, exercises)| !exercises.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exercise_is_listed_with_its_title_and_signature() {
        let standings = Standings::new();
        for form in [plain_list(), plain_table(Some(&standings)), markdown_table(&standings)] {
            for exercise in graders::exercises() {
                assert!(form.contains(exercise.id));
                assert!(form.contains(exercise.title));
                assert!(form.contains(exercise.signature));
            }
        }
    }

    #[test]
    fn a_page_shows_what_to_write_and_never_the_solution() {
        for exercise in graders::exercises() {
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

//! The road to an answer: each attempt, with what changed since the one before and what came of it.

use grading::Exercise;
use interfaces::evaluator::MimeBundle;

use super::changes::{Change, changes};
use super::html::{code, escaped, inline};
use super::{bundle, indented};

/// So many of them are shown, the last ones.
const SHOWN: usize = 12;

/// One answer that was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attempt {
    pub(crate) code: String,
    /// Whether it passed.
    pub(crate) passed: bool,
    /// The question on what is wrong with it.
    pub(crate) question: Option<String>,
    pub(crate) counterexample: Option<String>,
    /// The predictions about it, each in a sentence.
    pub(crate) predictions: Vec<String>,
    /// The hints that were opened for it: `a question`.
    pub(crate) hints: Vec<&'static str>,
}

pub(crate) fn attempts(exercise: &Exercise, attempts: &[Attempt]) -> MimeBundle {
    let earlier = attempts.len().saturating_sub(SHOWN);
    bundle([
        ("text/plain", plain(exercise, attempts, earlier)),
        ("text/html", html(exercise, attempts, earlier)),
    ])
}

fn heading(attempts: &[Attempt]) -> String {
    let tried = match attempts.len() {
        0 => return "no answer has been checked yet".to_owned(),
        1 => "one attempt".to_owned(),
        many => format!("{many} attempts"),
    };
    match attempts.last().is_some_and(|last| last.passed) {
        true => format!("{tried}, and it passes"),
        false => format!("{tried}, not yet right"),
    }
}

fn nothing(exercise: &Exercise) -> String {
    format!("`%%check {}` above your answer runs and checks it.", exercise.id)
}

/// What is left out, in a sentence.
fn left_out(earlier: usize) -> String {
    match earlier {
        0 => String::new(),
        1 => "The first one is left out.".to_owned(),
        many => format!("The first {many} are left out."),
    }
}

/// What is shown of the code of the attempt at `at`: lines, each with what became of it.
fn lines(attempts: &[Attempt], at: usize) -> Vec<(Change, &str)> {
    let now = &attempts[at];
    match at.checked_sub(1).map(|before| &attempts[before]) {
        Some(before) if !before.code.is_empty() => changes(&before.code, &now.code),
        _ => now.code.lines().map(|line| (Change::Stays, line)).collect(),
    }
}

/// What there is to say below the code: a label and a text each.
fn said(attempt: &Attempt) -> Vec<(&'static str, String)> {
    let mut said: Vec<_> = attempt
        .predictions
        .iter()
        .map(|text| ("Predicted", text.clone()))
        .collect();
    said.extend(
        attempt
            .counterexample
            .as_ref()
            .map(|example| ("Goes wrong on", format!("`{example}`"))),
    );
    said.extend(attempt.question.clone().map(|question| ("Question", question)));
    if !attempt.hints.is_empty() {
        said.push(("Hints", attempt.hints.join(", ")));
    }
    said
}

fn outcome(attempt: &Attempt) -> (&'static str, &'static str, &'static str) {
    match attempt.passed {
        true => ("✓", "passed", "#2e9e5b"),
        false => ("✗", "not yet right", "#d9534f"),
    }
}

fn plain(exercise: &Exercise, attempts: &[Attempt], earlier: usize) -> String {
    let mut parts = vec![format!("{}: {}", exercise.id, heading(attempts))];
    if attempts.is_empty() {
        parts.push(indented(&nothing(exercise), 2));
    }
    parts.extend(
        Some(left_out(earlier))
            .filter(|text| !text.is_empty())
            .map(|text| indented(&text, 2)),
    );
    for (at, attempt) in attempts.iter().enumerate().skip(earlier) {
        let (sign, words, _) = outcome(attempt);
        parts.push(format!("\n  {}. {sign} {words}", at + 1));
        let line = |(change, line): (Change, &str)| format!("     {} {line}", change.sign()).trim_end().to_owned();
        parts.extend(lines(attempts, at).into_iter().map(line));
        parts.extend(
            said(attempt)
                .into_iter()
                .map(|(label, text)| indented(&format!("{label}: {text}"), 5)),
        );
    }
    parts.join("\n")
}

fn html(exercise: &Exercise, attempts: &[Attempt], earlier: usize) -> String {
    let heading = heading(attempts);
    let colour = attempts.last().map_or("#888888", |last| outcome(last).2);
    let note = match attempts.is_empty() {
        true => nothing(exercise),
        false => left_out(earlier),
    };
    let items: String = (earlier..attempts.len()).map(|at| item(attempts, at)).collect();
    format!(
        "<section aria-label=\"Attempts at {id}: {heading}\" style=\"border-left: 0.3em solid {colour}; padding: 0.2em 0.9em; \
         color: inherit\"><p style=\"margin: 0.3em 0\"><strong>{shown}: {heading}</strong></p>\
         <p style=\"margin: 0.3em 0\">{note}</p>\
         <ol start=\"{start}\" style=\"margin: 0.3em 0; padding-left: 2em\">{items}</ol></section>",
        id = exercise.id,
        shown = code(exercise.id),
        note = inline(&note),
        start = earlier + 1,
    )
}

fn item(attempts: &[Attempt], at: usize) -> String {
    let attempt = &attempts[at];
    let (sign, words, _) = outcome(attempt);
    let lines: String = lines(attempts, at).into_iter().map(row).collect();
    let shown = match lines.is_empty() {
        true => String::new(),
        false => format!(
            "<pre style=\"margin: 0.2em 0; padding: 0; background: none; color: inherit; overflow-x: auto; max-height: 24em\" \
             tabindex=\"0\"><code style=\"background: none; color: inherit\">{lines}</code></pre>"
        ),
    };
    let said: String = said(attempt)
        .into_iter()
        .map(|(label, text)| {
            format!(
                "<p style=\"margin: 0.2em 0\"><strong>{label}:</strong> {}</p>",
                inline(&text)
            )
        })
        .collect();
    format!("<li style=\"margin: 0.6em 0\"><span aria-hidden=\"true\">{sign} </span>{words}{shown}{said}</li>")
}

/// A line of code, whose sign says in words and in a colour behind it what became of it.
fn row((change, line): (Change, &str)) -> String {
    let (background, words) = match change {
        Change::Comes => ("rgba(46, 158, 91, 0.18)", "added: "),
        Change::Goes => ("rgba(217, 83, 79, 0.18)", "removed: "),
        Change::Stays | Change::Gap => ("none", ""),
    };
    let sign = match words {
        "" => change.sign().to_string(),
        words => format!("<span role=\"img\" aria-label=\"{words}\">{}</span>", change.sign()),
    };
    format!(
        "<span style=\"display: block; background: {background}\">{sign} {}</span>",
        escaped(line)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn road() -> Vec<Attempt> {
        let failed = Attempt {
            code: "fn projector(u: &V) -> M {\n    u * u.transpose()\n}".to_owned(),
            question: Some("How many times too long is `u`?".to_owned()),
            counterexample: Some("projector(&dvector![2.0])".to_owned()),
            predictions: vec!["`passes`, 80 % sure: wrong".to_owned()],
            hints: vec!["a statement"],
            ..Attempt::default()
        };
        let passed = Attempt {
            code: "fn projector(u: &V) -> M {\n    u * u.transpose() / u.norm_squared()\n}".to_owned(),
            passed: true,
            ..Attempt::default()
        };
        vec![failed, passed]
    }

    #[test]
    fn a_road_shows_what_changed_and_what_came_of_it() {
        let exercise = course::find("projector").expect("the exercise");
        assert_eq!(
            plain(exercise, &road(), 0),
            "\
projector: 2 attempts, and it passes

  1. ✗ not yet right
       fn projector(u: &V) -> M {
           u * u.transpose()
       }
     Predicted: `passes`, 80 % sure: wrong
     Goes wrong on: `projector(&dvector![2.0])`
     Question: How many times too long is `u`?
     Hints: a statement

  2. ✓ passed
       fn projector(u: &V) -> M {
     -     u * u.transpose()
     +     u * u.transpose() / u.norm_squared()
       }"
        );
        assert!(
            plain(exercise, &[], 0).starts_with("projector: no answer has been checked yet\n  `%%check projector`")
        );
    }

    #[test]
    fn html_says_in_words_what_it_shows_in_colour() {
        let exercise = course::find("projector").expect("the exercise");
        let html = html(exercise, &road(), 0);
        assert!(html.contains("aria-label=\"Attempts at projector: 2 attempts, and it passes\""));
        assert!(html.contains("<span role=\"img\" aria-label=\"added: \">+</span>"));
        assert!(html.contains("u: &amp;V") && !html.contains("u: &V"));
        assert!(!html.contains("background: #"));
    }

    #[test]
    fn of_many_the_last_are_shown_with_their_numbers() {
        let exercise = course::find("projector").expect("the exercise");
        let many: Vec<Attempt> = std::iter::repeat_n(road(), 10).flatten().collect();
        let shown = attempts(exercise, &many);
        let text = shown["text/plain"].as_str().expect("text");
        assert!(text.contains("The first 8 are left out.") && text.contains("\n  9. ✗") && !text.contains("\n  8. ✓"));
        assert!(shown["text/html"].as_str().expect("text").contains("<ol start=\"9\""));
    }
}

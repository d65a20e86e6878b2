//! Verdicts: what was established, what failed, on which input, and a question.

use grading::{Failed, Verdict};

use super::html::{block, card, code, escaped, inline, paragraph};
use super::written::rows;
use super::{bundle, indented};
use interfaces::evaluator::MimeBundle;

/// A verdict on the answer to the exercise of that id.
pub fn verdict(id: &str, verdict: &Verdict) -> MimeBundle {
    bundle([("text/plain", plain(id, verdict)), ("text/html", html(id, verdict))])
}

/// As a terminal shows it.
pub fn plain(id: &str, verdict: &Verdict) -> String {
    plain_with_account(id, verdict, None)
}

/// The same, with the compiler's account of what is wrong.
pub fn plain_with_account(id: &str, verdict: &Verdict, account: Option<&str>) -> String {
    let heading = format!("{id}: {}", Look::of(verdict).words);
    let body = match verdict {
        Verdict::NotAttempted { reason } => vec![reason.clone()],
        Verdict::Passed { established } => established.iter().map(|fact| format!("- {fact}")).collect(),
        Verdict::Failed(failed) => plain_failure(failed, account),
        Verdict::GraderError { message } => vec![message.clone(), NOT_YOURS.to_owned()],
    };
    let body: Vec<String> = body.iter().map(|part| indented(part, 2)).collect();
    format!("{heading}\n{}", body.join("\n"))
}

const NOT_YOURS: &str = "The fault is the grader's, not yours: this counts neither for nor against your answer.";

fn plain_failure(failed: &Failed, account: Option<&str>) -> Vec<String> {
    let mut parts = vec![failed.flag.clone()];
    parts.extend(account.map(|account| indented(account.trim_end(), 4)));
    let code = examples(failed).map(|(label, code)| format!("{label}:\n{}", indented(code, 4)));
    parts.extend(code);
    parts.push(format!("Question: {}", failed.question));
    parts
}

/// The code in a failure, with what it is.
fn examples(failed: &Failed) -> impl Iterator<Item = (&'static str, &str)> {
    [
        ("Try", &failed.counterexample),
        ("Expected", &failed.expected),
        ("Got", &failed.got),
    ]
    .into_iter()
    .filter_map(|(label, code)| Some((label, code.as_deref()?)))
}

/// How a status looks. Its colour is that of the border alone, and readable on light and on dark.
struct Look {
    symbol: &'static str,
    words: &'static str,
    colour: &'static str,
}

impl Look {
    fn of(verdict: &Verdict) -> Look {
        let (symbol, words, colour) = match verdict {
            Verdict::NotAttempted { .. } => ("○", "not attempted yet", "#888888"),
            Verdict::Passed { .. } => ("✓", "passed", "#2e9e5b"),
            Verdict::Failed(_) => ("✗", "not yet right", "#d9534f"),
            Verdict::GraderError { .. } => ("!", "could not be checked", "#c98a00"),
        };
        Look { symbol, words, colour }
    }
}

fn html(id: &str, verdict: &Verdict) -> String {
    let Look { symbol, words, colour } = Look::of(verdict);
    let id = escaped(id);
    let body = match verdict {
        Verdict::NotAttempted { reason } => paragraph(reason),
        Verdict::Passed { established } => {
            let facts: String = established.iter().map(|fact| item("✓", "holds", fact)).collect();
            list(&facts)
        }
        Verdict::Failed(failed) => html_failure(&id, failed),
        Verdict::GraderError { message } => paragraph(message) + &paragraph(NOT_YOURS),
    };
    let title = format!("<span aria-hidden=\"true\">{symbol} </span>{}: {words}", code(&id));
    card("status", &format!("Check of {id}: {words}"), colour, &title, &body)
}

fn html_failure(id: &str, failed: &Failed) -> String {
    let tried = failed
        .counterexample
        .as_deref()
        .map(|example| copied("Try", example))
        .unwrap_or_default();
    format!(
        "{}{tried}{}<p style=\"margin: 0.6em 0; padding: 0.4em 0.8em; border-radius: 0.3em; \
         background: rgba(127, 127, 127, 0.12)\"><strong>Question:</strong> {}</p>\
         <p style=\"margin: 0.3em 0\"><small>{} tells you more; further hints open as you \
         change your answer.</small></p>",
        established(failed),
        outcomes(failed),
        inline(&failed.question),
        code(&format!("%hint {id}"))
    )
}

/// What holds and what does not, a line each, and what else there is to say.
fn established(failed: &Failed) -> String {
    let Some(fails) = &failed.fails else {
        return paragraph(&failed.flag);
    };
    // The flag goes on behind what fails.
    let Some((_, rest)) = failed.flag.split_once(&format!("Fails: {fails}. ")) else {
        return paragraph(&failed.flag);
    };
    let held = failed.held.iter().map(|claim| item("✓", "holds", claim));
    let items: String = held.chain([item("✗", "fails", fails)]).collect();
    format!("{}{}", list(&items), paragraph(rest))
}

pub(super) fn list(items: &str) -> String {
    format!("<ul style=\"margin: 0.3em 0; padding: 0; list-style: none\">{items}</ul>")
}

/// A claim behind its sign, which is read out in words.
pub(super) fn item(sign: &str, words: &str, claim: &str) -> String {
    format!(
        "<li style=\"margin: 0 0 0 1.4em; text-indent: -1.4em\"><span role=\"img\" aria-label=\"{words}\" \
         style=\"display: inline-block; width: 1.4em; text-indent: 0\">{sign}</span>{}</li>",
        inline(claim)
    )
}

/// Code below its label, with a button that copies it.
pub(super) fn copied(label: &str, example: &str) -> String {
    format!(
        "<div style=\"margin: 0.3em 0\">{label} <button type=\"button\" style=\"font: inherit; font-size: 85%; color: inherit; \
         background: none; border: 1px solid currentColor; border-radius: 0.3em; padding: 0 0.5em; cursor: pointer\" \
         onclick=\"navigator.clipboard.writeText(this.parentNode.querySelector('code').textContent)\">copy</button>{}</div>",
        block(example)
    )
}

/// What was expected and what came, beside each other.
pub(super) fn outcomes(failed: &Failed) -> String {
    let sides = [("Expected", &failed.expected), ("Got", &failed.got)];
    let written = sides.map(|(_, code)| code.as_deref().and_then(rows));
    let marked = match &written {
        [Some(one), Some(other)] => differences(one, other),
        _ => Vec::new(),
    };
    let side = |number: usize| {
        let (label, code) = (sides[number].0, sides[number].1.as_deref()?);
        let shown = match (&written[number], &written[1 - number]) {
            (Some(rows), Some(_)) => matrix(rows, &marked),
            _ => block(code),
        };
        Some(format!("<div><div>{label}</div>{shown}</div>"))
    };
    let sides: String = [side(0), side(1)].into_iter().flatten().collect();
    match sides.is_empty() {
        true => sides,
        false => {
            format!("<div style=\"display: flex; flex-wrap: wrap; gap: 0.3em 2.5em; margin: 0.3em 0\">{sides}</div>")
        }
    }
}

/// Where two matrices of one shape differ: by more than rounding, or, if nowhere by that much, at all.
fn differences(one: &[Vec<&str>], other: &[Vec<&str>]) -> Vec<(usize, usize)> {
    const ROUNDING: f64 = 1e-9;
    let is_far = |one: &str, other: &str| match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(one), Ok(other)) => {
            (one - other).abs() > ROUNDING * one.abs().max(other.abs()).max(1.0) || one.is_nan() != other.is_nan()
        }
        _ => one != other,
    };
    if one.len() != other.len() || one[0].len() != other[0].len() {
        return Vec::new();
    }
    let places = || (0..one.len()).flat_map(|i| (0..one[i].len()).map(move |j| (i, j)));
    let far: Vec<(usize, usize)> = places().filter(|&(i, j)| is_far(one[i][j], other[i][j])).collect();
    match far.is_empty() {
        true => places().filter(|&(i, j)| one[i][j] != other[i][j]).collect(),
        false => far,
    }
}

/// A matrix as a table, with the entries at the places `marked` set apart.
fn matrix(rows: &[Vec<&str>], marked: &[(usize, usize)]) -> String {
    let cell = |i: usize, j: usize, entry: &str| {
        let (style, entry) = match marked.contains(&(i, j)) {
            true => (
                "; border-bottom: 2px solid #d9534f",
                format!("<strong>{}</strong>", escaped(entry)),
            ),
            false => ("", escaped(entry)),
        };
        format!("<td style=\"padding: 0 0.5em; text-align: right; background: none{style}\">{entry}</td>")
    };
    let line = |(i, row): (usize, &Vec<&str>)| {
        let cells: String = row.iter().enumerate().map(|(j, entry)| cell(i, j, entry)).collect();
        format!("<tr style=\"background: none\">{cells}</tr>")
    };
    let lines: String = rows.iter().enumerate().map(line).collect();
    format!(
        "<table style=\"margin: 0 0 0 1em; border-left: 1px solid currentColor; border-right: 1px solid currentColor; \
         border-collapse: collapse; font-family: var(--jp-code-font-family, monospace); color: inherit\"><tbody>{lines}</tbody></table>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed() -> Verdict {
        Verdict::Failed(Failed {
            flag: "Holds: the shape. Fails: `u` stays where it is. Right in 1 of 2 tests.".into(),
            held: vec!["the shape".into()],
            fails: Some("`u` stays where it is".into()),
            counterexample: Some("projector(&dvector![2.0])".into()),
            expected: Some("dmatrix![1.0]".into()),
            got: Some("dmatrix![1.0, 2.0;\n         3.0, 4.0]".into()),
            question: "Is `a < b`?".into(),
            ..Failed::default()
        })
    }

    #[test]
    fn verdicts_read_well_in_a_terminal() {
        #[track_caller]
        fn check(verdict: &Verdict, expected: &str) {
            assert_eq!(plain("projector", verdict), expected);
        }
        check(
            &Verdict::Passed {
                established: vec!["It is square".into(), "`u` stays".into()],
            },
            "projector: passed\n  - It is square\n  - `u` stays",
        );
        check(
            &Verdict::NotAttempted {
                reason: "still `todo!()`".into(),
            },
            "projector: not attempted yet\n  still `todo!()`",
        );
        check(
            &failed(),
            "\
projector: not yet right
  Holds: the shape. Fails: `u` stays where it is. Right in 1 of 2 tests.
  Try:
      projector(&dvector![2.0])
  Expected:
      dmatrix![1.0]
  Got:
      dmatrix![1.0, 2.0;
               3.0, 4.0]
  Question: Is `a < b`?",
        );
        check(
            &Verdict::GraderError {
                message: "no compiler".into(),
            },
            "projector: could not be checked\n  no compiler\n  The fault is the grader's, not yours: this counts neither \
             for nor against your answer.",
        );
    }

    #[test]
    fn html_says_in_words_what_it_shows_in_colour_and_escapes_the_rest() {
        let html = html("projector", &failed());
        assert!(html.contains("aria-label=\"Check of projector: not yet right\""));
        assert!(html.contains("<span aria-hidden=\"true\">✗ </span>"));
        assert!(html.contains(&format!("Is {}?", code("a &lt; b"))));
        assert!(html.contains(">projector(&amp;dvector![2.0])</code></pre>"));
        assert!(!html.contains("background: #") && !html.contains("src="));
    }

    #[test]
    fn what_holds_and_what_fails_are_told_apart() {
        let html = html("projector", &failed());
        assert!(html.contains(
            "aria-label=\"holds\" style=\"display: inline-block; width: 1.4em; text-indent: 0\">✓</span>the shape</li>"
        ));
        assert!(html.contains("aria-label=\"fails\""));
        assert!(html.contains("<p style=\"margin: 0.3em 0\">Right in 1 of 2 tests.</p>"));
        assert!(!html.contains("Holds:"), "{html}");
        let other = Verdict::Failed(Failed {
            flag: "The code panics: no.".into(),
            ..Failed::default()
        });
        assert!(super::html("f", &other).contains("The code panics: no."));
    }

    #[test]
    fn entries_that_differ_are_marked_on_both_sides() {
        let verdict = |expected: &str, got: &str| {
            Verdict::Failed(Failed {
                expected: Some(expected.into()),
                got: Some(got.into()),
                ..Failed::default()
            })
        };
        let same = html(
            "f",
            &verdict("dmatrix![1.0, 2.0; 3.0, 4.0]", "dmatrix![1.0, 2.0; 3.0, 5.0]"),
        );
        assert_eq!(same.matches("<strong>4.0</strong>").count(), 1);
        assert_eq!(same.matches("<strong>5.0</strong>").count(), 1);
        assert_eq!(same.matches("<td ").count(), 8);
        let rounded = html(
            "f",
            &verdict("dvector![0.3, 1.0]", "dvector![0.30000000000000004, 2.0]"),
        );
        assert!(!rounded.contains("<strong>0.3") && rounded.contains("<strong>2.0</strong>"));
        let digits = html(
            "f",
            &verdict("dvector![0.3, 1.0]", "dvector![0.30000000000000004, 1.0]"),
        );
        assert!(digits.contains("<strong>0.3</strong>"));
        let shapes = html("f", &verdict("dvector![1.0]", "dvector![1.0, 2.0]"));
        assert!(!shapes.contains("<strong>1.0") && shapes.matches("<td ").count() == 3);
        let others = html("f", &verdict("(1.0, 2.0)", "dvector![1.0]"));
        assert!(!others.contains("<td "));
    }
}

//! Verdicts: what was established, what failed, on which input, and a question.

use grading::{Failed, Verdict};

use super::{bundle, escaped, indented};
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
    let code = rows(failed).map(|(label, code)| format!("{label}:\n{}", indented(code, 4)));
    parts.extend(code);
    parts.push(format!("Question: {}", failed.question));
    parts
}

/// The code in a failure, with what it is.
fn rows(failed: &Failed) -> impl Iterator<Item = (&'static str, &str)> {
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
            let facts: String = established
                .iter()
                .map(|fact| format!("<li>{}</li>", inline(fact)))
                .collect();
            format!("<ul style=\"margin: 0.3em 0\">{facts}</ul>")
        }
        Verdict::Failed(failed) => html_failure(&id, failed),
        Verdict::GraderError { message } => paragraph(message) + &paragraph(NOT_YOURS),
    };
    format!(
        "<section role=\"status\" aria-label=\"Check of {id}: {words}\" style=\"border-left: 0.3em solid {colour}; \
         padding: 0.2em 0.9em; color: inherit\">\
         <p style=\"margin: 0.3em 0\"><strong><span aria-hidden=\"true\">{symbol} </span>{}: {words}</strong></p>\
         {body}</section>",
        code(&id)
    )
}

fn html_failure(id: &str, failed: &Failed) -> String {
    let rows: String = rows(failed)
        .map(|(label, code)| {
            format!(
                "<dt>{label}</dt><dd style=\"margin: 0 0 0.3em 1.5em\"><pre style=\"margin: 0; background: none; \
                 color: inherit\"><code style=\"background: none; color: inherit\">{}</code></pre></dd>",
                escaped(code)
            )
        })
        .collect();
    let rows = match rows.is_empty() {
        true => rows,
        false => format!("<dl style=\"margin: 0.3em 0\">{rows}</dl>"),
    };
    format!(
        "{}{rows}<p style=\"margin: 0.3em 0\"><strong>Question:</strong> {}</p>\
         <p style=\"margin: 0.3em 0\"><small>{} tells you more; further hints open as you \
         change your answer.</small></p>",
        paragraph(&failed.flag),
        inline(&failed.question),
        code(&format!("%hint {id}"))
    )
}

fn paragraph(text: &str) -> String {
    format!("<p style=\"margin: 0.3em 0\">{}</p>", inline(text))
}

/// HTML as code within a text. VS Code has a font of its own for code in blocks alone.
fn code(html: &str) -> String {
    format!("<code style=\"font-family: var(--jp-code-font-family, monospace)\">{html}</code>")
}

/// `text` as HTML, with what stands between backticks as code.
fn inline(text: &str) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`') {
        html += &escaped(before);
        match after.split_once('`') {
            Some((between, after)) => {
                html += &code(&escaped(between));
                rest = after;
            }
            None => {
                html.push('`');
                rest = after;
            }
        }
    }
    html + &escaped(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed() -> Verdict {
        Verdict::Failed(Failed {
            flag: "Holds: the shape. Fails: `u` stays where it is.".into(),
            counterexample: Some("projector(&dvector![2.0])".into()),
            expected: Some("dmatrix![1.0]".into()),
            got: Some("dmatrix![1.0, 2.0;\n         3.0, 4.0]".into()),
            question: "Is `a < b`?".into(),
            panic: None,
            misconception: None,
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
  Holds: the shape. Fails: `u` stays where it is.
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
    fn backticks_become_code() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            assert_eq!(inline(text), expected);
        }
        check("no code", "no code");
        check("`a & b` or `c`", &format!("{} or {}", code("a &amp; b"), code("c")));
        check("a lone ` here", "a lone ` here");
        check("<script>", "&lt;script&gt;");
    }
}

//! A question for a forum, in Markdown, to copy.

use grading::{Exercise, Verdict};
use interfaces::evaluator::MimeBundle;

use super::bundle;
use super::markdown::code as fenced;

/// What others need to know to help.
pub(crate) struct Question<'q> {
    pub(crate) exercise: &'static Exercise,
    /// As it was typed; empty if there is none.
    pub(crate) code: &'q str,
    pub(crate) verdict: &'q Verdict,
    /// How many other answers were checked before.
    pub(crate) tried: usize,
    /// Which hints are open: `a question`.
    pub(crate) hints: Vec<&'static str>,
    /// What the learner said of it.
    pub(crate) reasons: Vec<&'q str>,
    pub(crate) meno: &'q str,
    pub(crate) rustc: Option<&'q str>,
    /// The course's address.
    pub(crate) course: Option<String>,
}

pub(crate) fn question(question: &Question<'_>) -> MimeBundle {
    let text = markdown(question);
    bundle([("text/html", html(question.exercise.id, &text)), ("text/plain", text)])
}

fn markdown(question: &Question<'_>) -> String {
    let exercise = question.exercise;
    let mut parts = vec![format!(
        "**`{}`: {}** ({})",
        exercise.id, exercise.title, exercise.notebook.title
    )];
    parts.extend(question.course.as_ref().map(|address| format!("Course: {address}")));
    parts.push(match question.code {
        "" => format!("I have no answer yet. It should be {}", fenced(exercise.signature)),
        code => format!("My answer:\n\n{}", fenced(code)),
    });
    parts.extend(verdict(question.verdict));
    parts.push(tried(question));
    let reasons = question.reasons.iter().map(|reason| format!("- {reason}"));
    let reasons: Vec<String> = reasons.collect();
    if !reasons.is_empty() {
        parts.push(format!("What I think:\n\n{}", reasons.join("\n")));
    }
    parts.push("My question: ".to_owned());
    let rustc = question
        .rustc
        .map_or_else(String::new, |rustc| format!(", Rust {rustc}"));
    parts.push(format!("*Meno {}{rustc}*", question.meno));
    parts.join("\n\n")
}

fn verdict(verdict: &Verdict) -> Vec<String> {
    match verdict {
        Verdict::Passed { .. } => vec!["It passes its check.".to_owned()],
        Verdict::NotAttempted { reason } => vec![format!("The check says: not attempted yet. {reason}")],
        Verdict::GraderError { message } => vec![format!("The check fails by itself: {message}")],
        Verdict::Failed(failed) => {
            let mut parts = vec![format!("The check says: not yet right. {}", failed.flag)];
            let examples = [
                ("Input", &failed.counterexample),
                ("Expected", &failed.expected),
                ("Got", &failed.got),
            ];
            let shown = examples
                .into_iter()
                .filter_map(|(label, code)| Some(format!("{label}:\n\n{}", fenced(code.as_deref()?))));
            parts.extend(shown);
            parts.push(format!("It asks: {}", failed.question));
            parts
        }
    }
}

fn tried(question: &Question<'_>) -> String {
    let tried = match question.tried {
        0 => "I have tried nothing else so far".to_owned(),
        1 => "I have tried one other answer".to_owned(),
        many => format!("I have tried {many} other answers"),
    };
    match question.hints.as_slice() {
        [] => format!("{tried}, and have opened no hints."),
        hints => format!("{tried}, and have opened these hints: {}.", hints.join(", ")),
    }
}

/// The text in a field, with a button that copies it.
fn html(id: &str, text: &str) -> String {
    let rows = text.lines().count().clamp(6, 24) + 1;
    format!(
        "<div style=\"color: inherit\"><p style=\"margin: 0.3em 0\">Read it, add your question, and \
         <button type=\"button\" style=\"font: inherit; font-size: 85%; color: inherit; background: none; \
         border: 1px solid currentColor; border-radius: 0.3em; padding: 0 0.5em; cursor: pointer\" \
         onclick=\"navigator.clipboard.writeText(this.closest('div').querySelector('textarea').value)\">copy</button> \
         it to where you ask.</p><textarea aria-label=\"A question on {id}, in Markdown\" rows=\"{rows}\" \
         style=\"box-sizing: border-box; width: 100%; color: inherit; background: none; border: 1px solid currentColor; \
         border-radius: 0.3em; padding: 0.4em; font-family: var(--jp-code-font-family, monospace); \
         font-size: var(--jp-code-font-size, 13px)\">{}</textarea></div>",
        as_value(text)
    )
}

/// As the value of a field. A notebook would read what stands between two dollars as a formula.
fn as_value(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('$', "&#36;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use grading::Failed;

    fn ask(code: &str, verdict: &Verdict) -> String {
        markdown(&Question {
            exercise: course::find("projector").expect("the exercise"),
            code,
            verdict,
            tried: 2,
            hints: vec!["a question", "a statement"],
            reasons: vec!["the length goes in twice"],
            meno: "0.1.0",
            rustc: Some("1.95.0"),
            course: Some("https://example.org/course".to_owned()),
        })
    }

    #[test]
    fn a_question_has_what_others_need() {
        let failed = Verdict::Failed(Failed {
            flag: "Fails: something.".to_owned(),
            counterexample: Some("projector(&dvector![2.0])".to_owned()),
            expected: Some("1".to_owned()),
            got: Some("4".to_owned()),
            question: "Why?".to_owned(),
            ..Failed::default()
        });
        assert_eq!(
            ask("fn projector() {}", &failed),
            "\
**`projector`: The shadow on a line** (Linear algebra as programming)

Course: https://example.org/course

My answer:

```rust
fn projector() {}
```

The check says: not yet right. Fails: something.

Input:

```rust
projector(&dvector![2.0])
```

Expected:

```rust
1
```

Got:

```rust
4
```

It asks: Why?

I have tried 2 other answers, and have opened these hints: a question, a statement.

What I think:

- the length goes in twice

My question: 

*Meno 0.1.0, Rust 1.95.0*"
        );
    }

    #[test]
    fn the_field_holds_the_text_as_it_is() {
        let html = html("projector", "a < b && $x$ </textarea>");
        assert!(html.contains(">a &lt; b &amp;&amp; &#36;x&#36; &lt;/textarea&gt;</textarea>"));
    }
}

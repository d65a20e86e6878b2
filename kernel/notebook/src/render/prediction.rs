//! A prediction beside what came out, and a question where it was wrong.

use grading::Question;

use super::html::{block, escaped, inline, paragraph};
use super::{bundle, indented};
use crate::predictions::{Judgement, Outcome, Prediction};
use interfaces::evaluator::MimeBundle;

/// What came is cut behind so many lines: all of it stands beside the card.
const LONGEST: usize = 12;

/// From here on, in percent, someone is sure.
const SURE: u8 = 70;

/// A prediction beside what came out.
pub(crate) fn card(prediction: &Prediction, outcome: &Outcome, judgement: &Judgement) -> MimeBundle {
    let card = Card::new(prediction, outcome, judgement);
    bundle([("text/plain", card.plain()), ("text/html", card.html())])
}

/// What is asked where the prediction is still to be made.
pub(crate) fn blank(question: Option<&Question>) -> MimeBundle {
    let prompt = question.map_or("What will come out of this cell?", |question| question.prompt);
    let then = "Put your prediction in place of the `?`, with `--sure 80` and `--because \"…\"` if you like, and run the cell \
                again. Nothing of it has run yet.";
    let look = Look::OPEN;
    let plain = format!(
        "prediction: still to be made\n{}\n{}",
        indented(prompt, 2),
        indented(then, 2)
    );
    let html = look.section("still to be made", &format!("{}{}", paragraph(prompt), paragraph(then)));
    bundle([("text/plain", plain), ("text/html", html)])
}

/// How a judgement looks. Its colour is that of the border alone, and readable on light and on dark.
struct Look {
    symbol: &'static str,
    colour: &'static str,
}

impl Look {
    const OPEN: Look = Look {
        symbol: "○",
        colour: "#888888",
    };

    fn of(judgement: &Judgement) -> (Look, &'static str) {
        let (symbol, colour, words) = match judgement {
            Judgement::Right => ("✓", "#2e9e5b", "right"),
            Judgement::Wrong => ("✗", "#d9534f", "something else came out"),
            Judgement::Open(_) => return (Look::OPEN, "not decided"),
        };
        (Look { symbol, colour }, words)
    }

    fn section(&self, words: &str, body: &str) -> String {
        let Look { symbol, colour } = self;
        format!(
            "<section role=\"status\" aria-label=\"Prediction: {words}\" style=\"border-left: 0.3em solid {colour}; \
             padding: 0.2em 0.9em; color: inherit\"><p style=\"margin: 0.3em 0\"><strong><span aria-hidden=\"true\">{symbol} \
             </span>Prediction: {words}</strong></p>{body}</section>"
        )
    }
}

/// What a card says, in any form.
struct Card<'a> {
    look: Look,
    words: &'static str,
    said: &'a str,
    /// How sure, and why; may be empty.
    confidence: String,
    label: &'static str,
    came: String,
    /// Why it is not decided.
    open: Option<&'a str>,
    /// What the lesson has to say.
    shows: Option<&'static str>,
    question: Option<String>,
}

impl<'a> Card<'a> {
    fn new(prediction: &'a Prediction, outcome: &Outcome, judgement: &'a Judgement) -> Card<'a> {
        let (look, words) = Look::of(judgement);
        let is_wrong = *judgement == Judgement::Wrong;
        let open = match judgement {
            Judgement::Open(why) => Some(why.as_str()),
            Judgement::Right | Judgement::Wrong => None,
        };
        let came = match outcome {
            // Said once.
            Outcome::Nothing(_) => String::new(),
            outcome => shortened(&outcome.text()),
        };
        Card {
            look,
            words,
            said: &prediction.text,
            confidence: confidence(prediction),
            label: outcome.label(),
            came,
            open,
            shows: prediction.shows().filter(|_| is_wrong),
            question: is_wrong.then(|| question(prediction)),
        }
    }

    fn plain(&self) -> String {
        let mut lines = vec![format!("prediction: {}", self.words)];
        let confidence = match self.confidence.as_str() {
            "" => String::new(),
            confidence => format!(" ({confidence})"),
        };
        lines.push(format!("  You said: {}{confidence}", self.said));
        match self.came.lines().count() {
            0 => {}
            1 => lines.push(format!("  {}: {}", self.label, self.came)),
            _ => lines.push(format!("  {}:\n{}", self.label, indented(&self.came, 6))),
        }
        lines.extend(self.open.map(|why| format!("  Not decided: {why}.")));
        lines.extend(self.shows.map(|shows| format!("  {shows}")));
        lines.extend(self.question.iter().map(|question| format!("  Question: {question}")));
        lines.join("\n")
    }

    fn html(&self) -> String {
        let side =
            |label: &str, shown: &str, below: &str| format!("<div><div>{label}</div>{}{below}</div>", block(shown));
        let confidence = match self.confidence.as_str() {
            "" => String::new(),
            confidence => format!(
                "<div style=\"margin-left: 1em\"><small>{}</small></div>",
                escaped(confidence)
            ),
        };
        let came = match self.came.as_str() {
            "" => String::new(),
            came => side(self.label, came, ""),
        };
        let sides = format!(
            "<div style=\"display: flex; flex-wrap: wrap; gap: 0.3em 2.5em; margin: 0.3em 0\">{}{came}</div>",
            side("You said", self.said, &confidence)
        );
        let open = self.open.map(|why| paragraph(&format!("Not decided: {why}.")));
        let shows = self.shows.map(paragraph);
        let question = self.question.as_deref().map(|question| {
            format!(
                "<p style=\"margin: 0.6em 0; padding: 0.4em 0.8em; border-radius: 0.3em; background: rgba(127, 127, 127, 0.12)\">\
                 <strong>Question:</strong> {}</p>",
                inline(question)
            )
        });
        let rest: String = [open, shows, question].into_iter().flatten().collect();
        self.look.section(self.words, &(sides + &rest))
    }
}

/// `90 % sure, because “…”`.
fn confidence(prediction: &Prediction) -> String {
    let sure = prediction.sure.map(|sure| format!("{sure} % sure"));
    let because = prediction.because.as_ref().map(|reason| format!("because “{reason}”"));
    let parts: Vec<String> = [sure, because].into_iter().flatten().collect();
    parts.join(", ")
}

/// What to think about after a prediction that was wrong: the reason, above all where someone was sure of it.
fn question(prediction: &Prediction) -> String {
    match (prediction.sure, &prediction.because) {
        (Some(sure), Some(reason)) if sure >= SURE => {
            format!("You were {sure} % sure, because “{reason}”. Which part of that reason doesn't hold?")
        }
        (Some(sure), None) if sure >= SURE => {
            format!("You were {sure} % sure. What made you so sure, and does it hold here?")
        }
        (_, Some(reason)) => format!("Your reason was “{reason}”. Which part of it doesn't hold?"),
        (Some(sure), None) => format!("You were {sure} % sure. What did the rest of you think would happen instead?"),
        (None, None) => "At which step does the code do something other than you did in your head?".to_owned(),
    }
}

fn shortened(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    match lines.len() > LONGEST {
        true => format!("{}\n…", lines[..LONGEST].join("\n")),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predictions::guess::Guess;
    use grading::value::{CellValue, ValueTree};

    fn prediction(text: &str, sure: Option<u8>, because: Option<&str>) -> Prediction {
        Prediction {
            guess: Guess::parse(text).expect("it can be read"),
            text: text.to_owned(),
            sure,
            because: because.map(str::to_owned),
            question: None,
        }
    }

    fn came() -> Outcome {
        Outcome::Ran(Some(CellValue {
            tree: ValueTree::real(0.5),
            text: "0.5".to_owned(),
        }))
    }

    #[track_caller]
    fn check(prediction: &Prediction, outcome: &Outcome, expected: &str) {
        let judgement = prediction.judge(outcome);
        assert_eq!(Card::new(prediction, outcome, &judgement).plain(), expected);
    }

    #[test]
    fn a_prediction_stands_beside_what_came() {
        check(
            &prediction("0.5", Some(60), None),
            &came(),
            "prediction: right\n  You said: 0.5 (60 % sure)\n  It came to: 0.5",
        );
        let interrupted = Outcome::Nothing("the cell was interrupted before anything came out".to_owned());
        check(
            &prediction("0.5", None, None),
            &interrupted,
            "prediction: not decided\n  You said: 0.5\n  Not decided: the cell was interrupted before anything came out.",
        );
    }

    #[test]
    fn a_wrong_prediction_is_asked_about_its_reason() {
        #[track_caller]
        fn asks(sure: Option<u8>, because: Option<&str>, expected: &str) {
            assert_eq!(question(&prediction("2", sure, because)), expected);
        }
        check(
            &prediction("2", Some(90), Some("it doubles")),
            &came(),
            "prediction: something else came out\n  You said: 2 (90 % sure, because “it doubles”)\n  It came to: 0.5\n  \
             Question: You were 90 % sure, because “it doubles”. Which part of that reason doesn't hold?",
        );
        asks(
            Some(90),
            None,
            "You were 90 % sure. What made you so sure, and does it hold here?",
        );
        asks(
            Some(20),
            Some("a guess"),
            "Your reason was “a guess”. Which part of it doesn't hold?",
        );
        asks(
            Some(20),
            None,
            "You were 20 % sure. What did the rest of you think would happen instead?",
        );
        asks(
            None,
            None,
            "At which step does the code do something other than you did in your head?",
        );
    }

    #[test]
    fn html_says_in_words_what_it_shows_in_colour_and_escapes_the_rest() {
        let wrong = prediction("\"<b>\"", Some(90), Some("$1 < $2"));
        let judgement = wrong.judge(&came());
        let html = Card::new(&wrong, &came(), &judgement).html();
        assert!(
            html.contains("aria-label=\"Prediction: something else came out\""),
            "{html}"
        );
        assert!(html.contains("<span aria-hidden=\"true\">✗ </span>"));
        assert!(html.contains("&quot;&lt;b&gt;&quot;</code></pre>"));
        assert!(!html.contains("<b>") && !html.contains("$1"), "{html}");
        assert!(!html.contains("background: #") && !html.contains("src="));
    }

    #[test]
    fn a_large_value_is_cut() {
        let text = vec!["1"; 40].join("\n");
        assert_eq!(shortened(&text).lines().count(), LONGEST + 1);
        assert_eq!(shortened("1\n2"), "1\n2");
    }
}

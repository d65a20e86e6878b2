//! Tricks, what inputs say of an answer, and what is told in the end.

use grading::{Failed, Refutation, Verdict};
use interfaces::evaluator::MimeBundle;

use super::html::{block, escaped, inline, paragraph};
use super::verdict::{copied, item, list, outcomes};
use super::{bundle, indented};
use crate::tricks::{Trick, form};

const NEUTRAL: &str = "#888888";
const RIGHT: &str = "#2e9e5b";
const WRONG: &str = "#d9534f";
const DOUBT: &str = "#c98a00";

/// What a card says, in the order in which it says it. The plain form is of the same parts.
struct Card {
    symbol: &'static str,
    colour: &'static str,
    /// Text in which code stands between backticks.
    heading: String,
    parts: Vec<Part>,
}

enum Part {
    Text(String),
    /// Whether each holds, and what it says.
    Claims(Vec<(bool, String)>),
    Code(String),
    /// Code that is worth trying.
    Example(String),
    Outcomes(Failed),
}

impl Card {
    fn bundle(&self) -> MimeBundle {
        bundle([("text/plain", self.plain()), ("text/html", self.html())])
    }

    fn plain(&self) -> String {
        let parts: Vec<String> = self.parts.iter().map(|part| indented(&part.plain(), 2)).collect();
        let heading = self.heading.replace('`', "");
        [vec![heading], parts].concat().join("\n")
    }

    fn html(&self) -> String {
        let Card {
            symbol,
            colour,
            heading,
            ..
        } = self;
        let body: String = self.parts.iter().map(Part::html).collect();
        format!(
            "<section role=\"status\" aria-label=\"{}\" style=\"border-left: 0.3em solid {colour}; padding: 0.2em 0.9em; \
             color: inherit\"><p style=\"margin: 0.3em 0\"><strong><span aria-hidden=\"true\">{symbol} </span>{}</strong></p>\
             {body}</section>",
            escaped(&heading.replace('`', "")),
            inline(heading),
        )
    }
}

impl Part {
    fn plain(&self) -> String {
        match self {
            Part::Text(text) => text.clone(),
            Part::Claims(claims) => {
                let line = |(holds, claim): &(bool, String)| format!("{}: {claim}", words(*holds));
                claims.iter().map(line).collect::<Vec<_>>().join("\n")
            }
            Part::Code(code) => indented(code, 4),
            Part::Example(example) => format!("Try:\n{}", indented(example, 4)),
            Part::Outcomes(failed) => {
                let sides = [("Expected", &failed.expected), ("Got", &failed.got)];
                let side = |(label, code): (&str, &Option<String>)| {
                    Some(format!("{label}:\n{}", indented(code.as_deref()?, 4)))
                };
                sides.into_iter().filter_map(side).collect::<Vec<_>>().join("\n")
            }
        }
    }

    fn html(&self) -> String {
        match self {
            Part::Text(text) => paragraph(text),
            Part::Claims(claims) => {
                let line = |(holds, claim): &(bool, String)| item(if *holds { "✓" } else { "✗" }, words(*holds), claim);
                list(&claims.iter().map(line).collect::<String>())
            }
            Part::Code(code) => block(code),
            Part::Example(example) => copied("Try", example),
            Part::Outcomes(failed) => outcomes(failed),
        }
    }
}

fn words(holds: bool) -> &'static str {
    match holds {
        true => "holds",
        false => "fails",
    }
}

/// A trick as it is laid.
pub(crate) fn laid(trick: &Trick) -> MimeBundle {
    let id = trick.exercise.id;
    let form = form(trick.exercise);
    Card {
        symbol: "?",
        colour: NEUTRAL,
        heading: format!("An answer to `{id}`: is it right?"),
        parts: vec![
            Part::Code(trick.code.clone()),
            Part::Text(format!(
                "Say what you think: `%predict passes` or `%predict fails`. Then look for an input on which it goes wrong: \
                 `%refute {form}`. `%reveal` tells, step by step; `%help {id}` shows what was asked for."
            )),
        ],
    }
    .bundle()
}

/// What someone thinks of a trick, which is not told yet.
pub(crate) fn said(trick: &Trick, passes: bool) -> MimeBundle {
    let id = trick.exercise.id;
    let form = form(trick.exercise);
    let next = match (trick.is_told(), passes) {
        (true, _) => "It has been told already, so this counts for nothing.".to_owned(),
        (false, true) => format!(
            "If it is right, no input refutes it. Try the one that you trust least: `%refute {form}`. `%reveal` tells."
        ),
        (false, false) => format!("On which input does it go wrong? Show one: `%refute {form}`. `%reveal` tells."),
    };
    Card {
        symbol: "·",
        colour: NEUTRAL,
        heading: format!("You say that this answer to `{id}` {}", verb(passes)),
        parts: vec![Part::Text(next)],
    }
    .bundle()
}

fn verb(passes: bool) -> &'static str {
    match passes {
        true => "passes",
        false => "fails",
    }
}

/// Whose answer was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    Trick,
    Own,
}

impl Whose {
    fn of(self, id: &str) -> String {
        match self {
            Whose::Trick => format!("This answer to `{id}`"),
            Whose::Own => format!("Your `{id}`"),
        }
    }
}

/// What an input says of an answer to the exercise of that id. `sizes` are how many numbers the input has, and how many the
/// smallest counterexample that is known.
pub(crate) fn refutation(id: &str, whose: Whose, refutation: &Refutation, sizes: Option<(usize, usize)>) -> MimeBundle {
    let subject = whose.of(id);
    let card = match refutation {
        Refutation::Breaks {
            fails, expected, got, ..
        } => Card {
            symbol: "✗",
            colour: WRONG,
            heading: format!("{subject} is refuted: it goes wrong on this input"),
            parts: [
                Part::Claims(vec![(false, fails.clone())]),
                sides(expected.clone(), got.clone()),
            ]
            .into_iter()
            .chain(sizes.map(|(own, least)| Part::Text(compared(own, least))))
            .collect(),
        },
        Refutation::Holds { expected, got, differs } => Card {
            symbol: "○",
            colour: NEUTRAL,
            heading: format!("{subject} is not refuted: it is right on this input"),
            parts: match differs {
                false => vec![
                    sides(None, got.clone()),
                    Part::Text("The input is a valid one, and tells this answer from no right one.".to_owned()),
                ],
                true => vec![
                    sides(expected.clone(), got.clone()),
                    Part::Text(
                        "What came is another value than the solution's, and as right: all that is asked for holds."
                            .to_owned(),
                    ),
                ],
            },
        },
        Refutation::Outside { why } => Card {
            symbol: "!",
            colour: DOUBT,
            heading: format!("That is no input of `{id}`: it says nothing of an answer"),
            parts: vec![Part::Text(sentence(why))],
        },
        Refutation::Undecided { why } => Card {
            symbol: "!",
            colour: DOUBT,
            heading: format!("This input decides nothing about an answer to `{id}`"),
            parts: vec![Part::Text(sentence(why))],
        },
    };
    card.bundle()
}

/// What is said of an answer that does not come back.
pub(crate) fn not_survived(id: &str, whose: Whose, why: &str) -> MimeBundle {
    Card {
        symbol: "✗",
        colour: WRONG,
        heading: format!("{} is refuted: it does not come back from this input", whose.of(id)),
        parts: vec![Part::Text(sentence(why))],
    }
    .bundle()
}

fn sides(expected: Option<String>, got: String) -> Part {
    Part::Outcomes(Failed {
        expected,
        got: Some(got),
        ..Failed::default()
    })
}

fn compared(own: usize, least: usize) -> String {
    let numbers = |count| match count {
        1 => "1 number".to_owned(),
        count => format!("{count} numbers"),
    };
    match own <= least {
        true => format!(
            "The course knows no smaller counterexample: yours has {}.",
            numbers(own)
        ),
        false => format!(
            "The smallest counterexample that the course knows has {}, and yours {own}.",
            numbers(least)
        ),
    }
}

fn sentence(why: &str) -> String {
    let mut letters = why.trim_end_matches('.').chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}

/// Whether a trick passes, and whether those who said so were right.
pub(crate) fn verdict(trick: &Trick) -> MimeBundle {
    let passes = trick.passes();
    let claims = match &trick.verdict {
        Verdict::Passed { established } => established.iter().map(|fact| (true, fact.clone())).collect(),
        Verdict::Failed(failed) => {
            let fails = failed.fails.as_deref().unwrap_or(&failed.flag);
            // How it fails there is for the next stage.
            let claim = fails.split("; ").next().unwrap_or_default().to_owned();
            let held = failed.held.iter().map(|claim| (true, claim.clone()));
            held.chain([(false, claim)]).collect()
        }
        Verdict::NotAttempted { .. } | Verdict::GraderError { .. } => Vec::new(),
    };
    let said = match trick.said.as_slice() {
        [] => None,
        [one] => Some(format!("You said that it {}.", verb(*one))),
        [.., before, last] if before == last => Some(format!("You said that it {}.", verb(*last))),
        [.., before, last] => Some(format!(
            "You said first that it {}, then that it {}.",
            verb(*before),
            verb(*last)
        )),
    };
    Card {
        symbol: if passes { "✓" } else { "✗" },
        colour: if passes { RIGHT } else { WRONG },
        heading: format!("This answer to `{}` {}", trick.exercise.id, verb(passes)),
        parts: said.map(Part::Text).into_iter().chain([Part::Claims(claims)]).collect(),
    }
    .bundle()
}

/// The smallest input on which a trick goes wrong.
pub(crate) fn counterexample(trick: &Trick, failed: &Failed) -> MimeBundle {
    let example = failed.counterexample.clone().map(Part::Example);
    Card {
        symbol: "✗",
        colour: WRONG,
        heading: format!(
            "A smallest input on which this answer to `{}` goes wrong",
            trick.exercise.id
        ),
        parts: example.into_iter().chain([Part::Outcomes(failed.clone())]).collect(),
    }
    .bundle()
}

/// That there is nothing left to tell.
pub(crate) fn told(trick: &Trick) -> MimeBundle {
    Card {
        symbol: "·",
        colour: NEUTRAL,
        heading: format!("That was all about this answer to `{}`", trick.exercise.id),
        parts: vec![Part::Text(format!("`%trick {}` lays another one.", trick.exercise.id))],
    }
    .bundle()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tricks::Tricks;

    fn plain(bundle: &MimeBundle) -> &str {
        bundle["text/plain"].as_str().expect("it is text")
    }

    #[test]
    fn a_card_says_the_same_in_text_and_in_html() {
        let refuted = Refutation::Breaks {
            fails: "`u` stays where it is; it is 4.0, not 2.0".to_owned(),
            expected: Some("dmatrix![1.0]".to_owned()),
            got: "dmatrix![4.0]".to_owned(),
            panic: None,
        };
        let card = refutation("projector", Whose::Trick, &refuted, Some((3, 1)));
        assert_eq!(
            plain(&card),
            "This answer to projector is refuted: it goes wrong on this input\n  \
             fails: `u` stays where it is; it is 4.0, not 2.0\n  \
             Expected:\n      dmatrix![1.0]\n  Got:\n      dmatrix![4.0]\n  \
             The smallest counterexample that the course knows has 1 number, and yours 3."
        );
        let html = card["text/html"].as_str().expect("it is text");
        for words in ["is refuted", "aria-label=\"fails\"", "4.0", "has 1 number"] {
            assert!(html.contains(words), "{words}: {html}");
        }
    }

    #[test]
    fn what_is_laid_and_what_was_said_tell_nothing() {
        let exercise = course::find("projector").expect("the course has it");
        let mut tricks = Tricks::default();
        let mut cards = |tag: &str| {
            let trick = tricks.lay_tagged(exercise, tag).expect("it compiles");
            let (code, laid, said) = (trick.code.clone(), laid(trick), said(trick, true));
            (plain(&laid).replace(&indented(&code, 6), ""), said)
        };
        let tags: Vec<&str> = exercise
            .misconceptions
            .iter()
            .map(|misconception| misconception.tag)
            .collect();
        let first = cards(tags[0]);
        for tag in tags {
            assert_eq!(cards(tag), first, "{tag}");
        }
    }

    #[test]
    fn a_counterexample_as_small_as_any_is_called_so() {
        assert_eq!(
            compared(1, 1),
            "The course knows no smaller counterexample: yours has 1 number."
        );
        assert_eq!(
            compared(2, 3),
            "The course knows no smaller counterexample: yours has 2 numbers."
        );
    }

    #[test]
    fn reasons_become_sentences() {
        assert_eq!(sentence("the cell took too long."), "The cell took too long.");
        assert_eq!(sentence("`u` is zero"), "`u` is zero.");
    }
}

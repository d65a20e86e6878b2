//! What came of a cell, and what that says of its prediction.

use grading::value::{CellValue, ValueTree};
use interfaces::failure::{Cause, Failure, FailureKind};

use super::comparison::Comparison;
use super::guess::Guess;
use super::line::Prediction;
use super::written::Written;

/// What came of a cell, as far as its prediction is about that.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// It ran, and its last expression came to this, if that could be told.
    Ran(Option<CellValue>),
    Failed(Failure),
    /// The check in it passed, or did not.
    Checked {
        passed: bool,
    },
    /// Nothing came of it that could be compared; why not.
    Nothing(String),
}

/// Whether a prediction came true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Judgement {
    Right,
    Wrong,
    /// It can't be said; why not.
    Open(String),
}

impl Outcome {
    /// The outcome of a cell that has failed. Where nothing was decided by that, it is nothing.
    pub(crate) fn of_failure(failure: &Failure) -> Outcome {
        let undecided = match (failure.kind.cause(), &failure.kind) {
            (Cause::Interrupt, _) => "the cell was interrupted before anything came out",
            (Cause::Machine, _) => "the cell could not be run, which is not its doing",
            (Cause::Code, FailureKind::TimeOut) => "the cell was ended before anything came out",
            (Cause::Code, _) => return Outcome::Failed(failure.clone()),
        };
        Outcome::Nothing(undecided.to_owned())
    }

    /// What it is called on a card.
    pub(crate) fn label(&self) -> &'static str {
        match self {
            Outcome::Ran(Some(value)) if value.tree != ValueTree::Unit => "It came to",
            Outcome::Ran(_) | Outcome::Failed(_) | Outcome::Checked { .. } | Outcome::Nothing(_) => "What came",
        }
    }

    /// What to show of it.
    pub(crate) fn text(&self) -> String {
        match self {
            Outcome::Ran(Some(CellValue {
                tree: ValueTree::Unit, ..
            })) => "nothing: the last expression has no value".to_owned(),
            Outcome::Ran(Some(value)) => value.text.clone(),
            Outcome::Ran(None) => "the cell ran".to_owned(),
            Outcome::Failed(failure) => match &failure.kind {
                FailureKind::Rejected { code: Some(code) } => {
                    format!("the compiler refused it: {code}, {}", failure.message)
                }
                FailureKind::Rejected { code: None } => format!("the compiler refused it: {}", failure.message),
                FailureKind::Panic => format!("it panicked: {}", failure.message),
                _ => failure.message.clone(),
            },
            Outcome::Checked { passed: true } => "the check passed".to_owned(),
            Outcome::Checked { passed: false } => "the check did not pass".to_owned(),
            Outcome::Nothing(why) => why.clone(),
        }
    }
}

impl Prediction {
    /// Whether it came true.
    pub(crate) fn judge(&self, outcome: &Outcome) -> Judgement {
        let is_right = match (&self.guess, outcome) {
            (_, Outcome::Nothing(why)) => return Judgement::Open(why.clone()),
            (Guess::Passes, Outcome::Checked { passed }) => *passed,
            (Guess::Fails, Outcome::Checked { passed }) => !passed,
            // An answer that doesn't run passes no check.
            (Guess::Fails, Outcome::Failed(_)) => true,
            (Guess::Refused, Outcome::Failed(failure)) => is_refusal(&failure.kind),
            (Guess::Code(code), Outcome::Failed(failure)) => has_code(failure, code),
            (Guess::Panics, Outcome::Failed(failure)) => failure.kind == FailureKind::Panic,
            (guess, Outcome::Ran(value)) if guess.is_value() => return of_value(guess, value.as_ref()),
            _ => false,
        };
        match is_right {
            true => Judgement::Right,
            false => Judgement::Wrong,
        }
    }

    /// The sentence that the lesson has on this prediction, where it is wrong.
    pub(crate) fn shows(&self) -> Option<&'static str> {
        let wrong = self.question?.wrong.iter();
        let mut same = wrong.filter(|(wrong, _)| {
            let known = Guess::parse(wrong);
            known.is_ok_and(|known| is_same(&self.guess, &known))
        });
        same.next().map(|(_, sentence)| *sentence)
    }
}

fn of_value(guess: &Guess, value: Option<&CellValue>) -> Judgement {
    let unknown = |why: &str| Judgement::Open(why.to_owned());
    let Some(value) = value else {
        return unknown("the cell ended before its last expression");
    };
    match guess.compare(value) {
        Comparison::Same => Judgement::Right,
        Comparison::Differs if value.tree == ValueTree::Unit => unknown("the cell's last expression has no value"),
        Comparison::Differs => Judgement::Wrong,
        Comparison::Unknown if value.text.is_empty() => unknown("a value of this type can't be compared"),
        Comparison::Unknown => {
            unknown("a value of this type can be compared with its text alone: predict `\"…\"`, as it is shown")
        }
    }
}

/// Whether the compiler is who refused it.
fn is_refusal(kind: &FailureKind) -> bool {
    matches!(
        kind,
        FailureKind::Rejected { .. } | FailureKind::TooComplex | FailureKind::Link
    )
}

/// Whether one of the compiler's errors has this code.
fn has_code(failure: &Failure, code: &str) -> bool {
    matches!(&failure.kind, FailureKind::Rejected { code: Some(first) } if first == code)
        || is_refusal(&failure.kind)
            && failure
                .traceback
                .iter()
                .any(|line| line.contains(&format!("error[{code}]")))
}

/// Whether a prediction says the same as one that a lesson knows, within the rounding of either.
fn is_same(guess: &Guess, known: &Guess) -> bool {
    guess == known || comes_true(guess, known) || comes_true(known, guess)
}

/// Whether a prediction is right where the value is what another one says.
fn comes_true(guess: &Guess, of: &Guess) -> bool {
    let Guess::Value(written) = of else {
        return false;
    };
    let text = match written {
        Written::Text(text) => text.clone(),
        _ => String::new(),
    };
    [true, false].into_iter().any(|is_real| {
        let value = CellValue {
            tree: written.meant(is_real),
            text: text.clone(),
        };
        guess.compare(&value) == Comparison::Same
    })
}

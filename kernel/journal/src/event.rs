//! What can be recorded. Each field is documented in the README, beside examples that the tests hold to be true.

use std::mem;

use serde::{Deserialize, Serialize};

/// Code beyond so many bytes is cut, and the line says so.
pub const MAX_CODE: usize = 1_000_000;

/// The same of any other text, which ends in `…` then.
pub const MAX_TEXT: usize = 64_000;

/// Something that happened. A new kind is a variant here, and a section of the README.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Event {
    Session(Session),
    Cell(Cell),
    Undone(Undone),
    Verdict(Verdict),
    Hint(Hint),
    Prediction(Prediction),
    Votes(Votes),
    Trick(Trick),
    Refutation(Refutation),
    Reveal(Reveal),
    Why(Said),
    Mark(Said),
    Keep(Said),
    Drop(Said),
    /// Of a kind that this version does not know, or not in this form. It stays in the file as it is.
    #[serde(skip)]
    Later(String),
}

/// Code as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    #[serde(default)]
    pub code: String,
    /// How many bytes it had, where it was too long to be recorded whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<u64>,
}

/// A kernel has begun to record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub meno: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rustc: Option<String>,
    /// Where this notebook was before it was moved or renamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formerly: Option<String>,
}

/// A cell has run, or failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    #[serde(flatten)]
    pub code: Code,
    pub outcome: Outcome,
    pub ms: u64,
    /// Those whose answers its Rust defines or changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exercises: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Ok,
    Failed(Failure),
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// As Jupyter calls it: `Panic`, say.
    pub class: String,
    /// rustc's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rustc: Option<String>,
    pub message: String,
}

/// Variables and items are those of another state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    pub by: Way,
    /// The cells that no longer count, or with `redo` count again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    Undo,
    Redo,
    Restore,
    Reset,
    Restart,
}

/// A check has come to a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub exercise: String,
    pub verdict: Judgement,
    /// What was established and what failed; of `not-attempted` and `grader-error`, why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub misconception: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counterexample: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub got: Option<String>,
    #[serde(flatten)]
    pub code: Code,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    Passed,
    Failed,
    NotAttempted,
    GraderError,
}

/// A hint has opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    pub exercise: String,
    pub rung: Rung,
    /// The question of the mistake that the hint is about.
    pub question: String,
    #[serde(flatten)]
    pub code: Code,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rung {
    Question,
    Statement,
    Sibling,
    Solution,
}

/// Someone has said what will come out, and it has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exercise: Option<String>,
    /// As it was typed.
    pub text: String,
    /// Per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sure: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// As it was shown; nothing where the cell did not come to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub came: Option<String>,
    /// Nothing where that can't be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<bool>,
}

/// An audience has voted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Votes {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exercise: Option<String>,
    pub options: Vec<Choice>,
    /// 1 for the first vote on a question, 2 for the one after the discussion.
    pub round: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub came: Option<String>,
    /// The option that is right, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub option: String,
    pub count: u32,
}

/// An answer was laid before someone who is to say whether it is right.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trick {
    pub exercise: String,
    /// The misconception's; nothing where the answer is right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    pub seed: u64,
    #[serde(flatten)]
    pub code: Code,
}

/// An input was tried on the answer of a trick.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refutation {
    pub exercise: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    pub call: String,
    pub outcome: Separation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Separation {
    /// The answer and a right one differ there.
    Separates,
    Agrees,
    /// The exercise says nothing of such an input.
    OutsideOfTheDomain,
    /// It is no call, or does not compile.
    Invalid,
}

/// A trick was taken apart, one stage further.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reveal {
    pub exercise: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    pub stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    Vote,
    Verdict,
    Counterexample,
    Question,
    Statement,
    Sibling,
    Solution,
}

/// What someone says of a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The number of the cell that it is said of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<u32>,
}

impl From<&str> for Code {
    fn from(code: &str) -> Code {
        let (code, cut) = (code.to_owned(), None);
        Code { code, cut }
    }
}

impl Event {
    /// The exercise that it is about, if it is about one.
    pub fn exercise(&self) -> Option<&str> {
        match self {
            Event::Verdict(Verdict { exercise, .. })
            | Event::Hint(Hint { exercise, .. })
            | Event::Trick(Trick { exercise, .. })
            | Event::Refutation(Refutation { exercise, .. })
            | Event::Reveal(Reveal { exercise, .. }) => Some(exercise),
            Event::Prediction(Prediction { exercise, .. }) | Event::Votes(Votes { exercise, .. }) => {
                exercise.as_deref()
            }
            Event::Session(_)
            | Event::Cell(_)
            | Event::Undone(_)
            | Event::Why(_)
            | Event::Mark(_)
            | Event::Keep(_)
            | Event::Drop(_)
            | Event::Later(_) => None,
        }
    }

    /// The same, with nothing in it that is too long for a line.
    pub(crate) fn bounded(mut self) -> Event {
        match &mut self {
            Event::Session(_) | Event::Later(_) => {}
            Event::Cell(cell) => {
                cell.code.bound();
                if let Outcome::Failed(failure) = &mut cell.outcome {
                    bound([&mut failure.message]);
                }
            }
            Event::Undone(undone) => bound(&mut undone.checkpoint),
            Event::Verdict(verdict) => {
                verdict.code.bound();
                let texts = [
                    &mut verdict.flag,
                    &mut verdict.question,
                    &mut verdict.counterexample,
                    &mut verdict.expected,
                    &mut verdict.got,
                ];
                bound(texts.into_iter().flatten());
            }
            Event::Hint(hint) => {
                hint.code.bound();
                bound([&mut hint.question]);
            }
            Event::Prediction(prediction) => {
                bound([&mut prediction.text]);
                bound([&mut prediction.because, &mut prediction.came].into_iter().flatten());
            }
            Event::Votes(votes) => {
                bound(votes.options.iter_mut().map(|choice| &mut choice.option));
                bound([&mut votes.came, &mut votes.right].into_iter().flatten());
            }
            Event::Trick(trick) => trick.code.bound(),
            Event::Refutation(refutation) => bound([&mut refutation.call]),
            Event::Reveal(_) => {}
            Event::Why(said) | Event::Mark(said) | Event::Keep(said) | Event::Drop(said) => bound(&mut said.text),
        }
        self
    }
}

impl Code {
    fn bound(&mut self) {
        if self.code.len() > MAX_CODE {
            self.cut = Some(self.code.len() as u64);
            self.code.truncate(self.code.floor_char_boundary(MAX_CODE));
        }
    }
}

fn bound<'t>(texts: impl IntoIterator<Item = &'t mut String>) {
    for text in texts {
        if text.len() > MAX_TEXT {
            let mut whole = mem::take(text);
            whole.truncate(whole.floor_char_boundary(MAX_TEXT));
            *text = whole + "…";
        }
    }
}

//! The hints on an exercise, in four levels: a question, a statement, a worked neighbour, the solution. The next level opens
//! when the answer's code has changed since the last hint, never with time.
//!
//! A question and a statement are about one mistake; a learner who makes another mistake gets that mistake's. A verdict shows the
//! question already. The worked neighbour and the solution are about the exercise, and are gone through once.

use std::collections::BTreeMap;

use grading::{Exercise, Kind, Verdict};

use crate::answer::Code;
use crate::render::hint::Hint;

/// The hints on one exercise, as far as they are open.
#[derive(Default)]
pub(crate) struct Hints {
    /// How many of the words on each mistake are open, by its question.
    words: BTreeMap<String, usize>,
    /// How many of the other levels are open.
    worked: usize,
    /// The question of the mistake and the answer's code for which the last level opened.
    last: Option<(String, Code)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Ask,
    Tell,
    Sibling,
    Solution,
}

/// What `%hint` leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Opens(Level),
    /// Not before the code has changed.
    Waits,
    /// There is none beyond those that are open.
    Ends,
}

impl Next {
    /// What to say beside the hints that are open.
    pub(crate) fn note(self) -> Option<&'static str> {
        match self {
            Next::Opens(_) => None,
            Next::Waits => Some(
                "The code of your answer has not changed since the last hint, so these are the hints that are open; the \
                 next one opens when it has.",
            ),
            Next::Ends => Some("There are no further hints."),
        }
    }
}

impl Hints {
    /// A verdict has shown this question.
    pub(crate) fn asked(&mut self, question: &str) {
        let open = self.words.entry(question.to_owned()).or_default();
        *open = (*open).max(1);
    }

    /// Opens the next level for the mistake with this question, if it may open.
    pub(crate) fn open_next(&mut self, question: &str, code: &Code) -> Next {
        let words = self.words.get(question).copied().unwrap_or(0);
        let mut levels = WORDS.iter().skip(words).chain(WORKED.iter().skip(self.worked));
        let Some(&level) = levels.next() else {
            return Next::Ends;
        };
        let is_last = |(last, then): &(String, Code)| last == question && then == code;
        if self.last.as_ref().is_some_and(is_last) {
            return Next::Waits;
        }
        match WORDS.contains(&level) {
            true => *self.words.entry(question.to_owned()).or_default() += 1,
            false => self.worked += 1,
        }
        self.last = Some((question.to_owned(), code.clone()));
        Next::Opens(level)
    }

    /// The levels that are open for the mistake with this question.
    pub(crate) fn open(&self, question: &str) -> Vec<Level> {
        let words = self.words.get(question).copied().unwrap_or(0);
        [&WORDS[..words], &WORKED[..self.worked]].concat()
    }
}

/// The levels about one mistake.
const WORDS: [Level; 2] = [Level::Ask, Level::Tell];
/// The levels about the exercise.
const WORKED: [Level; 2] = [Level::Sibling, Level::Solution];

impl Level {
    /// What this level says to an answer on which the verdict is `verdict`.
    pub(crate) fn hint(self, exercise: &'static Exercise, verdict: &Verdict) -> Hint {
        match self {
            Level::Ask => words("a question", question(exercise, verdict)),
            Level::Tell => words("a hint", tell(exercise, verdict)),
            Level::Sibling => Hint {
                code: Some(exercise.sibling),
                ..words(
                    "a neighbouring problem, worked",
                    "Run this in a cell of its own, then look for what is the same in yours.".to_owned(),
                )
            },
            Level::Solution => Hint {
                code: Some(exercise.solution),
                afterthought: Some(reflection(exercise)),
                ..words("a solution", "One right answer; others are as good.".to_owned())
            },
        }
    }
}

fn words(heading: &'static str, text: String) -> Hint {
    Hint {
        heading,
        text,
        code: None,
        afterthought: None,
    }
}

/// The question on what is wrong with an answer on which the verdict is `verdict`. Each mistake has its own.
pub(crate) fn question(exercise: &Exercise, verdict: &Verdict) -> String {
    match (verdict, exercise.kind) {
        (Verdict::Failed(failed), _) => failed.question.clone(),
        (_, Kind::Function) => format!(
            "Read `{}` aloud: what goes in, and what comes out? For the smallest input that you can think of, what should \
             the result be?",
            exercise.signature
        ),
        (_, Kind::Variable) => format!(
            "Read `{}` aloud: what is asked for? Which part of it are you sure of already?",
            exercise.signature
        ),
    }
}

fn tell(exercise: &Exercise, verdict: &Verdict) -> String {
    let Verdict::Failed(failed) = verdict else {
        return format!(
            "Begin with one case: make a `{}` that is right for a single small input or entry, run it, and `%check {0}`. \
             The check names the first thing that does not hold yet.",
            exercise.id
        );
    };
    let misconception = failed
        .misconception
        .as_deref()
        .and_then(|tag| exercise.misconception(tag));
    match (misconception, &failed.counterexample, &failed.expected) {
        (Some(misconception), _, _) => misconception.tell.to_owned(),
        (None, Some(counterexample), Some(expected)) => format!(
            "Work this one case by hand, then follow your code through it step by step:\n\n```rust\n{counterexample}\n```\n\n\
             A right answer gives\n\n```rust\n{expected}\n```"
        ),
        (None, Some(counterexample), None) => format!(
            "Work this one case by hand, without looking at your answer, then compare:\n\n```rust\n{counterexample}\n```"
        ),
        (None, None, Some(expected)) => {
            format!("{}\n\nWhat is asked for is `{expected}`.", failed.flag)
        }
        (None, None, None) => failed.flag.clone(),
    }
}

fn reflection(exercise: &Exercise) -> String {
    match exercise.kind {
        Kind::Function => format!(
            "**To think about:** which step of this did yours do differently, and what is the smallest input on which that \
             shows? Close this, and write `{}` once more from memory.",
            exercise.id
        ),
        Kind::Variable => format!(
            "**To think about:** which part of this differs from yours, and how could you have found that out without it? \
             Close this, and write `{}` once more from memory.",
            exercise.id
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Answers;

    fn code(source: &str) -> Code {
        let mut answers = Answers::default();
        answers.record(&syntax::Cell::read(source).expect("the code is short"));
        answers.code("projector")
    }

    #[test]
    fn the_next_level_opens_when_the_code_has_changed() {
        let (first, second) = (code("fn projector() {}"), code("fn projector() { 1 }"));
        let mut hints = Hints::default();
        assert_eq!(hints.open_next("Why?", &first), Next::Opens(Level::Ask));
        assert_eq!(hints.open_next("Why?", &first), Next::Waits);
        assert_eq!(
            hints.open_next("Why?", &code("fn projector( ) { } // same")),
            Next::Waits
        );
        assert_eq!(hints.open_next("Why?", &second), Next::Opens(Level::Tell));
        assert_eq!(hints.open_next("Why?", &second), Next::Waits);
        assert_eq!(hints.open_next("Why?", &first), Next::Opens(Level::Sibling));
        assert_eq!(hints.open_next("Why?", &second), Next::Opens(Level::Solution));
        assert_eq!(hints.open_next("Why?", &first), Next::Ends);
        assert_eq!(hints.open("Why?").len(), 4);
    }

    #[test]
    fn what_a_verdict_has_asked_is_not_asked_again() {
        let first = code("fn projector() {}");
        let mut hints = Hints::default();
        hints.asked("Why?");
        assert_eq!(hints.open_next("Why?", &first), Next::Opens(Level::Tell));
        hints.asked("Why?");
        assert_eq!(hints.open_next("Why?", &first), Next::Waits);
        assert_eq!(hints.open("Why?"), [Level::Ask, Level::Tell]);
    }

    #[test]
    fn another_mistake_has_words_of_its_own_and_the_rest_goes_on() {
        let [first, second, third] = ["1", "2", "3"].map(|value| code(&format!("const projector: i32 = {value};")));
        let mut hints = Hints::default();
        hints.asked("Why?");
        assert_eq!(hints.open_next("Why?", &first), Next::Opens(Level::Tell));
        assert_eq!(hints.open_next("Why?", &second), Next::Opens(Level::Sibling));
        assert_eq!(hints.open_next("How?", &third), Next::Opens(Level::Ask));
        assert_eq!(hints.open("How?"), [Level::Ask, Level::Sibling]);
        assert_eq!(hints.open_next("How?", &third), Next::Waits);
        assert_eq!(hints.open_next("How?", &first), Next::Opens(Level::Tell));
        assert_eq!(hints.open_next("How?", &second), Next::Opens(Level::Solution));
        assert_eq!(hints.open_next("Why?", &first), Next::Ends);
    }

    #[test]
    fn only_the_last_level_shows_the_solution() {
        let reason = String::new();
        let verdict = Verdict::NotAttempted { reason };
        for exercise in course::exercises() {
            for level in WORDS.into_iter().chain(WORKED) {
                let hint = level.hint(exercise, &verdict);
                assert!(!hint.text.contains(exercise.solution));
                assert_eq!(hint.code == Some(exercise.solution), level == Level::Solution);
                assert_eq!(hint.code == Some(exercise.sibling), level == Level::Sibling);
            }
        }
    }
}

//! Hints rung by rung. A deeper one opens when the code of the answer has changed since the one before, never with time.
//!
//! A question and a statement are about one mistake; whoever makes another one gets the words on that. A verdict shows the
//! question already. The worked neighbour and the solution are about the exercise, and are gone through once.

use std::collections::BTreeMap;

use grading::{Exercise, Kind, Verdict};

use crate::answer::Code;
use crate::render::hint::Hint;

/// The hints on one exercise, as far as they are open.
#[derive(Default)]
pub struct Ladder {
    /// How many of the words on each mistake are open, by its question.
    words: BTreeMap<String, usize>,
    /// How many of the other rungs are open.
    worked: usize,
    /// The question of the mistake and the answer's code for which the last rung opened.
    last: Option<(String, Code)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rung {
    Ask,
    Tell,
    Sibling,
    Solution,
}

/// What a wish for a hint comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Opens(Rung),
    /// Not before the code has changed.
    Waits,
    /// There is none beyond those that are open.
    Ends,
}

impl Step {
    /// What to say beside the hints that are open.
    pub fn note(self) -> Option<&'static str> {
        match self {
            Step::Opens(_) => None,
            Step::Waits => Some(
                "The code of your answer has not changed since the last hint, so these are the hints that are open; the \
                 next one opens when it has.",
            ),
            Step::Ends => Some("There are no further hints."),
        }
    }
}

impl Ladder {
    /// A verdict has shown this question.
    pub fn asked(&mut self, question: &str) {
        let open = self.words.entry(question.to_owned()).or_default();
        *open = (*open).max(1);
    }

    /// Opens the next rung for the mistake with this question, if it may open.
    pub fn climb(&mut self, question: &str, code: &Code) -> Step {
        let words = self.words.get(question).copied().unwrap_or(0);
        let mut rungs = WORDS.iter().skip(words).chain(WORKED.iter().skip(self.worked));
        let Some(&rung) = rungs.next() else {
            return Step::Ends;
        };
        let is_last = |(last, then): &(String, Code)| last == question && then == code;
        if self.last.as_ref().is_some_and(is_last) {
            return Step::Waits;
        }
        match WORDS.contains(&rung) {
            true => *self.words.entry(question.to_owned()).or_default() += 1,
            false => self.worked += 1,
        }
        self.last = Some((question.to_owned(), code.clone()));
        Step::Opens(rung)
    }

    /// The rungs that are open for the mistake with this question.
    pub fn open(&self, question: &str) -> Vec<Rung> {
        let words = self.words.get(question).copied().unwrap_or(0);
        [&WORDS[..words], &WORKED[..self.worked]].concat()
    }
}

/// Rungs on a mistake.
const WORDS: [Rung; 2] = [Rung::Ask, Rung::Tell];
/// Rungs on the exercise.
const WORKED: [Rung; 2] = [Rung::Sibling, Rung::Solution];

impl Rung {
    /// What this rung says to an answer on which the verdict is `verdict`.
    pub fn hint(self, exercise: &'static Exercise, verdict: &Verdict) -> Hint {
        match self {
            Rung::Ask => words("a question", question(exercise, verdict)),
            Rung::Tell => words("a hint", tell(exercise, verdict)),
            Rung::Sibling => Hint {
                code: Some(exercise.sibling),
                ..words(
                    "a neighbouring problem, worked",
                    "Run this in a cell of its own, then look for what is the same in yours.".to_owned(),
                )
            },
            Rung::Solution => Hint {
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

/// The question on what is wrong with an answer on which the verdict is `verdict`. Another mistake has another one.
pub fn question(exercise: &Exercise, verdict: &Verdict) -> String {
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
        answers.record(source);
        answers.code("projector")
    }

    #[test]
    fn the_next_rung_opens_when_the_code_has_changed() {
        let (first, second) = (code("fn projector() {}"), code("fn projector() { 1 }"));
        let mut ladder = Ladder::default();
        assert_eq!(ladder.climb("Why?", &first), Step::Opens(Rung::Ask));
        assert_eq!(ladder.climb("Why?", &first), Step::Waits);
        assert_eq!(ladder.climb("Why?", &code("fn projector( ) { } // same")), Step::Waits);
        assert_eq!(ladder.climb("Why?", &second), Step::Opens(Rung::Tell));
        assert_eq!(ladder.climb("Why?", &second), Step::Waits);
        assert_eq!(ladder.climb("Why?", &first), Step::Opens(Rung::Sibling));
        assert_eq!(ladder.climb("Why?", &second), Step::Opens(Rung::Solution));
        assert_eq!(ladder.climb("Why?", &first), Step::Ends);
        assert_eq!(ladder.open("Why?").len(), 4);
    }

    #[test]
    fn what_a_verdict_has_asked_is_not_asked_again() {
        let first = code("fn projector() {}");
        let mut ladder = Ladder::default();
        ladder.asked("Why?");
        assert_eq!(ladder.climb("Why?", &first), Step::Opens(Rung::Tell));
        ladder.asked("Why?");
        assert_eq!(ladder.climb("Why?", &first), Step::Waits);
        assert_eq!(ladder.open("Why?"), [Rung::Ask, Rung::Tell]);
    }

    #[test]
    fn another_mistake_has_words_of_its_own_and_the_rest_goes_on() {
        let [first, second, third] = ["1", "2", "3"].map(|value| code(&format!("const projector: i32 = {value};")));
        let mut ladder = Ladder::default();
        ladder.asked("Why?");
        assert_eq!(ladder.climb("Why?", &first), Step::Opens(Rung::Tell));
        assert_eq!(ladder.climb("Why?", &second), Step::Opens(Rung::Sibling));
        assert_eq!(ladder.climb("How?", &third), Step::Opens(Rung::Ask));
        assert_eq!(ladder.open("How?"), [Rung::Ask, Rung::Sibling]);
        assert_eq!(ladder.climb("How?", &third), Step::Waits);
        assert_eq!(ladder.climb("How?", &first), Step::Opens(Rung::Tell));
        assert_eq!(ladder.climb("How?", &second), Step::Opens(Rung::Solution));
        assert_eq!(ladder.climb("Why?", &first), Step::Ends);
    }

    #[test]
    fn only_the_last_rung_shows_the_solution() {
        let reason = String::new();
        let verdict = Verdict::NotAttempted { reason };
        for exercise in course::exercises() {
            for rung in WORDS.into_iter().chain(WORKED) {
                let hint = rung.hint(exercise, &verdict);
                assert!(!hint.text.contains(exercise.solution));
                assert_eq!(hint.code == Some(exercise.solution), rung == Rung::Solution);
                assert_eq!(hint.code == Some(exercise.sibling), rung == Rung::Sibling);
            }
        }
    }
}

//! Hints rung by rung. The next one opens when the code of the answer has changed since the one before, never with time.

use graders::{Exercise, Kind, Verdict};

use crate::answer::Code;
use crate::render::hint::Hint;

/// The hints on one exercise, as far as they are open.
#[derive(Default)]
pub struct Ladder {
    opened: Vec<Hint>,
    /// The answer's code when the last one opened.
    code: Code,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rung {
    Ask,
    Tell,
    Sibling,
    Solution,
}

impl Rung {
    const ALL: [Rung; 4] = [Rung::Ask, Rung::Tell, Rung::Sibling, Rung::Solution];
}

impl Ladder {
    /// The rung to open, given the answer's code now; `None` if it must change first, or all are open.
    pub fn next(&self, code: &Code) -> Option<Rung> {
        let may_open = self.opened.is_empty() || self.code != *code;
        may_open.then(|| Rung::ALL.get(self.opened.len()).copied()).flatten()
    }

    pub fn open(&mut self, hint: Hint, code: Code) {
        self.opened.push(hint);
        self.code = code;
    }

    pub fn opened(&self) -> &[Hint] {
        &self.opened
    }

    pub fn is_exhausted(&self) -> bool {
        self.opened.len() == Rung::ALL.len()
    }
}

impl Rung {
    /// What this rung says to an answer on which the verdict is `verdict`.
    pub fn hint(self, exercise: &'static Exercise, verdict: &Verdict) -> Hint {
        match self {
            Rung::Ask => words("a question", ask(exercise, verdict)),
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

fn ask(exercise: &Exercise, verdict: &Verdict) -> String {
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
        (None, _, Some(expected)) => {
            format!("{}\n\nWhat is asked for is `{expected}`.", failed.flag)
        }
        (None, _, None) => failed.flag.clone(),
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

    #[test]
    fn the_next_rung_opens_when_the_code_has_changed() {
        let code = |source: &str| {
            let mut answers = Answers::default();
            answers.record(source);
            answers.code("projector")
        };
        let hint = || words("", String::new());
        let (first, second) = (code("fn projector() {}"), code("fn projector() { 1 }"));
        let mut ladder = Ladder::default();

        assert_eq!(ladder.next(&first), Some(Rung::Ask));
        ladder.open(hint(), first.clone());
        assert_eq!(ladder.next(&first), None);
        assert_eq!(ladder.next(&code("fn projector( ) { } // same")), None);
        assert_eq!(ladder.next(&second), Some(Rung::Tell));
        ladder.open(hint(), second.clone());
        assert_eq!(ladder.next(&second), None);
        assert_eq!(ladder.next(&first), Some(Rung::Sibling));
        ladder.open(hint(), first.clone());
        assert_eq!(ladder.next(&second), Some(Rung::Solution));
        ladder.open(hint(), second);
        assert_eq!(ladder.next(&first), None);
        assert!(ladder.is_exhausted());
    }

    #[test]
    fn only_the_last_rung_shows_the_solution() {
        let reason = String::new();
        let verdict = Verdict::NotAttempted { reason };
        for exercise in graders::exercises() {
            for rung in Rung::ALL {
                let hint = rung.hint(exercise, &verdict);
                assert!(!hint.text.contains(exercise.solution));
                assert_eq!(hint.code == Some(exercise.solution), rung == Rung::Solution);
                assert_eq!(hint.code == Some(exercise.sibling), rung == Rung::Sibling);
            }
        }
    }
}

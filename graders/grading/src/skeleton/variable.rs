//! TODO: what it is about, in a line.
#![allow(
    clippy::let_and_return,
    reason = "an answer is a `let`, handed over by a line of its own"
)]

use crate::NOTEBOOK;
use grading::compare::{self, Tolerance};
use grading::{Mistake, Property, Spec, Trials, Verdict, code, worked};

const SOURCE: &str = include_str!("variable.rs");

// TODO: the type of the value (`grading::scope` has nalgebra's); then the types of where to look at it (a key, a column;
// nowhere in particular is `()`) and of what is found there, as second and third parameter of `Spec`.
type Answer = f64;

pub(crate) static SPEC: Spec<Answer, (), f64> = Spec {
    id: "exercise_id",
    notebook: &NOTEBOOK,
    title: "TODO: a short title",
    points: 1,
    prompt: "TODO: which value `exercise_id` is to have.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(alternative), code!(another_alternative)],
    mistakes: &[Mistake {
        tag: "todo",
        ask: "TODO: what makes the learner see it?",
        tell: "TODO: what the idea behind it is, and what is wrong with it.",
        ..Mistake::of(code!(mistaken))
    }],
    sibling: worked!(sibling),
    trials: Trials {
        // TODO: the places to look at.
        probes: |_| vec![()],
        simpler: |()| Vec::new(),
        call: |&exercise_id, ()| exercise_id,
        example: |()| "exercise_id".to_owned(),
        panic_excused: |()| false,
    },
    properties: &[Property {
        claim: "TODO: what a right answer satisfies",
        hence: "",
        question: "TODO: what is there to think about, if it does not?",
        holds: |(), &got| {
            // TODO: what is right, and how many roundings may stand between that and an answer.
            let right = 1.0;
            compare::number(right, got, Tolerance::rounding(4, right))
        },
    }],
};

pub fn check(answer: &Answer) -> Verdict {
    SPEC.check(answer)
}

/// Looks at the answer where a check does.
pub fn refute(answer: &Answer) {
    SPEC.refute(answer, Ok(()), |&exercise_id| exercise_id);
}

fn starter() -> Answer {
    let exercise_id: f64 = 0.0;
    exercise_id
}

fn solution() -> Answer {
    // TODO: the solution.
    let exercise_id: f64 = 0.0;
    exercise_id
}

fn alternative() -> Answer {
    // TODO: another right answer, by another way.
    let exercise_id: f64 = 0.0;
    exercise_id
}

fn another_alternative() -> Answer {
    // TODO: and one more.
    let exercise_id: f64 = 0.0;
    exercise_id
}

fn mistaken() -> Answer {
    // TODO: a wrong answer that learners give; its function, and its tag, called after the idea.
    let exercise_id: f64 = 0.0;
    exercise_id
}

fn sibling() -> f64 {
    // TODO: a neighbouring problem, worked: its comments explain, and it asserts what it says.
    1.0
}

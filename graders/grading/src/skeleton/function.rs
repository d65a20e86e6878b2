//! TODO: what it is about, in a line.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use crate::NOTEBOOK;
use grading::compare::{self, Tolerance};
use grading::refutation::numbers;
use grading::scope::*;
use grading::{Mistake, Property, Spec, Trials, Verdict, code, literal, probe, shrink, worked};

const SOURCE: &str = include_str!("function.rs");

// TODO: the type of the function; then the types of what it is tried on (more arguments are a tuple) and of what it
// returns, as second and third parameter of `Spec`.
type Answer = fn(&DVector<f64>) -> f64;

pub(crate) static SPEC: Spec<Answer, DVector<f64>, f64> = Spec {
    id: "exercise_id",
    notebook: &NOTEBOOK,
    title: "TODO: a short title",
    points: 1,
    prompt: "TODO: what `exercise_id` is to do.",
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
        // TODO: inputs on which a wrong answer shows, simplest first: small ones, random ones, extreme ones.
        probes: |random| {
            let mut probes = vec![dvector![1.0], dvector![-2.0]];
            probes.extend((1..=6).map(|n| probe::vector(random, n)));
            probes.extend([1e-100, 0.1, 1e100].map(|scale| probe::vector(random, 3) * scale));
            probes.push(probe::large_vector(50));
            probes
        },
        simpler: |v| shrink::vector(v),
        call: |exercise_id, v| exercise_id(v),
        example: |v| format!("exercise_id(&{})", literal::vector(v)),
        panic_excused: |_| false,
    },
    properties: &[Property {
        claim: "TODO: what a right answer satisfies",
        hence: "",
        question: "TODO: what is there to think about, if it does not?",
        holds: |v, &got| {
            // TODO: what is right, after how many roundings, and how large the terms are that it is a sum of.
            let right = v.sum();
            compare::number(right, got, Tolerance::rounding(v.len(), v.lp_norm(1)))
        },
    }],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

// TODO: which arguments the prompt asks about, and why it does not ask about the others.
grading::refutable!(|v: &DVector<f64>| numbers("`v`", v).map(|()| v.clone()));

fn starter() -> Answer {
    fn exercise_id(v: &DVector<f64>) -> f64 {
        todo!()
    }
    exercise_id
}

fn solution() -> Answer {
    |v| todo!("TODO: the solution")
}

fn alternative() -> Answer {
    |v| todo!("TODO: another right answer, by another way")
}

fn another_alternative() -> Answer {
    |v| todo!("TODO: and one more")
}

fn mistaken() -> Answer {
    |v| todo!("TODO: a wrong answer that learners give; its function, and its tag, called after the idea")
}

fn sibling() -> f64 {
    // TODO: a neighbouring problem, worked: its comments explain, and it asserts what it says.
    1.0
}

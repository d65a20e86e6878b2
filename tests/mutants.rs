//! Mutants of the solutions: whatever is changed in a right answer, it is no longer right, and a check says so.

mod generate;

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
    thread,
};

use graders::{Exercise, exercises};

use crate::notebooks::check;
use generate::{Mutant, mutants};

/// Mutants that are right answers as well: the exercise, the lines with the change as they are in the mutant, and why.
const EQUIVALENT: &[(&str, &str, &str)] = &[
    (
        "maps",
        r#"("c", (c.nrows(), c.nrows())),"#,
        "`c` has as many rows as columns",
    ),
    (
        "maps",
        r#"("c", (c.ncols(), c.ncols())),"#,
        "`c` has as many rows as columns",
    ),
    (
        "maps",
        r#"("c", (c.nrows(), c.ncols())),"#,
        "`c` has as many rows as columns",
    ),
    (
        "make_repeater",
        "DMatrix::from_fn(n * k, n, |i, j| if i % n == j { 1.0 } else { 0.0 })",
        "numbers may be multiplied in any order",
    ),
];

/// So many `meno check` at a time: what they wait for is mostly the compiler.
const AT_A_TIME: usize = 2;

#[test]
fn no_mutant_of_a_solution_passes() {
    let waiting = Mutex::new(exercises().iter());
    let survivors = Mutex::new(BTreeSet::new());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(exercise) = next() {
                    let survived = survivors_of(exercise);
                    survivors.lock().unwrap().extend(survived);
                }
            });
        }
    });
    let survivors = survivors.into_inner().unwrap();
    let explained: BTreeSet<(&str, String)> = EQUIVALENT
        .iter()
        .map(|(exercise, line, _)| (*exercise, (*line).to_owned()))
        .collect();
    let unexplained: Vec<_> = survivors.difference(&explained).collect();
    let gone: Vec<_> = explained.difference(&survivors).collect();
    assert!(
        unexplained.is_empty() && gone.is_empty(),
        "These pass a check: mend its probes, or, if they are right answers, explain them in `EQUIVALENT`: {unexplained:#?}\n\
         These are in `EQUIVALENT`, and do not pass (or no longer exist): {gone:#?}"
    );
}

/// The mutants of an exercise's solution that pass its check.
fn survivors_of(exercise: &'static Exercise) -> Vec<(&'static str, String)> {
    let mutants = mutants(exercise.solution);
    assert!(!mutants.is_empty(), "the solution of `{}` has no mutants", exercise.id);
    let code: Vec<&str> = mutants.iter().map(|mutant| mutant.code.as_str()).collect();
    let (verdicts, _) = check(exercise, &code);
    let judged = mutants.into_iter().zip(verdicts);
    let survived = judged.filter(|(Mutant { code, .. }, verdict)| {
        assert_ne!(verdict["status"], "error", "`{}`:\n{code}\n{verdict}", exercise.id);
        verdict["status"] == "passed"
    });
    survived.map(|(mutant, _)| (exercise.id, mutant.line)).collect()
}

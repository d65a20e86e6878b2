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
    (
        "central_difference",
        r#"(f(x + h) - f(x - h)) / (h * 2.0)"#,
        "numbers may be multiplied in any order",
    ),
    (
        "cross_entropy",
        r#".map(|(p, q)| q.ln() * -p)"#,
        "numbers may be multiplied in any order",
    ),
    (
        "divergence",
        r#".map(|(p, q)| (p / q).ln() * p)"#,
        "numbers may be multiplied in any order",
    ),
    (
        "entropy",
        r#"p.iter().map(|&x| if x > 0.0 { x.ln() * -x } else { 0.0 }).sum()"#,
        "numbers may be multiplied in any order",
    ),
    (
        "gaussian_surprise",
        r#"data.iter().map(|x| (mu - x).powi(2) / 2.0 + at_the_mean).sum()"#,
        "a square forgets the sign",
    ),
    (
        "gd_step",
        r#"x - slope * learning_rate"#,
        "numbers may be multiplied in any order",
    ),
    (
        "gradient",
        r#"(f(&ahead) - f(&behind)) / (h * 2.0)"#,
        "numbers may be multiplied in any order",
    ),
    (
        "is_pmf",
        r#"p.iter().all(|&x| x >= 0.0) && (1.0 - p.sum()).abs() < 1e-6"#,
        "a distance is the same from either end",
    ),
    (
        "is_pmf",
        r#"p.iter().all(|&x| x >= 0.0) && (p.sum() - 1.0).abs() <= 1e-6"#,
        "sums between 1e-9 and 1e-3 away are left open",
    ),
    (
        "linear_approx",
        r#"y.re + eps * y.eps"#,
        "numbers may be multiplied in any order",
    ),
    (
        "mle_gaussian",
        r#"let variance = data.iter().map(|x| (mean - x).powi(2)).sum::<f64>() / n;"#,
        "a square forgets the sign",
    ),
    (
        "mse_gradient",
        r#"(2.0 / a.nrows() as f64) * a.transpose() * residual"#,
        "a number may be multiplied in anywhere",
    ),
    ("my_pdf", r#"x * 2.0"#, "numbers may be multiplied in any order"),
    (
        "run_gd",
        r#"mu -= slope * learning_rate;"#,
        "numbers may be multiplied in any order",
    ),
    (
        "sample",
        r#"let mut last = 1;"#,
        "the first outcome of positive probability takes its place",
    ),
    (
        "sum_squared_error",
        r#"data.iter().map(|x| (mu - x).powi(2)).sum()"#,
        "a square forgets the sign",
    ),
    (
        "pseudo_inverse",
        r#"let tolerance = svd.singular_values.max() * 1e-9;"#,
        "numbers may be multiplied in any order",
    ),
    (
        "rank",
        r#"let tolerance = values.max() * 1e-9;"#,
        "numbers may be multiplied in any order",
    ),
    (
        "solve_least_squares",
        r#"let tolerance = svd.singular_values.max() * 1e-9;"#,
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

//! Mutants of the solutions: whatever is changed in a right answer, it is no longer right, and a check says so.

mod generate;

use std::collections::BTreeSet;
use std::error::Error;

use grading::{Exercise, Verdict};

use crate::answers::{Compiler, Judged};
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
        "compact_svd",
        r#"let cut = svd.singular_values.max() * 1e-9;"#,
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

/// How many mutants of an exercise's solution there are, and what is at fault: those that pass its check without an
/// explanation, and explanations of none.
///
/// # Errors
/// If they can't be judged.
pub fn faults(compiler: &Compiler, exercise: &Exercise) -> Result<(usize, Vec<String>), Box<dyn Error>> {
    let mutants = mutants(exercise.solution);
    if mutants.is_empty() {
        return Err(format!("the solution of `{}` has no mutants", exercise.id).into());
    }
    let code: Vec<String> = mutants.iter().map(|mutant| mutant.code.clone()).collect();
    let judged = compiler.judge(exercise, &code)?;
    let mut survivors = BTreeSet::new();
    let mut faults = Vec::new();
    for (Mutant { code, line }, judged) in mutants.iter().zip(judged) {
        match judged {
            Judged::Verdict(Verdict::Passed { .. }) => drop(survivors.insert(line.as_str())),
            Judged::Verdict(Verdict::GraderError { message }) => faults.push(format!("{message}, of\n{code}")),
            _ => {}
        }
    }
    let own = EQUIVALENT.iter().filter(|(id, ..)| *id == exercise.id);
    let explained: BTreeSet<&str> = own.map(|(_, line, _)| *line).collect();
    let passed = survivors.difference(&explained).map(|line| {
        format!(
            "`{}` passes: mend the probes, or, if it is right, explain it in `EQUIVALENT`",
            line
        )
    });
    let gone = explained
        .difference(&survivors)
        .map(|line| format!("`{}` is in `EQUIVALENT`, and does not pass (or no longer exists)", line));
    faults.extend(passed.chain(gone).map(|fault| format!("`{}`: {fault}", exercise.id)));
    Ok((mutants.len(), faults))
}

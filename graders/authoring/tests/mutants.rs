//! Mutants of every solution in the course; `cargo exercise ID` tries those of one.

use std::sync::{Mutex, PoisonError};
use std::thread;

use authoring::answers::Compiler;
use authoring::mutants;
use course::exercises;

/// As many exercises at a time.
const AT_A_TIME: usize = 2;

#[test]
fn no_mutant_of_a_solution_passes() {
    let compiler = Compiler::new("--release").unwrap();
    let waiting = Mutex::new(exercises().iter());
    let faults = Mutex::new(Vec::new());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(exercise) = next() {
                    let (_, found) = mutants::faults(&compiler, exercise).unwrap();
                    faults.lock().unwrap().extend(found);
                }
            });
        }
    });
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

//! Every exercise of the course passes every gate.

use course::{COURSE, find};

#[test]
fn every_exercise_passes_every_gate() {
    grading::gates::hold(&COURSE);
}

#[test]
fn what_an_exercise_is_given_has_names() {
    let names: Vec<_> = find("zero_second_and_repeat_3")
        .into_iter()
        .flat_map(|exercise| exercise.givens())
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["zero_second", "repeat_3_2"]);
}

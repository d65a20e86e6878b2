//! Every exercise of the course passes every gate.

use another_course::COURSE;

#[test]
fn every_exercise_passes_every_gate() {
    grading::gates::hold(&COURSE);
}

#[test]
fn an_answer_is_judged() {
    let verdict = another_course::checks::unit_vector(|v| v / v.norm());
    assert!(matches!(verdict, grading::Verdict::Passed { .. }), "{verdict:#?}");
}

use super::*;
use crate::backend::fake::Fake;

/// The report on answers with these sources to `projector`.
#[track_caller]
fn check_json(sources: &[&str], expected: &[&str], all_pass: bool) {
    let exercise = find("projector").expect("the exercise");
    let answers: Vec<Answer<'_>> = sources
        .iter()
        .map(|source| Answer {
            file: Path::new("a.rs"),
            source: (*source).to_owned(),
        })
        .collect();
    let mut out = Vec::new();
    let passed =
        check_all(&mut Fake::default(), exercise, &answers, true, &mut out).expect("a vector takes everything");
    let out = String::from_utf8(out).expect("JSON is UTF-8");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!((lines.as_slice(), passed), (expected, all_pass));
}

#[test]
fn each_answer_is_a_line_in_order() {
    let exercise = find("projector").expect("the exercise");
    let passed = r#"{"exercise":"projector","status":"passed","hint":null,"misconception":null,"counterexample":null,"file":"a.rs"}"#;
    let failed = r#"{"exercise":"projector","status":"failed","hint":"Why?","misconception":null,"counterexample":"f(1)","file":"a.rs"}"#;
    check_json(&[exercise.solution], &[passed], true);
    check_json(&["fn projector() {}", exercise.solution], &[failed, passed], false);
    let misconception = exercise
        .misconceptions
        .iter()
        .find(|misconception| misconception.compiles)
        .expect("a misconception that runs");
    let recognised = format!(
        r#"{{"exercise":"projector","status":"failed","hint":{},"misconception":"{}","counterexample":"f(1)","file":"a.rs"}}"#,
        serde_json::to_string(misconception.ask).expect("text is JSON"),
        misconception.tag
    );
    check_json(&[misconception.code], &[&recognised], false);
}

#[test]
fn an_answer_by_itself_knows_nothing_of_the_one_before() {
    let exercise = find("projector").expect("the exercise");
    let mut backend = Fake::default();
    check(&mut backend, exercise, exercise.solution);
    let verdict = check(&mut backend, exercise, "let x = 1;");
    assert!(matches!(verdict, Verdict::NotAttempted { .. }));
}

#[test]
fn whatever_goes_wrong_is_put_down_to_whom_it_belongs() {
    #[track_caller]
    fn status(source: &str) -> &'static str {
        let exercise = find("projector").expect("the exercise");
        match check(&mut Fake::default(), exercise, source) {
            Verdict::Passed { .. } => "passed",
            Verdict::Failed(failed) => {
                assert!(!failed.question.is_empty());
                "failed"
            }
            Verdict::NotAttempted { .. } => "not-attempted",
            Verdict::GraderError { .. } => "error",
        }
    }
    assert_eq!(status("compile_error!()"), "failed");
    assert_eq!(status("panic!()"), "failed");
    assert_eq!(status("fn projector() { mismatch() }"), "failed");
    assert_eq!(status("fn projector() { loop {} }"), "failed");
    assert_eq!(status("fn projector() { broken_grader() }"), "error");
    assert_eq!(status(""), "not-attempted");
    assert_eq!(status("fn other() {}"), "not-attempted");
    assert_eq!(status("fn projector() { todo!() }"), "not-attempted");
    assert_eq!(status("let projector = todo!();\n// at once"), "not-attempted");
}

#[test]
fn an_answer_that_does_not_come_to_an_end_is_stopped() {
    let stop = run_in_time(
        &mut Fake::default(),
        &graders::exercises()[0],
        "forever",
        Duration::from_millis(1),
    );
    assert!(matches!(stop, Err(Stop::TimeIsUp)));
}

use super::*;
use backend::fake::Fake;

/// The report on answers with these sources to `projector`.
#[track_caller]
fn check_json(sources: &[&str], expected: &[&str], all_pass: bool) {
    let exercise = find("projector").expect("the exercise");
    let answers: Vec<Submission<'_>> = sources
        .iter()
        .map(|source| Submission {
            file: Path::new("a.rs"),
            source: (*source).to_owned(),
        })
        .collect();
    let mut out = Vec::new();
    let passed =
        check_all(&mut Fake::default(), exercise, &answers, Style::Json, &mut out).expect("a vector takes everything");
    let out = String::from_utf8(out).expect("JSON is UTF-8");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!((lines.as_slice(), passed), (expected, all_pass));
}

#[test]
fn each_answer_is_a_line_in_order() {
    let exercise = find("projector").expect("the exercise");
    let passed = r#"{"exercise":"projector","status":"passed","hint":null,"misconception":null,"counterexample":null,"message":null,"file":"a.rs"}"#;
    let failed = r#"{"exercise":"projector","status":"failed","hint":"Why?","misconception":null,"counterexample":"f(1)","message":null,"file":"a.rs"}"#;
    check_json(&[exercise.solution], &[passed], true);
    check_json(&["fn projector() {}", exercise.solution], &[failed, passed], false);
    let misconception = exercise
        .misconceptions
        .iter()
        .find(|misconception| misconception.compiles)
        .expect("a misconception that runs");
    let recognised = format!(
        r#"{{"exercise":"projector","status":"failed","hint":{},"misconception":"{}","counterexample":"f(1)","message":null,"file":"a.rs"}}"#,
        serde_json::to_string(misconception.ask).expect("text is JSON"),
        misconception.tag
    );
    check_json(&[misconception.code], &[&recognised], false);
}

#[test]
fn an_answer_by_itself_knows_nothing_of_the_one_before() {
    let exercise = find("projector").expect("the exercise");
    let mut backend = Fake::default();
    check(&mut backend, exercise, exercise.solution, TIME);
    let judgement = check(&mut backend, exercise, "let x = 1;", TIME);
    assert!(matches!(judgement.verdict, Verdict::NotAttempted { .. }));
}

#[test]
fn whatever_goes_wrong_is_put_down_to_whom_it_belongs() {
    #[track_caller]
    fn status(source: &str) -> &'static str {
        let exercise = find("projector").expect("the exercise");
        match check(&mut Fake::default(), exercise, source, TIME).verdict {
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
fn an_answer_that_does_not_survive_has_the_input_for_an_example() {
    let exercise = find("projector").expect("the exercise");
    let failed = |source: &str| match check(&mut Fake::default(), exercise, source, TIME).verdict {
        Verdict::Failed(failed) => failed,
        verdict => panic!("{verdict:?}"),
    };
    let hung = failed("fn projector() { loop {} }");
    let example = graders::progress::asked("projector", 2).expect("a third input").example;
    assert_eq!(hung.counterexample, Some(example));
    assert!(hung.flag.contains("right on 2 inputs"), "{}", hung.flag);

    // What was wrong before is the better example.
    let wrong = failed("fn projector() { wrong(); loop {} }");
    assert_eq!(wrong.counterexample.as_deref(), Some("f(1)"));
    let flag = "Fails: something. The answer could not be tried further: the cell took too long.";
    assert_eq!(wrong.flag, flag);
}

#[test]
fn an_answer_that_does_not_come_to_an_end_is_stopped() {
    let exercise = find("projector").expect("the exercise");
    let judgement = check(&mut Fake::default(), exercise, "forever", Duration::from_millis(1));
    assert_eq!(judgement.verdict, Verdict::Failed(endless()));
}

#[test]
fn what_the_compiler_says_comes_with_the_verdict() {
    let exercise = find("projector").expect("the exercise");
    let account = |source: &str| check(&mut Fake::default(), exercise, source, TIME).account;
    let expected = "\u{1b}[1merror\u{1b}[0m: mismatched types\n1 | compile_error!()";
    assert_eq!(account("compile_error!()").as_deref(), Some(expected));
    assert_eq!(account("fn projector() {}"), None);

    let shown = |style: Style| {
        let answer = Submission {
            file: Path::new("a.rs"),
            source: "compile_error!()".to_owned(),
        };
        let mut out = Vec::new();
        check_all(&mut Fake::default(), exercise, &[answer], style, &mut out).expect("a vector takes everything");
        String::from_utf8(out).expect("text")
    };
    let plain = "projector: not yet right\n  The code does not run: mismatched types.\n      error: mismatched types\n";
    assert!(shown(Style::Plain).starts_with(plain), "{}", shown(Style::Plain));
    assert!(shown(Style::Coloured).contains("\u{1b}[1merror"));
    let json: serde_json::Value = serde_json::from_str(&shown(Style::Json)).expect("JSON");
    assert_eq!(json["message"], "error: mismatched types\n1 | compile_error!()");
}

#[test]
fn a_reader_that_has_seen_enough_changes_no_verdict() {
    struct Gone;
    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let exercise = find("projector").expect("the exercise");
    let answers = [exercise.solution, "fn projector() {}"].map(|source| Submission {
        file: Path::new("a.rs"),
        source: source.to_owned(),
    });
    let passed = |answers: &[Submission<'_>]| {
        check_all(&mut Fake::default(), exercise, answers, Style::Plain, &mut Gone).expect("no error")
    };
    assert!(passed(&answers[..1]));
    assert!(!passed(&answers));
}

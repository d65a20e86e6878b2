//! Answers in files, judged without a kernel.

use authoring::answers::{Compiler, Judged};
use course::find;
use grading::Verdict;

#[test]
fn each_answer_is_judged_by_itself() {
    let wrap = |body: &str| format!("fn projector(u: &DVector<f64>) -> DMatrix<f64> {{\n{body}\n}}");
    let answers = [
        "u * u.transpose() / u.dot(u)",
        "u * u.transpose()",
        "todo!()",
        "u.clone()",
        "dmatrix![missing]",
        "std::process::exit(0)",
        "panic!(\"no\")",
    ];
    let judged = judge("projector", &answers.map(wrap));
    let outcomes: Vec<&str> = judged.iter().map(outcome).collect();
    let expected = [
        "passed",
        "failed",
        "not attempted",
        "refused",
        "refused",
        "stopped",
        "failed",
    ];
    assert_eq!(outcomes, expected, "{judged:#?}");
    assert!(matches!(&judged[3], Judged::Refused(message) if message.contains("mismatched types")));
    assert!(matches!(&judged[4], Judged::Refused(message) if message.contains("missing")));
}

#[test]
fn an_answer_finds_what_its_exercise_is_given() {
    let right = "let shapes = BTreeMap::from([(\"v\", v.shape()), (\"r\", r.shape()), (\"m\", m.shape()), (\"s\", s.shape())]);";
    let judged = judge("shapes", &[right.to_owned()]);
    assert_eq!(outcome(&judged[0]), "passed", "{judged:#?}");
}

#[test]
fn nothing_may_be_left_to_judge() {
    let judged = judge("shapes", &["let shapes = 1;".to_owned()]);
    assert_eq!(outcome(&judged[0]), "refused", "{judged:#?}");
}

fn judge(id: &str, answers: &[String]) -> Vec<Judged> {
    let exercise = find(id).expect("an exercise of the course");
    let compiler = Compiler::new("--release").expect("the course can be built");
    compiler.judge(exercise, answers).expect("a compiler")
}

fn outcome(judged: &Judged) -> &'static str {
    match judged {
        Judged::Refused(_) => "refused",
        Judged::Stopped => "stopped",
        Judged::Verdict(Verdict::Passed { .. }) => "passed",
        Judged::Verdict(Verdict::Failed(_)) => "failed",
        Judged::Verdict(Verdict::NotAttempted { .. }) => "not attempted",
        Judged::Verdict(Verdict::GraderError { .. }) => "grader error",
    }
}

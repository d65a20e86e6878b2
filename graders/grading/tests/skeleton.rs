//! The skeletons that new exercises start from, compiled as they stand.

#[path = "../src/skeleton/function.rs"]
pub mod function;
#[path = "../src/skeleton/variable.rs"]
pub mod variable;

use grading::{Notebook, Own, Specification, Verdict};

static NOTEBOOK: Notebook = Notebook {
    file_stem: "01_first",
    folder: "first",
    title: "First things first",
};

#[test]
fn a_skeleton_says_what_is_left_to_do() {
    #[track_caller]
    fn check(skeleton: &dyn Specification, signature: &str) {
        assert_eq!(skeleton.exercise().signature, signature);
        let starter = skeleton.verdict(Own::Starter, 1);
        assert!(matches!(starter, Some(Verdict::NotAttempted { .. })), "{starter:?}");
        let left = skeleton.left_to_do();
        let first = "1: //! TODO: what it is about, in a line.";
        assert_eq!(left[0], first);
        for what in [
            "a short title",
            "what makes the learner see it",
            "the solution",
            "worked",
        ] {
            assert!(left.iter().any(|line| line.contains(what)), "{what}: {left:#?}");
        }
    }
    check(&function::SPEC, "fn exercise_id(v: &DVector<f64>) -> f64");
    check(&variable::SPEC, "exercise_id: f64");
}

#[test]
fn a_skeletons_check_runs() {
    for verdict in [function::check(|v| v.sum()), variable::check(&1.0)] {
        assert!(matches!(verdict, Verdict::Passed { .. }), "{verdict:?}");
    }
    assert!(matches!(variable::check(&2.0), Verdict::Failed(_)));
}

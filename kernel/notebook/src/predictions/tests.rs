use grading::value::{CellValue, ValueTree};
use interfaces::failure::{Failure, FailureKind};

use super::guess::Guess;
use super::line::{self, Line, Prediction, Said};
use super::outcome::{Judgement, Outcome};
use super::votes::{Poll, Votes};

fn said(line: &str) -> Prediction {
    match line::read(line) {
        Ok(Line::Said(Said::Prediction(prediction))) => prediction,
        other => panic!("`{line}` is no prediction: {other:?}"),
    }
}

fn came(tree: ValueTree, text: &str) -> Outcome {
    let text = text.to_owned();
    Outcome::Ran(Some(CellValue { tree, text }))
}

#[track_caller]
fn check(line: &str, outcome: &Outcome, expected: &Judgement) {
    assert_eq!(said(line).judge(outcome), *expected, "{line} for {outcome:?}");
}

/// The predictions that are right where a value comes out, and those that are not.
#[track_caller]
fn of_value(tree: ValueTree, right: &[&str], wrong: &[&str]) {
    let outcome = came(tree, "text");
    for line in right {
        check(line, &outcome, &Judgement::Right);
    }
    for line in wrong {
        check(line, &outcome, &Judgement::Wrong);
    }
}

fn integer(digits: &str) -> ValueTree {
    ValueTree::Integer(digits.to_owned())
}

fn real(x: f64) -> ValueTree {
    ValueTree::real(x)
}

fn matrix(shape: (usize, usize), entries: &[f64]) -> ValueTree {
    let entries = entries.iter().copied().map(real).collect();
    ValueTree::Grid { shape, entries }
}

#[test]
fn a_number_with_decimals_is_right_if_the_value_rounds_to_it() {
    let third = || real(1.0 / 3.0);
    of_value(
        third(),
        &["0.33", "0.3333", "0.3", ".33", "3.3e-1", "0.33_f64"],
        &["0.34", "0.334", "0", "-0.33"],
    );
    of_value(
        real(-1000.4),
        &["-1000.4", "−1000.4", "-1.0004e3"],
        &["-1e3", "-1000", "1000.4"],
    );
    of_value(real(0.125), &["0.12", "0.13", "0.125"], &["0.11", "0.14"]);
}

#[test]
fn a_whole_number_is_meant_exactly_but_for_rounding() {
    of_value(real(3.04), &["3.0400", "3.04"], &["3", "3.0"]);
    of_value(real(0.1 + 0.2), &["0.3"], &[]);
    of_value(real(3.0 + 4e-16), &["3", "3.0", "3."], &[]);
    of_value(real(6e-17), &["0", "0.0", "-0.0"], &["1"]);
    of_value(real(1e3), &["1000", "1e3", "1_000", "1000.0"], &["1001"]);
    of_value(
        ValueTree::Single("0.33333334".to_owned()),
        &["0.3333333", "0.33"],
        &["0.34"],
    );
}

#[test]
fn integers_are_exact() {
    of_value(
        integer("3"),
        &["3", "3usize", "3_i64", "3.0", "+3"],
        &["2.9", "3.1", "-3", "\"3\"", "true"],
    );
    of_value(integer("-7"), &["-7"], &["7"]);
    of_value(
        integer("9007199254740993"),
        &["9007199254740993"],
        &["9007199254740992"],
    );
    of_value(integer("1000"), &["1e3"], &[]);
    of_value(integer("0"), &["0", "-0"], &["1"]);
}

#[test]
fn what_is_no_number_has_a_name() {
    of_value(real(f64::NAN), &["NaN", "f64::NAN"], &["inf", "0"]);
    of_value(
        real(f64::INFINITY),
        &["inf", "f64::INFINITY", "-f64::NEG_INFINITY"],
        &["-inf", "NaN", "1e308"],
    );
    of_value(real(f64::NEG_INFINITY), &["-inf", "f64::NEG_INFINITY"], &["inf"]);
}

#[test]
fn truth_and_text_are_compared_as_they_are() {
    of_value(ValueTree::Bool(true), &["true"], &["false", "1"]);
    of_value(
        ValueTree::Text("a b".to_owned()),
        &["\"a b\"", "“a b”"],
        &["\"ab\"", "\"A b\""],
    );
    of_value(ValueTree::Character('x'), &["'x'"], &["'y'", "true"]);
}

#[test]
fn vectors_and_matrices_are_compared_entry_by_entry() {
    let column = || matrix((2, 1), &[0.0, 1.0 / 3.0]);
    of_value(
        column(),
        &[
            "[0, 0.33]",
            "dvector![0.0, 0.33]",
            "vector![0.0, 0.333]",
            "matrix![0.0; 0.333]",
            "2x1",
            "2 × 1",
            "[[0], [0.33]]",
        ],
        &["[0, 0.34]", "matrix![0.0, 0.33]", "1x2", "[0.33, 0]", "[0]", "0"],
    );
    let m = || matrix((2, 2), &[1.0, 2.0, 3.0, 4.0]);
    of_value(
        m(),
        &[
            "dmatrix![1.0, 2.0; 3.0, 4.0]",
            "matrix![1, 2; 3, 4]",
            "[[1, 2], [3, 4]]",
            "2x2",
            "&matrix![1, 2; 3, 4]",
        ],
        &[
            "matrix![1, 3; 2, 4]",
            "[1, 2, 3, 4]",
            "[[1, 3], [2, 4]]",
            "4x1",
            "[[1, 2]]",
        ],
    );
    of_value(
        matrix((1, 2), &[1.0, 2.0]),
        &["[1, 2]", "1x2", "matrix![1, 2]"],
        &["dvector![1, 2]"],
    );
    of_value(ValueTree::Large((100, 100)), &["100x100"], &["100x1", "[1, 2]"]);
}

#[test]
fn lists_tuples_and_options_are_compared_part_by_part() {
    of_value(
        ValueTree::List(vec![integer("1"), integer("2")]),
        &["[1, 2]", "vec![1, 2]", "&[1, 2,]"],
        &["[2, 1]", "2x1", "(1, 2)"],
    );
    let pair = || ValueTree::Tuple(vec![integer("6"), integer("2")]);
    of_value(pair(), &["(6, 2)", "6x2"], &["(2, 6)", "2x6", "[6, 2]"]);
    of_value(
        ValueTree::Tuple(vec![matrix((1, 1), &[2.0]), real(0.5)]),
        &["([2], 0.5)", "(dmatrix![2.0], 0.5)"],
        &["(2, 0.5)"],
    );
    let some = ValueTree::Named("Some".to_owned(), vec![integer("3")]);
    of_value(some, &["Some(3)", "Some((3))"], &["None", "3", "Ok(3)"]);
    of_value(ValueTree::Named("None".to_owned(), Vec::new()), &["None"], &["Some(3)"]);
    of_value(
        ValueTree::complex(1.0, -2.0),
        &["1 - 2i", "1 − 2i", "Complex::new(1.0, -2.0)"],
        &["1 + 2i", "1"],
    );
    of_value(
        ValueTree::dual(9.0, 6.0),
        &["9 + 6ε", "Dual64::new(9.0, 6.0)"],
        &["9 + 6i", "9"],
    );
}

#[test]
fn a_value_of_another_type_is_compared_with_its_text_alone() {
    let point = came(ValueTree::Opaque, "P { x: 1 }");
    check("\"P { x: 1 }\"", &point, &Judgement::Right);
    check("\"P{x:1}\"", &point, &Judgement::Right);
    check("\"P { x: 2 }\"", &point, &Judgement::Wrong);
    let why = "a value of this type can be compared with its text alone: predict `\"…\"`, as it is shown";
    check("1", &point, &Judgement::Open(why.to_owned()));
    check("2x1", &point, &Judgement::Open(why.to_owned()));
    let silent = "a value of this type can't be compared".to_owned();
    check("\"a\"", &came(ValueTree::Opaque, ""), &Judgement::Open(silent));
    let none = "the cell's last expression has no value".to_owned();
    check("1", &came(ValueTree::Unit, "()"), &Judgement::Open(none));
    let early = "the cell ended before its last expression".to_owned();
    check("1", &Outcome::Ran(None), &Judgement::Open(early));
}

#[test]
fn ways_to_fail_are_told_apart() {
    let failure = |kind| Outcome::of_failure(&Failure::plain(kind, "…"));
    let refused = failure(FailureKind::Rejected {
        code: Some("E0308".to_owned()),
    });
    let panicked = failure(FailureKind::Panic);
    let crashed = failure(FailureKind::SegmentationFault);
    let value = came(integer("1"), "1");
    for (line, outcome) in [
        ("error", &refused),
        ("E0308", &refused),
        ("panic", &panicked),
        ("fails", &panicked),
    ] {
        check(line, outcome, &Judgement::Right);
    }
    for (line, outcome) in [
        ("E0277", &refused),
        ("panic", &refused),
        ("1", &refused),
        ("error", &panicked),
        ("passes", &panicked),
        ("panic", &crashed),
        ("error", &crashed),
        ("1", &crashed),
        ("error", &value),
        ("panic", &value),
    ] {
        check(line, outcome, &Judgement::Wrong);
    }
}

#[test]
fn what_was_ended_from_outside_decides_nothing() {
    for kind in [
        FailureKind::Interrupted,
        FailureKind::TimeOut,
        FailureKind::StateLost,
        FailureKind::Internal,
    ] {
        let outcome = Outcome::of_failure(&Failure::plain(kind, "…"));
        for line in ["1", "error", "panic"] {
            assert!(
                matches!(said(line).judge(&outcome), Judgement::Open(_)),
                "{line}: {outcome:?}"
            );
        }
    }
}

#[test]
fn checks_pass_or_fail() {
    let passed = Outcome::Checked { passed: true };
    check("passes", &passed, &Judgement::Right);
    check("fails", &passed, &Judgement::Wrong);
    check("fails", &Outcome::Checked { passed: false }, &Judgement::Right);
}

#[test]
fn how_sure_and_why_stand_behind_the_prediction() {
    let prediction = said("[0, 1] --sure 90 --because \"the turn -- comes \\\"last\\\" // so\" // a comment");
    assert_eq!(prediction.text, "[0, 1]");
    assert_eq!(prediction.sure, Some(90));
    assert_eq!(prediction.because.as_deref(), Some("the turn -- comes \"last\" // so"));
    let reversed = said("-1 --because “it falls” --sure=5%");
    assert_eq!((reversed.text.as_str(), reversed.sure), ("-1", Some(5)));
    assert_eq!(reversed.because.as_deref(), Some("it falls"));
    assert_eq!(said("\"a --sure 5\"").sure, None);
}

#[test]
fn a_prediction_that_cant_be_read_says_what_can() {
    #[track_caller]
    fn refused(line: &str, expected: &str) {
        let error = line::read(line).expect_err("it can't be read");
        assert!(error.contains(expected), "{line}: {error}");
    }
    refused("", "what do you predict?");
    refused("--sure 5", "what do you predict?");
    refused(
        "3 --sure 120",
        "`--sure 120`: say how sure you are by a whole number from 0 to 100",
    );
    refused("3 --sure -1", "from 0 to 100");
    refused("3 --sure", "`--sure` takes how sure you are");
    refused("3 --sure 5 --sure 6", "`--sure` is there twice");
    refused(
        "3 --because it falls",
        "put the reason in quotes: `--because \"it falls\"`",
    );
    refused("3 --because \"it falls", "no closing quote");
    refused("3 --because \" \"", "is empty");
    refused("3 --becuase \"x\"", "did you mean `--because`?");
    refused("3 --sure 5 really", "`really` is left over");
    refused("eror", "did you mean `error`?");
    refused("Panic", "did you mean `panic`?");
    refused("hello", "a text stands between quotes, `\"hello\"`");
    refused("\"hello", "the closing quote is missing");
    refused("[1, 2; 3, 4]", "rows stand in `matrix![…]`");
    refused("matrix![1, 2; 3]", "its rows differ in length");
    refused("[1, 2", "`]` is missing");
    refused("[1 2]", "a comma is missing");
    refused("1 + 1", "write what comes out");
    refused("1/3", "write what comes out");
    refused("x.norm()", "is no value");
    refused("f(1)", "write what the call returns");
    refused("()", "`()` is no value");
    refused("sheared-then-truned 3", "did you mean `sheared-then-turned`?");
    refused(&format!("{}1{}", "[".repeat(40), "]".repeat(40)), "nested too deeply");
}

#[test]
fn a_blank_is_still_to_be_filled_in() {
    let blank = |line: &str| match line::read(line) {
        Ok(Line::Said(Said::Blank(question))) => question.map(|question| question.id),
        other => panic!("`{line}` is no blank: {other:?}"),
    };
    assert_eq!(blank("?"), None);
    assert_eq!(blank("too-short ?"), Some("too-short"));
    assert_eq!(blank("too-short"), Some("too-short"));
}

fn votes(line: &str) -> Votes {
    match line::read(line) {
        Ok(Line::Votes(votes)) => votes,
        other => panic!("`{line}` is no vote: {other:?}"),
    }
}

#[test]
fn votes_are_counts_by_option() {
    let counts = |line: &str| votes(line).counts;
    let pairs = |pairs: &[(&str, u32)]| -> Vec<(String, u32)> {
        pairs
            .iter()
            .map(|&(option, votes)| (option.to_owned(), votes))
            .collect()
    };
    assert_eq!(counts("a=12 b=7"), pairs(&[("a", 12), ("b", 7)]));
    assert_eq!(
        counts("\"a or b\"=3 [0,1]=0 // all"),
        pairs(&[("a or b", 3), ("[0,1]", 0)])
    );
    assert_eq!(
        votes("too-short error=3 panic=4").question.map(|question| question.id),
        Some("too-short")
    );
    #[track_caller]
    fn refused(line: &str, expected: &str) {
        let error = line::read(line).expect_err("it can't be read");
        assert!(error.contains(expected), "{line}: {error}");
    }
    refused("a=12", "between two options at least");
    refused("a=12 a=3", "the option `a` is there twice");
    refused("a=12 b=many", "`b=many`: how many voted for it is a whole number");
    refused("a=12 b=-1", "is a whole number");
    refused("a=12 b=9999999", "is a whole number");
    refused("a=12 b or c=3", "`b` has no votes: write `b=3`");
    refused("=3 b=2", "has no option before it");
    refused("a=1 b=2 --sure 5", "belong to one prediction");
}

#[test]
fn votes_on_the_same_options_are_two_rounds_until_rust_runs() {
    let [first, second, other] = ["a=12 b=7", "b=17 a=2", "c=1 d=1"].map(votes);
    let begun = Poll::with(None, first.clone());
    assert_eq!(begun.after, None);
    let again = Poll::with(Some(begun.clone()), second.clone());
    assert_eq!((&again.before, again.after.as_ref()), (&first, Some(&second)));
    // Cells that are run twice show what they showed.
    assert_eq!(Poll::with(Some(begun.clone()), first.clone()), begun);
    assert_eq!(Poll::with(Some(again.clone()), second.clone()), again);
    assert_eq!(Poll::with(Some(again.clone()), first), begun);
    assert_eq!(Poll::with(Some(again), other).after, None);
    let mut closed = begun;
    closed.close();
    assert_eq!(Poll::with(Some(closed), second).after, None);
}

#[test]
fn votes_on_a_question_of_the_lesson_stay_together() {
    let mut poll = Poll::with(None, votes("too-short error=3 panic=4"));
    poll.close();
    assert!(
        Poll::with(Some(poll), votes("too-short error=1 panic=6"))
            .after
            .is_some()
    );
}

#[test]
fn each_question_knows_its_outcome_and_what_its_wrong_predictions_show() {
    for question in course::questions() {
        let read = |text: &str| Guess::parse(text).unwrap_or_else(|fault| panic!("{}: {fault}", question.id));
        let id = question.id;
        assert_eq!(course::question(id), Some(question), "`{id}` is there twice");
        assert!(
            id.contains('-') && question.prompt.ends_with('?'),
            "{id}: {}",
            question.prompt
        );
        assert!(!question.wrong.is_empty(), "`{id}` has no wrong prediction");
        read(question.outcome);
        for (wrong, sentence) in question.wrong {
            let line = format!("{id} {wrong}");
            assert_eq!(said(&line).shows(), Some(*sentence), "another one is taken for {line}");
            assert!(sentence.ends_with(['.', '?']) && !sentence.contains('$'), "{sentence}");
        }
        assert_eq!(said(&format!("{id} {}", question.outcome)).shows(), None, "{id}");
    }
    assert_eq!(
        said("worth-of-a-round 3.7").shows(),
        said("worth-of-a-round 3.667").shows()
    );
    assert!(said("worth-of-a-round 3.7").shows().is_some());
    assert_eq!(said("worth-of-a-round 3.9").shows(), None);
}

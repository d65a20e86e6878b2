//! Predictions above the cells of a notebook.

use super::*;
use journal::Event;
use journal::event;

const NOT_DECIDED: &str = "prediction: not decided\n  You said: 3\n  Not decided: ";

#[test]
fn a_prediction_is_shown_beside_what_came() {
    check(
        &["%predict 3 --sure 80\n3"],
        "ran\nprediction: right\n  You said: 3 (80 % sure)\n  It came to: 3",
    );
    check_contains(
        &["%predict 4 --sure 90 --because \"two and two\"\n3"],
        "Question: You were 90 % sure, because “two and two”. Which part of that reason doesn't hold?",
    );
    check_contains(&["%predict \"b\"\n\"a\""], "You said: \"b\"\n  It came to: \"a\"");
}

#[test]
fn a_prediction_stands_beside_an_error_and_never_in_its_place() {
    check(
        &["%predict error\ncompile_error!()"],
        "prediction: right\n  You said: error\n  What came: the compiler refused it: E0308, mismatched types\n\
         E0308: mismatched types\nE0308: mismatched types",
    );
    check_contains(&["%predict E0308\ncompile_error!()"], "prediction: right");
    check_contains(
        &["%predict 3\npanic!()"],
        "prediction: something else came out\n  You said: 3\n  What came: it panicked: it panicked",
    );
    check_contains(&["%predict 3\npanic!()"], "\nPanic: it panicked");
    check_contains(&["%predict panic\n3"], "prediction: something else came out");
}

#[test]
fn a_prediction_that_has_nothing_to_be_compared_with_is_refused_before_anything_runs() {
    #[track_caller]
    fn refused(cell: &str, expected: &str) {
        let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
        let shown = execute(&mut notebook, cell);
        assert!(shown.starts_with("UsageError: ") && shown.contains(expected), "{shown}");
        assert!(notebook.backend.ran.is_empty(), "{cell} ran");
    }
    refused("%predict 3", "there is nothing below `%predict` to come out");
    refused("%predict ?\n// nothing", "there is nothing below");
    refused("%predict 3\nlet x = 3;", "leave out the `;` behind its last expression");
    refused("%predict 2x2\nlet x = 3;", "leave out the `;`");
    refused("%predict passes\n3", "are about a check");
    refused("%predict 3\n%predict 4\n3", "a cell takes one prediction");
    refused("%predict 3 --sure 120\n3", "from 0 to 100");
    refused("%predict 3 --because so\n3", "put the reason in quotes");
    refused("%predict hello\n3", "a text stands between quotes");
    refused("%reset\n%predict 3", "there is nothing below");
}

#[test]
fn ways_to_end_are_predicted_above_any_rust() {
    check_contains(&["%predict error\nlet x = 3;"], "What came: the cell ran");
    check_contains(&["%predict error\nlet x = ;"], "prediction: something else came out");
}

#[test]
fn a_blank_asks_and_leaves_the_cell_unrun() {
    let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
    let shown = execute(&mut notebook, "%reset\n%predict too-short ?\n%%check projector\n3");
    assert!(
        shown.starts_with("prediction: still to be made\n  `sum_of_three` is a row of three numbers"),
        "{shown}"
    );
    assert!(notebook.backend.ran.is_empty());
    let shown = execute(&mut notebook, "%predict ?\n3");
    assert!(shown.contains("What will come out of this cell?"), "{shown}");
    assert_eq!(
        notebook.execute("%predict too-short ?\n3", 1, &Screen::default()),
        Ok(())
    );
}

#[test]
fn a_wrong_prediction_gets_the_sentence_that_the_lesson_has_on_it() {
    check_contains(
        &["%predict first-basis-vector [1, 4]\npanic!()"],
        "That is the first row. Each of the three rows is paired with `[1, 0]`",
    );
}

#[test]
fn a_check_is_predicted_where_the_cell_has_it() {
    let passes = format!("%%check projector\n%predict passes\n{}", right());
    check_contains(
        &[&passes],
        "prediction: right\n  You said: passes\n  What came: the check passed",
    );
    let wrong = format!("%predict passes --sure 90\n%%check projector\n{WRONG}");
    check_contains(&[&wrong], "projector: not yet right");
    check_contains(
        &[&wrong],
        "What came: the check did not pass\n  Question: You were 90 % sure.",
    );
    check_contains(&[WRONG, "%check projector\n%predict fails"], "prediction: right");
    check_contains(
        &["%predict fails\n%%check projector\ncompile_error!()"],
        "prediction: right\n  You said: fails\n  What came: the compiler refused it",
    );
    let untouched = format!("%predict fails\n%%check projector\n{UNTOUCHED}");
    check_contains(&[&untouched], "Not decided: the exercise is not attempted yet.");
    let two = format!("%predict passes\n%%check projector shapes\n{}", right());
    check_contains(&[&two], "Not decided: the exercise is not attempted yet.");
    check_contains(
        &["%predict fails\n%%check projector\nfn projector() { broken_grader() }"],
        "Not decided: the check came to no verdict.",
    );
}

#[test]
fn nothing_is_decided_where_the_cell_did_not_come_to_its_rust() {
    let expected = format!("{NOT_DECIDED}the cell did not come as far as its Rust.");
    check_contains(&["%predict 3\n%undo\n3"], &expected);
}

#[test]
fn an_undo_takes_back_the_cell_and_not_what_was_predicted_of_it() {
    let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
    execute(&mut notebook, "%predict a=12 b=7");
    assert!(execute(&mut notebook, "%predict 3\nlet x = 1;\n3").contains("prediction: right"));
    execute(&mut notebook, "%undo");
    assert!(notebook.backend.names().is_empty());
    assert!(execute(&mut notebook, "%predict 3\nlet x = 1;\n3").contains("prediction: right"));
}

#[test]
fn votes_are_drawn_before_and_after_the_discussion() {
    let vote = ["%predict a=12 b=7", "%predict a=2 b=17\n3"];
    check(
        &vote,
        "Before: 19 votes\n  a  █████████████ 12 (63 %)\n  b  ███████ 7 (37 %)\n\
         After the discussion: 19 votes\n  a  ██ 2 (11 %)\n  b  ██████████████████ 17 (89 %)\nran",
    );
    // What has run decides the question, and the next vote is on another.
    check_contains(
        &["%predict a=12 b=7", "3", "%predict a=2 b=17"],
        "19 votes\n  a  ██ 2 (11 %)",
    );
    check_contains(&["%predict a=12 b=7\n%predict 3\n3"], "prediction: right");
}

#[test]
fn an_engine_that_tells_no_values_is_asked_for_none() {
    let evcxr = "%engine evcxr";
    check(&[evcxr, "%predict 3\n3"], "CommandError: evcxr has no Values");
    check_contains(&[evcxr, "%predict panic\npanic!()"], "prediction: right");
}

#[test]
fn a_prediction_waits_for_the_rust_that_it_is_about() {
    let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
    let incomplete = Completeness::Incomplete { indent: String::new() };
    assert_eq!(notebook.is_complete("%predict 3"), incomplete);
    assert_eq!(notebook.is_complete("%predict 3\n3"), Completeness::Complete);
    assert_eq!(notebook.is_complete("%predict a=1 b=2"), Completeness::Complete);
    assert_eq!(
        notebook.is_complete("%predict passes\n%check shapes"),
        Completeness::Complete
    );
}

#[test]
fn predictions_and_votes_are_recorded() {
    let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
    for cell in [
        "%predict 4 --sure 90 --because \"so\"\n3",
        "%predict fails\n%%check projector\nfn projector() { wrong() }",
        "%predict 3\n%undo 9\n3",
        "%predict ?\n3",
        "%predict a=12 b=7",
        "%predict a=2 b=17",
    ] {
        execute(&mut notebook, cell);
    }
    let entries = notebook.journal.entries().map(|entry| &entry.event);
    let predictions: Vec<_> = entries
        .filter_map(|event| match event {
            Event::Prediction(prediction) => Some(prediction.clone()),
            _ => None,
        })
        .collect();
    let of = |text: &str| event::Prediction {
        text: text.to_owned(),
        ..event::Prediction::default()
    };
    let expected = [
        event::Prediction {
            sure: Some(90),
            because: Some("so".to_owned()),
            came: Some("3".to_owned()),
            right: Some(false),
            ..of("4")
        },
        event::Prediction {
            exercise: Some("projector".to_owned()),
            came: Some("fails".to_owned()),
            right: Some(true),
            ..of("fails")
        },
        of("3"),
    ];
    assert_eq!(predictions, expected);
    let entries = notebook.journal.entries().map(|entry| &entry.event);
    let rounds: Vec<(u32, u32)> = entries
        .filter_map(|event| match event {
            Event::Votes(votes) => Some((votes.round, votes.options[0].count)),
            _ => None,
        })
        .collect();
    assert_eq!(rounds, [(1, 12), (2, 2)]);
}

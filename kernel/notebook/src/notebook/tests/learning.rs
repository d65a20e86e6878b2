//! What is recorded, and looking back at it.

use journal::Event;
use journal::event::{Outcome, Way};

use super::*;

/// Runs the cells in a notebook whose journal is in `folder`, numbered from 1.
fn run(folder: &Path, cells: &[&str]) -> Vec<String> {
    let mut notebook = journaled(folder, "mine");
    let numbered = (1..).zip(cells);
    numbered
        .map(|(number, cell)| execute_as(&mut notebook, number, cell))
        .collect()
}

fn execute_as(notebook: &mut Notebook<Fake>, number: u32, code: &str) -> String {
    let screen = Screen::default();
    if let Err(failure) = notebook.execute(code, number, &screen) {
        let line = format!("{}: {}\n", failure.kind, failure.message);
        *screen.0.lock().expect("the screen") += &line;
    }
    screen.0.into_inner().expect("the screen")
}

/// What the cells leave in the journal, but for the session's beginning.
fn recorded(cells: &[&str]) -> Vec<(Option<u32>, Event)> {
    let folder = tempfile::tempdir().expect("a folder");
    run(folder.path(), cells);
    let store = Store::at(folder.path().join("journal"));
    let entries = store.entries().expect("the journal");
    entries
        .into_iter()
        .skip(1)
        .map(|entry| (entry.cell, entry.event))
        .collect()
}

#[test]
fn every_cell_is_recorded_as_it_was_typed_with_what_came_of_it() {
    let cells = [
        "%time\nlet a = 1.0;",
        "compile_error!()",
        "%chek",
        "fn projector() { wrong() }",
    ];
    let recorded = recorded(&cells);
    assert_eq!(recorded.len(), cells.len());
    let classes = [None, Some("E0308"), Some("UnknownMagic"), None];
    for ((at, (cell, event)), class) in recorded.iter().enumerate().zip(classes) {
        let Event::Cell(found) = event else { panic!("{event:?}") };
        assert_eq!((*cell, found.code.code.as_str()), (Some(at as u32 + 1), cells[at]));
        match &found.outcome {
            Outcome::Ok => assert_eq!(class, None),
            Outcome::Failed(failure) => assert_eq!(class, Some(failure.class.as_str())),
        }
    }
    let Event::Cell(last) = &recorded[3].1 else { panic!() };
    assert_eq!(last.exercises, ["projector"]);
}

#[test]
fn a_verdict_is_recorded_with_its_answer_as_it_was_typed() {
    let answer = "// mine\nfn projector() {\n    wrong()\n}";
    let recorded = recorded(&[&format!("%%check projector\n{answer}")]);
    let [(_, Event::Verdict(verdict)), (_, Event::Cell(_))] = &recorded[..] else {
        panic!("{recorded:?}")
    };
    assert_eq!(verdict.code.code, answer);
    assert_eq!(verdict.question.as_deref(), Some("Why?"));
    assert_eq!(verdict.counterexample.as_deref(), Some("f(1)"));
}

#[test]
fn what_is_taken_back_is_recorded_unless_its_cell_fails() {
    let undone = |cells: &[&str]| -> Vec<(Way, Vec<u32>)> {
        let recorded = recorded(cells);
        let undone = recorded.into_iter().filter_map(|(_, event)| match event {
            Event::Undone(undone) => Some((undone.by, undone.cells)),
            _ => None,
        });
        undone.collect()
    };
    assert_eq!(
        undone(&["let a = 1.0;", "let b = 2.0;", "%undo 2", "%redo 2", "%reset"]),
        [(Way::Undo, vec![1, 2]), (Way::Redo, vec![1, 2]), (Way::Reset, vec![])]
    );
    assert_eq!(undone(&["let a = 1.0;", "%undo\ncompile_error!()"]), []);
}

#[test]
fn the_road_to_an_answer_goes_on_in_another_session() {
    let folder = tempfile::tempdir().expect("a folder");
    run(
        folder.path(),
        &[
            "%%check projector\nfn projector() { wrong() }",
            "%check projector",
            "%hint projector",
        ],
    );
    let shown = run(
        folder.path(),
        &[
            "%%check projector\nfn projector() {\n    wrong() }",
            right(),
            "%check projector",
            "%attempts projector",
        ],
    );
    let road = shown.last().expect("the road");
    assert!(road.starts_with("projector: 3 attempts, and it passes\n"), "{road}");
    assert!(
        road.contains("  1. ✗ not yet right\n       fn projector() { wrong() }\n"),
        "{road}"
    );
    assert!(
        road.contains("     Question: Why?\n     Hints: a statement\n"),
        "{road}"
    );
    assert!(
        road.contains("     - fn projector() { wrong() }\n     + fn projector() {\n     +     wrong() }"),
        "{road}"
    );
}

#[test]
fn the_map_shows_what_was_done_in_earlier_sessions() {
    let folder = tempfile::tempdir().expect("a folder");
    run(
        folder.path(),
        &[
            right(),
            "%check projector",
            "fn rank() { wrong() }",
            "%check rank",
            "%hint rank",
        ],
    );
    let shown = run(folder.path(), &["%progress"]);
    assert!(shown[0].contains("  ✓ projector "), "{}", shown[0]);
    assert!(shown[0].contains("  ◐ rank "), "{}", shown[0]);
    assert!(shown[0].contains("Next: `rank`, which you have begun."), "{}", shown[0]);
}

#[test]
fn where_nobody_is_the_past_is_silent() {
    struct Unattended(Screen);
    impl Frontend for Unattended {
        fn show(&self, output: Output) {
            self.0.show(output);
        }
        fn input(&self, _: &str, _: bool) -> Result<String, InputError> {
            Err(InputError::NotAllowed)
        }
        fn is_attended(&self) -> bool {
            false
        }
    }
    let cells = [
        WRONG,
        "%check projector",
        "%hint",
        "%exercises",
        "%progress",
        "%attempts",
        "%ask",
    ];
    let alone = |folder: &Path| -> Vec<String> {
        let mut notebook = journaled(folder, "mine");
        let shown = (1..).zip(cells).map(|(number, cell)| {
            let screen = Unattended(Screen::default());
            notebook.execute(cell, number, &screen).expect("it runs");
            screen.0.0.into_inner().expect("the screen")
        });
        shown.collect()
    };
    let [empty, full] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    run(
        full.path(),
        &[right(), "%check projector", WRONG, "%check projector", "%hint", "%hint"],
    );
    let before = Store::at(full.path().join("journal")).entries().expect("the journal");
    assert_eq!(alone(full.path()), alone(empty.path()));
    let after = Store::at(full.path().join("journal")).entries().expect("the journal");
    assert_eq!(before, after);
    assert!(!empty.path().join("journal").exists());
}

#[test]
fn what_is_said_is_said_of_its_own_cell_or_of_the_last_one_with_rust() {
    let about = |cells: &[&str]| -> Vec<Option<u32>> {
        let recorded = recorded(cells);
        let said = recorded.into_iter().filter_map(|(_, event)| match event {
            Event::Keep(said) | Event::Drop(said) | Event::Why(said) | Event::Mark(said) => Some(said.about),
            _ => None,
        });
        said.collect()
    };
    assert_eq!(about(&["let a = 1.0;", "%keep"]), [Some(1)]);
    assert_eq!(
        about(&["let a = 1.0;", "%exercises", "%why \"so\"", "%drop"]),
        [Some(1), Some(1)]
    );
    assert_eq!(about(&["let a = 1.0;", "%keep\nlet b = 2.0;"]), [Some(2)]);
    assert_eq!(
        about(&["let a = 1.0;", "%keep\ncompile_error!()", "%keep"]),
        [Some(2), Some(2)]
    );
    assert_eq!(
        about(&["let a = 1.0;", "%mark \"b\"", "%mark \"c\"\nlet c = 1.0;"]),
        [None, Some(3)]
    );
    check(
        &["%keep"],
        "UsageError: no cell with Rust has run yet: write it above the cell that it is about, or behind that",
    );
    check(&["%why"], "UsageError: usage: `%why \"TEXT\"`");
    check(&["%mark \"Onto a line\""], "— Onto a line —");
}

#[test]
fn a_question_for_others_has_the_answer_and_what_was_tried() {
    let folder = tempfile::tempdir().expect("a folder");
    let shown = run(
        folder.path(),
        &[
            "%%check projector\nfn projector() { wrong() }",
            "%hint",
            "%%check projector\nfn projector() { wrong(); wrong() }",
            "%why \"the length\"",
            "%ask",
        ],
    );
    let question = shown.last().expect("the question");
    for part in [
        "**`projector`: The shadow on a line**",
        "```rust\nfn projector() { wrong(); wrong() }\n```",
        "The check says: not yet right.",
        "I have tried one other answer, and have opened these hints: a statement.",
        "What I think:\n\n- the length",
    ] {
        assert!(question.contains(part), "{part} in {question}");
    }
    assert!(!question.contains(folder.path().to_str().expect("its path")));
}

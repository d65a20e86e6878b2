use super::*;

#[test]
fn commands_are_carried_out_where_they_stand_among_the_magics() {
    check(&["let kept = 1;", ":vars"], "kept: f64");
    check(&["let kept = 1;", ":clear\n:vars\nlet x = 2;"], "ran");
    check_contains(
        &["let kept = 1;", "%time :vars\nlet x = 2;\n"],
        "kept: f64\nran\ntime: ",
    );
    check_contains(&[":dep rand = \"0.9\"\nlet x = 2;"], "added rand = \"0.9\"\nran");
    check_contains(&[":dep\nlet x = 2;"], "CommandError: `:dep` needs a crate");
    check_contains(&["let x = 1;", ":clear", "%undo"], "there is nothing to undo");
}

/// Magics and commands are part of the cell: if it fails, they have done nothing.
#[test]
fn a_cell_that_fails_takes_back_what_its_magics_have_changed() {
    for change in [
        ":clear",
        "%reset",
        "%undo",
        "%restore start",
        "%undo\n:clear\n%checkpoint other",
    ] {
        let cell = format!("{change}\ncompile_error!()");
        let cells = ["%checkpoint start\nlet first = 1;", "let second = 2;", &cell];
        check(&[cells.as_slice(), &[":vars"]].concat(), "first: f64\nsecond: f64");
        check_contains(
            &[cells.as_slice(), &["%checkpoint"]].concat(),
            "  start  before all cells\n",
        );
        check_contains(&[cells.as_slice(), &["%undo", ":vars"]].concat(), "first: f64\n");
    }
    check_contains(
        &[
            "let first = 1;",
            "%undo",
            "%redo\n:clear\ncompile_error!()",
            "%redo",
            ":vars",
        ],
        "first: f64\n",
    );
}

#[test]
fn what_was_wrong_with_an_answer_goes_with_it() {
    let broken = "fn projector() { compile_error!() }";
    check_contains(&[broken, ":clear", "%check projector"], "projector: not attempted yet");
    let right = right();
    let cleared = format!(":clear\n{broken}");
    check_contains(
        &[right, &cleared, "%check projector"],
        "The code does not run: mismatched types.",
    );
    check(
        &[right, ":clear\ncompile_error!()", "%check projector"],
        "projector: passed\n  - It is right",
    );
}

/// Whatever failed in the state that a cell passes through, the state that it goes back to has answers of its own.
#[test]
fn a_cell_that_fails_brings_no_older_failure_along() {
    let broken = "fn projector() { compile_error!() }";
    let wrong_cell = "%undo\nlet y = compile_error!();";
    check(
        &[broken, right(), wrong_cell, "%check projector"],
        "projector: passed\n  - It is right",
    );
    check(
        &[broken, right(), "%undo\n%redo 5", "%check projector"],
        "projector: passed\n  - It is right",
    );
}

#[test]
fn a_cell_that_fails_says_that_its_magics_are_taken_back() {
    check_contains(
        &["let x = 1;", "%undo\ncompile_error!()"],
        "note: the cell has failed, so what its magics had changed is as it was before",
    );
    check_contains(
        &["%checkpoint a\ncompile_error!()", "%checkpoint"],
        "There are no checkpoints",
    );
}

#[test]
fn the_time_of_commands_counts() {
    check_contains(&["%time :vars"], "time: ");
    check(&["%time"], "");
}

#[test]
fn a_console_asks_about_the_rust_below_a_command_that_looks_like_text() {
    let mut notebook = Notebook::new(Fake::default(), Journal::new(None, ""));
    let deep = format!(":dep a = \"1\nlet x = {}1;", "-".repeat(300_000));
    assert_eq!(notebook.is_complete(&deep), Completeness::Complete);
}

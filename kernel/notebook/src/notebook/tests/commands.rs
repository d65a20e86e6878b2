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

//! Two engines, of which one is at work.

use super::*;

const TO_EVCXR: &str = "`evcxr` evaluates the cells from here on. Variables and items do not go over: those of `meno` are there \
                        again after `%engine meno`. What `%exercises` lists and which hints are open stays.";

#[test]
fn an_engine_is_chosen_and_shown() {
    check(
        &["%engine"],
        "`meno` evaluates the cells. `%help engine` tells what each engine gives.",
    );
    check(&["%engine evcxr"], TO_EVCXR);
    check(
        &["%engine evcxr", "%engine"],
        "`evcxr` evaluates the cells. `%help engine` tells what each engine gives.",
    );
    check(
        &["%engine meno"],
        "`meno` evaluates the cells. `%help engine` tells what each engine gives.",
    );
    check(&["%engine julia"], "UsageError: there is no such engine");
    check(&["%engine meno evcxr"], "UsageError: usage: `%engine [NAME]`");
}

#[test]
fn what_an_engine_has_stays_with_it() {
    check(
        &["let x = 1;", "%engine evcxr", ":vars", "%engine meno", ":vars"],
        "x: f64",
    );
    check_contains(
        &[right(), "%engine evcxr", "%check projector"],
        "projector: not attempted yet",
    );
    check_contains(
        &[right(), "%engine evcxr", "%engine meno", "%check projector"],
        "projector: passed",
    );
    check_contains(
        &[WRONG, "%check projector", "%engine evcxr", "%exercises"],
        "not yet right",
    );
}

#[test]
fn what_an_engine_can_not_do_is_refused_before_anything_is_done() {
    for magic in ["%undo", "%redo", "%checkpoint", "%checkpoint a", "%restore a"] {
        check(&["%engine evcxr", magic], "CommandError: evcxr has no States");
    }
    check(&["%engine evcxr", "%limits"], "CommandError: evcxr has no Limits");
    check(
        &["%engine evcxr", "%reset\nlet x = 1;"],
        "CommandError: evcxr has no Transactions",
    );
    check(&["%engine evcxr", "%reset"], "");
}

#[test]
fn an_engine_that_a_failing_cell_has_chosen_is_taken_back() {
    check_contains(
        &["%engine evcxr\npanic!()"],
        "what its magics had changed is as it was before",
    );
    check(&["let x = 1;", "%engine evcxr\npanic!()", ":vars"], "x: f64");
}

#[test]
fn commands_go_to_an_engine_that_has_its_own() {
    let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
    execute(&mut notebook, "%engine evcxr");
    execute(
        &mut notebook,
        ":dep a\n:dep b = \"1\"\n%exercises\n!ls\n:internal_debug\nlet x = 1;",
    );
    assert_eq!(
        notebook.backend.commands,
        [":dep a\n:dep b = \"1\"", "!ls\n:internal_debug"]
    );
    assert_eq!(notebook.backend.ran, ["\n\n\n\n\nlet x = 1;"]);
}

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
fn all_crates_of_a_cell_are_added_at_once() {
    check(
        &[":dep a = \"1\"\n:vars\n:dep b\nlet x = 1;"],
        "added a = \"1\" and b\nran",
    );
    check(&["let v = 1;", ":dep a\n:vars"], "added a\nv: f64");
    check(&[":dep b = \"2\"\n:dep a", ":show_deps"], "b = \"2\"\na");
    check(
        &[":show_deps"],
        "No crates have been added: `:dep rand = \"0.9\"` adds one.",
    );
}

/// The live line of a build takes along what the cell has shown before.
#[test]
fn what_a_cell_shows_before_a_build_stays() {
    check(
        &["let v = 1;", ":vars\n:version\n:dep a"],
        &format!("v: f64\nMeno {}\nadded a", env!("CARGO_PKG_VERSION")),
    );
    check(
        &["let v = 1;", ":vars\n:dep nonexistent"],
        "v: f64\nCommandError: there is no such crate",
    );
}

#[test]
fn extern_crate_adds_a_crate_that_is_not_there() {
    check(&["extern crate rand;\nlet x = 1;"], "added rand\nran");
    check(&[":dep rand", "extern crate rand;"], "ran");
    check(
        &[":dep rand-core\nextern crate rand_core as core_of_rand;"],
        "added rand-core\nran",
    );
    check(&["extern crate std as standard;\nextern crate self as me;"], "ran");
}

#[test]
fn a_type_is_told() {
    check(&["let kept = 1;", ":type kept"], "kept: f64");
    check(&["let kept = 1;", ":t kept"], "kept: f64");
    check_contains(
        &["let kept = 1;", ":t kpet"],
        "UnknownName: there is no variable `kpet`; did you mean `kept`?",
    );
    check_contains(&[":t"], "UsageError: usage: `:t EXPRESSION`");
}

#[test]
fn settings_say_what_they_are_and_stay_when_their_cell_fails() {
    check(&[":types"], "Values are shown with their types.");
    check(
        &[":types\ncompile_error!()", ":types"],
        "Values are shown without their types.",
    );
    check(&[":fmt {:#?}"], "Values are shown as `{:#?}`.");
    check(&[":fmt {}", ":fmt"], "Values are shown as `{:?}`.");
    check_contains(&[":fmt {} {}"], "UsageError: `{} {}` is no format of one value");
    check(
        &[":efmt {}", ":efmt"],
        "Errors that `?` returns are shown as `{}`, for which they need `std::fmt::Display`.",
    );
    check(&[":opt"], "Cells are compiled at opt-level 2.");
    check(&[":opt 2", ":opt"], "Cells are compiled at opt-level 0.");
    check(&[":opt 3", "%opt"], "Cells are compiled at opt-level 3.");
    check_contains(&[":opt fast"], "UsageError");
    check(&[":env A = b c"], "`A` is `b c` for cells.");
    check_contains(&[":env A"], "UsageError: usage: `:env NAME=VALUE`");
    check(&[":build_env CC=clang"], "`CC` is `clang` where crates are built.");
    check(
        &[":offline 1"],
        "Crates are looked for among what is downloaded already.",
    );
    check_contains(&[":offline"], "UsageError");
    check_contains(&[":cache 0"], "This notebook builds crates for itself alone.");
    check(
        &[":toolchain"],
        "a fake. `MENO_RUSTC` chooses another one when the kernel starts.",
    );
}

#[test]
fn the_last_error_of_the_compiler_is_explained() {
    check_contains(&[":explain"], "CommandError: there is no error to explain yet");
    check(&["compile_error!()", "panic!()", ":explain"], "E0308: all about E0308");
    check(&[":explain E0382"], "E0382: all about E0382");
}

#[test]
fn each_cell_is_timed_until_it_is_no_longer_asked_for() {
    check_contains(&[":timing", "let x = 1;"], "ran\ntime: ");
    check(&[":timing", ":vars"], "");
    check(&[":timing", ":timing", "let x = 1;"], "ran");
}

#[test]
fn a_restart_forgets_variables_and_what_was_before() {
    check(
        &["let x = 1;", ":restart\n:vars"],
        "The process of the cells is started anew: variables are gone, items are there.",
    );
    check_contains(&["let x = 1;", ":restart", "%undo"], "there is nothing to undo");
    check(&["let x = 1;", ":restart\ncompile_error!()", ":vars"], "x: f64");
}

#[test]
fn the_rest_of_a_cell_that_quits_runs_first() {
    check(&[":quit\nlet x = 1;"], "the kernel ends\nran");
}

/// Those that have nothing to do here say so, and never keep the rest of the cell from running.
#[test]
fn every_command_of_evcxrs_is_known() {
    const COMMANDS: [&str; 32] = [
        ":allow_static_linking 1",
        ":build_env A=b",
        ":cache 500",
        ":clear",
        ":clear_cache",
        ":codegen_backend cranelift",
        ":dep a",
        ":doc name",
        ":efmt {:?}",
        ":env A=b",
        ":explain E0308",
        ":fmt {:?}",
        ":help",
        ":internal_debug",
        ":last_compile_dir",
        ":last_error_json",
        ":linker lld",
        ":load_config --quiet",
        ":offline 0",
        ":opt 1",
        ":preserve_vars_on_panic 1",
        ":quit",
        ":restart",
        ":sccache 1",
        ":show_deps",
        ":t x",
        ":time_passes",
        ":timing",
        ":toolchain nightly",
        ":type x",
        ":types",
        ":vars",
    ];
    for command in COMMANDS
        .iter()
        .filter(|command| **command != ":clear_cache" && !command.contains("config"))
    {
        check_contains(&["let x = 1;", &format!("{command}\nlet y = 2;")], "ran");
    }
    for command in COMMANDS {
        assert!(crate::magics::parse(command).is_ok(), "{command}");
    }
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

/// Before the first cell there are no states: what is made of them meanwhile goes, too.
#[test]
fn a_first_cell_that_fails_takes_back_what_its_magics_have_changed() {
    check(&[":clear\ncompile_error!()", "let x = 1;", ":vars"], "x: f64");
    check_contains(
        &["%checkpoint a\ncompile_error!()", "%restore a"],
        "NoSuchState: there is no checkpoint `a`",
    );
    check(
        &[":clear\ncompile_error!()", right(), "%check projector"],
        "projector: passed\n  - It is right",
    );
    let broken = "%checkpoint a\nfn projector() { compile_error!() }";
    for next in ["", "let x = 1;"] {
        check_contains(
            &[broken, next, "%check projector"],
            "The code does not run: mismatched types.",
        );
    }
    check_contains(&[broken, right(), "%undo", "%check projector"], "not attempted yet");
}

#[test]
fn the_time_of_commands_counts() {
    check_contains(&["%time :vars"], "time: ");
    check(&["%time"], "");
}

#[test]
fn a_console_asks_about_the_rust_below_a_command_that_looks_like_text() {
    let mut notebook = Notebook::new(Fake::default(), Journal::nowhere());
    let deep = format!(":dep a = \"1\nlet x = {}1;", "-".repeat(300_000));
    assert_eq!(notebook.is_complete(&deep), Completeness::Complete);
}

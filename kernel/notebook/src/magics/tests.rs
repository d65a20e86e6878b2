use proptest::prelude::*;

use backend::{Digits, Format};
use grading::Exercise;
use interfaces::limits::Setting;

use super::*;

#[track_caller]
fn plan(cell: &str) -> Plan<'_> {
    parse(cell).expect("the cell has valid magics")
}

fn exercises(ids: &[&str]) -> Vec<&'static Exercise> {
    ids.iter()
        .map(|id| course::find(id).expect("there is such an exercise"))
        .collect()
}

#[test]
fn magics_and_commands_become_actions() {
    #[track_caller]
    fn check(cell: &str, expected: &[Action]) {
        assert_eq!(plan(cell).before, expected);
    }
    let [shapes, projector, rank] = [&["shapes"], &["projector"], &["rank"]].map(|ids| exercises(ids));
    let all = exercises(&["shapes", "projector", "rank"]);
    check("%check", &[Action::Check(vec![])]);
    check("%check projector", &[Action::Check(projector.clone())]);
    check("%check shapes projector  rank", &[Action::Check(all.clone())]);
    check("%check shapes, projector,rank", &[Action::Check(all)]);
    check("  %check rank // mine", &[Action::Check(rank)]);
    check("%check shapes//mine", &[Action::Check(shapes)]);
    check("%hint", &[Action::Hint(None)]);
    check("%hint projector", &[Action::Hint(Some(projector[0]))]);
    check("%lsmagic\r\n", &[Action::ListMagics]);
    check("%help", &[Action::Help(Topic::Overview)]);
    let on_check = MAGICS.iter().find(|entry| entry.name == "%check").expect("the magic");
    check("%help %check", &[Action::Help(Topic::Magic(on_check))]);
    check("%help check", &[Action::Help(Topic::Magic(on_check))]);
    let on_dep = MAGICS.iter().find(|entry| entry.name == ":dep").expect("the command");
    check("%help :dep", &[Action::Help(Topic::Magic(on_dep))]);
    check("%help projector", &[Action::Help(Topic::Exercise(projector[0]))]);
    check("%exercises", &[Action::ListExercises]);
    let journal = |request| [Action::Journal(request)];
    check("%attempts projector", &journal(Request::Attempts(Some(projector[0]))));
    check("%attempts", &journal(Request::Attempts(None)));
    check("%progress // so far", &journal(Request::Progress));
    check("%ask", &journal(Request::Ask(None)));
    check("%why \"a, b // c\"", &journal(Request::Why("a, b // c".to_owned())));
    check("%mark projections", &journal(Request::Mark("projections".to_owned())));
    check(
        "%keep\n%drop",
        &[journal(Request::Keep), journal(Request::Drop)].concat(),
    );
    let trick = |exercise, tag: Option<&str>| Action::Trick {
        exercise,
        tag: tag.map(str::to_owned),
    };
    check("%trick", &[trick(None, None)]);
    check("%trick projector", &[trick(Some(projector[0]), None)]);
    check(
        "%trick projector transposed",
        &[trick(Some(projector[0]), Some("transposed"))],
    );
    check("%reveal", &[Action::Reveal]);
    // What the compiler says of a call points at where it stands.
    check("%refute f(1)", &[Action::Refute("        f(1)".into())]);
    check(
        "%time\n  %refute  f(1, 2)",
        &[Action::Refute("\n           f(1, 2)".into())],
    );
    check("%reset", &[Action::Reset]);
    check("%undo", &[Action::Undo(1)]);
    check("%undo 12", &[Action::Undo(12)]);
    check("%redo", &[Action::Redo(1)]);
    check("%redo 3 // cells", &[Action::Redo(3)]);
    check("%checkpoint", &[Action::ListCheckpoints]);
    check("%checkpoint before-svd", &[Action::Checkpoint("before-svd".into())]);
    check("%opt", &[Action::ShowOptLevel]);
    check("%opt 2", &[Action::SetOptLevel(2)]);
    check("%digits", &[Action::ShowDigits]);
    check("%digits 17", &[Action::SetDigits(Digits::Significant(17))]);
    check("%%digits exact", &[Action::SetDigitsHere(Digits::Exact)]);
    check("%limits", &[Action::ShowLimits]);
    let settings = ["memory=1GB", "time=off"].map(|text| Setting::parse(text).expect("a limit"));
    check("%limits memory=1GB time=off", &[Action::SetLimits(settings.to_vec())]);
    check("%restore basis", &[Action::Restore("basis".into())]);
    check("%undo\n%redo\nlet x = 1;", &[Action::Undo(1), Action::Redo(1)]);
    check(
        "// first\n\n%reset\n# NBVAL_SKIP\n%check\nlet x = 1;",
        &[Action::Reset, Action::Check(vec![])],
    );
    check("let x = 5\n%check", &[]);
    let add = |dependency: &str| Action::AddCrates(vec![dependency.to_owned()]);
    check(":dep a = \"1, 2\"", &[add("a = \"1, 2\"")]);
    check(":dep a = { git = \"x://y\" }  ", &[add("a = { git = \"x://y\" }")]);
    check(
        "%checkpoint a\n:dep b\n// c\n  :vars\r\n:clear\nd",
        &[
            Action::Checkpoint("a".into()),
            add("b"),
            Action::ListVariables,
            Action::Reset,
        ],
    );
    // All crates of a cell are built where the last of them is asked for.
    check(
        ":dep a\n:offline 1\n:dep b = \"2\"\n:vars",
        &[
            Action::SetOffline(true),
            Action::AddCrates(vec!["a".to_owned(), "b = \"2\"".to_owned()]),
            Action::ListVariables,
        ],
    );
    check(
        ":fmt {:.3}",
        &[Action::SetFormat(Format::parse("{:.3}").expect("a format"))],
    );
    check(":fmt", &[Action::SetFormat(Format::default())]);
    check(":efmt", &[Action::SetErrorFormat(None)]);
    check(":type a + b", &[Action::ShowType("a + b".to_owned())]);
    check(":doc f64::sqrt", &[Action::Document("f64::sqrt".to_owned())]);
    check(
        ":env A=b=c d",
        &[Action::SetEnvironment("A".to_owned(), "b=c d".to_owned())],
    );
    check(":load_config", &[Action::LoadConfiguration { is_quiet: false }]);
    check(":cache 100", &[Action::SetCache(100)]);
    check(":help :dep", &[Action::Help(Topic::Magic(on_dep))]);
    check(":help", &[Action::ListMagics]);
    check("%time :vars\n1", &[Action::ListVariables]);
    check("::std::hint::black_box(1)", &[]);
    check("let s = \"\n:vars\";", &[]);
}

#[test]
fn the_set_up_that_colab_needs_does_nothing_here() {
    let plan = plan("%pip install -q meno-kernel\n%load_ext meno\n%rust on\n%%rust\nlet x = 1;");
    assert_eq!((plan.before, plan.after), (vec![], vec![]));
    assert_eq!(plan.source, "\n\n\n\nlet x = 1;");
}

#[test]
fn a_cell_magic_checks_after_the_rust() {
    let plan = plan("%%check shapes maps\n%%check rank\nfn a() {}");
    assert_eq!(plan.after, exercises(&["shapes", "maps", "rank"]));
    assert!(plan.before.is_empty());
    assert_eq!(plan.source, "\n\nfn a() {}");
}

#[test]
fn rust_keeps_its_lines_and_columns() {
    #[track_caller]
    fn check(cell: &str, expected: &str) {
        assert_eq!(plan(cell).source, expected);
    }
    check("%check rank\nlet x = 1;", "\nlet x = 1;");
    check("%check rank\r\nlet x = 1;\r\n", "\r\nlet x = 1;\r\n");
    check("%check rank", "");
    check("// why\n%time\n\n1 + 1\n%check", "// why\n\n\n1 + 1\n%check");
    check("# NBVAL_IGNORE_OUTPUT\n1", "\n1");
    check(
        "#NBVAL_SKIP\n#[derive(Debug)]\nstruct A;",
        "\n#[derive(Debug)]\nstruct A;",
    );
    check(":dep rand\n%time\n1", "\n\n1");
    check("%time :vars\n1", "      \n1");
    check("%time 1 + 1\n%check", "      1 + 1\n%check");
    check("\u{a0}%time  \"é\"", "\u{a0}       \"é\"");
    check("%time // all of it\n1", "\n1");
}

#[test]
fn rust_is_never_taken_for_a_magic() {
    #[track_caller]
    fn check(cell: &str) {
        let plan = plan(cell);
        assert_eq!(plan.source, cell);
        assert!(matches!(plan.source, Cow::Borrowed(_)));
        assert_eq!((plan.before.len(), plan.after.len(), plan.timed), (0, 0, false));
    }
    check("7\n% 2");
    check("let r = 7\n%two;");
    check("let text = \"\n%check softmax\n\";");
    check("/*\n%check softmax\n*/");
    check("% 2");
    check("%2");
    check("%");
    check("%%");
    check("%%%check a");
    check("% check a");
    check("#[allow(unused)]\n# NBVAL_SKIP");
    check("::std::println!()\n%check");
    check("");
    check("\n\n// nothing\n");
}

#[test]
fn only_blank_lines_and_comments_are_no_rust() {
    #[track_caller]
    fn check(cell: &str, expected: bool) {
        assert_eq!(plan(cell).has_rust, expected);
    }
    check("", false);
    check(" \n// comment\n", false);
    check("%check rank\n// comment", false);
    check("%check rank\nx", true);
    check("%time x", true);
    check(":dep rand", false);
    check(":dep rand\nx", true);
    check("% 2", true);
}

#[test]
fn mistakes_are_told() {
    #[track_caller]
    fn check(cell: &str, name: &str, expected: &str) {
        let error = parse(cell).expect_err("the cell's magic is not valid");
        assert_eq!((error.kind().name(), error.to_string().as_str()), (name, expected));
    }
    let unknown = "UnknownMagic";
    check("%chekc a", unknown, "unknown magic `%chekc`; did you mean `%check`?");
    check("%Hint", unknown, "unknown magic `%Hint`; did you mean `%hint`?");
    check("%%time\n1", unknown, "unknown magic `%%time`; did you mean `%time`?");
    check("%exer", unknown, "unknown magic `%exer`; did you mean `%exercises`?");
    check(
        "%check(a)",
        unknown,
        "unknown magic `%check(a)`; did you mean `%check`?",
    );
    check(
        "%matplotlib inline",
        unknown,
        "unknown magic `%matplotlib`; `%lsmagic` lists them",
    );
    let usage = "UsageError";
    check("%%check", usage, "usage: `%%check ID…`");
    check("%hint a b", usage, "usage: `%hint [ID]`");
    check("%reset now", usage, "usage: `%reset`");
    check("%undo 1 2", usage, "usage: `%undo [N]`");
    check("%undo one", usage, "`one` is no number of cells; usage: `%undo [N]`");
    check("%undo 0", usage, "`0` is no number of cells; usage: `%undo [N]`");
    check("%redo -1", usage, "`-1` is no number of cells; usage: `%redo [N]`");
    check("%checkpoint a b", usage, "usage: `%checkpoint [NAME]`");
    check("%restore", usage, "usage: `%restore NAME`");
    check("%unod", unknown, "unknown magic `%unod`; did you mean `%undo`?");
    check("%lsmagic x", usage, "usage: `%lsmagic`");
    check(
        "%limits memory",
        usage,
        &Setting::parse("memory").expect_err("it says no value"),
    );
    check(
        "%check projecter",
        "UnknownExercise",
        "there is no exercise `projecter`; did you mean `projector`? (`%exercises` lists them)",
    );
    check(
        "%help chekc",
        "UnknownName",
        "there is no help on `chekc`; did you mean `check`?",
    );
    let command = "CommandError";
    check(":dep", command, "`:dep` needs a crate: `:dep rand = \"0.9\"`");
    check(":quti", command, "unknown command `:quti`; did you mean `:quit`?");
    check(
        ":matplotlib",
        command,
        "unknown command `:matplotlib`; `:help` lists them",
    );
}

#[test]
fn the_magic_under_the_cursor_is_found() {
    #[track_caller]
    fn check(marked: &str, expected: Option<&str>) {
        let cursor = marked.find('|').expect("the cursor is marked");
        assert_eq!(magic_before(&marked.replace('|', ""), cursor), expected);
    }
    check("%|", Some("%"));
    check(":|", Some(":"));
    check("  :de|p a", Some("  :de"));
    check("::st|d", None);
    check("%%ch|eck a", Some("%%ch"));
    check("// x\n%check so|\nlet y", Some("%check so"));
    check("%check a\n |", None);
    check("| %check", None);
    check("let x\n%ch|", None);
    check("7 % t|", None);
    check("|", None);
}

#[test]
fn the_table_is_well_formed() {
    for entry in &MAGICS {
        assert_eq!(entry.usage.split(' ').next(), Some(entry.name));
        assert!(!entry.summary.ends_with('.'));
        assert!(entry.help.ends_with('.'));
        assert_eq!(Line::of(entry.name), Line::Magic);
    }
}

/// Text made of what the grammar treats specially, so that odd combinations are common.
fn fragments() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        prop::sample::select(vec![
            "%",
            "%%",
            "check",
            "hint",
            "time",
            "softmax",
            " ",
            "\n",
            "\r\n",
            "\r",
            "\t",
            "//",
            "#",
            "# NBVAL_SKIP",
            ":dep",
            ":vars",
            ":clear",
            "projector",
            "\"",
            "/*",
            "*/",
            "let x = 1;",
            "% 2",
            "é",
            "😀",
            "\u{a0}",
            ",",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(fragment, 0..24).prop_map(|fragments| fragments.concat())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4_000,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(2),
        max_global_rejects: 4_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_is_read_and_keeps_its_lines(cell in fragments()) {
        if let Ok(plan) = parse(&cell) {
            prop_assert_eq!(plan.source.matches('\n').count(), cell.matches('\n').count());
            // What reaches the compiler is the cell with some of its text left out.
            for (kept, line) in plan.source.split('\n').zip(cell.split('\n')) {
                prop_assert!(line.ends_with(kept.trim_start()), "{kept:?} is no end of {line:?}");
            }
        }
    }

    #[test]
    fn without_a_magic_or_marker_the_source_is_the_cell(cell in fragments()) {
        let special = |line: &str| line.trim_start().starts_with(['%', '#', ':']);
        prop_assume!(!cell.lines().any(special));
        let plan = parse(&cell).expect("without a magic there is nothing to refuse");
        prop_assert_eq!(plan.source, cell.as_str());
    }

    #[test]
    fn after_the_first_rust_nothing_changes(top in fragments(), rest in fragments()) {
        let cell = format!("{top}\nlet begun = 1;\n{rest}");
        if let Ok(plan) = parse(&cell) {
            let end = format!("\nlet begun = 1;\n{rest}");
            prop_assert!(plan.source.ends_with(&end));
        }
    }

    #[test]
    fn any_cursor_is_harmless(cell in fragments(), cursor in 0_usize..64) {
        let found = magic_before(&cell, cursor);
        prop_assert!(found.is_none_or(|before| cell.contains(before)));
    }
}

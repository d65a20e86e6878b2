use proptest::prelude::*;

use super::*;

#[track_caller]
fn plan(cell: &str) -> Plan<'_> {
    parse(cell).expect("the cell has valid magics")
}

#[test]
fn magics_become_steps() {
    #[track_caller]
    fn check(cell: &str, expected: &[Step]) {
        assert_eq!(plan(cell).before, expected);
    }
    let ids = |ids: &[&str]| owned(ids);
    check("%check", &[Step::Check(vec![])]);
    check("%check softmax", &[Step::Check(ids(&["softmax"]))]);
    check("%check a b  c", &[Step::Check(ids(&["a", "b", "c"]))]);
    check("%check a, b", &[Step::Check(ids(&["a", "b"]))]);
    check("  %check a // mine", &[Step::Check(ids(&["a"]))]);
    check("%hint", &[Step::Hint(None)]);
    check("%hint a", &[Step::Hint(Some("a".into()))]);
    check("%lsmagic\r\n", &[Step::ListMagics]);
    check("%help", &[Step::Help(None)]);
    check("%help %check", &[Step::Help(Some("%check".into()))]);
    check("%exercises", &[Step::ListExercises]);
    check("%reset", &[Step::Reset]);
    check("%undo", &[Step::Undo(1)]);
    check("%undo 12", &[Step::Undo(12)]);
    check("%redo", &[Step::Redo(1)]);
    check("%redo 3 // cells", &[Step::Redo(3)]);
    check("%checkpoint", &[Step::Checkpoint(None)]);
    check("%checkpoint before-svd", &[Step::Checkpoint(Some("before-svd".into()))]);
    check("%opt", &[Step::Opt(None)]);
    check("%opt 2", &[Step::Opt(Some(2))]);
    check("%limits", &[Step::Limits(vec![])]);
    check(
        "%limits memory=1GB time=off",
        &[Step::Limits(ids(&["memory=1GB", "time=off"]))],
    );
    check("%restore basis", &[Step::Restore("basis".into())]);
    check("%undo\n%redo\nlet x = 1;", &[Step::Undo(1), Step::Redo(1)]);
    check(
        "// first\n\n%reset\n# NBVAL_SKIP\n%check\nlet x = 1;",
        &[Step::Reset, Step::Check(vec![])],
    );
    check("let x = 5\n%check", &[]);
}

#[test]
fn the_set_up_that_colab_needs_does_nothing_here() {
    let plan = plan("%pip install -q meno-kernel\n%load_ext meno\n%rust on\n%%rust\nlet x = 1;");
    assert_eq!((plan.before, plan.after), (vec![], vec![]));
    assert_eq!(plan.source, "\n\n\n\nlet x = 1;");
}

#[test]
fn a_cell_magic_checks_after_the_rust() {
    let plan = plan("%%check a b\n%%check c\nfn a() {}");
    assert_eq!(plan.after, ["a", "b", "c"]);
    assert!(plan.before.is_empty());
    assert_eq!(plan.source, "\n\nfn a() {}");
}

#[test]
fn rust_keeps_its_lines_and_columns() {
    #[track_caller]
    fn check(cell: &str, expected: &str) {
        assert_eq!(plan(cell).source, expected);
    }
    check("%check a\nlet x = 1;", "\nlet x = 1;");
    check("%check a\r\nlet x = 1;\r\n", "\r\nlet x = 1;\r\n");
    check("%check a", "");
    check("// why\n%time\n\n1 + 1\n%check", "// why\n\n\n1 + 1\n%check");
    check("# NBVAL_IGNORE_OUTPUT\n1", "\n1");
    check(
        "#NBVAL_SKIP\n#[derive(Debug)]\nstruct A;",
        "\n#[derive(Debug)]\nstruct A;",
    );
    check(":dep rand\n%time\n1", ":dep rand\n\n1");
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
    check("%check a\n// comment", false);
    check("%check a\nx", true);
    check("%time x", true);
    check(":dep rand", true);
    check("% 2", true);
}

#[test]
fn mistakes_are_told() {
    #[track_caller]
    fn check(cell: &str, name: &str, expected: &str) {
        let error = parse(cell).expect_err("the cell's magic is not valid");
        assert_eq!((error.name(), error.to_string().as_str()), (name, expected));
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
}

#[test]
fn the_magic_under_the_cursor_is_found() {
    #[track_caller]
    fn check(marked: &str, expected: Option<&str>) {
        let cursor = marked.find('|').expect("the cursor is marked");
        assert_eq!(magic_before(&marked.replace('|', ""), cursor), expected);
    }
    check("%|", Some("%"));
    check("%%ch|eck a", Some("%%ch"));
    check("// x\n%check so|\nlet y", Some("%check so"));
    check("%check a\n |", None);
    check("| %check", None);
    check("let x\n%ch|", None);
    check("7 % t|", None);
    check("|", None);
}

#[test]
fn the_table_is_in_the_order_of_its_enum_and_well_formed() {
    for (index, entry) in MAGICS.iter().enumerate() {
        assert_eq!(entry.magic as usize, index);
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
        let special = |line: &str| line.trim_start().starts_with(['%', '#']);
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

    #[test]
    fn commands_leave_the_rest_where_it_is(cell in fragments()) {
        let (commands, rust) = split_commands(&cell);
        prop_assert_eq!(rust.matches('\n').count(), cell.matches('\n').count());
        prop_assert!(!commands.is_empty() || rust == cell);
        for (kept, line) in rust.split('\n').zip(cell.split('\n')) {
            prop_assert!(kept == line || kept.trim().is_empty(), "{kept:?} was {line:?}");
        }
    }
}

#[test]
fn a_command_is_a_colon_and_a_letter() {
    #[track_caller]
    fn check(cell: &str, commands: &[&str], rust: &str) {
        assert_eq!(split_commands(cell), (commands.to_vec(), rust.to_owned()));
    }
    check(
        ":dep a = \"1\"\n// b\n  :vars\r\nc",
        &["dep a = \"1\"", "vars"],
        "\n// b\n\r\nc",
    );
    check("::std::hint::black_box(1)", &[], "::std::hint::black_box(1)");
    check("let s = \"\n:vars\";", &[], "let s = \"\n:vars\";");
}

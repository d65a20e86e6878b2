use super::*;

/// The faults of `text`: each with its message, with `text` where its place stands between `⟦` and `⟧`, and with `text` as
/// its fix leaves it.
#[track_caller]
fn check(text: &str, expected: &[(&str, &str, Option<&str>)]) {
    let found: Vec<(String, String, Option<String>)> = faults(text)
        .into_iter()
        .map(|fault| {
            let (place, _) = fault.place;
            let marks = [
                (place.start..place.start, "⟦".to_owned()),
                (place.end..place.end, "⟧".to_owned()),
            ];
            let fixed = fault.fix.map(|fix| applied(text, &fix.edits));
            (fault.message, applied(text, &marks), fixed)
        })
        .collect();
    let found: Vec<(&str, &str, Option<&str>)> = found
        .iter()
        .map(|(message, marked, fixed)| (message.as_str(), marked.as_str(), fixed.as_deref()))
        .collect();
    assert_eq!(found, expected);
}

const UNCLOSED: &str = "unclosed delimiter";
const STRING: &str = "unterminated double quote string";
const CHARACTER: &str = "unterminated character literal";
const COMMENT: &str = "unterminated block comment";

#[test]
fn whole_tokens_and_matching_brackets_have_no_fault() {
    for text in [
        "",
        "let x = ;",
        "f(a)[0] { '(' } // )",
        "/* /* ( */ */ r#\"(\"# b'[' \"{\"",
        "fn f<'a>(x: &'a str) -> &'a str { x }",
        "let c = '\\''; let d = '\\\\'; 'a: loop { break 'a }",
        "let s = \"two\nlines\";",
        "// “quoted” （",
        "\"“é”\"",
    ] {
        check(text, &[]);
    }
}

#[test]
fn a_bracket_that_is_not_closed_is_marked_and_closed_where_its_statement_ends() {
    check(
        "let v = vec![1, 2, 3;",
        &[(UNCLOSED, "let v = vec!⟦[⟧1, 2, 3;", Some("let v = vec![1, 2, 3];"))],
    );
    check(
        "let v = vec![1, 2, 3;\nlet w = vec![4];",
        &[(
            UNCLOSED,
            "let v = vec!⟦[⟧1, 2, 3;\nlet w = vec![4];",
            Some("let v = vec![1, 2, 3];\nlet w = vec![4];"),
        )],
    );
    check(
        "let m = dmatrix![1., 2.;\n    3., 4.;\nm",
        &[(
            UNCLOSED,
            "let m = dmatrix!⟦[⟧1., 2.;\n    3., 4.;\nm",
            Some("let m = dmatrix![1., 2.;\n    3., 4.;\nm]"),
        )],
    );
    check(
        "println!(\"{}\", (a + b);",
        &[(
            UNCLOSED,
            "println!⟦(⟧\"{}\", (a + b);",
            Some("println!(\"{}\", (a + b));"),
        )],
    );
    check("println!(", &[(UNCLOSED, "println!⟦(⟧", Some("println!()"))]);
    check(
        "vec![(1, 2), (3, 4]",
        &[(UNCLOSED, "vec![(1, 2), ⟦(⟧3, 4]", Some("vec![(1, 2), (3, 4)]"))],
    );
    check(
        "fn p(u: &V) -> M {\n    (u * u.transpose() / u.dot(u)\n}",
        &[(
            UNCLOSED,
            "fn p(u: &V) -> M {\n    ⟦(⟧u * u.transpose() / u.dot(u)\n}",
            Some("fn p(u: &V) -> M {\n    (u * u.transpose() / u.dot(u))\n}"),
        )],
    );
    check(
        "fn f(x: f64 -> f64 { x }",
        &[(
            UNCLOSED,
            "fn f⟦(⟧x: f64 -> f64 { x }",
            Some("fn f(x: f64) -> f64 { x }"),
        )],
    );
    check(
        "if (x > 1 { 2 } else { 3 }",
        &[(
            UNCLOSED,
            "if ⟦(⟧x > 1 { 2 } else { 3 }",
            Some("if (x > 1) { 2 } else { 3 }"),
        )],
    );
    check(
        "f(π, 'é' // é\n",
        &[(UNCLOSED, "f⟦(⟧π, 'é' // é\n", Some("f(π, 'é') // é\n"))],
    );
}

#[test]
fn indentation_tells_which_brace_is_not_closed() {
    check(
        "fn f(x: f64) -> f64 { x * x",
        &[(
            UNCLOSED,
            "fn f(x: f64) -> f64 ⟦{⟧ x * x",
            Some("fn f(x: f64) -> f64 { x * x }"),
        )],
    );
    check(
        "fn f(x: i32) -> i32 {\n    if x > 0 {\n        1\n    else { 2 }\n}\nfn g() {}",
        &[(
            UNCLOSED,
            "fn f(x: i32) -> i32 {\n    if x > 0 ⟦{⟧\n        1\n    else { 2 }\n}\nfn g() {}",
            Some("fn f(x: i32) -> i32 {\n    if x > 0 {\n        1\n    }\n    else { 2 }\n}\nfn g() {}"),
        )],
    );
    check(
        "fn f() {\n    1\n\nfn g() {\n    2\n}",
        &[(
            UNCLOSED,
            "fn f() ⟦{⟧\n    1\n\nfn g() {\n    2\n}",
            Some("fn f() {\n    1\n\n}\nfn g() {\n    2\n}"),
        )],
    );
    check(
        "for i in 0..3 {\n    let x = i;\n    }\n    x\n}",
        &[(
            "unexpected closing delimiter: `}`",
            "for i in 0..3 {\n    let x = i;\n    ⟦}⟧\n    x\n}",
            Some("for i in 0..3 {\n    let x = i;\n    x\n}"),
        )],
    );
    check(
        "let f = || { // }",
        &[(UNCLOSED, "let f = || ⟦{⟧ // }", Some("let f = || { // }\n}"))],
    );
}

#[test]
fn a_bracket_too_many_is_marked_and_removed() {
    check(
        "println!(\"{}\", 1));",
        &[(
            "unexpected closing delimiter: `)`",
            "println!(\"{}\", 1)⟦)⟧;",
            Some("println!(\"{}\", 1);"),
        )],
    );
    check(
        "let x = 1;\n}\nx",
        &[(
            "unexpected closing delimiter: `}`",
            "let x = 1;\n⟦}⟧\nx",
            Some("let x = 1;\nx"),
        )],
    );
}

#[test]
fn a_bracket_of_another_kind_is_marked_and_replaced() {
    check(
        "f(a, b];",
        &[("mismatched closing delimiter: `]`", "f(a, b⟦]⟧;", Some("f(a, b);"))],
    );
    check(
        "let v = [f(1}, 2];",
        &[(
            "mismatched closing delimiter: `}`",
            "let v = [f(1⟦}⟧, 2];",
            Some("let v = [f(1), 2];"),
        )],
    );
}

#[test]
fn a_bracket_in_a_comment_closes_nothing() {
    check("f( // TODO );", &[(UNCLOSED, "f⟦(⟧ // TODO );", Some("f(); // TODO"))]);
    check(
        "let x = f(1, // first)\n    2;",
        &[(
            UNCLOSED,
            "let x = f⟦(⟧1, // first)\n    2;",
            Some("let x = f(1, // first)\n    2);"),
        )],
    );
    let others = &faults("let x = f(1, // first)\n    2;")[0].others;
    assert_eq!(others, &[(21..22, "this `)` is part of the comment".to_owned())]);
}

#[test]
fn strings_and_characters_that_are_not_closed_are_marked_on_their_line() {
    check(
        "println!(\"hello);\n1 + 1",
        &[(
            STRING,
            "println!(⟦\"hello⟧);\n1 + 1",
            Some("println!(\"hello\");\n1 + 1"),
        )],
    );
    check(
        "println!(\"x = {}, x);",
        &[(STRING, "println!(⟦\"x = {}⟧, x);", Some("println!(\"x = {}\", x);"))],
    );
    check(
        "let a = \"one;\nlet b = \"two\";",
        &[(
            STRING,
            "let a = ⟦\"one⟧;\nlet b = \"two\";",
            Some("let a = \"one\";\nlet b = \"two\";"),
        )],
    );
    check("f(\"a\"\");", &[(STRING, "f(\"a\"⟦\"⟧);", Some("f(\"a\");"))]);
    check(
        "let s = r#\"a\"; s",
        &[(
            "unterminated raw string",
            "let s = ⟦r#\"⟧a\"; s",
            Some("let s = r#\"a\"#; s"),
        )],
    );
    check("let s = r#\"a", &[("unterminated raw string", "let s = ⟦r#\"⟧a", None)]);
    check("let c = '(;", &[(CHARACTER, "let c = ⟦'(⟧;", Some("let c = '(';"))]);
    check(
        "print!('two words');",
        &[(CHARACTER, "print!(⟦'two words'⟧);", Some("print!(\"two words\");"))],
    );
}

#[test]
fn comments_that_are_not_closed_are_marked_where_they_begin() {
    check("f() /* why", &[(COMMENT, "f() ⟦/*⟧ why", Some("f() /* why */"))]);
    check("/* a\nlet x = (1;", &[(COMMENT, "⟦/*⟧ a\nlet x = (1;", None)]);
    check(
        "/* a /* b */\nlet x = 1;",
        &[(COMMENT, "⟦/*⟧ a /* b */\nlet x = 1;", None)],
    );
    assert_eq!(faults("/* a /* b */\n1")[0].others[0].0, 5..7);
}

#[test]
fn signs_that_look_like_rusts_are_replaced() {
    check(
        "println!(“a)”);",
        &[(
            "unknown start of token: `“`",
            "println!(⟦“a)”⟧);",
            Some("println!(\"a)\");"),
        )],
    );
    check("let s = \"a”;", &[(STRING, "let s = ⟦\"a”⟧;", Some("let s = \"a\";"))]);
    check(
        "let c = ‘a’;",
        &[("unknown start of token: `‘`", "let c = ⟦‘a’⟧;", Some("let c = 'a';"))],
    );
    check("f（1)", &[("unknown start of token: `（`", "f⟦（⟧1)", Some("f(1)"))]);
}

#[test]
fn several_faults_are_told_in_order() {
    check(
        "let v = vec![1, 2;\nprintln!(\"{}\", 1));",
        &[
            (
                UNCLOSED,
                "let v = vec!⟦[⟧1, 2;\nprintln!(\"{}\", 1));",
                Some("let v = vec![1, 2];\nprintln!(\"{}\", 1));"),
            ),
            (
                "unexpected closing delimiter: `)`",
                "let v = vec![1, 2;\nprintln!(\"{}\", 1)⟦)⟧;",
                Some("let v = vec![1, 2;\nprintln!(\"{}\", 1);"),
            ),
        ],
    );
    assert_eq!(faults(&"(".repeat(100)).len(), MOST);
    assert_eq!(faults(&")".repeat(100)).len(), MOST);
}

/// Texts of every kind: no range lies outside, and a fix leaves fewer faults.
#[test]
fn any_text_has_its_faults_inside() {
    const PIECES: [&str; 26] = [
        "(", ")", "[", "]", "{", "}", "\"", "'", "'a", "/*", "*/", "//", "\n", "    ", ";", "let x = ", "f", "r#\"",
        "\"#", "“", "”", "（", "é", "\\", "->", "if ",
    ];
    let mut seed: u64 = 7;
    for _ in 0..4000 {
        let mut text = String::new();
        for _ in 0..12 {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            text += PIECES[usize::try_from(seed >> 33).expect("31 bits") % PIECES.len()];
        }
        let found = faults(&text);
        for fault in &found {
            let places = fault.others.iter().chain([&fault.place]).map(|(range, _)| range);
            let edits = fault
                .fix
                .iter()
                .flat_map(|fix| fix.edits.iter().map(|(range, _)| range));
            for range in places.clone() {
                assert!(!range.is_empty(), "{text:?}: {fault:?}");
            }
            for range in places.chain(edits) {
                assert!(text.get(range.clone()).is_some(), "{text:?}: {fault:?}");
            }
            if let Some(fix) = &fault.fix
                && found.len() < MOST
            {
                assert!(
                    faults(&applied(&text, &fix.edits)).len() < found.len(),
                    "{text:?}: {fix:?}"
                );
            }
        }
    }
}

#[test]
fn a_large_text_is_read_in_a_moment() {
    let deep = "(".repeat(100_000) + &"]".repeat(100_000);
    assert!(!faults(&deep).is_empty());
}

use super::*;

#[track_caller]
fn check(text: &str, items: &[&str], statements: &[&str], tail: Option<&str>, bindings: &[&str]) {
    let cell = Cell::of(text);
    let item = |item: &CellItem| {
        item.rewritten
            .as_ref()
            .map_or(&text[item.range.clone()], |rewritten| &rewritten.text)
            .to_owned()
    };
    assert_eq!(cell.items.iter().map(item).collect::<Vec<_>>(), items, "items");
    assert_eq!(
        cell.statements.iter().map(|r| &text[r.clone()]).collect::<Vec<_>>(),
        statements,
        "statements"
    );
    assert_eq!(cell.tail.map(|r| &text[r]), tail, "last expression");
    assert_eq!(
        cell.bindings.iter().map(|b| b.name.as_str()).collect::<Vec<_>>(),
        bindings,
        "bindings"
    );
}

#[test]
fn a_cell_is_items_statements_and_a_last_expression() {
    check("", &[], &[], None, &[]);
    check("1 + 1", &[], &[], Some("1 + 1"), &[]);
    check("let x = 1;", &[], &["let x = 1;"], None, &["x"]);
    check(
        "fn f() {} let x = f(); x",
        &["fn f() {}"],
        &["let x = f();"],
        Some("x"),
        &["x"],
    );
    check("dvector![1.0, 2.0]", &[], &[], Some("dvector![1.0, 2.0]"), &[]);
    check("println!(\"π\"); // said", &[], &["println!(\"π\");"], None, &[]);
    check(
        "/// doc\n#[derive(Debug)]\nstruct P;",
        &["/// doc\n#[derive(Debug)]\nstruct P;"],
        &[],
        None,
        &[],
    );
}

#[test]
fn patterns_bind_variables() {
    check(
        "let (a, mut b) = (1, 2);",
        &[],
        &["let (a, mut b) = (1, 2);"],
        None,
        &["a", "b"],
    );
    check(
        "let P { x, y: Q(z) } = p;",
        &[],
        &["let P { x, y: Q(z) } = p;"],
        None,
        &["x", "z"],
    );
    check(
        "let Some(n) = o else { panic!() };",
        &[],
        &["let Some(n) = o else { panic!() };"],
        None,
        &["n"],
    );
    check(
        "let [first, .., last] = v;",
        &[],
        &["let [first, .., last] = v;"],
        None,
        &["first", "last"],
    );
    check(
        "let None = o else { return };",
        &[],
        &["let None = o else { return };"],
        None,
        &[],
    );
    check("{ let inner = 1; }", &[], &[], Some("{ let inner = 1; }"), &[]);
}

#[test]
fn imports_are_split_into_leaves() {
    check(
        "use std::{fmt::{self, Display}, io::Write as _, collections::*};",
        &[
            "use std::fmt::{self};",
            "use std::fmt::Display;",
            "use std::io::Write as _;",
            "use std::collections::*;",
        ],
        &[],
        None,
        &[],
    );
}

#[test]
fn what_a_macro_makes_is_an_item_where_its_definition_says_so() {
    let cell = Cell::of("mk!(In);\nsay!(1);\nmk! { Out }");
    let made = cell.with_made_items(&|name| name == "mk");
    let text = |range: &Range<usize>| made.text()[range.clone()].to_owned();
    let items: Vec<String> = made.items.iter().map(|item| text(&item.range)).collect();
    assert_eq!(items, ["mk!(In);", "mk! { Out }"]);
    assert_eq!(made.statements.iter().map(text).collect::<Vec<_>>(), ["say!(1);"]);
    assert_eq!(made.tail, None);
    assert_eq!(cell.with_made_items(&|_| false).items.len(), 0);
}

#[test]
fn an_await_outside_an_async_block_is_seen() {
    let awaits = |text| Cell::of(text).awaits;
    assert!(awaits("f().await"));
    assert!(awaits("let x = f().await;"));
    assert!(!awaits("let x = async { f().await };"));
    assert!(!awaits("async fn g() { f().await }"));
}

#[test]
fn a_return_from_the_cell_itself_is_seen() {
    #[track_caller]
    fn check(text: &str, expected: &[(&str, bool)]) {
        let returns = Cell::of(text).returns;
        let found: Vec<_> = returns
            .iter()
            .map(|found| (&text[found.range.clone()], found.has_value))
            .collect();
        assert_eq!(found, expected);
    }
    check("return;", &[("return", false)]);
    check(
        "if a { return; } return Ok(())",
        &[("return", false), ("return Ok(())", false)],
    );
    check("let Some(n) = o else { return () };", &[("return ()", false)]);
    check(
        "for i in v { match i { 0 => return 5, _ => {} } }",
        &[("return 5", true)],
    );
    check("return Err(\"no\".into());", &[]);
    check("fn f() { return; } let f = || return; let a = async { return };", &[]);
}

#[test]
fn a_name_is_the_same_with_and_without_its_r() {
    check(
        "let r#type = 1; let r#x = 2;",
        &[],
        &["let r#type = 1;", "let r#x = 2;"],
        None,
        &["type", "x"],
    );
    let cell = Cell::of("fn r#match() {}");
    assert_eq!(cell.items[0].names().collect::<Vec<_>>(), ["match"]);
    assert_eq!(["match", "x"].map(crate::identifier), ["r#match", "x"]);
}

#[test]
fn what_a_thread_has_for_itself_is_an_item() {
    check(
        "thread_local! { static A: Cell<i32> = Cell::new(1); pub static B: u8 = const { 2 } }\nA.get()",
        &["static A: Cell<i32> = Cell::new(1);", "pub static B: u8 = const { 2 }"],
        &[],
        Some("A.get()"),
        &[],
    );
    check("thread_local! { what }", &[], &["thread_local! { what }"], None, &[]);
}

#[test]
fn what_is_not_rust_is_left_to_rustc() {
    assert!(Cell::of("let x = ;").is_unparsed);
    assert!(Cell::of("fn f( {").is_unparsed);
}

#[test]
fn any_text_can_be_read() {
    #[track_caller]
    fn check(text: &str, parts: Option<usize>) {
        let cell = Cell::read(text).expect("the text is short");
        assert_eq!((cell.text(), cell.syntax().map(<[Stmt]>::len)), (text, parts));
        assert_eq!(cell.is_unparsed, parts.is_none());
    }
    check("", Some(0));
    check("// nothing", Some(0));
    check("fn f() {}\nlet x = 1;\nx", Some(3));
    check("#![allow(unused)]\nlet x = 1;", Some(1));
    check("let x = ;", None);
    check("% 2", None);
}

#[test]
fn code_beyond_the_limits_is_refused() {
    assert_eq!(Cell::read(&"(".repeat(10_000)).err(), Some(Excess::Depth));
}

#[test]
fn code_within_the_limits_is_parsed_on_the_stack_that_is_set_aside_for_it() {
    for code in parse_limits::longest() {
        let thread = std::thread::Builder::new().stack_size(parse_limits::STACK);
        let read = thread.spawn(move || drop(Cell::read(&code)));
        read.expect("there are threads")
            .join()
            .expect("the stack is large enough");
    }
}

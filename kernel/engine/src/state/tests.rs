//! What a state is after some cells, and which variables go.

use super::*;

fn step(state: &State, text: &str, origin: &Arc<Origin>) -> Transition {
    let cell = Cell::of(text);
    let cell = cell.with_made_items(&|name| state.makes_items(name, &cell.items));
    state.with_items(&cell, origin)
}

fn after(cells: &[&str]) -> State {
    cells
        .iter()
        .zip(1..)
        .fold(State::default(), |state, (text, execution)| {
            let origin = Arc::new(Origin {
                execution,
                text: (*text).to_owned(),
            });
            step(&state, text, &origin).next
        })
}

#[track_caller]
fn check(cells: &[&str], expected: &[&str]) {
    let state = after(cells);
    assert_eq!(state.items.iter().map(Item::text).collect::<Vec<_>>(), expected);
}

#[test]
fn a_later_item_takes_the_place_of_an_earlier_one() {
    check(
        &["fn f() -> i32 { 1 }", "fn f() -> i32 { 2 }"],
        &["fn f() -> i32 { 2 }"],
    );
    check(&["struct P;", "enum P { A }"], &["enum P { A }"]);
    check(&["struct f {}", "fn f() {}"], &["struct f {}", "fn f() {}"]);
    check(
        &["use std::fmt::{Debug, Display};", "use std::fmt::Display;"],
        &["use std::fmt::Debug;", "use std::fmt::Display;"],
    );
    check(&["use std::cmp::max;", "fn max() {}"], &["fn max() {}"]);
    check(&["use std::io::*;", "use std::io::*;"], &["use std::io::*;"]);
}

#[test]
fn an_impl_stays_until_the_same_one_is_written_again() {
    check(
        &["struct P;", "impl P { fn a() {} }", "impl P { fn b() {} }"],
        &["struct P;", "impl P { fn a() {} }", "impl P { fn b() {} }"],
    );
    check(
        &["struct P;", "impl P { fn a() {} }", "impl  P { fn a() { } }"],
        &["struct P;", "impl  P { fn a() { } }"],
    );
    check(
        &["struct P;", "impl Clone for P { }", "impl Clone for P {  }"],
        &["struct P;", "impl Clone for P {  }"],
    );
    check(
        &["struct P; impl P { fn a() {} }", "struct P { x: f64 }"],
        &["impl P { fn a() {} }", "struct P { x: f64 }"],
    );
    // A cell that is written anew with other `impl`s takes the place of all of the former one.
    check(
        &[
            "struct P; impl P { fn a() {} } impl Clone for P {}",
            "struct P { x: f64 } impl P { fn b() {} }",
        ],
        &["struct P { x: f64 }", "impl P { fn b() {} }"],
    );
}

#[test]
fn one_member_of_an_impl_can_be_replaced() {
    let state = after(&["struct P;", "impl P { fn a() {} fn b() {} }", "impl P { fn a() { } }"]);
    let old = &state.items[1];
    assert_eq!(
        old.removed
            .iter()
            .map(|range| &old.origin.text[range.clone()])
            .collect::<Vec<_>>(),
        ["fn a() {}"]
    );
}

#[test]
fn a_trait_that_is_redefined_keeps_its_impls() {
    check(
        &[
            "trait T { fn f(&self); } impl T for f64 { fn f(&self) {} }",
            "trait T { fn g(&self); }",
        ],
        &["impl T for f64 { fn f(&self) {} }", "trait T { fn g(&self); }"],
    );
    check(
        &["struct P; trait T {} impl T for P {}", "struct P { x: f64 }"],
        &["trait T {}", "impl T for P {}", "struct P { x: f64 }"],
    );
}

#[test]
fn what_a_glob_import_brings_takes_the_place_of_what_is_older() {
    let color = "enum Color { Red, Green }";
    check(
        &["struct Red; impl Red {}", color, "use Color::*;"],
        &[color, "use Color::*;"],
    );
    let shape = "enum Shape { Circle(Circle) }";
    check(
        &["struct Circle { r: f64 }", shape, "use Shape::*;"],
        &["struct Circle { r: f64 }", shape, "use Shape::*;"],
    );
    check(
        &["struct Red;", "fn f(_: Red) {}", color, "use Color::*;"],
        &["struct Red;", "fn f(_: Red) {}", color, "use Color::*;"],
    );
    check(
        &[color, "use Color::*;", "struct Red;"],
        &[color, "use Color::*;", "struct Red;"],
    );
    check(
        &["fn area() {}", "mod m { pub fn area() {} }", "use m::*;"],
        &["mod m { pub fn area() {} }", "use m::*;"],
    );
}

/// Which of the `variables`, given with their types, go when the last of these cells has run.
#[track_caller]
fn check_lost(cells: &[&str], variables: &[(&str, &str)], expected: &[&str]) {
    let (last, cells) = cells.split_last().expect("there is a cell");
    let mut state = after(cells);
    for (name, type_name) in variables {
        let type_name = (*type_name).to_owned();
        state.keep(
            name,
            Variable {
                type_name,
                mutable: false,
            },
        );
    }
    let origin = Arc::new(Origin {
        execution: 100,
        text: (*last).to_owned(),
    });
    assert_eq!(step(&state, last, &origin).lost, expected, "{last}");
}

#[test]
fn a_variable_goes_with_what_its_type_is_made_of() {
    let deep = ["struct In { a: i32 }", "struct Out { i: Vec<In> }"];
    let types = [("k", "i32"), ("o", "Out"), ("v", "std::vec::Vec<std::boxed::Box<Out>>")];
    check_lost(
        &[&deep[..], &["struct In { a: i32, b: i32 }"]].concat(),
        &types,
        &["o", "v"],
    );
    check_lost(&[&deep[..], &["struct In { // same\n a:i32}"]].concat(), &types, &[]);
    check_lost(
        &[&deep[..], &["fn i() {} fn a() {} struct Other;"]].concat(),
        &types,
        &[],
    );
    check_lost(
        &["trait T { fn f(&self); }", "trait T { fn g(&self); fn f(&self); }"],
        &[("b", "Box<dyn T>")],
        &["b"],
    );
    check_lost(
        &["struct P; trait T { fn f(&self, p: P); }", "struct P { x: f64 }"],
        &[("b", "Box<dyn T>"), ("f", "fn(P) -> f64"), ("n", "f64")],
        &["b", "f"],
    );
    check_lost(
        &[
            "const fn f() -> usize { M + 1 } const M: usize = 1;",
            "const N: usize = f(); struct A(Box<[u8; N]>);",
            "const M: usize = 2;",
        ],
        &[("a", "A"), ("b", "[u8; 2]")],
        &["a"],
    );
    check_lost(
        &[
            "macro_rules! mk { ($n:ident) => { struct $n { a: i32 } } }",
            "mk!(In);",
            "macro_rules! mk { ($n:ident) => { struct $n { a: i64 } } }",
        ],
        &[("a", "i32"), ("x", "In")],
        &["x"],
    );
    check_lost(
        &[
            "macro_rules! mk { () => { struct In; } }",
            "mk!();",
            "struct In { a: i32 }",
        ],
        &[("x", "In")],
        &["x"],
    );
    check_lost(
        &["type D = u8;", "struct A<T = D>(T);", "type D = u16;"],
        &[("a", "A"), ("b", "u8")],
        &["a"],
    );
    check_lost(
        &[
            "mod m1 { pub struct Thing(u8); } mod m2 { pub struct Thing(u16); }",
            "use m1::Thing;",
            "struct A(Thing);",
            "use m2::Thing;",
        ],
        &[("a", "A"), ("b", "m1::Thing")],
        &["a"],
    );
    check_lost(
        &[
            "mod m { pub struct P(pub super::In); pub fn f() {} }",
            "struct In(u8);",
            "mod m { pub struct P(pub super::In); pub fn f() { g() } }",
        ],
        &[("p", "m::P")],
        &[],
    );
    check_lost(
        &[
            "mod m { pub struct P(pub super::In); }",
            "struct In(u8);",
            "struct In(u16);",
        ],
        &[("p", "m::P")],
        &["p"],
    );
}

#[test]
fn a_variable_goes_when_a_new_name_takes_the_place_of_another_in_its_type() {
    let cells = ["struct A(Vec<i32>);", "struct G<T>(T);", "struct P { x: f64 }"];
    let types = [("a", "A"), ("g", "G<i32>"), ("p", "P"), ("v", "std::vec::Vec<i32>")];
    let check = |cell: &str, expected: &[&str]| check_lost(&[&cells[..], &[cell]].concat(), &types, expected);
    check("struct Vec;", &["a"]);
    check("mod m { pub struct Vec; }", &[]);
    check("mod m { pub struct Vec; } use m::*;", &["a"]);
    check("mod m { pub struct Other; } use m::*;", &[]);
    check("struct T; fn x() {}", &[]);
    check("mod std {}", &["v"]);
    check("struct f64(u8);", &["p"]);
}

#[test]
fn a_variable_goes_with_what_its_type_implements_where_that_counts() {
    let cells = [
        "struct X; trait Tr { type Out; }",
        "impl Tr for X { type Out = u8; }",
        "struct A<T: Tr>(T::Out);",
        "struct C; impl Iterator for C { type Item = u8; fn next(&mut self) -> Option<u8> { None } }",
        "struct E; type D = E; impl Iterator for D { type Item = u8; fn next(&mut self) -> Option<u8> { None } }",
        "struct N; impl N { const fn len() -> usize { 1 } fn area(&self) {} } struct B([u8; N::len()]);",
    ];
    let types = [
        ("a", "A<X>"),
        ("b", "B"),
        ("i", "std::iter::Peekable<C>"),
        ("j", "std::iter::Peekable<E>"),
        ("n", "N"),
        ("x", "X"),
        ("y", "C"),
    ];
    let check = |cell: &str, expected: &[&str]| check_lost(&[&cells[..], &[cell]].concat(), &types, expected);
    check("impl Tr for X { type Out = u16; }", &["a"]);
    check("impl Tr for f64 { type Out = u16; }", &[]);
    check(
        "impl Iterator for D { type Item = u16; fn next(&mut self) -> Option<u16> { None } }",
        &["j"],
    );
    check(
        "impl Iterator for C { type Item = u16; fn next(&mut self) -> Option<u16> { None } }",
        &["i"],
    );
    check(
        "impl Iterator for C { type Item = u8; fn next(&mut self) -> Option<u8> { Some(1) } }",
        &[],
    );
    check("impl N { const fn len() -> usize { 2 } }", &["b"]);
    check("impl N { fn area(&self) { println!() } }", &[]);
    check("impl std::fmt::Display for X {}", &[]);
}

#[test]
fn a_variable_goes_with_the_crate_that_its_type_is_made_of() {
    let mut state = after(&["struct A(foo::P);", "use foo::P as Q; struct B(Q);"]);
    for (name, type_name) in [
        ("a", "A"),
        ("b", "B"),
        ("f", "std::vec::Vec<foo::P>"),
        ("o", "bar::P"),
        ("n", "f64"),
    ] {
        let type_name = type_name.to_owned();
        state.keep(
            name,
            Variable {
                type_name,
                mutable: false,
            },
        );
    }
    assert_eq!(state.forget_made_of(&["foo"]), ["a", "b", "f"]);
    assert_eq!(state.forget_made_of(&["foo"]), [] as [&str; 0]);
}

#[test]
fn a_type_is_told_whose_layout_depends_on_where_its_code_stands() {
    let state =
        after(&["const N: usize = line!() as usize; struct A([u8; N]); struct B([u8; 3]); fn f() { dbg!(line!()); }"]);
    assert_eq!(state.of_a_place("std::vec::Vec<A>"), Some("line!"));
    assert_eq!(state.of_a_place("B"), None);
}

"""Statics: they keep their values from cell to cell, in the state that undo goes back to, and never as another type."""

import pytest
from raw_client import refused, run, texts


USES = "use std::cell::*; use std::collections::*; use std::sync::*; use std::sync::atomic::*;\n"

# Cells, of which the last one has the value.
KEPT = {
    "a counter": (["static N: AtomicUsize = AtomicUsize::new(5);", "N.fetch_add(1, Ordering::SeqCst);", "N.fetch_add(1, Ordering::SeqCst)"], "6"),
    "one that can change": (["static mut N: i32 = 1;", "unsafe { N += 1 };", "unsafe { N *= 5 };", "unsafe { N }"], "10"),
    "one that is set once": (["static O: OnceLock<String> = OnceLock::new();", 'O.set("a".into()).is_ok()', '(O.set("b".into()).is_ok(), O.get())'], '(false, Some("a"))'),
    "a map behind a lock": (
        ["static M: LazyLock<Mutex<HashMap<&str, i32>>> = LazyLock::new(|| Mutex::new(HashMap::from([(\"a\", 1)])));", '*M.lock()?.entry("a").or_default() += 1;', 'M.lock()?.insert("b", 3);', 'let m = M.lock()?; (m["a"], m["b"])'],
        "(2, 3)",
    ),
    "one of a type of one's own": (
        ["#[derive(Debug)] struct P { x: i32 }", "static P1: Mutex<Vec<P>> = Mutex::new(Vec::new());", "P1.lock()?.push(P { x: 1 });", "fn more() { P1.lock().unwrap().push(P { x: 2 }) }", "more(); P1.lock()?.len()"],
        "2",
    ),
    "in a function": (["fn next() -> usize { static N: AtomicUsize = AtomicUsize::new(0); N.fetch_add(1, Ordering::SeqCst) }", "next();", "next() + next()"], "3"),
    "in a generic function": (["fn next<T>(_: T) -> usize { static N: AtomicUsize = AtomicUsize::new(0); N.fetch_add(1, Ordering::SeqCst) }", "next(1);", 'next("a")'], "1"),
    "in a method": (["struct S; impl S { fn next(&self) -> usize { static N: AtomicUsize = AtomicUsize::new(0); N.fetch_add(1, Ordering::SeqCst) } }", "S.next();", "S.next()"], "1"),
    "in a module": (["mod m { pub mod n { pub(crate) static N: super::super::AtomicUsize = super::super::AtomicUsize::new(3); } }", "m::n::N.fetch_add(1, Ordering::SeqCst);", "m::n::N.load(Ordering::SeqCst)"], "4"),
    "a generator's state": (
        ["fn random() -> u64 { static S: AtomicU64 = AtomicU64::new(1); let s = S.load(Ordering::SeqCst).wrapping_mul(6364136223846793005); S.store(s, Ordering::SeqCst); s }", "let a = random();", "let b = random();", "(a == b, random() == b)"],
        "(false, false)",
    ),
    "what a thread has for itself": (["thread_local! { static T: RefCell<Vec<&'static str>> = RefCell::new(Vec::new()); pub static U: Cell<i32> = const { Cell::new(1) } }", 'T.with_borrow_mut(|t| t.push("a")); U.set(2);', 'T.with_borrow_mut(|t| t.push("b"));', "(T.take(), U.get())"], '(["a", "b"], 2)'),
    "what a thread has for itself, in a function": (["fn next() -> i32 { thread_local!(static T: Cell<i32> = Cell::new(1)); T.replace(T.get() * 2) }", "next();", "next();", "next()"], "4"),
    "an impl of another type was added": (["static N: AtomicUsize = AtomicUsize::new(0);", "N.fetch_add(1, Ordering::SeqCst);", "struct S; impl Iterator for S { type Item = i32; fn next(&mut self) -> Option<i32> { None } }", "use std::fmt::*;", "N.load(Ordering::SeqCst)"], "1"),
    "another function was redefined": (["static N: AtomicUsize = AtomicUsize::new(0);", "fn f() -> usize { N.fetch_add(1, Ordering::SeqCst) }", "f();", "fn f() -> usize { N.fetch_add(10, Ordering::SeqCst) }", "f()"], "1"),
    "one that refers to another": (["static N: AtomicUsize = AtomicUsize::new(0);", "static R: &AtomicUsize = &N;", "R.fetch_add(1, Ordering::SeqCst);", "N.load(Ordering::SeqCst)"], "1"),
    "one whose value is needed to compile": (["static TABLE: [i32; 3] = [1, 2, 3];", "static SUM: i32 = TABLE[0] + TABLE[2]; const C: usize = 2;", "SUM + TABLE[C]"], "7"),
    "one defined and used at once": (["static N: AtomicUsize = AtomicUsize::new(0); N.fetch_add(1, Ordering::SeqCst)", "N.fetch_add(1, Ordering::SeqCst)"], "1"),
}


@pytest.mark.parametrize(("cells", "expected"), KEPT.values(), ids=KEPT.keys())
def test_a_static_keeps_its_value(kernel, cells, expected):
    run(kernel, USES, *cells[:-1])
    assert run(kernel, cells[-1]) == expected


def test_undo_and_redo_go_to_the_statics_of_the_state(kernel):
    run(kernel, USES, "static N: AtomicUsize = AtomicUsize::new(1);", "N.store(2, Ordering::SeqCst);", "%checkpoint two", "N.store(3, Ordering::SeqCst);", "%undo")
    assert run(kernel, "N.load(Ordering::SeqCst)") == "2"
    run(kernel, "N.store(4, Ordering::SeqCst);", "%undo 2", "%undo")
    assert run(kernel, "N.load(Ordering::SeqCst)") == "1"
    run(kernel, "%restore two")
    assert run(kernel, "N.fetch_add(1, Ordering::SeqCst)") == "2"


def test_a_cell_that_fails_and_a_check_leave_statics_as_they_were(kernel):
    run(kernel, USES, "static N: AtomicUsize = AtomicUsize::new(1);", "N.load(Ordering::SeqCst)")
    assert refused(kernel, 'N.store(2, Ordering::SeqCst); panic!("no")')[0] == "Panic"
    assert run(kernel, "N.load(Ordering::SeqCst)") == "1"
    run(kernel, "fn zero_second(m: Matrix3<f64>) -> Matrix3<f64> { N.fetch_add(1, Ordering::SeqCst); m }")
    kernel.run("%check zero_second")
    assert run(kernel, "N.load(Ordering::SeqCst)") == "1"


# Cells, the cell that redefines something, what is seen then, and whether the notebook says that a static starts anew.
ANEW = {
    "its definition runs again": (["static N: AtomicUsize = AtomicUsize::new(1);", "N.store(2, Ordering::SeqCst);"], "static N: AtomicUsize = AtomicUsize::new(1);", "N.load(Ordering::SeqCst)", "1", False),
    "its type": (
        ["#[derive(Debug)] struct P { a: u8 }", "static N: Mutex<Vec<P>> = Mutex::new(Vec::new());", "N.lock()?.push(P { a: 1 });"],
        "#[derive(Debug)] struct P { a: u8, b: String }",
        "N.lock()?.len()",
        "0",
        True,
    ),
    "a constant deep in its type": (
        ["const N: usize = 2;", "#[derive(Debug, Default)] struct In([u8; N]);", "type Out = Vec<In>;", "static S: Mutex<Out> = Mutex::new(Vec::new());", "S.lock()?.push(In::default());"],
        "const N: usize = 9;",
        "S.lock()?.len()",
        "0",
        True,
    ),
    "what an imported name means": (
        ["mod a { #[derive(Debug)] pub struct T(pub u8); } mod b { #[derive(Debug)] pub struct T(pub String); }", "use a::T;", "static S: Mutex<Option<T>> = Mutex::new(None);", "*S.lock()? = Some(T(1));"],
        "use b::T;",
        "S.lock()?.is_none()",
        "true",
        True,
    ),
    "what only `Any` knows of": (
        ["use std::any::Any;", "struct P { a: u64 }", "static S: Mutex<Vec<Box<dyn Any + Send>>> = Mutex::new(Vec::new());", "S.lock()?.push(Box::new(P { a: 1 }));"],
        "struct P { a: String }",
        "S.lock()?.first().is_some_and(|it| it.is::<P>())",
        "false",
        False,
    ),
    "what a trait's object is of": (
        ["trait T: Send { fn f(&self) -> i32; }", "struct P(i32); impl T for P { fn f(&self) -> i32 { self.0 } }", "static S: Mutex<Option<Box<dyn T>>> = Mutex::new(None);", "*S.lock()? = Some(Box::new(P(1)));"],
        "trait T: Send { fn g(&self) -> String { String::new() } fn f(&self) -> i32; }",
        "S.lock()?.is_none()",
        "true",
        True,
    ),
}


@pytest.mark.parametrize(("cells", "again", "seen", "expected", "is_told"), ANEW.values(), ids=ANEW.keys())
def test_a_static_starts_anew_with(kernel, cells, again, seen, expected, is_told):
    run(kernel, USES, *cells)
    reply, shown = kernel.run(again)
    assert reply["status"] == "ok", reply
    assert ("starts anew" in texts(shown, "stderr")) == is_told
    assert run(kernel, seen) == expected


def test_a_static_that_cannot_be_had_is_told(kernel):
    run(kernel, USES, "use std::borrow::Cow;", "static S: Mutex<Vec<Cow<str>>> = Mutex::new(Vec::new());")
    reply, shown = kernel.run('S.lock()?.push("a".into()); S.lock()?.len()')
    assert reply["status"] == "ok", reply
    assert "the statics start anew in this cell" in texts(shown, "stderr")


def test_a_static_whose_type_depends_on_its_place_is_told(kernel):
    run(kernel, USES)
    reply, shown = kernel.run("const fn here() -> usize { line!() as usize }\nstatic L: Mutex<[u8; here()]> = Mutex::new([7; _]);")
    assert reply["status"] == "ok", reply
    assert "`L` can't be kept, since what its type is made of depends on `line!`" in texts(shown, "stderr")

"""What a redefinition leaves: no variable of a type that is another one by now, and everything else."""

import random

import pytest
from raw_client import texts


def run(kernel, code):
    """The value of a cell, or its error, and its notes."""
    reply, shown = kernel.run(code)
    values = [message.content["data"]["text/plain"] for message in shown if message.type == "execute_result"]
    notes = texts(shown, "stderr")
    if reply["status"] == "ok":
        return values[-1] if values else None, notes
    return f"{reply['ename']}: {reply['evalue']}\n" + "\n".join(reply["traceback"]), notes


# Cells, the redefinition, the variables that go, and a cell whose value tells that the others are there.
GONE = {
    "a type inside another": (
        ["#[derive(Debug, Clone)] struct In { a: i32 }", "#[derive(Debug)] struct Out { i: Vec<In> }", "let o = Out { i: vec![In { a: 1 }] }; let k = 5;"],
        "#[derive(Debug, Clone)] struct In { a: i32, b: i32 }", ["o"], ("k", "5"),
    ),
    "a type in a box": (
        ["struct In { a: i32 }", "struct Out { i: Box<In> }", "let o = Out { i: Box::new(In { a: 1 }) }; let k = 5;"],
        "struct In { a: String, b: String }", ["o"], ("k", "5"),
    ),
    "a trait behind an object": (
        ["trait T { fn f(&self) -> i32; }", "impl T for i32 { fn f(&self) -> i32 { *self } }", "let b: Box<dyn T> = Box::new(3); let k = 5;"],
        "trait T { fn g(&self) -> String { String::from(\"g\") } fn f(&self) -> i32; }", ["b"], ("k", "5"),
    ),
    "a constant in a length": (
        ["const N: usize = 4;", "struct A(Box<[u8; N]>);", "let a = A(Box::new([1; N])); let k = 5;"],
        "const N: usize = 40_000;", ["a"], ("k", "5"),
    ),
    "a function in a constant": (
        ["const fn n() -> usize { 4 }", "const N: usize = n(); struct A(Box<[u8; N]>);", "let a = A(Box::new([1; N])); let k = 5;"],
        "const fn n() -> usize { 40_000 }", ["a"], ("k", "5"),
    ),
    "a macro that makes the type": (
        ["macro_rules! mk { ($n:ident) => { struct $n { a: i32 } } }", "mk!(In);", "let x = In { a: 1 }; let k = 5;"],
        "macro_rules! mk { ($n:ident) => { struct $n { a: i32, b: String } } }", ["x"], ("k", "5"),
    ),
    "a type of a macro written by hand": (
        ["macro_rules! mk { ($n:ident) => { struct $n { a: i32 } } }", "mk!(In);", "let x = In { a: 1 }; let k = 5;"],
        "struct In { a: i32, b: String }", ["x"], ("k", "5"),
    ),
    "a new type by the name of a library's": (
        ["struct A(Vec<i32>);", "let a = A(vec![1]); let v = vec![2];"],
        "struct Vec<T>(Box<T>, usize);", ["a"], ("v", "[2]"),
    ),
    "what a glob import brings": (
        ["struct A(Vec<i32>);", "mod m { pub struct Vec<T>(Box<T>, usize); }", "let a = A(vec![1]); let v = vec![2];"],
        "use m::*;", ["a"], ("v", "[2]"),
    ),
    "an associated type": (
        ["trait Tr { type Out; } struct X;", "impl Tr for X { type Out = u8; }", "struct A<T: Tr>(T::Out);", "let a = A::<X>(1); let x = X; let k = 5;"],
        "impl Tr for X { type Out = String; }", ["a"], ("let _ = &x; k", "5"),
    ),
    "an import": (
        ["mod m1 { pub struct T(pub u8); } mod m2 { pub struct T(pub String); }", "use m1::T;", "struct A(T);", "let a = A(T(1)); let t = T(2);"],
        "use m2::T;", ["a"], ("t.0", "2"),
    ),
    "only the definition counts": (
        ["#[derive(Debug)] struct P { x: f64 }", "let p = P { x: 1.5 };"],
        "#[derive(Debug)]\nstruct P {\n    // a point\n    x: f64\n}\nfn x() {}", [], None,
    ),
}


@pytest.mark.parametrize(("cells", "cell", "gone", "stays"), GONE.values(), ids=GONE.keys())
def test_a_variable_goes_with_what_its_type_is_made_of(kernel, cells, cell, gone, stays):
    for code in cells:
        error, _ = run(kernel, code)
        assert error is None, (code, error)
    error, notes = run(kernel, cell)
    assert error is None, error
    for name in gone:
        assert f"`{name}` is gone" in notes, notes
        assert run(kernel, f"let _ = &{name};")[0].startswith("E0425")
    assert notes.count("is gone") == len(gone), notes
    if stays:
        assert run(kernel, stays[0])[0] == stays[1]


def test_a_cell_that_redefines_a_type_and_makes_its_variable_anew_keeps_that(kernel):
    run(kernel, "struct P { x: f64 }\nlet p = P { x: 1.5 };")
    assert run(kernel, "struct P { x: f64, y: f64 }\nlet p = P { x: 2.5, y: 1.0 };") == (None, "")
    assert run(kernel, "p.x + p.y")[0] == "3.5"


def test_any_knows_a_redefined_type_from_the_one_of_before(kernel):
    cast = "b.downcast_ref::<P>().map(|p| p.x)"
    run(kernel, "struct P { x: f64 } struct Q { y: f64 }")
    run(kernel, "let b: Box<dyn std::any::Any> = Box::new(P { x: 1.5 });")
    assert run(kernel, cast)[0] == "Some(1.5)"
    run(kernel, "fn unrelated() -> i32 { 1 }")
    assert run(kernel, cast)[0] == "Some(1.5)"
    run(kernel, "struct P { s: String, x: f64 }")
    assert run(kernel, cast)[0] == "None"
    run(kernel, "let b: Box<dyn std::any::Any> = Box::new(P { s: String::new(), x: 2.5 });")
    assert run(kernel, cast)[0] == "Some(2.5)"


def test_any_knows_a_closure_of_a_redefined_function_from_the_one_of_before(kernel):
    cast = "fn cast<T: 'static>(_: T, b: &dyn std::any::Any) -> bool { b.is::<T>() }"
    run(kernel, cast)
    run(kernel, "fn adder(n: i64) -> impl Fn(i64) -> i64 + 'static { move |x| x + n }")
    run(kernel, "let b: Box<dyn std::any::Any> = Box::new(adder(1));")
    assert run(kernel, "cast(adder(2), &*b)")[0] == "true"
    run(kernel, "fn adder(n: i64) -> impl Fn(i64) -> i64 + 'static { let s = String::from(\"s\"); move |x| x + n + s.len() as i64 }")
    assert run(kernel, "cast(adder(2), &*b)")[0] == "false"


def test_a_layout_that_depends_on_where_its_code_stands_is_not_kept(kernel):
    run(kernel, "const N: usize = line!() as usize; struct L([u8; N]);")
    error, notes = run(kernel, "let l = L([0; N]);")
    assert error is None and "`line!`" in notes, (error, notes)
    assert run(kernel, "l.0.len()")[0].startswith("E0425")


def test_undo_brings_back_a_variable_with_its_type(kernel):
    run(kernel, "struct P { x: f64 }")
    run(kernel, "let p = P { x: 1.5 };")
    run(kernel, "struct P { s: String, x: f64 }")
    run(kernel, "%undo")
    assert run(kernel, "p.x")[0] == "1.5"
    run(kernel, "struct P { s: String, x: f64 }")
    assert run(kernel, "p.x")[0].startswith("E0425")


LINKS = {
    "struct": ("struct {n} {{ value: Vec<{t}> }}", "{n} {{ value: vec![{v}] }}"),
    "tuple": ("struct {n}(u8, {t});", "{n}(7, {v})"),
    "enum": ("enum {n} {{ Nothing, One(Box<{t}>) }}", "{n}::One(Box::new({v}))"),
    "alias": ("type {n} = Option<{t}>;", "Some({v})"),
    "default": ("struct {n}<T = {t}>(T);", "{n}({v})"),
    "import": ("mod m_{n} {{ use super::*; pub struct {n}(pub {t}); }}\nuse m_{n}::{n};", "{n}({v})"),
    "glob": ("mod m_{n} {{ use super::*; pub struct {n}(pub {t}); }}\nuse m_{n}::*;", "{n}({v})"),
    "macro": ("macro_rules! mk_{n} {{ ($n:ident) => {{ struct $n {{ value: {t} }} }} }}\nmk_{n}!({n});", "{n} {{ value: {v} }}"),
    "associated": (
        # Names of their own, since what has one name is taken for one.
        "struct K{n}; trait T{n} {{ type O{n}; }} impl T{n} for K{n} {{ type O{n} = {t}; }} struct {n}(<K{n} as T{n}>::O{n});",
        "{n}({v})",
    ),
    "object": (
        "trait T{n} {{ fn take(&self, _: &{t}) -> usize {{ 1 }} }} impl T{n} for {t} {{}} type {n} = Box<dyn T{n}>;",
        "{{ let b: {n} = Box::new({v}); b }}",
    ),
    "length": ("const S{n}: usize = std::mem::size_of::<{t}>(); struct {n}(Box<[u8; S{n}]>, {t});", "{n}(Box::new([1; S{n}]), {v})"),
}


def test_no_chain_of_types_leaves_a_variable_of_what_was_redefined(kernel):
    chance = random.Random(12)
    chains = 14
    items, variables, again = [], [], []
    for chain in range(chains):
        base = f"Base{chain}"
        items.append(f"struct {base}(i32);")
        again.append(f"struct {base}(String, String);")
        ty, made = base, f"{base}(1)"
        for depth in range(chance.randint(1, 4)):
            definition, make = LINKS[chance.choice(list(LINKS))]
            name = f"C{chain}D{depth}"
            items.append(definition.format(n=name, t=ty))
            ty, made = name, make.format(n=name, v=made)
        items.append(f"type End{chain} = {ty};")
        variables.append(f"let v{chain}: End{chain} = {made};")
    # Half of the chains are redefined, at their very beginning.
    for cell in ["\n".join(items), "\n".join(variables)]:
        assert run(kernel, cell) == (None, "")
    changed = sorted(chance.sample(range(chains), chains // 2))
    error, notes = run(kernel, "\n".join(again[chain] for chain in changed))
    assert error is None, error
    for chain in range(chains):
        assert (f"`v{chain}` is gone" in notes) == (chain in changed), (chain, items, notes)
    kept = [chain for chain in range(chains) if chain not in changed]
    assert run(kernel, "".join(f"let _ = &v{chain};" for chain in kept) + "1")[0] == "1"
    for chain in changed:
        assert run(kernel, f"let _ = &v{chain};")[0].startswith("E0425")


def test_what_no_longer_compiles_is_set_aside_until_it_does(kernel):
    run(kernel, "struct P { x: f64 }")
    run(kernel, "fn get(p: &P) -> f64 { p.x }")
    run(kernel, "fn twice(p: &P) -> f64 { 2.0 * get(p) }")
    run(kernel, "fn other() -> i32 { 3 }")
    error, notes = run(kernel, "struct P { y: f64 }")
    assert error is None, error
    assert "`get` no longer compiles (no field `x` on type `&P`)" in notes, notes
    assert "`twice` no longer compiles" in notes and "`other`" not in notes, notes
    assert run(kernel, "other()") == ("3", "")
    error, _ = run(kernel, "twice(&P { y: 1.0 })")
    assert error.startswith("E0425") and "`twice` is set aside" in error, error
    # What changes nothing about it says nothing again.
    assert run(kernel, "fn more() {}") == (None, "")
    error, notes = run(kernel, "fn get(p: &P) -> f64 { p.y }")
    assert error is None and "`twice` compiles again" in notes and "`get`" not in notes, (error, notes)
    assert run(kernel, "twice(&P { y: 1.0 })") == ("2.0", "")


def test_what_is_set_aside_comes_back_with_what_it_needs(kernel):
    for cell in ["struct P { x: f64 }", "fn get(p: &P) -> f64 { p.x }", "struct P { y: f64 }"]:
        assert run(kernel, cell)[0] is None
    _, notes = run(kernel, "struct P { z: f64 }")
    assert notes == "", notes
    _, notes = run(kernel, "struct P { x: f64, y: f64 }")
    assert "`get` compiles again" in notes, notes
    assert run(kernel, "get(&P { x: 1.0, y: 2.0 })")[0] == "1.0"


def test_a_function_and_those_that_call_it_can_be_changed_one_after_the_other(kernel):
    for cell in ["fn f(x: f64) -> f64 { x }", "fn g() -> f64 { f(1.0) }", "fn h() -> f64 { g() }"]:
        assert run(kernel, cell)[0] is None
    error, notes = run(kernel, "fn f(x: f64, n: i32) -> f64 { x.powi(n) }")
    assert error is None and "`g` no longer compiles" in notes and "`h` no longer compiles" in notes, (error, notes)
    error, notes = run(kernel, "fn g() -> f64 { f(2.0, 3) }")
    assert error is None and "`h` compiles again" in notes, (error, notes)
    assert run(kernel, "h()")[0] == "8.0"


def test_a_trait_redefined_keeps_its_impls(kernel):
    run(kernel, "trait Area { fn area(&self) -> f64; }\nimpl Area for f64 { fn area(&self) -> f64 { self * self } }")
    error, notes = run(kernel, "trait Area { fn area(&self) -> f64; fn twice(&self) -> f64 { 2.0 * self.area() } }")
    assert (error, notes) == (None, "")
    assert run(kernel, "3.0.twice()")[0] == "18.0"
    error, notes = run(kernel, "trait Area { fn area(&self) -> f64; fn name(&self) -> String; }")
    assert error is None and "`impl Area for f64` no longer compiles" in notes, (error, notes)
    error, notes = run(kernel, "impl Area for f64 { fn area(&self) -> f64 { *self } fn name(&self) -> String { String::new() } }")
    assert (error, notes) == (None, "")
    assert run(kernel, "3.0.area()")[0] == "3.0"


def test_an_error_in_the_cell_itself_is_its_own_and_changes_nothing(kernel):
    run(kernel, "struct P { x: f64 }")
    run(kernel, "fn get(p: &P) -> f64 { p.x }")
    error, notes = run(kernel, "struct P { y: f64 }\nlet n: i32 = \"one\";")
    assert error.startswith("E0308") and "no field" not in error and "set aside" not in notes, (error, notes)
    assert run(kernel, "get(&P { x: 1.5 })")[0] == "1.5"
    error, _ = run(kernel, "struct P { y: f64 }\nget(&P { y: 1.0 })")
    assert error.startswith("E0425") and "`get` is set aside" in error, error
    assert run(kernel, "get(&P { x: 1.5 })")[0] == "1.5"


def test_a_macro_of_an_earlier_cell_is_not_to_blame_for_what_it_is_given(kernel):
    run(kernel, "macro_rules! twice { ($e:expr) => { 2 * $e } }")
    error, notes = run(kernel, 'fn f() -> i32 { twice!("a") }')
    assert error.startswith("E0277") and notes == "", (error, notes)
    assert run(kernel, "twice!(4)")[0] == "8"


def test_undo_takes_back_what_was_set_aside(kernel):
    for cell in ["struct P { x: f64 }", "fn get(p: &P) -> f64 { p.x }", "struct P { y: f64 }", "%undo"]:
        assert run(kernel, cell)[0] is None
    assert run(kernel, "get(&P { x: 1.0 })")[0] == "1.0"


def test_items_made_by_macros_can_be_redefined(kernel):
    run(kernel, "macro_rules! mk { ($n:ident) => { #[derive(Debug)] struct $n { a: i32 } } }")
    run(kernel, "mk!(In);")
    assert run(kernel, "In { a: 1 }")[0] == "In { a: 1 }"
    assert run(kernel, "mk!(In);")[0] is None
    error, _ = run(kernel, "#[derive(Debug)] struct In { a: i32, b: i32 }")
    assert error is None, error
    assert run(kernel, "In { a: 1, b: 2 }")[0] == "In { a: 1, b: 2 }"
    error, _ = run(kernel, "mk! { In }")
    assert error is None, error
    assert run(kernel, "In { a: 1 }")[0] == "In { a: 1 }"


def test_a_glob_import_after_an_older_item_brings_its_own(kernel):
    run(kernel, "struct Red;")
    run(kernel, "#[derive(Debug)] enum Color { Red, Green }")
    assert run(kernel, "use Color::*;")[0] is None
    assert run(kernel, "(Red, Green)")[0] == "(Red, Green)"
    assert run(kernel, "fn f() -> Color { Red }\nf()")[0] == "Red"

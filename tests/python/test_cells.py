"""What a cell can say: Rust as notebooks know it, one case a feature."""

import base64
import re

import pytest
from raw_client import texts


def value(kernel, *cells):
    """The value of the last of these cells, all of which succeed."""
    shown = []
    for code in cells:
        reply, shown = kernel.run(code)
        assert reply["status"] == "ok", (code, reply)
    values = [message.content["data"]["text/plain"] for message in shown if message.type == "execute_result"]
    return values[-1] if values else None


FEATURES = {
    "variables": (["let x = 1;", "let y = x + 1;", "x + y"], "3"),
    "mutation": (["let mut v = vec![1];", "v.push(2);", "v"], "[1, 2]"),
    "shadowing with another type": (["let x = 1;", 'let x = "one";', "x"], '"one"'),
    "patterns": (["let (a, [b, .., c]) = (1, [2, 3, 4]);", "(a, b, c)"], "(1, 2, 4)"),
    "let else": (["let Some(n) = Some(5) else { panic!() };", "n"], "5"),
    "moves": (["let a = vec![1];", "let b = a;", "let a = 2;", "(a, b)"], "(2, [1])"),
    "numbers whose type shows late": (["let v = dvector![3., 4.];\nlet u = &v / v.norm();\nu.norm().sqrt() + v.norm()"], "6.0"),
    "such numbers as a value": (["let v = dvector![3.0, 4.0];\nv.norm()"], "5.0"),
    "a product by such a number": (["(2.0 * dvector![1.0])[0]"], "2.0"),
    "functions": (["fn f(x: f64) -> f64 { x * 2.0 }", "f(2.0)"], "4.0"),
    "redefinition": (["fn f() -> i32 { 1 }", "fn f() -> i32 { 2 }", "f()"], "2"),
    "generics": (["fn id<T>(x: T) -> T { x }", 'id((1, "a"))'], '(1, "a")'),
    "types": (["#[derive(Debug)] struct P { x: i32 }", "let mut p = P { x: 1 };", "p.x += 1;", "p"], "P { x: 2 }"),
    "an impl in a later cell": (["struct P(i32);", "impl P { fn get(&self) -> i32 { self.0 } }", "P(3).get()"], "3"),
    "an impl written again": (
        ["struct P; impl P { fn n(&self) -> i32 { 1 } }", "impl P { fn n(&self) -> i32 { 2 } }", "P.n()"],
        "2",
    ),
    "traits": (["trait Area { fn area(&self) -> f64; }", "impl Area for f64 { fn area(&self) -> f64 { self * self } }", "3.0.area()"], "9.0"),
    "enums and match": (["#[derive(Clone, Copy)] enum E { A, B }", "let e = E::B;", "match e { E::A => 1, E::B => 2 }"], "2"),
    "items made by macros": (
        ["macro_rules! mk { ($n:ident) => { #[derive(Debug)] struct $n { a: i32 } } }", "mk!(In);\nmk! { Out }", "let x = In { a: 1 };", "(x, Out { a: 2 })"],
        "(In { a: 1 }, Out { a: 2 })",
    ),
    "macros": (["macro_rules! twice { ($e:expr) => { 2 * $e } }", "twice!(4)"], "8"),
    "constants and statics": (["const N: usize = 3; static S: i32 = 4;", "N as i32 + S"], "7"),
    "modules": (["mod m { pub fn f() -> i32 { 7 } }", "m::f()"], "7"),
    "imports": (["use std::cmp::{max, min};", "use std::cmp::max;", "max(1, min(2, 3))"], "2"),
    "closures in boxes": (["let f: Box<dyn Fn(i32) -> i32> = Box::new(|x| x + 1);", "f(1)"], "2"),
    "closures that borrow": (["let a = 2;", "let f = |x: i32| a * x; f(3)", "a"], "2"),
    "references for the cell": (["let v = vec![1, 2];", "let r = &v; r.len()", "v"], "[1, 2]"),
    "closures for the cell": (["let f = |x: i32| x + 1; f(1)"], "2"),
    "the question mark": (['let n: i32 = "12".parse()?;', "n"], "12"),
    "await": (["async fn f() -> i32 { 5 }", "f().await + 1"], "6"),
    "format strings that name variables": (["let x = 1;", 'format!("{x:>3}")'], '"  1"'),
    "names beyond ASCII": (["let größe = 2; let π = 3.0;", "(größe, π)"], "(2, 3.0)"),
    "a lock held to the end of the cell": (["use std::sync::*; let m = Mutex::new(5);", "let mut g = m.lock().unwrap(); *g += 1; *g", "m.into_inner().unwrap()"], "6"),
    "a lock and what it locks in one cell": (["let m = std::sync::Mutex::new(5); let g = m.lock().unwrap(); *g", "m.into_inner().unwrap()"], "5"),
    "guards that hide each other": (["let c = std::cell::RefCell::new(vec![1, 2]);", "let b = c.borrow(); let b = b.iter(); let b = b.len(); b", "(b, c.into_inner())"], "(2, [1, 2])"),
    "guards of guards": (
        ["use std::cell::*; let c = RefCell::new(vec![RefCell::new(1)]); let o = c.borrow(); let mut i = o[0].borrow_mut(); *i += 1; let n = *i; n", "(n, c.take()[0].take())"],
        "(2, 2)",
    ),
    "a guard in a tuple": (["let c = std::cell::RefCell::new(1); let (a, b) = (c.borrow(), 2); *a + b", "(b, c)"], "(2, RefCell { value: 1 })"),
    "what is drained": (["let mut v = vec![1, 2, 3]; let d = v.drain(1..); d.sum::<i32>()", "v"], "[1]"),
    "a boxed closure with a loan": (["let k = 3;", "let f: Box<dyn Fn(i32) -> i32> = Box::new(|x| x * k); f(2)", "k"], "3"),
    "a boxed closure with a loan from its cell": (["let k = 3; let f: Box<dyn Fn(i32) -> i32 + '_> = Box::new(|x| x * k); f(2)", "k"], "3"),
    "a boxed iterator": (["let v = vec![1, 2];", "let i: Box<dyn Iterator<Item = &i32> + '_> = Box::new(v.iter()); i.count()", "v"], "[1, 2]"),
    "a guard that is dropped": (["let c = std::cell::RefCell::new(1); let mut g = c.borrow_mut(); *g = 2; drop(g); c.replace(3)", "c"], "RefCell { value: 3 }"),
    "a return": (["let x = 5;", "let y = 1; if x > 3 { return; } let x = 0; let y = 2;", "(x, y)"], "(5, 1)"),
    "a return that is not taken": (["let x = 5;", "if x < 3 { return; } let x = x * 2; if x < 3 { return } let x = format!(\"{x}\");", "x"], '"10"'),
    "a closure that changes what it borrows": (["let mut count = 0; let mut inc = || count += 1; inc(); inc(); count"], "2"),
    "a closure in a box that changes what it borrows": (["let mut n = 0; let mut b: Box<dyn FnMut() -> i32> = Box::new(|| { n += 1; n }); b() + b()", "n"], "2"),
    "an iterator that changes what it borrows": (["let mut n = 0; let it = (0..4).map(|i| { n += i; n }); let v: Vec<i32> = it.collect(); v"], "[0, 1, 3, 6]"),
    "an async block that borrows": (['let s = String::from("abc"); let f = async { s.len() }; f.await'], "3"),
    "a glob import after an older item": (["const PI: f64 = 3.0; fn swap() -> i32 { 1 }", "use std::f64::consts::*;", "(PI > 3.1, swap())"], "(true, 1)"),
    "a glob import after an older type": (["struct BTreeSet;", "use std::collections::*;", "BTreeSet::<i32>::new().len()"], "0"),
    "a glob import after an item that others need": (["fn swap() -> i32 { 1 }", "fn twice() -> i32 { 2 * swap() }", "use std::mem::*;", "twice()"], "2"),
    "impls of a type that is redefined alone": (["struct P { x: f64 } impl P { fn twice(&self) -> f64 { 2.0 * self.x } }", "struct P { x: f64, y: f64 }", "P { x: 1.0, y: 2.0 }.twice()"], "2.0"),
    "a return out of a loop": (["let mut v: Vec<i32> = vec![];", "for i in 0.. { v.push(i); if i == 2 { return Ok(()); } }", "v"], "[0, 1, 2]"),
    "a return behind a guard": (["let m = std::sync::Mutex::new(1);", "let mut g = m.lock().unwrap(); *g += 1; match *g { 2 => return, _ => {} } let z = 1;", "m.into_inner().unwrap()"], "2"),
    "a return from a let": (["let o: Option<i32> = None;", "let n = 1; let Some(m) = o else { return };", "(n, o)"], "(1, None)"),
    "a return as the last word": (["let x = 1; return", "x"], "1"),
    "a return from a cell that awaits": (["async fn f() -> i32 { 5 }", "let a = f().await; if a == 5 { return; } let b = 1;", "a"], "5"),
    "a return of a function in a cell": (["fn f() -> i32 { return 4; } let g = (|| { return 3; })(); f() + g"], "7"),
    "names that are keywords": (["let r#type = 3; let r#x = 1;", "fn r#match(r#in: i32) -> i32 { r#in + 1 }", "#[derive(Debug)] struct r#struct { r#if: i32 }", "let s = r#struct { r#if: r#match(r#type) };", 'format!("{type} {} {} {}", s.r#if, r#type + x, r#x)'], '"3 4 4 1"'),
    "a keyword that is changed": (["let mut r#loop = vec![1];", "r#loop.push(2);", "r#loop"], "[1, 2]"),
    "an await that a macro hides": (["async fn f() -> i32 { 5 }", 'println!("{}", f().await); f().await'], "5"),
    "attributes of the crate": (["#![allow(dead_code)]\nlet x = 1; x"], "1"),
    "comments": (["// nothing\n/* here */", "1 // one"], "1"),
    "an empty cell": (["", "   \n\n", "1"], "1"),
    "trait objects": (["let v: Vec<Box<dyn std::fmt::Display>> = vec![Box::new(1), Box::new(\"a\")];", "v.len()"], "2"),
    "static text": (['let s = "abc";', "s.len()"], "3"),
    "a value of another cell's type": (
        ["#[derive(Debug, Clone)] struct P { x: i32 }", "let ps = vec![P { x: 1 }];", "fn f(p: &P) -> i32 { p.x }", "ps.iter().map(f).sum::<i32>()"],
        "1",
    ),
    "nalgebra": (["let m = matrix![1.0, 2.0; 3.0, 4.0];", "m * vector![1.0, 1.0]"], "[ 3 ]\n[ 7 ]"),
    "a matrix inside another value": (["let m = dmatrix![1.0, 2.0; 3.0, 4.0];", "(&m, vec![dvector![1.0]])"], "([ 1  2 ], [[ 1 ]])\n [ 3  4 ]"),
    "a matrix of fixed size in an option": (["matrix![1.0, 2.0; 3.0, 4.0].try_inverse()"], "Some([  -2     1 ])\n     [ 1.5  -0.5 ]"),
    "a matrix that is lent": (["let m = dmatrix![1.0, 2.0];", "&&m"], "[ 1  2 ]"),
    "views in a list": (["let m = dmatrix![1.0, 2.0; 3.0, 4.0];", "m.row_iter().collect::<Vec<_>>()"], "[[ 1  2 ], [ 3  4 ]]"),
    "a rotation": (["nalgebra::Rotation2::new(std::f64::consts::FRAC_PI_2) * vector![1.0, 0.0]", "(nalgebra::Rotation2::new(0.0), 1)"], "([ 1  0 ], 1)\n [ 0  1 ]"),
    "a decomposition": (
        ["let a = dmatrix![0.0, 2.0; 3.0, 0.0];", "a.lu()"],
        "LU\np = [ 0  1 ]   l = [ 1  0 ]   u = [ 3  0 ]\n    [ 1  0 ]       [ 0  1 ]       [ 0  2 ]",
    ),
    "a struct of matrices": (
        ["#[derive(Debug, Clone)] struct Layer { weights: Matrix2<f64>, name: String }", 'let l = Layer { weights: Matrix2::new(1.0, 2.0, 3.0, 4.0), name: "a".into() };', "&l"],
        'Layer\nweights = [ 1  2 ]   name = "a"\n          [ 3  4 ]',
    ),
    "a list of such structs": (
        ["#[derive(Debug, Clone)] struct Layer { weights: Matrix2<f64> }", "vec![Layer { weights: Matrix2::new(1.0, 2.0, 3.0, 4.0) }]"],
        "[weights = [ 1  2 ]]\n           [ 3  4 ]",
    ),
    "complex and dual numbers": (["(nalgebra::Complex::new(1.0, -2.0), Dual64::new(9.0, 6.0))"], "(1 − 2i, 9 + 6ε)"),
    "a list of many numbers": (["(0..300).collect::<Vec<_>>()"], "[0, 1, 2, 3, 4, 5, …, 294, 295, 296, 297, 298, 299] (300 elements)"),
    "a map without order": (["HashMap::from([(10, 'a'), (9, 'b'), (-1, 'c')])"], "{-1: 'c', 9: 'b', 10: 'a'}"),
    "the singular value decomposition": (["dmatrix![3.0, 0.0; 0.0, 4.0].svd(true, true).singular_values"], "[ 4 ]\n[ 3 ]"),
    "num-dual": (["let x = Dual64::from(2.0).derivative();", "(x * x).eps"], "4.0"),
    "types by the names that cells know": (
        ["let x = Dual64::from(2.0); let v = vec![DVector::<f64>::zeros(1)]; let c = plotters::style::RED;", "(&x as &num_dual::Dual64, &v as &Vec<nalgebra::DVector<f64>>, c).0.re"],
        "2.0",
    ),
    "course": (['meno_prelude::course::find("projector").map(|exercise| exercise.points > 0)'], "Some(true)"),
}


@pytest.mark.parametrize(("cells", "expected"), FEATURES.values(), ids=FEATURES.keys())
def test_feature(kernel, cells, expected):
    assert value(kernel, *cells) == expected


def test_a_matrix_is_shown_as_text_and_as_latex(kernel):
    _, shown = kernel.run("dmatrix![1.0, -2.5; 30.0, 4.0]")
    data = next(message.content["data"] for message in shown if message.type == "execute_result")
    assert data["text/plain"] == "[  1  -2.5 ]\n[ 30     4 ]"
    assert data["text/latex"] == r"$$\begin{bmatrix} 1 & -2.5 \\ 30 & 4 \end{bmatrix}$$"


def test_a_type_shows_itself(kernel):
    value(kernel, 'struct Html; impl Html { fn evcxr_display(&self) { println!("EVCXR_BEGIN_CONTENT text/html\\n<b>x</b>\\nEVCXR_END_CONTENT"); } }')
    _, shown = kernel.run("Html")
    assert [message.content["data"] for message in shown if message.type == "execute_result"] == [{"text/html": "<b>x</b>", "text/plain": "(text/html)"}]


# Of each figure that cells can make by one call: the cell, and how its description begins.
FIGURES = [
    ("plot(|x| x.sin(), -3.0..3.0)", "A curve"),
    ("line([(0.0, 0.0), (1.0, 2.0)])", "A line"),
    ("scatter((vec![1.0, 2.0], vec![3.0, 4.0]))", "A scatter plot"),
    ("bars([1, 2, 3])", "A bar chart"),
    ("hist(dvector![1.0, 2.0, 2.5])", "A histogram"),
    ("arrows([vector![1.0, 2.0]])", "Arrows"),
    ("field(|x, y| (-y, x), -1.0..1.0, -1.0..1.0)", "A vector field"),
    ("contour(|x, y| x * y, -1.0..1.0, -1.0..1.0)", "A contour plot"),
    ("surface(|x, y| x * y, -1.0..1.0, -1.0..1.0)", "A surface"),
    ("heatmap(&dmatrix![1.0, 2.0; 3.0, 4.0])", "A heatmap"),
    ("map_of(&matrix![1.0, 2.0; 3.0, 4.0])", "A map of the plane"),
    ("path([(0.0, 1.0), (1.0, 1.0)])", "A path"),
    ('graph(["x", "y"], [(0, 1)])', "A graph"),
    ("animate(0.0..1.0, |t| plot(move |x| t * x, 0.0..1.0))", "An animation"),
    ('slider("k", 0.0..1.0, |k| bars([k]))', "A figure with a slider"),
    ('sliders([("a", 0.0..1.0), ("b", 0.0..1.0)], |[a, b]| bars([a, b])).steps(3)', "A figure with"),
    ("let figure = plot(|x| x, 0.0..1.0);\nSome(&figure)", "Some(A curve"),
]


def is_png(data):
    """Whether it is small, and ends as it is to."""
    png = base64.b64decode(data)
    return png.startswith(b"\x89PNG\r\n") and png.endswith(b"IEND\xaeB`\x82") and len(png) < 70_000


@pytest.mark.parametrize(("cell", "description"), FIGURES, ids=[cell for cell, _ in FIGURES])
def test_a_figure_by_one_call_is_a_picture_and_a_description(kernel, cell, description):
    reply, shown = kernel.run(cell)
    assert reply["status"] == "ok", reply
    [data] = [message.content["data"] for message in shown if message.type == "execute_result"]
    assert data["text/plain"].startswith(description), data["text/plain"]
    assert set(data) == {"text/plain", "text/html", "image/png"}
    assert "data:image/svg+xml," in data["text/html"] and is_png(data["image/png"])
    # The same figure is the same bytes.
    _, again = kernel.run(cell)
    assert data in [message.content.get("data") for message in again]


def test_figures_beside_each_other_are_pictures(kernel):
    _, shown = kernel.run("(plot(|x| x, 0.0..1.0), bars([1.0]))")
    [data] = [message.content["data"] for message in shown if message.type == "execute_result"]
    assert data["text/html"].count("<img") == 2 and set(data) == {"text/html", "text/plain", "image/png"}


def test_a_name_of_a_figure_is_free_for_what_the_learner_calls_so(kernel):
    assert value(kernel, "let path = 1;", "let line = path + 1;", "fn plot(x: i32) -> i32 { x }", "plot(line)") == "2"
    value(kernel, ":clear")


def test_a_figure_of_plotters_is_a_picture(kernel):
    _, shown = kernel.run(
        "use plotters::prelude::*;\n"
        "evcxr_figure((200, 100), |root| { root.fill(&WHITE)?; Ok(()) })"
    )
    data = [message.content["data"] for message in shown if message.type == "execute_result"]
    assert data and data[0]["text/html"].startswith("<div") and "<svg" in data[0]["text/html"]
    assert is_png(data[0]["image/png"])


def streams(kernel, code):
    """What a cell prints, in the order in which it is shown, with what goes to standard error in capitals."""
    reply, shown = kernel.run(code)
    assert reply["status"] == "ok", reply
    contents = [message.content for message in shown if message.type == "stream"]
    return "".join(content["text"].upper() if content["name"] == "stderr" else content["text"] for content in contents)


def test_both_output_streams_are_shown_in_order(kernel):
    loop = 'for i in 0..200 {{ println!("out {{i}}"); {}; }}'
    expected = "".join(f"out {i}\nERR {i}\n" for i in range(200))
    assert streams(kernel, loop.format('eprintln!("err {i}")')) == expected
    vectored = 'std::io::Write::write_vectored(&mut std::io::stderr(), &[&b"err "[..], format!("{i}\\n").as_bytes()].map(std::io::IoSlice::new))?'
    assert streams(kernel, loop.format(vectored)) == expected
    c = 'unsafe extern "C" { fn write(fd: i32, text: *const u8, count: usize) -> isize; }'
    assert streams(kernel, c + loop.format('let e = format!("err {i}\\n"); unsafe { write(2, e.as_ptr(), e.len()) }')) == expected


def test_long_texts_are_whole_on_both_streams(kernel):
    long = "é" * 50_000
    code = f'println!("{{}}", "{long}"); eprintln!("{{}}", "{long}"); println!("end");'
    assert streams(kernel, code) == f"{long}\n{long.upper()}\nend\n"


def test_threads_print_on_both_streams_at_once(kernel):
    code = """
std::thread::scope(|s| {
    s.spawn(|| for _ in 0..500 { println!("{}", "é".repeat(9000)); });
    s.spawn(|| for _ in 0..500 { eprintln!("{}", "ü".repeat(900)); });
});
"""
    reply, shown = kernel.run(code)
    assert reply["status"] == "ok", reply
    assert texts(shown) == ("é" * 9000 + "\n") * 500
    assert texts(shown, "stderr") == ("ü" * 900 + "\n") * 500


def test_standard_error_can_be_put_elsewhere(kernel, tmp_path):
    file = tmp_path / "errors"
    redirect = f"""
use std::os::fd::AsRawFd;
unsafe extern "C" {{ fn dup2(from: i32, to: i32) -> i32; }}
let file = std::fs::File::create("{file}")?;
unsafe {{ dup2(file.as_raw_fd(), 2) }};
eprintln!("to the file");
"""
    assert streams(kernel, redirect) == ""
    assert file.read_text() == "to the file\n"


def test_content_without_an_end_does_not_hold_up_the_notebook(kernel):
    value(kernel, 'println!("EVCXR_BEGIN_CONTENT text/html");')


def test_a_redefined_type_takes_its_values_along_and_says_so(kernel):
    value(kernel, "struct P { x: i32 }", "let p = P { x: 1 };")
    _, shown = kernel.run("struct P { x: f64, y: f64 }")
    assert "`p` is gone" in "".join(message.content["text"] for message in shown if message.type == "stream")
    assert value(kernel, "struct P { x: f64, y: f64 }", "let p = P { x: 0.0, y: 2.0 };", "p.y") == "2.0"


def test_the_same_type_again_keeps_its_values(kernel):
    assert value(kernel, "struct P { x: i32 }", "let p = P { x: 1 };", "struct P { x: i32 }", "p.x") == "1"


# Cells, and what the last of them says of what it does not keep.
UNKEPT = {
    "a guard": (["let m = std::sync::Mutex::new(5);", "let g = m.lock().unwrap(); *g"], "note: `g` borrows from a variable, "),
    "what a return left out": (["let x = 1;", "if x == 1 { return; } let late = 2;"], "note: `late` has no value: cell ["),
}


@pytest.mark.parametrize(("cells", "said"), UNKEPT.values(), ids=UNKEPT.keys())
def test_what_a_cell_does_not_keep_is_told(kernel, cells, said):
    value(kernel, *cells[:-1])
    reply, shown = kernel.run(cells[-1])
    assert reply["status"] == "ok", reply
    assert said in texts(shown, "stderr")


MESSAGES = {
    "a value returned from a cell": (["return 5;"], "CompileError", "a cell returns no value"),
    "a return that a macro hides": (["let mut v = vec![1];", 'v.push(2); println!("{}", if v.len() > 1 { return Ok(()) } else { 1 });'], "Error", "a `return` inside of a macro"),
    "what a return left out": (["if true { return; } let late = 2;", "late"], "E0425", "`late` has no value: cell ["),
    "a moved variable": (["let v = vec![1];", "let w = v;", "v"], "E0425", "`v` was moved away in cell ["),
    "a type that cannot be written": (["let h = std::thread::spawn(|| loop { std::thread::park() });", "h.join()"], "E0425", "is made of `!`"),
    "a reference that would stay": (["let v = vec![1];", "let r = &v; let n = r.len();", "(n, r)"], "E0425", "must own its data"),
    "a value without a form": (["struct P;", "P"], "E0599", "#[derive(Debug)]"),
    "a wrong type": (["let x: i32 = 1.5;"], "E0308", "expected `i32`"),
    "a closure without a form": (["|x: i32| x"], "E0599", "Call it to see what it returns"),
    "a semicolon left out": (["let x = 5"], "CompileError", "expected `;`, found the end of the cell"),
    "a bracket left open": (["println!("], "CompileError", "never closed"),
    "a closure that did not stay": (["let f = |x: i32| x;", "f(1)"], "E0425", "closure"),
}


@pytest.mark.parametrize(("cells", "name", "said"), MESSAGES.values(), ids=MESSAGES.keys())
def test_a_compile_error_teaches(kernel, cells, name, said):
    value(kernel, *cells[:-1])
    reply, _ = kernel.run(cells[-1])
    assert reply["ename"] == name, reply
    # Lessons are broken into lines, of which each is bold.
    assert said in re.sub("\x1b\\[[01]m\n\x1b\\[[01]m", " ", "\n".join(reply["traceback"])), reply


def test_what_a_cell_does_not_say_is_no_part_of_its_errors(kernel):
    value(kernel, "let a = SMatrix::<f64, 6, 2>::zeros();")
    for code in ["a * a", "let x = 5", "foo(", "|x: i32| x", "let y: i32 = a;"]:
        reply, _ = kernel.run(code)
        assert "meno" not in reply["evalue"] + "".join(reply["traceback"]), reply


def test_cells_can_be_optimised(kernel):
    loop = "let mut sum = 0.0; for i in 1..=20_000_000 { sum += 1.0 / f64::from(i); } sum"
    assert value(kernel, "%opt 2\n" + loop).startswith("17.38")
    _, shown = kernel.run("%opt")
    told = [message.content["data"]["text/plain"] for message in shown if message.type == "display_data"]
    assert told == ["Cells are compiled at opt-level 2."]
    assert value(kernel, "let m = dmatrix![1.0, 2.0; 3.0, 4.0];", "%opt 0\nm[(1, 0)]") == "3.0"
    reply, _ = kernel.run("%opt 4")
    assert reply["ename"] == "UsageError", reply


def test_an_error_points_at_the_learners_own_line(kernel):
    reply, _ = kernel.run("%time\n\nlet a = 1;\n  let b: i32 = \"𝕏\";")
    assert ":4:16" in "\n".join(reply["traceback"]), reply


def test_an_error_beside_numbers_that_were_written_out_points_there_as_well(kernel):
    reply, _ = kernel.run("let v = dvector![3.0, 4.0];\nv.norm().cube()")
    assert reply["ename"] == "E0599", reply
    assert ":2:10" in "\n".join(reply["traceback"]), reply


def test_a_panic_names_the_line_of_its_cell(kernel):
    value(kernel, "fn first(v: &[i32]) -> i32 {\n    v[0]\n}")
    reply, _ = kernel.run("first(&[])")
    text = "\n".join(reply["traceback"])
    assert "v[0]" in text and ":2:5" in text, text


def test_a_panic_inside_a_library_names_the_line_that_called_it(kernel):
    value(kernel, "fn add(a: &DVector<f64>, b: &DVector<f64>) -> DVector<f64> {\n    a + b\n}")
    reply, _ = kernel.run("add(&dvector![1.0], &dvector![1.0, 2.0])")
    text = "\n".join(reply["traceback"])
    assert reply["ename"] == "Panic" and "a + b" in text and ":2:" in text, text
    reply, _ = kernel.run("let a = 1;\n\nlet v = dvector![1.0] +\n    dvector![1.0, 2.0];")
    assert ":3:" in "\n".join(reply["traceback"]), reply
    reply, _ = kernel.run("let k = std::hint::black_box(0);\n\n5 / k")
    assert ":3:1" in "\n".join(reply["traceback"]), reply
    reply, _ = kernel.run("let m = dmatrix![1.0];\n&m *\n    dvector![1.0, 2.0]")
    assert ":2:" in "\n".join(reply["traceback"]), reply
    reply, _ = kernel.run("let n: Option<i32> = None; n.unwrap()")
    assert "n.unwrap()" in "\n".join(reply["traceback"]), reply


def test_a_crate_of_ones_own(kernel):
    assert value(kernel, ':dep itoa = "1"\nitoa::Buffer::new().format(12).len()', "itoa::Buffer::new().format(123).len()") == "3"


def test_a_crate_that_is_there_already_is_not_built_again(kernel):
    _, shown = kernel.run(':dep nalgebra = "0.35"')
    assert "part of Meno already" in "".join(message.content["text"] for message in shown if message.type == "stream")


def test_unknown_commands_say_what_there_is(kernel):
    reply, _ = kernel.run(":vras")
    assert reply["ename"] == "CommandError" and "did you mean `:vars`?" in reply["evalue"]

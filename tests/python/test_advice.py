"""What lessons advise: the cell that provokes one, and the cell that follows it, which has to give the right value."""

import re
from pathlib import Path

import pytest
from raw_client import Kernel, refused, run, texts

SQUARE = "let a = dmatrix![4., 1.; 1., 3.]; let b = dvector![1., 2.];"
MAP = 'let mut counts = BTreeMap::from([("a", 1)]);'
DERIVATIVE = "fn d(f: impl Fn(Dual64) -> Dual64, x: f64) -> f64 { f(Dual64::from(x).derivative()).eps }"

# Of each: what comes before, the cell, a piece of the lesson on it, the cell as that advises, and its value.
ADVICE = [
    # Operators between what has none.
    (SQUARE, "&a / &a", "`a.component_div(&a)`", "a.component_div(&a).sum()", "4.0"),
    (SQUARE, "a / a.clone()", "`a.component_div(&a.clone())`", "a.component_div(&a).sum()", "4.0"),
    (SQUARE, "let q = &b / &b;", "Two vectors have no quotient. Entry by entry it is `b.component_div(&b)`.", "b.component_div(&b).sum()", "2.0"),
    (SQUARE, "&b / &a", "`A.lu().solve(&b)`", "(&a * a.clone().lu().solve(&b).unwrap() - &b).norm() < 1e-12", "true"),
    ("", "fn f(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> { a / b }", "`a.component_div(b)`",
     "fn f(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> { a.component_div(b) }\nf(&dmatrix![6.0], &dmatrix![2.0])[0]", "3.0"),
    (SQUARE, "1.0 / b", "`b.map(|x| 1.0 / x)`", "b.map(|x| 1.0 / x)[1]", "0.5"),
    (SQUARE, "1.0 / &a", "`a.clone().try_inverse()`", "(a.clone().try_inverse().unwrap() * &a).trace().round()", "2.0"),
    (SQUARE, "a^2", "`a.pow(2)`", "a.pow(2)[(0, 0)]", "17.0"),
    (SQUARE, "&a ^ 2", "`a.map(|x| x.powi(2))`", "a.map(|x| x.powi(2))[(0, 0)]", "16.0"),
    (SQUARE, "b ^ 2", "`b.map(|x| x.powi(2))`", "b.map(|x| x.powi(2))[1]", "4.0"),
    ("let n = dmatrix![1, 2; 3, 4];", "n ^ 2", "`n.map(|x| x.pow(2))`", "n.map(|x| x.pow(2))[(1, 1)]", "16"),
    ("let x = Dual64::from(3.0).derivative();", "x ^ 2", "`x.powi(2)`", "x.powi(2).eps", "6.0"),
    (SQUARE, "a > 0.", "`a.iter().all(|&x| x > 0.)`", "a.iter().all(|&x| x > 0.)", "true"),
    (SQUARE, "if b > 1 { 1 } else { 2 }", "`b.iter().any(|&x| x > 1.0)`", "if b.iter().any(|&x| x > 1.0) { 1 } else { 2 }", "1"),
    (SQUARE, "0.0 < b", "`b.iter().all(|&x| 0.0 < x)`", "b.iter().all(|&x| 0.0 < x)", "true"),
    (SQUARE, "b == 0.0", "`b.iter().all(|&x| x == 0.0)`", "b.iter().all(|&x| x == 0.0)", "false"),
    ("let v = vec![1., 2.];", "v > 1.5", "`v.iter().any(|&x| x > 1.5)`", "v.iter().any(|&x| x > 1.5)", "true"),
    ("", "[1., 2.] * 2.", "write `dvector![1., 2.]`", "(dvector![1., 2.] * 2.)[1]", "4.0"),
    ("", "vec![1, 2] + vec![3, 4]", "`[vec![1, 2], vec![3, 4]].concat()`", "[vec![1, 2], vec![3, 4]].concat()", "[1, 2, 3, 4]"),
    ("let v = vec![1., 2.];", "v * 2.", "`DVector::from_vec(v)` makes one", "(DVector::from_vec(v) * 2.)[1]", "4.0"),
    ("let v = vec![1., 2.];", "2.0 * &v", "`DVector::from_row_slice(&v)`", "(2.0 * DVector::from_row_slice(&v))[1]", "4.0"),
    ("", "fn f(v: &[f64]) -> DVector<f64> { v * 2.0 }", "`DVector::from_row_slice(v)`",
     "fn f(v: &[f64]) -> DVector<f64> { DVector::from_row_slice(v) * 2.0 }\nf(&[1.0, 2.0])[1]", "4.0"),
    ("let v = vec![1, 2];", "-v", "`DVector::from_vec(v)`", "(-DVector::from_vec(v))[1]", "-2"),
    ("let mut v = vec![1., 2.];", "v *= 2.;", "`for x in &mut v { *x *= 2.; }`", "for x in &mut v { *x *= 2.; }\nv", "[2.0, 4.0]"),
    ("", '"ab" * 3', '`"ab".repeat(3)`', '"ab".repeat(3)', '"ababab"'),
    ('let s = vec!["a"]; let t = vec!["b"];', "s + t", "`[s, t].concat()`", "[s, t].concat()", '["a", "b"]'),
    ("", "fn add(v: &Vec<f64>, w: &Vec<f64>) -> Vec<f64> { v + w }", "`[&v[..], &w[..]].concat()`",
     "fn add(v: &Vec<f64>, w: &Vec<f64>) -> Vec<f64> { [&v[..], &w[..]].concat() }\nadd(&vec![1.], &vec![2.])", "[1.0, 2.0]"),
    # Integers among floats.
    ("", "dvector![1, 2] * 0.5", "write them with a point, as in `1.0`", "(dvector![1.0, 2.0] * 0.5)[1]", "1.0"),
    ("let v = dvector![1, 2];", "0.5 * &v", "`v.cast::<f64>()`", "(0.5 * v.cast::<f64>())[1]", "1.0"),
    ("let v = dvector![1, 2];", "&v / 2.0", "`v.cast::<f64>()`", "(v.cast::<f64>() / 2.0)[1]", "1.0"),
    ("let m = dmatrix![3_usize, 4];", "m.norm()", "`m.cast::<f64>()`", "m.cast::<f64>().norm()", "5.0"),
    ("", "let m: DMatrix<f64> = DMatrix::from_fn(2, 2, |i, j| if i == j { 1 } else { 0 });", "also where the closure makes them",
     "let m: DMatrix<f64> = DMatrix::from_fn(2, 2, |i, j| if i == j { 1.0 } else { 0.0 });\nm.trace()", "2.0"),
    ("", "fn f(n: usize) -> DVector<f64> { DVector::from_fn(n, |i, _| i) }", "`as f64` behind what the closure returns",
     "fn f(n: usize) -> DVector<f64> { DVector::from_fn(n, |i, _| i as f64) }\nf(3)[2]", "2.0"),
    ("", "let v = DVector::<f64>::from_fn(3, |i, _| i * 2);", "`(i * 2) as f64`", "let v = DVector::<f64>::from_fn(3, |i, _| (i * 2) as f64);\nv[2]", "4.0"),
    # Places.
    ("let v = vec![1, 2, 3];", "v[-1]", "`v[v.len() - 1]`, or `v.last()`", "(v[v.len() - 1], v.last())", "(3, Some(3))"),
    ("", "fn last(v: &[f64]) -> f64 { v[-2] }", "`v[v.len() - 2]`", "fn last(v: &[f64]) -> f64 { v[v.len() - 2] }\nlast(&[1.0, 2.0])", "1.0"),
    (SQUARE, "b[-1]", "`b[b.len() - 1]`", "b[b.len() - 1]", "2.0"),
    (SQUARE, "a[(-1, 0)]", "`a[(a.nrows() - 1, 0)]`", "a[(a.nrows() - 1, 0)]", "1.0"),
    (SQUARE, "a.row(-1)", "`a.row(a.nrows() - 1)`", "a.row(a.nrows() - 1).sum()", "4.0"),
    ("let v = vec![1, 2, 3];", "v[..-1]", "`v[..v.len() - 1]`", "&v[..v.len() - 1]", "[1, 2]"),
    ("let v = vec![1, 2, 3];", "v[1:3]", "`&v[1..3]`", "&v[1..3]", "[2, 3]"),
    ("let v = vec![1, 2, 3];", "v[:2]", "`&v[..2]`", "&v[..2]", "[1, 2]"),
    (SQUARE + " let i = 0; let j = 1;", "a[i][j]", "`[(i as usize, j as usize)]`", "a[(i as usize, j as usize)]", "1.0"),
    ("", "fn f(m: &DMatrix<f64>) -> f64 { let mut s = 0.0; for i in 0..2 { for j in 0..2 { s += m[i][j]; } } s }", "`m[(i, j)]`",
     "fn f(m: &DMatrix<f64>) -> f64 { let mut s = 0.0; for i in 0..2 { for j in 0..2 { s += m[(i, j)]; } } s }\nf(&dmatrix![1., 2.; 3., 4.])", "10.0"),
    (SQUARE, "a[:, 0]", "`a.column(0)`", "a.column(0).sum()", "5.0"),
    (SQUARE, "a[0, :]", "`a.row(0)`", "a.row(0).sum()", "5.0"),
    # What is printed.
    ("", "println!('hello')", '`"hello"`', 'println!("hello")', "hello\n"),
    ("let x = 1;", "println!(x)", '`println!("{x}")`', 'println!("{x}")', "1\n"),
    ("let x = 1;", "println!(x + 1);\nlet y = 2;", '`println!("{}", x + 1)`', 'println!("{}", x + 1);', "2\n"),
    ("let x = 1; let y = 2;", "print!(x, y);", '`print!("{} {}", x, y)`', 'print!("{} {}", x, y);', "1 2"),
    ("let x = 1;", 'println!("x =", x);', '`"x = {x}"`', 'println!("x = {x}");', "x = 1\n"),
    # Forms of Python and of shells.
    ("", "let x = 1\nlet y = 2;", "`let x = 1` has none", "let x = 1;\nlet y = 2;\ny", "2"),
    ("", "let x = 1\nx", "A statement ends with a `;`", "let x = 1;\nx", "1"),
    ("", "fn f() -> i32 { let x = 1\nx }", "A statement ends with a `;`", "fn f() -> i32 { let x = 1;\nx }\nf()", "1"),
    ("", "let x = 1 let y = 2;", "`let x = 1` has none", "let x = 1; let y = 2;\ny", "2"),
    ("", 'for i in range(3):\n    print(i)', "`for i in 0..3 { … }`", 'for i in 0..3 { print!("{i}"); }', "012"),
    ("", 'for i in range(1, 7, 2): print(i)', "`for i in (1..7).step_by(2) { … }`", 'for i in (1..7).step_by(2) { print!("{i}"); }', "135"),
    ("let x = 1;", "if x > 0:\n    print(x)", "`if x > 0 { … }`", 'if x > 0 { print!("{x}"); }', "1"),
    ("let mut x = 1;", "while x < 3:\n    x += 1", "`while x < 3 { … }`", "while x < 3 { x += 1; }\nx", "3"),
    ("", "for i in range(1, 3) { print!(\"{i}\"); }", "`1..3` is a range", 'for i in 1..3 { print!("{i}"); }', "12"),
    ("", "# a comment\nlet x = 1;\nx", "`//`", "// a comment\nlet x = 1;\nx", "1"),
    ("", "let x = 1; # the number\nx", "`//`", "let x = 1; // the number\nx", "1"),
    ("", "let x = 1 # one\nx", "`//`", "let x = 1; // one\nx", "1"),
    ("", "# don't\n2", "`//`", "// don't\n2", "2"),
    ("", "let x = 5 // 2;\nx", "`/`", "let x: i32 = 5 / 2;\nx", "2"),
    ("", "!pwd", '`std::process::Command::new("pwd").status()?`', 'let status = std::process::Command::new("true").status()?;\nstatus.success()', "true"),
    ("", "!echo hello there", '`std::process::Command::new("echo").args(["hello", "there"]).status()?`',
     'std::process::Command::new("echo").args(["hello", "there"]).status()?.success()', "hello there\ntrue"),
    ("", "!pip install numpy", ":dep serde", None, None),
    ("let x = 1;", "?x", "Shift+Tab", None, None),
    ("let x = 1;", "x?", "Shift+Tab", None, None),
    ("", "import numpy as np", "`use std::f64::consts::PI;`", "use std::f64::consts::PI;\nPI > 3.0", "true"),
    ("let x = true; let y = false;", "x and y", "`&&`", "x && y", "false"),
    ("let x = 3.0;", "2x + 1.0", "`2.0 * x`", "2.0 * x + 1.0", "7.0"),
    # Maps.
    (MAP, 'counts["b"] = 2;', '`counts.insert("b", 2)`', 'counts.insert("b", 2);\ncounts["b"]', "2"),
    (MAP, 'counts["a"] += 2;', '`*counts.entry("a").or_default() += 2`', '*counts.entry("a").or_default() += 2;\ncounts["a"]', "3"),
    ('let mut lists = HashMap::from([("a", vec![1])]);', 'lists["b"].push(1);', '`lists.entry("b").or_default()`',
     'lists.entry("b").or_default().push(1);\nlists["b"].len()', "1"),
    ("let mut counts: HashMap<char, i32> = HashMap::new();", 'for c in "aab".chars() { counts[&c] += 1; }', "`*counts.entry(c).or_default() += 1`",
     'for c in "aab".chars() { *counts.entry(c).or_default() += 1; }\ncounts[&\'a\']', "2"),
    ("", 'fn f(m: &mut BTreeMap<String, f64>) { m["x"] = 1.0; }', '`m.insert("x".to_owned(), 1.0)`',
     'fn f(m: &mut BTreeMap<String, f64>) { m.insert("x".to_owned(), 1.0); }\nlet mut m = BTreeMap::new(); f(&mut m); m["x"]', "1.0"),
    # Calls of what is no function.
    (SQUARE, "a(b)", "`&a * &b`", "(&a * &b)[1]", "7.0"),
    (SQUARE, "a(0, 1)", "`a[(0, 1)]`", "a[(0, 1)]", "1.0"),
    (SQUARE, "b(1)", "`b[1]`", "b[1]", "2.0"),
    ("", "fn f(a: &DMatrix<f64>, v: &DVector<f64>) -> DVector<f64> { a(v) }", "`a * v`",
     "fn f(a: &DMatrix<f64>, v: &DVector<f64>) -> DVector<f64> { a * v }\nf(&dmatrix![2.0], &dvector![3.0])[0]", "6.0"),
    ("let v = vec![5, 6];", "v(1)", "`v[1]`", "v[1]", "6"),
    ("let x = 2.0;", "x(1.0 + 2.0)", "`x * (1.0 + 2.0)`", "x * (1.0 + 2.0)", "6.0"),
    ("", "2(3 + 4)", "`2 * (3 + 4)`", "2 * (3 + 4)", "14"),
    # Dual numbers.
    (DERIVATIVE + "\nfn g(x: f64) -> f64 { x * x }", "d(g, 3.0)", "`Dual64` in place of `f64`", "fn g(x: Dual64) -> Dual64 { x * x }\nd(g, 3.0)", "6.0"),
    (DERIVATIVE, "d(f64::sin, 0.0)", "`|x| x.sin()`", "d(|x| x.sin(), 0.0)", "1.0"),
    (DERIVATIVE, "d(|x: f64| x * x, 3.0)", "`|x| x * x`", "d(|x| x * x, 3.0)", "6.0"),
    ("use num_dual::first_derivative;", "first_derivative(|x| x * 2, 2.0)", "write `2.0`", "first_derivative(|x| x * 2.0, 2.0).1", "2.0"),
    ("", "fn f(x: Dual64) -> Dual64 { 2 * x }", "write `x * 2.0`", "fn f(x: Dual64) -> Dual64 { x * 2.0 }\nf(Dual64::from(1.0)).re", "2.0"),
    ("", "fn f(x: Dual64) -> Dual64 { 1 - x }", "`Dual64::from(1.0)`", "fn f(x: Dual64) -> Dual64 { Dual64::from(1.0) - x }\nf(Dual64::from(1.0)).re", "0.0"),
    ("", "fn f(x: Dual64, n: i32) -> Dual64 { x * n }", "write `n as f64`", "fn f(x: Dual64, n: i32) -> Dual64 { x * n as f64 }\nf(Dual64::from(1.0), 2).re", "2.0"),
    ("", "fn d(f: impl Fn(Dual64) -> Dual64, x: f64) -> f64 { f(x).eps }", "`Dual64::from(x).derivative()`", DERIVATIVE + "\nd(|x| x * x, 3.0)", "6.0"),
    ("fn f(x: Dual64) -> Dual64 { x * x }", "f(2.0)", "`Dual64::from(2.0).derivative()`", "f(Dual64::from(2.0).derivative()).eps", "4.0"),
    ("fn at_one(f: impl Fn(f64) -> f64) -> f64 { f(1.0) }", "at_one(|x: Dual64| x * 2.0)", "`|x| x * x`", "at_one(|x| x * 2.0)", "2.0"),
    ("", "2.sqrt()", "`2_f64.sqrt(…)`", "2_f64.sqrt() > 1.4", "true"),
    ("let n = 4;", "n.sqrt()", "`(n as f64).sqrt()`", "(n as f64).sqrt()", "2.0"),
    ("let n = 4;", "n.powi(2)", "`n.pow(…)`", "n.pow(2)", "16"),
    # Names.
    (SQUARE, "a.solve(&b)", "`a.clone().lu().solve(&b)`", "let x = a.clone().lu().solve(&b).unwrap(); (&a * x - &b).norm() < 1e-12", "true"),
    (SQUARE, "solve(a, b)", "`a.clone().lu().solve(&b)`", "a.clone().lu().solve(&b).is_some()", "true"),
    ("let a = dmatrix![2., 0.; 0., 1.];", "a.eig()", "`a.clone().symmetric_eigen()`", "a.clone().symmetric_eigen().eigenvalues.max()", "2.0"),
    (SQUARE, "a.argmax()", "`m.iter().position(|&x| x == m.max())`", "a.iter().position(|&x| x == a.max())", "Some(0)"),
    ("let v = vec![1., 3., 2.];", "v.argmax()", "`(0..v.len()).max_by(|&i, &j| v[i].total_cmp(&v[j]))`",
     "(0..v.len()).max_by(|&i, &j| v[i].total_cmp(&v[j]))", "Some(1)"),
    ("let v = vec![1., 3., 2.];", "v.max()", "`.iter().copied().fold(f64::NEG_INFINITY, f64::max)`", "v.iter().copied().fold(f64::NEG_INFINITY, f64::max)", "3.0"),
    ("let v = vec![3., 4.];", "v.norm()", "`DVector::from_vec(v).norm()`", "DVector::from_vec(v).norm()", "5.0"),
    ("let (a, b, n) = (0.0, 1.0, 5_usize);", "linspace(a, b, n)", "`DVector::from_fn(n, |i, _| a + (b - a) * i as f64 / (n - 1) as f64)`",
     "DVector::from_fn(n, |i, _| a + (b - a) * i as f64 / (n - 1) as f64)[1]", "0.25"),
    ("", "DVector::<f64>::linspace(0., 1., 5)", "`DVector::from_fn(n, |i, _| a + (b - a) * i as f64 / (n - 1) as f64)`", None, None),
    ("let rows = vec![vec![1., 2.], vec![3., 4.]];", "DMatrix::from(rows)", "`DMatrix::from_row_slice(rows.len(), rows[0].len(), &rows.concat())`",
     "DMatrix::from_row_slice(rows.len(), rows[0].len(), &rows.concat())[(0, 1)]", "2.0"),
    ("let list = vec![1., 2., 3., 4.];", "DMatrix::from(list)", "`DMatrix::from_row_slice(rows, columns, &list)`",
     "DMatrix::from_row_slice(2, 2, &list)[(0, 1)]", "2.0"),
    ("", "fn area(b: f64, h: f64) -> f64 { 1 / 2 * b * h }", "write `1.0 / 2.0`", "fn area(b: f64, h: f64) -> f64 { 1.0 / 2.0 * b * h }\narea(1.0, 4.0)", "2.0"),
    ("let v = vec![1., 2.];", "1 / v.len() * 3.0", "write `1.0 / v.len() as f64`", "1.0 / v.len() as f64 * 3.0", "1.5"),
    ("", "let mut total = 0; for e in [1., 2.] { total += e; }", "`total` holds an integer", "let mut total = 0.0; for e in [1., 2.] { total += e; }\ntotal", "3.0"),
    ("let v = dvector![1., 2., 3.];", "v[0..2]", "`v.rows(0, 2)`", "v.rows(0, 2).sum()", "3.0"),
    ("let v = dvector![1., 2., 3.];", "for i in 0..3 { v(i); }", "`v[i]`", "let mut sum = 0.0; for i in 0..3 { sum += v[i]; }\nsum", "6.0"),
    ("", "let f = 3;\n%vars", "A magic such as `%vars` stands above", None, None),
    ("", "let f = 3;\n:vars", "A command such as `:vars` stands above", None, None),
    ("let u = dvector![3., 4.];", "(&u * u.transpose()) / u.norm()^2", "`u.norm().powi(2)`", "((&u * u.transpose()) / u.norm().powi(2))[(0, 0)]", "0.36"),
    ("let u = dvector![3., 4.];", "(&u * u.transpose()) / (u.transpose() * &u)", "`u.dot(&v)`", "((&u * u.transpose()) / u.dot(&u))[(0, 0)]", "0.36"),
    ("", 'let y: str = "a";', "`&str` lends one", 'let y: &str = "a"; y', '"a"'),
    ("", "dvector![3, 4].norm()", "write them with a point", "dvector![3.0, 4.0].norm()", "5.0"),
    ("", "let m: Matrix2<f64> = Matrix2::new(1, 2, 3, 4);", "write each with a point", "let m: Matrix2<f64> = Matrix2::new(1.0, 2.0, 3.0, 4.0);\nm[(0, 1)]", "2.0"),
    ("let mut m = dmatrix![1., 2.; 3., 4.];", "m += 1.0;", "`m.add_scalar_mut(…)`", "m.add_scalar_mut(1.0);\nm[(0, 0)]", "2.0"),
    ("", "use numpy as np;", "`numpy` is Python's", None, None),
    ("let x = 3.0;", "let z = x if x > 0.0 else 1.0;", "`if x > 0.0 { x } else { 1.0 }`", "let z = if x > 0.0 { x } else { 1.0 }; z", "3.0"),
    ("", 'println!("{1 + 1}");', '`println!("{}", 1 + 1)`', 'format!("{}", 1 + 1)', '"2"'),
    ("", "fn f(u: Unit<Vector3<f64>>) -> f64 { u[0] }", "`use nalgebra::Unit;`", "use nalgebra::Unit;\nfn f(u: Unit<Vector3<f64>>) -> f64 { u[0] }\nf(Unit::new_normalize(Vector3::x()))", "1.0"),
    ("", "na::Matrix2::<f64>::identity()", "`use nalgebra as na;`", "use nalgebra as na;\nna::Matrix2::<f64>::identity().trace()", "2.0"),
    ('let counts = std::collections::HashMap::from([("a", 1)]);', 'counts["b"]', '`counts.get("b")`', 'counts.get("b")', "None"),
    ("let known = std::collections::BTreeMap::from([(1, 2)]);", "known[&3]", "`known.get(&3)`", "known.get(&3)", "None"),
    ("let v = vec![1, 2];", "v.iter().sum()", "or with `i32` where integers go in", "v.iter().sum::<i32>()", "3"),
    ("let v = vec![1, 2];", "let s = v.iter().sum();", "`let s: i32 = …`", "let s: i32 = v.iter().sum(); s", "3"),
    ("let v = vec![1., 2.];", "v.mean()", "`v.iter().sum::<f64>() / v.len() as f64`", "v.iter().sum::<f64>() / v.len() as f64", "1.5"),
    ("let rows = [[1., 2.], [3., 4.]];", "let m: DMatrix<f64> = rows.into();", "`DMatrix::from_row_slice(rows.len(), rows[0].len(), &rows.concat())`",
     "let m: DMatrix<f64> = DMatrix::from_row_slice(rows.len(), rows[0].len(), &rows.concat());\nm[(0, 1)]", "2.0"),
    ("", "Rotation2::new(0.0)", "`use nalgebra::Rotation2;`", "use nalgebra::Rotation2;\nRotation2::new(0.0).angle()", "0.0"),
    ("", "fn f(z: Complex<f64>) -> f64 { z.re }", "`use nalgebra::Complex;`", "use nalgebra::Complex;\nfn f(z: Complex<f64>) -> f64 { z.re }\nf(Complex::new(1.0, 2.0))", "1.0"),
    ("", "let c = &RED;", "`use plotters::prelude::*;`", "use plotters::prelude::*;\nlet c = &RED;\nc.0", "255"),
    ("", "first_derivative(|x| x * x, 3.0)", "`use num_dual::first_derivative;`", "use num_dual::first_derivative;\nfirst_derivative(|x| x * x, 3.0).1", "6.0"),
    ("", "thread::spawn(|| 1)", "`use std::thread;`", "use std::thread;\nthread::spawn(|| 1).join().unwrap()", "1"),
    (SQUARE + " let list = vec![1., 2.];", "&a * &list", "`DVector::from_row_slice(&list)`", "(&a * DVector::from_row_slice(&list))[0]", "6.0"),
    # Loops, decompositions, lists of integers.
    ("", "for t in 0..1.0 { print!(\"{t}\"); }", "`for i in 0..=10 { let t = i as f64 / 10.0; … }`",
     "let mut last = 0.0; for i in 0..=10 { let t = i as f64 / 10.0; last = t; }\nlast", "1.0"),
    ("", "for t in 0.0..=1.0 { print!(\"{t}\"); }", "`for i in 0..=10 { let t = i as f64 / 10.0; … }`", None, None),
    ("", "[1, 2].sum()", "`.iter().sum::<i32>()`", "[1, 2].iter().sum::<i32>()", "3"),
    ("let v = vec![1_u8, 3];", "v.max()", "`.iter().max()`", "v.iter().max()", "Some(3)"),
    ("let rows = vec![vec![1, 2], vec![3, 4]];", "rows[0, 1]", "`rows[i][j]`", "rows[0][1]", "2"),
    (SQUARE, "a.clone().svd(true, true).solve(&b)", "`.solve(&b, 1e-12)`", "(&a * a.clone().svd(true, true).solve(&b, 1e-12).unwrap() - &b).norm() < 1e-12", "true"),
    (SQUARE, "a.rank()", "`.rank(1e-12)`", "a.rank(1e-12)", "2"),
    (SQUARE, "a.clone().svd()", "`.svd(true, true)`", "a.clone().svd(true, true).rank(1e-12)", "2"),
    (SQUARE, "let (u, s, v) = a.clone().svd(true, true);", "`.u` and `.v_t`, which are `Option`s, and `.singular_values`",
     "let svd = a.clone().svd(true, true); let s = svd.singular_values; s.len()", "2"),
    (SQUARE, "let (q, r) = a.clone().qr();", "`.q()` and `.r()`", "let qr = a.clone().qr(); (qr.q() * qr.r() - &a).norm() < 1e-12", "true"),
    (SQUARE, "pinv(&a)", "`a.clone().pseudo_inverse(1e-12)`", "(a.clone().pseudo_inverse(1e-12).unwrap() * &a).trace().round()", "2.0"),
    (SQUARE, "b.var()", "`.variance()`", "b.variance()", "0.25"),
    (SQUARE, "let n: DMatrix<f64> = a.column_iter().map(|c| c / c.norm()).collect();", "`DMatrix::from_columns(&columns)`",
     "let columns = a.column_iter().map(|c| c / c.norm()).collect::<Vec<_>>(); DMatrix::from_columns(&columns).column(0).norm().round()", "1.0"),
    ("", "DMatrix::<f64>::zeros((3, 2))", "`DMatrix::<f64>::zeros(3, 2)`", "DMatrix::<f64>::zeros(3, 2).len()", "6"),
    ("", "fn f(n: usize) -> DMatrix<f64> { let mut m = DMatrix::zeros(n, n); for i in 0..n { m[i][i] = 1.; } m }",
     "as in `DMatrix::<f64>::zeros(2, 2)`. Row and column go together as a pair: `m[(i, j)]`.",
     "fn f(n: usize) -> DMatrix<f64> { let mut m = DMatrix::<f64>::zeros(n, n); for i in 0..n { m[(i, i)] = 1.; } m }\nf(3).trace()", "3.0"),
    # Names that every cell has, before anything else has them.
    ("", "path + 1", "`path` is a function here, which makes a figure", "let path = 1;\npath + 1", "2"),
    ("", "let x: f64 = line;", "`line` is a function here, which makes a figure", "let line = 1.0; let x: f64 = line;\nx", "1.0"),
    ("", "field.norm()", "`field` is a function here, which makes a figure", "let field = dvector![3., 4.];\nfield.norm()", "5.0"),
    # What is written otherwise.
    ("", "let x: float = 1.0;", "a number with a point is an `f64`", "let x: f64 = 1.0; x", "1.0"),
    ("", "fn f(m: &Matrix) -> f64 { m.norm() }", "a matrix of floats is a `DMatrix<f64>`", "fn f(m: &DMatrix<f64>) -> f64 { m.norm() }\nf(&dmatrix![3., 4.])", "5.0"),
    ("let f = |x: f64| x * x;", "f'(2.0)", "may be called `df`", None, None),
    ("", "let v: Vec<f64 = vec![1.0];", "never closed: `Vec<f64>`", "let v: Vec<f64> = vec![1.0];\nv", "[1.0]"),
    ("", "let normal = Normal::new(0.0, 1.0);", '`:dep rand_distr = "*"`', None, None),
    ("", "use rand::Rng;\nlet x = 1;", '`:dep rand = "*"`', None, None),
    ("", "ndarray::arr1(&[1.0])", '`:dep ndarray = "*"`', None, None),
]


@pytest.fixture(scope="module")
def kernel():
    with Kernel() as kernel:
        yield kernel


@pytest.fixture
def fresh(kernel):
    run(kernel, ":clear")
    return kernel


@pytest.mark.parametrize(("before", "cell", "advice", "followed", "value"), ADVICE, ids=[row[1] for row in ADVICE])
def test_a_lesson_that_is_followed_leads_to_the_right_value(fresh, before, cell, advice, followed, value):
    if before:
        run(fresh, before)
    lesson, _, message = refused(fresh, cell)[1].partition("\n")
    assert advice in lesson and message, (lesson, message)
    if followed:
        assert run(fresh, followed) == value


def test_every_name_is_where_a_lesson_says(fresh):
    source = Path(__file__).parents[2] / "kernel/lessons/src/bundled.rs"
    table = source.read_text().partition("const PLACES")[2].partition("];\n")[0]
    places = re.findall(r'"([\w:*]+)",\s*&\[(.*?)\]', table, re.DOTALL)
    assert len(places) > 10
    for place, names in places:
        names = re.findall(r'"(\w+)"', names)
        place = place.removesuffix("::*")
        run(fresh, "\n".join(f"use {place}::{name} as _{number};" for number, name in enumerate(names)))


# Of each: what comes before, a cell that succeeds, and the note beside its value; none where it is empty.
NOTES = [
    ("let t = 3;", "t ^ 2", "note: `t ^ 2` is the exclusive or of the bits of two integers; the power is `t.pow(2)`\n"),
    ("", "let t = 3;\nt ^ 2", "note: `t ^ 2` is the exclusive or of the bits of two integers; the power is `t * t`\n"),
    ("", "2 ^ 10", "note: `2 ^ 10` is 8, the exclusive or of their bits; the power is `2_i32.pow(10)`, 1024\n"),
    ("", "1 / 2", "note: `1 / 2` is 0: between integers, `/` leaves out what is behind the point; `1.0 / 2.0` is 0.5\n"),
    ("", "fn f(x: f64) -> f64 { x * (1 / 2) as f64 }",
     "note: `1 / 2` is 0: between integers, `/` leaves out what is behind the point; `1.0 / 2.0` is 0.5\n"),
    ("let n = 7;", "n // 2", "note: `//` begins a comment, so this is `n` alone; `/` of two integers leaves out what is behind the point\n"),
    ("let n = 7;", "n // the half of it", ""),
    ("let t = 3;", "t ^ 1", ""),
    ("let t = 3;", "(t ^ 2) & 0xff", ""),
    ("", "let middle: usize = 7 / 2;", ""),
    ("", "6 / 2", ""),
]


@pytest.mark.parametrize(("before", "cell", "note"), NOTES, ids=[cell for _, cell, _ in NOTES])
def test_what_is_hardly_meant_has_a_note_beside_its_value(fresh, before, cell, note):
    if before:
        run(fresh, before)
    reply, shown = fresh.run(cell)
    assert (reply["status"], texts(shown, "stderr")) == ("ok", note)

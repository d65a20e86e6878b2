"""Every lesson, with a cell that provokes it: another wording of rustc's, or of nalgebra's, shows here."""

import re
import time

import pytest
from raw_client import Kernel, refused, run, texts

# Of each: the name of the error, a cell that succeeds, one that does not, and how the lesson on that begins.
LESSONS = [
    ("E0277", "", "let a = SMatrix::<f64, 6, 2>::zeros(); let b = SMatrix::<f64, 6, 2>::zeros();\na * b",
     "`a` takes vectors of length 2 and returns vectors of length 6; `b` takes vectors of length 2 and"),
    ("E0277", "let a = SMatrix::<f64, 6, 2>::zeros(); let b = SMatrix::<f64, 6, 2>::zeros();", "&a * &b",
     "`a` takes vectors of length 2 and returns vectors of length 6; `b` takes vectors of length 2 and"),
    ("E0277", "", "Vector3::new(1., 2., 3.) * Matrix2::new(1., 2., 3., 4.)",
     "`Vector3::new(1., 2., 3.)` has shape 3×1: it is a vector of length 3, and `Matrix2::new(1., 2., 3.,"),
    ("E0277", "let a = matrix![1., 2.; 3., 4.; 5., 6.];", "let c = a * vector![1., 2., 3.];",
     "`a` takes vectors of length 2 and returns vectors of length 3, and `vector![1., 2., 3.]` has length"),
    ("E0277", "", "Matrix2::<f64>::zeros() + Matrix3::<f64>::zeros()",
     "A sum goes entry by entry, so both sides need the same shape: `Matrix2::<f64>::zeros()` is 2×2 and"),
    ("E0277", "", "Vector2::new(1., 2.) - Vector3::new(1., 2., 3.)",
     "A difference goes entry by entry, so both sides need the same shape: `Vector2::new(1., 2.)` is 2×1"),
    ("E0277", "", "Vector2::new(1., 2.).dot(&Vector3::new(1., 2., 3.))",
     "A dot product pairs the entries of two vectors of equal length, and these shapes have 2 against 3."),
    ("E0277", "", "fn f(a: &SMatrix<f64, 2, 3>, x: &SVector<f64, 2>) -> SVector<f64, 3> { a * x }",
     "`a` takes vectors of length 3 and returns vectors of length 2, and `x` has length 2. A matrix needs"),
    ("E0308", "", "fn f(a: &SMatrix<f64, 2, 3>, x: &SVector<f64, 3>) -> SVector<f64, 3> { a * x }",
     "The shape is part of the type: 3 rows are asked for, and this has 2. Which of the two did you mean?"),
    ("E0308", "", "let a: SMatrix<f64, 2, 3> = SMatrix::<f64, 3, 2>::zeros();",
     "The shape is part of the type: 2 rows are asked for, and this has 3; 3 columns are asked for, and"),
    ("E0308", "", "let a: Matrix2<f64> = DMatrix::<f64>::zeros(2, 2);",
     "A type with its shape in it is asked for, such as `SMatrix<f64, 2, 3>`, and a `DMatrix` or"),
    ("E0308", "", "fn f(a: DMatrix<f64>) -> f64 { a[(0, 0)] }\nf(dvector![1., 2.])",
     "A `DVector` is a single column, and that is part of its type; a `DMatrix` is asked for."),
    ("E0308", "", "fn f() -> DMatrix<f64> { dvector![1., 2.] }",
     "A `DVector` is a single column, and that is part of its type; a `DMatrix` is asked for."),
    ("E0308", "", "fn f(a: DMatrix<f64>) -> f64 { a[(0, 0)] }\nf(dmatrix![1, 2; 3, 4])",
     "`f64` is asked for, and `1` is an integer: write `1.0`."),
    ("E0277", "let a = dmatrix![1, 2; 3, 4];", "&a * dvector![1.0, 2.0]",
     "`a` has integers as entries and `dvector![1.0, 2.0]` floats, and Rust never mixes them by itself."),
    ("E0308", "", "fn f(a: &DVector<f64>) -> f64 { a[0] }\nf(&vec![1., 2.])",
     "A list of numbers is no vector yet, which can be added and multiplied: `dvector![…]` writes one,"),
    ("E0308", "", "let v: DVector<f64> = [1.0, 2.0];",
     "A list of numbers is no vector yet, which can be added and multiplied: `dvector![…]` writes one,"),
    ("E0277", "let x = 1.5;", "2 * x",
     "`2` is an integer and `x` is of type `f64`, and Rust never turns one into the other by itself:"),
    ("E0277", "let x = 1.5;", "x * 2",
     "`2` is an integer and `x` is of type `f64`, and Rust never turns one into the other by itself:"),
    ("E0277", "let n = 4.0;", "1 / n",
     "`1` is an integer and `n` is of type `f64`, and Rust never turns one into the other by itself:"),
    ("E0277", "let x = 1.5; let n = 3;", "x + n",
     "`n` is of type `i32` and `x` is of type `f64`, and Rust never turns one into the other by itself:"),
    ("E0308", "let x: f64 = 1.5;", "x.powi(2.0)",
     "`powi` takes a whole exponent, such as `2`; `powf` takes any, such as `0.5`."),
    ("E0308", "let x: f64 = 1.5;", "x.powf(2)",
     "`f64` is asked for, and `2` is an integer: write `2.0`."),
    ("E0308", "", "let x: f64 = 1;",
     "`f64` is asked for, and `1` is an integer: write `1.0`."),
    ("E0308", "", "let n: usize = 1.0;",
     "`usize` is asked for, which is whole, and `1.0` is a float: write it without the point, or should"),
    ("E0277", "let m = dmatrix![1., 2.; 3., 4.];", "&m * 2",
     "The entries of the matrix are `f64`, and `2` is an integer: write `2.0`."),
    ("E0277", "let m = dmatrix![1., 2.; 3., 4.];", "2 * &m",
     "The entries of the matrix are `f64`, and `2` is an integer: write `2.0`."),
    ("E0308", "", "dmatrix![1, 2.0; 3.0, 4.0]",
     "`3.0` is a float, and an integer is expected because of what stands before it. Numbers that belong"),
    ("E0277", "let v = vec![1., 2.];", "v.iter().sum::<f64>() / v.len()",
     "`v.len()` is of type `usize` and `v.iter().sum::<f64>()` is of type `f64`, and Rust never turns one"),
    ("E0277", "let v = vec![1., 2.];", "v.len() * 2.0",
     "`v.len()` is of type `usize` and `2.0` is a float, and Rust never turns one into the other by"),
    ("E0308", "", "fn f(v: &[f64]) -> f64 { v.len() }",
     "`f64` is asked for, and `v.len()` is an integer: write `v.len() as f64`."),
    ("E0277", "let v = vec![1., 2.]; let i = 1.0;", "v[i]",
     "What counts places is a `usize`, a whole number, and `i` is a float. Should it be one?"),
    ("E0277", "let v = vec![1., 2.]; let i: i32 = 1;", "v[i]",
     "What counts places is a `usize`, and `i` is of type `i32`: write `[i as usize]`, or make it a"),
    ("E0277", "let v = dvector![1., 2.]; let i: i32 = 1;", "v[i]",
     "What counts places is a `usize`, and `i` is of type `i32`: write `[i as usize]`, or make it a"),
    ("CompileError", "let m = dmatrix![1., 2.; 3., 4.];", "m[0, 1]",
     "Row and column of a matrix go together as a pair, in parentheses of their own: `m[(i, j)]`. In a list of lists each has its own brackets: `rows[i][j]`."),
    ("E0608", "let m = dmatrix![1., 2.; 3., 4.];", "m[0][1]",
     "One index gives an entry of a matrix already, counted column by column, and a number has no"),
    ("E0308", "let a: f32 = 1.0; let b: f64 = 2.0;", "a + b",
     "`f64` and `f32` are floats of different precision, which Rust never mixes by itself: `b as f32`"),
    ("E0308", "", "fn f(x: Dual64) -> Dual64 { x * x }\nf(3.0)",
     "A dual number is asked for, which carries its derivative along, and `3.0` is a plain one:"),
    ("E0308", "", "fn f(x: Dual64) -> Dual64 { 1.0 }",
     "A dual number is asked for, which carries its derivative along, and `1.0` is a plain one:"),
    ("E0277", "", "fn f(x: Dual64) -> Dual64 { 2.0 * x }",
     "A dual number carries its derivative along, and a plain number can stand only to the right of one,"),
    ("E0271", "", "fn f(x: Dual64) -> Dual64 { x + 2 }",
     "`2` is an integer, and a dual number goes together with floats only: write `2.0`."),
    ("E0308", "", "fn f(x: Dual64) -> Dual64 { x.powf(x) }",
     "The exponent of `powf` is a plain number. A dual one that is raised to a dual power is `x.powd(y)`:"),
    ("E0308", "fn g(x: f64) -> f64 { x * x }", "fn f(x: Dual64) -> Dual64 { g(x) }",
     "`x` is a dual number, which carries its derivative along, and a plain one is asked for. Taking"),
    ("E0308", "let x = 1.5;", "x > 1",
     "`f64` is asked for, and `1` is an integer: write `1.0`."),
    ("E0308", "let x = 1.5;", "if 0 < x { 1 } else { 2 }",
     "Only numbers of one type can be compared, and `0` is an integer where `x` is a float: write `0.0`."),
    ("E0277", "let x = 1.5;", "x == 1",
     "Only numbers of one type can be compared, and `1` is an integer where the other side is a float:"),
    ("E0308", "let x = 1.5; let v = vec![1];", "v.len() > x",
     "`usize` is asked for, which is whole, and `x` is `f64`. Which of the two types do you mean here?"),
    ("E0308", "let v = vec![1.0, 2.0];", "v.iter().filter(|x| x > 1.0).count()",
     "`x` is a reference: `**x` is the number that it points at."),
    ("E0382", "", "let a = dmatrix![1., 2.; 3., 4.]; let b = dmatrix![1., 2.; 3., 4.];\nlet c = a * b;\nlet d = a + c;",
     "`a * b` uses `a` up: an operator takes the matrices that it is given. Lend them to it, `&a * &b`,"),
    ("E0382", "fn norm(v: DVector<f64>) -> f64 { v.norm() }", "let v = dvector![1., 2.];\nlet n = norm(v);\nv / n",
     "Who takes a value owns it, and `v` was given away before this: let the function borrow (`&` before"),
    ("E0382", "fn norm(v: DVector<f64>) -> f64 { v.norm() }", "let v = dvector![1., 2.];\nfor i in 0..3 { norm(v); }",
     "The first round of the loop takes `v`, so there is none for the second. Lend it, `&v`, or give a"),
    ("E0382", "", "let v = vec![1, 2];\nlet w = v;\nv.len() + w.len()",
     "Who takes a value owns it, and `v` was given away before this: lend it where it is enough to look"),
    ("E0382", "", "let v = vec![1, 2];\nfor x in v { println!(\"{x}\"); }\nv.len()",
     "A `for` over `v` uses it up: each element is handed out. `for … in &v` lends them instead."),
    ("E0507", "", "fn f(m: &DMatrix<f64>) -> DMatrix<f64> { *m }",
     "`m` is only lent (`&`), and what is lent can be looked at but not taken. `m.clone()` is a copy of"),
    ("E0507", "let v = vec![String::from(\"a\")];", "let s = v[0];",
     "The element belongs to the list, and `v[0]` would take it out and leave a hole. A `&` before it"),
    ("E0308", "fn norm(v: &DVector<f64>) -> f64 { v.norm() }", "norm(dvector![1., 2.])",
     "A reference is asked for, `&DVector<f64>`: to be lent the value, not given it. Write `&dvector![1.,"),
    ("E0308", "fn f(v: &mut Vec<i32>) { v.push(1); }\nlet mut v = vec![1];", "f(&v)",
     "`&` lends a value for reading, and here it is to be changed: `&mut v`, of a variable that is made"),
    ("E0308", "fn f(x: f64) -> f64 { x * x }\nlet x = 2.0;", "f(&x)",
     "`f64` is asked for, the value itself, and `&x` is a reference to one: leave the `&` out."),
    ("E0596", "let v = vec![1, 2];", "v.push(3);",
     "A variable keeps its value unless it is made with `let mut`, and `v` is not. Either the cell that"),
    ("E0384", "", "let total = 0.0;\nfor x in [1.0, 2.0] { total += x; }\ntotal",
     "A variable keeps its value unless it is made with `mut`, and `total` is not: write `mut total`"),
    ("E0596", "", "let m = DMatrix::<f64>::zeros(2, 2);\nm[(0, 0)] = 1.0;",
     "A variable keeps its value unless it is made with `mut`, and `m` is not: write `mut m` there."),
    ("E0596", "", "fn f(v: &DVector<f64>) { v[0] = 1.0; }",
     "`v` is lent for reading (`&`), so nothing can be changed through it. Do you mean to change the"),
    ("E0308", "", "fn f(x: f64) -> f64 { x * x; }",
     "A function returns its last expression, and a `;` behind it throws the value away: the last line"),
    ("E0308", "", "fn f(x: f64) -> f64 { let y = x; }",
     "A function returns its last expression, and this one ends without any. Which value should its last"),
    ("E0283", "", "let v = (0..3).map(|i| i * 2).collect();",
     "`collect` can make lists, sets and maps: say which, as in `let v: Vec<_> = …` or"),
    ("E0284", "", "let x = \"3\".parse().unwrap();",
     "`parse` reads numbers of any type: say which, as in `let x: f64 = …` or `.parse::<f64>()`."),
    ("E0283", "let v = vec![1., 2.];", "let s = v.iter().sum();",
     "`sum` does not know the type of its result: say it, as in `let s: f64 = …` or `.sum::<f64>()`."),
    ("E0282", "", "let v = Vec::new();",
     "An empty list does not show what goes into it: say it, as in `let v: Vec<f64> = Vec::new();`."),
    ("E0282", "", "fn f() -> f64 { let v = dvector![3., 4.]; v.norm().sqrt() }",
     "Whether a number like `1.0` is an `f64` or an `f32` is settled at the end of a function, unless"),
    ("E0282", "", "Vec::new()",
     "An empty list does not show what goes into it: say it, as in `let x: Vec<f64> = Vec::new();`."),
    ("E0384", "", "fn f(mu: f64) -> f64 { mu -= 1.0; mu }",
     "A variable keeps its value unless it is made with `mut`, and `mu` is not: write `mut mu` there."),
    ("E0277", "", "fn s(x: &DVector<f64>) -> DVector<f64> { x - x.max() }",
     "Between a matrix and a number there is no `-`. Entry by entry it is `x.map(|x| x - …)`; what is"),
    ("E0277", "", "fn s(x: &DVector<f64>, h: f64) -> DVector<f64> { h - x }",
     "Between a matrix and a number there is no `-`. Entry by entry it is `x.map(|x| … - x)`; what is"),
    ("E0277", "", "fn s(a: &DMatrix<f64>, x: &DVector<f64>) -> DVector<f64> { a * x + 1.0 }",
     "Between a matrix and a number there is no `+`. Entry by entry it is `.map(|x| x + …)`; what is"),
    ("E0599", "", "fn s(x: &DVector<f64>) -> DVector<f64> { x.exp() }",
     "`x` is a matrix, and its `.exp` is written otherwise here: entry by entry it is `.map(f64::exp)`."),
    ("E0599", "", "let v = DVector::new();",
     "This is a matrix, and its `.new` is written otherwise here: `DVector::zeros(n)` and"),
    ("E0308", "", "fn g(p: &[f64]) -> usize { for i in 0..p.len() { if p[i] > 0.5 { return i; } } }",
     "If the loop comes to its end without a `return`, the function still has to return a value, as"),
    ("CompileError", "", "fn s(x: f64) -> f64 {\n    x * x",
     "A bracket was opened and never closed: count them from the one that is marked."),
    ("E0505", "let v = vec![1.];", "let lent = &v;\ndrop(v);\nprintln!(\"{lent:?}\");",
     "`v` is lent (`&`), and the loan is used once more further down: until then `v` can't be given away."),
    ("E0597", "", "let r;\n{\n    let x = 5;\n    r = &x;\n}\nprintln!(\"{r}\");",
     "`x` is gone at the end of the block `{ … }` that makes it, and the reference to it is used after"),
    ("E0716", "", "let s = String::from(\"a\").as_str();\nprintln!(\"{s}\");",
     "Nobody owns what `String::from(\"a\")` makes, so it is gone at the end of the line, and a reference to"),
    ("E0369", "", "let a = \"x\";\nlet b = String::from(\"y\");\na + &b",
     "`+` lengthens the text on its left, which would have to be a `String` of its own for that:"),
    ("E0283", "", "let z = DMatrix::zeros(2, 2);",
     "Nothing here shows what the entries are: say it, as in `DMatrix::<f64>::zeros(2, 2)`."),
    ("E0061", "", "let z = DMatrix::<f64>::zeros();",
     "`DMatrix::<f64>::zeros` takes 2 arguments and is given 0."),
    ("E0425", "let gradient = 1.0;", "gradeint + 1.0",
     "There is no `gradeint`, but there is `gradient`: did you mean that?"),
    ("E0425", "", "xyzzy + 1.0",
     "Nothing is called `xyzzy` so far. Does a cell that makes it still have to be run, or is it the name"),
    ("E0425", "", "projector(&dvector![1., 2.])",
     "`projector` is an exercise of this course, and nothing is defined as its answer yet: define `fn"),
    ("E0425", "", "repeat_3_2 * vector![1., 2., 3., 4., 5., 6.]",
     "`repeat_3_2` is an exercise of this course, and nothing is defined as its answer yet: bind `let"),
    ("E0609", "let m = dmatrix![1., 2.; 3., 4.];", "m.T",
     "`m` is a matrix, and its `.T` is written otherwise here: the transpose is a method: `.transpose()`."),
    ("E0615", "let m = dmatrix![1., 2.; 3., 4.];", "m.shape[0]",
     "`m` is a matrix, and its `.shape` is written otherwise here: it is a method and gives a pair:"),
    ("E0277", "let m = dmatrix![1., 2.; 3., 4.];", "m.shape()[0]",
     "A pair is not indexed: its parts are `.0` and `.1`. For a matrix there are `.nrows()` and"),
    ("Panic", "let m = dmatrix![1., 2.; 3., 4.]; let v = dvector![1., 2.];", "m.dot(&v)",
     "`dot` pairs entries and adds up their products, so both need the same shape, and here are shape 2×2"),
    ("E0308", "let m = dmatrix![1., 2.; 3., 4.];", "m.dot(m)",
     "A reference is asked for, `&Matrix<f64, …>`: to be lent the value, not given it. Write `&m` to lend"),
    ("E0599", "let m = dmatrix![1., 2.; 3., 4.];", "m.inv()",
     "`m` is a matrix, and its `.inv` is written otherwise here: the inverse is `.try_inverse()`, an"),
    ("E0599", "let m = dmatrix![1., 2.; 3., 4.];", "m.flatten()",
     "`m` is a matrix, and its `.flatten` is written otherwise here: `.iter()` goes through the entries,"),
    ("E0599", "let m = dmatrix![1., 2.; 3., 4.];", "m.reshape(1, 4)",
     "`m` is a matrix, and its `.reshape` is written otherwise here: `DMatrix::from_iterator(rows,"),
    ("E0609", "let m = dmatrix![1., 2.; 3., 4.];", "m.size",
     "`m` is a matrix, and its `.size` is written otherwise here: the number of entries is `.len()`; rows"),
    ("CompileError", "let m = dmatrix![1., 2.; 3., 4.];", "m @ m",
     "`@` is Python's product of matrices; here it is `*`, as in `&a * &b`."),
    ("E0425", "", "np.zeros(3)",
     "There is no NumPy here, and no need of it. For `zeros`: `DVector::zeros(n)` and"),
    ("E0423", "", "print(\"hi\")",
     "There is no function `print` here: `println!(\"{x}\")` prints, with a `!`, and `{x:?}` for lists."),
    ("E0614", "let x = 2.0;", "x ** 2",
     "A power is a method in Rust: `x.powi(2)` for whole exponents, `x.powf(0.5)` for any; of integers"),
    ("E0277", "let x = 2.0;", "x ^ 2",
     "`^` is the exclusive or of bits. A power is a method in Rust: `x.powi(2)` for whole exponents,"),
    ("E0308", "let mut v = vec![1];", "v.append(2);",
     "`append` moves all of another list to the end of this one; one more element goes there with"),
    ("E0425", "let x = 2.0;", "sqrt(x)",
     "There is no function `sqrt` here: it is a method: `x.sqrt()`."),
    ("E0425", "", "2.0 * PI",
     "There is no `PI` here: `std::f64::consts::PI` is π, or `PI` behind `use std::f64::consts::PI;`."),
    ("E0425", "", "math.sqrt(2.0)",
     "There is no `math` here: functions of a number are its methods: `x.sqrt()`, `x.ln()`."),
    ("CompileError", "", "def f(x): return x",
     "A function is written `fn f(x: f64) -> f64 { x * x }`: with types, in braces, and its last"),
    ("E0425", "", "for i in range(3) { println!(\"{i}\"); }",
     "There is no function `range` here: `0..3` is a range, which leaves its end out."),
    ("CompileError", "", "let f = lambda x: x;",
     "A function without a name is written `|x| x * x`."),
    ("E0425", "", "let t = True;",
     "There is no `True` here: it is written `true`."),
    ("E0308", "", "let t: f64 = None;",
     "`f64` is always there, and `None` says that there is none: what may be missing has the type"),
    ("E0061", "fn f(x: f64, y: f64) -> f64 { x + y }", "f(1.0)",
     "`f` takes 2 arguments and is given 1: argument 2, `f64`, is missing."),
    ("E0061", "let v = vec![1];", "v.len(3)",
     "`len` takes no arguments and is given 1: `3` is one too many."),
    ("E0308", "fn f(x: f64, v: &DVector<f64>) -> f64 { x + v[0] }", "f(&dvector![1.0], 2.0)",
     "The arguments have the right types in another order: `f64` and `&DVector<f64>` change places."),
    ("E0308", "fn d(f: fn(Dual64) -> Dual64) -> f64 { f(Dual64::from(1.0)).re }", "let a = 2.0;\nd(|x| x * a)",
     "A `fn(…)` is asked for, which carries no variables along, and `|x| x * a` uses `a` from outside."),
    ("E0425", "", "let a = 2.0;\nfn f(x: f64) -> f64 { x * a }",
     "`a` is a variable, and `fn f` sees only its own arguments, other functions and constants. Should"),
    ("E0308", "fn d(f: fn(Dual64) -> Dual64) -> f64 { f(Dual64::from(1.0)).re }\nfn g(x: f64) -> f64 { x }", "d(g)",
     "`g` is a `fn(f64) -> f64`, and a `fn(Dual64) -> Dual64` is asked for. A function of dual numbers"),
    ("E0106", "", "fn f() -> &DVector<f64> { &dvector![1.0] }",
     "What a function makes is gone when it returns, so it can't return a reference (`&`) to it. Return"),
    ("E0515", "", "fn f(a: &DVector<f64>) -> &DVector<f64> { let b = a * 2.0; &b }",
     "What a function makes is gone when it returns, so it can't return a reference (`&`) to it. Return"),
    ("E0004", "let x = Some(1);", "match x { Some(n) => n }",
     "A `match` says what comes out in every case, and there is none for `None`. What should come out"),
    ("E0004", "let n = 1;", "match n { 0 => 1, 1 => 2 }",
     "A `match` says what comes out in every case, and some numbers have none here. `_ => …` at the end"),
    ("E0317", "", "fn f(x: f64) -> f64 { if x > 0.0 { x } }",
     "An `if` whose value is used needs an `else`: what is the value when the condition does not hold?"),
    ("E0308", "let x = 1.0;", "let y = if x > 0.0 { x } else { 0 };",
     "`f64` is asked for, and `0` is an integer: write `0.0`."),
    ("E0308", "let n = 1;", "if n { 1 } else { 2 }",
     "A condition is true or false, and `n` is a number: `n != 0` asks whether it differs from 0."),
    ("E0308", "let n = 1;", "if n = 1 { 1 } else { 2 }",
     "`=` gives a variable a value; `==` asks whether two are equal."),
    ("E0308", "", "fn f() -> f64 { Some(1.0) }",
     "`f64` is asked for, and `Some(…)` wraps one in an `Option`. Can it be missing? Then the type is"),
    ("E0369", "let m = vec![1.0];", "m.first() + 1.0",
     "`m.first()` is an `Option`: a value, or `None` where there is none, and only the value can be"),
    ("E0369", "let m = dmatrix![1., 2.; 3., 4.];", "m.try_inverse() * dvector![1., 2.]",
     "`m.try_inverse()` is an `Option`: a value, or `None` where there is none, and only the value can be"),
    ("E0277", "let mut v = vec![2.0, 1.0];", "v.sort();",
     "Floats have no order that covers all of them, since NaN is neither less than, equal to nor greater"),
    ("E0277", "let v = vec![2.0, 1.0];", "v.iter().max()",
     "Floats have no order that covers all of them, since NaN is neither less than, equal to nor greater"),
    ("E0277", "", "std::cmp::max(1.0, 2.0)",
     "Floats have no order that covers all of them, since NaN is neither less than, equal to nor greater"),
    ("E0425", "", "max(1.0, 2.0)",
     "There is no function `max` here: it is a method: `a.max(b)` of two numbers, `m.max()` of a matrix."),
    ("E0277", "", "use std::collections::HashMap; let mut m = HashMap::new(); m.insert(1.0, 2);",
     "Floats can't be keys: NaN is not equal to itself, and numbers that should be equal differ in their"),
    ("E0277", "let n = 3;", "for i in n { println!(\"{i}\"); }",
     "A number is nothing to go through: the range from 0 up to it, itself left out, is `0..n`."),
    ("E0277", "let m = dmatrix![1., 2.; 3., 4.];", "for x in m { println!(\"{x}\"); }",
     "A matrix can be gone through in several ways, so say which: `m.iter()` is its entries, column by"),
    ("E0277", "let v = vec![1, 2];", "let s: f64 = v.iter().sum();",
     "A sum has the type of what goes into it: these are integers, and the sum is to be a float."),
    ("E0277", "", "let v: DVector<f64> = (0..3).map(|i| i as f64).collect();",
     "A vector has to know its length beforehand: `DVector::from_iterator(n, …)` takes it along, or"),
    ("E0277", "", "let v: Vec<f64> = (0..3).map(|i| i * 2).collect();",
     "These are integers, and a list of floats is asked for: `.map(|i| i as f64)` before `.collect()`"),
    ("E0600", "", "let n: usize = -1;",
     "`usize` counts from 0 upwards and has nothing below. Where negative numbers can come up, `i64` or"),
    ("E0308", "", "fn f(v: Vec<f64>) -> f64 { v[0] }\nf(vec![1, 2])",
     "`f64` is asked for, and `1` is an integer: write `1.0`."),
    ("E0308", "fn f(v: &[f64]) -> f64 { v[0] }", "f([1.0, 2.0])",
     "A reference is asked for, `&[f64]`: to be lent the value, not given it. Write `&[1.0, 2.0]` to lend"),
    ("E0277", "let v = vec![1.0, 2.0];", "let s: f64 = v.iter().map(|x| x).fold(0.0, |a, b| a + b.clone() * &2);",
     "`&2` is an integer and `b.clone()` is of type `f64`, and Rust never turns one into the other by"),
    ("E0277", "let v = vec![1.0, 2.0];", "let s: Vec<f64> = v.iter().collect();",
     "`.iter()` lends its elements, so these are `&f64`, and a list of `f64` is asked for: `.copied()`,"),
    ("E0502", "", "let mut v = vec![1];\nfor x in &v { v.push(*x); }",
     "As long as `v` is lent (`&`) nobody may change it, since what was lent could move. Can the change"),
    ("E0599", "", "|x: f64| x",
     "Call it to see what it returns, or end the line with `;` if there is nothing to see."),
    ("CompileError", "let x = 1;", "println!(f\"{x}\");",
     "Text is formatted without an `f`: `println!(\"{x}\")` and `format!(\"{x}\")`."),
    ("E0277", "let v = vec![1];", "println!(\"{v}\");",
     "`{}` can write numbers, text and matrices, but no `Vec<i32>`; `{:?}` writes it as code would:"),
    ("E0599", "struct P;", "P",
     "Put `#[derive(Debug)]` above its definition, or end the line with `;` if there is nothing to see."),
    ("E0615", "let m = dmatrix![1., 2.; 3., 4.];", "m.nrows",
     "`nrows` is a method, which is called with parentheses: `.nrows()`."),
    ("E0616", "let v = vec![1];", "v.len",
     "`len` is a method, which is called with parentheses: `.len()`."),
    ("E0615", "let m = dmatrix![1., 2.; 3., 4.];", "m.transpose",
     "`transpose` is a method, which is called with parentheses: `.transpose()`."),
    ("Panic", "", "fn f() -> f64 { todo!() }\nf()",
     "`todo!()` marks what is still to be written, and the code has come to one: put the answer in its"),
    ("Panic", "let n: usize = 0;", "n - 1",
     "The result does not fit into the type of its operands: a `usize`, which counts, has nothing below"),
    ("arithmetic_overflow", "", "let n: usize = 0; let m = n - 1;",
     "The result does not fit into the type of its operands: a `usize`, which counts, has nothing below"),
    ("Panic", "fn fact(n: i32) -> i32 { if n == 0 { 1 } else { n * fact(n - 1) } }", "fact(20)",
     "The result does not fit into the type of its operands: an `i32` ends at 2 147 483 647, and every"),
    ("Panic", "let n = 0;", "1 / n",
     "An integer can't be divided by 0; a float can, and gives an infinity or NaN. What should the result"),
    ("Panic", "let v = vec![1, 2];", "v[2]",
     "There is no element at 2: 2 elements count from 0 to 1. Where does the 2 come from?"),
    ("Panic", "let v = dvector![1., 2.];", "v[2]",
     "`v` has 2 entries, which count from 0 to 1, and `2` is outside. Which one do you mean?"),
    ("Panic", "let m = dmatrix![1., 2.; 3., 4.];", "m[(2, 0)]",
     "`m` is 2×2: rows count from 0 to 1, columns from 0 to 1, and `(2, 0)` is outside. Which entries do"),
    ("Panic", "let m = dmatrix![1., 2.; 3., 4.];", "m.row(2)",
     "`m` is 2×2: rows count from 0 to 1, columns from 0 to 1, and `2` is outside. Which entries do you"),
    ("Panic", "let m = dmatrix![1., 2.; 3., 4.];", "m.column(2).norm()",
     "`m` is 2×2: rows count from 0 to 1, columns from 0 to 1, and `2` is outside. Which entries do you"),
    ("Panic", "let m = dmatrix![1., 2.; 3., 4.];", "m.view((0, 0), (3, 1)).into_owned()",
     "`m` is 2×2: rows count from 0 to 1, columns from 0 to 1, and the part that is asked for reaches"),
    ("Panic", "let m = dmatrix![1., 2.; 3., 4.];", "m.rows(1, 2).into_owned()",
     "`m` is 2×2: rows count from 0 to 1, columns from 0 to 1, and the part that is asked for reaches"),
    ("Panic", "let a = dmatrix![1., 2., 3.; 3., 4., 5.];", "&a * &a",
     "The left one takes vectors of length 3 and returns vectors of length 2; the right one takes vectors"),
    ("Panic", "let a = dmatrix![1., 2., 3.; 3., 4., 5.]; let b = dmatrix![1., 2.];", "a * b",
     "`a` takes vectors of length 3 and returns vectors of length 2; `b` takes vectors of length 2 and"),
    ("Panic", "let a = dmatrix![1., 2., 3.; 3., 4., 5.]; let v = dvector![1., 2.];", "&a * &v",
     "`a` takes vectors of length 3 and returns vectors of length 2, and `v` has length 2. A matrix needs"),
    ("Panic", "fn f(a: &DMatrix<f64>, x: &DVector<f64>) -> DVector<f64> {\n    a * x\n}", "f(&dmatrix![1., 2., 3.; 3., 4., 5.], &dvector![1., 2.])",
     "`a` takes vectors of length 3 and returns vectors of length 2, and `x` has length 2. A matrix needs"),
    ("Panic", "let a = dvector![1., 2.];", "&a * &a",
     "Both factors are columns, of lengths 2 and 2, and a column times a column is no product. Do you"),
    ("Panic", "let a = dmatrix![1., 2.]; let b = dmatrix![1.; 2.];", "&a + &b",
     "A sum or difference goes entry by entry, so both sides need the same shape: `a` is 1×2 and `b` is"),
    ("Panic", "let a = dvector![1., 2.]; let b = dvector![1., 2., 3.];", "&a - &b",
     "A sum or difference goes entry by entry, so both sides need the same shape: `a` is 2×1 and `b` is"),
    ("Panic", "let mut a = dvector![1., 2.]; let b = dvector![1., 2., 3.];", "a += &b;",
     "A sum or difference goes entry by entry, so both sides need the same shape: `a` is 2×1 and `b` is"),
    ("Panic", "let a = dvector![1., 2.]; let b = dvector![1., 2., 3.];", "a.dot(&b)",
     "A dot product pairs the entries of two vectors of equal length, and these have 2 and 3. Do both"),
    ("Panic", "let a = dvector![1., 2.]; let b = dvector![1., 2., 3.];", "a.component_mul(&b)",
     "This goes entry by entry, so both sides need the same shape: `a` is 2×1 and `b` is 3×1. Which of"),
    ("Panic", "", "DMatrix::from_vec(2, 2, vec![1., 2., 3.])",
     "A matrix of so many rows and columns needs rows times columns numbers, and there were more or"),
    ("Panic", "", "DMatrix::from_row_slice(2, 2, &[1., 2., 3.])",
     "A matrix of so many rows and columns needs rows times columns numbers, and there were more or"),
    ("Panic", "", "DMatrix::from_columns(&[dvector![1., 2.], dvector![1.]])",
     "Columns that stand side by side in one matrix are equally long, and these are not."),
    ("Panic", "", "DMatrix::<f64>::from_columns(&[] as &[DVector<f64>])",
     "A matrix of no columns would not know how many rows it has, so at least one is needed. What should"),
    ("Panic", "let mut a = dmatrix![1., 2.; 3., 4.];", "a.set_column(0, &dvector![1., 2., 3.]);",
     "What is put into a matrix has to have the shape of the place that it goes to, and these two differ."),
    ("Panic", "let a = dmatrix![1., 2.];", "a.determinant()",
     "Only a square matrix, which maps a space to itself, has that, and `a` is 1×2. What is it that you"),
    ("Panic", "let a = dmatrix![1., 2.];", "a.try_inverse()",
     "Only a square matrix, which maps a space to itself, has that, and `a` is 1×2. What is it that you"),
    ("Panic", "let a = dmatrix![1., 2.];", "a.tr_mul(&dvector![1., 2.])",
     "`tr_mul` transposes the left matrix first, 1×2 into 2×1, and the right one is 2×1: the columns of"),
    ("Panic", "let a = dmatrix![1., 2.; 3., 4.];", "a.lu().solve(&dvector![1., 2., 3.])",
     "The matrix has 2 rows, so it returns vectors of length 2, and the right-hand side has 3 entries:"),
    ("Panic", "let mut a = dmatrix![1., 2.; 3., 4.];", "a.copy_from(&dmatrix![1.]);",
     "What is put into a matrix has to have the shape of the place that it goes to, and `a` is 2×2. What"),
    ("Panic", "let a = dvector![1., 2.]; let b = dvector![1., 2., 3.];", "a.zip_map(&b, |x, y| x * y)",
     "This goes entry by entry, so both sides need the same shape: `a` is 2×1 and `b` is 3×1. Which of"),
    ("Panic", "let a = dvector![1., 2.]; let b = dvector![1., 2.];", "a.cross(&b)",
     "The cross product is one of vectors in three dimensions, and this one is 2×1. Which product do you"),
    ("Panic", "let m = dmatrix![1., 2.; 2., 4.];", "m.try_inverse().unwrap()",
     "`unwrap` takes out a value, and there is none: what stands before it has returned `None`. When does"),
    ("Panic", "", "\"x\".parse::<f64>().unwrap()",
     "`unwrap` takes out a value, and there is an error in its place, which the message names. What was"),
    ("Panic", "let v = vec![1, 2];", "v[1..5].len()",
     "The range goes to 5, and the list has 2 elements: a range may end at 2 at most, since its end is"),
    ("E0277", "let v = vec![1, 2, 3]; let i = 2;", "v[i..1].len()",
     "What counts places is a `usize`, and the ends of this range are of another integer type: make them"),
    ("Panic", "let a = dmatrix![1., 2., 3.; 3., 4., 5.]; let v = dvector![1., 2.]; let c = dmatrix![1.,2.;3.,4.];", "let y = &c * &a * &v;",
     "`&c * &a` takes vectors of length 3 and returns vectors of length 2, and `v` has length 2. A matrix"),
    ("Panic", "let a = dmatrix![1., 2., 3.; 3., 4., 5.];", "let mut x = dvector![1., 2., 3.];\nfor i in 0..3 { println!(\"{i}\"); x = &a * x; }\nx",
     "`a` takes vectors of length 3 and returns vectors of length 2, and `x` has length 2. A matrix needs"),
    ("Panic", "struct M { a: DMatrix<f64> } impl M { fn go(&self, x: &DVector<f64>) -> DVector<f64> { &self.a * x } }\nlet m = M { a: dmatrix![1., 2.] };", "m.go(&dvector![1.])",
     "`self.a` takes vectors of length 2 and returns vectors of length 1, and `x` has length 1. A matrix"),
    ("Panic", "let m = dmatrix![1., 2.; 3., 4.];", "let mut s = 0.0;\nfor i in 0..3 { s += m[(i, 0)]; }\ns",
     "`m` is 2×2: rows count from 0 to 1, columns from 0 to 1, and `(i, 0)` is outside. Which entries do"),
    ("Panic", "let a = dmatrix![1., 2.; 3., 4.]; let v = dvector![1., 2.];", "&a + &v",
     "A sum goes entry by entry, so both sides need the same shape: `a` is 2×2 and `v` is 2×1. Which of"),
    ("Panic", "fn f(a: &DMatrix<f64>, v: &DVector<f64>) -> DVector<f64> { a - v }", "f(&dmatrix![1., 2.; 3., 4.], &dvector![1., 2.])",
     "A difference goes entry by entry, so both sides need the same shape: `a` is 2×2 and `v` is 2×1."),
    ("Panic", "let a = dmatrix![1., 2.; 3., 4.]; let b = dmatrix![1., 2.];", "a.relative_eq(&b, 1e-9, 1e-9)",
     "A comparison goes entry by entry, so both sides need the same shape: `a` is 2×2 and `b` is 1×2."),
    ("Panic", "let a = dmatrix![1., 2.; 3., 4.]; let b = dmatrix![1., 2.];", "a < b",
     "A comparison goes entry by entry, so both sides need the same shape: `a` is 2×2 and `b` is 1×2."),
    ("Panic", "let mut a = dmatrix![1., 2.; 3., 4.];", "a.swap_rows(0, 5);",
     "`a` is 2×2: rows count from 0 to 1, columns from 0 to 1, and the part that is asked for reaches"),
    ("Panic", "let a = dmatrix![1., 2.; 3., 4.];", "a.remove_row(5)",
     "`a` is 2×2: rows count from 0 to 1, columns from 0 to 1, and `5` is outside. Which entries do you"),
    ("Panic", "let a = dmatrix![1., 2.; 3., 4.; 5., 6.];", "a.cholesky()",
     "Only a square matrix, which maps a space to itself, has that, and `a` is 3×2. What is it that you"),
    ("Panic", "let a = dmatrix![1., 2.; 3., 4.; 5., 6.];", "a.qr().solve(&dvector![1., 2., 3.])",
     "`solve` finds the one `x` of a system with as many equations as unknowns, and this one has more of"),
    ("Panic", "", "Vector3::from_vec(vec![1., 2.])",
     "A matrix of so many rows and columns needs rows times columns numbers, and there were more or"),
    ("Panic", "", "DMatrix::<f64>::zeros(0, 0).svd(true, true)",
     "`DMatrix::<f64>::zeros(0, 0)` has no entries, and without any there is no such thing. Should it be"),
    ("Panic", "", "DMatrix::from_rows(&[RowDVector::from_vec(vec![1., 2.]), RowDVector::from_vec(vec![1.])])",
     "Rows that stand below one another in one matrix are equally long, and these are not."),
    ("Panic", "", "dmatrix![1., 2.; 3., 4.].reshape_generic(Dyn(3), Dyn(1))",
     "Two sizes have to be the same here, and they are 3 and 4."),
    ("Panic", "let mut a = dvector![1., 2.]; let b = dvector![1., 2., 3.];", "a.axpy(1.0, &b, 1.0);",
     "What is added to a vector has to be as long as the vector, and `a` has 2 entries and `b` 3. Which"),
    ("unconditional_panic", "", "let x = 1 / 0;",
     "An integer can't be divided by 0; a float can, and gives an infinity or NaN. What should the result"),
    ("Panic", "let a = dmatrix![1., 2., 3.];", "let f = |x: DVector<f64>| &a * x;\nf(dvector![1.])",
     "`a` takes vectors of length 3 and returns vectors of length 1, and `x` has length 1. A matrix needs"),
]


@pytest.fixture(scope="module")
def kernel():
    with Kernel() as kernel:
        yield kernel


@pytest.fixture
def fresh(kernel):
    run(kernel, ":clear")
    return kernel


@pytest.mark.parametrize(("name", "before", "cell", "lesson"), LESSONS, ids=[lesson[2] for lesson in LESSONS])
def test_a_lesson_stands_above_the_compilers_words(fresh, name, before, cell, lesson):
    if before:
        run(fresh, before)
    reply, _ = fresh.run(cell)
    assert reply["ename"] == name, reply
    assert reply["evalue"].startswith(lesson), reply["evalue"]
    lines = re.sub("\x1b\\[[0-9;]*m", "", "\n".join(reply["traceback"])).split("\n")
    first, words = lines[: lines.index("")], lines[lines.index("") + 1 :]
    told, _, message = reply["evalue"].partition("\n")
    assert " ".join(first) == told
    assert max(map(len, first)) <= 76 or all(" " not in line for line in first if len(line) > 76)
    assert message.splitlines()[0] in words[0], "what rustc says stays"


# Of each: a cell that succeeds, and one that does not and has no lesson, since rustc gives the better reason, the code at
# fault is a library's or Meno's, or nobody can be sure.
SILENT = [
    ("", 'panic!("mine")'),
    ("", "assert_eq!(1, 2);"),
    ("", "assert_eq!(dvector![1.], dvector![2.]);"),
    ("", 'panic!("the inverse of a non-square matrix")'),
    ("", "let s: String = 1.0;"),
    ("", "struct S; S + S"),
    ("", "struct S; S / 2.0"),
    ("let inner_product = 1.0;", "{ let inner = 3; }; inner"),
    ("", "fn f() -> i32 { if true { let inner = 3; } inner }"),
    ("", "for k in 0..3 {}\nk"),
    ("", "let total = (0..3).map(|item| item * 2).sum::<i32>();\nitem"),
    ("let f = 3.0;", "f.sum()"),
    ("fn f(x: f64) -> f64 { x }", "f.sum()"),
    ("", "struct F; let f = F;\nf.sum()"),
    ("", "let f = |x: f64| x;\nf.norm()"),
    ("fn double(x: f64) -> f64 { 2.0 * x }\nlet x = 3.0;", "x.double()"),
    ("", "dmatrix![f64::NAN, 1.; 1., 1.].svd(true, true)"),
    ("", 'let root = plotters::prelude::SVGBackend::new("/nowhere/a.svg", (10, 10));\nplotters::prelude::IntoDrawingArea::into_drawing_area(root).present().expect("drawn")'),
    ("", "use std::collection::HashMap;"),
    ("", "use sdt::fmt;"),
    ("", "use nalgebra::Foo;"),
    ("", "Foo::new()"),
    ("let v = vec![1];", "v::len()"),
    ("let o = Some(1);", "o?.abs()"),
    ("", "#[derive(Debug)] let x = 1;"),
    ("", "1e + 1"),
    ("let b = BTreeMap::from([(1, 2)]);", "b(1)"),
]


@pytest.mark.parametrize(("before", "cell"), SILENT, ids=[cell for _, cell in SILENT])
def test_what_nobody_here_can_be_sure_of_has_no_lesson(fresh, before, cell):
    if before:
        run(fresh, before)
    reply, _ = fresh.run(cell)
    assert reply["status"] == "error", reply
    assert "\n" not in reply["evalue"].partition("\n  left:")[0].strip(), reply["evalue"]


def test_a_name_that_is_gone_is_told_where_it_went(fresh):
    number = fresh.run("let w = 1 + ;")[0]["execution_count"] + 1
    assert refused(fresh, "let w: f64 = 1;")[0] == "E0308"
    assert refused(fresh, "w")[1].startswith(f"`w` was to be made in cell [{number}], which failed")
    run(fresh, "let w = 1;", "w", "let v = vec![1]; let u = v;", "u")
    assert refused(fresh, "v")[1].startswith("`v` was moved away in cell")
    run(fresh, "let x = 1;", "%undo")
    assert refused(fresh, "x")[1].startswith("The cell that made `x` has been undone")
    run(fresh, "%redo", "x")
    # What was there again in between has not been undone.
    run(fresh, "%undo", "#[derive(Debug)] struct S; let x = S;", "struct S(i32);")
    assert "undone" not in refused(fresh, "x")[1]


def test_looking_for_shapes_has_no_effect(fresh, tmp_path):
    run(fresh, "let a = dmatrix![1., 2., 3.]; let mut count = 0;")
    reply, shown = fresh.run('println!("once"); count += 1; &a * dvector![1.]')
    assert "takes vectors of length 3" in reply["evalue"]
    assert texts(shown) == "once\n"
    assert run(fresh, "count") == "0"
    # What writes elsewhere is not run for its shapes.
    file = tmp_path / "log"
    write = f'use std::io::Write; writeln!(std::fs::File::options().append(true).create(true).open({str(file)!r:s})?, "x")?;'
    write = write.replace("'", '"')
    reply, _ = fresh.run(f"{write} &a * dvector![1.]")
    assert reply["evalue"].startswith("In a product of matrices"), reply["evalue"]
    assert file.read_text() == "x\n"


def verdict(kernel, answer, exercise="projector"):
    """What a check says of this answer, as text, and how long it took beyond defining it."""
    run(kernel, answer)
    return run(kernel, f"%check {exercise}")


PROJECTOR = "fn projector(u: &DVector<f64>) -> DMatrix<f64>"


@pytest.mark.parametrize(
    ("body", "says"),
    {
        "loops": ("loop {}", "must come to an end"),
        "recurses": ("projector(u) * 1.0", "must come to an end"),
        "panics": ('panic!("no")', "Question:"),
        "eats memory": ("let mut v = vec![vec![1.0]]; loop { v.push(vec![1.0; 1 << 20]); }", "Question:"),
        "exits": ("std::process::exit(0)", "Question:"),
    }.values(),
)
def test_a_check_of_what_ends_badly_fails_with_a_hint_and_changes_nothing(fresh, body, says):
    run(fresh, "let mut kept = vec![1, 2]; kept.push(3);", f"{PROJECTOR} {{ {body} }}")
    start = time.monotonic()
    shown = run(fresh, "%check projector")
    assert time.monotonic() - start < 6
    assert "not yet right" in shown and says in shown, shown
    assert run(fresh, "kept.len()") == "3"


def test_a_wrong_signature_is_told_argument_by_argument(fresh):
    shown = verdict(fresh, "fn projector(u: DVector<f64>) -> DMatrix<f64> { &u * u.transpose() }")
    assert "argument 1, `u`, is a `DVector<f64>` where `&DVector<f64>` is asked for: write `&` before the type" in shown, shown
    shown = verdict(fresh, "fn projector(u: &DVector<f64>, v: &DVector<f64>) -> f64 { u.dot(v) }")
    assert "one argument is asked for, `u: &DVector<f64>`, and yours has `u: &DVector<f64>`, `v: &DVector<f64>`" in shown, shown
    assert "it returns `f64` where `DMatrix<f64>` is asked for" in shown, shown
    shown = verdict(fresh, "let repeat_3_2 = SMatrix::<f64, 2, 6>::zeros();", "repeat_3_2")
    assert "your value has 2 rows and 6 columns" in shown, shown


def test_an_answer_that_does_not_compile_is_told_by_its_lesson(fresh):
    assert refused(fresh, f"{PROJECTOR} {{ u.clone() }}")[0] == "E0308"
    shown = run(fresh, "%check projector")
    assert "A `DVector` is a single column" in shown, shown


def test_an_answer_that_is_nearly_there_is_told_so(fresh):
    closure = "let projector = |u: &DVector<f64>| u * u.transpose() / u.dot(u);"
    shown = verdict(fresh, closure)
    assert "`projector` is a closure, which `let` binds, and a function is asked for" in shown, shown
    assert "fn projector(u: &DVector<f64>) -> DMatrix<f64>" in shown, shown
    assert "is a closure" in run(fresh, "%check"), "also without its name"
    run(fresh, ":clear")
    assert "is a closure" in run(fresh, f"%%check projector\n{closure}")
    run(fresh, ":clear")
    body = "{ u * u.transpose() / u.dot(u) }"
    shown = verdict(fresh, f"{PROJECTOR.replace('projector', 'projecter')} {body}")
    assert "there is `projecter`, which is nearly its name: if that is your answer, call it `projector`" in shown, shown
    assert "there is `projecter`" in run(fresh, "%check")
    assert "passed" in verdict(fresh, f"{PROJECTOR} {body}")
    # A closure with a type is as good as a function, unless it is in a box.
    typed = "let projector: fn(&DVector<f64>) -> DMatrix<f64> = |u| u * u.transpose() / u.dot(u);"
    assert "is a closure" not in verdict(fresh, typed)
    boxed = "let projector: Box<dyn Fn(&DVector<f64>) -> DMatrix<f64>> = Box::new(|u| u * u.transpose());"
    assert "it is a variable, which `let` binds, and a function is asked for" in verdict(fresh, boxed)
    # A name that is as near, of another kind or type, is no answer.
    run(fresh, ":clear", "let shape = 3; let projectors = 2;")
    assert "shape" not in run(fresh, "%check")
    assert "projectors" not in run(fresh, "%check projector")

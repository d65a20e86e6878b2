use super::*;

#[test]
fn nothing_is_said_where_nothing_is_sure() {
    let strange = Complaint {
        code: "E0308".to_owned(),
        message: "mismatched types".to_owned(),
        label: "expected one thing, found another".to_owned(),
        ..Complaint::default()
    };
    assert_eq!(on(&strange, &Scope::default()), None);
    for (codes, _) in LESSONS {
        for code in *codes {
            let empty = Complaint {
                code: (*code).to_owned(),
                ..Complaint::default()
            };
            assert_eq!(on(&empty, &Scope::default()), None, "{code}");
        }
    }
}

/// A complaint about what stands between `⟦` and `⟧`. Labels are `text: label`.
fn complaint(
    marked: &str,
    code: &str,
    message: &str,
    label: &str,
    others: &[(&str, &str)],
    notes: &[&str],
) -> Complaint {
    let (before, rest) = marked.split_once('⟦').expect("a mark");
    let (text, after) = rest.split_once('⟧').expect("a second mark");
    Complaint {
        code: code.to_owned(),
        message: message.to_owned(),
        source: format!("{before}{text}{after}"),
        range: before.len()..before.len() + text.len(),
        label: label.to_owned(),
        others: others
            .iter()
            .map(|(text, label)| Label {
                label: (*label).to_owned(),
                text: (*text).to_owned(),
            })
            .collect(),
        notes: notes.iter().map(|note| (*note).to_owned()).collect(),
    }
}

#[track_caller]
fn check(complaint: &Complaint, expected: &str) {
    assert_eq!(on(complaint, &Scope::default()).unwrap_or_default(), expected);
}

#[test]
fn a_product_is_told_by_the_spaces_that_its_factors_map_between() {
    let product = |marked, sizes: &str| {
        let note = format!("required for `ShapeConstraint` to implement `AreMultipliable<{sizes}>`");
        let message =
            "the trait bound `ShapeConstraint: DimEq<nalgebra::Const<2>, nalgebra::Const<6>>` is not satisfied";
        complaint(marked, "E0277", message, "", &[], &[&note])
    };
    check(
        &product("a ⟦*⟧ b", "Const<6>, Const<2>, Const<6>, Const<2>"),
        "`a` takes vectors of length 2 and returns vectors of length 6; `b` takes vectors of length 2 and returns vectors of \
         length 6. In a product the right factor acts first, and the left one has to take what it returns: 6 is not 2. Which \
         of the two should come first, or be transposed?",
    );
    check(
        &product("&a ⟦*⟧ &x", "Const<2>, Const<2>, Const<3>, Const<1>"),
        "`a` takes vectors of length 2 and returns vectors of length 2, and `x` has length 3. A matrix needs as many columns \
         as the vector has entries: which of the two has the shape that you meant?",
    );
    // A product that composes is not what the message is about.
    check(&product("a ⟦*⟧ b", "Const<6>, Const<2>, Const<2>, Const<2>"), "");
}

#[test]
fn numbers_of_two_types_are_told_with_what_to_write() {
    let operator = |marked, types: &str| {
        let label = format!("no implementation for `{types}`");
        complaint(marked, "E0277", "cannot multiply", &label, &[], &[])
    };
    check(
        &operator("2 ⟦*⟧ x", "{integer} * f64"),
        "`2` is an integer and `x` is of type `f64`, and Rust never turns one into the other by itself: write `2.0`.",
    );
    check(
        &operator("(a + b) ⟦/⟧ v.len()", "f64 / usize"),
        "`v.len()` is of type `usize` and `(a + b)` is of type `f64`, and Rust never turns one into the other by itself: write \
         `v.len() as f64`.",
    );
    check(
        &operator("2.0 ⟦*⟧ x", "{float} * Dual<f64>"),
        "A dual number carries its derivative along, and a plain number can stand only to the right of one, as in `x * 2.0`: \
         write `x * 2.0`.",
    );
    check(&operator("s ⟦*⟧ t", "S * T"), "");
}

#[test]
fn a_mismatch_is_told_by_what_differs() {
    let argument = |marked, label| {
        let others = [("f", "arguments to this function are incorrect")];
        complaint(marked, "E0308", "mismatched types", label, &others, &[])
    };
    check(
        &argument(
            "f(⟦v⟧)",
            "expected `&Matrix<f64, Dyn, Const<1>, ...>`, found `Matrix<{float}, Dyn, Const<1>, ...>`",
        ),
        "A reference is asked for, `&DVector<f64>`: to be lent the value, not given it. Write `&v` to lend it.",
    );
    check(
        &argument(
            "f(⟦a + b⟧)",
            "expected `&Matrix<f64, Dyn, Dyn, ...>`, found `Matrix<f64, Dyn, Dyn, ...>`",
        ),
        "A reference is asked for, `&DMatrix<f64>`: to be lent the value, not given it. Write `&(a + b)` to lend it.",
    );
    check(
        &argument("f(⟦&x⟧)", "expected `f64`, found `&f64`"),
        "`f64` is asked for, the value itself, and `&x` is a reference to one: leave the `&` out.",
    );
    check(
        &argument("f(⟦1⟧)", "expected `f64`, found integer"),
        "`f64` is asked for, and `1` is an integer: write `1.0`.",
    );
    check(
        &argument("f(⟦s⟧)", "expected `&Matrix<f64, Dyn, Dyn, ...>`, found `String`"),
        "",
    );
}

#[test]
fn what_an_operator_has_used_up_is_told_with_the_operands_lent() {
    let others = [
        (
            "a",
            "move occurs because `a` has type `Matrix<f64, Dyn, Dyn, VecStorage<f64, Dyn, Dyn>>`, which does not implement the `Copy` trait",
        ),
        ("a * b", "`a` moved due to usage in operator"),
    ];
    let label = "value used here after move";
    check(
        &complaint(
            "let c = a * b;\n⟦a⟧",
            "E0382",
            "use of moved value: `a`",
            label,
            &others,
            &[],
        ),
        "`a * b` uses `a` up: an operator takes the matrices that it is given. Lend them to it, `&a * &b`, and `a` stays yours.",
    );
}

#[test]
fn a_name_is_told_by_what_the_notebook_knows() {
    let missing = complaint(
        "⟦gradeint⟧ + 1.0",
        "E0425",
        "cannot find value `gradeint` in this scope",
        "",
        &[],
        &[],
    );
    let scope = Scope {
        variables: vec!["gradient"],
        ..Scope::default()
    };
    assert_eq!(
        on(&missing, &scope).as_deref(),
        Some("There is no `gradeint`, but there is `gradient`: did you mean that?")
    );
    let guessed = Complaint {
        notes: vec!["you might have meant to use the available field".to_owned()],
        ..missing
    };
    check(&guessed, "");
}

/// A complaint with no more than what stands between `⟦` and `⟧`, a code, a message and a label.
fn plain(marked: &str, code: &str, message: &str, label: &str) -> Complaint {
    complaint(marked, code, message, label, &[], &[])
}

#[test]
fn a_condition_is_told_apart_from_numbers_and_assignments() {
    check(
        &plain(
            "if ⟦n⟧ { 1 }",
            "E0308",
            "mismatched types",
            "expected `bool`, found integer",
        ),
        "A condition is true or false, and `n` is a number: `n != 0` asks whether it differs from 0.",
    );
    check(
        &plain(
            "if ⟦n = 1⟧ { 1 }",
            "E0308",
            "mismatched types",
            "expected `bool`, found `()`",
        ),
        "`=` gives a variable a value; `==` asks whether two are equal.",
    );
    check(
        &plain(
            "match ⟦x⟧ { Some(n) => n }",
            "E0004",
            "non-exhaustive patterns: `None` not covered",
            "",
        ),
        "A `match` says what comes out in every case, and there is none for `None`. What should come out there?",
    );
    check(
        &plain(
            "match ⟦x⟧ {}",
            "E0004",
            "non-exhaustive patterns: `A`, `B` and 3 more not covered",
            "",
        ),
        "",
    );
}

#[test]
fn a_comparison_of_an_integer_with_a_float_blames_the_integer() {
    let mismatch = |marked| plain(marked, "E0308", "mismatched types", "expected integer, found `f64`");
    let lesson = "Only numbers of one type can be compared, and `0` is an integer where `x` is a float: write `0.0`.";
    check(&mismatch("if 0 < ⟦x⟧ { 1 }"), lesson);
    check(&mismatch("0 == ⟦x⟧"), lesson);
    // Nothing is compared, or no integer that is written out.
    let otherwise = "`x` is a float, and an integer is expected because of what stands before it. Numbers that belong \
                     together have one type: write all of them with a point, as in `1.0`, if they are to be floats.";
    let float = |marked| {
        plain(
            marked,
            "E0308",
            "mismatched types",
            "expected integer, found floating-point number",
        )
    };
    check(&float("f(0, ⟦x⟧)"), otherwise);
    check(&float("v1 < ⟦x⟧"), otherwise);
}

#[test]
fn an_option_is_told_by_how_it_is_written() {
    let found = |marked| {
        plain(
            marked,
            "E0308",
            "mismatched types",
            "expected `f64`, found `Option<f64>`",
        )
    };
    check(
        &found("let t: f64 = ⟦None⟧;"),
        "`f64` is always there, and `None` says that there is none: what may be missing has the type `Option<f64>`.",
    );
    check(
        &found("let t: f64 = ⟦Some(1.0)⟧;"),
        "`f64` is asked for, and `Some(…)` wraps one in an `Option`. Can it be missing? Then the type is `Option<f64>`; \
         otherwise leave `Some` out.",
    );
    check(
        &found("let t: f64 = ⟦v.pop()⟧;"),
        "`v.pop()` is an `Option`: a value, or `None` where there is none. `.unwrap()` takes the value out, and panics \
         without one; `match` and `if let Some(value) = …` ask first. Can it be `None` here?",
    );
    check(
        &plain(
            "v.pop().⟦sqrt⟧()",
            "E0599",
            "no method named `sqrt` found for enum `Option<f64>` in the current scope",
            "",
        ),
        "`v.pop()` is an `Option`: a value, or `None` where there is none. `.unwrap()` takes the value out, and panics \
         without one; `if let Some(value) = …` asks first. Can it be `None` here?",
    );
}

#[test]
fn an_index_is_told_by_its_type() {
    let index = |marked, of: &str| {
        let message = format!("the type `[f64]` cannot be indexed by `{of}`");
        plain(
            marked,
            "E0277",
            &message,
            "slice indices are of type `usize` or ranges of `usize`",
        )
    };
    check(
        &index("v[⟦i⟧]", "i32"),
        "What counts places is a `usize`, and `i` is of type `i32`: write `[i as usize]`, or make it a `usize` from the start.",
    );
    check(
        &index("v[⟦x⟧]", "f64"),
        "What counts places is a `usize`, a whole number, and `x` is a float. Should it be one?",
    );
    check(
        &index("v[⟦i..j⟧]", "std::ops::Range<i32>"),
        "What counts places is a `usize`, and the ends of this range are of another integer type: make them `usize`.",
    );
    check(&index("v[⟦\"a\"⟧]", "&str"), "");
}

#[test]
fn a_type_left_open_is_told_with_where_to_say_it() {
    let open = |marked, text| {
        let others = [(text, "type must be known at this point")];
        complaint(marked, "E0283", "type annotations needed", "", &others, &[])
    };
    check(
        &open("let ⟦s⟧ = v.iter().sum();", "sum"),
        "`sum` does not know the type of its result: say it, as in `let s: f64 = …` or `.sum::<f64>()`, or with `i32` where \
         integers go in.",
    );
    check(
        &open("v.iter().⟦sum⟧()", "v.iter().sum()"),
        "`sum` does not know the type of its result: say it, as in `let x: f64 = …` or `.sum::<f64>()`, or with `i32` where \
         integers go in.",
    );
    check(
        &open("v.iter().⟦collect⟧();", "collect"),
        "`collect` can make lists, sets and maps: say which, as in `let collect: Vec<_> = …` or `.collect::<Vec<_>>()`.",
    );
    check(
        &open("let z = ⟦DMatrix::zeros(2, 2)⟧;", "DMatrix::zeros"),
        "Nothing here shows what the entries are: say it, as in `DMatrix::<f64>::zeros`.",
    );
    check(&open("let ⟦z⟧ = f();", "f"), "");
}

#[test]
fn arguments_are_counted_and_the_wrong_ones_named() {
    let call = |marked, message: &str, others: &[(&str, &str)]| complaint(marked, "E0061", message, "", others, &[]);
    let two = "this function takes 2 arguments but 1 argument was supplied";
    check(
        &call("⟦f⟧(1.0)", two, &[("(1.0)", "argument #2 of type `f64` is missing")]),
        "`f` takes 2 arguments and is given 1: argument 2, `f64`, is missing.",
    );
    let none = "this method takes 0 arguments but 1 argument was supplied";
    check(
        &call("v.⟦len⟧(3)", none, &[("3", "unexpected argument of type `{integer}`")]),
        "`len` takes no arguments and is given 1: `3` is one too many.",
    );
    check(&call("⟦f⟧(1.0)", two, &[]), "`f` takes 2 arguments and is given 1.");
}

#[test]
fn forms_of_python_are_told_with_those_of_rust() {
    let syntax = |marked, message| plain(marked, "", message, "");
    check(
        &syntax("m ⟦@⟧ m", "expected one of `.` or `;`, found `@`"),
        "`@` is Python's product of matrices; here it is `*`, as in `&a * &b`.",
    );
    check(
        &syntax("m[0⟦,⟧ 1]", "expected one of `.` or `]`, found `,`"),
        "Row and column of a matrix go together as a pair, in parentheses of their own: `m[(i, j)]`. In a list of lists each has its own brackets: `rows[i][j]`.",
    );
    check(&syntax("m[f(0⟦,⟧ 1)]", "expected one of `.` or `]`, found `,`"), "");
    check(
        &syntax("let f = lambda ⟦x⟧: x;", "expected one of `.` or `;`, found `x`"),
        "A function without a name is written `|x| x * x`.",
    );
}

#[test]
fn numpys_names_are_told_by_what_stands_for_them_here() {
    let numpy = |marked| plain(marked, "E0425", "cannot find value `np` in this scope", "");
    check(
        &numpy("⟦np⟧.linalg.inv(m)"),
        "There is no NumPy here, and no need of it. For `inv`: the inverse is `.try_inverse()`, an `Option`, since there \
         may be none.",
    );
    check(
        &numpy("⟦np⟧.pi * 2.0"),
        "There is no NumPy here, and no need of it. For `pi`: `std::f64::consts::PI` is π.",
    );
    check(
        &numpy("⟦np⟧.fft(m)"),
        "There is no NumPy here: matrices and vectors are nalgebra's `DMatrix` and `DVector`, and what can be done with \
         them are their methods.",
    );
}

#[test]
fn the_name_of_an_exercise_is_told_with_the_signature_that_it_asks_for() {
    let missing = plain(
        "⟦projector⟧(1.0)",
        "E0425",
        "cannot find function `projector` in this scope",
        "",
    );
    let scope = Scope {
        exercise: Some(&|name| (name == "projector").then(|| "define `fn projector()`".to_owned())),
        ..Scope::default()
    };
    assert_eq!(
        on(&missing, &scope).as_deref(),
        Some(
            "`projector` is an exercise of this course, and nothing is defined as its answer yet: define `fn projector()` \
             in a cell, run it, then come back to this one."
        )
    );
    check(&missing, "");
}

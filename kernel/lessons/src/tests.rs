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

use super::*;

fn site(operands: &[(&str, Option<(usize, usize)>)]) -> Site {
    let operand = |(text, shape): &(&str, _)| Operand {
        text: (*text).to_owned(),
        shape: *shape,
    };
    Site {
        operands: operands.iter().map(operand).collect(),
        ..Site::default()
    }
}

#[track_caller]
fn check(message: &str, operands: &[(&str, Option<(usize, usize)>)], expected: &str) {
    let lesson = on(message, &site(operands)).unwrap_or_default();
    assert!(lesson.contains(expected), "{lesson:?}");
}

#[test]
fn a_product_tells_which_lengths_do_not_fit() {
    const GEMV: &str = "Gemv: dimensions mismatch.";
    check(
        GEMV,
        &[("&a", Some((2, 3))), ("&x", Some((2, 1)))],
        "`a` takes vectors of length 3 and returns vectors of length 2, and `x` has length 2.",
    );
    check(
        GEMV,
        &[("a", Some((2, 3))), ("a", Some((2, 3)))],
        "The left one takes vectors of length 3",
    );
    check(
        GEMV,
        &[("&u", Some((2, 1))), ("&u", Some((2, 1)))],
        "a column times a column is no product",
    );
    check(
        GEMV,
        &[],
        "the left one needs as many columns as the right one has rows",
    );
}

#[test]
fn shapes_that_the_message_has_are_told() {
    check(
        "assertion `left == right` failed: Matrix addition/subtraction dimensions mismatch.\n  left: (1, 2)\n right: (2, 1)",
        &[("&a", None), ("&b", None)],
        "`a` is 1×2 and `b` is 2×1",
    );
    check(
        "Dot product dimensions mismatch for shapes (2, 2) and (2, 1): left cols != right cols.",
        &[],
        "here are shape 2×2 and shape 2×1",
    );
    check(
        "assertion `left == right` failed: LU solve matrix dimension mismatch.\n  left: 2\n right: 3",
        &[],
        "has 2 rows",
    );
}

#[test]
fn shapes_are_asked_for_where_the_message_leaves_them_out() {
    for message in [
        "Gemv: dimensions mismatch.",
        "gemm: dimensions mismatch for multiplication.",
        "Matrix index out of bounds.",
        "Unable to copy from a matrix with a different shape.",
        "LU: unable to compute the inverse of a non-square matrix.",
        "Cannot compute the trace of non-square matrix.",
    ] {
        assert!(hides_shapes(message, &Thrower::Unknown), "{message}");
    }
    for message in [
        "Symmetric cgemv: dimensions mismatch.",
        "Matrix addition/subtraction dimensions mismatch.\n  left: (1, 2)\n right: (2, 1)",
        "index out of bounds: the len is 2 but the index is 2",
        "mine",
    ] {
        assert!(!hides_shapes(message, &Thrower::Unknown), "{message}");
    }
}

#[test]
fn words_that_must_begin_a_message_are_not_looked_for_inside_of_it() {
    check(
        "not yet implemented: the rest",
        &[],
        "`todo!()` marks what is still to be written",
    );
    assert_eq!(on("this case is not implemented", &Site::default()), None);
    check(
        "range end index 5 out of range for slice of length 2",
        &[],
        "The range goes to 5, and the list has 2",
    );
}

#[test]
fn a_row_that_recognises_a_message_but_not_its_numbers_says_nothing() {
    assert_eq!(on("Dot product dimensions mismatch for shapes", &Site::default()), None);
    assert_eq!(on("index out of bounds: the end is near", &Site::default()), None);
}

#[test]
fn an_index_is_told_with_the_range_that_it_misses() {
    check(
        "Matrix index out of bounds.",
        &[("m", Some((2, 3))), ("(2, 0)", None)],
        "`m` is 2×3: rows count from 0 to 1",
    );
    check(
        "index out of bounds: the len is 2 but the index is 2",
        &[],
        "2 elements count from 0 to 1",
    );
    check(
        "index out of bounds: the len is 0 but the index is 0",
        &[],
        "the list is empty",
    );
}

#[test]
fn a_cell_that_is_lent_out_lends_no_more() {
    let cell = std::cell::RefCell::new(1);
    let writer = cell.borrow_mut();
    let refused = cell.try_borrow().expect_err("there is a writer");
    check(&refused.to_string(), &[], "one writer or to any number of readers");
    drop(writer);
    let reader = cell.borrow();
    let refused = cell.try_borrow_mut().expect_err("there is a reader");
    check(&refused.to_string(), &[], "Which one lives too long?");
    drop(reader);
}

#[test]
fn a_panic_of_the_learners_own_has_no_lesson() {
    assert_eq!(on("there is one", &Site::default()), None);
    assert_eq!(
        on(
            "assertion `left == right` failed\n  left: 1\n right: 2",
            &Site::default()
        ),
        None
    );
}

/// The site of a panic of the library whose source file this is.
fn thrown_by(file: &str, operation: &str, operands: &[(&str, Option<(usize, usize)>)]) -> Site {
    Site {
        thrower: Thrower::Library(file.to_owned()),
        operation: operation.to_owned(),
        ..site(operands)
    }
}

const NALGEBRA: &str = "/crates/nalgebra-0.35.0/src/base/dimension.rs";

#[test]
fn nalgebras_assertions_without_words_are_told_by_the_shapes() {
    #[track_caller]
    fn check(message: &str, operation: &str, operands: &[(&str, Option<(usize, usize)>)], expected: &str) {
        let site = thrown_by(NALGEBRA, operation, operands);
        assert!(hides_shapes(message, &site.thrower));
        assert_eq!(on(message, &site).unwrap_or_default(), expected);
    }
    const SIZES: &str = "assertion `left == right` failed\n  left: 2\n right: 1";
    let both = [("&a", Some((2, 2))), ("&v", Some((2, 1)))];
    let sum = "goes entry by entry, so both sides need the same shape: `a` is 2×2 and `v` is 2×1. Which of them has the shape \
               that you meant?";
    check(SIZES, "+", &both, &format!("A sum {sum}"));
    check(SIZES, "-", &both, &format!("A difference {sum}"));
    check(
        SIZES,
        "reshape",
        &[("a", Some((2, 2)))],
        "Two sizes have to be the same here, and they are 2 and 1. `a` is 2×2. Which of them did you mean?",
    );
    check(
        "assertion failed: self.shape() == other.shape()",
        "relative_eq",
        &both,
        "A comparison goes entry by entry, so both sides need the same shape: `a` is 2×2 and `v` is 2×1. Which of them has \
         the shape that you meant?",
    );
    let own = Site {
        thrower: Thrower::Learner,
        ..site(&both)
    };
    assert_eq!(on(SIZES, &own), None, "an assertion of the learner's");
    assert_eq!(on(SIZES, &site(&both)), None, "it could be one of the learner's");
}

#[test]
fn an_unwrap_is_the_learners_where_the_learners_code_has_one() {
    const NONE: &str = "called `Option::unwrap()` on a `None` value";
    let lesson = |site| on(NONE, &site);
    let unwrap = |thrower| Site {
        thrower,
        operation: "unwrap".to_owned(),
        ..Site::default()
    };
    assert!(lesson(unwrap(Thrower::Learner)).is_some());
    assert!(lesson(unwrap(Thrower::Unknown)).is_some());
    assert_eq!(lesson(Site::default()), None);
    assert_eq!(
        lesson(unwrap(Thrower::Library("/crates/plotters/src/lib.rs".to_owned()))),
        None
    );
    assert_eq!(lesson(unwrap(Thrower::Library(NALGEBRA.to_owned()))), None);
}

#[test]
fn a_library_has_its_own_arithmetic() {
    const OVERFLOW: &str = "attempt to subtract with overflow";
    let of = |file| on(OVERFLOW, &thrown_by(file, "", &[]));
    assert!(of("/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/iter/traits/accum.rs").is_some());
    assert!(of("/toolchains/stable/lib/rustlib/src/rust/library/core/src/num/mod.rs").is_some());
    assert_eq!(of("/crates/plotters-0.3.7/src/lib.rs"), None);
    assert!(on("attempt to divide `1_i32` by zero", &Site::default()).is_some());
    assert!(
        on(
            "attempt to calculate the remainder of `1_i32` with a divisor of zero",
            &Site::default()
        )
        .is_some()
    );
    assert_eq!(on("attempt to do more than there is time for", &Site::default()), None);
}

#[test]
fn a_missing_key_is_told_with_what_asks_first() {
    let site = site(&[("counts", None), ("\"b\"", None)]);
    assert_eq!(
        on("no entry found for key", &site).as_deref(),
        Some(
            "`counts` has no entry for `\"b\"`: `[…]` looks one up, and panics where there is none. `counts.get(\"b\")` asks \
             first, and is an `Option`. Which keys are there?"
        )
    );
}

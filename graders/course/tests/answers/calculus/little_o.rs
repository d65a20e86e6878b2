//! Maps of what is little-o of what.

use std::collections::{BTreeMap, HashMap};

use course::check;
use grading::Verdict;

use crate::{fails, not_attempted, passes};

const NAMES: [&str; 6] = ["x", "x^2", "5x", "1e-6 x", "1e6 x^3", "exp(x)"];

fn map(bits: usize) -> BTreeMap<&'static str, bool> {
    NAMES
        .into_iter()
        .enumerate()
        .map(|(i, name)| (name, bits & (1 << i) != 0))
        .collect()
}

#[test]
fn of_all_maps_one_passes() {
    let passing = |check: fn(&BTreeMap<&'static str, bool>) -> Verdict| -> Vec<usize> {
        (0..64)
            .filter(|&bits| matches!(check(&map(bits)), Verdict::Passed { .. }))
            .collect()
    };
    assert_eq!(passing(check::is_little_o_x), [0b01_0010]);
    assert_eq!(passing(check::is_little_o_x2), [0b01_0000]);
}

#[test]
fn names_must_be_those_that_were_given() {
    let right = map(0b01_0010);
    let mut renamed = right.clone();
    renamed.remove("x^2");
    renamed.insert("x²", true);
    let failed = fails(
        check::is_little_o_x(&renamed),
        "is_little_o_x.keys()",
        "",
        r#"["1e-6 x", "1e6 x^3", "5x", "exp(x)", "x", "x²"]"#,
    );
    assert!(
        failed.flag.contains(r#"missing: `"x^2"`; not asked for: `"x²"`"#),
        "{}",
        failed.flag
    );
    let accepted_only = BTreeMap::from([("x^2", true), ("1e6 x^3", true)]);
    fails(
        check::is_little_o_x(&accepted_only),
        "is_little_o_x.keys()",
        "",
        r#"["1e6 x^3", "x^2"]"#,
    );
    let mut extra = right;
    extra.insert("x^4", true);
    let verdict = check::is_little_o_x(&extra);
    assert!(matches!(verdict, Verdict::Failed(_)), "{verdict:#?}");
}

#[test]
fn any_map_will_do_and_an_empty_one_is_no_answer_yet() {
    let owned: HashMap<String, bool> = map(0b01_0000).into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
    passes(check::is_little_o_x2(&owned));
    not_attempted(check::is_little_o_x(&BTreeMap::<&str, bool>::new()));
    not_attempted(check::is_little_o_x2(&HashMap::<String, bool>::new()));
}

/// The right answers for o(x) are what one gets who lets the square count, and they get a question that fits both.
#[test]
fn the_answers_for_x_are_no_answers_for_the_square() {
    let failed = fails(
        check::is_little_o_x2(&map(0b01_0010)),
        r#"is_little_o_x2["x^2"]"#,
        "",
        "true",
    );
    assert_eq!(failed.misconception.as_deref(), Some("at-most"));
}

#[test]
fn no_verdict_gives_an_entry_away() {
    let failed = fails(
        check::is_little_o_x(&map(0b11_0010)),
        r#"is_little_o_x["exp(x)"]"#,
        "",
        "true",
    );
    assert!(failed.flag.contains("it is not so for `exp(x)`."), "{}", failed.flag);
}

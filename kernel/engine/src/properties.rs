//! What holds for any cell: nothing panics, all of it reaches rustc, and whatever rustc says is about the learner's own
//! columns.

use crate::diagnostics::{self, Diagnostic};
use crate::source::{CellCrate, Place, Source};
use crate::state::{Item, Origin, State, Transition};
use proc_macro2::TokenStream;
use proptest::prelude::*;
use std::ops::Range;
use std::sync::Arc;
use syntax::Cell;

/// Pieces of cells that are often Rust when put together, and often not.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        20 => prop::sample::select(vec![
            "let x = 1;", "let π = \"é😀\";", "let (a, mut b) = (x, [1]);", "let Some(n) = o else { panic!() };",
            "fn f() {}", "pub fn größe(x: &str) -> &str { x }", "struct P { x: i32 }", "struct T(i32);",
            "impl P { fn g(&self) {} fn h() {} }", "impl P { fn g(&self) -> i32 { 2 } }", "impl Clone for P {}",
            "use std::{fmt::{self, Display as D}, io::*, io::Write as _};", "use ::std::mem::{self as m};",
            "#[cfg(all())] pub use r#type::λ;", "macro_rules! m { () => {} }", "m!();", "m! {}", "mod inner { pub fn f() {} }",
            "{ }", "loop { break; }", "if a {} else {}", "'a: loop {}", "match x { _ => 'y' };", "async { 1 }.await;",
            "x + 1", "π", "println!(\"{π}\")", "// ü (\n", "/* ö /* */ \" */", "/// doc ß\n", "#[derive(Debug)]",
            "#![allow(unused)]", "r#\"\"é\"\"#;", "b'\\'';", ";", "\u{feff}",
        ]).prop_map(str::to_owned),
        10 => prop::sample::select(vec![" ", "\n", "\r\n", "\t", "\u{a0}"]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["(", ")", "{", "}", "\"", "'", "r#", "/*", "\r", "\0", "%", "::"]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

fn write(state: &State, cell: &Cell, origin: &Arc<Origin>) -> (State, Source) {
    let Transition { next, lost, .. } = state.with_items(cell, origin);
    let items: Vec<&Item> = next.items.iter().collect();
    let cell_crate = CellCrate {
        lost: &lost,
        ..CellCrate::new(&next, &items, cell, origin)
    };
    let source = cell_crate.write("meno_cell_1");
    (next, source)
}

fn parse(text: &str) -> (Cell, Arc<Origin>) {
    let origin = Origin {
        execution: 1,
        text: text.to_owned(),
    };
    (Cell::of(text), Arc::new(origin))
}

/// rustc's words on a part of the source.
fn diagnostic(range: &Range<usize>) -> Diagnostic {
    let span = serde_json::json!({
        "file_name": "cell.rs", "byte_start": range.start, "byte_end": range.end, "is_primary": true, "label": "here",
        "suggested_replacement": "2", "expansion": null,
    });
    let child = serde_json::json!({"message": "write", "code": null, "level": "help", "spans": [span], "children": []});
    let all =
        serde_json::json!({"message": "no", "code": null, "level": "error", "spans": [span], "children": [child]});
    Diagnostic::parse_errors(&all.to_string(), "cell.rs").remove(0)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_500,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(3),
        ..ProptestConfig::default()
    })]

    #[test]
    fn all_of_a_cell_reaches_rustc(text in text()) {
        let (cell, _) = parse(&text);
        let mut ranges: Vec<Range<usize>> = cell.attributes.iter().cloned()
            .chain(cell.items.iter().map(|item| item.range.clone()))
            .chain(cell.statements.iter().cloned())
            .chain(cell.tail.clone())
            .collect();
        ranges.sort_by_key(|range| range.start);
        ranges.dedup();
        let mut end = 0;
        for range in ranges {
            prop_assert!(end <= range.start, "{range:?} begins before {end}");
            let between: TokenStream = text[end..range.start].parse().expect("no token is cut");
            prop_assert!(between.into_iter().all(|token| token.to_string() == ";"), "{:?}", &text[end..range.start]);
            end = range.end;
        }
        let rest: TokenStream = text[end..].parse().expect("no token is cut");
        prop_assert!(rest.into_iter().all(|token| token.to_string() == ";"), "{:?}", &text[end..]);
    }

    #[test]
    fn every_column_is_the_learners_own(before in text(), text in text()) {
        let (cell, origin) = parse(&before);
        let (state, _) = write(&State::default(), &cell, &origin);
        let (cell, origin) = parse(&text);
        let (_, source) = write(&state, &cell, &origin);
        let (mut line, mut column) = (1, 1);
        for (at, c) in source.text.char_indices() {
            // What shows the value of the last expression is about all of that.
            let is_whole = |place: &Place| {
                Some(&place.range) == cell.tail.as_ref() && place.origin.text[place.range.clone()] != c.to_string()
            };
            let place = source.map.place(&(at..at + c.len_utf8())).filter(|place| !is_whole(place));
            if let Some(place) = place.as_ref().filter(|place| !place.range.is_empty()) {
                prop_assert_eq!(&place.origin.text[place.range.clone()], c.to_string());
            }
            // rustc counts lines and columns in panics, from the same place.
            let counted = source.map.place_of_line(line, column);
            if let (Some(place), Some(counted)) = (place, counted) {
                prop_assert_eq!(place.range.start, counted.range.start);
            }
            (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
    }

    #[test]
    fn whatever_rustc_points_at_can_be_shown(text in text(), start in 0_usize..2000, length in 0_usize..80) {
        let (cell, origin) = parse(&text);
        let (_, source) = write(&State::default(), &cell, &origin);
        let start = start % source.text.len();
        let range = start..(start + length).min(source.text.len());
        let messages = diagnostics::messages(&[diagnostic(&range)], &source.map, &origin);
        let failure = diagnostics::failure(&messages, &origin, None);
        prop_assert_eq!(failure.message, "no");
    }
}

#[test]
fn an_import_that_is_not_found_is_pointed_at_where_it_stands() {
    let text = "use std::{io::Write, fmt::Nonsense};";
    let (cell, origin) = parse(text);
    let (_, source) = write(&State::default(), &cell, &origin);
    let at = source.text.find("std::fmt::Nonsense").expect("the leaf is written out");
    for (generated, own) in [("std::fmt::Nonsense", "Nonsense"), ("std", "std"), ("fmt", "fmt")] {
        let start = at + "std::fmt::Nonsense".find(generated).unwrap();
        let place = source
            .map
            .place(&(start..start + generated.len()))
            .expect("it is the learner's");
        assert_eq!(
            place.range,
            text.find(own).unwrap()..text.find(own).unwrap() + own.len()
        );
    }
}

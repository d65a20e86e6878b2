//! Finds which of a notebook's items a cell can reach, so that the others need not be compiled with it.
//!
//! By words: an item is reached if a word that it is found by occurs in the cell, or in an item that is reached. This may
//! take in too much, which costs time, and hardly too little, since a name that is used has to be written somewhere. A
//! cell that does not compile with what it reaches is compiled with everything before anyone is told.

use crate::state::Item;
use base::tokens::words;
use std::collections::{HashMap, HashSet};
use syntax::ItemKey;

/// The items among `all` that code with the words `start` can reach, and those at the places `also` with what they reach, in
/// their order.
pub(crate) fn reached<'i, 'w>(all: &'i [Item], start: impl Iterator<Item = &'w str>, also: &[usize]) -> Vec<&'i Item>
where
    'i: 'w,
{
    let mut found_by: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut is_reached = vec![false; all.len()];
    let mut pending: Vec<&str> = start.collect();
    for &index in also {
        is_reached[index] = true;
        pending.extend(words(all[index].text()));
    }
    for (index, item) in all.iter().enumerate() {
        match triggers(item) {
            None => {
                is_reached[index] = true;
                pending.extend(words(item.text()));
            }
            Some(names) => {
                for name in names {
                    found_by.entry(name).or_default().push(index);
                }
            }
        }
    }
    let mut seen: HashSet<&str> = HashSet::new();
    while let Some(word) = pending.pop() {
        if !seen.insert(word) {
            continue;
        }
        for &index in found_by.get(word).into_iter().flatten() {
            if !is_reached[index] {
                is_reached[index] = true;
                pending.extend(words(all[index].text()));
            }
        }
    }
    all.iter()
        .zip(is_reached)
        .filter(|(_, is_reached)| *is_reached)
        .map(|(item, _)| item)
        .collect()
}

/// The places of the items of `all` that may no longer compile when those called `replaced` are others: the items that name a
/// replaced one, and again the items that name those, since a type goes on without being named.
pub(crate) fn dependents<'w>(all: &'w [Item], replaced: impl Iterator<Item = &'w str>) -> Vec<usize> {
    let mut changed: HashSet<&str> = replaced.collect();
    let mut found = Vec::new();
    if changed.is_empty() {
        return found;
    }
    let mut is_found = vec![false; all.len()];
    loop {
        let mut more = false;
        for (index, item) in all.iter().enumerate() {
            if is_found[index] || !words(item.text()).any(|word| changed.contains(word)) {
                continue;
            }
            (is_found[index], more) = (true, true);
            // An `impl` is found by every word of its header, and changes nothing for those that name them.
            match item.name() {
                Some(_) => changed.extend(triggers(item).unwrap_or_default()),
                None => changed.extend(item.member_names()),
            }
            found.push(index);
        }
        if !more {
            return found;
        }
    }
}

/// The words that an item is found by; `None` if it is always of use.
fn triggers(item: &Item) -> Option<Vec<&str>> {
    let mut names = Vec::new();
    for key in &item.keys {
        match key {
            // A trait is in use where only its methods are named, and an import may be of a trait.
            ItemKey::Import(_) | ItemKey::Unnamed(_) => return None,
            ItemKey::Type(name) | ItemKey::Value(name) | ItemKey::Macro(name) => names.push(name.as_str()),
            // For any of its types, its trait, or a name inside it.
            ItemKey::Impl(header) => names.extend(words(header).filter(|word| !["impl", "for"].contains(word))),
        }
    }
    if item.is_trait() {
        names.extend(words(item.text()));
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Origin, State};
    use std::sync::Arc;
    use syntax::Cell;

    fn state(cells: &[&str]) -> State {
        cells.iter().fold(State::default(), |state, text| {
            let origin = Arc::new(Origin {
                execution: 1,
                text: (*text).to_owned(),
            });
            let cell = Cell::of(text);
            state.with_items(&cell, &origin).next
        })
    }

    #[track_caller]
    fn check(cells: &[&str], text: &str, expected: &[&str]) {
        let state = state(cells);
        let found: Vec<&str> = reached(&state.items, words(text), &[])
            .into_iter()
            .map(Item::text)
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_named_is_reached_and_what_that_names() {
        let cells = ["fn f() { g() }", "fn g() { h() }", "fn h() {}", "fn other() {}"];
        check(&cells, "f()", &["fn f() { g() }", "fn g() { h() }", "fn h() {}"]);
        check(&cells, "1 + 1", &[]);
        check(&cells, "println!(\"{}\", other())", &["fn other() {}"]);
    }

    #[test]
    fn impls_come_with_their_type() {
        let cells = [
            "struct P;",
            "impl P { fn n(&self) {} }",
            "impl Clone for P { fn clone(&self) -> P { P } }",
            "struct Q;",
            "impl Q {}",
        ];
        check(&cells, "P", &cells[..3]);
        check(&cells, "n()", &[]);
    }

    #[test]
    fn a_trait_is_reached_by_its_methods() {
        let cells = [
            "trait Area { fn area(&self) -> f64; }",
            "impl Area for f64 { fn area(&self) -> f64 { 1.0 } }",
        ];
        check(&cells, "3.0.area()", &cells);
        check(&cells, "3.0", &[]);
    }

    #[test]
    fn what_depends_on_a_replaced_item_is_reached_through_what_names_it() {
        let cells = [
            "struct P { x: f64 }",
            "fn make() -> P { todo!() }",
            "fn x() -> f64 { make().x }",
            "fn other() -> f64 { 1.0 }",
            "impl P { fn get(&self) {} }",
        ];
        let state = state(&cells);
        let found = dependents(&state.items, std::iter::once("P"));
        assert_eq!(found, [0, 1, 2, 4]);
    }

    #[test]
    fn imports_and_macros() {
        let cells = [
            "use std::io::Write;",
            "macro_rules! twice { () => { f() } }",
            "fn f() {}",
        ];
        check(&cells, "1", &cells[..1]);
        check(&cells, "twice!()", &cells);
    }
}

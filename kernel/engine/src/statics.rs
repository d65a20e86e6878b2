//! Finds the statics that can't keep their value, because something that their type is made of is another one now.
//!
//! By words, as [`reachability`](crate::reachability) does: this may let a static start anew that need not, and never leave
//! one to be read as another type.

use crate::state::Item;
use base::tokens::words;
use std::collections::{HashMap, HashSet};
use syntax::{Cell, ItemKey};

/// Has the statics among `items`, which `cell` has led to from the items `before`, start anew whose type may be another one
/// now. Returns their names.
pub(crate) fn restart(items: &mut [Item], before: &[Item], cell: &Cell) -> Vec<String> {
    if items.iter().all(|item| item.home.is_none()) {
        return Vec::new();
    }
    let changed = changed(before, cell);
    if changed.is_empty() {
        return Vec::new();
    }
    let made_of = Parts::of(items);
    let is_changed = |item: &Item| {
        let types = item.statics.iter().flat_map(|found| found.words());
        item.home.is_some() && made_of.reach(types, &changed)
    };
    let found: Vec<usize> = (0..items.len()).filter(|index| is_changed(&items[*index])).collect();
    let mut names = Vec::new();
    for index in found {
        items[index].home = None;
        names.extend(items[index].statics.iter().map(|found| found.name.clone()));
    }
    names
}

/// The words by which `cell` may change what a type means, given the items `before` it.
fn changed<'c>(before: &'c [Item], cell: &'c Cell) -> HashSet<&'c str> {
    /// What every crate has in scope, and an import of everything could hide.
    const PRELUDE: [&str; 6] = ["Box", "Option", "Result", "String", "Vec", "std"];
    let mut changed = HashSet::new();
    for item in &cell.items {
        let text = item
            .rewritten
            .as_ref()
            .map_or(&cell.text()[item.range.clone()], |rewritten| &rewritten.text);
        if before.iter().any(|old| old.keys == item.keys && old.text() == text) {
            continue;
        }
        for key in &item.keys {
            match key {
                ItemKey::Unnamed(_) if text.contains("use ") && is_std(text) => {}
                ItemKey::Unnamed(_) => changed.extend(PRELUDE.into_iter().chain(words(text))),
                // Functions change no type.
                ItemKey::Impl(header) if words(text).any(|word| ["type", "const"].contains(&word)) => {
                    changed.extend(words(header).filter(|word| !["impl", "for"].contains(word)));
                }
                ItemKey::Impl(_) => {}
                key => changed.extend(key.name()),
            }
        }
    }
    changed
}

/// Whether `import` is one of the standard library's, where nothing has the name of what every crate has in scope and could
/// be written in its place.
fn is_std(import: &str) -> bool {
    let mut path = words(import).skip_while(|word| *word != "use").skip(1);
    path.next()
        .is_some_and(|first| ["std", "core", "alloc"].contains(&first))
}

/// The words that items are made of, by the words that they are found by.
struct Parts<'i> {
    found: HashMap<&'i str, Vec<&'i Item>>,
    /// Those whose names are not known, such as an import of everything: anything may be one of theirs.
    nameless: Vec<&'i Item>,
}

impl<'i> Parts<'i> {
    fn of(items: &'i [Item]) -> Parts<'i> {
        let mut found: HashMap<&str, Vec<&Item>> = HashMap::new();
        let mut nameless = Vec::new();
        for item in items {
            for key in &item.keys {
                if let ItemKey::Unnamed(_) = key {
                    nameless.push(item);
                }
                let names: Vec<&str> = match key {
                    ItemKey::Impl(header) => words(header).collect(),
                    key => key.name().into_iter().collect(),
                };
                for name in names {
                    found.entry(name).or_default().push(item);
                }
            }
        }
        Parts { found, nameless }
    }

    /// Whether what has the words `start` is made of anything that has one of the words `sought`.
    fn reach<'w>(&'w self, start: impl Iterator<Item = &'w str>, sought: &HashSet<&str>) -> bool {
        let nameless = self.nameless.iter().flat_map(|item| words(item.text()));
        let mut pending: Vec<&str> = start.chain(nameless).collect();
        let mut seen: HashSet<&str> = HashSet::new();
        while let Some(word) = pending.pop() {
            if sought.contains(word) {
                return true;
            }
            if seen.insert(word) {
                let items = self.found.get(word).into_iter().flatten();
                pending.extend(items.flat_map(|item| words(item.text())));
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Origin, State};
    use std::sync::Arc;

    #[track_caller]
    fn check(cells: &[&str], last: &str, expected: &[&str]) {
        let after = |state: &State, text: &str| {
            let origin = Origin {
                execution: 1,
                text: text.to_owned(),
            };
            state.with_items(&Cell::of(text), &Arc::new(origin)).next
        };
        let mut before = cells.iter().fold(State::default(), |state, text| after(&state, text));
        for item in &mut before.items {
            item.home = (!item.statics.is_empty()).then(|| "home".to_owned());
        }
        let mut next = after(&before, last);
        assert_eq!(
            restart(&mut next.items, &before.items, &Cell::of(last)),
            expected,
            "{last}"
        );
    }

    #[test]
    fn a_static_starts_anew_when_something_that_its_type_is_made_of_is_redefined() {
        let cells = [
            "struct In { a: [u8; N] }",
            "const N: usize = 2;",
            "struct Out { i: Box<In> }",
            "static S: Mutex<Vec<Out>> = Mutex::new(make());",
            "fn make() -> Vec<Out> { Vec::new() }",
            "fn count() { static C: AtomicU8 = AtomicU8::new(0); }",
            "impl Out { fn get(&self) {} }",
        ];
        check(&cells, "struct In { a: [u8; N], b: u8 }", &["S"]);
        check(&cells, "const N: usize = 3;", &["S"]);
        check(&cells, "struct In { a: [u8; N] }", &[]);
        check(&cells, "fn make() -> Vec<Out> { panic!() }", &[]);
        check(&cells, "impl Out { fn put(&self) {} }", &[]);
        check(&cells, "struct Mutex<T>(T);", &["S"]);
        check(&cells, "use other::AtomicU8;", &["C"]);
        check(&cells, "use std::fmt::*;", &[]);
        check(&cells, "use other::*;", &["S"]);
        check(&cells, "let x = 1; fn f() {}", &[]);

        let cells = [
            "mod m { pub struct P(u8); }",
            "use m::*;",
            "static S: Mutex<P> = make();",
            "struct Q(u8);",
            "fn f() { struct L { q: Q } static F: Mutex<L> = make(); g() }",
            "mod n { use super::Q as R; pub static N: Mutex<R> = make(); }",
            "fn g() {}",
        ];
        check(&cells, "mod m { pub struct P(u16); }", &["S", "F", "N"]);
        check(&cells, "struct Q(u16);", &["F", "N"]);
        check(&cells, "fn g() { f() }", &[]);
    }
}

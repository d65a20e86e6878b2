//! Finds the statics that can't keep their value, because something that their type is made of is another one now.
//!
//! By words, as [`reachability`](crate::reachability) does: this may let a static start anew that need not, and never leave
//! one to be read as another type.

use crate::state::{Changes, Item, contents};
use base::tokens::words;
use std::collections::{HashMap, HashSet};
use syntax::ItemKey;

/// Has the statics among `items` start anew whose type may be another one than it was among the items `before`, from which
/// the `changes` lead here. Returns their names.
pub(crate) fn restart(items: &mut [Item], before: &[Item], changes: &Changes) -> Vec<String> {
    if items.iter().all(|item| item.home.is_none()) {
        return Vec::new();
    }
    let found: Vec<usize> = {
        let differing = differing(before, items);
        let may_be_anything = changes.concern_unknown_names()
            || differing
                .iter()
                .any(|item| is_nameless(item) && !is_known(item, before, items));
        let changed: HashSet<&str> = differing
            .iter()
            .flat_map(|item| names(item))
            .chain(changes.names())
            .collect();
        let made_of = Parts::of(items);
        let is_changed = |item: &Item| {
            let mut types = item.statics.iter().flat_map(|found| found.words());
            item.home.is_some() && (may_be_anything || made_of.reach(&mut types, &changed))
        };
        (0..items.len()).filter(|index| is_changed(&items[*index])).collect()
    };
    let mut names = Vec::new();
    for index in found {
        items[index].home = None;
        names.extend(items[index].statics.iter().map(|found| found.name.clone()));
    }
    names
}

/// The items that are only `before` or only in what is `next`.
fn differing<'i>(before: &'i [Item], next: &'i [Item]) -> Vec<&'i Item> {
    let as_it_is = |item: &'i Item| (item.text(), &item.removed);
    let known: HashSet<_> = before.iter().map(as_it_is).collect();
    let there: HashSet<_> = next.iter().map(as_it_is).collect();
    let gone = before.iter().filter(|item| !there.contains(&as_it_is(item)));
    gone.chain(next.iter().filter(|item| !known.contains(&as_it_is(item))))
        .collect()
}

/// The words by which an item may change what a type means.
fn names(item: &Item) -> Vec<&str> {
    fn words_of<'i>(key: &'i ItemKey, text: &'i str) -> Vec<&'i str> {
        match key {
            // Functions change no type.
            ItemKey::Impl(header) if words(text).any(|word| ["type", "const"].contains(&word)) => {
                words(header).filter(|word| !["impl", "for"].contains(word)).collect()
            }
            ItemKey::Impl(_) => Vec::new(),
            ItemKey::Unnamed(_) => words(text).collect(),
            key => key.name().into_iter().collect(),
        }
    }
    let text = item.text();
    item.keys.iter().flat_map(|key| words_of(key, text)).collect()
}

fn is_nameless(item: &Item) -> bool {
    item.keys.iter().any(|key| matches!(key, ItemKey::Unnamed(_)))
}

/// Whether it is known which names an item without a name brings: `changes` tell of these.
fn is_known(item: &Item, before: &[Item], next: &[Item]) -> bool {
    let import = item.makeup.import.as_ref().filter(|import| import.is_glob);
    import.is_some_and(|import| {
        is_std(item.text())
            || [before, next]
                .into_iter()
                .any(|items| contents(items, &import.path).is_some())
    })
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
    fn reach<'w>(&'w self, start: &mut dyn Iterator<Item = &'w str>, sought: &HashSet<&str>) -> bool {
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
    use crate::state::{Origin, State, Transition};
    use std::sync::Arc;
    use syntax::Cell;

    #[track_caller]
    fn check(cells: &[&str], last: &str, expected: &[&str]) {
        let after = |state: &State, text: &str| {
            let origin = Origin {
                execution: 1,
                text: text.to_owned(),
            };
            state.with_items(&Cell::of(text), &Arc::new(origin))
        };
        let mut before = cells
            .iter()
            .fold(State::default(), |state, text| after(&state, text).next);
        for item in &mut before.items {
            item.home = (!item.statics.is_empty()).then(|| "home".to_owned());
        }
        let Transition { mut next, changes, .. } = after(&before, last);
        assert_eq!(restart(&mut next.items, &before.items, &changes), expected, "{last}");
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
        check(&cells, "use other::*;", &["S", "C"]);
        check(&cells, "mod m { pub struct Mutex; } use m::*;", &["S"]);
        check(&cells, "enum Color { Red } use Color::*;", &[]);
        check(&cells, "macro_rules! make_mutex { () => { struct Mutex; } }", &[]);
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

//! Which statics can't keep their value, because something that their type is made of is another one now.

use super::changes::{self, Changes, Names};
use super::{Item, State};
use base::tokens::words;

impl State {
    /// Has the statics start anew whose type is another one than it was with the items `before`, from which the `changes`
    /// lead here. Returns their names.
    pub(crate) fn restart_statics(&mut self, changes: &Changes, before: &[Item]) -> Vec<String> {
        if changes.is_empty() || self.items.iter().all(|item| item.home.is_none()) {
            return Vec::new();
        }
        let names = Names::of(before);
        let is_changed = |item: &&mut Item| {
            let mut statics = item.statics.iter();
            let is_made_of = |text: &str| changes.concern(text, &names);
            item.home.is_some()
                && statics
                    .any(|found| is_made_of(found.type_text()) || changes.concern_any(words(found.beside()), &names))
        };
        let mut restarted = Vec::new();
        for item in self.items.iter_mut().filter(is_changed) {
            item.home = None;
            restarted.extend(item.statics.iter().map(|found| found.name.clone()));
        }
        restarted
    }

    /// The static of `item` that has no one place, since its type may be another one in each cell that it is compiled in, and
    /// what that depends on.
    pub(crate) fn static_of_a_place<'i>(&self, item: &'i Item) -> Option<(&'i str, &'static str)> {
        item.statics.iter().find_map(|found| {
            let beside = || words(found.beside()).find_map(changes::named_place);
            Some((found.name.as_str(), self.of_a_place(found.type_text()).or_else(beside)?))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Origin, Transition};
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
        assert_eq!(next.restart_statics(&changes, &before.items), expected, "{last}");
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
        check(&cells, "mod m { pub struct P(u16); }", &["S"]);
        check(&cells, "struct Q(u16);", &["F", "N"]);
        check(&cells, "fn g() { f() }", &[]);
    }

    #[test]
    fn what_a_glob_import_may_bring_is_asked_of_rustc_for_statics_too() {
        let after = |state: &State, text: &str| {
            let origin = Origin {
                execution: 1,
                text: text.to_owned(),
            };
            state.with_items(&Cell::of(text), &Arc::new(origin)).next
        };
        let mut before = after(&State::default(), "static S: Mutex<u8> = make();");
        before.items[0].home = Some("home".to_owned());
        let next = after(&before, "use other::*;");
        assert_eq!(next.unwritten(&before.items), ["Mutex"]);
        let (lost, restarted) = next.clone().lose_to(vec!["Mutex".to_owned()], &before);
        assert_eq!((lost, restarted), (Vec::new(), vec!["S".to_owned()]));
    }
}

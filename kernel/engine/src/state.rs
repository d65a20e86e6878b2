//! Holds what a notebook has defined: items and variables. A state is a value: a cell does not change it, but leads to a new
//! one.

use crate::crates::Builds;
use crate::preparation::Prepared;
use crate::reachability;
use base::tokens::words;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use syntax::Cell;
use syntax::{ItemKey, Rewritten};

/// The text of a cell, and the number shown beside it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    pub execution: u32,
    pub text: String,
}

impl Origin {
    /// The line and the column (in characters) of byte `at`, both from 1.
    pub(crate) fn line_and_column(&self, at: usize) -> (usize, usize) {
        let before = &self.text[..self.text.floor_char_boundary(at)];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
    }

    /// How the cell is called in messages to someone who has run `current`.
    pub(crate) fn name(&self, current: &Origin) -> String {
        match self.execution {
            0 if std::ptr::eq(self, current) => "cell".to_owned(),
            0 => "an earlier cell".to_owned(),
            execution => format!("cell [{execution}]"),
        }
    }
}

/// An item that some cell has defined.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub origin: Arc<Origin>,
    /// Where the item stands in the cell.
    pub range: Range<usize>,
    pub keys: Vec<ItemKey>,
    members: Vec<(String, Range<usize>)>,
    /// Members that a later `impl` has replaced.
    pub removed: Vec<Range<usize>>,
    pub rewritten: Option<Rewritten>,
    is_trait: bool,
}

impl Item {
    pub(crate) fn text(&self) -> &str {
        self.rewritten
            .as_ref()
            .map_or(&self.origin.text[self.range.clone()], |rewritten| &rewritten.text)
    }

    /// The name it defines, if it has one.
    pub(crate) fn name(&self) -> Option<&str> {
        self.keys.iter().find_map(ItemKey::name)
    }

    /// The names of the functions of an inherent `impl`.
    pub(crate) fn member_names(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|(name, _)| name.as_str())
    }

    pub(crate) fn is_trait(&self) -> bool {
        self.is_trait
    }

    pub(crate) fn is_macro(&self) -> bool {
        self.keys.iter().any(|key| matches!(key, ItemKey::Macro(_)))
    }
}

/// A variable: its type as later cells write it, and whether it was bound with `mut`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variable {
    pub type_name: String,
    pub mutable: bool,
}

/// All that a notebook has defined, but for the values of the variables.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// `#![…]` attributes of all cells, once each.
    pub attributes: Vec<String>,
    pub items: Vec<Item>,
    pub variables: BTreeMap<String, Variable>,
    /// Why a name that was bound is no variable, in a sentence.
    pub gone: BTreeMap<String, String>,
    /// The builds of crates that the variables were made with.
    pub builds: Arc<Builds>,
    /// What the process has found in its environment that the kernel has not.
    pub environment: Arc<BTreeMap<String, String>>,
    /// The checks that are loaded, by the name of what they check. A check is of use as long as no item changes, nor the type
    /// of the variable that it checks.
    pub checks: BTreeMap<String, Prepared>,
}

impl State {
    /// This state with the items of `cell`, which replace those of the same name. Also tells which variables can't stay,
    /// because their type was redefined.
    pub(crate) fn with_items(&self, cell: &Cell, origin: &Arc<Origin>) -> (State, Vec<String>) {
        let mut next = self.clone();
        let mut redefined = Vec::new();
        for range in &cell.attributes {
            let attribute = origin.text[range.clone()].to_owned();
            if !next.attributes.contains(&attribute) {
                next.attributes.push(attribute);
            }
        }
        if !cell.items.is_empty() {
            next.checks.clear();
        }
        // Most items replace none, and need not be compared with all others.
        let mut known: HashSet<&str> = match cell.items.is_empty() {
            true => HashSet::new(),
            false => self
                .items
                .iter()
                .flat_map(|item| &item.keys)
                .map(ItemKey::text)
                .collect(),
        };
        for item in &cell.items {
            let is_new = item.keys.iter().all(|key| !known.contains(key.text()));
            known.extend(item.keys.iter().map(ItemKey::text));
            let item = Item {
                origin: Arc::clone(origin),
                range: item.range.clone(),
                keys: item.keys.clone(),
                members: item.members.clone(),
                removed: Vec::new(),
                rewritten: item.rewritten.clone(),
                is_trait: item.is_trait,
            };
            match is_new {
                true => next.items.push(item),
                false => redefined.extend(next.insert(item)),
            }
        }
        let lost: Vec<String> = next
            .variables
            .iter()
            .filter(|(_, variable)| words(&variable.type_name).any(|word| redefined.iter().any(|name| name == word)))
            .map(|(name, _)| name.clone())
            .collect();
        for name in &lost {
            next.variables.remove(name);
            next.checks.remove(name);
        }
        (next, lost)
    }

    /// This state with its items alone.
    pub(crate) fn without_variables(&self) -> State {
        State {
            variables: BTreeMap::new(),
            checks: BTreeMap::new(),
            ..self.clone()
        }
    }

    /// All names that are defined.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let variables = self.variables.keys().map(String::as_str);
        variables.chain(self.items.iter().filter_map(Item::name))
    }

    /// The variables that a cell mentions, or the statements `after` it.
    pub(crate) fn variables_in<'s>(
        &'s self,
        cell: &Cell,
        after: &str,
    ) -> impl Iterator<Item = (&'s String, &'s Variable)> {
        let mentioned: HashSet<&str> = cell.words().chain(words(after)).collect();
        let is_mentioned = |(name, _): &(&String, &Variable)| mentioned.contains(name.as_str());
        self.variables
            .iter()
            .filter(is_mentioned)
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// Forgets the variables that a cell has `had` and that are not among `kept`: the cell `execution` has moved them.
    pub(crate) fn forget_moved<'n>(&mut self, had: impl Iterator<Item = &'n String>, kept: &[String], execution: u32) {
        for name in had.filter(|name| !kept.contains(name)) {
            let cell = match execution {
                0 => "an earlier cell".to_owned(),
                execution => format!("cell [{execution}]"),
            };
            self.lose(
                name,
                format!(
                    "`{name}` was moved away in {cell}: whoever takes a value owns it. \
                     Lend it there with `&{name}`, or give `{name}.clone()`"
                ),
            );
        }
    }

    pub(crate) fn keep(&mut self, name: &str, variable: Variable) {
        self.gone.remove(name);
        if self
            .variables
            .get(name)
            .is_none_or(|known| known.type_name != variable.type_name)
        {
            self.checks.remove(name);
        }
        self.variables.insert(name.to_owned(), variable);
    }

    /// Takes the variable out, if there is one of that name, and remembers why.
    pub(crate) fn lose(&mut self, name: &str, reason: String) {
        self.variables.remove(name);
        self.checks.remove(name);
        self.gone.insert(name.to_owned(), reason);
    }

    /// Forgets the variables whose types are made of something of `crates`, which are built anew, and returns their names.
    pub(crate) fn forget_made_of(&mut self, crates: &[&str]) -> Vec<String> {
        let dependents = reachability::dependents(&self.items, crates.iter().copied());
        let names: HashSet<&str> = dependents.into_iter().chain(crates.iter().copied()).collect();
        let is_made_of = |variable: &Variable| words(&variable.type_name).any(|word| names.contains(word));
        let lost: Vec<String> = self
            .variables
            .iter()
            .filter(|(_, variable)| is_made_of(variable))
            .map(|(name, _)| name.clone())
            .collect();
        for name in &lost {
            let reason = format!("`{name}` was made with another build of a crate: run the cell that makes it again");
            self.lose(name, reason);
        }
        lost
    }

    /// Adds `item`, and returns the name of the type that it defines anew, if its definition differs.
    fn insert(&mut self, item: Item) -> Option<String> {
        let mut redefined = None;
        let mut dropped_with = Vec::new();
        self.items.retain_mut(|old| {
            if old.keys.iter().any(|key| item.keys.contains(key)) && item.members.is_empty() {
                let ty = old.keys.iter().find_map(|key| match key {
                    ItemKey::Type(name) => Some(name),
                    _ => None,
                });
                if let Some(name) = ty
                    && old.text() != item.text()
                {
                    redefined = Some(name.clone());
                }
                if ty.is_some() && !Arc::ptr_eq(&old.origin, &item.origin) {
                    dropped_with.push(Arc::clone(&old.origin));
                }
                return false;
            }
            if item.name().is_some_and(|name| conflicts(old, name, &item)) {
                return false;
            }
            if old.keys == item.keys {
                return old.keep_other_members(&item);
            }
            true
        });
        // The `impl`s that came with a type go with it, as one cell defined them together.
        if let Some(name) = item.name().filter(|_| !dropped_with.is_empty()) {
            self.items.retain(|old| {
                let with_it = dropped_with.iter().any(|origin| Arc::ptr_eq(origin, &old.origin));
                !(with_it
                    && old
                        .keys
                        .iter()
                        .any(|key| matches!(key, ItemKey::Impl(header) if words(header).any(|word| word == name))))
            });
        }
        self.items.push(item);
        redefined
    }
}

impl Item {
    /// Takes out the members that `newer` defines again; tells whether any are left.
    fn keep_other_members(&mut self, newer: &Item) -> bool {
        let (gone, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.members)
            .into_iter()
            .partition(|(name, _)| newer.members.iter().any(|(newer, _)| newer == name));
        self.removed.extend(gone.into_iter().map(|(_, range)| range));
        self.members = kept;
        !self.members.is_empty()
    }
}

/// Whether `old` and `new` can't both be there, since one of them imports the name that the other one has.
fn conflicts(old: &Item, name: &str, new: &Item) -> bool {
    let imports = |item: &Item| item.keys.iter().any(|key| matches!(key, ItemKey::Import(_)));
    (imports(old) || imports(new)) && old.name() == Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(cells: &[&str]) -> State {
        cells
            .iter()
            .zip(1..)
            .fold(State::default(), |state, (text, execution)| {
                let origin = Arc::new(Origin {
                    execution,
                    text: (*text).to_owned(),
                });
                state.with_items(&Cell::of(text), &origin).0
            })
    }

    #[track_caller]
    fn check(cells: &[&str], expected: &[&str]) {
        let state = after(cells);
        assert_eq!(state.items.iter().map(Item::text).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_later_item_takes_the_place_of_an_earlier_one() {
        check(
            &["fn f() -> i32 { 1 }", "fn f() -> i32 { 2 }"],
            &["fn f() -> i32 { 2 }"],
        );
        check(&["struct P;", "enum P { A }"], &["enum P { A }"]);
        check(&["struct f {}", "fn f() {}"], &["struct f {}", "fn f() {}"]);
        check(
            &["use std::fmt::{Debug, Display};", "use std::fmt::Display;"],
            &["use std::fmt::Debug;", "use std::fmt::Display;"],
        );
        check(&["use std::cmp::max;", "fn max() {}"], &["fn max() {}"]);
        check(&["use std::io::*;", "use std::io::*;"], &["use std::io::*;"]);
    }

    #[test]
    fn an_impl_stays_until_the_same_one_is_written_again() {
        check(
            &["struct P;", "impl P { fn a() {} }", "impl P { fn b() {} }"],
            &["struct P;", "impl P { fn a() {} }", "impl P { fn b() {} }"],
        );
        check(
            &["struct P;", "impl P { fn a() {} }", "impl  P { fn a() { } }"],
            &["struct P;", "impl  P { fn a() { } }"],
        );
        check(
            &["struct P;", "impl Clone for P { }", "impl Clone for P {  }"],
            &["struct P;", "impl Clone for P {  }"],
        );
        check(
            &["struct P; impl P { fn a() {} }", "struct P { x: f64 }"],
            &["struct P { x: f64 }"],
        );
    }

    #[test]
    fn one_member_of_an_impl_can_be_replaced() {
        let state = after(&["struct P;", "impl P { fn a() {} fn b() {} }", "impl P { fn a() { } }"]);
        let old = &state.items[1];
        assert_eq!(
            old.removed
                .iter()
                .map(|range| &old.origin.text[range.clone()])
                .collect::<Vec<_>>(),
            ["fn a() {}"]
        );
    }

    #[test]
    fn a_variable_goes_with_a_crate_that_is_built_anew() {
        let mut state = after(&[
            "use shapes::Point;",
            "struct Line { from: Point }",
            "struct Other { x: f64 }",
        ]);
        for (name, type_name) in [
            ("p", "std::vec::Vec<shapes::Point>"),
            ("line", "Line"),
            ("other", "Other"),
            ("n", "f64"),
        ] {
            let (type_name, mutable) = (type_name.to_owned(), false);
            state.variables.insert(name.to_owned(), Variable { type_name, mutable });
        }
        assert_eq!(state.clone().forget_made_of(&["colours"]), [] as [&str; 0]);
        assert_eq!(state.forget_made_of(&["shapes"]), ["line", "p"]);
        assert_eq!(state.variables.keys().collect::<Vec<_>>(), ["n", "other"]);
        assert!(state.gone.contains_key("p"));
    }

    #[test]
    fn a_variable_goes_with_the_type_that_is_redefined() {
        let mut state = after(&["struct P { x: f64 }"]);
        for (name, type_name) in [("p", "std::vec::Vec<P>"), ("q", "f64")] {
            state.variables.insert(
                name.to_owned(),
                Variable {
                    type_name: type_name.to_owned(),
                    mutable: false,
                },
            );
        }
        let redefine = |text: &str| {
            let origin = Arc::new(Origin {
                execution: 2,
                text: text.to_owned(),
            });
            state.with_items(&Cell::of(text), &origin).1
        };
        assert_eq!(redefine("struct P { x: f64 }"), [] as [&str; 0]);
        assert_eq!(redefine("struct P { x: f32 }"), ["p"]);
    }
}

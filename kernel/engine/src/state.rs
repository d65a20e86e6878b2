//! Holds what a notebook has defined: items and variables. A state is a value: a cell does not change it, but leads to a new
//! one.

mod aside;
mod changes;
mod item;
mod statics;

pub(crate) use aside::Aside;
pub(crate) use changes::Changes;
pub(crate) use item::{Item, Origin, earlier_cell};

use crate::crates::Builds;
use crate::files;
use crate::preparation::Prepared;
use base::tokens::words;
use changes::Names;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use syntax::{Cell, CellItem, ItemKey, Makeup, Making};

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
    /// Items that no longer compile.
    pub aside: Vec<Aside>,
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
    /// Counts how often what there was has changed so that a type of one name is another one.
    pub generation: u32,
}

/// A state that a cell leads to.
#[derive(Debug, Default)]
pub(crate) struct Transition {
    pub next: State,
    /// The variables that can't stay, because their type is another one.
    pub lost: Vec<String>,
    pub changes: Changes,
}

impl State {
    /// The state that the items of `cell` lead to: they replace those of the same name.
    pub(crate) fn with_items(&self, cell: &Cell, origin: &Arc<Origin>) -> Transition {
        let mut next = self.clone();
        for range in &cell.attributes {
            let attribute = origin.text[range.clone()].to_owned();
            if !next.attributes.contains(&attribute) {
                next.attributes.push(attribute);
            }
        }
        if cell.items.is_empty() {
            return Transition {
                next,
                ..Transition::default()
            };
        }
        next.checks.clear();
        // Most items replace none, and need not be compared with all others.
        let mut known: HashSet<&str> = self
            .items
            .iter()
            .flat_map(|item| &item.keys)
            .map(ItemKey::text)
            .collect();
        for item in &cell.items {
            let is_new = item.keys.iter().all(|key| !known.contains(key.text()));
            known.extend(item.keys.iter().map(ItemKey::text));
            let item = Item::new(item, cell, origin);
            next.aside.retain_mut(|aside| !aside.item.gives_way_to(&item));
            match is_new {
                true => next.items.push(item),
                false => next.insert(item, cell),
            }
        }
        next.shadow(origin);
        next.after(self)
    }

    /// The transition from the state `before` to this one, but for the variables whose type is not what it was.
    pub(crate) fn after(mut self, before: &State) -> Transition {
        let changes = Changes::between(&before.items, &self.items);
        let lost = self.lose_changed(&changes, &before.items);
        Transition {
            next: self,
            lost,
            changes,
        }
    }

    /// Takes the variables out whose type is not what it was when the items were those `before`, and returns their names.
    fn lose_changed(&mut self, changes: &Changes, before: &[Item]) -> Vec<String> {
        let lost = self.names_of_changed(changes, before);
        for name in &lost {
            let reason = format!("`{name}` went when its type was redefined: run the cell that makes it again");
            self.lose(name, reason);
        }
        lost
    }

    /// The variables whose type `changes`, with the items that there were `before`.
    fn names_of_changed(&self, changes: &Changes, before: &[Item]) -> Vec<String> {
        if changes.is_empty() || self.variables.is_empty() {
            return Vec::new();
        }
        let names = Names::of(before);
        let changed = self
            .variables
            .iter()
            .filter(|(_, variable)| changes.concern(&variable.type_name, &names));
        changed.map(|(name, _)| name.clone()).collect()
    }

    /// Whether a call of the macro `name` makes items, where a cell may define it by some of `own`.
    pub(crate) fn makes_items(&self, name: &str, own: &[CellItem]) -> bool {
        /// Macros of others that do.
        const KNOWN: [&str; 3] = ["bitflags", "lazy_static", "thread_local"];
        /// Macros that call each other without end are refused by rustc.
        const CALLS: usize = 8;
        let own = own.iter().map(|item| (&item.keys, &item.makeup));
        let known = self.items.iter().map(|item| (&item.keys, &item.makeup));
        let macros: Vec<(&Vec<ItemKey>, &Arc<Makeup>)> = own.chain(known.rev()).collect();
        let definition = |name: &str| {
            let is_it = |key: &ItemKey| matches!(key, ItemKey::Macro(other) if other == name);
            macros
                .iter()
                .find(|(keys, _)| keys.iter().any(is_it))
                .map(|(_, makeup)| &makeup.making)
        };
        let mut names = vec![name];
        for _ in 0..CALLS {
            let mut called: Vec<&str> = Vec::new();
            for name in &names {
                match definition(name) {
                    Some(Making::Items) => {}
                    Some(Making::Calls(calls)) => called.extend(calls.iter().map(String::as_str)),
                    Some(Making::Statements) => return false,
                    None if KNOWN.contains(name) => {}
                    None => return false,
                }
            }
            if called.is_empty() {
                return true;
            }
            names = called;
        }
        false
    }

    /// The names in the types of the variables and statics that mean nothing of the items `before`, and might mean something by now that
    /// only rustc knows of.
    pub(crate) fn unwritten(&self, before: &[Item]) -> Vec<String> {
        let types = self.variables.values().map(|variable| variable.type_name.as_str());
        let with_a_home = self.items.iter().filter(|item| item.home.is_some());
        let statics = with_a_home
            .flat_map(|item| &item.statics)
            .map(|found| found.type_text());
        changes::unwritten(before, &self.items, types.chain(statics))
    }

    /// Takes the variables out in whose types one of `names` meant something else when the state was `before`, and has such
    /// statics start anew. Returns the names of both.
    pub(crate) fn lose_to(&mut self, names: Vec<String>, before: &State) -> (Vec<String>, Vec<String>) {
        let changes = Changes::of_names(names, &before.items);
        (
            self.lose_changed(&changes, &before.items),
            self.restart_statics(&changes, &before.items),
        )
    }

    /// Why no variable of this type can be kept, if its layout may differ from cell to cell.
    pub(crate) fn of_a_place(&self, type_name: &str) -> Option<&'static str> {
        let mut definitions = self.items.iter().flat_map(Item::definitions);
        if !definitions.any(changes::is_of_a_place) {
            return None;
        }
        let names = Names::of(&self.items);
        let is_crate = |name: &str| self.builds.contains_key(name);
        names
            .of_a_place(type_name)
            .or_else(|| names.of_a_file(type_name, &is_crate))
    }

    /// This state with its items alone, and the statics of these as they begin.
    pub(crate) fn without_variables(&self) -> State {
        State {
            variables: BTreeMap::new(),
            checks: BTreeMap::new(),
            items: self.items.iter().cloned().map(Item::anew).collect(),
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

    /// Forgets the variable `name`, which the cell `execution` has moved.
    pub(crate) fn forget_moved(&mut self, name: &str, execution: u32) {
        let cell = earlier_cell(execution);
        self.lose(
            name,
            format!(
                "`{name}` was moved away in {cell}: whoever takes a value owns it. \
                 Lend it there with `&{name}`, or give `{name}.clone()`"
            ),
        );
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
        let changes = Changes::of_crates(crates, &self.items);
        let items = self.items.clone();
        self.restart_statics(&changes, &items);
        let lost = self.names_of_changed(&changes, &self.items);
        for name in &lost {
            let reason = format!("`{name}` was made with another build of a crate: run the cell that makes it again");
            self.lose(name, reason);
        }
        lost
    }

    /// Looks again at the files that items are made of. If one has changed, returns the variables that can't stay, and the
    /// statics that start anew.
    pub(crate) fn refresh_files(&mut self) -> Option<(Vec<String>, Vec<String>)> {
        let mut changed: Vec<String> = Vec::new();
        for item in &mut self.items {
            let is_nameless = files::is_nameless(&item.keys);
            if let Some((files, names)) = item.files.as_ref().and_then(|files| files.changed(is_nameless)) {
                item.files = Some(files);
                changed.extend(names.into_iter().chain(item.name().map(str::to_owned)));
            }
        }
        if changed.is_empty() {
            return None;
        }
        self.checks.clear();
        self.generation += 1;
        let changed: Vec<&str> = changed.iter().map(String::as_str).collect();
        let changes = Changes::of_crates(&changed, &self.items);
        let items = self.items.clone();
        let restarted = self.restart_statics(&changes, &items);
        let lost = self.names_of_changed(&changes, &self.items);
        for name in &lost {
            let reason = format!(
                "`{name}` went, since a file that its type comes from may have changed: run the cell that makes it again"
            );
            self.lose(name, reason);
        }
        Some((lost, restarted))
    }

    /// Adds `item` of `cell` in the place of others.
    fn insert(&mut self, item: Item, cell: &Cell) {
        let mut dropped_with = Vec::new();
        self.items.retain_mut(|old| {
            if !old.gives_way_to(&item) {
                return true;
            }
            let is_type = old.keys.iter().any(|key| matches!(key, ItemKey::Type(_))) && !old.is_trait();
            if is_type && old.keys.iter().any(|key| item.keys.contains(key)) && !Arc::ptr_eq(&old.origin, &item.origin)
            {
                dropped_with.push(Arc::clone(&old.origin));
            }
            false
        });
        // The `impl`s that came with a type go with it, where the cell that takes the place of theirs has some too.
        let has_impls = |name: &str| cell.items.iter().any(|own| item::are_of_impl(&own.keys, name));
        if let Some(name) = item.name().filter(|name| !dropped_with.is_empty() && has_impls(name)) {
            let came_with_it = |old: &Item| {
                let with_it = dropped_with.iter().any(|origin| Arc::ptr_eq(origin, &old.origin));
                with_it && old.is_impl_of(name)
            };
            self.items.retain(|old| !came_with_it(old));
            self.aside.retain(|aside| !came_with_it(&aside.item));
        }
        self.items.push(item);
    }

    /// Takes out the items of earlier cells in whose place the glob imports of the cell `origin` bring others, unless
    /// something else is made of them.
    fn shadow(&mut self, origin: &Arc<Origin>) {
        let is_new = |item: &&Item| Arc::ptr_eq(&item.origin, origin);
        let imports = self
            .items
            .iter()
            .filter(is_new)
            .filter_map(|item| item.makeup.import.as_ref());
        let globs = imports.filter(|import| import.is_glob);
        let brought: HashSet<String> = globs
            .filter_map(|import| changes::contents(&self.items, &import.path))
            .flat_map(|(_, names)| names.iter().cloned())
            .collect();
        if !brought.is_empty() {
            self.shadow_by(&brought, origin);
        }
    }

    /// The new glob imports of the cell `origin` of which it is written nowhere what they bring, and the names of older items
    /// that they may bring.
    pub(crate) fn unwritten_globs(&self, origin: &Arc<Origin>) -> (Vec<&Item>, Vec<String>) {
        let (own, older): (Vec<&Item>, Vec<&Item>) =
            self.items.iter().partition(|item| Arc::ptr_eq(&item.origin, origin));
        let is_unwritten = |item: &&Item| {
            let import = item.makeup.import.as_ref().filter(|import| import.is_glob);
            import.is_some_and(|import| changes::contents(&self.items, &import.path).is_none())
        };
        let globs: Vec<&Item> = own.into_iter().filter(is_unwritten).collect();
        let named = older
            .into_iter()
            .filter(|item| item.makeup.import.is_none() && !item.is_macro());
        let names: HashSet<&str> = match globs.is_empty() {
            true => HashSet::new(),
            false => named.filter_map(Item::name).collect(),
        };
        (globs, names.into_iter().map(str::to_owned).collect())
    }

    /// As [`State::shadow`], where the imports bring these names. Returns those that are others now.
    pub(crate) fn shadow_by(&mut self, brought: &HashSet<String>, origin: &Arc<Origin>) -> Vec<String> {
        let is_new = |item: &&Item| Arc::ptr_eq(&item.origin, origin);
        let is_used = |name: &str| {
            let others = self
                .items
                .iter()
                .filter(|item| item.name() != Some(name) && !item.is_impl_of(name));
            others.into_iter().any(|item| item.mentions(name))
        };
        let shadowed: Vec<String> = self
            .items
            .iter()
            .filter(|item| !is_new(item) && item.makeup.import.is_none())
            .filter_map(Item::name)
            .filter(|name| brought.contains(*name) && !is_used(name))
            .map(str::to_owned)
            .collect();
        self.items.retain(|item| {
            let is_it = item
                .name()
                .is_some_and(|name| shadowed.iter().any(|other| other == name));
            is_new(&item) || !(is_it || shadowed.iter().any(|name| item.is_impl_of(name)))
        });
        shadowed
    }
}
#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests;

//! Has rustc compile a script, as often as it takes to find out what of it can stay.
//!
//! The first attempt leaves out what the script does not seem to need, and keeps every variable. What rustc then refuses
//! tells what to add, to leave out, or to write in another way; only a refusal that nothing can be done about is told.

mod attempt;
mod unwritten;

use crate::compiler::{CompileError, Compiled, Compiler};
use crate::diagnostics::Diagnostic;
use crate::failures;
use crate::preparation::Prepared;
use crate::reachability;
use crate::script::Script;
use crate::source::{CellCrate, Place, Put, Source, SourceMap};
use crate::state::{Aside, Changes, Item, Origin, State, Transition, Variable};
use crate::style::Style;
use attempt::{Attempt, Refusal};
use backend::Settings;
use base::tokens::words;
use grading::{Course, Exercise, Kind};
use interfaces::failure::Failure;
use lessons::Scope;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use syntax::faults::faults;
use syntax::{Cell, CellItem, ItemKey};

/// A script that has been parsed, with the state that it runs on and the one that it leads to.
pub(crate) struct Parsed<'a> {
    pub(crate) script: &'a Script<'a>,
    pub(crate) origin: Arc<Origin>,
    /// What can't be parsed goes to rustc whole, for its message.
    cell: Cow<'a, Cell>,
    before: &'a State,
    /// The state after the script, as far as it is known before it is compiled: the script's items, and the variables that
    /// there were.
    next: State,
    /// The variables that can't stay, because their type is another one with the script.
    pub(crate) lost: Vec<String>,
    changes: Changes,
    /// What was set aside before, and is tried again.
    returning: Vec<Aside>,
    /// What no longer compiles with the script, as it is called in a sentence, and why.
    pub(crate) put_aside: Vec<(String, String)>,
    /// The statics that have their first value again.
    restarted: Vec<String>,
    /// The items in whose place a glob import brings others.
    shadowed: Vec<String>,
    /// Whether a file that an earlier item is made of has changed.
    reads_anew: bool,
}

/// A script that rustc has compiled.
pub(crate) struct Compilation {
    pub(crate) source: Source,
    pub(crate) compiled: Compiled,
    /// The puts of variables that can't be kept, because they borrow.
    borrowing: Vec<usize>,
    /// The puts that are not made, those included.
    unput: Vec<usize>,
    /// See [`CellCrate::shares_statics`].
    shares_statics: bool,
}

/// The state that a compiled script leads to.
pub(crate) struct Outlook {
    pub(crate) next: State,
    /// What later cells don't find as it was or as the script has bound it, and why, a sentence each.
    pub(crate) unkept: Vec<String>,
}

impl<'a> Parsed<'a> {
    /// Parses `script`, which is to run on the state `before`.
    pub(crate) fn new(script: &'a Script<'a>, before: &'a State) -> Parsed<'a> {
        let origin = Arc::new(Origin {
            execution: script.execution,
            text: script.cell.text().to_owned(),
        });
        let own = script.cell;
        let cell = own.with_made_items(&|name| before.makes_items(name, &own.items));
        // Most notebooks have no files.
        let mut refreshed = before
            .items
            .iter()
            .any(|item| item.files.is_some())
            .then(|| before.clone());
        let refreshment = refreshed.as_mut().and_then(State::refresh_files);
        let reads_anew = refreshment.is_some();
        let (mut lost, mut restarted) = refreshment.unwrap_or_default();
        let mut transition = refreshed.as_ref().unwrap_or(before).with_items(&cell, &origin);
        let returning = match transition.next.aside.is_empty() {
            true => Vec::new(),
            false => transition.next.take_back(&names_and_members(&cell)),
        };
        if !returning.is_empty() {
            lost.append(&mut transition.lost);
            transition = transition.next.after(before);
        }
        lost.append(&mut transition.lost);
        let Transition { mut next, changes, .. } = transition;
        restarted.extend(next.restart_statics(&changes, &before.items));
        let mut parsed = Parsed {
            script,
            origin,
            cell,
            before,
            next,
            lost: Vec::new(),
            changes,
            returning,
            put_aside: Vec::new(),
            restarted,
            shadowed: Vec::new(),
            reads_anew,
        };
        parsed.lose(&mut lost);
        parsed.next.generation += u32::from(parsed.changes_types_in_boxes());
        parsed
    }

    /// Whether there is nothing to compile.
    pub(crate) fn is_empty(&self) -> bool {
        self.cell.is_empty() && self.script.after.is_empty()
    }

    /// Has rustc compile the script, as often as it takes to find which variables it moves, and which earlier items no longer
    /// compile with it. `unmade` tells why there is nothing of some names, `course` what others are to be.
    ///
    /// # Errors
    /// The errors that rustc has found in the script, or why rustc could not be asked.
    pub(crate) fn compile(
        &mut self,
        compiler: &mut Compiler,
        settings: &Settings,
        unmade: &BTreeMap<String, String>,
        course: &Course,
    ) -> Result<Compilation, Failure> {
        if let Some(found) = self.cell.returns.iter().find(|found| found.has_value) {
            return Err(failures::returns_a_value(&self.origin, &found.range));
        }
        self.look_for_unwritten_names(compiler)?;
        if self.cell.is_unparsed {
            self.look_for_faults(unmade, course)?;
        }
        loop {
            let Refusal { diagnostics, map } = match self.attempt(compiler, settings)? {
                Ok(compilation) => return Ok(compilation),
                Err(refusal) => refusal,
            };
            let aside = self.no_longer_compile(&diagnostics, &map);
            if aside.is_empty() {
                return Err(self.refuse(unmade, course, |scope| {
                    failures::rejected(&diagnostics, &map, &self.origin, scope)
                }));
            }
            self.set_aside(aside);
        }
    }

    /// The failure that `tell` makes of what is known of the notebook.
    fn refuse(
        &self,
        unmade: &BTreeMap<String, String>,
        course: &Course,
        tell: impl FnOnce(&Scope<'_>) -> Failure,
    ) -> Failure {
        let exercise = |name: &str| course.find(name).map(definition);
        let aside = reasons_aside(&self.next);
        tell(&scope(&self.next, &self.cell, [unmade, &aside], &exercise))
    }

    /// # Errors
    /// What is wrong with the text of the cell, so that it can't be parsed.
    fn look_for_faults(&self, unmade: &BTreeMap<String, String>, course: &Course) -> Result<(), Failure> {
        let faults = faults(&self.origin.text);
        match faults.is_empty() {
            true => Ok(()),
            false => Err(self.refuse(unmade, course, |scope| {
                failures::malformed(&faults, &self.origin, scope)
            })),
        }
    }

    /// Has rustc compile the script with the items that there are.
    fn attempt(&self, compiler: &mut Compiler, settings: &Settings) -> Result<Result<Compilation, Refusal>, Failure> {
        let style = Style::new(settings);
        let mut attempt = Attempt::first(self, compiler.depends_on("tokio"));
        loop {
            let cell_crate = CellCrate {
                opt_level: settings.opt_level,
                style: &style,
                ..attempt.cell_crate()
            };
            let refusal = match compiler.compile(&cell_crate) {
                Ok((source, compiled)) => {
                    return Ok(Ok(Compilation {
                        source,
                        compiled,
                        borrowing: attempt.borrowing,
                        unput: attempt.unput,
                        shares_statics: attempt.shares_statics,
                    }));
                }
                Err(CompileError::Interrupted) => return Err(failures::interrupted()),
                Err(CompileError::Broken(message)) => return Err(failures::broken(&message)),
                Err(CompileError::Rejected(diagnostics, map)) => Refusal { diagnostics, map },
            };
            if let Err(refusal) = attempt.revise(refusal) {
                return Ok(Err(refusal));
            }
        }
    }

    /// The places of the items of earlier cells that rustc refuses since this one has been parsed, and why.
    fn no_longer_compile(&self, diagnostics: &[Diagnostic], map: &SourceMap) -> Vec<(usize, String)> {
        if self.cell.items.is_empty() && !self.reads_anew {
            return Vec::new();
        }
        let earlier = |range: &Range<usize>| {
            let Place { origin, range } = map.place(range)?;
            let is_there = |item: &Item| !Arc::ptr_eq(&origin, &self.origin) && item.holds(&origin, &range);
            self.next.items.iter().position(is_there)
        };
        let refused = |diagnostic: &Diagnostic| {
            let (primary, others) = diagnostic.call_sites();
            let found = match earlier(&primary?) {
                // A constant that can't be computed for what this cell asks of it.
                Some(_) if diagnostic.code() == Some("E0080") => None,
                Some(at) => Some(at),
                None if diagnostic.is_of_a_duplicate() => others.iter().find_map(earlier),
                None => None,
            };
            Some((found?, diagnostic.reason()))
        };
        let mut found: Vec<(usize, String)> = diagnostics.iter().filter_map(refused).collect();
        found.reverse();
        match diagnostics.first() {
            Some(first) if first.primary().is_none() && found.is_empty() => self.read_anew(&first.reason()),
            _ => found,
        }
    }

    /// The places of the items of which a file has changed, in which rustc finds the fault that it gives as a `reason`.
    fn read_anew(&self, reason: &str) -> Vec<(usize, String)> {
        let is_same = |item: &Item, other: &Item| {
            Arc::ptr_eq(&item.origin, &other.origin) && item.range == other.range && item.files == other.files
        };
        let is_known = |item: &Item| self.before.items.iter().any(|other| is_same(item, other));
        let own = |item: &Item| Arc::ptr_eq(&item.origin, &self.origin);
        let items = self.next.items.iter().enumerate();
        let changed = items.filter(|(_, item)| item.files.is_some() && !own(item) && !is_known(item));
        let mut found: Vec<(usize, String)> = changed.map(|(at, _)| (at, reason.to_owned())).collect();
        found.reverse();
        found
    }

    /// Goes on without the items at these places. Of those that had come back nothing is told.
    fn set_aside(&mut self, mut aside: Vec<(usize, String)>) {
        for (at, reason) in &mut aside {
            let item = &self.next.items[*at];
            let is_it = |other: &Aside| Arc::ptr_eq(&other.item.origin, &item.origin) && other.item.range == item.range;
            match self.returning.iter().position(is_it) {
                Some(known) => *reason = self.returning.swap_remove(known).reason,
                None => {
                    let title = item.title();
                    if self.put_aside.iter().all(|(known, _)| *known != title) {
                        self.put_aside.push((title, reason.clone()));
                    }
                }
            }
        }
        let generation = self.next.generation;
        let Transition {
            mut next,
            mut lost,
            changes,
        } = std::mem::take(&mut self.next).set_aside(aside, self.before);
        self.lose(&mut lost);
        self.restarted
            .extend(next.restart_statics(&changes, &self.before.items));
        (self.next, self.changes) = (next, changes);
        self.next.generation = generation;
    }

    /// Takes note of variables that are `lost`, unless the cell binds others of that name.
    fn lose(&mut self, lost: &mut Vec<String>) {
        lost.retain(|name| self.cell.bindings.iter().all(|binding| binding.name != *name));
        self.lost.append(lost);
    }

    /// The items that were set aside and compile again, as they are called in a sentence.
    pub(crate) fn back(&self) -> Vec<String> {
        self.returning.iter().map(|aside| aside.item.title()).collect()
    }

    /// Whether something may be left of what the cell defines anew that only `Any` knows the type of.
    fn changes_types_in_boxes(&self) -> bool {
        /// Of these nothing is made that holds a value of any type.
        const PLAIN: [&str; 49] = [
            "ArrayStorage",
            "BTreeMap",
            "BTreeSet",
            "Const",
            "DMatrix",
            "DVector",
            "Dual",
            "DualNum",
            "Dyn",
            "HashMap",
            "HashSet",
            "Matrix",
            "Option",
            "PhantomData",
            "Result",
            "String",
            "U1",
            "VecDeque",
            "VecStorage",
            "Vec",
            "alloc",
            "base",
            "bool",
            "btree_map",
            "char",
            "collections",
            "core",
            "f32",
            "f64",
            "hash_map",
            "i128",
            "i16",
            "i32",
            "i64",
            "i8",
            "isize",
            "nalgebra",
            "num_dual",
            "option",
            "result",
            "static",
            "std",
            "str",
            "string",
            "u32",
            "u64",
            "u8",
            "usize",
            "vec",
        ];
        let is_plain = |word: &str| PLAIN.contains(&word) || word.starts_with(|c: char| c.is_ascii_digit());
        let mut types = self.next.variables.values().map(|variable| &variable.type_name);
        let mut statics = self
            .next
            .items
            .iter()
            .filter(|item| item.home.is_some())
            .flat_map(|item| &item.statics);
        let are_plain = types.all(|name| words(name).all(is_plain))
            && statics.all(|found| words(found.type_text()).chain(words(found.beside())).all(is_plain));
        if self.cell.items.is_empty() || are_plain {
            return false;
        }
        let items = &self.before.items;
        let kept: HashSet<&str> = self.next.items.iter().map(|item| item.makeup.code.as_str()).collect();
        let is_gone = |item: &Item| !kept.contains(item.makeup.code.as_str());
        let members = names_and_members(&self.cell).into_iter().filter(|_| self.replaces());
        let dependents = reachability::dependents(items, self.changes.names().chain(members));
        let concerned = dependents
            .iter()
            .map(|at| &items[*at])
            .filter(|_| self.changes.are_of_old() || self.replaces());
        let mut concerned = concerned.chain(items.iter().filter(|item| is_gone(item)));
        concerned.any(|item| item.makeup.makes_types)
    }

    /// The state that the script leads to, once it is known how it was compiled, and by which of its exits it has ended.
    pub(crate) fn outlook(&self, compilation: &Compilation, exit: u32) -> Outlook {
        let Compilation { source, compiled, .. } = compilation;
        let mut next = self.next.clone();
        let mut unkept: Vec<String> = self.restarted.iter().map(|name| failures::begins_anew(name)).collect();
        unkept.extend(self.shadowed.iter().map(|name| failures::shadowed(name)));
        if !compilation.shares_statics {
            unkept.push(failures::has_statics_of_its_own());
        }
        for (index, home) in &source.homes {
            next.items[*index].home = Some(home.clone());
        }
        let own = self
            .next
            .items
            .iter()
            .filter(|item| Arc::ptr_eq(&item.origin, &self.origin));
        let of_a_place = own.filter_map(|item| self.next.static_of_a_place(item));
        unkept.extend(of_a_place.map(|(name, source)| failures::of_a_place(name, source)));
        let (mut lose, execution) = (BTreeMap::new(), self.script.execution);
        for (number, put) in source
            .puts
            .iter()
            .enumerate()
            .filter(|(_, put)| put.exits.contains(&exit))
        {
            let Put { name, mutable, .. } = put;
            if compilation.borrowing.contains(&number) {
                lose.insert(name, failures::borrows(name));
            } else if compilation.unput.contains(&number) {
                next.forget_moved(name, execution);
            } else if let Some(type_name) = compiled.types.get(&number) {
                let of_a_place = || Some(failures::of_a_place(name, self.next.of_a_place(type_name)?));
                match failures::unwritable(name, type_name).or_else(of_a_place) {
                    Some(reason) => {
                        lose.insert(name, reason);
                    }
                    None => {
                        let (type_name, mutable) = (type_name.clone(), *mutable);
                        next.keep(name, Variable { type_name, mutable });
                    }
                }
            }
        }
        let is_bound = |name: &str| {
            source
                .puts
                .iter()
                .any(|put| put.name == name && put.exits.contains(&exit))
        };
        for put in source.puts.iter().filter(|put| !is_bound(&put.name)) {
            lose.insert(&put.name, failures::unreached(&put.name, execution));
        }
        for (name, reason) in lose {
            next.lose(name, reason.clone());
            unkept.push(reason);
        }
        let prepared = |(name, entry): (&String, &String)| {
            let library = compiled.library.clone();
            let entry = entry.clone();
            (name.clone(), Prepared { library, entry })
        };
        next.checks.extend(source.checks.iter().map(prepared));
        Outlook { next, unkept }
    }

    /// Whether the script, or one of `items`, names tokio.
    fn uses_tokio(&self, items: &[&Item]) -> bool {
        let variables = self.next.variables_in(&self.cell, self.script.after);
        let types = variables.flat_map(|(_, variable)| words(&variable.type_name));
        let items = items.iter().flat_map(|item| words(item.text()));
        self.cell.awaits || self.cell.words().chain(types).chain(items).any(|word| word == "tokio")
    }

    /// Whether some items are there no more, or not as a whole.
    fn replaces(&self) -> bool {
        let removed = |items: &[Item]| items.iter().map(|item| item.removed.len()).sum::<usize>();
        self.next.items.len() < self.before.items.len() + self.cell.items.len()
            || removed(&self.next.items) > removed(&self.before.items)
    }

    /// The items of the next state that the script can reach, and, where it replaces some of those before, the items that
    /// are to compile with the new ones.
    fn reached_items(&self) -> Vec<&Item> {
        let (cell, origin, after) = (&self.cell, &self.origin, self.script.after);
        let variables = self.next.variables_in(cell, after);
        let types = variables.flat_map(|(_, variable)| words(&variable.type_name));
        let own = cell
            .items
            .iter()
            .flat_map(|item| words(&origin.text[item.range.clone()]));
        let replaced = names_and_members(cell).into_iter().filter(|_| self.replaces());
        let mut dependents = reachability::dependents(&self.next.items, replaced.chain(self.changes.names()));
        let is_returning = |item: &Item| {
            let mut returning = self.returning.iter();
            returning.any(|aside| Arc::ptr_eq(&aside.item.origin, &item.origin) && aside.item.range == item.range)
        };
        dependents.extend(
            self.next
                .items
                .iter()
                .enumerate()
                .filter(|(_, item)| is_returning(item))
                .map(|(at, _)| at),
        );
        let text = cell.words().chain(words(after));
        reachability::reached(&self.next.items, text.chain(types).chain(own), &dependents)
    }
}

/// The names that lessons on a cell may mention, in the state `next` that it would lead to. `unmade` tells why there is nothing
/// of some.
fn scope<'s>(
    next: &'s State,
    cell: &'s Cell,
    unmade: [&'s BTreeMap<String, String>; 2],
    exercise: &'s dyn Fn(&str) -> Option<String>,
) -> Scope<'s> {
    Scope {
        variables: next.variables.keys().map(String::as_str).collect(),
        bindings: cell.bindings.iter().map(|binding| binding.name.as_str()).collect(),
        gone: unmade
            .into_iter()
            .chain([&next.gone])
            .flatten()
            .map(|(name, reason)| (name.as_str(), reason.as_str()))
            .collect(),
        exercise: Some(exercise),
    }
}

/// Why there is nothing of the names of what is set aside in `state`, a sentence for each.
fn reasons_aside(state: &State) -> BTreeMap<String, String> {
    let sentence = |aside: &Aside, name: &str| (name.to_owned(), failures::set_aside(name, &aside.reason));
    let sentences = |aside: &Aside| -> Vec<_> {
        let names = aside.item.keys.iter().filter_map(ItemKey::name);
        names.map(|name| sentence(aside, name)).collect()
    };
    state.aside.iter().flat_map(sentences).collect()
}

/// What the items of `cell` define, members included.
fn names_and_members(cell: &Cell) -> Vec<&str> {
    fn members(item: &CellItem) -> impl Iterator<Item = &str> {
        item.members.iter().map(|(name, _)| name.as_str())
    }
    let names = cell.items.iter().flat_map(|item| item.names().chain(members(item)));
    names.collect()
}

/// How to define what the exercise asks for.
pub(crate) fn definition(exercise: &Exercise) -> String {
    match exercise.kind {
        Kind::Function => format!("define `{}`", exercise.signature),
        Kind::Variable => format!("bind `let {}`", exercise.signature),
    }
}

//! Has rustc compile a script, as often as it takes to find out what of it can stay.
//!
//! The first attempt leaves out what the script does not seem to need, and keeps every variable. What rustc then refuses
//! tells what to add, to leave out, or to write in another way; only a refusal that nothing can be done about is told.

use crate::compiler::{CompileError, Compiled, Compiler};
use crate::diagnostics::{self, Diagnostic};
use crate::failures;
use crate::preparation::{Preparation, Prepared};
use crate::reachability;
use crate::script::Script;
use crate::source::{CellCrate, Source, SourceMap};
use crate::state::{Item, Origin, State, Variable};
use crate::style::Style;
use backend::Settings;
use base::tokens::words;
use grading::{Course, Exercise, Kind};
use interfaces::failure::Failure;
use lessons::Scope;
use std::collections::BTreeMap;
use std::sync::Arc;
use syntax::Cell;
use syntax::faults::faults;

/// A script that has been parsed, with the state that it runs on and the one that it leads to.
pub(crate) struct Parsed<'a> {
    pub(crate) script: &'a Script<'a>,
    pub(crate) origin: Arc<Origin>,
    /// What can't be parsed goes to rustc whole, for its message.
    cell: &'a Cell,
    before: &'a State,
    /// The state after the script, as far as it is known before it is compiled: the script's items, and the variables that
    /// there were.
    next: State,
    /// The variables that can't stay, because the script defines their type anew.
    pub(crate) lost: Vec<String>,
}

/// A script that rustc has compiled.
pub(crate) struct Compilation {
    pub(crate) source: Source,
    pub(crate) compiled: Compiled,
    /// Variables that can't be kept, because they borrow.
    borrowing: Vec<String>,
}

/// The state that a compiled script leads to.
pub(crate) struct Outlook {
    pub(crate) next: State,
    /// Why later cells can't use what the script has bound, a sentence for each variable.
    pub(crate) unkept: Vec<String>,
}

impl<'a> Parsed<'a> {
    /// Parses `script`, which is to run on the state `before`.
    pub(crate) fn new(script: &'a Script<'a>, before: &'a State) -> Parsed<'a> {
        let origin = Arc::new(Origin {
            execution: script.execution,
            text: script.cell.text().to_owned(),
        });
        let cell = script.cell;
        let (next, lost) = before.with_items(cell, &origin);
        Parsed {
            script,
            origin,
            cell,
            before,
            next,
            lost,
        }
    }

    /// Whether there is nothing to compile.
    pub(crate) fn is_empty(&self) -> bool {
        self.cell.is_empty() && self.script.after.is_empty()
    }

    /// Has rustc compile the script, as often as it takes to find which variables it moves. `unmade` tells why there is
    /// nothing of some names, `course` what others are to be.
    ///
    /// # Errors
    /// The errors that rustc has found in the script, or why rustc could not be asked.
    pub(crate) fn compile(
        &self,
        compiler: &mut Compiler,
        settings: &Settings,
        unmade: &BTreeMap<String, String>,
        course: &Course,
    ) -> Result<Compilation, Failure> {
        let style = Style::new(settings);
        let exercise = |name: &str| course.find(name).map(definition);
        let scope = || scope(&self.next, self.cell, unmade, &exercise);
        if self.cell.is_unparsed {
            let faults = faults(&self.origin.text);
            if !faults.is_empty() {
                return Err(failures::malformed(&faults, &self.origin, &scope()));
            }
        }
        let mut attempt = Attempt::first(self);
        loop {
            let cell_crate = CellCrate {
                opt_level: settings.opt_level,
                style: &style,
                ..attempt.cell_crate()
            };
            let refusal = match compiler.compile(&cell_crate) {
                Ok((source, compiled)) => {
                    return Ok(Compilation {
                        source,
                        compiled,
                        borrowing: attempt.borrowing,
                    });
                }
                Err(CompileError::Interrupted) => return Err(failures::interrupted()),
                Err(CompileError::Broken(message)) => return Err(failures::broken(&message)),
                Err(CompileError::Rejected(diagnostics, map)) => Refusal { diagnostics, map },
            };
            attempt.revise(refusal).map_err(|Refusal { diagnostics, map }| {
                failures::rejected(&diagnostics, &map, &self.origin, &scope())
            })?;
        }
    }

    /// The state that the script leads to, once it is known how it was compiled.
    pub(crate) fn outlook(&self, compilation: &Compilation) -> Outlook {
        let Compilation {
            source,
            compiled,
            borrowing,
        } = compilation;
        let mut next = self.next.clone();
        let mut unkept = Vec::new();
        for (name, type_name) in source.kept.iter().zip(&compiled.types) {
            match failures::unwritable(name, type_name) {
                Some(reason) => {
                    next.lose(name, reason.clone());
                    unkept.push(reason);
                }
                None => {
                    let binding = self.cell.bindings.iter().rev().find(|binding| binding.name == *name);
                    let known = next.variables.get(name).map(|variable| variable.mutable);
                    let mutable = binding.map(|binding| binding.mutable).or(known).unwrap_or(false);
                    let type_name = type_name.clone();
                    next.keep(name, Variable { type_name, mutable });
                }
            }
        }
        let bound = self.cell.bindings.iter().map(|binding| &binding.name);
        next.forget_moved(source.taken.iter().chain(bound), &source.kept, self.script.execution);
        let prepared = |(name, entry): (&String, &String)| {
            let library = compiled.library.clone();
            let entry = entry.clone();
            (name.clone(), Prepared { library, entry })
        };
        next.checks.extend(source.checks.iter().map(prepared));
        for name in borrowing {
            next.lose(name, failures::borrows(name));
            unkept.push(failures::borrows(name));
        }
        Outlook { next, unkept }
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
        let replaces = self.next.items.len() < self.before.items.len() + cell.items.len();
        let replaced = cell.items.iter().filter(|_| replaces).flat_map(|item| item.names());
        let dependents = reachability::dependents(&self.next.items, replaced);
        let text = cell.words().chain(words(after));
        reachability::reached(&self.next.items, text.chain(types).chain(own).chain(dependents))
    }
}

/// A way to compile a script, out of the many that there are.
struct Attempt<'a> {
    parsed: &'a Parsed<'a>,
    /// The items that are compiled with it.
    items: Vec<&'a Item>,
    /// The checks that are compiled with it.
    checks: &'a [Preparation],
    /// Variables not to put back: the script moves them, or they borrow.
    moved: Vec<String>,
    /// Those of them that borrow.
    borrowing: Vec<String>,
    /// The refusal of an earlier attempt, in which the type of a number was left open. Since then such types are written out.
    open: Option<Refusal>,
}

/// The errors that rustc has found in an attempt.
struct Refusal {
    diagnostics: Vec<Diagnostic>,
    map: Arc<SourceMap>,
}

impl<'a> Attempt<'a> {
    fn first(parsed: &'a Parsed<'a>) -> Attempt<'a> {
        Attempt {
            parsed,
            items: parsed.reached_items(),
            checks: parsed.script.checks,
            moved: Vec::new(),
            borrowing: Vec::new(),
            open: None,
        }
    }

    fn cell_crate(&self) -> CellCrate<'_> {
        let parsed = self.parsed;
        CellCrate {
            moved: &self.moved,
            lost: &parsed.lost,
            before: parsed.script.before,
            after: parsed.script.after,
            checks: self.checks,
            writes_floats: self.open.is_some(),
            ..CellCrate::new(&parsed.next, &self.items, parsed.cell, &parsed.origin)
        }
    }

    /// Changes what rustc refuses, so that it may be accepted.
    ///
    /// # Errors
    /// The refusal to tell of, where there is nothing to change.
    fn revise(&mut self, refusal: Refusal) -> Result<(), Refusal> {
        // An answer of another type than asked for is for the check to tell, not for the cell.
        if !self.checks.is_empty() && !diagnostics::concern_the_cell(&refusal.diagnostics, &refusal.map) {
            self.checks = &[];
            return Ok(());
        }
        if self.open.is_none() && refusal.any(Diagnostic::leaves_a_type_open) && self.cell_crate().has_open_floats() {
            self.open = Some(refusal);
            return Ok(());
        }
        if let Some((moved, borrowing)) = refusal.variables_not_to_keep() {
            self.moved.extend(moved);
            self.borrowing.extend(borrowing);
            return Ok(());
        }
        let all = &self.parsed.next.items;
        if self.items.len() < all.len() && refusal.any(Diagnostic::may_lack_an_item) {
            self.items = all.iter().collect();
            return Ok(());
        }
        let is_no_better = |diagnostic: &Diagnostic| diagnostic.leaves_a_type_open() || diagnostic.is_of_types();
        Err(self
            .open
            .take()
            .filter(|_| refusal.any(is_no_better))
            .unwrap_or(refusal))
    }
}

impl Refusal {
    fn any(&self, test: impl Fn(&Diagnostic) -> bool) -> bool {
        self.diagnostics.iter().any(test)
    }

    /// The variables that the script moves or that borrow, and among them those that borrow, if that is all that rustc
    /// says.
    fn variables_not_to_keep(&self) -> Option<(Vec<String>, Vec<String>)> {
        let (mut all, mut borrowing) = (Vec::new(), Vec::new());
        for diagnostic in &self.diagnostics {
            if let Some(name) = failures::moved(diagnostic, &self.map) {
                all.push(name);
            } else {
                let borrower = failures::borrower(diagnostic, &self.map)?;
                borrowing.extend(borrower.clone());
                all.extend(borrower);
            }
        }
        (!all.is_empty()).then_some((all, borrowing))
    }
}

/// The names that lessons on a cell may mention, in the state `next` that it would lead to.
fn scope<'s>(
    next: &'s State,
    cell: &'s Cell,
    unmade: &'s BTreeMap<String, String>,
    exercise: &'s dyn Fn(&str) -> Option<String>,
) -> Scope<'s> {
    Scope {
        variables: next.variables.keys().map(String::as_str).collect(),
        bindings: cell.bindings.iter().map(|binding| binding.name.as_str()).collect(),
        gone: unmade
            .iter()
            .chain(&next.gone)
            .map(|(name, reason)| (name.as_str(), reason.as_str()))
            .collect(),
        exercise: Some(exercise),
    }
}

/// How to define what the exercise asks for.
fn definition(exercise: &Exercise) -> String {
    match exercise.kind {
        Kind::Function => format!("define `{}`", exercise.signature),
        Kind::Variable => format!("bind `let {}`", exercise.signature),
    }
}

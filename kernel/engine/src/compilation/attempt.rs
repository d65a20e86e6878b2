//! An attempt at compiling, and what to change in it after a refusal.

use super::Parsed;
use crate::diagnostics::{self, Diagnostic};
use crate::failures;
use crate::preparation::Preparation;
use crate::source::{CellCrate, SourceMap};
use crate::state::Item;
use std::sync::Arc;
use syntax::Binding;

/// A way to compile a script, out of the many that there are.
pub(super) struct Attempt<'a> {
    parsed: &'a Parsed<'a>,
    /// The items that are compiled with it.
    items: Vec<&'a Item>,
    /// The checks that are compiled with it.
    checks: &'a [Preparation],
    /// The puts to leave out: the script moves these variables, or they borrow.
    pub(super) unput: Vec<usize>,
    /// Those of variables that borrow.
    pub(super) borrowing: Vec<usize>,
    /// See [`CellCrate::nests`].
    nests: bool,
    on_tokio: bool,
    awaits: bool,
    pub(super) shares_statics: bool,
    /// The refusal of an earlier attempt, in which the type of a number was left open. Since then such types are written out.
    open: Option<Refusal>,
}

/// The errors that rustc has found in an attempt.
pub(super) struct Refusal {
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) map: Arc<SourceMap>,
}

impl<'a> Attempt<'a> {
    pub(super) fn first(parsed: &'a Parsed<'a>, may_use_tokio: bool) -> Attempt<'a> {
        let items = parsed.reached_items();
        Attempt {
            parsed,
            on_tokio: may_use_tokio && parsed.uses_tokio(&items),
            items,
            checks: parsed.script.checks,
            unput: Vec::new(),
            borrowing: Vec::new(),
            nests: false,
            awaits: parsed.cell.awaits,
            shares_statics: true,
            open: None,
        }
    }

    pub(super) fn cell_crate(&self) -> CellCrate<'_> {
        let parsed = self.parsed;
        CellCrate {
            unput: &self.unput,
            nests: self.nests,
            on_tokio: self.on_tokio,
            awaits: self.awaits,
            shares_statics: self.shares_statics,
            lost: &parsed.lost,
            before: parsed.script.before,
            after: parsed.script.after,
            checks: self.checks,
            tells_value: parsed.script.tells_value,
            writes_floats: self.open.is_some(),
            ..CellCrate::new(&parsed.next, &self.items, &parsed.cell, &parsed.origin)
        }
    }

    /// The puts of what is bound by the statements in which, as rustc says, something is borrowed for good: that may be for
    /// want of the end of the cell, since what is kept lives on.
    fn puts_of_loans(&self, refusal: &Refusal) -> Vec<usize> {
        let Parsed {
            script,
            origin,
            cell,
            next,
            ..
        } = self.parsed;
        let for_good = refusal
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.borrows_for_good());
        let places = for_good.filter_map(|diagnostic| refusal.map.place(&diagnostic.primary()?));
        let starts: Vec<usize> = places
            .filter(|place| Arc::ptr_eq(&place.origin, origin))
            .map(|place| place.range.start)
            .collect();
        let taken = next.variables_in(cell, script.after).count();
        let lends = |binding: &Binding| {
            starts
                .iter()
                .any(|start| cell.statements[binding.statement].contains(start))
        };
        let bound = cell.bindings.iter().zip(taken..).filter(|(binding, _)| lends(binding));
        bound
            .map(|(_, number)| number)
            .filter(|number| !self.unput.contains(number))
            .collect()
    }

    /// Changes what rustc refuses, so that it may be accepted.
    ///
    /// # Errors
    /// The refusal to tell of, where there is nothing to change.
    pub(super) fn revise(&mut self, refusal: Refusal) -> Result<(), Refusal> {
        // An answer of another type than asked for is for the check to tell, not for the cell.
        if !self.checks.is_empty() && !diagnostics::concern_the_cell(&refusal.diagnostics, &refusal.map) {
            self.checks = &[];
            return Ok(());
        }
        if self.open.is_none() && refusal.any(Diagnostic::leaves_a_type_open) && self.cell_crate().has_open_floats() {
            self.open = Some(refusal);
            return Ok(());
        }
        if let Some((unput, borrowing)) = refusal.puts_to_leave_out() {
            self.unput.extend(unput);
            self.borrowing.extend(borrowing);
            return Ok(());
        }
        let loans = self.puts_of_loans(&refusal);
        if !loans.is_empty() {
            self.unput.extend(&loans);
            self.borrowing.extend(loans);
            return Ok(());
        }
        if !self.nests
            && refusal
                .diagnostics
                .iter()
                .any(|one| failures::is_borrowed_to_the_end(one, &refusal.map))
        {
            self.nests = true;
            return Ok(());
        }
        // Not every static can be that of another library: its value may be needed to compile the cell.
        let has_shared = self.shares_statics && self.items.iter().any(|item| item.home.is_some());
        if has_shared && refusal.any(Diagnostic::is_of_a_declared_static) {
            self.shares_statics = false;
            return Ok(());
        }
        // A macro may await where the cell does not show it.
        if !self.awaits && refusal.any(|diagnostic| diagnostic.code() == Some("E0728")) {
            self.awaits = true;
            return Ok(());
        }
        // tokio can be built without its runtime.
        if self.on_tokio && refusal.any(Diagnostic::is_of_the_runtime) {
            self.on_tokio = false;
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

    /// The puts of variables that the script moves or that borrow, and among them those that borrow. What else rustc says may
    /// follow from a loan that would last for ever; from a move nothing follows, so then it must be all that rustc says.
    fn puts_to_leave_out(&self) -> Option<(Vec<usize>, Vec<usize>)> {
        let borrowers = |one| failures::borrower(one, &self.map);
        let moved = |one| failures::moved(one, &self.map);
        let borrowing: Vec<usize> = self.diagnostics.iter().filter_map(borrowers).flatten().collect();
        let mut all: Vec<usize> = self.diagnostics.iter().filter_map(moved).collect();
        let is_all = || {
            self.diagnostics
                .iter()
                .all(|one| moved(one).is_some() || borrowers(one).is_some())
        };
        if borrowing.is_empty() && (all.is_empty() || !is_all()) {
            return None;
        }
        all.extend(&borrowing);
        Some((all, borrowing))
    }
}

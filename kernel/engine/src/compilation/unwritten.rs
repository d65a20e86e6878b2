//! Finds the names that glob imports and macros bring, which stand nowhere as a definition. rustc is asked for those that would
//! make another type of a variable's.

use super::Parsed;
use crate::compiler::{CompileError, Compiler};
use crate::failures;
use crate::source::CellCrate;
use crate::state::{Item, State};
use interfaces::failure::Failure;
use std::sync::Arc;
use syntax::Cell;

impl Parsed<'_> {
    /// Takes the variables out whose type would be another one, since the script brings a name in the place of another.
    ///
    /// # Errors
    /// If rustc can't be asked.
    pub(super) fn look_for_unwritten_names(&mut self, compiler: &mut Compiler) -> Result<(), Failure> {
        self.look_for_shadows(compiler)?;
        let mut names = self.next.unwritten(&self.before.items);
        // What a name has meant already is no news.
        for (state, is_news) in [(&self.next, true), (self.before, false)] {
            if names.is_empty() {
                return Ok(());
            }
            let defined = self.defined(state, &names, compiler)?;
            names.retain(|name| defined.contains(name) == is_news);
        }
        let (mut lost, restarted) = self.next.lose_to(names, self.before);
        self.restarted.extend(restarted);
        self.lose(&mut lost);
        Ok(())
    }

    /// Takes the older items out in whose place a glob import of the script brings others.
    fn look_for_shadows(&mut self, compiler: &mut Compiler) -> Result<(), Failure> {
        let (globs, names) = self.next.unwritten_globs(&self.origin);
        if names.is_empty() {
            return Ok(());
        }
        let brought = self
            .names_in(&self.next, &globs, &names, compiler)?
            .into_iter()
            .collect();
        let shadowed = self.next.shadow_by(&brought, &self.origin);
        if !shadowed.is_empty() {
            let (mut lost, restarted) = self.next.lose_to(shadowed.clone(), self.before);
            self.restarted.extend(restarted);
            self.lose(&mut lost);
            self.shadowed = shadowed;
        }
        Ok(())
    }

    /// Which of the `names` the root of the crate has.
    fn defined(&self, state: &State, names: &[String], compiler: &mut Compiler) -> Result<Vec<String>, Failure> {
        let items: Vec<&Item> = state.items.iter().collect();
        self.names_in(state, &items, names, compiler)
    }

    /// Which of the `names` the root of a crate has that is made of these items.
    fn names_in(
        &self,
        state: &State,
        items: &[&Item],
        names: &[String],
        compiler: &mut Compiler,
    ) -> Result<Vec<String>, Failure> {
        let nothing = Cell::default();
        let origin = Arc::default();
        let defined = compiler.defined(&CellCrate::new(state, items, &nothing, &origin), names);
        defined.map_err(|error| match error {
            CompileError::Interrupted => failures::interrupted(),
            CompileError::Broken(message) => failures::broken(&message),
            CompileError::Rejected(..) => failures::internal("rustc does not tell which names there are"),
        })
    }
}

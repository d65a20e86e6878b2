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

    /// Which of the `names` the root of the crate has.
    fn defined(&self, state: &State, names: &[String], compiler: &mut Compiler) -> Result<Vec<String>, Failure> {
        let items: Vec<&Item> = state.items.iter().collect();
        let nothing = Cell::default();
        let origin = Arc::default();
        let defined = compiler.defined(&CellCrate::new(state, &items, &nothing, &origin), names);
        defined.map_err(|error| match error {
            CompileError::Interrupted => failures::interrupted(),
            CompileError::Broken(message) => failures::broken(&message),
            CompileError::Rejected(..) => failures::internal("rustc does not tell which names there are"),
        })
    }
}

//! Adds the crates that a notebook asks for with `:dep`.

use super::Engine;
use crate::evcxr::Evcxr;
use crate::failures;
use crate::readiness::Readiness;
use interfaces::evaluator::{Frontend, Output, Stream};
use interfaces::failure::Failure;

impl Engine {
    /// Adds a crate for the cells to come, written as in `[dependencies]`.
    ///
    /// # Errors
    /// If it can't be built, or there is nothing to build it with.
    pub(crate) fn add_crate(&mut self, dependency: &str, frontend: &dyn Frontend) -> Result<(), Failure> {
        let _busy = self.interrupter.cell();
        self.make_ready(frontend)?;
        let name = dependency.split('=').next().unwrap_or_default().trim();
        let Readiness::Ready { compiler, .. } = &self.readiness else {
            return Err(failures::internal("there is no compiler"));
        };
        if compiler.prelude().holds(name) {
            let note = format!("note: `{name}` is part of Meno already\n");
            frontend.show(Output::Text(Stream::Stderr, note));
            return Ok(());
        }
        let interrupter = self.interrupter.clone();
        let added = self.evcxr().add_dependency(dependency, &interrupter);
        if interrupter.interrupted() {
            return Err(failures::interrupted());
        }
        let dependencies = added.map_err(|error| failures::command(&format!("`{name}` can't be added: {error}")))?;
        if let Readiness::Ready { compiler, .. } = &mut self.readiness {
            compiler.depend_on(dependencies);
        }
        Ok(())
    }

    fn evcxr(&mut self) -> &Evcxr {
        self.evcxr.get_or_insert_with(|| Evcxr::start(self.folder.path()))
    }
}

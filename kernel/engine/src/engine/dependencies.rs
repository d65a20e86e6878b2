//! Adds the crates that a notebook asks for with `:dep`, and keeps what was made with other builds of them out of reach.

use super::Engine;
use crate::crates::{Complaint, Tools};
use crate::failures;
use crate::readiness::Readiness;
use crate::state::State;
use interfaces::evaluator::{Activity, Frontend, Output, Stream};
use interfaces::failure::Failure;
use std::sync::Arc;

impl Engine {
    /// Adds crates for the cells to come, all of them or none, each given as after `:dep`.
    ///
    /// # Errors
    /// If they can't be had, or there is nothing to build them with.
    pub(crate) fn add_crates(&mut self, dependencies: &[String], frontend: &dyn Frontend) -> Result<(), Failure> {
        let _busy = self.interrupter.cell();
        self.make_ready(frontend)?;
        let Readiness::Ready { compiler, .. } = &mut self.readiness else {
            return Err(failures::internal("there is no compiler"));
        };
        let tools = Tools {
            toolchain: compiler.toolchain(),
            prelude: compiler.prelude(),
            folder: self.folder.path(),
            settings: &self.settings.crates,
            interrupter: &self.interrupter,
        };
        let added = {
            let activity = Activity::new(frontend);
            activity.is("Adding crates".to_owned());
            let mut progress = |work: &str| activity.is(format!("Adding crates: {work}"));
            self.crates.add(dependencies, &tools, &mut progress)
        };
        if self.interrupter.interrupted() {
            return Err(failures::interrupted());
        }
        for note in added.map_err(|complaint| refused(dependencies, complaint))? {
            frontend.show(Output::Text(Stream::Stderr, format!("note: {note}\n")));
        }
        compiler.depend_on(self.crates.libraries().clone());
        let lost = self.settle();
        failures::tell_rebuilt(&lost, frontend);
        Ok(())
    }

    /// Forgets the variables of the present state that were made with another build of a crate than cells are compiled with
    /// now: it may lay their types out in another way. Returns their names. This is the one place where states meet the crates
    /// that there are; whatever changes either of them ends here.
    pub(super) fn settle(&mut self) -> Vec<String> {
        let builds = &self.crates.libraries().builds;
        if Arc::ptr_eq(builds, &self.state.builds) {
            return Vec::new();
        }
        let mut state = State::clone(&self.state);
        let before = std::mem::replace(&mut state.builds, Arc::clone(builds));
        let changed = before.iter().filter(|(name, build)| builds.get(*name) != Some(*build));
        let changed: Vec<&str> = changed.map(|(name, _)| name.as_str()).collect();
        let lost = match changed.is_empty() {
            true => Vec::new(),
            false => state.forget_made_of(&changed),
        };
        self.state = Arc::new(state);
        lost
    }
}

/// The failure of a cell whose crates can't be added.
fn refused(dependencies: &[String], complaint: Complaint) -> Failure {
    let Complaint { sentence, said } = complaint;
    let name = |dependency: &String| {
        let name = dependency.split('=').next().unwrap_or_default().trim().to_owned();
        format!("`{name}`")
    };
    let names: Vec<String> = dependencies.iter().map(name).collect();
    let mut failure = failures::command(&format!("{} can't be added: {sentence}", names.join(", ")));
    failure.traceback.extend(said);
    failure
}

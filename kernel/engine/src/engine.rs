//! Holds together what one notebook's cells need, and the present state, which they change. Each thing that the engine does
//! has a file below this one.

mod adapter;
mod check;
mod completion;
mod dependencies;
mod run;
mod start;
mod toolchain;
mod transaction;
mod undo;

pub(crate) use adapter::{call, item, missing, verdict};
pub(crate) use check::Checked;
pub(crate) use toolchain::{compiler, explain_error};

use crate::analysis::Analysis;
use crate::crates::Crates;
use crate::folder::RuntimeFolder;
use crate::interrupt::Interrupter;
use crate::prelude::Sources;
use crate::readiness::Readiness;
use crate::savepoint::Savepoint;
use crate::source::SourceMap;
use crate::state::{State, Variable};
use backend::Settings;
use base::toolchain::Toolchain;
use grading::Course;
use interfaces::failure::Failure;
use interfaces::limits::Limits;
use std::collections::{BTreeMap, HashMap};
use std::env;
use std::sync::Arc;
use std::time::Instant;

/// Compiles and runs the cells of one notebook.
pub struct Engine {
    /// What the prelude is built from.
    sources: &'static Sources,
    /// What there may be answers to.
    course: &'static Course,
    interrupter: Interrupter,
    /// Sources and compiled cells; only this user can read it.
    folder: RuntimeFolder,
    readiness: Readiness,
    /// The present state.
    state: Arc<State>,
    /// What a cell may use.
    limits: Limits,
    /// How cells are compiled and shown.
    settings: Settings,
    crates: Crates,
    /// Started when a name is first asked for, or before that in a pause.
    analysis: Option<Analysis>,
    /// When the last cell ended, if completion has not been prepared since.
    ended: Option<Instant>,
    /// Of each compilation that later cells may still panic in, by its file.
    maps: HashMap<String, Arc<SourceMap>>,
    /// Why there is nothing of a name that a cell was to define: the cell failed, or has been undone.
    unmade: BTreeMap<String, String>,
    /// Where a cell goes back to if it fails.
    savepoint: Option<Savepoint>,
}

impl Engine {
    /// Starts preparing what cells need, from `sources` and with `toolchain` or the one that it finds, and returns at once.
    ///
    /// # Errors
    /// If no runtime folder can be made.
    pub fn new(
        sources: &'static Sources,
        course: &'static Course,
        toolchain: Option<Toolchain>,
    ) -> Result<Engine, String> {
        let folder = RuntimeFolder::new(&env::temp_dir()).map_err(|error| {
            format!("no folder for compiled cells can be made: {error}; set `TMPDIR` to a place with room")
        })?;
        Ok(Engine {
            sources,
            course,
            interrupter: Interrupter::default(),
            folder,
            readiness: Readiness::prepare(sources, toolchain),
            state: Arc::default(),
            limits: Limits::from_environment(),
            settings: Settings::default(),
            crates: Crates::default(),
            analysis: None,
            ended: None,
            maps: HashMap::new(),
            unmade: BTreeMap::new(),
            savepoint: None,
        })
    }

    /// What interrupts this engine from another thread.
    pub(crate) fn interrupter(&self) -> Interrupter {
        self.interrupter.clone()
    }

    /// How cells are compiled and shown, to look at and to set.
    pub(crate) fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }

    /// The crates that were added, each as a line of `[dependencies]`.
    pub(crate) fn crates(&self) -> Vec<String> {
        self.crates.lines()
    }

    /// What a cell may use, to look at and to set.
    pub(crate) fn limits(&mut self) -> &mut Limits {
        &mut self.limits
    }

    /// The notebook's variables, by name.
    pub(crate) fn variables(&self) -> &BTreeMap<String, Variable> {
        &self.state.variables
    }

    /// The names of the notebook's items, with their definitions.
    pub(crate) fn items(&self) -> impl Iterator<Item = (&str, &str)> {
        self.state
            .items
            .iter()
            .filter_map(|item| Some((item.name()?, item.text())))
    }

    /// Forgets all variables and items.
    ///
    /// # Errors
    /// If no worker can be started.
    pub(crate) fn reset(&mut self) -> Result<(), Failure> {
        self.state = Arc::default();
        self.maps.clear();
        self.unmade.clear();
        self.restart()
    }
}

//! Compiles cells and runs them. The only place that names evcxr.
//!
//! A cell goes through these hands: [`cell`] parses it, [`state`] adds its items to those of the notebook, [`source`]
//! writes the crate, [`compiler`] has rustc compile it against the [`prelude`], [`worker`] runs it. Only when it has ended
//! well does the new state take the place of the old one, in the worker and here: a cell is a transaction.

mod adapter;
mod analysis;
mod capped;
mod cell;
mod checkpoints;
mod checks;
mod compiler;
mod diagnostics;
mod evcxr;
mod failures;
mod floats;
mod folder;
mod imports;
mod interrupt;
mod last_result;
mod linker;
mod memory;
mod mir;
pub mod prelude;
#[cfg(test)]
mod properties;
mod reach;
mod source;
mod stage;
mod state;
mod state_handle;
mod streams;
mod transaction;
mod watch;
mod witness;
mod worker;

pub use checks::{Checked, Preparation};
pub use evcxr::lead_to;
pub use interrupt::Interrupter;
pub use state::Variable;
pub use worker::{Ending, Reached};

use analysis::Analysis;
use backend::Need;
use base::tokens::words;
use base::toolchain::Toolchain;
use cell::Cell;
use checks::Prepared;
use compiler::{CompileError, Compiled};
use diagnostics::Diagnostic;
use evcxr::Evcxr;
use folder::RuntimeFolder;
use grading::{Exercise, Kind};
use interfaces::evaluator::{Completions, Frontend, MimeBundle, Output, Stream};
use interfaces::failure::Failure;
use interfaces::limits::Limits;
use last_result::LastResult;
use lessons::{self, Scope};
use prelude::Sources;
use source::{Source, SourceMap};
use stage::Stage;
use state::{Item, Origin, State};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{env, fs, io};
use transaction::Savepoint;
use worker::Job;

/// Compiles and runs the cells of one notebook.
pub struct Engine {
    /// What the prelude is built from.
    sources: &'static Sources,
    interrupter: Interrupter,
    /// Sources and compiled cells; only this user can read it.
    folder: RuntimeFolder,
    stage: Stage,
    state: State,
    /// What a cell may use.
    limits: Limits,
    /// How much rustc optimises cells, from 0 to 3.
    opt_level: u8,
    /// Started when they are first needed.
    evcxr: Option<Evcxr>,
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

/// Something to compile and run.
struct Script<'a> {
    text: &'a str,
    execution: u32,
    /// Whether its changes stay.
    keep: bool,
    /// Statements of our own, before the text. What they define is not kept.
    before: &'a str,
    /// Statements of our own, after the text.
    after: &'a str,
    /// Checks of what it defines, to be compiled along with it.
    checks: &'a [Preparation],
    memory: Option<u64>,
    time: Option<Duration>,
}

/// A script that has run.
struct Ran {
    ending: Ending,
    /// Tells about the ending, unless it is [`Ending::Done`].
    failure: Failure,
    reached: Reached,
}

/// If this process was started to play another part than the command line's, plays it, and ends the process. Comes first
/// in `main`.
pub fn play_role() {
    evcxr::play_role();
    analysis::play_role();
}

/// This program.
fn binary() -> io::Result<PathBuf> {
    match env::var_os("MENO_BINARY") {
        Some(path) => Ok(PathBuf::from(path)),
        None => env::current_exe(),
    }
}

impl Engine {
    /// Starts preparing what cells need, from `sources` and with `toolchain` or the one that it finds, and returns at once.
    ///
    /// # Errors
    /// If no runtime folder can be made.
    pub fn new(sources: &'static Sources, toolchain: Option<Toolchain>) -> Result<Engine, String> {
        let folder = RuntimeFolder::new(&env::temp_dir()).map_err(|error| {
            format!("no folder for compiled cells can be made: {error}; set `TMPDIR` to a place with room")
        })?;
        Ok(Engine {
            sources,
            interrupter: Interrupter::default(),
            folder,
            stage: Stage::prepare(sources, toolchain),
            state: State::default(),
            limits: Limits::from_environment(),
            opt_level: 0,
            evcxr: None,
            analysis: None,
            ended: None,
            maps: HashMap::new(),
            unmade: BTreeMap::new(),
            savepoint: None,
        })
    }

    /// What interrupts this engine from another thread.
    pub fn interrupter(&self) -> Interrupter {
        self.interrupter.clone()
    }

    /// Runs a cell of plain Rust. It finds in scope what the statements `given` define, which is not kept. The `checks` of
    /// what the cell defines are compiled along with it, where they can be.
    ///
    /// # Errors
    /// Why it did not succeed; nothing of it stays.
    pub fn run(
        &mut self,
        text: &str,
        execution: u32,
        given: &str,
        checks: &[Preparation],
        frontend: &dyn Frontend,
    ) -> Result<(), Failure> {
        let _busy = self.interrupter.cell();
        let script = Script {
            text,
            execution,
            keep: true,
            before: given,
            after: "",
            checks,
            memory: None,
            time: None,
        };
        let ran = self.run_script(&script, frontend);
        self.ended = Some(Instant::now());
        let failure = match ran {
            Ok(Ran {
                ending: Ending::Done { .. },
                ..
            }) => return Ok(()),
            Ok(Ran { failure, .. }) | Err(failure) => failure,
        };
        let cell = Cell::parse(text).unwrap_or_default();
        let bound = cell.bindings.iter().map(|binding| binding.name.as_str());
        for name in bound.chain(cell.items.iter().flat_map(|item| item.names())) {
            self.unmade.insert(name.to_owned(), failures::unmade(name, execution));
        }
        Err(failure)
    }

    /// The value of an expression; whatever it changes is undone.
    ///
    /// # Errors
    /// Why it has none.
    pub fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, Failure> {
        let _busy = self.interrupter.cell();
        let result = LastResult::default();
        let script = Script {
            text: expression,
            execution: 0,
            keep: false,
            before: "",
            after: "",
            checks: &[],
            memory: None,
            time: None,
        };
        let ran = self.run_script(&script, &result)?;
        match ran.ending {
            Ending::Done { .. } => Ok(result.into_bundle()),
            _ => Err(ran.failure),
        }
    }

    /// How much rustc optimises cells, from 0 to 3, to look at and to set.
    pub fn opt_level(&mut self) -> &mut u8 {
        &mut self.opt_level
    }

    /// The notebook's variables, by name.
    pub fn variables(&self) -> &BTreeMap<String, Variable> {
        &self.state.variables
    }

    /// The names of the notebook's items, with their definitions.
    pub fn items(&self) -> impl Iterator<Item = (&str, &str)> {
        self.state
            .items
            .iter()
            .filter_map(|item| Some((item.name()?, item.text())))
    }

    /// Forgets all variables and items.
    ///
    /// # Errors
    /// If no worker can be started.
    pub fn reset(&mut self) -> Result<(), Failure> {
        self.state = State::default();
        self.maps.clear();
        self.unmade.clear();
        self.restart()
    }

    /// Completions of `code` at the byte `cursor`, by rust-analyzer, which knows the notebook's names.
    pub fn complete(&mut self, code: &str, cursor: usize, need: Need) -> Option<Completions> {
        let (analysis, state) = self.analysis()?;
        analysis.complete(state, code, cursor, need)
    }

    /// What rust-analyzer has to say of the name at the byte `cursor`, as text and as Markdown.
    pub fn explain(&mut self, code: &str, cursor: usize) -> Option<(String, String)> {
        let (analysis, state) = self.analysis()?;
        analysis.explain(state, code, cursor)
    }

    fn analysis(&mut self) -> Option<(&Analysis, &State)> {
        let Stage::Ready { compiler, .. } = &self.stage else {
            return None;
        };
        let start = || Analysis::new(compiler.toolchain(), compiler.prelude());
        Some((self.analysis.get_or_insert_with(start), &self.state))
    }

    /// Has rust-analyzer start once a cell is followed by a pause, in which the next one may be being typed: a notebook that
    /// is run from top to bottom does without. Tells whether there may be such a pause yet.
    fn await_pause(&mut self) -> bool {
        const PAUSE: Duration = Duration::from_secs(2);
        /// What it takes, and as much again for cells.
        const MEMORY: u64 = 512 << 20;
        match self.ended {
            Some(ended) if ended.elapsed() < PAUSE => true,
            Some(_) => {
                self.ended = None;
                if memory::available().is_none_or(|bytes| bytes >= MEMORY)
                    && let Some((analysis, state)) = self.analysis()
                {
                    analysis.warm_up(state);
                }
                false
            }
            None => false,
        }
    }

    fn evcxr(&mut self) -> &Evcxr {
        self.evcxr.get_or_insert_with(|| Evcxr::start(self.folder.path()))
    }

    /// Adds a crate for the cells to come, written as in `[dependencies]`.
    ///
    /// # Errors
    /// If it can't be built, or there is nothing to build it with.
    pub fn add_crate(&mut self, dependency: &str, frontend: &dyn Frontend) -> Result<(), Failure> {
        let _busy = self.interrupter.cell();
        self.make_ready(frontend)?;
        let name = dependency.split('=').next().unwrap_or_default().trim();
        let Stage::Ready { compiler, .. } = &self.stage else {
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
        if let Stage::Ready { compiler, .. } = &mut self.stage {
            compiler.depend_on(dependencies);
        }
        Ok(())
    }

    /// Compiles and runs `script`.
    fn run_script(&mut self, script: &Script<'_>, frontend: &dyn Frontend) -> Result<Ran, Failure> {
        self.make_ready(frontend)?;
        let origin = Arc::new(Origin {
            execution: script.execution,
            text: script.text.to_owned(),
        });
        // What syn can't parse goes to rustc whole, for its message.
        let cell = Cell::parse(script.text).unwrap_or_else(|_| Cell::unparsed(script.text));
        let (mut next, lost) = self.state.with_items(&cell, &origin);
        if cell.is_empty() && script.after.is_empty() {
            return Ok(Ran {
                ending: Ending::Done { report: None },
                failure: failures::internal(""),
                reached: Reached::default(),
            });
        }
        let (source, compiled, borrowing) = self.compile(&next, &cell, &origin, &lost, script)?;
        let mut unkept = Vec::new();
        for (name, type_name) in source.kept.iter().zip(&compiled.types) {
            let binding = cell.bindings.iter().rev().find(|binding| binding.name == *name);
            match failures::unwritable(name, type_name) {
                Some(reason) => {
                    next.lose(name, reason.clone());
                    unkept.push(reason);
                }
                None => {
                    let known = next.variables.get(name).map(|variable| variable.mutable);
                    let mutable = binding.map(|binding| binding.mutable).or(known).unwrap_or(false);
                    let type_name = type_name.clone();
                    next.keep(name, Variable { type_name, mutable });
                }
            }
        }
        let bound = cell.bindings.iter().map(|binding| &binding.name);
        next.forget_moved(source.taken.iter().chain(bound), &source.kept, script.execution);
        let prepared = |(name, entry): (&String, &String)| {
            let library = compiled.library.clone();
            let entry = entry.clone();
            (name.clone(), Prepared { library, entry })
        };
        next.checks.extend(source.checks.iter().map(prepared));
        for name in &borrowing {
            next.lose(name, failures::borrows(name));
            unkept.push(failures::borrows(name));
        }

        self.maps
            .insert(format!("{}.rs", source.entry), Arc::clone(&source.map));
        let job = Job {
            library: &compiled.library,
            entry: &source.entry,
            keep: script.keep,
            memory: script.memory.or_else(|| self.memory_limit()),
            time: script.time,
            processor_time: self.limits.time,
            processes: self.limits.processes,
        };
        let ended = self.run_on_present(job, frontend)?;
        // What is loaded stays loaded.
        let _ = fs::remove_file(&compiled.library);
        let ending = match script.keep {
            true => self.locate(ended.ending, &source, &compiled),
            false => ended.ending,
        };
        let mut failure = failures::ending(&ending, &self.maps, &origin);
        let panicked_at = failures::place(&ending, &self.maps);
        failures::tell_left(ended.left, frontend);
        match &ending {
            Ending::Done { .. } if script.keep => {
                self.advance(script.execution, next, ended.next)?;
                failures::tell_unkept(&unkept, frontend);
                failures::tell_lost(&lost, frontend);
            }
            _ => {
                self.maps.remove(&format!("{}.rs", source.entry));
            }
        }
        if script.keep
            && let Ending::Panicked { message, .. } = &ending
        {
            let site = panicked_at.map(|place| self.site(message, &place, script, &source));
            failure.lesson = lessons::panics::on(message, &site.unwrap_or_default());
        }
        Ok(Ran {
            ending,
            failure,
            reached: ended.reached,
        })
    }

    /// Finds the line of the cell that called into a panic of a library.
    fn locate(&mut self, ending: Ending, source: &Source, compiled: &Compiled) -> Ending {
        match (ending, &mut self.stage) {
            (
                Ending::Panicked {
                    message,
                    location,
                    frames,
                },
                Stage::Ready { compiler, .. },
            ) if !location.as_ref().is_some_and(|at| self.maps.contains_key(&at.file)) => Ending::Panicked {
                message,
                location: compiler.line_of(source, compiled, &frames),
                frames,
            },
            (ending, _) => ending,
        }
    }

    /// Has rustc compile the cell, as often as it takes to find which variables it moves. Returns
    /// also those that can't be kept, because they borrow.
    fn compile(
        &mut self,
        next: &State,
        cell: &Cell,
        origin: &Arc<Origin>,
        lost: &[String],
        script: &Script<'_>,
    ) -> Result<(Source, Compiled, Vec<String>), Failure> {
        let Stage::Ready { compiler, .. } = &mut self.stage else {
            return Err(failures::internal("there is no compiler"));
        };
        let mut moved: Vec<String> = Vec::new();
        let mut borrowing: Vec<String> = Vec::new();
        let mut checks = script.checks;
        // What was refused since it leaves the type of a number open.
        let mut open = None;
        let mut items = reached_items(&self.state, next, cell, origin, script.after);
        loop {
            let request = source::Request {
                state: next,
                items: &items,
                cell,
                origin,
                moved: &moved,
                lost,
                before: script.before,
                after: script.after,
                checks,
                executor: "::meno_prelude::block_on",
                writes_floats: open.is_some(),
                opt_level: self.opt_level,
            };
            match compiler.compile(&request) {
                Ok((source, compiled)) => return Ok((source, compiled, borrowing)),
                Err(CompileError::Interrupted) => return Err(failures::interrupted()),
                Err(CompileError::Broken(message)) => return Err(failures::broken(&message)),
                // An answer of another type than asked for is for the check to tell, not for the cell.
                Err(CompileError::Rejected(diagnostics, map))
                    if !checks.is_empty() && !diagnostics::concern_the_cell(&diagnostics, &map) =>
                {
                    checks = &[];
                }
                Err(CompileError::Rejected(diagnostics, map))
                    if open.is_none()
                        && diagnostics.iter().any(Diagnostic::leaves_a_type_open)
                        && request.has_open_floats() =>
                {
                    open = Some((diagnostics, map));
                }
                Err(CompileError::Rejected(diagnostics, map)) => {
                    let mut more = Vec::new();
                    for diagnostic in &diagnostics {
                        if let Some(name) = failures::moved(diagnostic, &map) {
                            more.push(name);
                        } else if let Some(name) = failures::borrower(diagnostic, &map) {
                            borrowing.extend(name.clone());
                            more.extend(name);
                        } else {
                            more.clear();
                            break;
                        }
                    }
                    let may_lack = || diagnostics.iter().any(Diagnostic::may_lack_an_item);
                    if more.is_empty() && items.len() < next.items.len() && may_lack() {
                        items = next.items.iter().collect();
                        continue;
                    }
                    if more.is_empty() {
                        let is_no_better =
                            |diagnostic: &Diagnostic| diagnostic.leaves_a_type_open() || diagnostic.is_of_types();
                        let (diagnostics, map) = open
                            .filter(|_| diagnostics.iter().any(is_no_better))
                            .unwrap_or((diagnostics, map));
                        return Err(failures::rejected(
                            &diagnostics,
                            &map,
                            origin,
                            &scope(next, cell, &self.unmade),
                        ));
                    }
                    moved.extend(more);
                }
            }
        }
    }
}

/// What lessons on a cell may name, in the state `next` that it would lead to.
fn scope<'s>(next: &'s State, cell: &'s Cell, unmade: &'s BTreeMap<String, String>) -> Scope<'s> {
    Scope {
        variables: next.variables.keys().map(String::as_str).collect(),
        bindings: cell.bindings.iter().map(|binding| binding.name.as_str()).collect(),
        gone: unmade
            .iter()
            .chain(&next.gone)
            .map(|(name, reason)| (name.as_str(), reason.as_str()))
            .collect(),
        exercise: Some(|name| course::find(name).map(definition)),
    }
}

/// How to define what the exercise asks for.
fn definition(exercise: &Exercise) -> String {
    match exercise.kind {
        Kind::Function => format!("define `{}`", exercise.signature),
        Kind::Variable => format!("bind `let {}`", exercise.signature),
    }
}

/// The items of the state `next` that the cell can reach, and, where it replaces some of `before`, those that are to compile
/// with the new ones.
fn reached_items<'s>(before: &State, next: &'s State, cell: &Cell, origin: &Origin, after: &str) -> Vec<&'s Item> {
    let variables = next.variables_in(cell, origin, after);
    let types = variables.flat_map(|(_, variable)| words(&variable.type_name));
    let own = cell
        .items
        .iter()
        .flat_map(|item| words(&origin.text[item.range.clone()]));
    let replaces = next.items.len() < before.items.len() + cell.items.len();
    let replaced = cell.items.iter().filter(|_| replaces).flat_map(|item| item.names());
    let dependents = reach::dependents(&next.items, replaced);
    let text = cell.words(&origin.text).chain(words(after));
    reach::reached(&next.items, text.chain(types).chain(own).chain(dependents))
}

//! evcxr itself as a second backend, for those who need exactly its ways: it evaluates the cells, keeps the variables, and
//! carries out its own commands. What the engine gives beyond that is refused with a sentence.
//!
//! In reading order:
//! - `adapter`: makes it a backend
//! - `session`: a running evcxr, with the prelude in it
//! - `packages` and `rustc`: how evcxr's cargo, its rust-analyzer and its cells find the prelude without compiling it
//! - `listener`: what cells put out and ask while they run
//! - `outcome`: why a cell did not succeed

mod adapter;
mod listener;
mod outcome;
mod packages;
mod rustc;
mod session;

use crate::failures;
use crate::folder::RuntimeFolder;
use crate::interrupt::Interrupter;
use crate::last_result::LastResult;
use crate::prelude::{Prelude, Progress, Sources};
use crate::style;
use backend::Settings;
use base::toolchain::Toolchain;
use evcxr::{Error, EvalOutputs};
use grading::Course;
use interfaces::evaluator::{Activity, Frontend, MimeBundle, Output, Stream};
use interfaces::failure::{Failure, FailureKind};
use interfaces::limits::Limits;
use listener::Heard;
use outcome::Compiled;
use serde_json::Value;
use session::{Session, Stay};
use std::collections::BTreeMap;
use std::{env, mem};
use syntax::Cell;

/// If an evcxr that evaluates cells started this process, plays the part it was started for, and ends the process.
pub(crate) fn play_role() {
    session::play_runtime();
    rustc::play_rustc();
}

/// How much evcxr optimises cells unless told otherwise.
const OPT_LEVEL: u8 = 2;

/// Evaluates the cells of one notebook by evcxr. Nothing of it runs before the first cell.
pub(crate) struct EvcxrEngine {
    sources: &'static Sources,
    course: &'static Course,
    toolchain: Option<Toolchain>,
    interrupter: Interrupter,
    session: Option<Session>,
    /// Made when evcxr first starts.
    folder: Option<RuntimeFolder>,
    /// The items that cells have defined, by name.
    items: BTreeMap<String, String>,
    /// As they stand behind `:dep`.
    crates: Vec<String>,
    /// Of these, evcxr takes over how much cells are optimised, and cells how many digits they show; the others have commands
    /// of its own.
    settings: Settings,
    /// What evcxr knows of that.
    opt_level: u8,
    /// Of no effect: setting any is refused.
    limits: Limits,
}

impl EvcxrEngine {
    pub(crate) fn new(sources: &'static Sources, course: &'static Course, toolchain: Option<Toolchain>) -> EvcxrEngine {
        EvcxrEngine {
            sources,
            course,
            toolchain,
            interrupter: Interrupter::default(),
            session: None,
            folder: None,
            items: BTreeMap::new(),
            crates: Vec::new(),
            settings: Settings {
                opt_level: OPT_LEVEL,
                ..Settings::default()
            },
            opt_level: OPT_LEVEL,
            limits: Limits::from_environment(),
        }
    }

    /// evcxr, started if it is not running.
    fn start(&mut self, frontend: &dyn Frontend) -> Result<(), Failure> {
        if self.session.is_some() {
            return Ok(());
        }
        let toolchain = self.toolchain()?;
        let activity = Activity::new(frontend);
        let mut progress = |step: Progress| activity.is(step.activity());
        let prelude = Prelude::prepare(self.sources, &toolchain, &mut progress)
            .map_err(|error| failures::unprepared(&error.to_string()))?;
        drop(activity);
        let folder = match self.folder.take() {
            Some(folder) => folder,
            None => RuntimeFolder::new(&env::temp_dir()).map_err(|error| failures::internal(&error.to_string()))?,
        };
        let path = self.folder.insert(folder).path();
        let started = Session::start(&toolchain, &prelude, path, frontend, &self.interrupter);
        if self.interrupter.interrupted() {
            return Err(failures::interrupted());
        }
        let session = started.map_err(|error| failures::internal(&format!("evcxr does not start: {error}")))?;
        self.session = Some(session);
        self.toolchain = Some(toolchain);
        Ok(())
    }

    fn toolchain(&self) -> Result<Toolchain, Failure> {
        match &self.toolchain {
            Some(toolchain) => Ok(toolchain.clone()),
            None => Toolchain::locate().map_err(|error| failures::unprepared(&error.to_string())),
        }
    }

    /// Runs a cell, with the statements `given` before it.
    fn run(&mut self, cell: &Cell, execution: u32, given: &str, frontend: &dyn Frontend) -> Result<(), Failure> {
        let _busy = self.interrupter.cell();
        let text = format!("{}{given}{}", style::digits(self.settings.digits), cell.text());
        let (result, heard) = self.evaluate(&text, Stay::Kept, frontend)?;
        if result.is_ok() {
            for item in &cell.items {
                let definition = cell.text()[item.range.clone()].to_owned();
                self.items
                    .extend(item.names().map(|name| (name.to_owned(), definition.clone())));
            }
        }
        self.told(result, &heard, cell, execution, frontend)
    }

    /// Has evcxr carry out `code`, in the state of the notebook.
    fn evaluate(
        &mut self,
        code: &str,
        stay: Stay,
        frontend: &dyn Frontend,
    ) -> Result<(Result<EvalOutputs, Error>, Heard), Failure> {
        self.start(frontend)?;
        let Some(session) = &mut self.session else {
            return Err(failures::internal("there is no evcxr"));
        };
        let wanted = self.settings.opt_level;
        if wanted != self.opt_level && session.context().set_opt_level(&wanted.to_string()).is_ok() {
            self.opt_level = wanted;
        }
        Ok(session.evaluate(code, stay, frontend, &self.interrupter))
    }

    /// Shows what evcxr itself has to show of a cell, or tells why the cell failed.
    fn told(
        &self,
        result: Result<EvalOutputs, Error>,
        heard: &Heard,
        cell: &Cell,
        execution: u32,
        frontend: &dyn Frontend,
    ) -> Result<(), Failure> {
        let Some(session) = &self.session else {
            return Err(failures::internal("there is no evcxr"));
        };
        let compiled = || Compiled::new(cell, execution, &session.source(), session.advice());
        match result {
            Ok(outputs) => {
                show(outputs, frontend);
                match heard.response.is_some() {
                    true => compiled().failed(heard.response.as_ref()).map_or(Ok(()), Err),
                    false => Ok(()),
                }
            }
            Err(error) => {
                let exercise = |name: &str| self.course.find(name).map(crate::compilation::definition);
                let scope = lessons::Scope {
                    variables: session.variables().map(|(name, _)| name).collect(),
                    bindings: cell.bindings.iter().map(|binding| binding.name.as_str()).collect(),
                    gone: BTreeMap::new(),
                    exercise: Some(&exercise),
                };
                Err(compiled().refused(error, heard, self.interrupter.interrupted(), &scope))
            }
        }
    }

    /// Carries out evcxr's own commands, one a line.
    fn command(&mut self, lines: &str, frontend: &dyn Frontend) -> Result<(), Failure> {
        let _busy = self.interrupter.cell();
        for line in lines.lines() {
            let (name, argument) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
            let refusal = match name {
                ":quit" => {
                    "`:quit` would end the kernel with all of the notebook: shut it down in the menu `Kernel` instead"
                }
                ":toolchain" if !argument.is_empty() => {
                    "the names in scope are compiled for one toolchain: set another one by `MENO_RUSTC` and restart the kernel"
                }
                _ => continue,
            };
            return Err(failures::command(refusal));
        }
        // Lines of one build stay together.
        let mut group = String::new();
        for line in lines.lines() {
            let (name, argument) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
            match name {
                ":clear" => {
                    self.carry_out(&mem::take(&mut group), frontend)?;
                    self.clear(frontend)?;
                }
                // Setting it in this process, as evcxr does, is not safe here.
                ":env" => {
                    self.carry_out(&mem::take(&mut group), frontend)?;
                    self.set_variable(argument.trim(), frontend)?;
                }
                _ => {
                    match name {
                        ":opt" => self.note_opt_level(argument.trim()),
                        ":dep" => self.crates.push(argument.trim().to_owned()),
                        _ => {}
                    }
                    group.push_str(line);
                    group.push('\n');
                }
            }
        }
        self.carry_out(&group, frontend)?;
        if lines.lines().any(|line| line.trim() == ":restart") {
            self.forget_lost_variables();
        }
        Ok(())
    }

    /// evcxr's `:restart` leaves the variables known, and the first cell that takes them ends its process, upon which evcxr
    /// forgets them: here that cell is nobody's.
    fn forget_lost_variables(&mut self) {
        if self
            .session
            .as_ref()
            .is_some_and(|session| session.variables().next().is_some())
        {
            // It fails.
            let _ = self.evaluate("();", Stay::Kept, &LastResult::default());
        }
    }

    fn carry_out(&mut self, lines: &str, frontend: &dyn Frontend) -> Result<(), Failure> {
        if lines.is_empty() {
            return Ok(());
        }
        let (result, heard) = self.evaluate(lines, Stay::Kept, frontend)?;
        match result {
            Err(error @ Error::CompilationErrors(_)) if !self.interrupter.interrupted() => {
                Err(failures::command(&error.to_string()))
            }
            result => self.told(result, &heard, &Cell::default(), 0, frontend),
        }
    }

    /// evcxr's `:clear`, after which the prelude is in scope as before.
    fn clear(&mut self, frontend: &dyn Frontend) -> Result<(), Failure> {
        self.items.clear();
        self.crates.clear();
        // One that does not run has nothing to forget.
        if self.session.is_none() {
            return Ok(());
        }
        self.carry_out(":clear\n", frontend)?;
        let Some(session) = &mut self.session else {
            return Ok(());
        };
        let brought = session.bring_prelude(frontend, &self.interrupter);
        brought.map_err(|error| failures::internal(&format!("the prelude is out of scope: {error}")))
    }

    fn set_variable(&mut self, argument: &str, frontend: &dyn Frontend) -> Result<(), Failure> {
        let Some((name, value)) = argument.split_once('=') else {
            return Err(failures::command("usage: `:env NAME=VALUE`"));
        };
        let code = format!("unsafe {{ std::env::set_var({name:?}, {value:?}) }};");
        let (result, heard) = self.evaluate(&code, Stay::Kept, frontend)?;
        self.told(result, &heard, &Cell::of(&code), 0, frontend)
    }

    /// Follows what `:opt` does.
    fn note_opt_level(&mut self, argument: &str) {
        let level = match argument {
            "" if self.opt_level == 2 => Some(0),
            "" => Some(2),
            argument => argument.parse().ok(),
        };
        self.opt_level = level.unwrap_or(self.opt_level);
        self.settings.opt_level = self.opt_level;
    }
}

/// Shows what evcxr's commands say.
fn show(outputs: EvalOutputs, frontend: &dyn Frontend) {
    if !outputs.content_by_mime_type.is_empty() {
        let contents = outputs.content_by_mime_type.into_iter();
        let data: MimeBundle = contents.map(|(mime, text)| (mime, Value::String(text))).collect();
        frontend.show(Output::Display { data, id: None });
    }
    if let Some(took) = outputs.timing {
        frontend.show(Output::Text(Stream::Stdout, format!("Took {}ms\n", took.as_millis())));
    }
}

/// What evcxr can't give.
fn lacking(what: &str) -> Failure {
    Failure::plain(FailureKind::Command, what)
}

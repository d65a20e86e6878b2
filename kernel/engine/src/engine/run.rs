//! Runs cells and expressions: compiles them, gives them to the worker, and moves on to the state after them.

use super::Engine;
use crate::addresses;
use crate::capped::Capped;
use crate::compilation::{Compilation, Outlook, Parsed};
use crate::environment;
use crate::failures;
use crate::last_result::LastResult;
use crate::memory;
use crate::preparation::Preparation;
use crate::readiness::Readiness;
use crate::relocation::Relocating;
use crate::room::Room;
use crate::script::Script;
use crate::shape_probe::{self, ShapeListener, ShapeProbe};
use crate::short_types::ShortTypes;
use crate::source::Place;
use crate::state::State;
use crate::style;
use crate::worker::{Ended, Ending, Job, Left, Reached};
use backend::Settings;
use grading::value::CellValue;
use interfaces::evaluator::{Frontend, MimeBundle};
use interfaces::failure::Failure;
use interfaces::limits::Memory;
use lessons::panics::{self, Site, Thrower};
use std::fs;
use std::sync::Arc;
use std::time::Instant;
use syntax::Cell;

/// A script that has run.
pub(super) struct Ran {
    pub(super) ending: Ending,
    /// Tells about the ending, unless it is [`Ending::Done`].
    pub(super) failure: Failure,
    pub(super) reached: Reached,
}

impl Engine {
    /// Runs a cell of plain Rust. It finds in scope what the statements `given` define, which is not kept. The `checks` of
    /// what the cell defines are compiled along with it, where they can be. Returns what its last expression came to, if it
    /// is to tell that and has come there.
    ///
    /// # Errors
    /// Why it did not succeed; nothing of it stays.
    pub(crate) fn run(
        &mut self,
        cell: &Cell,
        execution: u32,
        given: &str,
        checks: &[Preparation],
        tells_value: bool,
        frontend: &dyn Frontend,
    ) -> Result<Option<CellValue>, Failure> {
        let _busy = self.interrupter.cell();
        self.settle();
        let given = format!(
            "{}{}{given}",
            environment::statements(&self.state.environment, &self.settings.environment),
            style::digits(self.settings.digits)
        );
        let script = Script::cell(cell, execution)
            .before(&given)
            .checks(checks)
            .telling(tells_value);
        let ran = self.run_script(&Arc::clone(&self.state), &script, frontend);
        self.ended = Some(Instant::now());
        let failure = match ran {
            Ok(Ran {
                ending: Ending::Done { report, .. },
                ..
            }) => return Ok(report.and_then(|report| serde_json::from_value(report).ok())),
            Ok(Ran { failure, .. }) | Err(failure) => failure,
        };
        let bound = cell.bindings.iter().map(|binding| binding.name.as_str());
        for name in bound.chain(cell.items.iter().flat_map(|item| item.names())) {
            let reason = failures::unmade(name, execution);
            // That the cell has failed is known also in the state that it goes back to.
            if let Some(savepoint) = &mut self.savepoint {
                savepoint.unmade.insert(name.to_owned(), reason.clone());
            }
            self.unmade.insert(name.to_owned(), reason);
        }
        Err(failure)
    }

    /// The value of an expression; whatever it changes is undone.
    ///
    /// # Errors
    /// Why it has none.
    pub(crate) fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, Failure> {
        let _busy = self.interrupter.cell();
        self.settle();
        let result = LastResult::default();
        let ran = self.run_script(&Arc::clone(&self.state), &Script::trial(&Cell::of(expression)), &result)?;
        match ran.ending {
            Ending::Done { .. } => Ok(result.into_bundle()),
            _ => Err(ran.failure),
        }
    }

    /// Compiles `script` with the items of `state`, and runs it on the variables of the present state, which `state` has as
    /// well. If its changes stay, the state that it leads to becomes the present one.
    pub(super) fn run_script(
        &mut self,
        state: &State,
        script: &Script<'_>,
        frontend: &dyn Frontend,
    ) -> Result<Ran, Failure> {
        self.make_ready(frontend)?;
        let mut parsed = Parsed::new(script, state);
        if parsed.is_empty() {
            return Ok(Ran {
                ending: Ending::Done { report: None, exit: 0 },
                failure: failures::internal(""),
                reached: Reached::default(),
            });
        }
        let Readiness::Ready { compiler, .. } = &mut self.readiness else {
            return Err(failures::internal("there is no compiler"));
        };
        // How a notebook shows its values is no concern of what is only tried.
        let settings = match script.keep {
            true => self.settings.clone(),
            false => Settings {
                opt_level: self.settings.opt_level,
                ..Settings::default()
            },
        };
        let compilation = parsed
            .compile(compiler, &settings, &self.unmade, self.course)
            .map_err(|failure| style::explain(failure, &settings))?;
        let file = compilation.source.file();
        self.maps.insert(file.clone(), Arc::clone(&compilation.source.map));
        let ended = self.run_compiled(&compilation, script, &ShortTypes(frontend))?;
        let mut failure = failures::ending(&ended.ending, &self.maps, &parsed.origin);
        let panicked_at = failures::place(&ended.ending, &self.maps);
        failures::tell_left(ended.left, frontend);
        match &ended.ending {
            Ending::Done { exit, .. } if script.keep => {
                let Outlook { mut next, unkept } = parsed.outlook(&compilation, *exit);
                next.environment = Arc::clone(&self.settings.environment);
                self.advance(script.execution, next, ended.next)?;
                self.keep_within_limit(frontend);
                failures::tell_unkept(&unkept, frontend);
                failures::tell_lost(&parsed.lost, frontend);
                failures::tell_aside(&parsed.put_aside, &parsed.back(), frontend);
                failures::tell_doubts(script.cell, frontend);
            }
            _ => {
                self.maps.remove(&file);
            }
        }
        if script.keep
            && let Some(note) = addresses::note(&failure.message, script.cell.text(), self.holder())
        {
            failures::tell_unkept(&[note], frontend);
        }
        if script.explains
            && let Ending::Panicked { message, thrower, .. } = &ended.ending
        {
            let site = panicked_at.map(|place| self.site(state, script, &compilation, (message, thrower), place));
            let thrower = thrower.clone();
            failure.lesson = panics::on(
                message,
                &Site {
                    thrower,
                    ..site.unwrap_or_default()
                },
            );
        }
        Ok(Ran {
            ending: ended.ending,
            failure,
            reached: ended.reached,
        })
    }

    /// Runs the script that has been compiled, and removes its library. A panic whose changes would have stayed is traced
    /// to its line.
    fn run_compiled(
        &mut self,
        compilation: &Compilation,
        script: &Script<'_>,
        frontend: &dyn Frontend,
    ) -> Result<Ended, Failure> {
        let Compilation { source, compiled, .. } = compilation;
        let job = Job {
            library: &compiled.library,
            entry: &source.entry,
            keep: script.keep,
            exports: !source.homes.is_empty(),
            memory: script.memory,
            yields: self.limits.memory != Memory::Unlimited,
            time: script.time,
            processor_time: self.limits.time,
            processes: self.limits.processes,
        };
        let ended = self.run_on_present(job, frontend)?;
        // The worker has loaded the library, and does without its file.
        let _ = fs::remove_file(&compiled.library);
        let ending = match script.explains {
            true => self.locate(ended.ending, compilation),
            false => ended.ending,
        };
        Ok(Ended { ending, ..ended })
    }

    /// Runs a compiled cell on the present state, with what memory there is if the job sets no limit. States that are kept
    /// for undo give way to it. If the present state turns out to be lost, the youngest one that lives takes its place.
    pub(super) fn run_on_present(&mut self, job: Job<'_>, frontend: &dyn Frontend) -> Result<Ended, Failure> {
        let Readiness::Ready { worker, timeline, .. } = &mut self.readiness else {
            return Err(failures::internal("there is no worker"));
        };
        let present = Arc::clone(timeline.present());
        let former = self
            .savepoint
            .as_mut()
            .and_then(|savepoint| savepoint.timeline.as_mut());
        let may_give_up = self.limits.states != Memory::Unlimited;
        let mut room = Room::new([&mut **timeline].into_iter().chain(former).filter(|_| may_give_up));
        room.make_for_cell(present.held.holder());
        let job = Job {
            memory: job.memory.or_else(|| memory_limit(self.limits.memory, &room)),
            ..job
        };
        let capped = Capped::new(frontend, self.limits.output);
        let relocating = Relocating::new(&capped, &self.maps);
        let ran = worker.run(&present.held, job, &relocating, &self.interrupter, &mut room);
        relocating.finish();
        room.tell(frontend);
        let error = match ran {
            Ok(ended) => return Ok(ended),
            Err(error) => error,
        };
        tracing::error!("a state is lost: {error}");
        drop(present);
        Ok(Ended {
            ending: Ending::StateLost(self.lose()?),
            next: None,
            left: Left::default(),
            reached: Reached::default(),
        })
    }

    /// The process of the present state.
    fn holder(&self) -> Option<u32> {
        match &self.readiness {
            Readiness::Ready { timeline, .. } => timeline.present().held.holder(),
            _ => None,
        }
    }

    /// Gives up states that take more than they may.
    fn keep_within_limit(&mut self, frontend: &dyn Frontend) {
        if let Readiness::Ready { worker, timeline, .. } = &mut self.readiness {
            let former = self
                .savepoint
                .as_mut()
                .and_then(|savepoint| savepoint.timeline.as_mut());
            let mut room = Room::new([&mut **timeline].into_iter().chain(former));
            room.keep_within(self.limits.states, worker.reaper());
            room.tell(frontend);
        }
    }

    /// Finds whose code panicked, and, if a library's, the line of the cell that called into it.
    fn locate(&mut self, ending: Ending, compilation: &Compilation) -> Ending {
        let Ending::Panicked {
            message,
            location,
            frames,
            ..
        } = ending
        else {
            return ending;
        };
        let thrower = match &location {
            Some(at) if self.maps.contains_key(&at.file) => Thrower::Learner,
            Some(at) => Thrower::Library(at.file.clone()),
            None => Thrower::Unknown,
        };
        let location = match &mut self.readiness {
            Readiness::Ready { compiler, .. } if thrower != Thrower::Learner => {
                compiler.line_of(&compilation.source, &compilation.compiled, &frames)
            }
            _ => location,
        };
        Ending::Panicked {
            message,
            location,
            frames,
            thrower,
        }
    }

    /// What takes part in the expression at `place` that panicked, with this message of this code, when `script` ran on
    /// `state`. Where shapes are needed and can be had, the script runs once more for them, with a probe inside.
    fn site(
        &mut self,
        state: &State,
        script: &Script<'_>,
        compilation: &Compilation,
        (message, thrower): (&str, &Thrower),
        place: Place,
    ) -> Site {
        let probe = ShapeProbe::new(message, thrower, place, &compilation.source);
        let listener = ShapeListener::default();
        if let Some(probed) = probe.put_into(script, state) {
            let again = Script {
                execution: script.execution,
                before: script.before,
                memory: script.memory,
                time: Some(shape_probe::TIME),
                ..Script::trial(&probed.cell)
            };
            // However the script ends now, only what the probe has reported by then counts.
            let _ = self.run_script(&probed.state, &again, &listener);
        }
        probe.site(listener.into_shapes())
    }
}

/// Bytes that a cell that starts now may add.
fn memory_limit(limit: Memory, room: &Room<'_>) -> Option<u64> {
    match limit {
        Memory::Unlimited => None,
        Memory::Bytes(bytes) => Some(bytes),
        // A little is left to the state, which is to outlive the cell.
        Memory::Available => memory::available().map(|left| {
            let most = memory::total().unwrap_or(u64::MAX);
            let bytes = left.saturating_add(room.to_be_had()).min(most);
            (bytes - bytes / 16).max(memory::LEAST)
        }),
    }
}

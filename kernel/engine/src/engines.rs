//! The engines that a notebook can have, of which one evaluates its cells at a time.

use crate::engine::Engine;
use crate::evcxr_engine::EvcxrEngine;
use crate::prelude::Sources;
use backend::{Ability, Backend, Name, Need, Settings, Unjudged};
use base::suggest::nearest;
use base::toolchain::Toolchain;
use grading::value::CellValue;
use grading::{Course, Exercise, Refutation, Verdict};
use interfaces::evaluator::{Completions, Frontend, Interrupt, MimeBundle};
use interfaces::failure::{Failure, FailureKind};
use interfaces::limits::Limits;
use interfaces::timeline::{Arrival, Id, Jump, Overview};
use std::env;
use std::sync::Arc;
use syntax::Cell;

/// Says which engine a kernel begins with.
const VARIABLE: &str = "MENO_ENGINE";

/// What `%engine` and [`VARIABLE`] call them.
const NAMES: [&str; 2] = ["meno", "evcxr"];

/// Meno's own engine, and evcxr. Each keeps its variables while the other one evaluates.
pub struct Engines {
    meno: Engine,
    evcxr: EvcxrEngine,
    is_evcxr: bool,
}

impl Engines {
    /// As [`Engine::new`]. The first to evaluate is the one that `MENO_ENGINE` names.
    ///
    /// # Errors
    /// As [`Engine::new`]; or if there is no engine of that name.
    pub fn new(
        sources: &'static Sources,
        course: &'static Course,
        toolchain: Option<Toolchain>,
    ) -> Result<Engines, String> {
        let wanted = env::var(VARIABLE).unwrap_or_default();
        if !wanted.is_empty() && !NAMES.contains(&wanted.as_str()) {
            return Err(format!("{VARIABLE}: {}", unknown(&wanted)));
        }
        Ok(Engines {
            meno: Engine::new(sources, course, toolchain.clone())?,
            evcxr: EvcxrEngine::new(sources, course, toolchain),
            is_evcxr: wanted == NAMES[1],
        })
    }

    fn present(&self) -> &dyn Backend {
        match self.is_evcxr {
            true => &self.evcxr,
            false => &self.meno,
        }
    }

    fn present_mut(&mut self) -> &mut dyn Backend {
        match self.is_evcxr {
            true => &mut self.evcxr,
            false => &mut self.meno,
        }
    }
}

fn unknown(name: &str) -> String {
    let advice = match nearest(name, NAMES) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("there are `{}` and `{}`", NAMES[0], NAMES[1]),
    };
    format!("there is no engine `{name}`; {advice}")
}

/// Interrupts whichever is busy.
struct Both([Arc<dyn Interrupt>; 2]);

impl Interrupt for Both {
    fn interrupt(&self) {
        for engine in &self.0 {
            engine.interrupt();
        }
    }
}

impl Backend for Engines {
    fn engine(&self) -> &'static str {
        NAMES[usize::from(self.is_evcxr)]
    }

    fn use_engine(&mut self, name: &str) -> Result<(), Failure> {
        let place = NAMES.iter().position(|known| *known == name);
        let place = place.ok_or_else(|| Failure::plain(FailureKind::Usage, &unknown(name)))?;
        self.is_evcxr = place == 1;
        Ok(())
    }

    fn run(
        &mut self,
        cell: &Cell,
        execution: u32,
        exercises: &[&'static Exercise],
        frontend: &dyn Frontend,
    ) -> Result<(), Failure> {
        self.present_mut().run(cell, execution, exercises, frontend)
    }

    fn run_telling(
        &mut self,
        cell: &Cell,
        execution: u32,
        exercises: &[&'static Exercise],
        frontend: &dyn Frontend,
    ) -> Result<Option<CellValue>, Failure> {
        self.present_mut().run_telling(cell, execution, exercises, frontend)
    }

    fn add_crates(&mut self, dependencies: &[String], frontend: &dyn Frontend) -> Result<(), Failure> {
        self.present_mut().add_crates(dependencies, frontend)
    }

    fn crates(&self) -> Vec<String> {
        self.present().crates()
    }

    fn can(&self, what: Ability) -> Result<(), Failure> {
        self.present().can(what)
    }

    fn has_commands(&self) -> bool {
        self.present().has_commands()
    }

    fn command(&mut self, lines: &str, frontend: &dyn Frontend) -> Result<(), Failure> {
        self.present_mut().command(lines, frontend)
    }

    /// Of whichever engine there is one: `%engine` may be among what is taken back.
    fn begin(&mut self) {
        Backend::begin(&mut self.meno);
    }

    fn commit(&mut self) {
        Backend::commit(&mut self.meno);
    }

    fn roll_back(&mut self) {
        Backend::roll_back(&mut self.meno);
    }

    fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, Failure> {
        self.present_mut().evaluate(expression)
    }

    fn check(&mut self, exercise: &Exercise, frontend: &dyn Frontend) -> Result<Verdict, Unjudged> {
        self.present_mut().check(exercise, frontend)
    }

    fn check_as_given(&mut self, exercise: &Exercise, code: &str) -> Result<Verdict, Unjudged> {
        self.present_mut().check_as_given(exercise, code)
    }

    fn refute(
        &mut self,
        exercise: &Exercise,
        code: Option<&str>,
        call: &Cell,
        execution: u32,
        frontend: &dyn Frontend,
    ) -> Result<Option<Refutation>, Unjudged> {
        self.present_mut().refute(exercise, code, call, execution, frontend)
    }

    fn names(&self) -> Vec<Name> {
        self.present().names()
    }

    fn reset(&mut self) -> Result<(), Failure> {
        self.present_mut().reset()
    }

    fn restart(&mut self) -> Result<(), Failure> {
        self.present_mut().restart()
    }

    fn go(&mut self, jump: Jump<'_>) -> Result<Arrival, Failure> {
        self.present_mut().go(jump)
    }

    fn name_state(&mut self, name: &str, frontend: &dyn Frontend) -> Result<bool, Failure> {
        self.present_mut().name_state(name, frontend)
    }

    fn overview(&self) -> Option<Overview> {
        self.present().overview()
    }

    fn state(&self) -> Option<Id> {
        self.present().state()
    }

    fn limits(&mut self) -> &mut Limits {
        self.present_mut().limits()
    }

    fn settings(&mut self) -> &mut Settings {
        self.present_mut().settings()
    }

    fn compiler(&mut self, frontend: &dyn Frontend) -> Result<String, Failure> {
        self.present_mut().compiler(frontend)
    }

    fn explain(&mut self, code: &str, frontend: &dyn Frontend) -> Result<String, Failure> {
        self.present_mut().explain(code, frontend)
    }

    fn complete(&mut self, code: &str, cursor: usize, need: Need) -> Completions {
        self.present_mut().complete(code, cursor, need)
    }

    fn hover(&mut self, code: &str, cursor: usize, need: Need) -> Option<MimeBundle> {
        self.present_mut().hover(code, cursor, need)
    }

    fn idle(&mut self) -> bool {
        self.present_mut().idle()
    }

    fn interrupter(&self) -> Arc<dyn Interrupt> {
        Arc::new(Both([
            Backend::interrupter(&self.meno),
            Backend::interrupter(&self.evcxr),
        ]))
    }
}

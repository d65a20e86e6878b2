//! Makes the [`Engine`] a [`Backend`], and writes the Rust that checks an exercise.

use std::any::Any;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use grading::value::CellValue;
use grading::{Exercise, Kind, Refutation, Verdict};

use super::Engine;
use super::check::Checked;
use crate::preparation::Preparation;
use backend::{Backend, Name, NameKind, Need, Progress, Settings, Unjudged};
use base::tokens::words;
use interfaces::evaluator::{Completions, Frontend, Interrupt, MimeBundle, prose};
use interfaces::failure::{Failure, FailureKind};
use interfaces::limits::Limits;
use interfaces::timeline::{Arrival, Id, Jump, Overview, Timeline};
use syntax::Cell;

impl Backend for Engine {
    fn run(
        &mut self,
        cell: &Cell,
        execution: u32,
        exercises: &[&'static Exercise],
        frontend: &dyn Frontend,
    ) -> Result<(), Failure> {
        self.run_with_exercises(cell, execution, exercises, false, frontend)
            .map(drop)
    }

    fn run_telling(
        &mut self,
        cell: &Cell,
        execution: u32,
        exercises: &[&'static Exercise],
        frontend: &dyn Frontend,
    ) -> Result<Option<CellValue>, Failure> {
        self.run_with_exercises(cell, execution, exercises, true, frontend)
    }

    fn add_crates(&mut self, dependencies: &[String], frontend: &dyn Frontend) -> Result<(), Failure> {
        Engine::add_crates(self, dependencies, frontend)
    }

    fn crates(&self) -> Vec<String> {
        Engine::crates(self)
    }

    fn cell(&mut self) -> Box<dyn Any> {
        Box::new(self.interrupter.cell())
    }

    fn begin(&mut self) {
        Engine::begin(self);
    }

    fn commit(&mut self) {
        Engine::commit(self);
    }

    fn roll_back(&mut self) {
        if let Err(failure) = Engine::roll_back(self) {
            // The next cell finds out that there is no worker, and says so.
            tracing::error!("{}", failure.message);
        }
    }

    fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, Failure> {
        Engine::evaluate(self, expression)
    }

    fn check(&mut self, exercise: &Exercise, frontend: &dyn Frontend) -> Result<Verdict, Unjudged> {
        let checked = Engine::check(self, exercise.id, &call(exercise), frontend);
        verdict(checked.map_err(Unjudged::Fault)?)
    }

    fn check_as_given(&mut self, exercise: &Exercise, code: &str) -> Result<Verdict, Unjudged> {
        let checked = self.check_with(exercise.given, code, &call(exercise));
        verdict(checked.map_err(Unjudged::Fault)?)
    }

    fn refute(
        &mut self,
        exercise: &Exercise,
        code: Option<&str>,
        call: &Cell,
        execution: u32,
        frontend: &dyn Frontend,
    ) -> Result<Option<Refutation>, Unjudged> {
        let in_place = in_place(exercise, code);
        let checked = Engine::refute(self, &in_place, call, execution, frontend);
        reported(checked.map_err(Unjudged::Fault)?)
    }

    fn names(&self) -> Vec<Name> {
        let variables = self.variables().iter().map(|(name, variable)| Name {
            name: name.clone(),
            kind: NameKind::Variable,
            signature: lessons::short_type(&variable.type_name),
        });
        let items = self.items().map(|(name, definition)| item(name, definition));
        variables.chain(items).collect()
    }

    fn reset(&mut self) -> Result<(), Failure> {
        Engine::reset(self)
    }

    fn restart(&mut self) -> Result<(), Failure> {
        Engine::restart_process(self)
    }

    fn go(&mut self, jump: Jump<'_>) -> Result<Arrival, Failure> {
        Engine::go(self, jump)
    }

    fn name_state(&mut self, name: &str, frontend: &dyn Frontend) -> Result<bool, Failure> {
        Engine::name_state(self, name, frontend)
    }

    fn overview(&self) -> Option<Overview> {
        self.timeline().map(Timeline::overview)
    }

    fn state(&self) -> Option<Id> {
        self.timeline().map(Timeline::id)
    }

    fn limits(&mut self) -> &mut Limits {
        Engine::limits(self)
    }

    fn settings(&mut self) -> &mut Settings {
        Engine::settings(self)
    }

    fn compiler(&mut self, frontend: &dyn Frontend) -> Result<String, Failure> {
        Engine::compiler(self, frontend)
    }

    fn explain(&mut self, code: &str, frontend: &dyn Frontend) -> Result<String, Failure> {
        Engine::explain_error(self, code, frontend)
    }

    fn complete(&mut self, code: &str, cursor: usize, need: Need) -> Completions {
        Engine::complete(self, code, cursor, need).unwrap_or_default()
    }

    fn hover(&mut self, code: &str, cursor: usize, need: Need) -> Option<MimeBundle> {
        let (plain, markdown) = self.explain(code, cursor, need)?;
        Some(prose(plain, markdown))
    }

    fn idle(&mut self) -> bool {
        Engine::idle(self)
    }

    fn interrupter(&self) -> Arc<dyn Interrupt> {
        Arc::new(Engine::interrupter(self))
    }
}

impl Engine {
    /// Runs a cell that answers these exercises.
    fn run_with_exercises(
        &mut self,
        cell: &Cell,
        execution: u32,
        exercises: &[&'static Exercise],
        tells_value: bool,
        frontend: &dyn Frontend,
    ) -> Result<Option<CellValue>, Failure> {
        let checks: Vec<Preparation> = exercises.iter().copied().map(preparation).collect();
        let is_defined = |name: &str| self.variables().contains_key(name) || self.items().any(|(item, _)| item == name);
        let given = missing(exercises, cell.text(), is_defined);
        Engine::run(self, cell, execution, &given, &checks, tells_value, frontend)
    }
}

/// The statements that define what the exercises are given, as far as the cell names it and the notebook does not have it.
pub(crate) fn missing(exercises: &[&'static Exercise], source: &str, is_defined: impl Fn(&str) -> bool) -> String {
    let is_missing = |name: &str| words(source).any(|word| word == name) && !is_defined(name);
    let givens = exercises.iter().flat_map(|exercise| exercise.givens());
    let missing: Vec<&str> = givens
        .filter(|(name, _)| is_missing(name))
        .map(|(_, statement)| statement)
        .collect();
    missing.join("\n")
}

pub(crate) fn verdict(checked: Checked) -> Result<Verdict, Unjudged> {
    reported(checked)
}

/// What a check, or the like of it, has reported.
fn reported<T: DeserializeOwned>(checked: Checked) -> Result<T, Unjudged> {
    match checked {
        Checked::Verdict(reported) => serde_json::from_value(reported).map_err(|error| {
            let message = format!("the grader came to nothing: {error}");
            Unjudged::Fault(Failure::plain(FailureKind::Internal, &message))
        }),
        Checked::WrongType(failure) => Err(Unjudged::Refused(failure)),
        Checked::Crashed(failure, reached) => {
            let progress = Progress {
                probe: reached.probe,
                verdict: reached.verdict.and_then(|known| serde_json::from_value(known).ok()),
            };
            Err(Unjudged::Stopped(failure, Box::new(progress)))
        }
        Checked::Interrupted(failure) => Err(Unjudged::Interrupted(failure)),
    }
}

/// A statement that reports the verdict on what the notebook defines.
pub(crate) fn call(exercise: &Exercise) -> String {
    let id = exercise.id;
    match exercise.kind {
        Kind::Variable => format!("{};", report(id, &format!("&{id}"))),
        Kind::Function => format!("{};", report(id, id)),
    }
}

/// A statement that puts what tries an answer on its inputs in the place of the answer: of the one that `code` defines, or of
/// the notebook's.
fn in_place(exercise: &Exercise, code: Option<&str>) -> String {
    let id = exercise.id;
    let refute = format!("::meno_prelude::course::refute::{id}");
    let (given, code) = code.map_or(("", ""), |code| (exercise.given, code));
    match (exercise.kind, syn::parse_str::<syn::Signature>(exercise.signature)) {
        (Kind::Function, Ok(signature)) => {
            let names = signature.inputs.iter().filter_map(|input| match input {
                syn::FnArg::Typed(syn::PatType { pat, .. }) => match &**pat {
                    syn::Pat::Ident(name) => Some(name.ident.to_string()),
                    _ => None,
                },
                syn::FnArg::Receiver(_) => None,
            });
            let names = names.collect::<Vec<_>>().join(", ");
            let (_, inputs) = exercise.signature.split_once('(').unwrap_or_default();
            let (inputs, _) = inputs.rsplit_once(") -> ").unwrap_or_default();
            format!(
                "let {id} = {{ let meno_answer = {{ {code}\n{id} }}; move |{inputs}| {refute}(meno_answer, {names}) }};"
            )
        }
        _ => format!("let {id} = {{ {given}\n{code}\n{refute}(&{id}) }};"),
    }
}

/// The same for later, made ready along with the cell that defines the answer.
fn preparation(exercise: &'static Exercise) -> Preparation {
    let id = exercise.id;
    let statement = match exercise.kind {
        Kind::Variable => format!(
            "meno_store.prepare_check_of({id:?}, &{id}, |answer| {});",
            report(id, "answer")
        ),
        Kind::Function => format!("meno_store.prepare_check({id:?}, || {});", report(id, id)),
    };
    Preparation { name: id, statement }
}

fn report(id: &str, answer: &str) -> String {
    format!("::meno_prelude::report(&::meno_prelude::course::check::{id}({answer}))")
}

pub(crate) fn item(name: &str, definition: &str) -> Name {
    let (kind, signature) = match syn::parse_str(definition) {
        Ok(syn::Item::Fn(_)) => (NameKind::Function, head(definition)),
        Ok(syn::Item::Struct(_) | syn::Item::Enum(_) | syn::Item::Union(_) | syn::Item::Type(_)) => {
            (NameKind::Type, head(definition))
        }
        _ => (NameKind::Other, String::new()),
    };
    Name {
        name: name.to_owned(),
        kind,
        signature,
    }
}

/// What stands before the body, on one line, without attributes and comments above it.
fn head(definition: &str) -> String {
    let head = definition.split('{').next().unwrap_or_default();
    let lines = head
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//") && !line.starts_with("#["));
    lines.collect::<Vec<_>>().join(" ").trim().to_owned()
}

//! Makes the [`EvcxrEngine`] a [`Backend`].

use super::{EvcxrEngine, lacking};
use crate::engine::{Checked, call, compiler, explain_error, item, missing, verdict};
use crate::evcxr_engine::session::Stay;
use crate::failures;
use crate::last_result::LastResult;
use crate::worker::{Ending, Limit, Reached};
use backend::{Ability, Backend, Name, NameKind, Need, Settings, Unjudged};
use grading::{Exercise, Refutation, Verdict};
use interfaces::evaluator::{Completion, Completions, Frontend, Interrupt, MimeBundle, prose};
use interfaces::failure::{Cause, Failure};
use interfaces::limits::Limits;
use interfaces::timeline::{Arrival, Id, Jump, Overview};
use lessons::panics::Thrower;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use syntax::Cell;
use worker_protocol::Response;

/// Bytes that a check, or an expression on the side, may use.
const APART_MEMORY: u64 = 1 << 30;

/// What a check, or an expression on the side, may use.
const APART: Stay = Stay::Apart {
    memory: APART_MEMORY,
    time: Duration::from_secs(5),
};

const REFUTES_NOTHING: &str = "evcxr tries no answer on an input of yours: `%engine meno` has `%refute`";

impl Backend for EvcxrEngine {
    fn run(
        &mut self,
        cell: &Cell,
        execution: u32,
        exercises: &[&'static Exercise],
        frontend: &dyn Frontend,
    ) -> Result<(), Failure> {
        let given = missing(exercises, cell.text(), |name| self.is_defined(name));
        EvcxrEngine::run(self, cell, execution, &given, frontend)
    }

    fn add_crates(&mut self, dependencies: &[String], frontend: &dyn Frontend) -> Result<(), Failure> {
        let lines: Vec<String> = dependencies.iter().map(|line| format!(":dep {line}")).collect();
        EvcxrEngine::command(self, &lines.join("\n"), frontend)
    }

    fn crates(&self) -> Vec<String> {
        self.crates.clone()
    }

    fn has_commands(&self) -> bool {
        true
    }

    fn command(&mut self, lines: &str, frontend: &dyn Frontend) -> Result<(), Failure> {
        EvcxrEngine::command(self, lines, frontend)
    }

    fn can(&self, what: Ability) -> Result<(), Failure> {
        Err(lacking(match what {
            Ability::States => {
                "evcxr keeps no earlier states to go back to: `%engine meno` has `%undo` and `%checkpoint`"
            }
            Ability::Values => {
                "evcxr does not tell what a cell comes to, so only `error`, `panic`, `passes` and `fails` can be predicted \
                 here: `%engine meno` tells values"
            }
            Ability::Refutations => REFUTES_NOTHING,
            Ability::Limits => "evcxr sets cells no limits: `%engine meno` has `%limits`",
            Ability::Transactions => {
                "evcxr can't take back what a magic above the Rust has done, should the Rust fail: give the magic a cell of \
                 its own, or run both by `%engine meno`"
            }
        }))
    }

    /// Nothing that would have to be taken back is begun: see [`Backend::can`].
    fn begin(&mut self) {}

    fn commit(&mut self) {}

    fn roll_back(&mut self) {}

    fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, Failure> {
        let _busy = self.interrupter.cell();
        let result = LastResult::default();
        match self.run_apart(expression, &result)? {
            Checked::Verdict(_) => Ok(result.into_bundle()),
            Checked::WrongType(failure) | Checked::Crashed(failure, _) | Checked::Interrupted(failure) => Err(failure),
        }
    }

    fn check(&mut self, exercise: &Exercise, frontend: &dyn Frontend) -> Result<Verdict, Unjudged> {
        let _busy = self.interrupter.cell();
        let checked = self.run_apart(&format!("{{ {} }}", call(exercise)), frontend);
        verdict(checked.map_err(Unjudged::Fault)?)
    }

    fn check_as_given(&mut self, exercise: &Exercise, code: &str) -> Result<Verdict, Unjudged> {
        let _busy = self.interrupter.cell();
        let code = format!("{{ {}\n{code}\n;{} }}", exercise.given, call(exercise));
        let checked = self.run_apart(&code, &LastResult::default());
        verdict(checked.map_err(Unjudged::Fault)?)
    }

    fn refute(
        &mut self,
        _: &Exercise,
        _: Option<&str>,
        _: &Cell,
        _: u32,
        _: &dyn Frontend,
    ) -> Result<Option<Refutation>, Unjudged> {
        Err(Unjudged::Fault(lacking(REFUTES_NOTHING)))
    }

    fn names(&self) -> Vec<Name> {
        let Some(session) = &self.session else {
            return Vec::new();
        };
        let variables = session.variables().map(|(name, type_name)| Name {
            name: name.to_owned(),
            kind: NameKind::Variable,
            signature: lessons::short_type(type_name),
        });
        // evcxr tells the names alone.
        let known = |name: &str| self.items.get(name).map_or("", String::as_str);
        let items = session.items().map(|name| item(name, known(name)));
        let mut names: Vec<Name> = variables.chain(items).collect();
        names.sort_by(|a, b| a.name.cmp(&b.name));
        names.dedup_by(|a, b| a.name == b.name);
        names
    }

    fn reset(&mut self) -> Result<(), Failure> {
        let _busy = self.interrupter.cell();
        self.clear(&LastResult::default())
    }

    fn restart(&mut self) -> Result<(), Failure> {
        EvcxrEngine::command(self, ":restart", &LastResult::default())
    }

    fn go(&mut self, _: Jump<'_>) -> Result<Arrival, Failure> {
        self.can(Ability::States)
            .and(Err(failures::internal("there are no states")))
    }

    fn name_state(&mut self, _: &str, _: &dyn Frontend) -> Result<bool, Failure> {
        self.can(Ability::States).and(Ok(false))
    }

    fn overview(&self) -> Option<Overview> {
        None
    }

    fn state(&self) -> Option<Id> {
        None
    }

    fn limits(&mut self) -> &mut Limits {
        &mut self.limits
    }

    fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }

    fn compiler(&mut self, _: &dyn Frontend) -> Result<String, Failure> {
        self.toolchain().map(|toolchain| compiler(&toolchain))
    }

    fn explain(&mut self, code: &str, _: &dyn Frontend) -> Result<String, Failure> {
        explain_error(&self.toolchain()?, code)
    }

    fn complete(&mut self, code: &str, cursor: usize, _: Need) -> Completions {
        let Some(session) = &mut self.session else {
            return Completions::default();
        };
        let Ok(found) = session.context().completions(code, cursor) else {
            return Completions::default();
        };
        let matches = found.completions.into_iter().map(|completion| Completion {
            text: completion.code,
            kind: completion.kind.to_owned(),
            signature: completion.label,
        });
        Completions {
            start: found.start_offset,
            end: found.end_offset,
            matches: matches.collect(),
        }
    }

    fn hover(&mut self, code: &str, cursor: usize, _: Need) -> Option<MimeBundle> {
        // evcxr explains what stands at the end of a text.
        let rest = code.get(cursor..)?;
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        let (plain, _) = self.session.as_mut()?.context().hover_at(code, cursor + end).ok()?;
        (plain != "No documentation found").then(|| prose(plain.clone(), plain))
    }

    fn interrupter(&self) -> Arc<dyn Interrupt> {
        Arc::new(self.interrupter.clone())
    }
}

impl EvcxrEngine {
    fn is_defined(&self, name: &str) -> bool {
        self.names().iter().any(|known| known.name == name)
    }

    /// Runs code whose effects go with the process that it runs in.
    fn run_apart(&mut self, code: &str, frontend: &dyn Frontend) -> Result<Checked, Failure> {
        let (result, heard) = self.evaluate(code, APART, frontend)?;
        if self.interrupter.interrupted() {
            return Ok(Checked::Interrupted(failures::interrupted()));
        }
        if let Err(failure) = result.map_or_else(
            |error| self.told(Err(error), &heard, &Cell::of(code), 0, frontend),
            |_| Ok(()),
        ) {
            return match failure.kind.cause() {
                Cause::Code => Ok(Checked::WrongType(failure)),
                _ => Err(failure),
            };
        }
        let mut probe = None;
        let ending = match heard.response {
            Some(Response::Done { report, .. }) => return Ok(Checked::Verdict(report.unwrap_or(Value::Null))),
            Some(Response::Died {
                exit,
                signal,
                overflow,
                probe: last,
                ..
            }) => {
                probe = last;
                match (heard.is_late, overflow, signal) {
                    (true, ..) => Ending::Exceeded(Limit::Time),
                    (_, true, _) => Ending::StackOverflow,
                    (.., Some(signal)) => Ending::Killed { signal },
                    (.., None) => Ending::Exited {
                        code: exit.unwrap_or(0),
                    },
                }
            }
            Some(Response::Panicked {
                message,
                location,
                frames,
            }) => Ending::Panicked {
                message,
                location,
                frames,
                thrower: Thrower::Unknown,
            },
            Some(Response::Returned { error }) => Ending::Returned { error },
            Some(Response::Unfinished) => Ending::Unfinished,
            Some(Response::TooLarge) => Ending::Exceeded(Limit::Memory(APART_MEMORY)),
            Some(Response::Unloadable { message }) => return Err(failures::internal(&message)),
            Some(Response::Started { .. } | Response::Known { .. } | Response::Input { .. }) | None => {
                return Err(failures::internal("evcxr has run nothing"));
            }
        };
        let reached = Reached {
            probe,
            verdict: heard.known,
        };
        let failure = failures::ending(&ending, &HashMap::new(), &Arc::default());
        Ok(Checked::Crashed(failure, reached))
    }
}

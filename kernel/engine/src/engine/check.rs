//! Runs checks: apart from the notebook, with limits, and without any effect on it.
//!
//! The check of an answer is compiled along with the cell that defines it, and stays loaded, so that it only has to run.
//! Where that can't be, because the answer has another type than asked for or something has been defined since, it is
//! compiled by itself.

use super::Engine;
use super::run::Ran;
use crate::failures;
use crate::last_result::LastResult;
use crate::preparation::Prepared;
use crate::script::Script;
use crate::worker::{Ending, Job, Limit, Reached};
use interfaces::evaluator::Frontend;
use interfaces::failure::{Cause, Failure};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use syntax::Cell;

/// Bytes of address space that a check may add.
const MEMORY: u64 = 1 << 30;
/// Reports what an answer that was tried on inputs came to.
const REPORT: &str = "::meno_prelude::report_refutation();";
/// How long a check may run.
const TIME: Duration = Duration::from_secs(5);

/// The outcome of a check, before the notebook puts it into words.
#[derive(Debug)]
pub(crate) enum Checked {
    /// The grader's verdict, as JSON.
    Verdict(Value),
    /// The answer does not have the type that the grader takes.
    WrongType(Failure),
    /// The answer ended its process or took too long, after the check had come so far.
    Crashed(Failure, Reached),
    Interrupted(Failure),
}

impl Engine {
    /// Checks what is defined as `name`. If no check of it is ready, `call` is compiled: Rust statements that report a
    /// verdict with `meno_prelude::report`.
    ///
    /// # Errors
    /// If there is nothing to run it with.
    pub(crate) fn check(&mut self, name: &str, call: &str, frontend: &dyn Frontend) -> Result<Checked, Failure> {
        let _busy = self.interrupter.cell();
        self.settle();
        let ended = match self.state.checks.get(name).cloned() {
            Some(check) => self.run_prepared(&check, frontend),
            None => {
                let nothing = Cell::default();
                let script = Script::trial(&nothing).after(call).limits(MEMORY, TIME);
                self.run_script(&Arc::clone(&self.state), &script, frontend)
            }
        };
        checked(ended)
    }

    /// Checks the answer `text` as it is where the statements `given` come before it, whatever the notebook has under their
    /// names. `call` is as for [`Engine::check`]. Shows nothing.
    ///
    /// # Errors
    /// If there is nothing to run it with.
    pub(crate) fn check_with(&mut self, given: &str, text: &str, call: &str) -> Result<Checked, Failure> {
        let _busy = self.interrupter.cell();
        self.settle();
        let cell = Cell::of(text);
        let script = Script::trial(&cell).before(given).after(call).limits(MEMORY, TIME);
        checked(self.run_script(&Arc::clone(&self.state), &script, &LastResult::default()))
    }

    /// Runs `call` where the statement `in_place` has put what tries an answer into the answer's place. What that comes to is
    /// the report; null if the answer is not called.
    ///
    /// # Errors
    /// If there is nothing to run it with.
    pub(crate) fn refute(
        &mut self,
        in_place: &str,
        call: &Cell,
        execution: u32,
        frontend: &dyn Frontend,
    ) -> Result<Checked, Failure> {
        let _busy = self.interrupter.cell();
        self.settle();
        let script = Script {
            execution,
            explains: true,
            ..Script::trial(call)
        };
        let script = script.before(in_place).after(REPORT).limits(MEMORY, TIME);
        checked(self.run_script(&Arc::clone(&self.state), &script, frontend))
    }

    fn run_prepared(&mut self, check: &Prepared, frontend: &dyn Frontend) -> Result<Ran, Failure> {
        let job = Job {
            library: &check.library,
            entry: &check.entry,
            keep: false,
            exports: false,
            memory: Some(MEMORY),
            yields: true,
            time: Some(TIME),
            processor_time: self.limits.time,
            processes: self.limits.processes,
        };
        let ended = self.run_on_present(job, frontend)?;
        Ok(Ran {
            failure: failures::ending(&ended.ending, &self.maps, &Arc::default()),
            ending: ended.ending,
            reached: ended.reached,
        })
    }
}

/// The outcome of a check that has run, or has been refused.
fn checked(ran: Result<Ran, Failure>) -> Result<Checked, Failure> {
    let Ran {
        ending,
        failure,
        reached,
    } = match ran {
        Ok(ran) => ran,
        Err(failure) => {
            return match failure.kind.cause() {
                Cause::Code => Ok(Checked::WrongType(failure)),
                Cause::Interrupt => Ok(Checked::Interrupted(failure)),
                Cause::Machine => Err(failure),
            };
        }
    };
    Ok(match ending {
        Ending::Done { report, .. } => Checked::Verdict(report.unwrap_or(Value::Null)),
        Ending::Interrupted => Checked::Interrupted(failure),
        // Neither is the answer's doing.
        Ending::StateLost(_) | Ending::Exceeded(Limit::Machine(_)) => return Err(failure),
        _ => Checked::Crashed(failure, reached),
    })
}

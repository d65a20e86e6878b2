//! Carries out cells: the magics here, the Rust in a [`Backend`].
//!
//! A check and a hint are shown as displays. A wrong answer is no error of the cell, so that running all cells goes on
//! past it; an unknown magic or exercise is one, found before anything has run.

mod completion;
mod inspection;
mod ladder;
mod limits;
mod task;
mod travel;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use grading::{Exercise, Failed, Kind, Verdict};

use crate::answer::{Answers, uncompilable_misconception};
use crate::backend::{Backend, Unjudged};
use crate::bounds::{self, Excess};
use crate::completeness::completeness;
use crate::engine::words;
use crate::evaluator::{Completeness, Completions, Evaluator, Failure, Frontend, MimeBundle, Output, Stream};
use crate::grading::{broken, grade, is_defined, verdict_on_failure};
use crate::journal::{Attempt, Journal};
use crate::magics::{self, MagicError, Plan};
use crate::render;
use crate::render::exercises::Standing;
use crate::timeline::{Id, Way};
use ladder::{Ladder, Step};
use task::{Task, Topic};

/// The state of one notebook beside what its Rust defines.
pub struct Notebook<B> {
    backend: B,
    /// What belongs to the backend's present state, which is [`Notebook::at`].
    beside: Beside,
    at: Option<Id>,
    /// What belongs to the other states that there is a way to.
    elsewhere: BTreeMap<Id, Beside>,
    /// The code of the answers that were tried, whether or not their cells succeeded.
    attempts: Answers,
    ladders: BTreeMap<&'static str, Ladder>,
    journal: Journal,
    /// What the last check of each exercise came to.
    standings: BTreeMap<&'static str, Standing>,
    /// The exercise that the learner is at.
    current: Option<&'static Exercise>,
}

/// What is known of a state beside its Rust.
#[derive(Clone, Default)]
struct Beside {
    /// The code of the answers that are defined.
    answers: Answers,
    /// What is wrong with an attempt whose cell did not succeed, until one does.
    broken: BTreeMap<&'static str, Failed>,
}

impl<B: Backend> Notebook<B> {
    /// A notebook whose hints and standings go on from where `journal` says they are.
    pub fn new(backend: B, journal: Journal) -> Notebook<B> {
        let mut ladders: BTreeMap<_, Ladder> = BTreeMap::new();
        let mut standings = BTreeMap::new();
        for (id, attempt) in journal.attempts() {
            let Some(exercise) = course::find(&id) else { continue };
            let ladder = ladders.entry(exercise.id).or_default();
            match attempt {
                Attempt::Failed { question } => {
                    ladder.asked(&question);
                    standings.insert(exercise.id, Standing::NotYetRight);
                }
                Attempt::Hinted { question, code } => {
                    ladder.climb(&question, &code);
                }
                Attempt::Passed => {
                    standings.insert(exercise.id, Standing::Passed);
                }
            }
        }
        Notebook {
            backend,
            beside: Beside::default(),
            at: None,
            elsewhere: BTreeMap::new(),
            attempts: Answers::default(),
            ladders,
            journal,
            standings,
            current: None,
        }
    }

    fn carry_out(&mut self, task: Task, plan: &Plan<'_>, frontend: &dyn Frontend) -> Result<(), Failure> {
        match task {
            Task::Check(exercises) => {
                for exercise in exercises {
                    let mut verdict = self.check(exercise, frontend)?;
                    if let Verdict::NotAttempted { reason } = &mut verdict
                        && plan.source.contains(exercise.id)
                    {
                        *reason += &format!("; to run this cell first, begin it with `%%check {}`", exercise.id);
                    }
                    self.show_verdict(exercise, &verdict, frontend);
                }
                Ok(())
            }
            Task::CheckAttempted => self.check_attempted(frontend),
            Task::Hint(exercise) => self.hint(exercise, frontend),
            Task::ListMagics => show(render::help::magics(), frontend),
            Task::Help(Topic::Overview) => show(render::help::overview(), frontend),
            Task::Help(Topic::Magic(entry)) => page(render::help::magic(entry), frontend),
            Task::Help(Topic::Exercise(exercise)) => page(render::exercises::page(exercise), frontend),
            Task::ListExercises => show(render::exercises::list(&self.standings), frontend),
            Task::Reset => {
                self.backend.reset()?;
                self.beside = Beside::default();
                self.elsewhere.clear();
                self.at = self.backend.state();
                Ok(())
            }
            Task::SetLimits(settings) => {
                for setting in settings {
                    self.backend.limits().set(setting);
                }
                Ok(())
            }
            Task::SetOptLevel(level) => {
                *self.backend.opt_level() = level;
                Ok(())
            }
            Task::ShowOptLevel => {
                let level = format!("Cells are compiled at opt-level {}.", self.backend.opt_level());
                show(render::prose(level.clone(), level), frontend)
            }
            Task::ShowLimits => show(limits::table(self.backend.limits()), frontend),
            Task::Undo(steps) => self.go(Way::Back(steps), frontend),
            Task::Redo(steps) => self.go(Way::Forward(steps), frontend),
            Task::Restore(name) => self.go(Way::To(&name), frontend),
            Task::Checkpoint(name) => self.name_state(&name, frontend),
            Task::ListCheckpoints => show(travel::list(self.backend.overview().as_ref()), frontend),
        }
    }

    fn check(&mut self, exercise: &'static Exercise, frontend: &dyn Frontend) -> Result<Verdict, Failure> {
        self.current = Some(exercise);
        let mut code = self.beside.answers.code(exercise.id);
        let mut verdict = match self.beside.broken.get(exercise.id) {
            // What is defined is an older answer than the one that the notebook shows.
            Some(failed) => {
                code = self.attempts.code(exercise.id);
                Verdict::Failed(failed.clone())
            }
            None => match grade(&mut self.backend, exercise, &code.source(), frontend)? {
                Verdict::NotAttempted { .. } if exercise.kind == Kind::Variable && code.is_unlike(exercise.starter) => {
                    Verdict::NotAttempted {
                        reason: format!(
                            "`{}` has the value that it starts with, though you have written it anew: is something that it is \
                         built from still to be done?",
                            exercise.id
                        ),
                    }
                }
                verdict => verdict,
            },
        };
        if matches!(verdict, Verdict::Failed(_) | Verdict::NotAttempted { .. })
            && let Some(passed) = self.check_as_given(exercise, &code.source())?
        {
            verdict = passed;
        }
        if let Some(standing) = Standing::of(&verdict) {
            let former = self.standings.insert(exercise.id, standing);
            if standing == Standing::Passed && former != Some(standing) {
                self.journal.add(exercise.id, Attempt::Passed);
            }
        }
        Ok(verdict)
    }

    /// The verdict on an answer that is right, but for what it is built from: no exercise fails because of an earlier one.
    fn check_as_given(&mut self, exercise: &Exercise, code: &str) -> Result<Option<Verdict>, Failure> {
        let names = exercise.givens().map(|(name, _)| name);
        let used: Vec<String> = names
            .filter(|name| words(code).any(|word| word == *name))
            .map(|name| format!("`{name}`"))
            .collect();
        if used.is_empty() {
            return Ok(None);
        }
        match self.backend.check_as_given(exercise, code) {
            Ok(Verdict::Passed { mut established }) => {
                let used = used.join(", ");
                established.push(format!(
                    "this is with what the exercise gives ({used}): in your notebook it is not the same"
                ));
                Ok(Some(Verdict::Passed { established }))
            }
            Err(Unjudged::Interrupted(failure)) => Err(failure),
            _ => Ok(None),
        }
    }

    fn check_attempted(&mut self, frontend: &dyn Frontend) -> Result<(), Failure> {
        let mut any = false;
        let current = self.current;
        for exercise in course::exercises() {
            if !is_defined(&self.backend, exercise) && !self.beside.broken.contains_key(exercise.id) {
                continue;
            }
            let verdict = self.check(exercise, frontend)?;
            if !matches!(verdict, Verdict::NotAttempted { .. }) {
                any = true;
                self.show_verdict(exercise, &verdict, frontend);
            }
        }
        self.current = current;
        if any {
            return Ok(());
        }
        let nothing = "No exercise has been attempted yet. `%exercises` lists them.".to_owned();
        show(render::prose(nothing.clone(), nothing), frontend)
    }

    fn hint(&mut self, exercise: Option<&'static Exercise>, frontend: &dyn Frontend) -> Result<(), Failure> {
        let exercise = exercise.or(self.current).ok_or_else(|| {
            Failure::plain(
                "UsageError",
                "a hint on which exercise? write `%hint ID`; `%exercises` lists them",
            )
        })?;
        let verdict = self.check(exercise, frontend)?;
        let shown = match verdict {
            Verdict::GraderError { .. } => render::verdict::verdict(exercise.id, &verdict),
            Verdict::Passed { .. } => {
                let passes = format!("`{}` passes its check: it needs no hint.", exercise.id);
                render::hint::hints(exercise.id, &[], Some(&passes))
            }
            Verdict::Failed(_) | Verdict::NotAttempted { .. } => {
                let ladder = self.ladders.entry(exercise.id).or_default();
                let question = ladder::question(exercise, &verdict);
                let code = self.attempts.code(exercise.id);
                let step = ladder.climb(&question, &code);
                let rungs = match step {
                    Step::Opens(rung) => {
                        let question = question.clone();
                        self.journal.add(exercise.id, Attempt::Hinted { question, code });
                        vec![rung]
                    }
                    Step::Waits | Step::Ends => ladder.open(&question),
                };
                let hints: Vec<_> = rungs.into_iter().map(|rung| rung.hint(exercise, &verdict)).collect();
                render::hint::hints(exercise.id, &hints, step.note())
            }
        };
        show(shown, frontend)
    }

    fn show_verdict(&mut self, exercise: &'static Exercise, verdict: &Verdict, frontend: &dyn Frontend) {
        if let Verdict::Failed(failed) = verdict {
            let question = failed.question.clone();
            self.ladders.entry(exercise.id).or_default().asked(&question);
            self.journal.add(exercise.id, Attempt::Failed { question });
        }
        let data = render::verdict::verdict(exercise.id, verdict);
        frontend.show(Output::Display { data, id: None });
    }

    /// Runs the Rust of a cell that is to be checked for `exercises` afterwards.
    fn run(
        &mut self,
        plan: &Plan<'_>,
        execution: u32,
        exercises: &[&'static Exercise],
        frontend: &dyn Frontend,
    ) -> Result<(), Failure> {
        let attempted = self.attempts.record(&plan.source);
        self.current = attempted.last().copied().or(self.current);
        let start = Instant::now();
        let result = self.backend.run(&plan.source, execution, &attempted, frontend);
        let took = start.elapsed();
        self.follow(Beside::clone);
        match &result {
            Ok(()) => {
                self.beside.answers.record(&plan.source);
                for exercise in attempted {
                    self.beside.broken.remove(exercise.id);
                }
            }
            Err(failure) => {
                for exercise in attempted {
                    if let Verdict::Failed(failed) = verdict_on_failure(exercise, &plan.source, failure) {
                        self.beside.broken.insert(exercise.id, failed);
                    }
                }
                for exercise in exercises {
                    // Where the compiler's refusal is the answer's misconception, the lesson comes with it.
                    if uncompilable_misconception(exercise, &plan.source).is_some() {
                        let failed = broken(exercise, &plan.source, failure);
                        self.show_verdict(exercise, &Verdict::Failed(failed), frontend);
                    }
                }
            }
        }
        if plan.timed {
            frontend.show(Output::Text(Stream::Stdout, time_line(took)));
        }
        result
    }
}

impl<B: Backend> Evaluator for Notebook<B> {
    fn execute(&mut self, code: &str, execution: u32, frontend: &dyn Frontend) -> Result<(), Failure> {
        bounds::check(code).map_err(excessive)?;
        let plan = magics::parse(code).map_err(|error| misused(&error))?;
        let tasks = task::resolve(&plan.before)?;
        let exercises = task::exercises(&plan.after)?;
        for task in tasks {
            self.carry_out(task, &plan, frontend)?;
        }
        if plan.has_rust {
            self.run(&plan, execution, &exercises, frontend)?;
        }
        for exercise in exercises {
            let verdict = self.check(exercise, frontend)?;
            self.show_verdict(exercise, &verdict, frontend);
        }
        Ok(())
    }

    fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, Failure> {
        bounds::check(expression).map_err(excessive)?;
        self.backend.evaluate(expression)
    }

    fn complete(&mut self, code: &str, cursor: usize) -> Completions {
        completion::complete(&mut self.backend, code, cursor)
    }

    fn inspect(&mut self, code: &str, cursor: usize, _detailed: bool) -> Option<MimeBundle> {
        inspection::inspect(&mut self.backend, code, cursor)
    }

    fn is_complete(&mut self, code: &str) -> Completeness {
        if bounds::check(code).is_err() {
            // Running it tells what is wrong with it.
            return Completeness::Complete;
        }
        match magics::parse(code) {
            // `%%check` asks for the Rust that it is to check.
            Ok(plan) if !plan.after.is_empty() && !plan.has_rust => Completeness::Incomplete { indent: String::new() },
            Ok(plan) => completeness(&plan.source),
            // As above.
            Err(_) => Completeness::Complete,
        }
    }

    fn idle(&mut self) -> bool {
        self.backend.idle()
    }
}

fn page(data: MimeBundle, frontend: &dyn Frontend) -> Result<(), Failure> {
    frontend.show(Output::Page(data));
    Ok(())
}

fn show(data: MimeBundle, frontend: &dyn Frontend) -> Result<(), Failure> {
    frontend.show(Output::Display { data, id: None });
    Ok(())
}

fn misused(error: &MagicError) -> Failure {
    Failure::plain(error.name(), &error.to_string())
}

fn excessive(excess: Excess) -> Failure {
    Failure::plain("CellTooLarge", &format!("the cell can't be read: {excess}"))
}

fn time_line(took: Duration) -> String {
    let milliseconds = took.as_secs_f64() * 1e3;
    match milliseconds < 1e3 {
        true => format!("time: {milliseconds:.1} ms\n"),
        false => format!("time: {:.2} s\n", took.as_secs_f64()),
    }
}

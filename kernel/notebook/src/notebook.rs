//! Carries out cells: the magics here, the Rust in a [`Backend`].
//!
//! A check and a hint are shown as displays. A wrong answer is no error of the cell, so that running all cells goes on
//! past it; an unknown magic or exercise is one, found before anything has run.

mod commands;
mod configuration;
mod engine;
mod held;
mod learning;
mod predicting;
mod record;
#[cfg(test)]
mod tests;
mod tricks;
mod undo;

use std::collections::BTreeMap;
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::time::{Duration, Instant};

use backend::{Backend, Unjudged};
use base::parse_limits;
use base::tokens::words;
use grading::{Exercise, Failed, Kind, Verdict};
use interfaces::evaluator::{
    Activity, Completeness, Completions, Evaluator, Frontend, MimeBundle, Output, Stream, prose,
};
use interfaces::failure::{Failure, FailureKind};
use interfaces::timeline::{Id, Jump};
use journal::Journal;
use syntax::Cell;

use crate::answer::{Answers, Code, uncompilable_misconception};
use crate::check::{broken, closure_for_function, fits, grade, is_defined, misnamed, nearly_named, verdict_on_failure};
use crate::completeness::completeness;
use crate::completion;
use crate::hints::{self, Hints, Next};
use crate::inspection;
use crate::magics::{self, Action, Plan, Topic};
use crate::render::picture::{WithPictures, with_picture};
use crate::render::{self, exercises::Standing};
use crate::tricks::Tricks;
use engine::Parked;
use held::Held;
use journal::event::Way;
use predicting::{Locked, Predicting};
use record::Record;

/// The state of one notebook beside what its Rust defines.
pub struct Notebook<B> {
    pub(crate) backend: B,
    /// What belongs to the backend's present state, which is [`Notebook::at`].
    pub(crate) answers: AnswerState,
    pub(crate) at: Option<Id>,
    /// The answers in the other states that `%undo`, `%redo` and `%restore` can go to.
    pub(crate) elsewhere: BTreeMap<Id, AnswerState>,
    /// The same of the engines that are not at work.
    parked: BTreeMap<&'static str, Parked>,
    /// The code of the answers that were tried, whether or not their cells succeeded.
    attempts: Answers,
    hints: BTreeMap<&'static str, Hints>,
    journal: Journal,
    /// What the present cell adds to it at its end.
    record: Record,
    /// What the last check of each exercise came to.
    standings: BTreeMap<&'static str, Standing>,
    /// The last cell that had Rust.
    last_cell: Option<u32>,
    tricks: Tricks,
    /// The exercise that the learner is at.
    current: Option<&'static Exercise>,
    predicting: Predicting,
    /// Whether each cell tells how long it takes.
    times_cells: bool,
    /// The code of the last error of the compiler.
    last_error: Option<String>,
}

/// What is known of the answers in one state of the backend.
#[derive(Clone, Default)]
pub(crate) struct AnswerState {
    /// The code of the answers that are defined.
    pub(crate) defined: Answers,
    /// What is wrong with the last attempt at an exercise, where its cell failed.
    broken: BTreeMap<&'static str, Failed>,
}

impl<B: Backend> Notebook<B> {
    /// A notebook whose hints and standings go on from where `journal` says they are.
    pub fn new(backend: B, journal: Journal) -> Notebook<B> {
        Notebook {
            backend,
            answers: AnswerState::default(),
            at: None,
            elsewhere: BTreeMap::new(),
            parked: BTreeMap::new(),
            attempts: Answers::default(),
            hints: BTreeMap::new(),
            journal,
            record: Record::default(),
            standings: BTreeMap::new(),
            last_cell: None,
            tricks: Tricks::default(),
            current: None,
            predicting: Predicting::default(),
            times_cells: false,
            last_error: None,
        }
    }

    /// Carries out the magics and commands above the Rust, then runs the Rust. The checks of `%%check` come after.
    fn carry_out_all(
        &mut self,
        actions: Vec<Action>,
        plan: &Plan<'_>,
        cell: &Cell,
        execution: u32,
        frontend: &dyn Frontend,
    ) -> Result<(), Stopped> {
        self.carry_out_each(actions, plan, execution, frontend)?;
        match plan.has_rust {
            true => self.run(cell, execution, frontend),
            false => Ok(()),
        }
    }

    /// Does `work`. If it fails or panics, every variable and item, and what is known of the answers among them, is as it was
    /// before.
    fn transaction(
        &mut self,
        frontend: &dyn Frontend,
        work: impl FnOnce(&mut Self) -> Result<(), Stopped>,
    ) -> Result<(), Stopped> {
        let (answers, at, elsewhere) = (self.answers.clone(), self.at, self.elsewhere.clone());
        let (engine, parked) = (self.backend.engine(), self.parked.clone());
        let before = self.backend.state();
        self.backend.begin();
        let result = panic::catch_unwind(AssertUnwindSafe(|| work(self)));
        if let Ok(Ok(())) = result {
            self.backend.commit();
            return Ok(());
        }
        let has_moved = self.backend.engine() != engine || self.backend.state() != before;
        // There is an engine of that name, since it was at work.
        let _ = self.backend.use_engine(engine);
        self.backend.roll_back();
        (self.answers, self.at, self.elsewhere, self.parked) = (answers, at, elsewhere, parked);
        if has_moved {
            let note = "note: the cell has failed, so what its magics had changed is as it was before\n".to_owned();
            frontend.show(Output::Text(Stream::Stderr, note));
        }
        result.unwrap_or_else(|panic| panic::resume_unwind(panic))
    }

    /// Keeps what is wrong with the answers in a cell that did not succeed, and tells where it is a known mistake.
    fn record_failure(&mut self, plan: &Plan<'_>, cell: &Cell, stopped: &Stopped, frontend: &dyn Frontend) {
        let Some(attempted) = &stopped.attempted else {
            return;
        };
        for exercise in attempted {
            if let Verdict::Failed(failed) = verdict_on_failure(exercise, cell, &stopped.failure) {
                self.answers.broken.insert(exercise.id, failed);
            }
        }
        for exercise in plan.after.iter().copied() {
            // Where the compiler's refusal is the answer's misconception, the lesson comes with it.
            if uncompilable_misconception(exercise, cell).is_some() {
                let failed = broken(exercise, cell, &stopped.failure);
                self.show_verdict(exercise, &Verdict::Failed(failed), frontend);
            }
        }
    }

    /// Carries actions out in order. What comes before a build of crates is shown after it, since people are told what a cell
    /// is busy with only as long as it has shown nothing.
    fn carry_out_each(
        &mut self,
        actions: Vec<Action>,
        plan: &Plan<'_>,
        execution: u32,
        frontend: &dyn Frontend,
    ) -> Result<(), Failure> {
        let builds = actions.iter().rposition(Action::may_build).map_or(0, |at| at + 1);
        let mut actions = actions.into_iter();
        let held = Held::new(frontend);
        let mut before = actions.by_ref().take(builds);
        let result = before.try_for_each(|action| self.carry_out(action, plan, execution, &held));
        held.show_all();
        result?;
        actions.try_for_each(|action| self.carry_out(action, plan, execution, frontend))
    }

    fn carry_out(
        &mut self,
        action: Action,
        plan: &Plan<'_>,
        execution: u32,
        frontend: &dyn Frontend,
    ) -> Result<(), Failure> {
        if let Some(ability) = action.needs(plan.has_rust) {
            self.backend.can(ability)?;
        }
        match action {
            Action::Check(exercises) if exercises.is_empty() => self.check_attempted(frontend),
            Action::Check(exercises) => self.check_each(exercises, plan, frontend),
            Action::Hint(exercise) => self.hint(exercise, frontend),
            Action::Trick { exercise, tag } => self.lay_trick(exercise, tag.as_deref(), frontend),
            Action::Refute(call) => self.refute(&call, execution, frontend),
            Action::Reveal => self.reveal(frontend),
            Action::ListMagics => show(render::help::magics(), frontend),
            Action::Help(Topic::Overview) => show(render::help::overview(), frontend),
            Action::Help(Topic::Magic(entry)) => show(render::help::magic(entry), frontend),
            Action::Help(Topic::Exercise(exercise)) => show(render::exercises::page(exercise), frontend),
            Action::ListExercises => show(render::exercises::list(&self.standings), frontend),
            Action::Journal(request) => self.learn(request, plan.has_rust, execution, frontend),
            Action::Reset => {
                self.backend.reset()?;
                self.record.undone(Way::Reset);
                self.answers = AnswerState::default();
                self.elsewhere.clear();
                self.at = self.backend.state();
                Ok(())
            }
            Action::SetLimits(settings) => {
                for setting in settings {
                    self.backend.limits().set(setting);
                }
                Ok(())
            }
            Action::SetOptLevel(level) => {
                self.backend.settings().opt_level = level;
                Ok(())
            }
            Action::ShowOptLevel => {
                let level = format!("Cells are compiled at opt-level {}.", self.backend.settings().opt_level);
                show(prose(level.clone(), level), frontend)
            }
            Action::SetDigits(digits) | Action::SetDigitsHere(digits) => {
                self.backend.settings().digits = digits;
                Ok(())
            }
            Action::ShowDigits => {
                let digits = format!(
                    "Numbers inside of other values have {}.",
                    self.backend.settings().digits
                );
                show(prose(digits.clone(), digits), frontend)
            }
            Action::ShowLimits => show(render::limits::table(self.backend.limits()), frontend),
            Action::AddCrates(dependencies) => self.backend.add_crates(&dependencies, frontend),
            Action::LoadConfiguration { is_quiet } => self.load_configuration(is_quiet, execution, frontend),
            Action::Restart => {
                self.backend.restart()?;
                self.record.undone(Way::Restart);
                self.elsewhere.clear();
                self.at = self.backend.state();
                let sentence = "The process of the cells is started anew: variables are gone, items are there.";
                commands::say(sentence, frontend)
            }
            Action::ShowEngine => show(engine::shown(self.backend.engine()), frontend),
            Action::UseEngine(name) => self.use_engine(&name, frontend),
            Action::Command(lines) => self.backend.command(&lines, frontend),
            Action::Undo(steps) => self.go(Jump::Back(steps), frontend),
            Action::Redo(steps) => self.go(Jump::Forward(steps), frontend),
            Action::Restore(name) => self.go(Jump::To(&name), frontend),
            Action::Checkpoint(name) => self.name_state(&name, frontend),
            Action::ListCheckpoints => show(undo::list(self.backend.overview().as_ref()), frontend),
            Action::ListCrates
            | Action::SetOffline(_)
            | Action::SetBuildEnvironment(..)
            | Action::ShowCache
            | Action::SetCache(_)
            | Action::ClearCache
            | Action::ListVariables
            | Action::ShowType(_)
            | Action::Document(_)
            | Action::ExplainError(_)
            | Action::ToggleTypes
            | Action::SetFormat(_)
            | Action::SetErrorFormat(_)
            | Action::ToggleOptLevel
            | Action::ToggleTiming
            | Action::SetEnvironment(..)
            | Action::Quit
            | Action::ShowVersion
            | Action::ShowCompiler
            | Action::Say(_) => self.command(action, frontend),
            Action::Vote(votes) => self.vote(votes, frontend),
            // These are never in `Plan::before`: the plan has them as `after`, `timed` and `said`.
            Action::CheckAfter(_) | Action::Time | Action::Predict(_) | Action::Nothing => Ok(()),
        }
    }

    fn check_each(
        &mut self,
        exercises: Vec<&'static Exercise>,
        plan: &Plan<'_>,
        frontend: &dyn Frontend,
    ) -> Result<(), Failure> {
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

    fn check(&mut self, exercise: &'static Exercise, frontend: &dyn Frontend) -> Result<Verdict, Failure> {
        self.current = Some(exercise);
        let activity = Activity::new(frontend);
        activity.is(format!("Checking `{}`", exercise.id));
        let mut code = self.answers.defined.code(exercise.id);
        let mut verdict = match self.answers.broken.get(exercise.id) {
            // The last attempt's cell failed: what is defined is an older answer than the one on the screen.
            Some(failed) => {
                code = self.attempts.code(exercise.id);
                Verdict::Failed(failed.clone())
            }
            None => match self.judged(exercise, &code, frontend)? {
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
            self.standings.insert(exercise.id, standing);
        }
        Ok(verdict)
    }

    /// The verdict on what is defined under the exercise's name, or on an answer that is nearly there.
    fn judged(&mut self, exercise: &Exercise, code: &Code, frontend: &dyn Frontend) -> Result<Verdict, Failure> {
        let source = code.source();
        let answer = Cell::read(&source).unwrap_or_default();
        if let Some(failed) = closure_for_function(exercise, &answer) {
            return Ok(Verdict::Failed(failed));
        }
        let mut verdict = grade(&mut self.backend, exercise, &source, frontend)?;
        if let Verdict::NotAttempted { reason } = &mut verdict
            && let Some(name) = nearly_named(&self.backend, exercise)
        {
            *reason += &format!("; {}", misnamed(exercise, &name));
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
            let is_known = is_defined(&self.backend, exercise)
                || self.answers.broken.contains_key(exercise.id)
                || self.answers.defined.has(exercise.id);
            // A name that is only nearly right counts where its type is the one that is asked for.
            let is_misnamed = nearly_named(&self.backend, exercise).is_some_and(|name| fits(exercise, &name));
            if !is_known && !is_misnamed {
                continue;
            }
            let verdict = self.check(exercise, frontend)?;
            if is_misnamed || !matches!(verdict, Verdict::NotAttempted { .. }) {
                any = true;
                self.show_verdict(exercise, &verdict, frontend);
            }
        }
        self.current = current;
        if any {
            return Ok(());
        }
        let nothing = "No exercise has been attempted yet. `%exercises` lists them.".to_owned();
        show(prose(nothing.clone(), nothing), frontend)
    }

    fn hint(&mut self, exercise: Option<&'static Exercise>, frontend: &dyn Frontend) -> Result<(), Failure> {
        let exercise = self.exercise_at(exercise, "a hint on which exercise? write `%hint ID`")?;
        let verdict = self.check(exercise, frontend)?;
        let shown = match verdict {
            Verdict::GraderError { .. } => render::verdict::verdict(exercise.id, &verdict),
            Verdict::Passed { .. } => {
                self.record_verdict(exercise, &verdict);
                let passes = format!("`{}` passes its check: it needs no hint.", exercise.id);
                render::hint::hints(exercise.id, &[], Some(&passes))
            }
            Verdict::Failed(_) | Verdict::NotAttempted { .. } => {
                let hints = self.hints.entry(exercise.id).or_default();
                let question = hints::question(exercise, &verdict);
                let code = self.attempts.code(exercise.id);
                let step = hints.open_next(&question, &code);
                let levels = match step {
                    Next::Opens(level) => vec![level],
                    Next::Waits | Next::Ends => hints.open(&question),
                };
                if let Next::Opens(level) = step {
                    self.record_hint(exercise, level, question);
                }
                let hints: Vec<_> = levels.into_iter().map(|level| level.hint(exercise, &verdict)).collect();
                render::hint::hints(exercise.id, &hints, step.note())
            }
        };
        show(shown, frontend)
    }

    /// The exercise that is named, or that the learner is at; or else the question which one.
    fn exercise_at(&self, named: Option<&'static Exercise>, which: &str) -> Result<&'static Exercise, Failure> {
        named
            .or(self.current)
            .ok_or_else(|| Failure::plain(FailureKind::Usage, &format!("{which}; `%exercises` lists them")))
    }

    fn show_verdict(&mut self, exercise: &'static Exercise, verdict: &Verdict, frontend: &dyn Frontend) {
        if let Verdict::Failed(failed) = verdict {
            let question = failed.question.clone();
            self.hints.entry(exercise.id).or_default().asked(&question);
        }
        self.record_verdict(exercise, verdict);
        self.predicting.checked(exercise, verdict);
        let data = render::verdict::verdict(exercise.id, verdict);
        frontend.show(Output::Display { data, id: None });
    }

    /// Runs the Rust of a cell.
    fn run(&mut self, cell: &Cell, execution: u32, frontend: &dyn Frontend) -> Result<(), Stopped> {
        let attempted = self.attempts.record(cell);
        self.current = attempted.last().copied().or(self.current);
        self.record.attempted(&attempted);
        let result = self.run_predicted(cell, execution, &attempted, frontend);
        self.follow(AnswerState::clone);
        if let Err(failure) = result {
            let attempted = Some(attempted.into_boxed_slice());
            return Err(Stopped { failure, attempted });
        }
        self.answers.defined.record(cell);
        for exercise in attempted {
            self.answers.broken.remove(exercise.id);
        }
        Ok(())
    }

    /// Has the cell read, carries out what it asks for, then checks.
    fn execute_cell(&mut self, code: &str, execution: u32, frontend: &dyn Frontend) -> Result<(), Failure> {
        let mut plan = magics::parse_for(code, self.backend.has_commands())?;
        let cell = Cell::read(&plan.source)?;
        // An engine with commands of its own sees to the crates that cells name as well.
        if !self.backend.has_commands() {
            plan.add_crates(self.crates_named(&cell, &plan));
        }
        let Locked::In(prediction) = self.lock_in(&mut plan, &cell, frontend)? else {
            return Ok(());
        };
        let actions = mem::take(&mut plan.before);
        self.record.has_rust = plan.has_rust;
        let has_work = plan.has_rust || !actions.is_empty();
        let here = actions.iter().any(|action| matches!(action, Action::SetDigitsHere(_)));
        let digits = self.backend.settings().digits;
        let _until_the_end = self.backend.cell();
        let start = Instant::now();
        let result = match actions.iter().any(Action::changes_state) {
            true => self.transaction(frontend, |notebook| {
                notebook.carry_out_all(actions, &plan, &cell, execution, frontend)
            }),
            false => self.carry_out_all(actions, &plan, &cell, execution, frontend),
        };
        let took = start.elapsed();
        if here {
            self.backend.settings().digits = digits;
        }
        if let Err(stopped) = &result {
            self.record_failure(&plan, &cell, stopped, frontend);
            if let FailureKind::Rejected { code: Some(code) } = &stopped.failure.kind {
                self.last_error = Some(code.clone());
            }
        }
        if plan.timed && has_work || self.times_cells && plan.has_rust {
            frontend.show(Output::Text(Stream::Stdout, time_line(took)));
        }
        self.settle(prediction.as_ref(), &result, frontend);
        result.map_err(|stopped| stopped.failure)?;
        for exercise in plan.after {
            let verdict = self.check(exercise, frontend)?;
            self.show_verdict(exercise, &verdict, frontend);
        }
        self.settle_check(prediction.as_ref(), frontend);
        Ok(())
    }
}

/// Why a cell did not succeed.
struct Stopped {
    failure: Failure,
    /// The exercises that its Rust was an attempt at; `None` where it did not come to the Rust.
    attempted: Option<Box<[&'static Exercise]>>,
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Stopped {
        Stopped {
            failure,
            attempted: None,
        }
    }
}

impl<B: Backend> Evaluator for Notebook<B> {
    fn execute(&mut self, code: &str, execution: u32, frontend: &dyn Frontend) -> Result<(), Failure> {
        self.begin_record(execution, frontend);
        let frontend = &WithPictures::of(frontend);
        let start = Instant::now();
        let result = self.execute_cell(code, execution, frontend);
        self.end_record(code, start.elapsed(), &result, frontend);
        // Its style is about what comes next, which is the error.
        if let Err(failure) = &result
            && let Some(data) = render::error::error(failure)
        {
            frontend.show(Output::Display { data, id: None });
        }
        result
    }

    fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, Failure> {
        parse_limits::check(expression)?;
        self.backend.evaluate(expression).map(with_picture)
    }

    fn complete(&mut self, code: &str, cursor: usize) -> Completions {
        completion::complete(&mut self.backend, code, cursor)
    }

    fn inspect(&mut self, code: &str, cursor: usize, _detailed: bool) -> Option<MimeBundle> {
        inspection::inspect(&mut self.backend, code, cursor)
    }

    fn is_complete(&mut self, code: &str) -> Completeness {
        match magics::parse(code) {
            // Running it tells what is wrong with it.
            Ok(plan) if parse_limits::check(&plan.source).is_err() => Completeness::Complete,
            // `%%check` asks for the Rust that it is to check, and `%predict` for what it is about.
            Ok(plan) if plan.wants_rust() && !plan.has_rust => Completeness::Incomplete { indent: String::new() },
            Ok(plan) => completeness(&plan.source),
            // As above.
            Err(_) => Completeness::Complete,
        }
    }

    fn idle(&mut self) -> bool {
        self.backend.idle()
    }
}

pub(crate) fn show(data: MimeBundle, frontend: &dyn Frontend) -> Result<(), Failure> {
    frontend.show(Output::Display { data, id: None });
    Ok(())
}

fn time_line(took: Duration) -> String {
    let milliseconds = took.as_secs_f64() * 1e3;
    match milliseconds < 1e3 {
        true => format!("time: {milliseconds:.1} ms\n"),
        false => format!("time: {:.2} s\n", took.as_secs_f64()),
    }
}

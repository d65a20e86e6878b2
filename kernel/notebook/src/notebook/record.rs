//! What goes into the journal from a notebook, and what comes out of it for hints and standings.

use std::collections::BTreeMap;
use std::mem;
use std::time::Duration;

use backend::Backend;
use grading::{Exercise, Verdict};
use interfaces::evaluator::{Frontend, Output, Stream};
use interfaces::failure::{Failure, FailureKind};
use interfaces::timeline::{Arrival, Jump, Step};
use journal::event::{self, Code, Judgement, Outcome, Rung, Undone, Way};
use journal::{Entry, Event};

use super::Notebook;
use crate::answer;
use crate::hints::{Hints, Level};
use crate::render::exercises::Standing;

/// What the present cell adds to the journal at its end.
#[derive(Default)]
pub(super) struct Record {
    execution: u32,
    pub(super) has_rust: bool,
    attempted: Vec<String>,
    /// Goes in only if the cell succeeds: otherwise it is taken back.
    undone: Vec<Undone>,
}

impl Record {
    pub(super) fn attempted(&mut self, exercises: &[&Exercise]) {
        self.attempted = exercises.iter().map(|exercise| exercise.id.to_owned()).collect();
    }

    pub(super) fn undone(&mut self, by: Way) {
        let (cells, checkpoint) = (Vec::new(), None);
        self.undone.push(Undone { by, cells, checkpoint });
    }

    pub(super) fn went(&mut self, jump: Jump<'_>, arrival: &Arrival) {
        let number = |step: &Step| match step {
            Step::Cell(number) => Some(*number),
            Step::Start | Step::Return(_) => None,
        };
        let (by, steps) = match arrival {
            Arrival::Back(steps) => (Way::Undo, steps.as_slice()),
            Arrival::Forward(steps) => (Way::Redo, steps.as_slice()),
            Arrival::At(_) => (Way::Restore, &[][..]),
        };
        let checkpoint = match jump {
            Jump::To(name) => Some(name.to_owned()),
            Jump::Back(_) | Jump::Forward(_) => None,
        };
        let cells = steps.iter().filter_map(number).collect();
        self.undone.push(Undone { by, cells, checkpoint });
    }
}

impl<B: Backend> Notebook<B> {
    pub(super) fn begin_record(&mut self, execution: u32, frontend: &dyn Frontend) {
        self.record = Record::default();
        self.record.execution = execution;
        if self.journal.begin(execution, frontend.is_attended()) {
            self.hints = past_hints(self.journal.entries());
            self.standings = standings(self.journal.of_course());
        }
    }

    pub(super) fn end_record(
        &mut self,
        code: &str,
        took: Duration,
        result: &Result<(), Failure>,
        frontend: &dyn Frontend,
    ) {
        let Record {
            execution,
            has_rust,
            attempted,
            undone,
        } = mem::take(&mut self.record);
        if has_rust && execution > 0 {
            self.last_cell = Some(execution);
        }
        if result.is_ok() {
            undone
                .into_iter()
                .for_each(|undone| self.journal.record(Event::Undone(undone)));
        }
        self.journal.record(Event::Cell(event::Cell {
            code: Code::from(code),
            outcome: outcome(result),
            ms: took.as_millis().try_into().unwrap_or(u64::MAX),
            exercises: attempted,
        }));
        if let Some(trouble) = self.journal.end() {
            let note = format!(
                "note: what you do is not being recorded ({trouble}), so hints and progress will not outlive this kernel; \
                 `meno doctor` shows the data folder\n"
            );
            frontend.show(Output::Text(Stream::Stderr, note));
        }
    }

    pub(super) fn record_verdict(&mut self, exercise: &Exercise, verdict: &Verdict) {
        let code = Code::from(self.answer_typed(exercise));
        self.journal.record(Event::Verdict(recorded(exercise, verdict, code)));
    }

    /// The answer that a check is about: what is defined, unless the cell of a later one has failed.
    pub(super) fn answer_typed(&self, exercise: &Exercise) -> &str {
        let answers = match self.answers.broken.contains_key(exercise.id) {
            true => &self.attempts,
            false => &self.answers.defined,
        };
        answers.typed(exercise.id)
    }

    pub(super) fn record_hint(&mut self, exercise: &Exercise, level: Level, question: String) {
        self.journal.record(Event::Hint(event::Hint {
            exercise: exercise.id.to_owned(),
            rung: match level {
                Level::Ask => Rung::Question,
                Level::Tell => Rung::Statement,
                Level::Sibling => Rung::Sibling,
                Level::Solution => Rung::Solution,
            },
            question,
            code: Code::from(self.attempts.typed(exercise.id)),
        }));
    }
}

/// The hints that are open after what `entries` tell of.
fn past_hints<'e>(entries: impl Iterator<Item = &'e Entry>) -> BTreeMap<&'static str, Hints> {
    let mut all: BTreeMap<_, Hints> = BTreeMap::new();
    for entry in entries {
        let Some(exercise) = entry.event.exercise().and_then(course::find) else {
            continue;
        };
        let hints = all.entry(exercise.id).or_default();
        match &entry.event {
            Event::Verdict(verdict) if verdict.verdict == Judgement::Failed => {
                hints.asked(verdict.question.as_deref().unwrap_or_default());
            }
            Event::Hint(hint) => {
                hints.open_next(&hint.question, &answer::Code::of(exercise.id, &hint.code.code));
            }
            _ => {}
        }
    }
    all
}

/// What the last check of each exercise came to.
pub(super) fn standings(entries: &[Entry]) -> BTreeMap<&'static str, Standing> {
    let standing = |entry: &Entry| {
        let Event::Verdict(verdict) = &entry.event else {
            return None;
        };
        let standing = match verdict.verdict {
            Judgement::Passed => Standing::Passed,
            Judgement::Failed => Standing::NotYetRight,
            Judgement::NotAttempted => Standing::NotAttempted,
            Judgement::GraderError => return None,
        };
        Some((course::find(&verdict.exercise)?.id, standing))
    };
    entries.iter().filter_map(standing).collect()
}

fn outcome(result: &Result<(), Failure>) -> Outcome {
    match result {
        Ok(()) => Outcome::Ok,
        Err(failure) => Outcome::Failed(event::Failure {
            class: failure.kind.name().to_owned(),
            rustc: match &failure.kind {
                FailureKind::Rejected { code } => code.clone(),
                _ => None,
            },
            message: failure.message.clone(),
        }),
    }
}

fn recorded(exercise: &Exercise, verdict: &Verdict, code: Code) -> event::Verdict {
    let plain = |verdict, flag| event::Verdict {
        exercise: exercise.id.to_owned(),
        verdict,
        flag,
        question: None,
        misconception: None,
        counterexample: None,
        expected: None,
        got: None,
        code,
    };
    match verdict {
        Verdict::Passed { .. } => plain(Judgement::Passed, None),
        Verdict::NotAttempted { reason } => plain(Judgement::NotAttempted, Some(reason.clone())),
        Verdict::GraderError { message } => plain(Judgement::GraderError, Some(message.clone())),
        Verdict::Failed(failed) => event::Verdict {
            question: Some(failed.question.clone()),
            misconception: failed.misconception.clone(),
            counterexample: failed.counterexample.clone(),
            expected: failed.expected.clone(),
            got: failed.got.clone(),
            ..plain(Judgement::Failed, Some(failed.flag.clone()))
        },
    }
}

//! Looking back at what was recorded, and saying something of it.

use std::collections::BTreeSet;
use std::env;

use backend::Backend;
use grading::Exercise;
use interfaces::evaluator::{Frontend, prose};
use interfaces::failure::{Failure, FailureKind};
use journal::event::{Judgement, Prediction, Rung, Said};
use journal::{Entry, Event};

use super::{Notebook, record, show};
use crate::magics::Request;
use crate::render::attempts::{Attempt, attempts};
use crate::render::progress::{Map, progress};
use crate::render::question::{Question, question};

impl<B: Backend> Notebook<B> {
    /// Carries out what is asked of the journal. `has_rust` says whether Rust stands below in the cell of that number.
    pub(super) fn learn(
        &mut self,
        request: Request,
        has_rust: bool,
        execution: u32,
        frontend: &dyn Frontend,
    ) -> Result<(), Failure> {
        let own = Some(execution).filter(|number| has_rust && *number > 0);
        match request {
            Request::Attempts(exercise) => {
                let exercise = self.exercise_at(exercise, "attempts at which exercise? write `%attempts ID`")?;
                show(
                    attempts(exercise, &road(self.journal.of_exercise(exercise.id))),
                    frontend,
                )
            }
            Request::Progress => {
                let entries = self.journal.of_course();
                self.standings = record::standings(entries);
                let hinted = entries.iter().filter_map(hinted).collect();
                let here = self.journal.file();
                let standings = &self.standings;
                show(
                    progress(&Map {
                        standings,
                        hinted,
                        here,
                    }),
                    frontend,
                )
            }
            Request::Ask(exercise) => self.ask(exercise, frontend),
            Request::Why(text) => {
                let about = own.or(self.last_cell);
                let shown = prose(format!("Why: {text}"), format!("*Why: {text}*"));
                let text = Some(text);
                self.journal.record(Event::Why(Said { text, about }));
                show(shown, frontend)
            }
            Request::Mark(text) => {
                let shown = prose(format!("— {text} —"), format!("**{text}**"));
                let text = Some(text);
                self.journal.record(Event::Mark(Said { text, about: own }));
                show(shown, frontend)
            }
            Request::Keep => self.decide(own, Event::Keep, "kept in", frontend),
            Request::Drop => self.decide(own, Event::Drop, "left out of", frontend),
        }
    }

    /// Says of a cell what a recording is to do with it.
    fn decide(
        &mut self,
        own: Option<u32>,
        event: impl Fn(Said) -> Event,
        words: &str,
        frontend: &dyn Frontend,
    ) -> Result<(), Failure> {
        let about = own.or(self.last_cell).ok_or_else(|| {
            let message = "no cell with Rust has run yet: write it above the cell that it is about, or behind that";
            Failure::plain(FailureKind::Usage, message)
        })?;
        let said = Said {
            text: None,
            about: Some(about),
        };
        self.journal.record(event(said));
        let sentence = match own {
            Some(_) => format!("This cell is {words} recordings."),
            None => format!("The last cell with Rust is {words} recordings."),
        };
        super::commands::say(&sentence, frontend)
    }

    fn ask(&mut self, exercise: Option<&'static Exercise>, frontend: &dyn Frontend) -> Result<(), Failure> {
        let exercise = self.exercise_at(exercise, "a question on which exercise? write `%ask ID`")?;
        let verdict = self.check(exercise, frontend)?;
        let code = self.answer_typed(exercise);
        let road = road(self.journal.of_exercise(exercise.id));
        let tried = road.iter().filter(|attempt| attempt.code != code).count();
        let mut hints: Vec<&str> = Vec::new();
        for hint in road.iter().flat_map(|attempt| &attempt.hints) {
            if !hints.contains(hint) {
                hints.push(hint);
            }
        }
        let versions = self.journal.versions();
        let shown = question(&Question {
            exercise,
            code,
            verdict: &verdict,
            tried,
            hints,
            reasons: self.reasons(exercise),
            meno: &versions.meno,
            rustc: versions.rustc.as_deref(),
            course: env::var("MENO_COURSE_URL").ok().filter(|address| !address.is_empty()),
        });
        show(shown, frontend)
    }

    /// What was said of the cells in which the exercise was checked.
    fn reasons(&self, exercise: &Exercise) -> Vec<&str> {
        let cells: BTreeSet<_> = self
            .journal
            .of_exercise(exercise.id)
            .map(|entry| (&entry.session, entry.cell))
            .collect();
        let reason = |entry: &'_ Entry| match &entry.event {
            Event::Why(said) => cells.contains(&(&entry.session, said.about)),
            _ => false,
        };
        let said = self.journal.entries().filter(|entry| reason(entry));
        said.filter_map(|entry| match &entry.event {
            Event::Why(said) => said.text.as_deref(),
            _ => None,
        })
        .collect()
    }
}

fn hinted(entry: &Entry) -> Option<&'static str> {
    match &entry.event {
        Event::Hint(hint) => Some(course::find(&hint.exercise)?.id),
        _ => None,
    }
}

/// The attempts that `entries` tell of. An answer that is checked again is the same one.
fn road<'e>(entries: impl Iterator<Item = &'e Entry>) -> Vec<Attempt> {
    let mut road: Vec<Attempt> = Vec::new();
    let mut predictions: Vec<String> = Vec::new();
    for entry in entries {
        match &entry.event {
            Event::Verdict(verdict) if matches!(verdict.verdict, Judgement::Passed | Judgement::Failed) => {
                let passed = verdict.verdict == Judgement::Passed;
                let is_same = |last: &&mut Attempt| last.code == verdict.code.code && last.passed == passed;
                match road.last_mut().filter(is_same) {
                    Some(last) => last.predictions.append(&mut predictions),
                    None => road.push(Attempt {
                        code: verdict.code.code.clone(),
                        passed,
                        question: verdict.question.clone(),
                        counterexample: verdict.counterexample.clone(),
                        predictions: std::mem::take(&mut predictions),
                        hints: Vec::new(),
                    }),
                }
            }
            Event::Hint(hint) => {
                if let Some(last) = road.last_mut() {
                    last.hints.push(rung(hint.rung));
                }
            }
            // It is recorded when the verdict is there.
            Event::Prediction(prediction) => match road.last_mut() {
                Some(last) => last.predictions.push(said(prediction)),
                None => predictions.push(said(prediction)),
            },
            _ => {}
        }
    }
    road
}

fn rung(rung: Rung) -> &'static str {
    match rung {
        Rung::Question => "a question",
        Rung::Statement => "a statement",
        Rung::Sibling => "a neighbouring problem, worked",
        Rung::Solution => "the solution",
    }
}

fn said(prediction: &Prediction) -> String {
    let sure = prediction
        .sure
        .map_or_else(String::new, |sure| format!(", {sure} % sure"));
    let because = prediction
        .because
        .as_ref()
        .map_or_else(String::new, |because| format!(" (because {because})"));
    let right = match prediction.right {
        Some(true) => ": right",
        Some(false) => ": wrong",
        None => "",
    };
    format!("`{}`{sure}{because}{right}", prediction.text)
}

//! Locks predictions in before a cell runs, and shows them beside what came out.

use grading::value::CellValue;
use grading::{Exercise, Verdict};
use journal::Event;
use journal::event::{self, Choice};

use super::{Notebook, Standing, Stopped, show};
use crate::magics::{Action, MagicError, Plan};
use crate::predictions::line::Said;
use crate::predictions::{Judgement, Outcome, Poll, Prediction, Votes};
use crate::render;
use backend::{Ability, Backend};
use interfaces::evaluator::{Frontend, Output};
use interfaces::failure::Failure;
use syntax::Cell;

/// What is kept for predictions.
#[derive(Default)]
pub(super) struct Predicting {
    /// Whether the present cell is to tell what it comes to, and what it has told.
    wants_value: bool,
    value: Option<CellValue>,
    /// The exercises that the present cell has checked, and what that came to; `None` where there was no verdict.
    checked: Vec<(&'static str, Option<Standing>)>,
    /// How an audience has voted last.
    poll: Option<Poll>,
}

/// What is to become of a cell.
pub(super) enum Locked {
    /// It runs, whatever was predicted of it.
    In(Option<Prediction>),
    /// Its prediction is still to be made.
    Waits,
}

impl Predicting {
    pub(super) fn checked(&mut self, exercise: &'static Exercise, verdict: &Verdict) {
        self.checked.push((exercise.id, Standing::of(verdict)));
    }
}

impl<B: Backend> Notebook<B> {
    /// Takes the prediction out of what a cell asks for, before anything of it runs.
    ///
    /// # Errors
    /// If there is nothing in the cell that it could be compared with.
    pub(super) fn lock_in(
        &mut self,
        plan: &mut Plan<'_>,
        cell: &Cell,
        frontend: &dyn Frontend,
    ) -> Result<Locked, Failure> {
        self.predicting.wants_value = false;
        self.predicting.checked.clear();
        let prediction = match plan.said.take() {
            None => return Ok(Locked::In(None)),
            Some(Said::Prediction(prediction)) if self.is_said_of_trick(plan, &prediction) => {
                self.predict_trick(&prediction, frontend);
                return Ok(Locked::Waits);
            }
            Some(Said::Prediction(prediction)) => prediction,
            Some(Said::Blank(None)) if is_alone(plan) && self.has_trick() => {
                return Err(bad(
                    "does the answer pass its check? write `passes` or `fails` in place of the `?`",
                ));
            }
            Some(Said::Blank(question)) => {
                has_rust(plan)?;
                show(render::prediction::blank(question), frontend)?;
                return Ok(Locked::Waits);
            }
        };
        match &prediction.guess {
            guess if guess.is_of_check() => is_checked(plan)?,
            guess if guess.is_value() => {
                has_rust(plan)?;
                if cell.tail.is_none() && !cell.is_unparsed {
                    return Err(bad(
                        "the cell ends without a value to compare with: leave out the `;` behind its last expression, or \
                         predict `error` or `panic`",
                    ));
                }
                self.backend.can(Ability::Values)?;
            }
            _ => has_rust(plan)?,
        }
        self.predicting.wants_value = !prediction.guess.is_of_check();
        Ok(Locked::In(Some(prediction)))
    }

    /// Whether a prediction is about the answer that `%trick` has laid: it stands alone, and says whether a check passes.
    fn is_said_of_trick(&self, plan: &Plan<'_>, prediction: &Prediction) -> bool {
        prediction.guess.is_of_check() && is_alone(plan) && self.has_trick()
    }

    /// Runs the Rust of a cell, and keeps what it came to where that was predicted.
    pub(super) fn run_predicted(
        &mut self,
        cell: &Cell,
        execution: u32,
        exercises: &[&'static Exercise],
        frontend: &dyn Frontend,
    ) -> Result<(), Failure> {
        if let Some(poll) = &mut self.predicting.poll {
            poll.close();
        }
        self.predicting.value = match self.predicting.wants_value {
            true => self.backend.run_telling(cell, execution, exercises, frontend)?,
            false => return self.backend.run(cell, execution, exercises, frontend),
        };
        Ok(())
    }

    /// Shows the prediction beside what came of the Rust. What a check comes to is still to be waited for.
    pub(super) fn settle(
        &mut self,
        prediction: Option<&Prediction>,
        result: &Result<(), Stopped>,
        frontend: &dyn Frontend,
    ) {
        let Some(prediction) = prediction else { return };
        let outcome = match result {
            Ok(()) if prediction.guess.is_of_check() => return,
            Ok(()) => Outcome::Ran(self.predicting.value.take()),
            Err(Stopped { attempted: None, .. }) => {
                Outcome::Nothing("the cell did not come as far as its Rust".to_owned())
            }
            Err(stopped) => Outcome::of_failure(&stopped.failure),
        };
        self.show_prediction(prediction, &outcome, frontend);
    }

    /// Shows the prediction of a check beside the verdicts that the cell has come to.
    pub(super) fn settle_check(&mut self, prediction: Option<&Prediction>, frontend: &dyn Frontend) {
        let of_check = prediction.filter(|prediction| prediction.guess.is_of_check());
        let Some(prediction) = of_check else { return };
        let standings: Vec<Option<Standing>> = self.predicting.checked.iter().map(|(_, standing)| *standing).collect();
        let outcome = match &standings[..] {
            standings if standings.contains(&Some(Standing::NotYetRight)) => Outcome::Checked { passed: false },
            standings if !standings.is_empty() && standings.iter().all(|&is| is == Some(Standing::Passed)) => {
                Outcome::Checked { passed: true }
            }
            standings if standings.contains(&None) => Outcome::Nothing("the check came to no verdict".to_owned()),
            _ => Outcome::Nothing("the exercise is not attempted yet".to_owned()),
        };
        self.show_prediction(prediction, &outcome, frontend);
    }

    /// Shows a prediction beside what came, and records both.
    pub(super) fn show_prediction(&mut self, prediction: &Prediction, outcome: &Outcome, frontend: &dyn Frontend) {
        let judgement = prediction.judge(outcome);
        let data = render::prediction::card(prediction, outcome, &judgement);
        frontend.show(Output::Display { data, id: None });
        self.journal.record(Event::Prediction(event::Prediction {
            exercise: match &self.predicting.checked[..] {
                [(exercise, _)] if prediction.guess.is_of_check() => Some((*exercise).to_owned()),
                _ => None,
            },
            text: prediction.text.clone(),
            sure: prediction.sure,
            because: prediction.because.clone(),
            came: match outcome {
                Outcome::Nothing(_) => None,
                Outcome::Checked { passed: true } => Some("passes".to_owned()),
                Outcome::Checked { passed: false } => Some("fails".to_owned()),
                Outcome::Ran(_) | Outcome::Failed(_) => Some(outcome.text()),
            },
            right: match judgement {
                Judgement::Right => Some(true),
                Judgement::Wrong => Some(false),
                Judgement::Open(_) => None,
            },
        }));
    }

    /// Shows how an audience has voted, beside its votes from before a discussion.
    pub(super) fn vote(&mut self, votes: Votes, frontend: &dyn Frontend) -> Result<(), Failure> {
        let choice = |(option, count): &(String, u32)| Choice {
            option: option.clone(),
            count: *count,
        };
        let options = votes.counts.iter().map(choice).collect();
        let poll = Poll::with(self.predicting.poll.take(), votes);
        self.journal.record(Event::Votes(event::Votes {
            options,
            round: if poll.after.is_some() { 2 } else { 1 },
            ..event::Votes::default()
        }));
        let shown = show(render::votes::bars(&poll), frontend);
        self.predicting.poll = Some(poll);
        shown
    }
}

/// Whether the cell has nothing but its prediction.
fn is_alone(plan: &Plan<'_>) -> bool {
    !plan.has_rust && plan.before.is_empty() && plan.after.is_empty()
}

fn has_rust(plan: &Plan<'_>) -> Result<(), Failure> {
    match plan.has_rust {
        true => Ok(()),
        false => Err(bad(
            "there is nothing below `%predict` to come out: put it above the Rust of a cell",
        )),
    }
}

fn is_checked(plan: &Plan<'_>) -> Result<(), Failure> {
    match !plan.after.is_empty() || plan.before.iter().any(|action| matches!(action, Action::Check(_))) {
        true => Ok(()),
        false => Err(bad(
            "`passes` and `fails` are about a check: begin the cell with `%%check ID` as well, or have an answer laid by \
             `%trick` before",
        )),
    }
}

fn bad(sentence: &str) -> Failure {
    MagicError::BadPrediction(sentence.to_owned()).into()
}

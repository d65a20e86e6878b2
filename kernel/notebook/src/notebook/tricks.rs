//! Lays tricks, has answers tried on one input, and tells what is true, step by step.

use backend::{Backend, Progress, Unjudged};
use grading::random::seed_of;
use grading::{Exercise, Kind, Refutation, Verdict};
use interfaces::evaluator::{Frontend, Output, Silent};
use interfaces::failure::{Failure, FailureKind};
use journal::Event;
use journal::event::{self, Code, Separation};
use syntax::Cell;

use super::{Notebook, show};
use crate::check::{fits, grade, is_defined};
use crate::predictions::Prediction;
use crate::predictions::guess::Guess;
use crate::render::exercises::{Standing, declaration};
use crate::render::hint::{Hint, hints};
use crate::render::trick::{self, Whose};
use crate::tricks::{Stage, Trick, asked, form, has_form, size};

/// What the cell after a trick may begin with.
const NEXT_CELL: &str = "%predict ?  // is it right? put `passes` or `fails` in place of the question mark";

impl<B: Backend> Notebook<B> {
    /// Lays the next trick of the exercise, or the one of that tag. Without an exercise it is the next one of the notebook.
    pub(super) fn lay_trick(
        &mut self,
        exercise: Option<&'static Exercise>,
        tag: Option<&str>,
        frontend: &dyn Frontend,
    ) -> Result<(), Failure> {
        let exercise = exercise
            .or_else(|| self.next_exercise())
            .ok_or_else(|| usage("the course has no exercise"))?;
        let trick = match tag {
            None => {
                let seen = self
                    .journal
                    .of_exercise(exercise.id)
                    .filter_map(|entry| match &entry.event {
                        Event::Trick(trick) => Some(trick.code.code.as_str()),
                        _ => None,
                    });
                self.tricks.lay(exercise, seen)
            }
            Some(tag) => self.tricks.lay_tagged(exercise, tag).map_err(|why| usage(&why))?,
        };
        let card = trick::laid(trick);
        let laid = event::Trick {
            exercise: exercise.id.to_owned(),
            tag: trick.tag().map(str::to_owned),
            seed: seed_of(exercise.id),
            code: Code::from(trick.code.as_str()),
        };
        self.journal.record(Event::Trick(laid));
        show(card, frontend)?;
        frontend.show(Output::NextCell(NEXT_CELL.to_owned()));
        Ok(())
    }

    /// The first exercise that has not been passed, of the notebook that the learner is in, else of the course.
    fn next_exercise(&self) -> Option<&'static Exercise> {
        let exercises = course::exercises();
        let here = self.current.or(exercises.first())?.notebook;
        let is_left = |exercise: &&Exercise| self.standings.get(exercise.id) != Some(&Standing::Passed);
        let own = || exercises.iter().filter(|exercise| exercise.notebook == here);
        own()
            .find(is_left)
            .or_else(|| exercises.iter().find(is_left))
            .or_else(|| own().next())
    }

    /// Whether an answer is laid of which not all is told.
    pub(super) fn has_trick(&self) -> bool {
        self.tricks.open.as_ref().is_some_and(|trick| !trick.is_done())
    }

    /// Takes what someone says of the trick that is open: whether it passes. Tells nothing.
    pub(super) fn predict_trick(&mut self, prediction: &Prediction, frontend: &dyn Frontend) {
        let Some(trick) = &mut self.tricks.open else { return };
        let passes = prediction.guess == Guess::Passes;
        if !trick.is_told() {
            trick.said.push(passes);
        }
        let does_pass = matches!(trick.verdict, Verdict::Passed { .. });
        let data = trick::said(trick, passes);
        let exercise = Some(trick.exercise.id.to_owned());
        frontend.show(Output::Display { data, id: None });
        self.journal.record(Event::Prediction(event::Prediction {
            exercise,
            text: prediction.text.clone(),
            sure: prediction.sure,
            because: prediction.because.clone(),
            came: Some(if does_pass { "passes" } else { "fails" }.to_owned()),
            right: Some(passes == does_pass),
        }));
    }

    /// Has an answer tried on the input that it is called with in `call`: the open trick, if it is called there, else the one that
    /// the notebook defines.
    pub(super) fn refute(&mut self, call: &str, execution: u32, frontend: &dyn Frontend) -> Result<(), Failure> {
        let open = self.tricks.open.as_ref().filter(|trick| !trick.is_done());
        let exercise = asked(call, open).ok_or_else(|| {
            let example = open.map_or_else(|| "projector(…)".to_owned(), |trick| form(trick.exercise));
            usage(&format!(
                "on which answer, and on which input? write a call of it: `%refute {example}`"
            ))
        })?;
        if !has_form(exercise, call) {
            let form = form(exercise);
            return Err(usage(&format!(
                "`{}` is not asked anything there: write `%refute {form}`",
                exercise.id
            )));
        }
        let trick = open.filter(|trick| trick.exercise == exercise).cloned();
        let whose = match trick {
            Some(_) => Whose::Trick,
            None => self.own(exercise)?,
        };
        let cell = Cell::read(&format!("{call}\n;"))?;
        let code = trick.as_ref().map(|trick| trick.code.as_str());
        let tried = self.backend.refute(exercise, code, &cell, execution, frontend);
        if let Some(trick) = &trick {
            self.record_refutation(trick, call, &tried);
        }
        let card = match tried {
            Ok(Some(refutation)) => {
                let sizes = match refutation {
                    Refutation::Breaks { .. } => self.sizes(exercise, trick.as_ref(), call)?,
                    _ => None,
                };
                trick::refutation(exercise.id, whose, &refutation, sizes)
            }
            Ok(None) => {
                let declared = declaration(exercise);
                return Err(usage(&format!(
                    "the code runs without calling the answer, `{declared}`: nothing was tried"
                )));
            }
            Err(Unjudged::Stopped(failure, progress)) if is_answers(&failure, &progress) => {
                trick::not_survived(exercise.id, whose, &failure.message)
            }
            Err(Unjudged::Refused(_)) if whose == Whose::Own && !self.own_fits(exercise) => {
                let id = exercise.id;
                return Err(usage(&format!(
                    "`{id}` has another type than the exercise asks for, so it can't be tried: `%check {id}` tells how"
                )));
            }
            Err(
                Unjudged::Refused(failure)
                | Unjudged::Stopped(failure, _)
                | Unjudged::Interrupted(failure)
                | Unjudged::Fault(failure),
            ) => return Err(failure),
        };
        show(card, frontend)
    }

    fn record_refutation(&mut self, trick: &Trick, call: &str, tried: &Result<Option<Refutation>, Unjudged>) {
        let outcome = match tried {
            Ok(Some(Refutation::Breaks { .. })) => Separation::Separates,
            Ok(Some(Refutation::Holds { .. })) => Separation::Agrees,
            Ok(Some(Refutation::Outside { .. } | Refutation::Undecided { .. })) => Separation::OutsideOfTheDomain,
            Err(Unjudged::Stopped(failure, progress)) if is_answers(failure, progress) => Separation::Separates,
            Ok(None) | Err(Unjudged::Refused(_) | Unjudged::Stopped(..)) => Separation::Invalid,
            // Neither says anything of the call.
            Err(Unjudged::Interrupted(_) | Unjudged::Fault(_)) => return,
        };
        self.journal.record(Event::Refutation(event::Refutation {
            exercise: trick.exercise.id.to_owned(),
            tag: trick.tag().map(str::to_owned),
            call: call.trim().to_owned(),
            outcome,
        }));
    }

    /// That the notebook has an answer of its own to try.
    fn own(&self, exercise: &Exercise) -> Result<Whose, Failure> {
        let (id, declared) = (exercise.id, declaration(exercise));
        match is_defined(&self.backend, exercise) {
            true => Ok(Whose::Own),
            false => Err(usage(&format!(
                "there is no `{id}` to refute: define `{declared}`, or have `%trick {id}` lay an answer before you"
            ))),
        }
    }

    /// Whether the notebook's own answer has the type that is asked for, so that what the compiler refuses is the call.
    fn own_fits(&self, exercise: &Exercise) -> bool {
        let names = self.backend.names();
        let own = names.iter().find(|name| name.name == exercise.id);
        own.is_none_or(|own| own.signature.is_empty() || fits(exercise, own))
    }

    /// How many numbers `call` has, and how many the smallest counterexample that is known to the answer.
    fn sizes(
        &mut self,
        exercise: &Exercise,
        trick: Option<&Trick>,
        call: &str,
    ) -> Result<Option<(usize, usize)>, Failure> {
        if exercise.kind == Kind::Variable {
            return Ok(None);
        }
        let verdict = match trick {
            Some(trick) => trick.verdict.clone(),
            None => {
                let code = self.answers.defined.code(exercise.id);
                grade(&mut self.backend, exercise, &code.source(), &Silent)?
            }
        };
        Ok(match verdict {
            Verdict::Failed(failed) => failed.counterexample.map(|least| (size(call), size(&least))),
            _ => None,
        })
    }

    /// Tells the next thing about the open trick.
    pub(super) fn reveal(&mut self, frontend: &dyn Frontend) -> Result<(), Failure> {
        let Some(trick) = self.tricks.open.as_mut() else {
            return Err(usage("there is nothing to reveal: `%trick` lays an answer before you"));
        };
        let id = trick.exercise.id;
        let stage = trick.reveal();
        if let Some(stage) = stage {
            let told = event::Reveal {
                exercise: id.to_owned(),
                tag: trick.tag().map(str::to_owned),
                stage: recorded(stage),
            };
            self.journal.record(Event::Reveal(told));
        }
        let failed = trick.failed();
        let words = |heading, text: &str, code, afterthought: Option<&str>| {
            let (text, afterthought) = (text.to_owned(), afterthought.map(str::to_owned));
            hints(
                id,
                &[Hint {
                    heading,
                    text,
                    code,
                    afterthought,
                }],
                None,
            )
        };
        let card = match (stage, failed) {
            (None, _) => trick::told(trick),
            (Some(Stage::Counterexample), Some(failed)) => trick::counterexample(trick, failed),
            (Some(Stage::Question), Some(failed)) => words("a question to its author", &failed.question, None, None),
            (Some(Stage::Statement), Some(failed)) => {
                let misconception = failed
                    .misconception
                    .as_deref()
                    .and_then(|tag| trick.exercise.misconception(tag));
                let tell = misconception.map_or(failed.flag.as_str(), |misconception| misconception.tell);
                words("a statement to its author", tell, None, None)
            }
            (Some(Stage::Sibling), _) => {
                let sibling = Some(trick.exercise.sibling);
                words(
                    "a neighbouring problem, worked",
                    "Run this in a cell of its own.",
                    sibling,
                    None,
                )
            }
            (Some(Stage::Solution), failed) => {
                let solution = Some(trick.exercise.solution);
                let afterthought = failed.map(|_| REFLECTION);
                words(
                    "a solution",
                    "One right answer; others are as good.",
                    solution,
                    afterthought,
                )
            }
            (Some(_), _) => trick::verdict(trick),
        };
        show(card, frontend)
    }
}

fn recorded(stage: Stage) -> event::Stage {
    match stage {
        Stage::Verdict => event::Stage::Verdict,
        Stage::Counterexample => event::Stage::Counterexample,
        Stage::Question => event::Stage::Question,
        Stage::Statement => event::Stage::Statement,
        Stage::Sibling => event::Stage::Sibling,
        Stage::Solution => event::Stage::Solution,
    }
}

const REFLECTION: &str = "**To think about:** which inputs would you put into a test, so that no answer like the one that you saw \
                          gets past it?";

/// Whether it is the answer's doing that a call did not come to its end. A panic of the answer's is caught where it is called.
fn is_answers(failure: &Failure, progress: &Progress) -> bool {
    progress.probe.is_some() && failure.kind != FailureKind::Panic
}

fn usage(message: &str) -> Failure {
    Failure::plain(FailureKind::Usage, message)
}

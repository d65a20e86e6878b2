//! A backend that compiles nothing, for tests of what is built on one.
//!
//! It takes every `fn` and `let` for defined, and knows an exercise's own answers by their text. A cell with
//! `compile_error!` or `panic!` in it fails accordingly; an answer with `mismatch` or `loop` in it can't be judged.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use grading::{Exercise, Failed, Misconception, Verdict};

use super::{Backend, Name, NameKind, Need, Progress, Unjudged};
use crate::evaluator::{Completion, Completions, Failure, Frontend, Interrupt, MimeBundle, Output, Stream};
use crate::limits::Limits;
use crate::render::prose;
use crate::timeline::{Arrival, Id, Overview, Step, Timeline, Way};

#[derive(Default)]
pub struct Fake {
    /// The source of the cell that defines each name.
    defined: BTreeMap<String, String>,
    timeline: Timeline<BTreeMap<String, String>>,
    limits: Limits,
    opt_level: u8,
    /// The sources that were run, in order.
    pub ran: Vec<String>,
    interrupted: Arc<Flag>,
}

#[derive(Default)]
pub struct Flag(AtomicBool);

impl Interrupt for Flag {
    fn interrupt(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

pub fn wrong(recognised: Option<&Misconception>) -> Verdict {
    Verdict::Failed(Failed {
        flag: "Fails: something.".to_owned(),
        counterexample: Some("f(1)".to_owned()),
        expected: Some("2".to_owned()),
        got: Some("3".to_owned()),
        panic: None,
        question: recognised.map_or("Why?", |found| found.ask).to_owned(),
        misconception: recognised.map(|found| found.tag.to_owned()),
    })
}

fn failure(name: &str, message: &str) -> Failure {
    Failure {
        name: name.to_owned(),
        message: message.to_owned(),
        lesson: None,
        traceback: Vec::new(),
    }
}

impl Backend for Fake {
    fn run(
        &mut self,
        source: &str,
        execution: u32,
        _: &[&'static Exercise],
        frontend: &dyn Frontend,
    ) -> Result<(), Failure> {
        self.ran.push(source.to_owned());
        if source.contains("compile_error!") {
            return Err(Failure {
                traceback: vec![
                    "\u{1b}[1merror\u{1b}[0m: mismatched types".to_owned(),
                    format!("1 | {source}"),
                ],
                ..failure("E0308", "mismatched types")
            });
        }
        if source.contains("todo!();\n// at once") {
            return Err(failure("Panic", "not yet implemented"));
        }
        if source.contains("panic!") {
            return Err(failure("Panic", "it panicked"));
        }
        if source.contains("forever") {
            while !self.interrupted.0.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
            return Err(failure("Interrupted", "it was interrupted"));
        }
        frontend.show(Output::Text(Stream::Stdout, "ran\n".to_owned()));
        let words: Vec<&str> = source
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .filter(|word| !word.is_empty() && *word != "mut")
            .collect();
        for pair in words.windows(2) {
            if ["fn", "let"].contains(&pair[0]) {
                self.defined.insert(pair[1].to_owned(), source.to_owned());
            }
        }
        self.timeline.advance(Step::Cell(execution), self.defined.clone());
        Ok(())
    }

    fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, Failure> {
        Ok(prose(expression.to_owned(), expression.to_owned()))
    }

    fn check(&mut self, exercise: &Exercise, _: &dyn Frontend) -> Result<Verdict, Unjudged> {
        let source = &self.defined[exercise.id];
        if source.contains("mismatch") {
            return Err(Unjudged::Refused(failure("E0308", "mismatched types")));
        }
        if source.contains("loop") {
            let progress = Progress {
                probe: Some(2),
                verdict: source.contains("wrong").then(|| wrong(None)),
            };
            return Err(Unjudged::Stopped(
                failure("TimeOut", "the cell took too long"),
                Box::new(progress),
            ));
        }
        if source.contains("broken_grader") {
            return Err(Unjudged::Fault(failure("InternalError", "no compiler")));
        }
        if source.contains("todo!()") {
            return Ok(Verdict::NotAttempted {
                reason: "still the starter".to_owned(),
            });
        }
        if source.contains(exercise.solution) {
            return Ok(Verdict::Passed {
                established: vec!["It is right".to_owned()],
            });
        }
        let recognised = exercise
            .misconceptions
            .iter()
            .find(|misconception| source.contains(misconception.code));
        Ok(wrong(recognised))
    }

    fn check_as_given(&mut self, exercise: &Exercise, code: &str) -> Result<Verdict, Unjudged> {
        match exercise.solution == code {
            true => Ok(Verdict::Passed {
                established: vec!["It is right".to_owned()],
            }),
            false => Err(Unjudged::Refused(failure("E0308", "mismatched types"))),
        }
    }

    fn names(&self) -> Vec<Name> {
        let name = |name: &String| Name {
            name: name.clone(),
            kind: NameKind::Variable,
            signature: "f64".to_owned(),
        };
        self.defined.keys().map(name).collect()
    }

    fn reset(&mut self) -> Result<(), Failure> {
        self.defined.clear();
        self.timeline = Timeline::default();
        Ok(())
    }

    fn go(&mut self, way: Way<'_>) -> Result<Arrival, Failure> {
        let no_way = |no_way: crate::timeline::NoWay| failure("NoSuchState", &no_way.to_string());
        let arrival = self.timeline.go(way).map_err(no_way)?;
        self.defined = self.timeline.present().clone();
        Ok(arrival)
    }

    fn name_state(&mut self, name: &str, _: &dyn Frontend) -> Result<bool, Failure> {
        self.timeline
            .name(name)
            .map_err(|full| failure("NoSuchState", &full.to_string()))
    }

    fn overview(&self) -> Option<Overview> {
        Some(self.timeline.overview())
    }

    fn state(&self) -> Option<Id> {
        Some(self.timeline.id())
    }

    fn limits(&mut self) -> &mut Limits {
        &mut self.limits
    }

    fn opt_level(&mut self) -> &mut u8 {
        &mut self.opt_level
    }

    fn complete(&mut self, code: &str, cursor: usize, _: Need) -> Completions {
        let start = code[..cursor].rfind(['.', ' ']).map_or(0, |at| at + 1);
        let matches = ["projection", "projector"].map(|text| Completion {
            text: text.to_owned(),
            kind: "server".to_owned(),
            signature: String::new(),
        });
        let typed = &code[start..cursor];
        Completions {
            start,
            end: cursor,
            matches: matches
                .into_iter()
                .filter(|completion| completion.text.starts_with(typed))
                .collect(),
        }
    }

    fn hover(&mut self, _: &str, cursor: usize) -> Option<MimeBundle> {
        Some(prose(format!("hovered at {cursor}"), "hovered".to_owned()))
    }

    fn interrupter(&self) -> Arc<dyn Interrupt> {
        Arc::clone(&self.interrupted) as Arc<dyn Interrupt>
    }
}

//! A backend that compiles nothing, for tests of what is built on one.
//!
//! It takes every `fn` for a function of unknown signature and every `let` for a variable of type `f64`, and knows an exercise's own
//! answers by their text. A cell with `compile_error!` or `panic!` in it fails accordingly; an answer with `mismatch` or `loop` in
//! it can't be judged. A last expression that is a number or a text comes to that, and no other can be told.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use grading::value::{CellValue, ValueTree};
use grading::{Exercise, Failed, Misconception, Refutation, Verdict};

use super::{Ability, Backend, Name, NameKind, Need, Progress, Settings, Unjudged};
use interfaces::evaluator::{Completion, Completions, Frontend, Interrupt, MimeBundle, Output, Stream, prose};
use interfaces::failure::{Failure, FailureKind, MarkedPlace};
use interfaces::limits::Limits;
use interfaces::timeline::{Arrival, Id, Jump, JumpError, Overview, Step, Timeline};
use syntax::Cell;

/// The source of the cell that defines each name.
type Definitions = BTreeMap<String, String>;

#[derive(Default)]
pub struct Fake {
    defined: Definitions,
    /// As in the engine, there are no states before the first cell, or whatever else needs one.
    timeline: Option<Timeline<Definitions>>,
    limits: Limits,
    settings: Settings,
    crates: Vec<String>,
    /// As at [`Backend::begin`].
    before: Option<(Definitions, Option<Timeline<Definitions>>)>,
    /// Whether the engine `evcxr` is at work, which can do less.
    is_evcxr: bool,
    /// What the engine has that is not at work.
    parked: Definitions,
    /// The commands that the engine `evcxr` was given.
    pub commands: Vec<String>,
    /// The sources that were run, in order.
    pub ran: Vec<String>,
    interrupted: Arc<Flag>,
}

#[derive(Default)]
struct Flag(AtomicBool);

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
        question: recognised.map_or("Why?", |found| found.ask).to_owned(),
        misconception: recognised.map(|found| found.tag.to_owned()),
        ..Failed::default()
    })
}

fn failure(kind: FailureKind, message: &str) -> Failure {
    Failure {
        traceback: Vec::new(),
        ..Failure::plain(kind, message)
    }
}

fn rejected() -> FailureKind {
    FailureKind::Rejected {
        code: Some("E0308".to_owned()),
    }
}

/// What an expression comes to.
fn value(expression: &str) -> Option<CellValue> {
    let number = |is_integer: bool| match is_integer {
        true => ValueTree::Integer(expression.to_owned()),
        false => ValueTree::Real(expression.to_owned()),
    };
    let text = || expression.strip_prefix('"')?.strip_suffix('"');
    let tree = match expression.parse::<f64>() {
        Ok(_) => number(expression.parse::<i64>().is_ok()),
        Err(_) => ValueTree::Text(text()?.to_owned()),
    };
    let text = expression.to_owned();
    Some(CellValue { tree, text })
}

impl Fake {
    fn make_ready(&mut self) -> &mut Timeline<Definitions> {
        self.timeline.get_or_insert_default()
    }
}

impl Backend for Fake {
    fn run(
        &mut self,
        cell: &Cell,
        execution: u32,
        _: &[&'static Exercise],
        frontend: &dyn Frontend,
    ) -> Result<(), Failure> {
        let source = cell.text();
        self.ran.push(source.to_owned());
        self.make_ready();
        if source.contains("compile_error!") {
            return Err(Failure {
                place: Some(Box::new(MarkedPlace {
                    excerpt: vec![format!("1 | {source}")],
                    ..MarkedPlace::default()
                })),
                traceback: vec![
                    "\u{1b}[1merror\u{1b}[0m: mismatched types".to_owned(),
                    format!("1 | {source}"),
                ],
                ..failure(rejected(), "mismatched types")
            });
        }
        if source.contains("todo!();\n// at once") {
            return Err(failure(FailureKind::Panic, "not yet implemented"));
        }
        if source.contains("panic!") {
            return Err(failure(FailureKind::Panic, "it panicked"));
        }
        if source.contains("forever") {
            while !self.interrupted.0.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
            return Err(failure(FailureKind::Interrupted, "it was interrupted"));
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
        let defined = self.defined.clone();
        self.make_ready().advance(Step::Cell(execution), defined);
        Ok(())
    }

    fn run_telling(
        &mut self,
        cell: &Cell,
        execution: u32,
        exercises: &[&'static Exercise],
        frontend: &dyn Frontend,
    ) -> Result<Option<CellValue>, Failure> {
        self.run(cell, execution, exercises, frontend)?;
        Ok(cell.tail.clone().and_then(|tail| value(&cell.text()[tail])))
    }

    fn add_crates(&mut self, dependencies: &[String], frontend: &dyn Frontend) -> Result<(), Failure> {
        if dependencies.iter().any(|dependency| dependency.contains("nonexistent")) {
            return Err(failure(FailureKind::Command, "there is no such crate"));
        }
        let line = format!("added {}\n", dependencies.join(" and "));
        frontend.show(Output::Text(Stream::Stdout, line));
        self.crates.extend_from_slice(dependencies);
        Ok(())
    }

    fn crates(&self) -> Vec<String> {
        self.crates.clone()
    }

    fn engine(&self) -> &'static str {
        if self.is_evcxr { "evcxr" } else { "meno" }
    }

    fn use_engine(&mut self, name: &str) -> Result<(), Failure> {
        if !["evcxr", "meno"].contains(&name) {
            return Err(failure(FailureKind::Usage, "there is no such engine"));
        }
        if name != self.engine() {
            self.is_evcxr = !self.is_evcxr;
            std::mem::swap(&mut self.defined, &mut self.parked);
        }
        Ok(())
    }

    fn can(&self, what: Ability) -> Result<(), Failure> {
        match self.is_evcxr {
            true => Err(failure(FailureKind::Command, &format!("evcxr has no {what:?}"))),
            false => Ok(()),
        }
    }

    fn has_commands(&self) -> bool {
        self.is_evcxr
    }

    fn command(&mut self, lines: &str, _: &dyn Frontend) -> Result<(), Failure> {
        self.commands.push(lines.to_owned());
        Ok(())
    }

    fn begin(&mut self) {
        self.before = Some((self.defined.clone(), self.timeline.clone()));
    }

    fn commit(&mut self) {
        self.before = None;
    }

    fn roll_back(&mut self) {
        if let Some((defined, timeline)) = self.before.take() {
            self.defined = defined;
            let begun = self
                .timeline
                .as_ref()
                .map(|begun| Timeline::new(begun.present().clone()));
            self.timeline = timeline.or(begun);
        }
    }

    fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, Failure> {
        Ok(prose(expression.to_owned(), expression.to_owned()))
    }

    fn check(&mut self, exercise: &Exercise, _: &dyn Frontend) -> Result<Verdict, Unjudged> {
        let source = &self.defined[exercise.id];
        if source.contains("mismatch") {
            return Err(Unjudged::Refused(failure(rejected(), "mismatched types")));
        }
        if source.contains("loop") {
            let progress = Progress {
                probe: Some(2),
                verdict: source.contains("wrong").then(|| wrong(None)),
            };
            return Err(Unjudged::Stopped(
                failure(FailureKind::TimeOut, "the cell took too long"),
                Box::new(progress),
            ));
        }
        if source.contains("broken_grader") {
            return Err(Unjudged::Fault(failure(FailureKind::Internal, "no compiler")));
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
            false => Err(Unjudged::Refused(failure(rejected(), "mismatched types"))),
        }
    }

    fn refute(
        &mut self,
        exercise: &Exercise,
        code: Option<&str>,
        call: &Cell,
        _: u32,
        _: &dyn Frontend,
    ) -> Result<Option<Refutation>, Unjudged> {
        let source = code.unwrap_or_else(|| &self.defined[exercise.id]);
        let call = call.text();
        if call.contains("compile_error!") {
            return Err(Unjudged::Refused(failure(rejected(), "mismatched types")));
        }
        if call.contains("loop") {
            let probe = call.contains("answer").then_some(0);
            let progress = Progress { probe, verdict: None };
            return Err(Unjudged::Stopped(
                failure(FailureKind::TimeOut, "the cell took too long"),
                Box::new(progress),
            ));
        }
        if !call.contains(exercise.id) || call.contains("\"not called\"") {
            return Ok(None);
        }
        let got = "1.0".to_owned();
        Ok(Some(match source.contains(exercise.solution) {
            _ if call.contains("outside") => Refutation::Outside {
                why: "`u` is zero".to_owned(),
            },
            true => Refutation::Holds {
                expected: Some(got.clone()),
                got,
                differs: false,
            },
            false => Refutation::Breaks {
                fails: "it is right; it is 1.0, not 2.0".to_owned(),
                expected: Some("2.0".to_owned()),
                got,
                panic: None,
            },
        }))
    }

    fn names(&self) -> Vec<Name> {
        let name = |(name, source): (&String, &String)| match source.contains(&format!("fn {name}(")) {
            true => Name {
                name: name.clone(),
                kind: NameKind::Function,
                signature: String::new(),
            },
            false => Name {
                name: name.clone(),
                kind: NameKind::Variable,
                signature: "f64".to_owned(),
            },
        };
        self.defined.iter().map(name).collect()
    }

    fn reset(&mut self) -> Result<(), Failure> {
        self.defined.clear();
        self.timeline = self.timeline.as_ref().map(|_| Timeline::default());
        Ok(())
    }

    fn restart(&mut self) -> Result<(), Failure> {
        self.reset()
    }

    fn go(&mut self, jump: Jump<'_>) -> Result<Arrival, Failure> {
        let refused = |error: JumpError| failure(FailureKind::NoSuchState, &error.to_string());
        let Some(timeline) = &mut self.timeline else {
            return Err(refused(JumpError::without_states(jump)));
        };
        let arrival = timeline.go(jump).map_err(refused)?;
        self.defined = timeline.present().clone();
        Ok(arrival)
    }

    fn name_state(&mut self, name: &str, _: &dyn Frontend) -> Result<bool, Failure> {
        self.make_ready()
            .name(name)
            .map_err(|full| failure(FailureKind::NoSuchState, &full.to_string()))
    }

    fn overview(&self) -> Option<Overview> {
        self.timeline.as_ref().map(Timeline::overview)
    }

    fn state(&self) -> Option<Id> {
        self.timeline.as_ref().map(Timeline::id)
    }

    fn limits(&mut self) -> &mut Limits {
        &mut self.limits
    }

    fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }

    fn compiler(&mut self, _: &dyn Frontend) -> Result<String, Failure> {
        Ok("a fake".to_owned())
    }

    fn explain(&mut self, code: &str, _: &dyn Frontend) -> Result<String, Failure> {
        Ok(format!("all about {code}"))
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

    fn hover(&mut self, _: &str, cursor: usize, need: Need) -> Option<MimeBundle> {
        // As a language server that has just been started.
        (need == Need::All).then(|| prose(format!("hovered at {cursor}"), "hovered".to_owned()))
    }

    fn interrupter(&self) -> Arc<dyn Interrupt> {
        Arc::clone(&self.interrupted) as Arc<dyn Interrupt>
    }
}

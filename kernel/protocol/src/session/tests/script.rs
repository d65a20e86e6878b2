//! An evaluator whose cells say what it does.

use crossbeam_channel::{Receiver, Sender, bounded};
use interfaces::evaluator::{
    Completeness, Completion, Completions, Evaluator, Frontend, Interrupt, MimeBundle, Output, Stream,
};
use interfaces::failure::{Failure, FailureKind};
use std::sync::{Arc, Mutex, PoisonError};

pub(super) struct Script {
    gate: Receiver<()>,
    stop: Receiver<()>,
    /// Told when the evaluator is dropped.
    at_drop: AtDrop,
}

pub(super) type AtDrop = Arc<Mutex<Option<Sender<()>>>>;

/// Interrupts a [`Script`] that spins.
pub(super) struct Stop(Sender<()>);

impl Script {
    pub(super) fn new(gate: Receiver<()>, at_drop: AtDrop) -> (Self, Stop) {
        let (stopper, stop) = bounded(1);
        (Self { gate, stop, at_drop }, Stop(stopper))
    }
}

impl Interrupt for Stop {
    fn interrupt(&self) {
        // Full: it is being interrupted already.
        let _ = self.0.try_send(());
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        if let Some(told) = self.at_drop.lock().unwrap_or_else(PoisonError::into_inner).take() {
            told.send(()).unwrap();
        }
    }
}

impl Evaluator for Script {
    fn execute(&mut self, code: &str, _execution: u32, frontend: &dyn Frontend) -> Result<(), Failure> {
        // An interrupt while idle does not count.
        let _ = self.stop.try_recv();
        for line in code.lines() {
            let (verb, argument) = line.split_once(' ').unwrap_or((line, ""));
            let id = || "it".to_owned();
            match verb {
                "out" => frontend.show(Output::Text(Stream::Stdout, argument.to_owned())),
                "err" => frontend.show(Output::Text(Stream::Stderr, argument.to_owned())),
                "value" => frontend.show(Output::Result(plain(argument))),
                "display" => frontend.show(Output::Display {
                    data: plain(argument),
                    id: Some(id()),
                }),
                "update" => frontend.show(Output::Update {
                    data: plain(argument),
                    id: id(),
                }),
                "clear" => frontend.show(Output::Clear { wait: true }),
                "busy" => frontend.show(Output::Activity(Some(argument.to_owned()))),
                "fail" => return Err(failure(argument)),
                "panic" => panic!("as the script says"),
                "ask" => match frontend.input(argument, false) {
                    Ok(answer) => frontend.show(Output::Text(Stream::Stdout, answer)),
                    Err(error) => return Err(failure(&format!("{error:?}"))),
                },
                "spin" => {
                    self.stop.recv().unwrap();
                    return Err(failure("Interrupted"));
                }
                "forget" => drop(self.stop.try_recv()),
                "gate" => self.gate.recv().unwrap(),
                other => panic!("no such verb: {other}"),
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, expression: &str) -> Result<MimeBundle, Failure> {
        match expression {
            "panic" => panic!("as the script says"),
            number if number.parse::<i32>().is_ok() => Ok(plain(number)),
            other => Err(failure(other)),
        }
    }

    fn complete(&mut self, code: &str, cursor: usize) -> Completions {
        if code == "panic" {
            panic!("as the script says");
        }
        let start = code[..cursor].rfind('.').map_or(0, |dot| dot + 1);
        let completion = Completion {
            text: "matrix".to_owned(),
            kind: "function".to_owned(),
            signature: "fn()".to_owned(),
        };
        Completions {
            start,
            end: cursor,
            matches: vec![completion],
        }
    }

    fn inspect(&mut self, code: &str, cursor: usize, detailed: bool) -> Option<MimeBundle> {
        if code == "panic" {
            panic!("as the script says");
        }
        let character = code[cursor..].chars().next()?;
        Some(plain(&format!(
            "{character}{}",
            if detailed { " in detail" } else { "" }
        )))
    }

    fn is_complete(&mut self, code: &str) -> Completeness {
        match code {
            "panic" => panic!("as the script says"),
            code if code.ends_with('{') => Completeness::Incomplete {
                indent: "    ".to_owned(),
            },
            code if code.starts_with('}') => Completeness::Invalid,
            _ => Completeness::Complete,
        }
    }
}

fn plain(text: &str) -> MimeBundle {
    MimeBundle::from_iter([("text/plain".to_owned(), text.into())])
}

fn failure(name: &str) -> Failure {
    let kind = FailureKind::Rejected {
        code: Some(name.to_owned()),
    };
    Failure {
        traceback: vec!["trace".to_owned()],
        ..Failure::plain(kind, "why")
    }
}

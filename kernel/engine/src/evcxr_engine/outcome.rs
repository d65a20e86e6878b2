//! Puts into words, about the learner's own text, why a cell of evcxr's did not succeed.

use super::listener::Heard;
use crate::diagnostics::Diagnostic;
use crate::failures;
use crate::source::SourceMap;
use crate::state::Origin;
use crate::worker::Ending;
use evcxr::{CompilationError, Error};
use interfaces::failure::{Failure, FailureKind};
use lessons::Scope;
use lessons::panics::{self, Site, Thrower};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use syntax::Cell;
use worker_protocol::{Location, Response};

/// The file that evcxr writes a cell's crate to, by which rustc and panics tell places in it.
const FILE: &str = "src/lib.rs";

/// What became of the variables where their process has ended.
const LOST: &str =
    "all variables are lost, since evcxr keeps them in the process of the cells; functions and types are kept";

/// A cell, and the source that evcxr has made of it.
pub(super) struct Compiled {
    origin: Arc<Origin>,
    map: Arc<SourceMap>,
    /// What would help evcxr to find out types, if it lacks something.
    advice: &'static str,
}

impl Compiled {
    pub(super) fn new(cell: &Cell, execution: u32, source: &str, advice: &'static str) -> Compiled {
        let text = cell.text().to_owned();
        let origin = Arc::new(Origin { execution, text });
        let map = SourceMap::around(source, pieces(cell, source), &origin);
        Compiled {
            origin,
            map: Arc::new(map),
            advice,
        }
    }

    /// Why a cell that evcxr has refused, or lost its process with, did not succeed.
    pub(super) fn refused(&self, error: Error, heard: &Heard, was_interrupted: bool, scope: &Scope<'_>) -> Failure {
        match error {
            Error::SubprocessTerminated(_) if was_interrupted => Failure::plain(
                FailureKind::Interrupted,
                &format!("the cell was interrupted, and its process was ended: {LOST}"),
            ),
            _ if was_interrupted => failures::interrupted(),
            Error::SubprocessTerminated(_) if heard.is_out_of_memory => Failure::plain(
                FailureKind::OutOfMemory,
                &format!("the cell asked for more memory than there is; {LOST}"),
            ),
            Error::SubprocessTerminated(status) => self.ended(&died(&status, heard)),
            Error::CompilationErrors(errors) => self.rejected(&errors, scope),
            Error::Message(message) if message.contains("determine type of variable") => {
                failures::refused(&format!("{message}{}", self.advice))
            }
            Error::TypeRedefinedVariablesLost(_) | Error::Message(_) => failures::refused(&error.to_string()),
        }
    }

    /// Why a cell that has run did not succeed, if so.
    pub(super) fn failed(&self, response: Option<&Response>) -> Option<Failure> {
        let ending = match response? {
            Response::Panicked {
                message,
                location,
                frames,
            } => Ending::Panicked {
                message: message.clone(),
                location: location.clone(),
                frames: frames.clone(),
                thrower: thrower(location.as_ref()),
            },
            Response::Returned { .. } => Ending::Returned {
                error: "it is printed above".to_owned(),
            },
            Response::Unloadable { message } => Ending::Unloadable {
                message: message.clone(),
            },
            _ => return None,
        };
        Some(self.ended(&ending))
    }

    /// The failure that an ending is.
    pub(super) fn ended(&self, ending: &Ending) -> Failure {
        let maps = HashMap::from([(FILE.to_owned(), Arc::clone(&self.map))]);
        let mut failure = failures::ending_with(ending, &maps, &self.origin, LOST);
        if let Ending::Panicked { message, thrower, .. } = ending {
            let site = Site {
                thrower: thrower.clone(),
                ..Site::default()
            };
            failure.lesson = panics::on(message, &site);
        }
        failure
    }

    fn rejected(&self, errors: &[CompilationError], scope: &Scope<'_>) -> Failure {
        let lines: Vec<String> = errors.iter().map(|error| error.json.to_string()).collect();
        let diagnostics = Diagnostic::parse_errors(&lines.join("\n"), FILE);
        if !diagnostics.is_empty() {
            return failures::rejected(&diagnostics, &self.map, &self.origin, scope);
        }
        // Where evcxr does not find out a type, it has rustc say why, and there may be nothing but warnings.
        if errors.iter().any(|error| error.level() == "warning") {
            return failures::refused(&format!(
                "a variable of the cell has a type that evcxr does not find out: write it, as in `let x: f64 = …;`{}",
                self.advice
            ));
        }
        // What evcxr says by itself.
        let messages: Vec<String> = errors.iter().map(CompilationError::message).collect();
        failures::refused(&messages.join("\n"))
    }
}

/// Whose code panicked there.
fn thrower(location: Option<&Location>) -> Thrower {
    match location {
        Some(at) if at.file == FILE => Thrower::Learner,
        Some(at) => Thrower::Library(at.file.clone()),
        None => Thrower::Unknown,
    }
}

/// How the process of a cell has ended, by what evcxr says of that.
pub(super) fn died(status: &str, heard: &Heard) -> Ending {
    let number = |before: &str| -> Option<i32> {
        let (_, rest) = status.rsplit_once(before)?;
        let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse().ok()
    };
    match (number("signal: "), number("exit status: ")) {
        (Some(_), _) if heard.overflowed => Ending::StackOverflow,
        (Some(signal), _) => Ending::Killed { signal },
        (None, code) => Ending::Exited {
            code: code.unwrap_or(0),
        },
    }
}

/// Where the learner's text is in the source that evcxr has written around it: each item, statement and last expression
/// stands there as it is. What can't be parsed is found line by line.
fn pieces(cell: &Cell, source: &str) -> Vec<(Range<usize>, usize)> {
    let text = cell.text();
    let body = ["fn run_user_code_", "fn evcxr_analysis_wrapper"]
        .iter()
        .find_map(|function| source.rfind(function))
        .unwrap_or(0);
    let mut found = Vec::new();
    let mut place = |range: Range<usize>, from: usize| -> Option<usize> {
        let piece = text.get(range.clone())?.trim_end();
        let at = from + source.get(from..)?.find(piece).filter(|_| !piece.trim().is_empty())?;
        found.push((at..at + piece.len(), range.start));
        Some(at + piece.len())
    };
    for item in &cell.items {
        place(item.range.clone(), 0);
    }
    let mut from = body;
    let statements: Vec<Range<usize>> = match cell.is_unparsed {
        false => cell.statements.iter().chain(&cell.tail).cloned().collect(),
        true => lines(text).collect(),
    };
    for statement in statements {
        let end = place(statement.clone(), from);
        from = end.unwrap_or(from);
        if end.is_none() && cell.is_unparsed {
            // An item stands above the function.
            place(statement, 0);
        }
    }
    found
}

/// The lines of `text` that are not blank, without what they are indented by.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let starts = text.split_inclusive('\n').scan(0, |start, line| {
        let at = *start;
        *start += line.len();
        Some((at, line))
    });
    starts
        .map(|(at, line)| at + (line.len() - line.trim_start().len())..at + line.trim_end().len())
        .filter(|range| range.start < range.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_ends_in_the_way_that_evcxr_tells() {
        #[track_caller]
        fn check(status: &str, heard: &Heard, expected: Ending) {
            assert_eq!(
                died(&format!("Subprocess terminated with status: {status}"), heard),
                expected
            );
        }
        let nothing = Heard::default();
        check("exit status: 3", &nothing, Ending::Exited { code: 3 });
        check(
            "signal: 11 (SIGSEGV) (core dumped)",
            &nothing,
            Ending::Killed { signal: 11 },
        );
        check("signal: 6 (SIGABRT)", &nothing, Ending::Killed { signal: 6 });
        let overflowed = Heard {
            overflowed: true,
            ..Heard::default()
        };
        check("signal: 6 (SIGABRT)", &overflowed, Ending::StackOverflow);
    }

    /// The learner's text that each of `words` of the source is found as.
    #[track_caller]
    fn check(text: &str, source: &str, expected: &[(&str, Option<&str>)]) {
        let compiled = Compiled::new(&Cell::of(text), 1, source, "");
        for (word, place) in expected {
            let at = source.find(word).expect("the source has the word");
            let found = compiled.map.place(&(at..at + word.len()));
            assert_eq!(found.map(|found| &text[found.range]), *place, "{word:?}");
        }
    }

    #[test]
    fn the_learners_text_is_found_in_evcxrs_source() {
        let source = "#![allow(dead_code)]\nfn f() -> i32 { 1 }\npub extern \"C\" fn run_user_code_1(\nx) {\n\
                      let é = f();\n(\né + 2\n).evcxr_display();\nput(é);}";
        check(
            "fn f() -> i32 { 1 }\nlet é = f(); é + 2",
            source,
            &[
                ("fn f()", Some("fn f()")),
                ("let é", Some("let é")),
                ("+ 2", Some("+ 2")),
                ("put", None),
            ],
        );
    }

    #[test]
    fn what_is_no_rust_is_found_line_by_line() {
        let source = "pub extern \"C\" fn run_user_code_1(\nx) {\nlet a = (1;\n\n  b!\n}";
        check("let a = (1;\n  b!", source, &[("(1;", Some("(1;")), ("b!", Some("b!"))]);
    }
}

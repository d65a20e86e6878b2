//! `meno check`: grades answers from files, without a notebook.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use graders::{Exercise, Verdict};
use serde::Serialize;

use crate::backend::Backend;
use crate::engine::Engine;
use crate::evaluator::{Failure, Frontend, InputError, MimeBundle, Output};
use crate::exercise::find;
use crate::grading::{endless, grade, verdict_on_failure};
use crate::render::verdict::plain;

/// How long an answer may take to define what it defines. A check has a limit of its own.
const TIME: Duration = Duration::from_secs(20);

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The exercise's id; `meno exercises` lists them.
    exercise: String,
    /// Files that hold what a cell would hold: an answer each.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// One line of JSON for each file, in order, for programs.
    #[arg(long)]
    json: bool,
}

/// Exit code 0 if all answers passed, 1 if one did not, and 2 if there is no such exercise or file.
///
/// # Errors
/// If answers can't be compiled here, or stdout can't be written to.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (exercise, answers) = match read(arguments) {
        Ok(read) => read,
        Err(error) => {
            eprintln!("error: {error:#}");
            return Ok(ExitCode::from(2));
        }
    };
    let mut engine = Engine::new().map_err(anyhow::Error::msg)?;
    // What is compiled ahead, on first use, counts against nobody's time.
    engine
        .run("", 0, &[], &Progress)
        .map_err(|failure| anyhow::Error::msg(failure.message))?;
    let out = &mut io::stdout().lock();
    let all_passed = check_all(&mut engine, exercise, &answers, arguments.json, out)?;
    Ok(match all_passed {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

struct Answer<'a> {
    file: &'a Path,
    source: String,
}

fn read(arguments: &Arguments) -> anyhow::Result<(&'static Exercise, Vec<Answer<'_>>)> {
    let exercise =
        find(&arguments.exercise).map_err(|error| anyhow::anyhow!("{error} (`meno exercises` lists them)"))?;
    let answers = arguments.files.iter().map(|file| {
        let source =
            fs::read_to_string(file).map_err(|error| anyhow::anyhow!("`{}` can't be read: {error}", file.display()))?;
        Ok(Answer { file, source })
    });
    Ok((exercise, answers.collect::<anyhow::Result<_>>()?))
}

/// Grades each answer by itself and reports it. Tells whether all passed.
fn check_all(
    backend: &mut dyn Backend,
    exercise: &'static Exercise,
    answers: &[Answer<'_>],
    json: bool,
    out: &mut dyn Write,
) -> anyhow::Result<bool> {
    let mut all_passed = true;
    for answer in answers {
        let verdict = check(backend, exercise, &answer.source);
        all_passed &= matches!(verdict, Verdict::Passed { .. });
        if json {
            let line = Report::new(exercise, answer.file, &verdict);
            writeln!(out, "{}", serde_json::to_string(&line)?)?;
        } else {
            if answers.len() > 1 {
                write!(out, "{}: ", answer.file.display())?;
            }
            writeln!(out, "{}", plain(exercise.id, &verdict))?;
        }
        // Whoever reads along need not wait for the last answer.
        out.flush()?;
    }
    Ok(all_passed)
}

fn check(backend: &mut dyn Backend, exercise: &'static Exercise, source: &str) -> Verdict {
    if let Err(failure) = prepare(backend, exercise) {
        return Verdict::GraderError {
            message: failure.message,
        };
    }
    match run_in_time(backend, exercise, source, TIME) {
        Ok(()) => {}
        Err(Stop::TimeIsUp) => return Verdict::Failed(endless()),
        Err(Stop::Failed(failure)) => return verdict_on_failure(exercise, source, &failure),
    }
    grade(backend, exercise, source, &Silent).unwrap_or_else(|interrupted| Verdict::GraderError {
        message: interrupted.message,
    })
}

/// An empty session, but for what the exercise is given.
fn prepare(backend: &mut dyn Backend, exercise: &Exercise) -> Result<(), Failure> {
    backend.reset()?;
    match exercise.given {
        "" => Ok(()),
        given => backend.run(given, 0, &[], &Silent),
    }
}

enum Stop {
    TimeIsUp,
    Failed(Failure),
}

fn run_in_time(
    backend: &mut dyn Backend,
    exercise: &'static Exercise,
    source: &str,
    limit: Duration,
) -> Result<(), Stop> {
    let interrupter = backend.interrupter();
    let (done, ended) = mpsc::channel::<()>();
    let watch = thread::spawn(move || {
        let is_late = ended.recv_timeout(limit) == Err(RecvTimeoutError::Timeout);
        if is_late {
            interrupter.interrupt();
        }
        is_late
    });
    let result = backend.run(source, 0, &[exercise], &Silent);
    drop(done);
    let was_late = watch.join().unwrap_or(false);
    result.map_err(|failure| match was_late {
        true => Stop::TimeIsUp,
        false => Stop::Failed(failure),
    })
}

/// A verdict as programs read it.
#[derive(Serialize)]
struct Report<'a> {
    exercise: &'a str,
    status: Status,
    hint: Option<&'a str>,
    misconception: Option<&'a str>,
    counterexample: Option<&'a str>,
    file: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Status {
    Passed,
    Failed,
    NotAttempted,
    Error,
}

impl<'a> Report<'a> {
    fn new(exercise: &'a Exercise, file: &Path, verdict: &'a Verdict) -> Report<'a> {
        let (status, hint) = match verdict {
            Verdict::Passed { .. } => (Status::Passed, None),
            Verdict::Failed(failed) => (Status::Failed, Some(failed.question.as_str())),
            Verdict::NotAttempted { reason } => (Status::NotAttempted, Some(reason.as_str())),
            Verdict::GraderError { message } => (Status::Error, Some(message.as_str())),
        };
        let failed = match verdict {
            Verdict::Failed(failed) => Some(failed),
            _ => None,
        };
        Report {
            exercise: exercise.id,
            status,
            hint,
            misconception: failed.and_then(|failed| failed.misconception.as_deref()),
            counterexample: failed.and_then(|failed| failed.counterexample.as_deref()),
            file: file.display().to_string(),
        }
    }
}

/// What an answer prints is not what was asked for.
struct Silent;

impl Frontend for Silent {
    fn show(&self, _: Output) {}

    fn input(&self, _: &str, _: bool) -> Result<String, InputError> {
        Err(InputError::NotAllowed)
    }
}

/// Shows how far the preparation is.
struct Progress;

impl Frontend for Progress {
    fn show(&self, output: Output) {
        if let Output::Display { data, .. } | Output::Update { data, .. } = output {
            report(&data);
        }
    }

    fn input(&self, _: &str, _: bool) -> Result<String, InputError> {
        Err(InputError::NotAllowed)
    }
}

fn report(data: &MimeBundle) {
    if let Some(text) = data.get("text/plain").and_then(|text| text.as_str()) {
        eprintln!("{text}");
    }
}

#[cfg(test)]
mod tests;

//! `meno check`: grades answers from files, without a notebook.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Read, Write};
use std::os::unix::fs::FileTypeExt;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};
use grading::{Exercise, Verdict};
use serde::Serialize;

use backend::Backend;
use base::parse_limits;
use course::COURSE;
use engine::Engine;
use interfaces::evaluator::{Interrupt, Silent};
use interfaces::failure::Failure;
use notebook::check::{endless, grade, verdict_on_failure};
use notebook::exercise::find;
use notebook::magics::{self, Action};
use notebook::render::verdict::plain_with_account;
use syntax::Cell;

use crate::prelude_sources::SOURCES;

/// How long an answer may take, from the start of its compilation to the end of its check.
const TIME: Duration = Duration::from_secs(20);

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
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
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (exercise, answers) = match read(arguments) {
        Ok(read) => read,
        Err(error) => {
            eprintln!("error: {error:#}");
            return Ok(ExitCode::from(2));
        }
    };
    // What is compiled ahead, on first use, counts against nobody's time.
    super::prepare::run()?;
    let mut engine = Engine::new(&SOURCES, &COURSE, None).map_err(anyhow::Error::msg)?;
    engine
        .run(&Cell::default(), 0, &[], &Silent)
        .map_err(|failure| anyhow::Error::msg(failure.message))?;
    let style = match (arguments.json, io::stdout().is_terminal()) {
        (true, _) => Style::Json,
        (false, true) => Style::Coloured,
        (false, false) => Style::Plain,
    };
    let judge = || check_all(&mut engine, exercise, &answers, style, &mut io::stdout().lock());
    let all_passed = thread::scope(|scope| {
        let judge = thread::Builder::new()
            .stack_size(parse_limits::STACK)
            .spawn_scoped(scope, judge)?;
        judge.join().unwrap_or_else(|panic| resume_unwind(panic))
    })?;
    Ok(match all_passed {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

struct Submission<'a> {
    file: &'a Path,
    source: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Json,
    Plain,
    Coloured,
}

fn read(arguments: &Arguments) -> anyhow::Result<(&'static Exercise, Vec<Submission<'_>>)> {
    let exercise =
        find(&arguments.exercise).map_err(|error| anyhow::anyhow!("{error} (`meno exercises` lists them)"))?;
    let answers = arguments.files.iter().map(|file| {
        let source = source(file).with_context(|| format!("`{}` can't be read", file.display()))?;
        Ok(Submission { file, source })
    });
    Ok((exercise, answers.collect::<anyhow::Result<_>>()?))
}

/// The text of a file, or of what comes through a pipe.
fn source(file: &Path) -> anyhow::Result<String> {
    let kind = fs::metadata(file)?.file_type();
    // A device may never come to an end.
    if !kind.is_file() && !kind.is_fifo() {
        bail!("it is neither a file nor a pipe");
    }
    let mut bytes = Vec::new();
    // One byte beyond the limit tells a file that is too long.
    File::open(file)?
        .take(parse_limits::SIZE as u64 + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() > parse_limits::SIZE {
        bail!("{}", parse_limits::Excess::Size);
    }
    let source = String::from_utf8(bytes).context("it is not UTF-8 text")?;
    parse_limits::check(&source)?;
    Ok(source)
}

/// Grades each answer by itself and reports it, for as long as someone reads the reports. Tells whether all passed.
fn check_all(
    backend: &mut dyn Backend,
    exercise: &'static Exercise,
    answers: &[Submission<'_>],
    style: Style,
    out: &mut dyn Write,
) -> anyhow::Result<bool> {
    let mut all_passed = true;
    let mut out = Some(out);
    for answer in answers {
        let Judgement { verdict, account } = check(backend, exercise, &answer.source, TIME);
        all_passed &= matches!(verdict, Verdict::Passed { .. });
        let account = account.map(|account| match style {
            Style::Coloured => account,
            Style::Json | Style::Plain => anstream::adapter::strip_str(&account).to_string(),
        });
        let report = match style {
            Style::Json => serde_json::to_string(&Report::new(exercise, answer.file, &verdict, account))?,
            Style::Plain | Style::Coloured => {
                let file = (answers.len() > 1).then(|| format!("{}: ", answer.file.display()));
                file.unwrap_or_default() + &plain_with_account(exercise.id, &verdict, account.as_deref())
            }
        };
        // Whoever reads along need not wait for the last answer.
        let written = match &mut out {
            Some(out) => writeln!(out, "{report}").and_then(|()| out.flush()),
            None => Ok(()),
        };
        match written {
            // The exit code is still to come.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => out = None,
            written => written?,
        }
    }
    Ok(all_passed)
}

struct Judgement {
    verdict: Verdict,
    /// What the compiler, or a panic, has to say, with the learner's line.
    account: Option<String>,
}

/// The verdict on an answer by itself, in about the time that it has.
fn check(backend: &mut dyn Backend, exercise: &'static Exercise, source: &str, limit: Duration) -> Judgement {
    let given = prepare(backend, exercise);
    let interrupter = backend.interrupter();
    let (late, (verdict, account)) = interrupted_after(limit, &*interrupter, || {
        if let Err(failure) = given {
            return (
                Verdict::GraderError {
                    message: failure.message,
                },
                None,
            );
        }
        let (cell, ran) = run_cell(backend, exercise, source);
        if let Err(failure) = ran {
            let verdict = verdict_on_failure(exercise, &cell, &failure);
            let shows_a_line = failure.traceback.len() > 1 && matches!(verdict, Verdict::Failed(_));
            return (verdict, shows_a_line.then(|| failure.traceback.join("\n")));
        }
        let verdict =
            grade(backend, exercise, cell.text(), &Silent).unwrap_or_else(|interrupted| Verdict::GraderError {
                message: interrupted.message,
            });
        (verdict, None)
    });
    match verdict {
        // It failed since it was interrupted when its time was up.
        Verdict::Failed(_) | Verdict::GraderError { .. } if late => Judgement {
            verdict: Verdict::Failed(endless()),
            account: None,
        },
        verdict => Judgement { verdict, account },
    }
}

/// Runs what a cell would hold: the crates that it adds, and its Rust, which is returned. What else its magics ask for is
/// for a notebook.
fn run_cell(backend: &mut dyn Backend, exercise: &'static Exercise, source: &str) -> (Cell, Result<(), Failure>) {
    let plan = match magics::parse(source) {
        Ok(plan) => plan,
        Err(error) => return (Cell::default(), Err(error.into())),
    };
    let cell = match Cell::read(&plan.source) {
        Ok(cell) => cell,
        Err(excess) => return (Cell::default(), Err(excess.into())),
    };
    let add = |action: &Action| match action {
        Action::AddCrates(dependencies) => backend.add_crates(dependencies, &Silent),
        _ => Ok(()),
    };
    let ran = match plan.before.iter().try_for_each(add) {
        Ok(()) => backend.run(&cell, 0, &[exercise], &Silent),
        Err(failure) => Err(failure),
    };
    (cell, ran)
}

/// An empty session, but for what the exercise is given.
fn prepare(backend: &mut dyn Backend, exercise: &Exercise) -> Result<(), Failure> {
    backend.reset()?;
    match exercise.given {
        "" => Ok(()),
        given => backend.run(&Cell::of(given), 0, &[], &Silent),
    }
}

/// Does `work`, with an interrupt once the time is up and again from then on. Tells whether there was one.
fn interrupted_after<T>(limit: Duration, interrupter: &dyn Interrupt, work: impl FnOnce() -> T) -> (bool, T) {
    let (done, ended) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let watch = scope.spawn(move || {
            let mut wait = limit;
            let mut late = false;
            while ended.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                interrupter.interrupt();
                (wait, late) = (Duration::from_millis(100), true);
            }
            late
        });
        let result = work();
        drop(done);
        (watch.join().unwrap_or(false), result)
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
    /// What the compiler, or a panic, has to say.
    message: Option<String>,
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
    fn new(exercise: &'a Exercise, file: &Path, verdict: &'a Verdict, message: Option<String>) -> Report<'a> {
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
            message,
            file: file.display().to_string(),
        }
    }
}

#[cfg(test)]
mod tests;

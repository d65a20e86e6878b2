//! The evaluator's thread, and the two-way channel between it and the session.

use super::host::Waker;
use super::replies::failure;
use anyhow::{Context, Result};
use base::parse_limits;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, unbounded};
use interfaces::evaluator::{Completeness, Completions, Evaluator, Frontend, InputError, MimeBundle, Output};
use interfaces::failure::{Failure, FailureKind};
use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How much output may wait for the session. A cell that prints faster than clients can be told waits for them.
const BACKLOG: usize = 1024;

/// How long an evaluator that has more to prepare is left alone.
const IDLE_AGAIN: Duration = Duration::from_millis(20);

/// The session's end.
pub(super) struct Evaluation {
    /// `None` once the evaluator has been told to end.
    tasks: Option<Sender<Task>>,
    progress: Receiver<Progress>,
    answers: Option<Sender<Result<String, InputError>>>,
    /// Whether the task at hand is to be left before it begins.
    cancelled: Arc<AtomicBool>,
}

/// What the evaluator is to do. Offsets are in bytes.
#[derive(Debug)]
pub(super) enum Task {
    Execute {
        code: String,
        execution: u32,
        allow_stdin: bool,
        /// Name and expression, for `user_expressions`.
        expressions: BTreeMap<String, String>,
    },
    Complete {
        code: String,
        cursor: usize,
    },
    Inspect {
        code: String,
        cursor: usize,
        detailed: bool,
    },
    IsComplete {
        code: String,
    },
}

/// What the evaluator tells on the way.
#[derive(Debug)]
pub(super) enum Progress {
    Output(Output),
    /// It waits for an [`Evaluation::answer`].
    Asks {
        prompt: String,
        password: bool,
    },
    /// The task is done: the last progress on it.
    Finished(Outcome),
}

#[derive(Debug)]
pub(super) enum Outcome {
    Executed(Result<Executed, Failure>),
    Completed(Completions),
    Inspected(Option<MimeBundle>),
    Checked(Completeness),
    /// The evaluator panicked, or there is none.
    Failed(Failure),
}

/// The values of a cell's `user_expressions`, by name.
#[derive(Debug)]
pub(super) struct Executed {
    pub expressions: BTreeMap<String, Result<MimeBundle, Failure>>,
}

/// The evaluator's end.
struct Remote {
    progress: Sender<Progress>,
    answers: Receiver<Result<String, InputError>>,
    cancelled: Arc<AtomicBool>,
    waker: Waker,
}

/// What one cell sees of the [`Remote`].
struct CellFrontend<'a> {
    remote: &'a Remote,
    allow_stdin: bool,
}

impl Evaluation {
    /// Starts the thread, which builds the evaluator and then takes tasks.
    ///
    /// # Errors
    /// If the operating system refuses a thread.
    pub(super) fn start(
        build: impl FnOnce() -> Result<Box<dyn Evaluator>, String> + Send + 'static,
        waker: Waker,
    ) -> Result<Self> {
        let (tasks, task_queue) = unbounded();
        let (progress_sender, progress) = bounded(BACKLOG);
        let (answers, answer_queue) = unbounded();
        let cancelled = Arc::new(AtomicBool::new(false));
        let remote = Remote {
            progress: progress_sender,
            answers: answer_queue,
            cancelled: cancelled.clone(),
            waker,
        };
        thread::Builder::new()
            .name("evaluator".to_owned())
            .stack_size(parse_limits::STACK)
            .spawn(move || remote.serve(build, &task_queue))
            .context("cannot start the evaluator's thread")?;
        Ok(Self {
            tasks: Some(tasks),
            progress,
            answers: Some(answers),
            cancelled,
        })
    }

    /// Gives the evaluator its next task; to be called when the one before is finished.
    pub(super) fn start_task(&self, task: Task) {
        self.cancelled.store(false, Ordering::SeqCst);
        if let Some(tasks) = &self.tasks
            && tasks.send(task).is_err()
        {
            tracing::error!("the evaluator's thread has ended");
        }
    }

    /// Keeps the task at hand from beginning, if it has not.
    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::SeqCst);
    }

    pub(super) fn has_progress(&self) -> bool {
        !self.progress.is_empty()
    }

    pub(super) fn next_progress(&self) -> Option<Progress> {
        self.progress.try_recv().ok()
    }

    /// Whether there is progress before `deadline`.
    pub(super) fn wait_for_progress(&self, deadline: Instant) -> bool {
        let mut select = crossbeam_channel::Select::new();
        select.recv(&self.progress);
        select.ready_deadline(deadline).is_ok()
    }

    /// Answers [`Progress::Asks`].
    pub(super) fn answer(&self, answer: Result<String, InputError>) {
        if let Some(answers) = &self.answers
            && answers.send(answer).is_err()
        {
            tracing::error!("the evaluator's thread has ended");
        }
    }

    /// Lets the evaluator clean up. Returns whether it has by `deadline`.
    pub(super) fn stop(&mut self, deadline: Instant) -> bool {
        self.tasks = None;
        self.answers = None;
        loop {
            match self.progress.recv_deadline(deadline) {
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => return true,
                Err(RecvTimeoutError::Timeout) => return false,
            }
        }
    }
}

impl Remote {
    /// The thread's life. The evaluator is dropped before `self`, which tells the session that it has cleaned up.
    fn serve(self, build: impl FnOnce() -> Result<Box<dyn Evaluator>, String>, tasks: &Receiver<Task>) {
        let mut evaluator = guard(build).unwrap_or_else(|panic| Err(panic.message));
        if let Err(message) = &evaluator {
            tracing::error!("there is no evaluator: {message}");
        }
        while let Some(task) = next_task(evaluator.as_mut().ok(), tasks) {
            let outcome = match &mut evaluator {
                Ok(evaluator) => self.perform(evaluator.as_mut(), task),
                Err(message) => absent(message, &task),
            };
            self.send(Progress::Finished(outcome));
        }
        if let Err(panic) = guard(|| drop(evaluator)) {
            tracing::error!("the evaluator panicked at its end: {}", panic.message);
        }
    }

    /// The evaluator stays in use after a panic: what it left half done is its own cell's, or nobody's.
    fn perform(&self, evaluator: &mut dyn Evaluator, task: Task) -> Outcome {
        let outcome = match task {
            Task::Execute {
                code,
                execution,
                allow_stdin,
                expressions,
            } => {
                let frontend = CellFrontend {
                    remote: self,
                    allow_stdin,
                };
                let run = || self.execute(evaluator, &code, execution, expressions, &frontend);
                Ok(Outcome::Executed(guard(run).and_then(|result| result)))
            }
            Task::Complete { code, cursor } => guard(|| evaluator.complete(&code, cursor)).map(Outcome::Completed),
            Task::Inspect { code, cursor, detailed } => {
                guard(|| evaluator.inspect(&code, cursor, detailed)).map(Outcome::Inspected)
            }
            Task::IsComplete { code } => guard(|| evaluator.is_complete(&code)).map(Outcome::Checked),
        };
        outcome.unwrap_or_else(Outcome::Failed)
    }

    fn execute(
        &self,
        evaluator: &mut dyn Evaluator,
        code: &str,
        execution: u32,
        expressions: BTreeMap<String, String>,
        frontend: &CellFrontend<'_>,
    ) -> Result<Executed, Failure> {
        if self.cancelled.load(Ordering::SeqCst) {
            return Err(failure(
                FailureKind::Interrupted,
                "interrupted before the cell began".to_owned(),
            ));
        }
        evaluator.execute(code, execution, frontend)?;
        let mut value = |expression: String| guard(|| evaluator.evaluate(&expression)).and_then(|value| value);
        let expressions = expressions
            .into_iter()
            .map(|(name, expression)| (name, value(expression)))
            .collect();
        Ok(Executed { expressions })
    }

    fn send(&self, progress: Progress) {
        // The session is gone when the process ends without waiting; there is nobody left to tell then.
        if self.progress.send(progress).is_ok() {
            self.waker.wake();
        }
    }
}

impl Frontend for CellFrontend<'_> {
    fn show(&self, output: Output) {
        self.remote.send(Progress::Output(output));
    }

    fn input(&self, prompt: &str, password: bool) -> Result<String, InputError> {
        if !self.allow_stdin {
            return Err(InputError::NotAllowed);
        }
        self.remote.send(Progress::Asks {
            prompt: prompt.to_owned(),
            password,
        });
        self.remote.answers.recv().unwrap_or(Err(InputError::Interrupted))
    }

    fn is_attended(&self) -> bool {
        self.allow_stdin
    }
}

/// The next task; `None` at the end. As long as there is none, the evaluator prepares for it.
fn next_task(evaluator: Option<&mut Box<dyn Evaluator>>, tasks: &Receiver<Task>) -> Option<Task> {
    if let Some(evaluator) = evaluator {
        while tasks.is_empty() && guard(|| evaluator.idle()).unwrap_or(false) {
            match tasks.recv_timeout(IDLE_AGAIN) {
                Ok(task) => return Some(task),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
    tasks.recv().ok()
}

/// The outcome of every task where there is no evaluator.
fn absent(message: &str, task: &Task) -> Outcome {
    let failure = failure(FailureKind::Kernel, message.to_owned());
    match task {
        Task::Execute { .. } => Outcome::Executed(Err(failure)),
        Task::Complete { .. } | Task::Inspect { .. } | Task::IsComplete { .. } => Outcome::Failed(failure),
    }
}

/// Runs `work`; a panic becomes a failure.
fn guard<T>(work: impl FnOnce() -> T) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let message = format!("the kernel itself panicked: {}", panic_message(&*payload));
        tracing::error!("{message}");
        failure(FailureKind::Kernel, message)
    })
}

fn panic_message(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
}

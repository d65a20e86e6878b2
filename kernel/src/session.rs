//! A kernel's session: one event loop between its sockets and its evaluator.
//!
//! It knows nothing of Rust code, and of the wire only the typed messages. Every request gets busy, exactly one reply and
//! idle, in that order, whatever happens: a [`Turn`] can end in no other way.

mod coalescer;
mod evaluation;
mod host;
mod turn;

use crate::evaluator::{
    Completeness, Completions, Evaluator, Failure, InputError, Interrupt, MimeBundle, Output,
};
use crate::history::History;
use crate::protocol::{
    Answer, Channel, CompletionMetadata, CompletionType, Connection, ExecuteRequest,
    ExecutionState, ExpressionResult, Incoming, KernelInfo, Parent, Payload, Publication, Reply,
    Request, Sockets, cursor, decode_input,
};
use anyhow::Result;
use coalescer::Coalescer;
use evaluation::{Evaluation, Executed, Outcome, Progress, Task};
use host::{Host, Signal, wake_pair};
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use turn::Turn;

/// An interrupt is repeated this often until the cell ends: it may have fallen between two steps of the evaluator,
/// neither of which it then stopped.
const INTERRUPT_AGAIN: Duration = Duration::from_millis(100);

/// A client that does not listen on its stdin channel, because it is still connecting, is asked again this often.
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// How long the evaluator may take to stop and to clean up when the kernel shuts down. Jupyter kills it after five
/// seconds.
const SHUTDOWN: Duration = Duration::from_secs(2);

/// How many outputs are taken from the evaluator before other events get their turn.
const BATCH: usize = 256;

/// Serves the connection that `connection_file` describes, until a client, a signal or the end of the Jupyter server
/// (the process `JPY_PARENT_PID`) shuts the kernel down.
///
/// `build` makes the evaluator on its thread, while clients already get answers to what needs none; if it fails, each
/// cell fails with its message. `rustc` is the compiler's version, such as `1.95.0`.
///
/// # Errors
/// If the connection file is of no use, or the operating system refuses sockets, threads or signal handlers.
pub fn serve(
    connection_file: &Path,
    rustc: &str,
    history: History,
    build: impl FnOnce() -> Result<Box<dyn Evaluator>, String> + Send + 'static,
    interrupt: Arc<dyn Interrupt>,
) -> Result<()> {
    let (waker, wakeups) = wake_pair()?;
    let host = Host::watch(&waker, wakeups)?;
    let sockets = Sockets::bind(Connection::read(connection_file)?)?;
    let session = Session {
        sockets,
        host,
        evaluation: Evaluation::start(build, waker)?,
        interrupt,
        history,
        kernel_info: KernelInfo::new(rustc),
        starting: true,
        execution_count: 0,
        queue: VecDeque::new(),
        running: None,
    };
    session.run()
}

struct Session {
    sockets: Sockets,
    host: Host,
    evaluation: Evaluation,
    interrupt: Arc<dyn Interrupt>,
    history: History,
    kernel_info: KernelInfo,
    /// Whether no client has been heard of.
    starting: bool,
    /// Number of the last cell that was stored.
    execution_count: u32,
    /// Shell requests read ahead when a cell failed.
    queue: VecDeque<Queued>,
    /// What the evaluator works on.
    running: Option<Running>,
}

enum Event {
    Shell(Queued),
    Control(Incoming),
    Stdin(Incoming),
    Subscription,
    /// The evaluator has something to tell.
    Progress,
    Signal(Signal),
    ParentExited,
    /// The time for text to be sent, or for an interrupt to be repeated.
    Deadline,
}

struct Queued {
    incoming: Incoming,
    /// A cell before it failed.
    aborted: bool,
}

struct Running {
    turn: Turn,
    work: Work,
}

enum Work {
    Execution(Box<Execution>),
    /// The code, to count the positions of completions in.
    Completion(String),
    Other,
}

/// A cell that runs.
struct Execution {
    request: ExecuteRequest,
    count: u32,
    text: Coalescer,
    /// The value as plain text, for the history.
    value: Option<String>,
    pages: Vec<MimeBundle>,
    question: Option<Question>,
    /// When the interrupt is due again, if there was one.
    interrupted: Option<Instant>,
}

/// What the cell asks its user.
enum Question {
    /// The client has not connected its stdin channel yet.
    Unsent {
        prompt: String,
        password: bool,
        again: Instant,
    },
    /// The id of the `input_request` that waits for its reply.
    Sent(String),
}

/// Whether the loop goes on.
enum Flow {
    Continue,
    Shutdown(Option<Shutdown>),
}

/// A shutdown that a client asked for.
struct Shutdown {
    turn: Turn,
    restart: bool,
}

impl Session {
    fn run(mut self) -> Result<()> {
        loop {
            let event = self.next_event()?;
            if let Flow::Shutdown(request) = self.handle(event) {
                self.shut_down(request);
                return Ok(());
            }
        }
    }

    /// Waits for what comes next. What ends a cell goes before what the cell does, and both before new requests.
    fn next_event(&mut self) -> Result<Event> {
        loop {
            let idle = self.running.is_none();
            let at_once = self.evaluation.has_progress()
                || self.host.has_signal()
                || idle && !self.queue.is_empty();
            let deadline = self.running.as_ref().and_then(Running::deadline);
            let until = if at_once {
                Some(Instant::now())
            } else {
                deadline
            };
            let ready = self.sockets.poll(idle, self.host.descriptors(), until)?;
            let [woken, parent_exited] = ready.descriptors;
            if woken {
                self.host.clear_wakeups();
            }
            if let Some(signal) = self.host.signal() {
                return Ok(Event::Signal(signal));
            }
            if parent_exited {
                return Ok(Event::ParentExited);
            }
            if ready.control
                && let Some(incoming) = self.sockets.receive(Channel::Control)
            {
                return Ok(Event::Control(incoming));
            }
            if ready.stdin
                && let Some(incoming) = self.sockets.receive(Channel::Stdin)
            {
                return Ok(Event::Stdin(incoming));
            }
            if ready.subscription {
                return Ok(Event::Subscription);
            }
            if deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                return Ok(Event::Deadline);
            }
            if self.evaluation.has_progress() {
                return Ok(Event::Progress);
            }
            if idle {
                if let Some(queued) = self.queue.pop_front() {
                    return Ok(Event::Shell(queued));
                }
                if ready.shell
                    && let Some(incoming) = self.sockets.receive(Channel::Shell)
                {
                    return Ok(Event::Shell(Queued {
                        incoming,
                        aborted: false,
                    }));
                }
            }
        }
    }

    fn handle(&mut self, event: Event) -> Flow {
        match event {
            Event::Shell(Queued {
                incoming,
                aborted: false,
            })
            | Event::Control(incoming) => {
                return self.request(incoming);
            }
            Event::Shell(Queued {
                incoming,
                aborted: true,
            }) => {
                Turn::begin(&self.sockets, &incoming).reply(&self.sockets, &Reply::Aborted {});
            }
            Event::Stdin(incoming) => self.input_reply(&incoming),
            Event::Subscription => self.subscription(),
            Event::Progress => self.progress(),
            Event::Signal(Signal::Interrupt) => self.interrupt(),
            Event::Signal(Signal::Terminate) => return Flow::Shutdown(None),
            Event::ParentExited => {
                tracing::info!("the Jupyter server has ended");
                return Flow::Shutdown(None);
            }
            Event::Deadline => self.deadline(),
        }
        Flow::Continue
    }

    /// A kernel announces its start once. Nobody would hear it before the first subscription, and after the first
    /// request it would be untrue.
    fn subscription(&mut self) {
        self.sockets.welcome();
        if self.starting {
            self.starting = false;
            let execution_state = ExecutionState::Starting;
            self.sockets
                .publish(&Parent::none(), &Publication::Status { execution_state });
        }
    }

    fn request(&mut self, incoming: Incoming) -> Flow {
        self.starting = false;
        tracing::debug!("received {}", incoming.header.msg_type);
        let turn = Turn::begin(&self.sockets, &incoming);
        let request = match Request::decode(&incoming.header.msg_type, &incoming.content) {
            Ok(request) => request,
            Err(error) => {
                let failure = invalid(&incoming.header.msg_type, &error);
                turn.reply(&self.sockets, &Reply::failed(failure));
                return Flow::Continue;
            }
        };
        // The evaluator takes one task after the other, and they come in order on the shell only.
        if request.needs_evaluator() && incoming.parent.channel() != Channel::Shell {
            let failure = wrong_channel(&incoming.header.msg_type);
            turn.reply(&self.sockets, &Reply::failed(failure));
            return Flow::Continue;
        }
        match request {
            Request::KernelInfo => {
                turn.reply(
                    &self.sockets,
                    &Reply::Ok(Answer::KernelInfo(self.kernel_info.clone())),
                );
            }
            Request::Connect => turn.reply(&self.sockets, &Reply::Ok(self.sockets.ports())),
            Request::Execute(request) => self.execute(turn, request),
            Request::Complete { code, cursor } => {
                self.start(
                    turn,
                    Work::Completion(code.clone()),
                    Task::Complete { code, cursor },
                );
            }
            Request::Inspect {
                code,
                cursor,
                detailed,
            } => {
                self.start(
                    turn,
                    Work::Other,
                    Task::Inspect {
                        code,
                        cursor,
                        detailed,
                    },
                );
            }
            Request::IsComplete { code } => {
                self.start(turn, Work::Other, Task::IsComplete { code })
            }
            Request::History(request) => {
                let history = self.history.get(&request.access, request.output);
                turn.reply(&self.sockets, &Reply::Ok(Answer::History { history }));
            }
            Request::CommInfo => {
                turn.reply(
                    &self.sockets,
                    &Reply::Ok(Answer::CommInfo { comms: Map::new() }),
                );
            }
            Request::CommOpen { comm_id } => {
                // No target is known here, so the comm ends before it begins.
                turn.publish(
                    &self.sockets,
                    &Publication::CommClose {
                        comm_id,
                        data: Map::new(),
                    },
                );
                turn.end(&self.sockets);
            }
            Request::Comm => turn.end(&self.sockets),
            Request::Interrupt => {
                self.interrupt();
                turn.reply(&self.sockets, &Reply::Ok(Answer::Interrupt {}));
            }
            Request::Shutdown { restart } => {
                return Flow::Shutdown(Some(Shutdown { turn, restart }));
            }
            Request::Unknown => {
                tracing::warn!(
                    "`{}` is not a request of protocol {}",
                    incoming.header.msg_type,
                    crate::protocol::VERSION
                );
                turn.end(&self.sockets);
            }
        }
        Flow::Continue
    }

    fn execute(&mut self, turn: Turn, request: ExecuteRequest) {
        let stored = request.stored();
        if stored {
            self.execution_count += 1;
        }
        let count = self.execution_count;
        if !request.silent {
            let code = request.code.clone();
            turn.publish(
                &self.sockets,
                &Publication::ExecuteInput {
                    code,
                    execution_count: count,
                },
            );
        }
        let task = Task::Execute {
            code: request.code.clone(),
            execution: if stored { count } else { 0 },
            allow_stdin: request.allow_stdin,
            expressions: request.user_expressions.clone(),
        };
        let execution = Execution {
            request,
            count,
            text: Coalescer::default(),
            value: None,
            pages: Vec::new(),
            question: None,
            interrupted: None,
        };
        self.start(turn, Work::Execution(Box::new(execution)), task);
    }

    fn start(&mut self, turn: Turn, work: Work, task: Task) {
        self.evaluation.start_task(task);
        self.running = Some(Running { turn, work });
    }

    fn progress(&mut self) {
        for _ in 0..BATCH {
            match self.evaluation.next_progress() {
                Some(Progress::Output(output)) => self.output(output),
                Some(Progress::Asks { prompt, password }) => self.ask(prompt, password),
                Some(Progress::Finished(outcome)) => return self.finish(outcome),
                None => return,
            }
        }
    }

    fn output(&mut self, output: Output) {
        let Some((turn, execution)) = self.running.as_mut().and_then(Running::execution) else {
            tracing::warn!("output outside a cell is lost");
            return;
        };
        let output = match output {
            Output::Page(data) => {
                execution.pages.push(data);
                return;
            }
            // "As quietly as possible", says the protocol: a silent cell broadcasts nothing.
            _ if execution.request.silent => return,
            Output::Text(stream, text) => {
                if let Some(before) = execution.text.push(stream, text, Instant::now()) {
                    turn.publish(&self.sockets, &before);
                }
                return;
            }
            other => other,
        };
        if let Some(before) = execution.text.take() {
            turn.publish(&self.sockets, &before);
        }
        let publication = match output {
            Output::Result(data) => {
                execution.value = data
                    .get("text/plain")
                    .and_then(Value::as_str)
                    .map(str::to_owned);
                Publication::ExecuteResult {
                    execution_count: execution.count,
                    data,
                    metadata: Map::new(),
                }
            }
            Output::Display { data, id } => Publication::display(data, id),
            Output::Update { data, id } => Publication::update(data, id),
            Output::Clear { wait } => Publication::ClearOutput { wait },
            Output::Page(_) | Output::Text(..) => return,
        };
        turn.publish(&self.sockets, &publication);
    }

    fn ask(&mut self, prompt: String, password: bool) {
        let Some((turn, execution)) = self.running.as_mut().and_then(Running::execution) else {
            self.evaluation.answer(Err(InputError::NotAllowed));
            return;
        };
        if execution.interrupted.is_some() {
            self.evaluation.answer(Err(InputError::Interrupted));
            return;
        }
        if let Some(before) = execution.text.take() {
            turn.publish(&self.sockets, &before);
        }
        // Whatever was typed before the question is no answer to it.
        while self.sockets.receive(Channel::Stdin).is_some() {
            tracing::warn!("dropped an input that nothing had asked for");
        }
        execution.question = Some(Question::put(&self.sockets, turn, prompt, password));
    }

    fn input_reply(&mut self, incoming: &Incoming) {
        let value = match decode_input(incoming) {
            Ok(value) => value,
            Err(error) => return tracing::warn!("dropped an input: {error}"),
        };
        let Some((turn, execution)) = self.running.as_mut().and_then(Running::execution) else {
            return tracing::warn!("dropped an input that nothing had asked for");
        };
        // Some clients name the question as the parent, some the cell, and some leave it out.
        let answers = |question: &mut Question| {
            let Question::Sent(asked) = question else {
                return false;
            };
            incoming
                .parent_id
                .as_ref()
                .is_none_or(|id| id == asked || id == turn.id())
        };
        if execution.question.take_if(answers).is_some() {
            self.evaluation.answer(Ok(value));
        } else {
            tracing::warn!("dropped an input that nothing had asked for");
        }
    }

    fn finish(&mut self, outcome: Outcome) {
        let Some(Running { turn, work }) = self.running.take() else {
            return tracing::error!("the evaluator finished what it had not been asked");
        };
        let reply = match (work, outcome) {
            (Work::Execution(execution), Outcome::Executed(result)) => {
                return self.finish_execution(turn, *execution, result);
            }
            (Work::Completion(code), Outcome::Completed(completions)) => {
                completed(&code, completions)
            }
            (Work::Other, Outcome::Inspected(data)) => inspected(data),
            (Work::Other, Outcome::Checked(completeness)) => checked(completeness),
            (_, Outcome::Failed(failure)) => Reply::failed(failure),
            (_, outcome) => {
                tracing::error!("the evaluator answered another question: {outcome:?}");
                Reply::failed(no_answer())
            }
        };
        turn.reply(&self.sockets, &reply);
    }

    fn finish_execution(
        &mut self,
        turn: Turn,
        mut execution: Execution,
        result: Result<Executed, Failure>,
    ) {
        if let Some(rest) = execution.text.take() {
            turn.publish(&self.sockets, &rest);
        }
        let Execution {
            request,
            count,
            value,
            pages,
            ..
        } = execution;
        if request.stored() {
            self.history.add(count, &request.code, value.as_deref());
        }
        let reply = match result {
            Ok(Executed { expressions }) => Reply::Ok(Answer::Execute {
                execution_count: count,
                payload: pages
                    .into_iter()
                    .map(|data| Payload::Page { data, start: 0 })
                    .collect(),
                user_expressions: expressions
                    .into_iter()
                    .map(|(name, value)| (name, expression(value)))
                    .collect(),
            }),
            Err(failure) => {
                if !request.silent {
                    turn.publish(&self.sockets, &Publication::Error(failure.clone().into()));
                    if request.stop_on_error {
                        self.abort_queue();
                    }
                }
                Reply::Error {
                    error: failure.into(),
                    execution_count: Some(count),
                }
            }
        };
        turn.reply(&self.sockets, &reply);
    }

    /// Marks the cells that were sent before the client could know that one failed: the reply has not left yet.
    fn abort_queue(&mut self) {
        self.read_ahead();
        for queued in &mut self.queue {
            queued.aborted |= queued.incoming.header.msg_type == "execute_request";
        }
    }

    fn read_ahead(&mut self) {
        while let Some(incoming) = self.sockets.receive(Channel::Shell) {
            self.queue.push_back(Queued {
                incoming,
                aborted: false,
            });
        }
    }

    fn interrupt(&mut self) {
        if let Some((_, execution)) = self.running.as_mut().and_then(Running::execution) {
            execution.interrupted = Some(Instant::now() + INTERRUPT_AGAIN);
            if execution.question.take().is_some() {
                self.evaluation.answer(Err(InputError::Interrupted));
            }
        }
        self.evaluation.cancel();
        self.interrupt.interrupt();
    }

    fn deadline(&mut self) {
        let Some((turn, execution)) = self.running.as_mut().and_then(Running::execution) else {
            return;
        };
        let now = Instant::now();
        if let Some(text) = execution.text.take_due(now) {
            turn.publish(&self.sockets, &text);
        }
        if let Some(Question::Unsent { again, .. }) = &execution.question
            && *again <= now
            && let Some(Question::Unsent {
                prompt, password, ..
            }) = execution.question.take()
        {
            execution.question = Some(Question::put(&self.sockets, turn, prompt, password));
        }
        if let Some(again) = &mut execution.interrupted
            && *again <= now
        {
            *again = now + INTERRUPT_AGAIN;
            self.interrupt.interrupt();
        }
    }

    /// Ends the running cell, answers what is still waiting, and lets the evaluator clean up.
    fn shut_down(mut self, request: Option<Shutdown>) {
        let limit = Instant::now() + SHUTDOWN;
        self.interrupt();
        while self.running.is_some() && Instant::now() < limit {
            let again = limit.min(Instant::now() + INTERRUPT_AGAIN);
            if self.evaluation.wait_for_progress(again) {
                self.progress();
            } else {
                self.interrupt();
            }
        }
        if let Some(Running { turn, .. }) = self.running.take() {
            tracing::warn!("the evaluator did not stop in time");
            turn.reply(&self.sockets, &Reply::failed(shutting_down()));
        }
        self.read_ahead();
        for Queued { incoming, .. } in self.queue.drain(..) {
            Turn::begin(&self.sockets, &incoming).reply(&self.sockets, &Reply::Aborted {});
        }
        if !self.evaluation.stop(limit) {
            tracing::warn!("the evaluator did not clean up in time");
        }
        if let Some(Shutdown { turn, restart }) = request {
            turn.reply(&self.sockets, &Reply::Ok(Answer::Shutdown { restart }));
        }
        self.sockets.close();
    }
}

impl Running {
    fn execution(&mut self) -> Option<(&Turn, &mut Execution)> {
        match &mut self.work {
            Work::Execution(execution) => Some((&self.turn, execution)),
            Work::Completion(_) | Work::Other => None,
        }
    }

    fn deadline(&self) -> Option<Instant> {
        match &self.work {
            Work::Execution(execution) => execution.deadline(),
            Work::Completion(_) | Work::Other => None,
        }
    }
}

impl Execution {
    fn deadline(&self) -> Option<Instant> {
        let question = match self.question {
            Some(Question::Unsent { again, .. }) => Some(again),
            Some(Question::Sent(_)) | None => None,
        };
        [self.text.due(), question, self.interrupted]
            .into_iter()
            .flatten()
            .min()
    }
}

impl Question {
    /// Asks, or leaves it for later.
    fn put(sockets: &Sockets, turn: &Turn, prompt: String, password: bool) -> Self {
        match sockets.ask(turn.parent(), &prompt, password) {
            Some(id) => Self::Sent(id),
            None => Self::Unsent {
                prompt,
                password,
                again: Instant::now() + ASK_AGAIN,
            },
        }
    }
}

fn completed(code: &str, completions: Completions) -> Reply {
    let start = cursor::to_code_point(code, completions.start);
    let end = cursor::to_code_point(code, completions.end);
    Reply::Ok(Answer::Complete {
        matches: completions
            .matches
            .iter()
            .map(|completion| completion.text.clone())
            .collect(),
        cursor_start: start,
        cursor_end: end,
        metadata: CompletionMetadata {
            types: completions
                .matches
                .into_iter()
                .map(|completion| CompletionType {
                    start,
                    end,
                    text: completion.text,
                    kind: completion.kind,
                    signature: completion.signature,
                })
                .collect(),
        },
    })
}

fn inspected(data: Option<MimeBundle>) -> Reply {
    Reply::Ok(Answer::Inspect {
        found: data.is_some(),
        data: data.unwrap_or_default(),
        metadata: Map::new(),
    })
}

fn checked(completeness: Completeness) -> Reply {
    match completeness {
        Completeness::Complete => Reply::Complete {},
        Completeness::Incomplete { indent } => Reply::Incomplete { indent },
        Completeness::Invalid => Reply::Invalid {},
    }
}

fn expression(value: Result<MimeBundle, Failure>) -> ExpressionResult {
    match value {
        Ok(data) => ExpressionResult::Ok {
            data,
            metadata: Map::new(),
        },
        Err(failure) => ExpressionResult::Error(failure.into()),
    }
}

fn invalid(msg_type: &str, error: &serde_json::Error) -> Failure {
    failure(
        "InvalidRequest",
        format!("the content of this `{msg_type}` is not valid: {error}"),
    )
}

fn wrong_channel(msg_type: &str) -> Failure {
    failure(
        "InvalidRequest",
        format!("send `{msg_type}` on the shell channel"),
    )
}

fn no_answer() -> Failure {
    failure(
        "KernelError",
        "the kernel has no answer to this request; see its log".to_owned(),
    )
}

fn shutting_down() -> Failure {
    failure("Interrupted", "the kernel shuts down".to_owned())
}

fn failure(name: &str, message: String) -> Failure {
    Failure {
        name: name.to_owned(),
        traceback: vec![format!("{name}: {message}")],
        message,
    }
}

#[cfg(test)]
mod tests;

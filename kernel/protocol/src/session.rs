//! A kernel's session: one event loop between its sockets and its evaluator.
//!
//! It knows nothing of Rust code, and of the wire only the typed messages. Every request gets busy, exactly one reply and
//! idle, in that order, whatever happens: a [`Turn`] can end in no other way.

mod coalescer;
mod evaluation;
mod execution;
mod host;
mod progress_line;
mod replies;
mod turn;

use crate::history::History;
use crate::{
    About, Channel, Connection, ExecuteRequest, ExecutionState, Incoming, KernelInfo, Parent, Publication, Reply,
    ReplyContent, Request, Sockets, VERSION, decode_input,
};
use anyhow::Result;
use evaluation::{Evaluation, Executed, Outcome, Progress, Task};
use execution::{Ended, Execution, INTERRUPT_AGAIN};
use host::{Host, Signal, wake_pair};
use interfaces::evaluator::{Evaluator, InputError, Interrupt, Output};
use interfaces::failure::Failure;
use serde_json::Map;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use turn::Turn;

/// How long the evaluator may take to stop and to clean up when the kernel shuts down. Jupyter kills it after five
/// seconds.
const SHUTDOWN: Duration = Duration::from_secs(2);

/// How many outputs are taken from the evaluator before other events get their turn.
const BATCH: usize = 256;

/// Serves the connection that `connection_file` describes, until a client, a signal or the end of the Jupyter server
/// (the process `JPY_PARENT_PID`) shuts the kernel down.
///
/// `build` makes the evaluator on its thread, while clients already get answers to what needs none; if it fails, each
/// cell fails with its message. `about` is what clients are told of the kernel.
///
/// # Errors
/// If the connection file is of no use, or the operating system refuses sockets, threads or signal handlers.
pub fn serve(
    connection_file: &Path,
    about: About,
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
        kernel_info: KernelInfo::new(about),
        starting: true,
        execution_count: 0,
        queue: VecDeque::new(),
        running: None,
        exits: false,
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
    /// Whether a cell has asked the kernel to end.
    exits: bool,
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
            if self.exits {
                self.shut_down(None);
                return Ok(());
            }
        }
    }

    /// Waits for what comes next. What ends a cell goes before what the cell does, and both before new requests.
    fn next_event(&mut self) -> Result<Event> {
        loop {
            let idle = self.running.is_none();
            let at_once = self.evaluation.has_progress() || self.host.has_signal() || idle && !self.queue.is_empty();
            let deadline = self.running.as_ref().and_then(Running::deadline);
            let until = if at_once { Some(Instant::now()) } else { deadline };
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
                turn.reply(&self.sockets, &replies::invalid(&incoming.header.msg_type, &error));
                return Flow::Continue;
            }
        };
        // The evaluator takes one task after the other, and they come in order on the shell only.
        if request.needs_evaluator() && incoming.parent.channel() != Channel::Shell {
            turn.reply(&self.sockets, &replies::wrong_channel(&incoming.header.msg_type));
            return Flow::Continue;
        }
        match request {
            Request::KernelInfo => {
                turn.reply(
                    &self.sockets,
                    &Reply::Ok(ReplyContent::KernelInfo(self.kernel_info.clone())),
                );
            }
            Request::Connect => turn.reply(&self.sockets, &Reply::Ok(self.sockets.ports())),
            Request::Execute(request) => self.execute(turn, request),
            Request::Complete { code, cursor } => {
                self.start(turn, Work::Completion(code.clone()), Task::Complete { code, cursor });
            }
            Request::Inspect { code, cursor, detailed } => {
                self.start(turn, Work::Other, Task::Inspect { code, cursor, detailed });
            }
            Request::IsComplete { code } => self.start(turn, Work::Other, Task::IsComplete { code }),
            Request::History(request) => {
                let history = self.history.get(&request.access, request.output);
                turn.reply(&self.sockets, &Reply::Ok(ReplyContent::History { history }));
            }
            Request::CommInfo => {
                turn.reply(&self.sockets, &Reply::Ok(ReplyContent::CommInfo { comms: Map::new() }));
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
                turn.reply(&self.sockets, &Reply::Ok(ReplyContent::Interrupt {}));
            }
            Request::Shutdown { restart } => {
                return Flow::Shutdown(Some(Shutdown { turn, restart }));
            }
            Request::Unknown => {
                tracing::warn!(
                    "`{}` is not a request of protocol {}",
                    incoming.header.msg_type,
                    VERSION
                );
                turn.end(&self.sockets);
            }
        }
        Flow::Continue
    }

    fn execute(&mut self, turn: Turn, request: ExecuteRequest) {
        if request.stored() {
            self.execution_count += 1;
        }
        let (execution, task) = Execution::begin(&self.sockets, &turn, request, self.execution_count);
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
        match self.running.as_mut().and_then(Running::execution) {
            Some((turn, execution)) => execution.show(&self.sockets, turn, output),
            None => tracing::warn!("output outside a cell is lost"),
        }
    }

    fn ask(&mut self, prompt: String, password: bool) {
        // Whatever was typed before the question is no answer to it.
        while self.sockets.receive(Channel::Stdin).is_some() {
            tracing::warn!("dropped an input that nothing had asked for");
        }
        match self.running.as_mut().and_then(Running::execution) {
            Some((_, execution)) if execution.interrupted() => self.evaluation.answer(Err(InputError::Interrupted)),
            Some((turn, execution)) => execution.ask(&self.sockets, turn, prompt, password),
            None => self.evaluation.answer(Err(InputError::NotAllowed)),
        }
    }

    fn input_reply(&mut self, incoming: &Incoming) {
        let value = match decode_input(incoming) {
            Ok(value) => value,
            Err(error) => return tracing::warn!("dropped an input: {error}"),
        };
        let running = self.running.as_mut().and_then(Running::execution);
        if running.is_some_and(|(turn, execution)| execution.takes(turn, incoming)) {
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
            (Work::Completion(code), Outcome::Completed(completions)) => replies::completed(&code, completions),
            (Work::Other, Outcome::Inspected(data)) => replies::inspected(data),
            (Work::Other, Outcome::Checked(completeness)) => replies::checked(completeness),
            (_, Outcome::Failed(failure)) => Reply::failed(failure),
            (_, outcome) => {
                tracing::error!("the evaluator answered another question: {outcome:?}");
                replies::no_answer()
            }
        };
        turn.reply(&self.sockets, &reply);
    }

    fn finish_execution(&mut self, turn: Turn, execution: Execution, result: Result<Executed, Failure>) {
        let Ended {
            reply,
            code,
            stored,
            stops,
            exits,
        } = execution.finish(&self.sockets, &turn, result);
        if let Some((line, value)) = stored {
            self.history.add(line, &code, value.as_deref());
        }
        if stops {
            self.abort_queue();
        }
        turn.reply(&self.sockets, &reply);
        self.exits |= exits;
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
        self.evaluation.cancel();
        self.interrupt.interrupt();
        // Only then may a cell that waits for input go on: it must not get any further.
        if let Some((_, execution)) = self.running.as_mut().and_then(Running::execution)
            && execution.interrupt()
        {
            self.evaluation.answer(Err(InputError::Interrupted));
        }
    }

    fn deadline(&mut self) {
        if let Some((turn, execution)) = self.running.as_mut().and_then(Running::execution)
            && execution.meet_deadline(&self.sockets, turn)
        {
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
        if let Some(Running { turn, work }) = self.running.take() {
            tracing::warn!("the evaluator did not stop in time");
            if let Work::Execution(mut execution) = work {
                execution.end_line(&self.sockets, &turn, false);
            }
            turn.reply(&self.sockets, &replies::shutting_down());
        }
        self.read_ahead();
        for Queued { incoming, .. } in self.queue.drain(..) {
            Turn::begin(&self.sockets, &incoming).reply(&self.sockets, &Reply::Aborted {});
        }
        if !self.evaluation.stop(limit) {
            tracing::warn!("the evaluator did not clean up in time");
        }
        if let Some(Shutdown { turn, restart }) = request {
            turn.reply(&self.sockets, &Reply::Ok(ReplyContent::Shutdown { restart }));
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

#[cfg(test)]
mod tests;

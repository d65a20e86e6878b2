//! A cell that runs: what it shows, what it asks, and how it ends.

use super::coalescer::Coalescer;
use super::evaluation::{Executed, Task};
use super::progress_line::ProgressLine;
use super::turn::Turn;
use crate::{
    ErrorContent, ExecuteRequest, ExpressionResult, Incoming, Payload, Publication, Reply, ReplyContent, Sockets,
};
use interfaces::evaluator::{MimeBundle, Output};
use interfaces::failure::Failure;
use serde_json::{Map, Value};
use std::time::{Duration, Instant};

/// An interrupt is repeated this often until the cell ends: it may have fallen between two steps of the evaluator,
/// neither of which it then stopped.
pub(super) const INTERRUPT_AGAIN: Duration = Duration::from_millis(100);

/// A client that does not listen on its stdin channel, because it is still connecting, is asked again this often.
const ASK_AGAIN: Duration = Duration::from_millis(50);

pub(super) struct Execution {
    request: ExecuteRequest,
    /// The number beside the cell.
    count: u32,
    text: Coalescer,
    /// The value as plain text, for the history.
    value: Option<String>,
    line: ProgressLine,
    next_cell: Option<String>,
    /// Whether the kernel is to end with it.
    exits: bool,
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

impl Execution {
    /// Announces the cell, and says what the evaluator is to do.
    pub(super) fn begin(sockets: &Sockets, turn: &Turn, request: ExecuteRequest, count: u32) -> (Self, Task) {
        if !request.silent {
            let code = request.code.clone();
            turn.publish(
                sockets,
                &Publication::ExecuteInput {
                    code,
                    execution_count: count,
                },
            );
        }
        let task = Task::Execute {
            code: request.code.clone(),
            execution: if request.stored() { count } else { 0 },
            allow_stdin: request.allow_stdin,
            expressions: request.user_expressions.clone(),
        };
        // Whoever runs a notebook with nobody to ask has nobody who waits: its messages are the same however long it takes.
        let has_company = request.allow_stdin && !request.silent;
        let execution = Self {
            request,
            count,
            text: Coalescer::default(),
            value: None,
            line: ProgressLine::new(turn.id(), has_company, Instant::now()),
            next_cell: None,
            exits: false,
            question: None,
            interrupted: None,
        };
        (execution, task)
    }

    pub(super) fn show(&mut self, sockets: &Sockets, turn: &Turn, output: Output) {
        let publication = match output {
            Output::Activity(activity) => return self.line.set(activity, Instant::now()),
            Output::NextCell(text) => return self.next_cell = Some(text),
            Output::Exit => return self.exits = true,
            // "As quietly as possible", says the protocol: a silent cell broadcasts nothing.
            _ if self.request.silent => return,
            Output::Text(stream, text) => {
                if !text.is_empty() {
                    self.end_line(sockets, turn, true);
                }
                if let Some(before) = self.text.push(stream, text, Instant::now()) {
                    turn.publish(sockets, &before);
                }
                return;
            }
            Output::Result(data) => {
                self.value = data.get("text/plain").and_then(Value::as_str).map(str::to_owned);
                Publication::ExecuteResult {
                    execution_count: self.count,
                    data,
                    metadata: Map::new(),
                }
            }
            Output::Display { data, id } => Publication::display(data, id),
            Output::Update { data, id } => Publication::update(data, id),
            Output::Clear { wait } => Publication::ClearOutput { wait },
        };
        match publication {
            // It is for a display of another cell: this one has none yet where it has the line.
            Publication::UpdateDisplayData { .. } => {}
            Publication::ClearOutput { .. } => self.end_line(sockets, turn, false),
            _ => self.end_line(sockets, turn, true),
        }
        self.flush(sockets, turn);
        turn.publish(sockets, &publication);
    }

    /// Asks the user for a line.
    pub(super) fn ask(&mut self, sockets: &Sockets, turn: &Turn, prompt: String, password: bool) {
        // A client shows the question among the outputs, but does not count it as one.
        self.end_line(sockets, turn, false);
        self.flush(sockets, turn);
        self.question = Some(match sockets.ask(turn.parent(), &prompt, password) {
            Some(id) => Question::Sent(id),
            None => Question::Unsent {
                prompt,
                password,
                again: Instant::now() + ASK_AGAIN,
            },
        });
    }

    /// Whether this input answers what the cell has asked, which then has its answer.
    pub(super) fn takes(&mut self, turn: &Turn, input: &Incoming) -> bool {
        // Some clients name the question as the parent, some the cell, and some leave it out.
        let answers = |question: &mut Question| {
            let Question::Sent(asked) = question else { return false };
            input.parent_id.as_ref().is_none_or(|id| id == asked || id == turn.id())
        };
        self.question.take_if(answers).is_some()
    }

    /// Takes note of an interrupt, and tells whether the cell was waiting for input.
    pub(super) fn interrupt(&mut self) -> bool {
        self.interrupted = Some(Instant::now() + INTERRUPT_AGAIN);
        self.question.take().is_some()
    }

    pub(super) fn interrupted(&self) -> bool {
        self.interrupted.is_some()
    }

    /// When [`Execution::meet_deadline`] is to be called.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let question = match self.question {
            Some(Question::Unsent { again, .. }) => Some(again),
            Some(Question::Sent(_)) | None => None,
        };
        [self.text.due(), self.line.due(), question, self.interrupted]
            .into_iter()
            .flatten()
            .min()
    }

    /// Does what is due, and tells whether the interrupt is to be repeated.
    pub(super) fn meet_deadline(&mut self, sockets: &Sockets, turn: &Turn) -> bool {
        let now = Instant::now();
        if let Some(text) = self.text.take_due(now) {
            turn.publish(sockets, &text);
        }
        if let Some(line) = self.line.take_due(now) {
            turn.publish(sockets, &line);
        }
        if let Some(Question::Unsent { again, .. }) = &self.question
            && *again <= now
            && let Some(Question::Unsent { prompt, password, .. }) = self.question.take()
        {
            self.ask(sockets, turn, prompt, password);
        }
        let repeat = self.interrupted.is_some_and(|again| again <= now);
        if repeat {
            self.interrupted = Some(now + INTERRUPT_AGAIN);
        }
        repeat
    }

    /// The reply to a cell that has ended so. Whatever it has shown or failed with has been told by then.
    pub(super) fn finish(mut self, sockets: &Sockets, turn: &Turn, result: Result<Executed, Failure>) -> Ended {
        self.end_line(sockets, turn, result.is_err());
        self.flush(sockets, turn);
        let Self {
            request,
            count,
            value,
            next_cell,
            exits,
            ..
        } = self;
        let stored = request.stored().then_some((count, value));
        let (reply, stops) = match result {
            Ok(Executed { expressions }) => {
                let answer = ReplyContent::Execute {
                    execution_count: count,
                    payload: next_cell
                        .map(|text| Payload::NextCell { text, replace: false })
                        .into_iter()
                        .chain(exits.then_some(Payload::AskExit { keepkernel: false }))
                        .collect(),
                    user_expressions: expressions
                        .into_iter()
                        .map(|(name, value)| (name, expression(value)))
                        .collect(),
                };
                (Reply::Ok(answer), false)
            }
            Err(failure) => {
                let error = ErrorContent::from(failure);
                if !request.silent {
                    turn.publish(sockets, &Publication::Error(error.clone()));
                }
                let reply = Reply::Error {
                    error,
                    execution_count: Some(count),
                };
                (reply, request.stop_on_error && !request.silent)
            }
        };
        Ended {
            reply,
            code: request.code,
            stored,
            stops,
            exits,
        }
    }

    /// Takes the line of progress away, at once or with the output that comes next.
    pub(super) fn end_line(&mut self, sockets: &Sockets, turn: &Turn, with_next_output: bool) {
        if let Some(clear) = self.line.end(with_next_output) {
            turn.publish(sockets, &clear);
        }
    }

    fn flush(&mut self, sockets: &Sockets, turn: &Turn) {
        if let Some(text) = self.text.take() {
            turn.publish(sockets, &text);
        }
    }
}

/// What is left of a cell.
pub(super) struct Ended {
    pub reply: Reply,
    pub code: String,
    /// The cell's number and value, if it belongs in the history.
    pub stored: Option<(u32, Option<String>)>,
    /// Whether the cells that wait are not to run.
    pub stops: bool,
    /// Whether the kernel is to end.
    pub exits: bool,
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

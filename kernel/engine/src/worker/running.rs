//! A cell that runs: what it says is shown and answered, what it uses is looked at, until it has ended.

use super::{Ended, Ending, Job, Left, Limit, Reached};
use crate::interrupt::{Interrupter, Target, TargetGuard};
use crate::state_handle::{Received, StateHandle};
use crate::streams::Reader;
use crate::watch;
use interfaces::evaluator::{Frontend, Stream};
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::time::{Duration, Instant};
use worker_protocol::processes::descendants;
use worker_protocol::socket::Incoming;
use worker_protocol::{Request, Response, Run};

/// How often a running cell is looked at for what it uses.
const LOOK: Duration = Duration::from_millis(20);

/// A cell that was sent to a state, and what is known of it so far.
pub struct Running<'a> {
    handle: &'a StateHandle,
    job: Job<'a>,
    frontend: &'a dyn Frontend,
    interrupter: &'a Interrupter,
    /// Unknown to the cell, it marks what the worker itself writes.
    nonce: u64,
    outputs: [Reader; 2],
    incoming: Incoming,
    /// As long as it can be ended from outside.
    runner: Option<Runner>,
    deadline: Option<Instant>,
    looked: Instant,
    exceeded: Option<Limit>,
    ending: Option<Ending>,
    next: Option<StateHandle>,
    left: Left,
    reached: Reached,
}

/// The process of a cell.
struct Runner {
    process: u32,
    target: Target,
    /// An interrupt ends it.
    _guard: TargetGuard,
}

impl<'a> Running<'a> {
    /// Has the holder of a state run a cell.
    ///
    /// # Errors
    /// If nobody holds the state any more.
    pub fn start(
        handle: &'a StateHandle,
        job: Job<'a>,
        frontend: &'a dyn Frontend,
        interrupter: &'a Interrupter,
    ) -> io::Result<Running<'a>> {
        let nonce = RandomState::new().build_hasher().finish();
        let now = Instant::now();
        handle.send(nonce, &job.request())?;
        Ok(Running {
            handle,
            job,
            frontend,
            interrupter,
            nonce,
            outputs: [Stream::Stdout, Stream::Stderr].map(|stream| Reader::new(stream, nonce)),
            incoming: Incoming::default(),
            runner: None,
            deadline: job.time.map(|time| now + time),
            looked: now,
            exceeded: None,
            ending: None,
            next: None,
            left: Left::default(),
            reached: Reached::default(),
        })
    }

    /// Whether its ending is known, and all of its output has come.
    pub fn is_over(&self) -> bool {
        self.ending.is_some() && self.outputs.iter().all(Reader::ended)
    }

    /// When [`Running::enforce_limits`] has something to do, if nothing comes before.
    pub fn next_look(&self) -> Option<Instant> {
        let is_watched = self.job.is_watched() && self.runner.is_some();
        let look = is_watched.then(|| self.looked + LOOK);
        let next = self.deadline.into_iter().chain(look).min();
        next.filter(|_| self.exceeded.is_none())
    }

    /// Ends the cell if it uses more than it may.
    pub fn enforce_limits(&mut self) {
        let Some(runner) = self.runner.as_ref().filter(|_| self.exceeded.is_none()) else {
            return;
        };
        let now = Instant::now();
        if self.deadline.is_some_and(|deadline| now >= deadline) {
            self.exceeded = Some(Limit::Time);
        } else if self.job.is_watched() && now >= self.looked + LOOK {
            self.looked = now;
            self.exceeded = self.job.excess(runner.process);
        }
        if self.exceeded.is_some() {
            runner.target.end();
        }
    }

    /// Shows what came through the pipe for `stream`.
    pub fn show(&mut self, stream: Stream, bytes: &[u8]) {
        let [stdout, stderr] = &mut self.outputs;
        let output = match stream {
            Stream::Stdout => stdout,
            Stream::Stderr => stderr,
        };
        output.feed(bytes, self.frontend);
    }

    /// Reads what came through the socket.
    ///
    /// # Errors
    /// If nobody holds the state any more.
    pub fn listen(&mut self) -> io::Result<()> {
        match self.handle.receive(self.nonce, &mut self.incoming)? {
            Received::Response(response, next) => self.heed(response, next)?,
            Received::Nothing => {}
            Received::Foreign => self.left.foreign = true,
        }
        Ok(())
    }

    fn heed(&mut self, response: Response, next: Option<StateHandle>) -> io::Result<()> {
        match response {
            Response::Started { runner } => {
                let target = Target::Group(runner);
                self.runner = Some(Runner {
                    process: runner,
                    target,
                    _guard: self.interrupter.enter(target),
                });
            }
            Response::Input { prompt, password } => {
                let line = self.frontend.input(&prompt, password);
                self.handle.send(self.nonce, &Request::Input(line.ok()))?;
            }
            Response::Known { verdict } => self.reached.verdict = Some(verdict),
            Response::Done {
                report,
                threads,
                processes,
            } => {
                // From here on an interrupt comes too late for this cell.
                self.runner = None;
                if self.interrupter.interrupted() {
                    self.ending = Some(Ending::Interrupted);
                } else {
                    self.ending = Some(Ending::Done { report });
                    self.next = next;
                    (self.left.threads, self.left.processes) = (threads, processes);
                }
            }
            // A runner can be killed after it has responded.
            Response::Died {
                exit,
                signal,
                overflow,
                cut_off,
                probe,
            } => {
                self.reached.probe = probe;
                let ending = match self.exceeded {
                    _ if self.interrupter.interrupted() => Ending::Interrupted,
                    Some(limit) => Ending::Exceeded(limit),
                    None if cut_off => Ending::CutOff,
                    None if overflow => Ending::StackOverflow,
                    None => match signal {
                        Some(signal) => Ending::Killed { signal },
                        None => Ending::Exited {
                            code: exit.unwrap_or(0),
                        },
                    },
                };
                self.ending.get_or_insert(ending);
            }
            Response::Panicked {
                message,
                location,
                frames,
            } => {
                self.ending.get_or_insert(Ending::Panicked {
                    message,
                    location,
                    frames,
                });
            }
            Response::Returned { error } => {
                self.ending.get_or_insert(Ending::Returned { error });
            }
            Response::Unloadable { message } => {
                self.ending.get_or_insert(Ending::Unloadable { message });
            }
        }
        Ok(())
    }

    /// Shows what is left of its output. Returns what came of it.
    ///
    /// # Errors
    /// If it is not over.
    pub fn end(mut self) -> io::Result<Ended> {
        drop(self.runner.take());
        for output in &mut self.outputs {
            output.finish(self.frontend);
        }
        let refused = self
            .job
            .memory
            .filter(|_| self.outputs.iter().any(Reader::is_out_of_memory));
        let ending = match (self.ending.ok_or(io::ErrorKind::UnexpectedEof)?, refused) {
            (Ending::Killed { signal: libc::SIGABRT }, Some(limit)) => Ending::Exceeded(Limit::Memory(limit)),
            (ending, _) => ending,
        };
        Ok(Ended {
            ending,
            next: self.next,
            left: self.left,
            reached: self.reached,
        })
    }
}

impl Job<'_> {
    fn request(&self) -> Request {
        Request::Run(Run {
            library: self.library.to_owned(),
            entry: self.entry.to_owned(),
            keep: self.keep,
            memory: self.memory,
        })
    }

    /// Whether its processes are looked at while it runs.
    fn is_watched(&self) -> bool {
        self.processor_time.is_some() || self.processes.is_some()
    }

    /// The limit that the cell in the process `runner` has gone beyond by now.
    fn excess(&self, runner: u32) -> Option<Limit> {
        let below = descendants(runner, &|_| true);
        if let Some(limit) = self.processes.filter(|&limit| below.len() > limit) {
            return Some(Limit::Processes(limit));
        }
        self.processor_time
            .filter(|&limit| watch::processor_time(below.into_iter().chain([runner])) > limit)
            .map(Limit::ProcessorTime)
    }
}

//! A cell that runs: what it says is shown and answered, what it uses is looked at, until it has ended.

use super::{Ended, Ending, Job, Left, Limit, Reached, Shortage};
use crate::interrupt::{Interrupter, Target, TargetGuard};
use crate::memory;
use crate::room::Room;
use crate::state_handle::{Received, StateHandle};
use crate::streams::Reader;
use crate::watch;
use interfaces::evaluator::{Frontend, Stream};
use lessons::panics::Thrower;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::time::{Duration, Instant};
use worker_protocol::memory::{anonymous, exceeds, private};
use worker_protocol::processes::{children, descendants, resume};
use worker_protocol::socket::Incoming;
use worker_protocol::{Request, Response, Run};

/// How often a running cell is looked at for what it uses.
const LOOK: Duration = Duration::from_millis(20);
/// How often where memory may soon be short: a cell takes some megabytes a millisecond.
const CLOSER_LOOK: Duration = Duration::from_millis(4);

/// A cell that was sent to a state, and what is known of it so far.
pub(super) struct Running<'a> {
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
    /// When to look at it next.
    look: Instant,
    /// Bytes that the cell had to itself when memory was short, as far as they were seen.
    taken: u64,
    /// How many processes the system had ended for want of memory by the time when the cell began.
    shortages: u64,
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
    pub(super) fn start(
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
            look: now + LOOK,
            taken: 0,
            shortages: memory::shortages(),
            exceeded: None,
            ending: None,
            next: None,
            left: Left::default(),
            reached: Reached::default(),
        })
    }

    /// Whether its ending is known, and all of its output has come.
    pub(super) fn is_over(&self) -> bool {
        self.ending.is_some() && self.outputs.iter().all(Reader::ended)
    }

    /// When [`Running::look`] has something to do, if nothing comes before.
    pub(super) fn next_look(&self) -> Instant {
        let deadline = self.deadline.filter(|_| self.exceeded.is_none());
        deadline.into_iter().fold(self.look, Instant::min)
    }

    /// Looks at what the cell uses. Has `room` made where memory becomes short, and ends the cell if it uses more than it may.
    pub(super) fn look(&mut self, room: &mut Room<'_>) {
        let now = Instant::now();
        let is_late = self.exceeded.is_none() && self.deadline.is_some_and(|deadline| now >= deadline);
        if now < self.look && !is_late {
            return;
        }
        // Something may have stopped the process that holds the state, which starts the cell, and tells of its end.
        self.handle.resume();
        if let (None, Some(holder)) = (&self.runner, self.handle.holder()) {
            // Or the one that is to run it.
            children(holder).into_iter().for_each(resume);
        }
        self.look = now + LOOK;
        let Some(&Runner { process, target, .. }) = self.runner.as_ref() else {
            return;
        };
        if self.exceeded.is_some() || self.interrupter.interrupted() {
            target.end();
            return;
        }
        self.exceeded = match is_late {
            true => Some(Limit::Time),
            false => self.job.excess(process).or_else(|| self.shortage(process, room)),
        };
        if self.exceeded.is_some() {
            target.end();
        }
        let pause = if memory::is_near_its_end() { CLOSER_LOOK } else { LOOK };
        // What takes long is not done all the time.
        self.look = Instant::now() + pause.max(4 * now.elapsed());
    }

    /// What has the memory, if there is next to none left, and the cell has taken a good part of it.
    fn shortage(&mut self, process: u32, room: &mut Room<'_>) -> Option<Limit> {
        if !memory::is_near_its_end() {
            return None;
        }
        self.taken = self.taken.max(made(process, self.handle.holder()));
        if room.make_for_running() || !self.job.yields {
            return None;
        }
        // Whoever reads this keeps the memory of a process from being freed, so it is asked when nothing else tells.
        if self.taken < memory::LEAST {
            self.taken = taken(process);
        }
        (self.taken >= memory::LEAST).then(|| Limit::Machine(self.account()))
    }

    fn account(&self) -> Shortage {
        Shortage {
            variables: self.handle.holder().map_or(0, anonymous),
            cell: self.taken,
        }
    }

    /// Shows what came through the pipe for `stream`.
    pub(super) fn show(&mut self, stream: Stream, bytes: &[u8]) {
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
    pub(super) fn listen(&mut self) -> io::Result<()> {
        match self.handle.receive(self.nonce, &mut self.incoming)? {
            Received::Response(response, next) => self.heed(response, next)?,
            Received::Nothing => {}
            Received::Foreign => self.left.foreign = true,
        }
        Ok(())
    }

    fn heed(&mut self, response: Response, next: Option<StateHandle>) -> io::Result<()> {
        match response {
            Response::Started { runner, holder } => {
                self.handle.held_by(holder);
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
                exit,
                threads,
                processes,
                tasks,
                holder,
            } => {
                if let (Some(next), Some(holder)) = (&next, holder) {
                    next.held_by(holder);
                }
                // From here on an interrupt comes too late for this cell.
                self.runner = None;
                if self.interrupter.interrupted() {
                    self.ending = Some(Ending::Interrupted);
                } else {
                    self.ending = Some(Ending::Done { report, exit });
                    self.next = next;
                    self.left = Left {
                        threads,
                        processes,
                        tasks,
                        ..self.left
                    };
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
                        // The system ends a process so.
                        Some(libc::SIGKILL) if memory::shortages() > self.shortages => {
                            Ending::Exceeded(Limit::Machine(self.account()))
                        }
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
                    thrower: Thrower::Unknown,
                });
            }
            Response::Returned { error } => {
                self.ending.get_or_insert(Ending::Returned { error });
            }
            Response::Unfinished => {
                self.ending.get_or_insert(Ending::Unfinished);
            }
            Response::TooLarge => {
                let limit = Limit::Memory(self.job.memory.unwrap_or(0));
                self.ending.get_or_insert(Ending::Exceeded(limit));
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
    pub(super) fn end(mut self) -> io::Result<Ended> {
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
            exports: self.exports,
            memory: self.memory,
        })
    }

    /// The limit that the cell in the process `runner` has gone beyond by now.
    fn excess(&self, runner: u32) -> Option<Limit> {
        if let Some(limit) = self.memory.filter(|&limit| exceeds(runner, limit)) {
            return Some(Limit::Memory(limit));
        }
        if self.processor_time.is_none() && self.processes.is_none() {
            return None;
        }
        let below = descendants(runner, &|_| true);
        if let Some(limit) = self.processes.filter(|&limit| below.len() > limit) {
            return Some(Limit::Processes(limit));
        }
        self.processor_time
            .filter(|&limit| watch::processor_time(below.into_iter().chain([runner])) > limit)
            .map(Limit::ProcessorTime)
    }
}

/// Bytes by which a cell has more than it found: no more than [`taken`], and cheap to ask.
fn made(runner: u32, holder: Option<u32>) -> u64 {
    anonymous(runner).saturating_sub(holder.map_or(0, anonymous))
}

/// Bytes that a cell has to itself, with the processes that it has started.
fn taken(runner: u32) -> u64 {
    let below = descendants(runner, &|_| true);
    below.into_iter().chain([runner]).map(private).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::evaluator::{Interrupt, Silent};
    use std::os::fd::AsRawFd;
    use std::path::Path;
    use worker_protocol::marks::Mark;
    use worker_protocol::socket::{Mode, Piece};

    fn job() -> Job<'static> {
        Job {
            library: Path::new("cell.so"),
            entry: "cell",
            keep: true,
            exports: false,
            memory: Some(1 << 20),
            yields: true,
            time: None,
            processor_time: None,
            processes: None,
        }
    }

    /// What comes of a cell of which the worker says this, and which writes `text` to standard error.
    fn ended(responses: &[Response], text: &str, interrupter: &Interrupter) -> Ended {
        let (handle, theirs) = StateHandle::pair().expect("there are sockets");
        let mut running = Running::start(&handle, job(), &Silent, interrupter).expect("someone listens");
        let request = Piece::receive(theirs.as_raw_fd(), Mode::Wait).expect("it was sent");
        let nonce = request.expect("it has a header").nonce();
        for response in responses {
            response.send(theirs.as_raw_fd(), nonce, None).expect("someone listens");
            running.listen().expect("it was sent");
        }
        assert!(!running.is_over(), "there may be output left");
        for stream in [Stream::Stdout, Stream::Stderr] {
            let text = if stream == Stream::Stderr { text } else { "" };
            running.show(stream, format!("{text}{}", Mark::End.line(nonce)).as_bytes());
        }
        assert!(running.is_over());
        running.end().expect("it is over")
    }

    #[track_caller]
    fn check(responses: &[Response], expected: Ending) {
        assert_eq!(ended(responses, "", &Interrupter::default()).ending, expected);
    }

    fn died(signal: Option<i32>) -> Response {
        Response::Died {
            exit: signal.is_none().then_some(3),
            signal,
            overflow: false,
            cut_off: false,
            probe: Some(4),
        }
    }

    fn done() -> Response {
        Response::Done {
            report: None,
            exit: 3,
            threads: 1,
            processes: 2,
            tasks: 0,
            holder: None,
        }
    }

    #[test]
    fn the_worker_tells_how_a_cell_ends() {
        check(&[done()], Ending::Done { report: None, exit: 3 });
        check(&[died(Some(libc::SIGSEGV))], Ending::Killed { signal: libc::SIGSEGV });
        check(&[died(None)], Ending::Exited { code: 3 });
        let fault = |overflow, cut_off| Response::Died {
            exit: None,
            signal: Some(libc::SIGSEGV),
            overflow,
            cut_off,
            probe: None,
        };
        check(&[fault(true, false)], Ending::StackOverflow);
        check(&[fault(false, true)], Ending::CutOff);
        check(&[Response::TooLarge], Ending::Exceeded(Limit::Memory(1 << 20)));
        let error = || "e".to_owned();
        check(
            &[Response::Returned { error: error() }],
            Ending::Returned { error: error() },
        );
    }

    #[test]
    fn a_process_that_dies_after_it_has_responded_changes_nothing() {
        let message = || "no".to_owned();
        check(
            &[Response::Unloadable { message: message() }, died(Some(libc::SIGKILL))],
            Ending::Unloadable { message: message() },
        );
    }

    #[test]
    fn an_interrupt_explains_the_end_of_a_process() {
        let interrupter = Interrupter::default();
        let _busy = interrupter.cell();
        interrupter.interrupt();
        for response in [died(Some(libc::SIGKILL)), done()] {
            assert_eq!(ended(&[response], "", &interrupter).ending, Ending::Interrupted);
        }
    }

    #[test]
    fn an_abort_after_a_refused_allocation_is_want_of_memory() {
        let abort = [died(Some(libc::SIGABRT))];
        let text = "memory allocation of 99 bytes failed\n";
        let ending = |text| ended(&abort, text, &Interrupter::default()).ending;
        assert_eq!(ending(text), Ending::Exceeded(Limit::Memory(1 << 20)));
        assert_eq!(ending(""), Ending::Killed { signal: libc::SIGABRT });
    }

    #[test]
    fn what_a_cell_left_and_reached_is_told() {
        let known = Response::Known {
            verdict: "wrong".into(),
        };
        let check = ended(&[known, died(None)], "", &Interrupter::default()).reached;
        assert_eq!((check.probe, check.verdict), (Some(4), Some("wrong".into())));
        let left = ended(&[done()], "", &Interrupter::default()).left;
        assert_eq!((left.threads, left.processes, left.foreign), (1, 2, false));
    }
}

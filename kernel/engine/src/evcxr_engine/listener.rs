//! Follows the cells that evcxr runs, while evcxr itself waits for them: shows what they put out, answers what they ask, and
//! ends those that take too long or are interrupted.

use crate::interrupt::{Interrupter, Target, TargetGuard};
use crate::streams::Reader;
use interfaces::evaluator::{Frontend, InputError, Output, Stream};
use serde_json::Value;
use std::io::{self, PipeReader, PipeWriter, Read};
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use worker_protocol::socket::{self, Incoming, Mode, Piece};
use worker_protocol::{Request, Response, Run};

/// The kernel's ends of what joins it to evcxr's runtime, and the runtime's, which each new one gets.
pub(super) struct Listener {
    socket: OwnedFd,
    their_socket: OwnedFd,
    pipes: [Pipe; 2],
    /// Of the runtime that lives.
    nonce: u64,
    incoming: Incoming,
}

struct Pipe {
    ours: PipeReader,
    theirs: PipeWriter,
    reader: Reader,
}

/// What was heard of the cells that ran.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// What the runtime said of the last one.
    pub(super) response: Option<Response>,
    /// Of a check: what its verdict would have been by then.
    pub(super) known: Option<Value>,
    /// It was ended since its time was over.
    pub(super) is_late: bool,
    pub(super) overflowed: bool,
    pub(super) is_out_of_memory: bool,
}

impl Listener {
    pub(super) fn new() -> io::Result<Listener> {
        let [socket, their_socket] = socket::pair()?;
        let pipe = |stream| {
            let (ours, theirs) = io::pipe()?;
            let reader = Reader::of_evcxr(stream, 0);
            Ok::<_, io::Error>(Pipe { ours, theirs, reader })
        };
        Ok(Listener {
            socket,
            their_socket,
            pipes: [pipe(Stream::Stdout)?, pipe(Stream::Stderr)?],
            nonce: 0,
            incoming: Incoming::default(),
        })
    }

    /// The ends for the runtime: of the socket, and of the pipes for its output streams. They stay open as long as this.
    pub(super) fn their_ends(&self) -> [RawFd; 3] {
        let [stdout, stderr] = &self.pipes;
        [
            self.their_socket.as_raw_fd(),
            stdout.theirs.as_raw_fd(),
            stderr.theirs.as_raw_fd(),
        ]
    }

    /// Tells the runtime what is to become of the next cell.
    ///
    /// # Errors
    /// If the socket is full.
    pub(super) fn announce(&self, run: Run) -> io::Result<()> {
        // What an earlier runtime has left unread is of no use to this one.
        while Piece::receive(self.their_socket.as_raw_fd(), Mode::Ready).is_ok() {}
        Request::Run(run).send(self.socket.as_raw_fd(), self.nonce)
    }

    /// Follows cells until the other end of `stop` is closed. One may take as long as `time`.
    pub(super) fn listen(
        &mut self,
        stop: &PipeReader,
        time: Option<Duration>,
        frontend: &dyn Frontend,
        interrupter: &Interrupter,
    ) -> Heard {
        let mut following = Following {
            heard: Heard::default(),
            frontend: Watcher::new(frontend),
            interrupter,
            target: Some((Target::Compilers, interrupter.enter(Target::Compilers))),
            deadline: None,
            time,
        };
        loop {
            let [stopped, control, stdout, stderr] = self.wait(stop, following.deadline);
            if control {
                self.heed(&mut following);
            }
            for (is_ready, pipe) in [stdout, stderr].into_iter().zip(&mut self.pipes) {
                if is_ready {
                    pipe.show(1 << 16, &following.frontend);
                }
            }
            following.enforce_time();
            if stopped {
                break;
            }
        }
        // The cell has ended, and what it wrote is there.
        while self.heed(&mut following) {}
        for pipe in &mut self.pipes {
            pipe.show(pipe.waiting(), &following.frontend);
            pipe.reader.finish(&following.frontend);
        }
        let Following { heard, frontend, .. } = following;
        Heard {
            overflowed: frontend.overflowed.load(Ordering::Relaxed),
            is_out_of_memory: frontend.is_out_of_memory.load(Ordering::Relaxed),
            ..heard
        }
    }

    /// Waits until there is something to read; tells from where.
    fn wait(&self, stop: &PipeReader, deadline: Option<Instant>) -> [bool; 4] {
        let [stdout, stderr] = &self.pipes;
        let ends = [
            stop.as_raw_fd(),
            self.socket.as_raw_fd(),
            stdout.ours.as_raw_fd(),
            stderr.ours.as_raw_fd(),
        ];
        let mut watched = ends.map(|fd| libc::pollfd {
            fd,
            events: libc::POLLIN,
            revents: 0,
        });
        let timeout = deadline.map_or(-1, |deadline| {
            let left = deadline.saturating_duration_since(Instant::now()).as_millis() + 1;
            i32::try_from(left).unwrap_or(i32::MAX)
        });
        // SAFETY: `watched` holds four entries.
        let ready = unsafe { libc::poll(watched.as_mut_ptr(), 4, timeout) };
        match ready {
            ..=0 => [false; 4],
            _ => watched.map(|entry| entry.revents != 0),
        }
    }

    /// Heeds a piece of what the runtime says, if there is one.
    fn heed(&mut self, following: &mut Following<'_>) -> bool {
        let Ok(piece) = Piece::receive(self.socket.as_raw_fd(), Mode::Ready) else {
            return false;
        };
        // What is too short to be a piece was written by a cell.
        let Some(piece) = piece else { return true };
        let nonce = piece.nonce();
        let Some((message, _)) = self.incoming.add(piece) else {
            return true;
        };
        let Ok(response) = Response::read(&message) else {
            return true;
        };
        if nonce != self.nonce {
            // Nothing comes from a runtime before it tells that it runs a cell.
            self.nonce = nonce;
            for (pipe, stream) in self.pipes.iter_mut().zip([Stream::Stdout, Stream::Stderr]) {
                pipe.reader = Reader::of_evcxr(stream, nonce);
            }
        }
        match response {
            Response::Started { runner, .. } => following.enter(Target::Group(runner)),
            Response::Input { prompt, password } => {
                let line = following.frontend.input(&prompt, password);
                // A runtime that is gone is found out by evcxr.
                let _ = Request::Input(line.ok()).send(self.socket.as_raw_fd(), nonce);
            }
            Response::Known { verdict } => following.heard.known = Some(verdict),
            ending => {
                following.heard.response = Some(ending);
                following.enter(Target::Compilers);
            }
        }
        true
    }
}

impl Pipe {
    /// How many bytes there are to read.
    fn waiting(&self) -> usize {
        let mut count: libc::c_int = 0;
        // SAFETY: `count` is valid for the write.
        unsafe { libc::ioctl(self.ours.as_raw_fd(), libc::FIONREAD, &raw mut count) };
        usize::try_from(count).unwrap_or(0)
    }

    /// Shows what is there, up to so many bytes.
    fn show(&mut self, most: usize, frontend: &dyn Frontend) {
        let mut buffer = vec![0; most.min(self.waiting())];
        if self.ours.read_exact(&mut buffer).is_ok() {
            self.reader.feed(&buffer, frontend);
        }
    }
}

struct Following<'a> {
    heard: Heard,
    frontend: Watcher<'a>,
    interrupter: &'a Interrupter,
    /// What an interrupt ends now.
    target: Option<(Target, TargetGuard)>,
    deadline: Option<Instant>,
    time: Option<Duration>,
}

impl Following<'_> {
    fn enter(&mut self, target: Target) {
        // The guard of the one before takes back what is named when it goes.
        drop(self.target.take());
        self.target = Some((target, self.interrupter.enter(target)));
        let is_cell = matches!(target, Target::Group(_));
        self.deadline = self.time.filter(|_| is_cell).map(|time| Instant::now() + time);
    }

    fn enforce_time(&mut self) {
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
            && let Some((target, _)) = &self.target
        {
            target.end();
            self.deadline = None;
            self.heard.is_late = true;
        }
    }
}

/// Passes everything on, and listens for the last words of a process that can go on no further.
struct Watcher<'a> {
    frontend: &'a dyn Frontend,
    overflowed: AtomicBool,
    is_out_of_memory: AtomicBool,
}

impl<'a> Watcher<'a> {
    fn new(frontend: &'a dyn Frontend) -> Watcher<'a> {
        Watcher {
            frontend,
            overflowed: AtomicBool::new(false),
            is_out_of_memory: AtomicBool::new(false),
        }
    }
}

impl Frontend for Watcher<'_> {
    fn show(&self, output: Output) {
        if let Output::Text(Stream::Stderr, text) = &output {
            let says = |words| text.contains(words);
            self.overflowed
                .fetch_or(says("has overflowed its stack"), Ordering::Relaxed);
            self.is_out_of_memory
                .fetch_or(says("memory allocation of "), Ordering::Relaxed);
        }
        self.frontend.show(output);
    }

    fn input(&self, prompt: &str, password: bool) -> Result<String, InputError> {
        self.frontend.input(prompt, password)
    }
}

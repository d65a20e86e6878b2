//! The kernel's side of the worker: starts it, gives it cells, and listens until each has ended.

mod guard;
mod running;

use super::interrupt::Interrupter;
use super::prelude::Prelude;
use super::room::Room;
use super::state_handle::StateHandle;
use super::strays;
use base::toolchain::Toolchain;
use guard::Guard;
use interfaces::evaluator::{Frontend, Stream};
use interfaces::timeline::Step;
use lessons::panics::Thrower;
use running::Running;
use serde_json::Value;
use std::env;
use std::io::{self, PipeReader, Read};
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use worker_protocol::Location;
use worker_protocol::descriptors::{CONTROL, LINK};
use worker_protocol::processes::adopt_orphans;

/// The environment variables that a cell must not see.
const SECRET: [&str; 2] = ["JUPYTER_TOKEN", "JPY_API_TOKEN"];

/// Processes that hold states of the variables, and run cells on copies of them.
pub(crate) struct Worker {
    reaper: Child,
    /// Watches over the reaper.
    guard: Guard,
    link: UnixStream,
    stdout: PipeReader,
    stderr: PipeReader,
}

/// A cell to run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job<'a> {
    pub library: &'a Path,
    pub entry: &'a str,
    /// Whether its changes stay.
    pub keep: bool,
    /// Whether later cells find statics in the library.
    pub exports: bool,
    /// Bytes that it may add, of address space and of memory.
    pub memory: Option<u64>,
    /// Whether it is to end when the machine runs out of memory, rather than to be left to the system.
    pub yields: bool,
    /// How long it may run.
    pub time: Option<Duration>,
    /// Processor time that it may take.
    pub processor_time: Option<Duration>,
    /// Processes that it may have beside its own.
    pub processes: Option<usize>,
}

/// A limit that a cell has gone beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    /// Of time on the clock.
    Time,
    ProcessorTime(Duration),
    Processes(usize),
    /// In bytes.
    Memory(u64),
    /// The machine's memory.
    Machine(Shortage),
}

/// What had the memory when there was none left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shortage {
    /// Bytes of the variables.
    pub variables: u64,
    /// Bytes that the cell has added, what it has changed of the variables included, when it was last looked at.
    pub cell: u64,
}

/// What came of a cell.
#[derive(Debug)]
pub(crate) struct Ended {
    pub ending: Ending,
    /// The state after it, if it succeeded and its changes stay.
    pub next: Option<StateHandle>,
    pub left: Left,
    pub reached: Reached,
}

/// How far a check came that did not come to its end.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Reached {
    /// The number of the input on which the answer was tried last.
    pub probe: Option<usize>,
    /// What the verdict would have been by then, if something was wrong already.
    pub verdict: Option<Value>,
}

/// What a cell that ran to its end should not have done. It does no harm, but the learner may like to know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Left {
    /// Threads that were still running.
    pub threads: usize,
    /// Processes that were still running.
    pub processes: usize,
    /// Tasks of a runtime that were still there.
    pub tasks: usize,
    /// Whether it wrote to the worker's own socket.
    pub foreign: bool,
}

/// How a cell ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ending {
    Done {
        report: Option<Value>,
        /// By which of its returns; 0 stands for the end of the cell.
        exit: u32,
    },
    Panicked {
        message: String,
        location: Option<Location>,
        /// Return addresses inside the cell's library, innermost first.
        frames: Vec<u64>,
        /// Whose code it was, as far as that is known.
        thrower: Thrower,
    },
    /// `?` ended it.
    Returned {
        error: String,
    },
    /// It returned where it could not put its variables back.
    Unfinished,
    Unloadable {
        message: String,
    },
    Exited {
        code: i32,
    },
    Killed {
        signal: i32,
    },
    StackOverflow,
    Interrupted,
    /// It was ended since it used too much.
    Exceeded(Limit),
    /// It closed or replaced a descriptor of the worker's.
    CutOff,
    /// The processes that held the variables were killed from outside.
    StateLost(Loss),
}

/// What is lost with a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Loss {
    /// What the cell itself has changed.
    Cell,
    /// These steps, which are undone.
    Steps(Vec<Step>),
    /// All that made a variable.
    Variables,
}

impl Worker {
    /// Starts a worker, and returns it with its first state, which has no variables. It removes `folder`, the kernel's
    /// runtime folder, if the kernel dies.
    ///
    /// # Errors
    /// If the program can't be started.
    pub(crate) fn start(toolchain: &Toolchain, prelude: &Prelude, folder: &Path) -> io::Result<(Worker, StateHandle)> {
        let (handle, control) = StateHandle::pair()?;
        let (link, their_link) = UnixStream::pair()?;
        let (stdout, stdout_writer) = io::pipe()?;
        let (stderr, stderr_writer) = io::pipe()?;
        let libraries = toolchain.sysroot.join("lib/rustlib").join(&toolchain.host).join("lib");
        let search = env::join_paths([prelude.folder(), &libraries]).map_err(io::Error::other)?;
        let mut command = Command::new(prelude.worker());
        command
            .arg(folder)
            .env("LD_LIBRARY_PATH", search)
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::null())
            .stdout(stdout_writer)
            .stderr(stderr_writer)
            .process_group(0);
        for name in SECRET {
            command.env_remove(name);
        }
        let sockets = [control.as_raw_fd(), their_link.as_raw_fd()];
        // SAFETY: the closure only makes async-signal-safe system calls, on descriptors that are open until the spawn is over.
        unsafe {
            command.pre_exec(move || {
                // By way of high numbers, lest one takes the other's place.
                let copies = sockets.map(|socket| libc::fcntl(socket, libc::F_DUPFD, 16));
                let control = libc::dup2(copies[0], CONTROL);
                let link = libc::dup2(copies[1], LINK);
                // libraries leave descriptors open across `exec`: sockets that are the kernel's alone.
                libc::syscall(libc::SYS_close_range, LINK + 1, u32::MAX, libc::CLOSE_RANGE_CLOEXEC);
                if control < 0 || link < 0 {
                    Err(io::Error::last_os_error())
                } else {
                    Ok(())
                }
            });
        }
        // Where a cell kills the reaper, what is below that comes here.
        adopt_orphans(true);
        let reaper = command.spawn()?;
        let worker = Worker {
            guard: Guard::over(reaper.id()),
            reaper,
            link,
            stdout,
            stderr,
        };
        Ok((worker, handle))
    }

    /// The process above all others of this worker.
    pub(crate) fn reaper(&self) -> u32 {
        self.reaper.id()
    }

    /// Runs a cell on a state to its end, whatever that is, and shows what it puts out. Where memory becomes short
    /// meanwhile, `room` is to make some.
    ///
    /// # Errors
    /// If nobody holds the state any more.
    pub(crate) fn run(
        &mut self,
        handle: &StateHandle,
        job: Job<'_>,
        frontend: &dyn Frontend,
        interrupter: &Interrupter,
        room: &mut Room<'_>,
    ) -> io::Result<Ended> {
        let ended = self.follow(Running::start(handle, job, frontend, interrupter)?, handle, room);
        // Before the first cell, who holds the state may not be known yet, and there is nothing to end.
        if handle.holder().is_some() {
            strays::end(self.reaper.id());
        }
        ended
    }

    /// Follows a cell to its end.
    fn follow(&mut self, mut running: Running<'_>, handle: &StateHandle, room: &mut Room<'_>) -> io::Result<Ended> {
        let mut buffer = vec![0; 1 << 16];
        while !running.is_over() {
            let [control, stdout, stderr] = self.wait(handle, running.next_look())?;
            running.look(room);
            if stdout {
                let count = self.stdout.read(&mut buffer)?;
                running.show(Stream::Stdout, &buffer[..count]);
            }
            if stderr {
                let count = self.stderr.read(&mut buffer)?;
                running.show(Stream::Stderr, &buffer[..count]);
            }
            if control {
                running.listen()?;
            }
        }
        running.end()
    }

    /// Waits until there is something to read; tells from where.
    fn wait(&self, handle: &StateHandle, deadline: Instant) -> io::Result<[bool; 3]> {
        let watch = |fd: RawFd| libc::pollfd {
            fd,
            events: libc::POLLIN,
            revents: 0,
        };
        let mut watched = [
            watch(handle.as_raw_fd()),
            watch(self.stdout.as_raw_fd()),
            watch(self.stderr.as_raw_fd()),
        ];
        let left = deadline.saturating_duration_since(Instant::now()).as_millis() + 1;
        let timeout = i32::try_from(left).unwrap_or(i32::MAX);
        // SAFETY: `watched` holds three entries.
        let ready = unsafe { libc::poll(watched.as_mut_ptr(), 3, timeout) };
        if ready < 0 {
            let error = io::Error::last_os_error();
            return if error.kind() == io::ErrorKind::Interrupted {
                Ok([false; 3])
            } else {
                Err(error)
            };
        }
        Ok(watched.map(|entry| entry.revents != 0))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.guard.dismiss();
        // Closing one direction dismisses the reaper, which ends everything below it; closing both would tell it that
        // the kernel is gone, and the runtime folder with it.
        let _ = self.link.shutdown(std::net::Shutdown::Write);
        guard::see_off(self.reaper.id());
        let _ = self.reaper.wait();
        strays::end(self.reaper.id());
    }
}

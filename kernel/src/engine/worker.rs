//! The kernel's side of the worker: starts it, gives it cells, and listens until each has ended.

use super::interrupt::{Interrupter, Target};
use super::prelude::Prelude;
use super::streams::Reader;
use crate::evaluator::{Frontend, Stream};
use crate::toolchain::Toolchain;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::hash_map::RandomState;
use std::env;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, PipeReader, Read, Write};
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The descriptor at which the worker expects its socket.
const CONTROL_FD: RawFd = 3;

/// The environment variables that a cell must not see.
const SECRET: [&str; 2] = ["JUPYTER_TOKEN", "JPY_API_TOKEN"];

/// A process that holds the variables, and runs cells on copies of itself.
pub struct Worker {
    supervisor: Child,
    control: UnixStream,
    stdout: PipeReader,
    stderr: PipeReader,
}

/// A cell to run.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    pub library: &'a Path,
    pub entry: &'a str,
    /// Whether its changes stay.
    pub keep: bool,
    /// Bytes of address space that it may add.
    pub memory: Option<u64>,
    /// How long it may run.
    pub time: Option<Duration>,
}

/// How a cell ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    Done {
        report: Option<Value>,
    },
    Panicked {
        message: String,
        location: Option<Location>,
        /// Return addresses inside the cell's library, innermost first.
        frames: Vec<u64>,
    },
    /// `?` ended it.
    Returned {
        error: String,
    },
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
    TimedOut,
    /// The processes that held the variables were killed from outside.
    StateLost,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Location {
    pub file: String,
    pub line: usize,
    pub column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Message<'a> {
    Run {
        library: &'a Path,
        entry: &'a str,
        nonce: u64,
        keep: bool,
        memory: Option<u64>,
    },
    Commit,
    Input(Option<String>),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Started {
        runner: u32,
    },
    Done {
        report: Option<Value>,
    },
    Panicked {
        message: String,
        location: Option<Location>,
        /// Return addresses inside the cell's library, innermost first.
        frames: Vec<u64>,
    },
    Returned {
        error: String,
    },
    Unloadable {
        message: String,
    },
    Died {
        exit: Option<i32>,
        signal: Option<i32>,
        overflow: bool,
    },
    Lost {},
    Input {
        prompt: String,
        password: bool,
    },
}

impl Worker {
    /// Starts a worker with no variables. It removes `folder`, the kernel's runtime folder, if the kernel dies.
    ///
    /// # Errors
    /// If the program can't be started.
    pub fn start(toolchain: &Toolchain, prelude: &Prelude, folder: &Path) -> io::Result<Worker> {
        let (control, theirs) = UnixStream::pair()?;
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
        let socket = theirs.as_raw_fd();
        // SAFETY: the closure only makes async-signal-safe system calls, on a descriptor that is open until the spawn is over.
        unsafe {
            command.pre_exec(move || {
                // Where the number is the same already, the copy would keep its close-on-exec flag.
                let moved = if socket == CONTROL_FD {
                    libc::fcntl(socket, libc::F_SETFD, 0)
                } else {
                    libc::dup2(socket, CONTROL_FD)
                };
                // libraries leave descriptors open across `exec`: sockets that are the kernel's alone.
                libc::syscall(
                    libc::SYS_close_range,
                    CONTROL_FD + 1,
                    u32::MAX,
                    libc::CLOSE_RANGE_CLOEXEC,
                );
                if moved < 0 {
                    Err(io::Error::last_os_error())
                } else {
                    Ok(())
                }
            });
        }
        Ok(Worker {
            supervisor: command.spawn()?,
            control,
            stdout,
            stderr,
        })
    }

    /// Runs a cell to its end, whatever that is, and shows what it puts out.
    ///
    /// # Errors
    /// If the worker is gone for good; a new one has to be started.
    pub fn run(&mut self, job: Job<'_>, frontend: &dyn Frontend, interrupter: &Interrupter) -> io::Result<Ending> {
        let nonce = RandomState::new().build_hasher().finish();
        let mut outputs = [Reader::new(Stream::Stdout, nonce), Reader::new(Stream::Stderr, nonce)];
        let deadline = job.time.map(|time| Instant::now() + time);
        let mut timed_out = false;
        let mut ending = None;
        let mut runner = None;
        let mut buffer = vec![0; 1 << 16];
        let Job {
            library,
            entry,
            keep,
            memory,
            ..
        } = job;
        self.send(&Message::Run {
            library,
            entry,
            nonce,
            keep,
            memory,
        })?;
        while ending.is_none() || !outputs.iter().all(Reader::ended) {
            let [control, stdout, stderr] = self.wait(deadline.filter(|_| !timed_out))?;
            if !(control || stdout || stderr) && deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                timed_out = true;
                if let Some((target, _)) = &runner {
                    Target::end(*target);
                }
            }
            if stdout {
                let count = self.stdout.read(&mut buffer)?;
                outputs[0].feed(&buffer[..count], frontend);
            }
            if stderr {
                let count = self.stderr.read(&mut buffer)?;
                outputs[1].feed(&buffer[..count], frontend);
            }
            if control {
                let (about, answer) = self.receive()?;
                // A cell before this one may have been killed after it had answered.
                if about != nonce && !matches!(answer, Answer::Lost {}) {
                    continue;
                }
                match answer {
                    Answer::Started { runner: pid } => {
                        let target = Target::Group(pid);
                        runner = Some((target, interrupter.enter(target)));
                    }
                    Answer::Input { prompt, password } => {
                        let line = frontend.input(&prompt, password);
                        self.send(&Message::Input(line.ok()))?;
                    }
                    Answer::Lost {} => {
                        ending = Some(Ending::StateLost);
                        break;
                    }
                    Answer::Done { report } => {
                        // From here on an interrupt comes too late for this cell.
                        runner = None;
                        if interrupter.interrupted() {
                            ending = Some(Ending::Interrupted);
                        } else {
                            ending = Some(Ending::Done { report });
                        }
                        if keep {
                            let verdict = match ending {
                                Some(Ending::Done { .. }) => Message::Commit,
                                _ => Message::Input(None),
                            };
                            self.send(&verdict)?;
                        }
                    }
                    answer => ending = Some(answer.ending(interrupter.interrupted(), timed_out)),
                }
            }
        }
        drop(runner);
        for output in &mut outputs {
            output.finish(frontend);
        }
        Ok(ending.unwrap_or(Ending::StateLost))
    }

    /// Waits until there is something to read; tells from where.
    fn wait(&self, deadline: Option<Instant>) -> io::Result<[bool; 3]> {
        let watch = |fd: RawFd| libc::pollfd {
            fd,
            events: libc::POLLIN,
            revents: 0,
        };
        let mut watched = [
            watch(self.control.as_raw_fd()),
            watch(self.stdout.as_raw_fd()),
            watch(self.stderr.as_raw_fd()),
        ];
        let timeout = deadline.map_or(-1, |deadline| {
            let left = deadline.saturating_duration_since(Instant::now()).as_millis() + 1;
            i32::try_from(left).unwrap_or(i32::MAX)
        });
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

    fn send(&mut self, message: &Message<'_>) -> io::Result<()> {
        let message = serde_json::to_vec(message)?;
        let mut frame = u32::try_from(message.len())
            .map_err(io::Error::other)?
            .to_le_bytes()
            .to_vec();
        frame.extend(message);
        self.control.write_all(&frame)
    }

    /// An answer, and the nonce of the cell that it is about.
    fn receive(&mut self) -> io::Result<(u64, Answer)> {
        let mut length = [0; 4];
        self.control.read_exact(&mut length)?;
        let mut message = vec![0; u32::from_le_bytes(length) as usize];
        self.control.read_exact(&mut message)?;
        Ok(serde_json::from_slice(&message)?)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Closing one direction dismisses the supervisor, which ends everything below it; closing both would tell it that
        // the kernel is gone, and the runtime folder with it.
        let _ = self.control.shutdown(std::net::Shutdown::Write);
        let _ = self.supervisor.wait();
    }
}

impl Answer {
    fn ending(self, interrupted: bool, timed_out: bool) -> Ending {
        match self {
            Answer::Done { report } => Ending::Done { report },
            Answer::Panicked {
                message,
                location,
                frames,
            } => Ending::Panicked {
                message,
                location,
                frames,
            },
            Answer::Returned { error } => Ending::Returned { error },
            Answer::Unloadable { message } => Ending::Unloadable { message },
            Answer::Died { .. } if interrupted => Ending::Interrupted,
            Answer::Died { .. } if timed_out => Ending::TimedOut,
            Answer::Died { overflow: true, .. } => Ending::StackOverflow,
            Answer::Died {
                signal: Some(signal), ..
            } => Ending::Killed { signal },
            Answer::Died { exit, .. } => Ending::Exited {
                code: exit.unwrap_or(0),
            },
            Answer::Started { .. } | Answer::Input { .. } | Answer::Lost {} => Ending::StateLost,
        }
    }
}

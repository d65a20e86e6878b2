//! Completes and explains names, by rust-analyzer in a process of its own.
//!
//! It starts when someone pauses after a cell, or with the first question, at low priority, ends when nobody has asked for
//! a while, and takes with it what it needs of memory, which is more than all the rest of the kernel. It reads the
//! sources beside the prelude ([`crate::project`]), and neither asks cargo nor writes anything.

mod database;
mod document;
mod protocol;
mod role;

use crate::child_process::{follow_parent, own_program};
use crate::prelude::Prelude;
use crate::state::State;
use backend::Need;
use base::toolchain::Toolchain;
use document::Document;
use interfaces::evaluator::Completions;
use protocol::{Findings, Query};
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;
use std::{env, thread};

/// Set for the process of rust-analyzer: the prelude's folder. Its argument is where the standard library's sources are.
const ROLE: &str = "MENO_ANALYSIS";

/// How long a notebook waits for an answer to its question. JupyterLab gives up on completions after a second.
const PATIENCE: Duration = Duration::from_millis(900);
/// After how long a question is given up for good. The first question waits until the crates are read.
const STUCK: Duration = Duration::from_secs(60);
/// After how long without a question the process ends.
const IDLE: Duration = Duration::from_secs(300);

/// If this process was started to run rust-analyzer, does so, and ends the process.
pub(crate) fn play_role() {
    if let Some(folder) = env::var_os(ROLE) {
        let library = env::args_os().nth(1).unwrap_or_default();
        let code = match role::serve(Path::new(&folder), Path::new(&library)) {
            Ok(()) => 0,
            Err(error) => {
                eprintln!("rust-analyzer: {error}");
                1
            }
        };
        process::exit(code);
    }
}

/// Answers questions about one notebook's cells.
pub(crate) struct Analysis {
    questions: Sender<(Query, Sender<Findings>)>,
    is_ready: Arc<AtomicBool>,
}

impl Analysis {
    /// Starts nothing yet.
    pub(crate) fn new(toolchain: &Toolchain, prelude: &Prelude) -> Analysis {
        let (questions, received) = channel();
        let is_ready = Arc::new(AtomicBool::new(false));
        let start = Start {
            folder: prelude.folder().to_owned(),
            library: toolchain.sysroot.join("lib/rustlib/src/rust/library"),
            is_ready: Arc::clone(&is_ready),
        };
        // The thread lives as long as the notebook: the process of rust-analyzer ends with the thread that started it.
        thread::spawn(move || serve(&start, &received));
        Analysis { questions, is_ready }
    }

    /// Completions of `cell` at the byte `cursor`, the likeliest first.
    pub(crate) fn complete(&self, state: &State, cell: &str, cursor: usize, need: Need) -> Option<Completions> {
        let Document { text, start } = Document::new(state, cell);
        let cursor = start + cursor;
        let Findings::Completed(mut found) = self.ask(Query::Complete { text, cursor }, need)? else {
            return None;
        };
        found.start = found.start.checked_sub(start)?;
        found.end = found.end.checked_sub(start)?;
        Some(found)
    }

    /// Has the crates read, so that the first question need not wait for that.
    pub(crate) fn warm_up(&self, state: &State) {
        const TYPICAL: &str = "DMatrix::";
        if !self.is_ready.load(Ordering::SeqCst) {
            // The answer is of no interest.
            let _ = self.complete(state, TYPICAL, TYPICAL.len(), Need::More);
        }
    }

    /// What there is to say of the name at the byte `cursor` of `cell`, as text and as Markdown.
    pub(crate) fn explain(&self, state: &State, cell: &str, cursor: usize, need: Need) -> Option<(String, String)> {
        let Document { text, start } = Document::new(state, cell);
        let cursor = start + cursor;
        match self.ask(Query::Hover { text, cursor }, need)? {
            Findings::Explained { plain, markdown } => Some((plain, markdown)),
            _ => None,
        }
    }

    fn ask(&self, question: Query, need: Need) -> Option<Findings> {
        let (reply, answer) = channel();
        let is_ready = self.is_ready.load(Ordering::SeqCst);
        self.questions.send((question, reply)).ok()?;
        let patience = match need {
            Need::More if !is_ready => return None,
            _ => PATIENCE,
        };
        answer.recv_timeout(patience).ok()
    }
}

/// What it takes to start the process.
struct Start {
    folder: PathBuf,
    library: PathBuf,
    is_ready: Arc<AtomicBool>,
}

/// The process of rust-analyzer, which ends when this is dropped.
struct Process {
    child: Child,
    questions: ChildStdin,
    answers: Receiver<Findings>,
}

fn serve(start: &Start, questions: &Receiver<(Query, Sender<Findings>)>) {
    let mut process: Option<Process> = None;
    loop {
        let first = match &process {
            Some(_) => questions.recv_timeout(IDLE),
            None => questions.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        // Of several questions that have waited, only the last is of any use.
        let last = first.map(|first| questions.try_iter().last().unwrap_or(first));
        match last {
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => process = None,
            Ok((question, reply)) => match answer(start, &mut process, &question) {
                // The notebook may have stopped waiting.
                Ok(answer) => drop(reply.send(answer)),
                Err(error) => {
                    tracing::warn!("only Meno's own names are completed and explained: {error}");
                    process = None;
                }
            },
        }
        if process.is_none() {
            start.is_ready.store(false, Ordering::SeqCst);
        }
    }
}

fn answer(start: &Start, process: &mut Option<Process>, question: &Query) -> io::Result<Findings> {
    let process = match process {
        Some(process) => process,
        None => process.insert(Process::start(start)?),
    };
    let mut line = serde_json::to_vec(question)?;
    line.push(b'\n');
    process.questions.write_all(&line)?;
    process
        .answers
        .recv_timeout(STUCK)
        .map_err(|_| io::Error::other("rust-analyzer has ended or does not answer"))
}

impl Process {
    fn start(start: &Start) -> io::Result<Process> {
        if !start.library.is_dir() {
            tracing::warn!(
                "the sources of the standard library are not there, and its names are not completed: \
                 `rustup component add rust-src` brings them"
            );
        }
        let mut command = Command::new(own_program()?);
        command
            .arg(&start.library)
            .env(ROLE, &start.folder)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0);
        follow_parent(&mut command);
        let mut child = command.spawn()?;
        let gone = || io::Error::other("it has no standard streams");
        let questions = child.stdin.take().ok_or_else(gone)?;
        let stdout = child.stdout.take().ok_or_else(gone)?;
        let (sender, answers) = channel();
        let is_ready = Arc::clone(&start.is_ready);
        thread::spawn(move || {
            let lines = BufReader::new(stdout).lines().map_while(Result::ok);
            for answer in lines.map_while(|line| serde_json::from_str(&line).ok()) {
                // A process that answers has read the crates.
                is_ready.store(true, Ordering::SeqCst);
                if sender.send(answer).is_err() {
                    return;
                }
            }
        });
        Ok(Process {
            child,
            questions,
            answers,
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

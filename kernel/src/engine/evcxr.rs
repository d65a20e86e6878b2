//! What evcxr does for us: it resolves and builds the crates that a cell asks for with `:dep`, and its rust-analyzer
//! completes names and explains them.
//!
//! evcxr's own runtime never runs a cell here. As its subprocess and as its rustc wrapper it starts this binary, which
//! answers for both ([`play_role`]): the one confirms every run, the other notes how rustc was called, so that cells can
//! be compiled with the same dependencies.

use super::interrupt::{Interrupter, Target};
use crate::evaluator::{Completion, Completions};
use evcxr::{CommandContext, EvalContext};
use std::ffi::OsString;
use std::io::{self, BufRead, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::sync::mpsc::{Receiver, RecvError, Sender, channel};
use std::time::Duration;
use std::{env, fs, thread};

/// Set by evcxr for its subprocess and for its rustc wrapper.
const IS_RUNTIME: &str = "EVCXR_IS_RUNTIME";
const IS_WRAPPER: &str = "EVCXR_RUSTC_WRAPPER";
/// Names the file in which the wrapper notes its arguments.
const RECORD: &str = "MENO_RUSTC_RECORD";
/// The crate that evcxr compiles.
const EVCXR_CRATE: &str = "ctx";

/// If evcxr started this process, plays the part it was started for, and ends the process. Comes first in `main`.
pub fn play_role() {
    if env::var_os(IS_RUNTIME).is_some() {
        confirm_runs();
        process::exit(0);
    }
    if env::var_os(IS_WRAPPER).is_some() {
        let mut arguments = env::args_os().skip(1);
        if let Some(rustc) = arguments.next() {
            let error = call_rustc(&rustc, arguments.collect());
            eprintln!("error: `{}` can't be run: {error}", Path::new(&rustc).display());
        }
        process::exit(1);
    }
}

fn confirm_runs() {
    for line in io::stdin().lock().lines() {
        let answered = line.and_then(|_| writeln!(io::stdout(), "EVCXR_EXECUTION_COMPLETE"));
        if answered.is_err() {
            return;
        }
    }
}

/// Becomes rustc, noting the arguments first if they are for evcxr's own crate.
fn call_rustc(rustc: &OsString, arguments: Vec<OsString>) -> io::Error {
    let is_evcxr = arguments
        .windows(2)
        .any(|pair| pair[0] == "--crate-name" && pair[1] == EVCXR_CRATE);
    if let Some(record) = env::var_os(RECORD).filter(|_| is_evcxr) {
        let lines: Vec<String> = arguments
            .iter()
            .map(|argument| argument.to_string_lossy().into_owned())
            .collect();
        if let Err(error) = fs::write(record, lines.join("\n")) {
            return error;
        }
    }
    Command::new(rustc).args(arguments).exec()
}

/// How long a completion may take before the notebook goes without. The first takes longer, since rust-analyzer reads
/// all crates; it goes on in the background.
const PATIENCE: Duration = Duration::from_millis(1500);

/// An evcxr with the dependencies of one notebook, on a thread of its own.
pub struct Evcxr {
    requests: Sender<Request>,
}

type Reply<T> = Sender<T>;

enum Request {
    AddDependency {
        dependency: String,
        reply: Reply<Result<Vec<OsString>, String>>,
    },
    Complete {
        code: String,
        cursor: usize,
        reply: Reply<Option<Completions>>,
    },
    Hover {
        code: String,
        cursor: usize,
        reply: Reply<Option<(String, String)>>,
    },
}

impl Evcxr {
    /// Starts evcxr; `folder` is ours to write in.
    pub fn start(folder: &Path) -> Evcxr {
        let (requests, received) = channel();
        let record = folder.join("dependencies");
        thread::spawn(move || serve(&record, &received));
        Evcxr { requests }
    }

    /// Adds a dependency, given as after `:dep`, and builds it. Returns what rustc needs to find all that were added.
    ///
    /// # Errors
    /// What cargo or evcxr says.
    pub fn add_dependency(&self, dependency: &str, interrupter: &Interrupter) -> Result<Vec<OsString>, String> {
        let _running = interrupter.enter(Target::Compilers);
        let (reply, answer) = channel();
        let gone = |_| "evcxr has ended".to_owned();
        let request = Request::AddDependency {
            dependency: dependency.to_owned(),
            reply,
        };
        self.requests.send(request).map_err(|_| gone(RecvError))?;
        answer.recv().map_err(gone)?
    }

    /// Completions of `code` at the byte `cursor`, unless they take too long.
    pub fn complete(&self, code: String, cursor: usize) -> Option<Completions> {
        let (reply, answer) = channel();
        self.requests.send(Request::Complete { code, cursor, reply }).ok()?;
        answer.recv_timeout(PATIENCE).ok()?
    }

    /// What rust-analyzer has to say of the expression that ends at the byte `cursor`, as text and as HTML, unless it
    /// takes too long.
    pub fn hover(&self, code: String, cursor: usize) -> Option<(String, String)> {
        let (reply, answer) = channel();
        self.requests.send(Request::Hover { code, cursor, reply }).ok()?;
        answer.recv_timeout(PATIENCE).ok()?
    }
}

/// Starts evcxr for the first request and answers until the engine is gone.
fn serve(record: &Path, requests: &Receiver<Request>) {
    let mut context = None;
    while let Ok(first) = requests.recv() {
        // Of several that have waited, only the last is of any use; a dependency is never passed over.
        let mut request = first;
        while let Request::Complete { .. } | Request::Hover { .. } = request
            && let Ok(next) = requests.try_recv()
        {
            request = next;
        }
        if context.is_none() {
            match start(record) {
                Ok(started) => context = Some(started),
                Err(error) => {
                    tracing::warn!("evcxr does not start: {error}");
                    if let Request::AddDependency { reply, .. } = request {
                        let _ = reply.send(Err(error));
                    }
                    continue;
                }
            }
        }
        let Some(context) = &mut context else { continue };
        // Whoever asked may have lost patience.
        match request {
            Request::AddDependency { dependency, reply } => {
                drop(reply.send(add_dependency(context, &dependency, record)))
            }
            Request::Complete { code, cursor, reply } => drop(reply.send(complete(context, &code, cursor))),
            Request::Hover { code, cursor, reply } => drop(reply.send(hover(context, &code, cursor))),
        }
    }
}

fn start(record: &Path) -> Result<CommandContext, String> {
    let binary = match env::var_os("MENO_BINARY") {
        Some(path) => PathBuf::from(path),
        None => env::current_exe().map_err(|error| error.to_string())?,
    };
    let (context, outputs) =
        EvalContext::with_subprocess_command(Command::new(binary)).map_err(|error| error.to_string())?;
    // No cell runs there, so nothing is to be heard.
    drop(outputs);
    let mut context = CommandContext::with_eval_context(context);
    execute(&mut context, &format!(":build_env {RECORD}={}", record.display()))?;
    // Whatever its size, a cache makes evcxr call its wrapper, which is ours.
    execute(&mut context, ":cache 1")?;
    Ok(context)
}

fn execute(context: &mut CommandContext, command: &str) -> Result<(), String> {
    context.execute(command).map(|_| ()).map_err(|error| error.to_string())
}

fn add_dependency(context: &mut CommandContext, dependency: &str, record: &Path) -> Result<Vec<OsString>, String> {
    execute(context, &format!(":dep {dependency}"))?;
    let record = fs::read_to_string(record).map_err(|error| format!("cargo built nothing: {error}"))?;
    Ok(search_arguments(&record))
}

fn complete(context: &mut CommandContext, code: &str, cursor: usize) -> Option<Completions> {
    let found = context.completions(code, cursor).ok()?;
    let matches = found
        .completions
        .into_iter()
        .map(|completion| {
            // The arguments are the learner's to write.
            let name = completion.code.split('(').next().unwrap_or_default().to_owned();
            Completion {
                text: name,
                kind: completion.kind.to_owned(),
                signature: completion.code,
            }
        })
        .collect();
    Some(Completions {
        start: found.start_offset,
        end: found.end_offset,
        matches,
    })
}

fn hover(context: &mut CommandContext, code: &str, cursor: usize) -> Option<(String, String)> {
    context
        .hover_at(code, cursor)
        .ok()
        .filter(|(text, _)| text != "No documentation found")
}

/// The arguments among `record`, one a line, by which rustc finds crates and libraries.
fn search_arguments(record: &str) -> Vec<OsString> {
    let mut found = Vec::new();
    let mut lines = record.lines();
    while let Some(argument) = lines.next() {
        if ["--extern", "-L", "-l"].contains(&argument)
            && let Some(value) = lines.next()
        {
            found.extend([argument.into(), value.into()]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_finds_crates_is_taken_over() {
        let record =
            "--crate-name\nctx\n-C\nopt-level=2\n-L\ndependency=/d\n--extern\nrand=/d/librand.rlib\n--cap-lints\nallow";
        assert_eq!(
            search_arguments(record),
            ["-L", "dependency=/d", "--extern", "rand=/d/librand.rlib"]
        );
    }
}

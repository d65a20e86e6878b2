//! Has evcxr resolve and build the crates that a cell asks for with `:dep`.
//!
//! evcxr's own runtime never runs a cell here. As its subprocess and as its rustc wrapper it starts this binary, which
//! answers for both ([`play_role`]): the one confirms every run, the other notes how rustc was called, so that cells can
//! be compiled with the same dependencies.

use crate::child_process;
use crate::interrupt::{Interrupter, Target};
use base::toolchain::Toolchain;
use evcxr::{CommandContext, EvalContext};
use std::ffi::OsString;
use std::io::{self, BufRead, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{self, Command};
use std::sync::mpsc::{Receiver, RecvError, Sender, channel};
use std::{env, fs, thread};

/// Set by evcxr for its subprocess and for its rustc wrapper.
const IS_RUNTIME: &str = "EVCXR_IS_RUNTIME";
const IS_WRAPPER: &str = "EVCXR_RUSTC_WRAPPER";
/// Names the file in which the wrapper notes its arguments.
const RECORD: &str = "MENO_RUSTC_RECORD";
/// The crate that evcxr compiles.
const EVCXR_CRATE: &str = "ctx";

/// If evcxr started this process, plays the part it was started for, and ends the process.
pub(crate) fn play_role() {
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

/// Makes evcxr use `toolchain`: evcxr asks rustup first, which may know another toolchain or none, and then looks at `PATH`.
///
/// # Safety
/// No other thread may be running.
pub unsafe fn lead_to(toolchain: &Toolchain) {
    let folders = [&toolchain.rustc, &toolchain.cargo].map(|tool| tool.parent().unwrap_or(tool).to_owned());
    let known = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(folders.into_iter().chain(env::split_paths(&known)));
    // SAFETY: the caller's promise.
    unsafe {
        env::set_var("RUSTUP_TOOLCHAIN", &toolchain.sysroot);
        // A folder with a colon in its name can't be on it.
        path.map(|path| env::set_var("PATH", path)).unwrap_or_default();
    }
}

/// An evcxr with the dependencies of one notebook, on a thread of its own.
pub(crate) struct Evcxr {
    additions: Sender<Addition>,
}

/// A dependency to add, and where to tell what came of it.
struct Addition {
    dependency: String,
    reply: Sender<Result<Vec<OsString>, String>>,
}

impl Evcxr {
    /// Starts evcxr; `folder` is ours to write in.
    pub(crate) fn start(folder: &Path) -> Evcxr {
        let (additions, received) = channel();
        let record = folder.join("dependencies");
        thread::spawn(move || serve(&record, &received));
        Evcxr { additions }
    }

    /// Adds a dependency, given as after `:dep`, and builds it. Returns what rustc needs to find all that were added.
    ///
    /// # Errors
    /// What cargo or evcxr says.
    pub(crate) fn add_dependency(&self, dependency: &str, interrupter: &Interrupter) -> Result<Vec<OsString>, String> {
        let _running = interrupter.enter(Target::Compilers);
        let (reply, answer) = channel();
        let gone = |_| "evcxr has ended".to_owned();
        let dependency = dependency.to_owned();
        let addition = Addition { dependency, reply };
        self.additions.send(addition).map_err(|_| gone(RecvError))?;
        answer.recv().map_err(gone)?
    }
}

/// Starts evcxr for the first request and answers until the engine is gone.
fn serve(record: &Path, additions: &Receiver<Addition>) {
    let mut context = None;
    for Addition { dependency, reply } in additions {
        let started = match &mut context {
            Some(context) => Ok(context),
            None => start(record).map(|started| context.insert(started)),
        };
        let added = started.and_then(|context| add_dependency(context, &dependency, record));
        // The engine, which asked, may be gone.
        let _ = reply.send(added);
    }
}

fn start(record: &Path) -> Result<CommandContext, String> {
    let binary = child_process::own_program().map_err(|error| error.to_string())?;
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

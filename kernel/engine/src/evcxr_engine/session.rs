//! A running evcxr, with the prelude in it: Rust and commands in, what came of them out.

use super::listener::{Heard, Listener};
use super::{packages, rustc};
use crate::child_process::{follow_parent, own_program};
use crate::interrupt::Interrupter;
use crate::last_result::LastResult;
use crate::prelude::Prelude;
use base::toolchain::Toolchain;
use evcxr::{CommandContext, Error, EvalContext, EvalOutputs};
use interfaces::evaluator::Frontend;
use std::env;
use std::io;
use std::os::fd::RawFd;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{self, Command};
use std::thread;
use std::time::Duration;
use worker_protocol::Run;
use worker_protocol::descriptors::{CELL_STREAMS, CONTROL};

/// Set for the process that evcxr starts as its runtime: the program that plays it.
const RUNTIME: &str = "MENO_EVCXR_RUNTIME";

/// The environment variables that a cell must not see.
const SECRET: [&str; 2] = ["JUPYTER_TOKEN", "JPY_API_TOKEN"];

/// What cells see without any `use`.
const NAMES: &str = "use meno_prelude::names::*;\nuse meno_prelude::show::RichForEvcxr as _;";

/// If this process was started as the runtime, goes on as the worker, which plays it.
pub(super) fn play_runtime() {
    if let Some(worker) = env::var_os(RUNTIME) {
        let error = Command::new(&worker).env_remove(RUNTIME).exec();
        eprintln!("error: `{}` can't be run: {error}", Path::new(&worker).display());
        process::exit(1);
    }
}

pub(super) struct Session {
    context: CommandContext,
    listener: Listener,
    /// The lines by which evcxr depends on the prelude.
    dependencies: String,
    advice: &'static str,
}

/// What is to become of what a cell does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stay {
    Kept,
    /// It runs apart, with so many bytes of address space to add and for so long, and leaves nothing behind.
    Apart {
        memory: u64,
        time: Duration,
    },
}

impl Session {
    /// Starts evcxr, and has it know the prelude. `folder` is the kernel's own.
    ///
    /// # Errors
    /// What evcxr, cargo or the system says.
    pub(super) fn start(
        toolchain: &Toolchain,
        prelude: &Prelude,
        folder: &Path,
        frontend: &dyn Frontend,
        interrupter: &Interrupter,
    ) -> Result<Session, String> {
        // evcxr makes its own folder there, which would outlive a kernel that is killed. It can be said once.
        let _ = tempfile::env::override_temp_dir(folder);
        let packages = folder.join("packages");
        let dependencies = packages::write(prelude, &packages)
            .map_err(|error| format!("the crates of the prelude can't be given to evcxr: {error}"))?;
        let listener = Listener::new().map_err(|error| error.to_string())?;
        let command = runtime(toolchain, prelude, listener.their_ends()).map_err(|error| error.to_string())?;
        let (context, outputs) = EvalContext::with_subprocess_command(command).map_err(|error| error.to_string())?;
        // What cells write comes by the listener's pipes.
        drop(outputs);
        let mut session = Session {
            context: CommandContext::with_eval_context(context),
            listener,
            dependencies,
            advice: advice(toolchain),
        };
        let own = own_program().map_err(|error| error.to_string())?;
        let settings: [(&str, &Path); 4] = [
            ("RUSTC", &own),
            (rustc::RUSTC, &toolchain.rustc),
            (rustc::PRELUDE, prelude.folder()),
            (rustc::PACKAGES, &packages),
        ];
        let lines: String = settings
            .iter()
            .map(|(name, value)| format!(":build_env {name}={}\n", value.display()))
            .collect();
        let nowhere = &LastResult::default();
        session.set_up(&lines, nowhere, interrupter)?;
        session.bring_prelude(nowhere, interrupter)?;
        // What its users have set for all their notebooks.
        session.set_up(":load_config --quiet", frontend, interrupter)?;
        Ok(session)
    }

    /// Puts the prelude in scope, as evcxr's `:clear` forgets it with all the rest.
    ///
    /// # Errors
    /// What evcxr or cargo says.
    pub(super) fn bring_prelude(&mut self, frontend: &dyn Frontend, interrupter: &Interrupter) -> Result<(), String> {
        let code = format!("{}{NAMES}", self.dependencies);
        self.set_up(&code, frontend, interrupter)
    }

    fn set_up(&mut self, code: &str, frontend: &dyn Frontend, interrupter: &Interrupter) -> Result<(), String> {
        let (result, _) = self.evaluate(code, Stay::Kept, frontend, interrupter);
        result.map(drop).map_err(|error| error.to_string())
    }

    /// Has evcxr carry out `code`, commands and Rust, and shows what its cells put out meanwhile.
    pub(super) fn evaluate(
        &mut self,
        code: &str,
        stay: Stay,
        frontend: &dyn Frontend,
        interrupter: &Interrupter,
    ) -> (Result<EvalOutputs, Error>, Heard) {
        let (memory, time) = match stay {
            Stay::Kept => (None, None),
            Stay::Apart { memory, time } => (Some(memory), Some(time)),
        };
        let run = Run {
            library: Path::new("").to_owned(),
            entry: String::new(),
            keep: stay == Stay::Kept,
            exports: false,
            memory,
        };
        let (listener, context) = (&mut self.listener, &mut self.context);
        if let Err(error) = listener.announce(run) {
            return (Err(Error::Message(error.to_string())), Heard::default());
        }
        let (stop, stopped) = match io::pipe() {
            Ok((stopped, stop)) => (stop, stopped),
            Err(error) => return (Err(Error::Message(error.to_string())), Heard::default()),
        };
        thread::scope(|scope| {
            let listening = scope.spawn(|| listener.listen(&stopped, time, frontend, interrupter));
            // evcxr starts its runtime on this thread, with whose end that would end.
            let result = context.execute(code);
            drop(stop);
            let heard = listening.join().unwrap_or_default();
            (result, heard)
        })
    }

    /// The source that evcxr has compiled last.
    pub(super) fn source(&self) -> String {
        self.context.last_source().unwrap_or_default()
    }

    /// What to say where evcxr does not find out a type; empty if there is nothing.
    pub(super) fn advice(&self) -> &'static str {
        self.advice
    }

    pub(super) fn context(&mut self) -> &mut CommandContext {
        &mut self.context
    }

    /// The variables with their types.
    pub(super) fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        self.context.variables_and_types()
    }

    pub(super) fn items(&self) -> impl Iterator<Item = &str> {
        self.context.defined_item_names()
    }
}

fn advice(toolchain: &Toolchain) -> &'static str {
    let library = toolchain.sysroot.join("lib/rustlib/src/rust/library");
    match library.is_dir() || env::var_os("RUST_SRC_PATH").is_some() {
        true => "",
        false => {
            "\nevcxr finds out types by the sources of the standard library, which are not there: `rustup component add \
             rust-src` brings them, then restart the kernel."
        }
    }
}

/// The command that starts evcxr's runtime, which the worker plays. It gets `ends`: of a socket and of pipes for the
/// streams of the cells.
fn runtime(toolchain: &Toolchain, prelude: &Prelude, ends: [RawFd; 3]) -> io::Result<Command> {
    let libraries = toolchain.sysroot.join("lib/rustlib").join(&toolchain.host).join("lib");
    let search = env::join_paths([prelude.folder(), &libraries]).map_err(io::Error::other)?;
    // evcxr takes the program for its wrapper of rustc as well, so it has to be this one, which goes on to the worker.
    let mut command = Command::new(own_program()?);
    command.env(RUNTIME, prelude.worker()).env("LD_LIBRARY_PATH", search);
    for name in SECRET {
        command.env_remove(name);
    }
    follow_parent(&mut command);
    // SAFETY: the closure only makes async-signal-safe system calls, on descriptors that are open as long as evcxr is.
    unsafe {
        command.pre_exec(move || {
            let numbers = [CONTROL, CELL_STREAMS[0], CELL_STREAMS[1]];
            // By way of high numbers, lest one takes the other's place.
            let copies = ends.map(|end| libc::fcntl(end, libc::F_DUPFD, 64));
            for (copy, number) in copies.into_iter().zip(numbers) {
                if libc::dup2(copy, number) < 0 {
                    return Err(io::Error::last_os_error());
                }
            }
            // Libraries leave descriptors open across `exec`: sockets that are the kernel's alone.
            let first = CELL_STREAMS[1] + 1;
            libc::syscall(libc::SYS_close_range, first, u32::MAX, libc::CLOSE_RANGE_CLOEXEC);
            libc::syscall(
                libc::SYS_close_range,
                CONTROL + 1,
                CELL_STREAMS[0] - 1,
                libc::CLOSE_RANGE_CLOEXEC,
            );
            Ok(())
        });
    }
    Ok(command)
}

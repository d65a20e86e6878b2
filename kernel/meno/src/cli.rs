//! The command line: one module a subcommand.

mod check;
mod doctor;
mod exercises;
mod install;
mod journal;
mod kernel;
mod lab;
mod new_exercise;
mod prepare;
mod setup_rust;

use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Runs the command that the arguments ask for.
///
/// Errors go to stderr as one sentence. The exit code is 0 for success, 1 for failure, and 2 for arguments that make
/// no sense, such as an exercise that there is not.
pub fn run() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Lab(arguments) => lab::run(&arguments),
        Command::Install(place) => install::install(place),
        Command::Uninstall(place) => install::uninstall(place),
        Command::Exercises(arguments) => exercises::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::NewExercise(arguments) => new_exercise::run(&arguments),
        Command::Journal(arguments) => journal::run(&arguments),
        Command::Doctor => doctor::run(),
        Command::Prepare => prepare::run(),
        Command::SetupRust => setup_rust::run(),
        Command::Kernel(arguments) => kernel::run(&arguments),
    };
    outcome.unwrap_or_else(|error| {
        if is_broken_pipe(&error) {
            return ExitCode::SUCCESS;
        }
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

/// Whether the reader of stdout, such as `head`, has seen enough.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done (`doctor`: the kernel can run; `check`: every answer passed)
  1  failed, and stderr says in one sentence why and what to do (`check`: an answer did not pass)
  2  the arguments make no sense (`check`: there is no such exercise or file; `new-exercise`: the id won't do)";

#[derive(Parser)]
#[command(name = "meno", version, about = "A Jupyter kernel for livecoding mathematics in Rust", after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Open the notebooks in JupyterLab, setting up whatever is missing.
    Lab(lab::Arguments),
    /// Make the kernel known to Jupyter.
    Install(install::Place),
    /// Remove what `install` has written.
    Uninstall(install::Place),
    /// Tell what the kernel needs, what is there, and how to get the rest.
    Doctor,
    /// List the exercises of the course.
    Exercises(exercises::Arguments),
    /// Judge answers from files, without a notebook.
    Check(check::Arguments),
    /// Show, copy or forget what kernels have recorded of what you did.
    Journal(journal::Arguments),
    /// Start a new exercise of the course, in a checkout of Meno.
    NewExercise(new_exercise::Arguments),
    /// Compile ahead what every cell builds on; `lab` and the kernel do this by themselves.
    Prepare,
    /// Get a Rust toolchain where there is none that is new enough, and prepare it.
    SetupRust,
    /// Serve one notebook; Jupyter calls this.
    Kernel(kernel::Arguments),
}

//! `meno lab`: from a bare machine to open notebooks.

use std::{
    env,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context, Result, bail};
use clap::Args;

use base::toolchain::Toolchain;
use engine::prelude::Prelude;

use super::prepare;
use crate::{
    jupyter::{self, JupyterLab, Options, Server},
    kernelspec,
    prelude_sources::SOURCES,
    progress::Step,
    supervisor::{Supervised, Supervisor},
};

#[derive(Args)]
#[command(after_help = "\
A JupyterLab 4 or newer that is on hand is used: the one of the active Python environment (VIRTUAL_ENV, CONDA_PREFIX),
or else `jupyter-lab` on PATH. Otherwise a private one is installed, once, in Meno's data directory, with
exactly pinned versions; that takes Python 3.10 or newer (MENO_PYTHON, or one on PATH), the network and 700 MB of disk.
Ctrl-C stops JupyterLab and its kernels; once more stops them at once.

Examples:
  meno lab
  meno lab --no-browser --port 9000
  meno lab --notebook-dir ~/my-notebooks")]
pub(super) struct Arguments {
    /// Print the URL, and open no browser.
    #[arg(long)]
    no_browser: bool,
    /// The port to serve on; the first free one from 8888 on if not given.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// Where the notebooks are; `notebooks` of the checkout you are in if not given, or else the current directory.
    #[arg(long, value_name = "DIR")]
    notebook_dir: Option<PathBuf>,
    /// Use the private JupyterLab even where another is on hand.
    #[arg(long)]
    private: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let supervisor = Supervisor::default();
    supervisor.stop_on_signals()?;

    // What can fail at once comes before what takes long.
    let toolchain = Toolchain::locate()?;
    let notebooks = notebook_dir(arguments.notebook_dir.as_deref())?;
    jupyter::choose_port(arguments.port)?;

    let preparation = match Prelude::is_ready(&SOURCES, &toolchain) {
        true => None,
        false => Some(Preparation::start(&supervisor)?),
    };
    let on_hand = if arguments.private { None } else { JupyterLab::on_hand() };
    let lab = on_hand.map_or_else(|| JupyterLab::private(&supervisor), Ok)?;
    if let JupyterLab::OnHand { program, version } = &lab {
        eprintln!("using JupyterLab {version} at {}", program.display());
    }
    kernelspec::install(&lab.kernelspec_location(), Some(&toolchain))?;
    if let Some(preparation) = preparation {
        preparation.finish(&supervisor)?;
    }

    let server = start(&lab, &notebooks, arguments, &supervisor)?;
    writeln!(std::io::stdout(), "{}", server.url)?;
    eprintln!("Ctrl-C stops JupyterLab; its log is {}", server.log.display());
    server.wait(&supervisor)?;
    Ok(ExitCode::SUCCESS)
}

/// The compilation of what every cell builds on, so that the first one need not wait for it. It goes on while JupyterLab is
/// installed, in a process of its own, so that Ctrl-C ends it and the compilers below it.
struct Preparation(Supervised);

impl Preparation {
    fn start(supervisor: &Supervisor) -> Result<Preparation> {
        let mut command = Command::new(env::current_exe()?);
        command.arg("prepare").stdin(Stdio::null()).stdout(Stdio::null());
        Ok(Preparation(supervisor.spawn(command.stderr(Stdio::piped()))?))
    }

    fn finish(mut self, supervisor: &Supervisor) -> Result<()> {
        let step = Step::start(prepare::STEP);
        let mut said = String::new();
        if let Some(mut stderr) = self.0.child.stderr.take() {
            stderr.read_to_string(&mut said)?;
        }
        let status = self.0.wait()?;
        if supervisor.stopped() {
            bail!("stopped before JupyterLab was started");
        }
        if !status.success() {
            drop(step);
            eprint!("{said}");
            bail!("what cells build on could not be compiled, for the reason above: see to that, and run this again");
        }
        step.done();
        Ok(())
    }
}

/// Starts JupyterLab on the port asked for, or on the first free one.
fn start(lab: &JupyterLab, notebooks: &Path, arguments: &Arguments, supervisor: &Supervisor) -> Result<Server> {
    let step = Step::start("starting JupyterLab");
    // JupyterLab looks whether its port is free, and takes it only later: two that start at once need turns.
    let _turn = jupyter::turn()?;
    loop {
        let port = jupyter::choose_port(arguments.port)?;
        let options = Options {
            notebooks,
            port,
            browser: !arguments.no_browser,
        };
        match Server::start(lab, &options, supervisor) {
            Ok(server) => {
                step.done();
                return Ok(server);
            }
            // A program that takes no turns was quicker.
            Err(_) if arguments.port.is_none() && !supervisor.stopped() && !jupyter::is_free(port) => {}
            Err(error) => return Err(error),
        }
    }
}

fn notebook_dir(asked: Option<&Path>) -> Result<PathBuf> {
    if let Some(directory) = asked {
        if !directory.is_dir() {
            bail!(
                "`{}` is no directory: name one with `--notebook-dir`",
                directory.display()
            );
        }
        return Ok(directory.canonicalize()?);
    }
    let current = env::current_dir().context("the current directory is gone: change to another")?;
    let checkout = current.ancestors().find(|directory| {
        directory.join("graders/course/Cargo.toml").is_file() && directory.join("notebooks").is_dir()
    });
    Ok(checkout.map_or(current.clone(), |root| root.join("notebooks")))
}

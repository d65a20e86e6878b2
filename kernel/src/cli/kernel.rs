//! `meno kernel`, which Jupyter runs.

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Result, bail};
use clap::Args;

use crate::toolchain::Toolchain;

#[derive(Args)]
#[command(after_help = "MENO_LOG=debug (or info, warn, error, trace) chooses what goes to the log on stderr.")]
pub(super) struct Arguments {
    /// Jupyter's connection file: the sockets to serve, and the key that signs messages.
    #[arg(short = 'f', long = "connection-file", value_name = "FILE")]
    connection_file: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let level = std::env::var("MENO_LOG")
        .ok()
        .and_then(|name| name.parse().ok())
        .unwrap_or(tracing::Level::WARN);
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(level)
        .init();
    let _toolchain = Toolchain::locate()?;
    // CALL SITE: meno::session::serve with the notebook's evaluator.
    bail!("`{}` cannot be served yet", arguments.connection_file.display())
}

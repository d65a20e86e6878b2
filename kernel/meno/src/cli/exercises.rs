//! `meno exercises`: what the course asks for.

use std::io::{self, Write};
use std::process::ExitCode;

use serde::Serialize;

use notebook::render::exercises::{kind, plain_list};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// One JSON array, for programs.
    #[arg(long)]
    json: bool,
}

/// # Errors
/// If stdout can't be written to.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let text = match arguments.json {
        true => serde_json::to_string_pretty(&rows())?,
        false => plain_list(),
    };
    writeln!(io::stdout().lock(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}

#[derive(Serialize)]
struct Row {
    id: &'static str,
    notebook: &'static str,
    title: &'static str,
    kind: &'static str,
    signature: &'static str,
    points: u32,
}

fn rows() -> Vec<Row> {
    course::exercises()
        .iter()
        .map(|exercise| Row {
            id: exercise.id,
            notebook: exercise.notebook.file_stem,
            title: exercise.title,
            kind: kind(exercise.kind),
            signature: exercise.signature,
            points: exercise.points,
        })
        .collect()
}

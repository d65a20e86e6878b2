//! `meno doctor`: what is there, what is missing, how to get it.

use std::{fs, io::Write, path::Path, process::Command, process::ExitCode};

use anyhow::Result;
use base::storage;
use base::toolchain::{self, Toolchain};
use engine::prelude::Prelude;

use crate::{
    jupyter::{self, JupyterLab},
    kernelspec::{self, Specification},
    prelude_sources::SOURCES,
    python::{Environment, Python},
};

pub(super) fn run() -> Result<ExitCode> {
    let toolchain = Toolchain::locate();
    let findings = [
        rust(toolchain.as_ref()),
        linker(toolchain.as_ref().ok()),
        disk(),
        prelude(toolchain.as_ref().ok()),
        kernelspec(),
        python(),
        jupyterlab(),
    ];
    let mut out = std::io::stdout();
    for Finding { subject, state, text } in &findings {
        let state = match state {
            State::Good => "ok",
            State::Note => "note",
            State::Missing => "missing",
        };
        writeln!(out, "{state:<8} {subject:<11} {text}")?;
    }
    if findings.iter().any(|finding| finding.state == State::Missing) {
        writeln!(out, "the kernel cannot run: see to what is marked `missing`")?;
        return Ok(ExitCode::FAILURE);
    }
    writeln!(out, "the kernel can run")?;
    Ok(ExitCode::SUCCESS)
}

struct Finding {
    subject: &'static str,
    state: State,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    /// The kernel runs without it.
    Note,
    Missing,
}

fn rust(toolchain: Result<&Toolchain, &toolchain::Error>) -> Finding {
    let (state, text) = match toolchain {
        Ok(found) => (
            State::Good,
            format!("rustc {} for {}, {}", found.version, found.host, found.rustc.display()),
        ),
        Err(error) => (State::Missing, error.to_string()),
    };
    Finding {
        subject: "toolchain",
        state,
        text,
    }
}

fn linker(toolchain: Option<&Toolchain>) -> Finding {
    let (state, text) = match toolchain::linker() {
        None => (
            State::Missing,
            "no `cc` found: install a C compiler (on Debian and Ubuntu `apt install build-essential`)".into(),
        ),
        Some(linker) => match toolchain.map(|toolchain| link_something(toolchain, &linker)) {
            Some(Err(error)) => (
                State::Missing,
                format!(
                    "`{}` cannot link a Rust library ({error:#}): reinstall it",
                    linker.display()
                ),
            ),
            Some(Ok(())) => (State::Good, linker.display().to_string()),
            None => (
                State::Note,
                format!("{}, untried for want of a toolchain", linker.display()),
            ),
        },
    };
    Finding {
        subject: "linker",
        state,
        text,
    }
}

/// Compiles the least that a cell is: a dynamic library.
fn link_something(toolchain: &Toolchain, linker: &Path) -> Result<()> {
    let directory = tempfile::tempdir()?;
    let source = directory.path().join("probe.rs");
    fs::write(
        &source,
        "#[unsafe(no_mangle)] pub extern \"C\" fn probe() -> usize { vec![1].len() }\n",
    )?;
    let output = Command::new(&toolchain.rustc)
        .args(["--crate-type=cdylib", "--edition=2024", "-C"])
        .arg(format!("linker={}", linker.display()))
        .arg("--out-dir")
        .arg(directory.path())
        .arg(&source)
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    anyhow::bail!(
        "{}",
        said.lines()
            .next()
            .unwrap_or("rustc says nothing")
            .trim_start_matches("error: ")
    )
}

fn disk() -> Finding {
    let (state, text) = match storage::data_dir().map(|directory| room(&directory, 500 << 20, "MENO_DATA_DIR")) {
        Ok(Ok(text)) => (State::Good, text),
        Ok(Err(text)) => (State::Missing, text),
        Err(error) => (State::Missing, error.to_string()),
    };
    Finding {
        subject: "disk",
        state,
        text,
    }
}

/// What there is to say of a directory in which so many bytes are to be written; the error says what to do.
fn room(directory: &Path, needed: u64, variable: &str) -> Result<String, String> {
    let shown = directory.display();
    if let Err(error) = storage::try_write(directory) {
        return Err(format!(
            "`{shown}` can't be written ({error}): set `{variable}` to a place that can"
        ));
    }
    match storage::free_space(directory) {
        Err(error) => Ok(format!("the space in {shown} is unknown: {error}")),
        Ok(free) if free < needed => Err(format!(
            "{} MB free in `{shown}`, and {} are needed: make room, or set `{variable}`",
            free >> 20,
            needed >> 20
        )),
        Ok(free) => Ok(format!("{} MB free in {shown}", free >> 20)),
    }
}

fn prelude(toolchain: Option<&Toolchain>) -> Finding {
    let room = || {
        let directory = storage::cache_dir().map_err(|error| error.to_string())?;
        room(&directory, Prelude::SPACE, "MENO_CACHE_DIR")
    };
    let (state, text) = match (
        toolchain.map(|toolchain| Prelude::is_ready(&SOURCES, toolchain)),
        room(),
    ) {
        (Some(true), _) => (State::Good, "compiled for this toolchain".into()),
        (_, Err(text)) => (State::Missing, text),
        (_, Ok(_)) => (
            State::Note,
            "not compiled yet: `meno prepare`, `meno lab` or the first cell does that".into(),
        ),
    };
    Finding {
        subject: "prelude",
        state,
        text,
    }
}

fn kernelspec() -> Finding {
    let found = kernelspec::search_path()
        .into_iter()
        .find_map(|folder| Some((Specification::read(&folder)?, folder)));
    let (state, text) = match found {
        None => (
            State::Missing,
            "not installed: run `meno install`, or `meno lab`".into(),
        ),
        Some((specification, folder)) => match specification.argv.first() {
            Some(binary) if Path::new(binary).is_file() => (State::Good, folder.display().to_string()),
            binary => (
                State::Missing,
                format!(
                    "`{}` names `{}`, which is gone: run `meno install` again",
                    folder.display(),
                    binary.map_or("nothing", String::as_str)
                ),
            ),
        },
    };
    Finding {
        subject: "kernelspec",
        state,
        text,
    }
}

fn python() -> Finding {
    let (state, text) = match Python::locate() {
        Ok(Python {
            path,
            version: (major, minor),
        }) => (State::Good, format!("{major}.{minor}, {}", path.display())),
        Err(error) => (State::Note, format!("{error:#} (only `meno lab` needs it)")),
    };
    Finding {
        subject: "python",
        state,
        text,
    }
}

fn jupyterlab() -> Finding {
    let private = || {
        let environment = Environment::existing(&storage::data_dir().ok()?, jupyter::REQUIREMENTS)?;
        Some(format!("private, {}", environment.prefix().display()))
    };
    let found = match JupyterLab::on_hand() {
        Some(JupyterLab::OnHand { program, version }) => Some(format!("{version}, {}", program.display())),
        _ => private(),
    };
    let (state, text) = match found {
        Some(text) => (State::Good, text),
        None => (State::Note, "none on hand: `meno lab` installs a private one".into()),
    };
    Finding {
        subject: "jupyterlab",
        state,
        text,
    }
}

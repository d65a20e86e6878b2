//! `cargo bench`: how long a notebook's user waits, beside the peer that notebooks in Rust have had so far.
//!
//! Jupyter's own client drives both kernels, so the measuring is Python's: `latency.py`. This executable prepares its
//! environment, and is the peer itself where it is started as one.

#[path = "../python.rs"]
#[allow(dead_code, reason = "the benchmark runs no test")]
mod python;

use std::{
    env,
    process::{Command, ExitCode},
};

/// What makes this executable evcxr: Jupyter's connection file, or the environment that evcxr gives to what it starts.
fn is_peer() -> bool {
    let started_by_evcxr = |name| env::var_os(name).is_some();
    env::args().nth(1).as_deref() == Some("--control_file")
        || started_by_evcxr("EVCXR_IS_RUNTIME")
        || started_by_evcxr("EVCXR_RUSTC_WRAPPER")
}

fn main() -> anyhow::Result<ExitCode> {
    if is_peer() {
        return evcxr_jupyter::main().map(|()| ExitCode::SUCCESS);
    }
    let mut command = python::python();
    // The kernels run as Jupyter would start them, without what cargo tells a benchmark.
    for (name, _) in env::vars_os() {
        let of_cargo = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_EXE_"];
        let name = name.to_string_lossy();
        if of_cargo.iter().any(|prefix| name.starts_with(prefix)) {
            command.env_remove(&*name);
        }
    }
    for name in ["CARGO", "LD_LIBRARY_PATH", "RUST_RECURSION_COUNT", "RUSTUP_TOOLCHAIN"] {
        command.env_remove(name);
    }
    let status = command
        .current_dir(python::repository(""))
        .arg(python::repository("tests/bench/latency.py"))
        .args(env::args().skip(1).filter(|argument| argument != "--bench"))
        .env("BENCH_PEER", env::current_exe()?)
        .env("BENCH_VERSIONS", versions()?)
        .env("BENCH_ANSWERS", answers())
        .status()?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// For each exercise, what it is given and its solution, as JSON.
fn answers() -> String {
    let answers = course::exercises()
        .iter()
        .map(|exercise| (exercise.id.to_owned(), [exercise.given, exercise.solution].into()));
    serde_json::Value::Object(answers.collect()).to_string()
}

/// rustc's, Meno's and the peer's.
fn versions() -> anyhow::Result<String> {
    let rustc = Command::new("rustc").arg("--version").output()?;
    let rustc = String::from_utf8(rustc.stdout)?;
    let number = rustc.split_whitespace().nth(1).unwrap_or_default();
    let manifest = include_str!("../../kernel/meno/Cargo.toml");
    let peer = manifest
        .lines()
        .find_map(|line| line.strip_prefix("evcxr_jupyter = \"="))
        .map(|version| version.trim_end_matches('"'))
        .unwrap_or_default();
    Ok(format!(
        "rustc {number}, meno {}, evcxr_jupyter {peer}",
        env!("CARGO_PKG_VERSION")
    ))
}

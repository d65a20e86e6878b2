//! `meno kernel`, which Jupyter runs.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Error, Result};
use clap::Args;

use backend::Backend;
use base::storage;
use base::toolchain::Toolchain;
use course::COURSE;
use engine::{self, Engines};
use interfaces::evaluator::Evaluator;
use journal::event::Session;
use journal::{Journal, Place, Store};
use notebook::Notebook;
use protocol::{About, HelpLink, History, Language};

use crate::prelude_sources::SOURCES;

#[derive(Args)]
#[command(after_help = "MENO_LOG=debug (or info, warn, error, trace) chooses what goes to the log on stderr.")]
pub(super) struct Arguments {
    /// Jupyter's connection file: the sockets to serve, and the key that signs messages.
    #[arg(short = 'f', long = "connection-file", value_name = "FILE")]
    connection_file: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    keep_to_itself();
    let level = std::env::var("MENO_LOG")
        .ok()
        .and_then(|name| name.parse().ok())
        .unwrap_or(tracing::Level::WARN);
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(level)
        .init();
    // Without a toolchain the kernel still starts, and its cells say what is missing.
    let toolchain = Toolchain::locate().ok();
    if let Some(toolchain) = &toolchain {
        // SAFETY: this is the main thread, and has started no other yet.
        unsafe { engine::lead_to(toolchain) };
    }
    let rustc = toolchain.as_ref().map(|toolchain| toolchain.version.clone());
    let version = rustc.clone().unwrap_or_else(|| "unknown".to_owned());
    let engine = Engines::new(&SOURCES, &COURSE, toolchain).map_err(Error::msg)?;
    let interrupter = engine.interrupter();
    let data = |name: &str| storage::data_dir().ok().map(|folder| folder.join(name));
    let history = History::open(data("history.jsonl"));
    let versions = Session {
        meno: env!("CARGO_PKG_VERSION").to_owned(),
        rustc,
        formerly: None,
    };
    let journal = Journal::new(store(), Place::of_kernel(), versions);
    let evaluator = move || Ok(Box::new(Notebook::new(engine, journal)) as Box<dyn Evaluator>);
    protocol::serve(
        &arguments.connection_file,
        about(version),
        history,
        evaluator,
        interrupter,
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Where the journal is, unless there is no place for it, or none is wanted.
fn store() -> Option<Store> {
    let is_off = std::env::var("MENO_JOURNAL").is_ok_and(|value| value == "off");
    Store::of_user().ok().filter(|_| !is_off)
}

/// Keeps other programs of the same user, cells among them, from looking into this process: its memory, where the key is
/// that signs messages, and its environment and descriptors. What it starts is not bound by this.
fn keep_to_itself() {
    // SAFETY: plain system call on this process.
    unsafe { libc::prctl(libc::PR_SET_DUMPABLE, 0) };
}

/// What clients are told of the kernel. `rustc` is the version of the compiler, such as `1.95.0`.
fn about(rustc: String) -> About {
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    const HELP_LINKS: [(&str, &str); 4] = [
        ("The Rust Programming Language", "https://doc.rust-lang.org/book/"),
        ("Rust standard library", "https://doc.rust-lang.org/std/"),
        ("nalgebra", "https://docs.rs/nalgebra"),
        ("plotters", "https://docs.rs/plotters"),
    ];
    About {
        implementation: "meno",
        implementation_version: VERSION,
        banner: format!("Meno {VERSION}: Rust {rustc} for mathematics. Type %help for help."),
        language_info: Language {
            name: "rust",
            version: rustc,
            // The MIME type by which JupyterLab and CodeMirror know Rust.
            mimetype: "text/x-rustsrc",
            file_extension: ".rs",
            pygments_lexer: "rust",
            codemirror_mode: "rust",
        },
        help_links: HELP_LINKS.map(|(text, url)| HelpLink { text, url }).to_vec(),
    }
}

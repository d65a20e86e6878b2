//! Has rustc compile cells, straight against the prelude, and links them.
//!
//! A compiler is started before it is needed: it loads the crates of the prelude and waits for the cell, which the root
//! of its crate includes from standard input. A cell so pays for its own code alone. rustc writes an object file, and
//! [`Linker`] makes a library of it.

use crate::child_process::follow_parent;
use crate::crates::Libraries;
use crate::diagnostics::Diagnostic;
use crate::interrupt::{Interrupter, Target};
use crate::linker::{Linker, linker_argument};
use crate::mir;
use crate::prelude::Prelude;
use crate::source::{CellCrate, NAMES, Source, SourceMap};
use base::toolchain::Toolchain;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Write};
use std::ops::Range;
use std::os::unix::fs::{DirBuilderExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;
use std::{fs, thread};
use worker_protocol::Location;

/// Compiles the cells of one notebook.
#[derive(Debug)]
pub(crate) struct Compiler {
    toolchain: Toolchain,
    prelude: Prelude,
    /// `None`: rustc links, which takes longer.
    linker: Option<Linker>,
    /// Sources and compiled cells; only this user can read it.
    folder: PathBuf,
    interrupter: Interrupter,
    /// Whether one compiler can start while another is at work.
    parallel: bool,
    /// The crates added with `:dep`.
    libraries: Libraries,
    /// Numbers the compilations.
    serial: u32,
    waiting: Vec<Rustc>,
    /// With which options to start compilers when there is time.
    due: Vec<RustcOptions>,
}

/// A compiled cell.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub library: PathBuf,
    /// The type of each variable that is put back, by the number of its put; empty if the cell binds none.
    pub types: BTreeMap<usize, String>,
    options: RustcOptions,
}

#[derive(Debug)]
pub(crate) enum CompileError {
    /// The errors that rustc has found in the cell.
    Rejected(Vec<Diagnostic>, Arc<SourceMap>),
    Interrupted,
    /// rustc itself failed; `String` says how.
    Broken(String),
}

impl From<io::Error> for CompileError {
    fn from(error: io::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

/// All that rustc has to know before the cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct RustcOptions {
    /// `#![…]` of the crate.
    attributes: Vec<String>,
    dependencies: Vec<OsString>,
    /// From 0 to 3.
    opt_level: u8,
    /// Whether to tell the types of what is put back.
    types: bool,
    /// Whether to tell which line of the source each address belongs to.
    lines: bool,
    /// Whether rustc is to link, since it alone knows with what.
    links: bool,
    /// See [`State::generation`](crate::state::State::generation).
    generation: u32,
}

/// The crate name of every cell. A type of the learner's keeps its path from cell to cell, and with it what `Any` knows it by.
const CRATE: &str = "cell";

impl Compiler {
    /// Compiles in `folder`. To be called on the thread that goes on to compile: what it starts ends with its thread.
    pub(crate) fn new(toolchain: Toolchain, prelude: Prelude, folder: &Path, interrupter: Interrupter) -> Compiler {
        let mut compiler = Compiler {
            linker: Linker::locate(&toolchain),
            toolchain,
            prelude,
            folder: folder.to_owned(),
            interrupter,
            parallel: thread::available_parallelism().is_ok_and(|cores| cores.get() > 1),
            libraries: Libraries::default(),
            serial: 0,
            waiting: Vec::new(),
            due: Vec::new(),
        };
        let options = RustcOptions {
            links: compiler.linker.is_none(),
            ..RustcOptions::default()
        };
        let with_types = RustcOptions {
            types: true,
            ..options.clone()
        };
        compiler.due.extend([with_types, options]);
        compiler
    }

    pub(crate) fn toolchain(&self) -> &Toolchain {
        &self.toolchain
    }

    pub(crate) fn prelude(&self) -> &Prelude {
        &self.prelude
    }

    /// Has later cells find these crates.
    pub(crate) fn depend_on(&mut self, libraries: Libraries) {
        self.libraries = libraries;
    }

    /// Whether the crate `name` was added.
    pub(crate) fn depends_on(&self, name: &str) -> bool {
        self.libraries.builds.contains_key(name)
    }

    /// Starts the compilers that the next cells are likely to need.
    pub(crate) fn start_due(&mut self) {
        while let Some(options) = self.due.pop() {
            // A cell that was compiled twice needs no two for the next one.
            if self.waiting.iter().any(|rustc| rustc.options == options) {
                continue;
            }
            // The cell then starts a compiler for itself, and tells what is wrong.
            match self.start(options) {
                Ok(rustc) => self.waiting.push(rustc),
                Err(error) => tracing::warn!("rustc does not start: {error}"),
            }
        }
    }

    /// Writes the crate and compiles it.
    ///
    /// # Errors
    /// See [`CompileError`].
    pub(crate) fn compile(&mut self, cell_crate: &CellCrate<'_>) -> Result<(Source, Compiled), CompileError> {
        // A crate has to be written somewhere to be used. Without crates, a cell is compiled and linked much sooner.
        let uses_crates = cell_crate.names_any(self.libraries.builds.keys());
        let options = RustcOptions {
            attributes: cell_crate.state.attributes.clone(),
            dependencies: match uses_crates {
                true => self.libraries.arguments.clone(),
                false => Vec::new(),
            },
            opt_level: cell_crate.opt_level,
            types: !cell_crate.cell.bindings.is_empty(),
            lines: false,
            generation: cell_crate.state.generation,
            links: self.linker.is_none()
                || uses_crates && self.libraries.are_linked
                || cell_crate.items.iter().any(|item| item.text().contains("#[link")),
        };
        self.see_to_folder()?;
        let waited = self.waiting.iter().position(|rustc| rustc.options == options);
        let rustc = match waited {
            Some(at) => self.waiting.swap_remove(at),
            None => self.start(options.clone())?,
        };
        // Compilers whose options are not this notebook's any more would wait for ever.
        let is_alike = |other: &RustcOptions| {
            (&other.attributes, other.opt_level, other.generation)
                == (&options.attributes, options.opt_level, options.generation)
                && (other.dependencies.is_empty() || other.dependencies == self.libraries.arguments)
        };
        self.waiting.retain(|other| is_alike(&other.options));
        let source = cell_crate.write(&rustc.entry);
        self.due.push(options.clone());
        match self.run(rustc, &source, waited.is_some()) {
            // Where memory is short, the system may have ended the compiler while it waited.
            Err(CompileError::Broken(reason)) if waited.is_some() => {
                tracing::warn!("a rustc that had waited is of no use: {reason}");
                let rustc = self.start(options)?;
                let source = cell_crate.write(&rustc.entry);
                let compiled = self.run(rustc, &source, false)?;
                Ok((source, compiled))
            }
            compiled => Ok((source, compiled?)),
        }
    }

    /// Those of `names` that the root of the crate has something of, but for what the prelude brings.
    ///
    /// # Errors
    /// If rustc can't be asked.
    pub(crate) fn defined(
        &mut self,
        cell_crate: &CellCrate<'_>,
        names: &[String],
    ) -> Result<Vec<String>, CompileError> {
        /// Macros that items may call.
        const MACROS: &str =
            "use ::meno_prelude::names::{clear_output, display, dmatrix, dvector, matrix, update_display, vector};\n";
        let options = RustcOptions {
            attributes: cell_crate.state.attributes.clone(),
            dependencies: self.libraries.arguments.clone(),
            links: self.linker.is_none(),
            ..RustcOptions::default()
        };
        let rustc = self.start(options)?;
        let mut source = cell_crate.write(&rustc.entry);
        source.text = source.text.replacen(NAMES, MACROS, 1);
        source.text.push_str("mod meno_names {\n");
        let mut asked = Vec::new();
        for name in names {
            let start = source.text.len();
            source.text.push_str(&format!("use crate::{name} as _;\n"));
            asked.push((name, start..source.text.len()));
        }
        source.text.push_str("}\n");
        let refused = match self.run(rustc, &source, false) {
            Ok(compiled) => {
                let _ = fs::remove_file(&compiled.library);
                Vec::new()
            }
            Err(CompileError::Rejected(diagnostics, _)) => diagnostics,
            Err(error) => return Err(error),
        };
        let unknown = refused.iter().filter(|diagnostic| diagnostic.code() == Some("E0432"));
        let unknown: Vec<Range<usize>> = unknown.flat_map(Diagnostic::ranges).collect();
        let is_known = |(_, line): &(&String, Range<usize>)| !unknown.iter().any(|range| line.contains(&range.start));
        Ok(asked
            .into_iter()
            .filter(is_known)
            .map(|(name, _)| name.clone())
            .collect())
    }

    /// The innermost line of `source` among those that the return addresses `frames` in its library belong to. For this
    /// the source is compiled once more, with the lines of its code, which cells do without since they take time.
    pub(crate) fn line_of(&mut self, source: &Source, compiled: &Compiled, frames: &[u64]) -> Option<Location> {
        let options = RustcOptions {
            types: false,
            lines: true,
            ..compiled.options.clone()
        };
        let rustc = Rustc::start(self, options, source.entry.clone()).ok()?;
        let compiled = self.run(rustc, source, false).ok()?;
        let location = line_of(&compiled.library, &source.entry, frames);
        let _ = fs::remove_file(&compiled.library);
        location
    }

    /// Makes the folder anew if it is gone, as when temporary files are cleared out. Compilers that wait in the old folder
    /// can't write.
    fn see_to_folder(&mut self) -> io::Result<()> {
        if !self.folder.exists() {
            self.waiting.clear();
            fs::DirBuilder::new().mode(0o700).create(&self.folder)?;
        }
        Ok(())
    }

    fn start(&mut self, options: RustcOptions) -> io::Result<Rustc> {
        self.serial += 1;
        Rustc::start(self, options, format!("meno_cell_{}", self.serial))
    }

    /// Gives `rustc` its cell, and links the object file.
    fn run(&mut self, mut rustc: Rustc, source: &Source, waited: bool) -> Result<Compiled, CompileError> {
        let start = Instant::now();
        let running = self.interrupter.enter(Target::Group(rustc.child.id()));
        rustc.give(&source.text);
        if self.parallel {
            self.start_due();
        }
        let finished = rustc.finish();
        drop(running);
        if self.interrupter.interrupted() {
            return Err(CompileError::Interrupted);
        }
        match finished? {
            Finished::Compiled => {}
            Finished::Failed(messages) => {
                let diagnostics = Diagnostic::parse_errors(&messages, &rustc.file(".rs"));
                return Err(if diagnostics.is_empty() {
                    CompileError::Broken(format!("rustc failed: {}", messages.trim()))
                } else {
                    CompileError::Rejected(diagnostics, Arc::clone(&source.map))
                });
            }
        }
        let compiled = start.elapsed();
        let library = rustc.path(".so");
        if let Some(linker) = self.linker.as_ref().filter(|_| !rustc.options.links) {
            linker.link(&rustc.path(".o"), &library)?;
        }
        let types = match rustc.options.types {
            true => mir::types_of_puts(&fs::read_to_string(rustc.path(".mir"))?, &source.entry),
            false => BTreeMap::new(),
        };
        tracing::debug!(
            "{} compiled in {:.1} ms by a rustc that {}, linked in {:.1} ms",
            source.entry,
            compiled.as_secs_f64() * 1e3,
            if waited {
                "had waited for it"
            } else {
                "was started for it"
            },
            (start.elapsed() - compiled).as_secs_f64() * 1e3,
        );
        Ok(Compiled {
            library,
            types,
            options: rustc.options.clone(),
        })
    }
}

/// A rustc that waits for a cell, or is at work on it. Dropping this ends the process and removes its files, but for the
/// library.
#[derive(Debug)]
struct Rustc {
    child: Child,
    options: RustcOptions,
    /// The name of the cell's function, and of all files.
    entry: String,
    folder: PathBuf,
}

enum Finished {
    Compiled,
    /// With these messages.
    Failed(String),
}

/// What rustc tells of a file that it has written.
#[derive(Deserialize)]
struct Artifact {
    emit: String,
}

impl Rustc {
    fn start(compiler: &Compiler, options: RustcOptions, entry: String) -> io::Result<Rustc> {
        let folder = &compiler.folder;
        let source = format!("{entry}.rs");
        let root = format!("{entry}.root");
        let mut text = "#![allow(warnings)]\n".to_owned();
        for attribute in &options.attributes {
            text.push_str(attribute);
            text.push('\n');
        }
        // Imports are resolved before macros are expanded, so that all crates are loaded when the compiler comes to wait
        // for the cell. By these imports it also prints types by the names that cells know.
        let crates = compiler.prelude.crates().collect::<Vec<_>>().join(" as _, ");
        text.push_str(&format!("use ::{{{crates} as _}};\ninclude!({source:?});\n"));
        fs::write(folder.join(&root), text)?;
        symlink("/dev/stdin", folder.join(&source))?;
        let mut emit = match options.links {
            true => format!("--emit=link={entry}.so"),
            false => format!("--emit=obj={entry}.o"),
        };
        if options.types {
            emit.push_str(&format!(",mir={entry}.mir"));
        }
        let mut command = Command::new(&compiler.toolchain.rustc);
        command
            .current_dir(folder)
            .args(["--edition", "2024", "--crate-name", CRATE, "--crate-type", "cdylib"])
            .args(["--error-format", "json", "--json", "artifacts"])
            .args(["-C", "prefer-dynamic", "-C", "codegen-units=1"])
            // A type is another one for `Any` than the type of its name before.
            .args((options.generation > 0).then(|| format!("-Cmetadata={}", options.generation)))
            .arg(format!("-Copt-level={}", options.opt_level))
            .args(["-C", "overflow-checks=on", "-C", "debug-assertions=on"])
            // Where rustc links: as `Linker` does.
            .args(["-C", "link-arg=-Wl,-Bsymbolic"])
            .args([
                "-C",
                if options.lines {
                    "debuginfo=line-tables-only"
                } else {
                    "debuginfo=0"
                },
            ])
            .arg(emit)
            .args(linker_argument())
            .args(compiler.prelude.rustc_arguments())
            .args(&options.dependencies)
            .arg(&root)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .process_group(0);
        follow_parent(&mut command);
        Ok(Rustc {
            child: command.spawn()?,
            options,
            entry,
            folder: folder.clone(),
        })
    }

    fn file(&self, ending: &str) -> String {
        format!("{}{ending}", self.entry)
    }

    fn path(&self, ending: &str) -> PathBuf {
        self.folder.join(self.file(ending))
    }

    fn give(&mut self, source: &str) {
        if let Some(mut stdin) = self.child.stdin.take() {
            // A rustc that has ended says why.
            let _ = stdin.write_all(source.as_bytes());
        }
    }

    /// Waits until the cell is compiled, which is before rustc has cleaned up.
    fn finish(&mut self) -> io::Result<Finished> {
        let mut messages = String::new();
        let mut stderr = BufReader::new(self.child.stderr.take().ok_or(io::ErrorKind::BrokenPipe)?);
        loop {
            let start = messages.len();
            let mut line = Vec::new();
            if stderr.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            messages.push_str(&String::from_utf8_lossy(&line));
            let written = serde_json::from_str(&messages[start..]).map(|artifact: Artifact| artifact.emit);
            if written.is_ok_and(|emit| emit == "obj" || emit == "link") {
                return Ok(Finished::Compiled);
            }
        }
        match self.child.wait()?.success() {
            true => Ok(Finished::Compiled),
            false => Ok(Finished::Failed(messages)),
        }
    }
}

impl Drop for Rustc {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        for ending in [".rs", ".root", ".o", ".mir"] {
            let _ = fs::remove_file(self.path(ending));
        }
    }
}

/// The innermost line of the source of `entry` among those that the return addresses `frames` of `library` belong to.
fn line_of(library: &Path, entry: &str, frames: &[u64]) -> Option<Location> {
    let loader = addr2line::Loader::new(library).ok()?;
    frames.iter().find_map(|frame| {
        // The address is where the caller goes on; the call stands before it.
        let found = loader.find_location(frame.checked_sub(1)?).ok()??;
        let file = Path::new(found.file?);
        Some(Location {
            file: (file.file_stem()? == entry).then(|| format!("{entry}.rs"))?,
            line: usize::try_from(found.line?).ok()?,
            column: usize::try_from(found.column.unwrap_or(1).max(1)).ok()?,
        })
    })
}

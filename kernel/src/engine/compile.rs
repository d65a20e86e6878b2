//! Compiles the source of a cell with rustc, straight against the prelude.

use super::diagnostics::Diagnostic;
use super::interrupt::{Interrupter, Target};
use super::prelude::Prelude;
use super::source::Source;
use super::worker::Location;
use crate::toolchain::{self, Toolchain};
use std::ffi::OsString;
use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, thread};

/// A compiled cell.
#[derive(Debug)]
pub struct Compiled {
    pub library: PathBuf,
    /// The type of each variable that is put back, in the order of [`Source::kept`]; empty unless wanted.
    pub types: Vec<String>,
}

/// What a compilation yields beside code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Code,
    /// The types of what is put back.
    Types,
    /// The same code, and which line each address belongs to.
    Lines,
}

#[derive(Debug)]
pub enum CompileError {
    /// What rustc has against the cell.
    Rejected(Vec<Diagnostic>),
    Interrupted,
    /// rustc itself failed; `String` says how.
    Broken(String),
}

impl From<io::Error> for CompileError {
    fn from(error: io::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

/// The crate name of every cell. A type of the learner's keeps its path from cell to cell.
pub const CRATE: &str = "cell";

/// Compiles `source` in `folder`.
///
/// # Errors
/// See [`CompileError`].
pub fn compile(
    toolchain: &Toolchain,
    prelude: &Prelude,
    dependencies: &[OsString],
    folder: &Path,
    source: &Source,
    wanted: Wanted,
    interrupter: &Interrupter,
) -> Result<Compiled, CompileError> {
    let file = format!("{}.rs", source.entry);
    fs::write(folder.join(&file), &source.text)?;
    let debuginfo = match wanted {
        Wanted::Lines => "debuginfo=line-tables-only",
        Wanted::Code | Wanted::Types => "debuginfo=0",
    };
    let with_types = wanted == Wanted::Types;
    let mut command = Command::new(&toolchain.rustc);
    command
        .current_dir(folder)
        .args([
            "--edition",
            "2024",
            "--crate-name",
            CRATE,
            "--crate-type",
            "cdylib",
            "--error-format",
            "json",
        ])
        .args(["-C", "prefer-dynamic", "-C", "opt-level=0", "-C", "codegen-units=1"])
        .args([
            "-C",
            "strip=none",
            "-C",
            "overflow-checks=on",
            "-C",
            "debug-assertions=on",
        ])
        .arg(format!(
            "--emit=link={}.so{}",
            source.entry,
            if with_types {
                format!(",mir={}.mir", source.entry)
            } else {
                String::new()
            }
        ))
        .args(["-C", debuginfo])
        .args(linker_argument())
        .args(prelude.rustc_arguments())
        .args(dependencies)
        .arg(&file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .process_group(0);
    follow_parent(&mut command);
    let mut child = command.spawn()?;
    let running = interrupter.enter(Target::Group(child.id()));
    let mut stderr = child.stderr.take();
    let reader = thread::spawn(move || {
        let mut text = Vec::new();
        stderr
            .as_mut()
            .map_or(Ok(0), |stderr| stderr.read_to_end(&mut text))
            .map(|_| text)
    });
    let status = child.wait()?;
    drop(running);
    let messages = reader
        .join()
        .map_err(|_| CompileError::Broken("reading rustc's messages failed".to_owned()))??;
    let _ = fs::remove_file(folder.join(&file));
    if interrupter.interrupted() {
        return Err(CompileError::Interrupted);
    }
    let messages = String::from_utf8_lossy(&messages);
    if !status.success() {
        let diagnostics = Diagnostic::parse_errors(&messages, &file);
        return Err(if diagnostics.is_empty() {
            CompileError::Broken(format!("rustc ended with {status}: {}", messages.trim()))
        } else {
            CompileError::Rejected(diagnostics)
        });
    }
    let types = if with_types {
        let path = folder.join(format!("{}.mir", source.entry));
        let mir = fs::read_to_string(&path)?;
        let _ = fs::remove_file(path);
        types_of_puts(&mir, &source.entry)
    } else {
        Vec::new()
    };
    Ok(Compiled {
        library: folder.join(format!("{}.so", source.entry)),
        types,
    })
}

/// Names the linker, which a kernel that Jupyter starts without the shell's `PATH` would not find.
pub fn linker_argument() -> Option<OsString> {
    toolchain::linker().map(|path| {
        let mut argument = OsString::from("-Clinker=");
        argument.push(path);
        argument
    })
}

/// Ends the process that `command` starts when the kernel ends, however that happens.
pub fn follow_parent(command: &mut Command) {
    // SAFETY: the closure makes one async-signal-safe system call.
    unsafe {
        command.pre_exec(|| {
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
            Ok(())
        });
    }
}

/// The innermost line of the source of `entry` among those that the return addresses `frames` of `library` belong to.
pub fn line_of(library: &Path, entry: &str, frames: &[u64]) -> Option<Location> {
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

/// The types of the values that the function `entry` gives to `Store::put`, in order, as rustc's MIR prints them: by
/// their public paths.
fn types_of_puts(mir: &str, entry: &str) -> Vec<String> {
    let head = format!("{entry}(");
    // A cell that awaits has its body in a closure of its entry.
    let inner = format!("{entry}::{{closure#0}}(");
    let body_of = |head: &str| {
        let start = mir
            .lines()
            .position(|line| line.starts_with("fn ") && line.contains(head))?;
        let body: Vec<&str> = mir.lines().skip(start + 1).take_while(|line| *line != "}").collect();
        body.iter().any(|line| line.contains("Store::put::<")).then_some(body)
    };
    let Some(body) = body_of(&head).or_else(|| body_of(&inner)) else {
        return Vec::new();
    };
    let local_type = |local: &str| {
        body.iter().find_map(|line| {
            let declared = line.trim_start().strip_prefix("let ")?;
            let declared = declared.strip_prefix("mut ").unwrap_or(declared);
            declared.strip_prefix(local)?.strip_prefix(": ")?.strip_suffix(';')
        })
    };
    body.iter()
        .filter_map(|line| {
            let (_, call) = line.split_once("Store::put::<")?;
            let (generic, arguments) = call.rsplit_once(">(")?;
            let arguments = arguments.split(") -> ").next().unwrap_or(arguments);
            let value = arguments.rsplit(", ").next().unwrap_or_default();
            let local = value.strip_prefix("move ").or_else(|| value.strip_prefix("copy "));
            Some(local.and_then(local_type).unwrap_or(generic).to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_from_the_mir_of_the_cell() {
        let mir = "fn helper(_1: f64) -> f64 {\n    _0 = Store::put::<u8>(copy _1, const \"no\", move _9) -> [return: bb1];\n}\n\n\
                   fn meno_cell_1(_1: &mut Store) -> Result<(), CellError> {\n    let _2: nalgebra::Matrix<f64, A, B>;\n    let mut _5: &str;\n\
                   \x20   scope 1 {\n        let mut _7: f64;\n    }\n\
                   \x20       _3 = Store::put::<Matrix<f64, A, B>>(copy _1, const \"m\", move _2) -> [return: bb2, unwind: bb9];\n\
                   \x20       _4 = Store::put::<f64>(copy _1, move _5, copy _7) -> [return: bb3, unwind: bb9];\n\
                   \x20       _6 = Store::put::<i32>(copy _1, const \"n\", const 5_i32) -> [return: bb4, unwind: bb9];\n}\n";
        assert_eq!(
            types_of_puts(mir, "meno_cell_1"),
            ["nalgebra::Matrix<f64, A, B>", "f64", "i32"]
        );
        assert_eq!(types_of_puts(mir, "meno_cell_2"), [] as [&str; 0]);
    }
}

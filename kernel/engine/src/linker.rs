//! Makes a library of a compiled cell.
//!
//! The linker is called directly, without the C compiler in between, and on the cell alone: the worker has loaded all
//! that a cell needs, the standard library included, so that nothing has to be looked up before the cell runs.

use crate::child_process::follow_parent;
use base::toolchain::{self, Toolchain};
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Tells rustc where the linker is, which a kernel that Jupyter starts without the shell's `PATH` would not find.
pub(crate) fn linker_argument() -> Option<OsString> {
    toolchain::linker().map(|path| {
        let mut argument = OsString::from("-Clinker=");
        argument.push(path);
        argument
    })
}

/// The program that links cells, and what it needs for each.
#[derive(Clone, Debug)]
pub(crate) struct Linker {
    program: PathBuf,
    /// Functions that the code of any crate may call, such as the division of 128-bit integers.
    builtins: PathBuf,
    /// Whether it takes [`SCRIPT`].
    is_gnu: bool,
}

/// Has the loader's part of a library take in a pointer that is never written to again, which else would give every
/// library a page that each process has for itself.
const SCRIPT: &str =
    "SECTIONS { .data.rel.ro.personality : { *(.data.DW.ref.rust_eh_personality) } } INSERT AFTER .data.rel.ro;";

impl Linker {
    /// The linker that the C compiler uses, if it can be asked for one.
    pub(crate) fn locate(toolchain: &Toolchain) -> Option<Linker> {
        let asked = Command::new(toolchain::linker()?)
            .arg("-print-prog-name=ld")
            .stdin(Stdio::null())
            .output()
            .ok()?;
        let answer = PathBuf::from(String::from_utf8(asked.stdout).ok()?.trim());
        let program = match answer.is_absolute() {
            true => answer,
            false => toolchain::on_path(answer.to_str()?)?,
        };
        let libraries = toolchain.sysroot.join("lib/rustlib").join(&toolchain.host).join("lib");
        let builtins = fs::read_dir(libraries)
            .ok()?
            .flatten()
            .map(|entry| entry.path())
            .find(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                name.starts_with("libcompiler_builtins-") && name.ends_with(".rlib")
            })?;
        let version = Command::new(&program)
            .arg("--version")
            .stdin(Stdio::null())
            .output()
            .ok()?;
        Some(Linker {
            program,
            builtins,
            is_gnu: version.stdout.starts_with(b"GNU ld "),
        })
    }

    /// Makes the library of the object file.
    ///
    /// # Errors
    /// What the linker says, if it fails.
    pub(crate) fn link(&self, object: &Path, library: &Path) -> io::Result<()> {
        let mut command = Command::new(&self.program);
        command
            // A cell finds what it defines itself first, also where the library of an earlier one, which has statics for later cells, defines that too.
            .args(["-shared", "-Bsymbolic", "--eh-frame-hdr", "-z", "noexecstack"])
            // Addresses that the loader has filled in are read only from then on, and the worker shares them with all its processes. Code starts
            // on a page of its own, hence at the same place when it is compiled once more for its lines.
            .args(["-z", "separate-code", "-z", "relro", "-z", "now", "-o"])
            .args([library, object, &self.builtins])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if self.is_gnu {
            command.args(["-T", "/dev/stdin"]).stdin(Stdio::piped());
        }
        follow_parent(&mut command);
        let mut linker = command.spawn()?;
        if let Some(mut script) = linker.stdin.take() {
            // A linker that has ended without reading the script says why itself.
            let _ = script.write_all(SCRIPT.as_bytes());
        }
        let linked = linker.wait_with_output()?;
        match linked.status.success() {
            true => Ok(()),
            false => Err(io::Error::other(format!(
                "`{}` can't link the cell: {}",
                self.program.display(),
                String::from_utf8_lossy(&linked.stderr).trim()
            ))),
        }
    }
}

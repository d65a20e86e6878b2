//! Plays rustc for evcxr's cargo: for a package of the prelude, with what is compiled already; for the crate of a cell, as
//! rustc with the prelude in reach; else as rustc.

use crate::linker::linker_argument;
use crate::prelude::Prelude;
use serde_json::Value;
use std::borrow::Cow;
use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::os::unix::fs::symlink;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::time::{Duration, SystemTime};

/// Set for cargo, and so for what cargo calls as rustc: the real one, …
pub(super) const RUSTC: &str = "MENO_EVCXR_RUSTC";
/// … the folder of the prelude, …
pub(super) const PRELUDE: &str = "MENO_EVCXR_PRELUDE";
/// … and that of the [`packages`](super::packages).
pub(super) const PACKAGES: &str = "MENO_EVCXR_PACKAGES";

/// The crate that evcxr has compiled for a cell.
const CELL: &str = "ctx";

/// If this process was called as rustc, or as evcxr's wrapper of it, plays that, and ends the process.
pub(super) fn play_rustc() {
    let [Some(rustc), Some(prelude), Some(packages)] = [RUSTC, PRELUDE, PACKAGES].map(env::var_os) else {
        return;
    };
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    // The wrapper, which `:cache` brings in, is called with the path of rustc, and calls that.
    if !arguments
        .first()
        .is_some_and(|first| first.as_encoded_bytes().starts_with(b"-"))
    {
        evcxr::runtime_hook();
        return;
    }
    let call = Call { arguments };
    let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let error = match Prelude::open(Path::new(&prelude)) {
        None => io::Error::other("the prelude is gone: restart the kernel"),
        Some(prelude) if Path::new(&package).starts_with(packages) => match call.supply(&prelude) {
            Ok(()) => process::exit(0),
            Err(error) => error,
        },
        Some(prelude) if call.is_of_cell() => match compile_cell(Command::new(rustc).args(call.with(&prelude))) {
            Ok(code) => process::exit(code),
            Err(error) => error,
        },
        Some(_) => Command::new(rustc).args(call.arguments).exec(),
    };
    eprintln!("error: {error}");
    process::exit(1);
}

/// A call of rustc.
struct Call {
    arguments: Vec<OsString>,
}

impl Call {
    /// The value of an option that is written `--name value`.
    fn option(&self, name: &str) -> Option<&str> {
        let at = self.arguments.iter().position(|argument| argument == name)?;
        self.arguments.get(at + 1)?.to_str()
    }

    /// The value of an option that is written `-C name=value`.
    fn codegen_option(&self, name: &str) -> Option<&str> {
        let values = self.arguments.iter().filter_map(|argument| argument.to_str());
        values
            .into_iter()
            .find_map(|value| value.strip_prefix(name)?.strip_prefix('='))
    }

    /// Writes what rustc would, were it to compile the crate.
    fn supply(&self, prelude: &Prelude) -> io::Result<()> {
        let missing = || io::Error::other("cargo has called rustc in another way than is known");
        let name = self.option("--crate-name").ok_or_else(missing)?;
        let folder = PathBuf::from(self.option("--out-dir").ok_or_else(missing)?);
        let stem = format!("{name}{}", self.codegen_option("extra-filename").unwrap_or_default());
        fs::create_dir_all(&folder)?;
        let library = prelude.named_library(name);
        let file = |extension: &str| folder.join(format!("lib{stem}.{extension}"));
        match library {
            Some(library) if name == Prelude::CRATE => {
                place(Some(&library), &folder.join(format!("lib{name}.so")))?;
                place(Some(&library), &file("so"))?;
                place(None, &file("rmeta"))?;
            }
            library => {
                let metadata = library.as_ref().map(|library| library.with_extension("rmeta"));
                place(library.as_deref(), &file("rlib"))?;
                place(metadata.as_deref(), &file("rmeta"))?;
            }
        }
        // cargo reads here when to compile anew, which is never.
        fs::write(folder.join(format!("{stem}.d")), "")
    }

    fn is_of_cell(&self) -> bool {
        self.option("--crate-name") == Some(CELL)
    }

    /// The arguments with which a cell is compiled.
    fn with(self, prelude: &Prelude) -> Vec<OsString> {
        let path = prelude.named_library(Prelude::CRATE).unwrap_or_default();
        let known = format!("{}=", Prelude::CRATE);
        let mut arguments: Vec<OsString> = Vec::new();
        for argument in self.arguments {
            // In a check, cargo names metadata that there is none of.
            match argument.to_str().is_some_and(|text| text.starts_with(&known)) {
                true => arguments.push(format!("{known}{}", path.display()).into()),
                false => arguments.push(argument),
            }
        }
        arguments.extend(["-L".into(), format!("dependency={}", prelude.folder().display()).into()]);
        arguments.extend(linker_argument());
        arguments
    }
}

/// Has rustc compile a cell. Returns its exit code.
fn compile_cell(command: &mut Command) -> io::Result<i32> {
    let mut child = command.stderr(Stdio::piped()).spawn()?;
    let messages = child.stderr.take().map(BufReader::new);
    for line in messages.into_iter().flat_map(BufRead::lines) {
        eprintln!("{}", without_advice(&line?));
    }
    Ok(child.wait()?.code().unwrap_or(1))
}

/// A message of rustc's. evcxr tries whether a value has the method `evcxr_display`, and falls back on `Debug` where rustc
/// says that it has not: but not where rustc advises to bring a trait of the prelude's in scope which has one.
fn without_advice(line: &str) -> Cow<'_, str> {
    if !line.contains("`evcxr_display`") {
        return Cow::Borrowed(line);
    }
    let Ok(mut message) = serde_json::from_str::<Value>(line) else {
        return Cow::Borrowed(line);
    };
    if let Some(children) = message["children"].as_array_mut() {
        children.clear();
    }
    Cow::Owned(message.to_string())
}

/// Has `path` be the prelude's `file`, or, for a crate that no cell names, an empty one, which is older than everything.
fn place(file: Option<&Path>, path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    match file {
        Some(file) => symlink(file, path),
        None => File::create(path)?.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(arguments: &[&str]) -> Call {
        Call {
            arguments: arguments.iter().map(OsString::from).collect(),
        }
    }

    #[test]
    fn what_cargo_calls_for_is_read_off_the_arguments() {
        let nalgebra = call(&[
            "--crate-name",
            "nalgebra",
            "-C",
            "metadata=1",
            "-C",
            "extra-filename=-ab",
            "--out-dir",
            "/t/deps",
        ]);
        assert_eq!(nalgebra.option("--crate-name"), Some("nalgebra"));
        assert_eq!(nalgebra.option("--out-dir"), Some("/t/deps"));
        assert_eq!(nalgebra.codegen_option("extra-filename"), Some("-ab"));
        assert!(!nalgebra.is_of_cell());
        assert!(call(&["--crate-name", "ctx"]).is_of_cell());
    }

    #[test]
    fn evcxr_hears_no_advice_on_how_to_show_a_value() {
        let line = |message: &str| {
            serde_json::json!({"message": message, "children": [{"message": "import `ByDebug`"}]}).to_string()
        };
        let missing = line("no method named `evcxr_display` found for reference `&'static str`");
        let heard: Value = serde_json::from_str(&without_advice(&missing)).expect("it is JSON");
        assert_eq!(heard["children"], serde_json::json!([]));
        for other in [
            line("no method named `norm` found"),
            "no JSON on `evcxr_display`".to_owned(),
        ] {
            assert_eq!(without_advice(&other), other);
        }
    }
}

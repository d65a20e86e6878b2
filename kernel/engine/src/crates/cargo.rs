//! Has cargo build crates, and learns from it how rustc finds them.
//!
//! Around the compiler of the empty crate that depends on them cargo calls this binary, which notes how rustc is to be called
//! and goes no further ([`play_role`]). So names and libraries are as cargo sees them, and nothing is linked for nothing.

use super::complaint::{self, Complaint};
use super::request::Request;
use crate::cargo_progress;
use crate::child_process::{follow_parent, own_program};
use crate::interrupt::{Interrupter, Target};
use backend::CrateSettings;
use base::toolchain::{self, Toolchain};
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::thread;
use toml::{Table, Value};

/// Names the file in which the wrapper of rustc notes its arguments. Tells this binary that it is one.
const RECORD: &str = "MENO_RUSTC_RECORD";
/// The empty crate.
const ROOT: &str = "meno_dependencies";

/// If cargo started this process in place of rustc, notes the arguments for the empty crate, or becomes rustc, and ends the
/// process.
pub(crate) fn play_role() {
    let Some(record) = env::var_os(RECORD) else {
        return;
    };
    let mut arguments = env::args_os().skip(1);
    let Some(rustc) = arguments.next() else {
        return;
    };
    let arguments: Vec<OsString> = arguments.collect();
    let is_root = arguments
        .windows(2)
        .any(|pair| pair[0] == "--crate-name" && pair[1] == ROOT);
    if is_root {
        let lines = arguments.join(OsStr::new("\n"));
        if let Err(error) = fs::write(&record, lines.as_encoded_bytes()) {
            eprintln!("error: `{}` can't be written: {error}", record.display());
            process::exit(1);
        }
        process::exit(0);
    }
    let error = Command::new(&rustc).args(arguments).exec();
    eprintln!("error: `{}` can't be run: {error}", rustc.display());
    process::exit(1);
}

/// What is needed for a build.
pub(super) struct Cargo<'a> {
    pub(super) toolchain: &'a Toolchain,
    /// Of the empty crate.
    pub(super) folder: &'a Path,
    /// Where cargo builds.
    pub(super) target: &'a Path,
    pub(super) settings: &'a CrateSettings,
    pub(super) interrupter: &'a Interrupter,
}

/// What cargo has built.
#[derive(Debug)]
pub(super) struct Built {
    /// The libraries of all crates.
    files: Vec<PathBuf>,
    /// The crates that were asked for, by name.
    externs: Vec<(String, PathBuf)>,
    /// Arguments by which rustc finds libraries that are no crates.
    native: Vec<String>,
}

impl Built {
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(PathBuf::as_path)
    }

    pub(super) fn externs(&self) -> impl Iterator<Item = (&str, &Path)> {
        self.externs.iter().map(|(name, file)| (name.as_str(), file.as_path()))
    }

    pub(super) fn native(&self) -> &[String] {
        &self.native
    }
}

/// Whether cargo is kept from the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct IsOffline(bool);

/// How a cargo has ended.
struct Run {
    has_succeeded: bool,
    /// The libraries that it names.
    files: Vec<PathBuf>,
    /// What it has said, without its progress.
    said: String,
}

impl Cargo<'_> {
    /// Builds all that is asked for.
    ///
    /// # Errors
    /// What cargo has against it.
    pub(super) fn build(&self, requests: &[&Request], progress: &mut dyn FnMut(&str)) -> Result<Built, Complaint> {
        let failed = |error: io::Error| Complaint::new(format!("cargo can't be run: {error}"));
        self.write_root(requests).map_err(failed)?;
        let run = self.run_in_turn(requests, progress).map_err(failed)?;
        if !run.has_succeeded {
            return Err(complaint::on(&run.said, self.folder, self.settings.offline));
        }
        if let Some(program) = complaint::program(&run.said) {
            return Err(Complaint::new(format!(
                "`{program}` is a program and no library: there is nothing in it that a cell could use"
            )));
        }
        let record = fs::read_to_string(self.record()).map_err(failed)?;
        Ok(self.built(run.files, &record))
    }

    /// Runs cargo, with the network and without it, until something comes of it or is decided.
    fn run_in_turn(&self, requests: &[&Request], progress: &mut dyn FnMut(&str)) -> io::Result<Run> {
        let (first, second) = self.ways(requests);
        let run = self.run(first, progress)?;
        let is_decided = match first {
            IsOffline(true) => complaint::is_of_a_build(&run.said),
            IsOffline(false) => !complaint::is_of_the_network(&run.said),
        };
        let Some(second) = second.filter(|_| !run.has_succeeded && !is_decided && !self.interrupter.interrupted())
        else {
            return Ok(run);
        };
        let other = self.run(second, progress)?;
        // What goes wrong with the network says more than what goes wrong without it.
        match other.has_succeeded || second == IsOffline(false) || complaint::is_of_a_build(&other.said) {
            true => Ok(other),
            false => Ok(run),
        }
    }

    /// How to look for crates, and how else if nothing comes of that. What is downloaded already is good enough, unless the
    /// newest is asked for.
    fn ways(&self, requests: &[&Request]) -> (IsOffline, Option<IsOffline>) {
        match (self.settings.offline, requests.iter().any(|request| request.is_open())) {
            (true, _) => (IsOffline(true), None),
            (false, false) => (IsOffline(true), Some(IsOffline(false))),
            (false, true) => (IsOffline(false), Some(IsOffline(true))),
        }
    }

    fn record(&self) -> PathBuf {
        self.folder.join("rustc-arguments")
    }

    /// Writes the empty crate that depends on all that is asked for.
    fn write_root(&self, requests: &[&Request]) -> io::Result<()> {
        let entries = |entries: &[(&str, Value)]| {
            let owned = entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone()));
            Value::from(Table::from_iter(owned))
        };
        // The libraries that cells call are optimised, as those of the prelude are.
        let profile = entries(&[
            ("opt-level", Value::from(2)),
            ("debug", Value::from(false)),
            ("debug-assertions", Value::from(false)),
            ("overflow-checks", Value::from(false)),
            ("incremental", Value::from(false)),
            ("codegen-units", Value::from(16)),
            ("lto", Value::from("off")),
        ]);
        let package = entries(&[
            ("name", Value::from(ROOT)),
            ("version", Value::from("0.0.0")),
            ("edition", Value::from("2024")),
        ]);
        // Of this type, cargo names whole libraries for rustc to link, and not what it knows of them before they are compiled.
        let library = entries(&[
            ("path", Value::from("lib.rs")),
            ("crate-type", Value::from(vec![Value::from("cdylib")])),
        ]);
        let manifest = Table::from_iter([
            ("package".to_owned(), package),
            ("lib".to_owned(), library),
            // A manifest in a folder above is none of its business.
            ("workspace".to_owned(), entries(&[])),
            ("profile".to_owned(), entries(&[("dev", profile)])),
            (
                "dependencies".to_owned(),
                Value::from(Table::from_iter(
                    requests.iter().map(|request| request.manifest_entry()),
                )),
            ),
        ]);
        fs::create_dir_all(self.folder)?;
        fs::write(self.folder.join("Cargo.toml"), manifest.to_string())?;
        fs::write(self.folder.join("lib.rs"), "")?;
        match fs::remove_file(self.record()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn run(&self, offline: IsOffline, progress: &mut dyn FnMut(&str)) -> io::Result<Run> {
        let mut cargo = self.command(offline)?.spawn()?;
        let running = self.interrupter.enter(Target::Group(cargo.id()));
        let stdout = cargo.stdout.take();
        let artifacts = thread::spawn(move || stdout.map(read_files).unwrap_or_default());
        let stderr = cargo.stderr.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let said = cargo_progress::listen(stderr, ROOT, progress);
        let files = artifacts.join().unwrap_or_default();
        let status = cargo.wait();
        drop(running);
        Ok(Run {
            has_succeeded: status?.success(),
            files,
            said: said?,
        })
    }

    fn command(&self, IsOffline(offline): IsOffline) -> io::Result<Command> {
        let mut command = Command::new(&self.toolchain.cargo);
        command
            .current_dir(self.folder)
            .args([
                "build",
                "--message-format",
                "json-render-diagnostics",
                "--color",
                "never",
            ])
            .args(["--target", &self.toolchain.host])
            .args(offline.then_some("--offline"))
            .envs(&self.settings.environment)
            .env("RUSTC", &self.toolchain.rustc)
            .env("RUSTC_WORKSPACE_WRAPPER", own_program()?)
            .env(RECORD, self.record())
            .env("CARGO_TARGET_DIR", self.target)
            .env("CARGO_BUILD_BUILD_DIR", self.target)
            .env("RUSTFLAGS", "-Cprefer-dynamic")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("CARGO_BUILD_TARGET")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0);
        if let Some(linker) = toolchain::linker() {
            let host = self.toolchain.host.to_uppercase().replace(['-', '.'], "_");
            command.env(format!("CARGO_TARGET_{host}_LINKER"), linker);
        }
        cargo_progress::enable(&mut command);
        follow_parent(&mut command);
        Ok(command)
    }

    /// Reads `record`, the arguments of rustc for the empty crate, one a line.
    fn built(&self, files: Vec<PathBuf>, record: &str) -> Built {
        let mut built = Built {
            files,
            externs: Vec::new(),
            native: Vec::new(),
        };
        let mut lines = record.lines();
        while let Some(argument) = lines.next() {
            let Some(value) = ["--extern", "-L", "-l"]
                .contains(&argument)
                .then(|| lines.next())
                .flatten()
            else {
                continue;
            };
            if let ("--extern", Some((name, file))) = (argument, value.split_once('=')) {
                built.externs.push((name.to_owned(), self.folder.join(file)));
            } else if !value.starts_with("dependency=") {
                built.native.extend([argument.to_owned(), value.to_owned()]);
            }
        }
        built
    }
}

/// The libraries that cargo names in its messages, one a line, that rustc links or loads.
fn read_files(stdout: impl Read) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        let Ok(message) = serde_json::from_str::<serde_json::Value>(&line) else {
            continue;
        };
        if message["reason"] != "compiler-artifact" {
            continue;
        }
        let named = message["filenames"].as_array().into_iter().flatten();
        let libraries = named
            .filter_map(|file| file.as_str())
            .map(PathBuf::from)
            .filter(|file| {
                file.extension()
                    .is_some_and(|extension| ["rlib", "so", "dylib"].iter().any(|known| extension == *known))
            });
        files.extend(libraries);
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_finds_crates_is_taken_over() {
        let interrupter = Interrupter::default();
        let toolchain = Toolchain::locate().expect("there is a toolchain");
        let cargo = Cargo {
            toolchain: &toolchain,
            folder: Path::new("/root"),
            target: Path::new("/target"),
            settings: &CrateSettings::default(),
            interrupter: &interrupter,
        };
        let record = "--crate-name\nmeno_dependencies\n-C\nopt-level=2\n-L\ndependency=/d\n-L\nnative=/n\n--extern\n\
                      rand=/d/librand.rlib\n--cap-lints\nallow";
        let built = cargo.built(vec![], record);
        assert_eq!(built.externs, [("rand".to_owned(), PathBuf::from("/d/librand.rlib"))]);
        assert_eq!(built.native, ["-L", "native=/n"]);
    }
}

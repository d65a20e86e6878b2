//! Builds the prelude: unpacks its sources, has cargo compile them, and collects what cells need.

use super::sources::{PACKAGE, Sources};
use super::{CRATES, EXTERNS, Error, Externs, LIBRARY, Prelude, Progress, SOURCE, WORKER, sizes};
use crate::cargo_progress;
use crate::child_process::follow_parent;
use crate::linker::linker_argument;
use crate::project::Project;
use base::storage;
use base::toolchain::Toolchain;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// Builds if there is room, and leaves nothing half-built behind.
pub(super) fn build_or_clear(
    sources: &Sources,
    toolchain: &Toolchain,
    cache: &Path,
    folder: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Prelude, Error> {
    let work = cache.join(format!(
        "{}.partial",
        folder.file_name().unwrap_or_default().to_string_lossy()
    ));
    // Under the lock, so that no other kernel is at work in it: what is there was left by one that was killed.
    remove(&work).map_err(|cause| Error::Io {
        path: work.clone(),
        cause,
    })?;
    let full = |free| Error::Full {
        folder: cache.to_owned(),
        free,
    };
    // A file system that does not tell may have room.
    match storage::free_space(cache) {
        Ok(free) if free < Prelude::SPACE => return Err(full(free)),
        _ => {}
    }
    build(sources, toolchain, &work, folder, progress).map_err(|error| {
        let free = storage::free_space(cache).unwrap_or(0);
        // What can't be removed either is removed by the next build.
        let _ = remove(&work);
        match error.is_want_of_room() {
            true => full(free),
            false => error,
        }
    })
}

fn build(
    sources: &Sources,
    toolchain: &Toolchain,
    work: &Path,
    folder: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Prelude, Error> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |cause| Error::Io { path, cause }
    };
    let source = work.join("source");
    let files = sources.files().into_iter();
    let lock = (PathBuf::from("Cargo.lock"), sources.lock.as_bytes().into());
    for (path, content) in files.chain([lock]) {
        let path = source.join(path);
        let folder = path.parent().unwrap_or(&source);
        fs::create_dir_all(folder).map_err(at(folder))?;
        fs::write(&path, content).map_err(at(&path))?;
    }
    let artifacts = match cargo_build(toolchain, work, true, progress) {
        // Offline, cargo stops at the first crate it does not have, and says so.
        Err(Error::Build { output }) if output.contains("offline") => cargo_build(toolchain, work, false, progress)?,
        result => result?,
    };
    let complete = work.join("complete");
    fs::create_dir_all(&complete).map_err(at(&complete))?;
    let mut externs = Externs {
        crates: vec![(Prelude::CRATE.to_owned(), LIBRARY.to_owned())],
        sizes: BTreeMap::new(),
    };
    for path in artifacts.files.iter().filter(|path| is_library(path)) {
        let Some(name) = path.file_name() else { continue };
        fs::rename(path, complete.join(name))
            .or_else(|_| fs::copy(path, complete.join(name)).map(|_| ()))
            .map_err(at(path))?;
    }
    for (krate, file) in artifacts.crates {
        externs.crates.push((krate, file));
    }
    let built = work.join("target/release");
    for name in [WORKER, LIBRARY] {
        fs::copy(built.join(name), complete.join(name)).map_err(at(&built.join(name)))?;
    }
    // Cells run without what rust-analyzer needs to complete names.
    if let Err(error) = Project::record(toolchain, &source, &complete, SOURCE) {
        tracing::warn!("only Meno's own names will be completed: {error}");
    }
    fs::rename(&source, complete.join(SOURCE)).map_err(at(&source))?;
    externs.sizes = sizes(&complete).map_err(at(&complete))?;
    let list = serde_json::to_string(&externs).map_err(|error| Error::Build {
        output: error.to_string(),
    })?;
    fs::write(complete.join(EXTERNS), list).map_err(at(&complete))?;
    remove(folder).map_err(at(folder))?;
    fs::rename(&complete, folder).map_err(at(folder))?;
    remove(work).map_err(at(work))?;
    Prelude::open(folder).ok_or_else(|| Error::Build {
        output: "the built prelude can't be read".to_owned(),
    })
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn is_library(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| ["rlib", "rmeta", "so"].iter().any(|known| extension == *known))
}

#[derive(Default)]
struct Artifacts {
    files: Vec<PathBuf>,
    /// The crates that cells name, with their files' names.
    crates: Vec<(String, String)>,
}

fn cargo_build(
    toolchain: &Toolchain,
    work: &Path,
    offline: bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Artifacts, Error> {
    let mut flags = OsString::from("-Cprefer-dynamic");
    if let Some(linker) = linker_argument() {
        flags.push("\u{1f}");
        flags.push(linker);
    }
    let mut command = Command::new(&toolchain.cargo);
    command
        .current_dir(work.join("source"))
        .args(["build", "--release", "--package", PACKAGE, "--message-format", "json"])
        .args(offline.then_some("--offline"))
        .env("RUSTC", &toolchain.rustc)
        .env("CARGO_TARGET_DIR", work.join("target"))
        .env("CARGO_ENCODED_RUSTFLAGS", flags)
        .env_remove("RUSTC_WRAPPER")
        .env_remove("CARGO_BUILD_TARGET")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0);
    cargo_progress::enable(&mut command);
    follow_parent(&mut command);
    let broken = |cause| Error::Io {
        path: toolchain.cargo.clone(),
        cause,
    };
    let mut child = command.spawn().map_err(broken)?;
    let stdout = child.stdout.take();
    let messages = thread::spawn(move || stdout.map(read_messages).unwrap_or_default());
    let stderr = child.stderr.take();
    let mut report = |work: &str| progress(Progress::Building(work.to_owned()));
    let said = stderr.map(|stderr| cargo_progress::listen(stderr, "", &mut report));
    let (artifacts, errors) = messages.join().unwrap_or_default();
    let status = child.wait().map_err(broken)?;
    if !status.success() {
        let said = said.and_then(Result::ok).unwrap_or_default();
        return Err(Error::Build {
            output: format!("{errors}{said}"),
        });
    }
    Ok(artifacts)
}

/// What is built, and the errors of the compiler, as cargo tells them, one message a line.
fn read_messages(stdout: impl Read) -> (Artifacts, String) {
    let mut artifacts = Artifacts::default();
    let mut errors = String::new();
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        let Ok(message) = serde_json::from_str::<serde_json::Value>(&line) else {
            continue;
        };
        match message["reason"].as_str() {
            Some("compiler-artifact") => artifacts.add(&message),
            Some("compiler-message") if message["message"]["level"] == "error" => {
                errors.push_str(message["message"]["rendered"].as_str().unwrap_or_default());
            }
            _ => {}
        }
    }
    (artifacts, errors)
}

impl Artifacts {
    fn add(&mut self, message: &serde_json::Value) {
        let package = message["package_id"].as_str().unwrap_or_default();
        let files: Vec<PathBuf> = message["filenames"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|file| file.as_str())
            .map(PathBuf::from)
            .collect();
        for (name, krate) in CRATES {
            if package.contains(&format!("/{name}#")) || package.contains(&format!("#{name}@")) {
                let rlib = files
                    .iter()
                    .find(|file| file.extension().is_some_and(|extension| extension == "rlib"));
                if let Some(file) = rlib.and_then(|file| file.file_name()) {
                    self.crates
                        .push((krate.to_owned(), file.to_string_lossy().into_owned()));
                }
            }
        }
        // A build script's files are of no use to a cell; everything else may be what a dependency is found by.
        if message["target"]["kind"][0] != "custom-build" && message["target"]["name"] != Prelude::CRATE {
            self.files.extend(files);
        }
    }
}

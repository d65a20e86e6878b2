//! `meno setup-rust`: from a machine without Rust to one on which cells run.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, anyhow, bail};
use sha2::{Digest, Sha256};

use super::prepare;
use crate::progress::Step;
use crate::supervisor::Supervisor;
use base::toolchain::{self, HOST, Toolchain, on_path};

/// Where rustup's installer is, unless rustup's own variable names a mirror.
const UPDATE_ROOT: &str = "https://static.rust-lang.org/rustup";

pub(super) fn run() -> Result<ExitCode> {
    let supervisor = Supervisor::default();
    supervisor.stop_on_signals()?;
    if !toolchain::linker().is_some_and(|linker| linker.is_file()) {
        bail!(
            "no C compiler found, which Rust links with: install one (`apt-get install gcc libc6-dev`, `dnf install gcc`, \
             `conda install gcc_linux-64`), or set `MENO_LINKER` to one, then run this again"
        );
    }
    let toolchain = match Toolchain::locate() {
        Ok(toolchain) => toolchain,
        // What is named is used, or nothing.
        Err(error) if env::var_os("MENO_RUSTC").is_some() => return Err(error.into()),
        Err(_) => {
            match toolchain::rustup() {
                Some(rustup) => add_toolchain(&rustup, &supervisor)?,
                None => install_rustup(&supervisor)?,
            }
            Toolchain::locate()?
        }
    };
    println!("rustc {}: {}", toolchain.version, toolchain.rustc.display());
    prepare::run()
}

/// Leaves the user's default toolchain as it is.
fn add_toolchain(rustup: &Path, supervisor: &Supervisor) -> Result<()> {
    let mut command = Command::new(rustup);
    command.args(["toolchain", "install", Toolchain::OLDEST]).args([
        "--profile",
        "minimal",
        "--component",
        "rust-src",
        "--no-self-update",
    ]);
    finish(&mut command, supervisor)
}

fn install_rustup(supervisor: &Supervisor) -> Result<()> {
    let root = env::var("RUSTUP_UPDATE_ROOT").unwrap_or_else(|_| UPDATE_ROOT.to_owned());
    let url = format!("{root}/dist/{HOST}/rustup-init");
    let folder = tempfile::tempdir()?;
    let installer = folder.path().join("rustup-init");
    let step = Step::start("downloading rustup");
    download(&url, &installer, supervisor)?;
    let published = folder.path().join("rustup-init.sha256");
    download(&format!("{url}.sha256"), &published, supervisor)?;
    let found = hex::encode(Sha256::digest(std::fs::read(&installer)?));
    let published = std::fs::read_to_string(&published)?;
    if published.split_whitespace().next() != Some(found.as_str()) {
        bail!("what was downloaded from `{url}` is not what is published there: try again, or on another network");
    }
    step.done();
    make_executable(&installer)?;
    let mut command = Command::new(&installer);
    command.args(["-y", "--no-modify-path", "--profile", "minimal"]).args([
        "--default-toolchain",
        Toolchain::OLDEST,
        "--component",
        "rust-src",
    ]);
    finish(&mut command, supervisor)
}

/// By whichever of the usual programs is there: each knows the machine's proxies and certificates.
fn download(url: &str, to: &Path, supervisor: &Supervisor) -> Result<()> {
    const BY_PYTHON: &str = "
import shutil, sys, urllib.request
try:
    with urllib.request.urlopen(sys.argv[1], timeout=60) as source, open(sys.argv[2], 'wb') as target:
        shutil.copyfileobj(source, target)
except OSError as error:
    sys.exit(str(error))
";
    let (program, arguments): (PathBuf, &[&str]) = if let Some(curl) = on_path("curl") {
        (
            curl,
            &[
                "--fail",
                "--silent",
                "--show-error",
                "--location",
                "--retry",
                "2",
                "--output",
            ],
        )
    } else if let Some(wget) = on_path("wget") {
        (wget, &["--quiet", "--tries", "3", "--output-document"])
    } else if let Some(python) = on_path("python3") {
        (python, &["-c", BY_PYTHON])
    } else {
        bail!("nothing to download with: install `curl`, `wget` or `python3`, then run this again")
    };
    let mut command = Command::new(program);
    command.args(arguments);
    match arguments {
        ["-c", _] => command.arg(url).arg(to),
        _ => command.arg(to).arg(url),
    };
    finish(&mut command, supervisor).map_err(|error| {
        anyhow!("`{url}` can't be downloaded, since {error}: see that this machine has a network, then run this again")
    })
}

/// Runs a command that shows its own progress.
fn finish(command: &mut Command, supervisor: &Supervisor) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let running = supervisor
        .spawn(command)
        .with_context(|| format!("`{name}` does not start"))?;
    let status = running.wait()?;
    if supervisor.stopped() {
        bail!("it was stopped");
    }
    if !status.success() {
        bail!("`{name}` failed ({status}), and says why above");
    }
    Ok(())
}

fn make_executable(file: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o700))?;
    Ok(())
}

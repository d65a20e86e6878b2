//! Finds Python, and makes private environments with pinned packages.

use std::{
    env,
    fs::{self, File},
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, anyhow, bail};
use sha2::{Digest, Sha256};

use base::storage;
use base::toolchain::on_path;

use crate::progress::Step;
use crate::supervisor::Supervisor;

/// A Python that can make environments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Python {
    pub path: PathBuf,
    pub version: (u32, u32),
}

impl Python {
    pub const OLDEST: (u32, u32) = (3, 10);

    /// `MENO_PYTHON`, or the first of the usual names on `PATH` that is new enough and has `venv`.
    ///
    /// # Errors
    /// There is none; the message says what is wrong with the one that came nearest.
    pub fn locate() -> Result<Python> {
        if let Some(named) = env::var_os("MENO_PYTHON") {
            return Python::probe(Path::new(&named));
        }
        let names = [
            "python3",
            "python",
            "python3.14",
            "python3.13",
            "python3.12",
            "python3.11",
            "python3.10",
        ];
        let mut nearest = None;
        for path in names.into_iter().filter_map(on_path) {
            match Python::probe(&path) {
                Ok(python) => return Ok(python),
                Err(error) => {
                    nearest.get_or_insert(error);
                }
            }
        }
        Err(nearest.unwrap_or_else(|| {
            anyhow!(
                "no Python found: install Python 3.10 or newer with venv (on Debian and Ubuntu `apt install python3-venv` \
                 brings both), or set `MENO_PYTHON` to one that is not on PATH"
            )
        }))
    }

    fn probe(path: &Path) -> Result<Python> {
        let shown = path.display();
        let version = ask(path, "import sys; print(*sys.version_info[:2])")
            .with_context(|| format!("`{shown}` does not run: repair it, or set `MENO_PYTHON` to another Python"))?;
        let mut numbers = version.split_whitespace().map_while(|word| word.parse().ok());
        let (Some(major), Some(minor)) = (numbers.next(), numbers.next()) else {
            bail!("`{shown}` is no Python: set `MENO_PYTHON` to one");
        };
        if (major, minor) < Python::OLDEST {
            bail!("`{shown}` is Python {major}.{minor}: install Python 3.10 or newer, or set `MENO_PYTHON` to one");
        }
        if ask(path, "import venv, ensurepip").is_err() {
            bail!("`{shown}` lacks venv: install it (on Debian and Ubuntu `apt install python3-venv`)");
        }
        Ok(Python {
            path: path.to_path_buf(),
            version: (major, minor),
        })
    }
}

/// Runs a line of Python, and returns what it prints.
///
/// # Errors
/// It cannot be started, or it fails; the message is its last line on stderr.
pub fn ask(python: &Path, code: &str) -> Result<String> {
    let output = Command::new(python).args(["-c", code]).stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    bail!("{}", complaint.lines().last().unwrap_or("it says nothing"))
}

/// A virtual environment that holds exactly the packages of a requirements file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    prefix: PathBuf,
}

impl Environment {
    /// The environment for `requirements` in `directory`, if it is there and works.
    pub fn existing(directory: &Path, requirements: &str) -> Option<Environment> {
        let environment = Environment {
            prefix: directory.join(name(requirements)),
        };
        // The Python that it was made with may have been removed since.
        ask(&environment.python(), "import pip, jupyter_core")
            .is_ok()
            .then_some(environment)
    }

    /// Makes the environment unless it is there already. Until all is in place there is nothing at its path.
    ///
    /// # Errors
    /// No Python, no network, no space, no permission; nothing is left behind.
    pub fn ensure(directory: &Path, requirements: &str, supervisor: &Supervisor) -> Result<Environment> {
        if let Some(environment) = Environment::existing(directory, requirements) {
            return Ok(environment);
        }
        let python = Python::locate()?;
        storage::private_folder(directory).with_context(|| {
            format!(
                "cannot make `{}`: set `MENO_DATA_DIR` to a directory of yours",
                directory.display()
            )
        })?;
        let _lock = lock(directory)?;
        if let Some(environment) = Environment::existing(directory, requirements) {
            return Ok(environment);
        }
        Construction {
            directory,
            requirements,
            supervisor,
            python: &python,
        }
        .run()
    }

    /// The directory that holds `bin` and `share`.
    pub fn prefix(&self) -> &Path {
        &self.prefix
    }

    pub fn python(&self) -> PathBuf {
        self.prefix.join("bin/python")
    }

    /// A command that runs this environment's Python, shielded from the caller's.
    pub fn command(&self) -> Command {
        let mut command = Command::new(self.python());
        command
            .env_remove("PYTHONHOME")
            .env_remove("PYTHONPATH")
            .env("VIRTUAL_ENV", &self.prefix);
        let others = env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(self.prefix.join("bin")).chain(env::split_paths(&others));
        // A directory whose name has a colon in it can't be in PATH anyway.
        if let Ok(path) = env::join_paths(path) {
            command.env("PATH", path);
        }
        command
    }
}

fn name(requirements: &str) -> String {
    format!("python-{}", &hex::encode(Sha256::digest(requirements))[..12])
}

const LOCK: &str = "python.lock";
const UNFINISHED: &str = ".unfinished-";

/// Held while an environment is made; another process waits here until it is there.
fn lock(directory: &Path) -> Result<File> {
    let path = directory.join(LOCK);
    let file = File::create(&path).with_context(|| {
        format!(
            "cannot write `{}`: set `MENO_DATA_DIR` to a directory of yours",
            path.display()
        )
    })?;
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => {
            let waiting = Step::start("waiting for another process that makes the Python environment");
            file.lock()?;
            waiting.done();
        }
        Err(fs::TryLockError::Error(error)) => return Err(error.into()),
    }
    Ok(file)
}

struct Construction<'a> {
    directory: &'a Path,
    requirements: &'a str,
    supervisor: &'a Supervisor,
    python: &'a Python,
}

impl Construction<'_> {
    /// Bytes that the environment takes, with room for pip's temporary files.
    const SPACE: u64 = 700 << 20;

    fn run(&self) -> Result<Environment> {
        self.sweep()?;
        let free = storage::free_space(self.directory)?;
        if free < Construction::SPACE {
            bail!(
                "`{}` has {} MB free, and the Python environment needs {}: make room, or set `MENO_DATA_DIR` to a roomier disk",
                self.directory.display(),
                free >> 20,
                Construction::SPACE >> 20
            );
        }
        let temporary = tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(self.directory)?;
        let made = temporary.path().join("env");
        let final_prefix = self.directory.join(name(self.requirements));
        self.create(&made, temporary.path())?;
        rename_in_scripts(&made.join("bin"), &made, &final_prefix)?;
        if final_prefix.exists() {
            fs::rename(&final_prefix, temporary.path().join("broken"))?;
        }
        fs::rename(&made, &final_prefix)?;
        Ok(Environment { prefix: final_prefix })
    }

    /// Removes what a process killed outright has left. The lock is held, so nobody is at work on it.
    fn sweep(&self) -> io::Result<()> {
        for entry in fs::read_dir(self.directory)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(())
    }

    fn create(&self, prefix: &Path, scratch: &Path) -> Result<()> {
        let (major, minor) = self.python.version;
        let step = Step::start(format!("making a Python {major}.{minor} environment"));
        self.execute(
            Command::new(&self.python.path).args(["-m", "venv"]).arg(prefix),
            scratch,
            &step,
        )?;
        step.done();

        let requirements = scratch.join("requirements.txt");
        fs::write(&requirements, self.requirements)?;
        let count = self.requirements.lines().filter(|line| line.contains("==")).count();
        let step = Step::start(format!("installing JupyterLab and what it needs, {count} packages"));
        let mut pip = Environment {
            prefix: prefix.to_path_buf(),
        }
        .command();
        pip.args([
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--no-input",
            "--progress-bar=off",
            "-r",
        ]);
        self.execute(pip.arg(&requirements), scratch, &step)?;
        step.done();
        Ok(())
    }

    fn execute(&self, command: &mut Command, scratch: &Path, step: &Step) -> Result<()> {
        let complaints = scratch.join("stderr");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&complaints)?);
        let mut running = self.supervisor.spawn(command)?;
        let stdout = running.child.stdout.take();
        for line in stdout
            .into_iter()
            .flat_map(|pipe| BufReader::new(pipe).lines())
            .map_while(Result::ok)
        {
            step.detail(line.trim());
        }
        if running.wait()?.success() {
            return Ok(());
        }
        if self.supervisor.stopped() {
            bail!("stopped before the Python environment was complete: nothing was installed");
        }
        let said = String::from_utf8_lossy(&fs::read(&complaints)?).into_owned();
        bail!("{}", diagnosis(&said))
    }
}

/// One sentence for what venv or pip have printed.
fn diagnosis(said: &str) -> String {
    let mentions = |signs: &[&str]| signs.iter().any(|sign| said.contains(sign));
    let detail = said
        .lines()
        .rev()
        .find_map(|line| line.trim().strip_prefix("ERROR: "))
        .or_else(|| said.lines().rev().find(|line| !line.trim().is_empty()))
        .unwrap_or("no reason was given");
    if mentions(&["No space left on device", "Disk quota exceeded"]) {
        "the disk is full: make room, or set `MENO_DATA_DIR` and `TMPDIR` to a roomier disk, and run this again".into()
    } else if mentions(&[
        "NewConnectionError",
        "ConnectTimeoutError",
        "ReadTimeoutError",
        "ProxyError",
        "Temporary failure in name resolution",
        "Name or service not known",
    ]) {
        "the Python packages could not be downloaded: check the network (and `HTTPS_PROXY` or `PIP_INDEX_URL` where \
         you use them), and run this again"
            .into()
    } else {
        format!("the Python packages could not be installed ({detail}): see to that, and run this again")
    }
}

/// Scripts name the environment's path, which changes once it is complete.
fn rename_in_scripts(scripts: &Path, from: &Path, to: &Path) -> Result<()> {
    let (from, to) = (from.to_string_lossy(), to.to_string_lossy());
    for entry in fs::read_dir(scripts)? {
        let path = entry?.path();
        if path.symlink_metadata()?.is_symlink() {
            continue;
        }
        // What is not text is a program, which finds its environment by itself.
        if let Ok(text) = fs::read_to_string(&path)
            && text.contains(&*from)
        {
            fs::write(&path, text.replace(&*from, &to))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_installation_is_told_in_a_sentence() {
        let check = |said: &str, expected: &str| {
            let sentence = diagnosis(said);
            assert!(sentence.starts_with(expected), "{sentence}");
            assert!(!sentence.contains('\n'), "{sentence}");
        };
        check(
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "the disk is full",
        );
        check(
            "WARNING: Retrying after connection broken by 'NewConnectionError('…')'\nERROR: No matching distribution found",
            "the Python packages could not be downloaded",
        );
        check(
            "ERROR: Invalid requirement\n\nhint: see above",
            "the Python packages could not be installed (Invalid requirement)",
        );
        check("", "the Python packages could not be installed (no reason was given)");
    }

    #[test]
    fn scripts_follow_the_environment_to_its_final_place() {
        let directory = tempfile::tempdir().unwrap();
        let script = directory.path().join("jupyter");
        fs::write(&script, "#!/tmp/x/env/bin/python\nprint()\n").unwrap();
        fs::write(directory.path().join("binary"), [0xff, 0xfe]).unwrap();
        rename_in_scripts(directory.path(), Path::new("/tmp/x/env"), Path::new("/data/python-1")).unwrap();
        assert_eq!(
            fs::read_to_string(&script).unwrap(),
            "#!/data/python-1/bin/python\nprint()\n"
        );
        assert_eq!(fs::read(directory.path().join("binary")).unwrap(), [0xff, 0xfe]);
    }
}

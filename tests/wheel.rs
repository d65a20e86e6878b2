//! What `pip install meno-kernel` gives: a kernel that Jupyter finds at once, and the IPython extension, in environments
//! that are not activated.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use meno::{python::Environment, supervisor::Supervisor};

use crate::python::{cache_dir, data_dir, environment, repository, shown};

/// IPython and jupyter_client as Colab has them.
const COLAB: &str = include_str!("python/colab-requirements.txt");
/// As `pip install` gives them today.
const CURRENT: &str = include_str!("python/wheel-requirements.txt");

#[test]
fn jupyter_finds_the_kernel_of_the_wheel_and_runs_it() {
    let installed = installed(CURRENT);
    let list = run(installed.plain("jupyter-kernelspec").arg("list"));
    let folder = installed.prefix().join("share/jupyter/kernels/meno");
    assert!(shown(&list).contains(folder.to_str().unwrap()), "{}", shown(&list));
    // What it finds missing on this machine is of no account.
    let doctor = installed.plain("meno").arg("doctor").output().unwrap();
    let found = shown(&doctor);
    let line = found.lines().find(|line| line.contains("kernelspec")).unwrap();
    assert!(
        line.starts_with("ok") && line.contains(folder.to_str().unwrap()),
        "{found}"
    );
    installed.pytest("test_wheel.py");
}

#[test]
fn a_colab_session_runs_rust() {
    installed(COLAB).pytest("test_colab.py");
}

#[test]
fn a_current_ipython_session_runs_rust() {
    installed(CURRENT).pytest("test_colab.py");
}

/// An environment with these packages and the wheel.
struct Installed(Environment);

fn installed(requirements: &str) -> Installed {
    let environment = Environment::ensure(&data_dir(), requirements, &Supervisor::default())
        .unwrap_or_else(|error| panic!("{error:#}"));
    let installed = Installed(environment);
    run(installed
        .plain("python")
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args(["--no-deps", "--force-reinstall"])
        .arg(wheel()));
    installed
}

impl Installed {
    fn prefix(&self) -> &Path {
        self.0.prefix()
    }

    /// A program of the environment, called by its path: nothing says that the environment is active.
    fn plain(&self, program: &str) -> Command {
        let mut command = Command::new(self.prefix().join("bin").join(program));
        command
            .env_remove("VIRTUAL_ENV")
            .env_remove("JUPYTER_PATH")
            .env("JUPYTER_DATA_DIR", self.prefix().join("no-data"))
            .env("JUPYTER_CONFIG_DIR", self.prefix().join("no-config"))
            .env("IPYTHONDIR", self.prefix().join("ipython"))
            .env("MENO_DATA_DIR", data_dir())
            .env("MENO_CACHE_DIR", cache_dir())
            .current_dir(repository("tests/python"));
        command
    }

    #[track_caller]
    fn pytest(&self, file: &str) {
        // It also compiles ahead what cells build on.
        environment();
        run(self
            .plain("python")
            .args(["-m", "pytest", "-p", "no:cacheprovider", "--color=no", "-q", file]));
    }
}

/// The wheel of the binary under test, built once; cargo finds everything compiled already. It may still ask for the
/// sources of what other platforms need, since maturin wants to know of all packages.
fn wheel() -> &'static Path {
    static WHEEL: OnceLock<PathBuf> = OnceLock::new();
    WHEEL.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wheel");
        let target = Path::new(env!("CARGO_BIN_EXE_meno")).ancestors().nth(2).unwrap();
        let _ = std::fs::remove_dir_all(&folder);
        run(environment()
            .command()
            .args(["-m", "maturin", "build", "--release", "--quiet"])
            .args(["--compatibility", "linux", "--manifest-path"])
            .arg(repository("kernel/meno/Cargo.toml"))
            .arg("--target-dir")
            .arg(target)
            .arg("--out")
            .arg(&folder));
        let mut wheels = std::fs::read_dir(&folder).unwrap();
        wheels.next().unwrap().unwrap().path()
    })
}

#[track_caller]
fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}\n{}", shown(&output));
    output
}

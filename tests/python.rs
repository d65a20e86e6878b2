//! The Python environment that the tests run in, made by the first test that needs it.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

use meno::{jupyter, python::Environment, supervisor::Supervisor};

/// Where the tests' Python environment is, and the history of the kernel under test.
pub(crate) fn data_dir() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("data")
}

/// Where the kernel under test keeps what it compiles ahead.
pub(crate) fn cache_dir() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache")
}

/// A file or folder of this repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// JupyterLab, the test tools and the kernelspec of the binary under test.
///
/// pip takes its options from `PIP_…` as always: an index, a proxy, a timeout.
pub(crate) fn environment() -> &'static Environment {
    static ENVIRONMENT: OnceLock<Environment> = OnceLock::new();
    ENVIRONMENT.get_or_init(|| {
        let requirements = format!("{}\n{}", jupyter::REQUIREMENTS, include_str!("python/requirements.txt"));
        let environment = Environment::ensure(&data_dir(), &requirements, &Supervisor::default())
            .unwrap_or_else(|error| panic!("the tests need their Python environment: {error:#}"));
        let prefix = environment.prefix().to_str().unwrap();
        // What cells build on is compiled here, once, so that no test waits for it and calls that a fault.
        for arguments in [vec!["install", "--prefix", prefix], vec!["prepare"]] {
            let output = meno().args(arguments).output().unwrap();
            assert!(output.status.success(), "{}", shown(&output));
        }
        environment
    })
}

/// The binary under test, which keeps to the tests' folders.
pub(crate) fn meno() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meno"));
    command
        .env("MENO_DATA_DIR", data_dir())
        .env("MENO_CACHE_DIR", cache_dir());
    command
}

/// The environment's Python, which finds the kernel under test and nothing of the user's.
pub(crate) fn python() -> Command {
    let environment = environment();
    let mut command = environment.command();
    command
        .env("JUPYTER_PREFER_ENV_PATH", "1")
        .env("JUPYTER_CONFIG_DIR", environment.prefix().join("etc/jupyter-test"))
        .env("JUPYTER_DATA_DIR", environment.prefix().join("share/jupyter-test"))
        .env("IPYTHONDIR", environment.prefix().join("etc/ipython"))
        .env("MENO_DATA_DIR", data_dir())
        .env("MENO_CACHE_DIR", cache_dir())
        .env_remove("JUPYTER_PATH")
        .current_dir(repository("tests/python"));
    command
}

/// Runs a file of Python tests: all must pass, and none may be skipped. One that hangs is ended, and says where it was.
#[track_caller]
pub(crate) fn pytest(arguments: &[&str]) {
    let output = pytest_command()
        .args(["-ra", "--color=no"])
        .args([
            "-o",
            "faulthandler_timeout=600",
            "-o",
            "faulthandler_exit_on_timeout=true",
        ])
        .args(arguments)
        .output();
    let output = output.unwrap();
    let text = shown(&output);
    let summary = text
        .lines()
        .rev()
        .find(|line| line.contains(" in ") && line.contains('='))
        .unwrap_or_default();
    assert!(output.status.success(), "{text}");
    assert!(summary.contains(" passed"), "no test ran:\n{text}");
    for left_out in ["skipped", "deselected", "xfailed", "xpassed"] {
        assert!(!summary.contains(left_out), "{text}");
    }
}

fn pytest_command() -> Command {
    let mut command = python();
    command.args(["-m", "pytest", "-p", "no:cacheprovider"]);
    command
}

/// Runs the Python cases that `tests/case` is given, and shows what they print. The wheel's need an environment of their own.
#[test]
#[ignore = "`tests/case NAME` runs it"]
fn one_case() {
    let arguments = std::env::var("MENO_CASE").expect("`tests/case NAME` says which case to run");
    let status = pytest_command()
        .args(["-s", "--ignore=test_colab.py", "--ignore=test_wheel.py"])
        .args(arguments.lines())
        .status()
        .unwrap();
    assert!(status.success(), "pytest has ended with {status}");
}

pub(crate) fn shown(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

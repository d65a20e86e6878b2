//! The command line: what is written where, and what a user is told when something is missing.

use std::{
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use base::toolchain::Toolchain;
use serde_json::{Value, json};

use crate::python::{self, shown};

#[test]
fn install_writes_a_kernelspec_and_uninstall_removes_it() {
    let home = Home::new();
    let folder = home.path(".local/share/jupyter/kernels/meno");
    // Each of them twice: neither minds that its work is done.
    for _ in 0..2 {
        home.meno(&["install"]).succeeds().says(folder.to_str().unwrap());
        assert_eq!(
            names(&folder),
            ["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"]
        );
    }
    let toolchain = Toolchain::locate().unwrap();
    let mut specification: Value = serde_json::from_slice(&fs::read(folder.join("kernel.json")).unwrap()).unwrap();
    let environment = specification["env"].take();
    assert_eq!(
        specification,
        json!({
            "argv": [env!("CARGO_BIN_EXE_meno"), "kernel", "-f", "{connection_file}"],
            "display_name": "Rust (Meno)",
            "language": "rust",
            "interrupt_mode": "message",
            "kernel_protocol_version": "5.4",
            "env": null,
        })
    );
    assert_eq!(environment["MENO_RUSTC"], toolchain.rustc.to_str().unwrap());
    assert_eq!(environment["MENO_CARGO"], toolchain.cargo.to_str().unwrap());

    home.meno(&["uninstall"]).succeeds().says("removed");
    assert!(!folder.exists());
    home.meno(&["uninstall"]).succeeds().says("nothing to remove");
}

#[test]
fn uninstall_keeps_the_files_of_others() {
    let home = Home::new();
    home.meno(&["install"]).succeeds();
    let foreign = home.path(".local/share/jupyter/kernels/meno/notes.txt");
    fs::write(&foreign, "mine").unwrap();
    home.meno(&["uninstall"]).succeeds().says("kept the files");
    assert_eq!(names(foreign.parent().unwrap()), ["notes.txt"]);
}

#[test]
fn the_place_is_jupyters() {
    let check = |variables: &[(&str, &str)], arguments: &[&str], expected: &str| {
        let home = Home::new();
        let mut command = home.command(arguments);
        for (name, value) in variables {
            command.env(name, home.path(value));
        }
        Outcome::of(&mut command).succeeds();
        assert!(
            home.path(expected).join("kernels/meno/kernel.json").is_file(),
            "{arguments:?} {variables:?}"
        );
    };
    check(&[], &["install"], ".local/share/jupyter");
    check(&[], &["install", "--user"], ".local/share/jupyter");
    check(&[("XDG_DATA_HOME", "xdg")], &["install"], "xdg/jupyter");
    check(
        &[("XDG_DATA_HOME", "xdg"), ("JUPYTER_DATA_DIR", "own")],
        &["install"],
        "own",
    );
    check(
        &[("VIRTUAL_ENV", "venv")],
        &["install", "--sys-prefix"],
        "venv/share/jupyter",
    );
    check(
        &[("CONDA_PREFIX", "conda")],
        &["install", "--sys-prefix"],
        "conda/share/jupyter",
    );
    check(&[], &["install", "--prefix", "there"], "there/share/jupyter");
}

#[test]
fn a_place_that_cannot_be_written_is_an_error() {
    let home = Home::new();
    let file = home.path("file");
    fs::write(&file, "").unwrap();
    let prefix = file.join("prefix");
    home.meno(&["install", "--prefix", prefix.to_str().unwrap()])
        .fails_with("error: cannot write the kernelspec to `");
    home.meno(&["install", "--user", "--sys-prefix"]).exits_with(2);
}

#[test]
fn without_rust_the_user_is_told_to_install_it() {
    let home = Home::new();
    let lab = |command: &mut Command| Outcome::of(command.env("PATH", "/nonexistent"));
    lab(home.command(&["lab"]).env_remove("MENO_RUSTC")).fails_with("error: no Rust toolchain found: run `");
    lab(home.command(&["lab"]).env("MENO_RUSTC", "/nonexistent/rustc"))
        .fails_with("error: `/nonexistent/rustc` does not run");
    home.has_no_environment();
}

#[test]
fn without_python_lab_says_so() {
    let home = Home::new();
    let mut command = home.command(&["lab"]);
    Outcome::of(command.env("PATH", "/nonexistent"))
        .fails_with("error: no Python found: install Python 3.10 or newer with venv (on Debian");
    home.has_no_environment();

    let old = home.script("old", "echo 3 8");
    Outcome::of(home.command(&["lab", "--private"]).env("MENO_PYTHON", &old))
        .fails_with(&format!("error: `{old}` is Python 3.8"));
    let bare = home.script("bare", r#"case "$*" in *ensurepip*) exit 1;; *) echo 3 12;; esac"#);
    Outcome::of(home.command(&["lab", "--private"]).env("MENO_PYTHON", &bare))
        .fails_with(&format!("error: `{bare}` lacks venv"));
    home.has_no_environment();
}

#[test]
fn without_network_nothing_is_half_installed() {
    let home = Home::new();
    // The discard port: nothing listens there, so that a download fails at once.
    let mut command = home.command(&["lab", "--private"]);
    command
        .env("PIP_INDEX_URL", "http://127.0.0.1:9/")
        .env("PIP_RETRIES", "1")
        .env("PIP_CONFIG_FILE", "/dev/null");
    Outcome::of(&mut command).fails_with("error: the Python packages could not be downloaded: check the network");
    home.has_no_environment();
}

#[test]
fn a_full_disk_is_told_before_anything_is_written() {
    let home = Home::new();
    let small = home.path("small");
    if let Some(outcome) = on_a_disk_of(&home, &small, "size=1m", &["lab", "--private"]) {
        outcome
            .fails_with(&format!("error: `{}` has", small.display()))
            .says("make room");
    }
}

/// Runs the binary under test where `small` is a disk of its own, if this machine lets a test mount one.
fn on_a_disk_of(home: &Home, small: &Path, options: &str, arguments: &[&str]) -> Option<Outcome> {
    fs::create_dir_all(small).unwrap();
    // A namespace of its own lets a test mount a disk. What is left on it is listed before it goes.
    let script = format!(
        "mount -t tmpfs -o {options} none {0} && echo mounted && \"$0\" \"$@\"; code=$?; find {0} -mindepth 1 | \
         sed 's/^/left: /'; exit $code",
        small.display()
    );
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c", &script]);
    command.arg(env!("CARGO_BIN_EXE_meno")).args(arguments);
    home.isolate(&mut command);
    command
        .env("MENO_CACHE_DIR", small)
        .env("MENO_DATA_DIR", small)
        .env("JUPYTER_DATA_DIR", small);
    match command.output() {
        Ok(output) if output.stdout.starts_with(b"mounted") => Some(Outcome { output }),
        _ => {
            eprintln!("left out: this machine lets no test mount a disk");
            None
        }
    }
}

#[test]
fn a_full_disk_is_told_in_a_sentence_and_keeps_nothing_half_done() {
    let home = Home::new();
    let small = home.path("small");
    let answer = home.path("answer.rs");
    fs::write(&answer, "let x = 1;\n").unwrap();
    let check = ["check", "projector", answer.to_str().unwrap(), "--json"];
    for arguments in [&["prepare"] as &[&str], &check] {
        if let Some(outcome) = on_a_disk_of(&home, &small, "size=60m", arguments) {
            let outcome = outcome.fails_with(&format!("error: `{}/prelude` has", small.display()));
            outcome
                .says("MENO_CACHE_DIR")
                .never_says(".partial")
                .never_says("does not build");
        }
    }
    if let Some(outcome) = on_a_disk_of(&home, &small, "size=4k", &["install"]) {
        outcome
            .fails_with("error: cannot write the kernelspec")
            .says("No space left")
            .never_says("left:");
    }
}

#[test]
fn a_disk_that_cannot_be_written_is_found() {
    let home = Home::new();
    if let Some(outcome) = on_a_disk_of(&home, &home.path("disk"), "ro,size=4g", &["doctor"]) {
        outcome
            .exits_with(1)
            .says("missing  disk")
            .says("can't be written")
            .says("missing  prelude");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let home = Home::new();
    for arguments in [
        &["exercises"] as &[&str],
        &["exercises", "--json"],
        &["install"],
        &["doctor"],
    ] {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let mut command = home.command(arguments);
        Outcome::of(command.stdout(writer)).succeeds().never_says("error");
    }
}

#[test]
fn what_is_no_answer_is_refused_at_once() {
    let home = Home::new();
    let large = home.path("large.rs");
    fs::write(&large, "// a long answer\n".repeat(100_000)).unwrap();
    let deep = home.path("deep.rs");
    fs::write(&deep, "(".repeat(100_000)).unwrap();
    let refuse = |file: &str| home.meno(&["check", "projector", file]).exits_with(2);
    refuse("/dev/zero").says("error: `/dev/zero` can't be read: it is neither a file nor a pipe");
    refuse(".").says("it is neither a file nor a pipe");
    refuse(large.to_str().unwrap()).says("it is larger than 1 MiB");
    refuse(deep.to_str().unwrap()).says("nested more than");
    // A pipe without an end is as large as a file may be, and no larger.
    let mut endless = Command::new("yes").stdout(Stdio::piped()).spawn().unwrap();
    let mut command = home.command(&["check", "projector", "/dev/stdin"]);
    command.stdin(endless.stdout.take().unwrap());
    Outcome::of(&mut command).exits_with(2).says("it is larger than 1 MiB");
    // With the last reader, `yes` ends too.
    drop(command);
    endless.wait().unwrap();
}

#[test]
fn a_taken_port_is_refused_at_once() {
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = holder.local_addr().unwrap().port().to_string();
    let home = Home::new();
    home.meno(&["lab", "--port", &port])
        .fails_with(&format!("error: port `{port}` is taken"));
    home.has_no_environment();
    for port in ["seventy", "0", "65536"] {
        home.meno(&["lab", "--port", port]).exits_with(2);
    }
    home.meno(&["lab", "--notebook-dir", "nowhere"])
        .fails_with("error: `nowhere` is no directory");
}

#[test]
fn lab_serves_the_kernel_and_ends_with_it_on_a_signal() {
    let notebooks = tempfile::tempdir().unwrap();
    let mut lab = Lab::start(notebooks.path());
    let kernels: Value = serde_json::from_str(&lab.get("/api/kernelspecs")).unwrap();
    assert_eq!(kernels["kernelspecs"]["meno"]["spec"]["display_name"], "Rust (Meno)");
    let started = lab.request("POST", "/api/kernels", r#"{"name":"meno"}"#);
    let kernel: Value = serde_json::from_str(&started).unwrap();
    let connection = format!("kernel-{}.json", kernel["id"].as_str().unwrap());
    // What it starts bears its name for a moment.
    assert!(processes_with(&connection) > 0, "the kernel runs");

    lab.signal(libc::SIGINT);
    let status = lab.process.wait().unwrap();
    assert!(status.success(), "{status}");
    assert!(
        TcpStream::connect(("127.0.0.1", lab.port)).is_err(),
        "JupyterLab has ended"
    );
    assert_eq!(processes_with(&connection), 0, "the kernel has ended");
}

#[test]
fn doctor_tells_what_is_there_and_what_is_missing() {
    let home = Home::new();
    let mut bare = home.command(&["doctor"]);
    bare.env("PATH", "/nonexistent")
        .env_remove("MENO_RUSTC")
        .env("CARGO_HOME", "/nonexistent");
    Outcome::of(&mut bare)
        .exits_with(1)
        .says("missing  toolchain")
        .says("missing  kernelspec")
        .says("the kernel cannot run: see to what is marked `missing`");

    home.meno(&["doctor"])
        .exits_with(1)
        .says("ok       toolchain")
        .says("not installed: run `meno install`");
    home.meno(&["install"]).succeeds();
    home.meno(&["doctor"])
        .succeeds()
        .says("ok       kernelspec")
        .says("the kernel can run");
}

#[test]
fn an_unknown_exercise_is_named() {
    let home = Home::new();
    let answer = home.path("answer.rs");
    fs::write(&answer, "let x = 1;\n").unwrap();
    let check = |exercise: &str, file: &str| home.meno(&["check", exercise, file]).exits_with(2);
    check("projektor", answer.to_str().unwrap())
        .says("error: ")
        .says("`projektor`")
        .says("`projector`");
    check("projector", "nowhere.rs").says("error: `nowhere.rs`");
}

#[test]
fn every_subcommand_explains_itself() {
    let home = Home::new();
    let help = home.meno(&["--help"]).succeeds().says("Exit codes:").text();
    let commands = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty());
    let mut count = 0;
    for name in commands
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
    {
        home.meno(&[name, "--help"]).succeeds().says("Usage: meno");
        count += 1;
    }
    assert!(count >= 7, "{help}");
}

/// A home directory with nothing in it, and the commands of a user who lives there.
pub(crate) struct Home {
    directory: tempfile::TempDir,
}

impl Home {
    pub(crate) fn new() -> Home {
        Home {
            directory: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.directory.path().join(relative)
    }

    pub(crate) fn meno(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(&mut self.command(arguments))
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_meno"));
        self.isolate(command.args(arguments));
        command
    }

    /// Only the toolchain is known, and what a login shell would give.
    pub(crate) fn isolate(&self, command: &mut Command) {
        let toolchain = Toolchain::locate().unwrap();
        command
            .env_clear()
            .env("HOME", self.directory.path())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("MENO_RUSTC", toolchain.rustc)
            .env("MENO_CARGO", toolchain.cargo)
            .current_dir(self.directory.path())
            .stdin(Stdio::null());
    }

    pub(crate) fn script(&self, name: &str, body: &str) -> String {
        use std::os::unix::fs::PermissionsExt;
        let path = self.path(name);
        fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path.to_str().unwrap().to_owned()
    }

    #[track_caller]
    pub(crate) fn has_no_environment(&self) {
        let data = self.path(".local/share/meno");
        if data.exists() {
            let left: Vec<_> = names(&data).into_iter().filter(|name| name != "python.lock").collect();
            assert!(left.is_empty(), "{left:?}");
        }
    }
}

/// How a command ended, and what it said.
pub(crate) struct Outcome {
    output: Output,
}

impl Outcome {
    pub(crate) fn of(command: &mut Command) -> Outcome {
        Outcome {
            output: command.output().unwrap(),
        }
    }

    pub(crate) fn text(&self) -> String {
        shown(&self.output)
    }

    #[track_caller]
    pub(crate) fn succeeds(self) -> Self {
        self.exits_with(0)
    }

    #[track_caller]
    pub(crate) fn exits_with(self, code: i32) -> Self {
        assert_eq!(self.output.status.code(), Some(code), "{}", self.text());
        self
    }

    /// Exits with 1, and the last line on stderr, the only one that is an error, starts with `sentence`.
    #[track_caller]
    pub(crate) fn fails_with(self, sentence: &str) -> Self {
        let outcome = self.exits_with(1);
        let text = String::from_utf8_lossy(&outcome.output.stderr);
        let errors: Vec<&str> = text.lines().filter(|line| line.starts_with("error: ")).collect();
        assert_eq!(errors.len(), 1, "{text}");
        assert_eq!(text.lines().last(), Some(errors[0]), "{text}");
        assert!(errors[0].starts_with(sentence), "{text}");
        outcome
    }

    #[track_caller]
    pub(crate) fn says(self, words: &str) -> Self {
        let text = self.text();
        assert!(text.contains(words), "`{words}` is not in:\n{text}");
        self
    }

    #[track_caller]
    pub(crate) fn never_says(self, words: &str) -> Self {
        let text = self.text();
        assert!(!text.contains(words), "`{words}` is in:\n{text}");
        self
    }
}

/// A running `meno lab` on the tests' Python environment.
pub(crate) struct Lab {
    pub(crate) process: Child,
    pub(crate) url: String,
    pub(crate) port: u16,
}

impl Lab {
    #[track_caller]
    pub(crate) fn start(notebooks: &Path) -> Lab {
        let mut command = python::meno();
        command
            .args(["lab", "--no-browser", "--notebook-dir"])
            .arg(notebooks)
            .env("VIRTUAL_ENV", python::environment().prefix())
            .env(
                "JUPYTER_CONFIG_DIR",
                python::environment().prefix().join("etc/jupyter-test"),
            )
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut url = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut url)
            .unwrap();
        let url = url.trim().to_owned();
        let port = url
            .strip_prefix("http://localhost:")
            .and_then(|rest| rest.split('/').next()?.parse().ok());
        let port = port.unwrap_or_else(|| panic!("`meno lab` printed no URL but `{url}`"));
        Lab { process, url, port }
    }

    pub(crate) fn signal(&self, signal: i32) {
        // SAFETY: sends a signal to a child that has not been waited for.
        unsafe { libc::kill(self.process.id().cast_signed(), signal) };
    }

    fn get(&self, path: &str) -> String {
        self.request("GET", path, "")
    }

    fn request(&self, method: &str, path: &str, body: &str) -> String {
        let token = self.url.split("token=").nth(1).unwrap();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: localhost\r\nAuthorization: token {token}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.lines().next().unwrap().contains(" 20"), "{answer}");
        body.to_owned()
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        if self.process.try_wait().is_ok_and(|status| status.is_none()) {
            self.signal(libc::SIGTERM);
            let _ = self.process.wait();
        }
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// How many processes of the machine have a word like this among their arguments.
fn processes_with(argument: &str) -> usize {
    let command_line = |entry: io::Result<fs::DirEntry>| fs::read(entry.ok()?.path().join("cmdline")).ok();
    fs::read_dir("/proc")
        .unwrap()
        .filter_map(command_line)
        .filter(|arguments| String::from_utf8_lossy(arguments).contains(argument))
        .count()
}

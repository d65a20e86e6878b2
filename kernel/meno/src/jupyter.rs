//! JupyterLab: the one on hand, or the private one; and a running server.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, anyhow, bail};
use base::storage;
use base::toolchain::on_path;

use crate::{
    kernelspec::Location,
    python::Environment,
    supervisor::{Supervised, Supervisor},
};

/// The pinned packages of the private environment.
pub const REQUIREMENTS: &str = include_str!("../resources/lab-requirements.txt");

/// A JupyterLab that can be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JupyterLab {
    /// `jupyter-lab` of the active environment or on `PATH`.
    OnHand {
        program: PathBuf,
        version: String,
    },
    Private(Environment),
}

impl JupyterLab {
    /// The oldest one on hand that is used: the first that runs Python 3.10 to 3.13 alike and speaks protocol 5.4.
    pub const OLDEST: (u32, u32) = (4, 0);

    /// The JupyterLab of the active Python environment, else the first on `PATH`, if it is new enough.
    pub fn on_hand() -> Option<JupyterLab> {
        let active = ["VIRTUAL_ENV", "CONDA_PREFIX"]
            .into_iter()
            .filter_map(std::env::var_os)
            .map(|prefix| Path::new(&prefix).join("bin/jupyter-lab"));
        active.chain(on_path("jupyter-lab")).find_map(|program| {
            let output = Command::new(&program)
                .arg("--version")
                .stdin(Stdio::null())
                .output()
                .ok()?;
            let version = String::from_utf8(output.stdout).ok()?.trim().to_owned();
            let mut numbers = version.split('.').map_while(|part| part.parse().ok());
            let new_enough = (numbers.next()?, numbers.next()?) >= JupyterLab::OLDEST;
            (output.status.success() && new_enough).then_some(JupyterLab::OnHand { program, version })
        })
    }

    /// The private JupyterLab, made first if need be.
    ///
    /// # Errors
    /// As [`Environment::ensure`].
    pub fn private(supervisor: &Supervisor) -> Result<JupyterLab> {
        let environment = Environment::ensure(&storage::data_dir()?, REQUIREMENTS, supervisor)?;
        // The private JupyterLab is for the course: it neither asks about news nor looks for them.
        let settings = environment.prefix().join("share/jupyter/lab/settings");
        fs::create_dir_all(&settings)?;
        fs::write(
            settings.join("overrides.json"),
            include_str!("../resources/lab-overrides.json"),
        )?;
        Ok(JupyterLab::Private(environment))
    }

    /// Where it looks for kernelspecs first: its own environment if it has one, else the user's folder.
    pub fn kernelspec_location(&self) -> Location {
        match self {
            JupyterLab::Private(environment) => Location::Prefix(environment.prefix().to_path_buf()),
            JupyterLab::OnHand { program, .. } => {
                let prefix = program.parent().and_then(Path::parent);
                let environment =
                    |prefix: &&Path| prefix.join("pyvenv.cfg").is_file() || prefix.join("conda-meta").is_dir();
                prefix
                    .filter(environment)
                    .map_or(Location::User, |prefix| Location::Prefix(prefix.to_path_buf()))
            }
        }
    }

    fn command(&self) -> Command {
        match self {
            JupyterLab::OnHand { program, .. } => Command::new(program),
            JupyterLab::Private(environment) => {
                let mut command = environment.command();
                command.args(["-m", "jupyterlab"]);
                command
            }
        }
    }
}

/// How to serve.
pub struct Options<'a> {
    pub notebooks: &'a Path,
    pub port: u16,
    /// Whether Jupyter opens the user's browser.
    pub browser: bool,
}

/// A JupyterLab that answers at `url`.
pub struct Server {
    pub url: String,
    pub log: PathBuf,
    process: Supervised,
}

impl Server {
    /// Starts `lab`, and waits until it answers.
    ///
    /// # Errors
    /// It ends before that; the message has its last line.
    pub fn start(lab: &JupyterLab, options: &Options<'_>, supervisor: &Supervisor) -> Result<Server> {
        let token = format!("{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple());
        let data = storage::data_dir()?;
        storage::private_folder(&data)?;
        let log = data.join(format!("jupyterlab-{}.log", options.port));
        let page = landing_page(options.notebooks);
        let mut command = lab.command();
        command
            .arg(format!("--ServerApp.root_dir={}", options.notebooks.display()))
            .arg(format!("--LabApp.default_url=/{page}"))
            .arg(format!("--ServerApp.port={}", options.port))
            .arg("--ServerApp.port_retries=0")
            // In the environment, since other users of the machine can read the arguments of a process.
            .env("JUPYTER_TOKEN", &token)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let in_environment = lab.kernelspec_location() != Location::User;
        command.env("JUPYTER_PREFER_ENV_PATH", if in_environment { "1" } else { "0" });
        if !options.browser {
            command.arg("--no-browser");
        }
        // SAFETY: asks for a number, and cannot fail.
        if unsafe { libc::geteuid() } == 0 {
            command.arg("--allow-root");
        }
        let mut process = supervisor.spawn(&mut command).context("JupyterLab cannot be started")?;
        let stderr = process
            .child
            .stderr
            .take()
            .ok_or_else(|| anyhow!("JupyterLab has no stderr"))?;
        let (ready, answers) = mpsc::channel();
        let mut file = storage::private_file(OpenOptions::new().write(true).create(true).truncate(true), &log)
            .with_context(|| format!("cannot write `{}`", log.display()))?;
        let address = format!(":{}/lab", options.port);
        thread::spawn(move || {
            let mut last = String::new();
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                // A log that can't be written must not stop JupyterLab, which waits for its pipe to be read.
                let _ = writeln!(file, "{line}");
                if line.contains(&address) {
                    let _ = ready.send(Ok(()));
                }
                if !line.trim().is_empty() {
                    last = line;
                }
            }
            let _ = ready.send(Err(last));
        });
        // JupyterLab says that it runs somewhat before it listens, and another program may be quicker.
        let mut ended = answers.recv()?.err();
        while ended.is_none() && !admits(options.port, &token) {
            ended = answers
                .recv_timeout(Duration::from_millis(20))
                .ok()
                .and_then(Result::err);
        }
        match ended {
            None => Ok(Server {
                url: format!("http://localhost:{}/{page}?token={token}", options.port),
                log,
                process,
            }),
            Some(_) if supervisor.stopped() => bail!("stopped before JupyterLab was ready"),
            Some(last) => bail!(
                "JupyterLab ended before it was ready ({}): see `{}`",
                last.trim(),
                log.display()
            ),
        }
    }

    /// Waits until it ends, by a signal through the supervisor or by itself.
    ///
    /// # Errors
    /// It ends with an error that nobody asked for.
    pub fn wait(self, supervisor: &Supervisor) -> Result<()> {
        let status = self.process.wait()?;
        if status.success() || supervisor.stopped() {
            return Ok(());
        }
        bail!("JupyterLab ended with {status}: see `{}`", self.log.display())
    }
}

/// Where JupyterLab begins: with the course's welcome, if it is among the notebooks.
fn landing_page(notebooks: &Path) -> &'static str {
    match notebooks.join("welcome.ipynb").is_file() {
        true => "lab/tree/welcome.ipynb",
        false => "lab",
    }
}

/// Waits until no other `meno lab` of this user is about to take a port. The turn lasts as long as the file is open.
///
/// # Errors
/// The data directory cannot be written.
pub fn turn() -> Result<File> {
    let data = storage::data_dir()?;
    let path = data.join("lab.lock");
    let open = || -> io::Result<File> {
        storage::private_folder(&data)?;
        let file = storage::private_file(OpenOptions::new().write(true).create(true).truncate(false), &path)?;
        file.lock()?;
        Ok(file)
    };
    open().with_context(|| {
        format!(
            "cannot write `{}`: set `MENO_DATA_DIR` to a directory of yours",
            path.display()
        )
    })
}

/// Whether what listens on `port` is the server that knows `token`.
fn admits(port: u16, token: &str) -> bool {
    let ask = || -> io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(
            stream,
            "GET /api/status HTTP/1.0\r\nHost: localhost\r\nAuthorization: token {token}\r\n\r\n"
        )?;
        let mut status = String::new();
        BufReader::new(stream).read_line(&mut status)?;
        Ok(status)
    };
    ask().is_ok_and(|status| status.split(' ').nth(1) == Some("200"))
}

/// The port asked for, or the first free one from Jupyter's usual one on.
///
/// # Errors
/// It is taken, or all are.
pub fn choose_port(asked: Option<u16>) -> Result<u16> {
    const USUAL: std::ops::Range<u16> = 8888..8988;
    match asked {
        Some(port) if is_free(port) => Ok(port),
        Some(port) => bail!("port `{port}` is taken: choose another, or leave out `--port` to have a free one found"),
        None => USUAL.clone().find(|&port| is_free(port)).ok_or_else(|| {
            anyhow!(
                "all ports from {} to {} are taken: choose one with `--port`",
                USUAL.start,
                USUAL.end - 1
            )
        }),
    }
}

/// Whether a server could listen on `port` now; another may come first.
pub fn is_free(port: u16) -> bool {
    let error = |address: &str| TcpListener::bind((address, port)).err().map(|error| error.kind());
    // Jupyter binds `localhost`, which may stand for both; a machine may lack the second.
    error("127.0.0.1").is_none() && error("::1") != Some(io::ErrorKind::AddrInUse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_refused_and_another_found() {
        let holder = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = holder.local_addr().unwrap().port();
        assert!(
            choose_port(Some(port))
                .unwrap_err()
                .to_string()
                .starts_with(&format!("port `{port}` is taken"))
        );
        assert!(choose_port(None).is_ok());
    }

    #[test]
    fn jupyterlab_begins_with_the_welcome_where_there_is_one() {
        let notebooks = tempfile::tempdir().unwrap();
        assert_eq!(landing_page(notebooks.path()), "lab");
        std::fs::write(notebooks.path().join("welcome.ipynb"), "").unwrap();
        assert_eq!(landing_page(notebooks.path()), "lab/tree/welcome.ipynb");
    }

    #[test]
    fn every_requirement_is_pinned() {
        let packages = REQUIREMENTS.lines().filter(|line| !line.starts_with('#'));
        for line in packages {
            assert!(
                line.split(';').next().is_some_and(|package| package.contains("==")),
                "{line}"
            );
        }
    }
}

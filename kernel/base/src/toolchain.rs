//! Finds the Rust toolchain and the linker, also where the shell's `PATH` is not there to help.

use std::{
    env, fmt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A toolchain that runs: the real binaries, never rustup's proxies, which would choose anew in every directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toolchain {
    pub rustc: PathBuf,
    pub cargo: PathBuf,
    pub sysroot: PathBuf,
    /// The host triple, such as `x86_64-unknown-linux-gnu`.
    pub host: String,
    /// Such as `1.95.0`.
    pub version: String,
}

impl Toolchain {
    /// The oldest rustc that compiles the crates cells use.
    pub const OLDEST: &str = env!("CARGO_PKG_RUST_VERSION");

    /// Looks at `MENO_RUSTC` and `MENO_CARGO`, then at `PATH`, then where rustup puts its binaries. A rustc that is too
    /// old, such as a distribution's, does not hide a newer one.
    ///
    /// # Errors
    /// None is found, or what is found does not run or is too old. The message says what to do.
    pub fn locate() -> Result<Toolchain, Error> {
        if let Some(named) = env::var_os("MENO_RUSTC") {
            return Toolchain::at(named.into());
        }
        let mut failed = None;
        for rustc in rustc_candidates() {
            match Toolchain::at(rustc) {
                Ok(toolchain) => return Ok(toolchain),
                Err(error) => {
                    failed.get_or_insert(error);
                }
            }
        }
        Err(failed.unwrap_or(Error::NoRustc))
    }

    fn at(rustc: PathBuf) -> Result<Toolchain, Error> {
        match describe(&rustc) {
            Ok(description) => description.into_toolchain(&rustc),
            Err(cause) => Err(Error::Broken { path: rustc, cause }),
        }
    }
}

/// The C compiler that rustc links with: `MENO_LINKER`, `cc` on `PATH`, or `cc` in the system's usual place.
pub fn linker() -> Option<PathBuf> {
    match env::var_os("MENO_LINKER") {
        Some(path) => Some(PathBuf::from(path)),
        None => on_path("cc")
            .or_else(|| Some(PathBuf::from("/usr/bin/cc")))
            .filter(|path| path.is_file()),
    }
}

/// The first executable called `name` in the directories of `PATH`.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|directory| directory.join(name))
        .find(|file| is_executable(file))
}

/// Why there is no toolchain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    NoRustc,
    Broken { path: PathBuf, cause: String },
    TooOld { path: PathBuf, version: String },
    NoCargo { rustc: PathBuf },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoRustc => write!(
                f,
                "no Rust toolchain found: run `{}`, or set `MENO_RUSTC` to a rustc",
                set_up()
            ),
            Error::Broken { path, cause } => write!(
                f,
                "`{}` does not run ({cause}): repair it (`rustup default stable`), or set `MENO_RUSTC` to another rustc, \
                 then run `meno install` again",
                path.display()
            ),
            Error::TooOld { path, version } => write!(
                f,
                "`{}` is rustc {version}, and {} or newer is needed: run `{}`",
                path.display(),
                Toolchain::OLDEST,
                set_up()
            ),
            Error::NoCargo { rustc } => write!(
                f,
                "no cargo found beside `{}` or on PATH: install it, or set `MENO_CARGO` to one",
                rustc.display()
            ),
        }
    }
}

impl std::error::Error for Error {}

/// The command that mends it, for a terminal in which the environment of this binary need not be active.
fn set_up() -> String {
    let name = "meno";
    let here = env::current_exe().ok();
    let known = on_path(name).and_then(|path| path.canonicalize().ok());
    match here {
        Some(here) if known.as_ref() != Some(&here) => format!("{} setup-rust", here.display()),
        _ => format!("{name} setup-rust"),
    }
}

fn rustc_candidates() -> Vec<PathBuf> {
    let in_rustup = rustup_home().map(|home| home.join(format!("toolchains/{}-{HOST}/bin/rustc", Toolchain::OLDEST)));
    let mut found: Vec<PathBuf> = on_path("rustc")
        .into_iter()
        .chain(cargo_homes().map(|home| home.join("bin/rustc")))
        .chain(in_rustup)
        .filter(|path| path.is_file())
        .collect();
    found.dedup();
    found
}

/// The host triple of this binary, as far as rustup offers toolchains for it.
pub const HOST: &str = match (cfg!(target_os = "macos"), cfg!(target_arch = "aarch64")) {
    (false, false) => "x86_64-unknown-linux-gnu",
    (false, true) => "aarch64-unknown-linux-gnu",
    (true, false) => "x86_64-apple-darwin",
    (true, true) => "aarch64-apple-darwin",
};

/// rustup itself, on `PATH` or where it installs itself.
pub fn rustup() -> Option<PathBuf> {
    on_path("rustup").or_else(|| {
        cargo_homes()
            .map(|home| home.join("bin/rustup"))
            .find(|path| is_executable(path))
    })
}

fn cargo_homes() -> impl Iterator<Item = PathBuf> {
    let named = env::var_os("CARGO_HOME").map(PathBuf::from);
    let usual = dirs::home_dir().map(|home| home.join(".cargo"));
    named.into_iter().chain(usual)
}

fn rustup_home() -> Option<PathBuf> {
    env::var_os("RUSTUP_HOME")
        .map(PathBuf::from)
        .or_else(|| dirs::home_dir().map(|home| home.join(".rustup")))
}

struct Description {
    sysroot: PathBuf,
    host: String,
    version: String,
}

impl Description {
    fn into_toolchain(self, asked: &Path) -> Result<Toolchain, Error> {
        let resolved = self.sysroot.join("bin/rustc");
        let rustc = if resolved.is_file() {
            resolved
        } else {
            asked.to_path_buf()
        };
        if numbers(&self.version) < numbers(Toolchain::OLDEST) {
            return Err(Error::TooOld {
                path: rustc,
                version: self.version,
            });
        }
        let cargo = match env::var_os("MENO_CARGO") {
            Some(named) => Some(PathBuf::from(named)),
            None => Some(self.sysroot.join("bin/cargo"))
                .filter(|path| path.is_file())
                .or_else(|| on_path("cargo")),
        };
        let Some(cargo) = cargo else {
            return Err(Error::NoCargo { rustc });
        };
        Ok(Toolchain {
            rustc,
            cargo,
            sysroot: self.sysroot,
            host: self.host,
            version: self.version,
        })
    }
}

fn describe(rustc: &Path) -> Result<Description, String> {
    let verbose = ask(rustc, &["-vV"])?;
    let field = |name: &str| {
        verbose
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
            .map(str::to_owned)
            .ok_or_else(|| format!("it tells no {name}"))
    };
    let (version, host) = (field("release")?, field("host")?);
    let sysroot = PathBuf::from(ask(rustc, &["--print", "sysroot"])?.trim_end());
    Ok(Description { sysroot, host, version })
}

fn ask(rustc: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(rustc)
        .args(arguments)
        // A proxy obeys the rust-toolchain.toml of the directory it runs in; the root has none.
        .current_dir("/")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let first = complaint.lines().find(|line| !line.trim().is_empty());
    Err(first.map_or_else(
        || output.status.to_string(),
        |line| line.trim_start_matches("error: ").to_owned(),
    ))
}

/// `1.95.0-nightly` as `[1, 95, 0]`, in the order that versions have.
fn numbers(version: &str) -> Vec<u32> {
    let plain = version.split('-').next().unwrap_or(version);
    plain.split('.').map_while(|part| part.parse().ok()).collect()
}

fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_by_their_numbers() {
        let check = |older: &str, newer: &str| assert!(numbers(older) < numbers(newer), "{older} {newer}");
        check("1.9.0", "1.10.0");
        check("1.94.1", "1.95.0-nightly");
        check("1.95", "1.95.0");
    }

    #[test]
    fn the_toolchain_is_the_real_one() {
        let toolchain = Toolchain::locate().unwrap();
        assert!(toolchain.rustc.starts_with(&toolchain.sysroot), "{toolchain:?}");
        assert!(toolchain.cargo.is_file());
        assert!(toolchain.host.contains('-'));
    }

    #[test]
    fn what_is_no_rustc_is_reported_by_its_own_words() {
        assert_eq!(
            describe(Path::new("/bin/true")).err().as_deref(),
            Some("it tells no release")
        );
        assert!(
            describe(Path::new("/nonexistent/rustc"))
                .err()
                .unwrap()
                .contains("No such file")
        );
    }
}

//! The kernelspec: how Jupyter finds Meno.

use std::{
    env, fs,
    io::{self, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow};
use serde::{Deserialize, Serialize};

use base::storage;
use base::toolchain::{self, Toolchain, on_path};

use crate::python;

/// Jupyter's name for the kernel, and of its folder.
pub const NAME: &str = "meno";
/// What a user picks in JupyterLab.
pub const DISPLAY_NAME: &str = "Rust (Meno)";

/// A file of the kernelspec that comes with the wheel.
macro_rules! packaged {
    ($include:ident, $name:literal) => {
        $include!(concat!("../wheel/data/share/jupyter/kernels/meno/", $name))
    };
}

/// The files besides kernel.json.
const RESOURCES: [(&str, &[u8]); 3] = [
    ("logo-32x32.png", packaged!(include_bytes, "logo-32x32.png")),
    ("logo-64x64.png", packaged!(include_bytes, "logo-64x64.png")),
    ("logo-svg.svg", packaged!(include_bytes, "logo-svg.svg")),
];
/// As the wheel has it: with a binary in a place relative to its own, and nothing known of the machine.
const PACKAGED: &str = packaged!(include_str, "kernel.json");
const SPECIFICATION: &str = "kernel.json";

/// Where a kernelspec can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// For the user, whichever Jupyter runs.
    User,
    /// For the active Python environment.
    SysPrefix,
    /// For the environment at this path.
    Prefix(PathBuf),
}

impl Location {
    /// The folder that holds, or would hold, the files.
    ///
    /// # Errors
    /// There is no home directory, or no active environment.
    pub fn folder(&self) -> Result<PathBuf> {
        let data = match self {
            Location::User => user_data_dir()?,
            Location::SysPrefix => sys_prefix()?.join("share/jupyter"),
            Location::Prefix(prefix) => std::path::absolute(prefix)?.join("share/jupyter"),
        };
        Ok(data.join("kernels").join(NAME))
    }
}

/// The content of kernel.json, as Jupyter defines it.
#[derive(Debug, Deserialize, Serialize)]
pub struct Specification {
    pub argv: Vec<String>,
    pub display_name: String,
    pub language: String,
    pub interrupt_mode: String,
    /// The version of the message protocol.
    pub kernel_protocol_version: String,
    /// What finds the toolchain without the shell's PATH.
    #[serde(default)]
    pub env: std::collections::BTreeMap<String, String>,
}

impl Specification {
    fn new(binary: &Path, toolchain: Option<&Toolchain>) -> Result<Specification> {
        let text = |path: &Path| {
            path.to_str().map(str::to_owned).ok_or_else(|| {
                anyhow!(
                    "`{}` is not UTF-8, which Jupyter needs: move it to another path",
                    path.display()
                )
            })
        };
        let mut env = std::collections::BTreeMap::new();
        if let Some(toolchain) = toolchain {
            env.insert("MENO_RUSTC".to_owned(), text(&toolchain.rustc)?);
            env.insert("MENO_CARGO".to_owned(), text(&toolchain.cargo)?);
        }
        if let Some(linker) = toolchain::linker() {
            env.insert("MENO_LINKER".to_owned(), text(&linker)?);
        }
        // A Jupyter that is started elsewhere must find what was prepared here.
        for name in ["MENO_DATA_DIR", "MENO_CACHE_DIR", "MENO_SHARED_DIR"] {
            if let Some(value) = env::var_os(name).filter(|value| !value.is_empty()) {
                env.insert(name.to_owned(), text(&std::path::absolute(value)?)?);
            }
        }
        let mut specification: Specification = serde_json::from_str(PACKAGED)?;
        specification.argv[0] = text(binary)?;
        specification.env = env;
        Ok(specification)
    }

    /// The kernelspec in `folder`, with its place filled in as Jupyter does; `None` if there is none that can be read.
    pub fn read(folder: &Path) -> Option<Specification> {
        let mut specification: Specification =
            serde_json::from_slice(&fs::read(folder.join(SPECIFICATION)).ok()?).ok()?;
        for argument in &mut specification.argv {
            *argument = argument.replace("{resource_dir}", &folder.to_string_lossy());
        }
        Some(specification)
    }
}

/// Writes the kernelspec, in place of an older one, and returns its folder.
///
/// Every file is replaced in one step, kernel.json last, so that Jupyter never sees half of it.
///
/// # Errors
/// The place cannot be written.
pub fn install(location: &Location, toolchain: Option<&Toolchain>) -> Result<PathBuf> {
    let folder = location.folder()?;
    let binary = env::current_exe()?.canonicalize()?;
    let mut specification = serde_json::to_string_pretty(&Specification::new(&binary, toolchain)?)?;
    specification.push('\n');
    let write = || -> io::Result<()> {
        fs::create_dir_all(&folder)?;
        for (name, content) in RESOURCES {
            replace(&folder.join(name), content)?;
        }
        replace(&folder.join(SPECIFICATION), specification.as_bytes())
    };
    // Deepest first.
    let made: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    let written = write().inspect_err(|_| {
        if !made.is_empty() {
            // The error that is told is the one above.
            let _ = uninstall(&folder);
        }
        for folder in made {
            let _ = fs::remove_dir(folder);
        }
    });
    written.with_context(|| {
        format!(
            "cannot write the kernelspec to `{}`: choose another place with `--user` or `--prefix`",
            folder.display()
        )
    })?;
    Ok(folder)
}

/// What [`uninstall`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    Removed,
    NothingThere,
    /// Our files are gone; the folder holds others, and stays.
    FolderKept,
}

/// Removes the files that [`install`] writes, and nothing else.
///
/// # Errors
/// They cannot be removed.
pub fn uninstall(folder: &Path) -> Result<Removal> {
    let remove = || -> io::Result<Removal> {
        if !folder.exists() {
            return Ok(Removal::NothingThere);
        }
        let mut found = false;
        for name in std::iter::once(SPECIFICATION).chain(RESOURCES.map(|(name, _)| name)) {
            match fs::remove_file(folder.join(name)) {
                Ok(()) => found = true,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        match fs::remove_dir(folder) {
            Ok(()) => Ok(Removal::Removed),
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty && found => Ok(Removal::FolderKept),
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(Removal::NothingThere),
            Err(error) => Err(error),
        }
    };
    remove().with_context(|| {
        format!(
            "cannot remove the kernelspec in `{}`: run this as the user who owns it",
            folder.display()
        )
    })
}

/// The folders in which Jupyter looks for the kernelspec, the private environments of `meno lab` included.
pub fn search_path() -> Vec<PathBuf> {
    let mut data: Vec<PathBuf> = Vec::new();
    if let Some(path) = env::var_os("JUPYTER_PATH") {
        data.extend(env::split_paths(&path));
    }
    data.extend(user_data_dir());
    data.extend(sys_prefix().map(|prefix| prefix.join("share/jupyter")));
    // Of the environment that the wheel is in, active or not.
    let binary = env::current_exe().ok();
    data.extend(
        binary
            .as_deref()
            .and_then(|binary| binary.ancestors().nth(2))
            .map(|prefix| prefix.join("share/jupyter")),
    );
    if let Ok(environments) = storage::data_dir().and_then(fs::read_dir) {
        let named = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with("python-");
        data.extend(
            environments
                .flatten()
                .filter(named)
                .map(|entry| entry.path().join("share/jupyter")),
        );
    }
    data.extend(["/usr/local/share/jupyter", "/usr/share/jupyter"].map(PathBuf::from));
    data.into_iter()
        .map(|directory| directory.join("kernels").join(NAME))
        .collect()
}

/// As jupyter_core's `jupyter_data_dir`.
fn user_data_dir() -> Result<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(named) = set("JUPYTER_DATA_DIR") {
        return Ok(std::path::absolute(named)?);
    }
    let home = || dirs::home_dir().ok_or_else(|| anyhow!("no home directory is known: set `HOME`, or use `--prefix`"));
    if cfg!(target_os = "macos") {
        return Ok(home()?.join("Library/Jupyter"));
    }
    match set("XDG_DATA_HOME") {
        Some(base) => Ok(base.join("jupyter")),
        None => Ok(home()?.join(".local/share/jupyter")),
    }
}

fn sys_prefix() -> Result<PathBuf> {
    let active = ["VIRTUAL_ENV", "CONDA_PREFIX"].into_iter().find_map(env::var_os);
    if let Some(prefix) = active.filter(|value| !value.is_empty()) {
        return Ok(prefix.into());
    }
    let python = on_path("python3")
        .or_else(|| on_path("python"))
        .ok_or_else(|| anyhow!("no Python environment is active: activate one, or use `--prefix DIR`"))?;
    let prefix = python::ask(&python, "import sys; print(sys.prefix)")
        .with_context(|| format!("`{}` does not tell its prefix: use `--prefix DIR`", python.display()))?;
    Ok(prefix.into())
}

fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .permissions(fs::Permissions::from_mode(0o666))
        .tempfile_in(folder)?;
    file.write_all(content)?;
    file.persist(path)?;
    Ok(())
}

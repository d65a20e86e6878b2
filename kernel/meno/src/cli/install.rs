//! `meno install` and `meno uninstall`.

use std::{io::Write, path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Args;

use base::toolchain::Toolchain;

use crate::kernelspec::{self, Location, Removal};

#[derive(Args)]
#[group(multiple = false)]
#[command(after_help = "\
Examples:
  meno install                    for you, whichever Jupyter you run
  meno install --sys-prefix       for the active Python environment
  meno install --prefix ~/env     for the environment in that folder

`uninstall` takes the same options, and removes only what `install` wrote.")]
pub(super) struct Place {
    /// For the current user: in JUPYTER_DATA_DIR, or the `jupyter` folder of the user's data directory (the default).
    #[arg(long)]
    user: bool,
    /// For the active Python environment: VIRTUAL_ENV, CONDA_PREFIX, or what `python3` calls its prefix.
    #[arg(long)]
    sys_prefix: bool,
    /// For the environment in DIR: in DIR/share/jupyter.
    #[arg(long, value_name = "DIR")]
    prefix: Option<PathBuf>,
}

impl From<Place> for Location {
    fn from(place: Place) -> Location {
        match place {
            Place {
                prefix: Some(prefix), ..
            } => Location::Prefix(prefix),
            Place { sys_prefix: true, .. } => Location::SysPrefix,
            Place { .. } => Location::User,
        }
    }
}

pub(super) fn install(place: Place) -> Result<ExitCode> {
    let toolchain = Toolchain::locate()
        .inspect_err(|error| eprintln!("warning: {error}"))
        .ok();
    let folder = kernelspec::install(&place.into(), toolchain.as_ref())?;
    writeln!(
        std::io::stdout(),
        "installed `{}` in {}",
        kernelspec::DISPLAY_NAME,
        folder.display()
    )?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn uninstall(place: Place) -> Result<ExitCode> {
    let folder = Location::from(place).folder()?;
    let shown = folder.display();
    let told = match kernelspec::uninstall(&folder)? {
        Removal::Removed => format!("removed {shown}"),
        Removal::NothingThere => format!("nothing to remove in {shown}"),
        Removal::FolderKept => {
            format!("removed the kernelspec in {shown}, and kept the files there that are not Meno's")
        }
    };
    writeln!(std::io::stdout(), "{told}")?;
    Ok(ExitCode::SUCCESS)
}

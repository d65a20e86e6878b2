//! `meno prepare`: compiles ahead what every cell builds on.

use std::process::ExitCode;

use anyhow::Result;

use base::toolchain::Toolchain;
use engine::prelude::Prelude;

use crate::{prelude_sources::SOURCES, progress::Step};

/// What the user is told meanwhile.
pub(super) const STEP: &str = "compiling what cells build on, once, for a minute or two";

pub(super) fn run() -> Result<ExitCode> {
    let toolchain = Toolchain::locate()?;
    if Prelude::is_ready(&SOURCES, &toolchain) {
        return Ok(ExitCode::SUCCESS);
    }
    let step = Step::start(STEP);
    Prelude::prepare(&SOURCES, &toolchain, &mut |progress| step.detail(&progress.to_string()))?;
    step.done();
    Ok(ExitCode::SUCCESS)
}

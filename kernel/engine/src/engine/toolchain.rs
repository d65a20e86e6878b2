//! What a notebook asks of the compiler itself.

use super::Engine;
use crate::compiler::Compiler;
use crate::failures;
use crate::readiness::Readiness;
use base::toolchain::Toolchain;
use interfaces::evaluator::Frontend;
use interfaces::failure::Failure;
use std::process::{Command, Stdio};

/// The compiler of a toolchain, by name and version.
pub(crate) fn compiler(toolchain: &Toolchain) -> String {
    format!("rustc {} for {}", toolchain.version, toolchain.host)
}

/// rustc's own page on the errors with this code.
///
/// # Errors
/// If there is none.
pub(crate) fn explain_error(toolchain: &Toolchain, code: &str) -> Result<String, Failure> {
    let rustc = &toolchain.rustc;
    let asked = Command::new(rustc)
        .args(["--explain", code])
        .stdin(Stdio::null())
        .output();
    let output = asked.map_err(|error| failures::internal(&format!("`{}` can't be run: {error}", rustc.display())))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(failures::command(&format!("rustc has no page on `{code}`"))),
    }
}

impl Engine {
    /// The compiler, by name and version.
    ///
    /// # Errors
    /// If there is none.
    pub(crate) fn compiler(&mut self, frontend: &dyn Frontend) -> Result<String, Failure> {
        Ok(compiler(self.ready_compiler(frontend)?.toolchain()))
    }

    /// rustc's own page on the errors with this code.
    ///
    /// # Errors
    /// If there is none.
    pub(crate) fn explain_error(&mut self, code: &str, frontend: &dyn Frontend) -> Result<String, Failure> {
        explain_error(self.ready_compiler(frontend)?.toolchain(), code)
    }

    fn ready_compiler(&mut self, frontend: &dyn Frontend) -> Result<&Compiler, Failure> {
        self.make_ready(frontend)?;
        match &self.readiness {
            Readiness::Ready { compiler, .. } => Ok(compiler),
            Readiness::Preparing { .. } | Readiness::Failed => Err(failures::internal("there is no compiler")),
        }
    }
}

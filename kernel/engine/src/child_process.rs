//! Helps to start the kernel's child processes: names this program, and ties a child's life to the kernel's.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;
use std::{env, io};

/// This program, which plays other parts when it is started as a child.
pub(crate) fn own_program() -> io::Result<PathBuf> {
    match env::var_os("MENO_BINARY") {
        Some(path) => Ok(PathBuf::from(path)),
        None => env::current_exe(),
    }
}

/// Ends the process that `command` starts when the thread that starts it ends, however that happens.
pub(crate) fn follow_parent(command: &mut Command) {
    // SAFETY: the closure makes one async-signal-safe system call.
    unsafe {
        command.pre_exec(|| {
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
            Ok(())
        });
    }
}

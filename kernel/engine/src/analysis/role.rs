//! Runs rust-analyzer in a process of its own: reads questions, one a line, and writes answers.

use super::database::Database;
use super::protocol::{Findings, Query};
use crate::project::Project;
use std::fs;
use std::io::{self, BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Answers questions until the kernel is gone.
///
/// # Errors
/// If the sources can't be read, or nobody listens any more.
pub(crate) fn serve(folder: &Path, library: &Path) -> io::Result<()> {
    give_way();
    let mut database = Database::load(&Project::open(folder)?, folder, library)?;
    trim();
    for line in io::stdin().lock().lines() {
        let question: Query = serde_json::from_str(&line?)?;
        // rust-analyzer panics now and then on code that is not complete yet.
        let answer = catch_unwind(AssertUnwindSafe(|| answer(&mut database, &question)));
        let broken = answer.is_err();
        tell(&answer.unwrap_or(Findings::None))?;
        if broken {
            return Err(io::Error::other("rust-analyzer panicked"));
        }
        trim();
    }
    Ok(())
}

fn answer(database: &mut Database, question: &Query) -> Findings {
    match question {
        Query::Complete { text, cursor } => database.complete(text, *cursor).map(Findings::Completed),
        Query::Hover { text, cursor } => database
            .hover(text, *cursor)
            .map(|(plain, markdown)| Findings::Explained { plain, markdown }),
    }
    .unwrap_or(Findings::None)
}

fn tell(answer: &Findings) -> io::Result<()> {
    let mut line = serde_json::to_vec(answer)?;
    line.push(b'\n');
    io::stdout().write_all(&line)
}

/// Leaves the processor to cells, and is the first to end where memory is short.
fn give_way() {
    // SAFETY: plain system calls; nothing of this process is open yet but the standard streams, and what a library of the
    // kernel left open is the kernel's alone.
    unsafe {
        libc::setpriority(libc::PRIO_PROCESS, 0, 10);
        libc::syscall(libc::SYS_close_range, 3, u32::MAX, 0);
    }
    let _ = fs::write("/proc/self/oom_score_adj", "1000");
}

/// Gives the memory that reading the sources has freed back to the system.
fn trim() {
    // SAFETY: glibc's own function, which any thread may call.
    #[cfg(target_env = "gnu")]
    unsafe {
        libc::malloc_trim(0);
    }
}

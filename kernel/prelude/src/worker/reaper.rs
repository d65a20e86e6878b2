//! The process above all others of a worker. It runs nothing, and ends everything when the kernel is gone.

use super::{arena, descendants, holder, panics};
use crate::descriptors;
use crate::store::Store;
use std::path::Path;
use std::time::Duration;
use std::{fs, io, process, thread};
use worker_protocol::descriptors::{CONTROL, LINK};
use worker_protocol::processes::adopt_orphans;

/// Becomes the reaper. Takes the path of the kernel's runtime folder, to remove it if the kernel dies without doing
/// so.
pub fn main() {
    // The libraries are loaded; a program that the learner starts must not inherit where from.
    // SAFETY: there is only one thread yet.
    unsafe { std::env::remove_var("LD_LIBRARY_PATH") };
    let runtime_folder = std::env::args_os().nth(1);
    descriptors::set_up();
    arena::renew();
    adopt_orphans(true);
    // SAFETY: plain system calls on this process.
    unsafe {
        // An interrupt of the terminal is for the kernel to handle.
        libc::signal(libc::SIGINT, libc::SIG_IGN);
        // Orphans that return to this process leave no zombies.
        libc::signal(libc::SIGCHLD, libc::SIG_IGN);
    }
    panics::record();
    // SAFETY: the process has one thread when it forks; the descriptors closed are of no use to either side.
    unsafe {
        match libc::fork() {
            0 => {
                libc::close(LINK);
                libc::signal(libc::SIGCHLD, libc::SIG_DFL);
                holder::hold(Store::default())
            }
            -1 => process::exit(1),
            _ => libc::close(CONTROL),
        };
    }
    withstand();
    let is_gone = kernel_is_gone();
    // With its signal ignored, a wait would return only once there are no children at all.
    // SAFETY: plain system call.
    unsafe { libc::signal(libc::SIGCHLD, libc::SIG_DFL) };
    descendants::end();
    if is_gone && let Some(folder) = &runtime_folder {
        remove(Path::new(folder));
    }
    process::exit(0);
}

/// Keeps this process out of the reach of cells, as far as that goes. What it forks is not to inherit this.
fn withstand() {
    // SAFETY: plain system calls on this process.
    unsafe {
        // Where this process is stopped when the kernel dies, the system sends it the first of these and has it go on.
        for signal in [
            libc::SIGHUP,
            libc::SIGTERM,
            libc::SIGQUIT,
            libc::SIGUSR1,
            libc::SIGUSR2,
            libc::SIGALRM,
        ] {
            libc::signal(signal, libc::SIG_IGN);
        }
        // Where it is about to be stopped then, and isn't yet, the system sends nothing, but for this, which takes the stop back.
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGCONT);
        libc::prctl(libc::PR_SET_DUMPABLE, 0);
    }
}

/// Removes the kernel's folder. A compiler or a linker of the kernel's, which dies with it, may write there for a moment
/// longer.
fn remove(folder: &Path) {
    const ATTEMPTS: u32 = 100;
    const PAUSE: Duration = Duration::from_millis(20);
    for _ in 0..ATTEMPTS {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => thread::sleep(PAUSE),
            _ => return,
        }
    }
}

/// Waits until the kernel has closed its side. Whether it did so by dying, rather than to dismiss this worker: then it
/// lives on, and removes its folder itself.
fn kernel_is_gone() -> bool {
    let mut link = libc::pollfd {
        fd: LINK,
        events: libc::POLLRDHUP,
        revents: 0,
    };
    // SAFETY: there is one entry.
    while unsafe { libc::poll(&raw mut link, 1, -1) } <= 0 {}
    // A kernel that dies closes both directions at once.
    link.revents & !libc::POLLRDHUP != 0
}

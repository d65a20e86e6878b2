//! The descriptors that are the worker's own, and whether a cell has left them alone.

use std::os::fd::RawFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{io, mem};

/// The socket of the state that this process holds. The kernel leaves the first one here.
pub const CONTROL_FD: RawFd = 3;
/// The supervisor's socket, which tells it when the kernel is gone.
pub const LINK_FD: RawFd = 4;
/// Copies of the output streams, out of the reach of a cell that closes its own.
pub const STREAM_COPIES: [RawFd; 2] = [10, 11];

/// A pipe by which a runner tells its holder that it goes its own way: the end to read, and the end to write.
const PARTING: [RawFd; 2] = [12, 13];

/// The file in memory that holds the code of the cells that have run.
pub const ARENA: RawFd = 14;

const OWN: [RawFd; 6] = [
    CONTROL_FD,
    STREAM_COPIES[0],
    STREAM_COPIES[1],
    PARTING[0],
    PARTING[1],
    ARENA,
];

/// What each of [`OWN`] was when it was last set.
static IDENTITIES: [AtomicU64; 6] = [const { AtomicU64::new(0) }; 6];

/// Keeps copies of the output streams, and notes what the worker's descriptors are.
pub fn set_up() {
    for (stream, copy) in [1, 2].into_iter().zip(STREAM_COPIES) {
        // SAFETY: plain system call; the numbers are reserved for these copies.
        unsafe { libc::dup3(stream, copy, libc::O_CLOEXEC) };
    }
    for fd in [CONTROL_FD, LINK_FD] {
        // SAFETY: plain system call.
        unsafe { libc::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC) };
    }
    if let Ok(pipe) = pipe() {
        for (end, fd) in pipe.into_iter().zip(PARTING) {
            install(end, fd);
        }
    }
    remember();
}

/// What a process needs to hold a state, before it does: a socket to the kernel, and a pipe to its runners.
pub struct Equipment {
    socket: RawFd,
    pipe: [RawFd; 2],
}

impl Equipment {
    /// With `socket` as this process's own end.
    ///
    /// # Errors
    /// If there is no descriptor left.
    pub fn new(socket: RawFd) -> io::Result<Equipment> {
        Ok(Equipment { socket, pipe: pipe()? })
    }

    /// Talks to the kernel on the new socket from now on, and to runners through the new pipe.
    pub fn put_on(self) {
        install(self.socket, CONTROL_FD);
        for (end, fd) in self.pipe.into_iter().zip(PARTING) {
            install(end, fd);
        }
        remember();
    }
}

/// Puts an empty file of this length in the place of [`ARENA`], or, where there are no such files, one that can't be
/// written to.
pub fn renew_arena(length: usize) {
    // SAFETY: plain system calls; beyond a limit of the size of files the second one would end the process.
    unsafe {
        let mut limit: libc::rlimit = mem::zeroed();
        libc::getrlimit(libc::RLIMIT_FSIZE, &raw mut limit);
        let mut file = -1;
        if limit.rlim_cur == libc::RLIM_INFINITY {
            file = libc::memfd_create(c"meno-cells".as_ptr(), libc::MFD_CLOEXEC);
        }
        if file < 0 || libc::ftruncate(file, length as libc::off_t) != 0 {
            libc::close(file);
            file = libc::open(c"/dev/null".as_ptr(), libc::O_RDONLY | libc::O_CLOEXEC);
        }
        install(file, ARENA);
    }
    remember();
}

/// Tells the holder that this process, its runner, goes its own way.
pub fn part() {
    // SAFETY: the byte is valid for the read. If the holder is gone, there is nobody to tell.
    unsafe { libc::write(PARTING[1], [0_u8].as_ptr().cast(), 1) };
}

/// The descriptor that becomes readable when a runner has parted.
pub fn parting() -> RawFd {
    PARTING[0]
}

/// Takes note that the runner has parted.
pub fn see_off() {
    let mut byte = [0_u8];
    // SAFETY: the byte is valid for the write.
    unsafe { libc::syscall(libc::SYS_read, PARTING[0], byte.as_mut_ptr(), 1) };
}

/// Whether the cell has neither closed nor replaced one of the worker's descriptors.
pub fn are_intact() -> bool {
    OWN.iter().all(|&fd| identity(fd) == known(fd))
}

/// Whether standard error is still the pipe that it was, and the copy of standard output, by which its text goes, is as
/// well. Async-signal-safe.
pub fn is_stderr_the_notebooks() -> bool {
    let [output, errors] = STREAM_COPIES;
    [(output, output), (libc::STDERR_FILENO, errors)]
        .into_iter()
        .all(|(fd, copy)| identity(fd) == known(copy))
}

/// Opens the output streams again that an earlier cell has closed.
pub fn reopen_streams() {
    for (stream, copy) in [1, 2].into_iter().zip(STREAM_COPIES) {
        if identity(stream).is_none() {
            // SAFETY: plain system call; the number is not in use.
            unsafe { libc::dup2(copy, stream) };
        }
    }
}

fn pipe() -> io::Result<[RawFd; 2]> {
    let mut ends = [0; 2];
    // SAFETY: the array has room for two descriptors.
    match unsafe { libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) } {
        0 => Ok(ends),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Moves a descriptor to the number `fd`.
fn install(from: RawFd, fd: RawFd) {
    // SAFETY: plain system calls on descriptors that are this process's own.
    unsafe {
        libc::dup3(from, fd, libc::O_CLOEXEC);
        libc::close(from);
    }
}

fn remember() {
    for (&fd, known) in OWN.iter().zip(&IDENTITIES) {
        known.store(identity(fd).unwrap_or(0), Ordering::Relaxed);
    }
}

/// The identity that one of [`OWN`] had when it was last set.
fn known(fd: RawFd) -> Option<u64> {
    let index = OWN.iter().position(|&own| own == fd)?;
    Some(IDENTITIES[index].load(Ordering::Relaxed))
}

/// The inode: sockets and pipes have one each, and none is used twice at a time.
fn identity(fd: RawFd) -> Option<u64> {
    // SAFETY: `status` is valid for the write.
    unsafe {
        let mut status: libc::stat = mem::zeroed();
        (libc::fstat(fd, &raw mut status) == 0).then_some(status.st_ino)
    }
}

//! The worker's own descriptors: how they come to be, and whether a cell has left them alone.

use std::os::fd::{IntoRawFd, OwnedFd, RawFd};
use std::sync::atomic::{AtomicU64, Ordering};
use std::{io, mem};
use worker_protocol::descriptors::{ARENA, CONTROL, LINK, PARTING, STREAM_COPIES};

/// Those that a cell must leave alone.
const OWN: [RawFd; 6] = [
    CONTROL,
    STREAM_COPIES[0],
    STREAM_COPIES[1],
    PARTING[0],
    PARTING[1],
    ARENA,
];

/// What each of [`OWN`] was when it was last set.
static IDENTITIES: [AtomicU64; 6] = [const { AtomicU64::new(0) }; 6];

/// Keeps copies of the output streams, and notes what the worker's descriptors are.
pub(crate) fn set_up() {
    for (stream, copy) in [1, 2].into_iter().zip(STREAM_COPIES) {
        // SAFETY: plain system call; the numbers are reserved for these copies.
        unsafe { libc::dup3(stream, copy, libc::O_CLOEXEC) };
    }
    for fd in [CONTROL, LINK] {
        // SAFETY: plain system call.
        unsafe { libc::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC) };
    }
    if let Ok(pipe) = Pipe::new() {
        pipe.install();
    }
    remember();
}

/// What a process needs to hold a state, before it does: a socket to the kernel, and a pipe to its runners.
pub(crate) struct Equipment {
    socket: OwnedFd,
    pipe: Pipe,
}

impl Equipment {
    /// With `socket` as this process's own end.
    ///
    /// # Errors
    /// If there is no descriptor left.
    pub(crate) fn new(socket: OwnedFd) -> io::Result<Equipment> {
        let pipe = Pipe::new()?;
        Ok(Equipment { socket, pipe })
    }

    /// Talks to the kernel on the new socket from now on, and to runners through the new pipe.
    pub(crate) fn put_on(self) {
        install(self.socket.into_raw_fd(), CONTROL);
        self.pipe.install();
        remember();
    }
}

/// Puts an empty file of this length in the place of [`ARENA`], or, where there are no such files, one that can't be
/// written to.
pub(crate) fn renew_arena(length: usize) {
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
pub(crate) fn part() {
    // SAFETY: the byte is valid for the read. If the holder is gone, there is nobody to tell.
    unsafe { libc::write(PARTING[1], [0_u8].as_ptr().cast(), 1) };
}

/// The descriptor that becomes readable when a runner has parted.
pub(crate) fn parting() -> RawFd {
    PARTING[0]
}

/// Takes note that the runner has parted.
pub(crate) fn see_off() {
    let mut byte = [0_u8];
    // SAFETY: the byte is valid for the write.
    unsafe { libc::syscall(libc::SYS_read, PARTING[0], byte.as_mut_ptr(), 1) };
}

/// Whether the cell has neither closed nor replaced one of the worker's descriptors.
pub(crate) fn are_intact() -> bool {
    OWN.iter().all(|&fd| identity(fd) == known(fd))
}

/// Whether standard error is still the pipe that it was, and the copy of standard output, by which its text goes, is as
/// well. Async-signal-safe.
pub(crate) fn is_stderr_the_notebooks() -> bool {
    let [output, errors] = STREAM_COPIES;
    [(output, output), (libc::STDERR_FILENO, errors)]
        .into_iter()
        .all(|(fd, copy)| identity(fd) == known(copy))
}

/// Opens the output streams again that an earlier cell has closed.
pub(crate) fn reopen_streams() {
    for (stream, copy) in [1, 2].into_iter().zip(STREAM_COPIES) {
        if identity(stream).is_none() {
            // SAFETY: plain system call; the number is not in use.
            unsafe { libc::dup2(copy, stream) };
        }
    }
}

/// What becomes [`PARTING`].
struct Pipe(io::PipeReader, io::PipeWriter);

impl Pipe {
    fn new() -> io::Result<Pipe> {
        io::pipe().map(|(reader, writer)| Pipe(reader, writer))
    }

    fn install(self) {
        let ends = [OwnedFd::from(self.0), OwnedFd::from(self.1)];
        for (end, fd) in ends.into_iter().zip(PARTING) {
            install(end.into_raw_fd(), fd);
        }
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

//! The code of the cells that have run, in one mapping that all processes share.
//!
//! A library that is loaded is four mappings or five, and a process takes longer to fork and to end with each mapping that
//! it has. So that a notebook stays as fast after a thousand cells, a library moves once its cell has succeeded: to a file
//! in memory, just below the library before it, as the loader lays them out too, upon which the system takes neighbours for
//! one mapping.
//!
//! A process that runs a cell has its own count of what is in use. If the cell fails, what comes next takes the same place.
//! A state that the kernel comes back to begins a new file, since the cells that came after it may still be needed.

use crate::descriptors;
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::fd::{AsRawFd, FromRawFd};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{mem, slice};
use worker_protocol::descriptors::ARENA;

/// The length of the file, of which only what is written takes memory.
const LENGTH: usize = 1 << 40;

/// Where the next library ends.
static FREE: AtomicUsize = AtomicUsize::new(0);

/// Begins a new file. Where that can't be, libraries stay where they are.
pub(super) fn renew() {
    descriptors::renew_arena(LENGTH);
    FREE.store(LENGTH, Ordering::Relaxed);
}

/// Puts a link to a file in memory in the place of a library, to be loaded while that file is open. The loader tells
/// libraries apart by the numbers of their files, and a number on a disk is given to another file as soon as a library that
/// was moved no longer holds it.
///
/// # Errors
/// If there is no such file, or none in memory can be made. The library is as it was, then.
pub(super) fn from_memory(library: &Path) -> io::Result<File> {
    let content = fs::read(library)?;
    // SAFETY: plain system call; the descriptor is nobody else's.
    let mut file = unsafe {
        match libc::memfd_create(c"meno-cell".as_ptr(), libc::MFD_CLOEXEC) {
            -1 => return Err(io::Error::last_os_error()),
            fd => File::from_raw_fd(fd),
        }
    };
    file.write_all(&content)?;
    let link = library.with_extension("link");
    symlink(format!("/proc/self/fd/{}", file.as_raw_fd()), &link)?;
    fs::rename(&link, library)?;
    Ok(file)
}

/// Moves the library that `symbol` is in, but for what can be written to.
///
/// # Safety
/// `symbol` is an address in a library that was loaded [`from_memory`], relocated, and is never unloaded, and there is no
/// other thread.
pub(super) unsafe fn take_in(symbol: *const libc::c_void) {
    // SAFETY: `information` is valid for the write. The library's first page holds its header, and its program headers.
    let (base, segments) = unsafe {
        let mut information: libc::Dl_info = mem::zeroed();
        if libc::dladdr(symbol, &raw mut information) == 0 {
            return;
        }
        let header = information.dli_fbase.cast::<libc::Elf64_Ehdr>();
        let first = header.byte_add((*header).e_phoff as usize).cast::<libc::Elf64_Phdr>();
        (
            header as usize,
            slice::from_raw_parts(first, usize::from((*header).e_phnum)),
        )
    };
    // SAFETY: plain system call.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as usize;
    let pages: Vec<(usize, usize)> = segments
        .iter()
        .filter_map(|segment| {
            let (start, end) = (segment.p_vaddr as usize, (segment.p_vaddr + segment.p_memsz) as usize);
            let end = match segment.p_type {
                libc::PT_LOAD if segment.p_flags & libc::PF_W == 0 => end.next_multiple_of(page),
                // What the loader has filled in, and has protected: whole pages.
                libc::PT_GNU_RELRO => end / page * page,
                _ => return None,
            };
            Some((start / page * page, end))
        })
        .collect();
    let length = pages.iter().map(|&(_, end)| end).max().unwrap_or(0);
    let Some(place) = FREE.load(Ordering::Relaxed).checked_sub(length) else {
        return;
    };
    let is_copied = pages.iter().all(|&(start, end)| {
        let (source, place) = ((base + start) as *const libc::c_void, (place + start) as libc::off_t);
        // SAFETY: these pages of the library can be read.
        let written = unsafe { libc::pwrite(ARENA, source, end - start, place) };
        usize::try_from(written).is_ok_and(|written| written == end - start)
    });
    if !is_copied || length == 0 {
        return;
    }
    // SAFETY: the mapping has the content of the one that it replaces in one step; what lies between the segments is not in
    // use. Nothing can be written to it, and what can be written to comes after it.
    let moved = unsafe {
        libc::mmap(
            base as *mut libc::c_void,
            length,
            libc::PROT_READ | libc::PROT_EXEC,
            libc::MAP_SHARED | libc::MAP_FIXED,
            ARENA,
            place as libc::off_t,
        )
    };
    if moved != libc::MAP_FAILED {
        FREE.store(place, Ordering::Relaxed);
    }
}

//! What the loader has written into a cell's library, shared with all processes forked from here on.
//!
//! A page that a process has written for itself costs each fork of it: the system links it to those of all living
//! ancestors, of which there are as many as states. The addresses that the loader has filled in never change, so that
//! all these processes can have the very same page.

use std::{mem, ptr, slice};

/// Shares the relocated, read-only part of the library that `symbol` is in. Where that can't be, all stays as it is.
///
/// # Safety
/// `symbol` is an address in a library that is loaded, relocated, and never unloaded. No other thread uses it yet.
pub unsafe fn share(symbol: *const libc::c_void) {
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
    for segment in segments.iter().filter(|segment| segment.p_type == libc::PT_GNU_RELRO) {
        let start = base + segment.p_vaddr as usize;
        // Whole pages, as the loader has protected them.
        let (start, end) = (start / page * page, (start + segment.p_memsz as usize) / page * page);
        if start < end {
            // SAFETY: the pages are the library's, and read only.
            unsafe { replace(start as *mut libc::c_void, end - start) };
        }
    }
}

/// Puts a shared copy in the place of `length` bytes of whole pages.
///
/// # Safety
/// The pages are mapped, and nothing writes to them.
unsafe fn replace(start: *mut libc::c_void, length: usize) {
    let kind = libc::MAP_SHARED | libc::MAP_ANONYMOUS;
    // SAFETY: the copy is a mapping of its own, as long as the original, until it takes its place in one step.
    unsafe {
        let copy = libc::mmap(ptr::null_mut(), length, libc::PROT_READ | libc::PROT_WRITE, kind, -1, 0);
        if copy == libc::MAP_FAILED {
            return;
        }
        ptr::copy_nonoverlapping(start.cast::<u8>(), copy.cast::<u8>(), length);
        let moved = libc::mprotect(copy, length, libc::PROT_READ) == 0
            && libc::mremap(copy, length, length, libc::MREMAP_MAYMOVE | libc::MREMAP_FIXED, start) != libc::MAP_FAILED;
        if !moved {
            libc::munmap(copy, length);
        }
    }
}

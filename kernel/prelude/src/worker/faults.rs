//! Stack overflows, told from other faults.

use super::exit_now;
use crate::shared_page::SharedPage;
use std::sync::OnceLock;
use std::{mem, ptr};

/// What the signal handler needs: the page to write, the lower end of the stack, the handler before.
struct Overflow {
    page: &'static SharedPage,
    stack_end: usize,
    previous: libc::sigaction,
}

static mut OVERFLOW: Option<Overflow> = None;

/// Records in `page` a fault at the end of this thread's stack, before it ends the process.
pub(super) fn catch_overflow(page: &'static SharedPage) {
    // SAFETY: the process has one thread when a cell starts; all structures are valid for the calls that fill them.
    unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        action.sa_sigaction = on_fault as extern "C" fn(_, _, _) as usize;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
        let mut previous: libc::sigaction = mem::zeroed();
        libc::sigaction(libc::SIGSEGV, &raw const action, &raw mut previous);
        // A runner that became a holder has passed the handler on to its forks.
        if let Some(overflow) = (&raw const OVERFLOW).as_ref().and_then(Option::as_ref) {
            previous = overflow.previous;
        }
        OVERFLOW = Some(Overflow {
            page,
            stack_end: stack_end(),
            previous,
        });
    }
}

/// The lowest address of this thread's stack; 0 if it can't be told. It is the same in all forks, and finding it takes
/// the longer the more cells are loaded.
fn stack_end() -> usize {
    static FOUND: OnceLock<usize> = OnceLock::new();
    *FOUND.get_or_init(find_stack_end)
}

fn find_stack_end() -> usize {
    // SAFETY: `attributes` is initialised by the first call before the others read it.
    unsafe {
        let mut attributes: libc::pthread_attr_t = mem::zeroed();
        if libc::pthread_getattr_np(libc::pthread_self(), &raw mut attributes) != 0 {
            return 0;
        }
        let (mut address, mut size) = (ptr::null_mut(), 0);
        libc::pthread_attr_getstack(&raw const attributes, &raw mut address, &raw mut size);
        libc::pthread_attr_destroy(&raw mut attributes);
        address as usize
    }
}

extern "C" fn on_fault(signal: libc::c_int, info: *mut libc::siginfo_t, _context: *mut libc::c_void) {
    /// A frame may skip this much of the stack before it touches it.
    const REACH: usize = 1 << 20;
    // SAFETY: only async-signal-safe calls; `OVERFLOW` was set before the handler was installed for this cell.
    unsafe {
        let Some(overflow) = (&raw const OVERFLOW).as_ref().and_then(Option::as_ref) else {
            exit_now(1)
        };
        let address = (*info).si_addr() as usize;
        if address.abs_diff(overflow.stack_end) < REACH {
            overflow.page.set_overflow();
            libc::signal(signal, libc::SIG_DFL);
        } else {
            // The standard library's own handler knows the stacks of threads, and the default for the rest. The faulting
            // instruction runs again.
            libc::sigaction(signal, &raw const overflow.previous, ptr::null_mut());
        }
    }
}

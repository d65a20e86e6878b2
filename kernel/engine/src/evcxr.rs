//! Leads evcxr to the toolchain that cells are compiled with.

use base::toolchain::Toolchain;
use std::env;

/// Makes evcxr use `toolchain`: evcxr asks rustup first, which may know another toolchain or none, and then looks at `PATH`.
///
/// # Safety
/// No other thread may be running.
pub unsafe fn lead_to(toolchain: &Toolchain) {
    let folders = [&toolchain.rustc, &toolchain.cargo].map(|tool| tool.parent().unwrap_or(tool).to_owned());
    let known = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(folders.into_iter().chain(env::split_paths(&known)));
    // SAFETY: the caller's promise.
    unsafe {
        env::set_var("RUSTUP_TOOLCHAIN", &toolchain.sysroot);
        // A folder with a colon in its name can't be on it.
        path.map(|path| env::set_var("PATH", path)).unwrap_or_default();
    }
}

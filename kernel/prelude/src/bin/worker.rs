//! Loads and runs compiled cells; see [`meno_prelude::worker`].

use worker_protocol::evcxr::IS_RUNTIME;

fn main() {
    match std::env::var_os(IS_RUNTIME) {
        Some(_) => meno_prelude::worker::evcxr::main(),
        None => meno_prelude::worker::main(),
    }
}

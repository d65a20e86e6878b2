//! Loads and runs compiled cells; see [`meno_prelude::worker`].

fn main() {
    meno_prelude::worker::main();
}

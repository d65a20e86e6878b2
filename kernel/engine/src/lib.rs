//! Compiles cells and runs them. The only crate that names evcxr and rust-analyzer.
//!
//! A cell goes through these hands: [`syntax`] has read it, [`state`] adds its items to those of the notebook, [`source`]
//! writes the crate, [`compiler`] has rustc compile it against the [`prelude`], [`worker`] runs it. Only when it has ended
//! well does the new state take the place of the old one, in the worker and here: a cell is a transaction.
//!
//! In reading order:
//! - `engine`: the engine of one notebook, with what it does in files below it
//! - `readiness`: how far what cells need is there
//! - `script`: what is compiled and run; `environment`: what it finds in its environment; `files`: which files it names
//! - `state`: what the notebook has defined, and what goes when that changes; `snapshot` and `savepoint`: what is kept of it
//! - `reachability`: which items a cell needs
//! - `source`: the crate that is compiled for a cell, and where its text came from
//! - `floats`: numbers without a type in it; `style`: how it shows its value
//! - `compilation`: attempts at compiling, until rustc takes one
//! - `compiler`: rustc, started ahead of the cell; `linker`, `mir`: what becomes of what it writes
//! - `diagnostics` and `failures`: what is told about a cell that did not succeed
//! - `shape_probe`: the shapes that a panic does not tell
//! - `preparation`: checks that are compiled along with a cell
//! - `prelude`: what every cell is compiled against
//! - `worker`, `state_handle`, `streams`, `watch`, `interrupt`: the processes that run cells, and what comes from them
//! - `room`: which states give way when memory runs out; `strays`: how what a cell leaves running ends; `addresses`: which states
//!   hold one of the network that a cell could not have
//! - `capped`, `relocation`, `last_result`, `short_types`: frontends between those and the notebook's
//! - `analysis`: completion by rust-analyzer; `project`: the crates that it reads
//! - `crates`: crates that are added with `:dep`; `evcxr`: which toolchain evcxr takes
//! - `cargo_progress`: what cargo says that it is at
//! - `evcxr_engine`: evcxr itself as another backend; `engines`: both, and the way from one to the other
//! - `folder`, `memory`, `child_process`: what the engine uses of the machine

mod addresses;
mod analysis;
mod capped;
mod cargo_progress;
mod child_process;
mod compilation;
mod compiler;
mod crates;
mod diagnostics;
mod engine;
mod engines;
mod environment;
mod evcxr;
mod evcxr_engine;
mod failures;
mod files;
mod floats;
mod folder;
mod interrupt;
mod last_result;
mod linker;
mod memory;
mod mir;
pub mod prelude;
mod preparation;
mod project;
#[cfg(test)]
mod properties;
mod reachability;
mod readiness;
mod relocation;
mod room;
mod savepoint;
mod script;
mod shape_probe;
mod short_types;
mod snapshot;
mod source;
mod state;
mod state_handle;
mod strays;
mod streams;
mod style;
mod watch;
mod worker;

pub use engine::Engine;
pub use engines::Engines;
pub use evcxr::lead_to;

/// If this process was started to play another part than the command line's, plays it, and ends the process. Comes first
/// in `main`.
pub fn play_role() {
    crates::play_role();
    evcxr_engine::play_role();
    analysis::play_role();
}

//! What Meno's crates share. It knows neither Jupyter nor evcxr, neither exercises nor cells.
//!
//! In reading order:
//! - `toolchain`: rustc, cargo and the linker, found without the shell's help
//! - `storage`: where things are kept, and whether there is room
//! - `crate_cache`: where crates that are added with `:dep` are built, for all notebooks
//! - `jsonl`: files of a value a line, which several kernels share
//! - `tokens`: words, signs, strings and comments of any text
//! - `parse_limits`: how long code may be, and how deeply nested
//! - `suggest`: the name that was probably meant

pub mod crate_cache;
pub mod jsonl;
pub mod parse_limits;
pub mod storage;
pub mod suggest;
pub mod tokens;
pub mod toolchain;

//! What Meno's crates share. It knows neither Jupyter nor evcxr, neither exercises nor cells.

pub mod jsonl;
pub mod parse_limits;
pub mod storage;
pub mod suggest;
pub mod tokens;
pub mod toolchain;

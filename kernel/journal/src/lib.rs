//! The journal: what a learner did in a notebook and what came of it, one JSON line an event, for themselves alone.
//!
//! It knows neither exercises nor how a cell runs: exercises are names to it, and code is text. The README documents each event.
//!
//! In reading order:
//! - `event`: what can be recorded
//! - `entry`: an event with when and where it was, as a line
//! - `place`: by what a notebook is known from one kernel to the next
//! - `store`: the files, which all kernels of a user share
//! - `writer`: writes beside the cells, so that none waits for a disk
//! - `journal`: what a kernel records, and knows of earlier ones

pub mod entry;
pub mod event;
mod journal;
pub mod place;
pub mod store;
mod writer;

pub use entry::Entry;
pub use event::Event;
pub use journal::Journal;
pub use place::Place;
pub use store::Store;

//! What the kernel and the worker that runs its cells must agree on. The engine uses it on the one side, the prelude on
//! the other.
//!
//! - [`messages`]: what the kernel asks, and what the worker responds;
//! - [`socket`]: how these travel, each with the nonce of the cell that it is about;
//! - [`marks`]: what the worker writes between a cell's own output;
//! - [`descriptors`]: the numbers that are the worker's own;
//! - [`evcxr`]: what evcxr says to its runtime, whose part the worker plays as well;
//! - [`processes`]: how both find the processes below another one, and [`memory`], what these have.
//!
//! A nonce is drawn anew for each cell, and unknown to it, so that what a cell writes to the worker's socket or streams is
//! recognised and does no harm.

pub mod descriptors;
pub mod evcxr;
pub mod marks;
pub mod memory;
pub mod messages;
pub mod processes;
pub mod socket;

pub use messages::{Location, Request, Response, Run};

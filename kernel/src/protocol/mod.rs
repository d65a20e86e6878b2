//! The Jupyter messaging protocol: sockets, signatures, framing and typed messages.
//!
//! The only place that knows ZeroMQ and the JSON on the wire. It knows nothing of Rust code, of cells, or of when a
//! message is due: that is [`crate::session`]'s part.

mod connection;
pub mod cursor;
#[cfg(test)]
pub mod frontend;
mod heartbeat;
mod message;
mod publication;
mod reply;
mod request;
mod signature;
mod sockets;
mod wire;

pub use connection::Connection;
pub use message::{Channel, Header, Incoming, Parent};
pub use publication::{ExecutionState, Publication};
pub use reply::{
    Answer, CompletionMetadata, CompletionType, ErrorContent, ExpressionResult, KernelInfo, Payload, Reply,
};
pub use request::{ExecuteRequest, HistoryAccess, HistoryRequest, Request, decode_input};
pub use sockets::{Ready, Sockets};

/// Version of the Jupyter messaging protocol spoken here.
pub const VERSION: &str = "5.4";

//! A Jupyter kernel that knows no language: sockets, signatures, typed messages, and one event loop between them and an
//! [`Evaluator`](interfaces::evaluator::Evaluator).
//!
//! The only crate that knows ZeroMQ and the JSON on the wire.

mod connection;
mod cursor;
#[cfg(test)]
mod frontend;
mod heartbeat;
mod history;
mod message;
mod publication;
mod reply;
mod request;
mod session;
mod signature;
mod sockets;
mod wire;

use connection::Connection;
use message::{Channel, Incoming, Parent};
use publication::{ExecutionState, Publication};
use reply::{Answer, CompletionMetadata, CompletionType, ErrorContent, ExpressionResult, KernelInfo, Payload, Reply};
use request::{ExecuteRequest, HistoryAccess, Request, decode_input};
use sockets::Sockets;

pub use history::History;
pub use reply::{About, HelpLink, Language};
pub use session::serve;

/// Version of the Jupyter messaging protocol spoken here.
const VERSION: &str = "5.4";

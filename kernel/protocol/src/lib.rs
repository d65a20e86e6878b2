//! A Jupyter kernel that knows no language: sockets, signatures, typed messages, and one event loop between them and an
//! [`Evaluator`](interfaces::evaluator::Evaluator).
//!
//! The only crate that knows ZeroMQ and the JSON on the wire.
//!
//! In reading order:
//! - `session`: the event loop: busy, one reply, idle for every request
//! - `request`: what clients ask
//! - `reply`: what they are answered
//! - `publication`: what all of them are told
//! - `message`: headers, channels, and who asked
//! - `history`: the inputs of earlier sessions
//! - `cursor`: places in code, which clients count in other units
//! - `sockets`: the five sockets of a kernel
//! - `heartbeat`: the socket that echoes what clients send
//! - `connection`: the connection file: the sockets' addresses and the key
//! - `wire`: a message as ZeroMQ frames
//! - `signature`: the signatures of messages
//! - `frontend`: a strict client, for the tests

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
use reply::{
    CompletionMetadata, CompletionType, ErrorContent, ExpressionResult, KernelInfo, Payload, Reply, ReplyContent,
};
use request::{ExecuteRequest, HistoryAccess, Request, decode_input};
use sockets::Sockets;

pub use history::History;
pub use reply::{About, HelpLink, Language};
pub use session::serve;

/// Version of the Jupyter messaging protocol spoken here.
const VERSION: &str = "5.4";

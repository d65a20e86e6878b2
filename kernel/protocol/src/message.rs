//! What a message says of itself, and what its answers need to know of it.

use serde::{Deserialize, Serialize};
use std::num::NonZeroU8;
use std::sync::Arc;
use time::OffsetDateTime;
use time::format_description::well_known::Iso8601;
use time::format_description::well_known::iso8601::{Config, EncodedConfig, TimePrecision};
use uuid::Uuid;

/// A channel on which clients send messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channel {
    Shell,
    Control,
    Stdin,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    pub msg_id: String,
    pub msg_type: String,
    #[serde(default)]
    pub session: String,
    #[serde(default)]
    pub username: String,
    #[serde(default)]
    pub date: String,
    #[serde(default)]
    pub version: String,
}

/// A message from a client whose signature has been verified.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    pub header: Header,
    /// The id of the message that this one answers.
    pub parent_id: Option<String>,
    /// JSON, not yet parsed: a request of known type is answered even if its content is wrong.
    pub content: Vec<u8>,
    /// What answers to this message derive from.
    pub parent: Parent,
}

/// Where answers to a message go, and the header they carry as their parent's.
#[derive(Clone, Debug)]
pub(crate) struct Parent {
    pub(super) channel: Channel,
    pub(super) identities: Vec<Vec<u8>>,
    /// As the client wrote it, unknown fields included.
    pub(super) header: Arc<[u8]>,
}

impl Header {
    /// A header for a new message of this kernel.
    pub(super) fn new(msg_type: &str, session: &str) -> Self {
        Self {
            msg_id: Uuid::new_v4().to_string(),
            msg_type: msg_type.to_owned(),
            session: session.to_owned(),
            username: "kernel".to_owned(),
            date: now(),
            version: super::VERSION.to_owned(),
        }
    }
}

impl Parent {
    /// For messages that no request brought about.
    pub(crate) fn none() -> Self {
        Self {
            channel: Channel::Shell,
            identities: Vec::new(),
            header: Arc::from(*b"{}"),
        }
    }

    /// The channel that the message came on.
    pub(crate) fn channel(&self) -> Channel {
        self.channel
    }
}

/// The time in ISO 8601, UTC. Jupyter clients accept no more than six decimals.
fn now() -> String {
    const FORMAT: EncodedConfig = Config::DEFAULT
        .set_time_precision(TimePrecision::Second {
            decimal_digits: NonZeroU8::new(6),
        })
        .encode();
    OffsetDateTime::now_utc().format(&Iso8601::<FORMAT>).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_what_jupyter_clients_parse() {
        let pattern = regex::Regex::new(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$").unwrap();
        assert!(pattern.is_match(&now()), "{}", now());
    }

    #[test]
    fn ids_are_unique() {
        assert_ne!(Header::new("status", "s").msg_id, Header::new("status", "s").msg_id);
    }
}

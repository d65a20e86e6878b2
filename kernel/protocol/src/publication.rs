//! What the kernel tells every client on the iopub channel.

use super::reply::ErrorContent;
use interfaces::evaluator::{MimeBundle, Stream};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Publication {
    Status {
        execution_state: ExecutionState,
    },
    ExecuteInput {
        code: String,
        execution_count: u32,
    },
    ExecuteResult {
        execution_count: u32,
        data: MimeBundle,
        metadata: Map<String, Value>,
    },
    DisplayData {
        data: MimeBundle,
        metadata: Map<String, Value>,
        transient: Transient,
    },
    UpdateDisplayData {
        data: MimeBundle,
        metadata: Map<String, Value>,
        transient: Transient,
    },
    Stream {
        #[serde(serialize_with = "stream_name")]
        name: Stream,
        text: String,
    },
    ClearOutput {
        wait: bool,
    },
    Error(ErrorContent),
    CommClose {
        comm_id: String,
        data: Map<String, Value>,
    },
    /// Tells a client that its subscription works.
    Welcome {
        subscription: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ExecutionState {
    Starting,
    Busy,
    Idle,
}

/// The id of a display, by which it can be updated.
#[derive(Clone, Debug)]
pub(crate) struct Transient(pub Option<String>);

impl Publication {
    pub(super) fn msg_type(&self) -> &'static str {
        match self {
            Self::Status { .. } => "status",
            Self::ExecuteInput { .. } => "execute_input",
            Self::ExecuteResult { .. } => "execute_result",
            Self::DisplayData { .. } => "display_data",
            Self::UpdateDisplayData { .. } => "update_display_data",
            Self::Stream { .. } => "stream",
            Self::ClearOutput { .. } => "clear_output",
            Self::Error(_) => "error",
            Self::CommClose { .. } => "comm_close",
            Self::Welcome { .. } => "iopub_welcome",
        }
    }

    /// The prefix that subscriptions match. Clients take everything; a welcome must match the subscription it greets.
    pub(super) fn topic(&self) -> &[u8] {
        match self {
            Self::Welcome { subscription } => subscription.as_bytes(),
            other => other.msg_type().as_bytes(),
        }
    }

    pub(crate) fn display(data: MimeBundle, id: Option<String>) -> Self {
        Self::DisplayData {
            data,
            metadata: Map::new(),
            transient: Transient(id),
        }
    }

    pub(crate) fn update(data: MimeBundle, id: String) -> Self {
        Self::UpdateDisplayData {
            data,
            metadata: Map::new(),
            transient: Transient(Some(id)),
        }
    }
}

impl Serialize for Transient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(usize::from(self.0.is_some())))?;
        if let Some(id) = &self.0 {
            map.serialize_entry("display_id", id)?;
        }
        map.end()
    }
}

fn stream_name<S: Serializer>(stream: &Stream, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match stream {
        Stream::Stdout => "stdout",
        Stream::Stderr => "stderr",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(publication: Publication, msg_type: &str, expected: Value) {
        assert_eq!(publication.msg_type(), msg_type);
        assert_eq!(serde_json::to_value(publication).unwrap(), expected);
    }

    #[test]
    fn contents() {
        let status = Publication::Status {
            execution_state: ExecutionState::Busy,
        };
        check(status, "status", json!({"execution_state": "busy"}));
        let stream = Publication::Stream {
            name: Stream::Stderr,
            text: "oh".into(),
        };
        check(stream, "stream", json!({"name": "stderr", "text": "oh"}));
        let display = Publication::display(MimeBundle::new(), None);
        check(
            display,
            "display_data",
            json!({"data": {}, "metadata": {}, "transient": {}}),
        );
        let update = Publication::update(MimeBundle::new(), "p".into());
        check(
            update,
            "update_display_data",
            json!({"data": {}, "metadata": {}, "transient": {"display_id": "p"}}),
        );
    }

    #[test]
    fn a_welcome_goes_to_the_subscription_it_greets() {
        assert_eq!(
            Publication::Welcome {
                subscription: String::new()
            }
            .topic(),
            b""
        );
        assert_eq!(
            Publication::Welcome {
                subscription: "stream".into()
            }
            .topic(),
            b"stream"
        );
    }
}

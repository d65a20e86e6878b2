//! What clients ask on the shell and control channels.

use super::message::Incoming;
use serde::Deserialize;
use serde::de::Error;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Request {
    KernelInfo,
    Connect,
    Execute(ExecuteRequest),
    Complete {
        code: String,
        cursor: usize,
    },
    Inspect {
        code: String,
        cursor: usize,
        detailed: bool,
    },
    IsComplete {
        code: String,
    },
    History(HistoryRequest),
    CommInfo,
    CommOpen {
        comm_id: String,
    },
    /// A message on a comm, or its end. No comm is ever open.
    Comm,
    Interrupt,
    Shutdown {
        restart: bool,
    },
    /// A type this kernel does not know.
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct ExecuteRequest {
    pub code: String,
    #[serde(default)]
    pub silent: bool,
    /// Has no effect where `silent` is set: see [`ExecuteRequest::stored`].
    #[serde(default = "yes")]
    store_history: bool,
    #[serde(default)]
    pub user_expressions: BTreeMap<String, String>,
    #[serde(default = "yes")]
    pub allow_stdin: bool,
    #[serde(default = "yes")]
    pub stop_on_error: bool,
}

impl ExecuteRequest {
    /// Whether the cell gets a number and a place in the history.
    pub(crate) fn stored(&self) -> bool {
        self.store_history && !self.silent
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct HistoryRequest {
    /// Whether to return outputs beside the inputs.
    #[serde(default)]
    pub output: bool,
    #[serde(flatten)]
    pub access: HistoryAccess,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "hist_access_type", rename_all = "lowercase")]
pub enum HistoryAccess {
    /// The last `n` cells.
    Tail { n: Option<usize> },
    /// The cells `start..stop` of a session; 0 is this session, a negative number counts back from it.
    Range {
        #[serde(default)]
        session: i64,
        #[serde(default)]
        start: i64,
        stop: Option<i64>,
    },
    /// The last `n` cells that match a glob pattern.
    Search {
        pattern: Option<String>,
        n: Option<usize>,
        #[serde(default)]
        unique: bool,
    },
}

impl Request {
    /// # Errors
    /// If the content is not what the message type calls for.
    pub(crate) fn decode(msg_type: &str, content: &[u8]) -> serde_json::Result<Self> {
        Ok(match msg_type {
            "kernel_info_request" => Self::KernelInfo,
            "connect_request" => Self::Connect,
            "execute_request" => Self::Execute(serde_json::from_slice(content)?),
            "complete_request" => {
                let CodeAt { code, cursor_pos, .. } = serde_json::from_slice(content)?;
                Self::Complete {
                    cursor: cursor(&code, cursor_pos),
                    code,
                }
            }
            "inspect_request" => {
                let CodeAt {
                    code,
                    cursor_pos,
                    detail_level,
                } = serde_json::from_slice(content)?;
                Self::Inspect {
                    cursor: cursor(&code, cursor_pos),
                    code,
                    detailed: detail_level > 0,
                }
            }
            "is_complete_request" => {
                let CodeAt { code, .. } = serde_json::from_slice(content)?;
                Self::IsComplete { code }
            }
            "history_request" => Self::History(serde_json::from_slice(content)?),
            "comm_info_request" => Self::CommInfo,
            "comm_open" => {
                let CommOpen { comm_id } = serde_json::from_slice(content)?;
                Self::CommOpen { comm_id }
            }
            "comm_msg" | "comm_close" => Self::Comm,
            "interrupt_request" => Self::Interrupt,
            "shutdown_request" => {
                let Shutdown { restart } = serde_json::from_slice(content)?;
                Self::Shutdown { restart }
            }
            _ => Self::Unknown,
        })
    }

    /// Whether only the evaluator can answer.
    pub(crate) fn needs_evaluator(&self) -> bool {
        matches!(
            self,
            Self::Execute(_) | Self::Complete { .. } | Self::Inspect { .. } | Self::IsComplete { .. }
        )
    }
}

/// The line that an `input_reply` brings.
///
/// # Errors
/// If the message is of another type, or its content is not what that calls for.
pub(crate) fn decode_input(incoming: &Incoming) -> serde_json::Result<String> {
    if incoming.header.msg_type != "input_reply" {
        let msg_type = &incoming.header.msg_type;
        return Err(Error::custom(format!(
            "`{msg_type}` does not belong on the stdin channel"
        )));
    }
    serde_json::from_slice(&incoming.content).map(|InputReply { value }| value)
}

#[derive(Deserialize)]
struct CodeAt {
    code: String,
    /// In code points; the end of the code where it is absent.
    cursor_pos: Option<usize>,
    #[serde(default)]
    detail_level: u8,
}

#[derive(Deserialize)]
struct InputReply {
    value: String,
}

#[derive(Deserialize)]
struct CommOpen {
    comm_id: String,
}

#[derive(Deserialize)]
struct Shutdown {
    #[serde(default)]
    restart: bool,
}

fn cursor(code: &str, position: Option<usize>) -> usize {
    position.map_or(code.len(), |position| super::cursor::to_byte(code, position))
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(msg_type: &str, content: &str, expected: Request) {
        assert_eq!(Request::decode(msg_type, content.as_bytes()).unwrap(), expected);
    }

    #[test]
    fn cursors_become_byte_offsets() {
        let complete = |code: &str, cursor| Request::Complete {
            code: code.into(),
            cursor,
        };
        check(
            "complete_request",
            r#"{"code": "𝔸.le", "cursor_pos": 2}"#,
            complete("𝔸.le", 5),
        );
        check(
            "complete_request",
            r#"{"code": "𝔸.le", "cursor_pos": 99}"#,
            complete("𝔸.le", 7),
        );
        check(
            "complete_request",
            r#"{"code": "𝔸.le", "cursor_pos": null}"#,
            complete("𝔸.le", 7),
        );
        let inspect = Request::Inspect {
            code: "é".into(),
            cursor: 2,
            detailed: true,
        };
        check(
            "inspect_request",
            r#"{"code": "é", "cursor_pos": 1, "detail_level": 1}"#,
            inspect,
        );
    }

    #[test]
    fn silent_cells_are_never_stored() {
        #[track_caller]
        fn check(fields: &str, stored: bool) {
            let content = format!(r#"{{"code": ""{fields}}}"#);
            match Request::decode("execute_request", content.as_bytes()).unwrap() {
                Request::Execute(execute) => assert_eq!(execute.stored(), stored),
                other => panic!("{other:?}"),
            }
        }
        check("", true);
        check(r#", "store_history": false"#, false);
        check(r#", "silent": true, "store_history": true"#, false);
    }

    #[test]
    fn history() {
        let history = |output, access| Request::History(HistoryRequest { output, access });
        check(
            "history_request",
            r#"{"output": false, "raw": true, "hist_access_type": "tail", "n": 3}"#,
            history(false, HistoryAccess::Tail { n: Some(3) }),
        );
        check(
            "history_request",
            r#"{"output": true, "hist_access_type": "range", "session": -1, "start": 1, "stop": null}"#,
            history(
                true,
                HistoryAccess::Range {
                    session: -1,
                    start: 1,
                    stop: None,
                },
            ),
        );
        check(
            "history_request",
            r#"{"hist_access_type": "search", "pattern": "let*", "unique": true}"#,
            history(
                false,
                HistoryAccess::Search {
                    pattern: Some("let*".into()),
                    n: None,
                    unique: true,
                },
            ),
        );
    }

    #[test]
    fn content_of_another_shape_is_an_error() {
        for (msg_type, content) in [
            ("execute_request", "{}"),
            ("execute_request", r#"{"code": 1}"#),
            ("execute_request", r#"{"code": "\ud800"}"#),
            ("complete_request", r#"{"code": "", "cursor_pos": -1}"#),
            ("history_request", r#"{"hist_access_type": "all"}"#),
            ("comm_open", "[]"),
            ("inspect_request", "not JSON"),
        ] {
            assert!(
                Request::decode(msg_type, content.as_bytes()).is_err(),
                "{msg_type} {content}"
            );
        }
    }

    #[test]
    fn unknown_types() {
        check("debug_request", "{}", Request::Unknown);
        check("execute_reply", "{}", Request::Unknown);
    }
}

//! What the kernel answers on the channel of the request.

use crate::history::HistoryEntry;
use interfaces::evaluator::MimeBundle;
use interfaces::failure::Failure;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The content of a reply. Its message type follows from the request's.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "status", rename_all = "lowercase")]
pub(crate) enum Reply {
    Ok(ReplyContent),
    Error {
        #[serde(flatten)]
        error: ErrorContent,
        /// For cells only.
        #[serde(skip_serializing_if = "Option::is_none")]
        execution_count: Option<u32>,
    },
    Aborted {},
    /// The first of the three states of code that `is_complete_request` is told; a fourth, `unknown`, is never the case.
    Complete {},
    Incomplete {
        indent: String,
    },
    Invalid {},
}

impl Reply {
    /// For requests other than cells.
    pub(crate) fn failed(failure: Failure) -> Self {
        Self::Error {
            error: failure.into(),
            execution_count: None,
        }
    }
}

#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum ReplyContent {
    KernelInfo(KernelInfo),
    Connect {
        shell_port: u16,
        iopub_port: u16,
        stdin_port: u16,
        control_port: u16,
        hb_port: u16,
    },
    Execute {
        execution_count: u32,
        payload: Vec<Payload>,
        user_expressions: BTreeMap<String, ExpressionResult>,
    },
    Complete {
        matches: Vec<String>,
        cursor_start: usize,
        cursor_end: usize,
        metadata: CompletionMetadata,
    },
    Inspect {
        found: bool,
        data: MimeBundle,
        metadata: Map<String, Value>,
    },
    History {
        history: Vec<HistoryEntry>,
    },
    /// No comm is ever open.
    CommInfo {
        comms: Map<String, Value>,
    },
    Shutdown {
        restart: bool,
    },
    Interrupt {},
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct KernelInfo {
    protocol_version: &'static str,
    #[serde(flatten)]
    about: About,
    debugger: bool,
    /// Optional parts of the protocol: none of the ones that exist is supported.
    supported_features: [&'static str; 0],
}

/// What a kernel says of itself and of its language.
#[derive(Clone, Debug, Serialize)]
pub struct About {
    pub implementation: &'static str,
    pub implementation_version: &'static str,
    pub language_info: Language,
    /// What a console shows at its start.
    pub banner: String,
    pub help_links: Vec<HelpLink>,
}

/// How clients know a language.
#[derive(Clone, Debug, Serialize)]
pub struct Language {
    pub name: &'static str,
    pub version: String,
    pub mimetype: &'static str,
    /// With its dot.
    pub file_extension: &'static str,
    pub pygments_lexer: &'static str,
    pub codemirror_mode: &'static str,
}

/// An entry of a client's help menu.
#[derive(Clone, Debug, Serialize)]
pub struct HelpLink {
    pub text: &'static str,
    pub url: &'static str,
}

impl KernelInfo {
    pub(crate) fn new(about: About) -> Self {
        Self {
            protocol_version: super::VERSION,
            about,
            debugger: false,
            supported_features: [],
        }
    }
}

/// What the frontend does after a cell, besides showing its output.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "source", rename_all = "lowercase")]
pub(crate) enum Payload {
    /// Puts text into the next cell, in place of nothing.
    #[serde(rename = "set_next_input")]
    NextCell { text: String, replace: bool },
    /// Ends: the kernel does.
    #[serde(rename = "ask_exit")]
    AskExit { keepkernel: bool },
}

/// The value of a user expression, or why it has none.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "status", rename_all = "lowercase")]
pub(crate) enum ExpressionResult {
    Ok {
        data: MimeBundle,
        metadata: Map<String, Value>,
    },
    Error(ErrorContent),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ErrorContent {
    pub ename: String,
    pub evalue: String,
    /// In one piece at most: nbconvert sets pieces apart by empty lines where it writes Markdown.
    pub traceback: Vec<String>,
}

impl From<Failure> for ErrorContent {
    fn from(failure: Failure) -> Self {
        let mut traceback = failure.traceback;
        let evalue = match failure.lesson {
            Some(lesson) => {
                let told = wrapped(&lesson)
                    .into_iter()
                    .map(|line| format!("\u{1b}[1m{line}\u{1b}[0m"));
                traceback.splice(0..0, told.chain([String::new()]));
                format!("{lesson}\n{}", failure.message)
            }
            None => failure.message,
        };
        Self {
            ename: failure.kind.name().to_owned(),
            evalue,
            // In one piece: nbconvert's Markdown has an empty line between two.
            traceback: vec![traceback.join("\n")],
        }
    }
}

/// The lines of `text`, broken between words: JupyterLab breaks long ones inside of them.
fn wrapped(text: &str) -> Vec<String> {
    const WIDTH: usize = 76;
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        lines.push(String::new());
        for word in paragraph.split(' ') {
            match lines.last_mut() {
                Some(line) if line.is_empty() => line.push_str(word),
                Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
    }
    lines
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct CompletionMetadata {
    /// The field that frontends read the kinds of matches from.
    #[serde(rename = "_jupyter_types_experimental")]
    pub types: Vec<CompletionType>,
}

/// `start` and `end` are in code points.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CompletionType {
    pub start: usize,
    pub end: usize,
    pub text: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub signature: String,
}

#[cfg(test)]
impl About {
    pub(crate) fn example() -> About {
        About {
            implementation: "example",
            implementation_version: "1.2.3",
            language_info: Language {
                name: "plain",
                version: "1.2.3".to_owned(),
                mimetype: "text/plain",
                file_extension: ".txt",
                pygments_lexer: "text",
                codemirror_mode: "null",
            },
            banner: "An example".to_owned(),
            help_links: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(reply: Reply, expected: Value) {
        assert_eq!(serde_json::to_value(reply).unwrap(), expected);
    }

    #[test]
    fn every_reply_has_its_status_beside_its_fields() {
        check(Reply::Aborted {}, json!({"status": "aborted"}));
        check(Reply::Ok(ReplyContent::Interrupt {}), json!({"status": "ok"}));
        check(
            Reply::Ok(ReplyContent::Shutdown { restart: true }),
            json!({"status": "ok", "restart": true}),
        );
        check(
            Reply::Incomplete { indent: "  ".into() },
            json!({"status": "incomplete", "indent": "  "}),
        );
        let error = ErrorContent {
            ename: "Panic".into(),
            evalue: "no".into(),
            traceback: vec![],
        };
        check(
            Reply::Error {
                error,
                execution_count: Some(3),
            },
            json!({"status": "error", "ename": "Panic", "evalue": "no", "traceback": [], "execution_count": 3}),
        );
        check(
            Reply::Ok(ReplyContent::Execute {
                execution_count: 1,
                payload: vec![Payload::AskExit { keepkernel: false }],
                user_expressions: BTreeMap::new(),
            }),
            json!({"status": "ok", "execution_count": 1, "user_expressions": {},
                   "payload": [{"source": "ask_exit", "keepkernel": false}]}),
        );
    }

    #[test]
    fn kernel_info() {
        let info =
            serde_json::to_value(Reply::Ok(ReplyContent::KernelInfo(KernelInfo::new(About::example())))).unwrap();
        assert_eq!(info["status"], "ok");
        assert_eq!(info["protocol_version"], "5.4");
        assert_eq!(info["language_info"]["version"], "1.2.3");
    }
}

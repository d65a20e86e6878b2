//! Replies to requests other than cells.

use crate::{CompletionMetadata, CompletionType, Reply, ReplyContent, cursor};
use interfaces::evaluator::{Completeness, Completions, MimeBundle};
use interfaces::failure::{Failure, FailureKind};
use serde_json::Map;

/// Completions for `code`, whose positions are counted in code points from here on.
pub(super) fn completed(code: &str, completions: Completions) -> Reply {
    let start = cursor::to_code_point(code, completions.start);
    let end = cursor::to_code_point(code, completions.end);
    let matches = completions
        .matches
        .iter()
        .map(|completion| completion.text.clone())
        .collect();
    let types = completions.matches.into_iter().map(|completion| CompletionType {
        start,
        end,
        text: completion.text,
        kind: completion.kind,
        signature: completion.signature,
    });
    let metadata = CompletionMetadata { types: types.collect() };
    Reply::Ok(ReplyContent::Complete {
        matches,
        cursor_start: start,
        cursor_end: end,
        metadata,
    })
}

pub(super) fn inspected(data: Option<MimeBundle>) -> Reply {
    Reply::Ok(ReplyContent::Inspect {
        found: data.is_some(),
        data: data.unwrap_or_default(),
        metadata: Map::new(),
    })
}

pub(super) fn checked(completeness: Completeness) -> Reply {
    match completeness {
        Completeness::Complete => Reply::Complete {},
        Completeness::Incomplete { indent } => Reply::Incomplete { indent },
        Completeness::Invalid => Reply::Invalid {},
    }
}

pub(super) fn invalid(msg_type: &str, error: &serde_json::Error) -> Reply {
    failed(
        FailureKind::InvalidRequest,
        format!("the content of this `{msg_type}` is not valid: {error}"),
    )
}

/// For requests to the evaluator on another channel than the shell, which is where it takes them in order.
pub(super) fn wrong_channel(msg_type: &str) -> Reply {
    failed(
        FailureKind::InvalidRequest,
        format!("send `{msg_type}` on the shell channel"),
    )
}

pub(super) fn no_answer() -> Reply {
    failed(
        FailureKind::Kernel,
        "the kernel has no answer to this request; see its log".to_owned(),
    )
}

pub(super) fn shutting_down() -> Reply {
    failed(FailureKind::Interrupted, "the kernel shuts down".to_owned())
}

pub(super) fn failure(kind: FailureKind, message: String) -> Failure {
    Failure {
        traceback: vec![format!("{kind}: {message}")],
        ..Failure::plain(kind, &message)
    }
}

fn failed(kind: FailureKind, message: String) -> Reply {
    Reply::failed(failure(kind, message))
}

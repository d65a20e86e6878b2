//! Tells why a cell does not compile, about the learner's own text.
//!
//! In reading order:
//! - `rustc`: its messages, about the generated source
//! - `placed`: a message about cells, and how one of rustc's or a fault of the text becomes one
//! - `fixes`: what to write instead, and where
//! - `report`: how a message is shown; `excerpt`: which part of a long line

mod excerpt;
mod fixes;
mod placed;
mod report;
mod rustc;

pub(crate) use placed::{Mark, Message};
pub(crate) use rustc::Diagnostic;

use crate::source::SourceMap;
use crate::state::Origin;
use interfaces::failure::{Failure, FailureKind};
use std::sync::Arc;

/// Whether any of `diagnostics` is about text of the learner's.
pub(crate) fn concern_the_cell(diagnostics: &[Diagnostic], map: &SourceMap) -> bool {
    let own = |diagnostic: &Diagnostic| diagnostic.primary().is_some_and(|range| map.place(&range).is_some());
    diagnostics.iter().any(own)
}

/// What the notebook tells of `diagnostics`, on the cell `current`: those about the learner's own text, or all where none
/// is.
pub(crate) fn messages(diagnostics: &[Diagnostic], map: &SourceMap, current: &Arc<Origin>) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    for diagnostic in diagnostics {
        let message = Message::of(diagnostic, map, current);
        if !messages.contains(&message) {
            messages.push(message);
        }
    }
    if messages.iter().any(|message| !message.marks.is_empty()) {
        messages.retain(|message| !message.marks.is_empty());
    }
    // What follows an error of syntax is about what rustc has made of the text in spite of it.
    let is_of_syntax = |message: &Message| message.code.is_none() && message.title.starts_with("expected ");
    if messages.first().is_some_and(is_of_syntax) {
        messages.retain(|message| message.code.is_none());
    }
    messages
}

/// The failure that tells of `messages`, below `lesson`.
pub(crate) fn failure(messages: &[Message], current: &Arc<Origin>, lesson: Option<String>) -> Failure {
    let mut traceback = Vec::new();
    for message in messages {
        traceback.extend(report::render(message, current));
        traceback.push(String::new());
    }
    let first = messages.first();
    let kind = FailureKind::Rejected {
        code: first.and_then(|message| message.code.clone()),
    };
    let title = first.map(|message| report::with_short_types(&message.title));
    Failure {
        lesson,
        place: first.and_then(|message| report::place(message, current)).map(Box::new),
        traceback,
        ..Failure::plain(kind, title.as_deref().unwrap_or("the cell does not compile"))
    }
}

/// The failure that is the panic with these words, at the place `mark`.
pub(crate) fn panic(words: &str, mark: Mark, current: &Arc<Origin>) -> Failure {
    let message = Message::marked(words, mark);
    Failure {
        place: report::place(&message, current).map(Box::new),
        traceback: report::render_panic(&message, current),
        ..Failure::plain(FailureKind::Panic, words)
    }
}

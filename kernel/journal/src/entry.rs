//! An event with when and where it was, as a line of JSON.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use crate::event::Event;

/// The version of the schema that this crate writes. It grows where a field changes its meaning; that there are more kinds and
/// more fields changes nothing for who reads.
pub const VERSION: u32 = 1;

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    pub v: u32,
    /// UTC, as in `2026-11-30T20:15:07.123Z`: as text, the earlier comes first.
    pub at: String,
    /// By what the notebook is known: see [`Place`](crate::Place).
    pub notebook: String,
    /// One run of a kernel.
    pub session: String,
    /// The number of the cell in which it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<u32>,
    #[serde(flatten)]
    pub event: Event,
}

impl Entry {
    /// What a line says; `None` where it is torn, or no entry. What a later version has written is one.
    pub fn parse(line: &[u8]) -> Option<Entry> {
        #[derive(Deserialize)]
        struct Head {
            v: u32,
            at: String,
            notebook: String,
            session: String,
            cell: Option<u32>,
            kind: String,
        }
        let value: Value = serde_json::from_slice(line).ok()?;
        let Head {
            v,
            at,
            notebook,
            session,
            cell,
            kind,
        } = Head::deserialize(&value).ok()?;
        Some(Entry {
            v,
            at,
            notebook,
            session,
            cell,
            event: Event::deserialize(&value).unwrap_or(Event::Later(kind)),
        })
    }

    /// As it stands in the file, with its line's end.
    pub(crate) fn line(&self) -> Vec<u8> {
        let mut line = serde_json::to_vec(self).unwrap_or_default();
        if !line.is_empty() {
            line.push(b'\n');
        }
        line
    }
}

/// The present moment, as entries have it.
pub fn now() -> String {
    let now = OffsetDateTime::now_utc();
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        now.year(),
        u8::from(now.month()),
        now.day(),
        now.hour(),
        now.minute(),
        now.second(),
        now.millisecond()
    )
}

/// Whether a line is about a cell, told without reading it: these are most of a journal. What stands in a text has its quotes
/// escaped, and so looks different.
pub(crate) fn is_cell(line: &[u8]) -> bool {
    const MARK: &[u8] = b"\"kind\":\"cell\"";
    let head = &line[..line.len().min(4096)];
    head.windows(MARK.len()).any(|window| window == MARK)
}

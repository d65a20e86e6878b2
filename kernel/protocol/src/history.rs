//! The cells that ran, in this session and in earlier ones.
//!
//! One file for all kernels of a user, one line a cell.

mod glob;

use crate::HistoryAccess;
use anyhow::Result;
use base::jsonl;
use serde::{Deserialize, Serialize, Serializer};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// When the file is opened with more cells than twice this, the oldest go.
const KEPT: usize = 10_000;

/// A cell with more code or output than this is cut in the file.
const MAX_TEXT: usize = 64 << 10;

pub struct History {
    /// `None` where there is no place to write to; this session's cells are then all there is.
    file: Option<PathBuf>,
    session: u64,
    /// Cells that could not be written.
    unsaved: Vec<Cell>,
}

/// One cell as `history_reply` lists it: session, line, then input or (input, output).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    cell: Cell,
    with_output: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Cell {
    session: u64,
    line: u32,
    input: String,
    output: Option<String>,
}

/// One line of the file.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Cell(Cell),
    /// Takes the session's number, so that no other kernel does.
    Start {
        session: u64,
    },
}

impl History {
    /// Opens the history in `file` and begins a session of its own. Trouble with the file is logged, never fatal.
    pub fn open(file: Option<PathBuf>) -> Self {
        match file.as_deref().map(begin_session) {
            Some(Ok(session)) => Self {
                file,
                session,
                unsaved: Vec::new(),
            },
            Some(Err(error)) => {
                tracing::warn!("the history is not kept: {error:#}");
                Self {
                    file: None,
                    session: 1,
                    unsaved: Vec::new(),
                }
            }
            None => Self {
                file: None,
                session: 1,
                unsaved: Vec::new(),
            },
        }
    }

    /// Adds a cell that ran as number `line`. `output` is its value as plain text.
    pub fn add(&mut self, line: u32, input: &str, output: Option<&str>) {
        let cell = Cell {
            session: self.session,
            line,
            input: cut(input),
            output: output.map(cut),
        };
        let saved = self.file.as_deref().map(|file| append(file, &Line::Cell(cell.clone())));
        if let Some(Err(error)) = &saved {
            tracing::warn!("a cell is missing from the history: {error:#}");
        }
        if !matches!(saved, Some(Ok(()))) {
            self.unsaved.push(cell);
        }
    }

    /// The cells asked for, oldest first, but this session's after those of kernels that run at the same time: the last
    /// cell is the one that the user ran last here.
    pub fn get(&self, access: &HistoryAccess, with_output: bool) -> Vec<HistoryEntry> {
        let cells = select(self.cells(), access, self.session);
        cells
            .into_iter()
            .map(|cell| HistoryEntry { cell, with_output })
            .collect()
    }

    fn cells(&self) -> Vec<Cell> {
        let mut cells = match self.file.as_deref().map(read) {
            Some(Ok(lines)) => lines.into_iter().filter_map(Line::cell).collect(),
            Some(Err(error)) => {
                tracing::warn!("cannot read the history: {error:#}");
                Vec::new()
            }
            None => Vec::new(),
        };
        cells.extend(self.unsaved.iter().cloned());
        cells.sort_by_key(|cell| cell.session == self.session);
        cells
    }
}

impl Serialize for HistoryEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Cell {
            session,
            line,
            input,
            output,
        } = &self.cell;
        if self.with_output {
            (session, line, (input, output)).serialize(serializer)
        } else {
            (session, line, input).serialize(serializer)
        }
    }
}

impl Line {
    fn session(&self) -> u64 {
        match self {
            Self::Cell(cell) => cell.session,
            Self::Start { session } => *session,
        }
    }

    fn cell(self) -> Option<Cell> {
        match self {
            Self::Cell(cell) => Some(cell),
            Self::Start { .. } => None,
        }
    }
}

fn select(mut cells: Vec<Cell>, access: &HistoryAccess, current: u64) -> Vec<Cell> {
    match access {
        HistoryAccess::Tail { n } => keep_last(&mut cells, *n),
        HistoryAccess::Range { session, start, stop } => {
            let wanted = match *session {
                session @ ..=0 => current.checked_add_signed(session),
                session => u64::try_from(session).ok(),
            };
            cells.retain(|cell| Some(cell.session) == wanted);
            let end = cells.last().map_or(0, |cell| i64::from(cell.line)) + 1;
            // As in a slice of Python, negative numbers count from the end.
            let from_end = |line: i64| if line < 0 { line + end } else { line };
            let lines = from_end(*start)..stop.map_or(end, from_end);
            cells.retain(|cell| lines.contains(&i64::from(cell.line)));
        }
        HistoryAccess::Search { pattern, n, unique } => {
            if let Some(pattern) = pattern {
                let glob = glob::Glob::new(pattern);
                cells.retain(|cell| glob.matches(&cell.input));
            }
            if *unique {
                keep_latest_of_each(&mut cells);
            }
            keep_last(&mut cells, *n);
        }
    }
    cells
}

fn keep_last(cells: &mut Vec<Cell>, n: Option<usize>) {
    if let Some(n) = n {
        cells.drain(..cells.len().saturating_sub(n));
    }
}

fn keep_latest_of_each(cells: &mut Vec<Cell>) {
    let mut seen = HashSet::new();
    let latest: Vec<bool> = cells.iter().rev().map(|cell| seen.insert(cell.input.clone())).collect();
    let mut latest = latest.into_iter().rev();
    cells.retain(|_| latest.next() == Some(true));
}

/// The number of a new session, which from now on is taken.
fn begin_session(file: &Path) -> Result<u64> {
    let file = jsonl::lock(file)?;
    let mut lines: Vec<Line> = file.read()?;
    let session = lines.iter().map(Line::session).max().unwrap_or(0) + 1;
    if lines.len() > 2 * KEPT {
        lines.drain(..lines.len() - KEPT);
        file.replace(&lines)?;
    }
    file.append(&Line::Start { session })?;
    Ok(session)
}

fn append(file: &Path, line: &Line) -> Result<()> {
    jsonl::lock(file)?.append(line)
}

fn read(file: &Path) -> Result<Vec<Line>> {
    jsonl::lock(file)?.read()
}

fn cut(text: &str) -> String {
    text[..text.floor_char_boundary(MAX_TEXT)].to_owned()
}

#[cfg(test)]
mod tests;

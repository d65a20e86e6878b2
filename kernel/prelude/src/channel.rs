//! The control channel to the kernel: one socket shared by a worker and its forks, of which exactly one talks at a time.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs::File;
use std::io::{self, Read, Write};
use std::mem::ManuallyDrop;
use std::os::fd::{FromRawFd, RawFd};

/// The descriptor at which the kernel leaves the socket.
pub const CONTROL_FD: RawFd = 3;

/// What the kernel asks.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    Run(Run),
    /// The cell has ended well, and nobody interrupted it: its changes stay.
    Commit,
    /// The line the learner typed, or `None` where no input is to be had.
    Input(Option<String>),
}

#[derive(Debug, Deserialize)]
pub struct Run {
    /// The compiled cell.
    pub library: String,
    /// Its function.
    pub entry: String,
    /// Marks what the worker itself writes to the output streams; unknown to the cell.
    pub nonce: u64,
    /// Whether the cell's changes stay.
    pub keep: bool,
    /// Bytes of address space that the cell may add.
    pub memory: Option<u64>,
}

/// What the worker answers, beside the nonce of the cell that it is about.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// A process of its own runs the cell now.
    Started { runner: u32 },
    /// The cell ran to its end.
    Done { report: Option<Value> },
    Panicked {
        message: String,
        location: Option<Location>,
        /// The return addresses inside the cell, from the start of its library, innermost first.
        frames: Vec<u64>,
    },
    /// `?` ended the cell.
    Returned { error: String },
    /// The compiled cell could not be loaded.
    Unloadable { message: String },
    /// The process of the cell ended by itself or was killed.
    Died {
        exit: Option<i32>,
        signal: Option<i32>,
        overflow: bool,
    },
    /// The state is gone, whatever cell it was at: an empty one was started.
    Lost {},
    /// The cell reads from standard input.
    Input { prompt: String, password: bool },
}

#[derive(Clone, Debug, Serialize)]
pub struct Location {
    pub file: String,
    pub line: u32,
    pub column: u32,
}

/// # Errors
/// If the kernel is gone or speaks another language.
pub fn receive() -> io::Result<Request> {
    let mut socket = socket();
    let mut length = [0; 4];
    socket.read_exact(&mut length)?;
    let mut message = vec![0; u32::from_le_bytes(length) as usize];
    socket.read_exact(&mut message)?;
    Ok(serde_json::from_slice(&message)?)
}

/// # Errors
/// If the kernel is gone.
pub fn send(nonce: u64, answer: &Answer) -> io::Result<()> {
    let message = serde_json::to_vec(&(nonce, answer))?;
    let mut frame = u32::try_from(message.len())
        .map_err(io::Error::other)?
        .to_le_bytes()
        .to_vec();
    frame.extend(message);
    socket().write_all(&frame)
}

fn socket() -> ManuallyDrop<File> {
    // SAFETY: the descriptor stays open for the life of the process: it is never dropped as a `File`.
    ManuallyDrop::new(unsafe { File::from_raw_fd(CONTROL_FD) })
}

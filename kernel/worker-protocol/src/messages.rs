//! What the kernel asks, and what the worker responds.

use crate::socket;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::io;
use std::os::fd::RawFd;
use std::path::PathBuf;

/// What the kernel asks of the processes that hold a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    Run(Run),
    /// There may be a cell soon: a process to run it should be ready.
    Wake,
    /// The line the learner typed, or `None` where no input is to be had.
    Input(Option<String>),
}

/// A cell to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The compiled cell.
    pub library: PathBuf,
    /// Its function.
    pub entry: String,
    /// Whether the cell's changes stay.
    pub keep: bool,
    /// Whether later cells find statics in the library.
    pub exports: bool,
    /// Bytes of address space that the cell may add, and of memory: what it changes of what it finds counts as well.
    pub memory: Option<u64>,
}

/// What the worker says of a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// A process of its own runs the cell now, on the state that another one holds.
    Started { runner: u32, holder: u32 },
    /// The cell ran to its end. Where its changes are to stay, the socket of the state after it comes along.
    Done {
        report: Option<Value>,
        /// By which of its returns the cell has ended; 0 if it has come to its end.
        exit: u32,
        /// How many threads, processes and tasks of the cell were still running, and ended with it.
        threads: usize,
        processes: usize,
        tasks: usize,
        /// The process that holds the state after it, if there is to be one.
        holder: Option<u32>,
    },
    Panicked {
        message: String,
        location: Option<Location>,
        /// The return addresses inside the cell, from the start of its library, innermost first.
        frames: Vec<u64>,
    },
    /// `?` ended the cell.
    Returned { error: String },
    /// The cell returned where it could not put its variables back.
    Unfinished,
    /// The compiled cell could not be loaded, or there was no process for it.
    Unloadable { message: String },
    /// The cell ran to its end, and had changed or made more memory than it may.
    TooLarge,
    /// What the verdict of a check would be by what is known so far.
    Known { verdict: Value },
    /// The process of the cell ended by itself or was killed.
    Died {
        exit: Option<i32>,
        signal: Option<i32>,
        overflow: bool,
        /// The cell has closed a descriptor of the worker's.
        cut_off: bool,
        /// The number of the input on which a check has tried the answer last.
        probe: Option<usize>,
    },
    /// The cell reads from standard input.
    Input { prompt: String, password: bool },
}

/// A place in a source file. Lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    pub file: String,
    pub line: usize,
    pub column: usize,
}

// The code of serde is compiled here, once: the prelude is not optimised.
impl Request {
    /// Sends it, about the cell `nonce`.
    ///
    /// # Errors
    /// If there is nobody at the other end of `socket`.
    pub fn send(&self, socket: RawFd, nonce: u64) -> io::Result<()> {
        socket::send(socket, nonce, &serde_json::to_vec(self)?, None)
    }

    /// The request that `message` is.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(message: &[u8]) -> io::Result<Request> {
        Ok(serde_json::from_slice(message)?)
    }
}

impl Response {
    /// Sends it, about the cell `nonce`, with the descriptor that goes along.
    ///
    /// # Errors
    /// If there is nobody at the other end of `socket`, or it is closed.
    pub fn send(&self, socket: RawFd, nonce: u64, passed: Option<RawFd>) -> io::Result<()> {
        socket::send(socket, nonce, &serde_json::to_vec(self)?, passed)
    }

    /// The response that `message` is.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(message: &[u8]) -> io::Result<Response> {
        Ok(serde_json::from_slice(message)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check_request(request: Request, written: &str) {
        assert_eq!(serde_json::to_string(&request).expect("it can be written"), written);
        assert_eq!(Request::read(written.as_bytes()).expect("it can be read"), request);
    }

    #[track_caller]
    fn check_response(response: Response, written: &str) {
        assert_eq!(serde_json::to_string(&response).expect("it can be written"), written);
        assert_eq!(Response::read(written.as_bytes()).expect("it can be read"), response);
    }

    #[test]
    fn requests_are_read_as_they_were_written() {
        check_request(
            Request::Run(Run {
                library: "/tmp/é.so".into(),
                entry: "cell_1".to_owned(),
                keep: true,
                exports: false,
                memory: None,
            }),
            r#"{"run":{"library":"/tmp/é.so","entry":"cell_1","keep":true,"exports":false,"memory":null}}"#,
        );
        check_request(Request::Wake, r#""wake""#);
        check_request(Request::Input(Some("5".to_owned())), r#"{"input":"5"}"#);
        check_request(Request::Input(None), r#"{"input":null}"#);
        assert!(Request::read(b"nonsense").is_err());
    }

    #[test]
    fn responses_are_read_as_they_were_written() {
        check_response(
            Response::Started { runner: 5, holder: 4 },
            r#"{"started":{"runner":5,"holder":4}}"#,
        );
        check_response(Response::TooLarge, r#""too_large""#);
        check_response(
            Response::Done {
                report: Some(json!({ "a": 1 })),
                exit: 3,
                threads: 1,
                processes: 2,
                tasks: 4,
                holder: Some(3),
            },
            r#"{"done":{"report":{"a":1},"exit":3,"threads":1,"processes":2,"tasks":4,"holder":3}}"#,
        );
        check_response(
            Response::Panicked {
                message: "m".to_owned(),
                location: Some(Location {
                    file: "f.rs".to_owned(),
                    line: 2,
                    column: 3,
                }),
                frames: vec![4],
            },
            r#"{"panicked":{"message":"m","location":{"file":"f.rs","line":2,"column":3},"frames":[4]}}"#,
        );
        check_response(
            Response::Died {
                exit: None,
                signal: Some(11),
                overflow: true,
                cut_off: false,
                probe: Some(0),
            },
            r#"{"died":{"exit":null,"signal":11,"overflow":true,"cut_off":false,"probe":0}}"#,
        );
        assert!(Response::read(br#""wake""#).is_err());
    }
}

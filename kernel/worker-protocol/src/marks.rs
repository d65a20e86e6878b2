//! What the worker writes between a cell's own output, each mark on a line that begins with the nonce of the cell.
//!
//! Two pipes would not keep standard error in order with standard output: what a cell writes there goes down the pipe of
//! standard output, in marks that the kernel takes out again.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::io::{self, Write};

/// The MIME type of the shapes that take part in an expression that panics. They are for the kernel, not for display.
pub const SHAPES: &str = "application/vnd.meno.shapes+json";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Nothing more will come.
    End,
    /// Rich content for this place from here …
    Begin(Destination),
    /// … to here.
    EndContent,
    /// By MIME type.
    Content(Map<String, Value>),
    /// What was shown goes away: at once, or, if `true`, when the next output comes.
    Clear(bool),
    /// Text for standard error, in hexadecimal digits; see [`write_stderr`] and [`stderr_bytes`].
    Stderr(String),
}

/// Where rich content goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    Result,
    /// A display of its own, with the name by which it can be replaced.
    Display(Option<String>),
    /// The display of that name.
    Update(String),
}

/// What a mark of the cell `nonce` begins with.
pub fn prefix(nonce: u64) -> String {
    format!("\u{1}meno:{nonce}:")
}

impl Mark {
    /// The line that it is written as.
    pub fn line(&self, nonce: u64) -> String {
        let mut line = prefix(nonce);
        // There is nothing in a mark that can't be written.
        line.push_str(&serde_json::to_string(self).unwrap_or_default());
        line.push('\n');
        line
    }

    /// The mark in a line, without the [`prefix`] and the newline.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(line: &[u8]) -> io::Result<Mark> {
        Ok(serde_json::from_slice(line)?)
    }
}

/// Bytes of text in one mark for standard error. A pipe takes a write of up to `PIPE_BUF` bytes whole, and the handler of a
/// stack overflow, which may write, has a small stack.
pub const STDERR_CHUNK: usize = 512;

/// Room for such a mark.
pub const STDERR_LINE: usize = 2 * STDERR_CHUNK + 64;
const _: () = assert!(STDERR_LINE <= libc::PIPE_BUF);

/// Writes the line of the mark for `chunk`, of up to [`STDERR_CHUNK`] bytes, into `line`. Returns its length. Allocates
/// nothing, since the allocator's own last words come this way.
pub fn write_stderr(nonce: u64, chunk: &[u8], line: &mut [u8; STDERR_LINE]) -> usize {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut rest = &mut line[..];
    // There is room.
    let _ = write!(rest, "\u{1}meno:{nonce}:{{\"stderr\":\"");
    for byte in chunk {
        let digits = [byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]);
        let _ = rest.write_all(&digits);
    }
    let _ = rest.write_all(b"\"}\n");
    let left = rest.len();
    STDERR_LINE - left
}

/// The bytes that the digits of [`Mark::Stderr`] stand for.
pub fn stderr_bytes(digits: &str) -> impl Iterator<Item = u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or(0) as u8;
    digits
        .as_bytes()
        .chunks_exact(2)
        .map(move |pair| digit(pair[0]) << 4 | digit(pair[1]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(mark: Mark, written: &str) {
        let line = mark.line(7);
        assert_eq!(line, format!("\u{1}meno:7:{written}\n"));
        let content = line.strip_prefix(&prefix(7)).expect("it begins with the nonce");
        assert_eq!(Mark::read(content.trim_end().as_bytes()).expect("it can be read"), mark);
    }

    #[test]
    fn marks_are_read_as_they_were_written() {
        check(Mark::End, r#""end""#);
        check(Mark::Begin(Destination::Result), r#"{"begin":"result"}"#);
        check(Mark::Begin(Destination::Display(None)), r#"{"begin":{"display":null}}"#);
        check(
            Mark::Begin(Destination::Update("plot".to_owned())),
            r#"{"begin":{"update":"plot"}}"#,
        );
        check(Mark::EndContent, r#""end_content""#);
        let content = Map::from_iter([("text/plain".to_owned(), json!("5"))]);
        check(Mark::Content(content), r#"{"content":{"text/plain":"5"}}"#);
        check(Mark::Clear(true), r#"{"clear":true}"#);
    }

    #[test]
    fn text_for_standard_error_is_a_mark_that_a_pipe_takes_whole() {
        let every_byte: Vec<u8> = (0..=255).collect();
        for chunk in [&b"x"[..], &every_byte, &[0xff; STDERR_CHUNK]] {
            let mut line = [0; STDERR_LINE];
            let length = write_stderr(u64::MAX, chunk, &mut line);
            let content = line[..length]
                .strip_prefix(prefix(u64::MAX).as_bytes())
                .and_then(|content| content.strip_suffix(b"\n"))
                .expect("it is a line that begins with the nonce");
            let Ok(Mark::Stderr(digits)) = Mark::read(content) else {
                panic!("no mark: {}", String::from_utf8_lossy(content));
            };
            assert!(stderr_bytes(&digits).eq(chunk.iter().copied()));
        }
    }
}

//! Joins the small writes of a cell to few messages.

use crate::Publication;
use interfaces::evaluator::Stream;
use std::time::{Duration, Instant};

/// How long text waits for more. Far below what a reader notices.
const DELAY: Duration = Duration::from_millis(10);

/// Text of this many bytes waits no longer.
const FULL: usize = 64 << 10;

/// Text of one stream that has not been sent yet. Whatever is sent next must be preceded by it.
#[derive(Debug, Default)]
pub(super) struct Coalescer {
    waiting: Option<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    stream: Stream,
    text: String,
    due: Instant,
}

impl Coalescer {
    /// Adds text, and returns what must be sent first.
    pub(super) fn push(&mut self, stream: Stream, text: String, now: Instant) -> Option<Publication> {
        if text.is_empty() {
            return None;
        }
        if let Some(waiting) = &mut self.waiting
            && waiting.stream == stream
        {
            waiting.text.push_str(&text);
            return if waiting.text.len() >= FULL { self.take() } else { None };
        }
        let before = self.take();
        self.waiting = Some(Waiting {
            stream,
            text,
            due: now + DELAY,
        });
        before
    }

    /// All that waits.
    pub(super) fn take(&mut self) -> Option<Publication> {
        self.waiting
            .take()
            .map(|Waiting { stream, text, .. }| Publication::Stream { name: stream, text })
    }

    /// All that has waited long enough.
    pub(super) fn take_due(&mut self, now: Instant) -> Option<Publication> {
        if self.due()? <= now { self.take() } else { None }
    }

    /// When [`Coalescer::take_due`] is to be called.
    pub(super) fn due(&self) -> Option<Instant> {
        self.waiting.as_ref().map(|waiting| waiting.due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Stream::{Stderr, Stdout};

    #[track_caller]
    fn check(publication: Option<Publication>, expected: Option<(Stream, &str)>) {
        let sent = publication.map(|publication| match publication {
            Publication::Stream { name, text } => (name, text),
            other => panic!("{other:?}"),
        });
        assert_eq!(sent.as_ref().map(|(stream, text)| (*stream, text.as_str())), expected);
    }

    #[test]
    fn writes_are_joined_until_the_stream_changes() {
        let mut text = Coalescer::default();
        let now = Instant::now();
        check(text.push(Stdout, "a".into(), now), None);
        check(text.push(Stdout, "b\n".into(), now), None);
        check(text.push(Stderr, "c".into(), now), Some((Stdout, "ab\n")));
        check(text.push(Stdout, "d".into(), now), Some((Stderr, "c")));
        check(text.take(), Some((Stdout, "d")));
        check(text.take(), None);
    }

    #[test]
    fn the_first_write_decides_when_text_is_due() {
        let mut text = Coalescer::default();
        let start = Instant::now();
        assert_eq!(text.due(), None);
        check(text.push(Stdout, "a".into(), start), None);
        check(text.push(Stdout, "b".into(), start + DELAY / 2), None);
        assert_eq!(text.due(), Some(start + DELAY));
        check(text.take_due(start + DELAY / 2), None);
        check(text.take_due(start + DELAY), Some((Stdout, "ab")));
        assert_eq!(text.due(), None);
    }

    #[test]
    fn much_text_does_not_wait() {
        let mut text = Coalescer::default();
        let now = Instant::now();
        check(text.push(Stdout, "a".into(), now), None);
        let much = "b".repeat(FULL);
        check(
            text.push(Stdout, much.clone(), now),
            Some((Stdout, &format!("a{much}"))),
        );
    }

    #[test]
    fn empty_writes_are_nothing() {
        let mut text = Coalescer::default();
        check(text.push(Stderr, String::new(), Instant::now()), None);
        assert_eq!(text.due(), None);
    }
}

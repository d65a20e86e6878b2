//! The output of a cell, cut where it becomes too much.

use interfaces::evaluator::{Frontend, InputError, Output, Stream};
use interfaces::limits::Size;
use std::sync::atomic::{AtomicU64, Ordering};

/// Passes on what is shown up to a number of bytes, says once that there was more, and drops the rest.
pub(crate) struct Capped<'a> {
    frontend: &'a dyn Frontend,
    limit: Option<u64>,
    shown: AtomicU64,
}

impl<'a> Capped<'a> {
    pub(crate) fn new(frontend: &'a dyn Frontend, limit: Option<u64>) -> Capped<'a> {
        Capped {
            frontend,
            limit,
            shown: AtomicU64::new(0),
        }
    }

    /// Counts `size` bytes. Tells how many of them may be shown, and whether they are the ones that are too many.
    fn count(&self, size: usize) -> (usize, bool) {
        let Some(limit) = self.limit else { return (size, false) };
        let before = self.shown.fetch_add(size as u64, Ordering::Relaxed);
        let left = limit.saturating_sub(before);
        let may = usize::try_from(left).unwrap_or(usize::MAX).min(size);
        (may, may < size && before <= limit)
    }

    fn tell(&self) {
        // One more, so that it is said once.
        self.shown.fetch_add(1, Ordering::Relaxed);
        let note = format!(
            "\nnote: output was cut after {}; the cell runs on: interrupt it if it has no end (`%limits output=…` allows more)\n",
            Size(self.limit.unwrap_or(0))
        );
        self.frontend.show(Output::Text(Stream::Stderr, note));
    }
}

impl Frontend for Capped<'_> {
    fn show(&self, output: Output) {
        match output {
            Output::Text(stream, mut text) => {
                let (may, is_cut) = self.count(text.len());
                text.truncate(text.floor_char_boundary(may));
                if !text.is_empty() {
                    self.frontend.show(Output::Text(stream, text));
                }
                if is_cut {
                    self.tell();
                }
            }
            Output::Result(data) | Output::Display { data, .. } if data.is_empty() => {}
            Output::Result(ref data) | Output::Display { ref data, .. } => {
                let size = data.values().map(|value| value.as_str().map_or(64, str::len)).sum();
                match self.count(size) {
                    (may, _) if may == size => self.frontend.show(output),
                    (_, true) => self.tell(),
                    (_, false) => {}
                }
            }
            // What is shown so far goes away.
            Output::Clear { .. } => {
                self.shown.store(0, Ordering::Relaxed);
                self.frontend.show(output);
            }
            // These take the place of something else.
            Output::Update { .. } | Output::Activity(_) | Output::NextCell(_) | Output::Exit => {
                self.frontend.show(output);
            }
        }
    }

    fn input(&self, prompt: &str, password: bool) -> Result<String, InputError> {
        self.frontend.input(prompt, password)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[derive(Default)]
    struct Recorder(Mutex<String>);

    impl Frontend for Recorder {
        fn show(&self, output: Output) {
            let text = match output {
                Output::Text(Stream::Stdout, text) => text,
                Output::Text(Stream::Stderr, _) => "!".to_owned(),
                Output::Clear { .. } => "clear ".to_owned(),
                _ => "* ".to_owned(),
            };
            *self.0.lock().expect("no test panics here") += &text;
        }

        fn input(&self, _: &str, _: bool) -> Result<String, InputError> {
            Err(InputError::NotAllowed)
        }
    }

    #[track_caller]
    fn check(limit: Option<u64>, outputs: &[Output], expected: &str) {
        let recorder = Recorder::default();
        let capped = Capped::new(&recorder, limit);
        for output in outputs {
            capped.show(output.clone());
        }
        assert_eq!(recorder.0.into_inner().expect("no test panics here"), expected);
    }

    fn text(text: &str) -> Output {
        Output::Text(Stream::Stdout, text.to_owned())
    }

    #[test]
    fn text_is_cut_where_it_becomes_too_much_and_that_is_told_once() {
        check(None, &[text("aaaaaa")], "aaaaaa");
        check(Some(4), &[text("aa"), text("bb")], "aabb");
        check(Some(4), &[text("aa"), text("bbb"), text("cc"), text("d")], "aabb!");
        check(Some(4), &[text("aaaa"), text("b"), text("c")], "aaaa!");
        check(Some(4), &[text("aaaé"), text("c")], "aaa!");
        check(Some(0), &[text("a"), text("b")], "!");
    }

    #[test]
    fn what_was_cleared_does_not_count() {
        check(
            Some(4),
            &[text("aaa"), Output::Clear { wait: false }, text("bbb"), text("cc")],
            "aaaclear bbbc!",
        );
    }

    #[test]
    fn figures_are_shown_whole_or_not_at_all() {
        let data = serde_json::Map::from_iter([("text/plain".to_owned(), "abc".into())]);
        let figure = || Output::Display {
            data: data.clone(),
            id: None,
        };
        check(Some(5), &[figure(), figure(), figure()], "* !");
    }
}

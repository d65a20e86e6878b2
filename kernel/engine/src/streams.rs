//! Reads the output of a cell: text, values and figures, and the marks that end it.
//!
//! What a cell writes to standard error comes down the pipe of standard output, in marks, so that both are shown in order.
//! What its child processes write there, or libc, comes by a pipe of its own.

use interfaces::evaluator::{Frontend, MimeBundle, Output, Stream};
use serde_json::Value;
use std::mem;
use worker_protocol::marks::{self, Destination, Mark};

/// Lines of evcxr's convention for rich content.
const BEGIN_CONTENT: &[u8] = b"EVCXR_BEGIN_CONTENT ";
const END_CONTENT: &[u8] = b"EVCXR_END_CONTENT";

/// What the allocator writes before it aborts.
const OUT_OF_MEMORY: &[u8] = b"memory allocation of ";

/// The state of one of the pipes by which a cell's output comes.
#[derive(Debug)]
pub(crate) struct Reader {
    stream: Stream,
    mark: Vec<u8>,
    pending: Vec<u8>,
    /// Text for standard error that was marked, and not yet shown.
    errors: Vec<u8>,
    /// The MIME type of the content that is being read.
    content: Option<String>,
    /// Where rich content goes at the moment, and what there is of it.
    open: Option<(Destination, MimeBundle)>,
    /// Of a cell of evcxr's, which marks nothing: the rich content that is to be its result.
    loose: Option<MimeBundle>,
    ended: bool,
    is_out_of_memory: bool,
}

impl Reader {
    /// Reads the pipe for `stream` of a cell whose worker marks its messages with `nonce`.
    pub(crate) fn new(stream: Stream, nonce: u64) -> Self {
        Self {
            stream,
            mark: marks::prefix(nonce).into_bytes(),
            pending: Vec::new(),
            errors: Vec::new(),
            content: None,
            open: None,
            loose: None,
            ended: false,
            is_out_of_memory: false,
        }
    }

    /// As [`Reader::new`], for a cell of evcxr's: what stands between no marks is its result.
    pub(crate) fn of_evcxr(stream: Stream, nonce: u64) -> Self {
        Self {
            loose: Some(MimeBundle::new()),
            ..Self::new(stream, nonce)
        }
    }

    /// Whether the cell has written its last.
    pub(crate) fn ended(&self) -> bool {
        self.ended
    }

    /// Whether the cell's allocator has said that it was refused memory.
    pub(crate) fn is_out_of_memory(&self) -> bool {
        self.is_out_of_memory
    }

    /// Takes in `bytes` and shows what is complete.
    pub(crate) fn feed(&mut self, bytes: &[u8], frontend: &dyn Frontend) {
        self.pending.extend_from_slice(bytes);
        while self.step(frontend) {}
        let complete = self.errors.len() - incomplete_character(&self.errors);
        self.show_errors(complete, frontend);
    }

    /// Shows what is left, as if the stream had ended.
    pub(crate) fn finish(&mut self, frontend: &dyn Frontend) {
        self.show_errors(self.errors.len(), frontend);
        self.show_pending(self.pending.len(), frontend);
        self.show_loose(frontend);
    }

    /// Makes one step through `pending`; tells whether there may be another.
    fn step(&mut self, frontend: &dyn Frontend) -> bool {
        let mark = find(&self.pending, &self.mark);
        let before_mark = &self.pending[..mark.unwrap_or(self.pending.len())];
        if self.content.is_some() {
            if let Some(at) = find(before_mark, END_CONTENT) {
                return self.end_content(at, frontend);
            }
        } else if let Some(at) = find(before_mark, BEGIN_CONTENT) {
            if let Some(length) = before_mark[at..].iter().position(|&byte| byte == b'\n') {
                self.show_pending(at, frontend);
                let line: Vec<u8> = self.pending.drain(..=length).collect();
                self.content = Some(String::from_utf8_lossy(&line[BEGIN_CONTENT.len()..]).trim().to_owned());
                return true;
            }
            if mark.is_none() {
                self.show_pending(at, frontend);
            }
        } else {
            // What may be the start of something waits for the rest: a mark can come in its midst, from another thread.
            let unfinished = |bytes: &[u8]| incomplete_character(bytes).max(started(bytes, &self.mark));
            let mut keep = unfinished(before_mark);
            if mark.is_none() {
                keep += unfinished(&before_mark[..before_mark.len() - keep]);
                keep = keep.max(started(before_mark, BEGIN_CONTENT));
            }
            let ready = before_mark.len() - keep;
            self.show_pending(ready, frontend);
            return mark.is_some_and(|at| self.obey(at - ready, frontend));
        }
        mark.is_some_and(|at| self.obey(at, frontend))
    }

    /// Shows the content that is being read, which ends at `at`; tells whether its end is complete.
    fn end_content(&mut self, at: usize, frontend: &dyn Frontend) -> bool {
        let rest = at + END_CONTENT.len();
        // The end stands on a line of its own, whose own end may still be on its way.
        let Some(next) = self.pending.get(rest) else {
            return false;
        };
        let rest = rest + usize::from(*next == b'\n');
        let content = String::from_utf8_lossy(&self.pending[..at])
            .trim_end_matches('\n')
            .to_owned();
        self.pending.drain(..rest);
        let mime = self.content.take().unwrap_or_default();
        let value = match serde_json::from_str(&content) {
            Ok(json) if mime.ends_with("json") => json,
            _ => Value::String(content),
        };
        self.show_errors(self.errors.len(), frontend);
        self.rich(mime, value, frontend);
        true
    }

    /// Takes the mark at `at` out of `pending`, and does what it says; tells whether it is complete.
    fn obey(&mut self, at: usize, frontend: &dyn Frontend) -> bool {
        let Some(length) = self.pending[at..].iter().position(|&byte| byte == b'\n') else {
            return false;
        };
        // A pipe does not take a long one whole: it may have another thread's in its midst, which is complete.
        let line = &self.pending[at..at + length];
        let inner = memchr::memmem::rfind(line, &self.mark).unwrap_or(0);
        let line: Vec<u8> = self.pending.drain(at + inner..=at + length).collect();
        self.marked(&line[self.mark.len()..], frontend);
        true
    }

    fn marked(&mut self, message: &[u8], frontend: &dyn Frontend) {
        let mark = Mark::read(message);
        if !matches!(mark, Ok(Mark::Stderr(_))) {
            self.show_errors(self.errors.len(), frontend);
        }
        match mark {
            Ok(Mark::End) => {
                self.show_loose(frontend);
                self.ended = true;
            }
            Ok(Mark::Begin(destination)) => self.open = Some((destination, MimeBundle::new())),
            Ok(Mark::EndContent) => {
                if let Some((destination, data)) = self.open.take().filter(|(_, data)| !data.is_empty()) {
                    let data = with_plain_text(data);
                    frontend.show(match destination {
                        Destination::Result => Output::Result(data),
                        Destination::Display(id) => Output::Display { data, id },
                        Destination::Update(id) => Output::Update { data, id },
                    });
                }
            }
            Ok(Mark::Content(content)) => {
                for (mime, value) in content {
                    self.rich(mime, value, frontend);
                }
            }
            Ok(Mark::Clear(wait)) => frontend.show(Output::Clear { wait }),
            Ok(Mark::Stderr(digits)) => self.errors.extend(marks::stderr_bytes(&digits)),
            // The nonce is the worker's own, so this is not the learner's doing.
            Err(error) => tracing::error!("the worker wrote a mark that can't be read: {error}"),
        }
    }

    fn rich(&mut self, mime: String, value: Value, frontend: &dyn Frontend) {
        let bundle = self.open.as_mut().map(|(_, bundle)| bundle).or(self.loose.as_mut());
        match bundle {
            Some(bundle) if !bundle.contains_key(&mime) => {
                bundle.insert(mime, value);
            }
            // A second one of its kind is a figure of its own.
            _ => frontend.show(Output::Display {
                data: with_plain_text(MimeBundle::from_iter([(mime, value)])),
                id: None,
            }),
        }
    }

    fn show_loose(&mut self, frontend: &dyn Frontend) {
        if let Some(bundle) = self.loose.as_mut().map(mem::take).filter(|bundle| !bundle.is_empty()) {
            frontend.show(Output::Result(with_plain_text(bundle)));
        }
    }

    /// Shows so many bytes of `pending`.
    fn show_pending(&mut self, count: usize, frontend: &dyn Frontend) {
        if count > 0 {
            self.show_errors(self.errors.len(), frontend);
            let bytes: Vec<u8> = self.pending.drain(..count).collect();
            self.text(self.stream, &bytes, frontend);
        }
    }

    /// Shows so many bytes of `errors`.
    fn show_errors(&mut self, count: usize, frontend: &dyn Frontend) {
        let bytes: Vec<u8> = self.errors.drain(..count).collect();
        self.text(Stream::Stderr, &bytes, frontend);
    }

    fn text(&mut self, stream: Stream, bytes: &[u8], frontend: &dyn Frontend) {
        if stream == Stream::Stderr {
            self.is_out_of_memory |= find(bytes, OUT_OF_MEMORY).is_some();
        }
        if !bytes.is_empty() {
            frontend.show(Output::Text(stream, String::from_utf8_lossy(bytes).into_owned()));
        }
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(haystack, needle)
}

/// The length of the end of `bytes` that is the start of `whole`.
fn started(bytes: &[u8], whole: &[u8]) -> usize {
    let longest = bytes.len().min(whole.len());
    (1..=longest)
        .rev()
        .find(|&length| whole.starts_with(&bytes[bytes.len() - length..]))
        .unwrap_or(0)
}

/// The length of the end of `bytes` that is the start of a character.
fn incomplete_character(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => bytes.len() - error.valid_up_to(),
        _ => 0,
    }
}

/// Adds the form that consoles and text exports show, where the cell gave none.
fn with_plain_text(mut data: MimeBundle) -> MimeBundle {
    const PLAIN: &str = "text/plain";
    if data.contains_key(PLAIN) {
        return data;
    }
    // These are written to be read.
    let readable = ["text/markdown", "text/latex"].iter().find_map(|mime| data.get(*mime));
    let plain = readable.cloned().or_else(|| {
        let mime = data.keys().next()?;
        Some(Value::String(format!("({mime})")))
    });
    data.extend(plain.map(|plain| (PLAIN.to_owned(), plain)));
    data
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::evaluator::InputError;
    use serde_json::json;
    use std::sync::Mutex;

    #[derive(Default)]
    struct Recorder(Mutex<Vec<Output>>);

    impl Frontend for Recorder {
        fn show(&self, output: Output) {
            self.0.lock().expect("no test panics here").push(output);
        }

        fn input(&self, _: &str, _: bool) -> Result<String, InputError> {
            Err(InputError::NotAllowed)
        }
    }

    /// Feeds `output` in pieces of every size, and compares what is shown, with text joined.
    #[track_caller]
    fn check(output: &str, expected: &[Output]) {
        for size in 1..=output.len().max(1) {
            let recorder = Recorder::default();
            let mut reader = Reader::new(Stream::Stdout, 7);
            for piece in output.as_bytes().chunks(size) {
                reader.feed(piece, &recorder);
            }
            reader.finish(&recorder);
            let mut shown: Vec<Output> = Vec::new();
            for output in recorder.0.into_inner().expect("no test panics here") {
                match (shown.last_mut(), output) {
                    (Some(Output::Text(before, earlier)), Output::Text(stream, text)) if *before == stream => {
                        earlier.push_str(&text);
                    }
                    (_, output) => shown.push(output),
                }
            }
            assert_eq!(shown, expected, "in pieces of {size}");
        }
    }

    fn text(text: &str) -> Output {
        Output::Text(Stream::Stdout, text.to_owned())
    }

    fn error(text: &str) -> Output {
        Output::Text(Stream::Stderr, text.to_owned())
    }

    /// The mark for what a cell writes to standard error.
    fn written(bytes: &[u8]) -> String {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("\u{1}meno:7:{{\"stderr\":\"{digits}\"}}\n")
    }

    fn bundle(mime: &str, content: &str) -> MimeBundle {
        MimeBundle::from_iter([(mime.to_owned(), json!(content))])
    }

    #[test]
    fn text_comes_through_as_it_is() {
        check("", &[]);
        check("hello\nno newline: π 𝕏", &[text("hello\nno newline: π 𝕏")]);
        check("\u{1}meno:8:{} is not ours", &[text("\u{1}meno:8:{} is not ours")]);
    }

    #[test]
    fn a_result_follows_what_was_printed_before_it() {
        check(
            "a\u{1}meno:7:{\"begin\":\"result\"}\n\u{1}meno:7:{\"content\":{\"text/plain\":\"5\"}}\n\
             \u{1}meno:7:\"end_content\"\nb",
            &[text("a"), Output::Result(bundle("text/plain", "5")), text("b")],
        );
    }

    #[test]
    fn contents_inside_the_result_are_one_bundle() {
        let mut both = bundle("text/html", "<b>\nx</b>");
        both.extend(bundle("text/plain", "x"));
        check(
            "\u{1}meno:7:{\"begin\":\"result\"}\nEVCXR_BEGIN_CONTENT text/html\n<b>\nx</b>\nEVCXR_END_CONTENT\n\
             EVCXR_BEGIN_CONTENT text/plain\nx\nEVCXR_END_CONTENT\n\u{1}meno:7:\"end_content\"\n",
            &[Output::Result(both)],
        );
    }

    #[test]
    fn contents_outside_the_result_are_displays() {
        check(
            "x EVCXR_BEGIN_CONTENT image/svg+xml\n<svg/>\nEVCXR_END_CONTENT\ny",
            &[
                text("x "),
                Output::Display {
                    data: both(("image/svg+xml", "<svg/>"), "(image/svg+xml)"),
                    id: None,
                },
                text("y"),
            ],
        );
    }

    fn both((mime, content): (&str, &str), plain: &str) -> MimeBundle {
        let mut both = bundle(mime, content);
        both.extend(bundle("text/plain", plain));
        both
    }

    #[test]
    fn whatever_is_shown_has_plain_text_too() {
        let shown = |mime: &str, content: &str| {
            format!(
                "\u{1}meno:7:{{\"begin\":\"result\"}}\nEVCXR_BEGIN_CONTENT {mime}\n{content}\nEVCXR_END_CONTENT\n\
                 \u{1}meno:7:\"end_content\"\n"
            )
        };
        let html = ("text/html", "<b>x</b>");
        check(&shown(html.0, html.1), &[Output::Result(both(html, "(text/html)"))]);
        let latex = ("text/latex", "$x$");
        check(&shown(latex.0, latex.1), &[Output::Result(both(latex, "$x$"))]);
    }

    #[test]
    fn displays_have_names_and_output_can_be_cleared() {
        let named = |id: &str| {
            format!(
                "\u{1}meno:7:{id}\n\u{1}meno:7:{{\"content\":{{\"text/plain\":\"5\"}}}}\n\u{1}meno:7:\"end_content\"\n"
            )
        };
        let data = bundle("text/plain", "5");
        let id = "plot".to_owned();
        check(
            &named(r#"{"begin":{"display":null}}"#),
            &[Output::Display {
                data: data.clone(),
                id: None,
            }],
        );
        check(
            &named(r#"{"begin":{"display":"plot"}}"#),
            &[Output::Display {
                data: data.clone(),
                id: Some(id.clone()),
            }],
        );
        check(&named(r#"{"begin":{"update":"plot"}}"#), &[Output::Update { data, id }]);
        check("\u{1}meno:7:{\"clear\":true}\n", &[Output::Clear { wait: true }]);
    }

    #[test]
    fn standard_error_has_its_place_in_standard_output() {
        let e = written;
        check(
            &format!("a\n{}{}b\n{}", e(b"x "), e(b"y\n"), e(b"z")),
            &[text("a\n"), error("x y\n"), text("b\n"), error("z")],
        );
        let [start, end] = "é".as_bytes().as_chunks::<1>().0 else {
            panic!("two bytes")
        };
        check(&format!("{}{}", e(start), e(end)), &[error("é")]);
        check(&e(b"\xff"), &[error("\u{fffd}")]);
    }

    /// As happens where several threads write.
    #[test]
    fn standard_error_may_come_in_the_midst_of_anything() {
        let e = written(b"e");
        check(
            &format!("EVCXR_BEGIN_CONTENT text/html\n<b>\n{e}</b>\nEVCXR_END_{e}CONTENT\n"),
            &[
                error("ee"),
                Output::Display {
                    data: both(("text/html", "<b>\n</b>"), "(text/html)"),
                    id: None,
                },
            ],
        );
        let figure = Output::Display {
            data: bundle("text/plain", "5"),
            id: None,
        };
        check(
            &format!("\u{1}meno{e}:7:{{\"content\":{{\"text{e}/plain\":\"5\"}}}}\n"),
            &[error("ee"), figure],
        );
        check(
            &format!("EVCXR{e}: no content"),
            &[text("EVCXR"), error("e"), text(": no content")],
        );
    }

    #[test]
    fn content_that_does_not_end_ends_with_the_cell() {
        for begin in ["EVCXR_BEGIN_CONTENT text/html\n", "EVCXR_BEGIN_CONTENT "] {
            let mut reader = Reader::new(Stream::Stdout, 7);
            reader.feed(format!("{begin}\u{1}meno:7:\"end\"\n").as_bytes(), &Recorder::default());
            assert!(reader.ended(), "after {begin:?}");
        }
    }

    #[test]
    fn the_allocators_last_words_are_heard() {
        let mut reader = Reader::new(Stream::Stdout, 7);
        reader.feed(b"memory allocation of ", &Recorder::default());
        assert!(!reader.is_out_of_memory());
        reader.feed(written(b"memory allocation of ").as_bytes(), &Recorder::default());
        assert!(reader.is_out_of_memory());
    }

    #[test]
    fn the_end_is_seen_once_the_worker_marks_it() {
        let mut reader = Reader::new(Stream::Stderr, 7);
        reader.feed(b"x\x01meno:7:\"en", &Recorder::default());
        assert!(!reader.ended());
        reader.feed(b"d\"\n", &Recorder::default());
        assert!(reader.ended());
    }
}

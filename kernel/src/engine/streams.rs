//! Reads the output of a cell: text, values and figures, and the marks that end it.

use crate::evaluator::{Frontend, MimeBundle, Output, Stream};
use serde::Deserialize;
use serde_json::Value;

/// Lines of evcxr's convention for rich content.
const BEGIN_CONTENT: &[u8] = b"EVCXR_BEGIN_CONTENT ";
const END_CONTENT: &[u8] = b"EVCXR_END_CONTENT";

/// What the worker writes between the cell's own output.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mark {
    /// Nothing more will come.
    End,
    /// Rich content for this place from here …
    Begin(Target),
    /// … to here.
    EndContent,
    Content(MimeBundle),
    Clear(bool),
}

/// Where rich content goes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Target {
    Result,
    Display(Option<String>),
    Update(String),
}

/// The state of one of a cell's output streams.
#[derive(Debug)]
pub struct Reader {
    stream: Stream,
    mark: Vec<u8>,
    pending: Vec<u8>,
    /// The MIME type of the content that is being read.
    content: Option<String>,
    /// Where rich content goes at the moment, and what there is of it.
    open: Option<(Target, MimeBundle)>,
    ended: bool,
}

impl Reader {
    /// Reads `stream` of a cell whose worker marks its messages with `nonce`.
    pub fn new(stream: Stream, nonce: u64) -> Self {
        Self {
            stream,
            mark: format!("\u{1}meno:{nonce}:").into_bytes(),
            pending: Vec::new(),
            content: None,
            open: None,
            ended: false,
        }
    }

    /// Whether the cell has written its last.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// Takes in `bytes` and shows what is complete.
    pub fn feed(&mut self, bytes: &[u8], frontend: &dyn Frontend) {
        self.pending.extend_from_slice(bytes);
        while self.step(frontend) {}
    }

    /// Shows what is left, as if the stream had ended.
    pub fn finish(&mut self, frontend: &dyn Frontend) {
        let rest = std::mem::take(&mut self.pending);
        self.text(&rest, frontend);
    }

    /// Makes one step through `pending`; tells whether there may be another.
    fn step(&mut self, frontend: &dyn Frontend) -> bool {
        if let Some(mime) = self.content.clone() {
            // The end stands on a line of its own.
            let Some(at) = find(&self.pending, END_CONTENT) else {
                return false;
            };
            let content = String::from_utf8_lossy(&self.pending[..at])
                .trim_end_matches('\n')
                .to_owned();
            let rest = at + END_CONTENT.len();
            // The line's end may still be on its way.
            let Some(next) = self.pending.get(rest) else {
                return false;
            };
            let rest = rest + usize::from(*next == b'\n');
            self.pending.drain(..rest);
            self.content = None;
            let value = match serde_json::from_str(&content) {
                Ok(json) if mime.ends_with("json") => json,
                _ => Value::String(content),
            };
            self.rich(mime, value, frontend);
            return true;
        }
        let mark = find(&self.pending, &self.mark);
        let begin = find(&self.pending, BEGIN_CONTENT);
        let (at, is_mark) = match (mark, begin) {
            (Some(mark), Some(begin)) if begin < mark => (begin, false),
            (Some(mark), _) => (mark, true),
            (None, Some(begin)) => (begin, false),
            (None, None) => {
                // The rest may hold the start of a mark.
                let keep = self.partial();
                let ready: Vec<u8> = self.pending.drain(..self.pending.len() - keep).collect();
                self.text(&ready, frontend);
                return false;
            }
        };
        let Some(length) = self.pending[at..].iter().position(|&byte| byte == b'\n') else {
            let ready: Vec<u8> = self.pending.drain(..at).collect();
            self.text(&ready, frontend);
            return false;
        };
        let ready: Vec<u8> = self.pending.drain(..at).collect();
        self.text(&ready, frontend);
        let line: Vec<u8> = self.pending.drain(..=length).collect();
        let line = &line[..length];
        if is_mark {
            self.marked(&line[self.mark.len()..], frontend);
        } else {
            self.content = Some(String::from_utf8_lossy(&line[BEGIN_CONTENT.len()..]).trim().to_owned());
        }
        true
    }

    fn marked(&mut self, message: &[u8], frontend: &dyn Frontend) {
        match serde_json::from_slice(message) {
            Ok(Mark::End) => self.ended = true,
            Ok(Mark::Begin(target)) => self.open = Some((target, MimeBundle::new())),
            Ok(Mark::EndContent) => {
                if let Some((target, data)) = self.open.take().filter(|(_, data)| !data.is_empty()) {
                    let data = with_plain_text(data);
                    frontend.show(match target {
                        Target::Result => Output::Result(data),
                        Target::Display(id) => Output::Display { data, id },
                        Target::Update(id) => Output::Update { data, id },
                    });
                }
            }
            Ok(Mark::Content(content)) => {
                for (mime, value) in content {
                    self.rich(mime, value, frontend);
                }
            }
            Ok(Mark::Clear(wait)) => frontend.show(Output::Clear { wait }),
            // The nonce is the worker's own, so this is not the learner's doing.
            Err(error) => tracing::error!("the worker wrote a mark that can't be read: {error}"),
        }
    }

    fn rich(&mut self, mime: String, value: Value, frontend: &dyn Frontend) {
        match &mut self.open {
            Some((_, bundle)) if !bundle.contains_key(&mime) => {
                bundle.insert(mime, value);
            }
            // A second one of its kind is a figure of its own.
            _ => frontend.show(Output::Display {
                data: with_plain_text(MimeBundle::from_iter([(mime, value)])),
                id: None,
            }),
        }
    }

    fn text(&mut self, bytes: &[u8], frontend: &dyn Frontend) {
        if !bytes.is_empty() {
            frontend.show(Output::Text(self.stream, String::from_utf8_lossy(bytes).into_owned()));
        }
    }

    /// The length of the end of `pending` that can't be shown yet: the start of a mark, or of a character.
    fn partial(&self) -> usize {
        let starts_mark = |length: usize| {
            let end = &self.pending[self.pending.len() - length..];
            self.mark.starts_with(end) || BEGIN_CONTENT.starts_with(end)
        };
        let longest = self.pending.len().min(self.mark.len().max(BEGIN_CONTENT.len()));
        let mark = (1..=longest).rev().find(|&length| starts_mark(length)).unwrap_or(0);
        let character = match std::str::from_utf8(&self.pending) {
            Err(error) if error.error_len().is_none() => self.pending.len() - error.valid_up_to(),
            _ => 0,
        };
        mark.max(character)
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(haystack, needle)
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
    use crate::evaluator::InputError;
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
                    (Some(Output::Text(_, before)), Output::Text(_, text)) => before.push_str(&text),
                    (_, output) => shown.push(output),
                }
            }
            assert_eq!(shown, expected, "in pieces of {size}");
        }
    }

    fn text(text: &str) -> Output {
        Output::Text(Stream::Stdout, text.to_owned())
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
    fn the_end_is_seen_once_the_worker_marks_it() {
        let mut reader = Reader::new(Stream::Stderr, 7);
        reader.feed(b"x\x01meno:7:\"en", &Recorder::default());
        assert!(!reader.ended());
        reader.feed(b"d\"\n", &Recorder::default());
        assert!(reader.ended());
    }
}

//! Tells places in generated sources, where they come up in texts, as places in cells.
//!
//! `dbg!`, panics in threads and whatever shows a `Location` have them from the compiler.

use crate::source::{Place, SourceMap};
use interfaces::evaluator::{Frontend, InputError, MimeBundle, Output, Stream};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How the files of generated sources are called, up to a number.
const FILE: &str = "meno_cell_";
const ENDING: &str = ".rs";
/// As many letters of a name at the end of a text may be the beginning of a file's.
const LEAST: usize = 5;
/// What stands between file, line and column: as a `Location` is displayed, and as it is debugged.
const FORMS: [[&str; 2]; 2] = [[":", ":"], ["\", line: ", ", column: "]];

/// The maps of generated sources, by their files.
pub(crate) type Maps = HashMap<String, Arc<SourceMap>>;

/// `text`, with places in cells.
pub(crate) fn in_cells(text: &str, maps: &Maps) -> String {
    let mut told = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(FILE) {
        let (before, after) = rest.split_at(at);
        told.push_str(before);
        let Mention { length, file, place } = mention(after);
        match maps.get(file) {
            Some(map) => told.push_str(&name(map, place)),
            None => told.push_str(&after[..length]),
        }
        rest = &after[length..];
    }
    told.push_str(rest);
    told
}

/// A generated source that a text mentions.
struct Mention<'t> {
    length: usize,
    file: &'t str,
    /// What stands between the numbers, and the line and the column.
    place: Option<([&'static str; 2], usize, usize)>,
}

/// The mention at the beginning of `text`.
fn mention(text: &str) -> Mention<'_> {
    let number = digits(&text[FILE.len()..]);
    let end = FILE.len() + number;
    if number == 0 || !text[end..].starts_with(ENDING) {
        return Mention {
            length: end,
            file: "",
            place: None,
        };
    }
    let end = end + ENDING.len();
    let place = FORMS.iter().find_map(|form| {
        let line = text[end..].strip_prefix(form[0])?;
        let (line, after) = line.split_at(digits(line));
        let column = after.strip_prefix(form[1])?;
        let (column, after) = column.split_at(digits(column));
        let length = text.len() - after.len();
        Some((length, (*form, line.parse().ok()?, column.parse().ok()?)))
    });
    Mention {
        length: place.map_or(end, |(length, _)| length),
        file: &text[..end],
        place: place.map(|(_, place)| place),
    }
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// How the place is called, or else the cell that the source was written for.
fn name(map: &SourceMap, place: Option<([&'static str; 2], usize, usize)>) -> String {
    let found = place.and_then(|(form, line, column)| {
        let Place { origin, range } = map.place_of_line(line, column)?;
        let (line, column) = origin.line_and_column(range.start);
        Some(format!("{}{}{line}{}{column}", origin.name(&origin), form[0], form[1]))
    });
    found.unwrap_or_else(|| map.cell())
}

/// Passes on what is shown, with places in cells.
pub(crate) struct Relocating<'a> {
    frontend: &'a dyn Frontend,
    maps: &'a Maps,
    /// The stream and the text of a mention that may not be complete.
    held: Mutex<Option<(Stream, String)>>,
}

impl<'a> Relocating<'a> {
    pub(crate) fn new(frontend: &'a dyn Frontend, maps: &'a Maps) -> Relocating<'a> {
        Relocating {
            frontend,
            maps,
            held: Mutex::new(None),
        }
    }

    /// Shows what has been held back.
    pub(crate) fn finish(&self) {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((stream, text)) = held {
            self.frontend.show(Output::Text(stream, in_cells(&text, self.maps)));
        }
    }

    fn text(&self, stream: Stream, text: String) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let whole = match held.take() {
            Some((same, before)) if same == stream => before + &text,
            Some((other, before)) => {
                self.frontend.show(Output::Text(other, in_cells(&before, self.maps)));
                text
            }
            None => text,
        };
        let shown = whole.len() - unfinished(&whole);
        if shown < whole.len() {
            *held = Some((stream, whole[shown..].to_owned()));
        }
        if shown > 0 {
            self.frontend
                .show(Output::Text(stream, in_cells(&whole[..shown], self.maps)));
        }
    }

    fn bundle(&self, data: &mut MimeBundle) {
        for value in data.values_mut() {
            if let Value::String(text) = value
                && text.contains(FILE)
            {
                *text = in_cells(text, self.maps);
            }
        }
    }
}

/// The length of the end of `text` that is a mention to which more may belong.
fn unfinished(text: &str) -> usize {
    let begun = (LEAST..FILE.len()).find(|letters| text.ends_with(&FILE[..*letters]));
    if let Some(letters) = begun {
        return letters;
    }
    let Some(at) = text.rfind(FILE) else { return 0 };
    let rest = &text[at + FILE.len()..];
    let rest = &rest[digits(rest)..];
    let may_go_on = FORMS.iter().any(|form| {
        let mut left = rest;
        for (part, has_number) in [(ENDING, false), (form[0], true), (form[1], true)] {
            match left.strip_prefix(part) {
                Some(after) if has_number => left = &after[digits(after)..],
                Some(after) => left = after,
                None => return part.starts_with(left),
            }
        }
        left.is_empty()
    });
    if may_go_on { text.len() - at } else { 0 }
}

impl Frontend for Relocating<'_> {
    fn show(&self, mut output: Output) {
        match &mut output {
            Output::Text(stream, text) => return self.text(*stream, std::mem::take(text)),
            Output::Result(data) | Output::Display { data, .. } | Output::Update { data, .. } => self.bundle(data),
            // No output: a mention that is held back goes on waiting for its rest.
            Output::Activity(_) => return self.frontend.show(output),
            Output::Clear { .. } | Output::NextCell(_) | Output::Exit => {}
        }
        self.finish();
        self.frontend.show(output);
    }

    fn input(&self, prompt: &str, password: bool) -> Result<String, InputError> {
        self.finish();
        self.frontend.input(prompt, password)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::CellCrate;
    use crate::state::{Item, Origin, State};
    use syntax::Cell;

    /// The map of a source for cell 3, and where in it `word` stands, as the compiler tells it.
    fn compiled(text: &str, word: &str) -> (Maps, String) {
        let cell = Cell::of(text);
        let origin = Arc::new(Origin {
            execution: 3,
            text: text.to_owned(),
        });
        let state = State::default().with_items(&cell, &origin).next;
        let items: Vec<&Item> = state.items.iter().collect();
        let source = CellCrate::new(&state, &items, &cell, &origin).write("meno_cell_12");
        let at = source.text.find(word).expect("the word is there");
        let generated = Origin {
            execution: 0,
            text: source.text.clone(),
        };
        let (line, column) = generated.line_and_column(at);
        let maps = Maps::from([(source.file(), source.map)]);
        (maps, format!("meno_cell_12.rs:{line}:{column}"))
    }

    #[derive(Default)]
    struct Recorder(Mutex<String>);

    impl Frontend for Recorder {
        fn show(&self, output: Output) {
            if let Output::Text(_, text) = output {
                *self.0.lock().expect("no test panics here") += &text;
            }
        }

        fn input(&self, _: &str, _: bool) -> Result<String, InputError> {
            Err(InputError::NotAllowed)
        }
    }

    #[test]
    fn places_are_told_in_cells_however_the_text_is_cut() {
        let (maps, place) = compiled("fn f() {}\nlet π = 1; dbg!(π);", "dbg!");
        let numbers: Vec<&str> = place.split(':').collect();
        let [file, line, column] = numbers[..] else {
            panic!("{place}")
        };
        let text = format!(
            "a [{place}] π\nLocation {{ file: \"{file}\", line: {line}, column: {column} }} {file} meno_cell_5.rs:1:1 meno_cell_ {place}"
        );
        let expected = "a [cell [3]:2:12] π\nLocation { file: \"cell [3]\", line: 2, column: 12 } cell [3] meno_cell_5.rs:1:1 \
                        meno_cell_ cell [3]:2:12";
        assert_eq!(in_cells(&text, &maps), expected);
        for cut in (0..=text.len()).filter(|cut| text.is_char_boundary(*cut)) {
            // So few letters are not held back: what is no mention would come late.
            if (1..LEAST).any(|letters| text[..cut].ends_with(&FILE[..letters])) {
                continue;
            }
            let recorder = Recorder::default();
            let relocating = Relocating::new(&recorder, &maps);
            for piece in [&text[..cut], &text[cut..]] {
                relocating.show(Output::Text(Stream::Stderr, piece.to_owned()));
            }
            relocating.finish();
            assert_eq!(
                recorder.0.into_inner().expect("no test panics here"),
                expected,
                "cut at {cut}"
            );
        }
    }
}

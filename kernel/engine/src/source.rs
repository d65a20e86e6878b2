//! Writes the crate that rustc compiles for a cell, and remembers which text came from where.

mod body;
mod macros;
mod map;
mod shown;

pub(crate) use body::Put;
pub(crate) use map::{Editable, Place, SourceMap};

use crate::floats;
use crate::preparation::Preparation;
use crate::state::{Item, Origin, State};
use crate::style::Style;
use base::tokens::words;
use map::Piece;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use syntax::{Cell, Edit};

/// The source of one compilation.
#[derive(Debug)]
pub(crate) struct Source {
    pub text: String,
    pub map: Arc<SourceMap>,
    /// The function that runs the cell.
    pub entry: String,
    /// What may be put back, by the numbers of the puts.
    pub puts: Vec<Put>,
    /// The items whose statics are in the library from now on: where each is in the state, and what its symbols begin with.
    pub homes: Vec<(usize, String)>,
    /// The functions that check an answer, by the answer's name.
    pub checks: BTreeMap<String, String>,
}

impl Source {
    /// The name of its file, by which rustc and panics tell places in it.
    pub(crate) fn file(&self) -> String {
        format!("{}.rs", self.entry)
    }

    /// The learner's own text in it, piece by piece.
    pub(crate) fn originals(&self) -> impl Iterator<Item = &str> {
        self.map.pieces.iter().map(|piece| &self.text[piece.generated.clone()])
    }
}

/// The crate of a cell, before it is written: what it is made of.
#[derive(Clone, Copy)]
pub(crate) struct CellCrate<'a> {
    /// The state, the cell's own items included.
    pub state: &'a State,
    /// The items of the state that are to be compiled.
    pub items: &'a [&'a Item],
    pub cell: &'a Cell,
    pub origin: &'a Arc<Origin>,
    /// The numbers of the puts to leave out: the cell moves these variables, or they borrow.
    pub unput: &'a [usize],
    /// Whether what a statement binds is put back only when all that later ones have bound is gone.
    pub nests: bool,
    /// Whether the cell runs inside of a runtime of tokio's.
    pub on_tokio: bool,
    /// Whether the cell awaits.
    pub awaits: bool,
    /// Whether statics keep their value from cell to cell.
    pub shares_statics: bool,
    /// Variables to drop, because their type is gone.
    pub lost: &'a [String],
    /// Statements to run before the cell's own. What they define is not kept.
    pub before: &'a str,
    /// Statements to run after the cell's own.
    pub after: &'a str,
    /// Checks of what the cell defines, to be compiled along with it.
    pub checks: &'a [Preparation],
    /// Whether the cell reports what its last expression came to.
    pub tells_value: bool,
    /// Whether the statements' numbers with a point are to be written as `f64` where they don't say their type.
    pub writes_floats: bool,
    /// How much rustc is to optimise it, from 0 to 3.
    pub opt_level: u8,
    /// How it shows its value and its error.
    pub style: &'a Style,
}

/// The names that every cell sees.
pub(crate) const NAMES: &str = "#[allow(unused_imports)] use ::meno_prelude::names::*;\n";

impl<'a> CellCrate<'a> {
    /// The crate of `cell`, compiled with `items` of the state that the cell leads to.
    pub(crate) fn new(
        state: &'a State,
        items: &'a [&'a Item],
        cell: &'a Cell,
        origin: &'a Arc<Origin>,
    ) -> CellCrate<'a> {
        CellCrate {
            state,
            items,
            cell,
            origin,
            unput: &[],
            nests: false,
            on_tokio: false,
            awaits: cell.awaits,
            shares_statics: true,
            lost: &[],
            before: "",
            after: "",
            checks: &[],
            tells_value: false,
            writes_floats: false,
            opt_level: 0,
            style: Style::PRELUDES,
        }
    }

    /// Writes the source, with a function `entry` that runs the cell. Attributes of the crate stand in its root.
    pub(crate) fn write(&self, entry: &str) -> Source {
        let mut writer = Writer::default();
        writer.generated(NAMES);
        // A `macro_rules` is in scope only below its definition.
        let (macros, others): (Vec<&Item>, Vec<&Item>) = self.items.iter().partition(|item| item.is_macro());
        let mut homes = Vec::new();
        for item in macros.into_iter().chain(others) {
            let edits = match &item.home {
                _ if item.statics.is_empty() || !self.shares_statics => Vec::new(),
                Some(home) => item.imports(home),
                None if self.state.static_of_a_place(item).is_some() => Vec::new(),
                None => {
                    let is_it = |other: &Item| std::ptr::eq(other, item);
                    let index = self.state.items.iter().position(is_it).unwrap_or_default();
                    let home = format!("{entry}_item_{index}");
                    let edits = item.exports(&home);
                    homes.push((index, home));
                    edits
                }
            };
            writer.item(item, &edits);
            writer.generated(&shown::by_its_parts(item).unwrap_or_default());
        }
        for check in self.checks {
            writer.generated(&format!(
                "#[unsafe(no_mangle)]\npub fn {}(meno_store: &mut ::meno_prelude::Store) \
                 -> ::std::result::Result<(), ::meno_prelude::CellError> \
                 {{ meno_store.check({:?}); meno_store.leave_at(0_u32); ::std::result::Result::Ok(()) }}\n",
                check.entry(entry),
                check.name
            ));
        }
        let puts = self.body(&mut writer, entry);
        let checks = self
            .checks
            .iter()
            .map(|check| (check.name.to_owned(), check.entry(entry)));
        writer.add_table();
        Source {
            checks: checks.collect(),
            puts,
            homes,
            entry: entry.to_owned(),
            map: Arc::new(writer.map()),
            text: writer.text,
        }
    }

    /// Whether one of these crates is named somewhere in what is compiled.
    pub(crate) fn names_any<'n>(&self, crates: impl Iterator<Item = &'n String>) -> bool {
        let names: HashSet<&str> = crates.map(String::as_str).collect();
        let is_named = |text: &str| words(text).any(|word| names.contains(word));
        !names.is_empty()
            && (self.on_tokio
                || is_named(&self.origin.text)
                || is_named(self.before)
                || self.items.iter().any(|item| is_named(item.text()))
                || self
                    .state
                    .variables_in(self.cell, self.after)
                    .any(|(_, variable)| is_named(&variable.type_name)))
    }

    /// Whether [`CellCrate::writes_floats`] would make a difference.
    pub(crate) fn has_open_floats(&self) -> bool {
        let mut statements = self.cell.statements.iter().chain(&self.cell.tail);
        statements.any(|range| !floats::suffixes(&self.origin.text[range.clone()]).is_empty())
    }
}

#[derive(Default)]
struct Writer {
    text: String,
    map: SourceMap,
    /// Whether the body of a macro asks where it is called.
    needs_table: bool,
}

impl Writer {
    fn generated(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn lead(&mut self, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        self.map.leads.push(start..self.text.len());
    }

    /// Text that does something with the learner's at `range`.
    fn about(&mut self, origin: &Arc<Origin>, range: Range<usize>, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        let origin = Arc::clone(origin);
        self.map.about.push((start..self.text.len(), Place { origin, range }));
    }

    /// Closes the block of a cell that can't be parsed. What rustc says of this is about the cell's end.
    fn end(&mut self, origin: &Arc<Origin>) {
        let start = self.text.len();
        let end = origin.text.trim_end().len();
        self.about(origin, end..end, "};\n");
        self.map.end = Some(start..self.text.len());
    }

    fn original(&mut self, origin: &Arc<Origin>, range: Range<usize>) {
        let mut start = range.start;
        for call in macros::place_calls(&origin.text, &range) {
            self.piece(origin, start..call.range.start);
            let literal = call.literal(origin);
            start = call.range.end;
            self.about(origin, call.range, &literal);
        }
        self.piece(origin, start..range.end);
    }

    /// As [`Writer::original`], of a macro's definition.
    fn original_macro(&mut self, origin: &Arc<Origin>, range: Range<usize>) {
        let mut start = range.start;
        for call in macros::place_calls(&origin.text, &range) {
            self.piece(origin, start..call.range.start);
            let looked_up = call.looked_up();
            start = call.range.end;
            self.about(origin, call.range, &looked_up);
            self.needs_table = true;
        }
        self.piece(origin, start..range.end);
    }

    /// Adds what the bodies of macros look up, once all pieces are there.
    fn add_table(&mut self) {
        if self.needs_table {
            let map = self.map();
            self.text.push_str(&macros::table(&map));
            self.map = map;
        }
    }

    /// The text as it stands in the cell.
    fn piece(&mut self, origin: &Arc<Origin>, range: Range<usize>) {
        let start = self.text.len();
        self.text.push_str(&origin.text[range.clone()]);
        self.map.pieces.push(Piece {
            generated: start..self.text.len(),
            origin: Arc::clone(origin),
            start: range.start,
            is_part: false,
        });
    }

    /// The learner's text at `range` with `edits`, which are in order. One inside of another is left out.
    fn edited(&mut self, origin: &Arc<Origin>, range: Range<usize>, edits: &[Edit]) {
        let mut start = range.start;
        for Edit { range, text } in edits {
            if range.start >= start {
                self.original(origin, start..range.start);
                self.about(origin, range.clone(), text);
                start = range.end;
            }
        }
        self.original(origin, start..range.end);
    }

    /// An item with `edits`, in no order.
    fn item(&mut self, item: &Item, edits: &[Edit]) {
        match &item.rewritten {
            Some(rewritten) => {
                let at = self.text.len();
                self.text.push_str(&rewritten.text);
                let piece = |(part, start): &(Range<usize>, usize)| Piece {
                    generated: at + part.start..at + part.end,
                    origin: Arc::clone(&item.origin),
                    start: *start,
                    is_part: true,
                };
                self.map.pieces.extend(rewritten.parts.iter().map(piece));
            }
            None if item.is_macro() => self.original_macro(&item.origin, item.range.clone()),
            None => {
                let removed = item.removed.iter().map(|range| Edit {
                    range: range.clone(),
                    text: String::new(),
                });
                let edits = edits.iter().chain(&item.file_edits).cloned();
                let mut edits: Vec<Edit> = removed.chain(edits).collect();
                edits.sort_by_key(|edit| edit.range.start);
                self.edited(&item.origin, item.range.clone(), &edits);
            }
        }
        self.text.push('\n');
    }

    /// Takes the map out.
    fn map(&mut self) -> SourceMap {
        let mut map = std::mem::take(&mut self.map);
        map.measure(&self.text);
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Transition, Variable};

    fn source(state: &State, text: &str) -> Source {
        let cell = Cell::of(text);
        let origin = Arc::new(Origin {
            execution: 7,
            text: text.to_owned(),
        });
        let Transition { next: state, lost, .. } = state.with_items(&cell, &origin);
        let items: Vec<&Item> = state.items.iter().collect();
        CellCrate {
            lost: &lost,
            ..CellCrate::new(&state, &items, &cell, &origin)
        }
        .write("meno_cell_1")
    }

    fn with_variable(name: &str, type_name: &str) -> State {
        let mut state = State::default();
        state.variables.insert(
            name.to_owned(),
            Variable {
                type_name: type_name.to_owned(),
                mutable: true,
            },
        );
        state
    }

    #[test]
    fn only_mentioned_variables_are_taken() {
        let state = with_variable("x", "f64");
        assert!(
            source(&state, "x + 1.0")
                .text
                .contains("let mut x: f64 = meno_store.take(\"x\");")
        );
        assert!(source(&state, "println!(\"{x}\");").text.contains("take"));
        assert!(!source(&state, "let y = 1;").text.contains("take"));
        let put: Vec<String> = source(&state, "let y = x;")
            .puts
            .into_iter()
            .map(|put| put.name)
            .collect();
        assert_eq!(put, ["x", "y"]);
    }

    #[test]
    fn only_a_value_that_was_predicted_is_told() {
        let state = State::default();
        let cell = Cell::of("1 + 1");
        let origin = Arc::new(Origin {
            execution: 7,
            text: cell.text().to_owned(),
        });
        let silent = CellCrate::new(&state, &[], &cell, &origin);
        let telling = CellCrate {
            tells_value: true,
            ..silent
        };
        assert!(!silent.write("meno_cell_1").text.contains("tell!"));
        assert!(
            telling
                .write("meno_cell_1")
                .text
                .contains("::meno_prelude::tell!(value);")
        );
    }

    #[test]
    fn every_piece_of_the_cell_is_found_again() {
        let text = "fn f() -> i32 { 1 }\nlet π = f();\nπ + 2";
        let source = source(&State::default(), text);
        for word in ["fn f", "let π", "π + 2"] {
            let at = source.text.find(word).expect("the word is in the source");
            let place = source.map.place(&(at..at + word.len())).expect("it is the learner's");
            assert_eq!(&text[place.range], word);
        }
        let generated = source.text.find("meno_store").expect("generated text");
        assert_eq!(source.map.place(&(generated..generated + 4)), None);
        let parenthesis = source
            .text
            .find("(\nπ + 2")
            .expect("the last expression is in parentheses");
        let place = source.map.place(&(parenthesis..parenthesis + 2 + "π + 2".len()));
        assert_eq!(&text[place.expect("rustc means the expression").range], "π + 2");
        let put = source.text.find("meno_store.put").expect("a put");
        assert_eq!(source.map.variable_put_at(&(put..put + 5)), Some("π"));
    }
}

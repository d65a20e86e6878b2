//! Writes the crate that rustc compiles for a cell, and remembers which text came from where.

mod macros;
mod map;

pub(crate) use map::{Editable, Place, SourceMap};

use crate::floats;
use crate::preparation::Preparation;
use crate::state::{Item, Origin, State};
use crate::style::{self, Style};
use base::tokens::words;
use map::{PARENTHESES, Piece, Value};
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;
use syntax::Cell;

/// The source of one compilation.
#[derive(Debug)]
pub(crate) struct Source {
    pub text: String,
    pub map: Arc<SourceMap>,
    /// The function that runs the cell.
    pub entry: String,
    /// The variables that the cell takes.
    pub taken: Vec<String>,
    /// The variables put back at the end, in the order of their `put`.
    pub kept: Vec<String>,
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
    /// Variables not to put back: the cell moves them.
    pub moved: &'a [String],
    /// Variables to drop, because their type is gone.
    pub lost: &'a [String],
    /// Statements to run before the cell's own. What they define is not kept.
    pub before: &'a str,
    /// Statements to run after the cell's own.
    pub after: &'a str,
    /// Checks of what the cell defines, to be compiled along with it.
    pub checks: &'a [Preparation],
    /// Whether the statements' numbers with a point are to be written as `f64` where they don't say their type.
    pub writes_floats: bool,
    /// How much rustc is to optimise it, from 0 to 3.
    pub opt_level: u8,
    /// How it shows its value and its error.
    pub style: &'a Style,
}

/// The names that every cell sees.
pub(crate) const NAMES: &str = "#[allow(unused_imports)] use ::meno_prelude::names::*;\n";

/// What runs a cell that awaits: a path to a function that takes a future.
const EXECUTOR: &str = "::meno_prelude::block_on";

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
            moved: &[],
            lost: &[],
            before: "",
            after: "",
            checks: &[],
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
        for item in macros.into_iter().chain(others) {
            writer.item(item);
        }
        for check in self.checks {
            writer.generated(&format!(
                "#[unsafe(no_mangle)]\npub fn {}(meno_store: &mut ::meno_prelude::Store) \
                 -> ::std::result::Result<(), ::meno_prelude::CellError> \
                 {{ meno_store.check({:?}); ::std::result::Result::Ok(()) }}\n",
                check.entry(entry),
                check.name
            ));
        }
        let (taken, kept) = self.body(&mut writer, entry);
        let checks = self
            .checks
            .iter()
            .map(|check| (check.name.to_owned(), check.entry(entry)));
        writer.add_table();
        Source {
            checks: checks.collect(),
            taken,
            kept,
            entry: entry.to_owned(),
            map: Arc::new(writer.map()),
            text: writer.text,
        }
    }

    fn body(&self, writer: &mut Writer, entry: &str) -> (Vec<String>, Vec<String>) {
        writer.generated(&format!(
            "#[unsafe(no_mangle)]\npub fn {entry}(meno_store: &mut ::meno_prelude::Store) \
             -> ::std::result::Result<(), ::meno_prelude::CellError> {{\n"
        ));
        let has_error = !self.style.error.is_empty();
        writer.generated(&self.style.error);
        match self.cell.awaits {
            true => writer.generated(&format!("{EXECUTOR}(async move {{\n")),
            false if has_error => writer.generated(&format!("(|| -> ::std::result::Result<(), {}> {{\n", style::ERROR)),
            false => {}
        }
        let mut taken: Vec<String> = Vec::new();
        for (name, variable) in self.state.variables_in(self.cell, self.after) {
            let mutable = if variable.mutable { "mut " } else { "" };
            writer.generated(&format!(
                "let {mutable}{name}: {} = meno_store.take({name:?});\n",
                variable.type_name
            ));
            taken.push(name.clone());
        }
        writer.generated(self.before);
        writer.generated("\n");
        if self.cell.is_unparsed {
            // rustc then says what it misses before the closing brace, and not before our own code. Any value may stand there.
            writer.generated("let _ = {\n");
        }
        for range in &self.cell.statements {
            self.statement(writer, range);
            writer.generated("\n");
        }
        if self.cell.is_unparsed {
            writer.end(self.origin);
        }
        if let Some(tail) = &self.cell.tail {
            match self.style.value.as_str() {
                "" => writer.generated("{ use ::meno_prelude::show::{ByDebug as _, Rich as _}; match &"),
                items => writer.generated(&format!("{{ {items} match &")),
            }
            // rustc takes the parentheses for a part of the expression.
            writer.lead(PARENTHESES.0);
            let start = writer.text.len();
            self.statement(writer, tail);
            writer.map.value = Some(Value {
                generated: start..writer.text.len(),
                place: Place {
                    origin: Arc::clone(self.origin),
                    range: tail.clone(),
                },
            });
            writer.about(self.origin, tail.clone(), PARENTHESES.1);
            writer.about(
                self.origin,
                tail.clone(),
                " { value => { ::meno_prelude::show::begin_result(); value.evcxr_display(); ::meno_prelude::show::end() } } }\n",
            );
        }
        if !self.after.is_empty() {
            writer.generated(self.after);
            writer.generated("\n");
        }
        for check in self.checks {
            writer.generated(&check.statement);
            writer.generated("\n");
        }
        let mut kept = taken.clone();
        for binding in &self.cell.bindings {
            if !kept.contains(&binding.name) {
                kept.push(binding.name.clone());
            }
        }
        kept.retain(|name| !self.moved.contains(name));
        for name in &kept {
            writer.put(name);
        }
        for name in self.lost {
            writer.generated(&format!("meno_store.discard({name:?});\n"));
        }
        let error = if has_error {
            style::ERROR
        } else {
            "::meno_prelude::CellError"
        };
        writer.generated(&format!("::std::result::Result::<(), {error}>::Ok(())\n"));
        match self.cell.awaits {
            true => writer.generated("})\n"),
            false if has_error => writer.generated("})()\n"),
            false => {}
        }
        if has_error {
            writer.generated(&format!(".map_err({error}::told)\n"));
        }
        writer.generated("}\n");
        (taken, kept)
    }

    /// Whether one of these crates is named somewhere in what is compiled.
    pub(crate) fn names_any<'n>(&self, crates: impl Iterator<Item = &'n String>) -> bool {
        let names: HashSet<&str> = crates.map(String::as_str).collect();
        let is_named = |text: &str| words(text).any(|word| names.contains(word));
        !names.is_empty()
            && (is_named(&self.origin.text)
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

    fn statement(&self, writer: &mut Writer, range: &Range<usize>) {
        let suffixes = self
            .writes_floats
            .then(|| floats::suffixes(&self.origin.text[range.clone()]));
        let mut start = range.start;
        for (at, suffix) in suffixes.into_iter().flatten() {
            writer.original(self.origin, start..range.start + at);
            writer.generated(suffix);
            start = range.start + at;
        }
        writer.original(self.origin, start..range.end);
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

    fn item(&mut self, item: &Item) {
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
                let mut removed = item.removed.clone();
                removed.sort_by_key(|range| range.start);
                let mut start = item.range.start;
                for gap in removed {
                    self.original(&item.origin, start..gap.start);
                    start = gap.end;
                }
                self.original(&item.origin, start..item.range.end);
            }
        }
        self.text.push('\n');
    }

    fn put(&mut self, name: &str) {
        let start = self.text.len();
        let _ = writeln!(self.text, "meno_store.put({name:?}, {name});");
        self.map.puts.push((start..self.text.len(), name.to_owned()));
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
        assert_eq!(source(&state, "let y = x;").kept, ["x", "y"]);
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

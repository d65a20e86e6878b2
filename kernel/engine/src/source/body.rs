//! Writes the function that runs a cell: it takes the variables that the cell mentions out of the store, and puts back what
//! later cells may use.
//!
//! Mostly all of that is done at the end of one block. Two kinds of cell are written as blocks inside of blocks instead, one
//! from each statement that binds something to the end of the cell. Where a value has a destructor and borrows, as a lock's
//! guard does, it is dropped with its block, and only behind that the variable that it borrows from is put back. And where
//! the cell returns, it leaves the block that it has come to, and what had been bound by then is put back on the way out.
//!
//! ```text
//! let m: Mutex<i32> = meno_store.take("m");
//! let meno_exit = 'meno_0: {
//!     let g = m.lock().unwrap();
//!     let meno_exit = 'meno_1: {
//!         if *g == 0 { { break 'meno_1 2_u32 } }      // `return`
//!         0_u32
//!     };
//!     meno_exit
//! };
//! meno_store.put(0, "m", m);
//! meno_store.leave_at(meno_exit);
//! ```

use super::map::{PARENTHESES, Place, Value};
use super::{CellCrate, Writer};
use crate::files;
use crate::floats;
use crate::style;
use std::ops::Range;
use std::sync::Arc;
use syntax::{Cell, Edit, identifier};

/// What runs a cell that awaits: a path to a function that takes a future.
const EXECUTOR: &str = "::meno_prelude::block_on";

/// Starts a runtime of tokio's, with threads where tokio has been built with that, and ends it with what runs on it.
const TOKIO: &str = "mod meno_tokio {
    use ::tokio::runtime::{Builder, Runtime};
    trait MultiThread { fn new_multi_thread() -> Builder; }
    impl MultiThread for Builder { fn new_multi_thread() -> Builder { Builder::new_current_thread() } }
    pub struct Running(::std::option::Option<Runtime>);
    impl Running {
        pub fn start() -> Running {
            let runtime = Builder::new_multi_thread().enable_all().build();
            Running(::std::option::Option::Some(runtime.expect(\"tokio's runtime starts\")))
        }
        pub fn runtime(&self) -> &Runtime { self.0.as_ref().expect(\"the runtime is there until it is dropped\") }
    }
    impl ::std::ops::Drop for Running {
        fn drop(&mut self) {
            let Some(runtime) = self.0.take() else { return };
            ::meno_prelude::block_on::leave_tasks(|| runtime.metrics().num_alive_tasks());
            runtime.shutdown_timeout(::meno_prelude::block_on::GRACE);
        }
    }
}
";

/// A variable as the cell may leave it: the one of its name that is in scope where the cell comes to an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Put {
    pub name: String,
    pub mutable: bool,
    /// At which of the cell's exits it is in scope. 0 is the cell's end; a return from the block `n` is the exit `n + 1`.
    pub exits: Vec<u32>,
    /// The block behind which it is put back.
    level: usize,
}

impl CellCrate<'_> {
    /// Writes the function `entry`. Returns the puts by their numbers.
    pub(super) fn body(&self, writer: &mut Writer, entry: &str) -> Vec<Put> {
        if self.on_tokio {
            writer.generated(TOKIO);
        }
        writer.generated(&format!(
            "#[unsafe(no_mangle)]\npub fn {entry}(meno_store: &mut ::meno_prelude::Store) \
             -> ::std::result::Result<(), ::meno_prelude::CellError> {{\n"
        ));
        let has_error = !self.style.error.is_empty();
        writer.generated(&self.style.error);
        self.enter_executor(writer, has_error);
        let mut taken: Vec<(&str, bool)> = Vec::new();
        for (name, variable) in self.state.variables_in(self.cell, self.after) {
            let mutable = if variable.mutable { "mut " } else { "" };
            let (type_name, variable_name) = (&variable.type_name, identifier(name));
            writer.generated(&format!(
                "let {mutable}{variable_name}: {type_name} = meno_store.take({name:?});\n"
            ));
            taken.push((name, variable.mutable));
        }
        writer.generated(self.before);
        writer.generated("\n");
        let puts = puts(self.cell, &taken);
        match self.nests || !self.cell.returns.is_empty() {
            true => self.nested(writer, &puts),
            false => {
                if self.cell.is_unparsed {
                    // rustc then says what it misses before the closing brace, and not before our own code. Any value may
                    // stand there.
                    writer.generated("let _ = {\n");
                }
                for range in &self.cell.statements {
                    self.statement(writer, range, 0);
                    writer.generated("\n");
                }
                if self.cell.is_unparsed {
                    writer.end(self.origin);
                }
                self.end(writer);
                self.put_all(writer, &puts, |put| put.exits.contains(&0));
            }
        }
        for name in self.lost {
            writer.generated(&format!("meno_store.discard({name:?});\n"));
        }
        // A `return` that a macro has written, or hides, does not come here.
        let exit = match self.cell.returns.is_empty() {
            true => "0_u32",
            false => "meno_exit",
        };
        writer.generated(&format!("meno_store.leave_at({exit});\n"));
        let error = match has_error {
            true => style::ERROR,
            false => "::meno_prelude::CellError",
        };
        writer.generated(&format!("::std::result::Result::<(), {error}>::Ok(())\n"));
        match self.awaits {
            true => writer.generated("})\n"),
            false if has_error => writer.generated("})()\n"),
            false => {}
        }
        if has_error {
            writer.generated(&format!(".map_err({error}::told)\n"));
        }
        writer.generated("}\n");
        puts
    }

    fn enter_executor(&self, writer: &mut Writer, has_error: bool) {
        if self.on_tokio {
            writer.generated("let meno_running = meno_tokio::Running::start();\n");
        }
        match (self.awaits, self.on_tokio) {
            (true, true) => writer.generated("meno_running.runtime().block_on(async move {\n"),
            (true, false) => writer.generated(&format!("{EXECUTOR}(async move {{\n")),
            (false, true) => writer.generated("let _meno_entered = meno_running.runtime().enter();\n"),
            (false, false) => {}
        }
        if has_error && !self.awaits {
            writer.generated(&format!("(|| -> ::std::result::Result<(), {}> {{\n", style::ERROR));
        }
    }

    /// The statements as blocks inside of blocks, each with its puts behind it.
    fn nested(&self, writer: &mut Writer, puts: &[Put]) {
        let returns = !self.cell.returns.is_empty();
        let open = |writer: &mut Writer, level: usize| match returns {
            true => writer.generated(&format!("let meno_exit = 'meno_{level}: {{\n")),
            false => writer.generated("{\n"),
        };
        let mut level = 0;
        open(writer, level);
        for (index, range) in self.cell.statements.iter().enumerate() {
            self.statement(writer, range, level);
            writer.generated("\n");
            if self.cell.bindings.iter().any(|binding| binding.statement == index) {
                level += 1;
                open(writer, level);
            }
        }
        self.end(writer);
        let mut exit = "0_u32";
        for level in (0..=level).rev() {
            if returns {
                writer.generated(&format!("{exit}\n}};\n"));
                exit = "meno_exit";
            } else {
                writer.generated("}\n");
            }
            self.put_all(writer, puts, |put| put.level == level && !put.exits.is_empty());
        }
    }

    /// A statement, or the last expression, in the block `level`.
    fn statement(&self, writer: &mut Writer, range: &Range<usize>, level: usize) {
        let text = &self.origin.text[range.clone()];
        let returns = self
            .cell
            .returns
            .iter()
            .filter(|found| range.contains(&found.range.start));
        let mut edits: Vec<Edit> = returns
            .map(|found| Edit {
                range: found.range.clone(),
                text: format!("{{ break 'meno_{level} {}_u32 }}", level + 1),
            })
            .collect();
        edits.extend(files::edits(self.cell, range));
        if self.writes_floats {
            edits.extend(floats::suffixes(text).into_iter().map(|(at, suffix)| Edit {
                range: range.start + at..range.start + at,
                text: suffix.to_owned(),
            }));
        }
        edits.sort_by_key(|edit| edit.range.start);
        writer.edited(self.origin, range.clone(), &edits);
    }

    /// The last expression, to be shown, and what comes after it.
    fn end(&self, writer: &mut Writer) {
        if let Some(tail) = &self.cell.tail {
            match self.style.value.as_str() {
                "" => writer.generated("{ use ::meno_prelude::show::{ByDebug as _, Rich as _}; match "),
                items => writer.generated(&format!("{{ {items} match ")),
            }
            // rustc takes the parentheses for a part of the expression, and the borrow for what is done with it.
            writer.lead(&format!("&{}", PARENTHESES.0));
            let start = writer.text.len();
            self.statement(writer, tail, self.cell.levels());
            writer.map.value = Some(Value {
                generated: start..writer.text.len(),
                place: Place {
                    origin: Arc::clone(self.origin),
                    range: tail.clone(),
                },
            });
            writer.about(self.origin, tail.clone(), PARENTHESES.1);
            writer.generated(match self.tells_value {
                true => " { mut value => { ::meno_prelude::tell!(value); ",
                false => " { mut value => { ",
            });
            writer.about(
                self.origin,
                tail.clone(),
                "::meno_prelude::show::begin_result(); value.evcxr_display(); ::meno_prelude::show::end() } } }\n",
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
    }

    fn put_all(&self, writer: &mut Writer, puts: &[Put], which: impl Fn(&Put) -> bool) {
        for (number, put) in puts.iter().enumerate() {
            if which(put) && !self.unput.contains(&number) {
                writer.put(number, put, &self.cell.exits_from(put.level));
            }
        }
    }
}

/// What the blocks of a cell are.
trait Levels {
    /// How many statements bind something, hence the level of the last expression.
    fn levels(&self) -> usize;

    /// By which exits the block `level` is left.
    fn exits_from(&self, level: usize) -> Vec<u32>;
}

impl Levels for Cell {
    fn levels(&self) -> usize {
        level_at(self, self.text().len())
    }

    fn exits_from(&self, level: usize) -> Vec<u32> {
        let returns = self.returns.iter().map(|found| level_at(self, found.range.start));
        let mut exits: Vec<u32> = returns.filter(|from| *from >= level).map(exit).collect();
        exits.push(0);
        exits.sort_unstable();
        exits.dedup();
        exits
    }
}

/// The block that the place `at` of a cell is in: how many of the statements before it bind something.
fn level_at(cell: &Cell, at: usize) -> usize {
    let mut statements: Vec<usize> = cell.bindings.iter().map(|binding| binding.statement).collect();
    statements.dedup();
    statements
        .iter()
        .filter(|index| cell.statements[**index].end <= at)
        .count()
}

/// The exit of a return from the block `level`.
fn exit(level: usize) -> u32 {
    u32::try_from(level).unwrap_or(u32::MAX - 1) + 1
}

/// The variables that `cell` may leave, given those that it has taken, and whether each is mutable.
fn puts(cell: &Cell, taken: &[(&str, bool)]) -> Vec<Put> {
    let taken = taken.iter().map(|(name, mutable)| ((*name).to_owned(), *mutable, 0));
    let bound = cell.bindings.iter().map(|binding| {
        let level = level_at(cell, cell.statements[binding.statement].end);
        (binding.name.clone(), binding.mutable, level)
    });
    let all: Vec<(String, bool, usize)> = taken.chain(bound).collect();
    let put = |(number, (name, mutable, level)): (usize, &(String, bool, usize))| {
        // The level at which a later one of that name hides it.
        let hidden = all[number + 1..]
            .iter()
            .find(|(other, ..)| other == name)
            .map(|(_, _, level)| *level);
        let is_in_scope = |found: &u32| match (*found, hidden) {
            (_, None) => true,
            (0, Some(_)) => false,
            (found, Some(hidden)) => found < exit(hidden),
        };
        Put {
            name: name.clone(),
            mutable: *mutable,
            exits: cell.exits_from(*level).into_iter().filter(is_in_scope).collect(),
            level: *level,
        }
    };
    all.iter().enumerate().map(put).collect()
}

impl Writer {
    /// Puts a variable back, if the block that it was bound in is left by one of its exits out of `all`.
    fn put(&mut self, number: usize, put: &Put, all: &[u32]) {
        let Put { name, exits, .. } = put;
        let start = self.text.len();
        let variable = identifier(name);
        let call = format!("meno_store.put({number}, {name:?}, {variable});");
        match exits == all {
            true => self.generated(&call),
            false => {
                let exits: Vec<String> = exits.iter().map(u32::to_string).collect();
                self.generated(&format!("if matches!(meno_exit, {}) {{ {call} }}", exits.join(" | ")));
            }
        }
        self.map.puts.push((start..self.text.len(), name.clone(), number));
        self.generated("\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_back_is_what_is_in_scope_at_each_exit() {
        #[track_caller]
        fn check(text: &str, taken: &[(&str, bool)], expected: &[(&str, &[u32])]) {
            let puts = puts(&Cell::of(text), taken);
            let found: Vec<(&str, &[u32])> = puts.iter().map(|put| (put.name.as_str(), &put.exits[..])).collect();
            assert_eq!(found, expected, "{text}");
        }
        check(
            "let a = 1; let (b, a) = (2, 3);",
            &[("x", true)],
            &[("x", &[0]), ("a", &[]), ("b", &[0]), ("a", &[0])],
        );
        check("return; let a = 1;", &[("x", false)], &[("x", &[0, 1]), ("a", &[0])]);
        check("let a = 1; if a > 0 { return; }", &[], &[("a", &[0, 2])]);
        check(
            "if x { return; } let x = 1; if x { return; } let x = 2; x",
            &[("x", false)],
            &[("x", &[1]), ("x", &[2]), ("x", &[0])],
        );
        check(
            "let Some(a) = b else { return };",
            &[("b", false)],
            &[("b", &[0, 1]), ("a", &[0])],
        );
        check("let a = 1; { if a > 0 { return; } 2 }", &[], &[("a", &[0, 2])]);
    }
}

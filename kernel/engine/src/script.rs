//! Describes what the engine is to compile and run: a cell, an expression, or a check.

use crate::preparation::Preparation;
use std::time::Duration;
use syntax::Cell;

/// Rust to compile and run. It may use what any cell may, unless it is limited further.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Script<'a> {
    pub(crate) cell: &'a Cell,
    /// The number of the cell; 0 for a script without.
    pub(crate) execution: u32,
    /// Whether its changes stay.
    pub(crate) keep: bool,
    /// Whether a panic of it is traced to its line, and explained.
    pub(crate) explains: bool,
    /// Statements of our own, before the text. What they define is not kept.
    pub(crate) before: &'a str,
    /// Statements of our own, after the text.
    pub(crate) after: &'a str,
    /// Checks of what the script defines, to be compiled along with it.
    pub(crate) checks: &'a [Preparation],
    /// Whether it reports what its last expression came to.
    pub(crate) tells_value: bool,
    /// Bytes of address space that the script may add.
    pub(crate) memory: Option<u64>,
    /// How long the script may run.
    pub(crate) time: Option<Duration>,
}

impl<'a> Script<'a> {
    /// A cell with the number `execution`, whose changes stay.
    pub(crate) fn cell(cell: &'a Cell, execution: u32) -> Script<'a> {
        Script {
            execution,
            keep: true,
            explains: true,
            ..Script::trial(cell)
        }
    }

    /// Code that is run for what it shows or reports, and whose changes don't stay.
    pub(crate) fn trial(cell: &'a Cell) -> Script<'a> {
        Script {
            cell,
            execution: 0,
            keep: false,
            explains: false,
            before: "",
            after: "",
            checks: &[],
            tells_value: false,
            memory: None,
            time: None,
        }
    }

    /// With `statements` before its text.
    pub(crate) fn before(self, statements: &'a str) -> Script<'a> {
        Script {
            before: statements,
            ..self
        }
    }

    /// With `statements` after its text.
    pub(crate) fn after(self, statements: &'a str) -> Script<'a> {
        Script {
            after: statements,
            ..self
        }
    }

    /// With `checks` compiled along with it, where they can be.
    pub(crate) fn checks(self, checks: &'a [Preparation]) -> Script<'a> {
        Script { checks, ..self }
    }

    /// As a script that reports what its last expression came to, or that does not.
    pub(crate) fn telling(self, tells_value: bool) -> Script<'a> {
        Script { tells_value, ..self }
    }

    /// With no more than `memory` bytes and `time`.
    pub(crate) fn limits(self, memory: u64, time: Duration) -> Script<'a> {
        Script {
            memory: Some(memory),
            time: Some(time),
            ..self
        }
    }
}

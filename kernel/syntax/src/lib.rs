//! The Rust of a cell, read once: whoever asks something of it asks this. It knows syntax, and neither names nor types.

use base::parse_limits::{self, Excess};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Block, Stmt};

/// The Rust of a cell.
#[derive(Debug, Default)]
pub struct Cell {
    text: String,
    statements: Option<Vec<Stmt>>,
}

impl Cell {
    /// Reads `text` as the inside of a block. It need not be Rust that can be parsed.
    ///
    /// # Errors
    /// If it is too long, or nested too deeply, to be read.
    pub fn read(text: &str) -> Result<Cell, Excess> {
        parse_limits::check(text)?;
        let block =
            |input: ParseStream<'_>| Ok((input.call(Attribute::parse_inner)?, input.call(Block::parse_within)?));
        let statements = block.parse_str(text).ok().map(|(_, statements)| statements);
        // Each parse registers its text for the life of the thread.
        proc_macro2::extra::invalidate_current_thread_spans();
        Ok(Cell {
            text: text.to_owned(),
            statements,
        })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its items, statements and last expression, in order; `None` where it can't be parsed. Where they stand in the text
    /// is not told.
    pub fn statements(&self) -> Option<&[Stmt]> {
        self.statements.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn a_cell_has_statements_if_it_can_be_parsed() {
        #[track_caller]
        fn check(text: &str, statements: Option<usize>) {
            let cell = Cell::read(text).expect("the text is short");
            assert_eq!((cell.text(), cell.statements().map(<[Stmt]>::len)), (text, statements));
        }
        check("", Some(0));
        check("// nothing", Some(0));
        check("fn f() {}\nlet x = 1;\nx", Some(3));
        check("#![allow(unused)]\nlet x = 1;", Some(1));
        check("let x = ;", None);
        check("% 2", None);
    }

    #[test]
    fn code_beyond_the_limits_is_refused() {
        assert_eq!(Cell::read(&"(".repeat(10_000)).err(), Some(Excess::Depth));
    }

    #[test]
    fn code_within_the_limits_is_parsed_on_the_stack_that_is_set_aside_for_it() {
        for code in parse_limits::longest() {
            let thread = thread::Builder::new().stack_size(parse_limits::STACK);
            let read = thread.spawn(move || drop(Cell::read(&code)));
            read.expect("there are threads")
                .join()
                .expect("the stack is large enough");
        }
    }
}

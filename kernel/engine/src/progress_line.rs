//! A line that shows how far something is, in place, and is gone when that is done.

use interfaces::evaluator::{Frontend, MimeBundle, Output};
use serde_json::json;

/// The line. Nothing is shown until there is something to show.
pub(crate) struct ProgressLine<'a> {
    frontend: &'a dyn Frontend,
    is_shown: bool,
}

impl<'a> ProgressLine<'a> {
    pub(crate) fn new(frontend: &'a dyn Frontend) -> ProgressLine<'a> {
        ProgressLine {
            frontend,
            is_shown: false,
        }
    }

    /// Shows `text` in place of the text before.
    pub(crate) fn show(&mut self, text: &str) {
        let data = MimeBundle::from_iter([("text/plain".to_owned(), json!(text))]);
        let id = "meno-progress".to_owned();
        self.frontend.show(match self.is_shown {
            true => Output::Update { data, id },
            false => Output::Display { data, id: Some(id) },
        });
        self.is_shown = true;
    }
}

/// Whatever the cell has shown by then goes with the line, since no client can remove it alone.
impl Drop for ProgressLine<'_> {
    fn drop(&mut self) {
        if self.is_shown {
            self.frontend.show(Output::Clear { wait: false });
        }
    }
}

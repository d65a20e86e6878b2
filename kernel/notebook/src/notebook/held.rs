//! Holds back what is shown, so that it is shown later.

use std::sync::{Mutex, PoisonError};

use interfaces::evaluator::{Frontend, InputError, Output};

/// Passes on what the cell is busy with, and keeps the rest.
pub(super) struct Held<'a> {
    frontend: &'a dyn Frontend,
    kept: Mutex<Vec<Output>>,
}

impl<'a> Held<'a> {
    pub(super) fn new(frontend: &'a dyn Frontend) -> Held<'a> {
        Held {
            frontend,
            kept: Mutex::default(),
        }
    }

    /// Shows what was held back, in its order.
    pub(super) fn show_all(self) {
        for output in self.kept.into_inner().unwrap_or_else(PoisonError::into_inner) {
            self.frontend.show(output);
        }
    }
}

impl Frontend for Held<'_> {
    fn show(&self, output: Output) {
        match output {
            Output::Activity(_) => self.frontend.show(output),
            _ => self.kept.lock().unwrap_or_else(PoisonError::into_inner).push(output),
        }
    }

    fn input(&self, prompt: &str, password: bool) -> Result<String, InputError> {
        self.frontend.input(prompt, password)
    }

    fn is_attended(&self) -> bool {
        self.frontend.is_attended()
    }
}

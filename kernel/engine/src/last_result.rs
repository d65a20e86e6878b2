//! Listens to an expression that is evaluated for its value alone.

use interfaces::evaluator::{Frontend, InputError, MimeBundle, Output};
use std::sync::{Mutex, PoisonError};

/// Keeps the result of an expression and lets everything else go.
#[derive(Default)]
pub(crate) struct LastResult(Mutex<MimeBundle>);

impl LastResult {
    pub(crate) fn into_bundle(self) -> MimeBundle {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Frontend for LastResult {
    fn show(&self, output: Output) {
        if let Output::Result(bundle) = output {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = bundle;
        }
    }

    fn input(&self, _: &str, _: bool) -> Result<String, InputError> {
        Err(InputError::NotAllowed)
    }
}

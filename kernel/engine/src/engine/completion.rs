//! Completes and explains names, by rust-analyzer, and decides when it starts.

use super::Engine;
use crate::analysis::Analysis;
use crate::memory;
use crate::readiness::Readiness;
use crate::state::State;
use backend::Need;
use interfaces::evaluator::Completions;
use std::time::Duration;

impl Engine {
    /// Completions of `code` at the byte `cursor`, by rust-analyzer, which knows the notebook's names.
    pub(crate) fn complete(&mut self, code: &str, cursor: usize, need: Need) -> Option<Completions> {
        let (analysis, state) = self.analysis()?;
        analysis.complete(state, code, cursor, need)
    }

    /// What rust-analyzer has to say of the name at the byte `cursor`, as text and as Markdown.
    pub(crate) fn explain(&mut self, code: &str, cursor: usize, need: Need) -> Option<(String, String)> {
        let (analysis, state) = self.analysis()?;
        analysis.explain(state, code, cursor, need)
    }

    fn analysis(&mut self) -> Option<(&Analysis, &State)> {
        let Readiness::Ready { compiler, .. } = &self.readiness else {
            return None;
        };
        let start = || Analysis::new(compiler.toolchain(), compiler.prelude());
        Some((self.analysis.get_or_insert_with(start), &self.state))
    }

    /// Has rust-analyzer start once a cell is followed by a pause, in which the next one may be being typed: a notebook that
    /// is run from top to bottom does without. Tells whether there may be such a pause yet.
    pub(super) fn await_pause(&mut self) -> bool {
        const PAUSE: Duration = Duration::from_secs(2);
        /// What rust-analyzer takes, and as much again for cells.
        const MEMORY: u64 = 512 << 20;
        match self.ended {
            Some(ended) if ended.elapsed() < PAUSE => true,
            Some(_) => {
                self.ended = None;
                if memory::available().is_none_or(|bytes| bytes >= MEMORY)
                    && let Some((analysis, state)) = self.analysis()
                {
                    analysis.warm_up(state);
                }
                false
            }
            None => false,
        }
    }
}

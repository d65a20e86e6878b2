//! Keeps what a cell goes back to if it fails after its magics have changed something.

use crate::snapshot::Snapshot;
use crate::source::SourceMap;
use crate::state::State;
use crate::worker::Worker;
use interfaces::timeline::Timeline;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The engine's changeable parts, as they were before the cell.
pub(crate) struct Savepoint {
    pub(crate) state: Arc<State>,
    pub(crate) maps: HashMap<String, Arc<SourceMap>>,
    pub(crate) unmade: BTreeMap<String, String>,
    /// The states that there were, which live as long as this does; `None` as long as no cell could run yet.
    pub(crate) timeline: Option<Timeline<Arc<Snapshot>>>,
    /// The worker that holds these states, where another one has taken its place.
    pub(crate) worker: Option<Worker>,
}

impl Savepoint {
    /// Keeps `worker`, which holds the states, until the cell has ended.
    pub(crate) fn keep(&mut self, worker: Worker) {
        self.worker.get_or_insert(worker);
    }
}

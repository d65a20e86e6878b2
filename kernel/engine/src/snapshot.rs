//! Keeps a state of the notebook, to go back to it.

use crate::state::State;
use crate::state_handle::StateHandle;
use std::sync::Arc;

/// A state: what the notebook has defined, and the processes with the values of its variables.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) state: Arc<State>,
    pub(crate) held: StateHandle,
}

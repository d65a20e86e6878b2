//! Results that are asked for again and again: every answer to an exercise meets the same probes.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{LazyLock, Mutex, PoisonError};

/// Beyond this it starts afresh, so that a long session does not fill the memory. More than all the seeds of the tests need.
const MOST: usize = 1 << 16;

/// The results of a computation that depends on nothing but its key.
pub(crate) struct Memo<K, V>(LazyLock<Mutex<HashMap<K, V>>>);

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    pub(crate) const fn new() -> Memo<K, V> {
        Memo(LazyLock::new(Mutex::default))
    }

    /// The result for that key, computed at most once, or once a thread.
    pub(crate) fn recall(&self, key: K, compute: impl FnOnce() -> V) -> V {
        // A map is whole whatever happened to another thread.
        let results = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(result) = results().get(&key) {
            return result.clone();
        }
        // The lock is not held meanwhile: the computation may ask for other results.
        let result = compute();
        let mut results = results();
        if results.len() == MOST {
            results.clear();
        }
        results.insert(key, result.clone());
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_computed_once() {
        static SQUARES: Memo<u32, u32> = Memo::new();
        assert_eq!(SQUARES.recall(3, || 9), 9);
        assert_eq!(SQUARES.recall(3, || unreachable!()), 9);
        assert_eq!(SQUARES.recall(4, || SQUARES.recall(2, || 4).pow(2)), 16);
    }
}

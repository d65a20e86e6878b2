//! Makes room in memory before a cell, or the machine, runs out: gives up states that are kept for undo, the oldest first,
//! those with a name last.
//!
//! A state costs what it does not share with the others, and a cell that changes its variables takes as much again for them
//! as they have, since the state before it keeps the former ones.

use crate::memory::{self, LAST, RESERVE};
use crate::snapshot::Snapshot;
use interfaces::evaluator::{Frontend, Output, Stream};
use interfaces::limits::Memory;
use interfaces::timeline::{GivenUp, Id, Timeline};
use std::sync::Arc;
use worker_protocol::memory::{anonymous, share};
use worker_protocol::processes::descendants;

/// The states that could be given up.
pub(crate) struct Room<'a> {
    /// Those that there is a way to, and those that a cell goes back to if it fails.
    timelines: Vec<&'a mut Timeline<Arc<Snapshot>>>,
    told: GivenUp,
    /// Bytes that can still be had.
    available: Box<dyn Fn() -> Option<u64> + 'a>,
}

impl<'a> Room<'a> {
    pub(crate) fn new(timelines: impl IntoIterator<Item = &'a mut Timeline<Arc<Snapshot>>>) -> Room<'a> {
        Room {
            timelines: timelines.into_iter().collect(),
            told: GivenUp::default(),
            available: Box::new(memory::available),
        }
    }

    /// The states that could be given up, in the order in which they would be.
    fn expendable(&self) -> Vec<Id> {
        let presents: Vec<Id> = self.timelines.iter().map(|timeline| timeline.id()).collect();
        let mut all: Vec<(Id, bool)> = self
            .timelines
            .iter()
            .flat_map(|timeline| timeline.expendable())
            .collect();
        all.sort_by_key(|(_, is_named)| *is_named);
        let named: Vec<Id> = all.iter().filter(|(_, named)| *named).map(|(id, _)| *id).collect();
        all.retain(|(id, is_named)| !presents.contains(id) && (*is_named || !named.contains(id)));
        all.into_iter().map(|(id, _)| id).collect()
    }

    /// No more bytes than giving up all of these states makes room for: what they share counts more than once.
    pub(crate) fn to_be_had(&self) -> u64 {
        let expendable = self.expendable();
        let states = expendable
            .iter()
            .filter_map(|id| self.timelines.iter().find_map(|timeline| timeline.state(*id)));
        states.filter_map(|state| state.held.holder()).map(anonymous).sum()
    }

    /// Makes room for a cell that may change all variables of the present state, whose process is `holder`.
    pub(crate) fn make_for_cell(&mut self, holder: Option<u32>) {
        let needed = holder.map_or(0, anonymous) + RESERVE;
        self.make(needed);
    }

    /// Makes room while a cell runs, if there is next to none. Whether there is some.
    pub(crate) fn make_for_running(&mut self) -> bool {
        match (self.available)() {
            Some(left) if left < RESERVE => self.make(RESERVE) || (self.available)().is_none_or(|left| left >= LAST),
            _ => true,
        }
    }

    /// Whether there is room for so many bytes, if need be after giving up states.
    fn make(&mut self, needed: u64) -> bool {
        loop {
            if (self.available)().is_none_or(|left| left >= needed) {
                return true;
            }
            let Some(&oldest) = self.expendable().first() else {
                return false;
            };
            self.give_up(oldest);
        }
    }

    /// Gives up states until all that the worker below `reaper` holds, beside the present one, take no more than this limit.
    pub(crate) fn keep_within(&mut self, limit: Memory, reaper: u32) {
        let Memory::Bytes(limit) = limit else { return };
        while self.to_be_had() > limit && self.cost(reaper) > limit {
            let Some(&oldest) = self.expendable().first() else {
                return;
            };
            self.give_up(oldest);
        }
    }

    /// Bytes that all states take beside the present one.
    fn cost(&self, reaper: u32) -> u64 {
        let present = self
            .timelines
            .first()
            .and_then(|timeline| timeline.present().held.holder());
        let all: u64 = descendants(reaper, &|_| true).into_iter().map(share).sum();
        all.saturating_sub(present.map_or(0, anonymous))
    }

    fn give_up(&mut self, id: Id) {
        let snapshot = self.timelines.iter().find_map(|timeline| timeline.state(id)).cloned();
        for timeline in &mut self.timelines {
            timeline.give_up(id, &mut self.told);
        }
        // Nothing else has it now.
        if let Some(snapshot) = snapshot.and_then(Arc::into_inner) {
            snapshot.held.end();
        }
    }

    /// Tells what was given up.
    pub(crate) fn tell(self, frontend: &dyn Frontend) {
        if !self.told.is_empty() {
            let note = format!("note: {}\n", self.told);
            frontend.show(Output::Text(Stream::Stderr, note));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state_handle::{StateHandle, is_open};
    use interfaces::timeline::{Jump, Step};
    use std::os::fd::OwnedFd;

    /// A timeline, and the other ends of its states' sockets, the oldest first.
    struct Fixture {
        timeline: Timeline<Arc<Snapshot>>,
        ends: Vec<OwnedFd>,
    }

    impl Fixture {
        fn of(cells: u32) -> Fixture {
            let mut ends = Vec::new();
            let mut snapshot = || {
                let (held, end) = StateHandle::pair().expect("there are sockets");
                ends.push(end);
                let state = Arc::default();
                Arc::new(Snapshot { state, held })
            };
            let mut timeline = Timeline::new(snapshot());
            for cell in 1..=cells {
                timeline.advance(Step::Cell(cell), snapshot());
            }
            Fixture { timeline, ends }
        }

        /// Which states live, the oldest first.
        fn alive(&self) -> Vec<bool> {
            self.ends.iter().map(is_open).collect()
        }
    }

    /// Which states are left, and what is told, when room is needed for `needed` states more than have ended.
    #[track_caller]
    fn check(fixture: &mut Fixture, needed: u64, alive: &[bool], expected: &str) {
        let Fixture { timeline, ends } = fixture;
        let dead = || ends.iter().filter(|end| !is_open(end)).count() as u64;
        let mut room = Room::new([timeline]);
        room.available = Box::new(|| Some(dead()));
        room.make(needed);
        let told = match room.told.is_empty() {
            true => String::new(),
            false => room.told.to_string(),
        };
        drop(room);
        assert_eq!(told, expected);
        assert_eq!(fixture.alive(), alive);
    }

    #[test]
    fn as_many_states_are_given_up_as_it_takes() {
        check(&mut Fixture::of(3), 0, &[true; 4], "");
        check(
            &mut Fixture::of(3),
            2,
            &[false, false, true, true],
            "the states before cell [2] and all earlier cells were given up, to make room in memory",
        );
    }

    #[test]
    fn the_present_state_is_not_given_up() {
        check(
            &mut Fixture::of(3),
            9,
            &[false, false, false, true],
            "the states before cell [3] and all earlier cells were given up, to make room in memory",
        );
    }

    #[test]
    fn what_a_cell_goes_back_to_is_not_given_up() {
        let Fixture { mut timeline, ends } = Fixture::of(3);
        let mut former = timeline.clone();
        timeline.go(Jump::Back(2)).expect("there are as many");
        let mut room = Room::new([&mut timeline, &mut former]);
        room.available = Box::new(|| Some(0));
        assert!(!room.make(1));
        drop(room);
        assert_eq!(ends.iter().map(is_open).collect::<Vec<_>>(), [false, true, false, true]);
    }
}

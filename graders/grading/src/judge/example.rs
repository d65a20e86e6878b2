//! The example on which a verdict says that an answer is wrong: a telling one, and as small as can be.

use crate::deadline::Deadline;
use crate::observed::Observed;
use crate::precision::NEAR;
use crate::spec::Spec;
use crate::trial::{Claim, Trial};

use super::shown::{distance, is_visible};
use super::{Idea, is_same, try_on};

/// What makes a good example of what is wrong with an answer.
pub(super) struct Telling<'a, 's, A: 'static, I: 'static, O: 'static> {
    spec: &'s Spec<A, I, O>,
    idea: Option<&'a Idea<'s, A, I, O>>,
    /// Whether the answer is wrong by more than digits somewhere, and no idea says why: then an example is of that, not of
    /// rounding.
    is_far: bool,
}

impl<'a, 's, A, I: Clone, O: Observed> Telling<'a, 's, A, I, O> {
    pub(super) fn of(
        spec: &'s Spec<A, I, O>,
        trials: &[Trial<I, O>],
        idea: Option<&'a Idea<'s, A, I, O>>,
    ) -> Telling<'a, 's, A, I, O> {
        let is_far = |trial: &Trial<I, O>| trial.fault.is_some() && distance(spec, trial) >= NEAR;
        let is_far = idea.is_none() && trials.iter().any(is_far);
        Telling { spec, idea, is_far }
    }

    /// The trial to begin with, of those that have failed.
    pub(super) fn first<'t>(&self, trials: &'t [Trial<I, O>]) -> &'t Trial<I, O> {
        let failing = trials.iter().filter_map(|trial| Some((trial, trial.fault.as_ref()?)));
        let decided = failing.filter(|(_, fault)| !fault.detail.is_undecided());
        let telling = decided.min_by_key(|(trial, fault)| (!self.is_telling(trial), fault.claim));
        telling.map_or(&trials[0], |(trial, _)| trial)
    }

    /// Replaces the probe by simpler ones for as long as the same claim breaks, and the trial stays as telling as it is.
    /// `None` if it does not break once more in the end: then the answer is not a function of its input.
    pub(super) fn shrink(&self, answer: &A, first: &Trial<I, O>, deadline: &Deadline) -> Option<Trial<I, O>> {
        let claim = first.fault.as_ref().map_or(Claim::Returns, |fault| fault.claim);
        let breaks = |trial: &Trial<I, O>| trial.fault.as_ref().is_some_and(|fault| fault.claim == claim);
        let again = |trial: &Trial<I, O>| Some(try_on(self.spec, answer, trial.probe.clone())).filter(breaks);
        let mut smallest = again(first)?;
        let need_not_tell = !self.is_telling(first);
        // A count, since what is printed should not depend on how fast the machine is; deadline ends with slow answers alone.
        let mut attempts = 1_000;
        // After a success the search goes on from there: what comes before it was just tried in vain.
        let mut start = 0;
        'smaller: loop {
            let mut candidates = (self.spec.trials.simpler)(&smallest.probe);
            start %= candidates.len().max(1);
            candidates.rotate_left(start);
            for (tried, candidate) in candidates.into_iter().enumerate() {
                if attempts == 0 || deadline.is_over() {
                    return again(&smallest);
                }
                attempts -= 1;
                let trial = try_on(self.spec, answer, candidate);
                if breaks(&trial) && (need_not_tell || self.is_telling(&trial)) {
                    smallest = trial;
                    start += tried;
                    continue 'smaller;
                }
            }
            return again(&smallest);
        }
    }

    /// Whether what came looks other than what should have come, and is wrong by as much as the answer is elsewhere; and,
    /// where an idea was recognised, it is that idea's doing.
    fn is_telling(&self, trial: &Trial<I, O>) -> bool {
        let is_of_the_idea = |idea: &Idea<'_, A, I, O>| {
            let breaks_the_same = trial
                .fault
                .as_ref()
                .is_some_and(|fault| idea.breaks.contains(&fault.claim));
            (idea.breaks.is_empty() || breaks_the_same)
                && idea.twin.as_ref().is_none_or(|twin| is_same(self.spec, trial, twin))
        };
        let is_far = distance(self.spec, trial) >= NEAR;
        let is_as_far = match self.idea.is_some_and(Idea::is_of_digits) {
            true => !is_far,
            false => is_far || !self.is_far,
        };
        is_as_far && self.idea.is_none_or(is_of_the_idea) && is_visible(self.spec, trial)
    }
}

/// Whether the answer still is right where it was: an answer that keeps something between calls need not be, and then no
/// input by itself is an example.
pub(super) fn is_repeatable<A, I: Clone, O: Observed>(
    spec: &Spec<A, I, O>,
    answer: &A,
    trials: &[Trial<I, O>],
    deadline: &Deadline,
) -> bool {
    let right: Vec<&Trial<I, O>> = trials.iter().filter(|trial| trial.fault.is_none()).collect();
    // What it keeps after some calls, it keeps after all of them.
    let some = [right.first(), right.get(right.len() / 2), right.last()];
    some.into_iter()
        .flatten()
        .all(|trial| deadline.is_over() || try_on(spec, answer, trial.probe.clone()).fault.is_none())
}

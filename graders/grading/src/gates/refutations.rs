//! That one input says of an answer what a check says of it on that input.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::judge;
use crate::observed::Observed;
use crate::random::seed_of;
use crate::refutation::take;
use crate::spec::Spec;
use crate::verdict::Refutation;

/// Holds an exercise to it: each of its wrong answers is refuted by the input that its verdict shows and by every other on which
/// it is wrong, and none of its answers by an input on which it is right. `relay` is an answer that has the one set by `set` tried on
/// what it is called with.
///
/// # Panics
/// With the first input on which the two don't say the same.
#[track_caller]
pub fn hold<A, I: Clone, O: Observed>(spec: &Spec<A, I, O>, relay: &A, set: impl Fn(&A)) {
    hold_but(&[], spec, relay, set);
}

/// The same, but for the mistakes of these tags: those that are wrong by so little that only who knows a function's own
/// derivative, say, sees it.
///
/// # Panics
/// As [`hold`].
#[track_caller]
pub fn hold_but<A, I: Clone, O: Observed>(besides: &[&str], spec: &Spec<A, I, O>, relay: &A, set: impl Fn(&A)) {
    hold_by(besides, spec, |answer, probe| {
        set(answer);
        // A wrong answer may panic.
        let _ = catch_unwind(AssertUnwindSafe(|| (spec.trials.call)(relay, probe)));
    });
}

/// The same, where `ask` has an answer tried on an input.
///
/// # Panics
/// As [`hold`].
#[track_caller]
pub fn hold_by<A, I: Clone, O: Observed>(besides: &[&str], spec: &Spec<A, I, O>, ask: impl Fn(&A, &I)) {
    // What is left to do is told by another gate.
    if spec.solution.text.file.contains("TODO") {
        return;
    }
    let right = [spec.solution.answer]
        .into_iter()
        .chain(spec.alternatives.iter().map(|code| code.answer));
    let right = right.map(|answer| ("a right answer", answer()));
    let wrong = spec
        .mistakes
        .iter()
        .filter(|mistake| !besides.contains(&mistake.tag))
        .flat_map(|mistake| mistake.answers().map(|answer| (mistake.tag, answer)));
    for (tag, answer) in right.chain(wrong) {
        let (tried, shown) = judge::tried(spec, &answer, seed_of(spec.id));
        let (all, mut outside) = (tried.len(), 0);
        let shown = shown.map(|probe| (probe, true));
        for (probe, is_wrong) in shown.into_iter().chain(tried) {
            let _ = take();
            ask(&answer, &probe);
            let example = (spec.trials.example)(&probe);
            let said = take().unwrap_or_else(|| panic!("{tag}: `{example}` asks nothing"));
            let is_refuted = matches!(said, Refutation::Breaks { .. });
            let is_outside = matches!(said, Refutation::Outside { .. });
            let is_decided = is_refuted || is_outside || matches!(said, Refutation::Holds { .. });
            assert!(is_decided && is_refuted == is_wrong, "{tag}: `{example}`: {said:?}");
            outside += usize::from(is_outside);
        }
        // A check may leave an answer alone where the library can't be trusted.
        assert!(
            10 * outside <= all,
            "{tag}: {outside} of {all} inputs of the check are outside of the domain"
        );
    }
}

//! From an answer to a [`Verdict`]: try it on every probe, find what breaks, shrink it, recognise the idea behind it.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use crate::compare::Difference;
use crate::random::Random;
use crate::spec::{Mistake, Observed, Property, Spec};
use crate::verdict::{Failed, Verdict};

/// Judges an answer. The seed decides the random probes.
pub(crate) fn judge<A, I: Clone, O: Observed>(spec: &Spec<A, I, O>, answer: &A, seed: u64) -> Verdict {
    catch(|| examine(spec, answer, seed)).unwrap_or_else(|message| Verdict::GraderError {
        message: format!("the grader of `{}` failed: {message}", spec.id),
    })
}

/// One probe, what the answer did with it, and what is wrong with that.
pub(crate) struct Trial<I, O> {
    pub probe: I,
    pub outcome: Outcome<O>,
    pub fault: Option<Fault>,
}

pub(crate) enum Outcome<O> {
    Value(O),
    /// The message of a panic.
    Panicked(String),
}

/// The first claim that an outcome breaks.
pub(crate) struct Fault {
    claim: Claim,
    /// Where it breaks, with the numbers.
    detail: Difference,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    /// It returns at all.
    Returns,
    /// The index of the property.
    Property(usize),
}

fn examine<A, I: Clone, O: Observed>(spec: &Spec<A, I, O>, answer: &A, seed: u64) -> Verdict {
    let probes = (spec.trials.probes)(&mut Random::new(seed));
    let trials: Vec<Trial<I, O>> = probes.into_iter().map(|probe| try_on(spec, answer, probe)).collect();
    if let Some(reason) = not_attempted(spec, &trials) {
        return Verdict::NotAttempted { reason };
    }
    let failing = trials.iter().filter_map(|trial| Some((trial, trial.fault.as_ref()?)));
    match failing.min_by_key(|(_, fault)| fault.claim) {
        None => Verdict::Passed {
            established: spec.properties.iter().map(established).collect(),
        },
        Some((_, fault)) if fault.detail.is_undecided() => Verdict::GraderError {
            message: format!("`{}` was not judged: {}", spec.id, fault.detail.without_right()),
        },
        Some((first, fault)) => Verdict::Failed(report(spec, answer, &trials, first, fault.claim)),
    }
}

fn try_on<A, I, O: Observed>(spec: &Spec<A, I, O>, answer: &A, probe: I) -> Trial<I, O> {
    let outcome = outcome(spec, answer, &probe);
    let fault = match &outcome {
        Outcome::Panicked(_) if (spec.trials.panic_excused)(&probe) => None,
        Outcome::Panicked(_) => Some(Fault {
            claim: Claim::Returns,
            detail: Difference::from("it panicked".to_owned()),
        }),
        Outcome::Value(value) => spec.properties.iter().enumerate().find_map(|(index, property)| {
            let detail = (property.holds)(&probe, value).err()?;
            Some(Fault {
                claim: Claim::Property(index),
                detail,
            })
        }),
    };
    Trial { probe, outcome, fault }
}

fn outcome<A, I, O>(spec: &Spec<A, I, O>, answer: &A, probe: &I) -> Outcome<O> {
    match catch(|| (spec.trials.call)(answer, probe)) {
        Ok(value) => Outcome::Value(value),
        Err(message) => Outcome::Panicked(message),
    }
}

/// Why the answer counts as untouched: it says `todo!()`, or cannot be told from the starter.
fn not_attempted<A, I, O: Observed>(spec: &Spec<A, I, O>, trials: &[Trial<I, O>]) -> Option<String> {
    let id = spec.id;
    let to_do = |trial: &Trial<I, O>| match &trial.outcome {
        Outcome::Panicked(message) => is_to_do(message),
        Outcome::Value(_) => false,
    };
    if trials.iter().any(to_do) {
        return Some(format!(
            "`{id}` still says `todo!()`: replace it with your answer, then check again"
        ));
    }
    let starter = (spec.starter.answer)();
    same_everywhere(spec, trials, &starter)
        .then(|| format!("`{id}` is still as it was: put your answer in its cell, run it, then check again"))
}

/// The messages of `todo!` and `unimplemented!`, which both may go on with a text of the caller's.
fn is_to_do(message: &str) -> bool {
    ["not yet implemented", "not implemented"].iter().any(|start| {
        message
            .strip_prefix(start)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(": "))
    })
}

fn report<A, I: Clone, O: Observed>(
    spec: &Spec<A, I, O>,
    answer: &A,
    trials: &[Trial<I, O>],
    first: &Trial<I, O>,
    claim: Claim,
) -> Failed {
    let smallest = shrink(spec, answer, first.probe.clone(), claim);
    let detail = smallest.fault.as_ref().map(|fault| match spec.shows_right() {
        true => fault.detail.with_right(),
        false => fault.detail.without_right(),
    });
    let mistake = recognise(spec, trials);
    let right = outcome(spec, &(spec.solution.answer)(), &smallest.probe);
    Failed {
        flag: flag(spec, trials, claim, &detail.unwrap_or_default()),
        counterexample: Some((spec.trials.example)(&smallest.probe)),
        expected: match right {
            Outcome::Value(value) if spec.shows_right() => value.show_as_right(),
            _ => None,
        },
        got: Some(match &smallest.outcome {
            Outcome::Value(value) => value.show(),
            Outcome::Panicked(message) => format!("a panic: {message}"),
        }),
        question: match mistake {
            Some(mistake) => mistake.ask,
            None => question(spec, claim),
        }
        .to_owned(),
        misconception: mistake.map(|mistake| mistake.tag.to_owned()),
    }
}

/// Replaces the probe by simpler ones for as long as the same claim breaks.
fn shrink<A, I: Clone, O: Observed>(spec: &Spec<A, I, O>, answer: &A, probe: I, claim: Claim) -> Trial<I, O> {
    // A count, not a clock: what is printed must not depend on how fast the machine is.
    let mut attempts = 1_000;
    let mut smallest = try_on(spec, answer, probe);
    'smaller: loop {
        for candidate in (spec.trials.simpler)(&smallest.probe) {
            if attempts == 0 {
                return smallest;
            }
            attempts -= 1;
            let trial = try_on(spec, answer, candidate);
            if trial.fault.as_ref().is_some_and(|fault| fault.claim == claim) {
                smallest = trial;
                continue 'smaller;
            }
        }
        return smallest;
    }
}

/// The misconception from which the answer cannot be told; failing that, the one whose pattern it shows.
fn recognise<'s, A, I, O: Observed>(spec: &'s Spec<A, I, O>, trials: &[Trial<I, O>]) -> Option<&'s Mistake<A, I, O>> {
    // Two answers that only ever fail by panicking need not have anything in common.
    let is_evidence = |trial: &Trial<I, O>| trial.fault.is_some() && matches!(trial.outcome, Outcome::Value(_));
    let twin = |mistake: &&Mistake<A, I, O>| mistake.answers().any(|answer| same_everywhere(spec, trials, &answer));
    let pattern = |mistake: &&Mistake<A, I, O>| mistake.pattern.is_some_and(|pattern| pattern(trials));
    if !trials.iter().any(is_evidence) {
        return None;
    }
    spec.mistakes
        .iter()
        .find(twin)
        .or_else(|| spec.mistakes.iter().find(pattern))
}

/// Whether `other` does the same on every probe. How an answer fails where that is excused tells nothing of its idea.
fn same_everywhere<A, I, O: Observed>(spec: &Spec<A, I, O>, trials: &[Trial<I, O>], other: &A) -> bool {
    trials
        .iter()
        .filter(|trial| !(spec.trials.panic_excused)(&trial.probe))
        .all(|trial| match (&trial.outcome, outcome(spec, other, &trial.probe)) {
            (Outcome::Value(one), Outcome::Value(other)) => one.agrees(&other),
            (Outcome::Panicked(_), Outcome::Panicked(message)) => !is_to_do(&message),
            _ => false,
        })
}

fn flag<A, I, O>(spec: &Spec<A, I, O>, trials: &[Trial<I, O>], broken: Claim, detail: &str) -> String {
    let claim = match broken {
        Claim::Returns => "it returns a value for every input",
        Claim::Property(index) => spec.properties[index].claim,
    };
    let held: Vec<&str> = match broken {
        Claim::Returns => Vec::new(),
        Claim::Property(index) => spec.properties[..index].iter().map(|p| p.claim).collect(),
    };
    let right = trials.iter().filter(|trial| trial.fault.is_none()).count();
    let mut flag = String::new();
    if !held.is_empty() {
        flag += &format!("Holds: {}. ", held.join("; "));
    }
    flag += &format!("Fails: {claim}; {detail}. ");
    flag += &match right {
        0 => format!("Wrong in all {} tests.", trials.len()),
        right => format!("Right in {right} of {} tests.", trials.len()),
    };
    flag
}

fn question<A, I, O>(spec: &Spec<A, I, O>, broken: Claim) -> &'static str {
    match broken {
        Claim::Returns => {
            "Which operation in your code can't be done on this input, and what does it assume about its shape?"
        }
        Claim::Property(index) => spec.properties[index].question,
    }
}

/// What is known of an answer for which the claim held on every probe, as a sentence.
fn established<I, O>(property: &Property<I, O>) -> String {
    let mut claim = property.claim.chars();
    let mut sentence: String = claim
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(claim)
        .collect();
    if !property.hence.is_empty() {
        sentence += &format!(", {}", property.hence);
    }
    sentence
}

/// Runs `code`; a panic becomes its message, and nothing is printed.
fn catch<T>(code: impl FnOnce() -> T) -> Result<T, String> {
    silence_caught_panics();
    let outside = CATCHING.replace(true);
    let result = catch_unwind(AssertUnwindSafe(code));
    CATCHING.set(outside);
    result.map_err(|payload| {
        let message = message(payload.as_ref());
        // A payload of the learner's own type could panic again when it is dropped.
        std::mem::forget(payload);
        message
    })
}

fn message(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "a panic without a message".to_owned()
    }
}

thread_local! {
    /// Whether this thread is inside [`catch`].
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// Keeps the panic hook from printing what [`catch`] reports. Every other panic goes to the hook that was there.
fn silence_caught_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !CATCHING.get() {
                hook(info);
            }
        }));
    });
}

//! From an answer to a [`Verdict`]: try it on every probe, find what breaks, shrink it, recognise the idea behind it.

mod example;
mod shown;

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use crate::compare::Difference;
use crate::deadline::Deadline;
use crate::misconception::Misconception;
use crate::observed::Observed;
use crate::precision;
use crate::progress::{Asked, Observer};
use crate::random::Random;
use crate::spec::{Mistake, Property, Shown, Spec};
use crate::trial::{Claim, Fault, Outcome, Trial};
use crate::verdict::{Failed, Refutation, Verdict};
use example::Telling;
use shown::{distance, expected};

/// Judges an answer. The seed decides the random probes; the observer is told how far it has come.
pub(crate) fn judge<A, I: Clone, O: Observed>(
    spec: &Spec<A, I, O>,
    answer: &A,
    seed: u64,
    observer: &dyn Observer,
) -> Verdict {
    catch(|| examine(spec, answer, seed, observer)).unwrap_or_else(|message| Verdict::GraderError {
        message: format!("the grader of `{}` failed: {message}", spec.id),
    })
}

/// The probe of that number, as the learner may see it.
pub(crate) fn asked<A, I, O: Observed>(spec: &Spec<A, I, O>, number: usize, seed: u64) -> Option<Asked> {
    let probe = (spec.trials.probes)(&mut Random::new(seed)).into_iter().nth(number)?;
    Some(Asked {
        example: (spec.trials.example)(&probe),
        expected: expected(spec, &probe),
    })
}

fn examine<A, I: Clone, O: Observed>(spec: &Spec<A, I, O>, answer: &A, seed: u64, observer: &dyn Observer) -> Verdict {
    let deadline = Deadline::new();
    let mut trials: Vec<Trial<I, O>> = Vec::new();
    let mut worst = None;
    for (number, probe) in (spec.trials.probes)(&mut Random::new(seed)).into_iter().enumerate() {
        // Only a right answer needs to show itself right on all of them.
        if deadline.is_over() && trials.iter().any(|trial| trial.fault.is_some()) {
            break;
        }
        observer.asks(number);
        trials.push(try_on(spec, answer, probe));
        if let [first] = trials.as_slice() {
            observer.has_called((spec.trials.example)(&first.probe));
        }
        if let Some((last, fault)) = trials.last().and_then(|trial| Some((trial, trial.fault.as_ref()?))) {
            let bad = (!is_untouched(&trials), std::cmp::Reverse(fault.claim));
            if worst.is_none_or(|worst| worst < bad) {
                worst = Some(bad);
                observer.knows(&so_far(spec, &trials, last, fault));
            }
        }
    }
    if let Some(reason) = not_attempted(spec, &trials) {
        return Verdict::NotAttempted { reason };
    }
    let failing = || trials.iter().filter_map(|trial| Some((trial, trial.fault.as_ref()?)));
    match failing().min_by_key(|(_, fault)| fault.claim) {
        None => Verdict::Passed {
            established: spec.properties.iter().map(established).collect(),
        },
        Some((_, fault)) if fault.detail.is_undecided() => undecided(spec, fault),
        Some(_) => Verdict::Failed(failed(spec, answer, &trials, &deadline)),
    }
}

/// What is wrong with an answer that has failed some of the trials, on as telling and small an example as there is.
fn failed<A, I: Clone, O: Observed>(
    spec: &Spec<A, I, O>,
    answer: &A,
    trials: &[Trial<I, O>],
    deadline: &Deadline,
) -> Failed {
    let idea = recognise(spec, trials);
    let telling = Telling::of(spec, trials, idea.as_ref());
    let first = telling.first(trials);
    // An idea that shows on all inputs explains what differs between calls, such as the order of a hash map.
    let is_repeatable = idea.is_some() || example::is_repeatable(spec, answer, trials, deadline);
    let smallest = match is_repeatable {
        true => telling.shrink(answer, first, deadline),
        false => None,
    };
    match smallest {
        Some(smallest) => describe(spec, trials, &smallest, idea.as_ref()),
        None => no_function(describe(spec, trials, first, idea.as_ref()), trials, first),
    }
}

/// What to say of an answer that does one thing, then another on the same input. An example is one only if it comes of the
/// very first call: nobody could run those before it along with it.
fn no_function<I, O>(failed: Failed, trials: &[Trial<I, O>], shown: &Trial<I, O>) -> Failed {
    let mut flag = failed.flag
        + " Called again with the same input it did something else: it keeps something between calls, \
                                  or draws lots.";
    let is_first = trials.first().is_some_and(|first| std::ptr::eq(first, shown));
    if is_first || failed.misconception.is_some() {
        return Failed { flag, ..failed };
    }
    if let (Some(example), Some(got)) = (&failed.counterexample, &failed.got) {
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        flag += &format!(
            " Among other calls, `{}` came to {}, which it need not do by itself.",
            one_line(example),
            one_line(got),
        );
    }
    Failed {
        flag,
        counterexample: None,
        expected: None,
        got: None,
        question:
            "What does your code remember from one call to the next, and what would the same input lead to if it \
                   remembered nothing?"
                .to_owned(),
        misconception: None,
        ..failed
    }
}

/// The verdict by the trials up to now, of which the last one has a fault.
fn so_far<A, I, O: Observed>(
    spec: &Spec<A, I, O>,
    trials: &[Trial<I, O>],
    last: &Trial<I, O>,
    fault: &Fault,
) -> Verdict {
    if is_untouched(trials)
        && let Some(mark) = left_to_do(last)
    {
        Verdict::NotAttempted {
            reason: unfinished(spec, mark),
        }
    } else if fault.detail.is_undecided() {
        undecided(spec, fault)
    } else {
        Verdict::Failed(describe(spec, trials, last, None))
    }
}

/// What one input says of an answer, which `call` calls on it. Right answers are tried first: where one of them goes wrong,
/// rounding or a limit of the library decides, and nothing is said of others.
pub(crate) fn refutation<A, I: Clone, O: Observed>(
    spec: &Spec<A, I, O>,
    answer: &A,
    probe: I,
    call: impl Fn(&A) -> O,
    observer: &dyn Observer,
) -> Refutation {
    let tried = |answer: &A| {
        let outcome = match catch(|| call(answer)) {
            Ok(value) => Outcome::Value(value),
            Err(message) => Outcome::Panicked(message),
        };
        let fault = fault(spec, &probe, &outcome);
        (outcome, fault)
    };
    let (solution, fault) = tried(&(spec.solution.answer)());
    let mut faults = fault
        .into_iter()
        .chain(spec.alternatives.iter().filter_map(|code| tried(&(code.answer)()).1));
    if let Some(fault) = faults.next() {
        let claim = words(spec, fault.claim);
        return Refutation::Undecided {
            why: format!(
                "right answers break a claim there, too (\"{claim}\"): rounding decides on this input, or a limit of the library"
            ),
        };
    }
    let right = match solution {
        Outcome::Value(value) => Some(value),
        Outcome::Panicked(_) => None,
    };
    observer.asks(0);
    let (outcome, fault) = tried(answer);
    let panic = match &outcome {
        Outcome::Value(_) => None,
        Outcome::Panicked(message) => Some(message.clone()),
    };
    let differs = match (&outcome, &right) {
        (Outcome::Value(value), Some(right)) => !right.agrees(value),
        _ => true,
    };
    let trial = Trial { probe, outcome, fault };
    let (expected, got) = shown::pair_with(spec, &trial, right);
    match &trial.fault {
        None => Refutation::Holds { expected, got, differs },
        Some(fault) if fault.detail.is_undecided() => Refutation::Undecided {
            why: fault.detail.without_right(),
        },
        Some(fault) => Refutation::Breaks {
            fails: shown::cut(format!("{}; {}", words(spec, fault.claim), told(spec, fault))),
            expected,
            got,
            panic,
        },
    }
}

/// How a claim breaks, with what is right where a learner may see that.
fn told<A, I, O>(spec: &Spec<A, I, O>, fault: &Fault) -> String {
    match spec.shows_right() {
        true => fault.detail.with_right(),
        false => fault.detail.without_right(),
    }
}

/// The inputs on which an answer is tried, each with whether it goes wrong there; and the one that its verdict shows.
pub(crate) fn tried<A, I: Clone, O: Observed>(
    spec: &Spec<A, I, O>,
    answer: &A,
    seed: u64,
) -> (Vec<(I, bool)>, Option<I>) {
    let probes = (spec.trials.probes)(&mut Random::new(seed)).into_iter();
    let trials: Vec<Trial<I, O>> = probes.map(|probe| try_on(spec, answer, probe)).collect();
    let shown = trials.iter().any(|trial| trial.fault.is_some()).then(|| {
        let idea = recognise(spec, &trials);
        let telling = Telling::of(spec, &trials, idea.as_ref());
        let first = telling.first(&trials);
        telling.shrink(answer, first, &Deadline::new()).map(|trial| trial.probe)
    });
    let all = trials.into_iter().map(|trial| (trial.probe, trial.fault.is_some()));
    (all.collect(), shown.flatten())
}

fn undecided<A, I, O>(spec: &Spec<A, I, O>, fault: &Fault) -> Verdict {
    Verdict::GraderError {
        message: format!("`{}` was not judged: {}", spec.id, fault.detail.without_right()),
    }
}

fn try_on<A, I, O: Observed>(spec: &Spec<A, I, O>, answer: &A, probe: I) -> Trial<I, O> {
    let outcome = outcome(spec, answer, &probe);
    let fault = fault(spec, &probe, &outcome);
    Trial { probe, outcome, fault }
}

fn fault<A, I, O>(spec: &Spec<A, I, O>, probe: &I, outcome: &Outcome<O>) -> Option<Fault> {
    match outcome {
        Outcome::Panicked(message) => {
            let mark = mark_of(message);
            let detail = mark.map_or_else(|| "it panicked".to_owned(), |mark| format!("it came to `{mark}`"));
            // No library is to blame for what is left to do.
            let excused = mark.is_none() && (spec.trials.panic_excused)(probe);
            (!excused).then(|| Fault {
                claim: Claim::Returns,
                detail: Difference::from(detail),
            })
        }
        Outcome::Value(value) => spec.properties.iter().enumerate().find_map(|(index, property)| {
            let detail = (property.holds)(probe, value).err()?;
            Some(Fault {
                claim: Claim::Property(index),
                detail,
            })
        }),
    }
}

fn outcome<A, I, O>(spec: &Spec<A, I, O>, answer: &A, probe: &I) -> Outcome<O> {
    match catch(|| (spec.trials.call)(answer, probe)) {
        Ok(value) => Outcome::Value(value),
        Err(message) => Outcome::Panicked(message),
    }
}

/// Why the answer counts as untouched: it says `todo!()` to everything, or cannot be told from the starter.
fn not_attempted<A, I, O: Observed>(spec: &Spec<A, I, O>, trials: &[Trial<I, O>]) -> Option<String> {
    if is_untouched(trials)
        && let Some(mark) = trials.iter().find_map(left_to_do)
    {
        return Some(unfinished(spec, mark));
    }
    let starter = (spec.starter.answer)();
    same_everywhere(spec, trials, &starter).then(|| {
        format!(
            "`{}` is still as it was: put your answer in its cell, run it, then check again",
            spec.id
        )
    })
}

/// Whether an answer has left everything to do. One that has left some has gone wrong there.
fn is_untouched<I, O>(trials: &[Trial<I, O>]) -> bool {
    trials.iter().all(|trial| left_to_do(trial).is_some())
}

fn left_to_do<I, O>(trial: &Trial<I, O>) -> Option<&'static str> {
    match &trial.outcome {
        Outcome::Panicked(message) => mark_of(message),
        Outcome::Value(_) => None,
    }
}

fn unfinished<A, I, O>(spec: &Spec<A, I, O>, mark: &str) -> String {
    format!(
        "`{}` still says `{mark}`: replace it with your answer, then check again",
        spec.id
    )
}

/// What a message of `todo!` or `unimplemented!` stands for, which both may go on with a text of the caller's.
fn mark_of(message: &str) -> Option<&'static str> {
    let marks = [
        ("not yet implemented", "todo!()"),
        ("not implemented", "unimplemented!()"),
    ];
    let is_of = |start: &str| {
        message
            .strip_prefix(start)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(": "))
    };
    marks.into_iter().find_map(|(start, mark)| is_of(start).then_some(mark))
}

/// What to say of an answer that fails as `trial` does.
fn describe<A, I, O: Observed>(
    spec: &Spec<A, I, O>,
    trials: &[Trial<I, O>],
    trial: &Trial<I, O>,
    idea: Option<&Idea<'_, A, I, O>>,
) -> Failed {
    let claim = trial.fault.as_ref().map_or(Claim::Returns, |fault| fault.claim);
    let detail = trial.fault.as_ref().map(|fault| told(spec, fault));
    let mut detail = detail.unwrap_or_default();
    let distance = distance(spec, trial);
    if idea.is_some_and(Idea::is_of_digits) && distance < precision::NEAR {
        detail += &format!("; {}", precision::agreement(distance));
    }
    let (expected, got) = shown::pair(spec, trial);
    let held = held(spec, trials);
    let fails = shown::cut(format!("{}; {detail}", words(spec, claim)));
    Failed {
        flag: shown::cut(flag(&held, &fails, trials)),
        held,
        fails: Some(fails),
        counterexample: Some((spec.trials.example)(&trial.probe)),
        expected,
        got: Some(got),
        panic: match &trial.outcome {
            Outcome::Value(_) => None,
            Outcome::Panicked(message) => Some(message.clone()),
        },
        question: match idea {
            Some(idea) => idea.ask(),
            None if left_to_do(trial).is_some() => LEFT_TO_DO,
            None => question(spec, claim),
        }
        .to_owned(),
        misconception: idea.map(|idea| idea.tag().to_owned()),
    }
}

const LEFT_TO_DO: &str = "Which inputs lead your code to the place where something is left to do, and what should come out \
                          for them?";

/// What seems to be behind an answer.
struct Idea<'s, A: 'static, I, O> {
    cause: Cause<'s, A, I, O>,
    /// The answer that comes from it and cannot be told from the learner's, if it was recognised by that.
    twin: Option<A>,
    /// What the answer that stands for the idea breaks. The twin may break more, as by what it adds within a logarithm to be
    /// safe. Empty if that is not known.
    breaks: Vec<Claim>,
}

enum Cause<'s, A: 'static, I, O> {
    /// One of the exercise's own.
    Mistake(&'s Mistake<A, I, O>),
    /// Digits that get lost.
    Precision(&'static Misconception),
}

impl<A, I, O> Idea<'_, A, I, O> {
    fn ask(&self) -> &'static str {
        match self.cause {
            Cause::Mistake(mistake) => mistake.ask,
            Cause::Precision(misconception) => misconception.ask,
        }
    }

    /// Whether nothing but digits is wrong.
    fn is_of_digits(&self) -> bool {
        matches!(self.cause, Cause::Precision(_))
    }

    fn tag(&self) -> &'static str {
        match self.cause {
            Cause::Mistake(mistake) => mistake.tag,
            Cause::Precision(misconception) => misconception.tag,
        }
    }
}

/// The misconception from which the answer cannot be told; failing that, the one whose pattern it shows; failing that, how
/// digits got lost, if that is all that is wrong.
fn recognise<'s, A, I, O: Observed>(spec: &'s Spec<A, I, O>, trials: &[Trial<I, O>]) -> Option<Idea<'s, A, I, O>> {
    // Two answers that only ever fail by panicking need not have anything in common.
    let is_evidence = |trial: &Trial<I, O>| trial.fault.is_some() && matches!(trial.outcome, Outcome::Value(_));
    let twin = |mistake: &'s Mistake<A, I, O>| {
        let twin = mistake.answers().find(|answer| same_everywhere(spec, trials, answer))?;
        let breaks = match &mistake.shown {
            Shown::Runs(code) => broken_claims(spec, trials, &(code.answer)()),
            Shown::Uncompilable(_) => Vec::new(),
        };
        Some(Idea {
            cause: Cause::Mistake(mistake),
            twin: Some(twin),
            breaks,
        })
    };
    let pattern = |mistake: &&Mistake<A, I, O>| mistake.pattern.is_some_and(|pattern| pattern(trials));
    if !trials.iter().any(is_evidence) {
        return None;
    }
    spec.mistakes.iter().find_map(twin).or_else(|| {
        let right = |probe: &I| shown::reference(spec, probe);
        let precision = || precision::recognise(trials, right).map(Cause::Precision);
        let pattern = spec.mistakes.iter().find(pattern).map(Cause::Mistake);
        Some(Idea {
            cause: pattern.or_else(precision)?,
            twin: None,
            breaks: Vec::new(),
        })
    })
}

fn broken_claims<A, I, O>(spec: &Spec<A, I, O>, trials: &[Trial<I, O>], answer: &A) -> Vec<Claim> {
    let fault = |trial: &Trial<I, O>| fault(spec, &trial.probe, &outcome(spec, answer, &trial.probe));
    trials.iter().filter_map(|trial| Some(fault(trial)?.claim)).collect()
}

/// Whether `other` does the same on every probe. How an answer fails where that is excused tells nothing of its idea.
fn same_everywhere<A, I, O: Observed>(spec: &Spec<A, I, O>, trials: &[Trial<I, O>], other: &A) -> bool {
    trials
        .iter()
        .filter(|trial| !(spec.trials.panic_excused)(&trial.probe))
        .all(|trial| is_same(spec, trial, other))
}

fn is_same<A, I, O: Observed>(spec: &Spec<A, I, O>, trial: &Trial<I, O>, other: &A) -> bool {
    match (&trial.outcome, outcome(spec, other, &trial.probe)) {
        (Outcome::Value(one), Outcome::Value(other)) => one.agrees(&other),
        (Outcome::Panicked(one), Outcome::Panicked(other)) => [one, &other].into_iter().all(|m| mark_of(m).is_none()),
        _ => false,
    }
}

fn words<A, I, O>(spec: &Spec<A, I, O>, claim: Claim) -> &'static str {
    match claim {
        Claim::Returns => "it returns a value for every input",
        Claim::Property(index) => spec.properties[index].claim,
    }
}

/// The claims that hold everywhere. One that breaks somewhere leaves those after it unknown there.
fn held<A, I, O>(spec: &Spec<A, I, O>, trials: &[Trial<I, O>]) -> Vec<String> {
    let faults = trials.iter().filter_map(|trial| Some(trial.fault.as_ref()?.claim));
    match faults.min() {
        Some(Claim::Property(least)) => spec.properties[..least].iter().map(|p| p.claim.to_owned()).collect(),
        Some(Claim::Returns) | None => Vec::new(),
    }
}

fn flag<I, O>(held: &[String], fails: &str, trials: &[Trial<I, O>]) -> String {
    let right = trials.iter().filter(|trial| trial.fault.is_none()).count();
    let mut flag = String::new();
    if !held.is_empty() {
        flag += &format!("Holds: {}. ", held.join("; "));
    }
    flag += &format!("Fails: {fails}. ");
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
        String::new()
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

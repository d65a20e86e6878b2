//! What every exercise is held to before anyone meets it.
//!
//! A course needs one test for all of them: `grading::gates::hold(&COURSE)`. What is at fault is named as its author knows
//! it: an exercise by its id, an answer by what it is in the specification, a mistake by its tag.

pub mod refutations;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::course::Course;
use crate::exercise::Exercise;
use crate::misconception::Misconception;
use crate::random::seed_of;
use crate::specification::{Own, Specification};
use crate::verdict::Verdict;

/// A claim about exercises.
pub struct Gate {
    /// The claim, as a clause.
    pub claim: &'static str,
    /// What speaks against it, each as a line or more for the author. Nothing if it holds.
    pub faults: fn(&dyn Specification) -> Vec<String>,
}

/// The gates that each exercise passes by itself. The first decides whether there is any point in the others.
pub const GATES: [Gate; 9] = [
    Gate {
        claim: "nothing is left to do",
        faults: left_to_do,
    },
    Gate {
        claim: "the texts define what the exercise is called after",
        faults: texts,
    },
    Gate {
        claim: "hints ask before they tell, and give no right answer away",
        faults: hints,
    },
    Gate {
        claim: "the starter is not attempted",
        faults: starter,
    },
    Gate {
        claim: "the solution and its alternatives pass",
        faults: right_answers,
    },
    Gate {
        claim: "each misconception is recognised as itself",
        faults: misconceptions,
    },
    Gate {
        claim: "the example of a misconception shows it, in the same words every time",
        faults: examples,
    },
    Gate {
        claim: "the worked example runs",
        faults: sibling,
    },
    Gate {
        claim: "a check takes at most 50 ms",
        faults: times,
    },
];

/// Holds a course to every gate.
///
/// # Panics
/// With all that is at fault.
#[track_caller]
pub fn hold(course: &Course) {
    let faults = faults_of_course(course);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What is at fault in a course, two exercises at a time: under all the seeds it takes a while.
pub fn faults_of_course(course: &Course) -> Vec<String> {
    let waiting = Mutex::new(course.specifications().enumerate());
    let found = Mutex::new(vec![(usize::MAX, between_exercises(course))]);
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((number, spec)) = next() {
                    let faults = (number, faults(spec));
                    found.lock().unwrap_or_else(PoisonError::into_inner).push(faults);
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort();
    found.into_iter().flat_map(|(_, faults)| faults).collect()
}

/// What is at fault in one exercise.
pub fn faults(spec: &dyn Specification) -> Vec<String> {
    let mut all = Vec::new();
    for gate in &GATES {
        all.extend(gate.faults(spec));
        // What is unfinished fails everything else.
        if !all.is_empty() && gate.claim == GATES[0].claim {
            break;
        }
    }
    all
}

impl Gate {
    /// What is at fault, with the exercise and the claim. A panic is a fault, too.
    pub fn faults(&self, spec: &dyn Specification) -> Vec<String> {
        let faults = catch_unwind(AssertUnwindSafe(|| (self.faults)(spec)));
        let faults = faults.unwrap_or_else(|_| vec!["it panicked, as told above".to_owned()]);
        let told = faults.into_iter();
        told.map(|fault| format!("`{}`: {}: {fault}", spec.id(), self.claim))
            .collect()
    }
}

/// What two exercises must not share, and what a course has to know of each.
fn between_exercises(course: &Course) -> Vec<String> {
    let mut faults = Vec::new();
    let (mut ids, mut hints) = (HashSet::new(), HashSet::new());
    for exercise in course.exercises() {
        let id = exercise.id;
        if !ids.insert(id) {
            faults.push(format!("two exercises are called `{id}`"));
        }
        if !course.notebooks().contains(&exercise.notebook) {
            faults.push(format!("`{id}` is in a notebook that is not one of the course"));
        }
        for misconception in exercise.misconceptions {
            for hint in [misconception.ask, misconception.tell] {
                if !hints.insert(hint) {
                    let tag = misconception.tag;
                    faults.push(format!(
                        "`{id}`: the mistake `{tag}` shares a hint with another: {hint}"
                    ));
                }
            }
        }
    }
    faults
}

fn left_to_do(spec: &dyn Specification) -> Vec<String> {
    let Exercise { id, notebook, .. } = spec.exercise();
    let left = spec.left_to_do();
    if left.is_empty() {
        return Vec::new();
    }
    let file = format!("{}/{id}.rs", notebook.folder);
    let lines = left.join("\n  ");
    vec![format!(
        "nothing else is tried until this is done, line by line in {file}:\n  {lines}"
    )]
}

fn texts(spec: &dyn Specification) -> Vec<String> {
    let mut faults = Vec::new();
    let exercise = spec.exercise();
    let id = exercise.id;
    let of_mistakes = exercise.misconceptions.iter().map(|misconception| misconception.code);
    for code in [exercise.starter, exercise.solution]
        .into_iter()
        .chain(exercise.alternatives.iter().copied())
        .chain(of_mistakes)
    {
        let defined = [format!("fn {id}("), format!("let {id}"), format!("let mut {id}")];
        if !defined.iter().any(|start| code.contains(start)) {
            faults.push(format!("`{id}` is not defined by:\n{code}"));
        }
    }
    if exercise.signature.contains(['{', '=']) {
        faults.push(format!("`{}` is no signature", exercise.signature));
    }
    if exercise.givens().count() != exercise.given.lines().count() {
        faults.push(format!("what is given is not one `let` a line:\n{}", exercise.given));
    }
    if exercise.prompt.is_empty() || exercise.title.is_empty() || exercise.sibling.is_empty() {
        faults.push("it lacks a title, a prompt or a worked example".to_owned());
    }
    if exercise.points == 0 {
        faults.push("it counts for nothing".to_owned());
    }
    faults
}

fn hints(spec: &dyn Specification) -> Vec<String> {
    let mut faults = Vec::new();
    let exercise = spec.exercise();
    let right = exercise.alternatives.iter().chain([&exercise.solution]);
    let expressions: Vec<String> = right.flat_map(|code| expressions(code)).collect();
    let mut tags = HashSet::new();
    for Misconception { tag, ask, tell, .. } in exercise.misconceptions {
        if !tags.insert(tag) {
            faults.push(format!("two mistakes are called `{tag}`"));
        }
        if !ask.contains('?') {
            faults.push(format!("the mistake `{tag}` asks nothing"));
        }
        if tell.is_empty() || tell.contains('?') {
            faults.push(format!(
                "the mistake `{tag}` tells nothing, or asks again where it should tell"
            ));
        }
        for expression in &expressions {
            if [ask, tell].iter().any(|hint| squeezed(hint).contains(expression)) {
                faults.push(format!("the mistake `{tag}` gives `{expression}` away"));
            }
        }
    }
    faults
}

/// What each line of some code computes, without blanks; lines that compute nothing are left out.
fn expressions(code: &str) -> impl Iterator<Item = String> {
    code.lines()
        .filter(|line| !line.trim_start().starts_with("fn "))
        .map(|line| squeezed(line.split_once(" = ").map_or(line, |(_, value)| value)))
        .map(|expression| expression.trim_end_matches(';').to_owned())
        .filter(|expression| expression.len() > 4 && expression.contains(['(', '*', '[']))
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn starter(spec: &dyn Specification) -> Vec<String> {
    every_verdict(spec, Own::Starter, |verdict| {
        matches!(verdict, Verdict::NotAttempted { .. })
    })
    .unwrap_or_default()
}

fn right_answers(spec: &dyn Specification) -> Vec<String> {
    let alternatives = spec.exercise().alternatives.len();
    if alternatives == 0 {
        return vec!["there is no second right answer".to_owned()];
    }
    let own = (0..alternatives).map(Own::Alternative);
    [Own::Solution]
        .into_iter()
        .chain(own)
        .filter_map(|own| every_verdict(spec, own, |verdict| matches!(verdict, Verdict::Passed { .. })))
        .flatten()
        .collect()
}

fn misconceptions(spec: &dyn Specification) -> Vec<String> {
    let mut faults = Vec::new();
    for (index, misconception) in spec.exercise().misconceptions.iter().enumerate() {
        let recognised = |verdict: &Verdict| match verdict {
            Verdict::Failed(failed) => {
                failed.misconception.as_deref() == Some(misconception.tag)
                    && failed.question == misconception.ask
                    && failed.counterexample.is_some()
            }
            _ => false,
        };
        let answers = (0..).map_while(|answer| every_verdict(spec, Own::Mistake(index, answer), recognised));
        let answers: Vec<Vec<String>> = answers.collect();
        let tag = misconception.tag;
        match (answers.is_empty(), misconception.compiles) {
            (true, true) => faults.push(format!("the mistake `{tag}` has no answer")),
            (false, false) => faults.push(format!("the mistake `{tag}` should not compile, and has an answer")),
            _ => faults.extend(answers.into_iter().flatten()),
        }
    }
    faults
}

fn examples(spec: &dyn Specification) -> Vec<String> {
    let exercise = spec.exercise();
    let seed = seed_of(exercise.id);
    let mut faults = Vec::new();
    for index in mistakes(&exercise) {
        for own in (0..).map(|answer| Own::Mistake(index, answer)) {
            let Some(verdict) = spec.verdict(own, seed) else { break };
            let name = named(&exercise, own);
            match &verdict {
                Verdict::Failed(failed) if failed.expected.is_none() || failed.expected != failed.got => {}
                verdict => faults.push(format!("{name} shows nothing: {verdict:#?}")),
            }
            if spec.verdict(own, seed).as_ref() != Some(&verdict) {
                faults.push(format!("{name} is told something else the second time"));
            }
        }
    }
    faults
}

fn sibling(spec: &dyn Specification) -> Vec<String> {
    spec.run_sibling();
    Vec::new()
}

/// Without the compiler's part, and of code that is optimised: `cargo bench -- check` measures it as learners meet it.
fn times(spec: &dyn Specification) -> Vec<String> {
    const MOST: Duration = Duration::from_millis(50);
    /// The machine has other work too: one run that is left alone is enough.
    const RUNS: usize = 20;
    let exercise = spec.exercise();
    let own = mistakes(&exercise).map(|index| Own::Mistake(index, 0));
    let timed = own.chain([Own::Solution]).map(|own| {
        let mut best = Duration::MAX;
        for _ in 0..RUNS {
            let start = Instant::now();
            spec.verdict(own, seed_of(exercise.id));
            best = best.min(start.elapsed());
            if best <= MOST {
                break;
            }
        }
        (own, best)
    });
    timed
        .filter(|(_, time)| *time > MOST)
        .map(|(own, time)| format!("{} takes {time:.1?}", named(&exercise, own)))
        .collect()
}

fn mistakes(exercise: &Exercise) -> std::ops::Range<usize> {
    0..exercise.misconceptions.len()
}

/// What is not as expected under the seed that a learner meets and 200 others, up to the first; `None` if there is no such
/// answer.
fn every_verdict(spec: &dyn Specification, own: Own, expected: impl Fn(&Verdict) -> bool) -> Option<Vec<String>> {
    for seed in [seed_of(spec.id())].into_iter().chain(0..200) {
        let verdict = spec.verdict(own, seed)?;
        if !expected(&verdict) {
            let name = named(&spec.exercise(), own);
            return Some(vec![format!("{name} gets another verdict, seed {seed}: {verdict:#?}")]);
        }
    }
    Some(Vec::new())
}

/// How the author knows an answer.
fn named(exercise: &Exercise, own: Own) -> String {
    match own {
        Own::Starter => "the starter".to_owned(),
        Own::Solution => "the solution".to_owned(),
        Own::Alternative(index) => format!("alternative {}", index + 1),
        Own::Mistake(index, answer) => {
            let tag = exercise
                .misconceptions
                .get(index)
                .map_or("", |misconception| misconception.tag);
            match (answer, exercise.misconceptions.get(index).is_some_and(|m| m.compiles)) {
                (0, true) => format!("the mistake `{tag}`"),
                (answer, true) => format!("variant {answer} of the mistake `{tag}`"),
                (answer, false) => format!("variant {} of the mistake `{tag}`", answer + 1),
            }
        }
    }
}

//! What every exercise is held to.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::exercise::{self, exercises, find};
use crate::random::seed_of;
use crate::spec::{Own, Specification};
use crate::verdict::{Failed, Verdict};

/// The seed that a learner meets, and 200 others.
fn seeds(id: &str) -> impl Iterator<Item = u64> {
    std::iter::once(seed_of(id)).chain(0..200)
}

/// The exercises that are written to the end: [`nothing_is_left_to_do`] speaks for the others.
fn specifications() -> impl Iterator<Item = &'static dyn Specification> {
    exercise::specifications().filter(|spec| spec.left_to_do().is_empty())
}

/// Holds every one to what `hold` asserts, two at a time: under all the seeds, it is what these tests take longest for.
fn each_specification(hold: impl Fn(&dyn Specification) + Sync) {
    let waiting = Mutex::new(specifications());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(spec) = next() {
                    hold(spec);
                }
            });
        }
    });
}

#[track_caller]
fn every_verdict(spec: &dyn Specification, own: Own, expected: impl Fn(&Verdict) -> bool) -> bool {
    let id = spec.exercise().id;
    for seed in seeds(id) {
        let Some(verdict) = spec.verdict(own, seed) else {
            return false;
        };
        assert!(expected(&verdict), "`{id}`, {own:?}, seed {seed}: {verdict:#?}");
    }
    true
}

#[test]
fn nothing_is_left_to_do() {
    let unfinished = exercise::specifications().filter_map(|spec| {
        let left = spec.left_to_do();
        let exercise = spec.exercise();
        let file = format!("graders/src/{}/{}.rs", exercise.notebook.folder(), exercise.id);
        (!left.is_empty()).then(|| format!("{file}\n  {}", left.join("\n  ")))
    });
    let unfinished: Vec<String> = unfinished.collect();
    assert!(
        unfinished.is_empty(),
        "left to do, line by line; nothing else is tested of these exercises until it is done:\n{}",
        unfinished.join("\n")
    );
}

#[test]
fn a_starter_is_not_attempted() {
    each_specification(|spec| {
        let untouched = |verdict: &Verdict| matches!(verdict, Verdict::NotAttempted { .. });
        assert!(every_verdict(spec, Own::Starter, untouched));
    });
}

#[test]
fn what_an_exercise_is_given_has_names() {
    for exercise in exercises() {
        assert_eq!(
            exercise.givens().count(),
            exercise.given.lines().count(),
            "`{}`",
            exercise.id
        );
    }
    let names: Vec<_> = find("zero_second_and_repeat_3")
        .into_iter()
        .flat_map(|exercise| exercise.givens())
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["zero_second", "repeat_3_2"]);
}

#[test]
fn the_solution_and_its_alternatives_pass() {
    each_specification(|spec| {
        let passed = |verdict: &Verdict| matches!(verdict, Verdict::Passed { .. });
        assert!(every_verdict(spec, Own::Solution, passed));
        let alternatives = spec.exercise().alternatives.len();
        assert!(alternatives > 0, "`{}` has no second right answer", spec.exercise().id);
        for index in 0..alternatives {
            assert!(every_verdict(spec, Own::Alternative(index), passed));
        }
    });
}

#[test]
fn each_misconception_is_recognised_as_itself() {
    each_specification(|spec| {
        for (index, misconception) in spec.exercise().misconceptions.iter().enumerate() {
            let recognised = |verdict: &Verdict| match verdict {
                Verdict::Failed(failed) => {
                    failed.misconception.as_deref() == Some(misconception.tag)
                        && failed.question == misconception.ask
                        && failed.counterexample.is_some()
                }
                _ => false,
            };
            let answers = (0..)
                .take_while(|&answer| every_verdict(spec, Own::Mistake(index, answer), recognised))
                .count();
            assert_eq!(
                answers > 0,
                misconception.compiles,
                "`{}` has no answer",
                misconception.tag
            );
        }
    });
}

#[test]
fn the_example_of_a_misconception_shows_it() {
    for spec in specifications() {
        let exercise = spec.exercise();
        for (index, misconception) in exercise.misconceptions.iter().enumerate() {
            let is_shown = |verdict: &Verdict| match verdict {
                Verdict::Failed(failed) => failed.expected.is_none() || failed.expected != failed.got,
                _ => false,
            };
            for answer in 0.. {
                let Some(verdict) = spec.verdict(Own::Mistake(index, answer), seed_of(exercise.id)) else {
                    break;
                };
                assert!(is_shown(&verdict), "`{}`: {verdict:#?}", misconception.tag);
            }
        }
    }
}

#[test]
fn a_check_says_the_same_every_time() {
    for spec in specifications() {
        let seed = seed_of(spec.exercise().id);
        let own = Own::Mistake(0, 0);
        assert_eq!(spec.verdict(own, seed), spec.verdict(own, seed));
    }
}

/// Without the compiler's part, and of code that is optimised: `cargo bench -- check` measures it as learners meet it.
#[test]
fn a_check_takes_at_most_50_ms() {
    let answers = specifications().flat_map(|spec| {
        let mistakes = 0..spec.exercise().misconceptions.len();
        let owns = mistakes.map(|index| Own::Mistake(index, 0)).chain([Own::Solution]);
        owns.map(move |own| (spec, own))
    });
    let mut times: Vec<(Duration, &str, Own)> = answers
        .map(|(spec, own)| {
            let id = spec.exercise().id;
            // The best of three: the machine has other work too.
            let runs = (0..3).map(|_| {
                let start = Instant::now();
                spec.verdict(own, seed_of(id));
                start.elapsed()
            });
            (runs.min().unwrap_or_default(), id, own)
        })
        .collect();
    times.sort_by_key(|(time, ..)| std::cmp::Reverse(*time));
    for (time, id, own) in times.iter().take(10) {
        println!("{time:10.2?} {id}, {own:?}");
    }
    let (slowest, id, own) = times[0];
    assert!(slowest < Duration::from_millis(50), "`{id}`, {own:?}: {slowest:?}");
}

#[test]
fn tags_and_hints_are_unique_and_ask_before_they_tell() {
    let mut hints = HashSet::new();
    for exercise in exercises() {
        let mut tags = HashSet::new();
        for misconception in exercise.misconceptions {
            let tag = misconception.tag;
            assert!(tags.insert(tag), "`{}` has two misconceptions `{tag}`", exercise.id);
            assert!(misconception.ask.contains('?'), "`{tag}` asks nothing");
            assert!(
                !misconception.tell.contains('?'),
                "`{tag}` asks again where it should tell"
            );
            for hint in [misconception.ask, misconception.tell] {
                assert!(hints.insert(hint), "`{tag}` shares a hint: {hint}");
            }
        }
    }
}

#[test]
fn no_hint_contains_the_code_of_a_right_answer() {
    for exercise in exercises() {
        let right = exercise.alternatives.iter().chain([&exercise.solution]);
        for expression in right.flat_map(|code| expressions(code)) {
            for misconception in exercise.misconceptions {
                for hint in [misconception.ask, misconception.tell] {
                    assert!(
                        !squeeze(hint).contains(&expression),
                        "`{}` gives `{expression}` away",
                        misconception.tag
                    );
                }
            }
        }
    }
}

/// What each line of some code computes, without blanks; lines that compute nothing are left out.
fn expressions(code: &str) -> impl Iterator<Item = String> {
    code.lines()
        .filter(|line| !line.trim_start().starts_with("fn "))
        .map(|line| squeeze(line.split_once(" = ").map_or(line, |(_, value)| value)))
        .map(|expression| expression.trim_end_matches(';').to_owned())
        .filter(|expression| expression.len() > 4 && expression.contains(['(', '*', '[']))
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn worked_examples_run() {
    for spec in specifications() {
        spec.run_sibling();
    }
}

#[test]
fn ids_are_unique_and_the_texts_define_them() {
    let mut ids = HashSet::new();
    for exercise in exercises() {
        let id = exercise.id;
        assert!(ids.insert(id), "two exercises are called `{id}`");
        let codes = exercise.misconceptions.iter().map(|misconception| misconception.code);
        for code in [exercise.starter, exercise.solution]
            .into_iter()
            .chain(exercise.alternatives.iter().copied())
            .chain(codes)
        {
            let defined = [format!("fn {id}("), format!("let {id}"), format!("let mut {id}")];
            assert!(
                defined.iter().any(|start| code.contains(start)),
                "`{id}` is not defined by:\n{code}"
            );
        }
        assert!(!exercise.signature.contains(['{', '=']), "{}", exercise.signature);
        assert!(!exercise.prompt.is_empty() && !exercise.sibling.is_empty() && exercise.points > 0);
    }
}

#[test]
fn verdicts_survive_the_trip_through_json() {
    let failed = Failed {
        flag: "Fails: it returns.".to_owned(),
        counterexample: Some("shapes[\"v\"]".to_owned()),
        expected: None,
        got: None,
        panic: None,
        question: "Why?".to_owned(),
        misconception: None,
    };
    for verdict in [
        Verdict::NotAttempted {
            reason: "still `todo!()`".to_owned(),
        },
        Verdict::Passed {
            established: vec!["The shape is right".to_owned()],
        },
        Verdict::Failed(failed),
        Verdict::GraderError {
            message: "oops".to_owned(),
        },
    ] {
        let json = serde_json::to_string(&verdict).unwrap();
        assert_eq!(serde_json::from_str::<Verdict>(&json).unwrap(), verdict);
        let keys: BTreeMap<String, serde_json::Value> = serde_json::from_str(&json).unwrap();
        assert!(keys.contains_key("status"), "{json}");
    }
}

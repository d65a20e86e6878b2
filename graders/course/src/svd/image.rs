//! The outputs that a function really has.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use std::collections::BTreeSet;

use super::function;
use crate::SVD;
use grading::{Mistake, Outcome, Property, Spec, Trials, Verdict, code, worked};

const SOURCE: &str = include_str!("image.rs");

type Answer = fn(&[usize]) -> Vec<usize>;

pub(crate) static SPEC: Spec<Answer, Vec<usize>, Vec<usize>> = Spec {
    id: "image",
    notebook: &SVD,
    title: "What can come out",
    points: 1,
    prompt: "Write `image`: the outputs that the function `f` really has, ascending, each of them once.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_a_set), code!(by_asking_each_number), code!(by_insertion)],
    mistakes: &[
        Mistake {
            tag: "repeats-kept",
            variants: &[|| |f| f.to_vec()],
            ask: "A constant function of five inputs: how many different things can come out of it, and \
                how many do you list?",
            tell: "You list an output once for each input that leads to it. The image asks what can come \
                out, not how often.",
            ..Mistake::of(code!(repeats_kept))
        },
        Mistake {
            tag: "everything-up-to-the-largest",
            variants: &[
                || {
                    |f| {
                        f.iter()
                            .min()
                            .map_or(Vec::new(), |&low| (low..=*f.iter().max().unwrap()).collect())
                    }
                },
                || |f| (0..f.iter().max().map_or(0, |&most| most)).collect(),
            ],
            ask: "`f` may jump from 2 to 9. Which input leads to 5?",
            tell: "You list every number there is room for. A number counts only if some input is sent \
                there.",
            ..Mistake::of(code!(everything_up_to_the_largest))
        },
        Mistake {
            tag: "neighbours-only-compared",
            ask: "Two neighbours at a time are compared, as `dedup` does. Where would equal outputs have to stand for \
                that to be enough?",
            tell: "You remove an output that repeats the one right before it. One that comes back later \
                stays in.",
            ..Mistake::of(code!(neighbours_only_compared))
        },
        Mistake {
            tag: "descending",
            ask: "Which output should stand first: the smallest or the largest?",
            tell: "The right outputs, from the largest to the smallest. They should ascend.",
            ..Mistake::of(code!(descending))
        },
        Mistake {
            tag: "order-of-appearance",
            ask: "Two functions may have the same outputs at different inputs. Should their images look \
                different?",
            tell: "The right outputs, each of them once, but in the order in which they turn up. The image \
                does not know which input came first.",
            ..Mistake::of(code!(order_of_appearance))
        },
        Mistake {
            tag: "another-order",
            // That of a hash set changes from one run to the next.
            pattern: Some(|trials| {
                trials.iter().all(|trial| match &trial.outcome {
                    Outcome::Value(outputs) => {
                        let mut outputs = outputs.clone();
                        outputs.sort_unstable();
                        outputs == function::image(&trial.probe)
                    }
                    Outcome::Panicked(_) => false,
                })
            }),
            ask: "What in your code decides which output comes next, and is that always the next larger \
                number?",
            tell: "The right outputs, each of them once, but not ascending. A hash set keeps no order at all, \
                and as text 10 comes before 9.",
            ..Mistake::of(code!(another_order))
        },
        Mistake {
            tag: "inputs-returned",
            variants: &[
                || |f| (0..f.len()).filter(|&i| !f[..i].contains(&f[i])).collect(),
                || |f| (0..f.len()).filter(|i| f.contains(i)).collect(),
            ],
            ask: "Can an output be larger than the number of inputs? Can it be in your list then?",
            tell: "You list places of the slice, which are what goes in. The image is about what stands \
                in those places.",
            ..Mistake::of(code!(inputs_returned))
        },
        Mistake {
            tag: "largest-left-out",
            ask: "Does `0..n` reach n?",
            tell: "Your search stops just short of the largest output.",
            ..Mistake::of(code!(largest_left_out))
        },
        Mistake {
            tag: "zero-left-out",
            ask: "Is 0 something that can come out of a function?",
            tell: "You treat 0 as though it stood for nothing. It is an output like any other.",
            ..Mistake::of(code!(zero_left_out))
        },
        Mistake {
            tag: "repeated-outputs-dropped",
            ask: "If two inputs lead to the same output, does that output occur?",
            tell: "You keep only what has a single input. An output with several of them should be \
                listed too, once.",
            ..Mistake::of(code!(repeated_outputs_dropped))
        },
        Mistake {
            tag: "repeated-outputs-only",
            ask: "How many inputs does it take for an output to occur?",
            tell: "You list an output only if it comes back a second time. Once is enough.",
            ..Mistake::of(code!(repeated_outputs_only))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: function::probes,
        simpler: |f| function::simpler(f),
        call: |image, f| image(f),
        example: |f| format!("image({})", function::literal(f)),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "every number in it is an output of `f`",
            hence: "",
            question: "Pick a number in your list: which input leads to it?",
            holds: |f, image| match image.iter().find(|y| !f.contains(y)) {
                Some(y) => Err(format!("{y} is not").into()),
                None => Ok(()),
            },
        },
        Property {
            claim: "every output of `f` is in it",
            hence: "for all functions from four inputs to three outputs and for larger ones",
            question: "Pick an input and look where it goes. Is that in your list?",
            holds: |f, image| match f.iter().find(|y| !image.contains(y)) {
                Some(y) => Err(format!("{y} is missing").into()),
                None => Ok(()),
            },
        },
        Property {
            claim: "it ascends, without repeats",
            hence: "",
            question: "Is each number in your list larger than the one before it?",
            holds: |_, image| match image.windows(2).find(|pair| pair[0] >= pair[1]) {
                Some(pair) => Err(format!("{} is followed by {}", pair[0], pair[1]).into()),
                None => Ok(()),
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|f: &[usize]| function::asked(f));

fn starter() -> Answer {
    fn image(f: &[usize]) -> Vec<usize> {
        todo!()
    }
    image
}

fn solution() -> Answer {
    |f| {
        let mut outputs = f.to_vec();
        outputs.sort();
        outputs.dedup();
        outputs
    }
}

fn by_a_set() -> Answer {
    |f| {
        let outputs: BTreeSet<usize> = f.iter().copied().collect();
        outputs.into_iter().collect()
    }
}

fn by_asking_each_number() -> Answer {
    |f| match f.iter().max() {
        Some(&most) => (0..=most).filter(|y| f.contains(y)).collect(),
        None => Vec::new(),
    }
}

fn by_insertion() -> Answer {
    |f| {
        let mut outputs = Vec::new();
        for y in f {
            if let Err(place) = outputs.binary_search(y) {
                outputs.insert(place, *y);
            }
        }
        outputs
    }
}

fn repeats_kept() -> Answer {
    |f| {
        let mut outputs = f.to_vec();
        outputs.sort();
        outputs
    }
}

fn everything_up_to_the_largest() -> Answer {
    |f| (0..f.iter().max().map_or(0, |most| most + 1)).collect()
}

fn neighbours_only_compared() -> Answer {
    |f| {
        let mut outputs = f.to_vec();
        outputs.dedup();
        outputs
    }
}

fn descending() -> Answer {
    |f| {
        let outputs: BTreeSet<usize> = f.iter().copied().collect();
        outputs.into_iter().rev().collect()
    }
}

fn order_of_appearance() -> Answer {
    |f| {
        let mut outputs = Vec::new();
        for &y in f {
            if !outputs.contains(&y) {
                outputs.push(y);
            }
        }
        outputs
    }
}

fn another_order() -> Answer {
    |f| {
        let outputs: BTreeSet<String> = f.iter().map(usize::to_string).collect();
        outputs.iter().map(|y| y.parse().unwrap()).collect()
    }
}

fn inputs_returned() -> Answer {
    |f| (0..f.len()).collect()
}

fn largest_left_out() -> Answer {
    |f| {
        let most = f.iter().max().copied().unwrap_or(0);
        (0..most).filter(|y| f.contains(y)).collect()
    }
}

fn zero_left_out() -> Answer {
    |f| {
        let most = f.iter().max().copied().unwrap_or(0);
        (1..=most).filter(|y| f.contains(y)).collect()
    }
}

fn repeated_outputs_dropped() -> Answer {
    |f| {
        let times = |y: &usize| f.iter().filter(|x| *x == y).count();
        let mut outputs: Vec<usize> = f.iter().copied().filter(|y| times(y) == 1).collect();
        outputs.sort();
        outputs
    }
}

fn repeated_outputs_only() -> Answer {
    |f| {
        let times = |y: &usize| f.iter().filter(|x| *x == y).count();
        let outputs: BTreeSet<usize> = f.iter().copied().filter(|y| times(y) > 1).collect();
        outputs.into_iter().collect()
    }
}

fn sibling() -> Vec<char> {
    // Which letters does a word use? How often each of them occurs, and where, does not matter.
    let mut letters: Vec<char> = "mississippi".chars().collect();
    // After sorting, equal letters stand side by side, where they are easy to find.
    letters.sort();
    let mut used = vec![letters[0]];
    for pair in letters.windows(2) {
        if pair[0] != pair[1] {
            used.push(pair[1]);
        }
    }
    assert_eq!(used, ['i', 'm', 'p', 's']);
    used
}

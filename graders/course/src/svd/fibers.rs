//! What a function throws away: inputs that it can't tell apart, grouped.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use std::collections::HashMap;

use super::function;
use crate::SVD;
use grading::compare::Difference;
use grading::scope::*;
use grading::{Mistake, Outcome, Property, Spec, Trials, Verdict, code, worked};

const SOURCE: &str = include_str!("fibers.rs");

type Answer = fn(&[usize]) -> Vec<Vec<usize>>;

pub(crate) static SPEC: Spec<Answer, Vec<usize>, Vec<Vec<usize>>> = Spec {
    id: "fibers",
    notebook: &SVD,
    title: "Throw away the useless bits",
    points: 2,
    prompt: "A slice `f` is a function: `f[i]` is its output for the input `i`. Write `fibers`: all the \
        inputs of `f`, grouped by equal output. The groups come in the order in which they first \
        appear, and the inputs in a group ascend.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_first_inputs), code!(by_a_map_of_places), code!(by_sorting)],
    mistakes: &[
        Mistake {
            tag: "grouped-by-neighbours-only",
            ask: "Two inputs may be far apart and still have the same output. Does your code look at \
                any group but the one it touched last?",
            tell: "You compare each input with its neighbour, so an output that comes back later opens \
                a new group. It belongs to the old one.",
            ..Mistake::of(code!(grouped_by_neighbours_only))
        },
        Mistake {
            tag: "outputs-returned",
            ask: "All the numbers in one of your groups are the same. Are they things that go into `f`, \
                or things that come out?",
            tell: "Your groups hold outputs. What is to be sorted into groups is the inputs: the places \
                in the slice.",
            ..Mistake::of(code!(outputs_returned))
        },
        Mistake {
            tag: "every-input-alone",
            ask: "Whoever sees only the output of `f`: can they tell the inputs of a constant function \
                apart?",
            tell: "Each of your groups has one input, as though `f` never sent two of them to the same \
                output.",
            ..Mistake::of(code!(every_input_alone))
        },
        Mistake {
            tag: "groups-in-order-of-output",
            ask: "Walk through the inputs from the first to the last. Whose group do you meet first: that \
                of the smallest output, or that of input 0?",
            tell: "Your groups are right, and sorted by output. They should come as one meets them when \
                walking through the inputs.",
            ..Mistake::of(code!(groups_in_order_of_output))
        },
        Mistake {
            tag: "empty-groups-kept",
            ask: "Some of your groups have nothing in them. Which input made you open those?",
            tell: "You keep a group for each number up to the largest output. A number that is no output \
                of `f` has no inputs, and no group.",
            ..Mistake::of(code!(empty_groups_kept))
        },
        Mistake {
            tag: "first-inputs-only",
            variants: &[|| |f| vec![(0..f.len()).filter(|&i| !f[..i].contains(&f[i])).collect()]],
            ask: "Count the inputs in all of your groups together. Where are the others?",
            tell: "You keep one input of each output and drop those that share its output. A group \
                should hold all of them.",
            ..Mistake::of(code!(first_inputs_only))
        },
        Mistake {
            tag: "lone-inputs-dropped",
            ask: "Can a group have a single member?",
            tell: "You leave out the inputs that share their output with no other. Such an input is a \
                group by itself.",
            ..Mistake::of(code!(lone_inputs_dropped))
        },
        Mistake {
            tag: "counted-from-one",
            ask: "Look up the numbers in your last group in the slice. Is each of them a place that the \
                slice has?",
            tell: "You number the inputs from 1. A slice numbers its places from 0, and so do the inputs \
                of `f`.",
            ..Mistake::of(code!(counted_from_one))
        },
        Mistake {
            tag: "descending-inside",
            ask: "In which order does a walk from the first input to the last meet the members of one \
                group?",
            tell: "The right inputs are together, but inside a group the latest stands first.",
            ..Mistake::of(code!(descending_inside))
        },
        Mistake {
            tag: "groups-in-another-order",
            // A hash map's order is another one in every run.
            pattern: Some(|trials| {
                trials.iter().all(|trial| match &trial.outcome {
                    Outcome::Value(groups) => sorted(groups) == right(&trial.probe),
                    Outcome::Panicked(_) => false,
                })
            }),
            ask: "Look at the first input in each of your groups. Do they ascend from group to group?",
            tell: "The groups are right, but stand in another order than the one in which they first \
                appear. A collection may have an order of its own, or none.",
            ..Mistake::of(code!(groups_in_another_order))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: function::probes,
        simpler: |f| function::simpler(f),
        call: |fibers, f| fibers(f),
        example: |f| format!("fibers({})", function::literal(f)),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "every input is in exactly one group, and no group is empty",
            hence: "",
            question: "Go through the inputs one by one: in which of your groups is each of them, and \
                what else is in there?",
            holds: |f, groups| is_partition(f.len(), groups),
        },
        Property {
            claim: "the inputs in a group have the same output",
            hence: "",
            question: "What should two inputs have in common to end up in one group?",
            holds: |f, groups| {
                let mixed = groups.iter().find(|group| group.iter().any(|&i| f[i] != f[group[0]]));
                match mixed {
                    Some(group) => Err(format!("the group {group:?} mixes outputs").into()),
                    None => Ok(()),
                }
            },
        },
        Property {
            claim: "inputs with the same output are in one group",
            hence: "so the groups are the fibers, for all functions from four inputs to three outputs and for larger \
                ones",
            question: "Can an output turn up again long after its group was opened, and what happens then?",
            holds: |f, groups| {
                let torn = (1..groups.len()).find_map(|second| {
                    let same = |&first: &usize| f[groups[first][0]] == f[groups[second][0]];
                    Some((&groups[(0..second).find(same)?], &groups[second]))
                });
                match torn {
                    Some((one, other)) => Err(format!("{one:?} and {other:?} have the same output").into()),
                    None => Ok(()),
                }
            },
        },
        Property {
            claim: "the inputs in a group ascend",
            hence: "",
            question: "In which order do the members of a group appear in the slice, and in which order do \
                you store them?",
            holds: |_, groups| match groups.iter().find(|group| !group.is_sorted()) {
                Some(group) => Err(format!("the group {group:?} does not").into()),
                None => Ok(()),
            },
        },
        Property {
            claim: "the groups come in the order in which they first appear",
            hence: "",
            question: "Which group does input 0 belong to, and where should that group stand?",
            holds: |_, groups| match groups.windows(2).find(|pair| pair[0] > pair[1]) {
                Some(pair) => Err(format!("{:?} comes before {:?}", pair[0], pair[1]).into()),
                None => Ok(()),
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|f: &[usize]| function::asked(f));

fn is_partition(inputs: usize, groups: &[Vec<usize>]) -> Result<(), Difference> {
    if groups.iter().any(Vec::is_empty) {
        return Err("a group is empty".to_owned().into());
    }
    let grouped: Vec<usize> = groups.concat();
    if let Some(foreign) = grouped.iter().find(|&&i| i >= inputs) {
        return Err(format!("{foreign} is no input of `f`").into());
    }
    let mut times = vec![0; inputs];
    for i in grouped {
        times[i] += 1;
    }
    match times.iter().position(|&times| times != 1) {
        Some(i) if times[i] == 0 => Err(format!("input {i} is in none").into()),
        Some(i) => Err(format!("input {i} is there {} times", times[i]).into()),
        None => Ok(()),
    }
}

fn right(f: &[usize]) -> Vec<Vec<usize>> {
    let mut fibers = Vec::new();
    for (i, group) in function::groups(f).into_iter().enumerate() {
        if group == fibers.len() {
            fibers.push(Vec::new());
        }
        fibers[group].push(i);
    }
    fibers
}

/// Groups that don't share inputs, by the first input of each.
fn sorted(groups: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut groups = groups.to_vec();
    groups.sort();
    groups
}

fn starter() -> Answer {
    fn fibers(f: &[usize]) -> Vec<Vec<usize>> {
        todo!()
    }
    fibers
}

fn solution() -> Answer {
    |f| {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (i, y) in f.iter().enumerate() {
            match groups.iter_mut().find(|group| f[group[0]] == *y) {
                Some(group) => group.push(i),
                None => groups.push(vec![i]),
            }
        }
        groups
    }
}

fn by_first_inputs() -> Answer {
    |f| {
        let is_first = |&i: &usize| !f[..i].contains(&f[i]);
        let group_of = |i: usize| (i..f.len()).filter(|&j| f[j] == f[i]).collect();
        (0..f.len()).filter(is_first).map(group_of).collect()
    }
}

fn by_a_map_of_places() -> Answer {
    |f| {
        let mut place: HashMap<usize, usize> = HashMap::new();
        let mut groups = Vec::new();
        for (i, &y) in f.iter().enumerate() {
            let group = *place.entry(y).or_insert(groups.len());
            if group == groups.len() {
                groups.push(Vec::new());
            }
            groups[group].push(i);
        }
        groups
    }
}

fn by_sorting() -> Answer {
    |f| {
        let mut by_output: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (i, &y) in f.iter().enumerate() {
            by_output.entry(y).or_default().push(i);
        }
        let mut groups: Vec<Vec<usize>> = by_output.into_values().collect();
        groups.sort_by_key(|group| group[0]);
        groups
    }
}

fn grouped_by_neighbours_only() -> Answer {
    |f| {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for i in 0..f.len() {
            if i > 0 && f[i] == f[i - 1] {
                groups.last_mut().unwrap().push(i);
            } else {
                groups.push(vec![i]);
            }
        }
        groups
    }
}

fn outputs_returned() -> Answer {
    |f| {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for &y in f {
            match groups.iter_mut().find(|group| group[0] == y) {
                Some(group) => group.push(y),
                None => groups.push(vec![y]),
            }
        }
        groups
    }
}

fn every_input_alone() -> Answer {
    |f| (0..f.len()).map(|i| vec![i]).collect()
}

fn groups_in_order_of_output() -> Answer {
    |f| {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (i, &y) in f.iter().enumerate() {
            groups.entry(y).or_default().push(i);
        }
        groups.into_values().collect()
    }
}

fn empty_groups_kept() -> Answer {
    |f| {
        let outputs = f.iter().max().map_or(0, |most| most + 1);
        let mut groups = vec![Vec::new(); outputs];
        for (i, &y) in f.iter().enumerate() {
            groups[y].push(i);
        }
        groups
    }
}

fn first_inputs_only() -> Answer {
    |f| {
        let is_new = |&i: &usize| !f[..i].contains(&f[i]);
        (0..f.len()).filter(is_new).map(|i| vec![i]).collect()
    }
}

fn lone_inputs_dropped() -> Answer {
    |f| {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for i in 0..f.len() {
            let group: Vec<usize> = (0..f.len()).filter(|&j| f[j] == f[i]).collect();
            if group.len() > 1 && group[0] == i {
                groups.push(group);
            }
        }
        groups
    }
}

fn counted_from_one() -> Answer {
    |f| {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (i, y) in f.iter().enumerate() {
            match groups.iter_mut().find(|group| f[group[0] - 1] == *y) {
                Some(group) => group.push(i + 1),
                None => groups.push(vec![i + 1]),
            }
        }
        groups
    }
}

fn descending_inside() -> Answer {
    |f| {
        let is_first = |&i: &usize| !f[..i].contains(&f[i]);
        let group_of = |i: usize| (i..f.len()).rev().filter(|&j| f[j] == f[i]).collect();
        (0..f.len()).filter(is_first).map(group_of).collect()
    }
}

fn groups_in_another_order() -> Answer {
    |f| {
        let is_last = |&i: &usize| !f[i + 1..].contains(&f[i]);
        let group_of = |i: usize| (0..=i).filter(|&j| f[j] == f[i]).collect();
        (0..f.len()).rev().filter(is_last).map(group_of).collect()
    }
}

fn sibling() -> Vec<(char, usize)> {
    // How often does each letter occur? That, too, sorts things into groups by what they have in
    // common, with the groups in order of first appearance.
    let mut counts: Vec<(char, usize)> = Vec::new();
    for letter in "banana".chars() {
        // A group that is open already may be any of those before, not just the latest.
        match counts.iter_mut().find(|(known, _)| *known == letter) {
            Some((_, count)) => *count += 1,
            None => counts.push((letter, 1)),
        }
    }
    assert_eq!(counts, [('b', 1), ('a', 3), ('n', 2)]);
    counts
}

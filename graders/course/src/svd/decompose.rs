//! The three steps of any function: throw away, rename, put into context.
#![expect(unused_variables, clippy::todo, reason = "a starter leaves the work to do")]

use std::collections::{BTreeSet, HashMap};

use super::function;
use crate::SVD;
use grading::compare::Difference;
use grading::{Mistake, Property, Spec, Trials, Verdict, code, worked};

const SOURCE: &str = include_str!("decompose.rs");

type Answer = fn(&[usize]) -> Parts;
/// (onto, rename, into)
type Parts = (Vec<usize>, Vec<usize>, Vec<usize>);

pub(crate) static SPEC: Spec<Answer, Vec<usize>, Parts> = Spec {
    id: "decompose",
    notebook: &SVD,
    title: "Onto, rename, into",
    points: 3,
    prompt: "Write `decompose`: take the function `f` apart into three functions `(onto, rename, into)`, \
        so that `into[rename[onto[i]]]` is `f[i]` for every input `i`. `onto` sends an input to the \
        number of its group; groups are numbered in order of first appearance, from 0. `into` sends a \
        position in the image of `f` to the output there; the image ascends. `rename` pairs the groups \
        with the positions, one to one.",
    given: None,
    starter: code!(starter),
    solution: code!(solution),
    alternatives: &[code!(by_maps), code!(by_ranks)],
    mistakes: &[
        Mistake {
            tag: "rename-inverted",
            ask: "`rename[0]` belongs to group 0. Is the number you put there a position, or a group?",
            tell: "Your `rename` goes from positions to groups. In the chain, a group goes in and a \
                position comes out, so it is the way back that you wrote down.",
            ..Mistake::of(code!(rename_inverted))
        },
        Mistake {
            tag: "parts-in-another-order",
            variants: &[
                || |f| parts(f, |onto, rename, into| (onto, into, rename)),
                || |f| parts(f, |onto, rename, into| (rename, onto, into)),
                || |f| parts(f, |onto, rename, into| (rename, into, onto)),
                || |f| parts(f, |onto, rename, into| (into, onto, rename)),
            ],
            ask: "In `into[rename[onto[i]]]`, which of the three meets the input first, and where in your \
                tuple does it stand?",
            tell: "You have the three parts, in another order. The tuple lists them in the order in which \
                they run.",
            ..Mistake::of(code!(parts_in_another_order))
        },
        Mistake {
            tag: "into-in-order-of-appearance",
            ask: "Nothing is left for your `rename` to do. Does your `into` ascend?",
            tell: "You list the outputs as they first appear. `into` should list them ascending; it is \
                for `rename` to make up the difference.",
            ..Mistake::of(code!(into_in_order_of_appearance))
        },
        Mistake {
            tag: "groups-numbered-by-output",
            ask: "Which number should the group of input 0 have, whatever its output?",
            tell: "You number the groups by the size of their output, which does `rename`'s work in \
                `onto`. Groups are numbered as they first appear.",
            ..Mistake::of(code!(groups_numbered_by_output))
        },
        Mistake {
            tag: "nothing-renamed",
            ask: "Follow input 0 of [7, 2] through your three parts. Does it come out as 7?",
            tell: "Group 0 need not have the smallest output. Your `rename` sends every group to the \
                position of the same number, and the chain then ends at a wrong output.",
            ..Mistake::of(code!(nothing_renamed))
        },
        Mistake {
            tag: "renamed-to-outputs",
            variants: &[|| {
                |f| {
                    parts(f, |onto, rename, into| {
                        let outputs = rename.iter().map(|&position| into[position]).collect();
                        let largest = into.last().map_or(0, |most| most + 1);
                        (onto, outputs, (0..largest).collect())
                    })
                }
            }],
            ask: "`f` may have two outputs, 5 and 900. How many positions are there for `rename` to point \
                to?",
            tell: "Your `rename` gives the outputs themselves. It should give their positions in the \
                image; looking up what stands there is what `into` is for.",
            ..Mistake::of(code!(renamed_to_outputs))
        },
        Mistake {
            tag: "first-input-for-group",
            ask: "Three groups should be numbered 0, 1, 2. Which numbers does your `onto` use for them?",
            tell: "Your `onto` names a group by its first input. That leaves gaps: the groups are to be \
                counted, without any left out.",
            ..Mistake::of(code!(first_input_for_group))
        },
        Mistake {
            tag: "nothing-thrown-away",
            variants: &[|| |f| ((0..f.len()).collect(), (0..f.len()).collect(), f.to_vec())],
            ask: "A constant function has one group. How many does your `onto` make of its inputs?",
            tell: "Your first step keeps every input apart, so that the outputs repeat in the last one. \
                Inputs with the same output should be merged at the start.",
            ..Mistake::of(code!(nothing_thrown_away))
        },
        Mistake {
            tag: "onto-is-f",
            variants: &[|| {
                |f| {
                    let largest = f.iter().max().map_or(0, |most| most + 1);
                    (f.to_vec(), (0..largest).collect(), (0..largest).collect())
                }
            }],
            ask: "How many groups does `f` = [100] have, and which number does its only input get from you?",
            tell: "Your `onto` is `f` once more, and the other two do nothing. `onto` should give the \
                number of a group, not the output.",
            ..Mistake::of(code!(onto_is_f))
        },
        Mistake {
            tag: "renamed-once-per-input",
            ask: "How many groups are there, and how many entries does your `rename` have?",
            tell: "Your `rename` has an entry for each input. What goes into it is groups: it needs one \
                entry for each of those.",
            ..Mistake::of(code!(renamed_once_per_input))
        },
    ],
    sibling: worked!(sibling),
    trials: Trials {
        probes: function::probes,
        simpler: |f| function::simpler(f),
        call: |decompose, f| decompose(f),
        example: |f| format!("decompose({})", function::literal(f)),
        panic_excused: |_| false,
    },
    properties: &[
        Property {
            claim: "`onto` sends every input to its group, numbered in order of first appearance",
            hence: "",
            question: "Walk through the inputs. When do you need a new group, and which number does it get?",
            holds: |f, (onto, _, _)| agree("onto", &function::groups(f), onto),
        },
        Property {
            claim: "`into` is the image, ascending",
            hence: "",
            question: "Which different outputs does `f` have, and which is the smallest?",
            holds: |f, (_, _, into)| agree("into", &function::image(f), into),
        },
        Property {
            claim: "`rename` pairs the groups with the positions in the image, one to one",
            hence: "",
            question: "Each position should be hit by one group. Which group hits which position in yours?",
            holds: |f, (_, rename, _)| is_bijection(function::image(f).len(), rename),
        },
        Property {
            claim: "the chain gives `f` back",
            hence: "which settles all three parts, for all functions from four inputs to three outputs and for larger ones",
            question: "Follow one input through the three steps: which of them leads astray?",
            holds: |f, (onto, rename, into)| {
                let chained: Vec<usize> = onto.iter().map(|&group| into[rename[group]]).collect();
                match (0..f.len()).find(|&i| chained[i] != f[i]) {
                    Some(i) => Err(format!("input {i} comes out as {}, not {}", chained[i], f[i]).into()),
                    None => Ok(()),
                }
            },
        },
    ],
};

pub fn check(answer: Answer) -> Verdict {
    SPEC.check(&answer)
}

grading::refutable!(|f: &[usize]| function::asked(f));

fn agree(name: &str, right: &[usize], got: &[usize]) -> Result<(), Difference> {
    if got.len() != right.len() {
        return Err(format!("`{name}` has {} entries, not {}", got.len(), right.len()).into());
    }
    match (0..right.len()).find(|&i| got[i] != right[i]) {
        Some(i) => Err(format!("`{name}[{i}]` is {}, not {}", got[i], right[i]).into()),
        None => Ok(()),
    }
}

fn is_bijection(size: usize, rename: &[usize]) -> Result<(), Difference> {
    if rename.len() != size {
        return Err(format!("`rename` has {} entries, not {size}", rename.len()).into());
    }
    if let Some(outside) = rename.iter().find(|&&position| position >= size) {
        return Err(format!("`rename` gives {outside}, where the last position is {}", size - 1).into());
    }
    match (0..size).find(|position| !rename.contains(position)) {
        Some(position) => Err(format!("`rename` gives position {position} to no group").into()),
        None => Ok(()),
    }
}

/// The right parts, made into something else.
fn parts(f: &[usize], arrange: impl Fn(Vec<usize>, Vec<usize>, Vec<usize>) -> Parts) -> Parts {
    let (onto, rename, into) = solution()(f);
    arrange(onto, rename, into)
}

fn starter() -> Answer {
    fn decompose(f: &[usize]) -> (Vec<usize>, Vec<usize>, Vec<usize>) {
        todo!()
    }
    decompose
}

fn solution() -> Answer {
    |f| {
        // The outputs, as they first appear: one for each group.
        let mut outputs: Vec<usize> = Vec::new();
        for y in f {
            if !outputs.contains(y) {
                outputs.push(*y);
            }
        }
        let mut into = outputs.clone();
        into.sort();
        let place = |list: &[usize], y| list.iter().position(|x| *x == y).unwrap();
        let onto = f.iter().map(|&y| place(&outputs, y)).collect();
        let rename = outputs.iter().map(|&y| place(&into, y)).collect();
        (onto, rename, into)
    }
}

fn by_maps() -> Answer {
    |f| {
        let into: Vec<usize> = f.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        let position: HashMap<usize, usize> = into.iter().copied().zip(0..).collect();
        let mut group: HashMap<usize, usize> = HashMap::new();
        let mut rename = Vec::new();
        let mut onto = Vec::new();
        for y in f {
            let next = group.len();
            let number = *group.entry(*y).or_insert_with(|| {
                rename.push(position[y]);
                next
            });
            onto.push(number);
        }
        (onto, rename, into)
    }
}

fn by_ranks() -> Answer {
    |f| {
        let mut into = f.to_vec();
        into.sort();
        into.dedup();
        let firsts: Vec<usize> = (0..f.len()).filter(|&i| !f[..i].contains(&f[i])).collect();
        let onto = f
            .iter()
            .map(|y| firsts.iter().take_while(|&&i| f[i] != *y).count())
            .collect();
        let rename = firsts
            .iter()
            .map(|&i| into.iter().filter(|&&y| y < f[i]).count())
            .collect();
        (onto, rename, into)
    }
}

fn rename_inverted() -> Answer {
    |f| {
        let mut outputs: Vec<usize> = Vec::new();
        for y in f {
            if !outputs.contains(y) {
                outputs.push(*y);
            }
        }
        let mut into = outputs.clone();
        into.sort();
        let place = |list: &[usize], y| list.iter().position(|x| *x == y).unwrap();
        let onto = f.iter().map(|&y| place(&outputs, y)).collect();
        let rename = into.iter().map(|&y| place(&outputs, y)).collect();
        (onto, rename, into)
    }
}

fn parts_in_another_order() -> Answer {
    |f| {
        let mut outputs: Vec<usize> = Vec::new();
        for y in f {
            if !outputs.contains(y) {
                outputs.push(*y);
            }
        }
        let mut into = outputs.clone();
        into.sort();
        let place = |list: &[usize], y| list.iter().position(|x| *x == y).unwrap();
        let onto = f.iter().map(|&y| place(&outputs, y)).collect();
        let rename = outputs.iter().map(|&y| place(&into, y)).collect();
        (into, rename, onto)
    }
}

fn into_in_order_of_appearance() -> Answer {
    |f| {
        let mut into: Vec<usize> = Vec::new();
        let mut onto = Vec::new();
        for y in f {
            let group = into.iter().position(|x| x == y).unwrap_or_else(|| {
                into.push(*y);
                into.len() - 1
            });
            onto.push(group);
        }
        (onto, (0..into.len()).collect(), into)
    }
}

fn groups_numbered_by_output() -> Answer {
    |f| {
        let mut into = f.to_vec();
        into.sort();
        into.dedup();
        let onto = f.iter().map(|y| into.binary_search(y).unwrap()).collect();
        (onto, (0..into.len()).collect(), into)
    }
}

fn nothing_renamed() -> Answer {
    |f| {
        let mut outputs: Vec<usize> = Vec::new();
        for y in f {
            if !outputs.contains(y) {
                outputs.push(*y);
            }
        }
        let onto = f.iter().map(|y| outputs.iter().position(|x| x == y).unwrap()).collect();
        let rename = (0..outputs.len()).collect();
        outputs.sort();
        (onto, rename, outputs)
    }
}

fn renamed_to_outputs() -> Answer {
    |f| {
        let mut outputs: Vec<usize> = Vec::new();
        for y in f {
            if !outputs.contains(y) {
                outputs.push(*y);
            }
        }
        let onto = f.iter().map(|y| outputs.iter().position(|x| x == y).unwrap()).collect();
        let mut into = outputs.clone();
        into.sort();
        (onto, outputs, into)
    }
}

fn first_input_for_group() -> Answer {
    |f| {
        let mut into = f.to_vec();
        into.sort();
        into.dedup();
        let onto = f.iter().map(|y| f.iter().position(|x| x == y).unwrap()).collect();
        let rename = f.iter().map(|y| into.iter().position(|x| x == y).unwrap()).collect();
        (onto, rename, into)
    }
}

fn nothing_thrown_away() -> Answer {
    |f| {
        let mut into = f.to_vec();
        into.sort();
        into.dedup();
        let rename = f.iter().map(|y| into.iter().position(|x| x == y).unwrap()).collect();
        ((0..f.len()).collect(), rename, into)
    }
}

fn onto_is_f() -> Answer {
    |f| {
        let mut image = f.to_vec();
        image.sort();
        image.dedup();
        (f.to_vec(), (0..image.len()).collect(), image)
    }
}

fn renamed_once_per_input() -> Answer {
    |f| {
        let mut outputs: Vec<usize> = Vec::new();
        for y in f {
            if !outputs.contains(y) {
                outputs.push(*y);
            }
        }
        let mut into = outputs.clone();
        into.sort();
        let onto = f.iter().map(|y| outputs.iter().position(|x| x == y).unwrap()).collect();
        let rename = f.iter().map(|y| into.iter().position(|x| x == y).unwrap()).collect();
        (onto, rename, into)
    }
}

fn sibling() -> Vec<&'static str> {
    // A guest list as a function: which table does each of five guests sit at?
    let tables = ["red", "blue", "red", "green", "blue"];
    // The tables in use, in order of the alphabet: here `into` looks its answers up.
    let into = ["blue", "green", "red"];
    // The parties as the guests arrive: the first guest founds party 0, and so on.
    let onto = [0, 1, 0, 2, 1];
    // Party 0 sits at the red table, which has position 2 in `into`; party 1 at position 0.
    let rename = [2, 0, 1];
    // Follow every guest through the three steps: party, position, table.
    let seated: Vec<&str> = onto.iter().map(|&party| into[rename[party]]).collect();
    assert_eq!(seated, tables);
    seated
}

//! Answers about functions between finite sets.

use super::*;

fn groups(f: &[usize]) -> Vec<Vec<usize>> {
    let mut place = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (i, y) in f.iter().enumerate() {
        let group = *place.entry(*y).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(i);
    }
    groups
}

fn image(f: &[usize]) -> Vec<usize> {
    f.iter().copied().collect::<BTreeSet<usize>>().into_iter().collect()
}

fn parts(f: &[usize]) -> (Vec<usize>, Vec<usize>, Vec<usize>) {
    let (groups, into) = (groups(f), image(f));
    let onto = (0..f.len())
        .map(|i| groups.iter().position(|group| group.contains(&i)).unwrap())
        .collect();
    let rename = groups
        .iter()
        .map(|group| into.binary_search(&f[group[0]]).unwrap())
        .collect();
    (onto, rename, into)
}

#[test]
fn other_ways_to_the_same_answer_pass() {
    passes(check::fibers(groups));
    passes(check::fibers(|f| {
        // By recursion: the group of the first input, then the rest.
        fn rest(f: &[usize], left: Vec<usize>) -> Vec<Vec<usize>> {
            let Some(&first) = left.first() else {
                return Vec::new();
            };
            let (group, left) = left.into_iter().partition(|&i| f[i] == f[first]);
            let mut groups = vec![group];
            groups.extend(rest(f, left));
            groups
        }
        rest(f, (0..f.len()).collect())
    }));
    passes(check::fibers(|f| {
        // By a table with a place for every number up to the largest output.
        let mut table = vec![Vec::new(); f.iter().max().map_or(0, |most| most + 1)];
        for (i, &y) in f.iter().enumerate() {
            table[y].push(i);
        }
        table.retain(|group: &Vec<usize>| !group.is_empty());
        table.sort();
        table
    }));
    passes(check::image(image));
    passes(check::image(|f| {
        let mut seen = vec![false; f.iter().max().map_or(0, |most| most + 1)];
        f.iter().for_each(|&y| seen[y] = true);
        (0..seen.len()).filter(|&y| seen[y]).collect()
    }));
    passes(check::image(|f| {
        let mut outputs: Vec<usize> = f.iter().copied().collect::<HashSet<_>>().into_iter().collect();
        outputs.sort_unstable_by(|x, y| y.cmp(x));
        outputs.reverse();
        outputs
    }));
    passes(check::image(|f| {
        f.iter()
            .map(|y| (*y, ()))
            .collect::<BTreeMap<_, _>>()
            .into_keys()
            .collect()
    }));
    passes(check::decompose(parts));
    passes(check::decompose(|f| {
        let mut by_output: Vec<(usize, usize)> = groups(f).iter().enumerate().map(|(k, g)| (f[g[0]], k)).collect();
        by_output.sort();
        let (_, _, into) = parts(f);
        let mut rename = vec![0; into.len()];
        for (position, &(_, group)) in by_output.iter().enumerate() {
            rename[group] = position;
        }
        (parts(f).0, rename, into)
    }));
}

#[test]
fn an_answer_that_fails_somewhere_only_fails_there() {
    // One input, far in the back, is forgotten.
    fails(
        check::fibers(|f| groups(&f[..f.len().min(20)])),
        "fibers(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])",
        "vec![vec![0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]]",
        "vec![vec![0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]]",
    );
    fails(
        check::fibers(|f| if f.is_empty() { vec![vec![]] } else { groups(f) }),
        "fibers(&[])",
        "vec![]",
        "vec![vec![]]",
    );
    fails(
        check::fibers(|f| groups(&f.iter().map(|y| y % 1_000).collect::<Vec<_>>())),
        "fibers(&[35000, 0])",
        "vec![vec![0], vec![1]]",
        "vec![vec![0, 1]]",
    );
    fails(
        check::fibers(|f| {
            let mut groups = groups(f);
            groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
            groups
        }),
        "fibers(&[1, 0, 0])",
        "vec![vec![0], vec![1, 2]]",
        "vec![vec![1, 2], vec![0]]",
    );
    fails(
        check::image(|f| image(f).into_iter().filter(|&y| y < 256).collect()),
        "image(&[256])",
        "vec![256]",
        "vec![]",
    );
    fails(
        check::image(|f| image(f).into_iter().filter(|&y| y < f.len() + 3).collect()),
        "image(&[4])",
        "vec![4]",
        "vec![]",
    );
    fails(
        check::image(|f| if f.is_empty() { vec![0] } else { image(f) }),
        "image(&[])",
        "vec![]",
        "vec![0]",
    );
    fails(
        check::image(|f| image(f).into_iter().skip(usize::from(f.len() > 1)).collect()),
        "image(&[0, 0])",
        "vec![0]",
        "vec![]",
    );
    fails(
        check::image(|f| vec![image(f).len()]),
        "image(&[0])",
        "vec![0]",
        "vec![1]",
    );
    fails(
        check::decompose(|f| {
            // Right for two groups: exchanging two is its own inverse.
            let (onto, rename, into) = parts(f);
            let inverse = (0..rename.len())
                .map(|position| rename.iter().position(|&p| p == position).unwrap())
                .collect();
            (onto, inverse, into)
        }),
        "decompose(&[1, 2, 0])",
        "(vec![0, 1, 2], vec![1, 2, 0], vec![0, 1, 2])",
        "(vec![0, 1, 2], vec![2, 0, 1], vec![0, 1, 2])",
    );
    fails(
        check::decompose(|f| {
            let (onto, rename, into) = parts(f);
            (onto, rename.iter().map(|position| position + 1).collect(), into)
        }),
        "decompose(&[0])",
        "(vec![0], vec![0], vec![0])",
        "(vec![0], vec![1], vec![0])",
    );
    fails(
        check::decompose(|f| {
            let (onto, rename, into) = parts(f);
            (onto, vec![0; rename.len()], into)
        }),
        "decompose(&[1, 0])",
        "(vec![0, 1], vec![1, 0], vec![0, 1])",
        "(vec![0, 1], vec![0, 0], vec![0, 1])",
    );
    fails(
        check::decompose(|f| {
            let (onto, mut rename, mut into) = parts(f);
            rename
                .iter_mut()
                .for_each(|position| *position = into.len() - 1 - *position);
            into.reverse();
            (onto, rename, into)
        }),
        "decompose(&[1, 0])",
        "(vec![0, 1], vec![1, 0], vec![0, 1])",
        "(vec![0, 1], vec![0, 1], vec![1, 0])",
    );
    fails(
        check::decompose(|f| {
            let (onto, rename, into) = parts(f);
            (
                onto.iter().map(|group| rename.len() - 1 - group).collect(),
                rename.into_iter().rev().collect(),
                into,
            )
        }),
        "decompose(&[1, 0])",
        "(vec![0, 1], vec![1, 0], vec![0, 1])",
        "(vec![1, 0], vec![0, 1], vec![0, 1])",
    );
}

#[test]
fn outputs_that_look_alike_to_a_small_table_are_told_apart() {
    wrong(
        check::fibers(|f| groups(&f.iter().map(|y| y % 10).collect::<Vec<_>>())),
        None,
    );
    wrong(
        check::fibers(|f| groups(&f.iter().map(|y| y % 64).collect::<Vec<_>>())),
        None,
    );
    wrong(
        check::fibers(|f| groups(&f.iter().map(|y| y % 256).collect::<Vec<_>>())),
        None,
    );
    wrong(
        check::fibers(|f| groups(&f.iter().map(|y| y % 65_536).collect::<Vec<_>>())),
        None,
    );
}

#[test]
fn the_order_of_a_hash_map_is_recognised() {
    wrong(
        check::fibers(|f| {
            let mut groups: HashMap<usize, Vec<usize>> = HashMap::new();
            for (i, y) in f.iter().enumerate() {
                groups.entry(*y).or_default().push(i);
            }
            groups.into_values().collect()
        }),
        "groups-in-another-order",
    );
    wrong(
        check::image(|f| f.iter().copied().collect::<HashSet<_>>().into_iter().collect()),
        "another-order",
    );
}

//! Finite functions: `f[i]` is the output of input `i`.

use grading::refutation::provided;
use grading::{Input, Random, shrink};

/// More inputs than this are given by a formula.
const WRITTEN_OUT: usize = 36;

/// Functions that tell algorithms on them apart: every one from up to four inputs to three outputs, some with outputs far
/// beyond the number of inputs, some longer ones.
///
/// An output stays small enough for a table that has a place for every number up to the largest: that is a right way too.
pub(crate) fn probes(random: &mut Random) -> Vec<Vec<usize>> {
    let mut probes: Vec<Vec<usize>> = (1..=4).flat_map(|inputs| all(inputs, 3)).collect();
    probes.extend([vec![9], vec![6, 6], vec![40, 3, 40, 3], vec![70_000, 0, 69_999, 70_000]]);
    // These agree in their last digit, in their last six, eight or sixteen bits.
    probes.push(vec![5, 65, 69, 261, 65_541, 5]);
    probes.extend([
        vec![1, 3, 2, 0],
        vec![2, 0, 3, 1],
        vec![3, 0, 1, 2],
        vec![4, 1, 3, 0, 2],
    ]);
    for inputs in 5..=12 {
        let mut function = |outputs| (0..inputs).map(|_| random.integer(0, outputs) as usize).collect();
        probes.extend([function(3), function(20)]);
    }
    probes.extend([large(300), Vec::new()]);
    probes
}

/// The function that a learner has written.
pub(crate) fn asked(f: &[usize]) -> Input<Vec<usize>> {
    let why = "an output is below a hundred thousand here: a table with a place for each is a right way, too";
    provided(f.iter().all(|&y| y < 100_000), why)?;
    provided(f.len() <= 1_000, "that function has more than a thousand inputs")?;
    Ok(f.to_vec())
}

/// Fewer inputs first, then smaller outputs: one output wherever it occurs, which leaves the groups as they are, before one
/// input's.
pub(crate) fn simpler(f: &[usize]) -> Vec<Vec<usize>> {
    let n = f.len();
    let mut simpler: Vec<Vec<usize>> = shrink::lengths(n).into_iter().map(|len| f[..len].to_vec()).collect();
    if n > WRITTEN_OUT {
        return simpler;
    }
    simpler.extend(shrink::droppable(n).map(|i| [&f[..i], &f[i + 1..]].concat()));
    let smaller = |y: usize| [0, y / 2, y.saturating_sub(1)].into_iter().filter(move |&z| z < y);
    for &y in f {
        simpler.extend(smaller(y).map(|z| f.iter().map(|&x| if x == y { z } else { x }).collect()));
    }
    for i in 0..n {
        simpler.extend(smaller(f[i]).map(|z| {
            let mut f = f.to_vec();
            f[i] = z;
            f
        }));
    }
    simpler
}

/// `&[2, 0, 2]`
pub(crate) fn literal(f: &[usize]) -> String {
    match f.len() > WRITTEN_OUT {
        false => format!("&{f:?}"),
        true => format!("&(0..{}).map(|i| (7 * i + 3) % 41).collect::<Vec<usize>>()", f.len()),
    }
}

/// The outputs that occur, ascending.
pub(crate) fn image(f: &[usize]) -> Vec<usize> {
    let mut image = f.to_vec();
    image.sort_unstable();
    image.dedup();
    image
}

/// The group of each input: groups are numbered in order of first appearance.
pub(crate) fn groups(f: &[usize]) -> Vec<usize> {
    let mut firsts: Vec<usize> = Vec::new();
    let mut group = |y: usize| match firsts.iter().position(|&first| first == y) {
        Some(group) => group,
        None => {
            firsts.push(y);
            firsts.len() - 1
        }
    };
    f.iter().map(|&y| group(y)).collect()
}

/// Every function from that many inputs to the outputs below a number.
fn all(inputs: u32, outputs: usize) -> impl Iterator<Item = Vec<usize>> {
    let digit = move |code: usize, place: u32| code / outputs.pow(place) % outputs;
    (0..outputs.pow(inputs)).map(move |code| (0..inputs).map(|place| digit(code, place)).collect())
}

/// What the formula of [`literal`] gives.
fn large(inputs: usize) -> Vec<usize> {
    (0..inputs).map(|i| (7 * i + 3) % 41).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_functions_are_all_there() {
        let functions: Vec<Vec<usize>> = all(2, 2).collect();
        assert_eq!(functions, [[0, 0], [1, 0], [0, 1], [1, 1]]);
        assert_eq!(all(4, 3).count(), 81);
    }

    #[test]
    fn functions_shrink_without_losing_their_groups() {
        let mut f = vec![17, 40, 3, 40, 9, 2];
        let repeats = |f: &Vec<usize>| (1..f.len()).any(|i| f[..i].contains(&f[i]) && f[i] != f[i - 1]);
        while let Some(next) = simpler(&f).into_iter().find(repeats) {
            f = next;
        }
        assert_eq!(f, [0, 1, 0]);
    }

    #[test]
    fn functions_are_written_as_rust() {
        assert_eq!(literal(&[2, 0]), "&[2, 0]");
        assert_eq!(literal(&[]), "&[]");
        assert_eq!(
            literal(&large(50)),
            "&(0..50).map(|i| (7 * i + 3) % 41).collect::<Vec<usize>>()"
        );
    }

    #[test]
    fn groups_are_numbered_as_they_appear() {
        assert_eq!(groups(&[5, 2, 5, 0]), [0, 1, 0, 2]);
        assert_eq!(image(&[5, 2, 5, 0]), [0, 2, 5]);
    }
}

//! What changed between two texts, line by line.

/// Texts with more lines, the ends that they share aside, are told apart as a whole.
const MOST: usize = 400;

/// How many lines that stayed are shown around those that changed.
const AROUND: usize = 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Stays,
    Goes,
    Comes,
    /// Lines that stay are left out.
    Gap,
}

impl Change {
    pub(super) fn sign(self) -> char {
        match self {
            Change::Stays => ' ',
            Change::Goes => '-',
            Change::Comes => '+',
            Change::Gap => '⋮',
        }
    }
}

/// The lines that changed from `before` to `after`, with those beside them. Nothing where none has.
pub(super) fn changes<'t>(before: &'t str, after: &'t str) -> Vec<(Change, &'t str)> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let all = all(&old, &new);
    let changed: Vec<usize> = (0..all.len()).filter(|&at| all[at].0 != Change::Stays).collect();
    let is_near = |at: usize| changed.iter().any(|&changed| changed.abs_diff(at) <= AROUND);
    let mut shown: Vec<(Change, &str)> = Vec::new();
    for (at, line) in all.iter().enumerate() {
        if is_near(at) {
            shown.push(*line);
        } else if shown.last().is_none_or(|(change, _)| *change != Change::Gap) {
            shown.push((Change::Gap, ""));
        }
    }
    match changed.is_empty() {
        true => Vec::new(),
        false => shown,
    }
}

fn all<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(Change, &'t str)> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - head;
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(rest)
        .take_while(|(a, b)| a == b)
        .count();
    let (inner_old, inner_new) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let stays = |line: &&'t str| (Change::Stays, *line);
    let mut all: Vec<_> = old[..head].iter().map(stays).collect();
    all.extend(inner(inner_old, inner_new));
    all.extend(old[old.len() - tail..].iter().map(stays));
    all
}

/// By a longest common subsequence.
fn inner<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(Change, &'t str)> {
    let (goes, comes) = (
        |line: &&'t str| (Change::Goes, *line),
        |line: &&'t str| (Change::Comes, *line),
    );
    if old.len() > MOST || new.len() > MOST {
        return old.iter().map(goes).chain(new.iter().map(comes)).collect();
    }
    // The length of the longest one of what begins at a line of each.
    let mut longest = vec![vec![0_u16; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i][j] = match old[i] == new[j] {
                true => longest[i + 1][j + 1] + 1,
                false => longest[i + 1][j].max(longest[i][j + 1]),
            };
        }
    }
    let (mut i, mut j, mut changes) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            changes.push((Change::Stays, old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || i < old.len() && longest[i + 1][j] >= longest[i][j + 1] {
            changes.push((Change::Goes, old[i]));
            i += 1;
        } else {
            changes.push((Change::Comes, new[j]));
            j += 1;
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str, expected: &str) {
        let lines = changes(before, after);
        let shown: Vec<String> = lines
            .iter()
            .map(|(change, line)| format!("{}{line}", change.sign()))
            .collect();
        assert_eq!(shown.join("\n"), expected);
    }

    #[test]
    fn lines_that_changed_stand_beside_those_that_stayed() {
        check("a\nb\nc", "a\nb\nc", "");
        check("a\nb\nc", "a\nx\nc", " a\n-b\n+x\n c");
        check("a\nc", "a\nb\nc", " a\n+b\n c");
        check("a\nb\nc\nd\ne", "a\nb\nc\nd\nf", "⋮\n d\n-e\n+f");
        check(
            "a\nb\nc\nd\ne\nf\ng",
            "x\nb\nc\nd\ne\nf\ny",
            "-a\n+x\n b\n⋮\n f\n-g\n+y",
        );
        check("", "a", "+a");
        check("a", "", "-a");
    }

    #[test]
    fn texts_that_are_very_long_are_told_apart_as_a_whole() {
        let long = |from: usize| (from..from + 1000).map(|n| format!("{n}\n")).collect::<String>();
        let (before, after) = (long(0), long(1000));
        assert_eq!(changes(&before, &after).len(), 2000);
        let (before, after) = (format!("{before}x\n{before}"), format!("{before}y\n{before}"));
        assert_eq!(changes(&before, &after).len(), 6);
    }
}

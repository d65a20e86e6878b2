//! Leaves out of long lines what a message is not about.

use std::borrow::Cow;
use std::ops::Range;

/// Characters of a line that is shown whole.
const LINE: usize = 200;
/// Characters that are kept around a place in a longer one.
const AROUND: usize = 60;
/// What stands for what is left out.
const ELLIPSIS: &str = "…";

/// A text in which long lines have been cut.
#[derive(Debug)]
pub(super) struct Excerpt<'t> {
    pub(super) text: Cow<'t, str>,
    /// What was kept of the whole text, and where it begins in `text`; empty if nothing was cut.
    kept: Vec<(Range<usize>, usize)>,
}

impl<'t> Excerpt<'t> {
    /// Of `text`, with all that is near the ends of `places`.
    pub(super) fn new(text: &'t str, places: &[Range<usize>]) -> Excerpt<'t> {
        if text.lines().all(is_short) {
            return Excerpt {
                text: Cow::Borrowed(text),
                kept: Vec::new(),
            };
        }
        let mut excerpt = Excerpt {
            text: Cow::Owned(String::new()),
            kept: Vec::new(),
        };
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let range = start..start + line.len();
            start = range.end;
            match is_short(line) {
                true => excerpt.keep(text, range),
                false => {
                    for part in parts(text, &range, places) {
                        excerpt.keep(text, part);
                    }
                }
            }
        }
        excerpt
    }

    /// Whether something was left out.
    pub(super) fn is_cut(&self) -> bool {
        !self.kept.is_empty()
    }

    fn keep(&mut self, text: &str, range: Range<usize>) {
        let shown = self.text.to_mut();
        if self.kept.last().map_or(0, |(last, _)| last.end) < range.start {
            shown.push_str(ELLIPSIS);
        }
        self.kept.push((range.clone(), shown.len()));
        shown.push_str(&text[range]);
    }

    /// Where `range` of the whole text is shown: what was left out of it is the ellipsis.
    pub(super) fn shown(&self, range: &Range<usize>) -> Range<usize> {
        if self.kept.is_empty() {
            return range.clone();
        }
        let at = |at: usize| {
            let part = self.kept.iter().rfind(|(part, _)| part.start <= at);
            part.map_or(0, |(part, start)| start + (at.min(part.end) - part.start))
        };
        let (start, end) = (at(range.start), at(range.end));
        match start == end && !range.is_empty() {
            true => start..(start + ELLIPSIS.len()).min(self.text.len()),
            false => start..end,
        }
    }
}

fn is_short(line: &str) -> bool {
    line.len() <= LINE || line.chars().count() <= LINE
}

/// What to keep of the long line `line`, in order.
fn parts(text: &str, line: &Range<usize>, places: &[Range<usize>]) -> Vec<Range<usize>> {
    let inside = |at: &usize| line.contains(at) || *at == line.end;
    let ends = places.iter().flat_map(|place| [place.start, place.end]).filter(inside);
    let mut wanted: Vec<usize> = ends.collect();
    // Its beginning tells which line it is.
    wanted.push(line.start);
    wanted.sort_unstable();
    let mut parts: Vec<Range<usize>> = Vec::new();
    for at in wanted {
        let before = text[line.start..at].char_indices().rev().take(AROUND).last();
        let start = before.map_or(at, |(before, _)| line.start + before);
        let after = text[at..line.end].char_indices().nth(AROUND);
        let end = after.map_or(line.end, |(after, _)| at + after);
        match parts.last_mut() {
            Some(last) if start <= last.end => last.end = last.end.max(end),
            _ => parts.push(start..end),
        }
    }
    // The line break belongs to it, cut or not.
    let line_break = text[line.clone()].trim_end_matches(['\r', '\n']).len() + line.start;
    if parts.last().is_some_and(|last| last.end < line_break) && line_break < line.end {
        parts.push(line_break..line.end);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lines_are_whole() {
        let text = "let x = 1;\nlet y = 2;";
        let excerpt = Excerpt::new(text, &[]);
        assert_eq!((&*excerpt.text, excerpt.shown(&(4..5))), (text, 4..5));
    }

    #[test]
    fn of_a_long_line_what_is_near_a_place_stays() {
        let text = format!(
            "let a = 1;\nlet v = [{}é{}];\nlet b = 2;",
            "1, ".repeat(20_000),
            "2, ".repeat(20_000)
        );
        let at = text.find('é').expect("it is there");
        let place = at..at + 'é'.len_utf8();
        let excerpt = Excerpt::new(&text, std::slice::from_ref(&place));
        assert_eq!(&excerpt.text[excerpt.shown(&place)], "é");
        assert_eq!(excerpt.text.lines().count(), 3);
        assert!(excerpt.text.len() < 300, "{}", excerpt.text);
        assert!(excerpt.text.ends_with("…\nlet b = 2;"), "{}", excerpt.text);
        let end = text.len() - "let b = 2;".len() + 4;
        assert_eq!(&excerpt.text[excerpt.shown(&(end..end + 1))], "b");
        let left_out = at + 9_000..at + 9_003;
        assert_eq!(&excerpt.text[excerpt.shown(&left_out)], "…");
    }
}

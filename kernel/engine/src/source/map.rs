//! Where each piece of a generated source came from.

use crate::state::Origin;
use std::ops::Range;
use std::sync::Arc;

/// Where each piece of a generated source came from.
#[derive(Debug, Default)]
pub(crate) struct SourceMap {
    /// Where each line of the generated text starts.
    pub(super) lines: Vec<usize>,
    /// Where each character of several bytes starts in the generated text, and how many bytes beyond the first it has.
    pub(super) wide: Vec<(usize, usize)>,
    pub(super) pieces: Vec<Piece>,
    /// Generated text before a piece that rustc takes for a part of it.
    pub(super) leads: Vec<Range<usize>>,
    /// Where each variable is put back: its name, and the number of the put.
    pub(super) puts: Vec<(Range<usize>, String, usize)>,
    /// Generated text that does something with a piece of the learner's.
    pub(super) about: Vec<(Range<usize>, Place)>,
    /// The generated text around the last expression, which is `(` and a line break before it, and a line break and `)`
    /// behind it.
    pub(super) value: Option<Value>,
    /// Generated text that the parser comes to where the cell ends too early.
    pub(super) end: Option<Range<usize>>,
}

/// The last expression of a cell, which is shown.
#[derive(Debug)]
pub(super) struct Value {
    /// In the generated text, without the parentheses.
    pub(super) generated: Range<usize>,
    pub(super) place: Place,
}

/// A piece of a cell's text in the generated one.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) generated: Range<usize>,
    pub(super) origin: Arc<Origin>,
    /// Where it begins in the cell.
    pub(super) start: usize,
    /// Whether it is a part of a rewritten item, whose neighbours in the cell may be other ones.
    pub(super) is_part: bool,
}

/// A place in the text of some cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub origin: Arc<Origin>,
    pub range: Range<usize>,
}

/// A place that a fix may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Editable {
    pub(crate) place: Place,
    /// Whether it is outside of the parentheses around the cell's value, which the cell doesn't have.
    pub(crate) is_beside_value: bool,
}

/// What stands around the last expression.
pub(super) const PARENTHESES: (&str, &str) = ("(\n", "\n)");

impl SourceMap {
    /// The map of `text`, which someone else has written around text of `origin`: the `pieces`, each with where it stands in
    /// the origin.
    pub(crate) fn around(
        text: &str,
        pieces: impl IntoIterator<Item = (Range<usize>, usize)>,
        origin: &Arc<Origin>,
    ) -> SourceMap {
        let piece = |(generated, start)| Piece {
            generated,
            origin: Arc::clone(origin),
            start,
            is_part: false,
        };
        let mut map = SourceMap {
            pieces: pieces.into_iter().map(piece).collect(),
            ..SourceMap::default()
        };
        map.measure(text);
        map
    }

    /// Notes where the lines and the wide characters of the generated `text` are.
    pub(super) fn measure(&mut self, text: &str) {
        let characters = text.char_indices().map(|(at, c)| (at, c.len_utf8() - 1));
        self.wide = characters.filter(|(_, more)| *more > 0).collect();
        self.lines = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
    }

    /// The learner's own text behind a byte range of the generated source.
    pub(crate) fn place(&self, range: &Range<usize>) -> Option<Place> {
        let lead = self.leads.iter().find(|lead| lead.contains(&range.start));
        let start = lead.map_or(range.start, |lead| lead.end);
        let range = &(start..range.end.max(start));
        // A range of no length may stand right behind a piece.
        let inside = |piece: &&Piece| piece.generated.start <= range.start && range.start < piece.generated.end;
        let behind = |piece: &&Piece| piece.generated.end == range.start && range.is_empty();
        let piece = self
            .pieces
            .iter()
            .find(inside)
            .or_else(|| self.pieces.iter().find(behind));
        let Some(piece) = piece else {
            let about = self.about.iter().find(|(about, _)| about.contains(&range.start));
            return about.map(|(_, place)| place.clone());
        };
        // If rustc points at a path that has been put together, it means the last part.
        let last = |other: &&Piece| other.is_part && (range.start..range.end).contains(&other.generated.start);
        let beyond = piece.is_part && range.end > piece.generated.end;
        let piece = self.pieces.iter().rfind(|other| beyond && last(other)).unwrap_or(piece);
        // Where text is left out or put in between, the range begins in one piece and ends in another.
        let is_end = |other: &&Piece| {
            let follows = !other.is_part && Arc::ptr_eq(&other.origin, &piece.origin) && other.start >= piece.start;
            follows && other.generated.start < range.end && range.end <= other.generated.end
        };
        let end = self.pieces.iter().find(is_end).unwrap_or(piece);
        let shift = |at: usize, piece: &Piece| {
            at.clamp(piece.generated.start, piece.generated.end) - piece.generated.start + piece.start
        };
        Some(Place {
            origin: Arc::clone(&piece.origin),
            range: shift(range.start, piece)..shift(range.end, end),
        })
    }

    /// The text of a cell that is replaced if `range` of the generated source is; `None` unless all of that is one cell's.
    pub(crate) fn editable(&self, range: &Range<usize>) -> Option<Editable> {
        if let Some(editable) = self.beside_value(range) {
            return Some(editable);
        }
        let starts = |piece: &&Piece| match range.is_empty() {
            true => piece.generated.start <= range.start && range.start <= piece.generated.end,
            false => piece.generated.start <= range.start && range.start < piece.generated.end,
        };
        let first = self.pieces.iter().find(starts)?;
        // Where text is put in between, the range begins in one piece and ends in another.
        let ends = |piece: &&Piece| {
            let is_same = Arc::ptr_eq(&piece.origin, &first.origin) && piece.start >= first.start;
            is_same && piece.generated.start <= range.end && range.end <= piece.generated.end
        };
        let last = self.pieces.iter().find(ends)?;
        let is_whole = std::ptr::eq(first, last) || !(first.is_part || last.is_part);
        is_whole.then(|| Editable {
            place: Place {
                origin: Arc::clone(&first.origin),
                range: range.start - first.generated.start + first.start..range.end - last.generated.start + last.start,
            },
            is_beside_value: false,
        })
    }

    /// As [`SourceMap::editable`], where `range` begins or ends outside of the parentheses around the value.
    fn beside_value(&self, range: &Range<usize>) -> Option<Editable> {
        let Value { generated, place } = self.value.as_ref()?;
        let (open, close) = (
            generated.start - PARENTHESES.0.len(),
            generated.end + PARENTHESES.1.len(),
        );
        let own = &place.range;
        let moved = if *range == (open..open) {
            own.start..own.start
        } else if *range == (close..close) {
            own.end..own.end
        } else if *range == (open..close) {
            own.clone()
        } else {
            return self.before_parenthesis(range);
        };
        Some(Editable {
            place: Place {
                origin: Arc::clone(&place.origin),
                range: moved,
            },
            // What replaces all of it needs none.
            is_beside_value: range.is_empty(),
        })
    }

    /// As [`SourceMap::editable`], where `range` ends just before the closing parenthesis around the value.
    fn before_parenthesis(&self, range: &Range<usize>) -> Option<Editable> {
        let Value { generated, place } = self.value.as_ref()?;
        let parenthesis = generated.end + PARENTHESES.1.len() - 1;
        if range.end != parenthesis || range.start < generated.start {
            return None;
        }
        let own = &place.range;
        let is_call = place.origin.text.get(own.clone())?.ends_with(')');
        let moved = match range.is_empty() {
            true => own.end..own.end,
            // rustc takes the parenthesis for that of a call, whose arguments end before it.
            false if is_call && range.start < generated.end => {
                let start = self.editable(&(range.start..range.start))?.place.range.start;
                start..(own.end - 1).max(start)
            }
            false => return None,
        };
        Some(Editable {
            place: Place {
                origin: Arc::clone(&place.origin),
                range: moved,
            },
            is_beside_value: false,
        })
    }

    /// The last expression of the cell, which is shown.
    pub(crate) fn value(&self) -> Option<Place> {
        self.value.as_ref().map(|value| value.place.clone())
    }

    /// Whether `range` is the generated text behind a cell that ends too early.
    pub(crate) fn is_end(&self, range: &Range<usize>) -> bool {
        self.end.as_ref().is_some_and(|end| end.contains(&range.start))
    }

    /// The place of a line and column (in characters), both from 1, as panics tell them.
    pub(crate) fn place_of_line(&self, text_line: usize, column: usize) -> Option<Place> {
        let start = *self.lines.get(text_line.checked_sub(1)?)?;
        let wide = self.wide.iter().skip_while(|(wide, _)| *wide < start);
        let at = wide.fold(start + column.saturating_sub(1), |at, (wide, more)| match *wide < at {
            true => at + more,
            false => at,
        });
        self.place(&(at..at))
    }

    /// The line and column (in characters) of byte `at` of the generated source, both from 1.
    pub(super) fn line_and_column(&self, at: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= at);
        let start = line.checked_sub(1).map_or(0, |line| self.lines[line]);
        let wide = self.wide.iter().filter(|(wide, _)| (start..at).contains(wide));
        (line, at - start + 1 - wide.map(|(_, more)| more).sum::<usize>())
    }

    /// How the cell that the source was written for is called.
    pub(crate) fn cell(&self) -> String {
        let last = self.pieces.last().map(|piece| &piece.origin);
        last.map_or_else(|| "cell".to_owned(), |origin| origin.name(origin))
    }

    /// The variable whose `put` contains `range`.
    pub(crate) fn variable_put_at(&self, range: &Range<usize>) -> Option<&str> {
        self.puts_at(range).map(|(_, name, _)| name.as_str()).next()
    }

    /// The number of the `put` that contains `range`.
    pub(crate) fn put_at(&self, range: &Range<usize>) -> Option<usize> {
        self.puts_at(range).map(|(_, _, number)| *number).next()
    }

    fn puts_at(&self, range: &Range<usize>) -> impl Iterator<Item = &(Range<usize>, String, usize)> {
        let contains = |put: &Range<usize>| put.start <= range.start && range.end <= put.end;
        self.puts.iter().filter(move |(put, ..)| contains(put))
    }
}

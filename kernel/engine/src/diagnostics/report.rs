//! How messages about cells are shown: as rustc shows them, with the learner's own lines.

use super::excerpt::Excerpt;
use super::fixes::{Alternative, Fix};
use super::placed::{Mark, Message, Note};
use crate::state::Origin;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Renderer, Snippet};
use anstyle::Style;
use interfaces::failure::MarkedPlace;
use lessons::short_type;
use std::ops::Range;
use std::sync::Arc;

/// No colour: what reaches a contrast of 4.5:1 with the light red behind errors in JupyterLab is darker than what reaches it
/// with the dark red in its dark theme.
const STRONG: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

/// `message` in lines, what matters in bold, for someone who has run `current`.
pub(super) fn render(message: &Message, current: &Arc<Origin>) -> Vec<String> {
    let message = &readable(message);
    let mut title = Level::ERROR.primary_title(message.title.as_str());
    if let Some(code) = &message.code {
        title = title.id(code.as_str());
    }
    let mut lines = shown(Group::with_title(title), message, current);
    for fix in &message.fixes {
        lines.extend(shown_fix(fix, current));
    }
    lines
}

/// `message`, the words of a panic, in lines, what matters in bold.
pub(super) fn render_panic(message: &Message, current: &Arc<Origin>) -> Vec<String> {
    let title = Level::ERROR.with_name("panic").primary_title(message.title.as_str());
    shown(Group::with_title(title), message, current)
}

/// What of cells `message` is about, without its title and notes, if it is about any.
pub(super) fn place(message: &Message, current: &Arc<Origin>) -> Option<MarkedPlace> {
    let message = &readable(message);
    if message.marks.is_empty() {
        return None;
    }
    // A group can't do without a title, here one of one line.
    let group = Group::with_title(Level::ERROR.primary_title("")).elements(snippets(&message.marks, current));
    let shown = renderer().render(&[group]);
    let fix = message.fixes.first().map(|fix| Fix {
        alternatives: fix.alternatives.iter().take(1).cloned().collect(),
        more: 0,
        ..fix.clone()
    });
    Some(MarkedPlace {
        excerpt: shown.lines().skip(1).map(str::to_owned).collect(),
        fix: fix.map(|fix| shown_fix(&fix, current)).unwrap_or_default(),
    })
}

/// `message` with types by the names that learners write.
fn readable(message: &Message) -> Message {
    let mut message = message.clone();
    message.title = with_short_types(&message.title);
    for note in &mut message.notes {
        note.text = with_short_types(&note.text);
    }
    let marks = message.notes.iter_mut().flat_map(|note| &mut note.marks);
    for label in marks.chain(&mut message.marks).filter_map(|mark| mark.label.as_mut()) {
        *label = with_short_types(label);
    }
    message
}

/// `text` with the matrices of nalgebra's in it, between backticks, by short names.
pub(super) fn with_short_types(text: &str) -> String {
    let of_code = |(number, part): (usize, &str)| match number % 2 == 1 && part.contains("Matrix<") {
        true => short_type(part),
        false => part.to_owned(),
    };
    text.split('`').enumerate().map(of_code).collect::<Vec<_>>().join("`")
}

fn shown<'m>(group: Group<'m>, message: &'m Message, current: &Arc<Origin>) -> Vec<String> {
    let mut group = group.elements(snippets(&message.marks, current));
    for Note { is_help, text, marks } in &message.notes {
        let level = if *is_help { Level::HELP } else { Level::NOTE };
        group = group
            .element(level.message(text.as_str()))
            .elements(snippets(marks, current));
    }
    renderer().render(&[group]).lines().map(str::to_owned).collect()
}

fn renderer() -> Renderer {
    const BOLD: Style = Style::new().bold();
    Renderer::plain()
        .decor_style(DecorStyle::Ascii)
        .error(BOLD)
        .note(BOLD)
        .help(BOLD)
        .emphasis(BOLD)
}

/// The lines with `marks`, the current cell's first.
fn snippets<'m>(marks: &'m [Mark], current: &Arc<Origin>) -> Vec<Element<'m>> {
    let mut cells: Vec<(&'m Arc<Origin>, Vec<&'m Mark>)> = Vec::new();
    for mark in marks {
        match cells
            .iter_mut()
            .find(|(known, _)| Arc::ptr_eq(known, &mark.place.origin))
        {
            Some((_, marks)) => marks.push(mark),
            None => cells.push((&mark.place.origin, vec![mark])),
        }
    }
    cells.sort_by_key(|(origin, _)| !Arc::ptr_eq(origin, current));
    cells
        .into_iter()
        .flat_map(|(origin, marks)| snippet(origin, &marks, current))
        .collect()
}

fn snippet<'m>(origin: &'m Arc<Origin>, marks: &[&'m Mark], current: &Arc<Origin>) -> Vec<Element<'m>> {
    let places: Vec<Range<usize>> = marks.iter().map(|mark| mark.place.range.clone()).collect();
    let excerpt = Excerpt::new(&origin.text, &places);
    let annotation = |mark: &&'m Mark| -> Annotation<'m> {
        let kind = match mark.is_primary {
            true => AnnotationKind::Primary,
            false => AnnotationKind::Context,
        };
        let annotation = kind.span(excerpt.shown(&mark.place.range));
        match &mark.label {
            Some(label) => annotation.label(label.as_str()),
            None => annotation,
        }
    };
    let annotations: Vec<Annotation<'m>> = marks.iter().map(annotation).collect();
    let path = origin.name(current);
    let is_cut = excerpt.is_cut();
    let snippet = Snippet::source(excerpt.text.into_owned()).annotations(annotations);
    if !is_cut {
        return vec![snippet.path(path).into()];
    }
    // The columns of what is shown are not those of the cell.
    let chief = marks.iter().find(|mark| mark.is_primary).or(marks.first());
    let (line, column) = origin.line_and_column(chief.map_or(0, |mark| mark.place.range.start));
    let place = annotate_snippets::Origin::path(path).line(line).char_column(column);
    vec![place.into(), snippet.into()]
}

fn shown_fix(fix: &Fix, current: &Arc<Origin>) -> Vec<String> {
    let mut title = fix.title.lines();
    let mut lines = vec![format!("{STRONG}help{PLAIN}: {}", title.next().unwrap_or_default())];
    lines.extend(title.map(|line| format!("      {line}")));
    for alternative in &fix.alternatives {
        lines.extend(shown_alternative(alternative, current));
    }
    if fix.more > 0 {
        lines.push(format!("  and {} more", fix.more));
    }
    lines
}

/// Lines of a cell that change, and what they become.
struct Hunk<'t> {
    /// The number of the first one in the cell, and in the changed cell.
    old_number: usize,
    new_number: usize,
    old: Vec<&'t str>,
    new: Vec<&'t str>,
}

fn shown_alternative(alternative: &Alternative, current: &Arc<Origin>) -> Vec<String> {
    let applied = alternative.applied();
    let hunks = hunks(&alternative.origin.text, &applied, &alternative.edits);
    let last = hunks
        .iter()
        .map(|hunk| hunk.old_number + hunk.old.len() + hunk.new.len())
        .max();
    let width = last.unwrap_or(1).to_string().len();
    let mut lines = Vec::new();
    match Arc::ptr_eq(&alternative.origin, current) {
        true => lines.push(format!("{:width$} |", "")),
        false => lines.push(format!("{:width$}--> {}", "", alternative.origin.name(current))),
    }
    for hunk in hunks {
        let common = common(&hunk.old, &hunk.new);
        for (number, line) in (hunk.old_number..).zip(&hunk.old) {
            lines.push(format!("{number:width$} - {}", cut(line, &common)));
        }
        for (number, line) in (hunk.new_number..).zip(&hunk.new) {
            lines.push(format!("{number:width$} {STRONG}+ {}{PLAIN}", cut(line, &common)));
        }
    }
    lines
}

/// The lines that `edits` change, which have made `new` of `old`.
fn hunks<'t>(old: &'t str, new: &'t str, edits: &[(Range<usize>, String)]) -> Vec<Hunk<'t>> {
    let line_start = |text: &str, at: usize| text[..at].rfind('\n').map_or(0, |at| at + 1);
    let line_end = |text: &str, at: usize| text[at..].find('\n').map_or(text.len(), |length| at + length);
    // Of each hunk, the range of lines in the old text and in the new one.
    let mut ranges: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    let mut grown: isize = 0;
    for (range, replacement) in edits {
        let at_new = range.start.saturating_add_signed(grown);
        let old_lines = line_start(old, range.start)..line_end(old, range.end);
        let new_lines = line_start(new, at_new)..line_end(new, at_new + replacement.len());
        grown += replacement.len().cast_signed() - range.len().cast_signed();
        match ranges.last_mut() {
            Some((last_old, last_new)) if old_lines.start <= last_old.end => {
                last_old.end = last_old.end.max(old_lines.end);
                last_new.end = last_new.end.max(new_lines.end);
            }
            _ => ranges.push((old_lines, new_lines)),
        }
    }
    let hunk = |(old_lines, new_lines): (Range<usize>, Range<usize>)| {
        let (mut old_number, mut new_number) = (
            old[..old_lines.start].matches('\n').count() + 1,
            new[..new_lines.start].matches('\n').count() + 1,
        );
        let (mut before, mut after): (Vec<&str>, Vec<&str>) = (
            old[old_lines].split('\n').collect(),
            new[new_lines].split('\n').collect(),
        );
        while before.last() == after.last() && !before.is_empty() {
            before.pop();
            after.pop();
        }
        let same = before
            .iter()
            .zip(&after)
            .take_while(|(before, after)| before == after)
            .count();
        before.drain(..same);
        after.drain(..same);
        (old_number, new_number) = (old_number + same, new_number + same);
        Hunk {
            old_number,
            new_number,
            old: before,
            new: after,
        }
    };
    ranges.into_iter().map(hunk).collect()
}

/// How many characters two hunks of one line have in common at their beginning.
fn common(old: &[&str], new: &[&str]) -> usize {
    match (old, new) {
        ([old], [new]) => old.chars().zip(new.chars()).take_while(|(old, new)| old == new).count(),
        _ => 0,
    }
}

/// `line`, printable, and around its character `at` alone if it is long.
fn cut(line: &str, at: &usize) -> String {
    const WIDTH: usize = 160;
    let line = line.strip_suffix('\r').unwrap_or(line);
    let start = if line.chars().count() > WIDTH {
        at.saturating_sub(WIDTH / 2)
    } else {
        0
    };
    let mut shown = String::new();
    if start > 0 {
        shown.push('…');
    }
    for c in line.chars().skip(start).take(WIDTH) {
        match c {
            '\t' => shown.push_str("    "),
            c if c.is_control() => shown.push('\u{fffd}'),
            c => shown.push(c),
        }
    }
    if line.chars().count() > start + WIDTH {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use syntax::faults::faults;

    fn origin(text: &str) -> Arc<Origin> {
        Arc::new(Origin {
            execution: 3,
            text: text.to_owned(),
        })
    }

    #[test]
    fn matrices_have_the_names_that_learners_write() {
        assert_eq!(
            with_short_types("found `&nalgebra::Matrix<f64, Dyn, Dyn, VecStorage<f64, Dyn, Dyn>>`, not `std::x`"),
            "found `&DMatrix<f64>`, not `std::x`"
        );
        let view = "a `Matrix<f64, Dyn, Const<1>, ViewStorage<f64, Dyn, Const<1>, Const<1>, Dyn>>`";
        assert_eq!(with_short_types(view), view);
    }

    fn plain(lines: Vec<String>) -> Vec<String> {
        let mut plain = lines;
        for line in &mut plain {
            while let Some(start) = line.find('\u{1b}')
                && let Some(length) = line[start..].find('m')
            {
                line.replace_range(start..=start + length, "");
            }
        }
        plain
    }

    #[test]
    fn a_change_is_shown_as_the_lines_that_go_and_come() {
        #[track_caller]
        fn check(text: &str, edits: &[(Range<usize>, &str)], expected: &[&str]) {
            let origin = origin(text);
            let edits = edits
                .iter()
                .map(|(range, to)| (range.clone(), (*to).to_owned()))
                .collect();
            let alternative = Alternative {
                origin: Arc::clone(&origin),
                edits,
            };
            assert_eq!(plain(shown_alternative(&alternative, &origin))[1..], *expected);
        }
        check("a.shape", &[(7..7, "()")], &["1 - a.shape", "1 + a.shape()"]);
        check("x", &[(0..0, "use a;\n")], &["1 + use a;"]);
        check("f() {\n1\n", &[(7..7, "\n}")], &["3 + }"]);
        check("a\n}\nb", &[(2..4, "")], &["2 - }"]);
        check(
            "a\nb\nc",
            &[(0..1, "x"), (4..5, "y\nz")],
            &["1 - a", "1 + x", "3 - c", "3 + y", "4 + z"],
        );
        check("a\nb", &[(0..0, "u\n"), (3..3, "!")], &["1 + u", "2 - b", "3 + b!"]);
        check(
            "let (a, b)",
            &[(5..6, "x"), (8..9, "y")],
            &["1 - let (a, b)", "1 + let (x, y)"],
        );
        check("\tx\r\n", &[(1..2, "y")], &["1 -     x", "1 +     y"]);
    }

    #[test]
    fn a_fault_is_shown_with_its_place_and_its_fix() {
        let text = "let π = 1;\nlet v = vec![π, 2;";
        let origin = origin(text);
        let message = Message::of_fault(&faults(text)[0], &origin);
        let expected = [
            "error: unclosed delimiter",
            " --> cell [3]:2:13",
            "  |",
            "2 | let v = vec![π, 2;",
            "  |             ^ this `[` is never closed",
            "help: close it",
            "  |",
            "2 - let v = vec![π, 2;",
            "2 + let v = vec![π, 2];",
        ];
        assert_eq!(plain(render(&message, &origin)), expected);
    }

    #[test]
    fn a_long_line_is_shown_with_its_own_column() {
        let text = format!("let v = vec![{}; let w = 1;", "1, ".repeat(10_000));
        let origin = origin(&text);
        let message = Message::of_fault(&faults(&text)[0], &origin);
        let lines = plain(render(&message, &origin));
        assert_eq!(lines[1], " --> cell [3]:1:13");
        assert!(lines.iter().all(|line| line.chars().count() < 250), "{lines:#?}");
    }
}

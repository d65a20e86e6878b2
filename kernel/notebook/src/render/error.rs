//! Errors of cells, as a card beside the traceback: what is behind it, the line that it is about, what to write instead.
//!
//! Jupyter's own message of an error is text, which consoles, logs and whatever runs a notebook unseen go by. Where a page
//! can show the card, it takes the place of that text, which says the same; elsewhere a line announces the text.

use super::bundle;
use super::html::{card, code, escaped, inline, paragraph};
use interfaces::evaluator::MimeBundle;
use interfaces::failure::{Failure, FailureKind};

/// The card of a failure, unless there is no more to show than its text.
pub(crate) fn error(failure: &Failure) -> Option<MimeBundle> {
    // A panic's place alone is as well read in text.
    let is_compilers = matches!(failure.kind, FailureKind::Rejected { .. });
    let has_more = failure.lesson.is_some() || is_compilers && failure.place.is_some();
    let heading = || format!("{}: {}", failure.kind, first_line(&failure.message));
    has_more.then(|| bundle([("text/plain", heading()), ("text/html", html(failure))]))
}

/// The class of a card, by which its style finds it.
const CLASS: &str = "meno-error";

/// Hides the error that comes behind a card, in the pages of JupyterLab, Notebook and exports, of nbclassic, and of VS Code.
/// Where a page drops styles, or is made otherwise, both are shown.
fn style() -> String {
    let pages = [
        (
            ".jp-OutputArea-child",
            "[data-mime-type='application/vnd.jupyter.error'], [data-mime-type='application/vnd.jupyter.stderr']",
        ),
        (".output_area", ".output_error, .output_text.error"),
        (".output_container", ".traceback"),
    ];
    let rules = pages.map(|(output, error)| {
        format!("{output}:has(.{CLASS}) + {output}:not(:has(.{CLASS})):has({error}) {{ display: none }}")
    });
    format!("<style>{}</style>", rules.join(" "))
}

fn html(failure: &Failure) -> String {
    let kind = escaped(failure.kind.name());
    let is_of_syntax = failure.kind == FailureKind::Rejected { code: None };
    // Who has a lesson to read need not work out the compiler's words, which are below.
    let lesson = failure
        .lesson
        .as_deref()
        .map(|lesson| without_numbers(lesson, "a cell"));
    let (title, more) = match lesson
        .as_deref()
        .map(|lesson| lesson.split_once('\n').unwrap_or((lesson, "")))
    {
        Some((first, more)) => (first, more.lines().map(paragraph).collect()),
        None => (first_line(&failure.message), String::new()),
    };
    let place = failure.place.as_deref();
    let body = [
        Some(more),
        place.and_then(|place| lines(&place.excerpt)),
        // A lesson says what to write; what the compiler would write there may be something else.
        place
            .and_then(|place| fix(&place.fix))
            .filter(|_| failure.lesson.is_none() || is_of_syntax),
        whole(failure),
    ];
    let body: String = body.into_iter().flatten().collect();
    let title = format!(
        "<span aria-hidden=\"true\">✗ </span>{} <span style=\"font-weight: normal\">{}</span>",
        inline(title),
        code(&kind)
    );
    let card = card("group", &format!("Error {kind}"), "#d9534f", &title, &body);
    format!("<div class=\"{CLASS}\">{}{card}</div>", style())
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn fix(lines_of_fix: &[String]) -> Option<String> {
    let (title, change) = lines_of_fix.split_first()?;
    let title = without_codes(title);
    let title = title.strip_prefix("help: ").unwrap_or(&title);
    let mut capital = title.chars();
    let title: String = capital
        .next()
        .map(|first| first.to_uppercase().chain(capital).collect())?;
    // The line above a change is empty but for its edge.
    let is_edge = |line: &&String| line.trim_matches([' ', '|']).is_empty();
    let change: Vec<String> = change.iter().skip_while(is_edge).cloned().collect();
    Some(paragraph(&title) + &lines(&change).unwrap_or_default())
}

/// All that is said, where that is more than the card shows. What the compiler says is worth being able to look up: its words
/// are what to search the web for.
fn whole(failure: &Failure) -> Option<String> {
    let is_compilers = matches!(failure.kind, FailureKind::Rejected { .. });
    let summary = match is_compilers {
        true => "In the compiler’s own words",
        false => "In Rust’s own words",
    };
    let all = lines(&failure.traceback)?;
    Some(format!(
        "<details style=\"margin: 0.3em 0\"><summary style=\"cursor: pointer\">{summary}</summary>{all}</details>"
    ))
}

/// Lines of code, what is bold by ANSI's codes as such.
fn lines(lines: &[String]) -> Option<String> {
    let first = lines.iter().position(|line| !line.is_empty())?;
    let last = lines.iter().rposition(|line| !line.is_empty())?;
    let lines: Vec<String> = lines[first..=last]
        .iter()
        .map(|line| emphasised(&without_numbers(line, "cell")))
        .collect();
    Some(format!(
        "<pre style=\"margin: 0.3em 0; background: none; color: inherit; overflow-x: auto; line-height: 1.3\" tabindex=\"0\">{}</pre>",
        lines.join("\n")
    ))
}

/// `text` with `cell` in place of each `cell [7]`: whoever runs a notebook to compare its outputs gives its cells no numbers, or
/// other ones. The text of the error has them.
fn without_numbers(text: &str, cell: &str) -> String {
    let mut parts = text.split("cell [");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(']') {
            Some((number, rest)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => {
                plain += cell;
                plain += rest;
            }
            _ => {
                plain += "cell [";
                plain += part;
            }
        }
    }
    plain
}

/// A line as HTML: whatever ANSI's codes emphasise in it is strong.
fn emphasised(line: &str) -> String {
    let mut html = String::new();
    let mut is_strong = false;
    for (code, text) in pieces(line) {
        let is_plain = ["", "0"].contains(&code);
        match (is_plain, is_strong) {
            (false, false) => html += "<strong>",
            (true, true) => html += "</strong>",
            _ => {}
        }
        is_strong = !is_plain;
        html += &escaped(text);
    }
    if is_strong {
        html += "</strong>";
    }
    html
}

fn without_codes(line: &str) -> String {
    pieces(line).map(|(_, text)| text).collect()
}

/// A line at ANSI's codes: each, empty at first, and the text behind it.
fn pieces(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut parts = line.split("\u{1b}[");
    let first = parts.next().map(|text| ("", text));
    let coded = parts.map(|part| part.split_once('m').unwrap_or(("", part)));
    first.into_iter().chain(coded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::failure::MarkedPlace;

    const STRONG: &str = "\u{1b}[1m";
    const PLAIN: &str = "\u{1b}[0m";

    fn rejected() -> Failure {
        let excerpt = vec![" --> cell [1]:1:9".to_owned(), format!("1 | a < b {STRONG}^{PLAIN}")];
        let fix = vec![
            format!("{STRONG}help{PLAIN}: use `b`"),
            "  |".to_owned(),
            format!("1 {STRONG}+ b{PLAIN}"),
        ];
        let kind = FailureKind::Rejected {
            code: Some("E0308".to_owned()),
        };
        Failure {
            lesson: Some("`a` is a number.\nWhat is `b`?".to_owned()),
            traceback: [vec!["error[E0308]: no".to_owned()], excerpt.clone(), fix.clone()].concat(),
            place: Some(Box::new(MarkedPlace { excerpt, fix })),
            ..Failure::plain(kind, "mismatched <types>")
        }
    }

    #[track_caller]
    fn shown(failure: &Failure) -> String {
        error(failure).expect("a card")["text/html"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    #[track_caller]
    fn check_order(failure: &Failure, order: &[&str]) {
        let html = shown(failure);
        let places: Vec<usize> = order
            .iter()
            .map(|part| html.find(part).unwrap_or_else(|| panic!("{part}: {html}")))
            .collect();
        assert!(places.is_sorted(), "{html}");
        assert!(!html.contains('\u{1b}'), "{html}");
        let unfolded = html.split("<details").next().unwrap();
        assert!(!unfolded.contains("  |\n"), "{html}");
    }

    #[test]
    fn a_card_is_the_lesson_the_line_and_the_compilers_words() {
        let title = ["mismatched &lt;types&gt;", "E0308</code>"];
        let lesson = ["is a number", "E0308</code>", "What is"];
        let excerpt = ["a &lt; b <strong>^</strong>"];
        let fix = ["Use <code", "1 <strong>+ b</strong>"];
        let whole = ["<details", "error[E0308]: no"];
        check_order(&rejected(), &[&lesson[..], &excerpt, &whole].concat());
        assert!(!shown(&rejected()).contains(title[0]));
        let without_lesson = Failure {
            lesson: None,
            ..rejected()
        };
        check_order(&without_lesson, &[&title[..], &excerpt, &fix, &whole].concat());
    }

    #[test]
    fn a_lesson_stands_in_for_what_the_compiler_would_write_but_for_a_fault_of_the_text() {
        assert!(!shown(&rejected()).contains("Use <code"));
        let of_syntax = Failure {
            kind: FailureKind::Rejected { code: None },
            ..rejected()
        };
        assert!(shown(&of_syntax).contains("Use <code"));
    }

    #[test]
    fn a_failure_of_one_line_has_no_card() {
        assert_eq!(error(&Failure::plain(FailureKind::StackOverflow, "too deep")), None);
    }

    #[test]
    fn a_panic_has_a_card_where_there_is_a_lesson_on_it() {
        let panic = Failure {
            place: Some(Box::new(MarkedPlace {
                excerpt: vec!["1 | v[7]".to_owned()],
                ..MarkedPlace::default()
            })),
            traceback: vec!["panic: no".to_owned(), "1 | v[7]".to_owned()],
            ..Failure::plain(FailureKind::Panic, "index out of bounds")
        };
        assert_eq!(error(&panic), None);
        let lesson = Some("`v` has 3 entries.".to_owned());
        check_order(
            &Failure { lesson, ..panic },
            &["has 3", "v[7]", "Rust’s own words", "panic: no"],
        );
    }

    #[test]
    fn a_card_has_no_numbers_of_cells() {
        assert!(shown(&rejected()).contains("--&gt; cell:1:9"));
        let told = without_numbers("made in cell [2], cell [x] cell [", "a cell");
        assert_eq!(told, "made in a cell, cell [x] cell [");
    }

    #[test]
    fn emphasis_is_closed_where_its_line_ends() {
        #[track_caller]
        fn check(line: &str, expected: &str) {
            assert_eq!(emphasised(line), expected);
        }
        check("a", "a");
        check(&format!("a {STRONG}b{PLAIN} c"), "a <strong>b</strong> c");
        check(&format!("{STRONG}{STRONG}<"), "<strong>&lt;</strong>");
        check(&format!("{PLAIN}a\u{1b}["), "a");
    }
}

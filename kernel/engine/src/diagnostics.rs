//! Reads rustc's messages, and tells them about the learner's own text.

use crate::source::{Place, SourceMap};
use crate::state::Origin;
use crate::style::NOT_SHOWN;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use interfaces::failure::{Failure, FailureKind};
use lessons::{Complaint, Label};
use serde::Deserialize;
use std::ops::Range;
use std::sync::Arc;

/// One message of rustc's `--error-format json`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Diagnostic {
    pub message: String,
    code: Option<Code>,
    level: String,
    spans: Vec<Span>,
    #[serde(default)]
    children: Vec<Diagnostic>,
}

#[derive(Clone, Debug, Deserialize)]
struct Code {
    code: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Span {
    file_name: String,
    byte_start: usize,
    byte_end: usize,
    is_primary: bool,
    label: Option<String>,
    suggested_replacement: Option<String>,
    expansion: Option<Box<Expansion>>,
}

#[derive(Clone, Debug, Deserialize)]
struct Expansion {
    span: Span,
}

impl Diagnostic {
    /// The errors among rustc's output lines, about the source `file`.
    pub(crate) fn parse_errors(output: &str, file: &str) -> Vec<Diagnostic> {
        output
            .lines()
            .filter_map(|line| serde_json::from_str::<Diagnostic>(line).ok())
            .filter(|diagnostic| diagnostic.level.starts_with("error"))
            // rustc's closing count of errors has no place.
            .filter(|diagnostic| !diagnostic.message.starts_with("aborting due to"))
            .map(|mut diagnostic| {
                diagnostic.resolve(file);
                diagnostic.forget_places_of_closures();
                diagnostic.forget_files_of_types();
                diagnostic.in_terms_of_the_cell()
            })
            .collect()
    }

    /// This diagnostic without words about the code around the cell, which its author has not written.
    fn in_terms_of_the_cell(mut self) -> Diagnostic {
        if self.message.starts_with("mismatched closing delimiter: `}`") {
            "unclosed delimiter".clone_into(&mut self.message);
            self.spans.retain(|span| !span.is_primary);
        }
        if let Some(shown) = self.not_shown() {
            self.message = format!("`{shown}` {NOT_SHOWN}");
            self.children.clear();
            for span in &mut self.spans {
                span.label = None;
            }
        }
        self
    }

    /// rustc names a closure by where it stands in our source.
    fn forget_places_of_closures(&mut self) {
        let forget = |text: &mut String| {
            while let Some(start) = text.find("{closure@")
                && let Some(length) = text[start..].find('}')
            {
                text.replace_range(start..=start + length, "{closure}");
            }
        };
        forget(&mut self.message);
        self.spans
            .iter_mut()
            .filter_map(|span| span.label.as_mut())
            .for_each(forget);
        for child in &mut self.children {
            child.forget_places_of_closures();
        }
    }

    /// rustc writes long types to files, which the learner doesn't have.
    fn forget_files_of_types(&mut self) {
        self.children.retain(|child| {
            !child
                .message
                .starts_with("the full name for the type has been written to")
                && !child
                    .message
                    .starts_with("consider using `--verbose` to print the full type name")
        });
    }

    /// The type of the value that can't be shown, if this diagnostic is about such a value.
    fn not_shown(&self) -> Option<String> {
        let (_, rest) = self
            .message
            .split_once("method `evcxr_display`")
            .or_else(|| self.message.split_once("method named `evcxr_display`"))?;
        Some(rest.split('`').nth(1)?.trim_start_matches('&').to_owned())
    }

    pub(crate) fn code(&self) -> Option<&str> {
        self.code.as_ref().map(|code| code.code.as_str())
    }

    /// Whether this could be for want of an item: a name, a trait or an implementation that rustc does not find.
    pub(crate) fn may_lack_an_item(&self) -> bool {
        const CODES: [&str; 14] = [
            "E0046", "E0277", "E0369", "E0404", "E0405", "E0412", "E0422", "E0423", "E0425", "E0432", "E0433", "E0531",
            "E0599", "E0600",
        ];
        // A macro that is not found has no code.
        self.code().is_none_or(|code| CODES.contains(&code))
    }

    /// Whether something is defined that is there already.
    pub(crate) fn is_of_a_duplicate(&self) -> bool {
        const CODES: [&str; 8] = ["E0119", "E0252", "E0254", "E0255", "E0259", "E0260", "E0428", "E0592"];
        self.code().is_some_and(|code| CODES.contains(&code))
    }

    /// The message in a sentence, as to why an item does not compile.
    pub(crate) fn reason(&self, map: &SourceMap) -> String {
        let label = self.complaint(map).label;
        let name = self.message.split('`').nth(1);
        match (self.code(), name) {
            (Some("E0308"), _) if !label.is_empty() => label,
            (Some("E0252" | "E0254" | "E0255" | "E0260" | "E0428"), Some(name)) => format!("`{name}` is defined anew"),
            _ => self.message.clone(),
        }
    }

    /// Whether rustc would have to know a type here that is decided later, or never.
    pub(crate) fn leaves_a_type_open(&self) -> bool {
        self.code()
            .is_some_and(|code| ["E0282", "E0283", "E0284", "E0689"].contains(&code))
    }

    /// Whether a type is not the one that is needed.
    pub(crate) fn is_of_types(&self) -> bool {
        self.code()
            .is_some_and(|code| ["E0271", "E0277", "E0308"].contains(&code))
    }

    /// Whether something is borrowed that does not live for ever, and should.
    pub(crate) fn borrows_for_good(&self) -> bool {
        let is_of_loans = self
            .code()
            .is_some_and(|code| ["E0373", "E0505", "E0597", "E0716"].contains(&code));
        let mut labels = self.spans.iter().filter_map(|span| span.label.as_deref());
        is_of_loans && labels.any(|label| label.contains("`'static`"))
    }

    /// Whether a static can't be one that is only declared: its value is needed, or its type is not complete.
    pub(crate) fn is_of_a_declared_static(&self) -> bool {
        self.code() == Some("E0106") || self.message.contains("extern static")
    }

    /// Whether the runtime of tokio's is not there, or is none that a cell can run in.
    pub(crate) fn is_of_the_runtime(&self) -> bool {
        const CODES: [&str; 5] = ["E0405", "E0412", "E0432", "E0433", "E0599"];
        self.code().is_some_and(|code| CODES.contains(&code)) && self.message.contains("runtime")
    }

    /// The byte range in the generated source that the message is chiefly about.
    pub(crate) fn primary(&self) -> Option<Range<usize>> {
        self.spans.iter().find(|span| span.is_primary).map(Span::range)
    }

    /// The byte range that the message is chiefly about and the others; of what a macro has made, where it was called.
    pub(crate) fn call_sites(&self) -> (Option<Range<usize>>, Vec<Range<usize>>) {
        let (primary, others): (Vec<&Span>, Vec<&Span>) = self.spans.iter().partition(|span| span.is_primary);
        let others = others.into_iter().map(|span| span.call_site().range());
        (primary.first().map(|span| span.call_site().range()), others.collect())
    }

    /// All byte ranges of the message itself.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.spans.iter().map(Span::range)
    }

    /// All byte ranges of the message and of the notes on it.
    pub(crate) fn ranges_with_notes(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.ranges().chain(self.children.iter().flat_map(Diagnostic::ranges))
    }

    /// The diagnostic as lessons look at it.
    pub(crate) fn complaint(&self, map: &SourceMap) -> Complaint {
        let label = |diagnostic: &Diagnostic, is_main: bool| -> Vec<Label> {
            let spans = diagnostic.spans.iter().filter(|span| !(is_main && span.is_primary));
            spans
                .filter_map(|span| {
                    let Place { origin, range } = map.place(&span.range())?;
                    Some(Label {
                        label: span.label.clone()?,
                        text: origin.text.get(range)?.to_owned(),
                    })
                })
                .collect()
        };
        let primary = self.spans.iter().find(|span| span.is_primary);
        let place = primary.and_then(|span| map.place(&span.range()));
        let (source, range) = place.map_or_else(Default::default, |place| (place.origin.text.clone(), place.range));
        Complaint {
            code: self.code().unwrap_or_default().to_owned(),
            message: self.message.clone(),
            source,
            range,
            label: primary.and_then(|span| span.label.clone()).unwrap_or_default(),
            others: std::iter::once((self, true))
                .chain(self.children.iter().map(|child| (child, false)))
                .flat_map(|(diagnostic, is_main)| label(diagnostic, is_main))
                .collect(),
            notes: self.children.iter().map(|child| child.message.clone()).collect(),
        }
    }

    /// Replaces spans inside macros of other files by the place where `file` calls them.
    fn resolve(&mut self, file: &str) {
        self.spans = std::mem::take(&mut self.spans)
            .into_iter()
            .filter_map(|span| span.resolve(file))
            .collect();
        for child in &mut self.children {
            child.resolve(file);
        }
    }
}

impl Span {
    fn range(&self) -> Range<usize> {
        self.byte_start..self.byte_end
    }

    /// Where the outermost macro is called that the span comes from, if it comes from one.
    fn call_site(&self) -> &Span {
        self.expansion
            .as_ref()
            .map_or(self, |expansion| expansion.span.call_site())
    }

    fn resolve(self, file: &str) -> Option<Span> {
        if self.file_name == file {
            return Some(self);
        }
        let caller = self.expansion?.span.resolve(file)?;
        Some(Span {
            is_primary: self.is_primary,
            label: self.label,
            suggested_replacement: None,
            ..caller
        })
    }
}

/// Whether any of `diagnostics` is about text of the learner's.
pub(crate) fn concern_the_cell(diagnostics: &[Diagnostic], map: &SourceMap) -> bool {
    let own = |diagnostic: &Diagnostic| diagnostic.primary().is_some_and(|range| map.place(&range).is_some());
    diagnostics.iter().any(own)
}

/// The diagnostics that the notebook shows: those about the learner's own text, or all where none is.
pub(crate) fn shown<'d>(diagnostics: &'d [Diagnostic], map: &SourceMap) -> Vec<&'d Diagnostic> {
    let own = |diagnostic: &&Diagnostic| diagnostic.ranges().any(|range| map.place(&range).is_some());
    let own: Vec<&Diagnostic> = diagnostics.iter().filter(own).collect();
    match own.is_empty() {
        true => diagnostics.iter().collect(),
        false => own,
    }
}

/// The failure that tells of the diagnostics `shown`, below `lesson`.
pub(crate) fn failure(
    shown: &[&Diagnostic],
    map: &SourceMap,
    current: &Arc<Origin>,
    lesson: Option<String>,
) -> Failure {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    let mut traceback = Vec::new();
    for diagnostic in shown {
        let text = renderer.render(&report(diagnostic, map, current));
        traceback.extend(text.lines().map(str::to_owned));
        traceback.push(String::new());
    }
    let first = shown.first();
    Failure {
        kind: FailureKind::Rejected {
            code: first.and_then(|diagnostic| diagnostic.code()).map(str::to_owned),
        },
        message: first.map_or_else(
            || "the cell does not compile".to_owned(),
            |diagnostic| diagnostic.message.clone(),
        ),
        lesson,
        traceback,
    }
}

fn report<'a>(diagnostic: &'a Diagnostic, map: &SourceMap, current: &Arc<Origin>) -> Vec<Group<'a>> {
    let mut title = Level::ERROR.primary_title(diagnostic.message.as_str());
    if let Some(code) = diagnostic.code() {
        title = title.id(code);
    }
    let mut main = Group::with_title(title).elements(snippets(&diagnostic.spans, map, current));
    let mut suggestions = Vec::new();
    for child in &diagnostic.children {
        let patches = patches(child, map, current);
        if patches.is_empty() {
            let level = match child.level.as_str() {
                "help" => Level::HELP,
                _ => Level::NOTE,
            };
            // A note on a place in a library would name a file that the learner doesn't have.
            if child.spans.is_empty() {
                main = main.element(level.message(child.message.as_str()));
            } else if child.ranges().any(|range| map.place(&range).is_some()) {
                main =
                    main.element(level.message(child.message.as_str()))
                        .elements(snippets(&child.spans, map, current));
            }
        } else {
            let snippet = Snippet::source(current.text.clone())
                .path(path(current, current))
                .patches(patches);
            suggestions.push(Level::HELP.secondary_title(child.message.as_str()).element(snippet));
        }
    }
    std::iter::once(main).chain(suggestions).collect()
}

/// A snippet for each cell that `spans` are in, the current one first.
fn snippets<'a>(
    spans: &'a [Span],
    map: &SourceMap,
    current: &Arc<Origin>,
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let mut cells: Vec<(Arc<Origin>, Vec<annotate_snippets::Annotation<'a>>)> = Vec::new();
    for span in spans {
        let Some(Place { origin, range }) = map.place(&span.range()) else {
            continue;
        };
        let kind = if span.is_primary {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let mut annotation = kind.span(on_characters(&origin.text, range));
        if let Some(label) = &span.label {
            annotation = annotation.label(label.as_str());
        }
        match cells.iter_mut().find(|(known, _)| Arc::ptr_eq(known, &origin)) {
            Some((_, annotations)) => annotations.push(annotation),
            None => cells.push((origin, vec![annotation])),
        }
    }
    cells.sort_by_key(|(origin, _)| !Arc::ptr_eq(origin, current));
    cells
        .into_iter()
        .map(|(origin, annotations)| {
            Snippet::source(origin.text.clone())
                .path(path(&origin, current))
                .annotations(annotations)
        })
        .collect()
}

/// The replacements that `child` suggests in the current cell; none unless all of them are there.
fn patches<'a>(child: &'a Diagnostic, map: &SourceMap, current: &Arc<Origin>) -> Vec<Patch<'a>> {
    child
        .spans
        .iter()
        .map(|span| {
            let place = map
                .place(&span.range())
                .filter(|place| Arc::ptr_eq(&place.origin, current))?;
            let replacement = span.suggested_replacement.as_deref()?;
            Some(Patch::new(on_characters(&current.text, place.range), replacement))
        })
        .collect::<Option<Vec<_>>>()
        .unwrap_or_default()
}

/// `range`, moved outwards to character boundaries inside `text`.
fn on_characters(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(range.start);
    let end = text.ceil_char_boundary(range.end.max(start));
    start..end
}

/// How a cell is named in messages.
pub(crate) fn path(origin: &Arc<Origin>, current: &Arc<Origin>) -> String {
    match origin.execution {
        0 if Arc::ptr_eq(origin, current) => "cell".to_owned(),
        0 => "an earlier cell".to_owned(),
        execution => format!("cell [{execution}]"),
    }
}

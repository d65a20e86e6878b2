//! rustc's messages, as it writes them: about the generated source.

use crate::style::NOT_SHOWN;
use serde::Deserialize;
use std::ops::Range;

/// One message of rustc's `--error-format json`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Diagnostic {
    pub message: String,
    code: Option<Code>,
    pub(super) level: String,
    pub(super) spans: Vec<Span>,
    #[serde(default)]
    pub(super) children: Vec<Diagnostic>,
    /// All of it as a terminal would show it; only the outermost has it.
    #[serde(default)]
    rendered: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct Code {
    code: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Span {
    file_name: String,
    byte_start: usize,
    byte_end: usize,
    pub(super) is_primary: bool,
    pub(super) label: Option<String>,
    pub(super) suggested_replacement: Option<String>,
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
                diagnostic.forget_what_is_not_shown();
                diagnostic.each_text(&mut forget_places_of_closures);
                diagnostic.each_text(&mut forget_our_paths);
                diagnostic.in_terms_of_the_cell()
            })
            .collect()
    }

    /// This diagnostic without words about the code around the cell, which its author has not written.
    fn in_terms_of_the_cell(mut self) -> Diagnostic {
        if let Some(shown) = self.not_shown() {
            self.message = format!("`{shown}` {NOT_SHOWN}");
            self.children.clear();
            for span in &mut self.spans {
                span.label = None;
            }
        }
        self
    }

    /// Takes out what rustc itself does not show, and what only makes sense where rustc runs by itself.
    fn forget_what_is_not_shown(&mut self) {
        const ELSEWHERE: [&str; 4] = [
            // These are files that the learner doesn't have.
            "the full name for the type has been written to",
            "the full type name has been written to",
            "consider using `--verbose` to print the full type name",
            // And this is an option that nobody here can give.
            "this error originates in ",
        ];
        let rendered = self.rendered.take();
        self.children.retain(|child| {
            let is_elsewhere = ELSEWHERE.iter().any(|start| child.message.starts_with(start));
            // Editors apply fixes that nobody is to see.
            let first = child.message.lines().next().unwrap_or_default();
            let is_shown = rendered.as_ref().is_none_or(|rendered| rendered.contains(first));
            !is_elsewhere && (is_shown || !child.is_fix())
        });
    }

    /// Changes every message and label.
    fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        change(&mut self.message);
        self.spans
            .iter_mut()
            .filter_map(|span| span.label.as_mut())
            .for_each(&mut *change);
        for child in &mut self.children {
            child.each_text(change);
        }
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
    pub(crate) fn reason(&self) -> String {
        let primary = self.spans.iter().find(|span| span.is_primary);
        let label = primary.and_then(|span| span.label.clone());
        let name = self.message.split('`').nth(1);
        match (self.code(), name, label) {
            (Some("E0308"), _, Some(label)) if !label.is_empty() => label,
            (Some("E0252" | "E0254" | "E0255" | "E0260" | "E0428"), Some(name), _) => {
                format!("`{name}` is defined anew")
            }
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

    /// What needs a loan that lasts for ever, if rustc says so of a place.
    pub(crate) fn needs_loan_for_good(&self) -> Option<Range<usize>> {
        let says_so = |span: &&Span| span.label.as_deref().is_some_and(|label| label.contains("`'static`"));
        self.spans.iter().find(says_so).map(Span::range)
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

    /// Whether it says what to write instead.
    pub(super) fn is_fix(&self) -> bool {
        self.spans.iter().any(|span| span.suggested_replacement.is_some())
    }

    /// Replaces spans inside macros of other files by the place where `file` calls them.
    fn resolve(&mut self, file: &str) {
        self.spans = std::mem::take(&mut self.spans)
            .into_iter()
            .filter_map(|span| span.resolve(file))
            .collect();
        self.children.retain_mut(|child| {
            let had_places = !child.spans.is_empty();
            child.resolve(file);
            // Without its place, what names nothing says nothing.
            !had_places || !child.spans.is_empty() || child.message.contains('`')
        });
    }
}

impl Span {
    pub(super) fn range(&self) -> Range<usize> {
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
        // An import goes to the head of the crate, which is in another file: the root of all crates of cells.
        let is_import = |text: &String| text.starts_with("use ");
        if self.expansion.is_none() && self.suggested_replacement.as_ref().is_some_and(is_import) {
            return Some(Span {
                file_name: file.to_owned(),
                byte_start: 0,
                byte_end: 0,
                ..self
            });
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

/// rustc names a closure by where it stands in our source.
fn forget_places_of_closures(text: &mut String) {
    while let Some(start) = text.find("{closure@")
        && let Some(length) = text[start..].find('}')
    {
        text.replace_range(start..=start + length, "{closure}");
    }
}

/// What the prelude defines has no path in a cell.
fn forget_our_paths(text: &mut String) {
    for path in ["meno_prelude::names::", "meno_prelude::"] {
        if text.contains(path) {
            *text = text.replace(path, "");
        }
    }
}

/// Whether `text` is about the code around the cell, which its author has not written.
pub(super) fn speaks_of_ours(text: &str) -> bool {
    text.contains("meno_") || text.contains("CellError")
}

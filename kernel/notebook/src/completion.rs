//! Completion: magics and their arguments here, names that are known without a language server, then what it adds.

use std::collections::BTreeSet;

use crate::completeness::is_in_text_or_comment;
use crate::glossary::{KEYWORDS, MACROS, TYPES};
use crate::magics::{Argument, Entry, MAGICS, magic_before};
use crate::render::exercises;
use backend::{Backend, NameKind, Need};
use interfaces::evaluator::{Completion, Completions};
use interfaces::limits::SETTINGS;
use interfaces::timeline::Step;

pub(crate) fn complete(backend: &mut dyn Backend, code: &str, cursor: usize) -> Completions {
    let cursor = code.floor_char_boundary(cursor);
    match magic_before(code, cursor) {
        Some(before) => complete_magic(backend, before, cursor),
        None => complete_rust(backend, code, cursor),
    }
}

/// `before` is the line up to the cursor.
fn complete_magic(backend: &dyn Backend, before: &str, cursor: usize) -> Completions {
    let line = before.trim_start();
    let typed = line
        .rsplit(|c: char| c.is_whitespace() || c == ',')
        .next()
        .unwrap_or_default();
    let is_name = typed.len() == line.len();
    let entry = line
        .split_whitespace()
        .next()
        .and_then(|name| MAGICS.iter().find(|entry| entry.name == name));
    let candidates = match entry.map(|entry| entry.argument) {
        _ if is_name => magic_names().collect(),
        Some(Argument::Exercise) => exercise_ids().collect(),
        Some(Argument::Checkpoint) => checkpoints(backend),
        Some(Argument::Limit) => limits().collect(),
        Some(Argument::Variable) => known_names(backend, ""),
        Some(Argument::Name) => bare_magic_names().chain(exercise_ids()).collect(),
        Some(Argument::Question) => question_ids().collect(),
        Some(Argument::Free) | None => Vec::new(),
    };
    Completions {
        start: cursor - typed.len(),
        end: cursor,
        matches: starting_with(typed, candidates),
    }
}

fn complete_rust(backend: &mut dyn Backend, code: &str, cursor: usize) -> Completions {
    let before = &code[..cursor];
    if is_in_text_or_comment(before) {
        return Completions {
            start: cursor,
            end: cursor,
            matches: Vec::new(),
        };
    }
    let typed = &before[before.trim_end_matches(is_word).len()..];
    let known = match is_member(&before[..before.len() - typed.len()]) {
        true => Vec::new(),
        false => known_names(backend, typed),
    };
    let mut completions = Completions {
        start: cursor - typed.len(),
        end: cursor,
        matches: starting_with(typed, known),
    };
    let need = match completions.matches.is_empty() {
        true => Need::All,
        false => Need::More,
    };
    merge(&mut completions, backend.complete(code, cursor, need));
    completions
}

/// Adds what the language server proposes. Where it would replace other text than the names known here, they stay and it is
/// left out.
fn merge(completions: &mut Completions, more: Completions) {
    if more.matches.is_empty() {
        return;
    }
    if completions.matches.is_empty() {
        *completions = more;
    } else if (completions.start, completions.end) == (more.start, more.end) {
        let known: BTreeSet<String> = completions
            .matches
            .iter()
            .map(|completion| completion.text.clone())
            .collect();
        let new = |completion: &Completion| !known.contains(&completion.text);
        completions.matches.extend(more.matches.into_iter().filter(new));
    }
}

/// What could stand in an expression: the notebook's own names first.
fn known_names(backend: &dyn Backend, typed: &str) -> Vec<Completion> {
    let own = backend.names().into_iter().map(|name| Completion {
        text: name.name,
        kind: kind(name.kind).to_owned(),
        signature: name.signature,
    });
    let mut names: Vec<Completion> = own.chain(exercise_ids()).collect();
    // After nothing at all, the language's own words would only be noise.
    if !typed.is_empty() {
        let word = |kind: &'static str| move |(text, form, _): &(&str, &str, &str)| completion(text, kind, form);
        names.extend(TYPES.iter().map(word("type")));
        names.extend(MACROS.iter().map(word("macro")));
        names.extend(KEYWORDS.iter().map(|text| completion(text, "keyword", "")));
    }
    names
}

fn kind(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Variable => "variable",
        NameKind::Function => "function",
        NameKind::Type => "type",
        NameKind::Other => "item",
    }
}

fn magic_names() -> impl Iterator<Item = Completion> {
    MAGICS
        .iter()
        .map(|entry| completion(entry.name, magic_kind(entry), entry.summary))
}

fn magic_kind(entry: &Entry) -> &'static str {
    match entry.name.starts_with(':') {
        true => "command",
        false => "magic",
    }
}

fn bare_magic_names() -> impl Iterator<Item = Completion> {
    MAGICS
        .iter()
        .filter(|entry| !entry.name.starts_with("%%"))
        .map(|entry| completion(entry.bare_name(), magic_kind(entry), entry.summary))
}

fn limits() -> impl Iterator<Item = Completion> {
    SETTINGS
        .iter()
        .map(|(name, _, what)| completion(&format!("{name}="), "limit", what))
}

fn checkpoints(backend: &dyn Backend) -> Vec<Completion> {
    let named = backend.overview().map(|overview| overview.named).unwrap_or_default();
    let entry = |(name, step): (String, Step)| completion(&name, "checkpoint", &format!("after {step}"));
    named.into_iter().map(entry).collect()
}

fn exercise_ids() -> impl Iterator<Item = Completion> {
    course::exercises()
        .iter()
        .map(|exercise| completion(exercise.id, "exercise", &exercises::declaration(exercise)))
}

fn question_ids() -> impl Iterator<Item = Completion> {
    course::questions().map(|question| completion(question.id, "question", question.prompt))
}

fn completion(text: &str, kind: &str, signature: &str) -> Completion {
    Completion {
        text: text.to_owned(),
        kind: kind.to_owned(),
        signature: signature.to_owned(),
    }
}

/// Those that begin with `typed`, each text once: the first of its name.
fn starting_with(typed: &str, candidates: Vec<Completion>) -> Vec<Completion> {
    let mut seen = BTreeSet::new();
    candidates
        .into_iter()
        .filter(|completion| completion.text.starts_with(typed))
        .filter(|completion| seen.insert(completion.text.clone()))
        .collect()
}

/// Whether what follows `before` is a part of something else: a field, a method, a name in a path.
pub(crate) fn is_member(before: &str) -> bool {
    let before = before.trim_end();
    before.ends_with("::") || (before.ends_with('.') && !before.ends_with(".."))
}

pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

//! What a notebook shows, as MIME bundles. Every one has plain text beside its richer forms.

pub(crate) mod attempts;
mod changes;
pub(crate) mod error;
pub mod exercises;
pub(crate) mod help;
pub(crate) mod hint;
mod html;
pub(crate) mod limits;
pub(crate) mod markdown;
pub(crate) mod picture;
pub(crate) mod prediction;
pub(crate) mod progress;
pub(crate) mod question;
pub(crate) mod trick;
pub(crate) mod variables;
pub mod verdict;
pub(crate) mod votes;
mod written;

use serde_json::Value;

use interfaces::evaluator::MimeBundle;

fn bundle<const N: usize>(forms: [(&str, String); N]) -> MimeBundle {
    forms
        .into_iter()
        .map(|(mime, text)| (mime.to_owned(), Value::String(text)))
        .collect()
}

/// Every line of `text`, moved in by so many spaces.
fn indented(text: &str, spaces: usize) -> String {
    let indent = " ".repeat(spaces);
    let lines: Vec<String> = text
        .lines()
        .map(|line| match line {
            "" => String::new(),
            line => format!("{indent}{line}"),
        })
        .collect();
    lines.join("\n")
}

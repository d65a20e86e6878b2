//! What a notebook shows, as MIME bundles. Every one has plain text beside its richer forms.

pub mod exercises;
pub(crate) mod help;
pub(crate) mod hint;
pub(crate) mod limits;
pub(crate) mod markdown;
pub(crate) mod variables;
pub mod verdict;
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

/// As text of HTML.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html += "&amp;",
            '<' => html += "&lt;",
            '>' => html += "&gt;",
            '"' => html += "&quot;",
            '\'' => html += "&#39;",
            // A notebook would read what stands between two dollars as a formula.
            '$' => html += "<span>$</span>",
            c => html.push(c),
        }
    }
    html
}

//! Hints, as the ladder hands them out.

use super::indented;
use interfaces::evaluator::{MimeBundle, prose};

/// One level of the hints, in words and perhaps in code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hint {
    /// What kind of hint it is: `a question`.
    pub heading: &'static str,
    /// Markdown.
    pub text: String,
    pub code: Option<&'static str>,
    /// Markdown, after the code.
    pub afterthought: Option<String>,
}

/// Hints on the exercise of that id, and what there is to say besides.
pub(crate) fn hints(id: &str, hints: &[Hint], note: Option<&str>) -> MimeBundle {
    let plain = hints.iter().map(|hint| plain(id, hint));
    let markdown = hints.iter().map(|hint| markdown(id, hint));
    let note = note.map(str::to_owned);
    let plain: Vec<String> = plain.chain(note.clone()).collect();
    let markdown: Vec<String> = markdown.chain(note).collect();
    prose(plain.join("\n"), markdown.join("\n\n"))
}

fn plain(id: &str, hint: &Hint) -> String {
    let parts = [
        Some(indented(&hint.text, 2)),
        hint.code.map(|code| indented(code, 6)),
        hint.afterthought.as_deref().map(|text| indented(text, 2)),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("{id}: {}\n{}", hint.heading, parts.join("\n"))
}

fn markdown(id: &str, hint: &Hint) -> String {
    let parts = [
        Some(hint.text.clone()),
        hint.code.map(|code| format!("```rust\n{}\n```", code.trim_end())),
        hint.afterthought.clone(),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("**`{id}`: {}**\n\n{}", hint.heading, parts.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_is_text_code_and_afterthought() {
        let hint = Hint {
            heading: "a worked neighbour",
            text: "Look.".to_owned(),
            code: Some("let x = 1;\nx"),
            afterthought: Some("Why?".to_owned()),
        };
        let bundle = hints("softmax", &[hint], Some("More later."));
        assert_eq!(
            bundle["text/plain"],
            "softmax: a worked neighbour\n  Look.\n      let x = 1;\n      x\n  Why?\nMore later."
        );
        assert_eq!(
            bundle["text/markdown"],
            "**`softmax`: a worked neighbour**\n\nLook.\n\n```rust\nlet x = 1;\nx\n```\n\nWhy?\n\nMore later."
        );
    }
}

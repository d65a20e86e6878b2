//! How a sentence shows the learner's code and shapes.

/// `text` as code in a sentence, or `otherwise` where it is too long to be read there.
pub(super) fn shown(text: &str, otherwise: &str) -> String {
    within(32, text, otherwise)
}

/// As [`shown`], for what the sentence says to write, which may be longer.
pub(super) fn written(text: &str, otherwise: &str) -> String {
    within(64, text, otherwise)
}

fn within(length: usize, text: &str, otherwise: &str) -> String {
    match text.chars().count() <= length && !text.contains(['\n', '`']) && !text.is_empty() {
        true => format!("`{text}`"),
        false => otherwise.to_owned(),
    }
}

/// `text` as the beginning of a sentence.
pub(super) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Rows and columns as `2×3`.
pub(super) fn dimensions((rows, columns): (usize, usize)) -> String {
    format!("{rows}×{columns}")
}

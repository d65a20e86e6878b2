//! HTML that follows the theme of its page, as the cards of verdicts and errors are made of.

/// A card: a block with a coloured edge and a title. `role` and `label` are for screen readers; `title` and `body` are HTML.
pub(super) fn card(role: &str, label: &str, colour: &str, title: &str, body: &str) -> String {
    format!(
        "<section role=\"{role}\" aria-label=\"{label}\" style=\"border-left: 0.3em solid {colour}; \
         padding: 0.2em 0.9em; color: inherit\">\
         <p style=\"margin: 0.3em 0\"><strong>{title}</strong></p>\
         {body}</section>"
    )
}

/// Code in lines of its own.
pub(super) fn block(code: &str) -> String {
    format!(
        "<pre style=\"margin: 0 0 0 1em; background: none; color: inherit; overflow-x: auto\">\
         <code style=\"background: none; color: inherit\">{}</code></pre>",
        escaped(code)
    )
}

pub(super) fn paragraph(text: &str) -> String {
    format!("<p style=\"margin: 0.3em 0\">{}</p>", inline(text))
}

/// HTML as code within a text. VS Code has a font of its own for code in blocks alone.
pub(super) fn code(html: &str) -> String {
    format!("<code style=\"font-family: var(--jp-code-font-family, monospace)\">{html}</code>")
}

/// `text` as HTML, with what stands between backticks as code.
pub(super) fn inline(text: &str) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`') {
        html += &escaped(before);
        match after.split_once('`') {
            Some((between, after)) => {
                html += &code(&escaped(between));
                rest = after;
            }
            None => {
                html.push('`');
                rest = after;
            }
        }
    }
    html + &escaped(rest)
}

/// As text of HTML.
pub(super) fn escaped(text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_become_code() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            assert_eq!(inline(text), expected);
        }
        check("no code", "no code");
        check("`a & b` or `c`", &format!("{} or {}", code("a &amp; b"), code("c")));
        check("a lone ` here", "a lone ` here");
        check("<script>", "&lt;script&gt;");
    }
}

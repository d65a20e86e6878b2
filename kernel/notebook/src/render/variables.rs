//! Variables and lines of code, shown.

use super::bundle;
use super::html::escaped;
use backend::Name;
use interfaces::evaluator::{MimeBundle, prose};

/// The variables with their types: a line each, or a table.
pub(crate) fn table(variables: &[Name]) -> MimeBundle {
    let lines: Vec<String> = variables
        .iter()
        .map(|variable| format!("{}: {}", variable.name, variable.signature))
        .collect();
    let rows: String = variables
        .iter()
        .map(|variable| {
            let [name, ty] = [&variable.name, &variable.signature].map(|text| escaped(text));
            format!("<tr><td><code>{name}</code></td><td><code>{ty}</code></td></tr>")
        })
        .collect();
    let html = format!("<table><thead><tr><th>variable</th><th>type</th></tr></thead><tbody>{rows}</tbody></table>");
    bundle([("text/plain", lines.join("\n")), ("text/html", html)])
}

/// Lines of code in a language.
pub(crate) fn code(lines: &[String], language: &str) -> MimeBundle {
    let text = lines.join("\n");
    prose(text.clone(), format!("```{language}\n{text}\n```"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use backend::NameKind;

    #[test]
    fn a_type_is_text_in_the_table() {
        let variable = Name {
            name: "v".to_owned(),
            kind: NameKind::Variable,
            signature: "&Vec<f64>".to_owned(),
        };
        let shown = table(&[variable]);
        assert_eq!(shown["text/plain"], "v: &Vec<f64>");
        let html = shown["text/html"].as_str().expect("forms are text");
        let row = "<tr><td><code>v</code></td><td><code>&amp;Vec&lt;f64&gt;</code></td></tr>";
        assert!(html.contains(row), "{html}");
    }
}

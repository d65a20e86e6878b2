//! Whether a figure is XML that a browser draws: enough of a parser for what figures are made of.

use figures::Figure;

/// Both forms of a figure are well-formed, and all their numbers are numbers.
#[track_caller]
pub(crate) fn check(figure: &Figure) {
    check_html(&figure.svg());
    check_html(&figure.html());
    assert!(!figure.description().is_empty());
}

/// An element is well-formed, and so is all in it.
#[track_caller]
pub(crate) fn check_html(html: &str) {
    if let Err(fault) = parsed(html) {
        panic!("{fault}: {html}");
    }
}

fn parsed(svg: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        let text = &rest[..start];
        if text.contains('>') || has_bare_ampersand(text) {
            return Err(format!("text `{text}`"));
        }
        let end = rest[start..].find('>').ok_or("a tag without an end")? + start;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("`</{name}>` closes nothing"));
            }
            continue;
        }
        let (tag, is_empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        attributes_of(attributes)?;
        if !is_empty {
            open.push(name);
        }
        if open.is_empty() && !rest.is_empty() {
            return Err("more than one root".to_owned());
        }
    }
    match open.is_empty() && rest.is_empty() {
        true => Ok(()),
        false => Err(format!("`{open:?}` left open, `{rest}` left over")),
    }
}

fn attributes_of(attributes: &str) -> Result<(), String> {
    let mut rest = attributes.trim();
    let mut names = Vec::new();
    while !rest.is_empty() {
        let fault = || format!("attribute `{rest}`");
        let (name, after) = rest.split_once('=').ok_or_else(fault)?;
        let quote = after.chars().next().filter(|c| "\"'".contains(*c)).ok_or_else(fault)?;
        let (value, after) = after[1..].split_once(quote).ok_or_else(fault)?;
        if name == "data-others" {
            parsed(&format!("<g>{}</g>", unescaped(value)))?;
        }
        let is_free = matches!(
            name,
            "style"
                | "font-family"
                | "href"
                | "aria-labelledby"
                | "id"
                | "oninput"
                | "onload"
                | "alt"
                | "src"
                | "onclick"
                | "aria-label"
                | "data-others"
        );
        let has_no_number = ["NaN", "inf", "e+", "e-"].iter().any(|word| value.contains(word));
        if names.contains(&name) || value.contains('<') || (!is_free && has_no_number) {
            return Err(format!("attribute `{name}=\"{value}\"`"));
        }
        if !is_free && has_bare_ampersand(value) {
            return Err(format!("attribute `{name}=\"{value}\"`"));
        }
        names.push(name);
        rest = after.trim_start();
    }
    Ok(())
}

/// The value of an attribute as a page reads it.
pub(crate) fn unescaped(value: &str) -> String {
    let value = value.replace("&lt;", "<").replace("&gt;", ">");
    value
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

fn has_bare_ampersand(text: &str) -> bool {
    text.match_indices('&').any(|(i, _)| {
        !["&amp;", "&lt;", "&gt;", "&quot;"]
            .iter()
            .any(|entity| text[i..].starts_with(entity))
    }) || text.chars().any(|c| c.is_control())
}

#[test]
fn the_parser_refuses_what_is_not_well_formed() {
    for svg in [
        "<svg><g></svg>",
        "<svg>a & b</svg>",
        "<svg x=\"1\" x=\"2\"/>",
        "<svg d=\"MNaN 0\"/>",
        "<svg/><svg/>",
    ] {
        assert!(parsed(svg).is_err(), "{svg}");
    }
    assert_eq!(parsed("<svg x=\"1\"><g/>a &amp; b</svg>"), Ok(()));
}

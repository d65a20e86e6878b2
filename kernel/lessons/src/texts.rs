//! What is printed: texts with places for values.

use super::code::is_name;
use super::complaint::{Complaint, quoted};
use super::wording::{shown, written};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, Token};

/// `println!(x)`.
pub(super) fn text_left_out(complaint: &Complaint) -> Option<String> {
    if complaint.message != "format argument must be a string literal" {
        return None;
    }
    let name = macro_around(complaint.before())?;
    let (start, rest) = complaint.source.split_at_checked(complaint.range.start)?;
    start.ends_with(['(', '[', '{']).then_some(())?;
    let arguments = arguments(rest)?;
    let call = match &arguments[..] {
        [one] if is_name(one) => format!("{name}!(\"{{{one}}}\")"),
        _ => format!(
            "{name}!(\"{}\", {})",
            vec!["{}"; arguments.len()].join(" "),
            arguments.join(", ")
        ),
    };
    Some(format!(
        "What `{name}!` writes begins with a text, in which braces stand for values: {}, and `{{:?}}` for lists.",
        written(&call, &format!("`{name}!(\"{{}}\", …)`"))
    ))
}

/// `println!("x =", x)`.
pub(super) fn place_left_out(complaint: &Complaint) -> Option<String> {
    let is_first = complaint.has_other_label("formatting specifier missing");
    if complaint.message != "argument never used" || !is_first {
        return None;
    }
    let text = complaint
        .others
        .iter()
        .find(|other| other.label == "formatting specifier missing")?;
    let (text, value) = (text.text.trim_matches('"'), complaint.text());
    let gap = if text.is_empty() || text.ends_with(' ') {
        ""
    } else {
        " "
    };
    let text = match is_name(value) {
        true => format!("\"{text}{gap}{{{value}}}\""),
        false => format!("\"{text}{gap}{{}}\", {value}"),
    };
    Some(format!(
        "A value is written where the text has a place for it, in braces: {}, and `{{:?}}` for lists.",
        written(&text, "`\"… {}\", x`")
    ))
}

/// `println!('hello')`.
pub(super) fn single_quotes(complaint: &Complaint) -> Option<String> {
    let text = complaint.text().strip_prefix('\'')?.strip_suffix('\'')?;
    (complaint.message == "character literal may only contain one codepoint").then(|| {
        format!(
            "Text stands in double quotes, {}, and single ones are for one character.",
            shown(&format!("\"{text}\""), "`\"…\"`")
        )
    })
}

/// `f'(2.0)`.
pub(super) fn prime_in_name(complaint: &Complaint) -> Option<String> {
    let before = complaint.before();
    let start = before
        .rfind(|c: char| !(c.is_alphanumeric() || c == '_'))
        .map_or(0, |at| at + 1);
    let name = Some(&before[start..]).filter(|name| is_name(name))?;
    (complaint.message == "unterminated character literal" && complaint.text().starts_with('\'')).then(|| {
        format!(
            "A name is made of letters, digits and `_`: what mathematics writes `{name}'` may be called `d{name}` here."
        )
    })
}

/// The arguments at the start of `text`, up to the bracket that closes them.
fn arguments(text: &str) -> Option<Vec<String>> {
    let mut depth = 0_usize;
    let end = text.char_indices().find_map(|(at, c)| {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return Some(at),
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        None
    })?;
    let inside = text.get(..end)?;
    let parsed = Punctuated::<Expr, Token![,]>::parse_terminated.parse_str(inside).ok()?;
    use syn::spanned::Spanned;
    parsed
        .iter()
        .map(|argument| inside.get(argument.span().byte_range()).map(str::to_owned))
        .collect()
}

/// The macro of `println!(`, which `before` ends with.
fn macro_around(before: &str) -> Option<&str> {
    let call = before
        .trim_end()
        .strip_suffix(['(', '[', '{'])?
        .trim_end()
        .strip_suffix('!')?;
    let start = call
        .rfind(|c: char| !(c.is_alphanumeric() || c == '_'))
        .map_or(0, |at| at + 1);
    Some(&call[start..]).filter(|name| ["println", "print", "eprintln", "eprint", "format", "panic"].contains(name))
}

/// `a + &b` of two texts.
pub(super) fn texts_added(complaint: &Complaint) -> Option<String> {
    let mut types = quoted(complaint.message.strip_prefix("cannot add ")?);
    let is_text = |name: &str| ["str", "String"].contains(&name.trim_start_matches('&'));
    if !is_text(types.next()?) || !is_text(types.next()?) {
        return None;
    }
    let (left, right) = complaint.operands()?;
    let joined = match is_name(&left) && is_name(&right) {
        true => format!("`format!(\"{{{left}}}{{{right}}}\")`"),
        false => shown(
            &format!("format!(\"{{}}{{}}\", {left}, {right})"),
            "`format!(\"{}{}\", …, …)`",
        ),
    };
    Some(format!(
        "`+` lengthens the text on its left, which would have to be a `String` of its own for that: {joined} joins any two."
    ))
}

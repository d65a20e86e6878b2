//! Markdown of text that is someone else's: a doc comment in a cell that nobody has run may say anything.

/// A block of Rust, whatever stands in it.
pub(crate) fn code(rust: &str) -> String {
    let longest = rust.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}rust\n{rust}\n{fence}")
}

/// The same Markdown, in which HTML is shown as it is written, and nothing is fetched or run: no images, and no links but to
/// the web. Where it is unclear what a renderer takes for code, it is taken for text.
pub(crate) fn harmless(markdown: &str) -> String {
    let mut shown = String::with_capacity(markdown.len());
    let mut fence: Option<&str> = None;
    for line in markdown.split_inclusive('\n') {
        match fence {
            Some(open) => {
                shown.push_str(line);
                if closes(line, open) {
                    fence = None;
                }
            }
            None => {
                fence = opened(line);
                match fence {
                    Some(_) => shown.push_str(line),
                    None => text(line, &mut shown),
                }
            }
        }
    }
    shown
}

/// The fence that begins a block of code on this line. One that is moved in may be part of a list, and end with it.
fn opened(line: &str) -> Option<&str> {
    let mark = line.chars().next().filter(|c| ['`', '~'].contains(c))?;
    let rest = line.trim_start_matches(mark);
    let fence = &line[..line.len() - rest.len()];
    (fence.len() >= 3 && !rest.contains('`')).then_some(fence)
}

fn closes(line: &str, fence: &str) -> bool {
    let line = line.trim_end();
    let line = line
        .strip_prefix("   ")
        .or(line.strip_prefix("  "))
        .or(line.strip_prefix(' '))
        .unwrap_or(line);
    line.len() >= fence.len() && line.chars().all(|c| fence.starts_with(c))
}

/// Writes a line that is not code, but for what stands between backticks.
fn text(line: &str, shown: &mut String) {
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            '`' => code_span(rest),
            _ => c.len_utf8(),
        };
        let (part, after) = rest.split_at(taken);
        match c {
            '<' => shown.push_str("&lt;"),
            '!' if after.starts_with('[') => shown.push_str("!\\"),
            ']' if after.starts_with(['(', ':']) && !leads_to_the_web(&after[1..]) => shown.push_str("]\\"),
            _ => shown.push_str(part),
        }
        rest = after;
    }
}

/// The length of the code that begins with these backticks, or of the backticks where nothing ends it on the line.
fn code_span(rest: &str) -> usize {
    let length = rest.len() - rest.trim_start_matches('`').len();
    let mut at = length;
    while let Some(next) = rest[at..].find('`') {
        let start = at + next;
        let run = rest[start..].len() - rest[start..].trim_start_matches('`').len();
        at = start + run;
        if run == length {
            return at;
        }
    }
    length
}

fn leads_to_the_web(target: &str) -> bool {
    let target = target.trim_start_matches([' ', '\t']);
    ["https://", "http://", "#"]
        .iter()
        .any(|start| target.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(markdown: &str, expected: &str) {
        assert_eq!(harmless(markdown), expected);
    }

    #[test]
    fn html_is_shown_as_it_is_written() {
        check("a <b>, 1 < 2", "a &lt;b>, 1 &lt; 2");
        check("<img src=x onerror=alert(1)>\n", "&lt;img src=x onerror=alert(1)>\n");
        check("<javascript:alert(1)>", "&lt;javascript:alert(1)>");
    }

    #[test]
    fn code_stays_as_it_is() {
        let block = "```rust\nfn f() -> Vec<u8>\n```\n";
        check(block, block);
        check("a `Vec<u8>` b", "a `Vec<u8>` b");
        check("``a`<b>`` <i>", "``a`<b>`` &lt;i>");
        check("~~~\n<a>\n```\n<b>\n~~~\n<c>", "~~~\n<a>\n```\n<b>\n~~~\n&lt;c>");
    }

    #[test]
    fn what_only_looks_like_code_is_text() {
        check("` <b>", "` &lt;b>");
        check("\\`<b>`", "\\`&lt;b>`");
        check("- a\n  ```\n<b>\n", "- a\n  ```\n&lt;b>\n");
        check("```a`b\n<b>\n", "```a`b\n&lt;b>\n");
        check("`a\n\n<b>`", "`a\n\n&lt;b>`");
    }

    #[test]
    fn nothing_is_fetched_or_run() {
        check("![a](https://b)", "!\\[a](https://b)");
        check("[a](https://b) [c](javascript:d)", "[a](https://b) [c]\\(javascript:d)");
        check("[a]: data:text/html,b", "[a]\\: data:text/html,b");
    }

    #[test]
    fn no_code_ends_its_block() {
        assert_eq!(code("fn f()"), "```rust\nfn f()\n```");
        assert_eq!(code("a\n```\n<b>"), "````rust\na\n```\n<b>\n````");
    }
}

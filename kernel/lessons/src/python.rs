//! Forms of Python, of its notebooks and of a shell, which are no Rust.

use super::Scope;
use super::code::{is_name, is_one_term};
use super::complaint::{Complaint, quoted};
use super::wording::{shown, written};

/// `def f(x): return x`.
pub(super) fn function(complaint: &Complaint) -> Option<String> {
    (line_before(complaint).trim_start() == "def ").then(|| {
        "A function is written `fn f(x: f64) -> f64 { x * x }`: with types, in braces, and its last expression is what it \
         returns."
            .to_owned()
    })
}

/// `lambda x: x`.
pub(super) fn lambda(complaint: &Complaint) -> Option<String> {
    line_before(complaint)
        .ends_with("lambda ")
        .then(|| "A function without a name is written `|x| x * x`.".to_owned())
}

/// `f"{x}"`.
pub(super) fn formatted_text(complaint: &Complaint) -> Option<String> {
    let is_prefix = complaint.text() == "f" && complaint.after().starts_with('"');
    (is_prefix && complaint.message.starts_with("prefix `f`"))
        .then(|| "Text is formatted without an `f`: `println!(\"{x}\")` and `format!(\"{x}\")`.".to_owned())
}

/// `a @ b`.
pub(super) fn matrix_product(complaint: &Complaint) -> Option<String> {
    (complaint.text() == "@")
        .then(|| "`@` is Python's product of matrices; here it is `*`, as in `&a * &b`.".to_owned())
}

/// `for i in range(10):`, `if x > 0:`.
pub(super) fn block(complaint: &Complaint) -> Option<String> {
    let is_colon = complaint.text() == ":" && complaint.message.ends_with("found `:`");
    let line = line_before(complaint).trim_start();
    let (word, rest) = line.split_once(' ')?;
    let rest = rest.trim();
    if !is_colon {
        return None;
    }
    let head = match word {
        "for" => {
            let (variable, over) = rest.split_once(" in ")?;
            format!(
                "for {variable} in {}",
                range(over.trim()).unwrap_or_else(|| over.trim().to_owned())
            )
        }
        "while" if rest == "True" => "loop".to_owned(),
        "if" | "while" if !rest.contains(['{', '}']) => format!("{word} {rest}"),
        _ => return None,
    };
    Some(format!(
        "A block stands in braces, where Python has a `:` and indents: {}.",
        written(&format!("{head} {{ … }}"), &format!("`{word} … {{ … }}`"))
    ))
}

/// `range(1, n)` as a range of Rust's.
fn range(call: &str) -> Option<String> {
    let arguments = call.strip_prefix("range(")?.strip_suffix(')')?;
    let arguments: Vec<&str> = arguments.split(',').map(str::trim).collect();
    let is_simple = |text: &&str| is_one_term(text) || text.parse::<i64>().is_ok();
    if !arguments.iter().all(is_simple) {
        return None;
    }
    match arguments[..] {
        [end] => Some(format!("0..{end}")),
        [start, end] => Some(format!("{start}..{end}")),
        [start, end, step] if step.parse::<usize>().is_ok() => Some(format!("({start}..{end}).step_by({step})")),
        _ => None,
    }
}

/// `range(1, 10)`, with what it is here.
pub(super) fn range_called(complaint: &Complaint) -> Option<String> {
    let is_missing = complaint.message.starts_with("cannot find function `range`");
    let (arguments, _) = complaint.after().strip_prefix('(')?.split_once(')')?;
    let range = range(&format!("range({arguments})"))?;
    is_missing.then(|| {
        format!(
            "There is no function `range` here: {} is a range, which leaves its end out.",
            shown(&range, "`0..n`")
        )
    })
}

/// `# what this does`.
pub(super) fn comment(complaint: &Complaint) -> Option<String> {
    let line = line_before(complaint);
    let is_attribute = complaint.message.starts_with("expected one of `!` or `[`, found")
        || complaint.message.starts_with("expected `[`, found");
    let begins_line = line.trim_start().starts_with('#') && !line.trim_start().starts_with("#[");
    // What stands in a comment may be anything, an apostrophe for one.
    let is_text = begins_line
        && ["unterminated", "unknown start", "prefix `"]
            .iter()
            .any(|words| complaint.message.contains(words));
    let is_sign = complaint.text() == "#" && complaint.message.ends_with("found `#`");
    ((is_attribute && line.trim_end().ends_with('#')) || is_text || is_sign)
        .then(|| "A comment begins with two strokes, `//`, and not with `#`.".to_owned())
}

/// `%check softmax`, `:vars` behind Rust.
pub(super) fn magic_below(complaint: &Complaint) -> Option<String> {
    let rest = complaint.after().split('\n').next().unwrap_or_default();
    let line = format!("{}{}{rest}", line_before(complaint), complaint.text());
    let line = line.trim_start();
    let (sign, kind) = match line.chars().next()? {
        sign @ '%' => (sign, "magic"),
        sign @ ':' => (sign, "command"),
        _ => return None,
    };
    let name: String = line[1..]
        .chars()
        .take_while(|c| c.is_ascii_alphabetic() || *c == '_')
        .collect();
    (!name.is_empty()).then(|| {
        format!("A {kind} such as `{sign}{name}` stands above the Rust of its cell, or in a cell of its own: put this line first.")
    })
}

/// `!ls`.
pub(super) fn shell_command(complaint: &Complaint) -> Option<String> {
    const COMMANDS: [&str; 29] = [
        "ls", "pwd", "cat", "echo", "mkdir", "rm", "cp", "mv", "curl", "wget", "git", "head", "tail", "wc", "grep",
        "find", "python", "python3", "cargo", "apt", "whoami", "date", "uname", "which", "nproc", "free", "df", "du",
        "tree",
    ];
    const INSTALLERS: [&str; 6] = ["pip", "pip3", "conda", "mamba", "uv", "poetry"];
    let before = line_before(complaint);
    let line = format!("{before}{}", complaint.text());
    let command = line.trim_start().strip_prefix('!')?;
    let name = command.split_whitespace().next()?;
    let rest = complaint.after().split('\n').next().unwrap_or_default();
    if INSTALLERS.contains(&name) {
        return Some(
            "A line that begins with `!` is for a shell, in notebooks of Python's. Crates, the packages of Rust, are added by \
             a line such as `:dep serde = \"1\"`."
                .to_owned(),
        );
    }
    let whole = format!("{command}{rest}");
    let arguments: Vec<String> = whole
        .split_whitespace()
        .skip(1)
        .map(|word| format!("{word:?}"))
        .collect();
    let arguments = match arguments.is_empty() {
        true => String::new(),
        false => format!(".args([{}])", arguments.join(", ")),
    };
    let is_plain = !whole.contains(['|', '>', '*', '"', '\'', '$', '~', ';', '&']) && whole.len() < 40;
    let run = match is_plain {
        true => format!("`std::process::Command::new(\"{name}\"){arguments}.status()?`"),
        false => format!("`std::process::Command::new(\"sh\").args([\"-c\", \"{name} …\"]).status()?`"),
    };
    COMMANDS.contains(&name).then(|| {
        format!("A line that begins with `!` is for a shell, in notebooks of Python's. Here {run} runs a program.")
    })
}

/// `?x`, `x?` of a variable that is all of the cell.
pub(super) fn question(complaint: &Complaint, scope: &Scope<'_>) -> Option<String> {
    let source = complaint.source.trim();
    let name = source.trim_matches('?').trim();
    let is_asked_before = source.starts_with('?') && complaint.message == "expected expression, found `?`";
    let is_asked_behind = source.ends_with('?')
        && complaint.message.starts_with("the `?` operator can only be applied")
        && scope.variables.contains(&name);
    (is_name(name) && (is_asked_before || is_asked_behind)).then(|| {
        format!(
            "`?` does not explain a name here: with the cursor behind `{name}`, Shift+Tab shows what is known of it, and \
             `:vars` lists all variables with their types."
        )
    })
}

/// `import numpy as np`.
pub(super) fn import(complaint: &Complaint) -> Option<String> {
    let line = line_before(complaint).trim_start();
    let is_import = line == "import " || (line.starts_with("from ") && line.split_whitespace().count() == 1);
    let names = complaint.text();
    (is_import && is_name(names) && complaint.message.starts_with("expected one of")).then(|| {
        "What Python imports, Rust names with `use`, as in `use std::f64::consts::PI;`. Matrices and vectors, `DMatrix` and \
         `DVector`, are there without."
            .to_owned()
    })
}

/// `use numpy as np;`.
pub(super) fn package(complaint: &Complaint) -> Option<String> {
    const PACKAGES: [&str; 8] = [
        "numpy",
        "pandas",
        "scipy",
        "torch",
        "matplotlib",
        "math",
        "random",
        "sympy",
    ];
    let name = quoted(&complaint.message).next()?.split("::").next()?;
    let is_import = line_before(complaint).trim_start().starts_with("use ");
    (is_import && PACKAGES.contains(&name)).then(|| {
        format!(
            "`{name}` is Python's. What goes with it is there without: `DMatrix` and `DVector` for matrices and vectors, methods of \
             numbers such as `x.sqrt()`."
        )
    })
}

/// `y = x if c else 1`.
pub(super) fn choice(complaint: &Complaint) -> Option<String> {
    let rest = complaint.after().split(['\n', ';']).next().unwrap_or_default();
    let before = line_before(complaint).trim_end();
    let is_behind_value = before.ends_with(|c: char| c.is_alphanumeric() || ")]_\"".contains(c));
    (complaint.text() == "if" && is_behind_value && rest.contains(" else ") && !rest.contains('{')).then(|| {
        "A choice between two values begins with `if`, and has both in braces: `if x > 0.0 { x } else { 1.0 }`."
            .to_owned()
    })
}

/// `println!("{1 + 1}")`.
pub(super) fn expression_in_text(complaint: &Complaint) -> Option<String> {
    (complaint.message.starts_with("invalid format string: expected `}`")).then(|| {
        "In the braces of a text only a name can stand. What is more goes behind the text: `println!(\"{}\", 1 + 1)`.".to_owned()
    })
}

/// `x and y`.
pub(super) fn operator_in_words(complaint: &Complaint) -> Option<String> {
    let (word, sign) = [
        ("and", "&&"),
        ("or", "||"),
        ("is", "=="),
        ("not", "!"),
        ("elif", "else if"),
    ]
    .into_iter()
    .find(|(word, _)| complaint.text() == *word)?;
    (complaint.message.starts_with("expected") && quoted(&complaint.message).last() == Some(word)
        || complaint.message.contains("is not a logical operator"))
    .then(|| format!("`{word}` is written `{sign}` here."))
}

/// The line of the primary place, up to there.
pub(super) fn line_before(complaint: &Complaint) -> &str {
    complaint.before().rsplit('\n').next().unwrap_or_default()
}

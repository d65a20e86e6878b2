//! How Rust is written: what returns a value, what takes which arguments, what is no Rust at all.

use super::types::Type;
use super::{Complaint, code, is_name, quoted, shown};

/// `x ** 2`.
pub fn power_of_stars(it: &Complaint) -> Option<String> {
    let (before, _) = it.around();
    (it.text().starts_with('*') && before.ends_with('*')).then(power)
}

/// `x ^ 2.0`.
pub fn power_of_caret(it: &Complaint) -> Option<String> {
    let (left, operator, right) = it.operation()?;
    let is_number = |one: &Type| one.is_float() || one.is_integer() || one.is_dual();
    let has_float = !left.is_integer() || !right.is_integer();
    (operator == "^" && is_number(left.value()) && is_number(right.value()) && has_float)
        .then(|| format!("`^` is the exclusive or of bits. {}", power()))
}

fn power() -> String {
    "A power is a method in Rust: `x.powi(2)` for whole exponents, `x.powf(0.5)` for any; of integers `n.pow(2)`."
        .to_owned()
}

/// The body of a function ends with `;`, or with no value at all.
pub fn value_thrown_away(it: &Complaint) -> Option<String> {
    let (expected, found) = it.expected_and_found()?;
    let is_end_of_body = it
        .others
        .iter()
        .any(|other| other.label.starts_with("implicitly returns `()`"));
    if !is_end_of_body || found != Type::Other("()".to_owned()) {
        return None;
    }
    Some(
        match it.notes.iter().any(|note| note.starts_with("remove this semicolon")) {
            true => format!(
                "A function returns its last expression, and a `;` behind it throws the value away: the last line without `;` \
             returns `{expected}`."
            ),
            false => format!(
                "A function returns its last expression, and this one ends without any. Which value should its last line be, as \
             `{expected}`, without a `;`?"
            ),
        },
    )
}

/// A function that ends with a loop, which may end without a `return`.
pub fn nothing_behind_the_loop(it: &Complaint) -> Option<String> {
    let is_loop = |note: &String| note.contains("loops evaluate to unit type `()`");
    let (expected, _) = it.expected_and_found()?;
    it.notes.iter().any(is_loop).then(|| {
        format!(
            "If the loop comes to its end without a `return`, the function still has to return a value, as `{expected}`: which \
             one? It stands as the last line, behind the loop."
        )
    })
}

/// A closure that captures a variable, for a `fn(…)`.
pub fn closure_that_captures(it: &Complaint) -> Option<String> {
    let captures = it
        .notes
        .iter()
        .any(|note| note.starts_with("closures can only be coerced to `fn` types"));
    if it.label != "expected fn pointer, found closure" || !captures {
        return None;
    }
    let captured = it.others.iter().find(|other| other.label.ends_with("captured here"));
    let name = captured
        .and_then(|other| quoted(&other.label).next())
        .filter(|name| is_name(name))?;
    Some(format!(
        "A `fn(…)` is asked for, which carries no variables along, and {} uses `{name}` from outside. Write the value of \
         `{name}` into it, or make `{name}` a `const`.",
        shown(it.text(), "this closure")
    ))
}

/// A function of other types than the `fn(…)` that is asked for.
pub fn function_of_other_types(it: &Complaint) -> Option<String> {
    if it.label != "expected fn pointer, found fn item" {
        return None;
    }
    let note = it.notes.iter().find(|note| note.starts_with("expected fn pointer"))?;
    let mut types = quoted(note).map(|of| of.replace("Dual<f64>", "Dual64"));
    let (asked, found) = (types.next()?, types.next()?);
    let found = found.split(" {").next()?;
    let why = match asked.contains("Dual64") && !found.contains("Dual64") {
        true => " A function of dual numbers computes its derivative along.",
        false => "",
    };
    Some(format!(
        "{} is a `{found}`, and a `{asked}` is asked for.{why} Which types have to change where it is defined?",
        shown(it.text(), "This")
    ))
}

/// `if n` of a number.
pub fn number_as_condition(it: &Complaint) -> Option<String> {
    let (expected, found) = it.expected_and_found()?;
    let is_condition = ["if", "while"]
        .iter()
        .any(|word| it.around().0.trim_end().ends_with(word));
    (expected.is("bool") && found.is_integer() && is_condition).then(|| {
        format!(
            "A condition is true or false, and {} is a number: {} asks whether it differs from 0.",
            shown(it.text(), "this"),
            shown(&format!("{} != 0", it.text()), "`… != 0`")
        )
    })
}

/// `v.append(2)`.
pub fn append(it: &Complaint) -> Option<String> {
    let (expected, found) = it.expected_and_found()?;
    let is_append = code::callee(&it.source, &it.range).as_deref() == Some("append");
    (is_append && expected.value().is("Vec") && !found.value().is("Vec")).then(|| {
        "`append` moves all of another list to the end of this one; one more element goes there with `.push(…)`."
            .to_owned()
    })
}

/// `if n = 1`.
pub fn assignment_as_condition(it: &Complaint) -> Option<String> {
    let (expected, found) = it.expected_and_found()?;
    let is_assignment = matches!(syn::parse_str(it.text()), Ok(syn::Expr::Assign(_)));
    (expected.is("bool") && found == Type::Other("()".to_owned()) && is_assignment)
        .then(|| "`=` gives a variable a value; `==` asks whether two are equal.".to_owned())
}

/// An `Option` where its content is asked for.
pub fn option_unopened(it: &Complaint) -> Option<String> {
    let (expected, found) = it.expected_and_found()?;
    let Type::Named { name, arguments } = &found else {
        return None;
    };
    let content = arguments.first()?;
    if name != "Option" || matches!(expected, Type::Unknown) || !content.value().agrees_with(expected.value()) {
        return None;
    }
    let text = it.text();
    if text == "None" {
        return Some(format!(
            "`{expected}` is always there, and `None` says that there is none: what may be missing has the type \
             `Option<{expected}>`."
        ));
    }
    Some(match text.starts_with("Some(") {
        true => format!(
            "`{expected}` is asked for, and `Some(…)` wraps one in an `Option`. Can it be missing? Then the type is \
             `Option<{expected}>`; otherwise leave `Some` out."
        ),
        false => format!(
            "{} is an `Option`: a value, or `None` where there is none. `.unwrap()` takes the value out, and panics without \
             one; `match` and `if let Some(value) = …` ask first. Can it be `None` here?",
            shown(text, "This")
        ),
    })
}

/// `m.try_inverse() * v`.
pub fn option_in_arithmetic(it: &Complaint) -> Option<String> {
    if !it.message.starts_with("cannot ") {
        return None;
    }
    let types: Vec<Type> = quoted(&it.message).map(Type::parse).collect();
    let is_option = |one: &&Type| one.value().is("Option");
    types.iter().find(is_option)?;
    let option = it
        .others
        .iter()
        .find(|other| Type::parse(&other.label).value().is("Option"));
    Some(format!(
        "{} is an `Option`: a value, or `None` where there is none, and only the value can be calculated with. `.unwrap()` \
         takes it out, and panics without one; `if let Some(value) = …` asks first. Can it be `None` here?",
        option.map_or("One side".to_owned(), |option| shown(&option.text, "One side"))
    ))
}

/// All that is needed is there, in another order.
pub fn arguments_swapped(it: &Complaint) -> Option<String> {
    let is_swapped = it.notes.iter().any(|note| note.starts_with("swap these arguments"));
    let expected: Vec<String> = std::iter::once(&it.label)
        .chain(it.others.iter().map(|other| &other.label))
        .filter_map(|label| {
            let (expected, _) = label.strip_prefix("expected ")?.split_once(", found ")?;
            Some(Type::parse(expected.trim_matches('`')).to_string())
        })
        .collect();
    (is_swapped && expected.len() == 2).then(|| {
        format!(
            "The arguments have the right types in another order: `{}` and `{}` change places.",
            expected[0], expected[1]
        )
    })
}

/// `for i in 3`, `for x in m`.
pub fn not_iterable(it: &Complaint) -> Option<String> {
    let of = Type::parse(it.message.strip_suffix(" is not an iterator")?.trim_matches('`'));
    let text = it.text();
    let (before, _) = it.around();
    if !before.trim_end().ends_with(" in") {
        return None;
    }
    if of.is_integer() {
        return Some(format!(
            "A number is nothing to go through: the range from 0 up to it, itself left out, is {}.",
            shown(&format!("0..{text}"), "`0..n`")
        ));
    }
    matches!(of.value(), Type::Matrix { .. }).then(|| {
        let name = if is_name(text) { text } else { "m" };
        format!(
            "A matrix can be gone through in several ways, so say which: `{name}.iter()` is its entries, column by column, \
             `{name}.column_iter()` its columns and `{name}.row_iter()` its rows."
        )
    })
}

/// What an iterator does not collect into.
pub fn collected_otherwise(it: &Complaint) -> Option<String> {
    let rest = it.message.strip_prefix("a value of type ")?;
    if !rest.contains("cannot be built from an iterator") && !rest.contains("cannot be built since") {
        return None;
    }
    let mut types = quoted(rest).map(Type::parse);
    let (wanted, elements) = (types.next()?, types.next()?);
    if let Type::Matrix { rows, columns, .. } = &wanted {
        use super::types::Size::{Dynamic, Fixed};
        return match (rows, columns) {
            (Dynamic, Fixed(1)) => Some(
                "A vector has to know its length beforehand: `DVector::from_iterator(n, …)` takes it along, or collect into a \
                 `Vec` and make it `DVector::from_vec(…)`."
                    .to_owned(),
            ),
            (Dynamic, Dynamic) => Some(
                "A matrix has to know its shape beforehand: `DMatrix::from_iterator(rows, columns, …)` takes it along, and \
                 fills column by column."
                    .to_owned(),
            ),
            _ => None,
        };
    }
    let Type::Named { name, arguments } = &wanted else {
        return None;
    };
    let wanted = arguments.first().filter(|_| name == "Vec")?;
    match &elements {
        Type::Reference { to, .. } if wanted.agrees_with(to) => Some(format!(
            "`.iter()` lends its elements, so these are `{elements}`, and a list of `{wanted}` is asked for: `.copied()`, or \
             `.cloned()` for what is larger than a number, makes values of them."
        )),
        value if wanted.is_float() && value.is_integer() => Some(
            "These are integers, and a list of floats is asked for: `.map(|i| i as f64)` before `.collect()` converts each."
                .to_owned(),
        ),
        _ => None,
    }
}

/// `collect()` into who knows what.
pub fn type_left_open(it: &Complaint) -> Option<String> {
    let at = it
        .others
        .iter()
        .find(|other| other.label == "type must be known at this point");
    let text = at.map_or(it.text(), |other| other.text.as_str());
    let name = if is_name(it.text()) && at.is_some() {
        it.text()
    } else {
        "x"
    };
    Some(match text {
        "collect" => format!(
            "`collect` can make lists, sets and maps: say which, as in `let {name}: Vec<_> = …` or `.collect::<Vec<_>>()`."
        ),
        "parse" => {
            format!("`parse` reads numbers of any type: say which, as in `let {name}: f64 = …` or `.parse::<f64>()`.")
        }
        "sum" | "product" => format!(
            "`{text}` does not know the type of its result: say it, as in `let {name}: f64 = …` or `.{text}::<f64>()`."
        ),
        "into" => format!("`into` converts into many types: say which, as in `let {name}: f64 = …`."),
        "Vec::new()" | "Vec::new" => {
            format!(
                "An empty list does not show what goes into it: say it, as in `let {name}: Vec<f64> = Vec::new();`."
            )
        }
        _ if it.label == "cannot infer type"
            && ["vector![", "matrix!["].iter().any(|start| it.source.contains(start)) =>
        {
            format!(
                "Whether a number like `1.0` is an `f64` or an `f32` is settled at the end of a function, unless something says \
                 it before, and {} has to know it here. Say it where the numbers are made: `1.0_f64`, or `let v: DVector<f64> = …`.",
                shown(text, "this")
            )
        }
        _ => {
            let (kind, rest) = ["DMatrix", "DVector", "RowDVector"]
                .iter()
                .find_map(|kind| Some((kind, text.strip_prefix(kind)?.strip_prefix("::")?)))?;
            let written = format!("{kind}::<f64>::{rest}");
            format!(
                "Nothing here shows what the entries are: say it, as in {}.",
                shown(&written, &format!("`{kind}::<f64>::…`"))
            )
        }
    })
}

/// `f(1.0)` of a function of two.
pub fn number_of_arguments(it: &Complaint) -> Option<String> {
    let words: Vec<&str> = it.message.split_whitespace().collect();
    // this function takes 2 arguments but 1 argument was supplied
    let but = words.iter().position(|word| *word == "but")?;
    let number = |at: usize| words.get(at)?.parse::<usize>().ok();
    let (takes, given) = (
        number(words.iter().position(|word| *word == "takes")? + 1)?,
        number(but + 1)?,
    );
    let details: Vec<String> = it
        .places()
        .iter()
        .filter_map(|place| detail(&place.label, &place.text))
        .collect();
    let name = it.text().split(['(', '\n']).next().unwrap_or_default();
    let subject = shown(name, "This function");
    let takes = match takes {
        0 => "takes no arguments".to_owned(),
        1 => "takes one argument".to_owned(),
        n => format!("takes {n} arguments"),
    };
    let details = match details.is_empty() {
        true => String::new(),
        false => format!(": {}", details.join(", ")),
    };
    Some(format!("{subject} {takes} and is given {given}{details}."))
}

/// `argument #2 of type `f64` is missing`, or `unexpected argument #3 of type `{float}``.
fn detail(label: &str, text: &str) -> Option<String> {
    let of = quoted(label).next().map(Type::parse);
    if let Some(rest) = label.strip_prefix("argument ")
        && label.ends_with("is missing")
    {
        let number = rest.split_whitespace().next()?.strip_prefix('#');
        return Some(match number {
            Some(number) => format!("argument {number}, `{}`, is missing", of?),
            None => format!("one of type `{}` is missing", of?),
        });
    }
    label
        .starts_with("unexpected argument")
        .then(|| format!("{} is one too many", shown(text, "what is marked")))
}

/// Two texts, of which neither can grow by the other.
pub fn texts_added(it: &Complaint) -> Option<String> {
    let mut types = quoted(it.message.strip_prefix("cannot add ")?);
    let is_text = |name: &str| ["str", "String"].contains(&name.trim_start_matches('&'));
    let both = [types.next()?, types.next()?];
    let (left, right) = it.operands().filter(|_| both.into_iter().all(is_text))?;
    let joined = match [&left, &right].iter().all(|operand| is_name(operand)) {
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

/// A function that returns a reference to what ends with it.
pub fn reference_to_nothing(it: &Complaint) -> Option<String> {
    let is_own =
        it.message.starts_with("cannot return reference to") || it.message.contains("returns a value referencing");
    let is_without_source = it
        .notes
        .iter()
        .any(|note| note.contains("there is no value for it to be borrowed from"));
    (is_own || is_without_source).then(|| {
        "What a function makes is gone when it returns, so it can't return a reference (`&`) to it. Return the value itself: \
         the return type without `&`, and the last line too."
            .to_owned()
    })
}

/// A `match` that leaves something out.
pub fn case_left_out(it: &Complaint) -> Option<String> {
    let (_, rest) = it.message.split_once("non-exhaustive patterns: ")?;
    let patterns: Vec<&str> = quoted(rest).collect();
    if rest.contains(" more not covered") || patterns.is_empty() {
        return None;
    }
    let is_range = patterns.iter().any(|pattern| pattern.contains(".."));
    Some(match is_range {
        true => "A `match` says what comes out in every case, and some numbers have none here. `_ => …` at the end is for all \
                 that is left: what should come out for those?"
            .to_owned(),
        false => format!(
            "A `match` says what comes out in every case, and there is none for {}. What should come out there?",
            patterns.iter().map(|pattern| format!("`{pattern}`")).collect::<Vec<_>>().join(" and ")
        ),
    })
}

/// An `if` that is to have a value.
pub fn else_left_out(it: &Complaint) -> Option<String> {
    it.message.contains("may be missing an `else` clause").then(|| {
        "An `if` whose value is used needs an `else`: what is the value when the condition does not hold?".to_owned()
    })
}

/// What other languages have, where rustc can't know.
pub fn not_rust(it: &Complaint) -> Option<String> {
    let (before, after) = it.around();
    let line_before = before.rsplit('\n').next().unwrap_or_default();
    match it.text() {
        _ if it.message.ends_with("has no form to be shown in") => {
            let is_callable = ["{closure}", "fn(", "fn item"].iter().any(|part| it.message.contains(part));
            Some(match is_callable {
                true => "Call it to see what it returns, or end the line with `;` if there is nothing to see.".to_owned(),
                false => "Put `#[derive(Debug)]` above its definition, or end the line with `;` if there is nothing to see."
                    .to_owned(),
            })
        }
        _ if it.message == "this file contains an unclosed delimiter" => {
            Some("A bracket was opened and never closed: does each `{`, `(` and `[` have its partner?".to_owned())
        }
        _ if it.message == "unclosed delimiter" => {
            Some("A bracket was opened and never closed: count them from the one that is marked.".to_owned())
        }
        "@" => Some("`@` is Python's product of matrices; here it is `*`, as in `&a * &b`.".to_owned()),
        "," if opens_index(line_before) && it.message.starts_with("expected one of") => Some(
            "Row and column go together as a pair, in parentheses of their own: `m[(i, j)]`.".to_owned(),
        ),
        _ if line_before.trim_start() == "def " => Some(
            "A function is written `fn f(x: f64) -> f64 { x * x }`: with types, in braces, and its last expression is what it \
             returns."
                .to_owned(),
        ),
        _ if line_before.ends_with("lambda ") => {
            Some("A function without a name is written `|x| x * x`.".to_owned())
        }
        "f" if after.starts_with('"') && it.message.starts_with("prefix `f`") => {
            Some("Text is formatted without an `f`: `println!(\"{x}\")` and `format!(\"{x}\")`.".to_owned())
        }
        _ => None,
    }
}

/// Whether the line so far has opened `m[` and not closed it.
fn opens_index(line: &str) -> bool {
    let open = line.rfind('[');
    let closed = line.rfind(']');
    open.is_some_and(|open| {
        closed.is_none_or(|closed| closed < open)
            && line[..open].ends_with(|c: char| c.is_alphanumeric() || c == '_')
            && !line[open..].contains(['(', '{'])
    })
}

/// Arithmetic that rustc has done itself.
pub fn known_to_panic(it: &Complaint) -> Option<String> {
    super::panics::arithmetic(&it.label)
        .or_else(|| super::panics::arithmetic(&it.message))
        .or_else(|| super::panics::index(&it.label))
}

/// `println!("{v}")` of a list.
pub fn not_written_by_braces(it: &Complaint) -> Option<String> {
    let of = Type::parse(quoted(it.message.strip_suffix("doesn't implement `std::fmt::Display`")?).next()?);
    let is_list = [
        "Vec", "VecDeque", "BTreeMap", "HashMap", "BTreeSet", "HashSet", "Option",
    ]
    .iter()
    .any(|name| of.value().is(name));
    (is_list || matches!(of.value(), Type::Other(_))).then(|| {
        format!(
            "`{{}}` can write numbers, text and matrices, but no `{of}`; `{{:?}}` writes it as code would: `{{x:?}}`."
        )
    })
}

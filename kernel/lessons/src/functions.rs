//! What functions take and return.

use super::code::{self, is_name, is_one_term};
use super::complaint::{Complaint, expected_and_found, quoted};
use super::types::Type;
use super::wording::{capitalised, shown, written};

/// `fn f(x: f64) -> f64 { x * x; }`
pub(super) fn value_thrown_away(complaint: &Complaint) -> Option<String> {
    let expected = body_without_value(complaint)?;
    complaint.note("remove this semicolon").map(|_| {
        format!(
            "A function returns its last expression, and a `;` behind it throws the value away: the last line without `;` \
             returns `{expected}`."
        )
    })
}

/// `fn f(x: f64) -> f64 { println!("{x}"); }`
pub(super) fn value_left_out(complaint: &Complaint) -> Option<String> {
    let expected = body_without_value(complaint)?;
    Some(format!(
        "A function returns its last expression, and this one ends without any. Which value should its last line be, as \
         `{expected}`, without a `;`?"
    ))
}

/// The type that a function is to return whose body ends without a value.
fn body_without_value(complaint: &Complaint) -> Option<Type> {
    let (expected, found) = complaint.expected_and_found()?;
    (complaint.has_other_label("implicitly returns `()`") && found.is_unit()).then_some(expected)
}

/// A function that ends with a loop, which may end without a `return`.
pub(super) fn nothing_behind_the_loop(complaint: &Complaint) -> Option<String> {
    let (expected, _) = complaint.expected_and_found()?;
    complaint.has_note_with("loops evaluate to unit type `()`").then(|| {
        format!(
            "If the loop comes to its end without a `return`, the function still has to return a value, as `{expected}`: which \
             one? It stands as the last line, behind the loop."
        )
    })
}

/// A closure that captures a variable, for a `fn(…)`.
pub(super) fn closure_that_captures(complaint: &Complaint) -> Option<String> {
    complaint.note("closures can only be coerced to `fn` types")?;
    if complaint.label != "expected fn pointer, found closure" {
        return None;
    }
    let captured = complaint
        .others
        .iter()
        .find(|other| other.label.ends_with("captured here"))?;
    let name = quoted(&captured.label).next().filter(|name| is_name(name))?;
    Some(format!(
        "A `fn(…)` is asked for, which carries no variables along, and {} uses `{name}` from outside. Write the value of \
         `{name}` into it, or make `{name}` a `const`.",
        shown(complaint.text(), "this closure")
    ))
}

/// A function of other types than the `fn(…)` that is asked for.
pub(super) fn function_of_other_types(complaint: &Complaint) -> Option<String> {
    if complaint.label != "expected fn pointer, found fn item" {
        return None;
    }
    let note = complaint.note("expected fn pointer")?;
    let mut types = quoted(note).map(|of| of.replace("Dual<f64>", "Dual64"));
    let (asked, found) = (types.next()?, types.next()?);
    let found = found.split(" {").next()?;
    let why = match asked.contains("Dual64") && !found.contains("Dual64") {
        true => " A function of dual numbers computes its derivative along.",
        false => "",
    };
    Some(format!(
        "{} is a `{found}`, and a `{asked}` is asked for.{why} Which types have to change where it is defined?",
        shown(complaint.text(), "This")
    ))
}

/// `f(v, x)` of a function that takes `x` and `v`.
pub(super) fn arguments_swapped(complaint: &Complaint) -> Option<String> {
    complaint.note("swap these arguments")?;
    let labels = complaint.labels();
    let mismatches = labels.iter().filter_map(|label| expected_and_found(&label.label));
    let expected: Vec<Type> = mismatches.map(|(expected, _)| expected).collect();
    let [one, other] = &expected[..] else { return None };
    Some(format!(
        "The arguments have the right types in another order: `{one}` and `{other}` change places."
    ))
}

/// `f(1.0)` of a function of two arguments.
pub(super) fn number_of_arguments(complaint: &Complaint) -> Option<String> {
    // this function takes 2 arguments but 1 argument was supplied
    let words: Vec<&str> = complaint.message.split_whitespace().collect();
    let number_behind = |word: &str| -> Option<usize> {
        let at = words.iter().position(|other| *other == word)?;
        words.get(at + 1)?.parse().ok()
    };
    let (taken, given) = (number_behind("takes")?, number_behind("but")?);
    let differences: Vec<String> = complaint
        .labels()
        .iter()
        .filter_map(|label| missing_argument(&label.label).or_else(|| unexpected_argument(&label.label, &label.text)))
        .collect();
    let name = complaint.text().split(['(', '\n']).next().unwrap_or_default();
    if let Some(told) = known_arguments(complaint, name.rsplit("::").next().unwrap_or_default(), given) {
        return Some(told);
    }
    let subject = shown(name, "This function");
    let takes = match taken {
        0 => "takes no arguments".to_owned(),
        1 => "takes one argument".to_owned(),
        n => format!("takes {n} arguments"),
    };
    let differences = match differences.is_empty() {
        true => String::new(),
        false => format!(": {}", differences.join(", ")),
    };
    Some(format!("{subject} {takes} and is given {given}{differences}."))
}

/// What some methods want beside what they are called on, and functions of two sizes that are given a pair.
fn known_arguments(complaint: &Complaint, name: &str, given: usize) -> Option<String> {
    const UP_TO: &str = "up to which singular values count as 0";
    let pair = complaint
        .others
        .iter()
        .find_map(|other| other.text.strip_prefix('(')?.strip_suffix(')'));
    if let Some(pair) = pair.filter(|pair| pair.starts_with('(') && pair.ends_with(')'))
        && complaint.has_note_with("found `({integer}, {integer})`")
        && given == 1
    {
        let call = format!("{}{pair}", complaint.text());
        return Some(format!(
            "Rows and columns are two arguments, and a pair is one: {}.",
            shown(&call, "leave one pair of parentheses out")
        ));
    }
    if !complaint.message.starts_with("this method takes ") {
        return None;
    }
    match (name, given) {
        ("solve", 1) => Some(format!(
            "A singular value decomposition wants a second argument to solve with, {UP_TO}: `.solve(&b, 1e-12)`."
        )),
        ("pseudo_inverse" | "rank", 0) => Some(format!("`{name}` wants the number {UP_TO}: `.{name}(1e-12)`.")),
        ("svd", 0) => Some(
            "`svd` wants to know whether to compute the left and the right singular vectors: `.svd(true, true)`."
                .to_owned(),
        ),
        ("max" | "min", 0) => {
            let list = complaint
                .labels()
                .iter()
                .find_map(|label| missing_argument(&label.label))?;
            let (fold, from) = match name {
                "max" => ("f64::max", "f64::NEG_INFINITY"),
                _ => ("f64::min", "f64::INFINITY"),
            };
            list.contains("Vec<").then(|| {
                format!(
                    "`{name}` compares two values; of a list of integers it is `.iter().{name}()`, an `Option`, since a list may \
                     be empty, and of floats `.iter().copied().fold({from}, {fold})`."
                )
            })
        }
        _ => None,
    }
}

/// `let (u, s, vt) = a.svd(true, true);`
pub(super) fn decomposition_as_tuple(complaint: &Complaint) -> Option<String> {
    let (expected, found) = complaint.expected_and_found()?;
    let is_tuple = matches!(&found, Type::Other(text) if text.starts_with('('));
    let parts = match &expected {
        of if of.is("SVD") => "`.u` and `.v_t`, which are `Option`s, and `.singular_values`",
        of if of.is("SymmetricEigen") => "`.eigenvalues` and `.eigenvectors`",
        of if of.is("QR") => "`.q()` and `.r()`",
        of if of.is("LU") => "`.l()`, `.u()` and `.p()`",
        of if of.is("Cholesky") => "`.l()`",
        of if of.is("Schur") => "`.unpack()`, a pair",
        _ => return None,
    };
    is_tuple.then(|| {
        format!("A decomposition is one value with parts, not a tuple: give it a name, and ask it for {parts}.")
    })
}

/// Whether `argument` is made of numbers and of what a loop of `source` counts with.
fn counts(source: &str, argument: &str) -> bool {
    let is_counter = |name: &str| source.contains(&format!("for {name} in ")) || source.contains(&format!("|{name}|"));
    let mut names = argument
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|part| !part.is_empty());
    let is_sum = argument.chars().all(|c| c.is_alphanumeric() || "_ +-".contains(c));
    is_sum && names.all(|part| part.starts_with(|c: char| c.is_ascii_digit()) || is_counter(part))
}

/// `a(v)` of a matrix, `2(x + 1)` of a number.
pub(super) fn no_function_called(complaint: &Complaint) -> Option<String> {
    let found = Type::parse(quoted(complaint.message.strip_prefix("expected function, found ")?).next()?);
    let (text, arguments) = code::call(&complaint.source, &complaint.range)?;
    let is_place = |text: &str| text.parse::<usize>().is_ok();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let sentence = |what: &str, code: String, otherwise: &str| {
        Some(format!(
            "{} is {what}: {}.",
            capitalised(&shown(&text, "this")),
            written(&code, otherwise)
        ))
    };
    match (found.value(), &arguments[..]) {
        (Type::Matrix { .. }, [row, column]) => sentence(
            "a matrix, and an entry of one is found by a pair in brackets, counted from 0",
            format!("{text}[({row}, {column})]"),
            "`m[(i, j)]`",
        ),
        (Type::Matrix { .. }, [place]) if is_place(place) => sentence(
            "a matrix, and an entry of one is found by a place in brackets, counted from 0",
            format!("{text}[{place}]"),
            "`v[i]`",
        ),
        // What counts in a loop, or a sum of that, is a place; a matrix takes a name of its own.
        (Type::Matrix { .. }, [argument]) if counts(&complaint.source, argument) => sentence(
            "a matrix, and an entry of one is found by a place in brackets, counted from 0",
            format!("{text}[{argument}]"),
            "`v[i]`",
        ),
        (Type::Matrix { .. }, [argument]) => {
            let lend = |text: &str| {
                if is_name(text) {
                    format!("&{text}")
                } else {
                    text.to_owned()
                }
            };
            let code = match matches!(found, Type::Reference { .. }) {
                true => format!("{text} * {argument}"),
                false => format!("{} * {}", lend(&text), lend(argument)),
            };
            sentence(
                "a matrix, and what it makes of a vector is their product",
                code,
                "`&a * &v`",
            )
        }
        (list, [place]) if list.element().is_some() => sentence(
            "a list, and an element of one is found by its place in brackets, counted from 0",
            format!("{text}[{place}]"),
            "`v[i]`",
        ),
        (number, [argument]) if number.is_float() || number.is_integer() => {
            let factor = match is_one_term(argument) || is_literal(argument) {
                true => (*argument).to_owned(),
                false => format!("({argument})"),
            };
            sentence(
                "a number, and a product is written with its sign",
                format!("{text} * {factor}"),
                "`2.0 * (…)`",
            )
        }
        _ => None,
    }
}

fn is_literal(text: &str) -> bool {
    matches!(syn::parse_str(text), Ok(syn::Expr::Lit(_)))
}

/// What the label ``argument #2 of type `f64` is missing`` says; rustc leaves the number out where there is only one.
fn missing_argument(label: &str) -> Option<String> {
    let rest = label.strip_prefix("argument ")?;
    if !label.ends_with("is missing") {
        return None;
    }
    let of = quoted(label).next().map(Type::parse)?;
    Some(match rest.split_whitespace().next()?.strip_prefix('#') {
        Some(number) => format!("argument {number}, `{of}`, is missing"),
        None => format!("one of type `{of}` is missing"),
    })
}

/// What the label ``unexpected argument #3 of type `{float}` `` says.
fn unexpected_argument(label: &str, text: &str) -> Option<String> {
    label
        .starts_with("unexpected argument")
        .then(|| format!("{} is one too many", shown(text, "what is marked")))
}

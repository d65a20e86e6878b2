//! Names that rustc does not find: variables, functions, and members of a type.

use super::Scope;
use super::code::{self, binds, is_name};
use super::complaint::{Complaint, quoted, unquoted};
use super::numpy::{self, Table, advice};
use super::types::Type;
use super::wording::{capitalised, shown};
use base::suggest::nearest;

/// A name that has ended with its block: rustc says so.
fn is_in_another_scope(complaint: &Complaint) -> bool {
    complaint.has_note_with("is available in a different scope")
}

/// A variable that was bound, and has gone since.
pub(super) fn lost_variable(complaint: &Complaint, scope: &Scope<'_>) -> Option<String> {
    let reason = scope
        .gone
        .get(missing(complaint)?)
        .filter(|_| !is_in_another_scope(complaint))?;
    Some((*reason).to_owned())
}

/// A module or crate of a name that has gone since.
pub(super) fn lost_module(complaint: &Complaint, scope: &Scope<'_>) -> Option<String> {
    let name = quoted(&complaint.message).next()?.split("::").next()?;
    scope.gone.get(name).map(|reason| (*reason).to_owned())
}

/// A `fn` that uses a variable of the notebook.
pub(super) fn variable_in_function(complaint: &Complaint, scope: &Scope<'_>) -> Option<String> {
    let name = missing(complaint)?;
    let function = complaint.function_around()?;
    (scope.variables.contains(&name) || scope.bindings.contains(&name))
        .then(|| unseen_variable(name, &format!("`fn {function}`")))
}

/// A `fn` inside of a block that uses a variable of the block.
pub(super) fn local_variable_in_function(complaint: &Complaint) -> Option<String> {
    Some(complaint.text())
        .filter(|name| is_name(name))
        .map(|name| unseen_variable(name, "a `fn`"))
}

fn unseen_variable(name: &str, function: &str) -> String {
    format!(
        "`{name}` is a variable, and {function} sees only its own arguments, other functions and constants. Should `{name}` be \
         one of its arguments, or a `const` outside of it?"
    )
}

/// `np.zeros(3)`.
pub(super) fn numpy_member(complaint: &Complaint) -> Option<String> {
    if !matches!(quoted(&complaint.message).next()?, "np" | "numpy") {
        return None;
    }
    let member = match split_member(complaint.after()) {
        ("linalg", rest) => rest
            .trim_start_matches(['.', ':'])
            .split('(')
            .next()
            .unwrap_or_default(),
        (member, _) => member,
    };
    let tables = [numpy::NUMPY, numpy::FUNCTIONS, numpy::OF_MATRICES, numpy::VALUES];
    Some(match tables.into_iter().find_map(|table| advice(table, member)) {
        Some(advice) => format!("There is no NumPy here, and no need of it. For `{member}`: {advice}."),
        None => "There is no NumPy here: matrices and vectors are nalgebra's `DMatrix` and `DVector`, and what can be done with \
                 them are their methods."
            .to_owned(),
    })
}

/// The name behind the point or colons that `text` begins with, and the rest.
fn split_member(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches(['.', ':']);
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(text.len());
    text.split_at(end)
}

/// `sqrt(x)`, `True`.
pub(super) fn python_name(complaint: &Complaint) -> Option<String> {
    let name = quoted(&complaint.message).next()?;
    let is_called =
        complaint.after().trim_start().starts_with('(') || complaint.message.contains("expected function, found macro");
    match is_called {
        true => advice(numpy::FUNCTIONS, name).map(|advice| format!("There is no function `{name}` here: {advice}.")),
        false => advice(numpy::VALUES, name).map(|advice| format!("There is no `{name}` here: {advice}.")),
    }
}

/// `path + 1` before anything has bound `path`, which is the name of a function that every cell has.
pub(super) fn figure_for_variable(complaint: &Complaint) -> Option<String> {
    let labels = complaint.labels();
    let mut said = std::iter::once(complaint.message.as_str())
        .chain(labels.iter().map(|label| label.label.as_str()))
        .chain(complaint.notes.iter().map(String::as_str));
    let name = said.find_map(|text| {
        let (_, item) = text
            .split_once("-> Figure {")
            .or_else(|| text.split_once("-> Motion<'_> {"))?;
        item.split(|c: char| !(c.is_alphanumeric() || c == '_')).next()
    })?;
    is_name(name).then(|| {
        format!(
            "`{name}` is a function here, which makes a figure, and no variable so far. Does a cell that binds it still have to be \
             run?"
        )
    })
}

/// `let x: float = 1.0;`
pub(super) fn python_type(complaint: &Complaint) -> Option<String> {
    let name = quoted(complaint.message.strip_prefix("cannot find type ")?).next()?;
    advice(numpy::TYPES, name).map(|advice| format!("There is no type `{name}` here: {advice}."))
}

/// An exercise that has no answer yet.
pub(super) fn unanswered_exercise(complaint: &Complaint, scope: &Scope<'_>) -> Option<String> {
    let name = missing(complaint)?;
    let definition = (scope.exercise?)(name)?;
    Some(format!(
        "`{name}` is an exercise of this course, and nothing is defined as its answer yet: {definition} in a cell, run it, \
         then come back to this one."
    ))
}

/// A name that is nearly a variable's. For functions and types rustc says so itself.
pub(super) fn misspelt_variable(complaint: &Complaint, scope: &Scope<'_>) -> Option<String> {
    let name = missing_value(complaint)?;
    // A short name is near to any other, and one that the cell binds in a block has ended with that.
    if name.chars().count() <= 2 || binds(&complaint.source, name) {
        return None;
    }
    let near = nearest(name, scope.variables.iter().chain(&scope.bindings).copied())?;
    Some(format!(
        "There is no `{name}`, but there is `{near}`: did you mean that?"
    ))
}

/// A name that is near to no other, not even by rustc's notes.
pub(super) fn unknown_variable(complaint: &Complaint) -> Option<String> {
    let name = missing_value(complaint)?;
    let is_new = complaint.notes.is_empty() && !binds(&complaint.source, name);
    is_new.then(|| {
        format!(
            "Nothing is called `{name}` so far. Does a cell that makes it still have to be run, or is it the name that is not \
             right?"
        )
    })
}

/// The name that is not found.
fn missing(complaint: &Complaint) -> Option<&str> {
    let rest = complaint.message.strip_prefix("cannot find ")?;
    quoted(rest).next().filter(|name| is_name(name))
}

/// The name that is not found, where a value could stand.
fn missing_value(complaint: &Complaint) -> Option<&str> {
    let name = missing(complaint)?;
    complaint.message.starts_with("cannot find value").then_some(name)
}

/// `m.try_inverse().transpose()`.
pub(super) fn method_of_option(complaint: &Complaint) -> Option<String> {
    let (_, of) = missing_member(complaint)?;
    of.value().is("Option").then(|| {
        format!(
            "{} is an `Option`: a value, or `None` where there is none. `.unwrap()` takes the value out, and panics without \
             one; `if let Some(value) = …` asks first. Can it be `None` here?",
            capitalised(&receiver(complaint))
        )
    })
}

/// `m.T`, `m.inv()`: members of Python's types.
pub(super) fn python_member(complaint: &Complaint) -> Option<String> {
    let (name, of) = missing_member(complaint)?;
    let (table, kind) = members(&of)?;
    let integer = of.value().element().filter(Type::is_integer);
    let advice = integer
        .and_then(|of| Some(advice(numpy::OF_LISTS_OF_INTEGERS, name)?.replace("i32", &of.to_string())))
        .or_else(|| advice(table, name).map(str::to_owned))?;
    Some(format!(
        "{} is {kind}, and its `.{name}` is written otherwise here: {advice}.",
        capitalised(&receiver(complaint))
    ))
}

/// `n.sqrt()` of an integer.
pub(super) fn method_of_floats(complaint: &Complaint) -> Option<String> {
    const OF_FLOATS: [&str; 21] = [
        "sqrt", "cbrt", "exp", "ln", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh",
        "tanh", "floor", "ceil", "round", "powf", "hypot", "recip",
    ];
    let (name, of) = missing_member(complaint)?;
    let receiver = code::receiver(&complaint.source, &complaint.range)?;
    if !of.value().is_integer() || !complaint.message.starts_with("no method named") {
        return None;
    }
    let (method, code) = match name {
        "powi" => ("powi", format!("{receiver}.pow(…)")),
        name if OF_FLOATS.contains(&name) => (name, format!("({receiver} as f64).{name}(…)")),
        _ => return None,
    };
    let code = if name.starts_with("pow") || name == "hypot" {
        code
    } else {
        code.replace('…', "")
    };
    is_name(&receiver).then(|| {
        format!(
            "`{receiver}` is an integer, and `{method}` is a method of floats: {}.",
            shown(&code, "convert it with `as f64`")
        )
    })
}

/// `m.nrows`.
pub(super) fn method_without_parentheses(complaint: &Complaint) -> Option<String> {
    let (name, of) = missing_member(complaint)?;
    members(&of).map(|_| format!("`{name}` is a method, which is called with parentheses: `.{name}()`."))
}

/// The member that a type does not have, or has for itself alone, and the type.
fn missing_member(complaint: &Complaint) -> Option<(&str, Type)> {
    if complaint.code == "E0599"
        && let Some(of) = complaint.message.strip_suffix(" is not an iterator")
    {
        return Some((complaint.text(), Type::parse(unquoted(of))));
    }
    // ``field `len` of struct `Vec` is private``
    let mut names = quoted(&complaint.message);
    Some((names.next()?, Type::parse(names.next()?)))
}

/// The table of the members that Python's counterpart of the type has, and the type in a sentence.
fn members(of: &Type) -> Option<(Table, &'static str)> {
    match of.value() {
        Type::Matrix { .. } => Some((numpy::OF_MATRICES, "a matrix")),
        of if of.is_float() || of.is_integer() => Some((numpy::OF_NUMBERS, "a number")),
        of if of.is("Vec") || of.element().is_some() => Some((numpy::OF_LISTS, "a list")),
        _ => None,
    }
}

/// The expression whose member is missing, in the middle of a sentence.
fn receiver(complaint: &Complaint) -> String {
    let receiver = code::receiver(&complaint.source, &complaint.range);
    receiver.map_or("this".to_owned(), |receiver| shown(&receiver, "this"))
}

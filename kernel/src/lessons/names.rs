//! Names that rustc does not find.

use super::numpy::{self, advice};
use super::types::Type;
use super::{Complaint, Scope, code, is_name, quoted, shown};
use crate::suggest::nearest;
use grading::Kind;

/// The name that is not found.
fn missing(it: &Complaint) -> Option<&str> {
    let rest = it.message.strip_prefix("cannot find ")?;
    quoted(rest).next().filter(|name| is_name(name))
}

/// Where a variable that was bound went.
pub fn gone(it: &Complaint, scope: &Scope<'_>) -> Option<String> {
    scope.gone.get(missing(it)?).map(|reason| (*reason).to_owned())
}

/// A `fn` that uses a variable of the notebook.
pub fn outside_of_function(it: &Complaint, scope: &Scope<'_>) -> Option<String> {
    let (name, function) = match it.code.as_str() {
        "E0434" => (it.text(), None),
        _ => (missing(it)?, code::function_around(&it.source, it.range.start)),
    };
    let is_variable = scope.variables.contains(&name) || scope.bindings.contains(&name);
    if !is_name(name) || (it.code != "E0434" && (function.is_none() || !is_variable)) {
        return None;
    }
    let function = function.map_or("a `fn`".to_owned(), |function| format!("`fn {function}`"));
    Some(format!(
        "`{name}` is a variable, and {function} sees only its own arguments, other functions and constants. Should `{name}` be \
         one of its arguments, or a `const` outside of it?"
    ))
}

/// What Python has under this name.
pub fn python(it: &Complaint) -> Option<String> {
    let name = quoted(&it.message).next()?;
    let (_, after) = it.around();
    let is_called = after.trim_start().starts_with('(') || it.message.contains("expected function, found macro");
    if matches!(name, "np" | "numpy") {
        let member = after.trim_start_matches(['.', ':']);
        let end = member
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(member.len());
        let member = match &member[..end] {
            "linalg" => member[end..]
                .trim_start_matches(['.', ':'])
                .split('(')
                .next()
                .unwrap_or_default(),
            member => member,
        };
        let known = [
            &numpy::NUMPY[..],
            &numpy::FUNCTIONS,
            &numpy::OF_MATRICES,
            &numpy::VALUES,
        ]
        .into_iter()
        .find_map(|table| advice(table, member));
        return Some(match known {
            Some(advice) => format!("There is no NumPy here, and no need of it. For `{member}`: {advice}."),
            None => "There is no NumPy here: matrices and vectors are nalgebra's `DMatrix` and `DVector`, and what can be done \
                     with them are their methods."
                .to_owned(),
        });
    }
    match is_called {
        true => advice(&numpy::FUNCTIONS, name).map(|advice| format!("There is no function `{name}` here: {advice}.")),
        false => advice(&numpy::VALUES, name).map(|advice| format!("There is no `{name}` here: {advice}.")),
    }
}

/// An exercise that has no answer yet.
pub fn exercise(it: &Complaint) -> Option<String> {
    let exercise = course::find(missing(it)?)?;
    let signature = exercise.signature;
    Some(match exercise.kind {
        Kind::Function => format!(
            "`{}` is an exercise of this course, and nothing is defined as its answer yet: define `{signature}` in a cell, \
             run it, then come back to this one.",
            exercise.id
        ),
        Kind::Variable => format!(
            "`{}` is an exercise of this course, and nothing is defined as its answer yet: bind `let {signature}` in a cell, \
             run it, then come back to this one.",
            exercise.id
        ),
    })
}

/// A name that is nearly one of the notebook's. For functions and types rustc says so itself.
pub fn near(it: &Complaint, scope: &Scope<'_>) -> Option<String> {
    let name = missing(it)?;
    if !it.message.starts_with("cannot find value") {
        return None;
    }
    // A short name is near to any other.
    let near = (name.chars().count() > 2)
        .then(|| nearest(name, scope.variables.iter().chain(&scope.bindings).copied()))
        .flatten();
    match near {
        Some(near) => Some(format!(
            "There is no `{name}`, but there is `{near}`: did you mean that?"
        )),
        // rustc has a guess of its own.
        None if !it.notes.is_empty() => None,
        None => Some(format!(
            "Nothing is called `{name}` so far. Does a cell that makes it still have to be run, or is it the name that is \
             not right?"
        )),
    }
}

/// A method or field that the type does not have, and Python's has.
pub fn member(it: &Complaint) -> Option<String> {
    let mut names = quoted(&it.message);
    let (name, of) = match it.code.as_str() {
        // `field `len` of struct `Vec` is private`.
        "E0616" | "E0609" | "E0615" => (names.next()?, names.next()?),
        _ => match it.message.strip_suffix(" is not an iterator") {
            Some(of) => (it.text(), of.trim_matches('`')),
            None => (names.next()?, names.next()?),
        },
    };
    let of = Type::parse(of);
    let of = of.value();
    let receiver = code::receiver(&it.source, &it.range);
    let this = receiver.map_or("this".to_owned(), |receiver| shown(&receiver, "this"));
    let (table, is) = match of {
        Type::Matrix { .. } => (&numpy::OF_MATRICES[..], "a matrix"),
        of if of.is_float() || of.is_integer() => (&numpy::OF_NUMBERS[..], "a number"),
        of if of.is("Vec") => (&numpy::OF_LISTS[..], "a list"),
        of if of.is("Option") && it.code == "E0599" => {
            return Some(format!(
                "{} is an `Option`: a value, or `None` where there is none. `.unwrap()` takes the value out, and panics \
                 without one; `if let Some(value) = …` asks first. Can it be `None` here?",
                capital(&this)
            ));
        }
        of if of.is("Range") && name == "len" => return None,
        _ => return None,
    };
    if let Some(advice) = advice(table, name) {
        return Some(format!(
            "{} is {is}, and its `.{name}` is written otherwise here: {advice}.",
            capital(&this)
        ));
    }
    matches!(it.code.as_str(), "E0615" | "E0616")
        .then(|| format!("`{name}` is a method, which is called with parentheses: `.{name}()`."))
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

//! Types that nothing in the cell settles.

use super::code::is_name;
use super::complaint::{Complaint, quoted};
use super::types::Type;
use super::wording::shown;

/// `v.iter().sum()` and other calls whose result may be of many types.
pub(super) fn type_of_result_left_open(complaint: &Complaint) -> Option<String> {
    let (text, name) = left_open(complaint);
    Some(match text {
        "collect" => format!(
            "`collect` can make lists, sets and maps: say which, as in `let {name}: Vec<_> = …` or `.collect::<Vec<_>>()`."
        ),
        "parse" => {
            format!("`parse` reads numbers of any type: say which, as in `let {name}: f64 = …` or `.parse::<f64>()`.")
        }
        "sum" | "product" => {
            let say = |of: &str| {
                format!(
                    "`{text}` does not know the type of its result: say it, as in `let {name}: {of} = …` or `.{text}::<{of}>()`"
                )
            };
            match summed(complaint) {
                Some(of) => format!("{}.", say(&of)),
                None => format!("{}, or with `i32` where integers go in.", say("f64")),
            }
        }
        "into" => format!("`into` converts into many types: say which, as in `let {name}: f64 = …`."),
        "Vec::new()" | "Vec::new" => {
            format!(
                "An empty list does not show what goes into it: say it, as in `let {name}: Vec<f64> = Vec::new();`."
            )
        }
        _ => return None,
    })
}

/// The type of what is summed or multiplied, where rustc tells it.
fn summed(complaint: &Complaint) -> Option<String> {
    let bounds = complaint.notes.iter().flat_map(|note| quoted(note));
    let of = bounds.filter_map(|bound| {
        let of = bound
            .strip_prefix("_: Sum<")
            .or_else(|| bound.strip_prefix("_: Product<"))?;
        Some(Type::parse(of.strip_suffix('>')?))
    });
    of.map(|of| of.value().clone())
        .find(|of| matches!(of, Type::Named { .. }) && (of.is_float() || of.is_integer()))
        .map(|of| of.to_string())
}

/// `vector![1.0, 2.0].norm()`, whose numbers are `f64` or `f32`.
pub(super) fn precision_left_open(complaint: &Complaint) -> Option<String> {
    let (text, _) = left_open(complaint);
    let has_literal = ["vector![", "matrix!["]
        .iter()
        .any(|start| complaint.source.contains(start));
    (complaint.label == "cannot infer type" && has_literal).then(|| {
        format!(
            "Whether a number like `1.0` is an `f64` or an `f32` is settled at the end of a function, unless something says it \
             before, and {} has to know it here. Say it where the numbers are made: `1.0_f64`, or `let v: DVector<f64> = …`.",
            shown(text, "this")
        )
    })
}

/// `DMatrix::zeros(2, 2)`.
pub(super) fn entries_left_open(complaint: &Complaint) -> Option<String> {
    let (text, _) = left_open(complaint);
    let (kind, rest) = ["DMatrix", "DVector", "RowDVector"]
        .iter()
        .find_map(|kind| Some((kind, text.strip_prefix(kind)?.strip_prefix("::")?)))?;
    let written = format!("{kind}::<f64>::{rest}");
    Some(format!(
        "Nothing here shows what the entries are: say it, as in {}.",
        shown(&written, &format!("`{kind}::<f64>::…`"))
    ))
}

/// `let mut m = DMatrix::zeros(n, n);`, and an entry of it before anything says what the entries are.
pub(super) fn entries_asked_for_too_early(complaint: &Complaint) -> Option<String> {
    let rest = complaint.message.strip_prefix("type annotations needed for ")?;
    let Type::Matrix { entry, .. } = Type::parse(quoted(rest).next()?) else {
        return None;
    };
    let name = complaint.text().trim_start_matches("mut ").trim();
    if *entry != Type::Unknown || !is_name(name) {
        return None;
    }
    let place = complaint
        .others
        .iter()
        .find(|other| other.label == "type must be known at this point")
        .map(|other| other.text.as_str())
        .filter(|place| place.starts_with(name))?;
    let pair = match place.strip_suffix(']').and_then(|place| place.split_once('[')) {
        Some((list, row)) if list == name && complaint.source.contains(&format!("{name}[{row}][")) => {
            format!(" Row and column go together as a pair: `{name}[(i, j)]`.")
        }
        _ => String::new(),
    };
    Some(format!(
        "Nothing shows what the entries of `{name}` are before one is asked for: say it where it is made, as in \
         `DMatrix::<f64>::zeros(2, 2)`.{pair}"
    ))
}

/// `2.sqrt()`, `2.0.powi(2)`: a literal of any type.
pub(super) fn method_of_literal(complaint: &Complaint) -> Option<String> {
    let rest = complaint.message.strip_prefix("can't call method ")?;
    let mut names = quoted(rest);
    let (method, of) = (names.next()?, Type::parse(names.next()?));
    let number = complaint.receiver()?;
    let digits = number.trim_matches(['(', ')']);
    digits.trim_start_matches('-').parse::<f64>().ok()?;
    let written = match of {
        Type::Integer
            if matches!(
                method,
                "pow" | "abs_diff" | "rem_euclid" | "div_euclid" | "is_power_of_two"
            ) =>
        {
            format!("{digits}_i32")
        }
        Type::Integer | Type::Float => format!("{digits}_f64"),
        _ => return None,
    };
    let call = match digits.starts_with('-') {
        true => format!("({written}).{method}(…)"),
        false => format!("{written}.{method}(…)"),
    };
    let why = match of {
        Type::Integer if written.ends_with("f64") => {
            format!("`{digits}` is a whole number, and `{method}` is a method of floats")
        }
        _ => format!("The type of a number that is written out is left open, and `{method}` has to know it"),
    };
    Some(format!("{why}: {}.", shown(&call, "`2.0_f64.sqrt()`")))
}

/// The text whose type rustc can't tell, and the variable that it is for, or `x`.
fn left_open(complaint: &Complaint) -> (&str, &str) {
    let place = complaint
        .others
        .iter()
        .find(|other| other.label == "type must be known at this point");
    match place {
        // All of the call, of which the method is the name that is marked.
        Some(place) if place.text.contains(&format!(".{}(", complaint.text())) => (complaint.text(), "x"),
        Some(place) if is_name(complaint.text()) => (&place.text, complaint.text()),
        Some(place) => (&place.text, "x"),
        None => (complaint.text(), "x"),
    }
}

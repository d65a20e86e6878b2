//! Integers, floats and dual numbers, which Rust never converts into one another by itself.

use super::types::Type;
use super::{Complaint, code, is_name, quoted, referent, shown};

/// `2 * x`, `v.len() / 2.0`, `2.0 * dual`, `matrix * 2`.
pub fn mixed_arithmetic(it: &Complaint) -> Option<String> {
    let (left_type, operator, right_type) = it.operation()?;
    let (left, right) = it.operands()?;
    let (one, other) = (left_type.value(), right_type.value());
    if let (Type::Matrix { entry, .. }, scalar) | (scalar, Type::Matrix { entry, .. }) = (one, other)
        && !matches!(scalar, Type::Matrix { .. })
    {
        let is_matrix_first = matches!(one, Type::Matrix { .. });
        let (matrix_text, scalar_text) = if is_matrix_first {
            (&left, &right)
        } else {
            (&right, &left)
        };
        if (scalar.is_float() || scalar.is_integer()) && ["+", "-"].contains(&operator) {
            let by_entry = match is_matrix_first {
                true => format!(".map(|x| x {operator} …)"),
                false => format!(".map(|x| … {operator} x)"),
            };
            let name = Some(referent(matrix_text))
                .filter(|text| is_name(text))
                .unwrap_or_default();
            return Some(format!(
                "Between a matrix and a number there is no `{operator}`. Entry by entry it is `{name}{by_entry}`; what is added to \
                 all of them goes with `.add_scalar(…)`."
            ));
        }
        return (entry.is_float() && scalar.is_integer()).then(|| {
            format!(
                "The entries of the matrix are `{entry}`, and {} is an integer: {}.",
                shown(scalar_text, "the other factor"),
                as_float(scalar_text)
            )
        });
    }
    if let (Type::Matrix { entry, .. }, Type::Matrix { entry: e, .. }) = (one, other) {
        let (integers, floats) = match () {
            () if entry.is_integer() && e.is_float() => (&left, &right),
            () if entry.is_float() && e.is_integer() => (&right, &left),
            () => return None,
        };
        return Some(format!(
            "{} has integers as entries and {} floats, and Rust never mixes them by itself. Write `1.0` instead of `1` where \
             the former is made.",
            shown(integers.trim_start_matches('&'), "One matrix"),
            shown(floats.trim_start_matches('&'), "the other"),
        ));
    }
    if one.is_float() && other.is_dual() && matches!(operator, "+" | "-" | "*" | "/") {
        return Some(dual_on_the_right(&left, operator, &right));
    }
    let (integer, float) = match () {
        () if one.is_integer() && other.is_float() => (Side::of(&left, one), Side::of(&right, other)),
        () if one.is_float() && other.is_integer() => (Side::of(&right, other), Side::of(&left, one)),
        () if one.is_integer() && other.is_dual() => (Side::of(&left, one), Side::of(&right, other)),
        () if one.is_float() && other.is_float() && one != other => return two_widths(&left, one, &right, other),
        () => return None,
    };
    Some(format!(
        "{} is {} and {} is {}, and Rust never turns one into the other by itself: {}.",
        shown(integer.text, "One side"),
        integer.kind(),
        shown(float.text, "the other"),
        float.kind(),
        as_float(integer.text)
    ))
}

struct Side<'t> {
    text: &'t str,
    of: &'t Type,
}

impl<'t> Side<'t> {
    fn of(text: &'t str, of: &'t Type) -> Side<'t> {
        Side { text, of }
    }

    fn kind(&self) -> String {
        match self.of {
            Type::Integer => "an integer".to_owned(),
            Type::Float => "a float".to_owned(),
            other => format!("of type `{other}`"),
        }
    }
}

/// How to make a float of an integer.
fn as_float(integer: &str) -> String {
    let integer = integer.trim_start_matches('&');
    let digits = integer.trim_start_matches('-');
    if !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '_') {
        return format!("write `{integer}.0`");
    }
    match is_one_term(integer) && integer.len() <= 24 {
        true => format!("write `{integer} as f64`"),
        false => "put it in parentheses and `as f64` behind them".to_owned(),
    }
}

/// Whether `as` behind it takes all of it.
fn is_one_term(text: &str) -> bool {
    !text.starts_with('&')
        && matches!(
            syn::parse_str::<syn::Expr>(text),
            Ok(syn::Expr::Path(_)
                | syn::Expr::MethodCall(_)
                | syn::Expr::Call(_)
                | syn::Expr::Index(_)
                | syn::Expr::Field(_)
                | syn::Expr::Paren(_))
        )
}

fn two_widths(left: &str, one: &Type, right: &str, other: &Type) -> Option<String> {
    if *one == Type::Float || *other == Type::Float {
        return None;
    }
    let narrow = if one.is("f32") { left } else { right };
    Some(format!(
        "{} is an `{one}` and {} an `{other}`: two types of different precision, which Rust never mixes by itself: {}.",
        shown(left, "One side"),
        shown(right, "the other"),
        as_float(narrow)
    ))
}

/// num_dual has `dual * 2.0`, and not `2.0 * dual`.
fn dual_on_the_right(number: &str, operator: &str, dual: &str) -> String {
    let start = format!(
        "A dual number carries its derivative along, and a plain number can stand only to the right of one, as in `x {operator} 2.0`"
    );
    let is_short = number.len() + dual.len() <= 24 && is_one_term(dual);
    match operator {
        "+" | "*" if is_short => format!("{start}: write `{dual} {operator} {number}`."),
        "+" | "*" => format!("{start}: turn the two around."),
        _ if number.len() <= 24 => format!("{start}: make the first one dual too, `Dual64::from({number})`."),
        _ => format!("{start}: make the first one dual too, with `Dual64::from(…)`."),
    }
}

/// `dual + 2`.
pub fn dual_and_integer(it: &Complaint) -> Option<String> {
    if !it.message.contains("as DualNum") || !it.message.ends_with("::Primitive == {integer}`") {
        return None;
    }
    let (_, integer) = it.operands()?;
    Some(format!(
        "{} is an integer, and a dual number goes together with floats only: {}.",
        shown(&integer, "The right side"),
        as_float(&integer)
    ))
}

/// `x == 1`.
pub fn mixed_comparison(it: &Complaint) -> Option<String> {
    let mut types = quoted(it.message.strip_prefix("can't compare ")?).map(Type::parse);
    let (one, other) = (types.next()?, types.next()?);
    let (left, right) = it.operands()?;
    if let (Type::Reference { to, .. }, value) | (value, Type::Reference { to, .. }) = (&one, &other)
        && to.agrees_with(value)
    {
        let reference = if matches!(one, Type::Reference { .. }) {
            &left
        } else {
            &right
        };
        return Some(is_reference(reference, "*"));
    }
    let integer = match () {
        () if one.is_integer() && other.is_float() => &left,
        () if one.is_float() && other.is_integer() => &right,
        () => return None,
    };
    Some(format!(
        "Only numbers of one type can be compared, and {} is an integer where the other side is a float: {}.",
        shown(integer, "one side"),
        as_float(integer)
    ))
}

fn is_reference(text: &str, stars: &str) -> String {
    match is_name(text) {
        true => format!("`{text}` is a reference: `{stars}{text}` is the number that it points at."),
        false => format!("One side is a reference: a `{stars}` before it is the number that it points at."),
    }
}

/// What is not of the number type that is asked for: `let x: f64 = 1`.
pub fn other_number(it: &Complaint) -> Option<String> {
    let (expected, found) = it.expected_and_found()?;
    let text = it.text();
    let asked = match &expected {
        Type::Float => "a float".to_owned(),
        Type::Integer => "an integer".to_owned(),
        other => format!("`{other}`"),
    };
    let this = shown(text, "this");
    if expected.is_dual() && found.is_float() {
        return Some(format!(
            "A dual number is asked for, which carries its derivative along, and {this} is a plain one: `Dual64::from({})` \
             makes a dual number of it, with derivative 0.",
            if text.len() <= 24 { text } else { "…" }
        ));
    }
    if expected.is_float() && found.is_dual() {
        return Some(match code::callee(&it.source, &it.range).as_deref() {
            Some("powf") => "The exponent of `powf` is a plain number. A dual one that is raised to a dual power is \
                             `x.powd(y)`: should the derivative depend on the exponent?"
                .to_owned(),
            _ => format!(
                "{} is a dual number, which carries its derivative along, and a plain one is asked for. Taking `.re` of it \
                 leaves the derivative behind: do you want that, or should what asks for `f64` take `Dual64`?",
                capital(&this)
            ),
        });
    }
    if let Type::Reference { to, .. } = &expected
        && (found.is_float() || found.is_integer())
        && to.value().agrees_with(&found)
    {
        return beside_a_reference(it, &expected);
    }
    if let (Type::Named { .. }, Type::Named { .. }) = (&expected, &found)
        && expected.is_float()
        && found.is_float()
    {
        let loses = if expected.is("f32") { ", and loses digits" } else { "" };
        return is_one_term(text).then(|| {
            format!(
                "`{found}` and `{expected}` are floats of different precision, which Rust never mixes by itself: `{text} as \
                 {expected}` converts{loses}."
            )
        });
    }
    if expected == Type::Integer
        && found.is_float()
        && let Some(integer) = compared_integer(it.around().0)
    {
        return Some(format!(
            "Only numbers of one type can be compared, and `{integer}` is an integer where {this} is a float: write \
             `{integer}.0`."
        ));
    }
    if expected.is_float() && found.is_integer() {
        return Some(format!(
            "{} is asked for, and {this} is an integer: {}.",
            capital(&asked),
            as_float(text)
        ));
    }
    if expected.is_integer() && found.is_float() {
        return Some(
            match (code::callee(&it.source, &it.range).as_deref(), found == Type::Float) {
                (Some("powi"), _) => {
                    "`powi` takes a whole exponent, such as `2`; `powf` takes any, such as `0.5`.".to_owned()
                }
                (_, true) if expected == Type::Integer => format!(
                    "{} is a float, and an integer is expected because of what stands before it. Numbers that belong together \
                 have one type: write all of them with a point, as in `1.0`, if they are to be floats.",
                    capital(&this)
                ),
                (_, true) => format!(
                    "{} is asked for, which is whole, and {this} is a float: write it without the point, or should that be `f64`?",
                    capital(&asked)
                ),
                (_, false) => format!(
                    "{} is asked for, which is whole, and {this} is `{found}`. Which of the two types do you mean here? `as` \
                 converts, and cuts off what is behind the point.",
                    capital(&asked)
                ),
            },
        );
    }
    let is_plain = |one: &Type| matches!(one, Type::Named { .. });
    if expected.is_integer() && found.is_integer() && is_plain(&expected) && is_plain(&found) && is_one_term(text) {
        return Some(format!(
            "`{expected}` and `{found}` are different types of integers, which Rust never mixes by itself: `{text} as \
             {expected}` converts."
        ));
    }
    None
}

/// The integer that `before` begins to compare: `if 0 <`.
fn compared_integer(before: &str) -> Option<&str> {
    let left = before
        .trim_end()
        .strip_suffix(['<', '>'])
        .or_else(|| before.trim_end().strip_suffix('='))?;
    let left = left.trim_end_matches(['<', '>', '=', '!']).trim_end();
    let digits = left.len() - left.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let integer = &left[left.len() - digits..];
    let is_whole = !left[..left.len() - digits].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
    (digits > 0 && is_whole).then_some(integer)
}

/// `|x| x > 1.0` in a `filter`, whose `x` is a reference to a reference.
fn beside_a_reference(it: &Complaint, expected: &Type) -> Option<String> {
    let stars = "*".repeat(expected.to_string().chars().take_while(|&c| c == '&').count());
    let (before, _) = it.around();
    let name = before.trim_end().trim_end_matches(['<', '>', '=', '!']).trim_end();
    let start = name
        .rfind(|c: char| !(c.is_alphanumeric() || c == '_'))
        .map_or(0, |at| at + 1);
    let name = &name[start..];
    (is_name(name) && before.trim_end().ends_with(['<', '>', '='])).then(|| is_reference(name, &stars))
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Sorting floats.
pub fn floats_have_no_order(it: &Complaint) -> Option<String> {
    const WHY: &str = "Floats have no order that covers all of them, since NaN is neither less than, equal to nor greater \
                       than anything";
    let subject = quoted(it.message.strip_prefix("the trait bound ")?).next()?;
    let (subject, bound) = subject.split_once(": ")?;
    if !Type::parse(subject).value().is_float() || !it.message.ends_with("is not satisfied") {
        return None;
    }
    let required = it
        .notes
        .iter()
        .find_map(|note| note.strip_prefix("required by a bound in "));
    let by = required
        .map(|note| note.trim_matches('`'))
        .and_then(|path| path.rsplit("::").next());
    match (bound, by) {
        ("Ord", Some("sort" | "sort_unstable")) => Some(format!("{WHY}: `.sort_by(f64::total_cmp)` sorts them.")),
        ("Ord", Some(extreme @ ("max" | "min"))) if it.notes.iter().any(|note| note.contains("iter::Iterator::")) => {
            let start = if extreme == "max" { "f64::NEG_INFINITY" } else { "f64::INFINITY" };
            Some(format!(
                "{WHY}: `.fold({start}, |a, b| a.{extreme}(b))` finds it among the numbers themselves; behind `.iter()` put \
                 `.copied()` first."
            ))
        }
        ("Ord", Some(extreme @ ("max" | "min"))) => Some(format!("{WHY}: `a.{extreme}(b)` is what floats have.")),
        ("Ord", _) => Some(format!("{WHY}: `f64::total_cmp` compares them with NaN at the end.")),
        ("Eq" | "Hash", _) => Some(
            "Floats can't be keys: NaN is not equal to itself, and numbers that should be equal differ in their last digit. \
             What whole number or name stands for this one?"
                .to_owned(),
        ),
        _ => None,
    }
}

/// `v[i]` with an `i` that is no `usize`.
pub fn index(it: &Complaint) -> Option<String> {
    if let Some(rest) = it
        .message
        .strip_prefix("the type `(usize, usize)` cannot be indexed by ")
    {
        return rest.contains("integer").then(|| {
            "A pair is not indexed: its parts are `.0` and `.1`. For a matrix there are `.nrows()` and `.ncols()` as well."
                .to_owned()
        });
    }
    let (indexed, by) = it
        .message
        .strip_prefix("the type ")?
        .split_once(" cannot be indexed by ")?;
    let index = Type::parse(unquoted(by));
    if !matches!(Type::parse(unquoted(indexed)), Type::Matrix { .. }) && !indexed.starts_with("`[") {
        return None;
    }
    let text = it.text();
    if index.is_integer() && index != Type::Integer && is_one_term(text) && text.len() <= 24 {
        return Some(format!(
            "What counts places is a `usize`, and `{text}` is of type `{index}`: write `[{text} as usize]`, or make it a \
             `usize` from the start."
        ));
    }
    if index.is_float() {
        return Some(format!(
            "What counts places is a `usize`, a whole number, and {} is a float. Should it be one?",
            shown(text, "this")
        ));
    }
    let of_integers = matches!(&index, Type::Named { name, arguments } if name.starts_with("Range") && arguments.iter().all(Type::is_integer));
    of_integers.then(|| {
        "What counts places is a `usize`, and the ends of this range are of another integer type: make them `usize`.".to_owned()
    })
}

fn unquoted(text: &str) -> &str {
    text.trim_matches('`')
}

/// `m[0][1]`.
pub fn index_of_entry(it: &Complaint) -> Option<String> {
    let entry = Type::parse(quoted(&it.message).next()?);
    let ends_with_index = it.text().ends_with(']') && (it.text().contains("][") || it.around().0.ends_with(']'));
    (ends_with_index && (entry.is_float() || entry.is_integer())).then(|| {
        "One index gives an entry of a matrix already, counted column by column, and a number has no entries. Row and column \
         go together: `m[(i, j)]`."
            .to_owned()
    })
}

/// A sum of integers that is to be a float.
pub fn sum_of_others(it: &Complaint) -> Option<String> {
    let mut types = quoted(it.message.strip_prefix("a value of type ")?).map(Type::parse);
    let (wanted, elements) = (types.next()?, types.next()?);
    let operation = match () {
        () if it.message.contains("by summing an iterator") => "sum",
        () if it.message.contains("by multiplying all elements") => "product",
        () => return None,
    };
    let (pattern, value) = match &elements {
        Type::Reference { to, .. } => ("|&x|", &**to),
        value => ("|x|", value),
    };
    (wanted.is_float() && value.is_integer()).then(|| {
        format!(
            "A {operation} has the type of what goes into it: these are integers, and the {operation} is to be a float. \
             `.map({pattern} x as f64)` before it converts each."
        )
    })
}

/// `let n: usize = -1`.
pub fn negative_count(it: &Complaint) -> Option<String> {
    let of = Type::parse(quoted(it.message.strip_prefix("cannot apply unary operator `-` to type ")?).next()?);
    (of.is_integer() && of.to_string().starts_with('u')).then(|| {
        format!(
            "`{of}` counts from 0 upwards and has nothing below. Where negative numbers can come up, `i64` or `f64` is the \
             type: which do you need?"
        )
    })
}

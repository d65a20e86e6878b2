//! Integers, floats and dual numbers, which Rust never converts into one another by itself.

use super::code::{self, is_name, is_one_term, referent};
use super::complaint::{Complaint, quoted};
use super::types::Type;
use super::wording::{capitalised, shown, written};

/// `matrix + 1.0`.
pub(super) fn matrix_plus_number(complaint: &Complaint) -> Option<String> {
    let Arithmetic { left, operator, right } = arithmetic(complaint)?;
    let (matrix, number, is_matrix_first) = match (&left.of, &right.of) {
        (Type::Matrix { .. }, _) => (&left, &right, true),
        (_, Type::Matrix { .. }) => (&right, &left, false),
        _ => return None,
    };
    if !(number.of.is_float() || number.of.is_integer()) || !matches!(operator, "+" | "-") {
        return None;
    }
    let by_entry = match is_matrix_first {
        true => format!(".map(|x| x {operator} …)"),
        false => format!(".map(|x| … {operator} x)"),
    };
    let name = Some(referent(&matrix.text))
        .filter(|text| is_name(text))
        .unwrap_or_default();
    Some(format!(
        "Between a matrix and a number there is no `{operator}`. Entry by entry it is `{name}{by_entry}`; what is added to \
         all of them goes with `.add_scalar(…)`."
    ))
}

/// `dvector![1, 2].norm()`.
pub(super) fn matrix_of_integers_has_no(complaint: &Complaint) -> Option<String> {
    let rest = complaint.message.strip_prefix("the method ")?;
    let mut names = quoted(rest);
    let (name, of) = (names.next()?, Type::parse(names.next()?));
    let Type::Matrix { entry, .. } = of.value() else {
        return None;
    };
    let are_bounds = rest.ends_with("but its trait bounds were not satisfied");
    // Where the type of the integers is known, they can be converted.
    (are_bounds && **entry == Type::Integer).then(|| {
        format!("`{name}` is of matrices of floats, and the entries of this one are integers: write them with a point, as in `1.0`.")
    })
}

/// `Matrix2::new(1, 2, 3, 4)`, where floats are asked for.
pub(super) fn integers_for_floats(complaint: &Complaint) -> Option<String> {
    let is_it = |label: &&str| {
        label.starts_with("expected `f64`, found integer") || label.starts_with("expected `f64`, found `{integer}`")
    };
    let labels = complaint.labels();
    let given = labels.iter().map(|label| label.label.as_str()).filter(is_it).count();
    let are_all = labels
        .iter()
        .all(|label| !label.label.starts_with("expected ") || is_it(&label.label.as_str()));
    (complaint.message.starts_with("arguments to this ") && given > 1 && are_all)
        .then(|| "`f64` is asked for, and these are integers: write each with a point, as in `1.0`.".to_owned())
}

/// `a += 1.0` of a matrix.
pub(super) fn number_added_to_matrix(complaint: &Complaint) -> Option<String> {
    let rest = complaint.message.strip_prefix("cannot add-assign ")?;
    let mut types = quoted(rest).map(Type::parse);
    let (number, matrix) = (types.next()?, types.next()?);
    let name = complaint
        .before()
        .rsplit(|c: char| c.is_whitespace() || c == ';')
        .find(|word| !word.is_empty());
    let name = name.filter(|name| is_name(name)).unwrap_or("m");
    let is_number = number.value().is_float() || number.value().is_integer();
    (is_number && matches!(matrix.value(), Type::Matrix { .. }))
        .then(|| format!("A number is added to all entries of a matrix by a method: `{name}.add_scalar_mut(…)`."))
}

/// `matrix * 2`.
pub(super) fn matrix_times_integer(complaint: &Complaint) -> Option<String> {
    let Arithmetic { left, right, .. } = arithmetic(complaint)?;
    let (entry, factor) = match (&left.of, &right.of) {
        (Type::Matrix { entry, .. }, _) => (entry, &right),
        (_, Type::Matrix { entry, .. }) => (entry, &left),
        _ => return None,
    };
    (entry.is_float() && factor.of.is_integer()).then(|| {
        format!(
            "The entries of the matrix are `{entry}`, and {} is an integer: {}.",
            shown(&factor.text, "the other factor"),
            as_float(&factor.text)
        )
    })
}

/// `dvector![1, 2] * 0.5`.
pub(super) fn matrix_of_integers_times_float(complaint: &Complaint) -> Option<String> {
    let Arithmetic { left, operator, right } = arithmetic(complaint)?;
    let (matrix, entry, factor) = match (&left.of, &right.of) {
        (Type::Matrix { entry, .. }, _) if matches!(operator, "*" | "/") => (&left.text, entry, &right),
        (_, Type::Matrix { entry, .. }) if operator == "*" => (&right.text, entry, &left),
        _ => return None,
    };
    let matrix = referent(matrix);
    (entry.is_integer() && factor.of.is_float()).then(|| {
        let converted = match is_one_term(matrix) {
            true => written(&format!("{matrix}.cast::<f64>()"), "`.cast::<f64>()` behind it"),
            false => "`.cast::<f64>()` behind it".to_owned(),
        };
        format!(
            "The entries of the matrix are integers, and {} is a float: write them with a point, as in `1.0`, or convert them, \
             {converted}.",
            shown(&factor.text, "the other factor")
        )
    })
}

/// `let m: DMatrix<f64> = DMatrix::from_fn(2, 2, |i, j| if i == j { 1 } else { 0 });`
pub(super) fn matrix_of_integers_for_floats(complaint: &Complaint) -> Option<String> {
    let (expected, found) = complaint.expected_and_found()?;
    let (Type::Matrix { entry: asked, .. }, Type::Matrix { entry: given, .. }) = (expected.value(), found.value())
    else {
        return None;
    };
    let text = complaint.text();
    (asked.is_float() && given.is_integer()).then(|| match **given == Type::Integer {
        true => format!(
            "The entries are to be floats, and these are integers: write each with a point, as in `1.0`{}.",
            if text.contains('|') {
                ", also where the closure makes them"
            } else {
                ""
            }
        ),
        false => format!(
            "The entries are to be floats, and these are `{given}`: {}.",
            match text.contains('|') {
                true => "`as f64` behind what the closure returns converts each".to_owned(),
                false if is_one_term(text) => shown(&format!("{text}.cast::<f64>()"), "`.cast::<f64>()`"),
                false => "`.cast::<f64>()` converts them".to_owned(),
            }
        ),
    })
}

/// `dmatrix![1, 2] * dvector![1.0, 2.0]`.
pub(super) fn matrices_of_integers_and_floats(complaint: &Complaint) -> Option<String> {
    let Arithmetic { left, right, .. } = arithmetic(complaint)?;
    let (Type::Matrix { entry: left_entry, .. }, Type::Matrix { entry: right_entry, .. }) = (&left.of, &right.of)
    else {
        return None;
    };
    let (integers, floats) = match () {
        () if left_entry.is_integer() && right_entry.is_float() => (&left, &right),
        () if left_entry.is_float() && right_entry.is_integer() => (&right, &left),
        () => return None,
    };
    Some(format!(
        "{} has integers as entries and {} floats, and Rust never mixes them by itself. Write `1.0` instead of `1` where the \
         former is made.",
        shown(integers.text.trim_start_matches('&'), "One matrix"),
        shown(floats.text.trim_start_matches('&'), "the other"),
    ))
}

/// `x + y` of an `f32` and an `f64`.
pub(super) fn arithmetic_of_two_precisions(complaint: &Complaint) -> Option<String> {
    let Arithmetic { left, right, .. } = arithmetic(complaint)?;
    if !left.of.is_float() || !right.of.is_float() || left.of == right.of {
        return None;
    }
    // A literal takes the precision of the other side.
    if left.of == Type::Float || right.of == Type::Float {
        return None;
    }
    let narrow = if left.of.is("f32") { &left } else { &right };
    Some(format!(
        "{} is an `{}` and {} an `{}`: two types of different precision, which Rust never mixes by itself: {}.",
        shown(&left.text, "One side"),
        left.of,
        shown(&right.text, "the other"),
        right.of,
        as_float(&narrow.text)
    ))
}

/// `2 * x`, `v.len() / 2.0`.
pub(super) fn arithmetic_of_integer_and_float(complaint: &Complaint) -> Option<String> {
    let Arithmetic { left, right, .. } = arithmetic(complaint)?;
    let is_assignment = complaint.operation()?.1.ends_with('=') || complaint.message.contains("-assign ");
    let (integer, float) = match () {
        () if left.of.is_integer() && right.of.is_float() => (left, right),
        () if left.of.is_float() && right.of.is_integer() => (right, left),
        () => return None,
    };
    if is_assignment && float.text != integer.text && complaint.before().trim_end().ends_with(&integer.text) {
        return Some(format!(
            "{} holds an integer, and {} is {}: let it start as a float, as in `let mut sum = 0.0;`.",
            capitalised(&shown(&integer.text, "what is changed")),
            shown(&float.text, "what comes to it"),
            float.kind(),
        ));
    }
    Some(format!(
        "{} is {} and {} is {}, and Rust never turns one into the other by itself: {}.",
        shown(&integer.text, "One side"),
        integer.kind(),
        shown(&float.text, "the other"),
        float.kind(),
        as_float(&integer.text)
    ))
}

/// Longer texts, in bytes, are not written into a piece of code that a sentence proposes.
pub(super) const LONG: usize = 24;

/// An operator that is not implemented, and its sides.
pub(super) struct Arithmetic<'c> {
    pub(super) left: Side,
    pub(super) operator: &'c str,
    pub(super) right: Side,
}

/// One side of an operator.
pub(super) struct Side {
    pub(super) text: String,
    pub(super) of: Type,
}

/// Both sides with the types behind their references.
pub(super) fn arithmetic(complaint: &Complaint) -> Option<Arithmetic<'_>> {
    let (left_type, operator, right_type) = complaint.operation()?;
    let (left, right) = complaint.operands()?;
    let side = |text: String, of: &Type| Side {
        text,
        of: of.value().clone(),
    };
    Some(Arithmetic {
        left: side(left, &left_type),
        operator,
        right: side(right, &right_type),
    })
}

impl Side {
    fn kind(&self) -> String {
        match &self.of {
            Type::Integer => "an integer".to_owned(),
            Type::Float => "a float".to_owned(),
            other => format!("of type `{other}`"),
        }
    }
}

/// How to make a float of an integer.
pub(super) fn as_float(integer: &str) -> String {
    let integer = integer.trim_start_matches('&');
    if is_literal(integer) {
        return format!("write `{integer}.0`");
    }
    // What is left over by a division of integers does not come back.
    if let Some([left, right]) = code::quotient(integer) {
        let part = |text: &str| match () {
            () if is_literal(text) => format!("{text}.0"),
            () if is_one_term(text) => format!("{text} as f64"),
            () => format!("({text}) as f64"),
        };
        let floats = format!("{} / {}", part(&left), part(&right));
        return match floats.len() <= 2 * LONG {
            true => format!("write `{floats}`, since a division of integers leaves out what is left over"),
            false => {
                "make floats of both sides of the division, which otherwise leaves out what is left over".to_owned()
            }
        };
    }
    match is_one_term(integer) && integer.len() <= LONG {
        true => format!("write `{integer} as f64`"),
        false if integer.len() <= LONG => format!("write `({integer}) as f64`"),
        false => "put it in parentheses and `as f64` behind them".to_owned(),
    }
}

fn is_literal(integer: &str) -> bool {
    let digits = integer.trim_start_matches('-');
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '_')
}

/// `x == &y`.
pub(super) fn comparison_with_a_reference(complaint: &Complaint) -> Option<String> {
    let [left, right] = compared(complaint)?;
    let (reference, to, value) = match (&left.of, &right.of) {
        (Type::Reference { to, .. }, value) => (&left, to, value),
        (value, Type::Reference { to, .. }) => (&right, to, value),
        _ => return None,
    };
    to.agrees_with(value).then(|| is_reference(&reference.text, "*"))
}

/// `x == 1`.
pub(super) fn comparison_of_integer_and_float(complaint: &Complaint) -> Option<String> {
    let [left, right] = compared(complaint)?;
    let integer = match () {
        () if left.of.is_integer() && right.of.is_float() => &left.text,
        () if left.of.is_float() && right.of.is_integer() => &right.text,
        () => return None,
    };
    Some(format!(
        "Only numbers of one type can be compared, and {} is an integer where the other side is a float: {}.",
        shown(integer, "one side"),
        as_float(integer)
    ))
}

/// The sides of a comparison that is not implemented.
fn compared(complaint: &Complaint) -> Option<[Side; 2]> {
    let mut types = quoted(complaint.message.strip_prefix("can't compare ")?).map(Type::parse);
    let (left_type, right_type) = (types.next()?, types.next()?);
    let (left, right) = complaint.operands()?;
    Some([
        Side {
            text: left,
            of: left_type,
        },
        Side {
            text: right,
            of: right_type,
        },
    ])
}

fn is_reference(text: &str, stars: &str) -> String {
    match is_name(text) {
        true => format!("`{text}` is a reference: `{stars}{text}` is the number that it points at."),
        false => format!("One side is a reference: a `{stars}` before it is the number that it points at."),
    }
}

/// `|x| x > 1.0` in a `filter`, whose `x` is a reference to a reference.
pub(super) fn number_beside_a_reference(complaint: &Complaint) -> Option<String> {
    let (expected, found) = complaint.expected_and_found()?;
    let Type::Reference { to, .. } = &expected else {
        return None;
    };
    if !(found.is_float() || found.is_integer()) || !to.value().agrees_with(&found) {
        return None;
    }
    let stars = "*".repeat(expected.to_string().chars().take_while(|&c| c == '&').count());
    let before = complaint.before().trim_end();
    let left = before.trim_end_matches(['<', '>', '=', '!']).trim_end();
    let start = left
        .rfind(|c: char| !(c.is_alphanumeric() || c == '_'))
        .map_or(0, |at| at + 1);
    let name = &left[start..];
    (is_name(name) && before.ends_with(['<', '>', '='])).then(|| is_reference(name, &stars))
}

/// An `f64` for an `f32`, or the reverse.
pub(super) fn other_precision(complaint: &Complaint) -> Option<String> {
    let (expected, found) = complaint.expected_and_found()?;
    let text = complaint.text();
    let are_floats = expected.is_float() && found.is_float();
    (are_floats && is_settled(&expected) && is_settled(&found) && is_one_term(text)).then(|| {
        let loses = if expected.is("f32") { ", and loses digits" } else { "" };
        format!(
            "`{found}` and `{expected}` are floats of different precision, which Rust never mixes by itself: `{text} as \
             {expected}` converts{loses}."
        )
    })
}

/// Whether the type is named, and not that of a literal.
fn is_settled(of: &Type) -> bool {
    matches!(of, Type::Named { .. })
}

/// `0 < x` of a float `x`: rustc takes the type of the left side, and finds fault with the right one.
pub(super) fn integer_compared_with_float(complaint: &Complaint) -> Option<String> {
    let (expected, found) = complaint.expected_and_found()?;
    if expected != Type::Integer || !found.is_float() {
        return None;
    }
    let integer = integer_before_comparison(complaint.before())?;
    Some(format!(
        "Only numbers of one type can be compared, and `{integer}` is an integer where {} is a float: write `{integer}.0`.",
        shown(complaint.text(), "this")
    ))
}

/// The integer that `before` begins to compare: `if 0 <`.
fn integer_before_comparison(before: &str) -> Option<&str> {
    let before = before.trim_end();
    let left = before.strip_suffix(['<', '>']).or_else(|| before.strip_suffix('='))?;
    let left = left.trim_end_matches(['<', '>', '=', '!']).trim_end();
    let digits = left.len() - left.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let integer = &left[left.len() - digits..];
    let is_whole = !left[..left.len() - digits].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
    (digits > 0 && is_whole).then_some(integer)
}

/// `let x: f64 = 1`.
pub(super) fn integer_for_float(complaint: &Complaint) -> Option<String> {
    let (expected, found) = complaint.expected_and_found()?;
    let text = complaint.text();
    (expected.is_float() && found.is_integer()).then(|| {
        format!(
            "{} is asked for, and {} is an integer: {}.",
            capitalised(&number_type(&expected)),
            shown(text, "this"),
            as_float(text)
        )
    })
}

/// `let n: usize = 1.0`, `x.powi(2.0)`.
pub(super) fn float_for_integer(complaint: &Complaint) -> Option<String> {
    let (expected, found) = complaint.expected_and_found()?;
    if !expected.is_integer() || !found.is_float() {
        return None;
    }
    let this = shown(complaint.text(), "this");
    let asked = capitalised(&number_type(&expected));
    Some(match (complaint.callee().as_deref(), found == Type::Float) {
        (Some("powi"), _) => "`powi` takes a whole exponent, such as `2`; `powf` takes any, such as `0.5`.".to_owned(),
        (_, true) if expected == Type::Integer => format!(
            "{} is a float, and an integer is expected because of what stands before it. Numbers that belong together have \
             one type: write all of them with a point, as in `1.0`, if they are to be floats.",
            capitalised(&this)
        ),
        (_, true) => format!(
            "{asked} is asked for, which is whole, and {this} is a float: write it without the point, or should that be `f64`?"
        ),
        (_, false) => format!(
            "{asked} is asked for, which is whole, and {this} is `{found}`. Which of the two types do you mean here? `as` \
             converts, and cuts off what is behind the point."
        ),
    })
}

/// A number type, in the middle of a sentence.
fn number_type(of: &Type) -> String {
    match of {
        Type::Float => "a float".to_owned(),
        Type::Integer => "an integer".to_owned(),
        other => format!("`{other}`"),
    }
}

/// An `i32` for a `usize`.
pub(super) fn other_integer_type(complaint: &Complaint) -> Option<String> {
    let (expected, found) = complaint.expected_and_found()?;
    let text = complaint.text();
    let are_integers = expected.is_integer() && found.is_integer();
    (are_integers && is_settled(&expected) && is_settled(&found) && is_one_term(text)).then(|| {
        format!(
            "`{expected}` and `{found}` are different types of integers, which Rust never mixes by itself: `{text} as \
             {expected}` converts."
        )
    })
}

/// `v.sort()`, `v.iter().max()`, `map.insert(1.0, …)`.
pub(super) fn floats_have_no_order(complaint: &Complaint) -> Option<String> {
    const WHY: &str = "Floats have no order that covers all of them, since NaN is neither less than, equal to nor greater \
                       than anything";
    let bound = quoted(complaint.message.strip_prefix("the trait bound ")?).next()?;
    let (subject, bound) = bound.split_once(": ")?;
    if !Type::parse(subject).value().is_float() || !complaint.message.ends_with("is not satisfied") {
        return None;
    }
    let required_by = complaint
        .note("required by a bound in ")
        .and_then(|path| path.trim_matches('`').rsplit("::").next());
    let is_of_iterator = complaint.has_note_with("iter::Iterator::");
    Some(match (bound, required_by) {
        ("Ord", Some("sort" | "sort_unstable")) => format!("{WHY}: `.sort_by(f64::total_cmp)` sorts them."),
        ("Ord", Some(extreme @ ("max" | "min"))) if is_of_iterator => {
            let start = if extreme == "max" {
                "f64::NEG_INFINITY"
            } else {
                "f64::INFINITY"
            };
            format!(
                "{WHY}: `.fold({start}, |a, b| a.{extreme}(b))` finds it among the numbers themselves; behind `.iter()` put \
                 `.copied()` first."
            )
        }
        ("Ord", Some(extreme @ ("max" | "min"))) => format!("{WHY}: `a.{extreme}(b)` is what floats have."),
        ("Ord", _) => format!("{WHY}: `f64::total_cmp` compares them with NaN at the end."),
        ("Eq" | "Hash", _) => {
            "Floats can't be keys: NaN is not equal to itself, and numbers that should be equal differ in \
                               their last digit. What whole number or name stands for this one?"
                .to_owned()
        }
        _ => return None,
    })
}

/// `let s: f64 = integers.iter().sum()`.
pub(super) fn sum_of_integers_as_float(complaint: &Complaint) -> Option<String> {
    let mut types = quoted(complaint.message.strip_prefix("a value of type ")?).map(Type::parse);
    let (wanted, elements) = (types.next()?, types.next()?);
    let operation = match () {
        () if complaint.message.contains("by summing an iterator") => "sum",
        () if complaint.message.contains("by multiplying all elements") => "product",
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
pub(super) fn negative_unsigned(complaint: &Complaint) -> Option<String> {
    let negated = complaint
        .message
        .strip_prefix("cannot apply unary operator `-` to type ")?;
    let of = Type::parse(quoted(negated).next()?);
    (of.is_integer() && of.to_string().starts_with('u')).then(|| {
        format!(
            "`{of}` counts from 0 upwards and has nothing below. Where negative numbers can come up, `i64` or `f64` is the \
             type: which do you need?"
        )
    })
}

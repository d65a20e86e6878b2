//! Operators between what has none: quotients and powers of matrices, comparisons of a matrix with a number, sums of lists.

use super::code::{self, is_name, is_one_term, mentions, referent};
use super::complaint::{Complaint, quoted};
use super::types::{Size, Type};
use super::wording::{capitalised, shown, written};

/// `a / b` of two matrices, `1.0 / a`.
pub(super) fn matrix_as_divisor(complaint: &Complaint) -> Option<String> {
    let (left, operator, right) = complaint.operation()?;
    let (left_text, right_text) = complaint.operands()?;
    let Type::Matrix { entry, columns, .. } = right.value() else {
        return None;
    };
    if operator != "/" {
        return None;
    }
    let divisor = referent(&right_text);
    if (left.value().is_float() || *left.value() == Type::Integer) && entry.is_float() {
        let number = match left.value().is_integer() {
            true => format!("{left_text}.0"),
            false => left_text.clone(),
        };
        let by_entry = term(divisor, "the matrix", |name| format!("{name}.map(|x| {number} / x)"));
        return Some(match columns {
            Size::Fixed(1) => format!("A number can't be divided by a vector. Entry by entry it is {by_entry}."),
            _ => format!(
                "A number can't be divided by a matrix. Entry by entry it is {by_entry}; the inverse is {}, an `Option`, since \
                 there may be none. Which of the two do you mean?",
                term(divisor, "the matrix", |name| format!("{name}.clone().try_inverse()"))
            ),
        });
    }
    let Type::Matrix {
        columns: left_columns, ..
    } = left.value()
    else {
        return None;
    };
    if [".transpose() *", ".tr_mul("]
        .iter()
        .any(|product| divisor.contains(product))
    {
        return Some(
            "The divisor is a product of a row and a column: a matrix, though of one entry, and no number. The number is what \
             `u.dot(&v)` gives."
                .to_owned(),
        );
    }
    let dividend = referent(&left_text);
    let by_entry = match is_one_term(dividend) && is_one_term(divisor) {
        true => {
            let lent = if matches!(right, Type::Reference { .. }) && !right_text.starts_with('&') {
                ""
            } else {
                "&"
            };
            shown(
                &format!("{dividend}.component_div({lent}{divisor})"),
                "`….component_div(…)`",
            )
        }
        false => "`….component_div(…)`".to_owned(),
    };
    let system = "what solves `A x = b` is `A.lu().solve(&b)`, an `Option`, since there may be no such `x`";
    Some(match (left_columns, columns) {
        (Size::Fixed(1), Size::Fixed(1)) => format!("Two vectors have no quotient. Entry by entry it is {by_entry}."),
        (_, Size::Fixed(1)) => format!("A matrix can't be divided by a vector: {system}. What do you want to find?"),
        (Size::Fixed(1), _) => format!("A vector can't be divided by a matrix: {system}. Is that what you mean?"),
        _ => format!("Two matrices have no quotient. Entry by entry it is {by_entry}; {system}. Which do you mean?"),
    })
}

/// `code` of the term `text`; of a matrix `m` where `text` is no term or too long.
fn term(text: &str, otherwise: &str, code: impl Fn(&str) -> String) -> String {
    match is_one_term(text) {
        true => written(&code(text), &format!("`{}`", code("m"))),
        false => format!("`{}` of {otherwise}", code("m")),
    }
}

/// `m ^ 2`.
pub(super) fn power_of_matrix(complaint: &Complaint) -> Option<String> {
    let (left, operator, right) = complaint.operation()?;
    let (base, exponent) = complaint.operands()?;
    if operator != "^" || !(right.is_integer() || right.is_float()) {
        return None;
    }
    let base = referent(&base);
    // The sign binds looser than the others, so it takes more than stands right before it.
    if let Some(last) = code::last_operand(base).filter(|last| last.ends_with(')')) {
        return Some(format!(
            "`^` is the exclusive or of bits, and takes all of {} before it. A power of a number is a method: {}.",
            shown(base, "what stands"),
            shown(&format!("{last}.powi({exponent})"), "`x.powi(2)`")
        ));
    }
    let Type::Matrix { entry, columns, .. } = left.value() else {
        return (left.value().is_dual() && is_one_term(base)).then(|| {
            let power = if right.is_integer() { "powi" } else { "powf" };
            format!(
                "`^` is the exclusive or of bits. A power is a method: {}.",
                shown(&format!("{base}.{power}({exponent})"), "`x.powi(2)`")
            )
        });
    };
    let of_entry = match (entry.is_float(), right.is_float()) {
        (true, false) => format!("x.powi({exponent})"),
        (true, true) => format!("x.powf({exponent})"),
        (false, false) if entry.is_integer() => format!("x.pow({exponent})"),
        _ => return None,
    };
    let by_entry = term(base, "it", |base| format!("{base}.map(|x| {of_entry})"));
    Some(match (columns, right.is_integer() && entry.is_float()) {
        (Size::Fixed(1), _) | (_, false) => {
            format!("`^` is the exclusive or of bits. Entry by entry a power is {by_entry}.")
        }
        _ => format!(
            "`^` is the exclusive or of bits. The product of a square matrix with itself is {}, and entry by entry a power is \
             {by_entry}. Which of the two do you mean?",
            term(base, "it", |base| format!("{base}.pow({exponent})"))
        ),
    })
}

/// `a > 0.0` of a matrix or a list.
pub(super) fn compared_with_number(complaint: &Complaint) -> Option<String> {
    let (one, other) = match complaint.expected_and_found() {
        Some((expected, found)) => (expected, found),
        None => {
            let mut types = quoted(complaint.message.strip_prefix("can't compare ")?).map(Type::parse);
            (types.next()?, types.next()?)
        }
    };
    let [left, operator, right] = complaint.comparison()?;
    // The side at fault is the number, or what stands left of the operator at fault.
    let is_number_left = one.is_float() || one.is_integer();
    let (of, number_type) = if is_number_left { (&other, &one) } else { (&one, &other) };
    let (text, number) = if is_number_left {
        (&right, &left)
    } else {
        (&left, &right)
    };
    let of = of.value();
    let (what, entry) = match of {
        Type::Matrix { entry, .. } => ("A matrix", (**entry).clone()),
        list => ("A list", list.element()?),
    };
    if !(number_type.is_float() || number_type.is_integer()) {
        return None;
    }
    if entry.is_integer() && number_type.is_float() {
        return None;
    }
    let text = referent(text).trim_start_matches('*');
    let number = match entry.is_float() && *number_type == Type::Integer {
        true => format!("{number}.0"),
        false => number.clone(),
    };
    let x = if mentions(&number, "x") { "entry" } else { "x" };
    let condition = match is_number_left {
        true => format!("{number} {operator} {x}"),
        false => format!("{x} {operator} {number}"),
    };
    let name = if is_one_term(text) { text } else { "v" };
    Some(format!(
        "{what} is no number, and can't be compared with one. {} asks whether this holds for all entries, {} whether it does \
         for some. Which do you mean?",
        shown(
            &format!("{name}.iter().all(|&{x}| {condition})"),
            "`v.iter().all(|&x| …)`"
        ),
        shown(
            &format!("{name}.iter().any(|&{x}| {condition})"),
            "`v.iter().any(|&x| …)`"
        ),
    ))
}

/// `vec![1.0, 2.0] * 2.0`, `v + w` of two lists.
pub(super) fn arithmetic_of_list(complaint: &Complaint) -> Option<String> {
    let (left, operator, right) = complaint.operation()?;
    let (left_text, right_text) = complaint.operands()?;
    let is_calculation = matches!(operator, "+" | "-" | "*" | "/");
    let is_of_numbers = |of: &Type| of.value().element().is_some_and(|of| of.is_float() || of.is_integer());
    let fits = |of: &Type| {
        let of_value = of.value();
        is_of_numbers(of) || of_value.is_float() || of_value.is_integer() || matches!(of_value, Type::Matrix { .. })
    };
    if !is_calculation || !fits(&left) || !fits(&right) {
        return None;
    }
    let (list, text) = match is_of_numbers(&left) {
        true => (&left, &left_text),
        false if is_of_numbers(&right) => (&right, &right_text),
        false => return None,
    };
    let joined = match operator == "+" && is_of_numbers(&left) && is_of_numbers(&right) {
        true => format!(
            " To join two lists, write {}.",
            joined((&left, &left_text), (&right, &right_text))
        ),
        false => String::new(),
    };
    Some(format!(
        "A list of numbers is no vector yet, which can be calculated with: {}.{joined}",
        as_vector(list, text)
    ))
}

/// `v + w` of two lists of whatever they are.
pub(super) fn lists_added(complaint: &Complaint) -> Option<String> {
    let (left, operator, right) = complaint.operation()?;
    let (left_text, right_text) = complaint.operands()?;
    let (one, other) = (left.value().element()?, right.value().element()?);
    (operator == "+" && one == other).then(|| {
        format!(
            "Lists are not added: {} joins them.",
            joined((&left, &left_text), (&right, &right_text))
        )
    })
}

/// How to join two lists.
fn joined((left, left_text): (&Type, &str), (right, right_text): (&Type, &str)) -> String {
    let is_owned = !matches!(left, Type::Reference { .. }) && left == right;
    let (one, other) = (referent(left_text), referent(right_text));
    let code = match is_owned {
        true => format!("[{left_text}, {right_text}].concat()"),
        false if is_name(one) && is_name(other) => format!("[&{one}[..], &{other}[..]].concat()"),
        false => return "`[&v[..], &w[..]].concat()`".to_owned(),
    };
    written(&code, "`[v, w].concat()`")
}

/// How to make a vector of the list that is written as `text`.
fn as_vector(list: &Type, text: &str) -> String {
    let literal = text.strip_prefix("vec!").unwrap_or(text);
    if literal.starts_with('[') && literal.ends_with(']') && !literal.contains(';') {
        return format!("write {}", written(&format!("dvector!{literal}"), "`dvector![…]`"));
    }
    let name = referent(text);
    let code = match (list, is_name(name)) {
        (Type::Named { .. }, true) => format!("DVector::from_vec({name})"),
        // A list that is lent already.
        (Type::Reference { .. }, true) if name == text => format!("DVector::from_row_slice({name})"),
        (_, true) => format!("DVector::from_row_slice(&{name})"),
        (_, false) => return "`DVector::from_vec(…)` makes one of a `Vec`".to_owned(),
    };
    format!("{} makes one of it", written(&code, "`DVector::from_vec(…)`"))
}

/// `v *= 2.0` of a list.
pub(super) fn assignment_to_list(complaint: &Complaint) -> Option<String> {
    let operation = complaint.message.strip_prefix("binary assignment operation ")?;
    let mut parts = quoted(operation);
    let (operator, of) = (parts.next()?, Type::parse(parts.next()?));
    let element = of.value().element()?;
    let syn::Expr::Binary(_) = syn::parse_str(complaint.text()).ok()? else {
        return None;
    };
    let (list, value) = complaint.text().split_once(operator)?;
    let (list, value) = (list.trim(), value.trim());
    let is_number = matches!(syn::parse_str(value), Ok(syn::Expr::Lit(_)));
    (is_name(list) && is_number && (element.is_float() || element.is_integer())).then(|| {
        let lent = if matches!(of, Type::Reference { .. }) { format!("{list}.iter_mut()") } else { format!("&mut {list}") };
        format!(
            "A list is no number, so `{operator}` does not go through it: `for x in {lent} {{ *x {operator} {value}; }}` changes \
             each element."
        )
    })
}

/// `-v` of a list.
pub(super) fn negated_list(complaint: &Complaint) -> Option<String> {
    let negated = complaint
        .message
        .strip_prefix("cannot apply unary operator `-` to type ")?;
    let of = Type::parse(quoted(negated).next()?);
    let is_of_numbers = of.value().element().is_some_and(|of| of.is_float() || of.is_integer());
    let list = complaint.text().strip_prefix('-')?.trim();
    is_of_numbers.then(|| {
        format!(
            "A list of numbers is no vector yet, which can be calculated with: {}.",
            as_vector(&of, list)
        )
    })
}

/// `"ab" * 3`.
pub(super) fn text_repeated(complaint: &Complaint) -> Option<String> {
    let (left, operator, right) = complaint.operation()?;
    let (text, times) = complaint.operands()?;
    let is_text = ["str", "String"].iter().any(|name| left.value().is(name));
    (is_text && operator == "*" && right.is_integer() && is_one_term_or_literal(&text)).then(|| {
        format!(
            "Text is not multiplied: {} writes it so many times.",
            shown(&format!("{text}.repeat({times})"), "`.repeat(3)`")
        )
    })
}

fn is_one_term_or_literal(text: &str) -> bool {
    is_one_term(text) || matches!(syn::parse_str(text), Ok(syn::Expr::Lit(_)))
}

/// `v.norm()` of a vector of integers.
pub(super) fn integers_in_method_of_floats(complaint: &Complaint) -> Option<String> {
    let rest = complaint.message.strip_prefix("the method ")?;
    let mut parts = quoted(rest);
    let (method, of) = (parts.next()?, Type::parse(parts.next()?));
    let Type::Matrix { entry, .. } = of.value() else {
        return None;
    };
    let bound = format!("`{entry}: ComplexField`");
    let is_of_floats = complaint.has_note_with(&bound) || complaint.has_note_with(&bound.replace("Complex", "Real"));
    (entry.is_integer() && is_of_floats).then(|| {
        let receiver = complaint.receiver().unwrap_or_default();
        format!(
            "{} has integers as entries, and `{method}` is one of the methods of floats: write the entries with a point, as in \
             `1.0`, or convert them first, {}.",
            capitalised(&shown(&receiver, "the matrix")),
            term(referent(&receiver), "it", |name| format!("{name}.cast::<f64>()"))
        )
    })
}

//! Numbers as people read them.

/// To four significant digits, with a real minus sign: `3.142`, `−0.5`, `2·10⁻⁷`.
pub(crate) fn short(x: f64) -> String {
    if !x.is_finite() {
        return x.to_string().replace('-', "−").replace("inf", "∞");
    }
    if x == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{x:.3e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let text = if (-4..6).contains(&exponent) {
        trimmed(&format!("{x:.*}", (3 - exponent).max(0) as usize))
    } else {
        format!("{}·{}", trimmed(mantissa), power_of_ten(exponent))
    };
    text.replace('-', "−")
}

/// `10ⁿ`.
pub(crate) fn power_of_ten(exponent: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let superscript = |c: char| c.to_digit(10).map_or('⁻', |digit| DIGITS[digit as usize]);
    format!(
        "10{}",
        exponent.to_string().chars().map(superscript).collect::<String>()
    )
}

/// `1 point`, `2 points`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

/// The least and the greatest of the finite ones; infinite where there is none.
pub fn extent(numbers: &[f64]) -> (f64, f64) {
    let finite = numbers.iter().copied().filter(|x| x.is_finite());
    finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), x| {
        (least.min(x), most.max(x))
    })
}

/// The places of these numbers when they are sorted by size.
pub fn order(numbers: &[f64]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..numbers.len()).collect();
    places.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b]));
    places
}

fn trimmed(number: &str) -> String {
    match number.contains('.') {
        true => number.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(x: f64, expected: &str) {
        assert_eq!(short(x), expected);
    }

    #[test]
    fn numbers_are_short() {
        check(0.0, "0");
        check(-0.5, "−0.5");
        check(std::f64::consts::PI, "3.142");
        check(123_456.0, "123456");
        check(2e-7, "2·10⁻⁷");
        check(-1.2345e300, "−1.234·10³⁰⁰");
        check(f64::NEG_INFINITY, "−∞");
    }

    #[test]
    fn an_extent_is_that_of_the_finite_numbers() {
        assert_eq!(extent(&[1.0, f64::NAN, -2.0, f64::INFINITY]), (-2.0, 1.0));
        assert_eq!(extent(&[]), (f64::INFINITY, f64::NEG_INFINITY));
    }

    #[test]
    fn numbers_are_ordered_by_size() {
        assert_eq!(order(&[3.0, -1.0, 2.0]), [1, 2, 0]);
    }

    #[test]
    fn nouns_follow_their_number() {
        assert_eq!(counted(1, "point"), "1 point");
        assert_eq!(counted(0, "bar"), "0 bars");
    }
}

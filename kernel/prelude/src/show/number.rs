//! Numbers as mathematics and as code write them, with six significant digits or as many as are asked for.

use super::view::{Number, View};
use grading::value::ValueTree;
use nalgebra::Complex;
use num_dual::Dual64;
use std::any::Any;
use std::fmt::Debug;
use std::sync::atomic::{AtomicU8, Ordering};

/// How many significant digits numbers have unless more or less are asked for.
pub const DIGITS: u8 = 6;

/// How many they have now; none where they are to be exact.
static SET: AtomicU8 = AtomicU8::new(DIGITS);

/// Has numbers shown with so many significant digits from now on; exactly, if with none.
pub fn set_digits(digits: u8) {
    SET.store(digits, Ordering::Relaxed);
}

/// A number as code writes it.
#[derive(Clone, Debug)]
pub struct Real {
    /// With as many digits as are asked for, or as it takes to tell it from its neighbours.
    pub(super) short: String,
    /// As Rust prints it.
    pub(super) exact: String,
}

impl Real {
    pub(super) fn new(x: f64, printed: &dyn Debug) -> Real {
        let exact = format!("{printed:?}");
        let mut short = match x == 0.0 {
            true => exact.clone(),
            false => rounded(x, SET.load(Ordering::Relaxed), printed),
        };
        if short.chars().all(|c| c.is_ascii_digit() || c == '-') {
            short.push_str(".0");
        }
        Real { short, exact }
    }
}

/// The number that a value consists of, in `Some(…)` or the like as well.
pub(super) fn only_number(view: &View) -> Option<&Real> {
    match view {
        View::Real(number) => Some(number),
        View::Tuple { name, parts } if !name.is_empty() => match &parts[..] {
            [part] => only_number(part),
            _ => None,
        },
        _ => None,
    }
}

fn only_number_mut(view: &mut View) -> Option<&mut Real> {
    match view {
        View::Real(number) => Some(number),
        View::Tuple { name, parts } if !name.is_empty() => match &mut parts[..] {
            [part] => only_number_mut(part),
            _ => None,
        },
        _ => None,
    }
}

/// Has numbers beside each other that differ look so: those that would look the same are written exactly.
pub(super) fn tell_apart<'v>(views: impl Iterator<Item = &'v mut View>) {
    let mut numbers: Vec<&mut Real> = views.filter_map(only_number_mut).collect();
    numbers.sort_by(|a, b| a.short.cmp(&b.short));
    for same in numbers.chunk_by_mut(|a, b| a.short == b.short) {
        if same.iter().any(|number| number.exact != same[0].exact) {
            for number in same {
                number.short = number.exact.clone();
            }
        }
    }
}

impl Number {
    /// The form of an entry, which comes as its type and as what it prints.
    pub(super) fn of(value: &dyn Any, printed: &dyn Debug) -> Number {
        if let Some(&x) = value.downcast_ref::<f64>() {
            return Number::real(x);
        }
        if let Some(&x) = value.downcast_ref::<f32>() {
            return Number::rounded(f64::from(x), &x);
        }
        if let Some(z) = value.downcast_ref::<Complex<f64>>() {
            return Number::complex(z);
        }
        if let Some(x) = value.downcast_ref::<Dual64>() {
            return Number::dual(x);
        }
        let text = format!("{printed:?}");
        let latex = if text.parse::<f64>().is_ok() {
            text.clone()
        } else {
            verbatim(&text)
        };
        Number { text, latex }
    }

    pub(super) fn complex(z: &Complex<f64>) -> Number {
        Number::real(z.re).plus(z.im, "i", "i")
    }

    pub(super) fn dual(x: &Dual64) -> Number {
        Number::real(x.re).plus(x.eps, "ε", r"\varepsilon")
    }

    pub(super) fn quaternion(real: f64, [i, j, k]: [f64; 3]) -> Number {
        Number::real(real).plus(i, "i", "i").plus(j, "j", "j").plus(k, "k", "k")
    }

    /// What stands for entries that are left out.
    pub(super) fn sign(text: &str, latex: &str) -> Number {
        Number {
            text: text.to_owned(),
            latex: latex.to_owned(),
        }
    }

    fn real(x: f64) -> Number {
        Number::rounded(x, &x)
    }

    fn rounded(x: f64, printed: &dyn Debug) -> Number {
        let text = rounded(x, SET.load(Ordering::Relaxed), printed);
        let latex = match text.split_once('e') {
            Some((mantissa, exponent)) => format!(r"{mantissa} \cdot 10^{{{exponent}}}"),
            None if x.is_nan() => r"\mathrm{NaN}".to_owned(),
            None if x.is_infinite() => text.replace("inf", r"\infty"),
            None => text.clone(),
        };
        Number { text, latex }
    }

    /// The sum of this and `factor` times a unit.
    fn plus(self, factor: f64, unit: &str, unit_in_latex: &str) -> Number {
        let size = Number::real(factor.abs());
        let (sign, sign_in_latex) = match factor.is_sign_negative() && !factor.is_nan() {
            true => ("−", "-"),
            false => ("+", "+"),
        };
        // `infi` would be no word, and a power of ten belongs to the factor.
        let space = if size.text.chars().all(|c| c.is_ascii_digit() || c == '.') {
            ""
        } else {
            " "
        };
        Number {
            text: format!("{} {sign} {}{space}{unit}", self.text, size.text),
            latex: format!("{} {sign_in_latex} {} {unit_in_latex}", self.latex, size.latex),
        }
    }
}

/// What an entry is made of, which comes as its type and as what it prints.
pub(super) fn tree_of(value: &dyn Any, printed: &dyn Debug) -> ValueTree {
    macro_rules! integers {
        ($($type:ty),*) => {
            [$(value.downcast_ref::<$type>().map(<$type>::to_string)),*]
        };
    }
    if let Some(&x) = value.downcast_ref::<f64>() {
        return ValueTree::real(x);
    }
    if let Some(z) = value.downcast_ref::<Complex<f64>>() {
        return ValueTree::complex(z.re, z.im);
    }
    if let Some(x) = value.downcast_ref::<Dual64>() {
        return ValueTree::dual(x.re, x.eps);
    }
    if value.is::<f32>() {
        return ValueTree::Single(format!("{printed:?}"));
    }
    if let Some(&truth) = value.downcast_ref::<bool>() {
        return ValueTree::Bool(truth);
    }
    match integers!(i32, i64, u8, u32, u64, usize, i8, i16, u16, isize, i128, u128)
        .into_iter()
        .flatten()
        .next()
    {
        Some(digits) => ValueTree::Integer(digits),
        None => ValueTree::Opaque,
    }
}

/// `x` with as many significant digits as are set.
pub(super) fn significant(x: f64) -> String {
    rounded(x, SET.load(Ordering::Relaxed), &x)
}

/// `x` with so many significant digits, without trailing zeros, or whole, where that is no longer. With none it is as
/// `printed`, but for the `.0` of code.
fn rounded(x: f64, digits: u8, printed: &dyn Debug) -> String {
    let Some(places) = usize::from(digits).checked_sub(1).filter(|_| x.is_finite()) else {
        let exact = format!("{printed:?}");
        return exact.strip_suffix(".0").map(str::to_owned).unwrap_or(exact);
    };
    if x == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{x:.places$e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trim = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    let short = match usize::try_from(places as i32 - exponent) {
        Ok(decimals) if exponent >= -4 => trim(&format!("{x:.decimals$}")),
        _ => format!("{}e{exponent}", trim(mantissa)),
    };
    // Others have more characters than any that is short.
    let whole = (-5..20).contains(&exponent).then(|| x.to_string());
    whole.filter(|whole| whole.len() <= short.len()).unwrap_or(short)
}

/// `text` in LaTeX, upright.
pub(super) fn verbatim(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '\\' => r"\backslash ".to_owned(),
            '{' | '}' | '$' | '&' | '#' | '%' | '_' => format!("\\{c}"),
            // Elsewhere it would be two primes.
            '"' => r#"\text{"}"#.to_owned(),
            '^' => r"\hat{}".to_owned(),
            '~' => r"\sim ".to_owned(),
            ' ' => r"\ ".to_owned(),
            '…' => r"\ldots ".to_owned(),
            c => c.to_string(),
        })
        .collect();
    format!(r"\mathrm{{{escaped}}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(x: f64, expected: &str) {
        assert_eq!(significant(x), expected);
    }

    #[test]
    fn numbers_keep_six_significant_digits() {
        check(0.0, "0");
        check(-0.0, "0");
        check(1.0, "1");
        check(-2.5, "-2.5");
        check(1.0 / 3.0, "0.333333");
        check(100_000.0, "100000");
        check(1_234_567.25, "1.23457e6");
        check(0.1 + 0.2, "0.3");
        check(1e-12, "1e-12");
        check(f64::NAN, "NaN");
        check(f64::NEG_INFINITY, "-inf");
    }

    #[test]
    fn a_number_that_is_no_longer_when_whole_is_whole() {
        check(1_234_567.0, "1234567");
        check(123_456_789.0, "123456789");
        check(1_234_567_890.0, "1.23457e9");
        check(2e9, "2e9");
    }

    #[test]
    fn other_digits_can_be_had() {
        let x = 0.1_f64 + 0.2;
        assert_eq!(rounded(x, 17, &x), "0.30000000000000004");
        assert_eq!(rounded(x, 0, &x), "0.30000000000000004");
        assert_eq!(rounded(12.345, 3, &12.345), "12.3");
        assert_eq!(rounded(12_345.6, 3, &12_345.6), "1.23e4");
        assert_eq!(rounded(f64::from(0.1_f32), 0, &0.1_f32), "0.1");
        assert_eq!(rounded(2.0, 0, &2.0), "2");
    }

    #[test]
    fn code_writes_numbers_with_a_point() {
        let code = |x: f64| Real::new(x, &x).short;
        assert_eq!(
            [1.0, -0.0, 1e20, 1.0 / 3.0, f64::NAN].map(code),
            ["1.0", "-0.0", "1e20", "0.333333", "NaN"]
        );
    }

    #[test]
    fn complex_and_dual_numbers_are_sums() {
        let complex = |re, im| Number::complex(&Complex::new(re, im));
        assert_eq!(complex(1.0, -2.0).text, "1 − 2i");
        assert_eq!(complex(0.5, 1.0 / 3.0).latex, "0.5 + 0.333333 i");
        assert_eq!(complex(0.0, 1e-12).text, "0 + 1e-12 i");
        assert_eq!(complex(f64::NAN, f64::INFINITY).text, "NaN + inf i");
        let dual = Number::dual(&Dual64::new(9.0, 6.0));
        assert_eq!(
            (dual.text.as_str(), dual.latex.as_str()),
            ("9 + 6ε", r"9 + 6 \varepsilon")
        );
    }
}

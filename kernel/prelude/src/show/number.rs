//! Numbers as mathematics writes them, with six significant digits.

use super::view::Number;
use nalgebra::Complex;
use num_dual::Dual64;
use std::any::Any;
use std::fmt::Debug;

impl Number {
    /// The form of an entry, which comes as its type and as what it prints.
    pub(super) fn of(value: &dyn Any, printed: &dyn Debug) -> Number {
        if let Some(&x) = value.downcast_ref::<f64>() {
            return Number::real(x);
        }
        if let Some(&x) = value.downcast_ref::<f32>() {
            return Number::real(f64::from(x));
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

    /// The entry as a real number, if it is one.
    pub(super) fn value_of(value: &dyn Any) -> Option<f64> {
        macro_rules! of {
            ($($type:ty),*) => {
                $(
                    if let Some(&x) = value.downcast_ref::<$type>() {
                        return Some(x as f64);
                    }
                )*
            };
        }
        of!(f64, f32, i32, i64, u8, u32, u64, usize, i8, i16, u16, isize);
        None
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
        let text = significant(x);
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

/// `x` to six significant digits, without trailing zeros.
pub(super) fn significant(x: f64) -> String {
    const DIGITS: i32 = 6;
    if x == 0.0 || !x.is_finite() {
        return if x == 0.0 { "0".to_owned() } else { x.to_string() };
    }
    let scientific = format!("{x:.*e}", DIGITS as usize - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trim = |digits: &str| -> String {
        if digits.contains('.') {
            digits.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            digits.to_owned()
        }
    };
    if (-4..DIGITS).contains(&exponent) {
        trim(&format!("{x:.*}", (DIGITS - 1 - exponent) as usize))
    } else {
        format!("{}e{exponent}", trim(mantissa))
    }
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
        check(1_234_567.0, "1.23457e6");
        check(0.1 + 0.2, "0.3");
        check(1e-12, "1e-12");
        check(f64::NAN, "NaN");
        check(f64::NEG_INFINITY, "-inf");
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

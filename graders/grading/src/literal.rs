//! Values as Rust that a learner can paste into a cell.

use nalgebra::{DMatrix, DVector};

use crate::probe;

/// The digits that a number is shown to, at most: of a float's 16 or 17, the last ones are rounding.
pub(crate) const ALL: usize = 15;

/// More entries than this are not written out.
pub const READABLE: usize = 36;

/// `1.0`, `-0.5`, `f64::NAN`.
pub fn number(x: f64) -> String {
    if x.is_nan() {
        "f64::NAN".to_owned()
    } else if x.is_infinite() {
        if x > 0.0 {
            "f64::INFINITY".to_owned()
        } else {
            "f64::NEG_INFINITY".to_owned()
        }
    } else {
        // The sign of a zero says nothing to a learner.
        format!("{:?}", x + 0.0)
    }
}

/// What a person would write for `x`, which stands beside numbers of up to `largest`: the round number of which `x` is but
/// the rounding, if there is one, else the first `digits` digits.
pub(crate) fn plain(x: f64, largest: f64, digits: usize) -> f64 {
    // An integer that a float can count up to is exact.
    if !x.is_finite() || (x.fract() == 0.0 && x.abs() < 1e15) {
        return x;
    }
    let exponent = |x: f64| x.abs().log10().floor() as i32;
    // Rounding errors of some hundred operations are below the 13th digit of the largest.
    let near = match usize::try_from(13 + exponent(x) - exponent(largest)) {
        Ok(kept @ 1..) => to_digits(x, kept),
        _ => 0.0,
    };
    let is_round = |x: f64| {
        let text = format!("{x:e}");
        text.bytes()
            .take_while(|&c| c != b'e')
            .filter(u8::is_ascii_digit)
            .count()
            <= 9
    };
    if is_round(near) { near } else { to_digits(x, digits) }
}

/// The nearest number of so many significant digits, of which there is at least one.
fn to_digits(x: f64, digits: usize) -> f64 {
    format!("{x:.*e}", digits - 1).parse().unwrap_or(x)
}

/// `dvector![1.0, 2.0]`; one too long for that, by what its entries have in common.
pub fn vector(v: &DVector<f64>) -> String {
    if v.is_empty() {
        return "DVector::<f64>::zeros(0)".to_owned();
    }
    if v.len() > READABLE {
        let len = v.len();
        return if *v == probe::large_vector(len) {
            format!("DVector::from_fn({len}, {})", probe::LARGE)
        } else if v.iter().all(|&x| x == v[0]) {
            format!("DVector::from_element({len}, {})", number(v[0]))
        } else {
            format!("/* a vector of {len} entries */")
        };
    }
    let entries: Vec<String> = v.iter().map(|&x| number(x)).collect();
    format!("dvector![{}]", entries.join(", "))
}

/// `dmatrix![1.0, 2.0; 3.0, 4.0]`
pub fn matrix(m: &DMatrix<f64>) -> String {
    let row = |i: usize| {
        let row: Vec<String> = m.row(i).iter().map(|&x| number(x)).collect();
        row.join(", ")
    };
    rows(m, row, "; ")
}

/// As [`matrix`], a row a line, with the columns aligned.
pub fn aligned_matrix(m: &DMatrix<f64>) -> String {
    let width = |j: usize| m.column(j).iter().map(|&x| number(x).len()).max().unwrap_or(0);
    let widths: Vec<usize> = match m.len() > READABLE {
        true => Vec::new(),
        false => (0..m.ncols()).map(width).collect(),
    };
    let row = |i: usize| {
        let row: Vec<String> = m
            .row(i)
            .iter()
            .zip(&widths)
            .map(|(&x, width)| format!("{:>width$}", number(x)))
            .collect();
        row.join(", ")
    };
    rows(m, row, ";\n         ")
}

fn rows(m: &DMatrix<f64>, row: impl Fn(usize) -> String, separator: &str) -> String {
    let (rows, columns) = m.shape();
    if m.is_empty() {
        return zeros((rows, columns));
    }
    if m.len() > READABLE {
        return match *m == probe::large_matrix(rows, columns) {
            true => format!("DMatrix::from_fn({rows}, {columns}, {})", probe::LARGE),
            false => format!("/* a {rows}x{columns} matrix */"),
        };
    }
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("dmatrix![{}]", rows.join(separator))
}

/// `DMatrix::<f64>::zeros(2, 3)`, for where the shape is all that matters.
pub fn zeros((rows, columns): (usize, usize)) -> String {
    format!("DMatrix::<f64>::zeros({rows}, {columns})")
}

/// `DMatrix::from_element(2, 3, f64::NAN)`, for where nothing but the shape should matter.
pub fn filled(shape: (usize, usize), entries: f64) -> String {
    match entries {
        0.0 => zeros(shape),
        entries => format!("DMatrix::from_element({}, {}, {})", shape.0, shape.1, number(entries)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::*;

    #[test]
    fn matrices_are_written_as_rust() {
        #[track_caller]
        fn check(m: DMatrix<f64>, expected: &str) {
            assert_eq!(aligned_matrix(&m), expected);
            let one_line = expected.lines().map(str::trim_start).collect::<Vec<_>>().join(" ");
            assert_eq!(matrix(&m).replace(' ', ""), one_line.replace(' ', ""));
        }
        check(dmatrix![1.0], "dmatrix![1.0]");
        check(
            dmatrix![1.0, -20.0; 0.25, f64::NAN],
            "dmatrix![ 1.0,    -20.0;\n         0.25, f64::NAN]",
        );
        check(DMatrix::zeros(0, 3), "DMatrix::<f64>::zeros(0, 3)");
        check(
            probe::large_matrix(40, 50),
            "DMatrix::from_fn(40, 50, |i, j| ((7 * i + 3 * j) % 5) as f64 - 1.0)",
        );
        check(DMatrix::zeros(40, 50), "/* a 40x50 matrix */");
    }

    #[test]
    fn what_rounding_has_added_to_a_round_number_is_not_written() {
        #[track_caller]
        fn check(x: f64, largest: f64, expected: &str) {
            assert_eq!(number(plain(x, largest, ALL)), expected);
            assert_eq!(number(-plain(-x, largest, ALL)), expected);
        }
        check(1.0 + f64::EPSILON, 1.0, "1.0");
        check(0.1 + 0.2, 0.3, "0.3");
        check(1.0 - 1e-15, 1.0, "1.0");
        check(6e-17, 1.0, "0.0");
        check(6e-17, 6e-17, "6e-17");
        check(1e-10 + 3e-18, 1.0, "1e-10");
        check(1.0 / 3.0, 1.0, "0.333333333333333");
        check(2e9 / 7.0, 1e9, "285714285.714286");
        check(1.00000001, 1.0, "1.00000001");
        check(1.000000000123, 1.0, "1.000000000123");
        check(123456789012345.0, 1e15, "123456789012345.0");
        check(1e-300 / 3.0, 1e-300, "3.33333333333333e-301");
        check(f64::INFINITY, 1.0, "f64::INFINITY");
        check(0.0, 0.0, "0.0");
        check(f64::from(0.1_f32), 1.0, "0.100000001490116");
        assert_eq!(plain(0.499999999999112, 1.0, 8), 0.5);
        assert_eq!(plain(2.0 / 3.0, 1.0, 8), 0.66666667);
    }

    #[test]
    fn vectors_are_written_as_rust() {
        #[track_caller]
        fn check(v: DVector<f64>, expected: &str) {
            assert_eq!(vector(&v), expected);
        }
        check(dvector![1.0, f64::NEG_INFINITY], "dvector![1.0, f64::NEG_INFINITY]");
        check(dvector![-0.0, -1e-9], "dvector![0.0, -1e-9]");
        check(DVector::zeros(0), "DVector::<f64>::zeros(0)");
        check(
            probe::large_vector(50),
            "DVector::from_fn(50, |i, j| ((7 * i + 3 * j) % 5) as f64 - 1.0)",
        );
        check(DVector::repeat(50, 0.02), "DVector::from_element(50, 0.02)");
        check(DVector::from_fn(50, |i, _| i as f64), "/* a vector of 50 entries */");
    }
}

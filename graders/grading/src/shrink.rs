//! Simpler values in place of a given one: fewer dimensions first, then smaller and rounder numbers.
//!
//! Each function returns candidates that are strictly simpler, boldest first. Taking one of them again and again comes to
//! an end.

use nalgebra::{DMatrix, DVector};

use crate::literal;

/// Fewer entries, then simpler ones.
pub fn vector(v: &DVector<f64>) -> Vec<DVector<f64>> {
    let n = v.len();
    let mut simpler: Vec<DVector<f64>> = lengths(n).into_iter().map(|len| v.rows(0, len).into_owned()).collect();
    if n > literal::READABLE {
        // It is shown by the formula of its entries, which must be left as they are.
        return simpler;
    }
    simpler.extend(droppable(n).map(|i| v.clone().remove_row(i)));
    simpler.extend(entries(v.as_slice()).map(DVector::from_vec));
    simpler
}

/// Fewer rows, fewer columns, then simpler entries.
pub fn matrix(m: &DMatrix<f64>) -> Vec<DMatrix<f64>> {
    let (rows, columns) = m.shape();
    let mut simpler = Vec::new();
    simpler.extend(lengths(rows).into_iter().map(|rows| m.rows(0, rows).into_owned()));
    simpler.extend(
        lengths(columns)
            .into_iter()
            .map(|columns| m.columns(0, columns).into_owned()),
    );
    simpler.extend(droppable(rows).map(|i| m.clone().remove_row(i)));
    simpler.extend(droppable(columns).map(|j| m.clone().remove_column(j)));
    simpler.extend(matrix_entries(m));
    simpler
}

/// The same shape with simpler entries.
pub fn matrix_entries(m: &DMatrix<f64>) -> Vec<DMatrix<f64>> {
    let (rows, columns) = m.shape();
    entries(m.as_slice())
        .map(|entries| DMatrix::from_vec(rows, columns, entries))
        .collect()
}

/// A simpler first or a simpler second of two.
pub fn pair<A: Clone, B: Clone>(
    (a, b): &(A, B),
    first: impl Fn(&A) -> Vec<A>,
    second: impl Fn(&B) -> Vec<B>,
) -> Vec<(A, B)> {
    let firsts = first(a).into_iter().map(|a| (a, b.clone()));
    let seconds = second(b).into_iter().map(|b| (a.clone(), b));
    firsts.chain(seconds).collect()
}

/// A simpler one of three.
pub fn triple<A: Clone, B: Clone, C: Clone>(
    (a, b, c): &(A, B, C),
    first: impl Fn(&A) -> Vec<A>,
    second: impl Fn(&B) -> Vec<B>,
    third: impl Fn(&C) -> Vec<C>,
) -> Vec<(A, B, C)> {
    let pairs = pair(&(a.clone(), b.clone()), first, second);
    let pairs = pairs.into_iter().map(|(a, b)| (a, b, c.clone()));
    let thirds = third(c).into_iter().map(|c| (a.clone(), b.clone(), c));
    pairs.chain(thirds).collect()
}

/// Those of the candidates that are valid inputs.
pub fn only<T>(mut candidates: Vec<T>, is_valid: impl Fn(&T) -> bool) -> Vec<T> {
    candidates.retain(is_valid);
    candidates
}

/// Vectors of positive entries in place of one: fewer of them, then simpler ones.
pub fn positive_vector(v: &DVector<f64>) -> Vec<DVector<f64>> {
    only(vector(v), |v| v.iter().all(|&x| x > 0.0))
}

/// Symmetric matrices in place of one: a row less together with its column, then simpler entries in both their places.
pub fn symmetric_matrix(m: &DMatrix<f64>) -> Vec<DMatrix<f64>> {
    let n = m.nrows();
    let leading = lengths(n).into_iter().map(|n| m.view((0, 0), (n, n)).into_owned());
    let mut simpler: Vec<DMatrix<f64>> = leading.collect();
    simpler.extend(droppable(n).map(|i| m.clone().remove_row(i).remove_column(i)));
    // An entry changes together with its mirror image, or not at all.
    let lower = DVector::from_iterator(n * (n + 1) / 2, (0..n).flat_map(|j| (j..n).map(move |i| m[(i, j)])));
    let mirrored = |entries: Vec<f64>| {
        let mut entries = entries.into_iter();
        let mut m = DMatrix::zeros(n, n);
        for j in 0..n {
            for i in j..n {
                let entry = entries.next().unwrap_or_default();
                (m[(i, j)], m[(j, i)]) = (entry, entry);
            }
        }
        m
    };
    simpler.extend(entries(lower.as_slice()).map(mirrored));
    simpler
}

/// Smaller sizes to try for a size of `n`: 1, a quarter, a half, one less. Never 0: a value without entries is a corner case
/// that explains nothing, and probes of that size are tried by themselves.
pub fn lengths(n: usize) -> Vec<usize> {
    let mut lengths = vec![1, n / 4, n / 2, n.saturating_sub(1)];
    lengths.retain(|&len| 0 < len && len < n);
    lengths.sort_unstable();
    lengths.dedup();
    lengths
}

/// Each index of a dimension that can lose one.
pub fn droppable(n: usize) -> std::ops::Range<usize> {
    if n > 1 { 0..n } else { 0..0 }
}

/// All entries made simpler at once, then one at a time.
fn entries(entries: &[f64]) -> impl Iterator<Item = Vec<f64>> {
    let ones: Vec<f64> = entries.iter().map(|&x| if x == 0.0 { 0.0 } else { 1.0 }).collect();
    let whole: Vec<f64> = entries.iter().map(|x| x.trunc()).collect();
    let all = [ones, whole].into_iter().filter(move |simpler| simpler != entries);
    // A large value has too many entries to be worth the time of trying each.
    let few = if entries.len() <= 64 { entries.len() } else { 0 };
    let one = (0..few).flat_map(move |i| {
        number(entries[i]).into_iter().map(move |x| {
            let mut simpler = entries.to_vec();
            simpler[i] = x;
            simpler
        })
    });
    all.chain(one)
}

/// Simpler numbers: 0, 1, the whole part, its root, half of it, the same without its sign, what stands after the point, the
/// first digit of that, the first two of the whole, and one less.
pub fn number(x: f64) -> Vec<f64> {
    let complexity = |x: f64| (x.fract() != 0.0, x.abs(), x < 0.0);
    // Halving a huge number takes long, counting down a large one takes longer.
    let root = x.abs().sqrt().trunc().copysign(x);
    let one_less = if x.abs() <= 100.0 { x - x.signum() } else { x };
    [
        0.0,
        1.0,
        x.trunc(),
        root,
        (x / 2.0).trunc(),
        x.abs(),
        first_digits(1, x.fract()),
        x.fract(),
        first_digits(2, x.trunc()),
        one_less,
    ]
    .into_iter()
    .filter(|&simpler| complexity(simpler) < complexity(x))
    .collect()
}

/// Of 0.666, the first is 0.6; of -4321.0, the first two are -4300.0.
fn first_digits(count: usize, x: f64) -> f64 {
    let text = format!("{x:e}");
    let Some((mantissa, exponent)) = text.split_once('e') else {
        return x;
    };
    let sign_and_point = usize::from(x < 0.0) + usize::from(count > 1);
    let kept = mantissa.get(..count + sign_and_point).unwrap_or(mantissa);
    format!("{kept}e{exponent}").parse().unwrap_or(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe;
    use crate::scope::*;

    /// Takes the first candidate that still fails, for as long as there is one.
    fn smallest<T>(mut value: T, simpler: fn(&T) -> Vec<T>, fails: fn(&T) -> bool) -> T {
        while let Some(next) = simpler(&value).into_iter().find(fails) {
            value = next;
        }
        value
    }

    #[test]
    fn vectors_shrink_to_the_fewest_small_integers() {
        #[track_caller]
        fn check(v: DVector<f64>, fails: fn(&DVector<f64>) -> bool, expected: DVector<f64>) {
            assert_eq!(smallest(v, vector, fails), expected);
        }
        check(dvector![7.5, -3.0, 9.0], |v| v.len() > 1, dvector![0.0, 0.0]);
        check(
            dvector![7.5, -3.0, 9.0],
            |v| v.iter().any(|&x| x < -1.5),
            dvector![-2.0],
        );
        check(dvector![7.5, -3.0, 9.0], |v| v.sum() > 5.2, dvector![6.0]);
        check(DVector::repeat(50, 4.0), |v| v.len() >= 20, DVector::zeros(20));
        check(probe::large_vector(1000), |v| v.len() >= 400, probe::large_vector(400));
    }

    #[test]
    fn matrices_shrink_in_rows_and_columns() {
        #[track_caller]
        fn check(m: DMatrix<f64>, fails: fn(&DMatrix<f64>) -> bool, expected: DMatrix<f64>) {
            assert_eq!(smallest(m, matrix, fails), expected);
        }
        let m = DMatrix::from_fn(4, 5, |i, j| (i * j) as f64 - 3.0);
        check(
            m.clone(),
            |m| m.nrows() != m.ncols() && !m.is_empty(),
            dmatrix![0.0, 0.0],
        );
        check(m, |m| m.max() > 2.0, dmatrix![3.0]);
    }

    #[test]
    fn tuples_shrink_in_each_of_their_parts() {
        let fails = |&(x, ref v): &(f64, DVector<f64>)| x > 3.5 && v.len() > 1;
        let simpler = |value: &(f64, DVector<f64>)| pair(value, |&x| number(x), vector);
        assert_eq!(
            smallest((17.25, dvector![5.0, -2.0, 9.0]), simpler, fails),
            (4.0, dvector![0.0, 0.0])
        );
        let simpler = |value: &(f64, f64, f64)| triple(value, |&x| number(x), |&x| number(x), |&x| number(x));
        assert_eq!(
            smallest((5.0, -7.5, 40.0), simpler, |&(x, y, z)| x + z > y),
            (0.0, 0.0, 1.0)
        );
    }

    #[test]
    fn what_must_be_positive_or_symmetric_stays_so() {
        let v = smallest(dvector![7.5, 0.25, 9.0], positive_vector, |v| v.len() > 1);
        assert_eq!(v, dvector![1.0, 1.0]);
        assert!(positive_vector(&dvector![3.0, 2.0]).iter().all(|v| v.min() > 0.0));
        let m = dmatrix![2.0, -3.0, 5.5; -3.0, 4.0, 1.0; 5.5, 1.0, 0.0];
        for simpler in symmetric_matrix(&m) {
            assert_eq!(simpler, simpler.transpose());
        }
        assert_eq!(
            smallest(m, symmetric_matrix, |m| m.iter().any(|&x| x < 0.0)),
            dmatrix![0.0, -1.0; -1.0, 0.0]
        );
    }

    #[test]
    fn numbers_that_must_have_a_fraction_keep_one_digit_of_it() {
        #[track_caller]
        fn check(x: f64, expected: f64) {
            assert_eq!(smallest(x, |&x| number(x), |x| x.fract() != 0.0), expected);
        }
        check(1_666_570.666_666_7, 0.4);
        check(-0.1, 0.1);
        check(-4.2e-12, 4e-12);
        check(3.5e-310, 3e-310);
    }

    #[test]
    fn large_numbers_become_round_in_few_steps() {
        #[track_caller]
        fn check(mut x: f64, bound: f64, expected: f64) {
            let mut tried = 0;
            let mut fails = |x: &f64| {
                tried += 1;
                *x > bound
            };
            while let Some(simpler) = number(x).into_iter().find(&mut fails) {
                x = simpler;
            }
            assert_eq!(x, expected);
            assert!(tried < 200, "{tried} attempts");
        }
        check(6e59, 1e5, 110_000.0);
        check(4321.5, 1000.0, 1080.0);
        check(77.0, 20.0, 21.0);
    }

    #[test]
    fn every_number_comes_to_an_end() {
        for start in [0.0, 1.0, -1.0, 0.5, 1e3, -999.5, -1e-300, f64::NAN, f64::INFINITY] {
            let mut x = start;
            let mut steps = 0;
            while let Some(&simpler) = number(x).last() {
                (x, steps) = (simpler, steps + 1);
                assert!(steps < 3_000, "{start} does not come to an end");
            }
        }
    }
}

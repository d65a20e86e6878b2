//! What Python and NumPy call by another name: one row for each name, with what to write here.

/// Names, each with what a sentence says of it.
pub(super) type Table = &'static [(&'static str, &'static str)];

/// Functions that are methods here, or macros: what to write for `name(x)`.
pub(super) const FUNCTIONS: Table = &[
    ("print", "`println!(\"{x}\")` prints, with a `!`, and `{x:?}` for lists"),
    (
        "println",
        "`println!(\"{x}\")` prints, with a `!`, and `{x:?}` for lists",
    ),
    ("len", "it is a method: `v.len()`"),
    ("range", "a range is written `0..n`, which leaves `n` out"),
    (
        "sum",
        "it is a method: `v.sum()` of a matrix, `v.iter().sum::<f64>()` of a list",
    ),
    ("enumerate", "it is a method of iterators: `v.iter().enumerate()`"),
    ("zip", "it is a method of iterators: `a.iter().zip(&b)`"),
    (
        "map",
        "it is a method: `m.map(|x| …)` of a matrix, `v.iter().map(|x| …)` of a list",
    ),
    ("sorted", "a list is sorted where it is: `v.sort_by(f64::total_cmp)`"),
    ("float", "`x as f64` converts a number, `text.parse::<f64>()` reads one"),
    (
        "int",
        "`x as i64` converts a number and cuts off what is behind the point",
    ),
    ("str", "`x.to_string()` makes text of a value"),
    (
        "list",
        "`vec![…]` writes a list, `.collect::<Vec<_>>()` makes one of an iterator",
    ),
    ("sqrt", "it is a method: `x.sqrt()`"),
    ("exp", "it is a method: `x.exp()`"),
    ("log", "the natural logarithm is a method: `x.ln()`"),
    ("ln", "it is a method: `x.ln()`"),
    ("log2", "it is a method: `x.log2()`"),
    ("log10", "it is a method: `x.log10()`"),
    ("sin", "it is a method: `x.sin()`"),
    ("cos", "it is a method: `x.cos()`"),
    ("tan", "it is a method: `x.tan()`"),
    ("tanh", "it is a method: `x.tanh()`"),
    ("atan2", "it is a method: `y.atan2(x)`"),
    ("abs", "it is a method: `x.abs()`"),
    ("floor", "it is a method: `x.floor()`"),
    ("ceil", "it is a method: `x.ceil()`"),
    ("round", "it is a method: `x.round()`"),
    (
        "pow",
        "a power is a method: `x.powi(2)` for whole exponents, `x.powf(0.5)` for any; of integers `n.pow(2)`",
    ),
    (
        "max",
        "it is a method: `a.max(b)` of two numbers, `m.max()` of a matrix",
    ),
    (
        "min",
        "it is a method: `a.min(b)` of two numbers, `m.min()` of a matrix",
    ),
    ("norm", "it is a method: `v.norm()`"),
    ("dot", "it is a method: `u.dot(&v)`; matrices are multiplied with `*`"),
    ("transpose", "it is a method: `m.transpose()`"),
    (
        "zeros",
        "`DVector::zeros(n)` and `DMatrix::zeros(rows, columns)` make them",
    ),
    (
        "ones",
        "`DVector::from_element(n, 1.0)` and `DMatrix::from_element(rows, columns, 1.0)` make them",
    ),
    ("eye", "`DMatrix::identity(n, n)` makes one"),
    (
        "array",
        "`dvector![1.0, 2.0]` writes a vector, `dmatrix![1.0, 2.0; 3.0, 4.0]` a matrix",
    ),
    ("linspace", LINSPACE),
    ("solve", SOLVE),
    (
        "inv",
        "the inverse is `.try_inverse()`, an `Option`, since there may be none",
    ),
    ("det", "it is `.determinant()`"),
    ("eig", EIGEN),
    ("eigh", EIGEN),
    ("eigvals", EIGEN),
    ("pinv", PSEUDO_INVERSE),
    (
        "svd",
        "it is a method, which uses the matrix up: `a.clone().svd(true, true)`",
    ),
    ("qr", "it is a method, which uses the matrix up: `a.clone().qr()`"),
    ("cross", "it is a method: `u.cross(&v)`"),
    (
        "mean",
        "it is a method: `v.mean()` of a matrix, `v.iter().sum::<f64>() / v.len() as f64` of a list",
    ),
    ("var", VARIANCE),
    ("std", STANDARD_DEVIATION),
    ("arange", ARANGE),
    ("argmax", ARGMAX),
    ("argmin", ARGMIN),
    (
        "diag",
        "`DMatrix::from_diagonal(&v)` makes a matrix of a vector, `m.diagonal()` a vector of a matrix",
    ),
];

const SOLVE: &str = "`a.clone().lu().solve(&b)` solves `a x = b`, as an `Option`, since there may be no such `x`";
const PSEUDO_INVERSE: &str = "the pseudo-inverse is `a.clone().pseudo_inverse(1e-12)`, a `Result`, which takes singular values up to \
                              1e-12 for 0";
const VARIANCE: &str = "the variance is `.variance()` of a matrix, which divides by the number of entries";
const STANDARD_DEVIATION: &str = "the standard deviation is `.variance().sqrt()` of a matrix";
const ARANGE: &str =
    "a range is written `0..n`, and `DVector::from_fn(n, |i, _| a + i as f64 * step)` is a vector of numbers";
const LINSPACE: &str =
    "`DVector::from_fn(n, |i, _| a + (b - a) * i as f64 / (n - 1) as f64)` goes from `a` to `b` in `n` numbers";
const EIGEN: &str = "`a.clone().symmetric_eigen()` has eigenvalues and eigenvectors of a symmetric matrix; of any square one \
                     `a.complex_eigenvalues()` are the former";
const ARGMAX: &str = "the place of the largest is `v.argmax().0` of a vector, and of a list \
                      `(0..v.len()).max_by(|&i, &j| v[i].total_cmp(&v[j]))`, an `Option`";
const ARGMIN: &str = "the place of the smallest is `v.argmin().0` of a vector, and of a list \
                      `(0..v.len()).min_by(|&i, &j| v[i].total_cmp(&v[j]))`, an `Option`";

/// Members of `np` that have no place in [`FUNCTIONS`].
pub(super) const NUMPY: Table = &[
    ("pi", "`std::f64::consts::PI` is π"),
    ("inf", "`f64::INFINITY` is ∞"),
    ("nan", "`f64::NAN` is no number"),
    ("matmul", "matrices are multiplied with `*`: `&a * &b`"),
    (
        "outer",
        "a column times a row is a matrix; `.transpose()` makes a row of a column",
    ),
    ("mean", "it is a method: `v.mean()`"),
    (
        "random",
        "`DMatrix::from_fn(rows, columns, |i, j| …)` fills a matrix; random numbers come with `:dep rand`",
    ),
    ("vstack", "`DMatrix::from_rows(&[…])` puts rows together"),
    ("hstack", "`DMatrix::from_columns(&[…])` puts columns together"),
];

/// Names that stand for values.
pub(super) const VALUES: Table = &[
    ("pi", "`std::f64::consts::PI` is π"),
    (
        "PI",
        "`std::f64::consts::PI` is π, or `PI` behind `use std::f64::consts::PI;`",
    ),
    ("inf", "`f64::INFINITY` is ∞"),
    ("nan", "`f64::NAN` is no number"),
    ("NaN", "`f64::NAN` is no number"),
    ("True", "it is written `true`"),
    ("False", "it is written `false`"),
    ("null", "what may be missing is an `Option`: `Some(x)` or `None`"),
    ("nil", "what may be missing is an `Option`: `Some(x)` or `None`"),
    ("math", "functions of a number are its methods: `x.sqrt()`, `x.ln()`"),
    ("torch", "matrices are nalgebra's: `DMatrix`, `DVector`"),
    (
        "plt",
        "`plot(|x| x.sin(), -3.0..3.0)` draws a curve, `scatter(points)` points",
    ),
];

/// Types.
pub(super) const TYPES: Table = &[
    ("float", "a number with a point is an `f64`"),
    ("double", "a number with a point is an `f64`"),
    ("int", "a whole number is an `i32`, one that counts places a `usize`"),
    (
        "integer",
        "a whole number is an `i32`, one that counts places a `usize`",
    ),
    ("long", "a large whole number is an `i64`"),
    ("boolean", "what is true or false is a `bool`"),
    ("string", "text of its own is a `String`, text that is lent a `&str`"),
    ("list", "a list of floats is a `Vec<f64>`"),
    ("List", "a list of floats is a `Vec<f64>`"),
    (
        "array",
        "a list of floats is a `Vec<f64>`, or `[f64; 3]` where its length is fixed",
    ),
    (
        "dict",
        "a map is a `BTreeMap`, or a `HashMap` where order does not matter",
    ),
    (
        "Dict",
        "a map is a `BTreeMap`, or a `HashMap` where order does not matter",
    ),
    (
        "Map",
        "a map is a `BTreeMap`, or a `HashMap` where order does not matter",
    ),
    (
        "Set",
        "a set is a `BTreeSet`, or a `HashSet` where order does not matter",
    ),
    (
        "Matrix",
        "a matrix of floats is a `DMatrix<f64>`, or `SMatrix<f64, 2, 3>` where its shape is fixed",
    ),
    (
        "Vector",
        "a vector of floats is a `DVector<f64>`, or `SVector<f64, 3>` where its length is fixed",
    ),
    (
        "ndarray",
        "a matrix of floats is a `DMatrix<f64>`, a vector a `DVector<f64>`",
    ),
];

/// Methods and fields of matrices.
pub(super) const OF_MATRICES: Table = &[
    ("exp", "entry by entry it is `.map(f64::exp)`"),
    ("ln", "entry by entry it is `.map(f64::ln)`"),
    ("log2", "entry by entry it is `.map(f64::log2)`"),
    ("log10", "entry by entry it is `.map(f64::log10)`"),
    ("sqrt", "entry by entry it is `.map(f64::sqrt)`"),
    ("sin", "entry by entry it is `.map(f64::sin)`"),
    ("cos", "entry by entry it is `.map(f64::cos)`"),
    ("tanh", "entry by entry it is `.map(f64::tanh)`"),
    ("log", "entry by entry the natural logarithm is `.map(f64::ln)`"),
    ("powi", "entry by entry it is `.map(|x| x.powi(2))`"),
    ("powf", "entry by entry it is `.map(|x| x.powf(0.5))`"),
    (
        "new",
        "`DVector::zeros(n)` and `DMatrix::zeros(n, m)` begin with zeros, `dvector![…]` and `dmatrix![…]` with entries",
    ),
    ("solve", SOLVE),
    ("eig", EIGEN),
    ("eigh", EIGEN),
    ("eigvals", EIGEN),
    ("eigen", EIGEN),
    ("eigenvectors", EIGEN),
    ("argmax", OF_MATRIX_ARGMAX),
    ("argmin", OF_MATRIX_ARGMIN),
    ("linspace", LINSPACE),
    (
        "ones",
        "`DVector::from_element(n, 1.0)` and `DMatrix::from_element(rows, columns, 1.0)` make them",
    ),
    ("eye", "`DMatrix::identity(n, n)` makes one"),
    ("T", "the transpose is a method: `.transpose()`"),
    ("t", "the transpose is `.transpose()`"),
    (
        "shape",
        "it is a method and gives a pair: `.shape()`, or `.nrows()` and `.ncols()`",
    ),
    (
        "size",
        "the number of entries is `.len()`; rows and columns are `.nrows()` and `.ncols()`",
    ),
    ("length", "the number of entries is `.len()`"),
    (
        "ndim",
        "a matrix has two dimensions; `.nrows()` and `.ncols()` count rows and columns",
    ),
    ("cols", "the number of columns is `.ncols()`"),
    ("height", "the number of rows is `.nrows()`"),
    ("width", "the number of columns is `.ncols()`"),
    (
        "inv",
        "the inverse is `.try_inverse()`, an `Option`, since there may be none",
    ),
    (
        "inverse",
        "the inverse is `.try_inverse()`, an `Option`, since there may be none",
    ),
    ("det", "it is `.determinant()`"),
    ("matmul", "matrices are multiplied with `*`: `&a * &b`"),
    ("mm", "matrices are multiplied with `*`: `&a * &b`"),
    ("flatten", "`.iter()` goes through the entries, column by column"),
    ("ravel", "`.iter()` goes through the entries, column by column"),
    (
        "reshape",
        "`DMatrix::from_iterator(rows, columns, m.iter().copied())` has the entries in another shape, column by column",
    ),
    ("var", VARIANCE),
    ("std", STANDARD_DEVIATION),
    ("pinv", PSEUDO_INVERSE),
    ("astype", "`.map(|x| x as f64)` converts every entry"),
    ("copy", "a copy is `.clone()`"),
    ("tolist", "`.as_slice()` is the list of the entries, column by column"),
    ("item", "an entry is `m[(i, j)]`"),
    (
        "append",
        "a matrix keeps its size: `.insert_row(i, value)` and `.insert_column(j, value)` make a new one",
    ),
];

const OF_MATRIX_ARGMAX: &str = "vectors have it; of a matrix, `m.iter().position(|&x| x == m.max())` is the place of the largest \
                                entry, counted column by column, as an `Option`";
const OF_MATRIX_ARGMIN: &str = "vectors have it; of a matrix, `m.iter().position(|&x| x == m.min())` is the place of the smallest \
                                entry, counted column by column, as an `Option`";

/// Methods and fields of numbers.
pub(super) const OF_NUMBERS: Table = &[
    ("log", "the natural logarithm is `.ln()`"),
    ("pow", "a power is `.powi(2)` for whole exponents, `.powf(0.5)` for any"),
    ("square", "a square is `.powi(2)`"),
    ("sqr", "a square is `.powi(2)`"),
];

/// Methods of lists.
pub(super) const OF_LISTS: Table = &[
    ("size", "the number of elements is `.len()`"),
    ("length", "the number of elements is `.len()`"),
    ("append", "one more element goes to the end with `.push(x)`"),
    ("add", "one more element goes to the end with `.push(x)`"),
    (
        "map",
        "go through it with `.iter()` first: `.iter().map(|x| …).collect::<Vec<_>>()`",
    ),
    ("sum", "go through it with `.iter()` first: `.iter().sum::<f64>()`"),
    ("mean", "it is `v.iter().sum::<f64>() / v.len() as f64`"),
    (
        "max",
        "go through it with `.iter()` first: `.iter().copied().fold(f64::NEG_INFINITY, f64::max)`",
    ),
    (
        "min",
        "go through it with `.iter()` first: `.iter().copied().fold(f64::INFINITY, f64::min)`",
    ),
    (
        "argmax",
        "the place of the largest is `(0..v.len()).max_by(|&i, &j| v[i].total_cmp(&v[j]))`, an `Option`",
    ),
    (
        "argmin",
        "the place of the smallest is `(0..v.len()).min_by(|&i, &j| v[i].total_cmp(&v[j]))`, an `Option`",
    ),
    (
        "norm",
        "of a vector it is, so make one of the list: `DVector::from_vec(v).norm()`",
    ),
    (
        "dot",
        "of vectors it is, so make some of the lists: `DVector::from_vec(v).dot(&DVector::from_vec(w))`",
    ),
];

/// Methods of lists of integers, where they are not those of lists of floats.
pub(super) const OF_LISTS_OF_INTEGERS: Table = &[
    ("sum", "go through it with `.iter()` first: `.iter().sum::<i32>()`"),
    ("mean", "it is `v.iter().sum::<i32>() as f64 / v.len() as f64`, a float"),
    (
        "max",
        "go through it with `.iter()` first: `.iter().max()`, an `Option`, since a list may be empty",
    ),
    (
        "min",
        "go through it with `.iter()` first: `.iter().min()`, an `Option`, since a list may be empty",
    ),
    (
        "argmax",
        "the place of the largest is `(0..v.len()).max_by_key(|&i| v[i])`, an `Option`",
    ),
    (
        "argmin",
        "the place of the smallest is `(0..v.len()).min_by_key(|&i| v[i])`, an `Option`",
    ),
];

/// What to write for `name`, by `table`.
pub(super) fn advice(table: Table, name: &str) -> Option<&'static str> {
    table
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, advice)| *advice)
}

//! Names that every cell knows, with a line on each: proposed and explained as long as nobody who knows more has an answer.

/// Types and values, with how they are written and what they are.
pub(crate) const TYPES: [(&str, &str, &str); 20] = [
    ("BTreeMap", "BTreeMap<K, V>", "a map whose keys are in order"),
    ("Box", "Box<T>", "a value on the heap, which the box owns"),
    (
        "DMatrix",
        "DMatrix<T>",
        "a matrix whose numbers of rows and columns are known when the cell runs",
    ),
    (
        "DVector",
        "DVector<T>",
        "a column vector whose length is known when the cell runs",
    ),
    ("Dual64", "Dual64", "a dual number: a value with its derivative"),
    ("Err", "Err(error)", "the result of what has failed"),
    ("HashMap", "HashMap<K, V>", "a map whose keys are in no order"),
    ("Matrix2", "Matrix2<T>", "a matrix of 2 rows and 2 columns"),
    ("Matrix3", "Matrix3<T>", "a matrix of 3 rows and 3 columns"),
    ("None", "None", "the option that holds nothing"),
    ("Ok", "Ok(value)", "the result of what has succeeded"),
    ("Option", "Option<T>", "either `Some(value)` or `None`"),
    ("Result", "Result<T, E>", "either `Ok(value)` or `Err(error)`"),
    (
        "RowDVector",
        "RowDVector<T>",
        "a row vector whose length is known when the cell runs",
    ),
    (
        "SMatrix",
        "SMatrix<T, R, C>",
        "a matrix of R rows and C columns, which its type tells",
    ),
    (
        "SVector",
        "SVector<T, N>",
        "a column vector of length N, which its type tells",
    ),
    ("Some", "Some(value)", "the option that holds a value"),
    ("String", "String", "text that can grow"),
    ("Vec", "Vec<T>", "a list that can grow"),
    ("Vector2", "Vector2<T>", "a column vector of length 2"),
];

/// Macros, in the same way.
pub(crate) const MACROS: [(&str, &str, &str); 13] = [
    ("assert!", "assert!(condition)", "panics unless the condition holds"),
    ("assert_eq!", "assert_eq!(left, right)", "panics unless both are equal"),
    (
        "dbg!",
        "dbg!(value)",
        "prints an expression with its value, and gives the value on",
    ),
    ("dmatrix!", "dmatrix![1.0, 2.0; 3.0, 4.0]", "a `DMatrix`, row by row"),
    ("dvector!", "dvector![1.0, 2.0]", "a `DVector`"),
    ("format!", "format!(\"{x}\")", "text with values in it"),
    (
        "matches!",
        "matches!(value, pattern)",
        "whether the pattern fits the value",
    ),
    (
        "matrix!",
        "matrix![1.0, 2.0; 3.0, 4.0]",
        "a matrix whose type tells its size, row by row",
    ),
    ("panic!", "panic!(\"why\")", "ends the cell with an error"),
    ("println!", "println!(\"{x}\")", "prints a line with values in it"),
    ("todo!", "todo!()", "stands for what is still to be written, and panics"),
    ("vec!", "vec![1, 2, 3]", "a `Vec` of these values"),
    (
        "vector!",
        "vector![1.0, 2.0]",
        "a column vector whose type tells its length",
    ),
];

pub(crate) const KEYWORDS: [&str; 33] = [
    "as", "async", "await", "break", "const", "continue", "dyn", "else", "enum", "false", "fn", "for", "if", "impl",
    "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "static", "struct", "trait",
    "true", "type", "use", "where", "while",
];

/// How the name is written, and what it is. Of a macro the sign may be missing.
pub(crate) fn find(name: &str) -> Option<(&'static str, &'static str)> {
    let mut known = TYPES.iter().chain(&MACROS);
    let (_, form, line) = known.find(|(known, _, _)| *known == name || known.strip_suffix('!') == Some(name))?;
    Some((form, line))
}

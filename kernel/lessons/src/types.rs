//! Types as rustc prints them, and as learners write them.

use std::fmt::{self, Display, Formatter};

/// A type in a message of rustc's, as far as it is printed there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Reference {
        mutable: bool,
        to: Box<Type>,
    },
    Matrix {
        entry: Box<Type>,
        rows: Size,
        columns: Size,
    },
    /// The type of an integer literal, which is still open.
    Integer,
    /// The type of a literal with a point, which is still open.
    Float,
    /// A type that rustc leaves out.
    Unknown,
    /// A type with a name: the last part of its path, and its arguments.
    Named {
        name: String,
        arguments: Vec<Type>,
    },
    /// A slice, a tuple, a function, as rustc prints it.
    Other(String),
}

/// The number of rows or columns of a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    Fixed(usize),
    /// Known when the cell runs.
    Dynamic,
    Unknown,
}

impl Type {
    /// The type that rustc prints as `text`.
    pub(super) fn parse(text: &str) -> Type {
        let text = text.trim();
        if let Some(rest) = text.strip_prefix('&') {
            return reference(rest);
        }
        match text {
            "{integer}" | "integer" => return Type::Integer,
            "{float}" | "floating-point number" => return Type::Float,
            "_" | "..." | "" => return Type::Unknown,
            _ => {}
        }
        let (path, arguments) = match text.strip_suffix('>').and_then(|text| text.split_once('<')) {
            Some((path, arguments)) => (path, split(arguments)),
            None => (text, Vec::new()),
        };
        let name = path.rsplit("::").next().unwrap_or(path);
        if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
            return Type::Other(text.to_owned());
        }
        let argument = |at: usize| arguments.get(at).copied().unwrap_or("_");
        match name {
            "Matrix" => Type::Matrix {
                entry: Box::new(Type::parse(argument(0))),
                rows: Size::parse(argument(1)),
                columns: Size::parse(argument(2)),
            },
            _ => Type::Named {
                name: name.to_owned(),
                arguments: arguments.into_iter().map(Type::parse).collect(),
            },
        }
    }

    /// The type behind all references.
    pub(super) fn value(&self) -> &Type {
        match self {
            Type::Reference { to, .. } => to.value(),
            other => other,
        }
    }

    /// Whether it has this name, whatever its arguments.
    pub(super) fn is(&self, wanted: &str) -> bool {
        matches!(self, Type::Named { name, .. } if name == wanted)
    }

    /// Whether it is one of the integer types, or a literal of one.
    pub(super) fn is_integer(&self) -> bool {
        const TYPES: [&str; 12] = [
            "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize",
        ];
        *self == Type::Integer || TYPES.iter().any(|name| self.is(name))
    }

    /// Whether it is a floating-point type, or a literal of one.
    pub(super) fn is_float(&self) -> bool {
        *self == Type::Float || self.is("f64") || self.is("f32")
    }

    /// Whether it is num_dual's type of numbers with a derivative.
    pub(super) fn is_dual(&self) -> bool {
        self.is("Dual")
    }

    /// The type of the elements of a list: a `Vec`, an array or a slice.
    pub(super) fn element(&self) -> Option<Type> {
        match self {
            Type::Named { name, arguments } if name == "Vec" => arguments.first().cloned(),
            Type::Other(text) => {
                let inside = text.strip_prefix('[')?.strip_suffix(']')?;
                Some(Type::parse(inside.rsplit_once(';').map_or(inside, |(of, _)| of)))
            }
            _ => None,
        }
    }

    pub(super) fn is_unit(&self) -> bool {
        matches!(self, Type::Other(text) if text == "()")
    }

    /// Rows and columns of a matrix, or of a reference to one, if its type has both.
    pub(super) fn shape(&self) -> Option<(usize, usize)> {
        let (rows, columns) = self.value().sizes()?;
        rows.fixed().zip(columns.fixed())
    }

    /// Rows and columns of a matrix, as far as its type tells them.
    pub(super) fn sizes(&self) -> Option<(Size, Size)> {
        match self {
            Type::Matrix { rows, columns, .. } => Some((*rows, *columns)),
            _ => None,
        }
    }

    /// Whether this could be the same type as `other`: they agree in all that is printed, and literals may still become
    /// what the other one is.
    pub(super) fn agrees_with(&self, other: &Type) -> bool {
        use Type::*;
        match (self, other) {
            (Unknown, _) | (_, Unknown) => true,
            (Integer, other) | (other, Integer) => other.is_integer(),
            (Float, other) | (other, Float) => other.is_float(),
            (Reference { mutable, to }, Reference { mutable: m, to: t }) => mutable == m && to.agrees_with(t),
            (
                Matrix { entry, rows, columns },
                Matrix {
                    entry: e,
                    rows: r,
                    columns: c,
                },
            ) => entry.agrees_with(e) && rows.agrees_with(*r) && columns.agrees_with(*c),
            (Named { name, arguments }, Named { name: n, arguments: a }) => {
                name == n && arguments.iter().zip(a).all(|(one, other)| one.agrees_with(other))
            }
            (one, other) => one == other,
        }
    }
}

impl Size {
    fn parse(text: &str) -> Size {
        let text = text.trim();
        let text = text.rsplit("::").next().unwrap_or(text);
        match text.strip_prefix("Const<").and_then(|rest| rest.strip_suffix('>')) {
            Some(number) => number.parse().map_or(Size::Unknown, Size::Fixed),
            None if text == "Dyn" => Size::Dynamic,
            None => Size::Unknown,
        }
    }

    fn agrees_with(self, other: Size) -> bool {
        self == other || self == Size::Unknown || other == Size::Unknown
    }

    /// The size, if it is part of the type.
    pub(super) fn fixed(self) -> Option<usize> {
        match self {
            Size::Fixed(size) => Some(size),
            Size::Dynamic | Size::Unknown => None,
        }
    }
}

fn reference(rest: &str) -> Type {
    let rest = rest.trim_start();
    let rest = match rest.strip_prefix('\'') {
        Some(lifetime) => lifetime
            .trim_start_matches(|c: char| c.is_alphanumeric() || c == '_')
            .trim_start(),
        None => rest,
    };
    let inner = rest.strip_prefix("mut ");
    Type::Reference {
        mutable: inner.is_some(),
        to: Box::new(Type::parse(inner.unwrap_or(rest))),
    }
}

/// The parts between the commas that are inside no bracket.
fn split(arguments: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in arguments.char_indices() {
        match c {
            '<' | '(' | '[' => depth += 1,
            // The head of an arrow is no bracket.
            '>' if arguments[..at].ends_with('-') => {}
            '>' | ')' | ']' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(arguments[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(arguments[start..].trim());
    parts
}

/// The type as learners write it.
impl Display for Type {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Type::Reference { mutable, to } => write!(f, "&{}{to}", if *mutable { "mut " } else { "" }),
            Type::Matrix { entry, rows, columns } => match (rows, columns) {
                (Size::Dynamic, Size::Dynamic) => write!(f, "DMatrix<{entry}>"),
                (Size::Dynamic, Size::Fixed(1)) => write!(f, "DVector<{entry}>"),
                (Size::Fixed(1), Size::Dynamic) => write!(f, "RowDVector<{entry}>"),
                (Size::Fixed(rows), Size::Fixed(1)) => write!(f, "SVector<{entry}, {rows}>"),
                (Size::Fixed(rows), Size::Fixed(columns)) => write!(f, "SMatrix<{entry}, {rows}, {columns}>"),
                _ => write!(f, "Matrix<{entry}, …>"),
            },
            // The types of literals where nothing else is asked for.
            Type::Integer => f.write_str("i32"),
            Type::Float => f.write_str("f64"),
            Type::Unknown => f.write_str("_"),
            Type::Named { name, arguments } if name == "Dual" && arguments.first().is_some_and(Type::is_float) => {
                f.write_str("Dual64")
            }
            Type::Named { name, arguments } if arguments.is_empty() => f.write_str(name),
            Type::Named { name, arguments } => {
                let arguments: Vec<String> = arguments.iter().map(Type::to_string).collect();
                write!(f, "{name}<{}>", arguments.join(", "))
            }
            Type::Other(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_named_as_learners_write_them() {
        #[track_caller]
        fn check(printed: &str, expected: &str) {
            assert_eq!(Type::parse(printed).to_string(), expected);
        }
        check("Matrix<f64, Dyn, Dyn, VecStorage<f64, Dyn, Dyn>>", "DMatrix<f64>");
        check("&Matrix<{float}, Dyn, nalgebra::Const<1>, ...>", "&DVector<f64>");
        check(
            "Matrix<f64, Const<6>, nalgebra::Const<2>, ArrayStorage<f64, 6, 2>>",
            "SMatrix<f64, 6, 2>",
        );
        check("Matrix<_, nalgebra::Const<3>, nalgebra::Const<1>, _>", "SVector<_, 3>");
        check("Dual<f64>", "Dual64");
        check("Option<&'a f64>", "Option<&f64>");
        check("&mut Vec<std::string::String>", "&mut Vec<String>");
        check("fn(Dual<f64>) -> Dual<f64>", "fn(Dual<f64>) -> Dual<f64>");
        check("&[f64]", "&[f64]");
        check("BTreeMap<&str, (usize, usize)>", "BTreeMap<&str, (usize, usize)>");
    }

    #[test]
    fn types_agree_if_nothing_that_is_printed_differs() {
        #[track_caller]
        fn check(one: &str, other: &str, expected: bool) {
            assert_eq!(Type::parse(one).agrees_with(&Type::parse(other)), expected);
        }
        check("Matrix<f64, _, _, _>", "Matrix<{float}, Dyn, Dyn, ...>", true);
        check(
            "Matrix<f64, Dyn, Dyn, _>",
            "Matrix<f64, Dyn, nalgebra::Const<1>, _>",
            false,
        );
        check("{integer}", "usize", true);
        check("{integer}", "f64", false);
        check("&f64", "f64", false);
        check("Vec<f64>", "Vec<_>", true);
    }
}

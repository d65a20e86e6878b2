//! How an answer differs from what an exercise asks for, argument by argument.

use syn::{FnArg, ItemFn, ReturnType};

use super::shapes::shape;
use super::types::{Size, Type};

/// What differs between two functions; empty where nothing is sure.
pub fn of_function(asked: &str, found: &str) -> Vec<String> {
    let (Some(asked), Some(found)) = (function(asked), function(found)) else {
        return Vec::new();
    };
    let mut differences = Vec::new();
    if asked.arguments.len() != found.arguments.len() {
        differences.push(format!(
            "{} asked for, {}, and yours has {}",
            count(asked.arguments.len(), "argument is", "arguments are"),
            list(&asked.arguments),
            match found.arguments.is_empty() {
                true => "none".to_owned(),
                false => list(&found.arguments),
            }
        ));
    } else {
        let pairs = asked.arguments.iter().zip(&found.arguments);
        for (number, (asked, found)) in pairs
            .enumerate()
            .filter(|(_, (asked, found))| differs(&asked.1, &found.1))
        {
            differences.push(format!(
                "argument {}, `{}`, is a `{}` where `{}` is asked for{}",
                number + 1,
                found.0,
                found.1,
                asked.1,
                change(&asked.1, &found.1)
            ));
        }
    }
    if differs(&asked.returns, &found.returns) {
        differences.push(match found.returns.as_str() {
            "()" => format!(
                "it returns nothing where `{}` is asked for: write `-> {0}`",
                asked.returns
            ),
            returns => format!(
                "it returns `{returns}` where `{}` is asked for{}",
                asked.returns,
                change(&asked.returns, returns)
            ),
        });
    }
    if let Some(generic) = found.generic
        && differences.is_empty()
    {
        differences.push(format!(
            "it is {generic}, and a function of exactly the types that are asked for is needed"
        ));
    }
    differences
}

/// What differs between a variable's type and the one asked for, `name: type`; `None` where nothing is sure.
pub fn of_variable(asked: &str, found: &str) -> Option<String> {
    let (_, asked) = asked.split_once(':')?;
    let (asked, found) = (written(asked), Type::parse(found));
    if asked.agrees_with(&found) {
        return None;
    }
    let wanted = shape(&asked);
    Some(match (wanted, shape(&found)) {
        (Some((rows, columns)), Some((r, c))) if (rows, columns) != (r, c) => {
            let map = |rows: usize, columns: usize| match columns {
                1 => format!("{rows} entries"),
                _ => format!(
                    "{rows} rows and {columns} columns: it takes vectors of length {columns} and returns vectors of length {rows}"
                ),
            };
            format!(
                "your value has {}. Asked for is one with {}",
                map(r, c),
                map(rows, columns)
            )
        }
        _ => format!("your value is of type `{found}`, and `{asked}` is asked for"),
    })
}

/// A type as learners write it.
fn written(text: &str) -> Type {
    let text = text.trim();
    let inside = |name: &str| {
        Some(
            text.strip_prefix(name)?
                .strip_suffix('>')?
                .split(',')
                .map(str::trim)
                .collect::<Vec<_>>(),
        )
    };
    let size = |text: Option<&&str>| {
        text.and_then(|text| text.parse().ok())
            .map_or(Size::Unknown, Size::Fixed)
    };
    let matrix = |parts: &[&str], rows, columns| Type::Matrix {
        entry: Box::new(Type::parse(parts.first().copied().unwrap_or("_"))),
        rows,
        columns,
    };
    if let Some(parts) = inside("SMatrix<") {
        return matrix(&parts, size(parts.get(1)), size(parts.get(2)));
    }
    if let Some(parts) = inside("SVector<") {
        return matrix(&parts, size(parts.get(1)), Size::Fixed(1));
    }
    if let Some(parts) = inside("DMatrix<") {
        return matrix(&parts, Size::Dynamic, Size::Dynamic);
    }
    if let Some(parts) = inside("DVector<") {
        return matrix(&parts, Size::Dynamic, Size::Fixed(1));
    }
    Type::parse(text)
}

struct Function {
    /// Names and types.
    arguments: Vec<(String, String)>,
    returns: String,
    /// What makes it another kind of function.
    generic: Option<&'static str>,
}

fn function(signature: &str) -> Option<Function> {
    let function: ItemFn = syn::parse_str(&format!("{signature} {{}}")).ok()?;
    let argument = |argument: &FnArg| match argument {
        FnArg::Typed(typed) => Some((
            match &*typed.pat {
                syn::Pat::Ident(name) => name.ident.to_string(),
                _ => "_".to_owned(),
            },
            compact(&typed.ty),
        )),
        FnArg::Receiver(_) => None,
    };
    Some(Function {
        arguments: function.sig.inputs.iter().map(argument).collect::<Option<_>>()?,
        returns: match &function.sig.output {
            ReturnType::Default => "()".to_owned(),
            ReturnType::Type(_, returns) => compact(returns),
        },
        generic: match &function.sig {
            sig if sig.asyncness.is_some() => Some("`async`"),
            sig if sig.unsafety.is_some() => Some("`unsafe`"),
            sig if sig.generics.type_params().next().is_some() => Some("generic"),
            _ => None,
        },
    })
}

/// A type as it is usually spaced, without lifetimes and the paths before its names.
fn compact(of: &syn::Type) -> String {
    let tokens = quote::ToTokens::to_token_stream(of).to_string();
    let words: Vec<&str> = tokens.split_whitespace().collect();
    let mut text = String::new();
    for (at, word) in words.iter().enumerate() {
        let is_path = words.get(at + 1) == Some(&"::") && words.get(at + 2) != Some(&"<");
        if is_path || *word == "::" || word.starts_with('\'') {
            continue;
        }
        text.push_str(word);
        if matches!(*word, "," | ";" | "->" | "mut" | "dyn" | "impl" | "+") {
            text.push(' ');
        }
    }
    text.replace(")->", ") ->").replace("+ ", " + ")
}

/// Whether they are surely different types. A name that is not known may be an alias.
fn differs(asked: &str, found: &str) -> bool {
    const KNOWN: [&str; 32] = [
        "mut",
        "fn",
        "dyn",
        "impl",
        "str",
        "bool",
        "char",
        "f32",
        "f64",
        "i8",
        "i16",
        "i32",
        "i64",
        "i128",
        "isize",
        "u8",
        "u16",
        "u32",
        "u64",
        "u128",
        "usize",
        "DMatrix",
        "DVector",
        "RowDVector",
        "SMatrix",
        "SVector",
        "Dual64",
        "Vec",
        "String",
        "Option",
        "BTreeMap",
        "HashMap",
    ];
    let mut names = found
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|name| !name.is_empty());
    if !names.all(|name| KNOWN.contains(&name) || asked.contains(name) || name.chars().all(|c| c.is_ascii_digit())) {
        return false;
    }
    asked.replace(' ', "") != found.replace(' ', "")
}

/// What to do about a difference in one type.
fn change(asked: &str, found: &str) -> String {
    let (asked, found) = (asked.trim(), found.trim());
    match () {
        () if asked.strip_prefix("&mut ") == Some(found) => ": write `&mut` before the type".to_owned(),
        () if asked.strip_prefix('&') == Some(found) => ": write `&` before the type, it is only lent".to_owned(),
        () if found.strip_prefix("&mut ") == Some(asked) => ": leave the `&mut` out".to_owned(),
        () if found.strip_prefix('&') == Some(asked) => ": leave the `&` out".to_owned(),
        () => String::new(),
    }
}

fn list(arguments: &[(String, String)]) -> String {
    let arguments: Vec<String> = arguments.iter().map(|(name, of)| format!("`{name}: {of}`")).collect();
    arguments.join(", ")
}

fn count(number: usize, one: &str, more: &str) -> String {
    match number {
        0 => format!("no {more}"),
        1 => format!("one {one}"),
        n => format!("{n} {more}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_compared_argument_by_argument() {
        #[track_caller]
        fn check(asked: &str, found: &str, expected: &[&str]) {
            assert_eq!(of_function(asked, found), expected);
        }
        const PROJECTOR: &str = "fn projector(u: &DVector<f64>) -> DMatrix<f64>";
        check(PROJECTOR, "fn projector(v: &DVector<f64>) -> DMatrix<f64>", &[]);
        check(
            PROJECTOR,
            "pub fn projector(v: &nalgebra::DVector<f64>)->DMatrix<f64>",
            &[],
        );
        check(
            PROJECTOR,
            "fn projector(u: DVector<f64>) -> DMatrix<f64>",
            &[
                "argument 1, `u`, is a `DVector<f64>` where `&DVector<f64>` is asked for: write `&` before the type, it is only lent",
            ],
        );
        check(
            PROJECTOR,
            "fn projector(u: &DVector<f64>)",
            &["it returns nothing where `DMatrix<f64>` is asked for: write `-> DMatrix<f64>`"],
        );
        check(
            "fn step(f: fn(Dual64) -> Dual64, x: f64) -> f64",
            "fn step(x: f64, f: fn(Dual64) -> Dual64) -> f64",
            &[
                "argument 1, `x`, is a `f64` where `fn(Dual64) -> Dual64` is asked for",
                "argument 2, `f`, is a `fn(Dual64) -> Dual64` where `f64` is asked for",
            ],
        );
        check(
            "fn apply(m: &DMatrix<f64>, x: &DVector<f64>) -> DVector<f64>",
            "fn apply(m: &DMatrix<f64>) -> DVector<f64>",
            &["2 arguments are asked for, `m: &DMatrix<f64>`, `x: &DVector<f64>`, and yours has `m: &DMatrix<f64>`"],
        );
        check(
            PROJECTOR,
            "fn projector<T>(u: &DVector<f64>) -> DMatrix<f64>",
            &["it is generic, and a function of exactly the types that are asked for is needed"],
        );
    }

    #[test]
    fn variables_are_compared_by_their_shapes() {
        #[track_caller]
        fn check(asked: &str, found: &str, expected: Option<&str>) {
            assert_eq!(of_variable(asked, found).as_deref(), expected);
        }
        check(
            "repeat: SMatrix<f64, 6, 2>",
            "nalgebra::Matrix<f64, nalgebra::Const<2>, nalgebra::Const<6>, nalgebra::ArrayStorage<f64, 2, 6>>",
            Some(
                "your value has 2 rows and 6 columns: it takes vectors of length 6 and returns vectors of length 2. Asked for \
                 is one with 6 rows and 2 columns: it takes vectors of length 2 and returns vectors of length 6",
            ),
        );
        check(
            "n: usize",
            "i32",
            Some("your value is of type `i32`, and `usize` is asked for"),
        );
        check(
            "m: DMatrix<f64>",
            "Matrix<f64, Dyn, Dyn, VecStorage<f64, Dyn, Dyn>>",
            None,
        );
        check(
            "shapes: BTreeMap<&str, (usize, usize)>",
            "std::collections::BTreeMap<&str, (i32, i32)>",
            Some(
                "your value is of type `BTreeMap<&str, (i32, i32)>`, and `BTreeMap<&str, (usize, usize)>` is asked for",
            ),
        );
    }
}

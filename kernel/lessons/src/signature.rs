//! How the signature or type of an answer differs from the one that an exercise asks for.

use syn::{FnArg, ItemFn, ReturnType};

use super::types::{Size, Type};

/// What differs between the signature that is asked for and that of a learner's function, one phrase for each difference;
/// empty where nothing is sure.
pub fn of_function(asked: &str, found: &str) -> Vec<String> {
    let (Some(asked), Some(found)) = (function(asked), function(found)) else {
        return Vec::new();
    };
    let mut differences = argument_differences(&asked.arguments, &found.arguments);
    differences.extend(return_difference(&asked.returns, &found.returns));
    if let Some(generic) = found.generic
        && differences.is_empty()
    {
        differences.push(format!(
            "it is {generic}, and a function of exactly the types that are asked for is needed"
        ));
    }
    differences
}

fn argument_differences(asked: &[Argument], found: &[Argument]) -> Vec<String> {
    if asked.len() != found.len() {
        return vec![format!(
            "{} asked for, {}, and yours has {}",
            count(asked.len(), "argument is", "arguments are"),
            list(asked),
            match found.is_empty() {
                true => "none".to_owned(),
                false => list(found),
            }
        )];
    }
    let pairs = asked.iter().zip(found).enumerate();
    pairs
        .filter(|(_, (asked, found))| differs(&asked.of, &found.of))
        .map(|(at, (asked, found))| {
            format!(
                "argument {}, `{}`, is a `{}` where `{}` is asked for{}",
                at + 1,
                found.name,
                found.of,
                asked.of,
                change(&asked.of, &found.of)
            )
        })
        .collect()
}

fn return_difference(asked: &str, found: &str) -> Option<String> {
    differs(asked, found).then(|| match found {
        "()" => format!("it returns nothing where `{asked}` is asked for: write `-> {asked}`"),
        _ => format!(
            "it returns `{found}` where `{asked}` is asked for{}",
            change(asked, found)
        ),
    })
}

/// What differs between the type that is asked for, as `name: type`, and that of a learner's variable; `None` where
/// nothing is sure.
pub fn of_variable(asked: &str, found: &str) -> Option<String> {
    let (_, asked) = asked.split_once(':')?;
    let (asked, found) = (written(asked), written(found));
    if asked.agrees_with(&found) {
        return None;
    }
    Some(match (asked.shape(), found.shape()) {
        (Some(asked), Some(found)) if asked != found => {
            format!("your value has {}. Asked for is one with {}", map(found), map(asked))
        }
        _ => format!("your value is of type `{found}`, and `{asked}` is asked for"),
    })
}

/// The map that a matrix of this shape is.
fn map((rows, columns): (usize, usize)) -> String {
    match columns {
        1 => format!("{rows} entries"),
        _ => format!(
            "{rows} rows and {columns} columns: it takes vectors of length {columns} and returns vectors of length {rows}"
        ),
    }
}

/// A type as learners write it, or as rustc prints it.
fn written(text: &str) -> Type {
    let text = text.trim();
    let Some((name, arguments)) = text.strip_suffix('>').and_then(|text| text.split_once('<')) else {
        return Type::parse(text);
    };
    let arguments: Vec<&str> = arguments.split(',').map(str::trim).collect();
    let size = |at: usize| match arguments.get(at).and_then(|size| size.parse().ok()) {
        Some(size) => Size::Fixed(size),
        None => Size::Unknown,
    };
    let (rows, columns) = match name {
        "SMatrix" => (size(1), size(2)),
        "SVector" => (size(1), Size::Fixed(1)),
        "DMatrix" => (Size::Dynamic, Size::Dynamic),
        "DVector" => (Size::Dynamic, Size::Fixed(1)),
        "RowDVector" => (Size::Fixed(1), Size::Dynamic),
        _ => return Type::parse(text),
    };
    Type::Matrix {
        entry: Box::new(Type::parse(arguments.first().copied().unwrap_or("_"))),
        rows,
        columns,
    }
}

struct Function {
    arguments: Vec<Argument>,
    returns: String,
    /// How a sentence calls a function that can't be called as a plain one: `async`, `unsafe`, generic.
    generic: Option<&'static str>,
}

struct Argument {
    name: String,
    of: String,
}

fn function(signature: &str) -> Option<Function> {
    let function: ItemFn = syn::parse_str(&format!("{signature} {{}}")).ok()?;
    let argument = |argument: &FnArg| match argument {
        FnArg::Typed(typed) => Some(Argument {
            name: match &*typed.pat {
                syn::Pat::Ident(name) => name.ident.to_string(),
                _ => "_".to_owned(),
            },
            of: compact(&typed.ty),
        }),
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

/// Whether these are surely different types. A name that is not known may be an alias.
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

/// What to change in a type that differs in a `&` alone, behind a colon.
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

/// `a: f64`, `b: f64`.
fn list(arguments: &[Argument]) -> String {
    let arguments: Vec<String> = arguments
        .iter()
        .map(|Argument { name, of }| format!("`{name}: {of}`"))
        .collect();
    arguments.join(", ")
}

fn count(number: usize, singular: &str, plural: &str) -> String {
    match number {
        0 => format!("no {plural}"),
        1 => format!("one {singular}"),
        n => format!("{n} {plural}"),
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
            "repeat: SMatrix<f64, 6, 2>",
            "SMatrix<f64, 2, 6>",
            Some(
                "your value has 2 rows and 6 columns: it takes vectors of length 6 and returns vectors of length 2. Asked for \
                 is one with 6 rows and 2 columns: it takes vectors of length 2 and returns vectors of length 6",
            ),
        );
        check("repeat: SMatrix<f64, 6, 2>", "SMatrix<f64, 6, 2>", None);
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
